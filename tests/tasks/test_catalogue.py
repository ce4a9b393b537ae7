import numpy as np
import pytest

from minigrad import tasks


@pytest.mark.parametrize("name", tasks.names())
def test_every_task_has_a_source_and_columns_that_fit(name):
    task = tasks.load(name)
    assert task.name == name and task.source
    assert task.x.shape == (len(task.y), len(task.features))
    assert task.y.shape == (len(task.x), len(task.targets))
    assert np.all(task.x > 0)


@pytest.mark.parametrize(
    ("name", "rows", "means", "book"),
    [
        ("trees", 31, [13.2484, 76.0, 30.1710], "Ryan"),
        ("delivery", 25, [8.76, 409.28, 22.384], "Montgomery"),
    ],
)
def test_measured_data_are_those_of_the_book(name, rows, means, book):
    raw = tasks.load(name, scale=None)
    assert raw.x.shape == (rows, 2) and book in raw.source and raw.measured
    assert np.hstack([raw.x, raw.y]).mean(axis=0) == pytest.approx(means, abs=1e-4)


@pytest.mark.parametrize("name", ["trees", "delivery"])
def test_measured_data_are_divided_by_their_means(name):
    task, raw = tasks.load(name), tasks.load(name, scale=None)
    assert task.x == pytest.approx(raw.x / raw.x.mean(axis=0))
    assert task.y * task.y_scale == pytest.approx(raw.y)


LAWS = [("sum", np.sum), ("product", np.prod)]


@pytest.mark.parametrize(("name", "law"), LAWS)
def test_laws_hold_exactly_in_range_and_beyond(name, law):
    task = tasks.load(name, features=3, samples=50)
    assert not task.measured and task.x.shape == (50, 3)
    for x, y in (
        (task.x, task.y),
        (task.x_test, task.y_test),
        (task.x_extrapolation, task.y_extrapolation),
    ):
        assert y[:, 0] == pytest.approx(law(x, axis=1))
    assert 1 <= task.x.min() and task.x.max() <= 2 < task.x_extrapolation.max()
    assert not np.array_equal(task.x, task.x_test)


@pytest.mark.parametrize(("name", "law"), LAWS)
def test_the_same_seed_draws_the_same_samples(name, law):
    first, second, other = (tasks.load(name, rng=seed).x for seed in (1, 1, 2))
    assert np.array_equal(first, second) and not np.array_equal(first, other)


def test_a_generator_is_as_good_as_a_seed():
    assert np.array_equal(
        tasks.load("sum", rng=np.random.default_rng(3)).x, tasks.load("sum", rng=3).x
    )


def test_a_misspelt_task_is_answered_with_the_nearest_name():
    with pytest.raises(ValueError, match=r"'tress' \(did you mean 'trees'\?\).*trees, delivery"):
        tasks.load("tress")
