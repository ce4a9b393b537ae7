from itertools import pairwise
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping

from minigrad import nn, plot, study, tasks, train

STEPS = np.linspace(0, 0.95, 40)[:, None]
N = np.linspace(0, 1, 51)
VALLEY = SimpleNamespace(n=N, loss=0.3 + (N - 0.91) ** 2, best=0.91, least=0.3, interval=(0.7, 1.0))
MANY = np.random.default_rng(0).uniform(size=(30, 70)) ** np.linspace(0.1, 9, 30)[:, None]
LOSS = np.exp(-np.linspace(0, 9, 200)) * np.random.default_rng(1).uniform(0.5, 2, 200)
OBSERVED, PREDICTED = np.array([[10.0], [20.0], [77.0]]), np.array([[12.0], [19.0], [70.0]])


# ---- migration ---------------------------------------------------------------------------------


def drawn_n(ax, gid, steps):
    """Return the n of a line at these steps; its pieces of one shade follow each other."""
    pieces = artist(ax, gid).get_segments()
    for one, other in pairwise(pieces):
        assert np.array_equal(one[-1], other[0])
    step, n = np.concatenate(pieces).T
    assert (step[0], step[-1]) == (steps[0], steps[-1])
    return np.interp(steps, step, n)


def test_a_line_of_migration_shows_every_n():
    ax = plot.migration(np.hstack([STEPS, 1 - STEPS]))
    for i, ns in enumerate((STEPS[:, 0], 1 - STEPS[:, 0])):
        assert drawn_n(ax, f"n-{i}", np.arange(40)) == pytest.approx(ns, abs=2e-3)


def test_migration_takes_a_history():
    history = train.fit(nn.AddMul(2, 1, rng=0), tasks.load("product"), steps=80)
    n = history.parameters("n")[:, 0]
    assert drawn_n(plot.migration(history), "n-0", np.arange(81)) == pytest.approx(n, abs=2e-3)


def test_a_line_of_a_long_training_is_drawn_in_few_pieces_and_points():
    steps = np.arange(5001)
    n = 1 - np.exp(-steps / 500) + 0.05 * np.sin(steps / 40) * np.exp(-steps / 500)
    ax = plot.migration(n[:, None])
    pieces = artist(ax, "n-0").get_segments()
    assert len(pieces) < 100 and sum(map(len, pieces)) < 500
    assert drawn_n(ax, "n-0", steps) == pytest.approx(n, abs=2e-3)


def test_migration_is_coloured_from_plus_to_times():
    line = artist(plot.migration([[0.0], [0.0], [1.0], [1.0]]), "n-0")
    line.update_scalarmappable()
    colours = [mpl.colors.to_hex(c) for c in line.get_color()]
    assert colours[0] == plot.PLUS and colours[-1] == plot.TIMES


def test_the_end_of_a_line_says_its_label_and_n():
    labelled, plain = plot.migration(STEPS, label="trees"), plot.migration(STEPS)
    assert [t.get_text() for t in labelled.texts] == ["trees: n = 0.95"]
    assert [t.get_text() for t in plain.texts] == ["n = 0.95"]


def test_a_second_history_can_be_added():
    ax = plot.migration(STEPS, label="trees")
    plot.migration(STEPS[:10] * 0, label="delivery", ax=ax)
    assert [t.get_text() for t in ax.texts] == ["trees: n = 0.95", "delivery: n = 0.00"]
    assert ax.get_xlim() == (0, 39)


def test_neurons_that_end_together_share_a_label():
    ax = plot.migration([[0.0, 0.2, 0.9], [1.0, 0.5, 1.0]], label="law")
    assert [t.get_text() for t in ax.texts] == ["law: n = 1.00 (2 neurons)", "law: n = 0.50"]
    assert ax.texts[0].xy == (1, 1.0)


