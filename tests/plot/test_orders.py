"""n below 0 and above 1, as Box–Cox neurons have: seen, named and coloured in every picture."""

from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping

from minigrad import nn, plot, tasks, train
from minigrad.plot import orders

STEPS = np.linspace(0, 1, 40)
UP, DOWN = 1.6 * STEPS, 0.5 - STEPS
LOSS = np.exp(-9 * STEPS)
TWO = "#8a3206"  # the colour of n = 2 and all beyond
MINUS_ONE = "#142867"


def history(*columns):
    """Return what `fit` returns, for neurons with these n."""
    return train.History(LOSS[1:], {"n": np.column_stack(columns)})


def valley(best, low, high):
    n = np.linspace(low, high, 61)
    interval = (best - 0.3, min(best + 0.3, high))
    return SimpleNamespace(n=n, loss=0.3 + (n - best) ** 2, best=best, least=0.3, interval=interval)


def row(model, n, test=1.0):
    return SimpleNamespace(
        model=model, test=test, test_low=0.9 * test, test_high=1.2 * test, seconds=0.1,
        verdict="", n=n, impossible="",
    )  # fmt: skip


def hexes(colours):
    return [mpl.colors.to_hex(colour) for colour in np.atleast_2d(colours)]


def words(axis):
    texts = [text.get_text() for text in axis.get_ticklabels()]
    return dict(zip(axis.get_ticklocs(), texts, strict=True))


def luminance(colour):
    channels = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


# ---- colours and names ---------------------------------------------------------------------------


def test_colours_between_are_those_they_always_were():
    for n in np.linspace(0, 1, 11):
        assert orders.colour_of(n) == plot.N_COLOURS(n)
    assert orders.colours_for([0.0, 1.0])[0] is plot.N_COLOURS


def test_colours_beyond_are_deeper_up_to_2_and_down_to_minus_1():
    assert hexes([orders.colour_of(n) for n in (-5, -1, 2, 5)]) == [MINUS_ONE] * 2 + [TWO] * 2
    dark = [luminance(orders.colour_of(n)) for n in (1.0, 1.2, 1.5, 2.0)]
    assert np.all(np.diff(dark) < -0.02)
    dark = [luminance(orders.colour_of(n)) for n in (0.0, -0.5, -1.0)]
    assert np.all(np.diff(dark) < -0.02)


def test_a_line_that_goes_beyond_has_the_usual_colours_before():
    colours, span = orders.colours_for([0.0, 1.5])
    for n in np.linspace(0, 1, 11):
        assert colours(span(n)) == pytest.approx(plot.N_COLOURS(n), abs=0.02)


@pytest.mark.parametrize(
    ("low", "high", "names"),
    [
        (0, 1.5, {0: "0, adds", 0.5: "0.5", 1: "1, multiplies", 1.5: "1.5, beyond ×"}),
        (-0.5, 1, {-0.5: "−0.5, beyond +", 0: "0, adds", 0.5: "0.5", 1: "1, multiplies"}),
        (-1, 2, {-1: "−1, beyond +", 0: "0, adds", 1: "1, multiplies", 2: "2, beyond ×"}),
        (0, 1, {0: "0, adds", 0.5: "0.5", 1: "1, multiplies"}),
        (0, 1.3, {0: "0, adds", 0.5: "0.5", 1: "1, multiplies"}),
        (0, 5, {0: "0, +", 1: "1, ×", 2: "2", 3: "3", 4: "4", 5: "5, beyond ×"}),
        (0, 30, {0: "0", 5: "5", 10: "10", 15: "15", 20: "20", 25: "25", 30: "30, beyond ×"}),
    ],
)
def test_an_axis_of_n_names_what_adds_what_multiplies_and_what_is_beyond(low, high, names):
    assert orders.names_of_orders(low, high, ", ") == names


# ---- each picture --------------------------------------------------------------------------------


def test_migration_shows_all_of_a_line_that_goes_beyond():
    ax = plot.migration(history(UP, DOWN), label="box-cox")
    low, high = ax.get_ylim()
    assert low <= -1 and high >= 2
    assert words(ax.yaxis) == {
        -1: "−1, beyond +", 0: "0, adds", 1: "1, multiplies", 2: "2, beyond ×"
    }  # fmt: skip
    assert [artist(ax, f"level-{n}").get_ydata()[0] for n in (0, 1)] == [0, 1]
    line = artist(ax, "n-0")
    line.update_scalarmappable()
    middle = (UP[:-1] + UP[1:]) / 2
    assert hexes(line.get_color()) == hexes(plot.axes.N_SHADES(plot.axes.SPAN(middle)))
    assert [t.get_text() for t in ax.texts] == ["box-cox: n = 1.60", "box-cox: n = −0.50"]
    assert not cut_off(ax.figure) and not overlapping(ax.figure)


