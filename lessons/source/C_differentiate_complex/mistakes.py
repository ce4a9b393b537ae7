"""Wrong answers to "Gradients of complex numbers", and a piece of the hint that each must get."""

import numpy as np

MISTAKES = {
    "C.1": [
        ((2 + 4j,), "the derivative 2z"),
        ((6,), "two slopes"),
        ((4 - 2j,), "No conjugate"),
        ((2 - 4j,), "along x"),
        ((1 + 1j,), "Or measure"),
    ],
    "C.2": [
        ((lambda g, y, z: g * 3 * z**2,), "Right for real numbers"),
        ((lambda g, y, z: np.conj(3 * z**2),), "Multiply it by g"),
        ((lambda g, y, z: np.conj(g) * 3 * z**2,), "not g"),
        ((lambda g, y, z: np.conj(g * 3 * z**2),), "leave g alone"),
        ((lambda g, y, z: g * np.conj(2 * z),), "derivative s of"),
        ((3,), "function itself"),
    ],
    "C.3": [
        ((0.567,), "imaginary part"),
        ((1j,), "not near"),
        ((0.33 + 1.33j,), "Near"),
    ],
}
