"""The second table: where NumPy has more than one case, kinks, empty arrays, lists, and refusals."""

import inspect

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from more_rule_cases import CASES, NAMES, reference

import minigrad as mg
from minigrad import Tensor, gradcheck
from minigrad.autodiff import more_rules, rules
from minigrad.autodiff.backward import on_arrays


def tracked(*data):
    return Tensor(data[0] if len(data) == 1 else data, requires_grad=True)


def slopes(f, *inputs):
    """Return the derivatives of the sum of f by each input."""
    leaves = [tracked(np.asarray(x)) for x in inputs]
    mg.sum(f(*leaves)).backward()
    return [leaf.grad.tolist() for leaf in leaves]


# ---- within rules ------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_within_rules_an_operation_computes_with_bare_arrays(case):
    y = on_arrays.run(lambda: case.call(getattr(mg, case.operation), *case.inputs))
    assert not isinstance(y, Tensor)
    expected = case.call(reference(case.operation), *case.inputs)
    np.testing.assert_allclose(y, expected, rtol=1e-14, atol=1e-15)


def test_a_rule_may_be_written_with_operations_that_are_composed():
    @mg.primitive(
        vjps=(
            lambda g, y, a, b: mg.einsum("i,j->ij", g, b),
            lambda g, y, a, b: mg.tensordot(mg.hstack([g]), mg.reshape(a, a.shape, "C"), 1),
        )
    )
    def product(a, b):
        return a @ b

    a, b = np.arange(6.0).reshape(2, 3), np.array([1.0, -1.0, 0.5])
    assert gradcheck(lambda a, b: product(mg.sin(a), b), a, b, order=2)


# ---- kinks and steps ---------------------------------------------------------------------------


def test_slopes_at_kinks_and_steps():
    assert slopes(mg.hypot, [0.0, 3.0], [0.0, 4.0]) == [[0.0, 0.6], [0.0, 0.8]]
    assert slopes(mg.fabs, [-2.0, 0.0, 3.0]) == [[-1.0, 0.0, 1.0]]
    assert slopes(mg.fmax, [1.0, 2.0, np.nan], [1.0, np.nan, 3.0]) == [[0.5, 1, 0], [0.5, 0, 1]]
    assert slopes(mg.fmin, [1.0, 2.0, np.nan], [1.0, np.nan, 3.0]) == [[0.5, 1, 0], [0.5, 0, 1]]
    for name in "sign floor ceil rint trunc round".split():
        assert slopes(getattr(mg, name), [-1.5, 0.0, 1.0]) == [[0.0, 0.0, 0.0]]
    assert slopes(mg.floor_divide, [3.0, 4.0], [2.0, 2.0]) == [[0.0, 0.0], [0.0, 0.0]]
    assert slopes(mg.mod, [-3.0, 7.0], [2.0, -2.0]) == [[1.0, 1.0], [2.0, 4.0]]
    assert slopes(mg.fmod, [-3.0, 7.0], [2.0, -2.0]) == [[1.0, 1.0], [1.0, 3.0]]
    assert slopes(lambda z: mg.sign(z).real, [0j, 2j]) == [[0.0, 0.5]]


@pytest.mark.parametrize("k", [3, 7, 10, 49])
def test_the_slope_of_mod_counts_as_mod_does_where_the_quotient_is_rounded(k):
    a, b = 0.1 * k, 0.1
    for f, plain in ((mg.mod, np.mod), (mg.fmod, np.fmod)):
        assert slopes(f, a, b)[1] == -round((a - plain(a, b)) / b)


def test_numbers_that_nan_to_num_replaces_have_slope_zero():
    inf, nan = np.inf, np.nan
    assert slopes(mg.nan_to_num, [1.0, nan, inf, -inf]) == [[1.0, 0.0, 0.0, 0.0]]
    z = tracked(np.array([complex(1, nan), complex(inf, 2), 3 + 4j]))
    y = mg.nan_to_num(z)
    y.backward(gradient=np.full(3, 5 + 7j))
    assert z.grad.tolist() == [5, 7j, 5 + 7j]


