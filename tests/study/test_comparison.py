import csv
import math
from dataclasses import fields, replace
from statistics import NormalDist, median

import numpy as np
import pytest
from scipy import stats

from minigrad import study, tasks

X = np.arange(1.0, 8.0)[:, None]
PLAIN = tasks.Task.from_arrays(X, X**2, name="squares", targets=["area"])
TESTED = replace(PLAIN, x_test=X, y_test=np.array([[0.0], [2.0]] * 4)[:7])
LAW = tasks.load("sum", samples=7)


def cell(model="m", seed=0, test=1.0, **more):
    """Return a record as a training leaves it."""
    record = {"task": "squares", "model": model, "seed": seed, "fold": None, "repeat": 0}
    record |= {"status": "ok", "parameters": 3, "test": test, "train": 0.5, "n": [], "bits": "b"}
    return record | {"seconds": 0.25, "warnings": 0} | more


def of_seeds(model, errors, **more):
    return [cell(model, seed, error, **more) for seed, error in enumerate(errors)]


def of_folds(model, errors, seed=0):
    folds = [cell(model, seed, error, fold=fold) for fold, error in enumerate(errors)]
    return [cell(model, seed, None), *folds]


def put_together(*cells, task=TESTED):
    cells = [c for group in cells for c in (group if isinstance(group, list) else [group])]
    models, seeds = ([*dict.fromkeys(c[k] for c in cells)] for k in ("model", "seed"))
    return study.Comparison(task, models, seeds, cells)


def only_row(*cells, task=TESTED):
    (row,) = put_together(*cells, task=task).rows
    return row


# ---- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(1, 14))
def test_the_error_is_the_median_over_seeds_between_quartiles(count):
    errors = np.random.default_rng(count).permutation(np.arange(1.0, count + 1)).tolist()
    row = only_row(of_seeds("m", errors))
    assert row.test == pytest.approx(median(errors)) and row.runs == count
    ranks = [1 + round(share * (count - 1)) for share in (0.25, 0.75)]  # the nearest in the list
    assert [row.test_low, row.test_high] == ranks


def test_training_and_extrapolation_errors_and_seconds_are_medians():
    cells = [
        cell(seed=seed, train=train, extrapolation=10 * train, seconds=train / 2)
        for seed, train in enumerate([3.0, 1.0, 8.0])
    ]
    row = only_row(cells)
    assert (row.train, row.extrapolation, row.seconds) == (3, 30, 1.5)
    assert math.isnan(only_row(cell()).extrapolation)


def test_the_second_run_of_a_seed_counts_only_for_the_bits():
    row = only_row(of_seeds("m", [1.0, 2.0, 3.0]), cell(seed=0, test=99.0, repeat=1))
    assert (row.test, row.runs, row.same_bits) == (2, 3, True)


def test_the_errors_of_groups_are_pooled_by_their_rows():
    errors = [[1.0, 2.0, 4.0], [3.0, 0.0, 1.0], [2.0, 2.0, 2.0]]  # 7 rows: 3, 2 and 2
    pooled = [math.sqrt((3 * a**2 + 2 * b**2 + 2 * c**2) / 7) for a, b, c in errors]
    cells = [of_folds("m", errors[seed], seed) for seed in range(3)]
    row = only_row(*cells, task=PLAIN)
    assert row.test == pytest.approx(median(pooled)) and row.runs == 3
    assert row.test_low == pytest.approx(min(pooled))


def test_rows_that_are_left_out_one_by_one_have_one_error_and_no_quartiles():
    errors = np.arange(1.0, 8.0)
    row = only_row(of_folds("m", errors), of_seeds("m", [None] * 3)[1:], task=PLAIN)
    assert row.test == pytest.approx(np.sqrt(np.mean(errors**2))) and row.runs == 3
    assert math.isnan(row.test_low) and math.isnan(row.test_high)


