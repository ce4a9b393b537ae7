"""Abel's construction: exp^(n) for fractional n, continuous with its first derivative.

Abel's equation ψ(eˣ) = ψ(x) + 1 says that ψ *counts exponentials*: one exp more, and ψ grows by
one. Once ψ is known, applying exp n times is easy even for a fractional n:

    exp^(n)(x) = ψ⁻¹(ψ(x) + n)

Choose ψ(x) = x on [0, 1). Every other x gets there by k logarithms (or, for x < 0, by one exp), and
ψ(x) is k plus what is left. So the whole algorithm is: take logs and count them; add n; take exps.

Two habits keep the last digits. The count k and the rest f are never added up, because k + f would
round f. And n is split into its nearest integer and a remainder of either sign, because -1e-20 is
0 - 1e-20, not -1 + 0.99999….

∂/∂n of the result y is v(y), where v = 1/ψ' is called the *generator*: n is the time for which one
travels along a current of speed v. The same current gives ∂/∂x = v(y) / v(x).

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Functions that begin with an
underscore are the readable NumPy form; `_kernels.py` holds the fast one, equal by test. Read next:
_kernels.py, or ../fractional.py, where the derivatives meet the autodiff engine.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._support import Floats, as_dtype, as_floats, kernels, report_outside

__all__ = ["domain", "exp_n", "generator", "partials", "psi", "psi_inv"]

MAX_LOGS = 4  # four logarithms bring the largest float64 below 1
MAX_EXPS = 6  # six exponentials bring even 0 above the largest float64
REASON = "exp^(n)(x) needs ψ(x) + n > -1, which for x < 0 means n > -eˣ"


# ---- the face ----------------------------------------------------------------------------------


def exp_n(x: ArrayLike, n: ArrayLike) -> Any:
    """Apply exp `n` times to `x`, elementwise; `n` may be fractional or negative.

    Parameters
    ----------
    x, n : array_like
        Real numbers, broadcast against each other.

    Returns
    -------
    ndarray
        exp^(n)(x), float32 or float64; nan outside the domain ψ(x) + n > -1.

    Warns
    -----
    RuntimeWarning
        Says how many elements are outside the domain; obeys ``np.errstate(invalid=...)``.

    Raises
    ------
    TypeError
        If `x` or `n` is not real.

    Notes
    -----
    ============ ==================================================
    x or n       result
    ============ ==================================================
    n = 0, 1, -1 x, exp(x), log(x)
    x = +inf     +inf (nan for n = -inf)
    x = -inf     ψ⁻¹(n - 1): log(n) for 0 < n < 1, then 0, …
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
    (x, n), dtype = as_floats(x, n)
    fast = kernels()
    y = _exp_n(x, n) if fast is None else fast.run(fast.abel_exp_n, x, n, results=1)[0]
    report_outside(y, x, n, reason=REASON)
    return as_dtype(y, dtype)


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
    (x, n), dtype = as_floats(x, n)
    fast = kernels()
    results = _partials(x, n) if fast is None else fast.run(fast.abel_partials, x, n, results=3)
    report_outside(results[0], x, n, reason=REASON)
    y, dx, dn = (as_dtype(r, dtype) for r in results)
    return y, dx, dn


