"""What an operation says of itself, and checks of its calls. Skip this on a first reading.

`Primitive` inherits from this class: its name, docstring and signature are found here, and `accepted`
brings inputs into the form that the operation is declared for. `require_rules` refuses what no rule
knows at the call, where the mistake is, and not later in backward.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from . import errors
from .foreign import PLAIN, plain
from .numpy_protocol import TWINS, NumpyProtocol, holds_tracked, values_of

__all__ = ["Declared", "Forward", "Rule", "Slope", "each", "stands_in_for"]

Forward = Callable[..., Any]  # takes arrays, and returns an array
Rule = Callable[..., Any]  # takes g, y and the inputs, and returns a gradient
Slope = Callable[..., Any]  # takes y and the inputs, and returns the derivative of y by one
Inputs = tuple[Any, ...]
Options = dict[str, Any]

NO_OPTIONS: Options = {}  # one for all nodes, since a long graph keeps what it is given
SIMPLE = PLAIN - {list, tuple, dict}
VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class each(Sequence[Rule]):
    """The rule of every input, however many there are: ``rule(i, g, y, *inputs)``."""

    def __init__(self, rule: Callable[..., Any]) -> None:
        self.rule = rule

    def __getitem__(self, i: Any) -> Any:
        return partial(self.rule, i)

    def __len__(self) -> int:
        return 2**31 - 1  # more than there will be inputs


class Declared:
    """Name, docstring and signature of an operation, and what it accepts.

    Attributes
    ----------
    from_numpy : bool
        Whether the forward function is NumPy's own of that name.
    joins_lists : bool
        True: a list given for an input becomes one array, as NumPy's functions do it. False: lists
        and tuples arrive as they were given.
    """

    forward: Forward
    vjps: Sequence[Any]  # rules; None where there is none
    joins_lists: bool

    def describe(self) -> None:
        """Take name, docstring and signature from the forward function and the rules."""
        forward = self.forward
        named = getattr(forward, "func", forward)  # of a functools.partial
        self.__name__ = getattr(named, "__name__", type(named).__name__)
        self.__doc__ = forward.__doc__
        self.from_numpy = getattr(np, self.__name__, None) is forward
        if self.from_numpy:
            page = f"https://numpy.org/doc/stable/reference/generated/numpy.{self.__name__}.html"
            self.__doc__ = f"Differentiable `numpy.{self.__name__}`: {page}"
        else:
            self.__module__ = getattr(named, "__module__", type(named).__module__)
            self.__wrapped__ = forward  # lets help() and doctest find the source
        # With no option and no more inputs than these, there is nothing to be checked.
        lacks_rules = isinstance(self.vjps, list | tuple) and None in self.vjps
        self.regular = -1 if lacks_rules else len(self.vjps)
        of_forward = _parameters(forward)
        of_rule = _parameters(next(filter(None, self.vjps), None))
        takes_anything = any(p.kind in VARIADIC for p in of_rule)
        of_rule = [] if takes_anything else of_rule[2:]  # what follows g and y
        self.rule_names = [p.name for p in of_rule]
        self.takes_anything = takes_anything and not isinstance(forward, np.ufunc)
        self.input_names = [p.name for p in of_forward or of_rule if p.kind not in VARIADIC]
        # Of the options that a function of NumPy has, the rules know some.
        shown = of_rule if self.from_numpy and of_rule else of_forward
        self.__signature__ = inspect.Signature(shown)

    def input_name(self, position: int) -> str:
        """Return what an input is called; some, such as those of ``*args``, have no name."""
        names = self.input_names
        return names[position] if position < len(names) else f"number {position}"

    def accepted(self, inputs: Inputs, options: Options) -> tuple[Inputs, Options]:
        """Return inputs and options in the form that the operation is declared for."""
        if options:
            inputs, options = self._by_position(inputs, options)
            options = {name: self._setting(name, x) for name, x in options.items()}
        else:
            options = NO_OPTIONS
        for x in inputs:
            if not (isinstance(x, NumpyProtocol) or type(x) in SIMPLE):
                return tuple(map(self._input, range(len(inputs)), inputs)), options
        return inputs, options

    def _by_position(self, inputs: Inputs, options: Options) -> tuple[Inputs, Options]:
        """Move tensors given by name to their positions, since rules belong to positions."""
        named = [name for name, value in options.items() if isinstance(value, NumpyProtocol)]
        if not named:
            return inputs, options
        bound = inspect.signature(self.forward).bind(*inputs, **options)
        bound.apply_defaults()
        for name in named:
            if name in bound.kwargs:
                raise errors.no_rule_for_input(self.__name__, name)
        order = list(bound.arguments)
        count = 1 + max(map(order.index, named))  # what comes later keeps its name
        rest = {name: x for name, x in options.items() if name not in order[:count]}
        return bound.args[:count], rest

    def _input(self, position: int, x: Any) -> Any:
        """Return an input; a list becomes what `joins_lists` says."""
        if self.joins_lists and position < len(self.vjps) and isinstance(x, list | tuple):
            return TWINS[np.stack](x) if holds_tracked(x) else np.asarray(values_of(x))
        return self._setting(self.input_name(position), x)

    def _setting(self, name: str, x: Any) -> Any:
        """Return a foreign array as a plain one, and a nest with arrays in the place of tensors."""
        if not isinstance(x, list | tuple | dict):
            return plain(x)
        if type(x) is tuple and SIMPLE.issuperset(map(type, x)):
            return x  # an index or a shape, which is most of them
        if holds_tracked(x):
            raise errors.list_of_tensors(self.__name__, name)
        return values_of(x)

    def explain(self, error: ValueError, values: Sequence[Any]) -> None:
        """Raise an error that names the shapes, where NumPy's own does not."""
        if self.from_numpy:
            arrays = values[: len(self.vjps)]
            raise errors.shapes_do_not_fit(self.__name__, arrays, error) from error

    def require_rules(self, inputs: Inputs, options: Options, edges: Sequence[int]) -> None:
        """Raise TypeError for an option, or for an input that wants a gradient, without a rule."""
        for i in edges:
            if i >= len(self.vjps) or self.vjps[i] is None:
                raise errors.no_rule_for_input(self.__name__, self.input_name(i))
        if self.takes_anything:
            return
        known = self.rule_names
        unknown = [name for name in options if name not in known]
        for i in range(len(self.vjps), len(inputs)):
            name = self.input_name(i)
            # By position, a rule may call it differently, but not mistake it for another option.
            if name not in known and (i >= len(known) or known[i] in self.input_names):
                unknown.append(name)
        if unknown:
            raise errors.no_rule_for_option(self.__name__, unknown[0])


