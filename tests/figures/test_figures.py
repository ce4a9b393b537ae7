import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

FIGURES = Path(__file__).parents[2] / "figures"
SCRIPTS = sorted(p for p in FIGURES.glob("*.py") if p.name != "make.py")


def make(*arguments):
    return subprocess.run(
        [sys.executable, str(FIGURES / "make.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
    )


def test_there_are_figures():
    assert SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_a_figure_is_drawn_by_draw_in_fewer_than_40_lines(script):
    source = script.read_text()
    functions = [f for f in ast.parse(source).body if isinstance(f, ast.FunctionDef)]
    draw = next(f for f in functions if f.name == "draw")
    assert not draw.args.args
    assert len(source.splitlines()) < 40


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_figure_lies_beside_its_script(script, suffix):
    assert script.with_suffix(suffix).stat().st_size > 1000


def test_the_same_figure_is_the_same_bytes(tmp_path):
    for folder in ("first", "second"):
        assert make("observed_predicted", "--out", tmp_path / folder).returncode == 0
        assert sorted(os.listdir(tmp_path / folder)) == [
            "observed_predicted.png",
            "observed_predicted.svg",
        ]
    for name in os.listdir(tmp_path / "first"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_a_slide_in_one_format_can_be_asked_for(tmp_path):
    done = make("observed_predicted", "--size", "slide", "--format", "png", "--out", tmp_path)
    assert done.returncode == 0
    assert os.listdir(tmp_path) == ["observed_predicted.png"]


def test_a_wrong_name_is_answered_with_the_nearest(tmp_path):
    done = make("migratoin", "--out", tmp_path / "new")
    assert done.returncode == 2
    assert "did you mean 'migration'" in done.stderr and "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


def test_a_wrong_format_is_refused_without_a_traceback(tmp_path):
    done = make("observed_predicted", "--format", "jpg", "--out", tmp_path)
    assert done.returncode == 2
    assert "jpg" in done.stderr and "Traceback" not in done.stderr
