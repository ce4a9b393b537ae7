"""Abel's construction: exp^(n) for fractional n, continuous with its first derivative.

Abel's equation ψ(eˣ) = ψ(x) + 1 says that ψ *counts exponentials*: one exp more, and ψ grows by
one. Once ψ is known, applying exp n times is easy even for a fractional n:

    exp^(n)(x) = ψ⁻¹(ψ(x) + n)

Choose ψ(x) = x on [0, 1). Every x ≥ 1 gets there by k logarithms, and ψ(x) is k plus what is left.
Every x < 0 gets there by one exp, and ψ(x) = eˣ - 1. So the whole algorithm is: take logs and count
them; add n; take exps. For one number:

>>> from math import exp, log
>>> def exp_n_of_one_number(x, n):
...     logs = 0
...     while x >= 1:
...         x, logs = log(x), logs + 1
...     if x < 0:
...         x, logs = exp(x), -1
...     exps, x = divmod(x + logs + n, 1)  # ψ(x) + n: whole steps, and what is left of one
...     for _ in range(int(exps)):
...         x = exp(x)
...     return log(x) if exps < 0 else x

>>> x, n = [2.0, 0.3, 100.0, -1.0], [0.5, 1.9, -1.5, 0.25]
>>> bool(np.allclose(exp_n(x, n), list(map(exp_n_of_one_number, x, n)), rtol=1e-14))
True

`Ladder` does the same for arrays, with the derivatives and all the digits that float64 has.

The derivatives come with it. The equation is ψ(y) = ψ(x) + n. By n, that is ψ'(y) ∂y/∂n = 1, so
∂y/∂n = v(y) with v = 1/ψ'. By x it is ψ'(y) ∂y/∂x = ψ'(x), so ∂y/∂x = v(y) / v(x). This v is called the
*generator*: the speed at which y moves as n grows.

At 1, a straight line meets a logarithm: the slopes of ψ agree, but its second derivatives, 0 and
-1, do not. Such a place we call a *kink*. There are more of them: 0, e, e^e, and so on.

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736. Read next: kneser.py, where the kinks are
gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial.polynomial import polyder, polyval
from numpy.typing import ArrayLike, NDArray

from . import arrays
from .arrays import Floats, quietly
from .compiled import Kernel

__all__ = ["Ladder", "domain", "exp_n", "generator", "partials", "psi", "psi_inv"]

Integers = NDArray[np.int_]

MAX_LOGS = 4  # four logarithms bring the largest float64 below 1
MAX_STEPS = 6  # exps lead even from 0 to inf, and logs from everywhere to nan


@dataclass(frozen=True)
class Ladder:
    """exp^(n) by logs down, a stretch along the bottom, and exps up; Abel's and Kneser's alike.

    Take logs of x until the rest lies in [0, 1), or one exp where x < 0. There, at the bottom, is a
    choice: how a point travels from 0 to 1 in one unit of time n. Above, nothing is left to choose,
    for exp^(n)(eˣ) = exp(exp^(n)(x)).

    Parameters
    ----------
    place : sequence of float
        Where the point is at time t, for 0 ≤ t ≤ 1: t · Σ place[k] (t - 1/2)^k.
    time : sequence of float
        When the point is at y, for 0 ≤ y ≤ 1: y · Σ time[k] (y - 1/2)^k.
    speed : sequence of float
        How fast it is there: Σ speed[k] (y - 1/2)^k.

    Notes
    -----
    Three habits keep the last digits:

    * Whole steps of n are ordinary exps and logs. Only a fraction of a step is ever added at the
      bottom, so n = 1 and -1 are np.exp and np.log.
    * The way up carries the *change*. If log x changes by d, then x changes by x·(eᵈ - 1), so a
      small change stays a small number with all its digits. Without this, x = 1e300 and n = 1e-9
      would lose four digits among the logs.
    * A point that passes 0 or 1 on its way is measured from there: 1 - rest first, then what is
      left.

    Both derivatives are products over the levels, so they cost no further log or exp.
    """

    place: Sequence[float]
    time: Sequence[float]
    speed: Sequence[float]

    @quietly
    def partials(self, x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
        """Return y = exp^(n)(x), ∂y/∂x and ∂y/∂n."""
        # v(x) = e⁻ˣ overflows below -709. If there is a whole step to take, take it first.
        lifts = (x < 0) & (n >= 1)
        given = np.where(lifts, x, 0)
        x, n = np.where(lifts, np.exp(x), x), np.where(lifts, n - 1, n)

        steps = np.clip(n, -MAX_STEPS, MAX_STEPS)
        whole = np.trunc(steps)
        y, dx, dn = self._fraction_of_a_step(x, steps - whole)
        for step in range(MAX_STEPS):
            exps, logs = whole > step, -whole > step
            before = y
            y = np.where(exps, np.exp(before), np.where(logs, np.log(before), before))
            factor = np.where(exps, y, np.where(logs, 1 / (before + 0.0), 1.0))  # + 0.0: never -0.0
            dx, dn = dx * factor, dn * factor

        infinite = x == np.inf
        # Then y is inf, or nan for n = -inf.
        y, dn = (np.where(infinite, x + n, result) for result in (y, dn))
        dx = np.where(lifts, dx * np.exp(given), dx)
        outside = np.isnan(y)  # dx and dn are products of numbers even there
        return y, np.where(outside, np.nan, dx), np.where(outside, np.nan, dn)

    def _fraction_of_a_step(self, x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the partials for -1 < n < 1.

        The algorithm is that of the opening: down, along, up. All else here keeps digits; skip it
        on a first reading.
        """
        number, levels = take_logs(x)
        rest = pick(levels, number)
        missing = np.where(x < 0, -np.expm1(x), 1 - rest)  # what rest lacks to 1

        above, below, y, pace, change = self._travel(rest, missing, n)
        dn = polynomial(self.speed, y)
        dx = dn / polynomial(self.speed, rest)

        # What is above by one level gets there by one exp. If x < 0 it is at x's level already.
        deeper, shallow = above & (x >= 0), above & (x < 0)
        change = np.where(deeper, missing + np.expm1(y), change)
        y = np.where(deeper, np.exp(y), y)
        dx, dn = (np.where(deeper, d * y, d) for d in (dx, dn))
        dx = np.where(shallow, dx * np.exp(x), dx)
        dx = np.where(below & (number >= 1), dx / pick(levels, number - 1), dx)
        number = number + shallow - below

        # Climb: the change of log x becomes the change of x. If y is small beside it, it is not
        # rounded by it, and eʸ is the better way.
        for level in range(MAX_LOGS, 0, -1):
            x_here, climbs = levels[level - 1], number >= level
            ratio = np.exp(change)  # of y to x, even if y overflows
            y_here = np.where(np.abs(change) < np.abs(y), x_here * ratio, np.exp(y))
            change = np.where(climbs, x_here * np.expm1(change), change)
            y = np.where(climbs, y_here, y)
            dx = np.where(climbs, dx * np.where(y < np.inf, y / x_here, ratio), dx)
            dn = np.where(climbs, dn * y, dn)

        # Below zero, one log is left to take.
        under = number == -1
        logarithm, of_x, of_n = _log_of_sum(x, change, y, n, pace)
        dx = np.where(under, dx * np.where(x < 0, of_x, of_n), dx)
        dn = np.where(under, dn * of_n, dn)
        y = np.where(under, logarithm, y)

        y = np.where(number < -1, np.nan, y)
        return np.where(n == 0, x, y), np.where(n == 0, 1.0, dx), dn

    def _travel(self, rest: Floats, missing: Floats, n: Floats) -> tuple[Any, ...]:
        """Let the rest travel for the time n, at the bottom.

        Return whether it passes 1, and goes on from 0 one level above; whether it passes 0, and
        goes on from 1 one level below; the place y it reaches; its mean speed on the last stretch;
        and by how much it has moved: y - rest, or y - e^rest if it is below, where e^rest is the
        level of x.
        """
        start = value(self.time, rest)
        above, below = start + n >= 1, start + n < 0
        begin = np.where(above, 0.0, np.where(below, 1.0, start))
        time = np.where(above, n - missing * divided_difference(self.time, rest, 1.0), n)
        time = np.where(below, start + n, time)
        y = value(self.place, begin + time)
        pace = divided_difference(self.place, begin, begin + time)
        return above, below, y, pace, time * pace - np.where(below, np.expm1(rest), 0.0)

    @quietly
    def generator(self, x: Floats, order: int) -> list[Floats]:
        """Return v(x) and its derivatives up to that order: start at the bottom, then climb.

        For x < 0 the bottom is y = eˣ, and `climb` is solved for the values at x: d/dx = y d/dy.
        """
        number, levels = take_logs(x)
        y = pick(levels, number)
        v = [polynomial(self.speed, y, k) for k in range(order + 1)]
        if np.any(x < 0):
            v = [np.where(x < 0, below, here) for below, here in zip(sink(v, y), v, strict=True)]
        for level in range(int(np.max(number, initial=0)) - 1, -1, -1):
            y, climbs = levels[level], number > level
            v = [np.where(climbs, up, here) for up, here in zip(climb(v, y), v, strict=True)]
        return v

    @quietly
    def height(self, x: Floats) -> tuple[Integers, Floats]:
        """Return the time from 0 to x in two parts: whole steps, and what is left."""
        number, levels = take_logs(x)
        rest = pick(levels, number)
        below = np.expm1(x) * divided_difference(self.time, rest, 1.0)
        left = np.where(x < 0, below, np.where(x == np.inf, x, value(self.time, rest)))
        return np.maximum(number, 0), left

    def at_height(self, s: Floats) -> Floats:
        """Return the point that is reached from 0 in the time s."""
        return self.partials(np.zeros_like(s), s)[0]


