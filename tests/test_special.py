"""mg.special: values are SciPy's, and derivatives those of mpmath."""

import mpmath
import numpy as np
import pytest
import scipy.special
from rooms import Case, Room, RoomTests, check_against_torch, numbers

import minigrad as mg
from minigrad import Tensor, gradcheck, special
from minigrad.autodiff.rows import APART

ROOM = Room(special, scipy.special)
REAL, CPLX = numbers(0)


def positive(*shape):
    return np.exp(REAL(*shape) / 2)


def inside(*shape):
    return 1 / (1 + np.exp(-REAL(*shape)))  # of (0, 1)


def small(*shape):
    return CPLX(*shape) / 4  # sums of powers stay far from the cut of log


WEIGHTED = ("_weighted_logsumexp",)
CASES = [
    *[Case(name, (REAL(2, 3),)) for name in "erf erfc expit i0 i1 j0 j1".split()],
    *[Case(name, (inside(2, 3),)) for name in "erfinv logit gamma psi".split()],
    *[Case(name, (2 * inside(2, 3),)) for name in "erfcinv gammaln digamma".split()],
    *[Case(name, (CPLX(2, 3),)) for name in "erf erfc".split()],
    *[Case(name, (positive(3, 1), positive(4))) for name in "beta betaln".split()],
    *[Case("polygamma", (positive(3),), lambda f, x, n=n: f(n, x)) for n in (0, 1, [[0], [2]])],
    *[
        Case(name, (number(3),), lambda f, x, v=v: f(v, x))
        for name in "jv jn iv".split()
        for number in (positive, CPLX)
        for v in (0, 2, -1, 0.5)
    ],
    *[
        Case("logsumexp", (number(2, 3),), call, ())  # the rule is that of autodiff
        for number in (REAL, small)
        for call in (lambda f, a: f(a), lambda f, a: f(a, -1), lambda f, a: f(a, (0, 1), None, True))
    ],
    *[
        Case("logsumexp", (number(2, 3), weight), call, WEIGHTED)
        for number, weight in (
            [REAL, positive(2, 3)], [REAL, positive(3)], [REAL, np.array([2.0, -0.25, 0.0])],
            [small, positive(3)], [small, small(2, 1) + 3], [REAL, np.array(2.0)],
        )
        for call in (
            lambda f, a, b: f(a, b=b),
            lambda f, a, b: f(a, axis=0, b=b),
            lambda f, a, b: f(a, -1, b, keepdims=True),
        )
    ],
]  # fmt: skip
# Some weights make negative sums, of which the logarithm is nan.
with np.errstate(invalid="ignore"):
    CASES = [case for case in CASES if np.isfinite(ROOM.reference(case)(*case.inputs)).all()]
IN_AUTODIFF = ("expit", "logsumexp")  # under another name, or with fewer options


class TestSpecial(RoomTests):
    room, cases = ROOM, CASES

    def tolerance(self, case):
        return {"rtol": 1e-14} if case.operation in IN_AUTODIFF and not case.parts else {}


def test_complex_numbers_have_first_derivatives_of_gamma_functions():
    assert gradcheck(special.gamma, CPLX(3) + 2)
    with pytest.raises(TypeError):
        special.gammaln(CPLX(3))  # whose derivative would be digamma's


# ---- digits ------------------------------------------------------------------------------------

