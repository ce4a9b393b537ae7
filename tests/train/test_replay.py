"""fit repeats a recorded step: the same bits as the engine's, or the engine's, and it says which."""

import warnings

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim, tasks, train
from minigrad.train import History

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 2))
TASK = tasks.Task.from_arrays(X, np.abs(X[:, :1]) + X[:, 1:], name="bent")


class Net(nn.Module):
    """Two layers with something in between that a recording must not freeze."""

    def __init__(self, middle, **attributes):
        self.first, self.last = nn.Linear(2, 8, rng=1), nn.Linear(8, 1, rng=2)
        self.gate = nn.Parameter(np.linspace(-1, 1, 8))
        self.middle = middle
        self.__dict__.update(attributes)

    def forward(self, x):
        return self.last(self.middle(self, self.first(x)))


MIDDLES = {
    "relu": lambda net, h: mg.relu(h),
    "where a weight is positive": lambda net, h: mg.where(net.gate > 0, h, 0.1 * h) * net.gate,
    "where a value is positive": lambda net, h: mg.where(h > 0, h, 0.1 * h),
    "sign": lambda net, h: h * np.sign(net.gate.detach()),
    "clip": lambda net, h: mg.clip(h, -0.5, 0.5) * net.gate,
    "maximum": lambda net, h: mg.maximum(h, net.gate),
    "absolute": lambda net, h: abs(h * net.gate),
}


def both(make, **options):
    """Train a compiled and an eager one; return their histories and final parameters."""
    options = {"steps": 40, "rng": 3, "batch_size": 32, "progress": False} | options
    for compiled in (True, False):
        model = make()
        history = train.fit(model, options.get("task", TASK), compiled=compiled, **{
            name: value for name, value in options.items() if name != "task"
        })  # fmt: skip
        yield history, [p.data for p in model.parameters()]


def assert_same_training(make, **options):
    """Assert equal bits, and return what the compiled one says of itself."""
    (history, values), (eager, expected) = both(make, **options)
    np.testing.assert_array_equal(history.loss, eager.loss)
    for a, b in zip(values, expected, strict=True):
        np.testing.assert_array_equal(a, b)
    assert eager.ran == "eager: compiled=False"
    return history.ran


@pytest.mark.parametrize("name", MIDDLES)
def test_kinks_move_with_the_weights(name):
    assert assert_same_training(lambda: Net(MIDDLES[name])) == "compiled"


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Sequential(nn.Linear(2, 8, rng=0), nn.Tanh(), nn.Linear(8, 1, rng=1)),
        lambda: nn.Sequential(nn.Linear(2, 8, rng=0), nn.Sigmoid(), nn.Linear(8, 1, rng=1)),
        lambda: nn.Linear(2, 1, rng=0),
    ],
)
def test_networks_are_compiled(make):
    assert assert_same_training(make) == "compiled"
    for optimizer in (optim.SGD, optim.RMSprop):
        (a, _), (b, _) = (
            next(both(lambda m=m: m, optimizer=optimizer(m.parameters(), lr=0.01)))
            for m in (make(), make())
        )
        np.testing.assert_array_equal(a.loss, b.loss)


@pytest.mark.parametrize("name", [name for name in nn.peers.__all__ if name != "Blend"])
def test_peers_are_compiled(name):
    task = tasks.load("single_module", samples=64)
    make = getattr(nn.peers, name)
    assert assert_same_training(lambda: make(2, 1, rng=1), task=task) == "compiled"


def test_a_batch_that_is_shorter_is_recorded_anew():
    short = tasks.Task.from_arrays(X[:77], TASK.y[:77], name="short")
    assert assert_same_training(lambda: Net(MIDDLES["relu"]), task=short) == "compiled"


def test_another_task_of_the_same_shape_is_not_the_first_one():
    other = tasks.Task.from_arrays(X[::-1].copy(), TASK.y + 1.0, name="other")

    def make():
        model = Net(MIDDLES["relu"])
        train.fit(model, TASK, steps=10, batch_size=32, rng=0, progress=False)
        return model

    assert assert_same_training(make, task=other) == "compiled"


DROPOUT = {
    "a generator of the model": lambda net, h: h * (net.rng.random(h.shape) < 0.5),
    "one mask for all rows": lambda net, h: h * net.rng.integers(0, 2, 8),
    "a number": lambda net, h: h * float(net.rng.random()),
}


@pytest.mark.parametrize("name", DROPOUT)
def test_dropout_draws_new_masks(name):
    ran = assert_same_training(lambda: Net(DROPOUT[name], rng=np.random.default_rng(5)))
    assert ran.startswith("eager: the function draws random numbers")