def test_the_order_of_the_cells_does_not_matter():
    rng = np.random.default_rng(0)
    models = {name: rng.uniform(1, 2, (6, 3)) for name in "ab"}
    cells = [c for m, e in models.items() for seed in range(6) for c in of_folds(m, e[seed], seed)]
    expected = study.Comparison(PLAIN, ["a", "b"], list(range(6)), cells)
    for _ in range(5):
        rng.shuffle(cells)
        mixed = study.Comparison(PLAIN, ["a", "b"], list(range(6)), list(cells))
        assert mixed.table() == expected.table() and mixed.summary() == expected.summary()


@pytest.mark.parametrize("status", ["ok", "diverged"])
def test_a_run_without_an_error_is_wrong_without_limit(status):
    wrong = {"test": None if status == "ok" else 1.0, "status": status}
    cells = [cell(seed=seed, **(wrong if seed else {})) for seed in range(3)]
    row = only_row(cells)
    assert row.test == np.inf and row.diverged == (0 if status == "ok" else 2)


def test_runs_that_took_steps_back_are_counted_once_each():
    cells = [cell(seed=seed, warnings=count) for seed, count in enumerate([0, 3, 1])]
    assert only_row(cells, cell(seed=0, repeat=1, warnings=1)).taken_back == 2


# ---- successes ---------------------------------------------------------------------------------


