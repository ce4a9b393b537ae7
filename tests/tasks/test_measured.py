import numpy as np
import pytest

from minigrad import tasks

# Sums of the columns and of their squares, the first row and the last, as the books print them.
BOOKS = {
    "trees": (
        31,
        {
            "girth_in": (410.7, 5736.55),
            "height_ft": (2356, 180274),
            "volume_ft3": (935.3, 36324.99),
        },
        [8.3, 70, 10.3],
        [20.6, 87, 77],
        ("Ryan, Joiner & Ryan", "Minitab Student Handbook", "1976"),
    ),
    "delivery": (
        25,
        {"cases": (219, 3055), "distance_ft": (10232, 6725688), "time_min": (559.6, 18310.629)},
        [7, 560, 16.68],
        [4, 150, 10.75],
        ("Montgomery & Peck", "Linear Regression", "1982"),
    ),
    "stormer": (
        23,
        {
            "viscosity_cP": (2796.4, 505308.86),
            "weight_g": (1290, 95300),
            "time_s": (1948.6, 264519.88),
        },
        [14.7, 20, 35.6],
        [298.3, 100, 86.5],
        ("Williams", "Regression Analysis", "1959"),
    ),
    "cement": (
        13,
        {
            "x1_pct": (97, 1139),
            "x2_pct": (626, 33050),
            "x3_pct": (153, 2293),
            "x4_pct": (390, 15062),
            "heat_cal_per_g": (1240.5, 121088.09),
        },
        [7, 26, 6, 60, 78.5],
        [10, 68, 8, 12, 109.4],
        ("Woods, Steinour & Starke", "1932"),
    ),
    "planets": (
        8,
        {
            "semi_major_axis_au": (67.63474, 1394.4720678382),
            "period_yr": (293.85522, 35227.8613695688),
        },
        [0.3871, 0.24085],
        [30.06896, 164.79132],
        ("astronomical",),
    ),
}
every_table = pytest.mark.parametrize("name", BOOKS)


def table(task):
    return np.hstack([task.x * task.x_scale, task.y * task.y_scale])


@every_table
@pytest.mark.parametrize("scale", [None, "mean"])
def test_a_table_holds_the_numbers_of_the_book(name, scale):
    rows, columns, first, last, _ = BOOKS[name]
    task = tasks.load(name, scale=scale)
    assert (*task.features, *task.targets) == tuple(columns)
    values = table(task)
    assert values.shape == (rows, len(columns)) and task.y.shape == (rows, 1)
    assert values[0] == pytest.approx(first, rel=1e-14)
    assert values[-1] == pytest.approx(last, rel=1e-14)
    for column, (total, squares) in zip(values.T, columns.values(), strict=True):
        assert column.sum() == pytest.approx(total, rel=1e-12)
        assert column @ column == pytest.approx(squares, rel=1e-12)


@every_table
def test_a_table_names_its_source_and_says_that_it_was_measured(name):
    task = tasks.load(name)
    assert all(part in task.source for part in BOOKS[name][-1])
    assert task.name == name and task.measured and task.tolerance is None
    assert task.x_test is task.y_test is task.x_extrapolation is task.y_extrapolation is None


@every_table
def test_a_table_is_divided_by_its_means(name):
    rows, columns, *_ = BOOKS[name]
    means = [total / rows for total, _ in columns.values()]
    task = tasks.load(name)
    assert task.scale == "mean"
    assert [*task.x_scale, *task.y_scale] == pytest.approx(means, rel=1e-12)
    assert np.hstack([task.x, task.y]).mean(axis=0) == pytest.approx(np.ones(len(columns)))


@every_table
def test_a_table_without_scale_keeps_its_units(name):
    _, _, first, _, _ = BOOKS[name]
    task = tasks.load(name, scale=None)
    assert task.scale is None and [*task.x[0], *task.y[0]] == first
    assert set(task.x_scale) == set(task.y_scale) == {1.0}


