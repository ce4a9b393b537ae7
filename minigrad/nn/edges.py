"""exp^(n) for layers: near the edge of what numbers can do, it goes on as a straight line.

exp^(-n)(x) exists down to x = exp^(n)(-∞), which is 0 at n = 1, where it is the logarithm, and -∞ at
n = 0, where it is x itself. On the way to that edge its slope grows beyond all bounds, and behind it
there is nothing. Data are checked before training, but between two layers anything can turn up. So
a layer uses the tangent in a point a little inside the edge from there on: value and slope continue,
and training meets no nan. On the way back, exp^(n)(z) overflows if z is large, and so does its
derivative by n if z is far below 0; there, too, a layer follows a tangent.

In between nothing is changed. `minigrad.exp_n` and `minigrad.iterate` have no such continuation.
Schröder's construction has no edge, but singular points: there a layer steps aside. It may still
overflow.

Read next: addmul.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..autodiff import Tensor, maximum, minimum, where
from ..fractional import exp_n, slope

__all__ = ["EDGE", "inward", "outward"]

EDGE = 0.01  # how far inside the domain the tangent begins
HIGHEST = 40.0  # beyond exp of it, exp^(n) goes on as a straight line
FLAT = -300.0  # below it, exp^(n)(z) no longer changes, and squares of its slope underflow
LOWEST = -20.0  # the same for n = 0, where ∂/∂n exp^(n)(z) would overflow; the tangent is z itself
LEAST_N = 1e-9  # counts as 0: puts the end of the domain at -20 instead of -∞
FAR_SINGULAR = (math.e, math.e**math.e, math.exp(math.e**math.e))  # of Schröder's; beside 0 and 1
NEAR = 1e-12  # what counts as being there, and …
BESIDE = 1e-8  # … where to go instead, both relative to 1 + |z|


def inward(x: Any, n: Any, kind: str, edge: float) -> Tensor:
    """Return exp^(-n)(x) for 0 ≤ n ≤ 1, straight where x is less than `edge` inside the domain."""
    if kind == "schroeder":
        return exp_n(_beside_singular_points(x, -_values(n)), -n, kind)
    if np.min(_values(x), initial=edge) >= edge:  # no edge is above 0
        return exp_n(x, -n, kind)
    lowest = exp_n(0.0, maximum(n, LEAST_N) - 1, kind) + edge
    return _with_tangent(x, maximum(x, lowest), -n, kind)


def outward(z: Tensor, n: Any, kind: str) -> Tensor:
    """Return exp^(n)(z) for 0 ≤ n ≤ 1, straight above e^40, and far below 0, where it is flat."""
    if kind == "schroeder":
        return exp_n(_beside_singular_points(z, _values(n)), n, kind)
    if np.max(z.data, initial=0.0) <= HIGHEST and np.min(z.data, initial=0.0) >= LOWEST:
        return exp_n(z, n, kind)
    highest = exp_n(HIGHEST, 1 - n, kind)
    lowest = np.where(_values(n) < LEAST_N, LOWEST, FLAT)
    return _with_tangent(z, maximum(minimum(z, highest), lowest), n, kind)


def _with_tangent(x: Any, inside: Tensor, n: Any, kind: str) -> Tensor:
    """Return exp^(n) at `inside`, and from there to x on the tangent."""
    y: Tensor = exp_n(inside, n, kind) + slope(inside, n, kind) * (x - inside)
    return y


def _beside_singular_points(z: Any, order: Any) -> Any:
    """Move z by a little where exp^(order)(z) or a derivative has no value."""
    values = _values(z)
    if np.min(np.abs(values.imag), initial=1.0) > NEAR:  # all singular points are real
        return z

    def near(point: float) -> Any:
        return np.abs(values - point) <= NEAR * (1 + point)

    fractional = _values(order) % 1 != 0
    holes = (near(0.0) | near(1.0)) & fractional | near(0.0) & (_values(order) == -1)
    for point in FAR_SINGULAR:
        holes = holes | near(point)
    return where(holes, z + BESIDE * (1 + np.abs(values)), z) if np.any(holes) else z


def _values(x: Any) -> Any:
    return x.data if isinstance(x, Tensor) else x
