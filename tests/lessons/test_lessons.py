"""Lessons: sources run, notebooks are not stale, exercises accept right answers and no others."""

import inspect
import re
import runpy

import checks
import matplotlib.pyplot as plt
import pytest
from build import HERE as LESSONS
from build import NAMES, SOURCE, TRANSLATED, committed, notebook, picture

import minigrad as mg

NONSENSE = ["nonsense", None, -0.123, (7, 7, 7, 7, 7, 7, 7), [], 10**6]
LINES = [line for path in (LESSONS.parent / "minigrad").rglob("*.py")
         for line in path.read_text(encoding="utf-8").splitlines()]  # fmt: skip
# Lesson 10 quotes code without its annotations.
PACKAGE = {*LINES, *(re.sub(": (Any|str|_Slopes)| -> Any", "", line) for line in LINES)}


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


def some_slow(*slow):
    """Return the names of all lessons, of which some are too slow for every run."""
    assert set(slow) <= set(NAMES)
    return [pytest.param(name, marks=pytest.mark.slow) if name in slow else name for name in NAMES]


@pytest.mark.parametrize(
    "name",
    some_slow(
        "04_train_network",
        "12_let_neuron_decide",
        "18_unmask_impostor",
        "21_stack_neurons",
        "19_expose_tricks",
        "22_shift_patterns",
        "A_speed_loop",
        "H_differentiate_programs",
    ),
)
def test_source_runs_and_every_stub_reads_not_answered(name, capsys, monkeypatch):
    monkeypatch.chdir(LESSONS)
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    with plt.style.context("default"):
        plt.switch_backend("agg")
        runpy.run_path(str(SOURCE / name / "lesson.py"))
    printed = capsys.readouterr().out
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
    assert "## New words" in prose and "## Further reading" in prose
    words = re.findall(r"[a-z]{2,}", re.sub(r"\$.*?\$|\(http.*?\)", "", prose), flags=re.IGNORECASE)
    assert 600 <= len(words) <= 1500
    assert max(len(c.splitlines()) for c in code) <= 25
    assert 2 <= len(exercises(name)) <= 4


@pytest.mark.parametrize("name", some_slow("21_stack_neurons"))
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
