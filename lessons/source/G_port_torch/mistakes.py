"""Wrong answers to "Take it to PyTorch", and a piece of the hint that each must get."""

import minigrad as mg

MISTAKES = {
    "G.1": [
        ((lambda g, x: g * mg.iterate.generator(x),), "*less* time"),
        ((lambda g, x: 1 / mg.iterate.generator(x),), "Multiply it by g"),
        ((lambda g, x: g / mg.iterate.generator(x, "abel"),), "Abel's speed"),
        ((lambda g, x: g / mg.iterate.generator(x, order=1),), "g times the slope"),
        ((1.0,), "function itself"),
    ],
    "G.2": [
        ((14.627,), "That is L″"),
        ((5.370,), "Divide it by 2 y"),
        ((2.685,), "Divide it by y"),
        ((2.1514,), "the slope"),
        ((9.257,), "solve L″"),
    ],
}
