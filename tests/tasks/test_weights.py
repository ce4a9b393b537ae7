"""Rows with weights, and errors that are shares of the target."""

import numpy as np
import pytest

from minigrad import Tensor, tasks
from minigrad.tasks.weights import named, times

Task = tasks.Task
X, Y = [[1.0, 9.0], [2.0, 4.0], [4.0, 1.0], [7.0, 2.0]], [2.0, 4.0, 8.0, 5.0]
GOOD = "w,girth,y\n1,10,3\n2,20,5\n3,45,9\n"


def small():
    return Task.from_arrays(X, Y)


# ---- weights -----------------------------------------------------------------------------------


def test_only_the_ratios_of_weights_matter():
    assert small().weight is None
    for factor in (1e-300, 1.0, 1e300):
        task = small().weighted(factor * np.array([1.0, 2.0, 3.0, 4.0]))
        assert task.weight == pytest.approx(np.array([[0.4], [0.8], [1.2], [1.6]]), rel=1e-14)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 0, 1, 1], "row 2 has others, such as 0. To give a row no weight, leave the row out"),
        ([1, 0, -1, 1], "rows 2, 3 have others"),
        ([1, 1, np.nan, 1], "row 3 has others, such as nan"),
        ([np.inf, 1, 1, 1], "row 1 has others, such as inf"),
        ([1, 1, 1], r"4 of them, got shape \(3,\)"),
        ([[1, 1, 1, 1]], r"got shape \(1, 4\)"),
    ],
)
def test_what_is_no_weight_is_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        small().weighted(weights)


def test_many_rows_are_not_all_named():
    assert named(np.arange(9)) == "rows 1, 2, 3, 4, 5 and 4 more"


def test_squares_of_weighed_tables_are_weighted():
    task = small().weighted([1, 2, 3, 2])
    wrong = np.array([[1.0], [-2.0], [0.5], [3.0]])
    weighed = task.weigh(wrong)
    assert np.mean(weighed**2) == pytest.approx((1 + 2 * 4 + 3 * 0.25 + 2 * 9) / 8, rel=1e-14)
    assert np.array_equal(task.weigh(Tensor(wrong)).data, weighed)


def test_without_weights_a_table_is_returned_itself():
    table = np.ones((4, 1))
    assert small().weigh(table) is table


@pytest.mark.parametrize("shape", [(4,), (1, 4), (5, 1)])
def test_a_table_of_another_shape_is_refused_and_not_broadcast(shape):
    with pytest.raises(ValueError, match=r"cannot be weighed by weights of shape \(4, 1\)"):
        times(np.ones(shape), np.ones((4, 1)))


def test_a_selection_keeps_the_ratios():
    task = small().weighted([1, 2, 3, 6])
    assert task.rows([3, 0, 0]).weight.ravel() == pytest.approx(np.array([6, 1, 1]) * 3 / 8)
    assert task.rows(np.array([False, True, True, False])).weight.ravel() == pytest.approx(
        [0.8, 1.2]
    )


def test_rows_that_are_left_out_keep_the_weights_they_had():
    task = small().weighted([1, 2, 3, 6])
    part = task.without([1, 3])
    assert part.weight.ravel() == pytest.approx([0.5, 1.5])
    assert np.array_equal(part.weight_test, task.weight[[1, 3]])
    assert part.root_weight("test") == pytest.approx(np.sqrt(task.weight[[1, 3]]))


def test_a_weight_of_two_is_the_row_twice_for_the_means_too():
    weighted = small().divided_by_means().weighted([1, 2, 1, 1])
    twice = small().rows([0, 1, 1, 2, 3]).divided_by_means()
    assert weighted.x_scale == pytest.approx(twice.x_scale, rel=1e-14)
    assert weighted.y_scale == pytest.approx(twice.y_scale, rel=1e-14)
    assert weighted.x * weighted.x_scale == pytest.approx(np.array(X), rel=1e-14)
    left, left_of_twice = weighted.without([0]), twice.without([0])
    assert left.x_scale == pytest.approx(left_of_twice.x_scale, rel=1e-14)


def test_a_row_of_hardly_any_weight_is_as_good_as_left_out():
    weighted = small().divided_by_means().weighted([1, 1, 1e-14, 1])
    assert weighted.x_scale == pytest.approx(small().rows([0, 1, 3]).divided_by_means().x_scale)


