import copy
import re
from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, plot


def leaf(data, name=None):
    return mg.Tensor(data, requires_grad=True, name=name)


def expression():
    x, y = leaf(2.0, "x"), leaf(-3.0, "y")
    z = (x * y + y) / x
    z.name = "z"
    return z


def neuron():
    w, b = leaf([-3.0, 1.0], "w"), leaf(6.75, "b")
    x = mg.Tensor([[2.0, 0.0], [1.0, 1.0], [0.0, 3.0], [1.0, 2.0]], name="x")
    return ((mg.tanh(x @ w + b) - np.array([1.0, 0.0, 0.0, 1.0])) ** 2).mean()


def layers():
    model = nn.Sequential(nn.Linear(2, 3, rng=0), nn.Tanh(), nn.Linear(3, 1, rng=1))
    for name, parameter in model.named_parameters():
        parameter.name = name
    x = np.random.default_rng(0).normal(size=(4, 2))
    return nn.mse_loss(model(x), np.array([[0.0], [1.0], [1.0], [0.0]]))


def micrograd():
    a, b = leaf(-4.0, "a"), leaf(2.0, "b")
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + (1 + c + (-a))
    d = d + (d * 2 + (b + a).relu())
    d = d + (3 * d + (b - a).relu())
    f = (c - d) ** 2
    return f / 2.0 + 10.0 / f


def steps(count=30):
    w, h = leaf(0.9, "w"), leaf(1.0, "h")
    for _ in range(count):
        h = mg.tanh(w * h)
    return h


def complex_numbers():
    x = leaf(np.arange(6.0).reshape(2, 3) + 1j, "x")
    column, row = x[:, 0], x.sum(axis=0)
    joined = mg.concatenate([x.reshape(6)[:2], column])
    return abs(column).sum() + (row.real**2).sum() + joined.imag.sum()


LOSSES = {f.__name__: f for f in (expression, neuron, layers, micrograd, steps, complex_numbers)}
every_loss = pytest.mark.parametrize("make", LOSSES.values(), ids=LOSSES)


def draw(loss, ax=None):
    """Draw the graph with gradients."""
    loss.backward(retain_graph=True)
    return plot.graph(loss, ax=ax)


def artists(ax, kind):
    """Return the artists with gid "kind-…", by what follows."""
    gids = {a: a.get_gid() or "" for a in ax.get_children()}
    return {gid[len(kind) + 1 :]: a for a, gid in gids.items() if gid.startswith(kind + "-")}


def texts(ax, kind):
    return {key: a.get_text() for key, a in artists(ax, kind).items()}


def number(text):
    return float(text.removeprefix("grad ").replace("−", "-"))


def box_of(ax, name):
    (key,) = (key for key, text in texts(ax, "name").items() if text == name)
    return key


def arrows(ax):
    """Return the arrows as pairs: the box that it starts from, the box that it goes to."""
    places = {i: a.get_path().get_extents() for i, a in artists(ax, "box").items()}
    found = []
    for key, arrow in artists(ax, "arrow").items():
        x, y = arrow.get_path().vertices[0]
        (start,) = (
            i
            for i, p in places.items()
            if abs(p.x1 - x) < 1e-6 and abs((p.y0 + p.y1) / 2 - y) < 1e-6
        )
        found.append((start, key.split("-")[0]))
    return found


# ---- what is said ------------------------------------------------------------------------------


def test_a_box_says_name_value_and_gradient():
    z = expression()
    ax = draw(z)
    assert list(texts(ax, "name").values()) == ["x", "y", "z"]
    assert [number(t) for t in texts(ax, "value").values()] == [2, -3, -6, -9, -4.5]
    # z = y + y/x
    assert [number(t) for t in texts(ax, "grad").values()] == [0.75, 1.5, 0.5, 0.5, 1]
    assert list(texts(ax, "sign").values()) == ["×", "+", "÷"]


