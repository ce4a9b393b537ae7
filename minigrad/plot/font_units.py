"""Drawings measured in em, the size of the font: where there is little room, all shrinks together.

graph.py and network.py draw so: their text stays inside its box or circle, whatever the axes.
"""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from .axes import axes_or_new

__all__ = ["Label", "Shape", "canvas"]


def canvas(ax: Axes | None, whole: Bbox) -> Axes:
    """Return axes that are measured in em and have room for the whole picture."""
    em = matplotlib.rcParams["font.size"] / 72  # in inches
    whole = whole.padded(0.2)
    ax = axes_or_new(ax, figsize=(whole.width * em, whole.height * em))
    room = np.array(ax.get_window_extent().size) / ax.figure.dpi / em
    dx, dy = np.maximum(room - whole.size, 0) / 2  # larger axes do not get larger text
    ax.set(xlim=(whole.x0 - dx, whole.x1 + dx), ylim=(whole.y0 - dy, whole.y1 + dy), aspect="equal")
    ax.set_axis_off()
    return ax


def _points_of_em(ax: Any) -> float:
    """Return how many points (1/72 inch) an em of the axes is now."""
    bottom, top = ax.transData.transform([(0, 0), (0, 1)])[:, 1]
    return float((top - bottom) * 72 / ax.figure.dpi)


class Label(Text):
    """Text that is one em large, or a part of it, so that it grows and shrinks with its box."""

    part = 1.0

    def __init__(self, x: float, y: float, text: str, **style: Any) -> None:
        super().__init__(x, y, text, parse_math=False, **style)  # $ may be a part of a name

    def _fit(self) -> None:
        size = self.part * _points_of_em(self.axes)
        if size != self.get_fontsize():
            self.set_fontsize(size)

    def draw(self, renderer: Any) -> None:
        """Draw in the size that fits now."""
        self._fit()
        super().draw(renderer)

    def get_window_extent(self, *args: Any, **options: Any) -> Bbox:
        """Return the room taken, in pixels, in the size that fits now."""
        self._fit()
        return super().get_window_extent(*args, **options)


class Shape(PathPatch):
    """A shape whose line has its width in em too."""

    def __init__(self, path: Path, width: float, **style: Any) -> None:
        super().__init__(path, **style)
        self.width = width

    def draw(self, renderer: Any) -> None:
        """Draw with a line of the width that fits now."""
        self.set_linewidth(self.width * _points_of_em(self.axes))
        super().draw(renderer)
