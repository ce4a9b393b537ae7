"""The table of rules: every operation with its derivatives, one line a rule.

Most lines are the table of derivatives from school: ``exp = elementwise(np.exp, lambda y, x: y)``
says that y = exp(x) has the slope y. Where a slope does not say it all, the line has the rule
itself: read ``lambda g, y, x: g.reshape(x.shape)`` as "`g` is the derivative of the loss with
respect to the output `y`; this is its derivative with respect to the input". The engine sums over
broadcast axes afterwards, so no rule mentions them. Rules use the operations of this very table,
which makes the derivatives differentiable too.

Complex numbers: `g` is ∂L/∂Re y + i ∂L/∂Im y, and a slope s turns it into g · conj(s). Real numbers
are their own conjugates, and ``.conjugate()`` costs nothing for them.

Read next: backward.py, which applies the rules in the right order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from types import EllipsisType, NoneType
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple
from numpy.typing import NDArray

from .primitive import Primitive, Rule, primitive

__all__ = [
    "absolute", "add", "angle", "arccos", "arcsin", "arctan", "astype", "broadcast_to", "clip",
    "concatenate", "conj", "cos", "cosh", "cumsum", "divide", "dot", "exp", "expand_dims", "expm1",
    "flip", "getitem", "imag", "linear", "log", "log1p", "logaddexp", "logsumexp", "matmul", "max",
    "maximum", "mean", "min", "minimum", "moveaxis", "multiply", "negative", "norm", "positive",
    "power", "prod", "ravel", "real", "reciprocal", "relu", "reshape", "scatter_add", "sigmoid",
    "sin", "sinh", "softmax", "sqrt", "square", "squeeze", "stack", "std", "subtract", "sum",
    "swapaxes", "tan", "tanh", "transpose", "var", "where",
]  # fmt: skip


def elementwise(forward: Callable[..., Any], *slopes: Callable[..., Any]) -> Primitive:
    """Declare an operation by its derivative with respect to each input, ``slope(y, *inputs)``."""

    def rule(slope: Callable[..., Any]) -> Rule:
        return lambda g, y, *inputs: g * slope(y, *inputs).conjugate()

    return primitive(forward, vjps=[rule(slope) for slope in slopes])


# ---- arithmetic ------------------------------------------------------------------------------

add = primitive(np.add, vjps=(lambda g, y, a, b: g, lambda g, y, a, b: g))
subtract = primitive(np.subtract, vjps=(lambda g, y, a, b: g, lambda g, y, a, b: -g))
positive = primitive(np.positive, vjps=(lambda g, y, x: g,))
negative = primitive(np.negative, vjps=(lambda g, y, x: -g,))
multiply = elementwise(np.multiply, lambda y, a, b: b, lambda y, a, b: a)
divide = elementwise(np.divide, lambda y, a, b: divide(1, b), lambda y, a, b: -y / b)
power = elementwise(
    np.power,
    # p · x^(p-1) is 0 · inf at x = p = 0: adding True puts 1 in the place of that x
    lambda y, x, p: p * (x + ((x == 0) & (p == 0))) ** (p - 1),
    lambda y, x, p: y * log(x + (x == 0)),  # 0 ** p stays 0 for p > 0
)

# ---- elementary functions ----------------------------------------------------------------------

exp = elementwise(np.exp, lambda y, x: y)
expm1 = elementwise(np.expm1, lambda y, x: y + 1)
log = elementwise(np.log, lambda y, x: 1 / x)
log1p = elementwise(np.log1p, lambda y, x: 1 / (1 + x))
logaddexp = elementwise(np.logaddexp, lambda y, a, b: exp(a - y), lambda y, a, b: exp(b - y))
sqrt = elementwise(np.sqrt, lambda y, x: 0.5 / y)
square = elementwise(np.square, lambda y, x: 2 * x)
reciprocal = elementwise(np.reciprocal, lambda y, x: -y * y)
sin = elementwise(np.sin, lambda y, x: cos(x))
cos = elementwise(np.cos, lambda y, x: -sin(x))
tan = elementwise(np.tan, lambda y, x: 1 + y * y)
arcsin = elementwise(np.arcsin, lambda y, x: 1 / sqrt(1 - x * x))
arccos = elementwise(np.arccos, lambda y, x: -1 / sqrt(1 - x * x))
arctan = elementwise(np.arctan, lambda y, x: 1 / (1 + x * x))
sinh = elementwise(np.sinh, lambda y, x: cosh(x))
cosh = elementwise(np.cosh, lambda y, x: sinh(x))
tanh = elementwise(np.tanh, lambda y, x: 1 - y * y)


@primitive(vjps=(lambda g, y, x: g * y * (1 - y),))
def sigmoid(x: Any) -> Any:
    """Logistic function 1 / (1 + exp(-x)) of real numbers, without overflow."""
    return np.exp(-np.logaddexp(0, -x))


# ---- kinks: a derivative of 0 where |x| and relu bend, and ties share equally --------------------


def _wins(a: Any, b: Any) -> Any:
    return (a > b) + 0.5 * (a == b)


absolute = primitive(np.absolute, vjps=(lambda g, y, x: g * x / where(y == 0, np.inf, y),))
maximum = elementwise(np.maximum, lambda y, a, b: _wins(a, b), lambda y, a, b: _wins(b, a))
minimum = elementwise(np.minimum, lambda y, a, b: _wins(b, a), lambda y, a, b: _wins(a, b))


def clip(x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """Differentiable `numpy.clip`; an element on a bound shares the gradient with the bound."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    x = positive(x) if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)


