"""All pairs x and y that make the same number: a line for +, a hyperbola for ×, a ribbon between.

    x ⊕_n y = c        y = φ_n⁻¹(φ_n(c) - φ_n(x))

1 and 5 make 6 by adding, 2 and 3 by multiplying. In the coordinates of φ_n, see transitions, all
these curves are straight: u + v = φ_n(c). So even steps of u give points that lie close where the
curve bends. Read next: plane.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ..iterate import DEFAULT_KIND
from ..transitions import Transition, transition
from .abel_kneser import short
from .axes import axes_or_new, numbers, values_of
from .orders import colour_of

__all__ = ["pairs"]

Floats = NDArray[np.float64]

POINTS = 161  # of a curve; odd, so that one of them is x = y
LEAST = 1e-6  # of the level: on the axis, but inside the domain, which may end at 0
FEW = 12  # curves have room for thick lines


def pairs(
    level: float,
    n: ArrayLike,
    *,
    kind: str = DEFAULT_KIND,
    limit: float | None = None,
    label: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw all positive pairs x and y with x ⊕_n y = level, a curve for each n.

    Parameters
    ----------
    level : float
        What the pairs make; positive.
    n : array_like of shape (curves,), or a number
        0 gives the straight line x + y = level, 1 the hyperbola x · y = level, and some forty
        numbers between them a ribbon.
    kind : {"kneser", "abel", "linear-log", "box-cox"}
        The way from + to ×, see `minigrad.transitions`.
    limit : float, optional
        The largest x and y of the picture; a third more than `level` by default, and more for small
        ones.
    label : bool
        Whether to write in the corner what the first and the last curve are.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Lines with gids "pairs-0", "pairs-1", …, in the order of n; thin ones if they are many, but
        for the first and the last. The labels have the gids "label-first" and "label-last".

    Raises
    ------
    TypeError
        If a number is complex, or none.
    ValueError
        If one of them is nan or infinite, `level` or `limit` is not positive, there is no n, `kind`
        is unknown or has complex numbers, or no curve passes through the picture.

    Examples
    --------
    >>> ax = pairs(6, np.linspace(0, 1, 41))
    >>> [text.get_text() for text in ax.texts]
    ['x + y = 6', 'x · y = 6']
    """
    ns = numbers("n", np.atleast_1d(values_of(n)), 1)
    way = transition(kind)
    if way.dtype is complex:
        raise ValueError(f"pairs draws real numbers, and those of {kind!r} are complex")
    level = _positive("level", level)
    limit = max(4 / 3 * level, 2 * level**0.5) if limit is None else _positive("limit", limit)
    curves = [_curve(way, level, each, limit) for each in ns]
    if not any(np.isfinite(x).any() for x, _ in curves):
        raise ValueError(
            f"there is nothing to draw: no pair of numbers from 0 to {limit:g} makes {level:g} with "
            f"{kind!r} and n = {', '.join(map(short, ns))}"
        )
    ax = axes_or_new(ax, (5, 4.6))
    thin = len(ns) > FEW
    for i, (each, (x, y)) in enumerate(zip(ns, curves, strict=True)):
        end = i in (0, len(ns) - 1)
        ax.plot(
            x, y, color=colour_of(each, ax), linewidth=1 if thin and not end else 3,
            zorder=2.2 if end else 2, solid_capstyle="round", gid=f"pairs-{i}",
        )  # fmt: skip
    if label:
        _label_ends(ax, level, ns)
    ax.set(xlim=(0, limit), ylim=(0, limit), aspect="equal", xlabel="x", ylabel="y")
    return ax


def _curve(way: Transition, level: float, n: float, limit: float) -> tuple[Floats, Floats]:
    """Return points of one curve, the same on both sides of x = y; nan if there are none."""
    with np.errstate(all="ignore"):
        whole, lowest, highest = (way.phi(each, n).data for each in (level, LEAST * level, limit))
        first = np.fmax(lowest, whole - highest)  # where x is 0, or y is at the limit
        if not first < whole / 2:
            return np.full(POINTS, np.nan), np.full(POINTS, np.nan)
        x = way.inverse(np.linspace(first, whole - first, POINTS), n).data
    return x, x[::-1]


def _label_ends(ax: Axes, level: float, n: Floats) -> None:
    """Write in the corner that no curve reaches what the first and the last curve are."""
    for row, (name, each) in enumerate({"first": n[0], "last": n[-1]}.items()):
        if row == 0 or len(n) > 1:
            ax.annotate(
                _name(each, level), (1, 1), xycoords="axes fraction", xytext=(-4, -4 - 20 * row),
                textcoords="offset points", ha="right", va="top", color=colour_of(each, ax),
                weight="bold", size="large", gid=f"label-{name}",
            )  # fmt: skip


def _name(n: float, level: float) -> str:
    sign = {0.0: "+", 1.0: "·"}.get(n)
    return f"n = {short(n)}" if sign is None else f"x {sign} y = {short(level)}"


def _positive(name: str, value: Any) -> float:
    """Return a number of the user's, or raise an error that says what is wrong."""
    (number,) = numbers(name, [value], 1)
    if not number > 0:
        raise ValueError(f"{name} must be positive, got {number:g}")
    return float(number)
