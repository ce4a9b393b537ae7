"""fit: the training loop, first order.

One step: take a batch, compute the loss, run it backward, shorten a gradient that is too long, let
the optimizer move the parameters. The learning rate falls along half a cosine, so that the steps
are long at first and the end is quiet.

Read next: history.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import Any

import numpy as np
from tqdm import tqdm

from ..nn import Module, mse_loss
from ..optim import Adam, Optimizer, clip_gradients
from ..tasks import Task
from .history import History, Recorder

__all__ = ["fit"]

SCHEDULES: dict[str, Callable[[float], float]] = {
    "cosine": lambda done: (1 + math.cos(math.pi * done)) / 2,
    "constant": lambda done: 1.0,
}


def fit(
    model: Module,
    task: Task,
    *,
    optimizer: Optimizer | None = None,
    steps: int = 2000,
    lr: float | None = None,
    schedule: str = "cosine",
    clip_norm: float | None = 1.0,
    batch_size: int = 128,
    rng: np.random.Generator | int | None = None,
    progress: bool | None = None,
    callbacks: Iterable[Callable[[int, float], Any]] = (),
) -> History:
    """Train a model on a task by gradient descent on the mean squared error.

    Parameters
    ----------
    model : Module
        Changed in place.
    task : Task
        Where the data come from.
    optimizer : Optimizer, optional
        By default Adam on all parameters with learning rate `lr`.
    steps : int
        Number of updates.
    lr : float, optional
        Learning rate of the default optimizer, 0.03 unless given.
    schedule : {"cosine", "constant"}
        How the learning rate falls from its start.
    clip_norm : float or None
        Longest joint gradient; None leaves gradients as they are.
    batch_size : int
        Rows in a step; all of them where the task has fewer.
    rng : Generator or int, optional
        Source of the order in which rows are drawn. With equal seeds, here and in the model, two
        runs on one machine are equal to the bit.
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.
    callbacks : iterable of callables
        Each is called as ``callback(step, loss)`` after every step.

    Returns
    -------
    History
        The loss, and every n, of each step.

    Raises
    ------
    ValueError
        If inputs are not positive where the model takes logarithms, or an option is out of range.
    FloatingPointError
        If the loss or a gradient stops being a finite number.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> neuron = nn.AddMul(2, 1, rng=0)
    >>> history = fit(neuron, tasks.load("product"), rng=0)
    >>> round(neuron.n.item(), 3), neuron.weight.data.round(3)
    (1.0, array([[1., 1.]]))
    """
    if optimizer is not None and lr is not None:
        raise ValueError("give either optimizer, which has its own lr, or lr, not both")
    if schedule not in SCHEDULES:
        raise ValueError(f"schedule is one of {', '.join(SCHEDULES)}, got {schedule!r}")
    for option, value in {"steps": steps, "batch_size": batch_size}.items():
        if value < 1:
            raise ValueError(f"{option} must be at least 1, got {value}")
    if clip_norm is not None and not clip_norm > 0:
        raise ValueError(f"clip_norm must be positive, or None for no limit, got {clip_norm}")
    model.check_inputs(task.x * task.x_scale, task.features)
    if not any(p.requires_grad for p in model.parameters()):
        raise ValueError("nothing to learn: all parameters have requires_grad=False")
    if optimizer is None:
        optimizer = Adam(model.parameters(), lr=0.03 if lr is None else lr)
    full_lr = optimizer.lr
    batches = _batches(task, batch_size, np.random.default_rng(rng))
    recorder = Recorder(model)
    bar = tqdm(range(steps), desc=task.name, disable=None if progress is None else not progress)
    try:
        for step in bar:
            x, y = next(batches)
            optimizer.zero_grad()
            with np.errstate(over="ignore", invalid="ignore"):  # said better by _require_finite
                loss = mse_loss(model(x), y)
                _require_finite(loss.item(), "loss", step, full_lr)
                loss.backward()
                norm = clip_gradients(
                    optimizer.params, math.inf if clip_norm is None else clip_norm
                )
            _require_finite(norm, "gradient", step, full_lr)
            recorder.record(loss.item())
            optimizer.lr = full_lr * SCHEDULES[schedule](step / steps)
            optimizer.step()
            for callback in callbacks:
                callback(step, loss.item())
            if step % 50 == 0:
                n = recorder.every_n()
                where = f", n {n[0]:.2f}" if n.size == 1 else ""
                bar.set_postfix_str(f"loss {loss.item():.3g}{where}", refresh=False)
    finally:
        optimizer.lr = full_lr
        bar.close()
    return recorder.history()


def _batches(task: Task, size: int, rng: np.random.Generator) -> Iterator[tuple[Any, Any]]:
    """Yield batches forever: all rows in a new order, then again."""
    count = len(task.x)
    if size >= count:
        yield from repeat((task.x, task.y))
    else:
        while True:
            order = rng.permutation(count)
            for start in range(0, count, size):
                rows = order[start : start + size]
                yield task.x[rows], task.y[rows]


def _require_finite(value: float, what: str, step: int, lr: float) -> None:
    if not math.isfinite(value):
        raise FloatingPointError(
            f"the {what} became {value} at step {step}. The steps are too long, or the inputs too "
            f"large: lower lr (it is {lr:g}; try {lr / 10:g}), keep clip_norm=1.0, and divide "
            "columns by their means"
        )
