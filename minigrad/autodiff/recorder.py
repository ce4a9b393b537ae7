"""Recording: a function is run once, and every operation is written down. Skip this on a first reading.

While it is recorded, a function does not get arrays but `Recorded` tensors, and the tensors that it
finds elsewhere, such as the parameters of a model, become such tensors for this time. They can be
computed with, compared and asked for their shape, but not for their values. For a value that Python
has seen is lost: ``if x > 0`` goes one way, and a recording would go that way for ever. So whatever
shows a value raises `RecordingError`, which says what it was.

Read next: compile.py, which makes a Python function of what was written down.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import errors
from .foreign import plain
from .modes import current_mode, switched
from .numpy_protocol import FLAT, LIKE, TWINS
from .primitive import Node, Primitive
from .tensor import Tensor

__all__ = ["Recorded", "Recorder", "raw"]

_slot: Any = vars(Tensor)["data"]  # shows values even where an attribute of this name does not
raw: Callable[[Tensor], NDArray[Any]] = _slot.__get__
_apart = switched(recorder=None, guarding=False)  # operations as usual: nobody edits in between
_one_at_a_time = threading.RLock()

OF_SHAPES = {"iscomplexobj", "isrealobj", "ndim", "result_type", "shape", "size"}
SHAPED_BY_VALUES = {"argwhere", "flatnonzero", "nonzero"}
# Operations whose inputs without a rule, such as an index, do not make the shape.
SHAPED_BY_FIRST = {"getitem", "roll", "round", "scatter_add", "take_along_axis", "tril", "triu"}


class Recorder:
    """Writes down every operation that depends on an argument, or on a tensor found elsewhere.

    Attributes
    ----------
    results : list of Recorded
        What operations returned, in this order. Each has a node, as in a graph; the operation of
        that is a plain function where there are no rules, such as ``np.less``.
    leaves : list of Tensor
        The tensors that the function found elsewhere: those given, and what it used besides.
    refusal : RecordingError or None
        The first one; it counts even where the function catches errors.
    """

    def __init__(self, leaves: Iterable[Tensor]) -> None:
        self.results: list[Recorded] = []
        self.leaves: list[Tensor] = []
        self._kinds: list[Any] = []  # their classes
        self.refusal: errors.RecordingError | None = None
        self._given = leaves

    def run(self, f: Callable[..., Any], *arguments: Any) -> Any:
        """Return ``f(*arguments)``, and fill `results`."""
        with _one_at_a_time:
            try:
                for leaf in self._given:
                    self._watch(leaf)
                output = switched(recorder=self).run(f, *arguments)
            finally:
                for leaf, kind in zip(self.leaves, self._kinds, strict=False):
                    leaf.__class__ = kind
        if self.refusal:
            raise self.refusal
        return output

    def operation(self, operation: Primitive, inputs: Any, options: Any) -> Tensor:
        """Run an operation, and write it down if one of its inputs was written down."""
        inputs, options = operation.accepted(inputs, options)
        for x in inputs:
            if isinstance(x, Tensor) and x.requires_grad and not isinstance(x, Recorded):
                self._watch(x)
        recorded = [isinstance(x, Recorded) for x in inputs]
        if operation.__name__ == "getitem" and recorded[1] and inputs[1].dtype == bool:
            raise self.refuse("an index that is a mask: how many are True makes the shape")
        if operation.__name__ == "where" and len(inputs) == 1:
            raise self.refuse("where of a mask alone: how many are True makes the shape")
        # What no rule belongs to says how: how often, along which axis, into which shape.
        if any(recorded[len(operation.vjps) :]) and operation.__name__ not in SHAPED_BY_FIRST:
            raise self.refuse(
                f"{operation.__name__} in a way that is computed, which may make the shape (an input of "
                "an operation of yours that does not has None in its vjps)"
            )
        twins = [
            made(Tensor, raw(x), x.requires_grad) if isinstance(x, Recorded) else x for x in inputs
        ]
        y = _apart.run(lambda: operation(*twins, **options))
        return self._write(y, operation, inputs, options) if any(recorded) else y

    def function(self, function: Any, *inputs: Any, **options: Any) -> Tensor:
        """Run a function without a derivative, and write it down."""
        y = Tensor._result(_apart.run(lambda: function(*map(_values, inputs), **options)))
        return self._write(y, function, inputs, options)

    def numpy(self, function: Any, inputs: Any, options: dict[str, Any]) -> Any:
        """Do the same for a function of NumPy, if it has no rule, or its derivative is not tracked."""
        name = function.__name__
        if name in OF_SHAPES:
            return function(*map(_values, inputs), **options)
        if function in TWINS and "method" not in options:
            return TWINS[function](*inputs, **options)
        known = isinstance(function, np.ufunc) or name in FLAT | LIKE
        if "method" in options or not known or name in SHAPED_BY_VALUES:
            raise self.refuse(f"{errors.full_name(function)}, which cannot be recorded")
        return self.function(function, *inputs, **options)

    def refuse(self, what: str) -> errors.RecordingError:
        """Return, and remember, the error that names what cannot be recorded."""
        error = errors.not_repeatable(what)
        self.refusal = self.refusal or error
        return error

    def _write(self, y: Tensor, operation: Any, inputs: Any, options: dict[str, Any]) -> Recorded:
        result: Recorded = made(Recorded, y.data, y.requires_grad)
        values = (y.data, *map(_values, inputs))
        edges = y.node.edges if y.requires_grad else ()
        result.node = Node(operation, inputs, options, values, edges, len(self.results))
        self.results.append(result)
        return result

    def _watch(self, leaf: Tensor) -> None:
        """Let a tensor that was found elsewhere show no values until the recording ends."""
        if leaf.node is not None:
            raise self.refuse("a tensor that was computed before, outside of it, from parameters")
        # If an interrupt came while an earlier recording ended, it may still be such a tensor.
        kind = type(leaf).__bases__[1] if isinstance(leaf, Recorded) else type(leaf)
        self._kinds.append(kind)
        self.leaves.append(leaf)
        leaf.__class__ = _recorded(kind)


def made(kind: Any, values: NDArray[Any], requires_grad: bool) -> Any:
    """Return a tensor of some kind, `Tensor` or `Recorded`, without a copy."""
    tensor = Tensor._result(values)
    tensor.__class__, tensor.requires_grad = kind, requires_grad
    return tensor


def _values(x: Any) -> Any:
    return raw(x) if isinstance(x, Tensor) else x


# ---- what a recorded tensor does instead of showing its values --------------------------------------


def _instead(do: Callable[..., Any], usual: Any) -> Callable[..., Any]:
    """Return a method: ``do(recorder, self, …)`` while a recorder listens, else the usual one."""

    def method(self: Any, *inputs: Any, **options: Any) -> Any:
        recorder = current_mode().recorder
        return do(recorder, self, *inputs) if recorder else usual(self, *inputs, **options)

    return method


def _refuse(what: str) -> Callable[..., Any]:
    def refuse(recorder: Recorder, *anything: Any) -> Any:
        raise recorder.refuse(f"{what} of a parameter, an argument, or what depends on them")

    return refuse


def _write(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda recorder, *inputs: recorder.function(function, *map(plain, inputs))


class Recorded(Tensor):
    """A tensor that can be computed with and compared, but does not show its values."""

    __slots__ = ()
    __hash__ = object.__hash__

    data: Any = property(
        _instead(_refuse(".data"), raw), _instead(_refuse("an assignment to .data"), _slot.__set__)
    )
    shape = property(lambda self: raw(self).shape)
    dtype = property(lambda self: raw(self).dtype)
    ndim = property(lambda self: raw(self).ndim)
    size = property(lambda self: raw(self).size)

    def __len__(self) -> int:
        return len(raw(self))


_recorded: Any = cache(lambda kind: type("Recorded", (Recorded, kind), {"__slots__": ()}))

REFUSED = {
    "numpy": ".numpy()", "item": ".item()", "tolist": ".tolist()",
    "backward": ".backward()", "__float__": "float()",
    "__int__": "int()", "__complex__": "complex()", "__bool__": "bool(), as an if does,",
    "__array__": "np.asarray()", "__repr__": "repr()", "__format__": "format()",
}  # fmt: skip
WRITTEN = {
    "detach": np.positive, "__eq__": np.equal, "__ne__": np.not_equal, "__lt__": np.less,
    "__le__": np.less_equal, "__gt__": np.greater, "__ge__": np.greater_equal,
    "__and__": np.bitwise_and, "__or__": np.bitwise_or, "__xor__": np.bitwise_xor,
    "__rand__": np.bitwise_and, "__ror__": np.bitwise_or, "__rxor__": np.bitwise_xor,
    "__invert__": np.invert,
}  # fmt: skip
for _name in (*REFUSED, *WRITTEN):
    _do = _refuse(REFUSED[_name]) if _name in REFUSED else _write(WRITTEN[_name])
    setattr(Recorded, _name, _instead(_do, getattr(Tensor, _name, None)))
