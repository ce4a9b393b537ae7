"""What a Tensor shares with an array: NumPy's attributes and methods. Skip this on a first reading.

Each method is an operation of the tables, under NumPy's name and with NumPy's options, so that programs
written for arrays run with tensors.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import DTypeLike

from .numpy_protocol import NumpyProtocol

if TYPE_CHECKING:  # the circle that __init__.py closes: tensors have methods, methods make tensors
    from . import rules as table
    from .tensor import Axes, Operand, Tensor

__all__ = ["Methods"]


class Methods(NumpyProtocol):
    """The attributes and methods of an array."""

    __slots__ = ()

    shape = property(attrgetter("data.shape"), doc="Length of each axis.")
    dtype = property(attrgetter("data.dtype"), doc="Type of the elements.")
    ndim = property(attrgetter("data.ndim"), doc="Number of axes.")
    size = property(attrgetter("data.size"), doc="Number of elements.")

    # ---- sums and their like -----------------------------------------------------------------

    def sum(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Sum along axes."""
        return table.sum(self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Mean along axes."""
        return table.mean(self, axis=axis, keepdims=keepdims)

    def var(self: Any, axis: Axes = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
        """Variance along axes; the sum of squares is divided by N - `ddof`."""
        return table.var(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def std(self: Any, axis: Axes = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
        """Root of the variance `var` along axes."""
        return table.std(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def prod(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Product along axes."""
        return table.prod(self, axis=axis, keepdims=keepdims)

    def max(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Maximum along axes; elements that tie share the gradient equally."""
        return table.max(self, axis=axis, keepdims=keepdims)

    def min(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Minimum along axes; elements that tie share the gradient equally."""
        return table.min(self, axis=axis, keepdims=keepdims)

    def cumsum(self, axis: int | None = None) -> Tensor:
        """Sum of all elements up to each, along an axis."""
        return table.cumsum(self, axis=axis)

    def dot(self, b: Operand) -> Tensor:
        """Matrix product with a vector or a matrix."""
        return table.dot(self, b)

    # ---- element by element ------------------------------------------------------------------

    def clip(
        self: Any,
        a_min: Operand | None = None,
        a_max: Operand | None = None,
        *,
        min: Operand | None = None,
        max: Operand | None = None,
    ) -> Tensor:
        """Move elements below the minimum, or above the maximum, to that bound."""
        return table.clip(self, a_min, a_max, min=min, max=max)

    def relu(self) -> Tensor:
        """Rectifier max(x, 0); NumPy has none, micrograd has."""
        return table.relu(self)

    def astype(self, dtype: DTypeLike) -> Tensor:
        """Convert to another dtype."""
        return table.astype(self, dtype)

    def copy(self) -> Tensor:
        """Return the same numbers in an array of their own; the gradient goes through."""
        return table.astype(self, self.dtype)

    def conj(self) -> Tensor:
        """Complex conjugate; a real tensor returns itself."""
        return table.conj(self) if self.dtype.kind == "c" else cast("Tensor", self)

    conjugate = conj  # Python's numbers have only this name, so rules use it

    @property
    def real(self) -> Tensor:
        """Real part."""
        return table.real(self)

    @property
    def imag(self) -> Tensor:
        """Imaginary part."""
        return table.imag(self)

    # ---- shapes --------------------------------------------------------------------------------

    def reshape(self, *shape: Any) -> Tensor:
        """Return the same elements in another shape, ``x.reshape(2, 3)`` or ``x.reshape((2, 3))``."""
        return table.reshape(self, shape[0] if len(shape) == 1 else shape)

    def ravel(self) -> Tensor:
        """Return all elements in one row."""
        return table.ravel(self)

    flatten = ravel

    def squeeze(self, axis: Axes = None) -> Tensor:
        """Drop axes of length 1."""
        return table.squeeze(self, axis=axis)

    def swapaxes(self, axis1: int, axis2: int) -> Tensor:
        """Exchange two axes."""
        return table.swapaxes(self, axis1, axis2)

    def transpose(self, *axes: Any) -> Tensor:
        """Return the axes in another order, reversed unless given."""
        return table.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    @property
    def T(self) -> Tensor:
        """All axes reversed."""
        return table.transpose(self)

    # ---- bare values, which have no gradient ---------------------------------------------------

    def tolist(self) -> Any:
        """Return the values as Python numbers, in lists."""
        return self.data.tolist()

    def argmax(self: Any, axis: int | None = None, *, keepdims: bool = False) -> Any:
        """Return the index of the largest element, as integers."""
        return np.argmax(self, axis, keepdims=keepdims)

    def argmin(self: Any, axis: int | None = None, *, keepdims: bool = False) -> Any:
        """Return the index of the smallest element, as integers."""
        return np.argmin(self, axis, keepdims=keepdims)
