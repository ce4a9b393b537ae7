"""What Abel's and Kneser's constructions share: the way down by logs, and back up by exps.

Take logarithms of x until the rest lies in [0, 1), or one exp where x < 0. There, at the bottom,
the two constructions differ: each says how a point travels from 0 to 1 in one unit of time n
(`Bottom`). Above, nothing is left to choose, for exp^(n)(eˣ) = exp(exp^(n)(x)).

Three habits keep the last digits:

* Whole steps of n are ordinary exps and logs. Only a fraction of a step is ever added at the
  bottom, so n = 1 and -1 are np.exp and np.log.
* The way up carries the *change*. If log x changes by d, then x changes by x·(eᵈ - 1), so a small
  change stays a small number with all its digits. Without this, x = 1e300 and n = 1e-9 would lose
  four digits among the logs.
* A point that passes 0 or 1 on its way is measured from there: 1 - rest first, then what is left.

∂/∂n of the result y is v(y), where v is the speed of travel, called the *generator*; and
∂/∂x = v(y) / v(x). Both are products over the levels, so they cost no further log or exp.

Source: Köpp, van der Smagt & Urban, arXiv 1604.03736, for Abel's functional equation and its use.
Read next: kneser.py, where the bottom is not as simple as Abel's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial.polynomial import polyder, polyval
from numpy.typing import NDArray

from ._support import Floats, quietly

Integers = NDArray[np.int_]

MAX_LOGS = 4  # four logarithms bring the largest float64 below 1
MAX_STEPS = 6  # exps lead even from 0 to inf, and logs from everywhere to nan


@dataclass(frozen=True)
class Bottom:
    """How a point travels from 0 to 1 in one unit of time, as polynomials in (· - 1/2).

    place : t ↦ y, as y = t · Σ place[k] (t - 1/2)^k: where the point is at time t
    time : y ↦ t, as t = y · Σ time[k] (y - 1/2)^k: when the point is at y
    speed : y ↦ v, as v = Σ speed[k] (y - 1/2)^k: how fast it is there
    """

    place: Sequence[float]
    time: Sequence[float]
    speed: Sequence[float]


def slope(series: Sequence[float], a: Floats, b: Floats | float) -> Floats:
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


def take_logs(x: Floats) -> tuple[Integers, list[Floats]]:
    """Return how many logs bring x into [0, 1), and the levels: levels[j] is log^(j)(x).

    For x < 0 the number is -1, and levels[-1] is eˣ.
    """
    levels = [x]
    for _ in range(MAX_LOGS):
        levels.append(np.log(levels[-1]))  # nan or -inf where no log is needed; never used there
    number = np.sum([level >= 1 for level in levels[:MAX_LOGS]], axis=0) - (x < 0)
    return number, [*levels, np.exp(x)]


def pick(levels: list[Floats], number: Integers) -> Floats:
    """Return of each element the level of that number; -1 is the last one, eˣ."""
    picked: Floats = np.choose(number, levels, mode="wrap")
    return picked


@quietly
def partials(x: Floats, n: Floats, bottom: Bottom) -> tuple[Floats, Floats, Floats]:
    """Return y = exp^(n)(x), ∂y/∂x and ∂y/∂n."""
    # v(x) = e⁻ˣ overflows below -709. If there is a whole step to take, take it first.
    lifts = (x < 0) & (n >= 1)
    before = np.where(lifts, x, 0)
    x, n = np.where(lifts, np.exp(x), x), np.where(lifts, n - 1, n)

    steps = np.clip(n, -MAX_STEPS, MAX_STEPS)
    whole = np.trunc(steps)
    y, dx, dn = _fraction_of_a_step(x, steps - whole, bottom)
    for step in range(MAX_STEPS):
        exps, logs = whole > step, -whole > step
        y, factor = np.where(exps, np.exp(y), np.where(logs, np.log(y), y)), y
        factor = np.where(exps, y, np.where(logs, 1 / (factor + 0.0), 1.0))  # + 0.0: never -0.0
        dx, dn = dx * factor, dn * factor

    infinite = x == np.inf
    y, dn = (np.where(infinite, x + n, result) for result in (y, dn))  # inf, or nan for n = -inf
    dx = np.where(lifts, dx * np.exp(before), dx)
    outside = np.isnan(y)  # dx and dn are products of numbers even there
    return y, np.where(outside, np.nan, dx), np.where(outside, np.nan, dn)


def _fraction_of_a_step(x: Floats, n: Floats, bottom: Bottom) -> tuple[Floats, Floats, Floats]:
    """Return the partials for -1 < n < 1."""
    number, levels = take_logs(x)
    rest = pick(levels, number)
    missing = np.where(x < 0, -np.expm1(x), 1 - rest)  # what rest lacks to 1

    above, below, y, pace, change = _travel(rest, missing, n, bottom)
    dn = polynomial(bottom.speed, y)
    dx = dn / polynomial(bottom.speed, rest)

    # What is above by one level gets there by one exp. If x < 0 it is at the level of x already.
    deeper, shallow = above & (x >= 0), above & (x < 0)
    change = np.where(deeper, missing + np.expm1(y), change)
    y = np.where(deeper, np.exp(y), y)
    dx, dn = (np.where(deeper, d * y, d) for d in (dx, dn))
    dx = np.where(shallow, dx * np.exp(x), dx)
    dx = np.where(below & (number >= 1), dx / pick(levels, number - 1), dx)
    number = number + shallow - below

    # Climb: the change of log x becomes the change of x. If y is small beside it, it is not rounded
    # by it, and eʸ is the better way.
    for level in range(MAX_LOGS, 0, -1):
        x_here, climbs = levels[level - 1], number >= level
        y_here = np.where(np.abs(change) < np.abs(y), x_here * np.exp(change), np.exp(y))
        change = np.where(climbs, x_here * np.expm1(change), change)
        y = np.where(climbs, y_here, y)
        dx = np.where(climbs, dx * (y / x_here), dx)
        dn = np.where(climbs, dn * y, dn)

    # Below zero, one log is left to take.
    under = number == -1
    logarithm, of_x, of_n = _log_of_sum(x, change, y, n, pace)
    dx = np.where(under, dx * np.where(x < 0, of_x, of_n), dx)
    dn = np.where(under, dn * of_n, dn)
    y = np.where(under, logarithm, y)

    y = np.where(number < -1, np.nan, y)
    return np.where(n == 0, x, y), np.where(n == 0, 1.0, dx), dn


def _travel(rest: Floats, missing: Floats, n: Floats, bottom: Bottom) -> tuple[Any, ...]:
    """Let the rest travel for the time n, at the bottom.

    Return whether it passes 1, and goes on from 0 one level above; whether it passes 0, and goes on
    from 1 one level below; the place y it reaches; its mean speed on the last stretch; and by how
    much it has moved: y - rest, or y - e^rest if it is below, where e^rest is the level of x.
    """
    start = value(bottom.time, rest)
    above, below = start + n >= 1, start + n < 0
    begin = np.where(above, 0.0, np.where(below, 1.0, start))
    time = np.where(above, n - missing * slope(bottom.time, rest, 1.0), n)
    time = np.where(below, start + n, time)
    y = value(bottom.place, begin + time)
    pace = slope(bottom.place, begin, begin + time)
    return above, below, y, pace, time * pace - np.where(below, np.expm1(rest), 0.0)


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


def climb(v: Sequence[Any], y: Any) -> tuple[Any, Any, Any, Any]:
    """Return v and its first three derivatives at y = eᵘ from those at u.

    Julia's equation says v(y) = y·v(u); differentiate it by d/dy = (1/y) d/du.
    """
    return y * v[0], v[0] + v[1], (v[1] + v[2]) / y, (v[3] - v[1]) / y**2


@quietly
def generator(x: Floats, bottom: Bottom) -> list[Floats]:
    """Return v(x) and its first three derivatives: start at the bottom, then climb.

    For x < 0 the bottom is y = eˣ, and `climb` is solved for the values at x: d/dx = y d/dy.
    """
    number, levels = take_logs(x)
    y = pick(levels, number)
    v = [polynomial(bottom.speed, y, order) for order in range(4)]
    u = v[0] / y
    negative = (u, v[1] - u, y * v[2] - v[1] + u, y**2 * v[3] + v[1] - u)
    v = [np.where(x < 0, below, here) for below, here in zip(negative, v, strict=True)]
    for level in range(MAX_LOGS - 1, -1, -1):
        y, climbs = levels[level], number > level
        v = [np.where(climbs, up, here) for up, here in zip(climb(v, y), v, strict=True)]
    return v


@quietly
def height(x: Floats, bottom: Bottom) -> tuple[Integers, Floats]:
    """Return the time from 0 to x in two parts: whole steps, and what is left."""
    number, levels = take_logs(x)
    rest = pick(levels, number)
    below = np.expm1(x) * slope(bottom.time, rest, 1.0)
    left = np.where(x < 0, below, np.where(x == np.inf, x, value(bottom.time, rest)))
    return np.maximum(number, 0), left


def at_height(s: Floats, bottom: Bottom) -> Floats:
    """Return the point that is reached from 0 in the time s."""
    return partials(np.zeros_like(s), s, bottom)[0]
