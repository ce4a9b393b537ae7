"""The house: who imports whom, how much is imported, and how long a file may be."""

import ast
import inspect
import io
import subprocess
import sys
import tokenize
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import minigrad

HOUSE = Path(minigrad.__file__).parent
FILES = sorted(HOUSE.rglob("*.py"))

# From the ground up: a room may import only rooms that are named before it.
FLOORS = [
    "_lock", "_files", "_progress", "_processes", "_version", "_words", "iterate", "autodiff", "fractional",
    "linalg", "fft", "special", "transitions", "nn", "optim", "tasks", "train", "study", "plot", "cli",
]  # fmt: skip
STRANGERS = [("autodiff", "iterate"), ("plot", "study"), ("plot", "train"), ("plot", "tasks")]

# No files import each other in a circle when these imports, of the second by the first, are left out.
ALLOWED = {
    ("autodiff/tensor.py", "autodiff/rules.py"),  # x + y
    ("autodiff/tensor.py", "autodiff/backward.py"),  # x.backward()
    ("autodiff/methods.py", "autodiff/rules.py"),  # x.mean()
    ("autodiff/methods.py", "autodiff/more_rules.py"),  # x.round()
    ("autodiff/methods.py", "autodiff/tensor.py"),  # which returns a Tensor, say its types
}


def loaded_by(statement):
    """Return the names of all modules that a fresh Python has after the statement."""
    program = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("name", ["minigrad", "minigrad.nn", "minigrad.tasks"])
def test_importing_loads_neither_numba_nor_matplotlib(name):
    loaded = loaded_by(f"import {name}")
    assert name in loaded and "numba" not in loaded and "matplotlib" not in loaded


def test_importing_the_engine_does_not_load_scipy():
    loaded = loaded_by("import minigrad")
    assert "minigrad.linalg" in loaded and "minigrad.fft" in loaded and "scipy" not in loaded
    assert "scipy.special" in loaded_by("import minigrad; minigrad.special")


def test_the_kernels_are_loaded_when_they_are_needed():
    assert "numba" in loaded_by("import minigrad; minigrad.exp_n(2.0, 0.5)")


def test_the_plots_load_pyplot_only_when_they_need_a_figure():
    assert "matplotlib.pyplot" not in loaded_by("import minigrad.plot")


def test_the_command_line_starts_without_the_rooms():
    loaded = loaded_by("from minigrad import cli; cli.main([])")
    assert not {"scipy", "matplotlib", "numba"} & set(loaded)


@pytest.mark.parametrize("name", minigrad.__all__)
def test_every_public_name_exists_and_is_listed(name):
    assert getattr(minigrad, name) is not None and name in dir(minigrad)


def test_a_name_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'minigrad' has no attribute 'nose'"):
        minigrad.nose  # noqa: B018


def test_a_misspelt_name_gets_a_hint():
    with pytest.raises(AttributeError, match=r"'Tensr'\. Did you mean 'Tensor'\?"):
        minigrad.Tensr  # noqa: B018


def test_dir_offers_what_is_meant_and_no_imports():
    offered = {name for name in dir(minigrad) if not name.startswith("__")}
    assert offered == set(minigrad.__all__)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (minigrad.Tensor.clip, "self a_min a_max min max"),
        (minigrad.Tensor.std, "self axis ddof keepdims"),
        (minigrad.clip, "x a_min a_max min max"),
        (minigrad.autodiff.rules.sum, "x axis keepdims"),
        (minigrad.transpose, "x axes"),
        (minigrad.exp, "x"),
        (minigrad.add, "a b"),
        (minigrad.linear, "x W b"),
    ],
    ids=lambda x: getattr(x, "__name__", None),
)
def test_operations_show_their_arguments(operation, arguments):
    assert " ".join(inspect.signature(operation).parameters) == arguments


# ---- who imports whom --------------------------------------------------------------------------


def room_of(file):
    return file.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported_modules(file):
    """Return every module that a file imports, anywhere in it, as a tuple of names."""
    folder = ("minigrad", *file.relative_to(HOUSE).parent.parts)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = folder[: len(folder) - node.level + 1] if node.level else ()
            module = (*start, *(node.module or "").split(".")) if node.module else start
            yield from ((*module, alias.name) for alias in node.names)


def imported_rooms(file):
    modules = (m for m in imported_modules(file) if m[0] == "minigrad" and len(m) > 1)
    return {module[1] for module in modules} - {room_of(file)}


