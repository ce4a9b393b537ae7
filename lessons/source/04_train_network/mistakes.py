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


MISTAKES = {
    "4.1": [
        ((lambda model: len(list(model.parameters())),), "four arrays"),
        (
            (lambda model: sum(p.size for p in model.parameters() if p.ndim == 2),),
            "the biases are not",
        ),
        ((lambda model: sum(len(p) for p in model.parameters()),), "W has 16"),
        ((lambda model: 42,), "Right for the network"),
        ((42,), "the function itself"),
    ],
    "4.2": [
        ((Positive,), "|z| is missing"),
        ((Loose,), "no tensor"),
        ((Constant,), "the gradient is not"),
        ((Root,), "slope of a root"),
        ((mg.nn.Tanh,), "has to be ½"),
        ((Softsign(),), "without ()"),
    ],
    "4.3": [
        ((2,), "below 90 %"),
        ((4,), "So do fewer"),
        ((2.5,), "whole"),
    ],
    "4.4": [
        ((38, 0.84), "64 neurons"),
        ((1000, 0.77), "not lowest there"),
        ((18, 83), "not in percent"),
        ((18, 0.768), "stop it early"),
        ((18, 1.0), "is it of few.x_test"),
    ],
}
