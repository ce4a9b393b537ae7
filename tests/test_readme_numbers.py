"""The numbers that the README claims are those of the recorded studies."""

import csv
import re
from functools import partial

import numpy as np
import pytest
from test_readme import README, ROOT, words

from minigrad.study.standing import standings

WORTH = README[README.index("## Is it worth it?") : README.index("## From the papers")]
TABLES = {
    path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for path in (ROOT / "figures" / "data").glob("*.csv")
}
STARTS = TABLES.pop("migration")
COSTS = {(r["cost"], r["of"]): float(r["addmul_takes"]) for r in TABLES.pop("cost")}
SIMULATED = {row["row"]: float(row["share"]) for row in TABLES["calibration"]}
VALLEYS, UNITS = TABLES["landscapes"], TABLES["units"]
TABLES = {name: rows for name, rows in TABLES.items() if "verdict" in rows[0]}  # of `compare`


def recorded(table, model, column="test", **where):
    (row,) = (
        row
        for row in TABLES[table]
        if row["model"] == model and all(row[name] == value for name, value in where.items())
    )
    return float(row[column])


def found(table, model, *, everywhere=False):
    """Return how many of the runs with positive inputs, or of all, found the law, and of how many."""
    able = {
        (r["operation"], r["within"])
        for r in TABLES[table]
        if r["model"] == "addmul" and not r["impossible"]
    }
    assert len(able) == 2 * 4
    own = [r for r in TABLES[table] if r["model"] == model and not r["impossible"]]
    rows = own if everywhere else [r for r in own if (r["operation"], r["within"]) in able]
    return sum(int(r["found"]) for r in rows), sum(int(r["runs"]) for r in rows)


def of(counts):
    return " of ".join(map(str, counts))


def counted(part, *words, snapped=False, squares=False):
    """Return how many of 25 runs succeeded: "A to B" over the rows of a part with these words."""
    counts = [
        int(row["snapped" if snapped else "found"])
        for row in STARTS
        if row["part"] == part
        and set(words) <= set(row["row"].replace(",", "").split())
        and squares == ("by least squares" in row["row"])
    ]
    low, high = min(counts), max(counts)
    return f"{low}" if low == high else f"{low} to {high}"


def errors_of(table, model):
    (row,) = (row for row in TABLES[table] if row["model"] == model)
    return [float(error) for error in row["errors"].split()]


def behind(table):
    """Return how far AddMul is behind the better of line and power law, as a share."""
    errors = {m: recorded("measured", m, task=table) for m in ("addmul", "line", "power-law")}
    return errors.pop("addmul") / min(errors.values()) - 1


def of_measured_tables():
    wrong, trees, visits = partial(recorded, "measured"), {"task": "trees"}, {"task": "delivery"}
    yield (
        f"trees: n = {wrong('addmul', 'n', **trees):.3f}, wrong by {wrong('addmul', **trees):.2f} "
        f"(power law {wrong('power-law', **trees):.2f}, line {wrong('line', **trees):.2f})"
    )
    yield (
        f"delivery: n = {wrong('addmul', 'n', **visits):.3f}, {wrong('addmul', **visits):.2f} "
        f"(line {wrong('line', **visits):.2f}, power law {wrong('power-law', **visits):.2f})"
    )
    more = [f"{behind(table) * 100:.0f}" for table in ("stormer", "cement", "planets")]
    yield f"stormer, cement, planets: {more[0]}, {more[1]} and {more[2]} % behind the better of"
    least = {}
    for row in TABLES["measured"]:
        least[row["task"]] = min(
            least.get(row["task"], (np.inf,)), (float(row["test"]), row["model"])
        )
    model = {task: name for task, (_, name) in least.items()}
    assert model["trees"] == model["planets"] == "log-log"
    assert (model["delivery"], model["cement"], model["stormer"]) == ("ridge", "ridge", "translog")
    yield (
        f"log–log fit (trees {least['trees'][0]:.2f}, planets), quadratic with a ridge (delivery "
        f"{least['delivery'][0]:.2f}, cement), translog (stormer)"
    )
    told = {row["task"] for row in TABLES["measured"] if "probably" in row["verdict"]}
    assert told == {"stormer"}
    yield "except on stormer, our test cannot tell"


