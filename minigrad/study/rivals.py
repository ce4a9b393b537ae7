"""Rivals: what someone who knows statistics or economics would try before a neuron.

The classical models that are more than a stack of layers, and recipes for those that have a better one
than least squares from several starts.

Read next: published.py, then contenders.py, which gives them names.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from .. import nn
from ..autodiff import Tensor, exp, log, logsumexp
from ..nn.layers import require_positive
from ..tasks import Task
from ..train import least_squares, warm_start
from ..train.starts import draw_anew, free_orders, keep_best
from ..transitions import transition
from ..transitions.neurons import neurons
from .errors import error
from .recipes import closed_form, columns_of_last, solve

__all__ = [
    "CES", "BothSides", "Imputed", "InLogs", "assignments", "best_assignment", "in_logs",
    "profile_likelihood", "ridge_by_folds", "ridge_in_closed_form",
]  # fmt: skip

Floats = NDArray[np.float64]
PENALTIES = np.geomspace(1e-8, 1e2, 41)  # of `ridge_in_closed_form`
RIDGES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2)  # of `ridge_by_folds`
FOLDS = 5
CHOOSING = 2_000  # rows, at most, that choose a ridge
ENOUGH = 50  # evaluations, to tell these from each other
ORDERS_TRIED = np.linspace(-1.0, 3.0, 21)  # of `profile_likelihood`: λ from 2 to -2
SMALLEST = 1e-300  # stands for an error of 0, whose logarithm is infinite
MOST = 2**8  # assignments that are tried


# ---- models ------------------------------------------------------------------------------------


class PositiveTargets(nn.Module):
    """A model that is fitted to a logarithm, or a power, of the targets."""

    def check_targets(self, y: Floats, columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the column and the row, if a target is not positive."""
        for j, column in enumerate(columns):
            rows = np.flatnonzero(y[:, j] <= 0)
            if rows.size:
                raise ValueError(
                    f"target {column!r} has {rows.size} of {len(y)} values that are not positive "
                    f"(row {rows[0] + 1} is {y[rows[0], j]:g}), and they have no logarithm. Shift it "
                    "so that all values are above 0, or take models that fit it as it is: power-law, "
                    "power-plus, ces"
                )