def _parameters(f: Callable[..., Any] | None) -> list[inspect.Parameter]:
    """List the parameters of a function, and the inputs only of one of NumPy's ufuncs."""
    if isinstance(f, np.ufunc):
        names = ["x"] if f.nin == 1 else [f"x{i + 1}" for i in range(f.nin)]
        return [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names]
    try:
        return list(inspect.signature(f).parameters.values()) if f else []
    except ValueError:  # some functions of NumPy hide them
        return []


def stands_in_for(library: Any, table: dict[str, Any]) -> None:
    """Let functions of a library find the operations of a module, which have their names.

    As these functions do, the operations take lists for arrays.
    """
    site = "numpy.org/doc/stable" if library.__name__[:5] == "numpy" else "docs.scipy.org/doc/scipy"
    for name, operation in table.items():
        if isinstance(operation, Declared) and not operation.joins_lists:  # its first name stays
            operation.joins_lists, operation.__name__ = True, name.lstrip("_")
        function = getattr(library, name, None)
        if name in table["__all__"] and function is not None:
            TWINS[function] = operation
            if getattr(operation, "forward", None) is function and operation.__name__ == name:
                full_name = f"{library.__name__}.{name}"
                page = f"https://{site}/reference/generated/{full_name}.html"
                operation.__doc__ = f"Differentiable `{full_name}`: {page}"
                operation.__module__ = table["__name__"]  # where compile finds it
