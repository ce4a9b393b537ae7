"""Errors say what is wrong and what to do about it. Each test looks for the cause and for the cure."""

import copy
import re
from operator import attrgetter

import numpy as np
import pytest

import minigrad as mg
from minigrad import Tensor, nn, primitive
from minigrad.autodiff import rules


def leaf(data):
    return Tensor(data, requires_grad=True)


# ---- making a tensor ---------------------------------------------------------------------------


@pytest.mark.parametrize("data", [3, [1, 2], True, np.int32(1)])
def test_integers_have_no_gradient(data):
    with pytest.raises(TypeError, match=r"has no gradient.*as floats \(3.0 instead of 3\)"):
        Tensor(data, requires_grad=True)


def test_integers_have_no_gradient_inside_grad_either():
    with pytest.raises(TypeError, match=r"int64 has no gradient.*3.0 instead of 3"):
        mg.grad(lambda x: x**2)(np.int64(3))


@pytest.mark.parametrize("data", [[[1.0, 2.0], [3.0]], [1.0, [2.0]]])
def test_ragged_rows_are_no_array(data):
    with pytest.raises(ValueError, match="rows have different lengths or depths"):
        Tensor(data)


@pytest.mark.parametrize(
    "data", ["text", None, {"a": 1.0}, [None, 1.0], np.array([1, "x"], object)]
)
def test_what_is_no_number_is_refused(data):
    with pytest.raises(TypeError, match=r"real or complex numbers, got data of type .*dtype=float"):
        Tensor(data)


@pytest.mark.parametrize(
    "make", [lambda t: [t, 1.0], lambda t: (t, t), lambda t: [[1.0, t], [t, 2.0]]]
)
def test_a_list_with_tensors_would_lose_their_gradients(make):
    with pytest.raises(
        TypeError, match=r"gradients .* would be lost.*mg\.stack or mg\.concatenate"
    ):
        Tensor(make(leaf(1.0)))


def test_a_list_with_tensors_that_have_no_gradient_is_an_array():
    assert Tensor([Tensor(1.0), 2.0]).data.tolist() == [1.0, 2.0]


def test_an_operation_joins_a_list_of_tensors_instead():
    x = leaf(2.0)
    mg.sum([x, x * x, 1.0]).backward()
    assert x.grad == 5.0


# ---- editing -----------------------------------------------------------------------------------


def test_elements_cannot_be_assigned():
    x = leaf([1.0, 2.0])
    with pytest.raises(TypeError, match=r"cannot be assigned.*mg\.where.*x\.data\[index\]"):
        x[0] = 3.0


def test_a_saved_input_says_that_it_is_read_only_and_the_docstring_says_why():
    x = leaf([1.0, 2.0])
    _loss = (x * x).sum()
    with pytest.raises(ValueError, match="assignment destination is read-only"):
        x.data[0] = 3.0
    assert "assignment destination is read-only" in " ".join(Tensor.__doc__.split())
    assert "minigrad.unguarded" in Tensor.__doc__


def test_writing_a_tensor_into_an_array_is_refused_at_once():
    """``array += tensor`` would leave the values in the array and lose the gradient."""
    array = np.zeros(2)
    with pytest.raises(TypeError, match="out"):
        array += leaf([1.0, 2.0])


def test_a_graph_cannot_be_copied_and_the_cure_is_named():
    with pytest.raises(TypeError, match=r"cannot be copied or pickled: use t\.detach\(\)"):
        copy.deepcopy(leaf(1.0) * 2.0)


# ---- backward ----------------------------------------------------------------------------------


@pytest.mark.parametrize("create_graph", [False, True])
def test_backward_on_a_complex_value_names_the_ways_to_a_real_one(create_graph):
    y = leaf(1j) * 2.0
    with pytest.raises(TypeError, match=r"not ordered.*t\.real.*abs\(t\).*gradient=g"):
        y.backward(create_graph=create_graph)


def test_grad_of_a_vector_or_of_a_complex_value_is_refused_in_the_same_words():
    with pytest.raises(ValueError, match=r"shape \(2,\).*sum\(\)"):
        mg.grad(lambda x: x * 2.0)([1.0, 2.0])
    with pytest.raises(TypeError, match="not ordered"):
        mg.grad(lambda x: x * 2.0)(1j)


