import numpy as np
import pytest
from scipy import stats

from minigrad import tasks


def tables(task):
    return (
        (task.x, task.y[:, 0]),
        (task.x_test, task.y_test[:, 0]),
        (task.x_extrapolation, task.y_extrapolation[:, 0]),
    )


# ---- the Single Module Task --------------------------------------------------------------------

RANGES = {  # "A primer for neural arithmetic logic modules": training, then extrapolation
    "-20..-10": ((-20, -10), (-40, -20)),
    "-2..-1": ((-2, -1), (-6, -2)),
    "-1.2..-1.1": ((-1.2, -1.1), (-6.1, -1.2)),
    "-0.2..-0.1": ((-0.2, -0.1), (-2, -0.2)),
    "-2..2": ((-2, 2), (2, 6)),  # with both signs
    "0.1..0.2": ((0.1, 0.2), (0.2, 2)),
    "1..2": ((1, 2), (2, 6)),
    "1.1..1.2": ((1.1, 1.2), (1.2, 6)),
    "10..20": ((10, 20), (20, 40)),
}
OPERATIONS = {"sum": lambda x: x[:, 0] + x[:, 1], "product": lambda x: x[:, 0] * x[:, 1]}
every_range = pytest.mark.parametrize("within", RANGES)
every_operation = pytest.mark.parametrize("operation", OPERATIONS)


def fills(x, low, high):
    """Return whether the numbers look uniform from one end of a range to the other."""
    rest = 10 / x.size * (high - low)  # no number in so much at an end: once in 22,000 seeds
    ends = low <= x.min() < low + rest and high - rest < x.max() <= high
    return ends and stats.kstest(x.ravel(), "uniform", (low, high - low)).pvalue > 1e-3


@every_range
def test_inputs_fill_the_range_of_the_primer(within):
    low, high = RANGES[within][0]
    task = tasks.load("single_module", within=within)
    assert fills(task.x, low, high) and fills(task.x_test, low, high)


@every_range
def test_extrapolation_fills_the_range_of_the_primer(within):
    low, high = RANGES[within][1]
    far = tasks.load("single_module", within=within).x_extrapolation
    if within == "-2..2":
        assert np.mean(far < 0, axis=0) == pytest.approx([0.5, 0.5], abs=0.06)
        assert np.mean(np.sign(far.prod(axis=1))) == pytest.approx(0, abs=0.1)
        far = np.abs(far)
    assert fills(far, low, high)


@every_operation
@every_range
def test_the_operation_is_that_of_the_first_two_inputs_in_all_tables(within, operation):
    task = tasks.load("single_module", within=within, operation=operation)
    assert task.features == ("x1", "x2") and task.name == "single_module"
    for x, y in tables(task):
        assert x.shape == (1024, 2)
        assert y == pytest.approx(OPERATIONS[operation](x), rel=1e-14)


def test_by_default_it_is_a_product_within_1_and_2():
    plain = tasks.load("single_module", rng=5)
    spelt_out = tasks.load("single_module", rng=5, operation="product", within="1..2", features=2)
    for (x, y), (other_x, other_y) in zip(tables(plain), tables(spelt_out), strict=True):
        assert np.array_equal(x, other_x) and np.array_equal(y, other_y)


@every_operation
@pytest.mark.parametrize("features", [3, 10])
def test_redundant_inputs_do_not_matter(features, operation):
    task = tasks.load("single_module", features=features, operation=operation, within="-2..2")
    assert len(task.features) == features
    for x, y in tables(task):
        assert x.shape == (1024, features)
        assert y == pytest.approx(OPERATIONS[operation](x), rel=1e-14)
        correlation = np.corrcoef(x, rowvar=False)[np.triu_indices(features, 1)]
        assert np.abs(correlation).max() < 0.15  # none repeats another


