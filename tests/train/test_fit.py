import hashlib
import math
import subprocess
import sys

import numpy as np
import pytest

from minigrad import nn, optim, tasks, train


def line_task(rows=10):
    x = np.random.default_rng(0).uniform(1, 2, (rows, 2))
    return tasks.Task.from_arrays(x, x @ [2.0, 3.0])


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("start", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("name", "n"), [("sum", 0.0), ("product", 1.0)])
def test_a_neuron_finds_the_operation_wherever_it_starts(name, n, start, seed):
    task, neuron = tasks.load(name, rng=seed), nn.AddMul(2, 1, n=start, rng=seed)
    train.fit(neuron, task, rng=seed)
    assert neuron.n.item() == pytest.approx(n, abs=0.01)
    assert neuron.weight.data == pytest.approx(np.ones((1, 2)), abs=0.02)


# ---- the same seed, the same bits --------------------------------------------------------------

TRAIN = """
from minigrad import nn, tasks, train
neuron = nn.AddMul(2, 1, n="random", bias=True, rng={seed})
history = train.fit(neuron, tasks.load("product", rng={seed}), steps=60, rng={seed})
bits = b"".join([history.loss.tobytes(), *(p.data.tobytes() for p in neuron.parameters())])
"""


def train_here(seed):
    names = {}
    exec(TRAIN.format(seed=seed), names)
    return names["bits"]


def test_the_same_seed_gives_the_same_bits():
    assert train_here(seed=3) == train_here(seed=3)


def test_another_seed_gives_other_bits():
    assert train_here(seed=3) != train_here(seed=4)


def test_the_same_seed_gives_the_same_bits_in_a_fresh_process():
    program = TRAIN.format(seed=3) + "import hashlib; print(hashlib.sha256(bits).hexdigest())"
    fresh = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert fresh.stdout.strip() == hashlib.sha256(train_here(seed=3)).hexdigest()


def test_training_does_not_touch_numpys_global_generator():
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - it is the one that must not be used
    train.fit(nn.Linear(2, 1, rng=0), line_task(), steps=3, rng=0)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


# ---- what happens in a step --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "share"),
    [("cosine", lambda k: (1 + math.cos(math.pi * k / 8)) / 2), ("constant", lambda k: 1.0)],
)
def test_the_learning_rate_follows_its_schedule_and_comes_back(schedule, share):
    model, rates = nn.Linear(2, 1, rng=0), []
    optimizer = optim.Adam(model.parameters(), lr=0.04)
    train.fit(
        model,
        line_task(),
        optimizer=optimizer,
        steps=8,
        schedule=schedule,
        callbacks=[lambda step, loss: rates.append(optimizer.lr)],
    )
    assert rates == pytest.approx([0.04 * share(k) for k in range(8)])
    assert optimizer.lr == 0.04


def test_the_learning_rate_comes_back_after_a_failure():
    def stop_at_step_3(step, loss):
        if step == 3:
            raise KeyboardInterrupt

    model = nn.Linear(2, 1, rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.04)
    with pytest.raises(KeyboardInterrupt):
        train.fit(model, line_task(), optimizer=optimizer, steps=8, callbacks=[stop_at_step_3])
    assert optimizer.lr == 0.04


def test_lr_is_that_of_adam():
    model, twin, task = nn.Linear(2, 1, rng=0), nn.Linear(2, 1, rng=0), line_task()
    train.fit(model, task, lr=0.2, steps=5)
    train.fit(twin, task, optimizer=optim.Adam(twin.parameters(), lr=0.2), steps=5)
    assert np.array_equal(model.weight.data, twin.weight.data)


def test_every_callback_is_called_with_each_step_and_its_loss():
    first, second = [], []
    callbacks = [lambda *call: first.append(call), lambda *call: second.append(call)]
    history = train.fit(nn.Linear(2, 1, rng=0), line_task(), steps=4, callbacks=callbacks)
    assert first == second == list(enumerate(history.loss))


def test_gradients_are_clipped_unless_clip_norm_is_none():
    def norms(clip_norm):
        model, seen = nn.Linear(2, 1, rng=0), []
        callback = lambda *_: seen.append(  # noqa: E731
            math.hypot(*(g for p in model.parameters() for g in p.grad.ravel()))
        )
        train.fit(model, line_task(), steps=1, clip_norm=clip_norm, callbacks=[callback])
        return seen[0]

    assert norms(clip_norm=0.5) == pytest.approx(0.5)
    assert norms(clip_norm=None) > 10


def batches(rows, batch_size, steps):
    """Return the row numbers of each batch."""
    seen = []

    class Spy(nn.Linear):
        def forward(self, x):
            seen.append(x[:, 0].astype(int).tolist())
            return super().forward(x)

    x = np.column_stack([np.arange(rows), np.ones(rows)])
    train.fit(
        Spy(2, 1, rng=0),
        tasks.Task.from_arrays(x, np.ones(rows)),
        steps=steps,
        batch_size=batch_size,
        rng=0,
    )
    return seen


