import inspect
import json
from functools import partial
from itertools import product

import numpy as np
import pytest

from minigrad import Tensor, gradcheck, iterate, nn, tasks, train

X = np.random.default_rng(5).uniform(0.5, 3, (6, 2))

every_kind = pytest.mark.parametrize("kind", iterate.KINDS)


def neuron(n, outputs=1, kind=iterate.DEFAULT_KIND):
    layer = nn.AddMul(2, outputs, kind=kind, n=n, bias=True, rng=0)
    layer.bias.data[:] = 0.3
    return layer


@every_kind
def test_at_n_0_it_is_a_linear_layer(kind):
    layer, line = neuron(n=0.0, outputs=3, kind=kind), nn.Linear(2, 3)
    line.weight.data, line.bias.data = layer.weight.data, layer.bias.data
    assert layer(X).data == pytest.approx(line(X).data, rel=1e-12)


@every_kind
def test_at_n_1_it_is_a_product_of_powers(kind):
    layer = neuron(n=1.0, kind=kind)
    a, b = layer.weight.data[0]
    expected = np.exp(0.3) * X[:, :1] ** a * X[:, 1:] ** b
    assert layer(X).data == pytest.approx(expected, rel=1e-12)


@every_kind
def test_between_them_every_neuron_follows_the_formula_with_its_own_n(kind):
    ns = [0.1, 0.5, 0.8]
    layer = neuron(n=ns, outputs=3, kind=kind)
    for i, n in enumerate(ns):
        z = iterate.exp_n(X, -n, kind) @ layer.weight.data[i] + 0.3
        assert layer(X).data[:, i] == pytest.approx(iterate.exp_n(z, n, kind), rel=1e-12)


def as_a_function(kind, x, weight, bias, n):
    """Compute what AddMul does with parameters that are given as arguments."""
    layer = nn.AddMul(2, 3, kind=kind, bias=True)
    layer.weight, layer.bias, layer.n = weight, bias, n
    return layer(x)


@pytest.mark.parametrize("order", [1, 2])
@every_kind
def test_its_derivatives_by_inputs_weights_bias_and_n_are_right(kind, order):
    rng = np.random.default_rng(1)
    weight, bias = rng.uniform(0.2, 0.9, (3, 2)), rng.uniform(0.1, 0.2, 3)
    n = np.array([0.23, 0.47, 0.81])
    assert gradcheck(partial(as_a_function, kind), X, weight, bias, n, order=order)


@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_the_domain_is_what_its_notes_say(kind):
    count = {
        "kneser": lambda x: iterate.kneser.slog(x) + 2,
        "abel": lambda x: iterate.abel.psi(x) + 1,
    }
    x = np.array([-3.0, -0.5, 0.0, 1e-9, 0.5, 40.0])
    end = count[kind](x)
    assert (end > 1).tolist() == (x > 0).tolist()
    assert iterate.domain(x, -end * (1 - 1e-9), kind).all()
    assert not iterate.domain(x, -end * (1 + 1e-9), kind).any()


def test_with_schroeder_values_and_weights_are_complex():
    layer = neuron(n=0.5, kind="schroeder")
    y = layer(X)
    nn.mse_loss(y, np.ones((6, 1))).backward()
    assert y.dtype == np.complex128 and np.abs(y.data.imag).max() > 0.1
    for p in layer.parameters():
        assert p.dtype == p.grad.dtype == (np.float64 if p is layer.n else np.complex128)


def test_one_input_row_gives_one_output_row():
    assert neuron(n=0.5, outputs=3)(X[0]).shape == (3,)


def test_the_bias_is_left_out_unless_asked_for():
    assert nn.AddMul(2, 1).bias is None
    assert nn.AddMul(2, 1, bias=True).bias.data.tolist() == [0]


def test_a_new_neuron_is_about_an_average():
    weights = nn.AddMul(4, 2000, rng=0).weight.data
    assert weights.mean() == pytest.approx(1 / 4, abs=0.01)
    assert weights.std() == pytest.approx(0.6 / 4, abs=0.01)


