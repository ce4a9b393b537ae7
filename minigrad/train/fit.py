"""fit: the training loop, first order.

One step: take a batch, compute the loss, run it backward, shorten a gradient that is too long, let
the optimizer move the parameters. The learning rate falls along half a cosine, so that the steps
are long at first and the end is quiet.

Two things can go wrong. A step may be so long that the next loss is not a number: then it is taken
back, and done again with half the learning rate. And the process may be killed: with a checkpoint,
the same call goes on where it stood, and ends with the same bits.

Read next: replay.py, which computes the gradients, and descent.py, which takes the steps.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._files import sweep
from .._progress import bar
from ..autodiff import Tensor
from ..nn import Module, mse_loss
from ..optim import Adam, Optimizer
from ..tasks import Task
from .checkpoint import load_checkpoint, save_checkpoint
from .descent import Descent
from .history import History, Recorder
from .replay import Replay
from .starts import require_ready

__all__ = ["fit"]

SCHEDULES: dict[str, Callable[[float], float]] = {
    "cosine": lambda done: (1 + math.cos(math.pi * done)) / 2,
    "linear": lambda done: 1 - done,
    "constant": lambda done: 1.0,
}
CHECKPOINT_EVERY = 100  # steps


def fit(
    model: Module,
    task: Task,
    *,
    optimizer: Optimizer | None = None,
    steps: int = 2000,
    lr: float | None = None,
    schedule: str | Callable[[float], float] = "cosine",
    clip_norm: float | None = 1.0,
    batch_size: int = 128,
    loss: Callable[[Tensor, Any], Tensor] = mse_loss,
    rng: np.random.Generator | int | None = None,
    progress: bool | None = None,
    callbacks: Iterable[Callable[[int, float], Any]] = (),
    checkpoint: str | PathLike[str] | None = None,
    compiled: bool = True,
) -> History:
    """Train a model on a task by gradient descent.

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
    schedule : {"cosine", "linear", "constant"} or callable
        How the learning rate falls from its start: a factor, from the share of the steps that is
        done, between 0 and 1.
    clip_norm : float or None
        Longest joint gradient; None leaves gradients as they are.
    batch_size : int
        Rows in a step; all of them where the task has fewer.
    loss : callable
        ``loss(prediction, targets)`` returns a tensor of one real number. If rows have weights, or
        errors are relative, it is given both times `Task.root_weight`, which weighs the squares of
        their differences.
    rng : Generator or int, optional
        Source of the order in which rows are drawn. With equal seeds, here and in the model, two
        runs on one machine are equal to the bit. (Layers of hundreds of neurons need as many
        threads, too: BLAS, which multiplies their matrices, may add up in another order.)
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.
    callbacks : iterable of callables
        Each is called as ``callback(step, loss)`` after every step, with the loss before it.
    checkpoint : path, optional
        A file to write the state of the training to, every 100 steps and at the end. If it is there
        already, training goes on from it. So each training needs a file of its own; one of another
        model, other data, options or `rng` is refused. A loss or schedule of your own is recognised
        by its name only.
    compiled : bool
        True: a step is recorded by `minigrad.compile` and repeated, if the model can be recorded;
        the numbers are the same, to the bit. False: the engine computes each step. Choose it if a
        callback changes something besides the model's attributes and parameters, such as a variable
        that the loss uses.

    Returns
    -------
    History
        The loss, and every n, of each step; its `ran` says whether steps were compiled, or why not.

    Raises
    ------
    ValueError
        If inputs are not positive where the model takes logarithms, an option is out of range, or
        the checkpoint is damaged or belongs to another training; the file stays as it is.
    FloatingPointError
        If the loss or a gradient is not a finite number, and shorter steps do not help.

    Warns
    -----
    RuntimeWarning
        If a step was taken back, since after it the loss or a gradient was not a finite number; or
        if a recorded step, compared with the engine's now and then, was found to be another one.

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
    if not callable(schedule) and schedule not in SCHEDULES:
        raise ValueError(
            f"schedule is {', '.join(SCHEDULES)}, or a function of the share done, got {schedule!r}"
        )
    if clip_norm is not None and not clip_norm > 0:
        raise ValueError(f"clip_norm must be positive, or None for no limit, got {clip_norm}")
    require_ready(model, task, steps=steps, batch_size=batch_size)
    optimizer = optimizer or Adam(model.parameters(), lr=0.03 if lr is None else lr)
    if not set(optimizer.params) & set(model.parameters()):
        raise ValueError("the optimizer holds no parameter of this model: use model.parameters()")
    share_of = schedule if callable(schedule) else SCHEDULES[schedule]
    ran = "compiled" if compiled else "eager: compiled=False"
    replay = Replay(model, loss, optimizer.params, ran)
    descent = Descent(optimizer, replay, math.inf if clip_norm is None else clip_norm)
    generator = np.random.default_rng(rng)
    batches = Batches(task, batch_size, generator)
    recorder = Recorder(model)
    settings: dict[str, Any] = {
        "steps": int(steps),
        "lr": [float(rate) for rate in descent.rates],
        "schedule": _name(schedule),
        "clip_norm": None if clip_norm is None else float(clip_norm),
        "batch_size": int(batch_size),
        "loss": _name(loss),
        "generator": type(generator.bit_generator).__name__,
        "data": _hash(task.x, task.y, task.root_weight()),
    }
    if isinstance(rng, int | np.integer):
        settings["rng"] = int(rng)
    start = 0
    if checkpoint is not None and Path(checkpoint).exists():
        state = load_checkpoint(checkpoint, model, optimizer, settings=settings)
        start, descent.slowdown = int(state["step"]), float(state["slowdown"])
        batches.load_state_dict(state)
        recorder.load_state_dict(state)

    def save(step: int) -> None:
        if checkpoint is not None:
            state = {"slowdown": descent.slowdown, **batches.state_dict(), **recorder.state_dict()}
            save_checkpoint(checkpoint, model, optimizer, settings=settings, step=step, **state)

    shown = bar(range(start, steps), task.name, progress, total=steps, initial=start)
    try:
        for step in shown:
            replay.due |= step == steps - 1
            value = descent.finite_loss(batches.batch(), step)
            if step % CHECKPOINT_EVERY == 0:  # not after the step, which may still be taken back
                save(step)
            recorder.record(value)
            descent.step(share_of(step / steps))
            batches.start += batch_size
            for callback in callbacks:
                callback(step, value)
                replay.look()
            if step % 50 == 0:
                n = recorder.every_n()
                where = f", n {n[0]:.2f}" if n.size == 1 else ""
                shown.set_postfix_str(f"loss {value:.3g}{where}", refresh=False)
        if start < steps:
            descent.require_finite()
            save(steps)
        if checkpoint is not None:
            sweep(checkpoint)
    finally:
        descent.set_rates(1.0)
        shown.close()
    return recorder.history(replay.ran)


