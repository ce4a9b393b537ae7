"""Who is better, and is it more than chance? One model, the first, against each of the others.

A pair is what two models have in common: a row that both were judged by, or a seed with its data. Its
difference d says who is ahead there. If the models are equally good, each pair could as well have gone
the other way. So flip the sign of each d by the toss of a coin, and add up; do so many times. The share of
tosses whose sum is as far from 0 as that of the data is the p-value. This *sign-flip test* (R. A.
Fisher, The Design of Experiments, 1935) is exact, however long the tails of d are.

With K rivals there are K chances to be misled, so Holm's correction keeps the chance of even one wrong
"probably" at 5 %. Not all pairs of models are compared: there would be so many that nothing could be
said. And it is "probably" at best: rows that are left out one by one are predicted by models that
learned from nearly the same rows.

Read next: results.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = [
    "AS_GOOD",
    "BETTER",
    "FEWEST_PAIRS",
    "NEARLY",
    "UNCLEAR",
    "WORSE",
    "Standing",
    "standings",
]

Floats = NDArray[np.float64]
NEARLY = 0.03  # errors within 3 % count as equal
LEVEL = 0.05
FEWEST_PAIRS = 8  # with fewer, noise cannot be told from a difference
FLIPS = 9_999
GROUPS = 500
AT_ONCE = 2**20  # numbers in a batch of flips
LARGEST = 1e150  # its square is still a number
LIMIT = np.log(100)  # with one seed, a model is at most 100 times better or worse
BETTER, AS_GOOD, UNCLEAR, WORSE = "probably better", "as good", "cannot tell", "probably worse"


@dataclass(frozen=True)
class Standing:
    """How a model compares with the first one.

    Attributes
    ----------
    ratio : float
        How many times the error of the first model.
    p : float
        The probability, if both are equally good, of a difference that is as clear as this one,
        after Holm's correction.
    verdict : {"probably better", "as good", "cannot tell", "probably worse"}
        As good: within 3 % on every pair (on rows with a small error, of the mean one). Probably: p
        is at most 0.05, and there are 8 pairs or more.
    """

    ratio: float
    p: float
    verdict: str


def standings(errors: Floats, floor: float, *, pooled: bool) -> list[Standing]:
    """Compare the first model with each of the others, by their errors on the same pairs.

    Parameters
    ----------
    errors : ndarray of shape (models, pairs)
        Infinite where a model failed.
    floor : float
        Errors far below this count as equal.
    pooled : bool
        Whether pairs are rows. Then the ratio is that of root mean squares, and the difference that
        of absolute errors: of squares, one or two rows would decide. If not, pairs are seeds, whose
        data may be harder or easier. Then the ratio is a median, and the difference that of logarithms,
        where more than 100 times counts as 100 times, so that a failure counts and does not drown
        the rest.

    Returns
    -------
    list of Standing
        One a model; for the first, ratio and p are 1. If the ratio and the test point in different
        directions, the verdict is "cannot tell".

    Examples
    --------
    >>> errors = np.random.default_rng(0).lognormal(size=(3, 20)) * [[1.0], [1.0], [3.0]]
    >>> [standing.verdict for standing in standings(errors, 0.0, pooled=False)]
    ['as good', 'cannot tell', 'probably worse']
    """
    errors = np.minimum(errors, LARGEST) + floor
    models, pairs = errors.shape
    first = errors[0]
    size = np.maximum(first, np.mean(first)) if pooled else first  # some rows are right by chance
    behind = _behind(errors, pooled)
    p_values = np.ones(models)
    if models > 1 and pairs >= FEWEST_PAIRS:
        p_values[1:] = holm(sign_flips(behind[1:]))
    result = []
    for own, d, p in zip(errors, behind, p_values, strict=True):
        ratio = np.exp(_log_ratio(own, first, pooled))
        verdict = UNCLEAR
        if np.all(abs(own - first) <= NEARLY * size):
            verdict = AS_GOOD
        elif p <= LEVEL and (ratio > 1) == (d.sum() > 0):
            verdict = WORSE if ratio > 1 else BETTER
        result.append(Standing(float(ratio), float(p), verdict))
    return result


def sign_flips(differences: Floats) -> Floats:
    """Return the p-value of each row of differences, shape (rivals, pairs); every one if they are few.

    Of many pairs, the signs of whole groups are flipped: flipping each by itself says the same, and
    takes long. SciPy draws a batch of flips at a time, since all of them would not fit into memory.
    """
    groups = np.array_split(differences, min(differences.shape[1], GROUPS), axis=1)
    sums = np.stack([group.sum(axis=1) for group in groups], axis=1)
    test: Any = stats.permutation_test(
        (sums,), np.sum, permutation_type="samples", n_resamples=FLIPS, axis=1,
        batch=max(1, AT_ONCE // sums.size), random_state=np.random.default_rng(0),
    )  # fmt: skip
    return np.asarray(test.pvalue)


def holm(p_values: Floats) -> Floats:
    """Return p-values that allow for their number (Holm, Scandinavian Journal of Statistics 6, 1979).

    Examples
    --------
    >>> holm(np.array([0.01, 0.5, 0.02])).round(9)
    array([0.03, 0.5 , 0.04])
    """
    order = np.argsort(p_values)
    count = len(p_values) - np.arange(len(p_values))
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(count * p_values[order]), 1.0)
    return adjusted


def _behind(errors: Floats, pooled: bool) -> Floats:
    """Return how far each model is behind the first one, at each pair."""
    if not pooled:
        return np.asarray(np.clip(_logs(errors, errors[0]), -LIMIT, LIMIT))
    # Beside an infinite error nothing else would count: let it be twice as bad as all others.
    limit = 2 * np.max(errors, where=errors < LARGEST, initial=0.0)
    return np.asarray(np.minimum(errors, limit) - np.minimum(errors[0], limit))


def _log_ratio(own: Floats, other: Floats, pooled: bool) -> Any:
    """Return the logarithm of the ratio of two errors."""
    if pooled:
        return _logs(np.mean(own**2), np.mean(other**2)) / 2
    return np.median(_logs(own, other))


def _logs(own: Any, other: Any) -> Any:
    """Return the logarithms of ratios; 0 where both are exact."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.log(own) - np.log(other))
