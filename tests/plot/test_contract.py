"""What all plots keep to, one test for all of them: axes, settings, labels, room for every text."""

import copy
import inspect
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from bounding_boxes import cut_off, overlapping, texts_of
from matplotlib.colors import to_hex
from matplotlib.contour import QuadContourSet
from matplotlib.text import Text

from minigrad import Tensor, plot
from minigrad.plot.inks import contrast, paper

RNG = np.random.default_rng(0)
SIDE = np.linspace(0.1, 4, 28)
PLANE = np.linspace(-2, 2, 41) + 1j * np.linspace(-1, 1, 21)[:, None]
STEPS = np.linspace(0, 0.95, 40)[:, None]
MANY = RNG.uniform(size=(30, 70)) ** np.linspace(0.1, 9, 30)[:, None]
LOSS = np.exp(-np.linspace(0, 9, 200)) * RNG.uniform(0.5, 2, 200)
N = np.linspace(0, 1, 51)
VALLEY = SimpleNamespace(n=N, loss=0.3 + (N - 0.91) ** 2, best=0.91, least=0.3, interval=(0.7, 1.0))
BEYOND = SimpleNamespace(
    n=3 * N - 1, loss=0.3 + (3 * N - 2.4) ** 2, best=1.4, least=0.3, interval=(1.1, 1.6)
)
ROWS = [
    SimpleNamespace(
        model=model, test=test, test_low=0.9 * test, test_high=1.2 * test, seconds=seconds,
        verdict="cannot tell", n=n, impossible="",
    )
    for model, test, seconds, n in [
        ("linear", 4.26, 0.02, ()), ("power law", 2.72, 0.03, ()), ("AddMul", 2.76, 0.35, (0.97,)),
    ]
]  # fmt: skip
CURVES = {"linear": ([2.0, 2.5], [1.8, 2.2], [2.2, 2.6]), "AddMul": ([2, 0.5], [1, 0.4], [3, 0.7])}
WEIGHTS = [RNG.normal(size=(5, 3)), RNG.normal(size=(2, 5))]


def loss():
    x = Tensor(3.0, requires_grad=True, name="x")
    y = x * x + 1
    y.backward(retain_graph=True)
    return y


