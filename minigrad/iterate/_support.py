"""What the constructions share: checking their inputs, and reporting elements outside the domain.

Read next: _run.py, which runs the kernels.
"""

from __future__ import annotations

import inspect
import operator
import os
import warnings
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Form = Callable[..., tuple[Any, Any, Any]]  # (x, n) -> exp^(n)(x) and its two partials, as arrays

quietly = np.errstate(all="ignore")  # infinities and nan are meant; report_outside tells of them


def as_floats(*inputs: ArrayLike) -> tuple[list[Floats], np.dtype[Any]]:
    """Broadcast the inputs as float64 and say which dtype the result should have.

    Python numbers are weak, as in NumPy: with a float32 array the result is float32.

    Raises
    ------
    TypeError
        For anything but real numbers.
    """
    dtype = _common_dtype(*inputs)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"expected real numbers (float32, float64 or integers), got {dtype}")
    return _broadcast(*(np.asarray(x, np.float64) for x in inputs)), dtype


def as_complexes(x: ArrayLike, *real: ArrayLike) -> tuple[list[Any], np.dtype[Any]]:
    """Broadcast `x` as complex128 and the others as float64, and say what dtype a result has.

    Raises
    ------
    TypeError
        If `x` is not a number, real or complex, or one of the others is not real.
    """
    if real:
        as_floats(*real)
    given = _common_dtype(x, *real)
    if given not in (np.float32, np.float64, np.complex64, np.complex128):
        raise TypeError(f"expected complex64, complex128 or real numbers, got {given}")
    dtype = np.result_type(given, np.complex64)
    numbers = np.asarray(x, np.complex128), *(np.asarray(n, np.float64) for n in real)
    return _broadcast(*numbers), dtype


def _common_dtype(*inputs: ArrayLike) -> np.dtype[Any]:
    weak = (int, float, complex)  # not NumPy's float64, which is also a float, but not only
    kinds = [x if type(x) in weak else np.asarray(x) for x in inputs]
    try:
        dtype = np.result_type(*kinds)
    except TypeError:
        raise TypeError(f"expected numbers, got {[type(x).__name__ for x in inputs]}") from None
    return np.dtype(np.float64) if dtype.kind in "iub" else dtype


def _broadcast(*arrays: NDArray[Any]) -> list[NDArray[Any]]:
    """Broadcast as np.broadcast_arrays does, but leave an array that has the shape as it is."""
    shape = np.broadcast_shapes(*(a.shape for a in arrays))
    return [a if a.shape == shape else np.broadcast_to(a, shape) for a in arrays]


def as_dtype(y: Any, dtype: np.dtype[Any]) -> Any:
    """Return a result in its dtype, a number instead of an array without axes."""
    if y.dtype == dtype:
        return y[()]
    with np.errstate(over="ignore"):
        return y.astype(dtype)[()]


def report_outside(y: Any, *inputs: Any, reason: str) -> None:
    """Warn about elements that are nan although no input is.

    ``np.errstate(invalid="ignore")`` silences it and ``invalid="raise"`` raises instead.
    """
    outside, action = np.isnan(y), np.geterr()["invalid"]
    if action == "ignore" or not outside.any():
        return
    nan_given = np.any([np.isnan(x[outside]) for x in inputs], axis=0)
    count = int((~nan_given).sum())
    if count == 0:
        return
    message = f"{count} of {y.size} elements are outside the domain and become nan: {reason}"
    if action == "raise":
        raise FloatingPointError(message)
    warnings.warn(message, RuntimeWarning, stacklevel=_level_of_caller())


def _level_of_caller() -> int:
    """Return the stacklevel of the code that called minigrad, for warnings.warn."""
    package = f"{Path(__file__).parent.parent}{os.sep}"
    frame = inspect.currentframe()
    level = 0
    while frame is not None and frame.f_code.co_filename.startswith(package):
        frame, level = frame.f_back, level + 1
    return level


def fastest(kernel: str, readable: Form) -> Form:
    """Return the kernel of that name as a function of arrays; without Numba, the readable form."""
    fast = kernels()
    return readable if fast is None else partial(fast.run, kernel, readable)


def evaluate(
    kernel: str, readable: Form, x: ArrayLike, n: ArrayLike, reason: str
) -> tuple[Any, Any, Any]:
    """Return value and partials of a real construction, which has these two forms."""
    (x, n), dtype = as_floats(x, n)
    y, dx, dn = fastest(kernel, readable)(x, n)
    report_outside(y, x, n, reason=reason)
    return as_dtype(y, dtype), as_dtype(dx, dtype), as_dtype(dn, dtype)


def check_order(order: int) -> None:
    """Raise NotImplementedError unless the generator has derivatives of that order."""
    if operator.index(order) not in range(4):
        raise NotImplementedError(f"the generator has derivatives of order 0 to 3, got {order!r}")


@cache
def kernels() -> ModuleType | None:
    """Return what runs the Numba kernels, or None where Numba is missing."""
    try:
        from . import _run
    except ImportError:
        return None
    return _run


def kernel_report() -> str:
    """Say whether the kernels are compiled, for ``minigrad info``."""
    fast = kernels()
    return "numba is missing: the slower NumPy form is used" if fast is None else fast.report()
