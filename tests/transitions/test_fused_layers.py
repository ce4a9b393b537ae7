"""A layer as one operation: the same as its formula, whoever computes it."""

import gc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numba.core import config

from minigrad import Tensor, expm1, gradcheck, gradients, iterate, log1p, nn, no_grad
from minigrad.transitions import KINDS, Transition, transition
from minigrad.transitions.neurons import _Found, _neurons, neurons

NAMES = ("x", "weight", "bias", "n")
MUCH = np.exp(40.0)
fused_kinds = pytest.mark.parametrize("kind", ["kneser", "abel"])
every_kind = pytest.mark.parametrize("kind", KINDS)


class SoftExponential(Transition):
    """A way that a user wrote, as in the docstring of Transition."""

    kind = "soft exponential"

    def phi(self, x, n):
        return log1p(n * (x - n)) / n

    def inverse(self, z, n):
        return expm1(n * z) / n + n

    def slope(self, x, n):
        return 1 / (1 + n * (x - n))


def formula(way, *inputs):
    return way.neurons(*inputs)


def numbers(rng, rows, inputs, outputs, bias=True, n=None):
    """Return x, weight, bias and n that compiled code takes."""
    x = np.exp(rng.uniform(np.log(0.02), np.log(20), (rows, inputs)))
    weight = rng.normal(1 / inputs, 0.6 / inputs, (outputs, inputs))
    b = rng.uniform(-0.2, 0.2, outputs) if bias else None
    return x, weight, b, rng.uniform(0, 1, outputs) if n is None else np.array(n)


def value_and_gradients(f, way, inputs, g):
    leaves = [x if x is None else Tensor(x, requires_grad=True) for x in inputs]
    y = f(way, *leaves)
    y.backward(g)
    return y.data, [leaf if leaf is None else leaf.grad for leaf in leaves]


def sizes_of_terms(kind, x, weight, bias, n, g):
    """Return the sizes of what y and the gradients are sums of: rounding is relative to these."""
    phi, phi_slope, v_phi = iterate.partials(x, -n[:, None, None], kind)  # (out, rows, in)
    z = np.sum(weight[:, None] * phi, axis=2) + (0 if bias is None else bias[:, None])
    y, s, v = iterate.partials(z, n[:, None], kind)
    y = np.abs(y) + s * np.sum(np.abs(weight[:, None] * phi), axis=2)
    g, w = np.abs(g.T), np.abs(weight)[:, None]
    by_z = g * s
    return (
        y.T,
        np.sum(by_z[..., None] * w * phi_slope, axis=0),
        np.sum(by_z[..., None] * np.abs(phi), axis=1),
        np.sum(by_z, axis=1),
        np.sum(g * v + by_z * np.sum(w * v_phi, axis=2), axis=1),
    )


def rows_left(way, inputs):
    """Return which rows compiled code leaves to the formula."""
    found = way.kernel(*inputs, way.edge, [True] * 4)
    if found is None:
        return list(range(len(inputs[0])))
    return [] if found[2] is None else np.flatnonzero(found[2]).tolist()


# ---- the same numbers ----------------------------------------------------------------------------


@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.tuples(st.integers(0, 300), st.integers(1, 4), st.integers(1, 4)),
    bias=st.booleans(),
    ends=st.lists(st.sampled_from([0.0, 1.0, 1e-12, 1 - 1e-12, 0.5]), max_size=4),
)
@settings(max_examples=60, deadline=None)
@fused_kinds
def test_values_and_gradients_are_those_of_the_formula(kind, seed, shape, bias, ends):
    rng, way = np.random.default_rng(seed), transition(kind)
    inputs = numbers(rng, *shape, bias)
    inputs[3][: len(ends)] = ends[: shape[2]]
    assume(rows_left(way, inputs) == [])
    with np.errstate(all="ignore"):
        g = rng.normal(size=(shape[0], shape[2]))
        y, found = value_and_gradients(neurons, way, inputs, g)
        expected, exact = value_and_gradients(formula, way, inputs, g)
        size_of_y, *sizes = sizes_of_terms(kind, *inputs, g)
    assert np.all(np.abs(y - expected) <= 1e-13 * size_of_y)
    for name, mine, theirs, size in zip(NAMES, found, exact, sizes, strict=True):
        if mine is not None:
            assert mine.shape == theirs.shape
            assert np.all(np.abs(mine - theirs) <= 1e-13 * size), name


@fused_kinds
def test_compiled_code_leaves_out_few_rows_of_ordinary_numbers(kind):
    inputs = numbers(np.random.default_rng(0), 2000, 3, 5)
    assert len(rows_left(transition(kind), inputs)) < 20


