"""A film: gradients walk back through the picture of a computation, from box to box.

It draws nothing of the graph itself: it takes the picture of graph.py, and lights what is there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Polygon
from matplotlib.path import Path
from numpy.typing import NDArray

from ..autodiff import Tensor, gradients
from .boxes import Box, boxes_of, summary
from .film import Film, gently
from .font_units import Label, Shape
from .graph import TIP, graph
from .inks import halo

__all__ = ["backward"]

ON_THE_WAY, STAY = 6, 5  # frames along the arrows, and at the box where they lead
FPS = 10
PANELS = 5  # of the twin
TITLE = 0.5  # inches, the room it takes
LIT, CARRIED, PASSED = 0.35, 0.35, 0.15  # em, the widths of lines
DOT = 0.45  # em, the radius of a gradient on its way
SMALL = 0.8  # em, what each of several arrows brings

Floats = NDArray[np.float64]


def backward(loss: Tensor) -> Film:
    """Film how `loss.backward()` walks through the graph: gradients appear box by box.

    A gradient comes along the arrows, against them. Where several arrows lead, what they bring adds
    up. The walk takes the youngest result first, as the engine does: when it comes to a box, all
    that use it have been passed, and its gradient is complete.

    Parameters
    ----------
    loss : Tensor
        The end of the computation, a real number, after ``loss.backward(retain_graph=True)``.

    Returns
    -------
    Film
        Its figure is that of `minigrad.plot.graph`, with its gids. The walk colours the arrow
        "arrow-i-k" by a line "carried-i-k", with a dot "dot-i-k" as long as a gradient is on its
        way; the current box has a bold edge. Its axes may get a title on the left.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        As `minigrad.plot.graph`; and if there are no gradients yet.

    Examples
    --------
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> y = x * x
    >>> y.backward(retain_graph=True)
    >>> film = backward(y)
    >>> def gradients():
    ...     texts = film.figure.axes[0].texts
    ...     return [text.get_text() for text in texts if "grad" in text.get_gid() and text.get_visible()]
    >>> film.show(0)
    >>> gradients()
    ['grad 1']
    >>> film.show(film.frames - 1)
    >>> gradients()
    ['grad 6', 'grad 1']
    """
    import matplotlib.pyplot as plt

    ax = graph(loss)
    figure: Any = ax.figure
    stage = _Stage(ax, boxes_of(loss))
    if len(stage.grads) < len(stage.order):
        plt.close(figure)
        raise ValueError(
            "backward has not been here, or the end is not one real number, so there are no gradients "
            "to be filmed: call loss.backward(retain_graph=True) first"
        )
    steps = len(stage.order)
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height + TITLE)
    shown = np.unique(np.linspace(0, steps - 1, PANELS).round().astype(int))
    rows = len(shown) if width > 2 * height else 2
    columns = -(-len(shown) // rows)
    twin, panels = plt.subplots(
        rows, columns, figsize=(columns * width, rows * (height + TITLE)), squeeze=False,
        layout="constrained",
    )  # fmt: skip
    for panel in panels.flat[len(shown) :]:
        panel.remove()
    for panel, step in zip(panels.flat, shown, strict=False):
        graph(loss, ax=panel)
        _Stage(panel, stage.boxes).show(step, 1.0)
        _say(panel, step, steps)

    way = [*gently(ON_THE_WAY), *[1.0] * STAY]

    def show(frame: int) -> None:
        # The walk begins at the loss, without a way there.
        step, part = divmod(frame + ON_THE_WAY, len(way))
        stage.show(step, way[part])
        _say(ax, step, steps)

    show(0)
    return Film(twin, figure, show, steps * len(way) - ON_THE_WAY, FPS)


def _say(ax: Axes, step: int, steps: int) -> None:
    ax.set_title(f"step {step + 1} of {steps}", loc="right", fontweight="normal")


def _order(boxes: list[Box]) -> list[int]:
    """Return the numbers of the boxes in the order in which their gradients are complete.

    Results come from the youngest to the oldest, a leaf after the last result that uses it.
    """
    birth = {i: 2 * box.source.node.birth for i, box in enumerate(boxes) if box.kind == "result"}
    oldest = dict(birth)
    for i, box in enumerate(boxes):
        for j in box.inputs:
            if boxes[j].kind == "leaf":
                oldest[j] = min(oldest.get(j, birth[i]), birth[i] - 1)
    return sorted(oldest, key=lambda i: -oldest[i])


class _Stage:
    """The picture of a graph, in which one step of the walk after the other can be shown."""

    def __init__(self, ax: Axes, boxes: list[Box]) -> None:
        self.boxes, self.order = boxes, _order(boxes)
        parts: dict[str, Any] = {str(part.get_gid()): part for part in ax.get_children()}
        self.grads = {i: parts[f"grad-{i}"] for i in self.order if f"grad-{i}" in parts}
        self.frames = {i: parts[f"box-{i}"] for i in self.order}
        self.usual = {i: (box.get_edgecolor(), box.width) for i, box in self.frames.items()}
        self.colour = next(iter(self.grads.values())).get_color() if self.grads else "none"
        self.wires: dict[int, list[_Wire]] = {i: [] for i in self.order}
        for i, box in enumerate(boxes):
            for k, j in enumerate(box.inputs):
                if j in self.wires:
                    name = f"{i}-{k}"
                    arrow, head = parts[f"arrow-{name}"].get_path(), parts[f"head-{name}"]
                    self.wires[j].append(_Wire(ax, arrow, head, name, self.colour))
        self.addends = {
            j: [self._addend(ax, parts, wire.name) for wire in wires]
            for j, wires in self.wires.items()
            if len(wires) > 1 and len(self.grads) == len(self.order)  # else nothing was computed
        }  # fmt: skip

    def show(self, step: int, way: float) -> None:
        """Show the gradients of all steps so far; that of this one has come so far on its way."""
        for at, i in enumerate(self.order):
            is_here = at == step and way == 1
            self.grads[i].set_visible(at < step or is_here)
            edge, width = self.usual[i]
            self.frames[i].set_edgecolor(self.colour if is_here else edge)
            self.frames[i].width = LIT if is_here else width
            for wire in self.wires[i]:
                wire.show(0.0 if at > step else way if at == step else 1.0, at == step)
            for addend in self.addends.get(i, []):
                addend.set_visible(at < step or is_here)

    def _addend(self, ax: Axes, parts: dict[str, Any], name: str) -> Label:
        """Write what comes along one of several arrows that meet, below the sign it comes from."""
        i, k = map(int, name.split("-"))
        ring, box = (parts[f"{part}-{i}"].get_path().get_extents() for part in ("ring", "box"))
        text = Label(ring.x0, box.y0 - (0.75 + k) * SMALL, self._part(i, k), va="center")
        text.part = SMALL
        text.set(color=self.colour, gid=f"addend-{name}", path_effects=halo(ax))
        ax.add_artist(text)
        return text

    def _part(self, i: int, k: int) -> str:
        """Return the gradient that box `i` passes to its input number `k`."""
        result, loss = self.boxes[i].source, self.boxes[-1].source
        (g,) = gradients(loss, [result])
        inputs = [*result.node.values[1:]]
        inputs[k] = x = Tensor(inputs[k], requires_grad=True)  # all others are constants
        (part,) = gradients(result.node.operation(*inputs, **result.node.options), [x], g)
        return summary(part if part.size > 1 else float(f"{part.item():.3g}"))


class _Wire:
    """What a gradient colours of an arrow, from its end to its beginning, and the gradient itself."""

    def __init__(self, ax: Axes, arrow: Path, head: Any, name: str, colour: Any) -> None:
        self.name, self.head = name, head
        pieces: Any = arrow.iter_bezier()
        curves = [bezier(np.linspace(0, 1, 20)) for bezier, _ in pieces]
        self.points: Floats = np.concatenate(curves)[::-1]
        steps = np.hypot(*np.diff(self.points, axis=0).T)
        self.at: Floats = np.concatenate([[0], np.cumsum(steps)]) / np.sum(steps)
        self.line = Shape(
            arrow, PASSED, edgecolor=colour, facecolor="none", zorder=0.95, gid=f"carried-{name}"
        )
        self.dot = Circle((0, 0), DOT, color=colour, linewidth=0, zorder=0.96, gid=f"dot-{name}")
        x, y = self.points[-1]
        tip = [(x, y), (x + TIP, y + TIP / 2), (x + TIP, y - TIP / 2)]
        self.tip = Polygon(tip, color=colour, linewidth=0, zorder=0.95, gid=f"tip-{name}")
        for part in (self.line, self.dot, self.tip):
            ax.add_patch(part)

    def show(self, way: float, is_now: bool) -> None:
        """Show a gradient that has come so far, from 0, the end of the arrow, to 1."""
        here = [float(np.interp(way, self.at, along)) for along in self.points.T]
        passed = np.concatenate([self.points[self.at < way], [here]])
        self.line.set_path(Path(passed))
        self.line.width = CARRIED if is_now else PASSED
        self.line.set_visible(way > 0)
        self.dot.set(center=here, visible=is_now and way < 1)
        self.head.set_visible(way == 0)  # which points forward
        self.tip.set_visible(way == 1)
