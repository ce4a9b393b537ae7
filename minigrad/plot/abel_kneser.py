"""Abel's construction of exp^(n) beside Kneser's: heights of numbers, and kinks of curves.

Both count exponentials: 0, 1, e and e^e are 0, 1, 2 and 3 exps high, and applying exp n times means
to climb by n. They differ in between, by less than 0.01; one has kinks, the other has none. Read
next: iterates.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch
from matplotlib.ticker import MaxNLocator, MultipleLocator
from numpy.typing import ArrayLike, NDArray

from .. import iterate
from ..transitions import KINDS as WAYS
from .axes import axes_or_new, numbers
from .inks import READ, grid, ink, plate, seen
from .labels import label_ends

__all__ = ["derivatives", "heights"]

Floats = NDArray[np.float64]

COLOURS = {"abel": "#f0707c", "kneser": "#5b12b0"}
ROOM_FOR_TOWERS = 30  # longer axes of x have numbers instead
TOWERS = {"0": 0.0, "1": 1.0, "e": np.e, "eᵉ": np.e**np.e}  # each is exp of the one before
NEAR = 1e-9  # how near to a kink both of its sides are looked at


def check_real(kind: str) -> None:
    """Raise ValueError unless this construction is known, and real."""
    if kind in set(WAYS) - set(iterate.KINDS):
        raise ValueError(
            f"kind must be one of {', '.join(map(repr, COLOURS))}, got {kind!r}, which leads from + to × "
            "without exp^(n), of which this is a picture: see operator_paths"
        )
    iterate.construction(kind)
    if kind not in COLOURS:
        raise ValueError(
            f"kind must be one of {', '.join(map(repr, COLOURS))}, got {kind!r}, whose values are "
            "complex: see domain_colouring"
        )


def real_kinds(kinds: str | Sequence[str]) -> list[str]:
    """Return the names of one or more constructions, or raise an error that says what is wrong."""
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    if not names:
        raise ValueError("there is nothing to draw: kinds is empty")
    for name in names:
        check_real(name)
    return names


def short(number: complex) -> str:
    """Return a number as text: three digits of it, and a minus as long as a plus."""
    return f"{number:.3g}".replace("-", "−")


def in_order(name: str, values: ArrayLike) -> Floats:
    """Return the numbers along an axis in order, or raise an error that says what is wrong."""
    array = np.unique(numbers(name, values, 1))
    if array.size < 2:
        raise ValueError(f"{name} must hold two different numbers, or more, got {array}")
    return array


def heights(
    *,
    x: ArrayLike | None = None,
    kinds: str | Sequence[str] = ("abel", "kneser"),
    journey: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw what counts exponentials: ψ(x) of Abel and slog(x) + 1 of Kneser.

    Each exp more is one more of height: 0, 1, e, e^e are 0, 1, 2, 3 high.

    Parameters
    ----------
    x : array_like of shape (points,), optional
        From -3 to 6 by default, and further if the journey leads there.
    kinds : {"abel", "kneser"}, or a sequence of both
        Whose heights.
    journey : (x, n), optional
        Show how exp^(n)(x) is found with the last of `kinds`: up to the curve, higher by n, and
        from the curve down again.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        A curve for each kind with gid "abel" or "kneser", dots with gid "towers" at 0, 1, e and
        e^e, and the way of the journey with gid "journey".

    Raises
    ------
    TypeError
        If x or the journey are complex, or no numbers.
    ValueError
        If one of them is nan or infinite, there are none or too few, one of `kinds` is not a real
        construction, or the journey has no end: it leaves the domain, or leads beyond all numbers.

    Examples
    --------
    >>> ax = heights(journey=(2, 0.5))
    >>> [line.get_gid() for line in ax.lines]
    ['abel', 'kneser', 'towers', 'journey']
    """
    kinds = real_kinds(kinds)
    way = None if journey is None else _way(journey, kinds[-1])
    x = _room_for(way) if x is None else in_order("x", x)
    ax = axes_or_new(ax, (7.5, 4))
    for kind in kinds:
        width = 5 if kind == "abel" else 1.5  # one lies upon the other
        ax.plot(x, height(x, kind), color=seen(COLOURS[kind], ax), linewidth=width, gid=kind)
    ax.yaxis.set_major_locator(MultipleLocator(1))
    ax.grid(color=grid(ax))
    ax.set(xlim=(x[0], x[-1]), xlabel="x", ylabel="how many exps high")
    _mark_towers(ax)
    if way is not None:
        _draw_journey(ax, *way)
    names = {"abel": "ψ(x), Abel", "kneser": "slog(x) + 1, Kneser"}
    ends = [
        ((x[-1], height(x[-1], kind)), names[kind], seen(COLOURS[kind], ax, READ)) for kind in kinds
    ]
    label_ends(ax, ends)
    return ax


