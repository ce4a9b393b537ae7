"""Random programs: short sequences of operations that run on tensors and on plain arrays alike.

A program is a list of steps (name of an operation, position of its first operand, of its second);
each step appends a value to the list of values, which begins with the inputs. Operands are earlier
values, so programs have reuse, diamonds and branches that reach nothing. Operations are written with
the functions of a namespace `xp`: NumPy's, which serve arrays and tensors, or autograd's.
"""

from typing import Any, NamedTuple

import numpy as np

import minigrad as mg
from minigrad import Tensor

SHAPES = [(), (3,), (2, 1), (2, 3), (3, 3), (2, 1, 3)]


def mask_like(a):
    """Return every second place."""
    return np.arange(np.size(a)).reshape(np.shape(a)) % 2 == 0


def softmax(xp, a):
    if isinstance(a, Tensor):
        return mg.softmax(a)
    powers = xp.exp(a)
    return powers / xp.sum(powers, axis=(-1,), keepdims=True)


def logsumexp(xp, a):
    return mg.logsumexp(a, -1) if isinstance(a, Tensor) else xp.log(xp.sum(xp.exp(a), axis=(-1,)))


def dot(xp, a, b):
    if np.ndim(a) == 0 or np.ndim(b) not in (1, 2):
        raise ValueError("minigrad leaves such products to multiply and matmul")
    return xp.dot(a, b)


def linear(xp, a, b):
    if np.ndim(b) != 2:
        raise ValueError("weights are a matrix")
    return mg.linear(a, b, a[..., 0]) if isinstance(a, Tensor) else a @ xp.transpose(b) + a[..., 0]


def var(xp, a):
    return mg.var(a, 0) if isinstance(a, Tensor) else xp.mean((a - xp.mean(a, axis=0)) ** 2, axis=0)


def relu(xp, a):
    return mg.relu(a) if isinstance(a, Tensor) else xp.where(a > 0, a, 0 * a)


def sigmoid(xp, a):
    return mg.sigmoid(a) if isinstance(a, Tensor) else 1 / (1 + xp.exp(-a))


