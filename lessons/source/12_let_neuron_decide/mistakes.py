"""Wrong answers to "The neuron that decides", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

exp_n = mg.iterate.exp_n
law = mg.tasks.load("product", features=3)


def one_n_for_all(x, w, b, n):
    return exp_n(exp_n(x, -n[0]) @ w.T + b, n[0])


def n_of_columns(x, w, b, n):  # right for one neuron, and raises for four
    return exp_n(exp_n(x, -n) @ w.T + b, n)


def own_n_outside_only(x, w, b, n):
    return exp_n(exp_n(x, -n.mean()) @ w.T + b, n)


def turned(x, w, b, n):
    inside = np.sum(w[:, None, :] * exp_n(x, -n[:, None, None]), axis=2) + b[:, None]
    return exp_n(inside, n[:, None])


def as_sum(x, w, b, n):
    return x @ w.T + b


def exps_first(x, w, b, n):
    return turned(x, w, b, -n).T


def no_bias(x, w, b, n):
    return turned(x, w, 0 * b, n).T


def bias_outside(x, w, b, n):
    return turned(x, w, 0 * b, n).T + b


def no_end(x, w, b, n):
    return np.sum(w[:, None, :] * exp_n(x, -n[:, None, None]), axis=2).T + b


def one_row(x, w, b, n):
    return turned(x, w, b, n).T[0]


def nothing(x, w, b, n):
    turned(x, w, b, n)


warm_only = mg.nn.AddMul(3, 1, rng=0)
mg.train.warm_start(warm_only, law)
too_short = mg.nn.AddMul(3, 1, rng=0)
mg.train.warm_start(too_short, law)
mg.train.fit(too_short, law, steps=20, rng=0)
biased = mg.nn.AddMul(3, 1, bias=True, rng=0)
mg.train.warm_start(biased, law)
mg.train.fit(biased, law, steps=20, rng=0)
held = mg.nn.AddMul(3, 1, n=1.0, learn_n=False, rng=0)
mg.train.least_squares(held, law)

MISTAKES = {
    "12.1": [
        ((one_n_for_all,), "with its n"),
        ((n_of_columns,), "with its n"),
        ((own_n_outside_only,), "with its n"),
        (
            (lambda x, w, b, n: turned(x, w, b, n) if len(n) > 1 else turned(x, w, b, n).T,),
            "turn the",
        ),
        ((turned,), "3 rows and 1 column"),
        ((as_sum,), "one with n = 1 is not"),
        ((exps_first,), "other way round"),
        ((no_bias,), "Is b used"),
        ((bias_outside,), "belongs inside"),
        ((no_end,), "one with n = 1 is not"),
        ((one_row,), "3 rows and 1 column"),
        ((nothing,), "returns nothing"),
        ((3.0,), "without calling it"),
    ],
    "12.2": [
        ((mg.nn.AddMul(3, 1, rng=0),), "not been trained"),
        ((warm_only,), "warm start alone"),
        ((biased,), "has a bias"),
        ((too_short,), "on its way"),
        ((held,), "held at 1"),
        ((mg.nn.AddMul(2, 1, rng=0),), "three factors"),
        ((mg.nn.AddMul(3, 1, n=1.0, rng=0),), "Train on"),
        ((mg.nn.Product(3, 1, rng=0),), "no n"),
        ((1.0,), "not its n"),
    ],
}
