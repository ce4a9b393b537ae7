"""Curves, heights, currents and kinks of exp^(n), read from the pictures."""

from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist
from bounding_boxes import cut_off, overlapping
from scipy.integrate import quad

from minigrad import iterate, plot

KINDS = ("abel", "kneser")


def texts(ax):
    return [text.get_text() for text in ax.texts]


# ---- iterates ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_curve_of_one_half_applied_twice_is_exp(kind):
    x, y = artist(plot.iterates(0.5, kind=kind), "iterate-0").get_data()
    again = iterate.exp_n(y, 0.5, kind)
    assert len(x) > 300 and again == pytest.approx(np.exp(x), rel=1e-12)


def test_whole_numbers_are_log_x_and_exp():
    ax = plot.iterates([-1, 0, 1], x=np.linspace(-2, 4, 61))
    for i, function in enumerate((np.log, np.asarray, np.exp)):
        x, y = artist(ax, f"iterate-{i}").get_data()
        drawn = np.isfinite(y)
        assert y[drawn] == pytest.approx(function(x[drawn]), rel=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_curves_of_n_and_minus_n_mirror_each_other(kind):
    ax = plot.iterates([0.3, -0.3], kind=kind)
    (x, y), (u, v) = (artist(ax, f"iterate-{i}").get_data() for i in (0, 1))
    drawn = v >= -3
    assert np.interp(v[drawn], x, y) == pytest.approx(u[drawn], abs=2e-3)
    assert ax.get_aspect() == 1 and ax.get_xlim() == ax.get_ylim()


def test_a_curve_begins_at_the_edge_of_its_domain_and_reaches_the_edge_of_the_picture():
    ax = plot.iterates(-0.5, x=np.linspace(-2, 3, 6))
    x, y = artist(ax, "iterate-0").get_data()
    edge = iterate.kneser.tet(-1.5)
    assert np.all(np.isnan(y[x < edge])) and np.all(np.isfinite(y[x > edge]))
    assert min(y[np.isfinite(y)]) == pytest.approx(-2)


def test_every_curve_has_its_name_where_it_ends():
    ax = plot.iterates([1, 0.5, 0, -0.5, -1])
    ax.figure.canvas.draw()
    assert sorted(texts(ax)) == sorted(["exp", "0.5", "x", "−0.5", "log"])
    places = {text.get_text(): text.xy for text in ax.texts}
    assert places["exp"] == (pytest.approx(np.log(5)), 1)
    assert places["log"] == (5, pytest.approx(np.log(5)))
    assert iterate.exp_n(places["0.5"][0], 0.5) == pytest.approx(5)


def test_curves_are_coloured_from_plus_to_times_and_deeper_beyond():
    ax = plot.iterates([0, 1, -1, 2])
    colours = [mpl.colors.to_hex(artist(ax, f"iterate-{i}").get_color()) for i in range(4)]
    assert colours[:2] == [plot.PLUS, plot.TIMES] and len(set(colours)) == 4


def test_curves_outside_the_picture_have_no_name():
    ax = plot.iterates([5, -5, 0])
    assert texts(ax) == ["x"] and len(ax.lines) == 3


@pytest.mark.parametrize(
    ("n", "x"),
    [(0.5, np.linspace(10, 20, 50)), (1, np.linspace(-3, -2, 5)), ([5, -5, 100, -100], None)],
)
def test_an_empty_picture_is_refused(n, x):
    with pytest.raises(ValueError, match="no curve passes through this picture"):
        plot.iterates(n, x=x)
    assert not plt.get_fignums()


def test_names_have_three_digits():
    ax = plot.iterates([1 / 3, -1 / 3])
    assert sorted(texts(ax)) == ["0.333", "−0.333"]


# ---- heights -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_one_exp_more_is_one_higher(kind):
    x = np.linspace(-2, 1.5, 36)
    ax = plot.heights(x=np.union1d(x, np.exp(x)))
    drawn = dict(zip(*artist(ax, kind).get_data(), strict=True))
    heights, higher = ([drawn[each] for each in points] for points in (x, np.exp(x)))
    assert np.array(higher) == pytest.approx(np.array(heights) + 1, abs=1e-14)


def test_towers_of_e_are_whole_numbers_high():
    ax = plot.heights(x=np.linspace(-1, 16, 200))
    x, y = artist(ax, "towers").get_data()
    assert x == pytest.approx([0, 1, np.e, np.e**np.e]) and list(y) == [0, 1, 2, 3]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0", "1", "e", "eᵉ"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_journey_climbs_by_n_and_ends_at_exp_n(kind):
    ax = plot.heights(kinds=[kind], journey=(2, 0.5))
    x, y = artist(ax, "journey").get_data()
    assert x == pytest.approx([2, 2, 2, *[iterate.exp_n(2, 0.5, kind)] * 2])
    curve = artist(ax, kind).get_data()
    assert y[1] == pytest.approx(np.interp(2, *curve), abs=1e-3)
    assert y[2] - y[1] == pytest.approx(0.5) and y[3] == y[2]
    assert y[3] == pytest.approx(np.interp(x[3], *curve), abs=1e-3)
    assert f"exp⁽½⁾(2) = {x[-1]:.3g}" in texts(ax) and "+0.5" in texts(ax)


def test_the_two_heights_differ_by_less_than_a_hundredth():
    ax = plot.heights(x=np.linspace(-5, 20, 2001))
    difference = np.abs(artist(ax, "abel").get_ydata() - artist(ax, "kneser").get_ydata())
    assert 0.009 < difference.max() < 0.01


@pytest.mark.parametrize(
    "journey", [(2, 1.2), (2, 0.9), (100, 0.5), (-5, 0.5), (0.5, -0.9), (1e5, -1), (2, 2.5)]
)
@pytest.mark.parametrize("scale", [1, 0.75])
def test_the_whole_journey_and_its_texts_are_seen(journey, scale):
    ax = plot.heights(journey=journey)
    ax.figure.set_size_inches(scale * ax.figure.get_size_inches())
    x, y = artist(ax, "journey").get_data()
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < min(x) and max(x) < right and bottom <= min(y) and max(y) < top
    for kind in KINDS:  # which the wide pictures draw as finely near 0
        at, drawn = artist(ax, kind).get_data()
        assert np.max(np.diff(at[(at > -3) & (at < 6)])) < 0.03 and np.all(np.isfinite(drawn))
    ax.figure.draw_without_rendering()
    assert not cut_off(ax.figure) and not overlapping(ax.figure)


def test_far_away_the_axis_has_numbers():
    ax = plot.heights(x=[100, 200])
    assert len(ax.get_xticks()) >= 3 and not len(artist(ax, "towers").get_xdata())


def test_one_kind_needs_no_list():
    assert texts(plot.heights(kinds="abel")) == ["ψ(x), Abel"]
    assert texts(plot.derivatives(0.5, kinds="kneser")) == ["Kneser"]


# ---- current -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_slope_of_a_journey_is_the_speed_of_the_current(kind):
    ax = plot.current([-1, 0.2], n=np.linspace(0, 1.5, 3001), kind=kind)
    for i in (0, 1):
        pieces = artist(ax, f"journey-{i}").get_segments()
        assert all(np.array_equal(one[-1], other[0]) for one, other in pairwise(pieces))
        n, y = np.concatenate([pieces[0][:1], *(piece[1:] for piece in pieces)]).T
        speed = iterate.generator((y[:-1] + y[1:]) / 2, kind)
        assert np.diff(y) / np.diff(n) == pytest.approx(speed, rel=5e-3)
        assert y[0] == (-1, 0.2)[i]


def test_journeys_pass_x_exp_x_and_exp_exp_x_at_whole_n():
    ax = plot.current([-1, 0])
    for i, start in enumerate((-1, 0)):
        n, y = artist(ax, f"whole-{i}").get_data()
        towers = [start, np.exp(start), np.exp(np.exp(start))]
        inside = [each for each in towers if each < ax.get_ylim()[1]]
        assert list(n) == list(range(len(inside))) and y == pytest.approx(inside)
    assert texts(ax) == ["−1", "0.368", "0", "1"]


@pytest.mark.parametrize("kind", KINDS)
def test_arrows_have_the_slope_of_the_speed_and_equal_lengths(kind):
    field = artist(plot.current([-1, 1], kind=kind), "field")
    assert field.V / field.U == pytest.approx(iterate.generator(field.Y, kind))
    assert np.hypot(field.U, field.V) == pytest.approx(1)
    assert field.angles == "xy"


@pytest.mark.parametrize("kind", KINDS)
def test_the_time_of_a_journey_is_the_integral_of_one_over_speed(kind):
    ax = plot.current([0.3], n=[0, 0.8], kind=kind)
    (((_, start), (n, end)),) = artist(ax, "journey-0").get_segments()
    assert quad(lambda x: 1 / iterate.generator(x, kind), start, end)[0] == pytest.approx(n)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [[-3, 2], np.linspace(-3, 2, 7), np.linspace(0, 100, 11), [0, 1e12]])
