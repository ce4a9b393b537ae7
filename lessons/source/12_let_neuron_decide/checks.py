"""The neuron that decides."""

import numpy as np
from checks import expect

import minigrad as mg

X = np.array([[3.0, 5.0], [2.0, 0.5], [1.5, 4.0]])
W = np.array([[2.0, 1.0], [1.0, -0.5], [2.0, 1.0], [1.0, 1.0]])
B = np.array([0.0, 0.3, 0.7, 0.2])
N = np.array([0.0, 0.5, 1.0, 0.25])


def of_one_neuron(x, w, b, n):
    return mg.iterate.exp_n(mg.iterate.exp_n(x, -n) @ w + b, n)


def right(x, w, b, n):
    """Return what the layer should, neuron by neuron."""
    return np.stack([of_one_neuron(x, *one) for one in zip(w, b, n, strict=True)], axis=1)


def exercise_1(layer):
    """Give check the function layer itself, without calling it; it returns a table of numbers."""
    expect(callable(layer), "Give check the function layer itself, without calling it.")
    given = [a.copy() for a in (X, W, B, N)]
    with np.errstate(all="ignore"):
        single = layer(X, W[:1], B[:1], N[:1])
        expect(single is not None, "It returns nothing.")
        expect(
            np.shape(single) == (3, 1),
            f"For 3 trees and 1 neuron it should return 3 rows and 1 column, not the shape "
            f"{np.shape(single)}.",
        )
        expect(
            np.allclose(single, right(X, W[:1], B[:1], N[:1])),
            "Already one neuron with n = 0, a plain weighted sum, is wrong: 3 and 5 with the weights 2 "
            "and 1 make 11.",
        )
        product = layer(X, W[2:3], np.zeros(1), N[2:3])
        expect(
            not np.allclose(product, right(X, W[2:3], np.zeros(1), -N[2:3])),
            "With n = 1 you do exp first and log at the end. It is the other way round: undo n exps of "
            "the inputs, and do n exps of the sum.",
        )
        expect(
            np.allclose(product, right(X, W[2:3], np.zeros(1), N[2:3])),
            "One neuron with n = 0 is right, one with n = 1 is not: 3 and 5 with the weights 2 and 1 "
            "should make 45. Are both the inputs and the sum treated?",
        )
        outside = right(X, W[2:3], np.zeros(1), N[2:3]) + B[2]
        factor = layer(X, W[2:3], B[2:3], N[2:3])
        expect(
            not np.allclose(factor, outside),
            "The bias is added at the end. It belongs inside, before the last exps: at n = 1 it is a "
            "factor, eᵇ.",
        )
        expect(
            np.allclose(factor, right(X, W[2:3], B[2:3], N[2:3])),
            "Without a bias it is right, with b = 0.7 it is not. Is b used?",
        )
        try:
            found = layer(X, W, B, N)
        except Exception as error:
            found = error
        hint = (
            "One neuron is right, four are not, if each has its own n. The inputs have to be treated "
            "anew for each neuron, with its n; then weigh them with the row of w that is its own."
        )
        expect(not isinstance(found, Exception), hint)
        expect(
            np.shape(found) != (4, 3),
            "A row for each neuron and a column for each tree: turn the table.",
        )
        expect(np.shape(found) == (3, 4) and np.allclose(found, right(X, W, B, N)), hint)
        expect(
            np.allclose(layer(X[:2], W[:2], B[:2], N[:2]), right(X[:2], W[:2], B[:2], N[:2])),
            "Right for 3 trees and 4 neurons, wrong for 2 trees and 2 neurons with 2 inputs: then equal "
            "lengths hide which axis is which.",
        )
    unchanged = all(np.array_equal(a, b) for a, b in zip(given, (X, W, B, N), strict=True))
    expect(unchanged, "It changes the arrays it was given. Make new ones.")


def exercise_2(neuron):
    """Give check the neuron, not its n: neuron = mg.nn.AddMul(3, 1), then warm_start, then fit."""
    expect(
        type(neuron).__name__ != "Product",
        "A Product has no n: it cannot but multiply. Take an AddMul, which has to find out.",
    )
    expect(neuron.weight.data.shape == (1, 3), "The law has three factors: mg.nn.AddMul(3, 1).")
    expect(
        neuron.bias is None,
        "This neuron has a bias, which the law does not need, and which lets a wrong n fit nearly as "
        "well (lesson 13). Leave bias=True away.",
    )
    law = mg.tasks.load("product", features=3)
    n, weights = neuron.n.item(), neuron.weight.data[0]
    best = np.linalg.lstsq(law.x, law.y[:, 0], rcond=None)[0]
    expect(
        not (n == 0 and np.allclose(weights, best, atol=1e-3)),
        "This is the best sum: the warm start alone, which holds n at 0. Now let n go: fit.",
    )
    untrained = "This neuron has not been trained: its weights are still the random ones."
    expect(not (n == 0 and np.any(abs(weights - best) > 1e-3)), untrained)
    expect(
        abs(n - 1) < 0.01,
        f"n is {n:.2f}, on its way, but not at 1. More steps: 2,000 are enough at the default lr.",
    )
    expect(neuron.n.requires_grad, "Its n was held at 1. It should find 1 by itself.")
    expect(
        np.allclose(weights, 1, atol=0.01),
        "n is at 1, the weights are not: they are exponents now, and each should be 1. Train on.",
    )
