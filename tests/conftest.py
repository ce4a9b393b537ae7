"""What several test files share."""

import copy
import gc
import os
from functools import cache

import pytest

from minigrad import nn, tasks, train

os.environ["MPLBACKEND"] = "Agg"  # no test opens a window


@cache
def train_neuron(name):
    task, neuron = tasks.load(name), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    history = train.fit(neuron, task, lr=0.01, rng=0)
    return task, neuron, history


@pytest.fixture(scope="session")
def trained():
    """Return a function: the name of a measured task -> task, trained neuron, history."""
    return lambda name: copy.deepcopy(train_neuron(name))


@pytest.fixture
def no_garbage_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()
