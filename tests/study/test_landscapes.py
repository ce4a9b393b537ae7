"""False minima are counted right, and a landscape is that of the formula."""

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

DATA = Path(__file__).parents[2] / "figures" / "data"
HEIGHTS = st.lists(st.integers(0, 5), min_size=2, max_size=12)


@pytest.fixture(scope="module")
def landscapes():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DATA)
        import landscapes

        yield landscapes


@given(HEIGHTS)
def test_a_false_minimum_is_a_point_or_a_plain_with_higher_ones_behind_it(landscapes, heights):
    plains = [height for height, _ in groupby(heights)]  # neighbours of one height are one place
    expected = [
        here
        for before, here, behind in zip([9, *plains], plains, plains[1:], strict=False)
        if before > here < behind
    ]
    found = landscapes.false_minima(np.array(heights, float), rounding=0.5)
    assert [heights[i] for i in found] == expected


def test_ripples_of_rounding_are_no_minima(landscapes):
    fall = np.linspace(1.0, 0.0, 101)
    ripple = 1e-5 * np.sin(40 * np.arange(101))
    assert landscapes.false_minima(fall, 1e-20) == []
    assert landscapes.false_minima(fall * (1 + ripple), 1e-20) == []
    assert landscapes.false_minima(np.abs(1e-22 * ripple), 1e-20) == []
    assert landscapes.false_minima(fall + (np.arange(101) == 30), 1e-20) == [29]


def test_held_weights_give_the_loss_of_the_formula(landscapes):
    case = "linear-log", "1..2", "0.5 2", "product"
    task, w = landscapes.law_of(*case[1:])
    loss, n, square = landscapes.landscape(*case, "held")
    assert n[0] == 0 and n[-1] == 1 and loss[-1] < 1e-25
    assert loss[0] == pytest.approx(np.mean((task.x @ w - np.prod(task.x**w, axis=1)) ** 2))
    assert square == pytest.approx(np.mean(np.prod(task.x**w, axis=1) ** 2))


def test_refitted_weights_fit_at_least_as_well_and_at_the_sum_as_a_regression(landscapes):
    case = "kneser", "1..2", "1 1", "product"
    held, refitted = (landscapes.landscape(*case, how)[0] for how in ("held", "refitted"))
    assert np.all(refitted <= held + 1e-18)
    task, _ = landscapes.law_of(*case[1:])
    residual = task.y - task.x @ np.linalg.lstsq(task.x, task.y)[0]
    assert refitted[0] == pytest.approx(np.mean(residual**2))
