"""Can the fit be trusted? What the residuals, the predictions minus the targets, have to say.

Read next: doubts.py, which puts it into words.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ..nn import Module
from ..tasks import Task
from .effects import Uncertainty
from .errors import error
from .law import order_of
from .recipes import second_order

__all__ = [
    "LackOfFit", "errors_grow", "has_corners", "lack_of_fit", "order_without", "outlier_p",
    "repeated_rows", "too_low", "variance_inflation",
]  # fmt: skip

Floats = NDArray[np.float64]
STUCK = 1e-6  # a fit is stuck if another one has an error that is smaller by such a share
MOST_FITTED = 1 / 3  # numbers that a check of the fit may fit, for each row


@dataclass(frozen=True)
class LackOfFit:
    """An F test of whether the inputs' squares (and products) explain what the neuron leaves.

    Attributes
    ----------
    terms : str
        "squares and products", "squares" or, of a single input, "square".
    p : float
        How often errors alone would let these terms explain as much.
    explained : float
        Their share of what is left.
    """

    terms: str
    p: float
    explained: float


def lack_of_fit(unsure: Uncertainty, task: Task) -> LackOfFit | None:
    """Add the squares and products of all inputs to the linearised model, and test them by F.

    A neuron is no special case of a quadratic. But near its best fit it is linear in its
    parameters, and there the richer model contains it.

    Returns
    -------
    LackOfFit or None
        None if there are too few rows even for squares.
    """
    rows, columns = task.x.shape
    known, residuals = unsure.jacobian[:rows], unsure.residuals[:rows]  # of real parts
    z = task.x - task.x.mean(axis=0)
    z = z / z.std(axis=0)
    room = rows * MOST_FITTED - known.shape[1]
    if room < columns:
        return None
    every = columns == 1 or room >= columns * (columns + 1) // 2
    i, j = np.triu_indices(columns) if every else (np.arange(columns),) * 2
    richer = np.hstack([known, task.weigh(z[:, i] * z[:, j])])
    left, rank = _left(known, residuals)
    less, more = _left(richer, residuals)
    if more == rank or less == 0:
        return None
    f = (left - less) / (more - rank) / (less / (rows - more))
    return LackOfFit(
        "square" if columns == 1 else "squares and products" if every else "squares",
        float(stats.f.sf(f, more - rank, rows - more)),
        float(1 - less / left),
    )


def _left(columns: Floats, residuals: Floats) -> tuple[float, int]:
    """Return the sum of squares that these columns do not explain, and their rank."""
    sizes = np.linalg.norm(columns, axis=0)
    scaled = columns / np.where(sizes > 0, sizes, 1.0)
    solution, _, rank, _ = np.linalg.lstsq(scaled, residuals, rcond=1e-10)
    return float(np.sum((residuals - scaled @ solution) ** 2)), int(rank)


def errors_grow(residuals: Floats, predicted: Floats) -> tuple[float, float]:
    """Return the rank correlation of the errors' size with the prediction, and its p-value.

    Both are nan where one of them is the same in all rows.
    """
    if np.ptp(np.abs(residuals)) == 0 or np.ptp(predicted) == 0:
        return math.nan, math.nan
    test = stats.spearmanr(np.abs(residuals), predicted, alternative="greater")
    return float(test.statistic), float(test.pvalue)


def too_low(residuals: Floats) -> tuple[float, float]:
    """Return the share of predictions that are too low, and how often chance is as far from half."""
    low, rows = int(np.sum(residuals < 0)), len(residuals)
    return low / rows, float(stats.binomtest(low, rows).pvalue)


def repeated_rows(task: Task) -> int:
    """Return how many rows are the same as one before them, target included."""
    rows = np.hstack([task.x, task.y])
    return len(rows) - len(np.unique(rows, axis=0))


def outlier_p(share: float, rows: int, learned: int) -> float:
    """Return how often chance gives one error such a share of the squared error of all rows.

    Grubbs, "Sample criteria for testing outlying observations", Annals of Mathematical Statistics 21,
    1950; with Bonferroni's bound, and Student's t of the error relative to those of all other rows.
    """
    spare = rows - learned - 1
    if spare < 1 or not share < 1:
        return 1.0 if spare < 1 else 0.0
    t = np.sqrt(share * spare / (1 - share))
    return min(1.0, float(2 * rows * stats.t.sf(t, spare)))


def variance_inflation(x: Floats) -> Floats:
    """Return 1/(1 - R²) of each column, predicted from all others; 1 where they say nothing.

    Marquardt, "Generalized inverses, ridge regression, biased linear estimation, and nonlinear
    estimation", Technometrics 12, 1970.
    """
    rows, columns = x.shape
    if columns == 1 or rows <= columns + 1:
        return np.ones(columns)
    inflation: Floats = np.diag(np.linalg.pinv(np.corrcoef(x, rowvar=False)))
    return inflation


def has_corners(x: Floats) -> bool:
    """Say whether all inputs are small in some row, and all large in another: by their quartiles."""
    low, high = np.quantile(x, [0.25, 0.75], axis=0)
    return bool(np.any(np.all(x <= low, axis=1)) and np.any(np.all(x >= high, axis=1)))


def order_without(model: Module, task: Task, row: int) -> float:
    """Return the n of the neuron that is fitted without one row; nan if that fit got stuck."""
    again = copy.deepcopy(model)
    rest = task.part(np.delete(np.arange(len(task.x)), row))
    second_order(again, rest, np.random.default_rng(0))
    now, before = (error(fitted, rest, "train") for fitted in (again, model))
    return order_of(again) if now <= before * (1 + STUCK) else math.nan
