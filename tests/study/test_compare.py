import os
import warnings
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from threading import Thread

import numpy as np
import pytest
from scipy import optimize
from small_studies import (
    Counted,
    least_squares,
    line,
    lines_of,
    mortal_line,
    neuron,
    noisy_sum,
    numbered,
    told,
    told_of,
)

from minigrad import nn, study, tasks
from minigrad.study.standing import sign_flips

PRODUCT = tasks.load("product", samples=6)  # has test data, so no rows are left out
SUM = tasks.load("sum", samples=6)


class Notes:
    """A recipe and a factory that keep the tasks they were given, and what the factory drew."""

    def __init__(self):
        self.tasks, self.shown, self.draws = [], [], []

    def contender(self):
        return study.Contender(self.make, self.train)

    def make(self, task, rng):
        self.shown.append(task)
        self.draws.append(rng.random())
        return line(task, rng)

    def train(self, model, task, rng):
        self.tasks.append(task)
        least_squares(model, task, rng)


def whole(result, model="line"):
    return [
        cell
        for cell in result.cells
        if cell["model"] == model and cell["fold"] is None and cell["repeat"] == 0
    ]


# ---- errors on rows that were left out ---------------------------------------------------------


def plane(x, y):
    columns = np.hstack([x, np.ones((len(x), 1))])
    p = np.linalg.lstsq(columns, y)[0]
    return lambda x: np.hstack([x, np.ones((len(x), 1))]) @ p


def powers(x, y):
    def law(x, a, b, c):
        return a * x[:, 0] ** b * x[:, 1] ** c

    logs = np.hstack([np.ones((len(x), 1)), np.log(x)])
    a, b, c = np.linalg.lstsq(logs, np.log(y))[0]
    p, _ = optimize.curve_fit(law, x, y, p0=[np.exp(a), b, c])
    return lambda x: law(x, *p)


def left_out_error(fit, name):
    raw = tasks.load(name, scale=None)
    squares = []
    for row in range(len(raw.x)):
        kept = np.arange(len(raw.x)) != row
        predict = fit(raw.x[kept], raw.y[kept, 0])
        squares.append((predict(raw.x[[row]]) - raw.y[row]) ** 2)
    return np.sqrt(np.mean(squares))


@pytest.mark.parametrize(
    ("model", "fit", "name", "known"),
    [
        ("line", plane, "trees", 4.26),
        ("power-law", powers, "trees", 2.72),
        ("line", plane, "delivery", 4.29),
        ("power-law", powers, "delivery", 5.09),
    ],
)
def test_leaving_each_row_out_gives_the_error_of_numpy(model, fit, name, known):
    row = study.compare(tasks.load(name), study.contenders([model]), seeds=1).rows[0]
    assert row.test == pytest.approx(left_out_error(fit, name), rel=1e-5)
    assert row.test == pytest.approx(known, abs=0.005)


def test_the_error_of_every_row_is_in_its_own_cell():
    raw = tasks.load("trees", scale=None)
    result = study.compare(tasks.load("trees"), {"line": line}, seeds=1)
    for cell in (c for c in result.cells if c["fold"] is not None):
        kept = np.arange(31) != cell["fold"]
        predicted = plane(raw.x[kept], raw.y[kept])(raw.x[~kept])
        assert cell["rows"] == [cell["fold"]]
        assert cell["wrong"] == pytest.approx(abs(predicted - raw.y[~kept])[0], rel=1e-5)


@pytest.mark.parametrize("folds", [2, 5])
def test_the_errors_of_a_group_are_those_of_its_rows(folds):
    task = numbered(11)
    result = study.compare(task, {"line": line}, 3, folds=folds)
    for cell in (c for c in result.cells if c["fold"] is not None):
        predict = plane(np.delete(task.x, cell["rows"], 0), np.delete(task.y, cell["rows"], 0))
        expected = [abs(predict(task.x[[row]]) - task.y[row]).item() for row in cell["rows"]]
        assert cell["wrong"] == pytest.approx(expected, rel=1e-5)


