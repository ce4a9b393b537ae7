"""Where values cross a border: NumPy, SciPy, pandas, lists. Nothing is lost without a word."""

import array
import collections
import functools
import math
import operator

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

import minigrad as mg
from minigrad import Tensor, nn


def leaf(data=(1.0, 2.0)):
    return Tensor(data, requires_grad=True)


# ---- a tensor that carries a gradient does not become an array ------------------------------------


def assigned(x):
    a = np.zeros(2)
    a[:] = x * 2.0
    return a


LEAKS = {
    "array of a list": lambda x: np.array([x[0] ** 2, x[1]]),
    "asarray": np.asarray,
    "array with a dtype": lambda x: np.array(x, np.float32),
    "sum of a list": lambda x: np.sum([x[0], x[1]]),
    "mean of a list": lambda x: np.mean([x[0], x[1]]),
    "full": lambda x: np.full(3, x[0]),
    "full_like": lambda x: np.full_like(x, x[0]),
    "full_like by name": lambda x: np.full_like(np.ones(2), fill_value=x[0]),
    "r_": lambda x: np.r_[x, x],
    "c_": lambda x: np.c_[x, x],
    "norm of a list": lambda x: np.linalg.norm([x[0], x[1]]),
    "polyval": lambda x: np.polyval([1.0, 2.0], x),
    "polyval of coefficients": lambda x: np.polyval(x, 2.0),
    "maximum.reduce": np.maximum.reduce,
    "vectorize": np.vectorize(lambda v: v * 2),
    "logpdf": lambda x: stats.norm.logpdf(x[0]),
    "logsumexp of SciPy": special.logsumexp,
    "ndtr of SciPy": special.ndtr,
    "bincount": lambda x: np.bincount([0, 1], weights=x),
    "delete": lambda x: np.delete(x, 0),
    "insert": lambda x: np.insert(np.ones(2), 0, x[0]),
    "assignment to a part": assigned,
    "an output array": lambda x: np.add(x, 1.0, out=np.zeros(2)),
    "dtype of a ufunc": lambda x: np.exp(x, dtype=np.float32),
}


@pytest.mark.parametrize("f", LEAKS.values(), ids=LEAKS)
def test_a_gradient_is_not_lost_without_a_word(f):
    with pytest.raises(TypeError, match=r"lost.*t\.numpy\(\)"):
        f(leaf())


def test_what_is_meant_still_works():
    x = leaf([3.0])
    assert (float(x), int(x), complex(x), x.item(), x.numpy().tolist()) == (3.0, 3, 3.0, 3.0, [3.0])
    assert f"{x:.1f}" == "3.0" and "requires_grad" in str(x)
    assert math.exp(x) == math.exp(3.0)
    assert "yes" == ("yes" if x > 2 else "no")
    with mg.no_grad():  # nothing is tracked in here, so nothing is lost
        assert np.asarray(x).tolist() == [3.0]


def test_only_the_shape_is_taken_of_a_tensor_that_others_shall_be_like():
    x = leaf()
    for f in (np.zeros_like, np.ones_like, lambda x: np.full_like(x, 7.0)):
        assert f(x).shape == (2,)


# ---- where nothing is tracked, a Tensor is an array -----------------------------------------------


def gradient():
    return mg.grad(lambda x: (x**3).sum())([1.0, 2.0])  # 3, 12


def test_an_array_is_updated_in_place_by_a_gradient():
    w = np.ones(2)
    w -= 0.1 * gradient()
    np.testing.assert_allclose(w, [0.7, -0.2])
    np.add(w, gradient(), out=w)
    np.testing.assert_allclose(w, [3.7, 11.8])