def test_gradients_of_leaves_are_their_grad_and_of_results_the_derivative():
    w, x = leaf(-0.7123456, "w"), leaf(1.3, "x")
    product = w * x
    y = mg.exp(product)
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    ax = plot.graph(y)
    grads = texts(ax, "grad")
    assert number(grads[box_of(ax, "w")]) == pytest.approx(float(w.grad), rel=1e-3)
    assert number(grads[box_of(ax, "x")]) == pytest.approx(2 * float(w.data * y.data), rel=1e-3)
    assert number(grads["2"]) == pytest.approx(float(y.data), rel=1e-3)
    assert w.grad == 2 * x.data * y.data and product.grad is None


def test_shapes_are_said_except_of_single_numbers():
    ax = draw(layers())
    shapes = texts(ax, "shape")
    assert shapes[box_of(ax, "layers.0.weight")] == "(3, 2)"
    assert shapes[box_of(ax, "layers.2.bias")] == "(1,)"
    assert str(len(artists(ax, "box")) - 1) not in shapes
    assert sorted(shapes.values()) == sorted(
        ["(4, 2)", "(3, 2)", "(3,)", "(4, 3)", "(4, 3)", "(1, 3)", "(1,)", "(4, 1)", "(4, 1)"]
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2 / 3, "0.6667"),
        ([[1.5]], "1.5"),
        ([1.0, -2.0, 0.5], "[1, −2, 0.5]"),
        ([3.0, 1.0, 2.0, -4.0], "−4 … 3"),
        (np.zeros((2, 3)), "all 0"),
        (np.zeros((0, 3)), "empty"),
        ([1.0, np.nan, 0.0, 0.0], "some nan"),
        ([1.0, np.inf, 0.0, 0.0], "0 … inf"),
        (1e-7, "1e−07"),
        (-0.0, "0"),
        (1 - 2j, "1−2j"),
        (np.array([3, 4j] * 2), "|z| 3 … 4"),
    ],
    ids=str,
)
def test_values_are_summed_up(value, words):
    x = leaf(value, "x")
    assert texts(plot.graph(x), "value") == {"0": words}


def test_constants_have_boxes_without_gradient():
    x, c = leaf(3.0, "x"), mg.Tensor(5, name="c")
    ax = draw((x**2 * c + np.array([1.0, 2.0])).sum())
    assert texts(ax, "value")[box_of(ax, "c")] == "5"
    assert {"2", "[1, 2]"} <= set(texts(ax, "value").values())
    colours = {i: a.get_facecolor() for i, a in artists(ax, "box").items()}
    constants = [i for i in artists(ax, "box") if i not in texts(ax, "grad")]
    assert len(constants) == 3 and box_of(ax, "c") in constants
    assert len({colours[i] for i in constants}) == 1
    assert colours[constants[0]] not in [colours[i] for i in texts(ax, "grad")]


def test_a_constant_array_is_shown_as_it_was_used():
    x, a = leaf(1.0), np.array([1.0, 2.0])
    y = (x * a).sum()
    a[:] = 7
    assert "[1, 2]" in texts(plot.graph(y), "value").values()


@pytest.mark.parametrize(
    ("f", "sign"),
    [
        (lambda x: x - 1, "−"),
        (lambda x: -x, "−"),
        (lambda x: x / 2, "÷"),
        (lambda x: x**2, "**"),
        (lambda x: x @ np.ones(3), "@"),
        (mg.exp, "exp"),
        (lambda x: x.sum(), "sum"),
        (lambda x: x.sum(axis=0), "sum axis=0"),
        (lambda x: x.reshape(3, 1), "reshape 3, 1"),
        (lambda x: x[0], "[0]"),
        (lambda x: x[None], "[None]"),
        (lambda x: x[:2], "[:2]"),
        (lambda x: x[..., 2:0:-1], "[..., 2:0:-1]"),
        (lambda x: x.astype(np.float32), "astype float32"),
    ],
)
def test_the_sign_is_the_operation_as_it_is_written(f, sign):
    label = [a for a in plot.graph(f(leaf([1.0, 2.0, 3.0]))).texts if "sign" in a.get_gid()]
    assert " ".join(a.get_text() for a in label) == sign


