"""Test a derivative against differences of function values. Skip this on a first reading.

Checking every element of a gradient costs two evaluations per element. One random direction `v`
costs four in all, for each input. The check compares ⟨u, df/dx · v⟩ from differences with
⟨vjp(u), v⟩ from the rules, for random `u` and `v`, and misses an error only if that is nearly at right
angles to `v`. Such a `v` is rare, so a second one is tried. Second derivatives are those of a number
made of first ones, by the inputs and by the `g` of the rules, of which they must keep track. For
complex numbers ⟨a, b⟩ is the real part of Σ conj(a) b, which treats real and imaginary parts as two
numbers each, so that real and complex numbers need no separate cases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .backward import gradients
from .modes import switched
from .nests import flatten, places, unflatten
from .numpy_protocol import values_of
from .tensor import Tensor

__all__ = ["GradcheckError", "gradcheck"]

Function = Callable[..., Tensor]
Arrays = list[NDArray[Any]]

DOUBLE = {"f": np.float64, "c": np.complex128}  # inputs of these kinds are checked
# Relative. The difference formula is of fourth order, so its error is about 1e-12 with the first step;
# near a kink, or where a function bends much, only the second is short enough.
STEPS = 1e-3, 1e-5
TOLERANCE = 1e-6  # relative to the sum of the absolute values that the inner product adds up
DIRECTIONS = 2
ROUNDING = 10 * np.finfo(np.float64).eps  # of a function value, relative to it


class GradcheckError(AssertionError):
    """A rule and the differences of function values disagree."""


@switched(recording=True, on_arrays=False)  # under the caller's no_grad too
def gradcheck(
    f: Function, *inputs: Any, order: int = 1, rng: np.random.Generator | int = 0
) -> bool:
    """Compare the derivatives of `f` with central differences, along random directions.

    Parameters
    ----------
    f : callable
        Takes tensors and returns one tensor of any shape.
    *inputs : array_like, or nest of them
        Where to check. Real and complex floats are checked; integers and everything else are passed
        on unchanged.
    order : {1, 2}
        2 checks the second derivatives as well.
    rng : Generator or int
        Source of the directions.

    Returns
    -------
    bool
        True.

    Raises
    ------
    GradcheckError
        If a derivative is wrong (names the input and shows both numbers), or if there is nothing
        to check.

    Notes
    -----
    Where value, slope and curvature are all 0, as for x⁵ at 0, differences say nothing: check at
    another point.

    Examples
    --------
    >>> import numpy as np
    >>> gradcheck(lambda x: x * x + x, np.array([3.0, -1.0]), order=2)
    True
    """
    if order not in (1, 2):
        raise ValueError(f"order is 1 or 2, got {order!r}")
    rng = np.random.default_rng(rng)
    parts = dict(zip(places(inputs), flatten(inputs), strict=True))
    arrays = {place: np.asarray(values_of(x)) for place, x in parts.items()}
    point: dict[str, NDArray[Any]] = {
        place: x.astype(DOUBLE[x.dtype.kind])
        for place, x in arrays.items()
        if x.dtype.kind in DOUBLE
    }

    def of_floats(*floats: Tensor) -> Tensor:
        filled = parts | dict(zip(point, floats, strict=True))
        y = f(*unflatten(inputs, filled.values()))
        if not isinstance(y, Tensor):
            raise GradcheckError(f"f must return a Tensor, it returned a {type(y).__name__}")
        return y

    x = list(point.values())
    if not of_floats(*_leaves(x)).requires_grad or not any(array.size for array in x):
        raise GradcheckError("nothing to check: the output depends on none of the float inputs")
    for _ in range(DIRECTIONS):
        _compare(of_floats, x, list(point), rng, "derivative")
        if order == 2:
            u = _random_like(of_floats(*_leaves(x)).data, rng)
            slope = _slope(of_floats, x, rng)
            _compare(slope, [*x, u], [*point, "g of a rule"], rng, "second derivative")
    return True


def _leaves(x: Arrays) -> list[Tensor]:
    return [Tensor(array, requires_grad=True) for array in x]


def _random_like(x: NDArray[Any], rng: np.random.Generator) -> NDArray[Any]:
    """Draw a direction, with an imaginary part for complex numbers."""
    v: NDArray[Any] = rng.standard_normal(x.shape)
    return v + 1j * rng.standard_normal(x.shape) if x.dtype.kind == "c" else v


def _slope(f: Function, x: Arrays, rng: np.random.Generator) -> Function:
    """Return the function ⟨∇⟨u, f⟩, v⟩ of x and u, made of first derivatives, for a random v.

    It is linear in u. So its derivative by u is known to be right if rules keep track of `g`.
    """
    directions = [_random_like(array, rng) for array in x]

    def slope(*leaves: Tensor) -> Tensor:
        total = Tensor(0.0)
        *at, u = leaves
        parts = gradients(f(*at), at, u, create_graph=True)
        for g, v in zip(parts, directions, strict=True):
            total = total + (np.conj(v) * g).real.sum()
        return total

    return slope


def _compare(f: Function, x: Arrays, names: list[str], rng: np.random.Generator, what: str) -> None:
    """Compare rules and differences, one input at a time."""
    leaves = _leaves(x)
    output = f(*leaves)
    u = _random_like(output.data, rng)

    def weighted_output(k: int, shift: Any) -> np.longdouble:
        moved = [array + shift if i == k else array for i, array in enumerate(x)]
        return np.sum((np.conj(u) * f(*_leaves(moved)).data).real, dtype=np.longdouble)

    def by_differences(k: int, v: Any, step: float) -> float:
        near = weighted_output(k, step * v) - weighted_output(k, -step * v)
        far = weighted_output(k, 2 * step * v) - weighted_output(k, -2 * step * v)
        return float((8 * near - far) / (12 * step))

    for k, g in enumerate(gradients(output, leaves, u)):
        v = _random_like(x[k], rng) * np.where(x[k] == 0, 1.0, np.abs(x[k]))
        products = (np.conj(g) * v).real
        by_rules = float(np.sum(products))
        noise = ROUNDING / STEPS[0] * float(np.sum(np.abs(u * output.data)))
        for step in STEPS:
            expected = by_differences(k, v, step)
            scale = float(np.sum(np.abs(products))) + abs(expected)
            if np.isfinite(by_rules) and abs(by_rules - expected) <= TOLERANCE * scale + noise:
                break
        else:
            raise GradcheckError(
                f"input {names[k]}: the rules give the {what} {by_rules:.9g} along a random "
                f"direction, differences of function values give {expected:.9g}"
            )
