"""Wrong answers to "What lies between + and ×?", and a piece of the hint that each must get."""

MISTAKES = {
    "0.1": [
        ((0.25,), "all six"),
        ((6,), "only a quarter"),
        ((1.5,), "What does the log do"),
        ((2.5,), "undoes one"),
        ((5,), "a whole exp"),
        ((24,), "Four quarters"),
        (("six quarters",), "one number"),
    ],
    "0.2": [
        ((0.6,), "straight"),
        ((0.5,), "larger"),
        ((0.7,), "smaller"),
        ((12,), "between 0"),
    ],
    "0.3": [
        ((0,), "when n = 0"),
        ((1,), "when n = 1"),
        ((0.25,), "larger"),
        ((0.51,), "smaller"),
        ((-0.5,), "positive"),
    ],
}
