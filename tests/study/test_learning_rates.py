"""Learning rates are chosen by the rule that the script names, on seeds of their own, for all models."""

import csv
import importlib
import inspect
import re
import shlex
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from minigrad import study, tasks
from minigrad.study.contenders import CONTROLS

DATA = Path(__file__).parents[2] / "figures" / "data"


@pytest.fixture
def rates(monkeypatch):
    """Return the script as a module."""
    monkeypatch.syspath_prepend(DATA)
    return importlib.import_module("learning_rates")


@pytest.fixture
def commands():
    """Return the words of each recorded study by gradient descent, from its task on."""
    text = (DATA / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^minigrad compare .* --recipe first .*$", text, re.M)
    return [shlex.split(line)[2:] for line in lines]


def test_a_study_takes_for_every_model_the_rate_that_was_chosen(commands):
    with open(DATA / "learning_rates.csv", newline="", encoding="utf-8") as file:
        chosen = {(row["study"], row["model"]): row["chosen"] for row in csv.DictReader(file)}
    for command in commands:
        given = dict(pairwise(command))
        rates = dict(rate.split("=") for rate in given["--lr"].split(","))
        models = [m for m in given["--models"].split(",") if m not in CONTROLS]
        assert rates == {model: chosen[command[0], model] for model in models}


def test_rates_are_chosen_with_as_many_steps_as_a_study_has(commands, rates):
    default = inspect.signature(study.first_order).parameters["steps"].default
    steps = {}  # of the first study of each task; in another one, tanh has as much time as AddMul
    for command in commands:
        steps.setdefault(command[0], int(dict(pairwise(command)).get("--steps", default)))
    assert steps == {name: of_study[0] for name, of_study in rates.STUDIES.items()}


def test_seeds_are_not_those_of_studies(rates):
    for _, seeds, conditions, _ in rates.STUDIES.values():
        assert rates.FIRST_SEED == 100 and rates.FIRST_SEED + seeds <= 500 and conditions


@pytest.mark.parametrize(
    ("found", "errors", "chosen"),
    [([0, 2, 1], [0.1, 0.5, 0.2], 1), ([2, 2, 1], [0.3, 0.2, 0.1], 1), ([0, 0, 0], [3, 2, 1], 2)],
)
def test_most_laws_and_then_the_least_error_decide(found, errors, chosen, rates):
    results = dict(enumerate(zip(found, errors, strict=True)))
    assert rates.best(results) == chosen


def test_a_rate_is_judged_by_laws_found_and_the_median_error(rates):
    conditions = [{"operation": "sum"}, {"operation": "product"}]
    found, error = rates.trained("single_module", "nau", 0.1, 300, 3, conditions)
    errors = []
    for operation in ("sum", "product"):
        for seed in (100, 101, 102):
            task = tasks.load("single_module", operation=operation, rng=seed)
            rng = np.random.default_rng((seed, 1))
            model = study.contenders(["nau"])["nau"](task, rng)
            study.first_order(model, task, rng, steps=300, lr=0.1)
            wrong = model(task.x_test).data - task.y_test
            errors.append(np.sqrt(np.mean(wrong**2)) / task.y_test.std())
    assert found == 3 and error == pytest.approx(np.median(errors))


def test_what_a_model_cannot_take_is_left_out_and_a_failure_counts(rates, monkeypatch):
    negative = {"operation": "sum", "within": "-2..2"}
    positive = {"operation": "sum", "within": "1..2"}
    alone, both = (
        rates.trained("single_module", "addmul", 0.1, 20, 1, conditions)
        for conditions in ([positive], [negative, positive])
    )
    assert alone == both

    def failing(model, task, rng, **options):
        raise FloatingPointError("the loss became inf")

    monkeypatch.setattr(study, "first_order", failing)
    assert rates.trained("single_module", "nau", 0.1, 20, 1, [positive]) == (0, np.inf)
