"""What all plots share: colours with a meaning, axes on demand, and checks of numbers.

Read next: pages.py.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, Locator, LogLocator, MaxNLocator, NullFormatter
from numpy.typing import ArrayLike, NDArray

from ..autodiff import no_grad
from .inks import Paper, is_dark
from .pages import save  # which is found here, too

__all__ = ["N_COLOURS", "PLUS", "TIMES", "axes_or_new", "save"]

Floats = NDArray[np.float64]

INK = "#404040"  # of texts on maps, whose colours are the same on any paper
GREY = "#9c9ca1"  # of what has no value there
# + and × have these colours everywhere, and nothing else has them. Their lightness L* is 44 and 72,
# so that a greyscale copy tells them apart, too.
PLUS = "#2f62c9"
TIMES = "#f89c20"
BETWEEN = "#8b8b90"  # halfway in lightness, so that a copy also tells which way n goes
N_COLOURS = LinearSegmentedColormap.from_list("n", [PLUS, BETWEEN, TIMES])
"""Colour of a neuron by its n, from + (0) to × (1)."""

# As N_COLOURS from + (0) to × (1), and deeper shades beyond: on to log, and on to exp of exp.
N_SHADES = LinearSegmentedColormap.from_list(
    "iterates", [(0, "#142867"), (1 / 3, PLUS), (1 / 2, BETWEEN), (2 / 3, TIMES), (1, "#8a3206")]
)
N_SHADES_ON_DARK = LinearSegmentedColormap.from_list(
    "iterates on dark paper",
    [(0, "#ccdafa"), (1 / 3, PLUS), (1 / 2, BETWEEN), (2 / 3, TIMES), (1, "#fde6c6")],
)
SPAN = Normalize(-1, 2)  # the n of its first and last colour
SHADES = 32  # of a line, from n = 0 to n = 1; an eye sees no steps
SEEN = 5e-4  # of the length of a line: a bend that is seen


def shades(where: Paper | None = None) -> Colormap:
    """Return the colours of n from -1 to 2, as `SPAN` maps them, for this paper."""
    return N_SHADES if where is None or not is_dark(where) else N_SHADES_ON_DARK


def axes_or_new(ax: Axes | None, figsize: tuple[float, float] | None = None) -> Axes:
    """Return `ax`, or the axes of a new figure, `figsize` inches large."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    new: Axes = plt.subplots(figsize=figsize, layout="constrained")[1]
    return new


def figure_or_new(figure: Figure | SubFigure | None, **new: Any) -> Any:
    """Return `figure`, which must be empty, or a new one; a subfigure is a part of a larger one."""
    if figure is None:
        import matplotlib.pyplot as plt

        return plt.figure(**new)
    if not isinstance(figure, Figure | SubFigure):
        raise TypeError(
            f"figure must be a Figure or a SubFigure, got {type(figure).__name__}: plots of several "
            "panels need one of their own, such as figure.subfigures(1, 2)[0]"
        )
    if figure.axes:
        raise ValueError(
            "figure has axes already: give an empty one, such as figure.subfigures(1, 2)[0]"
        )
    return figure


def line_by_n(
    ax: Axes, x: Floats, y: Floats, n: Floats, cmap: Any = None, norm: Any = SPAN, **style: Any
) -> None:
    """Draw a line in the colours of n, with gaps where y is nan or infinite.

    It is drawn in pieces of one shade each, and points that no eye would miss are left out: a file
    with a piece for every step of a training would be ten times as large.
    """
    points = np.column_stack([x, y])
    middle = (n[:-1] + n[1:]) / 2
    finite = np.asarray(np.isfinite(points).all(axis=1))
    drawn = finite[:-1] & finite[1:]
    shade = np.where(drawn, np.floor(SHADES * middle), np.nan)
    starts = np.flatnonzero(np.diff(shade, prepend=np.nan) != 0)  # nan differs from itself, too
    pieces = [(i, j) for i, j in pairwise([*starts, len(shade)]) if drawn[i]]
    look: dict[str, Any] = {"linewidths": 2.5, "capstyle": "round", "zorder": 2} | style
    size = np.ptp(points[finite], axis=0) if finite.any() else np.ones(2)
    lines = [_thinned(points[i : j + 1], np.where(size, size, 1)) for i, j in pieces]
    line = LineCollection(lines, cmap=cmap or shades(ax), norm=norm, **look)
    line.set_array([np.mean(middle[i:j]) for i, j in pieces])
    ax.add_collection(line)


