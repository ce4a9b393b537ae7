"""Schröder's exp^(n): χ, its branch, and how often the laws fail."""

import cmath

import numpy as np
import pytest
import schroeder_reference as reference
from abel_reference import EPS, KINKS
from schroeder_reference import mp

from minigrad import iterate, oplus
from minigrad.iterate import schroeder

INF, NAN, TURN = np.inf, np.nan, 2j * np.pi
C = schroeder.FIXED_POINT
SINGULAR = [*KINKS, float(np.exp(KINKS[-1]))]
PLACES = [-30.0, -3.0, -1.0, -0.1, 0.5, 2.0, 5.0, 20.0, 1e6, 1 + 2j, -2 - 1j, 0.3 + 1.3j, 4 - 3j]


def real_sample(size, seed=0):
    return np.random.default_rng(seed).uniform(-5, 5, size)


def complex_sample(size, seed=0):
    return np.random.default_rng(seed).uniform(-4, 4, (2, size)).T.copy().view(complex)[:, 0]


def steps(size, low, high, seed=1):
    return np.random.default_rng(seed).uniform(low, high, size)


def differ(a, b):
    """Say where two results are not the same but for rounding. nan differs from everything."""
    return ~(np.abs(a - b) <= 1e-9 * (1 + np.abs(a)))


both_samples = pytest.mark.parametrize("sample", [real_sample, complex_sample])


# ---- c, log, χ and χ⁻¹ -------------------------------------------------------------------------


def test_the_fixed_point_is_its_own_exp():
    assert pytest.approx(0.31813150520476413 + 1.3372357014306895j, rel=EPS) == C
    assert abs(np.exp(C) - C) <= EPS
    assert schroeder.chi_inv(0.0) == C
    assert abs(schroeder.chi(C)) <= EPS


def test_log_undoes_exp_in_the_strip_and_nowhere_else():
    z = complex_sample(20_000) * 2
    inside = (z.imag >= -1) & (z.imag < 2 * np.pi - 1)
    np.testing.assert_array_equal(differ(schroeder.log(np.exp(z)), z), ~inside)
    assert 0.3 < np.mean(inside) < 0.5


def test_log_jumps_by_a_turn_across_the_ray_where_the_argument_is_minus_1():
    left, right = (schroeder.log(cmath.rect(2.0, -1 + side)) for side in (1e-9, -1e-9))
    assert left == pytest.approx(np.log(2) - 1j)
    assert right - left == pytest.approx(TURN)
    assert schroeder.log(-3.0) == np.log(3) + 1j * np.pi
    assert schroeder.log(0.0) == -INF


def test_zeros_have_no_sign():
    signed = np.array([complex(x, y) for x, y in ((-3, -0.0), (2, -0.0), (-0.0, 2), (-0.0, -0.0))])
    unsigned = signed + 0
    assert np.signbit([signed[0].imag, signed[2].real, unsigned[0].imag]).tolist() == [1, 1, 0]
    for f in (schroeder.log, schroeder.chi, lambda z: schroeder.exp_n(z[:3], 0.3)):
        np.testing.assert_array_equal(f(signed), f(unsigned))


@pytest.mark.parametrize("z", PLACES)
def test_chi_and_its_inverse_are_as_defined(z):
    with mp.workdps(60):
        exact, slope, _ = map(complex, reference.chi(z))
    scale = abs(exact) + abs(z * slope)
    assert abs(schroeder.chi(z) - exact) <= 8 * EPS * scale
    assert abs(schroeder.chi_inv(exact) - z) <= 8 * EPS * scale / abs(slope)


@pytest.mark.parametrize("w", [1e-300, -0.3, 1j, -2 + 1j, 3 - 3j, 8.0, -20j])
def test_chi_inv_is_entire(w):
    with mp.workdps(60):
        y, slope, _ = map(complex, reference.chi_inv(mp.mpc(w)))
    assert abs(schroeder.chi_inv(w) - y) <= 8 * EPS * (abs(y) + abs(w * slope))


def test_chi_turns_exp_into_a_factor_in_the_strip_and_nowhere_else():
    z = complex_sample(20_000) * 2
    inside = (z.imag >= -1) & (z.imag < 2 * np.pi - 1)
    after, before = schroeder.chi(np.exp(z)), schroeder.chi(z)
    np.testing.assert_array_equal(differ(after / before, C), ~inside)


