"""The findings in plain words: a report to read from top to bottom, and the sentence that it ends in.

Read next: findings.py.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable

from .._words import number
from ..nn import AddMul
from .doubts import and_, doubts, grave, p_value
from .effects import Effect
from .facts import ROUNDING, Facts, Rival
from .law import law, order_of
from .report import WIDTH, times, write_table
from .standing import BETTER, NEARLY

__all__ = ["conclusion", "report"]

LEVEL = 0.05  # a p-value below rules out
NEAR_SUM, NEAR_PRODUCT = 0.05, 0.1  # how far from 0 and 1 a neuron is still called by that name
MANY = 3.0  # changes larger than this are written as factors
MOST_COLUMNS = 12  # that a table lists
NAMES = {
    "neuron": "the neuron",
    "line": "a straight line",
    "quadratic": "a quadratic",
    "log-log": "a log–log fit",
    "power-law": "a power law",
    "box-cox": "Box–Cox on both sides",
}


def report(found: Facts, how: Iterable[str] = ()) -> str:
    """Return the whole report: the law, how firm it is, rivals, residuals, doubts, conclusion.

    `how` are sentences on the training, and come first.
    """
    reasons = doubts(found)
    parts = {
        "The law": [
            law(found.model, found.task, _listed(found)),
            _order(found),
            *_table_of_effects(found),
        ],
        "How firmly": _firmly(found),
        "Wrong by": _wrong(found),
        "Residuals": _residuals(found),
        "Reasons for doubt": [f"* {reason}" for reason in reasons] or ["* We found none."],
        "In short": [conclusion(found)],
    }
    first = " ".join(filter(None, [_data(found), *_notes(found), *how]))
    lines = [*_wrapped(first, "")]
    for heading, contents in parts.items():
        if contents:
            lines += ["", heading]
            lines += [line for text in contents for line in _wrapped(text, "  ")]
    return "\n".join(lines)


def conclusion(found: Facts) -> str:
    """Return what somebody who knows the field can use, in a few sentences."""
    if found.too_few_rows:
        return (
            f"{len(found.task.x)} rows are too few for {found.numbers_learned} numbers: nothing "
            "follows. Measure more rows, or leave columns out."
        )
    sentences = [_decided(found), _acts(found), _predicts(found)]
    return " ".join(filter(None, sentences))


# ---- the parts ---------------------------------------------------------------------------------


def _data(found: Facts) -> str:
    task = found.task
    features = (
        and_(list(task.features)) if len(task.features) <= 4 else f"{len(task.features)} columns"
    )
    text = f"{task.name}: {task.targets[0]} from {features}, {_count(len(task.x), 'row')}."
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


def _order(found: Facts) -> str:
    """Say what n is, and in which units."""
    model, task = found.model, found.task
    if not isinstance(model, AddMul):
        return "A straight line was fitted, which adds."
    text = f"n = {order_of(model):.3f}, {_operation(order_of(model))} (0 adds, 1 multiplies)"
    if model.transition.unit_free and model.bias is not None:
        return f"{text}; it is the same in all units."
    if task.scale == "mean":
        return f"{text}, for columns divided by their means; in other units it would be another."
    return f"{text}, in the units of the columns; in other units it would be another."


def _operation(n: float) -> str:
    if abs(n) <= NEAR_SUM:
        return "a sum" if abs(n) < 0.001 else "nearly a sum"
    if abs(n - 1) <= NEAR_PRODUCT:
        return "a product" if abs(n - 1) < 0.001 else "nearly a product"
    return (
        "beyond a sum" if n < 0 else "beyond a product" if n > 1 else "between a sum and a product"
    )


def _table_of_effects(found: Facts) -> list[str]:
    effects = found.effects
    if not effects:
        return []
    shares = found.in_shares
    listed = [effect for effect in effects if effect.column in _listed(found)]
    columns = {
        "input": [effect.column for effect in listed],
        "middle": ["0 or 1" if e.switch else number(e.middle) for e in listed],
        "weight": [_weight(effect) for effect in listed],
        "95% interval": [_interval(*e.interval, ".3f") for e in listed],
        f"with 10% more, {found.task.targets[0]}": [
            _change(e.change, shares) + (" (1, not 0)" if e.switch else "") for e in listed
        ],
        "95% interval ": [
            f"{_change(e.change_interval[0], shares)} to {_change(e.change_interval[1], shares)}"
            if math.isfinite(e.change_interval[0])
            else "unknown"
            for e in listed
        ],
    }
    if all(math.isnan(e.interval[0]) for e in listed):
        del columns["95% interval"]
    lines = ["", *write_table(columns).splitlines()]
    if len(listed) < len(effects):
        lines.append(f"(and {len(effects) - len(listed)} with smaller effects: --json lists all)")
    return lines


def _listed(found: Facts) -> list[str]:
    """Return the columns with the largest effects."""
    ordered = sorted(found.effects, key=lambda e: -abs(e.change))
    return [effect.column for effect in ordered[:MOST_COLUMNS]]


def _firmly(found: Facts) -> list[str]:
    valley = found.profile
    if valley is None or found.too_few_rows:
        return []
    low, high = valley.interval
    adds, multiplies = _ends(found)
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
    n, ratio = found.beyond
    if math.isnan(n):
        return [f"{text}: what lies beyond was not tried."]
    better = "worse" if ratio > 1 + NEARLY else "better" if ratio < 1 - NEARLY else "as well"
    return [
        f"{text}. Box–Cox on both sides, which has none, ends at n = {n:.2f} and predicts {better}."
    ]


def _wrong(found: Facts) -> list[str]:
    task, target = found.task, found.task.targets[0]
    if found.errors:
        listed = [f"{number(wrong)} on the {name} data" for name, wrong in found.errors.items()]
        return [f"{and_(listed)} (root mean square)."]
    how = (
        "each row left out once"
        if found.folds == found.rows
        else f"rows left out in {found.folds} groups"
    )
    unit = f"per cent of {target}" if task.relative else f"the unit of {target}"
    able = sorted((r for r in found.rivals if not r.refusal), key=lambda r: r.error)
    columns = {
        "": [r.name for r in able],
        "error": [_error(r.error, found) for r in able],
        f"× {found.rivals[0].name}": [times(r.ratio) if r.verdict else "" for r in able],
        f"than the {found.rivals[0].name}": [r.verdict for r in able],
    }
    lines = [f"root mean square, in {unit}, {how} and the rest fitted again:"]
    lines += ["", *write_table(columns).splitlines()]
    refused: dict[str, list[str]] = {}
    for rival in found.rivals:
        if rival.refusal:
            refused.setdefault(rival.refusal, []).append(rival.name)
    return lines + [f"Not tried: {and_(names)}. {why}." for why, names in refused.items()]


def _residuals(found: Facts) -> list[str]:
    if found.too_few_rows:
        return []
    if found.exact:
        return ["The fit is exact: what is left is rounding."]
    text = f"Their standard deviation is {_error(found.residual_spread, found)}"
    if not found.task.relative:
        text += f" {found.task.targets[0]}"
    if math.isfinite(found.explained):
        text += f"; predictions of left-out rows explain {found.explained:.1%} of the variance"
    sentences = [f"{text}."]
    if found.worst_row is not None:
        sentences.append(
            f"The largest is that of row {found.worst_row + 1}, {found.worst_share:.0%} of the squared "
            "error."
        )
    return [" ".join(sentences)]


# ---- the conclusion ----------------------------------------------------------------------------


def _decided(found: Facts) -> str:
    """Say whether inputs add or multiply."""
    if found.profile is None:
        return ""
    adds, multiplies = _ends(found)
    ruled_out = [p < LEVEL for p in (found.p_value(0.0), found.p_value(1.0))]
    text = {
        (False, True): f"The data speak for {adds} and against {multiplies}",
        (True, False): f"The data speak for {multiplies} and against {adds}",
        (False, False): f"The data do not decide between {adds} and {multiplies}",
        (True, True): f"The data speak against {adds} and against {multiplies}: the law is "
        f"{_between(found.profile.best)}",
    }[ruled_out[0], ruled_out[1]]
    return f"Mind the doubts above. {text}." if grave(found) else f"{text}."


def _between(n: float) -> str:
    return "beyond both" if n > 1 or n < 0 else f"in between, at n = {n:.2f}"


def _acts(found: Facts) -> str:
    """Say what the inputs do whose effects are surely not nothing."""
    shares, target = found.in_shares, found.task.targets[0]
    sure = [e for e in found.effects if e.change_interval[0] * e.change_interval[1] > 0]
    if not sure:
        return "" if found.too_few_rows else f"No input has an effect on {target} that is clear."
    sure = sorted(sure, key=lambda e: -abs(e.change))[:3]
    told = [
        f"{f'{e.column} at 1 instead of 0' if e.switch else f'10% more {e.column}'} goes with "
        f"{_more(e.change, shares)} {target}"
        for e in sure
    ]
    return f"In the middle of the data, {and_(told)}."


def _predicts(found: Facts) -> str:
    """Say what to predict with."""
    able = [r for r in found.rivals if math.isfinite(r.error)]
    if not able:
        return ""
    own, others = able[0], able[1:]
    best = min(able, key=lambda r: r.error)
    if best.error >= found.spread:
        return f"Nothing that we tried predicts {found.task.targets[0]} better than its mean does."
    if found.exact and own.error <= best.error * (1 + NEARLY):
        return f"{_named(own)} predicts exactly.".capitalize()
    if own.error <= best.error * (1 + NEARLY):
        alike = [r for r in others if r.error <= own.error * (1 + NEARLY)]
        if not alike:
            return f"Of what we tried, {_named(own)} predicts best ({_error(own.error, found)})."
        return (
            f"{_named(own).capitalize()} predicts as well as {and_([_named(r) for r in alike])} "
            f"({_error(own.error, found)}, to within {NEARLY:.0%})."
        )
    chance = "and probably is better" if best.verdict == BETTER else "though that may be chance"
    return (
        f"To predict, take {_named(best)}: it is wrong by {_error(best.error, found)} instead of "
        f"{_error(own.error, found)}, {chance}."
    )


# ---- words -------------------------------------------------------------------------------------


def _ends(found: Facts) -> tuple[str, str]:
    """Name n = 0 and n = 1; a single input is neither added nor multiplied."""
    return ("a straight line", "a power law") if len(found.effects) == 1 else ("a sum", "a product")


def _named(rival: Rival) -> str:
    return NAMES[rival.name]


def _error(value: float, found: Facts) -> str:
    if found.task.relative:
        return "exact" if value < ROUNDING else f"{value:.1%}"
    return "exact" if value < ROUNDING * found.spread else number(value)


def _ruled(p: float) -> str:
    return f"{'No' if p < LEVEL else 'Possible'}, p {p_value(p)}"


def _weight(effect: Effect) -> str:
    return f"{effect.weight:.3f}"


def _interval(low: float, high: float, form: str) -> str:
    return f"{low:{form}} to {high:{form}}" if math.isfinite(low) else "unknown"


def _change(change: float, shares: bool) -> str:
    if not shares:
        return f"{'+' if change >= 0 else '-'}{number(abs(change))}"
    if abs(change) > MANY:
        return f"{number(1 + change)} ×"
    return f"{change:+.1%}" if abs(change) > 0.00995 else f"{change:+.2%}"


def _more(change: float, shares: bool) -> str:
    if shares and abs(change) > MANY:
        return f"{number(1 + change)} times the"
    size = f"{number(100 * abs(change), 2)}%" if shares else number(abs(change))
    return f"{size} {'more' if change > 0 else 'less'}"


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
