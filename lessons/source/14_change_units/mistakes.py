"""Wrong answers to "Other units, other starts", and a piece of the hint that each must get."""

import numpy as np

MISTAKES = {
    "14.1": [
        (("weights", "bias"), "At n = 0"),
        (("both", "both"), "At n = 1"),
        ((0, 1), "two words"),
    ],
    "14.2": [
        ((1, 0.0), "the trap itself"),
        ((0.001, 0.0), "still less"),
        ((1.5, 0.0), "not far enough"),
        ((1000, 0.98), "does not end there"),
        (("litres", 0.79), "two numbers"),
    ],
    "14.3": [
        ((lambda runs: min(runs)[1],), "failed"),
        ((lambda runs: runs[np.argmin([loss for loss, _ in runs])][1],), "failed"),
        ((lambda runs: int(np.argmin([loss for loss, _ in runs])),), "the place"),
        ((lambda runs: min(loss for loss, _ in runs),), "least loss"),
        ((lambda runs: min(runs),), "not the pair"),
        ((lambda runs: max(runs)[1],), "largest loss"),
        ((lambda runs: None,), "returns nothing"),
        ((0.75,), "without calling it"),
    ],
}
