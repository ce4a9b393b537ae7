"""The story of lessons A and B: one training step in six ways, from a loop in Python to a fused layer.

    python tests/benchmarks/speed_story.py [--table FILE.csv]

The step is value and all gradients of a network AddMul(2, 32), AddMul(32, 1) with Abel's construction,
one n a neuron, random in the first layer, 256 samples, mean squared error, in float64 on one thread.
In the first five ways a layer is written as its formula; they differ in how exp^(n) and its two slopes
are found, and in who calls the operations:

    Python loop   number by number, in Python                          the engine
    NumPy         whole arrays, with masks                             the engine
    Numba         the same loop as in Python, compiled                 the engine
    our own exp   minigrad's kernel: blocks, no branches, its own exp  the engine
    compile       the same                                             mg.compile
    fused         nn.AddMul, whose layer is one operation              mg.compile

The first three are the lesson's own functions, with slopes. (The package's readable form in NumPy
keeps more digits, and takes five times as long as "NumPy" here.) Each figure is a multiple of the time
of Linear(2, 32), tanh, Linear(32, 1), which has as many parameters, by mg.compile.

The second part times what lesson A defines: exp^(n) of 100,000 numbers without slopes, in passes of
np.exp, by the lesson's own way of measuring.

All rows of a part are measured in turns in one run, and each figure is a median of ratios.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported

import argparse
import contextlib
import math
import re
import statistics
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numba
import numpy as np
from training_step import measure

import minigrad as mg
from minigrad import nn
from minigrad.study import write_csv

LESSON = Path(__file__).parents[2] / "lessons" / "source" / "A_speed_loop" / "lesson.py"
TANH = "tanh"
STEP, NUMBERS = "a step", "100,000 numbers"  # the parts
RNG = np.random.default_rng(0)
X = RNG.uniform(1, 2, (256, 2))
Y = X[:, :1] * X[:, 1:]


def of_one_number(x, n):
    """Return exp^(n)(x) as lesson A does, and its slopes, for n from -1 to 1."""
    steps, v_x, v_y = 0, 1.0, 1.0
    while x >= 1:
        v_x *= x
        x = math.log(x)
        steps += 1
    if x < 0:
        x = math.exp(x)
        v_x = 1 / x
        steps = -1
    whole = math.floor(x + n)
    x = x + n - whole
    steps += whole
    if steps == -1:
        return math.log(x), 1 / (x * v_x), 1 / x
    for _ in range(steps):
        x = math.exp(x)
        v_y *= x
    return x, v_y / v_x, v_y


def looped(x, n):
    """Return value and slopes for arrays of one shape, number by number."""
    pairs = zip(x.ravel().tolist(), n.ravel().tolist(), strict=True)
    y, dx, dn = np.array([of_one_number(*pair) for pair in pairs]).T
    return y.reshape(x.shape), dx.reshape(x.shape), dn.reshape(x.shape)


def masked(x, n):
    """The same with each step for all numbers at once, where a mask says so."""
    rest, steps, v_x, v_y = x.copy(), np.zeros_like(x), np.ones_like(x), np.ones_like(x)
    while np.any(above := rest >= 1):
        np.multiply(v_x, rest, out=v_x, where=above)
        np.log(rest, out=rest, where=above)
        steps += above
    below = rest < 0
    np.exp(rest, out=rest, where=below)
    np.divide(1, rest, out=v_x, where=below)
    steps -= below
    rest += n
    whole = np.floor(rest)
    rest -= whole
    steps += whole
    under = steps == -1
    np.divide(1, rest, out=v_y, where=under)
    np.log(rest, out=rest, where=under)
    while np.any(climbs := steps >= 1):
        np.exp(rest, out=rest, where=climbs)
        np.multiply(v_y, rest, out=v_y, where=climbs)
        steps -= climbs
    return rest, v_y / v_x, v_y


of_one_compiled = numba.njit(of_one_number)


@numba.njit
def fill(x, n, y, dx, dn):
    for i in range(x.size):
        y[i], dx[i], dn[i] = of_one_compiled(x[i], n[i])


def compiled(x, n):
    """The same by a compiled loop."""
    y, dx, dn = np.empty((3, *x.shape))
    fill(x.ravel(), n.ravel(), y.reshape(-1), dx.reshape(-1), dn.reshape(-1))
    return y, dx, dn


class Slopes:
    """What the forward pass finds for the rules, as in minigrad/fractional.py."""


def operation(partials):
    """Return exp^(n) as an operation of the engine, from a function that finds value and slopes."""

    def rule_x(g, y, x, n, found):
        return g * found.by_x

    def rule_n(g, y, x, n, found):
        return g * found.by_n

    @mg.primitive(vjps=(rule_x, rule_n))
    def exp_n(x, n, found):
        y, found.by_x, found.by_n = partials(*np.broadcast_arrays(x, n))
        return y

    return lambda x, n: exp_n(x, n, Slopes())


def by_kernel(x, n):
    return mg.exp_n(x, n, "abel")


def network():
    return nn.Sequential(
        nn.AddMul(2, 32, n="random", kind="abel", rng=1),
        nn.AddMul(32, 1, n=0.5, kind="abel", rng=2),
    )


def by_formula(exp_n, layers):
    """Return a model that computes its layers operation by operation."""

    def model(x):
        for layer in layers:
            n = layer.n[:, None]
            z = mg.sum(layer.weight[:, :, None] * exp_n(x.T, -n[:, None]), axis=1)
            x = exp_n(z, n).T
        return x

    return model


def step_of(model, parameters, recorded=False):
    """Return a function that returns the loss and all gradients, by mg.compile if `recorded`."""

    def loss_of(x, y):
        return nn.mse_loss(model(x), y)

    whole = mg.compile(loss_of) if recorded else loss_of

    def step():
        for p in parameters:
            p.zero_grad()
        loss = whole(X, Y)
        if not recorded:
            loss.backward()
        return loss.item(), [p.grad for p in parameters]

    return step


def steps():
    """Return the step in each of the ways, all from the same initial values."""
    layers = network()
    parameters = list(layers.parameters())
    ways = {
        "Python loop": (operation(looped), False),
        "NumPy": (operation(masked), False),
        "Numba": (operation(compiled), False),
        "our own exp": (by_kernel, False),
        "compile": (by_kernel, True),
    }
    rows = {
        name: step_of(by_formula(exp_n, layers), parameters, recorded)
        for name, (exp_n, recorded) in ways.items()
    }
    return rows | {"fused": step_of(layers, parameters, True)}


def of_tanh():
    """Return the step of the tanh network."""
    model = nn.Sequential(nn.Linear(2, 32, rng=1), nn.Tanh(), nn.Linear(32, 1, rng=2))
    return step_of(model, list(model.parameters()), True)


def same(found, other):
    """Say whether two steps found the same loss and gradients."""
    return all(
        np.allclose(a, b, rtol=1e-9, atol=1e-12)
        for a, b in zip((found[0], *found[1]), (other[0], *other[1]), strict=True)
    )


def of_lesson():
    """Run lesson A as far as it gathers its `calls`, and return these and how it measures them."""
    sys.path.insert(0, str(LESSON.parents[2]))
    plt.switch_backend("agg")
    plt.show = lambda: plt.close("all")
    names = {"__name__": LESSON.parent.name}
    for cell in re.split(r"^# %%.*$", LESSON.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if "calls" not in names:
            with contextlib.redirect_stdout(None), contextlib.chdir(LESSON.parents[2]):
                exec(cell, names)  # it shows what was recorded before
    return names["calls"], names["ratios"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--table", metavar="FILE.csv", help="write the ratios there too")
    options = parser.parse_args()
    rows = steps()
    fused = rows["fused"]()
    assert all(same(step(), fused) for step in rows.values()), "the rows do not compute the same"
    times = measure(rows | {TANH: of_tanh()}, options.rounds, warm=2)
    step = {
        name: statistics.median(a / b for a, b in zip(times[name], times[TANH], strict=True))
        for name in rows
    }
    calls, ratios = of_lesson()
    numbers = ratios(calls, options.rounds)
    del numbers["np.exp"]  # the unit
    parts = {STEP: (TANH, step), NUMBERS: ("np.exp", numbers)}
    for part, (unit, found) in parts.items():
        print(f"{part}, as a multiple of {unit}:")
        for row, ratio in found.items():
            print(f"  {row:<28} {ratio:7.2f}")
    if options.table:
        write_csv(
            options.table,
            [
                {"part": part, "row": row, "ratio": f"{ratio:.4g}"}
                for part, (_, found) in parts.items()
                for row, ratio in found.items()
            ],
        )


if __name__ == "__main__":
    main()
