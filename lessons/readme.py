"""Bring README.md up to date: python lessons/readme.py.

The list of lessons, the map, the words and the index of names are taken from lessons/source, and
stand in README.md between comments that name them.
"""

import re
from dataclasses import dataclass
from functools import cache
from inspect import ismodule
from operator import attrgetter
from pathlib import Path

import jupytext

import minigrad as mg

HERE = Path(__file__).parent
OPTIONAL = "ABCDEFGHI"
# How fast one reads: words and lines of code a minute, and the minutes that an exercise takes.
WORDS, LINES, EXERCISE = 110, 15, 4
VERDICT = ("What it is good for", "verdict.md")  # the page that follows the lessons with a number
BOX = {False: '["{}"]', True: '(["{}"])'}  # Mermaid's rectangle, and one with round ends
ROOMS = ("", "iterate", "iterate.abel", "iterate.kneser", "iterate.schroeder", "transitions", "nn", "nn.peers",
         "optim", "tasks", "train", "study", "plot")  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """What a lesson says about itself."""

    stem: str
    prose: str
    code: str
    read: str  # the part of the code that is not folded

    @property
    def number(self):
        """Return "0", "9", "A"."""
        return self.stem.partition("_")[0].lstrip("0") or "0"

    @property
    def link(self):
        return f"[{self.number}]({self.stem}.ipynb)"

    @property
    def title(self):
        return re.search(r"^# (.+)$", self.prose, flags=re.MULTILINE)[1]

    @property
    def minutes(self):
        """Return the minutes that the lesson names: to read it, and for its exercises."""
        named = re.search(r"\*\*(\d+) minutes\*\* to read and run, \*\*(\d+)\*\* for", self.prose)
        return int(named[1]), int(named[2])

    @property
    def counted(self):
        """Return the minutes that words, lines of code and exercises take, by the rates above."""
        text = re.sub(r"\$.*?\$|\(http.*?\)|<.*?>", "", self.prose)
        words = len(re.findall(r"[a-z]{2,}", text, flags=re.IGNORECASE))
        lines = sum(bool(line.strip()) for line in self.read.splitlines())
        exercises = len(re.findall(r'check\("', self.code))
        return round(words / WORDS + lines / LINES), exercises * EXERCISE

    @property
    def makes(self):
        return self._bullet("You will make")

    @property
    def needs(self):
        """Return the stems of the lessons that this one builds on."""
        return re.findall(r"\((\w+)\.ipynb\)", self._bullet("You need"))

    @property
    def alt(self):
        return re.search(rf"!\[([^\]]+)\]\(pictures/{self.stem}\.png\)", self.prose)[1]

    @property
    def words(self):
        """Return the definitions of the terms that are new here."""
        section = re.search(r"^## New words\n(.*?)^## ", self.prose, flags=re.MULTILINE | re.DOTALL)
        items = re.findall(r"^- \*\*(.+?)\*\*: (.+?)(?=\n- |\n\n|\Z)", section[1].strip() + "\n\n",
                           flags=re.MULTILINE | re.DOTALL)  # fmt: skip
        return {term: " ".join(meaning.split()) for term, meaning in items}

    @property
    def names(self):
        """Return the public names that the code uses, such as "nn.AddMul"."""
        imported = re.findall(r"from minigrad((?:\.\w+)*) import ([\w, ]+)", self.code)
        names = {
            f"{room}.{name}".lstrip(".") for room, many in imported for name in many.split(", ")
        }
        return names | set(re.findall(r"\bmg\.((?:\w+\.)*\w+)", self.code))

    def _bullet(self, heading):
        text = re.search(
            rf"^- \*\*{heading}\*\* (.+?)(?=\n- )", self.prose, flags=re.M | re.DOTALL
        )[1]
        return " ".join(text.split())


