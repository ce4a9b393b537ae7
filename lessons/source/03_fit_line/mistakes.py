"""Wrong answers to "A line that learns", and a piece of the hint that each must get."""

MISTAKES = {
    "3.1": [
        ((0.49,), "old limit"),
        ((0.12,), "a quarter"),
        ((10.35,), "2 divided by it"),
        ((0.8,), "allow more"),
        ((0.25,), "eigh"),
        (([0.19, 0.2],), "one number"),
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
