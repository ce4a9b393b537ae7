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


def above(f, one, spare):
    return stats.f.sf(f, one, spare)


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
        ((lambda r, n, p: (r - 1) * (n - p),), "F itself"),
        ((lambda r, n, p: 1 - above((r - 1) * (n - p), 1, n - p),), "*below*"),
        ((lambda r, n, p: above(r, 1, n - p),), "is not F"),
        ((lambda r, n, p: above(r * (n - p), 1, n - p),), "*rises*"),
        ((lambda r, n, p: above(r - 1, 1, n - p),), "one degree of freedom"),
        ((lambda r, n, p: above((r - 1) * n, 1, n),), "use up some"),
        ((lambda r, n, p: above((r - 1) * n, 1, n - p),), "use up some"),
        ((lambda r, n, p: above((r - 1) * (n - p), n - p, 1),), "wrong way round"),
        ((lambda r, n, p: stats.chi2.sf((r - 1) * (n - p), 1),), "Chi-squared"),
        ((lambda r, n, p: 0.05,), "it should be 0.0527"),
        ((0.0527,), "without calling it"),
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
