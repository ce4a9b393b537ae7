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

from .axes import INK, N_COLOURS, axes_or_new, log_scale

__all__ = ["comparison", "error_curves"]

GREY = "#b4b4b9"
SHADES = {"best": "black", "as good": "black", "unclear": "#6b6b70", "worse": GREY}
GAP = 0.075  # between names at the ends of lines, as a share of the height of the axes
NOT_DRAWN = 1e-12  # errors of rounding are drawn at the least error that is not


def comparison(rows: Sequence[Any], *, unit: str = "") -> Figure:
    """Draw the errors of several models, what their training costs, and where n ended.

    Parameters
    ----------
    rows : sequence of Row
        The `rows` of a Comparison, or anything with model, test, test_low, test_high, place,
        seconds, n and impossible.
    unit : str, optional
        Name or unit of the quantity that is predicted.

    Returns
    -------
    Figure
        Three panels with a line for each model, the best one at the top: error, with its spread over
        seeds where there is any (gids "error-MODEL" and "spread-MODEL"), seconds of a training
        ("seconds-MODEL") and, if any model has one, the distribution of n ("n-MODEL"). Models as
        good as the best are black, those that surely are not the best are light. An error of
        rounding stands at the left end, with the word "exact".

    Raises
    ------
    ValueError
        If no row has a finite error.
    """
    import matplotlib.pyplot as plt

    able = [row for row in rows if not row.impossible and np.isfinite(row.test)]
    if not able:
        raise ValueError("there is nothing to draw: no model has a finite error")
    able.sort(key=lambda row: row.test, reverse=True)
    places = np.arange(len(able))
    figure, (left, middle, right) = plt.subplots(
        1, 3, figsize=(8, 1.3 + 0.34 * len(able)), width_ratios=[3, 1.4, 1.4], sharey=True,
        layout="constrained",
    )  # fmt: skip
    drawn = [e for row in able for e in (row.test_low, row.test) if e > NOT_DRAWN]
    any_exact = any(row.test <= NOT_DRAWN for row in able)
    least = min(drawn, default=NOT_DRAWN) / (10 if any_exact else 1)
    for place, row in zip(places, able, strict=True):
        colour = SHADES.get(row.place, GREY)
        low, error, high = (max(e, least) for e in (row.test_low, row.test, row.test_high))
        if np.isfinite(row.test_low) and np.isfinite(row.test_high):
            left.plot([low, high], [place, place], color=colour, lw=4, alpha=0.35,
                      solid_capstyle="round", gid=f"spread-{row.model}")  # fmt: skip
        left.plot(error, place, "o", color=colour, gid=f"error-{row.model}")
        if row.test <= NOT_DRAWN:
            left.annotate("exact", (least, place), (7, 0), textcoords="offset points", va="center")
        middle.plot(row.seconds, place, "o", color=colour, gid=f"seconds-{row.model}")
        if row.n:
            counts, edges = np.histogram(row.n, bins=12, range=(0, 1))
            right.bar(edges[:-1], 0.8 * counts / counts.max(), np.diff(edges), place - 0.4,
                      align="edge", color=N_COLOURS((edges[:-1] + edges[1:]) / 2),
                      gid=f"n-{row.model}")  # fmt: skip
    left.set_yticks(places, [row.model for row in able])
    left.set_ylim(-0.6, len(able) - 0.4)
    left.set_xlabel(f"error on unseen rows{f', {unit}' if unit else ''}")
    middle.set_xlabel("seconds to train")
    seconds = [row.seconds for row in able]
    if np.all(np.greater(seconds, 0)):
        log_scale(middle.xaxis)
    if max(row.test for row in able) > 5 * least:
        log_scale(left.xaxis)
    right.set_xlim(-0.02, 1.02)
    right.set_xticks([0, 1], ["+", "×"])
    right.set_xlabel("where n ended")
    right.set_visible(any(row.n for row in able))
    shades = "black: the best, or as good; dark: perhaps; light: surely not"
    left.set_title(shades, fontsize="small", weight="normal", color=INK)
    for ax in (left, middle, right):
        ax.grid(axis="y", color="#e8e8ea")
        ax.set_axisbelow(True)
    return figure


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
        For every model three arrays of shape (points,): a line, and a band from low to high.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        For every model a line with gid "median-MODEL", named at its right end, and a band with gid
        "spread-MODEL".
    """
    ax = axes_or_new(ax)
    x = np.asarray(x, float)
    ends: dict[str, tuple[float, Any]] = {}
    for model, (median, low, high) in curves.items():
        median, low, high = (np.asarray(values, float) for values in (median, low, high))
        if not median.shape == low.shape == high.shape == x.shape:
            raise ValueError(
                f"{model!r}: median, low and high need the shape of x, {x.shape}, got "
                f"{median.shape}, {low.shape} and {high.shape}"
            )
        (line,) = ax.plot(x, median, "o-", gid=f"median-{model}")
        ax.fill_between(
            x, low, high, color=line.get_color(), alpha=0.15, linewidth=0, gid=f"spread-{model}"
        )
        shown = median[np.isfinite(median) & (median > 0)]
        if shown.size:  # a logarithm has no place for the others
            ends[model] = (float(shown[-1]), line.get_color())
    log_scale(ax.yaxis)
    if x.min() > 0 and x.max() > 7 * x.min():
        ax.set_xscale("log")
    ax.set_xticks(x, [f"{value:g}" for value in x])
    ax.xaxis.minorticks_off()
    _name_ends(ax, x[-1], ends)
    return ax


def _name_ends(ax: Axes, x: float, ends: dict[str, tuple[float, Any]]) -> None:
    """Write each name beside the end of its line, moved apart where they would overlap."""
    low, high = np.log10(ax.get_ylim())
    heights = {model: (np.log10(end) - low) / (high - low) for model, (end, _) in ends.items()}
    order = sorted(heights, key=heights.__getitem__)
    free: NDArray[np.float64] = np.array([heights[model] for model in order])
    for _ in range(200):  # push neighbours apart until all are
        gaps = np.diff(free)
        push = np.where(gaps < GAP - 1e-6, (GAP - gaps) / 2, 0.0)
        free[:-1] -= push
        free[1:] += push
    floor = GAP * np.arange(len(free))  # none below the axes, where the ticks have their labels
    free = np.maximum(free, floor)
    for model, height in zip(order, free, strict=True):
        ax.annotate(
            model, (x, height), xycoords=("data", "axes fraction"), xytext=(10, 0),
            textcoords="offset points", va="center", color=ends[model][1],
        )  # fmt: skip
