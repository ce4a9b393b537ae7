import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping

from minigrad import iterate, plot
from minigrad.plot.film import freeze

STARTS = np.array([-1, 0.2, 1.3])


@pytest.fixture(scope="module")
def film():
    return plot.travel(STARTS)


def trail(figure, i):
    """Return n and x along a trail."""
    return np.concatenate(artist(figure, f"trail-{i}").get_segments()).T


def test_each_number_is_where_the_current_carries_it(film):
    for frame in (0, 10, 30, film.frames - 1):
        film.show(frame)
        n, x = artist(film.figure, "now").get_data()
        assert np.all(n == n[0]) and n[0] == pytest.approx(frame / (film.frames - 1))
        assert x == pytest.approx(iterate.exp_n(STARTS, n[0]))
    assert x == pytest.approx(np.exp(STARTS))


def test_the_number_is_written_beside_it(film):
    for frame in (0, 17, film.frames - 1):
        film.show(frame)
        texts = artists(film.figure, "number")
        values = [float(text.get_text().replace("−", "-")) for text in texts]
        assert values == pytest.approx(artist(film.figure, "now").get_ydata(), abs=0.0051)


def test_numbers_that_come_near_each_other_keep_apart():
    film = plot.travel(np.linspace(-2, 1, 8))
    film.show(film.frames - 1)
    assert len(artists(film.figure, "number")) == 8 and not overlapping(film.figure)


def test_a_trail_is_the_way_so_far_and_not_the_way_that_comes(film):
    for frame in (1, 17, film.frames - 1):
        film.show(frame)
        now = artist(film.figure, "now").get_xdata()[0]
        for i, start in enumerate(STARTS):
            n, x = trail(film.figure, i)
            assert n[0] == 0 and n[-1] == pytest.approx(now) and np.max(n) <= now
            assert x == pytest.approx(iterate.exp_n(start, n))


def test_the_arrows_have_the_slope_of_the_trails(film):
    field = artist(film.figure, "field")
    assert field.V / field.U == pytest.approx(iterate.generator(field.Y, "kneser"))
    film.show(film.frames - 1)
    n, x = trail(film.figure, 2)
    moved = np.diff(n) > 0
    slope = np.diff(x)[moved] / np.diff(n)[moved]
    middle = (x[1:] + x[:-1])[moved] / 2
    assert slope == pytest.approx(iterate.generator(middle, "kneser"), rel=0.02)


def test_colour_is_n(film):
    film.show(film.frames - 1)
    assert artist(film.figure, "now").get_color() == plot.N_COLOURS(1.0)
    assert film.figure.axes[0].get_title(loc="left") == "n = 1.00: eˣ"


def test_nothing_moves_but_the_numbers(film):
    freeze(film.figure)
    seen, arrows = [], set()
    for frame in (0, 20, film.frames - 1):
        film.show(frame)
        film.figure.canvas.draw()
        ax = film.figure.axes[0]
        field = artist(ax, "field")
        seen.append([ax.get_position().bounds, ax.get_xlim(), ax.get_ylim()])
        arrows |= set(zip(field.X, field.Y, field.U, strict=True))
    assert seen[0] == seen[1] == seen[2]
    assert len(arrows) == len({(n, x) for n, x, _ in arrows})  # they come and go, but do not turn


def test_no_arrow_is_seen_behind_a_number(film):
    for figure, frame in ((film.figure, 0), (film.figure, 20), (film.twin, 0)):
        film.show(frame)
        figure.draw_without_rendering()
        for ax in figure.axes:
            field = artist(ax, "field")
            middles = ax.transData.transform(np.column_stack([field.X, field.Y]))
            seen = middles[field.get_facecolor()[:, 3] > 0]
            assert len(middles) > len(seen) > len(middles) / 3
            for text in artists(ax, "number"):
                box = text.get_window_extent()
                assert not any(box.contains(*middle) for middle in seen)


def test_the_field_rests_while_its_arrows_fade(film):
    fields = []
    for frame in (10, 11):
        film.show(frame)
        fields.append(artist(film.figure.axes[0], "field"))
    assert np.array_equal(fields[0].X, fields[1].X) and np.array_equal(fields[0].Y, fields[1].Y)
    before, after = (field.get_facecolor()[:, 3] for field in fields)
    assert 0.1 < np.max(abs(before - after)) < 0.7


def test_the_twin_shows_the_start_the_middle_and_the_end(film):
    panels = film.twin.axes
    assert [artist(ax, "now").get_xdata()[0] for ax in panels] == [0, 0.5, 1]
    assert artist(panels[2], "now").get_ydata() == pytest.approx(np.exp(STARTS))


def test_without_starts_there_are_those_of_the_still_picture():
    starts = artist(plot.travel(kind="abel").figure, "now").get_ydata()
    assert starts.tolist() == [-1, 0, 0.75, 1.5]


@pytest.mark.parametrize("which", ["twin", "figure"])
@pytest.mark.parametrize(
    "style", [pytest.param("default", marks=pytest.mark.slow), "minigrad.plot.teaching"]
)
def test_no_text_is_cut_off_or_covered(style, which):
    with plt.style.context(style):
        film = plot.travel()
        film.show(film.frames - 1)
        figure = getattr(film, which)
        assert not cut_off(figure) and not overlapping(figure)


@pytest.mark.parametrize(
    ("starts", "kind", "message"),
    [
        ([], "kneser", "there is nothing to draw: starts is empty"),
        ([1, np.inf], "kneser", "starts has 1 of 2 values that are nan or infinite"),
        (700, "kneser", "starts must be between -600 and 600"),
        (1, "schroeder", "whose values are complex"),
        (1, "box-cox", "see operator_paths"),
    ],
)
def test_what_cannot_be_filmed_is_refused(starts, kind, message):
    with pytest.raises(ValueError, match=message):
        plot.travel(starts, kind=kind)
    assert not plt.get_fignums()
