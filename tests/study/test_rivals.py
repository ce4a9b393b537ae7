from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from minigrad import gradcheck, nn, study, tasks, train
from minigrad.study import rivals

SEEDS = pytest.mark.parametrize(
    "seed", [100, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (101, 102))]
)


def drawn(law, rows=40, inputs=2, noise=0.0, seed=0):
    """Return positive inputs with the targets of a law, and 200 rows more to be judged by."""
    rng = np.random.default_rng(seed)
    x, x_test = (np.exp(rng.normal(0, 0.5, (n, inputs))) for n in (rows, 200))
    y = law(x) * (1 + noise * rng.normal(size=rows))
    return tasks.Task.from_arrays(x, y, x_test, law(x_test))


def trained(name, task, hidden=0, seed=0):
    contender = study.contenders([name], hidden=hidden)[name]
    rng = np.random.default_rng(seed)
    model = contender(task, rng)
    contender.train(model, task, rng)
    return model


def share_wrong(model, task):
    return study.error(model, task, "test") / float(np.std(task.y_test * task.y_scale))


def refused(name, task):
    """Return why `compare` finds that a model cannot take the data."""
    result = study.compare(task, study.contenders([name, "line"]), 1)
    cells = [cell for cell in result.cells if cell["model"] == name]
    assert {cell["status"] for cell in cells} == {"impossible"}
    assert {cell["status"] for cell in result.cells if cell["model"] == "line"} == {"ok"}
    assert "cannot" in result.table()
    return cells[0]["reason"]


# ---- each where it is the truth ----------------------------------------------------------------

TRUTHS = {
    "interactions": lambda x: 2 + x[:, 0] - 3 * x[:, 1] + 0.5 * x[:, 0] * x[:, 1],
    "log-log": lambda x: 3 * x[:, 0] ** 1.5 / x[:, 1],
    "translog": lambda x: np.exp(1 + np.log(x) @ [0.5, -1] + np.log(x).prod(axis=1) / 3),
    "power-plus": lambda x: 5 + x[:, 0] ** 2 / x[:, 1],
    "box-cox": lambda x: (1 + 0.3 * x[:, 0] ** 0.4 + 2 * x[:, 1] ** 0.4) ** 2.5,
    "ces": lambda x: 7 * (0.3 * x[:, 0] ** -0.5 + 0.7 * x[:, 1] ** -0.5) ** -2,
    "either": lambda x: 3 * x[:, 0] ** 1.5 / x[:, 1],
    "either-either": lambda x: 2 * x[:, 0] * x[:, 1] + x[:, 0] ** 2,
}


@SEEDS
@pytest.mark.parametrize("name", TRUTHS)
def test_a_rival_finds_its_own_law(name, seed):
    task = drawn(TRUTHS[name], seed=seed)
    assert share_wrong(trained(name, task, seed=seed), task) < 1e-6


@pytest.mark.parametrize(
    ("name", "other"), [("interactions", "ces"), ("log-log", "power-plus"), ("either", "ces")]
)
def test_a_rival_does_not_find_everything(name, other):
    task = drawn(TRUTHS[other])
    assert share_wrong(trained(name, task), task) > 1e-3


@pytest.mark.parametrize("law", ["5 - z/x", "4√(xz) - 3", "100 + x³/z²"])
def test_a_power_law_may_be_taken_away_from_a_constant(law):
    laws = {
        "5 - z/x": lambda x: 5 - x[:, 1] / x[:, 0],
        "4√(xz) - 3": lambda x: 4 * np.sqrt(x.prod(axis=1)) - 3,
        "100 + x³/z²": lambda x: 100 + x[:, 0] ** 3 / x[:, 1] ** 2,
    }
    task = drawn(laws[law])
    assert share_wrong(trained("power-plus", task), task) < 1e-6


# ---- in logarithms -----------------------------------------------------------------------------


def test_log_log_is_a_line_in_logarithms_and_not_the_best_power_law_in_raw_units():
    task = tasks.load("trees")
    model = trained("log-log", task)
    columns = np.column_stack([np.log(task.x), np.ones(31)])
    solution = np.linalg.lstsq(columns, np.log(task.y))[0]
    assert model(task.x).data == pytest.approx(np.exp(columns @ solution))
    best = trained("power-law", task)
    assert study.error(best, task, "train") < study.error(model, task, "train")


# ---- ridge -------------------------------------------------------------------------------------


def with_penalty(columns, y, penalty):
    """Solve the normal equations for weights and a constant that is not penalised."""
    whole = np.column_stack([columns, np.ones(len(y))])
    pull = np.diag([penalty] * columns.shape[1] + [0.0])
    return np.linalg.solve(whole.T @ whole + pull, whole.T @ y)


