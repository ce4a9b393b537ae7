"""What AddMul neurons cost, beside PyTorch and beside tanh neurons: a step, a prediction, memory.

    python tests/benchmarks/addmul_step.py [--table FILE.csv]

A network AddMul(2, 32), AddMul(32, 1) with Kneser's construction, one n for each neuron, 256
samples, mean squared error, Adam, in float64 on one thread. PyTorch, eager, computes the same
formula in two ways: differentiated by PyTorch itself, and with the slopes written down, as in
minigrad. The tanh network is minigrad's, and as wide; it has as many parameters, since each neuron
has a bias where AddMul has an n. The rows are measured in turns in one run, and each figure is a
median of ratios to AddMul. Memory is the most that a step holds at a time, beyond data and
parameters.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported

import argparse
import statistics
import tracemalloc

import numpy as np
from training_step import measure

import minigrad as mg
from minigrad import nn, optim
from minigrad.iterate.compiled import tables as table
from minigrad.study import write_csv

LR = 1e-4
OURS = "AddMul"
FORMULA = "PyTorch, the same formula"
LIMIT = 5.0  # it takes at least so many times as long
RNG = np.random.default_rng(0)
X = RNG.uniform(1, 2, (256, 2))
Y = X[:, :1] * X[:, 1:]


def addmul():
    return nn.Sequential(nn.AddMul(2, 32, n="random", rng=1), nn.AddMul(32, 1, n=0.5, rng=2))


def tanh():
    return nn.Sequential(nn.Linear(2, 32, rng=1), nn.Tanh(), nn.Linear(32, 1, rng=2))


def of_minigrad(model):
    """One step of a model, as a user writes it."""
    optimizer = optim.Adam(model.parameters(), lr=LR)

    def step():
        optimizer.zero_grad()
        loss = nn.mse_loss(model(X), Y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def prediction(model):
    """Return a function that predicts, as a user writes it."""

    def predict():
        with mg.no_grad():
            return model(X).data

    return predict


def peak(step):
    """Return the most bytes that a call holds at a time."""
    step()
    tracemalloc.start()
    step()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def of_pytorch(slopes_written_down):
    """One step of the same network in PyTorch, from the same initial values."""
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    tet, slog, speed = table.TET, table.SLOG, table.SPEED

    def polynomial(x, coefficients):
        *others, total = coefficients
        for coefficient in reversed(others):
            total = total * x + coefficient
        return total

    def way(x, n):
        """Return exp^(n)(x), v(x) and v(y): logs down to [0, 1), n in there, exps up again."""
        below = x < 0
        under = torch.exp(torch.where(below, x, 0.0))
        rest, number = torch.where(below, under, x), torch.where(below, -1.0, 0.0)
        v_x = torch.where(below, 1 / under, 1.0)
        while (above := rest >= 1).any():
            v_x = torch.where(above, v_x * rest, v_x)
            rest = torch.where(above, torch.log(torch.where(above, rest, 1.0)), rest)
            number = number + above
        v_x = v_x * polynomial(rest - 0.5, speed)
        t = rest * polynomial(rest - 0.5, slog) + n
        whole = torch.floor(t).detach()
        t, number = t - whole, number + whole
        y = t * polynomial(t - 0.5, tet)
        v_y = polynomial(y - 0.5, speed)
        if (down := number < 0).any():
            place = torch.where(down, y, 1.0)
            y, v_y = torch.where(down, torch.log(place), y), torch.where(down, v_y / place, v_y)
        while (climbs := number > 0).any():
            y = torch.where(climbs, torch.exp(torch.where(climbs, y, 0.0)), y)
            v_y = torch.where(climbs, v_y * y, v_y)
            number = number - 1
        return y, v_x, v_y

    class ExpN(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, n):
            y, v_x, v_y = way(x, n)
            ctx.save_for_backward(v_y / v_x, v_y)
            ctx.shapes = x.shape, n.shape
            return y

        @staticmethod
        def backward(ctx, g):
            slopes = ctx.saved_tensors
            return tuple(
                (g * s).sum_to_size(shape) for s, shape in zip(slopes, ctx.shapes, strict=True)
            )

    exp_n = ExpN.apply if slopes_written_down else lambda x, n: way(x, n)[0]
    layers = [
        [torch.tensor(p.data, requires_grad=True) for p in (layer.weight, layer.n)]
        for layer in addmul()
    ]
    parameters = [p for layer in layers for p in layer]
    optimizer = torch.optim.Adam(parameters, lr=LR)
    loss_of = torch.nn.MSELoss()
    x, y = torch.tensor(X), torch.tensor(Y)

    def step():
        optimizer.zero_grad()
        h = x
        for weight, n in layers:
            inward = exp_n(h[..., None, :], -n[:, None])
            h = exp_n((weight * inward).sum(-1), n)
        loss = loss_of(h, y)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for _, n in layers:
                n.clamp_(0, 1)
        return loss.detach()

    return step


def compared(what, costs):
    """Print how the costs of each row stand to ours, and yield how often they go into ours."""
    for name in costs:
        if name == OURS:
            continue
        pairs = zip(costs[name], costs[OURS], strict=True)
        ratio = statistics.median(other / own for other, own in pairs)
        if ratio < 1:
            print(f"  {name:<52} 1/{1 / ratio:.1f} of it")
        else:
            note = f"   limit: at least {LIMIT:g}" if name == FORMULA else ""
            print(f"  {name:<52} {ratio:5.1f} × as long{note}")
        yield {"cost": what, "of": name, "addmul_takes": f"{1 / ratio:.4g}"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--table", metavar="FILE.csv", help="write the ratios there too")
    options = parser.parse_args()
    networks = {OURS: addmul(), "Linear and tanh, as wide and as many parameters": tanh()}
    parameters, others = map(nn.count_parameters, networks.values())
    assert parameters == others
    steps = {name: of_minigrad(network) for name, network in networks.items()}
    try:
        peers = {
            FORMULA: of_pytorch(slopes_written_down=False),
            "PyTorch, our slopes written into it": of_pytorch(slopes_written_down=True),
        }
    except ImportError:
        peers = {}
        print("PyTorch is not installed: no rows for it")
    path = [[float(step()) for _ in range(5)] for step in (of_minigrad(addmul()), *peers.values())]
    assert np.allclose(path, path[0], rtol=1e-9), "the rows do not compute the same"

    times = measure(steps | peers, options.rounds)
    took = statistics.median(times[OURS]) * 1e6
    print(f"one step of {OURS}, {parameters} parameters, takes {took:.0f} µs")
    lines = list(compared("a step", times))
    times = measure({n: prediction(network) for n, network in networks.items()}, options.rounds)
    took = statistics.median(times[OURS]) * 1e6
    print(f"one prediction of {len(X)} rows by {OURS} takes {took:.0f} µs")
    lines += compared("a prediction", times)
    held = {name: [peak(of_minigrad(network))] for name, network in networks.items()}
    print(f"one step of {OURS} holds {held[OURS][0] / 1e3:.0f} kB")
    lines += compared("memory", held)
    if options.table:
        write_csv(options.table, lines)


if __name__ == "__main__":
    main()
