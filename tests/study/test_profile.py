import sys

import numpy as np
import pytest
from scipy import stats

from minigrad import nn, study, tasks, train


def loss_at(n, task):
    """Return the least loss of a neuron whose n is fixed."""
    neuron = nn.AddMul(2, 1, n=n, bias=True, rng=0)
    train.warm_start(neuron, task)
    return nn.mse_loss(neuron(task.x), task.y).item()


def trees_profile(trained, **options):
    task, neuron, _ = trained("trees")
    return task, study.profile(neuron, task, **options)


def test_the_ends_of_a_profile_are_the_line_and_the_power_law(trained):
    task, profile = trees_profile(trained)
    assert profile.n[[0, -1]].tolist() == [0, 1] and profile.loss.shape == profile.n.shape == (52,)
    for end, n in ((0, 0.0), (-1, 1.0)):
        assert profile.loss[end] == pytest.approx(loss_at(n, task), rel=1e-6)


def test_the_loss_is_least_at_the_best_n(trained):
    task, profile = trees_profile(trained)
    least = loss_at(profile.best, task)
    assert profile.least == pytest.approx(least) and profile.least <= profile.loss.min()
    for n in (profile.best - 0.005, profile.best + 0.005):
        assert least < loss_at(n, task)


def test_the_interval_ends_where_the_F_quantile_says(trained):
    task, profile = trees_profile(trained)
    low, high = profile.interval
    f = (31 - 4) * (loss_at(low, task) / loss_at(profile.best, task) - 1)  # 4 numbers are fitted
    assert f == pytest.approx(stats.f.ppf(0.95, 1, 31 - 4), rel=0.01)
    assert high == 1  # the loss at n = 1 is not significantly larger


def test_every_target_of_a_row_counts():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (5, 2))
    model = nn.Sequential(nn.AddMul(2, 1, n=0.9, rng=0), nn.Linear(1, 3, rng=0))
    y = x.prod(axis=1)[:, None] * [1.0, 2.0, 3.0] + 0.01 * rng.normal(size=(5, 3))
    task = tasks.Task.from_arrays(x, y)
    train.least_squares(model, task, method="trf")
    low, high = study.profile(model, task, points=11).interval  # 15 targets, 9 numbers, 5 rows
    assert high - low < 1


def test_the_loss_of_the_trees_is_nearly_flat_where_texts_say_so(trained):
    _, profile = trees_profile(trained)
    flat = profile.n >= 0.799
    assert 1.06 < profile.loss[flat].max() / profile.least < 1.065


@pytest.mark.parametrize("name", ["trees", "delivery"])
def test_the_interval_contains_the_best_n(name, trained):
    task, neuron, _ = trained(name)
    profile = study.profile(neuron, task)
    low, high = profile.interval
    assert 0 <= low <= profile.best <= high <= 1 and low < high


def test_a_higher_level_gives_a_wider_interval(trained):
    _, narrow = trees_profile(trained, level=0.5)
    _, wide = trees_profile(trained, level=0.99)
    assert wide.interval[0] < narrow.interval[0] and narrow.interval[1] <= wide.interval[1]


@pytest.mark.slow
def test_the_best_n_does_not_depend_on_where_training_stopped():
    task = tasks.load("trees", scale=None).divided_by([1 / 2.54, 1 / 30.48], [1 / 28.3168])
    early, late = nn.AddMul(2, 1, bias=True, rng=0), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(early, task)
    train.fit(early, task, lr=0.01, steps=100, rng=0)
    train.warm_start(late, task)
    train.least_squares(late, task)
    assert abs(early.n.item() - late.n.item()) > 0.5
    best = study.profile(late, task).best
    assert study.profile(early, task).best == pytest.approx(best, abs=1e-3)


def test_a_profile_does_not_change_the_model(trained):
    task, neuron, _ = trained("trees")
    before = neuron.state_dict()
    study.profile(neuron, task, points=5)
    assert all(np.array_equal(values, before[k]) for k, values in neuron.state_dict().items())
    assert neuron.n.requires_grad


def test_an_exact_law_leaves_no_doubt():
    task, neuron = tasks.load("product", samples=50), nn.AddMul(2, 1, n=1.0, rng=0)
    train.least_squares(neuron, task)
    profile = study.profile(neuron, task, points=11)
    assert profile.best == pytest.approx(1) and profile.interval[0] > 0.99


@pytest.mark.parametrize(("model", "count"), [(nn.Linear(2, 1), 0), (nn.AddMul(2, 3), 3)])
def test_a_model_without_exactly_one_n_is_refused(model, count):
    with pytest.raises(ValueError, match=f"exactly one n, this one has {count}"):
        study.profile(model, tasks.load("sum"))


