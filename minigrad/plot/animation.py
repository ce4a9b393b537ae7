"""A training as a film: the surface of one neuron and its n, and the same as a still picture.

A film says more in a talk, and nothing on paper, nor to those who cannot bear things that move. So
no film comes without its twin: some of its frames, side by side.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from .._files import write_aside
from .._progress import bar
from .._words import plain
from .axes import GREY, numbers, save
from .maps import beyond_levels, filled_map, levels_of, round_ones, surfaces
from .orders import ORDER_TICKS, colour_of, is_beyond, name_orders

__all__ = ["Film", "animate"]

HOLD = 2000  # milliseconds for the last frame, so that it can be read
PANELS = 4  # of the twin
DOTS = {"handout": 100, "slide": 200}  # an inch; a film of more is too large to send


@dataclass(frozen=True, eq=False)
class Film:
    """A film, and a still picture of the same.

    Attributes
    ----------
    twin : Figure
        Some of the frames side by side, the first and the last among them.
    figure : Figure
        What the film shows, one frame at a time.
    show : callable
        ``show(i)`` draws frame i, counted from 0, into `figure`.
    frames : int
        How many there are.
    """

    twin: Figure
    figure: Figure
    show: Callable[[int], None]
    frames: int

    def save(
        self,
        path: str | PathLike[str],
        *,
        size: str = "handout",
        fps: int = 10,
        progress: bool | None = None,
    ) -> None:
        """Write the film as a GIF, the same bytes every time, and its twin beside it as a PNG.

        Parameters
        ----------
        path : path
            Of the film; it ends with .gif.
        size : {"handout", "slide"}
            A slide has twice as many dots.
        fps : int
            Frames a second, up to 50.
        progress : bool, optional
            Whether to show a bar; by default only on a terminal.

        Raises
        ------
        ValueError
            If the suffix, the size or `fps` is another one.
        """
        path = Path(path)
        if size not in DOTS:
            raise ValueError(f"size must be one of {', '.join(DOTS)}, got {size!r}")
        if not 1 <= fps <= 50:
            raise ValueError(f"fps must be from 1 to 50, got {fps}")
        if path.suffix != ".gif":
            raise ValueError(f"a film is a .gif, got {str(path)!r}; its .twin is a still picture")
        save(self.twin, path.with_suffix(".png"), size=size)
        first, *others = (
            self._picture(frame, DOTS[size]) for frame in bar(range(self.frames), "film", progress)
        )
        milliseconds = [round(1000 / fps)] * len(others) + [HOLD]
        write_aside(
            path,
            lambda aside: first.save(
                aside, save_all=True, append_images=others, duration=milliseconds, loop=0
            ),
        )

    def _picture(self, frame: int, dpi: int) -> Image.Image:
        self.show(frame)
        dots = io.BytesIO()
        self.figure.savefig(dots, format="png", dpi=dpi)
        return Image.open(dots).convert("RGB")


def animate(
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    n: ArrayLike,
    *,
    steps: Sequence[int] | None = None,
    labels: tuple[str, str, str] = ("x₁", "x₂", "output"),
) -> Film:
    """Film a training: what one neuron makes of its two inputs, and where its n moves.

    Parameters
    ----------
    x : array_like of shape (columns,)
    y : array_like of shape (rows,)
        Values of the two inputs.
    values : array_like of shape (frames, rows, columns)
        The neuron's output there, at each frame; nan, where it has none, is grey.
    n : array_like of shape (frames,)
        Its n at each frame.
    steps : sequence of int, optional
        The training steps that the frames show; 0, 1, 2, … by default.
    labels : (str, str, str)
        Names of the inputs and of the output.

    Returns
    -------
    Film
        ``film.save("film.gif")`` writes it, and its twin. In its figure, the map has the gid "map",
        the path of n "path", and the point that moves along it "now". If some n is clearly
        below 0 or above 1, the axis goes on and says "beyond", and colours are deeper there.

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there are fewer than two frames, shapes do not fit, or n or steps are not finite.

    Examples
    --------
    >>> x = np.linspace(1, 2, 11)
    >>> film = animate(x, x, [x + x[:, None], x * x[:, None]], [0.0, 1.0])
    >>> film.frames, [ax.get_title(loc="left").splitlines() for ax in film.twin.axes[:2]]
    (2, [['step 0', 'n = 0.00'], ['step 1', 'n = 1.00']])
    """
    import matplotlib.pyplot as plt

    x, y = numbers("x", x, 1), numbers("y", y, 1)
    maps = numbers("values", values, 3, finite=False)
    ns = numbers("n", n, 1)
    at = numbers("steps", np.arange(len(maps)) if steps is None else steps, 1)
    if len(maps) < 2 or not len(maps) == len(ns) == len(at):
        raise ValueError(
            "values, n and steps need the same number of frames, at least 2, got "
            f"{len(maps)}, {len(ns)} and {len(at)}"
        )
    if isinstance(labels, str) or len(labels) != 3:
        raise ValueError(
            f"labels must be three names, of the inputs and the output, got {labels!r}"
        )
    kept = _before_during_after(ns)
    names = [f"n = {each:.2f}".replace("-", "−") for each in ns]
    titles = [f"step {at[i]:g}\n{names[i]}" for i in kept]
    twin = surfaces(
        x, y, maps[kept], n=ns[kept], titles=titles, key=labels[2], axis_names=labels[:2]
    )

    maps = np.where(np.isfinite(maps), maps, np.nan)
    levels = levels_of(maps)
    beyond = beyond_levels(maps, levels)
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(7.2, 3.2), width_ratios=[1.1, 1], layout="constrained"
    )

    def show(frame: int) -> None:
        left.clear()
        filled_map(left, x, y, maps[frame], levels, beyond).set_gid("map")
        left.set(xlabel=plain(labels[0]), ylabel=plain(labels[1]))
        left.set_title(f"step {at[frame]:g}", loc="left")
        right.clear()
        right.plot(at, ns, color=GREY, linewidth=1, gid="path")
        right.plot(
            at[frame], ns[frame], "o", color=colour_of(ns[frame]), markersize=12, clip_on=False,
            gid="now",
        )  # fmt: skip
        room = 0.04 * (at[-1] - at[0])  # for the point
        right.set(xlim=(at[0] - room, at[-1] + room), xlabel="training step")
        if is_beyond(ns):
            name_orders(right.yaxis, min(0, ns.min()), max(1, ns.max()))
        else:
            right.set_ylim(-0.03, 1.03)
            right.set_yticks(list(ORDER_TICKS), list(ORDER_TICKS.values()))
        right.set_title(names[frame], loc="left")

    show(0)
    figure.colorbar(left.collections[0], ax=left, label=plain(labels[2]), ticks=round_ones(levels))
    for _ in range(2):  # which the layout of axes with equal sides takes
        figure.draw_without_rendering()
    figure.set_layout_engine("none")  # nothing but the picture moves
    return Film(twin, figure, show, len(maps))


def _before_during_after(n: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return the first frame, the last, and some between at which n has gone equal parts of its way."""
    way = np.concatenate([[0], np.cumsum(np.abs(np.diff(n)))])
    if way[-1] == 0:
        way = np.arange(len(n), dtype=float)
    between = np.searchsorted(way, way[-1] * np.arange(1, PANELS - 1) / (PANELS - 1))
    return np.unique([0, *between, len(n) - 1])
