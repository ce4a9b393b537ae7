"""Arrays in and out: what is accepted, the dtype of the result, and warnings about nan.

Skip this on a first reading. transitions/ uses it, too.
"""

from __future__ import annotations

import inspect
import operator
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .compiled import Kernel

Floats = NDArray[np.float64]

quietly = np.errstate(all="ignore")  # infinities and nan are expected; report_outside tells of them

FLOAT, FLOAT32 = np.dtype(np.float64), np.dtype(np.float32)
COMPLEX, COMPLEX64 = np.dtype(np.complex128), np.dtype(np.complex64)
Array = np.ndarray
PLAIN = Array, float, int, complex  # but none of their subclasses, such as NumPy's float64


def as_floats(*inputs: ArrayLike) -> tuple[list[Floats], np.dtype[Any]]:
    """Broadcast the inputs as float64 and say which dtype the result should have.

    Python numbers are weak, as in NumPy: with a float32 array the result is float32.

    Raises
    ------
    TypeError
        For anything but real numbers, or for a masked array.
    """
    numbers, shape, dtype = _read(inputs)
    if dtype not in (FLOAT, FLOAT32):
        raise TypeError(f"expected real numbers (float32, float64 or integers), got {dtype}")
    return _broadcast(numbers, shape, FLOAT), dtype


def as_complexes(x: ArrayLike, *real: ArrayLike) -> tuple[list[Any], np.dtype[Any]]:
    """Broadcast `x` as complex128 and the others as float64, and say what dtype a result has.

    Raises
    ------
    TypeError
        If `x` is not a number, real or complex, or one of the others is not real, or is masked.
    """
    if real:
        as_floats(*real)
    (z, *steps), shape, dtype = _read((x, *real))
    if dtype not in (FLOAT, FLOAT32, COMPLEX, COMPLEX64):
        raise TypeError(f"expected complex64, complex128 or real numbers, got {dtype}")
    arrays = _broadcast([z], shape, COMPLEX) + _broadcast(steps, shape, FLOAT)
    return arrays, np.result_type(dtype, COMPLEX64)


def _read(inputs: tuple[Any, ...]) -> tuple[list[Any], tuple[int, ...], np.dtype[Any]]:
    """Return the inputs as arrays or Python numbers, the shape they broadcast to, and a dtype."""
    numbers = [x if type(x) in PLAIN else _without_mask(x) for x in inputs]
    try:
        dtype = np.result_type(*numbers)
    except TypeError:
        raise TypeError(f"expected numbers, got {[type(x).__name__ for x in inputs]}") from None
    shapes = {x.shape for x in numbers if type(x) is Array}
    shape = shapes.pop() if len(shapes) == 1 else np.broadcast(*numbers).shape
    return numbers, shape, FLOAT if dtype.kind in "iub" else dtype


def _without_mask(x: Any) -> NDArray[Any]:
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError("the mask would be lost: put numbers in its place, as in x.filled(1.0)")
    return np.asarray(x)


def _broadcast(numbers: list[Any], shape: tuple[int, ...], dtype: np.dtype[Any]) -> list[Any]:
    """Return the numbers as arrays of that shape and dtype; one that is so already as it is."""
    return [
        x if type(x) is Array and x.shape == shape and x.dtype == dtype else _full(shape, dtype, x)
        for x in numbers
    ]


def _full(shape: tuple[int, ...], dtype: np.dtype[Any], x: Any) -> NDArray[Any]:
    """Return np.full(shape, x, dtype), in half the time for a small array."""
    full = np.empty(shape, dtype)
    full[...] = x
    return full


def as_dtype(y: Any, dtype: np.dtype[Any]) -> Any:
    """Return a result in its dtype, a number instead of an array without axes."""
    if y.dtype != dtype:
        with np.errstate(over="ignore"):
            y = y.astype(dtype)
    return y[()]


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


def evaluate(kernel: Kernel, x: ArrayLike, n: ArrayLike, reason: str) -> tuple[Any, Any, Any]:
    """Return value and partials of a real construction, and report where there are none."""
    (x, n), dtype = as_floats(x, n)
    y, dx, dn, all_inside = kernel(x, n)
    if not all_inside:
        report_outside(y, x, n, reason=reason)
    if y.ndim and y.dtype == dtype:  # as usual: then as_dtype would change nothing
        return y, dx, dn
    return as_dtype(y, dtype), as_dtype(dx, dtype), as_dtype(dn, dtype)


def evaluate_generator(
    kernel: Kernel,
    v: Callable[[Floats, int], Any],
    x: ArrayLike,
    n: ArrayLike,
    order: int,
    reason: str,
) -> Any:
    """Return the generator of a real construction at exp^(n)(x), or a derivative: v(y)[order]."""
    check_order(order)
    y, _, v_y = evaluate(kernel, x, n, reason)
    if order == 0:
        return v_y
    (y,), dtype = as_floats(y)
    return as_dtype(v(y, order)[order], dtype)


def check_order(order: int) -> None:
    """Raise NotImplementedError unless the generator has derivatives of that order."""
    if operator.index(order) not in range(4):
        raise NotImplementedError(f"the generator has derivatives of order 0 to 3, got {order!r}")
