"""Do the tests and the intervals of a study keep their word? Simulations of data whose truth is known.

    python figures/data/calibration.py [PART …] [--table FILE.csv]

    equal       two models that are equally good, or ten: in how many studies does the test call one
                worse or better than the first? At most in 5 % it should
    twice       the second of two models is twice as bad: in how many studies is it called worse?
    interval    a neuron of kind Kneser with n = ½, weights 2 / inputs and no bias made the data; inputs
                are from [½, 2], and noise is a tenth of the targets' spread: in how many does the 95 %
                profile interval of n, of a neuron with a bias, hold ½?

Errors of rows are normal, or lognormal with σ = 1, which has heavy tails: of 31, one row may make half of
the squares. "Alike" are two models that are wrong together, and differ by 5 % on each row. Of equals and
of intervals there are 1,000 replications, of which each has a seed of its own; share_low and share_high
are the ends of Wilson's 95 % interval.
"""

from functools import partial

import numpy as np
import recording

from minigrad import nn, study, tasks, train
from minigrad.study.standing import BETTER, WORSE, standings

NAMES = ("part", "row", "runs")
RUNS = 1000
TRUE_N = 0.5


def lognormal(rng, shape):
    return rng.lognormal(size=shape)


def normal(rng, shape):
    return abs(rng.normal(size=shape))


def alike(rng, shape):
    return rng.lognormal(size=shape[1]) * abs(rng.normal(1, 0.05, shape))


def called(seed, draw, models, rows, ratio):
    """Say whether the test calls a model worse; or, of equals, better or worse."""
    errors = draw(np.random.default_rng((seed, rows)), (models, rows))
    errors[1:] *= ratio
    verdicts = {each.verdict for each in standings(errors, 0.0, pooled=True)}
    return WORSE in verdicts or (ratio == 1 and BETTER in verdicts)


def held(seed, rows, inputs):
    """Say whether the profile interval holds the n that made the data."""
    rng = np.random.default_rng((seed, rows, inputs))
    law = nn.AddMul(inputs, 1, n=TRUE_N)
    law.weight.data[:] = 2 / inputs
    x = rng.uniform(0.5, 2.0, (rows, inputs))
    y = law(x).numpy()
    task = tasks.Task.from_arrays(x, y + rng.normal(0, 0.1 * y.std(), y.shape))
    neuron = nn.AddMul(inputs, 1, bias=True, rng=rng)
    train.from_both_ends(neuron, task, train.least_squares)
    low, high = study.profile(neuron, task, points=21).interval
    return low <= TRUE_N <= high


def share(run):
    count = sum(run(seed) for seed in range(RUNS))
    low, high = study.wilson(count, RUNS)
    return {"share": count / RUNS, "share_low": low, "share_high": high}


PARTS = {
    "equal": {
        f"{models} models, {rows} rows, {draw.__name__}": partial(
            called, draw=draw, models=models, rows=rows, ratio=1.0
        )
        for models, draws in ((2, (normal, alike, lognormal)), (10, (lognormal,)))
        for draw in draws
        for rows in (13, 31, 200)
    },
    "twice": {
        f"{rows} rows, {draw.__name__}": partial(called, draw=draw, models=2, rows=rows, ratio=2.0)
        for draw in (normal, lognormal)
        for rows in (13, 31, 200)
    },
    "interval": {
        f"{rows} rows, {inputs} inputs": partial(held, rows=rows, inputs=inputs)
        for rows, inputs in ((13, 2), (13, 4), (31, 2))
    },
}
STUDY = {
    (part, row, str(RUNS)): partial(share, run)
    for part, rows in PARTS.items()
    for row, run in rows.items()
}


if __name__ == "__main__":
    for line in recording.main(__file__, __doc__, NAMES, STUDY):
        ends = f"[{float(line['share_low']):.3f}, {float(line['share_high']):.3f}]"
        print(f"{line['part']:<9} {line['row']:<31} {float(line['share']):.3f} {ends}")
