import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from bounding_boxes import cut_off, overlapping
from matplotlib.transforms import Bbox

from minigrad import nn, plot

LAW = [[[1, 1, 0, 0], [0, 0, 1, 1]], [[1, 1]]], [[1.0, 1.0], [0.0]]  # x₁x₂ + x₃x₄
RNG = np.random.default_rng(0)
WIDE = (
    [RNG.normal(size=(9, 3)), RNG.normal(size=(5, 9)), RNG.normal(size=(2, 5))],
    [RNG.uniform(size=9), 0.0, [1.0, 0.5]],
)


def artists(ax, beginning):
    return {a.get_gid(): a for a in ax.get_children() if (a.get_gid() or "").startswith(beginning)}


@pytest.mark.parametrize("network", [LAW, WIDE], ids=["law", "wide"])
def test_there_is_a_neuron_for_each_n_and_a_line_for_each_weight_that_matters(network):
    weights, n = network
    ax = plot.network(weights, n)
    neurons, lines = artists(ax, "neuron-"), artists(ax, "weight-")
    assert len(neurons) == len(weights[0][0]) + sum(map(len, weights))
    matter = {
        f"weight-{k}-{i}-{j}"
        for k, weight in enumerate(weights, start=1)
        for (i, j), w in np.ndenumerate(weight)
        if abs(w) > 0.1 * np.abs(weight).max()
    }
    assert set(lines) == matter


def test_the_width_of_a_line_is_the_size_of_its_weight_and_red_dashes_are_negative():
    weights, n = WIDE
    ax = plot.network(weights, n)
    ax.figure.canvas.draw()
    widest = artists(ax, "weight-")
    largest = {k: np.abs(w).max() for k, w in enumerate(weights, start=1)}
    unit = max(line.get_linewidth() for line in widest.values())
    for gid, line in widest.items():
        k, i, j = map(int, gid.split("-")[1:])
        w = weights[k - 1][i, j]
        assert line.get_linewidth() == pytest.approx(unit * abs(w) / largest[k])
        red, green, _ = mpl.colors.to_rgb(line.get_edgecolor())
        assert (red - green > 0.05) == (w < 0)
        if w == -largest[k]:
            assert mpl.colors.to_hex(line.get_edgecolor()) == "#e42536"
        assert (line.get_linestyle() in ("-", "solid")) == (w > 0)


def test_small_weights_are_pale_and_the_largest_lie_on_top():
    ax = plot.network([[[-1.0, -0.5, -0.2, -0.05]]], [0])
    lines = list(artists(ax, "weight-").items())
    assert [gid for gid, _ in lines] == ["weight-1-0-2", "weight-1-0-1", "weight-1-0-0"]
    greens = [line.get_edgecolor()[1] for _, line in lines]  # 1 of white, less of stronger reds
    assert greens == sorted(greens, reverse=True) and greens[0] > greens[-1] + 0.4


def test_a_line_leads_from_the_neuron_it_listens_to():
    ax = plot.network(*WIDE)
    middles = {
        gid: np.mean(a.get_path().get_extents().get_points(), axis=0)
        for gid, a in artists(ax, "neuron-").items()
    }
    for gid, line in artists(ax, "weight-").items():
        k, i, j = map(int, gid.split("-")[1:])
        start, end = line.get_path().vertices
        assert start == pytest.approx(middles[f"neuron-{k - 1}-{j}"])
        assert end == pytest.approx(middles[f"neuron-{k}-{i}"])


def test_neurons_have_the_colour_and_the_sign_of_their_n():
    ax = plot.network([np.ones((4, 2))], [[0.0, 0.04, 0.5, 0.96]])
    colours = [a.get_facecolor() for a in artists(ax, "neuron-1").values()]
    assert colours == [plot.N_COLOURS(n) for n in (0.0, 0.04, 0.5, 0.96)]
    assert [t.get_text() for t in artists(ax, "sign-").values()] == ["+", "+", ".50", "×"]


