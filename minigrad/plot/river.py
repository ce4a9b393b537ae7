"""The picture of many neurons: at each step, how many of them have which n.

Read next: trained.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from .axes import N_COLOURS, axes_or_new
from .inputs import several
from .labels import label_ends
from .orders import colour_of
from .training import Histories, along_steps, orders_of

__all__ = ["river"]

MOST_DRAWN = 400  # steps; more would only make the file larger


def river(
    history: Histories, *, bins: int = 10, log_steps: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw how the n of many neurons are distributed at each step: a river of coloured currents.

    At every step the neurons are sorted by n, and coloured from + to ×; the width of a current is
    the share of neurons whose n lies in one bin. What is further below 0 or above 1 than one bin has
    a current of its own, of a deeper colour.

    Parameters
    ----------
    history : History, or array_like of shape (steps + 1, neurons)
        The values of n. The neurons of several histories, by a list or a dict, flow together: they
        need equally many steps, and have no names.
    bins : int
        Number of currents between 0 and 1, at least 2.
    log_steps : bool
        Whether the axis of steps is logarithmic, for a training in whose first tenth everything
        happens; from 0 to 1 it is even, since 0 has no logarithm.
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
    each = [orders_of(one) for _, one in several("river", "history", history, None)]
    if len({len(n) for n in each}) > 1:
        raise ValueError(
            "histories that flow together need equally many steps, got "
            f"{', '.join(str(len(n) - 1) for n in each)}: draw them in rivers of their own"
        )
    n = np.hstack(each)
    if bins < 2 or bins != int(bins):
        raise ValueError(f"bins must be a whole number from 2 up, got {bins}")
    count = min(len(n), MOST_DRAWN)
    even = np.geomspace(1, len(n), count) - 1 if log_steps else np.linspace(0, len(n) - 1, count)
    steps = np.unique(np.round(even).astype(int))
    ax = axes_or_new(ax)
    names, edges, colours = _currents(ax, n, bins)
    counts = np.array([np.histogram(n[step], edges)[0] for step in steps])
    shares = counts / n.shape[1]
    drawn = ax.stackplot(steps, shares.T, colors=colours, linewidth=0.3)
    for name, current in zip(names, drawn, strict=True):
        current.set(gid=f"current-{name}", edgecolor="face")  # else white shows between them
    along_steps(ax)
    if log_steps:
        ax.set_xscale("symlog", linthresh=1)
        ax.xaxis.set_major_formatter("{x:g}")
        ax.set_xlabel("training step, logarithmic")
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    ax.set_ylabel("share of the neurons")
    _label_shares(ax, steps[-1], dict(zip(names, shares[-1], strict=True)), bins)
    return ax


def _currents(
    ax: Axes, n: NDArray[np.float64], bins: int
) -> tuple[list[str], list[float], list[Any]]:
    """Return the names of the currents, the edges between their n, and their colours."""
    inner = np.linspace(0, 1, bins + 1)
    colours = list(N_COLOURS((inner[:-1] + inner[1:]) / 2))
    # Neurons that add or multiply may end on either side of 0 or 1.
    names, edges = [str(i) for i in range(bins)], [-1 / bins, *inner[1:-1], 1 + 1 / bins]
    if np.min(n) < edges[0]:
        names, edges, colours = ["below", *names], [-np.inf, *edges], [colour_of(-1, ax), *colours]
    if np.max(n) > edges[-1]:
        names, edges, colours = [*names, "above"], [*edges, np.inf], [*colours, colour_of(2, ax)]
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
            ((step, bottom + share / 2), f"{text}: {percents[text]}%", None)
            for bottom, (text, share) in zip(bottoms, texts.items(), strict=False)
            if share > 0
        ],
    )
