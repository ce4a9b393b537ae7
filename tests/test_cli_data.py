"""A newcomer's first mistakes, and the first surprises of a table, in a shell: a sentence each."""

import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from patience import PATIENCE

from minigrad import nn, tasks, train
from minigrad._files import read_npz, write_npz

FAST = ["--steps", 3]
RNG = np.random.default_rng(0)
ROWS = [(a, b, 2 * a + b) for a, b in RNG.uniform(1, 5, (12, 2)).round(2)]


@pytest.fixture(autouse=True)
def work_in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def table(header="girth,height,volume", rows=ROWS, separator=",", point="."):
    lines = [separator.join(str(cell).replace(".", point) for cell in row) for row in rows]
    return "\n".join([header.replace(",", separator), *lines]) + "\n"


def write(text, name="own.csv"):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    return name


def one_sentence(err):
    return err.count("\n") == 1 and "Traceback" not in err and len(err) < 700


# ---- five mistakes -----------------------------------------------------------------------------


def with_words(place):
    return table(
        "girth,kind,height,volume" if place == 1 else "girth,height,volume,kind",
        [(*row[:place], ["oak", "fir"][i % 2], *row[place:]) for i, row in enumerate(ROWS)],
    )


MISTAKES = {
    "a column of text": (
        with_words(1),
        [],
        ["line 2, column 'kind': 'oak' is not a number", "--without kind"],
    ),
    "a target of classes": (
        with_words(3),
        [],
        ["minigrad predicts numbers; 'kind' holds classes (oak, fir)", "with --target"],
    ),
    "a misspelt target": (
        table(),
        ["--target", "volum"],
        ["no column 'volum' (did you mean 'volume'", "columns are girth, height, volume"],
    ),
    "a misspelt feature": (table(), ["--features", "girt"], ["(did you mean 'girth'"]),
    "a misspelt column to leave out": (table(), ["--without", "heigt"], ["(did you mean 'height'"]),
    "decimal commas between commas": (
        table(point=","),
        [],
        ["line 2 has", "the header names 3 columns. Is a comma inside a number"],
    ),
    "negative inputs": (
        table(rows=[(-a, b, y) for a, b, y in ROWS]),
        [],
        ["'girth' has 12 of 12 values that are negative", "--kind linear-log", "--model linear"],
    ),
    "hardly a complete row": (
        table(rows=[(a, "NA", y) for a, b, y in ROWS]),
        [],
        ["no row is complete", "'height' (12 of 12 rows)", "--without height"],
    ),
    "thousands": (
        table(rows=[(a, '"1,000"', y) for a, b, y in ROWS]),
        [],
        ["line 2, column 'height': '1,000' has a comma or a blank inside. Write a point"],
    ),
    "an underscore": (table(rows=[("1_000", 2, 3), *ROWS]), [], ["'1_000' is not a number"]),
    "infinity": (table(rows=[("Inf", 2, 3), *ROWS]), [], ["'girth': 'Inf' is not finite"]),
    "a row": (table(rows=ROWS[:1]), [], ["own.csv has one row of data, and two are needed"]),
    "a constant": (
        table(rows=[(a, 7, y) for a, _, y in ROWS]),
        [],
        ["own.csv: column 'height' is 7 in all 12 rows", "Leave it out: --without height"],
    ),
    "a constant target": (
        table(rows=[(a, b, 7) for a, b, _ in ROWS]),
        [],
        ["own.csv: column 'volume' is 7 in all 12 rows", "another column with --target"],
    ),
    "one name twice": (
        table("a,a,y"),
        [],
        ["several columns named a: give each a name of its own"],
    ),
    "comments": ("# measured in May\n" + table(), [], ["begins with a comment: delete the lines"]),
    "all left out": (
        table(),
        ["--without", "girth,height"],
        ["no column to predict 'volume' from: all others are left out"],
    ),
    "a target that weighs": (
        table(),
        ["--target", "girth", "--weights", "girth"],
        ["'girth' holds the weights and cannot be the target too"],
    ),
    "zeros and relative errors": (
        table(rows=[(a, b, 0) for a, b, _ in ROWS[:1]] + ROWS[1:]),
        ["--error", "relative"],
        ["'volume' is 0 in line 2, and no", "--error absolute"],
    ),
    "tiny numbers": (
        table(rows=[(a * 1e-308, b, y) for a, b, y in ROWS]),
        [],
        ["column 'girth' has values up to", "give it in another unit"],
    ),
}


