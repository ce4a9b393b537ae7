"""Pictures of exp^(n): the curves between log, x and exp, and the current that carries x along.

Real numbers only; for Schröder's complex ones see plane.py. Read next: maps.py and operators.py,
where exp^(n) leads from + to ×.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from .. import iterate
from ..iterate import DEFAULT_KIND
from .abel_kneser import check_real, height, in_order, short
from .axes import SPAN, axes_or_new, line_by_n, numbers, shades, values_of
from .inks import grey, halo, ink
from .labels import label_above, label_ends

__all__ = ["current", "iterates"]

Floats = NDArray[np.float64]

ROWS = 9  # of arrows
BELOW = 0.035  # of the axes, from a dot to the middle of its number
LARGEST_START = 600  # eˣ overflows from 710 on, and the picture needs some room


def iterates(
    n: ArrayLike, *, x: ArrayLike | None = None, kind: str = DEFAULT_KIND, ax: Axes | None = None
) -> Axes:
    """Draw exp^(n)(x) over x, a curve for each n; those of n and -n mirror each other.

    Parameters
    ----------
    n : array_like of shape (curves,), or a number
        Each is written where its curve ends; 1, 0 and -1 are called exp, x and log.
    x : array_like of shape (points,), optional
        From -3 to 5 by default. Both axes have these limits.
    kind : {"kneser", "abel"}
        The construction.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Curves with gids "iterate-0", "iterate-1", …, in the order of n.

    Raises
    ------
    TypeError
        If n or x are complex, or no numbers.
    ValueError
        If one of them is nan or infinite, there are none or too few, `kind` is not a real
        construction, or no curve passes through the picture.

    Examples
    --------
    >>> ax = iterates([-1, 0, 0.5, 1])
    >>> sorted(text.get_text() for text in ax.texts)
    ['0.5', 'exp', 'log', 'x']
    """
    ns = numbers("n", np.atleast_1d(values_of(n)), 1)
    x = np.linspace(-3, 5, 321) if x is None else in_order("x", x)
    check_real(kind)
    low, high = x[0], x[-1]
    curves = [_curve(x, each, kind) for each in ns]
    if not any(np.any((low <= y) & (y <= high)) for _, y, _ in curves):
        raise ValueError(
            f"no curve passes through this picture, whose x and y both go from {low:g} to {high:g}: "
            "choose another x, or n nearer to 0"
        )
    ax = axes_or_new(ax, (6, 5.6))
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal", xlabel="x", ylabel="exp⁽ⁿ⁾(x)")
    for i, (at, y, leaves) in enumerate(curves):
        colour: Any = shades(ax)(SPAN(ns[i]))
        ax.plot(at, y, color=colour, gid=f"iterate-{i}")
        if low < leaves < high:
            label_above(ax, [(leaves, _name(ns[i]), colour)])
        elif low < y[-1] <= high:
            label_ends(ax, [((high, y[-1]), _name(ns[i]), colour)], short=True)
    return ax


def _curve(x: Floats, n: float, kind: str) -> tuple[Floats, Floats, float]:
    """Return points x and exp^(n)(x), and the x at which the curve leaves the picture above."""
    low, high = x[0], x[-1]
    with np.errstate(over="ignore", invalid="ignore"):
        # exp^(-n) undoes exp^(n): it says where the curve enters the picture and leaves it.
        enters, leaves = iterate.exp_n([low, high], -n, kind)
        at = np.union1d(x, [edge for edge in (enters, leaves) if low < edge < high])
        return at, iterate.exp_n(at, n, kind), leaves


def _name(n: float) -> str:
    return {1.0: "exp", 0.0: "x", -1.0: "log"}.get(n, short(n))


def current(
    starts: ArrayLike,
    *,
    n: ArrayLike | None = None,
    kind: str = DEFAULT_KIND,
    ax: Axes | None = None,
) -> Axes:
    """Draw how a current carries numbers from x to exp^(n)(x): n is the travel time.

    The speed at x is the generator v(x), the same for every journey. So two journeys never meet,
    and each takes one unit of time to come from x to eˣ.

    Parameters
    ----------
    starts : array_like of shape (journeys,), or a number
        Where the journeys are at n = 0.
    n : array_like of shape (points,), optional
        Travel times; from 0 to 2 by default.
    kind : {"kneser", "abel"}
        The construction.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Arrows of slope v with gid "field"; journeys with gids "journey-0", "journey-1", …; and
        where n is a whole number, dots with gids "whole-0", "whole-1", …, and their values.

    Raises
    ------
    TypeError
        If starts or n are complex, or no numbers.
    ValueError
        If one of them is nan, infinite or too large, there are none or too few, `kind` is not a
        real construction, or no journey passes through the picture.

    Examples
    --------
    >>> ax = current([0, 1.5])
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '2.72', '1.5', '4.48']
    """
    starts = passengers(starts, kind)
    n = np.linspace(0, 2, 201) if n is None else in_order("n", n)
    bottom, top = river_bed(starts)
    journeys = [_journey(start, n, kind, bottom, top) for start in starts]
    if not any(at.size for at, _ in journeys):
        raise ValueError(f"no journey is seen from n = {n[0]:g} to {n[-1]:g}: include 0, its start")
    ax = axes_or_new(ax, (7.5, 4.5))
    ax.set(xlim=(n[0], n[-1]), ylim=(bottom, top))
    ax.set(xlabel="n, the travel time", ylabel="exp⁽ⁿ⁾(x)")
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter("{x:g}")
    stops = np.concatenate([_whole(at, y) for at, y in journeys])
    draw_field(ax, kind, 12, stops - [0, BELOW * (top - bottom)])
    for i, (at, y) in enumerate(journeys):
        line_by_n(ax, at, y, at, gid=f"journey-{i}")
        _mark_stops(ax, at, y, gid=f"whole-{i}")
    return ax


def passengers(starts: ArrayLike, kind: str) -> Floats:
    """Return the numbers that are to be carried, or raise an error that says what is wrong."""
    check_real(kind)
    numbers_to_carry = numbers("starts", np.atleast_1d(values_of(starts)), 1)
    if np.max(np.abs(numbers_to_carry)) > LARGEST_START:
        raise ValueError(
            f"starts must be between -{LARGEST_START} and {LARGEST_START}, or eˣ or the speed e⁻ˣ "
            f"overflows; got {numbers_to_carry}"
        )
    return numbers_to_carry


def river_bed(starts: Floats) -> tuple[float, float]:
    """Return limits between which all journeys from n = 0 to 1 have room."""
    low, high = np.min(starts), np.exp(np.max(starts))
    margin = 0.1 * (high - low)
    return float(low - margin), float(high + margin)


def _journey(
    start: float, n: Floats, kind: str, bottom: float, top: float
) -> tuple[Floats, Floats]:
    """Return n and exp^(n)(start), whole n among them, while the journey is in the picture."""
    enters, leaves = height([bottom, top], kind) - height(start, kind)
    enters, leaves = max(enters, n[0]), min(leaves, n[-1])
    if enters >= leaves:
        return np.empty(0), np.empty(0)
    whole = np.arange(np.ceil(enters), np.floor(leaves) + 1)
    at = np.union1d(n[(enters < n) & (n < leaves)], [enters, leaves, *whole])
    with np.errstate(over="ignore", invalid="ignore"):
        return at, iterate.exp_n(start, at, kind)


def _mark_stops(ax: Axes, n: Floats, y: Floats, gid: str) -> None:
    """Mark where n is a whole number, and write the value beside it."""
    stops = _whole(n, y)
    ax.plot(*stops.T, "o", color=ink(ax), clip_on=False, gid=gid)
    for place in stops:
        ax.annotate(
            short(place[1]), place, (7, -4), textcoords="offset points", va="top", color=ink(ax),
            path_effects=halo(ax), zorder=1.5,
        )  # fmt: skip


def _whole(n: Floats, y: Floats) -> Floats:
    """Return the points at which n is a whole number, in rows."""
    whole = (n == np.round(n)) & np.isfinite(y)
    return np.column_stack([n[whole], y[whole]])


def draw_field(ax: Axes, kind: str, columns: int, labels: Iterable[tuple[float, float]]) -> None:
    """Draw arrows of equal length whose slope is the speed v(x), whatever n is.

    They fade where labels stand, right of these points: stubs would look like signs.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    n = np.linspace(left, right, columns + 2)[1:-1]
    x = np.linspace(bottom, top, ROWS + 2)[1:-1]
    n, x = (each.ravel() for each in np.meshgrid(n, x))
    with np.errstate(over="ignore"):  # an infinite speed points straight up
        angle = np.arctan(iterate.generator(x, kind))
    seen = np.ones(n.size)
    for at, beside in labels:
        across, up = columns * (n - at) / (right - left) - 0.55, (x - beside) / (top - bottom)
        seen = np.minimum(seen, 3 * np.maximum(abs(across) / 0.8, abs(up) / 0.045) - 3)
    colours = [to_rgba(grey(ax), part) for part in seen.clip(0, 1)]
    ax.quiver(n, x, np.cos(angle), np.sin(angle), angles="xy", pivot="mid", scale=1.5 * columns,
              scale_units="width", units="inches", width=0.018, headwidth=4, color=colours, gid="field")  # fmt: skip
