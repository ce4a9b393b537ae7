"""--weights COLUMN and --error relative, for train and compare."""

import csv
import json

import numpy as np
import pytest

from minigrad import plot, tasks, train
from minigrad.study.cells import fingerprint

rng = np.random.default_rng(0)
X = rng.uniform(1, 9, (24, 2))
Y = (X[:, 0] * 3 + X[:, 1] * 2) * np.exp(rng.normal(0, 0.1, 24))
W = rng.uniform(0.5, 3, 24)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Write a file whose last column holds the weights; work beside it."""
    monkeypatch.chdir(tmp_path)
    table = np.column_stack([X, Y, W])
    np.savetxt("own.csv", table, delimiter=",", header="a,b,y,w", comments="", fmt="%.17g")


def left_out_error_of_the_line(weights, relative):
    """Leave each row out once, with NumPy alone."""
    columns, weights = np.column_stack([X, np.ones(24)]), weights / weights.mean()
    root, wrong = np.sqrt(weights) / (Y if relative else 1.0), np.empty(24)
    for i in range(24):
        kept = np.arange(24) != i
        p = np.linalg.lstsq((columns * root[:, None])[kept], (Y * root)[kept])[0]
        wrong[i] = root[i] * (columns[i] @ p - Y[i])
    return np.sqrt(np.mean(wrong**2))


@pytest.mark.parametrize(
    ("options", "weights", "relative", "counted"),
    [
        (["--weights", "w"], W, False, "in y (weighted root mean square)"),
        (["--features", "a,b", "--target", "y", "--error", "relative"], np.ones(24), True,
         "as a share of y (root mean square)"),
        (["--weights", "w", "--error", "relative"], W, True,
         "as a share of y (weighted root mean square)"),
    ],
)  # fmt: skip
def test_compare_counts_errors_as_told(run, own, options, weights, relative, counted):
    code, out, _ = run("compare", "own.csv", *options, "--models", "line", "--workers", 0)
    assert code == 0
    with open("runs/compare/table.csv") as file:
        (row,) = csv.DictReader(file)
    assert float(row["test"]) == pytest.approx(
        left_out_error_of_the_line(weights, relative), rel=1e-5
    )
    assert counted in " ".join(out.split())


@pytest.mark.parametrize(("error", "unit"), [("absolute", "y"), ("relative", "share of y")])
def test_the_picture_says_in_what_errors_are_counted(run, own, monkeypatch, error, unit):
    units, draw = [], plot.comparison
    monkeypatch.setattr(
        plot, "comparison", lambda rows, **o: units.append(o["unit"]) or draw(rows, **o)
    )
    options = ["--features", "a,b", "--target", "y", "--error", error]
    run("compare", "own.csv", *options, "--models", "line", "--workers", 0)
    assert units == [unit]


def test_train_fits_the_weighted_relative_error(run, own):
    options = ["--weights", "w", "--error", "relative", "--model", "linear"]
    code, _, _ = run("train", "own.csv", *options, "--out", "out")
    assert code == 0
    saved = train.load_model("out/model.npz")
    columns, root = np.column_stack([X, np.ones(24)]), np.sqrt(W) / Y
    best = columns @ np.linalg.lstsq(columns * root[:, None], Y * root)[0]
    assert (saved.features, saved.targets) == (("a", "b"), ("y",))
    assert saved.predict(X)[:, 0] == pytest.approx(best, rel=1e-4)


def test_tasks_by_name_may_have_relative_errors(run, tmp_path):
    options = ["--models", "line", "--seeds", 2, "--vary", "samples=16", "--error", "relative"]
    code, out, _ = run("compare", "product", *options, "--workers", 0, "--out", tmp_path)
    assert code == 0
    assert "as a share of y (root mean square)" in " ".join(out.split())
    (file,) = tmp_path.glob("*.jsonl")
    data = {json.loads(line).get("data") for line in file.read_text().splitlines()} - {None}
    drawn = [tasks.load("product", samples=16, rng=seed, error="relative") for seed in (0, 1)]
    assert data == set(map(fingerprint, drawn))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trees", "--weights", "w"], "--weights are for a CSV file"),
        (["own.csv", "--weights", "v"], "no column 'v'"),
        (["own.csv", "--weights", "w", "--features", "a,w"], "'w' holds the weights"),
        (["own.csv", "--weights", "w", "--error", "percent"], "invalid choice: 'percent'"),
    ],
)
@pytest.mark.parametrize("command", ["train", "compare"])
def test_what_cannot_be_is_said(run, own, command, arguments, message):
    code, _, err = run(command, *arguments)
    assert code != 0
    assert message in err


def test_zeros_in_weights_and_targets_are_named_by_line(run, own):
    with open("zeros.csv", "w") as file:
        file.write("a,y,w\n1,2,1\n2,0,1\n3,5,0\n4,9,1\n")
    _, _, err = run("train", "zeros.csv", "--weights", "w")
    assert "line 4 has others, such as 0. To give a row no weight, leave the row out" in err
    options = ["--features", "a", "--target", "y", "--error", "relative"]
    _, _, err = run("train", "zeros.csv", *options)
    assert "'y' is 0 in line 3" in err


@pytest.mark.parametrize("command", ["train", "compare"])
def test_the_help_of_both_commands_has_them(run, command):
    _, out, _ = run(command, "--help")
    assert "--weights COLUMN" in out
    assert "--error {absolute,relative}" in out
    assert "10% is the same" in " ".join(out.split())
