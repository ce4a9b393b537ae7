"""Pictures of the complex plane: functions as colours, orbits of log, and the cuts of exp^(n).

Schröder's construction lives there, see iterate/schroeder.py. *Domain colouring* gives every
complex number w a colour: the hue is its phase, and the brightness rises in steps, from each power
of 2 in |w| to the next. `colour_key` draws that code as a picture of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike, NDArray

from ..iterate import schroeder
from .abel_kneser import TOWERS, short
from .axes import GREY, INK, axes_or_new, numbers, values_of
from .inks import READ, ink, paper, seen

__all__ = ["colour_key", "cuts", "domain_colouring", "orbits"]

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

LIGHTNESS, STEP, CHROMA = 0.72, 0.1, 0.12  # |w| from 1 to 2 is a step from L = 0.67 to 0.77
RED = np.radians(30)  # the hue of positive numbers; that of i is a quarter of a circle further
LARGEST = 4  # modulus in the colour key
BESIDE_DISC = 4  # points from the colour key to its texts
FAR = 1e3  # where the ray ends
ORBITS = ("#4b0f8f", "#159a58", "#e0218a", INK)  # blue and orange mean + and ×
MARKERS = "os^D"
CROWDED = 6  # from this point of an orbit on, they are smaller

# From OKLCH, in which equal steps look equal, to red, green and blue: Björn Ottosson, "A perceptual
# color space for image processing", 2020.
LMS = np.array([[1, 0.3963377774, 0.2158037573],
                [1, -0.1055613458, -0.0638541728],
                [1, -0.0894841775, -1.2914855480]])  # fmt: skip
RGB = np.array([[4.0767416621, -3.3077115913, 0.2309699292],
                [-1.2684380046, 2.6097574011, -0.3413193965],
                [-0.0041960863, -0.7034186147, 1.7076147010]])  # fmt: skip


def domain_colouring(
    values: ArrayLike, extent: tuple[float, float, float, float], *, ax: Axes | None = None
) -> Axes:
    """Draw a complex function as colours; `colour_key` says what they mean.

    Parameters
    ----------
    values : array_like of shape (rows, columns)
        Complex numbers; the first row belongs to the least imaginary part. Where one is nan or
        infinite, the picture is grey.
    extent : (left, right, bottom, top)
        The real parts of the first and last column, the imaginary parts of the first and last row.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The image has gid "colours".

    Raises
    ------
    TypeError
        If the values are no numbers.
    ValueError
        If there are none, their dimensions are not two, or `extent` is empty or has another length.

    Examples
    --------
    >>> z = np.linspace(-2, 2, 81) + 1j * np.linspace(-1, 1, 41)[:, None]
    >>> ax = domain_colouring(z**2, (-2, 2, -1, 1))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('Re z', 'Im z')
    """
    w = _complexes("values", values, 2, finite=False)
    edges = numbers("extent", extent, 1)
    if edges.size != 4 or edges[0] >= edges[1] or edges[2] >= edges[3]:
        raise ValueError(f"extent must be (left, right, bottom, top), got {extent}")
    left, right, bottom, top = edges
    ax = axes_or_new(ax)
    # extent says where the outer pixels have their centres.
    half_x = (right - left) / max(w.shape[1] - 1, 1) / 2
    half_y = (top - bottom) / max(w.shape[0] - 1, 1) / 2
    ax.imshow(
        _colours(w), origin="lower", interpolation="nearest", gid="colours",
        extent=(left - half_x, right + half_x, bottom - half_y, top + half_y),
    )  # fmt: skip
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="Re z", ylabel="Im z")
    return ax


def _complexes(name: str, values: ArrayLike, ndim: int, *, finite: bool = True) -> Complexes:
    """Return an array of complex numbers, checked as real ones are by `numbers`."""
    array = values_of(values)
    for part in [array.real, array.imag] if array.dtype.kind == "c" else [array]:
        numbers(name, part, ndim, finite=finite)
    return array.astype(complex)


def _check_count(name: str, value: int) -> None:
    if not isinstance(value, int | np.integer) or value < 0:
        raise ValueError(f"{name} must be a whole number, 0 or more, got {value!r}")


def _colours(w: NDArray[Any]) -> Floats:
    """Return the colour of each number, as red, green and blue in a last dimension."""
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.log2(np.abs(w)) % 1
    light = LIGHTNESS + STEP * (np.where(np.isfinite(step), step, 0) - 0.5)
    hue = np.angle(w) + RED
    lab = np.stack([light, CHROMA * np.cos(hue), CHROMA * np.sin(hue)], axis=-1)
    linear = np.clip((lab @ LMS.T) ** 3 @ RGB.T, 0, 1)
    colours = np.where(linear > 0.0031308, 1.055 * linear ** (1 / 2.4) - 0.055, 12.92 * linear)
    return np.where(np.isfinite(w)[..., None], colours, to_rgb(GREY))


def colour_key(*, ax: Axes | None = None) -> Axes:
    """Draw the key of domain colouring: a disc of complex numbers in their own colours.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The image has gid "key".

    Examples
    --------
    >>> ax = colour_key()
    >>> [text.get_text() for text in ax.texts]
    ['0', 'arg w = π/2', 'π', '−π/2', '|w| =', '1', '2', '4']
    """
    ax = axes_or_new(ax, (2.6, 2.4))
    side = np.linspace(-LARGEST, LARGEST, 401)
    w = side + 1j * side[:, None]
    disc = np.dstack([_colours(w), np.abs(w) <= LARGEST])
    ax.imshow(disc, origin="lower", extent=(-LARGEST, LARGEST) * 2, gid="key")
    for text, x, y in (("0", 1, 0), ("arg w = π/2", 0, 1), ("π", -1, 0), ("−π/2", 0, -1)):
        ax.annotate(
            text, (x * LARGEST, y * LARGEST), (x * BESIDE_DISC, y * BESIDE_DISC),
            textcoords="offset points", color=ink(ax.figure),
            ha=("right", "center", "left")[x + 1], va=("top", "center", "bottom")[y + 1],
        )  # fmt: skip
    for text, modulus in (("|w| =", 0), ("1", 1), ("2", 2), (f"{LARGEST}", LARGEST)):
        ax.annotate(
            text, (modulus, 0), (-3, 0), textcoords="offset points", ha="right", va="center",
            color="black", weight="bold",
        )  # fmt: skip
    ax.set_axis_off()
    return ax


def orbits(starts: ArrayLike, *, steps: int = 40, ax: Axes | None = None) -> Axes:
    """Draw z, log z, log log z, … from each start: all spiral into the fixed point c = eᶜ.

    The log is that of the construction: its imaginary part lies in [-1, 2π - 1).

    Parameters
    ----------
    starts : array_like of shape (orbits,), or a number
        Complex numbers. From 0, 1, e and so on, logs lead to infinity: the orbit stops before.
    steps : int
        How many logs.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Points joined by lines, with gids "orbit-0", "orbit-1", …, and c with gid "fixed-point". From
        the sixth log on the points, which crowd, are smaller: "near-0", "near-1", ….

    Raises
    ------
    TypeError
        If starts are no numbers.
    ValueError
        If one of them is nan or infinite, there are none, or `steps` is no whole number from 0 up.

    Examples
    --------
    >>> ax = orbits([2, -1])
    >>> [text.get_text() for text in ax.texts]
    ['2', '−1', 'c']
    """
    start = _complexes("starts", np.atleast_1d(values_of(starts)), 1)
    _check_count("steps", steps)
    path = [start]
    for _ in range(steps):
        path.append(schroeder.log(path[-1]))
    ax = axes_or_new(ax, (6.5, 5))
    for i, orbit in enumerate(np.transpose(path)):
        orbit = np.where(np.isfinite(orbit), orbit, np.nan)
        colour = seen(ORBITS[i % len(ORBITS)], ax)
        look: dict[str, Any] = {"marker": MARKERS[i % len(ORBITS)], "color": colour}
        ax.plot(
            orbit.real, orbit.imag, linewidth=1.2, markersize=5, markevery=slice(CROWDED),
            gid=f"orbit-{i}", **look,
        )  # fmt: skip
        near = orbit[CROWDED:]  # c, where the points crowd
        ax.plot(near.real, near.imag, linestyle="", markersize=2, gid=f"near-{i}", **look)
        _label(ax, orbit[0], _name(orbit[0]), seen(colour, ax, READ), below=True)
    c = schroeder.FIXED_POINT
    ax.plot(c.real, c.imag, "o", color=paper(ax), markeredgecolor=ink(ax), gid="fixed-point")
    ax.annotate(
        "c", (c.real, c.imag), (40, 50), textcoords="offset points", color=ink(ax),
        arrowprops={"arrowstyle": "-", "color": ink(ax), "shrinkB": 4},
    )  # fmt: skip
    ax.set(xlabel="Re z", ylabel="Im z", aspect="equal")
    return ax


def _label(ax: Axes, z: complex, text: str, colour: str, below: bool = False) -> None:
    ax.annotate(
        text, (z.real, z.imag), (5, -5 if below else 5), textcoords="offset points", color=colour,
        va="top" if below else "bottom",
    )  # fmt: skip


def _name(z: complex) -> str:
    return short(z if z.imag else z.real).replace("j", "i")


def cuts(*, levels: int = 3, ax: Axes | None = None) -> Axes:
    """Draw where Schröder's exp^(n) jumps: the ray arg z = -1, and arcs that end on it.

    The arcs begin at 1, e, e^e, …, where exp^(n) is singular, as it is at 0.

    Parameters
    ----------
    levels : int
        How many arcs.
    ax : Axes, optional
        Where to draw, within its limits; a new figure by default.

    Returns
    -------
    Axes
        The ray with gid "cut-0", arcs with gids "cut-1", "cut-2", …, and dots with gid "singular".

    Raises
    ------
    ValueError
        If levels is no whole number from 0 up.

    Examples
    --------
    >>> ax = cuts()
    >>> [text.get_text() for text in ax.texts]
    ['cut: arg z = −1', '0', '1', 'e']
    """
    _check_count("levels", levels)
    ax = axes_or_new(ax, (6.5, 5))
    if not ax.has_data():
        ax.set(xlim=(-3, 5), ylim=(-4, 2), xlabel="Re z", ylabel="Im z", aspect="equal")
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    colour = INK if ax.images else ink(ax)
    for level, cut in enumerate(_cuts(levels)):
        ax.plot(cut.real, cut.imag, color=colour, linewidth=1.5, gid=f"cut-{level}")
    if bottom < 0 < right:
        end = 0.9 * min(-bottom / np.sin(1), right / np.cos(1)) * np.exp(-1j)
        _label(ax, end, "cut: arg z = −1", colour)
    names = [name for name in list(TOWERS)[: levels + 1] if left < TOWERS[name] < right]
    singular = [TOWERS[name] for name in names]
    ax.plot(singular, np.zeros(len(singular)), "o", color=colour, markersize=5, gid="singular")
    for x, name in zip(singular, names, strict=True):
        _label(ax, x, name, colour)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


def _cuts(levels: int) -> list[Complexes]:
    """Return points on the ray, on the arc from 1, on the arc from e, and so on.

    log jumps at the ray, and exp^(n) jumps at z if a log of z, a log of that, … is on the ray. So a
    cut is exp of the cut before it. Only of its part with Im z ≥ -1: log has no values below.
    """
    result = [np.geomspace(1e-6, FAR, 4001) * np.exp(-1j)]
    for _ in range(levels):
        before = result[-1]
        result.append(np.exp(before[before.imag >= -1]))
    return result
