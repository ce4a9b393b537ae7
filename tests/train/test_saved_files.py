import errno
import io
import json
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from minigrad import nn, tasks, train
from minigrad._files import read_npz, write_aside, write_npz


@pytest.fixture
def saved(tmp_path):
    """Return a task, a model, and the files of its model and history."""
    task, model = tasks.load("trees"), nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    train.fit(model, task, steps=5).save(tmp_path / "history.npz")
    train.save_model(tmp_path / "model.npz", model, task)
    return task, model, tmp_path


# ---- there and back ----------------------------------------------------------------------------


def test_a_history_comes_back_as_it_was(tmp_path):
    history = train.fit(nn.AddMul(2, 2, rng=0), two_outputs(), steps=5)
    history.save(tmp_path / "history.npz")
    loaded = train.History.load(tmp_path / "history.npz")
    assert np.array_equal(loaded.loss, history.loss)
    assert np.array_equal(loaded.parameters("n"), history.parameters("n"))


def two_outputs():
    return tasks.Task.from_arrays([[1.0, 2.0], [2.0, 1.5]], [[1.0, 2.0], [3.0, 4.0]])


def test_the_history_of_a_model_without_n_says_that_there_is_none(tmp_path):
    train.fit(nn.Linear(2, 2, rng=0), two_outputs(), steps=2).save(tmp_path / "history.npz")
    with pytest.raises(ValueError, match=r"'n' was recorded.*no such parameter"):
        train.History.load(tmp_path / "history.npz").parameters("n")


def test_a_model_comes_back_and_predicts_in_the_units_of_the_data(saved):
    task, model, folder = saved
    loaded = train.load_model(folder / "model.npz")
    expected = model(task.x).data * task.y_scale
    assert np.array_equal(loaded.predict(task.x * task.x_scale), expected)
    assert loaded.features == ("girth_in", "height_ft") and loaded.targets == ("volume_ft3",)


def test_a_line_comes_back(tmp_path):
    line = nn.Linear(2, 1, bias=False, rng=0)
    train.save_model(tmp_path / "line.npz", line, tasks.load("sum"))
    loaded = train.load_model(tmp_path / "line.npz")
    assert np.array_equal(loaded.predict([[1.0, 2.0]]), line([[1.0, 2.0]]).data)


def test_a_loaded_neuron_refuses_inputs_that_are_not_positive(saved):
    loaded = train.load_model(saved[2] / "model.npz")
    with pytest.raises(ValueError, match="'height_ft'"):
        loaded.predict([[8.0, -70.0]])


def test_inputs_with_too_many_columns_are_refused_by_name(saved):
    loaded = train.load_model(saved[2] / "model.npz")
    with pytest.raises(ValueError, match="girth_in"):
        loaded.predict([[8.0, 70.0, 1.0]])


@pytest.mark.parametrize("name", ["run", "run.npz", "lr0.01"])
def test_a_file_has_exactly_the_name_given(name, tmp_path):
    write_npz(tmp_path / name, a=[1.0])
    assert os.listdir(tmp_path) == [name]


def test_only_the_saved_arrays_and_their_fingerprint_are_in_a_file(tmp_path):
    write_npz(tmp_path / "a.npz", a=[1.0], b=[2.0])
    with np.load(tmp_path / "a.npz") as file:
        assert set(file.files) == {"a", "b", "sha256"}
    assert list(read_npz(tmp_path / "a.npz")) == ["a", "b"]


# ---- every layer -------------------------------------------------------------------------------


def peer_called(name):
    gate = {"n": [0.3, 0.6]} if name in ("Blend", "SoftExponential", "Gated") else {}
    return getattr(nn.peers, name)(3, 2, rng=0, **gate)