def of_laws_between():
    """Of ρ = ¼, ½ and ¾, with 15, 30 and 60 rows; and of ρ = -½, beyond a product."""
    inside = [r for r in TABLES["between"] if r["rho"] != "-0.5"]
    beyond = [r for r in TABLES["between"] if r["rho"] == "-0.5"]

    def times(model, rows):
        ratios = [float(r["ratio"]) for r in rows if r["model"] == model]
        return f"{min(ratios):.2f} to {max(ratios):.2f}"

    def drawn(model):
        rows = [r for r in inside if r["model"] == model]
        return [float(error) for row in rows for error in row["errors"].split()]

    errors = list(zip(*map(drawn, ("addmul", "line", "power-law")), strict=True))
    wins = sum(own < min(others) for own, *others in errors)
    yield f"whichever fits better, has {times('either', inside)} times the error of one neuron"
    yield f"which beats both in {wins} of {len(errors)} draws"
    yield f"Box–Cox on both sides {times('box-cox', inside)} times"
    yield f"({times('box-cox', beyond)} times for ρ = −½)"
    yield f"The law itself, fitted: {times('ces', inside)} ({times('ces', beyond)})"
    unclear = [
        (r["samples"], r["rho"])
        for r in inside
        if r["model"] == "either" and r["verdict"] != "probably worse"
    ]
    assert unclear == [("15", "0.75")]
    yield "15 rows with ρ = ¾: our test cannot tell"
    either = {r["verdict"] for r in beyond if r["model"] == "either"}
    assert either == {"as good"}  # beyond a product, the neuron is the power law


def of_simulations():
    equal = {SIMULATED[f"2 models, {rows} rows, lognormal"] for rows in (13, 31)}
    covered = [SIMULATED[f"{rows} rows, {inputs} inputs"] for rows, inputs in ((13, 4), (31, 2))]
    yield (
        f"in {max(equal):.0%} and {min(equal):.0%} of studies one of two equal models is called "
        "better or worse"
    ).replace("%", " %")
    yield f"twice as bad is called worse in {SIMULATED['31 rows, lognormal']:.0%}".replace(
        "%", " %"
    )
    yield " and ".join(f"{share * 100:.1f}" for share in covered) + " % of 95 % intervals hold n"


def of_polynomials():
    wrong = partial(recorded, "polynomial_second")
    yield (
        f"{wrong('addmul-uncoupled'):.5f} with {wrong('addmul-uncoupled', 'parameters'):.0f} "
        f"parameters and an n for each input ({wrong('addmul'):.5f} with one n a neuron); "
        f"tanh {wrong('tanh'):.5f} with {wrong('tanh', 'parameters'):.0f} parameters, "
        f"{wrong('tanh-wide'):.5f} with {wrong('tanh-wide', 'parameters'):.0f}"
    )
    assert wrong("quartic") < 1e-12
    pairs = zip(
        *(errors_of("polynomial_second", m) for m in ("addmul-uncoupled", "tanh")), strict=True
    )
    yield f"yes ({sum(own < other for own, other in pairs)} of 20 polynomials)"
    wrong = partial(recorded, "polynomial_first")
    yield (
        f"In 5,000 steps {wrong('addmul-uncoupled'):.4f} with an n for each input "
        f"({wrong('addmul'):.4f} with one n a neuron), product units {wrong('product'):.4f}, tanh "
        f"{wrong('tanh'):.4f}, but {recorded('polynomial_first_long', 'tanh'):.4f} in 75,000 steps"
    )
    seconds = [
        recorded("polynomial_first", "addmul-uncoupled", "seconds"),
        recorded("polynomial_first_long", "tanh", "seconds"),
    ]
    assert 0.8 < seconds[1] / seconds[0] < 1.25  # "which take as long"
    errors = [
        errors_of("polynomial_first", "addmul-uncoupled"),
        errors_of("polynomial_first_long", "tanh"),
    ]
    _, tanh = standings(np.array(errors), 0.0, pooled=False)
    assert tanh.verdict == "cannot tell"
    paper = partial(recorded, "polynomial_paper")
    yield (
        f"with its larger disc: {paper('addmul-uncoupled'):.4f} ({paper('addmul'):.4f}), product "
        f"units {paper('product'):.4f}, tanh {paper('tanh'):.4f}"
    )
    for table in ("polynomial_first", "polynomial_paper"):
        verdict = {row["model"]: row["verdict"] for row in TABLES[table]}
        assert verdict["tanh"] == "probably worse"
        assert verdict["product"] == verdict["addmul"] == "cannot tell"


