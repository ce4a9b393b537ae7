import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from minigrad import nn, plot, tasks, train
from minigrad.transitions import KINDS

OWN = "girth,height,volume\n1,2,2\n2,3,7\n3,5,14\n4,4,17\n7,1,7\n6,6,35\n"


@pytest.fixture(autouse=True)
def work_in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def fold(text):
    """Undo the wrapping of a paragraph."""
    return " ".join(text.split())


def write(text, name="own.csv"):
    with open(name, "w") as file:
        file.write(text)
    return name


# ---- train -------------------------------------------------------------------------------------


def test_train_trees_finds_a_product_and_writes_what_it_found(run):
    code, out, err = run("train", "trees")
    assert (code, err) == (0, "")
    assert sorted(os.listdir("runs/trees")) == [
        "history.npz",
        "migration.png",
        "model.npz",
        "observed_predicted.png",
        "report.txt",
        "valley.png",
    ]
    for part in (
        "trees: volume_ft3 from girth_in and height_ft, 31 rows. Of two trainings, from the best sum "
        "and from the best product, the first is kept; the other ended with the same error, to "
        "within 0.1%. The law",
        "n = 0.971, nearly a product",
        "n from 0.69 to 1.00 is compatible with the data (95% profile interval)",
        "for columns divided by their means; in other units it would be another",
    ):
        assert part in fold(out)
    assert out.splitlines()[-1].startswith("Next: minigrad train delivery")


def test_train_delivery_finds_a_sum(run):
    code, out, err = run("train", "delivery", "--out", "here")
    assert (code, err) == (0, "")
    for part in (
        "n = 0.000, a sum",
        "time_min ≈ 1.616·cases + 0.01438·distance_ft + 2.34",
        "n from 0.00 to 1.00 is compatible with the data (95% profile interval)",
        "The data hardly decide: every n from 0.00 to 1.00",
    ):
        assert part in fold(out)
    assert out.splitlines()[-1] == "Next: minigrad predict here/model.npz FILE.csv"


# ---- from the best sum and from the best product -----------------------------------------------

FAST = ["--steps", 300]


def from_one_end(neuron, task, end, steps=300):
    """Train from the best weights at one end; return the history and the root mean squared error."""
    neuron.n.data[:] = end
    train.warm_start(neuron, task)
    history = train.fit(neuron, task, steps=steps, lr=0.01, rng=0)
    return history, np.sqrt(nn.mse_loss(neuron(task.x), task.y).item())


def told(out):
    """Return what the report says about the two trainings."""
    return re.search(r"(Of two trainings|Training from).*?\.(?= The| Gradient)", fold(out))[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kept", "order"),
    [("delivery", 0.0, "first"), ("cement", 1.0, "second")],
)
def test_the_training_with_the_smaller_error_is_kept(name, kept, order, run):
    out = run("train", name, "--kind", "abel", *FAST)[1]
    task, errors = tasks.load(name), {}
    neuron = nn.AddMul(task.x.shape[1], 1, kind="abel", bias=True, rng=0)
    for end in (0.0, 1.0):
        history, errors[end] = from_one_end(neuron, task, end)
        if end == kept:
            losses = history.loss
    larger = errors.pop(1 - kept) / errors[kept] - 1
    assert larger > 0.005
    assert told(out) == (
        "Of two trainings, from the best sum and from the best product, the "
        f"{order} is kept; the error of the other is {larger:.1%} larger."
    )
    history = train.History.load(f"runs/{name}/history.npz")
    assert history.loss[:300] == pytest.approx(losses, rel=1e-9)
    assert history.parameters("n")[0, 0] == kept


@pytest.mark.slow
def test_a_descent_that_has_not_arrived_is_finished(run):
    """After 20 short steps n has hardly moved from 0; the least of the profile is at 0.971."""
    _, out, _ = run("train", "trees", "--steps", 20, "--lr", 0.001)
    assert "Gradient descent had not arrived: at n = " in fold(out) and "n = 0.971" in out
    history = train.History.load("runs/trees/history.npz")
    model = train.load_model("runs/trees/model.npz").model
    assert len(history.loss) > 20 and history.parameters("n")[-1, 0] == model.n.item()
    assert history.parameters("n").shape == (len(history.loss) + 1, 1)
    assert "ended at n" not in out  # no doubt is left about that


