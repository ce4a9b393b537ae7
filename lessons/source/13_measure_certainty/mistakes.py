"""Wrong answers to "How sure is n?", and a piece of the hint that each must get."""

from scipy import stats

import minigrad as mg

law = mg.tasks.load("sum")


def neuron(**options):
    return mg.nn.AddMul(2, 1, **{"n": 0.5, "bias": True, "rng": 0} | options)


by_fit, warm_only, bare, frozen, from_0 = (
    neuron(), neuron(), neuron(bias=False), neuron(learn_n=False), neuron(n=0.0),
)  # fmt: skip
mg.train.fit(by_fit, law, steps=300, rng=0)
mg.train.warm_start(warm_only, law)
for one in (bare, frozen, from_0):
    mg.train.least_squares(one, law)
only_n = neuron()
only_n.n.data[:] = 0


def fisher(rows, fitted, level):
    return stats.f.ppf(level, 1, rows - fitted)


MISTAKES = {
    "13.1": [
        ((by_fit,), "too flat for fit"),
        ((warm_only,), "warm start alone"),
        ((neuron(),), "has not been trained"),
        ((bare,), "no bias"),
        ((frozen,), "cannot move"),
        ((from_0,), "Begin with n=0.5"),
        ((only_n,), "train on"),
        ((0.0,), "the neuron itself"),
    ],
    "13.2": [
        ((fisher,), "F itself"),
        ((lambda n, p, level: fisher(n, p, level) / (n - p),), "*rise*"),
        ((lambda n, p, level: 1 + fisher(n, p, level),), "divided by N − p"),
        ((lambda n, p, level: 1 + fisher(n, p, level) / n,), "by all rows"),
        ((lambda n, p, level: 1 + fisher(n, 0, level) / n,), "Where are the fitted"),
        ((lambda n, p, level: 1 + fisher(n, p, 1 - level) / (n - p),), "other end"),
        ((lambda n, p, level: 1 + stats.f.ppf(level, n - p, 1) / (n - p),), "wrong way round"),
        ((lambda n, p, level: 1 + stats.chi2.ppf(level, 1) / (n - p),), "Chi-squared"),
        ((lambda n, p, level: 1 + fisher(n, p, 0.95) / (n - p),), "Is level used"),
        ((lambda n, p, level: 1.5,), "what limit_of says"),
        ((1.156,), "without calling it"),
    ],
    "13.3": [
        (((5, 0), (5.0, 0)), "the same pair"),
        (((5, 0), (3, 2)), "add up to 5"),
        (((5, 0), (2, 1)), "other way round"),
        (((5, 0), (0, 5)), "other way round"),
        (((5, 0), (0, 2)), "it should be 5"),
        ((5, 2.5), "two pairs"),
    ],
}
