"""exp^(n) and ⊕_n as differentiable operations."""

import importlib
import math
import sys
from itertools import combinations_with_replacement, product
from pathlib import Path

import numpy as np
import pytest

from minigrad import Tensor, exp_n, grad, gradcheck, iterate, oplus
from minigrad.fractional import generator

every_kind = pytest.mark.parametrize("kind", iterate.KINDS)
real_kinds = pytest.mark.parametrize("kind", ["kneser", "abel"])

# Away from Abel's kinks, where x or ψ(x) + n is 0, 1, e, …: ordinary differences fail across them.
NS = (-0.55, -0.2, 0.0, 0.15, 0.5, 0.85)
REAL = {
    kind: [
        (x, n)
        for x, n in product((-1.3, -0.2, 0.4, 0.7, 1.8, 2.3, 3.5, 6.0), NS)
        if iterate.domain(x, n, kind)
        and (kind == "kneser" or 0.1 < (iterate.abel.psi(x) + n) % 1 < 0.9)
    ]
    for kind in ("kneser", "abel")
}
# Away from Schröder's cuts and singular points, of which 0, 1 and e are real. The last one is taken
# beyond a cut by n = 0.85: there y does not tell how it was reached.
COMPLEX = [*product((-1.3, 0.4, 2.0, 0.5 + 1j, -2.0 + 0.3j, 3.0 + 2.0j, -1.0 - 2.0j), NS)]
POINTS = [(kind, *p) for kind, points in {**REAL, "schroeder": COMPLEX}.items() for p in points]
at_each_point = pytest.mark.parametrize(("kind", "x", "n"), POINTS)


def reference(kind):
    """Return the module that computes the construction anew, with 60 digits and more."""
    folder = str(Path(__file__).parent / "iterate")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(f"{kind}_reference")


def with_many_digits(kind, x, n):
    """Return exp^(n)(x), for x and n of mpmath."""
    ref = reference(kind)
    if kind == "schroeder":
        return ref.chi_inv(ref.mp.exp(n * ref.fixed_point()) * ref.chi(x)[0])[0]
    return ref.psi_inv(ref.psi(x) + n)


def by_differences(kind, x, n, orders, centre=0.5):
    """Return a derivative of exp^(n)(x), `orders` in x and n; centre=0 looks to the right only.

    The step is 1e-14, so with central differences about 28 digits are right, else 14.
    """
    mp = reference(kind).mp
    step, total = mp.mpf(10) ** -14, 0
    x, n = mp.mpmathify(x), mp.mpf(n)
    for k, m in product(range(orders[0] + 1), range(orders[1] + 1)):
        sign = (-1) ** (sum(orders) - k - m)
        weight = sign * math.comb(orders[0], k) * math.comb(orders[1], m)
        shifts = (k - centre * orders[0]) * step, (m - centre * orders[1]) * step
        total += weight * with_many_digits(kind, x + shifts[0], n + shifts[1])
    return complex(total / step ** sum(orders))


def nested(f, argnums):
    """Differentiate the real part of f with respect to one argument after another."""
    for argnum in argnums:
        f = grad(lambda x, n, f=f: f(x, n).real, argnum)
    return f


# ---- derivatives -------------------------------------------------------------------------------


def test_there_are_points_enough():
    assert len(REAL["abel"]) > 20 and len(REAL["kneser"]) > 40 and len(COMPLEX) > 40
    for points in (*REAL.values(), COMPLEX):
        assert {n for _, n in points} == set(NS)


@at_each_point
def test_derivatives_of_exp_n_agree_with_differences(kind, x, n):
    assert gradcheck(lambda x, n: exp_n(x, n, kind), x, n, order=2)


@pytest.mark.parametrize("order", [0, 1])
@every_kind
def test_derivatives_of_the_generator_agree_with_differences(kind, order):
    x = np.array([-2.0, -0.5, 0.5, 1.5, 5.0, 20.0])
    if kind == "schroeder":
        x = np.append(x, [0.5 + 1.0j, -2.0 + 0.3j, -1.0 - 2.0j])
    assert gradcheck(lambda x: generator(x, 0.0, kind, order), x, order=2)


@pytest.mark.parametrize("n", [-0.3, 0.0, 0.2, 0.5, 0.75, 1.0])
@pytest.mark.parametrize(
    ("kind", "x", "y"),
    [
        *((kind, *pair) for kind in REAL for pair in [(2.0, 7.0), (1.4, 3.5)]),
        ("schroeder", 2.0, 5.0),
        ("schroeder", -2.0, 7.0),
        ("schroeder", -2.0 + 0.5j, 3.0 + 1.0j),
    ],
)
def test_derivatives_of_oplus_agree_with_differences(kind, x, y, n):
    assert gradcheck(lambda x, y, n: oplus(x, y, n, kind), x, y, n, order=2)