ON_AXES = {
    "iterates": lambda **ax: plot.iterates(np.linspace(-1, 1, 9), **ax),
    "iterates, far away": lambda **ax: plot.iterates([-3, -1.5, 0.3, 2, 3], **ax),
    "heights": lambda **ax: plot.heights(journey=(2, 0.5), **ax),
    "heights, back": lambda **ax: plot.heights(x=[-2, 0, 5], journey=(4, -0.7), **ax),
    "heights, far": lambda **ax: plot.heights(journey=(100, 0.5), **ax),
    "current": lambda **ax: plot.current([-1, 0, 0.75, 1.5], **ax),
    "derivatives": lambda **ax: plot.derivatives(0.5, **ax),
    "derivatives, second": lambda **ax: plot.derivatives(0.5, order=2, **ax),
    "derivatives, of logs": lambda **ax: plot.derivatives(-0.4, order=2, **ax),
    "operator_paths": lambda **ax: plot.operator_paths([(2, 7), (1.2, 6), (2, 3)], **ax),
    "operator_paths, jumping": lambda **ax: plot.operator_paths(
        [(2, 7), (2, 3), (2, -3)], kind="schroeder", **ax
    ),
    "operator_paths, beyond": lambda **ax: plot.operator_paths(
        [(2, 7), (2, 3)], n=np.linspace(-1, 2, 61), kind="box-cox", **ax
    ),
    "operator_paths, ending": lambda **ax: plot.operator_paths([(-1, 2), (1, 1)], **ax),
    "pairs": lambda **ax: plot.pairs(6, np.linspace(0, 1, 21), **ax),
    "pairs, beyond": lambda **ax: plot.pairs(6, [-1, 0.5, 2], kind="box-cox", limit=20, **ax),
    "obstacle": lambda **ax: plot.obstacle(SIDE, SIDE, **ax),
    "obstacle, Abel": lambda **ax: plot.obstacle(SIDE[::2] + 2, SIDE, kind="abel", **ax),
    "obstacle, nowhere": lambda **ax: plot.obstacle(SIDE, SIDE, kind="linear-log", **ax),
    "domain_colouring": lambda **ax: plot.domain_colouring(PLANE**3 - 1, (-2, 2, -1, 1), **ax),
    "colour_key": lambda **ax: plot.colour_key(**ax),
    "orbits": lambda **ax: plot.orbits([5 + 3j, 4 - 2j, -2], **ax),
    "cuts": lambda **ax: plot.cuts(**ax),
    "graph": lambda **ax: plot.graph(loss(), **ax),
    "migration": lambda **ax: plot.migration(STEPS, label="trees", **ax),
    "migration, twins": lambda **ax: plot.migration(STEPS * [[1, 1, 0.99, 0.5]], **ax),
    "migration, beyond": lambda **ax: plot.migration(STEPS * [[1.7, -1, 0.5]], label="trees", **ax),
    "river": lambda **ax: plot.river(MANY, **ax),
    "river, beyond": lambda **ax: plot.river(3 * MANY - 1, **ax),
    "loss_curve": lambda **ax: plot.loss_curve(LOSS, label="trees", **ax),
    "gradient_sizes": lambda **ax: plot.gradient_sizes(
        {"small": LOSS, "large": 10 * LOSS}, clip_norm=1.0, **ax
    ),
    "observed_predicted": lambda **ax: plot.observed_predicted(
        [10, 20, 77], [12, 19, 70], unit="volume (ft³)", **ax
    ),
    "loss_valley": lambda **ax: plot.loss_valley(VALLEY, label="trees", **ax),
    "loss_valley, beyond": lambda **ax: plot.loss_valley(BEYOND, label="trees", **ax),
    "network": lambda **ax: plot.network(
        WEIGHTS, [0.5, [1, 0]], inputs=["girth", "height", "age"], outputs=["a", "b"], **ax
    ),
    "network, beyond": lambda **ax: plot.network(WEIGHTS, [-1.5, [2, 1.5]], **ax),
    "error_curves": lambda **ax: plot.error_curves([8, 16], CURVES, **ax),
    "error_time": lambda **ax: plot.error_time(ROWS, **ax),
    "success_rates": lambda **ax: plot.success_rates({"sum": (1, 0.87, 1), "×": (0.6, 0.4, 0.8)}, **ax),
}  # fmt: skip
OF_FIGURES = {
    "surfaces": lambda **part: plot.surfaces(
        [0, 1], [0, 1], np.zeros((2, 2, 2)), titles=["before", "after"], key="y", n=[0, 1], **part
    ),
    "surfaces, differences": lambda **part: plot.surfaces(
        [0, 1], [0, 1], [[[-7, 1], [0, 2]]] * 5, titles=["soft\nexponential"] * 5, centre=0,
        key="more", **part
    ),
    "operator_maps": lambda **part: plot.operator_maps([0, 0.25, 0.5, 0.75, 1], **part),
    "operator_maps, one": lambda **part: plot.operator_maps(0.5, kind="abel", **part),
    "operator_maps, six": lambda **part: plot.operator_maps(
        np.linspace(-1, 2, 6), kind="box-cox", **part
    ),
    "operator_maps, eight": lambda **part: plot.operator_maps(
        N[:8], x=SIDE, kind="schroeder", **part
    ),
    "comparison": lambda **part: plot.comparison(ROWS, unit="ft³", **part),
    "comparison, beyond": lambda **part: plot.comparison(
        [*ROWS, SimpleNamespace(**vars(ROWS[0]) | {"model": "Box–Cox", "n": (-0.5, 1.7)})], **part
    ),
}  # fmt: skip
FILMS = {
    "animate": lambda: plot.animate(SIDE, SIDE, [SIDE + SIDE[:, None]] * 3, [0, 0.5, 1]).twin,
    "animate, a frame": lambda: (
        plot.animate(
            SIDE, SIDE, [SIDE + SIDE[:, None]] * 3, [0, 0.5, 1], region=(1, 2, 1, 2)
        ).figure
    ),
    "backward": lambda: plot.backward(loss()).twin,
    "backward, a frame": lambda: plot.backward(loss()).figure,
    "bending": lambda: plot.bending(SIDE).twin,
    "bending, a frame": lambda: plot.bending(SIDE).figure,
    "travel": lambda: plot.travel([-1, 0, 0.75, 1.5]).twin,
    "travel, a frame": lambda: plot.travel([-1, 0, 0.75, 1.5]).figure,
}
BARE = ("colour_key", "graph", "network")  # have no axes to be labelled
on_axes = pytest.mark.parametrize("draw", ON_AXES.values(), ids=ON_AXES)
everywhere = pytest.mark.parametrize(
    "draw",
    [
        *(lambda draw=draw: draw().figure for draw in ON_AXES.values()),
        *OF_FIGURES.values(),
        *FILMS.values(),
    ],
    ids=[*ON_AXES, *OF_FIGURES, *FILMS],
)
in_figures = pytest.mark.parametrize("draw", OF_FIGURES.values(), ids=OF_FIGURES)


def has_drawings(ax):
    return bool(ax.lines or ax.collections or ax.patches or ax.images or ax.texts)


