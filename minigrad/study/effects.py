"""What does each input do? In the middle of the data, 10 % more of it, and how sure that is.

(Where 10 % more would leave the range of the data, as for a year, or an input is negative somewhere,
the step is from the lower to the upper quartile, and where there are only 0 and 1, from one to the
other.)

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
    step : (float, float)
        From where to where it goes, in its units, while others stay at their medians.
    more : bool
        Whether that is 10 % more.
    change, change_interval : float, (float, float)
        Of the prediction: as a share if all targets are positive, else in the target's units. Infinite
        ends if the data do not determine it.
    p : float
        How often errors alone would give as large a change (t test).
    """

    column: str
    weight: Any
    interval: Interval
    step: Interval
    more: bool
    change: float
    change_interval: Interval
    p: float

    @property
    def determined(self) -> bool:
        """Whether the data say what it does."""
        return bool(np.isfinite(self.change_interval).all() and not np.isinf(self.interval).any())


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
        Rows less numbers fitted. (That imaginary parts are 0 is known beforehand, so they are no data.)
    """

    def __init__(self, model: Module, task: Task, level: float = 0.95) -> None:
        self.params = [p for p in model.parameters() if p.requires_grad and _free(p)]
        difference = task.weigh(model(task.x) - task.y)
        values = difference.data.ravel()
        complex_ = np.iscomplexobj(values)
        self.residuals = np.concatenate([values.real, values.imag]) if complex_ else values
        self.jacobian = jacobian_of(difference, self.params)
        self.spare = len(values) - sum(p.size for p in self.params)
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
    [('girth_in', 0.21), ('height_ft', 0.109)]
    """
    unsure = Uncertainty(model, task, level)
    weights, _ = weights_of(model)
    intervals = _intervals_of_weights(model, unsure, weights)
    rows, steps = _steps(task)
    predicted = model(rows)
    slopes = jacobian_of(predicted, unsure.params)[: len(rows)]  # of the real parts
    values = predicted.data.real.ravel()
    half = len(steps)
    shares = bool(np.all(task.y > 0))
    if shares:
        values = np.maximum(values, TINY)
        values, slopes = np.log(values), slopes / values[:, None]
    else:
        values, slopes = values * task.y_scale[0], slopes * task.y_scale[0]
    changes = values[half:] - values[:half]
    errors = unsure.errors_of(slopes[half:] - slopes[:half])
    margins = unsure.quantile * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p_values = 2 * stats.t.sf(np.abs(changes / errors), max(unsure.spare, 1))
    final = np.expm1 if shares else np.positive
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = final(changes - margins), final(changes + margins)
        changes = final(changes)
    return [
        Effect(
            column, weights[j].item(), intervals[j], steps[j], _is_more(steps[j]),
            float(changes[j]), (float(low[j]), float(high[j])), float(p_values[j]),
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


def _steps(task: Task) -> tuple[Tensor, list[Interval]]:
    """Return for each input the middle of the data with it before its step, then after; and the steps."""
    table, coded = task.in_units(task.x), np.isin(task.features, task.coded)
    middle = np.median(table, axis=0)
    middle[coded] = np.round(middle[coded])
    steps = [
        (0.0, 1.0) if switch else _step(column)
        for switch, column in zip(coded, table.T, strict=True)
    ]
    rows = np.tile(middle, (2 * len(steps), 1))
    for j, (before, after) in enumerate(steps):
        rows[j, j], rows[len(steps) + j, j] = before, after
    return Tensor(task.as_seen(rows)), steps


def _step(column: Floats) -> Interval:
    """Return 10 % more of the median; from quartile to quartile if that is out of range.

    Of what may be negative, such as degrees Celsius, 10 % more mean nothing.
    """
    middle, low, high = float(np.median(column)), float(column.min()), float(column.max())
    if middle and 0 <= low and middle * (1 + MORE) <= high:
        return middle, middle * (1 + MORE)
    before, after = (float(q) for q in np.quantile(column, [0.25, 0.75]))
    return (before, after) if before < after else (low, high)


def _is_more(step: Interval) -> bool:
    before, after = step
    return before != 0 and math.isclose(after, before * (1 + MORE))
