"""The plain layers: Linear adds, Product multiplies; Tanh, ReLU and Sigmoid bend what comes between.

Read next: addmul.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autodiff import Tensor, linear, relu, sigmoid, tanh
from ..transitions import transition
from .module import Layer, Module, Parameter, as_tensor

__all__ = ["Linear", "Product", "ReLU", "Sigmoid", "Tanh"]


class Linear(Layer):
    """Weighted sums: y_i = Σ_j W_ij x_j + b_i.

    Parameters
    ----------
    in_features, out_features : int
        Numbers of inputs and of neurons.
    bias : bool
        Whether there is a b.
    bias_mean : float
        Mean of the initial b. If what comes next takes logarithms, 1 is a better start than 0.
    rng : Generator or int, optional
        Source of the initial values, uniform within 1/√in_features of 0, or of `bias_mean`.

    Raises
    ------
    ValueError
        If an input does not have `in_features` columns.

    Examples
    --------
    >>> layer = Linear(2, 1, rng=0)
    >>> layer.weight.data[:] = [[2.0, 3.0]]
    >>> layer.bias.data[:] = 1.0
    >>> layer([[1.0, 1.0], [0.0, 1.0]])
    Tensor([[6.],
            [4.]], requires_grad=True)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        bias: bool = True,
        bias_mean: float = 0.0,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        require_sizes(in_features, out_features)
        self._bias_mean = bias_mean
        self.weight = Parameter(np.zeros((out_features, in_features)))
        self.bias = Parameter(np.zeros(out_features)) if bias else None
        self.reset(rng)

    def reset(self, rng: np.random.Generator | int | None = None) -> None:
        """Draw weights and bias uniformly, within 1/√in_features of their means."""
        rng = np.random.default_rng(rng)
        limit = 1 / np.sqrt(self.weight.shape[1])
        for parameter in self.parameters():
            parameter.data = rng.uniform(-limit, limit, parameter.shape)
        if self.bias is not None:
            self.bias.data += self._bias_mean

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        y: Tensor = linear(x, self.weight, self.bias)
        return y


class Product(Layer):
    """Products of powers: y_i = e^(b_i) Π_j x_j^W_ij, what AddMul is at n = 1.

    Parameters
    ----------
    in_features, out_features : int
        Numbers of inputs, which have to be positive, and of neurons.
    bias : bool
        Whether there is a b; e^b is a constant factor.
    weight_init : (float, float), optional
        Mean and standard deviation of the initial exponents; by default 1/in_features and
        0.6/in_features, so that a new neuron is about a geometric mean.
    rng : Generator or int, optional
        Source of the initial exponents.

    Raises
    ------
    ValueError
        If an input does not have `in_features` columns.

    Notes
    -----
    Durbin & Rumelhart, "Product units", Neural Computation 1, 1989. Below 0.01 the logarithm goes on
    as a straight line, and so does exp beyond e^40 and below e^-300 (see transitions/iterates.py).

    Examples
    --------
    >>> layer = Product(2, 1, rng=0)
    >>> layer.weight.data[:] = [[2.0, 1.0]]
    >>> round(layer([[3.0, 5.0]]).item(), 9)
    45.0
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        bias: bool = False,
        weight_init: tuple[float, float] | None = None,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        require_sizes(in_features, out_features)
        self._weight_init = weight_init or average(in_features)
        self.weight = Parameter(np.zeros((out_features, in_features)))
        self.bias = Parameter(np.zeros(out_features)) if bias else None
        self.reset(rng)

    def reset(self, rng: np.random.Generator | int | None = None) -> None:
        """Draw new exponents; the bias starts at 0."""
        rng = np.random.default_rng(rng)
        self.weight.data = rng.normal(*self._weight_init, self.weight.shape)
        if self.bias is not None:
            self.bias.data = np.zeros(self.bias.shape)

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        require_columns(self, x, self.weight)
        x = as_tensor(x)
        way = transition()
        return way.outward(linear(way.inward(x, 1.0), self.weight, self.bias), 1.0)

    def check_inputs(self, x: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the columns and rows, if an input is not positive."""
        require_positive(x, columns)


