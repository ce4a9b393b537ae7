"""Mark a folder of handed-in assignments: python lessons/course/mark.py FOLDER [--help].

Each notebook runs on a kernel of its own, in an empty folder. Then its kernel is asked for the
answers, and they are judged here, where no student's code runs, by the hidden checks.
"""

import argparse
import csv
import inspect
import json
import logging
import os
import subprocess
import tempfile
import warnings
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import hidden
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from minigrad._files import write_aside

ABOUT = """\
Mark all notebooks in a folder. Which assignment a notebook is, is told by its cells or its title.

This runs the students' code, with your rights: do it only in an account, a container or a virtual
machine that may be lost, without a network and without anything worth reading."""
STUDENT = hidden.Task("student", 0, ("student",), "answer = student")
FIRST = "globals().update(exit=None, quit=None)"  # they end a kernel, but only some cells later
MOST_LOST = 8  # cells that hang or kill their kernel, before a notebook is given up


@dataclass
class Mark:
    """What the program gives for a task."""

    points: int
    remark: str = ""
    by_hand: str = ""  # a text that a person marks


@dataclass
class Paper:
    """A notebook that was handed in."""

    name: str
    stem: str = ""
    student: int | None = None
    marks: dict = field(default_factory=dict)
    troubles: list = field(default_factory=list)

    @property
    def tasks(self):
        return hidden.tasks_of(self.stem) if self.stem else []

    @property
    def points(self):
        return sum(mark.points for mark in self.marks.values())

    @property
    def most(self):
        """Return the points that the program can give."""
        return sum(task.points for task in self.tasks if task.judge)

    @property
    def by_hand(self):
        """Return the tasks that a person has to mark."""
        return [task for task in self.tasks if self.marks[task.key].by_hand]


def ask(theirs, names, code):
    """Return as JSON what names hold. This runs on a student's kernel, with nothing of theirs."""
    import json

    import numpy

    import minigrad

    def plain(value):
        if value is ...:
            return "..."
        return numpy.asarray(value.numpy() if hasattr(value, "numpy") else value).tolist()

    missing = [name for name in names if name not in theirs]
    if missing:
        return json.dumps(
            {"failed": f"there is no `{missing[0]}`: its cell failed, or was changed"}
        )
    mine = {"mg": minigrad, "np": numpy, "answer": ..., **{name: theirs[name] for name in names}}
    try:
        if not all(theirs[name] is ... for name in names):
            exec(code, mine)
        return json.dumps({"answer": mine["answer"]}, default=plain)
    except Exception as error:
        return json.dumps({"failed": f"{type(error).__name__}: {error}"[:200]})


def question(task):
    """Return a cell that prints a task's answer, whatever print and mg have become above."""
    code = f"{inspect.getsource(ask)}\nprint('\\n' + ask(theirs, {task.names}, {task.ask!r}))"
    return nbformat.v4.new_code_cell(
        f"import builtins\nbuiltins.exec({code!r}, {{'theirs': builtins.globals()}})"
    )


def run(book, timeout):
    """Run all cells; what hangs or kills the kernel is left out, and all others run again.

    Returns what to say about each cell that is left out.
    """
    lost = {}
    while len(lost) < MOST_LOST:
        with tempfile.TemporaryDirectory() as folder:
            client = NotebookClient(
                book,
                timeout=timeout,
                kernel_name="python3",
                allow_errors=True,
                shutdown_kernel="immediate",
                resources={"metadata": {"path": folder}},
            )
            try:
                with client.setup_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
                    for number, cell in enumerate(book.cells):
                        cell.outputs = []
                        if number not in lost:
                            client.execute_cell(cell, number)
                return lost
            except CellTimeoutError:
                lost[number] = f"did not end within {timeout} s"
            except DeadKernelError:
                lost[number] = "ended its kernel"
    raise RuntimeError(f"{MOST_LOST} cells hang or end their kernel")


