"""Losses and linear, each one operation, are equal to the formula written with several."""

import numpy as np
import pytest

import minigrad as mg
from minigrad import GradcheckError, Primitive, Tensor, gradcheck, nn

RNG = np.random.default_rng(0)


def normal(*shape, is_complex=False):
    x = RNG.standard_normal(shape)
    return x + 1j * RNG.standard_normal(shape) if is_complex else x


LABELS = np.array([2, 0, 2, 1, 1])
LABELS_2D = np.array([[2, 0], [1, 1]])


def mse_from_parts(p, t):
    d = p - t
    return mg.mean(mg.real(d * d.conj()))


def cross_entropy_from_parts(logits, labels):
    log_p = logits - mg.logsumexp(logits, axis=-1, keepdims=True)
    right = np.arange(logits.shape[-1]) == np.asarray(labels)[..., None]
    return -mg.sum(mg.where(right, log_p, 0)) / np.size(labels)


def linear_from_parts(x, W, b=0.0):
    return mg.matmul(x, W.T) + b


# Operation, the same from parts, and inputs. `c` marks complex ones.
PAIRS = {
    "mse": (nn.mse_loss, mse_from_parts, [normal(5, 2), normal(5, 2)]),
    "mse c": (nn.mse_loss, mse_from_parts, [normal(5, is_complex=True) for _ in range(2)]),
    "mse c real": (nn.mse_loss, mse_from_parts, [normal(5, is_complex=True), normal(5)]),
    "mse real c": (nn.mse_loss, mse_from_parts, [normal(2, 2), normal(2, 2, is_complex=True)]),
    "mse of numbers": (nn.mse_loss, mse_from_parts, [normal(), normal()]),
    "cross entropy": (
        lambda z: nn.cross_entropy(z, LABELS),
        lambda z: cross_entropy_from_parts(z, LABELS),
        [normal(5, 3)],
    ),
    "cross entropy 3-D": (
        lambda z: nn.cross_entropy(z, LABELS_2D),
        lambda z: cross_entropy_from_parts(z, LABELS_2D),
        [normal(2, 2, 3)],
    ),
    "cross entropy of one row": (
        lambda z: nn.cross_entropy(z, np.array(1)),
        lambda z: cross_entropy_from_parts(z, np.array(1)),
        [normal(3)],
    ),
    **{
        f"linear {shape} {kinds}": (
            mg.linear,
            linear_from_parts,
            [
                normal(*s, is_complex=kind == "c")
                for s, kind in zip((shape, (4, 3), (4,)), kinds, strict=False)
            ],
        )
        for shape in ((3,), (5, 3), (2, 5, 3))
        for kinds in ("rrr", "ccc", "rcc", "crr", "rrc", "rr", "cc")
    },
}
each_pair = pytest.mark.parametrize(("fused", "parts", "inputs"), PAIRS.values(), ids=PAIRS)


def bent(f):
    """Return a number made of f in which even a linear f has second derivatives."""

    def number(*xs):
        y = f(*xs)
        weights = np.cos(np.arange(y.size)).reshape(y.shape) * (1 - 0.5j)
        return mg.sum(mg.real(weights * (y + y * y * 0.3)))

    return number


def derivatives(f, inputs):
    """Return the gradients, and the gradients of a weighted sum of the gradients."""
    argnums = tuple(range(len(inputs)))
    first = mg.grad(bent(f), argnums)

    def slope(*xs):
        gradients = first(*xs)
        weights = [np.sin(1.0 + np.arange(g.size)).reshape(g.shape) * (1 + 2j) for g in gradients]
        return sum(mg.sum(mg.real(w * g)) for w, g in zip(weights, gradients, strict=True))

    return first(*inputs), mg.grad(slope, argnums)(*inputs)


@each_pair
def test_one_operation_has_the_values_and_derivatives_of_its_parts(fused, parts, inputs):
    y, expected = (f(*map(Tensor, inputs)) for f in (fused, parts))
    assert (y.shape, y.dtype) == (expected.shape, expected.dtype)
    np.testing.assert_allclose(y.data, expected.data, rtol=1e-14, atol=1e-15)
    for found, wanted in zip(
        derivatives(fused, inputs), derivatives(parts, inputs), strict=True
    ):  # first order, second order
        for g, h in zip(found, wanted, strict=True):
            assert (g.shape, g.dtype) == (h.shape, h.dtype)
            np.testing.assert_allclose(g.data, h.data, rtol=1e-12, atol=1e-13)


