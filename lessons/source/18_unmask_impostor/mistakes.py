"""Wrong answers to "Smooth all the way", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

e = np.e


def neuron(kind="abel", n=0.95, **options):
    return mg.nn.AddMul(2, 1, kind=kind, n=n, rng=0, **options)


MISTAKES = {
    "18.1": [
        ((lambda slope, curvature: -slope / curvature,), "downhill is to the left"),
        ((lambda slope, curvature: slope / curvature,), "minus slope over curvature"),
        ((lambda slope, curvature: -slope / max(curvature, 1e-9),), "as long as Newton's"),
        ((lambda slope, curvature: -abs(slope / curvature),), "downhill"),
        ((-1.5,), "function itself"),
    ],
    "18.2": [
        (([1.0, e],), "ψ(x) + n"),
        (([0.75, e**0.75],), "do not depend on n"),
        (([0.75, 1.0, 1.75, 2.0],), "Those are heights"),
        (([0, 0.75, 1.0, e**0.75, e],), "not between"),
        (([0.75, 1.0, 1.5, e**0.75, e],), "that are none"),
        (([1.0, 0.75, e, e**0.75],), "smallest first"),
    ],
    "18.3": [
        ((neuron(bias=True),), "Not perfect yet"),
        ((neuron(bias=True, kind="kneser"),), "not fooled"),
        ((neuron(bias=True, n=1.0),), "not 0.95"),
        ((neuron(),), "Without a bias"),
    ],
}
