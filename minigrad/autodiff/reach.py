"""What a function can reach, and what it changes there. Skip this on a first reading.

A function may use more than its arguments: variables around it, globals, attributes of the object
that it is a method of. `Surroundings` looks through all of these, and through what it finds there, but
not into libraries. `compile` needs it for three reasons. Parameters that a function finds elsewhere are
inputs of it, too. Numbers drawn at random while it is recorded would come again and again. And what a
function stores or counts, it would store or count no more.
"""

from __future__ import annotations

import gc
import pickle
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from .tensor import Tensor

__all__ = ["Surroundings"]

LIBRARIES = sys.stdlib_module_names | set("matplotlib minigrad numba numpy pandas scipy".split())
GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
CHANGEABLE: tuple[type, ...] = (dict, list, CellType)
ENOUGH = 100_000  # objects


class Surroundings:
    """All that a function can reach, as it was when this was made.

    Attributes
    ----------
    names : dict
        Names of objects by their id: of a variable, or of an attribute.
    tensors : list of Tensor
        Those among them.

    Examples
    --------
    >>> def line_with(w):
    ...     return lambda x: w * x
    >>> around = Surroundings(line_with(Tensor(1.0, requires_grad=True)))
    >>> around.tensors, list(around.names.values())
    ([Tensor(1., requires_grad=True)], ['w'])
    """

    def __init__(self, f: Callable[..., Any]) -> None:
        self.tensors: list[Tensor] = []
        self.names: dict[int, str] = {}
        self._kept: list[tuple[Any, Any]] = []  # what can be changed, and a copy
        generators: list[Any] = [np.random.mtrand._rand, random._inst]
        seen: dict[int, Any] = {}  # what was seen is kept, since an id may be used again
        queue: list[tuple[str, Any]] = [("f", f)]
        for name, x in queue:
            if id(x) in seen or len(seen) == ENOUGH:
                continue
            seen[id(x)] = x
            if isinstance(x, Tensor):
                self.tensors.append(x)
                self.names[id(x)] = name
            elif isinstance(x, GENERATORS):
                generators += [x] if not isinstance(x, random.SystemRandom) else []
            else:
                if type(x) in CHANGEABLE:
                    self._kept.append((x, _copy(x)))
                queue += _inside(name, x)
        sources = [getattr(x, "bit_generator", x) for x in generators]
        self._stood = [(source, pickle.dumps(source.__getstate__())) for source in sources]

    def put_back(self) -> tuple[bool, bool]:
        """Put all back to how it was; return whether numbers were drawn, and others changed."""
        drawn = [(x, state) for x, state in self._stood if pickle.dumps(x.__getstate__()) != state]
        for source, state in drawn:
            source.__setstate__(pickle.loads(state))
        changed = [(x, copy) for x, copy in self._kept if not _is_same(_copy(x), copy)]
        for x, copy in changed:
            if isinstance(x, CellType):
                x.cell_contents = copy[0]
            else:
                x.clear()
                x.update(copy) if isinstance(x, dict) else x.extend(copy)
        return bool(drawn), bool(changed)


def _copy(x: Any) -> Any:
    """Return a copy of a dictionary or a list, or what is in a variable around a function."""
    if not isinstance(x, CellType):
        return x.copy()
    try:
        return [x.cell_contents]
    except ValueError:  # not set yet
        return []


def _is_same(now: Any, before: Any) -> bool:
    """Whether the same objects are in the same places."""
    if isinstance(now, dict):
        return now.keys() == before.keys() and all(now[key] is before[key] for key in now)
    return len(now) == len(before) and all(map(lambda a, b: a is b, now, before))


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
        try:
            inside = vars(x)
        except Exception:  # there is none, or the object answers strangely
            inside = {}
        if type(inside) is dict:
            yield name, inside
        elif isinstance(inside, Mapping):  # of a class
            yield from inside.items()
        yield from ((name, part) for part in gc.get_referents(x))


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):  # a function inside
            yield from _names_in(constant)
