"""Solutions to "Five ways from + to ×"."""

import numpy as np

import minigrad as mg


# Exercise 1. For a < 0, n = −a. For a > 0, solve z = log(1 + a·(x − a)) / a for x: 1 + a·(x − a) is e^(a·z),
# so x = (e^(a·z) − 1)/a + a. At a = 0 both are 0/0, and their limit is x.
def f(a, x):
    if a == 0:
        return x
    if a < 0:
        return -np.log(1 - a * (x + a)) / a
    return (np.exp(a * x) - 1) / a + a


# Exercise 2. The left side grows with z. Where it is negative, z is too small. Since z lies between sum
# and product, they are the ends; sorted, because the product may be the smaller one.
def linear_log(x, y, n):
    low, high = sorted((x + y, x * y))
    for _ in range(60):
        middle = (low + high) / 2
        left_side = (1 - n) * (middle - (x + y)) + n * np.log(middle / (x * y))
        low, high = (middle, high) if left_side < 0 else (low, middle)
    return (low + high) / 2


# Exercise 3. Resistors add as 1/x does, which is the power λ = −1, and λ = 1 − n. Indeed φ₂(x) is
# (1/x − 1)/(−1) + (−1) = −1/x, without a constant.
n_of_resistors = 2
print(mg.oplus(3, 6, n_of_resistors, "box-cox"))

answers = {"17.1": (f,), "17.2": (linear_log,), "17.3": (n_of_resistors,)}