def test_chi_inv_undoes_chi_everywhere():
    z = complex_sample(20_000)
    np.testing.assert_allclose(schroeder.chi_inv(schroeder.chi(z)), z, rtol=1e-14, atol=1e-14)


def test_chi_is_nan_at_singular_points_and_infinity_only():
    assert np.isnan(schroeder.chi([*SINGULAR, INF, -INF, NAN])).all()
    assert np.isfinite(schroeder.chi(np.nextafter(SINGULAR[:2], INF))).all()


# ---- derivatives -------------------------------------------------------------------------------


def test_at_singular_points_v_is_its_limit_0_and_has_no_slope():
    assert schroeder.generator([0.0, 1.0]).tolist() == [0, 0]
    with pytest.warns(RuntimeWarning, match="2 of 2 .* 0, 1, e"):
        assert np.isnan(schroeder.generator([0.0, 1.0], 1)).all()
    near = np.abs(schroeder.generator([1e-9, 1e-12, 1e-15]))
    assert near[0] > near[1] > near[2] < 1e-12


@both_samples
def test_partials_agree_with_differences_wherever_the_way_leads(sample):
    """A difference along the real and one along the imaginary axis give the same slope in x."""
    x, n, h = sample(5000), steps(5000, -1, 1), 1e-5
    _, dx, dn = iterate.partials(x, n, "schroeder")

    def slope(dx=0, dn=0):
        there, back = (iterate.exp_n(x + s * dx, n + s * dn, "schroeder") for s in (h, -h))
        return (there - back) / (2 * h)

    for exact, difference in ((dn, slope(dn=1)), (dx, slope(dx=1)), (dx, slope(dx=1j) / 1j)):
        off = np.abs(exact - difference) > 1e-4 * (1e-4 + np.abs(exact))
        assert np.mean(off) < 0.002  # next to singular points and cuts


# ---- the laws and their failures ---------------------------------------------------------------


def crosses_a_cut(x, n, points=200, logs=20):
    """Say whether log, log log, … of exp^(t)(x) jumps somewhere between t = 0 and t = n."""
    z = iterate.exp_n(x, n * np.linspace(0, 1, points)[:, None], "schroeder")
    crosses = np.zeros(x.size, bool)
    for _ in range(logs):
        z = schroeder.log(z)
        crosses |= (np.abs(np.diff(z, axis=0)) > np.pi).any(axis=0)
    return crosses


@both_samples
def test_the_laws_hold_where_the_way_crosses_no_cut(sample):
    x, a, b = sample(1500, seed=2), steps(1500, -1, 1, seed=3), steps(1500, -1, 1, seed=4)
    clear = ~crosses_a_cut(x, a)
    middle, _, dn = iterate.partials(x, a, "schroeder")
    twice = iterate.exp_n(middle, b, "schroeder")
    once = iterate.exp_n(x, a + b, "schroeder")
    assert 0.7 < np.mean(clear) < 1
    assert not differ(once, twice)[clear].any()
    assert not differ(schroeder.chi(middle), np.exp(C * a) * schroeder.chi(x))[clear].any()
    assert not differ(dn, iterate.generator(middle, "schroeder"))[clear].any()


@pytest.mark.parametrize(
    ("sample", "low", "high"), [(real_sample, 0.010, 0.015), (complex_sample, 0.08, 0.11)]
)
@pytest.mark.usefixtures("form")
def test_a_steps_and_then_b_steps_are_not_always_a_plus_b_steps(sample, low, high):
    x, a, b = sample(20_000), steps(20_000, -1, 1), steps(20_000, -1, 1, seed=2)
    twice = iterate.exp_n(iterate.exp_n(x, a, "schroeder"), b, "schroeder")
    assert low < np.mean(differ(iterate.exp_n(x, a + b, "schroeder"), twice)) < high


def plus(x, y, n):
    """Return x ⊕_n y."""
    return oplus(x, y, n, kind="schroeder").data


