"""The table of rules: every operation with its derivatives, one line a rule.

Read ``lambda g, y, a, b: g * b`` as: "`g` is the derivative of the loss with respect to the output
`y`; then `g * b` is its derivative with respect to this input". The engine sums over broadcast axes
afterwards, so no rule mentions them. Rules use the operations of this very table, which makes the
derivatives differentiable too.

Read next: backward.py, which applies the rules in the right order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from .primitive import Primitive, primitive

# ---- arithmetic ------------------------------------------------------------------------------

add = primitive(np.add, vjps=(lambda g, y, a, b: g, lambda g, y, a, b: g))
subtract = primitive(np.subtract, vjps=(lambda g, y, a, b: g, lambda g, y, a, b: -g))
multiply = primitive(np.multiply, vjps=(lambda g, y, a, b: g * b, lambda g, y, a, b: g * a))
divide = primitive(np.divide, vjps=(lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b))
negative = primitive(np.negative, vjps=(lambda g, y, x: -g,))
power = primitive(
    np.power,
    vjps=(
        # x ** 0 has slope 0 at x = 0 too, but 0 * 0 ** -1 is nan: adding True makes that x a 1
        lambda g, y, x, p: g * p * (x + ((x == 0) & (p == 0))) ** (p - 1),
        lambda g, y, x, p: g * y * log(x + (x == 0)),  # 0 ** p stays 0 for p > 0
    ),
)

# ---- elementary functions ----------------------------------------------------------------------

exp = primitive(np.exp, vjps=(lambda g, y, x: g * y,))
log = primitive(np.log, vjps=(lambda g, y, x: g / x,))
tanh = primitive(np.tanh, vjps=(lambda g, y, x: g * (1 - y * y),))

# ---- sums and matrix products ------------------------------------------------------------------


def _restore_axes(g: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Give a reduced gradient its lost axes back, with length 1, so that it broadcasts like x."""
    if axis is None or keepdims:
        return g
    axes = normalize_axis_tuple(axis, np.ndim(x))
    return reshape(g, tuple(1 if i in axes else size for i, size in enumerate(np.shape(x))))


sum = primitive(
    np.sum,
    vjps=(
        lambda g, y, x, axis=None, keepdims=False: broadcast_to(
            _restore_axes(g, x, axis, keepdims), np.shape(x)
        ),
    ),
)
mean = primitive(
    np.mean,
    vjps=(
        lambda g, y, x, axis=None, keepdims=False: broadcast_to(
            _restore_axes(g, x, axis, keepdims) * (np.size(y) / np.size(x)), np.shape(x)
        ),
    ),
)


def _matmul_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    # Shapes: a (…, i, k), b (…, k, j), g (…, i, j). A vector lacks i or j, and then so does g.
    if np.ndim(b) == 1:
        return g[..., None] * b  # (…, i, 1) · (k,)
    if np.ndim(a) == 1:
        return (b @ g[..., None])[..., 0]  # (…, k, j) @ (…, j, 1)
    return g @ swapaxes(b, -1, -2)


def _matmul_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    if np.ndim(a) == 1:
        return a[:, None] * g[..., None, :] if np.ndim(b) > 1 else a * g
    if np.ndim(b) == 1:
        return (swapaxes(a, -1, -2) @ g[..., None])[..., 0]
    return swapaxes(a, -1, -2) @ g


matmul = primitive(np.matmul, vjps=(_matmul_left, _matmul_right))

# ---- shape and indexing ------------------------------------------------------------------------

reshape = primitive(np.reshape, vjps=(lambda g, y, x, shape: reshape(g, np.shape(x)),))
transpose = primitive(
    np.transpose,
    vjps=(lambda g, y, x, axes=None: transpose(g, None if axes is None else np.argsort(axes)),),
)
swapaxes = primitive(np.swapaxes, vjps=(lambda g, y, x, i, j: swapaxes(g, i, j),))
broadcast_to = primitive(np.broadcast_to, vjps=(lambda g, y, x, shape: g,))


@primitive(vjps=(lambda g, y, x, dtype: g,))
def astype(x: Any, dtype: Any) -> Any:
    """Differentiable ``x.astype(dtype)``; backward.py gives gradients the dtype of their tensor."""
    return x.astype(dtype)


@primitive(vjps=(lambda g, y, x, index: scatter_add(g, index, np.shape(x)),))
def getitem(x: Any, index: Any) -> Any:
    """Differentiable ``x[index]``."""
    return x[index]


@primitive(vjps=(lambda g, y, values, index, shape: g[index],))
def scatter_add(values: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Differentiable ``zeros(shape)[index] += values``; an index that repeats adds up."""
    array = np.zeros(shape, np.result_type(values))
    np.add.at(array, index, values)
    return array


# `np.exp(tensor)` finds `exp` here.
NUMPY_TWINS: dict[Any, Primitive] = {
    operation.forward: operation
    for operation in list(globals().values())
    if isinstance(operation, Primitive) and isinstance(operation.forward, np.ufunc)
}
