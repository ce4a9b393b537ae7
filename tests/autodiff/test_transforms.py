"""grad, value_and_grad, vjp, jvp, jacobian and hessian: against known derivatives and differences."""

import numpy as np
import pytest
from central_differences import derivative, long

import minigrad as mg
from minigrad import Tensor

RNG = np.random.default_rng(0)


def leaf(data):
    return Tensor(data, requires_grad=True)


def normal(*shape, is_complex=False):
    x = RNG.standard_normal(shape)
    return x + 1j * RNG.standard_normal(shape) if is_complex else x


# ---- grad and value_and_grad -------------------------------------------------------------------

POINT = 0.7
# A function, and its first four derivatives at POINT.
KNOWN = {
    "x^5": (lambda x: x**5, [5 * POINT**4, 20 * POINT**3, 60 * POINT**2, 120 * POINT]),
    "exp": (lambda x: mg.exp(2 * x), [k * np.exp(2 * POINT) for k in (2, 4, 8, 16)]),
    "sin": (mg.sin, [np.cos(POINT), -np.sin(POINT), -np.cos(POINT), np.sin(POINT)]),
    "log": (mg.log, [1 / POINT, -1 / POINT**2, 2 / POINT**3, -6 / POINT**4]),
    "1/x": (lambda x: 1 / x, [-(POINT**-2), 2 * POINT**-3, -6 * POINT**-4, 24 * POINT**-5]),
    "sqrt": (
        mg.sqrt,
        [0.5 * POINT**-0.5, -0.25 * POINT**-1.5, 0.375 * POINT**-2.5, -0.9375 * POINT**-3.5],
    ),
}


@pytest.mark.parametrize("name", KNOWN)
def test_grad_nests_to_the_fourth_order(name):
    f, expected = KNOWN[name]
    for value in expected:
        f = mg.grad(f)
        assert f(POINT).item() == pytest.approx(value, rel=1e-13)


def test_grad_nests_for_complex_numbers_too():
    """With L = Re z⁴ the gradient is the conjugate of 4z³; its real part has that of 12z²."""
    z = 0.6 - 0.3j
    slope = mg.grad(lambda z: (z**4).real)
    assert slope(z).item() == pytest.approx(np.conj(4 * z**3))
    curvature = mg.grad(lambda z: slope(z).real)
    assert curvature(z).item() == pytest.approx(np.conj(12 * z**2))
    assert mg.grad(lambda z: curvature(z).real)(z).item() == pytest.approx(np.conj(24 * z))


def test_value_and_grad_gives_both():
    value, gradient = mg.value_and_grad(lambda x: (x**3).sum())([1.0, 2.0])
    assert type(value) is Tensor and type(gradient) is Tensor
    assert value.item() == 9.0
    assert gradient.data.tolist() == [3.0, 12.0]
    assert not value.requires_grad and not gradient.requires_grad


ARGNUMS = [
    (0, [2.0]),
    (1, [3.0]),
    (-1, [3.0]),
    (-2, [2.0]),
    ((0,), [2.0]),
    ((0, 1), [2.0, 3.0]),
    ((1, 0), [3.0, 2.0]),
    ((-1, 0), [3.0, 2.0]),
    ((0, -2), [2.0, 2.0]),
]


@pytest.mark.parametrize(("argnums", "expected"), ARGNUMS)
def test_argnums_say_what_to_differentiate_by(argnums, expected):
    gradient = mg.grad(lambda x, y: x * y, argnums)(3.0, 2.0)
    assert isinstance(gradient, tuple) == isinstance(argnums, tuple)
    found = gradient if isinstance(argnums, tuple) else [gradient]
    assert [g.item() for g in found] == expected


def test_an_argument_given_twice_is_two_arguments():
    x = leaf(3.0)
    assert [g.item() for g in mg.grad(lambda a, b: a * b * b, (0, 1))(x, x)] == [9.0, 18.0]


def test_other_arguments_and_options_are_passed_on_unchanged():
    def f(x, word, *, factor):
        assert (word, factor) == ("word", 2)
        return x * factor

    assert mg.grad(f)(1.5, "word", factor=2).item() == 2.0


def test_the_function_keeps_its_name_and_docstring():
    def area(x):
        """Square."""
        return x * x

    for transform in (mg.grad, mg.value_and_grad, mg.jacobian):
        assert transform(area).__name__ == "area"


def test_grad_touches_no_grad_attribute_and_locks_nothing():
    x, w = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    mg.grad(lambda x: (x * w).sum())(x)
    assert x.grad is None and w.grad is None
    x.data[:] = 0.0
    w.data[:] = 0.0


