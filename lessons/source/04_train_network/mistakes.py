"""Wrong answers to "A network that bends", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg


class Positive(mg.nn.Module):
    def forward(self, z):
        return z / (1 + z)


class Loose(mg.nn.Module):
    def forward(self, z):
        return z.data / (1 + np.abs(z.data))


class Constant(mg.nn.Module):
    def forward(self, z):
        return z / (1 + np.abs(z.data))


class Root(mg.nn.Module):
    def forward(self, z):
        return z / (1 + mg.sqrt(z * z))


class Softsign(mg.nn.Module):
    def forward(self, z):
        return z / (1 + abs(z))


S = [[3, 3], [3, 3]]  # both neurons step along the diagonal
ALL_WRONG = (S, [3, -3], [-1, 1], 1)

MISTAKES = {
    "4.1": [
        (ALL_WRONG, "turn the signs"),
        ((S, [3, 3], [1, -1], -1), "the same line"),
        ((S, [3, -3], [1, 1], -1), "a stair"),
        ((S, [3, -3], [1, 0], 0), "(1, 1) is on the wrong side"),
        (([[3, 3], [-3, -3]], [3, -3], [1, -1], -1), "turn the signs"),
        (([[0.8, 0.8], [0.8, 0.8]], [0.8, -0.8], [1, -1], -1), "sharper bends"),
        (([[0, 0], [0, 0]], [1, -1], [1, 1], -1), "the same line"),
        (([[0, 0], [0, 0]], [0, 0], [0, 0], 0), "ŷ is 0"),
        (([3, 3], [3, -3], [1, -1], -1), "two columns"),
        ((S, 3, [1, -1], -1), "b has two numbers"),
        (([[3, 0], [0, 3]], [0, 0], [1, 1], 0), "of 4 are right"),
    ],
    "4.2": [
        ((1,), "is straight"),
        ((2,), "straight pieces"),
        ((4,), "So do fewer"),
        ((2.5,), "whole"),
    ],
    "4.3": [
        ((Positive,), "|z| is missing"),
        ((Loose,), "no tensor"),
        ((Constant,), "the gradient is not"),
        ((Root,), "slope of a root"),
        ((mg.nn.Tanh,), "has to be ½"),
        ((Softsign(),), "without ()"),
    ],
}
