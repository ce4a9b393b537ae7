"""Abel's construction of exp^(n) beside Kneser's: heights of numbers, and kinks of curves.

Both count exponentials: 0, 1, e and e^e are 0, 1, 2 and 3 exps high, and applying exp n times means
to climb by n. They differ in between, by less than 0.01; one has kinks, the other has none. Read
next: iterates.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator
from numpy.typing import ArrayLike, NDArray

from .. import iterate
from .axes import INK, axes_or_new, label_ends, numbers

__all__ = ["derivatives", "heights"]

Floats = NDArray[np.float64]

COLOURS = {"abel": "#f0707c", "kneser": "#5b12b0"}
TOWERS = {"0": 0.0, "1": 1.0, "e": np.e, "eᵉ": np.e**np.e}  # each is exp of the one before
BESIDE = 1e-9  # how near to a kink both of its sides are looked at


def check_real(*kinds: str) -> None:
    """Raise ValueError unless these constructions are known, and real."""
    for kind in kinds:
        iterate.construction(kind)
        if kind not in COLOURS:
            raise ValueError(
                f"kind must be one of {', '.join(map(repr, COLOURS))}, got {kind!r}, whose values "
                "are complex: see domain_colouring"
            )


def increasing(name: str, values: ArrayLike) -> Floats:
    """Return the numbers along an axis in order, or raise an error that says what is wrong."""
    array = np.unique(numbers(name, values, 1))
    if array.size < 2:
        raise ValueError(f"{name} must hold two different numbers, or more, got {array}")
    return array


def heights(
    *,
    x: ArrayLike | None = None,
    kinds: Sequence[str] = ("abel", "kneser"),
    journey: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw what counts exponentials: ψ(x) of Abel and slog(x) + 1 of Kneser.

    Each exp more is one more of height: 0, 1, e, e^e are 0, 1, 2, 3 high.

    Parameters
    ----------
    x : array_like of shape (points,), optional
        From -3 to 6 by default.
    kinds : sequence of {"abel", "kneser"}
        Whose heights.
    journey : (x, n), optional
        Show how exp^(n)(x) is found with the last of `kinds`: up to the curve, higher by n, and
        from the curve down again.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        A curve for each kind with gid "abel" or "kneser", dots with gid "towers" at 0, 1, e and
        e^e, and the way of the journey with gid "journey".

    Raises
    ------
    TypeError
        If x is complex, or no numbers.
    ValueError
        If one is nan or infinite, there are none, one of `kinds` is not a real construction, or the
        journey leaves the domain.

    Examples
    --------
    >>> ax = heights(journey=(2, 0.5))
    >>> [line.get_gid() for line in ax.lines]
    ['abel', 'kneser', 'towers', 'journey']
    """
    x = np.linspace(-3, 6, 361) if x is None else increasing("x", x)
    check_real(*kinds)
    ax = axes_or_new(ax, (7.5, 4))
    for kind in kinds:
        width = 5 if kind == "abel" else 1.5  # one lies upon the other
        ax.plot(x, _height(x, kind), color=COLOURS[kind], linewidth=width, gid=kind)
    towers = {name: tower for name, tower in TOWERS.items() if x[0] <= tower <= x[-1]}
    whole = [list(TOWERS).index(name) for name in towers]
    ax.plot(list(towers.values()), whole, "o", color=INK, gid="towers")
    ax.set_xticks(list(towers.values()), list(towers))
    ax.yaxis.set_major_locator(MultipleLocator(1))
    ax.grid(color="#e8e8ea")
    ax.set(xlim=(x[0], x[-1]), ylim=ax.get_ylim(), xlabel="x", ylabel="how many exps high")
    if journey is not None:
        _draw_journey(ax, *journey, kinds[-1])
    names = {"abel": "ψ(x), Abel", "kneser": "slog(x) + 1, Kneser"}
    ends = [((x[-1], _height(x[-1], kind)), names[kind], COLOURS[kind]) for kind in kinds]
    label_ends(ax, ends)
    return ax


def _height(x: ArrayLike, kind: str) -> Any:
    return iterate.abel.psi(x) if kind == "abel" else iterate.kneser.slog(x) + 1


