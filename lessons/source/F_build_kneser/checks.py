"""How Kneser's function is built."""

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(half_exp):
    """Give check the function: it takes a number x and returns half an exp of x."""
    expect(callable(half_exp), 'Give the function itself: check("F.1", half_exp).')
    x = [0.2, 0.5, 0.9]
    y = np.array([complex(half_exp(each)) for each in x])
    expect(
        not np.allclose(y, mg.iterate.exp_n(x, 0.5, "abel"), atol=1e-4),
        "This is Abel's half an exp. Use the a after 14 passes, not the start.",
    )
    expect(
        not np.allclose(y, mg.iterate.kneser.slog(x), atol=1e-4),
        "This is the z itself. Go on by ½ from it, and return tet of that.",
    )
    expect(
        not np.allclose(y, mg.iterate.kneser.tet(np.array(x) + 0.5), atol=1e-4),
        "You went on from x. First find the z with tet(z) = x, and go on from there.",
    )
    expect(
        not np.allclose(y, np.exp(x), atol=1e-4), "This is a whole exp. Go on by ½ only, not by 1."
    )
    expect(
        not np.allclose(y, mg.iterate.kneser.tet(np.array(x) - 0.5), atol=1e-4),
        "You went on from z = x − 1, which is Abel's. Find the z where Kneser's tet is x.",
    )
    expect(
        not np.allclose(y, mg.iterate.exp_n(x, -0.5), atol=1e-4),
        "This is half a log: you went back by ½. Go on by it.",
    )
    error = np.max(np.abs(y - mg.iterate.exp_n(x, 0.5)))
    expect(error < 0.02, "Check it: half_exp(half_exp(0)) is to be exp(0) = 1.")
    expect(error < 1e-9, "Close, but not as exact as tet is: make more steps to find z.")


def exercise_2(point):
    """Give one number, the place on the real axis."""
    s = float(point)
    expect(not -1 < s < -0.2, "That is a quotient. If they come near to 1/s, what is s?")
    expect(abs(s - 0.5) > 0.1, "Look at the sign of the quotients; and they come near to 1/s.")
    expect(abs(s - 2) > 0.2, "The distance is right. Look at the sign of the quotients.")
    expect(
        abs(s + 2) < 0.5,
        "Take the mean of the last two, which swing to opposite sides. What is it near to?",
    )
    expect(
        abs(s + 2) < 0.05,
        "Near. The quotients swing around 1/s: take the mean of the last two, each times (k + 1)/k.",
    )
