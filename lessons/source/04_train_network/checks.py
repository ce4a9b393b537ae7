"""A network that bends."""

import numpy as np
from checks import expect

import minigrad as mg


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
