"""What the memory allocator is told. Skip this on a first reading.

A training step frees all its arrays at once. On Linux, glibc then gives the memory back, and the
next step has to fetch it again, page by page, which can take longer than the computation. Once a
large block has been freed, glibc keeps up to twice its size.
"""

import numpy as np

__all__ = ["keep_freed_memory"]


def keep_freed_memory() -> None:
    """Free a large block once; nobody ever touches it, so it costs nothing."""
    np.empty(31 * 2**20, np.uint8)
