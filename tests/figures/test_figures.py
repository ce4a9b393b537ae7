import ast
import inspect
import os
import re
import runpy
import subprocess
import sys
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from bounding_boxes import cut_off, overlapping
from PIL import Image

from minigrad import plot
from minigrad.plot.pages import sized

FIGURES = Path(__file__).parents[2] / "figures"
SCRIPTS = sorted(p for p in FIGURES.glob("*.py") if p.name != "make.py")


versions = runpy.run_path(str(FIGURES / "make.py"))["versions"]


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
    texts = [path.read_text() for path in (*SCRIPTS, *lessons.glob("*/lesson.py"))]
    used = set(re.findall(r"mg\.plot\.(\w+)\(", "".join(texts)))
    functions = {name for name in plot.__all__ if inspect.isfunction(getattr(plot, name))}
    assert functions - used == {
        "save",
        "surfaces",
    }  # make.py uses save, the docstring shows surfaces
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


def test_the_contact_sheet_shows_every_figure_once_and_leads_to_its_section():
    gallery = (FIGURES / "README.md").read_text()
    thumbnail = r'\[<img src="(\w+)\.svg" width="\d+" alt=""><br>\1\]\(#\1\)'
    assert sorted(re.findall(thumbnail, gallery)) == [script.stem for script in SCRIPTS]
    (list_of_words,) = re.findall(r"^\| about \|.*?(?=^## )", gallery, re.M | re.S)
    assert sorted(re.findall(r"\[(\w+)\]\(#\1\)", list_of_words)) == [s.stem for s in SCRIPTS]


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


DARK = [script.stem for script in SCRIPTS if "dark=False" in script.read_text()]


def test_dark_pages_have_pictures_of_their_own():
    assert "face" in DARK
    dark = {path.name for path in FIGURES.glob("*-dark.*")}
    assert dark == {
        path.name.replace(".", "-dark.")
        for name in DARK
        for path in FIGURES.glob(f"{name}.*")
        if path.suffix != ".py"
    }


def test_pictures_to_share_have_the_size_that_forges_want():
    with Image.open(FIGURES / "social.png") as card:
        assert card.size == (1280, 640)
    for film in FIGURES.glob("six*.gif"):
        assert film.stat().st_size < 1.5e6
    assert (FIGURES / "migration.svg").stat().st_size < 60_000


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="scripts are no programs here")
def test_a_film_for_a_talk_is_made_in_both_formats(tmp_path, monkeypatch):
    out, program = tmp_path / "talk", tmp_path / "ffmpeg"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nopen(sys.argv[-1], 'wb').write(sys.stdin.buffer.read())\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = make("backward", "--format", "gif,mp4", "--size", "slide", "--out", out)
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(out)) == ["backward.gif", "backward.mp4", "backward.png"]
    assert (out / "backward.mp4").read_bytes().startswith(b"\x89PNG")


def test_a_film_is_small_enough_to_be_sent():
    for name in ("backward", "bending", "surface", "travel"):
        assert (FIGURES / f"{name}.gif").stat().st_size < 1_000_000


@pytest.mark.slow
def test_a_film_is_made_with_its_twin(tmp_path):
    assert make("surface", "--format", "svg,gif", "--out", tmp_path).returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["surface.gif", "surface.png", "surface.svg"]


@pytest.mark.slow
def test_all_figures_are_readable_at_all_sizes_and_the_same_bytes_twice(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    with subprocess.Popen([sys.executable, FIGURES / "make.py", "--out", there]) as other:
        for name, drawn in chain.from_iterable(versions(script.stem) for script in SCRIPTS):
            figure = drawn.twin if isinstance(drawn, plot.Film) else drawn
            for suffix in (".svg", ".png"):
                plot.save(figure, here / f"{name}{suffix}", size="handout")
            if isinstance(drawn, plot.Film):
                drawn.save(here / f"{name}.gif")
            for size in plot.SIZES:
                with sized(figure, size):
                    assert not cut_off(figure), (name, size)
                    assert not overlapping(figure), (name, size)
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


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Return the file of 30 rows with a law between + and ×."""
    x, y = np.random.default_rng(0).uniform(1, 5, (2, 30))
    path = tmp_path_factory.mktemp("own") / "boxes.csv"
    rows = np.column_stack([x, y, x * y, 0.5 * x + y])
    np.savetxt(path, rows, delimiter=",", header="width,height,area,other", comments="")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["migration", "loss_valley", "observed_predicted", "network"])
def test_a_table_of_the_users_is_drawn(name, table, tmp_path):
    own = ["--csv", table, "--target", "area", "--kind", "abel", "--format", "svg", "--out"]
    done = make(name, *own, tmp_path)
    assert done.returncode == 0, done.stderr
    picture = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
    assert "boxes" in picture or "area" in picture  # in comments, beside the letters' outlines
    assert "trees" not in picture


def test_the_kind_is_passed_on(monkeypatch):
    figures = runpy.run_path(str(FIGURES / "make.py"))
    ((_, abel),) = figures["versions"]("operator_maps", kind="abel")
    ((_, kneser),) = figures["versions"]("operator_maps")
    maps = [figure.axes[2].collections[0].get_paths()[5].vertices for figure in (abel, kneser)]
    assert maps[0].shape != maps[1].shape or not np.allclose(*maps)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["migration", "--target", "area"], "name its file with --csv FILE"),
        (["migration", "--csv", "TABLE"], "name a folder with --out DIR"),
        (["migration", "--csv", "missing.csv"], "missing.csv"),
        (["migration", "--csv", "TABLE", "--target", "volume"], "volume"),
        (
            ["success", "--csv", "TABLE"],
            "--csv is for loss_valley, migration, network, observed_predicted",
        ),
        (["--kind", "abel"], "--kind is for face, "),
        (["migration", "--kind", "abl", "--out", "TMP"], "did you mean 'abel'"),
    ],
)
@pytest.mark.slow  # a process each
def test_wrong_own_data_is_refused_without_a_traceback(arguments, message, table, tmp_path):
    names = {"TABLE": table, "TMP": tmp_path}
    done = make(*(names.get(each, each) for each in arguments))
    assert done.returncode and message in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow  # a process each
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", FIGURES / "make.py"], "is a file: name a folder"),
        (["--size", "slide"], "name a folder with --out DIR"),
        (["--format", "gif", "--out", "TMP"], "observed_predicted does not move"),
        (["--format", "mp4", "--out", "TMP"], "install it from ffmpeg.org"),
        (["--format", "jpg", "--out", "TMP"], "no format 'jpg'"),
    ],
    ids=["file", "slide", "gif", "mp4", "jpg"],
)
def test_wrong_options_are_refused_without_a_traceback(arguments, message, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")  # no ffmpeg
    done = make("observed_predicted", *(tmp_path if a == "TMP" else a for a in arguments))
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


def test_a_wrong_name_is_answered_with_the_nearest(tmp_path):
    done = make("migratoin", "--out", tmp_path / "new")
    assert done.returncode == 2
    assert "did you mean 'migration'" in done.stderr and "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []
