"""Every operation of both tables: its values, its first and its second derivatives."""

from functools import wraps

import numpy as np
import pytest
from complex_step import complex_step_gradients
from more_rule_cases import CASES, MORE_CASES, NAMES, reference
from wrong_rules import (
    bent,
    off_by_a_thousandth,
    off_by_a_thousandth_in_second_order,
    with_wrong_rule,
)

import minigrad as mg
from minigrad import GradcheckError, Primitive, Tensor, gradcheck
from minigrad.autodiff import fused, more_rules, rules
from minigrad.autodiff.numpy_protocol import TWINS

each_case = pytest.mark.parametrize("case", CASES, ids=NAMES)


def operation(case):
    return getattr(mg, case.operation)


def function(case, op=None):
    op = operation(case) if op is None else op
    return lambda *inputs: case.call(op, *inputs)


# Second names, with the first one.
ALIASES = {
    "abs": "absolute", "acos": "arccos", "acosh": "arccosh", "amax": "max", "amin": "min",
    "around": "round", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan", "atan2": "arctan2",
    "atanh": "arctanh", "concat": "concatenate", "conjugate": "conj", "deg2rad": "radians",
    "permute_dims": "transpose", "pow": "power", "rad2deg": "degrees", "remainder": "mod",
    "true_divide": "divide",
}  # fmt: skip


@pytest.mark.parametrize("table", [rules, more_rules])
def test_no_operation_of_a_table_is_left_out(table):
    public = {name for name in vars(table) if not name.startswith("_")}
    operations = {name for name in public if isinstance(getattr(table, name), Primitive)}
    assert operations <= {*rules.__all__, *table.__all__}
    checked = {case.operation for case in (CASES if table is rules else MORE_CASES)}
    assert set(table.__all__) - set(ALIASES) <= checked
    assert checked <= {*rules.__all__, *more_rules.__all__, *fused.__all__}


@pytest.mark.parametrize("name", ALIASES)
def test_a_second_name_is_the_same_operation_and_the_first_one_is_shown(name):
    assert getattr(mg, name) is getattr(mg, ALIASES[name])
    assert getattr(mg, name).__name__ == ALIASES[name]


def test_whatever_is_an_operation_of_ours_to_numpy_has_that_name_here_too():
    for name in set(dir(np)) - {"row_stack"}:  # deprecated
        f = getattr(np, name)
        if callable(f) and not isinstance(f, type) and f in TWINS:
            assert getattr(mg, name) is TWINS[f], name


def test_every_operation_is_checked_for_complex_inputs_unless_numpy_refuses_them():
    checked = {c.operation for c in CASES if any(np.iscomplexobj(x) for x in c.inputs)}
    left_out = {*rules.__all__, *more_rules.__all__} - checked - set(ALIASES)
    of_one = set("cbrt ceil degrees fabs floor radians sigmoid trunc".split())
    of_two = set("arctan2 floor_divide fmod hypot logaddexp logaddexp2 mod".split())
    assert left_out == of_one | of_two
    for name in left_out:
        with pytest.raises(TypeError):
            getattr(mg, name)(*[1j] * (1 + (name in of_two)))


@each_case
def test_values_are_numpys(case):
    y = case.call(operation(case), *[Tensor(x) for x in case.inputs])
    expected = case.call(reference(case.operation), *case.inputs)
    assert y.shape == np.shape(expected)
    assert y.dtype == np.asarray(expected).dtype
    np.testing.assert_allclose(y.data, expected, rtol=1e-14, atol=1e-15)


SINGLE = {np.dtype(float): np.float32, np.dtype(complex): np.complex64}


@each_case
def test_single_precision_stays_what_it_is(case):
    inputs = [np.asarray(x, SINGLE[x.dtype]) for x in map(np.asarray, case.inputs)]
    tensors = [Tensor(x, requires_grad=True) for x in inputs]
    y = function(case)(*tensors)
    assert y.dtype == np.asarray(case.call(reference(case.operation), *inputs)).dtype
    y.backward(gradient=np.ones(y.shape))
    assert [t.grad.dtype for t in tensors] == [x.dtype for x in inputs]


