"""The compiled forms of exp^(n), and how they are run: see `Kernel`.

real.py, layer.py and complex.py hold the kernels, tables.py the numbers that both forms need.
Nothing of Numba is loaded before the first call of a kernel. Where it is missing, or told not to
compile (``NUMBA_DISABLE_JIT=1``), the readable form does the work.

Read next: ../../fractional.py; real.py, if you want to know what makes a kernel fast.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from importlib import import_module
from typing import Any

import numpy as np

Form = Callable[[Any, Any], tuple[Any, Any, Any]]  # (x, n) -> exp^(n)(x) and both slopes, as arrays

FLOAT = np.dtype(np.float64)
NO_BIAS = np.empty(0)
NO_SLOPES = np.empty((0, 0, 0)), np.empty((0, 0, 0)), np.empty((0, 0)), np.empty((0, 0))
CHUNK = 2**15  # elements for one thread: less, and starting it costs more than it saves


class Compiled:
    """A function that Numba compiles, found when it is first needed.

    Parameters
    ----------
    file, name : str
        A function of that name in that file of this folder.
    """

    def __init__(self, file: str, name: str) -> None:
        self.file, self.name = file, name

    @cached_property
    def compiled(self) -> Any:
        """The function that Numba compiles at its first call or loads from disk; or None."""
        return None if why_not() else getattr(import_module(f".{self.file}", __name__), self.name)


class Kernel(Compiled):
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
        super().__init__(file, name)
        self.readable = readable

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

        def work(start: int, stop: int) -> int:
            return _call(self.compiled, tuple(a[start:stop] for a in arrays))

        few = x.size <= CHUNK
        count = _call(self.compiled, arrays) if few else _in_parts(work, x.size, CHUNK)
        if count == 0:
            return y, dx, dn, True
        if extreme.any():
            y[extreme], dx[extreme], dn[extreme] = self.readable(x[extreme], n[extreme])
        return y, dx, dn, False


class LayerKernel(Compiled):
    """A layer y_i = exp^(n_i)(Σ_j W_ij exp^(-n_i)(x_j) + b_i) and its slopes, by compiled code.

    Parameters
    ----------
    file, name : str
        As for `Kernel`.
    lowest, highest : float
        Which sums z are taken, from here on, and which x and y, up to there.
    """

    def __init__(self, file: str, name: str, lowest: float, highest: float) -> None:
        super().__init__(file, name)
        self.lowest, self.highest = lowest, highest

    def __call__(
        self, x: Any, weight: Any, bias: Any, n: Any, edge: float, wanted: Sequence[bool]
    ) -> tuple[Any, Any, Any] | None:
        """Return y, its slopes and which rows are left to others; or None if all are.

        Parameters
        ----------
        x, weight, bias, n : ndarray
            Of the shapes (rows, in), (out, in), (out,) and (out,); `bias` may be None.
        edge : float
            The least x that is taken.
        wanted : sequence of bool
            Which of these four want slopes.

        Returns
        -------
        y : ndarray of shape (rows, out)
            Of no meaning in rows that are left to others.
        slopes : tuple of ndarray
            ∂y/∂x and ∂y/∂weight, (out, in, rows), then ∂y/∂bias and ∂y/∂n, (out, rows). They are
            empty if nothing is wanted, and that by x if no slopes by x are.
        misfit : ndarray of shape (rows,) or None
            True in rows with a number that is not for compiled code; None if there are none.
        """
        given = (x, weight, n) if bias is None else (x, weight, n, bias)
        for a in given:
            if type(a) is not np.ndarray or a.dtype != FLOAT:
                return None
        (outputs,), (rows, inputs) = n.shape, x.shape
        if self.compiled is None or weight.shape != (outputs, inputs) or len(given[-1]) != outputs:
            return None
        bias = NO_BIAS if bias is None else bias
        y, by_x, by_weight, by_bias, by_n = np.empty((outputs, rows)), *NO_SLOPES
        if any(wanted):
            by_weight = np.empty((outputs, inputs, rows))
            by_bias, by_n = np.empty((2, outputs, rows))
        if wanted[0]:
            by_x = np.empty((outputs, inputs, rows))
        misfit = np.empty(rows, bool)
        arrays = (*map(_plain, (x.T, weight, bias, n)), y, by_x, by_weight, by_bias, by_n, misfit)
        ends = edge, self.lowest, self.highest

        def work(start: int, stop: int) -> int:
            return _call(self.compiled, (*arrays, *ends, start, stop))

        least = 1 + CHUNK // (1 + inputs * outputs)
        misfits = work(0, rows) if rows <= least else _in_parts(work, rows, least)
        return y.T, (by_x, by_weight, by_bias, by_n), misfit if misfits else None


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


def _in_parts(work: Callable[[int, int], int], size: int, least: int) -> int:
    """Call ``work(start, stop)`` on parts of a size, on threads at once; add up what it returns."""
    threads = _threads()
    if threads == 1:
        return work(0, size)
    part = max(least, -(-size // (4 * threads)))  # a few for each, since some take longer
    starts = range(0, size, part)
    stops = (min(start + part, size) for start in starts)
    return sum(_pool(os.getpid(), threads).map(work, starts, stops))


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