@pytest.mark.parametrize("rows", [13, 40])
def test_ridge_is_the_penalty_that_predicts_best_what_is_left_out_row_after_row(rows):
    task = drawn(lambda x: x.sum(axis=1) ** 0.7, rows, inputs=3, noise=0.1)
    model = trained("ridge", task)
    columns = nn.Monomials(3, 2)(task.x).data
    columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    y, errors = task.y[:, 0], []
    penalties = np.geomspace(1e-8, 1e2, 41)[4:]  # the normal equations are exact enough from here
    for penalty in penalties * rows:
        wrong = []
        for i in range(rows):
            kept = np.arange(rows) != i
            weights = with_penalty(columns[kept], y[kept], penalty)
            wrong.append(y[i] - columns[i] @ weights[:-1] - weights[-1])
        errors.append(np.mean(np.square(wrong)))
    best = int(np.argmin(errors))
    assert 0 < best < len(errors) - 1
    weights = with_penalty(columns, y, penalties[best] * rows)
    expected = columns @ weights[:-1] + weights[-1]
    assert model(task.x).data[:, 0] == pytest.approx(expected, rel=1e-6)


def test_ridge_predicts_better_than_the_quadratic_where_rows_are_few():
    errors = []
    for seed in range(100, 110):
        task = drawn(lambda x: x.sum(axis=1), 14, inputs=3, noise=0.1, seed=seed)
        errors.append([share_wrong(trained(name, task), task) for name in ("ridge", "quadratic")])
    ridge, quadratic = np.median(errors, axis=0)
    assert ridge < 0.8 * quadratic


def test_ridge_takes_several_targets_and_a_constant_column():
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.choice([0.0, 1.0], 30), rng.normal(size=30)])
    task = tasks.Task.from_arrays(x, x @ rng.normal(size=(2, 3)))
    part = task.rows(x[:, 0] == 1)
    model = trained("ridge", part)
    assert model(part.x).data == pytest.approx(part.y, abs=1e-3)


@pytest.mark.parametrize("constant", [0.0, 0.1, 1.1])
def test_ridge_survives_a_column_in_which_only_the_left_out_row_differs(constant):
    task = drawn(lambda x: x.prod(axis=1), 12, noise=0.1)
    column = np.full((12, 1), constant)
    column[3] = 0.7
    whole = tasks.Task.from_arrays(np.hstack([task.x, column]), task.y)
    wrong = study.leave_out(study.contenders(["ridge"])["ridge"], whole)
    assert wrong < 20 * study.leave_out(study.contenders(["ridge"])["ridge"], task)


# ---- Box–Cox on both sides ---------------------------------------------------------------------


@SEEDS
@pytest.mark.parametrize("power", [-1.0, 0.0, 0.5, 1.0])
def test_box_cox_has_the_lambda_of_greatest_likelihood(power, seed):
    def law(x):
        return (0.4 * x**power + 0.6).prod(axis=1) ** (1 / power) if power else x.prod(axis=1)

    task = drawn(law, 25, noise=0.05, seed=seed)
    model = trained("box-cox", task)

    def log_likelihood(lam):
        """Follow the definition: plain powers, the density of a normal variable, its Jacobian."""
        columns = np.column_stack([task.x**lam, np.ones(25)])
        y = (task.y[:, 0] ** lam - 1) / lam
        residuals = y - columns @ np.linalg.lstsq(columns, y)[0]
        density = stats.norm.logpdf(residuals, scale=residuals.std())
        return np.sum(density) + (lam - 1) * np.sum(np.log(task.y))

    lambdas = np.arange(-2, 2, 0.001) + 0.0005
    best = lambdas[np.argmax([log_likelihood(lam) for lam in lambdas])]
    assert 1 - model.n.item() == pytest.approx(best, abs=0.001)


def test_box_cox_takes_units_as_they_come():
    task = drawn(TRUTHS["box-cox"], noise=0.05)
    ours, theirs = (trained("box-cox", t) for t in (task, task.divided_by([2, 5], [10])))
    assert ours.n.item() == pytest.approx(theirs.n.item(), abs=1e-6)


# ---- constant elasticity of substitution -------------------------------------------------------


@given(rho=st.floats(-3, 1), seed=st.integers(0, 100))
@settings(deadline=None, max_examples=30)
def test_ces_is_its_formula(rho, seed):
    rng = np.random.default_rng(seed)
    model, x = rivals.CES(3, 1, rng=rng), rng.uniform(0.5, 3, (5, 3))
    model.n.data[:], model.factor.data[:] = 1 - rho, 2.0
    shares = np.exp(model.share.data[0]) / np.exp(model.share.data).sum()
    if abs(rho) < 1e-5:
        expected = 2 * np.exp(np.log(x) @ shares + rho / 2 * np.var(np.log(x), axis=1))
        assert model(x).data[:, 0] == pytest.approx(expected, rel=1e-4)
    else:
        assert model(x).data[:, 0] == pytest.approx(2 * (x**rho @ shares) ** (1 / rho), rel=1e-7)


