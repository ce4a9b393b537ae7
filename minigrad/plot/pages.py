"""Pictures as files: the same bytes every time, and the sizes of pages.

A picture that was drawn 7 inches wide cannot be read in a column of 3.5. So for another page it is
laid out anew, its texts as they are, in the shape of that page; and then all of it is printed larger
or smaller, so that its texts have the size that one wants there.

Read next: labels.py.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text

from .._files import write_aside

__all__ = ["SIZES", "Page", "save", "sized"]


class Page(NamedTuple):
    """How large a picture is printed.

    Attributes
    ----------
    width, height : float or None
        In inches; None as the picture was drawn.
    text : float
        Points of its texts, if they are drawn with 11, as in the style of the package.
    dpi : int
        Dots an inch, of a PNG.
    """

    width: float | None
    height: float | None
    text: float
    dpi: int


TEXT = 11.0  # points of texts in teaching.mplstyle
SIZES = {
    "handout": Page(None, None, TEXT, 160),
    "slide": Page(40 / 3, 7.5, 20.0, 192),  # 16:9, and its text is read from the last row
    "column": Page(3.5, None, 7.5, 600),  # of a journal
}
SHORTEST = 8  # letters of a line of a title
LEAST = 0.75  # of its own width and height, that a picture gets at its own size of text

# Without dates and versions a picture is the same bytes every time.
METADATA = {".svg": {"Date": None}, ".png": {"Software": None}, ".pdf": {"CreationDate": None}}


def save(
    figure: Figure | SubFigure | Axes, path: str | PathLike[str], *, size: str = "", **options: Any
) -> None:
    """Write a picture to a file, the same bytes every time.

    It is written to a file beside it first, so that a crash leaves no half of a picture.

    Parameters
    ----------
    figure : Figure, or Axes
        What to save; of axes, the whole figure they are in.
    path : path
        Its suffix chooses the format: .svg, .png or .pdf.
    size : {"handout", "slide", "column"}, optional
        A handout is as large as the figure. A slide has 13.3 × 7.5 inches, 16:9, and texts of 20
        points. A column is 3.5 inches wide, with texts of 7.5 points. On both, texts are smaller if
        the figure is large. (In a graph or network, whose text grows and shrinks with the drawing, it
        is as large as it can be.) Titles that are too long for the page are broken into lines. The
        figure itself stays as it is.
    **options
        Passed on to ``figure.savefig``, such as ``dpi=300``.

    Raises
    ------
    ValueError
        If the suffix or the size is another one.
    TypeError
        If `figure` is something else, such as a film, which has a `save` of its own.

    Examples
    --------
    >>> import tempfile
    >>> import matplotlib.pyplot as plt
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(plt.subplots()[1], Path(folder) / "empty.svg", size="slide")
    """
    suffix = Path(path).suffix
    if suffix not in METADATA:
        raise ValueError(f"the suffix must be one of {', '.join(METADATA)}, got {str(path)!r}")
    if not isinstance(figure, Figure | SubFigure | Axes):
        raise TypeError(
            f"save takes a figure or axes, got {type(figure).__name__}: a Film has a save of its own, "
            "and its twin is a figure"
        )
    whole: Any = figure
    while not isinstance(whole, Figure):
        whole = whole.figure
    metadata = METADATA[suffix] | options.pop("metadata", {})
    with matplotlib.rc_context({"svg.hashsalt": "minigrad"}), sized(whole, size) as (scale, dpi):
        whole.draw_without_rendering()  # the layout of axes with equal sides takes two passes
        if dots := options.pop("dpi", dpi):  # of an inch on the page
            options["dpi"] = scale * dots
            if suffix == ".png":
                options["pil_kwargs"] = {"dpi": (dots, dots)} | options.get("pil_kwargs", {})
        write_aside(path, lambda aside: _write(whole, aside, scale, metadata, options))


@contextmanager
def sized(figure: Figure, size: str) -> Iterator[tuple[float, int | None]]:
    """Lay a figure out for one of SIZES for a while; say how much larger to print it, and its dpi."""
    if size and size not in SIZES:
        raise ValueError(f"size must be one of {', '.join(SIZES)}, got {size!r}")
    width, height = figure.get_size_inches()
    page = SIZES.get(size)
    scale, shape = _layout(page, width, height) if page else (1.0, (width, height))
    figure.set_size_inches(shape)
    titles = _break_titles(figure) if page and page.width else {}
    try:
        yield scale, page.dpi if page else None
    finally:
        figure.set_size_inches(width, height)
        for title, text in titles.items():
            title.set_text(text)


def _layout(page: Page, width: float, height: float) -> tuple[float, tuple[float, float]]:
    """Return how much larger to print a picture than it is laid out, and its width and height then.

    A wide picture gets somewhat smaller texts. In a column, where the width is given, it
    becomes flatter, but by less than it becomes narrower, as its texts need their room.
    """
    scale = page.text / TEXT
    if page.width is None:
        return scale, (width, height)
    if page.height is None:
        scale = min(scale, page.width / (LEAST * width))
        across = page.width / scale
        return scale, (across, height * (across / width) ** 0.5)
    scale = min(scale, page.width / (LEAST * width), page.height / (LEAST * height))
    return scale, (page.width / scale, page.height / scale)


def _break_titles(figure: Figure) -> dict[Text, str]:
    """Break titles, and names of x, that have no room into lines; return what they said before."""
    for _ in range(2):  # as the layout of axes with equal sides takes
        figure.draw_without_rendering()
    before = {}
    for ax in figure.findobj(Axes):
        said = {ax.get_title(loc=side) for side in ("left", "center", "right")}
        titles = [text for text in ax.get_children() if isinstance(text, Text)]
        for text in [ax.xaxis.label, *(title for title in titles if title.get_text() in said)]:
            box, right = text.get_window_extent(), _right_end(ax)
            if text.get_text() and box.x1 > right:
                free = (
                    2 * right - box.x0 - box.x1
                    if text.get_horizontalalignment() == "center"
                    else right - box.x0
                )
                share = (
                    box.width + free if text.get_horizontalalignment() == "center" else free
                ) / box.width
                letters = int(0.92 * share * max(map(len, text.get_text().splitlines())))
                if letters >= SHORTEST:
                    before[text] = text.get_text()
                    text.set_text(textwrap.fill(text.get_text(), letters))
    return before


def _right_end(ax: Any) -> float:
    """Return where the column of the figure ends that axes stand in, in pixels."""
    place, whole = ax.get_subplotspec(), ax.figure.bbox
    part = place.colspan.stop / place.get_gridspec().ncols if place else 1.0
    return float(whole.x0 + part * whole.width)


# ---- printing larger or smaller ------------------------------------------------------------------


def _write(
    figure: Figure, path: str, scale: float, metadata: dict[str, Any], options: dict[str, Any]
) -> None:
    """Write a figure so that its page is larger by a factor; the dots of a PNG were chosen so."""
    if scale == 1 or path.endswith(".png"):
        figure.savefig(path, metadata=metadata, **options)
    elif path.endswith(".svg"):
        figure.savefig(path, metadata=metadata, **options)
        _enlarge_svg(Path(path), scale)
    else:
        from .pdf import ScaledPdf  # which loads more of Matplotlib

        with ScaledPdf(path, scale, metadata) as pages:
            figure.savefig(pages, format="pdf", **options)


def _enlarge_svg(path: Path, scale: float) -> None:
    """Change the width and height of the page; what is on it, its viewBox, goes along."""
    svg = path.read_text(encoding="utf-8")
    width = re.search(r'<svg [^>]*?width="([\d.]+)pt"', svg)
    height = re.search(r'<svg [^>]*?height="([\d.]+)pt"', svg)
    for side in filter(None, (width, height)):
        svg = svg.replace(f'"{side[1]}pt"', f'"{scale * float(side[1]):.6g}pt"', 1)
    path.write_text(svg, encoding="utf-8")
