"""Wrong answers to "A line that learns", and a piece of the hint that each must get."""

MISTAKES = {
    "3.1": [
        ((0.5,), "Too large"),
        ((0.3,), "so does a larger one"),
        ((0.48,), "so does a larger one"),
        (([0.49, 0.5],), "one number"),
    ],
    "3.2": [
        (([2.2245, 0.0], -1.2245), "no better than without"),
        (([0.8546, 2.0674], -1.922), "comes first"),
        (([1.95, 0.45], -1.40), "more steps"),
        ((2.2245, -1.2245), "two weights"),
        (([1e9, 1e9], 1e9), "smaller learning rate"),
        (([float("inf"), float("-inf")], 0.0), "smaller learning rate"),
    ],
    "3.3": [
        ((1,), "the line itself"),
        ((2,), "all five"),
        ((3,), "all five"),
        ((2.25,), "one of the five"),
    ],
}
