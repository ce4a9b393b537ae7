"""The table that tests/autodiff/test_rules.py walks through: every operation with its inputs.

A case names an operation, gives the inputs it is differentiated by, and says how to call it if that
takes more than the inputs. Operation and reference are called alike, so both can be put in.
"""

from typing import Any, NamedTuple

import numpy as np

RNG = np.random.default_rng(0)


class Case(NamedTuple):
    operation: str
    inputs: tuple[Any, ...]
    call: Any = lambda f, *inputs: f(*inputs)
    at: tuple[int, ...] | None = None  # positions of the inputs among the operation's, if not 0, 1…


def real(*shape):
    return RNG.standard_normal(shape)


def positive(*shape):
    return np.exp(RNG.standard_normal(shape))


def inside(*shape):
    return RNG.uniform(-0.9, 0.9, shape)


def cplx(*shape):
    return real(*shape) + 1j * real(*shape)


def spread(*shape):
    """Real numbers that keep their distance, so that differences do not step over a tie."""
    size = int(np.prod(shape))
    return RNG.permutation(size).reshape(shape) * 3 / size - 1.3


def spread_cplx(*shape):
    """Complex numbers whose real parts keep their distance, by which NumPy orders them."""
    return spread(*shape) + 1j * real(*shape)


def right(*shape):
    """Complex numbers in the right half-plane, far from the cuts of log and sqrt."""
    return positive(*shape) + 1j * real(*shape)


def small(*shape):
    """Complex numbers around 0, far from the cuts of arcsin and arctan."""
    return inside(*shape) / 2 + 0.5j * inside(*shape)


ELEMENTWISE = [
    *[Case(name, (real(2, 3),)) for name in (
        "positive negative exp expm1 square sin cos tan arctan sinh cosh tanh sigmoid absolute relu"
    ).split()],
    *[Case(name, (positive(2, 3),)) for name in "log log1p sqrt reciprocal".split()],
    *[Case(name, (inside(2, 3),)) for name in "arcsin arccos".split()],
    *[Case(name, (cplx(2, 3),)) for name in (
        "positive negative exp expm1 square reciprocal sin cos sinh cosh absolute relu "
        "real imag conj angle"
    ).split()],
    *[Case(name, (right(2, 3),)) for name in "log log1p sqrt".split()],
    *[Case(name, (small(2, 3),)) for name in "tan arcsin arccos arctan tanh".split()],
    *[Case(name, (real(2, 3),)) for name in "real conj".split()],
    *[Case(name, (real(3, 1), real(4))) for name in (
        "add subtract multiply logaddexp"
    ).split()],
    *[Case(name, (cplx(3, 1), cplx(4))) for name in (
        "add subtract multiply divide"
    ).split()],
    *[Case(name, (real(3, 1), cplx(4))) for name in "add subtract multiply divide".split()],
    *[Case(name, (cplx(3, 1), real(4))) for name in "add subtract multiply divide".split()],
    *[Case(name, (spread(3, 1), spread(4) + 0.1)) for name in ("maximum", "minimum")],
    *[Case(name, (spread_cplx(3, 1), spread_cplx(4) + 0.1)) for name in ("maximum", "minimum")],
    Case("multiply", (real(), real(2, 3))),
    Case("divide", (real(3, 1), positive(4))),
    Case("divide", (positive(4),), lambda f, b: f(2, b), (1,)),
    Case("power", (positive(3, 1), real(4))),
    Case("power", (real(4),), lambda f, x: f(x, 3)),
    Case("power", (real(4),), lambda f, x: f(x, -2.0)),
    Case("power", (np.array([-1.5, 0.0, 2.0]),), lambda f, x: f(x, 1)),
    Case("power", (np.array([-1.5, 0.0, 2.0]),), lambda f, x: f(x, 2.0)),
    Case("power", (real(4),), lambda f, p: f(2.5, p), (1,)),
    Case("power", (right(3, 1), cplx(4))),
    Case("power", (positive(3, 1), cplx(4))),
    Case("power", (right(3, 1), real(4))),
    Case("power", (cplx(4),), lambda f, x: f(x, 3)),
    Case("clip", (spread(9),), lambda f, x: f(x, -1.0, 0.5)),
    Case("clip", (spread_cplx(9),), lambda f, x: f(x, -1.0, 0.5)),
    Case("clip", (spread(9), spread(9) - 0.55, spread(9) + 0.6)),
    Case("where", (real(3, 1), real(4)), lambda f, a, b: f(np.eye(3, 4) > 0, a, b), (1, 2)),
    Case("where", (cplx(3, 1), cplx(4)), lambda f, a, b: f(np.eye(3, 4) > 0, a, b), (1, 2)),
    Case("where", (real(3, 1), cplx(4)), lambda f, a, b: f(np.eye(3, 4) > 0, a, b), (1, 2)),
    Case("astype", (real(3),), lambda f, x: f(x, np.float64)),
    Case("astype", (real(3),), lambda f, x: f(x, np.complex128)),
    Case("astype", (cplx(3),), lambda f, x: f(x, np.complex128)),
]  # fmt: skip

