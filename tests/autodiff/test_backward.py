"""Reverse mode: what a gradient is and who keeps it. The traps of others are in test_traps.py."""

import threading
import weakref

import numpy as np
import pytest

import minigrad as mg
from minigrad import Tensor, no_grad, primitive


def leaf(data):
    return Tensor(data, requires_grad=True)


# ---- accumulation ------------------------------------------------------------------------------


def test_gradients_add_up_until_they_are_zeroed():
    x = leaf(3.0)
    (x * x).backward()
    x.zero_grad()
    assert x.grad is None
    (x * x).backward()
    assert x.grad == 6.0


def test_accumulating_does_not_write_into_an_array_that_somebody_else_holds():
    x = leaf([1.0, 2.0])
    (x * x).sum().backward()
    first = x.grad
    (x * x).sum().backward()
    assert first.tolist() == [2.0, 4.0]
    assert x.grad.tolist() == [4.0, 8.0]


@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_a_gradient_stays_an_array_of_its_tensors_dtype_while_it_accumulates(dtype):
    x = leaf(np.array(3.0, dtype))
    for _ in range(2):
        (x * x).real.backward()
        assert type(x.grad) is np.ndarray
        assert (x.grad.shape, x.grad.dtype) == (x.shape, x.dtype)


def test_a_gradient_has_the_dtype_of_its_tensor_whatever_the_loss_has():
    x, y = leaf(np.float32([1.0, 2.0])), leaf([3.0, 4.0])
    (x * np.array([0.1, 0.2])).sum().backward()
    (y * (1 + 2j)).real.sum().backward()
    assert x.grad.dtype == np.float32
    assert y.grad.dtype == np.float64


@pytest.mark.parametrize("create_graph", [False, True])
def test_weights_of_double_precision_do_not_change_the_dtype_of_a_gradient(create_graph):
    for f in (lambda x: x, lambda x: x * x):
        x = leaf(np.float32([1.0, 2.0]))
        f(x).backward(gradient=np.array([1.0, 2.0]), create_graph=create_graph)
        assert x.grad.dtype == np.float32


def test_a_real_number_does_not_move_in_the_imaginary_direction():
    x, z = leaf(3.0), leaf(1 + 2j)
    (x * z).imag.backward()
    assert x.grad == 2.0
    assert z.grad == 3j


def test_the_gradient_of_a_gradient_adds_to_what_is_there():
    x = leaf(3.0)
    (x**3).backward(create_graph=True)
    x.grad.backward()
    assert x.grad.item() == 27.0 + 18.0


def test_a_constant_gets_no_gradient():
    x, constant = leaf(2.0), Tensor(5.0)
    (x * constant).backward()
    assert x.grad == 5.0
    assert constant.grad is None


def test_a_detached_value_counts_as_a_constant():
    x = leaf(3.0)
    (x.detach() * x).backward()
    assert x.grad == 3.0


def test_a_leaf_is_its_own_output():
    x = leaf(3.0)
    x.backward()
    assert x.grad == 1.0


def test_a_gradient_does_not_share_memory_with_values():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    (x * y).sum().backward()
    assert not np.shares_memory(x.grad, y.data)
    assert not np.shares_memory(y.grad, x.data)


# ---- the call ----------------------------------------------------------------------------------


def test_backward_on_a_vector_takes_weights():
    x = leaf([1.0, 2.0])
    (x * x).backward(gradient=[10, 1])
    assert x.grad.tolist() == [20.0, 4.0]


@pytest.mark.parametrize("gradient", [1 - 1j, np.array(1 - 1j), Tensor(1 - 1j)])
@pytest.mark.parametrize("create_graph", [False, True])
def test_backward_on_a_complex_value_takes_the_gradient_of_the_loss(gradient, create_graph):
    """The loss Re((1 + i) w) has the gradient 1 - i with respect to w, here w = z²."""
    z = leaf(1 + 2j)
    (z**2).backward(gradient=gradient, create_graph=create_graph)
    assert complex(z.grad) == (1 - 1j) * np.conj(2 * (1 + 2j))


@pytest.mark.parametrize("keep", ["retain_graph", "create_graph"])
def test_a_graph_that_is_kept_can_be_walked_again(keep):
    x = leaf(3.0)
    y = x * x
    y.backward(**{keep: True})
    y.backward()
    assert float(x.grad) == 12.0


def test_create_graph_can_release_the_graph_all_the_same():
    x = leaf(3.0)
    y = x * x
    y.backward(create_graph=True, retain_graph=False)
    with pytest.raises(RuntimeError, match="released"):
        y.backward()


