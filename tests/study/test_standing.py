import tracemalloc
from itertools import product
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from minigrad.study import standing
from minigrad.study.standing import AS_GOOD, BETTER, UNCLEAR, WORSE, holm, sign_flips, standings

SEEDS, ROWS = (pytest.param(pooled, id=name) for name, pooled in (("seeds", False), ("rows", True)))
both = pytest.mark.parametrize("pooled", [SEEDS, ROWS])
FLOOR = 1e-12


def verdicts(errors, pooled=False, floor=FLOOR):
    return [each.verdict for each in standings(np.array(errors, float), floor, pooled=pooled)]


def equals(rng, models, pairs, pooled):
    """Return errors of models that are all equal, on pairs of which some are harder than others."""
    if pooled:  # rows: what is shared by all models, and a little that is not
        return abs(rng.normal(0, 1, pairs) + 0.3 * rng.normal(0, 1, (models, pairs)))
    return rng.lognormal(0, 0.5, (models, pairs)) * rng.lognormal(0, 1, pairs)


# ---- calibration and power; figures/data/calibration.py has more of it -------------------------


@pytest.mark.parametrize("models", [2, 6])
@pytest.mark.parametrize("pairs", [13, pytest.param(31, marks=pytest.mark.slow)])
@pytest.mark.parametrize("draw", ["normal", "lognormal"])
@both
def test_models_that_are_equal_are_rarely_called_worse_or_better(
    models, pairs, draw, pooled, monkeypatch
):
    monkeypatch.setattr(standing, "FLIPS", 999)
    rng, wrongly = np.random.default_rng(models + pairs), 0
    for _ in range(100):
        errors = abs(getattr(rng, draw)(size=(models, pairs)))
        wrongly += not {BETTER, WORSE}.isdisjoint(verdicts(errors, pooled))
    assert wrongly <= 12  # 5 are expected, and more than 12 with a chance of 0.002


@pytest.mark.parametrize("models", [2, 5])
@both
def test_a_model_that_is_three_times_as_bad_is_found(models, pooled, monkeypatch):
    monkeypatch.setattr(standing, "FLIPS", 999)
    rng, found = np.random.default_rng(0), 0
    for _ in range(40):
        errors = equals(rng, models, 20, pooled)
        errors[-1] *= 3
        found += verdicts(errors, pooled)[-1] == WORSE
    assert found >= 36


# ---- the test ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pairs", [2, 5, 9])
def test_of_few_pairs_every_flip_is_tried(pairs):
    differences = np.random.default_rng(pairs).normal(0.5, 1, (3, pairs))
    flips = np.array(list(product([-1, 1], repeat=pairs)))
    for d, p in zip(differences, sign_flips(differences), strict=True):
        sums = abs(flips @ d)
        assert p == pytest.approx(np.mean(sums >= abs(d.sum()) - 1e-12))


def test_of_many_pairs_the_p_value_is_nearly_that_of_a_t_test():
    differences = np.random.default_rng(0).normal(0, 1, (6, 400)) + 0.1
    expected = stats.ttest_1samp(differences, 0, axis=1).pvalue
    assert sign_flips(differences) == pytest.approx(expected, abs=0.015)


def test_flipping_groups_says_nearly_the_same_as_flipping_each(monkeypatch):
    differences = np.random.default_rng(1).lognormal(size=(5, 900)) - 1.55
    expected = sign_flips(differences)
    monkeypatch.setattr(standing, "GROUPS", 300)
    assert sign_flips(differences) == pytest.approx(expected, abs=0.1)
    assert max(expected) > 0.05


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holms_correction_rejects_what_his_procedure_rejects(p_values):
    """Compare the smallest with α / K, the next with α / (K - 1), and stop at the first that fails."""
    adjusted = holm(np.array(p_values))
    for level in (0.01, 0.05, 0.3):
        rejected = set()
        for rank, i in enumerate(np.argsort(p_values, kind="stable")):
            if p_values[i] > level / (len(p_values) - rank):
                break
            rejected.add(int(i))
        near = np.isclose(adjusted, level, rtol=1e-9)
        assert {i for i, p in enumerate(adjusted) if p <= level or near[i]} >= rejected
        assert {i for i, p in enumerate(adjusted) if p <= level and not near[i]} <= rejected


