from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from minigrad import Tensor, gradcheck, nn, tasks, train

SIZES = [(1, 1), (1, 5), (2, 1), (2, 4), (3, 3), (5, 2)]
every_size = pytest.mark.parametrize(("inputs", "degree"), SIZES)


def products(row, degree):
    """Multiply every choice of up to `degree` places, the first place growing last."""
    last, found = [((), 1.0)], []
    for _ in range(degree):
        last = [
            ((*places, j), value * row[j])
            for places, value in last
            for j in range(places[-1] if places else 0, len(row))
        ]
        found += [value for _, value in last]
    return found


def test_monomials_come_by_degree_and_then_by_name():
    a, b, c = 2.0, 3.0, 5.0
    assert nn.Monomials(3, 2)([a, b, c]).data.tolist() == [
        *(a, b, c),
        *(a * a, a * b, a * c, b * b, b * c, c * c),
    ]
    assert nn.Monomials(1, 4)([[a]]).data.tolist() == [[2, 4, 8, 16]]


@pytest.mark.parametrize(("inputs", "degree"), SIZES)
def test_interactions_only_are_those_monomials_in_which_no_input_comes_twice(inputs, degree):
    x = np.random.default_rng(0).normal(size=(20, inputs))
    layer = nn.Monomials(inputs, degree, interaction_only=True)
    chosen = [c for count in range(1, degree + 1) for c in combinations(range(inputs), count)]
    assert layer.out_features == len(chosen)
    assert layer(x).data == pytest.approx(np.stack([x[:, c].prod(axis=1) for c in chosen], axis=1))


@every_size
def test_monomials_are_products_of_up_to_degree_inputs(inputs, degree):
    x = np.random.default_rng(0).normal(size=(20, inputs))
    y = nn.Monomials(inputs, degree)(x).data
    assert y == pytest.approx(np.array([products(row, degree) for row in x]), rel=1e-13)


@settings(deadline=None)
@given(arrays(float, 3, elements=st.floats(-100, 100)))
def test_monomials_of_any_numbers_are_their_products(row):
    expected = products(row, 4)
    np.testing.assert_allclose(nn.Monomials(3, 4)(row).data, expected, rtol=1e-13, atol=1e-300)


@every_size
def test_there_is_a_monomial_for_every_choice_of_factors_but_none(inputs, degree):
    layer = nn.Monomials(inputs, degree)
    assert layer.out_features == comb(inputs + degree, degree) - 1
    assert layer(np.ones((2, inputs))).shape == (2, layer.out_features)


@pytest.mark.parametrize("shape", [(3,), (1, 3), (4, 3), (2, 4, 3), (2, 1, 2, 3), (0, 3)])
def test_monomials_map_any_number_of_axes(shape):
    x = np.random.default_rng(1).uniform(-2, 2, shape)
    layer = nn.Monomials(3, 3)
    y = layer(x)
    assert isinstance(y, Tensor) and y.shape == (*shape[:-1], 19)
    expected = [products(row, 3) for row in x.reshape(-1, 3)]
    assert y.data.reshape(-1, 19) == pytest.approx(np.reshape(expected, (-1, 19)), rel=1e-13)


def test_monomials_of_complex_numbers_are_their_products():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(5, 2)) + 1j * rng.normal(size=(5, 2))
    y = nn.Monomials(2, 3)(x).data
    assert y == pytest.approx(np.array([products(row, 3) for row in x]), rel=1e-13)


@every_size
@pytest.mark.parametrize("order", [1, 2])
def test_derivatives_of_monomials_are_right(inputs, degree, order):
    x = np.random.default_rng(3).uniform(-2, 2, (3, inputs))
    assert gradcheck(nn.Monomials(inputs, degree), x, order=order)


def test_derivatives_of_monomials_are_right_where_inputs_are_zero():
    x = np.array([[0.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 1.0, -3.0]])
    assert gradcheck(nn.Monomials(3, 3), x) and gradcheck(nn.Monomials(3, 3), x, order=2)


def test_monomials_have_no_parameters_and_nothing_to_draw():
    layer = nn.Monomials(2, 3)
    before = layer([0.5, 2.0]).data
    layer.reset(1)
    assert layer.parameters() == [] and np.array_equal(layer([0.5, 2.0]).data, before)


def test_monomials_take_inputs_of_any_sign():
    nn.Monomials(2, 2).check_inputs(np.array([[-1.0, 0.0]]), ("girth", "height"))


def test_settings_construct_monomials_again():
    expected = {"in_features": 3, "degree": 2, "interaction_only": False}
    assert nn.Monomials(3, 2).settings() == expected
    twin = nn.Monomials(**nn.Monomials(3, 2).settings())
    assert (twin.in_features, twin.degree, twin.out_features) == (3, 2, 9)
    twin = nn.Monomials(**nn.Monomials(3, 2, interaction_only=True).settings())
    assert (twin.in_features, twin.degree, twin.out_features) == (3, 2, 6)


@pytest.mark.parametrize(("inputs", "degree"), [(2, 0), (2, -1), (0, 2), (-1, 1)])
def test_a_degree_below_1_and_no_inputs_are_refused(inputs, degree):
    with pytest.raises(ValueError, match=f"got .*{inputs} and .*{degree}"):
        nn.Monomials(inputs, degree)


def polynomial_model():
    layer = nn.Monomials(2, 4)
    return nn.Sequential(layer, nn.Linear(layer.out_features, 1, rng=0))


def test_a_sum_of_monomials_finds_a_polynomial_inside_the_disc_too():
    task, model = tasks.load("polynomial"), polynomial_model()
    train.least_squares(model, task)
    assert model(task.x_test).data == pytest.approx(task.y_test, abs=1e-7)


def test_a_sum_of_monomials_is_saved_and_loaded(tmp_path):
    task, model = tasks.load("polynomial"), polynomial_model()
    train.save_model(tmp_path / "model.npz", model, task)
    saved = train.load_model(tmp_path / "model.npz")
    assert [type(layer) for layer in saved.model.layers] == [nn.Monomials, nn.Linear]
    assert saved.model.layers[0].degree == 4
    assert np.array_equal(saved.model(task.x_test).data, model(task.x_test).data)
