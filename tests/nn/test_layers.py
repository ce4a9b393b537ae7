import json

import numpy as np
import pytest

from minigrad import Tensor, gradcheck, nn, tasks, train


def test_linear_is_a_weighted_sum():
    layer = nn.Linear(3, 2, rng=0)
    x = np.random.default_rng(1).normal(size=(5, 3))
    expected = np.einsum("oi,ni->no", layer.weight.data, x) + layer.bias.data
    assert layer(x).data == pytest.approx(expected)


def test_linear_without_bias_maps_zero_to_zero():
    assert nn.Linear(3, 2, bias=False, rng=0)(np.zeros(3)).data.tolist() == [0, 0]


def test_linear_draws_its_weights_from_plus_minus_one_over_the_root_of_its_inputs():
    weights = nn.Linear(16, 1000, rng=0).weight.data
    assert 0.24 < np.abs(weights).max() <= 0.25


def test_linear_starts_the_same_with_the_same_seed():
    first, second, third = (nn.Linear(3, 2, rng=seed).weight.data for seed in (1, 1, 2))
    assert np.array_equal(first, second) and not np.array_equal(first, third)


@pytest.mark.parametrize(
    "layer",
    [nn.Linear(2, 1), nn.Product(2, 1), nn.AddMul(2, 1), nn.AddMul(2, 1, coupled=False)],
    ids=["Linear", "Product", "AddMul", "AddMul uncoupled"],
)
@pytest.mark.parametrize("shape", [(4, 3), (2, 1), ()])
def test_inputs_of_another_width_are_refused_and_both_shapes_named(layer, shape):
    with pytest.raises(ValueError) as error:
        layer(np.ones(shape))
    assert "(1, 2)" in str(error.value) and str(shape) in str(error.value)


# ---- Product -----------------------------------------------------------------------------------

X = np.random.default_rng(2).uniform(0.05, 5, (6, 3))


@pytest.mark.parametrize("bias", [False, True])
def test_product_multiplies_powers(bias):
    layer = nn.Product(3, 2, bias=bias, rng=0)
    factor = np.ones(2)
    if bias:
        layer.bias.data[:] = [0.5, -1.0]
        factor = np.exp([0.5, -1.0])
    expected = [
        [f * np.prod(x**w) for f, w in zip(factor, layer.weight.data, strict=True)] for x in X
    ]
    assert layer(X).data == pytest.approx(np.array(expected), rel=1e-13)


def test_product_maps_any_number_of_axes():
    layer = nn.Product(3, 2, rng=0)
    x = X.reshape(2, 3, 3)
    assert layer(x).shape == (2, 3, 2) and layer(X[0]).shape == (2,)
    np.testing.assert_allclose(layer(x).data.reshape(6, 2), layer(X).data, rtol=1e-15)
    np.testing.assert_allclose(layer(X[0]).data, layer(X).data[0], rtol=1e-15)


def test_product_is_addmul_at_n_1_beyond_the_edges_too():
    layer, neuron = nn.Product(3, 2, bias=True), nn.AddMul(3, 2, n=1.0, bias=True)
    weight, bias = np.array([[0.5, 2.0, -1.0], [3.0, 0.1, 1.0]]), np.array([0.3, 38.0])
    for each in (layer, neuron):
        each.weight.data[:], each.bias.data[:] = weight, bias
    x = np.vstack([X, [[-1.0, 0.0, 0.005], [1e3, 2.0, -3.0], [1e6, 1e6, 1e6]]])
    np.testing.assert_allclose(layer(x).data, neuron(x).data, rtol=1e-12)


def test_below_a_hundredth_product_takes_the_tangent_of_the_logarithm():
    layer = nn.Product(1, 1)
    layer.weight.data[:] = 1.0
    x = np.array([[0.01], [0.005], [0.0], [-0.01]])
    assert layer(x).data == pytest.approx(0.01 * np.exp([[0], [-0.5], [-1], [-2]]), rel=1e-13)


