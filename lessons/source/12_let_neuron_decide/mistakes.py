"""Wrong answers to "The neuron that decides", and a piece of the hint that each must get."""

import minigrad as mg

MISTAKES = {
    "12.1": [
        (((2, 1),), "m comes first"),
        (((0.5, 1, 2),), "no weight"),
        (((1, 0.5),), "exponents"),
    ],
    "12.2": [
        (("weights", "bias"), "At n = 0"),
        (("both", "both"), "At n = 1"),
        ((0, 1), "two words"),
    ],
    "12.3": [
        ((mg.nn.AddMul(3, 1, rng=0),), "enough steps"),
        ((mg.nn.AddMul(2, 1, rng=0),), "three factors"),
        ((mg.nn.AddMul(3, 1, n=1.0, rng=0),), "train on"),
        ((mg.nn.Product(3, 1, rng=0),), "no n"),
        ((1.0,), "not its n"),
    ],
}