# ---- what it is made of ------------------------------------------------------------------------


def take_logs(x: Floats) -> tuple[Integers, list[Floats]]:
    """Return how many logs bring x into [0, 1), and the levels: levels[j] is log^(j)(x).

    For x < 0 the number is -1, and levels[-1] is eˣ.
    """
    levels = [x]
    for _ in range(MAX_LOGS):  # nan or -inf where no log is needed; never used there
        last = levels[-1]
        levels.append(np.log(last) if np.any(last >= 1) else last)
    number = np.sum([level >= 1 for level in levels[:MAX_LOGS]], axis=0) - (x < 0)
    return number, [*levels, np.exp(x)]


def pick(levels: list[Floats], number: Integers) -> Floats:
    """Return for each element the level of that number; -1 is the last one, eˣ."""
    picked: Floats = np.choose(number, levels, mode="wrap")
    return picked


def divided_difference(series: Sequence[float], a: Floats, b: Floats | float) -> Floats:
    """Return (f(b) - f(a)) / (b - a) for f(t) = t · Σ series[k] (t - 1/2)^k, or f' where a = b.

    Horner's rule for the slope itself: f(b) - f(a) would lose the digits that b and a share.
    """
    total, between = np.zeros_like(a), np.zeros_like(a)
    for coefficient in reversed(series):
        between = between * (a - 0.5) + total
        total = total * (b - 0.5) + coefficient
    return total + a * between