REFUSED = {
    r"\.data": lambda net, h: h * np.sign(net.gate.data),
    r"float\(\)": lambda net, h: h * float(mg.mean(net.gate * net.gate)),
    r"bool\(\)": lambda net, h: h if mg.sum(net.gate) > 0 else -h,
    r"np\.asarray": lambda net, h: h * (np.asarray(net.gate.detach()) > 0),
    "tolist": lambda net, h: h * len((h.detach() > 0).tolist()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_shows_a_value_runs_as_before_and_is_named(name):
    ran = assert_same_training(lambda: Net(REFUSED[name]))
    assert ran.startswith("eager: the ")
    assert name.replace("\\", "") in ran


@pytest.mark.parametrize("look", [float, lambda t: (t.detach() > 0).tolist()])
def test_a_batch_of_another_length_that_cannot_be_recorded_runs_as_before(look):
    def middle(net, h):  # 300 rows in batches of 32: the tenth has 12
        if len(h) == 12:
            look(mg.sum(h))
        return mg.relu(h)

    assert assert_same_training(lambda: Net(middle)).startswith("eager: the ")


def test_a_state_that_changes_is_noticed():
    def middle(net, h):
        net.calls += 1
        return h * (1 + 0.01 * net.calls)

    model = Net(middle, calls=0)
    history = train.fit(model, TASK, steps=5, progress=False)
    assert history.ran.startswith("eager: the function changes an attribute")
    assert model.calls == 5  # what recording counted is put back


def changed_by_a_callback(change, compiled=True, steps=90, at=20):
    """Train a network that a callback changes at a step; return the history and all parameters."""
    model, factor = Net(lambda net, h: h * net.scale * net.factor[0], scale=1.0), [1.0]
    model.factor = factor

    def callback(step, loss):
        if step == at:
            change(model, factor)

    options = {"steps": steps, "batch_size": 32, "rng": 0, "progress": False}
    history = train.fit(model, TASK, callbacks=[callback], compiled=compiled, **options)
    return history, [p.data for p in model.parameters()]


def replace_a_layer(model, factor):
    model.first = nn.Linear(2, 8, rng=9)


def replace_a_parameter(model, factor):
    model.last.weight = nn.Parameter(np.ones((1, 8)))


def replace_an_attribute(model, factor):
    model.scale = np.arange(8) / 4


def replace_in_a_list(model, factor):
    factor[0] = 0.5


@pytest.mark.parametrize(
    "change", [replace_a_layer, replace_a_parameter, replace_an_attribute, replace_in_a_list]
)
def test_a_callback_may_change_the_model(change):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        history, values = changed_by_a_callback(change)
    eager, expected = changed_by_a_callback(change, compiled=False)
    assert history.ran.startswith("eager: at step 22 a recording gave another loss")
    np.testing.assert_array_equal(history.loss, eager.loss)
    for a, b in zip(values, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_change_that_nothing_shows_is_told_at_the_latest_in_the_last_step():
    scale = np.array(1.0)  # not an attribute, nor in a list
    model = Net(lambda net, h: h * float(scale))

    def change(step, loss):
        if step == 20:
            scale[...] = 0.5

    with pytest.warns(RuntimeWarning, match="train again with compiled=False"):
        history = train.fit(model, TASK, steps=60, rng=0, callbacks=[change], progress=False)
    assert history.ran.startswith("eager: at step 60 a recording gave another loss")


def test_a_model_that_changes_at_once_is_eager_without_a_wrong_step():
    def trained(compiled):
        model = Net(lambda net, h: h * net.scale, scale=1.0)

        def change(step, loss):
            model.scale += 0.5

        options = {"steps": 20, "batch_size": 32, "rng": 0, "progress": False}
        return train.fit(model, TASK, callbacks=[change], compiled=compiled, **options)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = trained(True)
    assert history.ran.startswith("eager: at step 2 a recording gave another loss")
    np.testing.assert_array_equal(history.loss, trained(False).loss)


def test_a_parameter_that_is_frozen_meanwhile_stays_where_it_is():
    def trained(compiled):
        model = Net(MIDDLES["maximum"])

        def freeze(step, loss):
            if step == 10:
                model.gate.requires_grad = False

        options = {"steps": 40, "batch_size": 32, "rng": 0, "progress": False}
        history = train.fit(model, TASK, callbacks=[freeze], compiled=compiled, **options)
        return history, model.gate.data

    (a, gate), (b, expected) = trained(True), trained(False)
    assert a.ran == "compiled"
    np.testing.assert_array_equal(a.loss, b.loss)
    np.testing.assert_array_equal(gate, expected)


def test_a_killed_training_goes_on_to_the_same_bits(tmp_path):
    def make():
        return Net(MIDDLES["relu"])

    options = {"steps": 230, "batch_size": 32, "rng": 4, "progress": False}
    whole = train.fit(make(), TASK, **options)

    def stop(step, loss):
        if step == 150:
            raise KeyboardInterrupt

    path = tmp_path / "training.npz"
    with pytest.raises(KeyboardInterrupt):
        train.fit(make(), TASK, checkpoint=path, callbacks=[stop], **options)
    resumed = train.fit(make(), TASK, checkpoint=path, **options)
    np.testing.assert_array_equal(resumed.loss, whole.loss)


def test_a_step_that_is_too_long_is_taken_back_in_both_ways():
    def make():
        return nn.Sequential(nn.Linear(2, 8, rng=0), nn.ReLU(), nn.Linear(8, 1, rng=1))

    with pytest.warns(RuntimeWarning, match="taken back"):
        (a, _), (b, _) = both(make, lr=1e52, clip_norm=None, steps=3)
    np.testing.assert_array_equal(a.loss, b.loss)


def test_a_history_keeps_how_it_was_made(tmp_path):
    history = train.fit(Net(MIDDLES["relu"]), TASK, steps=5, progress=False)
    history.save(tmp_path / "history.npz")
    assert History.load(tmp_path / "history.npz").ran == history.ran == "compiled"


def test_a_mistake_of_the_model_is_raised_as_before():
    with pytest.raises(ZeroDivisionError):
        train.fit(Net(lambda net, h: h * (1 / 0)), TASK, steps=5, progress=False)
    with pytest.raises(TypeError, match="returns a Tensor of one real number"):
        train.fit(Net(MIDDLES["relu"]), TASK, steps=5, loss=lambda p, t: p - t, progress=False)
