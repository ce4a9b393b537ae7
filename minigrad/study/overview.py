"""Overview: several comparisons in one table, such as one task at several noise levels.

Read next: findings.py.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .comparison import Comparison, Row, mark, write_table

__all__ = ["overview", "verdict"]


def overview(comparisons: Mapping[str, Comparison]) -> str:
    """Return a table of one line a comparison and one column a model.

    Parameters
    ----------
    comparisons : dict of str to Comparison
        By name; all have the same models. If all tasks are exact laws, the table counts the runs
        that found them; otherwise it shows the median error on rows that were not seen, with "~"
        where that is as good as the best, within 3 % or within noise ("?": too few seeds to tell).
    """
    first = next(iter(comparisons.values()))
    laws = all(comparison.task.tolerance is not None for comparison in comparisons.values())
    columns = {"": list(comparisons)}
    for i, model in enumerate(first.models):
        columns[model] = [
            _cell(comparison.rows[i], laws=laws) for comparison in comparisons.values()
        ]
    return write_table(columns)


def verdict(comparisons: Mapping[str, Comparison]) -> str:
    """Say in plain words how often each model is the best, or within noise of it."""
    first = next(iter(comparisons.values()))
    among = [
        {row.model for row in comparison.rows if row.within_noise}
        for comparison in comparisons.values()
    ]
    counts = {model: sum(model in best for best in among) for model in first.models}
    ranked = sorted(counts, key=counts.__getitem__, reverse=True)
    listed = ", ".join(f"{model} {counts[model]}" for model in ranked)
    return (
        f"How often a model predicts best, or within noise of the best, in {len(among)} comparisons: "
        f"{listed}."
    )


def _cell(row: Row, *, laws: bool) -> str:
    if row.impossible:
        return "cannot"
    if laws:
        return f"{row.found}/{row.runs}"
    return "" if np.isnan(row.test) else f"{row.test:.3g}{mark(row)}"