def test_the_error_of_a_row_with_several_targets_is_over_all_of_them():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (6, 2))
    task = tasks.Task.from_arrays(x, rng.uniform(1, 2, (6, 3))).divided_by([1, 1], [1, 10, 100])
    row = study.compare(task, {"line": line}, 1).rows[0]
    squares = [
        (plane(np.delete(task.x, i, 0), np.delete(task.y, i, 0))(x[[i]])[0] - task.y[i]) ** 2
        for i in range(6)
    ]
    expected = np.sqrt(np.mean(np.array(squares) * task.y_scale**2))
    assert row.test == pytest.approx(expected, rel=1e-5)


def test_the_training_error_is_that_of_all_rows():
    raw = tasks.load("trees", scale=None)
    row = study.compare(tasks.load("trees"), {"line": line}, seeds=1).rows[0]
    residuals = plane(raw.x, raw.y)(raw.x) - raw.y
    assert row.train == pytest.approx(np.sqrt(np.mean(residuals**2)), rel=1e-6)


@pytest.fixture
def measured(tmp_path):
    """Return a function: what to multiply the last row by -> measured data of six rows."""
    rows = np.random.default_rng(0).uniform(1, 2, (6, 3))

    def measure(factor=1.0):
        rows_now = rows.copy()
        rows_now[-1] *= factor
        path = tmp_path / "measured.csv"
        path.write_text("\n".join(["a,b,y", *(",".join(map(repr, r)) for r in rows_now.tolist())]))
        return tasks.Task.from_csv(path, name="measured")

    return measure


def test_nothing_of_a_row_that_is_left_out_reaches_the_model(measured):
    # n = 1/2 depends on the units, so it would notice if the row had a part in the scaling.
    ends = []

    def train(model, task, rng):
        study.second_order(model, task, rng)
        ends.append(np.concatenate([p.data.ravel() for p in model.parameters()]))

    models = study.contenders(["addmul", "product"], recipe=train)
    models["half"] = study.Contender(
        lambda task, rng: nn.AddMul(2, 1, n=0.5, learn_n=False, rng=rng), train
    )
    study.compare(measured(1.0), models, 1)
    here, there = ends.copy(), ends.clear()
    study.compare(measured(50.0), models, 1)
    there = ends
    assert len(here) == len(there) == 3 * (2 + 6)
    same = [i for i in range(24) if np.allclose(here[i], there[i], rtol=1e-9)]
    assert same == [8 * model + 2 + 5 for model in range(3)]


def test_neither_the_factory_nor_the_recipe_sees_what_a_model_is_judged_by():
    notes = Notes()
    study.compare(PRODUCT, {"line": notes.contender()}, 2)
    study.compare(PRODUCT, {"line": notes.contender()}, 2, folds=3)
    seen = [*notes.tasks, *(task for i, task in enumerate(notes.shown) if i not in (0, 5))]
    assert len(seen) == 2 * (4 + 4 + 6)
    for task in seen:  # all but those that were made to see what a model is
        tables = task.x_test, task.y_test, task.x_extrapolation, task.y_extrapolation
        assert tables == (None,) * 4
    assert [len(task.x) for task in notes.tasks[4:]] == [6, 6, 4, 4, 4, 6, 6, 4, 4, 4]


def leave_as_it_is(model, task, rng):
    pass


@pytest.mark.parametrize("folds", [None, 2, 3])
def test_a_factory_that_solves_for_the_weights_knows_no_more_than_a_recipe(folds):
    def solved(task, rng):
        model = line(task, rng)
        columns = np.hstack([task.x, np.ones((len(task.x), 1))])
        *weights, bias = np.linalg.lstsq(columns, task.y)[0]
        model.weight.data[:], model.bias.data[:] = np.array(weights).T, bias
        return model

    models = {"cheat": study.Contender(solved, leave_as_it_is), "line": line}
    cheat, honest = study.compare(noisy_sum(8), models, 2, folds=folds).rows
    assert cheat.train == pytest.approx(honest.train, rel=1e-6)
    assert cheat.test == pytest.approx(honest.test, rel=1e-5) and honest.test > 1.2 * honest.train


def test_columns_are_divided_by_the_means_of_the_rows_that_are_kept(measured):
    task, notes = measured(50.0), Notes()
    study.compare(task, {"line": notes.contender()}, [7])
    raw_x, raw_y = task.x * task.x_scale, task.y * task.y_scale
    for row, given in enumerate(notes.tasks[2:]):  # after the two on all rows
        kept = np.arange(6) != row
        assert given.x_scale == pytest.approx(raw_x[kept].mean(axis=0))
        assert given.x * given.x_scale == pytest.approx(raw_x[kept])
        assert given.y * given.y_scale == pytest.approx(raw_y[kept])


