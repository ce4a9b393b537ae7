"""Abel's exp^(n): accuracy, ψ, the kinks, and special values."""

import abel_reference as reference
import numpy as np
import pytest
from abel_reference import EPS, KINKS, mp
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.iterate import abel

INF, NAN = np.inf, np.nan


# ---- accuracy against 60 digits ----------------------------------------------------------------


@pytest.mark.usefixtures("form")
def test_value_and_both_partials_are_within_20_units_of_60_digits():
    x, n, expected, scales = reference.partials_and_scales(seed=0, size=300)
    assert x.size > 1500
    for got, exact, scale in zip(abel.partials(x, n), expected, scales, strict=True):
        assert np.max(np.abs(got - exact) / scale) <= 20 * EPS


@settings(deadline=None)
@given(st.floats(-50, 1e300))
def test_psi_counts_exponentials_as_defined(x):
    assert abs(abel.psi(x) - float(reference.psi(mp.mpf(x)))) <= 4 * EPS * max(1, abel.psi(x))


@settings(deadline=None)
@given(st.floats(-1, 4, exclude_min=True))
def test_psi_inv_is_as_defined(s):
    exact = reference.psi_inv(mp.mpf(s))
    scale = abs(exact) + abs(s) * reference.generator(exact)
    assert abs(mp.mpf(float(abel.psi_inv(s))) - exact) <= 20 * EPS * scale


# ---- ψ and the kinks ---------------------------------------------------------------------------


@settings(deadline=None)
@given(st.floats(-700, 700))
def test_one_exp_more_adds_one_to_psi(x):
    assert abs(abel.psi(np.exp(x)) - (abel.psi(x) + 1)) <= 4 * EPS * (1 + abel.psi(x) + 1)


@pytest.mark.parametrize("kink", KINKS)
def test_at_a_kink_v_is_continuous_and_its_slope_jumps_by_1(kink):
    below = np.nextafter(kink, -INF)
    assert abel.generator(below) == pytest.approx(abel.generator(kink), rel=16 * EPS)
    jump = abel.generator(kink, order=1) - abel.generator(below, order=1)
    assert jump == pytest.approx(1, rel=16 * EPS)


@pytest.mark.parametrize("kink", [1.0, np.e])
def test_the_curve_bends_suddenly_where_psi_of_y_is_an_integer(kink):
    """∂²y/∂n² = v'(y) v(y), and v' jumps by 1."""
    x, h = 0.4, 1e-4
    n = abel.psi(kink) - abel.psi(x)
    slopes = abel.partials(x, n + np.array([-2 * h, -h, h, 2 * h]))[2]
    before, after = (slopes[1] - slopes[0]) / h, (slopes[3] - slopes[2]) / h
    assert after - before == pytest.approx(abel.generator(kink), rel=1e-2)


# ---- special values ----------------------------------------------------------------------------

SPECIAL = [  # those that are not the same for Kneser, which are in test_face.py
    *[(-INF, 0.25, np.log(0.25)), (-INF, 1.5, 0.5)],
    *[(0.0, 0.5, 0.5), (-0.0, 0.5, 0.5), (0.0, -0.25, np.log(0.75))],
    *[(0.5, -1.5, -INF), (0.5, -1.75, NAN), (-1.0, -0.5, NAN)],
]


@pytest.mark.parametrize(("x", "n", "y"), SPECIAL)
@pytest.mark.usefixtures("form")
def test_special_values(x, n, y):
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(abel.exp_n(x, n), y, rtol=4 * EPS)
    assert abel.domain(x, n) == (y > -INF)


@pytest.mark.parametrize(
    ("s", "y"), [(-1.0, -INF), (-0.5, np.log(0.5)), (0.0, 0.0), (1.0, 1.0), (2.0, np.e), (INF, INF)]
)
def test_special_values_of_psi_and_its_inverse(s, y):
    assert abel.psi_inv(s) == pytest.approx(y, rel=4 * EPS)
    assert abel.psi(y) == pytest.approx(s, rel=4 * EPS)


def test_psi_and_its_inverse_know_nan_and_the_edge():
    assert np.isnan([abel.psi(NAN), abel.psi_inv(NAN)]).all()
    with pytest.warns(RuntimeWarning, match="2 of 3 elements are outside.* needs s > -1"):
        assert np.isnan(abel.psi_inv([0.0, -1.5, -INF])).tolist() == [False, True, True]
