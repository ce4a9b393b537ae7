"""The classical transition: powers of x, which become the logarithm as the exponent goes to 0.

    φ_n(x) = (x^λ - 1)/λ + λ, λ = 1 - n        φ_1(x) = log x

This is the transformation of Box & Cox (Journal of the Royal Statistical Society B 26, 1964), shifted
by λ so that φ_0(x) = x. Used on both sides, as here, it is Carroll & Ruppert's (1984), and an
economist's function with constant elasticity of substitution (Arrow, Chenery, Minhas & Solow, 1961).
With a bias, n does not depend on units: if all columns grow tenfold, φ_n(x) becomes a·φ_n(x) + d.
It goes on beyond ×, where λ is negative; at n = 2 a neuron adds -1/x.

Read next: ../nn/addmul.py, the neuron made of it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.polynomial.polynomial import polyval

from ..autodiff import Tensor, absolute, exp, log, maximum, power, primitive, where
from ..autodiff.rows import keeps_elements_apart
from ..iterate.arrays import Floats, as_dtype, as_floats, quietly, report_outside
from .transition import HIGHEST, Transition, values_of

__all__ = ["BoxCox", "box_cox", "box_cox_inverse"]

REASON = "Box–Cox takes positive numbers, and φ_n⁻¹(z) needs 1 + λ(z - λ) ≥ 0, λ = 1 - n"
SMALL = 1.0  # |λ log x| up to which a series is used; integration by parts would lose digits
TERMS = range(19)  # of the series: enough for float64
FLAT = 18.0  # |λ log x| from which on x^λ, at most 1e-8, leaves half of the digits of φ_n(x)


def _by_lambda_rule_x(g: Any, y: Any, x: Any, n: Any, k: int) -> Any:
    return g * log(x) ** k * x**-n


def _by_lambda_rule_n(g: Any, y: Any, x: Any, n: Any, k: int) -> Any:
    return g * -_by_lambda(x, n, k + 1)


@keeps_elements_apart
@primitive(vjps=(_by_lambda_rule_x, _by_lambda_rule_n))
def _by_lambda(x: Any, n: Any, k: int) -> Any:
    """Return the k-th derivative of (x^λ - 1)/λ by λ: (log x)^(k+1) ∫₀¹ t^k x^(λt) dt.

    Where λ log x is small, the exponential series is integrated, elsewhere by parts: the integral
    for k is ((log x)^k x^λ - k · that for k - 1) / λ.
    """
    (x, n), dtype = as_floats(x, n)
    return as_dtype(_values_by_lambda(x, n, k), dtype)


@quietly
def _values_by_lambda(x: Floats, n: Floats, k: int) -> Floats:
    exponent, logarithm, power = 1 - n, np.log(x), _power(x, n)
    u = exponent * logarithm
    near = logarithm ** (k + 1) * polyval(u, [1 / math.factorial(j) / (j + k + 1) for j in TERMS])
    far = (power - 1) / exponent
    for j in range(1, k + 1):
        far = (logarithm**j * power - j * far) / exponent
    return np.where(np.abs(u) <= SMALL, near, far)


@keeps_elements_apart
@primitive(
    vjps=(
        lambda g, y, x, n: g * x**-n,
        lambda g, y, x, n: g * -(_by_lambda(x, n, 1) + 1),
    )
)
def box_cox(x: Any, n: Any) -> Any:
    """Return φ_n(x) = (x^λ - 1)/λ + λ, λ = 1 - n.

    Parameters
    ----------
    x, n : Tensor or array_like
        Real numbers that broadcast. The result is nan, with a warning, where x is negative, unless n
        is 0.

    Examples
    --------
    >>> box_cox(4.0, [0.0, 0.5, 1.0, 2.0]).data.round(3)
    array([ 4.   ,  2.5  ,  1.386, -0.25 ])
    """
    (x, n), dtype = as_floats(x, n)
    y = _values(x, n)
    report_outside(y, x, n, reason=REASON)
    return as_dtype(y, dtype)


@keeps_elements_apart
@primitive(
    vjps=(
        lambda g, y, z, n: g * y**n,
        lambda g, y, z, n: g * (_by_lambda(y, n, 1) + 1) * y**n,
    )
)
def box_cox_inverse(z: Any, n: Any) -> Any:
    """Return (1 + λ(z - λ))^(1/λ), λ = 1 - n, which is e^z for λ = 0.

    Its rules are those of every inverse: ∂/∂z = 1/φ_n'(y), and ∂/∂n = -∂φ_n(y)/∂n / φ_n'(y).

    Parameters
    ----------
    z, n : Tensor or array_like
        Real numbers that broadcast. The result is nan, with a warning, where 1 + λ(z - λ) is negative,
        unless n is 0.

    Examples
    --------
    >>> box_cox_inverse(2.5, [0.0, 0.5, 1.0]).data.round(3)
    array([ 2.5  ,  4.   , 12.182])
    """
    (z, n), dtype = as_floats(z, n)
    y = _inverse_values(z, n)
    report_outside(y, z, n, reason=REASON)
    return as_dtype(y, dtype)


def _power(x: Floats, n: Floats) -> Floats:
    """Return x^(1-n), near n = 0 as x · x^(-n): rounding in 1 - n is multiplied by log x."""
    return np.where(np.abs(n) < 0.5, x * x**-n, x ** (1 - n))


def _suits_powers(n: Floats) -> Any:
    """Say where n is near 0 or near 2. There n(2 - n) is small, and 1 and 1 would cancel instead."""
    return (np.abs(n) < 0.5) | (np.abs(n - 2) < 0.5)


@quietly
def _values(x: Floats, n: Floats) -> Floats:
    """Compute φ_n(x) as (x^λ - n(2 - n))/λ, or near n = 1, where x^λ is near 1, by expm1."""
    exponent, logarithm = 1 - n, np.log(x)
    by_powers = (_power(x, n) - n * (2 - n)) / exponent
    by_expm1 = np.where(n == 1, logarithm, np.expm1(exponent * logarithm) / exponent) + exponent
    return np.where(_suits_powers(n), by_powers, by_expm1)


@quietly
def _inverse_values(z: Floats, n: Floats) -> Floats:
    """Compute φ_n⁻¹(z) in the same two forms; in the first, the power 1/λ is taken as 1 + n/λ."""
    exponent = 1 - n
    base = exponent * z + n * (2 - n)
    by_powers = base * base ** (n / exponent)
    shifted = z - exponent
    by_expm1 = np.exp(np.where(n == 1, z, np.log1p(exponent * shifted) / exponent))
    return np.where(_suits_powers(n), by_powers, by_expm1)


class BoxCox(Transition):
    """φ_n(x) = (x^λ - 1)/λ + λ with λ = 1 - n, for every real n; beyond 1, it lies beyond ×.

    For x > 0, φ_n does not take every value, so φ_n⁻¹(z) is nan for some z: 0.1 ⊕ 0.1 is, at n = ½.
    Layers go on along the tangent.

    Examples
    --------
    >>> way = BoxCox()
    >>> n = np.array([0.0, 0.5, 1.0])
    >>> way.inverse(way.phi(2.0, n) + way.phi(3.0, n), n).data.round(3)
    array([5.   , 5.742, 6.   ])
    """

    kind = "box-cox"
    unit_free = True
    widest = (-np.inf, np.inf)

    def phi(self, x: Any, n: Any) -> Tensor:
        """Return (x^λ - 1)/λ + λ."""
        y: Tensor = box_cox(x, n)
        return y

    def inverse(self, z: Any, n: Any) -> Tensor:
        """Return (1 + λ(z - λ))^(1/λ)."""
        y: Tensor = box_cox_inverse(z, n)
        return y

    def slope(self, x: Any, n: Any) -> Tensor:
        """Return x^(λ-1) = x^(-n)."""
        y: Tensor = power(x, 0.0 - n)
        return y

    def limits(self, n: Any) -> tuple[Any, Any]:
        """Return φ_n(edge) and φ_n(e^40), or nearer ends where φ_n is too flat to tell numbers apart."""
        reach = FLAT / maximum(absolute(1 - n), FLAT / HIGHEST)  # of log x: |λ log x| ≤ FLAT
        low = where(values_of(n) < 1, maximum(np.log(self.edge), -reach), np.log(self.edge))
        high = where(values_of(n) > 1, reach, HIGHEST)
        return self.phi(exp(low), n), self.phi(exp(high), n)

    def domain(self, x: Any, n: Any) -> Any:
        """Say where φ_n(x) is defined: for positive x, for 0 if n < 1, and for n = 0 everywhere."""
        x, n = np.asarray(x), np.asarray(n)
        return np.isfinite(x) & ((x > 0) | (x == 0) & (n < 1) | (n == 0))
