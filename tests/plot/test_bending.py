import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping

from minigrad import iterate, plot
from minigrad.plot import inks
from minigrad.plot.film import freeze

SIDE = np.linspace(0, 6, 61)


@pytest.fixture(scope="module")
def film():
    return plot.bending()


def points(figure, gid):
    """Return all points on the lines of that name."""
    return np.concatenate([path.vertices for path in artist(figure, gid).get_paths()])


def n_of(figure):
    return artist(figure, "now").get_ydata()[0]


def combined(x, y, n):
    """x ⊕_n y as the definition says it, with Kneser's iterates."""
    inside = iterate.exp_n(x, -n) + iterate.exp_n(y, -n)
    return iterate.exp_n(inside, n)


@pytest.mark.slow
def test_n_goes_from_0_to_1_all_the_way_up(film):
    ns = []
    for frame in range(film.frames):
        film.show(frame)
        ns.append(n_of(film.figure))
    assert ns[0] == 0 and ns[-1] == 1 and np.all(np.diff(ns) > 0)


def test_at_the_ends_the_lines_are_those_of_a_sum_and_of_a_product(film):
    for frame, combine in ((0, np.add), (film.frames - 1, np.multiply)):
        film.show(frame)
        for gid, apart in (("lines", 6), ("between", 2)):
            values = combine(*points(film.figure, gid).T)
            assert np.max(np.abs(values - apart * np.round(values / apart))) < 0.01
            assert len(np.unique(np.round(values))) >= (1 if combine is np.add else 5)


def test_on_the_way_all_points_of_a_line_have_its_value(film):
    film.show(20)
    x, y = points(film.figure, "lines").T
    inside = (x > 0.05) & (y > 0.05)
    values = combined(x[inside], y[inside], n_of(film.figure))
    assert np.max(np.abs(values - 6 * np.round(values / 6))) < 0.01


def test_a_level_is_written_where_it_is_reached_by_two_equal_numbers(film):
    for frame, expected in ((0, {"6": 3}), (film.frames - 1, {"6": 6**0.5, "24": 24**0.5})):
        film.show(frame)
        places = {text.get_text(): text.get_position() for text in film.figure.axes[0].texts}
        for level, place in expected.items():
            assert places[level] == pytest.approx((place, place), abs=2e-3)
    film.show(20)
    n = n_of(film.figure)
    for text in film.figure.axes[0].texts:
        assert combined(*text.get_position(), n) == pytest.approx(float(text.get_text()), abs=0.02)


def test_all_that_has_a_value_has_the_colour_of_n(film):
    film.show(30)
    colour = plot.N_COLOURS(n_of(film.figure))
    left = film.figure.axes[0]
    assert np.array_equal(artist(left, "lines").get_edgecolor()[0], colour)
    legible = inks.seen(colour, left, inks.READ)  # texts, which are thinner, may be darker
    assert {text.get_color() for text in left.texts} == {legible}


def test_nothing_moves_but_the_lines(film):
    freeze(film.figure)
    seen = []
    for frame in (0, 20, film.frames - 1):
        film.show(frame)
        film.figure.canvas.draw()
        axes = film.figure.axes
        seen.append([(ax.get_position().bounds, ax.get_xlim(), ax.get_ylim()) for ax in axes])
    assert seen[0] == seen[1] == seen[2]


def test_the_twin_goes_from_plus_to_times(film):
    titles = [ax.get_title(loc="left") for ax in film.twin.axes]
    assert titles == ["x + y", "n = 0.25", "n = 0.50", "n = 0.75", "x · y"]
    x, y = points(film.twin.axes[4], "lines").T
    assert np.max(np.abs(x * y - 6 * np.round(x * y / 6))) < 0.01


def test_own_numbers_and_levels():
    film = plot.bending(np.linspace(1, 3, 41), levels=[3, 7, 100])
    left = film.figure.axes[0]
    for frame, seen in ((0, ["3"]), (film.frames - 1, ["3", "7"])):  # 3 + 3 is less than 7
        film.show(frame)
        assert [text.get_text() for text in left.texts] == seen
    assert left.get_xlim() == left.get_ylim() == (1, 3)


@pytest.mark.parametrize(
    "kind",
    [
        "linear-log",
        "box-cox",
        *(pytest.param(k, marks=pytest.mark.slow) for k in ("abel", "schroeder")),
    ],
)
def test_every_way_from_plus_to_times_can_be_filmed(kind):
    film = plot.bending(np.linspace(0.1, 4, 20), kind=kind)
    film.show(film.frames // 2)
    assert len(points(film.figure, "lines"))


def test_pairs_without_a_value_are_grey():
    film = plot.bending(np.linspace(-1, 4, 26))
    film.show(0)
    assert not artists(film.figure, "outside")
    film.show(film.frames - 1)
    grey = points(film.figure, "outside")
    assert np.min(grey) == -1 and np.all(np.min(grey, axis=1) <= 0.2)


@pytest.mark.parametrize("which", ["twin", "figure"])
@pytest.mark.parametrize(
    "style", [pytest.param("default", marks=pytest.mark.slow), "minigrad.plot.teaching"]
)
def test_no_text_is_cut_off_or_covered(style, which):
    with plt.style.context(style):
        film = plot.bending()
        film.show(film.frames - 1)
        figure = getattr(film, which)
        assert not cut_off(figure) and not overlapping(figure)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"x": [1]}, "x must hold two different numbers"),
        ({"x": [1, np.nan]}, "x has 1 of 2 values that are nan"),
        ({"levels": [3]}, "levels must hold two different numbers"),
        ({"levels": [40, 50]}, "no line to be seen: x . y and x . y go from 0 to 36 here"),
        ({"kind": "euler"}, "euler"),
        ({"x": [-3, -2, -1]}, "no pair of x from -3 to -1 is in the domain of 'kneser'"),
    ],
)
def test_what_cannot_be_filmed_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        plot.bending(**options)
    assert not plt.get_fignums()


def test_names_in_the_narrow_panels_of_the_twin_keep_apart(film):
    names = [text.get_text() for text in film.twin.axes[4].texts]
    assert names == ["6", "12", "24"]
    x = [text.get_position()[0] for text in film.twin.axes[4].texts]
    assert np.min(np.diff(x)) >= 0.16 * 6
