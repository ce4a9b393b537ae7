import copy
from itertools import combinations
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping

from minigrad import nn, plot, study
from minigrad.plot.inks import contrast

NAN, INF = np.nan, np.inf


def row(
    model, test, low=NAN, high=NAN, *, verdict="probably worse", seconds=0.1, n=(), impossible=""
):
    return SimpleNamespace(
        model=model, test=test, test_low=low, test_high=high, verdict=verdict, seconds=seconds,
        n=n, impossible=impossible,
    )  # fmt: skip


ROWS = [
    row("AddMul", 2.76, 2.5, 3.0, verdict="", seconds=0.35, n=(0.99, 0.97, 0.98, 0.93, 0.6)),
    row("linear", 4.26, 4.1, 4.4, verdict="cannot tell", seconds=0.02),
    row("power law", 2.72, 2.6, 2.9, verdict="as good", seconds=0.03),
    row("network", 5.5, 4.0, 9.0, seconds=6.5, n=tuple(np.linspace(0, 1, 50) ** 2)),
    row("mean", 7.5, verdict="", seconds=0.002),
]
ORDER = ["mean", "network", "linear", "AddMul", "power law"]  # from the bottom to the top
X = [0.0, 0.1, 0.2, 0.5]
CURVES = {
    "linear": ([2.0, 2.5, 3.0, 4.0], [1.8, 2.2, 2.9, 3.5], [2.2, 2.6, 3.3, 5.0]),
    "AddMul": ([0.2, 0.5, 0.6, 0.9], [0.1, 0.4, 0.5, 0.8], [0.3, 0.7, 0.8, 1.0]),
    "mean": ([6.0, 6.0, 6.0, 6.0], [6.0, 6.0, 6.0, 6.0], [6.0, 6.0, 6.0, 6.0]),
}


def place(figure, model):
    """Return the height of a model's line, by the name beside it."""
    ax = figure.axes[0]
    names = [text.get_text() for text in ax.get_yticklabels()]
    return ax.get_yticks()[names.index(model)]


def lightness(colour):
    return sum(mpl.colors.to_rgb(colour))


def is_cut_off(figure):
    figure.canvas.draw()
    inked = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    return min(inked.x0, inked.y0, width - inked.x1, height - inked.y1) < -0.01


def comparison_again(rows=ROWS):
    return plot.comparison(copy.deepcopy(rows))


# ---- comparison --------------------------------------------------------------------------------


def test_a_comparison_has_three_panels_that_say_what_they_show():
    figure = plot.comparison(ROWS, unit="ft³")
    labels = [ax.get_xlabel() for ax in figure.axes]
    assert labels == ["error on unseen rows, ft³", "seconds to train", "final n"]
    assert comparison_again().axes[0].get_xlabel() == "error on unseen rows"


def test_the_best_model_is_at_the_top():
    figure = plot.comparison(ROWS)
    assert sorted(ORDER, key=lambda model: place(figure, model)) == ORDER
    for ax in figure.axes:
        low, high = ax.get_ylim()
        assert low < place(figure, "mean") < place(figure, "power law") < high


def test_the_order_of_the_rows_does_not_matter_and_is_left_alone():
    rows = ROWS[::-1]
    figure = plot.comparison(rows)
    assert rows == ROWS[::-1]
    assert sorted(ORDER, key=lambda model: place(figure, model)) == ORDER


@pytest.mark.parametrize("each", ROWS, ids=lambda each: each.model)
def test_points_are_the_errors_and_the_seconds(each):
    figure = plot.comparison(ROWS)
    height = place(figure, each.model)
    for what, value, ax in (("error", each.test, 0), ("seconds", each.seconds, 1)):
        point = artist(figure, f"{what}-{each.model}")
        assert np.ravel(point.get_data()).tolist() == [value, height]
        assert point.axes is figure.axes[ax] and point.get_marker() == "o"


@pytest.mark.parametrize("each", ROWS[:4], ids=lambda each: each.model)
def test_a_bar_reaches_from_quartile_to_quartile(each):
    figure = plot.comparison(ROWS)
    bar = artist(figure, f"spread-{each.model}")
    assert list(bar.get_xdata()) == [each.test_low, each.test_high]
    assert list(bar.get_ydata()) == [place(figure, each.model)] * 2
    assert bar.axes is figure.axes[0]


