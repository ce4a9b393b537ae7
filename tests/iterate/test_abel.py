"""Abel's exp^(n): accuracy, laws, special values, and manners."""

import subprocess
import sys

import abel_reference as reference
import numpy as np
import pytest
from abel_reference import EPS, mp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minigrad import iterate
from minigrad.iterate import _support, abel

INF, NAN = np.inf, np.nan


@pytest.fixture(params=["numba", "numpy"])
def form(request, monkeypatch):
    """Run a test with the compiled kernels and once more with the readable form."""
    if request.param == "numpy":
        monkeypatch.setattr(abel, "kernels", lambda: None)
    return request.param


# ---- accuracy against 60 digits ----------------------------------------------------------------


@pytest.mark.usefixtures("form")
def test_value_and_both_partials_are_within_20_units_of_60_digits():
    x, n, expected, scales = reference.partials_and_scales(seed=0, size=300)
    assert x.size > 1500
    for got, exact, scale in zip(abel.partials(x, n), expected, scales, strict=True):
        assert np.max(np.abs(got - exact) / scale) <= 20 * EPS


@pytest.mark.usefixtures("form")
def test_exp_n_is_the_first_of_the_partials():
    x, n, *_ = reference.partials_and_scales(seed=0, size=300)
    np.testing.assert_array_equal(abel.exp_n(x, n), abel.partials(x, n)[0])


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


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("x", [-30.0, -2.0, -0.1, 0.5, 1.1, 2.0, 3.0, 10.0, 15.0, 16.0, 1e3, 1e6])
@pytest.mark.usefixtures("form")
def test_generator_and_its_derivatives_agree_with_differences_of_60_digits(x, order):
    exact = float(mp.diff(reference.generator, mp.mpf(x), order))
    np.testing.assert_allclose(abel.generator(x, order), exact, rtol=16 * EPS)


# ---- laws --------------------------------------------------------------------------------------

STEPS = st.floats(-1, 1)
STEEPEST = 1e100  # the slopes have no bound at the edge of the domain: 1 / 5e-324 overflows


@settings(deadline=None)
@given(st.floats(-700, 700))
def test_one_exp_more_adds_one_to_psi(x):
    assert abs(abel.psi(np.exp(x)) - (abel.psi(x) + 1)) <= 4 * EPS * (1 + abel.psi(x) + 1)


@settings(deadline=None)
@given(st.floats(-50, 50))
def test_julias_equation(x):
    np.testing.assert_allclose(
        abel.generator(np.exp(x)), np.exp(x) * abel.generator(x), rtol=16 * EPS
    )


@settings(deadline=None)
@given(st.floats(-5, 5), STEPS, STEPS)
def test_a_steps_and_then_b_steps_are_a_plus_b_steps(x, a, b):
    assume(abel.domain(x, a) and abel.domain(x, a + b))
    middle, dx_1, dn_1 = abel.partials(x, a)
    assume(abel.domain(middle, b))
    twice, dx_2, dn_2 = abel.partials(middle, b)
    once, dx, dn = abel.partials(x, a + b)
    assume(max(dx_1, dn_1, dx_2, dn_2, dx, dn) < STEEPEST)
    # What rounding may do to the three results, each seen at the end of its own way.
    scale = (
        (abs(middle) + abs(x * dx_1) + abs(a * dn_1)) * dx_2
        + (abs(twice) + abs(middle * dx_2) + abs(b * dn_2))
        + (abs(once) + abs(x * dx) + (abs(a) + abs(b) + abs(a + b)) * dn)
    )
    assume(20 * EPS * scale < max(1, abs(once)))
    assert abs(twice - once) <= 20 * EPS * scale


