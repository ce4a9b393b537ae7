"""mg.fft: values, derivatives, ends that are cut off or filled, and what NumPy's functions find."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms import Case, Room, RoomTests, check_against_torch, names, numbers

import minigrad as mg
from minigrad import Tensor, fft, gradcheck

ROOM = Room(fft, np.fft)
REAL, CPLX = numbers(0)

ALONG_ONE = [
    lambda f, x: f(x),
    lambda f, x: f(x, 4),
    lambda f, x: f(x, 7, 0),
    lambda f, x: f(x, axis=-2, norm="ortho"),
    lambda f, x: f(x, 3, axis=0, norm="forward"),
    lambda f, x: f(x, n=1),
    lambda f, x: f(x, n=2, norm="backward"),
]
SHIFTS = [lambda f, x: f(x), lambda f, x: f(x, 1), lambda f, x: f(x, axes=(0, -1))]
ALONG_MANY = [
    lambda f, x: f(x),
    lambda f, x: f(x, (3, 6), (0, -1)),
    lambda f, x: f(x, (5, -1), axes=(1, 0), norm="ortho"),
    lambda f, x: f(x, axes=(-1, 1), norm="forward"),
]
PARTS = {"fft": ("fft",), "ifft": ("ifft",), "rfft": ("rfft", "fft"), "irfft": ("irfft", "ifft")}
CASES = (
    [
        Case(name, (number(5, 6),), call)
        for name in ("fft", "ifft", "rfft", "irfft")
        for number in (REAL, CPLX)
        for call in ALONG_ONE
        if (name, number) != ("rfft", CPLX)
    ]
    + [
        Case(name, (number(2, 3, 2),), call, PARTS[name.rstrip("2n")])
        for kind in PARTS
        for name in (kind + "n", kind + "2")
        for number in (REAL, CPLX)
        for call in ALONG_MANY
        if (kind, number) != ("rfft", CPLX)
    ]
    + [
        Case(name, (number(3, 4),), call)
        for name in ("fftshift", "ifftshift")
        for number in (REAL, CPLX)
        for call in SHIFTS
    ]
)


class TestFft(RoomTests):
    room, cases = ROOM, CASES

    def tolerance(self, case):
        return {"rtol": 1e-13, "atol": 1e-14}  # NumPy takes axes in another order, or did


TRANSFORMS = [case for case in CASES if "shift" not in case.operation]


@pytest.mark.parametrize("case", TRANSFORMS, ids=names(TRANSFORMS))
def test_both_orders_are_those_of_pytorch(case):
    torch = pytest.importorskip("torch")

    def formula(m, x):
        if m is not torch.fft:
            return case.call(getattr(m, case.operation), x)
        renamed = {"axis": "dim", "axes": "dim"}
        f = getattr(m, case.operation)
        return case.call(lambda *a, **o: f(*a, **{renamed.get(k, k): v for k, v in o.items()}), x)

    check_against_torch(torch, fft, formula, case.inputs)


# ---- properties ---------------------------------------------------------------------------------


def inner(a, b):
    return np.sum(np.conj(a) * b).real


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(["fft", "ifft", "rfft", "irfft"]),
    length=st.integers(1, 9),
    n=st.none() | st.integers(1, 11),
    norm=st.sampled_from([None, "backward", "ortho", "forward"]),
    axis=st.sampled_from([0, 1, -1, -2]),
    is_complex=st.booleans(),
)
def test_a_rule_is_the_adjoint_of_its_transform(name, length, n, norm, axis, is_complex):
    """⟨g, F x⟩ = ⟨Fᴴ g, x⟩, whatever the lengths."""
    n = 1 if name == "irfft" and length == 1 and n is None else n  # NumPy's default would be 0
    real, cplx = numbers(1)
    number = cplx if is_complex and name != "rfft" else real
    x = np.moveaxis(number(length, 2), 0, axis)
    t = Tensor(x, requires_grad=True)
    y = getattr(fft, name)(t, n, axis, norm)
    g = (real if name == "irfft" else cplx)(*y.shape)
    y.backward(gradient=g)
    np.testing.assert_array_equal(y.data, getattr(np.fft, name)(x, n, axis, norm))
    assert inner(g, y.data) == pytest.approx(inner(t.grad, x), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("n", [4, 5])
def test_irfft_has_slope_zero_in_the_imaginary_parts_that_it_ignores(n):
    x = Tensor(CPLX(4), requires_grad=True)
    fft.irfft(x, n).backward(gradient=REAL(n))
    ignored = [0, 2] if n == 4 else [0]  # frequency 2 of 4 is Nyquist's
    used = slice(1, 2) if n == 4 else slice(1, 3)
    assert not x.grad.imag[ignored].any() and x.grad.imag[used].all()
    assert not x.grad[3:].any()  # cut off
    assert x.grad.real[:3].all()


def test_a_circular_convolution_has_the_slopes_of_its_sum():
    x, w = REAL(8), REAL(8)
    by_sum = np.array([np.roll(x[::-1], j + 1) for j in range(8)])  # y = by_sum @ w

    def convolved(w):
        return np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(w), 8)

    np.testing.assert_allclose(mg.jacobian(convolved)(w), by_sum, rtol=1e-12, atol=1e-14)


def test_two_transforms_back_and_forth_have_slope_one():
    x = REAL(3, 5)
    jacobian = mg.jacobian(lambda x: fft.irfftn(fft.rfftn(x), (3, 5), (0, 1)))(x)
    np.testing.assert_allclose(jacobian.data.reshape(15, 15), np.eye(15), atol=1e-14)


# ---- NumPy's names and edges --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft", "fftshift", "ifftshift"])
def test_numpys_functions_find_the_operations(name):
    y = getattr(np.fft, name)(Tensor(REAL(3), requires_grad=True))
    assert y.requires_grad and y.node.operation is getattr(fft, name)


@pytest.mark.parametrize("name", [name for name in fft.__all__ if name[-1] in "2n"])
def test_numpys_functions_along_several_axes_find_the_composed_ones(name):
    x = REAL(3, 4)
    y = getattr(np.fft, name)(Tensor(x, requires_grad=True))
    assert y.requires_grad
    np.testing.assert_array_equal(y.data, getattr(np.fft, name)(x))
    np.testing.assert_array_equal(getattr(np.fft, name)(Tensor(x)).data, y.data)


def test_lists_are_arrays():
    x = Tensor(2.0, requires_grad=True)
    y = fft.fft([x, 1.0])
    assert y.requires_grad and y.data.tolist() == [3.0, 1.0]
    assert fft.rfftn([[1.0, 2.0]]).shape == (1, 2)
    assert fft.fft2([[x, 1.0], [0.0, 1.0]]).requires_grad


@pytest.mark.parametrize(
    "call",
    [
        lambda m, x: m.fft(x, 0),
        lambda m, x: m.fft(x, norm="none"),
        lambda m, x: m.fft(x, axis=2),
        lambda m, x: m.fftn(x, (2, 2), (0,)),
        lambda m, x: m.fft(x[0, 0]),
        lambda m, x: m.irfft(x[:, :1]),
        lambda m, x: m.rfft(x * 1j),
    ],
)
def test_what_numpy_refuses_is_refused_at_the_call(call):
    with pytest.raises((ValueError, IndexError, TypeError)) as expected:
        call(np.fft, REAL(2, 2))
    with pytest.raises(expected.type):
        call(fft, Tensor(REAL(2, 2), requires_grad=True))


def test_no_rows_have_no_gradient():
    x = Tensor(np.ones((0, 4)), requires_grad=True)
    for name in ("fft", "rfft", "irfft", "ifft"):
        y = getattr(fft, name)(x, 3)
        y.backward(gradient=np.ones(y.shape))
    assert x.grad.shape == (0, 4)


def test_the_option_out_is_refused():
    with pytest.raises(TypeError, match="fft has no rule for its option 'out'"):
        np.fft.fft(Tensor(REAL(3), requires_grad=True), out=np.zeros(3, complex))


def test_transforms_work_in_a_graph_of_others():
    assert gradcheck(lambda x, w: fft.fft(mg.exp(x)) * w + fft.ifft(w), REAL(3), CPLX(3), order=2)


def test_a_recording_names_its_operations():
    w = Tensor(REAL(5), requires_grad=True)

    def loss(x):
        return (np.fft.irfft(np.fft.rfft(w) * np.fft.rfft(x), 5) ** 2).sum()

    step, x = mg.compile(loss), REAL(5)
    value = step(x)
    found, w.grad = w.grad, None
    expected = loss(x)
    expected.backward()
    assert value.data == expected.data
    np.testing.assert_array_equal(found, w.grad)
    assert "rfft1 = mg.fft.rfft.forward(w)" in step.source
    assert "mg.fft.irfft.vjps[0](" in step.source


@pytest.mark.parametrize("name", ["fftn", "ifftn", "rfftn", "irfftn", "fft2", "rfft2"])
def test_an_axis_may_be_transformed_twice(name):
    x = REAL(3, 4, 2)
    y = getattr(fft, name)(x, axes=(0, 0))
    np.testing.assert_allclose(y.data, getattr(np.fft, name)(x, axes=(0, 0)), atol=1e-14)
    assert gradcheck(lambda x: getattr(fft, name)(x, axes=(0, 0)), x)
