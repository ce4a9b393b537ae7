"""Solutions to "A current with a speed"."""

import numpy as np

import minigrad as mg


# Exercise 1. Above 1, x is exp of log x, so v(x) = x · v(log x). Below 0, v(x) = v(eˣ) / eˣ.
def speed(x):
    if x < 0:
        return speed(np.exp(x)) / np.exp(x)
    if x <= 1:
        return 1.0
    return x * speed(np.log(x))


# Exercise 2. The speed is taken in the middle of each piece. exp⁽ⁿ⁾(2) is 10 with this time as n. It is also the
# difference of two heights: in lesson 8, 10 was 2.834 high and 2 was 1.693 high.
pieces = 1000
dx = (10 - 2) / pieces
middles = 2 + dx * (np.arange(pieces) + 0.5)
time = np.sum(dx / mg.iterate.generator(middles))

answers = {"10.1": (speed,), "10.2": (time,)}
