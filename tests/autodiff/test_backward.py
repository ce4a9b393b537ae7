"""Reverse mode: what a gradient is, who keeps it, and the traps that others fell into."""

import gc
import threading
import weakref

import numpy as np
import pytest
from complex_step import complex_step_gradients
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from minigrad import Tensor, exp, no_grad, primitive


def leaf(data):
    return Tensor(data, requires_grad=True)


# ---- reuse and accumulation --------------------------------------------------------------------


def test_both_uses_of_a_tensor_count():
    x = leaf(3.0)
    (x * x + x).backward()
    assert x.grad == 7.0


def test_x_minus_x_has_slope_zero():
    x = leaf(3.0)
    (x - x).backward()
    assert x.grad == 0.0


def test_gradients_of_two_losses_add_up_until_they_are_zeroed():
    x = leaf(3.0)
    (x * x).backward()
    (x * x).backward()
    assert x.grad == 12.0
    x.zero_grad()
    assert x.grad is None
    (x * x).backward()
    assert x.grad == 6.0


def test_a_gradient_stays_an_array_while_it_accumulates():
    x = leaf(np.float32(3.0))
    for _ in range(2):
        (x * x).backward()
        assert type(x.grad) is np.ndarray
        assert (x.grad.shape, x.grad.dtype) == (x.shape, x.dtype)


@pytest.mark.parametrize("levels", [22, 60])
def test_diamonds_take_linear_time(levels):
    """There are 2**levels paths from y to x; walking each would never end."""
    x = leaf(1.0)
    y = x
    for _ in range(levels):
        y = y + y
    y.backward()
    assert x.grad == 2.0**levels


def test_a_branch_that_does_not_reach_the_loss_is_left_alone():
    x, unused = leaf(2.0), leaf(5.0)
    _ = x * unused
    (x * x).backward()
    assert x.grad == 4.0
    assert unused.grad is None


def test_a_constant_gets_no_gradient():
    x, constant = leaf(2.0), Tensor(5.0)
    (x * constant).backward()
    assert x.grad == 5.0
    assert constant.grad is None


def test_a_detached_value_counts_as_a_constant():
    x = leaf(3.0)
    (x.detach() * x).backward()
    assert x.grad == 3.0


@pytest.mark.parametrize("create_graph", [False, True])
def test_gradients_of_two_inputs_do_not_share_memory(create_graph):
    x, y = leaf([1.0, 2.0]), leaf([1.0, 2.0])
    (x + y).sum().backward(create_graph=create_graph)
    assert not np.shares_memory(np.asarray(x.grad), np.asarray(y.grad))


def test_the_weights_given_to_backward_are_not_shared_either():
    x, weights = leaf([1.0, 2.0]), np.array([3.0, 4.0])
    x.backward(gradient=weights)
    assert not np.shares_memory(x.grad, weights)


# ---- broadcasting and indexing -----------------------------------------------------------------


def test_broadcast_axes_are_summed():
    a, b = leaf(np.arange(3.0).reshape(3, 1)), leaf(np.arange(4.0))
    (a * b).sum().backward()
    assert a.grad.tolist() == [[6.0], [6.0], [6.0]]
    assert b.grad.tolist() == [3.0, 3.0, 3.0, 3.0]


def test_an_index_that_repeats_accumulates():
    x = leaf([1.0, 2.0, 3.0])
    x[[0, 0, 1]].sum().backward()
    assert x.grad.tolist() == [2.0, 1.0, 0.0]


# ---- the call ----------------------------------------------------------------------------------


def test_backward_on_a_vector_names_the_cure():
    with pytest.raises(ValueError, match=r"shape \(2,\).*t\.sum\(\)\.backward\(\).*gradient="):
        (leaf([1.0, 2.0]) * 2.0).backward()


def test_backward_on_a_vector_takes_weights():
    x = leaf([1.0, 2.0])
    (x * x).backward(gradient=[10, 1])
    assert x.grad.tolist() == [20.0, 4.0]


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"\(3,\).*\(2,\)"):
        (leaf([1.0, 2.0]) * 2.0).backward(gradient=np.ones(3))