class Batches:
    """Rows of a task: all of them in a random order, then in another one, without end."""

    def __init__(self, task: Task, size: int, rng: np.random.Generator) -> None:
        self._tables = task.x, task.y, task.root_weight()
        self._size, self._rng = size, rng
        self._order, self.start = np.empty(0, int), 0

    def batch(self) -> tuple[Any, ...]:
        """Return the present one: inputs, targets, and roots of weights or None."""
        count = len(self._tables[0])
        if self._size >= count:
            return self._tables
        if self.start >= self._order.size:
            self._order, self.start = self._rng.permutation(count), 0
        rows = self._order[self.start : self.start + self._size]
        return tuple(None if table is None else table[rows] for table in self._tables)

    def state_dict(self) -> dict[str, Any]:
        """Return where it stands."""
        rng = json.dumps(self._rng.bit_generator.state, default=np.ndarray.tolist)
        return {"order": self._order, "start": self.start, "rng": rng}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go to where another one stood."""
        self._order, self.start = state["order"], int(state["start"])
        self._rng.bit_generator.state = json.loads(str(state["rng"]))


def _hash(*tables: NDArray[np.float64] | None) -> str:
    """Return a short hash of the tables that there are."""
    held = b"".join(table.tobytes() for table in tables if table is not None)
    return hashlib.sha256(held).hexdigest()[:16]


def _name(function: Any) -> str:
    """Return what a checkpoint calls a schedule or a loss: its name, or that of its type."""
    name = function if isinstance(function, str) else getattr(function, "__qualname__", None)
    return str(name or getattr(function, "__name__", type(function).__name__))
