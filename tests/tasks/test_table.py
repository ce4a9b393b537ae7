"""Tables of data frames; test_csv_file.py has those of files."""

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import minigrad as mg
from minigrad import nn, tasks, train
from minigrad.tasks.table import listing

GOOD = {"girth": [1.0, 4, 4, 7], "height": [2.0, 5, 5, 1], "volume": [3.0, 6, 9, 8]}


class Column:
    def __init__(self, values):
        self.values = values

    def to_numpy(self):
        return np.array(self.values)


class OtherFrame:
    """As polars has it: columns by name, and each gives an array."""

    def __init__(self, data):
        self.data, self.columns = data, list(data)

    def __getitem__(self, name):
        return Column(self.data[name])

    def __len__(self):
        return len(next(iter(self.data.values())))


@pytest.mark.parametrize("kind", [pd.DataFrame, OtherFrame])
def test_a_frame_gives_the_task_of_the_same_file(kind, tmp_path):
    pd.DataFrame(GOOD).to_csv(tmp_path / "own.csv", index=False)
    for options in ({}, {"target": "girth"}, {"without": "height"}, {"scale": None}):
        expected = tasks.Task.from_csv(tmp_path / "own.csv", **options)
        task = tasks.Task.from_frame(kind(GOOD), **options)
        assert (task.features, task.targets) == (expected.features, expected.targets)
        assert np.array_equal(task.x, expected.x) and np.array_equal(task.y, expected.y)
        assert (task.measured, task.scale) == (True, expected.scale)
        assert task.x_scale.tolist() == expected.x_scale.tolist()
    assert (task.name, task.source) == ("frame", "frame")


def test_neither_pandas_nor_polars_is_imported():
    code = "import sys, minigrad.tasks, minigrad.train; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "column",
    [
        [1.0, np.nan, 3.5, 4],
        ["1.0", "NA", "3.5", "4"],
        [1.0, None, 3.5, 4],
        pd.array([1, None, 3, 4], dtype="Int64"),
        pd.Series([1, None, 3, 4], dtype="Float32"),
        pd.Series(["1", None, "3", "4"], dtype="string"),
    ],
    ids=["nan", "text", "None", "Int64", "Float32", "string"],
)
def test_rows_with_gaps_are_left_out_with_a_word(column):
    frame = pd.DataFrame({**GOOD, "height": column})
    note = "frame: 1 of 4 rows has gaps and is left out: row 2 (column 'height')"
    with pytest.warns(UserWarning, match=re.escape(note)):
        task = tasks.Task.from_frame(frame, scale=None)
    assert task.notes == (note,) and task.x[:, 0].tolist() == [1, 4, 7]


@pytest.mark.parametrize(
    "column",
    [
        [True, False, True, True],
        ["TRUE", "FALSE", "TRUE", "TRUE"],
        [1, 0, 1, 1],
        pd.Series([True, False, True, True], dtype="boolean"),
        pd.Series([1, 0, 1, 1], dtype="uint8"),
    ],
    ids=["bool", "text", "int", "boolean", "uint8"],
)
def test_a_column_of_yes_and_no_is_coded(column):
    task = tasks.Task.from_frame(pd.DataFrame({**GOOD, "height": column}))
    assert task.coded == ("height",) and task.x[:, 1].tolist() == [np.e, 1, np.e, np.e]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"height": ["a", "b", "c", "d"]}, "frame, row 1, column 'height': 'a' is not a number"),
        ({"height": [1, np.inf, 3, 4]}, "frame, row 2, column 'height': 'inf' is not finite"),
        ({"height": pd.Categorical(["a", "b", "c", "d"])}, "--without height"),
        ({"height": pd.to_datetime(["2020-01-01"] * 4)}, "'2020-01-01"),
        ({"volume": ["a", "b", "c", "d"]}, "'volume' holds classes (a, b, …)"),
    ],
    ids=["text", "inf", "categories", "dates", "classes"],
)
def test_the_rules_for_cells_are_those_of_files(change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        tasks.Task.from_frame(pd.DataFrame({**GOOD, **change}))


def test_columns_of_the_same_name_are_refused():
    frame = pd.DataFrame(np.ones((3, 2)), columns=["a", "a"])
    with pytest.raises(ValueError, match="several columns named a"):
        tasks.Task.from_frame(frame)


def test_what_is_no_frame_is_refused_with_a_cure():
    with pytest.raises(
        TypeError, match="takes a DataFrame, got list: for arrays there is from_arrays"
    ):
        tasks.Task.from_frame([[1.0, 2.0]])


def test_arrays_that_are_frames_bring_their_names():
    frame = pd.DataFrame(GOOD)
    task = tasks.Task.from_arrays(frame[["girth", "height"]], frame["volume"])
    assert task.features == ("girth", "height") and task.targets == ("volume",)
    assert tasks.Task.from_arrays(frame[["girth"]], frame["volume"], features=["g"]).features == (
        "g",
    )


# ---- predictions -------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path):
    task = tasks.Task.from_frame(pd.DataFrame(GOOD))
    train.save_model(tmp_path / "model.npz", nn.AddMul(2, 1, n=0.5, bias=True, rng=0), task)
    return train.load_model(tmp_path / "model.npz")


def test_a_model_takes_the_columns_of_a_frame_by_name(saved):
    frame = pd.DataFrame({"note": ["a", "b"], "height": [2.0, 5.0], "girth": [1.0, 4.0]})
    assert saved.predict(frame).tolist() == saved.predict([[1.0, 2.0], [4.0, 5.0]]).tolist()
    with pytest.raises(ValueError, match=r"no column 'girth' \(did you mean 'grith'"):
        saved.predict(frame.rename(columns={"girth": "grith"}))


def test_rows_with_gaps_have_no_prediction_and_do_not_disturb_the_others(saved):
    whole = saved.predict([[1.0, 2.0], [4.0, 5.0]])
    found = saved.predict(pd.DataFrame({"girth": [1.0, None, 4.0], "height": [2.0, 3.0, 5.0]}))
    assert found[[0, 2]].tolist() == whole.tolist() and np.isnan(found[1]).all()
    assert np.isnan(saved.predict([[np.nan, 1.0]])).all()


def test_the_model_does_not_see_rows_with_gaps(saved):
    class Careless(nn.Module):
        def forward(self, x):
            return mg.Tensor(np.nan_to_num(x).sum(axis=1, keepdims=True))

    found = replace(saved, model=Careless()).predict([[1.0, 2.0], [np.nan, 2.0]])
    assert np.isfinite(found).ravel().tolist() == [True, False]


def test_inputs_outside_of_the_range_that_was_learned_are_told(saved):
    assert saved.low == pytest.approx([1, 1]) and saved.high == pytest.approx([7, 5])
    x = [[1.0, 1.0], [7.0, 5.0], [0.9, 2.0], [7.1, 5.1], [np.nan, 3.0]]
    expected = [[False, False], [False, False], [True, False], [True, True], [False, False]]
    assert saved.outside(x).tolist() == expected


def test_no_row_that_was_learned_lies_outside_after_rounding(tmp_path):
    x = np.random.default_rng(0).uniform(0.1, 3, (50, 60))
    task = tasks.Task.from_arrays(x, x.sum(axis=1)).divided_by_means()
    train.save_model(tmp_path / "model.npz", nn.Linear(60, 1, rng=0), task)
    assert not train.load_model(tmp_path / "model.npz").outside(x).any()


def test_listing_names_five_and_counts_the_rest():
    assert listing("abcde") == "a, b, c, d, e" and listing("abcdefg", "; ").endswith("e and 2 more")