@pytest.mark.parametrize("ord", [None, 1, 2, 3, 2.5, np.inf])
def test_the_slope_of_a_norm_is_zero_where_the_norm_is(ord):
    assert slopes(lambda x: mg.norm(x, ord), [0.0, 0.0]) == [[0.0, 0.0]]


@pytest.mark.parametrize("ord", [2, -2, "nuc"])
def test_norms_of_matrices_that_need_singular_values_say_so(ord):
    with pytest.raises(TypeError, match="made of singular values"):
        mg.norm(tracked(np.eye(2)), ord)


def test_the_number_of_elements_that_are_not_zero_is_flat():
    assert mg.norm(tracked(3.0, 0.0, -2.0), 0).item() == 2.0
    assert slopes(lambda x: mg.norm(x, 0), [3.0, 0.0, -2.0]) == [[0.0, 0.0, 0.0]]


def test_all_derivatives_of_sinc_are_right_at_zero():
    """Σ (-1)^k (πx)^(2k) / (2k+1)! says what they are."""
    f, expected = mg.sinc, [1.0, 0.0, -(np.pi**2) / 3, 0.0, np.pi**4 / 5]
    for value in expected:
        assert f(0.0).item() == pytest.approx(value, rel=1e-14)
        f = mg.grad(f)


@pytest.mark.parametrize("edge", [-0.5, 0.5])
def test_sinc_is_smooth_where_its_series_ends(edge):
    a, b = np.nextafter(edge / np.pi, 0), np.nextafter(edge / np.pi, edge)
    f = mg.sinc
    for _ in range(4):
        assert f(a).item() == pytest.approx(f(b).item(), rel=1e-11)
        f = mg.grad(f)


def test_elements_that_tie_keep_their_order_when_sorted():
    x = tracked(2.0, 1.0, 2.0, 1.0)
    mg.sort(x).backward(gradient=[10.0, 20.0, 30.0, 40.0])
    assert x.grad.tolist() == [30.0, 10.0, 40.0, 20.0]


# ---- shapes -------------------------------------------------------------------------------------

