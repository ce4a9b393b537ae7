"""Parameters that move as one vector. Skip this on a first reading.

The formulas of an optimizer work element by element, and on small arrays a call of NumPy costs more
than the numbers in it. So parameters with the same options and the same past form a *block*: their
gradients are put into one vector, which has one memory, and each parameter subtracts its part of the
change.

A parameter may have no gradient for once. Then its memory stays as it is, and it has counted fewer
steps than the others from there on. So whenever other parameters move than in the step before, each
gets a memory of its own back, and those that are alike form blocks anew. That costs more than the
step itself, but is rare.

The values stay in arrays of their own. As views of a vector they would move a little faster, but a
graph would be slower to lock them, and an array that somebody keeps would no longer be that of the
parameter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autodiff import Tensor
from ..nn import Parameter

__all__ = ["Block", "Blocks", "Memory"]

Memory = dict[str, Any]  # what an optimizer keeps of past gradients: arrays of their shape, numbers
Shape = tuple[int, ...]
Moving = list[Any]  # for each parameter the dtype of its gradient, or False if it stays


@dataclass
class Block:
    """Parameters that move as one vector.

    Attributes
    ----------
    group : int
        Which of the optimizer's groups they belong to.
    memory : dict
        That of the vector.
    change : ndarray
        What a step subtracts from the vector, in the dtype of the gradient.
    parts : list of (int, Parameter, slice, ndarray)
        Which of the optimizer's parameters each is, the parameter itself, where it is in the
        vector, and its part of `change`, a view.
    """

    group: int
    memory: Memory
    change: NDArray[Any]
    parts: list[tuple[int, Parameter, slice, NDArray[Any]]]

    def require_unlocked(self) -> None:
        """Raise ValueError if a graph still needs the values of a parameter."""
        for _, p, _, _ in self.parts:
            # After p.data = p.data - 0.1, a single number is no array, and nobody locks it.
            if not p.data.flags.writeable and isinstance(p.data, np.ndarray):
                raise ValueError(
                    f"cannot move {p!r}: its data are read-only, since a graph still needs them. Call "
                    "step() after backward(), and drop what keeps the graph: losses that were not "
                    "differentiated, retain_graph, gradients made with create_graph"
                )

    def gradient(self) -> NDArray[Any]:
        """Return the gradients as one vector."""
        gradients = [p.grad.ravel() for _, p, _, _ in self.parts]
        vector: Any = gradients[0] if len(gradients) == 1 else np.concatenate(gradients)
        return vector.data if isinstance(vector, Tensor) else vector

    def subtract(self, change: Any) -> None:
        """Subtract from each parameter its part, and put it back within its bounds."""
        np.copyto(self.change, change)
        for _, p, _, part in self.parts:
            p.data -= part
            if p.bounds is not None:
                p.project()

    def memories(self) -> Iterator[tuple[int, Memory]]:
        """Divide the memory among the parameters: which one, and what it gets."""
        shape = self.change.shape
        divided = {name: _divided(name, value, shape) for name, value in self.memory.items()}
        for number, _, where, part in self.parts:
            own = {  # a copy: a view would keep the whole vector from being freed
                name: value[where].reshape(part.shape).copy() if divided[name] else value
                for name, value in self.memory.items()
            }
            yield number, own


class Blocks:
    """The blocks of an optimizer, and the memories of parameters that are in none.

    Parameters
    ----------
    groups : sequence of dict
        Each with its "params".
    """

    def __init__(self, groups: Sequence[Mapping[str, Any]]) -> None:
        self._params: list[Parameter] = [p for group in groups for p in group["params"]]
        self._group_of = [k for k, group in enumerate(groups) for _ in group["params"]]
        self._memory: list[Memory] = [{} for _ in self._params]  # out of date for those in a block
        self._moving: Moving = []  # as in the last step; those are in blocks
        self._blocks: list[Block] = []

    def moving(self) -> list[Block]:
        """Return blocks of all parameters that have a gradient and are not frozen.

        Raises
        ------
        ValueError
            If a graph still needs the present values of one of them.
        """
        moving = [
            p.grad.dtype if p.requires_grad and p.grad is not None else False for p in self._params
        ]
        if moving != self._moving:
            self._arrange(moving)
        for block in self._blocks:
            block.require_unlocked()
        return self._blocks

    @property
    def memory(self) -> list[Memory]:
        """The memory of each parameter by itself; there are no blocks until the next step."""
        for block in self._blocks:
            for number, own in block.memories():
                self._memory[number] = own
        self._moving, self._blocks = [], []
        return self._memory

    @memory.setter
    def memory(self, memory: list[Memory]) -> None:
        self._memory, self._moving, self._blocks = memory, [], []

    def remember(self) -> Any:
        """Return all memory, for `restore`."""
        blocks = [(block, block.memory.copy()) for block in self._blocks]
        return [own.copy() for own in self._memory], self._moving, blocks

    def restore(self, state: Any) -> None:
        """Bring back what `remember` returned."""
        memory, moving, blocks = state
        self._memory = [own.copy() for own in memory]
        self._blocks = [replace(block, memory=past.copy()) for block, past in blocks]
        self._moving = moving

    def __getstate__(self) -> dict[str, Any]:
        self._memory = self.memory  # without blocks: the parts in a copy would be views no more
        return vars(self)

    def _arrange(self, moving: Moving) -> None:
        """Make a block of those whose group, dtype and past are the same."""
        memory = self.memory
        alike: dict[Any, list[tuple[int, Shape]]] = {}
        for i, (p, dtype) in enumerate(zip(self._params, moving, strict=True)):
            if dtype is not False:
                kind = self._group_of[i], dtype, _past(memory[i], p.grad.shape)
                alike.setdefault(kind, []).append((i, p.grad.shape))
        for (group, dtype, _), members in alike.items():
            first, shape = members[0]
            joint = {
                name: np.concatenate([memory[i][name] for i, _ in members], axis=None)
                if _divided(name, value, shape)
                else value
                for name, value in memory[first].items()
            }
            ends = list(accumulate((math.prod(shape) for _, shape in members), initial=0))
            # If somebody gave gradients of integers, the change has fractions nevertheless.
            change = np.empty(ends[-1], np.result_type(dtype, np.float32))
            parts = [
                (i, self._params[i], slice(start, stop), change[start:stop].reshape(shape))
                for (i, shape), (start, stop) in zip(members, pairwise(ends), strict=True)
            ]
            self._blocks.append(Block(group, joint, change, parts))
        self._moving = moving


def _past(memory: Memory, shape: Shape) -> Any:
    """Return what memories have in common that can be joined: names, dtypes, and single numbers."""
    return tuple(
        (name, value.dtype if _divided(name, value, shape) else np.asarray(value).item())
        for name, value in sorted(memory.items())
    )


def _divided(name: str, value: Any, shape: Shape) -> bool:
    """Whether a memory has a number for each element of a gradient of this shape; else one for all.

    Raises
    ------
    ValueError
        If it has neither.
    """
    if getattr(value, "shape", None) == shape:
        return True
    if np.ndim(value):
        raise ValueError(
            f"an optimizer remembers numbers, and arrays of the shape of the gradient, {shape}; "
            f"{name!r} has shape {np.shape(value)}"
        )
    return False
