"""minigrad plot: a recorded training is drawn again."""

import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from minigrad import nn, plot, tasks, train

PRODUCT = tasks.load("product")


@pytest.fixture(autouse=True)
def work_in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir("law")


def record(*layers):
    train.fit(nn.Sequential(*layers), PRODUCT, steps=5, rng=0).save("law/history.npz")


def test_loss_and_n_are_drawn_beside_the_history(run):
    record(nn.AddMul(2, 3, rng=0), nn.AddMul(3, 1, rng=0))
    code, out, err = run("plot", "law/history.npz")
    assert (code, err) == (0, "")
    assert out == "Wrote law/: loss.png, migration.png\n"
    assert sorted(os.listdir("law")) == ["history.npz", "loss.png", "migration.png"]


def test_the_folder_will_do_and_the_pictures_may_go_elsewhere(run):
    record(nn.AddMul(2, 1, rng=0))
    code, out, _ = run("plot", "law", "--out", "talk/today", "--format", "svg,pdf")
    assert code == 0 and out.startswith("Wrote talk/today/: loss.svg, loss.pdf, migration.svg")
    assert os.listdir("law") == ["history.npz"]
    assert Path("talk/today/migration.svg").stat().st_size > 1000


@pytest.mark.parametrize(
    ("layers", "pictures"),
    [
        ([nn.Linear(2, 1, rng=0)], ["loss"]),
        ([nn.AddMul(2, 1, coupled=False, rng=0)], ["loss", "migration_in", "migration_out"]),
        ([nn.AddMul(2, 60, n="random", rng=0), nn.Linear(60, 1, rng=0)], ["loss", "river"]),
    ],
    ids=["no n", "an n for each input", "many neurons"],
)
def test_what_is_drawn_depends_on_what_was_recorded(layers, pictures, run):
    record(*layers)
    assert run("plot", "law")[0] == 0
    assert sorted(os.listdir("law")) == sorted(["history.npz", *(f"{p}.png" for p in pictures)])


def test_a_loss_of_0_is_said_and_n_is_drawn(run):
    train.History(np.zeros(2), {"n": np.zeros((3, 1))}).save("law/history.npz")
    code, out, err = run("plot", "law")
    assert (code, err) == (0, "") and "The loss is 0 at every step" in out
    assert sorted(os.listdir("law")) == ["history.npz", "migration.png"]


def test_the_title_can_be_chosen(run, monkeypatch):
    record(nn.AddMul(2, 1, rng=0))
    titles = []
    monkeypatch.setattr(plot, "save", lambda figure, *_, **__: titles.append(figure.axes[0]))
    assert run("plot", "law", "--title", "my law")[0] == 0
    assert all(ax.get_title(loc="left").startswith("my law: ") for ax in titles) and titles


def test_nothing_is_trained(run, monkeypatch):
    record(nn.AddMul(2, 1, rng=0))
    monkeypatch.setattr(train, "fit", None)
    monkeypatch.setattr(nn.AddMul, "__call__", None)
    assert run("plot", "law")[0] == 0


@pytest.mark.slow
def test_a_slide_has_more_dots(run):
    record(nn.AddMul(2, 1, rng=0))
    sizes = {}
    for size in ("handout", "slide"):
        assert run("plot", "law", "--size", size, "--out", size)[0] == 0
        sizes[size] = plt.imread(f"{size}/loss.png").shape[1]
    assert sizes["slide"] == pytest.approx(2560, abs=2)


@pytest.mark.slow
def test_the_same_history_is_the_same_bytes(run):
    record(nn.AddMul(2, 1, rng=0))
    for out in ("one", "other"):
        run("plot", "law", "--format", "svg,png", "--out", out)
    for name in os.listdir("one"):
        assert Path("one", name).read_bytes() == Path("other", name).read_bytes()


@pytest.mark.slow
def test_what_train_wrote_is_drawn_alike(run):
    run("train", "delivery", "--steps", "20")
    run("plot", "runs/delivery", "--out", "again")
    again, written = (Path(folder, "migration.png") for folder in ("again", "runs/delivery"))
    assert again.read_bytes() == written.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.npz"], "there is no file none.npz: check the path"),
        (["law"], "there is no file law/history.npz: check the path"),
        (["pines"], "there is no pines: did you mean runs/pines?"),
        (["text.npz"], "text.npz is damaged or is not an npz file"),
        (["empty.npz"], "there is nothing to draw: loss is empty"),
        (["nan.npz"], "loss has 1 of 2 values that are nan or infinite"),
        (["good.npz", "--format", "png,jpg"], "no format 'jpg': choose from png, svg, pdf"),
        (["good.npz", "--out", "text.npz"], "--out text.npz: text.npz is a file; name a folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_ends_with_code_2_and_one_line(arguments, message, run):
    with open("text.npz", "w") as file:
        file.write("no numbers")
    for name, loss in {"empty": [], "nan": [1.0, np.nan], "good": [1.0, 0.5]}.items():
        train.History(np.array(loss), {}).save(f"{name}.npz")
    os.makedirs("runs/pines")
    train.History(np.ones(2), {}).save("runs/pines/history.npz")
    before = sorted(os.listdir())
    code, out, err = run("plot", *arguments)
    assert (code, out) == (2, "") and err.count("\n") == 1
    assert err.startswith("minigrad: ") and message in err
    assert sorted(os.listdir()) == before


def test_help_tells_the_options(run):
    code, out, _ = run("plot", "--help")
    assert code == 0
    for option in ("HISTORY", "--out", "--format", "--size"):
        assert option in out