def wilson(successes, trials):
    """Wilson 1927, as in textbooks."""
    z, p = NormalDist().inv_cdf(0.975), successes / trials
    middle = (p + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * math.sqrt(p * (1 - p) / trials + z**2 / (4 * trials**2))
    return middle - half, middle + half


@pytest.mark.parametrize(("found", "learned"), [(3, 5), (0, 1), (5, 5)])
def test_successes_are_counted_with_wilsons_interval(found, learned):
    cells = [cell(seed=i, found=i < found, learned=i < learned) for i in range(5)]
    result = put_together(cells, cell(repeat=1, found=True, learned=True), task=LAW)
    row = result.rows[0]
    assert (row.found, row.learned, row.runs) == (found, learned, 5)
    for name, count in (("found", found), ("learned", learned)):
        low, high = wilson(count, 5)
        assert f"{count}/5 [{abs(low):.2f}, {high:.2f}]" in result.table()
        flat = row.flat()
        ends = float(flat[f"{name}_low"]), float(flat[f"{name}_high"])
        assert ends == pytest.approx((low, high), abs=1e-5)


def test_where_nothing_can_be_found_nothing_is_counted():
    row = only_row(cell())
    assert row.found is None and row.learned is None
    assert [row.flat()[f"found{end}"] for end in ("", "_low", "_high")] == [""] * 3


# ---- noise -------------------------------------------------------------------------------------


def rival(ratios, **options):
    """Return the row of a model whose errors are these multiples of another's."""
    best = np.random.default_rng(0).uniform(1, 2, len(ratios))
    cells = [*of_seeds("best", best), *of_seeds("m", best * ratios)]
    return put_together(cells, **options).rows[1]


def test_models_are_compared_seed_by_seed():
    row = rival(np.full(12, 1.5))  # the errors vary more than this, their ratio not at all
    assert (row.ratio, row.ratio_low, row.ratio_high) == pytest.approx((1.5, 1.5, 1.5))
    assert not row.within_noise


def test_rows_that_are_left_out_are_compared_one_by_one():
    errors = np.array([1.0, 3.0, 2.0, 0.5, 4.0, 1.0, 2.0])
    row = put_together(of_folds("best", errors), of_folds("m", 1.5 * errors), task=PLAIN).rows[1]
    assert (row.ratio, row.ratio_low, row.ratio_high) == pytest.approx((1.5, 1.5, 1.5))


def test_the_best_model_is_compared_with_itself():
    best, m = put_together(of_seeds("best", [1.0] * 5), of_seeds("m", [2.0] * 5)).rows
    assert (best.ratio, best.ratio_low, best.ratio_high) == (1, 1, 1) and best.within_noise
    assert m.ratio == pytest.approx(2)


def test_the_interval_is_that_of_a_bootstrap_over_seeds():
    rng = np.random.default_rng(1)
    best, other = rng.lognormal(0, 0.3, 25), rng.lognormal(0.5, 0.3, 25)
    row = put_together(of_seeds("best", best), of_seeds("m", other)).rows[1]
    assert row.ratio == pytest.approx(np.median(other / best))
    by_scipy = stats.bootstrap(
        (other, best),
        lambda a, b, axis: np.median(a / b, axis=axis),
        paired=True,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(2),
    ).confidence_interval
    assert (row.ratio_low, row.ratio_high) == pytest.approx(tuple(by_scipy), rel=0.05)


def test_the_interval_of_rows_is_that_of_a_bootstrap_over_rows():
    rng = np.random.default_rng(1)
    x = rng.uniform(1, 2, (40, 1))
    best, other = rng.lognormal(0, 0.5, 40), rng.lognormal(0.4, 0.5, 40)
    task = tasks.Task.from_arrays(x, x**2)
    row = put_together(of_folds("best", best), of_folds("m", other), task=task).rows[1]
    ratios = []
    for _ in range(5000):
        drawn = rng.integers(40, size=40)
        ratios.append(math.sqrt(np.sum(other[drawn] ** 2) / np.sum(best[drawn] ** 2)))
    assert row.ratio == pytest.approx(math.sqrt(np.sum(other**2) / np.sum(best**2)))
    low, high = np.quantile(ratios, [0.025, 0.975])
    assert (row.ratio_low, row.ratio_high) == pytest.approx((low, high), rel=0.05)
    assert row.ratio_high - row.ratio_low == pytest.approx(high - low, rel=0.08)


@pytest.mark.parametrize(("ratio", "noise"), [(1.0, True), (1.029, True), (1.031, False)])
def test_a_difference_of_3_percent_is_none(ratio, noise):
    row = rival(np.full(10, ratio))
    assert row.within_noise == noise and row.ratio_low == pytest.approx(ratio)


@pytest.mark.parametrize(("pairs", "noise"), [(1, True), (4, True), (5, False)])
def test_fewer_than_five_pairs_cannot_be_told_from_noise(pairs, noise):
    row = rival(np.full(pairs, 7.0))
    assert row.within_noise == noise and row.ratio == pytest.approx(7)
    assert ((row.ratio_low, row.ratio_high) == (0, np.inf)) == noise


def test_groups_are_pairs_of_seeds_and_not_of_groups():
    def row(seeds):
        cells = [
            c
            for model, error in (("best", 1.0), ("m", 2.0))
            for seed in range(seeds)
            for c in of_folds(model, [error] * 3, seed)
        ]
        return put_together(cells, task=PLAIN).rows[1]

    assert row(4).within_noise and not row(5).within_noise


def test_a_model_that_is_better_for_many_seeds_is_within_noise():
    worse = rival([1.2, 0.8, 1.3, 0.7, 1.1, 0.9, 1.2, 1.2, 1.3])
    assert worse.ratio > 1.03 and worse.ratio_low <= 1 <= worse.ratio_high and worse.within_noise


@pytest.mark.parametrize(("error", "noise"), [(1e-12, True), (1e-11, True), (1e-6, False)])
def test_errors_of_rounding_count_as_equal(error, noise):
    row = put_together(of_seeds("best", [1e-17] * 6), of_seeds("m", [error] * 6)).rows[1]
    assert row.within_noise == noise
    assert noise == (row.ratio == pytest.approx(1, abs=0.03))


def test_what_counts_as_rounding_grows_with_the_targets():
    rows = [
        put_together(
            of_seeds("best", [1e-12] * 6),
            of_seeds("m", [1e-6] * 6),
            task=replace(TESTED, y_scale=np.array([scale])),
        ).rows[1]
        for scale in (1.0, 1e6)
    ]
    assert [row.within_noise for row in rows] == [False, True]


def test_a_best_error_of_zero_divides_nothing():
    row = put_together(of_seeds("best", [0.0] * 6), of_seeds("m", [1.0] * 6)).rows[1]
    spread = np.std(TESTED.y_test)
    assert row.ratio == pytest.approx(1 / (1e-9 * spread)) and not row.within_noise


def test_a_model_that_always_diverges_is_worse_and_breaks_nothing():
    result = put_together(of_seeds("best", [1.0] * 6), of_seeds("m", [None] * 6, status="diverged"))
    row = result.rows[1]
    assert row.ratio == row.test == np.inf and not row.within_noise


# ---- what else a row says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "drawn"),
    [
        ([], ""),
        ([0.0], "█▁▁▁▁▁"),
        ([1.0], "▁▁▁▁▁█"),
        ([0.0, 0.1, 1.0], "█▁▁▁▁▅"),
        ([0.5 / 6, 1.5 / 6, 2.5 / 6, 3.5 / 6, 4.5 / 6, 5.5 / 6], "██████"),
        ([0.5] * 100 + [0.0], "▂▁▁█▁▁"),
    ],
)
def test_the_histogram_shows_where_n_ended(n, drawn):
    row = only_row([cell(seed=i, n=[value]) for i, value in enumerate(n)] or cell())
    assert row.n == tuple(n) and row.histogram() == drawn