# ---- verdicts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [
        (1.0, AS_GOOD),
        (1.029, AS_GOOD),
        (1.031, WORSE),
        (7.0, WORSE),
        (0.98, AS_GOOD),
        (0.9, BETTER),
    ],
)
@both
def test_within_3_percent_a_model_is_as_good_however_sure_the_difference(ratio, verdict, pooled):
    first = np.random.default_rng(0).uniform(1, 2, 10)
    assert verdicts([first, ratio * first], pooled) == [AS_GOOD, verdict]


@both
def test_a_difference_that_may_be_chance_has_no_verdict(pooled):
    other = [1.4, 0.6, 1.5, 0.7, 1.2, 0.9, 1.3, 1.4, 1.5]
    assert verdicts([np.ones(9), other], pooled) == [AS_GOOD, UNCLEAR]


@pytest.mark.parametrize(("pairs", "verdict"), [(1, UNCLEAR), (7, UNCLEAR), (8, WORSE)])
@pytest.mark.parametrize("ratio", [7.0, np.inf])
@both
def test_fewer_than_eight_pairs_tell_nothing(pairs, verdict, ratio, pooled):
    first, other = standings(np.array([[1.0], [ratio]] * np.ones(pairs)), FLOOR, pooled=pooled)
    assert (first.ratio, other.verdict) == (1, verdict)


@pytest.mark.parametrize("pairs", [1, 2, 7, 8])
@both
def test_models_with_equal_errors_are_as_good_whatever_the_number_of_pairs(pairs, pooled):
    errors = np.random.default_rng(0).uniform(1, 2, pairs) * np.ones((3, 1))
    assert verdicts(errors, pooled) == [AS_GOOD] * 3


@pytest.mark.parametrize("pairs", [1, 7])
@both
def test_errors_that_rounding_tells_apart_are_equal(pairs, pooled):
    first = np.random.default_rng(0).uniform(1, 2, pairs)
    assert verdicts([first, first * (1 + 1e-6)], pooled)[1] == AS_GOOD
    assert verdicts([np.full(pairs, 1e-16), np.full(pairs, 3e-16)], pooled, 1e-10)[1] == AS_GOOD


@both
def test_a_model_that_differs_on_one_pair_is_not_as_good_however_near_the_ratio(pooled):
    first = np.random.default_rng(0).uniform(1, 2, 30)
    other = first * np.append(np.ones(29), 1.1)
    (_, second) = standings(np.array([first, other]), FLOOR, pooled=pooled)
    assert second.ratio < 1.03 and second.verdict == UNCLEAR


@pytest.mark.parametrize(("failed", "verdict"), [(1, UNCLEAR), (9, UNCLEAR), (11, WORSE)])
def test_a_model_that_fails_in_nearly_half_of_the_seeds_is_not_as_good(failed, verdict):
    other = np.ones(20)
    other[:failed] = np.inf
    assert verdicts([np.ones(20), other])[1] == verdict


def test_a_model_that_is_twice_as_bad_but_for_the_row_that_decides_is_worse():
    first = np.append(np.ones(30), 100.0)
    second = np.append(np.full(30, 2.0), 100.0)
    _, other = standings(np.array([first, second]), FLOOR, pooled=True)
    assert 1 < other.ratio < 1.03 and other.verdict == WORSE


@both
def test_one_model_alone_has_nothing_to_be_compared_with(pooled):
    (alone,) = standings(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]), FLOOR, pooled=pooled)
    assert (alone.ratio, alone.p) == (1, 1)


def test_one_row_does_not_outweigh_all_others():
    """A model that is 10 % better on 29 of 30 rows is not called worse for the 30th."""
    first = np.append(np.random.default_rng(0).uniform(0.9, 1.1, 29), 40.0)
    second = first * np.append(np.full(29, 0.9), 1.04)
    _, other = standings(np.array([first, second]), FLOOR, pooled=True)
    assert other.ratio > 1.03 and other.verdict == UNCLEAR


def test_more_rivals_need_clearer_differences():
    first, rival = np.ones(12), np.array([2.0] * 10 + [0.5] * 2)  # p = 2 · 79 / 4096
    assert verdicts([first, rival], floor=0.0)[1] == WORSE
    assert verdicts([first, rival, [2.0, 0.5] * 6], floor=0.0)[1] == UNCLEAR


