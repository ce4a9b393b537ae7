"""Build the notebooks: python lessons/build.py [NAME …] [--check].

A lesson is written as lessons/source/NAME.py, a script with cells (jupytext's percent format). This
makes lessons/NAME.ipynb of it, runs it, and keeps the outputs. Ids, metadata and pictures are fixed,
so that building twice gives the same bytes.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

import minigrad as mg
from minigrad._words import nearest

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in (HERE / "source").glob("*.py"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
}
# Pictures without the version of the software that drew them.
KERNEL_CONFIG = """\
c = get_config()
c.InlineBackend.figure_formats = {"png"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Software": None}}
"""


def notebook(name):
    """Return the lesson as a notebook without outputs."""
    book = jupytext.read(HERE / "source" / f"{name}.py", fmt="py:percent")
    book.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(book.cells, start=1):
        cell.id = f"{name}-{number:03d}"
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    return book


def run(book):
    """Run all cells on a fresh kernel and keep their outputs."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile_default"
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(KERNEL_CONFIG)
        os.environ["IPYTHONDIR"] = folder
        client = NotebookClient(
            book,
            timeout=600,
            kernel_name="python3",
            resources={"metadata": {"path": str(HERE)}},
            record_timing=False,
            coalesce_streams=True,
        )
        client.execute()
    book.metadata = nbformat.from_dict(METADATA)
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise SystemExit(f"{cell.id} wrote to stderr:\n{output.text}")
    return book


def texts(book):
    """Return everything in a notebook but its pictures."""
    return [
        (cell.source, output.get("text") or output.get("data", {}).get("text/plain"))
        for cell in book.cells
        for output in cell.get("outputs") or [{}]
    ]


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
    for name in options.names:
        if name not in NAMES:
            parser.error(f"no lesson {name!r}{nearest(name, NAMES)}")
    for kind in mg.iterate.KINDS:  # compile now, so that no lesson shows the announcement
        mg.exp_n(2.0, 0.5, kind)
    for name in options.names or NAMES:
        built = run(notebook(name))
        path = HERE / f"{name}.ipynb"
        if not options.check:
            nbformat.write(built, path)
        elif nbformat.writes(built) != nbformat.writes(run(notebook(name))):
            sys.exit(f"{name}: two builds differ")
        elif texts(built) != texts(nbformat.read(path, as_version=4)):
            sys.exit(f"{name}: the committed notebook is stale. Run python lessons/build.py {name}")
        print(f"{name}: {'checked' if options.check else 'built'}")


if __name__ == "__main__":
    main()
