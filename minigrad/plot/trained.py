"""Pictures of a trained neuron: how good its predictions are, and how firmly the data say n.

Read next: network.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import Locator
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray
from scipy.signal import find_peaks

from .._words import plain
from .axes import axes_or_new, log_scale, numbers
from .inks import READ, faint, grey, halo, ink, paper, seen
from .inputs import several
from .labels import is_narrow
from .orders import NARROW_FOR_X, colour_of, is_beyond, name_orders, name_ticks, span_of

__all__ = ["loss_valley", "observed_predicted"]

MOST_TIMES = 5  # the least loss, on an axis that is not logarithmic
SKEWED = 8  # times the median is the largest number of skewed data
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
    observed: ArrayLike,
    predicted: ArrayLike,
    *,
    rival: Mapping[str, ArrayLike] | ArrayLike | None = None,
    unit: str = "",
    log: bool | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw predictions against observations; a perfect model puts all points on the diagonal.

    Parameters
    ----------
    observed, predicted : array_like of equal size
        In the same units.
    rival : array_like of that size, or dict of one name to it, optional
        What another model predicts, such as the best sum: hollow points behind, and its name.
    unit : str, optional
        Name or unit of the quantity, for the axis labels.
    log : bool, optional
        Whether the axes are logarithmic. By default they are if all numbers are positive and so
        skewed that half of the observations would lie in the lowest eighth of the picture.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Points with gid "points", the diagonal with gid "diagonal", and those of a rival with gid
        "rival", its name with gid "rival-name".

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is nothing to draw, a number is not finite, the sizes are unequal, there is more
        than one rival, or the axes shall be logarithmic and a number is not positive.

    Examples
    --------
    >>> ax = observed_predicted([10.0, 20.0], [11.0, 19.0], unit="volume (ft³)")
    >>> ax.get_xlabel()
    'observed volume (ft³)'

    >>> ax = observed_predicted([10.0, 20.0], [11.0, 19.0], rival={"best sum": [14.0, 16.0]})
    >>> [text.get_text() for text in ax.texts]
    ['hollow: best sum']
    """
    name, others = _rival(rival)
    parts = {"observed": observed, "predicted": predicted, "rival": others}
    found = {
        part: numbers(part, np.ravel(values), ndim=1)
        for part, values in parts.items() if values is not None
    }  # fmt: skip
    sizes = {part: values.size for part, values in found.items()}
    if len(set(sizes.values())) > 1:
        raise ValueError(
            f"{' and '.join(sizes)} must have equal sizes, got {' and '.join(map(str, sizes.values()))}"
        )
    every = np.concatenate(list(found.values()))
    low, high = every.min(), every.max()
    if log and low <= 0:
        raise ValueError(f"a logarithmic axis has no place for {low:.4g}: leave log=True out")
    if log is None:
        log = low > 0 and high > SKEWED * np.median(found["observed"])
    margin = 0.05 * (high - low) or 1.0
    factor = (high / low) ** 0.05 if log and high > low else 1.1
    ends = (low / factor, high * factor) if log else (low - margin, high + margin)

    ax = axes_or_new(ax)
    ax.plot(ends, ends, color=grey(ax), linewidth=1, gid="diagonal")
    if others is not None:
        ax.scatter(
            found["observed"], found["rival"], s=26, facecolor="none", edgecolors=faint(ax),
            linewidths=1.2, zorder=1.9, gid="rival",
        )  # fmt: skip
    ax.scatter(
        found["observed"], found["predicted"], s=36, color=ink(ax), edgecolors=paper(ax),
        linewidths=0.5, zorder=2, gid="points",
    )  # fmt: skip
    if name:
        ax.annotate(
            f"hollow: {plain(name)}", (0, 1), (6, -4), xycoords="axes fraction", va="top",
            textcoords="offset points", color=ink(ax), path_effects=halo(ax), gid="rival-name",
        )  # fmt: skip
    ax.set(xlim=ends, ylim=ends)
    if log:
        for axis in (ax.xaxis, ax.yaxis):
            log_scale(axis)
    ax.set_aspect("equal")
    quantity = f" {plain(unit)}" if unit else ""
    ax.set_xlabel(f"observed{quantity}")
    ax.set_ylabel(f"predicted{quantity}")
    return ax


