"""Wrong answers to "Shift by multiplying", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

F, ZERO = np.fft.fft(np.eye(8)), np.zeros((8, 8))


MISTAKES = {
    "22.1": [
        ((2 + 30j,), "a length and an angle"),
        ((2 * (np.cos(30) + 1j * np.sin(30)),), "radians"),
        ((3**0.5 - 1j,), "clockwise"),
        ((0.866 + 0.5j,), "makes nothing longer"),
        ((1 + 3**0.5 * 1j,), "changed places"),
        ((2,), "which length and angle"),
    ],
    "22.2": [
        ((np.block([[F, ZERO], [ZERO, F]]),), "still turns by s"),
        ((np.block([[F.conj(), ZERO], [ZERO, F]]),), "mirrored"),
        ((np.block([[F, ZERO], [ZERO, np.linalg.inv(F)]]),), "8 times too small"),
        ((np.block([[F, ZERO], [ZERO, -F]]),), "complex conjugate"),
        ((F.conj(),), "np.block"),
    ],
    "22.3": [
        (([5, 7, 3, 0, 0, 0, 0, 0],), "sum of the polynomials"),
        (([15, 22, 13, 4, 0, 0, 0, 0],), "constant comes first"),
        (([4, 13, 22, 15],), "all eight"),
        (([4, 10, 0, 0, 0, 0, 0, 0],), "By hand"),
    ],
}
