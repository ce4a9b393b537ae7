"""Checkpoints: a training that was killed ends with the bits of one that was not."""

import functools
import hashlib
import importlib
import os
import pickle
import random
import shutil
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from patience import PATIENCE

from minigrad import nn, optim, tasks, train

fitting = importlib.import_module("minigrad.train.fit")  # not the function of that name
checkpoints = importlib.import_module("minigrad.train.checkpoint")


def small_task(rows=8, outputs=1):
    x = np.random.default_rng(0).uniform(1, 2, (rows, 2))
    return tasks.Task.from_arrays(x, np.column_stack([x.prod(axis=1)] * outputs))


MODELS = {
    "coupled": lambda seed: nn.AddMul(2, 1, n="random", bias=True, rng=seed),
    "uncoupled": lambda seed: nn.AddMul(2, 1, n="random", coupled=False, rng=seed),
    "schroeder": lambda seed: nn.AddMul(2, 1, kind="schroeder", n=0.4, bias=True, rng=seed),
    "line": lambda seed: nn.Linear(2, 1, rng=seed),
}
OPTIMIZERS = {
    "Adam": lambda ps: optim.Adam(ps, lr=0.05),
    "momentum": lambda ps: optim.SGD(ps, lr=0.02, momentum=0.9),
    "RMSprop": lambda ps: optim.RMSprop(ps, lr=0.05),
    "groups": lambda ps: optim.Adam([{"params": ps[:1], "lr": 0.1}, {"params": ps[1:]}], lr=0.01),
}


def bits_of(model, history):
    arrays = [history.loss, *model.state_dict().values()]
    if model.parameters_called("n"):
        arrays.append(history.parameters("n"))
    return [a.tobytes() for a in arrays]


def state_bits(*things):
    return [{name: a.tobytes() for name, a in thing.state_dict().items()} for thing in things]


def ignore(step, loss):
    pass


# ---- stopped at every step, and gone on --------------------------------------------------------


def run(path, *, model, make, seed, rng=3, callback=ignore, loss=nn.mse_loss, **options):
    """Train a model, from new initial values; with a path, to and from a checkpoint."""
    model = MODELS[model](seed)
    optimizer = OPTIMIZERS[make](model.parameters())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = train.fit(
            model,
            small_task(),
            optimizer=optimizer,
            rng=rng,
            checkpoint=path,
            callbacks=[callback],
            loss=loss,
            **options,
        )
    assert all(w.category is RuntimeWarning for w in caught)
    return bits_of(model, history), len(caught)


def stop_at(step):
    def callback(done, loss):
        if done == step:
            raise KeyboardInterrupt

    return callback


def loss_that_stops(call, limit=np.inf):
    """Return a loss that is interrupted, and is no number where a prediction is too large."""
    calls = iter(range(10**6))

    def loss(prediction, y):
        if next(calls) == call:
            raise KeyboardInterrupt
        value = nn.mse_loss(prediction, y)
        return value if prediction.data.real.max() < limit else value * np.nan

    return loss


COMBINED = [
    ("Adam", "coupled", 1, 3),
    ("Adam", "uncoupled", 2, 100),
    ("Adam", "schroeder", 3, 3),
    ("momentum", "coupled", 2, 3),
    ("momentum", "uncoupled", 3, 3),
    ("momentum", "schroeder", 1, 100),
    ("RMSprop", "coupled", 3, 100),
    ("RMSprop", "uncoupled", 1, 3),
    ("RMSprop", "schroeder", 2, 3),
    ("groups", "coupled", 2, 5),
    ("groups", "line", 1, 8),
]


@pytest.mark.parametrize(("make", "model", "every", "batch_size"), COMBINED)
def test_a_training_that_is_stopped_at_any_step_ends_with_the_same_bits(
    make, model, every, batch_size, monkeypatch, tmp_path
):
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", every)
    options = {"make": make, "model": model, "batch_size": batch_size, "steps": 8}
    expected, _ = run(None, seed=0, **options)
    for step in range(8):
        path = tmp_path / f"{step}.npz"
        with pytest.raises(KeyboardInterrupt):
            run(path, seed=0, callback=stop_at(step), **options)
        # Other initial values: everything has to come from the file. And once more, before the end.
        with pytest.raises(KeyboardInterrupt):
            run(path, seed=1, callback=stop_at(max(step, 6)), **options)
        bits, _ = run(path, seed=2, **options)
        assert bits == expected, f"stopped at step {step}"