KERNELS = {
    "kneser": {"n": [0.2, 0.8], "bias": True},
    "abel": {"kind": "abel", "n": "random", "edge": 0.1},
    "schroeder": {"kind": "schroeder", "n": 0.4, "bias": True},
    "uncoupled": {"coupled": False, "n": ([0.1, 0.9, 0.5], 0.7)},
    "uncoupled and complex": {"coupled": False, "kind": "schroeder", "n": "random"},
    "other weights": {"weight_init": (0.5, 0.1), "learn_n": False, "n": 1.0},
}
BUILD = {
    **{name: lambda options=o: nn.AddMul(3, 2, rng=0, **options) for name, o in KERNELS.items()},
    "line": lambda: nn.Linear(3, 2, rng=0),
    "line without bias": lambda: nn.Linear(3, 2, bias=False, rng=0),
    "product": lambda: nn.Product(3, 2, bias=True, weight_init=(0.2, 0.1), rng=0),
    **{name: lambda peer=name: peer_called(peer) for name in nn.peers.__all__},
    "bends": lambda: nn.Sequential(
        *(nn.Linear(3, 3, rng=0), nn.Tanh(), nn.Linear(3, 3, rng=1), nn.ReLU()),
        *(nn.Linear(3, 2, rng=2), nn.Sigmoid()),
    ),
    "rows in rows": lambda: nn.Sequential(
        nn.Sequential(nn.AddMul(3, 4, n=0.5, rng=0), nn.Product(4, 2, rng=1)),
        nn.Sequential(),
        nn.peers.Gated(2, 2, n="random", rng=2),
    ),
}


def three_columns():
    x = np.random.default_rng(3).uniform(1, 2, (20, 3))
    task = tasks.Task.from_arrays(x, np.column_stack([x[:, 0], x.prod(axis=1)]))
    return task.divided_by([2.0, 3.0, 0.5], [1.5, 4.0])


def trained_a_little(build, task):
    model = build()
    if any(p.requires_grad for p in model.parameters()):
        train.fit(model, task, steps=2, lr=0.01, rng=0)
    return model


@pytest.mark.parametrize("build", BUILD.values(), ids=BUILD)
def test_every_layer_comes_back_and_predicts_the_same_bits(build, tmp_path):
    task = three_columns()
    model = trained_a_little(build, task)
    train.save_model(tmp_path / "model.npz", model, task)
    loaded = train.load_model(tmp_path / "model.npz")
    expected = model(task.x).data.real * task.y_scale
    assert loaded.predict(task.x * task.x_scale).tobytes() == expected.tobytes()
    assert np.isfinite(expected).all()
    assert type(loaded.model) is type(model)
    assert json.dumps(loaded.model.settings()) == json.dumps(model.settings())
    for (name, p), (other, q) in zip(
        model.named_parameters(), loaded.model.named_parameters(), strict=True
    ):
        assert name == other and p.data.tobytes() == q.data.tobytes() and p.dtype == q.dtype
        assert p.bounds == q.bounds and p.requires_grad == q.requires_grad


READ_AGAIN = """
import sys
from pathlib import Path
import numpy as np
from minigrad import train
for path in sorted(Path(sys.argv[1]).glob("*.model")):
    x = np.load(path.with_suffix(".x.npy"))
    path.with_suffix(".y").write_bytes(train.load_model(path).predict(x).tobytes())
"""


