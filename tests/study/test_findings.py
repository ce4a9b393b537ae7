"""What a report says agrees with the numbers that it is made of, and each doubt has its occasion."""

import json
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from minigrad import nn, study, tasks, train
from minigrad.study.conclusion import NAMES
from minigrad.study.law import law as formula
from minigrad.study.profile import negligible_error


@pytest.fixture(scope="module")
def judged(trained):
    """Return a function: the name of a measured task -> task, trained neuron, findings."""

    @cache
    def judge(name):
        task, neuron, _ = trained(name)
        return task, neuron, study.findings(neuron, task)

    return judge


def found(x, y, *, kind="kneser", **options):
    """Return the findings of a neuron, fitted by least squares from both ends."""
    task = replace(tasks.Task.from_arrays(x, y), **options)
    neuron = nn.AddMul(task.x.shape[1], 1, kind=kind, bias=True, rng=0)
    train.from_both_ends(neuron, task, train.least_squares)
    return study.findings(neuron, task)


def flat(text):
    """Undo the wrapping."""
    return " ".join(text.split())


def random_table(seed, law, rows=30, noise=0.05, low=1.0, high=4.0):
    rng = np.random.default_rng(seed)
    x = rng.uniform(low, high, (rows, 2))
    y = law(*x.T)
    return x, y * (1 + noise * rng.normal(size=rows))


# ---- numbers -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["trees", "delivery"])
def test_the_errors_are_those_of_leaving_each_row_out(name, judged):
    task, neuron, facts = judged(name)
    assert [r.name for r in facts.rivals] == [
        "neuron", "line", "quadratic", "log-log", "power-law", "box-cox",
    ]  # fmt: skip
    rivals = study.contenders(["line", "quadratic", "log-log", "power-law", "box-cox"])
    expected = [study.leave_out(model, task) for model in (neuron, *rivals.values())]
    assert [r.error for r in facts.rivals] == pytest.approx(expected, rel=1e-12)
    for rival in facts.rivals:
        assert f"{rival.error:.3g}" in facts.report()


@pytest.mark.slow
def test_verdicts_are_those_of_the_comparison(judged):
    task, _, facts = judged("trees")
    rivals = study.contenders(["line", "quadratic"])
    models = {"neuron": lambda task, rng: nn.AddMul(2, 1, bias=True, rng=rng), **rivals}
    compared = {row.model: row.ratio for row in study.compare(task, models, seeds=1).rows}
    for rival in facts.rivals[1:3]:
        assert rival.ratio == pytest.approx(compared[rival.name], rel=1e-6)


def test_an_exact_law_is_judged_on_test_and_extrapolation_data():
    task, neuron = tasks.load("product"), nn.AddMul(2, 1, n=1.0, rng=0)
    neuron.weight.data[:] = [[1.0, 1.1]]
    facts = study.findings(neuron, task)
    for name, x, y in (
        ("test", task.x_test, task.y_test),
        ("extrapolation", task.x_extrapolation, task.y_extrapolation),
    ):
        error = np.sqrt(np.mean((x[:, :1] * x[:, 1:] ** 1.1 - y) ** 2))
        assert facts.errors[name] == pytest.approx(error)
        assert f"{error:.3g} on the {name} data" in facts.report()


@pytest.mark.slow
def test_large_tables_are_judged_by_some_of_their_rows_unless_asked():
    x, y = random_table(0, lambda a, b: a * b, rows=12_000)
    facts = found(x, y)
    assert facts.rows == 10_000 and len(facts.left_out) == 10_000 and facts.folds == 5
    assert "10,000 of them, drawn at random" in facts.report()
    assert abs(y - facts.model(x).data.ravel())[facts.worst_row] > 3 * facts.residual_spread
    thorough = study.findings(facts.model, facts.task, thorough=True)
    assert thorough.rows == 12_000 and "at random" not in thorough.report()


def test_a_quadratic_of_too_many_terms_waits_for_thorough():
    x = np.random.default_rng(0).uniform(1, 2, (40, 6))
    facts = found(x, x.sum(axis=1))
    refused = next(r for r in facts.rivals if r.name == "quadratic")
    assert refused.refusal == "Its 28 terms are too many for 40 rows" and np.isnan(refused.error)
    assert "Not tried: quadratic. Its 28 terms" in facts.report()


