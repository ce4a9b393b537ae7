"""The paper's form, φ_n = exp^(-n), exp undone n times, by each of three constructions.

Abel's and Schröder's are the paper's, Kneser's is not. exp^(-n)(x) exists down to x = exp^(n)(-∞),
which is 0 at n = 1, where it is the logarithm, and -∞ at n = 0, where it is x itself. On the way to
that edge its slope grows beyond all bounds, and below it, it is not defined. On the way back,
exp^(n)(z) overflows if z is large, and so does its derivative by n if z is far below 0.

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Read next: linear_log.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import iterate
from ..autodiff import Tensor, maximum, where
from ..fractional import exp_n, slope
from ..iterate.compiled import LayerKernel
from .transition import HIGHEST, Transition, values_of

__all__ = ["Abel", "Kneser", "Schroeder"]

FLAT = -300.0  # below it, exp^(n)(z) no longer changes, and its slope comes near underflow
LOWEST = -20.0  # the same for n = 0, where ∂/∂n exp^(n)(z) = e^(-z) grows; the tangent is z itself
LEAST_N = 1e-9  # counts as 0: puts the end of the domain at -20 instead of -∞
FAR_SINGULAR = (math.e, math.e**math.e, math.exp(math.e**math.e))  # Schröder's, besides 0 and 1
NEAR = 1e-12  # what counts as being there, and …
BESIDE = 1e-8  # … where to go instead, both relative to 1 + |z|


class Iterate(Transition):
    """exp^(-n), by the construction that `kind` names."""

    def phi(self, x: Any, n: Any) -> Tensor:
        """Return exp^(-n)(x)."""
        return exp_n(x, -n, self.kind)

    def inverse(self, z: Any, n: Any) -> Tensor:
        """Return exp^(n)(z)."""
        return exp_n(z, n, self.kind)

    def slope(self, x: Any, n: Any) -> Tensor:
        """Return the slope of exp^(-n)."""
        y: Tensor = slope(x, -n, self.kind)
        return y

    def inverse_slope(self, z: Any, n: Any) -> Tensor:
        """Return the slope of exp^(n)."""
        y: Tensor = slope(z, n, self.kind)
        return y

    def domain(self, x: Any, n: Any) -> Any:
        """Say where exp^(-n)(x) is defined."""
        return iterate.domain(x, -n, self.kind)

    def lowest(self, n: Any) -> Any:
        """Return what is `edge` above exp^(n)(-∞) = exp^(n-1)(0)."""
        return exp_n(0.0, maximum(n, LEAST_N) - 1, self.kind) + self.edge

    def limits(self, n: Any) -> tuple[Any, Any]:
        """Return where exp^(n) is flat, and where it is e^40."""
        lowest = np.where(values_of(n) < LEAST_N, LOWEST, FLAT)
        return lowest, exp_n(HIGHEST, 1 - n, self.kind)

    def outward(self, z: Any, n: Any) -> Tensor:
        """Return exp^(n)(z), straight above e^40, and far below 0."""
        values = values_of(z)
        if np.max(values, initial=0.0) <= HIGHEST and np.min(values, initial=0.0) >= LOWEST:
            return self.inverse(z, n)  # within the limits for every n from 0 to 1
        return super().outward(z, n)


class Kneser(Iterate):
    """exp^(-n) by Kneser's construction, which is smooth; see `minigrad.iterate.kneser`.

    φ_n(x) exists while n < slog(x) + 2: for x > 0 up to n = 1 and beyond, for x ≤ 0 not so far.

    Examples
    --------
    >>> round(Kneser().phi(2.0, 0.5).item(), 6)
    1.232939
    """

    kind = "kneser"
    kernel = LayerKernel("layer", kind, LOWEST, math.exp(HIGHEST))


class Abel(Iterate):
    """exp^(-n) by Abel's construction, which has kinks; see `minigrad.iterate.abel`.

    φ_n(x) exists while n < ψ(x) + 1: for x > 0 up to n = 1, for x ≤ 0 not so far.
    """

    kind = "abel"
    kernel = LayerKernel("layer", kind, LOWEST, math.exp(HIGHEST))


class Schroeder(Iterate):
    """exp^(-n) by Schröder's construction, for complex numbers; see `minigrad.iterate.schroeder`.

    It has no edge, but singular points: there a layer steps aside. It may still overflow.
    """

    kind = "schroeder"
    dtype = complex
    any_sign = True

    def inward(self, x: Any, n: Any) -> Tensor:
        """Return exp^(-n)(x), beside a singular point instead of at it."""
        return self.phi(_beside_singular_points(x, -values_of(n)), n)

    def outward(self, z: Any, n: Any) -> Tensor:
        """Return exp^(n)(z), beside a singular point instead of at it."""
        return self.inverse(_beside_singular_points(z, values_of(n)), n)


def _beside_singular_points(z: Any, order: Any) -> Any:
    """Move z by a little where exp^(order)(z) or a derivative has no value."""
    values = values_of(z)
    if np.min(np.abs(values.imag), initial=1.0) > NEAR:  # all singular points are real
        return z

    def near(point: float) -> Any:
        return np.abs(values - point) <= NEAR * (1 + point)

    fractional = order % 1 != 0
    holes = (near(0.0) | near(1.0)) & fractional | near(0.0) & (order == -1)
    for point in FAR_SINGULAR:
        holes = holes | near(point)
    return where(holes, z + BESIDE * (1 + np.abs(values)), z) if np.any(holes) else z
