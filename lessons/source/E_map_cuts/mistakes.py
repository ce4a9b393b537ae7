"""Wrong answers to "Where it jumps", and a piece of the hint that each must get."""

import numpy as np

RAY = np.exp(-1j)

MISTAKES = {
    "E.1": [
        ((np.e,), "of the picture"),
        ((2 * np.e,), "each is the exp"),
        ((4.0,), "beginning of the arc from e"),
    ],
    "E.2": [
        ((0.5 * RAY,), "twice"),
        ((np.exp(0.5 * RAY),), "first arc"),
        ((np.exp(np.exp(0.5 / RAY)),), "Mirrored"),
        ((1j,), "leads back"),
    ],
    "E.3": [
        ((0.636,), "Put in 10 and 20"),
        ((0.390,), "upper one"),
        ((0.999,), "schroeder"),
        ((0.5,), "largest step"),
        ((389,), "between 0 and 1"),
    ],
}