def test_signs_can_be_read_on_their_neurons():
    def luminance(colour):
        channels = np.array(mpl.colors.to_rgb(colour))
        linear = np.where(
            channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        return linear @ [0.2126, 0.7152, 0.0722]

    for order in np.linspace(0, 1, 21):
        ax = plot.network([[[1.0]]], [order])
        ground = luminance(artists(ax, "neuron-1-0")["neuron-1-0"].get_facecolor())
        text = luminance(artists(ax, "sign-1-0")["sign-1-0"].get_color())
        assert (max(ground, text) + 0.05) / (min(ground, text) + 0.05) >= 4.5
        plt.close("all")


def test_inputs_and_outputs_have_names():
    plain = plot.network(*LAW)
    named = plot.network(*LAW, inputs=["a", "b", "c", "d"], outputs=["volume (ft³)"])
    assert [t.get_text() for t in artists(plain, "input-").values()] == ["x₁", "x₂", "x₃", "x₄"]
    assert [t.get_text() for t in artists(named, "input-").values()] == ["a", "b", "c", "d"]
    assert [t.get_text() for t in artists(named, "output-").values()] == ["volume (ft³)"]


def test_a_model_is_drawn_from_its_layers():
    model = nn.Sequential(nn.AddMul(2, 3, n=0.5, rng=0), nn.AddMul(3, 1, kind="schroeder", rng=0))
    ax = plot.network([layer.weight for layer in model], [layer.n for layer in model])
    assert len(artists(ax, "neuron-")) == 6


@pytest.mark.parametrize("size", [(9, 4), (2.5, 1.5), (1.5, 5)], ids=str)
def test_everything_is_inside_and_in_its_circle_however_small(size):
    _, ax = plt.subplots(figsize=size)
    figure = plot.network(
        *WIDE, inputs=["girth", "height", "age"], outputs=["a", "b"], ax=ax
    ).figure
    assert not cut_off(figure) and not overlapping(figure)
    circles, signs = artists(ax, "neuron-"), artists(ax, "sign-")
    for gid, sign in signs.items():
        circle = circles[gid.replace("sign", "neuron")].get_window_extent()
        text = sign.get_window_extent()
        assert Bbox.union([circle, text]).width == pytest.approx(circle.width)
    for one, other in zip(circles.values(), list(circles.values())[1:], strict=False):
        assert not one.get_window_extent().overlaps(other.get_window_extent())


@pytest.mark.parametrize(
    ("weights", "n", "names", "message"),
    [
        ([], [], {}, "at least one, got 0 and 0"),
        ([np.ones((2, 2))], [0, 1], {}, "one entry a layer, and at least one, got 1 and 2"),
        ([np.ones((2, 2)), np.ones((1, 3))], [0, 0], {}, r"weights\[1\] .* the layer before has 2"),
        ([np.ones((2, 2))], [[0, 0, 0]], {}, r"n\[0\] has shape \(3,\), but the layer has 2"),
        ([np.full((1, 2), np.nan)], [0], {}, r"weights\[0\] has 2 of 2 values that are nan"),
        ([np.ones((1, 2))], [np.inf], {}, r"n\[0\] has 1 of 1 values that are nan or infinite"),
        ([np.ones(2)], [0], {}, r"weights\[0\] must have 2 dimensions"),
        ([np.ones((1, 2))], 0, {}, "one entry a layer, and at least one, got 1 and 0"),
        (None, [], {}, "at least one, got 0 and 0"),
        ([np.ones((1, 2))], [0], {"outputs": "yes"}, "outputs must be a list of 1 names, got 'yes'"),
        ([np.ones((1, 2))], [0], {"inputs": ["a"]}, "inputs must be a list of 2 names"),
        ([np.ones((10_000, 2))], [0], {}, r"more than 20 neurons .* distributed with river"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_and_no_figure_left(weights, n, names, message):
    with pytest.raises(ValueError, match=message):
        plot.network(weights, n, **names)
    assert not plt.get_fignums()


def test_a_complex_n_is_refused():
    with pytest.raises(TypeError, match=r"n\[0\] must be real"):
        plot.network([np.ones((1, 2))], [1j])


def test_a_layer_of_zeros_has_no_lines():
    ax = plot.network([np.zeros((1, 2))], [0.0])
    assert not artists(ax, "weight-")
