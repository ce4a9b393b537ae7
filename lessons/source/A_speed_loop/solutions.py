"""Solutions to "Make it fast"."""

import math

import numba
import numpy as np

import minigrad as mg


# Exercise 1. As in the lesson: a copy, and a mask for each step. What is below 0 is done first, into an
# array of its own; no log reaches it, since it is not 1 or more.
def psi(x):
    rest, logs = x.copy(), np.zeros_like(x)
    np.expm1(x, out=rest, where=x < 0)
    while np.any(above := rest >= 1):
        np.log(rest, out=rest, where=above)
        logs += above
    return rest + logs


# Exercise 2. Neighbours in the sorted order need equally many logs, so they waste few. They do not need
# equally many exps, since n was not sorted with x (and cannot be: each x has its own n). 5.06 instead of 7.00
# is about what the time gained, 3.6 instead of 4.7.
rng = np.random.default_rng(0)
x, n = rng.uniform(-3, 5, 100_000), rng.uniform(0, 1, 100_000)
height = mg.iterate.abel.psi(x)
down, up = np.floor(height), np.floor(height + n)
order = np.argsort(x)


def in_step(counts, block):
    whole = counts[: counts.size // block * block]
    return np.maximum(whole.reshape(-1, block).max(axis=1), 1).mean()


sorted_first = 2 + in_step(down[order], 96) + in_step(up[order], 96)


# Exercise 3. One number is kept instead of an array: the sum so far.
@numba.njit
def exp_n_compiled(x, n):
    steps = 0
    while x >= 1:
        x = math.log(x)
        steps += 1
    if x < 0:
        x = math.exp(x)
        steps = -1
    whole = math.floor(x + n)
    x = x + n - whole
    steps += whole
    if steps == -1:
        return math.log(x)
    for _ in range(steps):
        x = math.exp(x)
    return x


@numba.njit
def mean_of(x, n):
    total = 0.0
    for i in range(x.size):
        total += exp_n_compiled(x[i], n[i])
    return total / x.size


answers = {"A.1": (psi,), "A.2": (sorted_first,), "A.3": (mean_of,)}
