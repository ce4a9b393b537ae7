"""What `train.least_squares` takes, beside SciPy's with a Jacobian written by hand.

    python tests/benchmarks/least_squares.py

Networks 2-32-1 and 2-100-1 with tanh, 1,000 rows, float64, one thread. Both rows run SciPy's
"dogbox" with the same tolerances from the same start, for at most 20 evaluations. "By hand" is the
program that a user of NumPy and SciPy would write. After some steps rounding sends the two on
different ways, so times are divided by the number of Jacobians. The rows are measured in turns in
one run, and each figure is a median of ratios.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported

import argparse
import statistics
from functools import partial

import numpy as np
from scipy import optimize
from training_step import measure

from minigrad import nn, tasks, train
from minigrad.train.least_squares import PRECISE

EVALUATIONS = 20
LIMITS = {32: 1.5, 100: 1.5}  # by width
RNG = np.random.default_rng(0)
X = RNG.uniform(-2, 2, (1000, 2))
Y = np.sin(X[:, :1]) * X[:, 1:]
TASK = tasks.Task.from_arrays(X, Y, name="sine")


def network(width):
    """Return a network of steep hidden neurons: flat ones make a Jacobian that is nearly singular."""
    rng = np.random.default_rng(1)
    hidden, last = nn.Linear(2, width), nn.Linear(width, 1, rng=rng)
    hidden.weight.data[...] = rng.normal(0, 4, (width, 2))
    hidden.bias.data[...] = rng.normal(0, 4, width)
    return nn.Sequential(hidden, nn.Tanh(), last)


def with_minigrad(width):
    """The package as a user calls it; return the losses."""
    return train.least_squares(network(width), TASK, max_evaluations=EVALUATIONS).loss


def by_hand(width):
    """Residuals and their Jacobian written down in NumPy; return the losses."""
    start = np.concatenate([p.data.ravel() for p in network(width).parameters()])
    ends = np.cumsum([2 * width, width, width])
    losses = []

    def unpack(vector):
        w, b, v, a = np.split(vector, ends)
        h = np.tanh(X @ w.reshape(width, 2).T + b)
        return h, v, h @ v + a - Y[:, 0]

    def residuals(vector):
        return unpack(vector)[2]

    def jacobian(vector):
        h, v, residual = unpack(vector)
        losses.append(residual @ residual / residual.size)
        by_b = v * (1 - h * h)
        by_w = (by_b[:, :, None] * X[:, None, :]).reshape(len(X), -1)
        return np.hstack([by_w, by_b, h, np.ones((len(X), 1))])

    optimize.least_squares(
        residuals, start, jacobian, method="dogbox", **PRECISE, max_nfev=EVALUATIONS
    )
    return losses


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    for width, limit in LIMITS.items():
        runs = {"by hand": partial(by_hand, width), "minigrad": partial(with_minigrad, width)}
        losses = {name: run() for name, run in runs.items()}
        same = np.allclose(losses["minigrad"][:3], losses["by hand"][:3], rtol=1e-8)
        assert same, "the rows do not compute the same"
        times = measure(runs, rounds, warm=1)
        hand, own = (np.array(times[name]) / len(losses[name]) for name in runs)
        print(
            f"{nn.count_parameters(network(width))} parameters: {statistics.median(own / hand):.2f} "
            f"× by hand, where a step takes {statistics.median(hand) * 1e3:.1f} ms   limit {limit}"
        )


if __name__ == "__main__":
    main()
