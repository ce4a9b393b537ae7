"""The theorem about linear-log: between sum and product, and from one to the other without a turn."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from minigrad import Tensor, nn, oplus
from minigrad.transitions import EDGE, transition
from minigrad.transitions.linear_log import straight_log

NS = np.linspace(0, 1, 41)
inputs = st.floats(-1e3, 1e3)
weights = st.lists(st.tuples(inputs, st.floats(-3, 3)), min_size=1, max_size=4)
biases = st.floats(-5, 5)


def sum_and_product(x, w, b):
    """Return Σ w x + b, and ℓ⁻¹(Σ w ℓ(x) + b), written down anew."""
    log = np.where(x < EDGE, np.log(EDGE) + (x - EDGE) / EDGE, np.log(np.maximum(x, EDGE)))
    total = np.sum(w * log) + b
    with np.errstate(over="ignore"):
        product = np.exp(total) if total >= np.log(EDGE) else EDGE * (total - np.log(EDGE) + 1)
    return np.sum(w * x) + b, product


def path(x, w, b, kind="linear-log"):
    """Return what a neuron gives for each n from 0 to 1: one neuron for each."""
    layer = nn.AddMul(len(x), len(NS), kind=kind, n=NS, bias=True)
    layer.weight.data[:], layer.bias.data[:] = w, b
    return layer(x[None]).data[0]


def within(a, b):
    """Return how much a and b may differ by rounding: their digits, and those of what adds to them."""
    return 1e-12 * (1 + abs(a) + abs(b))


@given(weights, biases)
@example([(2.0, 1.0), (3.0, 1.0)], 0.0)
@example([(-2.0, 1.0), (-3.0, 1.0)], 0.0)  # sums below 0
@example([(900.0, -3.0), (1e-3, 3.0)], 5.0)
@example([(EDGE, 1.0)], 0.0)  # where the straight line begins
def test_it_lies_between_sum_and_product_and_never_turns_back(pairs, b):
    x, w = np.array(pairs).T
    sum_, product = sum_and_product(x, w, b)
    assume(product < 1e15)  # beyond e^40 layers go on as a straight line
    y = path(x, w, b)
    size = np.sum(np.abs(w * x)) + np.sum(np.abs(w * straight_log(x).data)) + 5
    slack = 1e-12 * (size + abs(product) * size)
    assert abs(y[0] - sum_) <= slack and abs(y[-1] - product) <= slack
    assert np.all(y >= min(sum_, product) - slack) and np.all(y <= max(sum_, product) + slack)
    assert np.all(np.diff(y) * np.sign(product - sum_) >= -slack)


@given(weights, biases, st.floats(0, 1))
def test_the_slope_along_n_points_from_sum_to_product(pairs, b, n):
    x, w = np.array(pairs).T
    sum_, product = sum_and_product(x, w, b)
    assume(product < 1e15 and abs(product - sum_) > 1e-6 * (1 + abs(product) + abs(sum_)))
    neuron = nn.AddMul(len(x), 1, kind="linear-log", n=n, bias=True)
    neuron.weight.data[:], neuron.bias.data[:] = w, b
    neuron(x[None]).sum().backward()
    assert np.sign(neuron.n.grad[0]) == np.sign(product - sum_)


@pytest.mark.parametrize("kind", ["kneser", "abel", "box-cox"])
def test_no_other_real_kind_has_it(kind):
    y = path(np.array([2.0, 3.0]), np.ones(2), 0.0, kind)
    assert y.max() > 6.05 and np.any(np.diff(y) < 0)


@given(st.floats(0.02, 1e3), st.floats(0.02, 1e3), st.floats(0, 1))
def test_oplus_lies_between_sum_and_product(x, y, n):
    between = oplus(x, y, n, "linear-log").item()
    assume(x * y > EDGE)
    assert min(x + y, x * y) * (1 - 1e-13) <= between <= max(x + y, x * y) * (1 + 1e-13)


@given(inputs, st.floats(0, 1))
def test_it_is_a_bijection_of_all_real_numbers(x, n):
    way = transition("linear-log")
    z = way.phi(x, n).item()
    assert way.inverse(z, n).item() == pytest.approx(x, rel=1e-9, abs=1e-12)
    more = way.phi(x + 1e-3 * (1 + abs(x)), n).item()
    assert more > z


def test_a_sum_below_0_moves_on_continuously():
    """With a plain logarithm, -1 would jump to 1e-43 between n = 0 and n = 0.01."""
    n = np.linspace(0, 0.02, 201)
    y = path_at(n, [-4.0, 3.0])
    assert y[0] == -1 and np.max(np.abs(np.diff(y))) < 0.1


def path_at(n, x):
    way = transition("linear-log")
    return way.inverse(sum(way.phi(np.array(a), n) for a in x), n).data


def test_n_is_a_scale_of_x():
    """Rescaling x by c, with a bias, is the same fit at other odds n / (1 - n), c times as large."""
    way, x, c, n = transition("linear-log"), np.geomspace(0.5, 50, 9), 7.0, 0.4
    odds = c * n / (1 - n)
    other = odds / (1 + odds)
    scaled, plain = way.phi(c * x, other).data, way.phi(x, n).data
    slope, constant = np.polyfit(plain, scaled, 1)
    np.testing.assert_allclose(slope * plain + constant, scaled, rtol=1e-12)


def test_gradients_reach_everything_at_a_negative_sum():
    x, n = Tensor([[-2.0, 1.5]], requires_grad=True), 0.3
    layer = nn.AddMul(2, 1, kind="linear-log", n=n, rng=0)
    layer(x).sum().backward()
    assert np.all(x.grad != 0) and np.all(np.isfinite(x.grad)) and layer.n.grad[0] != 0
