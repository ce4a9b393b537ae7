"""What all constructions have in common: laws, warnings, shapes and dtypes."""

from functools import cache
from itertools import product

import numpy as np
import pytest
from abel_reference import EPS
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from make_vectors import REFERENCES

import minigrad
from minigrad import iterate
from minigrad.iterate import abel, kneser

INF, NAN = np.inf, np.nan
every_kind = pytest.mark.parametrize("kind", iterate.KINDS)
real_kinds = pytest.mark.parametrize("kind", ["kneser", "abel"])
COUNTER = {"abel": abel.psi, "kneser": lambda x: kneser.slog(x) + 1}


# ---- laws --------------------------------------------------------------------------------------


def travel(point, n, kind):
    """Return exp^(n)(x), and how far rounding may have moved it: both, as `point` has it for x."""
    x, error = point
    y, dx, dn = (float(result) for result in iterate.partials(x, n, kind))
    return y, dx * error + EPS * (abs(y) + abs(x * dx) + abs(n * dn))


def oplus(a, b, n, kind):
    """Return a ⊕_n b, and how far rounding may have moved it."""
    (x, error_x), (y, error_y) = travel(a, -n, kind), travel(b, -n, kind)
    return travel((x + y, error_x + error_y + EPS * abs(x + y)), n, kind)


SUBNORMAL = 2.0**-1074  # the step from one float64 to the next around 0


def agree(first, second, units):
    """Compare two results, if rounding has left some digits of them."""
    (a, error_a), (b, error_b) = first, second
    assume(error_a + error_b < 1e-6 * max(1, abs(a)))  # and both are numbers
    return abs(a - b) <= units * (error_a + error_b) + 16 * SUBNORMAL


quiet = np.errstate(invalid="ignore")
few = settings(deadline=None, max_examples=200)
REALS, STEPS = st.floats(-5, 5), st.floats(-1, 1)
MOSTLY_POSITIVE = st.floats(-1, 8)


@real_kinds
@given(x=REALS, a=STEPS, b=STEPS)
@few
@quiet
def test_a_steps_and_then_b_steps_are_a_plus_b_steps(kind, x, a, b):
    assert agree(travel(travel((x, 0), a, kind), b, kind), travel((x, 0), a + b, kind), units=4)


@real_kinds
@given(x=REALS, n=STEPS)
@few
@quiet
def test_n_steps_add_n_to_the_count_of_exps(kind, x, n):
    """This is Abel's equation: exp^(n)(x) is counter⁻¹(counter(x) + n)."""
    y, error = travel((x, 0), n, kind)
    assume(error < 1e-6 * max(1, abs(y)))
    before, after = COUNTER[kind](x), COUNTER[kind](y)
    assert abs(after - (before + n)) <= 4 * (EPS * (2 + after) + error / iterate.generator(y, kind))


@real_kinds
@given(x=REALS, n=STEPS)
@few
@quiet
def test_the_partials_are_generators_of_the_result(kind, x, n):
    y, error = travel((x, 0), n, kind)
    assume(error < 1e-6 * max(1, abs(y)))
    _, dx, dn = iterate.partials(x, n, kind)
    v_x, v_y = iterate.generator([x, y], kind)
    bend_x, bend_y = iterate.generator([x, y], kind, order=1)
    scale = 1 + abs(error / EPS * bend_y / v_y)
    assert abs(dn - v_y) <= 4 * EPS * scale * v_y
    assert abs(dx - v_y / v_x) <= 4 * EPS * (scale + abs(x * bend_x / v_x)) * dx


@real_kinds
@given(x=MOSTLY_POSITIVE, y=MOSTLY_POSITIVE, z=MOSTLY_POSITIVE, n=st.floats(0, 1))
@few
@quiet
def test_oplus_is_associative_where_it_is_defined(kind, x, y, z, n):
    a, b, c = (x, 0), (y, 0), (z, 0)
    first, second = oplus(oplus(a, b, n, kind), c, n, kind), oplus(a, oplus(b, c, n, kind), n, kind)
    assert agree(first, second, units=2)


@pytest.mark.slow
@every_kind
@given(x=st.floats(), y=st.floats(), n=st.floats(-1, 2))
@few
def test_oplus_is_commutative_to_the_last_bit(kind, x, y, n):
    with np.errstate(all="ignore"):
        first, second = (minigrad.oplus(a, b, n, kind).data for a, b in ((x, y), (y, x)))
    np.testing.assert_array_equal(first, second)


