"""Parameters that move as one vector take the steps that each would take by itself."""

import copy
import math
import pickle
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import nn, optim, tasks, train
from minigrad.nn import Parameter


class Lion(optim.Optimizer):
    """One of the user's own: the sign of a running mean; it counts steps and rests in the first."""

    def __init__(self, params, lr=0.1, decay=0.8):
        super().__init__(params, lr=lr, decay=decay)

    def _change(self, g, memory, options):
        memory["steps"] = memory.get("steps", 0) + 1
        memory["mean"] = options["decay"] * memory.get("mean", 0.0) + (1 - options["decay"]) * g
        return options["lr"] * np.sign(memory["mean"]) if memory["steps"] > 1 else 0.0


KINDS = {
    "SGD": lambda params: optim.SGD(params, lr=0.05),
    "momentum": lambda params: optim.SGD(params, lr=0.02, momentum=0.8),
    "RMSprop": lambda params: optim.RMSprop(params, lr=0.02),
    "Adam": lambda params: optim.Adam(params, lr=0.1),
    "Lion": Lion,
}
every_kind = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
every_copy = pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"]
)
MODEL = [
    ((2, 3), "d"),
    ((3,), "d"),
    ((), "d"),
    ((2,), "f"),
    ((1, 2), "D"),
    ((2,), "F"),
    ((0,), "d"),
]


class OneByOne:
    """The oracle: every parameter has a vector and a memory of its own, which no other touches."""

    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.values = [p.data.copy() for p in optimizer.params]
        self.memory = [{} for _ in self.values]

    def step(self):
        options = [group for group in self.optimizer.groups for _ in group["params"]]
        for i, p in enumerate(self.optimizer.params):
            if p.grad is not None and p.requires_grad:
                change = self.optimizer._change(p.grad.reshape(-1), self.memory[i], options[i])
                change = np.broadcast_to(change, p.grad.size).astype(p.grad.dtype).reshape(p.shape)
                self.values[i] = (self.values[i] - change).astype(p.dtype)
                if p.bounds is not None:
                    self.values[i] = np.clip(self.values[i], *p.bounds)

    def state(self):
        return {
            f"{i}.{name}": np.array(value) if np.ndim(value) == 0 else value.reshape(p.shape)
            for i, p in enumerate(self.optimizer.params)
            for name, value in self.memory[i].items()
        }


def bits(arrays):
    return {name: (a.shape, a.dtype.str, a.tobytes()) for name, a in arrays.items()}


def require_equal(oracle, optimizer):
    for value, p in zip(oracle.values, optimizer.params, strict=True):
        assert p.data.dtype == value.dtype and p.data.tobytes() == value.tobytes()


def parameters(seed=0):
    rng = np.random.default_rng(seed)
    return [Parameter(draw(rng, shape, np.dtype(kind))) for shape, kind in MODEL]


def draw(rng, shape, dtype):
    numbers = rng.normal(size=shape)
    if dtype.kind == "c":
        numbers = numbers + 1j * rng.normal(size=shape)
    return np.asarray(numbers, dtype)


def give_gradients(params, rng, missing=()):
    for i, p in enumerate(params):
        p.grad = None if i in missing else draw(rng, p.shape, p.dtype)


def train_by(optimizer, rng, count=1, missing=()):
    for _ in range(count):
        give_gradients(optimizer.params, rng, missing)
        optimizer.step()


# ---- the same bits as one by one ---------------------------------------------------------------

which = st.integers(0, len(MODEL) - 1)
EVENTS = st.one_of(
    st.tuples(st.just("step"), st.sets(which)),  # these have no gradient
    st.tuples(st.just("step"), st.just(set())),
    st.tuples(st.just("freeze or melt"), which),
    st.tuples(st.just("new array"), which),
    st.tuples(st.just("another dtype"), st.sampled_from([0, 1])),
    st.tuples(st.just("bounds"), st.sampled_from([0, 1, 3])),
    st.tuples(st.just("lr"), st.sampled_from([0, 1])),
    st.tuples(st.just("look"), st.none()),
    st.tuples(st.just("save and load"), st.none()),
    st.tuples(st.just("remember"), st.none()),
    st.tuples(st.just("restore"), st.none()),
)