@pytest.mark.parametrize("scale", ["max", "std", ""])
def test_another_scale_is_refused(scale):
    with pytest.raises(ValueError, match=f"scale is \"mean\" or None, got '{scale}'"):
        tasks.load("stormer", scale=scale)


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("trees", ["height_ft"]),
        ("delivery", ["distance_ft", "cases"]),
        ("stormer", ["weight_g"]),
        ("cement", ["x1_pct", "x2_pct"]),
        ("cement", ["x4_pct", "x1_pct", "x3_pct"]),
        ("planets", ["semi_major_axis_au"]),
    ],
)
def test_chosen_features_come_in_the_order_asked_for(name, chosen):
    rows, columns, first, last, _ = BOOKS[name]
    places = [list(columns).index(column) for column in chosen]
    task = tasks.load(name, features=chosen, scale=None)
    assert task.features == tuple(chosen) and task.targets == (list(columns)[-1],)
    assert task.x.shape == (rows, len(chosen))
    assert task.x[0].tolist() == [first[i] for i in places]
    assert task.x[-1].tolist() == [last[i] for i in places]
    assert task.x.sum(axis=0) == pytest.approx([columns[column][0] for column in chosen])


def test_measured_data_are_the_same_for_every_seed():
    first, second = (tasks.load("cement", rng=seed) for seed in (1, 2))
    assert np.array_equal(first.x, second.x) and np.array_equal(first.y, second.y)


# ---- what the numbers say ----------------------------------------------------------------------


@pytest.mark.parametrize("scale", [None, "mean"])
def test_the_planets_keep_keplers_third_law(scale):
    task = tasks.load("planets", scale=scale)
    exponent, constant = np.polyfit(np.log(task.x[:, 0]), np.log(task.y[:, 0]), 1)
    assert exponent == pytest.approx(1.5, abs=5e-4)
    factor = task.x_scale[0] ** 1.5 / task.y_scale[0]
    assert np.exp(constant) == pytest.approx(factor, rel=1e-3)


def test_the_distances_of_the_planets_grow_from_mercury_to_neptune():
    task = tasks.load("planets", scale=None)
    assert np.all(np.diff(task.x[:, 0]) > 0) and np.all(np.diff(task.y[:, 0]) > 0)
    assert (task.x[2, 0], task.y[2, 0]) == pytest.approx((1, 1), abs=1e-4)  # the Earth


def test_in_stormers_viscometer_time_grows_with_viscosity_and_falls_with_weight():
    task = tasks.load("stormer", scale=None)
    columns = np.column_stack([np.log(task.x), np.ones(23)])
    viscosity, weight, _ = np.linalg.lstsq(columns, np.log(task.y[:, 0]))[0]
    assert 0.7 < viscosity < 1.1 and -1.4 < weight < -0.8


def test_the_ingredients_of_cement_are_nearly_all_of_it():
    total = tasks.load("cement", scale=None).x.sum(axis=1)
    assert total.min() >= 95 and total.max() <= 99


# ---- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wrong", "nearest"),
    [
        ("trees", "girth", "girth_in"),
        ("cement", "x1_pc", "x1_pct"),
        ("planets", "semi_major_axis", "semi_major_axis_au"),
    ],
)
def test_a_column_that_a_table_does_not_have_is_answered_with_the_nearest(name, wrong, nearest):
    with pytest.raises(ValueError, match=rf"{name}\.csv.*'{wrong}'.*did you mean '{nearest}'"):
        tasks.load(name, features=[wrong])


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (["planet"], "column 'planet': 'Mercury' is not a number"),
        (["period_yr"], "'period_yr' is the target"),
        (["semi_major_axis_au", "semi_major_axis_au"], "named twice: semi_major_axis_au"),
    ],
)
def test_a_column_that_cannot_be_a_feature_is_refused(features, message):
    with pytest.raises(ValueError, match=message):
        tasks.load("planets", features=features)


@pytest.mark.parametrize("column", ["weight_g", "time_s"])
def test_a_table_with_a_constant_column_is_refused_by_name(column, tmp_path):
    task = tasks.load("stormer", scale=None)
    values = table(task)
    names = (*task.features, *task.targets)
    values[:, names.index(column)] = 20
    file = tmp_path / "stormer.csv"
    np.savetxt(file, values, delimiter=",", header=",".join(names), comments="")
    with pytest.raises(ValueError, match=f"column '{column}' is 20 in all 23 rows"):
        tasks.Task.from_csv(file)
