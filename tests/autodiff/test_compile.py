"""compile: recorded programs repeat f and backward to the bit, or refuse and say what they refuse."""

import copy
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numba
import numpy as np
import pytest
from more_rule_cases import CASES, NAMES
from programs import random_program, run, weights_of

import minigrad as mg
from minigrad import RecordingError, Tensor
from minigrad.autodiff.modes import current_mode

GENERATOR = np.random.default_rng(7)  # of this module: a global that functions below can reach


def eager(f, *arguments, leaves):
    """Return what f and backward give, from new gradients."""
    for leaf in leaves:
        leaf.zero_grad()
    loss = f(*arguments)
    loss.backward()
    return [loss.data, *(leaf.grad for leaf in leaves)]


def repeated(step, *arguments, leaves):
    """Return what the compiled function gives, from new gradients."""
    for leaf in leaves:
        leaf.zero_grad()
    value = step(*arguments)
    return [value.data, *(leaf.grad for leaf in leaves)]


def alone(step, *arguments):
    """Execute the source alone, and return what its function gives."""
    namespace = {}
    exec(step.source, namespace)
    value, gradients = namespace["step"](*step.inputs(*arguments))
    return [value, *gradients]


def assert_same_bits(found, expected):
    for a, b in zip(found, expected, strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            assert np.shape(a) == np.shape(b)
            assert np.asarray(a).dtype == np.asarray(b).dtype
            np.testing.assert_array_equal(a, b)


def moved(leaf, rng):
    """Give a leaf other numbers, some with the other sign."""
    leaf.data = leaf.data * rng.uniform(-1.5, 1.5, leaf.shape).astype(leaf.dtype)


# ---- the same bits -------------------------------------------------------------------------------


@pytest.mark.parametrize("is_complex", [False, True])
@pytest.mark.parametrize("batch", range(10))
def test_random_programs_are_repeated_to_the_bit(batch, is_complex):
    rng = np.random.default_rng([batch, is_complex, 3])
    for _ in range(15):
        program = random_program(rng, is_complex=is_complex)
        leaves = [Tensor(x, requires_grad=True) for x in program.inputs]
        weights = weights_of(run(program, program.inputs))

        def f(p=program, leaves=leaves, weights=weights):
            return mg.sum(mg.real(np.conj(weights) * run(p, leaves)))

        step = mg.compile(f)
        for _ in range(3):
            assert_same_bits(repeated(step, leaves=leaves), eager(f, leaves=leaves))
            for leaf in leaves:
                leaf.data = 0.9 * leaf.data


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_operation_is_repeated_to_the_bit(case):
    operation = getattr(mg, case.operation)
    leaves = [Tensor(x, requires_grad=True) for x in case.inputs]

    def f():
        y = case.call(operation, *leaves)
        return mg.sum(mg.real(y * mg.conj(y)))

    step = mg.compile(f)
    for factor in (1.0, 0.7, 0.5):
        for leaf, x in zip(leaves, case.inputs, strict=True):
            leaf.data = factor * x
        assert_same_bits(repeated(step, leaves=leaves), eager(f, leaves=leaves))
    used = step.value_and_gradients()[1]  # in the order of the program
    assert_same_bits(alone(step), eager(f, leaves=used))


def test_the_line_of_lesson_3_has_at_most_forty_lines_and_runs_alone():
    trees = mg.tasks.load("trees")
    w, b = Tensor(0.0, requires_grad=True), Tensor(0.0, requires_grad=True)
    diameter, volume = trees.x[:, 0], trees.y[:, 0]

    def loss_of(w, b):
        return ((w * diameter + b - volume) ** 2).mean()

    step = mg.compile(loss_of)
    for _ in range(5):
        assert_same_bits(repeated(step, w, b, leaves=[w, b]), eager(loss_of, w, b, leaves=[w, b]))
        assert_same_bits(alone(step, w, b), eager(loss_of, w, b, leaves=[w, b]))
        w.data -= 0.3 * w.grad
        b.data -= 0.3 * b.grad
    assert len(step.source.splitlines()) <= 40


def test_gradients_add_up_as_those_of_backward_do():
    w = Tensor([1.0, 2.0], requires_grad=True)
    step = mg.compile(lambda: (w * w).sum())
    for k in range(1, 4):
        step()
        np.testing.assert_array_equal(w.grad, 2.0 * k * w.data)


def test_returned_gradients_share_no_memory():
    a, b = Tensor(np.ones(3), requires_grad=True), Tensor(np.ones(3), requires_grad=True)
    step = mg.compile(lambda: mg.sum(a + b))
    step()
    a.grad[:] = 7.0
    assert b.grad.tolist() == [1.0, 1.0, 1.0]


# ---- what a recording must not freeze ------------------------------------------------------------


def shared_shape_constant(x):
    return np.arange(np.size(x)).reshape(np.shape(x)) / 10


KINKS = {
    "relu": lambda w, x: mg.relu(w * x),
    "where, mask of a parameter": lambda w, x: mg.where(w > 0, w * x, 0.1 * x),
    "where, mask of an argument": lambda w, x: mg.where(x > 0, w * x, 0.1 * w),
    "np.where": lambda w, x: np.where(w * x >= 0.1, w * x, w),
    "maximum": lambda w, x: mg.maximum(w, x) * w,
    "minimum": lambda w, x: mg.minimum(w * x, 0.2),
    "clip": lambda w, x: mg.clip(w * x, -0.3, 0.3),
    "absolute": lambda w, x: abs(w * x),
    "sign": lambda w, x: np.sign(w.detach()) * x * w,
    "mask times": lambda w, x: (w * x > 0) * w,
    "reflected comparison": lambda w, x: (0 < w) * w * x,
    "comparison of an array": lambda w, x: (np.zeros(3) < w) * w * x,
    "and, or, not": lambda w, x: mg.where((w > 0) & (x > 0) | ~(x < 0.5), w, x * w * w),
    "logical": lambda w, x: mg.where(np.logical_and(w > 0, x < 0), w, x * w),
    "equal": lambda w, x: mg.where(w == w, w * x, w),
    "isfinite": lambda w, x: mg.where(np.isfinite(w / x), w / x, w),
    "prod": lambda w, x: mg.prod(mg.where(x > 0.3, w, 0 * w), axis=-1),
    "max": lambda w, x: mg.max(w * x, axis=-1),
    "argmax": lambda w, x: (np.argmax(w * x) == np.arange(3)) * w,
    "detach": lambda w, x: w * (w * x).detach(),
    "no_grad": lambda w, x: w * without_grad(w, x),
    "sort": lambda w, x: mg.sort(w * x) * w,
    "select": lambda w, x: mg.select([w > x, x > 0], [w * x, w * w], w),
    "mod": lambda w, x: mg.mod(w * x, 0.25) + mg.fmax(w, x) * mg.sign(x * w),
    "like": lambda w, x: w * x + np.ones_like(w),
    "shapes": lambda w, x: w * x * len(x) * x.size + shared_shape_constant(w * x),
    "iteration": lambda w, x: sum((w * row for row in x), start=mg.sum(w)),
    "index": lambda w, x: w[1:] * x[:, 0] + w[0],
    "stack": lambda w, x: mg.stack([w, x, w * x]),
}


def without_grad(w, x):
    with mg.no_grad():
        return w * x + (w > 0)


@pytest.mark.parametrize("name", KINKS)
def test_it_is_right_after_weights_and_data_moved(name):
    rng = np.random.default_rng(1)
    w = Tensor(rng.normal(size=3), requires_grad=True)

    def f(x):
        y = KINKS[name](w, x)
        return mg.sum(y * y)

    step = mg.compile(f)
    for _ in range(20):
        x = rng.normal(size=(2, 1) if name == "index" else 3)
        assert_same_bits(repeated(step, x, leaves=[w]), eager(f, x, leaves=[w]))
        moved(w, rng)


def test_shapes_dtypes_and_frozen_parameters_are_recorded_anew():
    rng = np.random.default_rng(2)
    w = Tensor(rng.normal(size=3), requires_grad=True)
    v = Tensor(rng.normal(size=3), requires_grad=True)

    def f(x, power):
        return mg.mean((mg.tanh(x * w) * v) ** power)

    step = mg.compile(f)
    for shape in ((3,), (5, 3), (1, 3)):
        for dtype in (np.float64, np.float32):
            for power in (2, 3):
                x = rng.normal(size=shape).astype(dtype)
                found = repeated(step, x, power, leaves=[w, v])
                assert_same_bits(found, eager(f, x, power, leaves=[w, v]))
    v.requires_grad = False
    assert_same_bits(repeated(step, x, 2, leaves=[w, v]), eager(f, x, 2, leaves=[w, v]))
    assert v.grad is None
    w.data, v.data = w.data.astype(np.float32), v.data.astype(np.float32)
    assert_same_bits(repeated(step, x, 2, leaves=[w, v]), eager(f, x, 2, leaves=[w, v]))


def test_arguments_may_be_tensors_that_want_gradients():
    f = lambda a, b: mg.sum(a * b * a)  # noqa: E731
    step = mg.compile(f)
    for k in range(3):
        a = Tensor([1.0, 2.0 + k], requires_grad=True)
        b = Tensor([3.0, 4.0], requires_grad=k == 1)
        assert_same_bits(repeated(step, a, b, leaves=[a, b]), eager(f, a, b, leaves=[a, b]))


def test_an_argument_may_be_a_tensor_that_f_finds_elsewhere_too():
    f = lambda x: mg.sum(x * x * W)  # noqa: E731
    assert_same_bits(repeated(mg.compile(f), W, leaves=[W]), eager(f, W, leaves=[W]))


def test_names_of_arguments_do_not_meet_those_of_the_program():
    def f(d_w, w, np, tanh1, step, slice):  # as if to make trouble
        return mg.sum(mg.tanh(w * d_w) * W * np + tanh1 * step + slice[1:][0])

    arguments = [np.arange(3.0) + k for k in range(6)]
    w = Tensor(arguments[1], requires_grad=True)
    arguments[1] = w
    step = mg.compile(f)
    assert_same_bits(repeated(step, *arguments, leaves=[w, W]), eager(f, *arguments, leaves=[w, W]))
    assert_same_bits(alone(step, *arguments), eager(f, *arguments, leaves=[w, W]))


def test_threads_may_share_a_compiled_function():
    n = Tensor(np.linspace(0.1, 0.9, 20_000), requires_grad=True)
    step = mg.compile(lambda x: mg.sum(mg.exp_n(x, n)))
    inputs = [np.full(20_000, 1.0 + 0.1 * k) for k in range(8)]
    expected = [step.value_and_gradients(x)[2][0].copy() for x in inputs]

    def work(k):
        return all(
            np.array_equal(step.value_and_gradients(inputs[k])[2][0], expected[k])
            for _ in range(20)
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(8)))