def test_labels_of_lines_that_end_near_each_other_keep_apart():
    ends = np.array([0.5, 0.51, 0.52, 0.53, 0.0, 0.01])
    ax = plot.migration(np.vstack([0 * ends, ends]))
    plot.migration(np.vstack([0 * ends, ends]), label="again", ax=ax)
    assert len(ax.texts) == 12
    assert not overlapping(ax.figure) and not cut_off(ax.figure)
    by_height = sorted(ax.texts, key=lambda text: text.get_window_extent().y0)
    heights = [text.xy[1] for text in by_height]
    assert heights == sorted(heights)


def test_more_lines_than_an_eye_can_follow_are_refused_with_a_cure():
    assert len(plot.migration(np.zeros((3, 50))).collections) == 50
    with pytest.raises(ValueError, match=r"51 lines cannot be told apart: .* river\(history\)"):
        plot.migration(np.zeros((3, 51)))


@pytest.mark.parametrize("draw", [plot.migration, plot.river])
@pytest.mark.parametrize(
    ("n", "message"),
    [
        (
            [[0.1], [np.nan]],
            r"n has 1 of 2 values that are nan or infinite, .* nan at index \(1, 0\)",
        ),
        ([[np.inf, 0.1], [0.1, 0.1]], "n has 1 of 4 values that are nan or infinite"),
        (np.empty((3, 0)), "there is nothing to draw: n is empty"),
    ],
)
def test_values_that_cannot_be_drawn_are_named(draw, n, message):
    with pytest.raises(ValueError, match=message):
        draw(n)
    assert not plt.get_fignums()  # no empty figure is left


@pytest.mark.parametrize("draw", [plot.migration, plot.river, plot.loss_curve, plot.gradient_sizes])
def test_complex_numbers_are_refused_with_a_cure(draw):
    with pytest.raises(TypeError, match=r"must be real, got complex numbers: draw their \.real"):
        draw(np.ones((3, 1) if draw in (plot.migration, plot.river) else 3, complex))


@pytest.mark.parametrize("draw", [plot.migration, plot.river])
@pytest.mark.parametrize("n", [[0.1], [[0.1, 0.2]], 0.5, np.ones((3, 2, 1))], ids=np.shape)
def test_other_shapes_are_refused(draw, n):
    with pytest.raises(ValueError, match=r"shape \(steps \+ 1, neurons\)"):
        draw(n)


def test_one_neuron_is_a_plain_list_and_several_histories_are_named():
    ax = plot.migration([0, 0.5, 1])
    assert [t.get_text() for t in ax.texts] == ["n = 1.00"]
    one = train.History(np.ones(39), {"n": STEPS})
    named = plot.migration({"trees": one, "plain": [0, 0.5, 0.2]})
    assert [t.get_text() for t in named.texts] == ["trees: n = 0.95", "plain: n = 0.20"]
    assert len(plot.migration([one, one]).collections) == 2
    assert [t.get_text() for t in plot.loss_curve({"a": one, "b": LOSS}).texts] == ["a", "b"]
    assert len(plot.loss_curve([one, one]).lines) == 4
    assert [t.get_text() for t in plot.river({"a": one, "b": one}).texts] == ["n > 0.9: 100%"]
    with pytest.raises(ValueError, match="equally many steps, got 39, 2: draw them in rivers"):
        plot.river({"a": one, "b": [0, 0.5, 0.2]})
    with pytest.raises(ValueError, match="label='x' names one of several: name them by a dict"):
        plot.migration([one, one], label="x")
    with pytest.raises(ValueError, match="51 lines cannot be told apart"):
        plot.migration({"a": np.zeros((3, 50)), "b": [0, 1]})


MODEL, HISTORY = nn.AddMul(2, 1, rng=0), train.History(np.ones(39), {"n": STEPS})


