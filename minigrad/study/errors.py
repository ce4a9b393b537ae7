"""How wrong a model is, on rows that it has seen or not.

Read next: success.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autodiff import no_grad
from ..nn import Module
from ..tasks import Task
from ..tasks.task import Part

__all__ = ["differences", "error", "spread"]

Floats = NDArray[np.float64]


def error(model: Module, task: Task, on: Part) -> float:
    """Return the root mean squared error on one of the task's tables, in the target's units.

    If the task's errors are relative, it is a share of the target: 0.08 is 8 %. If its rows have
    weights, each square is multiplied by that of its row.

    Of a complex prediction, the whole error counts, not only that of the real part. The result is
    nan or inf where a prediction is.

    Raises
    ------
    ValueError
        If the task has no such table.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> average = nn.AddMul(2, 1)
    >>> average.weight.data[:] = 1.0
    >>> error(average, tasks.load("sum"), "test")
    0.0
    """
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(differences(model, task, on) ** 2)))


def differences(model: Module, task: Task, on: Part) -> Floats:
    """Return the size of the error of each prediction, shape (N, outputs), as `error` counts them.

    That is in the target's units, or as a share of the target, times the root of the row's weight.

    Raises
    ------
    ValueError
        If the task has no such table.

    Examples
    --------
    >>> from minigrad import nn
    >>> task = Task.from_arrays([1.0, 2.0], [2.0, 10.0]).with_relative_errors()
    >>> differences(nn.AddMul(1, 1, weight_init=(1, 0)), task, "train").ravel()
    array([0.5, 0.8])
    """
    x, _ = _tables(task, on)
    with no_grad(), np.errstate(all="ignore"):
        return _counted(model(x).data, task, on)


def spread(task: Task, on: Part) -> float:
    """Return the standard deviation of the targets: what `error` is if the mean is predicted.

    With weights, or relative errors, it is that of the number which is wrong by the least.
    """
    _, y = _tables(task, on)
    root = task.root_weight(on)
    if root is None:
        return float(np.std(y * task.y_scale))
    middle = np.average(y, axis=0, weights=np.broadcast_to(root**2, y.shape))
    return float(np.sqrt(np.mean(_counted(middle + 0 * y, task, on) ** 2)))


def _counted(prediction: Any, task: Task, on: Part) -> Floats:
    _, y = _tables(task, on)
    difference = task.weigh(prediction - y, on)
    sizes: Floats = np.abs(difference if task.relative else difference * task.y_scale)
    return sizes


def _tables(task: Task, on: Part) -> tuple[Floats, Floats]:
    x, y = {
        "train": (task.x, task.y),
        "test": (task.x_test, task.y_test),
        "extrapolation": (task.x_extrapolation, task.y_extrapolation),
    }[on]
    if x is None or y is None:
        raise ValueError(f"{task.name} has no {on} data")
    return x, y
