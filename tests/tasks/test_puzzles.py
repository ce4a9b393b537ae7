import pickle
from itertools import product

import numpy as np
import pytest
from scipy import stats

from minigrad import tasks

# ---- pattern shift -----------------------------------------------------------------------------


def pairs(task):
    return ((task.x, task.y), (task.x_test, task.y_test))


@pytest.mark.parametrize("length", [2, 3, 8, 13])
def test_a_signal_is_rolled_by_the_place_of_the_one(length):
    task = tasks.load("pattern_shift", length=length, samples=300)
    for x, y in pairs(task):
        signal, shift = x[:, :length], x[:, length:]
        assert np.array_equal(np.sort(shift, axis=1), np.eye(length)[[-1] * len(x)])
        for row, one, rolled in zip(signal, shift, y, strict=True):
            assert np.array_equal(np.roll(row, np.flatnonzero(one)[0]), rolled)


@pytest.mark.parametrize("length", [2, 3, 8, 13])
def test_a_shift_is_a_product_in_fourier_space(length):
    task = tasks.load("pattern_shift", length=length, samples=300)
    for x, y in pairs(task):
        signal, shift = np.fft.fft(x[:, :length]), np.fft.fft(x[:, length:])
        assert np.fft.ifft(signal * shift) == pytest.approx(y, abs=1e-13)


def test_signals_are_uniform_and_every_shift_is_as_frequent():
    task = tasks.load("pattern_shift")
    assert task.x.shape == (4096, 16) and task.y.shape == (4096, 8)
    assert task.x_test.shape == (1024, 16) and task.y_test.shape == (1024, 8)
    assert stats.kstest(task.x[:, :8].ravel(), "uniform", (-1, 2)).pvalue > 1e-3
    assert stats.chisquare(task.x[:, 8:].sum(axis=0)).pvalue > 1e-3
    assert stats.chisquare(task.x_test[:, 8:].sum(axis=0)).pvalue > 1e-3


def test_the_columns_of_a_pattern_shift_have_names():
    task = tasks.load("pattern_shift", length=3, samples=50)
    assert task.features == ("signal0", "signal1", "signal2", "shift0", "shift1", "shift2")
    assert task.targets == ("shifted0", "shifted1", "shifted2")
    assert "Urban" in task.source and task.tolerance is None and not task.measured


@pytest.mark.parametrize("samples", [60, 1500])
def test_a_puzzle_is_judged_by_1024_rows_however_many_were_learned_from(samples):
    for name in ("pattern_shift", "missing"):
        task = tasks.load(name, samples=samples)
        assert len(task.x) == len(task.y) == samples
        assert len(task.x_test) == len(task.y_test) == 1024


@pytest.mark.parametrize("length", [1, 0, -3])
def test_a_signal_that_cannot_be_shifted_is_refused(length):
    with pytest.raises(ValueError, match=f"length 2 or more, got {length}"):
        tasks.load("pattern_shift", length=length)


@pytest.mark.parametrize("name", ["pattern_shift", "missing"])
def test_the_same_seed_draws_the_same_puzzle(name):
    first, second, other = (tasks.load(name, rng=seed) for seed in (1, 1, 2))
    for each in ("x", "y", "x_test", "y_test"):
        assert np.array_equal(getattr(first, each), getattr(second, each))
        assert not np.array_equal(getattr(first, each), getattr(other, each))
    assert not np.array_equal(first.x[:1024], first.x_test)


# ---- missing inputs ----------------------------------------------------------------------------

ROWS = 20_000


def law(x):
    return x[:, 0] * x[:, 1] + x[:, 2] * x[:, 3]


def best_prediction(x, mean):
    """Average the law over inputs that were not seen: they are independent of all others."""
    seen = [np.where(mask == 2, mean, value) for value, mask in zip(x.T[:4], x.T[4:], strict=True)]
    return seen[0] * seen[1] + seen[2] * seen[3]


