"""Answers to the exercises: ``check("9.1", answer)`` says ○ not answered, ✔ or ✘ with a hint."""

import numpy as np


def same_word(answer, right):
    return answer.strip().lower() == right


def learned_product(neuron):
    return abs(neuron.n.item() - 1) < 0.01 and np.allclose(
        neuron.weight.data, [[1, 1, 1]], atol=0.01
    )


# One exercise a line: how to tell a right answer, and what to say about a wrong one.
CHECKS = {
    "9.1": (
        lambda weights: np.allclose(weights, (1, 2)) and len(weights) == 2,
        "Give two numbers, that of m first. The weights of a multiplying neuron are exponents. The ½ "
        "is no weight: it belongs to the bias.",
    ),
    "9.2": (
        lambda at_0, at_1: same_word(at_0, "both") and same_word(at_1, "bias"),
        'Give two words, each "weights", "bias" or "both". '
        "y becomes 28.3 times larger. Multiply both sides of y = w₁x₁ + w₂x₂ + b and of "
        "y = x₁^w₁ · x₂^w₂ · e^b by 28.3, and see where the factor can go.",
    ),
    "9.3": (
        learned_product,
        "neuron = mg.nn.AddMul(3, 1), then warm_start, then fit. Give check the neuron, not its n. "
        "If n is far from 1: is there a bias? Were there enough steps?",
    ),
}


def check(exercise, *answer):
    """Print whether an answer is right; never raises, so that a notebook runs to its end."""
    right, hint = CHECKS[exercise]
    if any(part is ... for part in answer):
        print(f"○ {exercise}: not answered yet")
        return
    try:
        passed = bool(right(*answer))
    except Exception:  # an answer may be anything
        passed = False
    print(f"✔ {exercise}: right" if passed else f"✘ {exercise}: not yet. {hint}")