@each_case
def test_first_and_second_derivatives_agree_with_differences(case):
    assert gradcheck(function(case), *case.inputs, order=2)
    assert gradcheck(bent(function(case)), *case.inputs, order=2)


# These have no complex derivative, or NumPy's function drops or refuses the imaginary part.
NO_COMPLEX_STEP = set(
    "absolute angle astype conj imag logaddexp norm real std var "
    "arctan2 array cbrt ceil degrees fabs floor floor_divide fmod hypot logaddexp2 mod radians sign "
    "trunc vdot".split()
)
REAL_CASES = [
    (case, name)
    for case, name in zip(CASES, NAMES, strict=True)
    if case.operation not in NO_COMPLEX_STEP and not any(map(np.iscomplexobj, case.inputs))
]


@pytest.mark.parametrize(
    "case", [case for case, _ in REAL_CASES], ids=[name for _, name in REAL_CASES]
)
def test_first_derivatives_agree_with_the_complex_step(case):
    tensors = [Tensor(x, requires_grad=True) for x in case.inputs]
    y = function(case)(*tensors)
    weights = np.cos(np.arange(y.size)).reshape(y.shape)
    y.backward(gradient=weights)
    plain = function(case, reference(case.operation))
    expected = complex_step_gradients(plain, case.inputs, weights)
    for tensor, gradient in zip(tensors, expected, strict=True):
        np.testing.assert_allclose(tensor.grad, gradient, rtol=1e-12, atol=1e-14)


# ---- planted errors ----------------------------------------------------------------------------

# Operations that are written with others: which of those to plant an error in, beside the last one.
# (The mean of `var` is not among them: its part of the derivative is 0.)
PARTS = {
    "clip": (rules.maximum, rules.minimum),
    "var": (rules.subtract, rules.sum),
    "std": (rules.sqrt, rules.subtract, rules.sum),
}
FLAT = set("ceil floor floor_divide rint round around trunc".split())


def is_flat(case):
    return case.operation in FLAT or (case.operation == "sign" and np.isrealobj(case.inputs[0]))


def not_flat(rule):
    @wraps(rule)
    def wrong(g, *args, **options):
        return rule(g, *args, **options) + 0.001 * g

    return wrong


def not_flat_in_second_order(rule):
    @wraps(rule)
    def wrong(g, *args, **options):
        right = rule(g, *args, **options)
        return right + 0.001 * (g - g.detach()) if isinstance(g, Tensor) else right

    return wrong


def last_operation(case):
    """Return what computed the result of a case's operation, and the position of an input."""
    returned = []

    def watched(*inputs, **options):
        returned.append(operation(case)(*inputs, **options))
        return returned[-1]

    case.call(watched, *[Tensor(x, requires_grad=True) for x in case.inputs])
    first = returned[0][0] if isinstance(returned[0], list | tuple) else returned[0]
    return [(first.node.operation, first.node.edges[0])] if first.node else []


def planted(case, wrong, monkeypatch):
    """Yield the function of the case with one rule after the other replaced by a wrong one."""
    if isinstance(operation(case), Primitive):
        for which in case.at or range(len(case.inputs)):
            yield function(case, with_wrong_rule(operation(case), which, wrong))
        return
    parts = [(part, 0) for part in PARTS.get(case.operation, ())]
    for part, which in {*parts, *last_operation(case)}:
        with monkeypatch.context() as patch:
            wrong_part = with_wrong_rule(part, which, wrong)
            for table in (rules, more_rules):
                for name in [name for name, f in vars(table).items() if f is part]:
                    patch.setattr(table, name, wrong_part)
            yield function(case)


@each_case
def test_a_rule_that_is_off_by_a_thousandth_is_noticed(case, monkeypatch):
    wrong = not_flat if is_flat(case) else off_by_a_thousandth
    for f in planted(case, wrong, monkeypatch):
        with pytest.raises(GradcheckError, match="the derivative"):
            gradcheck(f, *case.inputs)


