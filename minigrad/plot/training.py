"""Pictures of a training, step by step: where every n goes, the loss, the size of the gradient.

Every function draws what was recorded elsewhere, on the given axes or on new ones, and returns the
axes. Titles are left to the caller, who knows what the picture shows. Read next: river.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import median_filter

from .axes import axes_or_new, line_by_n, log_scale, numbers, values_of
from .inks import grey, halo, ink
from .inputs import several
from .labels import label_ends
from .orders import ORDER_TICKS, colours_for, is_beyond, name_orders, name_ticks, span_of

__all__ = ["gradient_sizes", "loss_curve", "migration"]

MOST_LINES = 50  # that an eye can follow
NOISE = 25  # steps over which the median of a noisy curve is taken


class TrainingHistory(Protocol):
    """Anything that knows the loss of every step, and the values of n before and after it."""

    loss: NDArray[np.float64]

    def parameters(self, name: str) -> NDArray[np.float64]:
        """Return an array of shape (steps + 1, count)."""
        ...


Histories = (
    TrainingHistory
    | ArrayLike
    | Sequence[TrainingHistory]
    | Mapping[str, TrainingHistory]
    | Mapping[str, ArrayLike]
)


def migration(history: Histories, *, label: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw each n over the training steps, coloured from + to ×.

    Parameters
    ----------
    history : History, or array_like of shape (steps + 1, neurons) or (steps + 1,)
        The values of n. Several by a list of histories, or by a dict of names, which become labels.
    label : str, optional
        Of one history, written at the end of the line, followed by the final n.
    ax : Axes, optional
        Where to draw; a new figure by default. Call it again to add a second history.

    Returns
    -------
    Axes
        One line collection a neuron, with gid "n-0", "n-1", …, counted in each history. Labels have the gid "end"; neurons
        that end at the same n share one. If some n is clearly below 0 or above 1, the axis goes on
        and says "beyond", lines with gids "level-0" and "level-1" mark both, and colours deepen, up
        to n = 2 and down to -1.

    Raises
    ------
    TypeError
        If something is complex, or no number; or if a model or a profile is given.
    ValueError
        If there is no step or no neuron, a value is not finite, or there are more than 50 neurons,
        which `river` draws.

    Examples
    --------
    >>> ax = migration([[0.0, 1.0], [0.1, 1.0], [0.2, 1.0]])
    >>> [text.get_text() for text in ax.texts]
    ['n = 0.20', 'n = 1.00']
    """
    found = [
        (name, orders_of(each)) for name, each in several("migration", "history", history, label)
    ]
    count = sum(n.shape[1] for _, n in found)
    if count > MOST_LINES:
        raise ValueError(
            f"{count} lines cannot be told apart: draw their distribution with river(history), "
            "or some of them, such as history.parameters('n')[:, :10]"
        )
    ax = axes_or_new(ax)
    for name, n in found:
        _draw_orders(ax, name, n)
    along_steps(ax)
    low, high = span_of(ax.yaxis)
    beyond = is_beyond([low, high])
    if beyond:
        name_orders(ax.yaxis, min(low, 0), max(high, 1))
    else:
        ax.set_ylim(-0.03, 1.03)
        name_ticks(ax.yaxis, ORDER_TICKS)
    ax.set_ylabel("n", rotation="horizontal")
    if beyond and np.isclose(ax.get_yticks(), np.mean(ax.get_ylim())).any():
        ax.yaxis.label.set_y(0.75)  # in the middle it would touch a long name, "1, multiplies"
    return ax


def _draw_orders(ax: Axes, name: str | None, n: NDArray[np.float64]) -> None:
    """Draw a line for each neuron; those that end at the same n share a label."""
    steps = np.arange(len(n), dtype=float)
    ends = defaultdict(list)
    for i, column in enumerate(n.T):
        line_by_n(
            ax, steps, column, column, *colours_for(column, ax), linewidths=3,
            clip_on=False, snap=False, gid=f"n-{i}",
        )  # fmt: skip
        ends[f"n = {column[-1]:.2f}".replace("-", "−")].append(column[-1])
    before = "" if name is None else f"{name}: "
    labels = {text: before + text + _times(len(own)) for text, own in ends.items()}
    label_ends(ax, [((steps[-1], np.mean(ends[text])), labels[text], None) for text in ends])