def test_a_journey_is_drawn_from_where_it_enters_the_picture_to_where_it_leaves(n, kind):
    ax = plot.current([0], n=n, kind=kind)
    ends = np.array(artist(ax, "journey-0").get_segments())
    bottom, top = ax.get_ylim()
    assert ends[0, 0, 1] == pytest.approx(max(bottom, 0) if n[0] == 0 else bottom)
    assert ends[-1, 1, 1] == pytest.approx(top)
    assert list(artist(ax, "whole-0").get_xdata()) == [0, 1] and texts(ax) == ["0", "1"]
    assert np.all(np.isin([0.0, 1.0], ends[:, :, 0]))  # the line passes through its dots
    assert 3 <= len(ax.get_xticks()) <= 7


@pytest.mark.parametrize("kind", KINDS)
def test_no_number_is_written_where_a_journey_comes_from_minus_infinity(kind):
    assert texts(plot.current([-100, 0], n=[-2, 1], kind=kind))[-2:] == ["0", "1"]
    assert texts(plot.current([0, -100], n=[-2, 1], kind=kind))[:2] == ["0", "1"]


@pytest.mark.parametrize("start", [600, -600])
@pytest.mark.parametrize("kind", KINDS)
def test_even_the_largest_starts_have_a_current(start, kind):
    ax = plot.current([start], kind=kind)  # a warning would be an error here
    ax.figure.canvas.draw()
    field = artist(ax, "field")
    assert np.hypot(field.U, field.V) == pytest.approx(1)