def test_every_n_of_every_run_is_kept_and_n_of_groups_and_second_runs_is_not():
    cells = [cell(seed=0, n=[0.1, 0.2]), cell(seed=1, n=[0.3, 0.4])]
    more = [cell(repeat=1, n=[0.9, 0.9]), cell(fold=0, n=[0.8, 0.8])]
    assert sorted(only_row(cells, more, task=PLAIN).n) == [0.1, 0.2, 0.3, 0.4]


def test_the_same_bits_are_asked_of_every_seed_that_ran_twice():
    def same_bits(*second):
        first = [cell(seed=seed, bits=f"{seed}") for seed in range(3)]
        return only_row(
            first, [cell(seed=seed, repeat=1, bits=bits) for seed, bits in enumerate(second)]
        ).same_bits

    assert same_bits() is None and same_bits("0", "1") is True
    assert same_bits("0", "x") is False and same_bits("1", "0") is False


IMPOSSIBLE = {"status": "impossible", "reason": 'column "a, b" is negative'}


def impossible(model, seeds=1):
    names = ("task", "model", "seed", "fold", "repeat", "parameters")
    return [{k: cell(model, seed)[k] for k in names} | IMPOSSIBLE for seed in range(seeds)]


def test_a_model_that_cannot_take_the_inputs_has_a_reason_and_no_numbers():
    refused, able = put_together(impossible("no", 5), of_seeds("m", [1.0] * 5)).rows
    assert (refused.impossible, refused.runs) == (IMPOSSIBLE["reason"], 0)
    assert math.isnan(refused.test) and not refused.within_noise and able.ratio == 1


# ---- the table ---------------------------------------------------------------------------------


def columns_of(table):
    """Return what is below each header, cut where headers end; two spaces part columns."""
    header, *lines = table.splitlines()
    assert all(line == line.rstrip() for line in [header, *lines])
    names = [name.strip() for name in header.split("  ") if name.strip()]
    ends = [header.index(name) + len(name) for name in names]
    width = max(map(len, [header, *lines]))
    found = {name: [] for name in names}
    for line in lines:
        line = line.ljust(width)
        start = len(line) - len(line[line.index("  ") :])  # after the model's name
        for name, end in zip(names, ends, strict=True):
            assert line[end : end + 2].strip() == ""
            found[name].append(line[start:end].strip())
            start = end
    return found


def test_columns_stand_right_below_their_names():
    result = put_together(
        of_seeds("short", [1.0, 2.0], n=[0.25], learned=True, extrapolation=123456.0),
        of_seeds("a long name", [12345.0, 0.001], n=[], learned=False, extrapolation=1.0),
        task=replace(TESTED, x_extrapolation=X, y_extrapolation=X),
    )
    columns = columns_of(result.table())
    assert [ratio.rstrip("~?") for ratio in columns.pop("× best")] == ["1.00", "6e+03"]
    assert columns == {
        "numbers": ["3", "3"],
        "test": ["1.5", "6.17e+03"],
        "quartiles": ["1…2", "0.001…1.23e+04"],
        "extrapol.": ["1.23e+05", "1"],
        "train": ["0.5", "0.5"],
        "learned": ["2/2 [0.34, 1.00]", "0/2 [0.00, 0.66]"],
        "diverged": ["0", "0"],
        "n: 0…1": ["0.25 ▁█▁▁▁▁", ""],
        "CPU s": ["0.25", "0.25"],
        "same bits": ["", ""],
    }


