"""What follows from the findings: a few sentences that somebody who knows the field can use.

Whether causes add or multiply, what they do, and what to predict with. Nothing is said that the numbers
or the doubts of the same report deny.

Read next: in_words.py, which puts it at the end of the report.
"""

from __future__ import annotations

import math

from .._words import number
from .doubts import and_, fits_badly, grave
from .effects import Effect
from .facts import LEVEL, ROUNDING, Facts, Rival
from .standing import BETTER, NEARLY, WORSE

__all__ = ["conclusion", "ends", "error_in_words"]

WIDE = 0.5  # an interval of n that says little
CLOSE = 0.01  # an error of this share of the target's spread is small
NAMES = {
    "neuron": "the neuron",
    "line": "a straight line",
    "quadratic": "a quadratic",
    "log-log": "a log–log fit",
    "power-law": "a power law",
    "box-cox": "Box–Cox on both sides",
}


def conclusion(found: Facts) -> str:
    """Return what somebody who knows the field can use, in a few sentences."""
    if found.too_few_rows:
        return (
            f"{len(found.task.x)} rows are too few for {found.numbers_learned} numbers: nothing "
            "follows. Measure more rows, or leave columns out."
        )
    sentences = [grave(found), _operation(found), _acts(found), _predicts(found)]
    return " ".join(filter(None, sentences))


def ends(found: Facts) -> tuple[str, str]:
    """Name n = 0 and n = 1; a single input is neither added nor multiplied."""
    return ("a straight line", "a power law") if len(found.effects) == 1 else ("a sum", "a product")


def error_in_words(value: float, found: Facts) -> str:
    """Write an error in the target's unit, or in per cent."""
    if _is_exact(value, found):
        return "exact"
    return f"{value:.1%}" if found.task.relative else number(value)


# ---- do causes add or multiply? ----------------------------------------------------------------


def _operation(found: Facts) -> str:
    if found.profile is None:
        return ""
    adds, multiplies = ends(found)
    if found.beyond:
        near, far = (adds, multiplies) if found.end else (multiplies, adds)
        return (
            f"The data speak against {near}, and the law may lie beyond {far}: try --kind box-cox "
            "--beyond."
        )
    if fits_badly(found) and _is_close(found):
        share = number(100 * found.residual_spread / found.spread, 2)
        return (
            f"No law between {adds} and {multiplies} fits these data exactly, but that of n = "
            f"{found.profile.best:.2f} is wrong by no more than {share}% of their spread."
        )
    if fits_badly(found):
        return _no_law(found, adds, multiplies)
    if found.not_positive:
        said = "speak" if found.p_value(0.0) < LEVEL else "do not speak"
        return (
            f"{found.task.targets[0]} is not positive everywhere, as {multiplies} would be, and the data "
            f"{said} against {adds}."
        )
    return f"{_spoken(found, adds, multiplies)}."


def _spoken(found: Facts, adds: str, multiplies: str) -> str:
    """Say what the p-values say."""
    assert found.profile is not None
    no_sum, no_product = found.p_value(0.0) < LEVEL, found.p_value(1.0) < LEVEL
    if not (no_sum or no_product):
        return f"The data do not decide between {adds} and {multiplies}"
    if no_sum and no_product:
        n = found.profile.best
        if round(n, 2) in (0, 1):
            near, far = (multiplies, adds) if round(n, 2) else (adds, multiplies)
            return f"The data speak against {far}, and for what is nearly {near} (n = {n:.4f})"
        where = "beyond both" if n > 1 or n < 0 else f"in between, at n = {n:.2f}"
        return f"The data speak against {adds} and against {multiplies}: the law is {where}"
    for_, against = (adds, multiplies) if no_product else (multiplies, adds)
    low, high = found.profile.interval
    unsure = f", but n may lie anywhere from {low:.2f} to {high:.2f}" if high - low > WIDE else ""
    return f"The data speak for {for_} and against {against}{unsure}"


