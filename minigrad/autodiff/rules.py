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

from collections.abc import Sequence
from functools import partial
from types import EllipsisType, NoneType
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from . import errors
from .declared import Forward, Rule, Slope, each, stands_in_for
from .primitive import Primitive, primitive
from .tensor import Axes, Numbers, Tensor

__all__ = [
    "absolute", "add", "angle", "arccos", "arcsin", "arctan", "astype", "broadcast_to", "clip",
    "concatenate", "conj", "cos", "cosh", "cumsum", "divide", "dot", "exp", "expand_dims", "expm1",
    "flip", "getitem", "imag", "log", "log1p", "logaddexp", "logsumexp", "matmul", "max",
    "maximum", "mean", "min", "minimum", "moveaxis", "multiply", "negative", "norm", "positive",
    "power", "prod", "ravel", "real", "reciprocal", "relu", "reshape", "scatter_add", "sigmoid",
    "sin", "sinh", "softmax", "sqrt", "square", "squeeze", "stack", "std", "subtract", "sum",
    "swapaxes", "tan", "tanh", "transpose", "var", "where",
]  # fmt: skip


def elementwise(forward: Forward, *slopes: Slope) -> Primitive:
    """Declare an operation by its derivative with respect to each input, ``slope(y, *inputs)``."""

    def rule(slope: Slope) -> Rule:
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
    lambda y, x, p: y * log(x + (x == 0)),  # log 1, not log 0, at x = 0: for p > 0 the slope is 0
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
def sigmoid(x: Numbers) -> Any:
    """Logistic function 1 / (1 + exp(-x)) of real numbers, without overflow."""
    return np.exp(-np.logaddexp(0, 0.0 - x))  # not -x, as unsigned integers have no negative


# ---- kinks: a derivative of 0 where |x| and relu bend, and ties share equally --------------------


def _share(y: Numbers, a: Numbers, b: Numbers) -> Any:
    """Return how much of y is a: 1, 0, or a half where a and b tie."""
    return (y == a) * (1 - 0.5 * (a == b))


def _direction(x: Numbers, y: Numbers) -> Any:
    """Return x / y, and 0 where the length y is 0."""
    return x / where(y == 0, np.inf, y)


absolute = primitive(np.absolute, vjps=(lambda g, y, x: g * _direction(x, y),))
maximum = elementwise(np.maximum, lambda y, a, b: _share(y, a, b), lambda y, a, b: _share(y, b, a))
minimum = elementwise(np.minimum, lambda y, a, b: _share(y, a, b), lambda y, a, b: _share(y, b, a))


