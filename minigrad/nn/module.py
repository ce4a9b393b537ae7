"""Module and Parameter: a function together with the numbers it learns.

Read next: layers.py, the plainest modules.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autodiff import Tensor

__all__ = ["Layer", "Module", "Parameter", "Sequential", "as_tensor", "count_parameters"]


def as_tensor(x: Any) -> Tensor:
    """Return the inputs of a layer as a Tensor; what is no plain array of numbers is refused."""
    return x if isinstance(x, Tensor) else Tensor(x)


class Parameter(Tensor):
    """A tensor to be learned, with optional bounds that every optimizer respects.

    Parameters
    ----------
    data : array_like
        Initial values, real or complex floats.
    bounds : (float, float), optional
        Smallest and largest allowed value.
    name : str, optional
        Shown by `repr`.

    Raises
    ------
    ValueError
        If an initial value is outside the bounds, or the bounds are the wrong way round.

    Examples
    --------
    >>> n = Parameter([0.2, 0.9], bounds=(0, 1))
    >>> n.data += 0.5
    >>> n.project()
    >>> n.data
    array([0.7, 1. ])
    """

    __slots__ = ("bounds",)

    def __init__(
        self,
        data: ArrayLike,
        bounds: tuple[float, float] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(data, requires_grad=True, name=name)
        if bounds is not None and not bounds[0] <= bounds[1]:
            raise ValueError(f"bounds are (smallest, largest) allowed value, got {bounds}")
        self.bounds = None if bounds is None else (bounds[0], bounds[1])
        self.require_bounds(self.data)

    def require_bounds(self, values: NDArray[Any]) -> None:
        """Raise ValueError unless all values are within the bounds."""
        if self.bounds is not None:
            low, high = self.bounds
            if not np.all((values >= low) & (values <= high)):
                raise ValueError(
                    f"values {values} are not all within the bounds [{low}, {high}]: choose others, "
                    "or wider bounds"
                )

    def project(self) -> None:
        """Move values that are outside the bounds to the nearest bound, in place."""
        if self.bounds is not None:
            np.clip(self.data, *self.bounds, out=self.data)


class Module:
    """A function with parameters. Subclasses define `forward`, and `reset` if they draw numbers.

    Attributes that are a Parameter, a Module or a list of them are found by themselves, in the order
    in which they were set.

    Examples
    --------
    >>> class Scale(Module):
    ...     def __init__(self):
    ...         self.factor = Parameter(2.0)
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> Scale()
    Scale(factor ())
    >>> Scale()(3.0)
    Tensor(6., requires_grad=True)
    """

    def forward(self, x: Any) -> Tensor:
        """Compute the output."""
        raise NotImplementedError(f"{type(self).__name__} does not define forward")

    def __call__(self, x: Any) -> Tensor:
        """Compute the output; the same as `forward`."""
        return self.forward(x)

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {p.shape}" for name, p in self.named_parameters())
        return f"{type(self).__name__}({shapes})"

    def members(self) -> Iterator[tuple[str, Parameter | Module]]:
        """Iterate over the parameters and modules directly inside this one, with their names."""
        for name, value in vars(self).items():
            if isinstance(value, list | tuple):
                items = [(f"{name}.{i}", item) for i, item in enumerate(value)]
            else:
                items = [(name, value)]
            yield from ((path, x) for path, x in items if isinstance(x, Parameter | Module))

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Iterate over all parameters with names such as ``layers.0.weight``, each one once."""
        seen = set()
        for name, member in self.members():
            if isinstance(member, Parameter):
                found = [(name, member)]
            else:
                found = [(f"{name}.{inner}", p) for inner, p in member.named_parameters()]
            for path, parameter in found:
                if id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield path, parameter

    def parameters(self) -> list[Parameter]:
        """Return all parameters, in a fixed order."""
        return [parameter for _, parameter in self.named_parameters()]

    def parameters_called(self, name: str) -> list[Parameter]:
        """Return the parameters with this last name, such as every ``n``, in a fixed order."""
        return [p for path, p in self.named_parameters() if path.split(".")[-1] == name]

    def reset(self, rng: np.random.Generator | int | None = None) -> None:
        """Draw new initial values for all parameters."""
        rng = np.random.default_rng(rng)
        for _, member in self.members():
            if isinstance(member, Module):
                member.reset(rng)

    def check_inputs(self, x: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the column, if `x` holds values that this module cannot take."""

    def check_targets(self, y: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Raise ValueError, naming the column, if `y` holds values that this module cannot be fitted to."""

    def settings(self) -> dict[str, Any]:
        """Return what a file needs to build this module again; JSON can write it."""
        raise NotImplementedError(f"{type(self).__name__} cannot be saved: it has no settings()")

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return a copy of every parameter's values by name."""
        return {name: parameter.data.copy() for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, ArrayLike]) -> None:
        """Set every parameter from a dictionary made by `state_dict`.

        Raises
        ------
        ValueError
            If names or shapes differ, or a value is outside its bounds; nothing is changed then.
        """
        own = dict(self.named_parameters())
        if own.keys() != state.keys():
            raise ValueError(
                f"the parameters {sorted(state)} do not fit a model that has {sorted(own)}"
            )
        for name, parameter in own.items():
            if np.shape(state[name]) != parameter.shape:
                raise ValueError(
                    f"{name} has shape {parameter.shape}, the given one has {np.shape(state[name])}"
                )
            if np.iscomplexobj(state[name]) and parameter.dtype.kind != "c":
                raise ValueError(f"{name} is real, the given one is complex: another kind of model")
            parameter.require_bounds(np.asarray(state[name]))
        for name, parameter in own.items():
            parameter.data = np.array(state[name], dtype=parameter.dtype)


