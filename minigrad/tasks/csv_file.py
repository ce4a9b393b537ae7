"""Read a table from a text file, as spreadsheets, R and pandas write them.

Which character stands between the cells, csv.Sniffer finds out. What else such files do differently is
here: their encoding, decimal commas, and a first column of row names. Whatever is guessed is noted.

Read next: measured.py.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from .._words import printable
from .table import NUMBER, Table, counts_rows

__all__ = ["read_columns", "read_csv", "read_table"]

SEPARATORS = ",;\t| "
SEP = re.compile("sep=(.)\r?\n")  # a first line that is for Excel
SAMPLE = 10_000  # characters that show the separator
COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)  # 1,5
POINT = re.compile(r"[+-]?\d*\.\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)

Path = str | PathLike[str]
Rows = list[tuple[int, list[str]]]  # each with the number of its line


def read_csv(
    path: Path,
    *,
    target: str | None = None,
    features: Sequence[str] | None = None,
    without: Sequence[str] = (),
    weights: str | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Return the columns to predict from and the column to predict, by name, the target last.

    The weights, if there are any, come first.

    Parameters
    ----------
    path : path
        A text file whose first line names the columns. Between the cells stand commas, semicolons,
        tabs, bars or blanks; where it is not a comma, numbers may have a decimal comma. A first column
        without a name, as R and pandas write it, is skipped. TRUE and FALSE are 1 and 0.
    target : str, optional
        By default the last column that is not `weights`.
    features : sequence of str, optional
        By default all columns but the target.
    without : sequence of str
        Columns to leave out.
    weights : str, optional
        A column that is neither the target nor a feature.

    Returns
    -------
    dict of str to ndarray of shape (N,)
        Rows in which one of these columns has a gap (an empty cell, NA, NaN, null, None, N/A, #N/A, a
        point or a dash) are left out.

    Raises
    ------
    ValueError
        If the file has no data, a column does not exist, or cells are not finite numbers; the message
        names lines and columns.
    OSError
        If there is no such file, or it cannot be read.

    Warns
    -----
    UserWarning
        If rows or a column were left out, a column rises by 1 from row to row, or something had to be
        guessed.
    """
    table = read_table(path)
    columns = table.to_learn_from(target, features, without, weights)
    table.warn()
    return columns


