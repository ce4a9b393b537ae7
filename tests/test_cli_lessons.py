import importlib.util
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest

from minigrad.cli import lessons

ROOT = Path(__file__).parent.parent


@pytest.fixture
def started(monkeypatch):
    """Note the commands that would be started, and start none."""
    commands = []
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(os, "execv", lambda program, command: commands.append(command))
    return commands


@pytest.mark.parametrize(
    ("arguments", "stem"), [([], "00"), (["9"], "09"), (["12"], "12"), (["A"], "A"), (["g"], "G")]
)
def test_a_lesson_is_opened_where_its_pictures_are(arguments, stem, run, started):
    assert run("lessons", *arguments) == (0, "", "")
    ((python, _, module, root, url),) = started
    assert (python, module) == (sys.executable, "jupyterlab")
    assert root == f"--ServerApp.root_dir={ROOT}"
    path = url.removeprefix("--LabApp.default_url=/lab/tree/")
    assert path.startswith(f"lessons/{stem}_") and (ROOT / path).exists()


def test_the_browser_can_stay_closed(run, started):
    run("lessons", "--no-browser")
    assert started[0][-1] == "--no-browser"


@pytest.mark.parametrize("before", [["3"], [], ["--no-browser"]], ids=str)
def test_what_follows_two_dashes_goes_to_jupyterlab_as_it_is(before, run, started):
    passed_on = ["--allow-root", "--port", "9999", "--"]
    assert run("lessons", *before, "--", *passed_on) == (0, "", "")
    assert started[0][-4:] == passed_on
    assert ("03_" in started[0][4]) == (before == ["3"])


def test_an_unknown_lesson_is_answered_with_those_that_exist(run, started):
    code, _, err = run("lessons", "99")
    assert code == 2 and "no lesson '99': there are 0, 1, 2" in err and not started


def test_without_jupyterlab_the_cure_is_named(run, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    code, _, err = run("lessons")
    assert code == 2 and "pip install -e '.[lessons]'" in err


def test_without_the_repository_the_cure_is_named(run, monkeypatch, tmp_path):
    monkeypatch.setattr(lessons, "HOME", tmp_path)
    code, _, err = run("lessons")
    assert code == 2 and "Clone the repository" in err


def test_a_copy_is_whole_and_without_the_teachers_part(run, tmp_path):
    folder = tmp_path / "new" / "mine"
    code, out, err = run("lessons", "--copy", folder)
    assert (code, err) == (0, "") and f"jupyter lab {folder}" in out
    copied = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    books = {path.name for path in (ROOT / "lessons").glob("*.ipynb")}
    assert {f"lessons/{book}" for book in books} < copied
    assert {"LICENSE", "figures/explore.html", "lessons/checks.py"} < copied
    assert {
        f"lessons/source/12_let_neuron_decide/{name}.py" for name in ("checks", "solutions")
    } < copied
    assert not any(re.search("course|lesson.py|mistakes|pycache", path) for path in copied)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["mine"]


def prose(page):
    """Return the text of a page, or of the cells of a notebook that are no code."""
    if page.suffix == ".md":
        return page.read_text(encoding="utf-8")
    cells = nbformat.read(page, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("path", ["lessons/README.md", "lessons/*.ipynb"])
def test_links_of_a_copy_lead_somewhere(path, run, tmp_path):
    run("lessons", "--copy", tmp_path / "mine")
    pages = sorted((tmp_path / "mine").glob(path))
    assert pages
    for page in pages:
        for link in re.findall(r"(?:\]\(|src=\")([^)\s\"]+)", prose(page)):
            if not link.startswith(("http", "#")):
                assert (page.parent / link.partition("#")[0]).exists(), (page.name, link)


def test_a_folder_that_exists_is_left_alone(run, tmp_path):
    (tmp_path / "work.txt").write_text("mine")
    code, _, err = run("lessons", "--copy", tmp_path)
    assert code == 2 and "name a new folder" in err
    assert [path.name for path in tmp_path.iterdir()] == ["work.txt"]


def test_options_of_jupyterlab_without_the_dashes_are_answered_with_the_dashes(run, started):
    code, _, err = run("lessons", "3", "--allow-root")
    assert code == 2 and "no option --allow-root" in err and "minigrad lessons 3 -- --allow" in err
    assert err.count("\n") == 1 and not started


def test_lessons_are_not_copied_to_where_nothing_can_be_written(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    assert "--copy file: file is a file; name a folder" in run("lessons", "--copy", "file/x")[2]
    if Path("/proc").exists():
        assert "--copy /proc: nothing can be written" in run("lessons", "--copy", "/proc/x")[2]
    assert os.listdir() == ["file"]