def test_backward_without_any_gradient_to_compute_says_why():
    with pytest.raises(RuntimeError, match=r"requires_grad=True.*no_grad"):
        (Tensor(1.0) * 2.0).backward()


def test_a_released_graph_says_that_it_was_released():
    y = leaf(3.0) * 2.0
    y.backward()
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        y.backward()


@pytest.mark.parametrize("keep", ["retain_graph", "create_graph"])
def test_a_graph_that_is_kept_can_be_walked_again(keep):
    x = leaf(3.0)
    y = x * x
    y.backward(**{keep: True})
    y.backward()
    assert float(x.grad) == 12.0


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


# ---- depth and memory --------------------------------------------------------------------------


def chain(x, steps):
    for _ in range(steps):
        x = x * 1.0
    return x


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_graph_of_100_000_steps_is_walked_and_freed(create_graph):
    x = leaf(1.0)
    y = chain(x, 100_000)
    y.backward(create_graph=create_graph)
    assert float(x.grad) == 1.0
    x.zero_grad()
    del y


def test_a_graph_of_100_000_steps_is_freed_without_a_backward():
    x = leaf(1.0)
    y = chain(x, 100_000)
    end = weakref.ref(y)
    del y
    assert end() is None


@pytest.fixture
def no_garbage_collector():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_garbage_collector")
@pytest.mark.parametrize("walk", ["never", "released", "retained"])
def test_a_dropped_graph_is_freed_at_once(walk):
    """There is no reference cycle that would have to wait for the garbage collector."""
    x = leaf([1.0, 2.0])
    middle = exp(x)
    loss = (middle * middle).sum()
    if walk != "never":
        loss.backward(retain_graph=walk == "retained")
    alive = weakref.ref(middle)
    del middle, loss
    assert alive() is None


@pytest.mark.usefixtures("no_garbage_collector")
def test_backward_frees_the_inner_tensors_although_the_loss_lives_on():
    x = leaf([1.0, 2.0])
    middle = exp(x)
    loss = middle.sum()
    alive = weakref.ref(middle)
    del middle
    assert alive() is not None
    loss.backward()
    assert alive() is None


# ---- no_grad, and state after exceptions -------------------------------------------------------


def is_recorded():
    return (leaf(1.0) * 2.0).requires_grad


def test_nothing_is_recorded_inside_no_grad():
    with no_grad():
        assert not is_recorded()
        with no_grad():
            pass
        assert not is_recorded()
    assert is_recorded()


def test_no_grad_is_a_decorator_too():
    assert not no_grad()(is_recorded)()
    assert is_recorded()


def test_recording_comes_back_after_an_exception():
    with pytest.raises(ZeroDivisionError), no_grad():
        _ = 1 / 0
    assert is_recorded()


def test_no_grad_concerns_one_thread_only():
    seen = []
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append(is_recorded()))
        thread.start()
        thread.join()
    assert seen == [True]


def _raise(*_):
    raise ZeroDivisionError


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_rule_that_raises_leaves_no_trace(create_graph):
    broken = primitive(np.positive, vjps=(_raise,))
    x = leaf(2.0)
    with pytest.raises(ZeroDivisionError):
        (x * broken(x)).backward(create_graph=create_graph)
    assert x.grad is None
    (x * x).backward()
    assert x.grad == 4.0


# ---- rules that are declared wrongly -----------------------------------------------------------


@pytest.mark.parametrize("shape", [(3,), (3, 2), (2, 2), (4, 3)])
def test_a_rule_that_returns_another_shape_is_named(shape):
    crooked = primitive(np.positive, vjps=(lambda g, y, x: np.ones(shape),))
    with pytest.raises(ValueError, match=r"a rule of positive .*\(2, 3\)"):
        crooked(leaf(np.ones((2, 3)))).sum().backward()


def test_an_input_without_a_rule_is_named():
    half = primitive(np.multiply, vjps=(lambda g, y, a, b: g * b, None))
    half(leaf(2.0), 3.0).backward()
    with pytest.raises(TypeError, match=r"multiply has no rule for this input.*name='b'"):
        half(2.0, Tensor(3.0, requires_grad=True, name="b")).backward()