def test_what_is_given_is_not_changed():
    array = np.array([1.0, 2.0])
    mg.grad(lambda x: (x * x).sum())(array)
    assert array.flags.writeable and array.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_a_gradient_has_shape_and_dtype_of_its_argument(dtype):
    gradient = mg.grad(lambda x: abs(x).sum())(np.ones((2, 3), dtype))
    assert (gradient.shape, gradient.dtype) == ((2, 3), dtype)


@pytest.mark.parametrize("x", [2.0, [1.0, 2.0], 1 + 2j])
def test_the_derivative_of_a_constant_function_is_zero(x):
    def constant(x):
        return Tensor(7.0)

    zeros = np.zeros_like(x)
    assert mg.grad(constant)(x).data.tolist() == zeros.tolist()
    assert mg.vjp(constant, x)[1](1.0)[0].data.tolist() == zeros.tolist()
    assert mg.jvp(constant, x, x)[1].data.tolist() == 0.0
    assert mg.jacobian(constant)(x).data.tolist() == zeros.tolist()


def test_an_argument_that_is_not_used_has_derivative_zero():
    gradients = mg.grad(lambda x, y: x * x, (0, 1))(3.0, [1.0, 2.0])
    assert [g.data.tolist() for g in gradients] == [6.0, [0.0, 0.0]]


# ---- functions inside functions ----------------------------------------------------------------


def test_perturbations_are_not_confused():
    """d/dx [x · d/dy (x + y)] = 1: the inner derivative must not see the outer one's x."""
    f = mg.grad(lambda x: x * mg.grad(lambda y: x + y)(1.0))
    assert f(3.0).item() == 1.0
    g = mg.grad(lambda x: x * mg.grad(lambda y: x * y * y)(x))  # x · 2x² = 2x³
    assert g(3.0).item() == 54.0


def test_jvp_does_not_confuse_perturbations_either():
    def inner(x):
        return x * mg.jvp(lambda y: x * y, 2.0, 1.0)[1]  # x · x

    assert mg.jvp(inner, 3.0, 1.0)[1].item() == 6.0
    assert mg.grad(inner)(3.0).item() == 6.0


@pytest.mark.parametrize("backward", [False, True])
def test_grad_inside_a_function_that_is_itself_differentiated(backward):
    """A step of descent on w, seen as a function of its learning rate: gradients of gradients."""

    def after_a_step(lr):
        w = 2.0 - lr * mg.grad(lambda w: w**4)(2.0)  # 2 - 32 lr
        return w**2

    if backward:
        lr = leaf(0.05)
        after_a_step(lr).backward()
        found = lr.grad
    else:
        found = mg.grad(after_a_step)(0.05).item()
    assert found == pytest.approx(2 * (2 - 32 * 0.05) * -32)


def test_an_inner_gradient_sees_the_variables_around_it():
    w = leaf(3.0)
    slope = mg.grad(lambda x: (x * w) ** 2)(2.0)  # 2 x w² = 36
    assert slope.item() == 36.0
    slope.backward()  # d/dw = 4 x w
    assert w.grad == 24.0


def test_a_gradient_by_a_tensor_that_others_differentiate_by_is_part_of_their_graph():
    x = leaf(2.0)
    mg.grad(lambda y: y**3)(x).backward()
    assert x.grad == 12.0


def test_the_value_of_value_and_grad_is_part_of_the_graph_around_it():
    x, w = leaf(2.0), leaf(5.0)
    value, slope = mg.value_and_grad(lambda y: y * y * w)(x)
    (value + slope).backward()
    assert x.grad == 2 * 2 * 5 + 2 * 5
    assert w.grad == 4 + 4


def test_a_weight_of_a_pull_back_can_be_differentiated_by():
    """gᵀJ is linear in g: its derivative by g is J, here 2x."""
    assert mg.grad(lambda g: mg.vjp(lambda x: x**2, 3.0)[1](g)[0])(1.0).item() == 6.0


def test_a_direction_can_be_differentiated_by():
    assert mg.grad(lambda v: mg.jvp(lambda x: x**2, 3.0, v)[1])(1.0).item() == 6.0


def test_a_released_graph_outside_is_refused_and_detach_is_named():
    """What lies behind a released result cannot be known, so it might be the variable."""
    z = leaf(2.0) * 2.0
    z.backward()
    with pytest.raises(RuntimeError, match=r"t\.detach\(\)"):
        mg.grad(lambda x: x * z)(3.0)
    assert mg.grad(lambda x: x * z.detach())(3.0).item() == 4.0


