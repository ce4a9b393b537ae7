"""What happens to the work when something cannot be printed or written."""

import argparse
import errno
import io
import os
import signal
import subprocess
import sys
import threading
import time
from argparse import Namespace
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from patience import PATIENCE, wait_until

import minigrad
from minigrad import cli
from minigrad._files import write_aside
from minigrad._processes import processes
from minigrad.cli import output
from minigrad.cli.common import require_writable, say

ROOT = str(Path(minigrad.__file__).parents[1])
OWN = "girth,height,volume\n1,2,2\n2,3,7\n3,5,14\n4,4,17\n7,1,7\n6,6,35\n"
SMALL = ["compare", "own.csv", "--models", "line,power-law", "--seeds", "2", "--workers", "0"]
CORES = os.cpu_count() or 1
FILES = ["own.jsonl", "own.png", "table.csv"]


@pytest.fixture(autouse=True)
def work_in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("own.csv").write_text(OWN)


def minigrad_of(*arguments, **options):
    """Run the command in a process of its own."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHONIO", "LC_", "LANG"))
    }
    environment |= options.pop("environment", {})
    command = [sys.executable, "-m", "minigrad", *arguments]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(command, env=environment, timeout=PATIENCE, check=False, **streams)


# ---- what is printed ---------------------------------------------------------------------------


@pytest.mark.slow
def test_a_reader_who_has_seen_enough_loses_no_file():
    reading, writing = os.pipe()
    os.close(reading)
    done = minigrad_of(*SMALL, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert sorted(os.listdir("runs/compare")) == FILES


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_output_loses_no_file():
    with open("/dev/full", "wb") as full:
        done = minigrad_of(*SMALL, stdout=full)
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"minigrad: not everything could be printed (No space left")
    assert sorted(os.listdir("runs/compare")) == FILES


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=lambda e: next(iter(e)),
)
def test_a_terminal_that_knows_only_ascii_gets_what_it_can_read(environment):
    done = minigrad_of(*SMALL, environment=environment)
    text = " ".join(done.stdout.decode("ascii").split())
    assert (done.returncode, done.stderr) == (0, b"") and "?" not in text
    assert ("x line" in text and "better than line: power-law" in text) or " x)" in text
    assert sorted(os.listdir("runs/compare")) == FILES


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2 × 3 – 4 ≈ 2…", "2 x 3 - 4 ~ 2..."),
        ("−1 ≤ n → ∞, ft³", "-1 <= n -> inf, ft^3"),
        ("Schröder, Kneser’s exp⁽ⁿ⁾", "Schroder, Kneser's exp(n)"),
        ("▁▂▃▄▅▆▇█", "_.:-=+*#"),
        ("日本 \udcff", "?? ?"),
        ("plain", "plain"),
    ],
)
def test_every_character_has_a_readable_replacement(text, plain, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    with output.readable():
        say(text)
    assert terminal.buffer.getvalue().decode("ascii").rstrip("\r\n") == plain
    assert terminal.errors == "strict"


def test_all_that_the_package_prints_has_a_replacement():
    """Of the characters in its texts, none would be a question mark."""
    letters = set()
    for file in [*Path(minigrad.__file__).parent.rglob("cli/*.py"), *study_files()]:
        letters |= {letter for letter in file.read_text(encoding="utf-8") if ord(letter) > 127}
    unknown = {
        letter
        for letter in letters
        if output._replace(UnicodeEncodeError("ascii", letter, 0, 1, ""))[0] == "?"
    }
    assert unknown == set()


def study_files():
    return Path(minigrad.__file__).parent.glob("study/*.py")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 1),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0),
    ],
    ids=["full disk", "closed pipe"],
)
def test_what_cannot_be_printed_does_not_stop_the_command(error, told, monkeypatch, capsys):
    class Full(io.StringIO):
        def flush(self):
            raise error

    done = []

    def work(options):
        for _ in range(3):
            say("text")
            done.append(1)

    monkeypatch.setattr(cli, "_info", work)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", Full())
        code = cli.main(["info"])
    err = capsys.readouterr().err
    assert (code, len(done), err.count("\n")) == (told, 3, told)
    assert not told or "could be printed (No space left on device)" in err
    assert cli.main(["info"]) == 0  # it is not told a second time


# ---- where files are written -------------------------------------------------------------------


def test_a_folder_that_can_be_written_is_left_as_it_was(tmp_path):
    require_writable(tmp_path / "new" / "deep")
    require_writable(tmp_path)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("own.csv", "own.csv is a file; name a folder"),
        ("own.csv/x/y", "own.csv is a file; name a folder"),
        ("/proc/nowhere", "nothing can be written there"),
        ("a\0b", "null byte"),
        ("a" * 300, "nothing can be written there (File name too long"),
        ("a\ud800b", "surrogates not allowed"),
    ],
    ids=["file", "under a file", "proc", "NUL", "long", "no UTF-8"],
)
def test_a_folder_that_cannot_be_written_is_refused_with_the_reason(folder, reason, run):
    with pytest.raises(ValueError, match=r"^--out ") as refused:
        require_writable(Path(folder))
    assert reason in str(refused.value)
    code, out, err = run(*SMALL, "--out", folder)
    assert (code, out, err.count("\n")) == (2, "", 1) and "minigrad: --out " in err
    assert sorted(os.listdir()) == ["own.csv"]


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.EROFS, errno.ENOSPC], ids=errno.errorcode.get
)
def test_a_folder_that_takes_no_file_is_refused(number, monkeypatch):
    def refuse(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(output.tempfile, "TemporaryFile", refuse)
    with pytest.raises(
        ValueError, match=r"--table here: nothing can be written there .*: name ano"
    ):
        require_writable(Path("here"), "--table")


def test_a_disk_that_is_full_in_the_end_keeps_what_was_printed(run, monkeypatch):
    def full(path, lines):
        def write(aside):
            raise OSError(errno.ENOSPC, "No space left on device")

        write_aside(path, write)

    monkeypatch.setattr(minigrad.study, "write_csv", full)
    code, out, err = run(*SMALL)
    assert code == 2 and "has the least error" in " ".join(out.split())
    assert err.startswith("minigrad: the disk is full, so ") and "table.csv was not written" in err
    assert os.listdir("runs/compare") == ["own.jsonl"]


@pytest.mark.slow
def test_two_commands_do_not_work_in_one_folder_at_once():
    command = [sys.executable, "-m", "minigrad", "compare", "product", "--models", "line,addmul"]
    command += ["--recipe", "first", "--steps", "10000000", "--seeds", "1", "--workers", "0"]
    results = Path("runs/compare/product.jsonl")
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as other:
        try:
            wait_until(lambda: results.exists() and results.stat().st_size)
            done = minigrad_of(*SMALL)
        finally:
            other.kill()
    assert done.returncode == 2
    message = f"minigrad: another process ({other.pid}) is at work on runs/compare: wait until"
    assert done.stderr.decode().startswith(message) and done.stderr.count(b"\n") == 1
    assert minigrad_of(*SMALL).returncode == 0  # the lock of a killed one blocks nobody


# ---- what was asked for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "trees", "--hidden", "1000000000"], "--hidden: must be 100,000 or less"),
        (["compare", "trees", "--seeds", "1000000000"], "--seeds: must be 100,000 or less"),
        (
            ["compare", "product", "--vary", "samples=99999999999999", "--workers", "0"],
            "minigrad: samples, the number of rows, is 2 to 10,000,000, got 99,999,999,999,999",
        ),
        (["compare", "sum", "--vary", "samples=-1"], "samples, the number of rows, is 2 to 10,"),
        (["compare", "trees", "--workers", "1000000"], f"--workers: must be {4 * CORES:,} or less"),
        (["compare", "trees", "--folds", "1000000000"], "31 in trees, got 1,000,000,000"),
        (["compare", "trees", "--table", "."], "--table . is a folder: name a file"),
        (["predict", "own.csv/model.npz", "own.csv"], "a part of its path is a file, not a folder"),
        (["predict", ".", "own.csv"], "there is no file model.npz"),
        (["plot", "."], "there is no file history.npz"),
        (["plot", "a" * 300], "is too long: choose a shorter one"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments, message, run):
    code, out, err = run(*arguments)
    assert code in (1, 2) and out == "" and message in err and "Errno" not in err


def test_more_seeds_than_anyone_can_wait_for_are_refused():
    with pytest.raises(
        ValueError, match="at most 1,000,000 seeds can be compared, got 10,000,000,0"
    ):
        minigrad.study.compare(minigrad.tasks.load("trees"), {"line": None}, 10**10)


def test_a_file_that_may_not_be_read_is_named(run, monkeypatch):
    def refuse(options):
        raise PermissionError(errno.EACCES, "Permission denied", "own.csv")

    monkeypatch.setattr(cli, "_info", refuse)
    code, _, err = run("info")
    assert (code, err) == (2, "minigrad: own.csv cannot be opened by you: check its permissions\n")


def test_a_want_of_memory_says_what_helps(run, monkeypatch):
    def fail(options: Namespace):
        raise MemoryError

    monkeypatch.setattr(cli, "_info", fail)
    code, _, err = run("info")
    assert code == 1 and err.startswith(
        "minigrad: there is not enough memory. Ask for less: fewer rows"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="others have no such names")
def test_a_name_that_is_not_utf_8_is_a_name():
    name = b"caf\xe9"
    os.rename(b"own.csv", name + b".csv")
    done = minigrad_of("compare", name + b".csv", *SMALL[2:], "--out", name)
    assert (done.returncode, done.stderr) == (0, b"")
    assert sorted(os.listdir(name)) == [b"caf-.jsonl", b"caf-.png", b"table.csv"]


def test_the_version_is_told(run):
    assert run("--version") == (0, f"minigrad {minigrad.__version__}\n", "")


# ---- Ctrl-C ------------------------------------------------------------------------------------


def test_an_interrupt_waits_while_processes_are_started_whichever_thread_hears_it(monkeypatch):
    reached, started = [], threading.Event()
    threading.Thread(target=started.wait, args=[PATIENCE], daemon=True).start()  # it hears signals
    monkeypatch.setattr(
        ProcessPoolExecutor,
        "submit",
        lambda *_: (os.kill(os.getpid(), signal.SIGINT), time.sleep(0.1), reached.append(True)),
    )
    with pytest.raises(KeyboardInterrupt), processes(1) as pool:
        pool.submit(print)
    started.set()
    assert reached


LISTENING = """
import signal, sys
from minigrad.cli import main
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print("ready", flush=True)
    sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.2, 0.6, 1.0, 1.4, 1.8, 2.4])
