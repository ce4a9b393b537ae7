"""Comparison: the results of a study, as a table, as a paragraph and as a CSV file.

Read next: overview.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from os import PathLike
from typing import Any

from .._files import write_aside
from .report import summary, table
from .results import Results

__all__ = ["Comparison", "write_csv"]


class Comparison(Results):
    """The results of a study: its attributes are those of `Results`, and `rows` has the figures."""

    def table(self) -> str:
        """Return a table for the terminal, one line a model."""
        return table(self)

    def summary(self) -> str:
        """Return one paragraph in plain words: who predicts best, and what is within noise."""
        return summary(self)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write one line a model, with all that `rows` holds."""
        write_csv(path, [row.flat() for row in self.rows])


def write_csv(path: str | PathLike[str], lines: Sequence[dict[str, Any]]) -> None:
    """Write dictionaries with the same keys, aside first."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(lines)

    def write(aside: str) -> None:
        # A name that is not UTF-8, as a file may have one, is written as well as that goes.
        with open(aside, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text.getvalue())

    write_aside(path, write)