def test_missing_has_four_inputs_and_a_mask_for_each():
    task = tasks.load("missing")
    assert task.features == ("x1", "x2", "x3", "x4", "mask1", "mask2", "mask3", "mask4")
    assert task.x.shape == (1024, 8) and task.y.shape == (1024, 1)
    assert task.tolerance is None and not task.measured and task.source


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.8])
def test_inputs_are_absent_at_the_rate_asked_for_and_independently(rate):
    task = tasks.load("missing", rate=rate, samples=ROWS)
    for x, tolerance in ((task.x, 0.012), (task.x_test, 0.05)):
        absent = x[:, 4:] == 2
        assert absent.mean(axis=0) == pytest.approx(np.full(4, rate), abs=tolerance)
        between = np.corrcoef(absent, rowvar=False)[np.triu_indices(4, 1)]
        assert np.abs(between).max() < 0.1


def test_by_default_three_of_ten_inputs_between_a_half_and_5_halves_are_absent():
    task = tasks.load("missing", samples=ROWS)
    absent = task.x[:, 4:] == 2
    assert absent.mean() == pytest.approx(0.3, abs=0.01)
    there = task.x[:, :4][~absent]
    assert stats.kstest(there, "uniform", (0.5, 2.0)).pvalue > 1e-3


def test_an_absent_input_is_1_and_its_mask_2_and_other_masks_are_1():
    task = tasks.load("missing", low=3.0, high=5.0)
    for x in (task.x, task.x_test):
        values, masks = x[:, :4], x[:, 4:]
        assert set(np.unique(masks)) == {1, 2}
        assert np.all(values[masks == 2] == 1)
        assert values[masks == 1].min() >= 3 and values[masks == 1].max() <= 5


def test_where_nothing_is_absent_all_targets_are_the_law():
    task = tasks.load("missing")
    for x, y in pairs(task):
        whole = (x[:, 4:] == 1).all(axis=1)
        assert whole.sum() > 150
        assert y[whole, 0] == pytest.approx(law(x[whole]), rel=1e-14)


def test_training_targets_are_those_of_the_complete_inputs():
    task = tasks.load("missing", samples=ROWS, low=0.5, high=2.5)
    x, y = task.x, task.y[:, 0]
    alone = (x[:, 4:] == [2, 1, 1, 1]).all(axis=1)
    x1 = (y[alone] - x[alone, 2] * x[alone, 3]) / x[alone, 1]
    assert stats.kstest(x1, "uniform", (0.5, 2.0)).pvalue > 1e-3
    assert abs(np.corrcoef(x1, x[alone, 1])[0, 1]) < 0.1
    # Nothing is seen of the inputs where all are absent, but they were not all the same.
    nothing = (x[:, 4:] == 2).all(axis=1)
    assert y[nothing].std() > 1


@pytest.mark.parametrize(("low", "high"), [(0.5, 2.5), (1.0, 5.0)])
def test_test_targets_are_the_conditional_means(low, high):
    mean = (low + high) / 2
    task = tasks.load("missing", rate=0.5, low=low, high=high)
    x, y = task.x_test, task.y_test[:, 0]
    assert y == pytest.approx(best_prediction(x, mean), rel=1e-14)
    nothing = (x[:, 4:] == 2).all(axis=1)
    assert nothing.sum() > 30
    assert y[nothing] == pytest.approx(np.full(nothing.sum(), 2 * mean**2), rel=1e-14)


def test_training_targets_scatter_around_the_conditional_means():
    task = tasks.load("missing", rate=0.5, samples=ROWS, rng=1)
    x, y = task.x, task.y[:, 0]
    scatter = y - best_prediction(x, 1.5)
    for pattern in product([1, 2], repeat=4):
        rows = (x[:, 4:] == pattern).all(axis=1)
        there = scatter[rows]
        assert abs(there.mean()) < 4 * there.std() / np.sqrt(rows.sum()) + 1e-14
        if 2 not in pattern:
            continue
        assert there.std() > 0.3
        for j in np.flatnonzero(np.array(pattern) == 1):  # nor is it explained by what is seen
            assert abs(np.corrcoef(there, x[rows, j])[0, 1]) < 4 / np.sqrt(rows.sum())


