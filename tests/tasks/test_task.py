import numpy as np
import pandas as pd
import pytest

from minigrad import tasks

X, Y = [[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]], [1.0, 2.0, 6.0]


def test_one_dimensional_arrays_become_a_column():
    task = tasks.Task.from_arrays([1.0, 2.0, 3.0], Y)
    assert task.x.shape == task.y.shape == (3, 1)
    assert task.features == ("x",) and task.targets == ("y",)


def test_several_columns_are_numbered_unless_named():
    assert tasks.Task.from_arrays(X, Y).features == ("x1", "x2")
    assert tasks.Task.from_arrays(X, Y, features=["a", "b"]).features == ("a", "b")


def test_arrays_are_copied():
    x = np.array(X)
    task = tasks.Task.from_arrays(x, Y)
    x[:] = 0
    assert task.x.tolist() == X


@pytest.mark.parametrize("names", [{"features": ["a"]}, {"targets": ["a", "b"]}], ids=str)
def test_names_that_are_not_one_a_column_are_refused(names):
    with pytest.raises(ValueError, match=r"names for \d columns"):
        tasks.Task.from_arrays(X, Y, **names)


def test_test_and_extrapolation_data_are_kept():
    task = tasks.Task.from_arrays(X, Y, X[:2], Y[:2], X[2:], Y[2:])
    assert task.x_test.tolist() == X[:2] and task.y_test.ravel().tolist() == Y[:2]
    assert task.x_extrapolation.tolist() == X[2:] and task.y_extrapolation.tolist() == [[6.0]]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ((X, [1.0, 2.0]), r"x and y .*\(3, 2\).*\(2, 1\)"),
        ((X, Y, X, [1.0]), r"x_test and y_test .*\(3, 2\).*\(1, 1\)"),
        ((X, Y, [[1.0]], [1.0]), r"x_test and y_test .*\(1, 1\).*\(3, 2\) and \(3, 1\)"),
        ((X, Y, None, None, X, [Y, Y, Y]), r"x_extrapolation .*\(3, 3\).*\(3, 2\) and \(3, 1\)"),
        ((X, Y, X), "x_test and y_test are given together"),
        ((np.ones((2, 2, 2)), Y), r"x must have shape \(rows, columns\), got \(2, 2, 2\)"),
        (([[1.0, 2.0]], [1.0]), "at least two rows, got 1"),
        (([[1.0, 2.0], [np.nan, 1.0]], [1.0, 2.0]), "x holds 1 .* row 2, column 1: nan"),
        ((X, [1.0, np.inf, 2.0]), "y holds 1 .* row 2, column 1: inf"),
    ],
)
def test_arrays_that_do_not_fit_are_named(arrays, message):
    with pytest.raises(ValueError, match=message):
        tasks.Task.from_arrays(*arrays)


def test_wildly_different_scales_are_warned_of_by_name():
    with pytest.warns(UserWarning, match="'far' is 2,000,000, that of 'near' is 2.*divide each"):
        tasks.Task.from_arrays([[1.0, 1e6], [3.0, 3e6]], [2.0, 4.0], features=["near", "far"])


@pytest.mark.parametrize(
    ("x", "y", "named"),
    [
        ([[3.0, 1.0], [3.0, 2.0]], [1.0, 2.0], r"'x1' is 3 in all 2 rows.*bias=True"),
        ([[0.0, 1.0], [1.0, 2.0]], [0.0, 0.0], r"'y' is 0 in all 2 rows.*Choose another"),
    ],
)
def test_a_constant_column_is_refused_by_name(x, y, named):
    with pytest.raises(ValueError, match=named):
        tasks.Task.from_arrays(x, y)


def test_divided_by_changes_the_units_of_every_column():
    task = tasks.Task.from_arrays(X, Y, X, Y, X, Y).divided_by([10, 100], [2])
    for x in (task.x, task.x_test, task.x_extrapolation):
        assert x == pytest.approx(np.array(X) / [10, 100])
    for y in (task.y, task.y_test, task.y_extrapolation):
        assert y.ravel() == pytest.approx(np.array(Y) / 2)
    assert task.x_scale.tolist() == [10, 100] and task.y_scale.tolist() == [2]


def test_dividing_twice_multiplies_the_scales():
    task = tasks.Task.from_arrays(X, Y).divided_by([10, 100], [2]).divided_by([2, 2], [5])
    assert task.x_scale.tolist() == [20, 200] and task.y_scale.tolist() == [10]
    assert task.x * task.x_scale == pytest.approx(np.array(X))


