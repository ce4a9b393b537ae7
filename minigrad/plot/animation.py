"""A film: the surface of one neuron, while it learns, beside its n.

Read next: backward.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from .._words import plain
from .axes import INK, numbers
from .film import Film
from .inks import grey
from .maps import beyond_levels, filled_map, levels_of, round_ones, surfaces
from .orders import ORDER_TICKS, colour_of, is_beyond, name_orders

__all__ = ["animate"]

PANELS = 4  # of the twin

Region = tuple[float, float, float, float]


def animate(
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    n: ArrayLike,
    *,
    steps: Sequence[int] | None = None,
    labels: tuple[str, str, str] = ("x₁", "x₂", "output"),
    region: Region | None = None,
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
    region : (x from, x to, y from, y to), optional
        Where the inputs lie that it learns from, which is framed.

    Returns
    -------
    Film
        ``film.save("film.gif")`` writes it, and its twin. In its figure, the map has the gid "map",
        the path of n so far "path", the point at its end "now", and the frame "region", in the twin,
        too. If some n is clearly below 0 or above 1, the axis goes on and says "beyond", and
        colours are deeper there.

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there are fewer than two frames, shapes do not fit, n or steps are not finite, or the
        region is none, or not on the map.

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
    if region is not None:
        region = _on_the_map(region, x, y)
    kept = _before_during_after(ns)
    names = [f"n = {each:.2f}".replace("-", "−") for each in ns]
    titles = [f"step {at[i]:g}\n{names[i]}" for i in kept]
    twin = surfaces(
        x, y, maps[kept], n=ns[kept], titles=titles, key=labels[2], axis_names=labels[:2]
    )
    for i, ax in enumerate(twin.axes[: len(kept)]):
        _mark_region(ax, region, "learned here" if i == 0 else "")

    maps = np.where(np.isfinite(maps), maps, np.nan)
    levels = levels_of(maps)
    beyond = beyond_levels(maps, levels)
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(7.2, 3.7), width_ratios=[1.1, 1], layout="constrained"
    )

    def show(frame: int) -> None:
        left.clear()
        filled_map(left, x, y, maps[frame], levels, beyond).set_gid("map")
        left.set(xlabel=plain(labels[0]), ylabel=plain(labels[1]))
        left.set_title(f"step {at[frame]:g}", loc="left")
        _mark_region(left, region, "learns here")
        right.clear()
        right.plot(at[: frame + 1], ns[: frame + 1], color=grey(right), linewidth=1.5, gid="path")
        right.plot(
            at[frame], ns[frame], "o", color=colour_of(ns[frame], right), markersize=12, clip_on=False,
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
    return Film(twin, figure, show, len(maps))


def _on_the_map(region: Region, x: NDArray[np.float64], y: NDArray[np.float64]) -> Region:
    """Return the part of the region that is on the map, or raise an error that says what is wrong."""
    ends = numbers("region", region, 1)
    if ends.size != 4 or not (ends[0] < ends[1] and ends[2] < ends[3]):
        raise ValueError(f"region must be (x from, x to, y from, y to), got {region!r}")
    left, right = np.clip(ends[:2], x.min(), x.max())
    bottom, top = np.clip(ends[2:], y.min(), y.max())
    if left == right or bottom == top:
        raise ValueError(
            f"region is not on the map, which goes from {x.min():g} to {x.max():g} and from "
            f"{y.min():g} to {y.max():g}; got {region!r}"
        )
    return float(left), float(right), float(bottom), float(top)


def _mark_region(ax: Axes, region: Region | None, text: str) -> None:
    """Frame a region in white, which is seen on all colours of the map, and say what it is."""
    if region is None:
        return
    left, right, bottom, top = region
    edge = [withStroke(linewidth=3, foreground=INK)]
    ax.add_patch(
        Rectangle(
            (left, bottom), right - left, top - bottom, fill=False, edgecolor="white", linewidth=1.5,
            path_effects=edge, gid="region",
        )
    )  # fmt: skip
    is_room_above = top < max(ax.get_ylim())
    ax.annotate(
        text, (left, top), (0, 3) if is_room_above else (5, -15), textcoords="offset points",
        color="white", fontsize="small", path_effects=edge, gid="region-name",
    )  # fmt: skip


def _before_during_after(n: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return the first frame, the last, and some between at which n has gone equal parts of its way."""
    way = np.concatenate([[0], np.cumsum(np.abs(np.diff(n)))])
    if way[-1] == 0:
        way = np.arange(len(n), dtype=float)
    between = np.searchsorted(way, way[-1] * np.arange(1, PANELS - 1) / (PANELS - 1))
    return np.unique([0, *between, len(n) - 1])
