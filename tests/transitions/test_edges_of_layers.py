"""exp^(n) of layers: exact inside the edges, and from there on a straight line."""

import importlib
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import minigrad
from minigrad import Tensor, gradcheck, iterate, nn
from minigrad.transitions import transition

EDGE = 0.01
NS = [0.0, 1e-300, 1e-12, 0.1, 0.5, 0.9, 1 - 1e-16, 1.0]
INNER = [0.1, 0.5, 0.9, 1.0]  # where the domain has an edge that float64 can tell from -∞
SIZES = np.geomspace(1e-300, 1e6, 40)
WIDE = np.concatenate([-SIZES, [-0.0, 0.0, -1.0, 1.0, -27.6, -700.0, -710.0, 40.0, np.e], SIZES])

real_kinds = pytest.mark.parametrize("kind", ["kneser", "abel"])
every_n = pytest.mark.parametrize("n", NS)
inner_n = pytest.mark.parametrize("n", INNER)
both_ways = pytest.mark.parametrize("way", ["inward", "outward"])


def inward(x, n, kind, edge):
    return transition(kind, edge).inward(x, n)


def outward(z, n, kind):
    return transition(kind).outward(z, n)


def apply(way, x, n, kind):
    return inward(x, n, kind, EDGE) if way == "inward" else outward(x, n, kind)


def lower_edge(n, kind):
    """Return where inward becomes straight: EDGE above exp^(n)(-∞) = exp^(n-1)(0)."""
    return iterate.exp_n(0.0, n - 1, kind) + EDGE


def upper_edge(n, kind):
    """Return where outward becomes straight: where exp^(n) is e^40."""
    return iterate.exp_n(40.0, 1 - n, kind)


def value_and_slopes(way, x, n, kind):
    x, n = Tensor(x, requires_grad=True), Tensor(np.full(np.shape(x), n), requires_grad=True)
    y = apply(way, x, n, kind)
    y.sum().backward()
    return y.data, x.grad, n.grad


def reference(kind):
    """Return the module that computes the construction anew, with 60 digits and more."""
    folder = str(Path(__file__).parent.parent / "iterate")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(f"{kind}_reference")


@cache
def tangent_with_many_digits(way, n, kind):
    """Return where it touches, and value and slope there."""
    ref = reference(kind)
    if way == "inward":
        edge, steps = ref.psi_inv(n - 1) + ref.mp.mpf(EDGE), -n
    else:
        edge, steps = ref.psi_inv(ref.psi(ref.mp.mpf(40)) + 1 - n), n
    y = ref.psi_inv(ref.psi(edge) + steps)
    return edge, y, ref.generator(y) / ref.generator(edge)


def with_many_digits(way, x, n, kind):
    """Return value and slope, from the definition: exact inside, else on the tangent."""
    ref = reference(kind)
    x, n = ref.mp.mpf(x), ref.mp.mpf(n)
    edge, y_edge, slope = tangent_with_many_digits(way, n, kind)
    if x < edge if way == "inward" else x > edge:
        return y_edge + slope * (x - edge), slope
    y = ref.psi_inv(ref.psi(x) + (-n if way == "inward" else n))
    return y, ref.generator(y) / ref.generator(x)


def numbers_with_many_digits(way, x, n, kind):
    """Return value, slope by x and slope by n."""
    step = reference(kind).mp.mpf(10) ** -15
    value, slope = with_many_digits(way, x, n, kind)
    left, right = (with_many_digits(way, x, n + sign * step, kind)[0] for sign in (-1, 1))
    return float(value), float(slope), float((right - left) / (2 * step))


# ---- inside ------------------------------------------------------------------------------------


@every_n
@real_kinds
def test_above_the_lower_edge_nothing_is_changed(kind, n):
    edge = lower_edge(max(n, 1e-9), kind)
    inside = np.concatenate([edge + np.geomspace(1e-9, 30, 20), SIZES[SIZES > edge]])
    together = np.append(inside, edge - 5)  # which alone is continued
    expected = iterate.exp_n(inside, -n, kind)
    assert np.array_equal(inward(inside, n, kind, EDGE).data, expected)
    assert np.array_equal(inward(together, n, kind, EDGE).data[:-1], expected)