@pytest.mark.parametrize("bias", [False, True])
@fused_kinds
def test_sums_of_integers_are_exact_and_products_are_those_of_log_and_exp(kind, bias):
    rng, way = np.random.default_rng(1), transition(kind)
    x, weight = rng.integers(1, 90, (200, 3)) * 1.0, rng.integers(0, 9, (4, 3)) / 8
    b = rng.integers(-9, 9, 4) / 4 if bias else None
    total = neurons(way, x, weight, b, np.zeros(4)).data
    assert np.array_equal(total, x @ weight.T + (b if bias else 0))
    power = neurons(way, x, weight, b, np.ones(4)).data
    expected = np.prod(x[:, None] ** weight, axis=2) * (np.exp(b) if bias else 1)
    np.testing.assert_allclose(power, expected, rtol=1e-13)


@pytest.mark.parametrize("n", [0.0, 1.0, 1e-12, 0.3, 0.77])
@fused_kinds
def test_one_input_of_weight_1_comes_back_as_by_the_formula_to_the_last_bit(kind, n):
    way, x = transition(kind), np.geomspace(0.02, 90, 500)[:, None]
    inputs = x, np.ones((1, 1)), None, np.array([n])
    assert rows_left(way, inputs) == []
    assert np.array_equal(neurons(way, *inputs).data, formula(way, *inputs).data)


@fused_kinds
def test_without_rows_there_is_no_result_and_no_gradient(kind):
    inputs = numbers(np.random.default_rng(0), 0, 2, 3)
    y, found = value_and_gradients(neurons, transition(kind), inputs, np.zeros((0, 3)))
    assert y.shape == (0, 3) and found[0].shape == (0, 2)
    assert not any(g.any() for g in found[1:])


@fused_kinds
def test_threads_and_the_place_of_a_row_change_no_bit(kind, monkeypatch):
    rng, way = np.random.default_rng(2), transition(kind)
    inputs = numbers(rng, 20_011, 2, 3)
    g = rng.normal(size=(20_011, 3))
    monkeypatch.setattr(config, "NUMBA_NUM_THREADS", 1)
    y, found = value_and_gradients(neurons, way, inputs, g)
    for threads in (2, 5):
        monkeypatch.setattr(config, "NUMBA_NUM_THREADS", threads)
        again, same = value_and_gradients(neurons, way, inputs, g)
        assert np.array_equal(again, y)
        assert all(map(np.array_equal, same, found))
    some = rng.permutation(20_011)[:500]
    assert np.array_equal(neurons(way, inputs[0][some], *inputs[1:]).data, y[some])


# ---- who computes them ---------------------------------------------------------------------------

REASONS = {  # one number of the third row, or one for all, that compiled code does not take
    "below the edge": ("x", (2, 0), 0.005),
    "negative": ("x", (2, 0), -3.0),
    "beyond e^40": ("x", (2, 0), 2 * MUCH),
    "far, for a small n": ("x", (2, 0), 150.0),
    "nan": ("x", (2, 0), np.nan),
    "infinite": ("x", (2, 0), np.inf),
    "a sum far below 0": ("x", (2, 1), 90.0),
    "a result beyond e^40": ("x", (2, 2), 99.0),
    "n below 0": ("n", (0,), -0.1),
    "n above 1": ("n", (0,), 1.1),
    "n is nan": ("n", (0,), np.nan),
}


@pytest.mark.parametrize("reason", REASONS)
@fused_kinds
def test_what_compiled_code_does_not_take_is_left_to_the_formula(kind, reason):
    way = transition(kind)
    rng = np.random.default_rng(3)
    x, weight, b = rng.uniform(1, 2, (5, 3)), rng.uniform(0.2, 0.4, (2, 3)), np.array([0.1, 0.2])
    inputs = dict(zip(NAMES, (x, weight, b, np.array([0.2, 1.0])), strict=True))
    weight[0, 1], weight[1, 2] = -1.0, 9.0
    assert rows_left(way, inputs.values()) == []
    name, place, number = REASONS[reason]
    inputs[name][place] = number
    assert rows_left(way, inputs.values()) == ([2] if name == "x" else [0, 1, 2, 3, 4])
    g = rng.normal(size=(5, 2))
    with np.errstate(all="ignore"):
        y, found = value_and_gradients(neurons, way, inputs.values(), g)
        expected, exact = value_and_gradients(formula, way, inputs.values(), g)
    assert np.array_equal(y[2], expected[2], equal_nan=True)
    np.testing.assert_allclose(y, expected, rtol=1e-13)
    for mine, theirs in zip(found, exact, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-11)