@every_kind
@settings(max_examples=60, deadline=None)
@given(events=st.lists(EVENTS, max_size=14), split=which, seed=st.integers(0, 99))
def test_whatever_happens_the_bits_are_those_of_one_by_one(make, events, split, seed):
    rng, params = np.random.default_rng(seed), parameters(seed)
    optimizer = make([{"params": params[:split]}, {"params": params[split:], "lr": 0.03}])
    oracle, kept = OneByOne(optimizer), None
    for event, detail in [*events, ("step", set()), ("look", None)]:
        if event == "step":
            give_gradients(params, rng, missing=detail)
            oracle.step()
            optimizer.step()
        elif event == "freeze or melt":
            params[detail].requires_grad = not params[detail].requires_grad
        elif event == "new array":
            params[detail].data = params[detail].data + 1
            oracle.values[detail] = oracle.values[detail] + 1
        elif event == "another dtype":
            to = np.float32 if params[detail].dtype == np.float64 else np.float64
            params[detail].data = params[detail].data.astype(to)
            oracle.values[detail] = oracle.values[detail].astype(to)
        elif event == "bounds":
            params[detail].bounds = None if params[detail].bounds else (-0.5, 0.25)
        elif event == "lr":
            optimizer.groups[detail] = {**optimizer.groups[detail], "lr": 0.07}
        elif event == "look":
            assert bits(optimizer.state_dict()) == bits(oracle.state())
        elif event == "save and load":
            optimizer.load_state_dict(optimizer.state_dict())
        elif event == "remember":
            kept = optimizer.remember(), copy.deepcopy((oracle.values, oracle.memory))
        elif kept is not None:
            optimizer.restore(kept[0])
            oracle.values, oracle.memory = copy.deepcopy(kept[1])
        require_equal(oracle, optimizer)


@every_kind
def test_long_training_with_a_parameter_that_comes_and_goes(make):
    rng, optimizer = np.random.default_rng(0), make(parameters())
    oracle = OneByOne(optimizer)
    for k in range(60):
        give_gradients(optimizer.params, rng, missing={k % 7, k % 3})
        oracle.step()
        optimizer.step()
        require_equal(oracle, optimizer)
    assert bits(optimizer.state_dict()) == bits(oracle.state())


def test_two_optimizers_may_have_the_same_parameters():
    rng, params = np.random.default_rng(0), parameters()
    pair = [optim.Adam(params, lr=0.1), optim.SGD(params[::-1], lr=0.02, momentum=0.9)]
    oracles = [OneByOne(optimizer) for optimizer in pair]
    for _ in range(5):
        for oracle, optimizer in zip(oracles, pair, strict=True):
            oracle.values = [p.data.copy() for p in optimizer.params]
            give_gradients(params, rng)
            oracle.step()
            optimizer.step()
            require_equal(oracle, optimizer)


def test_a_model_that_was_loaded_or_drawn_anew_goes_on_from_there():
    rng, model = np.random.default_rng(0), nn.AddMul(2, 3, n=0.5, bias=True, rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.1)
    oracle, start = OneByOne(optimizer), model.state_dict()
    for change in (lambda: None, lambda: model.load_state_dict(start), lambda: model.reset(5)):
        change()
        oracle.values = [p.data.copy() for p in optimizer.params]
        for _ in range(3):
            give_gradients(optimizer.params, rng)
            oracle.step()
            optimizer.step()
            require_equal(oracle, optimizer)


# ---- arrays, locks and graphs ------------------------------------------------------------------


def test_each_parameter_keeps_its_array():
    params = parameters()
    arrays = [p.data for p in params]
    train_by(optim.Adam(params), np.random.default_rng(0), count=3)
    assert all(p.data is array for p, array in zip(params, arrays, strict=True))


