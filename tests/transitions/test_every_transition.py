"""What all five transitions keep to, whatever they are."""

import warnings

import numpy as np
import pytest

import minigrad as mg
from minigrad import Tensor, gradcheck, iterate, nn, oplus, tasks, train
from minigrad.transitions import KINDS, Transition, transition

X = np.array([0.3, 0.9, 1.0, 2.0, 7.0])
REAL = [kind for kind in KINDS if kind != "schroeder"]
NEW = ["linear-log", "box-cox"]
every_kind = pytest.mark.parametrize("kind", KINDS)
real_kinds = pytest.mark.parametrize("kind", REAL)
new_kinds = pytest.mark.parametrize("kind", NEW)


@every_kind
def test_it_leads_from_x_to_its_logarithm(kind):
    way = transition(kind)
    np.testing.assert_allclose(way.phi(X, 0.0).data, X, rtol=1e-15)
    np.testing.assert_allclose(way.phi(X, 1.0).data, np.log(X), rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(way.inverse(X, 0.0).data, X, rtol=1e-15)
    np.testing.assert_allclose(way.inverse(X, 1.0).data, np.exp(X), rtol=1e-14)


@every_kind
def test_the_ends_of_oplus_are_plus_and_times(kind):
    np.testing.assert_allclose(oplus(X, 3.0, 0, kind).data, X + 3, rtol=1e-14)
    np.testing.assert_allclose(oplus(X, 3.0, 1, kind).data, X * 3, rtol=1e-14)


@every_kind
@pytest.mark.parametrize("n", [0.0, 1e-9, 0.2, 0.5, 0.9, 1.0])
def test_the_inverse_undoes_it(kind, n):
    way, x = transition(kind), X[X != 1.0] if kind == "schroeder" else X
    np.testing.assert_allclose(way.inverse(way.phi(x, n).data, n).data, x, rtol=1e-11)


@real_kinds
@pytest.mark.parametrize("n", [0.1, 0.45, 0.5, 0.55, 0.9])
@pytest.mark.parametrize("order", [1, 2])
def test_derivatives_agree_with_differences(kind, n, order):
    way = transition(kind)
    assert gradcheck(way.phi, X + 0.05, n, order=order)
    assert gradcheck(way.inverse, way.phi(X + 0.05, 0.5).data + 0.3, n, order=order)
    assert gradcheck(way.slope, X + 0.05, n, order=1)
    assert gradcheck(lambda x, y, n: oplus(x, y, n, kind), X + 0.05, 1.7, n, order=order)


@real_kinds
@pytest.mark.parametrize("n", [0.2, 0.7])
def test_slopes_are_those_of_the_engine(kind, n):
    way, x = transition(kind), Tensor(X, requires_grad=True)
    way.phi(x, n).sum().backward()
    np.testing.assert_allclose(way.slope(X, n).data, x.grad, rtol=1e-13)
    z = Tensor(way.phi(X, n).data, requires_grad=True)
    way.inverse(z, n).sum().backward()
    np.testing.assert_allclose(way.inverse_slope(z.data, n).data, z.grad, rtol=1e-13)


@new_kinds
@pytest.mark.parametrize("n", [0.0, 1.0])
def test_second_derivatives_at_plus_and_at_times(kind, n):
    """One-sided differences of exact slopes, from inside, since linear-log ends there."""
    h = 1e-6 if n == 0 else -1e-6
    for function, at in ((transition(kind).phi, 2.5), (transition(kind).inverse, 1.3)):
        slope = mg.grad(function, argnums=1)
        second = mg.grad(lambda x, n, slope=slope: slope(x, n), argnums=1)(at, n).item()
        assert second == pytest.approx(
            (slope(at, n + h) - slope(at, n)).item() / h, rel=1e-4, abs=1e-5
        )


@new_kinds
@pytest.mark.parametrize("n", [0.0, 0.3, 0.999, 1.0])
@pytest.mark.parametrize("x", [-1e6, -3.0, 0.0, 0.00999, 0.01, 0.5, 1e6])
def test_layers_take_anything_and_meet_no_nan(kind, n, x):
    way = transition(kind)
    for function in (way.inward, way.outward):
        a, order = Tensor(x, requires_grad=True), Tensor(n, requires_grad=True)
        y = function(a, order)
        y.backward()
        assert np.isfinite([y.data, a.grad, order.grad]).all()


@real_kinds
@pytest.mark.parametrize("n", [0.2, 0.8])
def test_continued_functions_rise_and_have_no_gap(kind, n):
    x = np.linspace(-1, 2, 3001)
    for function in (transition(kind).inward, transition(kind).outward):
        y = function(x, n).data
        assert np.all(np.diff(y) >= 0) and np.max(np.diff(y)) < 0.2


@new_kinds
def test_an_edge_of_ones_own_is_kept_to(kind):
    n = 0.7
    way = transition(kind, edge=0.5)
    inside, slope = way.phi(0.5, n).item(), way.slope(0.5, n).item()
    assert way.inward(np.array(0.2), n).item() == pytest.approx(inside - 0.3 * slope, rel=1e-14)


@real_kinds
@pytest.mark.parametrize("x", [-0.5, 0.0, 0.3, 4.0])
def test_the_domain_is_where_there_is_a_number(kind, x):
    way, n = transition(kind), np.array([0.0, 0.5, 1.0])
    with np.errstate(invalid="ignore"):
        there = np.isfinite(way.phi(x, n).data)
    np.testing.assert_array_equal(way.domain(x, n), there)


@pytest.mark.parametrize(
    ("kind", "x", "n", "why"),
    [
        ("linear-log", 2.0, 1.5, "from n = 0 to n = 1 only"),
        ("box-cox", -2.0, 0.5, "takes positive numbers"),
    ],
)
def test_outside_the_domain_is_nan_with_a_warning(kind, x, n, why):
    with pytest.warns(RuntimeWarning, match=why):
        y = oplus(x, 3.0, n, kind)
    assert np.isnan(y.data)
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(oplus(x, 3.0, n, kind).data)


@every_kind
def test_float32_stays_float32(kind):
    y = oplus(np.float32([0.5, 2.0]), np.float32([2.0, 3.0]), 0.5, kind)
    assert y.dtype == (np.complex64 if kind == "schroeder" else np.float32)


@new_kinds
def test_lists_integers_and_booleans_are_numbers_too(kind):
    as_floats = oplus([2.0, 3.0], 4.0, 1.0, kind).data
    for n in (1, True, np.uint8(1), np.bool_(True), [1]):
        np.testing.assert_array_equal(oplus([2, 3], 4, n, kind).data, as_floats)


@new_kinds
def test_complex_numbers_are_refused(kind):
    with pytest.raises(TypeError, match="expected real numbers"):
        oplus(2.0 + 1j, 3.0, 0.5, kind)


def test_an_unknown_kind_is_refused_and_all_are_listed():
    for make in (transition, lambda kind: nn.AddMul(2, 1, kind=kind), lambda k: oplus(2, 3, 0, k)):
        with pytest.raises(ValueError, match="did you mean 'kneser'") as error:
            make("knesser")
        assert all(repr(kind) in str(error.value) for kind in KINDS)
    with pytest.raises(ValueError, match="'box-cox'"):
        transition(None)


def test_exp_n_has_three_constructions_only():
    with pytest.raises(ValueError, match="unknown"):
        mg.exp_n(2.0, 0.5, "box-cox")
    assert set(iterate.KINDS) == set(KINDS) - set(NEW)


# ---- Box–Cox -----------------------------------------------------------------------------------


def test_box_cox_is_the_textbooks():
    x, n = np.geomspace(0.1, 20, 7), 0.3
    expected = (x**0.7 - 1) / 0.7 + 0.7
    np.testing.assert_allclose(transition("box-cox").phi(x, n).data, expected, rtol=1e-14)


def test_box_cox_beyond_times_adds_reciprocals():
    resistors = oplus(2.0, 3.0, 2.0, "box-cox").item()
    way = transition("box-cox")
    z = (1 - 1 / 2 - 1) + (1 - 1 / 3 - 1)  # φ_2(x) = 1 - 1/x - 1
    assert resistors == pytest.approx(-1 / z, rel=1e-14) == pytest.approx(1.2, rel=1e-14)
    np.testing.assert_allclose(way.phi(X, 2.0).data, -1 / X, rtol=1e-14)


@pytest.mark.parametrize("n", [-10.0, -3.0, 0.0, 0.5, 1.0, 1.5, 1.9, 2.0, 3.0, 5.0, 50.0])
@pytest.mark.parametrize(
    "weights", [(1.0, -0.5), (0.5, 0.3), (1.0, 1.0), (-2.0, -1.0), (1.0, -0.25)]
)
def test_box_cox_layers_meet_no_nan_beyond_plus_and_times(n, weights):
    layer = nn.AddMul(2, 1, kind="box-cox", bounds=None, n=n)
    layer.weight.data[:] = weights
    x = Tensor([[4.0, 1.0], [1.0, 2.0], [0.001, 30.0]], requires_grad=True)
    y = layer(x)
    y.sum().backward()
    assert np.isfinite(y.data).all() and np.isfinite(x.grad).all()
    assert np.isfinite(layer.weight.grad).all()


def test_the_tangents_of_box_cox_beyond_times_are_tangents():
    way, n = transition("box-cox"), 2.0
    high = way.limits(n)[1].item()
    z = high + np.linspace(-1e-9, 1e-9, 11)
    assert gradcheck(way.outward, np.array([-0.9, -0.4]), n, order=2)
    y = way.outward(z, n).data
    np.testing.assert_allclose(np.diff(y), np.diff(y)[0], rtol=0.2)


@pytest.mark.parametrize("x", [1e-3, 1.0, 1e5, 1e8])
def test_box_cox_has_its_digits_at_n_2_too(x):
    """x ⊕_2 x = x / 2, and φ_2(x) = -1/x."""
    assert transition("box-cox").phi(x, 2.0).item() == pytest.approx(-1 / x, rel=1e-15)
    assert oplus(x, x, 2.0, "box-cox").item() == pytest.approx(x / 2, rel=1e-15)
    assert transition("box-cox").slope(2, 1).item() == 0.5


def test_box_cox_does_not_depend_on_units_given_a_bias():
    """φ_n(c·x) is a factor times φ_n(x) and a constant, which weights and bias take up."""
    way, n, x = transition("box-cox"), 0.4, np.geomspace(0.5, 50, 9)
    scaled, plain = way.phi(7.0 * x, n).data, way.phi(x, n).data
    slope, constant = np.polyfit(plain, scaled, 1)
    np.testing.assert_allclose(slope * plain + constant, scaled, rtol=1e-12)


# ---- bounds ------------------------------------------------------------------------------------


def test_box_cox_takes_bounds_beyond_times():
    layer = nn.AddMul(2, 1, kind="box-cox", n=1.5, bounds=(-1, 2))
    assert layer.n.bounds == (-1, 2) and layer.n.item() == 1.5
    layer.n.data[:] = 3.0
    layer.n.project()
    assert layer.n.item() == 2.0
    assert nn.AddMul(2, 1, kind="box-cox", n=7.0, bounds=None).n.bounds is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "box-cox"])
