"""AddMul, the neuron that learns whether to add or to multiply.

An ordinary neuron computes Σ w x. One that works on logarithms, exp(Σ w log x) = Π x^w, multiplies,
and its weights are exponents. exp^(n) lies between "do nothing" (n = 0) and exp (n = 1), so

    y = exp^(n)( Σ_j w_j exp^(-n)(x_j) + b )

is the first neuron at n = 0, the second at n = 1, and something in between otherwise. y can be
differentiated with respect to n, so n is learned like any other weight.

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Read next: peers.py, what others proposed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import iterate
from ..autodiff import Tensor, linear
from ..autodiff import sum as sum_
from .edges import EDGE, inward, outward
from .layers import average, require_columns, require_positive, require_sizes, start_of_n
from .module import Layer, Module, Parameter, as_tensor

__all__ = ["ORDERS", "AddMul", "orders_of"]

ORDERS = ("n", "n_in", "n_out")  # names of parameters that lie between 0, a sum, and 1, a product

IMAGINARY_SPREAD = 0.2  # of the imaginary parts that Schröder's weights have, times in_features


class AddMul(Layer):
    """Neurons between weighted sum and product: y_i = exp^(n_i)(Σ_j W_ij exp^(-n_i)(x_j) + b_i).

    Parameters
    ----------
    in_features, out_features : int
        Numbers of inputs and of neurons.
    kind : {"kneser", "abel", "schroeder"}
        The construction of exp^(n), see `minigrad.iterate`: Kneser's is smooth, and not in the paper;
        the other two are. With "schroeder", which takes negative inputs as well, weights, bias and
        values are complex numbers.
    n : float, array_like, pair of these or "random"
        Where each neuron starts: 0 adds, 1 multiplies; "random" draws from [0, 1]. Uncoupled layers
        take one number for all, or a pair for inputs and neurons.
    coupled : bool
        True: one n for each neuron, which holds for its inputs as well. False: one n for each input
        and one for each neuron, y_i = exp^(n_out_i)(Σ_j W_ij exp^(-n_in_j)(x_j) + b_i). That takes
        N + M evaluations of exp^(n) for N inputs and M neurons, instead of N·M + M.
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
    edge : float
        Inputs closer than this to the end of the domain, which is 0 for n = 1, are taken on the
        tangent (see nn/edges.py), so that no input gives nan.
    rng : Generator or int, optional
        Source of the initial values.

    Attributes
    ----------
    weight : Parameter of shape (out_features, in_features)
        Factors at n = 0, exponents at n = 1.
    bias : Parameter of shape (out_features,) or None
        See above.
    n : Parameter of shape (out_features,)
        Of coupled layers; kept in [0, 1].
    n_in, n_out : Parameter of shapes (in_features,) and (out_features,)
        Of uncoupled layers; kept in [0, 1].

    Raises
    ------
    ValueError
        If `n` is outside [0, 1], `kind` is unknown or `edge` is not positive; when called, if an
        input does not have `in_features` columns.

    Notes
    -----
    Apart from Schröder's, inputs have to be positive. exp^(-n)(x) exists while n < slog(x) + 2
    (Kneser) or n < ψ(x) + 1 (Abel), where slog and ψ count exponentials. For x > 0 both bounds are
    above 1; for x ≤ 0 they are not, so n could not reach 1.

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
        kind: str = iterate.DEFAULT_KIND,
        n: Any = 0.0,
        coupled: bool = True,
        bias: bool = False,
        weight_init: tuple[float, float] | None = None,
        learn_n: bool = True,
        edge: float = EDGE,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        require_sizes(in_features, out_features)
        iterate.construction(kind)  # raises if there is none
        if not edge > 0:
            raise ValueError(f"edge is a distance, a positive number, got {edge}")
        self.kind = kind
        self.coupled = coupled
        self.edge = edge
        self._weight_init = weight_init or average(in_features)
        dtype = complex if kind == "schroeder" else float
        self.weight = Parameter(np.zeros((out_features, in_features), dtype))
        self.bias = Parameter(np.zeros(out_features, dtype)) if bias else None
        if coupled:
            self._start = {"n": start_of_n(n, out_features, "neurons")}
        else:
            n_in, n_out = n if isinstance(n, list | tuple) and len(n) == 2 else (n, n)
            self._start = {
                "n_in": start_of_n(n_in, in_features, "inputs"),
                "n_out": start_of_n(n_out, out_features, "neurons"),
            }
        for name, start in self._start.items():
            size = in_features if name == "n_in" else out_features
            parameter = Parameter(np.zeros(size) if start is None else start, bounds=(0.0, 1.0))
            parameter.requires_grad = learn_n
            setattr(self, name, parameter)
        self.reset(rng)

    def reset(self, rng: np.random.Generator | int | None = None) -> None:
        """Draw new weights (and n, if it starts "random"); put bias and n back to their start."""
        rng = np.random.default_rng(rng)
        weight = rng.normal(*self._weight_init, self.weight.shape)
        if self.kind == "schroeder":
            spread = IMAGINARY_SPREAD / self.weight.shape[1]
            weight = weight + 1j * rng.normal(0, spread, weight.shape)
        self.weight.data = weight
        if self.bias is not None:
            self.bias.data = np.zeros_like(self.bias.data)
        for name, start in self._start.items():
            n = getattr(self, name)
            n.data = rng.uniform(size=n.shape) if start is None else start.copy()

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        require_columns(self, x, self.weight)
        x = as_tensor(x)
        if x.ndim != 2:
            *rows, columns = x.shape
            as_table = self.forward(x.reshape(math.prod(rows), columns))
            return as_table.reshape(*rows, len(self.weight))
        if not self.coupled:
            z = linear(inward(x, self.n_in, self.kind, self.edge), self.weight, self.bias)
            return outward(z, self.n_out, self.kind)
        # Rows last, since NumPy is fastest along a long last axis: (out, in, rows), (out, rows). And
        # no matmul, whose last digits may depend on the number of threads.
        n = self.n[:, None]
        z = sum_(self.weight[:, :, None] * inward(x.T, n[:, None], self.kind, self.edge), axis=1)
        if self.bias is not None:
            z = z + self.bias[:, None]
        y: Tensor = outward(z, n, self.kind).T
        return y

    def check_inputs(self, x: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the column and the row, if an input has to be positive and is not."""
        if self.kind != "schroeder":
            require_positive(x, columns)


def orders_of(model: Module) -> list[Parameter]:
    """Return every n of a model, in a fixed order.

    Examples
    --------
    >>> [n.shape for n in orders_of(AddMul(2, 3, coupled=False))]
    [(2,), (3,)]
    """
    return [n for name in ORDERS for n in model.parameters_called(name)]
