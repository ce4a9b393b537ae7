"""Wrong answers to "A network that spells", and a piece of the hint that each must get."""

import numpy as np


def plain(scores):
    return np.exp(scores) / np.exp(scores).sum()


def fixed(scores):
    return plain(np.asarray(scores) - 400.0)


def centred(scores):
    return plain(np.asarray(scores) - np.mean(scores))


MISTAKES = {
    "I.1": [
        ((plain,), "overflows at 1000"),
        ((fixed,), "largest score"),
        ((centred,), "not the mean"),
        ((lambda scores: np.log(plain(scores)),), "logarithms"),
        ((lambda scores: scores / scores.sum(),), "not those of softmax"),
        ((lambda scores: 1.0,), "a probability for each"),
    ],
    "I.2": [
        ((37,), "at least one"),
        ((38,), "There are 37"),
        ((7,), "more than one follower"),
        ((11,), "number of letters"),
        ((20,), "Add up"),
    ],
}
