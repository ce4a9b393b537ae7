"""What all plots share: colours with a meaning, axes on demand, labels at the ends of lines, checks.

Read next: training.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from matplotlib.transforms import IdentityTransform
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression

from .._files import write_aside

__all__ = ["N_COLOURS", "PLUS", "SIZES", "TIMES", "axes_or_new", "save"]

INK = "#404040"  # of texts in a picture
GREY = "#9c9ca1"  # of what only helps to read: grids, diagonals, what has no value
PLUS = "#5790fc"
TIMES = "#f89c20"
N_COLOURS = LinearSegmentedColormap.from_list("n", [PLUS, "#9c9ca1", TIMES])
"""Colour of a neuron by its n, from + (0) to × (1)."""

BESIDE = 8  # points from the end of a line to its label
LINE = 1.3  # from one line of text to the next, in sizes of the font
SIZES: dict[str, tuple[float, int | None]] = {"handout": (1.0, 160), "slide": (0.75, 300)}

# Without dates and versions a picture is the same bytes every time.
METADATA = {".svg": {"Date": None}, ".png": {"Software": None}, ".pdf": {"CreationDate": None}}


def axes_or_new(ax: Axes | None, figsize: tuple[float, float] | None = None) -> Axes:
    """Return `ax`, or the axes of a new figure, `figsize` inches large."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    new: Axes = plt.subplots(figsize=figsize, layout="constrained")[1]
    return new


def log_scale(axis: Axis) -> None:
    """Make an axis logarithmic; if it spans little, label 1, 2, 3, 5 or as many as there is room for."""
    axes: Any = axis.axes
    is_x = axis is axes.xaxis
    (axes.set_xscale if is_x else axes.set_yscale)("log")
    low, high = axis.get_view_interval()
    if high < 100 * low:
        points = 72 / axes.figure.dpi
        room = points * (axes.bbox.width / 36 if is_x else axes.bbox.height / 18)
        tens = 10.0 ** np.arange(np.floor(np.log10(low)), np.log10(high) + 1)
        for subs in ([1.0, 2.0, 3.0, 5.0], [1.0, 3.0], [1.0]):
            ticks = np.outer(subs, tens)
            if np.sum((low <= ticks) & (ticks <= high)) <= room:
                break
        axis.set_major_locator(LogLocator(subs=subs))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def numbers(name: str, values: ArrayLike, ndim: int, *, finite: bool = True) -> NDArray[np.float64]:
    """Return `values` as an array of real numbers, or raise an error that says what is wrong.

    Raises
    ------
    TypeError
        If they are complex, or no numbers.
    ValueError
        If there are none, the number of dimensions is another one or, with `finite`, one of them is
        nan or infinite.
    """
    array = np.asarray(values)
    if array.dtype.kind == "c":
        raise TypeError(f"{name} must be real, got complex numbers: draw their .real, or np.abs")
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must be numbers, got {array.dtype}")
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


def label_ends(ax: Axes, labels: Iterable[tuple[tuple[float, float], str, Any]]) -> None:
    """Write each text right of its point, in its colour; where texts would overlap, they move apart."""
    for point, text, colour in labels:
        ax.add_artist(EndLabel(text, point, color=colour))


class EndLabel(Annotation):
    """A text at the end of a line. All of the same axes find their heights together, when drawn."""

    def __init__(self, text: str, point: tuple[float, float], **style: Any) -> None:
        super().__init__(
            text, point, xytext=(BESIDE, 0), textcoords="offset points", va="center", gid="end",
            annotation_clip=False, clip_on=False, transform=IdentityTransform(), **style,
        )  # fmt: skip

    def update_positions(self, renderer: Any) -> None:
        """Find the place of the text, which Matplotlib asks for whenever it draws or measures."""
        assert self.axes is not None
        ends = [text for text in self.axes.texts if isinstance(text, EndLabel)]
        points = 72 / self.axes.figure.dpi  # of a pixel
        heights = points * self.axes.transData.transform([end.xy for end in ends])[:, 1]
        order = np.argsort(heights, kind="stable")
        stack = LINE * max(float(end.get_fontsize()) for end in ends) * np.arange(len(ends))
        # The nearest heights to these that leave room for a line of text between neighbours. None is
        # below the axes, where the ticks have their labels.
        free = isotonic_regression(heights[order] - stack).x + stack
        free = np.maximum(free, points * self.axes.bbox.y0 + stack)
        for i, height in zip(order, free, strict=True):
            ends[i].set_position((BESIDE, height - heights[i]))
        super().update_positions(renderer)


def save(
    figure: Figure | SubFigure, path: str | PathLike[str], *, size: str = "", **options: Any
) -> None:
    """Write a figure to a file, the same bytes every time; aside first, then renamed.

    Parameters
    ----------
    figure : Figure
        What to save.
    path : path
        Its suffix chooses the format: .svg, .png or .pdf.
    size : {"handout", "slide"}, optional
        A slide is seen from afar: the same text on three quarters of the page, with more dots.
    **options
        Passed on to ``figure.savefig``, such as ``dpi=300``.

    Raises
    ------
    ValueError
        If the suffix or the size is another one.
    """
    suffix = Path(path).suffix
    if suffix not in METADATA:
        raise ValueError(f"the suffix must be one of {', '.join(METADATA)}, got {str(path)!r}")
    whole = figure.figure if isinstance(figure, SubFigure) else figure
    with matplotlib.rc_context({"svg.hashsalt": "minigrad"}), sized(whole, size) as dpi:
        whole.draw_without_rendering()  # the layout of axes with equal sides takes two passes
        if dpi:
            options = {"dpi": dpi, **options}
        write_aside(path, lambda aside: whole.savefig(aside, metadata=METADATA[suffix], **options))


@contextmanager
def sized(figure: Figure, size: str) -> Iterator[int | None]:
    """Give a figure one of SIZES for a while, and say with how many dots an inch to draw it."""
    if size and size not in SIZES:
        raise ValueError(f"size must be one of {', '.join(SIZES)}, got {size!r}")
    scale, dpi = SIZES.get(size, (1.0, None))
    width, height = figure.get_size_inches()
    figure.set_size_inches(scale * width, scale * height)
    try:
        yield dpi
    finally:
        figure.set_size_inches(width, height)