@pytest.mark.parametrize("bounds", [(-1.0, 2.0), (-np.inf, np.inf), None])
def test_a_profile_goes_beyond_times_where_n_does(bounds):
    """1/y = 1/a + 1/b is Box–Cox at n = 2."""
    a, b = np.random.default_rng(0).uniform(1, 3, (2, 40))
    task = tasks.Task.from_arrays(np.column_stack([a, b]), (1 / (1 / a + 1 / b))[:, None])
    neuron = nn.AddMul(2, 1, kind="box-cox", n=1.0, bounds=bounds, bias=True, rng=0)
    train.least_squares(neuron, task)
    found = study.profile(neuron, task, points=11)
    assert found.best == pytest.approx(2.0, abs=1e-3) and found.interval[0] > 1.9


def test_an_interval_that_the_grid_does_not_hold_is_infinite():
    task, neuron = tasks.load("delivery"), nn.AddMul(2, 1, kind="box-cox", bounds=None, bias=True)
    train.least_squares(neuron, task)
    low, high = study.profile(neuron, task, points=21).interval
    assert low == -np.inf and 0.3 < high < 0.8
    neuron = nn.AddMul(2, 1, kind="box-cox", bounds=(-0.5, 1), bias=True)
    assert study.profile(neuron, task, points=21).interval[0] == -0.5  # a bound is no infinity


def test_a_coarse_grid_has_the_same_interval(trained):
    coarse, fine = (trees_profile(trained, points=points)[1] for points in (6, 51))
    assert coarse.interval == pytest.approx(fine.interval, abs=2e-4)


def test_p_values_are_those_of_the_F_test(trained):
    task, profile = trees_profile(trained)
    for n in (0.0, 1.0):
        f = (31 - 4) * (loss_at(n, task) / profile.least - 1)
        assert profile.p_value(n) == pytest.approx(stats.f.sf(f, 1, 31 - 4), rel=1e-3, abs=1e-9)
    assert np.isnan(profile.p_value(1.5))  # not on the grid


def test_an_n_on_the_end_of_the_interval_has_the_p_value_of_its_level(trained):
    _, profile = trees_profile(trained, points=201)
    assert profile.p_value(profile.interval[0]) == pytest.approx(0.05, abs=0.005)


def test_rounding_speaks_against_no_n():
    task, neuron = tasks.load("product", samples=50), nn.AddMul(2, 1, n=1.0, rng=0)
    train.least_squares(neuron, task)
    profile = study.profile(neuron, task, points=11)
    assert profile.p_value(1.0) > 0.5 and profile.p_value(0.0) < 1e-6


def test_the_parameters_of_the_least_loss_are_kept(trained):
    task, profile = trees_profile(trained)
    neuron = nn.AddMul(2, 1, bias=True)
    neuron.load_state_dict(profile.parameters)
    assert neuron.n.item() == profile.best
    assert nn.mse_loss(neuron(task.x), task.y).item() == pytest.approx(profile.least, rel=1e-9)


def test_an_n_at_which_every_refit_fails_is_left_out(trained, monkeypatch):
    def fail_near_0(model, task, **options):
        if model.n.item() < 0.1:
            raise FloatingPointError("overflow")
        return train.least_squares(model, task, **options)

    monkeypatch.setattr(sys.modules["minigrad.study.profile"], "least_squares", fail_near_0)
    _, profile = trees_profile(trained, points=11)
    assert profile.n[0] == pytest.approx(0.1) and np.isfinite(profile.loss).all()
    assert np.isnan(profile.p_value(0.0))


def test_a_narrow_valley_around_the_trained_n_is_not_missed():
    """y is a power law of sizes from 1e-3 to 1e3, and errors are relative."""
    x = np.exp(np.random.default_rng(0).uniform(-7, 7, (40, 1)))
    y = x**0.7 * np.exp(np.random.default_rng(1).normal(0, 0.3, (40, 1)))
    task = tasks.Task.from_arrays(x, y).divided_by_means().with_relative_errors()
    neuron = nn.AddMul(1, 1, bias=True, rng=0)
    train.from_both_ends(neuron, task, train.least_squares)
    own = float(np.mean(task.weigh(neuron(task.x).data - task.y) ** 2))
    assert study.profile(neuron, task, points=5).least <= own * (1 + 1e-9)


def test_the_interval_reaches_to_all_n_that_are_compatible():
    """Schröder's loss has several valleys; what p-values allow lies in the interval."""
    task, neuron = tasks.load("delivery"), nn.AddMul(2, 1, kind="linear-log", bias=True)
    train.warm_start(neuron, task)
    profile = study.profile(neuron, task)
    low, high = profile.interval
    for n in profile.n:
        assert (profile.p_value(n) < 0.049) or low - 1e-3 <= n <= high + 1e-3
