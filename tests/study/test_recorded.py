"""The recorded studies are what their commands write: a small part of each is run again."""

import csv
import importlib
import re
import runpy
import shlex
from itertools import groupby, pairwise
from math import prod
from pathlib import Path

import numpy as np
import pytest

from minigrad import cli, tasks
from minigrad.study.results import EQUAL
from minigrad.study.standing import standings

ROOT = Path(__file__).parents[2]
DATA = ROOT / "figures" / "data"
COMMANDS = [
    shlex.split(line)[1:]
    for line in re.findall(r"^minigrad compare .*$", (DATA / "README.md").read_text(), re.M)
]
BY_TABLE = {Path(command[command.index("--table") + 1]).name: command for command in COMMANDS}
CLOSE = 1e-3  # closed forms, single neurons
ROUGH = 0.5  # long trainings, in which another processor's rounding grows

# A part: tasks or varied options to keep, models, how close.
PARTS = {
    "measured.csv": ({"task": ["planets"]}, ["addmul", "log-log"], CLOSE),
    "between.csv": ({"rho": ["0.5"], "samples": ["15"]}, ["addmul", "box-cox", "ces"], CLOSE),
    "polynomial_second.csv": ({}, ["tanh", "quartic"], ROUGH),
    "polynomial_first.csv": ({}, ["tanh"], ROUGH),
    "polynomial_first_long.csv": ({}, ["tanh"], ROUGH),
    "polynomial_paper.csv": ({"radius": ["0.31622776601683794"]}, ["tanh", "quartic"], ROUGH),
    "single_module.csv": (
        {"operation": ["product"], "within": ["1..2"]},
        ["addmul", "nau-published", "line"],
        ROUGH,
    ),
    "single_module_second.csv": (
        {"operation": ["sum", "product"], "within": ["10..20"]},
        ["addmul", "gated"],
        CLOSE,
    ),
    "pattern_shift.csv": ({}, ["line", "zero", "fourier"], CLOSE),
    "missing.csv": ({"rate": ["0.1"]}, ["product", "imputed"], ROUGH),
    "little_data.csv": ({"samples": ["8"], "noise": ["0.1"]}, ["addmul", "ridge"], ROUGH),
}
SCRIPTS = {  # some rows of the tables that a script of the same name records
    "landscapes": [
        ("kneser", "1..2", "1 1", "product", "held"),
        ("kneser", "1.1..1.2", "0.5 2", "product", "refitted"),
        ("SoftExponential", "0.5..2.5", "1 1", "product", "held"),
        ("schroeder", "1..2", "1 1", "product", "held"),
    ],
    "units": [
        ("trees", "kneser", "means"),
        ("planets", "box-cox", "all x0.1"),
        ("stormer", "linear-log", "time_s x10"),
    ],
}
SLOW_ROWS = {
    "landscapes": [
        ("abel", "1.1..1.2", "0.5 2", "sum", "refitted, bias"),
        ("linear-log", "10..20", "0.5 2", "product", "refitted, bias"),
        ("Blend", "10..20", "1 1", "sum", "refitted"),
    ],
    "units": [("cement", kind, "all x10") for kind in ("kneser", "abel", "linear-log", "box-cox")],
    "calibration": [
        ("equal", "2 models, 13 rows, lognormal", "1000"),
        ("twice", "31 rows, lognormal", "1000"),
        ("interval", "13 rows, 2 inputs", "1000"),
    ],
    "learning_rates": [("polynomial", "tanh")],
}
SLOW = {"polynomial_second.csv", "polynomial_first_long.csv", "single_module.csv",
        "single_module_second.csv", "pattern_shift.csv", "missing.csv"}  # fmt: skip


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def reduced(command, keep, models, out):
    """Return the command for one seed, these models and these conditions only."""
    command = list(command)
    tasks = []
    while command[1:] and not command[1].startswith("--"):
        tasks.append(command.pop(1))
    options = list(zip(command[1::2], command[2::2], strict=True))
    given = dict(options)
    short = ["compare", *keep.get("task", tasks), "--workers", "0", "--seeds", "1"]
    for option, value in options:
        if option == "--vary":
            name, values = value.split("=")
            assert set(keep[name]) <= set(values.split(","))
            value = f"{name}={','.join(keep[name])}"
        elif option == "--lr":
            value = ",".join(rate for rate in value.split(",") if rate.split("=")[0] in models)
        if option in ("--seeds", "--table", "--models", "--out") or not value:
            continue
        short += [option, value]
    assert set(models) <= set(given.get("--models", ",".join(models)).split(","))
    return [*short, "--models", ",".join(models), "--out", str(out), "--table", str(out / "t.csv")]


