"""What does each input do? In the middle of the data, 10 % more of it, and how sure that is.

Weights mean different things at n = 0 and at n = 1. What a neuron does to the target when one input
grows means the same at every n, so this is what a report says first.

Near its best fit a model is nearly linear in its parameters θ. With the Jacobian J of the residuals
and their variance s², the covariance of θ is s²(JᵀJ)⁻¹; and whatever follows from θ, with the gradient
g, has the variance gᵀ s²(JᵀJ)⁻¹ g (the *delta method*; Bates & Watts, Nonlinear Regression Analysis,
1988, chapter 2). Intervals of Student's t follow.

Read next: doubts.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ..autodiff import Tensor
from ..nn import Module, Parameter
from ..tasks import Task
from ..train.least_squares import jacobian_of
from .law import weights_of

__all__ = ["Effect", "Uncertainty", "effects"]

Floats = NDArray[np.float64]
Interval = tuple[float, float]
MORE = 0.1  # the share by which an input grows
TINY = 1e-12  # stands for a prediction that is not positive, where targets are
SINGULAR = 1e-10  # relative size of a direction that the data do not determine


@dataclass(frozen=True)
class Effect:
    """What one input does in the middle of the data.

    Attributes
    ----------
    column : str
        Its name.
    weight : float or complex
        The neuron's, for columns as it sees them.
    interval : (float, float)
        Of the weight; nan if it is complex, infinite if the data do not determine it.
    middle : float
        The median of the column, in its units; the mean if the median is 0.
    switch : bool
        Whether the column holds nothing but 0 and 1. Then the change is that from 0 to 1, and not
        that of 10 % more.
    change, change_interval : float, (float, float)
        Of the prediction: as a share if all targets are positive, else in the
        target's units.
    """

    column: str
    weight: Any
    interval: Interval
    middle: float
    switch: bool
    change: float
    change_interval: Interval


class Uncertainty:
    """Standard errors of what follows from a model's parameters.

    Parameters
    ----------
    model : Module
        Fitted by least squares. A parameter that lies on its bound is taken as known.
    task : Task
        What it was fitted to.
    level : float
        Of the intervals.

    Attributes
    ----------
    residuals : ndarray of shape (N,), or (2N,) if predictions are complex
        Prediction minus target, as the model sees them, each times the root of its row's weight.
    jacobian : ndarray of shape (N or 2N, parameters)
        Their derivatives.
    spare : int
        Residuals less numbers fitted.
    """

    def __init__(self, model: Module, task: Task, level: float = 0.95) -> None:
        self.params = [p for p in model.parameters() if p.requires_grad and _free(p)]
        difference = task.weigh(model(task.x) - task.y)
        values = difference.data.ravel()
        complex_ = np.iscomplexobj(values)
        self.residuals = np.concatenate([values.real, values.imag]) if complex_ else values
        self.jacobian = jacobian_of(difference, self.params)
        self.spare = len(self.residuals) - self.jacobian.shape[1]
        self._sizes = np.linalg.norm(self.jacobian, axis=0)
        self._sizes[self._sizes == 0] = 1.0
        _, self._s, self._vt = np.linalg.svd(self.jacobian / self._sizes, full_matrices=False)
        self._variance = np.sum(self.residuals**2) / self.spare if self.spare > 0 else np.inf
        self.quantile = (
            float(stats.t.ppf((1 + level) / 2, self.spare)) if self.spare > 0 else np.inf
        )

    def errors_of(self, gradients: Floats) -> Floats:
        """Return standard errors of quantities with these gradients, shape (quantities, parameters).

        Infinite where the data do not determine a quantity.
        """
        along = gradients / self._sizes @ self._vt.T
        weak = self._s <= SINGULAR * self._s.max(initial=0.0)
        strong = along[:, ~weak] / self._s[~weak]
        size = np.linalg.norm(along, axis=1)
        lost = np.linalg.norm(along[:, weak], axis=1) > 1e-6 * size
        # More parameters than rows: what no row speaks of has no direction in `_vt`.
        lost |= np.linalg.norm(gradients / self._sizes, axis=1) > (1 + 1e-6) * size
        with np.errstate(invalid="ignore"):
            errors = np.sqrt(self._variance) * np.linalg.norm(strong, axis=1)
        return np.where(lost | ~np.isfinite(errors), np.inf, errors)


def effects(model: Module, task: Task, level: float = 0.95) -> list[Effect]:
    """Return what each input does, with intervals.

    Parameters
    ----------
    model : AddMul or Linear
        Fitted, with one output; it is not changed.
    task : Task
        What it was fitted to.
    level : float
        Of the intervals, which hold for a fit that has arrived at its least error, with errors that
        do not depend on each other.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> task, neuron = tasks.load("trees"), nn.AddMul(2, 1, n=1.0, bias=True)
    >>> history = train.warm_start(neuron, task)
    >>> [(e.column, round(e.change, 3)) for e in effects(neuron, task)]
    [('girth_in', 0.209), ('height_ft', 0.112)]
    """
    unsure = Uncertainty(model, task, level)
    weights, _ = weights_of(model)
    intervals = _intervals_of_weights(model, unsure, weights)
    rows, middles = _steps(task)
    predicted = model(rows)
    slopes = jacobian_of(predicted, unsure.params)[: len(rows)]  # of the real parts
    values = predicted.data.real.ravel()
    shares = bool(np.all(task.y > 0))
    if shares:
        values = np.maximum(values, TINY)
        changes = np.log(values[1:] / values[0])
        gradients = slopes[1:] / values[1:, None] - slopes[0] / values[0]
    else:
        changes = (values[1:] - values[0]) * task.y_scale[0]
        gradients = (slopes[1:] - slopes[0]) * task.y_scale[0]
    margins = unsure.quantile * unsure.errors_of(gradients)
    final = np.expm1 if shares else np.positive
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = final(changes - margins), final(changes + margins)
        changes = final(changes)
    return [
        Effect(
            column, weights[j].item(), intervals[j], middles[j], column in task.coded,
            float(changes[j]), (float(low[j]), float(high[j])),
        )
        for j, column in enumerate(task.features)
    ]  # fmt: skip


def _free(p: Parameter) -> bool:
    low, high = p.bounds or (-math.inf, math.inf)
    return bool(np.all((p.data.real > low) & (p.data.real < high)))


def _intervals_of_weights(model: Any, unsure: Uncertainty, weights: Any) -> list[Interval]:
    if np.iscomplexobj(weights):
        return [(math.nan, math.nan)] * len(weights)
    place = 0
    for p in unsure.params:  # where the weights stand among all parameters
        if p is model.weight:
            break
        place += p.size
    choose = np.eye(unsure.jacobian.shape[1])[place : place + len(weights)]
    margins = unsure.quantile * unsure.errors_of(choose)
    return [(float(w - m), float(w + m)) for w, m in zip(weights, margins, strict=True)]


def _steps(task: Task) -> tuple[Tensor, list[float]]:
    """Return the middle of the data, and for each input the same with more of it; and the middles."""
    middle = np.median(task.x, axis=0)
    middle = np.where(middle == 0, task.x.mean(axis=0), middle)
    rows = np.tile(middle, (1 + len(middle), 1))
    for j, column in enumerate(task.features):
        if column in task.coded:
            rows[:, j] = middle[j] = 1.0
            rows[1 + j, j] = math.e
        else:
            rows[1 + j, j] *= 1 + MORE
    shown = [
        0.0 if column in task.coded else float(m * unit)
        for column, m, unit in zip(task.features, middle, task.x_scale, strict=True)
    ]
    return Tensor(rows), shown