# ---- groups ------------------------------------------------------------------------------------


def groups(task, seeds, folds=None):
    """Return for every seed the numbers of the rows in each group that was left out."""
    notes = Notes()
    study.compare(task, {"line": notes.contender()}, seeds, folds=folds)
    every = set(task.x[:, 0])
    given = [part for part in notes.tasks if len(part.x) < len(every)]
    assert all(set(part.x[:, 0]) < every for part in given)
    numbers = [sorted(every - set(part.x[:, 0])) for part in given]
    count = folds or (5 if len(every) > 50 else len(every))
    return [numbers[i : i + count] for i in range(0, len(numbers), count)]


@pytest.mark.parametrize(
    ("rows", "folds", "sizes"),
    [
        (51, None, [11, 10, 10, 10, 10]),
        (60, None, [12] * 5),
        (12, 5, [3, 3, 2, 2, 2]),
        (9, 2, [5, 4]),
    ],
)
def test_groups_cover_every_row_once_for_every_seed(rows, folds, sizes):
    found = groups(numbered(rows), [3, 4, 5], folds)
    assert len(found) == 3
    for of_seed in found:
        assert [len(group) for group in of_seed] == sizes
        assert sorted(row for group in of_seed for row in group) == list(range(1, rows + 1))


def test_every_seed_has_groups_of_its_own_and_always_the_same():
    found = groups(numbered(60), [0, 1, 2])
    as_sets = [{frozenset(group) for group in of_seed} for of_seed in found]
    assert all(a.isdisjoint(b) for i, a in enumerate(as_sets) for b in as_sets[:i])
    assert groups(numbered(60), [2, 0]) == [found[2], found[0]]


def test_all_models_are_judged_by_the_same_groups():
    first, second = Notes(), Notes()
    models = {"first": first.contender(), "second": second.contender()}
    study.compare(numbered(60), models, 2)
    assert len(first.tasks) == len(second.tasks) == 2 * 2 + 2 * 5
    for a, b in zip(first.tasks, second.tasks, strict=True):
        assert np.array_equal(a.x, b.x)


@pytest.mark.parametrize("rows", [2, 50])
def test_up_to_50_rows_are_left_out_one_after_another_with_the_first_seed(rows):
    assert groups(numbered(rows), [4, 1]) == [[[row] for row in range(1, rows + 1)]]


def test_the_cells_say_which_group_was_left_out():
    cells = study.compare(numbered(60), {"line": line}, [8, 9]).cells
    expected = {(seed, fold, 0) for seed in (8, 9) for fold in range(5)}
    expected |= {(seed, None, repeat) for seed in (8, 9) for repeat in (0, 1)}
    assert {name[1:] for name in told(cells)} == expected


@pytest.mark.parametrize("folds", [1, 13, -2])
def test_too_few_or_too_many_groups_are_refused(folds):
    message = rf"between 2 and the number of rows, 12 in arrays, got {folds}"
    with pytest.raises(ValueError, match=message):
        study.compare(numbered(12), {"line": line}, folds=folds)


def test_every_seed_draws_as_many_rows():
    with pytest.raises(ValueError, match="every seed draws as many rows, got 5 to 7"):
        study.compare(lambda seed: numbered(5 + seed), {"line": line}, 3)


def test_without_test_data_some_rows_have_to_be_left_out():
    with pytest.raises(ValueError, match="folds"):
        study.compare(numbered(12), {"line": line}, 1, folds=0)


# ---- what is compared with what ----------------------------------------------------------------


def noisy_cells(result, model):
    return [c for c in result.cells if c["model"] == model and c["fold"] is not None]


def constant(value):
    """Return a model that predicts a number, and learns nothing."""
    return study.Contender(line, partial(predict_always, value=value))


def predict_always(model, task, rng, *, value):
    model.weight.data[:], model.bias.data[:] = 0.0, value