def test_all_numbers_are_json(judged):
    facts = judged("trees")[2]
    read = json.loads(json.dumps(facts.as_dict(), allow_nan=False))
    assert read["n"] == facts.model.n.item() and read["n_interval"] == list(facts.profile.interval)
    assert (
        read["left_out_errors"][0]["name"] == "neuron"
        and read["effects"][1]["column"] == "height_ft"
    )
    assert read["conclusion"] == facts.conclusion() and read["doubts"] == facts.doubts()


@pytest.mark.parametrize("kind", ["schroeder", "linear-log", "box-cox"])
@pytest.mark.slow
def test_every_kind_has_a_report(kind):
    facts = found(*random_table(0, lambda a, b: a * b, rows=12), kind=kind)
    assert json.dumps(facts.as_dict(), allow_nan=False)
    assert facts.report().splitlines()[-1].strip()


# ---- words -------------------------------------------------------------------------------------


def test_trees_are_said_to_be_a_product(judged):
    _, neuron, facts = judged("trees")
    said = flat(facts.report())
    low, high = facts.profile.interval
    for part in (
        f"n = {neuron.n.item():.3f}, nearly a product",
        f"n from {low:.2f} to {high:.2f} is compatible with the data (95% profile interval).",
        "n = 0, a sum? No, p < 0.0001. n = 1, a product? Possible, p = 0.8",
        "for columns divided by their means; in other units it would be another.",
        "The data speak for a product and against a sum.",
        "take a log–log fit: it is wrong by 2.64 instead of 2.76, though that may be chance",
    ):
        assert part in said


def test_deliveries_are_said_to_be_a_sum_in_the_units_of_the_columns(judged):
    facts = judged("delivery")[2]
    raw = tasks.load("delivery", scale=None)
    a, b, c = np.linalg.lstsq(np.hstack([raw.x, np.ones((25, 1))]), raw.y[:, 0])[0]
    assert f"time_min ≈ {a:.4g}·cases + {b:.4g}·distance_ft + {c:.4g}" in facts.report()
    assert "No law between a sum and a product fits these data well" in flat(facts.conclusion())
    assert any("hardly decide" in reason for reason in facts.doubts())


def test_a_line_is_said_to_be_a_line():
    task, line = tasks.load("trees"), nn.Linear(2, 1, rng=0)
    train.least_squares(line, task)
    facts = study.findings(line, task)
    assert "volume_ft3 ≈ 4.708·girth_in" in facts.report()
    assert "neuron" not in facts.report() and "n =" not in facts.report()
    assert facts.rivals[0].name == "line" and facts.profile is None


@pytest.mark.slow
def test_a_single_input_is_neither_added_nor_multiplied():
    x = np.random.default_rng(0).uniform(1, 5, (30, 1))
    facts = found(x, 3 * x[:, 0] ** 2 * (1 + 0.01 * np.random.default_rng(1).normal(size=30)))
    said = flat(facts.report())
    assert "n = 0, a straight line? No" in said and "speak for a power law" in said
    assert "for a product" not in said


@pytest.mark.slow
def test_units_are_said_to_matter_only_where_they_do():
    x, y = random_table(0, lambda a, b: a * b, rows=12)
    assert "in the units of the columns" in flat(found(x, y).report())
    assert "it is the same in all units" in flat(found(x, y, kind="box-cox").report())


@pytest.mark.parametrize(
    ("n", "said"),
    [(-0.4, "beyond a sum"), (0.03, "nearly a sum"), (0.5, "between a sum and a product"),
     (1.06, "nearly a product"), (1.0, "a product"), (1.7, "beyond a product")],
)  # fmt: skip
@pytest.mark.slow
def test_an_n_beyond_plus_or_times_is_said_to_be_there(n, said):
    task = tasks.load("trees").part(np.arange(9))
    neuron = nn.AddMul(2, 1, kind="box-cox", bounds=(-1, 2), bias=True)
    neuron.n.data[:] = n
    assert f"n = {n:.3f}, {said} (0 adds" in study.findings(neuron, task).report()


