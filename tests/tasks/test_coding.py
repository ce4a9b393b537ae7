"""0/1 columns: what a neuron sees of them, and what it makes of them."""

import numpy as np
import pytest

from minigrad import nn, study, tasks, train
from minigrad.tasks.coding import decode, encode

AGE = np.array([2.0, 5, 3, 8, 6, 9, 4, 7, 1, 10])
SMOKER = np.array([0.0, 1, 1, 0, 1, 0, 0, 1, 1, 0])


def task_of(y, **options):
    x = np.column_stack([AGE, SMOKER])
    options = {"features": ["age", "smoker"], "coded": ["smoker"], **options}
    return tasks.Task.from_arrays(x, y, **options)


def test_coding_and_back_is_exact():
    x = np.column_stack([AGE, SMOKER])
    seen = encode(x, ("age", "smoker"), ("smoker",))
    assert seen[:, 0].tolist() == AGE.tolist()
    assert seen[:, 1].tolist() == np.where(SMOKER == 1, np.e, 1.0).tolist()
    assert decode(seen, ("age", "smoker"), ("smoker",)).tolist() == x.tolist()


def test_another_number_in_a_coded_column_is_named_by_row():
    with pytest.raises(
        ValueError, match=r"'smoker' is coded and may hold only 0 and 1.*is 2 in row 3"
    ):
        encode(np.array([[0.0], [1.0], [2.0]]), ("smoker",), ("smoker",))


def test_a_coded_column_that_does_not_exist_is_answered_with_the_nearest_name():
    with pytest.raises(ValueError, match=r"no feature 'smokr' \(did you mean 'smoker'"):
        task_of(AGE, coded=["smokr"])


def test_a_gap_in_a_coded_column_stays_a_gap():
    assert np.isnan(encode(np.array([[np.nan]]), ("smoker",), ("smoker",))[0, 0])


def test_as_seen_and_in_units_are_inverses():
    task = task_of(AGE).divided_by_means()
    raw = np.column_stack([AGE, SMOKER])
    assert task.as_seen(raw) == pytest.approx(task.x, rel=1e-15)
    assert task.in_units(task.x) == pytest.approx(raw, rel=1e-14, abs=1e-14)
    assert task.in_units(task.x)[:, 1].tolist() == SMOKER.tolist()


def test_test_and_extrapolation_data_are_coded_as_well():
    raw = np.column_stack([AGE, SMOKER])
    task = task_of(
        AGE, x_test=raw[:2], y_test=AGE[:2], x_extrapolation=raw[2:], y_extrapolation=AGE[2:]
    )
    assert task.x_test[:, 1].tolist() == [1, np.e] and task.x_extrapolation[0, 1] == np.e


def is_coded_and_not_divided(task):
    return task.x_scale[1] == 1 and set(task.x[:, 1]) <= {1.0, np.e} and task.coded == ("smoker",)


def test_no_operation_divides_a_coded_column():
    task = task_of(AGE**2).divided_by_means()
    assert is_coded_and_not_divided(task)
    assert is_coded_and_not_divided(task.rows([0, 1, 2, 5]))
    assert is_coded_and_not_divided(task.without([0]))
    assert task.without([1]).x_test[0, 1] == np.e
    assert is_coded_and_not_divided(task.divided_by([3.0, 1.0], [2.0]))
    with pytest.raises(ValueError, match="'smoker' holds 0 and 1 and has no unit: divide it by 1"):
        task.divided_by([3.0, 2.0], [2.0])


def test_a_coded_column_beside_large_numbers_is_no_matter_of_scale():
    x = np.column_stack([AGE * 1e6, SMOKER])
    tasks.Task.from_arrays(x, AGE * 1e6, features=["a", "b"], coded=["b"])  # no warning
    with pytest.warns(UserWarning, match="wildly different scales"):
        tasks.Task.from_arrays(x, AGE * 1e6)


