"""What a Tensor shares with an array: NumPy's attributes and methods. Skip this on a first reading.

Each method is an operation of one of the two tables, under NumPy's name and with NumPy's options, so
that programs written for arrays run with tensors.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import DTypeLike

from .numpy_protocol import NumpyProtocol

if TYPE_CHECKING:  # the circle that __init__.py closes: tensors have methods, methods make tensors
    from . import more_rules, rules
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

    def sum(self, axis: Axes = None, *, keepdims: bool = False, **options: Any) -> Tensor:
        """Sum along axes; `initial` is added to it, and `where` says which elements count."""
        return more_rules.sum(self, axis=axis, keepdims=keepdims, **options)

    def mean(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Mean along axes."""
        return rules.mean(self, axis=axis, keepdims=keepdims)

    def var(self: Any, axis: Axes = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
        """Variance along axes; the sum of squares is divided by N - `ddof`."""
        return rules.var(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def std(self: Any, axis: Axes = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
        """Root of the variance `var` along axes."""
        return rules.std(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def prod(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Product along axes."""
        return rules.prod(self, axis=axis, keepdims=keepdims)

    def max(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Maximum along axes; elements that tie share the gradient equally."""
        return rules.max(self, axis=axis, keepdims=keepdims)

    def min(self, axis: Axes = None, *, keepdims: bool = False) -> Tensor:
        """Minimum along axes; elements that tie share the gradient equally."""
        return rules.min(self, axis=axis, keepdims=keepdims)

    def cumsum(self, axis: int | None = None) -> Tensor:
        """Sum of all elements up to each, along an axis."""
        return rules.cumsum(self, axis=axis)

    def dot(self, b: Operand) -> Tensor:
        """Matrix product, or for more axes what `numpy.dot` says."""
        return more_rules.dot(self, b)

    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
        """Sum of a diagonal."""
        return more_rules.trace(self, offset, axis1, axis2)

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
        return rules.clip(self, a_min, a_max, min=min, max=max)

    def relu(self) -> Tensor:
        """Rectifier max(x, 0); NumPy has none, micrograd has."""
        return rules.relu(self)

    def astype(self, dtype: DTypeLike) -> Tensor:
        """Convert to another dtype."""
        return rules.astype(self, dtype)

    def round(self, decimals: int = 0) -> Tensor:
        """Round to a number of decimals; the slope is 0."""
        return more_rules.round(self, decimals)

    __round__ = round

    def __mod__(self, other: Operand) -> Tensor:
        """Return what remains of a division, with the sign of `other`."""
        return more_rules.mod(self, other)

    def __rmod__(self, other: Operand) -> Tensor:
        return more_rules.mod(other, self)

    def __floordiv__(self, other: Operand) -> Tensor:
        """Return how often `other` goes into this tensor; the slope is 0."""
        return more_rules.floor_divide(self, other)

    def __rfloordiv__(self, other: Operand) -> Tensor:
        return more_rules.floor_divide(other, self)

    def copy(self) -> Tensor:
        """Return the same numbers in an array of their own; the gradient goes through."""
        return rules.astype(self, self.dtype)

    def conj(self) -> Tensor:
        """Complex conjugate; a real tensor returns itself."""
        return rules.conj(self) if self.dtype.kind == "c" else cast("Tensor", self)

    conjugate = conj  # Python's numbers have only this name, so rules use it

    @property
    def real(self) -> Tensor:
        """Real part."""
        return rules.real(self)

    @property
    def imag(self) -> Tensor:
        """Imaginary part."""
        return rules.imag(self)

    # ---- shapes --------------------------------------------------------------------------------

    def reshape(self, *shape: Any, order: str = "C") -> Tensor:
        """Return the same elements in another shape, ``x.reshape(2, 3)`` or ``x.reshape((2, 3))``."""
        return more_rules.reshape(self, shape[0] if len(shape) == 1 else shape, order)

    def ravel(self, order: str = "C") -> Tensor:
        """Return all elements in one row."""
        return more_rules.ravel(self, order)

    flatten = ravel

    def squeeze(self, axis: Axes = None) -> Tensor:
        """Drop axes of length 1."""
        return rules.squeeze(self, axis=axis)

    def swapaxes(self, axis1: int, axis2: int) -> Tensor:
        """Exchange two axes."""
        return rules.swapaxes(self, axis1, axis2)

    def transpose(self, *axes: Any) -> Tensor:
        """Return the axes in another order, reversed unless given."""
        return rules.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def repeat(self, repeats: Any, axis: int | None = None) -> Tensor:
        """Repeat each element."""
        return more_rules.repeat(self, repeats, axis)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
        """Return a diagonal."""
        return more_rules.diagonal(self, offset, axis1, axis2)

    @property
    def T(self) -> Tensor:
        """All axes reversed."""
        return rules.transpose(self)

    # ---- bare values, which have no gradient ---------------------------------------------------

    def tolist(self) -> Any:
        """Return the values as Python numbers, in lists."""
        return self.data.tolist()

    def any(self: Any, axis: Axes = None) -> Any:
        """Whether an element is not 0, along axes."""
        return np.any(self, axis)

    def all(self: Any, axis: Axes = None) -> Any:
        """Whether no element is 0, along axes."""
        return np.all(self, axis)

    def argsort(self: Any, axis: int | None = -1) -> Any:
        """Return the indices that sort the elements, as integers."""
        return np.argsort(self, axis)

    def argmax(self: Any, axis: int | None = None, *, keepdims: bool = False) -> Any:
        """Return the index of the largest element, as integers."""
        return np.argmax(self, axis, keepdims=keepdims)

    def argmin(self: Any, axis: int | None = None, *, keepdims: bool = False) -> Any:
        """Return the index of the smallest element, as integers."""
        return np.argmin(self, axis, keepdims=keepdims)
