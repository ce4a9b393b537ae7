"""A perfect impostor."""

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(kinks):
    """Give a list of numbers, the smallest first."""
    kinks = np.asarray(kinks, dtype=float)
    expect(kinks.ndim == 1, "Give a list of numbers.")
    expect(np.all(np.diff(kinks) > 0), "The smallest first, and none twice.")
    expect(
        np.all((kinks > 0.5) & (kinks < 3)), "Some are not between 0.5 and 3. Did you give heights?"
    )
    expect(
        not np.any(np.isclose(kinks, 1.75)),
        "Those are heights. psi_inv leads from a height to its number.",
    )

    def has(height):
        return np.any(np.isclose(kinks, mg.iterate.abel.psi_inv(height), atol=0.01))

    expect(has(1.0) and has(2.0), "Two of them do not depend on n: there, ψ(x) is a whole number.")
    expect(
        has(0.75) and has(1.75),
        "Some are missing, those where ψ(x) + n is a whole number. Which ψ(x) is that?",
    )
    expect(len(kinks) == 4, "All of them are there, and others that are none.")


def exercise_2(impostor, at_six):
    """Give check the neuron, mg.nn.AddMul(2, 1, kind=…, n=…, bias=…, learn_n=…), trained, and a number."""
    expect(impostor.kind == "abel", "An impostor is of kind Abel: Kneser's is not fooled.")
    expect(
        abs(impostor.n.item() - 0.95) < 1e-9,
        "n is not 0.95: start there, and do not let it be learned.",
    )
    expect(impostor.bias is not None, "The law has a factor, 3. Without a bias it cannot be found.")
    x = np.random.default_rng(1).uniform(1, 2, (100, 2))
    error = np.max(np.abs(impostor(x).numpy()[:, 0] - 3 * x[:, 0] * x[:, 1]))
    expect(error < 1e-3, f"Not perfect yet: between 1 and 2 it is wrong by up to {error:.2g}.")
    at_six = float(at_six)
    expect(
        abs(at_six - 108) > 0.01,
        "The neuron is right, the number is not: 108 is what the law says for 6 and 6. Ask the neuron.",
    )
    expect(
        abs(at_six - impostor([6, 6]).item()) < 0.01,
        "The neuron is right, the number is not. another([6, 6]) is what it says for 6 and 6.",
    )


def exercise_3(n):
    """Give one number, the smallest n."""
    n = float(n)
    expect(0 < n < 1, "It lies between 0 and 1.")
    expect(
        abs(n - np.log(np.log(12))) > 0.006,
        "That is the n for inputs from 1 to 2. Which y is the largest if they end at 1.5?",
    )
    expect(
        abs(n - np.log(np.log(2.25))) > 1e-3 and abs(n - np.log(1.5)) > 1e-3,
        "The law has a factor, 3. Take the largest y, not the largest input or product.",
    )
    expect(
        n > np.log(np.log(6.75)) - 2e-3,
        "With so small an n, the largest z is above e, on the next piece. z is e¹⁻ⁿ · log y.",
    )
    expect(
        n < np.log(np.log(6.75)) + 2e-3,
        "Such impostors are perfect, but smaller n are possible. When does the largest z reach e?",
    )
