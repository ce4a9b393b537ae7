"""Traps that other engines fell into, each by its name. What they have in common: no error shows."""

import operator
import subprocess
import sys
import weakref
from contextlib import nullcontext

import numpy as np
import pytest

import minigrad as mg
from minigrad import GradcheckError, Tensor, gradcheck, primitive


def leaf(data):
    return Tensor(data, requires_grad=True)


# ---- a tensor that is used twice ---------------------------------------------------------------


def test_a_gradient_is_neither_overwritten_nor_dropped_on_reuse():
    x, y = leaf(3.0), leaf(3.0)
    (x * x + x).backward()
    (y - y).backward()
    assert (x.grad, y.grad) == (7.0, 0.0)


def test_a_second_backward_adds_to_the_leaves():
    x = leaf(3.0)
    for _ in range(2):
        (x * x).backward()
    assert x.grad == 12.0


def test_a_second_backward_does_not_add_to_what_lies_between():
    """Gradients of inner tensors that stayed from the first walk would be counted again."""
    x = leaf(3.0)
    y = x * x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad == 54.0


def test_a_second_backward_through_a_released_graph_raises():
    y = leaf(3.0) * 2.0
    y.backward()
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        y.backward()


@pytest.mark.parametrize("levels", [22, 60])
def test_diamonds_take_linear_time(levels):
    """There are 2**levels paths from y to x; walking each would never end."""
    x = leaf(1.0)
    y = x
    for _ in range(levels):
        y = y + y
    y.backward()
    assert x.grad == 2.0**levels


# ---- depth -------------------------------------------------------------------------------------

DEEP = 100_000


def chain(x, steps):
    for _ in range(steps):
        x = x * 1.0
    return x


@pytest.mark.parametrize("create_graph", [False, True])
def test_no_recursion_in_building_walking_and_freeing_a_deep_graph(create_graph):
    x = leaf(1.0)
    y = chain(x, DEEP)
    y.backward(create_graph=create_graph)
    assert float(x.grad) == 1.0
    x.zero_grad()
    del y


@pytest.mark.parametrize("guarding", [True, False])
def test_no_recursion_in_freeing_a_deep_graph_without_a_backward(guarding):
    x = leaf(1.0)
    with nullcontext() if guarding else mg.unguarded():
        y = chain(x, DEEP)
    end = weakref.ref(y)
    del y
    assert end() is None
    x.data[...] = 2.0  # and all guards are gone


# ---- memory that two gradients share -----------------------------------------------------------


def may_share(x, y):
    return np.shares_memory(*(t.numpy() if isinstance(t, Tensor) else t for t in (x, y)))


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: x + y,
        lambda x, y: mg.exp(x + y),
        lambda x, y: x - (-y),
        lambda x, y: mg.stack([x, y]),
        lambda x, y: x.reshape(2, 1) + y.reshape(2, 1),
        lambda x, y: x + y + x + y,
    ],
)
def test_the_gradients_of_two_inputs_do_not_share_memory(f, create_graph):
    x, y = leaf([1.0, 2.0]), leaf([1.0, 2.0])
    f(x, y).sum().backward(create_graph=create_graph)
    assert not may_share(x.grad, y.grad)
    if not create_graph:
        before = y.grad.copy()
        x.grad *= 0.0  # as clipping does; sum() gives broadcast views, which cannot be written
        assert y.grad.tolist() == before.tolist()


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("f", [lambda x: x, lambda x: +x, lambda x: x.T, lambda x: x[:]])
def test_a_gradient_does_not_share_memory_with_the_one_given(f, create_graph):
    x, given = leaf([1.0, 2.0]), np.array([3.0, 4.0])
    f(x).backward(gradient=given, create_graph=create_graph)
    assert not may_share(x.grad, given)
    given[:] = 0.0
    assert np.asarray(x.grad).tolist() == [3.0, 4.0]


# ---- a saved input that is edited in place: more of this in test_guard.py ------------------------


def read_only():
    """Expect what NumPy says to an edit of a read-only array."""
    return pytest.raises(ValueError, match="read-only")


def edit(x):
    x.data[...] = 5.0