def test_every_table_has_a_command_and_a_part_that_is_tested():
    others = {f"{name}.csv" for name in (*SLOW_ROWS, "migration", "cost", "speed")}
    assert {path.name for path in DATA.glob("*.csv")} == {*BY_TABLE, *others}
    assert set(BY_TABLE) == set(PARTS)
    assert len(COMMANDS) == len(PARTS)


@pytest.mark.parametrize(
    "name", [pytest.param(p, marks=pytest.mark.slow) if p in SLOW else p for p in PARTS]
)
def test_a_small_part_of_a_study_gives_the_same_again(name, tmp_path, capsys):
    keep, models, tolerance = PARTS[name]
    assert cli.main(reduced(BY_TABLE[name], keep, models, tmp_path)) == 0
    again = read(tmp_path / "t.csv")
    assert [row["model"] for row in again] == models * prod(map(len, keep.values()))
    for row in again:
        (recorded,) = (
            old
            for old in read(DATA / name)
            if old["model"] == row["model"] and all(old[key] == row[key] for key in keep)
        )
        first = float(recorded["errors"].split()[0])
        assert float(row["errors"]) == pytest.approx(first, rel=tolerance, abs=1e-12)
        assert row["parameters"] == recorded["parameters"]


@pytest.mark.parametrize("name", PARTS)
def test_a_table_holds_all_models_at_all_conditions_with_all_seeds(name):
    command, rows = BY_TABLE[name], read(DATA / name)
    given = dict(pairwise(command))
    if "--models" in given:
        assert {row["model"] for row in rows} == set(given["--models"].split(","))
    varied = [o.split("=") for flag, o in pairwise(command) if flag == "--vary"]
    conditions = {tuple(row[option] for option, _ in varied) for row in rows}
    expected = 1
    for option, values in varied:
        assert {row[option] for row in rows} == set(values.split(","))
        expected *= len(values.split(","))
    assert len(conditions) == expected
    assert len({(*(row[o] for o, _ in varied), row["task"], row["model"]) for row in rows}) == len(
        rows
    )
    able = [row for row in rows if not row["impossible"]]
    assert {row["runs"] for row in able} == {given.get("--seeds", "10")}
    assert all(row["same_bits"] == "True" for row in able)


@pytest.mark.parametrize("name", [name for name in PARTS if name != "measured.csv"])
def test_verdicts_follow_from_the_errors_that_are_recorded(name):
    options = list(PARTS[name][0])
    able = [row for row in read(DATA / name) if row["p"]]
    for values, group in groupby(able, key=lambda row: [row[option] for option in options]):
        given = zip(options, map(cli.compare._value, values), strict=True)
        task = tasks.load(able[0]["task"], rng=500, **dict(given))
        group = list(group)
        errors = np.array([[float(error) for error in row["errors"].split()] for row in group])
        floor = EQUAL * np.std(task.y_test * task.y_scale)
        _, *expected = standings(errors, floor, pooled=False)
        assert [each.verdict for each in expected] == [row["verdict"] for row in group[1:]]


@pytest.fixture
def script(monkeypatch):
    """Return a function that loads a script which stands beside its table."""
    monkeypatch.syspath_prepend(DATA)
    return importlib.import_module


def as_recorded(value):
    return pytest.approx(float(value), rel=CLOSE) if re.fullmatch(r"[-+.\de]+", value) else value


@pytest.mark.parametrize(
    ("name", "row"),
    [(name, row) for name, rows in SCRIPTS.items() for row in rows]
    + [
        pytest.param(name, row, marks=pytest.mark.slow)
        for name, rows in SLOW_ROWS.items()
        for row in rows
    ],
)
def test_a_row_of_a_script_gives_the_same_again(name, row, script, tmp_path):
    study = script(name)
    path = tmp_path / "part.csv"
    (again,) = script("recording").record(path, study.NAMES, {row: study.STUDY[row]})
    (recorded,) = (
        old for old in read(DATA / f"{name}.csv") if tuple(old[n] for n in study.NAMES) == row
    )
    assert list(again) == list(recorded)
    values = again.keys() - set(study.NAMES)
    assert {k: as_recorded(recorded[k]) for k in values} == {k: _number(again[k]) for k in values}


def _number(text):
    try:
        return float(text)
    except ValueError:
        return text


@pytest.mark.parametrize("name", SLOW_ROWS)
def test_a_table_holds_all_rows_of_its_script_in_order(name, script):
    study = script(name)
    rows = [tuple(row[n] for n in study.NAMES) for row in read(DATA / f"{name}.csv")]
    assert rows == list(study.STUDY)