def answers_of(path, timeout):
    """Return which assignment a file is, the replies of its kernel, and what was in the way."""
    book = read(path)
    stem, cells = stem_of(book), book.cells
    questions = {task.key: question(task) for task in [STUDENT, *hidden.tasks_of(stem)]}
    # FIRST is cell 0, so that the student's cells are counted from 1.
    book.cells = [nbformat.v4.new_code_cell(FIRST), *cells, *questions.values()]
    lost = run(book, timeout)
    faults = {number: fault(cell) for number, cell in enumerate(book.cells)} | lost
    troubles = [
        f"cell {number}: {faults[number]}" for number in range(1, len(cells) + 1) if faults[number]
    ]
    replies = {
        key: {"failed": faults[number]} if faults[number] else reply(cell)
        for number, (key, cell) in enumerate(questions.items(), start=len(cells) + 1)
    }
    return stem, replies, troubles


def read(path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other programs' notebooks lack this and that
            return nbformat.read(path, as_version=4)
    except Exception as error:
        raise ValueError("it cannot be read as a notebook") from error


def stem_of(book):
    for stem in hidden.STEMS:
        heading = f"# Assignment {stem[0]}:"
        for cell in book.cells:
            if cell.get("id", "").startswith(f"{stem}-") or cell.source.startswith(heading):
                return stem
    raise ValueError("it is none of the assignments: their cells and title are not in it")


def fault(cell):
    """Return the error of a cell."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"[:200]


def reply(cell):
    """Return what the cell with a question printed last; a student's function may print, too."""
    printed = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
    try:
        return json.loads(printed.splitlines()[-1])
    except (IndexError, ValueError):
        return {"failed": "there is no reply"}


def unanswered(answer):
    """Whether nothing but ... is there."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list):
        return bool(answer) and all(map(unanswered, answer))
    return isinstance(answer, str) and answer.strip() in ("", "...")


def judge(task, reply, given):
    """Return the mark for a task."""
    if "failed" in reply:
        return Mark(0, reply["failed"])
    answer = reply["answer"]
    if unanswered(answer):
        return Mark(0, "not answered")
    if not task.judge:
        return Mark(0, by_hand=answer)
    points, lost = 0, []
    try:
        for part, earned, sought in task.judge(answer, given):
            points += part * bool(earned)
            if not earned:
                lost.append(sought)
    except Exception as error:
        lost.append(f"the rest, since the answer is of another form ({type(error).__name__})")
    return Mark(points, f"missed: {'; '.join(lost)}" if lost else "")


def mark(name, stem, replies, troubles):
    """Return a notebook's paper, with a mark for each task."""
    student, given = replies["student"].get("answer"), None
    if type(student) is int and student >= 0:
        given = hidden.given(stem, student)
        if student == 0:
            troubles.append("no number was entered: `student` is 0")
    else:
        student = None
        troubles.append("`student` is no whole number: tasks that depend on it have no points")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # answers may be anything
        marks = {task.key: judge(task, replies[task.key], given) for task in hidden.tasks_of(stem)}
    return Paper(name, stem, student, marks, troubles)


def papers_of(folder, names, timeout):
    """Run all notebooks, some at a time, and give their papers one after another."""

    def work(name):
        try:
            return name, *answers_of(folder / name, timeout)
        except Exception as error:  # whatever it is, the others are marked
            reason = error if isinstance(error, (ValueError, RuntimeError)) else repr(error)
            return name, "", {}, [f"could not be marked: {reason}"[:300]]

    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        for name, stem, replies, troubles in pool.map(work, names):
            yield mark(name, stem, replies, troubles) if stem else Paper(name, troubles=troubles)


def show(paper, width, count, total):
    if count == 1:
        print(f"{'':<7} {'notebook':<{width}} {'assignment':<17} {'number':>7}  by program")
    by_hand = [f"{task.key} ({task.points} points)" for task in paper.by_hand]
    number = "?" if paper.student is None else paper.student
    print(
        f"{count:>3}/{total:<3} {paper.name:<{width}} {paper.stem or '?':<17} {number:>7}",
        f"{paper.points:>5} of {paper.most:<3}",
        f"by hand: {', '.join(by_hand)}" if by_hand else "",
        flush=True,
    )
    for trouble in paper.troubles:
        print(f"{'':<7} ! {trouble}")


def show_copies(papers):
    """Tell which notebooks have the same number or the same text."""
    same = defaultdict(list)
    for paper in papers:
        if paper.student:
            same[f"the number {paper.student}", paper.stem].append(paper.name)
        for task in paper.by_hand:
            same[f"the text of task {task.key}", paper.marks[task.key].by_hand].append(paper.name)
    for (what, _), names in same.items():
        if len(names) > 1:
            print(f"{what} is the same in {' and '.join(names)}")


def write_csv(papers, path):
    keys = sorted({task.key for paper in papers for task in paper.tasks})
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["notebook", "assignment", "number", "program", "of", *keys, "remarks"])
        for paper in papers:
            cells = [paper.marks.get(key, Mark("")) for key in keys]
            remarks = [f"{key}: {m.remark}" for key, m in paper.marks.items() if m.remark]
            table.writerow([
                paper.name, paper.stem, paper.student, paper.points, paper.most,
                *("" if mark.by_hand else mark.points for mark in cells),
                " | ".join([*remarks, *paper.troubles]),
            ])  # fmt: skip


