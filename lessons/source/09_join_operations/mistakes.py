"""Wrong answers to "Between + and ×", and a piece of the hint that each must get."""

import math

import minigrad as mg


def the_wrong_way_round(z, x, n):
    return mg.iterate.exp_n(mg.iterate.exp_n(x, -n) - mg.iterate.exp_n(z, -n), n)


MISTAKES = {
    "9.1": [
        ((1,), "once more"),
        ((0.966,), "with Kneser's"),
        ((0.75,), "13.689"),
        ((0.9,), "14.233"),
        ((0.81,), "One more digit"),
        ((14,), "between 0 and 1"),
    ],
    "9.2": [
        ((math.log(1.5),), "for x < 0 only"),
        ((math.exp(0.5),), "down further"),
        ((1.5,), "From which height"),
        ((0,), "half an exp more"),
        ((-0.5,), "The bottom is at −1"),
        ((0.7,), "a value, and just above a value"),
        ((0.3,), "no value, and just above no value"),
    ],
    "9.3": [
        ((lambda z, x, n: mg.oplus(z, x, n),), "z + x"),
        ((the_wrong_way_round,), "z comes first"),
        ((lambda z, x, n: z - x,), "at n = 1 this gives 12"),
        ((lambda z, x, n: mg.oplus(z, -x, n),), "between undoing and doing"),
        ((lambda z, x, n: z / x,), "9 − 2"),
        ((lambda z, x, n: (1 - n) * (z - x) + n * z / x,), "At both ends"),
        ((7,), "function take_away itself"),
    ],
}
