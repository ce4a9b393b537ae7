import json
from functools import partial

import numpy as np
import pytest

from minigrad import gradcheck, iterate, nn, tasks, train

X = np.random.default_rng(5).uniform(0.5, 3, (6, 2))


every_kind = pytest.mark.parametrize("kind", iterate.KINDS)


def neuron(n, outputs=1, kind=iterate.DEFAULT_KIND):
    layer = nn.AddMul(2, outputs, kind=kind, n=n, bias=True, rng=0)
    layer.bias.data[:] = 0.3
    return layer


@every_kind
def test_at_n_0_it_is_a_linear_layer(kind):
    layer, line = neuron(n=0.0, outputs=3, kind=kind), nn.Linear(2, 3)
    line.weight.data, line.bias.data = layer.weight.data, layer.bias.data
    assert layer(X).data == pytest.approx(line(X).data, rel=1e-12)


@every_kind
def test_at_n_1_it_is_a_product_of_powers(kind):
    layer = neuron(n=1.0, kind=kind)
    a, b = layer.weight.data[0]
    expected = np.exp(0.3) * X[:, :1] ** a * X[:, 1:] ** b
    assert layer(X).data == pytest.approx(expected, rel=1e-12)


@every_kind
def test_between_them_every_neuron_follows_the_formula_with_its_own_n(kind):
    ns = [0.1, 0.5, 0.8]
    layer = neuron(n=ns, outputs=3, kind=kind)
    for i, n in enumerate(ns):
        z = iterate.exp_n(X, -n, kind) @ layer.weight.data[i] + 0.3
        assert layer(X).data[:, i] == pytest.approx(iterate.exp_n(z, n, kind), rel=1e-12)


def as_a_function(kind, x, weight, bias, n):
    """Compute what AddMul does with parameters that are given as arguments."""
    layer = nn.AddMul(2, 3, kind=kind, bias=True)
    layer.weight, layer.bias, layer.n = weight, bias, n
    return layer(x)


@pytest.mark.parametrize("order", [1, 2])
@every_kind
def test_its_derivatives_by_inputs_weights_bias_and_n_are_right(kind, order):
    rng = np.random.default_rng(1)
    weight, bias = rng.uniform(0.2, 0.9, (3, 2)), rng.uniform(0.1, 0.2, 3)
    n = np.array([0.23, 0.47, 0.81])
    assert gradcheck(partial(as_a_function, kind), X, weight, bias, n, order=order)


@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_the_domain_is_what_its_notes_say(kind):
    count = {
        "kneser": lambda x: iterate.kneser.slog(x) + 2,
        "abel": lambda x: iterate.abel.psi(x) + 1,
    }
    x = np.array([-3.0, -0.5, 0.0, 1e-9, 0.5, 40.0])
    end = count[kind](x)
    assert (end > 1).tolist() == (x > 0).tolist()
    assert iterate.domain(x, -end * (1 - 1e-9), kind).all()
    assert not iterate.domain(x, -end * (1 + 1e-9), kind).any()


def test_with_schroeder_values_and_weights_are_complex():
    layer = neuron(n=0.5, kind="schroeder")
    y = layer(X)
    nn.mse_loss(y, np.ones((6, 1))).backward()
    assert y.dtype == np.complex128 and np.abs(y.data.imag).max() > 0.1
    for p in layer.parameters():
        assert p.dtype == p.grad.dtype == (np.float64 if p is layer.n else np.complex128)


def test_one_input_row_gives_one_output_row():
    assert neuron(n=0.5, outputs=3)(X[0]).shape == (3,)


def test_the_bias_is_left_out_unless_asked_for():
    assert nn.AddMul(2, 1).bias is None
    assert nn.AddMul(2, 1, bias=True).bias.data.tolist() == [0]


def test_a_new_neuron_is_about_an_average():
    weights = nn.AddMul(4, 2000, rng=0).weight.data
    assert weights.mean() == pytest.approx(1 / 4, abs=0.01)
    assert weights.std() == pytest.approx(0.6 / 4, abs=0.01)


def test_weight_init_gives_mean_and_standard_deviation():
    weights = nn.AddMul(4, 2000, weight_init=(3.0, 0.1), rng=0).weight.data
    assert weights.mean() == pytest.approx(3.0, abs=0.01)
    assert weights.std() == pytest.approx(0.1, abs=0.01)


def test_random_n_fills_the_interval_and_reset_draws_it_again():
    layer = nn.AddMul(2, 500, n="random", rng=0)
    first = layer.n.data.copy()
    assert 0 <= first.min() < 0.05 and 0.95 < first.max() <= 1
    layer.reset(1)
    assert not np.array_equal(layer.n.data, first)


def test_reset_puts_bias_and_n_back_to_their_start():
    layer = nn.AddMul(2, 2, n=[0.25, 0.75], bias=True, rng=0)
    layer.n.data[:], layer.bias.data[:] = 1.0, 5.0
    layer.reset(0)
    assert layer.n.data.tolist() == [0.25, 0.75] and layer.bias.data.tolist() == [0, 0]


@pytest.mark.parametrize("n", [-0.1, 1.5, [0.5, 2.0]])
def test_n_outside_0_to_1_is_refused(n):
    with pytest.raises(ValueError, match=r"bounds \[0\.0, 1\.0\]"):
        nn.AddMul(2, 2, n=n)


def test_n_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"n has shape \(3,\).*shape \(2,\)"):
        nn.AddMul(2, 2, n=[0.1, 0.2, 0.3])


def test_a_word_for_n_that_is_not_random_is_refused():
    with pytest.raises(ValueError, match=r'"random", got \'often\''):
        nn.AddMul(2, 1, n="often")


def test_an_unknown_kind_is_refused_and_the_known_ones_named():
    with pytest.raises(ValueError, match=r"'abell' is unknown.*'kneser', 'abel', 'schroeder'"):
        nn.AddMul(2, 1, kind="abell")


@pytest.mark.parametrize("value", [0.0, -4.0])
def test_inputs_that_are_not_positive_are_named_by_column_and_row_with_a_cure(value):
    x = np.array([[1.0, 2.0], [3.0, value], [1.0, 1.0]])
    with pytest.raises(ValueError) as error:
        nn.AddMul(2, 1).check_inputs(x, ("girth", "height"))
    for part in ("'height'", "1 of 3", "row 2", f"{value:g}", "Shift the column", "--model linear"):
        assert part in str(error.value)


@pytest.mark.parametrize("learn", [train.fit, train.least_squares])
def test_a_frozen_n_stays_while_the_weights_learn(learn):
    layer = nn.AddMul(2, 1, n=0.5, rng=0)
    layer.n.requires_grad = False
    before = layer.weight.data.copy()
    options = {"steps": 5} if learn is train.fit else {}
    learn(layer, tasks.load("product"), **options)
    assert layer.n.data.tolist() == [0.5]
    assert not np.array_equal(layer.weight.data, before)


def test_settings_construct_the_same_layer():
    layer = nn.AddMul(3, 2, kind="abel", bias=True, n=[0.2, 0.7], weight_init=(0.5, 0.1), rng=0)
    twin = nn.AddMul(**json.loads(json.dumps(layer.settings())))
    assert not np.array_equal(twin.weight.data, layer.weight.data)
    twin.reset(0)
    assert np.array_equal(twin(np.ones(3)).data, layer(np.ones(3)).data)
