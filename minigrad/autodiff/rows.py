"""The derivatives of each row of a table, all in one walk. Skip this on a first reading.

A model turns a table into a table: row r of the output comes of row r of the input, and of the
parameters. A gradient adds up over rows, but where does it? Not on the way back through the layers. Row
r of `g` is there the derivative of row r of the output, and of no other, as long as every operation
keeps rows apart. It is the parameters that all rows have in common; and a parameter's rule has one
derivative for each row in its hands, before it is summed. `gradients_by_row` is the walk of backward.py
without that sum.

It must not take one axis for another, though both may have the same length. So nothing is guessed from
shapes alone: the walk starts at the output, whose rows lie along axis 0, and `APART` knows of each
operation along which axis of an input the same rows lie. An operation that is not in there ends the
walk, and whoever called has to go another way.

Read next: gradcheck.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple
from numpy.typing import NDArray

from . import more_rules, rules
from .backward import _fitted, _graph, gradients, leaves_of, on_arrays
from .fused import linear
from .primitive import Primitive
from .tensor import Axes, Tensor

__all__ = ["APART", "as_reals", "gradients_by_row", "keeps_elements_apart"]

Array = NDArray[Any]

# How an operation keeps rows apart: ``apart(i, rows, g, y, *inputs, **options)``, called like a rule,
# answers for input i when the rows of `y` lie along the axis `rows`. The answer is an axis, along which
# the same rows lie in the input: what the rule returns is then right row by row. Or, for an input that
# all rows have in common, an array of shape (rows, *input.shape): one derivative for each row. Or None:
# rows do not stay apart.
Answer = int | Array | None
APART: dict[Primitive, Callable[..., Answer]] = {}


def gradients_by_row(
    output: Tensor, inputs: Sequence[Tensor], gradient: Array
) -> list[Array] | None:
    """Return what `gradients` returns, for each row of `output` by itself.

    Parameters
    ----------
    output : Tensor
        Its rows lie along axis 0.
    inputs : sequence of Tensor
        Leaves.
    gradient : ndarray
        What to multiply the derivative with, of the shape of `output`.

    Returns
    -------
    list of ndarray, or None
        Of shapes (rows, *input.shape); their sums over axis 0 are `gradients`. None if rows may not
        stay apart.

    Examples
    --------
    >>> w = Tensor([2.0, 3.0], requires_grad=True)
    >>> x = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    >>> gradients_by_row(x * w, [w], np.ones((3, 2)))
    [array([[ 1., 10.],
           [ 2., 20.],
           [ 3., 30.]])]
    """
    if len(output) == 1:  # every axis of length 1 might be that of the rows
        return [g[None] for g in gradients(output, inputs, gradient)]
    parts: list[tuple[Tensor, Array]] = []
    if output.requires_grad:
        walked = on_arrays.run(_walk_by_row, output, gradient)
        if walked is None:
            return None
        with_rows, in_common = walked
        parts += [(x, _on_diagonal(*with_rows[x])) for x in inputs if x in with_rows]
        for t, by_row in in_common.items():
            parts += _passed_on(t, by_row, inputs)
    found: dict[Tensor, Array] = {}
    for x, part in parts:
        found[x] = found[x] + part if x in found else part
    return [found[x] if x in found else np.zeros((len(output), *x.shape), x.dtype) for x in inputs]


def _walk_by_row(output: Tensor, gradient: Array) -> Any:
    """Carry gradients back as far as there are rows.

    Returns the leaves that have rows, with their gradients and the axes; and the tensors, no matter
    whether they are leaves, that all rows have in common, with one gradient for each row.
    """
    gradient_of: dict[Tensor, Any] = {output: gradient}
    axis_of = {output: 0}
    in_common: dict[Tensor, Array] = {}
    for t, node, edges in _graph(output)[0]:  # the youngest first
        if t not in gradient_of:
            continue
        g, rows, apart = gradient_of.pop(t), axis_of.pop(t), APART.get(node.operation)
        for i in edges:
            x = node.inputs[i]
            answer = apart(i, rows, g, *node.values, **node.options) if apart else None
            if answer is None:
                return None
            if isinstance(answer, np.ndarray):
                part = answer if x.dtype.kind == "c" else answer.real
                in_common[x] = in_common[x] + part if x in in_common else part
            elif axis_of.setdefault(x, answer) == answer:
                part = _fitted(node.operation.vjps[i](g, *node.values, **node.options), node, i)
                gradient_of[x] = gradient_of[x] + part if x in gradient_of else part
            else:
                return None
    return {x: (g, axis_of[x]) for x, g in gradient_of.items()}, in_common


def _on_diagonal(g: Array, axis: int) -> Array:
    """Return one gradient for each row, of a leaf that has rows: it is 0 but for that row."""
    each = np.arange(g.shape[axis])
    by_row = np.zeros((len(each), *g.shape), g.dtype)
    np.moveaxis(by_row, 1 + axis, 1)[each, each] = np.moveaxis(g, axis, 0)
    return by_row


def _passed_on(t: Tensor, by_row: Array, wanted: Sequence[Tensor]) -> list[tuple[Tensor, Array]]:
    """Pass gradients on from a tensor that knows nothing of rows, by the ordinary walk.

    Its Jacobian is the same for all rows, and small. Of complex numbers, it has two rows each.
    """
    if t.node is None:
        return [(t, by_row)]
    leaves = list(set(leaves_of(t)).intersection(wanted))
    units = np.eye(t.size, dtype=t.dtype).reshape(-1, *t.shape)
    if t.dtype.kind == "c":
        units = np.stack([units, 1j * units], axis=1).reshape(-1, *t.shape)
    of_units = zip(*(gradients(t, leaves, unit) for unit in units), strict=True)
    parts = [as_reals(by_row) @ as_reals(np.array(jacobian)) for jacobian in of_units]
    shapes = [(len(by_row), *x.shape) for x in leaves]
    return [
        (x, part.view(np.result_type(x.data, float)).reshape(shape))
        for x, part, shape in zip(leaves, parts, shapes, strict=True)
    ]


def as_reals(values: Array) -> NDArray[np.float64]:
    """Return each row's numbers, or their real and imaginary parts, as one row of floats."""
    wide = np.ascontiguousarray(values, np.result_type(values, np.float64))
    return wide.reshape(len(wide), -1).view(np.float64)


