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
        (np.longdouble(1), np.float64),
        (1.0, np.float64),
        (np.complex64(1), np.complex64),
        (np.clongdouble(1), np.complex128),
        (1j, np.complex128),
        (np.int32(1), np.int32),
        (True, np.bool_),
    ],
)
def test_the_dtype_of_the_data(given, kept):
    assert Tensor(given).dtype == kept


def test_attributes_are_those_of_the_array():
    x = Tensor(np.zeros((2, 3)))
    assert (x.shape, x.ndim, x.size, len(x)) == ((2, 3), 2, 6, 2)
    assert x.grad is None


def test_one_number_can_be_taken_out():
    x = Tensor([[2.5]])
    assert (x.item(), float(x)) == (2.5, 2.5)
    assert bool(x)


@pytest.mark.parametrize("dtype", [int, bool, np.int8])
def test_what_becomes_an_integer_has_no_slope(dtype):
    """Rounding is flat almost everywhere; a slope of 1 would be made up."""
    try:
        y = leaf([1.5, 2.5]).astype(dtype)
    except TypeError as error:
        assert "gradient" in str(error)
    else:
        assert not y.requires_grad


def test_a_complex_number_can_be_taken_out_but_not_as_a_float():
    x = Tensor([1 + 2j])
    assert x.item() == 1 + 2j
    with pytest.raises(TypeError):
        float(x)


@pytest.mark.parametrize("take", [float, Tensor.item])
def test_taking_one_number_out_of_several_is_an_error(take):
    with pytest.raises(ValueError, match="size 1"):
        take(Tensor([1.0, 2.0]))


def test_asarray_and_numpy_give_the_values():
    x = Tensor([1.0, 2.0])
    assert np.asarray(x) is x.data
    assert x.numpy() is x.data
    assert np.asarray(x, np.float32).dtype == np.float32


def test_detach_copies_the_values_and_forgets_the_graph():
    y = leaf([1.0, 2.0]) * 2.0
    z = y.detach()
    assert not z.requires_grad
    assert z.data.tolist() == y.data.tolist()
    z.data[0] = 7.0  # y is read-only, and stays what it is
    assert y.data.tolist() == [2.0, 4.0]


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
OTHERS = [2, 2.0, np.float64(2.0), np.array([2.0, 3.0]), np.array([[2], [3]]), [2.0, 3.0], 1.5 - 1j]


@pytest.mark.parametrize("other", OTHERS, ids=repr)
@pytest.mark.parametrize("f", BINARY)
@pytest.mark.parametrize("x", [np.array([0.5, 1.5]), np.array([0.5 - 1j, 1.5 + 2j])])
def test_operators_give_a_tensor_with_numpys_values_from_both_sides(f, other, x):
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
        (x.reshape(2, -1), a.reshape(2, -1)),
        (x.transpose(), a.transpose()),
        (x.transpose(1, 0), a.transpose(1, 0)),
        (x.transpose((1, 0)), a.transpose((1, 0))),
        (+x, +a),
        (abs(-x), abs(-a)),
        (x[Tensor([1, 0])], a[[1, 0]]),
        (x[Tensor([1, 0]), Tensor([0, 1])], a[[1, 0], [0, 1]]),
        (x[..., None], a[..., None]),
        (x[x > 2], a[a > 2]),
    ]:
        assert got.requires_grad
        np.testing.assert_array_equal(got.data, expected)


def test_an_empty_list_is_an_index():
    x = leaf([1.0, 2.0])
    x[[]].sum().backward()
    assert x[[]].shape == (0,)
    assert x.grad.tolist() == [0.0, 0.0]


def test_complex_parts_are_numpys():
    z = np.array([1 + 2j, -3j])
    t = leaf(z)
    for got, expected in [
        (t.real, z.real),
        (t.imag, z.imag),
        (t.conj(), z.conj()),
        (t.conjugate(), z.conjugate()),
        (abs(t), abs(z)),
    ]:
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(got.data, expected)


@pytest.mark.parametrize("f", [operator.iadd, operator.isub, operator.imul, operator.itruediv])
def test_in_place_operators_make_a_new_tensor(f):
    x = leaf([1.0, 2.0])
    y = f(x, 2.0)
    assert y is not x
    assert x.data.tolist() == [1.0, 2.0]
    y.sum().backward()
    assert x.grad is not None


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