def height(x: ArrayLike, kind: str) -> Any:
    """Return how many exps high x is, 0 at 0: ψ(x) of Abel, or slog(x) + 1 of Kneser."""
    return iterate.abel.psi(x) if kind == "abel" else iterate.kneser.slog(x) + 1


def _mark_towers(ax: Axes) -> None:
    """Mark 0, 1, e, e^e with dots, and on the axis of x if there is room."""
    left, right = ax.get_xlim()
    towers = {name: tower for name, tower in TOWERS.items() if left <= tower <= right}
    whole = [list(TOWERS).index(name) for name in towers]
    ax.plot(list(towers.values()), whole, "o", color=ink(ax), gid="towers")
    if len(towers) > 1 and right - left < ROOM_FOR_TOWERS:
        ax.set_xticks(list(towers.values()), list(towers))
    else:
        ax.xaxis.set_major_locator(MaxNLocator(4))


def _way(journey: tuple[float, float], kind: str) -> tuple[float, float, float, float]:
    """Return x, n, exp^(n)(x) and the height of x, or raise an error that says what is wrong."""
    pair = numbers("journey", journey, 1)
    if pair.size != 2:
        raise ValueError(f"journey must be (x, n), got {journey}")
    x, n = map(float, pair)
    with np.errstate(over="ignore", invalid="ignore"):
        y = float(iterate.exp_n(x, n, kind))
    if not np.isfinite(y):
        raise ValueError(f"the journey has no end: exp^(n)(x) is {y} for x = {x:g}, n = {n:g}")
    return x, n, y, float(height(x, kind))


def _room_for(way: tuple[float, float, float, float] | None) -> Floats:
    """Return x from -3 to 6; and further if the way leads there, with room for its texts."""
    near, far = sorted((way[0], way[2])) if way else (0, 0)
    span = max(far, 6) - min(near, -3)
    left, right = min(near - 0.45 * span, -3), max(far + 0.1 * span, 6)
    return np.union1d(np.linspace(-3, 6, 361), np.linspace(left, right, 361))


def _draw_journey(ax: Axes, x: float, n: float, y: float, start: float) -> None:
    (floor, _), top = ax.set_ylim(ax.get_ylim()), start + n
    way = [(x, floor), (x, start), (x, top), (y, top), (y, floor)]
    ax.plot(*np.transpose(way), "--", color=ink(ax), linewidth=1.2, gid="journey")
    # The texts stand outside, so the left one ends at its line and the right one begins there.
    left, right = ("right", -6), ("left", 6)
    of_x, of_y = (left, right) if x < y else (right, left)
    space = " " if x < y else "\n"  # there is little room on the left
    order = "½" if n == 0.5 else "ⁿ"
    for text, place, (side, offset), above in (
        (f"x = {short(x)}", (x, floor), of_x, 6),
        ("+" * (n >= 0) + short(n), (x, start + n / 2), of_x, -4),
        (f"exp⁽{order}⁾({short(x)}){space}= {short(y)}", (y, floor), of_y, 6),
    ):
        ax.annotate(text, place, (offset, above), textcoords="offset points", ha=side,
                    color=ink(ax), bbox=plate(ax))  # fmt: skip
    climb: Any = {"arrowstyle": "-|>", "mutation_scale": 14, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch((x, start), (x, top), color=ink(ax), zorder=3, **climb))