def test_one_element_counts_as_a_number_whatever_its_shape():
    x = leaf([[3.0]])
    (x * x).backward()
    assert x.grad.tolist() == [[6.0]]


# ---- higher derivatives ------------------------------------------------------------------------


def test_create_graph_gives_derivatives_of_every_order():
    x = leaf(2.0)
    y, found = x**5, []
    for _ in range(4):
        x.zero_grad()
        y.backward(create_graph=True)
        y = x.grad
        found.append(y.item())
    assert found == [80.0, 160.0, 240.0, 240.0]


def test_without_create_graph_the_gradient_is_an_array_that_remembers_nothing():
    x = leaf(2.0)
    (x * x).backward()
    assert type(x.grad) is np.ndarray


def test_diamonds_take_linear_time_in_second_order_too():
    x = leaf(1.0)
    y = x
    for _ in range(22):
        y = y * 0.5 + y * 0.5
    (y * y).backward(create_graph=True)
    x.grad.backward()
    assert x.grad.item() == 2.0 + 2.0


# ---- memory ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_garbage_collector")
def test_backward_frees_the_inner_tensors_although_the_loss_lives_on():
    x = leaf([1.0, 2.0])
    middle = mg.exp(x)
    loss = middle.sum()
    alive = weakref.ref(middle)
    del middle
    assert alive() is not None
    loss.backward()
    assert alive() is None


# ---- no_grad -----------------------------------------------------------------------------------


def is_recorded():
    return (leaf(1.0) * 2.0).requires_grad


def test_nothing_is_recorded_inside_no_grad():
    with no_grad():
        assert not is_recorded()
        with no_grad():
            pass
        assert not is_recorded()
    assert is_recorded()


@pytest.mark.parametrize("context", [no_grad, mg.unguarded])
def test_a_context_is_a_decorator_too(context):
    def state():
        x = leaf(1.0)
        y = x * 2.0
        return y.requires_grad, x.data.flags.writeable

    assert state() == (True, False)
    decorated = context()(state)
    assert decorated() == decorated() == (context is mg.unguarded, True)
    assert state() == (True, False)


def test_no_grad_locks_and_copies_nothing():
    x = leaf(1.0)
    with no_grad():
        y = x * 2.0
    assert x.data.flags.writeable and y.data.flags.writeable


def test_no_grad_concerns_one_thread_only():
    seen = []
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append(is_recorded()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_no_state_leaks_after_a_function_that_raises_inside_grad():
    def broken(x):
        raise ZeroDivisionError

    with no_grad():
        with pytest.raises(ZeroDivisionError):
            mg.grad(broken)(1.0)
        assert not is_recorded()
    assert is_recorded()


# ---- rules -------------------------------------------------------------------------------------


def test_a_rule_may_return_a_plain_number():
    flat = primitive(np.positive, vjps=(lambda g, y, x: 0.0,))
    for create_graph in (False, True):
        x = leaf(2.0)
        (flat(x) + x).backward(create_graph=create_graph)
        assert x.grad == 1.0


def test_rules_see_bare_arrays_in_first_order_and_tensors_when_a_graph_is_wanted():
    seen = []

    def rule(g, y, x):
        seen.append({type(v) for v in (g, y, x)})
        return g * 2.0

    double = primitive(lambda x: x * 2.0, vjps=(rule,))
    double(leaf([1.0])).backward()
    double(leaf([1.0])).backward(create_graph=True)
    assert seen == [{np.ndarray}, {Tensor}]


def test_only_the_rules_of_inputs_that_want_a_gradient_are_run():
    def never(*_):
        raise AssertionError

    half = primitive(np.multiply, vjps=(lambda g, y, a, b: g * b, never))
    x = leaf(2.0)
    half(x, Tensor(3.0)).backward()
    assert x.grad == 3.0


def test_a_rule_that_takes_anything_takes_every_option():
    total = primitive(np.sum, vjps=(lambda *args, **options: args[0] * np.ones(args[2].shape),))
    x = leaf([1.0, 2.0])
    total(x, axis=0).backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_an_array_that_a_rule_returns_is_not_written_into():
    """A rule may return an array that it keeps; the sum of several gradients goes elsewhere."""
    ones = np.ones(2)
    total = primitive(np.sum, vjps=(lambda g, y, x: ones,))
    x = leaf([1.0, 2.0])
    (total(x) + total(x) + total(x)).backward()
    assert x.grad.tolist() == [3.0, 3.0]
    assert ones.tolist() == [1.0, 1.0]
    x.grad += 1.0
    assert ones.tolist() == [1.0, 1.0]
