"""A current with a speed."""

import numpy as np
from checks import Hint, expect

import minigrad as mg


def exercise_1(speed):
    """Give the function itself, speed; it takes a number and returns a number."""
    expect(callable(speed), "Give check the function itself: check(…, speed).")
    try:
        at_ends = [speed(x) for x in (0.0, 1.0, 0.4, 2.0, -1.0)]
    except RecursionError:
        raise Hint(
            "Somewhere speed calls itself without end. From 0 to 1, both included, it has to stop and "
            "answer 1."
        ) from None
    expect(np.allclose(at_ends[:2], 1), "At 0 and at 1 the speed is 1 as well.")
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
