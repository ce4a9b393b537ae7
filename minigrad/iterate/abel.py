"""Abel's construction: exp^(n) for fractional n, continuous with its first derivative.

Abel's equation ψ(eˣ) = ψ(x) + 1 says that ψ *counts exponentials*: one exp more, and ψ grows by
one. Once ψ is known, applying exp n times is easy even for a fractional n:

    exp^(n)(x) = ψ⁻¹(ψ(x) + n)

Choose ψ(x) = x on [0, 1). Every x ≥ 1 gets there by k logarithms, and ψ(x) is k plus what is left.
Every x < 0 gets there by one exp, and ψ(x) = eˣ - 1. So the whole algorithm is: take logs and count
them; add n; take exps. It is written down in _levels.py, once for this construction and Kneser's.

At 1, a straight line meets a logarithm: the slopes of ψ agree, but its second derivatives, 0 and
-1, do not. Such a place we call a *kink*. There are more of them: 0, e, e^e, and so on.

∂/∂n of the result y is v(y), where v = 1/ψ' is called the *generator*: n is the time for which one
travels along a current of speed v. The chain rule gives ∂y/∂x = (ψ⁻¹)'(ψ(x) + n) · ψ'(x), which is
v(y) / v(x).

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Read next: _levels.py, the algorithm; then
kneser.py, where the kinks are gone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import _levels
from ._support import Floats, as_dtype, as_floats, check_order, evaluate, quietly, report_outside

__all__ = ["domain", "exp_n", "generator", "partials", "psi", "psi_inv"]

BOTTOM = _levels.Bottom(place=(1.0,), time=(1.0,), speed=(1.0,))  # ψ(x) = x on [0, 1), v = 1
REASON = "exp^(n)(x) needs ψ(x) + n > -1, which for x < 0 means n > -eˣ"


def exp_n(x: ArrayLike, n: ArrayLike) -> Any:
    """Apply exp `n` times to `x`, elementwise; `n` may be fractional or negative.

    Parameters
    ----------
    x, n : array_like
        Real numbers, broadcast against each other.

    Returns
    -------
    ndarray, or a NumPy number where `x` and `n` are numbers
        exp^(n)(x), float32 or float64, of the shape that `x` and `n` broadcast to; nan outside the
        domain ψ(x) + n > -1.

    Warns
    -----
    RuntimeWarning
        Says how many elements are outside the domain; obeys ``np.errstate(invalid=...)``.

    Raises
    ------
    TypeError
        If `x` or `n` is not of float32, float64, integers or booleans.
    ValueError
        If `x` and `n` do not broadcast.

    Notes
    -----
    ============ ==================================================
    x or n       result
    ============ ==================================================
    n = 0, 1, -1 x, exp(x), log(x), to the last digit
    x = ±0       ψ⁻¹(n): n for 0 ≤ n < 1, log(1 + n) for -1 ≤ n < 0
    x = +inf     +inf (nan for n = -inf)
    x = -inf     ψ⁻¹(n - 1): log n for 0 < n < 1, n - 1 for 1 ≤ n < 2; nan for n < 0
    n = +inf     +inf
    n = -inf     nan
    nan          nan
    edge         -inf where ψ(x) + n = -1, nan below
    overflow     +inf
    ============ ==================================================

    Examples
    --------
    Half an exponential, applied twice, is a whole one:

    >>> half = exp_n(1.0, 0.5)
    >>> round(float(exp_n(half, 0.5)), 12)
    2.718281828459
    """
    return partials(x, n)[0]


def partials(x: ArrayLike, n: ArrayLike) -> tuple[Any, Any, Any]:
    """Return exp^(n)(x), its derivative with respect to `x` and that with respect to `n`.

    Parameters and warnings as for `exp_n`. At the kinks, where ψ(x) or ψ(x) + n is an integer, the
    derivatives are continuous and only the second ones jump.

    Examples
    --------
    >>> y, dx, dn = partials(2.0, 1.0)
    >>> round(float(y), 6), round(float(dx), 6), round(float(dn), 6)
    (7.389056, 7.389056, 14.778112)
    """
    return evaluate("abel", _partials, x, n, REASON)


def _partials(x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the same by the readable form; with Numba, the kernel of this name does the work."""
    return _levels.partials(x, n, BOTTOM)


def generator(x: ArrayLike, order: int = 0, *, n: ArrayLike = 0.0) -> Any:
    """Return v(x) = 1/ψ'(x), the speed with which exp^(n)(x) grows with n, or a derivative of v.

    v is e⁻ˣ below 0, 1 on [0, 1], x on [1, e], x·log x on [e, e^e], and so on. It satisfies Julia's
    equation v(eˣ) = eˣ v(x). It is continuous; its derivatives jump at 0, 1, e, e^e, …, where the
    value from the right is returned.

    Parameters
    ----------
    x : array_like
        Real numbers.
    order : {0, 1, 2, 3}
        Which derivative of v.
    n : array_like
        Real numbers: v at exp^(n)(x) instead.

    Raises
    ------
    NotImplementedError
        If `order` is another one.
    TypeError
        If `x` or `n` is not real.

    Examples
    --------
    >>> generator([-1.0, 0.5, 2.0, np.e**2])
    array([ 2.71828183,  1.        ,  2.        , 14.7781122 ])
    """
    check_order(order)
    if order == 0:
        return partials(x, n)[2]
    (y,), dtype = as_floats(exp_n(x, n))
    return as_dtype(_levels.generator(y, BOTTOM)[order], dtype)


@quietly
def domain(x: ArrayLike, n: ArrayLike) -> Any:
    """Say where exp^(n)(x) is a number above -inf: booleans, True where ψ(x) + n > -1.

    Examples
    --------
    >>> domain([2.0, 0.0, -1.0], -1.0)
    array([ True, False, False])
    """
    return exp_n(x, n) > -np.inf


def psi(x: ArrayLike) -> Any:
    """Return Abel's function ψ, which counts exponentials: ψ(eˣ) = ψ(x) + 1, ψ(x) = x on [0, 1).

    Parameters
    ----------
    x : array_like
        Real numbers.

    Raises
    ------
    TypeError
        If `x` is not real.

    Examples
    --------
    >>> psi([-np.inf, 0.0, 0.5, 1.0, np.e])
    array([-1. ,  0. ,  0.5,  1. ,  2. ])
    """
    (x,), dtype = as_floats(x)
    steps, left = _levels.height(x, BOTTOM)
    return as_dtype(steps + left, dtype)


def psi_inv(s: ArrayLike) -> Any:
    """Return ψ⁻¹(s), for s > -1; nan below, with a warning.

    Parameters
    ----------
    s : array_like
        Real numbers.

    Warns
    -----
    RuntimeWarning
        If an element is below -1; obeys ``np.errstate(invalid=...)``.

    Raises
    ------
    TypeError
        If `s` is not real.

    Examples
    --------
    >>> psi_inv([-0.5, 0.5, 2.0])
    array([-0.69314718,  0.5       ,  2.71828183])
    """
    (s,), dtype = as_floats(s)
    y = _levels.at_height(s, BOTTOM)
    report_outside(y, s, reason="ψ⁻¹(s) needs s > -1")
    return as_dtype(y, dtype)
