"""Kneser's exp^(n): slog and tet, known values, smoothness, and special values."""

import kneser_reference as reference
import numpy as np
import pytest
from abel_reference import EPS, KINKS
from hypothesis import given, settings
from hypothesis import strategies as st
from kneser_reference import mp

from minigrad.iterate import abel, kneser

INF, NAN = np.inf, np.nan
PLACES = [-1e3, -30.0, -2.0, -0.1, -1e-9, 1e-300, 0.3, 0.9, 1.0, 1.1, 2.0, 2.8, 10.0, 1e3, 1e300]


# ---- values ------------------------------------------------------------------------------------


TET_MINUS_3_HALVES = -0.696024740886084
TET_MINUS_HALF, TET_HALF = 0.4985632879411144, 1.6463542337511946
KNOWN = [(-2.0, -INF), (-1.5, TET_MINUS_3_HALVES), (-1.0, 0.0), (-0.5, TET_MINUS_HALF), (0.0, 1.0)]
KNOWN += [(0.5, TET_HALF), (1.0, np.e), (2.0, np.e**np.e), (3.0, 3814279.1047602205), (INF, INF)]


@pytest.mark.parametrize(("z", "y"), KNOWN)
def test_known_values_of_tet_and_slog(z, y):
    assert kneser.tet(z) == pytest.approx(y, rel=32 * EPS, abs=0)
    assert kneser.slog(y) == pytest.approx(z, rel=4 * EPS, abs=0)


def test_the_slope_of_tet_at_0_is_the_known_one():
    assert kneser.generator(1.0) == pytest.approx(1.0917673512583209918, rel=2 * EPS)


@pytest.mark.parametrize("x", PLACES)
def test_slog_is_as_defined(x):
    exact = reference.psi(mp.mpf(x)) - 1
    assert abs(mp.mpf(float(kneser.slog(x))) - exact) <= 2 * EPS * max(1, abs(exact))


@pytest.mark.parametrize("z", [-1.999, -1.5, -1.07, -1.0 + 1e-9, -0.9, -0.3, 0.2, 0.9, 1.5, 2.4])
def test_tet_is_as_defined(z):
    exact = reference.psi_inv(mp.mpf(z) + 1)
    scale = abs(exact) + abs(z) * reference.generator(exact)
    assert abs(mp.mpf(float(kneser.tet(z))) - exact) <= 2 * EPS * scale


# ---- laws --------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.floats(-700, 700))
def test_one_exp_more_adds_one_to_slog(x):
    assert abs(kneser.slog(np.exp(x)) - (kneser.slog(x) + 1)) <= 4 * EPS


@settings(deadline=None)
@given(st.floats(-1.99, 2.5))
def test_tet_of_one_more_is_e_to_the_tet(z):
    y = kneser.tet(z)
    scale = 1 + abs(y) + (1 + abs(z)) * kneser.generator(y)
    assert abs(np.log(kneser.tet(z + 1)) - y) <= 4 * EPS * scale


@settings(deadline=None)
@given(st.floats(-30, 1e300))
def test_tet_undoes_slog(x):
    s = kneser.slog(x)
    scale = abs(x) + max(1, abs(s)) * kneser.generator(x)
    assert abs(kneser.tet(s) - x) <= 4 * EPS * scale


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("kink", KINKS)
def test_nothing_jumps_where_abel_has_kinks(kink, order):
    places = np.nextafter(kink, [-INF, INF])
    below, above = kneser.generator(places, order)
    assert below == pytest.approx(above, rel=8 * EPS)
    if order == 1:
        below, above = abel.generator(places, order)
        assert below < above - 0.9


# ---- special values ----------------------------------------------------------------------------

SPECIAL = [  # those that are not the same for Abel, which are in test_face.py
    *[(zero, 0.5, TET_MINUS_HALF) for zero in (0.0, -0.0)],
    *[(1.0, 0.5, TET_HALF), (0.0, -0.5, TET_MINUS_3_HALVES)],
    *[(-INF, 0.5, TET_MINUS_3_HALVES), (-INF, 1.5, TET_MINUS_HALF)],
    *[(0.5, -1.75, NAN), (-1.0, -0.5, NAN)],
]


@pytest.mark.parametrize(("x", "n", "y"), SPECIAL)
@pytest.mark.usefixtures("form")
def test_special_values(x, n, y):
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(kneser.exp_n(x, n), y, rtol=4 * EPS)
    assert kneser.domain(x, n) == (y > -INF)


def test_slog_and_tet_know_nan_and_the_edge():
    assert np.isnan([kneser.slog(NAN), kneser.tet(NAN)]).all()
    with pytest.warns(RuntimeWarning, match="2 of 3 elements are outside.* needs z > -2"):
        assert np.isnan(kneser.tet([0.0, -2.5, -INF])).tolist() == [False, True, True]
