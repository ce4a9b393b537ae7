"""x ⊕_n y as maps and paths, and the obstacles on the way, read from the pictures."""

from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping
from scipy.optimize import brentq

from minigrad import iterate, oplus, plot
from minigrad.plot import operators
from minigrad.plot.inks import READ, seen

ITERATES = ("abel", "kneser", "schroeder")
KINDS = (*ITERATES, "linear-log", "box-cox")
SIDE = np.linspace(0.1, 4, 28)

pytestmark = pytest.mark.filterwarnings("error")  # a picture is no place for warnings


def iterated(x, y, n, kind):
    return iterate.exp_n(
        iterate.exp_n(x, -n, kind) + iterate.exp_n(y, -n, kind), n, kind
    ).real  # fmt: skip


def mixed_log(x, y, n):
    """Solve (1 - n)·z + n·ℓ(z) = (1 - n)(x + y) + n(ℓ(x) + ℓ(y)), ℓ straight below 0.01."""
    log = lambda v: np.log(v) if v >= 0.01 else np.log(0.01) + v / 0.01 - 1  # noqa: E731
    both = (1 - n) * (x + y) + n * (log(x) + log(y))
    return brentq(lambda z: (1 - n) * z + n * log(z) - both, -1e4, 1e4, xtol=1e-13, rtol=1e-14)


def powers(x, y, n):
    """Solve φ(z) = φ(x) + φ(y) for φ(x) = (x^λ - 1)/λ + λ, λ = 1 - n; nan where no z > 0 does."""
    power = 1 - n
    phi = lambda v: ((v**power - 1) / power if power else np.log(v)) + power  # noqa: E731
    off = lambda z: phi(z) - phi(x) - phi(y)  # noqa: E731
    ends = (1e-12, 1e4)
    return brentq(off, *ends, xtol=1e-13, rtol=1e-14) if off(ends[0]) * off(ends[1]) < 0 else np.nan


def expected(x, y, n, kind):
    """Return x ⊕_n y, by a formula that is not the one in the package."""
    if kind in ITERATES:
        return iterated(x, y, n, kind)
    return mixed_log(x, y, n) if kind == "linear-log" else powers(x, y, n)


def path(ax, gid):
    """Return the points of a line that is drawn in pieces, with nan where two do not meet."""
    pieces = artist(ax, gid).get_segments()
    points = [pieces[0][0]]
    for start, *others in pieces:
        if not np.array_equal(start, points[-1]):
            points += [[np.nan, np.nan], start]
        points += others
    return np.transpose(points)


# ---- maps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plot.operator_maps([0, 0.25, 0.5, 0.75, 1]),
        lambda: plot.operator_maps(np.linspace(0, 1, 8), x=SIDE, kind="schroeder"),
        lambda: plot.surfaces([0, 1], [0, 1], np.zeros((2, 2, 2)), n=[0, 1]),
    ],
    ids=["five", "eight", "zeros"],
)
def test_maps_are_a_figure_of_their_own_and_share_their_levels(draw):
    other = plt.subplots()[1]
    figure = draw()
    assert figure is not other.figure and not other.collections
    maps = figure.findobj(lambda a: (a.get_gid() or "").startswith("map-"))
    assert maps and all(np.array_equal(each.levels, maps[0].levels) for each in maps)
    assert len(figure.axes) == len(maps) + 1  # the colour key
    assert 5 <= len(maps[0].levels) <= 14


def colour_at(figure, i, column, row):
    """Return the number of the colour under a point of map i, or None where it is grey."""
    filled = artist(figure, f"map-{i}")
    layers = [k for k, each in enumerate(filled.get_paths()) if each.contains_point((column, row))]
    below = filled.extend in ("both", "min")  # the first layer is for what is below all levels
    return layers[-1] - below if layers else None


def test_a_map_has_the_colours_of_its_values():
    x, y = np.linspace(0, 3, 61), np.linspace(-1, 1, 41)
    values = np.stack([x + 10 * y[:, None], x * y[:, None]])
    figure = plot.surfaces(x, y, values)
    levels = artist(figure, "map-0").levels
    for i, function in enumerate((lambda x, y: x + 10 * y, lambda x, y: x * y)):
        for point in [(0.4, 0.31), (2.7, -0.83), (1.52, 0.77), (2.91, 0.93)]:
            expected = np.searchsorted(levels, function(*point)) - 1
            assert colour_at(figure, i, *point) == expected


