"""The check is checked: it passes what is right and catches what is wrong by a thousandth."""

import numpy as np
import pytest

from minigrad import GradcheckError, Tensor, cos, exp, gradcheck, log, primitive, prod

X = np.array([0.5, -1.5, 2.0])

wrong_exp = primitive(np.exp, vjps=(lambda g, y, x: 1.001 * g * y,))
# The rule is right and calls an operation whose own rule is wrong.
wrong_second_exp = primitive(np.exp, vjps=(lambda g, y, x: g * wrong_exp(x),))


@pytest.mark.parametrize("order", [1, 2])
def test_what_is_right_passes(order):
    assert gradcheck(lambda x, y: exp(x * y) / (1 + x * x), X, 0.7, order=order)


def test_a_wrong_first_derivative_is_caught():
    with pytest.raises(GradcheckError, match="the derivative"):
        gradcheck(wrong_exp, X)


def test_a_wrong_second_derivative_is_caught_by_order_two_only():
    assert gradcheck(wrong_second_exp, X, order=1)
    with pytest.raises(GradcheckError, match="the second derivative"):
        gradcheck(wrong_second_exp, X, order=2)


Z = np.array([0.5 + 1j, -1.5j, 2.0])

without_conj = primitive(np.exp, vjps=(lambda g, y, x: g * y,))
wrong_in_imaginary = primitive(np.exp, vjps=(lambda g, y, x: g * y.conj() * (1 + 0.001j),))


@pytest.mark.parametrize("order", [1, 2])
def test_what_is_right_passes_for_complex_numbers_analytic_or_not(order):
    assert gradcheck(lambda z, x: exp(z * x) / (3 + z), Z, 0.7, order=order)
    assert gradcheck(lambda z, x: abs(z) * z.conj() + (z * x).imag, Z, 0.7, order=order)


def test_a_forgotten_conjugate_is_caught():
    assert gradcheck(without_conj, X)
    with pytest.raises(GradcheckError):
        gradcheck(without_conj, Z)


def test_an_error_in_the_imaginary_direction_is_caught():
    with pytest.raises(GradcheckError):
        gradcheck(wrong_in_imaginary, Z)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x**3, 0.0),
        (prod, np.zeros(3)),
        (lambda z: z**3, 0j),
    ],
    ids=["x^3", "prod", "z^3"],
)
def test_value_and_slope_may_both_be_zero(f, x):
    assert gradcheck(f, x, order=2)


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_a_wrong_derivative_is_caught_whatever_the_units(scale):
    with pytest.raises(GradcheckError):
        gradcheck(lambda x: scale * wrong_exp(x), X)


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_what_is_right_passes_whatever_the_units(scale):
    assert gradcheck(lambda x: scale * exp(x / scale), scale * X, order=2)


@pytest.mark.parametrize("seed", range(10))
def test_a_wrong_derivative_is_caught_beside_a_large_number(seed):
    with pytest.raises(GradcheckError):
        gradcheck(lambda x: wrong_exp(x) + 1e5, X, rng=seed)


def test_a_gradient_that_goes_missing_is_caught():
    with pytest.raises(GradcheckError):
        gradcheck(lambda x: x.detach() * x, X)


@pytest.mark.parametrize(
    "rule",
    [
        lambda g, y, x: (g.detach() if isinstance(g, Tensor) else g) * cos(x),
        lambda g, y, x: primitive(np.positive, vjps=(lambda h, z, g: 1.5 * h,))(g) * cos(x),
    ],
    ids=["bare numbers of g", "a wrong rule on the way of g"],
)
def test_a_rule_that_loses_the_derivative_by_g_is_caught_in_second_order(rule):
    broken = primitive(np.sin, vjps=(rule,))
    assert gradcheck(broken, X)
    with pytest.raises(GradcheckError, match="input g of a rule: the rules give the second"):
        gradcheck(broken, X, order=2)


def test_the_message_names_the_input_and_shows_both_numbers():
    with pytest.raises(GradcheckError) as error:
        gradcheck(lambda i, x, y: x * 2.0 + 0.0 * i + wrong_exp(y), 3, 0.7, 0.0)
    words = str(error.value).replace(",", "").split()
    by_rules, by_differences = (float(word) for word in words if "." in word)
    assert words[:2] == ["input", "2:"]
    assert by_rules == pytest.approx(1.001 * by_differences)


def test_tensors_that_want_a_gradient_are_checked_and_not_touched():
    w = Tensor(X, requires_grad=True)
    assert gradcheck(lambda w, p: w * exp(p["b"]), w, {"b": w}, order=2)
    assert w.grad is None


def test_other_inputs_than_floats_are_passed_on_unchanged():
    assert gradcheck(lambda x, i, word: x[i] * len(word), X, 1, "word")


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: Tensor(1.0), 2.0),
        (lambda x: x.detach() * 2.0, 2.0),
        (lambda x: Tensor(2.0) * x, 3),
        (lambda x: x * 2.0, np.zeros(0)),
    ],
    ids=["constant", "detached", "integer", "empty"],
)
def test_a_check_of_nothing_is_an_error(f, x):
    with pytest.raises(GradcheckError, match="nothing to check"):
        gradcheck(f, x)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_no_number_fails(value):
    broken = primitive(np.positive, vjps=(lambda g, y, x: g * value,))
    with pytest.raises(GradcheckError):
        gradcheck(broken, 2.0)


def test_a_value_that_is_no_number_fails():
    with pytest.raises(GradcheckError), np.errstate(invalid="ignore"):
        gradcheck(log, -1.0)


def test_the_inputs_are_not_changed():
    x = X.copy()
    gradcheck(exp, x, order=2)
    assert x.tolist() == X.tolist()


@pytest.mark.parametrize("order", [0, 3, "1"])
def test_other_orders_are_refused(order):
    with pytest.raises(ValueError, match="order is 1 or 2"):
        gradcheck(exp, X, order=order)