def law(run, y):
    """Train on a law without noise, and return what is told of it."""
    x = np.random.default_rng(0).uniform(1, 2, (20, 2))
    np.savetxt("law.csv", np.column_stack([x, y(*x.T)]), delimiter=",", header="a,b,y", comments="")
    code, out, _ = run("train", "law.csv", "--steps", 1000)
    assert code == 0
    return told(out)


@pytest.mark.slow
def test_after_an_exact_sum_no_product_is_tried(run):
    said = law(run, lambda a, b: a + b)
    assert (
        said == "Training from the best sum led to an exact fit, so none began at the best product."
    )


@pytest.mark.slow
def test_an_exact_product_is_better_by_far(run):
    said = law(run, lambda a, b: 3 * a * b)
    assert said.endswith("the second is kept; the error of the other is far larger.")


@pytest.mark.slow
@pytest.mark.parametrize(("bad", "order"), [(0.0, "second"), (1.0, "first")])
def test_a_training_that_fails_leaves_the_other(bad, order, run, monkeypatch):
    fit = train.fit

    def fit_or_fail(model, task, **options):
        if model.n.item() == bad:
            raise FloatingPointError("the loss became nan")
        return fit(model, task, **options)

    monkeypatch.setattr(train, "fit", fit_or_fail)
    code, out, _ = run("train", write(OWN), *FAST)
    assert code == 0 and told(out).endswith(f"the {order} is kept; the other failed.")


def test_a_line_has_one_start_and_ends_with_the_weights_of_fit_alone(run):
    code, out, _ = run("train", "trees", "--model", "linear", *FAST)
    assert code == 0 and "A straight line was fitted" in fold(out)
    task, line = tasks.load("trees"), nn.Linear(2, 1, rng=0)
    train.warm_start(line, task)
    train.fit(line, task, steps=300, lr=0.01, rng=0)
    model = train.load_model("runs/trees/model.npz").model
    assert np.array_equal(model.weight.data, line.weight.data)


def test_a_line_that_diverges_ends_with_code_1_and_a_cure(run):
    code, out, err = run("train", "trees", "--model", "linear", "--lr", "1e6")
    assert (code, out) == (1, "")
    assert re.search(r"^minigrad: the loss became \S+, from 0\.\d+ before.*Lower lr", err)


@pytest.mark.slow
def test_train_and_compare_print_the_same_errors(run):
    out = run("train", "trees", *FAST)[1]
    options = ["--models", "addmul,line,power-law", "--seeds", 1, "--workers", 0]
    table = run("compare", "trees", *options)[1]
    for name, model in {"neuron": "addmul", "line": "line", "power-law": "power-law"}.items():
        error = re.search(rf"^{model} +\d+ +(\S+)", table, flags=re.MULTILINE)[1]
        assert re.search(rf"^  {name} +{error}\b", out, flags=re.MULTILINE)


# ---- the report --------------------------------------------------------------------------------


def test_the_report_is_kept_as_it_was_printed(run):
    out = run("train", write(OWN), *FAST)[1]
    with open("runs/own/report.txt", encoding="utf-8") as file:
        kept = file.read()
    assert out.startswith(kept) and "In short" in kept and max(map(len, kept.split("\n"))) <= 96


def test_the_report_is_printed_before_pictures_are_written(run, monkeypatch):
    def fail(*_, **__):
        raise OSError("no picture")

    monkeypatch.setattr(plot, "save", fail)
    code, out, err = run("train", write(OWN), *FAST)
    assert code == 2 and "no picture" in err and "In short" in out
    assert {"report.txt", "model.npz", "history.npz"} <= set(os.listdir("runs/own"))


@pytest.mark.slow
def test_json_is_all_that_is_printed(run):
    code, out, _ = run("train", "trees", "--json", *FAST)
    read = json.loads(out)
    assert code == 0 and read["task"] == "trees" and read["n"] == pytest.approx(0.971, abs=1e-3)
    model = train.load_model("runs/trees/model.npz").model
    assert read["effects"][0]["weight"] == model.weight.data[0, 0]
    assert "In short" in Path("runs/trees/report.txt").read_text("utf-8")