@every_n
@real_kinds
def test_below_the_upper_edge_nothing_is_changed(kind, n):
    edge = upper_edge(n, kind)
    inside = np.concatenate([edge * np.linspace(0.01, 0.999, 20), -SIZES[SIZES < 20], [0]])
    together = Tensor(np.append(inside, 3 * edge))
    expected = iterate.exp_n(inside, n, kind)
    assert np.array_equal(outward(Tensor(inside), n, kind).data, expected)
    assert np.array_equal(outward(together, n, kind).data[:-1], expected)


@inner_n
@real_kinds
def test_slopes_inside_are_those_of_iterate_beside_inputs_that_are_continued(kind, n):
    low, high = lower_edge(n, kind), upper_edge(n, kind)
    cases = {"inward": ([low + 0.2, 2.0, low - 3], -n, -1), "outward": ([0.5, 2.0, 2 * high], n, 1)}
    for way, (points, steps, sign) in cases.items():
        _, by_x, by_n = value_and_slopes(way, np.array(points), n, kind)
        _, exact_x, exact_n = iterate.partials(np.array(points[:2]), steps, kind)
        np.testing.assert_allclose(by_x[:2], exact_x, rtol=1e-14)
        np.testing.assert_allclose(by_n[:2], sign * exact_n, rtol=1e-14)


@pytest.mark.parametrize("x", [np.linspace(0.01, 3, 9), np.array([[-2.0, 0.5], [3.0, 1e-4]])])
@real_kinds
def test_inward_takes_one_n_for_each_column(kind, x):
    ns = np.linspace(0.2, 1, x.shape[-1])
    columns = [inward(x[..., j], n, kind, EDGE).data for j, n in enumerate(ns)]
    assert np.array_equal(inward(x, Tensor(ns), kind, EDGE).data, np.stack(columns, axis=-1))


def test_without_numbers_there_is_nothing_to_continue():
    assert inward(np.zeros((0, 2)), 0.5, "kneser", EDGE).shape == (0, 2)
    assert outward(Tensor(np.zeros((0, 2))), 0.5, "kneser").shape == (0, 2)


# ---- across the edge ---------------------------------------------------------------------------


@inner_n
@both_ways
@real_kinds
def test_value_and_slope_go_on_across_the_edge(kind, way, n):
    edge = lower_edge(n, kind) if way == "inward" else upper_edge(n, kind)
    step = 1e-9 * abs(edge)
    values, slopes, _ = value_and_slopes(way, np.array([edge - step, edge, edge + step]), n, kind)
    assert slopes == pytest.approx(np.full(3, slopes[1]), rel=1e-6)
    assert np.diff(values) == pytest.approx(np.full(2, slopes[1] * step), rel=1e-4)