def test_without_quartiles_there_is_no_bar():
    assert artists(plot.comparison(ROWS), "spread-mean") == []


@pytest.mark.parametrize(("low", "high"), [(1.0, INF), (NAN, 3.0), (1.0, NAN)])
def test_a_quartile_that_is_not_finite_is_not_drawn(low, high):
    figure = plot.comparison([row("a", 2.0, low, high), row("b", 3.0, 2.5, 3.5)])
    assert artists(figure, "spread-a") == [] and artist(figure, "spread-b")
    assert artist(figure, "error-a").get_xdata() == [2.0]


def test_the_better_a_model_is_than_the_first_one_the_darker_it_is():
    figure = plot.comparison(ROWS)
    for what in ("error", "seconds"):
        points = {each.model: artist(figure, f"{what}-{each.model}") for each in ROWS}
        shades = {model: lightness(point.get_color()) for model, point in points.items()}
        assert shades["power law"] == shades["AddMul"] == 0
        assert 0.5 < shades["linear"] < shades["network"] - 0.5 < 2
        assert shades["mean"] == shades["network"]  # not trained, so it has no verdict
    for each in ROWS[:4]:
        point, bar = artist(figure, f"error-{each.model}"), f"spread-{each.model}"
        assert artist(figure, bar).get_color() == point.get_color()


def key_of(figure):
    """Return the words of the key below, with the colours of their dots."""
    return {
        text.get_text(): mpl.colors.to_hex(dot.get_color())
        for legend in figure.legends
        for text, dot in zip(legend.get_texts(), legend.get_lines(), strict=True)
    }


def test_the_key_names_the_verdicts_that_occur_and_no_others():
    figure = plot.comparison(ROWS)
    key = key_of(figure)
    assert list(key) == [
        "AddMul, the reference", "as good as AddMul", "cannot tell from AddMul", "probably worse than AddMul",
    ]  # fmt: skip
    for model, words in zip(["AddMul", "power law", "linear", "network"], key, strict=True):
        colour = artist(figure, f"error-{model}").get_color()
        assert mpl.colors.to_hex(colour) == key[words]
    assert list(key_of(plot.comparison(ROWS[1:2], beside="AddMul"))) == ["cannot tell from AddMul"]
    assert not key_of(plot.comparison([ROWS[0], ROWS[4]]))


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([("a", 1, ""), ("b", 2, "probably worse")], "a is best, probably"),
        ([("a", 1, ""), ("b", 2, "as good")], "a is best, another model is as good"),
        (
            [("a", 1, ""), ("b", 2, "as good"), ("c", 2, "as good"), ("d", 3, "probably worse")],
            "a is best, 2 models are as good",
        ),
        (
            [("a", 1, ""), ("b", 2, "as good"), ("c", 2, "cannot tell")],
            "a has the least error, 2 models may be as good",
        ),
        ([("a", 2, ""), ("b", 1, "probably better")], "b is probably better than a"),
        ([("a", 2, ""), ("b", 1, "cannot tell")], "b has the least error, a may be as good"),
        ([("a", 2, ""), ("b", 1, "")], "b has the least error"),
        ([("a", 1, ""), ("b", 2, "")], "a has the least error"),
        ([("a", 1, ""), ("b", 2, "probably better")], "a has the least error"),
        ([("a", 1, "")], ""),
    ],
)
def test_the_title_says_no_more_than_the_verdicts(rows, title):
    figure = plot.comparison([row(m, test, verdict=verdict) for m, test, verdict in rows])
    assert figure.get_suptitle() == title
    figure.canvas.draw()
    assert not is_cut_off(figure)


def test_the_title_can_be_chosen():
    assert plot.comparison(ROWS, title="Who is best?").get_suptitle() == "Who is best?"
    assert not plot.comparison(ROWS, title="").get_suptitle()


