"""Contenders: the models of `minigrad compare`, each with the recipe that trains it.

With hidden=0 a contender is one layer, for one output one neuron. With more, it is a network with
one hidden layer.

Read next: cells.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from .. import nn
from .._words import nearest
from ..iterate import DEFAULT_KIND
from ..tasks import Task
from ..transitions import KINDS, transition
from . import rivals
from .published import PUBLISHED
from .recipes import Recipe, closed_form, second_order, untrained

__all__ = ["CONTENDERS", "HIDDEN", "Contender", "contenders", "recipe_of"]

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


def recipe_of(factory: Any) -> Recipe:
    """Return how models of a factory are trained: as a `Contender` says, others by `second_order`."""
    return factory.train if isinstance(factory, Contender) else second_order


def addmul(task: Task, rng: Any, hidden: int, **options: Any) -> nn.Module:
    """Return AddMul neurons; for measured data with a bias, which carries their units."""
    inputs, outputs = _sizes(task)
    if not hidden:
        return nn.AddMul(inputs, outputs, bias=task.has_units, rng=rng, **options)
    options = {"n": "random", **options}
    return _network([nn.AddMul(inputs, hidden, rng=rng, **options)], hidden, task, rng)


def addmul_uncoupled(task: Task, rng: Any, hidden: int, **options: Any) -> nn.Module:
    """Return AddMul neurons with an n for every input and one for each neuron."""
    start = {"n": (0.5, "random"), "weight_init": (1.0, 1.0)} if hidden else {}
    return addmul(task, rng, hidden, coupled=False, **start, **options)


def addmul_twice(task: Task, rng: Any, hidden: int, **options: Any) -> nn.Module:
    """Return two layers of AddMul neurons, so that the output may multiply too."""
    inputs, outputs = _sizes(task)
    first = nn.AddMul(inputs, hidden or 2, rng=rng, **options)
    return nn.Sequential(first, nn.AddMul(hidden or 2, outputs, rng=rng, **options))


def tanh(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return as many tanh units as the AddMul network has hidden neurons, at least one."""
    units = hidden or 1
    return _network([nn.Linear(task.x.shape[1], units, rng=rng), nn.Tanh()], units, task, rng)


