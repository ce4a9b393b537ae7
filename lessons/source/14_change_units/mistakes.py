"""Wrong answers to "What goes wrong", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

law = mg.tasks.load("sum")
strayed = mg.nn.AddMul(2, 1, bias=True, rng=0)
mg.train.fit(strayed, law, rng=0)
bare = mg.nn.AddMul(2, 1, rng=0)
mg.train.least_squares(bare, law)
frozen = mg.nn.AddMul(2, 1, bias=True, learn_n=False, rng=0)
mg.train.least_squares(frozen, law)


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
    "14.1": [
        ((strayed,), "n is not at 0"),
        ((bare,), "no bias"),
        ((frozen,), "cannot move"),
        ((mg.nn.AddMul(2, 1, bias=True, rng=0),), "train it"),
        ((0.0,), "the neuron itself"),
    ],
    "14.2": [
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
    "14.3": [
        ((0.0, 0.0), "true minimum"),
        ((1.0, 0.0), "the sum?"),
        ((0.24, 0.0), "Not there"),
        ((0.42, 0.42), "does not end there"),
    ],
}
