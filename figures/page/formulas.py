"""The formulas of "Backward you can touch", and where the boxes of their graphs stand.

A formula is a function that names all it computes on the way. The page computes values and gradients
by itself, in tape.js. Which box is computed from which, in which order, and where it stands is read
here from the graph that minigrad records.
"""

from collections.abc import Callable
from dataclasses import dataclass

import minigrad as mg
from minigrad.plot.boxes import boxes_of
from minigrad.plot.layered import layered

# Lengths in the picture, in pixels. Heights are in rows of text.
WIDTH, ROW, ROWS, GAP, MARGIN = 92, 17, 3.6, 1.4, 8
LONGEST, FURTHEST = 1116, 200  # a whole graph, and from one column to the next

NAMES = {"minus": "−n", "rest": "1−n", "one": "1", "log1": "log x1", "log2": "log x2",
         "aa": "a·a", "ab": "a·b"}  # fmt: skip


def neuron(w1, w2, n, x1, x2, target):
    """Return the loss of an AddMul neuron, and all on the way to it."""
    minus = -n
    u1, u2 = mg.exp_n(x1, minus), mg.exp_n(x2, minus)
    p1, p2 = w1 * u1, w2 * u2
    z = p1 + p2
    out = mg.exp_n(z, n)
    error = out - target
    loss = mg.square(error)
    return locals()


def line(w, b, x, y):
    """Return the loss of a line at one point."""
    p = w * x
    out = p + b
    error = out - y
    loss = mg.square(error)
    return locals()


def unit(w1, w2, x1, x2, target):
    """Return the loss of a product unit, whose weights are exponents."""
    log1, log2 = mg.log(x1), mg.log(x2)
    p1, p2 = w1 * log1, w2 * log2
    z = p1 + p2
    out = mg.exp(z)
    error = out - target
    loss = mg.square(error)
    return locals()


def tanh(w1, w2, b, x1, x2, target):
    """Return the loss of a neuron as most networks have it."""
    p1, p2 = w1 * x1, w2 * x2
    s = p1 + p2
    z = s + b
    out = mg.tanh(z)
    error = out - target
    loss = mg.square(error)
    return locals()


def twice(a, b):
    """Return a formula that uses one number in several places."""
    aa, ab = a * a, a * b
    f = aa + ab
    return locals()


def blend(n, x1, x2, target):
    """Return the loss of a straight mixture of a sum and a product."""
    one = mg.Tensor(1.0)
    rest = one - n
    sum, product = x1 + x2, x1 * x2
    p1, p2 = rest * sum, n * product
    out = p1 + p2
    error = out - target
    loss = mg.square(error)
    return locals()


@dataclass
class Formula:
    """A formula and its numbers: for each of them the start, and the ends of its slider.

    The first ones are learned, the others are given.
    """

    compute: Callable[..., dict[str, mg.Tensor]]
    learned: dict[str, tuple[float, float, float]]
    given: dict[str, tuple[float, float, float]]
    rate: float  # of the steps downhill, so that a few of them arrive

    @property
    def leaves(self):
        return self.learned | self.given

    def tensors(self, **changes):
        """Return all that is computed, by name, the result last."""
        values = {name: start for name, (start, _, _) in self.leaves.items()} | changes
        leaves = {k: mg.Tensor(float(v), requires_grad=True) for k, v in values.items()}
        found = self.compute(**leaves)
        for name, tensor in found.items():
            tensor.name = NAMES.get(name, name)
        return {tensor.name: tensor for tensor in found.values()}


N, WEIGHT = (0.5, 0, 1), (-2, 3)
FACTORS = {"x1": (2, -2, 10), "x2": (7, -2, 10), "target": (14, 0, 20)}
FORMULAS = {
    "neuron": Formula(
        neuron, {"w1": (1.4, *WEIGHT), "w2": (0.9, *WEIGHT), "n": N}, FACTORS, 0.0003
    ),
    "line": Formula(
        line, {"w": (0.5, *WEIGHT), "b": (1, -5, 5)}, {"x": (2, -5, 5), "y": (5, -10, 10)}, 0.05
    ),
    "unit": Formula(unit, {"w1": (0.5, *WEIGHT), "w2": (0.7, *WEIGHT)}, FACTORS, 0.001),
    "tanh": Formula(
        tanh,
        {"w1": (0.8, *WEIGHT), "w2": (-0.5, *WEIGHT), "b": (0.1, -3, 3)},
        {"x1": (1, -3, 3), "x2": (2, -3, 3), "target": (0.8, -1, 1)},
        0.05,
    ),
    "twice": Formula(twice, {"a": (3, -5, 5)}, {"b": (4, -5, 5)}, 0.1),
    "blend": Formula(blend, {"n": N}, FACTORS, 0.01),
}


def graph(formula):
    """Return the boxes of a formula, in the order in which they are computed."""
    tensors = list(formula.tensors().values())
    boxes = {id(box.source): box for box in boxes_of(tensors[-1])}
    boxes = [boxes[id(tensor)] for tensor in tensors]
    inputs = inputs_of(boxes)
    columns, y = layered(inputs, [ROWS] * len(boxes), GAP)
    top = max(y.values()) + ROWS / 2
    column_width = min(FURTHEST, (LONGEST - WIDTH - 2 * MARGIN) / max(columns))

    def at(i, column):
        return [round(MARGIN + column_width * column), round(MARGIN + ROW * (top - y[i, column]))]

    def way(i, j):
        """Return the places that the arrow from j to i passes in the columns between."""
        return [at(j, column) for column in range(columns[j] + 1, columns[i])]

    return {
        "size": [at(len(boxes) - 1, max(columns))[0] + WIDTH + MARGIN,
                 round(2 * MARGIN + ROW * (top - min(y.values()) + ROWS / 2))],
        "box": [WIDTH, ROW * ROWS],
        "rate": formula.rate,
        "boxes": [
            {"name": tensors[i].name, "at": at(i, columns[i]), **made_by(boxes[i], formula),
             "inputs": inputs[i], "ways": [way(i, j) for j in inputs[i]]}
            for i in range(len(boxes))
        ],
    }  # fmt: skip


def inputs_of(boxes):
    """Return, for each box, the numbers of the boxes that it is computed from."""
    number = {id(box.source): i for i, box in enumerate(boxes)}
    nodes = [box.source.node for box in boxes]
    return [
        [number[id(x)] for x in node.inputs if id(x) in number] if node else [] for node in nodes
    ]


def made_by(box, formula):
    """Return the operation that made a result, and the slider of a number that can be chosen."""
    name = box.source.name
    if box.inputs:
        return {"op": box.source.node.operation.__name__}
    if name not in formula.leaves:
        return {"start": box.source.item()}
    start, low, high = formula.leaves[name]
    return {"start": start, "range": [low, high], "learned": name in formula.learned}
