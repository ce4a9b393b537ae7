"""Wrong answers to "A current with a speed", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg


def no_factor(x):
    return 1.0 if x <= 1 else no_factor(np.log(x))


def one_logarithm(x):
    return 1.0 if x <= 1 else x


def never_below_0(x):
    return 1.0 if x <= 1 else x * never_below_0(np.log(x))


def one_exp(x):
    if x < 0:
        return np.exp(x)
    return 1.0 if x <= 1 else x * one_exp(np.log(x))


def forgets_1(x):
    if 0 <= x < 1:
        return 1.0
    return x * forgets_1(np.log(x)) if x > 1 else forgets_1(np.exp(x)) / np.exp(x)


def other_at_0(x):
    if x <= 0:
        return np.exp(-x) / 2
    return 1.0 if x <= 1 else x * other_at_0(np.log(x))


x = np.linspace(2, 10, 81)


MISTAKES = {
    "10.1": [
        ((no_factor,), "Just above 1"),
        ((one_logarithm,), "Call speed again"),
        ((never_below_0,), "Below 0"),
        ((one_exp,), "Below 0"),
        ((1.0,), "function itself"),
        ((forgets_1,), "without end"),
        ((other_at_0,), "At 0 and at 1"),
    ],
    "10.2": [
        ((8.0,), "Too long"),
        ((float(np.sum(0.1 * mg.iterate.generator(x))),), "Too long"),
        ((float(np.sum(0.1 / mg.iterate.generator(x[:-1]))),), "smaller pieces"),
        ((float(8 / mg.iterate.generator(6.0)),), "one is at"),
        ((-1.2,), "positive"),
    ],
}
