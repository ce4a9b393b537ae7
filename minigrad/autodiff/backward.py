"""Reverse mode: walk the graph from the output to the leaves and apply one rule at each step.

The chain rule needs each tensor's gradient to be *complete* before it is passed on: if x is used
twice, both uses have to report first. An output is always made after its inputs, so walking from
the youngest tensor to the oldest guarantees that. The gradients on the way live in a dictionary
that is local to the walk, so nothing is left behind when a rule raises.

Read next: transforms.py, which turns functions into functions that return derivatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from .node import RELEASED
from .primitive import Primitive, switched
from .rules import positive
from .tensor import Tensor

__all__ = ["backward", "gradients", "leaves_of"]

Edges = list[tuple[Tensor, int]]


def backward(
    output: Tensor, gradient: Any, *, create_graph: bool, retain_graph: bool | None
) -> None:
    """Do the work of `Tensor.backward`: add to the `.grad` of every leaf."""
    seed = _seed(output, gradient, create_graph)
    results, leaves = _graph(output)
    steps = [(t, t._node.edges) for t in results]
    for leaf, g in zip(leaves, _walk(output, seed, steps, leaves, create_graph), strict=True):
        leaf.grad = g if leaf.grad is None else _sum(leaf.grad, g)
    if not (create_graph if retain_graph is None else retain_graph):
        for t in reversed(results):  # the oldest first: arrays before the views of them
            t._node.unlock()  # now, even if a debugger or a profiler still holds the node
            t._node = RELEASED


def gradients(
    output: Tensor,
    inputs: Sequence[Tensor],
    gradient: Any = None,
    *,
    create_graph: bool = False,
    since: int = 0,
) -> list[Any]:
    """Return the derivatives of `output` with respect to `inputs`, and touch no `.grad`.

    Keeps the graph, and takes only the paths that lead to `inputs`. An input that `output` does not
    depend on gets zeros. If no input is older than the birth `since`, the walk may end there.
    """
    seed = _seed(output, gradient, create_graph)
    results = _graph(output, since)[0] if output.requires_grad else []
    on_path = set(inputs)
    steps: list[tuple[Tensor, Edges]] = []
    for t in reversed(results):
        edges = [(x, i) for x, i in t._node.edges if x in on_path]
        if edges:
            on_path.add(t)
            steps.append((t, edges))
    return _walk(output, seed, steps[::-1], inputs, create_graph)


def leaves_of(output: Tensor, since: int = 0) -> list[Tensor]:
    """List the leaves, and the results older than `since`, that `output` depends on."""
    return _graph(output, since)[1] if output.requires_grad else []


def _graph(output: Tensor, since: int = 0) -> tuple[list[Tensor], list[Tensor]]:
    """List what `output` was computed from: results, the youngest first, and leaves.

    Results older than `since` count as leaves. A loop with its own stack instead of a recursive
    function: a graph may be 100,000 steps deep.
    """
    if not output.requires_grad:
        raise RuntimeError(
            "nothing to differentiate: no input of this tensor has requires_grad=True, or it was "
            "computed under no_grad()"
        )
    results, leaves = [], []
    seen = {output}
    stack = [output]
    while stack:
        t = stack.pop()
        node = t._node
        if node is None:
            leaves.append(t)
        elif node is RELEASED:
            raise RuntimeError(
                "the graph was released by an earlier backward(): compute the loss again, call that "
                "backward with retain_graph=True, or use t.detach() of a result t that it passed"
            )
        elif node.birth < since:
            leaves.append(t)
        else:
            results.append(t)
            for x, _ in node.edges:
                if x not in seen:
                    seen.add(x)
                    stack.append(x)
    results.sort(key=attrgetter("_node.birth"), reverse=True)
    return results, leaves


def _walk(
    output: Tensor,
    seed: Any,
    steps: Sequence[tuple[Tensor, Edges]],
    wanted: Sequence[Tensor],
    create_graph: bool,
) -> list[Any]:
    """Carry the gradient from `output` back to the `wanted` tensors, step by step.

    When the walk comes to a result, everything that uses it has been passed: its gradient is
    complete, and its rules may pass it on. The first contribution to a gradient is taken as a rule
    returned it, the second makes a new array, and the following ones are added to that in place.
    """
    gradient_of = {output: seed}
    borrowed = {output}  # those whose gradient is that of another tensor, or a view
    summed: set[Tensor] = set()
    kept = set(wanted)
    with switched(recording=create_graph, bare=not create_graph):
        for t, edges in steps:
            node = t._node
            g = gradient_of[t] if t in kept else gradient_of.pop(t)
            y, inputs = _as_tensors(t) if create_graph else (node.y, node.arrays)
            for x, i in edges:
                part = node.primitive.vjps[i](g, y, *inputs, **node.options)
                data = node.arrays[i]  # as it was in the forward pass
                try:
                    fits = part.shape == data.shape and part.dtype is data.dtype
                    is_own = part.base is None and part is not g
                except AttributeError:  # a tensor, or a plain number
                    fits = is_own = False
                if create_graph or not fits:
                    part, is_own = _fitted(part, data, node.primitive, i, create_graph), False
                if x not in gradient_of:
                    gradient_of[x] = part
                    if not is_own:
                        borrowed.add(x)
                elif x not in summed:
                    gradient_of[x] = gradient_of[x] + part
                    summed.add(x)
                    borrowed.discard(x)
                else:
                    gradient_of[x] += part
        for t in wanted:
            if t not in gradient_of:  # the output does not depend on it
                gradient_of[t] = np.zeros_like(t.data)
        # No two gradients that are returned share their memory, nor with the one that was given.
        if create_graph:
            return [positive(gradient_of[t]) for t in wanted]
    return [(np.array if t in borrowed else np.asarray)(gradient_of[t]) for t in wanted]


def _sum(old: Any, new: Any) -> Any:
    """Add to a gradient from an earlier `backward`, without changing that array."""
    total = old + new
    return total if isinstance(total, Tensor) else np.asarray(total)


def _as_tensors(t: Tensor) -> tuple[Tensor, list[Any]]:
    """Return output and inputs as tensors, so that the rules are recorded."""
    node = t._node
    pairs = zip(node.inputs, node.arrays, strict=True)
    inputs = [x if isinstance(x, Tensor) else array for x, array in pairs]
    for x, array in zip((t, *inputs), (node.y, *node.arrays), strict=True):
        if isinstance(x, Tensor) and x.data is not array:
            raise RuntimeError(
                f"the data of {x!r} were replaced after {node.primitive.__name__} had used them: "
                "compute the loss again before backward(create_graph=True)"
            )
    return t, inputs


def _fitted(g: Any, x: Any, primitive: Primitive, position: int, create_graph: bool) -> Any:
    """Give `g` the shape and the dtype of `x`."""
    if x.dtype.kind not in "fc":
        raise TypeError(
            f"a tensor of {x.dtype} has no gradient: convert it to floats, x.astype(float)"
        )
    if not (create_graph and isinstance(g, Tensor)):
        g = Tensor(g) if create_graph else np.asarray(g)
    if g.shape != x.shape:
        if g.ndim >= x.ndim:
            g = _unbroadcast(g, x.shape)
        if g.shape != x.shape:
            raise ValueError(
                f"the rule of {primitive.__name__} for its input {primitive.input_names[position]!r} "
                f"returned a gradient that does not fit that input of shape {x.shape}: it must "
                "have that shape, or one that broadcasting made from it"
            )
    if g.dtype.kind == "c" and x.dtype.kind != "c":
        g = g.real  # a real number cannot move in the imaginary direction
    return g if g.dtype == x.dtype else g.astype(x.dtype)


def _unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """Sum `g` over the axes along which an array of this shape was broadcast.

    If the shape is (3, 1) and `g` has shape (5, 3, 4), axes 0 and 2 are summed.
    """
    extra = g.ndim - len(shape)
    stretched = [extra + i for i, size in enumerate(shape) if size == 1]
    g = g.sum(axis=(*range(extra), *stretched), keepdims=True)
    return g.reshape(g.shape[extra:])


def _seed(output: Tensor, gradient: Any, create_graph: bool) -> Any:
    """Return the gradient that the walk starts from."""
    data = output.data
    if gradient is None:
        if data.size != 1:
            raise ValueError(
                f"backward() starts from one number, and this tensor has shape {data.shape}. "
                "Reduce it first, as in t.sum().backward() or t.mean().backward(), or say how to "
                "weigh its elements: t.backward(gradient=weights)"
            )
        if data.dtype.kind == "c":
            raise TypeError(
                "a complex number has no gradient, since complex numbers are not ordered. "
                "Differentiate a real one made of it, as in t.real.backward() or "
                "abs(t).backward(), or give the derivative of the loss: t.backward(gradient=g)"
            )
        gradient = np.ones(data.shape, data.dtype)
    elif np.shape(gradient) != data.shape:
        raise ValueError(
            f"shapes {np.shape(gradient)} of gradient and {data.shape} of the tensor must be equal"
        )
    if create_graph:
        gradient = gradient if isinstance(gradient, Tensor) else Tensor(gradient)
        return gradient if gradient.dtype == data.dtype else gradient.astype(data.dtype)
    # [()] makes a scalar of an array without axes, and scalars are faster
    return np.asarray(gradient, dtype=data.dtype)[()]
