"""Colours that follow the paper: a picture is read on a white page, and on a dark slide.

Texts have the colour that the style says, ``text.color``, softened a little; what only helps to
read, such as a grid, is between it and the paper. Where texts of that colour could not be read, as
on axes with a dark face in a light style, they are white or black. The colours of + and × are the
same on both.

Read next: axes.py.
"""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure, SubFigure
from matplotlib.patheffects import AbstractPathEffect, withStroke

__all__ = [
    "READ",
    "Paper",
    "contrast",
    "faint",
    "grey",
    "grid",
    "halo",
    "ink",
    "is_dark",
    "pale",
    "paper",
    "plate",
    "seen",
    "strong",
    "tint",
]

Paper = Axes | Figure | SubFigure
READ = 4.5  # contrast with the paper that texts need, …
SEEN = 2.8  # … and lines and points


def paper(where: Paper) -> str:
    """Return the colour that is drawn upon: the face of axes, or of the figure around them.

    Axes that are switched off have no face.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots(facecolor="black")
    >>> ax.set_facecolor((1, 1, 1, 0.2))
    >>> paper(figure), paper(ax)
    ('#000000', '#333333')
    """
    *face, opaque = to_rgba(where.get_facecolor())
    behind: Any = where.figure
    if isinstance(where, Axes) and not where.axison:
        return paper(behind)
    return _between("white" if isinstance(where, Figure) else paper(behind), face, opaque)


def strong(where: Paper) -> str:
    """Return the colour of what stands out: what the style says of texts, if that can be read."""
    said: str = to_hex(matplotlib.rcParams["text.color"])
    if contrast(said, paper(where)) >= READ:
        return said
    return "#ffffff" if is_dark(where) else "#000000"


def ink(where: Paper) -> str:
    """Return the colour of texts; it is dark grey on white, and light grey on black."""
    return _between(strong(where), paper(where), 0.25)


def faint(where: Paper) -> str:
    """Return the colour of texts that matter less."""
    return _between(strong(where), paper(where), 0.42)


def grey(where: Paper) -> str:
    """Return the colour of what only helps to read: diagonals, levels, what has no value."""
    return _between(strong(where), paper(where), 0.61)


def pale(where: Paper) -> str:
    """Return the colour of what stands back."""
    return _between(strong(where), paper(where), 0.71)


def grid(where: Paper) -> str:
    """Return the colour of a grid."""
    return _between(strong(where), paper(where), 0.91)


def halo(where: Paper) -> list[AbstractPathEffect]:
    """Return what keeps lines away from the letters of a text."""
    return [withStroke(linewidth=3, foreground=paper(where))]


def tint(colour: Any, where: Paper, part: float) -> str:
    """Return the paper with a part of a colour in it."""
    return _between(paper(where), colour, part)


def plate(where: Paper) -> dict[str, Any]:
    """Return what keeps colours away from a text, or a grid: a piece of paper, its `bbox`."""
    return {"facecolor": paper(where), "edgecolor": "none", "alpha": 0.85, "pad": 1.5}


def seen(colour: Any, where: Paper, least: float = SEEN) -> str:
    """Return a colour, or one nearer to that of texts if it can hardly be seen on this paper."""
    nearer = [_between(colour, strong(where), part) for part in np.linspace(0, 1, 21)]
    return next((each for each in nearer if contrast(each, paper(where)) >= least), nearer[-1])


def is_dark(where: Paper) -> bool:
    """Tell whether white is read better than black on this paper."""
    return contrast("white", paper(where)) > contrast("black", paper(where))


def contrast(one: Any, other: Any) -> float:
    """Return how well two colours are told apart: 1 for equal ones, 21 for black and white.

    The contrast ratio of the Web Content Accessibility Guidelines.
    """
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Any) -> float:
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _between(one: Any, other: Any, part: float) -> str:
    red, green, blue = (1 - part) * np.array(to_rgb(one)) + part * np.array(to_rgb(other))
    return str(to_hex((red, green, blue)))
