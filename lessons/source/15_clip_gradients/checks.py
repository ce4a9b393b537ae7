"""One step too long."""

import numpy as np
from checks import expect


def exercise_1(clip_all):
    """Give check the function clip_all itself, without calling it; it returns a list of arrays."""
    long = [np.array([[3.0, 0.0]]), np.array([-4.0])]  # of length 5
    before = [a.copy() for a in long]
    clipped = clip_all(long, 1.0)
    expect(
        len(clipped) == 2 and all(a.shape == b.shape for a, b in zip(clipped, long, strict=True)),
        "It returns as many arrays as it gets, of the same shapes.",
    )
    expect(
        all(np.array_equal(a, b) for a, b in zip(long, before, strict=True)),
        "It changes the arrays it was given. Return new ones.",
    )
    numbers = np.concatenate([np.ravel(a) for a in clipped])
    each = [np.sign(a) for a in long]
    expect(
        not all(np.allclose(a, b) for a, b in zip(clipped, each, strict=True)),
        "Each number, or each array, was shortened by itself, and that turns the gradient. Shorten "
        "them together, by one factor.",
    )
    expect(
        np.linalg.norm(numbers) < 1 + 1e-9,
        "Arrays of 3, 0 and -4 are together 5 long. At most 1 was allowed, and yours are longer.",
    )
    expect(
        np.allclose(numbers, [0.6, 0.0, -0.8]),
        "Shorter, but not 1 long in the old direction. Multiply every array by the same factor.",
    )
    expect(
        np.allclose(np.concatenate([np.ravel(a) for a in clip_all(long, 2.5)]), [1.5, 0.0, -2.0]),
        "With longest=1 it is right, with longest=2.5 it is not. Is longest used?",
    )
    short = clip_all([np.array([0.3]), np.array([[0.4]])], 1.0)
    expect(short is not None, "For a gradient that is short enough, it returns nothing.")
    expect(
        np.allclose(np.concatenate([np.ravel(a) for a in short]), [0.3, 0.4]),
        "A gradient that is short enough should stay as it is. Yours is stretched.",
    )
    with np.errstate(all="ignore"):
        zero = clip_all([np.zeros(2)], 1.0)
    expect(np.allclose(zero[0], 0), "A gradient of zeros should stay one. Do you divide by 0?")


def exercise_2(least_steps):
    """Give one number, that of the steps."""
    steps = float(least_steps)
    weights_only, added, without_root = 150.0, 400.0, 325.0
    expect(steps > 0, "It is a number of steps: a positive one.")
    expect(
        not np.isclose(steps, weights_only),
        "That is the way of the four weights alone. n has to go from 0 to 1 as well.",
    )
    expect(
        not np.isclose(steps, added),
        "You added the five ways. A step goes along all of them at once: the way is as long as the root "
        "of the sum of squares.",
    )
    expect(not np.isclose(steps, without_root), "That is the sum of squares. Take the root.")
    expect(
        not np.isclose(steps, 100),
        "That is for n alone. The weights move in the same steps, and make the way longer.",
    )
    expect(
        not np.isclose(steps, 125),
        "That is for n and one weight. There are four weights, each with three quarters to go.",
    )
    expect(
        not 1.7 < steps < 1.9,
        "That is how long the way is. How many steps of 0.01 does it take?",
    )
    expect(steps != 180, "After 180 steps 0.003 of the way is left. Round up.")
    expect(
        180 < steps <= 181,
        "How long is one step at most? And how long is the way from (¼, ¼, ¼, ¼, 0) to (1, 1, 1, 1, 1)?",
    )


def exercise_3(is_dead):
    """Give check the function is_dead itself, without calling it; it returns True or False."""
    expect(callable(is_dead), "Give check the function is_dead itself, without calling it.")
    none, some = np.zeros(4), np.array([0.0, -2.0, 1.0, 0.0])
    opposite = np.array([1.0, -1.0, 2.0, -2.0])  # adds up to 0
    expect(is_dead(none, 36000.0, 13000.0) is not None, "It returns nothing.")
    expect(
        is_dead(none, 36000.0, 13000.0), "No slope and a loss above the variance: that one is dead."
    )
    expect(
        not is_dead(none, 1e-12, 13000.0),
        "No slope, but hardly any loss: that one has arrived. Look at the loss as well.",
    )
    expect(
        not is_dead(some, 36000.0, 13000.0),
        "A large loss, but there is a slope: that one is at its start, and can learn. Look at the gradient "
        "as well.",
    )
    expect(
        not is_dead(opposite, 36000.0, 13000.0),
        "The derivatives 1, -1, 2 and -2 add up to 0, but each says where to go. Take the length.",
    )
    expect(
        not is_dead(-abs(some), 36000.0, 13000.0),
        "Derivatives below 0 are a slope, too. Take the length, not the largest or the sum.",
    )
    expect(
        is_dead(np.full(4, 1e-12), 36000.0, 13000.0),
        "A slope of 1e-12 counts as none: ask whether the length is below 1e-9, not whether it is 0.",
    )
    expect(
        is_dead(none, 0.5, 0.3) and not is_dead(none, 0.1, 0.3),
        "With y of another size it is wrong. Compare the loss with the variance of y, not with a fixed "
        "number.",
    )
