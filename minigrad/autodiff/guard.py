"""The guard: what a graph needs unchanged cannot be changed. Skip this on a first reading.

Reverse mode comes back to a result after the whole forward pass. If by then somebody has edited the
numbers it was computed from, the gradient would be wrong without a word. So the arrays of tensors are
read-only until `backward` releases the graph, or until its last tensor is dropped; NumPy then refuses
an edit: "assignment destination is read-only". Other arrays are the caller's, and are copied.

The guard sees the arrays of tensors, not every view that somebody took of them before.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .tensor import Tensor

__all__ = ["guard", "release"]

_set_writeable: Any = np.ndarray.setflags  # twice as fast as naming its argument, write=False
CHANGEABLE = frozenset(
    {np.ndarray, list, tuple}
)  # inputs that are the caller's, or hold his arrays


class Lock(partial[Any]):
    """A call that is put off until nobody holds it any more: that which unlocks an array.

    All who need an array unchanged hold the same lock, and Python counts them. The call is made in C,
    not in Python, so that no interrupt (Ctrl-C) can come between.
    """

    __slots__ = ()
    __del__: Callable[..., Any] = partial.__call__


_lock_of: dict[int, weakref.ref[Lock]] = {}  # of the arrays of leaves, by address
_one_at_a_time = threading.RLock()


def guard(result: Tensor) -> None:
    """Make read-only what the node of a result needs, and copy what is the caller's."""
    node = result.node
    leaves = []  # what an operation made has a lock of its own
    for i, x in enumerate(node.inputs):
        if isinstance(x, Tensor):
            if x.node is None:
                leaves.append(x.data)
        elif type(x) in CHANGEABLE:
            node.values = (*node.values[: i + 1], _private(x), *node.values[i + 2 :])
    if node.options:
        node.options = {name: _private(value) for name, value in node.options.items()}
    locks = _locks_of(leaves) if leaves else []
    if result.data.flags.writeable:  # not so if it is an input itself, or from broadcast_to
        locks.insert(0, _lock(result.data))  # a list lets go of its last element first, and a view
    result._locks = locks  # has to wait for the array that it belongs to


def release(result: Tensor) -> None:
    """Let go of the arrays, whoever else still holds the node."""
    result._locks = None


def _lock(array: NDArray[Any]) -> Lock:
    """Make an array read-only for as long as somebody holds what is returned."""
    if array.base is None or not isinstance(array.base, np.ndarray):
        lock = Lock(_set_writeable, array, True)
    else:
        # A view can be unlocked only if the array it belongs to is. `any` goes through the list of
        # one, or of none, since setflags returns None.
        free = filter(attrgetter("base.flags.writeable"), [array])
        lock = Lock(any, map(_set_writeable, free, repeat(True)))
    _set_writeable(array, False)
    return lock


def _locks_of(leaves: list[NDArray[Any]]) -> list[Lock]:
    """Return the locks of arrays that many graphs may need: one an array, whoever needs it.

    An array that is read-only already, and not by us, gets none: it is not ours to unlock.
    """
    locks = []
    with _one_at_a_time:
        for array in leaves:
            address = id(array)
            lock = _lock_of[address]() if address in _lock_of else None
            if lock is None and array.flags.writeable:
                lock = _lock(array)
                _lock_of[address] = weakref.ref(lock, partial(_lock_of.pop, address))
            if lock is not None:
                locks.append(lock)
    return locks


def _private(x: Any) -> Any:
    """Copy an array, or the arrays in an index such as ``(rows, columns)``."""
    if isinstance(x, np.ndarray):
        return x.copy()
    if isinstance(x, Tensor):
        return x.data.copy()
    return type(x)(map(_private, x)) if type(x) in (list, tuple) else x