PLAIN = {
    "unique": np.unique,
    "median": np.median,
    "atleast_2d": np.atleast_2d,
    "r_": lambda g: np.r_[g, g],
    "lstsq": lambda g: np.linalg.lstsq(np.diag([2.0, 4.0]), g)[0],
    "array of a list": lambda g: np.array([g[0], g[1]]),
    "ndtr": special.ndtr,
    "logpdf": stats.norm.logpdf,
    "reduce": np.add.reduce,
    "clip into an array": lambda g: np.clip(g, 4.0, 5.0, out=np.zeros(2)),
    "a sum of some": lambda g: np.sum(g, where=[True, False], out=np.zeros(())),
}


@pytest.mark.parametrize("f", PLAIN.values(), ids=PLAIN)
def test_numpy_takes_the_values_where_no_gradient_can_be_lost(f):
    found, expected = f(gradient()), f(np.array([3.0, 12.0]))
    assert type(found) is type(expected)
    np.testing.assert_array_equal(found, expected)


def test_a_tensor_is_no_place_to_write_to():
    with pytest.raises(TypeError, match="cannot be assigned"):
        np.add(1.0, 2.0, out=gradient())


def rosenbrock(x):
    return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


START = np.array([1.1, 1.2])
VALUE_AND_GRAD, GRAD, HESSIAN = (
    transform(rosenbrock) for transform in (mg.value_and_grad, mg.grad, mg.hessian)
)


@pytest.mark.parametrize("method", ["BFGS", "L-BFGS-B", "CG", "SLSQP"])
def test_scipy_takes_value_and_gradient_as_they_are(method):
    found = optimize.minimize(VALUE_AND_GRAD, START, jac=True, method=method)
    np.testing.assert_allclose(found.x, [1.0, 1.0], atol=1e-3)


@pytest.mark.parametrize(
    "method", ["Newton-CG", "trust-ncg", "trust-exact", "trust-krylov", "dogleg", "trust-constr"]
)
def test_scipy_takes_gradient_and_hessian_as_they_are(method):
    found = optimize.minimize(rosenbrock, START, jac=GRAD, hess=HESSIAN, method=method)
    np.testing.assert_allclose(found.x, [1.0, 1.0], atol=1e-3)


def residuals(x):
    return mg.stack([10.0 * (x[1] - x[0] ** 2), 1.0 - x[0]])


def kepler(x):
    return mg.cos(x) - x


JACOBIAN, SLOPE = mg.jacobian(residuals), mg.grad(kepler)
SOLVERS = {
    "least_squares": lambda: optimize.least_squares(residuals, START, jac=JACOBIAN).x,
    "root": lambda: optimize.root(residuals, START, jac=JACOBIAN).x,
    "fsolve": lambda: optimize.fsolve(residuals, START, fprime=JACOBIAN),
    "newton": lambda: kepler(optimize.newton(kepler, 0.5, fprime=SLOPE)) + 1.0,
    "brentq": lambda: optimize.brentq(mg.grad(lambda x: (x - 1.0) ** 2), 0.0, 3.0),
    "solve_ivp": lambda: 1.0 + integrate.solve_ivp(
        lambda t, y: -mg.grad(lambda y: (y * y).sum())(y), (0.0, 20.0), [1.0, 2.0], atol=1e-9
    ).y[:, -1],
}  # fmt: skip


@pytest.mark.parametrize("solve", SOLVERS.values(), ids=SOLVERS)
def test_other_solvers_of_scipy_take_functions_as_they_are(solve):
    np.testing.assert_allclose(np.asarray(solve()), 1.0, atol=1e-4)


# ---- foreign arrays ------------------------------------------------------------------------------

OPERATORS = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.lt,
    operator.ge,
]  # fmt: skip
each_operator = pytest.mark.parametrize("f", OPERATORS, ids=lambda f: f.__name__)


