"""How well does a model predict rows it has not seen? Leave each row out once.

This is done by the cells of `compare`. So a model has the same error there and here, to the last
digit: the same rows are left out together, and it begins and is trained in the same way.

Read next: profile.py.
"""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray

from .._progress import bar
from ..nn import Module
from ..tasks import Task
from ..train.starts import draw_anew
from .cells import Cell, Factory, errors_of_all_rows, number_of_groups
from .contenders import recipe_of
from .recipes import Recipe

__all__ = ["leave_out", "leave_out_rows"]


def leave_out(
    model: Module | Factory,
    task: Task,
    *,
    folds: int | None = None,
    seed: int = 0,
    progress: bool | None = None,
) -> float:
    """Refit without some rows, predict them, and return the error over all rows.

    Parameters
    ----------
    model : Module or callable
        A model, which is not changed: each refit draws new initial values for what it learns. Or
        ``factory(task, rng)``, which returns a new one. A `Contender` is refitted by its own recipe,
        all else by `second_order`.
    task : Task
        The training rows are used.
    folds : int, optional
        Number of groups of rows. By default each row is a group (leave-one-out); from 51 rows on there
        are 5 random groups, because a refit takes longer there.
    seed : int
        Seed for the first weights, and for the groups if they hold several rows.
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.

    Returns
    -------
    float
        Root mean squared error of the left-out predictions, in the target's units, or as a share of
        the target if the task's errors are relative (0.08 is 8 %); with weights, the weighted one.
        Infinite if a refit fails.

    Raises
    ------
    ValueError
        If there cannot be so many groups, or the model cannot take the inputs.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> round(leave_out(nn.Linear(2, 1, rng=0), tasks.load("trees")), 2)
    4.26
    """
    wrong = leave_out_rows(model, task, folds=folds, seed=seed, progress=progress)
    return float(np.sqrt(np.mean(wrong**2)))


def leave_out_rows(
    model: Module | Factory,
    task: Task,
    *,
    folds: int | None = None,
    seed: int = 0,
    recipe: Recipe | None = None,
    progress: bool | None = None,
) -> NDArray[np.float64]:
    """Refit without some rows, predict them, and return the error of each row.

    Parameters and errors raised are those of `leave_out`, which is the root mean square of these; and
    `recipe`, if refits are to be trained in another way.

    Returns
    -------
    ndarray of shape (N,)
        The size of each row's error (of several targets, their root mean square), in the target's
        units, or as a share of the target if the task's errors are relative; with weights, times the
        root of the row's weight. Infinite where a refit failed.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> wrong = leave_out_rows(nn.Linear(2, 1, rng=0), tasks.load("trees"))
    >>> wrong.shape, int(wrong.argmax())  # the largest tree is the hardest
    ((31,), 30)
    """

    def draw(task: Task, rng: np.random.Generator) -> Module:
        drawn: Module = copy.deepcopy(model)  # type: ignore[assignment]
        draw_anew(drawn, rng)
        return drawn

    factory = draw if isinstance(model, Module) else model
    folds = number_of_groups(task, folds)
    cells = [
        Cell(
            task,
            model="",
            factory=factory,
            recipe=recipe or recipe_of(factory),
            about="",  # no ledger
            seed=seed,
            fold=fold,
            folds=folds,
        )
        for fold in range(folds)
    ]
    records = [cell.run() for cell in bar(cells, "leave out", progress, leave=False)]
    if records[0]["status"] == "impossible":
        raise ValueError(records[0]["reason"])
    return errors_of_all_rows(records, len(task.x))