EMPTY = {
    "vstack": lambda x: mg.vstack([x, np.ones((1, 3))]),
    "hstack": lambda x: mg.hstack([x, x]),
    "dstack": lambda x: mg.dstack([x, x]),
    "column_stack": lambda x: mg.column_stack([x, x]),
    "atleast_3d": lambda x: mg.atleast_3d(x),
    "append": lambda x: mg.append(x, 1.0),
    "array_split": lambda x: mg.array_split(x, 2)[1],
    "repeat": lambda x: mg.repeat(x, 2, axis=0),
    "tile": lambda x: mg.tile(x, (2, 1)),
    "roll": lambda x: mg.roll(x, 1),
    "pad": lambda x: mg.pad(x, 1),
    "rot90": lambda x: mg.rot90(x),
    "diag": lambda x: mg.diag(x),
    "trace": lambda x: mg.trace(x),
    "tril": lambda x: mg.tril(x),
    "sort": lambda x: mg.sort(x),
    "einsum": lambda x: mg.einsum("ij,ij->j", x, x),
    "einsum of one": lambda x: mg.einsum("ij->j", x),
    "tensordot": lambda x: mg.tensordot(x, x, ([0], [0])),
    "outer": lambda x: mg.outer(x, np.ones(2)),
    "kron": lambda x: mg.kron(x, np.ones((2, 2))),
    "cross": lambda x: mg.cross(x, x),
    "diff": lambda x: mg.diff(x, axis=1),
    "trapezoid": lambda x: mg.trapezoid(x, axis=1),
    "sum where": lambda x: mg.sum(x, axis=0, where=np.zeros((0, 3), bool)),
    "reshape F": lambda x: mg.reshape(x, (3, 0), order="F"),
    "norm 1": lambda x: mg.norm(x, 1, axis=0),
    "mod": lambda x: mg.mod(x, 2.0),
    "sign": lambda x: mg.sign(x),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_array_has_an_empty_gradient(name):
    x = tracked(np.zeros((0, 3)))
    y = EMPTY[name](x)
    plain = mg.no_grad()(EMPTY[name])(np.zeros((0, 3)))
    assert y.shape == plain.shape
    y.backward(gradient=np.ones(y.shape))
    assert x.grad.shape == (0, 3)


def test_arrays_of_one_number_become_longer_ones():
    t = tracked(2.0)
    assert [mg.atleast_1d(t).shape, mg.atleast_2d(t).shape, mg.atleast_3d(t).shape] == [
        (1,),
        (1, 1),
        (1, 1, 1),
    ]
    one, two = mg.atleast_2d(t, [1.0, 2.0])
    assert (one.shape, two.shape) == ((1, 1), (1, 2))
    assert np.atleast_2d(t, t)[1].requires_grad


def test_nested_lists_of_tensors_and_numbers_become_one_tensor():
    x = tracked(1.0, 2.0)
    y = mg.array([[x[0] ** 2, 1], [x[1] * x[0], np.float64(3.0)]])
    assert y.data.tolist() == [[1.0, 1.0], [2.0, 3.0]]
    mg.sum(y).backward()
    assert x.grad.tolist() == [4.0, 1.0]
    assert mg.array([[1, 2], [3, 4]]).dtype == int
    with pytest.raises(ValueError, match="must have the same shape"):
        mg.array([x[0], [x[0], 1.0]])


def test_an_array_of_mine_is_copied():
    mine = np.ones(2)
    y = mg.array(mine)
    mine[0] = 5.0
    assert y.data.tolist() == [1.0, 1.0]


def test_lists_are_taken_as_numpy_takes_them():
    t = tracked(1.0, 2.0)
    assert mg.vstack([[1.0, 2.0], t]).shape == (2, 2)
    assert mg.hstack([t, 3.0]).data.tolist() == [1.0, 2.0, 3.0]
    assert mg.einsum("ij,j", [[1.0, 2.0]], t).data.tolist() == [5.0]
    assert mg.dot([t, t], [1.0, 1.0]).data.tolist() == [3.0, 3.0]
    assert mg.norm([t, t], "fro").item() == pytest.approx(np.sqrt(10))
    assert [part.data.tolist() for part in mg.split([t[0], t[1]], 2)] == [[1.0], [2.0]]
    assert mg.select([[True, False]], [[t[0], t[1]]], 7.0).data.tolist() == [1.0, 7.0]
    assert mg.trace([[t[0], 1.0], [2.0, t[1]]]).item() == 3.0


@pytest.mark.parametrize("tracking", [True, False])
def test_numpys_functions_return_lists_of_tensors(tracking):
    t = Tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=tracking)
    for results, kind in ((np.split(t, 2), list), (np.gradient(t), tuple)):
        assert type(results) is kind
        assert [type(y) for y in results] == [Tensor, Tensor]
        assert [y.requires_grad for y in results] == [tracking] * 2


def test_a_split_that_does_not_divide_says_so():
    with pytest.raises(ValueError, match="equal division"):
        mg.split(tracked(1.0, 2.0, 3.0), 2)
    assert [len(part) for part in mg.array_split(tracked(1.0, 2.0, 3.0), 2)] == [2, 1]


def test_wrong_calls_are_refused_as_numpy_does():
    a, b = tracked(np.ones((2, 3))), np.ones((2, 4))
    wrong = [
        (ValueError, lambda: mg.tensordot(a, b, 1)),
        (ValueError, lambda: mg.tensordot(a, b, ([0, 1], [0]))),
        (ValueError, lambda: mg.inner(a, b)),
        (ValueError, lambda: mg.dot(a, b)),
        (ValueError, lambda: mg.einsum("ij,ij", a, b)),
        (ValueError, lambda: mg.einsum("ij,jk", a)),
        (ValueError, lambda: mg.einsum("ijk", a)),
        (ValueError, lambda: mg.einsum("ii", a)),
        (ValueError, lambda: mg.einsum("...ijk", a)),
        (ValueError, lambda: mg.einsum("ij->k", a)),
        (ValueError, lambda: mg.cross(a, b)),
        (ValueError, lambda: mg.vstack([a, b])),
        (ValueError, lambda: mg.diff(tracked(1.0))),
        (ValueError, lambda: mg.gradient(a[:1], axis=0)),
        (ValueError, lambda: mg.gradient(a, axis=1, edge_order=3)),
        (TypeError, lambda: mg.gradient(a, 1.0, 2.0, 3.0)),
        (ValueError, lambda: mg.reshape(a, (4,), "F")),
        (ValueError, lambda: mg.select([True], [a, a])),
        (ValueError, lambda: mg.sum(a, where=np.ones(2, bool))),
    ]
    for error, call in wrong:
        with pytest.raises(error):
            call()


