"""How long an optimizer's step takes, as a multiple of a loop over the arrays with the same formula.

    python tests/benchmarks/optimizer_step.py

In float64 on one thread. A network 2-32-32-1 has six arrays, a neuron AddMul has three. Both rows
are measured in turns in one run, and each figure is a median of ratios.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported

import argparse
import statistics

import numpy as np
from training_step import measure

from minigrad import nn, optim

MODELS = {
    "network": lambda: nn.Sequential(
        *(nn.Linear(2, 32, rng=0), nn.Tanh(), nn.Linear(32, 32, rng=1), nn.Tanh()),
        nn.Linear(32, 1, rng=2),
    ),
    "neuron": lambda: nn.AddMul(2, 1, n=0.5, bias=True, rng=0),
}
OPTIMIZERS = {
    "Adam": lambda params: optim.Adam(params, lr=1e-6),
    "RMSprop": lambda params: optim.RMSprop(params, lr=1e-6),
    "SGD": lambda params: optim.SGD(params, lr=1e-6),
}
LIMITS = {
    ("Adam", "network"): 0.5,
    ("Adam", "neuron"): 0.75,
    ("clipping", "network"): 0.5,
    ("clipping", "neuron"): 0.6,
}


def parameters(model):
    params, rng = MODELS[model]().parameters(), np.random.default_rng(0)
    for p in params:
        p.grad = rng.normal(size=p.shape)
    return params


def one_by_one(optimizer):
    """Move one array after the other, each with a memory of its own."""
    (options,), memories = optimizer.groups, [{} for _ in optimizer.params]

    def step():
        for p, memory in zip(optimizer.params, memories, strict=True):
            p.data -= optimizer._change(p.grad, memory, options)
            if p.bounds is not None:
                p.project()

    return step


def norm_one_by_one(params):
    return lambda: np.sqrt(sum(np.sum(p.grad**2) for p in params))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    steps = {}
    for model in MODELS:
        for name, make in OPTIMIZERS.items():
            steps[name, model, "loop"] = one_by_one(make(parameters(model)))
            steps[name, model, "ours"] = make(parameters(model)).step
        params = parameters(model)
        steps["clipping", model, "loop"] = norm_one_by_one(params)
        steps["clipping", model, "ours"] = lambda params=params: optim.clip_gradients(params, 1e9)
    times = measure(steps, rounds, seconds=0.005)
    for name, model, _ in list(steps)[::2]:
        loop, ours = times[name, model, "loop"], times[name, model, "ours"]
        ratio = statistics.median(o / b for o, b in zip(ours, loop, strict=True))
        limit = LIMITS.get((name, model))
        note = f"   limit {limit}" if limit else ""
        took = statistics.median(ours) * 1e6
        print(f"{name:<9} {model:<8} {took:5.1f} µs   {ratio:5.2f} × array by array{note}")


if __name__ == "__main__":
    main()
