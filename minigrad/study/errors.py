"""How wrong a model is, on rows that it has seen or not.

Read next: success.py.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..autodiff import no_grad
from ..nn import Module
from ..tasks import Task

__all__ = ["error"]


def error(model: Module, task: Task, on: Literal["train", "test", "extrapolation"]) -> float:
    """Return the root mean squared error on one of the task's tables, in the target's units.

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
    x, y = {
        "train": (task.x, task.y),
        "test": (task.x_test, task.y_test),
        "extrapolation": (task.x_extrapolation, task.y_extrapolation),
    }[on]
    if x is None or y is None:
        raise ValueError(f"{task.name} has no {on} data")
    with no_grad(), np.errstate(all="ignore"):
        difference = (model(x).data - y) * task.y_scale
        return float(np.sqrt(np.mean(np.abs(difference) ** 2)))