@settings(deadline=None)
@given(st.floats(-5, 5), STEPS)
def test_the_partials_are_generators_of_the_result(x, n):
    assume(abel.domain(x, n))
    y, dx, dn = abel.partials(x, n)
    assume(max(dx, dn) < STEEPEST)
    v_y = abel.generator(y)
    scale = 1 + abs(y * abel.generator(y, 1)) / v_y
    assert abs(dn - v_y) <= 20 * EPS * scale * v_y
    assert abs(dx - v_y / abel.generator(x)) <= 20 * EPS * scale * dx


# ---- special values ----------------------------------------------------------------------------

SPECIAL = [
    # n = 0, 1, -1
    (-3.5, 0.0, -3.5),
    (0.3, -0.0, 0.3),
    (1e300, 0.0, 1e300),
    (-800.0, 0.0, -800.0),
    (INF, 0.0, INF),
    (-INF, 0.0, -INF),
    (-3.5, 1.0, np.exp(-3.5)),
    (2.0, 1.0, np.exp(2.0)),
    (-800.0, 1.0, 0.0),
    (2.0, -1.0, np.log(2.0)),
    (20.0, -1.0, np.log(20.0)),
    (1e-300, -1.0, np.log(1e-300)),
    # x = +inf
    (INF, 0.5, INF),
    (INF, -3.0, INF),
    (INF, INF, INF),
    (INF, -INF, NAN),
    # x = -inf: ψ⁻¹(n - 1)
    (-INF, 0.25, np.log(0.25)),
    (-INF, 1.0, 0.0),
    (-INF, 1.5, 0.5),
    (-INF, 2.0, 1.0),
    (-INF, 3.0, np.e),
    (-INF, INF, INF),
    (-INF, -0.5, NAN),
    # n = +inf, n = -inf
    (-2.0, INF, INF),
    (0.0, INF, INF),
    (1e300, -INF, NAN),
    # nan
    (NAN, 0.5, NAN),
    (NAN, 0.0, NAN),
    (0.5, NAN, NAN),
    (INF, NAN, NAN),
    (-INF, NAN, NAN),
    # zero
    (0.0, 0.5, 0.5),
    (-0.0, 0.5, 0.5),
    (0.0, -0.25, np.log(0.75)),
    # the edge, and below it
    (0.0, -1.0, -INF),
    (1.0, -2.0, -INF),
    (0.5, -1.5, -INF),
    (0.5, -1.75, NAN),
    (0.0, np.nextafter(-1, -2), NAN),
    (-1.0, -0.5, NAN),
    # overflow
    (0.0, 4.0, np.exp(np.exp(np.e))),
    (0.0, 5.0, INF),
    (10.0, 3.0, INF),
    (710.0, 1.0, INF),
    (2.0, 1e300, INF),
]
SPECIAL_X, SPECIAL_N, SPECIAL_Y = np.array(SPECIAL).T
each_special_value = pytest.mark.parametrize(("x", "n", "y"), SPECIAL)


@each_special_value
@pytest.mark.usefixtures("form")
def test_special_values(x, n, y):
    with np.errstate(invalid="ignore"):  # overflow to inf is silent by itself
        np.testing.assert_allclose(abel.exp_n(x, n), y, rtol=16 * EPS)


@each_special_value
def test_the_domain_is_where_the_result_is_neither_nan_nor_at_the_edge(x, n, y):
    is_inside = not np.isnan(y) and not (y == -INF)
    assert abel.domain(x, n) == is_inside


def test_the_domain_agrees_with_exp_n_everywhere_else_too():
    x, n = reference.sample(seed=1, size=3000)
    with np.errstate(invalid="ignore"):
        y = abel.exp_n(x, n)
    assert 0.02 < np.mean(np.isnan(y)) < 0.5
    np.testing.assert_array_equal(abel.domain(x, n), y > -INF)


@pytest.mark.parametrize(
    ("s", "y"), [(-1.0, -INF), (-0.5, np.log(0.5)), (0.0, 0.0), (1.0, 1.0), (2.0, np.e), (INF, INF)]
)
def test_special_values_of_psi_and_its_inverse(s, y):
    assert abel.psi_inv(s) == pytest.approx(y, rel=4 * EPS)
    if s < INF:
        assert abel.psi(y) == pytest.approx(s, rel=4 * EPS)