@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_training_that_is_stopped_within_a_step_ends_with_the_same_bits(
    every, monkeypatch, tmp_path
):
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", every)
    options = {"make": "Adam", "model": "coupled", "batch_size": 3, "steps": 8}
    options |= {"compiled": False}  # the loss counts its calls, and recording would call it as well
    expected, _ = run(None, seed=0, **options)
    for call in range(8):
        path = tmp_path / f"{call}.npz"
        with pytest.raises(KeyboardInterrupt):
            run(path, seed=0, loss=loss_that_stops(call), **options)
        bits, _ = run(path, seed=0 if call == 0 else 1, loss=loss_that_stops(-1), **options)
        assert bits == expected, f"stopped in step {call}"


@pytest.mark.parametrize("every", [1, 2, 3])
@pytest.mark.parametrize("make", ["Adam", "momentum", "RMSprop"])
def test_steps_that_are_taken_back_before_or_after_a_stop_end_with_the_same_bits(
    make, every, monkeypatch, tmp_path
):
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", every)
    monkeypatch.setitem(OPTIMIZERS, "Adam", lambda ps: optim.Adam(ps, lr=1.2))
    monkeypatch.setitem(OPTIMIZERS, "momentum", lambda ps: optim.SGD(ps, lr=2.0, momentum=0.5))
    monkeypatch.setitem(OPTIMIZERS, "RMSprop", lambda ps: optim.RMSprop(ps, lr=0.8))
    options = {"make": make, "model": "line", "batch_size": 3, "steps": 10, "schedule": "constant"}
    expected, taken_back = run(None, seed=0, loss=loss_that_stops(-1, limit=4.0), **options)
    counts = set()
    for call in range(10 + taken_back):
        path = tmp_path / f"{call}.npz"
        with pytest.raises(KeyboardInterrupt):
            run(path, seed=0, loss=loss_that_stops(call, limit=4.0), **options)
        seed = 1 if path.exists() else 0
        bits, again = run(path, seed=seed, loss=loss_that_stops(-1, limit=4.0), **options)
        assert bits == expected, f"stopped in call {call}"
        counts.add(again)
    assert counts >= {0, taken_back} and taken_back  # all before the stop, and all after it


def test_the_bits_are_those_of_a_training_without_a_checkpoint(tmp_path):
    options = {"make": "Adam", "model": "coupled", "seed": 0, "batch_size": 3, "steps": 7}
    assert run(tmp_path / "run.npz", **options) == run(None, **options)


@pytest.mark.parametrize("start", [None, 3], ids=["unseeded", "seeded"])
@pytest.mark.parametrize("rng", [None, np.random.default_rng(77)], ids=["no seed", "another state"])
def test_without_a_seed_a_training_goes_on_in_the_order_that_was_saved(
    rng, start, monkeypatch, tmp_path
):
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", 1)
    path, copy = tmp_path / "run.npz", tmp_path / "copy.npz"
    options = {"make": "Adam", "model": "coupled", "batch_size": 3, "steps": 9}
    keep = lambda step, loss: step == 4 and shutil.copy(path, copy)  # noqa: E731
    expected, _ = run(path, seed=0, rng=start, callback=keep, **options)
    assert run(copy, seed=1, rng=rng, **options)[0] == expected


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "Philox", "SFC64", "MT19937"])
def test_every_generator_of_numpy_goes_on_where_it_stood(kind, monkeypatch, tmp_path):
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", 1)
    rng = lambda seed: np.random.Generator(getattr(np.random, kind)(seed))  # noqa: E731
    options = {"make": "Adam", "model": "line", "batch_size": 3, "steps": 12}
    expected, _ = run(None, seed=0, rng=rng(5), **options)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "run.npz", seed=0, rng=rng(5), callback=stop_at(4), **options)
    assert run(tmp_path / "run.npz", seed=1, rng=rng(6), **options)[0] == expected


