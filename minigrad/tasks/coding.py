"""0/1 columns, coded so that a neuron can add them at n = 0 and multiply by them at n = 1.

A column that says no or yes is given as 0 and 1, but 0 has no logarithm. So a neuron sees 1 for 0, and e
for 1, whose logarithms are 0 and 1. With a weight w, the step from no to yes is w·(e - 1) added at
n = 0, and the factor e^w at n = 1. For no, w itself remains at n = 0, as a constant: the bias takes it up.

Read next: table.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["decode", "encode", "holds_0_and_1"]

Floats = NDArray[np.float64]


def holds_0_and_1(column: Floats) -> bool:
    """Say whether a column holds nothing but 0 and 1."""
    return bool(np.isin(column, (0.0, 1.0)).all())


def encode(x: Floats, features: Sequence[str], coded: Sequence[str]) -> Floats:
    """Turn 0 and 1 into 1 and e, in the columns that are coded; nan, a gap, stays.

    Raises
    ------
    ValueError
        If there is another number in such a column; the message names the row.

    Examples
    --------
    >>> encode(np.array([[3.0, 0.0], [5.0, 1.0]]), ["dose", "old"], ["old"]).round(3)
    array([[3.   , 1.   ],
           [5.   , 2.718]])
    """
    x = x.copy()
    for j in _positions(features, coded):
        others = np.flatnonzero(~np.isin(x[:, j], (0.0, 1.0)) & ~np.isnan(x[:, j]))
        if others.size:
            raise ValueError(
                f"column {features[j]!r} is coded and may hold only 0 and 1, but is "
                f"{x[others[0], j]:g} in row {others[0] + 1}"
            )
        x[:, j] = np.exp(x[:, j])
    return x


def decode(x: Floats, features: Sequence[str], coded: Sequence[str]) -> Floats:
    """Turn 1 and e back into 0 and 1.

    Examples
    --------
    >>> decode(np.array([[3.0, 1.0], [5.0, np.e]]), ["dose", "old"], ["old"])
    array([[3., 0.],
           [5., 1.]])
    """
    x = x.copy()
    for j in _positions(features, coded):
        x[:, j] = np.log(x[:, j])
    return x


def _positions(features: Sequence[str], coded: Sequence[str]) -> list[int]:
    return [list(features).index(name) for name in coded]
