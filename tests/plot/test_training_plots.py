import copy
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from minigrad import nn, plot, study, tasks, train

STEPS = np.linspace(0, 0.95, 40)[:, None]
N = np.linspace(0, 1, 51)
VALLEY = SimpleNamespace(n=N, loss=0.3 + (N - 0.91) ** 2, best=0.91, least=0.3, interval=(0.7, 1.0))
OBSERVED, PREDICTED = np.array([[10.0], [20.0], [77.0]]), np.array([[12.0], [19.0], [70.0]])

DRAW = {
    "migration": lambda ax=None: plot.migration(STEPS, label="trees", ax=ax),
    "observed_predicted": lambda ax=None: plot.observed_predicted(
        OBSERVED, PREDICTED, unit="volume (ft³)", ax=ax
    ),
    "loss_valley": lambda ax=None: plot.loss_valley(VALLEY, label="trees", ax=ax),
}
every_plot = pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)


def artist(ax, gid):
    """Return the only artist of that name."""
    (found,) = ax.findobj(lambda a: a.get_gid() == gid)
    return found


# ---- what every plot keeps to ------------------------------------------------------------------


@every_plot
def test_the_given_axes_are_drawn_on_and_returned(draw):
    _, (left, right) = plt.subplots(1, 2)
    assert draw(ax=left) is left
    assert left.get_children() and left.get_xlabel()
    assert len(plt.get_fignums()) == 1
    assert not right.lines and not right.collections and not right.get_xlabel()


@every_plot
def test_without_axes_a_new_figure_is_made(draw):
    open_axes = plt.subplots()[1]
    ax = draw()
    assert ax.figure is not open_axes.figure and len(plt.get_fignums()) == 2
    assert not open_axes.lines and not open_axes.collections


@every_plot
def test_the_axes_are_labelled_and_the_title_is_left_to_the_caller(draw):
    ax = draw()
    assert ax.get_xlabel() and ax.get_ylabel() and not ax.get_title()


@every_plot
def test_matplotlibs_settings_stay_as_they_were(draw):
    before = copy.deepcopy(dict(mpl.rcParams))
    draw()
    assert dict(mpl.rcParams) == before


@every_plot
@pytest.mark.parametrize("style", ["default", "minigrad.plot.teaching"])
def test_no_text_is_cut_off_at_the_edge_of_the_figure(style, draw):
    with plt.style.context(style):
        figure = draw().figure
        figure.canvas.draw()
        inked = figure.get_tightbbox()
        width, height = figure.get_size_inches()
    assert inked.x0 > -0.01 and inked.y0 > -0.01
    assert inked.x1 < width + 0.01 and inked.y1 < height + 0.01


# ---- migration ---------------------------------------------------------------------------------


def test_a_line_of_migration_holds_every_n():
    ax = plot.migration(np.hstack([STEPS, 1 - STEPS]))
    for i, ns in enumerate((STEPS[:, 0], 1 - STEPS[:, 0])):
        points = np.array([segment[0] for segment in artist(ax, f"n-{i}").get_segments()])
        last = artist(ax, f"n-{i}").get_segments()[-1][1]
        assert np.vstack([points, last]) == pytest.approx(np.column_stack([np.arange(40), ns]))


def test_migration_takes_a_history():
    history = train.fit(nn.AddMul(2, 1, rng=0), tasks.load("product"), steps=8)
    segments = artist(plot.migration(history), "n-0").get_segments()
    ends = [segments[0][0, 1], *(s[1, 1] for s in segments)]
    assert ends == pytest.approx(history.parameters("n")[:, 0])


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


@pytest.mark.parametrize("n", [[0.1, 0.2], [[0.1, 0.2]], 0.5, np.ones((3, 2, 1))], ids=np.shape)
def test_migration_refuses_other_shapes(n):
    with pytest.raises(ValueError, match=r"shape \(steps \+ 1, neurons\)"):
        plot.migration(n)


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


def test_observed_and_predicted_of_unequal_sizes_are_refused():
    with pytest.raises(ValueError, match="equal sizes, got 3 and 2"):
        plot.observed_predicted([1.0, 2.0, 3.0], [1.0, 2.0])


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
