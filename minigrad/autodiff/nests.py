"""Nests: dicts, lists and tuples with arrays in them. Skip this on a first reading.

The parameters of a model are rarely one array. A function may take them as they come, such as
``{"layers": [(W, b), (W, b)], "scale": 0.5}``, and its gradient has the same form. `flatten` lists the
arrays of such arguments, and `unflatten` puts others in their places.

A list or tuple of plain numbers, in rows of one length, is no nest but an array, as everywhere in
NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any

import numpy as np

__all__ = ["flatten", "is_nest", "mapped", "places", "unflatten"]

NUMBERS = frozenset({bool, int, float, complex, np.float64})
CONTAINERS = (dict, list, tuple)  # isinstance is slower with dict | list | tuple


def is_nest(x: Any) -> bool:
    """Whether `x` is a dict, or a list or tuple that holds more than plain numbers."""
    return isinstance(x, CONTAINERS) and _shape(x) is None


def _shape(x: Any) -> tuple[int, ...] | None:
    """Return the shape of a number or a list of numbers; None if an array or a dict is in it."""
    if not isinstance(x, list | tuple):
        is_array = hasattr(type(x), "__array__") and not isinstance(x, np.generic)
        return None if is_array or isinstance(x, dict) else ()
    if hasattr(x, "_fields"):  # a named tuple: whoever has names wants to use them
        return None
    if NUMBERS.issuperset(map(type, x)):  # which is nearly always so, and quick to see
        return (len(x),)
    first = _shape(x[0])
    return None if first is None or any(_shape(row) != first for row in x) else (len(x), *first)


def flatten(nests: Iterable[Any]) -> list[Any]:
    """List the arrays in nests, in order; what is no nest is such an array itself.

    Examples
    --------
    >>> flatten([{"w": [1.0, 2.0], "b": 0.5}, 3.0])
    [[1.0, 2.0], 0.5, 3.0]
    """
    arrays = []
    for x in nests:
        if is_nest(x):
            arrays += flatten(x.values() if isinstance(x, dict) else x)
        else:
            arrays.append(x)
    return arrays


def unflatten(nests: Iterable[Any], arrays: Iterable[Any]) -> tuple[Any, ...]:
    """Return nests of the same form, with other arrays, in the order of `flatten`.

    Examples
    --------
    >>> unflatten([{"w": [1.0, 2.0], "b": 0.5}, 3.0], ["a", "b", "c"])
    ({'w': 'a', 'b': 'b'}, 'c')
    """
    rest = iter(arrays)
    return tuple(mapped(lambda x: next(rest), x) for x in nests)


def mapped(f: Callable[[Any], Any], x: Any, place: str = "") -> Any:
    """Return a nest of the same form, with ``f(array)`` in the place of each array."""
    if not is_nest(x):
        try:
            return f(x)
        except (TypeError, ValueError) as error:
            if place:
                error.add_note(f"This is about what the argument holds at {place}.")
            raise
    if isinstance(x, dict):
        changed = copy(x)  # of the same class, in the same order
        for key, part in x.items():
            changed[key] = mapped(f, part, f"{place}[{key!r}]")
        return changed
    parts = [mapped(f, part, f"{place}[{i}]") for i, part in enumerate(x)]
    if hasattr(x, "_fields"):
        return type(x)(*parts)
    return tuple(parts) if isinstance(x, tuple) else parts


def places(nests: Iterable[Any]) -> list[str]:
    """List how one gets to each array, in the order of `flatten`.

    Examples
    --------
    >>> places([{"w": [1.0, 2.0], "b": 0.5}, 3.0])
    ["0['w']", "0['b']", '1']
    """
    return [place for i, x in enumerate(nests) for place in _places(x, str(i))]


def _places(x: Any, name: str) -> Iterator[str]:
    if not is_nest(x):
        yield name
        return
    for place, part in x.items() if isinstance(x, dict) else enumerate(x):
        yield from _places(part, f"{name}[{place!r}]")
