"""The README's snippets run and print what it says."""

import contextlib
import csv
import io
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)


def words(text):
    return text.split()


def test_python_snippets_print_what_the_readme_says():
    names = {}
    checked = 0
    for (language, code), (next_language, expected) in pairwise(BLOCKS):
        if language != "python":
            continue
        assert next_language == "text", "a python snippet is followed by its output"
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        assert words(printed.getvalue()) == words(expected)
        checked += 1
    assert checked == 5


def train_trees(folder, *options):
    command = [sys.executable, "-m", "minigrad", "train", "trees", "--out", str(folder), *options]
    return words(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_train_trees_prints_the_paragraph_of_the_readme(tmp_path):
    expected = next(text for language, text in BLOCKS if text.startswith("trees: 31 rows."))
    assert train_trees(tmp_path)[: len(words(expected))] == words(expected)


def test_the_papers_construction_ends_where_the_readme_says(tmp_path):
    said = re.search(r"--kind abel`, it ends at n = (\S+) and\s+is wrong by (\S+) instead", README)
    printed = " ".join(train_trees(tmp_path, "--kind", "abel"))
    assert f"ended at n = {said[1]}, nearly a product" in printed
    assert f"the neuron by {said[2]}." in printed


def test_shell_commands_are_real():
    commands = [code.strip() for language, code in BLOCKS if language == "sh"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert commands[0].endswith("&& minigrad train trees")
    assert commands[1] == "pip install -e '.[test]' && pytest"
    assert "test" in project["optional-dependencies"]
    assert project["scripts"]["minigrad"] == "minigrad.cli:main"


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "lessons/README.md",
        "figures/README.md",
        "figures/data/README.md",
        "minigrad/autodiff/README.md",
    ],
    ids=lambda page: page,
)
def test_links_lead_somewhere(page):
    path = ROOT / page
    links = re.findall(r"(?:\]\(|src=\")([^)\"]+)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("http")]
    assert local
    missing = [link for link in local if not (path.parent / link).exists()]
    assert not missing


def test_the_readme_names_the_pythons_that_the_package_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {c.split()[-1] for c in project["classifiers"] if "Python :: 3." in c}
    named = re.search(r"with Python (3\..*?)\. ", README)
    assert declared == set(re.findall(r"3\.\d\d", named[1]))


# ---- is it worth it? ---------------------------------------------------------------------------

WORTH = README[README.index("## Is it worth it?") : README.index("## From the papers")]
TABLES = {
    path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for path in (ROOT / "figures" / "data").glob("*.csv")
}
STARTS = TABLES.pop("migration")


def recorded(table, model, column="test", **where):
    (row,) = (
        row
        for row in TABLES[table]
        if row["model"] == model and all(row[name] == value for name, value in where.items())
    )
    return float(row[column])


def found(table, model):
    able = [r for r in TABLES[table] if r["model"] == model and not r["impossible"]]
    return f"{sum(int(r['found']) for r in able)} of {sum(int(r['runs']) for r in able)}"


def counted(part, *words, snapped=False, without="by least squares"):
    """Return how many of 25 runs succeeded: "A to B" over the rows of a part with these words."""
    counts = [
        int(row["snapped" if snapped else "found"])
        for row in STARTS
        if row["part"] == part
        and set(words) <= set(row["row"].split())
        and without not in row["row"]
    ]
    low, high = min(counts), max(counts)
    return f"{low}" if low == high else f"{low} to {high}"


def claims():
    trees, visits = {"task": "trees"}, {"task": "delivery"}
    yield (
        f"trees: n = {recorded('measured', 'addmul', 'n', **trees):.3f}, wrong by "
        f"{recorded('measured', 'addmul', **trees):.2f} "
        f"(power law {recorded('measured', 'power-law', **trees):.2f}, "
        f"line {recorded('measured', 'line', **trees):.2f})"
    )
    yield (
        f"delivery: n = {recorded('measured', 'addmul', 'n', **visits):.3f}, "
        f"{recorded('measured', 'addmul', **visits):.2f} "
        f"(line {recorded('measured', 'line', **visits):.2f}, "
        f"power law {recorded('measured', 'power-law', **visits):.2f}, "
        f"quadratic {recorded('measured', 'quadratic', **visits):.2f})"
    )
    second = "polynomial_second", "tanh"
    yield (
        f"tanh is wrong by {recorded(*second, 'ratio'):.2f} × as much (least squares, 95 % interval "
        f"{recorded(*second, 'ratio_low'):.2f} to {recorded(*second, 'ratio_high'):.2f}), "
        f"{recorded('polynomial_first', 'tanh', 'ratio'):.2f} × (gradient descent)"
    )
    yield f"is {recorded('polynomial_second', 'addmul', 'ratio'):.2f} × worse"
    yield f"one neuron from n = 0, ½, 1, random: {counted('one', 'kneser')} of 25 each"
    yield (
        f"two layers: {counted('two', 'AddMul', 'kneser')} of 25 before snapping, "
        f"{counted('two', 'AddMul', 'kneser', snapped=True)} after"
    )
    yield f"by gradient descent AddMul found {found('single_module', 'addmul')} "
    yield f"Gated {found('single_module', 'gated')}; by least squares"
    least_squares = "single_module_second"
    yield f"AddMul {found(least_squares, 'addmul')}, Gated {found(least_squares, 'gated')} |"
    few = {"samples": "64", "noise": "0.01"}
    yield (
        f"with 1 % noise: {recorded('little_data', 'addmul', **few):.4f}, "
        f"tanh {recorded('little_data', 'tanh', **few):.3f}, "
        f"product units {recorded('little_data', 'product', **few):.4f}"
    )
    yield (
        f"30 % of inputs absent: {recorded('missing', 'addmul', rate='0.3'):.3f}, "
        f"tanh {recorded('missing', 'tanh', rate='0.3'):.3f}, "
        f"product units {recorded('missing', 'product', rate='0.3'):.3f}"
    )
    shift = "pattern_shift"
    yield (
        f"wrong by {recorded(shift, 'linear-addmul') / recorded(shift, 'zero'):.2%} of what predicting "
        f"0 is (tanh {recorded(shift, 'tanh-tanh') / recorded(shift, 'zero'):.2%}, "
        f"Gated {recorded(shift, 'linear-gated') / recorded(shift, 'zero'):.2%}, "
    ).replace("%", " %")
    seconds = [recorded(shift, model, "seconds") for model in ("linear-addmul", "tanh-tanh")]
    yield f"in {seconds[0] / seconds[1]:.0f} times its time"
    ours = [r for rows in TABLES.values() for r in rows if "addmul" in r["model"]]
    runs, diverged = (
        sum(int(r[name]) for r in ours if not r["impossible"]) for name in ("runs", "diverged")
    )
    yield f"{diverged} of {runs:,} recorded trainings of AddMul diverged"


DECIDING = README[README.index("## Neurons that decide") : README.index("## Is it worth it?")]


def rates():
    """Yield what the table of neurons that decide has to say: found, and found when snapped."""
    for part, *words in (
        ("one", "kneser"),
        ("bias", "kneser", "sum"),
        ("bias", "kneser", "product"),
        ("schroeder", "schroeder", "n"),
        ("two", "AddMul", "kneser", "sum_of_products"),
        ("schroeder", "AddMul"),
        ("two", "AddMul", "kneser", "product_of_sums"),
        ("ten", "kneser", "sum"),
        ("ten", "kneser", "product"),
    ):
        yield counted(part, *words), counted(part, *words, snapped=True)


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
    assert f"in {counted('two', 'Gated', 'sum_of_products', snapped=True)} of 25" in DECIDING


@pytest.mark.parametrize("claim", list(claims()), ids=lambda claim: claim[:40])
def test_what_the_readme_claims_is_recorded(claim):
    assert claim in " ".join(words(WORTH))


def test_nobody_beats_the_line_from_eight_rows():
    for noise in ("0.01", "0.1"):
        rows = [r for r in TABLES["little_data"] if (r["samples"], r["noise"]) == ("8", noise)]
        line = next(float(r["test"]) for r in rows if r["model"] == "line")
        assert all(float(r["test"]) > 0.97 * line for r in rows)


def test_every_recorded_run_that_was_repeated_gave_the_same_bits():
    assert {r["same_bits"] for rows in TABLES.values() for r in rows} <= {"True", ""}


def test_the_answer_takes_at_most_200_words():
    text = re.sub(r"```.*?```|^\|.*$", "", WORTH, flags=re.DOTALL | re.MULTILINE)
    assert len(words(text)) <= 200