def test_weight_init_gives_mean_and_standard_deviation():
    weights = nn.AddMul(4, 2000, weight_init=(3.0, 0.1), rng=0).weight.data
    assert weights.mean() == pytest.approx(3.0, abs=0.01)
    assert weights.std() == pytest.approx(0.1, abs=0.01)


def test_random_n_fills_the_interval_and_reset_draws_it_again():
    layer = nn.AddMul(2, 500, n="random", rng=0)
    first = layer.n.data.copy()
    assert 0 <= first.min() < 0.05 and 0.95 < first.max() <= 1
    layer.reset(1)
    assert not np.array_equal(layer.n.data, first)


def test_reset_puts_bias_and_n_back_to_their_start():
    layer = nn.AddMul(2, 2, n=[0.25, 0.75], bias=True, rng=0)
    layer.n.data[:], layer.bias.data[:] = 1.0, 5.0
    layer.reset(0)
    assert layer.n.data.tolist() == [0.25, 0.75] and layer.bias.data.tolist() == [0, 0]


@pytest.mark.parametrize("n", [-0.1, 1.5, [0.5, 2.0]])
def test_n_outside_0_to_1_is_refused(n):
    with pytest.raises(ValueError, match=r"bounds \[0\.0, 1\.0\]"):
        nn.AddMul(2, 2, n=n)


def test_n_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"n has shape \(3,\).*shape \(2,\)"):
        nn.AddMul(2, 2, n=[0.1, 0.2, 0.3])


def test_a_word_for_n_that_is_not_random_is_refused():
    with pytest.raises(ValueError, match=r'"random", got \'often\''):
        nn.AddMul(2, 1, n="often")


def test_an_unknown_kind_is_refused_and_the_known_ones_named():
    with pytest.raises(ValueError, match=r"'abell' is unknown.*'kneser', 'abel', 'schroeder'"):
        nn.AddMul(2, 1, kind="abell")


def test_negative_inputs_are_named_by_column_and_row_with_a_cure():
    x = np.array([[1.0, 2.0], [3.0, -4.0], [-1.0, 1.0], [0.0, -5.0]])
    with pytest.raises(ValueError) as error:
        nn.AddMul(2, 1).check_inputs(x, ("girth", "height"))
    for part in (
        "column 'girth' has 1 of 4 values that are negative (row 3 is -1)",
        "column 'height' has 2 of 4 values that are negative (row 2 is -4)",
        'no logarithm. Inputs of any sign are for the kinds "linear-log" and "schroeder", or for Linear',
        "--kind linear-log, --kind schroeder or --model linear",
    ):
        assert part in str(error.value)


@pytest.mark.parametrize("learn", [train.fit, train.least_squares])
def test_a_frozen_n_stays_while_the_weights_learn(learn):
    layer = nn.AddMul(2, 1, n=0.5, rng=0)
    layer.n.requires_grad = False
    before = layer.weight.data.copy()
    options = {"steps": 5} if learn is train.fit else {}
    learn(layer, tasks.load("product"), **options)
    assert layer.n.data.tolist() == [0.5]
    assert not np.array_equal(layer.weight.data, before)


def test_settings_construct_the_same_layer():
    layer = nn.AddMul(3, 2, kind="abel", bias=True, n=[0.2, 0.7], weight_init=(0.5, 0.1), rng=0)
    twin = nn.AddMul(**json.loads(json.dumps(layer.settings())))
    assert not np.array_equal(twin.weight.data, layer.weight.data)
    twin.reset(0)
    assert np.array_equal(twin(np.ones(3)).data, layer(np.ones(3)).data)


@pytest.mark.parametrize("edge", [0.0, -0.01, np.nan])
def test_an_edge_that_is_no_distance_is_refused(edge):
    with pytest.raises(ValueError, match="edge is a distance, a positive number, got"):
        nn.AddMul(2, 1, edge=edge)


