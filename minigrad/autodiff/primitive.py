"""How an operation is declared, and how a result comes to remember its inputs.

A *primitive* is an operation whose derivative is written down instead of being computed: a plain
NumPy function together with one *rule* for each input. The rule answers the question of reverse
mode: given `g`, the derivative of the loss with respect to the output `y`, what is the derivative
with respect to this input? For y = sin(x) it is g · cos(x).

Rules are written with the operations of this package. First derivatives run them on bare arrays,
which costs nothing extra; `create_graph=True` runs the same rules on tensors, which records them,
and so derivatives of every order come from one table.

Read next: node.py, what is remembered.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, overload

import numpy as np

from .node import Node
from .tensor import Tensor, holds_gradient

__all__ = ["Primitive", "no_grad", "primitive", "unguarded"]

_SEQUENCES = frozenset({list, tuple})

ANYTHING = "*"  # stands for the parameters *args and **options

Forward = Callable[..., Any]
Rule = Callable[..., Any]


class _Mode(threading.local):
    """What an operation does beside computing; each thread has its own."""

    recording = True  # results remember their inputs; `no_grad` turns it off
    bare = False  # results are plain arrays; `backward` turns it on while it runs the rules
    guarding = True  # what is remembered becomes read-only; `unguarded` turns it off


mode = _Mode()


class switched:
    """Set the mode, and put the old one back even after an exception; also a decorator."""

    def __init__(self, **settings: bool) -> None:
        self.settings = settings
        self.before: list[dict[str, bool]] = []  # a stack: one object may be entered twice

    def __enter__(self) -> None:
        state = vars(mode)
        self.before.append(state.copy())
        state.update(self.settings)

    def __exit__(self, *error: object) -> None:
        state = vars(mode)
        state.clear()
        state.update(self.before.pop())

    def __call__(self, f: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(f)
        def in_that_mode(*args: Any, **options: Any) -> Any:
            with switched(**self.settings):
                return f(*args, **options)

        return in_that_mode


def no_grad() -> switched:
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
    return switched(recording=False)


def unguarded() -> switched:
    """Leave the arrays of a graph writable, and do not copy arrays of the caller.

    Saves a little time and memory. An edit before `backward` then gives a wrong gradient, and
    nothing notices. Works as a context manager and as a decorator.

    Examples
    --------
    >>> x = Tensor(2.0, requires_grad=True)
    >>> with unguarded():
    ...     y = x * x
    >>> x.data[...] = 5.0  # y is still 4
    >>> y.backward()
    >>> float(x.grad)  # which is the derivative neither at 2 nor of y
    10.0
    """
    return switched(guarding=False)


class Primitive:
    """An operation that knows the derivative of its output with respect to each input.

    Made by `primitive`. Call it with tensors, arrays or numbers; it returns a Tensor.
    """

    def __init__(self, forward: Forward, vjps: Sequence[Rule | None]) -> None:
        self.forward = forward
        self.__name__ = forward.__name__
        self.__doc__ = forward.__doc__
        self.is_numpys = getattr(np, self.__name__, None) is forward
        if self.is_numpys:
            page = f"https://numpy.org/doc/stable/reference/generated/numpy.{self.__name__}.html"
            self.__doc__ = f"Differentiable `numpy.{self.__name__}`: {page}"
        else:
            self.__module__ = forward.__module__
            self.__wrapped__ = forward  # lets help() and doctest find the signature and the source
        rule_names = next((_parameters(rule) for rule in vjps if rule), [])
        names = [name for name in _parameters(forward) or rule_names[2:] if name != ANYTHING]
        # Some inputs and options have no name, such as those of *args.
        self.input_names = names + [f"number {i}" for i in range(len(names), len(vjps) + 9)]
        self.rule_names = [] if isinstance(forward, np.ufunc) else rule_names
        self.vjps = tuple(
            rule or self._no_rule(name) for name, rule in zip(self.input_names, vjps, strict=False)
        )

    def __call__(self, *inputs: Any, **options: Any) -> Tensor:
        """Compute, and remember the inputs if one of them requires a gradient."""
        if options and any(isinstance(value, Tensor) for value in options.values()):
            # A tensor given by name would lose its gradient: rules belong to positions.
            bound = inspect.signature(self.forward).bind(*inputs, **options)
            bound.apply_defaults()
            for name, value in bound.kwargs.items():
                if isinstance(value, Tensor):
                    self._no_rule(name)()
            return self(*bound.args, **bound.kwargs)
        arrays: list[Any] = []
        edges: list[tuple[Tensor, int]] = []  # the inputs that want a gradient, with their position
        for i, x in enumerate(inputs):
            if isinstance(x, Tensor):
                arrays.append(x.data)
                if x.requires_grad:
                    edges.append((x, i))
            elif type(x) in _SEQUENCES and (one := _as_one(x)) is not x:
                return self(*inputs[:i], one, *inputs[i + 1 :], **options)
            else:
                arrays.append(x)
        try:
            y = self.forward(*arrays, **options)
        except ValueError as error:
            if not self.is_numpys:
                raise
            shapes = " and ".join(str(np.shape(a)) for a in arrays[: len(self.vjps)])
            raise ValueError(f"{self.__name__} of shapes {shapes}: {error}") from error
        if mode.bare:
            return y  # type: ignore[no-any-return]  # rules see arrays
        output = Tensor._result(y)
        if edges and mode.recording and output.data.dtype.kind in "fc":  # integers have slope 0
            if options or len(inputs) > len(self.vjps):
                self._require_rules(inputs, options)
            output.requires_grad = True
            output._node = Node(self, inputs, options, output.data, arrays, edges, mode.guarding)
        return output

    def _require_rules(self, inputs: tuple[Any, ...], options: dict[str, Any]) -> None:
        """Raise TypeError, now and not in backward, for options that the rules do not know."""
        if ANYTHING in self.rule_names:
            return
        known = self.rule_names[2:]  # the first two are g and y
        unknown = [name for name in options if name not in known]
        for i, x in enumerate(inputs[len(self.vjps) :], start=len(self.vjps)):
            name = self.input_names[i]
            if isinstance(x, Tensor) and x.requires_grad:
                self._no_rule(name)()
            # By position, a rule may call it differently, but not mistake it for another option.
            if name not in known and (i >= len(known) or known[i] in self.input_names):
                unknown.append(name)
        if unknown:
            raise TypeError(
                f"{self.__name__} has no rule for its option {unknown[0]!r}: leave it out, or use "
                "np.asarray(tensor) where no gradient is needed"
            )

    def _no_rule(self, name: str) -> Rule:
        def no_rule(*_: Any, **options: Any) -> Any:
            raise TypeError(
                f"{self.__name__} has no rule for a tensor as its input {name!r}: "
                f"give its values, {name}.numpy()"
            )

        return no_rule

    def __repr__(self) -> str:
        return f"<primitive {self.__name__}>"


def _parameters(f: Callable[..., Any]) -> list[str]:
    """List the names of parameters."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except ValueError:  # some functions of NumPy hide them
        return []
    return [ANYTHING if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) else p.name for p in parameters]


def _as_one(x: Any) -> Any:
    """Make one tensor of a list of tensors, and an array of any other list.

    Tuples stay, as shapes, axes and indices, unless they hold a tensor with a gradient. An empty
    list stays too: as an index it is not an array of floats.
    """
    if holds_gradient(x):
        from .rules import stack

        return stack([_as_one(element) for element in x])
    return np.asarray(x) if type(x) is list and x else x


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
        operations: a function of NumPy returns numbers that do not remember where they came from,
        and second derivatives would be wrong without an error (``gradcheck(f, x, order=2)`` sees
        it). Ignore broadcasting: the engine sums over broadcast axes.
        None marks an input without a derivative.

    Returns
    -------
    Primitive
        Call it with tensors, arrays or numbers.

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
        return lambda function: Primitive(function, vjps)
    return Primitive(forward, vjps)