# ---- element by element ------------------------------------------------------------------------


def keeps_elements_apart(operation: Primitive) -> Primitive:
    """Say that an operation acts on each element, of inputs that broadcast; also a decorator."""
    APART[operation] = partial(_elementwise, operation)
    return operation


def _elementwise(
    operation: Primitive, i: int, rows: int, g: Array, y: Array, *inputs: Any, **options: Any
) -> Answer:
    x: Array = inputs[i]
    missing = y.ndim - x.ndim
    if rows >= missing and x.shape[rows - missing] == y.shape[rows]:
        return rows - missing
    part: Array = operation.vjps[i](g, y, *inputs, **options)
    if part.shape != y.shape:
        return None  # the rule has summed by itself
    shape = (1,) * missing + x.shape
    stretched = tuple(a for a, size in enumerate(shape) if size == 1 and a != rows)
    by_row: Array = np.moveaxis(part.sum(axis=stretched, keepdims=True), rows, 0)
    return by_row.reshape(len(by_row), *x.shape)


for _operation in (*vars(rules).values(), *vars(more_rules).values()):
    if isinstance(_operation, Primitive):
        _of_numpy = _operation.forward
        if isinstance(_of_numpy, np.ufunc) and _of_numpy.signature is None:
            keeps_elements_apart(_operation)
for _operation in (
    rules.sigmoid, rules.relu, rules.where, rules.real, rules.imag, rules.angle, rules.astype,
    rules.broadcast_to, more_rules.array, more_rules.nan_to_num, more_rules.round,
):  # fmt: skip
    keeps_elements_apart(_operation)


