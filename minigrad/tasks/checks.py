"""What arrays have to be so that they make a task: shapes, names and sizes.

Skip this on a first reading. Read next: coding.py.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._words import nearest, number
from .table import is_frame

__all__ = [
    "as_table", "as_tables", "names_of", "numbered", "refuse_constants", "refuse_extremes",
    "require_features", "require_names", "require_rows", "warn_if_scales_differ",
]  # fmt: skip

Floats = NDArray[np.float64]
MAX_SCALE_RATIO = 1e4  # beyond it, columns are probably in unfortunate units
SMALLEST, LARGEST = 1e-100, 1e100  # sizes of columns; squares of others leave the range of numbers


def require_rows(pairs: dict[str, tuple[Any, Any]]) -> None:
    """Raise ValueError unless inputs and targets have equally many rows, and all the same columns."""
    x, y = pairs["x and y"]
    for names, (inputs, outputs) in pairs.items():
        if inputs is None or outputs is None:
            continue
        if len(inputs) != len(outputs):
            raise ValueError(
                f"{names} need equally many rows, got shapes {inputs.shape} and {outputs.shape}"
            )
        if inputs.shape[1:] != x.shape[1:] or outputs.shape[1:] != y.shape[1:]:
            raise ValueError(
                f"{names} have shapes {inputs.shape} and {outputs.shape}, which do not have "
                f"the columns of x and y, {x.shape} and {y.shape}"
            )
    if len(x) < 2:
        raise ValueError(f"a task needs at least two rows, got {len(x)}")


def require_names(names: Sequence[str], table: Floats, what: str) -> None:
    """Raise ValueError unless each column has a name."""
    if len(names) != table.shape[1]:
        raise ValueError(f"{what} has {len(names)} names for {table.shape[1]} columns")


def require_features(coded: Sequence[str], features: Sequence[str]) -> None:
    """Raise ValueError unless all that is to be coded is there."""
    for column in coded:
        if column not in features:
            raise ValueError(
                f"coded names no feature {column!r}{nearest(column, features)}. The features are "
                f"{', '.join(features)}"
            )


def as_table(array: ArrayLike, name: str) -> Floats:
    """Return a float array of shape (rows, columns) without holes."""
    table = np.array(array, dtype=float)
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2:
        raise ValueError(f"{name} must have shape (rows, columns), got {table.shape}")
    holes = np.argwhere(~np.isfinite(table))
    if len(holes):
        row, column = holes[0]
        raise ValueError(
            f"{name} holds {len(holes)} numbers that are not finite, the first in row {row + 1}, "
            f"column {column + 1}: {table[row, column]}. Remove those rows"
        )
    return table


def as_tables(
    x: ArrayLike | None, y: ArrayLike | None, name: str
) -> tuple[Floats | None, Floats | None]:
    """Return inputs and targets as tables, if they are given."""
    if (x is None) != (y is None):
        raise ValueError(f"x_{name} and y_{name} are given together or not at all")
    if x is None or y is None:
        return None, None
    return as_table(x, f"x_{name}"), as_table(y, f"y_{name}")


def numbered(letter: str, count: int) -> list[str]:
    """Return names for columns that have none."""
    return [letter] if count == 1 else [f"{letter}{i + 1}" for i in range(count)]


def names_of(table: Any) -> list[str] | None:
    """Return the names that a data frame or one of its columns brings along."""
    if is_frame(table):
        return [str(name) for name in table.columns]
    name = getattr(table, "name", None)
    return [name] if isinstance(name, str) else None


def refuse_extremes(table: Floats, names: Sequence[str]) -> None:
    """Raise ValueError if the squares of a column leave the range of numbers."""
    for column, size in zip(names, np.abs(table).max(axis=0), strict=True):
        if not SMALLEST <= size <= LARGEST:
            raise ValueError(
                f"column {column!r} has values up to {size:g}, whose squares are beyond the range of "
                "numbers: give it in another unit"
            )


def refuse_constants(table: Floats, names: Sequence[str], cure: str) -> None:
    """Raise ValueError if a column is the same in all rows."""
    for column, values in zip(names, table.T, strict=True):
        if np.all(values == values[0]):
            raise ValueError(
                f"column {column!r} is {values[0]:g} in all {len(values)} rows: nothing can be "
                f"learned from it, or about it. {cure}"
            )


def warn_if_scales_differ(
    table: Floats, names: Sequence[str], coded: Sequence[str], stacklevel: int
) -> None:
    """Warn of columns whose sizes training would have trouble with; coded ones have none."""
    means = zip(names, np.abs(table).mean(axis=0), strict=True)
    sizes = {name: mean for name, mean in means if name not in coded}
    largest = max(sizes, key=sizes.__getitem__)
    smallest = min(sizes, key=lambda name: sizes[name] or np.inf)
    if sizes[largest] > MAX_SCALE_RATIO * sizes[smallest] > 0:
        warnings.warn(
            f"columns have wildly different scales: the mean of {largest!r} is "
            f"{number(sizes[largest])}, that of {smallest!r} is {number(sizes[smallest])}. Check "
            "their units. Training needs columns of similar scale: divide each by its mean, as "
            "Task.divided_by_means does",
            UserWarning,
            stacklevel=stacklevel,
        )
