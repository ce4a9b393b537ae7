import csv
import json
import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from patience import PATIENCE, wait_until

from minigrad import cli, study, tasks
from minigrad._processes import ONE_THREAD, processes

OWN = "girth,height,volume\n1,2,2\n2,3,7\n3,5,14\n4,4,17\n7,1,7\n6,6,35\n"
SMALL = ["--models", "line,power-law", "--seeds", "2", "--workers", "0"]
FIRST = ["own.csv", "--models", "line,tanh", "--recipe", "first", "--steps", "3"]


@pytest.fixture(autouse=True)
def work_in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("own.csv").write_text(OWN)


@pytest.fixture
def run(capsys):
    """Return a function: arguments -> exit code, printed text, error text."""

    def run(*arguments):
        try:
            code = cli.main(["compare", *map(str, arguments)])
        except SystemExit as leaving:  # argparse leaves like this
            code = leaving.code
        out, err = capsys.readouterr()
        return code, out, re.sub(r"minigrad: compiling .*\n", "", err)  # once, in a new copy

    return run


def unwrapped(text):
    return " ".join(text.split())


def written(folder="runs/compare"):
    return sorted(os.listdir(folder))


def table_of(folder="runs/compare"):
    with open(f"{folder}/table.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells_of(name, folder="runs/compare"):
    return [json.loads(line) for line in Path(folder, f"{name}.jsonl").read_text().splitlines()]


# ---- what is printed and written ---------------------------------------------------------------


def test_trees_are_better_predicted_by_the_power_law(run):
    code, out, err = run("trees", "--models", "line,power-law", "--seeds", 2, "--workers", 0)
    assert (code, err) == (0, "")
    header, line, law, *_ = out.splitlines()
    assert header.split()[:3] == ["parameters", "left-out", "error"]
    assert line.split()[:3] == ["line", "3", "4.26"]
    assert law.split()[:3] == ["power-law", "3", "2.72"]
    for part in (
        "trees (31 rows, each left out once, from the starts of seed 0): power-law has the least "
        "error, 2.72 in volume_ft3 (root mean square); line has 4.26. Probably better than line: "
        "power-law (2.72, 0.64 ×).",
        "Nothing diverged. Every run that was repeated gave the same bits.",
    ):
        assert part in unwrapped(out)
    last = out.splitlines()[-1]
    assert last.startswith("Wrote runs/compare/") and "table.csv" in last and "trees.png" in last
    assert written() == ["table.csv", "trees.jsonl", "trees.png"]


def test_what_is_printed_is_what_python_says(run):
    out = run("own.csv", *SMALL)[1]
    task, models = tasks.Task.from_csv("own.csv", name="own"), ["line", "power-law"]
    result = study.compare(task, study.contenders(models), 2, results="runs/compare/own.jsonl")
    assert out.startswith(result.table()) and unwrapped(result.summary()) in unwrapped(out)
    said = [{name: str(value) for name, value in row.flat().items()} for row in result.rows]
    assert table_of() == said and len(cells_of("own")) == 2 * (6 + 4)


def test_the_same_command_computes_nothing_again_and_prints_the_same(run, monkeypatch):
    first = run("own.csv", "product", *SMALL)
    content = {name: Path("runs/compare", name).read_bytes() for name in written()}
    monkeypatch.setattr(study.cells.Cell, "run", None)
    assert run("own.csv", "product", *SMALL) == first
    assert {name: Path("runs/compare", name).read_bytes() for name in written()} == content


def test_more_seeds_and_models_are_added_to_what_is_there(run):
    run("own.csv", *SMALL)
    before = Path("runs/compare/own.jsonl").read_text()
    options = ["--models", "line,power-law,quadratic", "--seeds", 3, "--workers", 0]
    assert run("own.csv", *options)[0] == 0
    assert [row["runs"] for row in table_of()] == ["3"] * 3
    assert Path("runs/compare/own.jsonl").read_text().startswith(before)
    assert run("own.csv", *options, "--out", "anew")[0] == 0
    ours, theirs = (
        {(c["model"], c["seed"], c["repeat"]): c["bits"] for c in cells_of("own", folder)
         if c["fold"] is None}
        for folder in ("runs/compare", "anew")
    )  # fmt: skip
    assert ours == theirs and len(ours) == 3 * (3 + 2)


def test_the_table_may_be_written_elsewhere(run):
    assert run("own.csv", *SMALL, "--table", "mine.csv")[0] == 0
    assert len(Path("mine.csv").read_text().splitlines()) == 3
    assert written() == ["own.jsonl", "own.png"]


def test_several_tasks_are_summed_up(run):
    code, out, _ = run("trees", "delivery", "own.csv", *SMALL, "--out", "there")
    assert code == 0
    assert written("there") == sorted(
        ["table.csv", *(f"{t}.{e}" for t in ("trees", "delivery", "own") for e in ("jsonl", "png"))]
    )
    lines = [line.split() for line in out.splitlines()]
    assert ["line", "power-law"] in lines and ["trees", "4.26", "2.72*<"] in lines
    assert "Of 3 comparisons, in how many a model is probably better than line" in unwrapped(out)
    assert [row["task"] for row in table_of("there")] == [t for t in ("trees", "delivery", "own")
                                                          for _ in range(2)]  # fmt: skip


def test_a_single_task_is_not_summed_up(run):
    assert "in how many" not in unwrapped(run("own.csv", *SMALL)[1])


@pytest.mark.parametrize("options", [[], ["--first-seed", 5]], ids=str)
def test_seeds_begin_where_they_should_and_draw_data_of_their_own(options, run):
    assert run("product", "--vary", "samples=5", *SMALL, *options)[0] == 0
    (name,) = [n.removesuffix(".jsonl") for n in written() if n.endswith(".jsonl")]
    first = 5 if options else 0
    drawn = {seed: tasks.load("product", samples=5, rng=seed) for seed in (first, first + 1)}
    prints = {seed: study.cells.fingerprint(task) for seed, task in drawn.items()}
    assert {(cell["seed"], cell["data"]) for cell in cells_of(name)} == set(prints.items())


@pytest.mark.slow
@pytest.mark.parametrize(("options", "groups"), [([], 6), (["--folds", 3], 3), (["--folds", 6], 6)])
def test_rows_are_left_out_in_so_many_groups(options, groups, run):
    assert run("own.csv", *SMALL, *options)[0] == 0
    assert {cell["fold"] for cell in cells_of("own")} == {None, *range(groups)}


def test_columns_can_be_chosen(run):
    code, out, _ = run("own.csv", *SMALL, "--target", "girth", "--features", "volume")
    assert code == 0 and "in girth (root mean square)" in unwrapped(out)
    assert [row["parameters"] for row in table_of()] == ["2", "2"]


@pytest.mark.parametrize(
    ("data", "options", "numbers"),
    [
        ("product", [], 3),
        ("product", ["--hidden", 0], 3),
        ("product", ["--hidden", 2], 2 * 3 + 3),
        ("sum_of_products", [], 2 * (4 + 1) + 3),
        ("sum_of_products", ["--hidden", 0], 4 + 1),
    ],
)
def test_hidden_neurons_are_those_that_the_task_needs_unless_told(data, options, numbers, run):
    options = ["--vary", "samples=4", "--models", "addmul", "--seeds", 1, "--workers", 0, *options]
    assert run(data, *options)[0] == 0
    assert table_of()[0]["parameters"] == str(numbers)


def test_a_file_that_is_named_like_a_task_is_a_file(run):
    Path("missing.csv").write_text(OWN)
    options = ["--models", "addmul", "--seeds", 1, "--workers", 0]
    assert run("missing.csv", *options)[0] == 0
    assert table_of()[0]["parameters"] == "4"  # a single neuron, although the task has a layer


def test_names_of_models_may_be_parted_by_spaces_too(run):
    run("own.csv", *SMALL, "--models", "line, power-law")
    assert [row["model"] for row in table_of()] == ["line", "power-law"]


def test_a_recipe_can_be_chosen(run, monkeypatch):
    def quick(model, task, rng):
        model.weight.data[:] = 7.0

    monkeypatch.setitem(study.RECIPES, "first", quick)
    options = ["--models", "addmul,line", "--seeds", 1, "--workers", 0, "--recipe", "first"]
    run("own.csv", *options)
    errors = {row["model"]: float(row["train"]) for row in table_of()}
    task = tasks.Task.from_csv("own.csv", name="own")
    expected = study.compare(task, study.contenders(["addmul"], recipe=quick), 1).rows[0].train
    assert (
        errors["addmul"] == pytest.approx(expected, rel=1e-5) and errors["line"] < errors["addmul"]
    )


def test_a_model_that_cannot_take_the_data_stands_in_the_table_with_the_reason(run):
    Path("own.csv").write_text(OWN.replace("3,5,14", "-3,5,14").replace("1,2,2", "-1,2,2"))
    code, out, err = run("own.csv", *SMALL)
    assert (code, err) == (0, "")
    assert re.search(r"^power-law +3 +cannot$", out, flags=re.MULTILINE)
    assert "These data are not for power-law: column 'girth' has 2 of 6" in unwrapped(out)
    assert table_of()[1]["impossible"].startswith("column 'girth' has 2 of 6")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's list of processes")
def test_no_process_goes_on_working_for_a_command_that_was_killed():
    arguments = "sum --models addmul --recipe first --seeds 500 --workers 2".split()
    running = subprocess.Popen(
        [sys.executable, "-m", "minigrad", "compare", *arguments], stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: Path("runs/compare/sum.jsonl").exists())
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    finally:
        running.kill()
        running.wait()
    assert len(children) >= 2
    wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


LISTENING = """
import signal, sys
from minigrad.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
sys.exit(main())
"""


@pytest.mark.slow
def test_an_interrupt_does_not_wait_for_the_training_that_runs(run):
    options = "--models line,addmul --recipe first --steps 10000000 --seeds 1".split()
    results = Path("runs/compare/product.jsonl")
    with subprocess.Popen(
        [sys.executable, "-c", LISTENING, "compare", "product", *options, "--workers", "1"],
        stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        try:  # two lines are of the line; AddMul takes a day
            wait_until(lambda: results.exists() and results.read_text().count("\n") == 2)
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=PATIENCE)
        finally:
            running.kill()
    assert running.returncode == 130 and err.endswith("the same command goes on.\n")
    assert len(cells_of("product")) == 2


# ---- --vary ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_combination_of_options_is_compared(run):
    code, out, err = run(
        "product", "sum", "--vary", "samples=5,8", "--vary", "noise=0,0.1", *SMALL
    )  # fmt: skip
    assert (code, err) == (0, "")
    labels = [
        f"{task} samples={samples} noise={noise}"
        for task in ("product", "sum")
        for samples in (5, 8)
        for noise in ("0", "0.1")
    ]
    names = [label.replace(" ", "-") for label in labels]
    endings = [f"{name}.{ending}" for name in names for ending in ("jsonl", "png")]
    assert written() == sorted(["table.csv", *endings])
    lines = out.splitlines()
    assert [
        line.split("  ")[0] for line in lines if "samples=" in line and "Wrote" not in line
    ] == labels
    assert "Of 8 comparisons, in how many a model is probably better than line" in unwrapped(out)
    assert [(r["task"], r["samples"], r["noise"]) for r in table_of()] == [
        tuple(label.replace("samples=", "").replace("noise=", "").split())
        for label in labels
        for _ in range(2)
    ]


def test_options_that_vary_reach_the_data(run):
    run("product", "--vary", "samples=5,8", "--vary", "noise=0.1", *SMALL)
    for samples in (5, 8):
        cells = cells_of(f"product-samples={samples}-noise=0.1")
        task = tasks.load("product", samples=samples, noise=0.1, rng=1)
        prints = {cell["data"] for cell in cells if cell["seed"] == 1}
        assert prints == {study.cells.fingerprint(task)}


def test_an_option_with_one_value_shows_the_whole_table(run):
    out = run("product", "--vary", "samples=5", *SMALL)[1]
    assert "parameters" in out and "has the least error" in unwrapped(out)


# ---- processes ---------------------------------------------------------------------------------

IDLE = """
import sys
from minigrad import cli, study
study.cells.judgement = None  # so that nothing can be trained in this process
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_processes_find_the_same_as_this_one(run):
    arguments = ["own.csv", "--models", "line,power-law", "--seeds", "2"]
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", IDLE, "compare", *arguments, "--workers", "2", "--out", "there"],
        capture_output=True, text=True, encoding="utf-8", env=environment, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stderr.replace("\r", "").count("Error")) == (0, 0)
    run(*arguments, "--workers", 0, "--out", "here")

    def found(folder):
        return sorted(
            (c["model"], c["seed"], str(c["fold"]), c["repeat"], c.get("bits"), c.get("wrong"))
            for c in cells_of("own", folder)
        )

    assert found("there") == found("here")
    summary = unwrapped(done.stdout).split("own (6 rows")[1].split("Wrote")[0]
    assert summary in unwrapped(run(*arguments, "--workers", 0, "--out", "there")[1])


# ---- errors ------------------------------------------------------------------------------------


def check_refused(result, message):
    code, _, err = result
    assert (code, err.count("\n")) == (2, 1), err
    assert err.startswith("minigrad: ") and message in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["treees"], "no task is named 'treees' (did you mean 'trees'?)"),
        (["nowhere.csv"], "there is no file nowhere.csv"),
        (["own.csv", "--target", "volum"], "no column 'volum' (did you mean 'volume'?)"),
        (["own.csv", "--features", "girt"], "no column 'girt' (did you mean 'girth'?)"),
        (["trees", "--target", "girth"], "are for a CSV file, not for a task"),
        (["text.csv"], "line 3, column 'height': 'tall' is not a number"),
        (["constant.csv"], "learned from it. Choose another column with --target"),
        (
            ["own.csv", "--folds", "7"],
            "folds must be between 2 and the number of rows, 6 in own, got 7",
        ),
        (
            ["own.csv", "--folds", "1"],
            "folds must be between 2 and the number of rows, 6 in own, got 1",
        ),
        (["own.csv", "--seeds", "0"], "--seeds: must be a whole number, 1 or more"),
        (["own.csv", "--models", "lin"], "no model 'lin' (did you mean 'line'"),
        (["own.csv", "--models", "line,"], "no model ''"),
        (
            ["own.csv", "--recipe", "secnd"],
            "no recipe 'secnd' (did you mean 'second'",
        ),
        (
            ["product", "--vary", "sample=5"],
            "--vary sample=5 is not for the task product: there is",
        ),
        (["product", "--vary", "samples=x"], "samples=x is not for the task product: that is no"),
        (["trees", "--vary", "samples=5"], "--vary samples=5 is not for the task trees: there is"),
        (["own.csv", "--vary", "samples=5"], "--vary is for tasks; own.csv is a file"),
        (["product", "--vary", "samples"], "--vary takes OPTION=VALUE,VALUE,…, got 'samples'"),
        (["product", "--vary", "samples="], "--vary takes OPTION=VALUE,VALUE,…, got 'samples='"),
        (["product", "--vary", "=5"], "--vary takes OPTION=VALUE,VALUE,…, got '=5'"),
        (
            ["product", "--vary", "samples=1"],
            "samples, the number of rows, is 2 to 10,000,000, got 1",
        ),
        (["product", "--vary", "noise=0", "--vary", "noise=1"], "--vary noise is given twice"),
        (["own.csv", "sub/own.csv"], "sub/own.csv: there are two data of the name 'own'"),
        (["trees", "own.csv", "--folds", "30"], "the number of rows, 6 in own, got 30"),
        (["own.csv", "--steps", "5"], "--steps and --lr are for gradient descent"),
        (["own.csv", "--lr", "line=0.1"], "--steps and --lr are for gradient descent"),
        ([*FIRST, "--lr", "many"], "--lr takes a positive number, or MODEL=NUMBER, got 'many'"),
        ([*FIRST, "--lr", "tanh="], "--lr takes a positive number, or MODEL=NUMBER, got 'tanh='"),
        ([*FIRST, "--lr", "=0.1"], "--lr takes a positive number, or MODEL=NUMBER, got '=0.1'"),
        ([*FIRST, "--lr", "0"], "--lr takes a positive number, or MODEL=NUMBER, got '0'"),
        (
            [*FIRST, "--lr", "tanh=-1"],
            "--lr takes a positive number, or MODEL=NUMBER, got 'tanh=-1'",
        ),
        ([*FIRST, "--lr", "tanh=nan"], "MODEL=NUMBER, got 'tanh=nan'"),
        ([*FIRST, "--lr", "1,2"], "--lr has two rates of all models"),
        ([*FIRST, "--lr", "tanh=1,tanh=2"], "--lr has two rates of tanh"),
        ([*FIRST, "--lr", "tahn=0.1"], "'tahn', which is not compared (did you mean 'tanh'?)"),
        ([*FIRST, "--lr", "line=0.1"], "line has a recipe of its own: it takes no rate"),
        (
            ["own.csv", "--models", "linear-addmul-pretrained"],
            "linear-addmul-pretrained needs --recipe first",
        ),
        (["own.csv", "--table", "no/t.csv"], "--table no/t.csv: there is no folder no"),
        (["own.csv", "--out", "own.csv/x"], "--out own.csv/x: own.csv is a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_ends_with_code_2_and_one_line(arguments, message, run):
    Path("text.csv").write_text("girth,height,volume\n1,2,3\n2,tall,4\n")
    Path("constant.csv").write_text("girth,height,volume\n1,2,7\n2,4,7\n4,3,7\n")
    Path("sub").mkdir()
    Path("sub/own.csv").write_text(OWN)
    result = run(*SMALL, *arguments)
    check_refused(result, message)
    assert result[1] == "" and not list(Path("runs").rglob("*.*"))  # before anything is trained


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "TASK|FILE.csv"),
        (["own.csv", "--seeds", "-1"], "--seeds: must be a whole number, 1 or more, got '-1'"),
        (["own.csv", "--hidden", "-1"], "--hidden: must be a whole number, 0 or more, got '-1'"),
        (["own.csv", "--workers", "-1"], "--workers: must be a whole number, 0 or more, got '-1'"),
        (["own.csv", "--seeds", "many"], "--seeds: must be a whole number, 1 or more, got 'many'"),
        (
            ["own.csv", "--steps", "2_000"],
            "--steps: must be a whole number, 1 or more, got '2_000'",
        ),
        (
            ["own.csv", "--steps", "1000000000"],
            "--steps: must be 10,000,000 or less, got 1,000,000,000",
        ),
        (
            ["own.csv", "--out", ""],
            "--out: must be the name of a folder, or . for the one you are in",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_cannot_be_read_are_answered_with_one_sentence(arguments, message, run):
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1) and message in err
    assert err.startswith("minigrad: ") and err.endswith(
        "(minigrad compare --help tells the options)\n"
    )


def test_if_a_model_is_unknown_the_nearest_and_the_list_are_named(run):
    err = run("own.csv", *SMALL, "--models", "lin")[2]
    assert "did you mean 'line'" in err and "minigrad compare --help lists them" in err
    assert len(err) < 200 and all(name in run("--help")[1] for name in study.CONTENDERS)


def test_all_means_every_model(run, monkeypatch):
    asked = []

    def contenders(names, **options):
        asked.extend(names)
        return real(["line"], **options)

    real = study.contenders
    monkeypatch.setattr(study, "contenders", contenders)
    assert run("own.csv", *SMALL, "--models", "all")[0] == 0
    # addmul-kneser is addmul, and the pretrained one is for one recipe alone
    left_out = {"zero", "fourier", "imputed", "addmul-kneser", "linear-addmul-pretrained"}
    left_out |= {name for name in study.CONTENDERS if name.endswith("-published")}
    assert asked == [name for name in study.CONTENDERS if name not in left_out]


@pytest.mark.slow
def test_models_may_have_rates_of_their_own(run):
    """The records say so: they are those of a rate for all, where it is the same."""

    def trained(*lr):
        folder = "-".join(["runs", *lr])
        options = ["--models", "addmul,tanh,line", "--seeds", 1, "--workers", 0, "--out", folder]
        code, _, err = run("product", *options, "--recipe", "first", "--steps", 5, *lr)
        assert (code, err) == (0, "")
        return {c["model"]: (c["recipe"], c["bits"]) for c in cells_of("product", folder)}

    default, all_models, one, both = (
        trained(*lr) for lr in ([], ["--lr", "0.2"], ["--lr", "tanh=0.2"], ["--lr", "0.2,tanh=0.1"])
    )
    assert one == default | {"tanh": all_models["tanh"]}
    assert both == all_models | {"tanh": both["tanh"]}
    assert len({m["tanh"] for m in (default, all_models, both)}) == 3
    assert default["line"] == all_models["line"]


def test_kind_is_that_of_the_neurons_whose_names_say_none(run):
    models = "addmul,addmul-n=1,addmul-abel,line"
    code, *_ = run("own.csv", *SMALL, "--models", models, "--kind", "box-cox")
    contenders = study.contenders(models.split(","), kind="box-cox")
    task = tasks.load("trees")
    kinds = [getattr(make(task, 0), "kind", None) for make in contenders.values()]
    assert code == 0 and kinds == ["box-cox", "box-cox", "abel", None]


def test_an_unknown_kind_is_refused_before_anything_is_trained(run):
    code, out, err = run("own.csv", *SMALL, "--models", "line", "--kind", "boxcox")
    assert (code, out) == (2, "") and "kind 'boxcox' is unknown (did you mean 'box-cox'?)" in err


def test_every_default_model_exists():
    assert set(cli.compare.DEFAULT_MODELS) <= set(study.CONTENDERS)


def test_results_of_another_study_are_refused_and_kept(run):
    run("own.csv", *SMALL)
    Path("own.csv").write_text(OWN.replace("35", "36"))
    content = Path("runs/compare/own.jsonl").read_bytes()
    check_refused(run("own.csv", *SMALL), "own.jsonl holds results of another study")
    assert Path("runs/compare/own.jsonl").read_bytes() == content


def test_a_damaged_file_of_results_is_refused_by_its_line(run):
    run("own.csv", *SMALL)
    path = Path("runs/compare/own.jsonl")
    first, second, *others = path.read_text().splitlines(keepends=True)
    path.write_text("".join([first, second[:20] + "\n", *others]))
    check_refused(run("own.csv", *SMALL), "own.jsonl, line 2 is no result of a study")


@pytest.fixture
def closed_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@pytest.mark.filterwarnings("ignore")  # Dask's own
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:PORT", "127.0.0.1:PORT"])
def test_a_scheduler_that_does_not_answer_is_named(address, run, monkeypatch, closed_port):
    distributed = pytest.importorskip("distributed")
    asked, client = [], distributed.Client

    def impatient(address, timeout):
        asked.append(timeout)
        return client(address, timeout="0.5s")

    monkeypatch.setattr(distributed, "Client", impatient)
    address = address.replace("PORT", str(closed_port))
    result = run("own.csv", *SMALL, "--scheduler", address)
    check_refused(result, f"no Dask scheduler answers at {address} ")
    assert asked == ["10s"]


@pytest.mark.filterwarnings("ignore")
def test_an_address_that_is_none_is_named(run):
    pytest.importorskip("distributed")
    check_refused(run("own.csv", *SMALL, "--scheduler", "hello://x"), "hello://x")


def test_without_dask_a_scheduler_cannot_be_used_and_the_cure_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("own.csv", *SMALL, "--scheduler", "tcp://127.0.0.1:1")
    check_refused(result, "--scheduler needs Dask: pip install -e '.[cluster]'")


def test_a_process_that_dies_ends_with_code_1(run, monkeypatch):
    def die(*_, **__):
        raise BrokenExecutor("a process of the study died")

    monkeypatch.setattr(study, "compare", die)
    assert run("own.csv", *SMALL) == (1, "", "minigrad: a process of the study died\n")


def test_an_interrupted_study_goes_on(run, monkeypatch):
    real, done = study.cells.Cell.run, []

    def interrupted(cell):
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(1)
        return real(cell)

    with monkeypatch.context() as patched:
        patched.setattr(study.cells.Cell, "run", interrupted)
        code, out, err = run("own.csv", *SMALL)
    assert (code, out) == (130, "")
    assert err == "minigrad: interrupted. What is finished is kept; the same command goes on.\n"
    assert len(cells_of("own")) == 4
    assert run("own.csv", *SMALL)[0] == 0 and len(cells_of("own")) == 2 * (6 + 4)


@pytest.mark.parametrize(
    "option",
    ["target", "features", "vary", "models", "hidden", "recipe", "seeds", "first-seed", "folds",
     "workers", "scheduler", "out", "table"],
)  # fmt: skip
def test_the_help_explains_every_option(option, run):
    code, out, _ = run("--help")
    assert code == 0 and re.search(rf"--{option}\b.*\n? +\w+", out)


ENDED = """
import sys, time
from minigrad._processes import processes
from minigrad._progress import bar

def work(begun):
    bar([], "", False)
    open(begun, "w").close()
    time.sleep(1000)

if __name__ == "__main__":
    with processes(1) as pool:
        pool.submit(work, "begun").result()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_processes_that_are_ended_leave_nothing_to_the_system(number):
    Path("ended.py").write_text(LISTENING.replace("sys.exit(main())", "") + ENDED)
    with subprocess.Popen(
        [sys.executable, "ended.py"], stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            wait_until(Path("begun").exists)
            running.send_signal(number)
            _, err = running.communicate(timeout=PATIENCE)
        finally:
            running.kill()
    assert running.returncode == {signal.SIGINT: -signal.SIGINT, signal.SIGTERM: 143}[number]
    assert "leaked" not in err


def test_threads_of_workers_are_limited_unless_somebody_set_them(monkeypatch):
    names = ONE_THREAD
    for name in names:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    kept = dict(os.environ)
    with processes(1):
        limits = [os.environ[name] for name in names]
    for name in set(os.environ) - set(kept):
        del os.environ[name]
    assert limits == ["3", "1", "1", "1"]


# ---- what is shown while it works --------------------------------------------------------------


@pytest.mark.slow
def test_a_terminal_is_told_what_is_being_prepared(run, monkeypatch):
    quick = "trees", "--models", "line", "--seeds", "1", "--workers"
    _, _, silent = run(*quick, 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    _, _, told = run(*quick, 1, "--out", "anew")
    assert silent == ""
    before, bar, after = told.partition("trees:")  # the bar
    loading, reading, starting, preparing = before.strip().splitlines()
    assert "loading" in loading and "reading trees" in reading and bar
    assert "starting 1 process;" in starting and "preparing 1 model with 1 seed " in preparing
    assert "drawing" in after