class Layer(Module):
    """A module that keeps the arguments of its constructor, so that it can be built from a file.

    The random generator is not kept: a file holds the weights that it drew.

    Examples
    --------
    >>> from minigrad.nn import Linear
    >>> Linear(2, 3, bias=False, rng=0).settings()
    {'in_features': 2, 'out_features': 3, 'bias': False, 'bias_mean': 0.0}
    """

    _made_with: dict[str, Any]

    def __new__(cls, *arguments: Any, **options: Any) -> Self:
        """Keep the arguments; `__init__` is called with them afterwards."""
        if cls.__init__ is object.__init__ and (arguments or options):
            raise TypeError(f"{cls.__name__}() takes no arguments")
        layer = super().__new__(cls)
        kept = {name: _plain(given) for name, given in options.items() if name != "rng"}
        layer._made_with = {"arguments": _plain(arguments), "options": kept}
        return layer

    def settings(self) -> dict[str, Any]:
        """Return the arguments that construct this layer again, but for the random numbers."""
        signature, made_with = inspect.signature(type(self)), self._made_with
        given = signature.bind(*made_with["arguments"], **made_with["options"])
        given.apply_defaults()
        return {name: _plain(value) for name, value in given.arguments.items() if name != "rng"}


def _plain(argument: Any) -> Any:
    """Return a copy of arrays and the like in lists and numbers, which JSON can write."""
    if isinstance(argument, list | tuple | range):
        return [_plain(part) for part in argument]
    if isinstance(argument, Tensor):
        return argument.data.tolist()
    return argument.tolist() if isinstance(argument, np.ndarray | np.generic) else argument


class Sequential(Module):
    """Modules in a row, each fed with the output of the one before.

    Parameters
    ----------
    *layers : Module
        The first one takes the input.

    Examples
    --------
    >>> from minigrad.nn import Linear
    >>> model = Sequential(Linear(2, 3, rng=0), Linear(3, 1, rng=1))
    >>> model([[1.0, 2.0]]).shape
    (1, 1)
    """

    def __init__(self, *layers: Module) -> None:
        self.layers = list(layers)

    def forward(self, x: Any) -> Tensor:
        """Pass `x` through all layers."""
        for layer in self.layers:
            x = layer(x)
        return x if isinstance(x, Tensor) else Tensor(x)

    def check_inputs(self, x: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Ask the first layer: it is the one that sees the data."""
        if self.layers:
            self.layers[0].check_inputs(x, columns)

    def settings(self) -> dict[str, Any]:
        """Return the layers, each as its class and its own settings."""
        return {"layers": [[type(layer).__name__, layer.settings()] for layer in self.layers]}

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)


def count_parameters(model: Module) -> int:
    """Return how many real numbers a model learns.

    Examples
    --------
    >>> from minigrad.nn import Linear
    >>> count_parameters(Linear(3, 2))
    8
    """
    learned = [p for p in model.parameters() if p.requires_grad]
    return sum(p.size * (2 if p.dtype.kind == "c" else 1) for p in learned)
