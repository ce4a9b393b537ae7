"""What the squared error of each row is multiplied by: checks of weights. Skip this on a first reading.

Read next: csv_file.py, which reads measured data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "ERRORS", "of_mean_one", "require_error", "require_no_zeros", "row_of_array", "times",
    "weights_of_rows",
]  # fmt: skip

Floats = NDArray[np.float64]
ERRORS = ("absolute", "relative")
SHOWN = 5  # rows that a message names


def weights_of_rows(weights: ArrayLike, rows: int, called: Callable[[int], str]) -> Floats:
    """Return weights as a column of mean 1; raise ValueError if they are no weights of so many rows.

    `called` tells where a row stands, counted from 0.
    """
    column = np.array(weights, dtype=float)
    if column.shape not in ((rows,), (rows, 1)):
        raise ValueError(f"weights are one number a row, {rows} of them, got shape {column.shape}")
    column = column.reshape(rows, 1)
    wrong = np.flatnonzero(~(np.isfinite(column) & (column > 0)))
    if wrong.size:
        raise ValueError(
            f"weights are positive numbers, but {named(wrong, called)} {'has' if wrong.size == 1 else 'have'} "
            f"others, such as {column[wrong[0], 0]:g}. To give a row no weight, leave the row out"
        )
    return of_mean_one(column)


def of_mean_one(weights: Floats) -> Floats:
    """Divide weights by their mean: only their ratios matter."""
    shares = weights / weights.max()  # so that no sum is infinite
    return np.asarray(shares / shares.mean())


def require_error(error: str) -> None:
    """Raise ValueError if errors cannot be counted like that."""
    if error not in ERRORS:
        raise ValueError(f'error is "absolute" or "relative", got {error!r}')


def require_no_zeros(
    y: Floats | None, targets: Sequence[str], called: Callable[[int], str], on: str = ""
) -> None:
    """Raise ValueError if no error can be a share of some target, since that is 0; name the rows."""
    for target, values in zip(targets, [] if y is None else y.T, strict=y is not None):
        zeros = np.flatnonzero(values == 0)
        if zeros.size:
            raise ValueError(
                f"target {target!r} is 0 in {named(zeros, called)}{on}, and no error is a share of 0. Leave "
                "such rows out, or count errors as they are: --error absolute (in Python, "
                'error="absolute")'
            )


def row_of_array(row: int) -> str:
    """Name a row, counted from 0, as people count."""
    return f"row {row + 1}"


def named(rows: NDArray[Any], called: Callable[[int], str] = row_of_array) -> str:
    """Name several rows, counted from 0: "rows 1, 2" or "lines 2, 3"."""
    words = [called(row).split() for row in rows[:SHOWN].tolist()]
    more = f" and {rows.size - SHOWN:,} more" if rows.size > SHOWN else ""
    what = f"{words[0][0]}{'s' if rows.size > 1 else ''}"
    return f"{what} {', '.join(where for _, where in words)}{more}"


def times(table: Any, root: Floats | None) -> Any:
    """Multiply a table, a Tensor or an array, with square roots of weights, if there are any."""
    if root is None:
        return table
    if table.ndim != 2 or root.shape not in ((len(table), 1), table.shape):
        raise ValueError(
            f"a prediction of shape {table.shape} cannot be weighed by weights of shape {root.shape}"
        )
    return table * root
