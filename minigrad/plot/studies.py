"""Pictures of studies: errors along a quantity, errors and their cost, and how often something worked.

The functions take rows or arrays that `minigrad.study` computed, or anything like them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from .._words import plain
from .axes import axes_or_new, log_scale, numbers
from .inks import grey, grid, ink
from .inputs import rows_of
from .labels import label_ends, label_points

__all__ = ["error_curves", "error_time", "success_rates"]

Floats = NDArray[np.float64]

MOST_TICKS = 12  # that are named one by one


def error_curves(
    x: ArrayLike,
    curves: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the errors of several models along a quantity, with their spread.

    Parameters
    ----------
    x : array_like of shape (points,)
        Such as the number of training rows.
    curves : dict of str to (median, low, high)
        For every model three arrays of shape (points,): a line, and a band from low to high. What is
        not positive or not finite has no place on the logarithmic axis.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        For every model a line with gid "median-MODEL", named at its right end, and a band with gid
        "spread-MODEL".

    Raises
    ------
    TypeError
        If something is complex, or no number.
    ValueError
        If there is no curve, `x` is not finite, a shape is another one, or no median is positive.

    Examples
    --------
    >>> ax = error_curves([8, 16], {"line": ([0.3, 0.2], [0.2, 0.1], [0.4, 0.3])})
    >>> [text.get_text() for text in ax.texts]
    ['line']
    """
    x = numbers("x", x, 1)
    parts = {model: _parts(model, each, x) for model, each in curves.items()}
    if not any((median > 0).any() for median, *_ in parts.values()):
        raise ValueError("there is nothing to draw: no curve has a positive finite median")
    order = np.argsort(x)
    x = x[order]
    ax = axes_or_new(ax)
    ends: list[tuple[tuple[float, float], str, Any]] = []
    for model, each in parts.items():
        median, low, high = (part[order] for part in each)
        (line,) = ax.plot(x, median, "o-", gid=f"median-{model}")
        ax.fill_between(
            x, low, high, color=line.get_color(), alpha=0.15, linewidth=0, gid=f"spread-{model}"
        )
        shown = np.flatnonzero(np.isfinite(median))[-1:]
        ends += [((x[-1], median[i]), model, line.get_color()) for i in shown]
    log_scale(ax.yaxis)
    if x.min() > 0 and x.max() > 7 * x.min():
        ax.set_xscale("log")
    if len(x) <= MOST_TICKS:
        ax.set_xticks(x, [f"{value:g}".replace("-", "−") for value in x])
        ax.xaxis.minorticks_off()
    label_ends(ax, ends)
    return ax


def _parts(model: str, curve: Sequence[ArrayLike], x: Floats) -> list[Floats]:
    """Return median, low and high of a curve, nan where they cannot be drawn."""
    parts = [numbers(f"{model!r}", part, np.ndim(part), finite=False) for part in curve]
    shapes = [part.shape for part in parts]
    if shapes != [x.shape] * 3:
        raise ValueError(
            f"{model!r}: median, low and high need the shape of x, {x.shape}, got "
            + ", ".join(map(str, shapes))
        )
    return [np.where(np.isfinite(part) & (part > 0), part, np.nan) for part in parts]


def error_time(rows: Sequence[Any], *, ax: Axes | None = None) -> Axes:
    """Draw what accuracy costs: the error of each model against the seconds of a training.

    Parameters
    ----------
    rows : Comparison, or sequence of Row
        A Comparison, its `rows`, or anything with model, seconds, test, test_low and test_high.
        Models that are `impossible`, or have no positive finite error and time, are left out.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        For every row a point with gid "point-MODEL", its name with gid "name-MODEL", and the spread
        of its error over seeds with gid "spread-MODEL". Both axes are logarithmic.

    Raises
    ------
    ValueError
        If nothing is left to draw.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> row = SimpleNamespace(model="line", seconds=0.1, test=4.3, test_low=4.1, test_high=4.4)
    >>> [text.get_text() for text in error_time([row]).texts]
    ['line']
    """
    able = [
        row for row in rows_of("error_time", rows)
        if not getattr(row, "impossible", "")
        and np.isfinite([row.seconds, row.test]).all() and min(row.seconds, row.test) > 0
    ]  # fmt: skip
    if not able:
        raise ValueError("there is nothing to draw: no model has a positive finite error and time")
    ax = axes_or_new(ax)
    for row in able:
        (point,) = ax.plot(row.seconds, row.test, "o", markersize=8, gid=f"point-{row.model}")
        low, high = _ends(row)
        if low < high:
            ax.plot(
                [row.seconds] * 2, [low, high], color=point.get_color(), lw=4, alpha=0.35,
                solid_capstyle="round", zorder=1, gid=f"spread-{row.model}",
            )  # fmt: skip
    ax.margins(0.15)
    for axis in (ax.xaxis, ax.yaxis):
        log_scale(axis)
    ax.set_xlabel("seconds to train")
    ax.set_ylabel("error on new rows")
    label_points(
        ax,
        [((row.seconds, row.test, *_ends(row)), row.model) for row in able],
    )
    return ax


def _ends(row: Any) -> tuple[float, float]:
    """Return the ends of the spread of a row's error; the error itself, where there is none."""
    ends = (row.test_low, row.test_high)
    return ends if np.isfinite(ends).all() else (row.test, row.test)


def success_rates(
    rates: Mapping[str, tuple[float, float, float]], *, ax: Axes | None = None
) -> Axes:
    """Draw how often something succeeded, with the confidence interval of each rate.

    Parameters
    ----------
    rates : dict of str to (rate, low, high)
        The share of successes and the ends of its interval, such as those of `minigrad.study.wilson`;
        all from 0 to 1. The first one stands at the top.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        For every name a point with gid "rate-NAME" and its interval with gid "interval-NAME".

    Raises
    ------
    TypeError
        If `rates` is no dict.
    ValueError
        If there is no rate, or not 0 ≤ low ≤ rate ≤ high ≤ 1.

    Examples
    --------
    >>> ax = success_rates({"sum": (1.0, 0.87, 1.0), "product": (0.64, 0.45, 0.80)})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['sum', 'product']
    """
    if not isinstance(rates, Mapping):
        raise TypeError(
            f"success_rates draws a dict of name to (rate, low, high), got {type(rates).__name__}: "
            "such as {name: (found / runs, *mg.study.wilson(found, runs))}"
        )
    if not rates:
        raise ValueError("there is nothing to draw: no rate was given")
    for name, (rate, low, high) in rates.items():
        # The ends of Wilson's interval may round to the other side of the rate.
        if not -1e-9 <= low - 1e-9 <= rate <= high + 1e-9 <= 1 + 2e-9:
            raise ValueError(
                f"{name!r} needs 0 <= low <= rate <= high <= 1, got rate {rate}, low {low}, high {high}"
            )
    ax = axes_or_new(ax, figsize=(7, 0.9 + 0.36 * len(rates)))
    for place, (name, (rate, low, high)) in enumerate(rates.items()):
        ax.plot([low, high], [place, place], color=grey(ax), lw=5, alpha=0.5,
                solid_capstyle="round", clip_on=False, gid=f"interval-{name}")  # fmt: skip
        ax.plot(rate, place, "o", color=ink(ax), clip_on=False, gid=f"rate-{name}")
    ax.set_yticks(range(len(rates)), list(map(plain, rates)))
    ax.set_ylim(len(rates) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    ax.set_xlabel("share that succeeded, 95% interval")
    ax.grid(axis="y", color=grid(ax))
    ax.set_axisbelow(True)
    return ax
