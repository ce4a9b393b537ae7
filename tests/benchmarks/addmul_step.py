"""What AddMul neurons cost, beside PyTorch and beside tanh neurons: a step, a prediction, memory.

    python tests/benchmarks/addmul_step.py [--table FILE.csv]

A network AddMul(2, 32), AddMul(32, 1), one n a neuron, random in the first layer, 256 samples, mean
squared error, Adam, in float64 on one thread. The tanh network is as wide; it has as many parameters,
since each neuron has a bias where AddMul has an n. A step is measured uncompiled, and compiled, as
`fit` does it; the table has the latter. PyTorch, eager, computes the same formula as Kneser's
construction in two ways, see addmul_pytorch.py: differentiated by PyTorch itself, for which there is
a limit, and, which is the fastest that we could write, with the slopes written down, as in minigrad.
The rows are measured in turns in one run, and each figure is a median of ratios. Memory is the most
that a step holds at a time, beyond data and parameters.

The table says how many times the cost of others AddMul with Kneser's construction takes.
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
from minigrad.study import write_csv

LR = 1e-4
OURS = "AddMul"
KINDS = {OURS: "kneser", "AddMul, Abel": "abel", "AddMul, Schröder": "schroeder"}
TANH = "Linear and tanh, as wide and as many parameters"
FORMULA = "PyTorch, the same formula"
FASTEST = "PyTorch, our slopes written into it"
LIMITS = {"an uncompiled step": 3, "a prediction": 4}  # times tanh, for Kneser and Abel
PYTORCH_LIMIT = 15  # PyTorch takes at least so many of our steps, if it differentiates the formula
RNG = np.random.default_rng(0)
X = RNG.uniform(1, 2, (256, 2))
Y = X[:, :1] * X[:, 1:]


def addmul(kind="kneser"):
    return nn.Sequential(
        nn.AddMul(2, 32, n="random", kind=kind, rng=1), nn.AddMul(32, 1, n=0.5, kind=kind, rng=2)
    )


def tanh():
    return nn.Sequential(nn.Linear(2, 32, rng=1), nn.Tanh(), nn.Linear(32, 1, rng=2))


def of_minigrad(model, compiled=True):
    """One step of a model, compiled as in `fit`, or by the engine."""
    optimizer = optim.Adam(model.parameters(), lr=LR)
    loss_of = lambda x, y: nn.mse_loss(model(x), y)  # noqa: E731
    recorded = mg.compile(loss_of)

    def step():
        optimizer.zero_grad()
        if compiled:
            loss = recorded(X, Y)
        else:
            loss = loss_of(X, Y)
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


def of_pytorch():
    """One step of the same network in PyTorch, in two ways, from the same initial values."""
    from addmul_pytorch import step_of, with_autograd, with_slopes

    parameters = [(layer.weight.data, layer.n.data) for layer in addmul()]
    ways = {FORMULA: with_autograd, FASTEST: with_slopes}
    return {name: step_of(way, X, Y, parameters, LR) for name, way in ways.items()}


def ratio(costs, name, other):
    return statistics.median(a / b for a, b in zip(costs[name], costs[other], strict=True))


def compared(what, costs):
    """Print how the costs of the rows stand to each other, and yield lines of the table."""
    for name, kind in KINDS.items():
        limit = LIMITS.get(what) if kind != "schroeder" else None
        note = f"   limit {limit}" if limit else ""
        print(f"  {name:<35} {ratio(costs, name, TANH):5.1f} × Linear and tanh{note}")
    for name in (FORMULA, FASTEST):
        if name in costs:
            note = f"   limit: at least {PYTORCH_LIMIT}" if name == FORMULA else ""
            print(f"  {name:<35} {ratio(costs, name, OURS):5.1f} × {OURS}{note}")
    for name in costs:
        if name not in KINDS:
            yield {"cost": what, "of": name, "addmul_takes": f"{ratio(costs, OURS, name):.4g}"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--table", metavar="FILE.csv", help="write the ratios there too")
    options = parser.parse_args()
    networks = {name: addmul(kind) for name, kind in KINDS.items()} | {TANH: tanh()}
    parameters = nn.count_parameters(networks[OURS])
    assert parameters == nn.count_parameters(networks[TANH])
    steps = {name: of_minigrad(network) for name, network in networks.items()}
    try:
        peers = of_pytorch()
    except ImportError:
        peers = {}
        print("PyTorch is not installed: no rows for it")
    ours = of_minigrad(addmul()), of_minigrad(addmul(), compiled=False)
    path = [[float(step()) for _ in range(5)] for step in (*ours, *peers.values())]
    assert np.allclose(path, path[0], rtol=1e-9), "the rows do not compute the same"

    engine = {name: of_minigrad(network, compiled=False) for name, network in networks.items()}
    print("an uncompiled step:")
    list(compared("an uncompiled step", measure(engine, options.rounds)))
    times = measure(steps | peers, options.rounds)
    took = statistics.median(times[OURS]) * 1e6
    print(f"one compiled step of {OURS}, {parameters} parameters, takes {took:.0f} µs")
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