@pytest.mark.parametrize(
    ("draw", "thing", "message"),
    [
        (plot.migration, MODEL, "migration draws .*, got a model, AddMul: fit returns the history"),
        (plot.river, [MODEL], "river draws .*, got a model, AddMul: fit returns the history"),
        (plot.loss_curve, {"a": MODEL}, "got a model, AddMul: fit returns the history"),
        (plot.loss_curve, VALLEY, r"got a profile: loss_valley\(profile\) draws it"),
        (plot.migration, VALLEY, r"got a profile: loss_valley\(profile\) draws it"),
        (plot.migration, tasks.load("trees"), "got a task: fit returns the history"),
        (plot.loss_valley, HISTORY, r"got a history: .* mg\.study\.profile\(model, task\)"),
        (plot.loss_valley, {"a": MODEL}, r"got a model, AddMul: .* mg\.study\.profile"),
        (plot.gradient_sizes, HISTORY, "got a history: record them in a callback of fit"),
        (plot.network, MODEL, r"got a model, AddMul: give \[layer.weight for layer in model\]"),
        (plot.network, [np.ones((1, 2))], r"needs the n of each layer.*\[layer.n for layer in model"),
        (plot.success_rates, [(1, 1, 1)], "draws a dict of name to .*, got list: such as"),
        (plot.comparison, HISTORY, "got a history: compare models first"),
    ],
)  # fmt: skip
def test_a_wrong_thing_is_answered_with_cause_and_cure(draw, thing, message):
    with pytest.raises(TypeError, match=message):
        draw(thing)
    assert not plt.get_fignums()


# ---- river -------------------------------------------------------------------------------------


def borders(ax):
    """Return the upper border of each current at each step."""
    currents = [c for c in ax.collections if (c.get_gid() or "").startswith("current-")]
    assert [c.get_gid() for c in currents] == [f"current-{i}" for i in range(len(currents))]
    upper = []
    for current in currents:
        (path,) = current.get_paths()
        by_step = {}
        for x, y in path.vertices:
            by_step[x] = max(y, by_step.get(x, 0))
        upper.append([by_step[x] for x in sorted(by_step)])
    return np.array(upper)


@pytest.mark.parametrize("bins", [2, 7, 10])
def test_a_border_of_the_river_is_the_share_of_neurons_below_it(bins):
    upper = borders(plot.river(MANY, bins=bins))
    for i, edge in enumerate(np.linspace(0, 1, bins + 1)[1:-1]):
        assert upper[i] == pytest.approx(np.mean(MANY < edge, axis=1))
    assert upper[-1] == pytest.approx(np.ones(len(MANY)))


def test_the_river_is_coloured_from_plus_to_times():
    faces = [mpl.colors.to_hex(c.get_facecolor()[0]) for c in plot.river(MANY).collections]
    assert faces == [mpl.colors.to_hex(plot.N_COLOURS((i + 0.5) / 10)) for i in range(10)]


def test_the_shares_at_the_end_are_said():
    n = np.vstack([np.full(8, 0.5), [0.0, 0.01, 0.3, 0.5, 0.6, 0.95, 1.0, 1.0]])
    assert [t.get_text() for t in plot.river(n).texts] == [
        "n < 0.1: 25%", "between: 37%", "n > 0.9: 38%",
    ]  # fmt: skip


def test_what_does_not_happen_has_no_label():
    assert [t.get_text() for t in plot.river(np.ones((3, 4))).texts] == ["n > 0.9: 100%"]


def test_a_long_river_of_many_neurons_is_thinned_and_keeps_its_ends():
    n = np.linspace(1, 0, 2001)[:, None] * np.ones((1, 10_000))
    ax = plot.river(n)
    upper = borders(ax)
    assert upper.shape[1] <= 400 and ax.get_xlim() == (0, 2000)
    assert upper[0, 0] == 0 and upper[0, -1] == 1


def test_a_river_of_one_neuron_changes_its_colour():
    upper = borders(plot.river([[0.05], [0.55], [0.95]]))
    assert np.argmax(upper > 0, axis=0).tolist() == [0, 5, 9]