def test_a_checkpoint_is_written_every_hundred_steps_and_at_the_end(monkeypatch, tmp_path):
    written = []
    original = fitting.save_checkpoint

    def save(path, *args, **state):
        written.append(int(state["step"]))
        original(path, *args, **state)

    monkeypatch.setattr(fitting, "save_checkpoint", save)
    train.fit(nn.Linear(2, 1, rng=0), small_task(), steps=250, checkpoint=tmp_path / "run.npz")
    assert written == [0, 100, 200, 250]


def test_a_finished_checkpoint_returns_what_it_returned_without_training(tmp_path):
    path = tmp_path / "run.npz"
    options = {"make": "Adam", "model": "coupled", "batch_size": 3, "steps": 7}
    expected = run(path, seed=0, **options)
    before, calls = path.read_bytes(), []
    model, when = MODELS["coupled"](1), path.stat().st_mtime_ns
    optimizer = OPTIMIZERS["Adam"](model.parameters())
    model.forward = None  # it is not called
    history = train.fit(
        model,
        small_task(),
        optimizer=optimizer,
        steps=7,
        batch_size=3,
        rng=3,
        checkpoint=path,
        callbacks=[lambda *call: calls.append(call)],
    )
    assert bits_of(model, history) == expected[0] and len(history.loss) == 7
    assert path.read_bytes() == before and path.stat().st_mtime_ns == when and not calls
    assert optimizer.lr == 0.05


def test_callbacks_are_told_the_step_of_the_whole_training(monkeypatch, tmp_path):
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", 2)
    options = {"make": "Adam", "model": "line", "batch_size": 3, "steps": 7}
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "run.npz", seed=0, callback=stop_at(3), **options)
    calls = []
    run(tmp_path / "run.npz", seed=0, callback=lambda step, _: calls.append(step), **options)
    assert calls == [2, 3, 4, 5, 6]


class Penalised:
    """A loss with a setting; as an object, it has no name but the address where it lies."""

    def __init__(self, weight):
        self.weight = weight

    def __call__(self, prediction, y):
        return nn.mse_loss(prediction, y) + self.weight * (prediction**2).mean()


def partial_loss():
    def penalised(prediction, y, weight):
        return nn.mse_loss(prediction, y) + weight * (prediction**2).mean()

    return functools.partial(penalised, weight=0.1)


@pytest.mark.parametrize(
    "make_loss", [lambda: Penalised(0.1), partial_loss], ids=["an object", "a partial"]
)
def test_a_loss_that_is_made_anew_is_the_same_loss(make_loss, tmp_path):
    line, task, path = nn.Linear(2, 1, rng=0), small_task(), tmp_path / "run.npz"
    losses = [make_loss(), make_loss()]  # both are alive, as in two processes: other addresses
    first, again = (train.fit(line, task, steps=5, loss=f, checkpoint=path) for f in losses)
    assert np.array_equal(first.loss, again.loss)


@pytest.mark.parametrize(
    "options",
    [{"steps": np.int64(5)}, {"batch_size": np.int32(4)}, {"lr": np.float32(0.1)}],
    ids=lambda options: next(iter(options)),
)
def test_an_option_may_be_a_number_of_numpy(options, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit_line(tmp_path / "run.npz", callbacks=[stop_at(2)], **options)
    assert fit_line(tmp_path / "run.npz", **options).loss.shape == (5,)


def fit_line(path, **options):
    options = {"steps": 5, "rng": 0, **options}
    return train.fit(nn.Linear(2, 1, rng=0), small_task(), checkpoint=path, **options)


# ---- killed ------------------------------------------------------------------------------------

PROGRAM = """
import hashlib, importlib, sys
from minigrad import nn, tasks, train
importlib.import_module("minigrad.train.fit").CHECKPOINT_EVERY = 1
path, rng = sys.argv[1], eval(sys.argv[2])
first = nn.Linear(2, 3, rng=0) if rng is None else nn.AddMul(2, 3, n=0.4, bias=True, rng=0)
model = nn.Sequential(first, nn.Linear(3, 1, rng=1))
task = tasks.load("product", samples=64)
say = iter(".")
tell = lambda step, loss: print(next(say, ""), end="", flush=True)
options = dict(steps=150, batch_size=24, rng=rng, checkpoint=path, callbacks=[tell])
history = train.fit(model, task, **options)
arrays = [history.loss, *model.state_dict().values()]
print()
print(hashlib.sha256(b"".join(a.tobytes() for a in arrays)).hexdigest())
"""


def start(path, rng):
    """Begin or go on; return when the first step is done."""
    command, pipe = [sys.executable, "-c", PROGRAM, str(path), str(rng)], subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, bufsize=0)
    process.stdout.read(1)
    return process


