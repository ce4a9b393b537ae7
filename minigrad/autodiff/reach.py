"""What a function can reach: tensors, and generators of random numbers. Skip this on a first reading.

A function may use more than its arguments: variables around it, globals, attributes of the object
that it is a method of. `reachable` looks through all of these, and through what it finds there, but
not into libraries. `compile` needs it for two reasons: parameters that a function finds elsewhere are
inputs of it, too; and numbers drawn at random while it is recorded would come again and again.
"""

from __future__ import annotations

import gc
import pickle
import random
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from .tensor import Tensor

__all__ = ["Randomness", "reachable"]

LIBRARIES = sys.stdlib_module_names | set("matplotlib minigrad numba numpy pandas scipy".split())
GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
ENOUGH = 100_000  # objects


def reachable(f: Any) -> list[tuple[str, Any]]:
    """List the tensors and random generators that a function can reach, each with a name.

    The name is the last one on the way there: of a variable, or of an attribute.

    Examples
    --------
    >>> def line_with(w):
    ...     return lambda x: w * x
    >>> reachable(line_with(Tensor(1.0, requires_grad=True)))
    [('w', Tensor(1., requires_grad=True))]
    """
    found: list[tuple[str, Any]] = []
    seen: dict[int, Any] = {}  # what was seen is kept, since an id may be used again
    queue: list[tuple[str, Any]] = [("f", f)]
    for name, x in queue:
        if id(x) not in seen and len(seen) < ENOUGH:
            seen[id(x)] = x
            if isinstance(x, (Tensor, *GENERATORS)):
                found.append((name, x))
            else:
                queue += _inside(name, x)
    return found


def _inside(name: str, x: Any) -> Iterator[tuple[str, Any]]:
    """Iterate over what one object leads to."""
    home = str(getattr(x, "__name__" if isinstance(x, ModuleType) else "__module__", ""))
    is_of_library = home.split(".")[0] in LIBRARIES
    if isinstance(x, dict):
        yield from ((str(key), part) for key, part in x.items())
    elif isinstance(x, FunctionType):
        yield from zip(x.__code__.co_freevars, x.__closure__ or (), strict=True)
        yield from ((name, part) for part in (x.__defaults__, x.__kwdefaults__, vars(x)))
        if not is_of_library:  # the globals that it names
            names = _names_in(x.__code__)
            yield from ((key, x.__globals__[key]) for key in names if key in x.__globals__)
    elif not (isinstance(x, type | ModuleType) and is_of_library):
        inside = getattr(x, "__dict__", None)
        yield from inside.items() if isinstance(inside, Mapping) else ()
        yield from ((name, part) for part in gc.get_referents(x))


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):  # a function inside
            yield from _names_in(constant)


class Randomness:
    """Where generators stood: those that were found, and the global ones of NumPy and Python."""

    def __init__(self, found: list[tuple[str, Any]]) -> None:
        generators: list[Any] = [x for _, x in found if isinstance(x, GENERATORS)]
        generators += [np.random.mtrand._rand, random._inst]
        self._sources = [getattr(x, "bit_generator", x) for x in generators]
        self._stood = [pickle.dumps(source.__getstate__()) for source in self._sources]

    def taken_back(self) -> bool:
        """Put generators back to where they stood; return whether one had moved."""
        now = [pickle.dumps(source.__getstate__()) for source in self._sources]
        for source, stood in zip(self._sources, self._stood, strict=True):
            source.__setstate__(pickle.loads(stood))
        return now != self._stood
