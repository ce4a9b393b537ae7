"""Solutions to "A neuron that multiplies"."""

import numpy as np

import minigrad as mg

# Exercise 1. A root is the power ½, and to divide is the power -1: T = 2π · l^½ · g^(-½). So the
# weights are ½ and -½. The factor e^b has to be 2π, so b = log 2π.
weights, bias = (0.5, -0.5), np.log(2 * np.pi)


# Exercise 2. x^w is e^(w · log x). The chain rule gives e^(w · log x), times the derivative of what
# stands in the exponent, log x. For x < 1 that is negative: there, a larger exponent makes less.
def slope(x, w):
    return x**w * np.log(x)


# Exercise 3. The thicker the liquid, the longer it takes; the heavier the weight, the shorter. The
# exponents are near 1 and -1: the time is about proportional to viscosity / weight.
stormer = mg.tasks.load("stormer")
my_neuron = mg.nn.Product(2, 1, bias=True, rng=0)
mg.train.least_squares(my_neuron, stormer)

answers = {"7.1": (weights, bias), "7.2": (slope,), "7.3": (my_neuron,)}
