"""Monomials: x₁, x₂, x₁², x₁x₂, x₂², … as inputs of a weighted sum, which is then a polynomial.

Read next: losses.py.
"""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement
from typing import Any

from ..autodiff import Tensor, stack
from .module import Layer, as_tensor

__all__ = ["Monomials"]


class Monomials(Layer):
    """All products of up to `degree` inputs, without the constant 1; no parameters.

    A Linear layer behind it makes a polynomial, which least squares fits exactly, in one step.

    Parameters
    ----------
    in_features, degree : int
        Number of inputs, and the largest number of factors.
    interaction_only : bool
        True leaves out all powers: only products of different inputs are made, as by scikit-learn's
        PolynomialFeatures.

    Attributes
    ----------
    out_features : int
        How many monomials there are.

    Raises
    ------
    ValueError
        If an input does not have `in_features` columns, or a number is below 1.

    Examples
    --------
    >>> layer = Monomials(2, 2)
    >>> layer([[2.0, 3.0]])
    Tensor([[2., 3., 4., 6., 9.]])
    >>> Monomials(2, 2, interaction_only=True)([[2.0, 3.0]])
    Tensor([[2., 3., 6.]])
    """

    def __init__(self, in_features: int, degree: int, *, interaction_only: bool = False) -> None:
        if in_features < 1 or degree < 1:
            raise ValueError(
                f"in_features and degree are at least 1, got {in_features} and {degree}"
            )
        self.in_features, self.degree = in_features, degree
        choose = combinations if interaction_only else combinations_with_replacement
        self._factors = [
            list(factors)
            for count in range(1, degree + 1)
            for factors in choose(range(in_features), count)
        ]
        self.out_features = len(self._factors)

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        x = as_tensor(x)
        x = x * 1.0 if x.dtype.kind in "iub" else x  # whole numbers may overflow
        if x.shape[-1:] != (self.in_features,):
            raise ValueError(
                f"Monomials of {self.in_features} inputs expects inputs of shape "
                f"(…, {self.in_features}), got {x.shape}"
            )
        y: Tensor = stack([x[..., factors].prod(axis=-1) for factors in self._factors], axis=-1)
        return y