def test_migration_within_0_and_1_has_no_room_beyond():
    ax = plot.migration(history(STEPS))
    assert ax.get_ylim() == (-0.03, 1.03) and len(ax.get_yticks()) == 5
    assert not artists(ax, "level-0")


@pytest.mark.parametrize("first", [UP, STEPS], ids=["beyond first", "beyond second"])
def test_a_second_migration_leaves_the_first_in_the_picture(first):
    ax = plot.migration(history(first))
    plot.migration(history(UP + STEPS - first), ax=ax)
    assert ax.get_ylim()[1] >= 1.6 and len(artists(ax, "level-1")) == 1


def test_migrations_that_share_an_axis_are_all_inside():
    _, (left, right) = plt.subplots(1, 2, sharey=True)
    plot.migration(history(UP), ax=left)
    plot.migration(history(STEPS), ax=right)
    assert left.get_ylim()[1] >= 1.6


def test_a_river_has_currents_for_what_is_beyond():
    n = np.array([[0.5] * 8, [-3, -0.2, -0.001, 0.05, 0.5, 1.0, 1.2, 7]])
    ax = plot.river(train.History(LOSS[:1], {"n": n}))
    names = [c.get_gid() for c in ax.collections]
    assert names == ["current-below", *(f"current-{i}" for i in range(10)), "current-above"]
    colours = [mpl.colors.to_hex(c.get_facecolor()[0]) for c in ax.collections]
    assert (colours[0], colours[-1]) == (MINUS_ONE, TWO)
    assert colours[1:-1] == [mpl.colors.to_hex(plot.N_COLOURS((i + 0.5) / 10)) for i in range(10)]
    shares = {t.get_text() for t in ax.texts}
    assert shares == {
        "n < −0.1: 25%", "−0.1 to 0.1: 25%", "between: 13%", "0.9 to 1.1: 12%", "n > 1.1: 25%"
    }  # fmt: skip

    above = artist(ax, "current-above").get_paths()[0].vertices
    assert set(np.round(above[above[:, 0] == 1, 1], 9)) == {0.75, 1.0}


def test_a_river_that_goes_beyond_on_one_side_has_one_more_current():
    ax = plot.river(np.column_stack([UP, STEPS]))
    assert [c.get_gid() for c in ax.collections][-1] == "current-above"
    assert not artists(ax, "current-below")
    assert [t.get_text() for t in ax.texts] == ["0.9 to 1.1: 50%", "n > 1.1: 50%"]


def test_a_valley_that_goes_beyond_is_seen_whole():
    ax = plot.loss_valley(valley(1.4, -1, 2), label="trees")
    left, right = ax.get_xlim()
    assert left <= -1 and right >= 2
    assert words(ax.xaxis) == {
        -1: "−1\nbeyond +", 0: "0\nadds", 1: "1\nmultiplies", 2: "2\nbeyond ×"
    }  # fmt: skip
    assert [artist(ax, f"level-{n}").get_xdata()[0] for n in (0, 1)] == [0, 1]
    (line,) = ax.findobj(lambda a: a.get_gid() == "valley")
    assert line.get_color() == orders.colour_of(1.4) != plot.N_COLOURS(1.0)
    sides = [plot.loss_valley(valley(best, -1, 2)).texts[0].get_ha() for best in (-0.8, 0.9, 1.8)]
    assert sides == ["left", "center", "right"]
    assert not cut_off(ax.figure) and not overlapping(ax.figure)


@pytest.mark.parametrize("reverse", [False, True])
def test_valleys_in_one_picture_are_all_seen(reverse):
    both = [valley(0.5, 0, 1), valley(1.4, 0, 2)]
    _, (left, right) = plt.subplots(1, 2, sharex=True)
    for ax, each in zip((left, right), both[:: -1 if reverse else 1], strict=True):
        plot.loss_valley(each, ax=ax)
    assert left.get_xlim() == right.get_xlim() and right.get_xlim()[1] >= 2


def test_neurons_beyond_say_their_n_in_its_colour():
    n = [1.5, -0.5, 0.97, 1.07, -1.5, 12.3, -0.03, 1.03]
    ax = plot.network([np.ones((8, 2))], [n])
    signs = [artist(ax, f"sign-1-{i}") for i in range(8)]
    assert [sign.get_text() for sign in signs] == ["1.5", "−.5", "×", "1.1", "−1.5", "12", "+", "×"]
    for i, sign in enumerate(signs):
        circle = artist(ax, f"neuron-1-{i}")
        assert circle.get_facecolor() == orders.colour_of(n[i])
        assert sign.get_window_extent().width < circle.get_window_extent().width


@pytest.mark.slow
def test_signs_can_be_read_on_neurons_beyond():
    for order in np.linspace(-1.5, 3, 91):
        ax = plot.network([[[1.0]]], [order])
        ground = luminance(artist(ax, "neuron-1-0").get_facecolor())
        text = luminance(artist(ax, "sign-1-0").get_color())
        assert (max(ground, text) + 0.05) / (min(ground, text) + 0.05) >= 4.5, order
        plt.close("all")


