"""A transition: coordinates φ_n in which adding is x + y for n = 0, and x · y for n = 1.

    x ⊕_n y = φ_n⁻¹(φ_n(x) + φ_n(y))        φ_0(x) = x        φ_1(x) = log x

A neuron asks for no more than that: it adds in these coordinates. So every family φ_n that leads from
"leave x as it is" to the logarithm is a way from + to ×, and ways can be exchanged. Each is a
subclass of `Transition` in a file of its own.

φ_1 is a logarithm, which ends at 0, so φ_n ends somewhere, or becomes very steep. Data are checked
before training, but between two layers anything can turn up. So layers use `inward` and `outward`,
which are φ_n and φ_n⁻¹, but go on along the tangent where it becomes dangerous: value and slope
continue, and training meets no nan.

Read next: iterates.py, φ_n = exp^(-n); then linear_log.py and box_cox.py.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ..autodiff import Tensor, maximum, minimum
from ..autodiff import sum as sum_

__all__ = ["EDGE", "HIGHEST", "Transition", "values_of"]

EDGE = 0.01  # how far inside the domain the tangent begins
HIGHEST = 40.0  # results go on as a straight line beyond e^HIGHEST


class Transition:
    """A way from + to ×. A subclass defines `kind`, φ_n, its inverse and its slope.

    They are made of operations that minigrad can differentiate, so second derivatives are there as
    well. Where an inverse has no formula, declare it with `primitive`, as linear_log.py does.

    Parameters
    ----------
    edge : float
        How far inside the domain `inward` becomes a straight line.

    Attributes
    ----------
    kind : str
        Its name.
    dtype : float or complex
        The type of values, and so of the weights in between.
    any_sign : bool
        Whether a layer of this kind may be given negative numbers. 0 is taken by all: on the tangent.
    unit_free : bool
        Whether a change of units leaves n as it is, if there is a bias. It does if
        φ_n(c·x) = a·φ_n(x) + d: weights take up a, and the bias takes up d.
    widest : (float, float)
        n has to lie in here; 0 adds, and 1 multiplies.
    kernel : callable or None
        Faster code for `neurons`, see neurons.py. It is not inherited by subclasses.

    Raises
    ------
    ValueError
        If `edge` is not positive and finite.

    Examples
    --------
    A sixth way, the soft exponential of Godfrey & Gashler (nn/peers.py), for 0 < n ≤ 1:

    >>> from minigrad import expm1, log1p
    >>> class SoftExponential(Transition):
    ...     kind = "soft exponential"
    ...     def phi(self, x, n):
    ...         return log1p(n * (x - n)) / n
    ...     def inverse(self, z, n):
    ...         return expm1(n * z) / n + n
    ...     def slope(self, x, n):
    ...         return 1 / (1 + n * (x - n))
    >>> way = SoftExponential()
    >>> [round(way.inverse(way.phi(2.0, n) + way.phi(3.0, n), n).item(), 3) for n in (0.01, 0.5, 1)]
    [5.05, 6.375, 6.0]
    """

    kind: ClassVar[str]
    dtype: ClassVar[type] = float
    any_sign: ClassVar[bool] = False
    unit_free: ClassVar[bool] = False
    widest: ClassVar[tuple[float, float]] = (0.0, 1.0)
    kernel: ClassVar[Any] = None

    def __init__(self, edge: float = EDGE) -> None:
        if not 0 < edge < np.inf:
            raise ValueError(f"edge is a distance, a positive number, got {edge}")
        self.edge = edge

    def bounds_of_n(self, bounds: Any) -> tuple[float, float] | None:
        """Return bounds of n as two numbers, or None for none; raise ValueError if they do not fit."""
        ends = (-np.inf, np.inf) if bounds is None else bounds
        if np.shape(ends) != (2,) or not ends[0] <= ends[1]:
            reason = "two numbers, the smaller one first"
        elif not self.widest[0] <= ends[0] <= ends[1] <= self.widest[1]:
            reason = f"within {self.widest} for kind {self.kind!r} ('box-cox' takes any)"
        else:
            return None if bounds is None else (float(ends[0]), float(ends[1]))
        raise ValueError(f"bounds of n are {reason}, got {bounds}")

    # ---- the mathematics: each kind defines it ----------------------------------------------------

    def phi(self, x: Any, n: Any) -> Tensor:
        """Return φ_n(x); nan outside the domain, with a RuntimeWarning."""
        raise NotImplementedError

    def inverse(self, z: Any, n: Any) -> Tensor:
        """Return φ_n⁻¹(z); nan where there is none, with a RuntimeWarning."""
        raise NotImplementedError

    def slope(self, x: Any, n: Any) -> Tensor:
        """Return ∂φ_n(x)/∂x."""
        raise NotImplementedError

    def inverse_slope(self, z: Any, n: Any) -> Tensor:
        """Return ∂φ_n⁻¹(z)/∂z."""
        return 1.0 / self.slope(self.inverse(z, n), n)

    def domain(self, x: Any, n: Any) -> Any:
        """Say where φ_n(x) is defined: booleans."""
        raise NotImplementedError

    # ---- where the tangents begin: a kind may change it -------------------------------------------

    def lowest(self, n: Any) -> Any:
        """Return the x below which φ_n is continued."""
        return self.edge

    def limits(self, n: Any) -> tuple[Any, Any]:
        """Return the z below and above which φ_n⁻¹ is continued."""
        return self.phi(self.edge, n), self.phi(np.exp(HIGHEST), n)

    # ---- for layers: the same for most kinds ------------------------------------------------------

    def inward(self, x: Any, n: Any) -> Tensor:
        """Return φ_n(x), on the tangent where x is less than `edge` inside the domain."""
        if np.min(values_of(x), initial=self.edge) >= self.edge:  # every domain reaches down to 0
            return self.phi(x, n)
        inside = maximum(x, self.lowest(n))
        y: Tensor = self.phi(inside, n) + self.slope(inside, n) * (x - inside)
        return y

    def outward(self, z: Any, n: Any) -> Tensor:
        """Return φ_n⁻¹(z), on the tangents where z is outside of `limits`."""
        low, high = map(values_of, self.limits(values_of(n)))
        if np.all((values_of(z) >= low) & (values_of(z) <= high)):
            return self.inverse(z, n)
        low, high = self.limits(n)
        inside = maximum(minimum(z, high), low)
        y: Tensor = self.inverse(inside, n) + self.inverse_slope(inside, n) * (z - inside)
        return y

    def neurons(self, x: Any, weight: Any, bias: Any, n: Any) -> Tensor:
        """Return φ_n⁻¹(Σ_j W_ij φ_n(x_j) + b_i), all neurons of a layer: (rows, in) to (rows, out).

        This is the formula. Layers ask neurons.py, which computes the same, in fewer passes if it can.
        """
        # Rows last, since NumPy is fastest along a long last axis: (out, in, rows), (out, rows). And
        # no matmul, whose last digits may depend on the number of threads.
        n = n[:, None]
        z = sum_(weight[:, :, None] * self.inward(x.T, n[:, None]), axis=1)
        if bias is not None:
            z = z + bias[:, None]
        y: Tensor = self.outward(z, n).T
        return y


def values_of(x: Any) -> Any:
    """Return the bare values of a tensor, and anything else as it is."""
    return x.data if isinstance(x, Tensor) else x
