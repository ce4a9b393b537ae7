"""Trainings of every kind: no nan from any start, in any range that the kind allows."""

import warnings

import numpy as np
import pytest

from minigrad import nn, tasks, train
from minigrad.study import found_law
from minigrad.tasks.laws import RANGES
from minigrad.transitions import KINDS, transition

STARTS = (0.0, 0.5, 1.0, "random")
NEW = ("linear-log", "box-cox")
operations = pytest.mark.parametrize("operation", ["sum", "product"])


def trainings(kind, operation, steps):
    """Train from every start in every range that the kind allows; yield history and parameters."""
    for within in RANGES:
        task = tasks.load("single_module", operation=operation, within=within, rng=0)
        if task.x.min() <= 0 and not transition(kind).any_sign:
            continue
        for start in STARTS:
            neuron = nn.AddMul(2, 1, kind=kind, n=start, rng=0)
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # a step that has to be taken back is one
                history = train.fit(neuron, task, steps=steps, rng=0)
            yield history, neuron


def are_finite(history, neuron):
    return np.isfinite(history.loss).all() and all(
        np.isfinite(p.data).all() for p in neuron.parameters()
    )


@operations
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "schroeder"])
def test_no_training_meets_nan_in_its_first_steps(kind, operation):
    found = [are_finite(*trained) for trained in trainings(kind, operation, steps=60)]
    assert all(found) and len(found) == (36 if kind == "linear-log" else 16)


@pytest.mark.slow
@operations
@pytest.mark.parametrize("kind", NEW)
def test_no_whole_training_meets_nan(kind, operation):
    assert all(are_finite(*trained) for trained in trainings(kind, operation, steps=2000))


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_linear_log_finds_the_sum_of_numbers_of_any_sign(start):
    task = tasks.load("single_module", operation="sum", within="-2..2", rng=500)
    neuron = nn.AddMul(2, 1, kind="linear-log", n=start, rng=500)
    train.fit(neuron, task, rng=500)
    assert found_law(neuron, task)


@operations
@pytest.mark.parametrize("kind", NEW)
def test_least_squares_and_snap_work_with_it(kind, operation):
    task = tasks.load(operation)
    neuron = nn.AddMul(2, 1, kind=kind, n=0.6, rng=0)
    train.least_squares(neuron, task)
    exact = train.snap(neuron, task)
    assert exact.n.item() == (operation == "product") and found_law(exact, task)
