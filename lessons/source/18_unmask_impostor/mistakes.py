"""Wrong answers to "A perfect impostor", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

e = np.e


def neuron(kind="abel", n=0.95, **options):
    return mg.nn.AddMul(2, 1, kind=kind, n=n, rng=0, **options)


right = neuron(bias=True)
right.weight.data[:] = np.exp(0.05)
right.bias.data[:] = (np.log(3) - 0.1) * np.exp(0.05)

MISTAKES = {
    "18.1": [
        (([1.0, e],), "ψ(x) + n"),
        (([0.75, e**0.75],), "do not depend on n"),
        (([0.75, 1.0, 1.75, 2.0],), "Those are heights"),
        (([0, 0.75, 1.0, e**0.75, e],), "not between"),
        (([0.75, 1.0, 1.5, e**0.75, e],), "that are none"),
        (([1.0, 0.75, e, e**0.75],), "smallest first"),
    ],
    "18.2": [
        ((neuron(bias=True), 102.67), "Not perfect yet"),
        ((neuron(bias=True, kind="kneser"), 108), "not fooled"),
        ((neuron(bias=True, n=1.0), 108), "not 0.95"),
        ((neuron(), 102.67), "Without a bias"),
        ((right, 108.0), "what the law says"),
        ((right, 36.0), "another([6, 6])"),
    ],
    "18.3": [
        ((0.906,), "from 1 to 2"),
        ((np.log(1.5),), "factor, 3"),
        ((0.5,), "next piece"),
        ((0.8,), "smaller n"),
        ((1.0,), "between 0 and 1"),
    ],
}
