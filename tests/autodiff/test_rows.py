"""Gradients of each row, in one walk: they are those of every row by itself, or there are none."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from more_rule_cases import CASES, NAMES

import minigrad as mg
from minigrad import Tensor, nn
from minigrad.autodiff import gradients
from minigrad.autodiff.rows import APART, as_reals, gradients_by_row
from minigrad.nn import peers
from minigrad.transitions import KINDS


def row_after_row(output, inputs, gradient):
    """Return the same by the ordinary walk, once for each row: all others get a gradient of 0."""
    rows = []
    for r in range(len(output)):
        alone = np.zeros_like(gradient)
        alone[r] = gradient[r]
        rows.append(gradients(output, inputs, alone))
    return [np.array(parts) for parts in zip(*rows, strict=True)]


def assert_right(output, inputs, *, found=True, rtol=1e-10):
    """Compare with the ordinary walk. `found`: True, False, or None if either will do."""
    rng = np.random.default_rng(1)
    gradient = rng.normal(size=output.shape).astype(output.dtype)
    if output.dtype.kind == "c":
        gradient = gradient + 1j * rng.normal(size=output.shape)
    by_row = gradients_by_row(output, inputs, gradient)
    if found is not None:
        assert (by_row is not None) == found
    if by_row is not None:
        expected = row_after_row(output, inputs, gradient)
        for g, e in zip(by_row, expected, strict=True):
            np.testing.assert_allclose(g, e, rtol=rtol, atol=rtol * np.max(np.abs(e), initial=1e-5))


def tracked(*values):
    return [Tensor(np.array(value), requires_grad=True) for value in values]


# ---- every operation ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_operation_keeps_rows_apart_or_is_refused(case):
    inputs = tracked(*case.inputs)
    output = case.call(getattr(mg, case.operation), *inputs)
    if output.ndim:
        assert_right(output, inputs, found=None)


def test_what_acts_on_elements_is_known():
    names = {operation.__name__ for operation in APART}
    assert names > {"add", "power", "tanh", "relu", "sigmoid", "where", "exp_n", "box_cox_inverse"}
    assert not names & {"cumsum", "flip", "softmax", "norm", "scatter_add", "solve"}


X = np.random.default_rng(0).uniform(0.5, 2.0, (3, 3))  # as many rows as columns
W = np.array([0.3, 1.2, 0.7])
APART_WITH_W = {
    "every row the same": lambda x, w: x * w,
    "an axis more": lambda x, w: x * w[None, :],
    "a row has its own": lambda x, w: x * w[:, None],
    "both": lambda x, w: x * w + x * w[:, None],
    "twice": lambda x, w: mg.sin(x * w) / w,
    "before it meets rows": lambda x, w: x * mg.exp(w * w),
    "one number": lambda x, w: x * mg.sum(w),
    "seen across": lambda x, w: (x.T * w[:, None]).T,
    "transposed twice": lambda x, w: mg.transpose(mg.tanh(mg.transpose(x * w)), (1, 0)),
    "swapped": lambda x, w: (x * w).swapaxes(0, -1).swapaxes(1, 0),
    "moved": lambda x, w: mg.moveaxis(mg.moveaxis(x * w, 0, -1), -1, 0),
    "other columns": lambda x, w: (x * w)[:, ::-1],
    "one column": lambda x, w: (x * w)[..., 1] * w[0],
    "new axes": lambda x, w: (x * w)[:, None, :, None][..., 0] ** 2,
    "in another shape": lambda x, w: mg.square((x * w).reshape(3, 1, 3)).squeeze(1),
    "sum": lambda x, w: (x * w).sum(axis=1),
    "mean": lambda x, w: (x * w).mean(axis=-1, keepdims=True),
    "product": lambda x, w: mg.prod(x[:, :, None] * w + 1, axis=1),
    "largest": lambda x, w: mg.max(x * w, axis=1),
    "logsumexp": lambda x, w: mg.logsumexp(x * w, axis=(1,)),
    "side by side": lambda x, w: mg.concatenate([x * w, mg.tanh(w * x)], axis=1),
    "in layers": lambda x, w: mg.stack([x * w, x + w], axis=1).sum(axis=2),
    "weighted": lambda x, w: mg.linear(x * w, w * X, w),
    "weighted in groups": lambda x, w: mg.linear((x * w)[:, None], w * X, w),
    "matrix": lambda x, w: (x * w) @ (w * X) @ w,
    "dot": lambda x, w: mg.dot(mg.dot(x * w, w[:, None] * X), w),
    "means of all rows": lambda x, w: x * (x * w).mean(axis=0),
    "parts": lambda x, w: mg.real(x * w * 1j) + mg.imag(w * (x + 1j) ** 2),
    "where": lambda x, w: mg.where(x > 1, x * w, w),
    "not at all": lambda x, w: x * w.detach() + 0 * w,
}


@pytest.mark.parametrize("f", APART_WITH_W.values(), ids=APART_WITH_W)
def test_rows_stay_apart(f):
    assert_right(f(X, *(w := tracked(W))), w)


@pytest.mark.parametrize("f", APART_WITH_W.values(), ids=APART_WITH_W)
def test_a_table_of_parameters_has_rows_itself(f):
    x, w = tracked(X, W)
    assert_right(f(x, w), [x, w], found=None)


@mg.primitive(vjps=(lambda g, y, x: g * 2 * x,))
def squared(x):
    return x * x


MIXED = {  # or not known to keep rows apart
    "an operation of a user": lambda x, w: squared(x * w),
    "backwards": lambda x, w: (x * w)[::-1],
    "some rows": lambda x, w: mg.concatenate([(x * w)[1:], (x * w)[:1]]),
    "chosen rows": lambda x, w: (x * w)[[0, 2, 1]],
    "sums over rows": lambda x, w: mg.cumsum(x * w, axis=0),
    "shares of all rows": lambda x, w: mg.softmax(x * w, axis=0),
    "across and along": lambda x, w: (t := x * w + w) + t.T,
    "joined along the rows": lambda x, w: mg.stack([x[0] * w, x[1] * w, x[2] + w]),
    "in one row": lambda x, w: (x * w).ravel().reshape(3, 3),
    "rows behind columns": lambda x, w: mg.linear(mg.linear((x * w).T, X).T, w * X).T,
}


@pytest.mark.parametrize("f", MIXED.values(), ids=MIXED)
def test_where_rows_meet_there_is_no_answer(f):
    assert_right(f(X, *(w := tracked(W))), w, found=False)


def test_which_axis_has_the_rows_is_not_guessed_from_its_length():
    """Three rows, three columns, three neurons: the same program, seen along each axis."""
    x, v, w = tracked(X, X + 1, W)
    for f in (
        lambda: mg.linear(x * w, v, w),
        lambda: (x * w[:, None]).T * v + w,
        lambda: (x[:, None, :] * v[None] * w[:, None]).sum(axis=1),
        lambda: (x[:, None, :] * v[None] * w[:, None]).sum(axis=2).T,
        lambda: (x[:, :, None] * w).transpose(2, 0, 1) + v,
    ):
        assert_right(f(), [x, v, w], found=None)
        assert_right(f().T, [x, v, w], found=None)


def test_one_row_and_no_parameter():
    x, w = tracked(X[:1], W)
    assert_right(squared((x * w)[::-1]), [x, w])
    assert_right(Tensor(X), [w])
    (unused,) = gradients_by_row(Tensor(X) * w, [x], X)
    assert unused.shape == (3, 1, 3) and not unused.any()


def test_an_input_that_is_asked_for_twice_is_given_twice():
    (w,) = tracked(W)
    first, second = gradients_by_row(X * w, [w, w], X)
    assert np.array_equal(first, second)


def test_single_precision_and_real_parameters_of_complex_numbers():
    single = Tensor(W.astype(np.float32), requires_grad=True)
    assert_right(mg.tanh(X * (single * single)), [single], rtol=1e-5)
    z, w = tracked(W + 1j, W)
    assert_right(mg.exp(1j * X * w) * mg.sin(z * z) + w * z, [z, w])


def test_real_and_imaginary_parts_stand_side_by_side():
    assert as_reals(np.array([[1 + 2j], [3 + 4j]])).tolist() == [[1, 2], [3, 4]]
    assert as_reals(np.ones((2, 3, 1), np.float32)).shape == (2, 3)


# ---- random programs: axes of equal lengths, in any order ---------------------------------------------


def times_parameter(draw, x, params):
    """Multiply by a parameter that broadcasts, or may not need to."""
    shape = [draw(st.sampled_from([1, size])) for size in x.shape[draw(st.integers(0, x.ndim)) :]]
    params.append(Tensor(np.linspace(0.5, 1.5, int(np.prod(shape))).reshape(shape), True))
    bent = draw(st.sampled_from([mg.positive, mg.square, mg.cumsum])) if len(shape) == 1 else mg.sin
    return mg.tanh(x) * bent(params[-1])


def layer(draw, x, params):
    out = draw(st.integers(1, 3))
    weight = np.linspace(-1, 1, out * x.shape[-1]).reshape(out, -1)
    params += [Tensor(weight, True), Tensor(np.ones(out), True)]
    return mg.linear(x, *params[-2:])


def taken(draw, x, params):
    parts = [draw(st.sampled_from([slice(None)] * 4 + [0, slice(None, None, -1)])) for _ in x.shape]
    shortened = draw(st.sampled_from([tuple(parts), (*parts[:1], ...), (..., *parts[1:])]))
    return x[(None, *shortened) if draw(st.booleans()) else shortened]


STEPS = {
    "parameter": times_parameter,
    "layer": layer,
    "taken": taken,
    "order": lambda draw, x, params: x.transpose(draw(st.permutations(range(x.ndim)))),
    "move": lambda draw, x, params: mg.moveaxis(x, 0, draw(st.integers(-1, x.ndim - 1))),
    "swap": lambda draw, x, params: x.swapaxes(0, draw(st.integers(-1, x.ndim - 1))),
    "shape": lambda draw, x, params: x.reshape(draw(st.permutations(x.shape))),
    "flat": lambda draw, x, params: x.reshape(-1, x.shape[-1]),
    "sum": lambda draw, x, params: x.sum(
        axis=draw(st.integers(-1, x.ndim - 1)), keepdims=draw(st.booleans())
    ),
    "stack": lambda draw, x, params: mg.stack([x, 2 * x], axis=draw(st.integers(-1, x.ndim - 1))),
    "join": lambda draw, x, params: mg.concatenate(
        [x, mg.sin(x)], axis=draw(st.integers(-1, x.ndim - 1))
    ),
    "across": lambda draw, x, params: x + mg.moveaxis(x, 0, -1),
}


@st.composite
def programs(draw):
    """Return the output of a random program, and its parameters."""
    length = draw(st.integers(2, 3))
    shape = draw(st.lists(st.sampled_from([length, length, 1]), min_size=2, max_size=3))
    x, params = Tensor(np.sin(1 + np.arange(np.prod(shape))).reshape(shape)), []
    steps = draw(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=6))
    for name in ["parameter", *steps, "parameter"]:
        assume(x.ndim and x.size < 200)
        try:
            x = STEPS[name](draw, x, params)
        except ValueError:  # shapes that do not broadcast
            assume(False)
    return x, params


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(programs())
def test_random_programs_are_right_or_refused(program):
    output, params = program
    assert_right(output, params, found=None)


# ---- models ------------------------------------------------------------------------------------

LAYERS = {
    "linear": nn.Linear,
    **{f"addmul {k}": partial(nn.AddMul, kind=k, n=0.4, bias=True) for k in KINDS},
    **{f"uncoupled {k}": partial(nn.AddMul, kind=k, n=0.6, coupled=False) for k in KINDS},
    **{name: getattr(peers, name) for name in peers.__all__},
    "SoftExponential": partial(peers.SoftExponential, n=0.5),  # near 0 it loses digits
    "product": partial(nn.Product, bias=True),
}
OF_COMPLEX = ["linear", "addmul schroeder", "uncoupled schroeder"]  # may come behind Schröder
BENDS = [nn.Tanh, nn.ReLU, nn.Sigmoid]
sizes = st.integers(1, 3)


@st.composite
def networks(draw):
    """Return a network of which each layer, and its rows, have one to three of everything."""
    widths = draw(st.lists(sizes, min_size=2, max_size=4))
    layers, names = [], sorted(LAYERS)
    for i, (before, behind) in enumerate(pairwise(widths)):
        name = draw(st.sampled_from(names))
        layers.append(LAYERS[name](before, behind, rng=draw(st.integers(0, 9)) + i))
        names = OF_COMPLEX if "schroeder" in name else names
        if draw(st.booleans()):
            layers.append(nn.Tanh() if names is OF_COMPLEX else draw(st.sampled_from(BENDS))())
    network = nn.Sequential(*layers)
    frozen = draw(st.sampled_from([None, *range(len(network.parameters()))]))
    if frozen is not None and len(network.parameters()) > 1:
        network.parameters()[frozen].requires_grad = False
    low, high = draw(st.sampled_from([(0.5, 2.0), (1e-3, 0.03)]))  # or on both sides of the edge
    return network, np.random.default_rng(0).uniform(low, high, (draw(sizes), widths[0]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", [0, 1, 5], ids=["the kernel", "both", "the formula"])
def test_rows_of_a_layer_that_the_kernel_takes_and_others_are_apart(kind, first):
    layer = nn.AddMul(3, 3, kind=kind, n=[0.3, 0.7, 1.0], bias=True, rng=0)
    x = np.random.default_rng(0).uniform(0.5, 2, (5, 3))
    x[:first, 1] = 0.001  # below the edge
    x = Tensor(x, requires_grad=True)
    assert_right(layer(x), [x, *layer.parameters()], rtol=1e-9)
    assert_right(layer(nn.AddMul(3, 3, kind=kind, rng=1)(x)), [x, *layer.parameters()], rtol=1e-9)
    assert_right(layer(x).T, layer.parameters(), found=False)  # neurons are no rows


@settings(max_examples=200, deadline=None)
@given(networks())
def test_random_networks_keep_rows_apart(network):
    model, x = network
    with np.errstate(all="ignore"):
        output = model(x)
        assume(np.isfinite(output.data).all())
        assert_right(output, [p for p in model.parameters() if p.requires_grad], rtol=1e-8)