@every_kind
@pytest.mark.parametrize(("n", "function"), [(0, np.positive), (1, np.exp), (-1, np.log)])
def test_whole_steps_are_x_exp_and_log(form, kind, n, function):
    x = np.concatenate([np.linspace(0.01, 40, 1000), np.logspace(-200, 200, 1000)])
    x = x if n < 0 else np.concatenate([x, -x])
    with np.errstate(all="ignore"):
        exact = function(x)
        y, dx, dn = iterate.partials(x, n, kind)
        units = np.abs(y - exact) / (EPS * (np.abs(exact) + np.abs(x * dx) + np.abs(n * dn)))
    finite = np.isfinite(exact)
    assert np.mean(finite) > 0.6
    np.testing.assert_array_equal(y[~finite], exact[~finite])
    if kind == "schroeder":
        assert np.nanmax(units[finite]) <= 1  # NumPy's complex functions are not its real ones
    elif form == "numba" and n:
        assert np.nanmax(units[finite]) <= 1  # a kernel has an exp and a log of its own
    else:
        np.testing.assert_array_equal(y, exact)


COMMON = [
    *[(x, 0.0, x) for x in (-3.5, 0.3, 1e300, -800.0, INF, -INF, -0.0)],
    (-800.0, 1.0, 0.0),
    (1e-300, -1.0, np.log(1e-300)),
    *[(INF, n, INF) for n in (0.5, -3.0, INF)],
    *[(-INF, n, y) for n, y in ((1.0, 0.0), (2.0, 1.0), (3.0, np.e), (INF, INF), (-0.5, NAN))],
    *[(x, INF, INF) for x in (-2.0, 0.0)],
    *[(x, -INF, NAN) for x in (1e300, INF)],
    *[(NAN, n, NAN) for n in (0.5, 0.0, 1.0, INF)],
    *[(x, NAN, NAN) for x in (0.5, 0.0, INF, -INF)],
    *[(x, n, -INF) for x, n in ((0.0, -1.0), (1.0, -2.0))],  # the edge
    (0.0, np.nextafter(-1, -2), NAN),
    (0.0, 4.0, np.exp(np.exp(np.e))),
    *[(x, n, INF) for x, n in ((0.0, 5.0), (10.0, 3.0), (710.0, 1.0), (2.0, 1e300))],
]


@real_kinds
@pytest.mark.parametrize(("x", "n", "y"), COMMON)
@pytest.mark.usefixtures("form")
def test_special_values_of_both_real_kinds(kind, x, n, y):
    with np.errstate(invalid="ignore"):  # overflow to inf is silent by itself
        np.testing.assert_allclose(iterate.exp_n(x, n, kind), y, rtol=50 * EPS)
    assert iterate.domain(x, n, kind) == (y > -INF)


@real_kinds
@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.usefixtures("form")
def test_at_the_edge_the_slopes_are_plus_infinity(kind, zero):
    assert iterate.partials(zero, -1.0, kind) == (-INF, INF, INF)


@real_kinds
def test_the_domain_is_where_60_digits_say(kind):
    rng, psi, mp = np.random.default_rng(0), REFERENCES[kind].psi, REFERENCES[kind].mp
    x, n = rng.uniform(-4, 4, 300), rng.uniform(-3, 0, 300)
    exact = [float(psi(mp.mpf(a)) + mp.mpf(b)) for a, b in zip(x, n, strict=True)]
    assert 0.3 < np.mean(np.array(exact) > -1) < 0.7
    np.testing.assert_array_equal(iterate.domain(x, n, kind), np.array(exact) > -1)


# ---- the generator -----------------------------------------------------------------------------


@cache
def complex_generator(z):
    value, slope, _ = REFERENCES["schroeder"].chi(z)
    return REFERENCES["schroeder"].fixed_point() * value / slope


@cache
def exact_generator(kind, x, order):
    """Return v or a derivative of it, from differences."""
    mp, v = REFERENCES[kind].mp, getattr(REFERENCES[kind], "generator", complex_generator)
    with mp.workdps(80):
        h = max(1, abs(x)) * mp.mpf(10) ** -10
        places = [mp.mpmathify(x) + (mp.mpf(order) / 2 - k) * h for k in range(order + 1)]
        weights = [(-1) ** k * mp.binomial(order, k) for k in range(order + 1)]
        return complex(sum(w * v(z) for w, z in zip(weights, places, strict=True)) / h**order)