def test_rows_of_the_same_data_are_pooled_over_seeds_and_compared_one_by_one():
    task = numbered(12)
    models = {"near": constant(8.0), "far": constant(20.0)}
    result = study.compare(task, models, 3, folds=4)
    wrong = np.abs(task.y[:, 0] - 8), np.abs(task.y[:, 0] - 20)
    near, far = result.rows
    assert result.pooled and near.test == pytest.approx(np.sqrt(np.mean(wrong[0] ** 2)))
    assert far.ratio == pytest.approx(np.sqrt(np.mean(wrong[1] ** 2) / np.mean(wrong[0] ** 2)))
    assert far.p == pytest.approx(sign_flips((wrong[1] - wrong[0])[None])[0])


def test_rows_can_tell_models_apart_although_there_is_one_seed_only():
    models = {"near": constant(5.5), "far": constant(60.0)}
    verdicts = [row.verdict for row in study.compare(numbered(12), models, 1, folds=3).rows]
    assert verdicts == ["", "probably worse"]


@pytest.mark.parametrize(("seeds", "verdict"), [(7, "cannot tell"), (8, "probably worse")])
@pytest.mark.parametrize("folds", [None, 3, 12])
def test_seeds_that_draw_their_own_data_are_compared_seed_by_seed(seeds, verdict, folds):
    models = {"near": constant(1.2), "far": constant(9.0)}
    draw = tasks.sampler("product", samples=12)
    near, far = study.compare(draw, models, seeds, folds=folds).rows
    errors = []
    for value in (1.2, 9.0):
        of_seeds = [draw(seed).y if folds else draw(seed).y_test for seed in range(seeds)]
        errors.append([np.sqrt(np.mean((y - value) ** 2)) for y in of_seeds])
    assert [near.errors, far.errors] == [pytest.approx(e) for e in errors]
    assert near.test == pytest.approx(np.median(errors[0]))
    expected = np.exp(np.median(np.log(errors[1]) - np.log(errors[0])))
    assert far.ratio == pytest.approx(expected) and far.verdict == verdict


def test_each_row_of_data_that_are_drawn_is_left_out_with_every_seed():
    notes = Notes()
    draw = tasks.sampler("product", samples=7)
    result = study.compare(draw, {"line": notes.contender()}, [3, 1, 4], folds=7)
    assert not result.pooled and not result.each_row_once
    cells = noisy_cells(result, "line")
    assert {(c["seed"], c["fold"]) for c in cells} == {(s, f) for s in (3, 1, 4) for f in range(7)}
    assert len(result.rows[0].errors) == 3
    for seed, error in zip((3, 1, 4), result.rows[0].errors, strict=True):
        x, y = draw(seed).x, draw(seed).y
        wrong = [(plane(np.delete(x, i, 0), np.delete(y, i, 0))(x[[i]]) - y[i]) for i in range(7)]
        assert error == pytest.approx(np.sqrt(np.mean(np.square(wrong))), rel=1e-5)


# ---- test data ---------------------------------------------------------------------------------


def test_test_data_are_used_where_there_are_some():
    result = study.compare(PRODUCT, {"line": line}, 3)
    assert all(cell["fold"] is None for cell in result.cells) and len(result.cells) == 5
    predict = plane(PRODUCT.x, PRODUCT.y)
    row = result.rows[0]
    for error, x, y in (
        (row.train, PRODUCT.x, PRODUCT.y),
        (row.test, PRODUCT.x_test, PRODUCT.y_test),
        (row.extrapolation, PRODUCT.x_extrapolation, PRODUCT.y_extrapolation),
    ):
        assert error == pytest.approx(np.sqrt(np.mean((predict(x) - y) ** 2)), rel=1e-6)


def test_groups_can_be_had_although_there_are_test_data():
    task = replace(PRODUCT, x=PRODUCT.x[:4], y=PRODUCT.y[:4])
    row = study.compare(task, {"line": line}, 1, folds=4).rows[0]
    squares = [
        (plane(np.delete(task.x, i, 0), np.delete(task.y, i, 0))(task.x[[i]]) - task.y[i]) ** 2
        for i in range(4)
    ]
    assert row.test == pytest.approx(np.sqrt(np.mean(squares)), rel=1e-6)