def _rival(rival: Mapping[str, ArrayLike] | ArrayLike | None) -> tuple[str, ArrayLike | None]:
    """Return the name of a rival, if it has one, and what it predicts."""
    if not isinstance(rival, Mapping):
        return "", rival
    if len(rival) != 1:
        raise ValueError(f"rival must be one name and its predictions, got {len(rival)} names")
    ((name, predicted),) = rival.items()
    return str(name), predicted


def loss_valley(
    profile: LossValley | Sequence[LossValley] | Mapping[str, LossValley],
    *,
    label: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the loss along n with everything else refitted, its minimum and its interval.

    The loss is drawn as a multiple of the least one, so the axis begins at 1; it is logarithmic if
    more than five times the least loss is shown. The colour is that of the best n, from + to ×, and
    deeper beyond.

    Parameters
    ----------
    profile : Profile, or a list of them, or a dict of their names
        From `minigrad.study.profile`, or anything with n, loss, best, least and interval. An
        interval that goes on beyond the grid is drawn as far as the grid goes.
    label : str, optional
        Written below the minimum, followed by the best n, in the colour of the curve.
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
        If something is complex, or no number; or if a model or a history is given.
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
    valleys = [
        (name, each, *_valley(each))
        for name, each in several("loss_valley", "profile", profile, label)
    ]
    ax = axes_or_new(ax)
    for name, each, n, times in valleys:
        _draw_valley(ax, each, n, times)
        best = f"n = {each.best:.2f}".replace("-", "−")
        lowest = (each.best, float(np.interp(each.best, n, times)))
        text = best if name is None else f"{plain(name)}: {best}"
        _label_minimum(ax, lowest, text, seen(colour_of(each.best, ax), ax, READ))
    _axis_of_times(ax)
    left, right = _ends_of_orders(ax)
    if is_beyond([left, right]):
        name_orders(ax.xaxis, left, right)
    else:
        ax.set_xlim(-0.02, 1.02)
        name_ticks(ax.xaxis, {0: "0\nadds", 0.25: "", 0.5: "0.5", 0.75: "", 1: "1\nmultiplies"})
        words = ax.get_xticklabels()  # none, where another panel shares the axis
        if words and not is_narrow(ax, NARROW_FOR_X):  # else they are signs
            words[0].set_horizontalalignment("left")  # or words of neighbouring panels would meet
            words[-1].set_horizontalalignment("right")
    ax.set_xlabel("n, held fixed")
    ax.set_ylabel(f"loss / {'largest' if _is_exact(valleys[-1][1]) else 'least'} loss")
    return ax


def _valley(profile: LossValley) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return every n, the best among them, and how many times the least loss is the loss there."""
    n, loss = numbers("n", profile.n, ndim=1), numbers("loss", profile.loss, ndim=1)
    ends = [end for end in profile.interval if not np.isinf(end)]  # or n has no bound there
    numbers("best, least and interval", [profile.best, profile.least, *ends], ndim=1)
    if n.shape != loss.shape:
        raise ValueError(f"n and loss need the same length, got {len(n)} and {len(loss)}")
    n, order = np.unique([*n, profile.best], return_index=True)
    loss = np.array([*loss, profile.least])[order]
    return n, loss / ((loss.max() or 1.0) if _is_exact(profile) else loss.min())


def _is_exact(profile: LossValley) -> bool:
    """Tell whether the least loss is one of rounding errors, which is no measure of anything."""
    return bool(profile.least <= 1e-12 * np.max(profile.loss))


def _draw_valley(
    ax: Axes, profile: LossValley, n: NDArray[np.float64], times: NDArray[np.float64]
) -> None:
    colour = colour_of(profile.best, ax)
    ax.plot(n, times, color=colour, linewidth=1.5, gid="valley")
    low, high = np.clip(profile.interval, n[0], n[-1])
    inside = np.linspace(low, high, 101)
    ax.plot(
        inside, np.interp(inside, n, times), color=colour, linewidth=5, alpha=0.4,
        solid_capstyle="round", gid="interval",
    )  # fmt: skip
    here = n == profile.best
    ax.plot(n[here], times[here], "o", color=colour, clip_on=False, gid="minimum")
    half_a_step = (n[-1] - n[0]) / len(n) / 2  # so near, a dent is that of the best n itself
    others = [i for i in _minima(times) if abs(n[i] - profile.best) > half_a_step]
    if others:
        ax.plot(n[others], times[others], "o", color=colour, markerfacecolor=paper(ax),
                clip_on=False, gid="local-minima")  # fmt: skip


def _label_minimum(ax: Axes, lowest: tuple[float, float], text: str, colour: str) -> None:
    """Write below the curve, and below other labels where minima are neighbours."""
    left, right = _ends_of_orders(ax)
    near = 0.75 * (right - left) if is_beyond([left, right]) else 0.4
    row = sum(abs(other.xy[0] - lowest[0]) < near for other in _minimum_labels(ax))
    ax.annotate(
        text, lowest, (0, -9 - ROW * row), textcoords="offset points", va="top",
        ha=_side((lowest[0] - left) / (right - left)), color=colour, gid="minimum-label",
    )  # fmt: skip


def _minimum_labels(ax: Axes) -> list[Any]:
    return [text for text in ax.texts if text.get_gid() == "minimum-label"]


def _axis_of_times(ax: Axes) -> None:
    """Let the axis of the loss begin at 1, with room for the labels below, and none of its numbers."""
    panels = [other for other in ax.get_shared_y_axes().get_siblings(ax) if other.has_data()]
    drawn = Bbox.union([panel.dataLim for panel in panels])
    low, high = drawn.y0, drawn.y1 if drawn.y1 > drawn.y0 else drawn.y0 + 1.0
    labels = [label for panel in panels for label in _minimum_labels(panel)]
    rows = max((-label.xyann[1] for label in labels), default=0.0) / ROW
    below, above = 0.2 + 0.1 * rows, 0.08
    if low > 0 and high > MOST_TIMES * low:
        span = high / low
        ax.set_ylim(low / span**below, high * span**above)
        log_scale(ax.yaxis)
        if span < 1e5:
            ax.yaxis.set_major_formatter("{x:g}")
    else:
        ax.set_ylim(low - below * (high - low), high + above * (high - low))
    for panel in panels:
        panel.yaxis.set_major_locator(FromLeast(panel.yaxis.get_major_locator(), low))
        panel.yaxis.set_minor_locator(FromLeast(panel.yaxis.get_minor_locator(), low, minor=True))
        for side in ("left", "right"):
            panel.spines[side].set_bounds(low, panel.get_ylim()[1])


class FromLeast(Locator):
    """The ticks of another locator, from a least one on, which is a tick itself."""

    def __init__(self, other: Locator, least: float, *, minor: bool = False) -> None:
        self.other: Locator = other.other if isinstance(other, FromLeast) else other
        self.least, self.minor = least, minor

    def set_axis(self, axis: Any) -> None:
        """Tell both locators which axis they are for."""
        super().set_axis(axis)
        self.other.set_axis(axis)

    def __call__(self) -> list[float]:
        ticks = np.asarray(self.other(), float)
        step = np.diff(ticks).min() if ticks.size > 1 else 0.0
        above = ticks[ticks > self.least + 0.4 * step]
        return [*above] if self.minor else [self.least, *above]


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
