"""How an operation is declared, and how a result comes to remember its inputs.

A *primitive* is an operation whose derivative is written down instead of being computed: a plain
NumPy function together with one *rule* for each input. The rule answers the question of reverse
mode: given `g`, the derivative of the loss with respect to the output `y`, what is the derivative
with respect to this input? For y = sin(x) it is g · cos(x).

Rules are written with the operations of this package. First derivatives run them on bare arrays,
which costs nothing extra; `create_graph=True` runs the same rules on tensors, which records them,
and so derivatives of every order come from one table.

Read next: rules.py, the table.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, overload

import numpy as np

from .tensor import Tensor

__all__ = ["Primitive", "no_grad", "primitive"]

Forward = Callable[..., Any]
Rule = Callable[..., Any]


class _Mode(threading.local):
    """What an operation does beside computing; each thread has its own."""

    recording = True  # results remember their inputs; `no_grad` turns it off
    bare = False  # results are plain arrays; `backward` turns it on while it runs the rules


mode = _Mode()


@contextmanager
def switched(*, recording: bool, bare: bool) -> Iterator[None]:
    """Set the mode, and put the old one back even after an exception."""
    before = mode.recording, mode.bare
    mode.recording, mode.bare = recording, bare
    try:
        yield
    finally:
        mode.recording, mode.bare = before


def no_grad() -> Any:
    """Compute without remembering: for evaluation, and for updates of parameters.

    Works as a context manager and as a decorator.

    Examples
    --------
    >>> x = Tensor(2.0, requires_grad=True)
    >>> with no_grad():
    ...     y = x * x
    >>> y.requires_grad
    False
    """
    return switched(recording=False, bare=False)


class Primitive:
    """An operation that knows the derivative of its output with respect to each input.

    Made by `primitive`. Call it with tensors, arrays or numbers; it returns a Tensor.
    """

    def __init__(self, forward: Forward, vjps: Sequence[Rule | None]) -> None:
        self.forward = forward
        self.vjps = tuple(vjps)
        self.__name__ = forward.__name__
        self.__doc__ = forward.__doc__
        self.is_numpys = getattr(np, self.__name__, None) is forward
        if self.is_numpys:
            page = f"https://numpy.org/doc/stable/reference/generated/numpy.{self.__name__}.html"
            self.__doc__ = f"Differentiable `numpy.{self.__name__}`: {page}"
        else:
            self.__module__ = forward.__module__
            self.__wrapped__ = forward  # lets help() and doctest find the signature and the source

    def __call__(self, *inputs: Any, **options: Any) -> Tensor:
        """Compute, and remember the inputs if one of them requires a gradient."""
        if options and any(isinstance(value, Tensor) for value in options.values()):
            # A tensor given by name would lose its gradient: rules belong to positions.
            bound = inspect.signature(self.forward).bind(*inputs, **options)
            inputs, options = bound.args, bound.kwargs
        if list in map(type, inputs):  # tuples stay: they are shapes, axes or indices
            inputs = tuple(np.asarray(x) if type(x) is list else x for x in inputs)
        arrays = [x.data if isinstance(x, Tensor) else x for x in inputs]
        try:
            data = self.forward(*arrays, **options)
        except ValueError as error:
            if not self.is_numpys:
                raise
            shapes = " and ".join(str(np.shape(a)) for a in arrays[: len(self.vjps)])
            raise ValueError(f"{self.__name__} of shapes {shapes}: {error}") from error
        if mode.bare:
            return data  # type: ignore[no-any-return]  # rules see arrays
        output = Tensor._result(data)
        if mode.recording and any(isinstance(x, Tensor) and x.requires_grad for x in inputs):
            output.requires_grad = True
            output._primitive = self
            output._inputs = inputs
            output._options = options
        return output

    def __repr__(self) -> str:
        return f"<primitive {self.__name__}>"


@overload
def primitive(forward: Forward, *, vjps: Sequence[Rule | None]) -> Primitive: ...
@overload
def primitive(*, vjps: Sequence[Rule | None]) -> Callable[[Forward], Primitive]: ...
def primitive(forward: Forward | None = None, *, vjps: Sequence[Rule | None]) -> Any:
    """Declare a differentiable operation: a NumPy function and a rule for each input.

    Parameters
    ----------
    forward : callable
        Takes arrays and returns an array. Leave it out to use `primitive` as a decorator.
    vjps : sequence of callables
        One for each differentiable input, in order: ``rule(g, y, *inputs, **options)`` returns the
        derivative of the loss with respect to that input, where `g` is the derivative with respect
        to the output `y`. (vjp: *vector-Jacobian product*.) Write rules with minigrad's own
        operations. Ignore broadcasting: the engine sums over broadcast axes.
        None marks an input without a derivative.

    Returns
    -------
    Primitive
        Call it with tensors, arrays or numbers.

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
        return lambda function: Primitive(function, vjps)
    return Primitive(forward, vjps)