def test_weights_of_another_shape_name_both():
    with pytest.raises(ValueError, match=r"\(3,\).*\(2,\).*equal"):
        (leaf([1.0, 2.0]) * 2.0).backward(gradient=np.ones(3))


def test_backward_without_anything_to_differentiate_names_both_possible_causes():
    with mg.no_grad():
        y = leaf(1.0) * 2.0
    for t in (y, Tensor(1.0), Tensor(1.0) * 2.0):
        with pytest.raises(RuntimeError, match=r"requires_grad=True.*no_grad\(\)"):
            t.backward()


def test_backward_twice_says_that_the_graph_was_released():
    x = leaf(3.0)
    inner = x * x
    first, second = inner * 2.0, inner * 3.0
    first.backward()
    for t in (first, second):  # the second shares a part that is released
        with pytest.raises(RuntimeError, match=r"released by an earlier.*retain_graph=True"):
            t.backward()
    assert x.grad == 12.0


# ---- NumPy functions and options ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (np.spacing, "spacing"),
        (np.multiply.reduce, "multiply.reduce"),
        (lambda x: np.multiply.outer(x, x), "multiply.outer"),
        (lambda x: np.exp(x, out=np.zeros(1)), "exp with out"),
        (lambda x: np.exp(x, where=np.array([True])), "exp with where"),
        (np.unique, "unique"),
        (lambda x: np.interp(x, [0.0, 1.0], x), "interp"),
        (lambda x: np.linalg.eigvals(x[None]), "linalg.eigvals"),
        (np.median, "median"),
        (np.fft.hfft, "fft.hfft"),
    ],
)
def test_a_numpy_function_without_a_rule_says_what_to_use(call, name):
    cure = r"mg\.primitive.*t\.numpy\(\)"
    with pytest.raises(TypeError, match=rf"np\.{name} has no rule.*{cure}") as error:
        call(leaf([0.5]))
    for near in re.findall(r"near to this one: (.+?)\)", str(error.value)):
        assert all(callable(attrgetter(known)(mg)) for known in near.split(", "))


def test_names_of_operations_are_offered_only_if_they_look_alike():
    with pytest.raises(TypeError, match=r"\(names near to this one: sum, "):
        np.nansum(leaf([0.5]))
    with pytest.raises(TypeError, match=r"operations that minigrad has, declare your own"):
        np.percentile(leaf([0.5]), 50)


def test_numbers_cannot_be_concatenated():
    with pytest.raises(ValueError, match=r"a number has none: use mg\.array or mg\.stack"):
        mg.concatenate([leaf([0.5]), 1.0])


def test_an_option_without_a_rule_is_named():
    with pytest.raises(TypeError, match=r"sum has no rule for its option 'dtype': leave it out"):
        mg.sum(leaf([1.0]), dtype=np.float32)


@pytest.mark.parametrize(
    ("f", "first", "second"),
    [
        (mg.add, (2,), (3,)),
        (mg.matmul, (2, 3), (4, 5)),
        (mg.multiply, (5, 1, 2), (4, 3)),
        (mg.logaddexp, (2, 2), (3,)),
        (lambda a, b: mg.where(True, a, b), (2,), (3,)),
    ],
)
def test_shapes_that_do_not_fit_are_both_named(f, first, second):
    with pytest.raises(ValueError) as error:
        f(Tensor(np.ones(first)), leaf(np.ones(second)))
    assert f"{first} and {second}" in str(error.value)


def test_reshape_names_the_shape():
    with pytest.raises(ValueError, match=r"reshape array of size 6.*\(4,\)"):
        leaf(np.ones(6)).reshape(4)


@pytest.mark.parametrize("weights", [(4, 2), (3,), ()])
def test_linear_names_the_shapes_that_do_not_fit(weights):
    with pytest.raises(ValueError, match=r"weights of shape"):
        mg.linear(leaf(np.ones((5, 3))), np.ones(weights))


@pytest.mark.parametrize("shapes", [((), (3,)), ((3,), ()), ((2, 3), (2, 3, 4))])
def test_dot_of_the_first_table_names_what_to_use_instead(shapes):
    with pytest.raises(ValueError, match=r"use matmul or multiply"):
        rules.dot(*(leaf(np.ones(shape)) for shape in shapes))