def test_the_steps_of_a_river_can_be_logarithmic():
    n = np.linspace(0, 1, 5001)[:, None]
    ax = plot.river(n, log_steps=True)
    steps = np.unique(ax.collections[0].get_paths()[0].vertices[:, 0])
    assert steps[0] == 0 and steps[-1] == 5000 and len(steps) <= 400
    assert np.all(steps == np.round(steps)) and np.sum(steps < 500) > 120  # where much happens
    assert ax.get_xscale() == "symlog" and ax.get_xlabel() == "training step, logarithmic"
    assert ax.get_xlim() == (0, 5000)
    assert not overlapping(ax.figure) and not cut_off(ax.figure)


def test_a_river_needs_two_currents():
    with pytest.raises(ValueError, match="bins must be a whole number from 2 up"):
        plot.river(MANY, bins=1)


# ---- loss and gradient -------------------------------------------------------------------------


def test_the_loss_is_drawn_as_recorded_and_as_a_running_median():
    ax = plot.loss_curve(LOSS)
    assert np.array_equal(artist(ax, "raw-loss").get_ydata(), LOSS)
    median = artist(ax, "median-loss").get_ydata()
    for i in (12, 100, 187):
        assert median[i] == np.median(LOSS[i - 12 : i + 13])
    assert ax.get_yscale() == "log" and not ax.texts


@pytest.mark.parametrize("steps", [1, 2, 7, 13, 24, 25, 26, 200])
def test_the_median_is_that_of_the_steps_that_exist(steps):
    median = artist(plot.loss_curve(LOSS[:steps]), "median-loss").get_ydata()
    for i in range(steps):
        around = [LOSS[j] for j in range(steps) if abs(j - i) <= 12]
        assert median[i] == np.median(around)


def test_the_median_does_not_dive_with_the_last_losses():
    level = np.ones(200)
    level[-3:] = level[:3] = 1e-3
    for draw, gid in ((plot.loss_curve, "median-loss"), (plot.gradient_sizes, "median-gradient")):
        assert np.all(artist(draw(level), gid).get_ydata() == 1)


def test_loss_curve_takes_a_history_and_names_it():
    history = train.fit(nn.AddMul(2, 1, rng=0), tasks.load("product"), steps=40, rng=0)
    ax = plot.loss_curve(history, label="product")
    assert np.array_equal(artist(ax, "raw-product").get_ydata(), history.loss)
    assert [t.get_text() for t in ax.texts] == ["product"]


def test_losses_of_0_have_no_place_on_a_logarithmic_axis():
    raw = artist(plot.loss_curve([1.0, 0.0, 0.5]), "raw-loss").get_ydata()
    assert raw[[0, 2]].tolist() == [1.0, 0.5] and np.isnan(raw[1])
    with pytest.raises(ValueError, match="loss is 0 at every step"):
        plot.loss_curve([0.0, 0.0])


@pytest.mark.parametrize(
    ("loss", "message"),
    [([], "loss is empty"), ([1.0, np.inf], "nan or infinite"), ([[1.0]], "must have 1 dimension")],
)
def test_losses_that_cannot_be_drawn_are_refused(loss, message):
    with pytest.raises(ValueError, match=message):
        plot.loss_curve(loss)


def test_gradient_sizes_are_drawn_by_name_with_the_clip_line():
    sizes = {"weight": LOSS, "n": 3 * LOSS}
    ax = plot.gradient_sizes(sizes, clip_norm=0.5)
    for name, size in sizes.items():
        assert np.array_equal(artist(ax, f"raw-{name}").get_ydata(), size)
        assert artist(ax, f"raw-{name}").get_color() == artist(ax, f"median-{name}").get_color()
    assert artist(ax, "clip").get_ydata() == [0.5, 0.5]
    assert {t.get_text() for t in ax.texts} == {"weight", "n", "clip_norm = 0.5"}