@pytest.mark.parametrize(
    ("way", "points"),
    [
        ("inward", [3.0, 0.02, 0.005, 0.0, -0.2, -0.69, -4.0, -1000.0, -1e6]),
        ("outward", [-3.0, 0.5, 2.0, 39.0, 41.0, 700.0, 1e4, 1e6]),
    ],
)
@inner_n
@real_kinds
def test_values_and_slopes_on_both_sides_are_those_of_many_digits(kind, n, way, points):
    found = value_and_slopes(way, np.array(points), n, kind)
    exact = np.transpose([numbers_with_many_digits(way, x, n, kind) for x in points])
    np.testing.assert_allclose(found[0], exact[0], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(found[1], exact[1], rtol=1e-11)
    rounding = 1e-12 * np.abs(exact[0])  # far out, what depends on n is a small part of the value
    assert np.all(np.abs(found[2] - exact[2]) <= 1e-9 * np.abs(exact[2]) + rounding)


@inner_n
@real_kinds
def test_the_edge_is_where_it_is_said_to_be(kind, n):
    edge = lower_edge(n, kind)
    assert not iterate.domain(edge - 1.001 * EDGE, -n, kind)
    assert iterate.domain(edge - 0.999 * EDGE, -n, kind)
    assert iterate.exp_n(upper_edge(n, kind), n, kind) == pytest.approx(np.exp(40), rel=1e-12)


@pytest.mark.parametrize("edge", [0.001, 0.05, 0.3])
def test_another_edge_moves_the_tangent(edge):
    y = inward(np.array([edge, -1.0]), 1.0, "kneser", edge).data
    assert y == pytest.approx([np.log(edge), np.log(edge) - (1 + edge) / edge], rel=1e-13)


# ---- beyond ------------------------------------------------------------------------------------


@inner_n
@both_ways
@real_kinds
def test_beyond_the_edge_it_is_straight(kind, way, n):
    if way == "inward":
        line = lower_edge(n, kind) - np.linspace(0, 50, 6)
    else:
        line = upper_edge(n, kind) * np.linspace(1, 4, 6)
    values, slopes, _ = value_and_slopes(way, line, n, kind)
    assert np.abs(np.diff(values, 2)).max() < 1e-13 * np.abs(values).max()
    assert np.all(slopes == slopes[1])
    assert np.diff(values) == pytest.approx(slopes[1] * np.diff(line), rel=1e-12)


@both_ways
@real_kinds
def test_at_n_0_it_is_the_identity_everywhere(kind, way):
    values, slopes, _ = value_and_slopes(way, WIDE[WIDE > -700], 0.0, kind)
    np.testing.assert_allclose(values, WIDE[WIDE > -700], rtol=1e-15)
    assert np.all(slopes == 1)
    far = Tensor(np.array([-1e6, -1000.0, -28.0, 1e17, 1e18, 1e300]))
    np.testing.assert_allclose(apply(way, far, 0.0, kind).data, far.data, rtol=1e-15)


@pytest.mark.parametrize("x", [0.005, 0.0, -0.0, -3.0, -1e6])
@real_kinds
def test_at_n_1_it_is_the_logarithm_or_its_tangent(kind, x):
    values, slopes, _ = value_and_slopes("inward", np.array([x, EDGE, 0.5, 7.0]), 1.0, kind)
    assert values[1:] == pytest.approx(np.log([EDGE, 0.5, 7.0]), rel=1e-15)
    assert values[0] == pytest.approx(np.log(EDGE) + (x - EDGE) / EDGE, rel=1e-13)
    assert slopes == pytest.approx([1 / EDGE, 1 / EDGE, 2, 1 / 7], rel=1e-13)


@pytest.mark.parametrize("z", [41.0, 1000.0, 1e6])
@real_kinds
def test_at_n_1_it_is_exp_or_its_tangent(kind, z):
    values, slopes, _ = value_and_slopes("outward", np.array([z, 40.0, -2.0]), 1.0, kind)
    assert values == pytest.approx(np.exp([40, 40, -2]) * [z - 39, 1, 1], rel=1e-13)
    assert slopes == pytest.approx(np.exp([40, 40, -2]), rel=1e-13)


@every_n
@both_ways
@real_kinds
def test_values_and_gradients_of_any_number_are_finite(kind, way, n):
    for x in WIDE:
        assert np.isfinite(value_and_slopes(way, x, n, kind)).all(), x


@pytest.mark.parametrize("n", [0.0, 0.5, 1.0])
@both_ways
@real_kinds
def test_values_and_gradients_are_finite_whatever_stands_beside_a_number(kind, way, n):
    assert np.isfinite(value_and_slopes(way, WIDE, n, kind)).all()


@pytest.mark.parametrize("edge", [1e-5, 0.001, 0.05])
@every_n
@real_kinds
def test_values_and_gradients_are_finite_with_other_edges_too(kind, n, edge):
    x, n = Tensor(WIDE, requires_grad=True), Tensor(n, requires_grad=True)
    y = inward(x, n, kind, edge)
    y.sum().backward()
    assert np.isfinite(y.data).all() and np.isfinite(x.grad).all() and np.isfinite(n.grad)


@both_ways
@real_kinds
def test_it_never_falls_and_never_stands_still(kind, way):
    x = np.linspace(-30, 30, 200) if way == "inward" else np.linspace(-30, 1000, 200)
    for n in INNER:
        values, slopes, _ = value_and_slopes(way, x, n, kind)
        assert np.all(slopes > 0) and np.all(np.diff(values) >= 0)


# ---- derivatives -------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "order"), [("kneser", 2), ("abel", 1)])
@pytest.mark.parametrize("n", [0.2, 0.55, 0.95])
@pytest.mark.parametrize("place", [-30.0, -3.0, -0.2, -0.05, 0.05, 0.3, 2.0])
def test_inward_agrees_with_differences_on_both_sides_of_the_edge(place, n, kind, order):
    edge = lower_edge(n, kind)

    def f(place, step):  # steps so small that none crosses the edge
        return inward(edge + EDGE * place, n + 0.002 * (step - 1), kind, EDGE)

    assert gradcheck(f, place, 1.0, order=order)


@pytest.mark.parametrize(("kind", "order"), [("kneser", 2), ("abel", 1)])
@pytest.mark.parametrize("n", [0.2, 0.55, 0.95])
@pytest.mark.parametrize("part", [0.8, 0.98, 1.02, 1.5, 20.0])
def test_outward_agrees_with_differences_on_both_sides_of_the_edge(part, n, kind, order):
    edge = upper_edge(n, kind)

    def f(part, step):
        return outward(part * edge, n + 0.002 * (step - 1), kind) / np.exp(40)

    assert gradcheck(f, part, 1.0, order=order)


# ---- Schröder's, and what has no continuation ----------------------------------------------------


@pytest.mark.parametrize("n", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_schroeders_inputs_are_moved_only_where_they_have_no_value(n):
    x = np.array([-2.0, -1e-7, 1e-7, 0.5, 0.999, 1.001, 2.0, 40.0, 1e6])
    with_holes = inward(np.append(x, [0.0, 1.0]), n, "schroeder", EDGE).data
    assert np.array_equal(with_holes[:-2], iterate.exp_n(x, -n, "schroeder"))
    assert np.isfinite(with_holes).all()


@pytest.mark.parametrize("n", [0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("hole", [0.0, 1.0])
def test_schroeders_value_at_a_hole_is_that_of_the_next_number(hole, n):
    expected = iterate.exp_n(hole + 1e-8 * (1 + hole), -n, "schroeder")
    assert inward(np.array(hole), n, "schroeder", EDGE).item() == expected


@pytest.mark.parametrize("function", [minigrad.exp_n, minigrad.iterate.exp_n])
@pytest.mark.parametrize("n", [-0.1, -0.5, -0.9, -1.0])
@real_kinds
def test_exp_n_itself_has_no_continuation_below_its_domain(kind, n, function):
    with pytest.warns(RuntimeWarning, match="1 of 2 elements are outside the domain"):
        y = function(np.array([-5.0, 2.0]), n, kind)
    assert np.isnan(np.asarray(y)).tolist() == [True, False]


@pytest.mark.parametrize("function", [minigrad.exp_n, minigrad.iterate.exp_n])
@real_kinds
def test_exp_n_itself_has_no_continuation_at_the_other_end(kind, function):
    y = np.asarray(function(np.array([41.0, 800.0]), 1.0, kind))
    assert y.tolist() == [pytest.approx(np.exp(41.0), rel=1e-15), np.inf]


@pytest.mark.parametrize("layer", [nn.Product(2, 1, rng=0), nn.AddMul(2, 1, n=0.6, rng=0)])
def test_layers_go_on_where_exp_n_ends(layer):
    y = layer(np.array([[-3.0, 0.0], [-1e6, 1e6]]))
    y.sum().backward()
    assert np.isfinite(y.data).all()
    assert all(np.isfinite(p.grad).all() for p in layer.parameters())
