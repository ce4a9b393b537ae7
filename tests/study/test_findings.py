from functools import cache

import numpy as np
import pytest

from minigrad import nn, study, tasks, train


@pytest.fixture(scope="module")
def judged(trained):
    """Return a function: the name of a measured task -> task, trained neuron, findings."""

    @cache
    def judge(name):
        task, neuron, _ = trained(name)
        return task, neuron, study.findings(neuron, task)

    return judge


def test_trees_are_said_to_be_a_product_with_exponents(judged):
    _, neuron, found = judged("trees")
    said = found.paragraph()
    a, b = neuron.weight.data[0]
    low, high = found.profile.interval
    for part in (
        f"ended at n = {neuron.n.item():.3f}, nearly a product",
        f"compatible with n from {low:.2f} to {high:.2f} (95% profile interval).",
        f"volume_ft3 is nearly proportional to girth_in^{a:.3f} · height_ft^{b:.3f}",
        "predicts as well as the power law, to within 3%",
        "divided by their means; n depends on the units",
    ):
        assert part in said
    assert "Try more steps" not in said


def test_deliveries_are_said_to_be_a_sum_in_the_units_of_the_columns(judged):
    said = judged("delivery")[2].paragraph()
    raw = tasks.load("delivery", scale=None)
    a, b, c = np.linalg.lstsq(np.hstack([raw.x, np.ones((25, 1))]), raw.y[:, 0])[0]
    for part in (
        "ended at n = 0.000, a sum",
        "so they hardly decide",
        f"time_min ≈ {a:.4g}·cases + {b:.4g}·distance_ft + {c:.3g}.",
        "predicts as well as the straight line, to within 3%",
    ):
        assert part in said


@pytest.mark.parametrize("name", ["trees", "delivery"])
def test_the_errors_are_those_of_leaving_each_row_out(name, judged):
    task, neuron, found = judged(name)
    assert list(found.errors) == ["straight line", "power law", "neuron"]
    line, law = study.contenders(["line", "power-law"]).values()
    expected = [study.leave_out(model, task) for model in (line, law, neuron)]
    assert list(found.errors.values()) == expected
    for model, error in found.errors.items():
        assert f"the {model} by {error:.3g}" in found.paragraph()


def test_an_n_that_is_stuck_is_said_to_be_stuck():
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    said = study.findings(neuron, task).paragraph()
    assert "ended at n = 0.000" in said
    assert "the loss is least at n = 0.971. Try more steps." in said


def test_a_line_is_said_to_be_a_line():
    task, line = tasks.load("trees"), nn.Linear(2, 1, rng=0)
    train.least_squares(line, task)
    said = study.findings(line, task).paragraph()
    assert said.startswith("A straight line was fitted. volume_ft3 ≈ 4.708·girth_in")
    assert "neuron" not in said and "n depends" not in said


def test_an_exact_law_is_judged_on_test_and_extrapolation_data():
    task, neuron = tasks.load("product"), nn.AddMul(2, 1, n=1.0, rng=0)
    neuron.weight.data[:] = [[1.0, 1.1]]
    found = study.findings(neuron, task)
    for name, x, y in (
        ("test", task.x_test, task.y_test),
        ("extrapolation", task.x_extrapolation, task.y_extrapolation),
    ):
        error = np.sqrt(np.mean((x[:, :1] * x[:, 1:] ** 1.1 - y) ** 2))
        assert found.errors[name] == pytest.approx(error)
        assert f"{error:.2g} on the {name} data" in found.paragraph()


def test_errors_of_exactly_zero_can_be_compared(judged):
    task, neuron, found = judged("trees")
    errors = {"straight line": 0.0, "power law": 1.0, "neuron": 0.0}
    said = study.Findings(neuron, task, found.profile, errors, folds=31).paragraph()
    assert "the neuron by 0." in said and "predicts as well as the straight line" in said


def test_errors_of_rounding_are_no_reason_to_call_one_model_better():
    x = np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 5.0], [4.0, 4.0], [7.0, 1.0]])
    task, neuron = tasks.Task.from_arrays(x, x.sum(axis=1)), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    found = study.findings(neuron, task)
    assert max(found.errors["straight line"], found.errors["neuron"]) < 1e-9
    assert "predicts better" not in found.paragraph()


@pytest.mark.parametrize(("rows", "said"), [(4, True), (5, False)])
def test_a_fit_with_as_many_numbers_as_rows_is_said_to_mean_nothing(rows, said):
    x = np.random.default_rng(0).uniform(1, 2, (rows, 2))
    task, neuron = tasks.Task.from_arrays(x, x.sum(axis=1)), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    paragraph = study.findings(neuron, task).paragraph()
    assert (f"Only {rows} rows for 4 numbers to learn" in paragraph) == said


def test_large_files_are_judged_in_groups():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (150, 1))
    task, line = tasks.Task.from_arrays(x, 2 * x + rng.normal(0, 0.1, (150, 1))), nn.Linear(1, 1)
    train.least_squares(line, task)
    found = study.findings(line, task)
    assert found.folds == 5 and "each row once, in 5 groups" in found.paragraph()


@pytest.mark.parametrize(
    "model", [nn.AddMul(2, 2), nn.Sequential(nn.Linear(2, 1))], ids=["two outputs", "a network"]
)
def test_only_one_neuron_can_be_judged(model):
    x = np.arange(1.0, 9.0).reshape(4, 2)
    task = tasks.Task.from_arrays(x, x if isinstance(model, nn.AddMul) else x[:, 0])
    with pytest.raises(ValueError, match="one AddMul or Linear neuron with one target"):
        study.findings(model, task)


@pytest.mark.parametrize(
    ("n", "said"),
    [(-0.4, "beyond a sum"), (0.03, "nearly a sum"), (0.5, "between a sum and a product"),
     (1.06, "nearly a product"), (1.0, "a product"), (1.7, "beyond a product")],
)  # fmt: skip
def test_an_n_beyond_plus_or_times_is_said_to_be_there(n, said):
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, kind="box-cox", bounds=(-1, 2), bias=True)
    neuron.n.data[:] = n
    assert f"ended at n = {n:.3f}, {said} (0 adds" in study.findings(neuron, task).paragraph()


def test_a_product_of_inputs_of_both_signs_is_no_power_law():
    x = np.array([[-2.0, 1.0], [3.0, 2.0], [1.0, -1.0], [2.0, 3.0], [-1.0, 2.0], [4.0, 1.0]])
    task = tasks.Task.from_arrays(x, x[:, :1] + x[:, 1:])
    neuron = nn.AddMul(2, 1, kind="linear-log", n=1.0, bias=True, rng=0)
    said = study.findings(neuron, task).paragraph()
    assert "proportional" not in said and "exponents only at n = 1, of positive inputs" in said