def test_every_n_is_a_dot_of_its_colour():
    figure = plot.comparison(ROWS)
    for each in (ROWS[0], ROWS[3]):
        dots = artist(figure, f"n-{each.model}")
        assert dots.axes is figure.axes[2]
        n, heights = dots.get_offsets().T
        assert n.tolist() == list(each.n)
        assert np.all(abs(heights - place(figure, each.model)) < 0.45)  # lines are 1 apart
        assert len(set(zip(np.round(n, 2), heights, strict=True))) == len(n)  # none hides another
        assert np.array_equal(dots.get_facecolors(), [plot.N_COLOURS(float(x)) for x in n])
    for each in (ROWS[1], ROWS[2], ROWS[4]):
        assert artists(figure, f"n-{each.model}") == []


def test_where_no_model_has_several_n_they_stand_beside_the_names():
    rows = [row("AddMul", 1.0, n=(0.971,)), row("Box–Cox", 2.0, n=(-0.5,)), row("line", 3.0)]
    figure = plot.comparison([*rows, row("odd", 4.0, n=(NAN,))])
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert names == ["odd", "line", "Box–Cox, n = −0.50", "AddMul, n = 0.97"]
    assert len(figure.axes) == 2


def test_n_may_be_an_array_and_what_is_no_n_is_left_out():
    rows = [row("a", 1.0, n=np.array([0.2, 0.3])), row("b", 2.0, n=(NAN,)), row("c", 3.0, n=(3,))]
    figure = plot.comparison(rows)
    ends = {m: artist(figure, f"n-{m}").get_offsets()[:, 0].tolist() for m in ("a", "c")}
    assert ends == {"a": [0.2, 0.3], "c": [3]}
    assert not artists(figure, "n-b")


def test_a_comparison_itself_will_do_and_other_things_are_answered_with_a_cure():
    whole = SimpleNamespace(rows=ROWS, learners={})
    assert plot.comparison(whole).axes[0].get_yticklabels()
    assert artists(plot.error_time(whole), "point-linear")
    for draw in (plot.comparison, plot.error_time):
        with pytest.raises(TypeError, match=r"got a model, AddMul: compare models first"):
            draw(nn.AddMul(2, 1))


def test_the_axis_of_n_says_which_end_adds_and_which_multiplies():
    ax = plot.comparison(ROWS).axes[2]
    texts = dict(zip(ax.get_xticks(), [t.get_text() for t in ax.get_xticklabels()], strict=True))
    assert "+" in texts[0] and "×" in texts[1]
    assert ax.get_xlim()[0] <= 0 and ax.get_xlim()[1] >= 1


@pytest.mark.parametrize(
    "left_out",
    [row("x", 1.0, impossible="takes logarithms"), row("x", INF), row("x", NAN, 1.0, 2.0)],
    ids=["impossible", "infinite", "no number"],
)
@pytest.mark.parametrize("at", [0, 2, 5])
def test_a_model_that_cannot_or_has_no_finite_error_is_left_out(at, left_out):
    figure = plot.comparison([*ROWS[:at], left_out, *ROWS[at:]])
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert names == ORDER
    for what in ("error", "spread", "seconds", "n"):
        assert artists(figure, f"{what}-x") == []


@pytest.mark.parametrize("rows", [[], [row("a", INF), row("b", NAN), row("c", 1, impossible="-")]])
def test_nothing_to_draw_is_refused_and_no_figure_left(rows):
    with pytest.raises(ValueError, match="nothing to draw: no model has a finite error"):
        plot.comparison(rows)
    assert plt.get_fignums() == []


def test_errors_of_rounding_are_drawn_well_below_the_least_error_that_is_none():
    rows = [row("exact", 1e-16, 0.0, 3e-5), row("zero", 0.0), row("near", 2e-6), row("far", 0.5)]
    figure = plot.comparison(rows)
    for model in ("exact", "zero"):
        assert artist(figure, f"error-{model}").get_xdata() == pytest.approx([2e-7])
    assert list(artist(figure, "spread-exact").get_xdata()) == pytest.approx([2e-7, 3e-5])
    assert [text.get_text() for text in figure.axes[0].texts] == ["exact", "exact"]
    assert place(figure, "zero") > place(figure, "exact") > place(figure, "near")
    figure.canvas.draw()