# ---- products ----------------------------------------------------------------------------------


def _linear(i: int, rows: int, g: Array, y: Array, x: Array, W: Array, b: Any = None) -> Answer:
    if rows == y.ndim - 1 or (i == 2 and b.shape != y.shape[-1:]):
        return None
    if i == 0:
        return rows
    g, x = (np.moveaxis(a, rows, 0).reshape(y.shape[rows], -1, a.shape[-1]) for a in (g, x))
    by_row: Array = g.swapaxes(1, 2) @ x.conj() if i == 1 else g.sum(axis=1)
    return by_row


def _product(i: int, rows: int, g: Array, y: Array, a: Array, b: Array) -> Answer:
    if a.ndim != 2 or b.ndim > 2 or rows != 0:
        return None
    if i == 0:
        return 0
    by_row: Array = a.conj()[:, :, None] * g.reshape(len(g), 1, -1)
    return by_row.reshape(-1, *b.shape)


APART.update({linear: _linear, rules.matmul: _product, rules.dot: _product})

# ---- what moves elements or joins them, but not along the axis of the rows ---------------------------


def _reduction(
    i: int, rows: int, g: Array, y: Array, x: Array, axis: Axes = None, keepdims: bool = False
) -> Answer:
    lost = normalize_axis_tuple(range(x.ndim) if axis is None else axis, x.ndim)
    left = [a for a in range(x.ndim) if keepdims or a not in lost]
    return None if left[rows] in lost else left[rows]


def _reshaped(i: int, rows: int, g: Array, y: Array, x: Array, *how: Any, **options: Any) -> Answer:
    """Find the axis that is as long, and has as many elements before it; so it has as many behind."""
    place = y.shape[rows], math.prod(y.shape[:rows])
    places = [(size, math.prod(x.shape[:a])) for a, size in enumerate(x.shape)]
    return places.index(place) if place in places else None


def _reordered(
    operation: Primitive, i: int, rows: int, g: Array, y: Array, x: Array, *how: Any, **options: Any
) -> Answer:
    numbered = np.empty(range(x.ndim))  # no elements, and axes as long as their numbers
    return int(operation.forward(numbered, *how, **options).shape[rows])


def _taken(i: int, rows: int, g: Array, y: Array, x: Array, index: Any) -> Answer:
    parts = list(index) if isinstance(index, tuple) else [index]
    if not all(type(part) in rules.NO_REPEATS for part in parts):
        return None
    rest = [slice(None)] * (x.ndim - sum(type(part) in (int, slice) for part in parts))
    at = parts.index(...) if ... in parts else len(parts)
    parts[at : at + 1] = rest
    of_output = [part for part in parts if type(part) is not int]
    if of_output[rows] != slice(None):
        return None
    of_input = [part for part in parts if part is not None]
    seen = sum(part is not None for part in of_output[:rows])  # slices before that of the rows
    return [a for a, part in enumerate(of_input) if type(part) is not int][seen]


def _joined(i: int, rows: int, g: Array, y: Array, *arrays: Any, axis: int, _ends: Any) -> Answer:
    return None if rows == normalize_axis_index(axis, y.ndim) else rows


def _stacked(i: int, rows: int, g: Array, y: Array, *arrays: Any, axis: int) -> Answer:
    new = normalize_axis_index(axis, y.ndim)
    return None if rows == new else rows - (rows > new)


for _operation in (rules.sum, rules.mean, rules.prod, rules.max, rules.min, rules.logsumexp):
    APART[_operation] = _reduction
for _operation in (rules.reshape, rules.ravel, rules.squeeze, rules.expand_dims):
    APART[_operation] = _reshaped
for _operation in (rules.transpose, rules.swapaxes, rules.moveaxis, more_rules.rollaxis):
    APART[_operation] = partial(_reordered, _operation)
APART.update({rules.getitem: _taken, rules._concatenate: _joined, rules._stack: _stacked})