def _no_law(found: Facts, adds: str, multiplies: str) -> str:
    """Say that a richer model fits better; or that the law is one of these, but errors are shares."""
    no_law = f"law between {adds} and {multiplies} fits these data well"
    able = _able(found)
    best = min(able, key=lambda r: r.error, default=None)
    better, share = "", 1.0
    if best is not None and able[0].error > (1 + NEARLY) * best.error:
        better, share = best.name, best.error / able[0].error
    wrong = f"is wrong by {number(share, 2)} times as much"
    if better == "log-log":
        return (
            f"With errors in the unit of {found.task.targets[0]}, no {no_law}. A log–log fit {wrong}, and "
            "counts errors as shares: try --error relative."
        )
    richer = f" (a quadratic {wrong})" if better == "quadratic" else ""
    one = len(found.effects) == 1
    follow = "that they follow one of them" if one else "that inputs add or multiply"
    return f"No {no_law}{richer}: do not conclude {follow}."


# ---- what do they do? --------------------------------------------------------------------------


def _acts(found: Facts) -> str:
    """Say what the inputs do whose effects are surely not nothing; of many, some look so by chance."""
    if found.profile is not None and fits_badly(found) and not _is_close(found):
        return "The effects above are those of the nearest such law, and may be far off."
    target, count = found.task.targets[0], len(found.effects)
    least = ROUNDING * (1.0 if found.in_shares else found.spread)
    known = [e for e in found.effects if e.determined and e.p < LEVEL and abs(e.change) > least]
    sure = [e for e in known if e.p < LEVEL / count]
    if not sure and not all(e.determined for e in found.effects):
        return f"What each input alone does to {target}, the data do not tell."
    if not sure:
        may = and_([e.column for e in known[:3]])
        chance = f": {may} may have one, but of {count} inputs some look so by chance"
        return f"No input has an effect on {target} that is clear{chance if may else ''}."
    sure = sorted(sure, key=lambda e: -abs(e.change))[:3]
    told = [f"{_step(e)} goes with {_more(e.change, found.in_shares, target)}" for e in sure]
    return f"In the middle of the data, {and_(told)}."


def _step(effect: Effect) -> str:
    if effect.more:
        return f"10% more {effect.column}"
    before, after = map(number, effect.step)
    return f"{effect.column} at {after} instead of {before}"


def _more(change: float, in_shares: bool, target: str) -> str:
    if in_shares and change > 1:
        return f"{number(1 + change, 2)} times the {target}"
    size = f"{number(100 * abs(change), 2)}%" if in_shares else number(abs(change))
    return f"{size} {'more' if change > 0 else 'less'} {target}"


# ---- what to predict with? ---------------------------------------------------------------------


def _predicts(found: Facts) -> str:
    able = _able(found)
    if not able:
        return ""
    own, best = able[0], min(able, key=lambda r: r.error)
    if best.error >= found.spread:
        return (
            f"Nothing that we tried predicts {found.task.targets[0]} better than a constant does."
        )
    name = _capital(NAMES[own.name])
    if _is_exact(own.error, found):
        exact = [NAMES[r.name] for r in able[1:] if _is_exact(r.error, found)]
        also = f", as {'does' if len(exact) == 1 else 'do'} {and_(exact)}" if exact else ""
        return f"{name} predicts exactly{also}."
    wrong = error_in_words(own.error, found)
    if own.error <= best.error * (1 + NEARLY) and best.verdict == BETTER:
        return f"{_capital(NAMES[best.name])} probably predicts better, by less than {NEARLY:.0%}."
    if own.error <= best.error * (1 + NEARLY):
        alike = [NAMES[r.name] for r in able[1:] if r.error <= own.error * (1 + NEARLY)]
        if not alike:
            firm = all(r.verdict == WORSE for r in able[1:])
            unsure = "" if firm else ", though that may be chance"
            return f"Of what we tried, {NAMES[own.name]} predicts best ({wrong}){unsure}."
        return f"{name} predicts as well as {and_(alike)} ({wrong}, to within {NEARLY:.0%})."
    if _is_exact(best.error, found):
        return f"To predict, take {NAMES[best.name]}: it is exact."
    chance = "and probably is better" if best.verdict == BETTER else "though that may be chance"
    return (
        f"To predict, take {NAMES[best.name]}: it is wrong by {error_in_words(best.error, found)} "
        f"instead of {wrong}, {chance}."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _able(found: Facts) -> list[Rival]:
    return [rival for rival in found.rivals if math.isfinite(rival.error)]


def _is_close(found: Facts) -> bool:
    return found.residual_spread < CLOSE * found.spread


def _is_exact(error: float, found: Facts) -> bool:
    return error < ROUNDING * found.spread