def test_an_exact_model_does_not_stand_beside_its_rival():
    figure = plot.comparison([row("exact", 1e-16), row("line", 0.0849, 0.0817, 0.0854)])
    assert figure.axes[0].get_xscale() == "log"
    assert artist(figure, "error-exact").get_xdata()[0] < 0.01


def test_a_comparison_of_exact_models_only_can_be_drawn():
    figure = plot.comparison([row("a", 0.0, 0.0, 0.0), row("b", 1e-17)])
    figure.canvas.draw()
    assert 0 < artist(figure, "error-a").get_xdata()[0] < 1e-9


@pytest.mark.parametrize(("worst", "scale"), [(3.0, "linear"), (30.0, "log")])
def test_errors_of_several_sizes_are_drawn_on_a_logarithmic_axis(worst, scale):
    figure = plot.comparison([row("a", 1.0), row("b", 2.0), row("c", worst)])
    assert figure.axes[0].get_xscale() == scale and figure.axes[1].get_xscale() == "log"


def test_a_comparison_of_one_model_can_be_drawn():
    figure = plot.comparison([row("only", 2.0, verdict="", n=(0.5,))])
    assert artist(figure, "error-only").get_xdata() == [2.0]
    assert not is_cut_off(figure)


@pytest.mark.parametrize("count", [5, 15])
def test_names_of_models_keep_apart(count):
    rows = [row(f"a model of number {i}", 1.0 + i / 7) for i in range(count)]
    with plt.style.context("minigrad.plot.teaching"):
        figure = plot.comparison(rows)
        figure.canvas.draw()
        boxes = [text.get_window_extent() for text in figure.axes[0].get_yticklabels()]
    assert len(boxes) == count
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


@pytest.mark.parametrize("style", ["default", "minigrad.plot.teaching"])
def test_no_text_of_a_comparison_is_cut_off(style):
    with plt.style.context(style):
        rows = [*ROWS, row("a network of many layers", 3.0, seconds=100)]
        assert not is_cut_off(plot.comparison(rows, unit="ft³"))


# ---- error curves ------------------------------------------------------------------------------


def ends(ax):
    """Return the texts beside the lines by what they say."""
    return {text.get_text(): text for text in ax.texts}


@pytest.mark.parametrize("model", CURVES)
def test_a_curve_is_the_median_and_its_band_the_spread(model):
    ax = plot.error_curves(X, CURVES)
    median, low, high = CURVES[model]
    line = artist(ax, f"median-{model}")
    assert np.array_equal(line.get_xdata(), X) and np.array_equal(line.get_ydata(), median)
    corners = artist(ax, f"spread-{model}").get_paths()[0].vertices
    for x, bottom, top in zip(X, low, high, strict=True):
        heights = corners[corners[:, 0] == x, 1]
        assert (heights.min(), heights.max()) == (bottom, top)


def test_a_band_and_a_name_have_the_colour_of_their_line():
    ax = plot.error_curves(X, CURVES)
    colours = {
        model: mpl.colors.to_rgb(artist(ax, f"median-{model}").get_color()) for model in CURVES
    }
    assert len(set(colours.values())) == 3
    for model, colour in colours.items():
        band = artist(ax, f"spread-{model}").get_facecolor()[0]
        assert tuple(band[:3]) == colour and 0 < band[3] < 0.5
        name = mpl.colors.to_rgb(ends(ax)[model].get_color())
        scale = max(name) / max(colour)  # darker, where it could not be read
        assert name == pytest.approx(np.multiply(scale, colour), abs=0.01)
        assert contrast(name, "white") >= 4.5


def test_names_inside_stand_in_the_order_of_the_ends():
    _, ax = plt.subplots(figsize=(3.5, 3.5))
    heights = {"product": 0.0048, "addmul": 0.0053, "interactions": 0.0042, "line": 0.12}
    ax.set_ylim(2e-3, 2)
    plot.error_curves(
        X, {name: [np.geomspace(0.2, y, 4)] * 3 for name, y in heights.items()}, ax=ax
    )
    ax.figure.draw_without_rendering()
    drawn = sorted(ends(ax), key=lambda name: ends(ax)[name].get_window_extent().y0)
    assert drawn == ["interactions", "product", "addmul", "line"]


