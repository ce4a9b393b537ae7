"""Report: the results of a study as a table for the terminal, and as a paragraph in plain words.

Read next: comparison.py.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from .._words import number
from ..tasks import Task
from .cells import LOOSE
from .results import Results, Row
from .standing import AS_GOOD, BETTER, FEWEST_PAIRS, NEARLY, UNCLEAR, WORSE
from .success import wilson

__all__ = ["summary", "table", "times", "write_table"]

EXACT = 1e-12  # errors below this are rounding
NOTES = {  # what the columns are
    "least…largest": "of the seeds",
    "found the law": "right to five digits where it had not learned; 95% interval",
    "learned": f"wrong by less than {LOOSE:.0%} of the spread",
    "n, 0…1": "the median, and a histogram of all",
    "CPU s": "of a training",
}
WIDTH = 88  # of what is read as text


def table(results: Results) -> str:
    """Return a table, one line a model."""
    rows = results.rows
    columns: dict[str, list[str]] = {
        "": [row.model for row in rows],
        "parameters": [str(row.parameters) for row in rows],
        "left-out error" if results.left_out else "test error": [number(r.test) for r in rows],
    }
    if not results.each_row_once and len(results.seeds) > 1:
        spread = "least…largest" if results.pooled else "quartiles"
        columns[spread] = [f"{number(r.test_low)}…{number(r.test_high)}" for r in rows]
    if len(results.learners) > 1:
        first = results.learners[0]
        columns[f"× {first}"] = ["" if np.isnan(r.ratio) else times(r.ratio) for r in rows]
        columns[f"than {first}"] = [row.verdict for row in rows]
    if results.task.x_extrapolation is not None:
        columns["extrapolation"] = [number(row.extrapolation) for row in rows]
    if results.left_out:
        columns["train error"] = [number(row.train) for row in rows]
    if any(row.found is not None for row in rows):
        columns["found the law"] = [_rate(row.found, row.runs) for row in rows]
    if any(row.learned is not None for row in rows):
        columns["learned"] = [f"{row.learned}/{row.runs}" for row in rows]
    if any(row.diverged for row in rows):
        columns["diverged"] = [str(row.diverged) for row in rows]
    if any(row.n for row in rows):
        columns["n, 0…1"] = [
            f"{np.median(row.n):.2f} {row.histogram()}" if row.n else "" for row in rows
        ]
    columns["CPU s"] = [_seconds(row.seconds) for row in rows]
    if any(row.same_bits is False for row in rows):
        columns["same bits"] = [{True: "yes", False: "NO", None: ""}[r.same_bits] for r in rows]
    for i, row in enumerate(rows):
        if row.impossible:
            for j, name in enumerate(list(columns)[2:]):
                columns[name][i] = "" if j else "cannot"
    errors = {list(columns)[2]: _counted(results.task)} if results.task.relative else {}
    known = errors | NOTES
    notes = " ".join(f"{name}: {note}." for name, note in known.items() if name in columns)
    return "\n".join([write_table(columns), *textwrap.wrap(notes, WIDTH)])


def summary(results: Results) -> str:
    """Return one paragraph in plain words: who has the least error, and who probably is better."""
    name = results.task.name
    able = [row for row in results.rows if row.model in results.learners]
    if not able:
        said = (_fixed(results.rows), _refusals(results.rows))
        return f"{name}: none of the models learned from these data. {' '.join(filter(None, said))}"
    if not any(np.isfinite(row.test) for row in able):
        return f"{name}: no model can be relied on to end with a finite error."
    return " ".join(
        sentence
        for sentence in (
            f"{name} ({_judged(results)}): {_least(able, results)}",
            *_verdicts(able, results),
            _fixed(results.rows),
            _laws(able),
            *_orders(able),
            _costs(able),
            _stability(able),
            _refusals(results.rows),
        )
        if sentence
    )


def _judged(results: Results) -> str:
    rows, seeds = len(results.task.x), _count(len(results.seeds), "seed")
    if not results.left_out:
        return f"{rows:,} training rows, test data of its own, {seeds}"
    if results.each_row_once:
        return f"{rows:,} rows, each left out once, from the starts of seed {results.seeds[0]}"
    return f"{rows:,} rows, left out in {results.left_out:,} groups, {seeds}"


def _least(able: Sequence[Row], results: Results) -> str:
    """Say who has the least error, and what the first model has."""
    first, best = able[0], min(able, key=lambda row: row.test)
    wrong = "it is exact" if best.test < EXACT else f"{number(best.test)} {_counted(results.task)}"
    text = f"{best.model} has the least error, {wrong}"
    if best is first or first.test < EXACT:
        return f"{text}."
    return f"{text}; {first.model} has {number(first.test)}."


def _counted(task: Task) -> str:
    """Say in what an error is counted."""
    target = task.targets[0] if len(task.targets) == 1 else "the targets"
    mean = "weighted root mean square" if task.weight is not None else "root mean square"
    return f"as a share of {target} ({mean})" if task.relative else f"in {target} ({mean})"


def _verdicts(able: Sequence[Row], results: Results) -> list[str]:
    """Say who is better or worse than the first model, and who may be either."""
    first, *rivals = able
    pair = "row" if results.pooled else "seed"
    rivals = sorted(rivals, key=lambda row: row.ratio)
    sentences = []
    for verdict, words in (
        (BETTER, f"Probably better than {first.model}"),
        (AS_GOOD, f"As good as {first.model}, within {NEARLY:.0%} on every {pair}"),
        (WORSE, f"Probably worse than {first.model}"),
        (UNCLEAR, f"This study cannot tell whether these are better or worse than {first.model}"),
    ):
        own = [row for row in rivals if row.verdict == verdict]
        if own:
            sentences.append(f"{words}: {_listed(own)}.")
    if rivals and results.pairs < FEWEST_PAIRS:
        sentences.append(f"(With fewer than {FEWEST_PAIRS} {pair}s, nothing is called probable.)")
    return sentences


def _fixed(rows: Sequence[Row]) -> str:
    fixed = [row for row in rows if not row.parameters and not row.impossible]
    listed = ", ".join(f"{row.model} {number(row.test)}" for row in fixed)
    return f"Not trained, for scale: {listed}." if fixed else ""


def _laws(able: Sequence[Row]) -> str:
    if all(row.found is None for row in able):
        return ""
    finders = [f"{row.model} {row.found} of {row.runs}" for row in able if row.found]
    return f"The law was found by {', '.join(finders) or 'none'}."


def _orders(able: Sequence[Row]) -> list[str]:
    sentences = []
    for row in able:
        if row.n and len(row.n) == row.runs and not row.diverged:  # one n each
            low, high = f"{min(row.n):.3f}", f"{max(row.n):.3f}"
            where = f"at n = {low} every time" if low == high else f"at n from {low} to {high}"
            sentences.append(f"{row.model} ended {where}.")
    return sentences


def _costs(able: Sequence[Row]) -> str:
    fast, slow = (choose(able, key=lambda row: row.seconds) for choose in (min, max))
    if fast is slow:
        return ""
    return (
        f"One training took between {_duration(fast.seconds)} ({fast.model}) and "
        f"{_duration(slow.seconds)} ({slow.model}) of a processor."
    )


def _duration(seconds: float) -> str:
    short = seconds < 0.01
    return f"{number(1000 * seconds, 2)} ms" if short else f"{number(seconds, 2)} s"


def _stability(able: Sequence[Row]) -> str:
    diverged = [f"{row.model} ({row.diverged} of {row.runs})" for row in able if row.diverged]
    diverged += [
        f"{row.model} (when rows were left out)"
        for row in able
        if not (row.diverged or np.isfinite(row.test))
    ]
    text = f"Diverged: {', '.join(diverged)}." if diverged else "Nothing diverged."
    different = [row.model for row in able if row.same_bits is False]
    if different:
        return f"{text} Not the same bits when repeated: {', '.join(different)}."
    return f"{text} Every run that was repeated gave the same bits." if able[0].same_bits else text


def _refusals(rows: Sequence[Row]) -> str:
    models_of: dict[str, list[str]] = {}
    for row in rows:
        if row.impossible:
            models_of.setdefault(row.impossible, []).append(row.model)
    return " ".join(
        f"These data are not for {', '.join(models)}: {reason}."
        for reason, models in models_of.items()
    )


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


def _seconds(seconds: float) -> str:
    return "<0.001" if seconds < 0.001 else number(seconds, 2)


def times(ratio: float) -> str:
    """Write how many times larger one error is than another."""
    if ratio < 100:
        return f"{ratio:.2f}"
    return number(ratio, 2) if ratio < 1e6 else ">1e6" if ratio < 1e100 else "inf"


def _rate(successes: int | None, trials: int) -> str:
    if successes is None:
        return ""
    low, high = wilson(successes, trials)
    return f"{successes}/{trials} [{low:.2f}, {high:.2f}]"


def _listed(rows: Sequence[Row]) -> str:
    return ", ".join(f"{row.model} ({number(row.test)}, {times(row.ratio)} ×)" for row in rows)


def _count(amount: int, name: str) -> str:
    return f"{amount} {name}{'' if amount == 1 else 's'}"