@pytest.mark.parametrize("which", ["leaf", "constant", "result", "output"])
def test_a_saved_array_cannot_be_edited_before_backward_and_can_be_afterwards(which):
    x, constant = leaf([1.0, 2.0]), Tensor([3.0, 4.0])
    result = x * constant
    output = (result * result).sum()
    tensor = {"leaf": x, "constant": constant, "result": result, "output": output}[which]
    with read_only():
        edit(tensor)
    with read_only():
        tensor.data += 1.0
    output.backward()
    assert x.grad.tolist() == [18.0, 64.0]
    edit(tensor)


def test_a_bare_array_of_the_caller_can_be_edited_and_the_gradient_is_right():
    array, x = np.array([3.0, 4.0]), leaf([1.0, 2.0])
    y = (x * array).sum()
    array[:] = 0.0
    y.backward()
    assert x.grad.tolist() == [3.0, 4.0]


# ---- a check that checks nothing ---------------------------------------------------------------


def test_a_gradient_check_is_not_vacuous():
    with pytest.raises(GradcheckError, match="nothing to check"):
        gradcheck(lambda x: x.detach() * 2.0, 1.0)
    slightly_wrong = primitive(np.exp, vjps=(lambda g, y, x: 1.001 * g * y,))
    with pytest.raises(GradcheckError):
        gradcheck(slightly_wrong, np.zeros(3))


# ---- shapes and indices ------------------------------------------------------------------------


def test_a_column_times_a_row_gives_gradients_of_their_shapes():
    a, b = leaf(np.arange(3.0).reshape(3, 1)), leaf(np.arange(4.0))
    (a * b).sum().backward()
    assert a.grad.tolist() == [[6.0], [6.0], [6.0]]
    assert b.grad.tolist() == [3.0, 3.0, 3.0, 3.0]


def test_an_index_that_repeats_accumulates():
    x = leaf([1.0, 2.0, 3.0])
    x[[0, 0, 1]].sum().backward()
    assert x.grad.tolist() == [2.0, 1.0, 0.0]


# ---- memory that is not freed ------------------------------------------------------------------


@pytest.mark.usefixtures("no_garbage_collector")
@pytest.mark.parametrize("walk", ["never", "released", "retained"])
def test_there_is_no_reference_cycle_so_a_dropped_graph_is_freed_at_once(walk):
    x = leaf([1.0, 2.0])
    middle = mg.exp(x)
    loss = (middle * middle).sum()
    if walk != "never":
        loss.backward(retain_graph=walk == "retained")
    alive = weakref.ref(middle)
    del middle, loss
    assert alive() is None


# ---- types -------------------------------------------------------------------------------------

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]


@pytest.mark.parametrize("number", [2, 2.0])
@pytest.mark.parametrize("f", ARITHMETIC)
@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_a_python_number_does_not_turn_float32_into_float64(f, number, dtype):
    x = leaf(np.array([1.5, 2.5], dtype))
    for y in (f(x, number), f(number, x)):
        assert y.dtype == dtype
        x.zero_grad()
        y.sum().real.backward()
        assert x.grad.dtype == dtype


@pytest.mark.parametrize("f", ARITHMETIC)
@pytest.mark.parametrize("array", [np.array([2.0, 3.0]), np.float64(2.0), np.array([[2], [1]])])
def test_an_array_times_a_tensor_is_a_tensor(f, array):
    """NumPy would make an array of objects and ask each of its elements."""
    x = leaf([0.5, 1.5])
    y = f(array, x)
    assert type(y) is Tensor
    np.testing.assert_array_equal(y.data, f(array, x.data))
    y.sum().backward()
    assert x.grad.shape == (2,)


# ---- what does not reach the loss --------------------------------------------------------------


def test_of_an_operation_with_two_outputs_one_may_stay_unused():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    first, _unused = x
    (first * first).sum().backward()
    assert x.grad.tolist() == [[2.0, 4.0], [0.0, 0.0]]


def test_a_branch_that_does_not_reach_the_loss_is_left_alone():
    x, unused = leaf(2.0), leaf(5.0)
    _ = x * unused
    (x * x).backward()
    assert x.grad == 4.0 and unused.grad is None


# ---- state -------------------------------------------------------------------------------------


def is_recorded():
    return (leaf(1.0) * 2.0).requires_grad


def is_guarded():
    x = leaf(1.0)
    y = x * 2.0
    return not x.data.flags.writeable and y.requires_grad


@pytest.mark.parametrize("context", [mg.no_grad, mg.unguarded])
def test_no_state_leaks_after_an_exception(context):
    with pytest.raises(ZeroDivisionError), context():
        _ = 1 / 0
    assert is_recorded() and is_guarded()


