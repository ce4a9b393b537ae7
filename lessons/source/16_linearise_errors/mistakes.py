"""Wrong answers to "Few and clever steps", and a piece of the hint that each must get."""

MISTAKES = {
    "16.1": [
        ((lambda slope, curvature: -slope / curvature,), "downhill is to the left"),
        ((lambda slope, curvature: slope / curvature,), "minus slope over curvature"),
        ((lambda slope, curvature: -slope / max(curvature, 1e-9),), "as long as Newton's"),
        ((lambda slope, curvature: -abs(slope / curvature),), "downhill"),
        ((-1.5,), "function itself"),
    ],
    "16.2": [
        ((lambda p, a: (a - p**2) / (2 * p),), "return p + d"),
        ((lambda p, a: p - (a - p**2) / (2 * p),), "turned round"),
        ((lambda p, a: p + (a - p**2) / p,), "derivative of p²"),
        ((lambda p, a: a**0.5,), "not there yet"),
        ((lambda p, a: p + 0.5,), "Is a used"),
        ((lambda p, a: p + (a - p**2) / 2,), "not from other p"),
        ((lambda p, a: p + (a - p**2),), "derivative of p²"),
        ((lambda p, a: a,), "derivative of p²"),
        ((1.5,), "function itself"),
    ],
    "16.3": [
        ((1.0, 1.499826), "without a factor"),
        ((0.99997, 1.499832), "of the logarithms"),
        ((1.0, 1.4), "the start"),
        ((0.995277, 1.501483), "enough steps"),
        ((-1.18, 2.94), "run away"),
    ],
}
