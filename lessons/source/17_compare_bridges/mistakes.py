"""Wrong answers to "Five ways from + to ×", and a piece of the hint that each must get."""

import numpy as np


def without_zero(a, x):
    return -np.log(1 - a * (x + a)) / a if a < 0 else (np.exp(a * x) - 1) / a + a


def without_a(a, x):
    if a == 0:
        return x
    return -np.log(1 - a * (x + a)) / a if a < 0 else (np.exp(a * x) - 1) / a


def without_one(a, x):
    if a == 0:
        return x
    return -np.log(1 - a * (x + a)) / a if a < 0 else np.exp(a * x) / a + a


def plain(a, x):
    return x if a == 0 else np.log(x) if a < 0 else np.exp(x)


def zero_is_one(a, x):
    return 1.0 if a == 0 else without_zero(a, x)


def not_inverse(a, x):
    if a == 0:
        return x
    return np.log(1 + abs(a) * (x - abs(a))) / abs(a)


def halve(x, y, n, low, high, turned=False, rounds=60):
    for _ in range(rounds):
        middle = (low + high) / 2
        left = (1 - n) * (middle - (x + y)) + n * np.log(middle / (x * y))
        low, high = (middle, high) if (left < 0) != turned else (low, middle)
    return (low + high) / 2


MISTAKES = {
    "17.1": [
        ((without_zero,), "that case first"),
        ((zero_is_one,), "should be x"),
        ((without_a,), "add a"),
        ((without_one,), "taken off again"),
        ((plain,), "put n = −a"),
        ((not_inverse,), "undo"),
        ((2.0,), "function itself"),
    ],
    "17.2": [
        ((lambda x, y, n: (1 - n) * (x + y) + n * x * y,), "blend"),
        ((lambda x, y, n: halve(x, y, n, x + y, x * y),), "1.5 and 1.5"),
        ((lambda x, y, n: halve(x, y, n, *sorted((x + y, x * y)), turned=True),), "wrong half"),
        ((lambda x, y, n: halve(x, y, n, *sorted((x + y, x * y)), rounds=12),), "more often"),
        ((lambda x, y, n: halve(x, y, 0.5, *sorted((x + y, x * y))),), "1.5 and 1.5"),
        ((lambda x, y, n: 0.0,), "between 9 and 14"),
    ],
    "17.3": [
        ((-1,), "is the exponent"),
        ((1,), "multiplies"),
        ((1.5,), "do not make 2"),
        ((0.5,), "do not make 2"),
        ((50,), "not far"),
    ],
}
