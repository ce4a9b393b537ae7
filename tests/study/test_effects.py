import numpy as np
import pandas as pd
import pytest
from scipy import stats

from minigrad import nn, tasks, train
from minigrad.study.effects import Uncertainty, effects


def fitted(task, **options):
    neuron = nn.AddMul(task.x.shape[1], 1, bias=True, **options)
    train.warm_start(neuron, task)
    train.least_squares(neuron, task)
    return neuron


def test_intervals_of_a_line_are_those_of_every_textbook():
    """b ± t s √((XᵀX)⁻¹)."""
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (20, 2))
    y = x @ [1.0, -2.0] + 7 + rng.normal(0, 0.3, 20)
    task, line = tasks.Task.from_arrays(x, y), nn.Linear(2, 1)
    train.least_squares(line, task)
    full = np.column_stack([x, np.ones(20)])
    b, rss = np.linalg.lstsq(full, y)[:2]
    half = stats.t.ppf(0.975, 17) * np.sqrt(rss / 17 * np.diag(np.linalg.inv(full.T @ full)))
    for j, effect in enumerate(effects(line, task)):
        assert effect.weight == pytest.approx(b[j])
        assert effect.interval == pytest.approx((b[j] - half[j], b[j] + half[j]))


def test_the_effect_at_n_1_is_a_power():
    task = tasks.load("trees")
    neuron = nn.AddMul(2, 1, n=1.0, bias=True)
    train.warm_start(neuron, task)
    for effect in effects(neuron, task):
        assert effect.change == pytest.approx(1.1**effect.weight - 1)
        ends = [1.1**end - 1 for end in effect.interval]
        assert effect.change_interval == pytest.approx(ends)  # n is on its bound, so held


def test_effects_are_changes_of_the_prediction_in_the_middle(trained):
    task, neuron, _ = trained("trees")
    middle = np.median(task.x, axis=0)
    now = neuron([middle]).item()
    for j, effect in enumerate(effects(neuron, task)):
        more = middle.copy()
        more[j] *= 1.1
        assert effect.change == pytest.approx(neuron([more]).item() / now - 1)
        unit = task.x_scale[j]
        assert effect.more and effect.step == pytest.approx((middle[j] * unit, more[j] * unit))


def test_targets_of_both_signs_change_by_amounts():
    x = np.random.default_rng(0).uniform(1, 2, (20, 1))
    task, line = tasks.Task.from_arrays(x, 3 * x - 5), nn.Linear(1, 1)
    train.least_squares(line, task)
    assert effects(line, task)[0].change == pytest.approx(0.3 * np.median(x))


def test_a_switch_goes_from_0_to_1():
    drug, age = np.tile([0.0, 1.0], 10), np.linspace(1, 2, 20)
    task = tasks.Task.from_frame(pd.DataFrame({"drug": drug, "age": age, "y": 5 * 3.0**drug * age}))
    neuron = nn.AddMul(2, 1, n=1.0, bias=True)
    train.warm_start(neuron, task)
    effect = effects(neuron, task)[0]
    assert effect.step == (0, 1) and effect.change == pytest.approx(2.0)  # threefold
    assert effect.weight == pytest.approx(np.log(3))


def test_where_10_percent_more_leaves_the_range_the_step_is_between_quartiles():
    year = np.arange(1980.0, 2021.0)
    task = tasks.Task.from_arrays(year, 0.01 * (year - 1900))
    line = nn.Linear(1, 1)
    train.least_squares(line, task.divided_by_means())
    effect = effects(line, task.divided_by_means())[0]
    assert not effect.more and effect.step == pytest.approx((1990, 2010))
    assert effect.change == pytest.approx(1.1 / 0.9 - 1)


def test_of_what_may_be_negative_no_share_is_taken():
    """10 % more of -4 °C is colder."""
    x = np.linspace(-10, 12, 30)
    task = tasks.Task.from_arrays(x, 2 * x + 5)
    line = nn.Linear(1, 1)
    train.least_squares(line, task)
    (effect,) = effects(line, task)
    assert not effect.more and effect.step == pytest.approx(tuple(np.quantile(x, [0.25, 0.75])))
    assert effect.change == pytest.approx(2 * (effect.step[1] - effect.step[0]))


