"""The page after the lessons: one page, whose numbers are those of the recorded studies."""

import csv
import re

import pytest
import readme

PAGE = (readme.HERE / "verdict.md").read_text(encoding="utf-8")
TEXT = " ".join(PAGE.split())
README = (readme.HERE.parent / "README.md").read_text(encoding="utf-8")
TABLE = re.search(r"^## Is it worth it\?\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)[1]
DATA = readme.HERE.parent / "figures" / "data"
LITTLE = {
    "interactions": "a line with products of inputs",
    "product": "*product units*, which multiply and do not decide",
    "addmul": "neurons",
    "tanh-ridge": "tanh, with a penalty on large weights",
    "tanh": "tanh",
}
POSITIVE = "0.1..0.2", "1..2", "1.1..1.2", "10..20"


def rows(table, **where):
    text = (DATA / f"{table}.csv").read_text(encoding="utf-8")
    found = csv.DictReader(text.splitlines())
    return [row for row in found if all(row[name] == value for name, value in where.items())]


def error(table, model, **where):
    (row,) = rows(table, model=model, **where)
    return float(row["test"])


def times(model):
    """Return the least and the largest error, in errors of the neuron, of a model between + and ×."""
    inside = [row for row in rows("between", model=model) if float(row["rho"]) > 0]
    ratios = [float(row["ratio"]) for row in inside]
    return f"{min(ratios):.2f} to {max(ratios):.2f} times"


def found(table, model):
    """Return how many trainings on positive inputs found the law, and of how many."""
    able = [row for row in rows(table, model=model) if row["within"] in POSITIVE]
    return sum(int(row["found"]) for row in able), sum(int(row["runs"]) for row in able)


def longer(model):
    """Return how many times as long a training of polynomials takes as with tanh."""
    seconds = {row["model"]: float(row["seconds"]) for row in rows("polynomial_first")}
    return seconds[model] / seconds["tanh"]


def of_zero(model):
    """Return the error that is left when a model learned to shift, in per cent of predicting 0."""
    return 100 * error("pattern_shift", model) / error("pattern_shift", "zero")


def claims():
    """Yield every sentence of the page that has a measured number, up to the number."""
    yield times("either")
    yield times("box-cox")
    for model, name in LITTLE.items():
        (row,) = rows("little_data", model=model, samples="64", noise="0.01")
        yield f"{name} | {float(row['test']):.{3 if 'tanh' in model else 4}f} | {row['verdict']}".strip()
    law, neuron = (error("measured", model, task="trees") for model in ("power-law", "addmul"))
    yield f"the power law is wrong by {law:.2f} ft³, the neuron by {neuron:.2f}"
    (cost,) = rows("cost", cost="a step", of="Linear and tanh, as wide and as many parameters")
    yield f"A step of a small network takes {float(cost['addmul_takes']):.0f} times as long as with tanh"
    took = f"{longer('addmul-uncoupled'):.0f} to {longer('addmul'):.0f}"
    yield f"trainings took {took} times as long"
    decoupled = error("polynomial_first", "addmul-uncoupled")
    tanh = error("polynomial_first_long", "tanh")
    yield f"wrong by {tanh:.4f}, decoupled neurons by {decoupled:.4f}, which our test cannot tell"
    found_here = "four ranges of positive inputs in {} of {} trainings"
    yield found_here.format(*found("single_module", "addmul"))
    yield f"each with its own weights, in {found('single_module', 'gated')[0]}."
    (both,) = {found("single_module_second", model)[0] for model in ("addmul", "gated")}
    yield f"**By least squares**, both found all {both}."
    models = "linear-addmul", "tanh-tanh", "linear-gated"
    ours, tanh, gated = (f"{of_zero(model):.2f} %" for model in models)
    yield f"{ours} of the error of always saying 0 was left (tanh: {tanh}, Gated units: {gated})"


@pytest.mark.parametrize("claim", list(claims()))
def test_what_the_page_claims_is_recorded(claim):
    assert claim in TEXT


def test_with_inputs_from_1_to_2_gradient_descent_always_succeeded():
    able = rows("single_module", model="addmul", within="1..2")
    assert len(able) == 2
    assert all(row["found"] == row["runs"] for row in able)


def test_the_neurons_are_better_than_tanh_with_a_penalty_with_nine_of_ten_seeds():
    few = {"samples": "64", "noise": "0.01"}
    (ours,), (penalised,) = (rows("little_data", model=m, **few) for m in ("addmul", "tanh-ridge"))
    pairs = zip(ours["errors"].split(), penalised["errors"].split(), strict=True)
    assert [float(a) < float(b) for a, b in pairs].count(True) == 9
    assert (ours["learned"], ours["runs"]) == ("9", "10")


def test_some_other_model_is_first_on_every_measured_table():
    tables = {row["task"] for row in rows("measured")}
    assert len(tables) == 5
    for table in tables:
        found = {row["model"]: float(row["test"]) for row in rows("measured", task=table)}
        assert min(found.values()) < found["addmul"]


def test_no_measured_number_is_missing_there_or_in_the_readme():
    prose = re.sub(r"\]\(.*?\)|\[lesson\s+\d+|^\d\. |^#.*$", "", PAGE, flags=re.MULTILINE)
    whole = {"0", "1"}
    measured = set(re.findall(r"(?<![\w₁₂₃₄.])\d+(?:\.\d+)?", prose)) - whole
    sizes = {"15", "60", "64", "2"}  # rows of data and a range of inputs; nobody measured them
    assert measured - sizes == set(re.findall(r"\d+(?:\.\d+)?", " ".join(claims()))) - whole
    assert measured <= set(re.findall(r"\d+(?:\.\d+)?", TABLE))


def test_it_is_one_page():
    assert len(re.findall(r"[a-z]{2,}", PAGE, flags=re.IGNORECASE)) <= 580


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert len(links) >= 8
    for link in links:
        assert (readme.HERE / link.partition("#")[0]).exists(), link