@fused_kinds
def test_other_types_are_left_to_the_formula(kind):
    way, inputs = transition(kind), numbers(np.random.default_rng(4), 4, 2, 3)
    for i in range(4):
        single = [x.astype(np.float32) if k == i else x for k, x in enumerate(inputs)]
        assert rows_left(way, single) == [0, 1, 2, 3]
    single = [x.astype(np.float32) for x in inputs]
    y, found = value_and_gradients(neurons, way, single, np.ones((4, 3), np.float32))
    expected, exact = value_and_gradients(formula, way, single, np.ones((4, 3), np.float32))
    assert y.dtype == np.float32 and np.array_equal(y, expected)
    for mine, theirs in zip(found, exact, strict=True):
        assert mine.dtype == np.float32 and np.array_equal(mine, theirs)


@fused_kinds
def test_arrays_of_any_layout_are_taken(kind):
    way, inputs = transition(kind), numbers(np.random.default_rng(4), 6, 2, 3)
    odd = [np.repeat(np.asfortranarray(x), 2, axis=0)[::2] for x in inputs]
    for x in odd:
        x.flags.writeable = False
    assert rows_left(way, odd) == []
    assert np.array_equal(neurons(way, *odd).data, neurons(way, *inputs).data)
    assert len(way.kernel.compiled.signatures) == 1


@fused_kinds
def test_without_numba_the_formula_does_the_work(kind, monkeypatch):
    way, inputs = transition(kind), numbers(np.random.default_rng(5), 7, 2, 3)
    fast = neurons(way, *inputs).data
    monkeypatch.setattr(way.kernel, "compiled", None)
    assert rows_left(way, inputs) == list(range(7))
    y = neurons(way, *inputs).data
    assert np.array_equal(y, formula(way, *inputs).data)
    np.testing.assert_allclose(y, fast, rtol=1e-13)


def test_a_subclass_does_not_inherit_compiled_code_that_may_not_be_its_own():
    class Halved(KINDS["kneser"]):
        def phi(self, x, n):
            return super().phi(x, n) / 2

        def inverse(self, z, n):
            return super().inverse(z * 2, n)

    inputs = numbers(np.random.default_rng(6), 5, 2, 3, bias=True)
    expected = neurons(transition("kneser"), *inputs[:2], inputs[2] * 2, inputs[3]).data
    np.testing.assert_allclose(neurons(Halved(), *inputs).data, expected, rtol=1e-12)


def test_a_prediction_computes_no_slopes(monkeypatch):
    asked, kernel = [], KINDS["kneser"].kernel

    def spy(*arguments):
        found = kernel(*arguments)
        asked.append([slope.size > 0 for slope in found[1]])
        return found

    monkeypatch.setattr(KINDS["kneser"], "kernel", spy)
    model = nn.Sequential(nn.AddMul(2, 3, n=0.5, rng=0), nn.AddMul(3, 1, n=0.5, rng=1))
    x = np.random.default_rng(0).uniform(1, 2, (4, 2))
    trained = model(x)
    assert asked == [[False, True, True, True], [True] * 4]  # no slopes by the data
    asked.clear()
    with no_grad():
        predicted = model(x)
    assert asked == [[False] * 4] * 2
    assert np.array_equal(predicted.data, trained.data)


@pytest.mark.parametrize("way", [transition("kneser"), SoftExponential()])
def test_outside_the_domain_one_is_warned_as_by_the_formula(way):
    x = np.array([[1.0, 2.0], [np.nan, 1.0], [-30.0, 2.0]])
    rest = np.array([[0.5, -3.0]]), None, np.array([0.9])
    with np.errstate(invalid="ignore"):
        expected = formula(way, x, *rest).data
        np.testing.assert_allclose(neurons(way, x, *rest).data, expected, rtol=1e-13)


# ---- as an operation of the engine ---------------------------------------------------------------


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("way", [*map(transition, KINDS), SoftExponential()], ids=lambda w: w.kind)
def test_derivatives_agree_with_differences(way, order, bias):
    rng = np.random.default_rng(7)
    x, weight = rng.uniform(1.2, 1.8, (3, 2)), rng.uniform(0.3, 0.6, (3, 2))
    b = rng.uniform(0.1, 0.2, 3) if bias else None
    n = np.array([0.23, 0.47, 0.81])
    if way.dtype is complex:
        weight = weight + 0.1j
        b = None if b is None else b + 0.1j
    if way.kernel:
        assert rows_left(way, (x, weight, b, n)) == []
    assert gradcheck(lambda *inputs: neurons(way, *inputs), x, weight, b, n, order=order)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_derivatives_agree_with_differences_where_some_rows_are_left_to_the_formula(kind, order):
    way = transition(kind)
    x = np.array([[1.5, 2.2], [0.3, -0.4], [1.2, 0.9], [-2.0, 0.7]])
    rest = np.array([[0.3, 0.4], [0.5, 0.2]]), np.array([0.5, 0.6]), np.array([0.62, 0.81])
    assert rows_left(way, (x, *rest)) == [1, 3]
    assert gradcheck(lambda *inputs: neurons(way, *inputs), x, *rest, order=order)


