from functools import partial

import numpy as np
import pytest
from small_studies import numbered

from minigrad import nn, study, tasks


def errors_of_the_line(folds, seed):
    """Refit with NumPy on raw columns, and predict the rows of each group."""
    task = tasks.load("trees", scale=None)
    columns, squares = np.hstack([task.x, np.ones((31, 1))]), np.empty((31, 1))
    order = np.random.default_rng((seed, 2)).permutation(31) if folds < 31 else np.arange(31)
    for fold in range(folds):
        out = np.isin(np.arange(31), order[fold::folds])
        p = np.linalg.lstsq(columns[~out], task.y[~out])[0]
        squares[out] = (columns[out] @ p - task.y[out]) ** 2
    return np.sqrt(squares.mean())


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize("folds", [5, 31])
def test_the_error_of_a_line_is_that_of_numpy(folds, seed):
    ours = study.leave_out(nn.Linear(2, 1, rng=0), tasks.load("trees"), folds=folds, seed=seed)
    assert ours == pytest.approx(errors_of_the_line(folds, seed), rel=1e-6)


@pytest.mark.parametrize(("rows", "folds"), [(31, 31), (50, 50), (51, 5), (130, 5)])
def test_up_to_50_rows_every_row_is_its_own_group_and_then_there_are_five(rows, folds):
    line, task = study.contenders(["line"])["line"], numbered(rows)
    error = study.leave_out(line, task)
    assert error == study.leave_out(line, task, folds=folds)
    assert error != study.leave_out(line, task, folds=folds - 1)


# ---- the same rows, the same numbers -----------------------------------------------------------


def own(path):
    """Write and read a file of 130 rows that are between a sum and a product."""
    x = np.random.default_rng(0).uniform(1, 3, (130, 2))
    y = 5 + x.prod(axis=1) + np.random.default_rng(1).normal(0, 0.3, 130)
    np.savetxt(path, np.column_stack([x, y]), delimiter=",", header="a,b,y", comments="")
    return tasks.Task.from_csv(path)


NAMES = {"neuron": "addmul", "line": "line", "power-law": "power-law", "log-log": "log-log"}


@pytest.mark.slow
@pytest.mark.parametrize("data", ["trees", "delivery", "130 rows"])
def test_findings_and_compare_agree_to_the_last_digit(data, tmp_path):
    task = own(tmp_path / "own.csv") if data == "130 rows" else tasks.load(data)
    found = study.findings(nn.AddMul(2, 1, bias=True, rng=7), task)
    compared = study.compare(task, study.contenders(NAMES.values()), 1)
    errors = {row.model: row.test for row in compared.rows}
    assert {NAMES[r.name]: r.error for r in found.rivals if r.name in NAMES} == errors
    assert found.folds == compared.left_out == (5 if data == "130 rows" else len(task.x))


@pytest.mark.parametrize("folds", [None, 4])
@pytest.mark.parametrize("seed", [0, 6])
@pytest.mark.parametrize("name", ["tanh", "gated", "addmul-abel", "power-law"])
def test_leave_out_and_compare_agree_with_any_seed_and_any_groups(name, seed, folds):
    task, models = tasks.load("planets"), study.contenders([name])
    (row,) = study.compare(task, models, [seed], folds=folds).rows
    assert study.leave_out(models[name], task, seed=seed, folds=folds) == row.test


@pytest.mark.slow
def test_a_model_is_treated_as_a_factory_that_draws_it_anew():
    task, model = (
        tasks.load("planets"),
        nn.Sequential(nn.Linear(1, 3, rng=9), nn.Tanh(), nn.Linear(3, 1)),
    )
    model.layers[0].bias.requires_grad = False
    model.layers[0].bias.data[:] = [0.1, 0.2, 0.3]

    def make(task, rng):
        drawn = nn.Sequential(nn.Linear(1, 3, rng=rng), nn.Tanh(), nn.Linear(3, 1, rng=rng))
        drawn.layers[0].bias.requires_grad = False
        drawn.layers[0].bias.data[:] = [0.1, 0.2, 0.3]
        return drawn

    assert study.leave_out(model, task) == study.leave_out(make, task)


def test_a_contender_is_refitted_by_its_own_recipe():
    task, errors = tasks.load("trees"), []
    for steps in (1, 300):
        recipe = partial(study.first_order, steps=steps)
        line = study.Contender(lambda task, rng: nn.Linear(2, 1, rng=rng), recipe)
        errors.append(study.leave_out(line, task, folds=5))
    assert errors[1] < errors[0] / 2


def test_the_error_is_infinite_if_a_refit_fails():
    def fail(model, task, rng):
        raise FloatingPointError("the loss became nan")

    line = study.Contender(lambda task, rng: nn.Linear(2, 1, rng=rng), fail)
    assert study.leave_out(line, tasks.load("trees"), folds=2) == np.inf


def test_rows_that_a_model_cannot_take_are_named():
    task = tasks.Task.from_arrays([[1.0], [-1.0], [2.0], [3.0]], [1.0, 2.0, 3.0, 5.0])
    with pytest.raises(ValueError, match="1 of 4 values that are negative"):
        study.leave_out(nn.AddMul(1, 1, rng=0), task)


# ---- the rest ----------------------------------------------------------------------------------


def test_leaving_out_does_not_change_the_model(trained):
    task, neuron, _ = trained("delivery")
    before = neuron.state_dict()
    study.leave_out(neuron, task, folds=2)
    assert all(np.array_equal(values, before[k]) for k, values in neuron.state_dict().items())


@pytest.mark.parametrize("folds", [1, 32])
def test_too_few_or_too_many_groups_are_refused(folds):
    with pytest.raises(
        ValueError, match=rf"between 2 and the number of rows, 31 in trees, got {folds}"
    ):
        study.leave_out(nn.Linear(2, 1), tasks.load("trees"), folds=folds)


@pytest.mark.parametrize("value", [1, 2], ids=["coded", "not coded"])
def test_a_column_that_is_zero_in_one_fold_is_no_trouble(value, tmp_path):
    path = tmp_path / "sparse.csv"
    path.write_text(f"a,b,y\n1,0,3\n2,0,5\n3,{value},8\n4,0,9.5\n6,0,11\n")
    task = tasks.Task.from_csv(path)
    assert task.coded == (("b",) if value == 1 else ())
    assert np.isfinite(study.leave_out(nn.Linear(2, 1, rng=0), task))