def result_of(process):
    """Wait for the end; return the result, or None if it was killed."""
    result, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode <= 0, errors.decode()
    return result.decode().strip() or None


def finish_with_kills(path, rng, dice):
    """Kill the training at random moments until it ends; return its result, and how many kills."""
    kills = 0
    while True:
        process = start(path, rng)
        try:
            process.wait(dice.uniform(0, 0.1 + 0.1 * kills))
        except subprocess.TimeoutExpired:
            process.kill()
        if result := result_of(process):
            return result, kills
        with np.load(path, allow_pickle=False) as file:  # it is always a whole one
            assert "about" in file.files and all(file[name] is not None for name in file.files)
        kills += 1


def seeded(folder, dice):
    return result_of(start(folder / "whole.npz", 7)), *finish_with_kills(
        folder / "cut.npz", 7, dice
    )


def unseeded(folder, dice):
    """Without a seed, what was saved first decides the rest."""
    process = start(folder / "whole.npz", None)
    process.kill()
    result_of(process)
    shutil.copy(folder / "whole.npz", folder / "cut.npz")
    whole = result_of(start(folder / "whole.npz", None))
    return whole, *finish_with_kills(folder / "cut.npz", None, dice)


@pytest.mark.slow
def test_a_training_that_is_killed_at_random_moments_ends_with_the_same_bits(tmp_path):
    def chain(play, seed):
        folder = tmp_path / play.__name__
        folder.mkdir()
        expected, result, kills = play(folder, random.Random(seed))
        return expected, result, kills, sorted(os.listdir(folder))

    with ThreadPoolExecutor(2) as pool:
        chains = [pool.submit(chain, play, k) for k, play in enumerate([seeded, unseeded])]
        for future in chains:
            expected, result, kills, files = future.result()
            assert result == expected and len(result) == 64
            assert kills > 0
            assert files == ["cut.npz", "whole.npz"]


# ---- what is left beside a file ----------------------------------------------------------------


DIE_WHILE_WRITING = """
import os, sys
from minigrad._files import write_aside
def write(aside):
    with open(aside, "w") as file:
        file.write("half a fi")
    os._exit(9)
write_aside(sys.argv[1], write)
"""


def test_what_a_killed_process_left_half_written_is_removed_in_the_end(tmp_path):
    command = [sys.executable, "-c", DIE_WHILE_WRITING, str(tmp_path / "run.npz")]
    assert subprocess.run(command, check=False).returncode == 9
    (left,) = os.listdir(tmp_path)
    assert left != "run.npz"
    fit_line(tmp_path / "run.npz")
    assert os.listdir(tmp_path) == ["run.npz"]


@pytest.mark.parametrize("name", [".run-20240101", ".run-packages", "run-20240101"])
def test_a_folder_of_someone_else_is_left_alone(name, tmp_path):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("the only copy")
    fit_line(tmp_path / "run.npz")
    assert (tmp_path / name / "thesis.txt").read_text() == "the only copy"


# ---- files that are not the right ones ---------------------------------------------------------


class Own(nn.Module):
    """A module of one's own, without settings."""

    def __init__(self, size, seed=0):
        rng = np.random.default_rng(seed)
        self.weight = nn.Parameter(rng.uniform(0.2, 0.8, (1, 2)))
        self.n = nn.Parameter(np.full(size, 0.5), bounds=(0, 1))

    def forward(self, x):
        return (x * self.weight).sum(axis=1, keepdims=True) * self.n.mean()