@pytest.mark.parametrize("kind", ["abel", "kneser"])
def test_operator_maps_lead_from_the_sum_to_the_product(kind):
    figure = plot.operator_maps([0, 1, 0.5], kind=kind, x=np.linspace(0.1, 4, 80))
    levels = artist(figure, "map-0").levels
    half = lambda x, y: iterate.exp_n(  # noqa: E731
        iterate.exp_n(x, -0.5, kind) + iterate.exp_n(y, -0.5, kind), 0.5, kind
    )
    for i, function in enumerate((lambda x, y: x + y, lambda x, y: x * y, half)):
        for point in [(0.5, 3.2), (2.2, 2.4), (3.8, 3.5), (1.1, 0.7)]:
            assert colour_at(figure, i, *point) == np.searchsorted(levels, function(*point)) - 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 0.3, 0.5, 0.8, 1])
def test_operator_maps_have_the_colours_of_the_operation(n, kind):
    fine = np.linspace(0.3, 4, 120)
    figure = plot.operator_maps(n, kind=kind, x=fine)
    levels = artist(figure, "map-0").levels
    for point in [(0.55, 3.2), (2.2, 2.4), (3.8, 3.55), (1.13, 0.72)]:
        value = expected(*point, n, kind)
        distance = np.min(np.abs(levels - value))
        assert distance > 0.003, "choose another point, this one is at a level"
        assert colour_at(figure, 0, *point) == np.searchsorted(levels, value) - 1


def is_grey(figure, i, column, row):
    return colour_at(figure, i, column, row) is None


def test_maps_of_linear_log_have_a_value_for_every_sign_and_for_n_from_0_to_1_only():
    figure = plot.operator_maps([-0.1, 0, 0.5, 1, 1.1], kind="linear-log")
    for point in [(2, 3), (-0.5, 2), (-0.7, -0.7), (0.33, -0.02)]:
        assert [is_grey(figure, i, *point) for i in range(5)] == [True, False, False, False, True]


def test_maps_of_box_cox_have_a_value_for_positive_numbers_and_for_n_beyond():
    figure = plot.operator_maps([-1, 0, 0.5, 1, 1.5, 3], kind="box-cox")
    for point, grey in [
        ((2, 3), False),
        ((-0.5, 2), True),
        ((2, -0.1), True),
        ((-0.9, -0.9), True),
    ]:
        assert [is_grey(figure, i, *point) for i in range(6)] == [grey, False, *[grey] * 4]
    assert is_grey(figure, 2, 0.03, 0.03) and np.isnan(powers(0.03, 0.03, 0.5))
    assert not is_grey(figure, 2, 2, 0.02) and powers(2, 0.02, 0.5) > 0


def test_a_map_of_box_cox_beyond_has_the_colours_of_its_values():
    figure = plot.operator_maps([1.5, 2], kind="box-cox", x=np.linspace(0.3, 2.5, 120))
    levels = artist(figure, "map-0").levels
    for i, n in enumerate((1.5, 2)):
        for point in [(1, 2.1), (2.4, 2.3), (0.5, 1.7)]:
            value = powers(*point, n)
            assert np.min(np.abs(levels - value)) > 0.01
            assert colour_at(figure, i, *point) == np.searchsorted(levels, value) - 1
    assert powers(1, 2.1, 2) == pytest.approx(1 / (1 + 1 / 2.1))  # as resistors in parallel


def test_what_is_outside_the_domain_is_grey():
    figure = plot.operator_maps([0, 1])
    assert colour_at(figure, 0, -0.5, 2) is not None and colour_at(figure, 1, -0.5, 2) is None
    red, green, blue, _ = figure.axes[1].get_facecolor()
    assert max(red, green, blue) - min(red, green, blue) < 0.02


def test_titles_say_n_in_its_colour():
    figure = plot.operator_maps([0, 1 / 3, 1])
    titles = [ax._left_title for ax in figure.axes[:3]]
    assert [title.get_text() for title in titles] == ["n = 0: x + y", "n = 0.333", "n = 1: x · y"]
    colours = [mpl.colors.to_hex(title.get_color()) for title in titles]
    assert colours[0] == plot.PLUS and colours[2] == seen(plot.TIMES, figure, READ)


