"""An honest comparison."""

from functools import cache

import numpy as np
from hidden import by_hand, near, task

import minigrad as mg

KINDS = {"add": "sum", "multiply": "product", "hill": "hill"}
FRESH = "x = np.random.default_rng(7).uniform(0.4, 1.6, (1000, 2))"  # rows for the better model


@cache
def errors_on(table):
    models = {
        "line": mg.nn.Linear(2, 1, rng=0),
        "power law": mg.nn.Product(2, 1, bias=True, rng=0),
        0.0: mg.nn.AddMul(2, 1, n=0.0, bias=True, rng=0),
        1.0: mg.nn.AddMul(2, 1, n=1.0, bias=True, rng=0),
    }
    for model in models.values():
        mg.train.warm_start(model, table)
        mg.train.least_squares(model, table)
    starts = [models.pop(0.0), models.pop(1.0)]
    models["neuron"] = min(starts, key=lambda neuron: mg.study.error(neuron, table, "train"))
    return {name: mg.study.error(model, table, "test") for name, model in models.items()}


@task("3.1", 6, "errors")
def nine_errors(answer, given):
    for name, table in given.tables.items():
        right = {
            model: near(answer[0][name][model], error, 0.0006 + 0.02 * error)
            for model, error in errors_on(table).items()
        }
        yield 1, right["line"] and right["power law"], f"the errors of line and power law on {name}"
        yield 1, right["neuron"], f"the error of the neuron on {name}"


@task("3.2", 3, "kinds")
def which_is_which(answer, given):
    for name, law in zip("ABC", given.laws, strict=True):
        yield 1, str(answer[0][name]).strip().lower() == KINDS[law.__name__], f"what {name} is"


@task("3.3", 4, "better", ask=f"{FRESH}; answer = better(x)")
def hill_is_found(answer, given):
    exec(FRESH, names := {"np": np})
    table = dict(zip(given.laws, given.tables.values(), strict=True))[given.hill]
    unit = given.hill(np.vstack([table.x, table.x_test])).mean()
    wrong_by = np.mean((np.ravel(answer) - given.hill(names["x"]) / unit) ** 2) ** 0.5
    least = min(errors_on(table).values())
    yield 2, wrong_by < 0.8 * least, "an error below 0.8 times the smallest of the three models"
    yield 2, wrong_by < 0.6 * least, "an error below 0.6 times the smallest of them"


REPORT = by_hand("3.4", 8, "report")
LIE = by_hand("3.5", 4, "lie")