REAL = [-30.0, -2.0, -0.1, 0.5, 0.9, 1.1, 2.0, 2.8, 10.0, 15.0, 16.0, 1e3, 1e6]
COMPLEX = [1 + 2j, -2 - 1j, 0.3 + 1.3j, 4 - 3j, 0.917 + 1.337j, 0.318 + 0.738j]
UNITS = {"kneser": 2, "abel": 2, "schroeder": 16}


@pytest.mark.parametrize(
    "order", [0, 1, *(pytest.param(order, marks=pytest.mark.slow) for order in (2, 3))]
)
@pytest.mark.parametrize(
    ("kind", "x"), [*product(iterate.KINDS, REAL), *product(["schroeder"], COMPLEX)]
)
@pytest.mark.usefixtures("form")
def test_generator_and_its_derivatives_agree_with_differences_of_48_digits(kind, x, order):
    exact, slope = exact_generator(kind, x, order), exact_generator(kind, x, order + 1)
    error = abs(iterate.generator(x, kind, order) - exact)
    assert error <= UNITS[kind] * EPS * (abs(exact) + abs(x * slope)) + 1e-40


@every_kind
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.usefixtures("form")
def test_on_the_way_the_generator_changes_by_its_next_derivative_times_its_speed(kind, order):
    rng, h = np.random.default_rng(0), 1e-5
    x, n = rng.uniform(-5, 5, 5000), rng.uniform(-1, 1, 5000)
    x = x if kind != "schroeder" else x + 1j * rng.uniform(-4, 4, 5000)
    with np.errstate(all="ignore"):
        here, there, back = (iterate.generator(x, kind, order, n=n + step) for step in (0, h, -h))
        change = iterate.generator(x, kind, order + 1, n=n) * iterate.partials(x, n, kind)[2]
        off = np.abs((there - back) / (2 * h) - change) > 1e-3 * (np.abs(change) + np.abs(here))
    finite = np.isfinite(change)
    assert np.mean(finite) > 0.75
    assert np.mean(off[finite]) < 0.001  # next to kinks and singular points


# ---- warnings ----------------------------------------------------------------------------------

OUTSIDE = {
    "kneser": ([2.0, -1.0, -2.0, NAN], -0.5, "> -2"),
    "abel": ([2.0, -1.0, -2.0, NAN], -0.5, "> -1.*> -eˣ"),
    "schroeder": ([2.0, 1.0, 0.0, NAN], -0.5, "overflows, or x is 0, 1, e"),
}
each_function = pytest.mark.parametrize(
    "function",
    [iterate.exp_n, lambda *at: iterate.partials(*at)[0], lambda *at: minigrad.exp_n(*at).data],
    ids=["exp_n", "partials", "minigrad.exp_n"],
)


@every_kind
@each_function
@pytest.mark.usefixtures("form")
def test_outside_the_domain_a_warning_says_how_many_and_why(kind, function):
    x, n, reason = OUTSIDE[kind]
    with pytest.warns(RuntimeWarning, match=f"2 of 4 elements are outside.*{reason}") as caught:
        y = function(x, n, kind)
    assert np.isnan(y).tolist() == [False, True, True, True]
    assert [warning.filename for warning in caught] == [__file__]


@every_kind
@each_function
@pytest.mark.usefixtures("form")
def test_errstate_silences_the_warning_or_makes_it_an_error(kind, function):
    with np.errstate(invalid="ignore"):
        function(*OUTSIDE[kind][:2], kind)  # a warning would be an error here
    with np.errstate(invalid="raise"), pytest.raises(FloatingPointError, match="2 of 4"):
        function(*OUTSIDE[kind][:2], kind)


@every_kind
@pytest.mark.usefixtures("form")
def test_a_result_of_nan_from_nan_is_nothing_to_warn_of(kind):
    assert np.isnan(iterate.exp_n([NAN, 0.5], [0.5, NAN], kind)).all()


# ---- dtypes and errors -------------------------------------------------------------------------

