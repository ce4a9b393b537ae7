"""Memory stays flat over ten thousand training steps, with and without the garbage collector."""

import gc
import tracemalloc
import weakref

import numpy as np
import pytest

import minigrad as mg
from minigrad import Tensor
from minigrad.autodiff import Node


def guards(x):
    """Return whether anything keeps the data of a leaf read-only."""
    return not x.data.flags.writeable


def leaf(data):
    return Tensor(data, requires_grad=True)


def living():
    """Count the tensors and nodes that exist; without a collection, which would free cycles."""
    return sum(type(x) in (Tensor, Node) for x in gc.get_objects())


X = np.linspace(-1, 1, 8).reshape(4, 2)
Y = np.ones((4, 1))


def network():
    rng = np.random.default_rng(0)
    return [leaf(rng.normal(size=shape)) for shape in ((3, 2), (3,), (1, 3), (1,))]


def train(parameters, steps, *, second_order=False):
    w1, b1, w2, b2 = parameters
    for _ in range(steps):
        prediction = mg.linear(mg.tanh(mg.linear(X, w1, b1)), w2, b2)
        loss = mg.nn.mse_loss(prediction, Y)
        if second_order:
            (slope,) = mg.vjp(lambda w: mg.sum(w * w), w1)[1](1.0)
            loss = loss + mg.sum(slope * slope) * 1e-3
        loss.backward()
        for p in parameters:
            p.data -= 0.05 * p.grad
            p.zero_grad()
    return float(loss)


def growth(parameters, steps, **options):
    """Return how many bytes more are in use after some steps than before.

    Steps before them fill the lists in which Python keeps up to 2000 freed tuples of each length.
    """
    train(parameters, 3_000, **options)
    tracemalloc.start()
    used = []
    for count in (200, steps):
        train(parameters, count, **options)
        used.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return used[1] - used[0]


@pytest.mark.parametrize("collecting", [pytest.param(True, marks=pytest.mark.slow), False])
def test_ten_thousand_steps_leave_no_tensor_and_no_memory_behind(collecting, request):
    if not collecting:
        request.getfixturevalue("no_garbage_collector")
    parameters = network()
    first, before = train(parameters, 1), living()
    assert growth(parameters, 7_000) < 2000
    assert living() == before
    assert train(parameters, 1) < 1e-3 * first  # it did learn


@pytest.mark.usefixtures("no_garbage_collector")
def test_steps_with_gradients_of_gradients_leave_nothing_behind_either():
    parameters = network()
    train(parameters, 1, second_order=True)
    before = living()
    assert growth(parameters, 500, second_order=True) < 4000  # one lost tuple a step: 28,000
    assert living() == before


def test_after_training_no_leaf_is_guarded():
    parameters = network()
    train(parameters, 3, second_order=True)
    assert [guards(p) for p in parameters] == [False] * 4
    for p in parameters:
        p.data[...] = 0.0


@pytest.mark.usefixtures("no_garbage_collector")
@pytest.mark.parametrize(
    "use",
    [
        lambda x: mg.grad(lambda y: (y * x).sum())(x),
        lambda x: mg.value_and_grad(lambda y: (y * y).sum())(x.data),
        lambda x: mg.vjp(mg.exp, x)[1](np.ones(2)),
        lambda x: mg.jvp(mg.exp, x, x),
        lambda x: mg.jacobian(mg.exp)(x),
        lambda x: mg.hessian(lambda y: (y**3).sum())(x),
        lambda x: mg.gradcheck(lambda y: y**3, x.data, order=2),
        lambda x: (x * x).sum().backward(),
        lambda x: mg.exp(x),
    ],
    ids="grad value_and_grad vjp jvp jacobian hessian gradcheck backward forward".split(),
)
def test_what_is_dropped_is_freed_at_once_and_guards_come_back_to_zero(use):
    x = leaf([1.0, 2.0])
    before = living()
    use(x)
    assert living() == before
    assert not guards(x)
    x.data[...] = 0.0


@pytest.mark.usefixtures("no_garbage_collector")
def test_an_exception_on_the_way_frees_the_graph_and_the_guards():
    def broken(*_):
        raise ZeroDivisionError

    failing = mg.primitive(np.positive, vjps=(broken,))
    x = leaf([1.0, 2.0])
    before = living()
    for _ in range(3):
        try:
            failing(x * x).sum().backward()
        except ZeroDivisionError:
            pass
    assert living() == before
    x.data[...] = 0.0


@pytest.mark.usefixtures("no_garbage_collector")
def test_there_is_no_reference_cycle_in_derivatives_of_higher_order():
    x, seen = leaf([1.0, 2.0]), []

    def f(y):
        z = mg.exp(y * x)
        seen.append(weakref.ref(z))
        return z.sum()

    value, gradient = mg.value_and_grad(lambda y: mg.grad(f)(y).sum())(x)
    assert seen[0]() is not None
    del value, gradient
    assert seen[0]() is None


def test_a_deep_graph_of_many_branches_is_freed_without_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(10_000):
        y = y * y + x
        y = y / y
    del y
    x.data[...] = 2.0


def test_a_large_input_is_not_kept_by_a_graph_that_was_released():
    x = leaf(np.ones(1000))
    big = np.ones((1000, 1000))
    loss = (x * big).sum()
    copies = weakref.ref(loss.node.inputs[0])
    loss.backward()
    assert copies() is None


def test_no_grad_keeps_nothing_of_a_long_loop():
    x = leaf(np.ones(3))
    before = living()
    with mg.no_grad():
        y = x
        for _ in range(1000):
            y = y * 0.5
    assert living() <= before + 1
