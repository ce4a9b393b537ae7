"""What the way from a wrong n to the right one looks like: the loss along n, for every transition.

    python figures/data/landscapes.py [--table FILE.csv]

Data are an exact law of two inputs, y = w₁x₁ + w₂x₂ or y = x₁^w₁ · x₂^w₂, in 256 rows, with inputs from
0.5..2.5 or from one of three ranges of the Single Module Task. The loss, the mean of |prediction - y|²,
is taken at 101 n from the wrong end, n = 1 for a sum and 0 for a product, to the right one, where it is 0.
The weights are

    held             at those of the law
    refitted         by least squares, at each n: from those of its neighbour, first on the way from the
                     right end, then on the way back; the better fit counts
    refitted, bias   the same with a bias

A point on the way is a *false minimum* if one has to climb behind it, by more than a thousandth of the
loss there, and by more than rounding makes, 1e-20 of the mean y². `false_minima` counts them, `n` is that
of the deepest. `hump` is the highest climb on the way, as a share of the loss at the wrong end. Where
the loss is no finite number, as Schröder's on 10..20 at some n, the way leads past that n.
"""

from functools import partial
from itertools import product

import numpy as np
import recording

from minigrad import nn
from minigrad.tasks import Task
from minigrad.train import least_squares
from minigrad.transitions import KINDS

NAMES = ("model", "within", "weights", "law", "how")
RANGES = ("0.5..2.5", "1..2", "1.1..1.2", "10..20")
WEIGHTS = ("1 1", "0.5 2")
LAWS = ("sum", "product")
HOW = ("held", "refitted", "refitted, bias")
PEERS = ("Blend", "SoftExponential")  # which have no bias
GRID = np.linspace(0, 1, 101)
STEEP, ROUNDING = 1e-3, 1e-20


def law_of(within, weights, law):
    """Return a task, and the weights."""
    w = np.array(weights.split(), float)
    low, high = map(float, within.split(".."))
    x = np.random.default_rng(500).uniform(low, high, (256, 2))
    return Task.from_arrays(x, x @ w if law == "sum" else np.prod(x**w, axis=1)), w


def neuron_of(model, bias):
    if model in PEERS:
        return getattr(nn.peers, model)(2, 1)
    return nn.AddMul(2, 1, kind=model, bias=bias)


def landscape(model, within, weights, law, how):
    """Return the loss on the way from the wrong n to the right one, and n there."""
    task, w = law_of(within, weights, law)
    neuron = neuron_of(model, bias="bias" in how)
    neuron.n.requires_grad = False
    neuron.weight.data[:] = w
    known = neuron.state_dict()

    def losses(path):
        """Yield the loss at each n of a path, which begins where the last one ended."""
        for n in path:
            neuron.n.data[:] = n
            if how != "held":
                try:
                    least_squares(neuron, task)
                except FloatingPointError:  # with the weights of its neighbour, it overflows
                    neuron.load_state_dict(known | {"n": neuron.n.data})
            yield np.mean(np.abs(neuron(task.x).data - task.y) ** 2)

    way = GRID[::-1] if law == "sum" else GRID
    with np.errstate(all="ignore"):
        there = np.array(list(losses(way[::-1])))[::-1]
        loss = np.fmin(there, list(losses(way)))
    finite = np.isfinite(loss)
    return loss[finite], way[finite], np.mean(task.y**2)


def false_minima(loss, rounding):
    """Return where the false minima are: each point behind which the loss climbs, before it falls."""
    found, low, high = [], 0, None  # the lowest point so far; the highest since, while it climbs
    for i, value in enumerate(loss):
        if high is None:
            if value < loss[low]:
                low = i
            elif value - loss[low] > max(STEEP * loss[low], rounding):
                found.append(low)
                high = i
        elif value > loss[high]:
            high = i
        elif loss[high] - value > max(STEEP * loss[high], rounding):
            low, high = i, None
    return found


def row(*case):
    loss, way, square = landscape(*case)
    found = false_minima(loss, ROUNDING * square)
    climb = np.max(loss - np.minimum.accumulate(loss))
    return {
        "false_minima": len(found),
        "n": way[min(found, key=loss.__getitem__)] if found else "",
        "hump": climb / loss[0] if found else 0,
    }


STUDY = {
    case: partial(row, *case)
    for case in product((*KINDS, *PEERS), RANGES, WEIGHTS, LAWS, HOW)
    if not (case[0] in PEERS and "bias" in case[-1])
}


if __name__ == "__main__":
    table = recording.main(__file__, __doc__, NAMES, STUDY)
    print(f"\n{'cases with false minima':<24} " + " ".join(f"{how:>28}" for how in HOW))
    for model in (*KINDS, *PEERS):
        cells = []
        for how in HOW:
            rows = [line for line in table if (line["model"], line["how"]) == (model, how)]
            false = sum(line["false_minima"] != "0" for line in rows)
            hump = max((float(line["hump"]) for line in rows), default=0)
            cells.append(f"{false} of {len(rows)}, hump up to {hump:.3g}" if rows else "")
        print(f"{model:<24} " + " ".join(f"{cell:>28}" for cell in cells))