@pytest.mark.parametrize("unit", [2.0, 0.1])
def test_divided_by_changes_the_tolerance_with_the_square_of_the_unit(unit):
    task = tasks.load("product")
    divided = task.divided_by([3.0, 5.0], [unit])
    assert divided.tolerance == pytest.approx(task.tolerance / unit**2, rel=1e-12)
    far, y = divided.x_extrapolation * divided.x_scale, divided.y_extrapolation[:, 0]
    wrong = (far * (1 - 1e-5)).prod(axis=1) / unit
    assert divided.tolerance == pytest.approx(np.mean((wrong - y) ** 2), rel=1e-6)
    twice = divided.divided_by([1.0, 1.0], [1 / unit])
    assert twice.tolerance == pytest.approx(task.tolerance, rel=1e-12)


def test_divided_by_leaves_a_task_without_tolerance_without_it():
    assert tasks.Task.from_arrays(X, Y).divided_by([1.0, 1.0], [2.0]).tolerance is None


@pytest.mark.parametrize("unit", [0.0, -1.0, np.nan])
def test_a_unit_that_is_not_positive_is_refused_by_column(unit):
    with pytest.raises(ValueError, match="'x2' would be divided by"):
        tasks.Task.from_arrays(X, Y).divided_by([1.0, unit], [1.0])


def test_units_that_are_not_one_a_column_are_refused():
    with pytest.raises(ValueError, match=r"one number a column, 2 and 1, got 1 and 1"):
        tasks.Task.from_arrays(X, Y).divided_by([1.0], [1.0])


def test_rows_of_an_unscaled_task_are_those_rows():
    task = tasks.Task.from_arrays(X, Y).rows([0, 2])
    assert task.x.tolist() == [X[0], X[2]] and task.y.ravel().tolist() == [1.0, 6.0]


def test_rows_of_measured_data_forget_the_means_of_the_others():
    task, raw = tasks.load("trees"), tasks.load("trees", scale=None)
    kept = task.rows(np.arange(31) != 30)
    assert kept.x.mean(axis=0) == pytest.approx([1, 1]) and kept.y.mean() == pytest.approx(1)
    assert kept.x_scale == pytest.approx(raw.x[:-1].mean(axis=0))
    assert kept.y * kept.y_scale == pytest.approx(raw.y[:-1])


def test_too_few_names_are_refused():
    with pytest.raises(ValueError, match="features has 1 names for 2 columns"):
        tasks.Task.from_arrays([[1.0, 2.0], [3.0, 4.0]], [1.0, 2.0], features=["a"])


# ---- where rows stand --------------------------------------------------------------------------

WITH_GAPS = "x,y\n1,2\nNA,3\n\n3,7\n4,8\n5,NA\n6,11\n"  # rows in lines 2, 5, 6 and 8


def test_rows_know_their_lines_though_some_were_left_out(tmp_path):
    (tmp_path / "own.csv").write_text(WITH_GAPS)
    with pytest.warns(UserWarning, match="gaps"):
        task = tasks.Task.from_csv(tmp_path / "own.csv")
    assert [task.place(row) for row in range(4)] == ["line 2", "line 5", "line 6", "line 8"]
    for selection in (
        task.rows([1, 3]),
        task.part(np.array([0, 1, 0, 1], bool)),
        task.without([0, 2]),
    ):
        assert selection.lines.tolist() == [5, 8] and selection.place(1) == "line 8"


def test_rows_of_frames_and_arrays_are_counted_from_1():
    frame = pd.DataFrame({"x": [1, np.nan, 3, 4.5], "y": [2, 3, 7, 8]}, index=[7, 8, 9, 10])
    with pytest.warns(UserWarning, match="gaps"):
        task = tasks.Task.from_frame(frame)
    assert [task.place(row) for row in range(3)] == ["row 1", "row 3", "row 4"]
    task = tasks.Task.from_arrays([1, 2, 4], [1, 5, 3])
    assert task.lines is None and task.place(2) == "row 3"
    assert task.without([1]).without([0]).place(0) == "row 3"


def test_messages_name_lines_of_the_file(tmp_path):
    (tmp_path / "own.csv").write_text("x,y,w\n1,2,1\nNA,3,1\n3,0,-1\n4,8,1\n")
    with pytest.warns(UserWarning), pytest.raises(ValueError, match=r"'y' is 0 in line 4, and"):
        tasks.Task.from_csv(tmp_path / "own.csv", "y", without="w", error="relative")
    with pytest.warns(UserWarning), pytest.raises(ValueError, match=r"but line 4 has others"):
        tasks.Task.from_csv(tmp_path / "own.csv", "y", weights="w")


def test_a_task_is_shown_in_one_line():
    shown = repr(tasks.load("trees"))
    assert shown == "Task(trees: 31 rows, girth_in, height_ft -> volume_ft3)"
