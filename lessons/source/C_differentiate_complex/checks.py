"""Gradients of complex numbers."""

import numpy as np
from checks import expect


def exercise_1(gradient):
    """Give one complex number, such as 2 - 4j."""
    gradient = complex(gradient)
    expect(
        gradient.imag != 0, "There are two slopes, along x and along y. Pack both into one number."
    )
    expect(gradient != 2 + 4j, "That is the derivative 2z. Take the slopes of 2xy along x and y.")
    expect(
        gradient not in (2 + 2j, 2 - 4j),
        "Take the slopes of 2xy: along x, y stays what it is, and along y, x does.",
    )
    expect(gradient != 4 - 2j, "No conjugate is needed if you take both slopes by hand.")
    expect(
        gradient == 4 + 2j,
        "Hold y and differentiate along x, then hold x. Or measure, with `slopes` of the first section.",
    )


def exercise_2(rule):
    """Give a function rule(g, y, z) that returns the gradient of z."""
    expect(callable(rule), 'Give the function itself: check("C.2", rule).')
    z = np.array([1 + 2j, -0.5 + 0.3j, 2.0 - 1j])
    g = np.array([0.7 - 0.2j, 1j, -1.5 + 0j])
    found = np.asarray(rule(g, z**3, z))
    expect(found.shape == z.shape, "Return one gradient for each number of z.")
    right = g * np.conj(3 * z**2)
    expect(not np.allclose(found, np.conj(3 * z**2)), "That is the slope. Multiply it by g.")
    expect(
        not np.allclose(found, g * 3 * z**2),
        "Right for real numbers. Which of the two factors has to be conjugated?",
    )
    expect(not np.allclose(found, np.conj(right)), "It is s that is conjugated, not g.")
    expect(
        not np.allclose(found, np.conj(g) * np.conj(3 * z**2)), "Conjugate s, and leave g alone."
    )
    expect(np.allclose(found, right), "It is g · conj(s). What is the derivative s of z³?")


def exercise_3(z):
    """Give one complex number."""
    z = complex(z)
    expect(z.imag != 0, "It has an imaginary part. Does your descent start at 1j?")
    gap = abs(np.exp(z) - z)
    expect(
        gap < 0.1, "This is not near a number with exp(z) = z. Is the loss abs(mg.exp(z) - z) ** 2?"
    )
    expect(gap < 2e-3, "Near. Take more steps, or longer ones (lr=0.1 is not too long).")
