"""On measured data the neuron ends where SciPy, without minigrad, finds the best n.

The oracle below knows nothing of the package: exp^(n) from its definition ψ⁻¹(ψ(x) + n), the loss
from NumPy, the fits from SciPy. On [0, 1), Abel's ψ is x, and Kneser's is a Taylor series about 1/2,
which the tests of iterate compute and check.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize

from minigrad import nn, study, tasks, train

every_kind = pytest.mark.parametrize(
    "kind", [pytest.param("kneser", marks=pytest.mark.slow), "abel"]
)
three_seeds = pytest.mark.parametrize(
    "seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]
)

SERIES = Path(__file__).parent.parent / "iterate" / "vectors" / "kneser_slog.txt"
SLOG = np.polynomial.Polynomial([float(line) for line in SERIES.read_text().split()[:60]])


def kneser_bottom(x):
    return SLOG(x - 0.5) + 1


def kneser_bottom_inv(s):
    """Invert it by Newton's method; it is nearly x."""
    x = s
    for _ in range(5):
        x = x - (kneser_bottom(x) - s) / SLOG.deriv()(x - 0.5)
    return x


BOTTOM = {
    "kneser": (kneser_bottom, kneser_bottom_inv),
    "abel": (lambda x: x, lambda s: s),
}


def psi(x, kind):
    """Count logarithms until x is in [0, 1)."""
    count, x = np.where(x < 0, -1.0, 0.0), np.where(x < 0, np.exp(np.minimum(x, 0)), x)
    while np.any(x >= 1):
        count, x = count + (x >= 1), np.where(x >= 1, np.log(np.maximum(x, 1)), x)
    return count + BOTTOM[kind][0](x)


def psi_inv(s, kind):
    """Take as many exponentials as s says."""
    count = np.floor(s)
    y = BOTTOM[kind][1](s - count)
    y = np.where(count == -1, np.log(np.maximum(y, 1e-300)), y)
    y = np.where(s < -1, np.nan, y)
    for level in range(int(np.nanmax(count))):
        y = np.where(count > level, np.exp(np.minimum(y, 700)), y)
    return y


def model(p, n, x, kind):
    def iterated(x, n):
        return psi_inv(psi(x, kind) + n, kind)

    return iterated(iterated(x, -n) @ p[:-1] + p[-1], n)


def refit(n, x, y, start, kind):
    """Return the least mean square with this n, and the weights and bias there."""

    def residuals(p):
        return np.nan_to_num(model(p, n, x, kind) - y, nan=1e6 * y.max())

    found = optimize.least_squares(residuals, start, x_scale="jac", xtol=1e-10, max_nfev=500)
    return np.mean(found.fun**2), found.x


def line_fit(x, y):
    return np.linalg.lstsq(np.hstack([x, np.ones((len(x), 1))]), y)[0]


@cache
def best_of_the_profile(name, units, kind):
    """Walk along n from the best line, and back from the best power law; refine the best."""
    task = in_units(name, units)
    x, y = task.x, task.y[:, 0]
    grid, found = np.linspace(0, 1, 41), {}
    for ns, p in ((grid, line_fit(x, y)), (grid[::-1], line_fit(np.log(x), np.log(y)))):
        for n in ns:
            loss, p = refit(n, x, y, p, kind)
            found[n] = min(found.get(n, (np.inf, p)), (loss, p), key=lambda entry: entry[0])
    near = min(found, key=lambda n: found[n][0])
    refined = optimize.minimize_scalar(
        lambda n: refit(n, x, y, found[near][1], kind)[0],
        bounds=(max(near - 1 / 40, 0), min(near + 1 / 40, 1)),
        method="bounded",
        options={"xatol": 1e-5},
    )
    return (refined.x, refined.fun) if refined.fun < found[near][0] else (near, found[near][0])


UNITS = {  # what the raw columns are divided by
    "inches, feet, cubic feet": [1, 1, 1],
    "centimetres, litres": [1 / 2.54, 1 / 30.48, 1 / 28.3168],
}


def in_units(name, units):
    if units == "means":
        return tasks.load(name)
    *x_scale, y_scale = UNITS[units]
    return tasks.load(name, scale=None).divided_by(x_scale, y_scale)


def train_from_the_best_line(task, seed, kind):
    neuron = nn.AddMul(2, 1, kind=kind, bias=True, rng=seed)
    train.warm_start(neuron, task)
    train.fit(neuron, task, lr=0.01, rng=seed)
    return neuron


# ---- trees multiply, deliveries add ------------------------------------------------------------


