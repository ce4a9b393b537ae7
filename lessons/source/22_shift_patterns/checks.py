"""Shift by multiplying."""

import numpy as np
from checks import expect

import minigrad as mg

F = np.fft.fft(np.eye(8))
ZERO = np.zeros((8, 8))


def exercise_1(number):
    """Give one complex number, such as 2 + 3j."""
    z, right = complex(number), 2 * np.exp(1j * np.pi / 6)
    expect(
        not np.isclose(z, 2 + 30j),
        "That is a length and an angle. Of these, compute the real and the imaginary part.",
    )
    expect(
        not np.isclose(z, 2 * np.exp(30j)),
        "NumPy's cos and sin take the angle in radians. np.radians(30) is 30°.",
    )
    expect(
        not np.isclose(z, right.conjugate(), atol=1e-3),
        "This one turns clockwise. Counter-clockwise, a point on the axis to the right goes up.",
    )
    expect(
        not np.isclose(z, right / 2, atol=1e-3),
        "It turns by 30°, but its length is 1, so it makes nothing longer.",
    )
    expect(
        not np.isclose(z, 1 + right.real * 1j, atol=1e-3),
        "Its angle is 60°: have sine and cosine changed places?",
    )
    expect(
        np.isclose(z, right, atol=1e-3),
        f"Yours has the length {abs(z):.3g} and the angle {np.degrees(np.angle(z)):.3g}°. Lengths are "
        "multiplied and angles are added: which length and angle does it need?",
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
        "To shift the other way, wave k needs the factor ωˢᵏ instead of ω⁻ˢᵏ. Which matrix makes that "
        "of a one-hot vector? (ω⁻¹ is ω mirrored: its complex conjugate.)",
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
