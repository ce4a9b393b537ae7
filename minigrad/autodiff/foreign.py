"""What comes in from outside: lists, tables of pandas, matrices. Skip this on a first reading.

An array that is only *like* NumPy's has rules of its own: a matrix multiplies otherwise, a masked
array leaves elements out, a Series aligns by its index. Derivatives know nothing of that. So what
holds plain numbers comes in as a plain array, and all else is refused.
"""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import errors
from .numpy_protocol import NumpyProtocol, holds_tracked, values_of

__all__ = ["numeric_copy", "plain"]

# What nobody has to look at: these come in as they are.
PLAIN = frozenset(
    {np.ndarray, float, int, complex, bool, np.float64, np.float32, str, slice, type(None), type(...),
     list, tuple, dict}
)  # fmt: skip


def plain(x: Any) -> Any:
    """Return a foreign array as a plain one, and everything else as it is.

    Raises
    ------
    TypeError
        If it is a matrix, sparse, not all numbers, or if something in it is masked.
    """
    if type(x) in PLAIN or isinstance(x, NumpyProtocol):
        return x
    if not hasattr(type(x), "__array__"):
        if hasattr(x, "toarray"):  # a sparse array of SciPy
            raise errors.is_sparse()
        return np.asarray(x) if isinstance(x, array | range | memoryview) else x
    if isinstance(x, np.matrix):
        raise errors.is_a_matrix()
    if isinstance(x, np.ma.MaskedArray):
        if np.ma.is_masked(x):
            raise errors.is_masked()
        x = x.data
    converted = np.asarray(x)
    if converted.dtype.kind == "O":
        raise errors.no_numbers(converted.dtype)
    return converted


def numeric_copy(data: Any, requires_grad: bool) -> NDArray[Any]:
    """Return a copy of the data as an array of a dtype that a Tensor may have."""
    if isinstance(data, list | tuple) and holds_tracked(data):
        raise errors.list_would_lose_gradients()
    try:
        copy = np.array(values_of(plain(data)))
    except ValueError as error:
        raise errors.rows_differ(error) from error
    kind = copy.dtype.kind
    if kind not in "fciub":
        raise errors.no_numbers(copy.dtype)
    if requires_grad and kind in "iub":
        raise errors.integers_have_no_gradient(copy.dtype)
    if kind in "iub" or copy.dtype in (np.float32, np.complex64):
        return copy
    return copy.astype(np.complex128 if kind == "c" else np.float64, copy=False)
