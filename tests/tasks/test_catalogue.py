import numpy as np
import pytest

from minigrad import tasks


@pytest.mark.parametrize("name", tasks.names())
def test_every_task_has_a_source_and_columns_that_fit(name):
    task = tasks.load(name)
    assert task.name == name and task.source
    assert task.x.shape == (len(task.y), len(task.features))
    assert task.y.shape == (len(task.x), len(task.targets))
    assert np.all(task.x > 0) or name == "pattern_shift"


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
    assert not np.array_equal(task.x, task.x_test[:100])


@pytest.mark.parametrize(("name", "law"), LAWS)
def test_the_same_seed_draws_the_same_samples(name, law):
    first, second, other = (tasks.load(name, rng=seed).x for seed in (1, 1, 2))
    assert np.array_equal(first, second) and not np.array_equal(first, other)


def test_a_generator_is_as_good_as_a_seed():
    assert np.array_equal(
        tasks.load("sum", rng=np.random.default_rng(3)).x, tasks.load("sum", rng=3).x
    )


def test_a_misspelt_task_is_answered_with_the_nearest_name():
    with pytest.raises(ValueError, match=r"'treees' \(did you mean 'trees'\?\).*trees, delivery"):
        tasks.load("treees")


# ---- laws of two layers, and options -----------------------------------------------------------

FORMULAS = {
    "sum": lambda x: x.sum(axis=1),
    "product": lambda x: x.prod(axis=1),
    "sum_of_products": lambda x: x[:, 0] * x[:, 1] + x[:, 2] * x[:, 3],
    "product_of_sums": lambda x: (x[:, 0] + x[:, 1]) * (x[:, 0] + x[:, 1] + x[:, 2] + x[:, 3]),
}
FEATURES = {"sum": 2, "product": 2, "sum_of_products": 4, "product_of_sums": 4}
every_law = pytest.mark.parametrize("name", FORMULAS)


def tables(task):
    return (
        (task.x, task.y),
        (task.x_test, task.y_test),
        (task.x_extrapolation, task.y_extrapolation),
    )


@every_law
def test_a_law_is_its_formula_in_all_tables(name):
    task = tasks.load(name, rng=3)
    assert task.features == tuple(f"x{i + 1}" for i in range(FEATURES[name]))
    for x, y in tables(task):
        assert x.shape == (1024, FEATURES[name]) and y.shape == (1024, 1)
        assert y[:, 0] == pytest.approx(FORMULAS[name](x), rel=1e-14)
    assert task.targets == ("y",) and task.scale is None and not task.measured


@every_law
def test_more_inputs_than_a_law_needs_do_not_matter(name):
    task = tasks.load(name, features=7, relevant=FEATURES[name], samples=40)
    assert [len(x) for x, _ in tables(task)] == [40, 1024, 1024]
    for x, y in tables(task):
        assert x.shape[1] == 7
        assert y[:, 0] == pytest.approx(FORMULAS[name](x[:, : FEATURES[name]]), rel=1e-14)


@pytest.mark.parametrize("name", ["sum", "product"])
@pytest.mark.parametrize("relevant", [1, 3, 5, None])
def test_relevant_inputs_are_the_first_ones_and_by_default_all(name, relevant):
    task = tasks.load(name, features=5, relevant=relevant, samples=30)
    assert task.y[:, 0] == pytest.approx(FORMULAS[name](task.x[:, :relevant]), rel=1e-14)
    assert np.unique(task.x, axis=1).shape == (30, 5)


@every_law
@pytest.mark.parametrize(("low", "high"), [(1.0, 2.0), (0.5, 3.0), (0.0, 1.0)])
def test_inputs_fill_their_range_and_extrapolation_begins_where_it_ends(name, low, high):
    task = tasks.load(name, low=low, high=high)
    for x in (task.x, task.x_test):
        assert low <= x.min() < low + 0.02 * high and 0.98 * high < x.max() <= high
        assert x.mean() == pytest.approx((low + high) / 2, rel=0.05)
    far = task.x_extrapolation
    assert high <= far.min() < 1.03 * high and 2.97 * high < far.max() <= 3 * high
    assert far.mean() == pytest.approx(2 * high, rel=0.05)


@every_law
@pytest.mark.parametrize("low", [-2.0, -0.1])
def test_inputs_of_both_signs_are_extrapolated_to_both_signs(name, low):
    task = tasks.load(name, low=low, high=1.5)
    assert low <= task.x.min() < 0 and task.x.max() <= 1.5
    far, reach = task.x_extrapolation, max(-low, 1.5)
    assert np.abs(far).min() >= reach and 2.9 * reach < np.abs(far).max() <= 3 * reach
    assert np.mean(far < 0, axis=0) == pytest.approx(0.5, abs=0.06)
    signs = np.sign(far[:, 0] * far[:, 1])
    assert signs.mean() == pytest.approx(0, abs=0.1)  # each input has a sign of its own
    for x, y in tables(task):
        assert y[:, 0] == pytest.approx(FORMULAS[name](x), rel=1e-12)