# These have a complex derivative, so the complex step can differentiate them at real numbers.
ANALYTIC = {
    "a + b": lambda xp, a, b: a + b,
    "1.5 - a": lambda xp, a, b: 1.5 - a,
    "a - b": lambda xp, a, b: a - b,
    "a * b": lambda xp, a, b: a * b,
    "a / (b + 3)": lambda xp, a, b: a / (b + 3),
    "2 / (b + 3)": lambda xp, a, b: 2 / (b + 3),
    "-a ** 2": lambda xp, a, b: -(a**2),
    "(a + 2) ** b": lambda xp, a, b: (a + 2) ** b,
    "exp(a)": lambda xp, a, b: xp.exp(a),
    "expm1(a)": lambda xp, a, b: xp.expm1(a),
    "log(a + 3)": lambda xp, a, b: xp.log(a + 3),
    "log1p(a / 2)": lambda xp, a, b: xp.log1p(a / 2),
    "sqrt(a + 2)": lambda xp, a, b: xp.sqrt(a + 2),
    "square(a)": lambda xp, a, b: xp.square(a),
    "reciprocal(a + 3)": lambda xp, a, b: xp.reciprocal(a + 3),
    "sin(a) * cos(b)": lambda xp, a, b: xp.sin(a) * xp.cos(b),
    "tan(a / 2)": lambda xp, a, b: xp.tan(a / 2),
    "sinh(a) - cosh(b)": lambda xp, a, b: xp.sinh(a) - xp.cosh(b),
    "tanh(a)": lambda xp, a, b: xp.tanh(a),
    "arcsin(a / 2)": lambda xp, a, b: xp.arcsin(a / 2),
    "arccos(a / 2)": lambda xp, a, b: xp.arccos(a / 2),
    "arctan(a / 2)": lambda xp, a, b: xp.arctan(a / 2),
    "sum(a)": lambda xp, a, b: xp.sum(a),
    "sum(a, 0)": lambda xp, a, b: xp.sum(a, axis=(0,)),
    "sum(a, -1, keepdims)": lambda xp, a, b: xp.sum(a, axis=(-1,), keepdims=True),
    "mean(a)": lambda xp, a, b: xp.mean(a) * b,
    "mean(a, (0, -1))": lambda xp, a, b: xp.mean(a, axis=(0, -1)),
    "prod(a)": lambda xp, a, b: xp.prod(a + 1),
    "prod(a, -1)": lambda xp, a, b: xp.prod(a[..., None] * b, axis=-1),
    "cumsum(a, 0)": lambda xp, a, b: xp.cumsum(xp.stack([a, b]), axis=0),
    "cumsum(a)": lambda xp, a, b: xp.cumsum(a),
    "a @ b": lambda xp, a, b: xp.matmul(a, b),
    "a @ b.T": lambda xp, a, b: a @ xp.transpose(b),
    "dot(a, b)": lambda xp, a, b: dot(xp, a, b),
    "linear(a, b)": lambda xp, a, b: linear(xp, a, b),
    "a[0]": lambda xp, a, b: a[0],
    "a[::-1]": lambda xp, a, b: a[::-1],
    "a[..., [0, -1, 0]]": lambda xp, a, b: a[..., [0, -1, 0]],
    "a[mask]": lambda xp, a, b: a[mask_like(a)],
    "a[..., None]": lambda xp, a, b: a[..., None],
    "reshape(a, -1)": lambda xp, a, b: xp.reshape(a, (-1,)),
    "ravel(a)": lambda xp, a, b: xp.ravel(a),
    "transpose(a)": lambda xp, a, b: xp.transpose(a),
    "swapaxes(a, 0, 1)": lambda xp, a, b: xp.swapaxes(a, 0, 1),
    "moveaxis(a, 0, -1)": lambda xp, a, b: xp.moveaxis(a, 0, -1),
    "squeeze(a)": lambda xp, a, b: xp.squeeze(a),
    "expand_dims(a, 1)": lambda xp, a, b: xp.expand_dims(a, 1),
    "flip(a)": lambda xp, a, b: xp.flip(a) * b,
    "broadcast_to(a, (2, 3))": lambda xp, a, b: xp.broadcast_to(a, (2, 3)),
    "concatenate": lambda xp, a, b: xp.concatenate([a, b], axis=-1),
    "stack": lambda xp, a, b: xp.stack([a, b])[0] * b,
    "where": lambda xp, a, b: xp.where(mask_like(a), a, b),
    "where zero": lambda xp, a, b: xp.where(mask_like(a), 0.0, a),
    "logsumexp(a, -1)": lambda xp, a, b: logsumexp(xp, a),
    "softmax(a)": lambda xp, a, b: softmax(xp, a),
}
# Kinks have a derivative beside them. NumPy compares complex numbers by their real parts first, so
# that the complex step takes the same branch.
KINKED = {
    "var(a)": lambda xp, a, b: var(xp, a),  # in NumPy of |a|², which has no complex derivative
    "maximum(a, b)": lambda xp, a, b: xp.maximum(a, b),
    "minimum(a, b / 2)": lambda xp, a, b: xp.minimum(a, b / 2),
    "clip(a)": lambda xp, a, b: xp.clip(a, -0.5, 0.25),
    "max(a)": lambda xp, a, b: xp.max(a),
    "min(a, 0)": lambda xp, a, b: xp.min(a, axis=(0,)),
    "relu(a)": lambda xp, a, b: relu(xp, a),
    "sigmoid(a)": lambda xp, a, b: sigmoid(xp, a),
}
# These have no complex derivative: what they do to the imaginary part is not what they do to the
# real one.
NOT_ANALYTIC = {
    "conj(a) * b": lambda xp, a, b: xp.conj(a) * b,
    "real(a)": lambda xp, a, b: xp.real(a),
    "imag(a) + b": lambda xp, a, b: xp.imag(a) + b,
    "abs(a + 2)": lambda xp, a, b: xp.abs(a + 2),
    "|a|^2": lambda xp, a, b: xp.real(a * xp.conj(a)),
    "angle(a + 2)": lambda xp, a, b: xp.angle(a + 2),
    "real(a) + 1j * b": lambda xp, a, b: xp.real(a) + 1j * b,
    "norm(a + 2)": lambda xp, a, b: xp.linalg.norm(a + 2),
    "norm(a + 2, -1)": lambda xp, a, b: xp.linalg.norm(a + 2, axis=-1),
    "var(a + b, 0)": lambda xp, a, b: xp.var(a + b, axis=0),
    "std(a)": lambda xp, a, b: xp.sqrt(1 + xp.std(xp.concatenate([xp.ravel(a), 2 + xp.ravel(b)]))),
}
OPERATIONS = ANALYTIC | KINKED | NOT_ANALYTIC