# ---- einsum --------------------------------------------------------------------------------------


@st.composite
def sums(draw):
    """Return the subscripts and operands of a random einsum."""
    length = {"a": 2, "b": 3, "c": 1, "d": 2}
    terms, operands = [], []
    for _ in range(draw(st.integers(1, 3))):
        term = draw(st.text("abcd", max_size=3))
        single = [draw(st.booleans()) and term.count(c) == 1 for c in term]
        shape = [1 if one else length[c] for c, one in zip(term, single, strict=True)]
        dots = draw(st.sampled_from(["", "", "..."]))
        shape = [*([3, 2][draw(st.integers(0, 2)) :] if dots else []), *shape]
        terms.append(dots + term)
        operands.append(np.cos(1 + np.arange(int(np.prod(shape)))).reshape(shape))
    text = ",".join(terms)
    if draw(st.booleans()):
        used = sorted(set(text) - set(",."))
        out = draw(st.permutations(used))[: draw(st.integers(0, 3))]
        text += "->" + "..." * ("..." in text) + "".join(out)
    return text, operands


@settings(max_examples=300, deadline=None)
@given(sums())
def test_random_sums_are_numpys_and_their_derivatives_linear(program):
    """The sum is linear in each operand x, so its derivative along v is the sum with v for x."""
    text, operands = program
    leaves = [tracked(x) for x in operands]
    y = mg.einsum(text, *leaves)
    expected = np.einsum(text, *operands)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y.data, expected, rtol=1e-12, atol=1e-12)
    weights = np.sin(1 + np.arange(y.size)).reshape(y.shape)
    y.backward(gradient=weights)
    for i, x in enumerate(leaves):
        v = np.sin(2 + np.arange(x.size)).reshape(x.shape)
        moved = np.einsum(text, *operands[:i], v, *operands[i + 1 :])
        np.testing.assert_allclose(
            np.sum(x.grad * v), np.sum(weights * moved), rtol=1e-9, atol=1e-9
        )


def test_operands_may_be_one_tensor_and_second_derivatives_are_recorded():
    assert gradcheck(lambda x: mg.einsum("ij,kj,...k->...i", x, x, x), np.eye(2, 2) + 0.5, order=2)


def test_an_output_without_the_dots_of_its_inputs_is_refused_as_numpy_does():
    with pytest.raises(ValueError, match="lacks the dots"):
        mg.einsum("...i->i", np.ones((2, 3)))
    with pytest.raises(ValueError, match="axes have numbers below 52"):
        mg.einsum(np.ones(2), [60])


# ---- what NumPy does with integers and axes ---------------------------------------------------------


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_trapezoid_takes_widths_that_broadcast_as_numpys(axis):
    y, dx = np.arange(12.0).reshape(4, 3) ** 2, np.array([[1.0], [2.0], [5.0]])
    for widths in (dx, dx[:, 0], 0.5) if axis == 0 else (dx[:2, 0], 0.5):
        found = mg.trapezoid(y, dx=widths, axis=axis)
        np.testing.assert_allclose(found.data, np.trapezoid(y, dx=widths, axis=axis))
    x = np.array([0.0, 1.0, 3.0, 7.0])[: y.shape[axis]]
    np.testing.assert_allclose(mg.trapezoid(y, x, axis=axis), np.trapezoid(y, x, axis=axis))
    assert gradcheck(lambda y, x: mg.trapezoid(y, x, axis=axis), y, x, order=2)


