"""Pictures of a trained neuron: how good its predictions are, and how firmly the data say n.

Read next: network.py.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray
from scipy.signal import find_peaks

from .._words import plain
from .axes import GREY, INK, axes_or_new, numbers
from .orders import colour_of, is_beyond, name_orders, span_of

__all__ = ["loss_valley", "observed_predicted"]

ROW = 14  # points from one label to the one below


class LossValley(Protocol):
    """Anything that knows the loss along n."""

    @property
    def n(self) -> NDArray[np.float64]: ...
    @property
    def loss(self) -> NDArray[np.float64]: ...
    @property
    def best(self) -> float: ...
    @property
    def least(self) -> float: ...
    @property
    def interval(self) -> tuple[float, float]: ...


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

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is nothing to draw, a number is not finite, or the sizes are unequal.

    Examples
    --------
    >>> ax = observed_predicted([10.0, 20.0], [11.0, 19.0], unit="volume (ft³)")
    >>> ax.get_xlabel()
    'observed volume (ft³)'
    """
    observed = numbers("observed", np.ravel(observed), ndim=1)
    predicted = numbers("predicted", np.ravel(predicted), ndim=1)
    if observed.shape != predicted.shape:
        raise ValueError(
            f"observed and predicted must have equal sizes, got {observed.size} and "
            f"{predicted.size}"
        )
    ax = axes_or_new(ax)
    low, high = min(observed.min(), predicted.min()), max(observed.max(), predicted.max())
    margin = 0.05 * (high - low) or 1.0
    ends = [low - margin, high + margin]
    ax.plot(ends, ends, color=GREY, linewidth=1, gid="diagonal")
    ax.scatter(
        observed,
        predicted,
        s=36,
        color=INK,
        edgecolors="white",
        linewidths=0.5,
        zorder=2,
        gid="points",
    )
    ax.set_xlim(*ends)
    ax.set_ylim(*ends)
    ax.set_aspect("equal")
    quantity = f" {plain(unit)}" if unit else ""
    ax.set_xlabel(f"observed{quantity}")
    ax.set_ylabel(f"predicted{quantity}")
    return ax


def loss_valley(profile: LossValley, *, label: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the loss along n with everything else refitted, its minimum and its interval.

    The colour is that of the best n, from + to ×, and deeper beyond.

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
        curve, with gid "interval". Other minima, at which a training may end as well, are hollow
        points with gid "local-minima"; dents of less than a thousandth of the least loss are none.
        If some n is clearly below 0 or above 1, the axis goes on and says "beyond", and lines with gids
        "level-0" and "level-1" mark both.

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is nothing to draw, a number is not finite, or n and loss differ in length.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> n = np.linspace(0, 1, 11)
    >>> profile = SimpleNamespace(
    ...     n=n, loss=1 + (n - 0.8) ** 2, best=0.8, least=1.0, interval=(0.6, 1.0)
    ... )
    >>> [text.get_text() for text in loss_valley(profile, label="trees").texts]
    ['trees: n = 0.80']
    """
    n, loss = numbers("n", profile.n, ndim=1), numbers("loss", profile.loss, ndim=1)
    numbers("best, least and interval", [profile.best, profile.least, *profile.interval], ndim=1)
    if n.shape != loss.shape:
        raise ValueError(f"n and loss need the same length, got {len(n)} and {len(loss)}")
    n, order = np.unique([*n, profile.best], return_index=True)
    loss = np.array([*loss, profile.least])[order]
    ax = axes_or_new(ax)
    # An exact law has a least loss of rounding errors, which is no measure of anything.
    exact = profile.least <= 1e-12 * np.max(loss)
    unit, name = (np.max(loss) or 1.0, "largest") if exact else (profile.least, "least")
    colour = colour_of(profile.best)
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
    others = [i for i in _minima(loss / unit) if n[i] != profile.best]
    if others:
        ax.plot(n[others], loss[others] / unit, "o", color=colour, markerfacecolor="white",
                clip_on=False, gid="local-minima")  # fmt: skip
    best = f"n = {profile.best:.2f}".replace("-", "−")
    text = best if label is None else f"{plain(label)}: {best}"
    # Labels stand below the curves, and below each other where minima are neighbours.
    left, right = _ends_of_orders(ax)
    near = 0.75 * (right - left) if is_beyond([left, right]) else 0.4
    row = sum(t.get_gid() == "minimum-label" and abs(t.xy[0] - lowest[0]) < near for t in ax.texts)  # type: ignore[attr-defined]
    ax.annotate(
        text,
        lowest,
        xytext=(0, -9 - ROW * row),
        textcoords="offset points",
        va="top",
        ha=_side((profile.best - left) / (right - left)),
        color=INK,
        gid="minimum-label",
    )
    drawn = [other.dataLim for other in ax.get_shared_y_axes().get_siblings(ax) if other.has_data()]
    low, high = Bbox.union(drawn).intervaly
    room = high - low or 1.0
    below = min(ax.get_ylim()[0], low - (0.3 + 0.1 * row) * room)
    ax.set_ylim(below, high + 0.08 * room)
    if is_beyond([left, right]):
        name_orders(ax.xaxis, left, right)
    else:
        ax.set_xlim(-0.02, 1.02)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0\nadds", "", "0.5", "", "1\nmultiplies"])
        if words := ax.get_xticklabels():  # none, where another panel shares the axis
            words[0].set_horizontalalignment("left")  # or words of neighbouring panels would meet
            words[-1].set_horizontalalignment("right")
    ax.set_xlabel("n, held fixed")
    ax.set_ylabel(f"loss / {name} loss")
    return ax


def _ends_of_orders(ax: Axes) -> tuple[float, float]:
    """Return 0 and 1, or the ends of the curves where they go on."""
    low, high = span_of(ax.xaxis)
    return min(low, 0.0), max(high, 1.0)


def _side(place: float) -> str:
    """Return how to align a text, so that it stays inside, from where it is on the axis."""
    return "left" if place < 0.2 else "right" if place > 0.8 else "center"


def _minima(loss: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return where a curve has a minimum, at its ends too, that is deeper than a thousandth."""
    walled = np.pad(loss, 1, constant_values=np.max(loss) + 1)
    peaks, _ = find_peaks(-walled, prominence=1e-3)
    return np.asarray(peaks - 1)
