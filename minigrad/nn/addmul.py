"""AddMul, the neuron that learns whether to add or to multiply.

An ordinary neuron computes Σ w x. One that works on logarithms, exp(Σ w log x) = Π x^w, multiplies,
and its weights are exponents. A *transition* is a family of functions φ_n that lies between "do
nothing" (n = 0) and the logarithm (n = 1), so

    y = φ_n⁻¹( Σ_j w_j φ_n(x_j) + b )

is the first neuron at n = 0, the second at n = 1, and something in between otherwise. y can be
differentiated with respect to n, so n is learned like any other weight. The paper's transition is
φ_n = exp^(-n), exp undone n times; a neuron does not need to know which one it has.

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Read next: peers.py, what others proposed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autodiff import Tensor, linear
from ..iterate import DEFAULT_KIND
from ..transitions import EDGE, transition
from ..transitions.neurons import neurons
from .layers import average, require_columns, require_not_negative, require_sizes, start_of_n
from .module import Layer, Module, Parameter, as_tensor

__all__ = ["ORDERS", "AddMul", "orders_of"]

# The names of the parameters n, between 0, a sum, and 1, a product; and what has one n each.
OWNERS = {"n": "neurons", "n_in": "inputs", "n_out": "neurons"}
ORDERS = tuple(OWNERS)

IMAGINARY_SPREAD = 0.2  # of the imaginary parts that complex weights have, times in_features


class AddMul(Layer):
    """Neurons between weighted sum and product: y_i = φ⁻¹(Σ_j W_ij φ(x_j) + b_i), φ = φ_{n_i}.

    Parameters
    ----------
    in_features, out_features : int
        Numbers of inputs and of neurons.
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        The way from + to ×, see `minigrad.transitions`. The first three are φ_n = exp^(-n):
        Kneser's is smooth, and not in the paper; the other two are. With "schroeder", which takes
        negative inputs as well, weights, bias and values are complex numbers. "linear-log" is
        monotone in n, and adds numbers of any sign; "box-cox" is the classical one.
    n : float, array_like, pair of these or "random"
        Where each neuron starts: 0 adds, 1 multiplies; "random" draws from `bounds`. Uncoupled
        layers take one number for all, or a pair for inputs and neurons.
    coupled : bool
        True: one n for each neuron, which holds for its inputs as well. False: one n for each input
        and one for each neuron, φ_n of the input inside and of the neuron outside. That takes
        N + M evaluations of φ for N inputs and M neurons, instead of N·M + M.
    bias : bool
        Whether there is a b: a constant summand at n = 0, a constant factor e^b at n = 1. Measured
        data need it, since it carries the units. A law without a constant is found more surely
        without, since the bias lets a wrong n fit nearly as well.
    weight_init : (float, float), optional
        Mean and standard deviation of the initial weights; by default 1/in_features and
        0.6/in_features, so that a new neuron is about an average. The bias starts at 0. For
        "schroeder", imaginary parts are drawn as well, with standard deviation 0.2/in_features.
    learn_n : bool
        False freezes n where it starts.
    bounds : (float, float) or None
        Where n is kept while it is learned. "box-cox" takes other bounds than (0, 1), or None for
        no bounds: n above 1 lies beyond ×, where inputs add as -1/x at n = 2.
    edge : float
        Inputs closer than this to the end of the domain, which is 0 for n = 1, are taken on the
        tangent (see transitions/transition.py), so that no input gives nan.
    rng : Generator or int, optional
        Source of the initial values.

    Attributes
    ----------
    weight : Parameter of shape (out_features, in_features)
        Factors at n = 0, exponents at n = 1.
    bias : Parameter of shape (out_features,) or None
        See above.
    n : Parameter of shape (out_features,)
        Of coupled layers; kept in `bounds`.
    n_in, n_out : Parameter of shapes (in_features,) and (out_features,)
        Of uncoupled layers; kept in `bounds`.
    transition : Transition
        φ_n and its inverse.

    Raises
    ------
    ValueError
        If `n` is outside of `bounds`, these are wider than the kind allows, `kind` is unknown or
        `edge` is not positive; when called, if an input does not have `in_features` columns.

    Notes
    -----
    Inputs that are 0 are taken by every kind. 0 has no logarithm, so below `edge` the layer follows the
    tangent, and 0 is where that leads: at n = 1, log 0 counts as log(edge) - 1, and a factor of 0 as
    one of edge/e, 0.004. (For data that are divided by their means, `edge` is 0.01 of the mean.
    "schroeder" has no edge, and takes 1e-8 for 0 unless n is 0.) Negative inputs are
    refused before training, apart from "schroeder", and "linear-log", which adds them; it multiplies
    only what is at least `edge`.

    At n = 0 and inputs of exactly 0 or 1, "schroeder" has no second derivatives by n and by these
    inputs: they are nan. First derivatives, which are all that training needs, are numbers.

    Examples
    --------
    >>> neuron = AddMul(2, 1, n=1.0)
    >>> neuron.weight.data[:] = [[2.0, 1.0]]
    >>> round(neuron([3.0, 5.0]).item(), 9)  # 3² · 5
    45.0
    """

    n: Parameter  # of coupled layers
    n_in: Parameter  # of the others
    n_out: Parameter

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        kind: str = DEFAULT_KIND,
        n: Any = 0.0,
        coupled: bool = True,
        bias: bool = False,
        weight_init: tuple[float, float] | None = None,
        learn_n: bool = True,
        bounds: tuple[float, float] | None = (0.0, 1.0),
        edge: float = EDGE,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        require_sizes(in_features, out_features)
        self.kind = kind
        self.transition = transition(kind, edge)
        bounds = self.transition.bounds_of_n(bounds)
        self.coupled = coupled
        self._weight_init = weight_init or average(in_features)
        dtype = self.transition.dtype
        self.weight = Parameter(np.zeros((out_features, in_features), dtype))
        self.bias = Parameter(np.zeros(out_features, dtype)) if bias else None
        sizes = {"n": out_features} if coupled else {"n_in": in_features, "n_out": out_features}
        given = {"n": n} if coupled else _pair(n)
        self._start = {name: start_of_n(given[name], sizes[name], OWNERS[name]) for name in sizes}
        drawn = any(start is None for start in self._start.values())
        if drawn and not np.isfinite(bounds or np.inf).all():
            raise ValueError(f'n="random" draws from bounds, which have to be finite, got {bounds}')
        for name, start in self._start.items():
            anywhere = np.full(sizes[name], bounds[0] if bounds else 0.0, float)
            order = Parameter(anywhere if start is None else start, bounds=bounds)
            order.requires_grad = learn_n
            setattr(self, name, order)
        self.reset(rng)

    def reset(self, rng: np.random.Generator | int | None = None) -> None:
        """Draw new weights (and n, if it starts "random"); put bias and n back to their start."""
        rng = np.random.default_rng(rng)
        weight = rng.normal(*self._weight_init, self.weight.shape)
        if self.weight.dtype.kind == "c":
            spread = IMAGINARY_SPREAD / self.weight.shape[1]
            weight = weight + 1j * rng.normal(0, spread, weight.shape)
        self.weight.data = weight
        if self.bias is not None:
            self.bias.data = np.zeros_like(self.bias.data)
        for name, start in self._start.items():
            n = getattr(self, name)
            low, high = n.bounds or (0.0, 1.0)
            n.data = rng.uniform(low, high, n.shape) if start is None else start.copy()

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        require_columns(self, x, self.weight)
        x = as_tensor(x)
        if x.ndim != 2:
            *rows, columns = x.shape
            as_table = self.forward(x.reshape(math.prod(rows), columns))
            return as_table.reshape(*rows, len(self.weight))
        if self.coupled:  # the formula is Transition.neurons
            return neurons(self.transition, x, self.weight, self.bias, self.n)
        z = linear(self.transition.inward(x, self.n_in), self.weight, self.bias)
        return self.transition.outward(z, self.n_out)

    def __repr__(self) -> str:
        outputs, inputs = self.weight.shape
        return f'{type(self).__name__}({inputs}, {outputs}, kind="{self.kind}")'

    def settings(self) -> dict[str, Any]:
        """Return the arguments that construct this layer again, n of uncoupled ones as a pair."""
        starts = ["random" if start is None else start.tolist() for start in self._start.values()]
        return super().settings() | ({} if self.coupled else {"n": starts})

    def check_inputs(self, x: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the columns and rows, if an input is negative and may not be."""
        if not self.transition.any_sign:
            require_not_negative(x, columns)


def _pair(n: Any) -> dict[str, Any]:
    """Return where n starts for inputs and for neurons, given one for both, or a pair."""
    inward, outward = n if isinstance(n, list | tuple) and len(n) == 2 else (n, n)
    return {"n_in": inward, "n_out": outward}


def orders_of(model: Module) -> list[Parameter]:
    """Return every n of a model, in a fixed order.

    Examples
    --------
    >>> [n.shape for n in orders_of(AddMul(2, 3, coupled=False))]
    [(2,), (3,)]
    """
    return [n for name in ORDERS for n in model.parameters_called(name)]
