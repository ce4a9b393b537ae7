"""Build the notebooks: python lessons/build.py [NAME …] [--check].

A lesson is written as lessons/source/NAME/lesson.py, a script with cells (jupytext's percent
format). This makes lessons/NAME.ipynb of it, runs it, and keeps the outputs. The last picture of the
cell tagged "picture" becomes lessons/pictures/NAME.png, and the code of cells tagged "hide-input" is
folded. Ids, metadata and pictures are fixed, so that building twice gives the same bytes. Then
readme.py brings the tables of README.md up to date.

Beside a lesson may lie its text in Japanese, lesson.ja.md: the same code makes NAME.ja.ipynb of it.
"""

import argparse
import base64
import hashlib
import importlib.util
import os
import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import zip_longest
from pathlib import Path

import jupytext
import nbformat
import readme
from nbclient import NotebookClient

import minigrad as mg
from minigrad._words import nearest

HERE = Path(__file__).parent
SOURCE = HERE / "source"
NAMES = sorted(path.parent.name for path in SOURCE.glob("*/lesson.py"))
TRANSLATED = sorted(f"{path.parent.name}.ja" for path in SOURCE.glob("*/lesson.ja.md"))
NEEDS = {"G_port_torch": "torch"}  # a lesson that also runs without this, but then says less
ALL_LESSONS = {"": "all lessons", "ja": "全レッスン"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
}
# Pictures without the version of the software that drew them, and a kernel that keeps its advice.
KERNEL_CONFIG = """\
c = get_config()
c.IPKernelApp.log_level = "ERROR"
c.InlineBackend.figure_formats = {"png"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Software": None}}
"""


class Problem(Exception):
    """A lesson cannot be built, or is not what its source says."""


def notebook(name, source=SOURCE, script="lesson"):
    """Return a lesson, or a script of the course, as a notebook without outputs."""
    stem, _, language = name.partition(".")
    book = jupytext.read(source / stem / f"{script}.py", fmt="py:percent")
    book.metadata = nbformat.from_dict(METADATA)
    if language:
        translate(book, source / stem / f"lesson.{language}.md")
    if source == SOURCE:  # a lesson: its first cell of code finds what it needs
        finds = nbformat.v4.new_code_cell((SOURCE / "setup.py").read_text(encoding="utf-8").strip())
        finds.metadata["tags"] = ["hide-input"]
        book.cells.insert(1, finds)
        book.cells[-1].source += "\n\n" + readme.foot(stem, ALL_LESSONS[language])
    for number, cell in enumerate(book.cells, start=1):
        cell.id = f"{name.replace('.', '-')}-{number:03d}"
        tags = cell.metadata.get("tags", [])
        folded = {"jupyter": {"source_hidden": True}} if "hide-input" in tags else {}
        cell.metadata = nbformat.from_dict(({"tags": tags} if tags else {}) | folded)
    return book


def translate(book, path):
    """Put a text in another language in the place of the English one.

    Each cell stands below a comment with its number, and a digest of the English cell that it was
    translated from, so that a text that has changed since then is found.
    """
    text = path.read_text(encoding="utf-8")
    parts = re.findall(
        r"^<!-- (\d+) (\w+) -->\n(.*?)(?=^<!-- \d|\Z)", text, re.MULTILINE | re.DOTALL
    )
    texts = [cell for cell in book.cells if cell.cell_type == "markdown"]
    expected = [(str(i), digest(cell.source)) for i, cell in enumerate(texts, start=1)]
    found = [(number, of) for number, of, _ in parts]
    if found != expected:
        first = next((b for a, b in zip_longest(found, expected) if a != b), None)
        raise Problem(f"{path.name}: translate anew from {first or 'its end'} (number, digest)")
    for cell, (_, _, words) in zip(texts, parts, strict=True):
        cell.source = words.strip()


