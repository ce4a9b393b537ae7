"""The tasks that come with minigrad: two sets of measurements and two exact laws.

Read next: ../train/fit.py.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._words import nearest
from .task import Task

__all__ = ["load", "names"]

Generator = np.random.Generator


def trees(rng: Generator, *, scale: str | None = "mean") -> Task:
    """Timber volume of 31 felled black cherry trees from girth (diameter) and height: a product."""
    source = "Ryan, Joiner & Ryan, Minitab Student Handbook, 1976"
    return _measured("trees", source, scale)


def delivery(rng: Generator, *, scale: str | None = "mean") -> Task:
    """Time of 25 vending-machine visits from cases stocked and distance walked: a sum."""
    source = "Montgomery & Peck, Introduction to Linear Regression Analysis, 1982, p. 116"
    return _measured("delivery", source, scale)


def sum(rng: Generator, *, features: int = 2, samples: int = 1024) -> Task:
    """Σ x_j, learned on [1, 2] and judged on [2, 6] as well."""
    return _law("sum", lambda x: x.sum(axis=1), rng, features, samples)


def product(rng: Generator, *, features: int = 2, samples: int = 1024) -> Task:
    """Π x_j, learned on [1, 2] and judged on [2, 6] as well."""
    return _law("product", lambda x: x.prod(axis=1), rng, features, samples)


TASKS: dict[str, Callable[..., Task]] = {
    make.__name__: make for make in (trees, delivery, sum, product)
}


def names() -> list[str]:
    """Return the names that `load` knows.

    Examples
    --------
    >>> names()
    ['trees', 'delivery', 'sum', 'product']
    """
    return list(TASKS)


def load(name: str, *, rng: Generator | int = 0, **options: Any) -> Task:
    """Return one of the tasks that come with minigrad.

    Parameters
    ----------
    name : str
        One of `names`.
    rng : Generator or int
        Source of the samples of a law; measured data do not use it.
    **options
        trees, delivery: ``scale="mean"`` divides each column by its mean, ``scale=None`` leaves
        the units. sum, product: ``features=2``, ``samples=1024``.

    Raises
    ------
    ValueError
        If there is no task of that name.

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
    return TASKS[name](np.random.default_rng(rng), **options)


def _measured(name: str, source: str, scale: str | None) -> Task:
    with as_file(files(__package__) / "data" / f"{name}.csv") as path:
        return Task.from_csv(path, scale=scale, name=name, source=source)


def _law(
    name: str,
    law: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    rng: Generator,
    features: int,
    samples: int,
) -> Task:
    train = rng.uniform(1, 2, (samples, features))
    test = rng.uniform(1, 2, (samples, features))
    far = rng.uniform(2, 6, (samples, features))
    return Task.from_arrays(
        train, law(train), test, law(test), far, law(far), name=name, source="an exact law"
    )
