"""A network that bends."""

import numpy as np

import minigrad as mg

from checks import expect


def exercise_1(count):
    """Give the function itself, count, which takes a model and returns a number."""
    lone = mg.nn.Linear(3, 1, bias=False)
    network = mg.nn.Sequential(mg.nn.Linear(2, 8), mg.nn.Tanh(), mg.nn.Linear(8, 2))
    numbers = int(count(network))
    expect(numbers != 4, "There are four arrays in the network, and many numbers in each: size.")
    expect(
        numbers != 32, "The weights are counted, the biases are not. model.parameters() has both."
    )
    expect(numbers == 42, f"The network of 8 neurons: W has 16, b has 8, … You count {numbers}.")
    expect(
        int(count(lone)) == 3,
        "Right for the network of 8 neurons, but not for mg.nn.Linear(3, 1, bias=False).",
    )


def exercise_2(Softsign):
    """Give the class itself, Softsign, whose forward takes z, a tensor of any shape."""
    expect(isinstance(Softsign, type), "Give the class, without (): check makes one of its own.")
    z = mg.Tensor([[-3.0, -0.5, 0.0], [0.25, 1.0, 9.0]], requires_grad=True)
    y = Softsign()(z)
    expect(isinstance(y, mg.Tensor), "The result is no tensor: use z itself, not z.data.")
    expect(y.shape == z.shape, "Every element is bent by itself: the shape has to stay.")
    expect(
        not np.allclose(y.data, z.data / (1 + z.data), equal_nan=True),
        "For positive z it is right. For negative ones |z| is missing: abs(z).",
    )
    expect(
        np.allclose(y.data, z.data / (1 + np.abs(z.data))),
        "Look at z = 1: the result has to be ½, and at z = -3, -¾.",
    )
    with np.errstate(all="ignore"):
        y.sum().backward()
    expect(
        z.grad is None or np.isfinite(z.grad).all(),
        "The values are right, but the slope of a root is infinite at z = 0: use abs(z).",
    )
    expect(
        z.grad is not None and np.allclose(z.grad, 1 / (1 + np.abs(z.data)) ** 2),
        "The values are right, the gradient is not: compute |z| with z, not with z.data.",
    )


def exercise_3(fewest):
    """Give one whole number."""
    fewest = float(fewest)
    expect(fewest == int(fewest) and fewest > 0, "Neurons come whole: give a number such as 8.")
    expect(fewest > 2, "Train it and look at share_right of the test data: it is below 90 %.")
    expect(fewest == 3, "That many do it. So do fewer.")


def exercise_4(steps, right):
    """Give two numbers: how many steps, and the share that is right, such as 0.9."""
    steps, right = float(steps), float(right)
    expect(
        not 34 <= steps <= 40, "That is where 64 neurons stop. Take 8: watch(8, few), and argmin."
    )
    expect(
        15 <= steps <= 23,
        "The test loss is not lowest there. Is it the test loss, of 8 neurons, of few?",
    )
    expect(0 <= right <= 1, "Give the share as a number from 0 to 1, not in percent.")
    expect(
        not 0.75 < right < 0.785,
        "That is the network after all 1,000 steps. Train a new one, and stop it early.",
    )
    expect(
        0.81 < right < 0.85,
        "The steps are right, the share is not: is it of few.x_test, by a network stopped there?",
    )