def generator(x: ArrayLike, order: int = 0) -> Any:
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

    Raises
    ------
    NotImplementedError
        If `order` is above 3.

    Examples
    --------
    >>> generator([-1.0, 0.5, 2.0, np.e**2])
    array([ 2.71828183,  1.        ,  2.        , 14.7781122 ])
    """
    if order not in (0, 1, 2, 3):
        raise NotImplementedError(f"the generator has derivatives of order 0 to 3, got {order!r}")
    (x,), dtype = as_floats(x)
    fast = kernels()
    if order == 0 and fast is not None:
        v = fast.run(fast.abel_generator, x, results=1)[0]
    else:
        v = _generator(x)[order]
    return as_dtype(v, dtype)


def domain(x: ArrayLike, n: ArrayLike) -> Any:
    """Say where exp^(n)(x) is a number: booleans, True where ψ(x) + n > -1.

    Examples
    --------
    >>> domain([2.0, 0.0, -1.0], -1.0)
    array([ True, False, False])
    """
    (x, n), _ = as_floats(x, n)
    return (_exp_n(x, n) > -np.inf)[()]


def psi(x: ArrayLike) -> Any:
    """Return Abel's function ψ, which counts exponentials: ψ(eˣ) = ψ(x) + 1, ψ(x) = x on [0, 1).

    Examples
    --------
    >>> psi([-np.inf, 0.0, 0.5, 1.0, np.e])
    array([-1. ,  0. ,  0.5,  1. ,  2. ])
    """
    (x,), dtype = as_floats(x)
    count, rest = _take_logs(x)
    return as_dtype(count + rest, dtype)


def psi_inv(s: ArrayLike) -> Any:
    """Return ψ⁻¹(s), for s > -1; nan below, with a warning.

    Examples
    --------
    >>> psi_inv([-0.5, 0.5, 2.0])
    array([-0.69314718,  0.5       ,  2.71828183])
    """
    (s,), dtype = as_floats(s)
    y, _ = _take_exps(*_split(s))
    report_outside(y, s, reason="ψ⁻¹(s) needs s > -1")
    return as_dtype(y, dtype)


# ---- the readable form -------------------------------------------------------------------------

quietly = np.errstate(all="ignore")  # infinities and nan are meant here; the face reports them


@quietly
def _take_logs(x: Floats) -> tuple[Floats, Floats]:
    """Split ψ(x) into a whole number of logarithms and a rest in [-1/2, 1)."""
    near_zero = x > -np.log(2)  # here eˣ - 1 keeps the digits that eˣ would lose
    count = np.where(near_zero, 0.0, -1.0)
    rest = np.where(x >= 0, x, np.where(near_zero, np.expm1(x), np.exp(x)))
    for _ in range(MAX_LOGS):
        above = rest >= 1
        np.log(rest, out=rest, where=above)
        count += above
    return count, rest


@quietly
def _split(n: Floats) -> tuple[Floats, Floats]:
    """Split n into its nearest whole number and the remainder, which may be negative."""
    most = MAX_LOGS + MAX_EXPS  # further steps change nothing: all results are inf or nan by then
    n = np.clip(n, -most, most)
    whole = np.rint(n)
    return whole, n - whole


@quietly
def _take_exps(count: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """Return y = ψ⁻¹(count + rest) and v(y), for a rest in (-1, 2)."""
    carry = np.where(rest >= 1, 1.0, np.where((rest < 0) & (count >= 1), -1.0, 0.0))
    count, rest = count + carry, rest - carry
    y = np.where(rest < 0, np.log1p(rest), rest)
    y = np.where(count == -1, np.log(rest), y)
    y = np.where((count < -1) | ((count == -1) & (rest < 0)), np.nan, y)
    v = np.where(count == -1, 1 / rest, np.where(rest < 0, 1 / (1 + rest), 1.0))
    v = np.where(np.isnan(y), np.nan, v)
    for level in range(MAX_EXPS):
        climbing = count > level
        np.exp(y, out=y, where=climbing)
        np.multiply(v, y, out=v, where=climbing)
    return y, v


def _exp_n(x: Floats, n: Floats) -> Floats:
    return _partials(x, n)[0]


@quietly
def _partials(x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    count, rest = _take_logs(x)
    whole, remainder = _split(n)
    y, dn = _take_exps(count + whole, rest + remainder)
    v = _generator(x)[0]
    stays = n == 0  # log and exp would cost the last digits
    y = np.where(stays, x, np.where(x == np.inf, x + n, y))
    dn = np.where(stays, v, np.where(x == np.inf, x + n, dn))
    return y, np.where(stays, 1.0, dn / v), dn


@quietly
def _generator(x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return v and its first three derivatives.

    Start where no logarithm is needed, then climb: if y = eᵘ, Julia's equation v(y) = y·v(u) gives
    the derivatives at y from those at u, by d/dy = (1/y) d/du.
    """
    levels = [x]
    for _ in range(MAX_LOGS):
        levels.append(np.log(levels[-1], out=levels[-1].copy(), where=levels[-1] >= 1))
    flat = levels[-1] >= 0
    v0 = np.where(flat, 1.0, np.exp(-levels[-1]))
    v1, v2, v3 = (np.where(flat, 0.0, sign * v0) for sign in (-1, 1, -1))
    for y in reversed(levels[:-1]):
        climbed = (y * v0, v0 + v1, (v1 + v2) / y, (v3 - v1) / y**2)
        v0, v1, v2, v3 = (
            np.where(y >= 1, new, old) for new, old in zip(climbed, (v0, v1, v2, v3), strict=True)
        )
    return v0, v1, v2, v3