def test_a_few_values_far_away_do_not_bleach_the_map():
    values = np.linspace(0, 1, 10000).reshape(1, 100, 100)
    values[0, 0, 0] = 1e9
    levels = artist(plot.surfaces(np.arange(100), np.arange(100), values), "map-0").levels
    assert -0.2 < levels[0] < 0.1 and 0.9 < levels[-1] < 1.2


@pytest.mark.parametrize(
    ("values", "beyond"),
    [([1, 2, 3], "neither"), ([1, 2, 1e9], "max"), ([-1e9, 2, 3], "min"), ([-1e9, 2, 1e9], "both")],
)
def test_the_key_has_arrows_only_where_values_are_beyond(values, beyond):
    low, middle, high = values
    maps = middle + np.linspace(0, 0.5, 10000).reshape(1, 100, 100)
    maps[0, 0, 0], maps[0, -1, -1] = low, high
    figure = plot.surfaces(np.arange(100), np.arange(100), maps)
    assert artist(figure, "map-0").extend == beyond


@pytest.mark.parametrize("value", [1, 0, -3e9, 1e-7, 0.1 + 0.2])
def test_a_constant_map_has_levels_around_its_value(value):
    levels = artist(plot.surfaces([1, 2], [1, 2], np.full((1, 2, 2), value)), "map-0").levels
    assert levels[0] < value < levels[-1] and 5 <= len(levels) <= 14
    assert levels[-1] - levels[0] == pytest.approx(abs(value) or 1, rel=0.4)


def differences(values, centre=0.0):
    return plot.surfaces([0, 1, 2], [0, 1, 2], np.reshape(values, (1, 3, 3)), centre=centre)


@pytest.mark.parametrize(
    ("values", "centre"),
    [
        ([-3.4, -1, 0, 0, 0, 0, 0, 1, 1.6], 0),
        ([0.1, 1, 2, 3, 4, 5, 6, 7, 8], 0),
        ([-0.02, 0, 0, 0, 0, 0, 0, 0, 0.001], 0),
        ([2, 5, 5, 5, 5, 5, 5, 5, 5.5], 5),
        ([-700, 0, 0, 0, 0, 0, 0, 0, 2], 1.5),
        ([0] * 9, 0),
    ],
)
def test_differences_have_as_many_levels_above_as_below_and_none_at_the_centre(values, centre):
    levels = artist(differences(values, centre), "map-0").levels
    assert levels + levels[::-1] == pytest.approx(2 * centre + 0 * levels)
    step = np.diff(levels)
    assert step == pytest.approx(step[0]) and 4 <= len(levels) <= 20
    assert np.min(np.abs(levels - centre)) == pytest.approx(step[0] / 2)
    assert levels[0] <= min(values) and levels[-1] >= max(values)
    farthest = np.max(np.abs(np.subtract(values, centre))) or 0.5
    assert levels[-1] - centre <= farthest + step[0]  # no colours that nothing has


def test_no_difference_is_white_and_its_sides_are_green_and_purple():
    side = np.linspace(-1, 1, 41)
    figure = plot.surfaces(side, side, [side + 0 * side[:, None]] * 2, centre=0, key="more")
    filled = artist(figure, "map-0")
    colours = np.array([mpl.colors.to_rgb(each) for each in filled.get_facecolor()])
    middle = len(colours) // 2
    assert len(colours) % 2 == 1 and colours[middle] == pytest.approx(1, abs=0.01)
    red, green, blue = colours.T
    assert np.all(green[:middle] < np.minimum(red, blue)[:middle])
    assert np.all(green[middle + 1 :] > np.maximum(red, blue)[middle + 1 :])
    brightness = colours.mean(axis=1)
    assert np.all(np.diff(brightness[: middle + 1]) > 0) and np.all(
        np.diff(brightness[middle:]) < 0
    )
    assert brightness[middle] - brightness[[middle - 1, middle + 1]].max() > 0.07  # on a projector


@pytest.mark.parametrize("reach", np.geomspace(1, 10, 19))
def test_the_key_of_differences_names_a_few_with_no_difference_among_them(reach):
    figure = differences([-reach, *[0] * 7, reach / 2])
    key = figure.axes[-1]
    ticks = [tick for tick in key.get_yticks() if key.get_ylim()[0] < tick < key.get_ylim()[1]]
    assert 0 in ticks and ticks == pytest.approx(-np.array(ticks)[::-1]) and 3 <= len(ticks) <= 5