@three_seeds
@every_kind
@pytest.mark.slow
def test_trees_lead_to_a_product_with_the_exponents_of_geometry(kind, seed):
    neuron = train_from_the_best_line(tasks.load("trees"), seed, kind)
    n, _ = best_of_the_profile("trees", "means", kind)
    assert neuron.n.item() == pytest.approx(n, abs=0.02)
    assert neuron.n.item() > 0.9
    assert neuron.weight.data[0] == pytest.approx([2, 1], abs=0.15)


@three_seeds
@every_kind
@pytest.mark.slow
def test_deliveries_lead_to_a_sum(kind, seed):
    neuron = train_from_the_best_line(tasks.load("delivery"), seed, kind)
    n, _ = best_of_the_profile("delivery", "means", kind)
    assert neuron.n.item() == pytest.approx(n, abs=0.02)
    assert neuron.n.item() < 0.05


@pytest.mark.parametrize("name", ["trees", "delivery"])
@every_kind
def test_training_ends_at_the_loss_that_scipy_finds(kind, name):
    task = tasks.load(name)
    neuron = train_from_the_best_line(task, 0, kind)
    loss = nn.mse_loss(neuron(task.x), task.y).item()
    _, least = best_of_the_profile(name, "means", kind)
    assert loss == pytest.approx(least, rel=1e-4)


# ---- a random start ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "misled"), [("kneser", 0), ("abel", 3)])
def test_of_ten_random_starts_as_many_are_misled_as_the_lesson_says(kind, misled):
    task, ends = tasks.load("delivery"), []
    for seed in range(10):
        neuron = nn.AddMul(2, 1, kind=kind, bias=True, rng=seed)
        train.fit(neuron, task, lr=0.01, rng=seed)
        ends.append(neuron.n.item())
    assert sum(n > 0.01 for n in ends) == misled
    assert [n for n in ends if n > 0.01] == pytest.approx([0.28] * misled, abs=0.005)


# ---- n depends on the units, and on the construction -------------------------------------------


@pytest.mark.parametrize(
    "units", [*(pytest.param(units, marks=pytest.mark.slow) for units in UNITS), "means"]
)
@every_kind
def test_least_squares_ends_at_the_best_n_of_each_unit(kind, units):
    task, neuron = in_units("trees", units), nn.AddMul(2, 1, kind=kind, bias=True, rng=0)
    train.warm_start(neuron, task)
    train.least_squares(neuron, task)
    n, least = best_of_the_profile("trees", units, kind)
    assert neuron.n.item() == pytest.approx(n, abs=0.02)
    assert nn.mse_loss(neuron(task.x), task.y).item() == pytest.approx(least, rel=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "expected"),
    [("kneser", [0.856, 0.740, 0.971]), ("abel", [0.562, 0.663, 0.951])],
)
def test_the_best_n_depends_on_the_units_and_on_the_construction(kind, expected):
    best = [best_of_the_profile("trees", units, kind)[0] for units in [*UNITS, "means"]]
    assert best == pytest.approx(expected, abs=2e-3)


# ---- predictions of rows that were left out ----------------------------------------------------


def leave_one_out(name, fit_and_predict):
    """Return the root mean square of predictions made without the row, in raw units."""
    task = tasks.load(name, scale=None)
    x, y = task.x, task.y[:, 0]
    errors = []
    for i in range(len(x)):
        kept = np.arange(len(x)) != i
        errors.append(fit_and_predict(x[kept], y[kept], x[i : i + 1]).item() - y[i])
    return np.sqrt(np.mean(np.square(errors)))


def by_line(x, y, new):
    p = line_fit(x, y)
    return new @ p[:-1] + p[-1]


def by_power_law(x, y, new):
    def law(x, c, a, b):
        return c * x[:, 0] ** a * x[:, 1] ** b

    a, b, log_c = line_fit(np.log(x), np.log(y))
    return law(new, *optimize.curve_fit(law, x, y, p0=[np.exp(log_c), a, b])[0])


def by_neuron(x, y, new):
    task = tasks.Task.from_arrays(x, y).divided_by(x.mean(axis=0), y.mean())
    neuron = train_from_the_best_line(task, seed=0, kind="kneser")
    return neuron(new / task.x_scale).data * task.y_scale


RIVALS = [("trees", by_power_law), ("delivery", by_line)]


@pytest.mark.parametrize(("name", "rival"), RIVALS)
def test_the_neuron_predicts_new_rows_as_well_as_who_knew_the_operation(name, rival, trained):
    task, neuron, _ = trained(name)
    assert study.leave_out(neuron, task) == pytest.approx(leave_one_out(name, rival), rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rival"), RIVALS)
def test_so_does_a_neuron_that_is_trained_by_gradient_descent_each_time(name, rival):
    assert leave_one_out(name, by_neuron) == pytest.approx(leave_one_out(name, rival), rel=0.03)
