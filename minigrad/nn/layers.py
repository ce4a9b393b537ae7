"""Linear, the ordinary layer of neurons: a weighted sum and a bias. Tanh, the bend between two.

Read next: addmul.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..autodiff import Tensor, linear, tanh
from .module import Module, Parameter

__all__ = ["Linear", "Tanh"]


class Linear(Module):
    """Weighted sums: y_i = Σ_j W_ij x_j + b_i.

    Parameters
    ----------
    in_features, out_features : int
        Numbers of inputs and of neurons.
    bias : bool
        Whether there is a b.
    rng : Generator or int, optional
        Source of the initial values, uniform in ±1/√in_features.

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
        rng: np.random.Generator | int | None = None,
    ) -> None:
        self.weight = Parameter(np.zeros((out_features, in_features)))
        self.bias = Parameter(np.zeros(out_features)) if bias else None
        self.reset(rng)

    def reset(self, rng: np.random.Generator | int | None = None) -> None:
        """Draw weights and bias uniformly from ±1/√in_features."""
        rng = np.random.default_rng(rng)
        limit = 1 / np.sqrt(self.weight.shape[1])
        for parameter in self.parameters():
            parameter.data = rng.uniform(-limit, limit, parameter.shape)

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        y: Tensor = linear(x, self.weight, self.bias)
        return y

    def settings(self) -> dict[str, Any]:
        """Return the arguments that construct this layer again."""
        out_features, in_features = self.weight.shape
        return {
            "in_features": in_features,
            "out_features": out_features,
            "bias": self.bias is not None,
        }


class Tanh(Module):
    """The function tanh of every element, which bends between -1 and 1; no parameters.

    Examples
    --------
    >>> Tanh()([0.0, 100.0])
    Tensor([0., 1.])
    """

    def forward(self, x: Any) -> Tensor:
        """Map any shape to the same shape."""
        y: Tensor = tanh(x)
        return y

    def settings(self) -> dict[str, Any]:
        """Return no arguments."""
        return {}


def require_columns(layer: Module, x: Any, weight: Tensor) -> None:
    """Raise ValueError, naming both shapes, unless the last axis of `x` fits the weights."""
    shape = x.shape if isinstance(x, Tensor) else np.shape(x)
    if shape[-1:] != weight.shape[1:]:
        raise ValueError(
            f"{type(layer).__name__} with weights of shape {weight.shape} expects inputs of shape "
            f"(…, {weight.shape[1]}), got {shape}"
        )
