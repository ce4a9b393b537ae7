import numpy as np
import pytest
from scipy import stats

from minigrad import nn, tasks, train
from minigrad.study.checks import (
    errors_grow,
    has_corners,
    lack_of_fit,
    order_without,
    outlier_p,
    repeated_rows,
    too_low,
    variance_inflation,
)
from minigrad.study.effects import Uncertainty


def line_and_task(y, x):
    task, line = tasks.Task.from_arrays(x, y), nn.Linear(x.shape[1], 1)
    train.least_squares(line, task)
    return line, task


def test_lack_of_fit_of_a_line_is_the_F_test_against_a_quadratic():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (60, 2))
    line, task = line_and_task(x.sum(axis=1) + 0.3 * x[:, 0] ** 2 + rng.normal(0, 0.1, 60), x)
    found = lack_of_fit(Uncertainty(line, task), task)

    def left(columns):
        return np.linalg.lstsq(columns, task.y[:, 0])[1][0]

    one = np.ones((60, 1))
    less, more = np.hstack([one, x]), np.hstack([one, x, x**2, x[:, :1] * x[:, 1:]])
    f = (left(less) - left(more)) / 3 / (left(more) / (60 - 6))
    assert found.p == pytest.approx(stats.f.sf(f, 3, 60 - 6))
    assert found.explained == pytest.approx(1 - left(more) / left(less))
    assert found.terms == "squares and products"


def test_a_law_of_the_neurons_own_kind_is_rarely_called_a_lack_of_fit():
    rng, ps = np.random.default_rng(0), []
    truth = nn.AddMul(2, 1, n=0.5, bias=True)
    truth.weight.data[:] = [[0.6, 0.4]]
    for _ in range(60):
        x = rng.uniform(0.5, 2, (40, 2))
        task = tasks.Task.from_arrays(x, truth(x).data + rng.normal(0, 0.05, (40, 1)))
        neuron = nn.AddMul(2, 1, n=0.5, bias=True)
        neuron.load_state_dict(truth.state_dict())
        train.least_squares(neuron, task)
        ps.append(lack_of_fit(Uncertainty(neuron, task), task).p)
    assert np.mean(np.array(ps) < 0.05) < 0.13  # 0.05, and twice its standard error
    assert np.mean(np.array(ps) > 0.5) > 0.3


def test_a_law_that_neither_adds_nor_multiplies_is_noticed():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 3, (80, 2))
    y = np.sin(2 * x[:, :1]) + x[:, 1:] + rng.normal(0, 0.05, (80, 1))
    task, neuron = tasks.Task.from_arrays(x, y + 3), nn.AddMul(2, 1, bias=True, rng=0)
    train.least_squares(neuron, task)
    assert lack_of_fit(Uncertainty(neuron, task), task).p < 1e-6


@pytest.mark.parametrize(
    ("rows", "terms"), [(60, "squares and products"), (30, "squares"), (12, None)]
)
def test_few_rows_allow_fewer_terms(rows, terms):
    x = np.random.default_rng(0).uniform(1, 2, (rows, 4))
    line, task = line_and_task(x.sum(axis=1) + np.random.default_rng(1).normal(size=rows), x)
    found = lack_of_fit(Uncertainty(line, task), task)
    assert (found and found.terms) == terms


def test_errors_that_grow_with_the_prediction_are_noticed():
    rng = np.random.default_rng(0)
    predicted = rng.uniform(1, 10, 100)
    rho, p = errors_grow(predicted * rng.normal(0, 0.1, 100), predicted)
    assert rho > 0.3 and p < 1e-3
    assert errors_grow(rng.normal(0, 0.1, 100), predicted)[1] > 0.01


def test_predictions_that_are_too_low_are_counted():
    rng = np.random.default_rng(0)
    share, p = too_low(rng.normal(0, 1, 100) - 1)
    assert share > 0.7 and p == pytest.approx(stats.binomtest(round(100 * share), 100).pvalue)


def test_rows_that_repeat_are_counted():
    x = np.array([[1.0], [2.0], [2.0], [2.0], [3.0]])
    assert repeated_rows(tasks.Task.from_arrays(x, [1.0, 2.0, 2.0, 5.0, 3.0])) == 1


def test_one_row_that_pulls_n_is_found_out():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (25, 2))
    y = x.sum(axis=1) + rng.normal(0, 0.01, 25)
    x, y = np.vstack([x, [6.0, 6.0]]), np.append(y, 36.0)  # a product, in one row
    task, neuron = tasks.Task.from_arrays(x, y), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    train.least_squares(neuron, task)
    assert neuron.n.item() > 0.3 and order_without(neuron, task, 25) < 0.05


@pytest.mark.slow
def test_of_normal_errors_one_stands_out_as_rarely_as_the_test_says():
    rng, outlying = np.random.default_rng(0), 0
    columns = np.column_stack([np.ones(31), rng.uniform(1, 2, (31, 3))])
    hat = columns @ np.linalg.pinv(columns)
    for _ in range(2000):
        errors = rng.normal(size=31)
        left_out = (errors - hat @ errors) / np.sqrt(1 - np.diag(hat))
        outlying += outlier_p(np.max(left_out**2) / np.sum(left_out**2), 31, 4) < 0.01
    assert outlying <= 32  # at most 20 are expected, and more than 32 with a chance of 0.005


def test_an_outlier_is_found_by_the_t_test_of_its_error():
    assert outlier_p(0.42, 35, 4) == pytest.approx(70 * stats.t.sf(np.sqrt(0.42 * 30 / 0.58), 30))
    assert outlier_p(0.9, 5, 4) == 1 and outlier_p(1.0, 50, 4) == 0 and outlier_p(0.1, 10, 3) == 1


def test_variance_inflation_is_that_of_a_regression_on_the_others():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (40, 3))
    x[:, 1] = x[:, 0] + rng.normal(0, 0.1, 40)
    for j, by in enumerate(variance_inflation(x)):
        others = np.column_stack([np.ones(40), np.delete(x, j, axis=1)])
        rest = x[:, j] - others @ np.linalg.lstsq(others, x[:, j])[0]
        assert by == pytest.approx(np.var(x[:, j]) / np.var(rest))
    assert list(variance_inflation(x[:, :1])) == [1] and list(variance_inflation(x[:4])) == [1] * 3


def test_corners_are_rows_where_all_is_small_or_large():
    square = np.array([[1.0, 1.0], [1.0, 2.0], [2.0, 1.0], [2.0, 2.0]])
    assert has_corners(square) and has_corners(square[:, :1]) and not has_corners(square[1:3])