def test_beyond_e_to_the_40_product_takes_the_tangent_of_exp():
    layer = nn.Product(1, 1)
    layer.weight.data[:] = 10.0
    x = np.exp([[3.9], [4.0], [5.0], [50.0]])
    assert layer(x).data == pytest.approx(
        np.exp(40) * np.array([[np.exp(-1)], [1], [11], [461]]), rel=1e-12
    )


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("has_bias", [False, True])
def test_products_derivatives_are_right(has_bias, order):
    layer = nn.Product(3, 2, bias=has_bias, rng=0)

    def f(x, weight, bias):
        layer.weight, layer.bias = weight, bias
        return layer(x)

    bias = np.array([0.4, -0.3]) if has_bias else None
    x = np.vstack([X, [[-0.5, 0.2, 1.0]]])
    assert gradcheck(f, x, layer.weight.data.copy(), bias, order=order)


def test_product_gives_finite_numbers_for_any_input():
    layer = nn.Product(2, 3, bias=True, rng=0)
    values = np.array([-1e6, -1.0, -0.0, 0.0, 1e-300, 0.01, 1.0, 1e6])
    x = Tensor(np.stack(np.meshgrid(values, values), axis=-1), requires_grad=True)
    y = layer(x)
    y.sum().backward()
    assert np.isfinite(y.data).all() and np.isfinite(x.grad).all()
    assert all(np.isfinite(p.grad).all() for p in layer.parameters())


def test_product_draws_exponents_that_make_it_about_a_geometric_mean():
    weights = nn.Product(4, 5000, rng=0).weight.data
    assert weights.mean() == pytest.approx(1 / 4, abs=0.005)
    assert weights.std() == pytest.approx(0.6 / 4, rel=0.02)
    assert (np.abs(weights - 0.25) > 0.3).mean() == pytest.approx(0.0455, abs=0.006)
    other = nn.Product(4, 5000, weight_init=(3.0, 0.1), rng=0).weight.data
    assert (other.mean(), other.std()) == pytest.approx((3.0, 0.1), rel=0.02)


def test_product_reset_draws_exponents_again_and_puts_the_bias_back():
    layer = nn.Product(3, 2, bias=True, rng=0)
    first = layer.weight.data.copy()
    layer.bias.data[:] = 7.0
    layer.reset(1)
    assert np.all(layer.weight.data != first) and layer.bias.data.tolist() == [0, 0]
    layer.reset(0)
    assert np.array_equal(layer.weight.data, first)


@pytest.mark.parametrize("value", [0.0, -4.0])
def test_product_names_inputs_that_are_not_positive_with_a_cure(value):
    x = np.array([[1.0, 2.0], [3.0, value], [1.0, 1.0]])
    with pytest.raises(ValueError) as error:
        nn.Product(2, 1).check_inputs(x, ("girth", "height"))
    cure = "or for Linear" if value else "AddMul takes 0"
    for part in ("'height'", "1 of 3", "row 2", f"{value:g}", cure):
        assert part in str(error.value)
    nn.Product(2, 1).check_inputs(x[:1], ("girth", "height"))


def test_zeros_among_values_that_are_not_positive_are_counted():
    x = np.array([[0.0], [-1.0], [2.0], [0.0]])
    with pytest.raises(ValueError, match=r"3 of 4 .* not positive, 2 of them 0 \(row 1 is 0\)"):
        nn.Product(1, 1).check_inputs(x, ("dose",))


@pytest.mark.parametrize("options", [{}, {"bias": True}, {"weight_init": (0.5, 0.1)}], ids=str)
def test_products_settings_construct_it_again_from_json(options):
    layer = nn.Product(3, 2, **options, rng=0)
    settings = json.loads(json.dumps(layer.settings()))
    twin = nn.Product(**settings, rng=0)
    assert json.loads(json.dumps(twin.settings())) == settings
    assert (twin.bias is None) == (layer.bias is None)
    assert np.array_equal(twin(X).data, layer(X).data)


# ---- bends -------------------------------------------------------------------------------------

BENDS = {
    nn.Tanh: np.tanh,
    nn.ReLU: lambda x: np.where(x > 0, x, 0),
    nn.Sigmoid: lambda x: 1 / (1 + np.exp(-x)),
}
every_bend = pytest.mark.parametrize("bend", BENDS, ids=lambda bend: bend.__name__)