def test_every_plot_is_here():
    functions = {name for name in plot.__all__ if inspect.isfunction(getattr(plot, name))}
    here = {name.split(",")[0] for name in (*ON_AXES, *OF_FIGURES, *FILMS)}
    assert here == functions - {"save"}


@on_axes
def test_the_given_axes_are_drawn_on_and_no_others(draw):
    figure, (left, right) = plt.subplots(1, 2)
    assert draw(ax=left) is left and has_drawings(left)
    assert plt.get_fignums() == [figure.number]
    assert right.axison and not has_drawings(right) and not right.get_xlabel()
    assert right.get_xlim() == right.get_ylim() == (0, 1)


@on_axes
def test_without_axes_a_new_figure_is_made(draw):
    other = plt.subplots()[1]
    ax = draw()
    assert ax.figure is not other.figure and len(plt.get_fignums()) == 2
    assert not has_drawings(other)


@pytest.mark.parametrize("name", ON_AXES)
def test_axes_are_labelled_and_the_title_is_left_to_the_caller(name):
    ax = ON_AXES[name]()
    assert not any(ax.get_title(loc=side) for side in ("left", "center", "right"))
    if name == "success_rates":  # whose names are its labels
        assert ax.get_xlabel() and ax.get_yticklabels()
    elif name == "error_curves":  # which cannot know what its numbers are
        assert not ax.get_xlabel()
    elif name.split(",")[0] not in BARE:
        assert ax.get_xlabel() and ax.get_ylabel()


@pytest.mark.slow
@everywhere
def test_matplotlibs_settings_stay_as_they_were(draw):
    before = copy.deepcopy(dict(mpl.rcParams))
    draw()
    assert dict(mpl.rcParams) == before


@everywhere
@pytest.mark.parametrize(
    ("style", "scale"),
    [
        ("minigrad.plot.teaching", 1),
        pytest.param("minigrad.plot.teaching", 0.75, marks=pytest.mark.slow),
        pytest.param("default", 1, marks=pytest.mark.slow),
        pytest.param("default", 0.75, marks=pytest.mark.slow),
    ],
)
def test_no_text_is_cut_off_or_covers_another(style, scale, draw):
    with plt.style.context(style):
        figure = draw()
        figure.set_size_inches(scale * figure.get_size_inches())
        assert not cut_off(figure) and not overlapping(figure)


@in_figures
def test_plots_of_several_panels_are_drawn_in_a_part_of_a_figure(draw):
    figure = plt.figure(figsize=(16, 5), layout="constrained")
    left, right = figure.subfigures(1, 2)
    assert draw(figure=left) is left and len(left.axes) >= 2
    assert not right.axes and plt.get_fignums() == [figure.number]
    figure.draw_without_rendering()
    edge = left.bbox.x1
    assert all(ax.get_tightbbox().x1 <= edge for ax in left.axes if ax.get_visible())
    with pytest.raises(ValueError, match="figure has axes already: give an empty one"):
        draw(figure=left)
    with pytest.raises(TypeError, match="figure must be a Figure or a SubFigure, got Axes"):
        draw(figure=left.axes[0])


# ---- dark paper --------------------------------------------------------------------------------

DARK = ["minigrad.plot.teaching", "minigrad.plot.dark"]
BLACK = pytest.param(["dark_background"], id="dark_background", marks=pytest.mark.slow)
# Their colours mean numbers, and are the same on any paper; what is written on them is, too.
COLOURED = ("obstacle", "domain_colouring", "cuts", "colour_key")


def texts_on(figure):
    """Return each text that is seen with the colour behind it, if that is paper."""
    boxes = {text for text, _ in texts_of(figure)}
    for text in figure.findobj(Text):
        if text.get_text() in boxes and text.get_visible() and not in_a_shape(text):
            on = [ax for ax in figure.axes if (ax.axison or is_map(ax)) and is_inside(text, ax)]
            if not (on and is_map(on[0])):
                yield text, paper(on[0] if on else figure)


def is_inside(text, ax):
    box = text.get_window_extent()
    return all(ax.bbox.contains(*corner) for corner in (box.p0, box.p1))


def is_map(ax):
    """Tell whether axes are covered by colours that mean numbers."""
    return any(isinstance(drawn, QuadContourSet) for drawn in ax.collections) or bool(ax.images)


def in_a_shape(text):
    """Tell whether a text stands in a neuron or a box, which has a colour of its own."""
    return (text.get_gid() or "").startswith(("sign-", "name-", "shape-", "value-", "grad-"))


def contrast_of(line, behind):
    """Return the contrast of a line, or of the edge of a hollow point."""
    return max(contrast(c, behind) for c in (line.get_color(), line.get_markeredgecolor()))


