"""Studies count weights and relative errors: oracles are rows that are there twice, and NumPy."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from minigrad import nn, study, tasks
from minigrad.study.cells import errors_of_rows, fingerprint, judgement
from minigrad.study.contenders import recipe_of
from minigrad.study.errors import differences, spread
from minigrad.study.recipes import closed_form
from minigrad.study.rivals import PENALTIES, Imputed, InLogs, in_logs, ridge_by_folds

WEIGHTS = [1, 2, 1, 3, 1, 1, 2, 1, 1, 4, 1, 1, 1, 2]


def noisy(outputs=1):
    """Fourteen rows between a sum and a product, with noise, of different sizes."""
    rng = np.random.default_rng(0)
    x = rng.uniform(0.5, 3, (14, 2))
    y = (x.sum(axis=1) + x.prod(axis=1)) * np.exp(rng.normal(0, 0.1, (outputs, 14)))
    return tasks.Task.from_arrays(x, y.T).divided_by_means()


def pair():
    """Return a task with weights, and one with its rows as often as they say."""
    return noisy().weighted(WEIGHTS), noisy().rows(np.repeat(np.arange(14), WEIGHTS))


def trained(name, task):
    contender = study.contenders([name])[name]
    rng = np.random.default_rng(0)
    model = contender(task, rng)
    recipe_of(contender)(model, task, rng)
    return model


def units(task):
    """Return weights, inputs with a constant, and targets, in the units of the data."""
    x, y = task.x * task.x_scale, task.y * task.y_scale
    return np.array(WEIGHTS) / np.mean(WEIGHTS), np.column_stack([x, np.ones(len(x))]), y[:, 0]


# ---- recipes -----------------------------------------------------------------------------------

TWICE = [
    "addmul", "addmul-linear-log", "addmul-n=1", "box-cox", "ces", "either", "interactions", "line",
    "log-log", "power-law", "power-plus", "quadratic", "translog",
]  # fmt: skip


@pytest.mark.parametrize("name", TWICE)
def test_a_weight_of_two_is_the_row_twice(name):
    weighted, twice = (trained(name, task) for task in pair())
    x = pair()[0].x
    assert weighted(x).data == pytest.approx(twice(x).data, rel=1e-6)
    errors = [study.error(model, task, "train")
              for model, task in zip((weighted, twice), pair(), strict=True)]  # fmt: skip
    assert errors[0] == pytest.approx(errors[1], rel=1e-8)
    plain = trained(name, noisy())(noisy().x).data
    assert abs(weighted(noisy().x).data - plain).max() > 1e-4  # the weights do matter


@pytest.mark.parametrize("relative", [False, True])
def test_a_line_in_closed_form_is_that_of_rows_times_roots(relative):
    task = noisy().weighted(WEIGHTS)
    weights, columns, y = units(task)
    root = np.sqrt(weights)[:, None]
    if relative:
        task, root = task.with_relative_errors(), root / y[:, None]
    expected = columns @ np.linalg.lstsq(columns * root, y * root[:, 0])[0]
    assert trained("line", task)(task.x).data[:, 0] * task.y_scale == pytest.approx(expected)


def test_each_of_several_targets_has_a_relative_line_of_its_own():
    both = noisy(outputs=2).with_relative_errors()
    together = trained("line", both)(both.x).data
    for i in range(2):
        one = replace(both, y=both.y[:, [i]], targets=("y",), y_scale=both.y_scale[[i]])
        assert together[:, [i]] == pytest.approx(trained("line", one)(one.x).data, rel=1e-10)


@pytest.mark.parametrize("fit", ["log-log", "translog", "box-cox"])
def test_models_of_transformed_targets_choose_their_errors_themselves(fit):
    weighted = noisy().weighted(WEIGHTS)
    relative = trained(fit, weighted.with_relative_errors())(weighted.x).data
    assert np.array_equal(relative, trained(fit, weighted)(weighted.x).data)


def test_errors_in_logs_are_nearly_relative_ones():
    # With small errors, the power law with relative errors is that in logarithms.
    rng = np.random.default_rng(3)
    x = rng.uniform(1, 9, (30, 2))
    y = x[:, 0] ** 1.5 * x[:, 1] * np.exp(rng.normal(0, 1e-4, 30))
    task = tasks.Task.from_arrays(x, y).divided_by_means().weighted(rng.uniform(1, 3, 30))
    logs = InLogs(nn.Linear(2, 1, rng=0))
    in_logs(logs, task.with_relative_errors(), rng)
    direct = trained("power-law", task.with_relative_errors())
    absolute = trained("power-law", task)
    misses = [abs(model(task.x).data / logs(task.x).data - 1).max() for model in (direct, absolute)]
    assert misses[0] < 1e-7 < 1e-5 < misses[1]


@pytest.mark.parametrize("relative", [False, True])
def test_a_ridge_predicts_the_weighted_rows_that_are_left_out_best(relative):
    task = noisy().weighted(WEIGHTS)
    weights, columns, y = units(task)
    columns = columns[:, :2]
    if relative:
        task, weights = task.with_relative_errors(), weights / y**2
    weights = weights / weights.mean()
    middle = np.average(columns, axis=0, weights=weights)
    z = (columns - middle) / np.sqrt(np.average((columns - middle) ** 2, axis=0, weights=weights))
    z = np.column_stack([z, np.ones(14)])

    def solved(penalty, w):
        """Minimise the weighted squares and the penalty, by the normal equations."""
        return np.linalg.solve((z.T * w) @ z + np.diag([14 * penalty] * 2 + [0]), z.T @ (w * y))

    def press(penalty):
        left = [np.where(np.arange(14) == i, 0, weights) for i in range(14)]
        predicted = [z[i] @ solved(penalty, w) for i, w in enumerate(left)]
        return np.sum(weights * (predicted - y) ** 2)

    line = nn.Linear(2, 1, rng=0)
    study.rivals.ridge_in_closed_form(line, task, None)
    expected = z @ solved(min(PENALTIES, key=press), weights)
    assert line(task.x).data[:, 0] * task.y_scale == pytest.approx(expected, rel=1e-9)


def test_a_ridge_of_several_relative_targets_is_one_of_each():
    both = noisy(outputs=2).with_relative_errors()
    line = nn.Linear(2, 2, rng=0)
    study.rivals.ridge_in_closed_form(line, both, None)
    for i in range(2):
        one, single = replace(both, y=both.y[:, [i]], targets=("y",)), nn.Linear(2, 1, rng=0)
        study.rivals.ridge_in_closed_form(single, one, None)
        assert line(both.x).data[:, [i]] == pytest.approx(single(one.x).data, rel=1e-12)


def test_a_ridge_that_folds_choose_is_fitted_to_the_weighted_error():
    # No penalty helps an exact line, so the least one is chosen; two rows do not lie on the line.
    x = np.linspace(1, 3, 12)
    y = 2 * x - 1
    y[3], y[7] = 20.0, -9.0
    weights = np.where(np.isin(np.arange(12), [3, 7]), 1e-9, 1.0)
    line = nn.Linear(1, 1, rng=0)
    task = tasks.Task.from_arrays(x, y).weighted(weights)
    ridge_by_folds(line, task, np.random.default_rng(0), restarts=1)
    assert line.weight.item() == pytest.approx(2, rel=1e-4)


def test_means_that_are_imputed_are_weighted():
    task = tasks.load("missing", samples=40)
    weights = np.arange(1, 41)
    x = task.rows(np.repeat(np.arange(40), weights))
    holes = task.x[:, task.x.shape[1] // 2 :] == 2
    weighted, twice = (Imputed(t)(task.x).data for t in (task.weighted(weights), x))
    assert holes.any()
    assert weighted == pytest.approx(twice, rel=1e-12)


# ---- errors ------------------------------------------------------------------------------------


def test_errors_are_weighted_root_mean_squares_in_units():
    task = noisy().weighted(WEIGHTS)
    model = nn.Linear(2, 1, rng=0)
    weights, _, y = units(task)
    wrong = (model(task.x).data * task.y_scale)[:, 0] - y
    expected = np.sqrt(np.average(wrong**2, weights=weights))
    assert study.error(model, task, "train") == pytest.approx(expected, rel=1e-12)
    shares = np.sqrt(np.average((wrong / y) ** 2, weights=weights))
    relative = task.with_relative_errors()
    assert study.error(model, relative, "train") == pytest.approx(shares, rel=1e-12)
    sizes = differences(model, relative, "train")[:, 0]
    assert sizes == pytest.approx(np.sqrt(weights) * abs(wrong / y), rel=1e-12)


def test_relative_errors_do_not_depend_on_units():
    task, model = tasks.load("trees", error="relative"), nn.Linear(2, 1, rng=0)
    errors = []
    for unit in (1.0, 0.0283):  # cubic feet, cubic metres
        scaled = replace(task, y_scale=task.y_scale * unit)
        closed_form(model, scaled, np.random.default_rng(0))
        errors.append(study.error(model, scaled, "train"))
    assert errors[0] == errors[1]
    in_units = tasks.load("trees", scale=None, error="relative")
    closed_form(model, in_units, np.random.default_rng(0))
    assert study.error(model, in_units, "train") == pytest.approx(errors[0], rel=1e-9)


@pytest.mark.parametrize("on", ["test", "extrapolation"])
def test_tables_that_are_not_learned_from_have_relative_errors_too(on):
    task, model = tasks.load("product", samples=16, error="relative"), nn.Linear(2, 1, rng=0)
    x, y = getattr(task, f"x_{on}"), getattr(task, f"y_{on}")
    expected = np.sqrt(np.mean((model(x).data / y - 1) ** 2))
    assert study.error(model, task, on) == pytest.approx(expected, rel=1e-12)


def test_the_whole_error_of_a_complex_prediction_counts():
    task = noisy().weighted(WEIGHTS).with_relative_errors()
    model = nn.AddMul(2, 1, kind="schroeder", n=0.5, bias=True, rng=0)
    wrong = (model(task.x).data - task.y) / task.y
    expected = np.sqrt(np.mean(task.weight * (wrong.real**2 + wrong.imag**2)))
    assert study.error(model, task, "train") == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("relative", [False, True])
def test_the_spread_is_the_error_of_the_best_number(relative):
    task = noisy().weighted(WEIGHTS)
    weights, _, y = units(task)
    assert spread(noisy(), "train") == np.std(noisy().y * noisy().y_scale)
    if relative:
        task, weights = task.with_relative_errors(), weights / y**2
    least = optimize.minimize_scalar(lambda c: np.sqrt(np.mean(weights * (y - c) ** 2))).fun
    assert spread(task, "train") == pytest.approx(least, rel=1e-8)


def test_whether_the_law_was_found_does_not_depend_on_how_errors_count():
    for error in ("absolute", "relative"):
        task, product = tasks.load("product", error=error), nn.Product(2, 1)
        tolerance, size = task.tolerance, np.mean(task.y_extrapolation**2)
        for share, found in ((0.9, True), (1.1, False)):
            task = replace(task, y_extrapolation=np.full((4, 1), 4.0), x_extrapolation=np.full((4, 2), 2.0))  # fmt: skip
            product.weight.data[:] = 1.0
            off = share * np.sqrt(tolerance)
            task = replace(task, y_extrapolation=task.y_extrapolation + off)
            assert study.found_law(product, task) == found
        assert size > 1  # so that a share would be another number


# ---- rows that are left out --------------------------------------------------------------------


@pytest.mark.parametrize("folds", [None, 4])
@pytest.mark.parametrize("relative", [False, True])
def test_errors_of_left_out_rows_are_those_of_numpy(relative, folds):
    task = noisy().weighted(WEIGHTS)
    weights, columns, y = units(task)
    counts = weights.copy()
    if relative:
        task, counts = task.with_relative_errors(), counts / y**2
    root, wrong = np.sqrt(counts), np.empty(14)
    order = np.arange(14) if folds is None else np.random.default_rng((0, 2)).permutation(14)
    for fold in range(folds or 14):
        out = np.isin(np.arange(14), order[fold :: folds or 14])
        p = np.linalg.lstsq(columns[~out] * root[~out, None], y[~out] * root[~out])[0]
        wrong[out] = abs(columns[out] @ p - y[out]) * root[out]
    line = nn.Linear(2, 1, rng=0)
    found = study.leave_out_rows(line, task, folds=folds)
    assert found == pytest.approx(wrong, rel=1e-5)
    error = study.leave_out(line, task, folds=folds)
    assert error == np.sqrt(np.mean(found**2))
    contenders = study.contenders(["line"])
    (row,) = study.compare(task, contenders, 1, folds=folds).rows
    assert study.leave_out(contenders["line"], task, folds=folds) == row.test
    assert row.test == pytest.approx(error, rel=1e-5)


def test_without_weights_the_errors_of_rows_are_sizes_in_units():
    task, line = noisy(), study.contenders(["line"])["line"]
    _, columns, y = units(task)
    kept = np.arange(14) != 5
    expected = columns[5] @ np.linalg.lstsq(columns[kept], y[kept])[0] - y[5]
    found = study.leave_out_rows(line, task)
    assert found.shape == (14,)
    assert found[5] == pytest.approx(abs(expected), rel=1e-10)


def test_of_several_targets_each_row_has_one_error():
    task = noisy(outputs=2).weighted(WEIGHTS).without([3, 9])
    line = nn.Linear(2, 2, rng=0)
    wrong = (line(task.x_test).data - task.y_test) * task.y_scale
    expected = np.sqrt(np.mean(wrong**2, axis=1) * np.array([3, 4]) / np.mean(WEIGHTS))
    assert errors_of_rows(line, task) == pytest.approx(expected, rel=1e-12)


# ---- the profile of n --------------------------------------------------------------------------


def test_the_profile_of_weights_is_that_of_rows_twice():
    found = []
    for task in pair():
        neuron = nn.AddMul(2, 1, bias=True, rng=0)
        study.second_order(neuron, task, np.random.default_rng(0))
        found.append(study.profile(neuron, task, points=11))
    weighted, twice = found
    assert weighted.loss == pytest.approx(twice.loss, rel=1e-8)
    assert weighted.least == pytest.approx(twice.least, rel=1e-8)
    assert weighted.best == pytest.approx(twice.best, abs=1e-4)  # a minimum is flat


def test_the_profile_of_relative_errors_has_their_squares_as_loss():
    task = noisy().with_relative_errors()
    line = trained("line", task)
    neuron = trained("addmul", task)
    at_0 = study.profile(neuron, task, points=11).loss[0]
    assert at_0 == pytest.approx(study.error(line, task, "train") ** 2, rel=1e-8)


def test_an_exact_fit_is_exact_as_a_share_of_the_target(monkeypatch):
    floors, module = [], sys.modules["minigrad.study.profile"]
    floor = module.negligible_error
    monkeypatch.setattr(module, "negligible_error", lambda y: floors.append(floor(y)) or 0.0)
    study.profile(nn.AddMul(2, 1, rng=0), noisy().with_relative_errors(), points=3)
    assert floors == pytest.approx([1e-9], rel=1e-12)


# ---- ledgers and reports -----------------------------------------------------------------------


def test_fingerprints_without_weights_are_those_of_recorded_studies():
    assert fingerprint(tasks.load("trees")) == "c10e8504bf572173"
    assert fingerprint(tasks.load("product")) == "7b4547210626b3c3"


def test_fingerprints_tell_weights_apart():
    task = noisy()
    others = [
        task.weighted(np.ones(14)), task.weighted(WEIGHTS), task.weighted(WEIGHTS[::-1]),
        task.with_relative_errors(), task.weighted(WEIGHTS).with_relative_errors(),
    ]  # fmt: skip
    assert len({fingerprint(each) for each in [task, *others]}) == 6
    part = task.weighted(WEIGHTS).without([0, 1])
    assert fingerprint(part) != fingerprint(replace(part, weight_test=None))


@pytest.mark.parametrize(
    ("task", "counted"),
    [
        (noisy(), "in y (root mean square)"),
        (noisy().weighted(WEIGHTS), "in y (weighted root mean square)"),
        (noisy().with_relative_errors(), "as a share of y (root mean square)"),
        (noisy(2).with_relative_errors(), "as a share of the targets (root mean square)"),
        (
            noisy().weighted(WEIGHTS).with_relative_errors(),
            "as a share of y (weighted root mean square)",
        ),
    ],
)
def test_reports_say_in_what_errors_are_counted(task, counted):
    result = study.compare(task, study.contenders(["line", "quadratic"]), 1, folds=3)
    assert f" {counted}" in result.summary()
    noted = " ".join(result.table().split())
    assert (f"left-out error: {counted}." in noted) == task.relative


@pytest.mark.parametrize(("share", "learned"), [(0.99, True), (1.01, False)])
def test_a_model_has_learned_what_is_wrong_by_1_percent_of_the_spread_of_shares(share, learned):
    task, product = tasks.load("product", samples=64, error="relative"), nn.Product(2, 1)
    product.weight.data[:] = 1.0
    wrong = 0.01 * share * spread(task, "test")
    task = replace(task, y_test=task.y_test / (1 + wrong))  # that changes no spread of shares
    assert judgement(product, task, diverged=False)["learned"] == learned


def test_a_relative_study_that_is_simulated_counts_what_was_learned():
    draw = tasks.sampler("product", samples=64, error="relative")
    result = study.compare(draw, study.contenders(["line", "power-law"]), 2)
    assert [row.learned for row in result.rows] == [0, 2]
    assert [row.found for row in result.rows] == [0, 2]
