"""Wrong answers to "Into the complex plane", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

C = mg.iterate.schroeder.FIXED_POINT


def distance(z, steps):
    """Return the distance from c after all logs."""
    for _ in range(steps):
        z = mg.iterate.schroeder.log(z)
    return z - C


def without_the_term(z, steps):
    return C**steps * distance(z, steps)


def without_the_factor(z, steps):
    u = distance(z, steps)
    return u + u**2 / (2 * (1 - C))


def without_brackets(z, steps):
    u = distance(z, steps)
    return C**steps * (u + u**2 / 2 * (1 - C))


def with_numpys_log(z, steps):
    for _ in range(steps):
        z = np.log(z)
    u = z - C
    return C**steps * (u + u**2 / (2 * (1 - C)))


def from_z(z, steps):
    z = distance(z, steps) + C
    return C**steps * (z + z**2 / (2 * (1 - C)))


MISTAKES = {
    "D.1": [
        ((C,), "c itself"),
        ((C.conjugate(),), "That is c̄"),
        ((C + 2j * np.pi,), "every step"),
        ((2.0622777 - 7.5886312j,), "positive"),
        ((2.65319 + 13.94921j,), "further one"),
        ((2 + 7j,), "more steps"),
        ((3,), "not its own exp"),
    ],
    "D.2": [
        ((without_the_term,), "not better"),
        ((without_the_factor,), "power of c"),
        ((without_brackets,), "not better"),
        ((with_numpys_log,), "not NumPy's"),
        ((from_z,), "distance from c"),
        ((0.5,), "Give check the function"),
    ],
    "D.3": [
        ((8, 60), "Put better_chi"),
        ((11, 60), "needs fewer"),
        ((11, 80), "np.argmin"),
        ((16, 40), "rounded either way"),
    ],
}
