"""Wrong answers to "Make it fast", and a piece of the hint that each must get."""

import math

import numba
import numpy as np


def looping(x):
    heights = []
    for each in x:
        logs = 0
        while each >= 1:
            each, logs = math.log(each), logs + 1
        heights.append(math.expm1(each) if each < 0 else each + logs)
    return np.array(heights)


def indexing(x):
    return np.array([x[i] if x[i] < 1 else 1 + math.log(x[i]) for i in range(x.size)])


def without_any(x):
    rest = x.copy()
    while rest >= 1:
        rest = np.log(rest)
    return rest


def in_place(x):
    logs = np.zeros_like(x)
    while np.any(above := x >= 1):
        np.log(x, out=x, where=above)
        logs += above
    return x + logs


def one_log(x):
    rest = x.copy()
    np.log(x, out=rest, where=x >= 1)
    return rest + (x >= 1)


def two_logs(x):
    rest, logs = x.copy(), np.zeros_like(x)
    for _ in range(2):
        above = rest >= 1
        np.log(rest, out=rest, where=above)
        logs += above
    return rest + logs


def no_exp(x):
    return in_place(x.copy())


def plain_mean(x, n):
    return 0.0


@numba.njit
def abel(x, n):
    steps = 0
    while x >= 1:
        x, steps = math.log(x), steps + 1
    if x < 0:
        x, steps = math.exp(x), -1
    whole = math.floor(x + n)
    x, steps = x + n - whole, steps + whole
    if steps == -1:
        return math.log(x)
    for _ in range(steps):
        x = math.exp(x)
    return x


@numba.njit
def not_the_mean(x, n):
    return x[0] + n[0]


@numba.njit
def an_array(x, n):
    return x + n


@numba.njit
def with_an_array(x, n):
    y = np.empty_like(x)
    for i in range(x.size):
        y[i] = abel(x[i], n[i])
    return np.mean(y)


@numba.njit
def not_compiled_inside(x, n):
    return looping(x) + n[0]


MISTAKES = {
    "A.1": [
        ((looping,), "loops over the numbers"),
        ((indexing,), "single numbers"),
        ((np.vectorize(math.exp),), "np.vectorize"),
        ((without_any,), "np.any"),
        ((in_place,), "Begin with a copy"),
        ((one_log,), "as many logs"),
        ((two_logs,), "two logs are not enough"),
        ((no_exp,), "Below 0"),
        ((0.5,), "function itself"),
    ],
    "A.2": [
        ((7.0,), "without sorting"),
        ((2.46,), "needed"),
        ((5.5,), "down[order]"),
    ],
    "A.3": [
        ((plain_mean,), "not compiled"),
        ((not_the_mean,), "Not the mean"),
        ((an_array,), "one number"),
        ((with_an_array,), "inside"),
        ((not_compiled_inside,), "compiled functions only"),
    ],
}
