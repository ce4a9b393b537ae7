"""The report: the findings in plain words, to read from top to bottom.

Read next: findings.py.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from typing import Any

import numpy as np

from .._words import number
from ..nn import AddMul
from ..tasks import Task
from .conclusion import conclusion, ends, error_in_words
from .doubts import and_, doubts, p_value
from .effects import Effect
from .facts import LEVEL, Facts
from .law import SAME_N, law, order_of
from .report import WIDTH, times, write_table
from .standing import BETTER, WORSE

__all__ = ["report"]

LONGEST = 24  # letters of a name in a table
NEAR_SUM, NEAR_PRODUCT = 0.05, 0.1  # how far from 0 and 1 a neuron is still called by that name
LARGE = 100.0  # a weight is written with three decimals below
MANY = 3.0  # changes larger than this are written as factors
MOST_COLUMNS = 12  # that a table lists


def report(found: Facts, how: Iterable[str] = ()) -> str:
    """Return the whole report: the law, how firm it is, rivals, residuals, doubts, conclusion.

    `how` are sentences on the training, and come first.
    """
    first = " ".join(filter(None, [_data(found), *_notes(found), *how]))
    formula = law(found.model, found.task, _listed(found))
    if found.too_few_rows:
        parts = {"The law": [formula]}
    else:
        parts = {
            "The law": [formula, *_order(found), *_plain(found), *_table_of_effects(found)],
            "How firmly": _firmly(found),
            "Wrong by": _wrong(found),
            "Residuals": _residuals(found),
        }
    parts["Reasons for doubt"] = [f"* {reason}" for reason in doubts(found)] or ["* We found none."]
    parts["In short"] = [conclusion(found)]
    lines = [*_wrapped(first, "")]
    for heading, contents in parts.items():
        if contents:
            lines += ["", heading]
            lines += [line for text in contents for line in _wrapped(text, "  ")]
    return "\n".join(lines)


# ---- the parts ---------------------------------------------------------------------------------


def _data(found: Facts) -> str:
    task = found.task
    features = (
        and_(list(task.features)) if len(task.features) <= 4 else f"{len(task.features)} columns"
    )
    text = f"{task.name}: {task.targets[0]} from {features}, {_count(len(task.x), 'row')}."
    if task.weight is not None:
        text += " Rows have weights."
    if found.rows < len(task.x):
        text += (
            f" {number(found.rows)} of them, drawn at random, are what intervals and errors are of; "
            "--thorough takes all."
        )
    return text


def _notes(found: Facts) -> list[str]:
    """Return what reading the data left out or changed, without the name of the file."""
    notes = [note.removeprefix(f"{found.task.source}: ") for note in found.task.notes]
    return [f"{note[:1].upper()}{note[1:].rstrip('.')}." for note in notes]


def _order(found: Facts) -> list[str]:
    """Say what n is, and in which units."""
    model, task = found.model, found.task
    if not isinstance(model, AddMul):
        return ["A straight line was fitted, which adds."]
    adds, multiplies = ends(found)
    sides = "0 adds, 1 multiplies" if len(task.features) > 1 else f"0 is {adds}, 1 is {multiplies}"
    text = f"n = {order_of(model):.3f}, {_operation(order_of(model), found)} ({sides})"
    if model.transition.unit_free and model.bias is not None:
        return [f"{text}; it is the same in all units."]
    units = f"for {_divided(task)}" if task.scale == "mean" else "in the units of the columns"
    n = order_of(model)
    other = "" if min(abs(n), abs(n - 1)) < SAME_N else "; in other units it would be another"
    return [f"{text}, {units}{other}."]


def _divided(task: Task) -> str:
    """Name the columns as the neuron sees them."""
    signed = np.any(task.x < 0) or np.any(task.y < 0)
    return f"columns divided by {'the means of their absolute values' if signed else 'their means'}"


def _plain(found: Facts) -> list[str]:
    """Write the laws without φ that the data allow."""
    allowed = [f"{name[:1].upper()}{name[1:]}: {text}" for name, text in found.plain_laws.items()]
    if not allowed:
        return []
    if "Box–Cox on both sides" in found.plain_laws:
        return ["Nearly the same, without φ:", *allowed]
    return ["Compatible with the data, and without φ:", *allowed]


def _operation(n: float, found: Facts) -> str:
    adds, multiplies = ends(found)
    for end, name, near in ((0, adds, NEAR_SUM), (1, multiplies, NEAR_PRODUCT)):
        if abs(n - end) <= near:
            return name if abs(n - end) < SAME_N else f"nearly {name}"
    return (
        f"beyond {adds}"
        if n < 0
        else f"beyond {multiplies}"
        if n > 1
        else f"between {adds} and {multiplies}"
    )


def _table_of_effects(found: Facts) -> list[str]:
    effects = [effect for effect in found.effects if effect.column in _listed(found)]
    shares, target = found.in_shares, _short(found.task.targets[0])
    columns = {
        "input": [_short(effect.column) for effect in effects],
        "weight": [_sure(_weight(e.weight), e) for e in effects],
        "95% interval": [_sure(" to ".join(map(_weight, e.interval)), e) for e in effects],
        "from": [number(e.step[0]) for e in effects],
        "to": ["10% more" if e.more else number(e.step[1]) for e in effects],
        f"changes {target} by": [_sure(_change(e.change, shares), e) for e in effects],
        "95% interval ": [
            _sure(" to ".join(_change(end, shares) for end in e.change_interval), e)
            for e in effects
        ],
    }
    if all(math.isnan(e.interval[0]) for e in effects):
        del columns["95% interval"]
    lines = ["", *write_table(columns).splitlines()]
    if found.task.scale == "mean" and abs(order_of(found.model)) < SAME_N:
        lines.append(f"(weights: of {_divided(found.task)}; the formula is in their units)")
    if len(effects) < len(found.effects):
        lines.append(
            f"(and {len(found.effects) - len(effects)} with smaller effects: --json has all)"
        )
    return lines


def _sure(text: str, effect: Effect) -> str:
    """Write nothing where the data determine nothing."""
    return text if effect.determined else "unknown"


def _listed(found: Facts) -> list[str]:
    """Return the columns with the largest effects."""
    ordered = sorted(found.effects, key=lambda e: -abs(e.change))
    return [effect.column for effect in ordered[:MOST_COLUMNS]]


def _firmly(found: Facts) -> list[str]:
    valley = found.profile
    if valley is None or found.too_few_rows:
        return []
    low, high = valley.interval
    adds, multiplies = ends(found)
    span = f"n from {low:.2f} to {high:.2f} is"
    if f"{low:.2f}" == f"{high:.2f}":
        span = f"Only n = {low:.2f} is"
    return [
        f"{span} compatible with the data ({valley.level:.0%} profile interval).",
        f"n = 0, {adds}? {_ruled(found.p_value(0.0))}. "
        f"n = 1, {multiplies}? {_ruled(found.p_value(1.0))}.",
        *_stopped(found),
    ]


def _stopped(found: Facts) -> list[str]:
    """Say that n stopped at a bound, and where Box–Cox ends, which has none."""
    if math.isnan(found.end) or found.exact:
        return []
    text = f"n stopped at {found.end:g}, its bound"
    rival = found.rival("box-cox")
    if rival is None or math.isnan(found.box_cox):
        return [f"{text}: what lies beyond was not tried."]
    predicts = {BETTER: "probably better", WORSE: "probably worse"}.get(
        rival.verdict, "neither clearly better nor worse"
    )
    return [
        f"{text}. Box–Cox on both sides, which has none, ends at n = {found.box_cox:.2f} and predicts "
        f"{predicts}."
    ]


def _wrong(found: Facts) -> list[str]:
    task, target = found.task, found.task.targets[0]
    if found.errors:
        listed = [f"{number(wrong)} on the {name} data" for name, wrong in found.errors.items()]
        return [f"{and_(listed)} (root mean square)."]
    weighted = "root mean square" if task.weight is None else "weighted root mean square"
    how = (
        "each row left out once"
        if found.folds == found.rows
        else f"rows left out in {found.folds} groups"
    )
    unit = f"per cent of {target}" if task.relative else f"the unit of {target}"
    able = sorted((r for r in found.rivals if not r.refusal), key=lambda r: r.error)
    alike = [r for r in able if not r.verdict or error_in_words(r.error, found) == "exact"]
    columns = {
        "": [r.name for r in able],
        "error": [error_in_words(r.error, found) for r in able],
        f"× {found.rivals[0].name}": ["" if r in alike else times(r.ratio) for r in able],
        f"than the {found.rivals[0].name}": ["" if r in alike else r.verdict for r in able],
    }
    lines = [f"{weighted}, in {unit}, {how} and the rest fitted again:"]
    lines += ["", *write_table(columns).splitlines()]
    refused: dict[str, list[str]] = {}
    for rival in found.rivals:
        if rival.refusal:
            refused.setdefault(rival.refusal, []).append(rival.name)
    return lines + [f"Not tried: {and_(names)}. {_first(why)}" for why, names in refused.items()]


def _residuals(found: Facts) -> list[str]:
    if found.too_few_rows:
        return []
    if found.exact:
        return ["The fit is exact: what is left is rounding."]
    text = f"Their standard deviation is {error_in_words(found.residual_spread, found)}"
    if not found.task.relative:
        text += f" {found.task.targets[0]}"
    if math.isfinite(found.explained) and not found.task.relative:
        text += f"; predictions of left-out rows explain {_explained(found)} of the variance"
    sentences = [f"{text}."]
    if found.worst_row is not None:
        where = "Of errors on rows left out, that" if found.worst_was_left_out else "The error"
        sentences.append(
            f"{where} of {found.task.place(found.worst_row)} is the largest, {found.worst_share:.0%} of "
            "the sum of squares."
        )
    return [" ".join(sentences)]


# ---- words -------------------------------------------------------------------------------------


def _ruled(p: float) -> str:
    return f"{'No' if p < LEVEL else 'Possible'}, p {p_value(p)}"


def _weight(value: Any) -> str:
    return f"{value:.3f}" if abs(value) < LARGE else number(value)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _first(text: str) -> str:
    """Return the first sentence."""
    return f"{text.partition('. ')[0].rstrip('.')}."


def _explained(found: Facts) -> str:
    """Write R²."""
    if found.explained < 0:
        return "none"
    return (
        "more than 99.9%"
        if found.explained > 0.9995 and not found.exact
        else f"{found.explained:.1%}"
    )


def _change(change: float, shares: bool) -> str:
    if not shares:
        return f"{'+' if change >= 0 else '-'}{number(abs(change))}"
    if abs(change) > MANY:
        return f"{number(1 + change)} ×"
    return f"{change:+.1%}" if abs(change) > 0.00995 else f"{change:+.2%}"


def _count(amount: int, name: str) -> str:
    return f"{amount:,} {name}{'' if amount == 1 else 's'}"


def _wrapped(text: str, indent: str) -> Iterable[str]:
    """Wrap prose; a line of a table, which has two blanks somewhere, stays as it is."""
    if not text or "  " in text.strip():
        return [f"{indent}{text}".rstrip()]
    hanging = indent + "  " * text.startswith("* ")
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
