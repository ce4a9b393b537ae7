"""Records: what a line of the ledger has to hold, so that a damaged or edited one is found out.

Skip this on a first reading: cells.py writes records, and results.py puts them together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from ..tasks import Task

__all__ = ["Record", "fits", "is_cut_off", "read_record"]

Record = dict[str, Any]
Check = Callable[[Any], bool]
BEGINNING = b'{"task": '


def is_cut_off(line: bytes) -> bool:
    """Return whether a last line is the beginning of one, whose end a crash or a power cut took.

    Of what was not yet on the disk when the power failed, zeros are left.
    """
    written = line.partition(b"\0")[0]
    ours = written.startswith(BEGINNING) or BEGINNING.startswith(written)
    return ours and (b"\0" in line or not line.endswith(b"\n"))


def read_record(line: bytes) -> Record | None:
    """Return what a line holds, or None if it is not what a cell writes."""
    try:
        record = json.loads(line)
        return record if _has(record, _entries_of(record)) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def fits(record: Record, task: Task) -> bool:
    """Return whether a record says what there is to say about a model on this task."""
    if record["status"] == "impossible":
        return True
    if record["fold"] is not None:
        return max(record["rows"], default=-1) < len(task.x)
    expected: dict[str, Check] = {}
    if task.x_test is not None:
        expected |= {"test": _is_error, "learned": _is_flag}
    if task.x_extrapolation is not None:
        expected["extrapolation"] = _is_error
    if task.tolerance is not None:
        expected["found"] = _is_flag
    return _has(record, expected)


def _entries_of(record: Record) -> dict[str, Check]:
    """Return what has to be in a record of this status, and what it may be."""
    entries: dict[str, Check] = {
        name: _is_text for name in ("task", "data", "model", "recipe", "version", "status")
    }
    entries |= {name: _is_natural for name in ("seed", "folds", "repeat", "parameters")}
    if record["fold"] is not None:
        entries["fold"] = _is_natural
    if record["status"] == "impossible":
        return entries | {"reason": _is_text}
    entries |= {"seconds": _is_number, "warnings": _is_natural, "n": _is_list_of(_is_number)}
    if record["fold"] is None:
        return entries | {"train": _is_error, "bits": _is_text}
    if len(record["rows"]) != len(record["wrong"]):
        raise ValueError("there is one error for each row")
    return entries | {"rows": _is_list_of(_is_natural), "wrong": _is_list_of(_is_number)}


def _has(record: Record, entries: dict[str, Check]) -> bool:
    return all(name in record and is_right(record[name]) for name, is_right in entries.items())


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_natural(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < math.inf


def _is_error(value: Any) -> bool:
    return value is None or _is_number(value)


def _is_list_of(is_right: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(is_right, value))
