"""The transition that never turns back: φ_n mixes x and its logarithm.

    φ_n(x) = (1 - n)·x + n·ℓ(x)

ℓ is the logarithm, and below a small δ its tangent there. So ℓ is defined for every real number and
takes every value, and so do φ_n and φ_n⁻¹. (With log itself, every sum that is not positive would jump
to 0 as soon as n leaves 0.) Now let y be what a neuron returns, with s = Σ w x + b and
L = Σ w ℓ(x) + b. Then y solves φ_n(y) = Σ w φ_n(x) + b, that is,

    (1 - n)(y - s) + n(ℓ(y) - L) = 0

ℓ increases, so y - s and ℓ(y) - L have different signs, or are both 0: y lies between s, the sum, and
p = ℓ⁻¹(L), which is the product if the inputs and p are at least δ. Differentiate by n:

    φ_n'(y) ∂y/∂n = (y - s) - (ℓ(y) - L)

Of two numbers with different signs, the difference has the sign of the first, here that of p - s, for
every n. So y never turns back on its way from sum to product, whatever weights, bias and signs are.
(This is for a neuron with one n, the same for its inputs.) Iterates of exp are not like that: 2 ⊕ 3
rises to 6.29, above 5 and 6.

The price: n depends on the units. Numbers far above n/(1 - n) nearly add, numbers far below it nearly
multiply.

Read next: box_cox.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import wrightomega

from ..autodiff import Tensor, log, maximum, minimum, primitive
from ..autodiff.rows import keeps_elements_apart
from ..iterate.arrays import Floats, as_dtype, as_floats, quietly, report_outside
from .transition import EDGE, HIGHEST, Transition

__all__ = ["LinearLog", "linear_log_inverse", "straight_log"]

REASON = "linear-log leads from n = 0 to n = 1 only"


def straight_log(x: Any, edge: float = EDGE) -> Tensor:
    """Return ℓ(x): log x, and below `edge` the tangent there.

    Examples
    --------
    >>> straight_log(np.array([1.0, 0.0])).data.round(3)
    array([ 0.   , -5.605])
    """
    y: Tensor = log(maximum(x, edge)) + minimum(x - edge, 0.0) / edge
    return y


def _slope(y: Any, n: Any, edge: float) -> Any:
    return (1 - n) + n / maximum(y, edge)


def _inverse_rule_z(g: Any, y: Any, z: Any, n: Any, edge: float = EDGE) -> Any:
    return g / _slope(y, n, edge)


def _inverse_rule_n(g: Any, y: Any, z: Any, n: Any, edge: float = EDGE) -> Any:
    return g * (y - straight_log(y, edge)) / _slope(y, n, edge)


@keeps_elements_apart
@primitive(vjps=(_inverse_rule_z, _inverse_rule_n))
def linear_log_inverse(z: Any, n: Any, edge: float = EDGE) -> Any:
    """Return the y for which (1 - n)·y + n·ℓ(y) = z.

    Differentiating the equation gives the rules:

        ∂y/∂z = 1 / ((1 - n) + n ℓ'(y))        ∂y/∂n = (y - ℓ(y)) ∂y/∂z

    Parameters
    ----------
    z, n : Tensor or array_like
        Real numbers that broadcast, 0 ≤ n ≤ 1; for another n the result is nan.
    edge : float
        Where ℓ begins to be log.

    Examples
    --------
    >>> y = linear_log_inverse(3.0, [0.0, 0.5, 1.0])
    >>> y.data.round(4)
    array([ 3.    ,  4.4967, 20.0855])
    """
    (z, n), dtype = as_floats(z, n)
    y = _solve(z, n, edge)
    report_outside(y, z, n, reason=REASON)
    return as_dtype(y, dtype)


@quietly
def _solve(z: Floats, n: Floats, edge: float) -> Floats:
    """Solve (1 - n)·y + n·ℓ(y) = z: by Wright's function above `edge`, below it by a division.

    ω(t) + log ω(t) = t says that y = n/(1 - n) · ω(t) is right, with t = z/n + log((1 - n)/n). The
    rounding of t grows near n = 1, and one step of Newton's method takes it away.
    """
    t = z / n + np.log((1 - n) / n)
    y = np.where(np.isfinite(t), n / (1 - n) * wrightomega(t), np.where(n < 0.5, z, np.exp(z)))
    better = y - ((1 - n) * y + n * np.log(y) - z) / ((1 - n) + n / y)
    y = np.where(np.isfinite(better), better, y)
    straight = (z - n * (np.log(edge) - 1)) / ((1 - n) + n / edge)
    y = np.where((n == 0) | (straight < edge), straight, y)
    return np.where((n >= 0) & (n <= 1), y, np.nan)


class LinearLog(Transition):
    """φ_n(x) = (1 - n)·x + n·ℓ(x), where ℓ is log, and below `edge` its tangent.

    Defined for every real number, so a neuron of this kind adds numbers of any sign. What it
    multiplies has to be at least `edge`, and so has the product: below it, ℓ is not a logarithm.

    Examples
    --------
    Between 2 + 3 and 2 · 3, and never beyond:

    >>> way = LinearLog()
    >>> n = np.linspace(0, 1, 5)
    >>> way.inverse(way.phi(2.0, n) + way.phi(3.0, n), n).data.round(3)
    array([5.   , 5.057, 5.152, 5.346, 6.   ])
    """

    kind = "linear-log"
    any_sign = True

    def phi(self, x: Any, n: Any) -> Tensor:
        """Return (1 - n)·x + n·ℓ(x)."""
        y: Tensor = (1 - n) * x + n * straight_log(x, self.edge)
        return y

    def inverse(self, z: Any, n: Any) -> Tensor:
        """Return the y whose φ_n(y) is z."""
        y: Tensor = linear_log_inverse(z, n, self.edge)
        return y

    def slope(self, x: Any, n: Any) -> Tensor:
        """Return (1 - n) + n·ℓ'(x)."""
        y: Tensor = _slope(x, n, self.edge)
        return y

    def domain(self, x: Any, n: Any) -> Any:
        """Say where φ_n(x) is defined: everywhere, for 0 ≤ n ≤ 1."""
        return np.isfinite(x) & (np.asarray(n) >= 0) & (np.asarray(n) <= 1)

    def inward(self, x: Any, n: Any) -> Tensor:
        """Return φ_n(x), whose straight line is part of it."""
        return self.phi(x, n)

    def limits(self, n: Any) -> tuple[Any, Any]:
        """Return -∞ and φ_n(e^40): φ_n⁻¹ is defined everywhere, and continued only above."""
        return -np.inf, self.phi(np.exp(HIGHEST), n)