@pytest.mark.parametrize("rho", [1.0, 1e-12, 0.0, -2.0])
def test_ces_has_derivatives_at_a_product_too(rho):
    model, x = rivals.CES(2, 1, rng=0), np.array([[2.0, 3.0], [0.5, 1.5]])
    model.n.data[:] = 1 - rho

    def predict(share, factor, n):
        model.share, model.factor, model.n = share, factor, n
        return model(x)

    assert gradcheck(predict, *(p.data.copy() for p in (model.share, model.factor, model.n)))


@pytest.mark.parametrize("rho", [0.75, 0.25, 0.0, -0.5, -2.0])
def test_ces_and_box_cox_find_the_exponent_of_the_task(rho):
    task = tasks.load("ces", rho=rho, noise=0.0)
    for name in ("ces", "box-cox"):
        assert 1 - trained(name, task).n.item() == pytest.approx(rho, abs=1e-5)


# ---- enumeration -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["trees", "delivery", "stormer", "cement", "planets"])
def test_either_is_the_better_of_line_and_power_law(name):
    task = tasks.load(name)
    either, line, power = (
        study.error(trained(model, task), task, "train")
        for model in ("either", "line", "power-law")
    )
    assert either == pytest.approx(min(line, power), rel=1e-6)


@SEEDS
@pytest.mark.parametrize(
    ("name", "law", "ends"),
    [
        ("either", "sum_of_products", [[1, 1]]),
        ("either-either", "sum_of_products", [[1, 1], [0]]),
        ("either-either", "product_of_sums", [[0, 0], [1]]),
    ],
)
@pytest.mark.slow
def test_enumeration_finds_both_laws_of_two_layers(name, law, ends, seed):
    task = tasks.load(law, rng=seed, samples=256)
    model = trained(name, task, hidden=2, seed=seed)
    assert [n.data.tolist() for n in nn.orders_of(model)] == ends
    assert study.found_law(model, task)


@pytest.mark.parametrize(("hidden", "outputs"), [(1, 1), (3, 1), (2, 3), (4, 2)])
def test_assignments_are_all_but_those_that_only_swap_hidden_neurons(hidden, outputs):
    layers = nn.AddMul(2, hidden, rng=0), nn.AddMul(hidden, outputs, rng=0)
    found = [tuple(map(tuple, ends)) for ends in rivals.assignments(nn.Sequential(*layers))]
    every = product(product((0, 1), repeat=hidden), product((0, 1), repeat=outputs))
    distinct = {(tuple(sorted(first)), second) for first, second in every}
    assert len(found) == len(distinct)
    assert {(tuple(sorted(first)), second) for first, second in found} == distinct


def test_a_single_layer_and_hidden_neurons_have_these_assignments():
    def count(model):
        return len(rivals.assignments(model))

    assert count(nn.AddMul(2, 3, rng=0)) == 8
    assert count(nn.Sequential(nn.AddMul(2, 3, rng=0), nn.Linear(3, 1, rng=0))) == 4


def test_too_many_assignments_are_refused_before_anything_is_trained():
    rng = np.random.default_rng(0)
    task = tasks.Task.from_arrays(rng.uniform(1, 2, (12, 2)), rng.uniform(1, 2, (12, 9)))
    models = study.contenders(["either"])
    with pytest.raises(
        ValueError, match=r"'either' cannot be made: 512 ways .* at most 256.*fewer hidden neurons"
    ):
        study.compare(task, models, 1)


# ---- tanh with a penalty -----------------------------------------------------------------------


@pytest.mark.slow
def test_a_penalty_makes_tanh_predict_better_where_noise_is_strong():
    errors = []
    for seed in range(100, 109):
        task = tasks.load("ces", rng=seed, noise=0.1)
        errors.append([share_wrong(trained(m, task), task) for m in ("tanh-ridge", "tanh")])
    ridge, plain = np.median(errors, axis=0)
    assert ridge <= plain


