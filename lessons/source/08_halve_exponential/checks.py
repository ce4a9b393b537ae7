"""Half an exponential."""

import math
from itertools import pairwise

from checks import expect


def exercise_1(third):
    """Give the function third itself, which takes one number and returns one."""
    places = (0.0, 1.0, -1.0, 2.0)

    def near(a, b):
        return all(math.isclose(a(x), b(x), abs_tol=1e-9, rel_tol=1e-9) for x in places)

    expect(
        not near(third, lambda x: math.exp(x) / 3),
        "This is a third of the number eˣ, not a third of the way up.",
    )
    expect(
        not near(third, lambda x: math.exp(x / 3)),
        "Applied three times, this gives exp(exp(exp(x/3)/3)/3). Use heights.",
    )
    expect(third(0.0) < 1, "From 0, one such step climbs a whole rung, or more. Climb by less.")
    expect(
        not near(lambda x: third(third(x)), math.exp),
        "Applied twice, this is exp already. Climb by less.",
    )
    for x in places:
        y = third(third(third(x)))
        expect(
            math.isclose(y, math.exp(x), rel_tol=1e-9),
            f"Applied three times to {x:g}, this gives {y:.4f}, not {math.exp(x):.4f}. How far must "
            "one of three equal steps climb?",
        )


def exercise_2(start, undo):
    """Give two functions: start takes x from 0 to 1 to a height from 0 to 1, undo takes it back."""
    ends = start(0.0), start(1.0)
    expect(
        math.isclose(ends[0], 0, abs_tol=1e-9) and math.isclose(ends[1], 1, abs_tol=1e-9),
        f"start has to lead from 0 at 0 to 1 at 1; yours has {ends[0]:.3g} and {ends[1]:.3g} there.",
    )
    places = [k / 20 for k in range(21)]
    heights = [start(x) for x in places]
    expect(
        all(a < b for a, b in pairwise(heights)),
        "start does not rise all the way from 0 to 1. Then two numbers have the same height.",
    )
    expect(
        all(math.isclose(undo(h), x, abs_tol=1e-3) for x, h in zip(places, heights, strict=True)),
        "undo does not take back what start did: undo(start(x)) should be x.",
    )
    expect(
        not math.isclose(start(0.5), 0.3, abs_tol=1e-3),
        "With this start the height of 0.5 is 0.3. It should be the other way round: which number is ½ high?",
    )
    expect(
        math.isclose(undo(0.5), 0.3, abs_tol=1e-3),
        f"It is a half exp, but f(0) = {undo(0.5):.4f}. From 0 one climbs to the height ½: which "
        "number should be there? Try start(x) = x**p.",
    )


def exercise_3(g):
    """Give the function g itself, which takes one number and returns one."""
    places = (1.5, 2.0, 3.0)

    def near(f):
        return all(math.isclose(g(x), f(x), rel_tol=1e-9) for x in places)

    expect(not near(lambda x: x), "g(g(x)) is x here. And x² should come out.")
    expect(
        not near(lambda x: math.sqrt(2) * x),
        "This doubles x, when applied twice. x² doubles something else.",
    )
    expect(not near(math.sqrt), "√(√x) is x to the power of a quarter.")
    expect(
        not near(lambda x: x**2 / 2), "g(g(x)) is x⁴ / 8 here: half of a square is no half step."
    )
    for x in places:
        expect(
            math.isclose(g(g(x)), x**2, rel_tol=1e-9),
            f"g(g({x:g})) is {g(g(x)):.4f}, and should be {x**2:g}. What happens to log x when x is "
            "squared? Which factor does that when it is used twice?",
        )
