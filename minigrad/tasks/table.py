"""Table: named columns of cells, of a file or a data frame, and the numbers in them.

A cell is a number, or it is a gap, or it is something else. Rows with gaps are left out; what else is
no number is refused, all columns at once.

Read next: csv_file.py, which reads a table from a file.
"""

from __future__ import annotations

import numbers
import re
import shlex
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._words import nearest
from .coding import holds_0_and_1

__all__ = ["NUMBER", "Table", "counts_rows", "is_frame", "left_out", "listing"]

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
GAPS = {"", "na", "<na>", "nan", "nat", "null", "none", "n/a", "#n/a", ".", "-"}
LOGICAL = {"true": 1.0, "false": 0.0}  # as R and pandas write them
MOST = 5  # things that a message lists
CODES = (99.0, 999.0, 9999.0, 99999.0)
FAR = 3.0  # times the largest of all other values
CHOOSE = "Choose another column with --target (in Python, target=…)"

Floats = NDArray[np.float64]
Cells = Sequence[Any] | NDArray[Any]


@dataclass(eq=False)
class Table:
    """Named columns of cells, and what has to be said about them.

    Attributes
    ----------
    source : str
        What messages call it.
    columns : dict of str to sequence
        The cells of each column: text, numbers, or anything else.
    lines : sequence of int
        Where each row stands.
    unit : str
        What these are: "line" of a file, "row" of a frame.
    notes : list of str
        What was guessed or left out, one sentence each.

    Examples
    --------
    >>> table = Table("own.csv", {"dose": ["0", "1.5", "NA"], "y": ["2", "3", "4"]}, [2, 3, 4])
    >>> table.to_learn_from()
    {'dose': array([0. , 1.5]), 'y': array([2., 3.])}
    >>> table.notes
    ["own.csv: 1 of 3 rows has gaps and is left out: line 4 (column 'dose')"]
    """

    source: str
    columns: Mapping[str, Cells]
    lines: Sequence[int]
    unit: str = "line"
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of_frame(cls, frame: Any, source: str = "frame") -> Table:
        """Take the columns of a pandas or polars DataFrame, or of anything that is as them."""
        names = [str(name) for name in frame.columns]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise ValueError(
                f"{source} has several columns named {', '.join(sorted(doubled))}: give each a name of "
                "its own"
            )
        columns = {str(name): frame[name].to_numpy() for name in frame.columns}
        return cls(source, columns, range(1, len(frame) + 1), "row")

    def warn(self, stacklevel: int = 2) -> None:
        """Give the notes as warnings; `stacklevel` counts from the caller of this method, who is 1."""
        for note in self.notes:
            warnings.warn(note, UserWarning, stacklevel=stacklevel + 1)

    def to_learn_from(
        self,
        target: str | None = None,
        features: Sequence[str] | None = None,
        without: Sequence[str] = (),
        weights: str | None = None,
    ) -> dict[str, Floats]:
        """Return the numbers of the features and, last, of the target, without rows that have gaps.

        The weights, if there are any, come first.
        """
        return self.complete(target, features, without, weights)[0]

    def complete(
        self,
        target: str | None = None,
        features: Sequence[str] | None = None,
        without: Sequence[str] = (),
        weights: str | None = None,
    ) -> tuple[dict[str, Floats], NDArray[np.intp]]:
        """Return what `to_learn_from` does, and where each of these rows stands."""
        chosen = self.choose(target, features, without, weights)
        self._refuse_classes(chosen[-1])
        first = [] if weights is None else [weights]
        found = self.numbers([*first, *chosen], optional=chosen[:-1])
        asked_for = {target, *(_as_list(features) or ())}
        if len(chosen) > 2:
            self._note_counting(
                [name for name in chosen if name not in asked_for], found, chosen[-1]
            )
        self._note_codes({name: found[name] for name in chosen})
        gaps = np.isnan(np.column_stack(list(found.values())))
        kept = np.logical_not(gaps.any(axis=1))
        if len(kept) < 2:
            raise ValueError(f"{self.source} has one row of data, and two are needed: add rows")
        if not kept.all():
            self._note_gaps({name: gaps[:, i] for i, name in enumerate(found)}, kept)
        found = {name: values[kept] for name, values in found.items()}
        self._refuse_constants({name: found[name] for name in chosen}, chosen[-1])
        if holds_0_and_1(found[chosen[-1]]):
            self.notes.append(
                f"{self.source}: the target {chosen[-1]!r} holds only 0 and 1, a no or yes, and minigrad "
                "predicts numbers: for probabilities, use logistic regression"
            )
        return found, np.array(self.lines)[kept]

    def choose(
        self,
        target: str | None = None,
        features: Sequence[str] | None = None,
        without: Sequence[str] = (),
        weights: str | None = None,
    ) -> list[str]:
        """Return the names of the features and, last, of the target; or say why that cannot be."""
        features = _as_list(features)
        without = _as_list(without) or []
        self._require([*filter(None, [target, weights]), *(features or []), *without])
        left = [name for name in self.columns if name not in without and name != weights]
        if target in without:
            raise ValueError(f"{target!r} is the target and cannot be left out too")
        if not left:
            raise ValueError(f"all columns of {self.source} are left out: keep two or more")
        target = left[-1] if target is None else target
        if features is None:
            features = [name for name in left if name != target]
        if not features:
            rest = (
                "all others are left out" if without or weights else "it needs two or more columns"
            )
            raise ValueError(f"{self.source} has no column to predict {target!r} from: {rest}")
        if len(set(features)) < len(features):
            raise ValueError(f"a feature is named twice: {', '.join(features)}")
        if target in features:
            raise ValueError(f"{target!r} is the target and cannot be one of the features too")
        both = [name for name in features if name in without]
        if both:
            raise ValueError(f"{both[0]!r} is a feature and cannot be left out too")
        roles = {"the target": [target], "a feature": features, "left out": without}
        for role, names in roles.items():
            if weights in names:
                raise ValueError(f"{weights!r} holds the weights and cannot be {role} too")
        return [*features, target]

    def numbers(
        self, names: Sequence[str], optional: Sequence[str] | None = None
    ) -> dict[str, Floats]:
        """Return the numbers of these columns, all rows, with nan where there is a gap.

        Those that are `optional` may be left out, which messages then advise; with None, all are needed,
        as for a prediction.

        Raises
        ------
        ValueError
            If a column does not exist; if cells are not finite numbers: it names each column with its
            first such cell.
        """
        self._require(names)
        found, faults = {}, defaultdict[str, dict[str, str]](dict)
        for name in names:
            found[name] = values = _values(self.columns[name])
            bad = np.flatnonzero(np.isinf(values)).tolist()
            if bad:
                cell = _text(self.columns[name][bad[0]])
                fault = _fault(cell)
                if fault == "word" and name in (optional or ()) and 2 * len(bad) > len(values):
                    fault = "words"
                place = f"{self.unit} {self.lines[bad[0]]}, column {name!r}: {cell!r}"
                faults[fault][name] = place
        if faults:
            rest = "a row has no prediction" if optional is None else "a row is left out"
            told = (
                f"{'; '.join(places.values())} {_cure(fault, list(places), self.unit, rest)}"
                for fault, places in faults.items()
            )
            raise ValueError(f"{self.source}, {'; '.join(told)}")
        return found

    def _require(self, names: Iterable[str]) -> None:
        missing = [name for name in names if name not in self.columns]
        if missing:
            named = (f"no column {name!r}{nearest(name, self.columns)}" for name in missing)
            raise ValueError(
                f"{self.source} has {', '.join(named)}. Its columns are {', '.join(self.columns)}"
            )

    def _refuse_classes(self, target: str) -> None:
        """Refuse a target that holds more words than numbers."""
        cells = self.columns[target]
        words = np.isinf(_values(cells))
        if words.sum() * 2 <= len(words):
            return
        classes = list(dict.fromkeys(_text(cells[i]) for i in np.flatnonzero(words).tolist()))
        if all(_is_numeral(word) for word in classes):
            return
        listed = ", ".join(classes[:2]) + (", …" if len(classes) > 2 else "")
        raise ValueError(
            f"minigrad predicts numbers; {target!r} holds classes ({listed}), which it cannot "
            f"predict. {CHOOSE}"
        )

    def _refuse_constants(self, found: dict[str, Floats], target: str) -> None:
        for name, values in found.items():
            if np.all(values == values[0]):
                raise ValueError(
                    f"{self.source}: column {name!r} is {values[0]:g} in all {len(values):,} rows, and "
                    f"nothing can be learned from it. {_without(name, target)}"
                )

    def _note_counting(self, names: list[str], found: dict[str, Floats], target: str) -> None:
        for name in names:
            if rises_by_one(found[name]):
                self.notes.append(
                    f"{self.source}: column {name!r} rises by 1 from row to row. Does it only number the "
                    f"rows? {_without(name, target)}"
                )

    def _note_codes(self, found: dict[str, Floats]) -> None:
        for name, values in found.items():
            codes = values[stand_for_gaps(values)]
            if codes.size:
                self.notes.append(
                    f"{self.source}: column {name!r} is {codes[0]:g} in {codes.size:,} "
                    f"row{'s' * (codes.size > 1)}, far from all its other values. If that stands for a "
                    "gap, empty the cells"
                )

    def _note_gaps(self, gaps: dict[str, NDArray[np.bool_]], kept: NDArray[np.bool_]) -> None:
        """Note which rows are left out, or refuse if there is nothing left."""
        inputs = list(gaps)[:-1]
        with_gaps = {name: int(holes.sum()) for name, holes in gaps.items() if holes.any()}
        rows, left = len(kept), int(kept.sum())
        if left < 2:
            counts = [f"{name!r} ({count} of {rows} rows)" for name, count in with_gaps.items()]
            cures = [name for name in inputs if name in with_gaps]
            cure = f"Leave out columns: {left_out(cures)}" if cures else "Choose another target"
            raise ValueError(
                f"{self.source}: {('no row', 'only one row')[left]} is complete, and two are needed. "
                f"There are gaps in {listing(counts)}. {cure}"
            )
        lines = [str(self.lines[i]) for i in np.flatnonzero(~kept).tolist()]
        one = len(lines) == 1
        self.notes.append(
            f"{self.source}: {len(lines)} of {rows} rows {'has' if one else 'have'} gaps and "
            f"{'is' if one else 'are'} left out: {self.unit}{'' if one else 's'} {listing(lines)} "
            f"(column{'' if len(with_gaps) == 1 else 's'} {listing(map(repr, with_gaps))})"
        )


