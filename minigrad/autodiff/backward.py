"""Reverse mode: walk the graph from the output to the leaves and apply one rule at each step.

The chain rule needs each tensor's gradient to be *complete* before it is passed on: if x is used
twice, both uses have to report first. Walking in reverse topological order guarantees that. The
gradients on the way live in a dictionary that is local to the walk, so nothing is left behind when
a rule raises.

Read next: gradcheck.py, which tests all of this against differences of function values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from .primitive import switched
from .rules import astype, reshape
from .rules import sum as sum_
from .tensor import Tensor

__all__ = ["backward", "gradients"]


def backward(
    output: Tensor, gradient: Any, *, create_graph: bool, retain_graph: bool | None
) -> None:
    """Do the work of `Tensor.backward`: add to the `.grad` of every leaf."""
    order = _topological_order(output)
    leaves = [t for t in order if t._primitive is None]
    if retain_graph is None:
        retain_graph = create_graph
    for leaf, g in zip(leaves, _walk(output, order, leaves, gradient, create_graph), strict=True):
        # + makes a new array, with 0 too: two leaves must not share the memory of one gradient
        total = g + (0 if leaf.grad is None else leaf.grad)
        leaf.grad = total if isinstance(total, Tensor) else np.asarray(total)
    if not retain_graph:
        for t in order:
            if t._primitive is not None:
                t._inputs = None


def gradients(
    output: Tensor, inputs: Sequence[Tensor], gradient: Any = None, *, create_graph: bool = False
) -> list[Any]:
    """Return the derivatives of `output` with respect to `inputs`, and touch no `.grad`.

    Keeps the graph. An input that `output` does not depend on gets zeros.
    """
    if not output.requires_grad:
        return [_zeros(t, create_graph) for t in inputs]
    return _walk(output, _topological_order(output), inputs, gradient, create_graph)


def _walk(
    output: Tensor, order: list[Tensor], wanted: Sequence[Tensor], gradient: Any, create_graph: bool
) -> list[Any]:
    """Carry the gradient from `output` to the `wanted` tensors, along the paths that reach them.

    Only tensors on such a path get a gradient, and when the walk comes to one, everything that uses
    it has been passed: its gradient is complete.
    """
    on_path = {id(t) for t in wanted}
    for t in order:
        if t._inputs and any(id(x) in on_path for x in t._inputs):
            on_path.add(id(t))

    gradient_of = {id(output): _seed(output, gradient, create_graph)}
    with switched(recording=create_graph, bare=not create_graph):
        for t in reversed(order):
            if t._primitive is not None and id(t) in on_path:
                for x, part in _parts(t, gradient_of[id(t)], on_path, create_graph):
                    before = gradient_of.get(id(x))
                    gradient_of[id(x)] = part if before is None else before + part
    return [gradient_of[id(t)] if id(t) in gradient_of else _zeros(t, create_graph) for t in wanted]


def _zeros(t: Tensor, create_graph: bool) -> Any:
    zeros = np.zeros_like(t.data)
    return Tensor(zeros) if create_graph else zeros


def _parts(
    t: Tensor, g: Any, on_path: set[int], create_graph: bool
) -> Iterator[tuple[Tensor, Any]]:
    """Apply the rules of the operation that made `t`: what each of its inputs receives from `g`."""
    assert t._primitive is not None and t._inputs is not None
    y: Any = t if create_graph else t.data
    inputs = t._inputs
    if not create_graph:
        inputs = tuple(x.data if isinstance(x, Tensor) else x for x in inputs)
    for x, rule in zip_longest(t._inputs, t._primitive.vjps):  # options may follow the inputs
        if isinstance(x, Tensor) and id(x) in on_path:
            if rule is None:
                raise TypeError(f"{t._primitive.__name__} has no rule for this input: {x!r}")
            part = rule(g, y, *inputs, **t._options)
            if not isinstance(part, Tensor):
                part = Tensor(part) if create_graph else np.asarray(part)
            yield x, _unbroadcast(part, x, t._primitive.__name__)


def _unbroadcast(g: Any, x: Tensor, operation: str) -> Any:
    """Sum `g` over the axes along which `x` was broadcast, and give it the dtype of `x`.

    If x has shape (3, 1) and g has shape (5, 3, 4), axes 0 and 2 are summed.
    """
    if g.shape != x.shape:
        extra = g.ndim - x.ndim
        stretched = [extra + i for i, size in enumerate(x.shape) if size == 1]
        if extra >= 0:
            g = sum_(g, axis=(*range(extra), *stretched))
        if extra < 0 or g.shape != tuple(size for size in x.shape if size != 1):
            raise ValueError(
                f"a rule of {operation} returned a gradient that does not fit its input of shape "
                f"{x.shape}: it must have that shape, or one that broadcasting made from it"
            )
        g = reshape(g, x.shape)
    return g if g.dtype == x.dtype else astype(g, x.dtype)


def _seed(output: Tensor, gradient: Any, create_graph: bool) -> Any:
    """Return the gradient that the walk starts from."""
    if gradient is None:
        if output.size != 1:
            raise ValueError(
                f"backward() starts from one number, and this tensor has shape {output.shape}. "
                "Reduce it first, as in t.sum().backward() or t.mean().backward(), or say how to "
                "weigh its elements: t.backward(gradient=weights)"
            )
        gradient = np.ones_like(output.data)
    if np.shape(gradient) != output.shape:
        raise ValueError(
            f"gradient has shape {np.shape(gradient)}, the tensor has shape {output.shape}: "
            "they must be equal"
        )
    if create_graph:
        return gradient if isinstance(gradient, Tensor) else Tensor(gradient)
    return np.asarray(gradient, dtype=output.dtype)


def _topological_order(output: Tensor) -> list[Tensor]:
    """List the tensors that `output` was computed from, every one after all of its inputs.

    A loop with its own stack instead of a recursive function: a graph may be 100,000 steps deep.
    """
    if not output.requires_grad:
        raise RuntimeError(
            "nothing to differentiate: no input of this tensor has requires_grad=True, or it was "
            "computed under no_grad()"
        )
    order: list[Tensor] = []
    seen: set[int] = set()
    stack = [(output, False)]
    while stack:
        t, inputs_are_listed = stack.pop()
        if inputs_are_listed:
            order.append(t)
        elif id(t) not in seen:
            seen.add(id(t))
            stack.append((t, True))
            if t._inputs is None:
                raise RuntimeError(
                    "the graph was released by an earlier backward(): compute the loss again, or "
                    "call that backward with retain_graph=True"
                )
            stack.extend((x, False) for x in t._inputs if isinstance(x, Tensor) and x.requires_grad)
    return order
