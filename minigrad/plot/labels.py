"""Texts beside what they name, which keep apart.

They find their places when they are drawn, so it does not matter what becomes of the axes and the
figure until then. Outside the axes there is room for them in a figure with constrained layout, as
those are that minigrad makes itself.

Read next: orders.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox, IdentityTransform
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression

from .inks import READ, halo, ink, plate, seen

__all__ = ["apart", "is_narrow", "label_above", "label_ends", "label_points"]

OFFSET = 8  # points from a line or point to its label
CLEAR = 3  # points from a label to other lines
GAP = 7  # points between labels side by side
NARROW = 30  # sizes of the font; labels beside axes of less room would take too much of it
ROWS = 8  # half lines that a label inside the axes may move up or down
LINE = 1.3  # from one line of text to the next, in sizes of the font

Floats = NDArray[np.float64]


def apart(places: ArrayLike, sizes: ArrayLike) -> Floats:
    """Return the nearest places to these at which things of these sizes do not overlap.

    Examples
    --------
    >>> apart([0.0, 5.0, 5.0], [2.0, 2.0, 2.0])
    array([0., 4., 6.])
    """
    places, sizes = np.asarray(places, float), np.asarray(sizes, float)
    order = np.argsort(places, kind="stable")
    stack = np.cumsum(sizes[order]) - sizes[order] / 2  # their places if they were piled up
    free = np.empty_like(places)
    free[order] = isotonic_regression(places[order] - stack).x + stack
    return free


def label_ends(
    ax: Axes, labels: Iterable[tuple[tuple[float, float], str, Any]], *, short: bool = False
) -> None:
    """Write each text at its point, in its colour, or that of texts where this is None.

    A colour that could not be read on the paper becomes darker on a light one, lighter on a dark one.
    Where there is room, the texts stand right of the axes, and move apart where they would overlap.
    In narrow axes, which they would halve if they are not `short`, they stand inside, on a plate,
    where they cover least.
    """
    for point, text, colour in labels:
        beside, inside = (
            ink(on) if colour is None else seen(colour, on, READ) for on in (ax.figure, ax)
        )
        ax.add_artist(EndLabel(text, point, (beside, inside), plate(ax), short))


def is_narrow(ax: Any, least: float = NARROW) -> bool:
    """Tell whether axes have little room: less than so many sizes of the font for all that is theirs.

    Their share of the page counts, which no label changes.
    """
    place, whole = ax.get_subplotspec(), ax.figure.bbox.width
    share = ax.get_position(original=True) if place is None else place.get_position(ax.figure)
    em = matplotlib.rcParams["font.size"] * ax.figure.dpi / 72
    return bool(share.width * whole < least * em)


class EndLabel(Annotation):
    """A text at the end of a line. All of the same axes find their places together."""

    def __init__(
        self, text: str, point: tuple[float, float], inks: tuple[Any, Any], plate: dict[str, Any],
        short: bool,
    ) -> None:  # fmt: skip
        super().__init__(
            text, point, xytext=(OFFSET, 0), textcoords="offset points", va="center", gid="end",
            parse_math=False,  # $ may be a part of a name
            annotation_clip=False, clip_on=False, transform=IdentityTransform(), color=inks[0],
        )  # fmt: skip
        self._inks, self._plate, self._short = inks, plate, short

    def update_positions(self, renderer: Any) -> None:
        """Find the place of the text, which Matplotlib asks for whenever it draws or measures."""
        axes: Any = self.axes
        ends = [text for text in axes.texts if isinstance(text, EndLabel)]
        inside = is_narrow(axes) and not all(end._short for end in ends)
        for end in ends:
            within = inside or bool(axes.transData.transform(end.xy)[0] < axes.bbox.x1 - 1)
            end.set_color(end._inks[within])
            end.set_bbox(end._plate if inside else None)
        (_stand_inside if inside else _stand_beside)(axes, ends, renderer)
        super().update_positions(renderer)


def _stand_beside(axes: Any, ends: list[EndLabel], renderer: Any) -> None:
    """Put the texts right of their points, apart."""
    points = 72 / axes.figure.dpi  # of a pixel
    heights = points * axes.transData.transform([end.xy for end in ends])[:, 1]
    size = LINE * max(float(end.get_fontsize()) for end in ends)
    free = apart(heights, [size] * len(ends))
    # None below the axes, where the ticks have their labels.
    order = np.argsort(free, kind="stable")
    floor = points * axes.bbox.y0 + size * np.arange(len(ends))
    free[order] = np.maximum(free[order], floor)
    for end, shift in zip(ends, free - heights, strict=True):
        end.set_position((OFFSET, shift))


def _stand_inside(axes: Any, ends: list[EndLabel], renderer: Any) -> None:
    """Put each text where it ends below or above its point and covers fewest lines, and no text."""
    pixel = axes.figure.dpi / 72
    paths = [line.get_transform().transform_path(line.get_path()) for line in axes.lines]
    paths += [
        axes.transData.transform_path(Path(np.concatenate(bundle.get_segments())))
        for bundle in axes.collections if isinstance(bundle, LineCollection) and bundle.get_segments()
    ]  # fmt: skip
    others = [text for text in axes.texts if not isinstance(text, EndLabel)]
    taken = [text.get_window_extent(renderer) for text in others]
    chosen = []
    for end in ends:
        width, height = Text.get_window_extent(end, renderer).size
        x, y = axes.transData.transform(end.xy)
        left = max(min(x, axes.bbox.x1) - width - CLEAR * pixel, axes.bbox.x0 + CLEAR * pixel)
        step = (height + 2 * CLEAR * pixel) / 2
        places = []
        for k in sorted(range(-ROWS, ROWS + 1), key=abs):
            middle = np.clip(y + k * step, axes.bbox.y0 + step, axes.bbox.y1 - step)
            places.append(Bbox.from_bounds(left, middle - height / 2, width, height))
        cost = [
            10 * sum(place.overlaps(box) for box in taken)
            + sum(path.intersects_bbox(place, filled=False) for path in paths)
            for place in places
        ]
        best = places[int(np.argmin(cost))]
        taken.append(best)
        chosen.append((best.x0, (best.y0 + best.y1) / 2))
    points, found = axes.transData.transform([end.xy for end in ends]), np.array(chosen)
    for x in np.unique(points[:, 0]):  # texts of the same x stand in the order of their points
        own = np.flatnonzero(points[:, 0] == x)
        found[own[np.argsort(points[own, 1])], 1] = np.sort(found[own, 1])
    for end, shift in zip(ends, (found - points) / pixel, strict=True):
        end.set_position(shift)


def label_above(ax: Axes, labels: Iterable[tuple[float, str, Any]]) -> None:
    """Write each text above the axes at its x, in its colour, as in `label_ends`, and apart as well."""
    for x, text, colour in labels:
        ax.add_artist(AboveLabel(text, x, color=seen(colour, ax.figure, READ)))


class AboveLabel(Annotation):
    """A text where a curve leaves the axes above. All of the same axes find their places together."""

    def __init__(self, text: str, x: float, **style: Any) -> None:
        super().__init__(
            text, (x, 1), xycoords=("data", "axes fraction"), xytext=(0, OFFSET / 2),
            textcoords="offset points", ha="center", va="bottom", gid="above", clip_on=False,
            parse_math=False, transform=IdentityTransform(), **style,
        )  # fmt: skip

    def update_positions(self, renderer: Any) -> None:
        """Find the place of the text, which Matplotlib asks for whenever it draws or measures."""
        axes: Any = self.axes
        texts = [text for text in axes.texts if isinstance(text, AboveLabel)]
        points = 72 / axes.figure.dpi  # of a pixel
        places = points * axes.transData.transform([(text.xy[0], 0) for text in texts])[:, 0]
        widths = [points * Text.get_window_extent(text, renderer).width for text in texts]
        for text, shift in zip(texts, apart(places, np.add(widths, GAP)) - places, strict=True):
            text.set_position((shift, OFFSET / 2))
        super().update_positions(renderer)


def label_points(ax: Axes, labels: Iterable[tuple[tuple[float, float, float, float], str]]) -> None:
    """Write each text beside a point with a bar, (x, y, low, high), where it covers no line or text."""
    for bar, text in labels:
        ax.add_artist(PointLabel(text, bar, color=ink(ax), path_effects=halo(ax)))


class PointLabel(Annotation):
    """A text right or left of a point, above or below its bar. All of the same axes choose in turn."""

    def __init__(self, text: str, bar: tuple[float, float, float, float], **style: Any) -> None:
        x, y, *self._ends = bar
        super().__init__(
            text, (x, y), xytext=(OFFSET, 0), textcoords="offset points", va="bottom",
            gid=f"name-{text}", annotation_clip=False, clip_on=False, parse_math=False,
            transform=IdentityTransform(), **style,
        )  # fmt: skip

    def update_positions(self, renderer: Any) -> None:
        """Find the place of the text, which Matplotlib asks for whenever it draws or measures."""
        axes: Any = self.axes
        room = CLEAR * axes.figure.dpi / 72
        taken = [line.get_window_extent(renderer).padded(room) for line in axes.lines]
        for name in [text for text in axes.texts if isinstance(text, PointLabel)]:
            places = name._places(renderer)
            covered = [
                sum(place.overlaps(box) for box in taken) + (place.x0 < axes.bbox.x0)
                for place in places
            ]
            best = places[int(np.argmin(covered))]
            taken.append(best)
            point = axes.transData.transform(name.xy)
            name.set_position((best.p0 - point) * 72 / axes.figure.dpi)
        super().update_positions(renderer)

    def _places(self, renderer: Any) -> list[Bbox]:
        """Return the four places of the text, in pixels."""
        axes: Any = self.axes
        width, height = Text.get_window_extent(self, renderer).size
        beside = OFFSET * axes.figure.dpi / 72
        x, y = axes.transData.transform(self.xy)
        low, high = axes.transData.transform([(self.xy[0], end) for end in self._ends])[:, 1]
        corners = [
            (x + beside, y - height / 2),
            (x - beside - width, y - height / 2),
            (x - width / 2, high + beside),
            (x - width / 2, low - beside - height),
        ]
        return [Bbox.from_bounds(left, bottom, width, height) for left, bottom in corners]