def is_frame(table: Any) -> bool:
    """Say whether something is a data frame, or as one."""
    return hasattr(table, "columns") and hasattr(table, "__getitem__")


def counts_rows(cells: Cells) -> bool:
    """Say whether cells are 0, 1, 2 and so on, or 1, 2, 3 and so on.

    Examples
    --------
    >>> counts_rows(["1", "2", "3"]), counts_rows([0, 1, 2]), counts_rows([1, 2, 4])
    (True, True, False)
    """
    values = _values(cells)
    return rises_by_one(values) and values[0] in (0, 1)


def rises_by_one(values: Floats) -> bool:
    """Say whether each number is the one before it and 1."""
    return len(values) > 2 and bool(np.all(np.diff(values) == 1))


def stand_for_gaps(values: Floats) -> NDArray[np.bool_]:
    """Mark a number of nines, such as 999 or -99, that is far from all others.

    Examples
    --------
    >>> stand_for_gaps(np.array([3.0, 999.0, 5.0])), stand_for_gaps(np.array([990.0, 999.0]))
    (array([False,  True, False]), array([False, False]))
    """
    sizes = np.nan_to_num(np.abs(values))
    largest = sizes.max(initial=0.0)
    found: NDArray[np.bool_] = sizes == largest
    far = largest in CODES and 0 < sizes[~found].max(initial=0.0) < largest / FAR
    return found if far else np.zeros_like(found)