def same(f, foreign):
    """Expect of a foreign array on either side what a plain one gives."""
    x = leaf([0.5, 1.5])
    for found, expected in [
        (f(x, foreign), f(x, np.array([2.0, 3.0]))),
        (f(foreign, x), f(np.array([2.0, 3.0]), x)),
    ]:
        assert type(found) is type(expected)
        np.testing.assert_array_equal(*(mg.no_grad()(np.asarray)(v) for v in (found, expected)))
        if isinstance(found, Tensor):
            x.zero_grad()
            found.sum().backward()
            assert x.grad.shape == (2,)


@each_operator
def test_an_array_of_python_is_a_plain_array(f):
    same(f, array.array("d", [2.0, 3.0]))


@each_operator
@pytest.mark.parametrize("make", ["Series", "Index"])
def test_what_pandas_holds_is_a_plain_array(f, make):
    pandas = pytest.importorskip("pandas")
    same(f, getattr(pandas, make)([2.0, 3.0]))


def test_a_table_of_pandas_is_a_plain_array():
    pandas = pytest.importorskip("pandas")
    table, x = pandas.DataFrame([[1.0, 2.0], [3.0, 4.0]]), leaf()
    for y in (table * x, x * table):
        np.testing.assert_array_equal(y.numpy(), [[1.0, 4.0], [3.0, 8.0]])
    (x @ table).sum().backward()
    assert x.grad.tolist() == [3.0, 7.0]
    assert nn.Linear(2, 1, rng=0)(table).shape == (2, 1)
    assert Tensor(table).data.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    with pytest.raises(TypeError, match=r"type object.*dtype=float"):
        x * pandas.DataFrame({"a": [1.0, 2.0], "b": ["u", "v"]})


def masked(*mask):
    return np.ma.array([2.0, 3.0], mask=mask)


@each_operator
def test_a_masked_array_is_plain_if_nothing_is_masked_and_refused_otherwise(f):
    if f not in (operator.lt, operator.ge):  # here NumPy's masked arrays ask for values at once
        same(f, masked(0, 0))
    for call in (lambda: f(leaf(), masked(0, 1)), lambda: f(masked(0, 1), leaf())):
        with pytest.raises(TypeError, match=r"masked\.filled\(value\)|t\.numpy\(\)"):
            call()


MATRIX = np.array([[1.0, 2.0]]).view(np.matrix)  # np.matrix itself warns that it is old
REFUSED = {
    "matrix": (MATRIX, r"np\.asarray\(matrix\)"),
    "objects": (np.array([1.0, 2.0], object), r"type object.*dtype=float"),
}


@pytest.mark.parametrize("f", [operator.add, operator.mul, operator.sub])
@pytest.mark.parametrize(("foreign", "cure"), REFUSED.values(), ids=REFUSED)
def test_matrices_and_objects_are_refused_on_either_side_with_the_cure(f, foreign, cure):
    for call in (lambda: f(leaf(), foreign), lambda: f(foreign, leaf())):
        with pytest.raises(TypeError, match=cure):
            call()


@pytest.mark.parametrize(
    "take", [Tensor, lambda m: mg.grad(mg.sum)(m), lambda m: mg.clip(leaf(), min=m)]
)
def test_they_are_refused_wherever_they_enter(take):
    for foreign in (MATRIX, masked(0, 1)):
        with pytest.raises(TypeError, match=r"np\.asarray\(matrix\)|masked\.filled"):
            take(foreign)


def test_a_sparse_array_is_refused_with_the_cure():
    from scipy import sparse

    with pytest.raises(TypeError, match=r"toarray\(\)"):
        leaf() @ sparse.eye_array(2)


# ---- what can become a primitive, and what it gets ------------------------------------------------


class Triple:
    def __call__(self, x):
        return 3.0 * x


FORWARDS = {
    "erf": (special.erf, lambda g, y, x: g * 2 / np.sqrt(np.pi) * mg.exp(-x * x)),
    "multiply": (functools.partial(np.multiply, 2.0), lambda g, y, x: 2.0 * g),
    "Triple": (Triple(), lambda g, y, x: 3.0 * g),
    "dot": (np.eye(2).dot, lambda g, y, x: g),
    "<lambda>": (lambda x: 2.0 * x, lambda g, y, x: 2.0 * g),
}


