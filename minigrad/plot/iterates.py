"""Pictures of exp^(n): the curves between log, x and exp, and the current that carries x along.

Real numbers only; for Schröder's complex ones see plane.py. Read next: maps.py and operators.py,
where exp^(n) leads from + to ×.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text
from matplotlib.ticker import MultipleLocator
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression

from .. import iterate
from ..iterate import DEFAULT_KIND
from .axes import GREY, INK, PLUS, TIMES, axes_or_new, label_ends, numbers
from .kinds import check_real, increasing

__all__ = ["current", "iterates"]

Floats = NDArray[np.float64]

# As N_COLOURS from + (0) to × (1), and deeper shades beyond: on to log, and on to exp of exp.
SHADES = LinearSegmentedColormap.from_list(
    "iterates", [(0, "#1b3a94"), (1 / 3, PLUS), (1 / 2, GREY), (2 / 3, TIMES), (1, "#8a3206")]
)
SPAN = Normalize(-1, 2)  # the n of its first and last colour


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
        If one of them is nan or infinite, there are none, or `kind` is not a real construction.

    Examples
    --------
    >>> ax = iterates([-1, 0, 0.5, 1])
    >>> sorted(text.get_text() for text in ax.texts)
    ['0.5', 'exp', 'log', 'x']
    """
    ns = numbers("n", np.atleast_1d(n), 1)
    x = np.linspace(-3, 5, 321) if x is None else increasing("x", x)
    check_real(kind)
    ax = axes_or_new(ax, (6, 5.6))
    low, high = x[0], x[-1]
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal", xlabel="x", ylabel="exp⁽ⁿ⁾(x)")
    for i, each in enumerate(ns):
        colour: Any = SHADES(SPAN(each))
        with np.errstate(invalid="ignore"):
            # exp^(-n) undoes exp^(n): it says where the curve enters the picture and leaves it.
            enters, leaves = iterate.exp_n([low, high], -each, kind)
            at = np.union1d(x, [edge for edge in (enters, leaves) if low < edge < high])
            y = iterate.exp_n(at, each, kind)
        ax.plot(at, y, color=colour, gid=f"iterate-{i}")
        if low < leaves < high:
            ax.add_artist(AboveLabel(_name(each), leaves, color=colour))
        elif low < y[-1] <= high:
            label_ends(ax, [((high, y[-1]), _name(each), colour)])
    return ax


def _name(n: float) -> str:
    names = {1.0: "exp", 0.0: "x", -1.0: "log"}
    return names.get(n, f"{n:g}".replace("-", "−"))


class AboveLabel(Annotation):
    """A text where a curve leaves the axes above. All of the same axes move apart when drawn.

    See `EndLabel`, which does the same at the right end.
    """

    def __init__(self, text: str, x: float, **style: Any) -> None:
        super().__init__(
            text, (x, 1), xycoords=("data", "axes fraction"), xytext=(0, 4),
            textcoords="offset points", ha="center", va="bottom", gid="above", clip_on=False,
            **style,
        )  # fmt: skip

    def update_positions(self, renderer: Any) -> None:
        """Find the place of the text, which Matplotlib asks for whenever it draws or measures."""
        assert self.axes is not None
        texts = [text for text in self.axes.texts if isinstance(text, AboveLabel)]
        texts.sort(key=lambda text: text.xy[0])
        points = 72 / self.axes.figure.dpi  # of a pixel
        places = points * self.axes.transData.transform([(text.xy[0], 0) for text in texts])[:, 0]
        widths = [points * Text.get_window_extent(text, renderer).width + 7 for text in texts]
        stack = np.cumsum(widths) - np.divide(widths, 2)
        free = isotonic_regression(places - stack).x + stack
        for text, shift in zip(texts, free - places, strict=True):
            text.set_position((shift, 4))
        super().update_positions(renderer)


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
        If one of them is nan, infinite or too large for exp, there are none, or `kind` is not a
        real construction.

    Examples
    --------
    >>> ax = current([0, 1.5])
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '2.72', '1.5', '4.48']
    """
    starts = numbers("starts", np.atleast_1d(starts), 1)
    n = np.linspace(0, 2, 201) if n is None else increasing("n", n)
    check_real(kind)
    if np.max(np.abs(starts)) > 600:
        raise ValueError(f"starts must be between -600 and 600, or exp overflows; got {starts}")
    low, high = np.min(starts), np.exp(np.max(starts))
    margin = 0.1 * (high - low)
    ax = axes_or_new(ax, (7.5, 4.5))
    ax.set(xlim=(n[0], n[-1]), ylim=(low - margin, high + margin))
    ax.set(xlabel="n, the travel time", ylabel="exp⁽ⁿ⁾(x)")
    ax.xaxis.set_major_locator(MultipleLocator(0.5))
    ax.xaxis.set_major_formatter("{x:g}")
    _draw_field(ax, kind)
    whole = np.arange(np.ceil(n[0]), np.floor(n[-1]) + 1)
    for i, start in enumerate(starts):
        with np.errstate(invalid="ignore"):
            line_by_n(ax, n, iterate.exp_n(start, n, kind), n, gid=f"journey-{i}")
            stops = iterate.exp_n(start, whole, kind)
        inside = (low - margin < stops) & (stops < high + margin)
        ax.plot(whole[inside], stops[inside], "o", color=INK, clip_on=False, gid=f"whole-{i}")
        for place in zip(whole[inside], stops[inside], strict=True):
            ax.annotate(
                f"{place[1]:.3g}".replace("-", "−"), place, (7, -4), textcoords="offset points",
                va="top", color=INK, path_effects=[withStroke(linewidth=3, foreground="white")],
                zorder=1.5,
            )  # fmt: skip
    return ax


def _draw_field(ax: Axes, kind: str) -> None:
    """Draw arrows of equal length whose slope is the speed v(x), whatever n is."""
    n = np.linspace(*ax.get_xlim(), 22)[1:-1]
    x = np.linspace(*ax.get_ylim(), 16)[1:-1]
    speed = np.broadcast_to(iterate.generator(x, kind)[:, None], (x.size, n.size))
    length = np.hypot(1, speed)
    ax.quiver(n, x, 1 / length, speed / length, angles="xy", pivot="mid", scale=36, width=0.002,
              headwidth=4, color=GREY, alpha=0.6, gid="field")  # fmt: skip


def line_by_n(ax: Axes, x: Floats, y: Floats, n: Floats, gid: str) -> None:
    """Draw a line in the colours of n, with gaps where y is nan or infinite."""
    points = np.column_stack([x, y])
    pieces = np.stack([points[:-1], points[1:]], axis=1)
    drawn = np.isfinite(pieces).all(axis=(1, 2))
    line = LineCollection(
        list(pieces[drawn]), cmap=SHADES, norm=SPAN, linewidths=2.5, capstyle="round", zorder=2,
        gid=gid,
    )  # fmt: skip
    line.set_array((n[:-1] + n[1:])[drawn] / 2)
    ax.add_collection(line)
