"""The memory of a result: which operation made it, from which inputs, with which options.

Reverse mode comes back to a result after the whole forward pass. If by then somebody has changed the
numbers it was computed from, the gradient would be wrong without a word. So a node keeps the arrays
and makes them read-only for as long as it lives. NumPy then refuses an edit: "assignment destination
is read-only", or "output array is read-only". When `backward` releases the graph, or when the last
tensor of the graph is dropped, the arrays can be written again.

The guard sees the arrays of tensors, not every view that somebody took of them before.

Read next: rules.py, the operations.
"""

from __future__ import annotations

import itertools
from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .tensor import Tensor

if TYPE_CHECKING:
    from .primitive import Primitive

__all__ = ["RELEASED", "Node", "next_birth"]

next_birth = itertools.count(1).__next__  # the time, in operations
_set_writeable: Any = np.ndarray.setflags  # twice as fast as naming its argument, write=False


class RELEASED:
    """Stands where a node was that `backward` has released."""


@dataclass(slots=True, eq=False)
class Node:
    """What a tensor remembers of the operation that made it.

    Attributes
    ----------
    primitive : Primitive
        The operation.
    inputs, options : tuple, dict
        What it was called with.
    y, arrays : ndarray, list
        The values of the output and of the inputs, which the rules need.
    edges : list of (Tensor, int)
        The inputs that want a gradient, each with its position.
    birth : int
        Counts up, so an output is always younger than its inputs.
    locked : list
        What is read-only because of this node: ``[array, count, …]``, where `count` nodes need it.
        A leaf keeps its own as `_guard`.
    """

    primitive: Primitive
    inputs: tuple[Any, ...]
    options: dict[str, Any]
    y: NDArray[Any]
    arrays: list[Any]
    edges: list[tuple[Tensor, int]]
    guarding: InitVar[bool]
    birth: int = field(init=False)
    locked: list[list[Any]] = field(init=False)

    def __post_init__(self, guarding: bool) -> None:
        """Lock the arrays of tensors, and copy other arrays, which are the caller's.

        Leaves outlive graphs, so they count the nodes that need them unchanged. A result needs no
        count, since its own node lives as long as any node that uses it.
        """
        self.birth = next_birth()
        self.locked = []
        if guarding:
            for i, x in enumerate(self.inputs):
                if not isinstance(x, Tensor):
                    self.arrays[i] = _private(x)
                elif x._node is None:
                    guard, data = x._guard, x.data
                    if guard is None or guard[0] is not data:
                        guard = _guard_of_new_data(x)
                    if guard[1] or data.flags.writeable:  # what its owner locked is not ours
                        guard[1] += 1
                        _set_writeable(data, False)
                        self.locked.append(guard)
            if self.options:
                self.options = {name: _private(value) for name, value in self.options.items()}
            if self.y.flags.writeable:  # not so if it is an input, or a view from broadcast_to
                _set_writeable(self.y, False)
                self.locked.append([self.y, 1])

    def unlock(self) -> None:
        """Let the arrays be written again."""
        locked, self.locked = self.locked, []
        for guard in locked:  # y comes last, since it may be a view of a leaf
            guard[1] -= 1
            if not guard[1]:
                try:
                    _set_writeable(guard[0], True)
                except ValueError:  # a view of an array that is still guarded
                    pass

    __del__ = unlock

    def __reduce__(self) -> Any:
        raise TypeError(
            "a computation graph cannot be copied or pickled: use t.detach(), which has the values"
        )


def _guard_of_new_data(leaf: Tensor) -> Any:
    """Return a guard ``[array, count, older]``; graphs may still need the data that were replaced."""
    guard = leaf._guard
    while guard is not None and guard[0] is not leaf.data:  # the data may be old ones come back
        guard = guard[2]
    if guard is None:
        older = leaf._guard if leaf._guard is not None and leaf._guard[1] else None
        guard = leaf._guard = [leaf.data, 0, older]
    return guard


def _private(x: Any) -> Any:
    """Copy an array, or the arrays in an index such as ``(rows, columns)``."""
    if isinstance(x, np.ndarray):
        return x.copy()
    if isinstance(x, Tensor):
        return x.data.copy()
    return type(x)(map(_private, x)) if type(x) in (list, tuple) else x
