"""Pictures of studies: which model predicts better, at what cost, and where n ended.

The functions take rows or arrays that `minigrad.study` computed, or anything like them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from .._words import plain
from .axes import GREY, GRID, INK, axes_or_new, log_scale, numbers
from .labels import label_ends, label_points
from .orders import colour_of, is_beyond

__all__ = ["comparison", "error_curves", "error_time", "success_rates"]

Floats = NDArray[np.float64]

MOST_TICKS = 12  # that are named one by one
LIGHT = "#b4b4b9"
SHADES = {"probably better": "black", "as good": "black", "cannot tell": "#6b6b70"}
EXACT = 1e-12  # below is an error of rounding, which stands at the left end of the picture


def comparison(rows: Sequence[Any], *, unit: str = "", beside: str = "") -> Figure:
    """Draw the errors of several models, what their training costs, and where n ended.

    Parameters
    ----------
    rows : sequence of Row
        The `rows` of a Comparison, or anything with model, test, test_low, test_high, verdict,
        seconds, n and impossible.
    unit : str, optional
        Name or unit of the quantity that is predicted.
    beside : str, optional
        The model that the others were compared with; by default that of the first row that is drawn.

    Returns
    -------
    Figure
        Three panels with a line for each model, the best one at the top: error, with its spread over
        seeds where there is any (gids "error-MODEL" and "spread-MODEL"), seconds of a training
        ("seconds-MODEL") and, if any model has one, the distribution of n ("n-MODEL"), whose axis
        goes on beyond + and × if some n does. Models that are probably worse than `beside` are light, those of
        which the study cannot tell are grey, and those that are better or as good are black, as it is
        itself. An error of rounding stands at the left end, with the word "exact".

    Raises
    ------
    ValueError
        If no row has a finite error.
    """
    import matplotlib.pyplot as plt

    able = [row for row in rows if not row.impossible and np.isfinite(row.test)]
    if not able:
        raise ValueError("there is nothing to draw: no model has a finite error")
    beside = beside or able[0].model
    able.sort(key=lambda row: row.test, reverse=True)
    places = np.arange(len(able))
    figure, (left, middle, right) = plt.subplots(
        1, 3, figsize=(8, 1.3 + 0.34 * len(able)), width_ratios=[3, 1.4, 1.4], sharey=True,
        layout="constrained",
    )  # fmt: skip
    drawn = [e for row in able for e in (row.test_low, row.test) if e > EXACT]
    any_exact = any(row.test <= EXACT for row in able)
    low_n, high_n = _whole_range([n for row in able for n in np.ravel(row.n)])
    least = min(drawn, default=EXACT) / (10 if any_exact else 1)
    for place, row in zip(places, able, strict=True):
        colour = "black" if row.model == beside else SHADES.get(row.verdict, LIGHT)
        low, error, high = (max(e, least) for e in (row.test_low, row.test, row.test_high))
        if np.isfinite(row.test_low) and np.isfinite(row.test_high):
            left.plot([low, high], [place, place], color=colour, lw=4, alpha=0.35,
                      solid_capstyle="round", gid=f"spread-{row.model}")  # fmt: skip
        left.plot(error, place, "o", color=colour, gid=f"error-{row.model}")
        if row.test <= EXACT:
            left.annotate("exact", (least, place), (7, 0), textcoords="offset points", va="center")
        middle.plot(row.seconds, place, "o", color=colour, gid=f"seconds-{row.model}")
        n = np.asarray(row.n, float)
        n = np.clip(n[np.isfinite(n)], low_n, high_n)  # which moves what is beside 0 or 1
        if n.size:
            counts, edges = np.histogram(n, bins=12 * (high_n - low_n), range=(low_n, high_n))
            right.bar(edges[:-1], 0.8 * counts / counts.max(), np.diff(edges), place - 0.4,
                      align="edge", color=[colour_of(n) for n in (edges[:-1] + edges[1:]) / 2],
                      gid=f"n-{row.model}")  # fmt: skip
    left.set_yticks(places, [plain(row.model) for row in able])
    left.set_ylim(-0.6, len(able) - 0.4)
    left.set_xlabel(f"error on unseen rows{f', {plain(unit)}' if unit else ''}")
    middle.set_xlabel("seconds to train")
    seconds = [row.seconds for row in able]
    if np.all(np.greater(seconds, 0)):
        log_scale(middle.xaxis)
    if max(row.test for row in able) > 5 * least:
        log_scale(left.xaxis)
    right.set_xlim(low_n - 0.02, high_n + 0.02)
    names = {
        low_n: f"{low_n}",
        high_n: f"{high_n}",
        0: "+",
        1: "×",
    }  # the signs count, if they meet
    right.set_xticks(list(names), [name.replace("-", "−") for name in names.values()])
    if len(names) > 2:
        right.grid(axis="x", color=GRID)
    right.set_xlabel("final n")
    right.set_visible(any(len(row.n) for row in able))
    shades = f"grey: cannot tell; light: probably worse than {plain(beside)}"
    left.set_title(shades, fontsize="small", weight="normal", color=INK)
    for ax in (left, middle, right):
        ax.grid(axis="y", color=GRID)
        ax.set_axisbelow(True)
    return figure


def _whole_range(n: Sequence[float]) -> tuple[int, int]:
    """Return 0 and 1, or the whole numbers around all n where they clearly go on."""
    beyond = [each for each in n if np.isfinite(each) and is_beyond(each)]
    return int(np.floor(min([0, *beyond]))), int(np.ceil(max([1, *beyond])))


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
        ax.set_xticks(x, [f"{value:g}" for value in x])
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
    rows : sequence of Row
        The `rows` of a Comparison, or anything with model, seconds, test, test_low and test_high.
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
        row for row in rows
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
    ValueError
        If there is no rate, or not 0 ≤ low ≤ rate ≤ high ≤ 1.

    Examples
    --------
    >>> ax = success_rates({"sum": (1.0, 0.87, 1.0), "product": (0.64, 0.45, 0.80)})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['sum', 'product']
    """
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
        ax.plot([low, high], [place, place], color=GREY, lw=5, alpha=0.5,
                solid_capstyle="round", clip_on=False, gid=f"interval-{name}")  # fmt: skip
        ax.plot(rate, place, "o", color=INK, clip_on=False, gid=f"rate-{name}")
    ax.set_yticks(range(len(rates)), list(map(plain, rates)))
    ax.set_ylim(len(rates) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    ax.set_xlabel("share that succeeded, 95% interval")
    ax.grid(axis="y", color=GRID)
    ax.set_axisbelow(True)
    return ax