@pytest.mark.parametrize("command", ["train", "compare"])
@pytest.mark.parametrize(("text", "options", "parts"), MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_answered_with_one_sentence_and_its_cure(
    text, options, parts, command, run
):
    if command == "compare" and "negative" in parts[0]:
        pytest.skip("compare goes on with the models that can")
    code, out, err = run(command, write(text), *options)
    assert (code, out) == (2, "") and one_sentence(err), err
    for part in parts:
        assert part in err
    assert os.listdir() == ["own.csv"]


def test_a_folder_is_answered_with_a_sentence(run):
    os.mkdir("data.csv")
    code, _, err = run("train", "data.csv")
    assert (code, err) == (2, "minigrad: data.csv is a folder: name a file in it\n")


def test_without_is_for_files(run):
    code, _, err = run("train", "trees", "--without", "girth_in")
    assert code == 2 and "--without" in err and "are for a CSV file, not for a task" in err


# ---- what is read, and what is said of it ------------------------------------------------------

READ = {
    "semicolons and decimal commas": table(separator=";", point=","),
    "tabs": table(separator="\t"),
    "blanks": table(separator=" "),
}


@pytest.mark.slow
@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_tables_of_every_form_are_read_without_a_word(text, run):
    code, out, err = run("train", write(text), *FAST)
    assert (code, err) == (0, "") and "height, 12 rows." in out
    saved = train.load_model("runs/own/model.npz")
    assert saved.x_scale == pytest.approx(np.mean(ROWS, axis=0)[:2])


TOLD = {
    "gaps": (
        table(rows=[*ROWS, ("", 2, 3)]),
        "warning: own.csv: 1 of 13 rows has gaps and is left out: line 14 (column 'girth')\n",
    ),
    "row names": (
        table(',"girth","height","volume"', [(i + 1, *row) for i, row in enumerate(ROWS)]),
        "warning: own.csv: the first column, 1, 2, 3, …, has no name and is skipped\n",
    ),
    "a column that counts": (
        table("id,girth,height,volume", [(i + 1, *row) for i, row in enumerate(ROWS)]),
        "warning: own.csv: column 'id' rises by 1 from row to row. Does it only number the rows? "
        "Leave it out: --without id (in Python, without=['id'])\n",
    ),
}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(("text", "warning"), TOLD.values(), ids=TOLD)
def test_what_was_left_out_is_told(text, warning, run):
    code, out, err = run("train", write(text), *FAST)
    assert (code, err) == (0, warning) and "height, 12 rows." in out
    said = warning.removeprefix("warning: own.csv: ").rstrip(".\n")
    assert f"{said[:1].upper()}{said[1:]}." in " ".join(out.split())  # the report repeats it


def test_columns_are_left_out(run):
    code, _, err = run("train", write(with_words(3)), "--without", "kind, height", *FAST)
    saved = train.load_model("runs/own/model.npz")
    assert (code, err, saved.features, saved.targets) == (0, "", ("girth",), ("volume",))


@pytest.mark.parametrize("kind", ["kneser", "abel", "schroeder", "linear-log", "box-cox"])
@pytest.mark.slow
def test_zeros_are_trained_on_and_predicted_from(kind, run):
    rows = [(0, b, b) for _, b, _ in ROWS[:4]] + ROWS[4:]
    code, out, err = run("train", write(table(rows=rows)), "--kind", kind, "--steps", 20)
    assert (code, err) == (0, "") and "nan" not in out
    code, out, err = run("predict", "runs/own/model.npz", "own.csv")
    assert (code, err) == (0, "") and len(out.splitlines()) == 13 and "nan" not in out


def test_yes_and_no_are_trained_on_and_predicted_from(run):
    rows = [(a, ["TRUE", "FALSE"][i % 2], y) for i, (a, _, y) in enumerate(ROWS)]
    assert run("train", write(table("girth,old,volume", rows)), *FAST)[0] == 0
    saved = train.load_model("runs/own/model.npz")
    assert saved.coded == ("old",) and saved.x_scale[1] == 1
    code, out, err = run(
        "predict", "runs/own/model.npz", write("old,girth\nFALSE,2\nTRUE,2\n", "new.csv")
    )
    rows = out.splitlines()
    assert (code, err) == (0, "") and rows[1].startswith("2,0,") and rows[2].startswith("2,1,")
    assert rows[1][4:] != rows[2][4:]


# ---- predict -----------------------------------------------------------------------------------


@pytest.fixture
def model():
    task = tasks.Task.from_csv(write(table()))
    train.save_model("model.npz", nn.AddMul(2, 1, n=0.5, bias=True, rng=0), task)
    return "model.npz"


def test_no_row_of_the_training_data_is_warned_of(model, run):
    assert run("predict", model, "own.csv")[2] == ""


@pytest.mark.filterwarnings("default")
def test_inputs_outside_of_what_was_learned_are_named_by_line(model, run):
    new = write("girth,height\n2,3\n400,3\n2,0.5\n900,700\n", "new.csv")
    code, out, err = run("predict", model, new)
    low, high = np.min(ROWS, axis=0), np.max(ROWS, axis=0)
    girth, height = (f"({low[j]:g} to {high[j]:g})" for j in range(2))
    assert (code, len(out.splitlines())) == (0, 5)
    assert err == (
        "warning: predictions are guesses where an input lies outside of the range that was learned: "
        f"line 3: girth is 400 {girth}; line 4: height is 0.5 {height}; "
        f"line 5: girth is 900 {girth}, height is 700 {height}\n"
    )


@pytest.mark.filterwarnings("default")
def test_of_many_rows_outside_five_are_named(model, run):
    err = run("predict", model, write("girth,height\n" + "400,3\n" * 17, "new.csv"))[2]
    assert err.count("line ") == 5 and err.endswith(" and 12 more\n")


@pytest.mark.filterwarnings("default")
def test_a_row_without_a_prediction_is_warned_of_once(model, run):
    _, out, err = run("predict", model, write("girth,height\n2,3\n-2,3\n", "new.csv"))
    assert out.endswith("\n-2,3,\n") and err.count("line 3") == 1 and "no prediction" in err


@pytest.mark.filterwarnings("default")
def test_rows_with_gaps_keep_their_place_and_have_no_prediction(model, run):
    new = write("girth,height\n2,3\n,3\n2,NA\n3,4\n", "new.csv")
    code, out, err = run("predict", model, new)
    assert (code, err) == (0, "warning: 2 lines have gaps and no prediction: 3, 4\n")
    whole = run("predict", model, write("girth,height\n2,3\n3,4\n", "new.csv"))[1].splitlines()
    assert out.splitlines() == [whole[0], whole[1], ",3,", "2,,", whole[2]]


def test_models_of_older_versions_are_loaded_and_know_no_range(model, run):
    arrays = read_npz(model)
    del arrays["low"], arrays["high"]
    arrays["about"] = np.array(str(arrays["about"]).replace(', "coded": []', ""))
    assert "coded" not in str(arrays["about"])
    write_npz("old.npz", **arrays)
    new = write("girth,height\n2,3\n400,3\n", "new.csv")
    code, out, err = run("predict", "old.npz", new)
    assert (code, err) == (0, "") and len(out.splitlines()) == 3


def test_columns_with_blanks_and_commas_are_left_out_by_the_cure_itself(run):
    rows = [("oak", "A", *row) for row in ROWS]
    path = write(
        table("KIND,Plot,girth,height,volume", rows)
        .replace("KIND", '"kind, or so"', 1)
        .replace("Plot", "Plot No", 1)
    )
    code, _, err = run("train", path)
    cure = re.search(r"--without '(.+?)' \(in Python", err)[1]
    assert code == 2 and cure == '"kind, or so",Plot No'
    assert run("train", path, "--without", cure, *FAST)[0] == 0
    assert train.load_model("runs/own/model.npz").features == ("girth", "height")


# ---- what a sceptical user found ---------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_file_name_that_is_no_utf_8_is_trained_on_to_the_end(run):
    name = os.fsdecode(b"caf\xe9.csv")
    try:
        write(table(rows=[*ROWS, ("", 2, 3)]), name)
    except OSError:
        pytest.skip("this system takes no such names")
    with pytest.warns(UserWarning, match="1 of 13 rows"):
        task = tasks.Task.from_csv(name)
    assert (task.name, task.source) == ("café.csv", "café.csv")
    code, out, _ = run("train", name, *FAST)
    assert code == 0 and "Wrote runs/café/: report.txt, model.npz" in out
    with open("runs/café/report.txt", encoding="utf-8") as report:
        assert "caf" in report.read()
    code, out, _ = run("train", name, "--json", *FAST)
    assert code == 0 and "caf" in json.loads(out)["task"]


@pytest.mark.filterwarnings("default")
def test_scales_of_columns_that_are_divided_by_their_means_are_no_matter(run):
    path = write(table(rows=[(a, b, 7e7 + 1e6 * y) for a, b, y in ROWS]))
    code, _, err = run("train", path, *FAST)
    assert (code, err) == (0, "")
    with pytest.warns(UserWarning, match=r"'volume' is 7\..*e7, .* as Task\.divided_by_means does"):
        tasks.Task.from_csv(path, scale=None)


def test_text_in_a_column_that_the_model_needs_is_not_to_be_left_out(model, run):
    new = write("girth,height\n2,3\noak,3\n", "new.csv")
    code, out, err = run("predict", model, new)
    assert (code, out) == (2, "") and "--without" not in err
    assert "line 3, column 'girth': 'oak' is not a number. Correct it, or empty the cell" in err


@pytest.mark.filterwarnings("default")
def test_rows_that_the_model_cannot_take_are_named_and_the_others_predicted(model, run):
    new = write("girth,height\n2,3\n-2,3\n0,-1\n,3\n3,4\n", "new.csv")
    code, out, err = run("predict", model, new)
    assert (
        code == 0
        and (
            "warning: no prediction where the model cannot take an input: line 3: girth is -2; "
            "line 4: height is -1\n"
        )
        in err
    )
    assert [line.split(",")[2] == "" for line in out.splitlines()] == [
        False, False, True, True, True, False,
    ]  # fmt: skip
    code, out, err = run("predict", model, write("girth,height\n-2,3\n", "new.csv"))
    assert (code, out) == (2, "") and "negative" in err


def test_other_numbers_than_0_and_1_in_a_coded_column_get_no_prediction():
    coded = [(a, i % 2, y) for i, (a, _, y) in enumerate(ROWS)]
    task = tasks.Task.from_csv(write(table("girth,old,volume", coded)))
    train.save_model("m.npz", nn.AddMul(2, 1, n=0.5, bias=True, rng=0), task)
    refused = train.load_model("m.npz").refused([[2, 0], [2, 1], [2, 0.5], [np.nan, np.nan]])
    assert refused.tolist() == [[False, False], [False, False], [False, True], [False, False]]


def test_a_model_is_named_by_its_folder(model, run):
    assert run("predict", ".", "own.csv") == run("predict", model, "own.csv")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.slow
def test_predictions_that_cannot_be_printed_are_told_of(model):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "minigrad", "predict", model, "own.csv"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("minigrad: not everything could be printed (No space left")


@pytest.mark.parametrize("blank", ["\n", " \n\n", ",,\n"])
def test_blank_lines_may_come_before_the_header(blank, run):
    with pytest.warns(UserWarning, match="left out: line 1[56]"):
        task = tasks.Task.from_csv(write(blank + table(rows=[*ROWS, ("", 2, 3)])))
    assert task.features == ("girth", "height") and len(task.x) == 12
    assert task.place(0) == f"line {2 + blank.count(chr(10))}"


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("words", [("0", "1"), ("TRUE", "FALSE")], ids=str)
@pytest.mark.slow
def test_a_target_of_yes_and_no_is_told_what_would_suit_it(words, run):
    path = write(table(rows=[(a, b, words[int(y > 9)]) for a, b, y in ROWS]))
    code, _, err = run("train", path, *FAST)
    assert code == 0 and err.count("\n") == 1
    assert "the target 'volume' holds only 0 and 1" in err and "logistic regression" in err


@pytest.mark.filterwarnings("default")
def test_letters_that_pictures_lack_are_no_warning(run):
    path = write(table("girth,height,体積"))
    assert run("compare", path, "--models", "line", "--seeds", 1, "--workers", 0)[2] == ""


def test_an_interval_that_swallows_the_model_is_explained(model, run):
    code, _, err = run("predict", "--interval", model, "own.csv")
    assert code == 2 and "put --interval last, or give it one, as in --interval=0.9" in err


def test_a_task_is_not_suggested_that_is_far_from_what_was_written(run):
    assert "(did you mean 'trees'?)" in run("train", "tree")[2]


def test_what_is_no_model_is_answered_with_one_short_sentence(model, run):
    train.History(np.ones(3), {"n": np.ones((4, 1))}).save("history.npz")
    with open(model, "rb") as file:
        content = bytearray(file.read())
    content[content.index("girth".encode("utf-32-le"))] ^= 1
    with open("flip.npz", "wb") as file:
        file.write(content)
    write("girth,height\n1,2\n", "plain.csv")
    for name in ("history.npz", "flip.npz", "plain.csv"):
        code, out, err = run("predict", name, "own.csv")
        assert (code, out, err.count("\n")) == (2, "", 1) and len(err) < 100
        assert f"{name} is " in err and "Error" not in err and "pickle" not in err
