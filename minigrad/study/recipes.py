"""Recipes: how a study trains a model. Each is a function of a model, a task and a generator.

Read next: rivals.py, which has more of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..nn import Linear, Module, Sequential, orders_of
from ..tasks import Task
from ..tasks.weights import times
from ..train import fit, from_both_ends, least_squares, multistart
from ..train.starts import free_orders

__all__ = [
    "RECIPES", "Recipe", "closed_form", "columns_of_last", "decide", "first_order", "second_order",
    "solve", "untrained",
]  # fmt: skip

Floats = NDArray[np.float64]
Recipe = Callable[[Module, Task, np.random.Generator], Any]


def second_order(
    model: Module, task: Task, rng: np.random.Generator, *, restarts: int = 6, **options: Any
) -> None:
    """Train by `least_squares`, and keep the best of some starts, by training loss.

    A model with a single n is trained `from_both_ends`; others as they are, and from new weights. A
    layer with bounds is trained by the method "dogbox", all else by "trf". Other options are those of
    `least_squares`.
    """
    bounded = any(p.bounds for p in model.parameters() if p.requires_grad)
    method = "dogbox" if bounded and not isinstance(model, Sequential) else "trf"
    if sum(n.size for n in orders_of(model)) == 1:
        from_both_ends(model, task, partial(least_squares, method=method, **options))
    else:
        options = {"restarts": restarts, "rng": rng, "progress": False, **options}
        least_squares(model, task, method=method, **options)


def first_order(
    model: Module,
    task: Task,
    rng: np.random.Generator,
    *,
    steps: int = 2000,
    held: float = 0.0,
    **options: Any,
) -> None:
    """Train by `fit`, once; options are those of `fit`.

    With `held`, train twice: in this share of the steps, every n stays where it starts.
    """
    options = {**options, "rng": rng, "progress": False}
    first, orders = round(held * steps), free_orders(model)
    if first:
        for n in orders:
            n.requires_grad = False
        fit(model, task, steps=first, **options)
        for n in orders:
            n.requires_grad = True
    fit(model, task, steps=steps - first, **options)


def decide(model: Module, task: Task, rng: np.random.Generator, **options: Any) -> None:
    """Train by `fit` up to ten times and keep the best, then by `least_squares`.

    What has an n that is learned starts at 0 and 1 by turns, and is snapped, which ends in least
    squares too.
    """
    options = {"steps": 3000, **options, "rng": rng, "progress": False}
    if any(n.requires_grad for n in orders_of(model)):
        multistart(model, task, repeats=5, snapped=True, **options)
    else:
        multistart(model, task, starts=[None], repeats=10, **options)
        least_squares(model, task, method="trf", progress=False)


def closed_form(model: Module, task: Task, rng: np.random.Generator) -> None:
    """Solve for the last layer, a Linear, in one step; layers before it have nothing to learn."""
    columns, last = columns_of_last(model, task.x)
    columns = np.column_stack([columns, np.ones(len(columns))])
    solution = solve(columns, task.y, task.root_weight())
    last.weight.data, last.bias.data = solution[:-1].T.copy(), solution[-1].copy()


def solve(columns: Floats, y: Floats, root: Floats | None) -> Floats:
    """Return what the columns are multiplied with to come nearest to y: shape (columns, outputs).

    `root` are square roots of weights, for each row, or for each target by itself; None is 1.
    """
    if root is not None and root.shape[1] > 1:
        by_target = zip(y.T, root.T, strict=True)
        return np.hstack([solve(columns, t[:, None], r[:, None]) for t, r in by_target])
    solution: Floats = np.linalg.lstsq(times(columns, root), times(y, root))[0]
    return solution


def columns_of_last(model: Module, x: Floats) -> tuple[Floats, Any]:
    """Return what the last layer is given for `x`, and that layer, a Linear with a bias."""
    *before, last = model if isinstance(model, Sequential) else [model]
    for layer in before:
        x = layer(x).data
    assert isinstance(last, Linear) and last.bias is not None
    return x, last


def untrained(model: Module, task: Task, rng: np.random.Generator) -> None:
    """Leave the model as it is."""


RECIPES: dict[str, Recipe] = {
    "second": second_order,
    "first": first_order,
    "decide": decide,
}
