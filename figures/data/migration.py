"""How reliably do neurons find the right operation? Success rates over 25 seeds.

    python figures/data/migration.py [PART …] [--table FILE.csv]

A run succeeds if, with its final parameters, the mean squared error on inputs it never saw, of sizes
between 2 and 6, is below `task.tolerance`: that of the law itself with inputs wrong by a share of
1e-5. "Snapped" means that n was moved to the nearer of 0 and 1 and the weights were refitted. "First"
is the median of the step at which a run first succeeds, looked at every 25 steps; of least squares, the
number of evaluations with a derivative. Seconds are of one core, a median. With several starts, all
columns are about the start that was kept, for its training loss alone.

    one         one neuron, 2 inputs from [1, 2], from each start of n: `fit` with its defaults, and
                `least_squares` with at most 40 evaluations. Last, fit(AddMul(2, 1), task)
    bias        the same with a bias
    uncoupled   the same with an n for each input and one for the neuron, by `fit`
    two         two layers 4-2-1, inputs from [1, 2]: up to 5 × (start at n = 0, start at n = 1), each
                3,000 steps of `fit`; or, by least squares, each up to 600 evaluations
    schroeder   both signs, inputs from [-2, 2]: `fit`; up to 5 starts; two layers
    ten         10 inputs from [1, 2] of which 2 matter: `fit`; `least_squares` with a bias

"Line or product" is what one knew before: the best sum or the best product, whichever fits better. For
two layers, "enumeration" tries + and × for each neuron, by least squares from up to 5 new weights each.

The seeds 500, 501, … were not used while the recipes were chosen. 100 to 124 were; of two layers by
least squares, we tried five kinds with up to three numbers of evaluations on them.
"""

import time
import warnings
from functools import partial
from itertools import pairwise, product

import numpy as np
import recording

from minigrad import nn, tasks, train
from minigrad.study import found_law, wilson
from minigrad.train.starts import draw_anew, keep_best
from minigrad.transitions import KINDS

NAMES = ("part", "row", "runs")
SEEDS = range(500, 525)
STARTS = (0.0, 0.5, 1.0, "random")
LAWS = ("sum", "product")
NETWORK_LAWS = ("sum_of_products", "product_of_sums")
PEERS = ("Blend", "SoftExponential", "Gated")
LEAST_SQUARES = {"repeats": 5, "method": "trf", "max_evaluations": 600}  # of two layers


def layer_of(name):
    """Return AddMul of a kind, or a peer, to be called as a layer is."""
    return partial(nn.AddMul, kind=name) if name in KINDS else getattr(nn.peers, name)


def one_neuron(seed, law, name, start, learn, *, features=2, low=1.0, tries=1, **options):
    """Train one neuron; return whether it found the law, also when snapped, how fast, and seconds."""
    task = tasks.load(law, rng=seed, features=features, relevant=2, low=low)
    neuron = layer_of(name)(features, 1, n=start, rng=seed, **options)
    firsts = []

    def look(step, loss):
        if not firsts and step % 25 == 24 and found_law(neuron, task):
            firsts.append(step + 1)

    began = time.process_time()
    if learn == "least_squares":
        history = train.least_squares(neuron, task, max_evaluations=40)
        firsts.append(len(history.loss))
    elif tries == 1:
        train.fit(neuron, task, rng=seed, callbacks=[look])
    else:
        train.multistart(neuron, task, starts=[None], repeats=tries, rng=seed)
    return judged(neuron, task, began, firsts)


def plain_call(seed, law):
    """Train as a user does who gives nothing; every run is another one."""
    task, neuron = tasks.load(law, rng=seed), nn.AddMul(2, 1)
    began = time.process_time()
    train.fit(neuron, task)
    return judged(neuron, task, began)


def two_layers(seed, law, name, learn, *, low=1.0):
    """Train two identical layers from several starts; return as `one_neuron` does."""
    task, make = tasks.load(law, rng=seed, low=low), layer_of(name)
    began = time.process_time()
    model = nn.Sequential(make(4, 2), make(2, 1))
    if learn == "least_squares":
        train.multistart(model, task, train=train.least_squares, rng=seed, **LEAST_SQUARES)
        return judged(model, task, began)
    steps, ends = 3000, {}

    def look(step, loss):  # at the end of every start, before snapping
        if step == steps - 1:
            ends[loss] = found_law(model, task)

    history = train.multistart(
        model, task, repeats=5, snapped=True, steps=steps, rng=seed, callbacks=[look]
    )
    seconds = time.process_time() - began
    return ends[history.loss[-1]], found_law(model, task), np.nan, seconds


