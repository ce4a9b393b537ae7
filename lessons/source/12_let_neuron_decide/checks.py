"""The neuron that decides."""

import numpy as np

from checks import expect


def exercise_1(weights):
    """Give two numbers, that of m first."""
    weights = np.squeeze(weights)  # a row of the neuron will do, too
    expect(len(weights) == 2, "Give two numbers. The ½ is no weight: it belongs to the bias.")
    expect(not np.allclose(weights, (2, 1)), "You have them the wrong way round: m comes first.")
    expect(
        np.allclose(weights, (1, 2)),
        "The weights of a multiplying neuron are exponents: m is there to which power, and v?",
    )


def exercise_2(at_0, at_1):
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


def exercise_3(neuron):
    """Give check the neuron, not its n: neuron = mg.nn.AddMul(3, 1), then warm_start, then fit."""
    expect(
        type(neuron).__name__ != "Product",
        "A Product has no n: it cannot but multiply. Take an AddMul, which has to find out.",
    )
    expect(neuron.weight.data.shape == (1, 3), "The law has three factors: mg.nn.AddMul(3, 1).")
    expect(
        abs(neuron.n.item() - 1) < 0.01,
        "n is not at 1. Is there a bias? Were there enough steps?",
    )
    expect(
        np.allclose(neuron.weight.data, 1, atol=0.01), "n is at 1, the weights are not: train on."
    )
