"""Who is better, and is it more than noise? Models are compared pair by pair.

A pair is what two models have in common: a row that both were judged by, or a seed with its data.
With K models the best of them looks better than it is, since it was chosen among K. So a model counts
as worse only if it is worse than some other model, whether that looks best or not, by a test that
allows for all K(K - 1) comparisons. Then it surely is not the best.

Read next: results.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["AS_GOOD", "BEST", "FEWEST_PAIRS", "NEARLY", "UNCLEAR", "WORSE", "Standing", "standings"]

Floats = NDArray[np.float64]
NEARLY = 0.03  # errors within 3 % count as equal
LEVEL = 0.95
FEWEST_PAIRS = 5  # with fewer, noise cannot be told from a difference
RESAMPLES = 4000
AT_ONCE = 2**18  # errors in a block of resamples, for each model
TINY = 1e-9
LARGEST = 1e150  # its square is still a number
MOST = np.log(100)
BEST, AS_GOOD, UNCLEAR, WORSE = "best", "as good", "unclear", "worse"


@dataclass(frozen=True)
class Standing:
    """How a model compares with the best.

    Attributes
    ----------
    ratio, low, high : float
        How many times the error of the best, with a 95 % bootstrap interval; 0 to infinity if there
        are fewer than 5 pairs.
    place : {"best", "as good", "unclear", "worse"}
        As good: within 3 %. Worse: than some other model, surely, at a joint level of 95 % for all;
        so it is not the best. Unclear: neither.
    """

    ratio: float
    low: float
    high: float
    place: str


def standings(errors: Floats, floor: float, *, pooled: bool) -> list[Standing]:
    """Compare models by their errors on the same pairs.

    Parameters
    ----------
    errors : ndarray of shape (models, pairs)
        Infinite where a model failed.
    floor : float
        Errors far below this count as equal.
    pooled : bool
        Whether pairs are rows, whose errors are pooled to a root mean square; if not, they are seeds.
        Then the ratio is a median over seeds; and the test uses the geometric mean, since a median
        of few jumps when it is resampled.

    Returns
    -------
    list of Standing
        One a model. The best is the one whose worst comparison with another is the least bad,
        among those that failed in fewer than half of the pairs, if there are any.

    Notes
    -----
    The tests are t-tests of the logarithm of the ratio at a level of 5 % divided by K(K - 1)
    (Bonferroni): of seeds, their logarithms are averaged, where more than 100 times counts as 100
    times, so that a failure counts and does not drown the rest in noise; of rows, their squares, and
    the standard error follows by linearisation (the delta method).

    Examples
    --------
    >>> errors = np.random.default_rng(0).lognormal(size=(1, 20)) * [[1.0], [1.0], [3.0]]
    >>> [standing.place for standing in standings(errors, 0.0, pooled=False)]
    ['best', 'as good', 'worse']
    """
    models, pairs = errors.shape
    errors = np.minimum(errors, LARGEST) + floor
    ratios = np.exp([[_log_ratio(a, b, pooled) for b in errors] for a in errors])
    failed, worst = np.mean(errors >= LARGEST, axis=1) >= 0.5, ratios.max(axis=1)
    best = min(range(models), key=lambda i: (failed[i], worst[i]))
    limit = stats.t.ppf(1 - (1 - LEVEL) / max(models * (models - 1), 1), max(pairs - 1, 1))
    lows, highs = np.zeros(models), np.full(models, np.inf)
    if pairs >= FEWEST_PAIRS:
        redrawn = _resampled(errors, best, pooled)
        lows, highs = np.exp(np.quantile(redrawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0))
    result: list[Standing] = []
    for own, ratio, low, high in zip(errors, ratios[:, best], lows, highs, strict=True):
        place = UNCLEAR
        if len(result) == best:
            place = BEST
        elif ratio <= 1 + NEARLY and (pairs >= FEWEST_PAIRS or ratio == 1):
            place = AS_GOOD
        elif pairs >= FEWEST_PAIRS and max(_t_value(own, b, pooled) for b in errors) > limit:
            place = WORSE
        result.append(Standing(float(ratio), float(low), float(high), place))
    return result


def _resampled(errors: Floats, best: int, pooled: bool) -> Floats:
    """Return the logarithms of all ratios to the best, of pairs that are drawn anew each time.

    A block of resamples at a time: all of them, of many pairs, would not fit into memory.
    """
    models, pairs = errors.shape
    rng, redrawn = np.random.default_rng(0), np.empty((RESAMPLES, models))
    squares, size = errors**2, max(1, AT_ONCE // pairs)
    for start in range(0, RESAMPLES, size):
        block = redrawn[start : start + size]
        drawn = rng.integers(pairs, size=(len(block), pairs))
        if pooled:
            means = np.array([own[drawn].mean(axis=1) for own in squares])
            block[:] = _log_of_roots(means, means[best]).T
        else:
            block[:] = _log_ratio(errors[:, drawn], errors[best][drawn], pooled).T
    return redrawn


def _log_ratio(own: Floats, other: Floats, pooled: bool) -> Any:
    """Return the logarithm of the ratio of two errors, over the last axis."""
    if pooled:
        return _log_of_roots(np.mean(own**2, axis=-1), np.mean(other**2, axis=-1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.median(np.log(own) - np.log(other), axis=-1))


def _log_of_roots(own: Any, other: Any) -> Any:
    """Return the logarithm of the ratio of two root mean squares, given their squares."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num((np.log(own) - np.log(other)) / 2)  # 0 / 0: both are exact


def _t_value(own: Floats, other: Floats, pooled: bool) -> float:
    """Return how many standard errors the logarithm of the ratio of two errors is above 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if pooled:
            squares, others = own**2, other**2
            middle = (np.log(squares.mean()) - np.log(others.mean())) / 2
            parts = (squares / squares.mean() - others / others.mean()) / 2
        else:
            parts = np.clip(np.nan_to_num(np.log(own) - np.log(other)), -MOST, MOST)
            middle = parts.mean()
    deviation = parts.std(ddof=1) / np.sqrt(parts.size)
    return float(np.nan_to_num(middle / max(deviation, TINY)))