def test_the_loss_of_a_single_step_is_a_point():
    ax = plot.loss_curve([0.5])
    assert {line.get_marker() for line in ax.lines} == {"o"}
    assert ax.get_xlim() == (0, 1)


@pytest.mark.parametrize("loss", [[1.0, -1.0, 1.0], [-1.0, -2.0]])
def test_a_loss_below_0_is_refused(loss):
    with pytest.raises(ValueError, match="loss has a value below 0"):
        plot.loss_curve(loss)


@pytest.mark.parametrize(
    ("first", "last"), [(0.03, 0.007), (0.0136, 0.0058), (0.01, 0.0099), (900, 20), (0.5, 0.04)]
)
def test_a_loss_that_falls_little_can_be_read_off(first, last):
    ax = plot.loss_curve(np.linspace(first, last, 50))
    ax.figure.canvas.draw()
    low, high = ax.get_ylim()
    inside = [t for t in ax.get_yticklabels() if low <= t.get_position()[1] <= high]
    assert 2 <= len(inside) <= 12
    for text in inside:
        assert float(text.get_text()) == pytest.approx(text.get_position()[1], rel=1e-5)
    assert not overlapping(ax.figure)


def test_training_steps_are_whole_numbers():
    ax = plot.migration([[0.0], [0.5], [1.0]])
    assert all(step == round(step) for step in ax.get_xticks())


@pytest.mark.parametrize(
    ("sizes", "clip", "message"),
    [
        ({}, None, "nothing to draw: gradient_sizes got an empty dict"),
        ([1.0, 2.0], 0, "clip_norm must be positive"),
        ([1.0, 2.0], -1, "clip_norm must be positive"),
        ({"n": [0.0, 0.0]}, None, "n is 0 at every step"),
    ],
)
def test_sizes_that_cannot_be_drawn_are_refused(sizes, clip, message):
    with pytest.raises(ValueError, match=message):
        plot.gradient_sizes(sizes, clip_norm=clip)
    assert not plt.get_fignums()


def test_one_gradient_needs_no_name():
    assert not plot.gradient_sizes(LOSS).texts


def test_a_norm_below_0_is_refused():
    with pytest.raises(ValueError, match="weight has a value below 0, -1"):
        plot.gradient_sizes({"weight": [1.0, -1.0]})


# ---- observed and predicted --------------------------------------------------------------------


def test_points_are_observations_and_predictions():
    ax = plot.observed_predicted(OBSERVED, PREDICTED, unit="ft³")
    points = artist(ax, "points").get_offsets()
    assert np.array_equal(points, np.hstack([OBSERVED, PREDICTED]))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("observed ft³", "predicted ft³")


def test_the_diagonal_crosses_the_whole_square():
    ax = plot.observed_predicted(OBSERVED, PREDICTED)
    x, y = artist(ax, "diagonal").get_data()
    assert np.array_equal(x, y) and ax.get_aspect() == 1
    assert tuple(x) == ax.get_xlim() == ax.get_ylim()
    assert x[0] < 10 and x[1] > 77


def test_equal_numbers_can_be_drawn():
    ax = plot.observed_predicted([3.0, 3.0], [3.0, 3.0])
    assert ax.get_xlim()[0] < 3 < ax.get_xlim()[1]


@pytest.mark.parametrize(
    ("observed", "predicted", "message"),
    [
        ([], [], "observed is empty"),
        ([1.0, 2.0], [1.0, np.nan], "predicted has 1 of 2 values that are nan or infinite"),
        ([np.inf], [1.0], "observed has 1 of 1 values that are nan or infinite"),
    ],
)
def test_observations_that_cannot_be_drawn_are_refused(observed, predicted, message):
    with pytest.raises(ValueError, match=message):
        plot.observed_predicted(observed, predicted)


def test_observed_and_predicted_of_unequal_sizes_are_refused():
    with pytest.raises(ValueError, match="equal sizes, got 3 and 2"):
        plot.observed_predicted([1.0, 2.0, 3.0], [1.0, 2.0])


