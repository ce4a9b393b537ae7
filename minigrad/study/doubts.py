"""Reasons to doubt what a neuron found: one sentence each, with the numbers and the cure.

Each function is one reason. It is given the findings, and returns its sentence, or "" if there is no
such reason.

Read next: in_words.py, which puts them under the report.
"""

from __future__ import annotations

import math

import numpy as np

from .._words import number
from ..nn import AddMul
from .facts import ARRIVED, Facts
from .law import order_of
from .standing import NEARLY

__all__ = ["and_", "doubts", "grave", "p_value"]

CLEAR = 0.01  # p-values of checks: there are several, and each will be seen
LARGE_SHARE = 0.5  # of the squared error, for one row
MOVED = 0.25  # of n, by one row
WIDE = 0.5  # an interval of n that says little
GROWING = 0.25  # rank correlation of errors with predictions


def doubts(found: Facts) -> list[str]:
    """Return all reasons to doubt, the gravest first."""
    reasons = (
        _few_rows, _learned_nothing, _above_least, _one_row, _not_separated, _lack_of_fit, _beyond,
        _wide, _zeros, _growing,
    )  # fmt: skip
    return [sentence for sentence in (reason(found) for reason in reasons) if sentence]


def grave(found: Facts) -> bool:
    """Say whether there is a doubt that may turn the conclusion around."""
    reasons = (_above_least, _not_separated, _lack_of_fit, _learned_nothing)
    return _moved(found) or any(reason(found) for reason in reasons)


def _few_rows(found: Facts) -> str:
    if not found.too_few_rows:
        return ""
    return (
        f"Only {len(found.task.x)} rows for {found.numbers_learned} numbers to learn: believe nothing "
        "of what stands above."
    )


def _learned_nothing(found: Facts) -> str:
    if found.too_few_rows or not found.explained < 0:
        return ""
    return (
        f"On rows left out, the {found.rivals[0].name} is wrong by more than the mean of "
        f"{found.task.targets[0]} would be: what it learned does not carry over."
    )


def _above_least(found: Facts) -> str:
    if not found.above_least > ARRIVED or found.profile is None:
        return ""
    return (
        f"Training ended at n = {order_of(found.model):.3f}, where the error is "
        f"{number(100 * found.above_least, 2)}% above the least, which is at n = {found.profile.best:.3f}: the "
        "weights and intervals above are not those of the best fit. Take more steps (--steps)."
    )


def _one_row(found: Facts) -> str:
    share, row = found.worst_share, found.worst_row
    if row is None or found.exact:
        return ""
    if share < LARGE_SHARE and not _moved(found):
        return ""
    text = f"row {row + 1} ({_values(found, row)}) makes {share:.0%} of the squared error"
    without = f"{found.order_without:.2f} instead of {found.best_order:.2f}"
    cure = "" if found.task.relative else ", or count errors as shares (--error relative)"
    if _moved(found):
        return (
            f"One row decides what n is: {text}; without it, n is {without}. Check that row{cure}."
        )
    return f"One row decides who predicts well: {text}. Check that row{cure}."


def _moved(found: Facts) -> bool:
    """Say whether the row with the largest error has moved n by much."""
    return abs(found.order_without - found.best_order) > MOVED


def _values(found: Facts, row: int) -> str:
    task = found.task
    values = {
        **dict(zip(task.features, task.in_units(task.x[row : row + 1])[0], strict=True)),
        task.targets[0]: task.y[row, 0] * task.y_scale[0],
    }
    shown = list(values.items()) if len(values) <= 4 else list(values.items())[-1:]
    return ", ".join(f"{name} {number(value)}" for name, value in shown)


def _not_separated(found: Facts) -> str:
    lost = [e.column for e in found.effects if math.isinf(e.interval[0])]
    if not lost or found.too_few_rows:
        return ""
    return (
        f"The data do not separate the effects of {and_(lost)}: only together are they determined. "
        f"Leave one out (--without {lost[-1]})."
    )


def _lack_of_fit(found: Facts) -> str:
    lack = found.lack_of_fit
    if lack is None or lack.p > CLEAR or found.exact:
        return ""
    meaning = (
        " So n is that of the nearest law of its kind, and the p-values of n = 0 and n = 1 are too sure."
        if found.profile is not None
        else ""
    )
    return (
        f"The {found.rivals[0].name if found.rivals else 'model'} does not fit all of it: with the "
        f"{lack.terms} of the inputs, {lack.explained:.0%} of the squared error would go (F test, p "
        f"{p_value(lack.p)}).{meaning}"
    )


def _beyond(found: Facts) -> str:
    """Say that Box–Cox, whose n has no bounds, goes on where the neuron's n had to stop."""
    n, ratio = found.beyond
    end = found.end
    if not (n < end == 0 or n > end == 1) or not ratio < 1 - NEARLY or found.too_few_rows:
        return ""
    return (
        f"The law may lie beyond n = {end:g}, where the neuron had to stop: Box–Cox on both sides goes "
        f"on to n = {n:.2f}, and its error on rows left out is {number(ratio, 2)} times the neuron's. "
        "Try --kind box-cox --beyond."
    )


def _wide(found: Facts) -> str:
    valley = found.profile
    if valley is None or found.too_few_rows:
        return ""
    low, high = valley.interval
    if not (high - low > WIDE and (low <= 0 <= high or low <= 1 <= high)):
        return ""
    both = low <= 0 and high >= 1
    return (
        f"The data {'hardly decide' if both else 'say little of where n lies'}: every n from {low:.2f} "
        f"to {high:.2f} is compatible with them. What would tell is rows where all inputs are small, "
        "and rows where all are large."
    )


def _zeros(found: Facts) -> str:
    """Say that a product would not be one where an input is 0."""
    model, task = found.model, found.task
    if not isinstance(model, AddMul) or np.iscomplexobj(model.weight.data):
        return ""
    edge = model.transition.edge
    low = {column: int(np.sum(task.x[:, j] < edge)) for j, column in enumerate(task.features)}
    if not any(low.values()):
        return ""
    listed = and_([f"{count} of {column}" for column, count in low.items() if count])
    unit = " of a column's mean" if task.scale == "mean" else ""
    return (
        f"Values next to 0, or below: {listed}. Below {edge:g}{unit} the neuron goes on along the "
        f"tangent of the logarithm, so n = 1 is no {'power law' if len(low) == 1 else 'product'} there."
    )


def _growing(found: Facts) -> str:
    rho, p = found.growth
    if not (rho > GROWING and p < CLEAR) or found.exact:
        return ""
    if found.task.relative:
        return (
            f"Relative errors are larger where predictions are larger (rank correlation {rho:.2f}). "
            "--error absolute may suit better."
        )
    return (
        f"Errors are larger where predictions are larger (rank correlation {rho:.2f}), so large rows "
        "count most, and intervals may be too narrow. If errors in per cent are what matters: --error "
        "relative."
    )


def p_value(p: float) -> str:
    """Write what stands behind "p"."""
    return "< 0.0001" if p < 1e-4 else "> 0.99" if p > 0.99 else f"= {number(p, 2)}"


def and_(words: list[str]) -> str:
    """Join words with commas and "and"."""
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"
