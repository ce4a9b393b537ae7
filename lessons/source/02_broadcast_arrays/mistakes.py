"""Wrong answers to "From numbers to arrays", and a piece of the hint that each must get."""

MISTAKES = {
    "2.1": [
        (((5, 3), (0, 2)), "longer"),
        (((5, 1, 3), (0, 2)), "larger size wins"),
        (((5, 4, 3), (2,)), "did not have at all"),
        (((5, 4, 3), (0,)), "have a 1"),
        (((5, 4, 3), (1,)), "not stretched"),
        (((5, 4, 3), (-1,)), "did not have at all"),
        (((5, 4, 3), (0, 1)), "repeated"),
        (((5, 4, 3), 2), "two tuples"),
    ],
    "2.2": [
        ((lambda g, a, b: (g * b, g * a),), "What does .T do"),
        ((lambda g, a, b: (g @ b, a @ g),), "the last axis of both"),
        ((lambda g, a, b: (b @ g.T, a.T @ g),), "turned by .T"),
        ((lambda g, a, b: (g @ b.T, g.T @ a),), "stands on the left"),
        ((lambda g, a, b: (a, b),), "other matrix alone"),
        ((lambda g, a, b: (g @ b.T, a.T @ g if len(set(g.shape)) > 1 else a @ g),), "for b fits"),
        ((lambda g, a, b: a.T @ g,), "two arrays"),
        ((lambda g, a, b: (g @ b.T, a.T @ g, 0),), "two arrays"),
    ],
    "2.3": [
        (("arctan",), "returns True"),
        (("reciprocal",), "returns True"),
        (("tanh",), "one of the names"),
    ],
}
