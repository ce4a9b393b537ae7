"""The picture of a computation: a box for every tensor, a sign for the operation that made it.

Matplotlib draws it; no other program is needed. Boxes and text are measured in em, see
font_units.py.

Read next: boxes.py, what is written in the boxes.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, Polygon
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox

from .._words import plain
from ..autodiff import Tensor
from .axes import PLUS, TIMES
from .boxes import add_gradients, boxes_of
from .font_units import Label, Shape, canvas
from .inks import READ, faint, grey, grid, ink, paper, seen, tint
from .layered import layered

__all__ = ["graph"]

NO_GRADIENTS = "no gradients yet: call backward() first, as in loss.backward(retain_graph=True)"

GRADIENT = "#964a8b"
RING = {"+": PLUS, "×": TIMES}
SWAPPABLE = ("+", "×", "mse_loss")  # operations that do not mind the order of their inputs

# Lengths in em.
LINE, MARGIN = 1.3, 0.55  # height of a line of text, free room around it
BETWEEN, BELOW = 2.0, 0.8  # free room between columns, and between the boxes of a column
TIP, SLOT = 0.6, 0.5  # length of an arrow's tip, distance between two tips
THIN, BOLD = 0.11, 0.18  # width of lines

Rows = list[tuple[str, str]]  # kind of text, text
Size = tuple[float, float]
Way = list[tuple[float, float, float]]  # start, end and height in each column


def graph(loss: Tensor, *, ax: Axes | None = None) -> Axes:
    """Draw how a tensor was computed: inputs on the left, the result on the right.

    A box shows a tensor's name, shape, value and gradient. Of an array with more than three
    elements it shows the smallest and the largest, and of a complex one their moduli. Tinted boxes
    asked for a gradient and show their `.grad`. White boxes are results and show the derivative of
    `loss` with respect to them. Grey boxes are constants.

    Parameters
    ----------
    loss : Tensor
        The end of the computation.
    ax : Axes, optional
        Where to draw; by default a new figure, as large as the graph needs.

    Returns
    -------
    Axes
        Boxes have the gid "box-0", "box-1", …, and the result is the last. Box i has texts with gid
        "name-i", "shape-i", "value-i", "grad-i" and "sign-i", as far as there is something to say.
        The sign stands in "ring-i"; the arrow to it from input number k is "arrow-i-k", with its tip
        "head-i-k".

    Raises
    ------
    TypeError
        If `loss` is not a Tensor.
    ValueError
        If `loss` remembers no computation, or one of more than 100 boxes.
    RuntimeError
        If `backward` has released the graph.

    Notes
    -----
    Gradients exist after `backward`, and `backward` releases the graph. To see both, call
    ``loss.backward(retain_graph=True)``.

    Names make a picture readable: ``loss.name = "loss"``, and for the parameters of a model
    ``for name, p in model.named_parameters(): p.name = name``.

    Examples
    --------
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> y = x * x
    >>> y.backward(retain_graph=True)
    >>> [text.get_text() for text in graph(y).texts]
    ['x', '3', 'grad 6', '9', 'grad 1', '×']
    """
    if not isinstance(loss, Tensor):
        raise TypeError(
            f"graph draws how a Tensor was computed, got {type(loss).__name__}: give it the Tensor "
            "itself, without float(), .item() or .data"
        )
    if not loss.requires_grad:
        raise ValueError(
            "this tensor remembers no computation: nothing that it was computed from has "
            "requires_grad=True, or it was computed under no_grad()"
        )
    boxes = boxes_of(loss)
    note: Rows = [] if add_gradients(loss, boxes) else [("note", NO_GRADIENTS)]
    rows: list[Rows] = [list(box.lines.items()) for box in boxes]
    signs: list[Rows] = [[("sign", row) for row in box.sign.splitlines()] for box in boxes]
    sizes, sign_sizes, note_size = [_size(r) for r in rows], [_size(s) for s in signs], _size(note)

    columns, y = layered([box.inputs for box in boxes], [height for _, height in sizes], BELOW)
    spans = _spans(columns, [a[0] + b[0] for a, b in zip(sizes, sign_sizes, strict=True)])
    # A box stands at the right end of its column, its sign on its left.
    frames = [_frame(spans[c][1], y[i, c], sizes[i]) for i, c in enumerate(columns)]
    rings = [_frame(frames[i].x0, y[i, c], sign_sizes[i]) for i, c in enumerate(columns)]
    tracks = [Bbox.from_extents(0, level - TIP, 0, level + TIP) for level in y.values()]
    whole = Bbox.union([*frames, *tracks])
    below = _frame(note_size[0], whole.y0 - note_size[1] / 2, note_size)

    ax = canvas(ax, Bbox.union([whole, below]))
    _write(ax, note, below, "")
    for i, (box, frame, ring) in enumerate(zip(boxes, frames, rings, strict=True)):
        _outline(ax, frame, *_of_box(ax, box.kind), THIN, f"box-{i}")
        _write(ax, rows[i], frame, f"-{i}")
        if box.sign:
            _outline(ax, ring, RING.get(box.sign, grey(ax)), paper(ax), BOLD, f"ring-{i}")
            _write(ax, signs[i], ring, f"-{i}")
        ways = [[(*spans[c], y[j, c]) for c in range(columns[j], columns[i])] for j in box.inputs]
        for k, level in enumerate(_slots(ways, ring, swappable=box.sign in SWAPPABLE)):
            _arrow(ax, [*ways[k], (spans[columns[i]][0], ring.x0, level)], f"arrow-{i}-{k}")
    return ax


# ---- lengths and places --------------------------------------------------------------------------


def _size(rows: Rows) -> Size:
    """Return the width and height of rows of text with some room around them."""
    if not rows:
        return 0.0, 0.0
    paths = [TextPath((0, 0), plain(text), size=1, prop=_font(kind)) for kind, text in rows]
    width = 1.05 * max(np.ptp(path.vertices[:, 0]) for path in paths)  # screens may widen letters
    height = LINE * len(rows) + MARGIN
    is_short_sign = rows[0][0] == "sign" and width < LINE
    return (height if is_short_sign else width + 2 * MARGIN), height


def _font(kind: str) -> FontProperties:
    return FontProperties(weight="bold" if kind == "name" else "normal")


def _frame(right: float, middle: float, size: Size) -> Bbox:
    """Return the rectangle of this size that ends at `right`, with its middle at `middle`."""
    return Bbox.from_bounds(right - size[0], middle - size[1] / 2, *size)


def _spans(columns: list[int], widths: list[float]) -> list[tuple[float, float]]:
    """Return where each column starts and ends: it is as wide as its widest box needs."""
    spans, x = [], 0.0
    for column in range(max(columns) + 1):
        width = max(w for w, c in zip(widths, columns, strict=True) if c == column)
        spans.append((x, x + width))
        x += width + BETWEEN
    return spans


def _slots(ways: list[Way], ring: Bbox, swappable: bool) -> list[float]:
    """Return the heights where arrows end: the first input at the top, as in a - b.

    Inputs that may be swapped, as in a + b, are sorted by where they come from.
    """
    ranks = list(range(len(ways)))
    if swappable:
        ranks.sort(key=lambda k: -ways[k][-1][2])
    step = min(SLOT, ring.height / (len(ways) + 1))
    top = (ring.y0 + ring.y1 + (len(ways) - 1) * step) / 2
    return [top - ranks.index(k) * step for k in range(len(ways))]


# ---- drawing -------------------------------------------------------------------------------------


def _write(ax: Axes, rows: Rows, frame: Bbox, suffix: str) -> None:
    """Write rows of text below each other in the middle of a frame."""
    x, y = (frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2
    for k, (kind, text) in enumerate(rows):
        label = Label(x, y + (len(rows) / 2 - k - 0.5) * LINE, text, fontproperties=_font(kind))
        label.set(ha="center", va="center" if kind == "sign" else "center_baseline")
        label.set(color=_of_text(ax, kind), gid=kind + suffix)
        ax.add_artist(label)


def _of_text(ax: Axes, kind: str) -> str:
    """Return the colour of a kind of text."""
    if kind == "grad":
        return seen(GRADIENT, ax, READ)
    return faint(ax) if kind in ("shape", "note") else ink(ax)


def _of_box(ax: Axes, kind: str) -> tuple[str, str]:
    """Return the colours of a kind of box: of its edge and its face."""
    if kind == "leaf":
        return seen(GRADIENT, ax), tint(GRADIENT, ax, 0.08)
    return (grid(ax), grid(ax)) if kind == "constant" else (ink(ax), paper(ax))


def _outline(ax: Axes, frame: Bbox, edge: str, face: str, width: float, gid: str) -> None:
    """Draw a box, or a circle if its sides are equal."""
    if np.isclose(frame.width, frame.height):
        path = Path.circle((frame.p0 + frame.p1) / 2, frame.width / 2)
    else:
        round_box = "round,pad=0,rounding_size=0.5"
        path = FancyBboxPatch(frame.p0, frame.width, frame.height, round_box).get_path()
    ax.add_patch(Shape(path, width, edgecolor=edge, facecolor=face, gid=gid))


def _arrow(ax: Axes, way: Way, gid: str) -> None:
    """Draw an arrow that is level within columns, where its track is, and bends between them."""
    (_, x, y), *rest = way
    points, codes = [(x, y)], [Path.MOVETO]
    for start, end, level in rest:
        straight = start - TIP
        bend = (x + straight) / 2
        points += [(bend, y), (bend, level), (straight, level), (end, level)]
        codes += [Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO]
        x, y = end, level
    points[-1] = (x - TIP / 2, y)  # the line ends inside the tip
    line = Path(points, codes)
    ax.add_patch(Shape(line, THIN, edgecolor=grey(ax), facecolor="none", zorder=0.9, gid=gid))
    tip = [(x, y), (x - TIP, y + TIP / 3), (x - TIP, y - TIP / 3)]
    head = gid.replace("arrow", "head")
    ax.add_patch(Polygon(tip, facecolor=grey(ax), linewidth=0, zorder=0.9, gid=head))
