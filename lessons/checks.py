"""Answers to the exercises: ``check("9.1", answer)`` says ○ not answered, ✔ or ✘ with a hint."""

import numpy as np

# One exercise a line: how to tell a right answer, and what to say about a wrong one.
CHECKS = {
    "9.1": (
        lambda a: np.allclose(a, (2, 1)),
        "The weights of a multiplying neuron are exponents. Which power of d is in the formula?",
    ),
    "9.2": (
        lambda a: a == "bias",
        "At n = 1, y = x₁^w₁ · x₂^w₂ · e^b. Put 2.54·x₁ for x₁ and see where the factor can go.",
    ),
    "9.3": (
        lambda a: np.isclose(float(a), 1, atol=0.01),
        "AddMul(3, 1), then warm_start, then fit; the answer is neuron.n.item(). "
        "If n stays near 0, did you train after the warm start?",
    ),
}


def check(exercise, answer):
    """Print whether an answer is right; never raises, so that a notebook runs to its end."""
    right, hint = CHECKS[exercise]
    if answer is ...:
        print(f"○ {exercise}: not answered yet")
        return
    try:
        passed = bool(right(answer))
    except Exception:  # an answer may be anything
        passed = False
    print(f"✔ {exercise}: right" if passed else f"✘ {exercise}: not yet. {hint}")
