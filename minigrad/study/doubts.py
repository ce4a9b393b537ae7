"""Reasons to doubt what a neuron found: one sentence each, with the numbers and the cure.

Each function is one reason. It is given the findings, and returns its sentence, or "" if there is no
such reason.

Read next: conclusion.py.
"""

from __future__ import annotations

import numpy as np

from .._words import number
from ..nn import AddMul
from .checks import has_corners, outlier_p, variance_inflation
from .facts import ARRIVED, Facts
from .law import order_of

__all__ = ["and_", "doubts", "fits_badly", "grave", "p_value"]

CLEAR = 0.01  # p-values of checks: there are several, and each will be seen
LARGE_SHARE = 0.5  # of the squared error, for one row
WEIGHTY = 0.25  # the same, for a row that stands out
ENTANGLED = 0.9  # share of an input's variance that the others give: ten times that of its effect
NEAR = 0.25  # an n as near to 0 speaks of a sum
SPARE = 5  # fewer rows than that beyond the numbers to learn make intervals rough
MUCH = 0.1  # a share of the squared error that is worth a word, if other terms explain it
OVERFIT = 2.0  # times the error on rows learned from
GROWING = 0.25  # rank correlation of errors with predictions
LOPSIDED = 0.65  # share of predictions on one side of the targets
REPEATED = 0.2  # share of rows
MOST = 5  # names that are listed


def doubts(found: Facts) -> list[str]:
    """Return all reasons to doubt, the gravest first."""
    if found.too_few_rows:
        return [_few_rows(found)]
    reasons = (
        _learned_nothing, _above_least, _one_row, _not_separated, _entangled, _lack_of_fit,
        _not_positive, _beyond, _few_rows, _overfit, _undecided, _zeros, _growing, _lopsided, _repeated,
    )  # fmt: skip
    return [sentence for sentence in (reason(found) for reason in reasons) if sentence]


def grave(found: Facts) -> str:
    """Return what has to be said before any conclusion, or ""."""
    if found.one_row_decides:
        assert found.worst_row is not None
        return f"Check {found.task.place(found.worst_row)} first: it decides what n is."
    if _one_row(found):
        assert found.worst_row is not None
        place, share = found.task.place(found.worst_row), found.worst_share
        return f"Check {place} first: it makes {share:.0%} of the squared error."
    if _repeated(found):
        return "Mind the repeated rows."
    if any(reason(found) for reason in (_above_least, _learned_nothing)):
        return "Mind the doubts above."
    return ""


def fits_badly(found: Facts) -> bool:
    """Say whether a richer model clearly fits better."""
    lack = found.lack_of_fit
    if lack is None or found.exact or found.above_least > ARRIVED:
        return False
    return lack.p < CLEAR and lack.explained > MUCH


def _few_rows(found: Facts) -> str:
    rows, numbers = len(found.task.x), found.numbers_learned
    if found.too_few_rows:
        return f"Only {rows} rows for {numbers} numbers to learn: believe nothing."
    if rows - numbers >= SPARE or found.exact:
        return ""
    return f"Only {rows} rows for {numbers} numbers to learn: intervals and p-values are rough."


def _learned_nothing(found: Facts) -> str:
    if not found.explained < 0:
        return ""
    return (
        f"On rows left out, the {found.rivals[0].name} is wrong by more than a constant "
        f"{found.task.targets[0]} would be: what it learned does not carry over."
    )


def _above_least(found: Facts) -> str:
    if not found.above_least > ARRIVED or found.profile is None:
        return ""
    return (
        f"Training ended at n = {order_of(found.model):.3f}, where the error is "
        f"{number(100 * found.above_least, 2)}% above the least, which is at n = "
        f"{found.profile.best:.3f}: the weights and intervals above are not those of the best fit. "
        "Take more steps (--steps)."
    )


def _one_row(found: Facts) -> str:
    row, share = found.worst_row, found.worst_share
    if row is None or found.exact or not (found.one_row_decides or _stands_out(found)):
        return ""
    text = f"{found.task.place(row)} ({_values(found, row)}) makes {share:.0%} of the squared error"
    text += " on rows left out" if found.worst_was_left_out else ""
    cure = "" if found.task.relative else ", or count errors as shares (--error relative)"
    if not found.one_row_decides:
        return f"One row weighs much in who predicts well: {text}. Check that row{cure}."
    return (
        f"One row decides what n is: {text}; without it, n is {found.order_without:.2f} instead of "
        f"{found.best_order:.2f}. Check that row{cure}."
    )


def _stands_out(found: Facts) -> bool:
    """Say whether the largest error is most of the whole, or much of it and too large for chance."""
    share = found.worst_share
    by_chance = outlier_p(share, found.rows, found.numbers_learned)
    return share >= LARGE_SHARE or (share >= WEIGHTY and by_chance < CLEAR)


