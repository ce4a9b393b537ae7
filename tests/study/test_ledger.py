import errno
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from patience import PATIENCE
from small_studies import (
    Counted,
    least_squares,
    line,
    lines_of,
    neuron,
    noisy_sum,
    slow_line,
    told,
    told_of,
)

from minigrad import _lock, nn, study, tasks
from minigrad.study import cells

PRODUCT = tasks.load("product", samples=6)  # has test data, so no rows are left out


@pytest.fixture
def path(tmp_path):
    return tmp_path / "results.jsonl"


@pytest.fixture(autouse=True)
def synced(monkeypatch):
    """Return a list of what was in a file when the disk was asked to keep it, which takes long."""
    kept = []
    monkeypatch.setattr(os, "fsync", lambda file: kept.append(os.fstat(file).st_size))
    return kept


@pytest.fixture
def counted():
    """Return a line, trained by a recipe that counts."""
    return study.Contender(line, Counted())


# ---- what is written ---------------------------------------------------------------------------


def test_every_finished_training_is_one_line(path):
    models = {"line": line, "neuron": neuron}
    result = study.compare(noisy_sum(), models, 3, results=path)
    assert path.read_bytes().endswith(b"\n")
    assert lines_of(path) == result.cells
    once = {("line", 0, fold, 0) for fold in range(6)}
    whole = {("line", seed, None, 0) for seed in range(3)} | {("line", s, None, 1) for s in (0, 1)}
    assert {name for name in told(result.cells) if name[0] == "line"} == once | whole


def test_rows_that_all_models_are_judged_by_are_listed_once(path):
    for _ in range(2):  # as they are found, and as they are read from the file
        ran = study.compare(noisy_sum(52), {"line": line, "neuron": neuron}, 2, results=path)
        folded = [cell for cell in ran.cells if cell["fold"] is not None]
        assert len(folded) == 20 and len({id(cell["rows"]) for cell in folded}) == 10
        assert told(lines_of(path)) == told(ran.cells)


def test_a_line_is_on_the_disk_before_the_next_training_begins(path, synced):
    seen, name = [], str(path)

    def look(model, task, rng):
        seen.append(os.path.getsize(name) if os.path.exists(name) else 0)
        least_squares(model, task, rng)

    study.compare(PRODUCT, {"line": study.Contender(line, look)}, 3, results=path)
    assert seen == [0, *synced[:-1]] and len(synced) == len(lines_of(path)) == 5
    assert synced[-1] == path.stat().st_size


def test_lines_can_be_read_by_programs_that_know_no_infinity(path):
    def fail(model, task, rng):
        model.weight.data[:] = float("inf")
        raise FloatingPointError("the loss is not finite")

    def refuse(name):
        raise ValueError(name)

    study.compare(PRODUCT, {"bad": study.Contender(line, fail)}, 1, results=path)
    for text in path.read_text().splitlines():
        record = json.loads(text, parse_constant=refuse)
        assert (record["test"], record["status"]) == (None, "diverged")


