"""Wrong answers to "A neuron that multiplies", and a piece of the hint that each must get."""

import math

import minigrad as mg

stormer = mg.tasks.load("stormer")
without_bias = mg.nn.Product(2, 1, rng=0)
mg.train.least_squares(without_bias, stormer)
barely = mg.nn.Product(2, 1, bias=True, rng=0)
mg.train.fit(barely, stormer, steps=100, lr=0.03, rng=0)
other_way = mg.nn.Product(2, 1, bias=True, rng=0)
other_way.weight.data[:] = -0.95, 1.05
line = mg.nn.Linear(2, 1, rng=0)
mg.train.least_squares(line, stormer)

MISTAKES = {
    "7.1": [
        (((-0.5, 0.5), math.log(2 * math.pi)), "l comes first"),
        (((0.5, 0.5), math.log(2 * math.pi)), "divide by g"),
        (((1, -1), math.log(2 * math.pi)), "makes the root"),
        (((2, -2), math.log(2 * math.pi)), "exponents are the weights"),
        (((0.5, -0.5), 2 * math.pi), "not b"),
        (((0.5, -0.5), 0), "has to be 2π"),
        (((2 * math.pi, 0.5, -0.5), 0), "two weights"),
        ((0.5, -0.5), "that of l first"),
    ],
    "7.2": [
        ((lambda x, w: w * x ** (w - 1),), "with respect to x"),
        ((lambda x, w: x**w,), "inner function"),
        ((lambda x, w: x**w / math.log(x),), "not a divisor"),
        ((lambda x, w: x**w * math.log(w),), "chain rule"),
        ((lambda x, w: x**w * abs(math.log(x)),), "x = 0.4"),
        ((3**2 * math.log(3),), "function slope itself"),
    ],
    "7.3": [
        ((mg.nn.Product(2, 1, bias=True, rng=0),), "born with"),
        ((barely,), "goes to the end"),
        ((other_way,), "takes longer"),
        ((without_bias,), "bias=True"),
        ((line,), "multiplies"),
        (
            (mg.train.least_squares(mg.nn.Product(2, 1, bias=True, rng=0), stormer),),
            "neuron itself",
        ),
        ((mg.nn.Product(1, 1, bias=True, rng=0),), "Two inputs"),
        (((0.95, -1.05),), "multiplies"),
    ],
}
