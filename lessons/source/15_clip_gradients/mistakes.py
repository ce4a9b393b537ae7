"""Wrong answers to "One step too long", and a piece of the hint that each must get."""

import numpy as np


def length(gradients):
    return sum(np.sum(g**2) for g in gradients) ** 0.5


def each_number(gradients, longest):
    return [np.clip(g, -longest, longest) for g in gradients]


def each_array(gradients, longest):
    return [g * longest / max(np.linalg.norm(g), longest) for g in gradients]


def stretch(gradients, longest):
    return [g * longest / length(gradients) for g in gradients]


def not_at_all(gradients, longest):
    return gradients


def divide_only(gradients, longest):
    return [g / length(gradients) ** 2 for g in gradients]


def always_to_1(gradients, longest):
    return [g / max(length(gradients), 1) for g in gradients]


def only_long_ones(gradients, longest):
    if length(gradients) > longest:
        return stretch(gradients, longest)


def nan_for_zeros(gradients, longest):
    with np.errstate(all="ignore"):
        size = length(gradients)
        return [g / size * np.minimum(size, longest) for g in gradients]


def in_place(gradients, longest):
    factor = longest / max(length(gradients), longest)
    for g in gradients:
        g *= factor
    return gradients


MISTAKES = {
    "15.1": [
        ((each_number,), "by itself"),
        ((each_array,), "by itself"),
        ((stretch,), "stretched"),
        ((not_at_all,), "longer"),
        ((divide_only,), "same factor"),
        ((always_to_1,), "Is longest used"),
        ((only_long_ones,), "returns nothing"),
        ((nan_for_zeros,), "divide by 0"),
        ((in_place,), "new ones"),
        (([0.6, -0.8],), "without calling it"),
    ],
    "15.2": [
        ((180,), "Round up"),
        ((150,), "four weights alone"),
        ((400,), "added the five"),
        ((325,), "Take the root"),
        ((100,), "n alone"),
        ((125,), "one weight"),
        ((1.8,), "how long the way is"),
        ((1000,), "How long is one step"),
    ],
    "15.3": [
        ((lambda g, loss, variance: np.linalg.norm(g) < 1e-9,), "has arrived"),
        ((lambda g, loss, variance: loss >= variance,), "can learn"),
        ((lambda g, loss, variance: abs(g.sum()) < 1e-9 and loss >= variance,), "Take the length"),
        ((lambda g, loss, variance: g.max() < 1e-9 and loss >= variance,), "below 0"),
        ((lambda g, loss, variance: not g.any() and loss >= variance,), "below 1e-9"),
        ((lambda g, loss, variance: np.linalg.norm(g) < 1e-9 and loss > 1000,), "another size"),
        ((lambda g, loss, variance: loss < variance,), "that one is dead"),
        ((True,), "without calling it"),
    ],
}