def test_migration_holds_all_rows_of_its_script_in_order(script):
    study = script("migration")
    rows = [tuple(row[n] for n in study.NAMES) for row in read(DATA / "migration.csv")]
    assert rows == list(study.STUDY)


@pytest.fixture
def benchmark(monkeypatch):
    """Return a function that loads a benchmark, which sets variables and imports its neighbours."""
    for variable in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
        monkeypatch.setenv(f"{variable}_NUM_THREADS", "1")
    folder = ROOT / "tests" / "benchmarks"
    monkeypatch.syspath_prepend(folder)
    return lambda name: runpy.run_path(str(folder / f"{name}.py"))


@pytest.mark.parametrize("row", ["kneser product from n = 0.5", "abel sum from n = 0.5"])
def test_neurons_find_the_operation_as_often_as_recorded(row, script):
    name = "bias", f"{row}, by least squares", "25"
    again = script("migration").STUDY[name]()
    (recorded,) = (
        r for r in read(DATA / "migration.csv") if (r["part"], r["row"], r["runs"]) == name
    )
    assert [str(again[k]) for k in ("found", "snapped", "first")] == [
        recorded[k] for k in ("found", "snapped", "first")
    ]


@pytest.mark.parametrize(
    ("part", "row"),
    [("bias", f"line or product {law}") for law in ("sum", "product")]
    + [
        pytest.param("two", row, marks=pytest.mark.slow)
        for row in (
            "enumeration sum_of_products",
            "enumeration product_of_sums",
            "AddMul sum_of_products kneser, by least squares",
        )
    ],
)
def test_what_is_surest_finds_the_law_with_another_seed(part, row, script):
    found, snapped, *_ = script("migration").PARTS[part][row](100)
    assert found and snapped


def test_a_training_that_fails_has_not_found_the_law(script):
    def run(seed):
        if seed % 2:
            raise FloatingPointError("the loss became inf")
        return True, True, 25.0 * seed, 1.0

    counted = script("migration").rates(run, range(5))
    assert counted == {"found": 3, "snapped": 3, "first": "50", "seconds": "1.00"}


def test_a_step_holds_as_many_times_the_memory_of_tanh_as_recorded(benchmark):
    costs = benchmark("addmul_step")
    held = [costs["peak"](costs["of_minigrad"](costs[model]())) for model in ("addmul", "tanh")]
    (recorded,) = (r for r in read(DATA / "cost.csv") if r["cost"] == "memory")
    assert held[0] / held[1] == pytest.approx(float(recorded["addmul_takes"]), rel=0.05)


def speeds(part):
    return {
        row["row"]: float(row["ratio"]) for row in read(DATA / "speed.csv") if row["part"] == part
    }


def test_the_steps_whose_speed_is_recorded_find_the_same_loss_and_gradients(benchmark):
    story = benchmark("speed_story")
    rows = story["steps"]()
    assert list(rows) == list(speeds(story["STEP"]))
    fused = rows.pop("fused")()
    for name, step in rows.items():
        assert story["same"](step(), fused), name


def test_what_lesson_A_says_of_exp_n_is_in_the_table():
    took = speeds("100,000 numbers")
    drawn = {name: took[name] for name in took if f"{name}, sorted" in took}
    gain = {name: drawn[name] / took[f"{name}, sorted"] for name in drawn}  # from sorting
    assert took["loop"] > 200
    assert 6 < took["loop"] / took["NumPy"] < 15
    assert 1 < took["NumPy"] / took["compiled"] < 3
    assert gain["NumPy"] > 2.5
    assert gain["compiled"] > 1.2
    assert took["NumPy, sorted"] < took["compiled, sorted"]
    for one in ("blocks", "compiled, own exp"):
        assert 0.8 < took["compiled"] / took[one] < 1.5
    assert took["math.exp alone"] / took["own exp alone"] > 3
    assert 7 < took["compiled"] / took["blocks, own exp"] < 15
    assert 0.75 < took["one block, own exp"] / took["blocks, own exp"] < 1.3
    assert gain["blocks, own exp"] > 1.1  # exercise 2


def test_what_lesson_A_says_of_a_training_step_is_in_the_table():
    took = speeds("a step")
    assert list(took.values()) == sorted(took.values(), reverse=True)
    numbers = speeds("100,000 numbers")
    of_exp_n = numbers["loop"] / numbers["blocks, own exp"]
    assert 80 < of_exp_n < 200
    assert took["Python loop"] / took["our own exp"] < of_exp_n / 2
    assert 0.005 < (took["our own exp"] - took["compile"]) / took["Python loop"] < 0.015
    assert 2 < took["fused"] < 4