LAWS = {
    "sum": lambda a, b: 2 * a + b,
    "product": lambda a, b: a * b**0.5,
    "between": lambda a, b: (0.5 * a**0.5 + 0.5 * b**0.5) ** 2,
    "beyond": lambda a, b: 1 / (0.5 / a + 0.5 / b),
    "neither": lambda a, b: 2 + np.sin(2 * a) + 0.2 * b,
    "noise": lambda a, b: 3 + np.sin(1e6 * a),
}


@pytest.mark.parametrize(
    "rows", [12, *(pytest.param(rows, marks=pytest.mark.slow) for rows in (13, 20, 30, 60))]
)
@pytest.mark.parametrize("law", LAWS)
def test_no_report_contradicts_its_own_numbers(law, rows):
    """Read the words, and compare them with the numbers."""
    facts = found(*random_table(rows, LAWS[law], rows=rows))
    said, p_sum, p_product = flat(facts.conclusion()), facts.p_value(0.0), facts.p_value(1.0)
    low, high = facts.profile.interval
    for p, inside in ((p_sum, low <= 0), (p_product, high >= 1)):
        assert (p >= 0.05) == inside
    fits = not (
        facts.lack_of_fit and facts.lack_of_fit.p < 0.01 and facts.lack_of_fit.explained > 0.1
    )
    assert ("do not conclude that inputs add" in said) == (not (fits or facts.beyond))
    sentences = {
        "for a sum and against a product": p_product < 0.05 <= p_sum,
        "for a product and against a sum": p_sum < 0.05 <= p_product,
        "do not decide": p_sum >= 0.05 and p_product >= 0.05,
        "the law is in between": p_sum < 0.05 and p_product < 0.05,
    }
    for sentence, holds in sentences.items():
        assert (sentence in said) == (holds and fits and not facts.beyond)
    assert ("the law may lie beyond" in said) == facts.beyond
    assert low <= facts.profile.best <= high and facts.above_least < 1e-4
    errors = {r.name: r.error for r in facts.rivals if not r.refusal}
    best = min(errors, key=errors.get)
    wrong_by = re.search(r"To predict, take (.*?): it is wrong by", said)
    if wrong_by:
        assert NAMES[best] == wrong_by[1] and errors[best] < errors["neuron"]
    if "The neuron predicts" in said or "the neuron predicts best" in said:
        assert errors["neuron"] <= 1.03 * min(errors.values()) < facts.spread
    if "better than a constant" in said:
        assert min(errors.values()) >= facts.spread
    for column, size, more in re.findall(r"10% more (x\d) goes with ([\d.]+)% (more|less) y", said):
        effect = next(e for e in facts.effects if e.column == column)
        assert 100 * abs(effect.change) == pytest.approx(float(size), rel=0.06)
        assert (effect.change > 0) == (more == "more")
        assert min(effect.change_interval) > 0 or max(effect.change_interval) < 0


def test_laws_without_phi_are_those_that_the_data_allow(judged):
    task, _, facts = judged("trees")
    assert list(facts.plain_laws) == ["a product"]
    power = nn.AddMul(2, 1, n=1.0, bias=True)
    train.warm_start(power, task)
    assert facts.plain_laws["a product"] == formula(power, task)
    between = found(*random_table(0, LAWS["between"], noise=0.005))
    assert list(between.plain_laws) == ["Box–Cox on both sides"]
    assert re.match(r"y\^0\.\d+ ≈ ", between.plain_laws["Box–Cox on both sides"])


# ---- doubts ------------------------------------------------------------------------------------


def reasons(facts):
    return " ".join(facts.doubts())


@pytest.mark.slow
def test_nothing_is_doubted_without_an_occasion():
    """A law that the neuron has, between + and ×, with errors of one size."""
    doubted = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        x = rng.uniform(0.5, 4, (40, 2))
        y = 3 * LAWS["between"](*x.T) + rng.normal(0, 0.05, 40)
        doubted += bool(found(x, y, kind="box-cox").doubts())
    assert doubted <= 2


