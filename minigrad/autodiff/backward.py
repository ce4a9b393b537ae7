"""Reverse mode: walk the graph from the output to the leaves and apply one rule at each step.

The chain rule needs each tensor's gradient to be *complete* before it is passed on: if x is used
twice, both uses have to report first. An output is always made after its inputs, so walking from
the youngest tensor to the oldest guarantees that. The gradients on the way live in a dictionary
that is local to the walk, so nothing is left behind when a rule raises.

Read next: transforms.py, which turns functions into functions that return derivatives.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import errors
from .foreign import plain
from .modes import switched
from .numpy_protocol import values_of
from .primitive import RELEASED, Node
from .rules import positive
from .tensor import Numbers, Tensor

__all__ = ["backward", "gradients", "leaves_of"]

Steps = Sequence[tuple[Tensor, Node, Sequence[int]]]  # results, with nodes and edges to follow

# First derivatives run the rules on bare arrays. With create_graph, rules make tensors that remember.
on_arrays = switched(recording=False, on_arrays=True)
recorded = switched(recording=True, on_arrays=False)
adding_up = threading.RLock()  # two threads may add to the gradient of one leaf


def backward(
    output: Tensor, gradient: Any, *, create_graph: bool, retain_graph: bool | None
) -> None:
    """Do the work of `Tensor.backward`: add to the `.grad` of every leaf."""
    steps, leaves = _graph(output)
    seed = _seed(output, gradient, create_graph)
    add_up(leaves, _derivatives(output, seed, steps, leaves, create_graph))
    if not (create_graph if retain_graph is None else retain_graph):
        for t, _, _ in reversed(steps):  # the oldest first: arrays before the views of them
            t.node, t._locks = RELEASED, None


def gradients(
    output: Tensor,
    inputs: Sequence[Tensor],
    gradient: Any = None,
    *,
    create_graph: bool = False,
    since: int = 0,
) -> list[Any]:
    """Return the derivatives of `output` with respect to `inputs`, and touch no `.grad`.

    Keeps the graph, and takes only the paths that lead to `inputs`.

    Parameters
    ----------
    output : Tensor
        One real number, unless `gradient` is given.
    inputs : sequence of Tensor
        Leaves, or results on the way to `output`. An input that `output` does not depend on gets
        zeros.
    gradient : array_like or Tensor, optional
        What to multiply the derivative with, of the shape of `output`.
    create_graph : bool
        Record the walk, so that the derivatives, which are tensors then, can be differentiated.
    since : int
        If no input is older than this birth, the walk may end there.

    Returns
    -------
    list of ndarray or Tensor
        Of the shapes of `inputs`.

    Examples
    --------
    >>> x = Tensor(3.0, requires_grad=True)
    >>> y = x * x
    >>> gradients(y * y, [x, y])
    [array(108.), array(18.)]
    """
    if isinstance(inputs, Tensor):
        raise errors.no_list_of_tensors()
    inputs = list(inputs)
    seed = _seed(output, gradient, create_graph)
    graph = _graph(output, since)[0] if output.requires_grad else []
    on_path = set(inputs)
    steps = []
    for t, node, edges in reversed(graph):
        edges = [i for i in edges if node.inputs[i] in on_path]
        if edges:
            on_path.add(t)
            steps.append((t, node, edges))
    return _derivatives(output, seed, steps[::-1], inputs, create_graph)


def leaves_of(output: Tensor, since: int = 0) -> list[Tensor]:
    """List the leaves, and the results older than `since`, that `output` depends on."""
    return _graph(output, since)[1] if output.requires_grad else []


def _graph(output: Tensor, since: int = 0) -> tuple[Steps, list[Tensor]]:
    """List what `output` was computed from: results with nodes, the youngest first, and leaves.

    Results older than `since` count as leaves. A loop with its own stack instead of a recursive
    function: a graph may be 100,000 steps deep.
    """
    if not output.requires_grad:
        raise errors.nothing_to_differentiate()
    steps: list[tuple[Tensor, Node, Sequence[int]]] = []
    leaves = []
    seen = {output}
    stack = [output]
    while stack:
        t = stack.pop()
        node = t.node
        if node is RELEASED:
            raise errors.graph_was_released()
        if node is None or node.birth < since:
            leaves.append(t)
            continue
        steps.append((t, node, node.edges))
        for i in node.edges:
            x = node.inputs[i]
            if x not in seen:
                seen.add(x)
                stack.append(x)
    steps.sort(key=lambda step: step[1].birth, reverse=True)
    return steps, leaves


def _derivatives(
    output: Tensor, seed: Numbers, steps: Steps, wanted: Sequence[Tensor], create_graph: bool
) -> list[Any]:
    """Return the derivatives of `output` with respect to the `wanted` tensors."""
    gradient_of = {output: seed}
    how = recorded if create_graph else on_arrays
    how.run(_walk, gradient_of, steps, set(wanted), create_graph)
    found = [gradient_of[t] if t in gradient_of else np.zeros_like(t.data) for t in wanted]
    # No two of these share their memory, and none shares it with the gradient that was given.
    return [how.run(positive, g) for g in found] if create_graph else [np.array(g) for g in found]


def _walk(
    gradient_of: dict[Tensor, Numbers], steps: Steps, kept: set[Tensor], record: bool
) -> None:
    """Carry gradients from the output back to what it was computed from, step by step.

    When the walk comes to a result, everything that uses it has been passed: its gradient is
    complete, and its rules may pass it on.
    """
    for t, node, edges in steps:  # the youngest first
        g = gradient_of[t] if t in kept else gradient_of.pop(t)
        values = _as_tensors(t, node) if record else node.values
        for i in edges:
            x = node.inputs[i]
            rule = node.operation.vjps[i]
            part = _fitted(rule(g, *values, **node.options), node, i)
            gradient_of[x] = gradient_of[x] + part if x in gradient_of else part


def _fitted(part: Any, node: Node, i: int) -> Any:
    """Give what a rule returned the shape and the dtype of its input."""
    x = node.values[i + 1]
    if not hasattr(part, "shape"):
        part = np.asarray(part)
    if part.shape != x.shape:
        if part.ndim >= x.ndim:
            part = _unbroadcast(part, x.shape)
        if part.shape != x.shape:
            raise errors.gradient_does_not_fit(node.operation, i, x.shape)
    if part.dtype is x.dtype:
        return part
    if x.dtype.kind not in "fc":
        raise errors.integers_have_no_gradient(x.dtype)
    if x.dtype.kind == "f":
        part = part.real  # a real number cannot move in the imaginary direction
    return part.astype(x.dtype)


def _unbroadcast(g: Numbers, shape: tuple[int, ...]) -> Numbers:
    """Sum `g` over the axes along which an array of this shape was broadcast.

    If the shape is (3, 1) and `g` has shape (5, 3, 4), axes 0 and 2 are summed.
    """
    extra = g.ndim - len(shape)
    stretched = [extra + i for i, size in enumerate(shape) if size == 1]
    g = g.sum(axis=(*range(extra), *stretched), keepdims=True)
    return g.reshape(g.shape[extra:])


def _as_tensors(t: Tensor, node: Node) -> list[Numbers]:
    """Return output and inputs as tensors, so that what the rules compute is recorded."""
    values = [
        x if isinstance(x, Tensor) else v
        for x, v in zip((t, *node.inputs), node.values, strict=True)
    ]
    for x, value in zip(values, node.values, strict=True):
        if isinstance(x, Tensor) and x.data is not value and not np.array_equal(x.data, value):
            raise errors.data_were_replaced(x, node.operation.__name__)
    return values


def add_up(leaves: Sequence[Tensor], found: Sequence[Numbers]) -> None:
    """Add to the gradients from earlier calls of `backward`, without changing those arrays."""
    with adding_up:
        for leaf, g in zip(leaves, found, strict=True):
            total = g if leaf.grad is None else leaf.grad + g
            leaf.grad = total if isinstance(total, Tensor) else np.asarray(total)


def _seed(output: Tensor, gradient: Any, create_graph: bool) -> Any:
    """Return the gradient that the walk starts from."""
    data = output.data
    if gradient is None:
        if data.size != 1:
            raise errors.several_elements(data.shape)
        if data.dtype.kind == "c":
            raise errors.complex_output()
        gradient = np.array(1, data.dtype).reshape(data.shape)
    elif np.shape(gradient) != data.shape:
        raise errors.weights_do_not_fit(np.shape(gradient), data.shape)
    if create_graph:
        gradient = gradient if isinstance(gradient, Tensor) else Tensor(gradient)
        return gradient if gradient.dtype == data.dtype else gradient.astype(data.dtype)
    # [()] makes a scalar of an array without axes, and scalars are faster
    return np.asarray(values_of(plain(gradient)), dtype=data.dtype)[()]
