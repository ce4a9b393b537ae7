"""The Tensor: an array that remembers which operation made it.

A tensor made by an operation keeps a *node*: the operation, its inputs and its options. Inputs have
nodes of their own, so the last tensor of a computation holds the whole graph, and dropping that
tensor frees it. `backward` walks the graph from the end to the beginning (backward.py); what each
operation contributes is one line in the table of rules (rules.py).

Read next: primitive.py, where the remembering happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import errors
from .foreign import numeric_copy, plain
from .methods import Methods
from .numpy_protocol import values_of

if TYPE_CHECKING:  # a circle, which __init__.py closes: tensors have methods, methods make tensors
    from . import backward as walk
    from . import rules

__all__ = ["Axes", "Numbers", "Operand", "Tensor"]

Operand: TypeAlias = Union["Tensor", ArrayLike]  # what stands on either side of an operator
Numbers: TypeAlias = Union["Tensor", NDArray[Any]]  # what rules see: tensors if they are recorded
Axes: TypeAlias = int | tuple[int, ...] | None  # None: all of them


class Tensor(Methods):
    """An array with a memory of how it was computed.

    Parameters
    ----------
    data : array_like
        Real or complex numbers; they are copied. float32, complex64, integers and booleans stay what
        they are, all other floats become float64, all other complex numbers complex128.
    requires_grad : bool
        True: `backward` will add the derivative with respect to this tensor to its `.grad`.
    name : str, optional
        Shown by `repr`.

    Attributes
    ----------
    data : ndarray
        The values.
    grad : ndarray, Tensor or None
        The gradient of a leaf, of the shape of `data`, after `backward`; a Tensor after
        ``backward(create_graph=True)``.
    node : Node or None
        How this tensor was made; None for a *leaf*, which no operation made, and `RELEASED` once
        `backward` has passed.

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
    it is dropped (``x.zero_grad()``, ``del gradient``). Arrays that are yours are copied instead, so
    you may edit them. `minigrad.unguarded` turns all this off.

    Examples
    --------
    >>> x = Tensor(3.0, requires_grad=True)
    >>> y = x * x + x
    >>> y.backward()
    >>> float(y), float(x.grad)
    (12.0, 7.0)
    """

    __slots__ = ("__weakref__", "_locks", "data", "grad", "name", "node", "requires_grad")

    def __init__(
        self, data: ArrayLike, requires_grad: bool = False, name: str | None = None
    ) -> None:
        self.data: NDArray[Any] = numeric_copy(data, requires_grad)
        self.grad: Any = None
        self.requires_grad = requires_grad
        self.name = name
        self.node: Any = None
        self._locks: Any = None  # what keeps arrays read-only, see guard.py

    @classmethod
    def _result(cls, data: Any) -> Tensor:
        """Wrap what an operation computed, without the copy and the checks of `__init__`."""
        tensor = object.__new__(Tensor)
        tensor.data = data if type(data) is np.ndarray else np.asarray(plain(data))
        tensor.grad = tensor.name = tensor.node = tensor._locks = None
        tensor.requires_grad = False
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
        walk.backward(self, gradient, create_graph=create_graph, retain_graph=retain_graph)

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    def detach(self) -> Tensor:
        """Return a tensor with a copy of the values, which forgets how they were computed."""
        return Tensor._result(self.data.copy())

    # ---- the array inside --------------------------------------------------------------------

    def numpy(self) -> NDArray[Any]:
        """Return the values as an array (not a copy)."""
        return self.data

    def item(self) -> Any:
        """Return the only element as a Python number."""
        return self.data.item()

    def __float__(self) -> float:
        return float(self.data.item())

    def __int__(self) -> int:
        return int(self.data.item())

    def __complex__(self) -> complex:
        return complex(self.data.item())

    def __bool__(self) -> bool:
        return bool(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Tensor]:
        """Walk over the first axis; by halves if it is long.

        The rule of ``x[i]`` makes an array of the size of x. For n elements of x itself that is n²
        numbers, for those of ever smaller halves it is n log n.
        """
        n = len(self)
        if n <= 32:
            return (self[i] for i in range(n))
        return chain(self[: n // 2], self[n // 2 :])  # which walks over each half like this

    def __getstate__(self) -> Any:
        if hasattr(self.node, "inputs"):
            raise errors.graph_cannot_be_copied()
        state: Any = object.__getstate__(self)
        return None, state[1] | {"data": self.data.copy(), "_locks": None}  # nobody guards the copy

    def __format__(self, spec: str) -> str:
        return format(self.item() if spec else str(self), spec)

    def __repr__(self) -> str:
        values = np.array2string(self.data, separator=", ", prefix="Tensor(")
        name = f", name={self.name!r}" if self.name else ""
        return f"Tensor({values}{', requires_grad=True' if self.requires_grad else ''}{name})"

    # ---- operators: each is an operation of rules.py under Python's name ------------------------
    # fmt: off
    def __add__(self, other: Operand) -> Tensor: return rules.add(self, other)
    def __radd__(self, other: Operand) -> Tensor: return rules.add(other, self)
    def __sub__(self, other: Operand) -> Tensor: return rules.subtract(self, other)
    def __rsub__(self, other: Operand) -> Tensor: return rules.subtract(other, self)
    def __mul__(self, other: Operand) -> Tensor: return rules.multiply(self, other)
    def __rmul__(self, other: Operand) -> Tensor: return rules.multiply(other, self)
    def __truediv__(self, other: Operand) -> Tensor: return rules.divide(self, other)
    def __rtruediv__(self, other: Operand) -> Tensor: return rules.divide(other, self)
    def __pow__(self, other: Operand) -> Tensor: return rules.power(self, other)
    def __rpow__(self, other: Operand) -> Tensor: return rules.power(other, self)
    def __matmul__(self, other: Operand) -> Tensor: return rules.matmul(self, other)
    def __rmatmul__(self, other: Operand) -> Tensor: return rules.matmul(other, self)
    def __pos__(self) -> Tensor: return rules.positive(self)
    def __neg__(self) -> Tensor: return rules.negative(self)
    def __abs__(self) -> Tensor: return rules.absolute(self)
    def __getitem__(self, index: Any) -> Tensor: return rules.getitem(self, index)
    # Comparisons return arrays of booleans; a tensor's hash is its identity.
    def __eq__(self, other: object) -> Any: return self.data == values_of(plain(other))
    def __ne__(self, other: object) -> Any: return self.data != values_of(plain(other))
    def __lt__(self, other: Operand) -> Any: return self.data < values_of(plain(other))
    def __le__(self, other: Operand) -> Any: return self.data <= values_of(plain(other))
    def __gt__(self, other: Operand) -> Any: return self.data > values_of(plain(other))
    def __ge__(self, other: Operand) -> Any: return self.data >= values_of(plain(other))
    __hash__ = object.__hash__
    # fmt: on

    def __setitem__(self, index: Any, value: Any) -> None:
        raise errors.elements_cannot_be_assigned()