def tamed_real(xp, a):
    return a / xp.sqrt(1 + a * a)  # within (-1, 1), where all functions of the table are harmless


def tamed_complex(xp, a):
    return a / xp.sqrt(1 + xp.real(a * xp.conj(a)))  # within the unit disc


class Program(NamedTuple):
    inputs: list[np.ndarray]
    steps: list[tuple[str, int, int]]
    tamed: Any


def random_program(rng, *, is_complex):
    """Draw a program whose end feels its inputs; else its gradients would be 0 and tell nothing."""
    while True:
        program = _draw(rng, is_complex)
        nearby = [0.9 * x for x in program.inputs]
        if np.max(np.abs(run(program, nearby) - run(program, program.inputs))) > 1e-3:
            return program


def _draw(rng, is_complex):
    """Draw a program of up to 10 steps. A step that NumPy refuses is drawn again."""
    inputs = [_random_input(rng, is_complex) for _ in range(rng.integers(1, 4))]
    names = sorted(ANALYTIC | (NOT_ANALYTIC if is_complex else KINKED))
    tamed = tamed_complex if is_complex else tamed_real
    program = Program(inputs, [], tamed)
    for _ in range(rng.integers(3, 11)):
        while True:
            # The newest value is the likeliest operand, so that most of a program reaches its end.
            count = len(inputs) + len(program.steps)
            first, second = count - 1 - np.minimum(rng.geometric(0.5, size=2) - 1, count - 1)
            step = (names[rng.integers(len(names))], int(first), int(second))
            try:
                y = run(program._replace(steps=[*program.steps, step]), inputs)
            except (ValueError, IndexError, TypeError):
                continue
            if 0 < np.size(y) <= 12 and np.ndim(y) <= 3:
                program.steps.append(step)
                break
    return program


def _random_input(rng, is_complex):
    shape = SHAPES[rng.integers(len(SHAPES))]
    x = rng.uniform(-1, 1, shape)
    return x + 1j * rng.uniform(-1, 1, shape) if is_complex and rng.random() < 0.7 else x


def run(program, inputs, xp=np):
    """Run on tensors, on arrays of any precision, or on what another package traces."""
    values = list(inputs)
    for name, i, j in program.steps:
        values.append(program.tamed(xp, OPERATIONS[name](xp, values[i], values[j])))
    return values[-1]


def weights_of(y):
    """Return fixed weights, complex if `y` is: the loss is Re Σ conj(weights) y."""
    weights = np.cos(np.arange(np.size(y)) + 0.5).reshape(np.shape(y))
    return weights * (1 - 0.5j) if np.iscomplexobj(y) else weights


def engine_gradients(program):
    """Return what the engine says, with zeros for an input that does not reach the end."""
    leaves = [Tensor(x, requires_grad=True) for x in program.inputs]
    y = run(program, leaves)
    if y.requires_grad:
        y.backward(gradient=weights_of(y.data))
    return [np.zeros_like(x.data) if x.grad is None else x.grad for x in leaves]


def relative_error(found, expected):
    """Return the largest difference in units of the largest expected number.

    Values are about 1, so a gradient below 1e-4 is what rounding has left of larger numbers.
    """
    size = max(float(np.max(np.abs(e))) for e in expected)
    differences = (np.max(np.abs(f - e)) for f, e in zip(found, expected, strict=True))
    return float(max(differences)) / max(size, 1e-4)