def test_too_few_rows_are_told():
    x = np.random.default_rng(0).uniform(1, 2, (4, 2))
    facts = found(x, x.sum(axis=1))
    assert facts.doubts() == ["Only 4 rows for 4 numbers to learn: believe nothing."]
    assert "nothing follows" in facts.conclusion() and "How firmly" not in facts.report()
    facts = found(*random_table(0, LAWS["sum"], rows=6))
    assert "Only 6 rows for 4 numbers to learn: intervals and p-values are rough." in facts.doubts()
    assert "Only" not in reasons(found(*random_table(0, LAWS["sum"], rows=12)))


@pytest.mark.slow
def test_an_n_that_is_stuck_is_told():
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    facts = study.findings(neuron, task)
    assert re.search(r"ended at n = 0.000, .*the least, which is at n = 0.971", reasons(facts))
    assert facts.conclusion().startswith("Mind the doubts above.")
    neuron.load_state_dict(facts.profile.parameters)
    assert "Training ended" not in reasons(study.findings(neuron, task))


def test_one_row_that_decides_is_named():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (25, 2))
    y = x.sum(axis=1) + rng.normal(0, 0.01, 25)
    facts = found(np.vstack([x, [6.0, 6.0]]), np.append(y, 36.0))
    assert re.search(
        r"One row decides.*row 26 \(x1 6, x2 6, y 36\).*of the squared error", reasons(facts)
    )


@pytest.mark.slow
def test_one_row_that_stands_out_is_named_where_n_is_open_anyway():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 1.5, (40, 2))
    y = x.sum(axis=1) + rng.normal(0, 0.05, 40)
    y[6] += 0.26
    facts = found(x, y)
    assert facts.undecided and 0.25 < facts.worst_share < 0.5
    assert re.search(r"One row weighs much.*row 7 .*\d+% of the squared", reasons(facts))
    assert facts.conclusion().startswith("Check row 7 first: it makes")


def test_a_prediction_that_explodes_does_not_blame_the_row():
    rng = np.random.default_rng(1)
    x = rng.uniform(1, 10, (60, 2))
    y = 3 * x.sum(axis=1) + rng.normal(0, 1, 60)
    y[17] = 400
    facts = found(x, y)
    assert facts.worst_row == 17 and "row 18" in reasons(facts)
    exploded = replace(facts, left_out=np.where(np.arange(60) == 3, 1e14, facts.left_out))
    assert facts.worst_was_left_out and not exploded.worst_was_left_out
    assert "on rows left out. Check" in reasons(facts)
    assert "on rows left out. Check" not in reasons(exploded)


def test_a_row_does_not_decide_if_n_stays_in_its_interval(judged):
    facts = judged("trees")[2]
    low, high = facts.profile.interval
    assert high - low > 0.3 and not facts.undecided
    moved = [replace(facts, order_without=n).one_row_decides for n in (low, low - 0.01)]
    assert moved == [False, facts.best_order - low + 0.01 > 0.25]


@pytest.mark.slow
def test_inputs_that_follow_from_others_are_named():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (40, 3))
    x[:, 1] = x[:, 0] + rng.normal(0, 0.02, 40)
    y = x.sum(axis=1) + rng.normal(0, 0.1, 40)
    assert "more than 90% of the variance of x1 and x2, so what each" in reasons(found(x, y))
    x[:, 1] = x[:, 0] + rng.normal(0, 0.12, 40)
    assert "Inputs go together" not in reasons(found(x, y))


def test_effects_that_may_be_chance_are_told_apart_from_none(judged):
    facts = judged("trees")[2]
    for p, said in (
        (0.03, "clear: girth_in and height_ft may have one, but of 2 inputs"),
        (0.3, "clear."),
    ):
        unclear = replace(facts, effects=[replace(e, p=p) for e in facts.effects])
        assert f"No input has an effect on volume_ft3 that is {said}" in unclear.conclusion()


def test_what_the_data_do_not_separate_is_named():
    x = np.random.default_rng(0).uniform(1, 2, (30, 1))
    facts = found(np.hstack([x, x]), 3 * x[:, 0] + np.random.default_rng(1).normal(0, 0.1, 30))
    assert "do not separate the effects of x1 and x2" in reasons(facts)
    assert "--without x2" in reasons(facts) and "goes with" not in facts.conclusion()
    assert "What each input alone does to y, the data do not tell." in facts.conclusion()
    assert facts.report().count("unknown") == 8  # two weights, two effects, and their intervals