def test_a_backward_inside_a_function_does_not_hide_a_path_from_grad():
    """d/dx x³ = 12 at 2. Once x² is released, x can no longer be found behind it."""

    def f(x):
        z = x * x
        z.backward()
        return z * x

    try:
        found = mg.grad(f)(2.0).item()
    except RuntimeError as error:
        assert "retain_graph=True" in str(error)
    else:
        assert found == 12.0


def test_nested_gradients_walk_their_own_part_of_the_graph_only():
    """With w = 2, each step multiplies y by 1 - 0.02 w: dy/dw = -0.02 n (1 - 0.02 w)^(n-1)."""
    n = 1000

    def descended(w):
        y = mg.Tensor(1.0)
        for _ in range(n):
            y = y - 0.01 * mg.grad(lambda q: q * q * w)(y)
        return y

    assert mg.grad(descended)(2.0).item() == pytest.approx(-0.02 * n * 0.96 ** (n - 1), rel=1e-9)


# ---- under no_grad -----------------------------------------------------------------------------


def cube(x):
    return (x**3).sum()


UNDER_NO_GRAD = {
    "grad": lambda w: mg.grad(lambda x: cube(x * w)),
    "value": lambda w: lambda x: mg.value_and_grad(lambda x: cube(x * w))(x)[0],
    "grad of grad": lambda w: mg.grad(lambda x: mg.grad(lambda y: cube(y * w))(x).sum()),
    "vjp": lambda w: lambda x: mg.vjp(lambda x: cube(x * w), x)[1](1.0)[0],
    "jvp": lambda w: lambda x: mg.jvp(lambda x: cube(x * w), x, [1.0, 10.0])[1],
    "jacobian": lambda w: mg.jacobian(lambda x: (x * w) ** 3),
    "hessian": lambda w: mg.hessian(lambda x: cube(x * w)),
}


@pytest.mark.parametrize("make", UNDER_NO_GRAD.values(), ids=UNDER_NO_GRAD)
def test_derivatives_are_the_same_under_no_grad_and_remember_nothing(make):
    w = leaf(2.0)
    expected = make(w)([1.0, 2.0])
    with mg.no_grad():
        found = make(w)([1.0, 2.0])
    np.testing.assert_array_equal(found.data, expected.data)
    assert expected.requires_grad
    assert not found.requires_grad


# ---- vjp and jvp -------------------------------------------------------------------------------


def mixed(x, z):
    """Neither analytic nor real: what can go wrong with complex numbers goes wrong here."""
    return z.conj() * mg.exp(x) + abs(z + 3) * x + z**2


def inner(a, b):
    return sum(np.sum((np.conj(p) * q).real) for p, q in zip(a, b, strict=True))


@pytest.mark.parametrize(
    ("f", "shapes"),
    [
        (lambda x, z: mg.sin(x) * z, [(False, (3,)), (False, (2, 3))]),
        (lambda x, z: mg.matmul(x, z), [(False, (2, 3)), (False, (3, 4))]),
        (mixed, [(False, (2, 3)), (True, (3,))]),
        (lambda z, w: mg.matmul(z, w.conj()), [(True, (2, 3)), (True, (3,))]),
        (lambda z, w: (z * w).imag, [(True, (2, 3)), (True, (3,))]),
        (lambda z, x: mg.norm(z, axis=-1) + x, [(True, (2, 3)), (False, (2,))]),
        (lambda x, z: mg.softmax(x) * z, [(False, (2, 3)), (True, (3,))]),
    ],
)
def test_jvp_and_vjp_are_transposes_and_agree_with_differences(f, shapes):
    x = tuple(normal(*shape, is_complex=c) for c, shape in shapes)
    v = tuple(normal(*shape, is_complex=c) for c, shape in shapes)
    y, forward = mg.jvp(f, x, v)
    value, pull_back = mg.vjp(f, *x)
    np.testing.assert_array_equal(y.data, value.data)
    u = normal(*y.shape, is_complex=np.iscomplexobj(y.data))
    back = [g.data for g in pull_back(u)]
    assert inner([u], [forward.data]) == pytest.approx(inner(back, v), rel=1e-13)

    def moved(t):
        arguments = (a + t * b for a, b in zip(map(long, x), v, strict=True))
        with mg.no_grad():
            return f(*map(Tensor, arguments)).data

    np.testing.assert_allclose(forward.data, derivative(moved), rtol=1e-9, atol=1e-11)