@pytest.mark.parametrize("name", FORWARDS)
def test_any_callable_can_become_a_primitive(name):
    forward, rule = FORWARDS[name]
    operation = mg.primitive(forward, vjps=(rule,))
    assert operation.__name__ == name and name in repr(operation)
    assert mg.gradcheck(operation, np.array([0.5, 1.5]))


def taking(seen):
    @mg.primitive(vjps=(lambda g, y, x, knots, pair=None: g * len(knots),))
    def scaled(x, knots, pair=None):
        seen.append((knots, pair))
        return x * len(knots)

    return scaled


def test_lists_and_tuples_reach_a_primitive_as_they_were_given():
    seen, x = [], leaf(2.0)
    taking(seen)(x, [1, 2, 3], pair=(1, [2.0])).backward()
    taking(seen)(x, ((1.0,), Tensor([1.0])), pair=[Tensor(2.0)])
    assert seen[0] == ([1, 2, 3], (1, [2.0]))
    assert type(seen[1][0]) is tuple and type(seen[1][0][1]) is np.ndarray
    assert type(seen[1][1]) is list
    assert x.grad == 3.0


@pytest.mark.parametrize("knots", [[leaf(1.0)], (leaf(1.0), leaf([1.0, 2.0]))])
def test_a_tensor_in_such_a_list_does_not_lose_its_gradient(knots):
    for call in (lambda: taking([])(2.0, knots), lambda: taking([])(leaf(2.0), [1], pair=knots)):
        with pytest.raises(TypeError, match=r"list or tuple.*mg\.stack"):
            call()


def test_the_package_and_whoever_wants_it_join_lists():
    x = leaf(2.0)
    mg.sum([x, [x * x], 1.0][::2]).backward()
    total = mg.primitive(np.sum, vjps=(lambda g, y, x: g * np.ones(x.shape),), joins_lists=True)
    total([x, x]).backward()
    assert x.grad == 1.0 + 2.0


# ---- costs that grow, counted ---------------------------------------------------------------------


def test_joining_declares_no_operation_at_a_call(monkeypatch):
    x = leaf()
    monkeypatch.setattr(mg.Primitive, "__init__", None)
    assert mg.stack([x, x]).shape == (2, 2) and mg.concatenate([x, x]).shape == (4,)


@pytest.mark.parametrize("n", [1, 32, 33, 1000])
def test_a_walk_over_the_elements_touches_few_numbers_on_the_way_back(n, monkeypatch):
    x, sizes = leaf(np.arange(1.0, n + 1)), []
    scatter = mg.autodiff.rules.scatter_add
    counting = lambda g, i, shape: sizes.append(math.prod(shape)) or scatter(g, i, shape)  # noqa: E731
    monkeypatch.setattr(mg.autodiff.rules, "scatter_add", counting)
    sum(e * e for e in x).backward()
    assert x.grad.tolist() == list(2 * x.data)
    assert sum(sizes) <= 32 * n + 2 * n * math.log2(n + 1)  # and not n²


def test_iteration_gives_the_rows_in_order():
    x = leaf(np.arange(100.0).reshape(50, 2))
    assert [row.data.tolist() for row in x] == x.data.tolist()
    with pytest.raises(TypeError, match="unsized"):
        list(leaf(1.0))


# ---- what a second reading found --------------------------------------------------------------------


def test_gradients_want_a_list_of_tensors():
    x = leaf()
    with pytest.raises(TypeError, match="list of tensors"):
        mg.autodiff.gradients((x * x).sum(), x)
    (g,) = mg.autodiff.gradients((x * x).sum(), (t for t in [x]))
    assert g.tolist() == [2.0, 4.0]