def _thinned(points: Floats, size: Floats) -> Floats:
    """Leave out points that are next to a straight line between others (Douglas and Peucker, 1973)."""
    scaled, kept = points / size, {0, len(points) - 1}
    parts = [(0, len(points) - 1)]
    while parts:
        i, j = parts.pop()
        if j - i < 2:
            continue
        (dx, dy), (x, y) = scaled[j] - scaled[i], (scaled[i + 1 : j] - scaled[i]).T
        away = np.abs(dx * y - dy * x) / (np.hypot(dx, dy) or 1)
        furthest = int(np.argmax(away))
        if away[furthest] > SEEN:
            middle = i + 1 + furthest
            kept.add(middle)
            parts += [(i, middle), (middle, j)]
    return points[sorted(kept)]


def log_scale(axis: Axis) -> None:
    """Make an axis logarithmic; if it spans little, name as many numbers as there is room for."""
    axes: Any = axis.axes
    is_x = axis is axes.xaxis
    (axes.set_xscale if is_x else axes.set_yscale)("log")
    low, high = axis.get_view_interval()
    if high < 100 * low:
        points = 72 / axes.figure.dpi
        room = points * (axes.bbox.width / 36 if is_x else axes.bbox.height / 18)
        axis.set_major_locator(_locator(low, high, room))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def _locator(low: float, high: float, room: float) -> Locator:
    """Choose the numbers to name on a logarithmic axis that spans less than two powers of ten."""
    if high < 5 * low:
        return MaxNLocator(min(5, max(1, int(room))))
    tens = 10.0 ** np.arange(np.floor(np.log10(low)), np.log10(high) + 1)
    for subs in ([1.0, 2.0, 3.0, 5.0], [1.0, 3.0]):
        ticks = np.outer(subs, tens)
        if np.sum((low <= ticks) & (ticks <= high)) <= room:
            return LogLocator(subs=subs)
    return LogLocator()


def values_of(x: Any) -> NDArray[Any]:
    """Return an array, also of tensors that carry gradients: a picture needs none."""
    with no_grad():
        return np.asarray(x)


def numbers(name: str, values: ArrayLike, ndim: int, *, finite: bool = True) -> Floats:
    """Return `values` as an array of real numbers, or raise an error that says what is wrong.

    Raises
    ------
    TypeError
        If they are complex, or no numbers.
    ValueError
        If there are none, the number of dimensions is another one or, with `finite`, one of them is
        nan or infinite.
    """
    array = values_of(values)
    if array.dtype.kind == "c":
        raise TypeError(f"{name} must be real, got complex numbers: draw their .real, or np.abs")
    if array.dtype.kind not in "fiub":
        what = "text" if array.dtype.kind in "US" else array.dtype
        raise TypeError(f"{name} must be numbers, got {what}")
    if array.ndim != ndim:
        plural = "s" * (ndim > 1)
        raise ValueError(f"{name} must have {ndim} dimension{plural}, got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"there is nothing to draw: {name} is empty, of shape {array.shape}")
    wrong = np.argwhere(~np.isfinite(array))
    if finite and len(wrong):
        first = tuple(map(int, wrong[0]))
        raise ValueError(
            f"{name} has {len(wrong)} of {array.size} values that are nan or infinite, the first is "
            f"{array[first]} at index {first if ndim > 1 else first[0]}: leave them out"
        )
    return array.astype(float)