def test_the_penalty_is_the_one_that_predicts_left_out_groups_best(monkeypatch):
    tried = []

    def least_squares(model, task, *, ridge, **options):
        tried.append((ridge, len(task.x), options.get("restarts", 1)))
        model.layers[-1].bias.data[:] = np.log10(ridge)  # 1e-3 is right

    monkeypatch.setattr(rivals, "least_squares", least_squares)
    x = np.random.default_rng(0).uniform(1, 2, (12, 2))
    task = tasks.Task.from_arrays(x, -3 + 1e-3 * x[:, 0])
    model = study.contenders(["tanh-ridge"])["tanh-ridge"](task, np.random.default_rng(0))
    model.layers[-1].weight.data[:] = 0
    rivals.ridge_by_folds(model, task, np.random.default_rng(0))
    assert sorted(rows for _, rows, _ in tried[:-1]) == [9] * 10 + [10] * 15
    assert tried[-1] == (1e-3, 12, 6)


@pytest.mark.slow
def test_of_a_single_row_none_is_left_out_to_choose_the_penalty():
    task = tasks.Task.from_arrays([1.0, 2.0], [2.0, 3.0])
    result = study.compare(task, study.contenders(["tanh-ridge"]), 1)
    assert result.left_out == 2 and np.isfinite(result.rows[0].test)


# ---- means in the place of what is absent ------------------------------------------------------


def test_imputed_puts_the_mean_of_what_is_there_in_the_place_of_what_is_absent():
    task = tasks.load("missing", samples=50)
    filled = rivals.Imputed(task)(task.x).data
    for j in range(4):
        there = task.x[:, 4 + j] == 1
        assert (filled[there, j] == task.x[there, j]).all()
        assert filled[~there, j] == pytest.approx(task.x[there, j].mean())


def test_imputed_nearly_makes_the_best_prediction():
    task = tasks.load("missing", samples=20_000)
    assert share_wrong(trained("imputed", task), task) < 0.05


@pytest.mark.parametrize("options", [{"name": "trees"}, {"name": "missing", "rate": 0.0}], ids=str)
def test_imputed_needs_masks(options):
    with pytest.raises(ValueError, match="for tasks with masks, such as missing, not"):
        study.compare(tasks.load(**options), study.contenders(["imputed"]), 1)


# ---- refusals ----------------------------------------------------------------------------------

IN_LOGS = ["log-log", "translog", "box-cox"]


@pytest.mark.parametrize("name", [*IN_LOGS, "power-plus", "ces", "product", "power-law"])
def test_inputs_that_are_not_positive_are_impossible(name):
    x = np.random.default_rng(0).uniform(1, 2, (9, 2))
    x[3, 1] = 0.0
    reason = refused(name, tasks.Task.from_arrays(x, x[:, 0]))
    assert "column 'x2' has 1 of 9 values that are not positive (row 4 is 0)" in reason


@pytest.mark.parametrize("name", IN_LOGS)
def test_targets_that_are_not_positive_are_impossible_in_logarithms(name):
    x = np.random.default_rng(0).uniform(1, 2, (9, 2))
    y = x[:, 0].copy()
    y[2] = -0.5
    # The row that is at fault is left out once: all rows decide, so that is impossible as well.
    reason = refused(name, tasks.Task.from_arrays(x, y))
    assert "target 'y' has 1 of 9 values that are not positive (row 3 is -0.5)" in reason
    assert "Shift it so that all values are above 0" in reason


@pytest.mark.parametrize(
    "name", ["interactions", "ridge", pytest.param("tanh-ridge", marks=pytest.mark.slow)]
)
def test_other_rivals_take_any_numbers(name):
    x = np.random.default_rng(0).normal(size=(9, 2))
    result = study.compare(
        tasks.Task.from_arrays(x, x[:, 0]), study.contenders([name]), [0], folds=2
    )
    assert {cell["status"] for cell in result.cells} == {"ok"}


@pytest.mark.slow
def test_recipes_are_told_apart_in_the_ledger():
    task, make = tasks.load("ces"), partial(study.contenders, ["tanh-ridge", "tanh-wide"])
    abouts = {c["recipe"] for c in study.compare(task, make(), [0]).cells}
    assert len(abouts) == 2


def test_of_many_rows_some_choose_the_ridge_and_it_is_less(monkeypatch):
    asked = []

    def fitted(model, task, *, ridge, **options):
        asked.append((len(task.x), ridge))
        return train.least_squares(model, task, ridge=ridge, max_evaluations=2)

    monkeypatch.setattr(rivals, "least_squares", fitted)
    monkeypatch.setattr(rivals, "CHOOSING", 40)
    task = tasks.load("product", samples=400, noise=0.2)
    model = study.contenders(["tanh-ridge"])["tanh-ridge"](task, np.random.default_rng(0))
    rivals.ridge_by_folds(model, task, np.random.default_rng(0))
    *trials, (rows, ridge) = asked
    assert {rows for rows, _ in trials} == {32} and rows == 400
    assert any(ridge == pytest.approx(tried / 10) for tried in rivals.RIDGES)
