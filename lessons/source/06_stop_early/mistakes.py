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


def counts_rises(losses, patience):
    """Give up after so many rises in a row, each above the loss before it."""
    rises = 0
    for k in range(1, len(losses)):
        rises = rises + 1 if losses[k] > losses[k - 1] else 0
        if rises == patience:
            return int(np.argmin(losses[: k + 1]))
    return int(np.argmin(losses))


MISTAKES = {
    "6.1": [
        ((lambda losses, patience: int(np.argmin(losses)),), "never see step 8"),
        ((where_it_stops,), "where you stop"),
        ((first_rise,), "may rise and fall"),
        ((counts_rises,), "not with the one before it"),
        ((lambda losses, patience: 1 if len(losses) == 8 else 4,), "patience of 1"),
        ((gives_up,), "the losses end"),
        ((lambda losses, patience: losses[0],), "has to be step 4"),
    ],
    "6.2": [
        ((36, 0.87), "64 neurons"),
        ((125, 0.89), "chosen by the test data"),
        ((999, 0.83), "Who may choose"),
        ((20, 0.85), "mean of squares"),
        ((67, 87.0), "not per cent"),
        ((67, 0.97), "the 32 points"),
        ((67, 0.831), "stop it early"),
        ((67, 0.6), "share_right"),
    ],
    "6.3": [
        (("A", 0.41), "by heart"),
        (("C", 0.38), "nobody is left"),
        (("B", 0.36), "is luck"),
        (("B", 0.21), "has learned from"),
        (("B", 0.38), "loss of C"),
        (("B", 0.5), "in the table"),
        (("D", 0.40), "are called"),
    ],
}
