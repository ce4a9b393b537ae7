"""Comparison: what the cells of a study say together, as a table, as CSV and in plain words.

Read next: overview.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._files import write_aside
from ..tasks import Task
from .success import wilson

__all__ = ["Comparison", "Row", "mark", "write_csv", "write_table"]

Floats = NDArray[np.float64]
RESAMPLES = 2000  # of the bootstrap
FEWEST_PAIRS = 5  # with fewer, noise cannot be told from a difference
NEARLY = 0.03  # errors within 3 % count as equal
EQUAL = 1e-9  # errors below this share of the targets' spread count as none
BARS = "▁▂▃▄▅▆▇█"
BINS = 6  # of the histogram of n


@dataclass(frozen=True, eq=False)
class Row:
    """What a study says about one model.

    Attributes
    ----------
    task, model : str
        Their names.
    parameters : int
        How many real numbers are learned.
    runs, diverged, taken_back : int
        Trainings on all rows; those of them that ended without a finite loss, and those that took
        steps back or warned of something else.
    test, test_low, test_high : float
        Root mean squared error on rows that were not seen, in the target's units: the median over
        seeds and its quartiles. With every row left out once there is one value, and no quartiles.
    errors : tuple of float
        What `test` is the median of: one error a seed.
    train, extrapolation : float
        The same error on the training rows and on the extrapolation data, median over seeds.
    ratio, ratio_low, ratio_high : float
        How many times the error of the best model that learns: the median over seeds, each of which
        compares the two on the same data; or of `test`, with every row left out once. With a 95 %
        bootstrap interval over seeds, or rows; 0 to infinity if there are fewer than 5 of them.
    found, learned : int or None
        How many runs found the law (right to five digits where they had not learned), and how many
        learned the data (wrong by less than 1 % of the spread of the test data).
    n : tuple of float
        Every n that was learned, of every run, at the end.
    seconds : float
        Of the processor, for a training on all rows; median.
    same_bits : bool or None
        Whether runs that were done twice ended in the same bits.
    impossible : str
        Why the model cannot take these inputs; empty if it can.
    """

    task: str
    model: str
    parameters: int
    runs: int = 0
    diverged: int = 0
    taken_back: int = 0
    test: float = np.nan
    test_low: float = np.nan
    test_high: float = np.nan
    errors: tuple[float, ...] = ()
    train: float = np.nan
    extrapolation: float = np.nan
    ratio: float = np.nan
    ratio_low: float = np.nan
    ratio_high: float = np.nan
    found: int | None = None
    learned: int | None = None
    n: tuple[float, ...] = ()
    seconds: float = np.nan
    same_bits: bool | None = None
    impossible: str = ""

    @property
    def within_noise(self) -> bool:
        """Whether the best model is not surely better: within 3 % of it, or within the interval."""
        return bool(min(self.ratio - NEARLY, self.ratio_low) <= 1 and self.parameters)

    @property
    def few_pairs(self) -> bool:
        """Whether there are too few seeds, or rows, to tell noise from a difference."""
        return bool(self.ratio_high == np.inf and self.ratio_low == 0)

    def histogram(self) -> str:
        """Draw the distribution of n from 0 to 1 in six characters."""
        if not self.n:
            return ""
        counts, _ = np.histogram(self.n, bins=BINS, range=(0, 1))
        heights = np.ceil(counts / counts.max() * (len(BARS) - 1)).astype(int)
        return "".join(BARS[height] for height in heights)

    def flat(self) -> dict[str, Any]:
        """Return all values as numbers and short texts, for one line of a CSV file."""
        values = asdict(self)
        quartiles = np.quantile(self.n, [0.25, 0.5, 0.75]) if self.n else [np.nan] * 3
        values["n"], values["n_low"], values["n_high"] = (quartiles[i] for i in (1, 0, 2))
        for rate in ("found", "learned"):
            count = values[rate]
            ends = ("", "") if count is None else wilson(count, self.runs)
            values[f"{rate}_low"], values[f"{rate}_high"] = ends
        values["errors"] = " ".join(f"{wrong:.6g}" for wrong in self.errors)
        return {name: _short(value) for name, value in values.items()}


@dataclass(frozen=True, eq=False)
class Comparison:
    """The results of a study.

    Attributes
    ----------
    task : Task
        The data; if every seed drew its own, those of the first.
    models : list of str
        Names, in the order they were given.
    seeds : list of int
        Of the runs.
    cells : list of dict
        One record a training.
    """

    task: Task
    models: list[str]
    seeds: list[int]
    cells: list[dict[str, Any]]

    @cached_property
    def rows(self) -> list[Row]:
        """One row a model, in the order they were given."""
        errors = {model: self._unseen(model) for model in self.models}
        floor = EQUAL * self._spread()
        learners = {cell["model"] for cell in self.cells if cell["parameters"]}
        scores = {
            model: self._score(values)
            for model, values in errors.items()
            if values.size and model in learners
        }
        best = min(scores, key=scores.__getitem__, default="")
        return [self._row(model, errors[model], errors.get(best), floor) for model in self.models]

    @property
    def left_out(self) -> int:
        """In how many groups rows were left out; 0 if the task has test data."""
        return 1 + max(
            (cell["fold"] for cell in self.cells if cell["fold"] is not None), default=-1
        )

    @property
    def each_row_once(self) -> bool:
        """Whether every row was left out by itself, with one seed."""
        return self.left_out == len(self.task.x)

    def table(self) -> str:
        """Return a table for the terminal, one line a model."""
        rows, laws = self.rows, self.task.tolerance is not None
        columns: dict[str, list[str]] = {
            "": [row.model for row in rows],
            "numbers": [str(row.parameters) for row in rows],
            "left out" if self.left_out else "test": [_number(row.test) for row in rows],
        }
        if not self.each_row_once:
            columns["quartiles"] = [
                f"{_number(row.test_low)}…{_number(row.test_high)}" for row in rows
            ]
        columns["× best"] = [
            "" if np.isnan(row.ratio) else f"{_times(row.ratio)}{mark(row)}" for row in rows
        ]
        if self.task.x_extrapolation is not None:
            columns["extrapol."] = [_number(row.extrapolation) for row in rows]
        columns["train"] = [_number(row.train) for row in rows]
        if laws:
            columns["found"] = [_rate(row.found, row.runs) for row in rows]
        if not self.left_out:
            columns["learned"] = [_rate(row.learned, row.runs) for row in rows]
        columns["diverged"] = [str(row.diverged) for row in rows]
        columns["n: 0…1"] = [
            f"{np.median(row.n):.2f} {row.histogram()}" if row.n else "" for row in rows
        ]
        columns["CPU s"] = [f"{row.seconds:.2g}" for row in rows]
        columns["same bits"] = [
            "" if row.same_bits is None else "yes" if row.same_bits else "NO" for row in rows
        ]
        for i, row in enumerate(rows):
            if row.impossible:
                for name in list(columns)[2:]:
                    columns[name][i] = ""
                columns[list(columns)[2]][i] = "cannot"
        return write_table(columns)

    def summary(self) -> str:
        """Return one paragraph in plain words: who predicts best, and what is within noise."""
        able = [row for row in self.rows if not row.impossible and row.parameters]
        if not able:
            return f"{self.task.name}: none of the models can take these inputs."
        best, *others = sorted(able, key=lambda row: row.test)
        if not np.isfinite(best.test):
            return f"{self.task.name}: no model ended with a finite error."
        close = [row for row in others if row.within_noise]
        worse = [row for row in others if not row.within_noise]
        fixed = [row for row in self.rows if not row.parameters and not row.impossible]
        unit = self.task.targets[0] if len(self.task.targets) == 1 else "the targets"
        sentences = [
            f"{self.task.name} ({self._judged()}): {best.model} predicts best, wrong by "
            f"{_number(best.test)} in {unit} (root mean square)."
        ]
        if others and best.few_pairs:
            sentences.append(
                f"With fewer than {FEWEST_PAIRS} seeds nobody can tell noise from a difference to the "
                f"others: {_listed(others)}."
            )
        elif close:
            sentences.append(f"As good, within 3 % or within noise: {_listed(close)}.")
        if worse and not best.few_pairs:
            sentences.append(f"Worse, by more than noise: {_listed(worse)}.")
        if fixed:
            errors = ", ".join(f"{row.model} {_number(row.test)}" for row in fixed)
            sentences.append(f"Not trained, for scale: {errors}.")
        for row in able:
            if row.n and len(row.n) == row.runs:  # one n each
                low, high = f"{min(row.n):.3f}", f"{max(row.n):.3f}"
                where = f"at n = {low} every time" if low == high else f"at n from {low} to {high}"
                sentences.append(f"{row.model} ended {where}.")
        diverged = [f"{row.model} ({row.diverged} of {row.runs})" for row in able if row.diverged]
        sentences.append(f"Diverged: {', '.join(diverged)}." if diverged else "Nothing diverged.")
        different = [row.model for row in able if row.same_bits is False]
        if different:
            sentences.append(f"Not the same bits when repeated: {', '.join(different)}.")
        elif any(row.same_bits for row in able):
            sentences.append("Every run that was repeated gave the same bits.")
        for row in self.rows:
            if row.impossible:
                sentences.append(f"{row.model} cannot take these inputs: {row.impossible}.")
        return " ".join(sentences)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write one line a model, with all that `rows` holds."""
        write_csv(path, [row.flat() for row in self.rows])

    def _judged(self) -> str:
        rows, seeds = len(self.task.x), _count(len(self.seeds), "seed")
        if not self.left_out:
            return f"{rows} training rows, test data of its own, {seeds}"
        if self.each_row_once:
            return f"{rows} rows, each left out once, {seeds}"
        return f"{rows} rows, left out in {self.left_out} groups, {seeds}"

    def _row(self, model: str, unseen: Floats, best: Floats | None, floor: float) -> Row:
        own = [cell for cell in self.cells if cell["model"] == model]
        whole = [cell for cell in own if cell["fold"] is None and cell["repeat"] == 0]
        first = whole[0]
        if not unseen.size:
            reason = next(cell["reason"] for cell in whole if cell["status"] == "impossible")
            return Row(first["task"], model, first["parameters"], impossible=reason)
        errors = self._by_seed(unseen)
        low, high = np.quantile(errors, [0.25, 0.75], method="nearest")
        ratio, ratio_low, ratio_high = (
            (np.nan,) * 3 if best is None else self._ratio(unseen, best, floor)
        )
        return Row(
            task=first["task"],
            model=model,
            parameters=first["parameters"],
            runs=len(whole),
            diverged=sum(cell["status"] == "diverged" for cell in whole),
            taken_back=sum(cell["warnings"] > 0 for cell in whole),
            test=self._score(unseen),
            test_low=np.nan if self.each_row_once else float(low),
            test_high=np.nan if self.each_row_once else float(high),
            errors=tuple(errors.tolist()),
            train=_median(whole, "train"),
            extrapolation=_median(whole, "extrapolation"),
            ratio=ratio,
            ratio_low=ratio_low,
            ratio_high=ratio_high,
            found=sum(cell["found"] for cell in whole) if "found" in first else None,
            learned=sum(cell["learned"] for cell in whole) if "learned" in first else None,
            n=tuple(n for cell in whole for n in cell["n"]),
            seconds=_median(whole, "seconds"),
            same_bits=_same_bits(own),
        )

    def _unseen(self, model: str) -> Floats:
        """Return errors on rows that were not seen, shape (seeds, folds); empty if it cannot be."""
        cells = [cell for cell in self.cells if cell["model"] == model and cell["repeat"] == 0]
        if any(cell["status"] == "impossible" for cell in cells):
            return np.empty((0, 1))
        folded = self.left_out > 0
        cells = [cell for cell in cells if (cell["fold"] is not None) == folded]
        cells.sort(key=lambda cell: (self.seeds.index(cell["seed"]), cell["fold"] or 0))
        errors = [_failed_is_infinite(cell, "test") for cell in cells]
        return np.reshape(errors, (-1, self.left_out or 1))

    def _sizes(self) -> Floats:
        """Return how many rows are in each group that is left out."""
        groups = self.left_out or 1
        return np.array([len(range(fold, len(self.task.x), groups)) for fold in range(groups)])

    def _by_seed(self, errors: Floats) -> Floats:
        """Return one error a seed, pooled over groups."""
        sizes = self._sizes()
        return np.asarray(np.sqrt((errors**2 * sizes).sum(axis=-1) / sizes.sum()))

    def _score(self, errors: Floats) -> float:
        return float(np.median(self._by_seed(errors)))

    def _ratio(self, errors: Floats, best: Floats, floor: float) -> tuple[float, float, float]:
        """Return the ratio of two errors, and its bootstrap interval over pairs."""
        if self.each_row_once:
            ratio: Any = partial(_ratio_of_rows, errors[0], best[0], floor)
        else:
            ratio = partial(_median_of, _share(self._by_seed(errors), self._by_seed(best), floor))
        pairs = errors.size if self.each_row_once else len(errors)
        value = float(ratio(np.arange(pairs)))
        if pairs < FEWEST_PAIRS:
            return value, 0.0, np.inf
        drawn = np.random.default_rng(0).integers(pairs, size=(RESAMPLES, pairs))
        low, high = np.quantile(ratio(drawn), [0.025, 0.975], method="nearest")
        return value, float(low), float(high)

    def _spread(self) -> float:
        y = self.task.y if self.task.y_test is None else self.task.y_test
        return float(np.std(y * self.task.y_scale))