def test_errors_are_in_the_units_of_the_target():
    plain = study.compare(PRODUCT, {"line": line}, 1).rows[0]
    scaled = study.compare(PRODUCT.divided_by([1.0, 2.0], [100.0]), {"line": line}, 1).rows[0]
    assert scaled.test == pytest.approx(plain.test) and scaled.train == pytest.approx(plain.train)


@pytest.mark.parametrize(("share", "learned"), [(0.99, 2), (1.01, 0)])
def test_data_are_learned_by_a_model_that_is_wrong_by_1_percent_of_their_spread(share, learned):
    off = share * 0.01 * np.std(PRODUCT.y_test)

    class Nearly(nn.Module):
        def __init__(self):
            self.shift = nn.Parameter(np.zeros(1))

        def forward(self, x):
            return np.prod(x, axis=1, keepdims=True) + self.shift

    def shift(model, task, rng):
        model.shift.data[:] = off

    row = study.compare(PRODUCT, {"n": study.Contender(lambda *_: Nearly(), shift)}, 2).rows[0]
    assert (row.learned, row.found) == (learned, 0)


# ---- seeds and random numbers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seeds", "used"), [(3, [0, 1, 2]), ([5, 3], [5, 3]), (range(2, 4), [2, 3]), ({9}, [9])]
)
def test_seeds_are_so_many_or_these(seeds, used):
    result = study.compare(PRODUCT, {"line": line}, seeds)
    assert result.seeds == used and [cell["seed"] for cell in whole(result)] == used
    repeated = [cell["seed"] for cell in result.cells if cell["repeat"] == 1]
    assert repeated == used[:2]


def test_seeds_may_come_one_after_another():
    assert study.compare(PRODUCT, {"line": line}, (seed for seed in (4, 2))).seeds == [4, 2]


def test_seeds_may_be_integers_of_numpy(tmp_path):
    study.compare(PRODUCT, {"line": line}, np.arange(2), results=tmp_path / "results.jsonl")


@pytest.mark.parametrize("seeds", [0, -1, [], [1, 1], [2, 3, 2]], ids=str)
def test_no_seeds_and_equal_seeds_are_refused(seeds):
    with pytest.raises(ValueError, match="seeds are one or more different numbers"):
        study.compare(PRODUCT, {"line": line}, seeds)


def test_no_models_are_refused():
    with pytest.raises(ValueError, match="no model to compare"):
        study.compare(PRODUCT, {})


def test_every_seed_draws_data_of_its_own():
    notes, draw = Notes(), tasks.sampler("product", samples=6)
    result = study.compare(draw, {"line": notes.contender()}, [3, 8])
    for task, seed in zip(notes.tasks, [3, 3, 8, 8], strict=True):
        assert np.array_equal(task.x, tasks.load("product", samples=6, rng=seed).x)
    assert len({cell["data"] for cell in whole(result)}) == 2
    assert np.array_equal(result.task.x, draw(3).x)


def test_without_a_sampler_all_seeds_have_the_same_data():
    assert len({cell["data"] for cell in study.compare(PRODUCT, {"line": line}, 3).cells}) == 1


def test_the_model_does_not_draw_from_the_stream_of_the_data():
    notes = Notes()
    study.compare(numbered(60), {"line": notes.contender()}, [3, 8])
    drawn = set(notes.draws[1:])  # the first is made to see what it is
    assert len(drawn) == 2  # one for each seed, whatever is left out
    for seed in (3, 8):
        for stream in (seed, (seed,), (seed, 0), (seed, 2)):
            assert drawn.isdisjoint(np.random.default_rng(stream).random(10))


def test_the_recipe_goes_on_with_the_generator_of_the_factory():
    drawn = []

    def make(task, rng):
        drawn.append(rng.random())
        return line(task, rng)

    def train(model, task, rng):
        drawn.append(rng.random())

    study.compare(PRODUCT, {"line": study.Contender(make, train)}, 1)
    assert len(set(drawn[1:3])) == 2 and drawn[1:3] == drawn[3:]


# ---- reproducibility ---------------------------------------------------------------------------


def test_runs_that_are_repeated_end_in_the_same_bits():
    result = study.compare(PRODUCT, {"line": line, "neuron": neuron}, 3)
    assert [row.same_bits for row in result.rows] == [True, True]
    bits = {name: record["bits"] for name, record in told(result.cells).items()}
    assert bits["line", 0, None, 0] != bits["line", 1, None, 0]  # they do depend on the seed