def test_rounding_is_no_difference():
    values = [-3, 0, 1e-16, -1e-15, 0, 1e-14, 0, 0, 2]
    filled = artist(differences(values), "map-0")
    white = [k for k, each in enumerate(filled.get_paths()) if each.contains_point((1, 1))]
    assert white == [len(filled.get_paths()) // 2]


@pytest.mark.parametrize(
    ("centre", "error", "message"),
    [
        (np.nan, ValueError, "centre has 1 of 1 values that are nan or infinite"),
        ("0", TypeError, "centre must be numbers, got text"),
        (1j, TypeError, "centre must be real"),
        ([0, 1], ValueError, "centre must have 1 dimension"),
    ],
)
def test_a_centre_is_one_number(centre, error, message):
    with pytest.raises(error, match=message):
        differences(np.ones(9), centre)
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("panels", "rows", "columns"), [(5, 1, 5), (6, 2, 3), (8, 2, 4), (11, 3, 4)]
)
def test_rows_of_maps_are_about_equally_long(panels, rows, columns):
    figure = plot.surfaces([0, 1], [0, 1], np.zeros((panels, 2, 2)))
    grid = figure.axes[0].get_gridspec()
    assert (grid.nrows, grid.ncols) == (rows, columns)


@pytest.mark.parametrize("scale", [1, pytest.param(0.75, marks=pytest.mark.slow)])
@pytest.mark.parametrize("x", [(0.1, 4), (0.05, 4), (-1, 4), (1, 2), (0, 1), (-2, 2), (3, 250)])
def test_every_map_has_two_to_four_numbers_for_x(x, scale):
    side = np.linspace(*x, 11)
    figure = plot.surfaces(side, side, np.stack([side + side[:, None]] * 4), n=[0, 0.3, 0.6, 1])
    figure.set_size_inches(scale * figure.get_size_inches())
    figure.draw_without_rendering()
    for ax in figure.axes[:4]:
        assert 2 <= sum(x[0] <= tick <= x[1] for tick in ax.get_xticks()) <= 4
    assert not cut_off(figure) and not overlapping(figure)


# ---- paths -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pair", [(2, 7), (2, 3), (0.5, 4)])
def test_a_path_is_the_operation_along_n(pair, kind):
    n, drawn = path(plot.operator_paths([pair], kind=kind), "path-0")
    seen = np.flatnonzero(np.isfinite(n))[:: 1 if kind in ITERATES else 10]
    values = [expected(*pair, each, kind) for each in n[seen]]
    assert drawn[seen] == pytest.approx(values, rel=1e-9)
    assert (n[0], n[-1]) == (0, 1)
    assert (drawn[0], drawn[-1]) == (sum(pair), pytest.approx(pair[0] * pair[1]))


def test_the_ends_are_marked_as_plus_and_times():
    ax = plot.operator_paths([(2, 3), (-2, -3)], kind="schroeder")
    for i, (x, y) in enumerate([(2, 3), (-2, -3)]):
        plus, times = artist(ax, f"plus-{i}"), artist(ax, f"times-{i}")
        assert (*plus.get_xdata(), *plus.get_ydata()) == (0, x + y)
        assert (*times.get_xdata(), *times.get_ydata()) == (1, x * y)
        assert (plus.get_marker(), times.get_marker()) == ("+", "x")
        assert (plus.get_color(), times.get_color()) == (plot.PLUS, plot.TIMES)
    assert [text.get_text() for text in ax.texts][-2:] == ["2 ⊕ 3", "−2 ⊕ −3"]


def test_two_and_three_jump_by_twelve_at_0_636_with_schroeder():
    ax = plot.operator_paths([(2, 3)], kind="schroeder")
    (((n, before), (_, after)),) = artist(ax, "jumps-0").get_segments()
    assert n == pytest.approx(0.636, abs=5e-4)
    assert abs(after - before) == pytest.approx(11.9, abs=0.05)
    around = [oplus(2, 3, n + step, "schroeder").item().real for step in (-1e-9, 1e-9)]
    assert (before, after) == pytest.approx(around, abs=1e-4)
    ns, drawn = path(ax, "path-0")
    (gap,) = np.flatnonzero(np.isnan(ns))
    assert (drawn[gap - 1], drawn[gap + 1]) == pytest.approx((before, after))
    assert "n = 0.636" in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(
    ("pair", "jumps"), [((10, 20), [0.390]), ((0.5, 3), [0.785]), ((2, 7), []), ((2, -3), [])]
)
@pytest.mark.parametrize("points", [4, 26, 201])
def test_jumps_are_found_on_coarse_and_fine_grids(pair, jumps, points):
    ax = plot.operator_paths([pair], n=np.linspace(0, 1, points), kind="schroeder")
    found = [segment[0, 0] for segment in artist(ax, "jumps-0").get_segments()]
    assert found == pytest.approx(jumps, abs=5e-4)