@pytest.mark.slow
def test_beyond_leads_beyond_times_for_box_cox_only(run):
    x = np.random.default_rng(0).uniform(1, 4, (40, 2))
    rows = np.column_stack([x, 1 / (1 / x).sum(axis=1)])
    np.savetxt("law.csv", rows, delimiter=",", header="a,b,y", comments="")
    code, out, _ = run("train", "law.csv", "--kind", "box-cox", "--beyond")
    assert code == 0 and "n = 2.000, beyond a product" in out
    code, _, err = run("train", "law.csv", "--beyond")
    assert code == 2 and "--beyond is for --kind box-cox" in err


@pytest.mark.slow
def test_relative_errors_are_told_in_per_cent(run):
    code, out, _ = run("train", "trees", "--error", "relative", *FAST)
    assert code == 0 and "root mean square, in per cent of volume_ft3" in fold(out)
    assert re.search(r"^  neuron +\d+\.\d%$", out, flags=re.MULTILINE)
    assert "--error relative" not in out  # it is no cure any more


# ---- what is written ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("option", "kind"), [([], "kneser"), (["--kind", "abel"], "abel")])
def test_the_model_remembers_its_construction(option, kind, run):
    run("train", write(OWN), "--steps", 2, *option)
    assert train.load_model("runs/own/model.npz").model.kind == kind


@pytest.mark.slow
def test_the_same_command_writes_the_same_bytes(run):
    for folder in ("first", "second"):
        run("train", write(OWN), "--steps", 5, "--out", folder)
    for name in os.listdir("first"):
        with open(f"first/{name}", "rb") as first, open(f"second/{name}", "rb") as second:
            assert first.read() == second.read()


def test_the_files_hold_the_model_and_its_history(run):
    run("train", write(OWN), "--steps", 7, "--seed", 3)
    history = train.History.load("runs/own/history.npz")
    model = train.load_model("runs/own/model.npz").model
    assert len(history.loss) >= 7  # least squares may have gone on
    assert np.array_equal(history.parameters("n")[-1], model.n.data)


def test_train_reads_a_table_of_ones_own(run):
    path = write(OWN)
    code, out, _ = run("train", path, "--target", "girth", "--features", "volume", "--steps", 5)
    assert code == 0 and fold(out).startswith("own: girth from volume, 6 rows.")
    saved = train.load_model("runs/own/model.npz")
    assert saved.features == ("volume",) and saved.targets == ("girth",)


def test_a_line_can_be_trained_and_has_no_migration(run):
    code, out, _ = run("train", write(OWN), "--model", "linear", "--steps", 5)
    assert code == 0 and "A straight line was fitted" in out
    assert "migration.png" not in os.listdir("runs/own")


@pytest.mark.parametrize(("option", "has_bias"), [([], True), (["--no-bias"], False)])
def test_measured_data_get_a_bias_unless_refused(option, has_bias, run):
    run("train", write(OWN), "--steps", 2, *option)
    model = train.load_model("runs/own/model.npz").model
    assert (model.bias is not None) == has_bias


def test_a_folder_named_like_a_task_does_not_hide_the_task(run):
    os.mkdir("sum")
    assert run("train", "sum", "--steps", 2)[0] == 0


# ---- predict -----------------------------------------------------------------------------------


def test_predictions_are_those_of_the_model(run):
    run("train", write(OWN), "--steps", 20)
    code, out, err = run("predict", "runs/own/model.npz", "own.csv")
    assert (code, err) == (0, "")
    columns = tasks.read_columns(write(out, "predicted.csv"), out.splitlines()[0].split(","))
    assert list(columns) == ["girth", "height", "predicted_volume"]
    x = np.column_stack([columns["girth"], columns["height"]])
    expected = train.load_model("runs/own/model.npz").predict(x)[:, 0]
    assert columns["predicted_volume"] == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