def test_without_a_file_nothing_is_written(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    study.compare(PRODUCT, {"line": line}, 1)
    assert os.listdir() == []


def test_a_folder_that_does_not_exist_is_named_before_anything_is_trained(path, counted):
    there = path.parent / "nowhere" / "results.jsonl"
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere"):
        study.compare(PRODUCT, {"line": counted}, 1, results=there)
    assert counted.train.trained == 0


# ---- going on ----------------------------------------------------------------------------------


def test_what_is_in_the_file_is_not_trained_again(path):
    made, recipe = [], Counted()

    def make(task, rng):
        made.append(1)
        return line(task, rng)

    models = {"line": study.Contender(make, recipe)}
    first = study.compare(noisy_sum(), models, 2, results=path)
    assert (recipe.trained, len(made)) == (10, 11)  # one is made to see what it is
    content = path.read_bytes()
    second = study.compare(noisy_sum(), models, 2, results=path)
    assert (recipe.trained, len(made)) == (10, 12)
    assert path.read_bytes() == content
    assert (second.table(), second.summary()) == (first.table(), first.summary())


@pytest.mark.slow
def test_a_study_goes_on_wherever_its_last_line_was_cut_off(path):
    recipe = Counted()
    models = {"line": study.Contender(line, recipe)}
    unbroken = told(study.compare(PRODUCT, models, 2, results=path).cells)
    content = path.read_bytes()
    start = content[:-1].rfind(b"\n") + 1
    for end in range(start + 1, len(content)):
        path.write_bytes(content[:end])
        before = recipe.trained
        with pytest.warns(UserWarning, match=rf"the last line, {end - start} bytes?, was cut off"):
            again = study.compare(PRODUCT, models, 2, results=path)
        assert recipe.trained == before + 1
        assert told(lines_of(path)) == told(again.cells) == unbroken


@pytest.mark.parametrize("finished", range(10))
def test_a_study_goes_on_wherever_it_was_interrupted(finished, path):
    recipe = Counted()

    def interrupted(model, task, rng):
        if recipe.trained == finished:
            recipe.trained = 1000
            raise KeyboardInterrupt
        recipe(model, task, rng)

    models = {"line": study.Contender(line, interrupted)}
    with pytest.raises(KeyboardInterrupt):
        study.compare(noisy_sum(), models, 2, results=path)
    assert path.exists() == (finished > 0) and recipe.trained == 1000
    assert not finished or len(lines_of(path)) == finished
    study.compare(noisy_sum(), models, 2, results=path)
    assert recipe.trained == 1000 + 10 - finished
    assert told(lines_of(path)) == told(study.compare(noisy_sum(), models, 2).cells)


# What is left in a file when the power fails: zeros, where the disk had no time for what was written.
POWER_CUTS = {
    "zeros after whole lines": lambda last: last + b"\0" * 4096,
    "zeros with whole lines between": lambda last: last + last[:9] + b"\0" * 300 + b"\n",
    "zeros for the end": lambda last: last[:20] + b"\0" * (len(last) - 20),
    "zeros in the middle": lambda last: last[:20] + b"\0" * (len(last) - 30) + last[-10:],
    "zeros for all": lambda last: b"\0" * len(last),
}


@pytest.mark.parametrize("damage", POWER_CUTS.values(), ids=POWER_CUTS)
def test_a_study_goes_on_after_a_power_cut(damage, path):
    models = {"line": line}
    unbroken = told(study.compare(PRODUCT, models, 2, results=path).cells)
    *others, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(others) + damage(last))
    with pytest.warns(
        UserWarning, match=r"[\d,]+ bytes, (was cut off, and|are removed; a .*) is comp"
    ):
        again = study.compare(PRODUCT, models, 3, results=path)
    assert unbroken.items() <= told(again.cells).items() == told(lines_of(path)).items()
    study.compare(PRODUCT, models, 3, results=path)  # it was healed: nothing is said a second time


def test_seeds_may_be_added(path, counted):
    study.compare(PRODUCT, {"line": counted}, 2, results=path)
    result = study.compare(PRODUCT, {"line": counted}, 5, results=path)
    assert counted.train.trained == (2 + 2) + 3
    assert told(result.cells) == told(study.compare(PRODUCT, {"line": counted}, 5).cells)


def test_fewer_seeds_are_a_part_of_the_file(path, counted):
    study.compare(PRODUCT, {"line": counted}, 5, results=path)
    trained = counted.train.trained
    result = study.compare(PRODUCT, {"line": counted}, [1, 0], results=path)
    assert counted.train.trained == trained and result.rows[0].runs == 2
    assert {cell["seed"] for cell in result.cells} == {0, 1}


def test_models_may_be_added(path, counted):
    study.compare(noisy_sum(), {"line": counted}, 2, results=path)
    trained = counted.train.trained
    models = {"neuron": neuron, "line": counted}
    result = study.compare(noisy_sum(), models, 2, results=path)
    assert counted.train.trained == trained
    assert told(result.cells) == told(study.compare(noisy_sum(), models, 2).cells)


def test_groups_of_another_size_are_not_mistaken_for_these(path):
    models = {"line": line}
    study.compare(noisy_sum(12), models, 1, folds=3, results=path)
    try:
        again = study.compare(noisy_sum(12), models, 1, folds=4, results=path)
    except ValueError:
        return
    assert told(again.cells) == told(study.compare(noisy_sum(12), models, 1, folds=4).cells)


# ---- files that are refused --------------------------------------------------------------------


def record_without(name):
    record = {"model": "line", "seed": 0, "fold": None, "repeat": 0}
    record |= {"version": "0", "task": "t", "data": "d", "recipe": "r"}
    return json.dumps({k: value for k, value in record.items() if k != name}).encode()


