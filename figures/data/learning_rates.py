"""Learning rates: every model that a study trains by gradient descent gets the best of the same six.

    python figures/data/learning_rates.py [STUDY …] [--table FILE.csv]

Each model is trained with each rate as in its study, on data of seeds that the studies do not use, and
of single_module in four ranges of nine. A rate is chosen by how many laws it finds to five digits, and
then by the least median error, over conditions and seeds, on rows of the test data, as a share of their
spread. What a model cannot take is left out; a training that fails has an infinite error. At the end
stands what `minigrad compare` is given as --lr.
"""

from functools import partial

import numpy as np
import recording

from minigrad import study, tasks
from minigrad.study.cells import Cell

NAMES = ("study", "model")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
FIRST_SEED = 100
STUDIES = {  # steps, number of seeds, conditions, models
    "single_module": (
        2000,
        3,
        [
            {"operation": operation, "within": within}
            for operation in ("sum", "product")
            for within in ("-2..2", "0.1..0.2", "1..2", "10..20")
        ],
        "addmul addmul-schroeder product softexponential blend gated nau nmu nalu inalu realnpu tanh",
    ),
    "polynomial": (5000, 5, [{}], "addmul-uncoupled addmul product tanh"),
    "pattern_shift": (
        20000,
        2,
        [{}],
        "linear-addmul linear-addmul-pretrained linear-product linear-gated linear-nmu tanh-tanh",
    ),
}


def trained(name, model, rate, steps, seeds, conditions):
    """Train at all conditions with all seeds; return how many laws are found, and the median error."""
    recipe = partial(study.first_order, steps=steps)
    hidden = study.HIDDEN.get(name, 0)
    factory = study.contenders([model], hidden=hidden, recipe=recipe, rates={model: rate})[model]
    found, errors = 0, []
    for options in conditions:
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            task = tasks.load(name, rng=seed, **options)
            cell = Cell(task, model, factory, factory.train, "", seed).run()
            found += cell.get("found", False)
            if cell["status"] != "impossible":
                error = cell["test"] if cell["status"] == "ok" else None
                spread = np.std(task.y_test * task.y_scale)
                errors.append(np.inf if error is None else error / spread)
    return found, float(np.median(errors))


def row(name, model):
    steps, seeds, conditions, _ = STUDIES[name]
    results = {rate: trained(name, model, rate, steps, seeds, conditions) for rate in RATES}
    return {
        "chosen": best(results),
        **{f"found at {rate}": found for rate, (found, _) in results.items()},
        **{f"error at {rate}": error for rate, (_, error) in results.items()},
    }


def best(results):
    """Return the rate that finds most laws; of those, the one with the least error."""
    return min(results, key=lambda rate: (-results[rate][0], results[rate][1]))


STUDY = {
    (name, model): partial(row, name, model)
    for name, (*_, models) in STUDIES.items()
    for model in models.split()
}


if __name__ == "__main__":
    table = recording.main(__file__, __doc__, NAMES, STUDY)
    for name in STUDIES:
        chosen = [f"{line['model']}={line['chosen']}" for line in table if line["study"] == name]
        print(f"{name}: --lr {','.join(chosen)}")