WITH_ZERO = np.array([[1.5, 0.0, -2.0], [0.5, 3.0, -0.7], [0.0, 0.0, 2.0]])
REDUCTIONS = (
    [
        case
        for name in "sum mean prod max min var std norm logsumexp".split()
        for number in (spread, small if name == "logsumexp" else spread_cplx)  # no log near 0
        for case in (
            Case(name, (number(2, 3),)),
            Case(name, (number(2, 3),), lambda f, x: f(x, axis=0)),
            Case(name, (number(2, 3),), lambda f, x: f(x, axis=-1, keepdims=True)),
            Case(name, (number(2, 3, 4),), lambda f, x: f(x, axis=(0, -1))),
        )
    ]
    + [
        *[
            Case(name, (spread(2, 3),), lambda f, x: f(x, 0))
            for name in "sum mean prod max min var std logsumexp".split()
        ],
        Case("prod", (WITH_ZERO[:2],)),
        Case("prod", (WITH_ZERO,), lambda f, x: f(x, 0)),
        Case("prod", (WITH_ZERO,), lambda f, x: f(x, axis=1, keepdims=True)),
        Case("prod", (WITH_ZERO * (1 + 1j),), lambda f, x: f(x, -1)),
        Case("prod", (WITH_ZERO[:, :, None],), lambda f, x: f(x, axis=(0, 2))),
        Case("var", (real(2, 3),), lambda f, x: f(x, axis=1, ddof=1)),
        Case("std", (spread_cplx(2, 3),), lambda f, x: f(x, axis=0, ddof=1)),
        *[
            case
            for number in (real, cplx)
            for case in (
                Case("softmax", (number(2, 3),)),
                Case("softmax", (number(2, 3),), lambda f, x: f(x, 0)),
                Case("cumsum", (number(2, 3),)),
                Case("cumsum", (number(2, 3),), lambda f, x: f(x, -1)),
            )
        ],
    ]
)

PRODUCTS = [
    *[
        Case("matmul", (number(*first), other(*second)))
        for number, other in ((real, real), (cplx, cplx), (real, cplx))
        for first, second in (
            [(3,), (3,)],
            [(2, 3), (3,)],
            [(3,), (3, 2)],
            [(2, 3), (3, 4)],
            [(5, 2, 3), (3, 4)],
            [(2, 3), (5, 3, 4)],
            [(3,), (5, 3, 4)],
            [(5, 2, 3), (3,)],
        )
    ],
    *[
        Case("dot", (number(*first), other(*second)))
        for number, other in ((real, real), (cplx, cplx), (cplx, real))
        for first, second in ([(3,), (3,)], [(2, 3), (3,)], [(3,), (3, 2)], [(5, 2, 3), (3, 4)])
    ],
    *[
        Case("linear", (number(*shape), other(4, 3), other(4)))
        for number, other in ((real, real), (cplx, cplx), (real, cplx), (cplx, real))
        for shape in ((3,), (2, 3), (5, 2, 3))
    ],
    Case("linear", (real(2, 3), real(4, 3))),
    Case("linear", (cplx(2, 3), cplx(4, 3))),
]