@primitive(vjps=(lambda g, y, x: g * (x > 0),))
def relu(x: Any) -> Any:
    """Rectifier max(x, 0)."""
    return np.maximum(x, 0)


where = primitive(
    np.where,
    vjps=(None, lambda g, y, mask, a, b: where(mask, g, 0), lambda g, y, mask, a, b: where(mask, 0, g)),
)  # fmt: skip

# ---- complex numbers ---------------------------------------------------------------------------

real = primitive(np.real, vjps=(lambda g, y, x: g,))
imag = primitive(np.imag, vjps=(lambda g, y, x: 1j * g,))
conj = primitive(np.conj, vjps=(lambda g, y, x: g.conjugate(),))
angle = primitive(np.angle, vjps=(lambda g, y, x: 1j * g * x / real(x * x.conjugate()),))

# ---- reductions --------------------------------------------------------------------------------


def reduction(forward: Callable[..., Any], rule: Callable[..., Any]) -> Primitive:
    """Declare an operation that loses axes; its rule finds them in `g` and `y`, with length 1."""

    def full_rule(g: Any, y: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        if x.ndim and not keepdims:
            axes = normalize_axis_tuple(range(x.ndim) if axis is None else axis, x.ndim)
            shape = tuple(1 if i in axes else size for i, size in enumerate(x.shape))
            g, y = g.reshape(shape), y.reshape(shape)
        return rule(g, y, x, axis)

    return primitive(forward, vjps=(full_rule,))


def _others(y: Any, x: Any, axis: Any) -> Any:
    """Return the product of all elements but each."""
    if np.all(x != 0):
        return y / x
    axes = normalize_axis_tuple(range(x.ndim) if axis is None else axis, x.ndim)
    last = range(-len(axes), 0)
    moved = moveaxis(x, axes, last)
    rows = moved.reshape((*moved.shape[: x.ndim - len(axes)], -1))
    itself = np.eye(rows.shape[-1], dtype=bool)
    others = prod(where(itself, 1, rows[..., None, :]), axis=-1)
    return moveaxis(others.reshape(moved.shape), last, axes)


def _share(g: Any, y: Any, x: Any, axis: Any) -> Any:
    ties = x == y
    return g * (ties / np.sum(ties, axis=axis, keepdims=True))


sum = reduction(np.sum, lambda g, y, x, axis: broadcast_to(g, x.shape))
mean = reduction(np.mean, lambda g, y, x, axis: broadcast_to(g * y.size / x.size, x.shape))
prod = reduction(np.prod, lambda g, y, x, axis: g * _others(y, x, axis).conjugate())
max = reduction(np.max, _share)
min = reduction(np.min, _share)


@partial(reduction, rule=lambda g, y, x, axis: g * x / where(y == 0, np.inf, y))
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Euclidean length, as `numpy.linalg.norm`; no other `ord` has a rule; slope 0 at x = 0."""
    return np.linalg.norm(x, ord, axis, keepdims)


@partial(reduction, rule=lambda g, y, x, axis: g * exp(x - y).conjugate())
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Logarithm of the sum of exponentials, without overflow."""
    top = np.max(np.real(x), axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):  # log 0 = -inf is right
        y = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return y if keepdims else np.squeeze(y, axis)


cumsum = primitive(
    np.cumsum,
    vjps=(lambda g, y, x, axis=None: flip(cumsum(flip(g, axis), axis), axis).reshape(x.shape),),
)


def var(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    """Differentiable `numpy.var`."""
    center = mean(x, axis=axis, keepdims=True)
    d = subtract(x, center)
    squares = sum(real(d * d.conjugate()), axis=axis, keepdims=keepdims)
    return squares / ((d.size / center.size if center.size else 0) - ddof)


def std(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    """Differentiable `numpy.std`; its slope is nan where all numbers are equal."""
    return sqrt(var(x, axis, ddof, keepdims))


def _softmax_rule(g: Any, y: Any, x: Any, axis: int = -1) -> Any:
    shares = y.conjugate()
    return shares * (g - sum(g * shares, axis=axis, keepdims=True))


@primitive(vjps=(_softmax_rule,))
def softmax(x: Any, axis: int = -1) -> Any:
    """exp(x) divided by its sum along `axis`: positive numbers that sum to 1."""
    powers = np.exp(x - np.max(np.real(x), axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


# ---- matrix products ---------------------------------------------------------------------------


def _as_matrices(g: Any, a: Any, b: Any) -> Any:
    """Give vectors the axis that they lack, and that g lacks too: (…, i, k) @ (…, k, j)."""
    if b.ndim == 1:
        g, b = g[..., None], b[:, None]
    if a.ndim == 1:
        g, a = g[..., None, :], a[None, :]
    return g, a, b


def _matmul_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    g, _, b = _as_matrices(g, a, b)
    return g @ b.conjugate().swapaxes(-1, -2)


def _matmul_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    g, a, _ = _as_matrices(g, a, b)
    columns = a.conjugate().swapaxes(-1, -2) @ g
    return columns[..., 0] if b.ndim == 1 else columns


matmul = primitive(np.matmul, vjps=(_matmul_left, _matmul_right))


@primitive(vjps=(_matmul_left, _matmul_right))
def dot(a: Any, b: Any) -> Any:
    """`numpy.dot` of (…, n) with (n,) or (n, m): the same as `matmul`, and faster if small."""
    if np.ndim(a) == 0 or np.ndim(b) not in (1, 2):
        raise ValueError(
            f"dot of shapes {np.shape(a)} and {np.shape(b)}: the second needs one axis or two and "
            "the first at least one; use matmul or multiply"
        )
    return np.dot(a, b)


@lru_cache(maxsize=8)
def _ones(n: int, dtype: Any) -> NDArray[Any]:
    return np.ones(n, dtype)


def _linear_weights(g: Any, y: Any, x: Any, W: Any, b: Any = None) -> Any:
    if x.ndim != 2:  # let all axes but the last count as one, that of rows
        g, x = (array.reshape((-1, array.shape[-1])) for array in (g, x))
    return g.T.dot(x.conjugate())


def _linear_bias(g: Any, y: Any, x: Any, W: Any, b: Any) -> Any:
    if b.ndim > 1:
        return g
    if x.ndim != 2:
        g = g.reshape((-1, g.shape[-1]))
    return g.T.dot(_ones(g.shape[0], g.dtype))  # twice as fast as g.sum(axis=0)


@primitive(vjps=(lambda g, y, x, W, b=None: g.dot(W.conjugate()), _linear_weights, _linear_bias))
def linear(x: Any, W: Any, b: Any = None) -> Any:
    """Layer of weighted sums in one operation, ``x @ W.T + b``: (…, in) to (…, out).

    Raises
    ------
    ValueError
        If the last axis of `x` is not that of `W`.
    """
    x, W = np.asarray(x), np.asarray(W)
    if W.ndim != 2 or not x.ndim or x.shape[-1] != W.shape[1]:
        raise ValueError(
            f"a Linear layer with weights of shape {W.shape}, (out, in), takes inputs of shape "
            f"(…, in); got {x.shape}"
        )
    y = x.dot(W.T)
    if b is None:
        return y
    if getattr(b, "dtype", None) != y.dtype:
        return y + b
    y += b  # in place, which saves an array
    return y


# ---- shape and indexing ------------------------------------------------------------------------


@primitive(vjps=(lambda g, y, x, shape: g.reshape(x.shape),))
def reshape(x: Any, shape: Any) -> Any:
    """Differentiable `numpy.reshape`."""
    return np.reshape(x, shape)


ravel = primitive(np.ravel, vjps=(lambda g, y, x: g.reshape(x.shape),))
squeeze = primitive(np.squeeze, vjps=(lambda g, y, x, axis=None: g.reshape(x.shape),))
expand_dims = primitive(np.expand_dims, vjps=(lambda g, y, x, axis: g.reshape(x.shape),))


def _inverse(axes: Any) -> Any:
    return np.argsort(normalize_axis_tuple(axes, len(axes)))


transpose = primitive(
    np.transpose,
    vjps=(lambda g, y, x, axes=None: transpose(g, None if axes is None else _inverse(axes)),),
)
swapaxes = primitive(np.swapaxes, vjps=(lambda g, y, x, axis1, axis2: g.swapaxes(axis1, axis2),))
moveaxis = primitive(
    np.moveaxis, vjps=(lambda g, y, x, source, destination: moveaxis(g, destination, source),)
)
flip = primitive(np.flip, vjps=(lambda g, y, x, axis=None: flip(g, axis),))
broadcast_to = primitive(np.broadcast_to, vjps=(lambda g, y, x, shape: g,))


@primitive(vjps=(lambda g, y, x, dtype: g,))
def astype(x: Any, dtype: Any) -> Any:
    """Differentiable ``x.astype(dtype)``; backward.py gives gradients the dtype of their tensor."""
    return x.astype(dtype)


@primitive(vjps=(lambda g, y, x, index: scatter_add(g, index, x.shape),))
def getitem(x: Any, index: Any) -> Any:
    """Differentiable ``x[index]``."""
    return x[index]


NO_REPEATS = {int, slice, EllipsisType, NoneType}  # parts of an index that take nothing twice


@primitive(vjps=(lambda g, y, values, index, shape: g[index],))
def scatter_add(values: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Differentiable ``zeros(shape)[index] += values``; an index that repeats adds up."""
    array = np.zeros(shape, np.result_type(values))
    parts = index if isinstance(index, tuple) else (index,)
    if all(type(part) in NO_REPEATS for part in parts):
        array[index] = values  # much faster
    else:
        np.add.at(array, index, values)
    return array


def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    """Differentiable `numpy.concatenate` along an existing axis; None makes rows of all arrays."""
    if axis is None:
        return concatenate([ravel(x) for x in arrays])
    ends = np.cumsum([np.shape(x)[axis] for x in arrays])

    def rule(i: int) -> Rule:
        part = slice(ends[i - 1] if i else 0, ends[i])
        return lambda g, y, *_: moveaxis(moveaxis(g, axis, 0)[part], 0, axis)

    def joined(*parts: Any) -> Any:
        return np.concatenate(parts, axis)

    joined.__name__ = "concatenate"  # for messages
    return Primitive(joined, [rule(i) for i in range(len(ends))])(*arrays)


def stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Differentiable `numpy.stack`: concatenate along a new axis."""
    return concatenate([expand_dims(x, axis) for x in arrays], axis)


# `np.exp(tensor)` finds `exp` here.
NUMPY_TWINS: dict[Any, Callable[..., Any]] = {
    getattr(np, name): globals()[name] for name in __all__ if hasattr(np, name)
} | {np.linalg.norm: norm}