def digest(text):
    """Return a few letters that change when a text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def committed(name):
    """Return the lesson as a notebook with the outputs of its last build."""
    return nbformat.read(HERE / f"{name}.ipynb", as_version=4)


def run(book):
    """Run all cells on a fresh kernel, keep their outputs, and return the seconds of each."""
    clock, seconds = time.perf_counter, []
    client = NotebookClient(
        book,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(HERE)}},
        record_timing=False,
        coalesce_streams=True,
        on_cell_execute=lambda **_: seconds.append(clock()),
        on_cell_executed=lambda **_: seconds.append(clock() - seconds.pop()),
    )
    client.execute()
    book.metadata = nbformat.from_dict(METADATA)
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise Problem(f"{cell.id} wrote to stderr:\n{output.text}")
    return seconds


def picture(book):
    """Return the bytes of the picture that stands for the lesson."""
    images = [
        output["data"]["image/png"]
        for cell in book.cells
        if "picture" in cell.metadata.get("tags", ())
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    return base64.b64decode(images[-1])


def texts(book):
    """Return everything in a notebook but its pictures."""
    return [
        (cell.source, output.get("text"), {**output.get("data", {}), "image/png": None})
        for cell in book.cells
        for output in cell.get("outputs") or [{}]
    ]


def missing(name):
    """Return the package without which a lesson says less, if it is not installed."""
    needed = NEEDS.get(name)
    return needed if needed and importlib.util.find_spec(needed) is None else None


def write(name):
    """Build one lesson and return what to say about it."""
    if lacks := missing(name):
        return f"{name}: left as it is, since {lacks} is not installed"
    book = notebook(name)
    seconds = run(book)
    nbformat.write(book, HERE / f"{name}.ipynb")
    if name not in TRANSLATED:
        (HERE / "pictures" / f"{name}.png").write_bytes(picture(book))
    reading, exercises = readme.lesson(name.partition(".")[0]).counted
    return (
        f"{name}: built in {sum(seconds):.1f} s, {max(seconds):.1f} s its slowest cell; a reader takes "
        f"{reading} minutes, and {exercises} for the exercises"
    )


def check(name):
    """Build one lesson twice, and compare the builds with each other and with what is committed."""
    book, again = notebook(name), notebook(name)
    seconds = run(book) + run(again)
    if nbformat.writes(book) != nbformat.writes(again):
        raise Problem(f"{name}: two builds differ")
    if lacks := missing(name):
        return f"{name}: runs, but was not compared, since {lacks} is not installed"
    if texts(book) != texts(committed(name)):
        raise Problem(
            f"{name}: the committed notebook is stale. Run python lessons/build.py {name}"
        )
    return f"{name}: checked, {max(seconds):.1f} s its slowest cell"


def assignments(compare):
    """Write the students' notebooks of the teachers' course, or compare them with the committed."""
    for folder in sorted(path.parent for path in (HERE / "course").glob("*/lesson.py")):
        book = notebook(folder.name, folder.parent)
        built = HERE / f"assignment_{folder.name}.ipynb"
        if not compare:
            nbformat.write(book, built)
        elif nbformat.read(built, as_version=4) != book:
            raise Problem(f"{built.name} is stale. Run python lessons/build.py")
    return f"assignments: {'checked' if compare else 'built'}"


def main():
    parser = argparse.ArgumentParser(description="Build the notebooks of the lessons.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument(
        "--check",
        action="store_true",
        help="build twice, write nothing, and fail unless both are the same bytes, and texts and "
        "numbers are those of the committed notebook",
    )
    options = parser.parse_args()
    known = [*NAMES, *TRANSLATED]
    for name in options.names:
        if name not in known:
            parser.error(f"no lesson {name!r}{nearest(name, known)}")
    for kind in mg.iterate.KINDS:  # compile now, so that no lesson shows the announcement
        mg.exp_n(2.0, 0.5, kind)
        mg.nn.AddMul(1, 1, kind=kind)([[2.0]])
    jobs = [partial(check if options.check else write, name) for name in options.names or known]
    if not options.names:
        jobs.append(partial(assignments, options.check))
    problems = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        profile = Path(folder) / "profile_default"
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(KERNEL_CONFIG)
        os.environ["IPYTHONDIR"] = folder
        for done in [pool.submit(job) for job in jobs]:
            try:
                print(done.result(), flush=True)
            except Problem as problem:  # the others are built all the same
                print(problem, flush=True)
                problems += 1
    if problems:
        sys.exit(f"{problems} of {len(jobs)} have a problem")
    if not options.check:
        readme.write()


if __name__ == "__main__":
    main()
