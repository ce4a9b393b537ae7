"""Start from + and from ×, and move n to the nearer of 0 and 1 at the end.

Gradient descent goes downhill from where it starts, and between + and × there are hills. So the
start is a preference: n = 0 prefers sums, n = 1 products. `from_both_ends` trains from the best sum and
from the best product; `multistart` from random weights, as often as one likes. Both keep the training
that ends with the least loss. And where n has come near an end, `snap` puts it there and refits the
weights: if the law is a sum of products, the fit becomes exact, and nothing is left to decide.

Read next: models.py.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..nn import Module, mse_loss, orders_of
from ..tasks import Task
from .fit import fit
from .history import History
from .least_squares import warm_start
from .starts import draw_anew, free_orders, keep_best, put_n

__all__ = ["from_both_ends", "multistart", "snap"]


def from_both_ends(
    model: Module, task: Task, train: Callable[[Module, Task], History] = fit
) -> tuple[History, list[float]]:
    """Train from the best weighted sum and from the best product, and keep the better.

    `warm_start` finds the weights of both, with every n that is learned held at 0, then at 1,
    or as near as bounds allow; the search for those of the product begins with the weights that
    the first training found. If no n is learned, there is one start: the best weights for the n
    that there is.

    Parameters
    ----------
    model : Module
        Changed in place.
    task : Task
        Where the data come from.
    train : callable
        ``train(model, task)`` trains the model from there and returns a History, such as `fit`,
        `least_squares`, or one of them with options, by `functools.partial`.

    Returns
    -------
    History, list of float
        Of the training that was kept; and the loss on all training rows to which the sum led, then
        that of the product, as `keep_best` returns them.

    Raises
    ------
    FloatingPointError
        If both trainings fail.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> task, neuron = tasks.load("delivery"), nn.AddMul(2, 1, bias=True, rng=0)
    >>> history, losses = from_both_ends(neuron, task, train.least_squares)
    >>> round(neuron.n.item(), 2), [round(loss, 4) for loss in losses]
    (0.0, [0.0187, 0.0187])
    """

    def warm_then_train(model: Module, task: Task) -> History:
        warm_start(model, task)
        return train(model, task)

    ends = (0.0, 1.0) if free_orders(model) else (None,)
    starts = [partial(put_n, value=end) for end in ends]
    return keep_best(model, task, starts, warm_then_train, progress=False)


def multistart(
    model: Module,
    task: Task,
    *,
    train: Callable[..., History] = fit,
    starts: Sequence[float | None] = (0.0, 1.0),
    repeats: int = 1,
    snapped: bool = False,
    rng: np.random.Generator | int | None = None,
    progress: bool | None = None,
    **options: Any,
) -> History:
    """Train from several starts, and keep the one with the least loss on all training rows.

    Parameters
    ----------
    model : Module
        Changed in place.
    task : Task
        Where the data come from.
    train : callable
        How to train from a start: `fit`, `least_squares`, or a function of your own, which is called
        as ``train(model, task, rng=rng, progress=False, **options)`` and returns a History.
    starts : sequence of float or None
        One training each, from new initial values (`Module.reset`; what is frozen stays), with every
        n that is learned at that number, or for None where `reset` puts it.
    repeats : int
        How often to go through `starts`. With the mean squared error, an exact fit ends the search.
    snapped : bool
        Whether to `snap` every trained model before its loss is compared; the model ends snapped.
    rng : Generator or int, optional
        Source of all random numbers.
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.
    **options
        Given to `train`; not `checkpoint` and `optimizer`, which trainings cannot share.

    Returns
    -------
    History
        Of the training that was kept, before snapping.

    Raises
    ------
    ValueError
        If there is no start, one is outside the bounds of n, or `snapped` and the model has no n.
    FloatingPointError
        If every training fails.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> task, neuron = tasks.load("product"), nn.AddMul(2, 1)
    >>> history = multistart(neuron, task, snapped=True, steps=500, rng=0)
    >>> neuron.n.item(), neuron.weight.data.round(9)
    (1.0, array([[1., 1.]]))
    """
    schedule = list(starts) * repeats
    if not schedule:
        raise ValueError("there is no start: starts is empty, or repeats is 0")
    for option in ("checkpoint", "optimizer"):
        if options.get(option) is not None:
            raise ValueError(f"all starts would share one {option}: train from each by itself")
    for start in schedule:
        for n in free_orders(model) if start is not None else []:
            n.require_bounds(np.asarray(start))
    if snapped:
        _require_orders(model)
    rng = np.random.default_rng(rng)

    def start_at(model: Module, start: float | None) -> None:
        draw_anew(model, rng)
        put_n(model, start)

    def train_and_snap(model: Module, task: Task) -> History:
        history = train(model, task, rng=rng, progress=False, **options)
        if snapped:
            model.load_state_dict(snap(model, task).state_dict())
        return history

    begins = [partial(start_at, start=start) for start in schedule]
    loss = options.get("loss", mse_loss)
    return keep_best(model, task, begins, train_and_snap, loss=loss, progress=progress)[0]


def snap(model: Module, task: Task, *, max_evaluations: int = 200) -> Module:
    """Return a copy with every n at the nearer of 0 and 1, and everything else refitted.

    The refit is by `least_squares`, so to the mean squared error. An n that is frozen stays where it
    is; 0.5 goes to 0, and an n beyond × goes to ×, that is 1.

    Parameters
    ----------
    model : Module
        A trained one, with at least one n; it is not changed.
    task : Task
        What it was trained on.
    max_evaluations : int
        Limit on evaluations, for the refit.

    Returns
    -------
    Module
        Compare its loss with that of the model: where the data ask for an n in between, it is worse.

    Raises
    ------
    ValueError
        If the model has no n, or the end is outside of its bounds.
    FloatingPointError
        If the loss is not a finite number with n at its new place.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> neuron = nn.AddMul(2, 1, n=0.8, rng=0)
    >>> exact = snap(neuron, tasks.load("product"))
    >>> neuron.n.item(), exact.n.item(), exact.weight.data.round(9)
    (0.8, 1.0, array([[1., 1.]]))
    """
    snapped = copy.deepcopy(model)
    _require_orders(snapped)
    for n in free_orders(snapped):
        end = np.clip(np.round(n.data), 0.0, 1.0) + 0.0  # beyond ×, × is the nearer; never -0.0
        n.require_bounds(end)
        n.data = end
    # warm_start holds every n that is learned.
    warm_start(snapped, task, max_evaluations=max_evaluations)
    return snapped


def _require_orders(model: Module) -> None:
    if not orders_of(model):
        raise ValueError(f"{type(model).__name__} has no n to snap")
