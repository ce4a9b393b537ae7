"""What a Tensor is as an array: its values, its operators and its manners towards NumPy."""

import operator

import numpy as np
import pytest

from minigrad import Tensor, primitive


def leaf(data):
    return Tensor(data, requires_grad=True)


# ---- values ------------------------------------------------------------------------------------


def test_the_users_array_is_copied():
    array = np.array([1.0, 2.0])
    x = Tensor(array)
    array[0] = 7.0
    assert x.data.tolist() == [1.0, 2.0]


def test_another_tensors_values_are_copied():
    x = Tensor([1.0, 2.0])
    assert not np.shares_memory(Tensor(x).data, x.data)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (np.float32(1), np.float32),
        (np.float64(1), np.float64),
        (np.float16(1), np.float64),
        (1.0, np.float64),
        (np.int32(1), np.int32),
        (True, np.bool_),
    ],
)
def test_the_dtype_of_the_data(given, kept):
    assert Tensor(given).dtype == kept


@pytest.mark.parametrize("data", [3, [1, 2], True])
def test_integers_with_a_gradient_are_refused_and_the_cure_is_named(data):
    with pytest.raises(TypeError, match=r"write its numbers as floats \(3.0 instead of 3\)"):
        Tensor(data, requires_grad=True)


@pytest.mark.parametrize("data", ["text", None, 1j])
def test_what_is_not_a_real_number_is_refused(data):
    with pytest.raises(TypeError, match="holds real numbers"):
        Tensor(data)


def test_attributes_are_those_of_the_array():
    x = Tensor(np.zeros((2, 3)))
    assert (x.shape, x.ndim, x.size, len(x)) == ((2, 3), 2, 6, 2)
    assert x.grad is None


def test_one_number_can_be_taken_out():
    x = Tensor([[2.5]])
    assert (x.item(), float(x)) == (2.5, 2.5)
    assert bool(x)


@pytest.mark.parametrize("take", [float, Tensor.item])
def test_taking_one_number_out_of_several_is_an_error(take):
    with pytest.raises(ValueError, match="size 1"):
        take(Tensor([1.0, 2.0]))


def test_asarray_and_numpy_give_the_values():
    x = leaf([1.0, 2.0])
    assert np.asarray(x) is x.data
    assert x.numpy() is x.data
    assert np.asarray(x, np.float32).dtype == np.float32


def test_detach_keeps_the_values_and_forgets_the_graph():
    y = leaf([1.0, 2.0]) * 2.0
    z = y.detach()
    assert not z.requires_grad
    assert z.data is y.data


def test_repr_shows_values_gradient_flag_and_name():
    assert repr(Tensor([1.0, 2.0])) == "Tensor([1., 2.])"
    assert repr(Tensor(3.0, requires_grad=True, name="w")) == (
        "Tensor(3., requires_grad=True, name='w')"
    )


def test_iteration_walks_over_the_first_axis_and_keeps_the_gradient():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    first, second = x
    (first * second).sum().backward()
    assert x.grad.tolist() == [[3.0, 4.0], [1.0, 2.0]]


# ---- operators ---------------------------------------------------------------------------------

BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
OTHERS = [2, 2.0, np.float64(2.0), np.array([2.0, 3.0]), np.array([[2], [3]]), [2.0, 3.0]]


@pytest.mark.parametrize("other", OTHERS, ids=repr)
@pytest.mark.parametrize("f", BINARY)
def test_operators_give_a_tensor_with_numpys_values_from_both_sides(f, other):
    x = np.array([0.5, 1.5])
    for got, expected in [
        (f(leaf(x), other), f(x, np.asarray(other))),
        (f(other, leaf(x)), f(np.asarray(other), x)),
    ]:
        assert type(got) is Tensor
        assert got.requires_grad
        np.testing.assert_array_equal(got.data, expected)


def test_matrix_products_work_from_both_sides():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    for got in (leaf(a) @ b, a @ leaf(b), leaf(a) @ leaf(b)):
        assert type(got) is Tensor
        np.testing.assert_array_equal(got.data, a @ b)


def test_minus_transpose_reshape_and_index_are_numpys():
    a = np.arange(6.0).reshape(2, 3)
    x = leaf(a)
    for got, expected in [
        (-x, -a),
        (x.T, a.T),
        (x.reshape(3, 2), a.reshape(3, 2)),
        (x.reshape((3, 2)), a.reshape(3, 2)),
        (x.reshape(-1), a.reshape(-1)),
        (x[1, ::2], a[1, ::2]),
        (x[a > 2], a[a > 2]),
        (x[Tensor([1, 0])], a[[1, 0]]),
    ]:
        np.testing.assert_array_equal(got.data, expected)


