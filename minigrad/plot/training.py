"""Pictures of a training, step by step: where every n goes, the loss, the size of the gradient.

Every function draws what was recorded elsewhere, on the given axes or on new ones, and returns the
axes. Titles are left to the caller, who knows what the picture shows. Read next: trained.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import median_filter

from .axes import GREY, INK, N_COLOURS, axes_or_new, line_by_n, log_scale, numbers
from .labels import label_ends
from .orders import ORDER_TICKS, colour_of, colours_for, is_beyond, name_orders, span_of

__all__ = ["gradient_sizes", "loss_curve", "migration", "river"]

MOST_LINES = 50  # that an eye can follow
MOST_DRAWN = 400  # steps of a river; more would only make the file larger
NOISE = 25  # steps over which the median of a noisy curve is taken


class TrainingHistory(Protocol):
    """Anything that knows the loss of every step, and the values of n before and after it."""

    loss: NDArray[np.float64]

    def parameters(self, name: str) -> NDArray[np.float64]:
        """Return an array of shape (steps + 1, count)."""
        ...


def migration(
    history: TrainingHistory | ArrayLike, *, label: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw each n over the training steps, coloured from + to ×.

    Parameters
    ----------
    history : History, or array_like of shape (steps + 1, neurons)
        The values of n.
    label : str, optional
        Written at the end of the line, followed by the final n.
    ax : Axes, optional
        Where to draw; a new figure by default. Call it again to add a second history.

    Returns
    -------
    Axes
        One line collection a neuron, with gid "n-0", "n-1", …. Labels have the gid "end"; neurons
        that end at the same n share one. If some n is clearly below 0 or above 1, the axis goes on
        and says "beyond", lines with gids "level-0" and "level-1" mark both, and colours deepen, up
        to n = 2 and down to -1.

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is no step or no neuron, a value is not finite, or there are more than 50 neurons,
        which `river` draws.

    Examples
    --------
    >>> ax = migration([[0.0, 1.0], [0.1, 1.0], [0.2, 1.0]])
    >>> [text.get_text() for text in ax.texts]
    ['n = 0.20', 'n = 1.00']
    """
    n = _orders(history)
    if n.shape[1] > MOST_LINES:
        raise ValueError(
            f"{n.shape[1]} lines cannot be told apart: draw their distribution with river(history), "
            "or some of them, such as history.parameters('n')[:, :10]"
        )
    ax = axes_or_new(ax)
    steps = np.arange(len(n), dtype=float)
    ends = defaultdict(list)
    for i, column in enumerate(n.T):
        line_by_n(
            ax, steps, column, column, *colours_for(column), linewidths=3,
            clip_on=False, snap=False, gid=f"n-{i}",
        )  # fmt: skip
        ends[f"n = {column[-1]:.2f}".replace("-", "−")].append(column[-1])
    _along_steps(ax)
    low, high = span_of(ax.yaxis)
    beyond = is_beyond([low, high])
    if beyond:
        name_orders(ax.yaxis, min(low, 0), max(high, 1))
    else:
        ax.set_ylim(-0.03, 1.03)
        ax.set_yticks(list(ORDER_TICKS), list(ORDER_TICKS.values()))
    ax.set_ylabel("n", rotation="horizontal")
    if beyond and np.isclose(ax.get_yticks(), np.mean(ax.get_ylim())).any():
        ax.yaxis.label.set_y(0.75)  # in the middle it would touch a long name, "1, multiplies"
    before = "" if label is None else f"{label}: "
    label_ends(
        ax,
        [
            ((steps[-1], np.mean(own)), before + text + _times(len(own)), INK)
            for text, own in ends.items()
        ],
    )
    return ax


def river(history: TrainingHistory | ArrayLike, *, bins: int = 10, ax: Axes | None = None) -> Axes:
    """Draw how the n of many neurons are distributed at each step: a river of coloured currents.

    At every step the neurons are sorted by n, and coloured from + to ×; the width of a current is
    the share of neurons whose n lies in one bin. What is further below 0 or above 1 than one bin has
    a current of its own, of a deeper colour.

    Parameters
    ----------
    history : History, or array_like of shape (steps + 1, neurons)
        The values of n.
    bins : int
        Number of currents between 0 and 1, at least 2.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The currents with gid "current-0" (n near 0, at the bottom), "current-1", …; below and above
        them "current-below" and "current-above", if some n is ever there; the shares at the end with
        gid "end". At most 400 steps are drawn, the first and the last among them.

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is no step or no neuron, or a value is not finite.

    Examples
    --------
    >>> ax = river([[0.5, 0.5, 0.5, 0.5], [0.0, 0.3, 1.0, 1.0]])
    >>> [text.get_text() for text in ax.texts]
    ['n < 0.1: 25%', 'between: 25%', 'n > 0.9: 50%']
    """
    n = _orders(history)
    if bins < 2 or bins != int(bins):
        raise ValueError(f"bins must be a whole number from 2 up, got {bins}")
    steps = np.unique(np.linspace(0, len(n) - 1, min(len(n), MOST_DRAWN)).astype(int))
    ax = axes_or_new(ax)
    names, edges, colours = _currents(n, bins)
    counts = np.array([np.histogram(n[step], edges)[0] for step in steps])
    shares = counts / n.shape[1]
    drawn = ax.stackplot(steps, shares.T, colors=colours, linewidth=0.3)
    for name, current in zip(names, drawn, strict=True):
        current.set(gid=f"current-{name}", edgecolor="face")  # else white shows between them
    _along_steps(ax)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    ax.set_ylabel("share of the neurons")
    _label_shares(ax, steps[-1], dict(zip(names, shares[-1], strict=True)), bins)
    return ax