@pytest.mark.parametrize("kind", ["abel", "kneser", "linear-log", "box-cox"])
def test_real_paths_do_not_jump(kind):
    pairs = np.random.default_rng(0).uniform(0.05, 8, (20, 2))
    ax = plot.operator_paths(pairs, kind=kind, n=np.linspace(0, 1, 21))
    assert not any(artist(ax, f"jumps-{i}").get_segments() for i in range(20))


def test_box_cox_goes_on_beyond_both_ends_and_darkens():
    n, drawn = path(
        plot.operator_paths([(2, 3)], n=np.linspace(-1, 2, 61), kind="box-cox"), "path-0"
    )
    assert (n[0], n[-1]) == (-1, 2) and np.all(np.isfinite(drawn))
    assert drawn == pytest.approx([powers(2, 3, each) for each in n], rel=1e-9)
    assert drawn[0] == pytest.approx(np.sqrt(2**2 + 3**2 + 3))  # φ(x) = (x² + 3)/2


def test_the_colours_of_a_path_that_goes_beyond():
    line = artist(plot.operator_paths([(2, 3)], n=np.linspace(-1, 2, 61), kind="box-cox"), "path-0")
    ends = [mpl.colors.to_hex(line.cmap(line.norm(each))) for each in (-1, 0, 1, 2)]
    assert ends == ["#142867", plot.PLUS, plot.TIMES, "#8a3206"]


def test_linear_log_has_a_gap_where_n_is_beyond():
    ax = plot.operator_paths([(2, 3)], n=np.linspace(-0.5, 1.5, 81), kind="linear-log")
    n, drawn = path(ax, "path-0")
    assert (n[0], n[-1]) == (0, 1) and (drawn[0], drawn[-1]) == pytest.approx((5, 6))
    assert ax.get_xlim()[0] < -0.5 and ax.get_xlim()[1] > 1.5
    names = dict(zip(ax.get_xticks(), [t.get_text() for t in ax.get_xticklabels()], strict=True))
    assert (names[0], names[1]) == ("0\nadds", "1\nmultiplies")


def test_beyond_both_ends_nothing_counts_as_an_overshoot():
    near = plot.operator_paths([(1.2, 6)], kind="box-cox")
    far = plot.operator_paths([(1.2, 6)], n=np.linspace(-1, 2, 601), kind="box-cox")
    assert area(far, "outside-0") == pytest.approx(area(near, "outside-0"), rel=1e-4)
    assert area(near, "outside-0") > 0.3


@pytest.mark.parametrize(
    "pair", [(2, 3), (1.2, 6), (2, 2), (0.5, 4), (-1, 2), (-2, -3), (0.004, 2)]
)
def test_linear_log_never_leaves_the_range_of_its_ends(pair):
    ax = plot.operator_paths([pair], kind="linear-log")
    n, drawn = path(ax, "path-0")
    assert drawn[0] == pytest.approx(sum(pair)) and n[-1] == 1
    assert area(ax, "outside-0") < 1e-9
    assert min(drawn) > min(drawn[0], drawn[-1]) - 1e-9
    assert max(drawn) < max(drawn[0], drawn[-1]) + 1e-9


def test_linear_log_is_not_marked_as_times_where_it_does_not_multiply():
    ax = plot.operator_paths([(-1, 2), (1, 2)], kind="linear-log")
    assert {line.get_gid() for line in ax.lines} == {"plus-0", "plus-1", "times-1"}


def area(ax, gid):
    """Return the area of a filled region, by the shoelace formula."""
    total = 0
    for polygon in artist(ax, gid).get_paths():
        x, y = polygon.vertices.T
        total += abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    return total