def test_vjp_takes_lists_and_returns_a_tuple_also_of_one():
    y, pull_back = mg.vjp(mg.exp, [0.0, 0.0])
    assert y.data.tolist() == [1.0, 1.0]
    (g,) = pull_back([1.0, 2.0])
    assert g.data.tolist() == [1.0, 2.0]
    assert pull_back([3.0, 0.0])[0].data.tolist() == [3.0, 0.0]  # as often as wanted


def test_jvp_takes_a_tuple_for_several_arguments():
    y, derivative = mg.jvp(lambda a, b: a * b, (2.0, [3.0, 4.0]), (1.0, [10.0, 0.0]))
    assert y.data.tolist() == [6.0, 8.0]
    assert derivative.data.tolist() == [23.0, 4.0]


def test_jvp_of_a_tensor_that_others_differentiate_by():
    x = leaf(3.0)
    mg.jvp(lambda y: y**3, x, 1.0)[1].backward()
    assert x.grad == 18.0


# ---- jacobian and hessian ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "shape"),
    [
        (lambda x: x**2, (3,)),
        (lambda x: mg.sin(x).sum(axis=0), (2, 3)),
        (lambda x: mg.matmul(x, x.T), (2, 3)),
        (lambda x: mg.exp(x).sum(), (2,)),
        (lambda x: x[:, None] * mg.cos(x), (3,)),
        (lambda x: (mg.exp(1j * x)).imag, ()),
    ],
)
def test_a_jacobian_agrees_with_differences_and_has_the_shape_of_output_and_input(f, shape):
    x = normal(*shape)
    found = mg.jacobian(f)(x)
    assert found.shape == f(Tensor(x)).shape + shape
    for index in np.ndindex(shape):
        unit = np.zeros(shape)
        unit[index] = 1.0
        column = derivative(lambda t, unit=unit: f(Tensor(x + t * unit)).data)
        np.testing.assert_allclose(found.data[(..., *index)], column, rtol=1e-9, atol=1e-11)


def test_a_jacobian_by_a_complex_argument_has_a_gradient_in_each_row():
    z = np.array([1 + 2j, 0.5 - 1j])
    found = mg.jacobian(lambda z: abs(z) ** 2)(z)
    np.testing.assert_allclose(found.data, np.diag(2 * z), rtol=1e-15)


@pytest.mark.parametrize("argnums", [0, 1, -1])
def test_jacobian_and_hessian_take_argnums(argnums):
    x, y = np.array([1.0, 2.0]), np.array([3.0, 5.0])
    jacobian = mg.jacobian(lambda x, y: x**2 * y**3, argnums)(x, y)
    hessian = mg.hessian(lambda x, y: (x**2 * y**3).sum(), argnums)(x, y)
    first, second = ((2 * x * y**3, 2 * y**3), (3 * x**2 * y**2, 6 * x**2 * y))[argnums]
    np.testing.assert_allclose(jacobian.data, np.diag(first), rtol=1e-14)
    np.testing.assert_allclose(hessian.data, np.diag(second), rtol=1e-14)


def test_a_jacobian_of_nothing_has_no_rows():
    assert mg.jacobian(lambda x: x[:0])([1.0, 2.0]).shape == (0, 2)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: (mg.sin(x) * x[::-1]).sum(),
        lambda x: mg.logsumexp(x * x),
        lambda x: mg.prod(x) / mg.norm(x),
        lambda x: mg.matmul(mg.tanh(x), mg.cumsum(x)),
    ],
)
def test_a_hessian_is_symmetric_and_agrees_with_differences_of_the_gradient(f):
    x = normal(4)
    found = mg.hessian(f)(x).data
    np.testing.assert_allclose(found, found.T, rtol=1e-12, atol=1e-13)
    for i, unit in enumerate(np.eye(4)):
        row = derivative(lambda t, unit=unit: mg.grad(f)(x + t * unit).data)
        np.testing.assert_allclose(found[i], row, rtol=1e-9, atol=1e-10)


def test_a_hessian_times_a_direction_needs_no_hessian():
    f = lambda x: (mg.sin(x) * x[::-1]).sum()  # noqa: E731
    x, v = normal(4), normal(4)
    expected = mg.hessian(f)(x).data @ v
    np.testing.assert_allclose(mg.jvp(mg.grad(f), x, v)[1].data, expected, rtol=1e-12)
    reverse = mg.grad(lambda x: (mg.grad(f)(x) * v).sum())(x)
    np.testing.assert_allclose(reverse.data, expected, rtol=1e-12)