@pytest.mark.parametrize("last", [False, True], ids=["in the middle", "at the end"])
def test_if_a_graph_needs_one_nothing_moves_and_nothing_is_remembered(last):
    rng, params = np.random.default_rng(0), [Parameter([1.0, 2.0]) for _ in range(3)]
    optimizer = optim.Adam(params)
    train_by(optimizer, rng, count=2)
    give_gradients(params, rng)
    before = [p.data.copy() for p in params], bits(optimizer.state_dict())
    loss = (params[-1 if last else 1] ** 2).sum()
    with pytest.raises(ValueError, match=r"cannot move Tensor.*read-only, since a graph still"):
        optimizer.step()
    assert np.array_equal([p.data for p in params], before[0])
    assert bits(optimizer.state_dict()) == before[1]
    del loss
    optimizer.step()
    assert (np.array([p.data for p in params]) != before[0]).all()


def test_a_parameter_that_does_not_move_may_be_needed_by_a_graph():
    p, frozen = Parameter([1.0]), Parameter([2.0])
    frozen.requires_grad = False
    p.grad = frozen.grad = np.ones(1)
    loss = (p.detach() * frozen * Parameter([1.0])).sum()
    optim.SGD([p, frozen], lr=0.5).step()
    assert (p.item(), frozen.item()) == (0.5, 2.0) and loss.item() == 2.0


def test_a_view_may_be_locked_while_the_array_behind_it_is_not():
    whole, p, q = np.array([1.0, 2.0, 3.0]), Parameter([0.0, 0.0]), Parameter([5.0])
    p.data = whole[:2]
    optimizer = optim.SGD([p, q], lr=0.1)
    loss = (p * p).sum()
    p.grad, q.grad = np.ones(2), np.ones(1)
    assert whole.flags.writeable
    with pytest.raises(ValueError, match="cannot move"):
        optimizer.step()
    assert whole.tolist() == [1.0, 2.0, 3.0] and q.item() == 5.0
    del loss
    optimizer.step()
    assert whole.tolist() == [0.9, 1.9, 3.0] and q.item() == 4.9


@every_kind
def test_gradients_that_are_tensors_move_as_their_values_do(make):
    params, twins = ([Parameter([1.0, 2.0]), Parameter(3.0)] for _ in range(2))
    optimizer, twin = make(params), make(twins)
    for k in range(3):
        for p, q, o in ((*params, optimizer), (*twins, twin)):
            o.zero_grad()
            with mg.unguarded():
                (p * p * q).sum().backward(create_graph=o is optimizer and k != 1)
            o.step()
    assert isinstance(params[0].grad, mg.Tensor)
    assert [p.data.tolist() for p in params] == [p.data.tolist() for p in twins]
    assert bits(optimizer.state_dict()) == bits(twin.state_dict())


def test_gradients_made_with_create_graph_are_named_where_they_keep_values_locked():
    p, q = Parameter([1.0, 2.0]), Parameter(3.0)
    (p * p * q).sum().backward(create_graph=True)
    with pytest.raises(ValueError, match=r"cannot move.*gradients made with create_graph"):
        optim.Adam([p, q]).step()


@every_kind
def test_gradients_of_integers_move_as_those_of_floats_do(make):
    params, twins = ([Parameter([1.0, 2.0]), Parameter([3.0])] for _ in range(2))
    optimizer, twin = make(params), make(twins)
    for _ in range(2):
        for p, q in zip(params, twins, strict=True):
            p.grad, q.grad = np.full(p.shape, 2), np.full(p.shape, 2.0)
        optimizer.step()
        twin.step()
    assert [p.data.tolist() for p in params] == [p.data.tolist() for p in twins] != [[1, 2], [3]]


