"""Five ways from + to ×."""

import numpy as np
from checks import Hint, expect

import minigrad as mg


def exercise_1(f):
    """Give the function itself, f; it takes two numbers, a and x, and returns one."""
    expect(callable(f), "Give check the function itself: check(…, f).")
    try:
        with np.errstate(all="ignore"):
            middle = f(0.0, 3.0)
    except ZeroDivisionError:
        raise Hint(
            "At a = 0 it divides by 0. There f(a, x) is x: ask for that case first."
        ) from None
    expect(np.ndim(middle) == 0, "It returns one number.")
    expect(
        np.isclose(middle, 3.0),
        "At a = 0, f(a, x) should be x. The formulas are 0/0 there, so ask for that case first.",
    )
    inner = f(-0.5, 2.0)
    expect(
        np.isclose(f(-1.0, 2.0), np.log(2)) and np.isclose(inner, np.log(1.75) / 0.5),
        "For a < 0, put n = −a into log(1 + n·(x − n)) / n: at a = −1 it is log x.",
    )
    outer = f(0.5, 2.0)
    expect(
        not np.isclose(outer, np.expm1(1.0) / 0.5),
        "For a > 0 something is missing: after the division by a, add a. Solve z = log(1 + a·(x − a)) / a for x.",
    )
    expect(
        not np.isclose(outer, np.exp(1.0) / 0.5 + 0.5),
        "For a > 0, the 1 beside the logarithm's argument has to be taken off again: e^(a·x) − 1.",
    )
    expect(
        np.isclose(f(1.0, np.log(2)), 2.0) and np.isclose(outer, np.expm1(1.0) / 0.5 + 0.5),
        "For a > 0 it should undo f(−a, ·). Solve z = log(1 + a·(x − a)) / a for x; at a = 1 it is exp.",
    )


def exercise_2(linear_log):
    """Give the function itself, linear_log; it takes x, y and n, and returns one number."""
    expect(callable(linear_log), "Give check the function itself: check(…, linear_log).")
    got = linear_log(2.0, 7.0, 0.5)
    expect(np.ndim(got) == 0, "It returns one number.")
    expect(
        not np.isclose(got, 11.5, atol=1e-3),
        "That is the blend, half-way between 9 and 14. Linear-log's z solves the equation.",
    )
    right = mg.oplus(2.0, 7.0, 0.5, "linear-log").item()
    expect(
        9 - 1e-6 < got < 14 + 1e-6,
        "The z for 2 and 7 lies between 9 and 14. Where the left side is negative, z is too small.",
    )
    expect(
        not (abs(got - 9) < 1e-6 or abs(got - 14) < 1e-6),
        "It ends at the border of the range: you keep the wrong half. Where the left side of the "
        "equation is negative, z is too small, so go on above it.",
    )
    expect(
        not 1e-7 < abs(got - right) < 0.2,
        "Near, but not to 10⁻⁹. Halve more often: 40 times make 5 into 5e-12.",
    )
    expect(
        abs(got - right) < 1e-7,
        "For 2 and 7 at n = ½ it is not the z of the equation. Is sum x + y, and product x·y?",
    )
    falls = mg.oplus(1.5, 1.5, 0.25, "linear-log").item()
    expect(
        abs(linear_log(1.5, 1.5, 0.25) - falls) < 1e-7,
        "Right for 2 and 7, wrong for 1.5 and 1.5: there the product is smaller than the sum. Begin "
        "with the smaller one as the lower end.",
    )
    for n, end in ((0.0, 9.0), (1.0, 14.0), (0.9, mg.oplus(2.0, 7.0, 0.9, "linear-log").item())):
        expect(abs(linear_log(2.0, 7.0, n) - end) < 1e-7, f"At n = {n} it is wrong. Is n used?")


def exercise_3(n):
    """Give one number, the n."""
    n = float(n)
    expect(
        not np.isclose(n, -1),
        "−1 is the exponent λ: φ is made of 1/x. But λ = 1 − n, so which n is that?",
    )
    expect(
        not np.isclose(n, 1),
        "At n = 1 it multiplies: 18. 2 is less than 3 and 6, so go on beyond ×.",
    )
    expect(
        0 <= n <= 10 or np.isclose(n, 2),
        'Beyond × is n > 1, and not far. Try mg.oplus(3, 6, n, "box-cox") for a few n.',
    )
    expect(
        np.isclose(n, 2, atol=1e-6),
        "There 3 and 6 do not make 2. φ should add 1/3 and 1/6, up to a factor: which λ is that?",
    )
