"""Your turn."""

import numpy as np

import minigrad as mg

from checks import expect

F = np.fft.fft(np.eye(8))
NOUGHT = np.zeros((8, 8))


def exercise_1(softplus):
    """Give the operation itself: a function below the line @mg.primitive(vjps=(…,))."""
    expect(
        isinstance(softplus, mg.autodiff.Primitive),
        "Declare it: @mg.primitive(vjps=(rule,)) stands above def softplus(x).",
    )
    x = np.array([-3.0, -0.4, 0.0, 1.0, 2.5])
    with np.errstate(all="ignore"):
        value, large = softplus(x).numpy(), float(softplus(1000.0))
    expect(np.allclose(value, np.log1p(np.exp(x))), "The values are not those of log(1 + eˣ).")
    expect(
        np.isclose(large, 1000.0),
        "It overflows at x = 1000. Which function of NumPy helped louder? (1 is e⁰.)",
    )
    for order, hint in (
        (1, "The rule is wrong. Differentiate log(1 + eˣ), and do not forget g."),
        (2, "First derivatives are right, second ones are not. Is the rule made of mg operations?"),
    ):
        try:
            mg.gradcheck(softplus, x, order=order)
        except (mg.GradcheckError, TypeError):
            expect(False, hint)
    far = mg.Tensor([-1000.0, 1000.0], requires_grad=True)
    with np.errstate(all="ignore"):
        softplus(far).sum().backward()
    expect(
        np.allclose(far.grad, [0.0, 1.0]),
        f"At x = −1000 and 1000 the derivative has to be 0 and 1; yours is {far.grad[0]:g} and "
        f"{far.grad[1]:g}. Write the rule without large numbers.",
    )


def exercise_2(weight):
    """Give one matrix of shape (16, 16)."""
    weight = np.asarray(weight, complex)
    expect(
        weight.shape == (16, 16),
        "The first layer has 16 inputs and 16 neurons: np.block puts four 8 × 8 matrices together.",
    )
    signal, one_hot = np.arange(1.0, 9.0), np.eye(8)[3]
    a, b = np.split(weight @ np.concatenate([signal, one_hot]), 2)
    result = np.linalg.inv(F) @ (a * b)
    expect(
        not np.allclose(result, np.roll(signal, 3)), "That network still turns by s, not back by s."
    )
    expect(
        not np.allclose(result, np.roll(signal[::-1], 1 + 3))
        and not np.allclose(result, np.roll(signal[::-1], 1 - 3)),
        "Now the signal comes out mirrored: its own transform has to stay F.",
    )
    expect(
        not np.allclose(8 * result, np.roll(signal, -3)),
        "It turns back, but comes out 8 times too small. The inverse of a turn is a turn, of length 1.",
    )
    expect(
        np.allclose(result, np.roll(signal, -3)),
        "To turn back by s, wave k needs the factor ω⁻ˢᵏ. Which matrix makes that of a one-hot "
        "vector? (ω⁻¹ is ω mirrored: its complex conjugate.)",
    )


def exercise_3(coefficients):
    """Give eight numbers: what exact_network() returns for one row of 16."""
    numbers = np.asarray(coefficients, complex).ravel()
    expect(numbers.size == 8, "Give all eight numbers that the network returns.")
    right = np.array([4, 13, 22, 15, 0, 0, 0, 0])
    expect(
        not np.allclose(numbers, right[::-1]) and not np.allclose(numbers, np.roll(right[::-1], 4)),
        "The constant comes first: 1, 2, 3 and 4, 5.",
    )
    expect(not np.allclose(numbers[:3], [5, 7, 3]), "That is the sum of the polynomials, n = 0.")
    expect(
        np.allclose(numbers, right, atol=1e-6),
        "Is the row [1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 0, …]? By hand: the constant is 1 · 4.",
    )
