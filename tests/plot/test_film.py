"""How a film becomes a file, whatever it shows."""

import io
import os
import stat
import sys
from dataclasses import replace
from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image, ImageChops

from minigrad import plot
from minigrad.plot.video import palette_of

# An ffmpeg that writes down what it was told, and what it was given.
RECORDER = """#!{python}
import sys
open({log!r}, "w").write("\\n".join(sys.argv[1:]))
open(sys.argv[-1], "wb").write(sys.stdin.buffer.read())
"""
FAILING = """#!{python}
import sys
open(sys.argv[-1], "wb").write(b"half a film")
print("Unknown encoder 'h264'", file=sys.stderr)
sys.exit(1)
"""
EARLY = """#!{python}
import sys
print("Option not found", file=sys.stderr)
sys.exit(8)
"""


def film(face="white", frames=4, **options):
    """Return a film of a dot that goes to the right."""
    figure, ax = plt.subplots(figsize=(2, 1.01), facecolor=face)
    (dot,) = ax.plot([0], [0], "o", color="#f89c20")
    ax.set(xlim=(0, frames), ylim=(-1, 1))
    ax.set_axis_off()
    return plot.Film(
        plt.figure(), figure, lambda i: dot.set_data([i + 0.5], [0]), frames, **options
    )


def frames_of(path):
    """Return the frames of a GIF, and their durations in milliseconds."""
    with Image.open(path) as gif:
        pictures, durations = [], []
        for i in range(gif.n_frames):
            gif.seek(i)
            pictures.append(gif.convert("RGB"))
            durations.append(gif.info["duration"])
    return pictures, durations


@pytest.fixture
def ffmpeg(tmp_path, monkeypatch):
    """Return a function that puts such a program on the path, and returns the file of its log."""
    if os.name == "nt":
        pytest.skip("scripts are no programs here")

    def install(program):
        folder = tmp_path / "bin"
        folder.mkdir()
        log, file = folder / "log", folder / "ffmpeg"
        file.write_text(program.format(python=sys.executable, log=str(log)))
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(folder))
        return log

    return install


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_a_film_is_a_gif_that_pauses_at_both_ends_and_its_twin_lies_beside_it(out):
    film(fps=20).save(out / "film.gif")
    assert sorted(os.listdir(out)) == ["film.gif", "film.png"]
    assert frames_of(out / "film.gif")[1] == [800, 50, 50, 2000]
    with Image.open(out / "film.gif") as gif:
        assert gif.info["loop"] == 0


def test_a_speed_that_hundredths_of_seconds_do_not_divide_is_kept_on_the_whole(out):
    film(frames=32, fps=15).save(out / "film.gif")
    durations = frames_of(out / "film.gif")[1][1:-1]
    assert set(durations) == {60, 70} and abs(sum(durations) - 2000) <= 10


def test_save_may_choose_another_speed(out):
    film(fps=20).save(out / "film.gif", fps=1)
    assert frames_of(out / "film.gif")[1] == [1000, 1000, 1000, 2000]


def test_nothing_moves_but_the_picture_whatever_has_to_have_room(out):
    figure, ax = plt.subplots(figsize=(3, 2), layout="constrained")
    ax.set(facecolor="#00ff00", xticks=[])
    made = plot.Film(plt.figure(), figure, lambda i: ax.set_yticks([0.5], ["a" * (3 * i + 1)]), 3)
    made.save(out / "film.gif")
    edges = {
        np.flatnonzero((np.asarray(picture) == (0, 255, 0)).all(axis=2).any(axis=0))[
            [0, -1]
        ].tobytes()
        for picture in frames_of(out / "film.gif")[0]
    }
    assert len(edges) == 1


def test_a_title_given_before_it_is_saved_has_room(out):
    made = film()
    made.figure.set_layout_engine("constrained")
    before = made.figure.axes[0].get_position().y1
    made.figure.suptitle("what to see")
    made.save(out / "film.gif")
    assert made.figure.axes[0].get_position().y1 < before
    again = out / "again.gif"
    made.save(again)
    assert again.read_bytes() == (out / "film.gif").read_bytes()


def test_the_same_film_is_the_same_bytes_whatever_was_shown_before(out):
    for name, shown in (("one", 3), ("other", 1)):
        made = film()
        made.show(shown)
        made.save(out / f"{name}.gif")
    for suffix in ("gif", "png"):
        assert (out / f"one.{suffix}").read_bytes() == (out / f"other.{suffix}").read_bytes()


def test_a_slide_has_more_dots_and_other_sizes_are_those_of_save(out):
    for size in plot.SIZES:
        film().save(out / f"{size}.gif", size=size)
    widths = {size: frames_of(out / f"{size}.gif")[0][0].width for size in plot.SIZES}
    assert widths.pop("slide") == 400 and set(widths.values()) == {200}


@pytest.mark.parametrize(
    ("face", "seen"),
    [("white", (255, 255, 255)), ("#0d1117", (13, 17, 23)), ("none", (255, 255, 255))],
)
def test_frames_keep_the_colour_of_the_face_whatever_the_style_says(face, seen, out):
    with plt.rc_context({"savefig.facecolor": "red", "savefig.transparent": True}):
        film(face).save(out / "film.gif")
    for picture in frames_of(out / "film.gif")[0]:
        assert picture.getpixel((0, 0)) == seen
        assert (248, 156, 32) in {colour for _, colour in picture.getcolors(10_000)}