def test_an_interrupt_of_all_processes_at_once_is_one_line(delay):
    """A terminal sends Ctrl-C to the workers too, which may still be loading."""
    Path("run.py").write_text(LISTENING)
    command = [sys.executable, "run.py", "compare", "product", "--models", "line,addmul"]
    command += ["--recipe", "first", "--steps", "10000000", "--seeds", "5", "--workers", "2"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, start_new_session=True, **streams) as running:
        assert running.stdout.readline() == b"ready\n"
        time.sleep(delay)
        os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    assert err == b"minigrad: interrupted. What is finished is kept; the same command goes on.\n"
    assert not [*Path().rglob(".*")]  # neither a lock nor half a file


# ---- help --------------------------------------------------------------------------------------


def parsers():
    """Return all parsers, by the names of their commands."""
    whole = cli._parser()
    (commands,) = (a for a in whole._actions if isinstance(a, argparse._SubParsersAction))
    return {"": whole, **commands.choices}, commands


def test_help_is_made_of_sentences():
    by_name, commands = parsers()
    texts = [parser.description for parser in by_name.values()]
    texts += [
        action.help
        for parser in by_name.values()
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    ]
    texts += [each.help for each in commands._choices_actions]
    assert len(texts) > 40
    for text in texts:
        assert text and text[0].isupper() | (text.split()[0] in WORDS) and text[-1] == ".", text