def test_a_lack_of_fit_is_told_with_its_share():
    facts = found(*random_table(0, LAWS["neither"], rows=80))
    assert f"{facts.lack_of_fit.explained:.0%} of the squared error would go" in flat(
        reasons(facts)
    )
    assert "No law between a sum and a product fits these data well" in facts.conclusion()


@pytest.mark.slow
def test_a_law_that_fits_nearly_all_is_not_called_a_bad_one():
    x = np.random.default_rng(0).uniform(2, 4, (40, 2))
    facts = found(x, np.sqrt(x[:, 0] * x[:, 1]) + x.sum(axis=1))
    assert facts.lack_of_fit.p < 0.01 and not facts.exact
    assert 0.001 < facts.residual_spread / facts.spread < 0.01
    assert "fits these data exactly, but that of n = 0.2" in facts.conclusion()
    assert "do not conclude" not in facts.conclusion() and "goes with" in facts.conclusion()


def with_errors(facts, **others):
    """Return the findings with other errors and verdicts of rivals: (times the neuron's, verdict)."""
    own = facts.rivals[0]
    rivals = [
        replace(r, error=others[r.name][0] * own.error, verdict=others[r.name][1])
        for r in facts.rivals
        if r.name in others
    ]
    return replace(facts, rivals=[own, *rivals])


def test_a_power_law_whose_errors_are_shares_is_not_called_none():
    """As brains and bodies of mammals: in grams, a few large ones decide."""
    facts = found(*random_table(0, LAWS["neither"], rows=40))
    cannot = {name: (1.2, "cannot tell") for name in ("line", "quadratic", "log-log")}
    for best, said in {
        "log-log": "With errors in the unit of y, no law between a sum and a product fits these data "
        "well. A log–log fit is wrong by 0.5 times as much, and counts errors as shares: try --error "
        "relative.",
        "quadratic": "well (a quadratic is wrong by 0.5 times as much): do not conclude",
        "line": "No law between a sum and a product fits these data well: do not conclude",
    }.items():
        assert said in with_errors(facts, **cannot | {best: (0.5, "")}).conclusion()


def test_the_best_is_said_to_be_so_by_chance_if_it_may_be(judged):
    facts, worse = judged("trees")[2], (2.0, "probably worse")
    firm = with_errors(facts, line=worse, quadratic=worse)
    assert re.search(r"the neuron predicts best \(\S+\)\.$", firm.conclusion())
    open_ = with_errors(facts, line=worse, quadratic=(2.0, "cannot tell"))
    assert open_.conclusion().endswith("), though that may be chance.")


def test_a_law_beyond_times_is_told():
    facts = found(*random_table(0, LAWS["beyond"], rows=40, noise=0.02))
    assert facts.end == 1 and facts.box_cox == pytest.approx(2, abs=0.3) and facts.beyond
    assert "may lie beyond a product" in facts.conclusion()
    assert "n stopped at 1, its bound" in facts.report() and "--beyond" in reasons(facts)


@pytest.mark.slow
def test_a_law_at_the_bound_is_not_called_beyond():
    for seed in range(3):
        facts = found(*random_table(seed, LAWS["product"], rows=20, noise=0.02))
        assert "may lie beyond" not in reasons(facts)
        assert ("n stopped at 1, its bound" in facts.report()) == (facts.profile.best > 0.999)


@pytest.mark.slow
def test_a_product_cannot_be_negative():
    x, y = random_table(0, LAWS["product"], rows=20)
    facts = found(x, -y)
    assert "y is not positive in 20 of 20 rows" in reasons(facts)
    assert "Predict its negative instead." in reasons(facts)
    assert "against a product" not in facts.conclusion()
    assert "is not positive" not in reasons(found(x, y))


def test_predictions_that_are_too_low_are_told():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 4, (60, 2))
    facts = found(x, x.prod(axis=1) * np.exp(rng.normal(0, 0.8, 60)), relative=True)
    assert facts.too_low[0] > 0.65 and "of the predictions are too low" in reasons(facts)