# ---- uncoupled ---------------------------------------------------------------------------------

N_IN, N_OUT = [0.15, 0.6], [0.25, 0.5, 0.85]


def uncoupled(kind, bias=True):
    layer = nn.AddMul(2, 3, kind=kind, n=(N_IN, N_OUT), coupled=False, bias=bias, rng=0)
    if bias:
        layer.bias.data[:] = 0.3
    return layer


def formula(layer, x, n_in, n_out):
    """Return y_i = exp^(n_out_i)(Σ_j W_ij exp^(-n_in_j)(x_j) + b_i) of one row, term by term."""
    y = []
    for i, weights in enumerate(layer.weight.data):
        z = 0.0 if layer.bias is None else layer.bias.data[i]
        for j, weight in enumerate(weights):
            z = z + weight * iterate.exp_n(x[j], -n_in[j], layer.kind)
        y.append(iterate.exp_n(z, n_out[i], layer.kind))
    return y


@pytest.mark.parametrize("bias", [False, True])
@every_kind
def test_uncoupled_every_input_and_every_neuron_has_its_own_n(kind, bias):
    layer = uncoupled(kind, bias)
    expected = [formula(layer, x, N_IN, N_OUT) for x in X]
    assert layer(X).data == pytest.approx(np.array(expected), rel=1e-12)


@every_kind
def test_with_one_n_for_all_both_forms_are_the_same(kind):
    one, other = (
        nn.AddMul(2, 3, kind=kind, n=0.4, coupled=coupled, bias=True, rng=0)
        for coupled in (True, False)
    )
    assert one(X).data == pytest.approx(other(X).data, rel=1e-13)


@every_kind
def test_uncoupled_at_0_and_1_it_is_a_weighted_sum_of_logarithms(kind):
    layer = nn.AddMul(2, 1, kind=kind, n=(1.0, 0.0), coupled=False, rng=0)
    assert layer(X).data == pytest.approx(np.log(X) @ layer.weight.data.T, rel=1e-12)


