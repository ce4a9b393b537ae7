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
    group = np.arange(count) % folds
    squares = np.empty(task.y.shape)
    for fold in bar(range(folds), "leave out", progress, leave=False):
        left_out = group == fold
        kept = task.rows(~left_out)
        refitted = copy.deepcopy(model)
        refitted.reset(0)
        warm_start(refitted, kept)
        least_squares(refitted, kept)
        x, y = task.x[left_out] * task.x_scale, task.y[left_out] * task.y_scale
        error = refitted(x / kept.x_scale).data * kept.y_scale - y
        squares[left_out] = np.abs(error) ** 2
    return float(np.sqrt(np.mean(squares)))
