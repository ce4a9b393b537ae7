import csv
import math
import os
from dataclasses import fields, replace
from statistics import NormalDist, median

import numpy as np
import pytest

from minigrad import study, tasks
from minigrad.study.report import NOTES
from minigrad.study.standing import standings

X = np.arange(1.0, 8.0)[:, None]
PLAIN = tasks.Task.from_arrays(X, X**2, name="squares", targets=["area"])
TESTED = replace(PLAIN, x_test=X, y_test=np.array([[0.0], [2.0]] * 4)[:7])
LAW = tasks.load("sum", samples=7)
UNSURE = [1.4, 0.6, 1.5, 0.7, 1.2, 0.9, 1.3, 1.4, 1.5]  # median 1.3


def cell(model="m", seed=0, test=1.0, **more):
    """Return a record as a training on all rows leaves it."""
    record = {"task": "squares", "model": model, "seed": seed, "folds": 0, "fold": None}
    record |= {"repeat": 0, "parameters": 3, "status": "ok", "seconds": 0.25, "warnings": 0}
    return record | {"train": 0.5, "test": test, "n": [], "bits": "b"} | more


def of_seeds(model, errors, **more):
    return [cell(model, seed, error, **more) for seed, error in enumerate(errors)]


def of_rows(model, wrong, seed=0, folds=7):
    """Return the records of a seed, where rows that are so wrong were left out in groups."""
    order = np.random.default_rng(seed).permutation(len(wrong))
    whole = cell(model, seed)
    del whole["test"], whole["bits"]
    records = [cell(model, seed, None)]
    for fold in range(folds):
        rows = np.sort(order[fold::folds]).tolist()
        records.append(whole | {"folds": folds, "fold": fold, "rows": rows, "n": [0.9]})
        records[-1]["wrong"] = [float(wrong[row]) for row in rows]
    return records


def of_study(errors, folds):
    """Return the records of models by their errors, of shape (models, seeds, rows)."""
    cells = []
    for model, own in zip("abc"[: len(errors)], errors, strict=True):
        for seed, wrong in enumerate(own):
            test = cell(model, seed, root_mean_square(wrong))
            cells += of_rows(model, wrong, seed, folds) if folds else [test]
    return cells


def put_together(*cells, task=TESTED, drawn=False):
    cells = [c for group in cells for c in (group if isinstance(group, list) else [group])]
    models, seeds = ([*dict.fromkeys(c[k] for c in cells)] for k in ("model", "seed"))
    return study.Comparison(task, models, seeds, cells, drawn)


def only_row(*cells, **options):
    (row,) = put_together(*cells, **options).rows
    return row


def root_mean_square(errors, axis=None):
    return np.sqrt(np.mean(np.square(errors), axis))


# ---- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(1, 14))
def test_the_error_is_the_median_over_seeds_between_quartiles(count):
    errors = np.random.default_rng(count).permutation(np.arange(1.0, count + 1)).tolist()
    row = only_row(of_seeds("m", errors))
    assert row.test == pytest.approx(median(errors)) and row.runs == count
    ranks = [1 + round(share * (count - 1)) for share in (0.25, 0.75)]  # the nearest in the list
    assert [row.test_low, row.test_high] == ranks and row.errors == tuple(errors)


def test_training_and_extrapolation_errors_and_seconds_are_medians():
    cells = [
        cell(seed=seed, train=train, extrapolation=10 * train, seconds=train / 2)
        for seed, train in enumerate([3.0, 1.0, 8.0])
    ]
    row = only_row(cells)
    assert (row.train, row.extrapolation, row.seconds) == (3, 30, 1.5)
    assert math.isnan(only_row(cell()).extrapolation)


def test_the_second_run_of_a_seed_counts_only_for_the_bits():
    again = cell(seed=0, test=99.0, train=99.0, repeat=1, seconds=99.0, n=[0.9], warnings=1)
    row = only_row(of_seeds("m", [1.0, 2.0, 3.0]), again, cell(seed=1, test=98.0, repeat=1))
    assert (row.test, row.train, row.runs, row.same_bits) == (2, 0.5, 3, True)
    assert (row.seconds, row.n, row.warned) == (0.25, (), 0)


