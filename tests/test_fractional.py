"""exp^(n) and ⊕_n as differentiable operations."""

import numpy as np
import pytest

from minigrad import Tensor, exp_n, gradcheck, iterate, oplus
from minigrad.fractional import generator

# Away from the kinks, where x or ψ(x) + n is 0, 1, e, …: ordinary differences fail across them.
POINTS = [
    (x, n)
    for x in (-1.3, -0.2, 0.4, 0.7, 1.8, 2.3, 3.5, 6.0)
    for n in (-0.55, -0.2, 0.0, 0.15, 0.5, 0.85)
    if iterate.domain(x, n) and 0.1 < (iterate.abel.psi(x) + n) % 1 < 0.9
]
at_each_point = pytest.mark.parametrize(("x", "n"), POINTS)


def test_there_are_points_enough():
    assert len(POINTS) > 20
    assert {n for _, n in POINTS} == {-0.55, -0.2, 0.0, 0.15, 0.5, 0.85}


@at_each_point
def test_derivatives_of_exp_n_agree_with_differences(x, n):
    assert gradcheck(exp_n, x, n, order=2)


@pytest.mark.parametrize("order", [0, 1])
def test_derivatives_of_the_generator_agree_with_differences(order):
    x = np.array([-2.0, -0.5, 0.5, 1.5, 5.0, 20.0])
    assert gradcheck(lambda x: generator(x, "abel", order), x, order=2)


@pytest.mark.parametrize("n", [-0.3, 0.0, 0.2, 0.5, 0.75, 1.0])
@pytest.mark.parametrize(("x", "y"), [(2.0, 7.0), (1.4, 3.5)])
def test_derivatives_of_oplus_agree_with_differences(x, y, n):
    assert gradcheck(oplus, x, y, n, order=2)


def test_values_are_those_of_iterate():
    x, n = np.array([[0.5], [2.0]]), np.array([-0.5, 0.0, 0.5])
    y = exp_n(Tensor(x), Tensor(n))
    assert type(y) is Tensor
    np.testing.assert_array_equal(y.data, iterate.exp_n(x, n))


@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize("point", [*POINTS, (0.0, 0.5), (1.0, -0.5), (-700.0, 0.0)])
def test_gradients_are_the_partials_of_iterate_at_kinks_too(point, by_name):
    x, n = (Tensor(p, requires_grad=True) for p in point)
    y = exp_n(n=n, x=x) if by_name else exp_n(x, n)
    y.backward()
    _, dx, dn = iterate.partials(*point)
    np.testing.assert_allclose([x.grad, n.grad], [dx, dn], rtol=1e-14)


def test_float32_stays_float32():
    x = Tensor(np.float32([0.5, 2.0]), requires_grad=True)
    y = exp_n(x, 0.5)
    y.sum().backward()
    assert (y.dtype, x.grad.dtype) == (np.float32, np.float32)


def test_an_unknown_kind_lists_those_that_are_known():
    with pytest.raises(ValueError, match=r"'cain' is unknown.*'abel'"):
        exp_n(Tensor(2.0), 0.5, kind="cain")


def test_outside_the_domain_is_nan_with_a_warning():
    with pytest.warns(RuntimeWarning, match="1 of 2 elements"):
        y = exp_n(Tensor([2.0, -1.0]), -0.5)
    assert np.isnan(y.data).tolist() == [False, True]


# ---- between addition and multiplication -------------------------------------------------------

PAIRS = np.random.default_rng(0).uniform(0.1, 10, (2, 50))


def test_oplus_is_the_sum_at_0_and_the_product_at_1():
    x, y = PAIRS
    np.testing.assert_allclose(oplus(x, y, 0.0).data, x + y, rtol=1e-14)
    np.testing.assert_allclose(oplus(x, y, 1.0).data, x * y, rtol=1e-14)


def test_a_sum_may_have_negative_terms():
    assert oplus(-2.0, 5.0, 0.0).item() == 3.0


@pytest.mark.parametrize("n", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_oplus_is_commutative(n):
    x, y = PAIRS
    np.testing.assert_array_equal(oplus(x, y, n).data, oplus(y, x, n).data)


def test_oplus_is_associative():
    x, y = PAIRS + 1
    z = 2.5
    first, second = oplus(oplus(x, y, 0.4), z, 0.4), oplus(x, oplus(y, z, 0.4), 0.4)
    np.testing.assert_allclose(first.data, second.data, rtol=1e-13)


@pytest.mark.parametrize(("n", "value"), [(0.0, 9.0), (0.9, 14.233), (1.0, 14.0)])
def test_2_oplus_7_is_larger_in_between_than_at_either_end(n, value):
    assert oplus(2.0, 7.0, n).item() == pytest.approx(value, abs=5e-4)


def test_2_oplus_3_has_a_plateau_above_both_ends():
    plateau = oplus(2.0, 3.0, np.linspace(0.63, 0.68, 6)).data
    np.testing.assert_allclose(plateau, 6.26, atol=5e-3)
    assert oplus(2.0, 3.0, 0.0).item() < oplus(2.0, 3.0, 1.0).item() < plateau.min()


def test_all_three_inputs_of_oplus_broadcast_and_get_gradients():
    x, y, n = (
        Tensor(data, requires_grad=True)
        for data in (np.array([[2.0], [3.0]]), np.array([5.0, 7.0, 9.0]), 0.3)
    )
    z = oplus(x, y, n)
    z.sum().backward()
    assert z.shape == (2, 3)
    assert (x.grad.shape, y.grad.shape, n.grad.shape) == ((2, 1), (3,), ())