@every_kind
@pytest.mark.parametrize("shapes", [[(3,), (1,)], [(1,), (2,)], [(), ()]], ids=str)
def test_new_data_of_another_shape_are_refused(shapes, make):
    params = [Parameter([1.0, 2.0]), Parameter([3.0])]
    optimizer = make(params)
    train_by(optimizer, np.random.default_rng(0))
    for p, shape in zip(params, shapes, strict=True):
        p.data = np.ones(shape)
    with pytest.raises(ValueError, match="shape"):
        train_by(optimizer, np.random.default_rng(0))


# ---- memory ------------------------------------------------------------------------------------


def test_a_frozen_parameter_keeps_its_memory_and_its_count_of_steps():
    rng, (p, q) = np.random.default_rng(0), (Parameter([1.0, 2.0]), Parameter(3.0))
    optimizer = optim.Adam([p, q])
    train_by(optimizer, rng, count=3)
    before, p.requires_grad = bits(optimizer.state_dict()), False
    train_by(optimizer, rng, count=2)
    after = optimizer.state_dict()
    own = {name: entry for name, entry in before.items() if name.startswith("0.")}
    assert own and own.items() <= bits(after).items()
    assert (int(after["0.steps"]), int(after["1.steps"])) == (3, 5)
    assert optimizer.memory[0]["mean"].base is None  # nothing of the old vector is kept alive


def test_a_memory_that_was_edited_counts_in_the_next_step():
    p, q = Parameter([1.0, 2.0]), Parameter(3.0)
    optimizer = optim.SGD([p, q], lr=1.0, momentum=0.5)
    for _ in range(2):
        p.data, q.data = np.zeros(2), np.array(0.0)
        p.grad, q.grad = np.zeros(2), np.array(0.0)
        optimizer.step()
        optimizer.memory[0]["velocity"] = np.array([4.0, 6.0])
    optimizer.step()
    assert (p.data.tolist(), q.item()) == ([-4.0, -6.0], 0.0)


def test_arrays_in_a_memory_are_replaced_and_never_edited():
    rng, optimizer = np.random.default_rng(0), optim.Adam(parameters())
    train_by(optimizer, rng)
    kept = [own["mean"] for own in optimizer.memory]
    before = copy.deepcopy(kept)
    train_by(optimizer, rng, count=2, missing={1})
    assert all(np.array_equal(mean, old) for mean, old in zip(kept, before, strict=True))


@every_copy
@every_kind
def test_copies_go_on_with_the_same_bits_and_share_nothing(make, copied):
    model = nn.Sequential(nn.Linear(2, 3, rng=0), nn.AddMul(3, 1, n=0.5, rng=1))
    optimizer = make(model.parameters())
    train_by(optimizer, np.random.default_rng(0), count=3, missing={1})
    train_by(optimizer, np.random.default_rng(1), count=2)
    twin_model, twin = copied((model, optimizer))
    assert all(a is b for a, b in zip(twin.params, twin_model.parameters(), strict=True))
    assert all(a is b for a, b in zip(twin.params, twin.groups[0]["params"], strict=True))
    before = bits(model.state_dict())
    train_by(twin, np.random.default_rng(2), count=3)
    assert bits(model.state_dict()) == before
    train_by(optimizer, np.random.default_rng(2), count=3)
    assert bits(twin_model.state_dict()) == bits(model.state_dict()) != before
    assert bits(twin.state_dict()) == bits(optimizer.state_dict())


def test_a_state_written_one_by_one_is_read():
    """The names and shapes that checkpoints have always had."""
    p, q = Parameter([[1.0, 2.0]]), Parameter(3.0)
    optimizer = optim.Adam([p, q], lr=0.1)
    optimizer.load_state_dict(
        {
            "0.steps": np.array(4),
            "0.mean": [[0.5, -0.5]],
            "0.square": [[0.25, 1.0]],
            "1.steps": np.array(4),
            "1.mean": np.array(0.5),
            "1.square": np.array(0.25),
        }
    )
    p.grad, q.grad = np.zeros((1, 2)), np.array(0.0)
    optimizer.step()
    scale = 0.1 * 0.9 / (1 - 0.9**5) / math.sqrt(0.999 / (1 - 0.999**5))
    assert p.data[0] == pytest.approx([1.0 - scale, 2.0 + scale / 2])
    assert q.item() == pytest.approx(3.0 - scale)
    assert optimizer.state_dict()["0.mean"].shape == (1, 2)


