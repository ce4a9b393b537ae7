"""Lessons: sources run, notebooks are not stale, exercises accept right answers and no others."""

import ast
import inspect
import re
import runpy
import sys
from pathlib import Path

import checks
import matplotlib.pyplot as plt
import pytest
from build import HERE as LESSONS
from build import (
    NAMES,
    SOURCE,
    TRANSLATED,
    Problem,
    committed,
    digest,
    notebook,
    picture,
    translate,
)

import minigrad as mg

NONSENSE = ["nonsense", None, -0.123, (7, 7, 7, 7, 7, 7, 7), [], 10**6]
LINES = [line for path in (LESSONS.parent / "minigrad").rglob("*.py")
         for line in path.read_text(encoding="utf-8").splitlines()]  # fmt: skip
PACKAGE = set(LINES)


@pytest.fixture
def check(capsys):
    """Return a function that returns what check prints."""

    def printed(exercise, *answer):
        capsys.readouterr()
        checks.check(exercise, *answer)
        return capsys.readouterr().out

    return printed


def exercises(name):
    code = (SOURCE / name / "lesson.py").read_text(encoding="utf-8")
    return re.findall(r'check\("([\w.]+)"', code)


SLOW_ANSWERS = ["06_stop_early", "20_compare_models", "21_stack_neurons"]
QUICK = [
    "00_explore_operations", "01_remember_number", "02_broadcast_arrays", "03_fit_line",
    "07_multiply_inputs", "08_halve_exponential", "09_join_operations", "11_declare_operation",
]  # fmt: skip


@pytest.mark.parametrize(
    "name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in NAMES]
)
def test_every_solution_runs_where_a_learner_pastes_it(name, monkeypatch, capsys):
    code = (SOURCE / name / "lesson.py").read_text(encoding="utf-8")
    monkeypatch.chdir(LESSONS)
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    with plt.style.context("default"):
        plt.switch_backend("agg")
        lesson = runpy.run_path(str(SOURCE / name / "lesson.py"))
        for exercise in exercises(name):
            capsys.readouterr()
            checks.solution(exercise)
            call = re.search(rf'^check\("{exercise}".*?\)$', code, re.M | re.S)[0]
            exec(f"{capsys.readouterr().out}\n{call}", lesson)
            assert f"✔ {exercise}: right\n" in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_every_stub_reads_not_answered(name):
    printed = "".join(
        o.get("text", "") for c in committed(name).cells for o in c.get("outputs", [])
    )
    assert printed.count("not answered yet") == len(exercises(name)) >= 2


@pytest.mark.parametrize("name", [*NAMES, *TRANSLATED])
def test_built_notebook_is_not_stale(name):
    built = committed(name)
    expected = notebook(name)
    assert [(c.id, c.cell_type, c.source) for c in built.cells] == [
        (c.id, c.cell_type, c.source) for c in expected.cells
    ]
    assert built.metadata == expected.metadata
    code = [cell for cell in built.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


@pytest.mark.parametrize("name", [*NAMES, *TRANSLATED])
def test_notebook_keeps_no_addresses_or_warnings(name):
    text = (LESSONS / f"{name}.ipynb").read_text(encoding="utf-8")
    assert not re.search(rf"at 0x[0-9a-f]+|stderr|Traceback|{re.escape(str(LESSONS))}", text)


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_the_notebooks(name):
    book = committed(name)
    assert picture(book) == (LESSONS / "pictures" / f"{name}.png").read_bytes()


@pytest.mark.parametrize("name", [*NAMES, *TRANSLATED])
def test_every_decimal_in_the_text_is_printed_or_in_the_code(name):
    book = committed(name)
    known = {
        abs(float(number))
        for cell in book.cells
        if cell.cell_type == "code"
        for text in (cell.source, *(output.get("text", "") for output in cell.outputs))
        for number in re.findall(r"\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+", text)
    }
    for cell in book.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"\]\(.*?\)|arXiv[: ][\d.]+", "", cell.source)
            for number in re.findall(r"(?<![\w.])\d+\.\d+(?![\w.]*\w)", prose):
                digits = len(number.partition(".")[2])
                assert number in {f"{value:.{digits}f}" for value in known}, (cell.id, number)


@pytest.mark.parametrize("name", NAMES)
def test_code_of_the_package_is_quoted_and_never_retyped(name):
    book = committed(name)
    for cell in book.cells:
        if cell.cell_type == "markdown":
            assert "```" not in cell.source  # code stands in cells, where it runs
        elif "getsource" in cell.source:
            printed = "\n".join(output.get("text", "") for output in cell.outputs)
            quoted = [line for line in printed.splitlines() if re.match(r" {4}|def |class ", line)]
            assert set(quoted) <= PACKAGE, set(quoted) - PACKAGE


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("01_remember_number", mg.autodiff.Node),
        ("01_remember_number", mg.autodiff.backward._walk),
        ("02_broadcast_arrays", mg.autodiff.backward._unbroadcast),
    ],
)
def test_the_heart_of_the_engine_is_quoted_whole(name, quoted):
    outputs = [o.get("text", "") for c in committed(name).cells for o in c.get("outputs", [])]
    assert inspect.getsource(quoted) + "\n" in outputs