INSIDE = [file for file in FILES if room_of(file) not in ("__init__", "__main__")]
every_file = pytest.mark.parametrize("file", INSIDE, ids=lambda f: str(f.relative_to(HOUSE)))


@every_file
def test_a_file_imports_only_from_rooms_below(file):
    floor = FLOORS.index(room_of(file))
    assert imported_rooms(file) <= set(FLOORS[:floor])


@pytest.mark.parametrize(("room", "stranger"), STRANGERS)
def test_these_rooms_do_not_know_each_other(room, stranger):
    for file in INSIDE:
        assert not (room_of(file) == room and stranger in imported_rooms(file)), file


def test_the_imports_of_a_file_are_seen():
    assert imported_rooms(HOUSE / "fractional.py") == {"iterate", "autodiff"}
    assert {"nn", "study", "train", "plot", "tasks"} <= imported_rooms(HOUSE / "cli" / "train.py")


# ---- circles -----------------------------------------------------------------------------------


def imported_file(module):
    """Return the file of a module or package, also for the name of something inside of it."""
    path = HOUSE.parent.joinpath(*module)
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file in FILES:
            return file.relative_to(HOUSE).as_posix()
    return imported_file(module[:-1])


def imports_of_files():
    """Return which files each file imports, by path."""
    return {
        file.relative_to(HOUSE).as_posix(): {
            imported_file(module) for module in imported_modules(file) if module[0] == "minigrad"
        }
        for file in FILES
    }


def circle(imports):
    """Return files that import each other, the first one again at the end; none if there are none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_files_import_each_other_in_a_circle():
    imports = imports_of_files()
    for file, other in ALLOWED:
        imports[file].remove(other)  # or it need not be allowed
    assert circle(imports) == []


def test_a_circle_is_found():
    imports = {"roof": {"wall"}, "wall": {"floor", "nail"}, "floor": {"nail"}}
    assert circle(imports) == []
    found = circle(imports | {"nail": {"wall"}})
    assert found[0] == found[-1] and set(found) <= {"wall", "floor", "nail"}


def test_imports_are_seen_wherever_they_stand():
    imports = imports_of_files()
    in_a_function = "iterate/compiled/compiler.py"
    assert in_a_function in imports["iterate/compiled/__init__.py"]
    assert "study/__init__.py" in imports["__init__.py"]  # for types only
    assert imports["__main__.py"] == {"cli/__init__.py"}


# ---- how long a file may be --------------------------------------------------------------------

NOT_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
            tokenize.ENDMARKER, tokenize.ENCODING}  # fmt: skip


def code_lines(source):
    """Count lines that hold code: no blank lines, comments and docstrings."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NOT_CODE:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= set(range(node.lineno, node.end_lineno + 1))
    return len(lines)


def test_code_lines_are_counted_without_words():
    source = '"""A module.\n\nOf words.\n"""\n\nx = [\n    1,\n]  # three lines\n# none\n'
    assert code_lines(source) == 3


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(HOUSE)))
def test_no_file_is_longer_than_400_lines_of_code(file):
    assert code_lines(file.read_text(encoding="utf-8")) <= 400


FIRST_READING = ["tensor", "primitive", "rules", "backward", "transforms"]


def test_the_first_reading_of_the_engine_stays_short():
    files = [HOUSE / "autodiff" / f"{name}.py" for name in FIRST_READING]
    assert sum(code_lines(file.read_text(encoding="utf-8")) for file in files) <= 700


def test_the_walk_is_no_longer_than_a_quotation():
    source = inspect.getsource(minigrad.autodiff.backward._walk)
    assert len(source.splitlines()) <= 32


def test_what_is_no_first_reading_says_so():
    for file in (HOUSE / "autodiff").glob("*.py"):
        words = " ".join(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))).split())
        skipped = "skip this on a first reading" in words.lower()
        assert skipped == (file.stem not in [*FIRST_READING, "__init__"]), file


def test_the_reading_order_of_the_engine_is_that_of_its_imports():
    imports = imports_of_files()
    for k, name in enumerate(FIRST_READING):
        later = {f"autodiff/{other}.py" for other in FIRST_READING[k + 1 :]}
        arrows = {(f"autodiff/{name}.py", other) for other in imports[f"autodiff/{name}.py"]}
        assert not {other for file, other in arrows - ALLOWED} & later


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(HOUSE)))
def test_every_file_opens_with_what_it_is_for(file):
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
