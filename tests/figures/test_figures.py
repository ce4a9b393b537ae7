import ast
import inspect
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from bounding_boxes import cut_off, overlapping

from minigrad import plot
from minigrad.plot.pages import sized

FIGURES = Path(__file__).parents[2] / "figures"
SCRIPTS = sorted(p for p in FIGURES.glob("*.py") if p.name != "make.py")


def make(*arguments):
    return subprocess.run(
        [sys.executable, str(FIGURES / "make.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
    )


def test_there_are_figures():
    assert len(SCRIPTS) >= 16


def test_every_plot_is_used_by_a_figure_or_a_lesson():
    lessons = FIGURES.parent / "lessons" / "source"
    texts = [path.read_text() for path in (*SCRIPTS, *lessons.glob("*.py"))]
    used = set(re.findall(r"mg\.plot\.(\w+)\(", "".join(texts)))
    functions = {name for name in plot.__all__ if inspect.isfunction(getattr(plot, name))}
    assert functions - used == {"save"}  # which make.py uses
    assert used <= set(plot.__all__)


def test_every_figure_is_in_the_gallery_with_a_caption_and_an_alt_text():
    gallery = (FIGURES / "README.md").read_text()
    sections = dict(re.findall(r"^## \[(\w+)\]\(\1\.py\)\n(.*?)(?=^#|\Z)", gallery, re.M | re.S))
    assert sorted(sections) == [script.stem for script in SCRIPTS]
    for name, section in sections.items():
        ((alt, picture),) = re.findall(r"!\[([^]]*)\]\(([\w.]+)\)", section)
        assert picture in (f"{name}.svg", f"{name}.gif")
        caption = re.sub(r"!\[.*?\]\(.*?\)|```.*?```", "", section, flags=re.S)
        assert len(alt.split()) >= 8 and len(caption.split()) >= 15


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


@pytest.mark.slow
def test_a_film_is_made_with_its_twin(tmp_path):
    assert make("surface", "--format", "svg,gif", "--out", tmp_path).returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["surface.gif", "surface.png", "surface.svg"]


@pytest.mark.slow
def test_all_figures_are_readable_at_all_sizes_and_the_same_bytes_twice(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    with subprocess.Popen([sys.executable, FIGURES / "make.py", "--out", there]) as other:
        for script in SCRIPTS:
            with plt.style.context("default"):
                drawn = runpy.run_path(str(script))["draw"]()
                figure = drawn.twin if isinstance(drawn, plot.Film) else drawn
                for suffix in (".svg", ".png"):
                    plot.save(figure, here / f"{script.stem}{suffix}", size="handout")
                if isinstance(drawn, plot.Film):
                    drawn.save(here / f"{script.stem}.gif")
                for size in plot.SIZES:
                    with sized(figure, size):
                        assert not cut_off(figure), (script.stem, size)
                        assert not overlapping(figure), (script.stem, size)
                plt.close("all")
    assert other.returncode == 0
    names = sorted(os.listdir(here))
    assert names == sorted(os.listdir(there))
    for name in names:
        assert (here / name).read_bytes() == (there / name).read_bytes(), name


@pytest.mark.slow
def test_a_slide_in_one_format_can_be_asked_for(tmp_path):
    done = make("observed_predicted", "--size", "slide", "--format", " png", "--out", tmp_path)
    assert done.returncode == 0
    assert os.listdir(tmp_path) == ["observed_predicted.png"]


@pytest.mark.slow  # a process each
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", FIGURES / "make.py"], "is a file: name a folder"),
        (["--size", "slide"], "name a folder with --out DIR"),
        (["--format", "gif", "--out", "TMP"], "observed_predicted does not move"),
        (["--format", "jpg", "--out", "TMP"], "no format 'jpg'"),
    ],
    ids=["file", "slide", "gif", "jpg"],
)
def test_wrong_options_are_refused_without_a_traceback(arguments, message, tmp_path):
    done = make("observed_predicted", *(tmp_path if a == "TMP" else a for a in arguments))
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


def test_a_wrong_name_is_answered_with_the_nearest(tmp_path):
    done = make("migratoin", "--out", tmp_path / "new")
    assert done.returncode == 2
    assert "did you mean 'migration'" in done.stderr and "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []
