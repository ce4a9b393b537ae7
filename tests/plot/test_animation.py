import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping

from minigrad import plot
from minigrad.plot.film import freeze

X, Y = np.linspace(1, 2, 9), np.linspace(1, 3, 7)
N = np.array([0.0, 0.0, 0.1, 0.4, 0.7, 1.0, 1.0, 1.0])
SUM, PRODUCT = X + Y[:, None], X * Y[:, None]
VALUES = np.array([(1 - n) * SUM + n * PRODUCT for n in N])
STEPS = 10 * np.arange(8)


def film(**changes):
    return plot.animate(**{"x": X, "y": Y, "values": VALUES, "n": N, "steps": STEPS} | changes)


def test_a_frame_shows_the_map_and_the_n_of_its_step():
    made = film()
    for frame in (0, 3, 7):
        made.show(frame)
        left, right, *_ = made.figure.axes
        assert left.get_title(loc="left") == f"step {STEPS[frame]}"
        assert right.get_title(loc="left") == f"n = {N[frame]:.2f}"
        now = artist(made.figure, "now")
        assert [*now.get_xdata(), *now.get_ydata()] == [STEPS[frame], N[frame]]
        assert now.get_color() == plot.N_COLOURS(N[frame])
        path = artist(made.figure, "path")  # so far: nobody knows what comes
        assert np.array_equal(path.get_data(), [STEPS[: frame + 1], N[: frame + 1]])
        shown = artist(made.figure, "map")
        again = (
            plt.figure().subplots().contourf(X, Y, VALUES[frame], shown.levels, extend=shown.extend)
        )
        for here, there in zip(shown.get_paths(), again.get_paths(), strict=True):
            assert np.array_equal(here.vertices, there.vertices)


def test_all_frames_share_their_levels():
    made = film()
    levels = []
    for frame in range(made.frames):
        made.show(frame)
        levels.append(artist(made.figure, "map").levels)
    assert made.frames == 8 and all(np.array_equal(levels[0], each) for each in levels)


def test_nothing_moves_but_the_picture():
    made = film()
    freeze(made.figure)
    places = []
    for frame in (0, 7):
        made.show(frame)
        made.figure.canvas.draw()
        axes = made.figure.axes
        places.append([(ax.get_position().bounds, ax.get_xlim(), ax.get_ylim()) for ax in axes])
    assert places[0] == places[1]


def test_the_region_that_it_learns_from_is_framed_in_every_frame_and_in_the_twin():
    made = film(region=(1.25, 1.5, 1, 2))
    for frame in (0, 7):
        made.show(frame)
        frame_of = artist(made.figure, "region")
        assert frame_of.axes is made.figure.axes[0]
        assert frame_of.get_bbox().extents.tolist() == [1.25, 1, 1.5, 2]
        assert artist(made.figure, "region-name").get_text() == "learns here"
    for ax in made.twin.axes[:4]:
        assert artist(ax, "region").get_bbox().extents.tolist() == [1.25, 1, 1.5, 2]
    assert not artists(film().figure, "region") and not artists(film().twin, "region")


def test_a_map_is_not_stretched_by_a_region_that_reaches_beyond_it():
    made = film(region=(0, 1.5, 0, 9))
    for ax in (made.figure.axes[0], made.twin.axes[0]):
        assert ax.get_xlim() == (1, 2) and ax.get_ylim() == (1, 3)
        assert artist(ax, "region").get_bbox().extents.tolist() == [1, 1, 1.5, 3]


def test_the_twin_shows_before_during_and_after():
    titles = [ax.get_title(loc="left") for ax in film().twin.axes[:4]]
    assert titles == [
        f"step {step}\nn = {n:.2f}" for step, n in ((0, 0.0), (30, 0.4), (40, 0.7), (70, 1.0))
    ]


def test_a_twin_of_an_n_that_stays_is_spread_over_time():
    titles = [ax.get_title(loc="left") for ax in film(n=np.ones(8)).twin.axes[:4]]
    assert titles == [f"step {step}\nn = 1.00" for step in (0, 30, 50, 70)]


@pytest.mark.parametrize("which", ["twin", "figure"])
@pytest.mark.parametrize(
    "style", [pytest.param("default", marks=pytest.mark.slow), "minigrad.plot.teaching"]
)
def test_no_text_is_cut_off_or_covered(style, which):
    with plt.style.context(style):
        figure = getattr(film(labels=("girth", "height", "volume"), region=(1.2, 1.5, 1, 2)), which)
        assert not cut_off(figure) and not overlapping(figure)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": VALUES[:1], "n": N[:1], "steps": STEPS[:1]}, "at least 2, got 1, 1 and 1"),
        ({"n": N[:5]}, "the same number of frames, at least 2, got 8, 5 and 8"),
        ({"n": np.where(N == 0.4, np.nan, N)}, "n has 1 of 8 values that are nan or infinite"),
        ({"values": VALUES[:, :3]}, r"values must have shape"),
        ({"values": np.full_like(VALUES, np.nan)}, "there is nothing to draw"),
        ({"region": (1, 2)}, r"region must be \(x from, x to, y from, y to\)"),
        ({"region": (2, 1, 1, 2)}, r"region must be \(x from, x to, y from, y to\)"),
        ({"region": (1, np.inf, 1, 2)}, "region has 1 of 4 values that are nan or infinite"),
        (
            {"region": (5, 6, 1, 2)},
            "region is not on the map, which goes from 1 to 2 and from 1 to 3",
        ),
    ],
)
def test_what_cannot_be_filmed_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        film(**changes)


@pytest.mark.parametrize("labels", [("a",), "abc"])
def test_labels_are_three_names(labels):
    with pytest.raises(ValueError, match="labels must be three names"):
        film(labels=labels)


def test_an_n_beyond_1_stays_in_the_picture():
    made = film(n=2 * N)
    made.show(7)
    low, high = made.figure.axes[1].get_ylim()
    assert low < 0 and high >= 2


def test_places_without_a_value_are_left_grey():
    values = VALUES.copy()
    values[:, 0, 0] = np.nan
    made = film(values=values)
    made.show(3)
    assert mpl.colors.to_hex(made.figure.axes[0].get_facecolor()) == "#e4e4e7"