class _Bend(Layer):
    """A function of every element; no parameters."""

    function: ClassVar[Callable[[Any], Tensor]]

    def __init__(self) -> None:
        pass

    def forward(self, x: Any) -> Tensor:
        """Map any shape to the same shape."""
        return type(self).function(x)


class Tanh(_Bend):
    """The function tanh of every element, which bends between -1 and 1; no parameters.

    Examples
    --------
    >>> Tanh()([0.0, 100.0])
    Tensor([0., 1.])
    """

    function = tanh


class ReLU(_Bend):
    """The rectifier max(x, 0) of every element; no parameters.

    Examples
    --------
    >>> ReLU()([-2.0, 3.0])
    Tensor([0., 3.])
    """

    function = relu


class Sigmoid(_Bend):
    """The logistic function 1 / (1 + exp(-x)) of every element, between 0 and 1; no parameters.

    Examples
    --------
    >>> Sigmoid()([0.0, 100.0])
    Tensor([0.5, 1. ])
    """

    function = sigmoid


def average(in_features: int) -> tuple[float, float]:
    """Return mean and standard deviation of weights that make about an average of the inputs."""
    return 1 / in_features, 0.6 / in_features


def require_sizes(in_features: int, out_features: int) -> None:
    """Raise ValueError unless there are inputs and neurons."""
    if in_features < 1 or out_features < 1:
        raise ValueError(
            f"a layer has at least one input and one neuron, got in_features={in_features} and "
            f"out_features={out_features}"
        )


def require_columns(layer: Module, x: Any, weight: Tensor) -> None:
    """Raise ValueError, naming both shapes, unless the last axis of `x` fits the weights."""
    shape = x.shape if isinstance(x, Tensor) else np.shape(x)
    if shape[-1:] != weight.shape[1:]:
        raise ValueError(
            f"{type(layer).__name__} with weights of shape {weight.shape} expects inputs of shape "
            f"(…, {weight.shape[1]}), got {shape}"
        )


ANY_SIGN = (
    'Inputs of any sign are for the kinds "linear-log" and "schroeder", or for Linear '
    "(in a shell: --kind linear-log, --kind schroeder or --model linear)"
)


def require_positive(x: NDArray[Any], columns: tuple[str, ...]) -> None:
    """Raise ValueError, naming the columns and rows, if an input is not positive."""
    found = _named(x, x <= 0, columns, "not positive")
    if found:
        cure = ANY_SIGN if np.any(x < 0) else "AddMul takes 0"
        raise ValueError(f"{found}, and they have no logarithm. {cure}")


def require_not_negative(x: NDArray[Any], columns: tuple[str, ...]) -> None:
    """Raise ValueError, naming the columns and rows, if an input is negative."""
    found = _named(x, x < 0, columns, "negative")
    if found:
        raise ValueError(f"{found}, and they have no logarithm. {ANY_SIGN}")


def _named(x: NDArray[Any], bad: NDArray[Any], columns: tuple[str, ...], what: str) -> str:
    """Say in which columns how many values are bad, and which is the first."""
    found = []
    for j, column in enumerate(columns):
        rows = np.flatnonzero(bad[:, j])
        if rows.size:
            zeros = int(np.sum(x[rows, j] == 0))
            found.append(
                f"column {column!r} has {rows.size} of {len(x)} values that are {what}"
                + (f", {zeros} of them 0" if zeros and rows.size > 1 else "")
                + f" (row {rows[0] + 1} is {x[rows[0], j]:g})"
            )
    return ", ".join(found)


def start_of_n(n: ArrayLike | str, size: int, what: str) -> NDArray[np.float64] | None:
    """Return one n for each of the neurons or inputs, or None for random ones."""
    if isinstance(n, str):
        if n == "random":
            return None
        raise ValueError(f'n is a number, an array or "random", got {n!r}')
    n = np.asanyarray(n)
    if n.dtype.kind not in "fiub" or not np.all(np.isfinite(n)):
        raise ValueError(f'n is a finite real number, an array of these, or "random", got {n}')
    if n.shape not in ((), (size,)):
        raise ValueError(
            f"n has shape {n.shape}: it is one number for all {size} {what}, or one for each, "
            f"shape ({size},)"
        )
    start: NDArray[np.float64] = np.zeros(size) + n  # with its mask, which Parameter refuses
    return start
