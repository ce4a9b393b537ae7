"""Solutions to "A network that bends"."""

from typing import NamedTuple

import numpy as np

import minigrad as mg

moons = mg.tasks.load("moons")
middle = moons.x.mean(axis=0)
x, y = moons.x - middle, 2 * moons.y - 1


def train(neurons, rate=0.3, steps=1000):
    """Do what the lesson's train does, with the derivatives written out, which is faster."""
    rng = np.random.default_rng(5)
    shapes = (2, neurons), (neurons,), (neurons, 1), (1,)
    W, b, v, c = (0.7 * rng.normal(size=shape) for shape in shapes)
    for _ in range(steps):
        hidden = np.tanh(x @ W + b)
        g = 2 / len(x) * (hidden @ v + c - y)
        g_hidden = (g @ v.T) * (1 - hidden**2)
        W, b = W - rate * x.T @ g_hidden, b - rate * g_hidden.sum(axis=0)
        v, c = v - rate * hidden.T @ g, c - rate * g.sum(axis=0)
    return W, b, v, c


class Array(NamedTuple):
    """Stands for the class of the lesson."""

    data: np.ndarray


def network(x, W, b, v, c):
    return Array(np.tanh(x.data @ W + b) @ v + c)


# Exercise 1. The points with the label 1 lie on the diagonal x₁ + x₂ = 0, the others at x₁ + x₂ = 2 and
# −2. So both neurons look at 3(x₁ + x₂). One steps up at x₁ + x₂ = −1, the other at 1, and v turns the
# other one round: that makes a ridge between, 2 high. With c = −1 it is 1 there, and −1 beside it.
W, b, v, c = [[3, 3], [3, 3]], [3, -3], [1, -1], -1


# Exercise 2. The border has three straight pieces, so it takes three lines. One neuron or two get no
# further than 91 % from this start, three get more than 99 %.
def right_with(neurons):
    return np.mean(np.sign(network(Array(x), *train(neurons)).data) == y)


fewest = 1
while right_with(fewest) <= 0.97:
    fewest += 1


# Exercise 3. The engine knows the rules of all three operations, so there is none to write. Computed
# with z itself, not with z.data, the trail back to the weights is kept.
class Softsign(mg.nn.Module):
    def forward(self, z):
        return z / (1 + abs(z))


answers = {"4.1": (W, b, v, c), "4.2": (fewest,), "4.3": (Softsign,)}