def _raise(*_):
    raise ZeroDivisionError


@pytest.mark.parametrize("create_graph", [False, True])
def test_no_state_leaks_after_a_rule_that_raises(create_graph):
    broken = primitive(np.positive, vjps=(_raise,))
    x = leaf(2.0)
    with pytest.raises(ZeroDivisionError):
        (x * broken(x)).backward(create_graph=create_graph)
    assert x.grad is None
    assert is_recorded() and is_guarded()
    (x * x).backward()
    assert x.grad == 4.0


NAMES_IN_ORDER = """
import minigrad as mg
from minigrad.autodiff.backward import leaves_of
leaves = [mg.Tensor(float(i), requires_grad=True, name=str(i)) for i in range(20)]
print([t.name for t in leaves_of(sum(t * t for t in leaves))])
print([name for name, _ in mg.nn.AddMul(3, 2, rng=0).named_parameters()])
"""


def test_the_order_of_leaves_and_parameters_is_the_same_in_every_run():
    """A set is ordered by hash, and hashes differ from run to run."""
    runs = {
        subprocess.run(
            [sys.executable, "-c", NAMES_IN_ORDER],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


# ---- kinks and singular points -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: x.max(), [0.5, 0.5, 0.0]),
        (lambda x: (-x).min(), [-0.5, -0.5, 0.0]),
        (lambda x: mg.maximum(x, x[::-1]).sum(), [2.0, 1.0, 0.0]),
        (lambda x: mg.maximum(x, 2.0).sum(), [0.5, 0.5, 0.0]),
        (lambda x: mg.minimum(x, 2.0).sum(), [0.5, 0.5, 1.0]),
    ],
)
def test_ties_share_equally(f, expected):
    x = leaf([2.0, 2.0, 1.0])
    f(x).backward()
    assert x.grad.tolist() == expected


def test_the_root_of_zero_has_an_infinite_slope_and_numpy_says_so():
    x = leaf([0.0, 4.0])
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        mg.sqrt(x).sum().backward()
    assert x.grad.tolist() == [np.inf, 0.25]


@pytest.mark.parametrize("zero", [np.zeros(3), np.zeros(3, complex)])
@pytest.mark.parametrize("f", [mg.norm, mg.absolute, np.linalg.norm])
def test_norm_and_absolute_value_have_slope_zero_at_zero(f, zero):
    x = leaf(zero)
    f(x).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("power", [0, 0.0, np.zeros(2)])
def test_x_to_the_zero_has_slope_zero_at_zero_too(power):
    x = leaf([0.0, 2.0])
    (x**power).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_where_does_not_save_from_a_singular_branch_and_the_safe_where_does():
    """The slope 1/0 of the branch not taken is multiplied with 0, which makes nan: in all engines."""
    x = leaf([0.0, 2.0])
    with np.errstate(divide="ignore", invalid="ignore"):
        mg.where(x > 0, mg.log(x), 0.0).sum().backward()
    assert np.isnan(x.grad[0])

    x.zero_grad()
    safe = mg.where(x > 0, x, 1.0)  # first replace what log cannot take
    mg.where(x > 0, mg.log(safe), 0.0).sum().backward()
    assert x.grad.tolist() == [0.0, 0.5]


# ---- what is not a number, and complex numbers -------------------------------------------------


def test_backward_on_a_vector_names_the_cure():
    with pytest.raises(ValueError, match=r"shape \(2,\).*t\.sum\(\)\.backward\(\).*gradient="):
        (leaf([1.0, 2.0]) * 2.0).backward()


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (lambda z: (z * z.conj()).real, 2 + 4j),
        (lambda z: abs(z) ** 2, 2 + 4j),
        (lambda z: (z**2).real, 2 - 4j),
        (lambda z: (z**2).imag, 4 + 2j),
    ],
)
def test_a_complex_gradient_is_the_direction_of_steepest_ascent(loss, expected):
    z = leaf(1 + 2j)
    loss(z).backward()
    assert z.grad == pytest.approx(expected)
    down = Tensor(z.data - 1e-3 * z.grad)
    assert loss(down).item() < loss(z).item()


def test_a_complex_value_has_no_gradient_and_the_cure_is_named():
    with pytest.raises(TypeError, match=r"t\.real\.backward\(\) or abs\(t\)\.backward\(\)"):
        (leaf(1 + 2j) * 2.0).backward()
