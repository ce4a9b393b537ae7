import inspect
import json

import numpy as np
import pytest

from minigrad import Tensor, nn, train


def two_layers(rng=0):
    rng = np.random.default_rng(rng)
    return nn.Sequential(nn.AddMul(2, 3, bias=True, rng=rng), nn.Linear(3, 1, rng=rng))


def test_parameters_are_named_in_the_order_in_which_they_were_set():
    assert [name for name, _ in two_layers().named_parameters()] == [
        "layers.0.weight",
        "layers.0.bias",
        "layers.0.n",
        "layers.1.weight",
        "layers.1.bias",
    ]


def test_parameters_are_the_named_parameters_without_their_names():
    model = two_layers()
    for parameter, (_, named) in zip(model.parameters(), model.named_parameters(), strict=True):
        assert parameter is named


def test_parameters_can_be_found_by_their_last_name():
    model = two_layers()
    first, last = model.layers
    found = model.parameters_called("weight")
    assert len(found) == 2 and found[0] is first.weight and found[1] is last.weight
    assert model.parameters_called("m") == []


def test_a_missing_bias_is_no_parameter():
    assert [name for name, _ in nn.Linear(2, 1, bias=False).named_parameters()] == ["weight"]


def test_parameters_in_a_list_are_found_and_shared_ones_counted_once():
    class Polynomial(nn.Module):
        def __init__(self):
            self.inner = nn.Linear(1, 1, bias=False)
            self.terms = [nn.Parameter(1.0), nn.Parameter(2.0)]
            self.first_again = self.terms[0]

    names = [name for name, _ in Polynomial().named_parameters()]
    assert names == ["inner.weight", "terms.0", "terms.1"]


def test_a_state_dict_is_a_copy():
    model = two_layers()
    model.state_dict()["layers.1.weight"][:] = 99
    assert not np.any(model.layers[1].weight.data == 99)


def test_a_loaded_state_gives_the_same_predictions():
    x = np.random.default_rng(3).uniform(1, 2, (5, 2))
    model, other = two_layers(rng=1), two_layers(rng=2)
    assert not np.array_equal(model(x).data, other(x).data)
    other.load_state_dict(model.state_dict())
    assert np.array_equal(model(x).data, other(x).data)


def test_a_loaded_state_is_not_shared():
    model, other = two_layers(rng=1), two_layers(rng=2)
    state = model.state_dict()
    other.load_state_dict(state)
    state["layers.1.weight"][:] = 99
    assert np.array_equal(model.layers[1].weight.data, other.layers[1].weight.data)


def without_bias(state):
    return {name: values for name, values in state.items() if name != "layers.1.bias"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without_bias, "do not fit"),
        (lambda state: {**state, "surplus": np.ones(1)}, "surplus"),
        (lambda state: {**state, "layers.1.bias": np.ones(2)}, r"layers\.1\.bias.*\(1,\).*\(2,\)"),
    ],
    ids=["a name is missing", "a name too many", "another shape"],
)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, message):
    model, other = two_layers(rng=1), two_layers(rng=2)
    before = model.state_dict()
    with pytest.raises(ValueError, match=message):
        model.load_state_dict(change(other.state_dict()))
    for name, values in model.state_dict().items():
        assert np.array_equal(values, before[name])


@pytest.mark.parametrize("n", [2.0, np.nan])
def test_a_state_outside_the_bounds_is_refused_and_changes_nothing(n):
    model = nn.AddMul(2, 1, rng=0)
    before = model.state_dict()
    with pytest.raises(ValueError, match=r"not all within the bounds \[0\.0, 1\.0\]"):
        model.load_state_dict({"weight": [[1.0, 1.0]], "n": [n]})
    assert all(np.array_equal(model.state_dict()[name], before[name]) for name in before)


def test_reset_with_one_seed_gives_the_same_parameters_again():
    model = two_layers()
    model.reset(7)
    first = model.state_dict()
    model.reset(8)
    assert not np.array_equal(model.state_dict()["layers.1.weight"], first["layers.1.weight"])
    model.reset(7)
    for name, values in model.state_dict().items():
        assert np.array_equal(values, first[name])


def test_projection_moves_values_to_the_nearest_bound():
    p = nn.Parameter([0.2, 0.5, 0.9], bounds=(0, 1))
    p.data += [-0.5, 0.1, 0.5]
    p.project()
    assert p.data.tolist() == [0, 0.6, 1]


def test_projection_without_bounds_changes_nothing():
    p = nn.Parameter([-1e9, 1e9])
    p.project()
    assert p.data.tolist() == [-1e9, 1e9]


@pytest.mark.parametrize("value", [-0.01, 1.01, np.nan])
def test_a_parameter_cannot_start_outside_its_bounds(value):
    with pytest.raises(ValueError, match=r"bounds \[0, 1\]"):
        nn.Parameter([0.5, value], bounds=(0, 1))


@pytest.mark.parametrize(
    "bounds", [(1, 0), (0.5, 0.4), (np.nan, 1), (0, np.nan), (np.inf, -np.inf)]
)
def test_bounds_the_wrong_way_round_or_of_nan_are_refused(bounds):
    with pytest.raises(ValueError, match=r"bounds are \(smallest, largest\) allowed value, got"):
        nn.Parameter([0.5], bounds=bounds)