@pytest.mark.parametrize(
    ("sample", "low", "high"), [(real_sample, 0.08, 0.10), (complex_sample, 0.18, 0.21)]
)
def test_oplus_is_not_always_associative(sample, low, high):
    x, y, z = (sample(20_000, seed) for seed in range(3))
    n = steps(20_000, 0, 1, seed=3)
    with np.errstate(invalid="ignore"):
        failures = differ(plus(plus(x, y, n), z, n), plus(x, plus(y, z, n), n))
    assert low < np.mean(failures) < high


@both_samples
@pytest.mark.usefixtures("form")
def test_oplus_is_the_product_at_1_for_negative_numbers_too(sample):
    x, y = sample(20_000), sample(20_000, seed=1)
    np.testing.assert_allclose(plus(x, y, 1), x * y, rtol=16 * EPS)
    logs = iterate.exp_n(x, -1, "schroeder") + iterate.exp_n(y, -1, "schroeder")
    np.testing.assert_allclose(iterate.exp_n(logs, 1, "schroeder"), x * y, rtol=16 * EPS)


@pytest.mark.parametrize(
    ("x", "y", "n", "jump"), [(2, 3, 0.636, 11.9), (10, 20, 0.390, 14.5), (0.5, 3, 0.785, 2.5)]
)
def test_oplus_jumps_once_on_its_way_from_sum_to_product(x, y, n, jump):
    way = np.linspace(0, 1, 20_001)
    *others, largest = np.argsort(leaps := np.abs(np.diff(plus(float(x), float(y), way))))
    assert way[largest] == pytest.approx(n, abs=5e-4)
    assert leaps[largest] == pytest.approx(jump, abs=0.05)
    assert leaps[others[-1]] < 0.1


@pytest.mark.parametrize(("x", "y"), [(2, 7), (2, -3), (-2, -3)])
def test_oplus_is_continuous_elsewhere(x, y):
    assert np.abs(np.diff(plus(float(x), float(y), np.linspace(0, 1, 20_001)))).max() < 0.003


def test_values_of_oplus():
    n = np.linspace(0, 1, 5)
    expected = [5, 7.03 + 0.35j, 10.52 + 0.71j, 3.84 - 1.82j, 6]
    np.testing.assert_allclose(plus(2.0, 3.0, n), expected, atol=0.008)
    expected = [-1, -2.16 + 1.21j, -3.60 + 1.66j, -5.20 + 1.17j, -6]
    np.testing.assert_allclose(plus(2.0, -3.0, n), expected, atol=0.008)


# ---- special values ----------------------------------------------------------------------------


@pytest.mark.usefixtures("form")
def test_whole_steps_are_exact_at_singular_points_too():
    x = np.array([*SINGULAR, *PLACES, -0.0, -1e5, 1e300, -INF, INF])
    with np.errstate(all="ignore"):
        functions = {0: x, 1: np.exp(x), -1: schroeder.log(x)}
        for n, expected in functions.items():
            y, dx, dn = schroeder.partials(x, n)
            np.testing.assert_array_equal(y, expected)
            np.testing.assert_array_equal(dx, {0: np.ones_like(x), 1: y, -1: 1 / x}[n])
            assert dn[1] == 0


SPECIAL = [
    *[(x, n, NAN) for x in SINGULAR for n in (0.5, -0.5, 2.0)],
    *[(x, 0.5, NAN) for x in (INF, -INF, complex(0, INF), NAN)],
    *[(x, -INF, C) for x in (-2.0, 0.5, 2.0, 1 - 2j, 1e300)],
    *[(x, n, NAN) for x in (-2.0, 0.5, 1j) for n in (INF, NAN, 100.0)],
    (C, 0.7, C),
    (3.0, 3.0, NAN),
]


@pytest.mark.parametrize(("x", "n", "y"), SPECIAL)
@pytest.mark.usefixtures("form")
def test_special_values(x, n, y):
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(schroeder.exp_n(x, n), y, rtol=2 * EPS)


def test_the_domain_is_all_but_0_and_1():
    x, n = complex_sample(1000), steps(1000, -1, 1)
    x[::7], x[1::7], n[::3] = 0, 1, np.resize([0, 1, -1], 334)
    with np.errstate(all="ignore"):
        defined = ~np.isnan(schroeder.exp_n(x, n))
    assert 0.15 < np.mean(~defined) < 0.25
    np.testing.assert_array_equal(schroeder.domain(x, n), defined)
    assert not schroeder.domain([NAN, 2.0], [0.5, NAN]).any()