def ratio_of(own, other, pooled):
    if pooled:
        return (sum(a**2 for a in own) / sum(b**2 for b in other)) ** 0.5
    return np.exp(median(np.log(a / b) for a, b in zip(own, other, strict=True)))


@both
def test_the_order_of_the_rivals_and_of_pairs_and_the_unit_do_not_matter(pooled):
    rng = np.random.default_rng(3)
    errors = equals(rng, 4, 12, pooled) * [[1.0], [1.4], [2.0], [5.0]]
    expected = standings(errors, 0.0, pooled=pooled)
    assert [each.ratio for each in expected] == pytest.approx(
        [ratio_of(own, errors[0], pooled) for own in errors]
    )
    rivals, pairs = [0, *(1 + rng.permutation(3))], rng.permutation(12)
    for other, order in (
        (errors[rivals], rivals),
        (1e6 * errors, range(4)),
        (errors[:, pairs], range(4)),
    ):
        for mine, i in zip(standings(other, 0.0, pooled=pooled), order, strict=True):
            assert mine.verdict == expected[i].verdict
            assert (mine.ratio, mine.p) == pytest.approx((expected[i].ratio, expected[i].p))


# ---- zeros and infinities ----------------------------------------------------------------------


@pytest.mark.parametrize("floor", [0.0, 1e-9])
@both
def test_exact_models_are_equal(floor, pooled):
    result = standings(np.zeros((3, 6)), floor, pooled=pooled)
    assert [(each.ratio, each.verdict) for each in result] == [(1, AS_GOOD)] * 3


@pytest.mark.parametrize(
    ("error", "verdict"), [(1e-17, AS_GOOD), (1e-11, AS_GOOD), (1e-6, WORSE), (1.0, WORSE)]
)
@both
def test_errors_far_below_the_floor_are_equal_to_none(error, verdict, pooled):
    _, other = standings(np.array([[0.0] * 8, [error] * 8]), 1e-9, pooled=pooled)
    assert other.verdict == verdict and other.ratio == pytest.approx(1 + error / 1e-9)


@both
def test_a_model_that_always_failed_is_worse_and_two_of_them_are_equal(pooled):
    errors = np.array([[1.0] * 8, [np.inf] * 8, [np.inf] * 8])
    _, second, third = standings(errors, 1e-9, pooled=pooled)
    assert second == third and second.verdict == WORSE and second.ratio > 1e100
    assert verdicts(errors[1:], pooled) == [AS_GOOD] * 2
    assert verdicts(errors[::-1], pooled) == [AS_GOOD, AS_GOOD, BETTER]


def test_one_seed_that_failed_does_not_decide():
    rng = np.random.default_rng(0)
    steady = rng.uniform(1, 1.1, 9)
    failed = steady * rng.uniform(0.95, 1.08, 9)
    failed[4] = np.inf
    _, other = standings(np.array([steady, failed]), 1e-9, pooled=False)
    assert other.verdict == UNCLEAR and other.ratio < 1.1


@pytest.mark.parametrize("failed", range(9))
def test_a_model_that_also_fails_is_not_less_surely_worse(failed):
    errors = np.array([[1.0] * 9, [3.0] * (9 - failed) + [np.inf] * failed])
    assert verdicts(errors)[1] == WORSE


def test_a_row_that_failed_makes_the_ratio_infinite_and_other_rows_decide():
    errors = np.array([[3.0] * 9, [1.0] * 8 + [np.inf]])
    assert standings(errors, 1e-9, pooled=True)[1].ratio > 1e100
    assert verdicts(errors, pooled=True)[1] == UNCLEAR
    errors[1, :8] = 4.0
    assert verdicts(errors, pooled=True)[1] == WORSE


# ---- memory ------------------------------------------------------------------------------------


@both
def test_many_pairs_take_little_memory(pooled):
    errors = np.random.default_rng(4).lognormal(size=(3, 2**15))
    tracemalloc.start()
    try:
        standings(errors, 0.0, pooled=pooled)
        assert tracemalloc.get_traced_memory()[1] < 64e6  # 10,000 flips of each would take 8 GB
    finally:
        tracemalloc.stop()
