"""Every operation of the table: its values, its first and its second derivatives."""

import numpy as np
import pytest
from complex_step import complex_step_gradients

from minigrad import Primitive, Tensor, gradcheck
from minigrad.autodiff import GradcheckError, rules

RNG = np.random.default_rng(0)


def normal(*shape):
    return RNG.standard_normal(shape)


def positive(*shape):
    return np.exp(normal(*shape))


# An operation, the inputs it is differentiated for, and what else it takes.
CASES = [
    (rules.add, [normal(3, 1), normal(4)], ()),
    (rules.subtract, [normal(3, 1), normal(4)], ()),
    (rules.multiply, [normal(3, 1), normal(4)], ()),
    (rules.multiply, [normal(), normal(2, 3)], ()),
    (rules.divide, [normal(3, 1), positive(4)], ()),
    (rules.negative, [normal(2, 3)], ()),
    (rules.power, [positive(3, 1), normal(4)], ()),
    (rules.power, [normal(4)], (3,)),
    (rules.power, [normal(4)], (-2.0,)),
    (rules.power, [np.array([-1.5, 0.0, 2.0])], (1,)),
    (rules.power, [np.array([-1.5, 0.0, 2.0])], (2.0,)),
    (rules.exp, [normal(2, 3)], ()),
    (rules.log, [positive(2, 3)], ()),
    (rules.tanh, [normal(2, 3)], ()),
    (rules.sum, [normal(2, 3)], ()),
    (rules.sum, [normal(2, 3)], (0,)),
    (rules.sum, [normal(2, 3, 4)], ((0, -1),)),
    (rules.mean, [normal(2, 3)], ()),
    (rules.mean, [normal(2, 3)], (-1,)),
    (rules.mean, [normal(2, 3, 4)], ((0, -1),)),
    (rules.matmul, [normal(3), normal(3)], ()),
    (rules.matmul, [normal(2, 3), normal(3)], ()),
    (rules.matmul, [normal(3), normal(3, 2)], ()),
    (rules.matmul, [normal(2, 3), normal(3, 4)], ()),
    (rules.matmul, [normal(5, 2, 3), normal(3, 4)], ()),
    (rules.matmul, [normal(2, 3), normal(5, 3, 4)], ()),
    (rules.matmul, [normal(3), normal(5, 3, 4)], ()),
    (rules.matmul, [normal(5, 2, 3), normal(3)], ()),
    (rules.reshape, [normal(2, 6)], ((3, 4),)),
    (rules.transpose, [normal(2, 3, 4)], ()),
    (rules.transpose, [normal(2, 3, 4)], ((1, 2, 0),)),
    (rules.swapaxes, [normal(2, 3, 4)], (0, -1)),
    (rules.broadcast_to, [normal(3, 1)], ((2, 3, 4),)),
    (rules.astype, [normal(3)], (np.float64,)),
    (rules.getitem, [normal(4)], (2,)),
    (rules.getitem, [normal(4, 3)], (slice(None, None, -2),)),
    (rules.getitem, [normal(4)], ([0, 0, 1],)),
    (rules.getitem, [normal(4)], (np.array([True, False, True, True]),)),
    (rules.getitem, [normal(4, 3)], ((..., None, [2, 2, 0]),)),
    (rules.scatter_add, [normal(3)], (np.array([0, 0, 1]), (4,))),
]
NAMES = [f"{f.__name__}-{i}" for i, (f, _, _) in enumerate(CASES)]
each_case = pytest.mark.parametrize(("operation", "inputs", "rest"), CASES, ids=NAMES)


def test_no_operation_of_the_table_is_left_out():
    table = {f for f in vars(rules).values() if isinstance(f, Primitive)}
    assert table == {operation for operation, _, _ in CASES}


@each_case
def test_first_and_second_derivatives_agree_with_differences(operation, inputs, rest):
    assert gradcheck(lambda *xs: operation(*xs, *rest), *inputs, order=2)


@pytest.mark.parametrize(
    ("operation", "inputs", "rest"),
    # A change of dtype has no complex step: it would drop the imaginary part.
    [case for case in CASES if case[0] is not rules.astype],
    ids=[name for name in NAMES if not name.startswith("astype")],
)
def test_first_derivatives_agree_with_the_complex_step(operation, inputs, rest):
    tensors = [Tensor(x, requires_grad=True) for x in inputs]
    y = operation(*tensors, *rest)
    weights = RNG.standard_normal(y.shape)
    y.backward(gradient=weights)
    expected = complex_step_gradients(lambda *xs: operation.forward(*xs, *rest), inputs, weights)
    for tensor, gradient in zip(tensors, expected, strict=True):
        np.testing.assert_allclose(tensor.grad, gradient, rtol=1e-13, atol=1e-14)


@each_case
def test_a_rule_that_is_off_by_a_thousandth_is_noticed(operation, inputs, rest):
    for which in range(len(inputs)):
        wrong = Primitive(operation.forward, _with_one_wrong(operation.vjps, which))
        with pytest.raises(GradcheckError, match=f"input {which}"):
            gradcheck(lambda *xs, wrong=wrong: wrong(*xs, *rest), *inputs)


def _with_one_wrong(vjps, which):
    def wrong(*args, **options):
        return 1.001 * vjps[which](*args, **options)

    return [*vjps[:which], wrong, *vjps[which + 1 :]]


@pytest.mark.parametrize(
    "name",
    "add subtract multiply divide negative power exp log tanh sum mean matmul "
    "reshape transpose swapaxes broadcast_to".split(),
)
def test_an_operation_with_a_numpy_name_is_that_numpy_function(name):
    assert getattr(rules, name).forward is getattr(np, name)


def test_scatter_add_adds_where_an_index_repeats():
    y = rules.scatter_add(np.array([1.0, 2.0, 4.0]), np.array([0, 0, 2]), (4,))
    assert y.data.tolist() == [3.0, 0.0, 4.0, 0.0]


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), ()])
@pytest.mark.parametrize("name", ["sum", "mean"])
def test_reductions_take_axis_and_keepdims_as_numpy_does(name, axis, keepdims):
    x = np.arange(24.0).reshape(2, 3, 4)
    y = getattr(Tensor(x), name)(axis=axis, keepdims=keepdims)
    np.testing.assert_array_equal(y.data, getattr(np, name)(x, axis=axis, keepdims=keepdims))
    assert gradcheck(lambda x: getattr(x, name)(axis=axis, keepdims=keepdims) ** 2, x, order=2)


def test_x_to_the_zero_has_slope_zero_at_zero_too():
    x = Tensor([0.0, 2.0], requires_grad=True)
    (x**0).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_zero_to_a_positive_power_has_slope_zero_in_the_power():
    p = Tensor([1.0, 2.5], requires_grad=True)
    (0.0**p).sum().backward()
    assert p.grad.tolist() == [0.0, 0.0]


def test_second_derivatives_of_a_power_are_right_where_the_power_is_zero():
    assert gradcheck(lambda x, p: x**p, np.array([0.5, 2.0]), np.array([0.0, 0.0]), order=2)