def test_errors_are_on_a_logarithmic_axis_and_every_x_is_a_tick():
    ax = plot.error_curves(X, CURVES)
    assert ax.get_yscale() == "log" and ax.get_xscale() == "linear"
    assert list(ax.get_xticks()) == X
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "0.1", "0.2", "0.5"]


def test_names_stand_at_the_right_ends_of_their_lines():
    ax = plot.error_curves(X, CURVES)
    ax.figure.canvas.draw()
    assert set(ends(ax)) == set(CURVES)
    for model, text in ends(ax).items():
        right, height = ax.transData.transform((X[-1], CURVES[model][0][-1]))
        box = text.get_window_extent()
        assert right < box.x0 < right + 30
        assert (box.y0 + box.y1) / 2 == pytest.approx(height, abs=3)


CROWDED = {
    "two": [1.0, 1.0],
    "near each other": [1.0, 1.02, 1.05, 0.97, 3.0],
    "seven of one": [1.0] * 7,
    "two heaps": [0.1, 0.1, 0.1, 10.0, 10.0, 10.0],
    "at the edge": [0.1, 5.0, 5.0, 5.1, 5.2],
}


@pytest.mark.parametrize("last", CROWDED.values(), ids=CROWDED)
def test_names_of_lines_that_end_together_do_not_overlap(last):
    curves = {
        f"model {i}": ([2.0, end], [1.9, 0.9 * end], [2.1, 1.1 * end]) for i, end in enumerate(last)
    }
    plt.style.use("minigrad.plot.teaching")
    ax = plot.error_curves([1, 2], curves)
    assert not is_cut_off(ax.figure)
    boxes = {model: text.get_window_extent() for model, text in ends(ax).items()}
    assert len(boxes) == len(last)
    for a, b in combinations(boxes.values(), 2):
        assert not a.overlaps(b)
    by_height = sorted(boxes, key=lambda model: boxes[model].y0)
    heights = [curves[model][0][-1] for model in by_height]
    assert heights == sorted(heights)  # none has passed another


@pytest.mark.parametrize("style", ["default", "minigrad.plot.teaching"])
def test_no_text_of_error_curves_is_cut_off(style):
    with plt.style.context(style):
        curves = {f"a network of many layers, {name}": each for name, each in CURVES.items()}
        ax = plot.error_curves(X, curves)
        ax.set_xlabel("share of inputs that are absent")
        assert not is_cut_off(ax.figure)


def test_the_curves_are_left_alone():
    curves = {model: tuple(np.array(part) for part in each) for model, each in CURVES.items()}
    before = copy.deepcopy(curves)
    plot.error_curves(np.array(X), curves)
    for model, parts in curves.items():
        assert all(np.array_equal(a, b) for a, b in zip(parts, before[model], strict=True))


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("wrong", [[1.0, 2.0], [[1.0, 2.0, 3.0, 4.0]], 1.0], ids=np.shape)
def test_curves_of_another_shape_are_refused_by_model(part, wrong):
    parts = list(CURVES["AddMul"])
    parts[part] = wrong
    with pytest.raises(ValueError) as error:
        plot.error_curves(X, {"linear": CURVES["linear"], "AddMul": tuple(parts)})
    for text in ("'AddMul'", "median, low and high", "(4,)", str(np.shape(wrong))):
        assert text in str(error.value)


@pytest.mark.parametrize(
    ("x", "curves", "message"),
    [
        ([], {}, "x is empty"),
        ([1, 2], {}, "no curve has a positive finite median"),
        ([1, 2], {"a": ([NAN, NAN],) * 3}, "no curve has a positive finite median"),
        ([1, 2], {"a": ([0, 0],) * 3}, "no curve has a positive finite median"),
        ([1, NAN], CURVES, "x has 1 of 2 values that are nan"),
    ],
)
def test_curves_that_cannot_be_drawn_are_refused(x, curves, message):
    with pytest.raises(ValueError, match=message):
        plot.error_curves(x, curves)
    assert not plt.get_fignums()


def test_curves_are_drawn_from_left_to_right():
    backwards = {model: [part[::-1] for part in parts] for model, parts in CURVES.items()}
    forth, back = plot.error_curves(X, CURVES), plot.error_curves(X[::-1], backwards)
    for model in CURVES:
        lines = [artist(ax, f"median-{model}").get_xydata() for ax in (forth, back)]
        assert np.array_equal(*lines)