def test_at_n_0_a_coded_column_is_a_summand():
    """y = 3·age + 7·smoker + 2, so the weight is 7/(e - 1), and the bias is short of it."""
    task = task_of(3 * AGE + 7 * SMOKER + 2)
    neuron = nn.AddMul(2, 1, bias=True, learn_n=False, rng=0)
    train.least_squares(neuron, task)
    age, smoker = neuron.weight.data[0]
    assert age == pytest.approx(3) and smoker * (np.e - 1) == pytest.approx(7)
    assert neuron.bias.item() + smoker == pytest.approx(2)


def test_at_n_1_a_coded_column_is_a_factor():
    """y = 2·age³·5^smoker, so the weight is log 5."""
    task = task_of(2 * AGE**3 * 5**SMOKER)
    neuron = nn.AddMul(2, 1, n=1.0, bias=True, learn_n=False, rng=0)
    neuron.weight.data[:], neuron.bias.data[:] = [[2.5, 1.0]], 1.0
    train.least_squares(neuron, task)
    assert np.exp(neuron.weight.data[0]) == pytest.approx([np.exp(3), 5])
    assert np.exp(neuron.bias.item()) == pytest.approx(2)


@pytest.mark.parametrize("n", [0.0, 1.0])
def test_a_saved_model_codes_what_it_is_given(n, tmp_path):
    y = 3 * AGE + 7 * SMOKER + 2 if n == 0 else 2 * AGE * 5**SMOKER
    task = task_of(y).divided_by_means()
    neuron = nn.AddMul(2, 1, n=n, bias=True, learn_n=False, rng=0)
    train.warm_start(neuron, task)
    train.least_squares(neuron, task)
    train.save_model(tmp_path / "model.npz", neuron, task)
    saved = train.load_model(tmp_path / "model.npz")
    assert saved.coded == ("smoker",)
    assert saved.low.tolist() == [1, 0] and saved.high == pytest.approx([10, 1])
    new = [[5.0, 0.0], [5.0, 1.0]]
    expected = [17, 24] if n == 0 else [10, 50]
    assert saved.predict(new)[:, 0] == pytest.approx(expected, rel=1e-6)
    with pytest.raises(
        ValueError, match=r"'smoker' is coded and may hold only 0 and 1.*is 0\.5 in row 2"
    ):
        saved.predict([[5.0, 0.0], [5.0, 0.5]])


def test_a_product_takes_the_0_of_a_coded_column(tmp_path):
    task = task_of(2 * AGE * 5**SMOKER)
    product = nn.Product(2, 1, bias=True)
    product.weight.data[:], product.bias.data[:] = [[1.0, np.log(5)]], np.log(2)
    train.save_model(tmp_path / "model.npz", product, task)
    saved = train.load_model(tmp_path / "model.npz")
    assert saved.predict([[5.0, 0.0], [5.0, 1.0]])[:, 0] == pytest.approx([10, 50])
    with pytest.raises(ValueError, match=r"'age' has 1 of 2 values that are not positive \(row 2"):
        saved.predict([[5.0, 0.0], [0.0, 1.0]])


def test_a_sum_is_told_in_the_units_of_the_data():
    task = task_of(3 * AGE + 7 * SMOKER + 2).divided_by_means()
    line = nn.Linear(2, 1, rng=0)
    train.least_squares(line, task)
    factors, constant = task.sum_in_units(line.weight.data[0], line.bias.item())
    assert factors == pytest.approx([3, 7]) and constant == pytest.approx(2)


def test_leaving_out_and_comparing_take_coded_columns():
    task = task_of(3 * AGE + 7 * SMOKER + 2 + 0.1 * np.sin(AGE)).divided_by_means()
    design = np.column_stack([AGE, SMOKER, np.ones(10)])
    hat = design @ np.linalg.pinv(design)
    y = task.y[:, 0] * task.y_scale
    left_out = (y - hat @ y) / (1 - np.diag(hat))  # the closed form for a straight line
    expected = np.sqrt(np.mean(left_out**2))
    assert study.leave_out(nn.Linear(2, 1, rng=0), task) == pytest.approx(expected, rel=1e-6)