def derivatives(
    n: float,
    *,
    x: ArrayLike | None = None,
    kinds: str | Sequence[str] = ("abel", "kneser"),
    order: int = 1,
    ax: Axes | None = None,
) -> Axes:
    """Draw the slope of exp^(n)(x), or its second derivative: Abel's has kinks, or jumps.

    Parameters
    ----------
    n : float
        How often exp is applied.
    x : array_like of shape (points,), optional
        From -1.5 to 3 by default.
    kinds : {"abel", "kneser"}, or a sequence of both
        Whose derivatives.
    order : {1, 2}
        Which derivative.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        A curve for each kind with gid "abel" or "kneser"; and for Abel, dots with gid "kinks" in
        the slope, or a broken curve and dotted lines with gid "jumps" in the second derivative.
        For a whole n, both are exps or logs and nothing else, and have no kinks.

    Raises
    ------
    TypeError
        If n or x are complex, or no numbers.
    ValueError
        If one of them is nan or infinite, there are none, `order` is another one, one of `kinds`
        is not a real construction, or no x has a derivative: all are outside the domain, or
        exp^(n)(x) overflows.

    Examples
    --------
    >>> ax = derivatives(0.5, order=2)
    >>> [line.get_gid() for line in ax.lines]
    ['abel', 'kneser']
    """
    (n,) = numbers("n", [n], 1)
    x = np.linspace(-1.5, 3, 451) if x is None else in_order("x", x)
    if order not in (1, 2):
        raise ValueError(f"order must be 1 or 2, got {order!r}")
    kinds = real_kinds(kinds)
    low, high = _limits([_derivative(x, n, kind, order) for kind in kinds], x, n)
    ax = axes_or_new(ax, (7.5, 4))
    for kind in kinds:
        colour, legible = seen(COLOURS[kind], ax), seen(COLOURS[kind], ax, READ)
        kinks = _kinks(n, x[0], x[-1]) if kind == "abel" else np.empty(0)
        at = np.union1d(x, [kinks - NEAR, kinks, kinks + NEAR])
        slopes = _derivative(at, n, kind, order)
        if order == 2:
            slopes[np.isin(at, kinks)] = np.nan  # here the line breaks
        ax.plot(at, slopes, color=colour, gid=kind)
        if kinks.size:
            _mark_kinks(ax, kinks, n, order)
        for last in np.flatnonzero((low <= slopes) & (slopes <= high))[-1:]:
            label_ends(ax, [((at[last], slopes[last]), kind.capitalize(), legible)], short=True)
    ax.set(xlim=(x[0], x[-1]), ylim=(low, high), xlabel="x")
    ax.set_ylabel(
        f"{'d/dx' if order == 1 else 'd²/dx²'} exp⁽ⁿ⁾(x), n = {short(n)}", fontsize="large"
    )
    return ax


def _derivative(x: Floats, n: float, kind: str, order: int) -> Floats:
    """Return the derivative v(y) / v(x) of y = exp^(n)(x), or the derivative of that."""
    with np.errstate(over="ignore", invalid="ignore"):
        _, slope, _ = iterate.partials(x, n, kind)
        if order == 2:
            change = iterate.generator(x, kind, 1, n=n) - iterate.generator(x, kind, 1)
            slope = slope * change / iterate.generator(x, kind)
    return np.where(np.isfinite(slope), slope, np.nan)


def _limits(derivatives: list[Floats], x: Floats, n: float) -> tuple[float, float]:
    """Return limits for the axis of y, or raise an error if no x has a derivative.

    Next to the edge of the domain a derivative grows without bounds, and would press all else flat.
    So the first tenth of the curve may leave the picture.
    """
    inside = x[~np.all(np.isnan(derivatives), axis=0)]
    if inside.size == 0:
        anywhere = np.any(iterate.domain(x, n, "kneser"))
        cause = "exp^(n)(x) overflows" if anywhere else "all x are outside the domain"
        raise ValueError(
            f"there is nothing to draw: {cause}, for n = {n:g} and x from {x[0]:g} to {x[-1]:g}"
        )
    shown = np.array(derivatives)
    if n < 0:
        edge = min(iterate.abel.psi_inv(-1 - n), inside[0])
        shown = shown[:, x >= edge + 0.1 * (inside[-1] - edge)]
    low, high = np.nanmin(shown), np.nanmax(shown)
    margin = 0.05 * (high - low) or 0.5  # of a constant
    return low - margin, high + margin


def _kinks(n: float, low: float, high: float) -> Floats:
    """Return each x between low and high for which either ψ(x) or ψ(x) + n is 0, 1, 2, ….

    If both are, which needs a whole n, the kink of ψ⁻¹ undoes the one of ψ.
    """
    bottom, top = iterate.abel.psi([low, high])
    bottom = max(bottom, -1 - n)  # the edge of the domain
    whole = np.arange(np.ceil(top + abs(n)) + 1)
    either = np.setxor1d(whole, whole - n)
    kinks: Floats = iterate.abel.psi_inv(either[(bottom < either) & (either < top)])
    return kinks


def _mark_kinks(ax: Axes, kinks: Floats, n: float, order: int) -> None:
    colour = seen(COLOURS["abel"], ax)
    if order == 1:
        ax.plot(kinks, _derivative(kinks, n, "abel", 1), "o", color=colour, gid="kinks")
    else:
        before, after = (_derivative(kinks + side, n, "abel", order) for side in (-NEAR, NEAR))
        ax.vlines(kinks, before, after, colour, linestyles=":", gid="jumps")
