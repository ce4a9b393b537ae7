"""The curves x ⊕_n y = level: on every one of them, all points make the level."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists

from minigrad import oplus, plot

RIBBON = np.linspace(0, 1, 41)
KINDS = ("kneser", "abel", "linear-log", "box-cox")


def points(ax, i):
    return artist(ax, f"pairs-{i}").get_data()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", [0.5, 4, 6, 100])
def test_points_on_every_curve_make_the_level(level, kind):
    ax = plot.pairs(level, RIBBON, kind=kind)
    for i, n in enumerate(RIBBON):
        x, y = points(ax, i)
        assert x.size > 100 and np.all(x > 0) and np.all(y > 0)
        np.testing.assert_allclose(oplus(x, y, n, kind).data, level, rtol=1e-9)


def test_the_first_is_a_line_and_the_last_a_hyperbola():
    ax = plot.pairs(6, RIBBON)
    x, y = points(ax, 0)
    np.testing.assert_allclose(x + y, 6, rtol=1e-12)
    assert x.min() < 1e-4 and x.max() > 6 - 1e-4
    x, y = points(ax, 40)
    np.testing.assert_allclose(x * y, 6, rtol=1e-12)
    assert x.max() == pytest.approx(8) and x.min() == pytest.approx(6 / 8)


def test_curves_are_the_same_on_both_sides_of_the_diagonal():
    ax = plot.pairs(6, RIBBON, kind="abel")
    for line in ax.lines:
        x, y = line.get_data()
        np.testing.assert_array_equal(x, y[::-1])
        assert np.all(np.diff(x) > 0) and x[x.size // 2] == y[x.size // 2]


def test_colours_are_those_of_n_and_the_ends_are_thick_in_front():
    ax = plot.pairs(6, RIBBON)
    first, *between, last = (artist(ax, f"pairs-{i}") for i in range(41))
    assert first.get_color() == plot.N_COLOURS(0.0) and last.get_color() == plot.N_COLOURS(1.0)
    assert between[19].get_color() == plot.N_COLOURS(0.5)
    for end in (first, last):
        assert end.get_zorder() > between[0].get_zorder()
        assert end.get_linewidth() > between[0].get_linewidth()
    assert {line.get_linewidth() for line in plot.pairs(6, [0, 0.3, 1]).lines} == {3}


@pytest.mark.parametrize(
    ("n", "texts"),
    [([0, 1], ["x + y = 6", "x · y = 6"]), (0.5, ["n = 0.5"]), ([1, -1], ["x · y = 6", "n = −1"])],
)
def test_the_first_and_the_last_curve_are_named(n, texts):
    kind = "box-cox" if np.min(n) < 0 else "kneser"
    ax = plot.pairs(6, n, kind=kind)
    assert [text.get_text() for text in ax.texts] == texts
    assert ax.texts[0].get_color() == artist(ax, "pairs-0").get_color()
    assert not plot.pairs(6, n, kind=kind, label=False).texts


def test_limits():
    assert plot.pairs(6, RIBBON).get_xlim() == (0, 8)
    assert plot.pairs(0.25, RIBBON).get_xlim() == (0, 1)  # where x = y = 0.5 is in the middle
    ax = plot.pairs(6, RIBBON, limit=20)
    assert ax.get_xlim() == ax.get_ylim() == (0, 20) and ax.get_aspect() == 1
    assert points(ax, 40)[0].max() == pytest.approx(20)


def test_a_curve_outside_of_the_picture_leaves_the_others():
    ax = plot.pairs(6, [0, 1], limit=2.9)  # 3 + 3 is outside, 2.4 · 2.5 is not
    assert np.isnan(points(ax, 0)).all() and np.isfinite(points(ax, 1)).all()


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((0, [0, 1]), {}, "level must be positive, got 0"),
        ((6, [0, 1]), {"limit": -1}, "limit must be positive, got -1"),
        ((6, []), {}, "n is empty"),
        ((6, [0, np.nan]), {}, "n has 1 of 2 values that are nan"),
        ((6, [0, 1]), {"kind": "schroeder"}, "those of 'schroeder' are complex"),
        ((6, [0, 1]), {"kind": "knesr"}, "kneser"),
        ((6, [0, 1]), {"limit": 2}, "no pair of numbers from 0 to 2 makes 6 with 'kneser'"),
        ((6, 1.5), {"kind": "linear-log"}, "no pair of numbers from 0 to 8 makes 6"),
    ],
)
def test_errors_say_what_is_wrong(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        plot.pairs(*arguments, **options)
    assert not plt.get_fignums()


def test_no_other_artists():
    ax = plot.pairs(6, RIBBON)
    assert len(ax.lines) == 41 and len(artists(ax, "label-first")) == 1 and len(ax.texts) == 2
