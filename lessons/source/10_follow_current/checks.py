"""A current with a speed."""

import numpy as np

import minigrad as mg

from checks import expect


def exercise_1(speed):
    """Give the function itself, speed; it takes a number and returns a number."""
    expect(callable(speed), "Give check the function itself: check(…, speed).")
    expect(np.isclose(speed(0.4), 1), "From 0 to 1 the speed is 1.")
    expect(
        np.isclose(speed(2.0), 2.0),
        "Just above 1, take x = 2: it is exp of log 2, and v(log 2) is 1. What does Julia's "
        "equation make of that?",
    )
    expect(
        np.isclose(speed(10.0), 10 * np.log(10)),
        "At 2 it is right, at 10 it is not: log 10 is still above 1. Call speed again.",
    )
    expect(
        np.isclose(speed(-1.0), np.e),
        "Below 0, exp leads to between 0 and 1. Solve Julia's equation for v(x).",
    )
    expect(
        np.allclose([speed(100.0), speed(-3.0)], mg.iterate.generator([100.0, -3.0], "abel")),
        "Right near 0, wrong farther away, at 100 or at -3.",
    )


def exercise_2(time):
    """Give one number, the time."""
    expect(np.ndim(time) == 0 and np.isreal(time), "Give one number.")
    expect(time > 0, "The current carries from 2 up to 10, not down: the time is positive.")
    expect(
        time < 2,
        "Too long: applying exp twice leads from 2 to more than a thousand. A piece takes the time "
        "dx / v(x), not v(x) · dx.",
    )
    arrival = mg.iterate.exp_n(2.0, float(time))
    right = mg.iterate.kneser.slog(10.0) - mg.iterate.kneser.slog(2.0)
    expect(
        abs(time - right) < 0.001,
        f"After this time one is at {arrival:.3f}, not at 10. If that is near, take smaller pieces.",
    )


def exercise_3(square_n):
    """Give the operation itself, declared with @mg.primitive(vjps=(…, …)), which takes x and n."""
    x, n = np.array([1.5, 3.0]), np.array([0.5, 1.0])
    y = square_n(x, n)
    expect(isinstance(y, mg.Tensor), "Declare it with @mg.primitive(vjps=(…, …)).")
    expect(np.allclose(y.numpy(), x ** (2**n)), "square_n(3, 1) has to be 9: x ** (2 ** n).")
    by_x, by_n = mg.grad(lambda x, n: square_n(x, n).sum(), argnums=(0, 1))(x, n)

    def speed(y):
        return np.log(2) * y * np.log(y)

    expect(
        not np.allclose(by_n.numpy() * np.log(2), speed(y.numpy())),
        "The derivative of 2 ** n has a factor: 2 ** n is exp(n · log 2).",
    )
    expect(
        np.allclose(by_n.numpy(), speed(y.numpy())),
        "The rule for n is wrong. It is the second in vjps, and returns g · v(y). Which v is the "
        "derivative of x ** (2 ** n) with respect to n, at n = 0?",
    )
    expect(
        np.allclose(by_x.numpy(), speed(y.numpy()) / speed(x)),
        "The rule for n is right, that for x is not. Think of the two travellers.",
    )
    weighted = mg.grad(lambda x, n: (square_n(x, n) * [2.0, 3.0]).sum(), argnums=(0, 1))(x, n)
    expect(
        np.allclose(weighted[0].numpy(), by_x.numpy() * [2, 3])
        and np.allclose(weighted[1].numpy(), by_n.numpy() * [2, 3]),
        "A rule has to pass on what it is given: multiply by g.",
    )
    try:
        mg.gradcheck(square_n, x, n, order=2)
        twice = True
    except (mg.GradcheckError, TypeError):
        twice = False
    expect(
        twice,
        "Right once, wrong when differentiated again. Does a rule take the numbers out of a tensor? "
        "mg.log leaves them in it.",
    )