BEGINNING = b'{"task": '
DAMAGE = {
    "half a line": b'{"task": "product", "da',
    "two halves": b'{"task": "produ{"task": "product", "data": "0"}',
    "text": b"hello",
    "an empty line": b"",
    "a list": b"[]",
    "a number": b"3",
    "no text at all": b"\xff\xfe\x00",
    "100,000 lists in each other": b"[" * 100_000 + b"]" * 100_000,
    "a number of 10,000 digits": b"1" * 10_000,
    **{f"no {k}": record_without(k) for k in ("model", "seed", "fold", "repeat", "data", "recipe")},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("cut", [0, 7], ids=["whole", "cut off"])
def test_a_damaged_line_is_named_and_nothing_is_changed(damage, number, cut, path, counted):
    study.compare(PRODUCT, {"line": counted}, 3, results=path)
    lines = path.read_bytes().splitlines()
    lines[number - 1] = damage
    content = b"\n".join(lines) + b"\n" + BEGINNING[:cut]
    path.write_bytes(content)
    trained = counted.train.trained
    with pytest.raises(ValueError, match=rf"results\.jsonl, line {number} is no result of a study"):
        study.compare(PRODUCT, {"line": counted}, 4, results=path)
    assert path.read_bytes() == content and counted.train.trained == trained


EDITS = {  # in a line that is JSON, and holds what has to be the same in all lines
    "a list for a seed": {"seed": [0]},
    "a text for a seed": {"seed": "0"},
    "a number for a model": {"model": 3},
    "an unknown status": {"status": None},
    "no status": {"status": ...},
    "no parameters": {"parameters": ...},
    "no seconds": {"seconds": ...},
    "a text for seconds": {"seconds": "fast"},
    "a text for n": {"n": "0.5"},
    "texts in n": {"n": ["0.5"]},
    "no bits": {"bits": ...},
    "no train": {"train": ...},
    "nan": {"train": float("nan")},
    "no test": {"test": ...},
    "a text for test": {"test": "small"},
    "no found": {"found": ...},
    "a number for learned": {"learned": 7},
    "no extrapolation": {"extrapolation": ...},
}
EDITS_OF_FOLDS = {
    "no rows": {"rows": ...},
    "a number for rows": {"rows": 1},
    "rows that do not exist": {"rows": [6]},
    "rows below 0": {"rows": [-1]},
    "a text for a row": {"rows": ["1"]},
    "more errors than rows": {"wrong": [1.0, 2.0]},
    "no errors": {"wrong": ...},
    "a text for an error": {"wrong": ["1"]},
    "a text for a fold": {"fold": "1"},
}


def edited(text, edit):
    record = json.loads(text) | edit
    return json.dumps({name: value for name, value in record.items() if value is not ...})


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_line_that_was_edited_is_named(edit, path, counted):
    study.compare(PRODUCT, {"line": counted}, 2, results=path)
    lines = path.read_text().splitlines()
    lines[1] = edited(lines[1], edit)
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(ValueError, match=r"results\.jsonl, line 2 is no result of a study"):
        study.compare(PRODUCT, {"line": counted}, 2, results=path)


@pytest.mark.parametrize("edit", EDITS_OF_FOLDS.values(), ids=EDITS_OF_FOLDS)
def test_a_line_of_left_out_rows_that_was_edited_is_named(edit, path, counted):
    study.compare(noisy_sum(6), {"line": counted}, 1, results=path)
    lines = path.read_text().splitlines()
    number = next(i for i, line in enumerate(lines) if json.loads(line)["fold"] == 1)
    lines[number] = edited(lines[number], edit)
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(ValueError, match=rf"line {number + 1} is no result of a study"):
        study.compare(noisy_sum(6), {"line": counted}, 1, results=path)


def test_a_folder_in_the_place_of_the_file_is_named(path, counted):
    path.mkdir()
    with pytest.raises(ValueError, match=r"results\.jsonl is a folder: name a file"):
        study.compare(PRODUCT, {"line": counted}, 1, results=path)
    assert counted.train.trained == 0


def test_a_full_disk_is_named_with_the_file_and_the_cure(path, monkeypatch):
    def full(file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        OSError, match=r"disk is full, so .*results\.jsonl was not written: make room"
    ):
        study.compare(PRODUCT, {"line": line}, 1, results=path)


def test_a_line_that_was_deleted_is_computed_again(path):
    models = {"line": line}
    unbroken = told(study.compare(PRODUCT, models, 3, results=path).cells)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    assert told(study.compare(PRODUCT, models, 3, results=path).cells) == unbroken
    assert told(lines_of(path)) == unbroken


def steps(model, task, rng, *, count):
    least_squares(model, task, rng)


def other_steps(model, task, rng, *, count):
    least_squares(model, task, rng)


def with_steps(count, recipe=steps, make=line):
    return {"m": study.Contender(make, partial(recipe, count=count))}


def without_bias(task, rng):
    return nn.Linear(2, 1, bias=False, rng=rng)


@pytest.mark.parametrize(
    ("task", "models", "what"),
    [
        (tasks.load("product", samples=6, rng=1), with_steps(1), "other data"),
        (tasks.load("sum", samples=6), with_steps(1), "another task"),
        (PRODUCT, with_steps(2), "another model or recipe"),
        (PRODUCT, with_steps(1, other_steps), "another model or recipe"),
        (PRODUCT, {"m": neuron}, "another model or recipe"),
        (PRODUCT, with_steps(1, make=without_bias), "another model or recipe"),
    ],
    ids=["data", "task", "options", "recipe", "model", "settings of the model"],
)
def test_results_of_another_study_are_refused_and_kept(task, models, what, path):
    study.compare(PRODUCT, with_steps(1), 2, results=path)
    content = path.read_bytes()
    message = rf"results\.jsonl holds results of another study: of 'm' with seed 0, with {what}\. Name another"
    with pytest.raises(ValueError, match=message):
        study.compare(task, models, 2, results=path)
    assert path.read_bytes() == content


def test_results_of_another_version_are_refused_and_kept(path, monkeypatch):
    study.compare(PRODUCT, {"line": line}, 1, results=path)
    content = path.read_bytes()
    monkeypatch.setattr(cells, "__version__", "999")
    with pytest.raises(ValueError, match="with another version of minigrad"):
        study.compare(PRODUCT, {"line": line}, 1, results=path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("table", ["x", "y", "x_test", "y_test", "x_extrapolation", "x_scale"])
def test_one_number_that_changed_in_any_table_makes_other_data(table, path):
    study.compare(PRODUCT, {"line": line}, 1, results=path)
    values = getattr(PRODUCT, table).copy()
    values.flat[-1] *= 1 + 1e-15
    with pytest.raises(ValueError, match="other data"):
        study.compare(replace(PRODUCT, **{table: values}), {"line": line}, 1, results=path)


# ---- two processes -----------------------------------------------------------------------------

HOLD = """
import sys, time
from minigrad.study.ledger import Ledger
with Ledger(sys.argv[1]):
    print("ready", flush=True)
    time.sleep(3600)
"""


def test_a_second_process_is_refused_at_once_and_a_killed_one_blocks_nobody(path, counted):
    study.compare(PRODUCT, {"line": counted}, 2, results=path)
    content, trained = path.read_bytes(), counted.train.trained
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"ready\n"
        message = rf"another process \({other.pid}\) is at work on .*results\.jsonl: wait until"
        with pytest.raises(ValueError, match=message):
            study.compare(PRODUCT, {"line": counted}, 3, results=path)
        assert path.read_bytes() == content and counted.train.trained == trained
        other.kill()
    assert len(study.compare(PRODUCT, {"line": counted}, 3, results=path).cells) == 5
    assert os.listdir(path.parent) == ["results.jsonl"]


def test_an_error_frees_the_file(path):
    def fail(model, task, rng):
        raise RuntimeError("by mistake")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="by mistake"):
            study.compare(PRODUCT, {"line": study.Contender(line, fail)}, 1, results=path)
    assert os.listdir(path.parent) == []


def test_where_there_are_no_locks_all_goes_on_without(path, monkeypatch):
    monkeypatch.setattr(_lock, "fcntl", None)
    assert len(study.compare(PRODUCT, {"line": line}, 2, results=path).cells) == 4


# ---- a process that is killed ------------------------------------------------------------------

SCRIPT = """
import sys
from minigrad import study
from small_studies import noisy_sum, slow_line
study.compare(noisy_sum(20), {"slow": slow_line(3), "second": slow_line(2)}, 2, results=sys.argv[1])
"""


@pytest.mark.slow
def test_a_study_that_is_killed_twice_loses_nothing_and_repeats_nothing(path):
    here = str(Path(__file__).parent)
    env = os.environ | {"PYTHONPATH": os.pathsep.join([here, os.environ.get("PYTHONPATH", "")])}
    finished = 0
    for delay in (0.004, 0.031):
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, path], env=env, cwd=path.parent)
        until = time.monotonic() + PATIENCE
        while not (path.exists() and path.read_bytes().count(b"\n") > finished):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.001)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        finished = path.read_bytes().count(b"\n")
    models = {"slow": slow_line(3), "second": slow_line(2)}
    unbroken = study.compare(noisy_sum(20), models, 2)
    assert 2 <= finished < len(unbroken.cells) == 48
    resumed = study.compare(noisy_sum(20), models, 2, results=path)
    assert told(lines_of(path)) == told(resumed.cells) == told(unbroken.cells)
    assert told_of(resumed) == told_of(unbroken)