@pytest.mark.parametrize("rows", [12, 10], ids=["whole batches", "a batch left over"])
def test_an_epoch_shows_every_row_once(rows):
    seen = batches(rows, batch_size=4, steps=3)
    assert sorted(np.concatenate(seen)) == list(range(rows))


def test_every_epoch_has_another_order():
    seen = batches(rows=12, batch_size=4, steps=6)
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    assert sorted(second) == list(range(12)) and not np.array_equal(first, second)


def test_a_batch_that_is_larger_than_the_task_is_all_of_it():
    assert batches(rows=5, batch_size=128, steps=2) == [list(range(5))] * 2


def test_the_history_begins_with_the_start_and_ends_with_the_end():
    neuron, task = nn.AddMul(2, 2, n=[0.2, 0.7], rng=0), line_task()
    task = tasks.Task.from_arrays(task.x, np.hstack([task.y, task.y]))
    first_loss = nn.mse_loss(neuron(task.x), task.y).item()
    history = train.fit(neuron, task, steps=6)
    assert history.loss.shape == (6,) and history.loss[0] == first_loss
    assert history.parameters("n").shape == (7, 2)
    assert history.parameters("n")[0].tolist() == [0.2, 0.7]
    assert np.array_equal(history.parameters("n")[-1], neuron.n.data)


def test_an_optimizer_of_some_parameters_leaves_the_others_out_of_everything():
    def weight_after(give_optimizer):
        neuron, task = nn.AddMul(2, 1, n=0.5, rng=0), tasks.load("product")
        neuron.n.requires_grad = give_optimizer
        optimizer = optim.Adam([neuron.weight], lr=0.03)
        train.fit(neuron, task, optimizer=optimizer, steps=50, rng=0)
        assert neuron.n.data.tolist() == [0.5]
        return neuron.weight.data

    assert weight_after(True) == pytest.approx(weight_after(False), rel=1e-12)


# ---- what the learner is told ------------------------------------------------------------------


@pytest.mark.parametrize(("progress", "shown"), [(True, True), (False, False), (None, False)])
def test_a_bar_is_shown_if_asked_for_and_never_in_a_pipe(progress, shown, capsys):
    train.fit(nn.Linear(2, 1, rng=0), line_task(), steps=2, progress=progress)
    assert ("arrays" in capsys.readouterr().err) == shown


def test_a_loss_that_is_no_number_names_the_step_and_says_lower_lr():
    with pytest.raises(FloatingPointError) as error:
        train.fit(nn.Linear(2, 1, rng=0), line_task(), lr=1e300)
    for part in ("the loss became inf at step 1", "lower lr (it is 1e+300; try 1e+299)"):
        assert part in str(error.value)


def test_a_gradient_that_is_no_number_names_the_step_and_says_lower_lr():
    line = nn.Linear(1, 1, bias=False)
    line.weight.data[:] = 0
    task = tasks.Task.from_arrays(np.full(2, 1e155), np.full(2, 1e153))  # 2·x·y overflows, y² not
    with pytest.raises(FloatingPointError, match=r"the gradient became inf at step 0.*lower lr"):
        train.fit(line, task)


def test_inputs_that_are_not_positive_stop_the_training_before_it_begins():
    task = tasks.Task.from_arrays([[1.0, 2.0], [0.0, 2.0]], [1.0, 2.0], features=["a", "b"])
    neuron = nn.AddMul(2, 1, rng=0)
    before = neuron.weight.data.copy()
    with pytest.raises(ValueError, match=r"'a' has 1 of 2 values that are not positive \(row 2"):
        train.fit(neuron, task)
    assert np.array_equal(neuron.weight.data, before)


def test_a_model_with_another_number_of_outputs_is_refused():
    with pytest.raises(ValueError, match=r"\(10, 2\).*\(10, 1\)"):
        train.fit(nn.Linear(2, 2, rng=0), line_task())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lr": 0.1, "optimizer": optim.Adam([nn.Parameter(1.0)])}, "optimizer.*or lr, not both"),
        ({"schedule": "cos"}, r"cosine, linear, constant, or a function.*got 'cos'"),
        ({"steps": 0}, "steps must be at least 1, got 0"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"clip_norm": 0}, "clip_norm must be positive, or None"),
        ({"lr": -1}, "lr must be a positive number, got -1"),
    ],
)
def test_an_option_out_of_range_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        train.fit(nn.Linear(2, 1, rng=0), line_task(), **options)


def test_a_model_with_nothing_to_learn_is_refused():
    model = nn.AddMul(2, 1, rng=0)
    for p in model.parameters():
        p.requires_grad = False
    with pytest.raises(ValueError, match="nothing to learn"):
        train.fit(model, tasks.load("sum"))