def test_plus_and_times_have_their_colours():
    ax = draw(expression())
    edges = [mpl.colors.to_hex(a.get_edgecolor()) for a in artists(ax, "ring").values()]
    assert edges[:2] == [plot.TIMES, plot.PLUS] and edges[2] not in edges[:2]


# ---- what is joined ----------------------------------------------------------------------------


def test_a_tensor_used_twice_is_one_box_with_two_arrows():
    x = leaf(3.0, "x")
    ax = draw(x * x + x)
    assert sorted(arrows(ax)) == [("0", "1"), ("0", "1"), ("0", "2"), ("1", "2")]
    ends = [a.get_path().vertices[-1].tolist() for a in artists(ax, "arrow").values()]
    assert len({tuple(end) for end in ends}) == 4


def test_each_use_of_a_number_is_a_box():
    x = leaf(3.0)
    assert list(texts(draw(x * 2 + 2), "value").values()).count("2") == 2


@every_loss
def test_there_is_an_arrow_for_every_input(make):
    loss = make()
    wanted, seen, stack = 0, {loss}, [loss]
    while stack:
        node = stack.pop().node
        if node is not None:
            inputs = [x for x in node.inputs[: len(node.operation.vjps)] if x is not None]
            wanted += len(inputs)
            new = {x for x in inputs if isinstance(x, mg.Tensor)} - seen
            seen |= new
            stack += new
    ax = draw(loss)
    assert len(arrows(ax)) == wanted
    assert len(artists(ax, "box")) == len({i for pair in arrows(ax) for i in pair})
    assert all(int(start) < int(end) for start, end in arrows(ax))


@every_loss
def test_arrows_lead_to_the_right(make):
    for arrow in artists(draw(make()), "arrow").values():
        assert np.all(np.diff(arrow.get_path().vertices[:, 0]) > -1e-9)


def test_the_first_operand_of_a_difference_comes_in_at_the_top():
    a, b = leaf(1.0), leaf(2.0)
    for y in (a - b, b - a):
        first, second = artists(draw(y), "arrow").values()
        assert first.get_path().vertices[-1, 1] > second.get_path().vertices[-1, 1]


# ---- how it is laid out ------------------------------------------------------------------------


def drawn(ax):
    """Draw, and return the rectangles of boxes with their signs in pixels."""
    ax.figure.canvas.draw()
    boxes = {i: a.get_window_extent() for i, a in artists(ax, "box").items()}
    rings = {i: a.get_window_extent() for i, a in artists(ax, "ring").items()}
    return boxes, rings


@every_loss
@pytest.mark.parametrize(
    "figsize",
    [None, (3, 6), *(pytest.param(size, marks=pytest.mark.slow) for size in [(8, 4), (40, 3)])],
)
def test_nothing_overlaps_and_texts_are_inside_their_boxes(make, figsize):
    ax = draw(make(), ax=figsize and plt.subplots(figsize=figsize, dpi=400)[1])
    boxes, rings = drawn(ax)
    if ax.texts[0].get_fontsize() <= 1:
        pytest.skip("no font is smaller than a point")
    em = ax.texts[0].get_fontsize() * ax.figure.dpi / 72
    whole = ax.get_window_extent().padded(0.01 * em)
    frames = [*boxes.values(), *(ring.padded(-0.15 * em) for ring in rings.values())]
    for k, one in enumerate(frames):
        assert whole.x0 < one.x0 and one.x1 < whole.x1 and whole.y0 < one.y0 and one.y1 < whole.y1
        assert not any(one.overlaps(other) for other in frames[:k])
    for label in ax.texts:
        kind, key = label.get_gid().split("-")
        outside = rings[key] if kind == "sign" else boxes[key]
        inside = label.get_window_extent()
        assert outside.x0 < inside.x0 and inside.x1 < outside.x1
        assert outside.y0 < inside.y0 and inside.y1 < outside.y1