@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (2, 3, 4)])
@every_bend
def test_a_bend_is_its_function_of_every_element(bend, shape):
    x = np.random.default_rng(0).normal(size=shape) * 3
    y = bend()(x)
    assert isinstance(y, Tensor) and y.shape == shape
    np.testing.assert_allclose(y.data, BENDS[bend](x), rtol=1e-14)


@every_bend
def test_a_bends_derivatives_are_right(bend):
    x = np.array([-5.0, -1.3, -0.2, 0.4, 1.0, 3.0])
    assert gradcheck(bend(), x)
    assert bend is nn.ReLU or gradcheck(bend(), x, order=2)


@every_bend
def test_a_bend_has_finite_numbers_far_out(bend):
    x = Tensor([-1e300, -1000.0, 1000.0, 1e300], requires_grad=True)
    y = bend()(x)
    y.sum().backward()
    lowest, highest = {nn.Tanh: (-1, 1), nn.ReLU: (0, 1e300), nn.Sigmoid: (0, 1)}[bend]
    assert (y.data[0], y.data[-1]) == (lowest, highest)
    assert x.grad.tolist() == ([0, 0, 1, 1] if bend is nn.ReLU else [0, 0, 0, 0])


@every_bend
def test_a_bend_has_no_parameters_and_no_settings(bend):
    assert bend().parameters() == [] and bend().settings() == {}
    bend().reset(0)
    assert isinstance(bend(**bend().settings()), bend)


@every_bend
def test_a_bend_takes_inputs_of_any_sign(bend):
    bend().check_inputs(np.array([[-1.0, 0.0]]), ("girth", "height"))


# ---- the mean of Linear's bias -----------------------------------------------------------------


@pytest.mark.parametrize("mean", [0.0, 1.0, -3.5])
def test_the_bias_of_linear_starts_around_the_mean_asked_for(mean):
    bias = nn.Linear(16, 4000, bias_mean=mean, rng=0).bias.data
    assert bias.mean() == pytest.approx(mean, abs=0.01)
    assert 0.24 < np.abs(bias - mean).max() <= 0.25 + 1e-12


def test_by_default_the_bias_of_linear_starts_around_0():
    plain, spelt_out = nn.Linear(3, 5, rng=0), nn.Linear(3, 5, bias_mean=0.0, rng=0)
    assert np.array_equal(plain.bias.data, spelt_out.bias.data)
    assert nn.Linear(16, 4000, rng=0).bias.data.mean() == pytest.approx(0, abs=0.01)


def test_the_mean_of_the_bias_moves_the_bias_only():
    plain, moved = nn.Linear(3, 5, rng=0), nn.Linear(3, 5, bias_mean=2.0, rng=0)
    assert np.array_equal(moved.weight.data, plain.weight.data)
    assert moved.bias.data == pytest.approx(plain.bias.data + 2, rel=1e-14)
    alone, other = (nn.Linear(3, 5, bias=False, bias_mean=mean, rng=0) for mean in (0.0, 2.0))
    assert other.bias is None and np.array_equal(alone.weight.data, other.weight.data)


def test_linear_draws_its_bias_around_the_same_mean_again():
    layer = nn.Linear(16, 4000, bias_mean=1.5, rng=0)
    first = layer.bias.data.copy()
    for _ in range(3):
        layer.reset(1)
    assert np.all(layer.bias.data != first)
    assert layer.bias.data.mean() == pytest.approx(1.5, abs=0.01)
    layer.reset(0)
    assert np.array_equal(layer.bias.data, first)


@pytest.mark.parametrize("bias", [True, False])
def test_the_mean_of_the_bias_is_saved_and_loaded(bias, tmp_path):
    task, layer = tasks.load("sum"), nn.Linear(2, 1, bias=bias, bias_mean=1.5, rng=0)
    train.save_model(tmp_path / "line.npz", nn.Sequential(layer), task)
    (twin,) = train.load_model(tmp_path / "line.npz").model.layers
    assert twin.settings() == layer.settings() and twin.settings()["bias_mean"] == 1.5
    assert np.array_equal(twin([1.0, 2.0]).data, layer([1.0, 2.0]).data)
    for each in (layer, twin):
        each.reset(3)
    assert np.array_equal(twin([1.0, 2.0]).data, layer([1.0, 2.0]).data)