@cache
def lessons():
    """Return all lessons in their order."""
    found = []
    for path in sorted((HERE / "source").glob("*/lesson.py")):
        cells = jupytext.read(path, fmt="py:percent").cells
        prose, code = (
            [cell for cell in cells if cell.cell_type == kind] for kind in ("markdown", "code")
        )
        read = [cell for cell in code if "hide-input" not in cell.metadata.get("tags", ())]
        texts = ("\n\n".join(cell.source for cell in part) for part in (prose, code, read))
        found.append(Lesson(path.parent.name, *texts))
    return found


def lesson(stem):
    """Return the lesson of this name."""
    return next(lesson for lesson in lessons() if lesson.stem == stem)


def foot(stem, lessons_page="all lessons"):
    """Return the links at the end of a lesson: back, to all lessons, and on."""
    way = [(lesson.title, f"{lesson.stem}.ipynb") for lesson in lessons()]
    way.insert([lesson.number in OPTIONAL for lesson in lessons()].index(True), VERDICT)
    at = [page for _, page in way].index(f"{stem}.ipynb")
    back = [f"← [{title}]({page})" for title, page in way[max(at - 1, 0) : at]]
    on = [f"[{title}]({page}) →" for title, page in way[at + 1 : at + 2]]
    return " | ".join([*back, f"[{lessons_page}](README.md)", *on])


def table():
    rows = ["| | lesson | minutes | needs | |", "|---|---|---|---|---|"]
    links = {lesson.stem: lesson.link for lesson in lessons()}
    for lesson in lessons():
        needs = ", ".join(links[stem] for stem in lesson.needs) or "–"
        thumbnail = f'<img src="pictures/{lesson.stem}.png" width="180" alt="{lesson.alt}">'
        rows.append(
            f"| {lesson.number} | [{lesson.title}]({lesson.stem}.ipynb): {lesson.makes} "
            f"| {lesson.minutes[0]} + {lesson.minutes[1]} | {needs} | {thumbnail} |"
        )
    route = [lesson.minutes for lesson in lessons() if lesson.number not in OPTIONAL]
    reading, exercises = (round(sum(minutes) / 60) for minutes in zip(*route, strict=True))
    hours = f"From 0 to the last number: {reading} hours to read and run, {exercises} for the exercises."
    return "\n".join([*rows, "", hours])


def map_of_needs():
    numbers = {lesson.stem: lesson.number for lesson in lessons()}
    arrows = [
        f"  {numbers[need]} --> {lesson.number}" for lesson in lessons() for need in lesson.needs
    ]
    boxes = [
        f"  {lesson.number}{BOX[lesson.number in OPTIONAL].format(f'{lesson.number} · {lesson.title}')}"
        for lesson in lessons()
    ]
    return "\n".join(["```mermaid", "graph LR", *boxes, *arrows, "```"])


def glossary():
    entries = [
        (term, lesson.link, meaning)
        for lesson in lessons()
        for term, meaning in lesson.words.items()
    ]
    entries.sort(key=lambda entry: entry[0].casefold())
    return "\n".join(f"- **{term}** ({link}): {meaning}" for term, link, meaning in entries)


def index():
    first = {}  # lesson that uses a name
    for lesson in lessons():
        first |= {name: lesson.link for name in lesson.names if name not in first}
    lines = []
    for path in ROOMS:
        room = attrgetter(path)(mg) if path else mg
        taught, untaught = [], []
        for name in sorted(room.__all__, key=str.casefold):
            full = f"{path}.{name}".lstrip(".")
            if full in first:
                taught.append(f"`{name}` {first[full]}")
            elif not ismodule(getattr(room, name)):
                untaught.append(f"`{name}`")
        parts = [", ".join(taught), f"reference only: {', '.join(untaught)}" if untaught else ""]
        lines.append(f"- **{f'mg.{path}'.rstrip('.')}**: {'; '.join(filter(None, parts))}")
    return "\n".join(lines)


PARTS = {"lessons": table, "map": map_of_needs, "words": glossary, "names": index}


def page(text):
    """Return the text of README.md with its generated parts made anew."""
    for name, part in PARTS.items():
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)",
            lambda found, part=part: f"{found[1]}{part()}\n{found[2]}",
            text,
            flags=re.DOTALL,
        )
    return text


def write():
    path = HERE / "README.md"
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