def _draw_journey(ax: Axes, x: float, n: float, kind: str) -> None:
    with np.errstate(invalid="ignore"):
        y, height, floor = iterate.exp_n(x, n, kind), _height(x, kind), ax.get_ylim()[0]
    if not np.isfinite(y):
        raise ValueError(f"the journey has no end: exp^(n)(x) is {y} for x = {x}, n = {n}")
    way = [(x, floor), (x, height), (x, height + n), (y, height + n), (y, floor)]
    ax.plot(*np.transpose(way), "--", color=INK, linewidth=1.2, gid="journey")
    # The texts stand outside, so the left one ends at its line and the right one begins there.
    left, right = ("right", -6), ("left", 6)
    of_x, of_y = (left, right) if x < y else (right, left)
    for text, place, (side, offset) in (
        (f"x = {x:.3g}", (x, floor), of_x),
        (f"{n:+g}", (x, height + n / 2), of_x),
        (f"exp⁽ⁿ⁾(x) = {y:.3g}", (y, floor), of_y),
    ):
        ax.annotate(
            text.replace("-", "−"), place, (offset, 6), textcoords="offset points", ha=side,
            color=INK,
        )  # fmt: skip


def derivatives(
    n: float,
    *,
    x: ArrayLike | None = None,
    kinds: Sequence[str] = ("abel", "kneser"),
    order: int = 1,
    ax: Axes | None = None,
) -> Axes:
    """Draw the slope of exp^(n)(x), or its second derivative: Abel's has kinks, or jumps.

    Parameters
    ----------
    n : float
        How often exp is applied.
    x : array_like of shape (points,), optional
        From -1.5 to 3 by default.
    kinds : sequence of {"abel", "kneser"}
        Whose derivatives.
    order : {1, 2}
        Which derivative.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        A curve for each kind with gid "abel" or "kneser"; and for Abel, dots with gid "kinks" in
        the slope, or a broken curve and dotted lines with gid "jumps" in the second derivative.

    Raises
    ------
    TypeError
        If n or x are complex, or no numbers.
    ValueError
        If one of them is nan or infinite, there are none, `order` is another one, or one of `kinds`
        is not a real construction.

    Examples
    --------
    >>> ax = derivatives(0.5, order=2)
    >>> [line.get_gid() for line in ax.lines]
    ['abel', 'kneser']
    """
    (n,) = numbers("n", [n], 1)
    x = np.linspace(-1.5, 3, 451) if x is None else increasing("x", x)
    if order not in (1, 2):
        raise ValueError(f"order must be 1 or 2, got {order!r}")
    check_real(*kinds)
    ax = axes_or_new(ax, (7.5, 4))
    ends = []
    for kind in kinds:
        kinks = _kinks(n, x[0], x[-1]) if kind == "abel" else np.empty(0)
        at = np.union1d(x, [kinks - BESIDE, kinks, kinks + BESIDE])
        slopes = _derivative(at, n, kind, order)
        if order == 2:
            slopes[np.isin(at, kinks)] = np.nan  # here the line breaks
        ax.plot(at, slopes, color=COLOURS[kind], gid=kind)
        if kinks.size:
            _mark_kinks(ax, kinks, n, order)
        last = np.flatnonzero(np.isfinite(slopes))[-1:]
        ends += [((at[i], slopes[i]), kind.capitalize(), COLOURS[kind]) for i in last]
    ax.set(xlim=(x[0], x[-1]), xlabel="x")
    ax.set_ylabel(f"{'d/dx' if order == 1 else 'd²/dx²'} exp⁽ⁿ⁾(x), n = {n:g}".replace("-", "−"))
    label_ends(ax, ends)
    return ax


def _derivative(x: Floats, n: float, kind: str, order: int) -> Floats:
    """Return the derivative v(y) / v(x) of y = exp^(n)(x), or the derivative of that."""
    with np.errstate(over="ignore", invalid="ignore"):
        _, slope, _ = iterate.partials(x, n, kind)
        if order == 2:
            change = iterate.generator(x, kind, 1, n=n) - iterate.generator(x, kind, 1)
            slope = slope * change / iterate.generator(x, kind)
    return np.where(np.isfinite(slope), slope, np.nan)


def _kinks(n: float, low: float, high: float) -> Floats:
    """Return each x between low and high for which ψ(x) or ψ(x) + n is 0, 1, 2, …."""
    bottom, top = iterate.abel.psi([low, high])
    whole = np.arange(np.ceil(top + abs(n)) + 1)
    both = np.union1d(whole, whole - n)
    kinks: Floats = iterate.abel.psi_inv(both[(bottom < both) & (both < top)])
    return kinks


def _mark_kinks(ax: Axes, kinks: Floats, n: float, order: int) -> None:
    if order == 1:
        slopes = _derivative(kinks, n, "abel", order)
        ax.plot(kinks, slopes, "o", color=COLOURS["abel"], gid="kinks")
    else:
        before, after = (_derivative(kinks + side, n, "abel", order) for side in (-BESIDE, BESIDE))
        ax.vlines(kinks, before, after, COLOURS["abel"], linestyles=":", gid="jumps")
