"""The same formulas differentiated by autograd and by PyTorch, where they are installed.

Nothing in the package needs them. For complex numbers autograd returns the conjugate of what PyTorch
and this engine return.
"""

import numpy as np
import pytest
from programs import engine_gradients, random_program, relative_error, run, weights_of

import minigrad as mg
from minigrad import Tensor


def autograd_gradients(autograd, program):
    weights = np.conj(weights_of(run(program, program.inputs)))

    def loss(inputs):
        y = run(program, inputs, autograd.numpy)
        return autograd.numpy.sum(autograd.numpy.real(weights * y))

    return [np.conj(g) for g in autograd.grad(loss)(list(program.inputs))]


@pytest.mark.parametrize("is_complex", [False, True])
def test_gradients_of_random_programs_are_those_of_autograd(is_complex):
    autograd = pytest.importorskip("autograd")
    rng = np.random.default_rng([7, is_complex])
    compared = 0
    for _ in range(250):
        program = random_program(rng, is_complex=is_complex)
        try:
            expected = autograd_gradients(autograd, program)
        except Exception:
            continue  # it has no rule for flip, and stumbles over some mixtures of shapes and dtypes
        compared += 1
        assert relative_error(engine_gradients(program), expected) < 1e-9, program
    assert compared > 200


X, Y = np.array([[0.3, -1.2, 0.8], [1.1, 0.4, -0.6]]), np.array([0.7, -0.2, 1.5])
Z, W = X + 1j * Y, np.array([[0.5 - 1j, 2j, 0.25], [1 + 1j, -0.75, 0.5j]])
# `m` is minigrad or torch: these names and positions are the same in both.
FORMULAS = {
    "broadcasting": (lambda m, x, y: m.exp(x * y) / (1 + x * x), [X, Y]),
    "matrix product": (lambda m, x, y: m.tanh(m.matmul(x, y)), [X, Y]),
    "logsumexp": (lambda m, x, y: m.logsumexp(x, -1) * y[0], [X, Y]),
    "softmax": (lambda m, x, y: m.softmax(x, -1) * y, [X, Y]),
    "sigmoid and relu": (lambda m, x, y: m.sigmoid(x) + m.relu(x) * y, [X, Y]),
    "repeated index": (lambda m, x, y: x[:, [0, 0, 2]] * y, [X, Y]),
    "product": (lambda m, x, y: m.prod(x, 1) + y[:2], [X, Y]),
    "power": (lambda m, x, y: (x * x + 1) ** y, [X, Y]),
    "ties in max and min": (lambda m, x, y: m.maximum(x, x[0]) + m.minimum(y, y), [X, Y]),
    "|z|": (lambda m, z: m.absolute(z), [Z]),
    "|z| at 0": (lambda m, z: m.absolute(z * 0), [Z]),
    "|z|²": (lambda m, z: z * z.conj(), [Z]),
    "Re z²": (lambda m, z: (z**2).real, [Z]),
    "Im exp z": (lambda m, z: m.exp(z).imag, [Z]),
    "angle": (lambda m, z: m.angle(z), [Z]),
    "z̄ w": (lambda m, z, w: z.conj() * w, [Z, W]),
    "z / w": (lambda m, z, w: z / (w + 3), [Z, W]),
    "z ** w": (lambda m, z, w: (z + 3) ** w, [Z, W]),
    "log and sqrt": (lambda m, z, w: m.log(z + 3) * m.sqrt(w + 3), [Z, W]),
    "tanh and sin": (lambda m, z, w: m.tanh(z) + m.sin(w), [Z, W]),
    "complex matrix product": (lambda m, z, w: m.matmul(z, w.T), [Z, W]),
    "real times complex": (lambda m, x, z: x * z, [X, Z]),
    "complex product": (lambda m, z: m.prod(z, 1), [Z]),
    "complex sums": (lambda m, z: m.cumsum(z, 0) * m.mean(z, 0), [Z]),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_gradients_are_those_of_pytorch(name):
    torch = pytest.importorskip("torch")
    formula, arrays = FORMULAS[name]
    ours = [Tensor(x, requires_grad=True) for x in arrays]
    theirs = [torch.tensor(x, requires_grad=True) for x in arrays]
    y = formula(mg, *ours)
    weights = weights_of(y.data)
    y.backward(gradient=weights)
    formula(torch, *theirs).backward(gradient=torch.tensor(weights))
    np.testing.assert_allclose(y.data, formula(torch, *theirs).detach().numpy(), rtol=1e-13)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a.grad, b.grad.resolve_conj().numpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("formula", "ours"),
    [(lambda z: z * z.conj(), 2 + 4j), (lambda z: z**2, 2 - 4j)],
    ids=["|z|²", "Re z²"],
)
def test_the_complex_convention_is_pytorchs_and_the_conjugate_of_autograds(formula, ours):
    z = Tensor(1 + 2j, requires_grad=True)
    formula(z).real.backward()
    assert z.grad == ours

    torch = pytest.importorskip("torch")
    z = torch.tensor(1 + 2j, requires_grad=True)
    formula(z).real.backward()
    assert z.grad.resolve_conj().item() == ours

    autograd = pytest.importorskip("autograd")
    real, conj = autograd.numpy.real, autograd.numpy.conj
    loss = (lambda z: real(z * conj(z))) if ours == 2 + 4j else (lambda z: real(z**2))
    assert autograd.grad(loss)(1 + 2j) == np.conj(ours)