@pytest.mark.parametrize("coupled", [True, False])
@every_kind
def test_any_number_of_axes_gives_what_its_rows_give(kind, coupled):
    n = [0.2, 0.5, 0.9] if coupled else (N_IN, N_OUT)
    layer = nn.AddMul(2, 3, kind=kind, n=n, coupled=coupled, bias=True, rng=0)
    x = np.random.default_rng(6).uniform(0.2, 4, (2, 3, 4, 2))
    rows = np.array([layer(row).data for row in x.reshape(-1, 2)])
    for part in (x, x[0], x[0, 0], x[0, 0, 0]):
        y = layer(part)
        assert y.shape == (*part.shape[:-1], 3)
        expected = rows[: part.size // 2].reshape(y.shape)
        np.testing.assert_allclose(y.data, expected, rtol=1e-13)
        np.testing.assert_array_equal(layer(part.tolist()).data, y.data)


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("shape", [(0, 2), (0, 3, 2), (3, 0, 2)])
def test_no_rows_give_no_rows(shape, coupled):
    layer = nn.AddMul(2, 4, n=0.5, coupled=coupled, rng=0)
    assert layer(np.ones(shape)).shape == (*shape[:-1], 4)


@pytest.mark.parametrize(
    ("n", "n_in", "n_out"),
    [
        (0.3, [0.3, 0.3], [0.3, 0.3, 0.3]),
        (1, [1, 1], [1, 1, 1]),
        ((0.1, 0.9), [0.1, 0.1], [0.9, 0.9, 0.9]),
        ([0.1, 0.9], [0.1, 0.1], [0.9, 0.9, 0.9]),
        (([0.1, 0.2], 0.9), [0.1, 0.2], [0.9, 0.9, 0.9]),
        ((0.5, np.array([0.7, 0.8, 0.9])), [0.5, 0.5], [0.7, 0.8, 0.9]),
        (([0.1, 0.2], [0.7, 0.8, 0.9]), [0.1, 0.2], [0.7, 0.8, 0.9]),
    ],
)
def test_uncoupled_n_is_one_number_or_a_pair_for_inputs_and_neurons(n, n_in, n_out):
    layer = nn.AddMul(2, 3, n=n, coupled=False)
    assert layer.n_in.data.tolist() == n_in and layer.n_out.data.tolist() == n_out


def test_uncoupled_an_array_goes_to_inputs_and_neurons_if_there_are_as_many():
    layer = nn.AddMul(2, 2, n=np.array([0.2, 0.7]), coupled=False)
    assert layer.n_in.data.tolist() == layer.n_out.data.tolist() == [0.2, 0.7]
    assert layer.n_in is not layer.n_out


@pytest.mark.parametrize("n", ["random", ("random", 0.5), (0.5, "random")])
def test_uncoupled_n_can_be_random_on_either_side(n):
    layer = nn.AddMul(400, 500, n=n, coupled=False, rng=0)
    starts = n if isinstance(n, tuple) else (n, n)
    for name, start in zip(("n_in", "n_out"), starts, strict=True):
        first = getattr(layer, name).data
        layer.reset(0)
        assert np.array_equal(getattr(layer, name).data, first)
        layer.reset(1)
        second = getattr(layer, name).data
        if start == "random":
            assert 0 <= first.min() < 0.05 and 0.95 < first.max() <= 1
            assert not np.array_equal(second, first)
        else:
            assert set(first) == set(second) == {0.5}
        layer.reset(0)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        ([0.1, 0.2, 0.3], r"n has shape \(3,\): it is one number for all 2 inputs.*shape \(2,\)"),
        (([0.1, 0.2, 0.3], 0.5), r"for all 2 inputs, or one for each, shape \(2,\)"),
        ((0.5, [0.1, 0.2]), r"n has shape \(2,\).*all 3 neurons, or one for each, shape \(3,\)"),
        ((0.5, 1.5), r"\[1\.5 1\.5 1\.5\] are not all within the bounds \[0\.0, 1\.0\]"),
        (([0.5, -0.1], 0.5), r"bounds \[0\.0, 1\.0\]"),
        ((0.5, np.nan), r"n is a finite real number"),
        ((0.5, "sometimes"), r'a number, an array or "random", got \'sometimes\''),
    ],
)
def test_uncoupled_n_that_does_not_fit_is_refused_and_what_would_fit_is_named(n, words):
    with pytest.raises(ValueError, match=words):
        nn.AddMul(2, 3, n=n, coupled=False)


def test_uncoupled_parameters_have_their_names_and_bounds():
    layer = uncoupled("kneser")
    assert [name for name, _ in layer.named_parameters()] == ["weight", "bias", "n_in", "n_out"]
    assert layer.n_in.bounds == layer.n_out.bounds == (0.0, 1.0)
    assert {"n", "n_in", "n_out"} == set(nn.ORDERS)


@pytest.mark.parametrize(
    ("coupled", "per_row"), [(False, 5 + 7), (True, 5 * 7 + 7)], ids=["uncoupled", "coupled"]
)
@every_kind
def test_uncoupled_takes_fewer_evaluations(kind, coupled, per_row, monkeypatch):
    counted, partials = [], iterate.partials

    def counting(x, n, kind):
        y, *slopes = partials(x, n, kind)
        counted.append(np.size(y))
        return y, *slopes

    layer = nn.AddMul(5, 7, kind=kind, n=0.3, coupled=coupled, rng=0)
    monkeypatch.setattr(type(layer.transition), "kernel", None)  # the formula counts
    monkeypatch.setattr(iterate, "partials", counting)
    y = layer(np.random.default_rng(1).uniform(1, 2, (11, 5)))
    assert sum(counted) == 11 * per_row
    y.real.sum().backward()
    assert sum(counted) == 11 * per_row