def enumeration(seed, law, widths, tries, **options):
    """Hold each n at 0 or 1, in every way there is, and fit the weights; keep the best."""
    task = tasks.load(law, rng=seed)
    rng = np.random.default_rng(seed)
    layers = [nn.AddMul(*sizes, learn_n=False, **options) for sizes in pairwise(widths)]

    def start(model, ends):
        draw_anew(model, rng)
        for layer, n in zip(layers, np.split(ends, np.cumsum(widths[1:-1])), strict=True):
            layer.n.data = n

    ways = [partial(start, ends=np.array(n)) for n in product((0.0, 1.0), repeat=sum(widths[1:]))]
    model = nn.Sequential(*layers)
    began = time.process_time()
    keep_best(model, task, ways * tries, partial(train.least_squares, method="trf"), progress=False)
    return judged(model, task, began)


def judged(model, task, began, firsts=()):
    seconds = time.process_time() - began
    found = found_law(model, task)
    snapped = found_law(train.snap(model, task), task)
    return found, snapped, firsts[0] if found and firsts else np.nan, seconds


def rates(run, seeds=SEEDS):
    """Run one row with every seed, and count."""
    results = []
    for seed in seeds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                results.append(run(seed))
            except FloatingPointError:  # training failed, and so does this run
                results.append((False, False, np.nan, np.nan))
    found, snapped, first, seconds = zip(*results, strict=True)
    return {
        "found": sum(found), "snapped": sum(snapped), "first": median(first, ".0f"),
        "seconds": median(seconds, ".2f"),
    }  # fmt: skip


def median(values, form):
    values = [value for value in values if not np.isnan(value)]
    return f"{np.median(values):{form}}" if values else ""


def neurons(names, learn, laws=LAWS, starts=STARTS, **options):
    """List rows for every kind or peer, law and start."""
    how = ", by least squares" if learn == "least_squares" else ""
    return {
        f"{name} {law} from n = {start}{how}": partial(
            one_neuron, law=law, name=name, start=start, learn=learn, **options
        )
        for name, law, start in product(names, laws, starts)
    }


def networks(names, learn, laws=NETWORK_LAWS, **options):
    how = ", by least squares" if learn == "least_squares" else ""
    return {
        (f"AddMul {law} {name}" if name in KINDS else f"{name} {law}") + how: partial(
            two_layers, law=law, name=name, learn=learn, **options
        )
        for name, law in product(names, laws)
    }


def ends(laws, name, widths, tries=1, **options):
    return {
        f"{name} {law}": partial(enumeration, law=law, widths=widths, tries=tries, **options)
        for law in laws
    }


PARTS = {
    "one": neurons((*KINDS, *PEERS), "fit")
    | neurons((*KINDS, *PEERS), "least_squares")
    | ends(LAWS, "line or product", (2, 1))
    | {f"without a seed {law}": partial(plain_call, law=law) for law in LAWS},
    "bias": neurons(KINDS, "fit", bias=True)
    | neurons(KINDS, "least_squares", bias=True)
    | ends(LAWS, "line or product", (2, 1), bias=True),
    "uncoupled": neurons(("kneser", "abel"), "fit", coupled=False),
    "two": networks((*KINDS, *PEERS), "fit")
    | networks((*KINDS, *PEERS), "least_squares")
    | ends(NETWORK_LAWS, "enumeration", (4, 2, 1), tries=5),
    "schroeder": neurons(("schroeder", "linear-log"), "fit", low=-2.0)
    | {
        f"{name}, up to 5 starts": run
        for name, run in neurons(
            ("schroeder",), "fit", starts=["random"], tries=5, low=-2.0
        ).items()
    }
    | networks(("schroeder", "Gated"), "fit", ["sum_of_products"], low=-2.0),
    "ten": neurons(("kneser", "abel"), "fit", features=10)
    | neurons(("kneser",), "least_squares", features=10, bias=True),
}
STUDY = {
    (part, row, str(len(SEEDS))): partial(rates, run)
    for part, rows in PARTS.items()
    for row, run in rows.items()
}


if __name__ == "__main__":
    table = recording.main(__file__, __doc__, NAMES, STUDY)
    heading = f"of {len(SEEDS)} runs"
    print(f"\n{heading:<67} {'found':>6} {'95 %':^12} {'snapped':>8}")
    for line in table:
        low, high = wilson(int(line["found"]), len(SEEDS))
        cells = f"{line['found']:>6} [{low:.2f}, {high:.2f}] {line['snapped']:>8}"
        print(f"{line['part']:<10} {line['row']:<56} {cells}")