FUNCTIONS = {
    "exp_n of x": lambda x, kind: iterate.exp_n(x, 0.5, kind),
    "exp_n of n": lambda n, kind: iterate.exp_n(1.5, n, kind),
    "∂x": lambda x, kind: iterate.partials(x, 0.5, kind)[1],
    "∂n": lambda n, kind: iterate.partials(1.5, n, kind)[2],
    "v": lambda x, kind: iterate.generator(x, kind),
    "v'": lambda x, kind: iterate.generator(x, kind, 1),
}
each_face = pytest.mark.parametrize("name", FUNCTIONS)


SINGLES = [np.float32([0.5, 2.0]), np.float32(2.0), np.array([0.5, 2.0], ">f4")]
DOUBLES = [np.float64([0.5, 2.0]), np.array([0.5, 2.0], ">f8"), np.array([2, 3]), np.uint8(2)]
DOUBLES += [[2.0, 0.5], 2, 2.5]


@every_kind
@each_face
@pytest.mark.parametrize(
    ("x", "kept"), [*product(SINGLES, [np.float32]), *product(DOUBLES, [np.float64])], ids=repr
)
@pytest.mark.usefixtures("form")
def test_float32_stays_single_and_all_else_becomes_double(kind, name, x, kept):
    y = FUNCTIONS[name](x, kind)
    dtype = np.result_type(kept, kind == "schroeder" and 1j)
    assert (y.dtype, y.shape) == (dtype, np.shape(x))
    double = FUNCTIONS[name](np.array(x, np.float64), kind)
    np.testing.assert_array_equal(y, double.astype(dtype))


@every_kind
@pytest.mark.usefixtures("form")
def test_booleans_are_0_and_1(kind):
    assert iterate.exp_n(True, True, kind) == pytest.approx(np.e, rel=4 * EPS)
    assert iterate.exp_n([False, True], False, kind).tolist() == [0, 1]


@every_kind
@pytest.mark.parametrize(
    ("number", "dtype"), [(0.5, "f4"), (2, "f4"), (np.float64(0.5), "f8"), (np.array([2]), "f8")]
)
def test_python_numbers_adapt_but_arrays_and_numpy_numbers_do_not(kind, number, dtype):
    single, expected = np.float32([2.0]), np.result_type(dtype, kind == "schroeder" and 1j)
    assert iterate.exp_n(single, number, kind).dtype == expected
    assert iterate.partials(number, single, kind)[2].dtype == expected


@pytest.mark.parametrize(("x", "dtype"), [(1j, "c16"), (np.complex64([1j]), "c8")])
@pytest.mark.usefixtures("form")
def test_schroeder_takes_complex_numbers(x, dtype):
    for result in iterate.partials(x, 0.5, "schroeder"):
        assert result.dtype == dtype
    wide = iterate.exp_n(np.complex128(x), 0.5, "schroeder")
    np.testing.assert_array_equal(iterate.exp_n(x, 0.5, "schroeder"), wide.astype(dtype))
    swapped = np.array(x, np.dtype(dtype).newbyteorder())
    np.testing.assert_array_equal(iterate.exp_n(swapped, 0.5, "schroeder"), wide.astype(dtype))


COMPLEXES, OTHERS = [1j, np.complex64(2)], ["text", None, np.longdouble(1), np.clongdouble(1)]
UNSUITABLE = [
    (kind, name, x)
    for kind, name, x in product(iterate.KINDS, FUNCTIONS, COMPLEXES + OTHERS)
    if x in OTHERS or kind != "schroeder" or name.endswith("n")  # Schröder's x may be complex
]


@pytest.mark.parametrize(("kind", "name", "x"), UNSUITABLE)
def test_what_is_not_a_suitable_number_is_a_type_error(kind, name, x):
    with pytest.raises(TypeError, match="expected"):
        FUNCTIONS[name](x, kind)


@every_kind
@each_face
@pytest.mark.usefixtures("form")
def test_a_mask_is_not_lost_without_a_word(kind, name):
    x = np.ma.masked_greater([0.5, 2.0], 1.0)
    with pytest.raises(TypeError, match=r"mask .*\.filled\("):
        FUNCTIONS[name](x, kind)
    assert np.isfinite(FUNCTIONS[name](x.filled(0.5), kind)).all()


@every_kind
@pytest.mark.parametrize("order", [4, -1])
def test_other_orders_of_the_generator_are_not_implemented(kind, order):
    with pytest.raises(NotImplementedError, match=f"order 0 to 3, got {order}"):
        iterate.generator(2.0, kind, order=order)


