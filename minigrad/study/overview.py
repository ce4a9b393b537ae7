"""Overview: several comparisons in one table, such as one task at several noise levels.

Read next: ../plot/studies.py, which draws them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from .._words import number
from .comparison import Comparison
from .report import write_table
from .results import Row
from .standing import AS_GOOD, BETTER, FEWEST_PAIRS, NEARLY, UNCLEAR, WORSE

__all__ = ["overview", "tally"]

MARKS = {BETTER: "<", AS_GOOD: "=", UNCLEAR: "?", WORSE: ">"}  # the error, beside the first model's


def overview(comparisons: Mapping[str, Comparison]) -> str:
    """Return a table of one line a comparison and one column a model.

    Parameters
    ----------
    comparisons : dict of str to Comparison
        By name; all have the same models. If all tasks are exact laws, the table counts the runs
        that found them; otherwise it shows the error on rows that were not seen, and how it compares
        with that of the first model that can take the inputs: < for probably smaller, = for always
        within 3 %, > for probably larger, and ? if the comparison cannot tell. * is the least of all.
    """
    first, laws = next(iter(comparisons.values())), _are_laws(comparisons)
    columns = {"": list(comparisons)}
    for i, model in enumerate(first.models):
        columns[model] = [
            _cell(comparison.rows[i], _least(comparison), laws=laws)
            for comparison in comparisons.values()
        ]
    if laws:
        return write_table(columns)
    return (
        f"{write_table(columns)}\n*: the least error. Than the first model, <: probably better. "
        f">: probably worse.\n=: as good, always within {NEARLY:.0%}. ?: cannot tell."
    )


def tally(comparisons: Mapping[str, Comparison]) -> str:
    """Say in plain words how often each model is probably better than the first one, or worse."""
    first = next(iter(comparisons.values()))
    rows = {
        model: [comparison.rows[i] for comparison in comparisons.values()]
        for i, model in enumerate(first.models)
    }
    if _are_laws(comparisons):
        found = {model: sum(row.found or 0 for row in own) for model, own in rows.items()}
        runs = {model: sum(row.runs for row in own) for model, own in rows.items()}
        listed = ", ".join(f"{m} {found[m]} of {runs[m]}" for m in _ranked(found) if runs[m])
        return f"How often the law was found, in all: {listed or 'no model could try'}."
    verdicts = {model: Counter(row.verdict for row in own) for model, own in rows.items()}
    counts = [
        f"{model} {of[BETTER]} and {of[WORSE]}"
        for model, of in verdicts.items()
        if of[BETTER] or of[WORSE]
    ]
    beside = {comparison.learners[0] for comparison in comparisons.values() if comparison.learners}
    name = beside.pop() if len(beside) == 1 else "the first that can take the data"
    text = (
        f"Of {len(comparisons)} comparisons, in how many a model is probably better than {name}, and "
        f"in how many probably worse: {', '.join(counts) or 'none'}."
    )
    if any(comparison.pairs < FEWEST_PAIRS for comparison in comparisons.values()):
        text += f" With fewer than {FEWEST_PAIRS} rows or seeds, nothing is called probable."
    return text


def _are_laws(comparisons: Mapping[str, Comparison]) -> bool:
    return all(comparison.task.tolerance is not None for comparison in comparisons.values())


def _ranked(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=counts.__getitem__, reverse=True)


def _least(comparison: Comparison) -> float:
    able = (row.test for row in comparison.rows if row.model in comparison.learners)
    return min(able, default=np.nan)


def _cell(row: Row, least: float, *, laws: bool) -> str:
    if row.impossible:
        return "cannot"
    if laws:
        return f"{row.found}/{row.runs}"
    return f"{number(row.test)}{'*' if row.test == least else ''}{MARKS.get(row.verdict, ' ')}"