@pytest.mark.slow
def test_every_layer_predicts_the_same_bits_in_a_fresh_process(tmp_path):
    task, expected = three_columns(), {}
    for name, build in BUILD.items():
        model = trained_a_little(build, task)
        train.save_model(tmp_path / f"{name}.model", model, task)
        np.save(tmp_path / f"{name}.x.npy", task.x * task.x_scale)
        expected[name] = (model(task.x).data.real * task.y_scale).tobytes()
    command = [sys.executable, "-c", READ_AGAIN, str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    found = {name: (tmp_path / f"{name}.y").read_bytes() for name in BUILD}
    assert found == expected


def test_a_prediction_of_complex_numbers_is_their_real_part(tmp_path):
    task, model = three_columns(), BUILD["schroeder"]()
    train.save_model(tmp_path / "model.npz", model, task)
    y = train.load_model(tmp_path / "model.npz").predict([[-1.0, 2.0, -0.5]])
    values = model([[-0.5, 2 / 3, -1.0]]).data * task.y_scale
    assert abs(values.imag).min() > 0.01
    assert y.dtype == float and y.tolist() == values.real.tolist()


def test_complex_weights_are_saved_with_both_parts(tmp_path):
    model = BUILD["schroeder"]()
    train.save_model(tmp_path / "model.npz", model, three_columns())
    weight = train.load_model(tmp_path / "model.npz").model.weight
    assert weight.dtype == complex and abs(weight.data.imag).min() > 0
    assert np.array_equal(weight.data, model.weight.data)


def test_a_bit_that_flips_in_the_length_of_a_history_is_noticed(tmp_path):
    path, losses = tmp_path / "history.npz", np.random.default_rng(0).uniform(size=700)
    train.History(losses, {}).save(path)
    raw = path.read_bytes()
    start = raw.index(b"'shape': (700,)") + len("'shape': (")
    for bit in range(24):
        changed = bytearray(raw)
        changed[start + bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        try:
            loaded = train.History.load(path)
        except ValueError as error:
            assert "history.npz" in str(error)
        else:
            assert np.array_equal(loaded.loss, losses), changed[start : start + 3]


# ---- files that are not what they should be ----------------------------------------------------

LOADERS = {"model.npz": train.load_model, "history.npz": train.History.load}


def first_entry(raw, offset, value):
    """Change one number in the zip directory: what the file says about its first array."""
    start = raw.index(b"PK\x01\x02")
    changed = bytearray(raw)
    struct.pack_into("<H", changed, start + offset, value)
    return bytes(changed)


DAMAGE = {
    "empty": lambda raw: b"",
    "half": lambda raw: raw[: len(raw) // 2],
    "text": lambda raw: b"girth,height\n1,2\n",
    "zeros": lambda raw: bytes(len(raw)),
    "numbers changed": lambda raw: raw[:150] + b"????" + raw[154:],
    "compression unknown": lambda raw: first_entry(raw, 10, 77),
    "encrypted": lambda raw: first_entry(raw, 8, 1),
    "from the future": lambda raw: first_entry(raw, 6, 166),
}


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_named(damage, name, saved):
    path = saved[2] / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=name):
        LOADERS[name](path)


@pytest.mark.parametrize("name", LOADERS)
def test_a_damaged_compressed_file_is_named(name, tmp_path):
    np.savez_compressed(tmp_path / name, loss=np.arange(1000.0), about=np.arange(1000.0))
    raw = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(raw[:200] + b"\xff" * 100 + raw[300:])
    with pytest.raises(ValueError, match=name):
        LOADERS[name](tmp_path / name)


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize(
    "arrays",
    [{"a": [1.0]}, {"about": "{"}, {"about": "[]"}, {"about": '{"model": "Nose"}'}],
    ids=str,
)
def test_a_foreign_npz_is_named(arrays, name, tmp_path):
    np.savez(tmp_path / name, **arrays)
    with pytest.raises(ValueError, match=rf"{name} is not a"):
        LOADERS[name](tmp_path / name)


# ---- small files that claim to be large --------------------------------------------------------

DEEP = "[" * 100_000 + "]" * 100_000
WIDE = {"in_features": 300_000_000, "out_features": 1}
CLAIMS = {
    "wide": ["Linear", WIDE],
    "wide within": ["Sequential", {"layers": [["Tanh", {}], ["AddMul", WIDE]]}],
    "square": ["Linear", {"in_features": 60, "out_features": 60}],
    "products": ["Monomials", {"in_features": 20, "degree": 20}],
    "large powers": ["Monomials", {"in_features": 1, "degree": 10**8}],
}


def zip_bomb(path):
    np.savez_compressed(path, loss=np.zeros(2**25))  # 256 MB


def false_shape(path):
    array = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (300_000_000,)}
    np.lib.format.write_array_header_1_0(array, header)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("loss.npy", array.getvalue() + bytes(24))


def one_array_many_times(path):
    """Write a zip directory whose entries all mean the same bytes."""
    write_npz(path, loss=np.zeros(1000))
    raw = path.read_bytes()
    start, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    entry = raw[start : raw.index(b"PK\x01\x02", start + 1)]
    directory = b"".join(entry.replace(b"loss", b"%04d" % i) for i in range(900))
    tail = bytearray(raw[end:])
    struct.pack_into("<HHII", tail, 8, 900, 900, len(directory), start)
    path.write_bytes(raw[:start] + directory + bytes(tail))


@pytest.mark.parametrize("write", [zip_bomb, false_shape, one_array_many_times])
@pytest.mark.parametrize("name", LOADERS)
def test_arrays_that_claim_more_than_they_have_are_refused_before_they_are_read(
    name, write, tmp_path, monkeypatch
):
    write(tmp_path / name)
    monkeypatch.setattr(np.lib.npyio.NpzFile, "__getitem__", None)  # would raise TypeError
    with pytest.raises(ValueError, match=rf"{name} is damaged or is not .*(claim|compressed)"):
        LOADERS[name](tmp_path / name)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_model_that_claims_to_be_large_is_refused_before_it_is_built(
    claim, tmp_path, monkeypatch
):
    path = tmp_path / "model.npz"
    about = {"model": claim[0], "settings": claim[1], "features": ["x"], "targets": ["y"]}
    write_npz(path, about=json.dumps(about), x_scale=[1.0], y_scale=[1.0])
    monkeypatch.setattr(train.models, "_build", None)  # would raise TypeError
    with pytest.raises(ValueError, match=r"model\.npz is not a model .*a layer claims"):
        train.load_model(path)


MEASURE = """
import resource, sys
from minigrad import train

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MB, on Linux

before = peak()
for load in (train.load_model, train.History.load):
    try:
        load(sys.argv[1])
    except ValueError:
        print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="others count memory in other units")
@pytest.mark.parametrize("write", [zip_bomb, false_shape])
def test_a_small_file_that_claims_to_be_large_takes_no_memory(write, tmp_path):
    write(tmp_path / "small.npz")
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "small.npz")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    grown = [float(line) for line in done.stdout.split()]
    assert len(grown) == 2 and max(grown) < 20


def test_settings_that_lie_deep_in_each_other_are_refused(tmp_path):
    write_npz(tmp_path / "deep.npz", about=DEEP)
    with pytest.raises(ValueError, match=r"deep\.npz is not a model"):
        train.load_model(tmp_path / "deep.npz")
    with pytest.raises(ValueError, match=r"deep\.npz is not a checkpoint"):
        train.load_checkpoint(tmp_path / "deep.npz", nn.Linear(2, 1, rng=0))


def test_a_history_is_not_a_model_and_a_model_is_not_a_history(saved):
    folder = saved[2]
    with pytest.raises(ValueError, match=r"history\.npz is not a model"):
        train.load_model(folder / "history.npz")
    with pytest.raises(ValueError, match=r"model\.npz is not a history"):
        train.History.load(folder / "model.npz")


@pytest.mark.parametrize("load", LOADERS.values())
def test_a_file_that_does_not_exist_is_named(load, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz"):
        load(tmp_path / "nowhere.npz")


class Trap:
    """An object that writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def plant_in_npz(path, trap):
    np.savez(path, loss=np.array([trap]), about=np.array([trap]))


def plant_in_pickle(path, trap):
    path.write_bytes(pickle.dumps(trap))


@pytest.mark.parametrize("load", LOADERS.values())
@pytest.mark.parametrize("plant", [plant_in_npz, plant_in_pickle])
def test_a_pickled_object_is_never_executed(plant, load, tmp_path):
    path, sprung = tmp_path / "gift.npz", tmp_path / "sprung"
    plant(path, Trap(sprung))
    with pytest.raises(ValueError, match=r"gift\.npz"):
        load(path)
    assert not sprung.exists()


# ---- writing aside -----------------------------------------------------------------------------


def fail(error):
    def write(path):
        Path(path).write_text("half a fi")
        raise error

    return write


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=repr)
def test_a_write_that_fails_leaves_the_old_file_and_no_litter(error, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(type(error)):
        write_aside(path, fail(error))
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["table.csv"]


def test_a_write_that_succeeds_replaces_the_old_file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    write_aside(path, lambda aside: Path(aside).write_text("new"))
    assert path.read_text() == "new" and os.listdir(tmp_path) == ["table.csv"]


WRITE = """
import os, sys, time
from minigrad._files import write_aside
def write(aside):
    print("writing", flush=True)
    time.sleep(3600)
write_aside(sys.argv[1], write)
"""


def test_the_next_write_removes_what_a_killed_one_left_and_not_what_another_writes(tmp_path):
    path = tmp_path / "table.csv"
    command = [sys.executable, "-c", WRITE, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"writing\n"
        write_aside(path, lambda aside: Path(aside).write_text("new"))
        assert len(os.listdir(tmp_path)) == 2
        other.kill()
    write_aside(path, lambda aside: Path(aside).write_text("newer"))
    assert os.listdir(tmp_path) == ["table.csv"] and path.read_text() == "newer"


def test_a_full_disk_is_named_with_the_file_and_the_cure(tmp_path):
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(
        OSError, match=r"the disk is full, so .*table\.csv was not written: make room"
    ):
        write_aside(tmp_path / "table.csv", fail(full))
    assert os.listdir(tmp_path) == []


def test_an_object_cannot_be_saved_and_leaves_the_old_file(saved):
    path = saved[2] / "history.npz"
    before = path.read_bytes()
    with pytest.raises(TypeError, match="a holds Python objects"):
        write_npz(path, a=np.array([object()]))
    assert path.read_bytes() == before
    assert sorted(os.listdir(saved[2])) == ["history.npz", "model.npz"]


def test_a_model_with_a_layer_of_ones_own_cannot_be_saved(tmp_path):
    class Own(nn.Tanh):
        pass

    model = nn.Sequential(nn.Linear(2, 1), Own())
    with pytest.raises(ValueError, match=r"only Sequential, AddMul, .* can be saved.*, not Own"):
        train.save_model(tmp_path / "m.npz", model, tasks.load("sum"))
    assert os.listdir(tmp_path) == []


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*missing"):
        write_npz(tmp_path / "missing" / "a.npz", a=1.0)


# ---- how far from a prediction the truth may be ------------------------------------------------


def saved_line(left_out, relative=False):
    line = nn.Linear(1, 1, rng=0)
    return train.SavedModel(
        line, ("x",), ("y",), *np.ones((2, 1)), (), *np.ones((2, 1)), np.array(left_out), relative
    )


def test_margins_hold_as_many_new_rows_as_they_say():
    """Conformal: of many new rows, the level is kept on average over training sets."""
    rng, inside = np.random.default_rng(0), []
    for _ in range(200):
        saved = saved_line(np.abs(rng.standard_t(3, 40)))
        inside.append(np.mean(np.abs(rng.standard_t(3, 200)) <= saved.margins([0.0], 0.9)))
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)


def test_margins_of_relative_errors_grow_with_the_prediction():
    saved = saved_line(np.linspace(0, 0.1, 30), relative=True)
    assert saved.margins([10.0, -20.0], 0.5) == pytest.approx(
        np.array([10, 20]) * saved.left_out[15]
    )


@pytest.mark.parametrize(
    ("left_out", "level", "message"),
    [((), 0.9, "does not know its errors"), (np.ones(8), 0.9, "8 rows are too few"),
     (np.ones(99), 1.0, "between 0 and 1")],
)  # fmt: skip
def test_margins_that_cannot_be_had_are_refused(left_out, level, message):
    with pytest.raises(ValueError, match=message):
        saved_line(left_out).margins([1.0], level)


def test_a_history_is_shown_by_where_it_began_and_ended():
    n = np.array([[0.0], [0.5], [0.97]])
    shown = repr(train.History(np.array([0.12, 0.03]), {"n": n}))
    assert shown == "History(2 steps, loss 0.12 -> 0.03, n 0.00 -> 0.97)"
    assert repr(train.History(np.array([]), {"n": np.zeros((1, 2))})) == "History(0 steps)"
