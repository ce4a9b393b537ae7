"""AddMul, the neuron that learns whether to add or to multiply.

An ordinary neuron computes Σ w x. One that works on logarithms, exp(Σ w log x) = Π x^w, multiplies,
and its weights are exponents. exp^(n) lies between "do nothing" (n = 0) and exp (n = 1), so

    y = exp^(n)( Σ_j w_j exp^(-n)(x_j) + b )

is the first neuron at n = 0, the second at n = 1, and something in between otherwise. y can be
differentiated with respect to n, so n is learned like any other weight.

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Read next: losses.py, then ../optim/.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import iterate
from ..autodiff import Tensor
from ..autodiff import sum as sum_
from ..fractional import exp_n
from .layers import require_columns
from .module import Module, Parameter

__all__ = ["AddMul"]


class AddMul(Module):
    """Neurons between weighted sum and product: y_i = exp^(n_i)(Σ_j W_ij exp^(-n_i)(x_j) + b_i).

    Parameters
    ----------
    in_features, out_features : int
        Numbers of inputs and of neurons.
    kind : {"kneser", "abel", "schroeder"}
        The construction of exp^(n): Kneser's is smooth, and minigrad's addition; the other two are
        the paper's. See `minigrad.iterate`. With "schroeder" the values are complex numbers, while
        the weights, so far, are real.
    n : float, array_like of shape (out_features,) or "random"
        Where each neuron starts: 0 adds, 1 multiplies; "random" draws from [0, 1].
    bias : bool
        Whether there is a b: a constant summand at n = 0, a constant factor e^b at n = 1. Measured
        data need it, since it carries the units. A law without a constant is found more surely
        without, since the bias lets a wrong n fit nearly as well.
    weight_init : (float, float), optional
        Mean and standard deviation of the initial weights; by default 1/in_features and
        0.6/in_features, so that a new neuron is about an average. The bias starts at 0.
    rng : Generator or int, optional
        Source of the initial values.

    Attributes
    ----------
    weight : Parameter of shape (out_features, in_features)
        Factors at n = 0, exponents at n = 1.
    bias : Parameter of shape (out_features,) or None
        See above.
    n : Parameter of shape (out_features,)
        Kept in [0, 1]. Set ``n.requires_grad = False`` to freeze it.

    Raises
    ------
    ValueError
        If `n` is outside [0, 1] or `kind` is unknown; when called, if an input has not
        `in_features` columns.

    Notes
    -----
    Inputs have to be positive. exp^(-n)(x) exists while n < slog(x) + 2 (Kneser) or n < ψ(x) + 1
    (Abel), where slog and ψ count exponentials. For x > 0 both bounds are above 1; for x ≤ 0 they
    are not, so n could not reach 1.

    Examples
    --------
    >>> neuron = AddMul(2, 1, n=1.0)
    >>> neuron.weight.data[:] = [[2.0, 1.0]]
    >>> round(neuron([3.0, 5.0]).item(), 9)  # 3² · 5
    45.0
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        kind: str = iterate.DEFAULT_KIND,
        n: ArrayLike | str = 0.0,
        bias: bool = False,
        weight_init: tuple[float, float] | None = None,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        iterate.construction(kind)  # raises if there is none
        if isinstance(n, str) and n != "random":
            raise ValueError(f'n is a number, an array or "random", got {n!r}')
        if np.shape(n) not in ((), (out_features,)):
            raise ValueError(
                f"n has shape {np.shape(n)}: it is one number for all {out_features} neurons, or "
                f"one for each, shape ({out_features},)"
            )
        self.kind = kind
        self._start = n if isinstance(n, str) else np.full(out_features, n, dtype=float)
        self._weight_init = weight_init or (1 / in_features, 0.6 / in_features)
        self.weight = Parameter(np.zeros((out_features, in_features)))
        self.bias = Parameter(np.zeros(out_features)) if bias else None
        start = np.zeros(out_features) if isinstance(self._start, str) else self._start
        self.n = Parameter(start, bounds=(0.0, 1.0))
        self.reset(rng)

    def reset(self, rng: np.random.Generator | int | None = None) -> None:
        """Draw new weights (and n, if it starts "random"); put bias and n back to their start."""
        rng = np.random.default_rng(rng)
        self.weight.data = rng.normal(*self._weight_init, self.weight.shape)
        if self.bias is not None:
            self.bias.data = np.zeros(self.bias.shape)
        if isinstance(self._start, str):
            self.n.data = rng.uniform(size=self.n.shape)
        else:
            self.n.data = self._start.copy()

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        require_columns(self, x, self.weight)
        x = x if isinstance(x, Tensor) else np.asarray(x)
        inward = exp_n(x[..., None, :], -self.n[:, None], self.kind)  # (…, out, in)
        z = sum_(self.weight * inward, axis=-1)
        if self.bias is not None:
            z = z + self.bias
        return exp_n(z, self.n, self.kind)

    def check_inputs(self, x: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the column and the row, if an input is not positive."""
        for j, column in enumerate(columns):
            rows = np.flatnonzero(x[:, j] <= 0)
            if rows.size:
                raise ValueError(
                    f"column {column!r} has {rows.size} of {len(x)} values that are not positive "
                    f"(row {rows[0] + 1} is {x[rows[0], j]:g}). A neuron that may multiply takes "
                    "logarithms of its inputs. Shift the column so that all values are above 0, "
                    "leave it out, or use a model that only adds (Linear; --model linear)"
                )

    def settings(self) -> dict[str, Any]:
        """Return the arguments that construct this layer again."""
        out_features, in_features = self.weight.shape
        return {
            "in_features": in_features,
            "out_features": out_features,
            "kind": self.kind,
            "n": self._start if isinstance(self._start, str) else self._start.tolist(),
            "weight_init": self._weight_init,
            "bias": self.bias is not None,
        }
