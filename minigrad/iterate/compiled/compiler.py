"""How kernels are compiled, and what is kept of it on disk. Skip this on a first reading.

Numba keeps compiled code next to the kernels' files or in a folder of the user, so that a machine
compiles once. This file decorates kernels, says when one is being compiled, and removes what is
damaged.

Read next: ../../fractional.py.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import event


def _can_cache() -> bool:
    """Return whether there is a folder for compiled code; warn if there is none."""
    try:
        njit(cache=True)(_can_cache)  # this looks for the folder, and compiles nothing
    except RuntimeError:
        warnings.warn(
            "minigrad compiles its kernels in every new process, which takes a few seconds: there "
            "is no folder to keep them in. Set NUMBA_CACHE_DIR to one that can be written to.",
            RuntimeWarning,
            stacklevel=2,
        )
        return False
    return True


MATH: dict[str, Any] = {"error_model": "numpy", "fastmath": {"contract", "nsz"}, "nogil": True}
inline = njit(forceinline=True, **MATH)
kernel = njit(cache=_can_cache(), **MATH)


class _Announcement(event.Listener):
    """Says once why the first call takes seconds: Numba is compiling, not hanging."""

    announced = False

    def on_start(self, compilation: Any) -> None:
        function = compilation.data["dispatcher"]
        ours = str(function.py_func.__module__).startswith(f"{__package__}.")
        helps = function.targetoptions.get("forceinline", False)  # a kernel, or what a user writes
        if ours and not helps and not self.announced:
            self.announced = True
            print("minigrad: compiling its kernels, once, a few seconds …", file=sys.stderr)

    def on_end(self, compilation: Any) -> None:
        pass


event.register("numba:compile", _Announcement())  # type: ignore[no-untyped-call]  # Numba's


def _files(compiled: Any, ending: str) -> Iterator[Path]:
    """Find what is kept of a kernel: Numba writes an index, .nbi, and the code, .nbc."""
    source = Path(compiled.py_func.__code__.co_filename)
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    folder = compiled.stats.cache_path
    pattern = f"{source.stem}.{compiled.__name__}-*.{version}*{ending}"
    return Path(folder).glob(pattern) if folder else iter(())


def is_kept(compiled: Any) -> bool:
    """Say whether a kernel need not be compiled again."""
    changed = Path(compiled.py_func.__code__.co_filename).stat().st_mtime
    return any(file.stat().st_mtime >= changed for file in _files(compiled, ".nbi"))


def forget(compiled: Any) -> None:
    """Remove what is kept of a kernel."""
    for file in _files(compiled, ".nb?"):
        file.unlink(missing_ok=True)  # another process may have been first
