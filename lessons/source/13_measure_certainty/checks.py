"""How sure is n?"""

import copy

import numpy as np
from checks import expect
from scipy import stats

import minigrad as mg


def exercise_1(neuron):
    """Give check the neuron itself: neuron = mg.nn.AddMul(2, 1, n=0.5, bias=True), then train it."""
    expect(neuron.weight.data.shape == (1, 2), "The sum has two terms: mg.nn.AddMul(2, 1, …).")
    expect(neuron.bias is not None, "This one has no bias, which is easy. Say bias=True.")
    expect(neuron.n.requires_grad, "Its n cannot move: leave learn_n as it is.")
    expect(
        np.all(np.equal(neuron.settings()["n"], 0.5)),
        "Begin with n=0.5. From n = 0 the best sum is already the answer, and nothing has to be found.",
    )
    n = neuron.n.item()
    if n == 0.5:
        law = mg.tasks.load("sum")
        refitted = copy.deepcopy(neuron)
        mg.train.warm_start(refitted, law)
        before, after = (np.mean((m(law.x).data - law.y) ** 2) for m in (neuron, refitted))
        expect(before < 1.01 * after, "This neuron has not been trained: n is where it began.")
        expect(
            False, "This is a warm start alone, which holds n at 0.5. Now let n go, and train on."
        )
    expect(
        abs(n) < 0.005,
        f"n went from 0.5 to {n:.2f}, and not to 0. On inputs from 1 to 2 the valley is too flat for fit: "
        "let them reach to 8, or train by least_squares.",
    )
    expect(
        np.allclose(neuron.weight.data, 1, atol=0.01)
        and np.allclose(neuron.bias.data, 0, atol=0.01),
        "n is at 0, but the weights are not at 1, or the bias is not at 0: train on.",
    )


def exercise_2(by_chance):
    """Give check the function by_chance itself, without calling it; it returns a share."""
    expect(callable(by_chance), "Give check the function by_chance itself, without calling it.")
    for ratio, rows, fitted in ((1.2008, 25, 4), (1.1, 31, 4), (2.0, 12, 3)):
        found, spare = by_chance(ratio, rows, fitted), rows - fitted
        expect(found is not None, "It returns nothing.")
        f = (ratio - 1) * spare
        expect(
            not np.isclose(found, f),
            "That is F itself. Ask Fisher's distribution which share lies above it: stats.f.sf.",
        )
        expect(
            not np.isclose(found, stats.f.cdf(f, 1, spare)),
            "That is the share of tables *below*, which are pushed less far. sf is the share above.",
        )
        expect(
            not np.isclose(found, stats.f.sf(ratio, 1, spare)),
            "The ratio is not F. F = (held − least) / (least / (N − p)): divide above and below by least.",
        )
        expect(
            not np.isclose(found, stats.f.sf(ratio * spare, 1, spare)),
            "F counts how far the loss *rises*: held − least, so ratio − 1.",
        )
        expect(
            not np.isclose(found, stats.f.sf(ratio - 1, 1, spare)),
            "F compares the rise with the least loss of one degree of freedom, which is N − p times smaller "
            "than the least loss.",
        )
        expect(
            not any(
                np.isclose(found, stats.f.sf((ratio - 1) * n, 1, m))
                for n, m in ((rows, rows), (rows, spare), (spare, rows))
            ),
            "Of the rows, fitted numbers use up some. N − p are left, in F and in its distribution.",
        )
        expect(
            not np.isclose(found, stats.f.sf(f, spare, 1)),
            "The degrees of freedom are the wrong way round: 1 first, then N − p.",
        )
        expect(
            not np.isclose(found, stats.chi2.sf(f, 1)),
            "Chi-squared takes the size of the noise for known. Here it is estimated from N − p rows, "
            "which Fisher's distribution allows for.",
        )
        expect(
            np.isclose(found, stats.f.sf(f, 1, spare)),
            f"For {ratio}, {rows} rows and {fitted} fitted numbers it should be "
            f"{stats.f.sf(f, 1, spare):.4f}. Solve the formula for F, and ask for the share above it.",
        )


def exercise_3(pair_1, pair_2):
    """Give two pairs of numbers, such as (1, 2) and (3, 4)."""
    pairs = [np.array(pair, float) for pair in (pair_1, pair_2)]
    expect(
        all(pair.shape == (2,) for pair in pairs),
        "Give two pairs of numbers, such as (1, 2) and (3, 4).",
    )
    for w1, w2 in pairs:
        expect(
            not (np.isclose(w2 + 2 * w1, 5) and not np.isclose(w1 + 2 * w2, 5)),
            "The other way round: the second weight counts twice, since x₂ is twice x₁.",
        )
        expect(
            not (np.isclose(w1 + w2, 5) and w2),
            "These add up to 5, which would do if both columns were equal. But x₂ is twice x₁: put "
            "x₂ = 2 · x₁ into the sum.",
        )
        expect(
            np.isclose(w1 + 2 * w2, 5),
            f"With ({w1:g}, {w2:g}), x₁ = 1 and x₂ = 2 make {w1 + 2 * w2:g}, and it should be 5.",
        )
    expect(not np.allclose(*pairs), "Both fit, but they are the same pair. There are many others.")
