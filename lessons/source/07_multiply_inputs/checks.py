"""A neuron that multiplies."""

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(weights, bias):
    """Give two weights, that of l first, and then one number, the bias."""
    weights, bias = np.squeeze(weights), np.squeeze(bias)  # a row of the neuron will do, too
    expect(len(weights) == 2, "Give two weights, that of l first: weights, bias = (…, …), …")
    expect(
        np.shape(bias) == (), "The bias is one number. What does it have to be, to make e^b = 2π?"
    )
    expect(
        not np.allclose(weights, (-0.5, 0.5)), "You have them the wrong way round: l comes first."
    )
    expect(
        not np.allclose(weights, (0.5, 0.5)),
        "The pendulum swings more slowly where g is small: you have to divide by g.",
    )
    expect(not np.allclose(weights, (1, -1)), "This divides l by g. Which exponent makes the root?")
    expect(
        np.allclose(weights, (0.5, -0.5)),
        "Write T as 2π · l^w₁ · g^w₂. The exponents are the weights.",
    )
    expect(
        not np.isclose(bias, 2 * np.pi, atol=0.01), "The factor is e^b, not b: undo the exp of it."
    )
    expect(
        np.isclose(bias, np.log(2 * np.pi), atol=0.006), "The weights are right. e^b has to be 2π."
    )


def exercise_2(slope):
    """Give the function slope itself, which takes x and w and returns one number."""
    x, w = 3.0, 2.0
    given = float(slope(x, w))
    expect(
        not np.isclose(given, w * x ** (w - 1)),
        "This is the derivative with respect to x. Here x stays, and the exponent w moves.",
    )
    expect(
        not np.isclose(given, x**w),
        "e^(w · log x) has an inner function, w · log x: its derivative belongs there as a factor.",
    )
    expect(
        not np.isclose(given, x**w / np.log(x)),
        "The derivative of w · log x with respect to w is a factor, not a divisor.",
    )
    for x, w in ((3.0, 2.0), (0.4, 1.5), (1.0, 0.5), (2.0, -1.0)):
        h = 1e-6
        right = (x ** (w + h) - x ** (w - h)) / (2 * h)
        expect(
            np.isclose(slope(x, w), right, atol=1e-6),
            f"At x = {x}, w = {w}, differences say {right:.4f}. Use the chain rule on e^(w · log x).",
        )


def exercise_3(neuron):
    """Give check the neuron, not its weights: my_neuron = mg.nn.Product(2, 1, …), then train it."""
    expect(
        type(neuron).__name__ != "History",
        "That is the history which the training returns. Give the neuron itself.",
    )
    expect(
        type(neuron).__name__ == "Product",
        "Give a neuron that multiplies: mg.nn.Product(2, 1, bias=True, rng=0).",
    )
    expect(neuron.weight.shape == (1, 2), "Two inputs, viscosity and weight, and one neuron.")
    expect(
        neuron.bias is not None,
        "Without a bias the unit has no factor to carry the units: bias=True.",
    )
    weights = neuron.weight.data.ravel()
    expect(
        not np.allclose(weights, mg.nn.Product(2, 1, bias=True, rng=0).weight.data),
        "This neuron still has the weights that it was born with. Train it on the table.",
    )
    expect(
        weights[0] > 0 > weights[1],
        "A thicker liquid takes longer, a heavier weight is faster: the first exponent has to come out "
        "positive, the second negative. Was the training over?",
    )
    expect(
        np.allclose(weights, (0.949, -1.047), atol=0.03),
        f"The exponents {weights[0]:.3f} and {weights[1]:.3f} have the right signs, but are not the "
        "best ones. Was the training over? mg.train.least_squares(neuron, task) goes to the end.",
    )