def test_skewed_numbers_are_drawn_on_logarithmic_axes():
    skewed = np.exp(np.linspace(-3, 3, 60))
    ax = plot.observed_predicted(skewed, 1.1 * skewed)
    assert ax.get_xscale() == ax.get_yscale() == "log" and ax.get_aspect() == 1
    assert tuple(artist(ax, "diagonal").get_xdata()) == ax.get_xlim() == ax.get_ylim()
    assert plot.observed_predicted(skewed, skewed, log=False).get_xscale() == "linear"
    for plain in (np.linspace(1, 9, 20), skewed - 1):  # not skewed; not positive
        assert plot.observed_predicted(plain, plain).get_xscale() == "linear"
    below = skewed.copy()
    below[3] = -0.1
    assert plot.observed_predicted(skewed, below).get_xscale() == "linear"
    with pytest.raises(ValueError, match=r"no place for -0\.1: leave log=True out"):
        plot.observed_predicted(skewed, below, log=True)


def test_a_rival_stands_behind_as_hollow_points():
    sums = [14.0, 16.0, 90.0]
    ax = plot.observed_predicted(OBSERVED, PREDICTED, rival={"best sum": sums})
    rival, points = artist(ax, "rival"), artist(ax, "points")
    assert rival.get_offsets().tolist() == np.column_stack([OBSERVED.ravel(), sums]).tolist()
    assert not rival.get_facecolor().size and rival.get_zorder() < points.get_zorder()
    assert artist(ax, "rival-name").get_text() == "hollow: best sum"
    assert ax.get_xlim()[1] > 90
    assert not plot.observed_predicted(OBSERVED, PREDICTED, rival=sums).texts
    with pytest.raises(ValueError, match="observed and predicted and rival must have equal sizes"):
        plot.observed_predicted(OBSERVED, PREDICTED, rival=[1.0])
    with pytest.raises(ValueError, match="one name and its predictions, got 2 names"):
        plot.observed_predicted(OBSERVED, PREDICTED, rival={"a": sums, "b": sums})


# ---- loss valley -------------------------------------------------------------------------------


def test_the_valley_is_the_loss_over_the_least_loss():
    n, loss = artist(plot.loss_valley(VALLEY), "valley").get_data()
    assert n.tolist() == sorted([*N, 0.91])
    assert loss == pytest.approx(1 + (n - 0.91) ** 2 / 0.3) and loss.min() == 1


def test_minimum_and_interval_are_marked():
    ax = plot.loss_valley(VALLEY)
    (x,), (y,) = artist(ax, "minimum").get_data()
    assert (x, y) == (0.91, 1)
    inside, height = artist(ax, "interval").get_data()
    assert (inside[0], inside[-1]) == VALLEY.interval
    assert height == pytest.approx(1 + (inside - 0.91) ** 2 / 0.3, abs=1e-3)


@pytest.mark.parametrize(("best", "side"), [(0.1, "left"), (0.5, "center"), (0.9, "right")])
def test_the_label_stands_at_the_minimum_and_keeps_inside(best, side):
    valley = SimpleNamespace(n=N, loss=1 + (N - best) ** 2, best=best, least=1.0, interval=(0, 1))
    (text,) = plot.loss_valley(valley, label="trees").texts
    assert text.get_text() == f"trees: n = {best:.2f}"
    assert text.xy == (best, 1) and text.get_ha() == side


def test_the_valley_has_the_colour_of_its_best_n():
    ax = plot.loss_valley(VALLEY)
    for gid in ("valley", "interval", "minimum"):
        assert artist(ax, gid).get_color() == plot.N_COLOURS(0.91)


def test_loss_valley_takes_a_profile(trained):
    task, neuron, _ = trained("delivery")
    profile = study.profile(neuron, task, points=11)
    n, loss = artist(plot.loss_valley(profile), "valley").get_data()
    assert set(profile.n) <= set(n)
    assert np.interp(profile.n, n, loss) == pytest.approx(profile.loss / profile.least)