@every_operation
@pytest.mark.parametrize("within", ["-20..-10", "-2..2", "0.1..0.2", "1..2"])
def test_the_tolerance_is_the_error_of_inputs_that_are_wrong_in_the_fifth_digit(within, operation):
    task = tasks.load("single_module", within=within, operation=operation, features=4)
    x, y = task.x_extrapolation, task.y_extrapolation[:, 0]
    wrong = OPERATIONS[operation](x - 1e-5 * x)
    assert task.tolerance == pytest.approx(np.mean((wrong - y) ** 2), rel=1e-6)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("operation", "quotient", r"operation is sum or product, got 'quotient'"),
        ("operation", "Product", r"operation is sum or product, got 'Product'"),
        ("within", "1..3", r"within is one of -20\.\.-10, .*, 10\.\.20, got '1\.\.3'"),
        ("within", "1-2", r"within is one of .*got '1-2'"),
        ("features", 1, r"features is 2 or more, got 1"),
        ("features", 0, r"features is 2 or more, got 0"),
    ],
)
def test_a_wrong_option_of_the_single_module_task_is_refused(option, value, message):
    with pytest.raises(ValueError, match=message):
        tasks.load("single_module", **{option: value})


# ---- a polynomial ------------------------------------------------------------------------------


def monomials(x, degree):
    pairs = [(i, j) for i in range(degree + 1) for j in range(degree + 1) if i + j <= degree]
    return np.column_stack([x[:, 0] ** i * x[:, 1] ** j for i, j in pairs])


def from_the_middle(x):
    return np.sqrt((x[:, 0] - 0.5) ** 2 + (x[:, 1] - 0.5) ** 2)


@pytest.mark.parametrize("radius", [0.1, 0.25, 0.1**0.5, 0.5])
def test_a_polynomial_is_learned_outside_the_disc_and_judged_inside(radius):
    task = tasks.load("polynomial", radius=radius, samples=2000)
    assert task.x.shape == (2000, 2) and task.x_test.shape == (1024, 2)
    assert from_the_middle(task.x).min() >= radius > from_the_middle(task.x_test).max()
    assert task.x.min() >= 0 and task.x.max() <= 1
    assert task.x_extrapolation is None and task.y_extrapolation is None


def test_both_parts_of_the_square_are_filled_evenly():
    task = tasks.load("polynomial", radius=0.3, samples=3000)
    assert fills((from_the_middle(task.x_test) / 0.3) ** 2, 0, 1)
    ring = np.pi * (0.5**2 - 0.3**2) / (1 - np.pi * 0.3**2)
    assert np.mean(from_the_middle(task.x) < 0.5) == pytest.approx(ring, abs=0.03)
    for x in (task.x, task.x_test):
        corners = np.unique(x > 0.5, axis=0, return_counts=True)[1] / len(x)
        assert corners == pytest.approx(np.full(4, 0.25), abs=0.05)


@pytest.mark.parametrize(("degree", "count"), [(1, 3), (2, 6), (4, 15), (6, 28)])
def test_a_polynomial_has_its_degree_and_no_less(degree, count):
    task = tasks.load("polynomial", degree=degree)
    columns, fewer = monomials(task.x, degree), monomials(task.x, degree - 1)
    assert columns.shape == (600, count)
    coefficients = np.linalg.lstsq(columns, task.y[:, 0])[0]
    assert columns @ coefficients == pytest.approx(task.y[:, 0], abs=1e-11)
    inside = monomials(task.x_test, degree) @ coefficients
    assert inside == pytest.approx(task.y_test[:, 0], abs=1e-9)
    less = np.linalg.lstsq(fewer, task.y[:, 0])[0]
    assert np.std(fewer @ less - task.y[:, 0]) > 1e-4


def test_the_default_polynomial_has_degree_4_and_600_rows():
    plain, spelt_out = tasks.load("polynomial"), tasks.load("polynomial", degree=4, radius=0.25)
    assert plain.x.shape == (600, 2)
    assert np.array_equal(plain.x, spelt_out.x) and np.array_equal(plain.y_test, spelt_out.y_test)


