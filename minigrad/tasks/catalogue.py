"""The tasks that come with minigrad: two sets of measurements, exact laws, and two moons.

Read next: ../train/fit.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._words import nearest
from .task import Task

__all__ = ["load", "names"]

Generator = np.random.Generator
STRICT = 1e-5  # a law counts as found if the error is as if every input were wrong by this share


def trees(rng: Generator, *, scale: str | None = "mean") -> Task:
    """Timber volume of 31 felled black cherry trees from girth (diameter) and height: a product."""
    source = "Ryan, Joiner & Ryan, Minitab Student Handbook, 1976"
    return _measured("trees", source, scale)


def delivery(rng: Generator, *, scale: str | None = "mean") -> Task:
    """Time of 25 vending-machine visits from cases stocked and distance walked: a sum."""
    source = "Montgomery & Peck, Introduction to Linear Regression Analysis, 1982, p. 116"
    return _measured("delivery", source, scale)


def sum(rng: Generator, **options: Any) -> Task:
    """Σ x_j."""
    return _law("sum", lambda x: x.sum(axis=1), rng, **options)


def product(rng: Generator, **options: Any) -> Task:
    """Π x_j."""
    return _law("product", lambda x: x.prod(axis=1), rng, **options)


def sum_of_products(rng: Generator, **options: Any) -> Task:
    """x₁x₂ + x₃x₄: two neurons that multiply, then one that adds."""

    def law(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return x[:, 0] * x[:, 1] + x[:, 2] * x[:, 3]

    return _law("sum_of_products", law, rng, **_with_four(options))


def product_of_sums(rng: Generator, **options: Any) -> Task:
    """(x₁ + x₂)(x₁ + x₂ + x₃ + x₄): two neurons that add, then one that multiplies."""

    def law(x: NDArray[np.float64]) -> NDArray[np.float64]:
        y: NDArray[np.float64] = (x[:, 0] + x[:, 1]) * x.sum(axis=1)
        return y

    return _law("product_of_sums", law, rng, **_with_four(options))


def moons(rng: Generator, *, samples: int = 256, noise: float = 0.1) -> Task:
    """Two half circles that reach into each other, labelled 0 and 1: a task of classification.

    They are moved to where both coordinates are positive (unless the noise is large), for neurons
    that take logarithms.
    """

    def draw() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        label = rng.permutation(samples) % 2
        angle = np.pi * (rng.uniform(size=samples) + label)
        x = np.column_stack([np.cos(angle) + label, np.sin(angle) + 0.5 * label]) + 2.0
        return x + rng.normal(0, noise, x.shape), label.astype(float)

    return Task.from_arrays(*draw(), *draw(), name="moons", source="drawn at random")


TASKS: dict[str, Callable[..., Task]] = {
    make.__name__: make
    for make in (trees, delivery, sum, product, sum_of_products, product_of_sums, moons)
}


def names() -> list[str]:
    """Return the names that `load` knows.

    Examples
    --------
    >>> names()
    ['trees', 'delivery', 'sum', 'product', 'sum_of_products', 'product_of_sums', 'moons']
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
        the units. The laws (sum, product, sum_of_products, product_of_sums): ``features``,
        ``samples=1024``, ``low=1``, ``high=2``. Inputs are drawn from [low, high], and for
        extrapolation from [high, 3·high]; with both signs if low is negative, and from sizes beyond
        |low| too. sum and product also take ``relevant``: how many of the features matter, the first
        ones. moons: ``samples=256``, ``noise=0.1``.

    Raises
    ------
    ValueError
        If there is no task of that name, or an option is out of range.

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


def _with_four(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a law of the first four inputs."""
    options = {"features": 4, "relevant": 4, **options}
    if options["features"] < 4 or options["relevant"] != 4:
        raise ValueError("in this law four inputs matter: relevant is 4, and features 4 or more")
    return options


def _law(
    name: str,
    law: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    rng: Generator,
    *,
    features: int = 2,
    relevant: int | None = None,
    samples: int = 1024,
    low: float = 1.0,
    high: float = 2.0,
) -> Task:
    """Draw inputs from [low, high], and for extrapolation from sizes between 1 and 3 times those."""
    if not (low < high and high > 0):
        raise ValueError(f"inputs are drawn between low and high > 0, got {low} and {high}")
    relevant = features if relevant is None else relevant
    if not 1 <= relevant <= features:
        raise ValueError(
            f"relevant is how many of the {features} features matter, the first ones; got {relevant}"
        )
    reach = max(high, -low)

    def outputs(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return law(x[:, :relevant])

    train = rng.uniform(low, high, (samples, features))
    test = rng.uniform(low, high, (samples, features))
    far = rng.uniform(reach, 3 * reach, (samples, features))
    if low < 0:
        far *= rng.choice([-1.0, 1.0], far.shape)
    task = Task.from_arrays(
        x=train,
        y=outputs(train),
        x_test=test,
        y_test=outputs(test),
        x_extrapolation=far,
        y_extrapolation=outputs(far),
        name=name,
        source="an exact law",
    )
    error = outputs((1 - STRICT) * far) - outputs(far)
    return replace(task, tolerance=float(np.mean(error**2)))
