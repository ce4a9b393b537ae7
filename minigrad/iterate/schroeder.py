"""Schröder's construction: exp^(n) for complex numbers, negative ones included.

No real number is its own exp, but the complex number c = 0.318… + 1.337…i is: eᶜ = c. Next to it,
exp multiplies the distance from c by c, nearly, for its slope there is eᶜ = c. Schröder's function
χ, also called the Koenigs function, bends the plane until that is exact:

    χ(eᶻ) = c χ(z)        exp^(n)(z) = χ⁻¹(cⁿ χ(z)), where cⁿ means e^{cn}

So n exps, whatever n is, are one multiplication by cⁿ. The algorithm:

1. Take logs. Each divides the distance from c by c, nearly, and |c| = 1.37. So z, log z,
   log log z, … winds into c. Stop when u = log^(k) z - c is small.
2. There χ is a power series: w = χ(c + u) cⁿ. So is χ⁻¹, for |w| ≤ 1; if w is larger, divide it by
   c a few times, and do as many exps more later.
3. Undo the k logs by exps.

The way up carries the *change* (see abel.py), so n = 1e-10 loses no digits.

Every log has to choose a branch, that is, which of the numbers 2πi apart it means. The paper
chooses -1 ≤ Im log z < 2π - 1. (With the usual one, points below the real axis wind into the mirror
image of c, and -0.0 is not like 0.0.) The price: exp^(n) jumps where a log jumps, along the ray
arg z = -1, and along the images of the ray under exp, exp of exp, …; these are the *cuts*. And 0,
1, e, e^e, … are *singular*: their logs lead to infinity, and near them exp^(n) swings between 0
and ∞.

Derivatives are those of the other constructions: with v = c χ/χ', ∂/∂n is v(y), and ∂/∂x is
v(y) / v(x). Only, where exp^(n) has passed a cut, v(y) has to be found on the way from x to y, not
by y's own logs.

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Read next: compiled/, the fast forms, or
../fractional.py, where the derivatives meet the autodiff engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.polynomial.polynomial import polyder, polyval
from numpy.typing import ArrayLike, NDArray

from .abel import climb
from .arrays import Floats, as_complexes, as_dtype, check_order, quietly, report_outside
from .compiled import Kernel
from .compiled.tables import CHI, CHI_INV, FIXED_POINT_PARTS

__all__ = ["FIXED_POINT", "chi", "chi_inv", "domain", "exp_n", "generator", "log", "partials"]

Complexes = NDArray[np.complex128]

FIXED_POINT = C = FIXED_POINT_PARTS[0]
NEAR = 0.6  # the series of χ is good for |u| ≤ 0.6
MAX_LOGS = 60  # in a trial, 11 sufficed for 200,000 random bit patterns
MAX_EXPS = 70  # beyond the number of logs: a larger n overflows, or its digits mean nothing
TINY = 1e-307  # below, float64 has fewer digits
REASON = "exp^(n)(x) overflows, or x is 0, 1, e, e^e, …, where only n = 0, 1 and -1 are allowed"


def exp_n(x: ArrayLike, n: ArrayLike) -> Any:
    """Apply exp `n` times to `x`, elementwise; `n` may be fractional or negative.

    Parameters
    ----------
    x : array_like
        Real or complex numbers.
    n : array_like
        Real numbers, broadcast against `x`.

    Returns
    -------
    ndarray, or a NumPy number where `x` and `n` are numbers
        exp^(n)(x), of the shape that `x` and `n` broadcast to, and always complex: complex64 for
        float32 and complex64, else complex128. Where a real result is expected, as for n = 2, the
        imaginary part may be a rounding error.

    Warns
    -----
    RuntimeWarning
        Says how many elements become nan; obeys ``np.errstate(invalid=...)``.

    Raises
    ------
    TypeError
        If `x` is not of float32, float64, complex64, complex128, integers or booleans, or `n` is
        not real.
    ValueError
        If `x` and `n` do not broadcast.

    Notes
    -----
    ============== ================================================
    x or n         result
    ============== ================================================
    n = 0, 1, -1   x, exp(x), log(x), everywhere
    x = ±0, 1      nan for any other n
    x = e, e^e, …  nan where float64 cannot tell x from them
    x = ±inf, nan  nan, but for n = 0, 1, -1
    n = -inf       the fixed point c, where all logs lead; nan where other n give nan
    n = +inf, nan  nan
    -0.0           as 0.0, in the imaginary part too
    edge           on the cut, exp^(n) goes on from arg x > -1, as `log` does
    overflow       nan; an exp of a large negative number is 0, and later exps go on from there
    ============== ================================================

    Examples
    --------
    >>> exp_n(-1.0, [0.0, 0.5, 1.0]).round(6)
    array([-1.      +0.j      , -0.070709+0.121974j,  0.367879+0.j      ])
    """
    return partials(x, n)[0]


def partials(x: ArrayLike, n: ArrayLike) -> tuple[Any, Any, Any]:
    """Return exp^(n)(x), its derivative with respect to `x` and that with respect to `n`.

    Parameters and warnings as for `exp_n`. Both derivatives are complex; that with respect to `x`
    is the complex derivative.

    Examples
    --------
    >>> y, dx, dn = partials(-1.0, 0.5)
    >>> np.round([y, dx, dn], 6)
    array([-0.070709+0.121974j,  0.206536+0.075323j,  0.805356+0.110335j])
    """
    (z, steps), dtype = as_complexes(x, n)
    *results, _ = KERNEL(z, steps)
    _put_in_whole_steps(z, steps, *results)
    report_outside(results[0], z, steps, reason=REASON)
    y, dx, dn = (as_dtype(result, dtype) for result in results)
    return y, dx, dn


def generator(x: ArrayLike, order: int = 0, *, n: ArrayLike = 0.0) -> Any:
    """Return v(x) = c χ(x) / χ'(x), the speed with which exp^(n)(x) grows with n, or a derivative.

    v(0) = v(1) = 0, which are limits; the derivatives have none there and are nan.

    Parameters
    ----------
    x : array_like
        Real or complex numbers.
    order : {0, 1, 2, 3}
        Which derivative of v.
    n : array_like
        Real numbers: v at exp^(n)(x) instead. Where exp^(n) has passed a cut, the speed there is
        not that of its logs, so v needs to know where the journey began.

    Raises
    ------
    NotImplementedError
        If `order` is another one.
    TypeError
        If `x` is not a number, or `n` is not real.

    Examples
    --------
    >>> generator([-1.0, 1.0, 2.0]).round(6)
    array([3.613564-0.783631j, 0.      +0.j      , 2.391783+0.881857j])
    """
    check_order(order)
    if order == 0:
        return partials(x, n)[2]
    (z, steps), dtype = as_complexes(x, n)
    v = _generator(z, steps)[order]
    report_outside(v, z, steps, reason=REASON)
    return as_dtype(v, dtype)


def domain(x: ArrayLike, n: ArrayLike) -> Any:
    """Say where exp^(n)(x) is defined: for finite x but 0 and 1, unless n is 0, 1 or -1.

    e, e^e and so on are no float64; but next to them, and where it overflows, `exp_n` is nan too.

    Examples
    --------
    >>> domain([-2.0, 0.0, 1.0], [[0.5], [1.0]])
    array([[ True, False, False],
           [ True,  True,  True]])
    """
    (z, steps), _ = as_complexes(x, n)
    regular = np.isfinite(z) & (z != 0) & (z != 1) & (steps < np.inf)
    whole = ((steps == 0) | (np.abs(steps) == 1)) & ~np.isnan(z)
    return regular | whole


def log(z: ArrayLike) -> Any:
    """Return the logarithm whose imaginary part lies in [-1, 2π - 1).

    Parameters
    ----------
    z : array_like
        Real or complex numbers.

    Raises
    ------
    TypeError
        If `z` is not a number.

    Examples
    --------
    >>> log([-1.0, -1j]).round(6)
    array([0.+3.141593j, 0.+4.712389j])
    """
    (number,), dtype = as_complexes(z)
    return as_dtype(_log(number), dtype)


def chi(z: ArrayLike) -> Any:
    """Return Schröder's function: χ(eᶻ) = c χ(z), χ(c) = 0 and χ'(c) = 1; nan at 0, 1, e, ….

    χ(eᶻ) = c χ(z) holds where log(eᶻ) = z, that is, in the strip -1 ≤ Im z < 2π - 1.

    Parameters
    ----------
    z : array_like
        Real or complex numbers.

    Raises
    ------
    TypeError
        If `z` is not a number.

    Examples
    --------
    >>> z = 1 + 2j
    >>> bool(np.isclose(chi(np.exp(z)), FIXED_POINT * chi(z)))
    True
    """
    (number,), dtype = as_complexes(z)
    return as_dtype(_chi(number), dtype)


def chi_inv(w: ArrayLike) -> Any:
    """Return χ⁻¹(w), for every complex number; inf and nan where it overflows.

    Parameters
    ----------
    w : array_like
        Real or complex numbers.

    Raises
    ------
    TypeError
        If `w` is not a number.

    Examples
    --------
    >>> chi_inv([0.0, 1.0]).round(6)
    array([0.318132+1.337236j, 1.149341+1.12295j ])
    """
    (number,), dtype = as_complexes(w)
    return as_dtype(_chi_inv(number), dtype)


# ---- the readable form -------------------------------------------------------------------------


def _series(coefficients: Sequence[complex], z: Complexes, order: int = 0) -> Complexes:
    """Return Σ coefficients[k] z^(k+1), or its derivative of that order."""
    result: Any = polyval(z, polyder((0, *coefficients), order))
    return result  # type: ignore[no-any-return]  # NumPy's stubs do not say complex128


def _slope(a: Complexes, b: Complexes) -> Complexes:
    """Return (χ⁻¹(b) - χ⁻¹(a)) / (b - a), where |a| and |b| are at most 1; see slope in abel.py."""
    value, between = np.zeros_like(a), np.zeros_like(a)
    for coefficient in reversed(CHI_INV):
        between = between * a + value
        value = value * b + coefficient
    return value + a * between


@quietly
def _log(z: Complexes) -> Complexes:
    principal = np.log(z + 0)  # which turns -0.0 into 0.0
    return np.where(principal.imag < -1, principal + 2j * np.pi, principal)


def _from_fixed_point(z: Complexes) -> Complexes:
    """Return z - c, for which c has 32 digits."""
    return z - FIXED_POINT_PARTS[0] - FIXED_POINT_PARTS[1]


@quietly
def _take_logs(z: Complexes) -> tuple[NDArray[np.int_], list[Complexes]]:
    """Return how many logs bring z near c, and the levels: levels[j] is log^(j)(z), j ≤ count.

    Once near, a point stays; levels[-1] is where it stays. At 0, 1, … it is nan.
    """
    count, levels = np.zeros(z.shape, int), [z]
    for _ in range(MAX_LOGS):
        far = ~(np.abs(_from_fixed_point(levels[-1])) <= NEAR) & np.isfinite(levels[-1])
        if not far.any():
            break
        levels.append(np.where(far, _log(levels[-1]), levels[-1]))
        count += far
    near = np.abs(_from_fixed_point(levels[-1])) <= NEAR
    levels.append(np.where(near, levels[-1], np.nan))
    return count, levels


@quietly
def _chi(z: Complexes) -> Complexes:
    count, levels = _take_logs(z)
    scale: Complexes = np.exp(C * count)
    return _series(CHI, _from_fixed_point(levels[-1])) * scale


@quietly
def _chi_inv(w: Complexes) -> Complexes:
    exps = _exps_needed(np.abs(w), 0.0, MAX_EXPS)
    y: Complexes = C + _series(CHI_INV, w * np.exp(-C * exps))
    for step in range(np.max(exps, initial=0)):
        y = np.where(step < exps, np.exp(y), y)
    return y


def _exps_needed(size: Floats, least: Any, most: Any) -> NDArray[np.int_]:
    """Return by what power of c to divide so that |w| = size becomes at most 1."""
    exps = np.clip(np.ceil(np.log(size) / C.real), least, most)
    whole: NDArray[np.int_] = np.where(np.isfinite(exps), exps, 0).astype(int)
    return whole


def _exps_beyond(logs: Any, start: Complexes, n: Floats, largest: float) -> NDArray[np.int_]:
    """Return how many exps more than logs are to come, so that |w| is at most `largest`."""
    return _exps_needed(np.abs(start) * np.exp(C.real * n) / largest, -logs, MAX_EXPS)


@quietly
def _partials(x: Complexes, n: Floats) -> tuple[Complexes, Complexes, Complexes]:
    logs, levels = _take_logs(x)
    u = _from_fixed_point(levels[-1])
    start, stretch = _series(CHI, u), _series(CHI, u, 1)
    more = _exps_beyond(logs, start, n, largest=1)
    more[np.abs(n) < 0.5] = 0  # then |w| < 1 anyway, and the change is found without y: see below
    factor = np.exp(C * (n - more))
    w = start * factor
    y, back = C + _series(CHI_INV, w), _series(CHI_INV, w, 1)
    # A slope is a product over the levels. On its way it may leave float64 and come back. So square
    # roots are multiplied, and their product is squared at the end.
    of_x, of_y = np.ones_like(y), np.ones_like(y)
    for step in range(np.max(more, initial=0)):
        climbs, (y_here, root) = step < more, _with_root(np.exp(y), y, np.exp(y / 2))
        of_y = np.where(climbs, np.where(root == 0, 0, of_y * root), of_y)
        y = np.where(climbs, y_here, y)

    # Climb: the change of log x becomes the change of x.
    exps = logs + np.minimum(more, 0)
    there = np.select([exps == j for j in range(len(levels))], levels, np.nan)
    change = np.where(more == 0, start * np.expm1(C * n) * _slope(start, w), y - there)
    for level in range(len(levels) - 2, 0, -1):
        x_here, climbs = levels[level - 1], exps >= level
        root_x = np.sqrt(x_here)
        of_x = np.where(logs >= level, of_x * root_x, of_x)
        nearby = x_here * np.exp(change)
        near = (np.abs(change) < np.abs(y)) & np.isfinite(nearby)
        root = np.where(near, root_x * np.exp(change / 2), np.exp(y / 2))
        y_here, root = _with_root(np.where(near, nearby, np.exp(y)), y, root)
        of_y = np.where(climbs, np.where(root == 0, 0, of_y * root), of_y)  # 0 even after inf
        growth = np.expm1(change)  # if it is large, its exponent has lost more digits than y
        grown = np.where(near | (np.abs(growth) < 0.5), x_here * growth, y_here - x_here)
        change, y = np.where(climbs, grown, change), np.where(climbs, y_here, y)

    ratio = of_y / of_x
    dx, dn = factor * back * stretch * ratio * ratio, C * w * back * of_y * of_y
    lost = ~np.isfinite(y) | (np.abs(w) > 1.01)  # MAX_EXPS were not enough
    y, dx, dn = (np.where(lost, complex(np.nan, np.nan), result) for result in (y, dx, dn))
    return y, dx, dn


def _with_root(y: Complexes, log_y: Complexes, root: Complexes) -> tuple[Complexes, Complexes]:
    """Return y and its square root. If y is so small that it has lost digits, `root` has them."""
    small = (np.abs(y) <= TINY) & np.isfinite(log_y)  # e^(-inf) is 0
    y = np.where(small, root * root, y)
    return y, np.where(small, root, np.sqrt(y))


@quietly
def _put_in_whole_steps(x: Complexes, n: Floats, *results: Complexes) -> None:
    """Put in what is known exactly, at singular points too: exp^(0), exp^(1) and exp^(-1)."""
    whole = (n == 0) | (np.abs(n) == 1)
    if not whole.any():
        return
    y, dx, dn = results
    z, step = x[whole], n[whole]
    power, logarithm = np.exp(z), _log(z)
    y[whole] = np.select([step == 1, step == -1], [power, logarithm], z)
    dx[whole] = np.select([step == 1, step == -1], [power, 1 / z], 1)
    dn[whole & np.isin(x, (0, 1)) & np.isfinite(y)] = 0


@quietly
def _generator(x: Complexes, n: Floats) -> list[Complexes]:
    """Return v and its first three derivatives at exp^(n)(x).

    Before the exps, y = h(w) with h = χ⁻¹, and v(y) = c w h'. Every further derivative is d/dy,
    which is d/dw, divided by h': v' = c (1 + w h''/h'), and so on.
    """
    logs, levels = _take_logs(x)
    start = _series(CHI, _from_fixed_point(levels[-1]))
    # Derivatives of a series want a smaller |w|. |χ| ≤ 0.76 for |u| ≤ 0.6, so n = 0 costs no exp.
    more = _exps_beyond(logs, start, n, largest=0.76)
    w = start * np.exp(C * (n - more))
    y = C + _series(CHI_INV, w)
    h1, h2, h3, h4 = (_series(CHI_INV, w, order) for order in (1, 2, 3, 4))
    first = h2 / h1 + w * (h3 / h1 - (h2 / h1) ** 2)  # the derivative of w h''/h', by w
    second = 2 * (h3 / h1 - (h2 / h1) ** 2)
    second += w * (h4 / h1 - 3 * h2 * h3 / h1**2 + 2 * (h2 / h1) ** 3)
    v = [C * w * h1, C * (1 + w * h2 / h1), C * first / h1, C * (second - first * h2 / h1) / h1**2]
    for step in range(np.max(logs + more, initial=0)):
        climbs = step < logs + more
        y = np.where(climbs, np.exp(y), y)
        v = [np.where(climbs, up, here) for up, here in zip(climb(v, y), v, strict=True)]
    return v


KERNEL = Kernel("complex", "schroeder", readable=_partials)