# ---- derivatives of all forms ------------------------------------------------------------------


def as_a_function_uncoupled(kind, x, weight, bias, n_in, n_out):
    layer = nn.AddMul(2, 3, kind=kind, coupled=False, bias=bias is not None)
    layer.weight, layer.bias, layer.n_in, layer.n_out = weight, bias, n_in, n_out
    return layer(x)


@pytest.mark.parametrize("has_bias", [False, True])
@pytest.mark.parametrize(
    ("kind", "order"),
    [("kneser", 1), ("kneser", 2), ("abel", 1), ("schroeder", 1), ("schroeder", 2)],
)
def test_uncoupled_derivatives_by_all_it_depends_on_are_right(kind, order, has_bias):
    rng = np.random.default_rng(20)  # no sum is near 1, where Schröder's is singular
    weight, bias = rng.uniform(0.2, 0.9, (3, 2)), rng.uniform(0.1, 0.2, 3)
    if kind == "schroeder":
        weight = weight + 0.1j * rng.normal(size=(3, 2))
        bias = bias + 0.1j * rng.normal(size=3)
    f = partial(as_a_function_uncoupled, kind)
    n = np.array(N_IN), np.array(N_OUT)
    x = X[[0, 2, 3, 4]]  # nor are these
    assert gradcheck(f, x, weight, bias if has_bias else None, *n, order=order)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("coupled", [True, False])
def test_complex_inputs_weights_and_biases_have_the_right_derivatives(coupled, order):
    rng = np.random.default_rng(3)
    x = X + 0.3j * rng.uniform(0.5, 1, X.shape)
    weight = rng.uniform(0.2, 0.9, (3, 2)) + 0.1j * rng.normal(size=(3, 2))
    bias = rng.uniform(0.1, 0.2, 3) + 0.1j
    n = (np.array(N_OUT),) if coupled else (np.array(N_IN), np.array(N_OUT))
    f = partial(as_a_function if coupled else as_a_function_uncoupled, "schroeder")
    assert gradcheck(f, x, weight, bias, *n, order=order)


def test_derivatives_with_negative_inputs_are_right():
    rng = np.random.default_rng(4)
    x = X * np.array([[-1, 1], [1, -1], [-1, -1]] * 2)
    weight, bias = rng.uniform(0.3, 0.9, (3, 2)) + 0.1j * rng.normal(size=(3, 2)), np.full(3, 0.2j)
    n = np.array([0.3, 0.55, 0.9])
    assert gradcheck(partial(as_a_function, "schroeder"), x, weight, bias, n, order=2)


# ---- what is learned, and what stays -----------------------------------------------------------


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("learn", [train.fit, train.least_squares])
def test_learn_n_false_freezes_every_n(learn, coupled):
    n = 0.5 if coupled else (0.4, 0.6)
    layer = nn.AddMul(2, 1, n=n, coupled=coupled, learn_n=False, rng=0)
    before = layer.state_dict()
    learn(layer, tasks.load("product"), **({"steps": 5} if learn is train.fit else {}))
    for name, values in layer.state_dict().items():
        assert np.array_equal(values, before[name]) == (name in nn.ORDERS)


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("learn", [train.fit, train.least_squares])
def test_otherwise_every_n_is_learned(learn, coupled):
    layer = nn.AddMul(2, 1, n=0.5, coupled=coupled, rng=0)
    before = layer.state_dict()
    learn(layer, tasks.load("product"), **({"steps": 5} if learn is train.fit else {}))
    for name, values in layer.state_dict().items():
        assert not np.array_equal(values, before[name])
        assert name not in nn.ORDERS or np.all((values >= 0) & (values <= 1))