def check_that_all_is_seen(figure):
    for _ in range(2):
        figure.draw_without_rendering()
    for text, behind in texts_on(figure):
        is_label = text.get_gid() in ("end", "above")  # others may have that of + on dark paper
        assert contrast(text.get_color(), behind) >= (4.5 if is_label else 2.8), text
        for effect in text.get_path_effects():
            assert to_hex(effect._gc["foreground"]) == behind
    for ax in figure.axes:
        for line in ax.lines:
            if line.get_gid() and not line.get_gid().startswith("level-"):
                assert contrast_of(line, paper(ax)) >= 2, line.get_gid()


@pytest.mark.parametrize("style", [pytest.param(DARK, id="dark"), BLACK])
@everywhere
def test_everything_is_seen_on_dark_paper(draw, style):
    with plt.style.context(style):
        figure = draw()
        assert paper(figure) in ("#000000", "#16161a")
        check_that_all_is_seen(figure)


@pytest.mark.parametrize("name", [n for n in ON_AXES if not n.startswith((*COLOURED, *BARE))])
def test_everything_is_seen_on_axes_with_a_dark_face(name):
    _, ax = plt.subplots(facecolor="white")
    ax.set_facecolor("#101030")
    ON_AXES[name](ax=ax)
    inside = [text for text in ax.texts if is_inside(text, ax)]
    for text in inside:
        assert contrast(text.get_color(), "#101030") >= 2.5
        assert all(to_hex(e._gc["foreground"]) == "#101030" for e in text.get_path_effects())
    assert all(contrast_of(line, "#101030") >= 2 for line in ax.lines if line.get_gid())


@pytest.mark.parametrize("name", ["graph", "network", "network, beyond"])
def test_boxes_and_neurons_are_dark_on_dark_paper(name):
    with plt.style.context(DARK):
        ax = ON_AXES[name]()
    shapes = ax.findobj(lambda a: (a.get_gid() or "").startswith(("box-", "ring-", "neuron-0")))
    assert shapes and all(contrast(a.get_facecolor(), "#16161a") < 2 for a in shapes)
    for text in ax.texts:
        if not text.get_gid().startswith("sign-"):
            assert contrast(text.get_color(), "#16161a") >= 4.5


def test_a_dark_figure_is_saved_dark(tmp_path):
    for style, colour in (("dark", "#16161a"), ("teaching", "#ffffff")):
        with plt.style.context(["minigrad.plot.teaching", f"minigrad.plot.{style}"]):
            plot.save(plot.migration(STEPS), tmp_path / "x.png")
        assert to_hex(plt.imread(tmp_path / "x.png")[0, 0]) == colour


# ---- little room -------------------------------------------------------------------------------


@pytest.mark.slow
def test_six_plots_fit_in_one_figure():
    with plt.style.context("minigrad.plot.teaching"):
        figure, axes = plt.subplots(2, 3, figsize=(10, 6), layout="constrained")
        names = ["migration", "loss_curve", "error_curves", "loss_valley", "iterates",
                 "observed_predicted"]  # fmt: skip
        for name, ax in zip(names, axes.flat, strict=True):
            ON_AXES[name](ax=ax)
        plot.migration(STEPS / 2, label="delivery", ax=axes[0, 0])
        assert not overlapping(figure) and not cut_off(figure)
        for name, ax in zip(names, axes.flat, strict=True):
            place = ax.get_subplotspec().get_position(figure).width
            room = ax.get_position(original=True).width
            assert room > 0.64 * place, name


def test_labels_stand_inside_where_there_is_little_room_and_outside_elsewhere():
    for width, inside in ((3, True), (7, False)):
        for draw in (plot.migration, plot.river, plot.loss_curve):
            _, ax = plt.subplots(figsize=(width, 3), layout="constrained")
            draw(np.ravel(STEPS) + 0.01, ax=ax)
            if draw is not plot.river:
                draw({"an end": np.ravel(STEPS) + 0.02}, ax=ax)
            ax.figure.draw_without_rendering()
            ends = [text for text in ax.texts if text.get_gid() == "end"]
            assert ends and all(is_inside(text, ax) == inside for text in ends)
            assert not overlapping(ax.figure) and not cut_off(ax.figure)


@pytest.mark.slow
@on_axes
def test_all_can_be_drawn_side_by_side_in_subfigures(draw):
    figure = plt.figure(figsize=(12, 5), layout="constrained")
    left, _ = figure.subfigures(1, 2)
    ax = left.subplots()
    draw(ax=ax)
    figure.draw_without_rendering()
    assert has_drawings(ax)