@pytest.mark.slow
@each_case
def test_a_rule_whose_derivative_is_off_by_a_thousandth_is_noticed(case, monkeypatch):
    wrong = not_flat_in_second_order if is_flat(case) else off_by_a_thousandth_in_second_order
    for f in planted(case, wrong, monkeypatch):
        assert gradcheck(bent(f), *case.inputs, order=1)
        with pytest.raises(GradcheckError, match="the second derivative"):
            gradcheck(bent(f), *case.inputs, order=2)


# ---- NumPy's names, options and values ---------------------------------------------------------


@pytest.mark.parametrize(
    "name", sorted(name for name in {*rules.__all__, *more_rules.__all__} if hasattr(np, name))
)
def test_an_operation_with_a_numpy_name_is_found_by_that_numpy_function(name):
    assert TWINS[getattr(np, name)] is getattr(mg, name)


REDUCTIONS = "sum mean var std prod max min norm logsumexp".split()


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (-1, 1), ()])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_take_axis_and_keepdims_as_numpy_does(name, axis, keepdims):
    if name == "norm" and axis == ():
        return  # NumPy refuses it
    x = np.arange(24.0).reshape(2, 3, 4) / 7 + np.array([0.5, -2.0, 0.25, 1.0])
    if axis == () and name in ("std", "var"):
        x = x * 0  # each element varies around itself; std has no slope there
        assert getattr(mg, name)(x, axis=axis, keepdims=keepdims).data.tolist() == x.tolist()
        return
    f = getattr(mg, name)
    y = f(x, axis=axis, keepdims=keepdims)
    expected = reference(name)(x, axis=axis, keepdims=keepdims)
    np.testing.assert_allclose(y.data, expected, rtol=1e-14)
    assert gradcheck(bent(lambda x: f(x, axis=axis, keepdims=keepdims)), x, order=2)


@pytest.mark.parametrize("name", "sum mean prod var std max min cumsum".split())
@pytest.mark.parametrize("axis", [0, 1])
def test_a_tensors_method_is_the_operation(name, axis):
    x = np.array([[0.5, -1.0], [2.0, 0.25]])
    np.testing.assert_array_equal(
        getattr(Tensor(x), name)(axis=axis).data, getattr(x, name)(axis=axis)
    )


@pytest.mark.parametrize("axis", [0, -1])
@pytest.mark.parametrize("name", ["sum", "prod", "max", "min"])
def test_one_number_has_an_axis_as_far_as_numpy_says_so(name, axis):
    """NumPy lets a 0-d array be summed over axis 0, so the gradient has to be let through too."""
    x = Tensor(3.0, requires_grad=True)
    getattr(mg, name)(x, axis=axis).backward()
    assert x.grad == 1.0


def test_numpys_other_clip_has_the_same_bounds():
    x = Tensor([-3.0, 0.25, 3.0], requires_grad=True)
    for y in (x.clip(None, 1.0), np.clip(x, None, 1.0), mg.clip(x, a_max=1.0)):
        assert y.data.tolist() == [-3.0, 0.25, 1.0]
    (x.clip(0.0, None) + x.clip(-5.0, 5.0)).sum().backward()
    assert x.grad.tolist() == [1.0, 2.0, 2.0]


def test_an_element_on_a_bound_of_clip_shares_with_the_bound():
    x, low = Tensor([1.0, 2.0], requires_grad=True), Tensor(1.0, requires_grad=True)
    mg.clip(x, low, 5.0).sum().backward()
    assert x.grad.tolist() == [0.5, 1.0]
    assert low.grad == 0.5


def test_scatter_add_adds_where_an_index_repeats():
    y = mg.scatter_add(np.array([1.0, 2.0, 4.0]), np.array([0, 0, 2]), (4,))
    assert y.data.tolist() == [3.0, 0.0, 4.0, 0.0]


