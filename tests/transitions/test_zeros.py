"""Inputs of exactly 0: every kind takes them, on the tangent that begins at `edge`."""

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, tasks, train
from minigrad.transitions import EDGE, KINDS, transition
from minigrad.transitions.neurons import neurons

KNEE = 1e-7  # a step for differences
X = np.array([[0.0, 0.6], [0.0, 0.0], [1.3, 0.0], [0.5, 2.0]])
every_kind = pytest.mark.parametrize("kind", KINDS)
every_n = pytest.mark.parametrize("n", [0.0, 0.3, 1.0])


def layer_at(kind, n, **options):
    layer = nn.AddMul(2, 1, kind=kind, n=n, bias=True, rng=0, **options)
    layer.weight.data[:] = [[0.7, 0.4]]
    layer.bias.data[:] = 0.1
    return layer


def loss_of(layer, x):
    return mg.sum(abs(layer(x) - 1.0) ** 2)


@every_kind
@every_n
@pytest.mark.parametrize("coupled", [True, False])
def test_value_and_both_derivatives_are_numbers(kind, n, coupled):
    layer, x = layer_at(kind, n, coupled=coupled), mg.Tensor(X, requires_grad=True)
    variables = [x, *layer.parameters()]
    if kind == "schroeder" and n == 0:  # it has no second derivatives there, see AddMul's notes
        x = X
        for order in nn.orders_of(layer):
            order.requires_grad = False
        variables = [p for p in layer.parameters() if p.requires_grad]
    loss_of(layer, x).backward(create_graph=True)
    assert np.isfinite(layer(x).data).all()
    first = [v.grad for v in variables]
    assert all(np.isfinite(g.data).all() for g in first)
    for v in variables:
        v.grad = None
    sum(mg.sum(abs(g) ** 2) for g in first).backward()
    assert all(np.isfinite(np.asarray(v.grad)).all() for v in variables)


@every_kind
@every_n
def test_the_derivatives_are_those_of_the_loss(kind, n):
    layer, rng = layer_at(kind, n), np.random.default_rng(0)
    if kind == "schroeder":
        pytest.skip("it steps aside by 1e-8, where its slope is too steep for differences")
    loss_of(layer, X).backward()
    ways = [rng.standard_normal(p.shape) for p in layer.parameters()]
    if n in (0.0, 1.0):  # n must stay in its bounds: one-sided differences would
        ways[-1][:] = 0.0
    slope = sum(np.sum(p.grad * way) for p, way in zip(layer.parameters(), ways, strict=True))
    values = []
    for step in (KNEE, -KNEE):
        moved = layer_at(kind, n)
        for p, way in zip(moved.parameters(), ways, strict=True):
            p.data = p.data + step * way
        values.append(loss_of(moved, X).item())
    assert slope == pytest.approx((values[0] - values[1]) / (2 * KNEE), rel=1e-5, abs=1e-6)


@every_kind
@every_n
def test_the_kernel_and_the_formula_agree(kind, n):
    way, weight, order = transition(kind), np.array([[0.7, 0.4]]), np.array([n])
    bias = np.zeros(1, way.dtype)
    fast = neurons(way, X, weight.astype(way.dtype), bias, order).data
    slow = way.neurons(X, weight.astype(way.dtype), bias, order).data
    assert fast == pytest.approx(slow, rel=1e-12)


@pytest.mark.parametrize("kind", ["kneser", "abel", "linear-log", "box-cox"])
def test_at_n_1_a_factor_of_0_counts_as_edge_over_e(kind):
    way = transition(kind)
    z = way.inward(np.array([0.0]), np.array([1.0])).data
    assert z == pytest.approx(np.log(EDGE) - 1, rel=1e-12)
    layer = nn.AddMul(2, 1, kind=kind, n=1.0)
    layer.weight.data[:] = [[1.0, 1.0]]
    assert layer([[0.0, 5.0]]).item() == pytest.approx(5 * EDGE / np.e, rel=1e-12)


@every_kind
def test_at_n_0_it_adds_nothing(kind):
    layer = nn.AddMul(2, 1, kind=kind)
    layer.weight.data[:] = [[2.0, 3.0]]
    assert layer([[0.0, 5.0]]).item() == pytest.approx(15.0, rel=1e-12)


DOSES = np.array([0, 0, 0, 1, 1, 2, 2, 4, 4, 8, 8, 16, 16.0])
TIMES = np.array([1, 2, 3, 1, 2, 1, 3, 2, 3, 1, 2, 1, 3.0])
RESPONSES = 1 + 2 * DOSES + 0.5 * TIMES + 0.05 * np.sin(np.arange(13))


@every_kind
@pytest.mark.parametrize("learn", ["fit", "least_squares"])
@pytest.mark.parametrize("start", [0.0, 0.5, 1.0])
def test_training_on_doses_with_zeros_ends_with_numbers(kind, learn, start):
    task = tasks.Task.from_arrays(np.column_stack([DOSES, TIMES]), RESPONSES).divided_by_means()
    neuron = nn.AddMul(2, 1, kind=kind, n=start, bias=True, rng=0)
    before = mg.nn.mse_loss(abs(neuron(task.x)), task.y).item()
    if learn == "fit":
        train.fit(neuron, task, steps=60, rng=0)
    else:
        train.least_squares(neuron, task, max_evaluations=20)
    after = mg.nn.mse_loss(abs(neuron(task.x)), task.y).item()
    assert after < before
    assert all(np.isfinite(p.data).all() for p in neuron.parameters())


def test_the_sum_behind_doses_with_zeros_is_found():
    task = tasks.Task.from_arrays(np.column_stack([DOSES, TIMES]), RESPONSES).divided_by_means()
    neuron = nn.AddMul(2, 1, bias=True, rng=0)
    train.least_squares(neuron, task)
    assert neuron.n.item() == pytest.approx(0, abs=0.05)
    factors = neuron.weight.data[0] * task.y_scale / task.x_scale
    assert factors == pytest.approx([2, 0.5], abs=0.05)
