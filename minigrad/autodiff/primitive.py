"""How an operation is declared, and how its result comes to remember.

A *primitive* is an operation whose derivative is written down instead of being computed: a plain
NumPy function together with one *rule* for each input. The rule answers the question of reverse
mode: given `g`, the derivative of the loss with respect to the output `y`, what is the derivative
with respect to this input? For y = sin(x) it is g · cos(x).

Rules are written with the operations of this package. First derivatives run them on bare arrays,
which costs nothing extra; `create_graph=True` runs the same rules on tensors, which records them,
and so derivatives of every order come from one table.

Read next: rules.py, the operations.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, overload

from numpy.typing import NDArray

from . import errors
from .declared import Declared, Forward, Rule
from .guard import guard
from .modes import current_mode
from .tensor import Tensor

__all__ = ["RELEASED", "Node", "Primitive", "next_birth", "primitive"]

next_birth = itertools.count(1).__next__  # the time, in operations


class RELEASED:
    """Stands where a node was that `backward` has released."""


@dataclass(slots=True, eq=False)
class Node:
    """What a tensor remembers of the operation that made it.

    Attributes
    ----------
    operation : Primitive
        Whose rules `backward` asks.
    inputs, options : tuple, dict
        What it was called with.
    values : tuple of ndarray
        The output, then the inputs, as they were at that time: what the rules need.
    edges : tuple of int
        The positions of the inputs that want a gradient.
    birth : int
        Counts up, so an output is always younger than its inputs.
    """

    operation: Primitive
    inputs: tuple[Any, ...]
    options: dict[str, Any]
    values: tuple[NDArray[Any], ...]
    edges: tuple[int, ...]
    birth: int


class Primitive(Declared):
    """An operation that knows the derivative of its output with respect to each input.

    Made by `primitive`. Call it with tensors, arrays or numbers; it returns a Tensor.
    """

    def __init__(
        self, forward: Forward, vjps: Sequence[Rule | None], joins_lists: bool = False
    ) -> None:
        if callable(vjps):
            raise errors.rules_without_a_tuple()
        self.forward, self.vjps, self.joins_lists = forward, vjps, joins_lists
        self.describe()

    def __call__(self, *inputs: Any, **options: Any) -> Tensor:
        """Compute, and remember the inputs if one of them requires a gradient."""
        mode = current_mode()
        if mode.on_arrays:  # first derivatives: backward runs rules on plain arrays
            return self.forward(*inputs, **options)  # type: ignore[no-any-return]
        if mode.recorder:  # compile: what is computed is written down
            return mode.recorder.operation(self, inputs, options)  # type: ignore[no-any-return]
        inputs, options = self.accepted(inputs, options)
        values: Any = []
        edges: list[int] = []
        for i, x in enumerate(inputs):
            if isinstance(x, Tensor):
                values.append(x.data)
                if x.requires_grad:
                    edges.append(i)
            else:
                values.append(x)
        try:
            y = self.forward(*values, **options)
        except ValueError as error:
            self.explain(error, values)
            raise
        result = Tensor._result(y)
        kind = result.data.dtype.kind
        if kind not in "fc":  # integers have slope 0
            if kind not in "iub":
                raise errors.no_numbers(result.data.dtype)
        elif edges and mode.recording:
            if options or len(inputs) > self.regular:
                self.require_rules(inputs, options, edges)
            result.requires_grad = True
            values = (result.data, *values)
            result.node = Node(self, inputs, options, values, tuple(edges), next_birth())
            if mode.guarding:
                guard(result)
        return result

    def __repr__(self) -> str:
        return f"<primitive {self.__name__}>"


@overload
def primitive(
    forward: Forward, *, vjps: Sequence[Rule | None], joins_lists: bool = ...
) -> Primitive: ...
@overload
def primitive(
    *, vjps: Sequence[Rule | None], joins_lists: bool = ...
) -> Callable[[Forward], Primitive]: ...
def primitive(
    forward: Forward | None = None, *, vjps: Sequence[Rule | None], joins_lists: bool = False
) -> Any:
    """Declare a differentiable operation: a NumPy function and a rule for each input.

    Parameters
    ----------
    forward : callable
        A function, a ufunc, or any object that can be called. Takes arrays and returns an array.
        Leave it out to use `primitive` as a decorator.
    vjps : sequence of callables
        One for each differentiable input, in order: ``rule(g, y, *inputs, **options)`` returns the
        derivative of the loss with respect to that input, where `g` is the derivative with respect
        to the output `y`. (vjp: *vector-Jacobian product*.) Write rules with minigrad's own
        operations: bare numbers, such as those of ``x.numpy()``, do not remember where they came
        from, and second derivatives would be wrong (``gradcheck(f, x, order=2)`` sees it). Ignore
        broadcasting: the engine sums over broadcast axes.
        None marks an input without a derivative.
    joins_lists : bool
        True: a list or tuple given for an input becomes one array, as NumPy's functions do it.
        False: it reaches `forward` and the rules as it was given.

    Returns
    -------
    Primitive
        Call it with tensors, arrays or numbers.

    Raises
    ------
    TypeError
        `vjps` is a function, and not a tuple of functions.

    Notes
    -----
    Complex numbers: `g` is ∂L/∂Re y + i ∂L/∂Im y, and the rule returns the same for its input. For
    a function with a complex derivative that is ``g * conj(dy/dx)``.

    Examples
    --------
    >>> import numpy as np
    >>> @primitive(vjps=(lambda g, y, x: g * 3 * x**2,))
    ... def cube(x):
    ...     return np.power(x, 3)
    >>> x = Tensor(2.0, requires_grad=True)
    >>> cube(x).backward()
    >>> float(x.grad)
    12.0
    """
    if forward is None:
        return lambda function: Primitive(function, vjps, joins_lists)
    return Primitive(forward, vjps, joins_lists)