# ---- random programs ---------------------------------------------------------------------------

OPERATIONS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a / (b + 3)": lambda a, b: a / (b + 3),
    "(a + 3) ** b": lambda a, b: (a + 3) ** b,
    "-exp(a)": lambda a, b: -np.exp(a),
    "log(a + 3)": lambda a, b: np.log(a + 3),
    "sum": lambda a, b: a.sum(axis=-1, keepdims=True) if a.ndim else a,
    "mean": lambda a, b: a.mean() * b,
    "repeat": lambda a, b: a[..., [0, -1, 0]] if a.ndim else a,
    "reverse": lambda a, b: a[::-1] if a.ndim else a,
    "a @ a.T @ a": lambda a, b: a @ a.T @ a if a.ndim == 2 else a,
    "reshape": lambda a, b: a.reshape(-1).reshape(a.shape),
}
SHAPES = [(), (3,), (2, 1), (2, 3)]  # fit each other by broadcasting, and so do all results
LEAVES = st.lists(
    st.sampled_from(SHAPES).flatmap(lambda s: arrays(float, s, elements=st.floats(-1, 1))),
    min_size=1,
    max_size=3,
)
STEPS = st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 9), st.integers(0, 9))
PROGRAMS = st.lists(STEPS, min_size=1, max_size=7)


def run(program, leaves):
    """Apply each step to two earlier values, of tensors and of complex arrays alike."""
    values = list(leaves)
    for name, i, j in program:
        result = OPERATIONS[name](values[i % len(values)], values[j % len(values)])
        values.append(np.tanh(result))  # keeps every value within [-1, 1]
    return values[-1]


def gradient_or_zero(tensor):
    return np.zeros(tensor.shape) if tensor.grad is None else np.asarray(tensor.grad)


@settings(deadline=None)
@given(PROGRAMS, LEAVES)
def test_gradients_of_random_programs_agree_with_the_complex_step(program, arrays):
    tensors = [leaf(x) for x in arrays]
    y = run(program, tensors)
    weights = np.cos(np.arange(y.size)).reshape(y.shape)
    y.backward(gradient=weights)
    expected = complex_step_gradients(lambda *xs: run(program, xs), arrays, weights)
    for tensor, gradient in zip(tensors, expected, strict=True):
        np.testing.assert_allclose(gradient_or_zero(tensor), gradient, rtol=1e-12, atol=1e-13)


def hessian_times(program, arrays, directions):
    """Differentiate once with a graph, multiply with the directions, differentiate again."""
    tensors = [leaf(x) for x in arrays]
    run(program, tensors).sum().backward(create_graph=True)
    slope = Tensor(0.0)
    for tensor, direction in zip(tensors, directions, strict=True):
        if tensor.grad is not None:
            slope = slope + (tensor.grad * direction).sum()
        tensor.zero_grad()
    slope.backward()
    return [gradient_or_zero(tensor) for tensor in tensors]


def inner(p, q):
    return sum(np.sum(a * b) for a, b in zip(p, q, strict=True))


@settings(deadline=None)
@given(PROGRAMS, LEAVES, st.integers(0, 2**32 - 1))
def test_the_matrix_of_second_derivatives_of_random_programs_is_symmetric(program, arrays, seed):
    rng = np.random.default_rng(seed)
    u, v = ([rng.standard_normal(x.shape) for x in arrays] for _ in range(2))
    hu, hv = hessian_times(program, arrays, u), hessian_times(program, arrays, v)
    size = max(float(np.max(np.abs(h))) for h in (*hu, *hv))
    assert abs(inner(u, hv) - inner(v, hu)) <= 1e-11 * (1 + size)


def test_a_rule_may_return_a_plain_number():
    flat = primitive(np.positive, vjps=(lambda g, y, x: 0.0,))
    for create_graph in (False, True):
        x = leaf(2.0)
        (flat(x) + x).backward(create_graph=create_graph)
        assert x.grad == 1.0