@every_kind
def test_one_object_of_options_serves_many_forward_passes(kind):
    way, rng = transition(kind), np.random.default_rng(8)
    found = _Found(way, [True] * 4)
    for least in (1.0, 0.001, 1.0, -1.0, 1.0):  # compiled code takes all rows, some, all, …
        x, *rest = numbers(rng, 6, 2, 3)
        x[::2] = rng.uniform(least, 2, (3, 2))
        x[0, 0] = least
        if way.dtype is complex:
            x, rest = x + 0.1j, [rest[0] + 0.1j, rest[1] + 0.1j, rest[2]]
        y = _neurons.forward(x, *rest, found)
        for _ in range(2):
            g = rng.normal(size=y.shape).astype(y.dtype)
            expected, exact = value_and_gradients(formula, way, (x, *rest), g)
            np.testing.assert_allclose(y, expected, rtol=1e-13)
            for rule, theirs in zip(_neurons.vjps, exact, strict=True):
                part = rule(g, y, x, *rest, found=found)
                part = part if np.iscomplexobj(theirs) else part.real
                np.testing.assert_allclose(part, theirs, rtol=1e-11, atol=1e-12)


@every_kind
def test_a_graph_that_is_kept_is_asked_anew_for_each_gradient(kind):
    way, inputs = transition(kind), numbers(np.random.default_rng(9), 4, 2, 3)
    leaves = [Tensor(x.astype(way.dtype) if i else x, True) for i, x in enumerate(inputs[:3])]
    leaves.append(Tensor(inputs[3], requires_grad=True))
    y = neurons(way, *leaves)
    total = (y * y.conjugate()).real.sum() if way.dtype is complex else (y * y).sum()
    (first,) = gradients(total, [leaves[3]])
    double = total * 2
    (weight,) = gradients(double, [leaves[1]])
    (half,) = gradients(total, [leaves[1]])
    assert np.array_equal(weight, 2 * half)
    assert np.array_equal(gradients(double, [leaves[3]])[0], 2 * first)


@pytest.mark.parametrize("kind", ["kneser", "box-cox"])
def test_inputs_that_depend_on_each_other_keep_their_own_gradients(kind):
    way, x = transition(kind), np.array([[1.2, 1.7], [1.9, 1.1]])

    def f(n):  # weight comes from n, and bias is n
        weight = n.reshape(2, 1) * np.array([0.5, 0.4])
        return neurons(way, x, weight, n, n)

    assert gradcheck(f, np.array([0.3, 0.6]), order=2)
    n = Tensor([0.3, 0.6], requires_grad=True)
    total = (f(n) ** 2).sum()
    (recorded,) = gradients(total, [n], create_graph=True)
    np.testing.assert_allclose(recorded.data, gradients(total, [n])[0], rtol=1e-12)


@every_kind
def test_a_layer_is_one_operation_of_the_graph(kind):
    layer = nn.AddMul(2, 3, kind=kind, n=0.5, bias=True, rng=0)
    y = layer(np.ones((4, 2)) * 1.5)
    assert y.node.operation.__name__ == "neurons"
    assert [y.node.inputs[i] for i in y.node.edges] == [layer.weight, layer.bias, layer.n]


@every_kind
def test_parameters_are_guarded_until_the_graph_is_gone_and_a_graph_has_no_cycles(kind):
    layer = nn.AddMul(2, 3, kind=kind, n=0.5, bias=True, rng=0)
    gc.collect()
    gc.disable()
    try:
        y = layer(np.array([[1.5, 1.7], [1.2, 0.004]]))
        with pytest.raises(ValueError, match="read-only"):
            layer.weight.data[0, 0] = 1.0
        y.real.sum().backward()
        layer.weight.data[0, 0] = 1.0
        (g,) = gradients(layer([[1.5, 1.7]]).real.sum(), [layer.n], create_graph=True)
        del g, y
        layer.weight.data[0, 0] = 2.0
    finally:
        gc.enable()


def test_an_array_of_the_caller_may_be_edited_before_backward():
    layer, x = nn.AddMul(2, 1, n=0.5, rng=0), np.array([[1.5, 0.001]])
    y = layer(x)
    x[:] = 9.0
    y.backward(np.ones((1, 1)))
    found = layer.weight.grad
    layer.weight.grad = None
    layer([[1.5, 0.001]]).backward(np.ones((1, 1)))
    assert np.array_equal(found, layer.weight.grad)
