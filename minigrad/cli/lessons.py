"""minigrad lessons: open the lessons in JupyterLab, or copy them for yourself to scribble in."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .common import folder, require_writable, say

__all__ = ["add_to"]

HOME = Path(__file__).parents[2]  # of the repository: a notebook and its pictures lie in it
# What a copy leaves out: the teachers' part, and what serves only to make lessons and pictures.
LEFT_OUT = ("course", "lesson.*", "mistakes.py", "setup.py", "build.py", "readme.py", "make.py", "page",
            "__pycache__", ".*")  # fmt: skip
HINT = "; what is for JupyterLab stands behind --, as in minigrad lessons 3 -- --allow-root"


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    lessons = commands.add_parser(
        "lessons",
        help="Open the lessons in JupyterLab, or copy them.",
        description="Open a lesson in JupyterLab, which runs in a browser. Ctrl-C in the terminal "
        "ends it. What follows -- goes to JupyterLab as it is, such as -- --port 9999. It needs JupyterLab, which pip install -e '.[lessons]' brings.",
    )
    lessons.add_argument(
        "lesson", nargs="?", default="0", metavar="LESSON",
        help="Number or letter of the lesson to open (default: 0).",
    )  # fmt: skip
    lessons.add_argument(
        "--copy", type=folder, metavar="DIR",
        help="Open nothing, and copy all lessons to a new folder, to scribble in.",
    )  # fmt: skip
    lessons.add_argument(
        "--no-browser", action="store_true", help="Print the address instead of opening a browser."
    )
    lessons.set_defaults(run=_lessons)


def parted(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the arguments of `minigrad lessons` from those behind --, which are JupyterLab's."""
    given = list(arguments)
    if given[:1] != ["lessons"] or "--" not in given:
        return given, []
    end = given.index("--")
    return given[:end], given[end + 1 :]


def _lessons(options: argparse.Namespace) -> None:
    names = {
        path.stem.partition("_")[0].lstrip("0") or "0": path.relative_to(HOME)
        for path in sorted((HOME / "lessons").glob("*_*.ipynb"))
        if re.fullmatch(r"(\d\d|[A-Z])_\w+", path.stem)
    }
    if not names:
        raise ValueError(
            f"there are no lessons in {HOME}: they are not part of the installed package. Clone the "
            "repository, and there pip install -e '.[lessons]'"
        )
    if options.copy:
        _copy(options.copy)
    elif options.lesson.upper() not in names:
        raise ValueError(f"no lesson {options.lesson!r}: there are {', '.join(names)}")
    else:
        flags = [*["--no-browser"] * options.no_browser, *options.passed_on]
        _open(names[options.lesson.upper()], flags)


def _open(lesson: Path, flags: list[str]) -> None:
    if importlib.util.find_spec("jupyterlab") is None:
        raise ValueError(
            "JupyterLab is missing: pip install -e '.[lessons]' in the repository installs it. The "
            f"lessons can be read without it, on a code host or in {HOME / 'lessons'}"
        )
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={HOME}"]
    command += [f"--LabApp.default_url=/lab/tree/{lesson.as_posix()}", *flags]
    os.execv(sys.executable, command)  # in our place, so that Ctrl-C is JupyterLab's, who asks


def _copy(folder: Path) -> None:
    """Copy aside and rename, so that there is a whole copy or none."""
    if folder.exists():
        raise ValueError(f"{folder} exists, and may hold your work: name a new folder")
    require_writable(folder.parent, "--copy")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        copy = Path(aside) / folder.name
        for part in ("lessons", "figures"):
            shutil.copytree(HOME / part, copy / part, ignore=shutil.ignore_patterns(*LEFT_OUT))
        shutil.copy(HOME / "LICENSE", copy)
        copy.rename(folder)
    say(f"Copied the lessons to {folder}/lessons. Open them: jupyter lab {folder}")
