"""Solutions to "Half an exponential"."""

from math import exp, floor, log, sqrt


# From the lesson.
def height(x):
    if x < 0:
        return exp(x) - 1
    rungs = 0
    while x >= 1:
        x, rungs = log(x), rungs + 1
    return rungs + x


def from_height(h):
    rungs = floor(h)
    x = h - rungs
    for _ in range(rungs):
        x = exp(x)
    for _ in range(-rungs):
        x = log(x)
    return x


# Exercise 1. Heights add up: three steps are to climb by 1, so each of them climbs by a third.
def third(x):
    return from_height(height(x) + 1 / 3)


# Exercise 2. The height of 0 is 0, so f(0) is the number of height ½, which is undo(½). For x² that is
# √½ = 0.7071. With start(x) = x^p it is ½^(1/p), and that is 0.3 if log(½) / p = log(0.3). (Any other
# rising curve from 0 to 1 with start(0.3) = ½ will do as well.)
p = log(0.5) / log(0.3)


def start(x):
    return x**p


def undo(h):
    return h ** (1 / p)


# Exercise 3. x² doubles log x. A step that gives a doubling when done twice is a factor of √2:
# log g(x) = √2 · log x, and so g(x) = x^√2.
# (In heights: ψ(x) = log(log x) / log 2, since then ψ(x²) = ψ(x) + 1.)
def g(x):
    return x ** sqrt(2)


answers = {"8.1": (third,), "8.2": (start, undo), "8.3": (g,)}
