"""What happens when NumPy, SciPy or pandas meet a Tensor. Skip this on a first reading.

NumPy's functions ask their arguments whether they want to take over. Tensors do: ``np.exp(tensor)``
and ``array * tensor`` run the operation of that name. Where there is none, or where NumPy wants the
bare numbers, one question decides: would a gradient be lost? If so, a TypeError names the cure. If
not, since nothing is tracked, the tensors are what their values are: arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import errors
from .modes import current_mode

__all__ = ["TWINS", "NumpyProtocol", "holds_tracked", "values_of"]

# NumPy's functions, each with the operation that stands for it; the tables of rules fill this in.
TWINS: dict[Callable[..., Any], Callable[..., Any]] = {}

# NumPy's functions that say something about values, and have no derivative.
FLAT = frozenset(
    "all allclose any argmax argmin argpartition argsort argwhere array2string array_equal "
    "array_equiv array_repr array_str count_nonzero digitize flatnonzero iscomplex iscomplexobj "
    "isclose isin isneginf isposinf isreal isrealobj lexsort may_share_memory nanargmax nanargmin "
    "ndim nonzero result_type searchsorted shape shares_memory size".split()
)
# Functions that take from their first argument no more than its shape and dtype.
LIKE = frozenset("empty_like full_like ones_like zeros_like".split())
# Functions by which SciPy makes arrays: they do if no gradient is lost.
TO_ARRAYS = frozenset("atleast_1d atleast_2d atleast_3d".split())


class _LeftToUs:
    """``__array_ufunc__``, which NumPy finds at the class, and masked arrays do not find here.

    NumPy's masked arrays ask the object itself. None lets them step back, so that
    ``masked * tensor`` is left to the tensor, as ``tensor * masked`` is.
    """

    def __get__(self, tensor: Any, owner: type) -> Any:
        return _call_ufunc if tensor is None else None


class NumpyProtocol:
    """The methods by which NumPy asks a Tensor."""

    __slots__ = ()
    data: NDArray[Any]
    requires_grad: bool
    _result: Callable[..., Any]

    __pandas_priority__ = 5000  # more than a DataFrame has: ``frame * tensor`` is left to us
    __array_ufunc__ = _LeftToUs()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if holds_tracked(self):
            raise errors.gradient_would_be_lost()
        return np.array(self.data, dtype=dtype, copy=copy)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        """Let ``np.where(mask, tensor, 0)`` and ``np.linalg.norm(tensor)`` find their operation."""
        tracked = holds_tracked((args, options))
        if tracked and function in TWINS:
            return TWINS[function](*args, **options)
        name = function.__name__
        if tracked and name not in FLAT:
            if name not in LIKE or holds_tracked((args[1:], options)):
                raise errors.no_rule_for(errors.full_name(function), TWINS.values())
        mode = current_mode()
        if mode.recorder:
            return mode.recorder.numpy(function, args, options)
        found = function(*values_of(args), **values_of(options))
        if function not in TWINS or name in TO_ARRAYS or "out" in options or mode.on_arrays:
            return found
        if isinstance(found, list | tuple):
            return TWINS[function](*args, **options)  # several tensors, in a nest of its own
        return self._result(found)


def _call_ufunc(self: Any, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
    """Let ``np.exp(tensor)`` and ``array * tensor`` use the operation of that name."""
    if method == "__call__" and ufunc in TWINS and not options and not current_mode().on_arrays:
        return TWINS[ufunc](*inputs)
    if any(isinstance(target, NumpyProtocol) for target in options.get("out", ())):
        raise errors.elements_cannot_be_assigned()
    is_flat = "d" * ufunc.nin + "->?" in ufunc.types  # as less and isnan: no gradient is lost
    if holds_tracked((inputs, options)) and not is_flat:
        name = errors.full_name(ufunc) + ("" if method == "__call__" else f".{method}")
        name += "".join(f" with {option}" for option in options)
        raise errors.no_rule_for(name, TWINS.values())
    recorder = current_mode().recorder
    if recorder:
        return recorder.numpy(
            ufunc, inputs, options | ({} if method == "__call__" else {"method": method})
        )
    return getattr(ufunc, method)(*values_of(inputs), **values_of(options))


def holds_tracked(x: Any) -> bool:
    """Whether `x` is, or holds, a tensor whose gradient would be lost as an array."""
    if isinstance(x, NumpyProtocol):
        return x.requires_grad and current_mode().recording
    if isinstance(x, list | tuple):
        return any(map(holds_tracked, x))
    return isinstance(x, dict) and any(map(holds_tracked, x.values()))


def values_of(x: Any) -> Any:
    """Return the array inside a tensor, or inside the tensors of a nest; anything else as it is.

    (`mapped` of nests.py would do, but it also asks which lists are arrays: half as fast.)
    """
    if isinstance(x, NumpyProtocol):
        return x.data
    if isinstance(x, list | tuple):
        values = list(map(values_of, x))
        if hasattr(x, "_fields"):  # a named tuple
            return type(x)(*values)
        return tuple(values) if isinstance(x, tuple) else values
    return {name: values_of(value) for name, value in x.items()} if type(x) is dict else x