def polynomial(series: Sequence[float], x: Floats, order: int = 0) -> Floats:
    """Return Σ series[k] (x - 1/2)^k, or its derivative of that order."""
    result: Any = polyval(x - 0.5, polyder(series, order))
    return result  # type: ignore[no-any-return]  # NumPy's stubs do not say float64


def value(series: Sequence[float], t: Floats) -> Floats:
    """Return f(t) = t · Σ series[k] (t - 1/2)^k."""
    return t * polynomial(series, t)


def climb(v: Sequence[Any], y: Any) -> list[Any]:
    """Return v and its derivatives, three at most, at y = eᵘ from those at u.

    Julia's equation says v(y) = y·v(u); differentiate it by d/dy = (1/y) d/du.
    """
    up: tuple[Callable[[], Any], ...] = (
        lambda: y * v[0],
        lambda: v[0] + v[1],
        lambda: (v[1] + v[2]) / y,
        lambda: (v[3] - v[1]) / y**2,
    )
    return [above() for above in up[: len(v)]]


def sink(v: Sequence[Any], y: Any) -> list[Any]:
    """Return v and its derivatives at u from those at y = eᵘ: `climb`, solved for them."""
    down: tuple[Callable[[], Any], ...] = (
        lambda: v[0] / y,
        lambda: v[1] - v[0] / y,
        lambda: y * v[2] - v[1] + v[0] / y,
        lambda: y**2 * v[3] + v[1] - v[0] / y,
    )
    return [below() for below in down[: len(v)]]


def _log_of_sum(
    x: Floats, change: Floats, y: Floats, n: Floats, pace: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return log y, eˣ / y and 1 / y for y = eˣ + change, with all digits that it has.

    For x > -1, log y may be near 0, and is x + log(1 + change / eˣ). For x < -700, eˣ and y have
    lost digits; there, change is n · pace, and neither eˣ nor change / eˣ is needed alone.
    """
    tiny, half = x < -700, np.exp(np.minimum(-x / 2, 700))  # not inf, which times n = 0 is nan
    growth = np.where(tiny, n * half * pace * half, change / np.exp(x))
    by_growth = (x > -1) | tiny & (growth < 1)
    by_change = np.log(n) + np.log(pace) + np.log1p(1 / growth)
    logarithm = np.where(tiny, by_change, np.log(y))
    logarithm = np.where(by_growth, x + np.log1p(growth), logarithm)
    ratio = np.where(by_growth, 1 / (1 + growth), np.exp(x - logarithm))
    total = np.where(tiny, n * pace * (1 + 1 / growth), y)
    return logarithm, ratio, np.where(by_growth, np.exp(-logarithm), 1 / total)


# ---- Abel's ladder -----------------------------------------------------------------------------

LADDER = Ladder(place=(1.0,), time=(1.0,), speed=(1.0,))  # ψ(x) = x on [0, 1), v = 1
KERNEL = Kernel("real", "abel", readable=LADDER.partials)
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
    return arrays.evaluate(KERNEL, x, n, REASON)


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
    return arrays.evaluate_generator(KERNEL, LADDER.generator, x, n, order, REASON)


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
    (x,), dtype = arrays.as_floats(x)
    steps, left = LADDER.height(x)
    return arrays.as_dtype(steps + left, dtype)


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
    (s,), dtype = arrays.as_floats(s)
    y = LADDER.at_height(s)
    arrays.report_outside(y, s, reason="ψ⁻¹(s) needs s > -1")
    return arrays.as_dtype(y, dtype)