@pytest.mark.parametrize(("folds", "drawn"), [(3, False), (3, True), (7, True)])
def test_errors_of_rows_are_pooled_over_seeds_only_if_the_data_are_the_same(folds, drawn):
    errors = np.random.default_rng(0).lognormal(0, 1, (1, 4, 7))
    row = only_row(of_study(errors, folds), task=PLAIN, drawn=drawn)
    by_seed = root_mean_square(errors[0], axis=1)
    assert row.test == pytest.approx(np.median(by_seed) if drawn else root_mean_square(errors))
    between = sorted(by_seed)[1:3] if drawn else (min(by_seed), max(by_seed))
    assert (row.test_low, row.test_high) == pytest.approx(tuple(between))
    assert row.test_low <= row.test <= row.test_high
    assert row.errors == pytest.approx(by_seed)


def test_rows_that_are_left_out_one_by_one_have_one_error_and_no_quartiles():
    errors = np.arange(1.0, 8.0)
    row = only_row(of_rows("m", errors), of_seeds("m", [None] * 3)[1:], task=PLAIN)
    assert row.test == pytest.approx(root_mean_square(errors)) and row.runs == 3
    assert row.errors == (row.test,) and math.isnan(row.test_low) and math.isnan(row.test_high)


@pytest.mark.parametrize("folds", [0, 3])
def test_the_order_of_the_cells_does_not_matter(folds):
    rng = np.random.default_rng(0)
    cells = of_study(rng.uniform(1, 2, (2, 6, 7)), folds)
    expected = study.Comparison(TESTED, ["a", "b"], list(range(6)), list(cells))
    for _ in range(5):
        rng.shuffle(cells)
        mixed = study.Comparison(TESTED, ["a", "b"], list(range(6)), list(cells))
        assert mixed.table() == expected.table() and mixed.summary() == expected.summary()
        assert [row.flat() for row in mixed.rows] == [row.flat() for row in expected.rows]


@pytest.mark.parametrize("status", ["ok", "diverged"])
def test_a_training_that_failed_is_wrong_without_limit_but_took_its_time(status):
    wrong = {"test": 1.0 if status == "diverged" else None, "train": None, "status": status}
    row = only_row(cell(), [cell(seed=seed, **wrong, seconds=4.0 * seed) for seed in (1, 2)])
    assert row.test == row.train == np.inf and row.seconds == 4
    assert row.diverged == (2 if status == "diverged" else 0)


# ---- successes ---------------------------------------------------------------------------------


def wilson(successes, trials):
    """Wilson 1927, as in textbooks."""
    z, p = NormalDist().inv_cdf(0.975), successes / trials
    middle = (p + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * math.sqrt(p * (1 - p) / trials + z**2 / (4 * trials**2))
    return middle - half, middle + half


@pytest.mark.parametrize(("found", "learned"), [(3, 5), (0, 1), (5, 2)])
def test_successes_are_counted_with_wilsons_interval(found, learned):
    cells = [cell(seed=i, found=i < found, learned=i < learned) for i in range(5)]
    result = put_together(cells, cell(repeat=1, found=True, learned=True), task=LAW)
    row = result.rows[0]
    assert (row.found, row.learned, row.runs) == (found, learned, 5)
    low, high = wilson(found, 5)
    columns = columns_of(result)
    assert columns["found the law"] == [f"{found}/5 [{abs(low):.2f}, {high:.2f}]"]
    assert columns["learned"] == [f"{learned}/5"]
    for name, count in (("found", found), ("learned", learned)):
        ends = [float(row.flat()[f"{name}_{end}"]) for end in ("low", "high")]
        assert ends == pytest.approx(wilson(count, 5), abs=1e-5)


# ---- what is compared with what ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("seeds", "folds", "drawn", "pooled"),
    [
        pytest.param(6, 0, False, False, id="test data"),
        pytest.param(6, 0, True, False, id="drawn test data"),
        pytest.param(4, 3, False, True, id="groups"),
        pytest.param(6, 3, True, False, id="groups of drawn data"),
        pytest.param(1, 7, False, True, id="each row"),
        pytest.param(6, 7, True, False, id="each row of drawn data"),
    ],
)
def test_models_are_compared_row_by_row_if_seeds_have_the_same_rows_else_seed_by_seed(
    seeds, folds, drawn, pooled
):
    rng, scales = np.random.default_rng(5), np.array([[[1.0]], [[4.0]], [[1.3]]])
    errors = rng.lognormal(0, 0.5, (3, seeds, 7)) * rng.lognormal(0, 1, (seeds, 7)) * scales
    result = put_together(of_study(errors, folds), task=PLAIN if folds else TESTED, drawn=drawn)
    assert (result.left_out, result.pooled) == (folds, pooled)
    assert result.each_row_once == (folds == 7 and not drawn)
    expected = standings(root_mean_square(errors, axis=1 if pooled else 2), 0.0, pooled=pooled)
    told = [(row.ratio, row.p, row.verdict) for row in result.rows]
    assert told[0] == (1.0, 1.0, "")
    for row, each in zip(told[1:], expected[1:], strict=True):
        assert row == (pytest.approx(each.ratio), pytest.approx(each.p), each.verdict)