EVERYWHERE, ABOVE, BETWEEN = (
    (-3.7, -0.6, 0.0, 1e-3, 0.8, 5.5),
    (0.03, 0.9, 4.5, 30.0),
    (0.1, 0.5, 0.93),
)
BESIDE = (-2.4, -0.5, 0.3, 1.0, 7.5)  # the integers
OF_ONE = {
    "erf": (special.erf, mpmath.erf, EVERYWHERE),
    "erfc": (special.erfc, mpmath.erfc, EVERYWHERE),
    "erfinv": (special.erfinv, mpmath.erfinv, (-0.9, 0.0, 0.3, 0.999)),
    "erfcinv": (special.erfcinv, lambda x: mpmath.erfinv(1 - x), (0.001, 0.3, 1.0, 1.9)),
    "gamma": (special.gamma, mpmath.gamma, BESIDE),
    "gammaln": (special.gammaln, lambda x: mpmath.log(abs(mpmath.gamma(x))), BESIDE),
    "digamma": (special.digamma, lambda x: mpmath.psi(0, x), BESIDE),
    "polygamma": (lambda x: special.polygamma(2, x), lambda x: mpmath.psi(2, x), ABOVE),
    "jv": (lambda x: special.jv(1.5, x), lambda x: mpmath.besselj(1.5, x), ABOVE),
    "iv": (lambda x: special.iv(3, x), lambda x: mpmath.besseli(3, x), ABOVE),
    "j0": (special.j0, lambda x: mpmath.besselj(0, x), EVERYWHERE),
    "j1": (special.j1, lambda x: mpmath.besselj(1, x), EVERYWHERE),
    "i0": (special.i0, lambda x: mpmath.besseli(0, x), EVERYWHERE),
    "i1": (special.i1, lambda x: mpmath.besseli(1, x), EVERYWHERE),
    "expit": (special.expit, lambda x: 1 / (1 + mpmath.exp(-x)), EVERYWHERE),
    "logit": (special.logit, lambda x: mpmath.log(x / (1 - x)), BETWEEN),
}


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("name", OF_ONE)
def test_derivatives_are_those_of_mpmath(name, order):
    f, with_many_digits, points = OF_ONE[name]
    for _ in range(order):
        f = mg.grad(f)
    for x in points:
        with mpmath.workdps(50):
            expected = float(mpmath.diff(with_many_digits, mpmath.mpf(x), order))
        assert f(x).item() == pytest.approx(expected, rel=1e-12, abs=1e-13), x


@pytest.mark.parametrize("orders", [(1, 0), (0, 1), (1, 1), (2, 0), (0, 2)])
@pytest.mark.parametrize("name", ["beta", "betaln"])
def test_derivatives_of_beta_are_those_of_mpmath(name, orders):
    f = getattr(special, name)
    for position, order in enumerate(orders):
        for _ in range(order):
            f = mg.grad(f, position)
    for a, b in [(0.5, 0.7), (3.0, 2.0), (0.1, 6.5)]:
        with mpmath.workdps(50):
            g = mpmath.beta if name == "beta" else lambda a, b: mpmath.log(mpmath.beta(a, b))
            expected = float(mpmath.diff(g, (mpmath.mpf(a), mpmath.mpf(b)), orders))
        assert f(a, b).item() == pytest.approx(expected, rel=1e-11)


OF_TORCH = {
    **{name: (lambda m, x, name=name: getattr(m, name)(x), [REAL(2, 3)])
       for name in "erf erfc expit i0 i1".split()},
    **{name: (lambda m, x, name=name: getattr(m, name)(x), [inside(2, 3)])
       for name in "erfinv gammaln digamma psi logit".split()},
    "polygamma": (lambda m, x: m.polygamma(1, x), [positive(4)], 1e-8),
    "logsumexp": (lambda m, x: m.logsumexp(x, 1), [REAL(2, 3)]),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_TORCH)
def test_both_orders_are_those_of_pytorch(name):
    torch = pytest.importorskip("torch")
    check_against_torch(torch, special, *OF_TORCH[name])


# ---- edges, names and options --------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(special.__all__) - set("polygamma logsumexp".split())))
def test_scipys_functions_find_the_operations(name):
    x = Tensor(0.5, requires_grad=True)
    f = getattr(scipy.special, name)
    y = f(*[2] * (f.nin - 1), x)
    assert y.requires_grad and y.node.operation is getattr(special, name)


def test_before_the_room_is_loaded_the_error_names_it(monkeypatch):
    monkeypatch.delitem(mg.autodiff.numpy_protocol.TWINS, scipy.special.erf)
    monkeypatch.delitem(__import__("sys").modules, "minigrad.special")
    words = r"^scipy\.special\.erf has no rule.*use mg\.special\.erf"
    with pytest.raises(TypeError, match=words):
        scipy.special.erf(Tensor(0.5, requires_grad=True))