def _currents(n: NDArray[np.float64], bins: int) -> tuple[list[str], list[float], list[Any]]:
    """Return the names of the currents, the edges between their n, and their colours."""
    inner = np.linspace(0, 1, bins + 1)
    colours = list(N_COLOURS((inner[:-1] + inner[1:]) / 2))
    # Neurons that add or multiply may end on either side of 0 or 1.
    names, edges = [str(i) for i in range(bins)], [-1 / bins, *inner[1:-1], 1 + 1 / bins]
    if np.min(n) < edges[0]:
        names, edges, colours = ["below", *names], [-np.inf, *edges], [colour_of(-1), *colours]
    if np.max(n) > edges[-1]:
        names, edges, colours = [*names, "above"], [*edges, np.inf], [*colours, colour_of(2)]
    return names, edges, colours


def _label_shares(ax: Axes, step: float, shares: dict[str, float], bins: int) -> None:
    """Write beside the river how many neurons are near 0, between, near 1, and beyond."""
    below, above = shares.pop("below", None), shares.pop("above", None)
    add, *middle, multiply = shares.values()
    small, large, far = (f"{end:.2g}" for end in (1 / bins, 1 - 1 / bins, 1 + 1 / bins))
    texts = {
        f"n < −{small}": below or 0.0,
        f"n < {small}" if below is None else f"−{small} to {small}": add,
        "between": sum(middle),
        f"n > {large}" if above is None else f"{large} to {far}": multiply,
        f"n > {far}": above or 0.0,
    }
    percents = {text: round(100 * share) for text, share in texts.items() if text != "between"}
    percents["between"] = 100 - sum(percents.values())
    bottoms = np.cumsum([0.0, *texts.values()])
    label_ends(
        ax,
        [
            ((step, bottom + share / 2), f"{text}: {percents[text]}%", INK)
            for bottom, (text, share) in zip(bottoms, texts.items(), strict=False)
            if share > 0
        ],
    )


def loss_curve(
    history: TrainingHistory | ArrayLike, *, label: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the loss over the training steps: pale as recorded, bold its running median.

    The median is that of 25 steps, the step itself in the middle. At the first and last 12 steps it
    is that of the part of these 25 that exists, 13 at the ends. There it lags a little behind a loss
    that falls; but it never dives or rises because of the very last losses, as it would if the
    window shrank to a single step or repeated it.

    Parameters
    ----------
    history : History, or array_like of shape (steps,)
        The losses; on a logarithmic axis, which leaves out losses of exactly 0.
    label : str, optional
        Written at the end of the curve.
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
    losses: Any = history.loss if hasattr(history, "loss") else history
    loss = numbers("loss", losses, ndim=1)
    _check_sizes("loss", loss)
    ax = axes_or_new(ax)
    _draw_noisy_curve(ax, "loss" if label is None else label, loss, written=label is not None)
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
    named = sizes if isinstance(sizes, Mapping) else {"gradient": sizes}
    checked = {name: numbers(name, size, ndim=1) for name, size in named.items()}
    if not checked:
        raise ValueError("there is nothing to draw: no sizes were given")
    for name, size in checked.items():
        _check_sizes(name, size)
    if clip_norm is not None and not clip_norm > 0:
        raise ValueError(f"clip_norm must be positive, as in fit, got {clip_norm}")
    ax = axes_or_new(ax)
    for name, size in checked.items():
        _draw_noisy_curve(ax, name, size, written=isinstance(sizes, Mapping))
    if clip_norm is not None:
        ax.axhline(clip_norm, color=GREY, linewidth=1, linestyle="--", zorder=1, gid="clip")
        where = blended_transform_factory(ax.transAxes, ax.transData)
        ax.annotate(
            f"clip_norm = {clip_norm:g}", (0.01, clip_norm), xycoords=where, xytext=(0, -3),
            textcoords="offset points", va="top", color=INK,
        )  # fmt: skip
    ax.set_ylabel("length of the gradient")
    return ax


def _orders(history: TrainingHistory | ArrayLike) -> NDArray[np.float64]:
    """Return the values of n, of shape (steps + 1, neurons)."""
    values: Any = history.parameters("n") if hasattr(history, "parameters") else history
    if np.ndim(values) != 2 or len(values) < 2:
        raise ValueError(
            f"n must have shape (steps + 1, neurons) with at least one step, got {np.shape(values)}"
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
    _along_steps(ax)
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


def _check_sizes(name: str, values: NDArray[np.float64]) -> None:
    """Raise ValueError if a value is negative, or none is positive, which a logarithm has no place for."""
    if (values < 0).any():
        raise ValueError(f"{name} has a value below 0, {values.min():.4g}: it should have none")
    if not values.any():
        raise ValueError(f"{name} is 0 at every step, which a logarithmic axis has no place for")


def _along_steps(ax: Axes) -> None:
    """Let the training steps begin at the left end, and be whole numbers."""
    ax.set_xlim(0, max(ax.dataLim.x1, 1))
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 2.5, 5, 10]))
    ax.set_xlabel("training step")