def of_laws():
    yield f"from n = 0, ½, 1, random: found {counted('one', 'kneser')} of 25 each"
    yield (
        f"two layers: {counted('two', 'AddMul', 'kneser')} of 25 before snapping, "
        f"{counted('two', 'AddMul', 'kneser', snapped=True)} after; by least squares "
        f"{counted('two', 'AddMul', 'kneser', 'sum_of_products', squares=True)} and "
        f"{counted('two', 'AddMul', 'kneser', 'product_of_sums', squares=True)} without a snap"
    )
    yield (
        f"enumeration of + and ×, {counted('two', 'enumeration', 'sum_of_products')} and "
        f"{counted('two', 'enumeration', 'product_of_sums')}"
    )
    exact, steps = partial(found, "single_module_second"), partial(found, "single_module")
    yield (
        f"found {of(exact('addmul'))} by least squares (Gated {exact('gated')[0]}, iNALU "
        f"{exact('inalu')[0]}). By gradient descent, each with the best of six learning rates, "
        f"{of(steps('addmul'))} (Gated {steps('gated')[0]}, iNALU {steps('inalu')[0]}, but "
        f"{steps('inalu-published')[0]} by its authors' recipe"
    )
    yield f"line or product, whichever fits better: {of(exact('either'))}"
    exact = partial(exact, everywhere=True)
    yield (
        f'`kind="schroeder"` {of(exact("addmul-schroeder"))}, Gated {exact("gated")[0]}, '
        f"iNALU {exact('inalu')[0]}"
    )


def of_costs():
    peer = "Linear and tanh, as wide and as many parameters"
    yield (
        f"a step takes {COSTS['a step', peer]:.0f} times as long, a prediction "
        f"{COSTS['a prediction', peer]:.0f} times, {COSTS['memory', peer]:.0f} times the memory"
    )
    of_each, of_one, tanh = (
        recorded("polynomial_first", model, "seconds")
        for model in ("addmul-uncoupled", "addmul", "tanh")
    )
    yield (
        f"a training took {of_each / tanh:.0f} times as long ({of_one / tanh:.0f} times with one n"
    )


def of_sums_of_products():
    few, missing = partial(recorded, "little_data", samples="64"), partial(recorded, "missing")
    little, much = {"noise": "0.01"}, {"noise": "0.1"}
    yield (
        f"1 % noise: {few('addmul', **little):.4f}, tanh {few('tanh', **little):.3f}, with a ridge "
        f"{few('tanh-ridge', **little):.3f}, product units {few('product', **little):.4f}. 10 % "
        f"noise: {few('addmul', **much):.3f}, {few('tanh', **much):.3f}, "
        f"{few('tanh-ridge', **much):.3f}, {few('product', **much):.3f}"
    )
    yield (
        f"a line with products of inputs, {few('interactions', **little):.4f} and "
        f"{few('interactions', **much):.3f}"
    )
    cases = [
        [float(r["test"]) for r in TABLES["little_data"] if r["model"] == model]
        for model in ("interactions", "addmul")
    ]
    less = sum(own < other for own, other in zip(*cases, strict=True))
    yield f"less error than the neurons in {less} of {len(cases[0])} cases"
    yield (
        f"30 % of inputs absent: {missing('addmul', rate='0.3'):.3f}, "
        f"tanh {missing('tanh', rate='0.3'):.3f}, "
        f"product units {missing('product', rate='0.3'):.3f}; "
        f"50 %: {missing('addmul', rate='0.5'):.3f}, {missing('tanh', rate='0.5'):.3f}, "
        f"{missing('product', rate='0.5'):.3f}, line {missing('line', rate='0.5'):.3f}"
    )
    yield (
        f"means for what is absent, then a quadratic: {missing('imputed', rate='0.3'):.3f} and "
        f"{missing('imputed', rate='0.5'):.3f}"
    )
    yield (
        f"ten seeds with 64 rows and 1 % noise, {few('addmul', 'learned', **little):.0f} learned "
        f"the law (product units {few('product', 'learned', **little):.0f})"
    )