@pytest.mark.parametrize("run", range(4))
def test_one_bit_in_one_repeated_run_is_noticed(run):
    done = []

    def train(model, task, rng):
        least_squares(model, task, rng)
        if len(done) == run:
            model.weight.data[0, 0] = np.nextafter(model.weight.data[0, 0], 9)
        done.append(1)

    models = {"unsteady": study.Contender(line, train), "line": line}
    assert [row.same_bits for row in study.compare(PRODUCT, models, 2).rows] == [False, True]


def test_a_recipe_with_random_numbers_of_its_own_is_found_out():
    def train(model, task, rng):
        model.weight.data[:] = np.random.default_rng().random(2)

    result = study.compare(PRODUCT, {"fresh": study.Contender(line, train)}, 1)
    assert result.rows[0].same_bits is False
    assert "Not the same bits when repeated: fresh." in result.summary()


# ---- trainings that fail -----------------------------------------------------------------------


@pytest.mark.parametrize("failing", [{4}, {0, 1, 2, 3, 4}])
def test_trainings_that_diverge_are_counted_and_wrong_without_limit(failing):
    runs, fails = [], list(failing)

    def train(model, task, rng):
        least_squares(model, task, rng)
        runs.append(1)
        if len(runs) - 1 in fails:
            raise FloatingPointError("the loss became nan")

    models = {"unsteady": study.Contender(line, train), "line": line}
    result = study.compare(PRODUCT, models, 3)
    unsteady, steady = result.rows
    assert (unsteady.diverged, steady.diverged) == (1 if len(failing) == 1 else 3, 0)
    assert unsteady.runs == 3 and np.isfinite(steady.test)
    assert np.isinf([unsteady.test, unsteady.train]).tolist() == [len(failing) > 1] * 2
    reasons = {c.get("reason") for c in whole(result, "unsteady") if c["status"] == "diverged"}
    assert reasons == {"the loss became nan"}


def test_a_group_that_diverges_makes_the_error_infinite():
    def train(model, task, rng):
        least_squares(model, task, rng)
        if 2 not in task.x[:, 0]:
            raise FloatingPointError

    models = {"unsteady": study.Contender(line, train), "line": line}
    row, steady = study.compare(numbered(6), models, 1).rows
    assert row.test == np.inf and np.isfinite(row.train) and row.diverged == 0
    assert np.isfinite(steady.test) and row.verdict == "" and steady.ratio < 1e-100


def test_columns_that_overflow_make_a_polynomial_diverge_and_do_not_end_the_study():
    task = tasks.Task.from_arrays(np.linspace(1e90, 2e90, 12), np.linspace(1e90, 3e90, 12) ** 1.01)
    quartic, steady = study.compare(task, study.contenders(["quartic", "line"]), 2).rows
    assert (quartic.diverged, steady.diverged) == (2, 0) and np.isfinite(steady.test)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e200])
@pytest.mark.parametrize("folds", [None, 3])
def test_a_model_whose_training_error_is_not_finite_has_diverged(value, folds):
    class Split(nn.Module):
        """Right where it is judged, and not where it learned."""

        def __init__(self):
            self.at = nn.Parameter(np.zeros(1))

        def forward(self, x):
            y = np.sum(x, axis=1, keepdims=True)
            y[x[:, 0] == SUM.x[0, 0]] = value
            return y + 0 * self.at

    models = {"split": study.Contender(lambda task, rng: Split(), leave_as_it_is), "line": line}
    result = study.compare(SUM, models, 3, folds=folds)
    split, exact = result.rows
    assert (split.diverged, split.found, split.learned) == (3, 0, 0)
    assert (exact.diverged, exact.found, exact.learned) == (0, 3, 3)
    assert np.isinf([split.test, split.train]).all() and exact.test < 1e-9
    for cell in whole(result, "split"):
        assert cell["reason"] == "the training error is not a finite number"
        assert (cell["train"], cell["status"]) == (None, "diverged")
        assert cell["found"] is False and cell["learned"] is False