@pytest.mark.parametrize("scale", [1.0, 1e6])
@pytest.mark.parametrize("tested", [True, False])
def test_errors_below_a_billionth_of_the_spread_of_the_targets_count_as_none(tested, scale):
    task = replace(TESTED if tested else PLAIN, y_scale=np.array([scale]))
    floor = 1e-9 * scale * np.std(task.y_test if tested else task.y)
    cells = [*of_seeds("best", [0.0] * 6), *of_seeds("m", [1.0] * 6)]
    if not tested:
        cells = [*of_rows("best", [0.0] * 7), *of_rows("m", [1.0] * 7)]
    assert put_together(cells, task=task).rows[1].ratio == pytest.approx(1 + 1 / floor)


def test_a_model_without_parameters_has_errors_but_is_not_compared():
    still = of_seeds("still", [0.5] * 6, parameters=0)
    row, a, b = put_together(still, of_seeds("a", [1.0] * 8), of_seeds("b", [2.0] * 8)).rows
    assert (row.test, row.runs, row.verdict) == (0.5, 6, "")
    assert np.isnan([row.ratio, row.p]).all()
    assert (a.verdict, b.verdict) == ("", "probably worse") and b.ratio == pytest.approx(2)


IMPOSSIBLE = {"status": "impossible", "reason": 'column "a, b" is negative'}


def impossible(model, seeds=1, **more):
    names = ("task", "model", "seed", "folds", "fold", "repeat", "parameters")
    return [{k: cell(model, seed)[k] for k in names} | IMPOSSIBLE | more for seed in range(seeds)]


def test_a_model_that_cannot_take_the_inputs_has_a_reason_and_no_numbers():
    refused, able = put_together(impossible("no", 5), of_seeds("m", [1.0] * 5)).rows
    assert (refused.impossible, refused.runs, refused.verdict) == (IMPOSSIBLE["reason"], 0, "")
    assert np.isnan([refused.test, refused.ratio, refused.seconds]).all()
    assert (able.impossible, able.ratio, able.verdict) == ("", 1, "")


# ---- what else a row says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "drawn"),
    [
        ([], ""),
        ([0.0], "█▁▁▁▁▁"),
        ([-0.1, 1.1], ""),
        ([0.0, 0.1, 1.0, 7.0], "█▁▁▁▁▅"),
        ([0.5 / 6, 1.5 / 6, 2.5 / 6, 3.5 / 6, 4.5 / 6, 5.5 / 6], "██████"),
        ([0.5] * 100 + [0.0], "▂▁▁█▁▁"),
    ],
)
def test_the_histogram_shows_where_n_ended(n, drawn):
    row = only_row([cell(seed=i, n=[value]) for i, value in enumerate(n)] or cell())
    assert row.n == tuple(n) and row.histogram() == drawn


def test_every_n_of_every_run_is_kept_but_not_those_of_groups():
    cells = of_rows("m", [1.0] * 7)
    cells[0]["n"] = [0.1, 0.2]
    assert only_row(cells, cell(seed=1, n=[0.3, 0.4]), task=PLAIN).n == (0.1, 0.2, 0.3, 0.4)


