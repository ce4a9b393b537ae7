"""Solutions to "Make it fast"."""

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
# equally many exps, since n was not sorted with x (and cannot be: each x has its own n).
rng = np.random.default_rng(0)
x, n = rng.uniform(-3, 5, 100_000), rng.uniform(0, 1, 100_000)
height = mg.iterate.abel.psi(x)
down, up = np.floor(height), np.floor(height + n)
order = np.argsort(x)


def in_step(counts, block):
    whole = counts[: counts.size // block * block]
    return np.maximum(whole.reshape(-1, block).max(axis=1), 1).mean()


sorted_first = 2 + in_step(down[order], 96) + in_step(up[order], 96)

answers = {"A.1": (psi,), "A.2": (sorted_first,)}
