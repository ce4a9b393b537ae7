"""exp^(n) for layers: near the edge of what numbers can do, it goes on as a straight line.

exp^(-n)(x) exists down to x = exp^(n)(-∞), which is 0 at n = 1, where it is the logarithm, and -∞ at
n = 0, where it is x itself. On the way to that edge its slope grows beyond all bounds, and behind it
there is nothing. Data are checked before training, but between two layers anything can turn up. So
a layer uses the tangent in a point a little inside the edge from there on: value and slope continue,
and training meets no nan. At the other end exp^(n)(z) overflows; beyond e^40 it follows its tangent.

In between nothing is changed. `minigrad.exp_n` and `minigrad.iterate` have no such continuation.
Read next: addmul.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import iterate
from ..autodiff import Tensor, maximum, minimum, where
from ..fractional import exp_n, slope

__all__ = ["inward", "outward"]

HIGHEST = 40.0  # beyond exp of it, exp^(n) goes on as a straight line
LEAST_N = 1e-12  # puts the edge for n = 0 at -27 instead of -∞; the tangent there is x itself
BESIDE = 1e-8  # how far Schröder's layers stay away from 0 and 1, where exp^(-n) has no value


def inward(x: Any, n: Any, kind: str, edge: float) -> Tensor:
    """Return exp^(-n)(x) for 0 ≤ n ≤ 1, straight where x is less than `edge` inside the domain."""
    values = x.data if isinstance(x, Tensor) else x
    if kind == "schroeder":
        holes = ~iterate.domain(values, -_values(n), kind) | (values == 0)
        return exp_n(where(holes, x + BESIDE, x) if holes.any() else x, -n, kind)
    if np.min(values, initial=edge) >= edge:  # no edge is above 0
        return exp_n(x, -n, kind)
    lowest = exp_n(0.0, maximum(n, LEAST_N) - 1, kind) + edge
    return _with_tangent(x, maximum(x, lowest), -n, kind)


def outward(z: Any, n: Any, kind: str) -> Tensor:
    """Return exp^(n)(z) for 0 ≤ n ≤ 1, straight where it is above e^40."""
    if kind == "schroeder" or np.max(z.data, initial=HIGHEST) <= HIGHEST:
        return exp_n(z, n, kind)
    return _with_tangent(z, minimum(z, exp_n(HIGHEST, 1 - n, kind)), n, kind)


def _with_tangent(x: Any, inside: Tensor, n: Any, kind: str) -> Tensor:
    """Return exp^(n) at `inside`, and from there to x on the tangent."""
    y: Tensor = exp_n(inside, n, kind) + slope(inside, n, kind) * (x - inside)
    return y


def _values(n: Any) -> Any:
    return n.data if isinstance(n, Tensor) else n
