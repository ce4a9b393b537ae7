"""Functions of two variables as maps side by side: an operation, or what a neuron computes.

Read next: operators.py, which draws x ⊕_n y with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from .._words import plain
from .abel_kneser import short
from .axes import SPAN, figure_or_new, numbers, shades, values_of
from .inks import READ, ink, seen

__all__ = ["surfaces"]

Floats = NDArray[np.float64]

OUTSIDE = "#e4e4e7"  # the colour of places outside the domain
# As Matplotlib's PRGn, but with a middle that is not grey as what is outside, and small differences
# that can be seen on a slide.
DIFFERENCES = LinearSegmentedColormap.from_list("differences", [
    (0, "#40004b"), (0.25, "#8a4f9e"), (0.43, "#dcc3e4"), (0.5, "white"),
    (0.57, "#bfe3b9"), (0.75, "#3f9a4e"), (1, "#00441b"),
])  # fmt: skip
PANEL = 2.1  # inches, the width of one map
ABOVE = 0.35  # inches, the height of its title
BELOW = 0.65  # inches, of the numbers below the last row
MOST_COLUMNS = 5


def surfaces(
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    *,
    n: ArrayLike | None = None,
    titles: Sequence[str] | None = None,
    centre: float | None = None,
    key: str = "",
    axis_names: tuple[str, str] = ("x", "y"),
    figure: Figure | SubFigure | None = None,
) -> Figure:
    """Draw several functions of two variables as maps side by side, with one colour key.

    Parameters
    ----------
    x : array_like of shape (columns,)
    y : array_like of shape (rows,)
        At least two numbers each, that rise or fall all the way.
    values : array_like of shape (panels, rows, columns)
        nan and inf mean that there is no value; such places are grey.
    n : array_like of shape (panels,), optional
        The n of each map, which gives its title a colour between + and ×, or a deeper one beyond.
    titles : sequence of str, optional
        One for each map. By default they say n, if it is given.
    centre : float, optional
        A value that counts as "no difference", such as 0: it is white, what is above it green, what
        is below it purple, to the same distance on both sides.
    key : str
        What the colours mean.
    axis_names : (str, str)
        Names of x and y.
    figure : Figure or SubFigure, optional
        Where to draw, without axes yet; a new figure by default.

    Returns
    -------
    Figure
        The given one, or the new one. Filled contours with gids "map-0", "map-1", …, which share their levels.

    Raises
    ------
    TypeError
        If the numbers are complex, or no numbers; or if `figure` is something else.
    ValueError
        If `figure` has axes already, shapes do not fit, x or y do not rise or fall all the way, one of them, an n or
        `centre` is nan or infinite, or there is no finite value.

    Examples
    --------
    >>> x = np.linspace(1, 2, 11)
    >>> figure = surfaces(x, x, [x + x[:, None], x * x[:, None]], titles=["sum", "product"])
    >>> [ax.get_title(loc="left") for ax in figure.axes[:2]]
    ['sum', 'product']

    How much larger is the sum?

    >>> figure = surfaces(x, x, [x + x[:, None] - x * x[:, None]], centre=0, key="difference")
    """
    x, y = side("x", x), side("y", y)
    if centre is not None:
        (centre,) = numbers("centre", [centre], 1)
    maps = numbers("values", values, 3, finite=False)
    maps = np.where(np.isfinite(maps), maps, np.nan)
    if maps.shape[1:] != (y.size, x.size):
        raise ValueError(
            "values must have shape (panels, rows, columns), as many rows and columns as y and x "
            f"have numbers, {y.size} and {x.size}; got {maps.shape}"
        )
    if np.all(np.isnan(maps)):
        raise ValueError("there is nothing to draw: values has no finite number")
    ns = None if n is None else numbers("n", n, 1)
    if titles is None:
        titles = [""] * len(maps) if n is None else [f"n = {short(each)}" for each in values_of(n)]
    count = len(maps) if ns is None else len(ns)
    if not len(titles) == count == len(maps):
        raise ValueError(
            f"each of {len(maps)} maps needs a title and an n, got {len(titles)} and {count}"
        )

    rows = -(-len(maps) // MOST_COLUMNS)
    columns = -(-len(maps) // rows)
    size = (PANEL * columns + 1, (PANEL + ABOVE) * rows + BELOW)
    drawn = figure_or_new(figure, figsize=size, layout="compressed")
    axes = drawn.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    colours: Any = [ink(drawn)] * count if ns is None else shades(drawn)(SPAN(ns))
    levels = levels_of(maps) if centre is None else levels_around(centre, maps)
    beyond = beyond_levels(maps, levels)
    cmap = "viridis" if centre is None else DIFFERENCES
    for i, ax in enumerate(axes.flat):
        if i >= len(maps):
            ax.remove()
            continue
        filled = filled_map(ax, x, y, maps[i], levels, beyond, cmap)
        filled.set_gid(f"map-{i}")
        colour = seen(colours[i], ax.figure, READ)
        ax.set_title(plain(titles[i]), loc="left", color=colour, fontsize="medium")
        if i + columns >= len(maps):
            ax.set_xlabel(plain(axis_names[0]))
            ax.tick_params(labelbottom=True)
        if i % columns == 0:
            ax.set_ylabel(plain(axis_names[1]))
    # Shared by all: few numbers, whatever the size, or their room would depend on the layout and
    # the layout on their room. None at the right end, where it would meet the neighbour's first.
    steps = [1, 2, 5, 10]
    axes[0, 0].xaxis.set_major_locator(MaxNLocator(4, steps=steps, prune="upper"))
    axes[0, 0].yaxis.set_major_locator(MaxNLocator(4, steps=steps))
    axes[0, 0].xaxis.set_major_formatter("{x:g}")
    axes[0, 0].yaxis.set_major_formatter("{x:g}")
    ticks = round_ones(levels) if centre is None else middles(levels)
    # In a part of a larger figure, square maps may be lower than their places, and so is the key.
    width, height = drawn.bbox.size
    edge = min(0.8 * width / (columns + 0.8), 0.75 * height / rows)
    shrink = 1.0 if figure is None else min(1.2 * edge * rows / height, 1.0)
    drawn.colorbar(filled, ax=drawn.axes, label=plain(key), ticks=ticks, shrink=shrink)
    return drawn  # type: ignore[no-any-return]


def side(name: str, values: ArrayLike) -> Floats:
    """Return the numbers along a side of a map, or raise an error that says what is wrong."""
    array = numbers(name, values, 1)
    steps = np.diff(array)
    if array.size < 2 or not (np.all(steps > 0) or np.all(steps < 0)):
        raise ValueError(
            f"{name} must be at least two numbers that rise, or fall, all the way, got {array}"
        )
    return array


def filled_map(
    ax: Axes, x: Floats, y: Floats, values: Floats, levels: Floats, beyond: str = "both",
    cmap: Any = "viridis",
) -> QuadContourSet:  # fmt: skip
    """Draw one map in a square; its colours change at the levels.

    There are values beyond the levels at "both" ends, "min", "max" or "neither", which the colour
    key shows by arrows. See `beyond_levels`.
    """
    ax.set_facecolor(OUTSIDE)
    ax.set_box_aspect(1)
    filled = ax.contourf(x, y, values, levels=levels, cmap=cmap, extend=beyond)
    filled.set_edgecolor("face")  # which closes gaps between the colours
    return filled


def levels_of(maps: Floats) -> Floats:
    """Return about twelve round numbers between the least and the largest value.

    A few values that are far away from all others do not count. Around a constant map, they span
    as much as its value.
    """
    least, largest = _range_of(maps)
    return np.asarray(MaxNLocator(12).tick_values(least, largest))


def levels_around(centre: float, maps: Floats) -> Floats:
    """Return levels on both sides of a value, which itself is in the middle between two of them.

    So values that differ from it by rounding, or by a little, have no other colour.
    """
    reach = max(abs(end - centre) for end in _range_of(maps))
    low, high, *_ = MaxNLocator(16, steps=[1, 2, 5, 10]).tick_values(-reach, reach)
    step = high - low
    count = int(np.ceil(reach / step + 0.5))  # bands on each side reach as far as the values
    return np.asarray(centre + step * (np.arange(-count, count) + 0.5))


def _range_of(maps: Floats) -> tuple[float, float]:
    """Return the least and the largest value that count; they differ."""
    least, low, high, largest = np.nanpercentile(maps, [0, 2, 98, 100])
    far = 5 * (high - low)  # with it among the levels, all others would share two or three
    if far > 0:
        least = low if low - least > far else least
        largest = high if largest - high > far else largest
    size = max(abs(least), abs(largest))
    if largest - least <= 1e-9 * size:  # but for rounding, they are equal
        least, largest = least - (size / 2 or 0.5), largest + (size / 2 or 0.5)
    return float(least), float(largest)


def beyond_levels(maps: Floats, levels: Floats) -> str:
    """Say at which ends of the levels there are values beyond: "both", "min", "max" or "neither"."""
    below, above = np.nanmin(maps) < levels[0], np.nanmax(maps) > levels[-1]
    if below and above:
        return "both"
    return "min" if below else "max" if above else "neither"


def middles(levels: Floats) -> Floats:
    """Return the middles of the bands between levels, or those of them that a key has room for."""
    between = (levels[:-1] + levels[1:]) / 2
    half = between.size // 2  # the band of the centre, which is one of them
    every = 1 if half < 3 else 2 if half < 6 else 4
    return np.asarray(between[half % every :: every])


def round_ones(levels: Floats) -> Floats:
    """Return every fourth level, 0 among them; every second, if they would end too early."""
    counts = np.round(levels / (levels[1] - levels[0]))
    every = 4 if counts[-1] % 4 < 3 else 2
    return np.asarray(levels[counts % every == 0])
