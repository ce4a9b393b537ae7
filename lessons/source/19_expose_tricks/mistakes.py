"""Wrong answers to "Is it worth it?", and a piece of the hint that each must get."""

MISTAKES = {
    "19.1": [
        ((lambda train, test: min(test),), "red's report"),
        ((lambda train, test: min(train),), "is a training error"),
        ((lambda train, test: sum(test) / len(test),), "Find the run"),
        ((0.4,), "function itself"),
    ],
    "19.2": [
        ((10,), "10 of 10"),
        ((34,), "Too few"),
        ((50,), "fewer are"),
        ((34.6,), "whole number"),
    ],
    "19.3": [
        ((5000 * 0.32 / 6.02,), "faster one"),
        ((75_000,), "was recorded"),
        ((75_000 * 6.02 / 5.93,), "long training"),
        ((11.2 * 1000,), "How often"),
    ],
}
