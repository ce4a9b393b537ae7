"""A line that learns."""

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(limit):
    """Give one number with two decimals, such as 0.35."""
    limit = float(limit)
    expect(0 < limit, "A learning rate is positive.")
    expect(
        abs(limit - 0.49) > 0.005,
        "That is the old limit. The matrix has diameter @ diameter and diameter.sum() in it.",
    )
    expect(
        abs(limit - 0.12) > 0.005,
        "That is a quarter of the old limit. It would be right if there were only w. But b does not see x: its entry in the matrix stays.",
    )
    expect(abs(limit - 10.35) > 0.02, "That is the curvature across. The limit is 2 divided by it.")
    expect(limit < 0.49, "Larger inputs make the valley steeper. Does a steeper valley allow more?")
    expect(
        abs(limit - 0.19) <= 0.005,
        "Put 2 * diameter into the matrix, and take the largest curvature from `eigh`.",
    )


def exercise_2(weights, bias):
    """Give an array of two weights, that of the diameter first, and then the bias, a number."""
    trees = mg.tasks.load("trees")
    weights, bias = np.array(weights, dtype=float), np.array(bias, dtype=float)
    expect(weights.shape == (2,), "Two columns, so two weights, in one list or array.")
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