def of_shifts():
    wrong = partial(recorded, "pattern_shift")
    share = {
        name: f"{wrong(model) / wrong('zero') * 100:.2f} %"
        for name, model in {
            "neurons": "linear-addmul",
            "held": "linear-addmul-pretrained",
            "product units": "linear-product",
            "tanh": "tanh-tanh",
            "NMU": "linear-nmu",
            "Gated": "linear-gated",
        }.items()
    }
    yield (
        f"its error is {share.pop('neurons')} of that of predicting 0; if n is held at 0 for a "
        f"quarter of the steps, {share.pop('held')}. Others"
    )
    yield f"Others: {', '.join(' '.join(pair) for pair in share.items())}, the exact"
    seconds = [wrong(model, "seconds") for model in ("linear-addmul", "tanh-tanh")]
    yield f"better than tanh in as many steps, in {seconds[0] / seconds[1]:.0f} times the time"
    verdict = {row["model"]: row["verdict"] for row in TABLES["pattern_shift"]}
    assert verdict["tanh-tanh"] == "probably worse"
    assert verdict["linear-addmul-pretrained"] == "cannot tell"
    assert verdict["linear-gated"] == verdict["linear-nmu"] == "probably better"
    between = [wrong("linear-addmul", end) for end in ("n_low", "n_high")]
    assert 0.1 < between[0] < between[1] < 0.9


def of_all():
    ours = [
        r
        for rows in TABLES.values()
        for r in rows
        if "addmul" in r["model"] and "n=" not in r["model"] and not r["impossible"]
    ]
    runs, diverged = (sum(int(r[name]) for r in ours) for name in ("runs", "diverged"))
    yield f"{diverged or 'none'} of {runs} recorded trainings of AddMul ended without a finite"
    repeated, same = 2 * len(ours), 2 * sum(r["same_bits"] == "True" for r in ours)
    yield f"{same} of {repeated} trainings of AddMul that were done twice gave the same bits"


CLAIMS = [
    claim
    for about in (
        of_laws_between, of_measured_tables, of_polynomials, of_laws, of_costs, of_sums_of_products,
        of_shifts, of_simulations, of_all
    )
    for claim in about()
]  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim[:40])
def test_what_the_readme_claims_is_recorded(claim):
    assert claim in " ".join(words(WORTH))


def test_no_recorded_training_diverged():
    able = [row for rows in TABLES.values() for row in rows if not row["impossible"]]
    assert sum(int(row["diverged"]) for row in able) == 0


def test_no_measured_table_is_predicted_better_than_by_the_better_of_line_and_power_law():
    assert all(behind(row["task"]) > -1e-6 for row in TABLES["measured"])


def test_the_costs_of_a_step_are_those_that_were_recorded():
    step = "a step"
    said = (
        f"takes {COSTS[step, 'Linear and tanh, as wide and as many parameters']:.0f} times as long "
        "as a step of Linear",
        f"takes {1 / COSTS[step, 'PyTorch, the same formula']:.0f} times as long as minigrad",
        f"and {1 / COSTS[step, 'PyTorch, our slopes written into it']:.0f} times with our",
    )
    assert all(text in " ".join(words(DECIDING)) for text in said)


DECIDING = README[README.index("## Neurons that decide") : README.index("## Is it worth it?")]


