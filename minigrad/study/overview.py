"""Overview: several comparisons in one table, such as one task at several noise levels.

Read next: ../plot/studies.py, which draws them.
"""

from __future__ import annotations

from collections.abc import Mapping

from .comparison import Comparison
from .report import LEGEND, mark, number, write_table
from .results import Row
from .standing import AS_GOOD, BEST, FEWEST_PAIRS, NEARLY, WORSE

__all__ = ["overview", "verdict"]


def overview(comparisons: Mapping[str, Comparison]) -> str:
    """Return a table of one line a comparison and one column a model.

    Parameters
    ----------
    comparisons : dict of str to Comparison
        By name; all have the same models. If all tasks are exact laws, the table counts the runs
        that found them; otherwise it shows the error on rows that were not seen, with * for the best,
        = for as good, within 3 %, and ? for perhaps worse.
    """
    first, laws = next(iter(comparisons.values())), _are_laws(comparisons)
    columns = {"": list(comparisons)}
    for i, model in enumerate(first.models):
        columns[model] = [
            _cell(comparison.rows[i], laws=laws) for comparison in comparisons.values()
        ]
    return write_table(columns) + ("" if laws else f"\n*: the best. {LEGEND}")


def verdict(comparisons: Mapping[str, Comparison]) -> str:
    """Say in plain words how often each model is the best, and how often it surely is not."""
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
    rows = {model: own for model, own in rows.items() if any(row.place for row in own)}
    good = {m: sum(row.place in (BEST, AS_GOOD) for row in own) for m, own in rows.items()}
    worse = {m: sum(row.place == WORSE for row in own) for m, own in rows.items()}
    ranked = ", ".join(f"{model} {good[model]} ({worse[model]})" for model in _ranked(good))
    text = (
        f"Of {len(comparisons)} comparisons, in how many a model is the best, or as good within "
        f"{NEARLY:.0%} (and in how many it surely is not): {ranked or 'no model learned'}."
    )
    if any(comparison.pairs < FEWEST_PAIRS for comparison in comparisons.values()):
        text += f" With fewer than {FEWEST_PAIRS} rows or seeds, nothing is sure."
    return text


def _are_laws(comparisons: Mapping[str, Comparison]) -> bool:
    return all(comparison.task.tolerance is not None for comparison in comparisons.values())


def _ranked(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=counts.__getitem__, reverse=True)


def _cell(row: Row, *, laws: bool) -> str:
    if row.impossible:
        return "cannot"
    return f"{row.found}/{row.runs}" if laws else f"{number(row.test)}{mark(row)}"
