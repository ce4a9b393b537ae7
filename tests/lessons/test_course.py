"""The teachers' course: assignments, their marking, and what the pages about it promise."""

import importlib
import json
import re
import subprocess
import sys
from itertools import pairwise

import build
import matplotlib.pyplot as plt
import nbformat
import pytest
import readme

LESSONS = readme.HERE
COURSE = LESSONS / "course"
FIGURES = LESSONS.parent / "figures"
UNIT = (COURSE / "README.md").read_text(encoding="utf-8")
RUBRIC = (COURSE / "rubric.md").read_text(encoding="utf-8")

sys.path.append(str(COURSE))  # as for somebody who runs mark.py
mark = importlib.import_module("mark")
hidden = importlib.import_module("hidden")
STEMS = hidden.STEMS
BY_HAND = {"1.5": "why", "2.5": "letter", "3.4": "report", "3.5": "lie"}


def text_of(stem):
    return (COURSE / stem / "lesson.py").read_text(encoding="utf-8")


def run(path, student, changes=""):
    """Return the names that a script leaves, for a student's number, then changed."""
    code = re.sub(
        r"^student = \d+$", f"student = {student}", path.read_text("utf-8"), flags=re.MULTILINE
    )
    names = {"print": lambda *_, **__: None}
    with plt.style.context("default"):
        plt.switch_backend("agg")
        exec(code + "\n" + changes, names)
    plt.close("all")
    return names


def marks_of(stem, names):
    """Return the mark for each task, without a kernel."""
    given = hidden.given(stem, names["student"])
    return {
        task.key: mark.judge(task, json.loads(mark.ask(names, task.names, task.ask)), given)
        for task in hidden.tasks_of(stem)
    }


@pytest.fixture(scope="module")
def model():
    """Return a function: assignment -> the names of its model answers, which may be changed."""
    known = {}

    def model(stem):
        if stem not in known:
            known[stem] = run(COURSE / stem / "solutions.py", 1)
        return dict(known[stem])

    return model


def points(marks):
    return {key: m.points for key, m in marks.items()}


def best(stem):
    return {task.key: task.points if task.judge else 0 for task in hidden.tasks_of(stem)}


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_model_answers_have_all_points(stem, model):
    marks = marks_of(stem, model(stem))
    assert points(marks) == best(stem)
    written = {key: m.by_hand for key, m in marks.items() if m.by_hand}
    assert written == {key: model(stem)[BY_HAND[key]] for key in written}
    assert set(written) == {key for key in BY_HAND if key[0] == stem[0]}


@pytest.mark.slow
@pytest.mark.parametrize("student", [0, 5, 10])
@pytest.mark.parametrize("stem", STEMS)
def test_model_answers_have_all_points_with_other_numbers(stem, student):
    names = run(COURSE / stem / "solutions.py", student)
    assert points(marks_of(stem, names)) == best(stem)


@pytest.mark.parametrize("stem", STEMS)
def test_an_untouched_assignment_has_no_points(stem):
    marks = marks_of(stem, run(COURSE / stem / "lesson.py", 0))
    assert {m.remark for m in marks.values()} == {"not answered"}
    assert not any(points(marks).values())