EXTRAPOLATING = {"extrapolation": 1.0, "found": True, "learned": True}


@pytest.mark.parametrize(
    ("task", "cells", "shown"),
    [
        (TESTED, [cell()], {"test", "quartiles", "learned"}),
        (LAW, [cell(**EXTRAPOLATING)], {"test", "quartiles", "learned", "found", "extrapol."}),
        (PLAIN, of_folds("m", [1.0] * 3), {"left out", "quartiles"}),
        (PLAIN, of_folds("m", [1.0] * 7), {"left out"}),
    ],
    ids=["test data", "law", "groups", "each row"],
)
def test_the_table_shows_what_there_is(task, cells, shown):
    always = {"numbers", "× best", "train", "diverged", "n: 0…1", "CPU s", "same bits"}
    assert set(columns_of(put_together(cells, task=task).table())) == always | shown


def test_the_table_says_which_models_cannot_and_leaves_the_rest_empty():
    result = put_together(of_seeds("m", [1.0]), impossible("no"))
    columns = columns_of(result.table())
    assert columns.pop("numbers")[1] == "3" and columns.pop("test")[1] == "cannot"
    assert {values[1] for values in columns.values()} == {""}


def test_the_table_marks_bits_that_differ_and_models_that_are_as_good():
    cells = [
        *of_seeds("best", [1.0] * 6),
        *of_seeds("near", [1.02] * 6),
        *of_seeds("far", [2.0] * 6),
    ]
    again = [cell("best", repeat=1), cell("near", repeat=1, bits="other")]
    columns = columns_of(put_together(cells, again).table())
    assert columns["same bits"] == ["yes", "NO", ""]
    assert columns["× best"] == ["1.00~", "1.02~", "2.00"]


# ---- in plain words ----------------------------------------------------------------------------


def test_the_summary_says_who_is_best_and_who_is_as_good():
    said = put_together(
        of_seeds("far", [2.5] * 6),
        of_seeds("near", [1.02] * 6),
        of_seeds("best", [1.0] * 6, n=[0.5]),
        of_seeds("lost", [None, 3.0] * 3, status="diverged"),
        cell("best", repeat=1, n=[0.5]),
        impossible("no", 6),
    ).summary()
    for sentence in (
        "squares (7 training rows, test data of its own, 6 seeds): best predicts best, wrong by 1 in "
        "area (root mean square).",
        "As good, within 3 % or within noise: near (1.02, 1.02 ×).",
        "Worse, by more than noise: far (2.5, 2.50 ×), lost (inf, inf ×).",
        "best ended at n = 0.500 every time.",
        "Diverged: lost (6 of 6).",
        "Every run that was repeated gave the same bits.",
        f"no cannot take these inputs: {IMPOSSIBLE['reason']}.",
    ):
        assert sentence in said
    assert "Nothing diverged" not in said


def test_the_summary_leaves_out_what_there_is_not():
    said = put_together(of_seeds("m", [1.0] * 6)).summary()
    assert "Nothing diverged." in said
    for word in ("As good", "Worse", "ended at", "cannot", "bits"):
        assert word not in said


@pytest.mark.parametrize(
    ("n", "said"),
    [([[0.1], [0.9]], "ended at n from 0.100 to 0.900"), ([[0.1, 0.2], [0.3, 0.4]], None)],
)
def test_the_summary_tells_n_where_a_model_has_one(n, said):
    cells = [cell(seed=i, n=of_run) for i, of_run in enumerate(n)]
    summary = put_together(cells).summary()
    assert (said in summary) if said else ("ended" not in summary)