# ---- relative errors ---------------------------------------------------------------------------


def test_relative_errors_are_shares_whatever_the_unit():
    task, wrong = small().with_relative_errors(), np.array([[0.2], [-1.0], [4.0], [0.0]])
    for same in (task, task.divided_by([1, 1], [1000.0]), task.divided_by_means()):
        shares = same.weigh(wrong / same.y_scale)
        assert shares.ravel() == pytest.approx([0.1, -0.25, 0.5, 0.0], rel=1e-14)


def test_relative_errors_and_weights_multiply():
    task = small().weighted([1, 2, 3, 2]).with_relative_errors()
    expected = np.array([1, 2, 3, 2]) / 2 / np.array(Y) ** 2
    assert task.root_weight().ravel() ** 2 == pytest.approx(expected, rel=1e-14)
    task = small().with_relative_errors().weighted([1, 2, 3, 2])
    assert task.root_weight().ravel() ** 2 == pytest.approx(expected, rel=1e-14)


def test_all_tables_have_relative_errors_and_negative_targets_may():
    task = Task.from_arrays(X, -np.array(Y), [[1, 2]], [-5.0], [[3, 9]], [10.0])
    task = task.with_relative_errors()
    assert task.root_weight("train").ravel() == pytest.approx(1 / np.array(Y))
    assert task.root_weight("test") == pytest.approx(0.2)
    assert task.root_weight("extrapolation") == pytest.approx(0.1)
    assert task.without([0]).root_weight("test") == pytest.approx(0.5)


def test_each_of_several_targets_has_its_own_share():
    y = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 50.0], [5.0, 10.0]])
    task = Task.from_arrays(X, y).weighted([1, 1, 1, 1]).with_relative_errors()
    assert task.root_weight() == pytest.approx(1 / y)
    with pytest.raises(ValueError, match=r"shape \(4, 1\) cannot be weighed"):
        task.weigh(np.ones((4, 1)))


def test_a_share_of_zero_is_refused_by_row():
    task = Task.from_arrays(X, [2.0, 0.0, 5.0, 0.0], targets=["yield"])
    with pytest.raises(ValueError, match="'yield' is 0 in rows 2, 4, and no error is a share of 0"):
        task.with_relative_errors()
    for on, of in (("test", {"x_test": X, "y_test": [1.0, 2.0, 0.0, 4.0]}),
                   ("extrapolation", {"x_extrapolation": X[:1], "y_extrapolation": [0.0]})):  # fmt: skip
        with pytest.raises(ValueError, match=f"of the {on} data"):
            Task.from_arrays(X, Y, **of).with_relative_errors()


# ---- files and names ---------------------------------------------------------------------------


def read(tmp_path, text=GOOD, **options):
    path = tmp_path / "data.csv"
    path.write_text(text)
    return Task.from_csv(path, **options)


def test_a_column_of_a_file_holds_the_weights(tmp_path):
    task = read(tmp_path, weights="w")
    assert (task.features, task.targets) == (("girth",), ("y",))
    assert task.weight.ravel() == pytest.approx([0.5, 1.0, 1.5])
    assert task.x_scale == pytest.approx([(10 + 2 * 20 + 3 * 45) / 6])
    assert not task.relative


def test_the_last_column_may_be_that_of_the_weights(tmp_path):
    task = read(tmp_path, weights="y", scale=None)
    assert (task.features, task.targets) == (("w",), ("girth",))


def test_errors_of_a_file_may_be_relative(tmp_path):
    plain = read(tmp_path, weights="w", scale=None).with_relative_errors()
    task = read(tmp_path, weights="w", error="relative")
    assert task.relative
    assert task.root_weight() / task.y_scale == pytest.approx(plain.root_weight())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": "v"}, "no column 'v'"),
        ({"weights": "y", "target": "y"}, "'y' holds the weights and cannot be the target too"),
        ({"weights": "w", "features": ["w"]}, "'w' holds the weights"),
        ({"error": "percent"}, 'error is "absolute" or "relative", got \'percent\''),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, **options)


def test_a_task_by_name_can_have_relative_errors():
    assert tasks.load("trees", error="relative").relative
    assert tasks.sampler("product", samples=4, error="relative")(3).relative
    assert not tasks.load("trees").relative
    with pytest.raises(ValueError, match="error is"):
        tasks.load("trees", error="other")
