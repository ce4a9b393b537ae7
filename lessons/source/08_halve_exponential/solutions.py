"""Solutions to "Half an exponential"."""

import math


# From the lesson.
def height(x):
    if x < 0:
        return math.exp(x) - 1
    rungs = 0
    while x >= 1:
        x, rungs = math.log(x), rungs + 1
    return rungs + x


def from_height(h):
    rungs = math.floor(h)
    x = h - rungs
    for _ in range(rungs):
        x = math.exp(x)
    for _ in range(-rungs):
        x = math.log(x)
    return x


# Exercise 1. Three steps are to climb by 1, so one of them climbs by a third.
def third(x):
    return from_height(height(x) + 1 / 3)


# Exercise 2. The height of 0 is 0, so f(0) is the number of height ½. With start(x) = x^p it is
# undo(½) = ½^(1/p). That is 0.3 if log(½) / p = log(0.3). (Any other rising curve through these points
# will do as well.)
p = math.log(0.5) / math.log(0.3)


def my_start(x):
    return x**p


def my_undo(h):
    return h ** (1 / p)


# Exercise 3. x² doubles log x. Half of a doubling is a multiplication by √2: log g(x) = √2 · log x.
# (In heights: ψ(x) = log(log x) / log 2, since then ψ(x²) = ψ(x) + 1.)
def g(x):
    return x ** math.sqrt(2)


answers = {"8.1": (third,), "8.2": (my_start, my_undo), "8.3": (g,)}