def test_the_same_bits_are_asked_of_every_seed_that_ran_twice():
    def same_bits(*second):
        first = [cell(seed=seed, bits=f"{seed}") for seed in range(3)]
        return only_row(
            first, [cell(seed=seed, repeat=1, bits=bits) for seed, bits in enumerate(second)]
        ).same_bits

    assert same_bits() is None and same_bits("0", "1") is True
    assert same_bits("0", "x") is False and same_bits("1", "0") is False


# ---- the table ---------------------------------------------------------------------------------


def columns_of(result):
    """Return what is below each header, cut where headers end; two spaces part columns."""
    header, *lines = result.table().splitlines()[: 1 + len(result.models)]
    assert all(line == line.rstrip() for line in [header, *lines])
    names = [name.strip() for name in header.split("  ") if name.strip()]
    ends = [header.index(name) + len(name) for name in names]
    width = max(map(len, [header, *lines])) + 2
    found = {name: [] for name in names}
    for line in lines:
        line = line.ljust(width)
        start = line.index("  ")  # after the model's name
        for name, end in zip(names, ends, strict=True):
            assert line[end : end + 2].strip() == ""
            found[name].append(line[start:end].strip())
            start = end
    return found


def test_columns_stand_right_below_their_names_and_are_empty_for_a_model_that_cannot():
    more = {"learned": False, "found": False, "extrapolation": 1.0}
    fit = {"learned": True, "found": True, "extrapolation": 123456.0}
    result = put_together(
        of_seeds("short", [1.0, 2.0], n=[0.25], **fit),
        of_seeds("lost", [12345.0, 20.0], parameters=21, status="diverged", **more),
        of_seeds("no fit at all", [30.0, 6000.0], seconds=1234.5, **more),
        of_seeds("still", [4.0, 4.0], parameters=0, **more),
        impossible("no", 2),
        [cell("short", repeat=1), cell("no fit at all", repeat=1, bits="other")],
        task=replace(TESTED, x_extrapolation=X, y_extrapolation=X),
    )
    columns = columns_of(result)
    (times,) = (name for name in columns if name.startswith("× "))
    assert columns.pop(times)[0] == "1.00"
    verdicts = columns.pop(times.replace("× ", "than "))
    assert verdicts == ["", "cannot tell", "cannot tell", "", ""]
    assert columns == {
        "parameters": ["3", "21", "3", "0", "3"],
        "test error": ["1.5", "inf", "3,020", "4", "cannot"],
        "quartiles": ["1…2", "inf…inf", "30…6,000", "4…4", ""],
        "extrapolation": ["123,000", "inf", "1", "1", ""],
        "found the law": ["2/2 [0.34, 1.00]", *["0/2 [0.00, 0.66]"] * 3, ""],
        "learned": ["2/2", "0/2", "0/2", "0/2", ""],
        "diverged": ["0", "2", "0", "0", ""],
        "n, 0…1": ["0.25 ▁█▁▁▁▁", "", "", "", ""],
        "CPU s": ["0.25", "0.25", "1,200", "0.25", ""],
        "same bits": ["yes", "", "NO", "", ""],
    }


EACH_ROW = of_study(np.ones((1, 1, 7)), 7)
GROUPS = of_study(np.ones((1, 2, 7)), 3)
ALSO = {"extrapolation": 1.0, "found": True, "learned": True}


@pytest.mark.parametrize(
    ("task", "cells", "shown"),
    [
        (TESTED, [cell()], {"test error"}),
        (TESTED, of_seeds("m", [1, 1]), {"test error", "quartiles"}),
        (LAW, [cell(**ALSO)], {"test error", "learned", "found the law", "extrapolation"}),
        (TESTED, GROUPS, {"left-out error", "least…largest", "train error"}),
        (PLAIN, [*EACH_ROW, cell("a", 1)], {"left-out error", "train error"}),
        (TESTED, [cell(status="diverged")], {"test error", "diverged"}),
        (TESTED, [cell(n=[0.5])], {"test error", "n, 0…1"}),
        (TESTED, [cell(), cell(repeat=1)], {"test error"}),
        (TESTED, [cell(), cell(repeat=1, bits="other")], {"test error", "same bits"}),
    ],
    ids=["one seed", "seeds", "law", "groups", "each row", "diverged", "n", "repeated", "differs"],
)
def test_the_table_shows_what_there_is(task, cells, shown):
    result = put_together(cells, task=task)
    columns = columns_of(result)
    assert set(columns) == shown | {"parameters", "CPU s"}
    notes = " ".join(result.table().splitlines()[1 + len(result.models) :])
    explained = [name for name in NOTES if f"{name}: {NOTES[name]}." in notes]
    assert explained == [name for name in NOTES if name in columns]