# ---- derivatives -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0.5, 0.3, -0.4])
def test_drawn_derivatives_are_those_of_the_drawn_curve(n, kind):
    points = np.linspace(0.0567, 2.9, 59)  # no kink among them
    h = 1e-5
    exact = {
        order: artist(plot.derivatives(n, x=points, kinds=[kind], order=order), kind).get_data()
        for order in (1, 2)
    }
    for order, (x, drawn) in exact.items():
        drawn = drawn[np.isin(x, points)]
        low, here, high = (iterate.exp_n(points + step, n, kind) for step in (-h, 0, h))
        expected = (high - low) / (2 * h) if order == 1 else (high - 2 * here + low) / h**2
        assert drawn == pytest.approx(expected, abs=1e-4 if order == 2 else 1e-8)


def test_kinks_are_where_a_height_is_a_whole_number():
    ax = plot.derivatives(0.5)
    x, y = artist(ax, "kinks").get_data()
    assert x == pytest.approx([np.log(0.5), 0, 0.5, 1, np.exp(0.5), np.e])
    assert y == pytest.approx(np.interp(x, *artist(ax, "abel").get_data()))


def test_abels_second_derivative_is_broken_at_its_jumps_and_knesers_is_not():
    ax = plot.derivatives(0.5, order=2)
    x, y = artist(ax, "abel").get_data()
    jumps = np.array(artist(ax, "jumps").get_segments())
    assert x[np.isnan(y)] == pytest.approx(jumps[:, 0, 0])
    assert np.all(np.abs(jumps[:, 1, 1] - jumps[:, 0, 1]) > 0.2)
    x, y = artist(ax, "kneser").get_data()
    assert np.all(np.abs(np.diff(y)) < 0.01) and np.all(y > 0)


def test_the_jump_at_zero_is_that_of_the_mathematics():
    # v is e⁻ˣ below 0 and 1 above; exp^(½)(x) is log(½ - …) … + ½ there, with slope 1.
    (jump,) = artist(
        plot.derivatives(0.5, x=[-0.1, 0, 0.1], order=2, kinds=["abel"]), "jumps"
    ).get_segments()
    assert jump[:, 1] == pytest.approx([1, 0], abs=1e-6)