SHAPES = [
    Case(name, (number(*shape),), call)
    for number in (real, cplx)
    for name, shape, call in [
        ("reshape", (2, 6), lambda f, x: f(x, (3, 4))),
        ("ravel", (2, 3), lambda f, x: f(x)),
        ("squeeze", (2, 1, 3, 1), lambda f, x: f(x)),
        ("squeeze", (2, 1, 3, 1), lambda f, x: f(x, 1)),
        ("expand_dims", (2, 3), lambda f, x: f(x, (0, -1))),
        ("transpose", (2, 3, 4), lambda f, x: f(x)),
        ("transpose", (2, 3, 4), lambda f, x: f(x, (1, 2, 0))),
        ("transpose", (2, 3, 4), lambda f, x: f(x, (-1, 0, 1))),
        ("swapaxes", (2, 3, 4), lambda f, x: f(x, 0, -1)),
        ("moveaxis", (2, 3, 4), lambda f, x: f(x, 0, -1)),
        ("moveaxis", (2, 3, 4), lambda f, x: f(x, (0, 1), (-1, 0))),
        ("flip", (2, 3), lambda f, x: f(x)),
        ("flip", (2, 3), lambda f, x: f(x, 1)),
        ("broadcast_to", (3, 1), lambda f, x: f(x, (2, 3, 4))),
        ("getitem", (4,), lambda f, x: f(x, 2)),
        ("getitem", (4, 3), lambda f, x: f(x, slice(None, None, -2))),
        ("getitem", (4,), lambda f, x: f(x, [0, 0, 1])),
        ("getitem", (4,), lambda f, x: f(x, np.array([True, False, True, True]))),
        ("getitem", (4, 3), lambda f, x: f(x, (..., None, [2, 2, 0]))),
        ("getitem", (4, 3), lambda f, x: f(x, (np.array([0, 0]), np.array([1, 1])))),
        ("scatter_add", (3,), lambda f, x: f(x, np.array([0, 0, 1]), (4,))),
        ("scatter_add", (2, 3), lambda f, x: f(x, slice(1, 3), (4, 3))),
    ]
] + [
    Case(name, (number(2, 3), other(2, 3), number(2, 3)), call)
    for number, other in ((real, real), (cplx, cplx), (real, cplx))
    for name, call in [
        ("concatenate", lambda f, *xs: f(xs)),
        ("concatenate", lambda f, *xs: f([*xs, np.ones((2, 1))], axis=-1)),
        ("stack", lambda f, *xs: f(xs)),
        ("stack", lambda f, *xs: f([*xs, np.ones((2, 3))], axis=1)),
    ]
]

CASES = [*ELEMENTWISE, *REDUCTIONS, *PRODUCTS, *SHAPES]
NAMES = [f"{case.operation}-{i}" for i, case in enumerate(CASES)]


def _scatter_add(values, index, shape):
    array = np.zeros(shape, np.asarray(values).dtype)
    np.add.at(array, index, values)
    return array


# What an operation computes, in NumPy. All but NumPy's own real-valued ones have a complex
# derivative wherever the operation has a real one, so that the complex step works.
REFERENCES = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: np.where(x > 0, x, 0),
    "norm": lambda x, axis=None, keepdims=False: np.linalg.norm(x, axis=axis, keepdims=keepdims),
    "logsumexp": lambda x, axis=None, keepdims=False: np.log(
        np.sum(np.exp(x), axis=axis, keepdims=keepdims)
    ),
    "softmax": lambda x, axis=-1: np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True),
    "linear": lambda x, W, b=0: x @ W.T + b,
    "astype": lambda x, dtype: x.astype(dtype),
    "getitem": lambda x, index: x[index],
    "scatter_add": _scatter_add,
}


def reference(name):
    return REFERENCES.get(name) or getattr(np, name)