def test_a_training_that_failed_has_found_nothing_even_if_the_model_is_right():
    def train(model, task, rng):
        least_squares(model, task, rng)
        raise FloatingPointError("one step too far")

    models = {"unlucky": study.Contender(line, train)}
    result = study.compare(SUM, models, 2)
    row = result.rows[0]
    assert (row.diverged, row.found, row.learned, row.test) == (2, 0, 0, np.inf)
    assert {cell["reason"] for cell in result.cells} == {"one step too far"}


def test_a_training_that_failed_took_its_time_too():
    def train(model, task, rng):
        raise FloatingPointError

    models = {"unlucky": study.Contender(line, train)}
    assert 0 < study.compare(PRODUCT, models, 2).rows[0].seconds < 60


def test_other_errors_of_a_recipe_come_through_and_what_is_finished_is_kept(tmp_path):
    def train(model, task, rng):
        raise ValueError("my own mistake")

    path, models = tmp_path / "r.jsonl", {"line": line, "wrong": study.Contender(line, train)}
    with pytest.raises(ValueError, match="my own mistake"):
        study.compare(PRODUCT, models, 1, results=path)
    assert [record["model"] for record in lines_of(path)] == ["line", "line"]


def test_warnings_of_a_recipe_are_counted_and_not_shown():
    calls = []

    def train(model, task, rng):
        calls.append(1)
        least_squares(model, task, rng)
        if len(calls) > 3:
            warnings.warn("took a step back", UserWarning, stacklevel=1)
            warnings.warn("and another", UserWarning, stacklevel=1)

    row = study.compare(PRODUCT, {"line": study.Contender(line, train)}, 4).rows[0]
    assert (row.warned, row.runs) == (2, 4)


NEGATIVE = noisy_sum(6)
NEGATIVE.x[:, 1] *= -1


def test_a_model_that_cannot_take_the_inputs_is_said_so_and_the_others_are_compared():
    recipe = Counted()
    models = {"neuron": study.Contender(neuron, recipe), "line": line}
    result = study.compare(NEGATIVE, models, 2)
    refused, row = result.rows
    assert "column 'x2' has 6 of 6 values that are negative" in refused.impossible
    assert (refused.runs, row.runs, row.impossible, recipe.trained) == (0, 2, "", 0)
    alone = study.compare(NEGATIVE, {"line": line}, 2).rows[0]
    assert (row.test, row.ratio) == (alone.test, 1)


def test_a_model_that_cannot_take_the_inputs_is_not_asked_again(tmp_path):
    path = tmp_path / "r.jsonl"
    first = study.compare(NEGATIVE, {"neuron": neuron, "line": line}, 1, results=path)
    content = path.read_bytes()
    second = study.compare(NEGATIVE, {"neuron": neuron, "line": line}, 1, results=path)
    assert path.read_bytes() == content and second.table() == first.table()


@pytest.mark.parametrize("folds", [None, 3])
def test_one_input_that_is_not_positive_is_enough_to_refuse(folds):
    task = noisy_sum(6)
    task.x[2, 0] = -1
    result = study.compare(task, {"neuron": neuron, "line": line}, 1, folds=folds)
    assert result.rows[0].impossible and np.isfinite(result.rows[1].test)


def test_a_model_that_can_take_the_data_of_some_seeds_only_is_refused():
    result = study.compare(
        tasks.sampler("sum", low=-0.3, high=1, samples=3), {"neuron": neuron, "line": line}, [6, 0]
    )
    assert result.rows[0].impossible and np.isfinite(result.rows[1].test)


@pytest.mark.parametrize("value", [None, np.zeros(2), nn.Linear])
def test_a_factory_that_returns_no_model_is_named(value):
    with pytest.raises(TypeError, match=r"'mine' cannot be made: factory\(task, rng\) returns"):
        study.compare(PRODUCT, {"line": line, "mine": lambda task, rng: value})


# ---- executors ---------------------------------------------------------------------------------


class Shuffled(Executor):
    """Waits until it has everything, and then runs it in another order."""

    def __init__(self, expected, seed):
        self.jobs, self.expected, self.seed = [], expected, seed

    def submit(self, function):
        future = Future()
        self.jobs.append((future, function))
        if len(self.jobs) == self.expected:
            np.random.default_rng(self.seed).shuffle(self.jobs)
            Thread(target=self.work).start()
        return future

    def work(self):
        for future, function in self.jobs:
            future.set_result(function())