def loss_curve(history: Histories, *, label: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the loss over the training steps: pale as recorded, bold its running median.

    The median is that of 25 steps, the step itself in the middle. At the first and last 12 steps it
    is that of the part of these 25 that exists, 13 at the ends. There it lags a little behind a loss
    that falls; but it never dives or rises because of the very last losses, as it would if the
    window shrank to a single step or repeated it.

    Parameters
    ----------
    history : History, or array_like of shape (steps,)
        The losses; on a logarithmic axis, which leaves out losses of exactly 0. Several by a list
        of histories, or by a dict of names, which become labels.
    label : str, optional
        Of one history, written at the end of the curve.
    ax : Axes, optional
        Where to draw; a new figure by default. Call it again to add a second history.

    Returns
    -------
    Axes
        The losses with gid "raw-LABEL", their median with gid "median-LABEL"; LABEL is "loss" where
        there is none.

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is no step, a loss is negative or not finite, or none is positive.

    Examples
    --------
    >>> ax = loss_curve([1.0, 0.1, 0.01], label="trees")
    >>> [line.get_gid() for line in ax.lines]
    ['raw-trees', 'median-trees']
    """
    found = [
        (name, _sizes("loss", getattr(each, "loss", each)))
        for name, each in several("loss_curve", "history", history, label)
    ]
    ax = axes_or_new(ax)
    for name, loss in found:
        _draw_noisy_curve(ax, name or "loss", loss, written=name is not None)
    ax.set_ylabel("loss")
    return ax


def gradient_sizes(
    sizes: Mapping[str, ArrayLike] | ArrayLike,
    *,
    clip_norm: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how long the gradient is at each step: pale as recorded, bold its running median.

    Parameters
    ----------
    sizes : array_like of shape (steps,), or dict of these
        Norms of gradients, such as ``np.linalg.norm(weight.grad)`` after each step; several by name.
    clip_norm : float, optional
        Longer gradients are shortened to this by `fit`; drawn as a level line.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The sizes with gid "raw-NAME", their median, as in `loss_curve`, with gid "median-NAME", the
        level line with gid "clip".

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is no step, a size is negative or not finite, none is positive, or `clip_norm` is
        not positive.

    Examples
    --------
    >>> ax = gradient_sizes({"weight": [9.0, 3.0], "n": [1.0, 0.5]}, clip_norm=1)
    >>> [text.get_text() for text in ax.texts]
    ['weight', 'n', 'clip_norm = 1']
    """
    found = [
        (name, _sizes(name or "gradient", each))
        for name, each in several("gradient_sizes", "gradients", sizes, None)
    ]
    if clip_norm is not None and not clip_norm > 0:
        raise ValueError(f"clip_norm must be positive, as in fit, got {clip_norm}")
    ax = axes_or_new(ax)
    for name, size in found:
        _draw_noisy_curve(ax, name or "gradient", size, written=name is not None)
    if clip_norm is not None:
        ax.axhline(clip_norm, color=grey(ax), linewidth=1, linestyle="--", zorder=1, gid="clip")
        where = blended_transform_factory(ax.transAxes, ax.transData)
        ax.annotate(
            f"clip_norm = {clip_norm:g}", (0.01, clip_norm), xycoords=where, xytext=(0, -3),
            textcoords="offset points", va="top", color=ink(ax), path_effects=halo(ax),
        )  # fmt: skip
    ax.set_ylabel("length of the gradient")
    return ax


def orders_of(history: TrainingHistory | ArrayLike) -> NDArray[np.float64]:
    """Return the values of n, of shape (steps + 1, neurons)."""
    values: Any = history.parameters("n") if hasattr(history, "parameters") else history
    if np.ndim(values) == 1:  # the path of one neuron
        values = values_of(values)[:, None]
    if np.ndim(values) != 2 or len(values) < 2:
        raise ValueError(
            "n must have shape (steps + 1, neurons) with at least one step, or (steps + 1,) of one "
            f"neuron, got {np.shape(values)}"
        )
    return numbers("n", values, ndim=2)


def _times(count: int) -> str:
    return "" if count == 1 else f" ({count} neurons)"


def _draw_noisy_curve(ax: Axes, name: str, values: NDArray[np.float64], *, written: bool) -> None:
    """Draw a curve that jumps from step to step, and its running median, on a logarithmic axis."""
    steps = np.arange(len(values))
    shown = np.where(values > 0, values, np.nan)  # a logarithm has no place for 0
    one = "o" if len(values) == 1 else ""  # of which no line can be drawn
    (raw,) = ax.plot(steps, shown, one + "-", linewidth=0.7, alpha=0.35, gid=f"raw-{name}")
    median = _running_median(values)
    bold = np.where(median > 0, median, np.nan)
    ax.plot(steps, bold, one + "-", color=raw.get_color(), gid=f"median-{name}")
    log_scale(ax.yaxis)
    along_steps(ax)
    if written:
        last = np.flatnonzero(np.isfinite(bold))[-1:]
        label_ends(ax, [((steps[i], bold[i]), name, raw.get_color()) for i in last])


def _running_median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of the steps around each, of those that exist."""
    median: NDArray[np.float64] = median_filter(values, size=NOISE, mode="nearest")
    half, count = NOISE // 2, len(values)
    for i in {*range(min(half, count)), *range(max(count - half, 0), count)}:
        median[i] = np.median(values[max(i - half, 0) : i + half + 1])
    return median


def _sizes(name: str, sizes: ArrayLike) -> NDArray[np.float64]:
    """Return numbers for a logarithmic axis: one is positive, and none is negative."""
    values = numbers(name, sizes, ndim=1)
    if (values < 0).any():
        raise ValueError(f"{name} has a value below 0, {values.min():.4g}: it should have none")
    if not values.any():
        raise ValueError(f"{name} is 0 at every step, which a logarithmic axis has no place for")
    return values


def along_steps(ax: Axes) -> None:
    """Let the training steps begin at the left end, and be whole numbers."""
    ax.set_xlim(0, max(ax.dataLim.x1, 1))
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 2.5, 5, 10]))
    ax.set_xlabel("training step")
