import os
import re
import zlib

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from bounding_boxes import cut_off, overlapping
from PIL import Image

from minigrad import plot
from minigrad.plot.pages import sized


@pytest.fixture
def figure():
    """Return a function that draws the same figure anew."""

    def draw():
        ax = plot.observed_predicted([1.0, 2.0], [1.1, 1.9])
        ax.set_title("one title")
        return ax.figure

    yield draw
    plt.close("all")


@pytest.mark.parametrize("style", ["default", "minigrad.plot.teaching"])
@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_picture_is_the_same_bytes_every_time(suffix, style, figure, tmp_path):
    files = [tmp_path / f"{time}.{suffix}" for time in ("first", "second")]
    with plt.style.context(style):
        for file in files:
            plot.save(figure(), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(os.listdir(tmp_path)) == [f"first.{suffix}", f"second.{suffix}"]


def test_the_dots_an_inch_can_be_chosen(figure, tmp_path):
    for dpi in (50, 100):
        plot.save(figure(), tmp_path / f"{dpi}.png", dpi=dpi)
    small, large = (plt.imread(tmp_path / f"{dpi}.png").shape for dpi in (50, 100))
    assert (large[0], large[1]) == (2 * small[0], 2 * small[1])


def test_a_subfigure_saves_its_whole_figure(figure, tmp_path):
    whole = plt.figure()
    part = whole.subfigures(1, 2)[0]
    plot.observed_predicted([1.0, 2.0], [1.1, 1.9], ax=part.subplots())
    plot.save(whole, tmp_path / "whole.png")
    plot.save(part, tmp_path / "part.png")
    assert (tmp_path / "whole.png").read_bytes() == (tmp_path / "part.png").read_bytes()


@pytest.mark.parametrize("name", ["plot.jpg", "plot"])
def test_another_format_is_refused_and_nothing_written(name, figure, tmp_path):
    with pytest.raises(ValueError, match=r"\.svg, \.png, \.pdf"):
        plot.save(figure(), tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_a_picture_that_cannot_be_written_leaves_the_old_one(figure, tmp_path):
    (tmp_path / "plot.png").write_text("old")
    with pytest.raises(TypeError):
        plot.save(figure(), tmp_path / "plot.png", nonsense=1)
    assert (tmp_path / "plot.png").read_text() == "old" and os.listdir(tmp_path) == ["plot.png"]


def test_the_style_sheet_can_be_used_by_name_and_goes_away_again():
    before = dict(mpl.rcParams)
    with plt.style.context("minigrad.plot.teaching"):
        assert not mpl.rcParams["axes.spines.top"]
        assert mpl.rcParams["svg.hashsalt"] == "minigrad"
        assert mpl.rcParams["axes.prop_cycle"].by_key()["color"][0] == "#159a58"
    assert dict(mpl.rcParams) == before


PAGES = {"handout": (6.4, 4.8), "slide": (40 / 3, 7.5), "column": (3.5, None)}


def page_of(path):
    """Return the width and height of a page in inches."""
    if path.suffix == ".png":
        with Image.open(path) as picture:
            return np.divide(picture.size, picture.info["dpi"])
    data = path.read_bytes()
    if path.suffix == ".svg":
        found = re.search(rb'<svg [^>]*width="([\d.]+)pt" height="([\d.]+)pt"', data).groups()
    else:
        found = re.search(rb"MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data).groups()
    return np.array(found, float) / 72


@pytest.mark.parametrize("size", PAGES)
@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_page_has_its_size_and_the_figure_stays_as_it_is(size, suffix, tmp_path):
    drawn = plt.subplots()[0]
    plot.save(drawn, tmp_path / f"x.{suffix}", size=size)
    width, height = page_of(tmp_path / f"x.{suffix}")
    assert width == pytest.approx(PAGES[size][0], rel=2e-3)
    assert height == pytest.approx(PAGES[size][1] or height, rel=2e-3) and height < 9
    assert tuple(drawn.get_size_inches()) == (6.4, 4.8)


@pytest.mark.parametrize(
    ("size", "width", "points"),
    [("slide", 4, (17, 20)), ("slide", 7, (17, 20)), ("slide", 10, (17, 20)),
     ("column", 4, (7, 8)), ("column", 6.5, (7, 8)), ("column", 10, (5, 6))],
)  # fmt: skip
def test_texts_are_as_large_as_the_page_needs(size, points, width):
    with plt.style.context("minigrad.plot.teaching"):
        figure, ax = plt.subplots(figsize=(width, 4))
        with sized(figure, size) as (scale, _):
            assert points[0] <= scale * ax.xaxis.label.get_fontsize() <= points[1]


def test_the_styles_of_sizes_have_their_page_and_texts():
    for name, (width, _) in list(PAGES.items())[1:]:
        with plt.style.context(["minigrad.plot.teaching", f"minigrad.plot.{name}"]):
            assert mpl.rcParams["figure.figsize"][0] == pytest.approx(width, abs=1e-3)
            assert mpl.rcParams["font.size"] == plot.SIZES[name].text
            assert not mpl.rcParams["axes.spines.top"]


def test_long_titles_are_broken_for_a_narrow_page_and_whole_again_after():
    with plt.style.context("minigrad.plot.teaching"):
        figure, axes = plt.subplots(1, 2, figsize=(7, 3))
        titles = ["Without a bias all of the neurons decide", "With a bias most sums do not"]
        for ax, title in zip(axes, titles, strict=True):
            ax.set_title(title)
        with sized(figure, "column"):
            assert all("\n" in ax.get_title(loc="left") for ax in axes)
            assert not overlapping(figure) and not cut_off(figure)
        assert [ax.get_title(loc="left") for ax in axes] == titles


def test_a_pdf_for_another_page_shows_all_of_the_picture(tmp_path):
    figure, ax = plt.subplots()
    ax.plot([0, 1], [0, 1])
    plot.save(figure, tmp_path / "x.pdf", size="column", metadata={"Title": "a line"})
    data = (tmp_path / "x.pdf").read_bytes()
    assert b"(a line)" in data
    whole = b"".join(
        zlib.decompress(part.split(b"endstream")[0].strip(b"\r\n"))
        for part in data.split(b"stream\n")[1::2] if part[:1] == b"x"
    )  # fmt: skip
    scale = float(re.search(rb"([\d.]+) 0 0 ([\d.]+) 0 0 cm", whole)[1])
    assert scale == pytest.approx(7.5 / 11)
    numbers = [float(x) for x in re.findall(rb"([\d.]+) [\d.]+ l\n", whole)]
    assert max(numbers) > 3.5 * 72 / scale * 0.8  # lines go on to the right end


def test_another_size_is_refused_and_nothing_written(figure, tmp_path):
    with pytest.raises(
        ValueError, match="size must be one of handout, slide, column, got 'poster'"
    ):
        plot.save(figure(), tmp_path / "x.png", size="poster")
    assert os.listdir(tmp_path) == []


def test_axes_are_saved_with_their_figure_also_within_a_subfigure(figure, tmp_path):
    plot.save(figure(), tmp_path / "figure.svg")
    plot.save(figure().axes[0], tmp_path / "axes.svg")
    assert (tmp_path / "figure.svg").read_bytes() == (tmp_path / "axes.svg").read_bytes()
    whole = plt.figure()
    ax = whole.subfigures(1, 2)[0].subfigures(2, 1)[0].subplots()
    plot.save(ax, tmp_path / "nested.png")
    assert (tmp_path / "nested.png").stat().st_size > 0


def test_what_is_no_figure_is_refused_with_a_cure(tmp_path):
    film = plot.animate([1, 2], [1, 2], [[[1, 2], [3, 4]]] * 2, [0, 1])
    with pytest.raises(TypeError, match="got Film: a Film has a save of its own, and its twin"):
        plot.save(film, tmp_path / "film.png")
    assert os.listdir(tmp_path) == []


def test_metadata_can_be_added(figure, tmp_path):
    plot.save(figure(), tmp_path / "x.svg", metadata={"Creator": "a teacher"})
    text = (tmp_path / "x.svg").read_text()
    assert "a teacher" in text and "dc:date" not in text
