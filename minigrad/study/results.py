"""Results: what the cells of a study say together, one row a model.

Read next: report.py, which says it in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..tasks import Task
from .cells import errors_of_all_rows
from .errors import spread
from .standing import Standing, standings
from .success import wilson

__all__ = ["Results", "Row"]

Floats = NDArray[np.float64]
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
    runs, diverged, warned : int
        Trainings on all rows; those of them that ended without a finite error; and those that warned
        of something, such as steps that were taken back.
    test, test_low, test_high : float
        Root mean squared error on rows that were not seen, in the target's units: the median over
        seeds and its quartiles. Where rows of the same data are left out, `test` is pooled over
        seeds, between the least and the largest of them; with every row left out once, it is of the
        first seed, and there is nothing between.
    errors : tuple of float
        The same for each seed; one error, with every row left out once.
    train, extrapolation : float
        The same error on the training rows and on the extrapolation data, median over seeds.
    ratio : float
        How many times the error of the first model that learns and can take the inputs.
    p : float
        How probable a difference as clear as this is, if both are equally good: of a sign-flip test of
        rows, or of seeds, corrected for the number of rivals (see standing.py).
    verdict : {"probably better", "as good", "cannot tell", "probably worse", ""}
        Than the first model. As good: within 3 % on every row, or with every seed. Probably: p is at
        most 0.05, and there are 8 rows or seeds at least. Empty for the first model itself, and if nothing was learned.
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
    warned: int = 0
    test: float = np.nan
    test_low: float = np.nan
    test_high: float = np.nan
    errors: tuple[float, ...] = ()
    train: float = np.nan
    extrapolation: float = np.nan
    ratio: float = np.nan
    p: float = np.nan
    verdict: str = ""
    found: int | None = None
    learned: int | None = None
    n: tuple[float, ...] = ()
    seconds: float = np.nan
    same_bits: bool | None = None
    impossible: str = ""

    def histogram(self) -> str:
        """Draw the distribution of n from 0 to 1 in six characters."""
        inside = [n for n in self.n if 0 <= n <= 1]
        if not inside:
            return ""
        counts, _ = np.histogram(inside, bins=BINS, range=(0, 1))
        heights = np.ceil(counts / counts.max() * (len(BARS) - 1)).astype(int)
        return "".join(BARS[height] for height in heights)

    def flat(self) -> dict[str, Any]:
        """Return all values as numbers and short texts, for one line of a CSV file.

        n is a median there, n_low and n_high are quartiles; found_low to learned_high are the ends of
        Wilson's intervals of rates.
        """
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
class Results:
    """The cells of a study, and what follows from them.

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
    drawn : bool
        Whether every seed drew its own data. If not, seeds differ in their starts only.
    """

    task: Task
    models: list[str]
    seeds: list[int]
    cells: list[dict[str, Any]]
    drawn: bool = False

    @cached_property
    def rows(self) -> list[Row]:
        """One row a model, in the order they were given."""
        unseen = {model: self._unseen(model) for model in self.models if not self._refusal(model)}
        compared: dict[str, Standing] = {}
        if self.learners:
            errors = np.array([self._pairs(unseen[model]) for model in self.learners])
            found = standings(errors, EQUAL * self._spread(), pooled=self.pooled)
            compared = dict(zip(self.learners, found, strict=True))
        return [self._row(model, unseen.get(model), compared.get(model)) for model in self.models]

    @cached_property
    def learners(self) -> list[str]:
        """Models that learn, and can take the inputs. The first of them is compared with the others."""
        learn = {cell["model"] for cell in self.cells if cell["parameters"]}
        return [model for model in self.models if model in learn and not self._refusal(model)]

    @property
    def left_out(self) -> int:
        """In how many groups rows were left out; 0 if the task has test data."""
        return 1 + max(
            (cell["fold"] for cell in self.cells if cell["fold"] is not None), default=-1
        )

    @property
    def each_row_once(self) -> bool:
        """Whether every row of the same data was left out by itself, with one seed."""
        return self.pooled and self.left_out == len(self.task.x)

    @property
    def pooled(self) -> bool:
        """Whether rows of the same data are left out, so that rows can be compared one by one."""
        return self.left_out > 0 and not self.drawn

    @property
    def pairs(self) -> int:
        """How many errors two models have in common: of rows, or of seeds."""
        return len(self.task.x) if self.pooled else len(self.seeds)

    def _refusal(self, model: str) -> str | None:
        """Return why a model cannot take the data of some seed, or None."""
        return next(
            (
                cell["reason"]
                for cell in self.cells
                if cell["model"] == model and cell["status"] == "impossible"
            ),
            None,
        )

    def _row(self, model: str, unseen: Floats | None, standing: Standing | None) -> Row:
        own = [cell for cell in self.cells if cell["model"] == model]
        whole = [cell for cell in own if cell["fold"] is None and cell["repeat"] == 0]
        first = whole[0]
        if unseen is None:
            refusal = self._refusal(model)
            return Row(first["task"], model, first["parameters"], impossible=str(refusal))
        by_seed = np.sqrt(np.mean(unseen**2, axis=1))
        ends = [0.0, 1.0] if self.pooled else [0.25, 0.75]
        low, high = np.quantile(by_seed, ends, method="nearest")
        return Row(
            task=first["task"],
            model=model,
            parameters=first["parameters"],
            runs=len(whole),
            diverged=sum(cell["status"] == "diverged" for cell in whole),
            warned=sum(cell["warnings"] > 0 for cell in whole),
            test=float(np.sqrt(np.mean(unseen**2)) if self.pooled else np.median(by_seed)),
            test_low=np.nan if self.each_row_once else float(low),
            test_high=np.nan if self.each_row_once else float(high),
            errors=tuple(by_seed.tolist()),
            train=_median(whole, "train"),
            extrapolation=_median(whole, "extrapolation"),
            ratio=standing.ratio if standing else np.nan,
            p=standing.p if standing else np.nan,
            verdict=standing.verdict if standing and model != self.learners[0] else "",
            found=sum(cell["found"] for cell in whole) if "found" in first else None,
            learned=sum(cell["learned"] for cell in whole) if "learned" in first else None,
            n=tuple(n for cell in whole for n in cell["n"]),
            seconds=float(np.median([cell["seconds"] for cell in whole])),
            same_bits=_same_bits(own),
        )

    def _unseen(self, model: str) -> Floats:
        """Return errors on what was not seen: shape (seeds, rows), or (seeds, 1) with test data."""
        cells = [cell for cell in self.cells if cell["model"] == model and cell["repeat"] == 0]
        if not self.left_out:
            cells.sort(key=lambda cell: self.seeds.index(cell["seed"]))
            return np.array([[_failed_is_infinite(cell, "test")] for cell in cells])
        folded = [cell for cell in cells if cell["fold"] is not None]
        seeds = [seed for seed in self.seeds if any(cell["seed"] == seed for cell in folded)]
        of_seeds = ([cell for cell in folded if cell["seed"] == seed] for seed in seeds)
        return np.array([errors_of_all_rows(cells, len(self.task.x)) for cells in of_seeds])

    def _pairs(self, unseen: Floats) -> Floats:
        """Return one error for each pair: a row, or a seed."""
        return np.asarray(np.sqrt(np.mean(unseen**2, axis=0 if self.pooled else 1)))

    def _spread(self) -> float:
        return spread(self.task, "train" if self.task.y_test is None else "test")


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


def _short(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else f"{value:.6g}"
    return "" if value is None else value
