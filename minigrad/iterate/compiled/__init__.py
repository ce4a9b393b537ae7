"""The compiled forms of exp^(n), and how they are run: see `Kernel`.

real.py and complex.py hold the kernels, tables.py the numbers that both forms need. Nothing of
Numba is loaded before the first call of a kernel. Where it is missing, or told not to compile
(``NUMBA_DISABLE_JIT=1``), the readable form does the work.

Read next: ../../fractional.py; real.py, if you want to know what makes a kernel fast.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from importlib import import_module
from typing import Any

import numpy as np

Form = Callable[[Any, Any], tuple[Any, Any, Any]]  # (x, n) -> exp^(n)(x) and both slopes, as arrays

CHUNK = 2**15  # elements for one thread: less, and starting it costs more than it saves


class Kernel:
    """exp^(n) and its slopes by the fastest form there is: compiled, or else the readable one.

    Parameters
    ----------
    file, name : str
        The compiled form: a function of that name in that file of this folder. It fills y, dx and
        dn, marks the elements that are too extreme for it, and counts these and all that are nan.
    readable : callable
        The form that shows how it is done, and takes everything: (x, n) -> y, dx, dn.
    """

    def __init__(self, file: str, name: str, readable: Form) -> None:
        self.file, self.name, self.readable = file, name, readable

    @cached_property
    def compiled(self) -> Any:
        """The function that Numba compiles at its first call or loads from disk; or None."""
        return None if why_not() else getattr(import_module(f".{self.file}", __name__), self.name)

    def __call__(self, x: Any, n: Any) -> tuple[Any, Any, Any, bool]:
        """Return exp^(n)(x) and its partials, for arrays of one shape; and whether no y is nan.

        True is certain, since compiled code looks in passing; False means that one has to look.

        Threads work on large arrays: as many as there are cores, or as NUMBA_NUM_THREADS or
        ``numba.set_num_threads`` say. The results do not depend on it.
        """
        if self.compiled is None:
            return *self.readable(x, n), False
        x, n, shape, dtype = _plain(x), _plain(n), x.shape, x.dtype
        y, dx, dn = np.empty(shape, dtype), np.empty(shape, dtype), np.empty(shape, dtype)
        extreme = np.empty(shape, bool)
        arrays: tuple[Any, ...] = x, n, y, dx, dn, extreme
        if len(shape) != 1:
            arrays = tuple(a.reshape(-1) for a in arrays)
        run = _call if x.size <= CHUNK else _call_on_threads
        if run(self.compiled, arrays) == 0:
            return y, dx, dn, True
        if extreme.any():
            y[extreme], dx[extreme], dn[extreme] = self.readable(x[extreme], n[extreme])
        return y, dx, dn, False


@cache
def why_not() -> str:
    """Return why the kernels cannot be used; nothing if they can."""
    try:
        from numba.core import config
    except ImportError:
        return "numba is missing"
    off = config.DISABLE_JIT  # type: ignore[attr-defined]  # made at import
    return "NUMBA_DISABLE_JIT is set" if off else ""


def report(kernels: Iterable[Kernel]) -> str:
    """Say which kernels are compiled."""
    if why_not():
        return f"{why_not()}: the slower NumPy form is used"
    from .compiler import is_kept

    folder = next(iter(kernels)).compiled.stats.cache_path
    if folder is None:
        return "compiled in every process: no folder to keep them in (see NUMBA_CACHE_DIR)"
    ready = [kernel.name for kernel in kernels if is_kept(kernel.compiled)]
    if not ready:
        return "not compiled yet: the first use takes a few seconds, once"
    return f"compiled ({', '.join(ready)}), cached in {folder}"


# ---- skip this on a first reading --------------------------------------------------------------

PLAIN = 0x0001 | 0x0100 | 0x0400  # as NumPy numbers its flags: contiguous, aligned, writeable


def _plain(a: Any) -> Any:
    """Return an array like those Numba has compiled a kernel for; for others, it would do so anew.

    The flags are read as one number. NumPy warns of some arrays when ``flags.writeable`` is read.
    """
    return a if a.flags.num & PLAIN == PLAIN else a.copy()


def _call_on_threads(compiled: Any, arrays: tuple[Any, ...]) -> int:
    """Call a kernel on parts of the arrays at the same time, and add up what it returns."""
    size, threads = arrays[0].size, _threads()
    if threads == 1:
        return _call(compiled, arrays)

    chunk = max(CHUNK, -(-size // (4 * threads)))  # a few for each, since some take longer

    def work(start: int) -> int:
        return _call(compiled, tuple(a[start : start + chunk] for a in arrays))

    return sum(_pool(os.getpid(), threads).map(work, range(0, size, chunk)))


def _threads() -> int:
    """Return how many threads Numba would take.

    To ask it starts its own, and a process with them cannot be forked safely. So it is asked only
    when they run already, as they do after ``numba.set_num_threads``.
    """
    from numba.core import config
    from numba.np.ufunc.parallel import get_num_threads, threading_layer

    try:
        threading_layer()  # type: ignore[no-untyped-call]
    except ValueError:  # there is none yet
        return int(config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]  # made at import
    return int(get_num_threads())  # type: ignore[no-untyped-call]


@cache
def _pool(process: int, threads: int) -> ThreadPoolExecutor:
    """Return the threads; a forked process, which has none of them, gets its own."""
    return ThreadPoolExecutor(threads, thread_name_prefix="minigrad")


def _call(compiled: Any, arrays: tuple[Any, ...]) -> int:
    try:
        return compiled(*arrays)  # type: ignore[no-any-return]
    except OSError as error:  # after compiling: the folder of the compiled code is full, or gone
        problem = f"could not keep its compiled kernels, and will compile them again: {error}"
    except Exception as error:  # of any sort: the files are unpickled
        from .compiler import forget

        forget(compiled)
        problem = f"found a compiled kernel damaged, removed it and compiles it again: {error!r}"
    warnings.warn(f"minigrad {problem}", RuntimeWarning, stacklevel=2)
    return compiled(*arrays)  # type: ignore[no-any-return]
