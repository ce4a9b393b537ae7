"""The peers: each against its formula written with loops over single numbers."""

import json
from math import cos, exp, log, pi, prod, sqrt, tanh

import numpy as np
import pytest

from minigrad import Tensor, gradcheck, nn
from minigrad.nn import peers
from minigrad.optim import SGD, Adam

NAMES = peers.__all__
GATED = ["Blend", "SoftExponential", "Gated"]  # have an n for each neuron
POSITIVE = ["Blend", "SoftExponential"]  # take logarithms of their inputs

every_peer = pytest.mark.parametrize("name", NAMES)
every_gated_peer = pytest.mark.parametrize("name", GATED)


def make(name, inputs=3, outputs=2, **options):
    return getattr(peers, name)(inputs, outputs, rng=0, **options)


def some_inputs(name, shape=(5, 3)):
    """Return numbers not near 0, of both signs where the peer takes them."""
    rng = np.random.default_rng(4)
    x = rng.uniform(0.3, 3, shape)
    return x if name in POSITIVE else x * rng.choice([-1, 1], shape)


def vary(layer):
    """Put every parameter at other numbers than those it starts from, within the bounds."""
    rng = np.random.default_rng(9)
    for p in layer.parameters():
        low, high = p.bounds or (-1.5, 1.5)
        p.data = rng.uniform(low + 0.1 * (high - low), high - 0.1 * (high - low), p.shape)
    return layer


# ---- formulas ----------------------------------------------------------------------------------
# Each takes the parameters by name, the number i of a neuron, and one row x of numbers.


def sigmoid(x):
    return 1 / (1 + exp(-x))


def dot(weights, x):
    return sum(float(w) * float(number) for w, number in zip(weights, x, strict=True))


def blend(p, i, x):
    n, w = p["n"][i], p["weight"][i]
    return (1 - n) * dot(w, x) + n * prod(b**a for a, b in zip(w, x, strict=True))


def soft_exponential(p, i, x):
    def f(a, x):
        if a == 0:
            return x
        return (exp(a * x) - 1) / a + a if a > 0 else -log(1 - a * (x + a)) / a

    n = p["n"][i]
    return f(n, dot(p["weight"][i], [f(-n, number) for number in x]))


def nau(p, i, x):
    return dot(p["weight"][i], x)


def nmu(p, i, x):
    return prod(w * number + 1 - w for w, number in zip(p["weight"][i], x, strict=True))


def gated(p, i, x):
    n = p["n"][i]
    return (1 - n) * dot(p["nau.weight"][i], x) + n * nmu({"weight": p["nmu.weight"]}, i, x)


def nalu(p, i, x):
    weights = [tanh(w) * sigmoid(m) for w, m in zip(p["w"][i], p["m"][i], strict=True)]
    g = sigmoid(dot(p["g"][i], x))
    product = exp(dot(weights, [log(abs(number) + 1e-7) for number in x]))
    return g * dot(weights, x) + (1 - g) * product


def inalu(p, i, x):
    pairs = ("w", "m"), ("w_product", "m_product")
    of_sum, of_product = (
        [tanh(w) * sigmoid(m) for w, m in zip(p[w][i], p[m][i], strict=True)] for w, m in pairs
    )
    g = sigmoid(p["g"][i])
    size = exp(min(dot(of_product, [log(max(abs(number), 1e-7)) for number in x]), 20))
    sign = prod(
        (1 if number > 0 else -1 if number < 0 else 0) * abs(w) + 1 - abs(w)
        for w, number in zip(of_product, x, strict=True)
    )
    return g * dot(of_sum, x) + (1 - g) * sign * size


def real_npu(p, i, x):
    r = [g * (abs(number) + 2**-52) + 1 - g for g, number in zip(p["g"], x, strict=True)]
    k = [pi * g if number < 0 else 0 for g, number in zip(p["g"], x, strict=True)]
    return exp(dot(p["weight"][i], [log(number) for number in r])) * cos(dot(p["weight"][i], k))


FORMULAS = {
    "Blend": blend,
    "SoftExponential": soft_exponential,
    "NAU": nau,
    "NMU": nmu,
    "Gated": gated,
    "NALU": nalu,
    "INALU": inalu,
    "RealNPU": real_npu,
}


def by_formula(name, layer, x):
    parameters = layer.state_dict()
    return np.array([[FORMULAS[name](parameters, i, row) for i in range(2)] for row in x])