def test_the_coefficients_are_normal():
    # The direction of a normal vector in space is uniform, and so is each of its coordinates
    # (Archimedes). The directions are what is left when the targets have been divided.
    directions = []
    for seed in range(300):
        task = tasks.load("polynomial", degree=1, samples=20, rng=seed)
        coefficients = np.linalg.lstsq(monomials(task.x, 1), task.y[:, 0])[0]
        directions.append(coefficients / np.linalg.norm(coefficients))
    for coordinate in np.transpose(directions):
        assert fills(coordinate, -1, 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_targets_of_a_polynomial_have_unit_spread(seed):
    task = tasks.load("polynomial", rng=seed)
    assert task.y.std() == pytest.approx(1, rel=1e-12)
    assert task.y_scale.tolist() == [1] and task.x_scale.tolist() == [1, 1]
    assert task.scale is None and task.tolerance is None and not task.measured


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("degree", 0, "degree must be at least 1, got 0"),
        ("degree", -2, "degree must be at least 1, got -2"),
        ("radius", 0.0, r"0\.01 <= radius <= 0\.5, got 0\.0"),
        ("radius", -0.1, r"0\.01 <= radius <= 0\.5, got -0\.1"),
        ("radius", 0.51, r"0\.01 <= radius <= 0\.5, got 0\.51"),
        ("radius", np.nan, r"0\.01 <= radius <= 0\.5, got nan"),
    ],
)
def test_a_wrong_option_of_the_polynomial_is_refused(option, value, message):
    with pytest.raises(ValueError, match=message):
        tasks.load("polynomial", **{option: value})


# ---- constant elasticity of substitution -------------------------------------------------------


def raw(task):
    """Return all tables of a task in units of the data."""
    pairs = (task.x, task.y), (task.x_test, task.y_test)
    return [(x * task.x_scale, y[:, 0] * task.y_scale) for x, y in pairs]


@pytest.mark.parametrize("rho", [1.0, 0.75, 0.5, 0.25, 1e-9, 0.0, -0.5, -3.0])
def test_ces_is_a_mean_of_powers(rho):
    task = tasks.load("ces", rho=rho, noise=0.0)
    for x, y in raw(task):
        if abs(rho) < 1e-6:
            expected = 20 * x[:, 0] ** 0.4 * x[:, 1] ** 0.6
        else:
            expected = 20 * (0.4 * x[:, 0] ** rho + 0.6 * x[:, 1] ** rho) ** (1 / rho)
        assert y == pytest.approx(expected, rel=1e-6)


def test_ces_has_units_as_measured_data_have_but_other_rows_for_each_seed():
    task, other = (tasks.load("ces", rng=seed) for seed in (0, 1))
    assert task.x.shape == (30, 2) and len(task.x_test) == 1024 and task.tolerance is None
    assert task.has_units and not task.measured and task.scale == "mean"
    assert task.x.mean(axis=0) == pytest.approx(1) and task.y.mean() == pytest.approx(1)
    assert (task.x * task.x_scale != other.x * other.x_scale).all()


def test_the_noise_of_ces_is_a_share_of_each_target_in_training_rows():
    clean, noisy = (tasks.load("ces", samples=4000, noise=noise) for noise in (0.0, 0.05))
    (x, y), (x_test, y_test) = raw(clean)
    (x_noisy, y_noisy), (x_test_noisy, y_test_noisy) = raw(noisy)
    assert x_noisy == pytest.approx(x) and x_test_noisy == pytest.approx(x_test)
    assert y_test_noisy == pytest.approx(y_test)
    share = y_noisy / y - 1
    assert share.std() == pytest.approx(0.05, rel=0.05) and abs(share.mean()) < 0.003
    small = y < np.median(y)
    assert share[small].std() == pytest.approx(share[~small].std(), rel=0.1)
    assert np.log(x).std(axis=0) == pytest.approx(0.7, rel=0.05)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("rho", 1.1, "rho is at most 1"),
        ("rho", np.nan, "rho is at most 1"),
        ("samples", 1, "is 2 to 10,000,000"),
        ("noise", -0.1, "noise is a share of each target"),
    ],
)
def test_a_wrong_option_of_ces_is_refused(option, value, message):
    with pytest.raises(ValueError, match=message):
        tasks.load("ces", **{option: value})


