"""Solutions to "Shift by multiplying"."""

import numpy as np

import minigrad as mg

F = np.fft.fft(np.eye(8))


# From the lesson.
def exact_network():
    zero, one = np.zeros((8, 8)), np.eye(8)
    weights = np.block([[F, zero], [zero, F]]), np.hstack([one, one]), np.linalg.inv(F)
    layers = []
    for weight, n in zip(weights, (0.0, 1.0, 0.0), strict=True):
        layers.append(mg.nn.AddMul(*weight.shape[::-1], kind="schroeder", n=n))
        layers[-1].weight.data[:] = weight
    return mg.nn.Sequential(*layers)


# Exercise 1. Lengths are multiplied and angles are added, so it has the length 2 and the angle 30°.
number = 2 * (np.cos(np.radians(30)) + 1j * np.sin(np.radians(30)))

# Exercise 2. To shift the other way, wave k needs ωˢᵏ instead of ω⁻ˢᵏ. The conjugate of F makes that
# of a one-hot vector. The signal's own transform stays.
zero = np.zeros((8, 8))
weight = np.block([[F, zero], [zero, F.conj()]])


# Exercise 3. (1 + 2z + 3z²)(4 + 5z) = 4 + 13z + 22z² + 15z³.
row = np.zeros(16)
row[:3], row[8:10] = (1, 2, 3), (4, 5)
coefficients = exact_network()(row).numpy().real.round(6)

answers = {"22.1": (number,), "22.2": (weight,), "22.3": (coefficients,)}
