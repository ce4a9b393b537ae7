"""Wrong answers to "Learning too much", and a piece of the hint that each must get."""

import numpy as np


def first_rise(losses, patience):
    return next(k for k in range(len(losses) - 1) if losses[k + 1] > losses[k])


def where_it_stops(losses, patience):
    best = 0
    for k, loss in enumerate(losses):
        if loss < losses[best]:
            best = k
        if k - best == patience:
            return k
    return best


def gives_up(losses, patience):
    """Return nothing if the losses end first."""
    found = where_it_stops(losses, patience)
    return int(np.argmin(losses[: found + 1])) if found - np.argmin(losses) != 0 else None


MISTAKES = {
    "6.1": [
        ((lambda losses, patience: int(np.argmin(losses)),), "never see step 8"),
        ((where_it_stops,), "where you stop"),
        ((first_rise,), "may rise and fall"),
        ((lambda losses, patience: 4,), "patience of 1"),
        ((gives_up,), "the losses end"),
        ((lambda losses, patience: losses[0],), "has to be step 4"),
    ],
    "6.2": [
        ((789, 0.88), "chosen by the test data"),
        ((2999, 0.85), "Which rows may choose"),
        ((100, 0.85), "column 1"),
        ((496, 87.5), "not per cent"),
        ((496, 1.0), "the 32 points"),
        ((496, 0.6), "as_it_was"),
    ],
}