@pytest.mark.parametrize("n", [0, 1, -1, 2])
def test_for_a_whole_n_there_is_no_kink(n):
    for order in (1, 2):
        ax = plot.derivatives(n, order=order, x=np.linspace(-1, 3, 41))
        assert [line.get_gid() for line in ax.lines] == ["abel", "kneser"] and not ax.collections
        abel, kneser = (artist(ax, kind).get_ydata() for kind in KINDS)
        assert abel == pytest.approx(kneser, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("n", [-0.5, -0.9, -2.3])
def test_kinks_are_inside_the_domain(n):
    ax = plot.derivatives(n, kinds="abel")
    kinks = artist(ax, "kinks").get_xdata()
    heights, high = iterate.abel.psi(kinks), iterate.abel.psi(kinks) + n
    whole = [np.abs(each - np.round(each)) < 1e-9 for each in (heights, high)]
    assert np.all(np.logical_xor(*whole)) and np.all(high > -0.999)


@pytest.mark.parametrize(
    ("n", "order", "low", "high"),
    [(-0.5, 1, 0.3, 4), (-0.5, 2, -8, 0.5), (-0.2, 1, 0.5, 4), (-0.2, 2, -8, 0.5), (-1, 1, 0, 4)],
)
def test_the_edge_of_the_domain_does_not_press_the_curve_flat(n, order, low, high):
    bottom, top = plot.derivatives(n, order=order).get_ylim()
    assert low < bottom < top < high


@pytest.mark.parametrize(("n", "order"), [(0.5, 1), (1 / 3, 2), (1.5, 2)])
def test_without_an_edge_the_whole_curve_is_seen(n, order):
    ax = plot.derivatives(n, order=order)
    bottom, top = ax.get_ylim()
    for kind in KINDS:
        y = artist(ax, kind).get_ydata()
        assert bottom < np.nanmin(y) and np.nanmax(y) < top


def test_without_abel_there_is_no_kink():
    ax = plot.derivatives(0.5, kinds=["kneser"])
    assert len(ax.lines) == 1 and texts(ax) == ["Kneser"]


# ---- bad input ---------------------------------------------------------------------------------

FUNCTIONS = {
    "n of iterates": plot.iterates,
    "x of iterates": lambda x: plot.iterates(0.5, x=x),
    "x of heights": lambda x: plot.heights(x=x),
    "starts": plot.current,
    "n of current": lambda n: plot.current(0, n=n),
    "x of derivatives": lambda x: plot.derivatives(0.5, x=x),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ([], ValueError, "empty"),
        ([0.0, np.nan], ValueError, "nan"),
        ([0.0, np.inf], ValueError, "inf"),
        ([1j], TypeError, "complex"),
        (["a"], TypeError, "numbers"),
        ([[[1.0]]], ValueError, "dimension"),
    ],
)
def test_bad_numbers_are_refused_and_leave_no_figure(function, values, error, message):
    with pytest.raises(error, match=message):
        function(values)
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    "draw",
    [
        lambda x: plot.iterates(0.5, x=x),
        lambda x: plot.heights(x=x),
        lambda n: plot.current(0, n=n),
        lambda x: plot.derivatives(0.5, x=x),
        lambda n: plot.operator_paths([(2, 3)], n=n),
    ],
)
def test_an_axis_needs_two_numbers_in_any_order(draw):
    with pytest.raises(ValueError, match="two different numbers"):
        draw([0.5, 0.5])
    ax = draw([1.0, 0.0, 0.5])
    assert ax.get_xlim()[0] <= 0 and ax.get_xlim()[1] >= 1


@pytest.mark.parametrize(
    "draw",
    [
        lambda kind: plot.iterates(0.5, kind=kind),
        lambda kind: plot.heights(kinds=[kind]),
        lambda kind: plot.current(0, kind=kind),
        lambda kind: plot.derivatives(0.5, kinds=[kind]),
    ],
)
def test_only_real_constructions_are_drawn(draw):
    with pytest.raises(ValueError, match="complex"):
        draw("schroeder")
    for kind in ("linear-log", "box-cox"):
        cure = r"'kneser', got .* without exp\^\(n\), of which .* see operator_paths"
        with pytest.raises(ValueError, match=cure) as caught:
            draw(kind)
        assert repr(kind) in str(caught.value) and "complex" not in str(caught.value)
    with pytest.raises(ValueError, match="did you mean 'kneser'"):
        draw("knesre")


def test_what_cannot_be_drawn_is_explained():
    with pytest.raises(ValueError, match="order must be 1 or 2, got 3"):
        plot.derivatives(0.5, order=3)
    with pytest.raises(ValueError, match="no end"):
        plot.heights(journey=(0, -3))
    for start in (-1000, 1000):
        with pytest.raises(ValueError, match="between -600 and 600, or eˣ or the speed e⁻ˣ"):
            plot.current([0, start])
    with pytest.raises(ValueError, match="no journey is seen from n = 5 to 6"):
        plot.current(0, n=[5, 6])
    for journey in ((2,), (2, 3, 4)):
        with pytest.raises(ValueError, match=r"journey must be \(x, n\)"):
            plot.heights(journey=journey)
    with pytest.raises(ValueError, match=r"no end.* inf"):
        plot.heights(journey=(2, 5))
    for draw in (plot.heights, lambda **kinds: plot.derivatives(0.5, **kinds)):
        with pytest.raises(ValueError, match="kinds is empty"):
            draw(kinds=[])
    with pytest.raises(TypeError, match="complex"):
        plot.derivatives(1j)


@pytest.mark.parametrize(
    ("n", "cause"),
    [(-20, "all x are outside"), (-3, "all x are"), (20, "overflows"), (1e6, "over")],
)
def test_derivatives_that_do_not_exist_are_explained(n, cause):
    with pytest.raises(ValueError, match=f"nothing to draw: .*{cause}"):
        plot.derivatives(n, x=[-2, -1, 0], order=2)
    assert not plt.get_fignums()