def test_too_many_programs_say_what_to_do():
    w = Tensor(1.0, requires_grad=True)
    step = mg.compile(lambda rate: w * rate)
    with pytest.raises(RecordingError, match=r"np\.asarray\(number\)"):
        for k in range(100):
            step(0.1 * k)


def test_an_operation_of_ones_own_is_repeated():
    @mg.primitive(vjps=(lambda g, y, x, power: g * power * x ** (power - 1),))
    def raised(x, power):
        return float(np.power(x, power)) if np.ndim(x) == 0 else np.power(x, power)

    w = Tensor(2.0, requires_grad=True)
    step = mg.compile(lambda: raised(w, 3) * 1.0)
    for _ in range(3):
        assert_same_bits(repeated(step, leaves=[w]), eager(step.f, leaves=[w]))
        assert_same_bits(alone(step), eager(step.f, leaves=[w]))
        w.data = w.data * 1.5


# ---- refused by name -----------------------------------------------------------------------------

W = Tensor([1.0, 2.0, 3.0], requires_grad=True)
REFUSED = {
    r"\.data": lambda x: mg.sum(W * np.sign(W.data)),
    r"\.item\(\)": lambda x: mg.sum(W) * mg.sum(W).item(),
    r"\.numpy\(\)": lambda x: mg.sum(W * x.numpy()),
    r"float\(\)": lambda x: mg.sum(W) * float(mg.sum(x)),
    r"int\(\)": lambda x: mg.sum(W) * int(mg.max(x)),
    r"bool\(\)": lambda x: mg.sum(W) if mg.sum(W) > 1 else mg.sum(-W),
    r"np\.asarray": lambda x: mg.sum(W * np.asarray(x)),
    r"repr\(\)": lambda x: mg.sum(W * len(repr(W))),
    r"format\(\)": lambda x: mg.sum(W * len(f"{mg.sum(x):.2f}")),
    r"mask": lambda x: mg.sum(W[W > 1.5]),
    r"np\.nonzero": lambda x: mg.sum(W[np.nonzero(x)]),
    "repeat in a way that is computed": lambda x: mg.sum(mg.repeat(W, x.astype(int))),
    "tile in a way that is computed": lambda x: mg.sum(mg.tile(W, x.astype(int))),
    "broadcast_to in a way": lambda x: mg.mean(mg.full(x.astype(int), W[0])),
    "reshape in a way": lambda x: mg.mean(mg.reshape(W, x.astype(int))),
    "diagonal in a way": lambda x: mg.sum(mg.diagonal(mg.outer(W, W), x[0].astype(int))),
    "fft in a way": lambda x: mg.sum(mg.fft.fft(W, x[0].astype(int)).real),
    r"\.data of a parameter": lambda x: mg.sum(mg.pad(W, x[:2].astype(int))),
    r"\.data of a parameter, an argument": lambda x: mg.sum(mg.split(W, x[:1].astype(int))[0]),
    "where of a mask alone": lambda x: mg.sum(W[np.where(x > 1.5)[0]]),
    r"np\.maximum": lambda x: mg.sum(W) * np.maximum.reduce(x.detach()),
    r"np\.unique": lambda x: mg.sum(W) * len(np.unique(x)),
    r"\.backward\(\)": lambda x: [mg.sum(W * W).backward(), mg.sum(W)][1],
    r"assignment to \.data": lambda x: [setattr(W, "data", np.ones(3)), mg.sum(W)][1],
    r"\.data of": lambda x: mg.sum(mg.grad(lambda v: mg.sum(v * v))(W)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_shows_a_value_is_refused_by_name(name):
    with pytest.raises(RecordingError, match=name):
        mg.compile(REFUSED[name])(np.array([1.0, 2.0, 3.0]))
    assert type(W) is Tensor
    assert W.data.tolist() == [1.0, 2.0, 3.0]


def test_a_refusal_counts_even_if_the_function_catches_it():
    def f(x):
        try:
            return mg.sum(W) * float(mg.sum(x))
        except RuntimeError:
            return mg.sum(W)

    with pytest.raises(RecordingError, match="float"):
        mg.compile(f)(np.ones(3))


class Dropout:
    """A layer that draws; `source` says from where."""

    def __init__(self, draw, **attributes):
        self.draw = draw
        self.__dict__.update(attributes)

    def __call__(self, x):
        return mg.sum(W * x * (self.draw(self, x.shape) < 0.5))


RANDOM = {
    "an attribute": Dropout(
        lambda layer, shape: layer.rng.random(shape), rng=np.random.default_rng(0)
    ),
    "a list in a dictionary": Dropout(
        lambda layer, shape: layer.all["a"][0].random(shape), all={"a": [np.random.default_rng(0)]}
    ),
    "a global": Dropout(lambda layer, shape: GENERATOR.random(shape)),
    "NumPy's global one": Dropout(lambda layer, shape: np.random.random(shape)),  # noqa: NPY002
    "RandomState": Dropout(
        lambda layer, shape: layer.rng.random_sample(shape), rng=np.random.RandomState(0)
    ),
    "Python's": Dropout(lambda layer, shape: np.full(shape, random.random())),
    "Python's own": Dropout(
        lambda layer, shape: np.full(shape, layer.rng.random()), rng=random.Random(0)
    ),
}


@pytest.mark.parametrize("name", RANDOM)
def test_random_draws_are_refused_and_taken_back(name):
    layer = RANDOM[name]
    states = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    own = layer.draw(layer, 3) if name == "an attribute" else None
    with pytest.raises(RecordingError, match="random"):
        mg.compile(layer)(np.ones(3))
    assert random.getstate() == states[0]
    assert np.random.get_state()[1].tolist() == states[1]  # noqa: NPY002
    if own is not None:
        undisturbed = np.random.default_rng(0)
        np.testing.assert_array_equal(own, undisturbed.random(3))
        np.testing.assert_array_equal(layer.draw(layer, 3), undisturbed.random(3))


def test_a_method_a_partial_and_a_default_are_looked_through():
    rng = np.random.default_rng(0)

    class Model:
        def __init__(self):
            self.rng = rng

        def loss(self, x, scale=1.0):
            return mg.sum(W * x) * self.rng.random() * scale

    for f in (
        Model().loss,
        partial(Model().loss, scale=2.0),
        lambda x, rng=rng: mg.sum(W * x) * rng.random(),
    ):
        with pytest.raises(RecordingError, match="random"):
            mg.compile(f)(np.ones(3))


class Counts:
    """A model that changes itself while it computes."""

    def __init__(self):
        self.calls, self.seen, self.last = 0, [], None

    def counts(self, x):
        self.calls += 1
        return mg.sum(W * x)

    def appends(self, x):
        self.seen.append(len(x))
        return mg.sum(W * x)

    def keeps(self, x):
        self.last = W * x
        return mg.sum(self.last)


@pytest.mark.parametrize("name", ["counts", "appends", "keeps"])
def test_what_a_function_changes_is_put_back_and_refused(name):
    model = Counts()
    with pytest.raises(RecordingError, match="changes an attribute, a list or a variable"):
        mg.compile(getattr(model, name))(np.ones(3))
    assert (model.calls, model.seen, model.last) == (0, [], None)


def test_a_variable_around_a_function_is_put_back_too():
    calls = 0

    def f(x):
        nonlocal calls
        calls += 1
        return mg.sum(W * x)

    with pytest.raises(RecordingError, match="changes"):
        mg.compile(f)(np.ones(3))
    assert calls == 0


def test_draws_are_taken_back_even_if_something_else_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(RecordingError, match="float"):
        mg.compile(lambda x: mg.sum(W * x) * rng.random() * float(mg.sum(x)))(np.ones(3))
    assert rng.random() == np.random.default_rng(0).random()


def test_a_function_that_treats_arrays_otherwise_is_noticed():
    def f(x):
        return mg.sum(W * (x - 1.0 if isinstance(x, np.ndarray) else x))

    with pytest.raises(RecordingError, match="differ"):
        mg.compile(f)(np.ones(3))


def test_constants_that_are_made_inside_are_fine():
    for f in (
        lambda x: mg.sum(x * W * Tensor([1.0, 2.0, 3.0])),
        lambda x: mg.sum(x * W * mg.exp(2.0)),
        lambda x: mg.sum(sum((row * W for row in x), Tensor(0.0))),
    ):
        x = np.ones((2, 3))
        assert_same_bits(repeated(mg.compile(f), x, leaves=[W]), eager(f, x, leaves=[W]))


def test_a_zero_with_a_sign_is_another_number():
    step = mg.compile(lambda a: mg.sum(W * np.copysign(1.0, a)))
    assert step(0.0).item() == -step(-0.0).item() == 6.0


def test_objects_as_arguments_are_refused():
    with pytest.raises(RecordingError, match="an argument is or holds a Counts"):
        mg.compile(lambda model, x: model.counts(x))(Counts(), np.ones(3))
    with pytest.raises(RecordingError, match="an argument is or holds a Generator"):
        mg.compile(lambda rng, x: mg.sum(W * x) * rng.random())(GENERATOR, np.ones(3))


def test_threads_that_compile_each_other_s_functions_do_not_wait_for_ever():
    inner, inside = mg.compile(lambda x: mg.sum(W * x)), threading.Event()

    def f(x):
        inside.set()
        time.sleep(0.2)
        return inner(x)

    def outer():
        with pytest.raises(RecordingError, match="compiled itself"):
            mg.compile(f)(np.ones(3))

    threads = [threading.Thread(target=outer, daemon=True)]
    threads.append(
        threading.Thread(target=lambda: inside.wait() and inner(np.ones(3)), daemon=True)
    )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_a_compiled_function_may_be_copied():
    class Model:
        def __init__(self):
            self.w = Tensor([1.0, 2.0, 3.0], requires_grad=True)
            self.step = mg.compile(self.loss)

        def loss(self, x):
            return mg.sum(self.w * x)

    model = Model()
    model.step(np.ones(3))
    other = copy.deepcopy(model)
    other.w.data[:] = 0.0
    assert (model.step(np.ones(3)).item(), other.step(np.ones(3)).item()) == (6.0, 0.0)


def test_long_programs_are_recorded_in_good_time():
    def f():
        y = W
        for _ in range(1500):
            y = y * 0.999
        return mg.sum(y)

    step = mg.compile(f)
    assert_same_bits(repeated(step, leaves=[W]), eager(f, leaves=[W]))
    assert "multiply1500 = " in step.source


def test_objects_whose_dict_is_no_dictionary_are_looked_at_too():
    class Odd:
        __dict__ = property(lambda self: 3)

    odd, factor = Odd(), numba.njit(lambda x: 2.0 * x)
    step = mg.compile(lambda x: mg.sum(W * x) * (2.0 if odd else factor(1.0)))
    assert_same_bits(repeated(step, np.ones(3), leaves=[W]), eager(step.f, np.ones(3), leaves=[W]))


def test_a_generator_that_cannot_be_reached_is_noticed_too():
    with pytest.raises(RecordingError, match="differ"):
        mg.compile(lambda x: mg.sum(W * x * np.random.default_rng().random(3)))(np.ones(3))


def test_what_changes_from_call_to_call_is_refused():
    count = [0]

    def f(x):
        count[0] += 1
        return mg.sum(W * x) * (count[0] + 1)

    with pytest.raises(RecordingError, match=r"differ|changes"):
        mg.compile(f)(np.ones(3))


def test_tensors_from_outside_that_carry_a_graph_are_refused():
    h = mg.exp(W)
    with pytest.raises(RecordingError, match="computed before"):
        mg.compile(lambda: mg.sum(W * h))()
    with pytest.raises(RecordingError, match="detach"):
        mg.compile(lambda h: mg.sum(W * h))(h)
    constant = h.detach()
    step = mg.compile(lambda: mg.sum(W * constant))
    assert_same_bits(repeated(step, leaves=[W]), eager(step.f, leaves=[W]))


def test_an_argument_may_be_a_nest():
    def loss(model, x):
        for V, b in model["layers"]:
            x = mg.tanh(x @ V.T + b)
        return mg.sum(x) * model["scale"]

    V, b = Tensor(np.eye(2), requires_grad=True), Tensor([0.5, -0.5], requires_grad=True)
    model = {"layers": [(V, b), (b, 0.5)], "scale": np.array(2.0)}
    step, x = mg.compile(loss), np.array([[1.0, 2.0], [3.0, -4.0]])
    expected = eager(loss, model, x, leaves=[V, b])
    assert_same_bits(repeated(step, model, x, leaves=[V, b]), expected)
    assert (
        "def step(model_layers_0_0, model_layers_0_1, model_layers_1_0, model_scale, x)"
        in step.source
    )
    # Another form is recorded anew: here a layer more.
    model["layers"].append((V, 1.0))
    expected = eager(loss, model, x, leaves=[V, b])
    assert_same_bits(repeated(step, model, x, leaves=[V, b]), expected)


def test_an_input_without_a_rule_may_be_computed_if_its_operation_says_none():
    def masked(w, mask):
        return w * mask

    def rule(g, y, w, mask):
        return g * mask

    mask = np.array([1.0, 0.0, 1.0])
    declared = mg.primitive(masked, vjps=(rule, None))
    step = mg.compile(lambda mask: mg.sum(declared(W, mask)))
    assert_same_bits(repeated(step, mask, leaves=[W]), eager(step.f, mask, leaves=[W]))
    declared = mg.primitive(masked, vjps=(rule,))
    with pytest.raises(RecordingError, match=r"masked in a way that is computed.*None in its vjps"):
        mg.compile(lambda mask: mg.sum(declared(W, mask)))(mask)


def test_dicts_of_other_names_are_other_arguments():
    step = mg.compile(lambda p: mg.sum(W * p["a"]) if "a" in p else mg.sum(W + p["b"]))
    x = np.arange(3.0)
    for argument in ({"a": x}, {"b": x}):
        expected = eager(step.f, argument, leaves=[W])
        assert_same_bits(repeated(step, argument, leaves=[W]), expected)


@pytest.mark.parametrize("argument", [[1.0, 2.0], {"w": [1.0]}, {"w": {1.0, 2.0}}, mg.Tensor])
def test_what_is_no_array_or_number_is_refused_as_an_argument(argument):
    with pytest.raises(RecordingError, match="an argument is or holds a"):
        mg.compile(lambda x: mg.sum(W))(argument)


def test_a_compiled_function_inside_of_another_is_refused():
    inner = mg.compile(lambda x: mg.sum(W * x))
    with pytest.raises(RecordingError, match="compiled itself"):
        mg.compile(lambda x: inner(x) + mg.sum(W))(np.ones(3))


# ---- errors, and others meanwhile ------------------------------------------------------------------


def test_mistakes_of_the_function_are_raised_as_they_are():
    with pytest.raises(ValueError, match=r"multiply of shapes \(3,\) and \(2,\)"):
        mg.compile(lambda x: mg.sum(W * x))(np.ones(2))
    with pytest.raises(ZeroDivisionError):
        mg.compile(lambda x: mg.sum(W * x) * (1 / 0))(np.ones(3))
    with pytest.raises(RuntimeError, match="nothing to differentiate"):
        mg.compile(lambda x: mg.sum(x))(np.ones(3))
    with pytest.raises(ValueError, match="starts from one number"):
        mg.compile(lambda x: W * x)(np.ones(3))
    with pytest.raises(TypeError, match="must return a Tensor"):
        mg.compile(lambda x: 3.0)(np.ones(3))
    assert type(W) is Tensor


def test_other_threads_see_values_while_one_records():
    inside, done, seen = threading.Event(), threading.Event(), []

    def f():
        inside.set()
        done.wait(10)
        return mg.sum(W * W)

    def record():
        with pytest.raises(RecordingError, match="changes"):  # the flag of an event
            mg.compile(f)()

    thread = threading.Thread(target=record)
    thread.start()
    inside.wait(10)
    seen.append((W.data.tolist(), W > 1.5, float(mg.sum(W)), np.asarray(W.detach()), repr(W)))
    y = mg.sum(W * W)
    y.backward()
    done.set()
    thread.join()
    assert seen[0][0] == [1.0, 2.0, 3.0]
    assert seen[0][1].tolist() == [False, True, True]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_tensors_are_what_they_were_after_an_error_within(error):
    def f():
        y = mg.sum(W * W)
        if current_mode().recorder:
            raise error
        return y

    step = mg.compile(f)
    with pytest.raises(error):
        step()
    assert type(W) is Tensor
    assert current_mode().recorder is None
    assert float(mg.sum(W)) == 6.0


def test_nothing_stays_locked_though_somebody_holds_the_frames_of_a_recording():
    frames, w = [], Tensor([1.0, 2.0], requires_grad=True)

    def hold(frame, event, arg):
        if event == "return" and "minigrad" in frame.f_code.co_filename:
            frames.append(frame)

    step = mg.compile(lambda x: mg.sum(w * x))
    sys.setprofile(hold)  # as a sampling profiler does, now and then
    try:
        step(np.ones(2))
    finally:
        sys.setprofile(None)
    assert frames
    assert w.data.flags.writeable


def test_a_program_under_no_grad_of_the_caller_still_gives_gradients():
    step = mg.compile(lambda: mg.sum(W * W))
    W.zero_grad()
    step()
    with mg.no_grad():
        step()
    np.testing.assert_array_equal(W.grad, 4 * W.data)