def clip(
    x: Numbers, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None
) -> Tensor:
    """Differentiable `numpy.clip`; an element on a bound shares the gradient with the bound."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    x = positive(x) if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)


@primitive(vjps=(lambda g, y, x: g * (x > 0),))
def relu(x: Numbers) -> Any:
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
# A step of length |x| at a right angle to x turns it by 1.
angle = primitive(np.angle, vjps=(lambda g, y, x: 1j * g * x / real(x * x.conjugate()),))

# ---- reductions --------------------------------------------------------------------------------


def reduction(forward: Forward, rule: Rule) -> Primitive:
    """Declare an operation that loses axes; its rule gets `g` and `y` with these axes, of length 1."""

    def full_rule(
        g: Numbers, y: Numbers, x: Numbers, axis: Axes = None, keepdims: bool = False
    ) -> Any:
        if x.ndim and not keepdims:
            axes = normalize_axis_tuple(range(x.ndim) if axis is None else axis, x.ndim)
            shape = tuple(1 if i in axes else size for i, size in enumerate(x.shape))
            g, y = g.reshape(shape), y.reshape(shape)
        return rule(g, y, x, axis)

    return primitive(forward, vjps=(full_rule,))


def _product_of_others(y: Numbers, x: Numbers, axis: Axes) -> Any:
    """Return, for each element, the product of all others."""
    if np.all(x != 0):
        return y / x
    axes = normalize_axis_tuple(range(x.ndim) if axis is None else axis, x.ndim)
    last = range(-len(axes), 0)
    moved = moveaxis(x, axes, last)
    rows = moved.reshape((*moved.shape[: x.ndim - len(axes)], -1))
    itself = np.eye(rows.shape[-1], dtype=bool)
    others = prod(where(itself, 1, rows[..., None, :]), axis=-1)
    return moveaxis(others.reshape(moved.shape), last, axes)


def _rule_of_extreme(g: Numbers, y: Numbers, x: Numbers, axis: Axes) -> Any:
    ties = x == y
    return g * (ties / np.sum(ties, axis=axis, keepdims=True))


sum = reduction(np.sum, lambda g, y, x, axis: broadcast_to(g, x.shape))
mean = reduction(np.mean, lambda g, y, x, axis: broadcast_to(g * y.size / x.size, x.shape))
prod = reduction(np.prod, lambda g, y, x, axis: g * _product_of_others(y, x, axis).conjugate())
max = reduction(np.max, _rule_of_extreme)
min = reduction(np.min, _rule_of_extreme)


@partial(reduction, rule=lambda g, y, x, axis: g * _direction(x, y))  # a decorator, by `partial`
def norm(x: Numbers, axis: Axes = None, keepdims: bool = False) -> Any:
    """Euclidean length; its slope is 0 at x = 0."""
    return np.linalg.norm(x, None, axis, keepdims)


@partial(reduction, rule=lambda g, y, x, axis: g * exp(x - y).conjugate())
def logsumexp(x: Numbers, axis: Axes = None, keepdims: bool = False) -> Any:
    """Logarithm of the sum of exponentials, without overflow."""
    top = np.max(x.real, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)  # inf - inf would be nan
    with np.errstate(divide="ignore"):  # log 0 = -inf is right
        y = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return y if keepdims else np.squeeze(y, axis)


cumsum = primitive(  # x[i] is in all sums from y[i] on
    np.cumsum,
    vjps=(lambda g, y, x, axis=None: flip(cumsum(flip(g, axis), axis), axis).reshape(x.shape),),
)


def var(x: Numbers, axis: Axes = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
    """Differentiable `numpy.var`."""
    center = mean(x, axis=axis, keepdims=True)
    d = subtract(x, center)
    squares = sum(real(d * d.conjugate()), axis=axis, keepdims=keepdims)
    return squares / ((d.size / center.size if center.size else 0) - ddof)


def std(x: Numbers, axis: Axes = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
    """Differentiable `numpy.std`; its slope is 0 where all numbers are equal."""
    v = var(x, axis, ddof, keepdims)
    return where(v == 0, 0, sqrt(where(v == 0, 1, v)))


def _softmax_rule(g: Numbers, y: Numbers, x: Numbers, axis: int = -1) -> Any:
    shares = y.conjugate()
    return shares * (g - sum(g * shares, axis=axis, keepdims=True))


@primitive(vjps=(_softmax_rule,))
def softmax(x: Numbers, axis: int = -1) -> Any:
    """exp(x) divided by its sum along `axis`: positive numbers that sum to 1."""
    powers = np.exp(x - np.max(x.real, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


# ---- matrix products ---------------------------------------------------------------------------


def _as_matrices(g: Numbers, a: Numbers, b: Numbers) -> Any:
    """Give vectors the axis that they lack, and that g lacks too: (…, i, k) @ (…, k, j)."""
    if b.ndim == 1:
        g, b = g[..., None], b[:, None]
    if a.ndim == 1:
        g, a = g[..., None, :], a[None, :]
    return g, a, b


def _matmul_left(g: Numbers, y: Numbers, a: Numbers, b: Numbers) -> Any:
    g, _, b = _as_matrices(g, a, b)
    return g @ b.conjugate().swapaxes(-1, -2)


def _matmul_right(g: Numbers, y: Numbers, a: Numbers, b: Numbers) -> Any:
    g, a, _ = _as_matrices(g, a, b)
    columns = a.conjugate().swapaxes(-1, -2) @ g
    return columns[..., 0] if b.ndim == 1 else columns


matmul = primitive(np.matmul, vjps=(_matmul_left, _matmul_right))


@primitive(vjps=(_matmul_left, _matmul_right))
def dot(a: Numbers, b: Numbers) -> Any:
    """`numpy.dot` of (…, n) with (n,) or (n, m): the same as `matmul`, and faster if small."""
    if np.ndim(a) == 0 or np.ndim(b) not in (1, 2):
        raise ValueError(
            f"dot of shapes {np.shape(a)} and {np.shape(b)}: the second needs one axis or two and "
            "the first at least one; use matmul or multiply"
        )
    return np.dot(a, b)


# ---- shape and indexing ------------------------------------------------------------------------


@primitive(vjps=(lambda g, y, x, shape: g.reshape(x.shape),))
def reshape(x: Numbers, shape: Any) -> Any:
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
def astype(x: Numbers, dtype: Any) -> Any:
    """Differentiable ``x.astype(dtype)``; backward.py gives gradients the dtype of their tensor."""
    return x.astype(dtype)


@primitive(vjps=(lambda g, y, x, index: scatter_add(g, index, x.shape),))
def getitem(x: Numbers, index: Any) -> Any:
    """Differentiable ``x[index]``."""
    return x[index]


NO_REPEATS = {int, slice, EllipsisType, NoneType}  # parts of an index that take nothing twice


@primitive(vjps=(lambda g, y, values, index, shape: g[index],))
def scatter_add(values: Numbers, index: Any, shape: tuple[int, ...]) -> Any:
    """Differentiable ``zeros(shape)[index] += values``; an index that repeats adds up."""
    array = np.zeros(shape, np.result_type(values))
    parts = index if isinstance(index, tuple) else (index,)
    if all(type(part) in NO_REPEATS for part in parts):
        array[index] = values  # much faster
    else:
        np.add.at(array, index, values)
    return array


AT_ONCE = 32  # a rule is called with all inputs, so n of them at once would cost n²


def _halves(arrays: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    middle = len(arrays) // 2
    return arrays[:middle], arrays[middle:]


def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Tensor:
    """Differentiable `numpy.concatenate` along an existing axis; None joins all elements in a row."""
    if axis is None:
        return concatenate([ravel(x) for x in arrays])
    arrays, _ = _concatenate.accepted(tuple(arrays), {})
    if len(arrays) > AT_ONCE:
        return concatenate([concatenate(half, axis) for half in _halves(arrays)], axis)
    if not all(map(np.ndim, arrays)):
        raise errors.numbers_have_no_axis()
    ends = np.cumsum([np.shape(x)[axis] for x in arrays]).tolist()
    return _concatenate(*arrays, axis=axis, _ends=ends)


def _concatenate_rule(
    i: int, g: Numbers, y: Numbers, *arrays: Any, axis: int, _ends: list[int]
) -> Any:
    part = slice(_ends[i - 1] if i else 0, _ends[i])
    return moveaxis(moveaxis(g, axis, 0)[part], 0, axis)


@primitive(vjps=each(_concatenate_rule))
def _concatenate(*arrays: Any, axis: int, _ends: list[int]) -> Any:
    return np.concatenate(arrays, axis)


def stack(arrays: Sequence[Any], axis: int = 0) -> Tensor:
    """Differentiable `numpy.stack`: join arrays of one shape along a new axis."""
    if len(arrays) > AT_ONCE:
        return concatenate([stack(half, axis) for half in _halves(arrays)], axis)
    return _stack(*arrays, axis=axis)


@primitive(vjps=each(lambda i, g, y, *arrays, axis: moveaxis(g, axis, 0)[i]))
def _stack(*arrays: Any, axis: int) -> Any:
    return np.stack(arrays, axis)


stands_in_for(np, globals())  # `np.exp(tensor)` finds `exp` here
