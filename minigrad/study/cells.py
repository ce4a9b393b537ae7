"""A cell of a study: one model, trained once, judged and timed.

Cells do not know of each other, so they can run anywhere, in any order.

Read next: leave_out.py; and ledger.py, for many of them.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from .. import nn
from .._version import __version__
from ..nn import Module, mse_loss
from ..tasks import Task
from ..tasks.task import Part
from ..train.starts import free_orders
from .errors import differences, error, spread
from .recipes import Recipe
from .success import found_law

__all__ = [
    "LOOSE",
    "Cell",
    "Factory",
    "describe",
    "errors_of_all_rows",
    "fingerprint",
    "number_of_groups",
]

FEW = 50  # rows, up to which each is left out once
FOLDS = 5  # otherwise: many refits of many rows take long, and rows less or more matter less
LARGEST = 1e150  # JSON has no infinity
LOOSE = 0.01  # a model counts as having learned the data if it is wrong by 1 % of their spread
Factory = Callable[[Task, np.random.Generator], Module]


@dataclass(frozen=True)
class Cell:
    """What to train, and on what.

    Attributes
    ----------
    task : Task, or function of a seed that returns one
        Where the data come from.
    model : str
        Its name.
    factory : callable
        ``factory(task, rng)`` returns a new model.
    recipe : callable
        ``recipe(model, task, rng)`` trains it.
    about : str
        A fingerprint of model and recipe.
    seed : int
        Seed for all random numbers.
    fold, folds : int or None, int
        Which rows are left out, for judging: every `folds`-th one, from `fold` on, in an order that
        depends on the seed (if there are as many folds as rows, one after another). None: none are.
    repeat : int
        1 for a second run of the same, which should end in the same bits.
    """

    task: Task | Callable[[int], Task]
    model: str
    factory: Factory
    recipe: Recipe
    about: str
    seed: int
    fold: int | None = None
    folds: int = 0
    repeat: int = 0

    def identity(self, task: Task) -> dict[str, Any]:
        """Return what the record of this cell begins with."""
        return {
            "task": task.name,
            "data": fingerprint(task),
            "model": self.model,
            "recipe": self.about,
            "version": __version__,
            "seed": self.seed,
            "folds": self.folds,
            "fold": self.fold,
            "repeat": self.repeat,
        }

    def run(self) -> dict[str, Any]:
        """Train and judge; return a record that JSON can write."""
        task = self.task if isinstance(self.task, Task) else self.task(self.seed)
        record: dict[str, Any] = self.identity(task)
        x, y = task.x * task.x_scale, task.y * task.y_scale
        if self.fold is not None:
            record["rows"] = self._left_out(len(x)).tolist()
            task = task.without(record["rows"])
        seen = replace(
            task,
            x_test=None,
            y_test=None,
            weight_test=None,
            x_extrapolation=None,
            y_extrapolation=None,
        )
        rng = np.random.default_rng((self.seed, 1))  # not the stream that drew the data
        model = self.factory(seen, rng)
        record["parameters"] = nn.count_parameters(model)
        try:
            model.check_inputs(x, task.features)  # all rows: a model can take all, or none
            model.check_targets(y, task.targets)
        except ValueError as refusal:
            return record | {"status": "impossible", "reason": str(refusal).rstrip(".")}
        if self.fold is None and any(p.requires_grad for p in model.parameters()):
            warm_up(model, task)  # of other cells, nobody asks how long they took
        record |= trained(model, seen, self.recipe, rng)
        if self.fold is None:
            return record | judgement(model, task, diverged=record["status"] == "diverged")
        return record | {"wrong": errors_of_rows(model, task), "n": final_orders(model)}

    def _left_out(self, rows: int) -> Any:
        order = np.arange(rows)
        if self.folds < rows:
            order = np.random.default_rng((self.seed, 2)).permutation(rows)
        return np.sort(order[self.fold :: self.folds])  # as they will be in the test data


def number_of_groups(task: Task, folds: int | None = None) -> int:
    """Return in how many groups the rows of a task are left out: as asked, or each row by itself."""
    rows = len(task.x)
    if folds is None:
        return rows if rows <= FEW else FOLDS
    if not 2 <= folds <= rows:
        raise ValueError(
            f"folds must be between 2 and the number of rows, {rows:,} in {task.name}, got {folds:,}"
        )
    return folds


def trained(model: Module, task: Task, recipe: Recipe, rng: np.random.Generator) -> dict[str, Any]:
    """Train a model in place; return how that went."""
    went: dict[str, Any] = {"status": "ok"}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        began = time.thread_time()
        try:
            recipe(model, task, rng)
        except (FloatingPointError, np.linalg.LinAlgError) as failure:
            went = {"status": "diverged", "reason": str(failure)}
        went["seconds"] = time.thread_time() - began
    went["warnings"] = len(caught)
    if went["status"] == "ok" and not math.isfinite(error(model, task, "train")):
        went |= {"status": "diverged", "reason": "the training error is not a finite number"}
    return went


def judgement(model: Module, task: Task, *, diverged: bool) -> dict[str, Any]:
    """Return what there is to say about a trained model, without nan and infinity."""
    tables = {"train": task.x, "test": task.x_test, "extrapolation": task.x_extrapolation}
    found: dict[str, Any] = {}
    for on, x in tables.items():
        if x is not None:
            wrong = error(model, task, on)  # type: ignore[arg-type]
            found[on] = wrong if math.isfinite(wrong) else None
    if task.y_test is not None:
        limit = LOOSE * spread(task, "test")
        found["learned"] = not diverged and found["test"] is not None and found["test"] < limit
    if task.tolerance is not None:
        found["found"] = not diverged and found_law(model, task)
    found["n"] = final_orders(model)
    found["bits"] = _hash(*(p.data.tobytes() for p in model.parameters()))
    return found


def errors_of_rows(model: Module, task: Task) -> list[float]:
    """Return the root mean squared error of each row of the test data, over outputs."""
    with np.errstate(all="ignore"):
        wrong = np.sqrt(np.mean(differences(model, task, "test") ** 2, axis=1))
    return np.minimum(np.nan_to_num(wrong, nan=np.inf), LARGEST).tolist()  # type: ignore[no-any-return]


def errors_of_all_rows(records: Iterable[dict[str, Any]], rows: int) -> NDArray[np.float64]:
    """Gather the errors of rows that cells left out; infinite where a training failed."""
    errors = np.full(rows, np.inf)
    for record in records:
        if record["status"] == "ok":
            errors[record["rows"]] = record["wrong"]
    return errors


def final_orders(model: Module) -> list[float]:
    """Return every n that was learned, without nan."""
    return [float(n) for order in free_orders(model) for n in order.data if math.isfinite(n)]


def warm_up(model: Module, task: Task) -> None:
    """Run a copy once, so that loading of compiled functions is not counted as training."""
    with np.errstate(all="ignore"):
        try:
            difference = copy.deepcopy(model)(task.x[:2]) - task.y[:2]
            mse_loss(abs(difference), np.zeros(difference.shape)).backward()
        except (ValueError, RuntimeError, TypeError):
            pass  # training will say it better


def fingerprint(task: Task) -> str:
    """Return a short hash of all tables of a task, and of what its errors are multiplied by."""
    tables = [
        task.x, task.y, task.x_test, task.y_test, task.x_extrapolation, task.y_extrapolation,
        task.x_scale, task.y_scale,
    ]  # fmt: skip
    roots = [task.root_weight(on) for on in get_args(Part)]
    if any(root is not None for root in roots):  # otherwise the hash is that of the tables
        tables += roots
    return _hash(*(b"" if table is None else table.tobytes() for table in tables))


def describe(factory: Factory, task: Task, recipe: Recipe) -> str:
    """Return a short hash of what a model is, and how it is trained.

    Of functions, it knows the name, what is bound to them and, inside other functions or without a
    name, their constants. A change in the code of a named function goes unnoticed.
    """
    model = factory(task, np.random.default_rng(0))
    if not isinstance(model, Module):
        raise TypeError(f"factory(task, rng) returns a model, got {type(model).__name__}")
    try:
        settings = json.dumps([type(model).__name__, model.settings()], sort_keys=True)
    except NotImplementedError:
        settings = repr(model) + _words_of(factory)
    values = [p.data.tobytes() + bytes([p.requires_grad]) for p in model.parameters()]
    return _hash(settings.encode(), _words_of(recipe).encode(), *values)


def _words_of(thing: Any) -> str:
    """Describe a function, with what is bound to it; without addresses, which change."""
    if isinstance(thing, partial):
        bound = [*thing.args, *(thing.keywords[name] for name in sorted(thing.keywords))]
        return " ".join([_words_of(thing.func), *sorted(thing.keywords), *map(_words_of, bound)])
    code = getattr(thing, "__code__", None)
    if code is not None:
        words = [thing.__module__, thing.__qualname__]
        if "<" in thing.__qualname__:  # a lambda, or inside another function
            words += [repr(c) for c in code.co_consts if not hasattr(c, "co_code")]
            words += [_words_of(cell.cell_contents) for cell in thing.__closure__ or ()]
        return " ".join(words)
    if isinstance(thing, type):
        return thing.__qualname__
    if isinstance(thing, str | int | float | bool | tuple | list | dict | type(None)):
        return repr(thing)
    held = [f"{name} {_words_of(value)}" for name, value in sorted(vars(thing).items())]
    return " ".join([type(thing).__qualname__, *held])


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
