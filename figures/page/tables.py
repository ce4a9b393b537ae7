"""Compute the tables of the interactive page: python figures/page/build.py --tables.

The page, figures/explore.html, asks nothing of a server. The numbers it needs are computed here, by
minigrad, and kept in tables.json, which build.py puts into the page:

* exp^(n): the coefficients of the series, with which the page computes it by itself
* training: the rows of two measured tables; the page trains by itself
* backward: the graph of one neuron, its values, and what every arrow carries back
* valleys: the loss along n for the trees, in three systems of units; and one recorded training
"""

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import minigrad as mg
from minigrad._files import write_aside
from minigrad.autodiff import gradients
from minigrad.iterate.compiled import tables as series
from minigrad.plot.boxes import boxes_of
from minigrad.plot.layered import layered

TABLES = Path(__file__).with_name("tables.json")

INCH, FOOT = 2.54, 0.3048  # in centimetres, in metres
KINDS = ("kneser", "abel")
POINTS = 101  # of a valley, as many as its slider has
EVERY = 16  # which steps of the training are shown

# Lengths in the picture of the graph, in pixels. Heights are in rows of text.
ROW, COLUMN, WIDTH, ROWS, GAP, MARGIN = 17, 144, 92, 3.6, 1.4, 8


# ---- 1. exp^(n) --------------------------------------------------------------------------------


def coefficients():
    """Return the series of Kneser's and Schröder's constructions, to the last digit."""
    return {
        "tet": list(series.TET),
        "slog": list(series.SLOG),
        "speed": list(series.SPEED),
        "chi": [parts(z) for z in series.CHI],
        "chiInverse": [parts(z) for z in series.CHI_INV],
        "fixedPoint": parts(series.FIXED_POINT_PARTS[0]),
    }


def parts(z):
    return [z.real, z.imag]


# ---- 2. backward -------------------------------------------------------------------------------


def neuron(w1=1.4, w2=0.9, n=0.5):
    """Return the loss of one neuron that should turn 2 and 7 into 14, their product."""
    x1, x2, target = mg.Tensor(2.0), mg.Tensor(7.0), mg.Tensor(14.0)
    w1, w2, n = (mg.Tensor(value, requires_grad=True) for value in (w1, w2, n))
    minus = -n
    u1, u2 = mg.exp_n(x1, minus), mg.exp_n(x2, minus)
    p1, p2 = w1 * u1, w2 * u2
    z = p1 + p2
    out = mg.exp_n(z, n)
    error = out - target
    loss = mg.square(error)
    minus.name = "−n"
    named = {
        "x1": x1, "x2": x2, "target": target, "w1": w1, "w2": w2, "n": n, "u1": u1, "u2": u2,
        "p1": p1, "p2": p2, "z": z, "out": out, "error": error, "loss": loss,
    }  # fmt: skip
    for name, tensor in named.items():
        tensor.name = name
    loss.backward(retain_graph=True)
    return loss


def graph(loss):
    """Return the boxes and arrows of a computation, and the order in which backward visits them."""
    boxes = boxes_of(loss)
    heights = [ROWS] * len(boxes)
    columns, y = layered([box.inputs for box in boxes], heights, GAP)
    top = max(y.values()) + ROWS / 2

    def at(box, column):
        return MARGIN + COLUMN * column, MARGIN + ROW * (top - y[box, column])

    wanting = [i for i, box in enumerate(boxes) if box.source.requires_grad]
    found = gradients(loss, [boxes[i].source for i in wanting])
    gradient_of = {i: float(g) for i, g in zip(wanting, found, strict=True)}

    arrows = []
    for i, box in enumerate(boxes):
        for k, j in enumerate(box.inputs):
            arrow = {"from": j, "to": i, "way": [at(j, c) for c in range(columns[j], columns[i])]}
            if j in gradient_of:
                arrow["carries"] = carried(box.source, k, gradient_of[i])
            arrows.append(arrow)
    results = [i for i in wanting if boxes[i].inputs]
    return {
        "size": [
            2 * MARGIN + COLUMN * max(columns) + WIDTH,
            2 * MARGIN + ROW * (top - min(y.values()) + ROWS / 2),
        ],
        "box": [WIDTH, ROW * ROWS],
        "boxes": [
            {
                "name": box.source.name,
                "sign": box.sign,
                "kind": box.kind,
                "at": at(i, columns[i]),
                "value": box.source.item(),
                "grad": gradient_of.get(i),
            }
            for i, box in enumerate(boxes)
        ],
        "arrows": arrows,
        # An output is younger than its inputs: from the youngest to the oldest, as backward does it.
        "order": sorted(results, key=lambda i: -boxes[i].source.node.birth),
    }


