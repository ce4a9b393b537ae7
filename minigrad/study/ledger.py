"""The ledger of a study: one line for each finished training, only ever added to.

A study that was killed reads it and goes on with what is missing. The lines are JSON, so other
programs can read them too.

Read next: compare.py.
"""

from __future__ import annotations

import json
import os
from os import PathLike
from pathlib import Path
from typing import Any

__all__ = ["Ledger"]

Record = dict[str, Any]
KEY = ("model", "seed", "folds", "fold", "repeat")  # what a line is about
BEGINNING = b'{"task": '
SAME = {  # what has to be the same in all lines of a study, and what it is if it is not
    "version": "another version of minigrad",
    "task": "another task",
    "data": "other data",
    "recipe": "another model or recipe",
}


class Ledger:
    """Records of finished trainings, in memory, and in a file if there is a path.

    Parameters
    ----------
    path : path or None
        Read if it exists; new lines are added at its end. A line that was cut off when a process was
        killed is removed.

    Raises
    ------
    ValueError
        If the file is damaged, or holds something else.
    FileNotFoundError
        If its folder does not exist.
    """

    def __init__(self, path: str | PathLike[str] | None) -> None:
        self.path = None if path is None else Path(path)
        self._records: dict[tuple[Any, ...], Record] = {}
        self._rows: dict[tuple[Any, ...], list[int]] = {}
        self._cut = b""
        if self.path is None:
            return
        if not self.path.parent.is_dir():
            raise FileNotFoundError(
                f"cannot write {self.path}: there is no folder {self.path.parent}"
            )
        if self.path.exists():
            self._read(self.path)

    def _read(self, path: Path) -> None:
        lines = path.read_bytes().splitlines(keepends=True)
        if lines and not lines[-1].endswith(b"\n"):
            self._cut = lines.pop()  # a process was killed while it wrote this, perhaps
            if not (self._cut.startswith(BEGINNING) or BEGINNING.startswith(self._cut)):
                raise ValueError(f"{path} holds no results of a study: choose another file")
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                key = tuple(record[name] for name in KEY)
                [record[name] for name in SAME]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{path}, line {number} is no result of a study. If it is damaged, delete the line, "
                    "and it is computed again"
                ) from error
            self._records.setdefault(key, self._sharing_rows(record))

    def find(self, **about: Any) -> Record | None:
        """Return the record of a training, or None.

        Raises
        ------
        ValueError
            If there is one of other data, another recipe or another version.
        """
        record = self._records.get(tuple(about[name] for name in KEY))
        if record is None:
            return None
        for name, what in SAME.items():
            if record[name] != about[name]:
                raise ValueError(
                    f"{self.path} holds results of another study: of {about['model']!r} with seed "
                    f"{about['seed']}, with {what}. Name another folder (--out) or file for these, "
                    "or delete that one"
                )
        return record

    def add(self, record: Record) -> None:
        """Write a record down; it is on the disk when this returns."""
        self._records[tuple(record[name] for name in KEY)] = self._sharing_rows(record)
        if self.path is not None:
            if self._cut:
                os.truncate(self.path, self.path.stat().st_size - len(self._cut))
                self._cut = b""
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def _sharing_rows(self, record: Record) -> Record:
        """Let records of the same rows, which are left out of every model, hold one list of them."""
        if "rows" in record:
            key = tuple(record[name] for name in ("seed", "folds", "fold"))
            rows = self._rows.setdefault(key, record["rows"])
            if rows == record["rows"]:
                record["rows"] = rows
        return record