@pytest.mark.parametrize(
    "seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]
)
def test_results_do_not_depend_on_the_order_in_which_trainings_finish(seed, tmp_path):
    task, models = numbered(51), {"neuron": study.Contender(neuron, least_squares), "line": line}
    ordered = study.compare(task, models, 3)
    executor = Shuffled(len(ordered.cells), seed)
    path = tmp_path / "results.jsonl"
    mixed = study.compare(task, models, 3, executor=executor, results=path)
    assert list(told(mixed.cells)) != list(told(ordered.cells))
    assert told(mixed.cells) == told(ordered.cells) == told(lines_of(path))
    assert told_of(mixed) == told_of(ordered)
    for ours, theirs in zip(mixed.rows, ordered.rows, strict=True):
        assert ours.flat() | {"seconds": 0} == theirs.flat() | {"seconds": 0}


def new_pool(workers):
    return ProcessPoolExecutor(workers, get_context("spawn"))


@pytest.fixture
def one_thread(monkeypatch):
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        monkeypatch.setenv(name, "1")


@pytest.mark.slow
@pytest.mark.usefixtures("one_thread")
def test_processes_give_the_same_numbers_and_bits(tmp_path):
    task = tasks.sampler("product", samples=6)
    models = study.contenders(["addmul", "line"]) | {"neuron": neuron}
    path = tmp_path / "results.jsonl"
    with new_pool(2) as pool:
        parallel = study.compare(task, models, 2, executor=pool, results=path)
    here = study.compare(task, models, 2)
    assert told(parallel.cells) == told(here.cells) == told(lines_of(path))
    assert told_of(parallel) == told_of(here)


@pytest.mark.usefixtures("one_thread")
def test_a_process_that_is_killed_is_said_so_and_what_is_finished_is_kept(tmp_path):
    path = tmp_path / "results.jsonl"
    models = {"mortal": mortal_line(tmp_path / "diary", 4)}
    with new_pool(1) as pool, pytest.raises(BrokenExecutor, match=r"call it again to go on"):
        study.compare(noisy_sum(), models, 2, executor=pool, results=path)
    finished = told(lines_of(path))
    assert len(finished) == 3
    again = study.compare(noisy_sum(), models, 2, results=path)
    assert os.path.getsize(tmp_path / "diary") == 4 + 7
    assert told(lines_of(path)) == told(again.cells) and len(again.cells) == 10
    expected = study.compare(noisy_sum(), {"line": line}, 2)
    assert again.rows[0].test == pytest.approx(expected.rows[0].test)
    assert all(told(again.cells)[name] == record for name, record in finished.items())


class Dying(Executor):
    """Has finished some and lost the others before anybody asks."""

    def __init__(self, finished):
        self.left = finished

    def submit(self, function):
        future = Future()
        self.left -= 1
        if self.left >= 0:
            future.set_result(function())
        else:
            future.set_exception(BrokenExecutor("died"))
        return future


def test_what_was_finished_before_the_others_were_lost_is_kept(tmp_path):
    path, kept = tmp_path / "results.jsonl", []
    for _ in range(5):
        with pytest.raises(BrokenExecutor):
            study.compare(numbered(30), {"line": line}, 1, executor=Dying(10), results=path)
        kept.append(len(lines_of(path)) if path.exists() else 0)
        path.unlink(missing_ok=True)
    assert kept == [10] * 5


@pytest.mark.parametrize(
    ("task", "models", "named"),
    [
        (
            PRODUCT,
            {"line": line, "mine": lambda task, rng: line(task, rng)},
            "the factory of 'mine'",
        ),
        (lambda seed: PRODUCT, {"line": line}, "the task"),
        (
            PRODUCT,
            {"mine": study.Contender(line, lambda model, task, rng: None)},
            "the factory of 'mine'",
        ),
    ],
    ids=["model", "task", "recipe"],
)
def test_what_cannot_be_sent_to_another_process_is_named(task, models, named, tmp_path):
    path = tmp_path / "results.jsonl"
    message = rf"{named} cannot be sent to another process .* instead of a lambda"
    with new_pool(1) as pool, pytest.raises(TypeError, match=message):
        study.compare(task, models, 1, executor=pool, results=path)
    assert not path.exists()
