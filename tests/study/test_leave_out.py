import numpy as np
import pytest

from minigrad import nn, study, tasks


def errors_of_the_line(folds):
    """Refit with NumPy on raw columns, and predict the rows of each group."""
    task = tasks.load("trees", scale=None)
    columns, squares = np.hstack([task.x, np.ones((31, 1))]), np.empty((31, 1))
    for fold in range(folds):
        out = np.arange(31) % folds == fold
        p = np.linalg.lstsq(columns[~out], task.y[~out])[0]
        squares[out] = (columns[out] @ p - task.y[out]) ** 2
    return np.sqrt(squares.mean())


@pytest.mark.parametrize("folds", [5, 31])
def test_the_error_of_a_line_is_that_of_numpy(folds):
    ours = study.leave_out(nn.Linear(2, 1, rng=0), tasks.load("trees"), folds=folds)
    assert ours == pytest.approx(errors_of_the_line(folds), rel=1e-6)


def test_every_row_is_its_own_group_unless_told_otherwise():
    line, task = nn.Linear(2, 1, rng=0), tasks.load("trees")
    assert study.leave_out(line, task) == study.leave_out(line, task, folds=31)


def test_leaving_out_does_not_change_the_model(trained):
    task, neuron, _ = trained("delivery")
    before = neuron.state_dict()
    study.leave_out(neuron, task, folds=2)
    assert all(np.array_equal(values, before[k]) for k, values in neuron.state_dict().items())


@pytest.mark.parametrize("folds", [1, 32])
def test_too_few_or_too_many_groups_are_refused(folds):
    with pytest.raises(ValueError, match=rf"between 2 and the number of rows, 31, got {folds}"):
        study.leave_out(nn.Linear(2, 1), tasks.load("trees"), folds=folds)


def test_a_column_that_is_zero_in_one_fold_is_no_trouble(tmp_path):
    path = tmp_path / "sparse.csv"
    path.write_text("a,b,y\n1,0,3\n2,0,5\n3,1,8\n4,0,9.5\n5,0,11\n")
    task = tasks.Task.from_csv(path)
    assert np.isfinite(study.leave_out(nn.Linear(2, 1, rng=0), task))
