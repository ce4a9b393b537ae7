"""A film: the current of exp^(n) carries numbers from x, at n = 0, to eˣ, at n = 1.

Read next: animation.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from .. import iterate
from ..iterate import DEFAULT_KIND
from .axes import N_COLOURS, line_by_n
from .film import Film
from .inks import READ, seen, strong
from .iterates import draw_field, passengers, river_bed
from .labels import apart

__all__ = ["travel"]

STARTS = (-1, 0, 0.75, 1.5)
FRAMES, FPS = 46, 15
PANELS = (0, 0.5, 1)  # of the twin
LINE = 0.065  # of the axes, the height of a number
ROOM = 0.17  # behind n = 1, for the numbers that arrive


def travel(starts: ArrayLike | None = None, *, kind: str = DEFAULT_KIND) -> Film:
    """Film how a current carries numbers from x to eˣ: n is the travel time.

    The speed at x is the generator v(x), the slope of the arrows, whatever n is.

    Parameters
    ----------
    starts : array_like of shape (journeys,), or a number, optional
        Where the journeys are at n = 0; -1, 0, 0.75 and 1.5 by default.
    kind : {"kneser", "abel"}
        The construction.

    Returns
    -------
    Film
        In its figure, the arrows have the gid "field", the travellers "now", each with its number
        beside it, and what they have left behind is "trail-0", "trail-1", ….

    Raises
    ------
    TypeError
        If starts are complex, or no numbers.
    ValueError
        If one of them is nan, infinite or too large, there are none, or `kind` is not a real
        construction.

    See Also
    --------
    minigrad.plot.current : the whole journeys as a still picture.

    Examples
    --------
    >>> film = travel([0, 1])
    >>> film.show(film.frames - 1)
    >>> [text.get_text() for text in film.figure.axes[0].texts]
    ['1.00', '2.72']
    """
    import matplotlib.pyplot as plt

    starts = passengers(STARTS if starts is None else starts, kind)
    bottom, top = river_bed(starts)
    line = LINE * (top - bottom)
    time = np.linspace(0, 1, FRAMES)
    twin, panels = plt.subplots(
        1, len(PANELS), figsize=(9.6, 4.2), sharey=True, layout="constrained"
    )
    figure, ax = plt.subplots(figsize=(7.2, 4.05), layout="constrained")

    def draw(ax: Axes, n: float, columns: int = 12) -> None:
        so_far = np.linspace(0, n, 2 + round(n * 100))
        way = iterate.exp_n(starts[:, None], so_far, kind)
        colour: Any = N_COLOURS(float(n))
        ax.set(xlim=(-0.04, 1 + ROOM), ylim=(bottom, top), xlabel="n, the travel time")
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
        here = way[:, -1]
        places = apart(here, np.full(len(here), line))
        draw_field(ax, kind, columns, [(n, beside) for beside in places])
        for i, y in enumerate(way):
            line_by_n(ax, so_far, y, so_far, gid=f"trail-{i}")
        ax.plot(np.full(len(here), n), here, "o", color=colour, markersize=9, gid="now")
        for y, beside in zip(here, places, strict=True):
            ax.annotate(
                f"{y:.2f}".replace("-", "−"), (n, beside), (9, 0), textcoords="offset points",
                va="center", color=strong(ax), annotation_clip=False, gid="number",
            )  # fmt: skip
        name = {0.0: ": x", 1.0: ": eˣ"}.get(n, "")
        ax.set_title(f"n = {n:.2f}{name}", loc="left", color=seen(colour, ax, READ))

    for panel, n in zip(panels, PANELS, strict=True):
        draw(panel, n, 6)
    panels[0].set_ylabel("exp⁽ⁿ⁾(x)")

    def show(frame: int) -> None:
        ax.clear()
        draw(ax, time[frame])
        ax.set_ylabel("exp⁽ⁿ⁾(x)")

    show(0)
    return Film(twin, figure, show, FRAMES, FPS)
