"""How the kernels are run: on threads, with the readable form for extremes, compiled only once.

Numba keeps compiled code on disk, next to the kernels' files or in a folder of the user, so that a
machine compiles once.

Read next: ../fractional.py.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numba.core import config, event

from ._kernels import abel, kneser
from ._schroeder_kernel import schroeder

KERNELS = {"abel": abel, "kneser": kneser, "schroeder": schroeder}
CHUNK = 2**15  # elements for one thread: less, and starting it costs more than it saves


def run(
    name: str, readable: Callable[..., tuple[Any, Any, Any]], x: Any, n: Any
) -> tuple[Any, Any, Any]:
    """Return exp^(n)(x) and its partials by the kernel of that name.

    It works on several threads where there is enough to do: as many as there are cores, or as the
    environment variable NUMBA_NUM_THREADS says. The results do not depend on it.
    """
    kernel, shape = KERNELS[name], x.shape
    x, n = ((a if _is_plain(a) else a.copy()).reshape(-1) for a in (x, n))
    results = np.empty_like(x), np.empty_like(x), np.empty_like(x)
    extreme = np.empty(x.size, bool)
    extremes = _call_on_threads(kernel, x, n, *results, extreme)
    if extremes:
        for result, exact in zip(results, readable(x[extreme], n[extreme]), strict=True):
            result[extreme] = exact
    y, dx, dn = (result.reshape(shape) for result in results)
    return y, dx, dn


def _is_plain(a: Any) -> bool:
    """Say whether the array has no gaps and can be written; for others Numba would compile anew.

    A memoryview says so too; reading ``flags.writeable`` makes NumPy warn of some arrays.
    """
    return a.flags.c_contiguous and a.flags.aligned and not memoryview(a).readonly


def _call_on_threads(kernel: Any, *arrays: Any) -> int:
    """Call a kernel on parts of the arrays at the same time, and add up what it returns."""
    threads: int = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]  # made at import
    size = arrays[0].size
    if threads == 1 or size <= CHUNK:
        return _call(kernel, *arrays)

    chunk = max(CHUNK, -(-size // (4 * threads)))  # a few for each, since some take longer

    def work(start: int) -> int:
        return _call(kernel, *(a[start : start + chunk] for a in arrays))

    return sum(_pool(os.getpid(), threads).map(work, range(0, size, chunk)))


@cache
def _pool(process: int, threads: int) -> ThreadPoolExecutor:
    """Return the threads; a forked process, which has none of them, gets its own."""
    return ThreadPoolExecutor(threads, thread_name_prefix="minigrad")


def _call(kernel: Any, *arrays: Any) -> int:
    try:
        return int(kernel(*arrays))
    except OSError as error:  # after compiling: the folder of the compiled code is full, or gone
        warnings.warn(
            f"minigrad could not keep its compiled kernels, and will compile them again: {error}",
            RuntimeWarning,
            stacklevel=2,
        )
        return int(kernel(*arrays))


class _Announcement(event.Listener):
    """Says once why the first call takes seconds: Numba is compiling, not hanging."""

    announced = False

    def on_start(self, compilation: Any) -> None:
        ours = compilation.data["dispatcher"].py_func.__module__.startswith(f"{__package__}.")
        if ours and not self.announced:
            self.announced = True
            print("minigrad: compiling its kernels, once, a few seconds …", file=sys.stderr)

    def on_end(self, compilation: Any) -> None:
        pass


event.register("numba:compile", _Announcement())  # type: ignore[no-untyped-call]  # Numba's


def report() -> str:
    """Say which kernels are compiled, for ``minigrad info``."""
    folder = abel.stats.cache_path
    if folder is None:
        return "compiled in every process: no folder to keep them in (see NUMBA_CACHE_DIR)"
    ready = [name for name, kernel in KERNELS.items() if _is_compiled(kernel, Path(folder))]
    if not ready:
        return "not compiled yet: the first use takes a few seconds, once"
    return f"compiled ({', '.join(ready)}), cached in {folder}"


def _is_compiled(kernel: Any, folder: Path) -> bool:
    source = Path(kernel.py_func.__code__.co_filename)
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    cached = folder.glob(f"{source.stem}.{kernel.__name__}-*.{version}*.nbi")
    return any(file.stat().st_mtime >= source.stat().st_mtime for file in cached)
