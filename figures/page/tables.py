"""Compute the tables of the interactive page: python figures/page/assemble.py --tables.

The page, figures/explore.html, asks nothing of a server. The numbers it needs are computed here, by
minigrad, and kept in tables.json, which assemble.py puts into the page:

* exp^(n): the coefficients of the series, with which the page computes it by itself
* data: the rows of two measured tables, on which the page trains by itself
* graphs: for each formula of formulas.py, its boxes and where they stand
* valleys: the loss along n for the trees, in three systems of units; and one recorded training
"""

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import formulas
import numpy as np

import minigrad as mg
from minigrad._files import write_aside
from minigrad.iterate.compiled import tables as series

TABLES = Path(__file__).with_name("tables.json")

INCH, FOOT = 2.54, 0.3048  # in centimetres, in metres
KINDS = ("kneser", "abel")
POINTS = 101  # of a valley, as many as its slider has
EVERY = 16  # which steps of the training are shown


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


# ---- the data to train on ----------------------------------------------------------------------

NAMES = {  # as the page writes them
    "trees": ("girth (in)", "height (ft)", "volume (ft³)"),
    "delivery": ("cases", "distance (ft)", "time (min)"),
}


def measured(name):
    """Return a data set as it was measured, the column to predict last."""
    task = mg.tasks.load(name, scale=None)
    return {"names": NAMES[name], "rows": np.hstack([task.x, task.y]).tolist()}


# ---- valleys --------------------------------------------------------------------------------


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
        "data": {name: measured(name) for name in NAMES},
        "graphs": {name: formulas.graph(formula) for name, formula in formulas.FORMULAS.items()},
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
        sys.exit("tables.json is old: run python figures/page/assemble.py --tables")