def test_the_valley_of_an_exact_law_can_be_drawn():
    exact = SimpleNamespace(n=N, loss=N**2, best=0.0, least=0.0, interval=(0.0, 0.0))
    _, loss = artist(plot.loss_valley(exact), "valley").get_data()
    assert np.all(np.isfinite(loss))


def valley(best, steep, low=0.0, high=1.0, interval=None):
    n = np.linspace(low, high, 61)
    loss = 0.3 + steep * (n - best) ** 2
    return SimpleNamespace(
        n=n, loss=loss, best=best, least=0.3, interval=interval or (best - 0.1, best + 0.1)
    )


def ticks_of(axis):
    """Return all ticks that are drawn."""
    low, high = axis.get_view_interval()
    ticks = np.array([*axis.get_majorticklocs(), *axis.get_minorticklocs()])
    return ticks[(low <= ticks) & (ticks <= high)]


@pytest.mark.parametrize("steep", [0.001, 0.1, 1.0, 1.5, 30, 3000])
def test_the_axis_of_a_valley_begins_at_1(steep):
    ax = plot.loss_valley(valley(0.9, steep), label="trees")
    plot.loss_valley(valley(0.7, steep / 2), label="firs", ax=ax)
    ax.figure.canvas.draw()
    ticks = ticks_of(ax.yaxis)
    assert ticks.min() == 1 and len(ticks) >= 3
    assert min(line.get_ydata().min() for line in ax.lines) == 1
    assert not overlapping(ax.figure) and not cut_off(ax.figure)
    bounds = ax.spines["left"].get_bounds()
    assert bounds == (1, ax.get_ylim()[1])


@pytest.mark.parametrize(("high", "scale"), [(4.5, "linear"), (5.5, "log"), (1e4, "log")])
def test_a_deep_valley_has_a_logarithmic_axis(high, scale):
    ax = plot.loss_valley(valley(0.0, 0.3 * (high - 1)))
    assert ax.get_yscale() == scale
    assert ax.get_ylim()[0] > 0 or scale == "linear"


def test_an_interval_that_goes_on_beyond_the_grid_is_drawn_to_its_end():
    for interval in ((-np.inf, np.inf), (-0.5, 1.7)):
        ax = plot.loss_valley(valley(0.5, 1.0, interval=interval))
        inside, _ = artist(ax, "interval").get_data()
        assert (inside[0], inside[-1]) == (0, 1) and ax.get_xlim() == (-0.02, 1.02)


def test_a_least_loss_that_is_not_the_least_makes_no_ratio_below_1():
    wrong = SimpleNamespace(n=N, loss=1 + N, best=0.51, least=1.4, interval=(0.4, 0.6))
    ax = plot.loss_valley(wrong)
    assert artist(ax, "valley").get_ydata().min() == 1
    assert artist(ax, "minimum").get_ydata() == [1.4]


def test_valleys_are_named_by_a_dict():
    ax = plot.loss_valley({"trees": valley(0.9, 1), "firs": valley(0.2, 1)})
    assert [t.get_text() for t in ax.texts] == ["trees: n = 0.90", "firs: n = 0.20"]
    assert len(plot.loss_valley([valley(0.9, 1)] * 3).lines) == 9


def test_beyond_is_written_on_one_line():
    ax = plot.loss_valley(valley(1.6, 1, -1, 2))
    assert [t.get_text() for t in ax.get_xticklabels()] == [
        "−1\nbeyond +", "0\nadds", "1\nmultiplies", "2\nbeyond ×",
    ]  # fmt: skip
    assert not overlapping(ax.figure)