@every_loss
def test_no_arrow_runs_across_a_box(make):
    ax = draw(make())
    places = [a.get_path().get_extents().padded(-0.05) for a in artists(ax, "box").values()]
    for arrow in artists(ax, "arrow").values():
        (line,) = arrow.get_path().to_polygons(closed_only=False)
        x, y = np.concatenate([np.linspace(a, b, 20) for a, b in pairwise(line)]).T
        for place in places:
            inside = (place.x0 < x) & (x < place.x1) & (place.y0 < y) & (y < place.y1)
            assert not inside.any()


def test_text_keeps_inside_when_the_figure_is_resized():
    ax = draw(neuron())
    before, (boxes, _) = ax.texts[0].get_fontsize(), drawn(ax)
    ax.figure.set_size_inches(ax.figure.get_size_inches() / 2)
    boxes, _ = drawn(ax)
    assert ax.texts[0].get_fontsize() < 0.6 * before
    for key, label in artists(ax, "grad").items():
        assert boxes[key].x0 < label.get_window_extent().x0
        assert boxes[key].x1 > label.get_window_extent().x1


def test_a_new_figure_grows_with_the_graph_and_its_text_does_not():
    small, large = draw(expression()), draw(micrograd())
    for ax in (small, large):
        ax.figure.canvas.draw()
        assert ax.texts[0].get_fontsize() == pytest.approx(mpl.rcParams["font.size"], rel=0.1)
    assert large.figure.get_figwidth() > 2 * small.figure.get_figwidth()


def test_large_axes_do_not_magnify_a_small_graph():
    ax = draw(expression(), ax=plt.subplots(figsize=(20, 10))[1])
    ax.figure.canvas.draw()
    assert ax.texts[0].get_fontsize() == pytest.approx(mpl.rcParams["font.size"], rel=0.01)


@pytest.mark.slow
def test_a_deep_graph_can_be_drawn():
    ax = draw(steps(45))
    assert len(artists(ax, "box")) == 92
    y = leaf(1.0)
    for _ in range(5000):
        y = mg.sin(y)
    with pytest.raises(ValueError, match=r"more than 100 boxes.*smaller part"):
        plot.graph(y)


def test_a_leaf_is_one_box():
    ax = plot.graph(leaf(2.0, "x"))
    assert texts(ax, "value") == {"0": "2"} and not artists(ax, "arrow")


# ---- what is missing ---------------------------------------------------------------------------


def note(ax):
    return [a.get_text() for a in ax.texts if a.get_gid() == "note"]


def test_without_gradients_the_picture_says_what_to_do():
    x, y = leaf(2.0, "x"), leaf(3.0, "y")
    loss = x * y
    ax = plot.graph(loss)
    assert texts(ax, "grad") == {"0": "grad None", "1": "grad None"}
    (words,) = note(ax)
    assert "call backward() first" in words and "retain_graph=True" in words
    assert x.grad is None and y.grad is None
    loss.backward(retain_graph=True)
    assert not note(plot.graph(loss))


def test_one_missing_gradient_is_enough():
    x, y = leaf(2.0, "x"), leaf(3.0, "y")
    loss = x * y
    loss.backward(retain_graph=True)
    x.zero_grad()
    ax = plot.graph(loss)
    assert texts(ax, "grad") == {"0": "grad None", "1": "grad 2"} and note(ax)


def test_the_note_is_inside_the_figure_and_below_the_boxes():
    ax = plot.graph(leaf(2.0) * 2)
    boxes, _ = drawn(ax)
    (label,) = (a for a in ax.texts if a.get_gid() == "note")
    place = label.get_window_extent()
    assert place.y1 < min(box.y0 for box in boxes.values())
    assert ax.get_window_extent().x0 < place.x0 and place.x1 < ax.get_window_extent().x1


