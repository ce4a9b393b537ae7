import numpy as np
import pytest

from minigrad import nn


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


@pytest.mark.parametrize("layer", [nn.Linear(2, 1), nn.AddMul(2, 1)], ids=["Linear", "AddMul"])
@pytest.mark.parametrize("shape", [(4, 3), (2, 1), ()])
def test_inputs_of_another_width_are_refused_and_both_shapes_named(layer, shape):
    with pytest.raises(ValueError) as error:
        layer(np.ones(shape))
    assert "(1, 2)" in str(error.value) and str(shape) in str(error.value)