@pytest.mark.parametrize(
    "form",
    [
        {"n": 0.3},
        {"n": np.array([0.2, 0.7])},
        {"n": "random"},
        {"n": 0.3, "coupled": False},
        {"n": (0.2, 0.7), "coupled": False},
        {"n": ([0.1, 0.2, 0.3], "random"), "coupled": False},
        {"n": "random", "coupled": False, "learn_n": False},
        {"n": 0.9, "edge": 0.05, "weight_init": (0.5, 0.1), "learn_n": False},
    ],
    ids=str,
)
@pytest.mark.parametrize("bias", [False, True])
@every_kind
def test_settings_construct_every_form_again_from_json(kind, bias, form):
    layer = nn.AddMul(3, 2, kind=kind, bias=bias, **form, rng=3)
    settings = json.loads(json.dumps(layer.settings()))
    twin = nn.AddMul(**settings, rng=3)
    state = layer.state_dict()
    assert settings.keys() == inspect.signature(nn.AddMul).parameters.keys() - {"rng"}
    assert json.loads(json.dumps(twin.settings())) == settings
    assert twin.state_dict().keys() == state.keys()
    assert all(np.array_equal(values, state[name]) for name, values in twin.state_dict().items())
    learned = [[p.requires_grad for p in each.parameters()] for each in (layer, twin)]
    assert learned[0] == learned[1]
    x = np.array([[0.5, 2.0, 3.0], [1.5, 0.02, 0.001]])
    assert np.array_equal(twin(x).data, layer(x).data)


# ---- Schröder ----------------------------------------------------------------------------------


def test_schroeders_weights_have_small_imaginary_parts():
    weights = nn.AddMul(4, 5000, kind="schroeder", rng=0).weight.data
    assert weights.dtype == np.complex128
    assert weights.real.mean() == pytest.approx(1 / 4, abs=0.005)
    assert weights.real.std() == pytest.approx(0.6 / 4, rel=0.02)
    assert weights.imag.mean() == pytest.approx(0, abs=0.002)
    assert weights.imag.std() == pytest.approx(0.2 / 4, rel=0.02)
    beyond_two_deviations = np.abs(weights.imag) > 0.1
    assert beyond_two_deviations.mean() == pytest.approx(0.0455, abs=0.006)  # of a normal one
    assert abs(np.corrcoef(weights.real.ravel(), weights.imag.ravel())[0, 1]) < 0.03


def test_weight_init_does_not_change_schroeders_imaginary_parts():
    weights = nn.AddMul(4, 5000, kind="schroeder", weight_init=(3.0, 0.01), rng=0).weight.data
    assert weights.real.mean() == pytest.approx(3.0, abs=0.001)
    assert weights.imag.std() == pytest.approx(0.2 / 4, rel=0.02)


def test_reset_draws_complex_weights_again_and_puts_a_complex_bias_back():
    layer = nn.AddMul(2, 3, kind="schroeder", bias=True, rng=0)
    first = layer.weight.data.copy()
    layer.bias.data[:] = 1 + 2j
    layer.reset(1)
    assert np.all(layer.weight.data.real != first.real)
    assert np.all(layer.weight.data.imag != first.imag)
    assert layer.bias.data.tolist() == [0, 0, 0] and layer.bias.dtype == np.complex128
    layer.reset(0)
    assert np.array_equal(layer.weight.data, first)


