"""mg.linalg: values, derivatives of both orders, and what NumPy's functions find."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms import Case, Room, RoomTests, check_against_torch, numbers

import minigrad as mg
from minigrad import GradcheckError, Tensor, gradcheck, linalg

ROOM = Room(linalg, np.linalg)
REAL, CPLX = numbers(0)


def regular(number, *shape):
    """Return matrices that are far from singular, where differences are exact enough."""
    return number(*shape) / 2 + 2 * np.eye(shape[-1])


def positive(x):
    """Return matrices that are Hermitian and positive definite."""
    return x @ np.conj(x).swapaxes(-1, -2) + np.eye(x.shape[-2])


CASES = [
    case
    for number in (REAL, CPLX)
    for case in (
        *[
            Case("solve", (regular(number, *a), number(*b)))
            for a, b in (
                [(3, 3), (3,)],
                [(3, 3), (3, 2)],
                [(1, 1), (1,)],
                [(2, 3, 3), (3,)],  # one vector for all matrices
                [(2, 3, 3), (3, 3)],
                [(2, 1, 3, 3), (4, 3, 2)],
                [(3, 3), (2, 3, 1)],
            )
        ],
        *[
            Case(name, (regular(number, *shape),))
            for name in ("inv", "det")
            for shape in ((3, 3), (1, 1), (2, 4, 3, 3))
        ],
        Case("slogdet", (regular(number, 3, 3),), lambda f, a: f(a).logabsdet, ("_log_of_det",)),
        Case("slogdet", (regular(number, 2, 3, 3),), lambda f, a: f(a)[1], ("_log_of_det",)),
        *[Case("pinv", (number(*shape),)) for shape in ((4, 2), (2, 4), (2, 2, 3), (1, 3))],
        Case("pinv", (regular(number, 3, 3),)),
        *[
            Case("pinv", (number(*a), number(*b)), call)  # of rank 2
            for a, b in ([(4, 2), (2, 3)], [(2, 3, 2), (2, 2, 3)])
            for call in (lambda f, a, b: f(a @ b, 1e-5), lambda f, a, b: f(a @ b, rtol=1e-5))
        ],
        *[
            Case("cholesky", (number(*shape),), lambda f, x: f(positive(x)))
            for shape in ((3, 3), (1, 1), (2, 3, 4))
        ],
        Case("norm", (number(2, 3),), lambda f, x: f(x, axis=-1), ()),
    )
] + [
    Case("solve", (regular(REAL, 3, 3), CPLX(3))),
    Case("solve", (regular(CPLX, 3, 3), REAL(3, 2))),
    Case("slogdet", (regular(CPLX, 3, 3),), lambda f, a: f(a).sign, ("_sign_of_det",)),
    Case("slogdet", (regular(CPLX, 2, 3, 3),), lambda f, a: f(a)[0] * f(a)[1], ("_sign_of_det", "_log_of_det")),
]  # fmt: skip


class TestLinalg(RoomTests):
    room, cases = ROOM, CASES


A, B = REAL(3, 3) + 2 * np.eye(3), REAL(3, 2)
FORMULAS = {
    "solve": (lambda m, a, b: m.solve(a, b), [A, B]),
    "solve a vector": (lambda m, a, b: m.solve(a, b), [A, B[:, 0]]),
    "solve many": (lambda m, a, b: m.solve(a, b), [REAL(4, 1, 3, 3), REAL(2, 3, 2)]),
    "inv": (lambda m, a: m.inv(a), [REAL(2, 3, 3)]),
    "det": (lambda m, a: m.det(a), [REAL(2, 3, 3)]),
    "slogdet": (lambda m, a: m.slogdet(a)[1], [REAL(2, 3, 3)]),
    "pinv, high": (lambda m, a: m.pinv(a), [REAL(2, 4, 3)]),
    "pinv, wide": (lambda m, a: m.pinv(a), [REAL(3, 4)]),
    "pinv of low rank": (lambda m, a, b: m.pinv(a @ b, rtol=1e-9), [REAL(4, 2), REAL(2, 3)]),
    "cholesky": (lambda m, x: m.cholesky((x + x.T) / 2), [positive(A)]),
    "cholesky as it is": (lambda m, x: m.cholesky(x), [positive(A)]),
    "norm": (lambda m, x: m.norm(x), [A]),
}
OF_COMPLEX = {
    "complex solve": (FORMULAS["solve"][0], [CPLX(3, 3), CPLX(3, 2)]),
    "complex inv": (FORMULAS["inv"][0], [CPLX(2, 3, 3)]),
    "complex det": (FORMULAS["det"][0], [CPLX(2, 3, 3)]),
    "complex slogdet": (lambda m, a: m.slogdet(a)[1] * m.slogdet(a)[0], [CPLX(2, 3, 3)]),
    "complex pinv": (FORMULAS["pinv, high"][0], [CPLX(4, 3)]),
    "complex cholesky": (lambda m, x: m.cholesky((x + x.T.conj()) / 2), [positive(CPLX(3, 3))]),
}


@pytest.mark.parametrize(("formula", "inputs"), (f := FORMULAS | OF_COMPLEX).values(), ids=f)
def test_both_orders_are_those_of_pytorch(formula, inputs):
    torch = pytest.importorskip("torch")
    check_against_torch(torch, linalg, formula, inputs)


# ---- what is known ------------------------------------------------------------------------------


def test_the_derivative_of_log_det_is_the_inverse_to_the_bit_of_rounding():
    np.testing.assert_allclose(mg.grad(lambda a: linalg.slogdet(a)[1])(A), np.linalg.inv(A).T)


def test_the_gradient_of_cholesky_is_symmetric_and_that_by_a_symmetrised_matrix():
    s = positive(A)
    weights = np.cos(np.arange(9.0)).reshape(3, 3)
    g = mg.grad(lambda s: (weights * linalg.cholesky(s)).sum())(s)
    h = mg.grad(lambda s: (weights * linalg.cholesky((s + s.T) / 2)).sum())(s)
    np.testing.assert_allclose(g, g.T, rtol=1e-14)
    np.testing.assert_allclose(g, h, rtol=1e-14)
    with pytest.raises(GradcheckError):  # as its docstring says: NumPy reads the lower triangle
        gradcheck(linalg.cholesky, s)


def test_the_sign_of_a_real_determinant_has_slope_zero():
    a = Tensor(A, requires_grad=True)
    linalg.slogdet(a).sign.backward()
    assert a.grad.dtype == float and not a.grad.any()


def test_the_pseudoinverse_of_an_invertible_matrix_has_the_slopes_of_the_inverse():
    weights = np.cos(np.arange(9.0)).reshape(3, 3)
    for a in (A, CPLX(2, 3, 3)):
        g = mg.grad(lambda a: (weights * linalg.pinv(a)).sum().real)(a)
        h = mg.grad(lambda a: (weights * linalg.inv(a)).sum().real)(a)
        np.testing.assert_allclose(g, h, rtol=1e-9, atol=1e-12)


batches = st.lists(st.integers(0, 2), max_size=2).map(tuple)


@settings(max_examples=100, deadline=None)
@given(batches, batches, st.integers(0, 3), st.integers(-1, 2), st.booleans())
def test_solve_broadcasts_as_numpy_does(first, second, n, columns, is_complex):
    number = numbers(0)[is_complex]
    a = number(*first, n, n) + 4 * np.eye(n)
    b = number(n) if columns < 0 else number(*second, n, columns)
    tensors = [Tensor(a, requires_grad=True), Tensor(b, requires_grad=True)]
    try:
        expected = np.linalg.solve(a, b)
    except ValueError:
        with pytest.raises(ValueError):
            linalg.solve(*tensors)
        return
    y = linalg.solve(*tensors)
    np.testing.assert_array_equal(y.data, expected)
    if y.size and a.size and b.size:
        assert gradcheck(linalg.solve, a, b, order=2)
        return
    y.backward(gradient=expected)
    assert [t.grad.shape for t in tensors] == [a.shape, b.shape]
    assert not any(t.grad.any() for t in tensors)


@pytest.mark.parametrize("name", ["inv", "det", "pinv", "cholesky"])
@pytest.mark.parametrize("shape", [(0, 0), (0, 2, 2)])
def test_matrices_without_elements_have_gradients_without_elements(name, shape):
    a = Tensor(np.ones(shape), requires_grad=True)
    y = getattr(linalg, name)(a)
    np.testing.assert_array_equal(y.data, getattr(np.linalg, name)(a.numpy()))
    y.backward(gradient=np.ones(y.shape))
    assert a.grad.shape == shape


@pytest.mark.parametrize("f", [linalg.det, lambda a: linalg.slogdet(a)[1]])
def test_there_is_no_rule_where_the_determinant_is_0(f):
    with (
        pytest.raises(np.linalg.LinAlgError, match="the determinant is 0"),
        np.errstate(all="ignore"),
    ):
        mg.grad(f)(np.ones((2, 2)))


def test_pinv_that_cuts_off_singular_values_has_no_rule():
    a = np.diag([1.0, 0.5, 0.01])
    with pytest.raises(ValueError, match=r"a @ pinv\(a\) @ a is not a"):
        mg.grad(lambda a: linalg.pinv(a, 0.1).sum())(a)
    assert gradcheck(lambda a: linalg.pinv(a, 0.001), a, order=2)


# ---- NumPy's names ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted({*linalg.__all__} - {"slogdet", "solve"}))
def test_numpys_functions_find_the_operations(name):
    a = Tensor(positive(A), requires_grad=True)
    y = getattr(np.linalg, name)(a)
    assert y.requires_grad and y.node.operation.__name__ == name


def test_numpys_solve_finds_the_operation_from_either_side():
    a, b = Tensor(A, requires_grad=True), Tensor(B, requires_grad=True)
    for y in (np.linalg.solve(a, B), np.linalg.solve(A, b), linalg.solve(A.tolist(), b)):
        assert y.requires_grad and y.node.operation is linalg.solve
    y = linalg.solve([[a[0, 0], 1.0], [0.0, a[1, 1]]], [1.0, b[0, 0]])
    assert y.requires_grad and y.shape == (2,)


@pytest.mark.parametrize("requires_grad", [False, True])
def test_numpys_slogdet_returns_two_tensors_by_name(requires_grad):
    found = np.linalg.slogdet(Tensor(A, requires_grad=requires_grad))
    assert type(found) is linalg.SlogdetResult
    for y, expected in zip(found, np.linalg.slogdet(A), strict=True):
        assert type(y) is Tensor and y.requires_grad == requires_grad and y.data == expected


@pytest.mark.parametrize("name", ["eig", "eigh", "lstsq", "qr", "svd"])
def test_what_has_several_outputs_says_so(name):
    words = rf"one output, and {name} has several.*mg\.primitive.*t\.numpy\(\)"
    with pytest.raises(AttributeError, match=f"'minigrad.linalg' has no .*{name}.*{words}"):
        getattr(linalg, name)
    arguments = (A,) if name == "lstsq" else ()
    with pytest.raises(TypeError, match=rf"np\.linalg\.{name} has no rule.*one output.*several"):
        getattr(np.linalg, name)(Tensor(A, requires_grad=True), *arguments)
    assert not hasattr(linalg, name)


def test_another_name_is_an_ordinary_attribute_error():
    with pytest.raises(AttributeError, match=r"'minigrad.linalg' has no attribute 'solv'$"):
        linalg.solv  # noqa: B018


@pytest.mark.parametrize(
    ("call", "option"),
    [
        (lambda a: np.linalg.pinv(a, hermitian=True), "hermitian"),
        (lambda a: linalg.pinv(a, 1e-9, True), "hermitian"),
        (lambda a: linalg.cholesky(a, upper=True), "upper"),
    ],
)
def test_an_option_without_a_rule_is_refused_at_the_call(call, option):
    with pytest.raises(TypeError, match=f"no rule for its option '{option}'"):
        call(Tensor(positive(A), requires_grad=True))


def test_where_nothing_is_tracked_numpy_has_all_its_options():
    found = np.linalg.cholesky(Tensor(positive(A)), upper=True)
    np.testing.assert_array_equal(found.data, np.linalg.cholesky(positive(A), upper=True))


def test_a_recording_names_its_operations():
    def loss(a, b):
        sign, logabsdet = np.linalg.slogdet(a)
        return (np.linalg.solve(a, b) ** 2).sum() + logabsdet * sign + linalg.det(a)

    step = mg.compile(loss)
    a, b = Tensor(A, requires_grad=True), Tensor(B, requires_grad=True)
    value = step(a, b)
    found = [a.grad, b.grad]
    a.grad = b.grad = None
    expected = loss(a, b)
    expected.backward()
    assert value.data == expected.data
    for g, t in zip(found, (a, b), strict=True):
        np.testing.assert_array_equal(g, t.grad)
    for line in ("solve1 = mg.linalg.solve.forward(a, b)", "mg.linalg.det.forward(a)",
                 "mg.linalg.solve.vjps[0](", "mg.linalg._log_of_det.vjps[0]("):  # fmt: skip
        assert line in step.source
