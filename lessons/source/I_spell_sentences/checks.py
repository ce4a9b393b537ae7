"""A network that spells."""

from collections import Counter
from itertools import pairwise

import numpy as np
from checks import expect


def exercise_1(safe_softmax):
    """Give a function of an array of scores that returns an array of probabilities."""
    scores = np.array([2.0, 1.0, -1.0])
    with np.errstate(all="ignore"):
        found = np.asarray(safe_softmax(scores.copy()), dtype=float)
    right = np.exp(scores) / np.exp(scores).sum()
    expect(found.shape == scores.shape, "Return an array with a probability for each score.")
    expect(
        not np.allclose(found, np.log(right)),
        "Those are logarithms of probabilities: take exp of them.",
    )
    expect(np.allclose(found, right), "For 2, 1 and −1 the values are not those of softmax.")
    with np.errstate(all="ignore"):
        large = np.asarray(safe_softmax(np.array([1000.0, 999.0])), dtype=float)
        small = np.asarray(safe_softmax(np.array([-1000.0, -1001.0])), dtype=float)
    expect(
        np.isfinite(large).all(),
        "It overflows at 1000. Subtract something from all scores, so that none is large.",
    )
    expect(
        np.isfinite(small).all(),
        "Right for 1000 and 999, but −1000 and −1001 give 0 / 0. Subtract the largest score.",
    )
    with np.errstate(all="ignore"):
        wide = np.asarray(safe_softmax(np.array([1000.0, 0.0, -1000.0])), dtype=float)
    expect(
        np.isfinite(wide).all(),
        "Right for 1000 and 999, but 1000, 0 and −1000 overflow still. Subtract the largest score, not "
        "the mean or the least.",
    )
    expect(
        np.allclose(large, small) and np.allclose(large.sum(), 1) and np.allclose(wide, [1, 0, 0]),
        "The largest score becomes 0, so its e^s is 1: nothing overflows, and the sum is never 0.",
    )


def exercise_2(most):
    """Give one whole number."""
    most = int(most)
    followers = {}
    for letter, following in pairwise("she sells sea shells by the sea shore."):
        followers.setdefault(letter, Counter())[following] += 1
    right = sum(max(counts.values()) for counts in followers.values())
    sure = sum(max(counts.values()) for counts in followers.values() if len(counts) == 1)
    expect(most <= 37, "There are 37 next letters.")
    expect(
        most != 37, "An s is followed by h, by e and by a blank: at least one of them is missed."
    )
    expect(
        most not in (sure, len([c for c in followers.values() if len(c) == 1])),
        "Letters with more than one follower count, too: guess the most frequent one.",
    )
    expect(
        most != len(followers),
        "That is the number of letters. Count how often each guess is right.",
    )
    expect(
        most == right,
        "For each letter, count what follows it, and take the count of the most frequent one. Add up.",
    )