@every_kind
def test_an_order_that_is_no_integer_is_a_type_error(kind):
    with pytest.raises(TypeError, match="integer"):
        iterate.generator(2.0, kind, order=1.0)


@pytest.mark.parametrize(
    "call", [iterate.exp_n, iterate.partials, iterate.domain, iterate.generator]
)
def test_an_unknown_kind_lists_those_that_are_known(call):
    with pytest.raises(ValueError, match=r"'cain' is unknown.*'kneser', 'abel', 'schroeder'"):
        call(1.0, n=0.5, kind="cain")
    with pytest.raises(ValueError, match=r"None is unknown.*'kneser', 'abel', 'schroeder'"):
        call(1.0, n=0.5, kind=None)


def test_kneser_is_the_default():
    assert iterate.exp_n(0.0, 0.5) == kneser.exp_n(0.0, 0.5) != abel.exp_n(0.0, 0.5)
    assert iterate.generator(0.0, order=1) == kneser.generator(0.0, 1) != abel.generator(0.0, 1)


# ---- shapes ------------------------------------------------------------------------------------


@every_kind
@each_face
@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (1,), (5, 1, 2)])
@pytest.mark.usefixtures("form")
def test_a_result_has_the_shape_of_the_input(kind, name, shape):
    y = FUNCTIONS[name](np.full(shape, 2.0), kind)
    assert y.shape == shape
    assert isinstance(y, np.ndarray if shape else np.generic)
    np.testing.assert_allclose(y, np.full(shape, FUNCTIONS[name](2.0, kind)), rtol=16 * EPS)


def odd_arrays(x):
    """Yield x as arrays that do not lie in memory as usual: the same numbers every time."""
    yield x[::-1, ::-1].copy()[::-1, ::-1]
    yield np.asfortranarray(x)
    yield np.repeat(x, 3, axis=1)[:, ::3]
    packed = np.zeros(x.shape, [("", "u1"), ("x", x.dtype)])
    packed["x"] = x
    yield packed["x"]
    x.flags.writeable = False
    yield x
    yield np.broadcast_to(x, (1, *x.shape))[0]


@every_kind
@each_face
@pytest.mark.usefixtures("form")
def test_arrays_may_lie_in_memory_as_they_like(kind, name):
    x = np.linspace(0.1, 2.7, 24).reshape(4, 6)
    expected = FUNCTIONS[name](x, kind)
    for odd in odd_arrays(x):
        np.testing.assert_array_equal(FUNCTIONS[name](odd, kind), expected)


@every_kind
@pytest.mark.parametrize(
    ("shape_x", "shape_n"),
    [((3, 1), (4,)), ((), (3, 4)), ((3, 4), ()), ((1, 4), (3, 1)), ((1,), (1, 1))],
)
@pytest.mark.usefixtures("form")
def test_x_and_n_broadcast(kind, shape_x, shape_n):
    x = np.linspace(0.3, 5, np.prod(shape_x, dtype=int)).reshape(shape_x)
    n = np.linspace(-0.25, 0.7, np.prod(shape_n, dtype=int)).reshape(shape_n)
    pairs = np.broadcast(x, n)
    expected = np.array([iterate.partials([a], [b], kind) for a, b in pairs])
    results = np.array(iterate.partials(x, n, kind))
    np.testing.assert_array_equal(results, expected.T.reshape(results.shape))
    views = np.broadcast_arrays(x, n)
    np.testing.assert_array_equal(iterate.exp_n(*views, kind), iterate.exp_n(x, n, kind))
    for result in (iterate.domain(x, n, kind), iterate.generator(x, kind, 2, n=n)):
        assert result.shape == pairs.shape


@every_kind
@pytest.mark.usefixtures("form")
def test_inputs_are_not_changed_and_results_are_arrays_of_their_own(kind):
    x, n = np.array([0.5, 20.0, 1e300, -3.0]), np.array([0.0, 1.0, -0.5, 1.5])
    x = x + 0j if kind == "schroeder" else x
    before = x.copy(), n.copy()
    with np.errstate(all="ignore"):
        for steps in (n, 0.0):
            for result in (*iterate.partials(x, steps, kind), iterate.generator(x, kind, 3)):
                result[:] = 7
    np.testing.assert_array_equal((x, n), before)
