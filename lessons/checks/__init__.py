"""Answers to the exercises: ``check("9.1", answer)`` says ○ not answered, ✔, or ✘ with a hint.

Each lesson has a module here under its own name. It holds a function for each exercise, which takes
the answer and expects things of it. The first line of its docstring tells what an answer looks like.
"""

from importlib import import_module
from pathlib import Path


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
        print(f"✘ {exercise}: not yet. {form} (This one raised {type(error).__name__}: {error})")
    else:
        print(f"✔ {exercise}: right")


def judge_of(exercise):
    """Return the function that judges the answers to "9.1"."""
    lesson, number = exercise.split(".")
    stem = lesson.zfill(2) if lesson.isdigit() else lesson  # "09", "A"
    (path,) = Path(__file__).parent.glob(f"{stem}_*.py")
    return getattr(import_module(f"{__name__}.{path.stem}"), f"exercise_{number}")


def unanswered(answer):
    """Whether a `...` is left: as an answer, in a list of them, or in a function or a class."""
    if isinstance(answer, (list, tuple)):
        return any(map(unanswered, answer))
    if isinstance(answer, type):
        return any(map(unanswered, vars(answer).values()))
    return answer is ... or ... in getattr(getattr(answer, "__code__", None), "co_consts", ())