def listing(words: Iterable[str], separator: str = ", ") -> str:
    """Return the first five words, and how many more there are.

    Examples
    --------
    >>> listing(["3", "7"]), listing("abcdefg")
    ('3, 7', 'a, b, c, d, e and 2 more')
    """
    words = list(words)
    more = f" and {len(words) - MOST:,} more" if len(words) > MOST else ""
    return separator.join(words[:MOST]) + more


def _as_list(names: Sequence[str] | None) -> list[str] | None:
    return [names] if isinstance(names, str) else None if names is None else list(names)


def left_out(names: Iterable[str]) -> str:
    """Say how columns are left out, in a shell and in Python."""
    names = list(names)
    listed = ",".join(f'"{name}"' if "," in name else name for name in names)
    return f"--without {shlex.quote(listed)} (in Python, without={names})"


def _without(name: str, target: str) -> str:
    """Say how to do without a column."""
    return CHOOSE if name == target else f"Leave it out: {left_out([name])}"


def _fault(cell: str) -> str:
    """Say why a cell is no finite number."""
    if cell.lower().lstrip("+-") in ("inf", "infinity") or NUMBER.fullmatch(cell):
        return "infinite"
    if re.fullmatch(r"[+-]?[\d.,]+\s*%", cell):
        return "percent"
    return "comma" if re.fullmatch(r"[+-]?\d[\d.,]*[,\s][\d.,\s]*", cell) else "word"