def test_the_summary_names_models_whose_bits_differ():
    cells = [cell("a"), cell("a", repeat=1), cell("b"), cell("b", repeat=1, bits="other")]
    said = put_together(cells).summary()
    assert "Not the same bits when repeated: b." in said and "gave the same bits" not in said


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (of_folds("m", [1.0] * 7), "7 rows, each left out once, 1 seed)"),
        (of_folds("m", [1.0] * 3), "7 rows, left out in 3 groups, 1 seed)"),
        (of_folds("m", [1.0] * 3) + of_folds("m", [1.0] * 3, 1), "in 3 groups, 2 seeds)"),
    ],
)
def test_the_summary_says_how_models_were_judged(cells, said):
    assert said in put_together(cells, task=PLAIN).summary()


def test_the_summary_says_if_no_model_can_take_the_inputs():
    result = put_together(impossible("a", 2), impossible("b", 2))
    assert result.summary() == "squares: none of the models can take these inputs."
    assert result.table().count("cannot") == 2


def test_nobody_predicts_best_if_all_models_diverged():
    cells = of_seeds("a", [None] * 6, status="diverged")
    assert "predicts best" not in put_together(cells).summary()


# ---- CSV ---------------------------------------------------------------------------------------


def test_the_csv_file_holds_all_that_the_rows_hold(tmp_path):
    rng = np.random.default_rng(0)
    cells = []
    for model in "ab":
        for seed in range(7):
            test, train, n, seconds = rng.lognormal(0, 1, 4).tolist()
            cells.append(cell(model, seed, test, train=train, n=[n / 9], seconds=seconds))
    cells += [cell("a", repeat=1), *impossible("no, never", 7)]
    result = put_together(cells)
    result.to_csv(tmp_path / "table.csv")
    with open(tmp_path / "table.csv", encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert len(read) == 3
    names = {field.name for field in fields(study.Row)}
    for row, line in zip(result.rows, read, strict=True):
        assert names | {"n_low", "n_high", "found_low", "learned_high"} <= set(line)
        for name in names - {"n"}:
            value = getattr(row, name)
            if value is None or (isinstance(value, float) and math.isnan(value)):
                assert line[name] == ""
            elif isinstance(value, tuple):
                told = [float(text) for text in line[name].split()]
                assert told == pytest.approx(value, rel=1e-5)
            elif isinstance(value, float):
                assert float(line[name]) == pytest.approx(value, rel=1e-5)
            else:
                assert line[name] == str(value)
        quartiles = np.quantile(row.n, [0.25, 0.5, 0.75]) if row.n else []
        for name, value in zip(("n_low", "n", "n_high"), quartiles, strict=bool(row.n)):
            assert float(line[name]) == pytest.approx(value, rel=1e-5)
    assert read[2]["impossible"] == IMPOSSIBLE["reason"]


def test_a_csv_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "table.csv"
    put_together(of_seeds("a", [1.0]), of_seeds("b", [1.0])).to_csv(path)
    put_together(of_seeds("a", [1.0])).to_csv(path)
    assert path.read_text().count("\n") == 2 and [p.name for p in tmp_path.iterdir()] == [path.name]


# ---- several comparisons -----------------------------------------------------------------------


def test_an_overview_has_a_line_for_each_comparison_and_marks_the_best():
    one = put_together(of_seeds("a", [1.0] * 6), of_seeds("b", [2.0] * 6))
    two = put_together(of_seeds("a", [1.01] * 6), of_seeds("b", [1.0] * 6))
    three = put_together(impossible("a", 6), of_seeds("b", [1.0] * 6))
    compared = {"one": one, "two": two, "three": three}
    table = [line.split() for line in study.overview(compared).splitlines()]
    assert table == [
        ["a", "b"],
        ["one", "1~", "2"],
        ["two", "1.01~", "1~"],
        ["three", "cannot", "1~"],
    ]
    assert study.verdict(compared).endswith("in 3 comparisons: a 2, b 2.")


def test_an_overview_of_laws_counts_who_found_them():
    cells = [cell("a", i, found=i < 2) for i in range(3)] + [
        cell("b", i, found=True) for i in range(3)
    ]
    compared = {"x": put_together(cells, task=LAW)}
    assert study.overview(compared).splitlines()[1].split() == ["x", "2/3", "3/3"]
    mixed = compared | {"y": put_together(of_seeds("a", [1.0]), of_seeds("b", [1.0]))}
    assert "/" not in study.overview(mixed)
