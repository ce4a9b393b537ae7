"""Contenders: the models of `minigrad compare`, each with the recipe that trains it.

With hidden=0 a contender is one layer, for one output one neuron. With more, it is a network with
one hidden layer.

Read next: cells.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from .. import nn
from .._words import nearest
from ..tasks import Task
from .cells import count_parameters
from .recipes import Recipe, second_order

__all__ = ["CONTENDERS", "HIDDEN", "Contender", "contenders"]

Maker = Callable[..., nn.Module]  # of a task, a generator and the number of hidden neurons


@dataclass(frozen=True)
class Contender:
    """A factory of models, with the recipe that trains them.

    Attributes
    ----------
    make : callable
        ``make(task, rng)`` returns a new model.
    train : callable
        ``train(model, task, rng)`` trains it; by default least squares.

    Examples
    --------
    >>> from minigrad import nn, study, tasks
    >>> line = study.Contender(lambda task, rng: nn.Linear(2, 1, rng=rng), study.first_order)
    >>> study.compare(tasks.load("sum"), {"line": line}, seeds=1).rows[0].found
    1
    """

    make: Callable[[Task, np.random.Generator], nn.Module]
    train: Recipe = second_order

    def __call__(self, task: Task, rng: np.random.Generator) -> nn.Module:
        """Return a new model."""
        return self.make(task, rng)


def addmul(task: Task, rng: Any, hidden: int, **options: Any) -> nn.Module:
    """Return AddMul neurons; for measured data with a bias, which carries their units."""
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    if not hidden:
        return nn.AddMul(inputs, outputs, bias=task.measured, rng=rng, **options)
    n = options.pop("n", "random")
    first = nn.AddMul(inputs, hidden, n=n, rng=rng, **options)
    return nn.Sequential(first, nn.Linear(hidden, outputs, rng=rng))


def addmul_twice(task: Task, rng: Any, hidden: int, **options: Any) -> nn.Module:
    """Return two layers of AddMul neurons, so that the output may multiply too."""
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    first = nn.AddMul(inputs, hidden or 2, rng=rng, **options)
    return nn.Sequential(first, nn.AddMul(hidden or 2, outputs, rng=rng, **options))


def tanh(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return as many tanh units as the AddMul network has hidden neurons, at least one."""
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    first, last = nn.Linear(inputs, hidden or 1, rng=rng), nn.Linear(hidden or 1, outputs, rng=rng)
    return nn.Sequential(first, nn.Tanh(), last)


def tanh_of_equal_size(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return so many tanh units that there are about as many parameters as in the AddMul network."""
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    numbers = count_parameters(addmul(task, None, hidden))
    units = max(1, round((numbers - outputs) / (inputs + 1 + outputs)))
    return tanh(task, rng, units)


def tanh_wide(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return twice as many tanh units as the AddMul network has hidden neurons, at least four."""
    return tanh(task, rng, max(4, 2 * hidden))


def product(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return product units, and a weighted sum of them if they are hidden."""
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    if not hidden:
        return nn.Product(inputs, outputs, bias=task.measured, rng=rng)
    return nn.Sequential(nn.Product(inputs, hidden, rng=rng), nn.Linear(hidden, outputs, rng=rng))


def peer(task: Task, rng: Any, hidden: int, *, layer: str) -> nn.Module:
    """Return one or two layers of `minigrad.nn.peers`."""
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    kind = getattr(nn.peers, layer)
    if not hidden:
        return kind(inputs, outputs, rng=rng)  # type: ignore[no-any-return]
    return nn.Sequential(kind(inputs, hidden, rng=rng), nn.Linear(hidden, outputs, rng=rng))


def line(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return a straight line: a weighted sum and a constant."""
    return nn.Linear(task.x.shape[1], task.y.shape[1], rng=rng)


def power_law(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return a product of powers with a constant factor."""
    return nn.Product(task.x.shape[1], task.y.shape[1], bias=True, rng=rng)


def quadratic(task: Task, rng: Any, hidden: int, *, degree: int = 2) -> nn.Module:
    """Return all monomials up to a degree, and a weighted sum of them."""
    monomials = nn.Monomials(task.x.shape[1], degree)
    return nn.Sequential(monomials, nn.Linear(monomials.out_features, task.y.shape[1], rng=rng))


NEURONS: dict[str, Maker] = {
    "addmul": addmul,
    "addmul-abel": partial(addmul, kind="abel"),
    "addmul-schroeder": partial(addmul, kind="schroeder"),
    "addmul-n=0": partial(addmul, n=0.0, learn_n=False),
    "addmul-n=1": partial(addmul, n=1.0, learn_n=False),
    "addmul-addmul": addmul_twice,
    "tanh": tanh,
    "tanh-same-size": tanh_of_equal_size,
    "tanh-wide": tanh_wide,
    "product": product,
    **{name.lower(): partial(peer, layer=name) for name in nn.peers.__all__},
}
CONTROLS: dict[str, Maker] = {  # convex, or nearly so: least squares whatever trains the others
    "line": line,
    "power-law": power_law,
    "quadratic": quadratic,
    "quartic": partial(quadratic, degree=4),
}
CONTENDERS = {**NEURONS, **CONTROLS}
HIDDEN = {  # how many hidden neurons these tasks need; one layer does for the others
    "sum_of_products": 2,
    "product_of_sums": 2,
    "polynomial": 8,
    "moons": 8,
    "pattern_shift": 32,
    "missing": 2,
}


def contenders(
    names: Iterable[str], *, hidden: int = 0, recipe: Recipe = second_order
) -> dict[str, Contender]:
    """Return contenders by name, for `compare`.

    Parameters
    ----------
    names : iterable of str
        Of `CONTENDERS`.
    hidden : int
        Number of hidden neurons; 0 for one layer.
    recipe : callable
        Trains all but the controls (line, power-law, quadratic, quartic), which have least squares.

    Raises
    ------
    ValueError
        If a name is unknown, or hidden is negative.

    Examples
    --------
    >>> list(contenders(["addmul", "line"]))
    ['addmul', 'line']
    """
    if hidden < 0:
        raise ValueError(f"hidden is the number of hidden neurons, 0 or more, got {hidden}")
    chosen = {}
    for name in names:
        if name not in CONTENDERS:
            raise ValueError(
                f"no model {name!r}{nearest(name, CONTENDERS)}. "
                f"The models are {', '.join(CONTENDERS)}"
            )
        train = partial(second_order, restarts=1) if name in CONTROLS else recipe
        chosen[name] = Contender(partial(CONTENDERS[name], hidden=hidden), train)
    return chosen