WORDS = {"addmul", "second"}  # names of models and recipes, which begin some sentences


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a shell of POSIX")
def test_without_a_standard_error_all_is_done_and_a_table_stays_a_table():
    rows = [f"{i},{i % 3 + 1},{i + i % 3}\n" for i in range(1, 9)]
    Path("own.csv").write_text("".join(["a,b,y\n", *rows]))
    Path("new.csv").write_text("a,b\n1,2\n99,1\n")  # of the second row, predict warns
    for command in ("train own.csv --steps 5", "predict runs/own new.csv"):
        shell = ["sh", "-c", f"{sys.executable} -m minigrad {command} 2>&-"]
        done = subprocess.run(shell, capture_output=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0
    assert done.stdout.startswith(b"a,b,predicted_y\n") and done.stdout.count(b"\n") == 3


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["compare", "--help"]], ids=str)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_help_that_cannot_be_printed_is_told_of(arguments):
    with open("/dev/full", "wb") as full:
        done = minigrad_of(*arguments, stdout=full)
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"minigrad: not everything could be printed (No space left")


def test_an_interrupt_while_the_program_is_loaded_is_a_sentence():
    # What it imports is interrupted.
    Path("tqdm.py").write_text("raise KeyboardInterrupt")
    done = minigrad_of("train", "trees", environment={"PYTHONPATH": os.pathsep.join([".", ROOT])})
    assert (done.returncode, done.stderr) == (130, b"minigrad: interrupted.\n")
