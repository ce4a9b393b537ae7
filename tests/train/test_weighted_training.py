"""Trainings minimise the weighted error; a weight of two is the row twice."""

import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, tasks, train
from minigrad.train.replay import Replay

WEIGHTS = [1, 2, 1, 3, 1, 1, 2, 1, 1, 4, 1, 1]


def noisy(seed=0, outputs=1):
    """Twelve rows between a sum and a product, with noise, of very different sizes."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 3, (12, 2))
    y = (x.sum(axis=1) + x.prod(axis=1) ** 2) * np.exp(rng.normal(0, 0.2, (outputs, 12)))
    return tasks.Task.from_arrays(x, y.T).divided_by_means()


def pair():
    """Return a task with weights, and one with its rows as often as they say."""
    return noisy().weighted(WEIGHTS), noisy().rows(np.repeat(np.arange(12), WEIGHTS))


def best(model, task):
    return train.from_both_ends(model, task, train.least_squares)


FULL = partial(train.fit, steps=60, lr=0.02, rng=0)
TRAININGS = {
    "fit": FULL,
    "fit, eager": partial(FULL, compiled=False),
    "least_squares": train.least_squares,
    "trf": partial(train.least_squares, method="trf"),
    "ridge": partial(train.least_squares, ridge=0.01),
    "restarts": partial(train.least_squares, restarts=3, rng=0),
    "warm_start": train.warm_start,
    "from_both_ends": best,
    "multistart": partial(train.multistart, steps=30, rng=0),
    "snap": lambda model, task: model.load_state_dict(train.snap(model, task).state_dict()),
}


@pytest.mark.parametrize("how", TRAININGS)
def test_a_weight_of_two_is_the_row_twice(how):
    found = []
    for task in pair():
        model = nn.AddMul(2, 1, n=0.4, bias=True, rng=0)
        TRAININGS[how](model, task)
        found.append(np.concatenate([p.data.ravel() for p in model.parameters()]))
    assert found[0] == pytest.approx(found[1], rel=1e-7, abs=1e-8)
    unweighted = nn.AddMul(2, 1, n=0.4, bias=True, rng=0)
    TRAININGS[how](unweighted, noisy())
    others = np.concatenate([p.data.ravel() for p in unweighted.parameters()])
    assert abs(found[0] - others).max() > 1e-4  # the weights do matter


@pytest.mark.parametrize(
    "model",
    [
        nn.AddMul(2, 1, kind="schroeder", n=0.3, bias=True, rng=0),
        nn.Sequential(nn.Linear(2, 2, rng=0), nn.Tanh(), nn.Linear(2, 1, rng=1)),
    ],
)
def test_complex_models_and_networks_too(model):
    start, found = model.state_dict(), []
    for task in pair():
        model.load_state_dict(start)
        train.least_squares(model, task, method="trf", max_evaluations=10)
        found.append(model(noisy().x).data.ravel())
    assert found[0] == pytest.approx(found[1], rel=1e-6)


def test_a_weighted_line_is_that_of_numpy():
    rng = np.random.default_rng(1)
    x, y, w = rng.uniform(0, 3, 20), rng.normal(0, 1, 20), rng.uniform(0.1, 5, 20)
    line = nn.Linear(1, 1, rng=0)
    train.least_squares(line, tasks.Task.from_arrays(x, y).weighted(w))
    slope, constant = np.polyfit(x, y, 1, w=np.sqrt(w))
    assert line.weight.item() == pytest.approx(slope, rel=1e-8)
    assert line.bias.item() == pytest.approx(constant, rel=1e-8)


def relative_line(task):
    """Divide each row by its target, whose error is then that share."""
    columns = np.column_stack([task.x, np.ones(len(task.x))])
    return np.hstack([np.linalg.lstsq(columns / y[:, None], np.ones(len(y)))[0][:, None] for y in task.y.T])  # fmt: skip


@pytest.mark.parametrize("outputs", [1, 2])
def test_a_line_with_relative_errors_is_that_of_rows_divided_by_targets(outputs):
    task = noisy(outputs=outputs).with_relative_errors()
    line = nn.Linear(2, outputs, rng=0)
    train.least_squares(line, task)
    found = np.vstack([line.weight.data.T, line.bias.data])
    assert found == pytest.approx(relative_line(task), rel=1e-7)


@pytest.mark.parametrize("compiled", [True, False])
def test_every_batch_has_the_weights_of_its_rows(compiled):
    # A line through the origin with relative errors is a line for rows that are divided by targets.
    task, lines = noisy().with_relative_errors(), []
    divided = tasks.Task.from_arrays([[1.0, 2.0]] * 11 + [[2.0, 1.0]], np.arange(12.0))
    divided = replace(divided, x=task.x / task.y, y=np.ones((12, 1)))
    for each in (task, divided):
        line = nn.Linear(2, 1, bias=False, rng=0)
        history = train.fit(line, each, steps=150, batch_size=5, rng=0, compiled=compiled)
        lines.append((line.weight.data, history.loss))
    assert lines[0][0] == pytest.approx(lines[1][0], rel=1e-9)
    assert lines[0][1] == pytest.approx(lines[1][1], rel=1e-9)


def test_the_unit_of_the_target_does_not_matter_for_relative_errors():
    task, predictions = noisy().with_relative_errors(), []
    for unit in (1.0, 1e-3):
        scaled = task.divided_by([1, 1], [unit])
        line = nn.Linear(2, 1, rng=0)
        train.least_squares(line, scaled)
        predictions.append(line(scaled.x).data * unit)
    assert predictions[0] == pytest.approx(predictions[1], rel=1e-8)


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("compiled", [True, False])
def test_gradients_are_those_of_the_weighted_mean(compiled, relative):
    task = noisy().weighted(WEIGHTS)
    weights = np.array(WEIGHTS)[:, None] / np.mean(WEIGHTS)
    if relative:
        task, weights = task.with_relative_errors(), weights / task.y**2
    model = nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    params, rng = list(model.parameters()), np.random.default_rng(2)
    replay = Replay(model, nn.mse_loss, params, "compiled" if compiled else "eager")
    for _ in range(5):  # from the fourth on, it is the recording
        for p in params:
            p.grad = None
        value = replay(task.x, task.y, task.root_weight())
    assert replay.ran == ("compiled" if compiled else "eager")

    def loss(step, direction):
        for p, at, d in zip(params, start, direction, strict=True):
            p.data = at + step * d
        with mg.no_grad():
            return float(np.mean(weights * (model(task.x).data - task.y) ** 2))

    start = [p.data.copy() for p in params]
    gradients = [p.grad.copy() for p in params]
    direction = [rng.normal(size=p.shape) for p in params]
    assert value == pytest.approx(loss(0, direction), rel=1e-13)
    slope = (loss(1e-5, direction) - loss(-1e-5, direction)) / 2e-5
    expected = sum(float(np.sum(g * d)) for g, d in zip(gradients, direction, strict=True))
    assert slope == pytest.approx(expected, rel=1e-7)


def test_jacobians_are_walked_once_with_weights_too(monkeypatch):
    def never(*arguments):
        raise AssertionError("a walk for each parameter")

    # by name, since the package has a function of the same
    monkeypatch.setattr(sys.modules["minigrad.train.least_squares"], "_by_columns", never)
    train.least_squares(nn.AddMul(2, 1, bias=True, rng=0), noisy().weighted(WEIGHTS))


def test_the_loss_of_a_history_is_the_weighted_one():
    task, line = noisy().weighted(WEIGHTS).with_relative_errors(), nn.Linear(2, 1, rng=0)
    ends = [train.least_squares(line, task).loss[-1], train.fit(line, task, steps=1).loss[0]]
    shares = line(task.x).data / task.y - 1  # one step of fit is short
    assert ends == pytest.approx([np.mean(task.weight * shares**2)] * 2, rel=0.05)
    assert ends[0] == pytest.approx(ends[1], rel=1e-9)


def test_the_start_with_the_least_weighted_loss_is_kept():
    task = tasks.Task.from_arrays([1.0, 2.0, 3.0], [1.0, 2.0, 9.0])
    line = nn.Linear(1, 1, bias=False)

    def at(slope):
        return lambda model: model.weight.data.fill(slope)

    def stay(model, task):
        return train.History(np.zeros(1), {})

    for weights, slope in ([1, 1, 1], 3.0), ([9, 9, 0.1], 1.0):
        train.keep_best(line, task.weighted(weights), [at(1.0), at(3.0)], stay)
        assert line.weight.item() == slope


@pytest.mark.parametrize("size", [1e-9, 1e9])
def test_an_exact_fit_ends_the_search_whatever_the_size_of_targets(size):
    x = np.linspace(1, 2, 8)
    task = tasks.Task.from_arrays(x, x).divided_by([1], [1 / size]).with_relative_errors()
    starts = [lambda model: None] * 3
    losses = train.keep_best(nn.Linear(1, 1, rng=0), task, starts, train.least_squares)[1]
    assert len(losses) == 1


def test_a_checkpoint_of_other_weights_is_refused(tmp_path):
    path, task = tmp_path / "run.npz", replace(noisy(), scale=None)  # equal tables, other weights
    others = [task.weighted(WEIGHTS), task.weighted(WEIGHTS[::-1]), task.with_relative_errors()]
    train.fit(nn.Linear(2, 1, rng=0), task.weighted(WEIGHTS), steps=5, rng=0, checkpoint=path)
    for other in [task, *others[1:]]:
        with pytest.raises(ValueError, match="belongs to another training: data"):
            train.fit(nn.Linear(2, 1, rng=0), other, steps=5, rng=0, checkpoint=path)
    train.fit(nn.Linear(2, 1, rng=0), others[0], steps=5, rng=0, checkpoint=path)


def test_a_training_with_weights_goes_on_to_the_same_bits(tmp_path):
    task, found = noisy().weighted(WEIGHTS).with_relative_errors(), []

    def stop(step, loss):
        if step == 150:
            raise KeyboardInterrupt

    options = {"steps": 200, "batch_size": 5, "rng": 0}
    train.fit(whole := nn.Linear(2, 1, rng=0), task, **options)
    path = tmp_path / "run.npz"
    with pytest.raises(KeyboardInterrupt):
        train.fit(nn.Linear(2, 1, rng=0), task, **options, checkpoint=path, callbacks=[stop])
    train.fit(resumed := nn.Linear(2, 1, rng=0), task, **options, checkpoint=path)
    found = [model.weight.data.tobytes() for model in (whole, resumed)]
    assert found[0] == found[1]
