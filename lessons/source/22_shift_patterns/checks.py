"""Shift by multiplying."""

import numpy as np
from checks import expect

import minigrad as mg

F = np.fft.fft(np.eye(8))
ZERO = np.zeros((8, 8))


def exercise_1(weight):
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


def exercise_2(coefficients):
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
