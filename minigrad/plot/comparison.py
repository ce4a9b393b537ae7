"""The picture of a comparison: which model predicts better, at what cost, and where n ended.

Read next: studies.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from .._words import plain
from .axes import figure_or_new, log_scale
from .inks import faint, grid, ink, pale, strong
from .inputs import rows_of
from .orders import colour_of, is_beyond

__all__ = ["comparison"]

Floats = NDArray[np.float64]

BETTER, AS_GOOD, UNCLEAR, WORSE = "probably better", "as good", "cannot tell", "probably worse"
WORDS = {  # of the key, where they occur
    BETTER: "probably better than {}",
    AS_GOOD: "as good as {}",
    UNCLEAR: "cannot tell from {}",
    WORSE: "probably worse than {}",
}
EXACT = 1e-12  # below is an error of rounding, which stands at the left end of the picture
PILES = 28  # places for dots along the axis of n, where those of equal n are piled up
PILE, DOT = 0.8, 0.17  # of the distance between two lines: the highest pile, and one dot


def comparison(
    rows: Sequence[Any],
    *,
    unit: str = "",
    beside: str = "",
    title: str | None = None,
    figure: Figure | SubFigure | None = None,
) -> Figure:
    """Draw the errors of several models, what their training costs, and where n ended.

    Parameters
    ----------
    rows : Comparison, or sequence of Row
        A Comparison, its `rows`, or anything with model, test, test_low, test_high, verdict,
        seconds, n and impossible.
    unit : str, optional
        Name or unit of the quantity that is predicted.
    beside : str, optional
        The model that the others were compared with; by default that of the first row that is drawn.
    title : str, optional
        By default it says who has the least error, and what the verdicts say of that.
    figure : Figure or SubFigure, optional
        Where to draw, without axes yet; a new figure by default.

    Returns
    -------
    Figure
        The given one, or the new one, with two or three panels and a line for each model, the best
        one at the top: error, with its spread over seeds where there is any (gids "error-MODEL" and
        "spread-MODEL"), seconds of a training ("seconds-MODEL") and, if any model has several, every
        n, a dot for each seed ("n-MODEL"), whose axis goes on beyond + and × if some n does. If none
        has more than one, it stands beside the name. Models that
        are better than `beside` or as good stand out as it does itself, those that are probably worse
        stand back, and those of which the study cannot tell are in between; a key below names what
        occurs. An error of rounding stands at the left end, with the word "exact".

    Raises
    ------
    TypeError
        If a model, a history or a profile is given, or `figure` is something else.
    ValueError
        If no row has a finite error, or `figure` has axes already.
    """
    able = [
        row for row in rows_of("comparison", rows) if not row.impossible and np.isfinite(row.test)
    ]
    if not able:
        raise ValueError("there is nothing to draw: no model has a finite error")
    beside = beside or able[0].model
    able.sort(key=lambda row: row.test, reverse=True)
    size = (8, 1.7 + 0.34 * len(able))
    whole = figure_or_new(figure, figsize=size, layout="constrained")
    several = any(len(row.n) > 1 for row in able)
    widths = [3, 1.4, 1.4] if several else [3, 1.4]
    panels = whole.subplots(1, len(widths), width_ratios=widths, sharey=True)
    shades = _shades(panels[0])
    colours = [
        strong(panels[0]) if row.model == beside else shades.get(row.verdict, pale(panels[0]))
        for row in able
    ]
    _draw_errors(panels[0], able, colours)
    _draw_seconds(panels[1], able, colours)
    if several:
        _draw_orders(panels[2], able)
    names = [plain(row.model) if several else _name_with_n(row) for row in able]
    panels[0].set_yticks(np.arange(len(able)), names)
    panels[0].set_ylim(-0.6, len(able) - 0.4)
    panels[0].set_xlabel(f"error on unseen rows{f', {plain(unit)}' if unit else ''}")
    for ax in panels:
        ax.grid(axis="y", color=grid(ax))
        ax.set_axisbelow(True)
    if said := _headline(able, beside) if title is None else title:
        whole.suptitle(plain(said), x=0.01, ha="left", weight="bold", wrap=True)
    occurring = {row.verdict for row in able if row.model != beside}
    key = {
        words.format(plain(beside)): shades[verdict]
        for verdict, words in WORDS.items() if verdict in occurring
    }  # fmt: skip
    if key:
        if any(row.model == beside for row in able):
            key = {f"{plain(beside)}, the reference": strong(panels[0])} | key
        dots = [
            Line2D([], [], marker="o", ls="", color=shade, label=words)
            for words, shade in key.items()
        ]
        whole.legend(
            handles=dots, loc="outside lower left", ncols=len(dots), fontsize="small",
            labelcolor=ink(whole), frameon=False, handletextpad=0.2, columnspacing=1.2,
        )  # fmt: skip
    return whole  # type: ignore[no-any-return]


def _name_with_n(row: Any) -> str:
    """Return the name of a model, and its n if it has one."""
    n = [f", n = {each:.2f}".replace("-", "−") for each in np.ravel(row.n) if np.isfinite(each)]
    return plain(row.model) + "".join(n)


def _shades(ax: Axes) -> dict[str, str]:
    """Return the colour of each verdict: what is better stands out."""
    return {BETTER: strong(ax), AS_GOOD: strong(ax), UNCLEAR: faint(ax), WORSE: pale(ax)}


def _headline(able: Sequence[Any], beside: str) -> str:
    """Say who has the least error, and what the study says of the others.

    Models are compared with `beside` only: of another one that has the least error, no more can be
    said than how the two compare.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> first, second = Row(model="line", test=1, verdict=""), Row(model="tanh", test=2, verdict="")
    >>> for second.verdict in (WORSE, AS_GOOD, UNCLEAR):
    ...     print(_headline([second, first], "line"))
    line is best, probably
    line is best, another model is as good
    line has the least error, another model may be as good
    """
    best = min(able, key=lambda row: row.test)
    verdicts = [row.verdict for row in able if row.model != beside]
    if len(able) == 1:
        return ""
    if best.model != beside:
        said = {
            BETTER: f"{best.model} is probably better than {beside}",
            AS_GOOD: f"{best.model} has the least error, {beside} is as good",
            UNCLEAR: f"{best.model} has the least error, {beside} may be as good",
        }
        known = any(row.model == beside for row in able)
        return said.get(best.verdict if known else "", f"{best.model} has the least error")
    unclear, as_good = verdicts.count(UNCLEAR), verdicts.count(AS_GOOD)
    if BETTER in verdicts or not any(verdicts):
        return f"{beside} has the least error"
    if unclear:
        return f"{beside} has the least error, {_models(unclear + as_good, 'may be', 'may be')} as good"
    if as_good:
        return f"{beside} is best, {_models(as_good, 'is', 'are')} as good"
    return f"{beside} is best, probably"


def _models(count: int, one: str, many: str) -> str:
    return f"another model {one}" if count == 1 else f"{count} models {many}"


def _draw_errors(ax: Axes, able: Sequence[Any], colours: Sequence[str]) -> None:
    drawn = [e for row in able for e in (row.test_low, row.test) if e > EXACT]
    any_exact = any(row.test <= EXACT for row in able)
    least = min(drawn, default=EXACT) / (10 if any_exact else 1)
    for place, (row, colour) in enumerate(zip(able, colours, strict=True)):
        low, error, high = (max(e, least) for e in (row.test_low, row.test, row.test_high))
        if np.isfinite(row.test_low) and np.isfinite(row.test_high):
            ax.plot([low, high], [place, place], color=colour, lw=4, alpha=0.35,
                    solid_capstyle="round", gid=f"spread-{row.model}")  # fmt: skip
        ax.plot(error, place, "o", color=colour, gid=f"error-{row.model}")
        if row.test <= EXACT:
            ax.annotate("exact", (least, place), (7, 0), textcoords="offset points", va="center",
                        color=ink(ax))  # fmt: skip
    if max(row.test for row in able) > 5 * least:
        log_scale(ax.xaxis)


def _draw_seconds(ax: Axes, able: Sequence[Any], colours: Sequence[str]) -> None:
    for place, (row, colour) in enumerate(zip(able, colours, strict=True)):
        ax.plot(row.seconds, place, "o", color=colour, gid=f"seconds-{row.model}")
    if all(row.seconds > 0 for row in able):
        log_scale(ax.xaxis)
    ax.set_xlabel("seconds to train")


def _draw_orders(ax: Axes, able: Sequence[Any]) -> None:
    """Draw a dot for every n."""
    low, high = _whole_range([n for row in able for n in np.ravel(row.n)])
    for place, row in enumerate(able):
        n = np.asarray(row.n, float)
        n = np.clip(n[np.isfinite(n)], low, high)  # which moves what is beside 0 or 1
        if n.size:
            colours = [colour_of(each, ax) for each in n]
            heights = place + _piled((n - low) / (high - low))
            ax.scatter(n, heights, s=36 if n.size == 1 else 14, c=colours, linewidths=0, clip_on=False, zorder=2,
                       gid=f"n-{row.model}")  # fmt: skip
    ax.set_xlim(low - 0.02, high + 0.02)
    names = {low: f"{low}", high: f"{high}", 0: "+", 1: "×"}  # the signs count, if they meet
    ax.set_xticks(list(names), [name.replace("-", "−") for name in names.values()])
    if len(names) > 2:
        ax.grid(axis="x", color=grid(ax))
    ax.set_xlabel("final n")


def _piled(places: Floats) -> Floats:
    """Return heights at which dots at these places, from 0 to 1, cover each other little.

    Examples
    --------
    >>> _piled(np.array([0.1, 0.9, 0.9]))
    array([ 0.   , -0.085,  0.085])
    """
    piles = np.floor(places * (1 - 1e-9) * PILES)
    heights = np.zeros(len(places))
    for pile in np.unique(piles):
        own = np.flatnonzero(piles == pile)
        ranks = np.arange(own.size) - (own.size - 1) / 2
        heights[own] = ranks * min(DOT, PILE / own.size)
    return heights


def _whole_range(n: Sequence[float]) -> tuple[int, int]:
    """Return 0 and 1, or the whole numbers around all n where they clearly go on."""
    beyond = [each for each in n if np.isfinite(each) and is_beyond(each)]
    return int(np.floor(min([0, *beyond]))), int(np.ceil(max([1, *beyond])))
