"""What the picture of a computation says: one box for every tensor, read from the graph.

Read next: layered.py, where the boxes get their places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..autodiff import RELEASED, Node, Tensor, gradients
from .axes import values_of

__all__ = ["Box", "add_gradients", "boxes_of", "summary"]

MOST = 100
SIGNS = {"add": "+", "subtract": "−", "negative": "−", "multiply": "×", "divide": "÷",
         "power": "**", "matmul": "@"}  # fmt: skip


@dataclass
class Box:
    """A tensor, array or number of a computation.

    Attributes
    ----------
    source : Tensor, array or number
        What the box stands for.
    inputs : list of int
        The numbers of the boxes it was computed from.
    sign : str
        The operation that computed it, or "".
    lines : dict of str
        What is written in the box: "name", "shape", "value" and "grad", as far as there are any.
    """

    source: Any
    inputs: list[int]
    sign: str
    lines: dict[str, str]

    @property
    def kind(self) -> str:
        """Return "result", "leaf" (wants a gradient) or "constant"."""
        if self.inputs:
            return "result"
        wants_gradient = isinstance(self.source, Tensor) and self.source.requires_grad
        return "leaf" if wants_gradient else "constant"


def boxes_of(loss: Tensor) -> list[Box]:
    """List what `loss` was computed from, each thing after its inputs, and `loss` itself last.

    A loop with its own stack instead of a recursive function: a graph may be very deep.
    """
    boxes: list[Box] = []
    number: dict[Any, int] = {}
    stack: list[tuple[Any, Any, Any]] = [(id(loss), loss, loss.data)]
    while stack:
        key, source, value = stack[-1]
        inputs = _inputs(source)
        missing = [entry for entry in inputs if entry[0] not in number]
        if key not in number and missing:
            stack.extend(reversed(missing))
            continue
        stack.pop()
        if key not in number:
            number[key] = len(boxes)
            sign = _sign(source.node) if inputs else ""
            numbers = [number[k] for k, _, _ in inputs]
            boxes.append(Box(source, numbers, sign, _lines(source, value)))
        if len(boxes) > MOST:
            raise ValueError(
                f"this computation has more than {MOST} boxes, too many to be read: draw a smaller "
                "part of it, such as the loss of one example, or write it with operations on whole "
                "arrays, which are one box each"
            )
    return boxes


def _inputs(source: Any) -> list[tuple[Any, Any, Any]]:
    """List the inputs of the operation that made `source`: a key, the input, its value then.

    A tensor is one box however often it is used, a number or array is a new box at each use.
    """
    node = source.node if isinstance(source, Tensor) else None
    if node is RELEASED:
        raise RuntimeError(
            "the graph was released by backward(): draw it before, or keep it with "
            "backward(retain_graph=True), which shows gradients too"
        )
    if node is None:
        return []
    differentiable = len(node.operation.vjps)  # what follows are settings, such as an axis
    return [
        (id(x) if isinstance(x, Tensor) else (id(source), k), x, value)
        for k, (x, value) in enumerate(zip(node.inputs, node.values[1:], strict=True))
        if k < differentiable and x is not None
    ]


def _sign(node: Node) -> str:
    """Return the operation as it is written, with its settings in a second line."""
    name = node.operation.__name__
    if name == "getitem":
        return f"[{_short(_setting(node.inputs[1]))}]"
    extra = node.inputs[len(node.operation.vjps) :]
    settings = [text for x in extra if x is not None and (text := _setting(x))]
    settings += [f"{k}={v}" for k, v in node.options.items() if v is not None and v is not False]
    text = _short(", ".join(settings))
    return SIGNS.get(name, name) + (f"\n{text}" if text else "")


def _setting(x: Any) -> str:
    """Write a setting, such as an axis, a shape or an index, as it is written in code."""
    if isinstance(x, tuple):
        return ", ".join(map(_setting, x))
    if isinstance(x, slice):
        parts = [x.start, x.stop] if x.step is None else [x.start, x.stop, x.step]
        return ":".join("" if part is None else str(part) for part in parts)
    if x is Ellipsis:
        return "..."
    return getattr(x, "__name__", " ".join(str(x).split()))


def _lines(source: Any, value: Any) -> dict[str, str]:
    name = str(source.name or "") if isinstance(source, Tensor) else ""
    shape = str(np.shape(value) or "")
    lines = {"name": _short(" ".join(name.split())), "shape": shape, "value": summary(value)}
    return {kind: text for kind, text in lines.items() if text}


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def summary(value: Any) -> str:
    """Write a number, up to three numbers, or the smallest and the largest of many.

    Complex numbers have no order: many of them are summed up by their moduli.

    Examples
    --------
    >>> summary(2 / 3), summary([1, 2, 0.5]), summary([[1, 5], [4, 2]]), summary([3, 4j] * 2)
    ('0.6667', '[1, 2, 0.5]', '1 … 5', '|z| 3 … 4')
    """
    array = values_of(value)
    if array.size == 0:
        return "empty"
    if array.size == 1 or (array.ndim == 1 and array.size <= 3):
        numbers = ", ".join(map(_number, array.flat))
        return numbers if array.size == 1 else f"[{numbers}]"
    if np.isnan(array).any():
        return "some nan"
    what, sizes = ("|z| ", np.abs(array)) if array.dtype.kind == "c" else ("", array)
    low, high = _number(sizes.min()), _number(sizes.max())
    return what + (f"all {low}" if low == high else f"{low} … {high}")


def _number(x: Any) -> str:
    return f"{x.item() + 0:.4g}".replace("-", "−")  # + 0 makes 0 of -0


def add_gradients(loss: Tensor, boxes: list[Box]) -> bool:
    """Write gradients into the boxes; return whether all leaves have one.

    A leaf shows its `.grad`, which `backward` fills. A result has none, so its derivative is computed
    here, but not before the leaves have theirs: the picture tells what `backward` has done.
    """
    leaves = [box for box in boxes if box.kind == "leaf"]
    for box in leaves:
        grad = box.source.grad
        box.lines["grad"] = "grad None" if grad is None else f"grad {summary(grad)}"
    complete = all(box.source.grad is not None for box in leaves)
    if complete and loss.size == 1 and loss.dtype.kind == "f":  # else there is no derivative
        results = [box for box in boxes if box.kind == "result"]
        derivatives = gradients(loss, [box.source for box in results])
        for box, derivative in zip(results, derivatives, strict=True):
            box.lines["grad"] = f"grad {summary(derivative)}"
    return complete