@pytest.mark.parametrize("loss", [lambda x: x * 2, lambda x: x[0] * 1j], ids=["array", "complex"])
def test_what_is_no_real_number_has_no_derivatives(loss):
    x = leaf([1.0, 2.0], "x")
    y = loss(x)
    y.backward(np.ones(y.shape), retain_graph=True)
    ax = plot.graph(y)
    assert list(texts(ax, "grad")) == [box_of(ax, "x")]


def test_gradients_with_a_graph_of_their_own_are_shown():
    x = leaf(3.0, "x")
    y = x**2
    y.backward(create_graph=True)
    ax = plot.graph(y)
    assert texts(ax, "grad")[box_of(ax, "x")] == "grad 6"
    assert "x" in texts(plot.graph(x.grad), "name").values()


def test_a_released_graph_is_refused():
    x = leaf(2.0)
    inner = x * 3
    outer, other = inner * 2, inner + 1
    outer.backward()
    for loss in (outer, other):
        with pytest.raises(RuntimeError, match=r"released.*draw it before.*retain_graph=True"):
            plot.graph(loss)


def test_a_tensor_without_a_graph_is_refused():
    with pytest.raises(ValueError, match=r"requires_grad=True.*no_grad"):
        plot.graph(mg.Tensor(2.0) * 3)


@pytest.mark.parametrize("loss", [3.0, np.ones(2), None, "loss"], ids=str)
def test_what_is_no_tensor_is_refused(loss):
    with pytest.raises(TypeError, match=rf"a Tensor was.*, got {type(loss).__name__}"):
        plot.graph(loss)


def test_nothing_about_the_graph_changes():
    loss = neuron()
    loss.backward(retain_graph=True)
    ax = plot.graph(loss)
    first = [a.get_text() for a in ax.texts]
    assert [a.get_text() for a in plot.graph(loss).texts] == first
    loss.backward()


# ---- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [("w\n1", "w 1"), ("x" * 60, "x" * 23 + "…"), ("$w_1$", "$w_1$"), ("⊕ßé", "⊕ßé"), (" ", None)],
)
def test_names_of_all_kinds_can_be_drawn(name, shown):
    ax = plot.graph(leaf(1.0, name))
    ax.figure.canvas.draw()
    assert texts(ax, "name").get("0") == shown


# ---- what every plot keeps to ------------------------------------------------------------------


def test_the_given_axes_are_drawn_on_and_returned():
    _, (left, right) = plt.subplots(1, 2)
    assert draw(expression(), ax=left) is left
    assert len(plt.get_fignums()) == 1 and not left.axison
    assert right.axison and right.get_xlim() == right.get_ylim() == (0, 1)
    assert not right.patches and not right.texts


def test_without_axes_a_new_figure_is_made():
    open_axes = plt.subplots()[1]
    ax = draw(expression())
    assert ax.figure is not open_axes.figure and len(plt.get_fignums()) == 2
    assert not open_axes.patches and not ax.get_title()


def test_matplotlibs_settings_stay_as_they_were():
    before = copy.deepcopy(dict(mpl.rcParams))
    draw(expression()).figure.canvas.draw()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "style", [pytest.param("default", marks=pytest.mark.slow), "minigrad.plot.teaching"]
)
@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_graph_is_the_same_bytes_every_time(suffix, style, tmp_path):
    with plt.style.context(style):
        for file in ("first", "second"):
            plot.save(draw(micrograd()).figure, tmp_path / f"{file}.{suffix}")
    first, second = (tmp_path / f"{file}.{suffix}" for file in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_a_subfigure_can_be_drawn_on():
    part = plt.figure(figsize=(8, 3)).subfigures(1, 2)[0]
    ax = draw(expression(), ax=part.subplots())
    ax.figure.figure.canvas.draw()
    assert re.match("−?[0-9]", texts(ax, "value")["0"])
