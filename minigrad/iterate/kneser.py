"""Kneser's construction: exp^(n) for fractional n, smooth all the way.

Abel's ψ has kinks, where its second derivative jumps (see abel.py). Kneser (1950) proved that
Abel's equation has a solution without kinks, with a power series around every real number. It and
its inverse are called *superlogarithm* and *tetration*:

    slog(eˣ) = slog(x) + 1, slog(1) = 0        tet(z + 1) = e^tet(z), tet(0) = 1

    exp^(n)(x) = tet(slog(x) + n)

tet(2) = e^e is a tower of two e's, and tet(0.5) = 1.646… is half a step up that tower. ψ in abel.py
is nearly slog + 1: on [0, 1) they differ by less than 0.01.

The algorithm is that of abel.py, with two curves where that has two straight lines. Logs lead x to
[0, 1); there a polynomial gives slog; n is added; another polynomial gives tet; exps lead back.
make_tables.py computes the polynomials, from the two equations and the power series.

This construction is new here, and the default: optimizers that use second derivatives work badly at
kinks. The paper (Köpp, van der Smagt & Urban, arXiv 1604.03736) uses
abel.py and schroeder.py. Source: H. Kneser, "Reelle analytische Lösungen der Gleichung
φ(φ(x)) = eˣ", Journal für die reine und angewandte Mathematik 187, 1950. Read next: schroeder.py,
the construction for complex numbers; make_tables.py, if you want to know where the curves are from.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .abel import Ladder
from .arrays import as_dtype, as_floats, evaluate, evaluate_generator, quietly, report_outside
from .compiled import Kernel
from .compiled.tables import GENERATOR, SLOG, TET

__all__ = ["domain", "exp_n", "generator", "partials", "slog", "tet"]

LADDER = Ladder(place=TET, time=SLOG, speed=GENERATOR)  # tet(t - 1), slog(y) + 1 and v(y)
KERNEL = Kernel("real", "kneser", readable=LADDER.partials)
REASON = "exp^(n)(x) needs slog(x) + n > -2"


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
        domain slog(x) + n > -2.

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
    x = ±0       0 if n = 0, tet(n - 1) otherwise
    x = +inf     +inf (nan for n = -inf)
    x = -inf     tet(n - 2): a number for n > 0, -inf for n = 0, nan for n < 0
    n = +inf     +inf
    n = -inf     nan
    nan          nan
    edge         -inf where slog(x) + n = -2, nan below
    overflow     +inf
    ============ ==================================================

    Examples
    --------
    Half an exponential, applied twice, is a whole one:

    >>> half = exp_n(1.0, 0.5)
    >>> round(float(half), 12), round(float(exp_n(half, 0.5)), 12)
    (1.646354233751, 2.718281828459)
    """
    return partials(x, n)[0]


def partials(x: ArrayLike, n: ArrayLike) -> tuple[Any, Any, Any]:
    """Return exp^(n)(x), its derivative with respect to `x` and that with respect to `n`.

    Parameters and warnings as for `exp_n`.

    Examples
    --------
    >>> y, dx, dn = partials(2.0, 1.0)
    >>> round(float(y), 6), round(float(dx), 6), round(float(dn), 6)
    (7.389056, 7.389056, 14.492619)
    """
    return evaluate(KERNEL, x, n, REASON)


def generator(x: ArrayLike, order: int = 0, *, n: ArrayLike = 0.0) -> Any:
    """Return v(x) = 1/slog'(x), the speed with which exp^(n)(x) grows with n, or a derivative of v.

    It satisfies Julia's equation v(eˣ) = eˣ v(x); another name is the iterative logarithm of exp.

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
    >>> generator([-1.0, 0.0, 1.0, np.e])
    array([2.61818246, 1.09176735, 1.09176735, 2.96773135])
    """
    return evaluate_generator(KERNEL, LADDER.generator, x, n, order, REASON)


@quietly
def domain(x: ArrayLike, n: ArrayLike) -> Any:
    """Say where exp^(n)(x) is a number above -inf: booleans, True where slog(x) + n > -2.

    Examples
    --------
    >>> domain([2.0, 0.0, -1.0], -1.0)
    array([ True, False, False])
    """
    return exp_n(x, n) > -np.inf


def slog(x: ArrayLike) -> Any:
    """Return the superlogarithm, which counts exponentials: slog(eˣ) = slog(x) + 1, slog(1) = 0.

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
    >>> slog([-np.inf, 0.0, 1.0, np.e, np.e**np.e])
    array([-2., -1.,  0.,  1.,  2.])
    """
    (x,), dtype = as_floats(x)
    steps, left = LADDER.height(x)
    return as_dtype(steps - 1 + left, dtype)


def tet(z: ArrayLike) -> Any:
    """Return tet(z), a tower of z e's, for z > -2; nan below, with a warning.

    Parameters
    ----------
    z : array_like
        Real numbers.

    Warns
    -----
    RuntimeWarning
        If an element is below -2; obeys ``np.errstate(invalid=...)``.

    Raises
    ------
    TypeError
        If `z` is not real.

    Examples
    --------
    >>> tet([-1.0, 0.0, 0.5, 1.0, 2.0])
    array([ 0.        ,  1.        ,  1.64635423,  2.71828183, 15.15426224])
    """
    (z,), dtype = as_floats(z)
    y = LADDER.at_height(z + 1)
    report_outside(y, z, reason="tet(z) needs z > -2")
    return as_dtype(y, dtype)
