"""Places where a rule, or a call, could quietly go wrong: what a close reading of the engine found."""

import numpy as np
import pytest

import minigrad as mg
from minigrad import Tensor, nn, optim, primitive


def leaf(data):
    return Tensor(data, requires_grad=True)


def twice(f):
    return mg.grad(mg.grad(f))


# ---- kinks, zeros and empty arrays -------------------------------------------------------------


def test_absolute_value_and_norm_are_flat_at_zero_in_second_order_too():
    assert twice(abs)(0.0).item() == 0.0
    assert not np.any(mg.hessian(mg.norm)([0.0, 0.0]).data)


def test_dividing_by_a_python_zero_is_numpys_business():
    x = leaf([1.0, 2.0])
    with np.errstate(divide="ignore"):
        (x / 0).sum().backward()
    assert x.grad.tolist() == [np.inf, np.inf]


@pytest.mark.filterwarnings("ignore:Mean of empty slice:RuntimeWarning")
def test_the_mean_of_nothing_has_an_empty_gradient():
    x = leaf(np.zeros((0, 3)))
    with np.errstate(all="ignore"):
        x.mean(axis=0).sum().backward()
    assert x.grad.shape == (0, 3)


def test_the_variance_of_one_number_with_ddof_one_is_nan_as_numpys():
    x = leaf([2.0])
    with np.errstate(all="ignore"):
        y = x.var(ddof=1)
        y.backward()
    assert np.isnan(y.item()) and np.isnan(x.grad).all()


def test_the_bias_of_linear_may_have_an_axis_for_the_rows():
    b = leaf(np.zeros((1, 2)))
    mg.linear(np.ones((5, 3)), leaf(np.ones((2, 3))), b).sum().backward()
    assert b.grad.tolist() == [[5.0, 5.0]]


# ---- unusual rules and calls -------------------------------------------------------------------


def test_a_rule_may_return_a_tensor_in_first_order():
    f = primitive(np.positive, vjps=(lambda g, y, x: Tensor(g * 3.0),))
    x = leaf([1.0, 2.0])
    f(x).sum().backward()
    assert type(x.grad) is np.ndarray and x.grad.tolist() == [3.0, 3.0]


def test_a_rule_may_compute_under_no_grad():
    @mg.no_grad()
    def rule(g, y, x):
        return g * mg.exp(x)

    x = leaf([0.0, 1.0])
    primitive(np.exp, vjps=(rule,))(x).sum().backward()
    np.testing.assert_array_equal(x.grad, np.exp([0.0, 1.0]))


@pytest.mark.parametrize("derivative", [
    lambda x: mg.grad(mg.exp)(x.item()).item(),
    lambda x: mg.jvp(mg.exp, x.item(), 1.0)[1].item(),
], ids=["grad", "jvp"])  # fmt: skip
def test_a_rule_may_differentiate(derivative):
    x = leaf(0.5)
    primitive(np.exp, vjps=(lambda g, y, x: g * derivative(x),))(x).backward()
    assert x.grad == pytest.approx(np.exp(0.5))


@primitive(vjps=(lambda g, y, x, n=2, w=1.0: g * n, None, lambda g, y, x, n=2, w=1.0: g))
def shifted(x, n=2, w=1.0):
    return n * x + w


def test_a_tensor_given_by_name_may_skip_a_default():
    x, w = leaf(3.0), leaf(1.0)
    shifted(x, w=w).backward()
    assert (x.grad, w.grad) == (2.0, 1.0)


def test_a_tensor_as_a_keyword_only_option_is_refused():
    @primitive(vjps=(lambda g, y, x, k=1.0: g * k,))
    def stretched(x, *, k=1.0):
        return k * x

    with pytest.raises(TypeError, match=r"no rule for a tensor as its input 'k'.*k\.numpy\(\)"):
        stretched(leaf(1.0), k=Tensor(2.0))


def test_a_rule_may_call_an_option_otherwise_if_it_is_given_by_position():
    @primitive(vjps=(lambda g, y, x, factor: g * factor,))
    def stretched(x, k):
        return k * x

    x = leaf(1.0)
    stretched(x, 2.0).backward()
    assert x.grad == 2.0
    with pytest.raises(TypeError, match="no rule for its option 'k'"):
        stretched(x, k=2.0)


def test_integers_that_ask_for_a_gradient_later_are_refused():
    x = Tensor([1, 2])
    x.requires_grad = True
    with pytest.raises(TypeError, match="tensor of int64 has no gradient"):
        (x * 0.5).sum().backward()


# ---- the guard ---------------------------------------------------------------------------------


def test_data_replaced_while_an_older_graph_lives_are_unlocked_with_their_own_graph():
    w = leaf([1.0, 2.0])
    older = (w * w).sum()
    w.data = w.data - 0.1
    (w * w).sum().backward()
    w.data -= 0.1
    del older
    w.data -= 0.1


def test_a_view_of_a_leaf_can_be_edited_after_backward():
    y = leaf([1.0, 2.0]).reshape(2, 1)
    (y * y).sum().backward()
    y.data[0] = 5.0


@pytest.mark.parametrize("optimizer", [optim.SGD, optim.Adam])
def test_an_optimizer_says_why_it_cannot_move_what_a_graph_needs(optimizer):
    p = nn.Parameter([1.0, 2.0])
    loss = (p * p).sum()
    loss.backward(retain_graph=True)
    with pytest.raises(ValueError, match=r"read-only, since a graph still needs them\. Call step"):
        optimizer([p], lr=0.1).step()
    assert p.data.tolist() == [1.0, 2.0]


def test_data_replaced_by_another_shape_do_not_blame_the_rule():
    w = leaf([1.0, 2.0])
    loss = (w * w).sum()
    w.data = np.zeros(3)
    loss.backward()
    assert w.grad.tolist() == [2.0, 4.0]


# ---- NumPy's other ways to call ----------------------------------------------------------------


def test_clip_takes_numpys_newer_names_and_no_bounds_at_all():
    x = leaf([-1.0, 0.5, 2.0])
    np.testing.assert_array_equal(mg.clip(x, min=0.0, max=1.0).data, [0.0, 0.5, 1.0])
    mg.clip(x, max=1.0).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]
    assert type(mg.clip(x.data)) is Tensor


def test_concatenate_without_an_axis_makes_one_row():
    a, b = leaf([[1.0, 2.0]]), leaf([3.0])
    y = np.concatenate([a, b], axis=None)
    (y * np.array([1.0, 2.0, 3.0])).sum().backward()
    assert (y.data.tolist(), a.grad.tolist(), b.grad.tolist()) == ([1, 2, 3], [[1, 2]], [3])


def test_a_gradient_check_works_under_no_grad():
    with mg.no_grad():
        assert mg.gradcheck(mg.exp, 1.0, order=2)
