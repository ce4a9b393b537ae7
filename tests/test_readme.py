"""The README's snippets run and print what it says."""

import contextlib
import io
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [code.strip() for language, code in BLOCKS if language == "sh"]


def words(text):
    return text.split()


def test_python_snippets_print_what_the_readme_says():
    names = {}
    checked = 0
    for (language, code), (next_language, expected) in pairwise(BLOCKS):
        if language != "python":
            continue
        assert next_language == "text", "a python snippet is followed by its output"
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        assert words(printed.getvalue()) == words(expected)
        checked += 1
    assert checked == 6


def train_trees(folder, *options):
    command = [sys.executable, "-m", "minigrad", "train", "trees", "--out", str(folder), *options]
    return words(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_train_trees_prints_the_report_of_the_readme(tmp_path):
    expected = next(text for language, text in BLOCKS if text.startswith("trees: volume_ft3 from"))
    assert train_trees(tmp_path)[: len(words(expected))] == words(expected)


@pytest.mark.slow
def test_the_papers_construction_ends_where_the_readme_says(tmp_path):
    said = re.search(r"--kind abel`, it ends at n = (\S+) and\s+is wrong by (\S+) instead", README)
    printed = " ".join(train_trees(tmp_path, "--kind", "abel"))
    assert f"n = {said[1]}, nearly a product" in printed
    assert re.search(rf"neuron {said[2]}\b", printed)


def test_shell_commands_are_real():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert COMMANDS[0].endswith("&& minigrad train trees")
    assert COMMANDS[1].endswith("&& pip install -e '.[test]' && pytest -n auto")
    assert "test" in project["optional-dependencies"]
    assert project["scripts"]["minigrad"] == "minigrad.cli:main"


def test_the_two_commands_enter_the_environment_by_themselves():
    assert COMMANDS[0].startswith("python3 -m venv .venv && . .venv/bin/activate && ")
    assert COMMANDS[1].startswith(". .venv/bin/activate && ")


def anchor(title):
    """Return the link to a heading, as GitHub makes it: in lower case, without signs."""
    title = re.sub(r"\[(.+)\]\(.*\)", r"\1", title).lower()
    return "#" + re.sub(r"[^\w\- ]", "", title).replace(" ", "-")


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "lessons/README.md",
        "lessons/course/README.md",
        "figures/README.md",
        "figures/data/README.md",
        "minigrad/autodiff/README.md",
    ],
    ids=lambda page: page,
)
def test_links_lead_somewhere(page):
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)  # x[0](y) is no link
    links = re.findall(r"(?:\]\(|src(?:set)?=\")([^)\"]+)", prose)
    headings = {anchor(title) for title in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)}
    local = [link for link in links if not link.startswith("http") and link not in headings]
    assert local
    missing = [link for link in local if not (path.parent / link).exists()]
    assert not missing


def test_the_readme_names_the_pythons_that_the_package_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {c.split()[-1] for c in project["classifiers"] if "Python :: 3." in c}
    named = re.search(r"with Python (3\..*?)\. ", README)
    assert declared == set(re.findall(r"3\.\d\d", named[1]))
