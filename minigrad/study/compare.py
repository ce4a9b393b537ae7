"""compare: train models on a task with many seeds, and say who predicts better.

Every training is a *cell*. Cells run one after another, or in parallel on any executor of
`concurrent.futures`; each is written to the ledger when it is done, so nothing is lost and nothing
is done twice.

Read next: results.py, which puts the cells together.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    as_completed,
)
from os import PathLike
from typing import Any

import numpy as np

from .._progress import bar, note
from ..tasks import Task
from .cells import Cell, Factory, describe, number_of_groups
from .comparison import Comparison
from .contenders import recipe_of
from .ledger import Ledger

__all__ = ["compare", "require_folds"]

REPEATED = 2  # seeds that are run twice
MOST_SEEDS = 1_000_000


def compare(
    task: Task | Callable[[int], Task],
    models: Mapping[str, Factory],
    seeds: int | Iterable[int] = 10,
    *,
    folds: int | None = None,
    executor: Executor | None = None,
    results: str | PathLike[str] | None = None,
    progress: bool | None = None,
) -> Comparison:
    """Train every model with every seed, and compare them on data they have not seen.

    Parameters
    ----------
    task : Task, or callable
        The data; or a function of a seed that draws them, such as
        ``lambda seed: tasks.load("product", rng=seed)``, so that every seed has data of its own. If
        there are test data, models are judged by them. If not, by rows that are left out: up to 50
        rows, each row once, with the first seed; from there on, a fifth of the rows at a time, in
        another order for every seed. All rows are trained on as well, with every seed.
    models : dict of str to callable
        ``factory(task, rng)`` returns a new model. A `Contender` is such a factory with a recipe for
        training; others are trained by `second_order`, that is, least squares.
    seeds : int or iterable of int
        The first so many, or these. The first two are run twice, to see whether the bits are the
        same.
    folds : int, optional
        In how many groups rows are left out.
    executor : Executor, optional
        Where cells run, such as a `ProcessPoolExecutor`, or ``Client(…).get_executor()`` of Dask. By
        default here, one after another. Give every process one thread, for cells and for NumPy
        (OMP_NUM_THREADS=1 and NUMBA_NUM_THREADS=1): several would be in each other's way, and
        warnings would be counted where they do not belong.
    results : path, optional
        A file of JSON lines. Cells that are in it are not run again; others are added.
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.

    Returns
    -------
    Comparison
        Print its ``table()`` and its ``summary()``.

    Raises
    ------
    ValueError
        If an option is out of range, or the file holds the results of another study.
    TypeError
        If a factory does not return a model, or cannot be sent to another process.
    BrokenExecutor
        If a process died. What is finished is in the file: call it again to go on.

    Notes
    -----
    Seconds are those of the processor in the thread that trains, without the loading of compiled
    functions.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> models = {
    ...     "neuron": lambda task, rng: nn.AddMul(2, 1, bias=True, rng=rng),
    ...     "line": lambda task, rng: nn.Linear(2, 1, rng=rng),
    ... }
    >>> result = compare(tasks.load("trees"), models, seeds=2)
    >>> [(row.model, round(row.test, 2)) for row in result.rows]
    [('neuron', 2.76), ('line', 4.26)]
    """
    if isinstance(seeds, int | np.integer) and seeds > MOST_SEEDS:
        raise ValueError(f"at most {MOST_SEEDS:,} seeds can be compared, got {seeds:,}")
    seeds = [int(s) for s in (range(seeds) if isinstance(seeds, int | np.integer) else seeds)]
    if not seeds or len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds are one or more different numbers, got {seeds or 'none'}")
    if not models:
        raise ValueError("there is no model to compare")
    if progress is not False:
        counts = (("model", len(models)), ("seed", len(seeds)))
        listed = " with ".join(f"{count:,} {name}{'s' * (count > 1)}" for name, count in counts)
        note(f"preparing {listed}")
    drawn = {seed: task if isinstance(task, Task) else task(seed) for seed in seeds}
    first = drawn[seeds[0]]
    lengths = {len(each.x) for each in drawn.values()}
    if len(lengths) > 1:
        raise ValueError(f"every seed draws as many rows, got {min(lengths)} to {max(lengths)}")
    cells = list(_cells(task, first, models, seeds, folds))
    if isinstance(executor, ProcessPoolExecutor):
        _require_picklable(task, models)
    with Ledger(results) as ledger:
        done, todo = [], []
        for cell in cells:
            data = drawn[cell.seed]
            record = ledger.find(data, **cell.identity(data))
            todo.append(cell) if record is None else done.append(record)
        shown = bar(_run(todo, executor), first.name, progress, total=len(cells), initial=len(done))
        for record in shown:
            ledger.add(record)
            done.append(record)
    return Comparison(first, list(models), seeds, done, drawn=callable(task))


def require_folds(folds: int | None, task: Task) -> int:
    """Return in how many groups `compare` leaves out rows, 0 for none; raise ValueError if it cannot.

    None leaves it to the task: none if there are test data.
    """
    return 0 if task.x_test is not None and not folds else number_of_groups(task, folds)


def _cells(
    task: Task | Callable[[int], Task],
    first: Task,
    models: Mapping[str, Factory],
    seeds: list[int],
    folds: int | None,
) -> Iterator[Cell]:
    """List all trainings: first those on all rows, then those with rows left out."""
    rows = len(first.x)
    folds = require_folds(folds, first)
    for name, factory in models.items():
        recipe = recipe_of(factory)
        try:
            about = describe(factory, first, recipe)
        except (TypeError, ValueError) as error:
            raise type(error)(f"the model {name!r} cannot be made: {error}") from error
        for i, seed in enumerate(seeds):
            for repeat in (0, 1) if i < REPEATED else (0,):
                yield Cell(task, name, factory, recipe, about, seed, repeat=repeat)
            if folds and (i == 0 or folds < rows or callable(task)):
                for fold in range(folds):
                    yield Cell(task, name, factory, recipe, about, seed, fold, folds)


def _run(cells: list[Cell], executor: Executor | None) -> Iterator[dict[str, Any]]:
    """Run cells, and yield the record of each when it is done."""
    if executor is None:
        yield from (cell.run() for cell in cells)
        return
    futures = [executor.submit(cell.run) for cell in cells]
    broken: Exception | None = None
    try:
        for future in as_completed(futures):
            try:
                record = future.result()
            except (BrokenExecutor, CancelledError) as error:
                broken = error  # others may have finished before
            else:
                yield record
    finally:
        for future in futures:
            future.cancel()
    if broken:
        raise BrokenExecutor(
            "a process of the study died, perhaps for want of memory. What is finished is in the "
            "results, if a file was given: call it again to go on"
        ) from broken


def _require_picklable(task: Any, models: Mapping[str, Factory]) -> None:
    for name, value in {
        "the task": task,
        **{f"the factory of {m!r}": models[m] for m in models},
    }.items():
        try:
            pickle.dumps(value)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise TypeError(
                f"{name} cannot be sent to another process ({error}): use a function of a module, or "
                "functools.partial of one, instead of a lambda or a function inside a function"
            ) from error