@pytest.mark.parametrize("bounds", [(-1, 1), (0, 1.5), None])
def test_others_stay_between_plus_and_times(kind, bounds):
    with pytest.raises(ValueError, match=r"within \(0.0, 1.0\) .*'box-cox' takes any.*") as error:
        nn.AddMul(2, 1, kind=kind, bounds=bounds)
    assert str(error.value).endswith(f"got {bounds}")


@pytest.mark.parametrize("bounds", [(0.8, 0.2), 5, (0, 1, 2), (0, np.nan)])
def test_bounds_are_two_numbers_in_order(bounds):
    with pytest.raises(ValueError, match="are two numbers, the smaller one first, got"):
        nn.AddMul(2, 1, kind="box-cox", bounds=bounds)


def test_an_array_may_be_the_bounds():
    assert nn.AddMul(2, 1, kind="box-cox", bounds=np.array([0, 2])).settings()["bounds"] == [0, 2]


@pytest.mark.parametrize("n", [np.nan, np.inf, None, 0.5j, [0.5, "random"], "0.5"])
def test_an_n_that_is_no_number_is_refused(n):
    with pytest.raises(ValueError, match=r'n is a .*, an array.* or "random", got'):
        nn.AddMul(2, 2, kind="box-cox", bounds=None, n=n)