def test_a_face_that_shines_through_is_on_white(out):
    film((0, 0, 0, 0.6)).save(out / "film.gif")
    assert frames_of(out / "film.gif")[0][0].getpixel((0, 0)) == (102, 102, 102)


def test_a_gif_is_near_to_what_was_drawn(out):
    made = film("#0d1117")
    made.save(out / "film.gif")
    for i, picture in enumerate(frames_of(out / "film.gif")[0]):
        made.show(i)
        drawn = io.BytesIO()
        made.figure.savefig(drawn, dpi=100, facecolor="#0d1117")
        difference = ImageChops.difference(picture, Image.open(drawn).convert("RGB"))
        assert np.max(np.asarray(difference)) < 16


def test_a_palette_holds_the_colours_that_are_there_most(out):
    noise = np.random.default_rng(0).integers(240, 255, (60, 60, 3), dtype=np.uint8)
    noise[:30] = 251, 252, 253
    palette = palette_of([Image.fromarray(noise)])
    assert len(palette) <= 127 and [251, 252, 253] in palette.tolist()


def test_an_mp4_is_made_by_ffmpeg_from_the_frames_and_pauses(ffmpeg, out):
    log = ffmpeg(RECORDER)
    made = film("#0d1117", fps=20)
    made.save(out / "film.mp4")
    assert sorted(os.listdir(out)) == ["film.mp4", "film.png"]
    told = log.read_text().splitlines()
    options = dict(pairwise(told))
    assert options["-framerate"] == "20" and options["-pix_fmt"] == "yuv420p"
    assert "start_duration=0.75" in options["-vf"] and "stop_duration=1.95" in options["-vf"]
    assert options["-vf"].endswith("#0d1117")  # beside a width or height that is odd
    parts = (out / "film.mp4").read_bytes().split(b"\x89PNG")[1:]
    assert len(parts) == made.frames
    for i, part in enumerate(parts):
        made.show(i)
        here = Image.open(io.BytesIO(b"\x89PNG" + part))
        there = made._picture(i, 100)
        assert here.size == (200, 101) and not ImageChops.difference(here, there).getbbox()


@pytest.mark.parametrize(
    ("program", "said"), [(FAILING, "Unknown encoder 'h264'"), (EARLY, "Option not found")]
)
def test_an_ffmpeg_that_fails_is_quoted_and_leaves_the_old_film(program, said, ffmpeg, out):
    ffmpeg(program)
    (out / "film.mp4").write_text("old")
    with pytest.raises(RuntimeError, match=f"a .gif needs none.*{said}"):
        film(frames=40).save(out / "film.mp4", size="slide")
    assert (out / "film.mp4").read_text() == "old"
    assert sorted(os.listdir(out)) == ["film.mp4", "film.png"]


def test_without_ffmpeg_nothing_is_drawn_or_written_and_the_cure_is_named(monkeypatch, out):
    monkeypatch.setenv("PATH", str(out))
    made = replace(film(), show=lambda frame: pytest.fail("drawn"))
    with pytest.raises(FileNotFoundError, match=r"install it from ffmpeg\.org.*\.gif needs no"):
        made.save(out / "film.mp4")
    assert os.listdir(out) == []


def test_matplotlibs_setting_says_where_ffmpeg_is(ffmpeg, monkeypatch, out):
    log = ffmpeg(RECORDER)
    monkeypatch.setenv("PATH", str(out))
    with mpl.rc_context({"animation.ffmpeg_path": str(log.with_name("ffmpeg"))}):
        film().save(out / "film.mp4")
    assert (out / "film.mp4").exists()


@pytest.mark.parametrize(
    "options", [{"fps": 0}, {"fps": 2000}, {"size": "poster"}, {"size": ""}], ids=str
)
def test_options_out_of_range_are_refused_and_nothing_written(options, out):
    with pytest.raises(ValueError, match="must be"):
        film().save(out / "film.gif", **options)
    assert not os.listdir(out)


def test_another_suffix_is_refused_and_nothing_written(out):
    with pytest.raises(ValueError, match=r"a film is a \.gif or \.mp4, .*its \.twin is a still"):
        film().save(out / "film.avi")
    assert not os.listdir(out)


def test_a_folder_that_is_not_there_is_named(out):
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        film().save(out / "new" / "film.gif")


def test_a_film_that_breaks_off_leaves_the_old_one(out):
    def show(frame):
        raise KeyboardInterrupt

    (out / "film.gif").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        replace(film(), show=show).save(out / "film.gif")
    assert (out / "film.gif").read_text() == "old"
    assert sorted(os.listdir(out)) == ["film.gif", "film.png"]


def test_a_bar_can_be_asked_for(out, capsys):
    film().save(out / "film.gif", progress=True)
    assert "film: 100%" in capsys.readouterr().err
    film().save(out / "film.gif")
    assert capsys.readouterr().err == ""
