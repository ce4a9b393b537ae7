import numpy as np
import pytest
from scipy import optimize

from minigrad import iterate, nn, tasks, train
from minigrad.train.least_squares import _jacobian


def measured_line():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (20, 3))
    return tasks.Task.from_arrays(x, x @ [2.0, -1.0, 0.5] + 4 + rng.normal(0, 0.1, 20))


def test_a_line_becomes_that_of_numpy():
    task, line = measured_line(), nn.Linear(3, 1, rng=0)
    train.least_squares(line, task)
    columns = np.hstack([task.x, np.ones((20, 1))])
    *weights, constant = np.linalg.lstsq(columns, task.y[:, 0])[0]
    assert line.weight.data[0] == pytest.approx(weights, rel=1e-9)
    assert line.bias.item() == pytest.approx(constant, rel=1e-9)


def test_a_neuron_becomes_that_of_scipy():
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    train.warm_start(neuron, task)
    train.least_squares(neuron, task)

    def residuals(p):
        z = iterate.exp_n(task.x, -p[3]) @ p[:2] + p[2]
        return iterate.exp_n(z, p[3]) - task.y[:, 0]

    # SciPy's other method, and its own derivatives
    solution = optimize.least_squares(
        residuals, [2.0, 1.0, 0.0, 0.5], bounds=([-9, -9, -9, 0], [9, 9, 9, 1]), xtol=1e-12
    )
    ours = [*neuron.weight.data[0], neuron.bias.item(), neuron.n.item()]
    assert ours == pytest.approx(solution.x, abs=1e-3)
    assert np.mean((neuron(task.x).data - task.y) ** 2) == pytest.approx(
        np.mean(solution.fun**2), rel=1e-6
    )


def test_the_jacobian_equals_differences_of_residuals():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(1, 2, (7, 3)), rng.uniform(1, 2, (7, 2))
    neuron = nn.AddMul(3, 2, n=[0.3, 0.6], bias=True, rng=0)
    exact = _jacobian((neuron(x) - y).reshape(-1), neuron.parameters())
    columns = []
    for p in neuron.parameters():
        for i in np.ndindex(p.shape):
            before, ends = p.data[i], []
            for step in (1e-6, -1e-6):
                p.data[i] = before + step
                ends.append((neuron(x).data - y).ravel())
            p.data[i] = before
            columns.append((ends[0] - ends[1]) / 2e-6)
    assert exact.shape == (14, 6 + 2 + 2)
    assert exact == pytest.approx(np.column_stack(columns), abs=1e-7)


def test_n_stops_at_its_bound_where_the_law_lies_beyond_a_product():
    x = np.random.default_rng(0).uniform(1, 2, (40, 2))
    task = tasks.Task.from_arrays(x, np.exp(x.prod(axis=1)))
    history = train.least_squares(nn.AddMul(2, 1, n=0.5, bias=True, rng=0), task)
    assert history.parameters("n").max() == history.parameters("n")[-1, 0] == 1


def test_the_loss_of_the_history_is_that_of_the_model():
    task, line = measured_line(), nn.Linear(3, 1, rng=0)
    before = nn.mse_loss(line(task.x), task.y).item()
    history = train.least_squares(line, task)
    assert history.loss[0] == pytest.approx(before)
    assert history.loss[-1] == pytest.approx(nn.mse_loss(line(task.x), task.y).item())


def test_max_evaluations_ends_the_search():
    neuron = nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    assert len(train.least_squares(neuron, tasks.load("trees"), max_evaluations=3).loss) <= 3


def test_warm_start_fits_the_weights_and_leaves_n():
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    columns = np.hstack([task.x, np.ones((31, 1))])
    *weights, constant = np.linalg.lstsq(columns, task.y[:, 0])[0]
    assert neuron.weight.data[0] == pytest.approx(weights, rel=1e-6)
    assert neuron.bias.item() == pytest.approx(constant, rel=1e-6)
    assert neuron.n.data.tolist() == [0] and neuron.n.requires_grad


def test_warm_start_keeps_a_frozen_n_frozen():
    neuron = nn.AddMul(2, 1, n=1.0, bias=True, rng=0)
    neuron.n.requires_grad = False
    train.warm_start(neuron, tasks.load("trees"))
    assert not neuron.n.requires_grad


def test_warm_start_gives_n_free_again_after_a_failure():
    neuron = nn.AddMul(1, 1, rng=0)
    with pytest.raises(ValueError, match="not positive"):
        train.warm_start(neuron, tasks.Task.from_arrays([1.0, -1.0], [1.0, 2.0]))
    assert neuron.n.requires_grad


def test_a_start_whose_loss_is_no_number_is_refused_with_a_cure():
    line = nn.Linear(3, 1)
    line.weight.data[:] = 1e200
    with pytest.raises(FloatingPointError, match=r"loss is not a finite number.*smaller weights"):
        train.least_squares(line, measured_line())


def test_a_model_with_nothing_to_learn_is_refused():
    line = nn.Linear(3, 1)
    line.weight.requires_grad = line.bias.requires_grad = False
    with pytest.raises(ValueError, match="nothing to learn"):
        train.least_squares(line, measured_line())


def test_a_model_with_another_number_of_outputs_is_refused():
    with pytest.raises(ValueError, match=r"\(20, 2\).*\(20, 1\)"):
        train.least_squares(nn.Linear(3, 2, rng=0), measured_line())


def test_every_loss_of_the_history_belongs_to_the_n_beside_it():
    task, model = tasks.load("trees"), nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    train.warm_start(model, task)
    model.weight.requires_grad = model.bias.requires_grad = False
    history = train.least_squares(model, task)
    n = history.parameters("n")[:, 0]
    for loss, value in zip(history.loss, n, strict=False):
        model.n.data[:] = value
        assert nn.mse_loss(model(task.x), task.y).item() == pytest.approx(loss, rel=1e-12)
    assert len(n) == len(history.loss) + 1 > 2