FEW = [
    *(("kneser", x, n) for x, n in [(-1.3, 0.5), (0.4, -0.55), (0.7, 0.85), (2.3, 0.15), (6.0, 0)]),
    *(("abel", x, n) for x, n in [(-1.3, 0.5), (0.4, -0.2), (0.7, 0.85), (2.3, 0.5), (6.0, 0)]),
    *(("schroeder", x, n) for x, n in [(-1.3, 0.5), (2.0, -0.2), (0.5 + 1j, 0.85), (-1 - 2j, 0)]),
]


@pytest.mark.parametrize(
    "argnums",
    [
        pytest.param(argnums, marks=pytest.mark.slow if order > 1 else ())
        for order in (1, 2, 3)
        for argnums in combinations_with_replacement((0, 1), order)
    ],
    ids=str,
)
@pytest.mark.parametrize(("kind", "x", "n"), FEW)
def test_nested_gradients_up_to_the_third_are_those_of_many_digits(kind, x, n, argnums):
    exact = by_differences(kind, x, n, (argnums.count(0), argnums.count(1)))
    found = [
        nested(lambda x, n, u=u: u * exp_n(x, n, kind), argnums)(x, float(n)).item().real
        for u in ([1, -1j] if kind == "schroeder" else [1])  # the real part, the imaginary part
    ]
    exact = [exact.real, exact.imag][: len(found)]
    np.testing.assert_allclose(found, exact, rtol=1e-11, atol=1e-11 * (1 + max(map(abs, exact))))


@pytest.mark.parametrize(
    ("x", "n", "argnums"),
    [
        *((x, n, (0, 0)) for x, n in [(0.0, 0.5), (0.0, -0.25), (1.0, 0.5), (1.0, -0.5)]),
        *((x, n, (1, 1)) for x, n in [(0.5, 0.5), (0.5, -0.5), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]),
    ],
)
def test_abels_second_derivative_at_a_kink_is_the_one_from_the_right(x, n, argnums):
    orders = argnums.count(0), argnums.count(1)
    right, left = (by_differences("abel", x, n, orders, centre).real for centre in (0, 1))
    assert abs(right - left) > 0.1
    found = nested(lambda x, n: exp_n(x, n, "abel"), argnums)(x, n).item()
    assert found == pytest.approx(right, rel=1e-12, abs=1e-12)


# ---- values and gradients are those of iterate --------------------------------------------------


@every_kind
def test_values_are_those_of_iterate(kind):
    x, n = np.array([[0.5], [2.0]]), np.array([-0.5, 0.0, 0.5])
    y = exp_n(Tensor(x), Tensor(n), kind)
    assert type(y) is Tensor
    np.testing.assert_array_equal(y.data, iterate.exp_n(x, n, kind))


# At kinks, and where e⁻ˣ or even eˣ has no float64.
EXTREME = [(0.0, 0.5), (1.0, -0.5), *product((-700.0, -800.0, 1e300), (0.0, 0.5, 1.0))]
EXTREMES = [(kind, *point) for kind in REAL for point in EXTREME]
EXTREMES += [("schroeder", -800.0, n) for n in (0.0, 0.5, 1.0)]


@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize(("kind", "x", "n"), POINTS + EXTREMES)
def test_gradients_are_the_partials_of_iterate_everywhere(kind, x, n, by_name):
    _, *partials = iterate.partials(x, n, kind)
    for u in (1, 1j) if kind == "schroeder" else (1,):
        leaves = Tensor(x, requires_grad=True), Tensor(n, requires_grad=True)
        y = exp_n(n=leaves[1], x=leaves[0], kind=kind) if by_name else exp_n(*leaves, kind)
        y.backward(u)
        for leaf, partial in zip(leaves, partials, strict=True):
            expected = u * np.conj(partial)
            expected = expected if leaf.data.dtype.kind == "c" else expected.real
            assert leaf.grad == pytest.approx(expected, rel=1e-14, abs=1e-14 * abs(partial))


@pytest.mark.parametrize("one", [1, np.uint8(1), np.bool_(True), np.array([1], np.uint8), [1]])
def test_numbers_without_a_negative_are_fine_for_n_too(one):
    assert oplus(2.0, 3.0, one).data == pytest.approx(6.0, rel=1e-15)


def test_the_generator_has_a_default_kind_in_its_rules_too():
    assert gradcheck(generator, 2.0, 0.3)


@pytest.mark.parametrize(("x", "y"), [(-2.0, -3.0), (-2.0 + 0.5j, -3.0 + 1.0j)])
def test_a_product_of_negative_numbers_has_the_right_derivative_by_n(x, y):
    assert gradcheck(lambda x, y, n: oplus(x, y, n, "schroeder"), x, y, 1.0, order=2)