def _cure(fault: str, columns: Sequence[str], unit: str, rest: str) -> str:
    """Say what is wrong with cells of these columns, and what helps; behind the places of the cells."""
    one = len(columns) == 1
    it, s = ("it", "") if one else ("them", "s")
    said = f"{'is not a number' if one else 'are not numbers'}. Correct {it}"
    match fault:
        case "infinite":
            return f"{'is' if one else 'are'} not finite. Remove the {unit}{s}"
        case "percent":
            return f"{'is' if one else 'are'} in per cent. Delete the signs"
        case "comma":
            return (
                f"{'has' if one else 'have'} a comma or a blank inside. Write a point before decimals and "
                "nothing between thousands: 1234.5"
            )
        case "words":
            return f"{said}, or leave the column{s} out: {left_out(columns)}"
    return f"{said}, or empty the cell{s}: with a gap, {rest}"


def _values(cells: Cells) -> Floats:
    """Return the numbers in cells, nan for a gap, and infinity for all else, which is refused later."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "fiub":
        return cells.astype(float)
    values = np.array([_value(cell) for cell in cells])
    words = [_text(cells[i]).lower() for i in np.flatnonzero(np.isinf(values)).tolist()]
    numerals = np.isfinite(values).any()
    if words and not numerals and all(word in LOGICAL for word in words):
        values[np.isinf(values)] = [LOGICAL[word] for word in words]
    return values


def _value(cell: Any) -> float:
    if isinstance(cell, numbers.Real | np.bool_):
        return float(cell)
    text = _text(cell)
    if text.lower() in GAPS:
        return np.nan
    return float(text) if NUMBER.fullmatch(text) else np.inf


def _text(cell: Any) -> str:
    return str(cell).strip()


def _is_numeral(word: str) -> bool:
    """Say whether a word is a number that is merely not written as one."""
    return bool(re.match(r"[+-]?(\d|\.|inf)", word.lower()))