@pytest.mark.parametrize(
    "call",
    [lambda: mg.linear(2.0, leaf([[1.0]])), lambda: mg.linear(leaf([2.0]), leaf([[1.0]]), 1.0)],
)
def test_linear_takes_numbers_or_says_why_not(call):
    try:
        assert call().requires_grad
    except (TypeError, ValueError) as error:
        assert "shape" in str(error)  # and no "'float' object has no attribute"


# ---- rules that are declared wrongly -----------------------------------------------------------


def test_a_single_rule_without_a_tuple_is_answered_with_the_comma():
    with pytest.raises(TypeError, match=r"one rule for each input.*vjps=\(rule,\)"):
        primitive(np.positive, vjps=lambda g, y, x: g)


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("shape", [(3,), (3, 2), (2, 2), (4, 3), (2, 3, 1)])
def test_a_rule_that_returns_another_shape_is_named_with_its_argument(shape, create_graph):
    @primitive(vjps=(lambda g, y, a, b: g * b, lambda g, y, a, b: mg.sum(a) * np.ones(shape)))
    def area(width, height):
        return width * height

    y = area(leaf(np.ones((2, 3))), leaf(np.ones((2, 3)))).sum()
    with pytest.raises(ValueError, match=r"rule of area for its input .?height\b.*\(2, 3\)"):
        y.backward(create_graph=create_graph)


def test_a_wrong_rule_is_named_by_its_argument_even_if_one_tensor_is_given_twice():
    @primitive(vjps=(lambda g, y, a, b: g * b, lambda g, y, a, b: np.ones(7)))
    def area(width, height):
        return width * height

    x = leaf(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"its input .?height"):
        area(x, x).sum().backward()


def test_an_input_without_a_rule_is_named():
    half = primitive(np.multiply, vjps=(lambda g, y, a, b: g * b, None))
    half(leaf(2.0), 3.0).backward()
    with pytest.raises(TypeError, match=r"multiply has no .* its input '(x2|b)'"):
        half(2.0, leaf(3.0)).backward()


def test_an_operation_without_any_rule_says_so_too():
    none = primitive(lambda x, scale=1.0: x * scale, vjps=(None,))
    with pytest.raises(TypeError, match="no rule"):
        none(leaf(2.0), scale=2.0).backward()


# ---- the functions that return derivatives ------------------------------------------------------


@pytest.mark.parametrize("argnums", [2, -3, (0, 5)])
@pytest.mark.parametrize("transform", [mg.grad, mg.value_and_grad])
def test_argnums_beyond_the_arguments_are_named(transform, argnums):
    with pytest.raises(ValueError, match=r"argnums names argument (2|-3|5), and f was given 2"):
        transform(lambda x, y: x * y, argnums)(1.0, 2.0)


@pytest.mark.parametrize("value", [1.0, None, np.ones(2), (Tensor(1.0),)])
def test_a_function_that_returns_no_tensor_is_told_what_to_do(value):
    for call in (
        lambda: mg.grad(lambda x: value)(1.0),
        lambda: mg.vjp(lambda x: value, 1.0),
        lambda: mg.jvp(lambda x: value, 1.0, 1.0),
        lambda: mg.jacobian(lambda x: value)(1.0),
    ):
        with pytest.raises(TypeError, match=r"must return a Tensor.*minigrad's operations"):
            call()


def test_directions_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"v has shape \(3,\), x has shape \(2,\)"):
        mg.jvp(mg.exp, [1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="x and v have different forms"):
        mg.jvp(mg.multiply, (1.0, 2.0), (1.0,))


def test_the_jacobian_of_a_complex_output_names_the_cure():
    with pytest.raises(
        TypeError, match=r"real and .*imaginary part.*jacobian\(lambda x: f\(x\)\.real"
    ):
        mg.jacobian(lambda z: z * 1j)(1.0)


@pytest.mark.parametrize("transform", [mg.jacobian, mg.hessian])
def test_the_jacobian_by_several_arguments_is_not_that_by_the_first_in_silence(transform):
    with pytest.raises((TypeError, ValueError)):
        transform(lambda x, y: (x * y).sum(), (0, 1))([1.0], [2.0])


# ---- losses ------------------------------------------------------------------------------------


def test_mse_loss_names_both_shapes_and_the_cure():
    with pytest.raises(ValueError, match=r"\(4, 1\).*\(4,\).*reshape"):
        nn.mse_loss(leaf(np.ones((4, 1))), np.ones(4))