def test_there_is_a_formula_of_every_peer():
    assert sorted(FORMULAS) == sorted(NAMES)


@pytest.mark.parametrize("varied", [False, True])
@every_peer
def test_it_computes_its_formula(name, varied):
    layer = vary(make(name)) if varied else make(name)
    x = some_inputs(name)
    rel = 1e-6 if name == "SoftExponential" else 1e-12  # n there is n + 1e-8
    assert layer(x).data == pytest.approx(by_formula(name, layer, x), rel=rel)


@pytest.mark.parametrize("n", [0.0, [0.0, 1.0], [0.25, 0.9], 1.0])
@every_gated_peer
def test_it_computes_its_formula_at_every_n(name, n):
    layer, x = make(name, n=n), some_inputs(name)
    assert layer(x).data == pytest.approx(by_formula(name, layer, x), rel=1e-6)


@pytest.mark.parametrize("name", ["NALU", "INALU", "RealNPU", "NMU", "NAU", "Gated"])
def test_it_computes_its_formula_at_0_too(name):
    layer, x = vary(make(name)), np.array([[0.0, 2.0, -1.0], [-0.0, 0.0, 3.0], [0.0, 0.0, 0.0]])
    assert layer(x).data == pytest.approx(by_formula(name, layer, x), rel=1e-12)


