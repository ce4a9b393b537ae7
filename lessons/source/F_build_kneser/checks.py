"""How Kneser's function is built."""

import numpy as np

import minigrad as mg

from checks import expect


def exercise_1(after_6, after_16):
    """Give two heights, that with the smallest error after 6 passes first."""
    heights = (0.05, 0.25, 0.9)
    expect(
        after_6 in heights and after_16 in heights,
        "Give two of the three heights, 0.05, 0.25 and 0.9. one_pass(a, h=...) takes them.",
    )
    expect(
        0.9 not in (after_6, after_16),
        "At 0.9 nearly all of the circle is below the line, and comes from the old series: hardly "
        "anything changes. Print the errors.",
    )
    expect(
        (after_6, after_16) != (0.25, 0.05),
        "You have them the wrong way round: 6 passes first, then 16.",
    )
    expect(
        after_6 == 0.05, "After 6 passes another height is ahead. Print the errors of all three."
    )
    expect(
        after_16 == 0.25,
        "After 16 passes another height is ahead: this one is held up, because on so low a line the "
        "modes up to k = 31 are not enough.",
    )


def exercise_2(half_exp):
    """Give check the function: it takes a number x and returns half an exp of x."""
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
    error = np.max(np.abs(y - mg.iterate.exp_n(x, 0.5)))
    expect(error < 0.02, "Check it: half_exp(half_exp(0)) is to be exp(0) = 1.")
    expect(error < 1e-9, "Close, but not as exact as tet is: make more steps to find z.")


def exercise_3(point):
    """Give one number, the place on the real axis."""
    s = float(point)
    expect(not -1 < s < -0.2, "That is a quotient. If they come near to 1/s, what is s?")
    expect(abs(s - 0.5) > 0.1, "Look at the sign of the quotients; and they come near to 1/s.")
    expect(abs(s - 2) > 0.2, "The distance is right. Look at the sign of the quotients.")
    expect(
        abs(s + 2) < 0.5,
        "Take the quotients from k = 35 on, which swing less. What do they come near to?",
    )
    expect(
        abs(s + 2) < 1e-9,
        "The quotients come near to 1/s, slowly. Take the nearest whole number, where tet really has "
        "no value.",
    )
