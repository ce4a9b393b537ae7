"""Pictures of x ⊕_n y, the operations between + and ×: as maps, along n, and how far from straight.

    x ⊕_n y = φ_n⁻¹(φ_n(x) + φ_n(y)), such as exp^(n)(exp^(-n)(x) + exp^(-n)(y))

It is x + y at n = 0 and x · y at n = 1, but the way from one to the other is not always a slope. It
may rise above both ends, and Schröder's may jump; linear-log never turns back. A neuron that learns
n by gradients has to take that way. Read next: plane.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure, SubFigure
from numpy.typing import ArrayLike, NDArray

from ..iterate import DEFAULT_KIND
from ..transitions import oplus
from .abel_kneser import in_order, short
from .axes import INK, PLUS, TIMES, axes_or_new, line_by_n, numbers, values_of
from .inks import grey, ink
from .labels import label_ends
from .maps import OUTSIDE, side, surfaces
from .orders import name_ticks, names_of_orders

__all__ = ["obstacle", "operator_maps", "operator_paths"]

Floats = NDArray[np.float64]

HALVINGS = 40  # of an interval that may hold a jump
STEPS = 200  # in which n goes from 0 to 1 to measure an obstacle
ROUNDING = 1e-13  # of values; a smaller step, relative to them, leads nowhere
LEVELS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10]  # sizes of obstacles, where the colour changes
DARKER = colormaps["RdPu"].with_extremes(under="white")


def operator_maps(
    n: ArrayLike,
    *,
    x: ArrayLike | None = None,
    y: ArrayLike | None = None,
    kind: str = DEFAULT_KIND,
    figure: Figure | SubFigure | None = None,
) -> Figure:
    """Draw x ⊕_n y as a map for each n.

    Parameters
    ----------
    n : array_like of shape (panels,), or a number
    x : array_like of shape (columns,), optional
        From -1 to 4 by default.
    y : array_like of shape (rows,), optional
        As x by default.
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        The way from + to ×, see `minigrad.transitions`. Of Schröder's complex numbers, the real part
        is drawn.
    figure : Figure or SubFigure, optional
        Where to draw, without axes yet; a new figure by default.

    Returns
    -------
    Figure
        The given one, or the new one. See `surfaces`; grey is outside the domain. For "linear-log" that is every n but those from 0
        to 1, for "box-cox" every x or y below 0, unless n is 0.

    Raises
    ------
    TypeError
        If n, x or y are complex, or no numbers; or if `figure` is something else.
    ValueError
        If one of them is nan or infinite, there are none, x or y do not rise or fall all the way,
        `kind` is unknown, no pair is in the domain, or `figure` has axes already.

    Examples
    --------
    >>> figure = operator_maps([0, 0.5, 1])
    >>> [ax.get_title(loc="left") for ax in figure.axes[:3]]
    ['n = 0: x + y', 'n = 0.5', 'n = 1: x · y']
    """
    ns = numbers("n", np.atleast_1d(values_of(n)), 1)
    x = np.linspace(-1, 4, 101) if x is None else side("x", x)
    y = x if y is None else side("y", y)
    values = [_oplus(x, y[:, None], each, kind) for each in ns]
    if np.all(np.isnan(values)):
        raise ValueError(
            f"there is nothing to draw: no pair of x and y is in the domain of {kind!r} for "
            f"n = {', '.join(map(short, ns))}"
        )
    titles = [f"n = {short(each)}" + {0: ": x + y", 1: ": x · y"}.get(each, "") for each in ns]
    return surfaces(x, y, values, n=ns, titles=titles, key="x ⊕ₙ y", figure=figure)


def _oplus(x: Any, y: Any, n: Any, kind: str) -> Floats:
    """Return the real part of x ⊕_n y, nan where there is none."""
    with np.errstate(invalid="ignore"):
        values = oplus(x, y, n, kind).data
    return np.where(np.isfinite(values), values.real, np.nan)


def operator_paths(
    pairs: ArrayLike,
    *,
    n: ArrayLike | None = None,
    kind: str = DEFAULT_KIND,
    ax: Axes | None = None,
) -> Axes:
    """Draw x ⊕_n y along n for chosen pairs, from x + y to x · y, or further.

    Parameters
    ----------
    pairs : array_like of shape (paths, 2)
        The numbers x and y of each path.
    n : array_like of shape (points,), optional
        From 0 to 1 by default. "box-cox" goes on beyond both, "linear-log" ends there.
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        The way from + to ×, see `minigrad.transitions`. Of Schröder's complex numbers, the real part
        is drawn.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Lines with gids "path-0", "path-1", …, that break where the path jumps or leaves the domain;
        dotted lines over the jumps, with gids "jumps-0", …; and bands with gids "outside-0", … where
        a path is above or below both of its ends, for n from 0 to 1. A + and a × mark x + y and
        x · y, if the path arrives there. Beyond n = 1 the line darkens up to n = 2, and below 0 down
        to -1.

    Raises
    ------
    TypeError
        If pairs or n are complex, or no numbers.
    ValueError
        If one of them is nan or infinite, shapes do not fit, `kind` is unknown, or no path has a
        point in the domain.

    Examples
    --------
    >>> ax = operator_paths([(2, 3), (2, 7)])
    >>> [text.get_text() for text in ax.texts]
    ['2 ⊕ 3', '2 ⊕ 7']
    """
    pairs = numbers("pairs", pairs, 2)
    if pairs.shape[1] != 2:
        raise ValueError(f"pairs must have shape (paths, 2), got {pairs.shape}")
    n = np.linspace(0, 1, 201) if n is None else in_order("n", n)
    if np.all(np.isnan(_oplus(pairs[:, :1], pairs[:, 1:], n, kind))):
        raise ValueError(
            f"there is nothing to draw: no path is in the domain of {kind!r} from n = {n[0]:g} to {n[-1]:g}"
        )
    ax = axes_or_new(ax, (7, 4.2))
    for i, (x, y) in enumerate(pairs):
        before, after = _jumps(x, y, n, kind)
        at = np.sort(np.concatenate([n, before, after]))
        path = _oplus(x, y, at, kind)
        _draw_path(ax, at, path, np.searchsorted(at, after), gid=f"path-{i}")
        _mark_outside(ax, at, path, _ends(x, y, kind), gid=f"outside-{i}")
        jumps = _oplus(x, y, before, kind), _oplus(x, y, after, kind)
        _mark_jumps(ax, after, *jumps, gid=f"jumps-{i}")
        _mark_ends(ax, x, y, n, kind, i)
        for last in np.flatnonzero(np.isfinite(path))[-1:]:
            name = f"{short(x)} ⊕ {short(y)}"
            label_ends(ax, [((at[last], path[last]), name, None)], short=True)
    margin = 0.03 * (n[-1] - n[0])
    ax.set(xlim=(n[0] - margin, n[-1] + margin), xlabel="n", ylabel="x ⊕ₙ y")
    if (n[0], n[-1]) == (0, 1):
        names = {0.0: "0\nadds", 0.25: "0.25", 0.5: "0.5", 0.75: "0.75", 1.0: "1\nmultiplies"}
        name_ticks(ax.xaxis, names)
    elif n[0] <= 0 and n[-1] >= 1:
        names = names_of_orders(n[0], n[-1], "\n")
        name_ticks(ax.xaxis, names)
    return ax


def _ends(x: Any, y: Any, kind: str) -> tuple[Any, Any]:
    """Return where the path begins and ends: x + y and x · y, but for linear-log below its edge.

    There its logarithm is a straight line, and does not multiply.
    """
    product, end = x * y, _oplus(x, y, 1, kind)
    elsewhere = np.abs(end - product) > 1e-9 * (1 + np.abs(product))
    return x + y, np.where(elsewhere, end, product)


def _mark_ends(ax: Axes, x: float, y: float, n: Floats, kind: str, i: int) -> None:
    """Mark x + y and x · y, if the path arrives there."""
    for at, value, marker, size, colour, name in (
        (0, x + y, "+", 11, PLUS, "plus"), (1, x * y, "x", 9, TIMES, "times"),
    ):  # fmt: skip
        if n[0] <= at <= n[-1] and np.isclose(_oplus(x, y, at, kind), value, 1e-9, 1e-9):
            ax.plot(at, value, marker, color=colour, markersize=size, markeredgewidth=2.5,
                    gid=f"{name}-{i}")  # fmt: skip


def _draw_path(ax: Axes, n: Floats, path: Floats, gaps: NDArray[np.int_], gid: str) -> None:
    n_with_gaps = np.insert(n, gaps, n[gaps])
    line_by_n(ax, n_with_gaps, np.insert(path, gaps, np.nan), n_with_gaps, gid=gid)


def _mark_outside(ax: Axes, n: Floats, path: Floats, ends: tuple[float, float], gid: str) -> None:
    """Fill what is between the path and an end that it has passed, on the way from 0 to 1."""
    between_the_ends = np.where((n >= 0) & (n <= 1), np.clip(path, min(ends), max(ends)), path)
    ax.fill_between(n, between_the_ends, path, color=grey(ax), alpha=0.35, linewidth=0, gid=gid)


def _mark_jumps(ax: Axes, n: Floats, before: Floats, after: Floats, gid: str) -> None:
    ax.vlines(n, before, after, ink(ax), linestyles=":", gid=gid)
    for place in zip(n, (before + after) / 2, strict=True):
        ax.annotate(
            f"n = {place[0]:.3f}", place, (6, 0), textcoords="offset points", va="center",
            color=ink(ax),
        )  # fmt: skip


def _jumps(x: float, y: float, n: Floats, kind: str) -> tuple[Floats, Floats]:
    """Return the n just before and just after each jump of x ⊕_n y.

    Halve every interval again and again, and keep the half in which the value changes more. There,
    a path without a jump changes by next to nothing in the end.
    """
    left, right = n[:-1], n[1:]
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        low, centre, high = (_oplus(x, y, at, kind) for at in (left, middle, right))
        in_left = np.abs(centre - low) > np.abs(high - centre)
        left, right = np.where(in_left, left, middle), np.where(in_left, middle, right)
    low, high = _oplus(x, y, left, kind), _oplus(x, y, right, kind)
    # Jumps that one sees are far larger, and a path that is only steep changes far less within 2⁻⁴⁰
    # of an interval.
    jumps = np.abs(high - low) > 1e-3 * (1 + np.abs(low))
    return left[jumps], right[jumps]


def obstacle(
    x: ArrayLike, y: ArrayLike, *, kind: str = DEFAULT_KIND, ax: Axes | None = None
) -> Axes:
    """Draw how far the way from x + y to x · y goes in the wrong direction, as a map over x and y.

    The size of this obstacle is ∫ max(0, -dp/dn) dn, where p is the path from 0 to 1,
    p(n) = (x ⊕_n y - (x + y)) / (x · y - (x + y)). It is 0 if the path never turns back, and 1 if
    the steps back together are as long as the distance of the ends. For "linear-log" it is 0
    everywhere, see transitions/linear_log.py.

    Parameters
    ----------
    x : array_like of shape (columns,)
    y : array_like of shape (rows,)
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        The way from + to ×, see `minigrad.transitions`. Of Schröder's complex numbers, the real part
        is taken.
    ax : Axes, optional
        Where to draw; a new figure by default. The colour key takes some of its room.

    Returns
    -------
    Axes
        Filled contours with gid "obstacle", and the curve x + y = x · y, where the ends are equal
        and any step back is beyond all bounds, with gid "equal-ends". Grey are pairs whose path
        leaves the domain. A text with gid "nowhere" says so if no obstacle is larger than 0.01.

    Raises
    ------
    TypeError
        If x or y are complex, or no numbers.
    ValueError
        If one of them is nan or infinite, there are none, x or y do not rise or fall all the way,
        `kind` is unknown, or no pair is in the domain.

    Examples
    --------
    >>> ax = obstacle(np.linspace(0.5, 4, 15), np.linspace(0.5, 4, 15))
    >>> ax.get_xlabel()
    'x'
    """
    x, y = side("x", x), side("y", y)
    sizes = _obstacle_sizes(x, y[:, None], kind)
    if np.all(np.isnan(sizes)):
        raise ValueError(
            f"there is nothing to draw: no pair of x and y is in the domain of {kind!r} for n from 0 to 1"
        )
    ax = axes_or_new(ax, (6.4, 5))
    ax.set_facecolor(OUTSIDE)
    largest = np.nanmax(sizes)
    # A logarithmic map would leave out 0 and inf: they get the colours beyond the levels.
    drawn = np.clip(sizes, LEVELS[0] / 2, 2 * LEVELS[-1])
    filled = ax.contourf(x, y, drawn, levels=LEVELS, norm=LogNorm(), cmap=DARKER, extend="both")
    filled.set(gid="obstacle", edgecolor="face")
    begin, end = _ends(x, y[:, None], kind)
    way = np.where(np.isnan(sizes), np.nan, end - begin)
    _draw_equal_ends(ax, x, y, way, "white" if largest >= LEVELS[0] else INK)
    if largest < LEVELS[0]:
        small = f"less than {LEVELS[0]} everywhere"
        ax.text(0.95, 0.95, small if largest else "0 everywhere:\nno way leads back", ha="right",
                va="top", transform=ax.transAxes, color=INK, gid="nowhere")  # fmt: skip
    ax.set(xlabel="x", ylabel="y")
    key = ax.figure.colorbar(filled, ax=ax, label="overshoot / |x · y − (x + y)|")
    key.set_ticks(LEVELS, labels=[f"{size:g}" for size in LEVELS])
    key.minorticks_off()
    return ax


def _obstacle_sizes(x: Floats, y: Floats, kind: str) -> Floats:
    """Return the sum of all steps away from the end, over the distance of the ends.

    It is inf if the ends are equal and the path leaves them, and nan if some point of the path is
    outside the domain. Steps of the size of rounding are none.
    """
    here, end = _ends(x, y, kind)
    way, back = end - here, np.zeros(np.broadcast(x, y).shape)
    towards = np.where(way < 0, -1, 1)
    for n in np.linspace(0, 1, STEPS + 1)[1:]:
        there = _oplus(x, y, n, kind)
        step = (here - there) * towards
        back += np.where(step <= ROUNDING * (np.abs(here) + np.abs(there)), 0, step)
        here = there
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(back == 0, 0, back / np.abs(way))


def _draw_equal_ends(ax: Axes, x: Floats, y: Floats, way: Floats, colour: str) -> None:
    if np.nanmin(way) < 0 < np.nanmax(way):
        curve = ax.contour(x, y, way, levels=[0], colors=colour, linewidths=1.5)
        curve.set_gid("equal-ends")
        ax.clabel(curve, fmt="x + y = x · y", inline_spacing=18)
