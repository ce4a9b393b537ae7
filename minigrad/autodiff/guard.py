"""The guard: what a graph needs unchanged cannot be changed. Skip this on a first reading.

Reverse mode comes back to a result after the whole forward pass. If by then somebody has edited the
numbers it was computed from, the gradient would be wrong without a word. So the arrays of tensors are
read-only until `backward` releases the graph, or until its last tensor is dropped; NumPy then refuses
an edit: "assignment destination is read-only". Arrays that are the caller's, or that we could not
unlock again, are copied.

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

__all__ = ["guard"]

_set_writeable: Any = np.ndarray.setflags  # twice as fast as naming its argument, write=False
CHANGEABLE = frozenset({np.ndarray, list, tuple})  # inputs that the caller may change later


class Lock(partial[Any]):
    """A call that is put off until nobody holds it any more: that which unlocks an array.

    All who need an array unchanged hold the same lock, and Python counts them. The call is made in C,
    not in Python, so that no interrupt (Ctrl-C) can come between.
    """

    __slots__ = ("array",)
    array: NDArray[Any]
    __del__: Callable[..., Any] = partial.__call__


_one_at_a_time = threading.RLock()


def guard(result: Tensor) -> None:
    """Make read-only what the node of a result needs, and copy what is the caller's."""
    node = result.node
    locks: list[Lock | None] = []
    for i, x in enumerate(node.inputs):
        if isinstance(x, Tensor):
            if x.node is not None:
                continue  # a result has a lock of its own, and lives as long as this one
            lock = _lock_of_leaf(x)
            if lock is not None:
                locks.append(lock)
                continue
        elif type(x) not in CHANGEABLE:
            continue
        node.values = (*node.values[: i + 1], _private(x), *node.values[i + 2 :])
    if node.options:
        node.options = {name: _private(value) for name, value in node.options.items()}
    own = _lock(result.data)  # None if it is an input itself, which is locked by now
    # A tuple lets go of its last element first: a view has to be unlocked after its array.
    result._locks = (own, *locks) if locks else own


def _lock(array: NDArray[Any]) -> Lock | None:
    """Make an array read-only for as long as somebody holds what is returned.

    None if it is read-only already, which is not ours to change, or could not be unlocked later.
    """
    if not array.flags.writeable:
        return None
    if array.base is None or _is_buffer(array.base):
        lock = Lock(_set_writeable, array, True)
    elif isinstance(array.base, np.ndarray):
        # A view can be unlocked only if the array it belongs to is. `any` goes through the list of
        # one, or of none, since setflags returns None.
        free = filter(attrgetter("base.flags.writeable"), [array])
        lock = Lock(any, map(_set_writeable, free, repeat(True)))
    else:
        return None  # its memory belongs to another library, such as PyTorch
    _set_writeable(array, False)
    return lock


def _is_buffer(base: Any) -> bool:
    """Whether a base that is no array lets NumPy write, so that a view of it can be unlocked."""
    try:
        return not isinstance(base, np.ndarray) and not memoryview(base).readonly
    except TypeError:
        return False


def _lock_of_leaf(leaf: Tensor) -> Lock | None:
    """Return the one lock of a leaf's data, which many graphs may need; None if `_lock` has none."""
    with _one_at_a_time:
        known = leaf._locks  # a weak reference: a leaf knows its lock, but does not hold it
        lock: Lock | None = known() if known else None
        if lock is None or lock.array is not leaf.data:
            lock = _lock(leaf.data)
            if lock is not None:
                lock.array = leaf.data
                leaf._locks = weakref.ref(lock)
        return lock


def _private(x: Any) -> Any:
    """Copy an array, or the arrays in an index such as ``(rows, columns)``."""
    if isinstance(x, np.ndarray):
        return x.copy()
    if isinstance(x, Tensor):
        return x.data.copy()
    return type(x)(map(_private, x)) if type(x) in (list, tuple) else x