def test_the_best_prediction_is_a_network_of_products():
    task = tasks.load("missing", low=0.5, high=2.5)
    x1, x2, x3, x4, m1, m2, m3, m4 = task.x_test.T
    w = np.log2(1.5)
    y = x1 * x2 * (m1 * m2) ** w + x3 * x4 * (m3 * m4) ** w
    assert y == pytest.approx(task.y_test[:, 0], rel=1e-13)


def test_if_nothing_is_absent_there_are_no_masks_and_the_law_is_exact():
    task = tasks.load("missing", rate=0)
    assert task.features == ("x1", "x2", "x3", "x4")
    for x, y in pairs(task):
        assert x.shape == (1024, 4)
        assert np.array_equal(y[:, 0], law(x))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": -0.1}, r"0 <= rate < 1, got -0\.1"),
        ({"rate": 1.0}, r"0 <= rate < 1, got 1\.0"),
        ({"rate": np.nan}, r"0 <= rate < 1, got nan"),
        ({"low": 0.0}, r"low > 0 and high, got 0\.0 and 2\.5"),
        ({"low": 2.0, "high": 2.0}, r"low > 0 and high, got 2\.0 and 2\.0"),
        ({"low": 3.0}, r"low > 0 and high, got 3\.0 and 2\.5"),
        ({"high": np.nan}, r"low > 0 and high, got 0\.5 and nan"),
    ],
    ids=str,
)
def test_a_wrong_option_of_missing_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        tasks.load("missing", **options)


# ---- drawing by seed ---------------------------------------------------------------------------

DRAWN = [
    ("product", {"features": 3, "noise": 0.1}),
    ("single_module", {"within": "-2..2"}),
    ("polynomial", {"degree": 2}),
    ("missing", {"rate": 0.1}),
    ("moons", {"noise": 0.2}),
    ("cement", {"features": ["x1_pct", "x2_pct"]}),
]


@pytest.mark.parametrize(("name", "options"), DRAWN)
def test_a_sampler_draws_what_load_returns_in_another_process_too(name, options):
    draw = tasks.sampler(name, **options)
    for sampler in (draw, pickle.loads(pickle.dumps(draw))):
        for seed in (0, 7):
            drawn, loaded = sampler(seed), tasks.load(name, rng=seed, **options)
            assert drawn.name == name and drawn.features == loaded.features
            for each in ("x", "y", "x_test", "y_test", "x_extrapolation", "y_extrapolation"):
                one, other = getattr(drawn, each), getattr(loaded, each)
                assert (one is None and other is None) or np.array_equal(one, other)


def test_a_sampler_draws_anew_for_every_seed_and_the_same_for_the_same():
    draw = tasks.sampler("sum", samples=20)
    first, second, again = draw(1).x, draw(2).x, draw(1).x
    assert np.array_equal(first, again) and not np.isin(first, second).any()


@pytest.mark.parametrize(
    ("name", "options", "error", "message"),
    [
        ("prodct", {}, ValueError, "did you mean 'product'"),
        ("product", {"rate": 0.3}, TypeError, "rate"),
        ("missing", {"rate": 2}, ValueError, "got 2"),
    ],
)
def test_what_load_refuses_a_sampler_refuses_too(name, options, error, message):
    with pytest.raises(error, match=message):
        tasks.sampler(name, **options)(0)


# ---- leaving rows out --------------------------------------------------------------------------

BOOLEAN = np.isin(np.arange(13), [3, 12])
WAYS = {"list": [3, 12], "negative": [-10, -1], "array": np.array([12, 3]), "mask": BOOLEAN}


