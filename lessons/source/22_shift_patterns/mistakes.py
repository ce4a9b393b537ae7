"""Wrong answers to "Your turn", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

F, NOUGHT = np.fft.fft(np.eye(8)), np.zeros((8, 8))


def declared(forward, rule):
    return mg.primitive(forward, vjps=(rule,))


def right(x):
    return np.logaddexp(0.0, x)


def slope(g, y, x):
    return g * mg.sigmoid(x)


def overflowing(g, y, x):
    return g * mg.exp(x) / (1 + mg.exp(x))


MISTAKES = {
    "22.1": [
        ((lambda x: mg.log(1 + mg.exp(x)),), "Declare it"),
        ((declared(lambda x: np.log(1 + np.exp(x)), slope),), "It overflows"),
        ((declared(right, lambda g, y, x: mg.sigmoid(x)),), "do not forget g"),
        ((declared(right, lambda g, y, x: g / (1 + np.exp(-np.asarray(x)))),), "second ones"),
        ((declared(lambda x: np.maximum(x, 0.0), slope),), "log(1 + eˣ)"),
        ((declared(right, overflowing),), "without large numbers"),
    ],
    "22.2": [
        ((np.block([[F, NOUGHT], [NOUGHT, F]]),), "still turns by s"),
        ((np.block([[F.conj(), NOUGHT], [NOUGHT, F]]),), "mirrored"),
        ((np.block([[F, NOUGHT], [NOUGHT, np.linalg.inv(F)]]),), "8 times too small"),
        ((np.block([[F, NOUGHT], [NOUGHT, -F]]),), "complex conjugate"),
        ((F.conj(),), "np.block"),
    ],
    "22.3": [
        (([5, 7, 3, 0, 0, 0, 0, 0],), "sum of the polynomials"),
        (([15, 22, 13, 4, 0, 0, 0, 0],), "constant comes first"),
        (([4, 13, 22, 15],), "all eight"),
        (([4, 10, 0, 0, 0, 0, 0, 0],), "By hand"),
    ],
}