def test_what_is_above_or_below_both_ends_is_filled():
    pairs = [(2, 3), (5, 5), (1, 6), (0.2, 0.3)]
    ax = plot.operator_paths(pairs)
    n = np.linspace(0, 1, 4001)
    for i, (x, y) in enumerate(pairs):
        values, low, high = oplus(x, y, n).data, min(x + y, x * y), max(x + y, x * y)
        outside = np.maximum(0, values - high) + np.maximum(0, low - values)
        assert area(ax, f"outside-{i}") == pytest.approx(np.trapezoid(outside, n), abs=1e-4)
    assert area(ax, "outside-1") < 1e-9 < 1e-3 < area(ax, "outside-3") < area(ax, "outside-0")


def test_a_path_is_coloured_from_plus_to_times():
    line = artist(plot.operator_paths([(2, 3)]), "path-0")
    for piece, shade in zip(line.get_segments(), line.get_array(), strict=True):
        assert np.max(np.abs(piece[:, 0] - shade)) < 1 / 32
    ends = [mpl.colors.to_hex(line.cmap(line.norm(each))) for each in (0, 1)]
    assert ends == [plot.PLUS, plot.TIMES]


def test_a_path_ends_where_its_domain_does():
    n, drawn = path(plot.operator_paths([(-1, 2)]), "path-0")
    assert n[0] == 0 and 0.3 < n[-1] < 0.45 and np.all(np.isfinite(drawn))
    assert not iterate.domain(-1, -(n[-1] + 0.005)) and iterate.domain(-1, -n[-1])


def test_an_end_is_marked_only_where_the_path_arrives():
    ax = plot.operator_paths([(-2, 3), (1.23456, 2)])
    marks = {line.get_gid() for line in ax.lines}
    assert marks == {"plus-0", "plus-1", "times-1"}
    assert [text.get_text() for text in ax.texts] == ["−2 ⊕ 3", "1.23 ⊕ 2"]
    assert not plot.operator_paths([(2, 3)], n=[0.2, 0.8]).lines


# ---- obstacle ----------------------------------------------------------------------------------


def size_by_a_plain_loop(x, y, kind, points=4001):
    values = [float(oplus(x, y, n, kind).data.real) for n in np.linspace(0, 1, points)]
    normalised = [(value - values[0]) / (values[-1] - values[0]) for value in values]
    back = 0.0
    for here, there in pairwise(normalised):
        back += max(0.0, here - there)
    return back


@pytest.mark.parametrize("pair", [(2, 3), (1.5, 2), (0.1, 0.2), (4, 1.4), (3, 1.1)])
@pytest.mark.parametrize("kind", KINDS)
def test_sizes_are_those_of_independent_paths(pair, kind):
    n = np.linspace(0, 1, operators.STEPS + 1)
    p = np.array([expected(*map(float, pair), each, kind) for each in n])
    steps = -np.diff(p) * np.sign(pair[0] * pair[1] - sum(pair))
    size = np.sum(np.maximum(steps, 0)) / abs(pair[0] * pair[1] - sum(pair))
    (found,) = operators._obstacle_sizes(*np.array(pair, float)[:, None], kind)
    assert found == pytest.approx(size, rel=1e-6, abs=1e-9, nan_ok=True)
    assert np.isnan(found) == (kind == "box-cox" and pair == (0.1, 0.2))


@pytest.mark.parametrize("side", [np.linspace(0.02, 6, 60), np.linspace(-3, 6, 61), SIDE / 1000])
def test_linear_log_has_no_obstacle_anywhere(side):
    sizes = operators._obstacle_sizes(side, side[:, None], "linear-log")
    assert np.all(sizes == 0)


def test_rounding_is_no_obstacle_where_the_ends_are_equal_or_nearly():
    x = np.linspace(1.05, 8, 200)
    y = x / (x - 1)  # x + y = x · y, but for rounding
    assert np.all(operators._obstacle_sizes(x, y, "linear-log") == 0)
    for beside in (1 + 1e-14, 1 - 1e-13, 1 + 1e-10):
        assert np.all(operators._obstacle_sizes(x, y * beside, "linear-log") == 0)
        assert np.all(operators._obstacle_sizes(x, y * beside, "box-cox") > 10)


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [(2, 3, "kneser"), (0.9, 0.6, "kneser"), (1.5, 2, "kneser"), (0.1, 0.2, "abel"),
     (2, 2.5, "abel"), (4, 1.4, "abel"), (2, 7, "schroeder"), (2, 3, "schroeder")],
)  # fmt: skip
def test_sizes_are_those_of_a_plain_loop(x, y, kind):
    (size,) = operators._obstacle_sizes(np.array([float(x)]), np.array([float(y)]), kind)
    assert size == pytest.approx(size_by_a_plain_loop(x, y, kind), rel=0.01, abs=1e-9)


