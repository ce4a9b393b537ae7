"""The Tensor: an array that remembers which operation made it.

A tensor made by an operation keeps three things: the operation, its inputs and its options. Inputs
point to *their* inputs, so the last tensor of a computation holds the whole graph, and dropping
that tensor frees it. `backward` walks the graph from the end to the beginning (backward.py); what
each operation contributes is one line in the table of rules (rules.py).

Read next: primitive.py, where the remembering happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from .primitive import Primitive

__all__ = ["Tensor"]


class Tensor:
    """An array with a memory of how it was computed.

    Parameters
    ----------
    data : array_like
        Real numbers; they are copied. float32 stays float32, all other floats become float64.
    requires_grad : bool
        True: `backward` will fill `.grad` with the derivative with respect to this tensor.
    name : str, optional
        Shown by `repr`.

    Attributes
    ----------
    data : ndarray
        The values.
    grad : ndarray, Tensor or None
        The gradient, of the shape of `data`, after `backward`; a Tensor after
        ``backward(create_graph=True)``.

    Raises
    ------
    TypeError
        If `data` is not numeric, is complex, or is of integers while `requires_grad` is set.

    Examples
    --------
    >>> x = Tensor(3.0, requires_grad=True)
    >>> y = x * x + x
    >>> y.backward()
    >>> float(y), float(x.grad)
    (12.0, 7.0)
    """

    __slots__ = (
        "__weakref__", "_inputs", "_options", "_primitive", "data", "grad", "name", "requires_grad",
    )  # fmt: skip

    def __init__(
        self, data: ArrayLike, requires_grad: bool = False, name: str | None = None
    ) -> None:
        self.data: NDArray[Any] = _numeric_copy(data, requires_grad)
        self.grad: Any = None
        self.requires_grad = requires_grad
        self.name = name
        self._primitive: Primitive | None = None  # the operation that made it; None for a leaf
        self._inputs: tuple[Any, ...] | None = ()  # None once `backward` has released the graph
        self._options: dict[str, Any] = {}

    @classmethod
    def _result(cls, data: Any) -> Tensor:
        """Wrap what an operation computed, without the copy and the checks of `__init__`."""
        tensor = object.__new__(Tensor)
        tensor.data = data if type(data) is np.ndarray else np.asarray(data)
        tensor.grad = None
        tensor.requires_grad = False
        tensor.name = None
        tensor._primitive = None
        tensor._inputs = ()
        tensor._options = {}
        return tensor

    # ---- differentiation ---------------------------------------------------------------------

    def backward(
        self,
        gradient: Any = None,
        *,
        create_graph: bool = False,
        retain_graph: bool | None = None,
    ) -> None:
        """Add the derivative of this tensor to the `.grad` of every leaf it depends on.

        Parameters
        ----------
        gradient : array_like or Tensor, optional
            What to multiply the derivative with, of this tensor's shape; 1 for a single number.
        create_graph : bool
            Record the backward pass itself, so that the gradients can be differentiated again.
        retain_graph : bool, optional
            Keep the graph for a second call. By default it is released, unless `create_graph`.

        Raises
        ------
        ValueError
            If this tensor has several elements and `gradient` is missing, or has another shape.
        RuntimeError
            If nothing requires a gradient, or the graph was released by an earlier call.

        Examples
        --------
        >>> x = Tensor([1.0, 2.0], requires_grad=True)
        >>> (x**2).sum().backward()
        >>> x.grad
        array([2., 4.])
        """
        backward(self, gradient, create_graph=create_graph, retain_graph=retain_graph)

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    def detach(self) -> Tensor:
        """Return a tensor that shares the values and forgets how they were computed."""
        return Tensor._result(self.data)

    # ---- the array inside --------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the elements."""
        return self.data.dtype

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.data.ndim

    @property
    def size(self) -> int:
        """Number of elements."""
        return self.data.size

    def numpy(self) -> NDArray[Any]:
        """Return the values as an array (not a copy)."""
        return self.data

    def item(self) -> Any:
        """Return the only element as a Python number."""
        return self.data.item()

    def __float__(self) -> float:
        return float(self.data.item())

    def __bool__(self) -> bool:
        return bool(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.data, dtype=dtype, copy=copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Let ``np.exp(tensor)`` and ``array * tensor`` use the operation of that name."""
        if "d" * ufunc.nin + "->?" in ufunc.types:  # doubles to booleans, as in less and isnan
            return getattr(ufunc, method)(*map(_values, inputs), **options)
        operation = rules.NUMPY_TWINS.get(ufunc)
        if method != "__call__" or operation is None or options:
            call = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
            extra = f" with {', '.join(options)}" if options else ""
            raise TypeError(
                f"np.{call}{extra} has no rule for Tensors. Use an operation that minigrad has "
                f"({', '.join(sorted(f.__name__ for f in rules.NUMPY_TWINS))}), or "
                "np.asarray(tensor) where no gradient is needed"
            )
        return operation(*inputs)

    def __format__(self, spec: str) -> str:
        return format(self.item() if spec else str(self), spec)

    def __repr__(self) -> str:
        values = np.array2string(self.data, separator=", ", prefix="Tensor(")
        name = f", name={self.name!r}" if self.name else ""
        return f"Tensor({values}{', requires_grad=True' if self.requires_grad else ''}{name})"

    # ---- operators: each is an operation of rules.py under Python's name ------------------------

    def __add__(self, other: Any) -> Tensor:
        return rules.add(self, other)

    def __radd__(self, other: Any) -> Tensor:
        return rules.add(other, self)

    def __sub__(self, other: Any) -> Tensor:
        return rules.subtract(self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return rules.subtract(other, self)

    def __mul__(self, other: Any) -> Tensor:
        return rules.multiply(self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return rules.multiply(other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return rules.divide(self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return rules.divide(other, self)

    def __pow__(self, other: Any) -> Tensor:
        return rules.power(self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return rules.power(other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return rules.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return rules.matmul(other, self)

    def __neg__(self) -> Tensor:
        return rules.negative(self)

    def __getitem__(self, index: Any) -> Tensor:
        return rules.getitem(self, index)

    @property
    def T(self) -> Tensor:
        """All axes reversed."""
        return rules.transpose(self)

    def sum(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """Sum over `axis`, as `numpy.sum`."""
        return rules.sum(self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Tensor:
        """Mean over `axis`, as `numpy.mean`."""
        return rules.mean(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape: Any) -> Tensor:
        """Return the same elements in another shape, as `numpy.reshape`."""
        return rules.reshape(self, shape[0] if len(shape) == 1 else shape)

    # ---- comparisons return arrays of booleans; a tensor's hash is its identity -------------------

    def __eq__(self, other: object) -> Any:
        return self.data == _values(other)

    def __ne__(self, other: object) -> Any:
        return self.data != _values(other)

    def __lt__(self, other: Any) -> Any:
        return self.data < _values(other)

    def __le__(self, other: Any) -> Any:
        return self.data <= _values(other)

    def __gt__(self, other: Any) -> Any:
        return self.data > _values(other)

    def __ge__(self, other: Any) -> Any:
        return self.data >= _values(other)

    __hash__ = object.__hash__


def _values(x: Any) -> Any:
    """Return the array inside a tensor, anything else as it is."""
    return x.data if isinstance(x, Tensor) else x


def _numeric_copy(data: Any, requires_grad: bool) -> NDArray[Any]:
    array = np.array(_values(data))
    if array.dtype.kind in "iub" and requires_grad:
        raise TypeError(
            f"a tensor of {array.dtype} has no gradient: write its numbers as floats "
            "(3.0 instead of 3), or leave requires_grad out"
        )
    if array.dtype.kind not in "fiub":
        raise TypeError(f"a Tensor holds real numbers, got data of type {array.dtype}")
    if array.dtype.kind == "f" and array.dtype != np.float32:
        return array.astype(np.float64, copy=False)
    return array


# At the end because these modules are themselves written with Tensor; the methods above look the
# names up when they are called.
from . import rules
from .backward import backward
