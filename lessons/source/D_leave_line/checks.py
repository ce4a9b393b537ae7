"""Into the complex plane."""

import numpy as np
from checks import expect

import minigrad as mg

C = mg.iterate.schroeder.FIXED_POINT


def exercise_1(z):
    """Give one complex number, to four digits or more."""
    z = complex(z)
    expect(abs(z - C) > 1e-3, "That is c itself. Add 2πi to every log, not to none.")
    expect(abs(z - C.conjugate()) > 1e-3, "That is c̄. Add 2πi to every log, with a plus.")
    expect(
        abs(z - C - 2j * np.pi) > 1e-3,
        "c + 2πi has the same exp as c, so it is not its own. Add 2πi in every step, not at the end.",
    )
    with np.errstate(all="ignore"):
        expect(
            abs(np.exp(z) - z) < 0.02,
            "This number is not its own exp: take more steps, or give more digits.",
        )
    expect(z.imag > 0, "Its imaginary part is to be positive: add 2πi, do not subtract it.")
    expect(z.imag < 10, "It is a fixed point, but a further one: add 2πi once in a step.")


def exercise_2(chi):
    """Give check the function: it takes z and steps, and returns a number."""
    z = np.array([2 + 1j, -3 + 0.5j, 1.5 + 2j, 4 - 2j])
    value, exact = np.asarray(chi(z, 30)), mg.iterate.schroeder.chi(z)
    expect(value.shape == z.shape, "Return one number for each z.")
    off = np.abs(value / exact - 1)
    expect(
        np.max(off[:3]) > 1e-2 or off[3] < 1e-2,
        "It is right above the real axis, but not below: take this lesson's log, not NumPy's.",
    )
    close = np.max(off)
    expect(
        np.max(np.abs(value * C**-30 / exact - 1)) > 1e-2
        and np.max(np.abs(value * C**30 / exact - 1)) > 1e-2,
        "Off by a power of c: after k logs, multiply by cᵏ once.",
    )
    expect(close < 1e-2, "This is not near χ. u is the distance from c after all logs: u = z - C.")
    expect(
        close < 1e-6,
        "This is not better than before. Is u² divided by all of 2(1 − c)? Are both terms multiplied "
        "by cᵏ?",
    )


def exercise_3(digits, best_steps):
    """Give two whole numbers: digits, and steps."""
    digits, best_steps = float(digits), float(best_steps)
    expect(digits != 8, "8 are what the chi of the lesson reaches. Put better_chi into that cell.")
    expect(
        best_steps != 60, "60 steps are best for the chi of the lesson. The better one needs fewer."
    )
    expect(
        abs(best_steps - 40) < 8,
        "Look for the least of the errors: np.argmin, over steps from 0 to 100.",
    )
    expect(
        10 <= digits <= 11,
        "digits = −log10(error), at the best number of steps; rounded either way.",
    )
