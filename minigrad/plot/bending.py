"""A film: the lines of equal x ⊕_n y, straight at n = 0, bend to hyperbolas as n grows to 1.

Read next: travel.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from ..iterate import DEFAULT_KIND
from ..transitions import oplus
from .abel_kneser import in_order, short
from .axes import N_COLOURS, line_by_n
from .film import Film, gently
from .inks import READ, grey, seen
from .orders import ORDER_TICKS

__all__ = ["bending"]

Floats = NDArray[np.float64]

FRAMES, FPS = 46, 15
PANELS = (0, 0.25, 0.5, 0.75, 1)  # of the twin
PANEL = 1.65  # inches, the width of one
BETWEEN = 2  # thin lines between two that are named
POINTS = 200  # of the diagonal, on which the lines have their names
EDGE = 0.05  # so near to an end of the diagonal, a name would be cut off
APART = 0.16  # of the diagonal, from name to name in the narrow panels of the twin


def bending(
    x: ArrayLike | None = None, *, levels: ArrayLike | None = None, kind: str = DEFAULT_KIND
) -> Film:
    """Film how the level lines of x ⊕_n y bend, from x + y = c at n = 0 to x · y = c at n = 1.

    Parameters
    ----------
    x : array_like of shape (points,), optional
        The numbers along both sides of the map; from 0 to 6 by default.
    levels : array_like of shape (lines,), optional
        The values c whose lines are bold and named; two thin lines are between them. About six round
        numbers by default.
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        The way from + to ×, see `minigrad.transitions`. Of Schröder's complex numbers, the real part
        is drawn.

    Returns
    -------
    Film
        In its figure, the bold lines have the gid "lines" and the thin ones "between"; their names
        are "level-0", "level-1", …, and the knob that shows n is "now". Grey, with the gid
        "outside", are pairs outside the domain.

    Raises
    ------
    TypeError
        If x or levels are complex, or no numbers.
    ValueError
        If one of them is nan or infinite, there are too few, `kind` is unknown, or no pair is in the
        domain at n = 0 or n = 1, or no level is reached.

    Examples
    --------
    >>> film = bending()
    >>> [ax.get_title(loc="left") for ax in film.twin.axes]
    ['x + y', 'n = 0.25', 'n = 0.50', 'n = 0.75', 'x · y']
    """
    import matplotlib.pyplot as plt

    x = np.linspace(0, 6, 121) if x is None else in_order("x", x)
    ends = [_values(x, x[:, None], n, kind) for n in (0, 1)]
    if np.isnan(ends).all(axis=(1, 2)).any():
        raise ValueError(
            f"there is nothing to draw: no pair of x from {x[0]:g} to {x[-1]:g} is in the domain of "
            f"{kind!r} at n = 0, or at n = 1"
        )
    if levels is None:
        bold = np.asarray(MaxNLocator(6).tick_values(np.nanmin(ends), np.nanmax(ends)))
    else:
        bold = in_order("levels", levels)
    thin = np.linspace(bold[:-1], bold[1:], BETWEEN + 2)[1:-1].ravel(order="F")
    bold = _reached(bold, ends)
    if not bold.size:
        raise ValueError(
            f"there is no line to be seen: x + y and x · y go from {short(np.nanmin(ends))} to "
            f"{short(np.nanmax(ends))} here, choose levels between"
        )

    def draw(ax: Axes, n: float, apart: float = 0) -> None:
        values = _values(x, x[:, None], n, kind)
        colour: Any = N_COLOURS(float(n))
        legible = seen(colour, ax, READ)
        ax.set_box_aspect(1)
        if np.isnan(values).any():
            outside = ax.contourf(x, x, np.isnan(values), [0.5, 1.5], colors=[grey(ax)], alpha=0.4)
            outside.set_gid("outside")
        for gid, some, width in (("between", thin, 0.9), ("lines", bold, 2)):
            here = _reached(some, values)
            if here.size:
                ax.contour(x, x, values, here, colors=[colour], linewidths=width).set_gid(gid)
        for i, (level, place) in enumerate(_on_diagonal(x, bold, n, kind, apart)):
            ax.text(
                place, place, short(level), ha="center", va="center", color=legible,
                bbox={"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 1.5},
                gid=f"level-{i}",
            )  # fmt: skip
        ax.set_title({0.0: "x + y", 1.0: "x · y"}.get(n, f"n = {n:.2f}"), loc="left", color=legible)
        ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        ax.set(xlabel="x", xlim=x[[0, -1]], ylim=x[[0, -1]])

    twin, panels = plt.subplots(
        1, len(PANELS), figsize=(PANEL * len(PANELS) + 0.6, PANEL + 1.3), sharey=True,
        layout="compressed",
    )  # fmt: skip
    for ax, n in zip(panels, PANELS, strict=True):
        draw(ax, n, APART)
    panels[0].set_ylabel("y")

    figure, (left, right) = plt.subplots(
        1, 2, figsize=(5.6, 4.2), width_ratios=[1, 0.03], layout="compressed"
    )
    way = gently(FRAMES)

    def show(frame: int) -> None:
        left.clear()
        draw(left, way[frame])
        left.set_ylabel("y")
        right.clear()
        _draw_knob(right, way[frame])

    show(0)
    return Film(twin, figure, show, FRAMES, FPS)


def _values(x: Floats, y: Floats, n: float, kind: str) -> Floats:
    """Return the real part of x ⊕_n y, nan where there is none."""
    with np.errstate(invalid="ignore"):
        values = oplus(x, y, n, kind).data.real
    return np.where(np.isfinite(values), values, np.nan)


def _reached(levels: Floats, values: Any) -> Floats:
    """Return the levels between the least and the largest value."""
    return np.asarray(levels[(np.nanmin(values) < levels) & (levels < np.nanmax(values))])


def _on_diagonal(
    x: Floats, levels: Floats, n: float, kind: str, apart: float
) -> list[tuple[float, float]]:
    """Return levels with the x at which x ⊕_n x is as much, not too near to an end or each other."""
    along = np.linspace(x[0], x[-1], POINTS)
    values = _values(along, along, n, kind)
    found: list[tuple[float, float]] = []
    span = x[-1] - x[0]
    for level in levels:
        rises = np.flatnonzero((values[:-1] < level) & (level <= values[1:]))
        for i in rises[:1]:
            place = np.interp(level, values[i : i + 2], along[i : i + 2])
            near = bool(found) and place - found[-1][1] < apart * span
            if not near and EDGE < (place - x[0]) / span < 1 - EDGE:
                found.append((level, place))
    return found


def _draw_knob(ax: Axes, n: float) -> None:
    """Draw n as a knob that was pushed up from + towards ×."""
    ax.plot([0, 0], [0, 1], color=grey(ax), linewidth=1)
    pushed = np.linspace(0, n, 50)
    line_by_n(ax, 0 * pushed, pushed, pushed)
    ax.plot(0, n, "o", color=N_COLOURS(float(n)), markersize=14, clip_on=False, gid="now")
    ax.set(xlim=(-1, 1), ylim=(0, 1), xticks=[])
    ax.set_yticks(list(ORDER_TICKS), list(ORDER_TICKS.values()))
    ax.yaxis.tick_right()
    ax.set_title("n", loc="center")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, pad=8)
