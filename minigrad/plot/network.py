"""The picture of a network of neurons that add or multiply: who listens to whom, and how strongly.

Read next: animation.py.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from .axes import numbers, values_of
from .font_units import Label, Shape, canvas
from .inks import contrast, ink, pale, paper, seen, tint
from .inputs import check_kind
from .orders import colour_of

__all__ = ["network"]

LEAST = 0.1  # part of the largest weight of a layer, below which no line is drawn
PALEST = 0.2  # part of its colour that the thinnest line has
MOST_NEURONS = 20  # in a layer, so that lines can be told apart
NEGATIVE = "#e42536"
SURE = 0.05  # a neuron this close to n = 0 or 1 has the sign, others their n

# Lengths in em.
RADIUS, BESIDE, BETWEEN = 1.15, 3.2, 6.5  # of a neuron; from one to the next; between layers
WIDE, THIN = 0.7, 0.12  # width of the largest weight's line; of a neuron's edge
LETTER = 0.62  # about the width of one
SMALL, LARGE = 0.75, 1.4  # of four letters in a neuron, such as −1.5; of one

Layers = list[tuple[NDArray[np.float64], NDArray[np.float64]]]  # weights, n


def network(
    weights: Sequence[ArrayLike],
    n: Sequence[ArrayLike] | None = None,
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a network: neurons coloured from + to ×, and a line for each weight, as wide as it is large.

    Parameters
    ----------
    weights : sequence of array_like of shape (out, in)
        Of each layer, such as ``[layer.weight for layer in model]``. Complex ones count by modulus.
    n : sequence of array_like of shape (out,), or numbers
        The n of each layer's neurons, such as ``[layer.n for layer in model]``, or ``layer.n_out`` of
        uncoupled layers; 0 for a layer that only adds, 1 for one that only multiplies. It must be
        given: weights do not say what a neuron does with them.
    inputs, outputs : sequence of str, optional
        Names beside the first and the last layer; x₁, x₂, … and none by default.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Neurons with gid "neuron-LAYER-i", where layer 0 are the inputs, and in each of the others a
        text with gid "sign-LAYER-i": +, × or n, which is also written beyond ×, where colours are
        deeper than those of + and ×. Lines with gid "weight-LAYER-i-j" lead from neuron j
        of the layer before to neuron i. The widest is the largest weight of its layer; a negative
        one is red and dashed; one below a tenth of the largest is left out, and smaller ones are
        paler.

    Raises
    ------
    TypeError
        If n is left out, an n is complex, something is no number, or a model is given.
    ValueError
        If there is no layer, the shapes do not fit together, a value is not finite, or a layer has
        more than 20 neurons.

    Examples
    --------
    >>> ax = network([[[1, 1, 0, 0], [0, 0, 1, 1]], [[1, 1]]], [1, 0])  # x₁x₂ + x₃x₄
    >>> [text.get_text() for text in ax.texts]
    ['×', '×', '+', 'x₁', 'x₂', 'x₃', 'x₄']
    """
    check_kind("network", "weights", weights)
    if n is None:
        raise TypeError(
            "network needs the n of each layer, which its weights do not say: give "
            "[layer.n for layer in model], with 0 for a layer that only adds, such as Linear"
        )
    layers = _layers(weights, n)
    sizes = [layers[0][0].shape[1], *(len(orders) for _, orders in layers)]
    names = _names("inputs", inputs, sizes[0]) or [f"x{_subscript(i + 1)}" for i in range(sizes[0])]
    ends = _names("outputs", outputs, sizes[-1])
    left, right = (LETTER * max(map(len, texts), default=0) + 2 * RADIUS for texts in (names, ends))
    width, height = BETWEEN * len(layers), BESIDE * max(sizes)
    ax = canvas(ax, Bbox.from_extents(-left, -height / 2, width + right, height / 2))

    places = [
        [(BETWEEN * k, BESIDE * ((size - 1) / 2 - i)) for i in range(size)]
        for k, size in enumerate(sizes)
    ]
    for k, (weight, orders) in enumerate(layers, start=1):
        largest = np.abs(weight).max()
        for i, j in _by_size(weight):  # so the largest lie on top
            if abs(weight[i, j]) > LEAST * largest:
                part = weight[i, j] / largest
                _line(ax, places[k - 1][j], places[k][i], part, f"weight-{k}-{i}-{j}")
        for i, order in enumerate(orders):
            colour = colour_of(order, ax)
            _neuron(ax, places[k][i], colour, f"neuron-{k}-{i}")
            _text(ax, places[k][i], _sign(order), "center", f"sign-{k}-{i}", _upon(colour), "bold")
    for j, ((x, y), name) in enumerate(zip(places[0], names, strict=True)):
        _neuron(ax, (x, y), paper(ax), f"neuron-0-{j}")
        _text(ax, (x - 1.4 * RADIUS, y), name, "right", f"input-{j}")
    for i, (x, y) in enumerate(places[-1][: len(ends)]):
        _text(ax, (x + 1.4 * RADIUS, y), ends[i], "left", f"output-{i}")
    return ax


