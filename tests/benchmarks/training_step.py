"""How long one training step takes, as a multiple of gradients written by hand.

    python tests/benchmarks/training_step.py

A network 2-32-32-1 with tanh, mean squared error, SGD, in float64 on one thread. The rows are
measured in turns in one run, and each figure is a median of ratios to the row "by hand".
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported

import argparse
import itertools
import statistics
import time

import numpy as np

import minigrad as mg
from minigrad import nn, optim

LR = 1e-3
SIZES = (2, 32, 32, 1)
LIMITS = {64: 1.8, 1024: 1.15}  # of the row "minigrad"
RNG = np.random.default_rng(0)


def initial_weights():
    rng = np.random.default_rng(1)
    return [
        (rng.normal(size=(n, m)) / np.sqrt(m), np.zeros(n)) for m, n in itertools.pairwise(SIZES)
    ]


def by_hand(x, y):
    """Gradients written down in NumPy; parameters are updated in place."""
    (w1, b1), (w2, b2), (w3, b3) = initial_weights()

    def step():
        h1 = np.tanh(x @ w1.T + b1)
        h2 = np.tanh(h1 @ w2.T + b2)
        d = h2 @ w3.T + b3 - y
        loss = np.mean(d * d)
        g3 = (2 / d.size) * d
        g2 = (g3 @ w3) * (1 - h2 * h2)
        g1 = (g2 @ w2) * (1 - h1 * h1)
        gradients = (
            (w3, g3.T @ h2), (b3, g3.sum(axis=0)),
            (w2, g2.T @ h1), (b2, g2.sum(axis=0)),
            (w1, g1.T @ x), (b1, g1.sum(axis=0)),
        )  # fmt: skip
        for p, g in gradients:
            p -= LR * g
        return loss

    return step


def network():
    layers = []
    for w, b in initial_weights():
        layer = nn.Linear(w.shape[1], w.shape[0])
        layer.weight.data[...], layer.bias.data[...] = w, b
        layers += [layer, nn.Tanh()]
    return nn.Sequential(*layers[:-1])


def with_minigrad(x, y):
    """The package as a user writes it."""
    model = network()
    optimizer = optim.SGD(model.parameters(), lr=LR)

    def step():
        optimizer.zero_grad()
        loss = nn.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def unguarded(x, y):
    """The same without the guard that makes saved arrays read-only."""
    return mg.unguarded()(with_minigrad(x, y))


def unfused(x, y):
    """The same from small operations: matmul, add, subtract, power, mean."""
    parameters = [tuple(nn.Parameter(p) for p in wb) for wb in initial_weights()]
    optimizer = optim.SGD([p for wb in parameters for p in wb], lr=LR)

    def step():
        optimizer.zero_grad()
        h = x
        for i, (w, b) in enumerate(parameters):
            h = mg.tanh(h) if i else h
            h = h @ w.T + b
        loss = mg.mean((h - y) ** 2)
        loss.backward()
        optimizer.step()
        return loss

    return step


def torch_network():
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    layers = []
    for w, b in initial_weights():
        layer = torch.nn.Linear(w.shape[1], w.shape[0])
        layer.weight.data[...], layer.bias.data[...] = torch.tensor(w), torch.tensor(b)
        layers += [layer, torch.nn.Tanh()]
    return torch.nn.Sequential(*layers[:-1])


def with_pytorch(x, y):
    """PyTorch, eager, on the same numbers."""
    import torch

    model = torch_network()
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
    loss_of = torch.nn.MSELoss()
    x, y = torch.tensor(x), torch.tensor(y)

    def step():
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def measure(steps, rounds, seconds=0.02, warm=20):
    """Return the time of one step in each round and row; the rows take turns.

    They are called `warm` times before, and so often in a round that it takes these seconds.
    """
    times = {name: [] for name in steps}
    repeats = {}
    for name, step in steps.items():
        for _ in range(warm):
            step()
        start = time.perf_counter()
        step()
        repeats[name] = max(1, round(seconds / (time.perf_counter() - start)))
    for _ in range(rounds):
        for name, step in steps.items():
            start = time.perf_counter()
            for _ in range(repeats[name]):
                step()
            times[name].append((time.perf_counter() - start) / repeats[name])
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    rows = {
        "by hand": by_hand,
        "minigrad": with_minigrad,
        "minigrad, unguarded": unguarded,
        "minigrad, unfused": unfused,
        "PyTorch": with_pytorch,
    }
    for batch, limit in LIMITS.items():
        x, y = RNG.normal(size=(batch, 2)), RNG.normal(size=(batch, 1))
        steps = {}
        for name, make in rows.items():
            try:
                steps[name] = make(x, y)
            except ImportError:
                print(f"{name} is not installed: no row for it")
        first = [float(step()) for step in steps.values()]
        assert np.allclose(first, first[0], rtol=1e-12), "the rows do not compute the same"
        times = measure(steps, rounds)
        hand = times["by hand"]
        print(f"\nbatch {batch}: one step by hand takes {statistics.median(hand) * 1e6:.0f} µs")
        for name in list(steps)[1:]:
            ratio = statistics.median(t / h for t, h in zip(times[name], hand, strict=True))
            note = f"   limit {limit}" if name == "minigrad" else ""
            print(f"  {name:<20} {ratio:5.2f} × by hand{note}")


if __name__ == "__main__":
    main()