@pytest.mark.parametrize("bounds", [(0.5, 0.5), (0, np.inf), (-np.inf, np.inf)])
def test_bounds_may_be_equal_or_infinite(bounds):
    p = nn.Parameter([0.5, 0.5], bounds=bounds)
    p.data += [-1e9, 1e9]
    p.project()
    assert p.data.tolist() == [max(bounds[0], 0.5 - 1e9), min(bounds[1], 0.5 + 1e9)]


def test_sequential_applies_its_layers_in_order():
    model, x = two_layers(), np.ones((4, 2))
    first, last = model
    assert len(model) == 2
    assert np.array_equal(model(x).data, last(first(x)).data)


def test_an_empty_sequential_returns_its_input():
    assert nn.Sequential()([1.0, 2.0]).data.tolist() == [1.0, 2.0]


def test_sequential_asks_its_first_layer_about_the_inputs():
    with pytest.raises(ValueError, match="'girth'"):
        two_layers().check_inputs(np.array([[-1.0, 1.0]]), ("girth", "height"))


def test_the_settings_of_a_sequential_are_those_of_its_layers_with_their_classes():
    model = nn.Sequential(nn.Linear(2, 3, bias=False), nn.Tanh(), nn.peers.NAU(3, 1))
    inner = [
        ["Linear", {"in_features": 2, "out_features": 3, "bias": False, "bias_mean": 0.0}],
        ["Tanh", {}],
        ["NAU", {"in_features": 3, "out_features": 1}],
    ]
    assert json.loads(json.dumps(model.settings())) == {"layers": inner}
    nested = nn.Sequential(model, nn.ReLU())
    assert nested.settings() == {"layers": [["Sequential", {"layers": inner}], ["ReLU", {}]]}
    assert nn.Sequential().settings() == {"layers": []}


def test_a_module_without_settings_says_so_inside_a_sequential_too():
    with pytest.raises(
        NotImplementedError, match=r"Module cannot be saved: it has no settings\(\)"
    ):
        nn.Sequential(nn.Linear(1, 1), nn.Module()).settings()


def test_a_module_without_forward_says_so():
    with pytest.raises(NotImplementedError, match="Module does not define forward"):
        nn.Module()(1.0)


def test_a_module_used_twice_has_its_parameters_once():
    layer = nn.Linear(2, 2, rng=0)
    assert len(nn.Sequential(layer, layer).parameters()) == 2


def test_parameters_in_a_list_are_found_and_keep_their_place():
    model = nn.Module()
    model.layer = nn.Linear(1, 1, bias=False, rng=0)
    model.extra = [nn.Parameter(1.0), nn.Parameter(2.0)]
    assert [name for name, _ in model.named_parameters()] == ["layer.weight", "extra.0", "extra.1"]


# ---- what a layer remembers --------------------------------------------------------------------


class Around(nn.Layer):
    def __init__(self, inner, power=2.0):
        self.inner, self.power = inner, power

    def forward(self, x):
        return self.inner(x) ** self.power


@pytest.mark.parametrize("layer", [Around(nn.Linear(2, 1)), Around(inner=nn.Linear(2, 1))])
def test_a_layer_given_to_another_one_is_found_once(layer):
    assert list(layer.state_dict()) == ["inner.weight", "inner.bias"]
    layer.inner = nn.Linear(2, 1)
    assert nn.count_parameters(layer) == 3


def test_a_layer_that_json_cannot_write_has_checkpoints_too(tmp_path):
    layer, twin = Around(nn.Linear(2, 1, rng=0)), Around(nn.Linear(2, 1, rng=1))
    train.save_checkpoint(tmp_path / "layer.npz", layer)
    train.load_checkpoint(tmp_path / "layer.npz", twin)
    assert np.array_equal(twin.inner.weight.data, layer.inner.weight.data)


def test_what_a_layer_remembers_is_a_copy():
    n = np.array([0.3])
    layer = nn.AddMul(2, 1, n=n)
    n[:] = 0.9
    assert layer.settings()["n"] == [0.3] and layer.n.item() == 0.3


@pytest.mark.parametrize("n", [np.array([0.1, 0.2]), [0.1, 0.2], (0.1, "random"), 0.5, "random"])
def test_an_uncoupled_layer_starts_where_its_settings_say(n):
    layer = nn.AddMul(2, 2, n=n, coupled=False, rng=0)
    again = nn.AddMul(**layer.settings(), rng=0)
    for name in ("n_in", "n_out"):
        assert np.array_equal(getattr(layer, name).data, getattr(again, name).data)


def test_a_tensor_as_argument_is_remembered_as_numbers():
    assert nn.AddMul(2, 1, n=Tensor([0.5])).settings()["n"] == [0.5]


def test_a_layer_without_arguments_takes_none():
    class Nothing(nn.Layer):
        pass

    assert isinstance(Nothing(), nn.Layer)
    with pytest.raises(TypeError, match=r"Nothing\(\) takes no arguments"):
        Nothing(1)


def test_signatures_are_those_of_the_constructors():
    parameters = inspect.signature(nn.AddMul).parameters
    assert list(parameters)[:4] == ["in_features", "out_features", "kind", "n"]
    assert list(inspect.signature(nn.Tanh).parameters) == []


def test_a_layer_does_not_keep_the_generator():
    layer = nn.Linear(2, 1, rng=np.random.default_rng(0))
    assert "rng" not in layer._made_with["options"] and "rng" not in layer.settings()