def test_sizes_of_known_paths():
    # 2 ⊕ 3 goes from 5 up to 6.293 and back to 6; 5 ⊕ 5 never turns; 2 ⊕ 2 has equal ends, and
    # any step back is beyond all measure.
    sizes = operators._obstacle_sizes(
        np.array([2.0, 5.0, 2.0]), np.array([3.0, 5.0, 2.0]), "kneser"
    )
    assert sizes[0] == pytest.approx(0.293, abs=5e-4)
    assert sizes[1] == 0 and sizes[2] == np.inf


def test_the_map_has_the_colours_of_the_sizes():
    side = np.linspace(0.05, 5, 100)
    filled = artist(plot.obstacle(side, side), "obstacle")
    for x, y in [(2, 3), (1.15, 4.4), (2.6, 4.1), (0.3, 0.15), (0.9, 1.2)]:
        layers = [k for k, each in enumerate(filled.get_paths()) if each.contains_point((x, y))]
        expected = np.searchsorted(filled.levels, size_by_a_plain_loop(x, y, "kneser", 401))
        assert layers == [expected]


def test_the_curve_of_equal_ends_is_drawn_where_sum_and_product_are_equal():
    side = np.linspace(0.05, 5, 100)
    curve = artist(plot.obstacle(side, side), "equal-ends")
    x, y = np.concatenate([each.vertices for each in curve.get_paths()]).T
    assert np.ptp(x) > 3.5 and np.ptp(y) > 3.5
    assert (x - 1) * (y - 1) == pytest.approx(1, abs=0.01)


def test_where_the_ends_are_equal_it_is_darkest_and_not_grey():
    same = np.linspace(0.5, 4, 15)
    filled = artist(plot.obstacle(same, same), "obstacle")
    for place in [(2, 2), (1.5, 3), (3, 1.5)]:
        layers = [k for k, each in enumerate(filled.get_paths()) if each.contains_point(place)]
        assert layers[-1] == len(filled.get_paths()) - 1
    for place in np.random.default_rng(0).uniform(0.55, 3.95, (300, 2)):
        assert any(each.contains_point(place) for each in filled.get_paths())  # no holes


def test_where_there_is_no_obstacle_the_picture_says_so():
    ax = plot.obstacle(SIDE, SIDE, kind="linear-log")
    assert artist(ax, "nowhere").get_text() == "0 everywhere:\nno way leads back"
    white = artist(ax, "obstacle").get_facecolor()[0]
    curve = artist(ax, "equal-ends").get_edgecolor()[0]
    assert tuple(white) == (1, 1, 1, 1) and max(curve[:3]) < 0.5
    texts = [
        artist(plot.obstacle(side, side), "nowhere").get_text()
        for side in (np.linspace(4, 5, 9), np.linspace(3, 3.2, 9))
    ]
    assert texts == ["0 everywhere:\nno way leads back", "less than 0.01 everywhere"]
    assert not artists(plot.obstacle(SIDE, SIDE, kind="box-cox"), "nowhere")


def test_the_curve_of_equal_ends_is_not_drawn_outside_the_domain():
    wide = np.linspace(-3, 6, 91)
    for kind in ("kneser", "linear-log", "box-cox"):
        curve = artist(plot.obstacle(wide, wide, kind=kind), "equal-ends")
        points = np.concatenate([each.vertices for each in curve.get_paths()])
        assert np.min(points) > 1, kind


def test_pairs_outside_the_domain_of_box_cox_are_grey():
    side = np.linspace(-1.03, 4, 80)
    paths = artist(plot.obstacle(side, side, kind="box-cox"), "obstacle").get_paths()
    for point, drawn in [
        ((2, 3), True),
        ((-0.5, 2), False),
        ((2, -0.2), False),
        ((0.07, 0.07), False),
    ]:
        assert any(each.contains_point(point) for each in paths) == drawn, point


def test_pairs_outside_the_domain_are_grey():
    ax = plot.obstacle(np.linspace(-2, 3, 26), np.linspace(0.1, 3, 30))
    paths = artist(ax, "obstacle").get_paths()
    assert not any(each.contains_point((-1, 1.5)) for each in paths)
    assert any(each.contains_point((1, 1.5)) for each in paths)
    assert min(ax.get_facecolor()[:3]) < 0.95


