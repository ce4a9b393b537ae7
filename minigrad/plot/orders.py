"""How pictures name and colour n: 0 adds, 1 multiplies, and what lies beyond them is said.

Most n lie between 0 and 1. Those of a Box–Cox neuron may go on, see transitions/box_cox.py. Then
the axis of n goes on as well, 0 and 1 are marked on it, and colours grow deeper than those of + and ×.

Read next: training.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.colors import Colormap, Normalize
from matplotlib.ticker import FixedLocator, FuncFormatter, Locator, MaxNLocator, MultipleLocator
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike

from .axes import N_COLOURS, SPAN, shades
from .inks import Paper, grey
from .labels import NARROW, is_narrow

__all__ = [
    "ORDER_TICKS",
    "colour_of",
    "colours_for",
    "is_beyond",
    "name_orders",
    "name_ticks",
    "names_of_orders",
    "span_of",
]

ORDER_TICKS = {0: "0, adds", 0.25: "0.25", 0.5: "0.5", 0.75: "0.75", 1: "1, multiplies"}
BESIDE = 0.02  # as near to 0 or 1, n is not called beyond: a neuron that adds may end at -0.001
NARROW_FOR_X = 15  # sizes of the font, which a tick of three needs for words
SIGNS = {
    ", beyond ": " beyond ", ", adds": " +", ", multiplies": " ×",
    "\nadds": "\n+", "\nmultiplies": "\n×", "\nbeyond ": "\n",
}  # fmt: skip
MOST_WORDS = 4  # longer axes of n have room for + and × only, …
MOST_SIGNS = 12  # … and for less than that


def is_beyond(n: ArrayLike) -> bool:
    """Tell whether some n is clearly below 0 or above 1.

    Examples
    --------
    >>> is_beyond([-0.001, 1.0]), is_beyond([0.5, 1.2])
    (False, True)
    """
    return bool(np.min(n) < -BESIDE or np.max(n) > 1 + BESIDE)


def colours_for(n: ArrayLike, where: Paper | None = None) -> tuple[Colormap, Normalize]:
    """Return the colours from + to ×, with deeper ones if some n is beyond; and from which n to which.

    The deepest ones are those of -1 and 2, and of all n that are further away. On dark paper, where
    nobody would see them, they are the palest instead.
    """
    return (shades(where), SPAN) if is_beyond(n) else (N_COLOURS, Normalize(0, 1))


def colour_of(n: float, where: Paper | None = None) -> Any:
    """Return the colour of one n."""
    colours, span = colours_for(n, where)
    return colours(float(span(float(n))))


def span_of(axis: Axis) -> tuple[float, float]:
    """Return the least and the largest number drawn along an axis, and along those that share it."""
    axes: Any = axis.axes
    is_x = axis is axes.xaxis
    shared = axes.get_shared_x_axes() if is_x else axes.get_shared_y_axes()
    drawn = Bbox.union([ax.dataLim for ax in shared.get_siblings(axes) if ax.has_data()])
    low, high = drawn.intervalx if is_x else drawn.intervaly
    return float(low), float(high)


def name_orders(axis: Axis, low: float, high: float) -> None:
    """Let an axis of n lead from `low` to `high`, which lie beyond 0 or 1; mark both, and name all."""
    low, high = (end if is_beyond(end) else round(end) for end in (low, high))
    if low < 0 and high > 1:
        low, high = np.floor(low), np.ceil(high)
    else:
        low, high = np.floor(2 * low) / 2, np.ceil(2 * high) / 2
    axes: Any = axis.axes
    is_x = axis is axes.xaxis
    room = 0.02 * (high - low)
    (axes.set_xlim if is_x else axes.set_ylim)(low - room, high + room)
    names = names_of_orders(low, high, "\n" if is_x else ", ")
    name_ticks(axis, names)
    marked = {line.get_gid() for line in axes.lines}
    for at in (0, 1):
        if f"level-{at}" not in marked:
            mark = axes.axvline if is_x else axes.axhline
            mark(at, color=grey(axes), linewidth=0.8, linestyle=":", zorder=0, gid=f"level-{at}")


def name_ticks(axis: Axis, names: Mapping[float, str]) -> None:
    """Name the ticks along an axis; in narrow axes they have signs instead of words.

    Along x, where words stand below the numbers, they have room for longer.
    """
    axes: Any = axis.axes
    least = NARROW_FOR_X if axis is axes.xaxis else NARROW
    short = {n: _in_signs(name) for n, name in names.items()}

    def name_of(n: float, _: Any) -> str:
        return (short if is_narrow(axes, least) else names).get(round(n, 9), "")

    axis.set_major_locator(FixedLocator(list(names)))
    axis.set_major_formatter(FuncFormatter(name_of))


def _in_signs(name: str) -> str:
    for word, sign in SIGNS.items():
        name = name.replace(word, sign)
    return name


def names_of_orders(low: float, high: float, before: str) -> dict[float, str]:
    """Return which n to name on an axis, and how; words come after `before`.

    Examples
    --------
    >>> names_of_orders(0, 2, ", ")
    {0.0: '0, adds', 1.0: '1, multiplies', 2.0: '2, beyond ×'}
    """
    span = high - low
    step = 0.5 if span <= 1.5 else 1 if span <= 2 * MOST_WORDS else None
    locator: Locator = MaxNLocator(6) if step is None else MultipleLocator(step)
    places = locator.tick_values(low, high)
    names = {float(n) + 0.0: f"{n + 0.0:g}".replace("-", "−") for n in places if low <= n <= high}
    if span <= MOST_SIGNS:
        words = ("adds", "multiplies") if span <= MOST_WORDS else ("+", "×")
        names |= {float(n): f"{n}{before}{word}" for n, word in enumerate(words)}
    if max(names) > 1:
        names[max(names)] += f"{before}beyond ×"
    if min(names) < 0:
        names[min(names)] += f"{before}beyond +"
    return names
