"""The fair table."""

from itertools import product

import numpy as np
from checks import expect


def exercise_1(p_of):
    """Give a function of an array of numbers that returns a share."""
    differences = np.array([0.5, -0.1, 0.3, 0.8, 0.2, -0.4])
    flips = np.array(list(product((1, -1), repeat=6)))
    sums, found = flips @ differences, differences.sum()
    share = float(p_of(differences.copy()))
    right = np.mean(abs(sums) >= found - 1e-12)
    expect(
        not np.isclose(share, np.mean(sums >= found - 1e-12)),
        "That counts one side only. As far from 0 is far below 0 as well.",
    )
    expect(
        not np.isclose(share, np.mean(abs(sums) > found + 1e-12)),
        "The way without a flip counts, too: as far, or farther.",
    )
    expect(not np.isclose(share, right * 64), "That is the number of ways. Divide by all of them.")
    expect(
        np.isclose(share, right),
        f"For 0.5, −0.1, 0.3, 0.8, 0.2, −0.4 there are 64 ways, and p is {right:.4f}; yours is {share:.4f}.",
    )
    expect(
        np.isclose(float(p_of(-differences)), right),
        "All signs turned round, p has to stay the same.",
    )


def exercise_2(seeds_for_one, seeds_for_four):
    """Give two whole numbers of seeds."""
    one, four = int(seeds_for_one), int(seeds_for_four)
    expect(
        (one, four) != (5, 7),
        "All signs the same is one way, and all turned round is another: 2 of 2ⁿ ways are as far.",
    )
    expect(one == 6, "With n seeds, 2 of 2ⁿ ways are as far from 0. When is that below 0.05?")
    expect(four != 24, "Not four times the seeds: four times the p.")
    expect(four == 8, "The smallest p of four rivals is multiplied by 4: 4 · 2 / 2ⁿ below 0.05.")