def _layers(weights: Sequence[Any], n: Sequence[Any]) -> Layers:
    counts = [len(entries) if isinstance(entries, Sized) else 0 for entries in (weights, n)]
    if counts[0] != counts[1] or counts[0] == 0:
        raise ValueError(
            f"weights and n need one entry a layer, and at least one, got {counts[0]} and {counts[1]}"
        )
    layers: Layers = []
    before = None
    for k, (weight, order) in enumerate(zip(weights, n, strict=True)):
        weight = values_of(weight)
        weight = numbers(f"weights[{k}]", abs(weight) if weight.dtype.kind == "c" else weight, 2)
        if before is not None and weight.shape[1] != before:
            raise ValueError(
                f"weights[{k}] has shape {weight.shape}, but the layer before has {before} neurons"
            )
        before = len(weight)
        if max(weight.shape) > MOST_NEURONS:
            raise ValueError(
                f"weights[{k}] has shape {weight.shape}: lines of more than {MOST_NEURONS} neurons "
                "cannot be told apart. Draw a part of them, or how n is distributed with river"
            )
        order = values_of(order)
        if order.shape not in ((), (1,), (before,)):
            raise ValueError(f"n[{k}] has shape {order.shape}, but the layer has {before} neurons")
        layers.append((weight, numbers(f"n[{k}]", np.broadcast_to(order, before), 1)))
    return layers


def _names(what: str, names: Sequence[str] | None, size: int) -> list[str]:
    if names is None:
        return []
    if isinstance(names, str) or len(names) != size:
        raise ValueError(f"{what} must be a list of {size} names, got {names!r}")
    return list(names)


def _subscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _sign(order: float) -> str:
    if abs(order) < SURE:
        return "+"
    if abs(order - 1) < SURE:
        return "×"
    if 0 < order < 1:
        return f"{order:.2f}".lstrip("0")
    digits = f"{order:.1f}" if abs(order) < 10 else f"{order:.0f}"
    return digits.replace("-", "−").replace("−0", "−")


def _upon(colour: Any) -> str:
    """Return what can be read on the colour of a neuron, which is dark where it adds."""
    return max("black", "white", key=lambda text: contrast(text, colour))


def _by_size(weight: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return the places of all weights, that of the smallest first."""
    order = np.argsort(np.abs(weight), axis=None, kind="stable")
    return np.column_stack(np.unravel_index(order, weight.shape))


def _line(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], weight: float, gid: str
) -> None:
    """Draw a weight, a part of the largest; a smaller one is thinner, and paler, too."""
    full, dashes = (seen(NEGATIVE, ax), (0, (4, 2))) if weight < 0 else (pale(ax), "-")
    colour = tint(full, ax, PALEST + (1 - PALEST) * abs(weight))
    line = Shape(Path([start, end]), WIDE * abs(weight), edgecolor=colour, linestyle=dashes)
    line.set(gid=gid, zorder=1)
    ax.add_patch(line)


def _neuron(ax: Axes, place: tuple[float, float], colour: Any, gid: str) -> None:
    circle = Shape(Path.circle(place, RADIUS), THIN, facecolor=colour, edgecolor=ink(ax))
    circle.set(gid=gid, zorder=2)
    ax.add_patch(circle)


def _text(
    ax: Axes, place: tuple[float, float], text: str, side: str, gid: str,
    colour: str | None = None, weight: str = "normal",
) -> None:  # fmt: skip
    label = Label(*place, text, ha=side, va="center_baseline", weight=weight, zorder=3)
    if side == "center":
        label.part = SMALL if len(text) > 3 else LARGE if len(text) == 1 else 1.0
    label.set(color=colour or ink(ax), gid=gid)
    ax.add_artist(label)
