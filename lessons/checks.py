"""What an exercise says: check("12.1", answer) prints ○ not answered, ✔, or ✘ with a hint.

Each lesson has a file source/NAME/checks.py. It holds a function for each exercise, which takes the
answer and expects things of it; the first line of its docstring tells what an answer looks like.
And solution("12.1") prints how we would answer, and why.
"""

import re
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SOURCE = Path(__file__).parent / "source"


class Hint(Exception):
    """What to say about a wrong answer."""


def expect(condition, hint):
    """Accept an answer only under this condition."""
    if not condition:
        raise Hint(hint)


def check(exercise, *answer):
    """Print whether an answer is right; never raises, so that a notebook runs to its end."""
    if any(map(unanswered, answer)):
        print(f"○ {exercise}: not answered yet")
        return
    judge = judge_of(exercise)
    try:
        judge(*answer)
    except Hint as hint:
        print(f"✘ {exercise}: not yet. {hint}")
    except Exception as error:  # an answer may be anything
        form = judge.__doc__.splitlines()[0]
        raised = f" (This one raised {type(error).__name__}: {error})"
        print(f"✘ {exercise}: not yet. {form}{raised if programmed(exercise) else ''}")
    else:
        print(f"✔ {exercise}: right")


def solution(exercise):
    """Print a worked solution, with its why."""
    text = (folder_of(exercise) / "solutions.py").read_text(encoding="utf-8")
    number = exercise.partition(".")[2]
    part = re.search(rf"^# Exercise {number}\. .*?(?=^# Exercise |^answers = )", text, re.M | re.S)
    print(part[0].strip())


def programmed(exercise):
    """Whether the lesson is for people who program: lesson 0 is not, and shows them no error."""
    return not exercise.startswith("0.")


def judge_of(exercise):
    """Return the function that judges the answers to "12.1"."""
    return getattr(
        _module(folder_of(exercise) / "checks.py"), f"exercise_{exercise.partition('.')[2]}"
    )


def folder_of(exercise):
    """Return the folder of the lesson that an exercise belongs to."""
    lesson = exercise.partition(".")[0]
    stem = lesson.zfill(2) if lesson.isdigit() else lesson  # "09", "A"
    (folder,) = SOURCE.glob(f"{stem}_*")
    return folder


@cache
def _module(path):
    spec = spec_from_file_location(f"checks_of_{path.parent.name}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unanswered(answer):
    """Whether a `...` is left: as an answer, in a list of them, or in a function or a class."""
    if isinstance(answer, (list, tuple)):
        return any(map(unanswered, answer))
    if isinstance(answer, type):
        return any(map(unanswered, vars(answer).values()))
    return answer is ... or ... in getattr(getattr(answer, "__code__", None), "co_consts", ())