def test_a_factor_of_logsumexp_may_be_0_or_larger_than_its_exponents():
    a, b = np.array([0.0, 800.0]), np.array([1.0, 0.0])
    assert mg.grad(lambda a: special.logsumexp(a, b=b))(a).tolist() == [1.0, 0.0]
    wide = np.array([[0.5, 1.0, 0.0], [2.0, 0.25, 1.0]])
    assert gradcheck(lambda a, b: special.logsumexp(a, b=b), np.ones(3), wide, order=2)


def test_a_name_that_is_not_here_says_how_to_declare_it():
    with pytest.raises(
        AttributeError, match=r"no attribute 'gammainc': declare it with mg.primitive"
    ):
        _ = special.gammainc


def test_a_function_that_is_not_here_has_its_full_name():
    with pytest.raises(TypeError, match=r"^scipy\.special\.ndtr has no rule.*declare your own"):
        scipy.special.ndtr(Tensor(0.5, requires_grad=True))


@pytest.mark.parametrize("name", "erf digamma i1 logit".split())
def test_no_elements_and_lists_are_arrays(name):
    f = getattr(special, name)
    x = Tensor(np.ones((0, 2)), requires_grad=True)
    f(x).sum().backward()
    assert x.grad.shape == (0, 2)
    y = f([Tensor(0.5, requires_grad=True), 0.25])
    assert y.requires_grad and y.shape == (2,)


def test_the_order_of_a_function_has_no_rule():
    for f in (special.polygamma, special.jv, special.iv):
        with pytest.raises(TypeError, match="no rule for a tensor as its input"):
            f(Tensor(1.0, requires_grad=True), 2.0)


def test_logsumexp_does_not_overflow_where_a_weight_is_zero():
    a, b = np.array([1000.0, 0.0, 1.0]), np.array([0.0, 1.0, 2.0])
    assert special.logsumexp(a[:0:-1], b=b[:0:-1]).item() == special.logsumexp(a, b=b).item()
    a = Tensor([600.0, 0.0, 1.0], requires_grad=True)
    special.logsumexp(a, b=b).backward()
    shares = b[1:] * np.exp([0.0, 1.0])
    np.testing.assert_allclose(a.grad, [0.0, *shares / shares.sum()], rtol=1e-14)


@pytest.mark.parametrize("b", [None, 2.0])
def test_logsumexp_of_one_number(b):
    a = Tensor(0.5, requires_grad=True)
    y = special.logsumexp(a, b=b)
    y.backward()
    assert y.shape == () and a.grad == pytest.approx(1.0)


def test_logsumexp_has_one_output():
    with pytest.raises(TypeError, match="logsumexp has no rule for its option 'return_sign'"):
        special.logsumexp([1.0, 2.0], return_sign=True)


def test_functions_keep_elements_apart_for_least_squares():
    assert {special.erf, special.gammaln, special.polygamma, special.jv, special.beta} <= set(APART)
    x, w = REAL(4, 3), Tensor(REAL(3), requires_grad=True)
    y = special.erf(x * w) + special.jv(1, w)
    by_row = mg.autodiff.rows.gradients_by_row(y, [w], np.ones((4, 3)))
    slopes = 2 / np.sqrt(np.pi) * np.exp(-((x * w.data) ** 2)) * x + scipy.special.jvp(1, w.data)
    np.testing.assert_allclose(by_row[0], slopes, rtol=1e-13)


def test_a_recording_names_its_operations():
    w = Tensor(REAL(3), requires_grad=True)

    def loss(x):
        return (scipy.special.erf(x * w) + special.logsumexp(w, b=x)).sum()

    step, x = mg.compile(loss), positive(3)
    value = step(x)
    found, w.grad = w.grad, None
    expected = loss(x)
    expected.backward()
    assert value.data == expected.data
    np.testing.assert_array_equal(found, w.grad)
    assert "mg.special.erf.forward(" in step.source
    assert "mg.special._weighted_logsumexp.vjps[0](" in step.source
