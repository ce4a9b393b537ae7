"""A network that bends."""

import numpy as np
from checks import expect

import minigrad as mg

POINTS = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
LABELS = np.array([-1, -1, 1, 1])


def exercise_1(W, b, v, c):
    """Give W, two rows of two numbers, then b, two numbers, v, two numbers, and c, one number."""
    W, b, v, c = (np.array(numbers, dtype=float) for numbers in (W, b, v, c))
    expect(W.shape == (2, 2), "W has two rows, one for each input, and two columns, one a neuron.")
    expect(b.size == 2 and v.size == 2, "Two neurons: b has two numbers, and so has v.")
    expect(c.size == 1, "c is one number.")
    y = np.tanh(POINTS @ W + b.ravel()) @ v.ravel() + c.item()
    right = np.sign(y) == LABELS
    wrong = ", ".join(f"({x1:g}, {x2:g})" for x1, x2 in POINTS[~right])
    expect(np.isfinite(y).all(), "Choose finite numbers.")
    expect(np.any(y != 0), "ŷ is 0 at all four points.")
    expect(right.any(), "All four points are on the wrong side: turn the signs of v and c.")
    lines = np.vstack([W, b.ravel()])
    expect(
        right.all() or np.linalg.matrix_rank(lines) == 2,
        "Both neurons have the same line. Two lines with something between them are needed.",
    )
    expect(
        right.all() or np.ptp(y) > 1e-9,
        "ŷ is the same at all four points. On which side of its line does a neuron have each point?",
    )
    expect(
        right.all() or np.prod(v) * (W[:, 0] @ W[:, 1]) <= 0,
        "Both neurons step in the same direction, and make a stair. One of them has to step down: turn "
        "the sign of its v.",
    )
    expect(
        right.sum() != 3,
        f"Three of four; {wrong} is on the wrong side. One line gets that far. Where does the second "
        "one run?",
    )
    expect(
        right.all(),
        f"{right.sum()} of 4 are right. The points with the label 1 lie on the diagonal x₁ + x₂ = 0: "
        "make a ridge there, from a step up before it and a step down behind it.",
    )
    expect(
        np.abs(y).min() > 0.5,
        f"All four are right, but one ŷ is only {y[np.abs(y).argmin()]:.2f}. Larger weights make "
        "sharper bends.",
    )


def exercise_2(fewest):
    """Give one whole number."""
    fewest = float(fewest)
    expect(fewest == int(fewest) and fewest > 0, "Neurons come whole: give a number such as 8.")
    expect(fewest > 1, "One neuron has one line, and its border is straight.")
    expect(fewest > 2, "Train it: it stays below 97 %. Count the straight pieces of the border.")
    expect(fewest == 3, "That many do it. So do fewer.")


def exercise_3(Softsign):
    """Give the class itself, Softsign, whose forward takes z, a tensor of any shape."""
    expect(isinstance(Softsign, type), "Give the class, without (): check makes one of its own.")
    z = mg.Tensor([[-3.0, -0.5, 0.0], [0.25, 1.0, 9.0]], requires_grad=True)
    y = Softsign()(z)
    expect(isinstance(y, mg.Tensor), "The result is no tensor: use z itself, not z.data.")
    expect(y.shape == z.shape, "Every element is bent by itself: the shape has to stay.")
    expect(
        not np.allclose(y.data, z.data / (1 + z.data), equal_nan=True),
        "For positive z it is right. For negative ones |z| is missing: abs(z).",
    )
    expect(
        np.allclose(y.data, z.data / (1 + np.abs(z.data))),
        "Look at z = 1: the result has to be ½, and at z = -3, -¾.",
    )
    with np.errstate(all="ignore"):
        y.sum().backward()
    expect(
        z.grad is None or np.isfinite(z.grad).all(),
        "The values are right, but the slope of a root is infinite at z = 0: use abs(z).",
    )
    expect(
        z.grad is not None and np.allclose(z.grad, 1 / (1 + np.abs(z.data)) ** 2),
        "The values are right, the gradient is not: compute |z| with z, not with z.data.",
    )