# ---- noise, sizes and seeds --------------------------------------------------------------------

NOISY = {
    "sum": {"low": 0.5, "high": 3.0},
    "product": {"features": 3},
    "sum_of_products": {},
    "product_of_sums": {"features": 5},
    "single_module": {"operation": "sum", "within": "10..20"},
    "polynomial": {"degree": 3},
}
every_law = pytest.mark.parametrize("name", NOISY)
TABLES = ("x", "y", "x_test", "y_test", "x_extrapolation", "y_extrapolation")


@every_law
@pytest.mark.parametrize("noise", [0.01, 0.3, 2.0])
def test_noise_is_the_share_asked_for_of_the_spread_of_the_targets(name, noise):
    exact, noisy = (
        tasks.load(name, rng=4, samples=4000, noise=share, **NOISY[name]) for share in (0.0, noise)
    )
    added = (noisy.y - exact.y)[:, 0] / exact.y.std()
    assert added.std() == pytest.approx(noise, rel=0.05)
    assert added.mean() == pytest.approx(0, abs=4 * noise / np.sqrt(4000))
    assert stats.kstest(added / noise, "norm").pvalue > 1e-3
    assert abs(np.corrcoef(added, exact.y[:, 0])[0, 1]) < 0.07


@every_law
def test_noise_is_in_the_training_targets_only(name):
    exact, noisy = (tasks.load(name, rng=4, noise=share, **NOISY[name]) for share in (0.0, 0.2))
    for each in TABLES:
        same = np.array_equal(getattr(exact, each), getattr(noisy, each))
        assert same == (each != "y")


@every_law
def test_under_noise_there_is_no_tolerance(name):
    exact, noisy = (tasks.load(name, noise=share, **NOISY[name]) for share in (0.0, 0.01))
    assert noisy.tolerance is None
    assert (exact.tolerance is None) == (name == "polynomial")


@pytest.mark.parametrize("name", sorted(set(NOISY) - {"polynomial"}))
def test_the_source_of_a_law_says_how_much_noise_there_is(name):
    assert tasks.load(name, noise=0.05).source == "an exact law, with 5% noise"
    assert tasks.load(name).source == "an exact law"


@every_law
@pytest.mark.parametrize("noise", [-0.1, np.nan])
def test_noise_that_is_no_share_is_refused(name, noise):
    with pytest.raises(ValueError, match=f"noise is a share .* 0 or more, got {noise}"):
        tasks.load(name, noise=noise)


@every_law
@pytest.mark.parametrize("samples", [8, 1500])
def test_a_law_is_judged_by_1024_rows_however_many_were_learned_from(name, samples):
    task = tasks.load(name, samples=samples, **NOISY[name])
    assert len(task.x) == len(task.y) == samples
    assert len(task.x_test) == len(task.y_test) == 1024
    assert name == "polynomial" or len(task.x_extrapolation) == len(task.y_extrapolation) == 1024


@every_law
@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_the_same_seed_draws_the_same_task(name, noise):
    first, second, other = (
        tasks.load(name, rng=seed, noise=noise, **NOISY[name]) for seed in (6, 6, 7)
    )
    for each in TABLES:
        if getattr(first, each) is not None:
            assert np.array_equal(getattr(first, each), getattr(second, each))
            assert not np.array_equal(getattr(first, each), getattr(other, each))
