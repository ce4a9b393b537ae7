"""The ledger of a study: one line for each finished training, only ever added to.

A study that was killed reads it and goes on with what is missing. The lines are JSON, so other
programs can read them too. What a line has to hold is in records.py.

Read next: compare.py.
"""

from __future__ import annotations

import json
import os
import warnings
from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from typing import Any, Self

from .._files import naming_a_full_disk
from .._lock import alone_with
from ..tasks import Task
from .records import Record, fits, is_cut_off, read_record

__all__ = ["Ledger"]

KEY = ("model", "seed", "folds", "fold", "repeat")  # what a line is about
SAME = {  # what has to be the same in all lines of a study, and what it is if it is not
    "version": "another version of minigrad",
    "task": "another task",
    "data": "other data",
    "recipe": "another model or recipe",
}


class Ledger:
    """Records of finished trainings, in memory, and in a file if there is a path.

    Nobody else can open the file until this ledger is left: ``with Ledger(path) as ledger:``.

    Parameters
    ----------
    path : path or None
        Read if it exists; new lines are added at its end. A last line that was cut off, when a process
        was killed or the power failed, is removed before; a warning says so.

    Raises
    ------
    ValueError
        If the file is damaged, holds something else, or is in use.
    FileNotFoundError
        If its folder does not exist.
    """

    def __init__(self, path: str | PathLike[str] | None) -> None:
        self.path = None if path is None else Path(path)
        self._records: dict[tuple[Any, ...], Record] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}  # of the lines
        self._rows: dict[tuple[Any, ...], list[int]] = {}
        self._whole = 0  # bytes of the file that are whole lines
        self._held = ExitStack()
        if self.path is None:
            return
        if not self.path.parent.is_dir():
            raise FileNotFoundError(
                f"cannot write {self.path}: there is no folder {self.path.parent}"
            )
        if self.path.is_dir():
            raise ValueError(f"{self.path} is a folder: name a file for the results")
        with ExitStack() as held:
            held.enter_context(
                alone_with(self.path, "wait until it has finished, or name another folder or file")
            )
            if self.path.exists():
                self._read(self.path)
            self._held = held.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def _read(self, path: Path) -> None:
        lines = path.read_bytes().splitlines(keepends=True)
        cut = lines.pop() if lines and is_cut_off(lines[-1]) else b""
        for number, line in enumerate(lines, start=1):
            record = read_record(line)
            if record is None:
                raise self._damaged(number)
            key = tuple(record[name] for name in KEY)
            if key not in self._records:
                self._records[key], self._numbers[key] = self._sharing_rows(record), number
        self._whole = sum(map(len, lines))
        if cut:
            size = f"{len(cut):,} byte{'' if len(cut) == 1 else 's'}"
            warnings.warn(
                f"{path}: the last line, {size}, was cut off, and is computed again"
                if cut.strip(b"\0")
                else f"{path}: zeros at its end, {size}, are removed; a result that is missing is "
                "computed again",
                stacklevel=4,
            )

    def _damaged(self, number: int) -> ValueError:
        return ValueError(
            f"{self.path}, line {number} is no result of a study. If it is damaged, delete the line, "
            "and it is computed again; if not, name another file"
        )

    def find(self, on: Task, /, **about: Any) -> Record | None:
        """Return the record of a training on these data, or None.

        Raises
        ------
        ValueError
            If there is one of other data, another recipe or another version.
        """
        key = tuple(about[name] for name in KEY)
        record = self._records.get(key)
        if record is None:
            return None
        for name, what in SAME.items():
            if record[name] != about[name]:
                raise ValueError(
                    f"{self.path} holds results of another study: of {about['model']!r} with seed "
                    f"{about['seed']}, with {what}. Name another folder (--out) or file for these, "
                    "or delete that one"
                )
        if not fits(record, on):
            raise self._damaged(self._numbers[key])
        return record

    def add(self, record: Record) -> None:
        """Write a record down; it is on the disk when this returns."""
        self._records[tuple(record[name] for name in KEY)] = self._sharing_rows(record)
        if self.path is None:
            return
        line = json.dumps(record).encode() + b"\n"
        with naming_a_full_disk(self.path), open(self.path, "ab") as file:
            file.truncate(self._whole)  # without what was cut off
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._whole += len(line)

    def _sharing_rows(self, record: Record) -> Record:
        """Let records of the same rows, which are left out of every model, hold one list of them."""
        if "rows" in record:
            key = tuple(record[name] for name in ("seed", "folds", "fold"))
            rows = self._rows.setdefault(key, record["rows"])
            if rows == record["rows"]:
                record["rows"] = rows
        return record
