"""Arguments that are dicts, lists and tuples of arrays: the gradient has their form."""

from collections import Counter, OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigrad as mg
from minigrad import GradcheckError, Tensor, primitive
from minigrad.autodiff.nests import flatten, is_nest, mapped, places, unflatten

Layer = namedtuple("Layer", "W b")
X = np.array([[0.5, -1.0], [2.0, 0.25], [1.5, -0.75]])
MODEL = {
    "layers": [Layer(np.array([[0.3, -0.2], [0.1, 0.4]]), [0.5, -0.5]), (X[:1], 0.25)],
    "scale": 2.0,
}


def network(model, x=X):
    for W, b in model["layers"]:
        x = mg.tanh(x @ W.T + b)
    return (model["scale"] * x).sum()


# ---- what is a nest ------------------------------------------------------------------------------

NUMBERS = [1.0, [1.0, 2.0], (1.0, 2), [[1, 2], (3, 4)], [], [[]], [np.float64(1), 2j], "x", None]
NESTS = [
    {},
    {"a": 1.0},
    [X],
    (1.0, X),
    [[1.0], 2.0],
    [[1.0, 2.0], [3.0]],
    [Tensor(1.0)],
    Layer(1, 2),
]


@pytest.mark.parametrize("x", NUMBERS, ids=repr)
def test_plain_numbers_in_rows_of_one_length_are_an_array(x):
    assert not is_nest(x)
    assert flatten([x]) == [x]


@pytest.mark.parametrize("x", NESTS, ids=repr)
def test_all_else_in_a_dict_list_or_tuple_is_a_nest(x):
    assert is_nest(x)


def nests(arrays):
    return st.recursive(
        arrays,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.lists(inner, max_size=3).map(tuple)
            | st.dictionaries(st.text(max_size=2), inner, max_size=3)
            | st.builds(Layer, inner, inner)
        ),
        max_leaves=8,
    )


@given(nests(st.integers(1, 3).map(np.ones)))
def test_what_is_flattened_comes_back(nest):
    arrays = flatten([nest])
    assert len(arrays) == len(places([nest]))
    (again,) = unflatten([nest], arrays)
    assert repr(again) == repr(nest)
    assert type(again) is type(nest)
    assert all(a is b for a, b in zip(flatten([again]), arrays, strict=True))


@given(nests(st.integers(1, 3).map(np.ones)))
def test_a_place_leads_to_the_array(nest):
    for place, array in zip(places([nest]), flatten([nest]), strict=True):
        assert eval(f"nest{place.removeprefix('0')}", {"nest": nest}) is array


@pytest.mark.parametrize("kind", [OrderedDict, Counter, lambda x: defaultdict(list, x)])
def test_a_dict_keeps_its_class_and_its_order(kind):
    x = kind({"b": X, "a": 1.0})
    y = mapped(lambda part: 0, x)
    assert type(y) is type(x) and list(y) == ["b", "a"] and x["a"] == 1.0


# ---- derivatives ---------------------------------------------------------------------------------


def test_a_gradient_has_the_form_of_its_argument():
    value, gradient = mg.value_and_grad(network)(MODEL)
    assert value.item() == network(MODEL).item()
    first, second = gradient["layers"]
    assert type(gradient) is dict and type(first) is Layer and type(second) is tuple
    assert list(gradient) == ["layers", "scale"]
    assert [g.shape for g in flatten([gradient])] == [(2, 2), (2,), (1, 2), (), ()]


def test_the_parts_of_a_gradient_are_those_of_arguments_one_by_one():
    arrays = [np.array(x) for x in flatten([MODEL])]
    one_by_one = mg.grad(lambda *x: network(*unflatten([MODEL], x)), tuple(range(5)))(*arrays)
    for a, b in zip(flatten([mg.grad(network)(MODEL)]), one_by_one, strict=True):
        np.testing.assert_array_equal(a.data, b.data)


def test_gradients_of_nests_are_those_of_autograd():
    autograd = pytest.importorskip("autograd")
    anp = autograd.numpy

    def loss(np, model):
        hidden = np.tanh(np.matmul(X, model["W"][0]) + model["W"][1])
        return np.sum(hidden * model["v"])

    model = {"W": (X[:2], np.array([0.1, 0.2])), "v": np.array([1.0, -2.0])}
    expected = autograd.grad(lambda model: loss(anp, model))(model)
    found = mg.grad(lambda model: loss(mg, model))(model)
    for a, b in zip(flatten([found]), flatten([expected]), strict=True):
        np.testing.assert_allclose(a.data, b, rtol=1e-14)


def test_derivatives_of_higher_order_pass_through_nests():
    def slope(x):
        inner = mg.grad(lambda p: p["x"] ** 3 * p["y"][0])
        return inner({"x": x, "y": [np.array(2.0)]})["x"]

    assert slope(3.0).item() == 54.0
    assert mg.grad(slope)(3.0).item() == 36.0
    assert mg.grad(mg.grad(slope))(3.0).item() == 12.0


def test_tensors_in_a_nest_are_seen_from_outside():
    w = Tensor(3.0, requires_grad=True)
    mg.grad(lambda p: p["w"] ** 2)({"w": w})["w"].backward()
    assert w.grad == 2.0


