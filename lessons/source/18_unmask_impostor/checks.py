"""Smooth all the way."""

import numpy as np

import minigrad as mg

from checks import expect


def exercise_1(careful_step):
    """Give the function itself, careful_step; it takes two numbers and returns one."""
    expect(callable(careful_step), "Give check the function itself: check(…, careful_step).")
    expect(
        np.isclose(careful_step(3.0, 2.0), -1.5),
        "Where the curvature is positive, it is Newton's step: minus slope over curvature.",
    )
    expect(
        np.isclose(abs(careful_step(3.0, -2.0)), 1.5),
        "Where the curvature is negative, the step should be as long as Newton's.",
    )
    expect(
        np.isclose(careful_step(3.0, -2.0), -1.5) and np.isclose(careful_step(-3.0, -2.0), 1.5),
        "Where the slope is positive, downhill is to the left, whatever the curvature is.",
    )
    expect(np.isclose(careful_step(-3.0, 2.0), 1.5), "Where the slope is negative, go right.")


def exercise_2(kinks):
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


def exercise_3(impostor):
    """Give check the neuron: mg.nn.AddMul(2, 1, kind=…, n=…, bias=…, learn_n=…), trained."""
    expect(impostor.kind == "abel", "An impostor is of kind Abel: Kneser's is not fooled.")
    expect(
        abs(impostor.n.item() - 0.95) < 1e-9,
        "n is not 0.95: start there, and do not let it be learned.",
    )
    expect(impostor.bias is not None, "The law has a factor, 3. Without a bias it cannot be found.")
    x = np.random.default_rng(1).uniform(1, 2, (100, 2))
    error = np.max(np.abs(impostor(x).numpy()[:, 0] - 3 * x[:, 0] * x[:, 1]))
    expect(error < 1e-3, f"Not perfect yet: between 1 and 2 it is wrong by up to {error:.2g}.")