@pytest.mark.parametrize("name", NAMES)
def test_lesson_keeps_the_contract(name):
    cells = notebook(name).cells
    prose = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    code = [c.source for c in cells if c.cell_type == "code"]
    for heading in ("You will make", "You will learn", "You need", "minutes", "## In practice"):
        assert heading in prose
    endings = "Your turn", "Five questions", "In practice", "New words", "Further reading"
    assert tuple(re.findall(r"^## (.+)$", prose, flags=re.MULTILINE))[-5:] == endings
    assert max(len(c.splitlines()) for c in code) <= 25
    assert 2 <= len(exercises(name)) <= 4


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.slow) if n in SLOW_ANSWERS else n for n in NAMES],
)
def test_solutions_pass_and_wrong_answers_get_a_hint(name, check):
    answers = runpy.run_path(str(SOURCE / name / "solutions.py"))["answers"]
    mistakes = runpy.run_path(str(SOURCE / name / "mistakes.py"))["MISTAKES"]
    assert list(answers) == list(mistakes) == exercises(name)
    for exercise, answer in answers.items():
        assert check(exercise, *answer) == f"✔ {exercise}: right\n"
        for nonsense in NONSENSE:
            assert check(exercise, *[nonsense] * len(answer)).startswith("✘")
        assert len(mistakes[exercise]) >= 2
        for mistake, hint in mistakes[exercise]:
            said = check(exercise, *mistake)
            assert said.startswith("✘") and hint in said, said


@pytest.mark.parametrize("name", NAMES)
def test_what_a_lesson_offers_is_imported(name):
    text = (SOURCE / name / "lesson.py").read_text(encoding="utf-8")
    assert 'solution("' in text and "from checks import check, solution\n" in text


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_a_worked_solution_with_its_why(name, capsys):
    text = (SOURCE / name / "solutions.py").read_text(encoding="utf-8")
    for exercise in exercises(name):
        capsys.readouterr()
        checks.solution(exercise)
        shown = capsys.readouterr().out
        why, code = (re.findall(mark, shown, re.M) for mark in (r"^ *# .+$", r"^[^#\n].*$"))
        assert shown.startswith("# Exercise") and shown.strip() in text
        assert len(" ".join(why).split()) >= 8 and code, shown


def methods(name):
    """Return the source of the functions and of the methods that a lesson defines, by their names."""
    tree = ast.parse((SOURCE / name / "lesson.py").read_text(encoding="utf-8"))
    return {
        node.name: ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("name", ["03_fit_line", "04_train_network"])
def test_the_learners_own_engine_goes_on_as_it_was_built(name):
    built, used = methods("02_broadcast_arrays"), methods(name)
    for part in (
        "__init__",
        "__add__",
        "__mul__",
        "sum",
        "everything_behind",
        "sum_back",
        "backward",
    ):
        assert used[part] == built[part], part


# ---- a notebook that is opened alone --------------------------------------------------------------


def open_alone(folder, monkeypatch):
    """Run the first cell of every notebook as if it lay in this folder."""
    monkeypatch.chdir(folder)
    exec(notebook(NAMES[0]).cells[1].source, {})
    return Path.cwd()


def test_a_notebook_in_another_folder_goes_to_the_lessons(tmp_path, monkeypatch):
    assert open_alone(tmp_path, monkeypatch) == LESSONS


def test_a_notebook_in_a_copy_stays_there(tmp_path, monkeypatch):
    (tmp_path / "checks.py").touch()
    assert open_alone(tmp_path, monkeypatch) == tmp_path


def test_a_notebook_without_minigrad_says_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "minigrad", None)  # as if it were not installed
    with pytest.raises(ModuleNotFoundError, match=r"Clone its repository.*Then restart the kernel"):
        open_alone(tmp_path, monkeypatch)


def test_a_notebook_without_the_lessons_says_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.setattr(mg, "__file__", str(tmp_path / "minigrad" / "__init__.py"))
    with pytest.raises(FileNotFoundError, match="its lessons are not"):
        open_alone(tmp_path, monkeypatch)


# ---- texts in another language --------------------------------------------------------------------


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translation_has_the_same_code_numbers_and_links(name):
    stem = name.partition(".")[0]
    for ours, theirs in zip(notebook(stem).cells, notebook(name).cells, strict=True):
        if ours.cell_type == "code":
            assert ours.source == theirs.source
        else:
            for thing in (r"\]\((\S+?)\)", r"\$\$.+?\$\$", r"^#+ ", r"<summary>"):
                assert re.findall(thing, ours.source, re.M) == re.findall(
                    thing, theirs.source, re.M
                )


def test_a_text_that_has_changed_asks_for_a_new_translation(tmp_path, monkeypatch):
    book = notebook(NAMES[0])
    first = next(cell for cell in book.cells if cell.cell_type == "markdown")
    page = tmp_path / "lesson.ja.md"
    page.write_text(f"<!-- 1 {digest(first.source + '!')} -->\n訳\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"translate anew from \('1'"):
        translate(book, page)