@each_pair
def test_one_operation_agrees_with_differences(fused, parts, inputs):
    assert gradcheck(fused, *inputs, order=2)


@pytest.mark.parametrize("which", [0, 1])
def test_an_error_of_a_thousandth_in_mse_loss_would_be_noticed(which):
    rules = [*nn.mse_loss.vjps]
    rules[which] = lambda *args: 1.001 * nn.mse_loss.vjps[which](*args)
    with pytest.raises(GradcheckError, match=f"input {which}"):
        gradcheck(Primitive(nn.mse_loss.forward, rules), normal(3, 2), normal(3, 2))


def test_an_error_of_a_thousandth_in_cross_entropy_would_be_noticed():
    rules = [lambda *args: 1.001 * nn.cross_entropy.vjps[0](*args), None]
    wrong = Primitive(nn.cross_entropy.forward, rules)
    with pytest.raises(GradcheckError):
        gradcheck(lambda z: wrong(z, LABELS), normal(5, 3))


# ---- mse_loss ----------------------------------------------------------------------------------


def test_mse_loss_is_the_mean_of_the_squares():
    assert nn.mse_loss([[1.0], [2.0], [3.0]], [[1.0], [4.0], [0.0]]).item() == 13 / 3


def test_mse_loss_of_complex_numbers_is_the_mean_of_squared_moduli_and_real():
    loss = nn.mse_loss([1 + 2j, 0j], [0j, 2j])
    assert loss.item() == (5 + 4) / 2
    assert loss.dtype == np.float64


def test_mse_loss_refuses_to_broadcast_and_names_both_shapes():
    with pytest.raises(ValueError, match=r"\(4, 1\).*\(4,\).*reshape"):
        nn.mse_loss(np.ones((4, 1)), np.ones(4))


def test_mse_loss_keeps_single_precision():
    p = Tensor(np.ones(3, np.float32), requires_grad=True)
    loss = nn.mse_loss(p, np.zeros(3, np.float32))
    loss.backward()
    assert (loss.dtype, p.grad.dtype) == (np.float32, np.float32)


# ---- cross_entropy -----------------------------------------------------------------------------


def test_cross_entropy_of_equal_logits_is_the_logarithm_of_the_number_of_classes():
    assert nn.cross_entropy(np.zeros((4, 10)), np.arange(4)).item() == pytest.approx(np.log(10))


def test_cross_entropy_does_not_overflow():
    z = Tensor([[1000.0, 0.0], [0.0, -1000.0]], requires_grad=True)
    loss = nn.cross_entropy(z, np.array([0, 1]))
    loss.backward()
    assert loss.item() == 500.0
    np.testing.assert_allclose(z.grad, [[0.0, 0.0], [0.5, -0.5]], atol=1e-300)


@pytest.mark.parametrize("labels", [[1, 0], (1, 0), np.array([1, 0], np.uint8), Tensor([1, 0])])
def test_cross_entropy_takes_labels_of_every_integer_kind(labels):
    z = Tensor([[0.0, 0.0], [9.0, 0.0]], requires_grad=True)
    loss = nn.cross_entropy(z, labels)
    loss.backward()
    assert loss.item() == pytest.approx(0.3466, abs=1e-4)
    assert z.grad[0].tolist() == [0.25, -0.25]


def test_cross_entropy_of_one_row_takes_a_python_number():
    assert nn.cross_entropy([0.0, 0.0], 1).item() == pytest.approx(np.log(2))


@pytest.mark.parametrize(
    ("labels", "error", "words"),
    [
        (np.array([0, 1, 2]), ValueError, r"\(2, 3\) need labels of shape \(2,\).*\(3,\)"),
        (np.array([[0], [1]]), ValueError, r"labels of shape \(2, 1\)"),
        (np.array([0, 3]), ValueError, r"from 0 to 2 for 3 classes; got 0 to 3"),
        (np.array([-1, 0]), ValueError, r"got -1 to 0"),
        (np.array([0.0, 1.0]), TypeError, r"integers; got float64"),
        (np.array([True, False]), TypeError, r"integers; got bool"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels, error, words):
    with pytest.raises(error, match=words):
        nn.cross_entropy(np.zeros((2, 3)), labels)