def test_the_table_compares_all_models_with_the_first_one():
    first, far = of_seeds("m", [1.0] * 9), of_seeds("far", [2.0] * 9)
    near, perhaps = of_seeds("near", [1.02] * 9), of_seeds("perhaps", UNSURE)
    better = of_seeds("better", [0.5] * 9)
    columns = columns_of(put_together(first, near, perhaps, far, better))
    assert columns["× m"] == ["1.00", "1.02", "1.30", "2.00", "0.50"]
    verdicts = ["", "as good", "cannot tell", "probably worse", "probably better"]
    assert columns["than m"] == verdicts


# ---- in plain words ----------------------------------------------------------------------------


def test_the_summary_says_it_all():
    perhaps = of_seeds("perhaps", UNSURE, found=True)
    perhaps[1]["status"] = "diverged"
    result = put_together(
        [cell("m", i, 1.1, found=i < 4, n=[0.5], seconds=0.125) for i in range(9)],
        of_seeds("farther", [2.5] * 9, found=False, seconds=2.0),
        of_seeds("far", [2.0] * 9, found=False),
        perhaps,
        of_seeds("near", [1.12] * 9, found=False),
        of_seeds("better", [0.5] * 9, found=False),
        of_seeds("still", [70.0] * 9, found=True, parameters=0, seconds=0.0),
        [cell(name, test=1.1, repeat=1) for name in ("farther", "m")],
        impossible("no", 9),
        impossible("never", 9),
        impossible("nor", 9, parameters=0, reason="they are odd"),
    )
    assert result.summary() == (
        "squares (7 training rows, test data of its own, 9 seeds): better has the least error, 0.5 in "
        "area (root mean square); m has 1.1. Probably better than m: better (0.5, 0.45 ×). As good as "
        "m, within 3% on every seed: near (1.12, 1.02 ×). Probably worse than m: far (2, 1.82 ×), farther (2.5, "
        "2.27 ×). This study cannot tell whether these are better or worse than m: perhaps (1.4, "
        "1.27 ×). Not trained, for scale: still 70. The law was found by m 4 of 9, perhaps 9 of 9. "
        "m ended at n = 0.500 every time. One training took between 0.12 s (m) and 2 s "
        "(farther) of a processor. Diverged: perhaps (1 of 9). Every run that was repeated gave the "
        'same bits. These data are not for no, never: column "a, b" is negative. These data are '
        "not for nor: they are odd."
    )


def test_the_summary_leaves_out_what_there_is_not():
    assert put_together(of_seeds("m", [1.0] * 6)).summary() == (
        "squares (7 training rows, test data of its own, 6 seeds): m has the least error, 1 in "
        "area (root mean square). Nothing diverged."
    )


@pytest.mark.parametrize("pairs", [7, 8])
@pytest.mark.parametrize(
    ("folds", "drawn", "name"), [(0, True, "seeds"), (3, True, "seeds"), (3, False, "rows")]
)
def test_the_summary_says_if_there_are_too_few_pairs_to_tell(folds, drawn, name, pairs):
    seeds, rows = (1, pairs) if name == "rows" else (pairs, 6)
    cells = of_study(np.ones((2, seeds, rows)) * [[[1.0]], [[7.0]]], folds)
    column = np.arange(1.0, rows + 1)
    task = tasks.Task.from_arrays(column, column)
    said = put_together(cells, task=task, drawn=drawn).summary()
    few = f"(With fewer than 8 {name}, nothing is called probable.)"
    assert (few in said, "Probably worse than a: b" in said) == (pairs < 8, pairs == 8)


