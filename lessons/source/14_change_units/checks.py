"""Other units, other starts."""

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(at_0, at_1):
    """Give two words, each "weights", "bias" or "both"."""
    known = {"weights", "bias", "both"}
    words = [at_0.strip().lower(), at_1.strip().lower()]
    expect(known.issuperset(words), 'Give two words, each "weights", "bias" or "both".')
    expect(
        words[0] == "both",
        "At n = 0: y becomes 28.3 times larger. Multiply both sides of y = w₁x₁ + w₂x₂ + b by 28.3.",
    )
    expect(
        words[1] == "bias",
        "At n = 1: multiply both sides of y = x₁^w₁ · x₂^w₂ · e^b by 28.3, and see where the factor "
        "can go.",
    )


def exercise_2(units_in_m3, n_at_end):
    """Give two numbers: how many of your units make a cubic metre, and an n."""
    units_in_m3, n_at_end = float(units_in_m3), float(n_at_end)
    expect(
        0 < units_in_m3 < 1e12,
        "How many of your units make a cubic metre? That is a positive number.",
    )
    expect(0 <= n_at_end <= 1, "n lies between 0 and 1.")
    expect(units_in_m3 != 1, "That is the cubic metre, the unit of the trap itself.")
    expect(
        units_in_m3 > 1,
        "Such a unit is larger than a cubic metre, so the volumes become smaller numbers, and are bent "
        "still less. Which numbers are bent more?",
    )
    raw = mg.tasks.load("trees", scale=None)
    task = raw.divided_by([1 / 25.4, 1 / 0.3048], [1 / 0.3048**3 / units_in_m3])
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    mg.train.least_squares(neuron, task)
    n = neuron.n.item()
    expect(
        n > 0.01,
        "The right way, but not far enough: the inner bend still wins, and n stays at 0. Take a "
        "smaller unit.",
    )
    expect(
        abs(n_at_end - n) < 0.01,
        "This unit opens the trap, but n does not end there. Divide the columns by the new units (raw."
        "divided_by), then warm_start and least_squares.",
    )


def exercise_3(best_of):
    """Give check the function best_of itself, without calling it; it returns an n."""
    expect(callable(best_of), "Give check the function best_of itself, without calling it.")
    runs = [(0.3, 0.25), (0.1, 0.75), (0.2, 1.0)]
    found = best_of(list(runs))
    expect(found is not None, "It returns nothing.")
    expect(np.shape(found) == (), "It should return one number, the n, not the pair.")
    expect(
        found != 1 or isinstance(found, float),
        "That is the place of the best training in the list. Which n is there?",
    )
    expect(found != 0.1, "That is the least loss. Return the n that goes with it.")
    expect(
        found != 0.25,
        "That is the n of the largest loss, or of the first training, or the least n.",
    )
    expect(found == 0.75, f"Of (0.3, 0.25), (0.1, 0.75) and (0.2, 1.0) it chose {found}.")
    nan = float("nan")
    for failed in ([(nan, 0.5), *runs], [*runs, (nan, 0.5)], [runs[1], (nan, 0.5), runs[0]]):
        expect(
            best_of(list(failed)) == 0.75,
            "With a training that failed, it chooses another one. Any comparison with nan is False, so "
            "min and argmin may keep it. Leave such trainings out first (np.isfinite).",
        )
