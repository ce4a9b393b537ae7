"""Read numbers from a CSV file, and say exactly where something is not a number.

Read next: measured.py.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from .._words import nearest

__all__ = ["read_columns", "read_csv"]


Rows = list[tuple[int, list[str]]]  # each with the number of its line


def read_csv(
    path: str | PathLike[str],
    *,
    target: str | None = None,
    features: Sequence[str] | None = None,
    weights: str | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Return the columns to predict from and the column to predict, by name, the target last.

    The weights, if there are any, come first.

    Parameters
    ----------
    path : path
        A comma-separated file; its first line names the columns.
    target : str, optional
        By default the last column that is not `weights`.
    features : sequence of str, optional
        By default all columns but the target.
    weights : str, optional
        A column that is neither the target nor a feature.

    Raises
    ------
    ValueError
        If the file has no data, a column does not exist, or a cell is empty, missing or not a
        finite number; the message names line and column.
    FileNotFoundError
        If there is no such file.
    """
    header, rows = _read(path)
    others = [column for column in header if column != weights]
    target = (others or header)[-1] if target is None else target
    if features is None:
        features = [column for column in others if column != target]
    features = [features] if isinstance(features, str) else list(features)
    if not features:
        raise ValueError(f"{path} has no column to predict {target!r} from: it needs two or more")
    if len(set(features)) < len(features):
        raise ValueError(f"a feature is named twice: {', '.join(features)}")
    if target in features:
        raise ValueError(f"{target!r} is the target and cannot be one of the features too")
    if weights in (target, *features):
        raise ValueError(
            f"{weights!r} holds the weights and cannot be predicted, or predicted from, too"
        )
    return _columns(path, header, rows, [*filter(None, [weights]), *features, target])


def read_columns(
    path: str | PathLike[str], columns: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    """Return columns of a CSV file by name; raises as `read_csv` does."""
    return _columns(path, *_read(path), columns)


def _read(path: str | PathLike[str]) -> tuple[list[str], Rows]:
    """Return the header and the lines that are not blank."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            header = [name.strip() for name in next(reader, [])]
            rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} is not a CSV file in UTF-8 ({error}): save it as one") from error
    _check_header(path, header)
    if not rows:
        raise ValueError(f"{path} has a header but no data below it")
    for line, row in rows:
        if any(cell.strip() for cell in row[len(header) :]):
            raise ValueError(
                f"{path}, line {line} has {len(row)} cells, the header names {len(header)} "
                "columns. Is a comma inside a number or a name?"
            )
    return header, rows


def _columns(
    path: str | PathLike[str], header: list[str], rows: Rows, columns: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    for column in columns:
        if column not in header:
            raise ValueError(
                f"{path} has no column {column!r}{nearest(column, header)}. "
                f"Its columns are {', '.join(header)}"
            )
    return {
        column: np.array(
            [_number(path, line, column, row, header.index(column)) for line, row in rows]
        )
        for column in columns
    }


def _check_header(path: str | PathLike[str], header: list[str]) -> None:
    if not any(header):
        raise ValueError(f"{path} is empty: its first line must name the columns")
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            raise ValueError(f"{path} is separated by {name}: save it with commas between columns")
    for position, name in enumerate(header, start=1):
        if not name:
            raise ValueError(
                f"{path}: column {position} has no name in the first line. Name it or delete it"
            )
    doubled = {name for name in header if header.count(name) > 1}
    if doubled:
        raise ValueError(f"{path} has several columns named {', '.join(sorted(doubled))}")
    if all(_is_number(name) for name in header):
        raise ValueError(f"{path} has no header: its first line must name the columns")


def _number(
    path: str | PathLike[str], line: int, column: str, row: list[str], position: int
) -> float:
    """Return the number in one cell, or say where and why there is none."""
    where = f"{path}, line {line}, column {column!r}"
    if position >= len(row):
        raise ValueError(f"{where}: the cell is missing (the line has {len(row)} cells)")
    text = row[position].strip()
    if not text:
        raise ValueError(f"{where}: the cell is empty. Fill it in or remove the line")
    if not _is_number(text):
        raise ValueError(
            f"{where}: {text!r} is not a number. Correct it, remove the line, or leave the "
            "column out: name those to keep (--features A,B in a shell, features=[…] in Python)"
        )
    if not np.isfinite(float(text)):
        raise ValueError(f"{where}: {text!r} is not finite. Remove the line")
    return float(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
