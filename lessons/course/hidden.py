"""Hidden checks: what mark.py asks a notebook, and what it makes of the answers.

Each assignment has a folder here, and in it checks.py. A task that is marked by the program is a
function there: it gets the answer, and what the assignment gives to this student, and yields for
each part of the task: points, whether they are earned, and what was looked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import jupytext
import numpy as np

COURSE = Path(__file__).parent
STEMS = sorted(path.parent.name for path in COURSE.glob("*/lesson.py"))


@dataclass(frozen=True)
class Task:
    """A task, the names that hold its answer, and how to judge that."""

    key: str
    points: int
    names: tuple[str, ...]
    ask: str  # code that makes `answer` of the names, on the student's kernel
    judge: Callable | None = None  # None: a person judges


def task(key, points, *names, ask=None):
    """Make a task of the function that judges it. Unless `ask` says more, it gets all names."""
    ask = ask or f"answer = [{', '.join(names)}]"
    return lambda judge: Task(key, points, names, ask, judge)


def by_hand(key, points, name):
    """Return a task whose answer is a text."""
    return Task(key, points, (name,), f"answer = str({name})")


@cache
def tasks_of(stem):
    """Return the tasks of an assignment in their order."""
    spec = spec_from_file_location(f"checks_of_{stem}", COURSE / stem / "checks.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return [value for value in vars(module).values() if isinstance(value, Task)]


@cache
def given(stem, student):
    """Return what a student gets: run the assignment's cells before the first exercise."""
    names = {"print": lambda *_: None}
    for cell in jupytext.read(COURSE / stem / "lesson.py", fmt="py:percent").cells:
        if "exercise" in cell.metadata.get("tags", ()):
            break
        if cell.cell_type == "code":
            exec(cell.source.replace("student = 0", f"student = {student}"), names)
    return SimpleNamespace(**names)


def near(answer, expected, tolerance):
    """Whether an answer is a number near the expected one, or as many numbers as are expected."""
    try:
        answer, expected = np.ravel(answer).astype(float), np.ravel(expected)
    except (TypeError, ValueError):  # something else
        return False
    return answer.shape == expected.shape and bool((abs(answer - expected) <= tolerance).all())