class Twin(Own):
    """The same parameters in another class."""


def attempt(path, model=None, make=optim.Adam, task=None, load=train.fit, **options):
    """Go on from a checkpoint; return the model and the optimizer, and what came of it."""
    model = nn.AddMul(2, 1, n=0.5, rng=1) if model is None else model
    optimizer = make(model.parameters())
    task = small_task() if task is None else task
    options = {"steps": 6, "batch_size": 3, "rng": 0, **options}
    before = state_bits(model, optimizer)
    try:
        train.fit(model, task, optimizer=optimizer, checkpoint=path, **options)
    except ValueError as error:
        assert state_bits(model, optimizer) == before
        return str(error)
    return None


@pytest.fixture
def saved(tmp_path):
    """Return the path of a finished checkpoint."""
    assert attempt(tmp_path / "run.npz") is None
    return tmp_path / "run.npz"


def refused(path, part, **changes):
    """Go on with something changed; it has to be refused with a name, and change nothing."""
    before = path.read_bytes()
    message = attempt(path, **changes)
    assert message is not None, "it was accepted"
    assert str(path) in message and part in message
    assert path.read_bytes() == before and os.listdir(path.parent) == [path.name]


def two_groups(params):
    return optim.Adam([{"params": params[:1]}, {"params": params[1:]}])


def shifted_task():
    task = small_task()
    task.y[0, 0] = np.nextafter(task.y[0, 0], 9)
    return task


def swapped_task():
    task = small_task()
    return tasks.Task.from_arrays(task.x[::-1], task.y[::-1])


OTHERS = {
    "another kind": ("model is", lambda: {"model": nn.AddMul(2, 1, n=0.5, kind="abel")}),
    "complex": ("model is", lambda: {"model": nn.AddMul(2, 1, n=0.5, kind="schroeder")}),
    "uncoupled": ("model is", lambda: {"model": nn.AddMul(2, 1, n=0.5, coupled=False)}),
    "with a bias": ("model is", lambda: {"model": nn.AddMul(2, 1, n=0.5, bias=True)}),
    "another start": ("model is", lambda: {"model": nn.AddMul(2, 1, n=0.4)}),
    "another edge": ("model is", lambda: {"model": nn.AddMul(2, 1, n=0.5, edge=0.1)}),
    "a line": ("model is", lambda: {"model": nn.Linear(2, 1)}),
    "a peer": ("model is", lambda: {"model": nn.peers.Blend(2, 1, n=0.5)}),
    "in a row": ("model is", lambda: {"model": nn.Sequential(nn.AddMul(2, 1, n=0.5))}),
    "one's own": ("model is", lambda: {"model": Own(1)}),
    "another optimizer": (
        "optimizer is",
        lambda: {"make": functools.partial(optim.RMSprop, lr=0.03)},
    ),
    "other betas": ("optimizer is", lambda: {"make": functools.partial(optim.Adam, betas=(0, 0))}),
    "other groups": ("lr is", lambda: {"make": two_groups}),
    "fewer parameters": ("optimizer is", lambda: {"make": lambda ps: optim.Adam(ps[:1])}),
    "another lr": ("lr is", lambda: {"make": functools.partial(optim.Adam, lr=0.04)}),
    "other steps": ("steps is 6 there and 7 here", lambda: {"steps": 7}),
    "fewer steps": ("steps is 6 there and 5 here", lambda: {"steps": 5}),
    "another batch size": ("batch_size is 3 there and 4 here", lambda: {"batch_size": 4}),
    "another schedule": ("schedule is cosine there", lambda: {"schedule": "linear"}),
    "a schedule of one's own": ("schedule is cosine there", lambda: {"schedule": lambda _: 1.0}),
    "another clip_norm": ("clip_norm is 1.0 there and 2.0 here", lambda: {"clip_norm": 2.0}),
    "no clip_norm": ("clip_norm is 1.0 there and None here", lambda: {"clip_norm": None}),
    "another loss": (
        "loss is mse_loss there",
        lambda: {"loss": lambda p, y: ((p - y) ** 2).mean()},
    ),
    "another seed": ("rng is 0 there and 1 here", lambda: {"rng": 1}),
    "other targets": ("data is", lambda: {"task": shifted_task()}),
    "another order": ("data is", lambda: {"task": swapped_task()}),
}


