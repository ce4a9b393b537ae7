"""Wrong answers to "The fair table", and a piece of the hint that each must get."""

from itertools import product

import numpy as np


def flipped(differences):
    return np.array(list(product((1, -1), repeat=len(differences)))) @ differences


def one_side(differences):
    return np.mean(flipped(differences) >= differences.sum() - 1e-12)


def farther_only(differences):
    return np.mean(abs(flipped(differences)) > abs(differences.sum()) + 1e-12)


def not_divided(differences):
    return np.sum(abs(flipped(differences)) >= abs(differences.sum()) - 1e-12)


def for_positive_sums(differences):
    return np.mean(abs(flipped(differences)) >= differences.sum() - 1e-12)


MISTAKES = {
    "20.1": [
        ((one_side,), "one side only"),
        ((farther_only,), "without a flip"),
        ((not_divided,), "Divide by all"),
        ((for_positive_sums,), "turned round"),
        ((lambda differences: 0.5,), "64 ways"),
    ],
    "20.2": [
        ((5, 7), "is another"),
        ((10, 8), "2 of 2ⁿ"),
        ((6, 24), "four times the p"),
        ((6, 6), "multiplied by 4"),
    ],
}
