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
}