def tanh_of_equal_size(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return so many tanh units that there are about as many parameters as in the AddMul network."""
    inputs, outputs = _sizes(task)
    numbers = nn.count_parameters(addmul(task, None, hidden))
    return tanh(task, rng, max(1, round((numbers - outputs) / (inputs + 1 + outputs))))


def tanh_wide(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return twice as many tanh units as the AddMul network has hidden neurons, at least four."""
    return tanh(task, rng, max(4, 2 * hidden))


def product(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return product units, and a weighted sum of them if they are hidden."""
    inputs, outputs = _sizes(task)
    if not hidden:
        return nn.Product(inputs, outputs, bias=task.has_units, rng=rng)
    return _network([nn.Product(inputs, hidden, rng=rng)], hidden, task, rng)


def peer(task: Task, rng: Any, hidden: int, *, layer: Callable[..., nn.Module]) -> nn.Module:
    """Return a layer of `minigrad.nn.peers`, and a weighted sum of its neurons if they are hidden."""
    inputs, outputs = _sizes(task)
    if not hidden and task.has_units:  # a factor and a constant, which carry the units
        return _network([layer(inputs, outputs, rng=rng)], outputs, task, rng)
    if not hidden:
        return layer(inputs, outputs, rng=rng)
    return _network([layer(inputs, hidden, rng=rng)], hidden, task, rng)


def behind_linear(
    task: Task, rng: Any, hidden: int, *, layer: Callable[..., nn.Module], **options: Any
) -> nn.Module:
    """Return weighted sums, a layer that may multiply them, and weighted sums of its neurons.

    The first sums start around 1, so any inputs will do.
    """
    hidden = hidden or 1
    first = nn.Linear(task.x.shape[1], 2 * hidden, bias_mean=1.0, rng=rng)
    return _network([first, layer(2 * hidden, hidden, rng=rng, **options)], hidden, task, rng)


def tanh_twice(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return two layers of tanh units, of the widths of `behind_linear`."""
    hidden = hidden or 1
    first = nn.Linear(task.x.shape[1], 2 * hidden, rng=rng)
    second = nn.Linear(2 * hidden, hidden, rng=rng)
    return _network([first, nn.Tanh(), second, nn.Tanh()], hidden, task, rng)


def line(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return a straight line: a weighted sum and a constant."""
    return nn.Linear(*_sizes(task), rng=rng)


def power_law(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return a product of powers with a constant factor."""
    return nn.Product(*_sizes(task), bias=True, rng=rng)


def power_law_and_constant(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return products of powers, and a weighted sum of them with a constant."""
    inputs, outputs = _sizes(task)
    return _network([nn.Product(inputs, outputs, rng=rng)], outputs, task, rng)


def polynomial(
    task: Task, rng: Any, hidden: int, *, degree: int, interaction_only: bool = False
) -> nn.Module:
    """Return all monomials up to a degree, and a weighted sum of them."""
    monomials = nn.Monomials(task.x.shape[1], degree, interaction_only=interaction_only)
    return _network([monomials], monomials.out_features, task, rng)


def imputed(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return a quadratic of inputs with means in the place of those that are absent."""
    filled = rivals.Imputed(task)
    monomials = nn.Monomials(filled.out_features, 2)
    return _network([filled, monomials], monomials.out_features, task, rng)


def in_logs(task: Task, rng: Any, hidden: int, *, inner: Maker) -> nn.Module:
    """Return the exponential of a model of log x."""
    return rivals.InLogs(inner(task, rng, hidden))


def box_cox(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return Box–Cox on both sides, which is an AddMul neuron of that kind."""
    return rivals.BothSides(*_sizes(task), kind="box-cox", bias=True, bounds=None, rng=rng)


def ces(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return a mean between + and ×, times a factor."""
    return rivals.CES(*_sizes(task), rng=rng)


def either(task: Task, rng: Any, hidden: int, *, make: Maker) -> nn.Module:
    """Return AddMul neurons of which each will add or multiply; a single layer has a bias."""
    model = make(task, rng, hidden)
    if not isinstance(model, nn.Sequential):
        model = nn.AddMul(*_sizes(task), bias=True, rng=rng)
    rivals.assignments(model)  # raises if there are too many
    return model


def zero(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return a model that predicts 0."""
    nothing = nn.Linear(*_sizes(task), bias=False, rng=rng)
    nothing.weight.data[:] = 0.0
    return _frozen(nothing)


def fourier(task: Task, rng: Any, hidden: int) -> nn.Module:
    """Return the exact solution of pattern_shift: a Fourier transform, a product, and back."""
    length = task.y.shape[1]
    if task.name != "pattern_shift":
        raise ValueError(f"fourier is the solution of pattern_shift, not of {task.name}")
    forth, nought = np.fft.fft(np.eye(length)), np.zeros((length, length))
    weights = [
        (np.block([[forth, nought], [nought, forth]]), 0.0),
        (np.hstack([np.eye(length)] * 2), 1.0),
        (np.linalg.inv(forth), 0.0),
    ]
    layers = []
    for weight, n in weights:
        layer = nn.AddMul(*weight.shape[::-1], kind="schroeder", n=n)
        layer.weight.data[:] = weight
        layers.append(layer)
    return _frozen(nn.Sequential(*layers))


def _sizes(task: Task) -> tuple[int, int]:
    return task.x.shape[1], task.y.shape[1]


def _network(layers: list[nn.Module], units: int, task: Task, rng: Any) -> nn.Sequential:
    """Return hidden layers, and weighted sums of the units of the last one."""
    return nn.Sequential(*layers, nn.Linear(units, task.y.shape[1], rng=rng))


def _frozen(model: nn.Module) -> nn.Module:
    for p in model.parameters():
        p.requires_grad = False
    return model


PEERS = {name.lower(): getattr(nn.peers, name) for name in nn.peers.__all__}
OF_ANY_KIND: dict[str, Maker] = {  # these take `kind`
    "addmul": addmul,
    "addmul-n=0": partial(addmul, n=0.0, learn_n=False),
    "addmul-n=1": partial(addmul, n=1.0, learn_n=False),
    "addmul-uncoupled": addmul_uncoupled,
    "addmul-addmul": addmul_twice,
    "linear-addmul": partial(
        behind_linear, layer=nn.AddMul, coupled=False, bias=True, n="random", weight_init=(0.0, 0.2)
    ),
    "linear-addmul-pretrained": partial(
        behind_linear, layer=nn.AddMul, coupled=False, bias=True, n=0.0, weight_init=(0.0, 0.2)
    ),
}
HELD = {"linear-addmul-pretrained": 0.25}  # share of the steps in which n stays where it starts
NETWORKS: dict[str, Maker] = {
    **OF_ANY_KIND,
    **{f"addmul-{kind}": partial(addmul, kind=kind) for kind in KINDS},
    "tanh": tanh,
    "tanh-same-size": tanh_of_equal_size,
    "tanh-wide": tanh_wide,
    "product": product,
    **{name: partial(peer, layer=layer) for name, layer in PEERS.items()},
    "linear-product": partial(behind_linear, layer=nn.Product, bias=True, weight_init=(0.0, 0.2)),
    "linear-gated": partial(behind_linear, layer=nn.peers.Gated, n="random"),
    "linear-nmu": partial(behind_linear, layer=nn.peers.NMU),
    "tanh-tanh": tanh_twice,
}
CONTROLS: dict[str, tuple[Maker, Recipe]] = {  # with recipes of their own
    "line": (line, closed_form),
    "power-law": (power_law, partial(second_order, restarts=1)),
    "quadratic": (partial(polynomial, degree=2), closed_form),
    "quartic": (partial(polynomial, degree=4), closed_form),
    "interactions": (partial(polynomial, degree=2, interaction_only=True), closed_form),
    "ridge": (partial(polynomial, degree=2), rivals.ridge_in_closed_form),
    "log-log": (partial(in_logs, inner=line), rivals.in_logs),
    "translog": (partial(in_logs, inner=partial(polynomial, degree=2)), rivals.in_logs),
    "power-plus": (power_law_and_constant, second_order),
    "box-cox": (box_cox, rivals.profile_likelihood),
    "ces": (ces, second_order),
    "either": (partial(either, make=addmul), rivals.best_assignment),
    "either-either": (partial(either, make=addmul_twice), rivals.best_assignment),
    "tanh-ridge": (tanh_wide, rivals.ridge_by_folds),
    "imputed": (imputed, closed_form),
    "zero": (zero, untrained),
    "fourier": (fourier, untrained),
    **{name: (partial(peer, layer=layer), train) for name, (layer, train) in PUBLISHED.items()},
}
CONTENDERS = [*NETWORKS, *CONTROLS]
HIDDEN = {  # how many hidden neurons these tasks need; one layer does for the others
    "sum_of_products": 2,
    "product_of_sums": 2,
    "polynomial": 8,
    "moons": 8,
    "pattern_shift": 32,
    "missing": 2,
}


def contenders(
    names: Iterable[str],
    *,
    hidden: int = 0,
    recipe: Recipe = second_order,
    kind: str = DEFAULT_KIND,
    rates: Mapping[str, float] | None = None,
) -> dict[str, Contender]:
    """Return contenders by name, for `compare`.

    Parameters
    ----------
    names : iterable of str
        Of `CONTENDERS`.
    hidden : int
        Number of hidden neurons; 0 for one layer.
    recipe : callable
        Trains all but those with a recipe of their own: line, power-law, box-cox and others are
        fitted by least squares, each in a way of its own, zero and fourier are not trained, and names
        that end in -published are peers with their authors' settings. linear-addmul-pretrained needs
        `first_order`, which can hold n for a while.
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        The way from + to × of the neurons, except where a name says it, such as addmul-abel.
    rates : dict of str to float, optional
        Learning rates of some of these models, if the recipe takes one as `lr`.

    Raises
    ------
    ValueError
        If a name or the kind is unknown, hidden is negative, or a rate is not positive or of a model
        that has a recipe of its own.

    Examples
    --------
    >>> list(contenders(["addmul", "line"]))
    ['addmul', 'line']
    """
    if hidden < 0:
        raise ValueError(f"hidden is the number of hidden neurons, 0 or more, got {hidden}")
    transition(kind)  # raises if there is none
    names, rates = list(names), rates or {}
    for name, rate in rates.items():
        if name not in names:
            raise ValueError(f"a rate of {name!r}, which is not compared{nearest(name, names)}")
        if name in CONTROLS:
            raise ValueError(f"{name} has a recipe of its own: it takes no rate")
        if not 0 < rate < np.inf:
            raise ValueError(f"the rate of {name} must be a positive number, got {rate:g}")
    chosen = {}
    for name in names:
        if name not in CONTENDERS:
            raise ValueError(
                f"no model {name!r}{nearest(name, CONTENDERS)}. minigrad compare --help lists them "
                "(in Python, minigrad.study.CONTENDERS)"
            )
        make, train = CONTROLS.get(name) or (NETWORKS[name], recipe)
        make = partial(make, kind=kind) if name in OF_ANY_KIND else make
        options = {"lr": rates[name]} if name in rates else {}
        options |= {"held": HELD[name]} if name in HELD else {}
        train = partial(train, **options) if options else train
        chosen[name] = Contender(partial(make, hidden=hidden), train)
    return chosen
