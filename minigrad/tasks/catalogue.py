"""The tasks that come with minigrad, by name.

Read next: ../train/fit.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from .._words import nearest
from . import laws, measured, puzzles
from .task import Task
from .weights import require_error

__all__ = ["load", "names", "sampler"]

TASKS: dict[str, Callable[..., Task]] = {
    make.__name__: make
    for make in (
        measured.trees,
        measured.delivery,
        measured.stormer,
        measured.cement,
        measured.planets,
        laws.sum,
        laws.product,
        laws.sum_of_products,
        laws.product_of_sums,
        laws.single_module,
        laws.polynomial,
        laws.ces,
        puzzles.moons,
        puzzles.pattern_shift,
        puzzles.missing,
    )
}
MOST_SAMPLES = 10_000_000  # a slip of the finger


def names() -> list[str]:
    """Return the names that `load` knows.

    Examples
    --------
    >>> names()[:5]
    ['trees', 'delivery', 'stormer', 'cement', 'planets']
    """
    return list(TASKS)


def load(
    name: str, *, rng: np.random.Generator | int = 0, error: str = "absolute", **options: Any
) -> Task:
    """Return one of the tasks that come with minigrad.

    Parameters
    ----------
    name : str
        One of `names`.
    rng : Generator or int
        Source of all random numbers; measured data have none.
    error : {"absolute", "relative"}
        "relative" counts errors as shares of the targets, as `Task.with_relative_errors` does.
    **options
        - trees, delivery, stormer, cement, planets: ``scale="mean"`` divides each column by its mean,
          ``scale=None`` leaves the units; ``features=[…]`` are the columns to predict from.
        - sum, product, sum_of_products, product_of_sums: ``features``, ``samples=1024``, ``low=1``,
          ``high=2``, ``noise=0``. Inputs are drawn from [low, high], and for extrapolation from
          [high, 3·high]; with both signs if low is negative, and from sizes beyond |low| too. sum and
          product also take ``relevant``: how many of the features matter, the first ones.
        - single_module: ``operation="product"`` or "sum", ``within="1..2"`` or another of nine
          ranges, ``features=2``, ``samples=1024``, ``noise=0``.
        - polynomial: ``degree=4``, ``radius=0.25``, ``samples=600``, ``noise=0``.
        - ces: ``rho=0.5``, ``samples=30``, ``noise=0.05`` (a share of each target). Columns are divided by
          their means.
        - moons: ``samples=256``, ``noise=0.1`` (in the inputs).
        - pattern_shift: ``length=8``, ``samples=4096``.
        - missing: ``rate=0.3``, ``samples=1024``, ``low=0.5``, ``high=2.5``.

        The noise of other laws is a share of the targets' standard deviation, and in training rows only.

    Raises
    ------
    ValueError
        If there is no task of that name, an option is out of range, or a target is 0 of which errors
        are to be shares.
    TypeError
        If the task has no such option.

    Examples
    --------
    >>> task = load("trees")
    >>> task.x.shape, task.features, task.targets
    ((31, 2), ('girth_in', 'height_ft'), ('volume_ft3',))
    """
    if name not in TASKS:
        raise ValueError(
            f"no task is named {name!r}{nearest(name, TASKS)}. The tasks are {', '.join(TASKS)}"
        )
    require_error(error)
    samples = options.get("samples")
    if isinstance(samples, int | float) and not 2 <= samples <= MOST_SAMPLES:
        raise ValueError(f"samples, the number of rows, is 2 to {MOST_SAMPLES:,}, got {samples:,}")
    task = TASKS[name](np.random.default_rng(rng), **options)
    return task.with_relative_errors() if error == "relative" else task


def sampler(name: str, **options: Any) -> Callable[[int], Task]:
    """Return a function of a seed that draws the task, for studies; it can be sent to processes.

    Examples
    --------
    >>> draw = sampler("product", samples=8)
    >>> draw(1).x.shape, bool((draw(1).x == draw(2).x).any())
    ((8, 2), False)
    """
    return partial(_draw, name, options)


def _draw(name: str, options: dict[str, Any], seed: int) -> Task:
    return load(name, rng=seed, **options)
