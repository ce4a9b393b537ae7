"""What the C library and Python are told about memory. Skip this on a first reading."""

import gc

import numpy as np

__all__ = ["keep_freed_memory", "look_for_cycles_less_often"]

OBJECTS = (
    20_000  # made and not freed before Python looks for cycles; its own number is 700 or 2,000
)


def keep_freed_memory() -> None:
    """Free a large block once; nobody ever touches it, so it costs nothing.

    A training step frees all its arrays at once. On Linux, glibc then gives the memory back, and
    the next step has to fetch it again, page by page, which can take longer than the computation.
    Once a large block has been freed, glibc keeps up to twice its size.
    """
    np.empty(31 * 2**20, np.uint8)


def look_for_cycles_less_often() -> None:
    """Let the garbage collector wait longer, unless it waits longer already, or for ever.

    A graph has no cycles, so the collector finds nothing in it. But it looks through all that lives
    whenever more has been made, and doubles the time of a graph of 100,000 operations.
    """
    first, *others = gc.get_threshold()
    if 0 < first < OBJECTS:
        gc.set_threshold(OBJECTS, *others)
