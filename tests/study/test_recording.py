"""Tables are recorded row by row: what is finished is kept, and never run again."""

import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = '''"""Squares, slowly."""
import sys, time
from functools import partial
sys.path.insert(0, {data!r})
import recording

def square(k, started):
    open(started, "a").write(f"{{k}} ")
    time.sleep(0.2 - 0.04 * k)
    return {{"square": k * k, "third": k / 3}}

if __name__ == "__main__":
    rows = {{("squares", str(k)): partial(square, k, {started!r}) for k in range(5)}}
    recording.main(__file__, __doc__, ("part", "row"), rows)
'''
TABLE = (
    "part,row,square,third\nsquares,0,0,0\nsquares,1,1,0.333333\nsquares,2,4,0.666667\n"
    "squares,3,9,1\nsquares,4,16,1.33333\n"
)
NAMES = ("part", "row")


@pytest.fixture
def recording(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "figures" / "data")
    import recording

    return recording


def square(k, done, last=5):
    if len(done) == last:
        raise KeyboardInterrupt
    done.append(k)
    return {"square": k * k, "third": k / 3}


def squares(done, **options):
    return {("squares", str(k)): partial(square, k, done, **options) for k in range(5)}


def test_a_row_is_written_as_soon_as_it_is_finished_and_not_run_again(recording, tmp_path):
    path, done = tmp_path / "squares.csv", []
    with pytest.raises(KeyboardInterrupt):
        recording.record(path, NAMES, squares(done, last=3))
    assert path.read_text() == "".join(TABLE.splitlines(keepends=True)[:4])
    rows = recording.record(path, NAMES, squares(done))
    assert path.read_text() == TABLE
    assert done == [0, 1, 2, 3, 4]
    assert rows == recording.read(path) == recording.record(path, NAMES, squares(done))


def test_rows_are_in_the_order_of_the_study_whichever_was_finished_first(recording, tmp_path):
    path, study = tmp_path / "squares.csv", squares([])
    backwards = dict(reversed(study.items()))
    recording.record(path, NAMES, {name: backwards[name] for name in list(backwards)[:2]})
    assert recording.record(path, NAMES, study) == recording.read(path)
    assert path.read_text() == TABLE


def test_a_part_can_be_recorded_by_itself(recording, tmp_path):
    path, study = tmp_path / "squares.csv", squares([]) | {("cubes", "1"): lambda: {"square": 1}}
    assert [row["part"] for row in recording.record(path, NAMES, study, only=["cubes"])] == [
        "cubes"
    ]
    del study["cubes", "1"]
    with pytest.raises(ValueError, match="another study"):
        recording.record(path, NAMES, study)


@pytest.mark.parametrize("table", ["part,row,square\ncubes,1,1\n", "model,error\nline,0.1\n"])
def test_a_table_of_another_study_is_refused_and_kept(table, recording, tmp_path):
    path = tmp_path / "squares.csv"
    path.write_text(table)
    with pytest.raises(ValueError, match=r"squares\.csv is of another study"):
        recording.record(path, NAMES, squares([]))
    assert path.read_text() == table


@pytest.mark.slow
def test_a_study_that_was_killed_goes_on_and_ends_with_the_same_table(tmp_path):
    script, started, path = (tmp_path / name for name in ("squares.py", "started", "table.csv"))
    script.write_text(
        SCRIPT.format(data=str(ROOT / "figures" / "data"), started=str(started)), encoding="utf-8"
    )
    command = [sys.executable, script, "--workers", "1", "--table", path]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while not path.exists():
        assert first.poll() is None
        time.sleep(0.05)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    kept = path.read_text()
    assert TABLE.startswith(kept) and kept != TABLE
    done = subprocess.run([*command[:-3], "2", *command[-2:]], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert path.read_text() == TABLE
    assert re.fullmatch(r"(\d of 5, \d+ s: squares \d, which took 0\.\d s\n)+", done.stdout)
    before = len(kept.splitlines()) - 1
    assert set(started.read_text().split()[:before]) == {str(k) for k in range(before)}
    assert len(done.stdout.splitlines()) == 5 - before
