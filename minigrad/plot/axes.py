"""What all plots share: colours with a meaning, axes on demand, and pictures as files.

Read next: training.py.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from .._files import write_aside

__all__ = ["N_COLOURS", "PLUS", "TIMES", "axes_or_new", "save"]

INK = "#404040"  # of texts in a picture
PLUS = "#5790fc"
TIMES = "#f89c20"
N_COLOURS = LinearSegmentedColormap.from_list("n", [PLUS, "#9c9ca1", TIMES])
"""Colour of a neuron by its n, from + (0) to × (1)."""

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
    """Make an axis logarithmic, with labels at 1, 2, 3 and 5 if it spans little, and never too many."""
    axes = axis.axes
    (axes.set_xscale if axis.axis_name == "x" else axes.set_yscale)("log")  # type: ignore[attr-defined]
    low, high = axis.get_view_interval()
    if high < 100 * low:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 3.0, 5.0)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def save(figure: Figure | SubFigure, path: str | PathLike[str], **options: Any) -> None:
    """Write a figure to a file, the same bytes every time; aside first, then renamed.

    Parameters
    ----------
    figure : Figure
        What to save.
    path : path
        Its suffix chooses the format: .svg, .png or .pdf.
    **options
        Passed on to ``figure.savefig``, such as ``dpi=300``.
    """
    suffix = Path(path).suffix
    if suffix not in METADATA:
        raise ValueError(f"the suffix must be one of {', '.join(METADATA)}, got {str(path)!r}")
    whole = figure.figure if isinstance(figure, SubFigure) else figure
    with matplotlib.rc_context({"svg.hashsalt": "minigrad"}):
        write_aside(path, lambda aside: whole.savefig(aside, metadata=METADATA[suffix], **options))