@pytest.mark.parametrize(("x", "y"), [(-2.0, 3.0), (-2.0, -3.0), (4.0, -0.5), (-0.1, -10.0)])
@pytest.mark.parametrize("coupled", [True, False])
def test_with_schroeder_negative_inputs_multiply(x, y, coupled):
    layer = nn.AddMul(2, 1, kind="schroeder", n=1.0, coupled=coupled)
    layer.weight.data[:] = 1.0
    assert layer([[x, y]]).item() == pytest.approx(x * y, rel=1e-14, abs=1e-14)
    layer.weight.data[:] = [[2.0, -1.0]]
    assert layer([[x, y]]).item() == pytest.approx(x * x / y, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("x", [[0.0, 2.0], [0.0, 0.0], [-0.0, -3.0], [0.0, 1.0]], ids=str)
def test_with_schroeder_a_factor_or_summand_of_0_is_nearly_exact(x, coupled):
    for n, expected in [(0.0, x[0] + x[1]), (1.0, 0.0)]:
        layer = nn.AddMul(2, 1, kind="schroeder", n=n, coupled=coupled)
        layer.weight.data[:] = 1.0
        assert layer([x]).item() == pytest.approx(expected, abs=1e-7)


def assert_finite(layer, x):
    x = Tensor(x, requires_grad=True)
    y = layer(x)
    nn.mse_loss(y, np.full(y.shape, 2.0)).backward()
    assert np.isfinite(y.data).all()
    for leaf in (x, *layer.parameters()):
        assert np.isfinite(leaf.grad).all()


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("n", [0.0, 1e-300, 1e-12, 0.1, 0.25, 0.5, 0.75, 0.9, 1 - 1e-16, 1.0])
def test_with_schroeder_inputs_of_0_and_1_give_finite_numbers(n, coupled):
    layer = nn.AddMul(2, 3, kind="schroeder", n=n, coupled=coupled, bias=True, rng=0)
    for x in product([0.0, -0.0, 1.0, 2.0, -3.0], repeat=2):
        assert_finite(layer, [x])


@pytest.mark.parametrize("x", [[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]], ids=str)
def test_with_schroeder_every_pair_of_ns_gives_finite_numbers_at_0_and_1(x):
    for n in product([0.0, 0.25, 0.5, 1.0], repeat=2):
        assert_finite(nn.AddMul(2, 3, kind="schroeder", n=n, coupled=False, rng=0), [x])


@pytest.mark.parametrize("n", [0.0, 0.75, 1.0])
@pytest.mark.parametrize("x", [1 - 2**-53, np.e], ids=["next to 1", "e"])
def test_with_schroeder_inputs_at_other_singular_points_give_finite_numbers(x, n):
    assert_finite(nn.AddMul(2, 3, kind="schroeder", n=n, rng=0), [[x, 2.0]])


# ---- new layers --------------------------------------------------------------------------------


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("inputs", [1, 2, 10, 100, 1000])
@every_kind
def test_outputs_of_a_new_layer_are_of_the_size_of_its_inputs(kind, inputs, coupled):
    x = np.random.default_rng(3).uniform(1, 2, (4 if inputs == 1000 else 20, inputs))
    for n in (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0):
        layer = nn.AddMul(inputs, 50, kind=kind, n=n, coupled=coupled, rng=0)
        size = np.abs(layer(x).data)
        assert 1 < np.median(size) < 2 and size.max() < 15
        if inputs >= 100:  # an average of many
            assert 0.5 < size.min() and size.max() < 2.5


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize(
    "n", [0.0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1e-12, 0.1, 0.9)), 0.5, 1.0]
)
@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_no_input_gives_nan(kind, n, coupled):
    layer = nn.AddMul(2, 3, kind=kind, n=n, coupled=coupled, bias=True, rng=0)
    for x in product([-1e6, -30.0, -1.0, -0.0, 0.0, 1e-300, 0.01, 1.0, 1e6], repeat=2):
        assert_finite(layer, [x])


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("edge", [0.01, 0.2])
@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_the_edge_says_where_the_tangent_begins(kind, edge, coupled):
    layer = nn.AddMul(1, 1, kind=kind, n=1.0, coupled=coupled, edge=edge)
    layer.weight.data[:] = 1.0
    x = np.array([[2.0], [edge], [0.0], [-edge]])
    expected = [[2], [edge], [edge / np.e], [edge / np.e**2]]
    assert layer(x).data == pytest.approx(np.array(expected), rel=1e-12)


def test_a_neuron_is_shown_with_its_kind():
    assert repr(nn.AddMul(2, 1, kind="abel", bias=True)) == 'AddMul(2, 1, kind="abel")'