def test_the_summary_tells_n_where_a_model_has_one():
    one = [cell("one", seed, n=[n]) for seed, n in enumerate([0.3, 0.9, 0.1])]
    said = put_together(one, of_seeds("two", [1.0] * 3, n=[0.2, 0.3])).summary()
    assert "one ended at n from 0.100 to 0.900." in said and "two ended" not in said


def test_the_summary_says_if_nobody_found_the_law():
    assert "The law was found by none." in put_together(cell(found=False), task=LAW).summary()


def test_the_summary_names_models_whose_bits_differ():
    cells = [cell("a"), cell("a", repeat=1), cell("b"), cell("b", repeat=1, bits="other")]
    said = put_together(cells).summary()
    assert "Not the same bits when repeated: b." in said and "gave the same bits" not in said


@pytest.mark.parametrize(
    ("cells", "drawn", "said"),
    [
        (EACH_ROW, False, "(7 rows, each left out once, from the starts of seed 0):"),
        (EACH_ROW, True, "(7 rows, left out in 7 groups, 1 seed):"),
        (GROUPS, False, "(7 rows, left out in 3 groups, 2 seeds):"),
        ([cell()], False, "(7 training rows, test data of its own, 1 seed):"),
    ],
)
def test_the_summary_says_how_models_were_judged(cells, drawn, said):
    assert said in put_together(cells, drawn=drawn).summary()


def test_the_summary_does_not_rank_rounding():
    said = put_together(of_seeds("a", [3e-15] * 6), of_seeds("b", [1e-15] * 6)).summary()
    assert "b has the least error, it is exact. " in said


@pytest.mark.parametrize(
    ("error", "targets", "said"),
    [
        (1e-13, ["area"], "m has the least error, it is exact. "),
        (1e-11, ["area"], "m has the least error, 1e-11 in area (root mean square)"),
        (12.345, ["area", "edge"], "m has the least error, 12.3 in the targets (root"),
    ],
)
def test_the_summary_says_how_wrong_the_best_is_in_what_unit(error, targets, said):
    task = replace(TESTED, targets=targets)
    assert said in put_together(of_seeds("m", [error] * 6), task=task).summary()


def test_the_summary_says_if_no_model_can_take_the_inputs():
    assert put_together(impossible("a", 2), impossible("b", 2)).summary() == (
        "squares: none of the models learned from these data. These data are not for a, b: "
        'column "a, b" is negative.'
    )


def test_the_summary_says_if_there_is_nothing_that_learns():
    still = put_together(of_seeds("still", [2.0, 2.0], parameters=0))
    assert still.summary() == (
        "squares: none of the models learned from these data. Not trained, for scale: still 2."
    )


def test_nobody_predicts_best_if_all_models_diverged():
    cells = [*of_seeds("a", [None] * 6, status="diverged"), *of_seeds("b", [None] * 6)]
    said = "squares: no model can be relied on to end with a finite error."
    assert put_together(cells).summary() == said


def test_the_least_error_has_a_model_that_seldom_failed():
    a, b = [1.0, 1.0, 1.0, None, None, None], [2.0, 2.0, 2.0, 2.0, None, None]
    result = put_together(of_seeds("a", a), of_seeds("b", b))
    assert "b has the least error, 2 in area (root mean square); a has inf." in result.summary()


def test_trainings_that_diverged_when_rows_were_left_out_are_named():
    cells = of_rows("a", [1.0] * 7)
    cells[3] |= {"status": "diverged"}
    summary = put_together(cells, of_rows("b", [1.0] * 7), task=PLAIN).summary()
    assert "a has inf" in summary and "than a: b (1, " in summary
    assert "Diverged: a (when rows were left out)." in summary


# ---- CSV ---------------------------------------------------------------------------------------