def test_comparison_shows_every_final_n():
    ends = (1.4, 1.45, 0.9, -0.5)
    figure = plot.comparison([row("Box–Cox", ends), row("AddMul", (0.97, 1.0), 2.0)])
    right = figure.axes[2]
    dots = artist(right, "n-Box–Cox")
    assert dots.get_offsets()[:, 0].tolist() == list(ends)
    assert hexes(dots.get_facecolors()) == hexes([orders.colour_of(n) for n in ends])
    assert words(right.xaxis) == {-1: "−1", 0: "+", 1: "×", 2: "2"}
    assert right.get_xlim() == (-1.02, 2.02)
    assert not cut_off(figure) and not overlapping(figure)


def test_comparison_without_n_beyond_ends_at_plus_and_times():
    right = plot.comparison([row("AddMul", (0.97, 0.0))]).axes[2]
    assert right.get_xlim() == (-0.02, 1.02) and words(right.xaxis) == {0: "+", 1: "×"}


def test_a_film_goes_on_beyond():
    side = np.linspace(1, 2, 5)
    film = plot.animate(side, side, [side + side[:, None]] * 3, [0.0, 0.9, 1.6])
    film.show(2)
    ax = film.figure.axes[1]
    assert ax.get_ylim()[1] >= 2 and words(ax.yaxis)[2] == "2 beyond ×"
    assert artist(ax, "now").get_color() == orders.colour_of(1.6)
    assert ax.get_title(loc="left") == "n = 1.60"


def test_a_neuron_that_ends_beside_plus_or_times_is_not_beyond():
    ends = history(-0.001 * STEPS, 1 + 0.01 * STEPS)
    ax = plot.migration(ends)
    assert ax.get_ylim() == (-0.03, 1.03) and not artists(ax, "level-0")
    lines = [artist(ax, f"n-{i}") for i in range(2)]
    for line, n, colour in zip(lines, (-0.001, 1.01), (plot.PLUS, plot.TIMES), strict=True):
        assert np.array(line.get_segments())[-1, 1, 1] == pytest.approx(n)
        assert mpl.colors.to_hex(line.cmap(line.norm(n))) == colour
    ax = plot.river(ends)
    assert [t.get_text() for t in ax.texts] == ["n < 0.1: 50%", "n > 0.9: 50%"]
    assert len(ax.collections) == 10
    right = plot.comparison([row("Box–Cox", (-0.001, 1.01))]).axes[2]
    assert words(right.xaxis) == {0: "+", 1: "×"}
    assert artist(right, "n-Box–Cox").get_offsets()[:, 0].tolist() == [0, 1]
    ax = plot.migration(history(-0.001 * STEPS, 1.4 * STEPS))
    assert min(words(ax.yaxis)) == 0 and ax.get_ylim()[0] < -0.001


def test_labels_of_minima_stand_below_each_other_on_a_wide_axis():
    _, ax = plt.subplots(figsize=(4, 3.5), layout="constrained")
    for name, best in (("trees", 0.93), ("delivery", -1.0)):
        plot.loss_valley(valley(best, -1, 2), label=name, ax=ax)
    assert not overlapping(ax.figure) and not cut_off(ax.figure)


@pytest.mark.parametrize("size", [(7, 4.5), (3.5, 3)], ids=str)
@pytest.mark.parametrize(
    "far", [1.01, 2.9, *(pytest.param(far, marks=pytest.mark.slow) for far in (1.6, 6.5, 40))]
)
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("draw", [plot.migration, plot.loss_valley], ids=["migration", "valley"])
def test_no_name_covers_another_however_far_n_goes(draw, both, far, size):
    _, ax = plt.subplots(figsize=size, layout="constrained")
    low = 1 - far if both else 0
    data = history(far * STEPS, low * STEPS) if draw is plot.migration else valley(0.5, low, far)
    draw(data, ax=ax)
    assert not cut_off(ax.figure) and not overlapping(ax.figure)


def test_a_box_cox_neuron_that_learns_n_beyond_can_be_drawn():
    x = np.random.default_rng(0).uniform(1, 3, (64, 2))
    task = tasks.Task.from_arrays(x, 1 / (1 / x).sum(axis=1), name="resistors in parallel")
    neuron = nn.AddMul(2, 1, kind="box-cox", n=1.5, bounds=None, weight_init=(1, 0.1), rng=0)
    found = train.fit(neuron, task, steps=300, rng=0)
    n = found.parameters("n")
    assert np.ptp(n) > 0.2 and n.min() > 1
    assert plot.migration(found).get_ylim()[1] > n.max()
    assert [t.get_text() for t in plot.river(found).texts] == ["n > 1.1: 100%"]
    (sign,) = artists(plot.network([neuron.weight], [neuron.n]), "sign-1-0")
    assert sign.get_text() == f"{n[-1, 0]:.1f}"