def test_masks_are_not_lost():
    masked = np.ma.array([1.0, 2.0], mask=[0, 1])
    for kind in KINDS:
        with pytest.raises(TypeError, match="mask"):
            oplus(masked, 3.0, 0.5, kind)
    with pytest.raises(TypeError, match="mask"):
        nn.AddMul(2, 2, n=masked / 4)


@every_kind
def test_narrower_bounds_are_fine_and_random_starts_lie_inside(kind):
    layer = nn.AddMul(2, 50, kind=kind, n="random", bounds=(0.4, 0.6), rng=0)
    assert layer.n.data.min() >= 0.4 and layer.n.data.max() <= 0.6 and layer.n.data.std() > 0


def test_whole_numbers_are_bounds_too():
    n = nn.AddMul(2, 50, kind="box-cox", n="random", bounds=(-1, 2), rng=0).n
    assert n.dtype == float and n.data.min() < -0.5 and n.data.max() > 1.5


@pytest.mark.parametrize("bounds", [None, (0.0, np.inf)])
def test_a_random_start_needs_finite_bounds(bounds):
    with pytest.raises(ValueError, match='n="random" draws from bounds, which have to be finite'):
        nn.AddMul(2, 1, kind="box-cox", n="random", bounds=bounds)


def test_a_start_outside_of_the_bounds_is_refused():
    with pytest.raises(ValueError, match="not all within the bounds"):
        nn.AddMul(2, 1, kind="box-cox", n=1.5)