def write_table(columns: dict[str, list[str]]) -> str:
    """Set columns beside each other, the first one to the left and the others to the right."""
    lines = [list(columns), *(list(line) for line in zip(*columns.values(), strict=True))]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def write_csv(path: str | PathLike[str], lines: Sequence[dict[str, Any]]) -> None:
    """Write dictionaries with the same keys, aside first."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(lines)

    def write(aside: str) -> None:
        with open(aside, "w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())

    write_aside(path, write)


def _share(own: Floats, other: Floats, floor: float) -> Floats:
    """Return own / other, where errors far below `floor` count as equal, and infinite ones too."""
    with np.errstate(invalid="ignore"):
        ratio: Floats = (own + floor) / (other + floor)
    return np.where(np.isnan(ratio), 1.0, ratio)


def _ratio_of_rows(own: Floats, other: Floats, floor: float, drawn: Any) -> Any:
    """Return the ratio of root mean squares over these rows."""
    mine, others = (np.sqrt(np.mean(errors[drawn] ** 2, axis=-1)) for errors in (own, other))
    return _share(mine, others, floor)


def _median_of(ratios: Floats, drawn: Any) -> Any:
    """Return the median of these ratios."""
    return np.median(ratios[drawn], axis=-1)


def _failed_is_infinite(cell: dict[str, Any], name: str) -> float:
    value = cell.get(name)
    return np.inf if value is None or cell["status"] == "diverged" else float(value)


def _median(cells: Iterable[dict[str, Any]], name: str) -> float:
    cells = list(cells)
    if not any(name in cell for cell in cells):
        return np.nan
    return float(np.median([_failed_is_infinite(cell, name) for cell in cells]))


def _same_bits(cells: Sequence[dict[str, Any]]) -> bool | None:
    again = {cell["seed"]: cell["bits"] for cell in cells if cell["repeat"] == 1}
    first = {
        cell["seed"]: cell["bits"]
        for cell in cells
        if cell["repeat"] == 0 and cell["fold"] is None and cell["seed"] in again
    }
    return again == first if again else None


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.3g}"


def mark(row: Row) -> str:
    """Return ~ for as good as the best, ? where that cannot be told."""
    return "?" if row.few_pairs else "~" if row.within_noise else " "


def _times(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 100 else f"{ratio:.0e}"


def _short(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else f"{value:.6g}"
    return "" if value is None else value


def _rate(successes: int | None, trials: int) -> str:
    if successes is None:
        return ""
    low, high = wilson(successes, trials)
    return f"{successes}/{trials} [{low:.2f}, {high:.2f}]"


def _listed(rows: Sequence[Row]) -> str:
    return ", ".join(f"{row.model} ({_number(row.test)}, {_times(row.ratio)} ×)" for row in rows)


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