def read_columns(path: Path, columns: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Return columns of a file by name, all rows, with nan where there is a gap; raises as `read_csv`."""
    table = read_table(path)
    table.warn()
    return table.numbers(columns)


def read_table(path: Path) -> Table:
    """Return what is in a file, cells as text; raises as `read_csv` does."""
    text, notes = _text(path)
    path = printable(str(path))
    separator = _separator(text)
    try:
        reader = csv.reader(io.StringIO(text, ""), delimiter=separator, skipinitialspace=True)
        cells = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
        filled: Rows = [(line, row) for line, row in cells if any(row)]
    except csv.Error as error:
        raise ValueError(f"{path} cannot be read as a table ({error})") from error
    if SEP.match(text):
        del filled[0]
    if not filled:
        raise ValueError(f"{path} is empty: its first line must name the columns")
    (_, header), *rows = filled
    header = [" ".join(name.split()) for name in header]  # some have lines in them
    if not rows:
        raise ValueError(f"{path} has a header but no data below it")
    if separator != "," and _has_decimal_commas(rows):
        if any(THOUSANDS.fullmatch(cell) for _, row in rows for cell in row):
            notes.append(f"{path}: commas are read as decimal commas, so 1,234 is 1.234")
        rows = [(line, [_with_point(cell) for cell in row]) for line, row in rows]
    header, rows = _without_row_names(path, header, rows, separator, notes)
    _check_shape(path, header, rows)
    columns = {
        name: [row[i] if i < len(row) else "" for _, row in rows] for i, name in enumerate(header)
    }
    return Table(path, columns, [line for line, _ in rows], notes=notes)


def _text(path: Path) -> tuple[str, list[str]]:
    """Decode UTF-8, UTF-16 (which says so in its first bytes) or else, with a note, cp1252."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise
    except IsADirectoryError as error:
        raise IsADirectoryError(f"{path} is a folder: name a file in it") from error
    except (OSError, ValueError) as error:  # ValueError: no file can have that name
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        cure = "check its name" if isinstance(error, ValueError) else "check its permissions"
        raise type(error)(f"{printable(str(path))} cannot be read ({reason}): {cure}") from error
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    notes = []
    try:
        try:
            text = content.decode("utf-16" if marked else "utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
            notes.append(
                f"{printable(str(path))} is not in UTF-8 and was read as cp1252, Windows' Western European encoding: "
                "check names with accents"
            )
        if "\0" in text:
            raise ValueError("it holds zero bytes")
    except ValueError as error:
        raise ValueError(
            f"{path} is not a text file: save the table as CSV, in UTF-8, where it comes from"
        ) from error
    return text, notes


def _separator(text: str) -> str:
    """Return what stands between cells."""
    if told := SEP.match(text):
        return told[1]
    sample = text[:SAMPLE]
    if len(text) > SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n")]  # whole lines
    try:
        return csv.Sniffer().sniff(sample, SEPARATORS).delimiter
    except csv.Error:  # rows of different lengths, one column, or several blanks in a row
        first, *others = [line for line in sample.splitlines() if line.strip()] or [""]
        sign = next((sign for sign in SEPARATORS.strip() if sign in first), "")
        words = len(first.split())
        aligned = words > 1 and all(len(line.split()) == words for line in others)
        return sign or (" " if aligned else ",")


def _has_decimal_commas(rows: Rows) -> bool:
    """Say whether numbers have decimal commas. Beside decimal points, commas mean something else."""
    cells = [cell for _, row in rows for cell in row]
    return any(map(COMMA.fullmatch, cells)) and not any(map(POINT.fullmatch, cells))


def _with_point(cell: str) -> str:
    return cell.replace(",", ".") if COMMA.fullmatch(cell) else cell


def _without_row_names(
    path: Path, header: list[str], rows: Rows, separator: str, notes: list[str]
) -> tuple[list[str], Rows]:
    """Leave out a first column that has no name: row names. Some files have no header cell for them."""
    while len(header) > 1 and not header[-1]:  # columns that a spreadsheet left empty
        if any(row[len(header) - 1 :] and row[len(header) - 1] for _, row in rows):
            break
        header = header[:-1]
    names = [row[0] for _, row in rows]
    extra = {len(row) for _, row in rows} == {len(header) + 1} and any(row[-1] for _, row in rows)
    if extra and separator == "," and all(map(NUMBER.fullmatch, names)):
        extra = counts_rows(names)  # otherwise it is rather a comma in a number
    if extra and len(set(names)) == len(names):
        header = ["", *header]
    if header[0] or len(header) == 1:
        return header, rows
    some = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    notes.append(f"{path}: the first column, {some}, has no name and is skipped")
    return header[1:], [(line, row[1:]) for line, row in rows]


def _check_shape(path: Path, header: list[str], rows: Rows) -> None:
    for position, name in enumerate(header, start=1):
        if not name:
            raise ValueError(
                f"{path}: column {position} has no name in the first line. Name it or delete it"
            )
    doubled = {name for name in header if header.count(name) > 1}
    if doubled:
        raise ValueError(
            f"{path} has several columns named {', '.join(sorted(doubled))}: give each a name of its own"
        )
    if all(NUMBER.fullmatch(_with_point(name)) for name in header):
        raise ValueError(f"{path} has no header: its first line must name the columns")
    for line, row in rows:
        if any(row[len(header) :]):
            if header[0].startswith("#"):
                raise ValueError(
                    f"{path} begins with a comment: delete the lines above the names of the columns"
                )
            raise ValueError(
                f"{path}, line {line} has {len(row)} cells, the header names {len(header)} "
                "columns. Is a comma inside a number or a name? Put the cell in quotes"
            )