def test_intervals_hold_what_left_out_rows_did(run):
    run("train", "trees", *FAST)
    trees = tasks.load("trees", scale=None)
    rows = np.column_stack([trees.x, trees.y])
    np.savetxt("t.csv", rows, delimiter=",", header=",".join([*trees.features, "v"]), comments="")
    code, out, _ = run("predict", "runs/trees/model.npz", "t.csv", "--interval", "0.8")
    header, *lines = out.splitlines()
    assert code == 0 and header.endswith(",predicted_volume_ft3,low,high")
    values = np.array([line.split(",") for line in lines], dtype=float)
    inside = (values[:, 3] <= rows[:, 2]) & (rows[:, 2] <= values[:, 4])
    assert 0.75 <= inside.mean() <= 0.97
    assert np.ptp(values[:, 4] - values[:, 3]) < 1e-6  # the same width everywhere


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "message"),
    [("0.99", "31 rows are too few for a level of 0.99"), ("95", "between 0 and 1")],
)
def test_a_level_that_cannot_be_had_is_refused(level, message, run):
    run("train", "trees", "--steps", 2)
    write("girth_in,height_ft\n10,70\n", "new.csv")
    code, out, err = run("predict", "runs/trees/model.npz", "new.csv", "--interval", level)
    assert (code, out) == (2, "") and message in err


def save_a_model():
    """Save an untrained neuron with the columns of OWN, which is quick."""
    neuron = nn.AddMul(2, 1, rng=0)
    train.save_model("model.npz", neuron, tasks.Task.from_csv(write(OWN)))
    return "model.npz"


def test_new_rows_need_no_target_and_may_have_other_columns(run):
    path = write("note,height,girth\nnew,2,1\n", "new.csv")
    code, out, _ = run("predict", save_a_model(), path)
    header, row = out.splitlines()
    assert code == 0 and header == "girth,height,predicted_volume" and row.startswith("1,2,")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("girth,heigth\n1,2\n", "no column 'height' (did you mean 'heigth'?)"),
        ("girth,height\n1,x\n", "line 2, column 'height': 'x' is not a number"),
        ("girth,height\n1,-2\n", "column 'height' has 1 of 1 values that are negative"),
    ],
    ids=["no such column", "text", "not positive"],
)
def test_rows_that_cannot_be_predicted_are_named(text, message, run):
    code, out, err = run("predict", save_a_model(), write(text, "new.csv"))
    assert (code, out) == (2, "") and message in err


def test_a_file_that_is_no_model_is_named(run):
    code, _, err = run("predict", write(OWN), "own.csv")
    assert code == 2 and "own.csv is damaged or is not an npz file" in err


# ---- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
def test_train_and_predict_take_every_kind(kind, run):
    code, out, _ = run("train", write(OWN), "--kind", kind, "--steps", "30")
    assert code == 0 and ("the real part is" in fold(out)) == (kind == "schroeder")
    assert ("it is the same in all units" in fold(out)) == (kind == "box-cox")
    code, out, _ = run("predict", "runs/own/model.npz", "own.csv")
    assert code == 0 and len(out.splitlines()) == 7
    assert train.load_model("runs/own/model.npz").model.kind == kind