WRONG = [  # assignment, change, what is left of the points of the tasks that it spoils
    ("1", "total = -total", {"1.1": 0}),
    ("1", "total = '1'", {}),
    ("1", "def mean(x, y, n): return mg.oplus(x, y, n) / 2", {"1.2": 1}),
    ("1", "def mean(x, y, n): return (1 - n) * (x + y) / 2 + n * (x * y) ** 0.5", {"1.2": 2}),
    ("1", "def mean(x, y, n): return (x + y) / 2 if n == 0 else None", {"1.2": 1}),
    ("1", "def mean(x, y): return 5", {"1.2": 0}),
    ("1", "end = end + 0.004", {"1.3": 1}),
    ("1", "end = 1.0", {"1.3": 0}),
    ("1", "top_n, top = 0.1, ...", {"1.4": 0}),
    ("1", "top = path[-1]", {"1.4": 1}),
    ("1", "why = '\\n...\\n'", {}),
    ("2", "my_neuron = mg.nn.AddMul(2, 1, bias=True); mg.train.warm_start(my_neuron, runs)", {"2.1": 0}),
    ("2", "my_neuron.weight.data[0, 0] *= 1.1", {"2.1": 1}),
    ("2", "my_neuron = my_neuron.n", {"2.1": 0}),
    ("2", "old = slope_of_n\ndef slope_of_n(*a): return 2 * old(*a)", {"2.2": 0}),
    ("2", "old = slope_of_n\ndef slope_of_n(neuron, task):\n    neuron.n.data[:] += 1e-3\n"
          "    return old(neuron, task)", {"2.2": 2}),
    ("2", "def slope_of_n(neuron, task):\n    mg.nn.mse_loss(neuron(task.x), task.y).backward()\n"
          "    return neuron.n.grad.item()", {"2.2": 1}),
    ("2", "low, high = high, low", {"2.3": 0}),
    ("2", "high = None", {"2.3": 1}),
    ("2", "low = 0", {"2.3": 0}),
    ("2", "sum_error = law_error", {"2.4": 2}),
    ("2", "neuron_error = law_error = sum_error / 100", {"2.4": 1}),
    ("3", "errors = {**errors, 'A': {**errors['A'], 'neuron': ...}}", {"3.1": 5}),
    ("3", "errors = {**errors, 'B': {m: e / 2 for m, e in errors['B'].items()}}", {"3.1": 4}),
    ("3", "errors = {'A': errors['A']}", {"3.1": 2}),
    ("3", "kinds = {'A': kinds['A'], 'B': 'neither', 'C': ...}", {"3.2": 1}),
    ("3", "kinds = list(kinds)", {"3.2": 0}),
    ("3", "def better(x): return 0.7 + 0.3 * quadratic(x).numpy()[:, 0]", {"3.3": 2}),
    ("3", "def better(x): return x.mean()", {"3.3": 0}),
    ("3", "def better(x): return quadratic(x).numpy()[:-1]", {"3.3": 0}),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change", "left"), WRONG, ids=lambda case: str(case)[:50])
def test_a_wrong_answer_loses_its_points_and_no_others(number, change, left, model):
    stem = STEMS[int(number) - 1]
    names = model(stem)
    if "my_neuron" in names:
        names["my_neuron"] = build_again(names["my_neuron"])
    exec(change, names)
    marks = marks_of(stem, names)
    assert points(marks) == best(stem) | left
    assert all(marks[key].remark for key in left)


def build_again(neuron):
    other = type(neuron)(2, 1, bias=True)
    other.load_state_dict(neuron.state_dict())
    return other


def test_without_a_number_only_what_depends_on_it_is_lost(model):
    names = model(STEMS[0])
    replies = {
        task.key: json.loads(mark.ask(names, task.names, task.ask))
        for task in hidden.tasks_of(STEMS[0])
    }
    paper = mark.mark("a.ipynb", STEMS[0], replies | {"student": {"answer": "me"}}, [])
    assert paper.student is None and "no whole number" in paper.troubles[0]
    assert points(paper.marks) == {"1.1": 0, "1.2": 3, "1.3": 0, "1.4": 0, "1.5": 0}


def test_answers_are_asked_for_whatever_names_have_become(model):
    names = model(STEMS[0]) | dict.fromkeys(("print", "any", "all", "json", "np", "exec", "eval"))
    cell = mark.question(hidden.tasks_of(STEMS[0])[0])
    printed = subprocess.run(
        [sys.executable, "-c", f"total, exec, print = 1, 2, 3\n{cell.source}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert json.loads(printed) == {"answer": [1]}
    assert points(marks_of(STEMS[0], names)) == best(STEMS[0])


# On kernels


def marked(folder, *options):
    command = [sys.executable, str(COURSE / "mark.py"), str(folder), *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True)


def hand_in(path, stem, *cells):
    """Write the model answers of an assignment as a notebook, with further cells before the last."""
    book = build.notebook(stem, COURSE, "solutions")
    if cells:
        book.cells[-1:-1] = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(book, path)


@pytest.mark.slow
def test_a_folder_is_marked(tmp_path):
    folder = tmp_path / "handed in"
    (folder / "ben").mkdir(parents=True)
    hand_in(folder / "anna.ipynb", STEMS[0], "def f(:", "print = mg = None; del end", "1 / 0")
    untouched = (LESSONS / f"assignment_{STEMS[0]}.ipynb").read_text(encoding="utf-8")
    (folder / "ben" / "x.ipynb").write_text(untouched, encoding="utf-8")
    (folder / "carl.ipynb").write_text("PK: a zip file")
    nbformat.write(build.notebook("08_halve_exponential"), folder / "dora.ipynb")
    marks, texts = tmp_path / "marks.csv", tmp_path / "texts"
    done = marked(folder, "--csv", marks, "--feedback", texts)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(
        r"anna.ipynb +1_follow_path +1 +3 of 8 +by hand: 1.5 \(2 points\)", done.stdout
    )
    assert re.search(r"ben/x.ipynb +1_follow_path +0 +0 of 8 +\n.*no number", done.stdout)
    assert (
        "cannot be read as a notebook" in done.stdout and "none of the assignments" in done.stdout
    )
    head, anna, ben, carl, _ = marks.read_text(encoding="utf-8").splitlines()
    assert head == "notebook,assignment,number,program,of,1.1,1.2,1.3,1.4,1.5,remarks"
    assert anna.startswith("anna.ipynb,1_follow_path,1,3,8,1,0,0,2,,") and "ZeroDivision" in anna
    assert ben.startswith("ben/x.ipynb,1_follow_path,0,0,8,0,0,0,0,0,")
    assert ben.count("not answered") == 5 and carl.startswith("carl.ipynb,,,0,0,,,,,,")
    text = (texts / "anna.md").read_text(encoding="utf-8")
    assert "## Task 1.5: __ of 2\n\n> The friend takes" in text and "there is no `end`" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["handed in", "marks.csv", "texts"]


def test_the_same_number_and_the_same_text_are_told(capsys):
    papers = []
    for name, number, text in ("a", 1, "mine"), ("b", 2, "mine"), ("c", 1, "other"):
        marks = {
            task.key: mark.Mark(0, by_hand="" if task.judge else text)
            for task in hidden.tasks_of(STEMS[0])
        }
        papers.append(mark.Paper(name, STEMS[0], number, marks))
    mark.show_copies(papers)
    assert capsys.readouterr().out.splitlines() == [
        "the number 1 is the same in a and c",
        "the text of task 1.5 is the same in a and b",
    ]


@pytest.mark.slow
def test_cells_that_hang_or_kill_cost_only_what_depends_on_them(tmp_path):
    hand_in(
        tmp_path / "a.ipynb", STEMS[0],
        "import os\nos._exit(1)", "quit()", "input()",
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except KeyboardInterrupt:\n        pass",
        "def mean(x, y, n):\n    while True:\n        print('again')",
    )  # fmt: skip
    done = marked(tmp_path, "--timeout", 20, "--feedback", tmp_path / "texts")
    assert "5 of 8" in done.stdout and "ended its kernel" in done.stdout
    assert done.stdout.count("did not end within 20 s") == 1
    text = (tmp_path / "texts" / "a.md").read_text(encoding="utf-8")
    assert "## Task 1.2: 0 of 3\n\ndid not end within 20 s" in text


@pytest.mark.slow
def test_model_answers_have_all_points_on_kernels(tmp_path):
    for stem in STEMS:
        hand_in(tmp_path / f"{stem}.ipynb", stem)
    done = marked(tmp_path)
    assert re.findall(r"(\d+) of (\d+)", done.stdout) == [("8", "8"), ("11", "11"), ("13", "13")]


def test_what_cannot_be_marked_is_told(tmp_path, monkeypatch, capsys):
    def said(*options):
        monkeypatch.setattr(sys, "argv", ["mark.py", *map(str, options)])
        with pytest.raises(SystemExit) as leaving:
            mark.main()
        return leaving.value.code, capsys.readouterr()

    (tmp_path / "marks.csv").write_text("mine")
    for options, message in (
        ([tmp_path / "none"], "there is no folder"),
        ([tmp_path], "has no notebooks"),
        ([tmp_path, "--csv", tmp_path / "marks.csv"], "may hold marks that you entered"),
        ([tmp_path, "--feedback", tmp_path / "a" / "b"], "there is no folder"),
        ([tmp_path, "--timeout", 0], "at least --timeout 1"),
    ):
        code, printed = said(*options)
        assert code == 2 and message in printed.err
    code, printed = said("--help")
    assert code == 0 and "runs the students' code" in printed.out


# What is written


@pytest.mark.parametrize("stem", STEMS)
def test_assignments_are_built_and_not_stale(stem):
    built = nbformat.read(LESSONS / f"assignment_{stem}.ipynb", as_version=4)
    assert built == build.notebook(stem, COURSE)
    assert [cell.id for cell in built.cells] == [
        f"{stem}-{number:03d}" for number in range(1, len(built.cells) + 1)
    ]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in built.cells)
    assert mark.stem_of(built) == stem
    for cell in built.cells:
        cell.id = "other"
    assert mark.stem_of(built) == stem  # by its title


def test_there_is_one_of_each():
    for name in ("lesson.py", "checks.py", "solutions.py"):
        assert sorted(path.parent.name for path in COURSE.glob(f"*/{name}")) == STEMS
    assert sorted(LESSONS.glob("assignment_*.ipynb")) == [
        LESSONS / f"assignment_{stem}.ipynb" for stem in STEMS
    ]


@pytest.mark.parametrize("stem", STEMS)
def test_points_names_and_pages_agree(stem):
    text, tasks = text_of(stem), hidden.tasks_of(stem)
    said = re.findall(
        r"^# ## Task (\d): .+ \((\d+) points?(, marked by your teacher)?\)$", text, re.M
    )
    assert said == [
        (task.key[2:], str(task.points), "" if task.judge else ", marked by your teacher")
        for task in tasks
    ]
    total, by_program = sum(t.points for t in tasks), sum(t.points for t in tasks if t.judge)
    assert f"**{total} points**" in text
    title, minutes = (
        re.search(r"^# # Assignment \d: (.+)$", text, re.M)[1],
        re.search(r"\*\*(\d+) min", text)[1],
    )
    row = re.search(
        rf"^\| {stem[0]} \[(.+)\]\(.+{stem}.ipynb\) \|.+\| (\d+) \| (\d+) \| (\d+) \|", UNIT, re.M
    )
    assert row.groups() == (title, minutes, str(by_program), str(total - by_program))
    cells = build.notebook(stem, COURSE).cells
    stubs = "\n".join(c.source for c in cells if "exercise" in c.metadata.get("tags", ()))
    for task in tasks:
        key = task.key if task.judge else f"**{task.key}**"
        assert f"| {key} | {task.points} |" in RUBRIC
        assert ("\n## Task " + task.key in RUBRIC) == (task.judge is None)
        assert all(re.search(rf"\b{name}\b", stubs) for name in task.names)


def test_rubric_and_assignments_name_written_tasks_alike():
    for key, title, worth in re.findall(r"^## Task (\d\.\d): (.+) \((\d+) points\)$", RUBRIC, re.M):
        assert f"# ## Task {key[2]}: {title} ({worth} points, marked" in text_of(
            STEMS[int(key[0]) - 1]
        )


def sessions():
    """Return the rows of the two timetables: minutes, what, how."""
    parts = re.findall(r"^## Session .+?\n\n(.+?)\n\n", UNIT, flags=re.M | re.S)
    return [re.findall(r"^\| (\d+)–(\d+) \| (.+) \| (.+) \|$", part, re.M) for part in parts]


def test_both_sessions_have_ninety_minutes_without_a_gap():
    assert len(sessions()) == 2
    for rows in sessions():
        assert (rows[0][0], rows[-1][1]) == ("0", "90")
        assert all(end == start for (_, end, *_), (start, *_) in pairwise(rows))
        assert sum(int(end) - int(start) for start, end, *_ in rows) == 90


def test_lessons_get_the_time_that_they_take():
    """All but those of which only some sections are read."""
    minutes = {f"{lesson.stem}.ipynb": lesson.minutes[0] for lesson in readme.lessons()}
    whole = 0
    for start, end, what, _ in (row for rows in sessions() for row in rows if row[3] == "pairs"):
        (lesson,) = re.findall(r"\(\.\./(.+?)\)", what)
        if "*" not in what:
            whole += 1
            assert int(end) - int(start) >= minutes[lesson], lesson
    assert whole == 6


def test_sections_that_the_unit_names_are_in_the_lessons():
    headings = {
        h for lesson in readme.lessons() for h in re.findall(r"^## (.+)$", lesson.prose, re.M)
    }
    named = re.findall(r"(?<!\*)\*([A-Z][^*]+)\*", UNIT)
    assert len(named) >= 5 and set(named) <= headings


def test_slides_are_figures_in_the_order_of_the_sessions():
    command = re.search(r"python figures/make.py (.+?) --size slide --format png --out talk", UNIT)[
        1
    ]
    names = command.split()
    assert all((FIGURES / f"{name}.py").exists() for name in names)
    assert re.findall(r"^- `(\w+)`: ", UNIT, re.M) == names
    shown = [
        name for rows in sessions() for *_, how in rows for name in re.findall(r"`(\w+)`", how)
    ]
    assert list(dict.fromkeys(shown)) == names


@pytest.mark.slow
def test_the_command_for_slides_works(tmp_path):
    script, *names, size, big, form, png = re.search(
        r"^python (figures/make.py .+) --out talk$", UNIT, re.M
    )[1].split()
    command = [script, names[0], names[-1], size, big, form, png, "--out", tmp_path]
    subprocess.run([sys.executable, *command], cwd=LESSONS.parent, check=True, capture_output=True)
    assert {path.name for path in tmp_path.iterdir()} == {f"{names[0]}.png", f"{names[-1]}.png"}


def test_questions_of_the_timetable_are_there():
    asked = " ".join(what for rows in sessions() for _, _, what, _ in rows)
    listed = re.findall(r"^\| (\d+) \| .+\?", UNIT, re.M)
    mentioned = re.findall(r"(\d+)", " ".join(re.findall(r"Questions? (\d+(?: and \d+)?)", asked)))
    assert listed == mentioned == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("path", ["README.md", "rubric.md", *(f"{s}/lesson.py" for s in STEMS)])
def test_links_of_the_course_lead_somewhere(path):
    folder = LESSONS if path.endswith(".py") else COURSE
    links = re.findall(r"\]\(([^)\s]+)\)", (COURSE / path).read_text(encoding="utf-8"))
    assert links
    for link in links:
        assert link.startswith("https://") or (folder / link).exists(), link


@pytest.mark.slow
def test_texts_that_quote_model_answers_print_their_numbers(model):
    names = model(STEMS[1])
    assert f"{names['low']:.2f} and {names['high']:.2f}" in names["letter"].replace("\n", " ")
    for error in (names["law_error"], names["neuron_error"]):
        assert f"{error:.1f} s" in names["letter"].replace("\n", " ")
    names = model(STEMS[2])
    for row in names["errors"].values():
        assert all(f"{error:.3f}" in names["report"] for error in row.values())