@pytest.mark.parametrize("edge", [0.0, -1.0, np.nan])
def test_an_edge_has_to_be_positive(edge):
    with pytest.raises(ValueError, match="edge is a distance"):
        transition("box-cox", edge)


# ---- layers ------------------------------------------------------------------------------------


@every_kind
@pytest.mark.parametrize("coupled", [True, False])
def test_a_layer_is_the_formula(kind, coupled):
    layer = nn.AddMul(3, 2, kind=kind, n="random", coupled=coupled, bias=True, rng=0)
    x, way = np.random.default_rng(1).uniform(0.5, 3, (4, 3)), transition(kind)
    n_in = np.broadcast_to(layer.n.data[:, None] if coupled else layer.n_in.data, (2, 3))
    n_out = layer.n.data if coupled else layer.n_out.data
    for i in range(2):
        z = way.phi(x, n_in[i]).data @ layer.weight.data[i] + layer.bias.data[i]
        np.testing.assert_allclose(layer(x).data[:, i], way.outward(z, n_out[i]).data, rtol=1e-12)


@every_kind
@pytest.mark.parametrize("coupled", [True, False])
def test_models_of_every_kind_are_saved_and_read(kind, coupled, tmp_path):
    bounds = (-1.0, 2.0) if kind == "box-cox" else (0.0, 1.0)
    layer = nn.AddMul(2, 1, kind=kind, n="random", coupled=coupled, bounds=bounds, rng=0)
    model = nn.Sequential(layer, nn.Tanh())
    train.save_model(tmp_path / "model.npz", model, tasks.load("sum"))
    read = train.load_model(tmp_path / "model.npz").model
    x = [[1.5, 2.5]]
    np.testing.assert_array_equal(read(x).data, model(x).data)
    assert read.layers[0].kind == kind and read.layers[0].parameters()[-1].bounds == bounds


@every_kind
def test_trainings_of_every_kind_go_on_from_a_checkpoint(kind, tmp_path):
    def trained(steps, name):
        neuron = nn.AddMul(2, 1, kind=kind, n=0.5, rng=0)
        options = {"schedule": "constant", "rng": 1, "checkpoint": tmp_path / name}
        train.fit(neuron, tasks.load("product"), steps=steps, **options)
        return neuron

    whole = trained(20, "whole.npz")
    again = trained(20, "whole.npz")  # at its end already
    for a, b in zip(whole.parameters(), again.parameters(), strict=True):
        np.testing.assert_array_equal(a.data, b.data)


def test_all_kinds_take_0_and_only_schroeder_and_linear_log_any_sign():
    for kind in KINDS:
        layer = nn.AddMul(1, 1, kind=kind)
        layer.check_inputs(np.array([[0.0]]), ("x",))
        if kind in ("schroeder", "linear-log"):
            layer.check_inputs(np.array([[-1.0]]), ("x",))
        else:
            with pytest.raises(ValueError, match=r"'x' has 1 of 1 .*linear-log"):
                layer.check_inputs(np.array([[-1.0]]), ("x",))


def test_a_transition_of_ones_own_takes_a_few_lines():
    class Root(Transition):
        """Halfway only, for a demonstration: φ(x) = √x, whatever n is."""

        kind = "root"

        def phi(self, x, n):
            return mg.sqrt(x) + 0.0 * n

        def inverse(self, z, n):
            return z**2 + 0.0 * n

        def slope(self, x, n):
            return 0.5 / mg.sqrt(x) + 0.0 * n

    layer = nn.AddMul(2, 1)
    layer.transition = Root()
    layer.weight.data[:] = 1.0
    assert layer([[4.0, 9.0]]).item() == 25.0
    below = layer([[4.0, -0.01]]).item()  # on the tangent at 0.01: √0.01 - 0.02 · 5 = 0
    assert below == pytest.approx(4.0, rel=1e-12)
