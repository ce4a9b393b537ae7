"""Wrong answers to "The fair table", and a piece of the hint that each must get."""

MISTAKES = {
    "20.1": [
        ((5, 7), "is another"),
        ((6, 7), "is another"),
        ((10, 8), "2 of 2ⁿ"),
        ((6, 24), "four times the p"),
        ((6, 6), "without the correction"),
        ((6, 20), "multiplied by 4"),
        ((6.5, 8), "whole numbers"),
    ],
    "20.2": [
        ((0.834, 0.727), "change places"),
        ((0.834, 0.834), "change places"),
        ((1.376, 1.2), "other way round"),
        ((0.727, 0.727), "pair by pair"),
        ((0.5, 0.834), "then one quotient"),
    ],
    "20.3": [
        ((0.046875, "probably better"), "four rivals"),
        ((0.0234375, "cannot tell"), "before the correction"),
        ((0.1171875, "cannot tell"), "Only the smallest"),
        ((0.0703125, "probably better"), "at most 0.05"),
        ((0.0703125, 0), "is a text"),
        ((0.5, "cannot tell"), "five rivals"),
    ],
}
