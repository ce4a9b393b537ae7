"""Wrong answers to "Half an exponential", and a piece of the hint that each must get."""

import math

import minigrad as mg


def climb(n):
    return lambda x: float(mg.iterate.exp_n(x, n, "abel"))


p = math.log(0.3) / math.log(0.5)  # the wrong way round

MISTAKES = {
    "8.1": [
        ((lambda x: math.exp(x) / 3,), "third of the number"),
        ((lambda x: math.exp(x / 3),), "Use heights"),
        ((climb(0.5),), "Climb by less"),
        ((climb(0.3),), "three equal steps"),
        ((climb(3),), "a whole rung"),
        ((climb(1),), "a whole rung"),
        ((1 / 3,), "function third itself"),
    ],
    "8.2": [
        ((lambda x: x, lambda h: h), "f(0) = 0.5000"),
        ((lambda x: x**2, lambda h: h**0.5), "f(0) = 0.7071"),
        ((lambda x: x**p, lambda h: h ** (1 / p)), "other way round"),
        ((lambda x: x**0.5757, lambda h: h**0.5757), "take back"),
        ((lambda x: 0.3 + 0.7 * x, lambda h: (h - 0.3) / 0.7), "from 0 at 0"),
        ((lambda x: x ** (1 / p), lambda h: h ** (1 / p)), "take back"),
        ((lambda x: math.sin(2.5 * math.pi * x) if x < 1 else 1.0, lambda h: h), "rise"),
    ],
    "8.3": [
        ((lambda x: math.sqrt(2) * x,), "doubles something else"),
        ((lambda x: x**2 / 2,), "half of a square"),
        ((lambda x: x,), "should come out"),
        ((math.sqrt,), "quarter"),
        ((lambda x: x**1.5,), "log x"),
    ],
}
