"""The Tensor: an array that remembers which operation made it.

A tensor made by an operation keeps a *node*: the operation, its inputs and its options. Inputs have
nodes of their own, so the last tensor of a computation holds the whole graph, and dropping that
tensor frees it. `backward` walks the graph from the end to the beginning (backward.py); what each
operation contributes is one line in the table of rules (rules.py).

Read next: primitive.py, where the remembering happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Tensor", "holds_gradient"]


def _method(name: str) -> Callable[..., Tensor]:
    """Let ``x.sum(axis=0)`` call the operation ``sum(x, axis=0)`` of rules.py."""

    def method(self: Tensor, *args: Any, **options: Any) -> Tensor:
        result: Tensor = getattr(rules, name)(self, *args, **options)
        return result

    method.__name__ = name
    method.__doc__ = f"Differentiable; as `minigrad.{name}` with this tensor as first argument."
    return method


class Tensor:
    """An array with a memory of how it was computed.

    Parameters
    ----------
    data : array_like
        Real or complex numbers; they are copied. float32 and complex64 stay what they are, all
        other floats become float64, all other complex numbers complex128.
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
        If `data` is not numeric, is of integers while `requires_grad` is set, or is a list of
        tensors that require gradients.
    ValueError
        If rows have different lengths.

    Notes
    -----
    For a real loss L and a complex tensor p, ``p.grad`` is ∂L/∂Re p + i ∂L/∂Im p, the direction of
    steepest ascent: ``p.data -= lr * p.grad`` descends. |z|² has the gradient 2z.

    From the forward pass until `backward`, the data of all tensors involved are read-only. If NumPy
    says "assignment destination is read-only" or "output array is read-only", edit the data before
    the loss is computed or after `backward`. A gradient that is itself recorded, by `create_graph`
    or because `grad` was given a tensor with `requires_grad`, keeps them read-only as well, until
    it is dropped (``x.zero_grad()``, ``del gradient``). `minigrad.unguarded` turns all this off.

    Examples
    --------
    >>> x = Tensor(3.0, requires_grad=True)
    >>> y = x * x + x
    >>> y.backward()
    >>> float(y), float(x.grad)
    (12.0, 7.0)
    """

    __slots__ = ("__weakref__", "_guard", "_node", "data", "grad", "name", "requires_grad")

    def __init__(
        self, data: ArrayLike, requires_grad: bool = False, name: str | None = None
    ) -> None:
        self.data: NDArray[Any] = _numeric_copy(data, requires_grad)
        self.grad: Any = None
        self.requires_grad = requires_grad
        self.name = name
        self._node: Any = None  # a Node; None for a leaf, which no operation made; or RELEASED
        self._guard: Any = None  # of a leaf: see node.py

    @classmethod
    def _result(cls, data: Any) -> Tensor:
        """Wrap what an operation computed, without the copy and the checks of `__init__`."""
        tensor = object.__new__(Tensor)
        tensor.data = data if type(data) is np.ndarray else np.asarray(data)
        tensor.grad = None
        tensor.requires_grad = False
        tensor.name = None
        tensor._node = None
        tensor._guard = None
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
        TypeError
            If this tensor is complex and `gradient` is missing.
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
        """Return a tensor with a copy of the values, which forgets how they were computed."""
        return Tensor._result(self.data.copy())

    # ---- the array inside --------------------------------------------------------------------

    shape = property(attrgetter("data.shape"), doc="Length of each axis.")
    dtype = property(attrgetter("data.dtype"), doc="Type of the elements.")
    ndim = property(attrgetter("data.ndim"), doc="Number of axes.")
    size = property(attrgetter("data.size"), doc="Number of elements.")

    def numpy(self) -> NDArray[Any]:
        """Return the values as an array (not a copy)."""
        return self.data

    def item(self) -> Any:
        """Return the only element as a Python number."""
        return self.data.item()

    def __float__(self) -> float:
        return float(self.data.item())

    def __complex__(self) -> complex:
        return complex(self.data.item())

    def __bool__(self) -> bool:
        return bool(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __getstate__(self) -> Any:
        """Return what a copy or a pickle holds: nobody guards the copy yet."""
        state: Any = object.__getstate__(self)
        return None, state[1] | {"_guard": None}

    def __format__(self, spec: str) -> str:
        return format(self.item() if spec else str(self), spec)

    def __repr__(self) -> str:
        values = np.array2string(self.data, separator=", ", prefix="Tensor(")
        name = f", name={self.name!r}" if self.name else ""
        return f"Tensor({values}{', requires_grad=True' if self.requires_grad else ''}{name})"

    # ---- operators: each is an operation of rules.py under Python's name ------------------------
    # fmt: off
    def __add__(self, other: Any) -> Tensor: return rules.add(self, other)
    def __radd__(self, other: Any) -> Tensor: return rules.add(other, self)
    def __sub__(self, other: Any) -> Tensor: return rules.subtract(self, other)
    def __rsub__(self, other: Any) -> Tensor: return rules.subtract(other, self)
    def __mul__(self, other: Any) -> Tensor: return rules.multiply(self, other)
    def __rmul__(self, other: Any) -> Tensor: return rules.multiply(other, self)
    def __truediv__(self, other: Any) -> Tensor: return rules.divide(self, other)
    def __rtruediv__(self, other: Any) -> Tensor: return rules.divide(other, self)
    def __pow__(self, other: Any) -> Tensor: return rules.power(self, other)
    def __rpow__(self, other: Any) -> Tensor: return rules.power(other, self)
    def __matmul__(self, other: Any) -> Tensor: return rules.matmul(self, other)
    def __rmatmul__(self, other: Any) -> Tensor: return rules.matmul(other, self)
    def __pos__(self) -> Tensor: return rules.positive(self)
    def __neg__(self) -> Tensor: return rules.negative(self)
    def __abs__(self) -> Tensor: return rules.absolute(self)
    def __getitem__(self, index: Any) -> Tensor: return rules.getitem(self, index)
    # Comparisons return arrays of booleans; a tensor's hash is its identity.
    def __eq__(self, other: object) -> Any: return self.data == _values(other)
    def __ne__(self, other: object) -> Any: return self.data != _values(other)
    def __lt__(self, other: Any) -> Any: return self.data < _values(other)
    def __le__(self, other: Any) -> Any: return self.data <= _values(other)
    def __gt__(self, other: Any) -> Any: return self.data > _values(other)
    def __ge__(self, other: Any) -> Any: return self.data >= _values(other)
    __hash__ = object.__hash__
    # fmt: on

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(
            "the elements of a Tensor cannot be assigned, since its gradient would not notice. "
            "Compute a new tensor, as in mg.where(mask, value, x), or edit the values of one that "
            "no graph needs: x.data[index] = value"
        )

    # ---- NumPy's own functions, given tensors: skip this on a first reading -----------------------

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.data, dtype=dtype, copy=copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Let ``np.exp(tensor)`` and ``array * tensor`` use the operation of that name."""
        if "d" * ufunc.nin + "->?" in ufunc.types:  # as in less and isnan: no gradient is lost
            return getattr(ufunc, method)(*map(_values, inputs), **options)
        name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        operation = rules.NUMPY_TWINS.get(ufunc) if method == "__call__" else None
        if operation is None or options:
            raise _no_rule(name + "".join(f" with {option}" for option in options))
        return operation(*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        """Let ``np.where(mask, tensor, 0)`` and ``np.linalg.norm(tensor)`` do so too."""
        operation = rules.NUMPY_TWINS.get(function)
        if operation is not None:
            return operation(*args, **options)
        if function.__name__ in WITHOUT_GRADIENT:
            return function(*map(_values, args), **{k: _values(v) for k, v in options.items()})
        raise _no_rule(function.__name__)

    # ---- NumPy's methods and attributes, each an operation of rules.py too ------------------------

    sum, mean, var, std = map(_method, ("sum", "mean", "var", "std"))
    prod, max, min, cumsum = map(_method, ("prod", "max", "min", "cumsum"))
    dot, clip, astype = map(_method, ("dot", "clip", "astype"))
    ravel, squeeze, swapaxes = map(_method, ("ravel", "squeeze", "swapaxes"))
    flatten = ravel
    relu = _method("relu")  # not NumPy's, but micrograd's

    def reshape(self, *shape: Any) -> Tensor:
        """Return the same elements in another shape, as `numpy.reshape`."""
        return rules.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Tensor:
        """Return the axes in another order, reversed unless given, as `numpy.ndarray.transpose`."""
        return rules.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def conj(self) -> Tensor:
        """Complex conjugate; a real tensor returns itself."""
        return rules.conj(self) if self.data.dtype.kind == "c" else self

    conjugate = conj  # Python's numbers have only this name, so rules use it

    T = property(_method("transpose"), doc="All axes reversed.")
    real = property(_method("real"), doc="Real part.")
    imag = property(_method("imag"), doc="Imaginary part.")


def _values(x: Any) -> Any:
    """Return the array inside a tensor, or inside the tensors of a list; anything else as it is."""
    if type(x) in (list, tuple):
        return type(x)(map(_values, x))
    return x.data if isinstance(x, Tensor) else x


def holds_gradient(x: Any) -> bool:
    """Whether `x` is a list or tuple with a tensor in it that requires a gradient."""
    return type(x) in (list, tuple) and any(
        e.requires_grad if isinstance(e, Tensor) else holds_gradient(e) for e in x
    )


def _numeric_copy(data: Any, requires_grad: bool) -> NDArray[Any]:
    if holds_gradient(data):
        raise TypeError(
            "a Tensor copies numbers, so the gradients of the tensors in this list would be lost: "
            "join them with mg.stack or mg.concatenate"
        )
    try:
        array = np.array(_values(data))
    except ValueError as error:
        raise ValueError(
            f"the data do not make an array, since rows have different lengths or depths: {error}"
        ) from error
    kind = array.dtype.kind
    if kind not in "fciub":
        raise TypeError(
            f"a Tensor holds real or complex numbers, got data of type {array.dtype}: convert them "
            "first, as in np.asarray(data, dtype=float)"
        )
    if requires_grad and kind in "iub":
        raise TypeError(
            f"a tensor of {array.dtype} has no gradient: write its numbers as floats "
            "(3.0 instead of 3), or leave requires_grad out"
        )
    if kind in "iub" or array.dtype in (np.float32, np.complex64):
        return array
    return array.astype(np.complex128 if kind == "c" else np.float64, copy=False)


def _no_rule(name: str) -> TypeError:
    known = ", ".join(sorted({operation.__name__ for operation in rules.NUMPY_TWINS.values()}))
    return TypeError(
        f"np.{name} has no rule for Tensors. Use an operation that minigrad has ({known}), declare "
        "your own with mg.primitive, or use np.asarray(tensor) where no gradient is needed"
    )


# NumPy functions that say something about values, and have no derivative: they return arrays.
WITHOUT_GRADIENT = frozenset(
    "all allclose any argmax argmin argsort argwhere array2string array_equal array_repr array_str "
    "bincount count_nonzero empty_like flatnonzero full_like iscomplexobj isclose isrealobj "
    "may_share_memory ndim nonzero ones_like result_type searchsorted shape shares_memory size "
    "zeros_like".split()
)

# At the end because these modules are themselves written with Tensor; the methods above look the
# names up when they are called.
from . import rules
from .backward import backward