def test_noise_that_is_followed_is_told():
    rng = np.random.default_rng(0)
    facts = found(rng.uniform(1, 2, (16, 10)), rng.uniform(1, 2, 16))
    assert "it follows noise" in reasons(facts)


def test_rows_that_repeat_are_told():
    x, y = random_table(0, LAWS["product"], rows=8)
    facts = found(np.tile(x, (3, 1)), np.tile(y, 3))
    assert "16 of 24 rows repeat another one" in reasons(facts)
    assert facts.conclusion().startswith("Mind the repeated rows.")


def test_data_that_do_not_decide_are_told(judged):
    assert "every n from 0.00 to 1.00 is compatible" in reasons(judged("delivery")[2])


@pytest.mark.slow
def test_rows_that_are_there_are_not_asked_for():
    rng = np.random.default_rng(0)
    x = np.tile([[1.0, 1.0], [1.0, 1.3], [1.3, 1.0], [1.3, 1.3]], (6, 1))
    y = x.sum(axis=1) + rng.normal(0, 0.1, 24)
    assert "What would tell is more rows" in reasons(found(x, y))
    x = x[1:3].repeat(12, axis=0) + rng.uniform(0, 0.01, (24, 2))
    x[::2] = x[::2, ::-1]
    assert "rows where all inputs are small" in reasons(found(x, y))


def test_what_is_nearly_a_product_is_not_said_to_be_between():
    """Rounding to six digits speaks against n = 1 exactly."""
    x, y = random_table(0, LAWS["product"], rows=40, noise=0.0)
    facts = found(x, y)
    for best, said in (
        (0.9998, "for what is nearly a product (n = 0.9998)"),
        (0.6, "in between, at"),
    ):
        n, loss = np.array([0.0, best, 1.0]), np.array([9.0, 1e-9, 9.0])
        profile = replace(facts.profile, n=n, loss=loss, best=best)
        other = replace(facts, profile=profile)
        assert max(other.p_value(0.0), other.p_value(1.0)) < 0.05 and said in other.conclusion()


@pytest.mark.slow
def test_values_below_the_edge_are_counted():
    x, y = random_table(0, LAWS["sum"], rows=14)
    x[3:5, 0] = 0.0
    facts = found(x, y)
    assert ("2 of x1" in reasons(facts)) == (
        facts.p_value(1.0) >= 0.01 or facts.profile.best > 0.25
    )


def test_errors_that_grow_are_told(judged):
    assert "--error relative" in reasons(judged("trees")[2])


def test_a_model_that_learned_nothing_is_told():
    facts = found(*random_table(1, LAWS["noise"], rows=12, noise=0.0))
    assert ("by more than a constant" in reasons(facts)) == (facts.explained < 0)


def test_exact_fits_are_exact():
    x = np.array(
        [[1.0, 2.0], [2.0, 3.0], [3.0, 5.0], [4.0, 4.0], [7.0, 1.0], [2.0, 8.0], [3.0, 3.0]]
    )
    facts = found(x, x.sum(axis=1))
    assert facts.exact and "The fit is exact" in facts.report() and not facts.doubts()
    assert "The neuron predicts exactly, as do a straight line" in facts.conclusion()
    nothing = found(
        np.hstack([x, [[1.0], [2.0], [4.0], [3.0], [5.0], [1.5], [2.5]]]), x.sum(axis=1)
    )
    assert nothing.exact and "x3" not in nothing.conclusion()  # 1e-14 % of an effect is none
    table = facts.report().partition("Wrong by")[2].partition("Residuals")[0]
    assert all(len(line.split()) == 2 for line in table.splitlines() if "exact" in line)
    assert max(r.error for r in facts.rivals[:2]) < 10 * negligible_error(facts.task.y)


@pytest.mark.parametrize(
    "model", [nn.AddMul(2, 2), nn.Sequential(nn.Linear(2, 1))], ids=["two outputs", "a network"]
)
def test_only_one_neuron_can_be_judged(model):
    x = np.arange(1.0, 9.0).reshape(4, 2)
    task = tasks.Task.from_arrays(x, x if isinstance(model, nn.AddMul) else x[:, 0])
    with pytest.raises(ValueError, match="one AddMul or Linear neuron with one target"):
        study.findings(model, task)
