"""Into the complex plane."""

import numpy as np

import minigrad as mg

from checks import expect

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


def exercise_3(n):
    """Give one number, such as 0.123."""
    n = float(n)
    expect(0 < n < 1, "n is between 0 and 1.")
    expect(abs(n - 0.636) > 1e-9, "That is where 2 ⊕ 3 jumps. Put in 10 and 20.")
    expect(abs(n - 0.390) > 1e-9, "That is the upper one of the two.")
    expect(abs(n - 0.999) > 1e-9, 'That path does not jump. Take the one of kind="schroeder".')
    expect(
        abs(n - 0.389) < 1e-9,
        "Look for the largest step between neighbours on np.linspace(0, 1, 1001).",
    )
