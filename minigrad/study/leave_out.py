"""How well does a model predict rows it has not seen? Leave each row out once.

Read next: findings.py, which puts this into words.
"""

from __future__ import annotations

import copy

import numpy as np

from .._progress import bar
from ..nn import Module
from ..tasks import Task
from ..train import least_squares, warm_start
from .errors import error

__all__ = ["leave_out"]


def leave_out(
    model: Module, task: Task, *, folds: int | None = None, progress: bool | None = None
) -> float:
    """Refit without some rows, predict them, and return the error over all rows.

    Parameters
    ----------
    model : Module
        Not changed. Each refit starts from scratch: `warm_start`, then `least_squares`. That goes
        downhill from the model's own n, and does not search for a deeper minimum elsewhere; with
        such a search the error can differ.
    task : Task
        The training rows are used.
    folds : int, optional
        Number of groups of rows; by default every row is a group (leave-one-out).
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.

    Returns
    -------
    float
        Root mean squared error of the left-out predictions, in the target's units.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> round(leave_out(nn.Linear(2, 1, rng=0), tasks.load("trees")), 2)
    4.26
    """
    count = len(task.x)
    folds = count if folds is None else folds
    if not 2 <= folds <= count:
        raise ValueError(f"folds must be between 2 and the number of rows, {count}, got {folds}")
    squares = 0.0
    for fold in bar(range(folds), "leave out", progress, leave=False):
        part = task.without(np.arange(fold, count, folds))
        refitted = copy.deepcopy(model)
        refitted.reset(0)
        warm_start(refitted, part)
        least_squares(refitted, part)
        assert part.x_test is not None
        squares += error(refitted, part, "test") ** 2 * len(part.x_test)
    return float(np.sqrt(squares / count))
