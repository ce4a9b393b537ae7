"""Models, recipes and tasks of a few milliseconds, which other processes can import."""

import json
import os
import re
import signal
import time
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np

from minigrad import nn, study, tasks

least_squares = partial(study.second_order, restarts=1)


def line(task, rng):
    return nn.Linear(task.x.shape[1], task.y.shape[1], rng=rng)


def neuron(task, rng):
    return nn.AddMul(task.x.shape[1], task.y.shape[1], rng=rng)


def slow_line(milliseconds):
    """Return a line whose training takes at least so long."""
    return study.Contender(line, partial(wait_and_train, milliseconds=milliseconds))


def wait_and_train(model, task, rng, *, milliseconds):
    time.sleep(milliseconds / 1000)
    least_squares(model, task, rng)


def mortal_line(diary, deadly):
    """Return a line that kills its process the first time that so many trainings have begun."""
    return study.Contender(line, partial(train_or_die, diary=str(diary), deadly=deadly))


def train_or_die(model, task, rng, *, diary, deadly):
    with open(diary, "a") as file:
        file.write(".")
    if os.path.getsize(diary) == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    least_squares(model, task, rng)


class Counted:
    """A recipe that counts how often it was asked, and stays the same recipe."""

    counts: ClassVar[dict] = {}  # not in an attribute, since those are a part of what it is

    def __init__(self):
        self.trained = 0

    @property
    def trained(self):
        return self.counts[id(self)]

    @trained.setter
    def trained(self, count):
        self.counts[id(self)] = count

    def __call__(self, model, task, rng):
        self.trained += 1
        least_squares(model, task, rng)


def numbered(rows):
    """Return a task whose first column is the number of the row."""
    rng = np.random.default_rng(0)
    x = np.column_stack([np.arange(1.0, rows + 1), rng.uniform(1, 2, rows)])
    return tasks.Task.from_arrays(x, x.sum(axis=1) + rng.normal(0, 0.1, rows))


def noisy_sum(rows=6, seed=0, **options):
    """Return a task without test data, whose rows are nearly sums."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 2, (rows, 2))
    return tasks.Task.from_arrays(x, x.sum(axis=1) + rng.normal(0, 0.1, rows), **options)


def told_of(result):
    """Return the summary without what depends on the time it took."""
    return re.sub(r"One training took between .* of a processor\. ", "", result.summary())


def lines_of(path):
    return [json.loads(text) for text in Path(path).read_text().splitlines()]


def told(records):
    """Return what records say but for the time it took, by what they are about; each once."""
    by_name = {}
    for record in records:
        name = tuple(record[k] for k in ("model", "seed", "fold", "repeat"))
        assert name not in by_name, f"{name} is there twice"
        by_name[name] = {k: value for k, value in record.items() if k != "seconds"}
    return by_name