@pytest.mark.parametrize("number", [2, 2.0])
@pytest.mark.parametrize("f", BINARY)
def test_a_python_number_does_not_turn_float32_into_float64(f, number):
    x = leaf(np.float32([1.5, 2.5]))
    for y in (f(x, number), f(number, x)):
        assert y.dtype == np.float32
        x.zero_grad()
        y.sum().backward()
        assert x.grad.dtype == np.float32


def test_a_gradient_has_the_dtype_of_its_tensor():
    x = leaf(np.float32([1.0, 2.0]))
    (x * np.array([0.1, 0.2])).sum().backward()
    assert x.grad.dtype == np.float32


@pytest.mark.parametrize(
    ("f", "first", "second"),
    [
        (operator.add, (2,), (3,)),
        (operator.matmul, (2, 3), (4, 5)),
        (operator.mul, (5, 1, 2), (4, 3)),
    ],
)
def test_shapes_that_do_not_fit_are_both_named(f, first, second):
    with pytest.raises(ValueError) as error:
        f(Tensor(np.ones(first)), Tensor(np.ones(second)))
    assert f"shapes {first} and {second}" in str(error.value)


# ---- comparisons -------------------------------------------------------------------------------

COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("f", COMPARISONS)
@pytest.mark.parametrize("wrap", [Tensor, np.asarray, list], ids=["tensor", "array", "list"])
def test_comparisons_give_arrays_of_booleans_from_both_sides(f, wrap):
    a, b = [1.0, 2.0, 3.0], [3.0, 2.0, 1.0]
    for got in (f(leaf(a), wrap(b)), f(wrap(a), leaf(b))):
        assert type(got) is np.ndarray
        assert got.tolist() == [f(p, q) for p, q in zip(a, b, strict=True)]


def test_isnan_gives_an_array_of_booleans_too():
    assert np.isnan(leaf([0.0, np.nan])).tolist() == [False, True]


def test_the_hash_is_identity_so_equal_tensors_are_two_keys():
    x, y = Tensor(1.0), Tensor(1.0)
    assert len({x: "x", y: "y"}) == 2
    assert {x: "x"}[x] == "x"


# ---- NumPy functions ---------------------------------------------------------------------------


@pytest.mark.parametrize("f", [np.exp, np.log, np.tanh, np.negative])
def test_a_numpy_function_of_a_tensor_is_a_tensor_with_a_gradient(f):
    x = leaf([0.5, 2.0])
    y = f(x)
    assert type(y) is Tensor
    assert y.requires_grad
    np.testing.assert_array_equal(y.data, f(x.data))


@pytest.mark.parametrize(
    ("call", "name"),
    [(np.arctan, "np.arctan"), (np.floor, "np.floor"), (np.multiply.reduce, "np.multiply.reduce")],
)
def test_an_unsupported_numpy_function_says_what_to_use(call, name):
    with pytest.raises(TypeError, match=rf"{name} has no rule.*exp, log.*np\.asarray\(tensor\)"):
        call(Tensor([0.5]))


def test_writing_a_tensor_into_an_array_is_refused_at_once():
    """``array += tensor`` would leave the values in the array and lose the gradient."""
    array = np.zeros(2)
    with pytest.raises(TypeError, match="out"):
        array += leaf([1.0, 2.0])


# ---- operations declared by the user -----------------------------------------------------------


@primitive(
    vjps=(
        lambda g, y, x, factor, shift=0.0, sign=1.0: g * sign * factor,
        lambda g, y, x, factor, shift=0.0, sign=1.0: g * sign * x,
    )
)
def scaled(x, factor, shift=0.0, sign=1.0):
    """Stretch, shift and turn round."""
    return sign * (x * factor + shift)


def test_a_tensor_given_by_name_keeps_its_gradient():
    x, factor = leaf(2.0), leaf(5.0)
    scaled(factor=factor, x=x).backward()
    assert (x.grad, factor.grad) == (5.0, 2.0)


def test_a_tensor_given_by_name_does_not_lose_the_options_beside_it():
    assert scaled(2.0, factor=leaf(5.0), sign=-1.0).item() == -10.0


def test_a_primitive_keeps_its_name_and_its_docstring():
    assert scaled.__name__ == "scaled"
    assert scaled.__doc__ == "Stretch, shift and turn round."
    assert repr(scaled) == "<primitive scaled>"


def test_a_number_can_be_formatted():
    assert f"{leaf(1.23456):.2f}" == "1.23"
    assert f"{leaf(1.5)}" == "Tensor(1.5, requires_grad=True)"