def _values(found: Facts, row: int) -> str:
    task = found.task
    values = {
        **dict(zip(task.features, task.in_units(task.x[row : row + 1])[0], strict=True)),
        task.targets[0]: task.y[row, 0] * task.y_scale[0],
    }
    shown = list(values.items()) if len(values) <= 4 else list(values.items())[-1:]
    return ", ".join(f"{name} {number(value)}" for name, value in shown)


def _not_separated(found: Facts) -> str:
    lost = [e.column for e in found.effects if not e.determined]
    if not lost:
        return ""
    only = ": only together are they determined" if len(lost) > 1 else " and of other inputs"
    return (
        f"The data do not separate the effects of {and_(lost)}{only}. "
        f"Leave one out (--without {lost[-1]})."
    )


def _entangled(found: Facts) -> str:
    """Name inputs that nearly follow from others."""
    if _not_separated(found):
        return ""
    most = 1 / (1 - ENTANGLED)
    inflation = zip(found.task.features, variance_inflation(found.task.x), strict=True)
    names = [column for column, by in inflation if by > most]
    if not names:
        return ""
    which = and_(names)
    if len(names) > MOST:
        which = f"{len(names)} of {len(found.task.features)} inputs"
    return (
        f"Inputs go together: from the others follow more than {ENTANGLED:.0%} of the variance of {which}, "
        "so what each of these does alone is known only roughly."
    )


def _lack_of_fit(found: Facts) -> str:
    lack = found.lack_of_fit
    if lack is None or not fits_badly(found):
        return ""
    meaning = " So n is that of the nearest law of its kind, and the p-values of n = 0 and n = 1 are too sure."
    return (
        f"The {'line' if found.profile is None else 'neuron'} does not fit all of it: with the "
        f"{lack.terms} of the inputs, {lack.explained:.0%} of the squared error would go (F test, p "
        f"{p_value(lack.p)}).{meaning if found.profile is not None else ''}"
    )


def _not_positive(found: Facts) -> str:
    count, rows = found.not_positive, len(found.task.y)
    if not count:
        return ""
    cure = " Predict its negative instead." if np.all(found.task.y < 0) else ""
    return (
        f"{found.task.targets[0]} is not positive in {count:,} of {rows:,} rows, and a product of powers "
        f"always is: the p-value of n = 1 says nothing but that.{cure}"
    )


def _beyond(found: Facts) -> str:
    rival = found.rival("box-cox")
    if rival is None or not found.beyond:
        return ""
    return (
        f"The law may lie beyond n = {found.end:g}, where the neuron had to stop: Box–Cox on both sides "
        f"goes on to n = {found.box_cox:.2f}, and its error on rows left out is "
        f"{number(rival.ratio, 2)} times the neuron's. Try --kind box-cox --beyond."
    )


def _overfit(found: Facts) -> str:
    if not found.left_out.size or found.exact or found.worst_share >= LARGE_SHARE:
        return ""
    ratio = found.rivals[0].error / found.residual_spread
    if not ratio > OVERFIT:
        return ""
    return (
        f"On rows left out, errors are {number(ratio, 2)} times those on the rows learned from: it "
        "follows noise. Leave columns out, or measure more rows."
    )


def _undecided(found: Facts) -> str:
    if found.profile is None or not found.undecided:
        return ""
    low, high = found.profile.interval
    cure = "What would tell is rows where all inputs are small, and rows where all are large."
    if has_corners(found.task.x):
        cure = "What would tell is more rows, or smaller errors."
    if found.exact:
        cure = "Each of these laws fits exactly."
    return (
        f"The data hardly decide: every n from {max(low, 0):.2f} to {min(high, 1):.2f} is compatible "
        f"with them. {cure}"
    )


def _zeros(found: Facts) -> str:
    """Say that a product would not be one where an input is 0."""
    model, task = found.model, found.task
    if not isinstance(model, AddMul) or np.iscomplexobj(model.weight.data):
        return ""
    edge = model.transition.edge
    low = {column: int(np.sum(task.x[:, j] < edge)) for j, column in enumerate(task.features)}
    if not any(low.values()) or (found.p_value(1.0) < CLEAR and found.best_order < NEAR):
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


def _lopsided(found: Facts) -> str:
    low, p = found.too_low
    if not found.task.relative or not (p < CLEAR and low > LOPSIDED):
        return ""
    return (
        f"{low:.0%} of the predictions are too low: a prediction that is too high may be wrong by any "
        "per cent, one too low by at most 100, so the fit keeps away from the former. Errors as "
        "large as these are better counted in the target's unit (--error absolute), or in logarithms."
    )


def _repeated(found: Facts) -> str:
    if not found.repeated > REPEATED * found.rows:
        return ""
    return (
        f"{found.repeated:,} of {found.rows:,} rows repeat another one, so left-out rows are known, and "
        "errors, intervals and p-values are too small. If they are no measurements of their own, keep "
        "one of each."
    )


def p_value(p: float) -> str:
    """Write what stands behind "p"."""
    return "< 0.0001" if p < 1e-4 else "> 0.99" if p > 0.99 else f"= {number(p, 2)}"


def and_(words: list[str]) -> str:
    """Join words with commas and "and"."""
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"
