"""What becomes of n and of the fit when columns are measured in other units.

    python figures/data/units.py [--table FILE.csv]

One neuron with a bias learns each of the five measured tables by least squares, from the best sum and
from the best product, the better of the two. First each column is divided by its mean; then all columns
are ten times smaller or larger than that; then one of them is ten times larger, inputs and target by
turns. `n` is where the neuron ends, between 0 and 1, and `loss` its mean squared error as a share of
that in means.

Box–Cox with a bias is free of units, but for one thing: below 0.01 a layer follows a tangent (see
minigrad/transitions/transition.py). So far down lie the innermost planets, in means, and more of them
in tenths of that.
"""

from functools import partial
from itertools import product

import recording

from minigrad import nn, tasks, train
from minigrad.study.errors import error

NAMES = ("task", "kind", "units")
TASKS = ("trees", "delivery", "stormer", "cement", "planets")
KINDS = ("kneser", "abel", "linear-log", "box-cox")
MEANS = "means"


def units_of(task):
    """Return by what columns are multiplied, inputs and targets, under the name of each change."""
    columns = (*task.features, *task.targets)
    changes = {MEANS: [1.0] * len(columns), "all x0.1": [0.1] * len(columns)}
    changes["all x10"] = [10.0] * len(columns)
    for column in columns:
        changes[f"{column} x10"] = [10.0 if column == other else 1.0 for other in columns]
    return {
        name: (by[: len(task.features)], by[len(task.features) :]) for name, by in changes.items()
    }


def fitted(task, kind):
    """Return n, and the error in the units in which the table was measured."""
    neuron = nn.AddMul(task.x.shape[1], 1, kind=kind, bias=True, rng=0)
    train.from_both_ends(neuron, task, train.least_squares)
    return neuron.n.item(), error(neuron, task, "train")


def row(name, kind, units):
    means = tasks.load(name)
    x_times, y_times = units_of(means)[units]
    task = means.divided_by([1 / by for by in x_times], [1 / by for by in y_times])
    n, wrong = fitted(task, kind)
    return {"n": n, "loss": (wrong / fitted(means, kind)[1]) ** 2}


STUDY = {
    (name, kind, units): partial(row, name, kind, units)
    for name, kind in product(TASKS, KINDS)
    for units in units_of(tasks.load(name))
}


if __name__ == "__main__":
    table = recording.main(__file__, __doc__, NAMES, STUDY)
    print("\nfrom the smallest to the largest in all units")
    for name, kind in product(TASKS, KINDS):
        rows = [line for line in table if (line["task"], line["kind"]) == (name, kind)]
        n, loss = ([float(line[column]) for line in rows] for column in ("n", "loss"))
        ends = f"n {min(n):.3f} to {max(n):.3f}, loss {min(loss):.3f} to {max(loss):.3f}"
        print(f"{name:<10} {kind:<12} {ends}")