def test_logsumexp_and_softmax_do_not_overflow():
    x = np.array([1000.0, 1000.0])
    assert mg.logsumexp(x).item() == pytest.approx(1000 + np.log(2))
    assert mg.logsumexp(-x).item() == pytest.approx(-1000 + np.log(2))
    assert mg.softmax(x).data.tolist() == [0.5, 0.5]
    assert mg.sigmoid(np.array([-1000.0, 0.0, 1000.0])).data.tolist() == [0.0, 0.5, 1.0]
    assert mg.logsumexp(np.array([-np.inf, -np.inf])).item() == -np.inf


def test_second_derivatives_of_a_power_are_right_where_the_power_is_zero():
    assert gradcheck(lambda x, p: x**p, np.array([0.5, 2.0]), np.array([0.0, 0.0]), order=2)


def test_zero_to_a_positive_power_has_slope_zero_in_the_power():
    p = Tensor([1.0, 2.5], requires_grad=True)
    (0.0**p).sum().backward()
    assert p.grad.tolist() == [0.0, 0.0]


# ---- what has no rule is refused at the call, not in backward -----------------------------------


def x():
    return Tensor([[0.5, 2.0], [1.0, 4.0]], requires_grad=True)


UNRULED = {
    "sum dtype": lambda: mg.sum(x(), dtype=float),
    "sum dtype by position": lambda: np.sum(x(), 0, float),
    "mean dtype by position": lambda: mg.mean(x(), 0, float),
    "sum out": lambda: np.sum(x(), out=np.zeros(()), where=np.eye(2) > 0),
    "ravel order A": lambda: np.ravel(x(), order="A"),
    "reshape order K by position": lambda: np.reshape(x(), (4,), "K"),
    "norm nuc": lambda: np.linalg.norm(x(), ord="nuc"),
    "norm ord 2 of a matrix by position": lambda: np.linalg.norm(x(), 2),
    "norm fro of a vector": lambda: np.linalg.norm(x(), "fro", axis=0),
    "pad mode": lambda: np.pad(x(), 1, "mean"),
    "pad mode that is a function": lambda: np.pad(x(), 1, np.mean),
    "pad reflect_type": lambda: np.pad(x(), 1, "reflect", reflect_type="odd"),
    "pad constant_values": lambda: np.pad(x(), 1, constant_values=x()[0, 0]),
    "einsum out": lambda: np.einsum("ij->i", x(), out=np.zeros(2)),
    "outer out": lambda: np.outer(x(), x(), np.zeros((4, 4))),
    "round out": lambda: np.round(x(), 1, np.zeros((2, 2))),
    "sort order": lambda: np.sort(x(), order="a"),
    "trace dtype": lambda: np.trace(x(), dtype=float),
    "array ndmin": lambda: mg.array(x(), ndmin=3),
    "max initial": lambda: mg.max(x(), initial=0.0),
    "max out by position": lambda: np.max(x(), 0, np.zeros(2)),
    "prod dtype": lambda: mg.prod(x(), dtype=float),
    "cumsum dtype": lambda: mg.cumsum(x(), 0, dtype=float),
    "cumsum dtype by position": lambda: np.cumsum(x(), 0, float),
    "var dtype": lambda: np.var(x(), dtype=float),
    "var dtype by position": lambda: np.var(x(), 0, float),
    "std correction": lambda: np.std(x(), correction=1),
    "angle deg": lambda: np.angle(x(), deg=True),
    "angle deg by position": lambda: np.angle(x(), True),
    "exp dtype": lambda: mg.exp(x(), dtype=float),
    "exp out by position": lambda: mg.exp(x(), np.zeros((2, 2))),
    "np.exp out": lambda: np.exp(x(), out=np.zeros((2, 2))),
    "add out by position": lambda: mg.add(x(), 1.0, np.zeros((2, 2))),
    "clip out": lambda: np.clip(x(), 0, 1, out=np.zeros((2, 2))),
    "concatenate dtype": lambda: np.concatenate([x(), x()], dtype=float),
    "stack out": lambda: np.stack([x(), x()], out=np.zeros((2, 2, 2))),
}


@pytest.mark.parametrize("call", UNRULED.values(), ids=UNRULED)
def test_an_option_without_a_rule_is_refused_at_the_call(call):
    with pytest.raises(TypeError) as error:
        call()
    assert "lambda" not in str(error.value)
