"""Several starts: train from each, and keep the best.

A training goes downhill from where it starts, and the valley that it ends in need not be the deepest.
So one tries several starts. `keep_best` is the one way to do that. It knows neither where starts lie
nor how a model is trained: both are functions that it is given. (A training may use it in turn:
before `from_both_ends` trains from an end, `warm_start` looks for the weights there by least
squares.) Below it stand what puts a model at a start, and the checks that come before every training.

Read next: least_squares.py and decide.py, which say where to start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .._progress import bar
from ..autodiff import Tensor, no_grad
from ..nn import Module, Parameter, mse_loss, orders_of
from ..tasks import Task
from .history import History

__all__ = ["draw_anew", "free_orders", "keep_best", "put_n", "require_ready"]

EXACT = 1e-10  # a root mean square error of this share of the targets' size leaves nothing to find
SAME = 1e-6  # losses that differ by a smaller share count as equal


def keep_best(
    model: Module,
    task: Task,
    starts: Iterable[Callable[[Module], object]],
    train: Callable[[Module, Task], History],
    *,
    loss: Callable[[Tensor, Any], Tensor] = mse_loss,
    progress: bool | None = None,
) -> tuple[History, list[float]]:
    """Train from several starts, and keep the one with the least loss on all training rows.

    Parameters
    ----------
    model : Module
        Changed in place.
    task : Task
        Where the data come from.
    starts : iterable of callables
        ``start(model)`` takes the model to a start. The first finds the model as it was given; each
        later one finds it as the last training left it, or as it was given if that failed.
    train : callable
        ``train(model, task)`` trains the model in place from there. If it raises FloatingPointError,
        or the loss is not finite afterwards, that start has failed, and the next one is tried.
    loss : callable
        ``loss(prediction, targets)`` is compared, of both times the roots of the weights, if rows have
        any. If it is the mean squared error, an exact fit ends the search.
    progress : bool, optional
        Whether to show a bar if there are several starts; by default only on a terminal.

    Returns
    -------
    History, list of float
        Of the training that was kept; and the loss to which each start led, infinite where training
        failed. Of losses that are equal to within a millionth, the first is kept, so that rounding
        does not choose. After an exact fit no other start is tried, and the list ends.

    Raises
    ------
    FloatingPointError
        If every start fails.
    ValueError
        If there is no start.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> task, neuron = tasks.load("trees"), nn.AddMul(2, 1, bias=True)
    >>> starts = [lambda model, seed=seed: model.reset(seed) for seed in (0, 1)]
    >>> history, losses = keep_best(neuron, task, starts, train.least_squares)
    >>> len(losses), bool(abs(history.loss[-1] / min(losses) - 1) < 1e-9)
    (2, True)
    """
    starts, before = list(starts), model.state_dict()
    if not starts:
        raise ValueError("there is no start to train from")
    targets = task.weigh(task.y)
    losses: list[float] = []
    best: tuple[History, dict[str, Any]] | None = None
    failure: FloatingPointError | None = None
    for start in bar(starts, f"{task.name}, starts", progress if len(starts) > 1 else False):
        try:
            start(model)
            history = train(model, task)
            with no_grad(), np.errstate(all="ignore"):
                value = float(loss(task.weigh(model(task.x)), targets).item())
            if not math.isfinite(value):
                raise FloatingPointError(
                    f"after training, the loss on all rows is {value}: lower lr, or begin with "
                    "smaller weights"
                )
        except FloatingPointError as error:
            failure, value = error, np.inf
            model.load_state_dict(before)  # nothing of it may reach the next start
        least = min(losses, default=np.inf)
        if value < least and not math.isclose(value, least, rel_tol=SAME):
            best = history, model.state_dict()
        losses.append(value)
        if loss is mse_loss and value <= EXACT**2 * np.mean(targets**2):
            break
    if best is None:
        message = f"no start could be trained; the last one: {failure}"
        raise FloatingPointError(message if len(starts) > 1 else str(failure)) from failure
    history, state = best
    model.load_state_dict(state)
    return history, losses


def draw_anew(model: Module, rng: np.random.Generator) -> None:
    """Draw new initial values for what is learned; what is frozen stays."""
    held = [(p, p.data.copy()) for p in model.parameters() if not p.requires_grad]
    model.reset(rng)
    for p, values in held:
        p.data = values


def free_orders(model: Module) -> list[Parameter]:
    """Return every n that is learned, in a fixed order."""
    return [n for n in orders_of(model) if n.requires_grad]


def put_n(model: Module, value: float | None) -> None:
    """Put every n that is learned at one value, or as near to it as bounds allow; None leaves it."""
    if value is None:
        return
    for n in free_orders(model):
        n.data = np.full(n.shape, value, n.dtype)
        n.project()


def require_ready(model: Module, task: Task, **counts: int) -> None:
    """Raise ValueError if a model cannot be trained on a task, or one of the counts is below 1."""
    for option, count in counts.items():
        if count < 1:
            raise ValueError(f"{option} must be at least 1, got {count}")
    model.check_inputs(task.x * task.x_scale, task.features)
    if not any(p.requires_grad for p in model.parameters()):
        raise ValueError("nothing to learn: all parameters have requires_grad=False")