X = np.array([[0.5, 2.0], [1.5, 0.25]])
CALLS = {
    "exp": np.exp,
    "log": np.log,
    "negative": np.negative,
    "arctan": np.arctan,
    "add": lambda x: np.add(1.0, x),
    "where": lambda x: np.where(X > 1, x, 0),
    "sum": lambda x: np.sum(x, axis=0, keepdims=True),
    "max": lambda x: np.max(x, axis=1),
    "norm": lambda x: np.linalg.norm(x, axis=-1),
    "concatenate": lambda x: np.concatenate([x, X], axis=1),
    "concatenate in a tuple": lambda x: np.concatenate((X, x)),
    "stack": lambda x: np.stack([x, X], axis=-1),
    "reshape": lambda x: np.reshape(x, (4, 1)),
    "transpose": np.transpose,
    "clip": lambda x: np.clip(x, 0.3, 1.7),
    "var": np.var,
    "std": lambda x: np.std(x, axis=0, ddof=1),
    "dot": lambda x: np.dot(X, x),
    "matmul": lambda x: np.matmul(X, x),
    "broadcast_to": lambda x: np.broadcast_to(x, (3, 2, 2)),
    "real": np.real,
    "absolute": np.absolute,
}


@pytest.mark.parametrize("f", CALLS.values(), ids=CALLS)
def test_a_numpy_function_of_a_tensor_is_a_tensor_with_a_gradient(f):
    x = leaf(X)
    y = f(x)
    assert type(y) is Tensor
    assert y.requires_grad
    np.testing.assert_array_equal(y.data, f(X))


PLAIN = {
    "argmax": np.argmax,
    "argsort": np.argsort,
    "allclose": lambda x: np.allclose(x, X),
    "array_equal": lambda x: np.array_equal(x, X),
    "shape": np.shape,
    "ndim": np.ndim,
    "size": np.size,
    "zeros_like": np.zeros_like,
    "isnan": np.isnan,
    "isfinite": np.isfinite,
    "less": lambda x: np.less(x, 1.0),
    "any": lambda x: np.any(x > 1),
    "result_type": lambda x: np.result_type(x, np.float32),
    "iscomplex": np.iscomplex,
    "isposinf": np.isposinf,
    "isin": lambda x: np.isin(x, [X[0, 0]]),
    "digitize": lambda x: np.digitize(x, [0.0, 1.0]),
    "nanargmin": np.nanargmin,
    "nonzero of a comparison": lambda x: np.nonzero(x > 1)[0],
    "mean of an array": lambda x: np.mean(x.numpy() if isinstance(x, Tensor) else x),
}


@pytest.mark.parametrize("f", PLAIN.values(), ids=PLAIN)
def test_a_numpy_function_without_a_derivative_gives_what_it_gives_for_arrays(f):
    found, expected = f(leaf(X)), f(X)
    assert type(found) is type(expected)
    np.testing.assert_array_equal(found, expected)


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


def test_a_copy_has_its_own_numbers_and_passes_the_gradient_on():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x.copy()
    (y * y).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]
    assert not np.shares_memory(x.data, y.data)
    assert Tensor([True, False]).copy().dtype == bool


def test_methods_that_return_bare_values():
    x = Tensor([[1.0, 5.0], [7.0, 2.0]], requires_grad=True)
    assert x.tolist() == [[1.0, 5.0], [7.0, 2.0]]
    assert x.argmax() == 2 and x.argmin() == 0
    assert x.argmax(1).tolist() == [1, 0] and x.argmin(axis=0, keepdims=True).tolist() == [[0, 1]]


def test_operators_and_methods_of_the_second_table():
    x = Tensor([[5.5, -2.25], [7.0, 3.5]], requires_grad=True)
    assert (x % 2).tolist() == [[1.5, 1.75], [1.0, 1.5]]
    assert (8 % x).tolist() == [[2.5, -1.0], [1.0, 1.0]]
    assert (x // 2).tolist() == [[2.0, -2.0], [3.0, 1.0]]
    assert (8 // x).tolist() == [[1.0, -4.0], [1.0, 2.0]]
    assert round(x, 1).tolist() == x.round(1).tolist() == [[5.5, -2.2], [7.0, 3.5]]
    assert x.reshape(4, order="F").tolist() == x.ravel("F").tolist() == [5.5, 7.0, -2.25, 3.5]
    assert x.sum(where=x > 0, initial=1.0).item() == 17.0
    assert x.dot(2.0).tolist() == (2 * x).tolist()
    assert x.trace().item() == x.diagonal().sum().item() == 9.0
    assert x.repeat(2, axis=1).shape == (2, 4)
    (x % 2 + 3 * (x // 2) + x.round()).sum().backward()
    assert x.grad.tolist() == np.ones((2, 2)).tolist()