@pytest.mark.parametrize("index", WAYS.values(), ids=WAYS)
def test_rows_left_out_become_test_data_in_the_scale_of_the_others(index):
    raw, task = tasks.load("cement", scale=None), tasks.load("cement").without(index)
    kept = np.delete(raw.x, [3, 12], axis=0), np.delete(raw.y, [3, 12], axis=0)
    means = kept[0].mean(axis=0), kept[1].mean(axis=0)
    assert task.x_scale == pytest.approx(means[0]) and task.y_scale == pytest.approx(means[1])
    assert task.x == pytest.approx(kept[0] / means[0])
    assert task.y == pytest.approx(kept[1] / means[1])
    assert task.x_test == pytest.approx(raw.x[[3, 12]] / means[0])
    assert task.y_test == pytest.approx(raw.y[[3, 12]] / means[1])
    assert task.scale == "mean" and task.measured and task.features == raw.features


@pytest.mark.parametrize("name", ["trees", "delivery", "stormer", "cement", "planets"])
def test_the_scale_of_every_row_left_out_leads_back_to_the_book(name):
    raw, task = tasks.load(name, scale=None), tasks.load(name)
    for i in range(len(raw.x)):
        left = task.without(i)
        assert len(left.x) == len(raw.x) - 1 and len(left.x_test) == len(left.y_test) == 1
        assert left.x_test[0] * left.x_scale == pytest.approx(raw.x[i], rel=1e-14)
        assert left.y_test[0] * left.y_scale == pytest.approx(raw.y[i], rel=1e-14)
        assert left.x * left.x_scale == pytest.approx(np.delete(raw.x, i, axis=0), rel=1e-14)
        assert left.y * left.y_scale == pytest.approx(np.delete(raw.y, i, axis=0), rel=1e-14)


@pytest.mark.parametrize("row", [0, 9])
def test_nothing_of_a_row_left_out_leaks_into_the_training_tables(row, tmp_path):
    raw = tasks.load("trees", scale=None)
    left = []
    for factor in (1.0, 7.0):
        values = np.hstack([raw.x, raw.y])
        values[row] *= factor
        file = tmp_path / "trees.csv"
        np.savetxt(file, values, delimiter=",", header="girth,height,volume", comments="")
        left.append(tasks.Task.from_csv(file).without([row]))
    one, other = left
    for each in ("x", "y", "x_scale", "y_scale"):
        assert getattr(one, each) == pytest.approx(getattr(other, each), rel=1e-13)
    assert other.x_test == pytest.approx(7 * one.x_test)
    assert other.y_test == pytest.approx(7 * one.y_test)


def test_rows_left_out_of_a_task_without_scale_stay_as_they_are():
    raw = tasks.load("delivery", scale=None)
    left = raw.without(slice(0, 5))
    assert np.array_equal(left.x, raw.x[5:]) and np.array_equal(left.y_test, raw.y[:5])
    assert np.array_equal(left.x_test, raw.x[:5]) and np.array_equal(left.y, raw.y[5:])
    assert set(left.x_scale) == {1.0} and left.scale is None


def test_rows_left_out_take_the_place_of_the_test_data_and_leave_the_task_alone():
    task = tasks.load("product", samples=30)
    before = task.x.copy(), task.x_test.copy()
    left = task.without([2, 5])
    assert np.array_equal(left.x_test, task.x[[2, 5]]) and len(left.x) == 28
    assert np.array_equal(left.x_extrapolation, task.x_extrapolation)
    assert left.tolerance == task.tolerance
    assert np.array_equal(task.x, before[0]) and np.array_equal(task.x_test, before[1])


def test_leaving_rows_out_twice_forgets_them_both_times():
    twice, raw = tasks.load("planets").without(7).without(0), tasks.load("planets", scale=None)
    assert twice.x_scale == pytest.approx(raw.x[1:7].mean(axis=0))
    assert twice.x_test[0] * twice.x_scale == pytest.approx(raw.x[0], rel=1e-14)


@pytest.mark.parametrize("index", [31, [0, 99], -32])
def test_a_row_that_is_not_there_cannot_be_left_out(index):
    with pytest.raises(IndexError):
        tasks.load("trees").without(index)
