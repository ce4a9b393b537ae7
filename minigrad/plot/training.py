"""Pictures of training: where n went, how good the predictions are, what the data say about n.

Every function draws what was computed elsewhere, on the given axes or on new ones, and returns the
axes. Titles are left to the caller, who knows what the picture shows.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import ArrayLike, NDArray

from .axes import INK, N_COLOURS, axes_or_new

__all__ = ["loss_valley", "migration", "observed_predicted"]


class TrainingHistory(Protocol):
    """Anything that knows the values of n after each step."""

    def parameters(self, name: str) -> NDArray[np.float64]:
        """Return an array of shape (steps + 1, count)."""
        ...


class LossValley(Protocol):
    """Anything that knows the loss along n."""

    n: NDArray[np.float64]
    loss: NDArray[np.float64]
    best: float
    least: float
    interval: tuple[float, float]


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
        One line collection a neuron, with gid "n-0", "n-1", ….
    """
    ax = axes_or_new(ax)
    values = history.parameters("n") if hasattr(history, "parameters") else np.asarray(history)
    if np.ndim(values) != 2 or len(values) < 2:
        raise ValueError(
            f"n must have shape (steps + 1, neurons) with at least one step, got {np.shape(values)}"
        )
    steps = np.arange(len(values))
    for i, n in enumerate(values.T):
        points = np.column_stack([steps, n])
        line = LineCollection(
            list(np.stack([points[:-1], points[1:]], axis=1)),
            cmap=N_COLOURS,
            linewidths=3,
            capstyle="round",
            clip_on=False,
            snap=False,
            gid=f"n-{i}",
        )
        line.set_clim(0, 1)
        line.set_array((n[:-1] + n[1:]) / 2)
        ax.add_collection(line)
        text = f"n = {n[-1]:.2f}" if label is None else f"{label}: n = {n[-1]:.2f}"
        ax.annotate(
            text, points[-1], xytext=(8, 0), textcoords="offset points", va="center", color=INK
        )
    ax.set_xlim(0, ax.dataLim.x1)
    ax.set_ylim(-0.03, 1.03)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0, adds", "0.25", "0.5", "0.75", "1, multiplies"])
    ax.set_xlabel("training step")
    ax.set_ylabel("n", rotation="horizontal")
    return ax


def observed_predicted(
    observed: ArrayLike, predicted: ArrayLike, *, unit: str = "", ax: Axes | None = None
) -> Axes:
    """Draw predictions against observations; a perfect model puts all points on the diagonal.

    Parameters
    ----------
    observed, predicted : array_like of equal size
        In the same units.
    unit : str, optional
        Name or unit of the quantity, for the axis labels.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Points with gid "points", the diagonal with gid "diagonal".
    """
    ax = axes_or_new(ax)
    observed, predicted = np.ravel(observed), np.ravel(predicted)
    if observed.shape != predicted.shape:
        raise ValueError(
            f"observed and predicted must have equal sizes, got {observed.size} and "
            f"{predicted.size}"
        )
    low, high = min(observed.min(), predicted.min()), max(observed.max(), predicted.max())
    margin = 0.05 * (high - low) or 1.0
    ends = [low - margin, high + margin]
    ax.plot(ends, ends, color="#9c9ca1", linewidth=1, gid="diagonal")
    ax.scatter(
        observed, predicted, s=36, edgecolors="white", linewidths=0.5, zorder=2, gid="points"
    )
    ax.set_xlim(*ends)
    ax.set_ylim(*ends)
    ax.set_aspect("equal")
    quantity = f" {unit}" if unit else ""
    ax.set_xlabel(f"observed{quantity}")
    ax.set_ylabel(f"predicted{quantity}")
    return ax


def loss_valley(profile: LossValley, *, label: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the loss along n with everything else refitted, its minimum and its interval.

    The colour is that of the best n, from + to ×.

    Parameters
    ----------
    profile : Profile
        From `minigrad.study.profile`, or anything with n, loss, best, least and interval.
    label : str, optional
        Written below the minimum, followed by the best n.
    ax : Axes, optional
        Where to draw; a new figure by default. Call it again to add a second profile.

    Returns
    -------
    Axes
        The curve with gid "valley", the minimum with gid "minimum", the interval, drawn along the
        curve, with gid "interval".
    """
    ax = axes_or_new(ax)
    n, order = np.unique([*profile.n, profile.best], return_index=True)
    loss = np.array([*profile.loss, profile.least])[order]
    # An exact law has a least loss of rounding errors, which is no measure of anything.
    exact = profile.least <= 1e-12 * np.max(loss)
    unit, name = (np.max(loss), "largest") if exact else (profile.least, "least")
    colour: Any = N_COLOURS(profile.best)
    ax.plot(n, loss / unit, color=colour, linewidth=1.5, gid="valley")
    inside = np.linspace(*profile.interval, 101)
    ax.plot(
        inside,
        np.interp(inside, n, loss / unit),
        color=colour,
        linewidth=5,
        alpha=0.4,
        solid_capstyle="round",
        gid="interval",
    )
    lowest = (profile.best, profile.least / unit)
    ax.plot(*lowest, "o", color=colour, clip_on=False, gid="minimum")
    text = f"n = {profile.best:.2f}" if label is None else f"{label}: n = {profile.best:.2f}"
    ax.annotate(
        text,
        lowest,
        xytext=(0, -9),
        textcoords="offset points",
        va="top",
        ha="left" if profile.best < 0.2 else "right" if profile.best > 0.8 else "center",
        color=INK,
    )
    low, high = ax.dataLim.intervaly
    room = high - low or 1.0
    ax.set_ylim(low - 0.3 * room, high + 0.08 * room)  # the labels stand below the curves
    ax.set_xlim(-0.02, 1.02)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0\nadds", "0.25", "0.5", "0.75", "1\nmultiplies"])
    ax.set_xlabel("n, held fixed")
    ax.set_ylabel(f"loss / {name} loss")
    return ax
