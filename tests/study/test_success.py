import math
from statistics import NormalDist

import numpy as np
import pytest

from minigrad import nn, study, tasks, train

# ---- whether a model found the law -------------------------------------------------------------


def exact_sum(error=0.0):
    line = nn.Linear(2, 1, bias=False)
    line.weight.data[:] = 1.0 + error
    return line


@pytest.mark.parametrize(("error", "found"), [(0.0, True), (0.99e-5, True), (1.01e-5, False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_law_counts_as_found_up_to_an_error_of_one_in_a_hundred_thousand(error, found, sign):
    assert study.found_law(exact_sum(sign * error), tasks.load("sum")) is found


def test_the_error_counts_where_nothing_was_learned():
    class Memory(nn.Module):
        """Knows all that it was shown, and nothing beyond."""

        def forward(self, x):
            return nn.Linear.forward(exact_sum(), np.minimum(x, 2.0))

    task, memory = tasks.load("sum"), Memory()
    assert np.array_equal(memory(task.x_test).data, exact_sum()(task.x_test).data)
    assert not study.found_law(memory, task)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_model_that_is_not_finite_has_found_nothing(value):
    line = exact_sum()
    line.weight.data[0, 1] = value
    assert study.found_law(line, tasks.load("sum")) is False


@pytest.mark.parametrize(("imaginary", "found"), [(0.0, True), (1e-3, False)])
def test_the_imaginary_part_of_a_prediction_counts(imaginary, found):
    task, neuron = tasks.load("sum"), nn.AddMul(2, 1, kind="schroeder", n=0.0, bias=True)
    neuron.weight.data[:], neuron.bias.data[:] = 1.0, 1j * imaginary
    y = neuron(task.x_extrapolation).data
    assert y.dtype == complex and y.real == pytest.approx(task.y_extrapolation, rel=1e-9)
    assert study.found_law(neuron, task) is found


def test_other_units_change_nothing():
    for error, found in ((0.99e-5, True), (1.01e-5, False)):
        for unit in (1e-3, 1.0, 1e3):
            task = tasks.load("sum").divided_by([1.0, 1.0], [unit])
            model = exact_sum()
            model.weight.data[:] = (1 + error) / unit
            assert study.found_law(model, task) is found


@pytest.mark.parametrize("name", ["sum", "product", "sum_of_products", "product_of_sums"])
@pytest.mark.parametrize("low", [1.0, -2.0])
def test_the_law_itself_is_found_for_every_task(name, low):
    task = tasks.load(name, low=low)

    class Law(nn.Module):
        share = 1.0

        def forward(self, x):
            y = {
                "sum": lambda x: x[:, 0] + x[:, 1],
                "product": lambda x: x[:, 0] * x[:, 1],
                "sum_of_products": lambda x: x[:, 0] * x[:, 1] + x[:, 2] * x[:, 3],
                "product_of_sums": lambda x: (x[:, 0] + x[:, 1]) * (x[:, :4].sum(axis=1)),
            }[name](x * self.share)
            return nn.Parameter(y[:, None])

    law = Law()
    assert study.found_law(law, task)
    law.share = 1 + 1.1e-5
    assert not study.found_law(law, task)


def test_a_snapped_neuron_has_found_the_product_and_an_unsnapped_one_has_not():
    task, neuron = tasks.load("product"), nn.AddMul(2, 1, n=0.9, rng=0)
    train.fit(neuron, task, steps=50, rng=0)
    assert not study.found_law(neuron, task)
    assert study.found_law(train.snap(neuron, task), task)


@pytest.mark.parametrize("name", ["trees", "moons"])
def test_nobody_can_say_what_is_found_without_a_law(name):
    with pytest.raises(ValueError, match=f"{name} is not an exact law"):
        study.found_law(nn.Linear(2, 1), tasks.load(name))


# ---- Wilson's interval -------------------------------------------------------------------------


def textbook(successes, trials, level):
    """Wilson 1927: the p for which the normal approximation is just rejected."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    p = successes / trials
    middle = (p + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * math.sqrt(p * (1 - p) / trials + z**2 / (4 * trials**2))
    return middle - half, middle + half


@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
@pytest.mark.parametrize(
    ("successes", "trials"), [(0, 1), (1, 1), (3, 7), (25, 25), (0, 40), (90, 100)]
)
def test_wilsons_interval_is_that_of_the_textbook(successes, trials, level):
    interval = study.wilson(successes, trials, level)
    assert interval == pytest.approx(textbook(successes, trials, level), abs=1e-12)
    assert all(type(end) is float for end in interval)


def test_the_level_is_95_percent_unless_given():
    assert study.wilson(3, 7) == study.wilson(3, 7, 0.95) != study.wilson(3, 7, 0.9)


def test_the_interval_lies_within_0_and_1_and_is_symmetric():
    for successes in range(11):
        low, high = study.wilson(successes, 10)
        assert 0 <= low <= successes / 10 <= high <= 1
        assert (1 - high, 1 - low) == pytest.approx(study.wilson(10 - successes, 10))


@pytest.mark.parametrize(("successes", "trials"), [(3, 2), (-1, 5), (0, 0)])
def test_counts_that_cannot_be_are_refused(successes, trials):
    with pytest.raises(ValueError, match=f"got {successes} of {trials}"):
        study.wilson(successes, trials)