@pytest.mark.parametrize(("part", "change"), OTHERS.values(), ids=OTHERS)
def test_a_checkpoint_of_another_training_is_refused_by_what_differs(part, change, saved):
    refused(saved, part, **change())


@pytest.mark.parametrize("other", [Own(2), Twin(1)], ids=["another shape", "another class"])
def test_a_module_of_ones_own_is_told_by_class_and_shapes(other, tmp_path):
    path = tmp_path / "run.npz"
    assert attempt(path, model=Own(1)) is None
    refused(path, "model is", model=other)
    assert attempt(path, model=Own(1, seed=9)) is None


def test_another_generator_is_refused(saved):
    refused(saved, "", rng=np.random.Generator(np.random.MT19937(5)))


def test_another_version_is_refused(monkeypatch, tmp_path):
    path = tmp_path / "run.npz"
    monkeypatch.setattr(checkpoints, "FORMAT", 2)
    assert attempt(path) is None
    monkeypatch.setattr(checkpoints, "FORMAT", 1)
    refused(path, "another version of minigrad: format is 2 there and 1 here")


def test_the_cure_is_to_delete_it_or_to_name_another(saved):
    assert "Name another file, or delete this one" in attempt(saved, steps=7)


def test_a_file_cut_off_anywhere_is_refused(saved):
    raw = saved.read_bytes()
    lengths = {0, 1, 4, 30, len(raw) // 2, len(raw) - 22, len(raw) - 1, *range(100, len(raw), 211)}
    for length in sorted(lengths):
        saved.write_bytes(raw[:length])
        refused(saved, "is damaged or is not an npz file")


def saved_model(path):
    train.save_model(path, nn.AddMul(2, 1, n=0.5, rng=0), small_task())


def saved_history(path):
    train.fit(nn.AddMul(2, 1, n=0.5, rng=0), small_task(), steps=3).save(path)


def array(path):
    with open(path, "wb") as file:
        np.save(file, np.arange(3.0))


FOREIGN = {
    "a model": saved_model,
    "a history": saved_history,
    "an array": array,
    "text": lambda path: path.write_text("girth,height\n1,2\n"),
    "nothing": lambda path: np.savez(path),
    "about no dictionary": lambda path: np.savez(path, about="[1]"),
    "about a number": lambda path: np.savez(path, about=3.0),
    "about without format": lambda path: np.savez(path, about='{"model": 1}'),
    "about no JSON": lambda path: np.savez(path, about="{"),
}


@pytest.mark.parametrize("write", FOREIGN.values(), ids=FOREIGN)
def test_a_file_of_something_else_is_refused(write, tmp_path):
    write(tmp_path / "run.npz")
    refused(tmp_path / "run.npz", "not a")


class Trap:
    """An object that writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize(
    "where", ["about", "model/weight", "optimizer/0.mean", "state/rng", "more"]
)
def test_a_pickled_object_is_never_executed(where, saved, tmp_path_factory):
    sprung = tmp_path_factory.mktemp("trap") / "sprung"
    with np.load(saved) as file:
        arrays = {name: file[name] for name in file.files}
    assert where == "more" or where in arrays
    np.savez(saved, **{**arrays, where: np.array([Trap(sprung)])})
    refused(saved, "is damaged or is not an npz file")
    saved.write_bytes(pickle.dumps(Trap(sprung)))
    refused(saved, "is damaged or is not an npz file")
    assert not sprung.exists()


# ---- a bit that flips --------------------------------------------------------------------------


def load_bits(path):
    """Return the bits of everything in a checkpoint, or None if it is refused by name."""
    model = nn.Linear(2, 1, rng=5)
    optimizer = optim.Adam(model.parameters())
    before = state_bits(model, optimizer)
    try:
        state = train.load_checkpoint(path, model, optimizer, settings={"steps": 40})
    except ValueError as error:
        assert str(path) in str(error)
        assert state_bits(model, optimizer) == before
        return None
    arrays = {name: (a.shape, a.dtype.str, a.tobytes()) for name, a in state.items()}
    return state_bits(model, optimizer), arrays


def write_checkpoint(path, losses=40):
    model = nn.Linear(2, 1, rng=0)
    optimizer = optim.Adam(model.parameters())
    train.fit(model, small_task(), optimizer=optimizer, steps=5, rng=0)
    loss = np.random.default_rng(0).uniform(size=losses)
    train.save_checkpoint(path, model, optimizer, settings={"steps": 40}, step=7, loss=loss)


def flip_each(path, bits):
    """Flip one bit after the other; each is noticed or changes nothing. Return how many are."""
    raw, expected = path.read_bytes(), load_bits(path)
    noticed = 0
    for bit in bits:
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        found = load_bits(path)
        assert found in (None, expected), f"bit {bit % 8} of byte {bit // 8} of {len(raw)}"
        noticed += found is None
    return noticed


def test_any_bit_that_flips_is_noticed_or_makes_no_difference(tmp_path):
    path = tmp_path / "run.npz"
    write_checkpoint(path)
    bits = np.random.default_rng(1).choice(8 * len(path.read_bytes()), 300, replace=False)
    noticed = flip_each(path, bits.tolist())
    assert noticed > 150  # the others are dates, versions and the like


def test_a_bit_that_flips_in_the_table_of_contents_is_noticed(tmp_path):
    """There, nothing else is watched over: an array could be lost without a trace."""
    path = tmp_path / "run.npz"
    write_checkpoint(path)
    raw, bits = path.read_bytes(), []
    entry = raw.index(b"PK\x01\x02")
    while entry >= 0:
        length = int.from_bytes(raw[entry + 28 : entry + 30], "little")
        bits += range(8 * (entry + 28), 8 * (entry + 34))  # of its name, extra field and comment
        bits += range(8 * (entry + 46), 8 * (entry + 46 + length), 8)  # the last one of each letter
        entry = raw.find(b"PK\x01\x02", entry + 1)
    assert flip_each(path, bits) > len(bits) // 3


@pytest.mark.parametrize("losses", [90, 700], ids=["a short array", "a long array"])
def test_a_bit_that_flips_in_the_length_of_an_array_is_noticed(losses, tmp_path):
    path = tmp_path / "run.npz"
    write_checkpoint(path, losses)
    start = path.read_bytes().index(f"'shape': ({losses},)".encode()) + len("'shape': (")
    assert flip_each(path, range(8 * start, 8 * (start + len(str(losses))))) > 0


# ---- writing that fails ------------------------------------------------------------------------


def half_a_file(file, **arrays):
    file.write(b"PK\x03\x04 half a fi")
    raise OSError(28, "No space left on device")


def test_a_write_that_fails_leaves_the_last_checkpoint_and_no_litter(monkeypatch, tmp_path):
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", 2)
    path = tmp_path / "run.npz"
    options = {"make": "Adam", "model": "coupled", "batch_size": 3, "steps": 8}
    expected, _ = run(None, seed=0, **options)
    files = []

    def callback(step, loss):
        files.append(path.read_bytes())
        if step == 3:
            monkeypatch.setattr(np, "savez", half_a_file)

    with pytest.raises(OSError, match=r"the disk is full, so .* was not written"):
        run(path, seed=0, callback=callback, **options)
    assert path.read_bytes() == files[-1] and os.listdir(tmp_path) == ["run.npz"]
    monkeypatch.undo()
    monkeypatch.setattr(fitting, "CHECKPOINT_EVERY", 2)
    assert run(path, seed=1, **options)[0] == expected


# NumPy 2.0 leaves its zip file open then, which complains when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_leaves_the_last_checkpoint_and_no_litter(tmp_path):
    resource = pytest.importorskip("resource")
    path, model = tmp_path / "run.npz", nn.Linear(2, 1, rng=0)
    train.save_checkpoint(path, model, step=1)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError):
            train.save_checkpoint(path, model, step=2, loss=np.ones(10_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["run.npz"]


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*missing"):
        fit_line(tmp_path / "missing" / "run.npz")


# ---- save_checkpoint and load_checkpoint -------------------------------------------------------


def test_what_is_saved_comes_back(tmp_path):
    model = nn.Sequential(nn.AddMul(2, 2, n=0.3, rng=0), nn.Tanh(), nn.Linear(2, 1, rng=1))
    optimizer = optim.RMSprop(model.parameters())
    train.fit(model, small_task(), optimizer=optimizer, steps=4)
    best = {"step": 7, "note": "half × done", "best": np.array([1.5, np.nan]), "z": 1 - 2j}
    settings = {"betas": (0.5, 0.9), "limit": None}
    train.save_checkpoint(tmp_path / "run", model, optimizer, settings=settings, **best)
    twin = nn.Sequential(nn.AddMul(2, 2, n=0.3, rng=8), nn.Tanh(), nn.Linear(2, 1, rng=9))
    other = optim.RMSprop(twin.parameters())
    state = train.load_checkpoint(tmp_path / "run", twin, other, settings=settings)
    assert state_bits(twin, other) == state_bits(model, optimizer)
    assert state.keys() == best.keys()
    assert int(state["step"]) == 7 and str(state["note"]) == "half × done"
    assert state["best"].tobytes() == best["best"].tobytes() and complex(state["z"]) == 1 - 2j
    assert os.listdir(tmp_path) == ["run"]


def test_a_loaded_model_and_optimizer_go_on_with_the_same_bits(tmp_path):
    model, twin = Own(2, seed=0), Own(2, seed=1)
    optimizer, other = (optim.Adam(m.parameters(), lr=0.1) for m in (model, twin))
    train.fit(model, small_task(), optimizer=optimizer, steps=4)
    train.save_checkpoint(str(tmp_path / "run.npz"), model, optimizer)
    assert train.load_checkpoint(str(tmp_path / "run.npz"), twin, other) == {}
    for m, o in ((model, optimizer), (twin, other)):
        train.fit(m, small_task(), optimizer=o, steps=4)
    assert state_bits(twin, other) == state_bits(model, optimizer)


def test_a_file_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz"):
        train.load_checkpoint(tmp_path / "nowhere.npz", Own(1))


def test_python_objects_are_not_written(tmp_path):
    with pytest.raises(TypeError, match="state/note holds Python objects"):
        train.save_checkpoint(tmp_path / "run.npz", Own(1), note=object())
    assert os.listdir(tmp_path) == []


def arguments(model, optimizer=False, settings=None):
    return {
        "optimizer": optim.Adam(model.parameters()) if optimizer else None,
        "settings": settings,
    }


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ({}, {"optimizer": True}),
        ({}, {"settings": {"steps": 3}}),
        ({"settings": {"steps": 3}}, {"settings": {"steps": 4}}),
    ],
    ids=["an optimizer too many", "a setting too many", "another setting"],
)
def test_what_is_asked_for_and_not_there_is_named(there, here, tmp_path):
    path, model, other = tmp_path / "run.npz", Own(1, seed=0), Own(1, seed=1)
    train.save_checkpoint(path, model, **arguments(model, **there))
    before = state_bits(other)
    what = "optimizer|steps"
    with pytest.raises(ValueError, match=rf"run\.npz belongs to another training: ({what}) is"):
        train.load_checkpoint(path, other, **arguments(other, **here))
    assert state_bits(other) == before


@pytest.mark.parametrize("there", [{"optimizer": True}, {"settings": {"steps": 3}}], ids=str)
def test_what_is_not_given_is_not_compared(there, tmp_path):
    path, model, other = tmp_path / "run.npz", Own(1, seed=0), Own(1, seed=1)
    train.save_checkpoint(path, model, **arguments(model, **there))
    train.load_checkpoint(path, other)
    assert state_bits(other) == state_bits(model)


def test_the_same_training_writes_the_same_content(tmp_path):
    paths = [tmp_path / "a.npz", tmp_path / "b.npz"]
    for path in paths:
        fit_line(path)
    contents = []
    for path in paths:
        with np.load(path) as file:
            contents.append({name: file[name].tobytes() for name in file.files})
    assert contents[0] == contents[1]
    assert len({hashlib.sha256(repr(c).encode()).digest() for c in contents}) == 1