@every_law
@pytest.mark.parametrize(
    "options", [{}, {"low": -2.0, "high": 3.0}, {"features": 6, "relevant": 4}], ids=str
)
def test_the_tolerance_is_the_error_of_the_law_with_inputs_that_are_a_little_wrong(name, options):
    task = tasks.load(name, rng=2, **options)
    x, law = task.x_extrapolation[:, : options.get("relevant")], FORMULAS[name]
    wrong = law(x * (1 - 1e-5))
    assert task.tolerance == pytest.approx(np.mean((wrong - law(x)) ** 2), rel=1e-6)


@pytest.mark.parametrize("name", ["trees", "delivery", "moons"])
def test_what_is_no_exact_law_has_no_tolerance(name):
    assert tasks.load(name).tolerance is None


@every_law
def test_the_tables_are_drawn_independently(name):
    x, test, far = (x for x, _ in tables(tasks.load(name)))
    for one, other in ((x, test), (x, far), (test, far)):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.1


@pytest.mark.parametrize(
    ("low", "high"),
    [(2.0, 1.0), (1.0, 1.0), (-2.0, -1.0), (-1.0, 0.0), (np.nan, 2.0), (1.0, np.nan)],
)
@every_law
def test_a_range_that_is_none_is_refused(name, low, high):
    with pytest.raises(ValueError, match=f"between low and high > 0, got {low} and {high}"):
        tasks.load(name, low=low, high=high)


@every_law
@pytest.mark.parametrize("samples", [0, 1])
def test_too_few_samples_are_refused(name, samples):
    with pytest.raises(ValueError, match=f"samples, .*, is 2 to 10,000,000, got {samples}"):
        tasks.load(name, samples=samples)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("sum", {"relevant": 0}),
        ("sum", {"relevant": -1}),
        ("product", {"relevant": 3}),
        ("product", {"features": 0}),
        ("product", {"features": -1}),
        ("sum_of_products", {"features": 3}),
        ("sum_of_products", {"relevant": 2}),
        ("sum_of_products", {"features": 2, "relevant": 4}),
        ("product_of_sums", {"features": 3}),
        ("product_of_sums", {"features": 1}),
        ("product_of_sums", {"features": 6, "relevant": 3}),
    ],
    ids=str,
)
def test_more_or_fewer_inputs_than_there_can_be_are_refused_by_name(name, options):
    with pytest.raises(ValueError, match=r"features|relevant"):
        tasks.load(name, **options)


@pytest.mark.parametrize(
    ("name", "option"),
    [("sum", "scale"), ("sum", "rate"), ("moons", "features"), ("trees", "samples")],
)
def test_an_option_that_a_task_does_not_have_is_refused_by_name(name, option):
    with pytest.raises(TypeError, match=option):
        tasks.load(name, **{option: 5})


# ---- two moons ---------------------------------------------------------------------------------


def test_moons_are_two_half_circles_that_reach_into_each_other():
    task = tasks.load("moons", noise=0.0, samples=100)
    for x, y, half in ((task.x, task.y[:, 0], 50), (task.x_test, task.y_test[:, 0], 512)):
        assert x.shape == (2 * half, 2) and np.bincount(y.astype(int)).tolist() == [half, half]
        upper, lower = x[y == 0] - [2.0, 2.0], x[y == 1] - [3.0, 2.5]
        assert np.hypot(*upper.T) == pytest.approx(np.ones(half))
        assert np.hypot(*lower.T) == pytest.approx(np.ones(half))
        assert upper[:, 1].min() >= 0 >= lower[:, 1].max()
        assert lower[:, 0].min() + 3.0 < upper[:, 0].max() + 2.0 - 0.5
    assert not np.array_equal(task.x, task.x_test[:100])


def test_the_labels_of_moons_are_in_no_order():
    label = tasks.load("moons").y[:, 0]
    assert set(label) == {0.0, 1.0} and 80 < np.count_nonzero(np.diff(label)) < 175


@pytest.mark.parametrize("noise", [0.05, 0.2])
def test_moons_are_as_noisy_as_asked(noise):
    exact, noisy = (tasks.load("moons", rng=1, samples=4000, noise=n) for n in (0.0, noise))
    assert np.array_equal(exact.y, noisy.y)
    assert (noisy.x - exact.x).std(axis=0) == pytest.approx([noise, noise], rel=0.1)
    assert (noisy.x - exact.x).mean(axis=0) == pytest.approx([0, 0], abs=0.1 * noise)


def test_the_same_seed_draws_the_same_moons():
    first, second, other = (tasks.load("moons", rng=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.x, second.x) and np.array_equal(first.y_test, second.y_test)
    assert not np.array_equal(first.x, other.x)
