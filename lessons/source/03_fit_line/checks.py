"""A line that learns."""

import numpy as np

import minigrad as mg

from checks import expect


def exercise_1(largest):
    """Give one number with two decimals, such as 0.35."""
    largest = float(largest)
    expect(0 < largest, "A learning rate is positive.")
    expect(
        largest < 0.4932,
        "Too large: print the first and the last of the 200 losses. (A loss may fall at first and "
        "climb later.)",
    )
    expect(largest >= 0.485, "That one arrives, but so does a larger one.")


def exercise_2(weights, bias):
    """Give an array of two weights, that of the diameter first, and then the bias, a number."""
    trees = mg.tasks.load("trees")
    weights, bias = np.array(weights, dtype=float), np.array(bias, dtype=float)
    expect(weights.shape == (2,), "Two columns, two weights: w = mg.Tensor(np.zeros(2), …).")
    expect(bias.size == 1, "The bias is one number for all trees.")
    with np.errstate(all="ignore"):
        loss = np.mean((trees.x @ weights + bias.item() - trees.y[:, 0]) ** 2)
    expect(np.isfinite(loss) and loss < 1.5, "The loss has climbed: take a smaller learning rate.")
    swapped = np.mean((trees.x @ weights[::-1] + bias.item() - trees.y[:, 0]) ** 2)
    expect(loss < 0.0151 or swapped >= 0.0151, "The weight of the diameter comes first.")
    expect(
        loss < 0.018,
        f"The loss is {loss:.4f}, no better than without the height. The valley is longer now.",
    )
    expect(loss < 0.0151, f"The loss is {loss:.4f}, and still falling: more steps.")


def exercise_3(best_power):
    """Give one of the five powers."""
    expect(best_power in (1, 1.5, 2, 2.5, 3), "Give one of the five powers.")
    expect(best_power != 1, "Power 1 is the line itself, and leaves the largest loss of the five.")
    expect(
        best_power == 2.5,
        "Near, but compute all five losses. (A disc's area would say 2; ask the trees.)",
    )
