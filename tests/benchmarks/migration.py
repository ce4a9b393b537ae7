"""How reliably do neurons find the right operation? Success rates over seeds.

    python tests/benchmarks/migration.py [PART …] [--seeds 25] [--table FILE.csv]

A run succeeds if, with its final parameters, the mean squared error on inputs it never saw, of sizes
between 2 and 6, is below `task.tolerance`: that of the law itself with inputs wrong by a share of
1e-5. In brackets: Wilson's 95 % interval. "Snapped" means that n was moved to the nearer of 0 and 1
and the weights were refitted. "First" is the median of the step at which a run first succeeds, looked
at every 25 steps. With several starts, both columns are about the start that was kept.

The seeds 500, 501, … were not used while the recipes were chosen. Seconds are of one core. The whole
takes about half an hour on two cores; a name runs one part of it.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"  # every process has a core for itself

import argparse
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from minigrad import nn, tasks, train
from minigrad.study import found_law, wilson, write_csv

FIRST_SEED = 500
STARTS = (0.0, 0.5, 1.0, "random")
PEERS = ("Blend", "Gated")


def one_neuron(seed, law, kind, start, learn, *, features=2, low=1.0, tries=1, **options):
    """Train one neuron; return whether it found the law, also when snapped, and how fast."""
    task = tasks.load(law, rng=seed, features=features, relevant=2, low=low)
    neuron = nn.AddMul(features, 1, kind=kind, n=start, rng=seed, **options)
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
    seconds = time.process_time() - began
    found = found_law(neuron, task)
    snapped = found_law(train.snap(neuron, task), task)
    return found, snapped, firsts[0] if found and firsts else np.nan, seconds


def plain_call(seed, law):
    """Train as a user does who gives nothing; every run is another one."""
    task = tasks.load(law, rng=seed)
    neuron = nn.AddMul(2, 1)
    began = time.process_time()
    train.fit(neuron, task)
    seconds = time.process_time() - began
    snapped = train.snap(neuron, task)
    return found_law(neuron, task), found_law(snapped, task), np.nan, seconds


def two_layers(seed, law, layer, *, low=1.0, repeats=5, **options):
    """Train two identical layers from n = 0 and n = 1 by turns; return as `one_neuron` does."""
    task = tasks.load(law, rng=seed, low=low)
    make = partial(getattr(nn, layer, None) or getattr(nn.peers, layer), **options)
    model = nn.Sequential(make(4, 2), make(2, 1))
    steps, ends = 3000, {}

    def look(step, loss):  # at the end of every start, before snapping
        if step == steps - 1:
            ends[loss] = found_law(model, task)

    began = time.process_time()
    history = train.multistart(
        model, task, repeats=repeats, snapped=True, steps=steps, rng=seed, callbacks=[look]
    )
    seconds = time.process_time() - began
    return ends[history.loss[-1]], found_law(model, task), np.nan, seconds


def quietly(run, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return run(seed)
        except FloatingPointError:  # training failed, and so does this run
            return False, False, np.nan, np.nan


def table(title, rows, seeds, pool):
    """Run every row with every seed, print the rates, and yield each row as a dictionary."""
    print(f"\n{title}\n", flush=True)
    print(f"{'':<52} {'found':>18} {'snapped':>18} {'first':>6} {'seconds':>8}")
    for name, run in rows:
        results = list(pool.map(partial(quietly, run), seeds))
        found, snapped, first, seconds = zip(*results, strict=True)
        cells = [rate(found), rate(snapped), number(first, ".0f"), number(seconds, ".1f")]
        print(f"{name:<52} {cells[0]:>18} {cells[1]:>18} {cells[2]:>6} {cells[3]:>8}", flush=True)
        yield {
            "row": " ".join(name.split()), "runs": len(seeds), "found": sum(found),
            "snapped": sum(snapped), "first": cells[2], "seconds": cells[3],
        }  # fmt: skip


def rate(found):
    low, high = wilson(sum(found), len(found))
    return f"{sum(found)}/{len(found)} [{low:.2f}, {high:.2f}]"


def number(values, form):
    values = [value for value in values if not np.isnan(value)]
    return f"{np.median(values):{form}}" if values else ""


def matrix(kinds, learn, laws=("sum", "product"), starts=STARTS, **options):
    """List rows for every kind, law and start."""
    how = ", by least squares" if learn == "least_squares" else ""
    return [
        (
            f"{kind:<9} {law:<8} from n = {start}{how}",
            partial(one_neuron, law=law, kind=kind, start=start, learn=learn, **options),
        )
        for kind in kinds
        for law in laws
        for start in starts
    ]


def networks(layers, laws, **options):
    return [
        (
            f"{layer} {law} {' '.join(map(str, given.values()))}",
            partial(two_layers, law=law, layer=layer, **given, **options),
        )
        for layer, given in layers
        for law in laws
    ]


PARTS = {
    "one": (
        "One neuron, 2 inputs from [1, 2]: fit with its defaults; last, fit(AddMul(2, 1), task)",
        matrix(("kneser", "abel"), "fit")
        + [(f"without a seed {law}", partial(plain_call, law=law)) for law in ("sum", "product")],
    ),
    "bias": (
        "The same with a bias: fit, then least_squares (first: evaluations with a derivative; at most "
        "40 in all)",
        matrix(("kneser",), "fit", bias=True)
        + matrix(("kneser", "abel"), "least_squares", bias=True),
    ),
    "uncoupled": (
        "The same with an n for each input and one for the neuron: fit with its defaults",
        matrix(("kneser", "abel"), "fit", coupled=False),
    ),
    "two": (
        "Two layers 4-2-1, inputs from [1, 2]: up to 5 × (start at n = 0, start at n = 1), each "
        "3,000 steps of fit, snapped",
        networks(
            [("AddMul", {"kind": "kneser"}), ("AddMul", {"kind": "abel"}), ("Gated", {}),
             ("Blend", {})],
            ["sum_of_products", "product_of_sums"],
        ),
    ),
    "schroeder": (
        "Schröder, inputs from [-2, 2], complex weights: fit; up to 5 starts; two layers",
        matrix(("schroeder",), "fit", low=-2.0)
        + [
            (f"{name}, up to 5 starts", run)
            for name, run in matrix(
                ("schroeder",), "fit", starts=["random"], tries=5, low=-2.0
            )
        ]
        + networks([("AddMul", {"kind": "schroeder"}), ("Gated", {})], ["sum_of_products"],
                   low=-2.0),
    ),
    "ten": (
        "One neuron, 10 inputs from [1, 2] of which 2 matter: fit; least_squares with a bias",
        matrix(("kneser", "abel"), "fit", features=10)
        + matrix(("kneser",), "least_squares", features=10, bias=True),
    ),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seeds", type=int, default=25)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--table", metavar="FILE.csv", help="write the counts there too")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part {min(unknown)!r}; there are {', '.join(PARTS)}")
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    lines = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for part in options.parts or PARTS:
            lines += [{"part": part, **line} for line in table(*PARTS[part], seeds, pool)]
            if options.table:  # so far, since the whole takes long
                write_csv(options.table, lines)


if __name__ == "__main__":
    main()