class Hoarder(optim.Optimizer):
    """What it remembers cannot be divided among parameters."""

    def __init__(self, params):
        super().__init__(params, lr=0.1)

    def _change(self, g, memory, options):
        memory["past"] = [*memory.get("past", []), g]
        return options["lr"] * g


def test_a_memory_that_cannot_be_divided_is_refused_by_name():
    optimizer = Hoarder([Parameter([1.0, 2.0]), Parameter([3.0])])
    train_by(optimizer, np.random.default_rng(0), count=2)
    with pytest.raises(ValueError, match=r"shape of the gradient, \(3,\); 'past' has shape \(2, 3"):
        optimizer.state_dict()


class Own(optim.Optimizer):
    """A step of the user's own, with the memory of each parameter."""

    def __init__(self, params):
        super().__init__(params, lr=1.0)

    def step(self):
        for p, memory in zip(self.params, self.memory, strict=True):
            memory["count"] = memory.get("count", 0) + 1
            p.data -= self.lr * p.grad


def test_a_step_of_ones_own_finds_its_memory_and_is_taken_back():
    class Edge(nn.Linear):
        def forward(self, x):
            return super().forward(x) * (math.nan if self.bias.item() > 0.3 else 1.0)

    line, task = Edge(1, 1), tasks.Task.from_arrays([[1.0], [2.0]], [1.0, 2.0])
    line.weight.data[:], line.bias.data[:] = 0.0, 0.0
    optimizer = Own(line.parameters())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        train.fit(line, task, optimizer=optimizer, steps=3, loss=lambda p, y: -p.mean())
    assert "taken back" in str(caught[0].message)
    assert {int(count) for count in optimizer.state_dict().values()} == {3}


# ---- taking back -------------------------------------------------------------------------------


@every_kind
@pytest.mark.parametrize("missing", [set(), {0, 4}], ids=["all", "others"])
def test_what_was_remembered_can_be_restored_again_and_again(make, missing):
    optimizer, ends = make(parameters()), []
    train_by(optimizer, np.random.default_rng(0), count=2)
    gradients = [p.grad for p in optimizer.params]
    state = optimizer.remember()
    before = [p.data.copy() for p in optimizer.params]
    for _ in range(3):
        train_by(optimizer, np.random.default_rng(1), count=2, missing=missing)
        ends.append([p.data.tobytes() for p in optimizer.params])
        optimizer.restore(state)
        assert all(np.array_equal(p.data, b) for p, b in zip(optimizer.params, before, strict=True))
        assert all(p.grad is g for p, g in zip(optimizer.params, gradients, strict=True))
    assert ends[0] == ends[1] == ends[2]


# ---- clipping ----------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.5, 2.0], ids=["too long", "short enough"])
@pytest.mark.parametrize("missing", [set(), {0, 3, 5}, {0, 1, 2, 4, 5, 6}], ids=str)
def test_the_joint_norm_is_that_of_all_numbers(missing, share):
    params = parameters()
    give_gradients(params, np.random.default_rng(0), missing)
    before = [None if p.grad is None else p.grad.copy() for p in params]
    squares = [abs(complex(v)) ** 2 for g in before if g is not None for v in g.ravel()]
    norm = math.sqrt(math.fsum(squares))
    assert optim.clip_gradients(params, share * norm) == pytest.approx(norm, rel=1e-6)
    for p, g in zip(params, before, strict=True):
        if g is not None:
            assert p.grad.dtype == g.dtype
            assert p.grad == pytest.approx(min(1.0, share) * g, rel=1e-6)


def test_without_gradients_the_norm_is_zero():
    assert optim.clip_gradients(parameters(), 1.0) == 0.0