def test_the_p_value_of_an_effect_is_that_of_its_t_test():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (20, 2))
    task, line = tasks.Task.from_arrays(x, 0.2 * x[:, 0] + rng.normal(0, 0.3, 20)), nn.Linear(2, 1)
    train.least_squares(line, task)
    full = np.column_stack([x, np.ones(20)])
    b, rss = np.linalg.lstsq(full, task.y[:, 0])[:2]
    t = b / np.sqrt(rss / 17 * np.diag(np.linalg.inv(full.T @ full)))
    expected = 2 * stats.t.sf(abs(t[:2]), 17)
    assert [e.p for e in effects(line, task)] == pytest.approx(expected)


def test_imaginary_parts_are_no_data():
    """A complex neuron at n = 1 that fits as the real one does is as sure of its effects."""
    task = tasks.load("trees")
    real, complex_ = (
        nn.AddMul(2, 1, kind=kind, n=1.0, bias=True) for kind in ("kneser", "schroeder")
    )
    train.warm_start(real, task)
    complex_.weight.data[:], complex_.bias.data[:] = real.weight.data, real.bias.data
    errors = [Uncertainty(model, task) for model in (real, complex_)]
    assert errors[0].spare == errors[1].spare == 31 - 3
    for one, other in zip(*(effects(model, task) for model in (real, complex_)), strict=True):
        assert other.change_interval == pytest.approx(one.change_interval, rel=1e-6)


def test_what_the_data_do_not_determine_is_said_to_be_unknown():
    x = np.random.default_rng(0).uniform(1, 2, (20, 1))
    task = tasks.Task.from_arrays(np.hstack([x, 2 * x, x**2]), x + x**2 + 1)
    line = nn.Linear(3, 1)
    train.least_squares(line, task)
    first, second, third = effects(line, task)
    assert np.isinf(first.interval[0]) and np.isinf(second.change_interval[1])
    assert [e.determined for e in (first, second, third)] == [False, False, True]


def test_with_as_many_numbers_as_rows_everything_is_unknown():
    task = tasks.Task.from_arrays([[1.0], [2.0]], [1.0, 3.0])
    line = nn.Linear(1, 1)
    train.least_squares(line, task)
    assert np.isinf(effects(line, task)[0].interval[1])


def test_standard_errors_follow_the_delta_method(trained):
    """In random directions of the parameters, against central differences."""
    task, neuron, _ = trained("trees")
    neuron.n.data[:] = 0.7  # inside its bounds, so that it is uncertain too
    train.least_squares(neuron, task)
    unsure = Uncertainty(neuron, task)
    covariance = (
        np.sum(unsure.residuals**2) / (31 - 4) * np.linalg.inv(unsure.jacobian.T @ unsure.jacobian)
    )
    g = np.random.default_rng(0).normal(size=(3, 4))
    expected = np.sqrt(np.einsum("ij,jk,ik->i", g, covariance, g))
    assert unsure.errors_of(g) == pytest.approx(expected, rel=1e-5)


@pytest.mark.slow
def test_intervals_of_effects_cover_the_truth_as_often_as_they_say():
    """A law between + and ×: n is fitted too, and its uncertainty counts."""
    rng, hits, total = np.random.default_rng(0), 0, 0
    truth = nn.AddMul(2, 1, n=0.5, bias=True)
    truth.weight.data[:], truth.bias.data[:] = [[0.6, 0.4]], 0.1
    for _ in range(150):
        x = rng.uniform(0.5, 2, (40, 2))
        y = truth(x).data + rng.normal(0, 0.03, (40, 1))
        task = tasks.Task.from_arrays(x, y)
        neuron = fitted(task, n=0.5)
        if not 0 < neuron.n.item() < 1:
            continue
        middle = np.median(x, axis=0)
        for j, effect in enumerate(effects(neuron, task)):
            more = middle.copy()
            more[j] *= 1.1
            true = truth([more]).item() / truth([middle]).item() - 1
            low, high = effect.change_interval
            hits, total = hits + (low <= true <= high), total + 1
    assert total > 200 and 0.92 < hits / total < 0.98