def test_a_tensor_in_a_dict_does_not_lose_its_gradient():
    scaled = mg.primitive(lambda x, d: x * d["w"], vjps=(lambda g, y, x, d: g * d["w"],))
    with pytest.raises(TypeError, match=r"list or tuple.*mg\.stack"):
        scaled(leaf(), {"w": leaf(2.0)})
    assert scaled(leaf(), {"w": Tensor(2.0)}).data.tolist() == [2.0, 4.0]


LAYERS = {
    "AddMul": lambda: nn.AddMul(2, 1, rng=0),
    "Product": lambda: nn.Product(2, 1, rng=0),
    "Linear": lambda: nn.Linear(2, 1, rng=0),
    "Tanh": nn.Tanh,
    "NAU": lambda: nn.peers.NAU(2, 1, rng=0),
    "Gated": lambda: nn.peers.Gated(2, 1, rng=0),
    "INALU": lambda: nn.peers.INALU(2, 1, rng=0),
}


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_layers_refuse_what_operations_refuse(make):
    hidden = np.ma.array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 1], [0, 0]])
    for foreign in (hidden, MATRIX):
        with pytest.raises(TypeError, match=r"masked\.filled|np\.asarray\(matrix\)"):
            make()(foreign)


def test_weights_of_backward_are_plain_too():
    with pytest.raises(TypeError, match=r"masked\.filled"):
        (leaf() * 2.0).backward(masked(0, 1))


def test_named_tuples_and_subclasses_of_list_are_nests():
    class Rows(list):
        pass

    pair = collections.namedtuple("pair", "a b")
    u = Tensor([1.0, 2.0])
    for nest in (pair(u, u), Rows([u, u])):
        assert np.hstack(nest).data.tolist() == [1.0, 2.0, 1.0, 2.0]


def test_whatever_holds_numbers_can_stand_beside_an_operator():
    x = leaf([1.0, 2.0, 3.0])
    for other in (range(3), memoryview(np.arange(3.0))):
        x.zero_grad()
        (x * other + other * x).sum().backward()
        assert x.grad.tolist() == [0.0, 2.0, 4.0]


def test_a_tensor_by_name_brings_no_defaults_along():
    x = leaf()
    (mg.sum(a=x) + np.mean(a=x, axis=0)).backward()
    assert x.grad.tolist() == [1.5, 1.5]


@pytest.mark.parametrize(
    "f",
    [
        lambda g: np.std(g, dtype=np.float32),
        lambda g: np.reshape(g, (2, 1), order="F"),
        lambda g: np.dot(2.0, g),
        lambda g: np.concatenate([g, g], dtype=np.float32),
        lambda g: np.linalg.norm(g, 1),
    ],
)
def test_where_nothing_is_tracked_numpy_has_all_its_options(f):
    found, expected = f(gradient()), f(np.array([3.0, 12.0]))
    assert type(found) is Tensor and found.dtype == expected.dtype
    np.testing.assert_array_equal(found.data, expected)


def test_argnums_may_be_numpys_integers():
    assert mg.grad(lambda a, b: a * b, np.int64(1))(2.0, 3.0).item() == 2.0


@pytest.mark.parametrize("join", [mg.stack, mg.concatenate])
def test_joining_many_calls_each_rule_with_few(join):
    xs = [leaf([float(i)]) for i in range(1000)]
    y = join(xs)
    y.backward(gradient=np.arange(1000.0).reshape(y.shape))
    assert [x.grad.item() for x in xs] == list(range(1000))
    steps, _ = mg.autodiff.backward._graph(join(xs))
    assert max(len(node.inputs) for _, node, _ in steps) <= 32


def test_an_operation_of_another_library_is_not_locked_for_good():
    """What cannot be made writable again is not made read-only."""
    torch = pytest.importorskip("torch")
    p = leaf(np.zeros(3))
    p.data = torch.zeros(3, dtype=torch.float64).numpy()
    (p * p).sum().backward()
    p.data[...] = 1.0