def test_many_points_are_not_named_one_by_one():
    x = np.arange(1.0, 101.0)
    ax = plot.error_curves(x, {"line": (x, x, x)})
    ax.figure.canvas.draw()
    assert len(ax.get_xticks()) < 20 and not overlapping(ax.figure)


# ---- error and time ----------------------------------------------------------------------------


def test_a_point_is_the_error_at_the_seconds_and_a_bar_the_spread():
    ax = plot.error_time(ROWS)
    for each in ROWS:
        point = artist(ax, f"point-{each.model}")
        assert [*point.get_xdata(), *point.get_ydata()] == [each.seconds, each.test]
        for bar in artists(ax, f"spread-{each.model}"):
            assert list(bar.get_xdata()) == [each.seconds] * 2
            assert list(bar.get_ydata()) == [each.test_low, each.test_high]
            assert bar.get_color() == point.get_color()
    assert not artists(ax, "spread-mean") and artists(ax, "spread-linear")
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


CROWDS = {
    "in each other's way": [
        row("addmul-uncoupled", 0.005, 0.0043, 0.018, seconds=6.3),
        row("addmul", 0.0088, 0.0044, 0.019, seconds=11.5),
        row("product", 0.009, 0.006, 0.022, seconds=4.0),
        row("tanh", 0.016, 0.01, 0.027, seconds=0.57),
    ],
    "as they are": ROWS,
    "beside each other": [row(f"model {i}", 1.0, 0.5, 2, seconds=1.1**i) for i in range(5)],
    "above each other": [row(f"model {i}", 2.0**i, 2.0**i, 2.0**i, seconds=1) for i in range(5)],
}


@pytest.mark.parametrize("rows", CROWDS.values(), ids=CROWDS)
def test_names_of_points_cover_nothing(rows):
    ax = plot.error_time(rows)
    figure = ax.figure
    assert not cut_off(figure) and not overlapping(figure)
    names = {t.get_text(): t.get_window_extent() for t in ax.texts}
    assert set(names) == {each.model for each in rows}
    for each in rows:
        for bar in artists(ax, f"spread-{each.model}"):
            box = bar.get_window_extent().padded(1)
            assert not any(box.overlaps(name) for name in names.values())


@pytest.mark.parametrize("left_out", [
    row("exact", 0.0), row("diverged", INF), row("never", 1.0, seconds=NAN),
    row("cannot", 1.0, impossible="negative inputs"),
], ids=lambda r: r.model)  # fmt: skip
def test_a_point_that_has_no_place_is_left_out(left_out):
    ax = plot.error_time([*ROWS, left_out])
    assert not artists(ax, f"point-{left_out.model}") and artists(ax, "point-linear")
    with pytest.raises(ValueError, match="nothing to draw"):
        plot.error_time([left_out])


# ---- success -----------------------------------------------------------------------------------

RATES = {f"law {found}": (found / 25, *study.wilson(found, 25)) for found in (0, 7, 25)}


def test_a_rate_stands_in_its_interval_and_the_first_at_the_top():
    ax = plot.success_rates(RATES)
    heights = []
    for name, (rate, low, high) in RATES.items():
        (x,), (y,) = artist(ax, f"rate-{name}").get_data()
        assert x == rate and list(artist(ax, f"interval-{name}").get_xdata()) == [low, high]
        assert ax.get_yticklabels()[int(y)].get_text() == name
        heights.append(ax.transData.transform((0, y))[1])
    assert heights == sorted(heights, reverse=True)
    assert ax.get_xlim() == (0, 1)


@pytest.mark.parametrize("rate", [(1.1, 0, 1.2), (0.5, 0.6, 0.7), (0.5, 0.1, 0.4), (NAN, 0, 1)])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(ValueError, match="'law' needs 0 <= low <= rate <= high <= 1"):
        plot.success_rates({"law": rate})
    assert not plt.get_fignums()


def test_no_rates_are_refused():
    with pytest.raises(ValueError, match="nothing to draw: no rate was given"):
        plot.success_rates({})