@pytest.mark.parametrize(
    ("kind", "dtype"), [("kneser", "f4"), ("abel", "f4"), ("schroeder", "c8")], ids=str
)
def test_single_precision_stays_single(kind, dtype):
    x = Tensor(np.float32([0.5, 2.0]), requires_grad=True)
    y = exp_n(x, 0.5, kind)
    y.real.sum().backward()
    assert (y.dtype, x.grad.dtype) == (dtype, np.float32)


def test_the_default_is_kneser():
    x = np.linspace(0.1, 9, 20)
    np.testing.assert_array_equal(exp_n(x, 0.5).data, exp_n(x, 0.5, "kneser").data)
    np.testing.assert_array_equal(oplus(x, 2, 0.5).data, oplus(x, 2, 0.5, "kneser").data)


def test_an_unknown_kind_lists_those_that_are_known():
    with pytest.raises(ValueError, match=r"'cain' is unknown.*'kneser', 'abel', 'schroeder'"):
        exp_n(Tensor(2.0), 0.5, kind="cain")


@real_kinds
def test_outside_the_domain_is_nan_with_a_warning(kind):
    with pytest.warns(RuntimeWarning, match="1 of 2 elements"):
        y = exp_n(Tensor([2.0, -1.0]), -0.5, kind)
    assert np.isnan(y.data).tolist() == [False, True]


# ---- between addition and multiplication -------------------------------------------------------

PAIRS = np.random.default_rng(0).uniform(0.1, 10, (2, 50))


@every_kind
def test_oplus_is_the_sum_at_0_and_the_product_at_1(kind):
    x, y = PAIRS
    np.testing.assert_allclose(oplus(x, y, 0.0, kind).data, x + y, rtol=1e-14)
    np.testing.assert_allclose(oplus(x, y, 1.0, kind).data, x * y, rtol=1e-14, atol=1e-13)


def test_schroeders_product_takes_negative_factors():
    x, y = PAIRS * [[-1], [1]]
    np.testing.assert_allclose(oplus(x, y, 1.0, "schroeder").data, x * y, rtol=1e-14, atol=1e-13)
    np.testing.assert_allclose(oplus(-2, -3, 1, "schroeder").data, 6, rtol=1e-14)


@every_kind
def test_a_sum_may_have_negative_terms(kind):
    assert oplus(-2.0, 5.0, 0.0, kind).item() == 3.0


@every_kind
@pytest.mark.parametrize("n", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_oplus_is_commutative(n, kind):
    x, y = PAIRS
    np.testing.assert_array_equal(oplus(x, y, n, kind).data, oplus(y, x, n, kind).data)


@real_kinds
def test_oplus_is_associative(kind):
    x, y = PAIRS + 1
    z, n = 2.5, 0.4
    first = oplus(oplus(x, y, n, kind), z, n, kind)
    second = oplus(x, oplus(y, z, n, kind), n, kind)
    np.testing.assert_allclose(first.data, second.data, rtol=1e-13)


@pytest.mark.parametrize(
    ("kind", "n", "value"),
    [
        *((kind, n, value) for kind in REAL for n, value in [(0.0, 9.0), (1.0, 14.0)]),
        ("kneser", 0.983, 14.0041),
        ("abel", 0.9, 14.2330),
    ],
)
def test_2_oplus_7_is_larger_in_between_than_at_either_end(kind, n, value):
    assert oplus(2.0, 7.0, n, kind).item() == pytest.approx(value, abs=5e-5)


def test_2_oplus_3_rises_above_both_ends():
    n = np.linspace(0, 1, 1001)
    y = oplus(2.0, 3.0, n, "kneser").data
    assert (n[y.argmax()], y[0]) == (0.749, 5.0)
    assert y.max() == pytest.approx(6.29295, abs=5e-6) and y[-1] == pytest.approx(6)


def test_2_oplus_3_has_a_plateau_with_abel():
    plateau = oplus(2.0, 3.0, np.linspace(0.63, 0.68, 6), "abel").data
    np.testing.assert_allclose(plateau, 6.26, atol=5e-3)
    assert plateau.min() > 6


def test_all_three_inputs_of_oplus_broadcast_and_get_gradients():
    x, y, n = (
        Tensor(data, requires_grad=True)
        for data in (np.array([[2.0], [3.0]]), np.array([5.0, 7.0, 9.0]), 0.3)
    )
    z = oplus(x, y, n)
    z.sum().backward()
    assert z.shape == (2, 3)
    assert (x.grad.shape, y.grad.shape, n.grad.shape) == ((2, 1), (3,), ())