def test_several_arguments_may_be_nests():
    def f(a, b, c):
        return a["x"] * b * c[0] ** 2

    gb, gc, ga = mg.grad(f, argnums=[1, -1, 0])({"x": 2.0}, 3.0, (Tensor(5.0),))
    assert (gb.item(), gc[0].item(), ga["x"].item()) == (50.0, 60.0, 75.0)


def test_an_argument_named_twice_has_its_gradient_twice():
    for twice in ((1, 1), (1, -1)):
        a, b = mg.grad(lambda x, y: x * y["z"] ** 2, twice)(2.0, {"z": 3.0})
        assert a["z"].item() == b["z"].item() == 12.0
        assert not a["z"].requires_grad


def test_what_is_not_used_gets_zeros():
    gradient = mg.grad(lambda p: p["a"] * 2)({"a": 1.0, "rest": [X, ()]})
    assert gradient["rest"][0].data.tolist() == np.zeros((3, 2)).tolist()


def test_f_may_take_its_nest_to_pieces_and_the_caller_his_own():
    def f(p):
        total = sum(p.pop() for _ in range(2))
        p.append(None)
        return total

    weights = [X[0, 0], X]
    y, pull_back = mg.vjp(lambda p: (f(p) ** 2).sum(), weights)
    weights.clear()
    (gradient,) = pull_back(1.0)
    assert [g.shape for g in gradient] == [(), (3, 2)]
    assert y.item() == ((X[0, 0] + X) ** 2).sum()


def test_vjp_and_jvp_are_adjoint():
    rng = np.random.default_rng(0)

    def f(p):
        return mg.tanh(X @ p["W"][0] + p["b"])

    at = {"W": [X[:2]], "b": np.array([0.1, 0.2])}
    v = {"W": [rng.standard_normal((2, 2))], "b": rng.standard_normal(2)}
    u = rng.standard_normal((3, 2))
    y, along = mg.jvp(f, at, v)
    (back,) = mg.vjp(f, at)[1](u)
    pairs = zip(flatten([back]), flatten([v]), strict=True)
    assert np.sum(u * along.data) == pytest.approx(sum(np.sum(g.data * d) for g, d in pairs))
    assert y.shape == (3, 2)


def test_jvp_takes_nests_as_one_of_several_arguments():
    y, along = mg.jvp(lambda p, x: p["w"] * x, ({"w": 2.0}, 3.0), ({"w": 1.0}, 10.0))
    assert (y.item(), along.item()) == (6.0, 23.0)


# ---- gradcheck -----------------------------------------------------------------------------------


def test_gradcheck_checks_every_array_of_a_nest():
    assert mg.gradcheck(network, MODEL, X, order=2)
    assert mg.gradcheck(lambda p: p["z"] * p["n"][0], {"z": 1 + 2j, "n": (Tensor(2.0), [1, 2])})


def test_gradcheck_names_the_array_whose_rule_is_wrong():
    @primitive(vjps=(lambda g, y, x, w: g * w, lambda g, y, x, w: 1.001 * g * x))
    def wrong(x, w):
        return x * w

    with pytest.raises(GradcheckError, match=r"input 0\['w'\]\[1\]: the rules give"):
        mg.gradcheck(lambda p: p["w"][0] * wrong(p["x"], p["w"][1]), {"x": 2.0, "w": [X, 3.0]})


# ---- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "message", "place"),
    [
        ({"w": X, "act": {"name": "relu"}}, "real or complex numbers", "['act']['name']"),
        ({"w": X, "n": [X, 3]}, "has no gradient", "['n'][1]"),
        ([X, None], "real or complex numbers", "[1]"),
    ],
)
def test_an_array_that_is_none_is_named(argument, message, place):
    with pytest.raises(TypeError, match=message) as caught:
        mg.grad(lambda p: 0.0)(argument)
    assert caught.value.__notes__ == [f"This is about what the argument holds at {place}."]


@pytest.mark.parametrize("derivative", [mg.jacobian, mg.hessian])
@pytest.mark.parametrize("argument", [{"x": 1.0}, [X, X]])
def test_matrices_of_derivatives_take_one_array(derivative, argument):
    kind = type(argument).__name__
    with pytest.raises(
        TypeError, match=f"the argument is a {kind}, and there is a Jacobian for each"
    ):
        derivative(lambda p: 0.0)(argument)


@pytest.mark.parametrize(
    "v", [{"w": 1.0}, {"w": 1.0, "c": 1.0}, [1.0, 1.0], 1.0, {"w": [X], "b": 1.0}]
)
def test_a_direction_of_another_form_is_refused(v):
    with pytest.raises(ValueError, match="x and v have different forms"):
        mg.jvp(lambda p: p["w"] * p["b"], {"w": 2.0, "b": 3.0}, v)


def test_a_complex_direction_of_real_numbers_is_refused():
    with pytest.raises(ValueError, match="v is complex, x is real"):
        mg.jvp(mg.exp, 2.0, 1j)


@pytest.mark.parametrize("argnums", ["a", None, 1.0, (0, "a")])
def test_argnums_that_are_no_numbers_are_named(argnums):
    with pytest.raises(ValueError, match="argnums names argument"):
        mg.grad(lambda x: x, argnums)(1.0)


def test_one_direction_for_two_arguments_is_refused():
    with pytest.raises(ValueError, match="x and v have different forms"):
        mg.jvp(lambda x, y: x * y, (2.0, 3.0), 1.0)