def carried(result, k, gradient):
    """Return what one arrow carries back, the gradient of `result` times a slope."""
    node = result.node
    return float(node.operation.vjps[k](gradient, *node.values, **node.options))


# ---- the data to train on ----------------------------------------------------------------------

NAMES = {  # as the page writes them
    "trees": ("girth (in)", "height (ft)", "volume (ft³)"),
    "delivery": ("cases", "distance (ft)", "time (min)"),
}


def measured(name):
    """Return a data set as it was measured, the column to predict last."""
    task = mg.tasks.load(name, scale=None)
    return {"names": NAMES[name], "rows": np.hstack([task.x, task.y]).tolist()}


# ---- 3. valleys --------------------------------------------------------------------------------


@dataclass
class Units:
    """The trees with columns in one system of units."""

    task: mg.tasks.Task
    cubic_foot: float  # one cubic foot in these units, to compare errors


def trees():
    """Return the trees in three systems of units."""
    means, raw = mg.tasks.load("trees"), mg.tasks.load("trees", scale=None)
    metric = raw.divided_by([1 / INCH, 1 / FOOT], [1 / FOOT**3])
    return {
        "means": Units(means, 1 / float(means.y_scale[0])),
        "feet": Units(raw, 1.0),
        "metres": Units(metric, FOOT**3),
    }


def valley(units, kind):
    """Return the loss along n, with the best weights at each n; see minigrad.study.profile."""
    task = units.task
    neuron = mg.nn.AddMul(2, 1, bias=True, kind=kind, rng=0)
    mg.train.warm_start(neuron, task)
    profile = mg.study.profile(neuron, task, points=POINTS)
    weights = []
    for n in profile.n:
        neuron.n.data[0] = n
        mg.train.warm_start(neuron, task)
        weights.append([*neuron.weight.data[0].tolist(), neuron.bias.item()])
    return {
        "loss": (profile.loss / profile.least).tolist(),
        "weights": weights,
        "best": profile.best,
        "interval": list(profile.interval),
        "error": math.sqrt(profile.least) / units.cubic_foot,  # in cubic feet
    }


def training(task, least):
    """Return n and the loss, in units of the least, over the training steps."""
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    history = mg.train.fit(neuron, task, lr=0.01, rng=0)
    last = len(history.loss) - 1  # a loss belongs to the n before the step
    steps = [*range(0, last, EVERY), last]
    return {
        "step": steps,
        "n": history.parameters("n")[steps, 0].tolist(),
        "loss": (history.loss[steps] / least).tolist(),
    }


# ---- into the file -----------------------------------------------------------------------------


def tables():
    """Return all that the page needs."""
    units = trees()
    valleys = {name: {kind: valley(u, kind) for kind in KINDS} for name, u in units.items()}
    means = units["means"]
    least = (valleys["means"]["kneser"]["error"] * means.cubic_foot) ** 2
    results = {
        "graph": graph(neuron()),
        "data": {name: measured(name) for name in NAMES},
        "valleys": valleys,
        "training": training(means.task, least),
    }
    return {"exp": coefficients(), **rounded(results)}


def rounded(table):
    """Return the same with six significant digits: shorter, and more than a page can show."""
    if isinstance(table, dict):
        return {key: rounded(value) for key, value in table.items()}
    if isinstance(table, list | tuple):
        return [rounded(value) for value in table]
    return float(f"{table:.6g}") if isinstance(table, float) else table


def agree(old, new):
    """Tell whether two tables say the same. Other processors round a training differently."""
    if isinstance(new, dict):
        same = isinstance(old, dict) and old.keys() == new.keys()
        return same and all(agree(old[key], new[key]) for key in new)
    if isinstance(new, list):
        same = isinstance(old, list) and len(old) == len(new)
        return same and all(map(agree, old, new))
    if isinstance(new, float) and isinstance(old, int | float):
        return math.isclose(old, new, rel_tol=1e-4, abs_tol=1e-4)
    return old == new


def is_stale(old, new):
    """Tell whether tables differ. What was not trained has no excuse."""
    return old.get("exp") != new["exp"] or not agree(old, new)


def write(new):
    """Write the tables."""
    text = json.dumps(new, ensure_ascii=False, separators=(",", ":")) + "\n"
    write_aside(TABLES, lambda aside: Path(aside).write_text(text, encoding="utf-8"))


def require_fresh(new):
    """Exit with a sentence if the file holds other tables."""
    old = TABLES.read_text(encoding="utf-8")
    if is_stale(json.loads(old or "{}"), new):
        sys.exit("tables.json is old: run python figures/page/build.py --tables")