# ---- warnings ----------------------------------------------------------------------------------


each_call_with_two_of_four_outside = pytest.mark.parametrize(
    "call",
    [
        lambda: iterate.exp_n([2.0, -1.0, -2.0, NAN], -0.5),
        lambda: iterate.partials([2.0, -1.0, -2.0, NAN], -0.5)[0],
        lambda: abel.psi_inv([0.0, -1.5, -2.0, NAN]),
    ],
    ids=["exp_n", "partials", "psi_inv"],
)


@each_call_with_two_of_four_outside
@pytest.mark.usefixtures("form")
def test_outside_the_domain_a_warning_says_how_many_and_why(call):
    with pytest.warns(RuntimeWarning, match=r"2 of 4 elements are outside the domain.*> -1"):
        y = call()
    assert np.isnan(y).tolist() == [False, True, True, True]


@each_call_with_two_of_four_outside
@pytest.mark.usefixtures("form")
def test_errstate_silences_the_warning(call):
    with np.errstate(invalid="ignore"):
        call()  # a warning would be an error here


@each_call_with_two_of_four_outside
@pytest.mark.usefixtures("form")
def test_errstate_makes_it_an_error(call):
    with np.errstate(invalid="raise"), pytest.raises(FloatingPointError, match="2 of 4"):
        call()


def test_the_warning_points_at_the_line_that_called():
    with pytest.warns(RuntimeWarning) as caught:
        iterate.exp_n(-1.0, -0.5)
    assert caught[0].filename == __file__


@pytest.mark.usefixtures("form")
def test_a_result_of_nan_from_nan_is_nothing_to_warn_of():
    assert np.isnan(iterate.exp_n([NAN, 0.5], [0.5, NAN])).all()


# ---- shapes, dtypes and errors -----------------------------------------------------------------

FUNCTIONS = [
    lambda x: iterate.exp_n(x, 0.5),
    lambda x: iterate.exp_n(1.5, x),
    lambda x: iterate.partials(x, 0.5)[1],
    iterate.generator,
    abel.psi,
    abel.psi_inv,
]
each_function = pytest.mark.parametrize(
    "f", FUNCTIONS, ids=["exp_n of x", "exp_n of n", "partials", "generator", "psi", "psi_inv"]
)


@each_function
@pytest.mark.parametrize(
    ("x", "dtype"),
    [
        (np.float32([0.5, 2.0]), np.float32),
        (np.float64([0.5, 2.0]), np.float64),
        (np.array([0, 2]), np.float64),
        (np.array([False, True]), np.float64),
        (2, np.float64),
        (2.0, np.float64),
        (np.float32(2.0), np.float32),
    ],
    ids=str,
)
@pytest.mark.usefixtures("form")
def test_float32_stays_and_all_else_becomes_float64(f, x, dtype):
    y = f(x)
    assert y.dtype == dtype
    assert y.shape == np.shape(x)
    np.testing.assert_allclose(y, f(np.float64(x)), rtol=4 * np.finfo(dtype).eps)


def test_float32_and_a_float64_array_give_float64():
    assert iterate.exp_n(np.float32([1.0]), np.float64([0.5])).dtype == np.float64


@each_function
@pytest.mark.parametrize("x", [1j, np.complex64(1), "text", np.longdouble(1)], ids=repr)
def test_what_is_not_a_real_number_is_a_type_error(f, x):
    with pytest.raises(TypeError):
        f(x)


@each_function
@pytest.mark.usefixtures("form")
def test_an_empty_array_gives_an_empty_array(f):
    assert f(np.zeros((0, 3))).shape == (0, 3)