def test_other_minima_are_marked_at_the_ends_too():
    wavy = 3 + np.cos(3 * np.pi * N) - 1.5 * N  # minima at 1/3, and at the end n = 1
    valley = SimpleNamespace(n=N, loss=wavy, best=1.0, least=wavy[-1], interval=(0.9, 1.0))
    n, loss = artist(plot.loss_valley(valley), "local-minima").get_data()
    assert n == pytest.approx([1 / 3 + 0.02], abs=0.03)
    assert loss == pytest.approx(np.interp(n, N, wavy) / wavy[-1])
    falling = SimpleNamespace(n=N, loss=1 + N, best=0.0, least=1.0, interval=(0.0, 0.1))
    assert not plot.loss_valley(falling).findobj(lambda a: a.get_gid() == "local-minima")


def test_the_best_n_is_no_other_minimum_though_the_grid_comes_a_hair_lower_beside_it():
    valley = SimpleNamespace(n=N, loss=1 + (N - 0.5) ** 2, best=0.5 + 1e-7, least=1 + 1e-9,
                             interval=(0.2, 0.8))  # fmt: skip
    assert 0.5 in N
    ax = plot.loss_valley(valley)
    assert not artists(ax, "local-minima")
    assert artist(ax, "minimum").get_xdata() == [valley.best]


def test_labels_of_minima_that_are_neighbours_stand_below_each_other():
    ax = plot.loss_valley(VALLEY, label="trees")
    for name in ("pines", "firs"):
        plot.loss_valley(VALLEY, label=name, ax=ax)
    assert not overlapping(ax.figure) and not cut_off(ax.figure)


def test_valleys_that_share_an_axis_are_all_inside():
    _, (left, right) = plt.subplots(1, 2, sharey=True)
    high = SimpleNamespace(n=N, loss=1 + 9 * (N - 1) ** 2, best=1.0, least=1.0, interval=(0.9, 1.0))
    plot.loss_valley(high, ax=left)
    plot.loss_valley(VALLEY, ax=right)
    assert right.get_ylim()[1] > 10


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"best": np.nan}, "best, least and interval has 1 of 4 values"),
        ({"interval": (np.nan, 1)}, "best, least and interval has 1 of 4 values"),
        ({"loss": [1.0, 2.0, 3.0]}, "n and loss need the same length, got 51 and 3"),
        ({"n": [], "loss": []}, "n is empty"),
    ],
)
def test_a_valley_with_a_fault_is_refused(changes, message):
    valley = {"n": N, "loss": 1 + N, "best": 0.0, "least": 1.0, "interval": (0, 0.1)} | changes
    with pytest.raises(ValueError, match=message):
        plot.loss_valley(SimpleNamespace(**valley))
    assert not plt.get_fignums()


def test_a_valley_of_zeros_can_be_drawn():
    flat = SimpleNamespace(n=N, loss=0 * N, best=0.5, least=0.0, interval=(0, 1))
    assert not artist(plot.loss_valley(flat), "valley").get_ydata().any()


@pytest.mark.parametrize("part", ["n", "loss"])
def test_a_valley_that_is_not_finite_is_refused(part):
    values = {"n": N, "loss": 1 + N, part: np.where(N == 0.5, np.nan, N)}
    with pytest.raises(ValueError, match=f"{part} has 1 of"):
        plot.loss_valley(SimpleNamespace(best=0.0, least=1.0, interval=(0.0, 0.1), **values))


@pytest.mark.parametrize("high", [0.9, 1.6, 2.0, 2.8])
def test_the_name_of_an_axis_beyond_times_touches_no_other_name(high):
    n = np.linspace(0, high, 21)[:, None]
    with plt.style.context("minigrad.plot.teaching"):
        ax = plot.migration(train.History(np.ones(20), {"n": n}))
        ax.figure.canvas.draw()
    name = ax.yaxis.label.get_window_extent().padded(4)
    others = [text.get_window_extent() for text in ax.get_yticklabels() if text.get_text()]
    assert others and not any(name.overlaps(other) for other in others)
