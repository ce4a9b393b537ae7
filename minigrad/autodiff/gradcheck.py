"""Test a derivative against differences of function values.

Checking every element of a gradient costs two evaluations an element. One random direction `v`
costs four in all and misses an error only if the error is at right angles to `v`, which has
probability zero: the check compares ⟨u, df/dx · v⟩ from differences with ⟨vjp(u), v⟩ from the
rules, for one random `u` and one random `v` an input.

Read next: ../fractional.py, the package's own use of `primitive`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .backward import gradients
from .rules import sum as sum_
from .tensor import Tensor

__all__ = ["GradcheckError", "gradcheck"]

STEP = 1e-3  # relative; the difference formula is of fourth order, so its error is about 1e-12
TOLERANCE = 1e-6  # relative to the sum of the absolute values that the inner product adds up
ROUNDING = 10 * np.finfo(np.float64).eps / STEP  # of a difference, relative to the function values


class GradcheckError(AssertionError):
    """A rule and the differences of function values disagree."""


def gradcheck(
    f: Callable[..., Any], *inputs: Any, order: int = 1, rng: np.random.Generator | int = 0
) -> bool:
    """Compare the derivatives of `f` with central differences, along random directions.

    Parameters
    ----------
    f : callable
        Takes tensors and returns one tensor of any shape.
    *inputs : array_like
        Where to check. Floats are checked; integers and everything else are passed on unchanged.
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

    Examples
    --------
    >>> import numpy as np
    >>> gradcheck(lambda x: x * x + x, np.array([3.0, -1.0]), order=2)
    True
    """
    if order not in (1, 2):
        raise ValueError(f"order is 1 or 2, got {order!r}")
    rng = np.random.default_rng(rng)
    leaves = [x for x in _as_tensors(inputs) if _is_leaf(x)]
    output = f(*_as_tensors(inputs))
    if not isinstance(output, Tensor):
        raise GradcheckError(f"f must return a Tensor, it returned a {type(output).__name__}")
    if not output.requires_grad or not any(leaf.size for leaf in leaves):
        raise GradcheckError("nothing to check: the output depends on none of the float inputs")
    _compare(f, inputs, rng, "derivative")
    if order == 2:
        _compare(_slope(f, inputs, rng), inputs, rng, "second derivative")
    return True


def _as_tensors(inputs: Sequence[Any]) -> list[Any]:
    """Make a leaf of every float input, in double precision."""
    return [
        Tensor(np.asarray(x, np.float64), requires_grad=True)
        if np.asarray(x).dtype.kind == "f"
        else x
        for x in inputs
    ]


def _is_leaf(x: Any) -> bool:
    return isinstance(x, Tensor) and x.requires_grad


def _slope(
    f: Callable[..., Any], inputs: Sequence[Any], rng: np.random.Generator
) -> Callable[..., Tensor]:
    """Return the function ⟨∇⟨u, f⟩, v⟩, a number made of first derivatives, for random u and v."""
    u = rng.standard_normal(f(*_as_tensors(inputs)).shape)
    directions = [rng.standard_normal(np.shape(x)) for x in inputs]

    def slope(*args: Any) -> Tensor:
        floats = [(x, v) for x, v in zip(args, directions, strict=True) if isinstance(x, Tensor)]
        parts = gradients(f(*args), [x for x, _ in floats], u, create_graph=True)
        total = Tensor(0.0)
        for g, (_, v) in zip(parts, floats, strict=True):
            total = total + sum_(g * v)
        return total

    return slope


def _compare(
    f: Callable[..., Any], inputs: Sequence[Any], rng: np.random.Generator, what: str
) -> None:
    """Compare rules and differences, one input at a time."""
    tensors = _as_tensors(inputs)
    positions = [i for i, x in enumerate(tensors) if _is_leaf(x)]
    output = f(*tensors)
    u = rng.standard_normal(output.shape)
    parts = gradients(output, [tensors[i] for i in positions], u)
    for position, g in zip(positions, parts, strict=True):
        x = tensors[position].data
        v = rng.standard_normal(x.shape) * np.where(x == 0, 1.0, np.abs(x))
        near = _weighted_output(f, inputs, u, position, STEP * v)
        near -= _weighted_output(f, inputs, u, position, -STEP * v)
        far = _weighted_output(f, inputs, u, position, 2 * STEP * v)
        far -= _weighted_output(f, inputs, u, position, -2 * STEP * v)
        by_differences = float((8 * near - far) / (12 * STEP))
        by_rules = float(np.sum(g * v))
        scale = float(np.sum(np.abs(g * v))) + abs(by_differences)
        allowed = TOLERANCE * scale + ROUNDING * float(np.sum(np.abs(u * output.data)))
        if not (np.isfinite(by_rules) and abs(by_rules - by_differences) <= allowed):
            raise GradcheckError(
                f"input {position}: the rules give the {what} {by_rules:.9g} along a random "
                f"direction, differences of function values give {by_differences:.9g}"
            )


def _weighted_output(
    f: Callable[..., Any], inputs: Sequence[Any], u: Any, position: int, shift: Any
) -> np.longdouble:
    """Return ⟨u, f⟩ with one of the inputs shifted."""
    moved = _as_tensors(inputs)
    moved[position].data = moved[position].data + shift
    return np.sum(u * f(*moved).data, dtype=np.longdouble)