class InLogs(PositiveTargets):
    """The exponential of a model of log x: of a line, a power law; of a quadratic, a translog.

    Christensen, Jorgenson & Lau, "Transcendental logarithmic production frontiers", Review of
    Economics and Statistics 55, 1973.

    Parameters
    ----------
    inner : Module
        Maps log x to log y.
    """

    def __init__(self, inner: nn.Module) -> None:
        self.inner = inner

    def forward(self, x: Any) -> Tensor:
        """Map positive (N, in) to positive (N, out)."""
        y: Tensor = exp(self.inner(log(x)))
        return y

    def check_inputs(self, x: Floats, columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the column and the row, if an input is not positive."""
        require_positive(x, columns)


class BothSides(PositiveTargets, nn.AddMul):
    """Box–Cox on both sides (Carroll & Ruppert 1984): AddMul of that kind, for `profile_likelihood`."""

    def check_inputs(self, x: Floats, columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the columns and rows, if an input is not positive."""
        require_positive(x, columns)


class CES(nn.Module):
    """A (Σ_j δ_j x_j^ρ)^(1/ρ) with shares δ that are positive and sum to 1, and any ρ.

    That is a mean, as Box–Cox with n = 1 - ρ takes it, since the constants of φ_n drop out if
    weights sum to 1. So ρ → 0 needs no care, and n is 0 for a sum and 1 for a product, as elsewhere.

    Arrow, Chenery, Minhas & Solow, Review of Economics and Statistics 43, 1961.
    """

    def __init__(self, in_features: int, out_features: int, *, rng: Any = None) -> None:
        self.share = nn.Parameter(np.zeros((out_features, in_features)))  # δ is its softmax
        self.factor = nn.Parameter(np.ones(out_features))
        self.n = nn.Parameter(np.zeros(out_features))
        self.reset(rng)

    def reset(self, rng: Any = None) -> None:
        """Draw the shares; A starts at 1, and n at 0."""
        self.share.data = np.random.default_rng(rng).normal(0, 0.1, self.share.shape)
        self.factor.data, self.n.data = np.ones(self.n.shape), np.zeros(self.n.shape)

    def forward(self, x: Any) -> Tensor:
        """Map positive (N, in) to (N, out)."""
        shares = exp(self.share - logsumexp(self.share, axis=1, keepdims=True))
        mean: Tensor = neurons(transition("box-cox"), x, shares, None, self.n)
        return self.factor * mean

    def check_inputs(self, x: Floats, columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the column and the row, if an input is not positive."""
        require_positive(x, columns)


class Imputed(nn.Module):
    """Inputs beside their masks: where a mask is 2, an input is absent, and its mean takes its place.

    The means are those of the inputs that are present in the training rows. The masks are dropped.

    Raises
    ------
    ValueError
        If the task has no masks.
    """

    def __init__(self, task: Task) -> None:
        self.out_features = len(task.features) // 2
        if not all(name.startswith("mask") for name in task.features[self.out_features :]):
            raise ValueError(f"imputed is for tasks with masks, such as missing, not {task.name}")
        x, present = self._parts(task.x)
        weight = np.ones((len(x), 1)) if task.weight is None else task.weight
        counts = np.sum(weight * present, axis=0)
        sums = np.sum(weight * x, axis=0, where=present)
        self._means = sums / np.where(counts > 0, counts, 1)

    def forward(self, x: Any) -> Tensor:
        """Map (N, 2·in) to (N, in)."""
        x, present = self._parts(np.asarray(x))
        return Tensor(np.where(present, x, self._means))

    def _parts(self, x: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        return x[:, : self.out_features], x[:, self.out_features :] == 1


# ---- recipes -----------------------------------------------------------------------------------


def in_logs(model: nn.Module, task: Task, rng: np.random.Generator) -> None:
    """Fit an `InLogs` by least squares in logarithms.

    There an error is nearly a relative one, since d log y = dy/y: so it is left as it is, if the
    task's errors are relative.
    """
    assert isinstance(model, InLogs)
    logs = replace(task, x=np.log(task.x), y=np.log(task.y), relative=False)
    closed_form(model.inner, logs, rng)


def ridge_in_closed_form(model: nn.Module, task: Task, rng: np.random.Generator) -> None:
    """Solve for the last layer with a penalty on its weights: the one that predicts left-out rows best.

    Columns are standardised, and the constant is free. No row need be left out: the error that it
    would have then is r/(1 - h), r its residual, h its place on the diagonal of the matrix that
    turns targets into predictions (Allen, Technometrics 16, 1974; "PRESS"). A penalty is a share of
    the number of rows, one of 41 between 1e-8 and 100.

    With weights, means are weighted, and columns, targets and residuals are multiplied by the roots
    of the weights. (Of several targets with relative errors, each is solved for by itself.)
    """
    columns, last = columns_of_last(model, task.x)
    root = task.root_weight()
    root = np.ones((len(columns), 1)) if root is None else root
    targets = task.y.T[:, :, None] if root.shape[1] > 1 else [task.y]
    solved = [_ridge(columns, y, r[:, None]) for y, r in zip(targets, root.T, strict=True)]
    last.weight.data = np.vstack([weights.T for weights, _ in solved])
    last.bias.data = np.concatenate([constant for _, constant in solved])


def _ridge(columns: Floats, y: Floats, root: Floats) -> tuple[Floats, Floats]:
    """Return weights (columns, outputs) and constants, for rows whose weights have these roots."""
    root = root / np.sqrt(np.mean(root**2))
    share = root**2  # of each row in a mean
    middle = np.mean(share * columns, axis=0)
    spread = np.sqrt(np.mean(share * (columns - middle) ** 2, axis=0))
    spread[np.ptp(columns, axis=0) == 0] = 1.0  # rounding gives a constant column some spread
    u, s, vt = np.linalg.svd(root * ((columns - middle) / spread), full_matrices=False)
    mean = np.mean(share * y, axis=0)
    along = u.T @ (root * (y - mean))

    def left_out(penalty: float) -> float:
        kept = s**2 / (s**2 + penalty * len(u))
        h = share[:, 0] / len(u) + u**2 @ kept
        residuals = root * (y - mean) - (u * kept) @ along
        return float(np.sum((residuals / (1 - h)[:, None]) ** 2))

    penalty = min(PENALTIES, key=left_out)
    weights = vt.T @ (along * (s / (s**2 + penalty * len(u)))[:, None]) / spread[:, None]
    return weights, mean - middle @ weights


def profile_likelihood(model: nn.Module, task: Task, rng: np.random.Generator) -> None:
    """Fit Box–Cox on both sides with the n of greatest likelihood, from -1.2 to 3.2 (λ = 1 - n).

    φ_n(y) is a weighted sum of φ_n(x_j) and a constant, with normal errors. For a given n, least
    squares finds these in one step, and the likelihood follows: the targets' own density has a
    factor φ_n'(y) = y^-n. So there is one number to look for: on a grid first, then near its best.

    With weights, each row counts in the likelihood as often as its weight says. Whether errors are
    relative makes no difference here: which errors are normal, n says.
    """
    assert isinstance(model, nn.AddMul) and model.bias is not None
    way, weight = model.transition, 1.0 if task.weight is None else task.weight[:, 0]
    root = None if task.weight is None else np.sqrt(task.weight)
    for i, y in enumerate(task.y.T):

        def solved(n: float, y: Floats = y) -> tuple[Floats, float]:
            columns = np.column_stack([way.inward(task.x, n).data, np.ones(len(y))])
            targets = way.phi(y, n).data
            weights = solve(columns, targets[:, None], root)[:, 0]
            return weights, float(np.mean(weight * (columns @ weights - targets) ** 2))

        def unlikely(n: float, y: Floats = y) -> float:
            return float(np.log(max(solved(n)[1], SMALLEST)) / 2 + n * np.mean(weight * np.log(y)))

        near = ORDERS_TRIED[np.argmin([unlikely(n) for n in ORDERS_TRIED])] + np.array([-0.2, 0.2])
        n = optimize.minimize_scalar(unlikely, bounds=near, options={"xatol": 1e-10}).x
        weights = solved(n)[0]
        model.n.data[i], model.weight.data[i], model.bias.data[i] = n, weights[:-1], weights[-1]


def assignments(model: nn.Module) -> list[tuple[Any, ...]]:
    """Return every way to let the neurons of AddMul layers add (n = 0) or multiply (n = 1).

    Each is one row of numbers for each layer. Neurons of a hidden layer can change places, so there
    it only matters how many of them multiply.

    Raises
    ------
    ValueError
        If there are more than 256.
    """
    last = list(model)[-1] if isinstance(model, nn.Sequential) else model
    ways: list[Any] = []
    count = 1
    for n in free_orders(model):
        if n is getattr(last, "n", None):
            ways.append(product((0.0, 1.0), repeat=n.size))
            count *= 2**n.size
        else:
            ways.append([np.arange(n.size) < multiply for multiply in range(n.size + 1)])
            count *= n.size + 1
    if count > MOST:
        raise ValueError(
            f"{count} ways to choose + or × for each neuron are too many to try: at most {MOST}. "
            "Take fewer hidden neurons or targets"
        )
    return list(product(*ways))


def best_assignment(
    model: nn.Module, task: Task, rng: np.random.Generator, *, restarts: int = 6
) -> None:
    """Fit the weights for each of the `assignments` of + and ×, and keep the best, by training loss.

    One neuron is then the better of a line and a power law. In a network, the weights of each
    assignment are fitted from several starts, by default six.
    """

    def start_at(model: nn.Module, ends: tuple[Any, ...]) -> None:
        draw_anew(model, rng)
        for n, end in zip(free_orders(model), ends, strict=True):
            n.data = np.array(end, float)

    restarts = restarts if isinstance(model, nn.Sequential) else 1
    refit = partial(warm_start, method="trf", restarts=restarts, rng=rng, progress=False)
    starts = [partial(start_at, ends=ends) for ends in assignments(model)]
    keep_best(model, task, starts, refit, progress=False)


def ridge_by_folds(
    model: nn.Module, task: Task, rng: np.random.Generator, *, restarts: int = 6
) -> None:
    """Train by `least_squares`, with the ridge of five that predicts left-out rows best.

    Rows are left out in five groups. With each ridge and without each group, training begins with
    the same weights; with the best ridge, on all rows, it begins with others as well. Of many rows,
    2,000 choose the ridge, and it becomes smaller as rows become more: their errors count more then.
    """
    few, order, wrong = task, rng.permutation(len(task.x)), dict.fromkeys(RIDGES, 0.0)
    if len(order) > CHOOSING:
        few, order = task.rows(order[:CHOOSING]), np.arange(CHOOSING)
    fitted = partial(least_squares, method="trf", progress=False)
    folds = min(FOLDS, len(order)) if len(order) > 1 else 0  # a single row cannot be left out
    for ridge, fold in product(RIDGES, range(folds)):
        rows = order[fold::FOLDS]
        part, trial = few.without(rows), copy.deepcopy(model)
        fitted(trial, part, ridge=ridge, max_evaluations=ENOUGH)
        wrong[ridge] += error(trial, part, "test") ** 2 * len(rows)
    ridge = min(RIDGES, key=wrong.__getitem__) * len(order) / len(task.x)
    fitted(model, task, ridge=ridge, restarts=restarts, rng=rng)