@pytest.mark.parametrize("ord", [0, 1, -1, 2, 3, np.inf, -np.inf])
@pytest.mark.parametrize("x", [[3_000_000, 1], np.array([-128, 1], np.int8), [True, True]])
def test_integers_have_numpys_norm(x, ord):
    found, expected = mg.linalg.norm(x, ord), np.linalg.norm(x, ord)
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected)


def test_small_integers_do_not_wrap_around():
    x = np.array([3, 1, 2], np.uint8)
    np.testing.assert_allclose(mg.gradient(x), np.gradient(x))
    np.testing.assert_allclose(mg.sigmoid(x), mg.sigmoid(x.astype(float)))
    np.testing.assert_allclose(mg.logsumexp(x), mg.logsumexp(x.astype(float)))


def test_nan_to_num_makes_a_copy():
    x = Tensor([np.nan, 1.0], requires_grad=True)
    mg.nan_to_num(x, copy=False, nan=5.0).sum().backward()
    assert np.isnan(x.data[0]) and x.grad.tolist() == [0.0, 1.0]


def test_a_negative_number_of_differences_is_refused():
    with pytest.raises(ValueError, match="-1 times"):
        mg.diff([1.0, 2.0], -1)
    assert mg.diff([1.0, 2.0], 0, prepend=0.0).tolist() == [1.0, 2.0]


def test_one_row_of_coordinates_is_not_taken_for_two_axes():
    with pytest.raises(TypeError, match="along 2 axes, and 1 spacings"):
        mg.gradient(np.eye(3), [0.0, 1.0, 3.0])


# ---- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", more_rules.__all__)
def test_arguments_have_numpys_names(name):
    if inspect.isfunction(getattr(mg, name)):
        numpys = np.linalg.norm if name == "norm" else getattr(np, name)
        try:
            known = set(inspect.signature(numpys).parameters)
        except ValueError:
            pytest.skip("this NumPy does not tell")
        # Those of rules.sum, and what NumPy 2.0 calls newshape.
        known |= {"how", "options", "shape"}
        assert set(inspect.signature(getattr(mg, name)).parameters) <= known


# ---- the first table's operations ---------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda table, x: table.sum(x, axis=0),
        lambda table, x: table.norm(x, axis=0, keepdims=False),
        lambda table, x: table.dot(x, x),
        lambda table, x: table.reshape(x, (4,)),
        lambda table, x: table.ravel(x),
    ],
)
def test_an_ordinary_call_makes_the_node_of_the_first_table(call):
    x = tracked(np.eye(2))
    ours, first = call(more_rules, x).node, call(rules, x).node
    assert (ours.operation, ours.inputs, ours.options) == (
        first.operation,
        first.inputs,
        first.options,
    )


# ---- properties -----------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple),
    st.integers(-3, 3),
    st.integers(-3, 2),
)
def test_what_moves_elements_moves_derivatives_back(shape, k, axis):
    """An element's derivative arrives at it: ⟨g, f(x)⟩ = ⟨gradient, x⟩, since f is linear."""
    assume(axis in range(-len(shape), len(shape)))
    x = np.cos(np.arange(np.prod(shape))).reshape(shape)
    for f in (
        lambda m, x: m.roll(x, k, axis),
        lambda m, x: m.repeat(x, abs(k), axis),
        lambda m, x: m.tile(x, (abs(k), 1)),
        lambda m, x: m.pad(x, abs(k)),
        lambda m, x: m.sort(x, axis),
        lambda m, x: m.rollaxis(x, axis, len(shape)),
        lambda m, x: m.tril(x, k),
    ):
        leaf = tracked(x)
        y = f(mg, leaf)
        np.testing.assert_array_equal(y.data, f(np, x))
        g = np.sin(1 + np.arange(y.size)).reshape(y.shape)
        y.backward(gradient=g)
        np.testing.assert_allclose(np.sum(g * y.data), np.sum(leaf.grad * x), atol=1e-12)