@each_function
@pytest.mark.usefixtures("form")
def test_arrays_may_be_slices_and_transposes_and_read_only(f):
    x = np.linspace(0.1, 3, 24).reshape(4, 6)
    expected = f(x)
    x.flags.writeable = False
    np.testing.assert_array_equal(f(x[::-2, 1::2].T), expected[::-2, 1::2].T)


@pytest.mark.usefixtures("form")
def test_x_and_n_broadcast():
    x, n = np.array([[0.5], [2.0], [5.0]]), np.array([-0.25, 0.0, 0.25, 0.5])
    expected = [[abel.exp_n(a, b) for b in n] for a in x[:, 0]]
    np.testing.assert_array_equal(iterate.exp_n(x, n), expected)
    assert all(part.shape == (3, 4) for part in iterate.partials(x, n))
    assert iterate.domain(x, n).shape == (3, 4)


@pytest.mark.usefixtures("form")
def test_the_inputs_are_not_changed():
    x, n = np.array([0.5, 20.0]), np.array([0.5, 1.5])
    abel.partials(x, n)
    abel.generator(x, 3)
    assert (x.tolist(), n.tolist()) == ([0.5, 20.0], [0.5, 1.5])


@pytest.mark.parametrize("order", [4, -1])
def test_other_orders_of_the_generator_are_not_implemented(order):
    with pytest.raises(NotImplementedError, match=f"order 0 to 3, got {order}"):
        iterate.generator(2.0, order=order)


@pytest.mark.parametrize(
    "call",
    [
        lambda kind: iterate.exp_n(1.0, 0.5, kind),
        lambda kind: iterate.partials(1.0, 0.5, kind),
        lambda kind: iterate.generator(1.0, kind),
        lambda kind: iterate.domain(1.0, 0.5, kind),
    ],
)
def test_an_unknown_kind_lists_those_that_are_known(call):
    with pytest.raises(ValueError, match=r"'cain' is unknown.*'abel'"):
        call("cain")


# ---- the two forms -----------------------------------------------------------------------------


def kernel_partials(x, n):
    kernels = _support.kernels()
    return kernels.run(kernels.abel_partials, x, n, results=3)


def test_the_kernels_equal_the_readable_form():
    x, n = reference.sample(seed=2, size=5000)
    n *= np.random.default_rng(3).choice([1, 2, 5], n.size)
    x, n = np.append(x, SPECIAL_X), np.append(n, SPECIAL_N)
    with np.errstate(all="ignore"):
        readable = abel._partials(x, n)
        v, slope_x, *_ = abel._generator(x)
        slope_y = abel._generator(readable[0])[1]
        scales = reference.scales(x, n, *readable, v, slope_x, slope_y)
    for fast, slow, scale in zip(kernel_partials(x, n), readable, scales, strict=True):
        finite = np.isfinite(slow)
        assert np.mean(finite) > 0.5
        np.testing.assert_array_equal(fast[~finite], slow[~finite])
        unit = np.where(np.isnan(scale), np.abs(slow), scale)[finite]  # nan where x is infinite
        assert np.all(np.abs(fast[finite] - slow[finite]) <= 20 * EPS * unit)


def test_the_smaller_kernels_equal_the_large_one():
    kernels = _support.kernels()
    x, n = np.append(reference.sample(2, 500), [SPECIAL_X, SPECIAL_N], axis=1)
    (y,) = kernels.run(kernels.abel_exp_n, x, n, results=1)
    np.testing.assert_array_equal(y, kernel_partials(x, n)[0])
    (v,) = kernels.run(kernels.abel_generator, x, results=1)
    np.testing.assert_array_equal(v, kernel_partials(x, np.zeros_like(x))[2])


def test_without_numba_the_readable_form_does_the_work():
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "from minigrad import iterate\n"
        "print(float(iterate.exp_n(2.0, 0.5)), 'minigrad.iterate._kernels' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    value, has_kernels = run.stdout.split()
    assert float(value) == abel._exp_n(np.array(2.0), np.array(0.5))
    assert has_kernels == "False"
