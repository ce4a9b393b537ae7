"""Where it jumps."""

import numpy as np
from checks import expect

RAY = np.exp(-1j)  # a point of the ray with the angle -1


def exercise_1(start):
    """Give one number, such as 3.14."""
    start = float(start)
    expect(
        abs(start - np.e) > 0.01, "That is where the arc of the picture begins. And the next one?"
    )
    expect(
        abs(start - 2 * np.e) > 0.01,
        "The arcs begin at 0, 1, e: each is the exp of the one before.",
    )
    expect(
        abs(start - np.exp(np.e)) < 0.01, "What does exp make of the beginning of the arc from e?"
    )


def exercise_2(z):
    """Give one complex number, such as 1 + 2j."""
    z = complex(z)
    expect(abs(z - 0.5 * RAY) > 1e-6, "That is the second log itself. Go up from it, twice.")
    expect(abs(z - np.exp(0.5 * RAY)) > 1e-6, "That lies on the first arc. One exp more.")
    expect(
        abs(z - np.exp(np.exp(0.5 / RAY))) > 1e-6,
        "Mirrored: the ray goes down, so its angle is −1, not 1.",
    )
    expect(abs(z - np.exp(np.exp(0.5 * RAY))) < 1e-6, "Two logs lead to ½·e⁻ⁱ. What leads back?")


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
