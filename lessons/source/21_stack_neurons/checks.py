"""A network of deciding neurons."""

import numpy as np
from checks import expect


def exercise_1(network):
    """Give check the network itself, not its error and not a history of its training."""
    x = np.random.default_rng(1).uniform(2, 6, (100, 4))
    predicted = network(x).data
    expect(predicted.shape == (100, 1), "It needs four inputs and one output: 4-2-1, as above.")
    n = np.concatenate([layer.n.data for layer in network])
    expect(
        not np.allclose(predicted[:, 0], x[:, 0] * x[:, 1] + x[:, 2] * x[:, 3], rtol=1e-3),
        "This is the old law, x₁x₂ + x₃x₄. Train on hard.",
    )
    expect(
        np.all((n == 0) | (n == 1)),
        "Not every n is 0 or 1, so it is not snapped. mg.train.snap returns a snapped copy: keep that.",
    )
    law = (x[:, 0] + x[:, 1]) * x.sum(axis=1)
    expect(
        np.allclose(predicted[:, 0], law, rtol=1e-7),
        "Far away, its predictions are wrong. Has it been trained, from both ends, and from enough "
        "seeds? And is it the network with the smallest error?",
    )


def exercise_2(good_ways, ways_of_20):
    """Give two whole numbers: how many of the eight fit, then the ways of 20 neurons."""
    expect(0 <= good_ways <= 8, "There are eight ways, so the first number is from 0 to 8.")
    expect(
        good_ways != 0,
        "Not even [1, 1] and 0? Are the inputs those of task, and do you take errors(…)[0]?",
    )
    expect(
        good_ways != 2,
        "The two neurons of the first layer are alike: [0, 1] and [1, 0] are one and the same law. "
        "But neither is good. Is the limit a hundredth?",
    )
    expect(
        good_ways == 1,
        "Too many. Is it the error that is below a hundredth, not its square, and not below a tenth?",
    )
    expect(ways_of_20 != 400, "20² is not it: each neuron more doubles the number of ways.")
    expect(ways_of_20 != 40, "20 · 2 is not it: each neuron more doubles the number of ways.")
    expect(ways_of_20 == 2**20, "One neuron has 2 ways, three have 8. Go on to 20.")


def exercise_3(per_cent, operation):
    """Give two numbers: the per cent by which the error grows, then 0 or 1."""
    expect(operation in (0, 1), "The second number is 0 (adds) or 1 (multiplies).")
    expect(operation == 1, "Look at the snapped neuron's n. Where was it before?")
    expect(
        not per_cent < 0,
        "A neuron that may choose its n cannot be worse where it learned. Which one did you divide by?",
    )
    expect(
        not 0.95 < per_cent < 1.05 and not 99.5 < per_cent < 100.5,
        "That is the error after the snap as a share of the error before. By how much is it above 1?",
    )
    expect(
        not 0.09 < per_cent < 0.11,
        "Nearly: these seem to be roots. Compare the mean squared errors, mg.nn.mse_loss.",
    )
    expect(per_cent != 0, "It does grow, by a little: print more digits of both errors.")
    expect(
        not 0.0015 < per_cent < 0.0025,
        "That is the share of the error before. Per cent are hundredths: multiply by 100.",
    )
    expect(per_cent > 0.01, "Too little. Divide the difference by the error before the snap.")
    expect(
        0.15 <= per_cent <= 0.25,
        "Not that much. Did you train by fit before you snapped, and compare mean squared errors?",
    )
