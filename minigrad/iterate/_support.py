"""What the constructions share: checking their inputs, and reporting elements outside the domain.

Read next: abel.py, the first construction.
"""

from __future__ import annotations

import inspect
import sys
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def as_floats(*inputs: ArrayLike) -> tuple[list[Floats], np.dtype[Any]]:
    """Broadcast the inputs as float64 and say which dtype the result should have.

    Python numbers are weak, as in NumPy: with a float32 array the result is float32.

    Raises
    ------
    TypeError
        For anything but real numbers.
    """
    kinds = [x if isinstance(x, int | float) else np.asarray(x) for x in inputs]
    dtype = np.result_type(*kinds)
    if dtype.kind in "iub":
        dtype = np.dtype(np.float64)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"expected real numbers (float32, float64 or integers), got {dtype}")
    return list(np.broadcast_arrays(*(np.asarray(x, np.float64) for x in inputs))), dtype


def as_dtype(y: Floats, dtype: np.dtype[Any]) -> Any:
    """Return a result in its dtype, a number instead of an array without axes."""
    with np.errstate(over="ignore"):
        return y.astype(dtype, copy=False)[()]


def report_outside(y: Floats, *inputs: Floats, reason: str) -> None:
    """Warn about elements that are nan although no input is.

    ``np.errstate(invalid="ignore")`` silences it and ``invalid="raise"`` raises instead.
    """
    outside = np.isnan(y)
    if not outside.any():
        return
    for x in inputs:
        outside &= ~np.isnan(x)
    count = int(outside.sum())
    action = np.geterr()["invalid"]
    if count == 0 or action == "ignore":
        return
    message = f"{count} of {y.size} elements are outside the domain and become nan: {reason}"
    if action == "raise":
        raise FloatingPointError(message)
    warnings.warn(message, RuntimeWarning, stacklevel=_level_of_caller())


def _level_of_caller() -> int:
    """Return the stacklevel of the code that called minigrad, for warnings.warn."""
    package = str(Path(__file__).parent.parent)
    frame = inspect.currentframe()
    level = 0
    while frame is not None and frame.f_code.co_filename.startswith(package):
        frame, level = frame.f_back, level + 1
    return level


@cache
def kernels() -> ModuleType | None:
    """Return the Numba kernels, or None where Numba is missing and the NumPy form has to do."""
    try:
        from . import _kernels
    except ImportError:
        return None
    return _kernels


def kernel_report() -> str:
    """Say whether the kernels are compiled, for ``minigrad info``."""
    fast = kernels()
    if fast is None:
        return "numba is missing: the slower NumPy form is used"
    folder = Path(str(fast.KERNELS[0].stats.cache_path))
    source, version = Path(str(fast.__file__)), "py{}{}".format(*sys.version_info)
    for kernel in fast.KERNELS:
        cached = folder.glob(f"_kernels.{kernel.__name__}-*.{version}*.nbi")
        if not any(p.stat().st_mtime >= source.stat().st_mtime for p in cached):
            return "not compiled yet: the first use takes a few seconds, once"
    return f"compiled, cached in {folder}"