def feedback(paper):
    """Return what a student may read, with room for what a person adds."""
    lines = [f"# {paper.name}", "", f"By the program: {paper.points} of {paper.most} points.", ""]
    for task in paper.tasks:
        mark = paper.marks[task.key]
        points = "__" if mark.by_hand else mark.points
        lines += [f"## Task {task.key}: {points} of {task.points}", ""]
        if mark.by_hand:
            lines += [*(f"> {line}" for line in mark.by_hand.strip().splitlines()), ""]
        elif mark.remark:
            lines += [mark.remark, ""]
    lines += [f"- {trouble}" for trouble in paper.troubles]
    return "\n".join(lines).rstrip() + "\n"


def write_feedback(papers, folder):
    """Write aside and rename, so that there are all texts or none."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        for paper in papers:
            path = Path(aside) / folder.name / Path(paper.name).with_suffix(".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(feedback(paper), encoding="utf-8")
        (Path(aside) / folder.name).rename(folder)


def main():
    parser = argparse.ArgumentParser(
        description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="with notebooks, at any depth")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the marks to a new file")
    parser.add_argument(
        "--feedback", type=Path, metavar="DIR",
        help="write a text for each student, which quotes what is to be marked by hand, to a new folder",
    )  # fmt: skip
    parser.add_argument(
        "--timeout", type=int, default=60, metavar="SECONDS", help="for each cell (default: 60)"
    )
    options = parser.parse_args()
    if options.timeout < 1:
        parser.error("a cell needs at least --timeout 1")
    if not options.folder.is_dir():
        parser.error(f"there is no folder {options.folder}")
    for path in filter(None, (options.csv, options.feedback)):
        if path.exists():
            parser.error(f"{path} exists, and may hold marks that you entered: name a new one")
        if not path.parent.is_dir():
            parser.error(f"there is no folder {path.parent}")
    names = sorted(
        path.relative_to(options.folder).as_posix()
        for path in options.folder.rglob("*.ipynb")
        if not any(part.startswith(".") for part in path.relative_to(options.folder).parts)
    )
    if not names:
        parser.error(f"{options.folder} has no notebooks (*.ipynb)")
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # it reports what we report
    width = max(map(len, names))
    papers = []
    for paper in papers_of(options.folder, names, options.timeout):
        papers.append(paper)
        show(paper, width, len(papers), len(names))
        if options.csv:  # each time anew, so that an interruption costs nothing
            write_aside(options.csv, lambda path: write_csv(papers, path))
    show_copies(papers)
    if options.feedback:
        write_feedback(papers, options.feedback)


if __name__ == "__main__":
    main()
