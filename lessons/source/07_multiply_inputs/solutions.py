"""Solutions to "A neuron that multiplies"."""

import math

import minigrad as mg

# Exercise 1. T = 2π · l^½ · g^(-½), and the factor is e^b = 2π.
weights, bias = (0.5, -0.5), math.log(2 * math.pi)


# Exercise 2. The derivative of e^(w · log x) with respect to w is e^(w · log x) · log x. It is negative
# for x < 1, where a larger exponent makes less.
def slope(x, w):
    return x**w * math.log(x)


# Exercise 3. The thicker the liquid, the longer it takes; the heavier the weight, the shorter. The
# exponents are near 1 and -1: the time is about proportional to viscosity / weight.
stormer = mg.tasks.load("stormer")
my_neuron = mg.nn.Product(2, 1, bias=True, rng=0)
mg.train.least_squares(my_neuron, stormer)

answers = {"7.1": (weights, bias), "7.2": (slope,), "7.3": (my_neuron,)}