def rates():
    """Yield what the table of neurons that decide has to say: found, and found when snapped."""
    for part, *chosen in (
        ("one", "kneser"),
        ("bias", "kneser", "sum"),
        ("bias", "kneser", "product"),
        ("schroeder", "schroeder", "n"),
        ("two", "AddMul", "kneser", "sum_of_products"),
        ("two", "AddMul", "kneser", "sum_of_products", "squares"),
        ("schroeder", "AddMul"),
        ("two", "AddMul", "kneser", "product_of_sums"),
        ("two", "AddMul", "kneser", "product_of_sums", "squares"),
        ("ten", "kneser", "sum"),
        ("ten", "kneser", "product"),
    ):
        rate = partial(counted, part, *chosen, squares="squares" in chosen)
        yield rate(), rate(snapped=True)


def test_the_rates_of_neurons_that_decide_are_recorded():
    lines = [line.split("|")[3:5] for line in DECIDING.splitlines() if line.startswith("| ")][1:]
    said = [
        (
            re.sub(" of 25|, each of . times| for the (sum|product)", "", found).strip(),
            snapped.strip(),
        )
        for line, snapped in lines
        for found in line.split(";")
    ]
    by_least_squares = said.pop(3)
    assert said == list(rates())
    exact = {
        (row["found"], row["snapped"])
        for row in STARTS
        if row["part"] == "bias" and row["row"].startswith("kneser") and "squares" in row["row"]
    }
    assert exact == {by_least_squares}
    for part, row in (("one", "line or product"), ("two", "enumeration"), ("two", "Blend")):
        assert counted(part, *row.split(), snapped=True) == "25"


@pytest.mark.parametrize(("noise", "from_rows"), [("0.01", 16), ("0.1", 64)])
def test_tanh_is_probably_worse_from_so_many_rows(noise, from_rows):
    worse = {
        int(r["samples"])
        for r in TABLES["little_data"]
        if (r["model"], r["noise"], r["verdict"]) == ("tanh", noise, "probably worse")
    }
    assert worse == {rows for rows in (8, 16, 32, 64) if rows >= from_rows}
    assert f"from {from_rows} " in WORTH
    (ridge,) = (
        r["verdict"]
        for r in TABLES["little_data"]
        if (r["model"], r["noise"], r["samples"]) == ("tanh-ridge", noise, "64")
    )
    assert ridge == "cannot tell"
    assert "tanh with a ridge, our test cannot tell with 64 rows" in WORTH


def false_minima(kind, *how):
    """Return in how many cases a kind had a false minimum, of how many, and with which inputs."""
    own = [row for row in VALLEYS if row["model"] == kind and row["how"] in how]
    bad = [row["within"] for row in own if int(row["false_minima"])]
    return len(bad), len(own), set(bad)


def test_which_kind_for_what_follows_from_the_tables():
    fitted = ("refitted", "refitted, bias")
    assert false_minima("kneser", *fitted)[:2] == (0, 32)
    assert false_minima("box-cox", *fitted)[:2] == (0, 32)
    assert false_minima("abel", "refitted, bias")[:2] == (9, 16)
    assert false_minima("schroeder", "held", *fitted)[:2] == (48, 48)
    assert false_minima("linear-log", "held")[0] == 0
    assert false_minima("linear-log", *fitted) == (5, 32, {"10..20"})
    for task in ("trees", "delivery", "stormer", "cement"):
        n = [float(row["n"]) for row in UNITS if (row["task"], row["kind"]) == (task, "box-cox")]
        assert max(n) - min(n) < 1e-5
    ratios = [
        float(row["ratio"])
        for row in TABLES["between"]
        if row["model"] == "addmul-box-cox" and row["rho"] != "-0.5"
    ]
    said = " ".join(words(README[README.index("Which kind for what?") :]))
    for text in (
        "none of 32", "no false minimum in its 32 cases", "9 of 16", "5 of 32",
        "with inputs from 10 to 20",
        f"{min(ratios):.2f} to {max(ratios):.2f} times the error",
    ):  # fmt: skip
        assert text in said.replace("[", "")


def test_every_recorded_run_that_was_repeated_gave_the_same_bits():
    assert {r["same_bits"] for rows in TABLES.values() for r in rows} <= {"True", ""}


def test_the_answer_takes_at_most_200_words():
    text = re.sub(r"```.*?```|^\|.*$", "", WORTH, flags=re.DOTALL | re.MULTILINE)
    assert len(words(text)) <= 200