# ---- bad input ---------------------------------------------------------------------------------

BAD_NUMBERS = [
    ([], ValueError, "empty|shape"),
    ([0.0, np.nan], ValueError, "nan"),
    ([0.5, np.inf], ValueError, "inf"),
    ([0.5, 0.5j], TypeError, "complex"),
    (["a"], TypeError, "numbers"),
]
FUNCTIONS = {
    "pairs": lambda values: plot.operator_paths([values]),
    "n of paths": lambda values: plot.operator_paths([(2, 3)], n=values),
    "n of maps": plot.operator_maps,
    "x of maps": lambda values: plot.operator_maps(0.5, x=values),
    "x of obstacle": lambda values: plot.obstacle(values, SIDE),
    "y of surfaces": lambda values: plot.surfaces([1, 2], values, np.ones((1, 2, 2))),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize(("values", "error", "message"), BAD_NUMBERS)
def test_bad_numbers_are_refused_and_leave_no_figure(function, values, error, message):
    with pytest.raises(error, match=message):
        function(values)
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        (np.ones((2, 2)), ValueError, "dimension"),
        (np.ones((1, 3, 2)), ValueError, "rows, columns"),
        (np.full((1, 2, 2), np.nan), ValueError, "no finite number"),
        (np.ones((1, 2, 2)) * 1j, TypeError, "complex"),
        (np.ones((0, 2, 2)), ValueError, "empty"),
    ],
)
def test_surfaces_refuse_what_is_no_map(values, error, message):
    with pytest.raises(error, match=message):
        plot.surfaces([1, 2], [1, 2], values)
    assert not plt.get_fignums()


def test_each_map_needs_a_title_and_an_n():
    for wrong in ({"titles": ["one"]}, {"n": [0.5]}, {"n": [0, 1], "titles": ["a"]}):
        with pytest.raises(ValueError, match="each of 2 maps"):
            plot.surfaces([1, 2], [1, 2], np.ones((2, 2, 2)), **wrong)


def test_constant_and_partly_missing_maps_can_be_drawn():
    values = np.array([[[1.0, 1, 1], [1, 1, np.nan], [1, 1, np.inf]]])
    figure = plot.surfaces([0, 1, 2], [0, 1, 2], values)
    assert colour_at(figure, 0, 0.5, 0.5) is not None and colour_at(figure, 0, 1.8, 1.8) is None


def test_what_cannot_be_drawn_is_explained():
    with pytest.raises(ValueError, match=r"shape \(paths, 2\), got \(1, 3\)"):
        plot.operator_paths([(1, 2, 3)])
    with pytest.raises(ValueError, match="is in the domain of 'kneser' for n from 0 to 1"):
        plot.obstacle([-3, -2], [-3, -2])
    with pytest.raises(ValueError, match=r"is in the domain of 'linear-log' for n = −0\.5, 1\.5"):
        plot.operator_maps([-0.5, 1.5], kind="linear-log")
    for sides in (([2], [2, 3]), ([2, 2], [2, 2]), ([1, 3, 2], [1, 2])):
        with pytest.raises(ValueError, match="x must be at least two numbers that rise, or fall"):
            plot.obstacle(*sides)
    with pytest.raises(ValueError, match="y must be at least two numbers that rise, or fall"):
        plot.operator_maps(0.5, x=[1, 2], y=[1, 1])
    with pytest.raises(
        ValueError, match=r"no path is in the domain of 'kneser' from n = 0\.5 to 1"
    ):
        plot.operator_paths([(-2, 3)], n=[0.5, 1])
    with pytest.raises(
        ValueError, match=r"no path is in the domain of 'linear-log' from n = 1\.2 to"
    ):
        plot.operator_paths([(2, 3)], n=[1.2, 2], kind="linear-log")


@pytest.mark.parametrize(
    "draw",
    [
        lambda kind: plot.operator_maps(0.5, kind=kind),
        lambda kind: plot.operator_paths([(2, 3)], kind=kind),
        lambda kind: plot.obstacle(SIDE, SIDE, kind=kind),
    ],
    ids=["maps", "paths", "obstacle"],
)
def test_an_unknown_kind_is_answered_with_all_five(draw):
    with pytest.raises(ValueError, match="did you mean 'kneser'") as caught:
        draw("knesre")
    assert all(repr(kind) in str(caught.value) for kind in KINDS)
    assert not plt.get_fignums()