@pytest.mark.slow
def test_linear_log_is_trained_on_numbers_of_any_sign(run):
    rows = [(-2, 1), (3, -1), (1, 4), (-1, -3), (0, 2), (2, 2), (-3, 3), (4, 1)]
    table = "a,b,y\n" + "".join(f"{a},{b},{2 * a + b}\n" for a, b in rows)
    code, out, _ = run("train", write(table, "signed.csv"), "--kind", "linear-log", "--steps", "50")
    said = " ".join(out.split())
    assert code == 0 and "a sum (0 adds" in said and "≈ 2·a + 1·b" in said
    assert re.search(r"Not tried: log-log, power-law(,| and) box-cox\.", said)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["treees"], "no task is named 'treees' (did you mean 'trees'?)"),
        (["nowhere.csv"], "nowhere.csv"),
        (["own.csv", "--target", "volum"], "no column 'volum' (did you mean 'volume'?)"),
        (["own.csv", "--features", "girt"], "no column 'girt' (did you mean 'girth'?)"),
        (["trees", "--target", "girth"], "are for a CSV file, not for a task"),
        (["own.csv", "--model", "lienar"], "no model 'lienar' (did you mean 'linear'?)"),
        (
            ["own.csv", "--kind", "abell"],
            "kind 'abell' is unknown (did you mean 'abel'?); minigrad has 'kneser', 'abel', ",
        ),
        (["own.csv", "--model", "linear", "--kind", "abel"], "--kind is for --model addmul"),
        (["own.csv", "--steps", "0"], "--steps: must be a whole number, 1 or more"),
        (["own.csv", "--lr", "0"], "lr must be a positive number, got 0"),
        (["own.csv", "--seed", "-1"], "seed"),
        (["own.csv", "--steps", "many"], "--steps: must be a whole number, 1 or more, got 'many'"),
        (["own.csv", "--steps", "99999999"], "--steps: must be 10,000,000 or less"),
        (["own.csv", "--out", ""], "--out: must be the name of a folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_ends_with_code_2_one_line_and_no_files(arguments, message, run):
    write(OWN)
    code, out, err = run("train", *arguments)
    assert (code, out) == (2, "") and message in err
    assert "Traceback" not in err
    assert os.listdir() == ["own.csv"]


def test_negative_values_are_shown_as_they_are_in_the_file(run):
    code, _, err = run("train", write(OWN.replace("3,5,14", "3,-3,14")))
    assert code == 2 and "'height' has 1 of 6 values that are negative (row 3 is -3)" in err
    assert "--model linear" in err


def test_the_cure_for_negative_values_is_one(run):
    path = write("girth,height,volume\n1,-2,2\n2,-3,7\n3,-5,14\n4,-4,17\n7,1,7\n6,6,35\n")
    assert run("train", path, "--steps", 2)[0] == 2
    assert run("train", path, "--steps", 2, "--model", "linear")[0] == 0


@pytest.mark.slow
def test_training_that_diverges_ends_with_code_1_and_a_cure(run):
    code, out, err = run("train", "trees", "--lr", "1e6")
    assert (code, out) == (1, "")
    assert re.search(r"no start .* the loss became \S+, from 0\.\d+ before", err)
    assert "Lower lr (it is 1e+06; try 0.01)" in err


@pytest.mark.slow
def test_training_that_diverges_leaves_no_files(run):
    run("train", "trees", "--lr", "1e6")
    assert os.listdir() == []


@pytest.mark.filterwarnings("default")
def test_warnings_are_one_line_each(run):
    code, _, err = run("train", write(OWN + ",2,3\n"), "--steps", 2)
    assert code == 0 and re.match("warning: .*: 1 of . rows has gaps", err)
    assert err.count("\n") == 1


# ---- the rest ----------------------------------------------------------------------------------


def test_minigrad_alone_prints_seven_examples(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    assert len(re.findall(r"^  minigrad \w+", out, flags=re.MULTILINE)) == 7


def test_python_m_minigrad_is_the_same(run):
    done = subprocess.run(
        [sys.executable, "-m", "minigrad"], capture_output=True, text=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout) == (0, run()[1])


@pytest.mark.slow
def test_a_process_ends_with_the_code_of_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "minigrad", "train", "treees"], capture_output=True, text=True
    )
    assert done.returncode == 2 and "did you mean 'trees'" in done.stderr


@pytest.mark.parametrize(
    "command", [[], ["train"], ["predict"], ["plot"], ["lessons"], ["info"]], ids=str
)
def test_help_tells_the_usage(command, run):
    code, out, _ = run(*command, "--help")
    assert code == 0 and out.startswith("usage: " + " ".join(["minigrad", *command]))


@pytest.mark.parametrize(
    "option",
    [
        "target",
        "features",
        "model",
        "kind",
        "bias",
        "seed",
        "steps",
        "lr",
        "out",
        "thorough",
        "beyond",
        "json",
        "without",
        "weights",
        "error",
    ],
)
def test_the_help_of_train_explains_every_option(option, run):
    assert re.search(rf"--{option}\b.*\n? +\w+", run("train", "--help")[1])


def test_an_unknown_command_ends_with_code_2(run):
    code, _, err = run("tran")
    assert code == 2 and "train" in err


@pytest.mark.parametrize(
    "line", ["minigrad", "python", "numpy", "scipy", "matplotlib", "numba", "kernels"]
)
def test_info_tells_versions_and_kernels(line, run):
    code, out, _ = run("info")
    assert code == 0 and re.search(rf"^{line} +\S", out, flags=re.MULTILINE)