@every_peer
def test_it_maps_any_number_of_axes(name):
    layer, x = vary(make(name)), some_inputs(name, (2, 4, 3))
    rows = layer(x.reshape(8, 3)).data
    for part in (x, x[0], x[0, 0]):
        y = layer(part)
        assert y.shape == (*part.shape[:-1], 2)
        np.testing.assert_allclose(y.data, rows[: part.size // 3].reshape(y.shape), rtol=1e-13)
        np.testing.assert_allclose(layer(part.tolist()).data, y.data, rtol=1e-15)
        np.testing.assert_allclose(layer(Tensor(part)).data, y.data, rtol=1e-15)


@pytest.mark.parametrize("shape", [(4, 2), (3, 1), ()])
@every_peer
def test_inputs_of_another_width_are_refused_and_both_shapes_named(name, shape):
    with pytest.raises(ValueError) as error:
        make(name)(np.ones(shape))
    assert "(2, 3)" in str(error.value) and str(shape) in str(error.value)


@every_gated_peer
def test_n_0_adds_and_n_1_multiplies(name):
    layer = make(name, n=[0.0, 1.0])
    for p in layer.parameters():
        if p is not layer.n:
            p.data[:] = 1.0
    x = np.array([[2.0, 3.0, 0.5], [0.4, 5.0, 1.0]])
    expected = np.stack([x.sum(axis=1), x.prod(axis=1)], axis=1)
    assert layer(x).data == pytest.approx(expected, rel=1e-6)


# ---- derivatives -------------------------------------------------------------------------------


def as_a_function(layer, x, *values):
    """Compute what a peer does with parameters that are given as arguments."""
    for (path, _), value in zip(list(layer.named_parameters()), values, strict=True):
        *owners, name = path.split(".")
        owner = layer
        for step in owners:
            owner = getattr(owner, step)
        setattr(owner, name, value)
    for module in (layer, getattr(layer, "nau", layer), getattr(layer, "nmu", layer)):
        module.forward = module._formula  # parameters that are tensors are not found by forward
    return layer(x)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("varied", [False, True])
@every_peer
def test_its_derivatives_by_inputs_and_all_parameters_are_right(name, varied, order):
    def f(*inputs):
        return as_a_function(make(name), *inputs)

    layer = make(name, n=[0.3, 0.8]) if name in GATED else make(name)
    if varied:
        vary(layer)
    x = some_inputs(name)
    assert gradcheck(f, x, *layer.state_dict().values(), order=order)


@pytest.mark.parametrize("name", ["NAU", "NMU", "Gated", "RealNPU"])
def test_the_derivatives_of_its_penalty_are_right(name):
    def f(*values):
        layer = make(name)
        as_a_function(layer, np.ones(3), *values)
        return layer.penalty()

    assert gradcheck(f, *vary(make(name)).state_dict().values())


def test_the_derivatives_of_inalus_penalty_are_right():
    layer = vary(make("INALU"))
    layer.w.data[0, 0], layer.g.data[0] = 21.0, -21.0  # far enough from 0
    layer.penalty().backward()
    for p in layer.parameters():
        expected = -np.sign(p.data) * (np.abs(p.data) < 20) / (20 * p.size)
        np.testing.assert_allclose(p.grad, expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("name", "sign"),
    [(name, sign) for name in NAMES for sign in (["+"] if name in POSITIVE else ["+", "-", "±"])],
)
def test_two_layers_have_finite_gradients(name, sign):
    model = nn.Sequential(make(name, 4, 3), make(name, 3, 1))
    x = np.random.default_rng(1).uniform(0.1, 3, (8, 4))
    x *= {"+": 1, "-": -1, "±": np.array([1, -1, 1, -1])}[sign]
    y = model(x)
    assert y.shape == (8, 1) and np.isfinite(y.data).all()
    nn.mse_loss(y, np.ones((8, 1))).backward()
    for _, p in model.named_parameters():
        assert p.grad is not None and np.isfinite(p.grad).all()
    assert sum(np.abs(p.grad).sum() for p in model.layers[0].parameters()) > 0


@pytest.mark.parametrize("value", [-1e6, -1.0, 0.0, 1e-300])
@pytest.mark.parametrize("n", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", POSITIVE)
def test_between_layers_a_number_that_is_not_positive_gives_finite_gradients(name, n, value):
    layer, x = make(name, 2, 1, n=n), Tensor([[value, 2.0]], requires_grad=True)
    y = layer(x)
    y.sum().backward()
    assert np.isfinite(y.data).all() and np.isfinite(x.grad).all()
    assert all(np.isfinite(p.grad).all() for p in layer.parameters())


@pytest.mark.parametrize("name", ["NALU", "INALU", "RealNPU"])
def test_an_input_of_0_gives_finite_gradients(name):
    layer, x = vary(make(name)), Tensor([[0.0, -0.0, 2.0]], requires_grad=True)
    y = layer(x)
    y.sum().backward()
    assert np.isfinite(y.data).all() and np.isfinite(x.grad).all()
    assert all(np.isfinite(p.grad).all() for p in layer.parameters())


# ---- initial values ----------------------------------------------------------------------------


def assert_uniform(values, low, high):
    assert low <= values.min() and values.max() <= high
    share = (values - low) / (high - low)
    assert share.min() < 0.01 and share.max() > 0.99
    assert share.mean() == pytest.approx(0.5, abs=0.02)
    assert share.std() == pytest.approx(1 / sqrt(12), abs=0.01)


def assert_normal(values, mean, deviation):
    z = (values - mean) / deviation
    assert z.mean() == pytest.approx(0, abs=0.06) and z.std() == pytest.approx(1, abs=0.04)
    assert (np.abs(z) > 2).mean() == pytest.approx(0.0455, abs=0.012)


@pytest.mark.parametrize("name", POSITIVE)
def test_weights_start_as_those_of_addmul(name):
    assert_normal(make(name, 4, 1000).weight.data, 1 / 4, 0.6 / 4)


@pytest.mark.parametrize(
    ("inputs", "outputs", "limit"), [(4, 1000, sqrt(6 / 1004)), (50, 50, sqrt(0.06)), (2, 2, 0.5)]
)
def test_weights_of_nau_start_uniform_and_not_above_a_half(inputs, outputs, limit):
    draws = [peers.NAU(inputs, outputs, rng=rng).weight.data for rng in range(500)]
    assert_uniform(np.concatenate(draws[: 1 + 4000 // draws[0].size], axis=None), -limit, limit)


def test_weights_of_nmu_start_uniform_around_a_half():
    assert_uniform(make("NMU", 4, 1000).weight.data, 0.25, 0.75)


def test_weights_of_gated_start_as_those_of_its_parts():
    layer = make("Gated", 4, 1000)
    assert_uniform(layer.nau.weight.data, -sqrt(6 / 1004), sqrt(6 / 1004))
    assert_uniform(layer.nmu.weight.data, 0.25, 0.75)


def test_values_of_nalu_and_real_npu_start_uniform_as_glorot_and_bengio_say():
    limit = sqrt(6 / 1004)
    layer = make("NALU", 4, 1000)
    for values in (layer.w.data, layer.m.data, layer.g.data):
        assert_uniform(values, -limit, limit)
    assert not np.array_equal(layer.w.data, layer.m.data)
    assert_uniform(make("RealNPU", 4, 1000).weight.data, -limit, limit)
    assert_uniform(
        np.concatenate([peers.NALU(1, 1, rng=rng).g.data for rng in range(4000)]), -sqrt(3), sqrt(3)
    )


def test_gates_of_real_npu_start_at_a_half():
    assert make("RealNPU", 4, 7).g.data.tolist() == [0.5] * 4


def test_values_of_inalu_start_normal():
    layer = make("INALU", 4, 1000)
    for name, mean in {"w": 1, "m": -1, "w_product": 1, "m_product": -1, "g": 0}.items():
        assert_normal(getattr(layer, name).data, mean, 0.1)
    assert layer.g.shape == (1000,)


@every_peer
def test_reset_draws_new_values_and_the_same_ones_with_the_same_seed(name):
    options = {"n": "random"} if name in GATED else {}
    layer = make(name, **options)
    first = layer.state_dict()
    assert first.keys() == {
        "Gated": {"nau.weight", "nmu.weight", "n"},
        "NALU": {"w", "m", "g"},
        "INALU": {"w", "m", "w_product", "m_product", "g"},
        "RealNPU": {"weight", "g"},
    }.get(name, {"weight", "n"} if name in GATED else {"weight"})
    layer.reset(1)
    second = layer.state_dict()
    for key in first:
        if not (name == "RealNPU" and key == "g"):
            assert np.all(second[key] != first[key])
    layer.reset(0)
    assert all(np.array_equal(layer.state_dict()[key], first[key]) for key in first)


def test_real_npus_gates_go_back_to_a_half():
    layer = make("RealNPU")
    layer.g.data[:] = 1.0
    layer.reset(1)
    assert layer.g.data.tolist() == [0.5] * 3


# ---- gates called n ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "start"), [(0.3, [0.3, 0.3]), (1, [1, 1]), ([0.2, 0.7], [0.2, 0.7]), ((0, 1), [0, 1])]
)
@every_gated_peer
def test_n_starts_where_it_is_told_and_goes_back_there(name, n, start):
    layer = make(name, n=n)
    assert layer.n.data.tolist() == start and layer.n.dtype == np.float64
    layer.n.data[:] = 0.5
    layer.reset(1)
    assert layer.n.data.tolist() == start


@every_gated_peer
def test_n_starts_at_0_unless_told_otherwise(name):
    assert make(name).n.data.tolist() == [0, 0]


@every_gated_peer
def test_an_array_for_n_is_not_shared(name):
    n = np.array([0.2, 0.7])
    layer = make(name, n=n)
    layer.n.data[:] = 0.5
    assert n.tolist() == [0.2, 0.7]


@every_gated_peer
def test_random_n_fills_the_interval_and_reset_draws_it_again(name):
    layer = make(name, 2, 1000, n="random")
    first = layer.n.data.copy()
    assert_uniform(first, 0, 1)
    layer.reset(1)
    assert np.all(layer.n.data != first)


@pytest.mark.parametrize("n", [-0.1, 1.5, [0.5, 2.0]])
@every_gated_peer
def test_n_outside_0_to_1_is_refused(name, n):
    with pytest.raises(ValueError, match=r"not all within the bounds \[0\.0, 1\.0\]"):
        make(name, n=n)


@every_gated_peer
def test_a_word_for_n_that_is_not_random_is_refused(name):
    with pytest.raises(ValueError, match=r'n is a number, an array or "random", got \'often\''):
        make(name, n="often")


@every_gated_peer
def test_n_of_another_shape_is_refused_and_both_shapes_named(name):
    with pytest.raises(ValueError, match=r"\(3,\).*\(2,\)"):
        make(name, n=[0.1, 0.2, 0.3])


@every_peer
def test_only_gates_that_mean_what_n_means_are_called_n(name):
    found = [n.shape for n in make(name).parameters_called("n")]
    assert found == ([(2,)] if name in GATED else [])


# ---- bounds ------------------------------------------------------------------------------------

BOUNDS = {
    "Blend": {"n": (0, 1)},
    "SoftExponential": {"n": (0, 1)},
    "NAU": {"weight": (-1, 1)},
    "NMU": {"weight": (0, 1)},
    "Gated": {"n": (0, 1), "nau.weight": (-1, 1), "nmu.weight": (0, 1)},
    "RealNPU": {"g": (0, 1)},
}


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("optimizer", [SGD, Adam])
@every_peer
def test_values_stay_within_their_bounds_after_a_huge_gradient(name, optimizer, sign):
    layer = make(name)
    for p in layer.parameters():
        p.grad = np.full(p.shape, sign * 1e9)
    optimizer(layer.parameters(), lr=10.0).step()
    for path, p in layer.named_parameters():
        if path in BOUNDS.get(name, {}):
            low, high = BOUNDS[name][path]
            assert np.all(p.data == (low if sign > 0 else high))
        else:
            assert p.bounds is None and np.all(np.abs(p.data) > 5)


# ---- penalties ---------------------------------------------------------------------------------


def penalty_by_formula(name, p):
    def of_nau(weight):
        return np.mean([min(abs(w), 1 - abs(w)) for w in weight.flat])

    def of_nmu(weight):
        return np.mean([min(w, 1 - w) for w in weight.flat])

    if name == "NAU":
        return of_nau(p["weight"])
    if name == "NMU":
        return of_nmu(p["weight"])
    if name == "Gated":
        return of_nau(p["nau.weight"]) + of_nmu(p["nmu.weight"])
    if name == "INALU":
        return sum(np.mean([max(20 - abs(v), 0) / 20 for v in a.flat]) for a in p.values())
    if name == "RealNPU":
        return sum(abs(v) for a in p.values() for v in a.flat)
    return 0.0


@pytest.mark.parametrize("varied", [False, True])
@every_peer
def test_the_penalty_is_its_formula(name, varied):
    layer = vary(make(name)) if varied else make(name)
    penalty = layer.penalty()
    assert isinstance(penalty, Tensor) and penalty.shape == ()
    assert penalty.item() == pytest.approx(penalty_by_formula(name, layer.state_dict()), rel=1e-13)
    assert (penalty.item() > 0) == (name in ("NAU", "NMU", "Gated", "INALU", "RealNPU"))


@pytest.mark.parametrize("name", ["NAU", "NMU", "Gated"])
def test_weights_that_have_decided_cost_nothing(name):
    layer = make(name)
    for p in layer.parameters():
        p.data = np.resize([-1.0, 0.0, 1.0] if p.bounds[0] < 0 else [0.0, 1.0], p.shape)
    assert layer.penalty().item() == 0


def test_inalus_penalty_ends_at_20():
    layer = make("INALU")
    for p in layer.parameters():
        p.data[:] = -25.0
    assert layer.penalty().item() == 0
    layer.g.data[:] = [10.0, -30.0]
    assert layer.penalty().item() == pytest.approx((0.5 + 0) / 2)


@every_peer
def test_the_penalty_can_be_added_to_a_loss(name):
    layer = make(name)
    loss = nn.mse_loss(layer(some_inputs(name)), np.ones((5, 2))) + 0.1 * layer.penalty()
    loss.backward()
    assert all(np.isfinite(p.grad).all() for p in layer.parameters())


# ---- signs and limits --------------------------------------------------------------------------

SIGNS = [([-2.0, 3.0], -6.0), ([-2.0, -3.0], 6.0), ([2.0, -3.0], -6.0), ([2.0, 3.0], 6.0)]


@pytest.mark.parametrize(("x", "expected"), SIGNS)
def test_inalu_keeps_signs(x, expected):
    layer = peers.INALU(2, 1)
    for p in layer.parameters():
        p.data[:] = 50.0
    layer.g.data[:] = -50.0
    assert layer([x]).item() == pytest.approx(expected, rel=1e-12)
    layer.w_product.data[:] = -50.0  # divides
    assert layer([x]).item() == pytest.approx(1 / expected, rel=1e-12)
    layer.w_product.data[:] = [[50.0, 0.0]]  # leaves the second out, and its sign
    assert layer([x]).item() == pytest.approx(x[0], rel=1e-12)


@pytest.mark.parametrize(("x", "expected"), SIGNS)
def test_real_npu_keeps_signs(x, expected):
    layer = peers.RealNPU(2, 1)
    layer.weight.data[:], layer.g.data[:] = 1.0, 1.0
    assert layer([x]).item() == pytest.approx(expected, rel=1e-12)
    layer.weight.data[:] = [[1.0, -1.0]]
    assert layer([x]).item() == pytest.approx(x[0] / x[1], rel=1e-12)
    layer.weight.data[:] = 2.0
    assert layer([x]).item() == pytest.approx(36, rel=1e-12)
    layer.g.data[:] = [1.0, 0.0]  # leaves the second out, and its sign
    assert layer([x]).item() == pytest.approx(4, rel=1e-12)


@pytest.mark.parametrize(("x", "expected"), SIGNS)
def test_nalu_loses_signs(x, expected):
    layer = peers.NALU(2, 1)
    layer.w.data[:], layer.m.data[:] = 50.0, 50.0
    layer.g.data[:] = [[-200.0, -200.0]] * np.sign(x)
    assert layer([x]).item() == pytest.approx(abs(expected), rel=1e-6)


def test_inalus_exponent_is_at_most_20():
    layer = peers.INALU(1, 1)
    for p in layer.parameters():
        p.data[:] = 50.0
    layer.g.data[:] = -50.0
    x = Tensor([[np.exp(19.0)], [np.exp(21.0)], [-1e10]], requires_grad=True)
    y = layer(x)
    assert y.data[:, 0] == pytest.approx(np.exp([19, 20, 20]) * [1, 1, -1], rel=1e-9)
    y.sum().backward()
    assert x.grad[0, 0] == pytest.approx(1, rel=1e-9)
    assert np.all(np.abs(x.grad[1:]) < 1e-9)


def test_inalu_takes_an_input_near_0_as_a_ten_millionth():
    layer = peers.INALU(1, 1)
    for p in layer.parameters():
        p.data[:] = 50.0
    layer.g.data[:] = -50.0
    assert layer([[1e-9], [-1e-9], [0.0]]).data[:, 0] == pytest.approx([1e-7, -1e-7, 0], rel=1e-9)


def test_soft_exponentials_logarithm_goes_down_to_1e_12():
    layer = peers.SoftExponential(1, 1, n=1.0)
    layer.weight.data[:] = -1.0
    x = Tensor([[1e-6], [-5.0], [-1e6]], requires_grad=True)
    y = layer(x)
    assert y.data[:, 0] == pytest.approx([1e6, 1e12, 1e12], rel=0.03)  # n there is n + 1e-8
    y.sum().backward()
    assert x.grad[0, 0] < 0 and np.all(x.grad[1:] == 0)


def test_soft_exponentials_exponent_goes_up_to_300():
    layer = peers.SoftExponential(1, 1, n=1.0)
    layer.weight.data[:] = 1000.0
    x = Tensor([[np.exp(0.2)], [np.exp(0.31)], [1e6]], requires_grad=True)
    y = layer(x)
    assert np.log(y.data[:, 0]) == pytest.approx([200, 300, 300], rel=1e-5)
    y.sum().backward()
    assert np.isfinite(x.grad).all() and np.all(x.grad[1:] == 0)
    assert np.isfinite(layer.weight.grad).all() and np.isfinite(layer.n.grad).all()


def test_blends_product_has_the_edges_of_the_layers():
    layer = peers.Blend(1, 1, n=1.0)
    layer.weight.data[:] = 1.0
    x = np.array([[0.01], [0.0], [np.exp(40)]])
    expected = np.array([[0.01], [0.01 / np.e], [np.exp(40)]])
    assert layer(x).data == pytest.approx(expected, rel=1e-12)
    layer.weight.data[:] = 10.0
    assert layer([[np.exp(5.0)]]).item() == pytest.approx(11 * np.exp(40), rel=1e-12)


@pytest.mark.parametrize("value", [0.0, -4.0])
@every_peer
def test_only_peers_that_take_logarithms_refuse_inputs_that_are_not_positive(name, value):
    x, layer = np.array([[1.0, 2.0], [3.0, value]]), make(name, 2, 1)
    if name not in POSITIVE:
        layer.check_inputs(x, ("girth", "height"))
        return
    cure = "or for Linear" if value else "AddMul takes 0"
    with pytest.raises(ValueError) as error:
        layer.check_inputs(x, ("girth", "height"))
    for part in ("'height'", "1 of 2", "row 2", f"{value:g}", cure):
        assert part in str(error.value)


# ---- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0.25, [0.2, 0.7], "random"])
@every_peer
def test_settings_construct_it_again_from_json(name, n):
    layer = make(name, n=n) if name in GATED else make(name)
    settings = json.loads(json.dumps(layer.settings()))
    twin = getattr(peers, name)(**settings, rng=0)
    assert type(twin) is type(layer) and json.loads(json.dumps(twin.settings())) == settings
    x = some_inputs(name)
    assert np.array_equal(twin(x).data, layer(x).data)
    for each in (layer, twin):
        each.reset(5)
    assert np.array_equal(twin(x).data, layer(x).data)
