"""What a step of `fit` takes, as users call it, beside the same training written by hand.

    python tests/benchmarks/fit_step.py

A network 2-32-32-1 with tanh, mean squared error, batches drawn from 4,096 rows without
replacement, gradients shortened to a joint norm of 1, Adam, and a learning rate that falls along
half a cosine; float64, one thread. "By hand" is a plain NumPy program: gradients written down, and
a loop over six arrays. "By hand, flat" keeps parameters, gradients and both running means in one
vector each. Each row trains for 2,000 steps, the default of `fit`, and what `fit` does once at the
start and at the end counts. The rows are measured in turns in one run, and each figure is a median
of ratios.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported

import argparse
import math
import statistics
from functools import partial

import numpy as np
from training_step import initial_weights, measure, network, torch_network

from minigrad import tasks, train

LR, B1, B2, EPS = 0.03, 0.9, 0.999, 1e-8
STEPS = 2000
LIMITS = {64: 1.0, 1024: 0.95}  # of the row "fit"
TOLERANCES = {"PyTorch": 1e-4}  # which divides by the norm plus 1e-6 where it shortens gradients
RNG = np.random.default_rng(0)
X = RNG.uniform(-2, 2, (4096, 2))
Y = np.sin(X[:, :1]) * X[:, 1:]
TASK = tasks.Task.from_arrays(X, Y, name="sine")


def batches(size, steps):
    """Yield rows: all of them in a random order, then in another one."""
    rng = np.random.default_rng(0)
    order, start = rng.permutation(len(X)), 0
    for _ in range(steps):
        if start >= len(X):
            order, start = rng.permutation(len(X)), 0
        yield order[start : start + size]
        start += size


def rates(steps):
    """Yield the learning rate of each step."""
    for step in range(steps):
        yield LR * (1 + math.cos(math.pi * step / steps)) / 2


def loss_and_gradients(parameters, x, y, out=(None,) * 6):
    """Return the loss, and the gradients, which are written into `out` if it is given."""
    w1, b1, w2, b2, w3, b3 = parameters
    h1 = np.tanh(x @ w1.T + b1)
    h2 = np.tanh(h1 @ w2.T + b2)
    d = h2 @ w3.T + b3 - y
    g3 = (2 / d.size) * d
    g2 = (g3 @ w3) * (1 - h2 * h2)
    g1 = (g2 @ w2) * (1 - h1 * h1)
    gradients = (
        np.matmul(g1.T, x, out[0]), g1.sum(0, out=out[1]),
        np.matmul(g2.T, h1, out[2]), g2.sum(0, out=out[3]),
        np.matmul(g3.T, h2, out[4]), g3.sum(0, out=out[5]),
    )  # fmt: skip
    return np.mean(d * d), gradients


def move(p, g, m, v, step, rate):
    """Move one array by Adam's rule, in place."""
    m *= B1
    m += (1 - B1) * g
    v *= B2
    v += (1 - B2) * g * g
    p -= rate / (1 - B1**step) * m / (np.sqrt(v / (1 - B2**step)) + EPS)


def by_hand(batch, steps):
    parameters = [p for layer in initial_weights() for p in layer]
    means, squares = ([np.zeros_like(p) for p in parameters] for _ in range(2))
    losses = []
    for rows, rate in zip(batches(batch, steps), rates(steps), strict=True):
        loss, gradients = loss_and_gradients(parameters, X[rows], Y[rows])
        losses.append(loss)
        norm = math.sqrt(sum(np.vdot(g, g) for g in gradients))
        if norm > 1:
            for g in gradients:
                g /= norm
        for p, g, m, v in zip(parameters, gradients, means, squares, strict=True):
            move(p, g, m, v, len(losses), rate)
    return losses


def flat_by_hand(batch, steps):
    first = [p for layer in initial_weights() for p in layer]
    ends = np.cumsum([p.size for p in first])[:-1]
    flat = np.concatenate([p.ravel() for p in first])
    gradient, mean, square = np.empty_like(flat), np.zeros_like(flat), np.zeros_like(flat)
    parameters, gradients = (
        [part.reshape(p.shape) for part, p in zip(np.split(row, ends), first, strict=True)]
        for row in (flat, gradient)
    )
    losses = []
    for rows, rate in zip(batches(batch, steps), rates(steps), strict=True):
        loss, _ = loss_and_gradients(parameters, X[rows], Y[rows], gradients)
        losses.append(loss)
        norm = math.sqrt(gradient @ gradient)
        if norm > 1:
            gradient /= norm
        move(flat, gradient, mean, square, len(losses), rate)
    return losses


def with_fit(batch, steps):
    """The package as a user calls it."""
    model = network()
    history = train.fit(model, TASK, steps=steps, lr=LR, batch_size=batch, rng=0, progress=False)
    return history.loss


def with_pytorch(batch, steps):
    """PyTorch, eager, on the same numbers."""
    import torch

    model = torch_network()
    optimizer = torch.optim.Adam(model.parameters(), lr=LR, betas=(B1, B2), eps=EPS)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    loss_of = torch.nn.MSELoss()
    x, y = torch.tensor(X), torch.tensor(Y)
    losses = []
    for rows in map(torch.from_numpy, batches(batch, steps)):
        optimizer.zero_grad()
        loss = loss_of(model(x[rows]), y[rows])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    rows = {
        "by hand": by_hand,
        "fit": with_fit,
        "by hand, flat": flat_by_hand,
        "PyTorch": with_pytorch,
    }
    for batch, limit in LIMITS.items():
        runs, losses = {}, by_hand(batch, 100)
        for name, run in rows.items():
            try:
                same = np.allclose(run(batch, 100), losses, rtol=TOLERANCES.get(name, 1e-9), atol=0)
                assert same, f"the row {name} does not compute the same"
                runs[name] = partial(run, batch, STEPS)
            except ImportError:
                print(f"{name} is not installed: no row for it")
        times = measure(runs, rounds, warm=1)
        hand = times["by hand"]
        took = statistics.median(hand) / STEPS * 1e6
        print(f"\nbatch {batch}: one step by hand takes {took:.0f} µs")
        for name in list(runs)[1:]:
            ratio = statistics.median(t / h for t, h in zip(times[name], hand, strict=True))
            note = f"   limit {limit}" if name == "fit" else ""
            print(f"  {name:<20} {ratio:5.2f} × by hand{note}")


if __name__ == "__main__":
    main()