def test_the_csv_file_holds_all_that_the_rows_hold(tmp_path):
    rng = np.random.default_rng(0)
    cells = []
    for model in "ab":
        for seed in range(7):
            test, train, n, seconds = rng.lognormal(0, 1, 4).tolist()
            more = {"train": train, "n": [n / 9], "seconds": seconds, "found": seed < 3}
            cells.append(cell(model, seed, test, **more))
    cells += [cell("a", repeat=1), *impossible("no, never", 7)]
    result = put_together(cells)
    result.to_csv(tmp_path / "table.csv")
    with open(tmp_path / "table.csv", encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    for row, line in zip(result.rows, read, strict=True):
        expected = {field.name: getattr(row, field.name) for field in fields(study.Row)}
        quartiles = np.quantile(row.n, [0.25, 0.5, 0.75]).tolist() if row.n else [None] * 3
        expected["n_low"], expected["n"], expected["n_high"] = quartiles
        expected["found_low"], expected["found_high"] = wilson(3, 7) if row.runs else (None, None)
        expected |= {"learned_low": None, "learned_high": None}
        assert set(line) == set(expected)
        for name, value in expected.items():
            if value is None or value != value:  # nan
                assert line[name] == ""
            elif isinstance(value, float | tuple):
                told = [float(text) for text in line[name].split()]
                assert told == pytest.approx(np.ravel(value).tolist(), rel=1e-5)
            else:
                assert line[name] == str(value)
    assert [line["impossible"] for line in read] == ["", "", IMPOSSIBLE["reason"]]


def test_a_csv_file_is_written_aside_and_replaced_as_a_whole(tmp_path):
    path, before = tmp_path / "table.csv", tmp_path / "before.csv"
    study.write_csv(path, [{"a": 1, "b": "é, x"}, {"a": 2, "b": ""}])
    os.link(path, before)  # what is written in place would show here too
    study.write_csv(path, [{"c": 3}])
    assert before.read_bytes().decode() == 'a,b\n1,"é, x"\n2,\n' and path.read_bytes() == b"c\n3\n"
    assert sorted(tmp_path.iterdir()) == [before, path]


# ---- several comparisons -----------------------------------------------------------------------


def test_an_overview_has_a_line_for_each_comparison_and_marks_who_is_better():
    still = of_seeds("still", [30.0] * 9, parameters=0)
    a, b = of_seeds("a", [1.0] * 9), of_seeds("b", [1.0] * 9)
    compared = {
        "one": put_together(a, of_seeds("b", [2.0] * 9), still),
        "two": put_together(of_seeds("a", [1.01] * 9), b, still),
        "three": put_together(impossible("a", 9), b, still),
        "four": put_together(of_seeds("a", UNSURE), b, still),
    }
    *lines, first, second = study.overview(compared).splitlines()
    assert (
        first == "*: the least error. Than the first model, <: probably better. >: probably worse."
    )
    assert second == "=: as good, always within 3%. ?: cannot tell."
    assert [line.split() for line in lines] == [
        ["a", "b", "still"],
        ["one", "1*", "2>", "30"],
        ["two", "1.01", "1*=", "30"],
        ["three", "cannot", "1*", "30"],
        ["four", "1.3", "1*?", "30"],
    ]
    assert study.tally(compared) == (
        "Of 4 comparisons, in how many a model is probably better than the first that can take the "
        "data, and in how many probably worse: b 0 and 1."
    )
    del compared["three"]  # of which b is the first that can
    assert "is probably better than a, and in how many probably worse: b 0 and 1." in study.tally(
        compared
    )
    few = {"few": put_together(of_seeds("a", [1.0] * 4), of_seeds("b", [2.0] * 4))}
    assert study.tally(few).endswith("With fewer than 8 rows or seeds, nothing is called probable.")


def test_an_overview_of_laws_counts_who_found_them():
    b = of_seeds("b", [1.0] * 3, found=True)
    first = put_together([cell("a", i, found=i < 2) for i in range(3)], b, task=LAW)
    second = put_together([cell("a", i, found=False) for i in range(3)], b, task=LAW)
    third = put_together(impossible("a", 3), b, task=LAW)
    compared = {"x": first, "y": second, "z": third}
    table = [line.split() for line in study.overview(compared).splitlines()]
    assert table == [["a", "b"], ["x", "2/3", "3/3"], ["y", "0/3", "3/3"], ["z", "cannot", "3/3"]]
    assert study.tally(compared) == "How often the law was found, in all: b 9 of 9, a 2 of 6."
    assert study.tally({"z": third}) == "How often the law was found, in all: b 3 of 3."
    mixed = compared | {"w": put_together(of_seeds("a", [1.0]), of_seeds("b", [1.0]))}
    assert "/" not in study.overview(mixed) and "Of 4 comparisons" in study.tally(mixed)
