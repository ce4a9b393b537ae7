"""The fair table."""

import numpy as np
from checks import expect


def exercise_1(seeds_for_one, seeds_for_four):
    """Give two whole numbers of seeds."""
    one, four = seeds_for_one, seeds_for_four
    expect(one == int(one) > 0 and four == int(four) > 0, "Give two whole numbers of seeds.")
    expect(
        one != 5 and four != 7,
        "All signs as they are is one way, and all turned round is another: 2 of 2ⁿ ways are as far.",
    )
    expect(one == 6, "With n seeds, 2 of 2ⁿ ways are as far from 0. When is that at most 0.05?")
    expect(four != 24, "Not four times the seeds: four times the p.")
    expect(four != 6, "That is without the correction. As the smallest of four, p counts 4 times.")
    expect(four == 8, "The smallest p of four rivals is multiplied by 4: 4 · 2 / 2ⁿ, at most 0.05.")


def exercise_2(of_medians, of_seeds):
    """Give two numbers: the quotient of the medians, then the median of the quotients."""
    expect(
        np.isclose(of_medians, 0.727, atol=0.01) or not np.isclose(of_medians, 0.834, atol=0.01),
        "The first number is that of the table. It is the median of the quotients: change places.",
    )
    expect(
        not np.isclose(of_medians, 1 / 0.727, atol=0.02),
        "That is the neuron's over the power law's. Here it is the other way round.",
    )
    expect(
        not np.isclose(of_medians, 3.71, atol=0.05),
        "Is that the line? The models stand in the order of `models`; each row has its name, row.model.",
    )
    expect(
        np.isclose(of_medians, 0.727, atol=0.002),
        "The first: np.median(row.errors) of both models, and then one quotient.",
    )
    expect(
        not np.isclose(of_seeds, 0.8109, atol=0.003),
        "That is a mean of the quotients. Take the median.",
    )
    expect(
        np.isclose(of_seeds, 0.834, atol=0.002),
        "The second: divide the ten errors pair by pair, as arrays, and then take the median.",
    )


def exercise_3(p_value, verdict):
    """Give the p of the power law, a number, and its verdict, a text such as "as good"."""
    expect(isinstance(verdict, str), "The verdict is a text: row.verdict.")
    expect(
        not np.isclose(p_value, 0.046875, atol=1e-4),
        "That is p with four rivals. Are interactions among the models, and is it the new result?",
    )
    expect(
        not np.isclose(p_value, 0.0234375, atol=1e-4),
        "That is p before the correction. The row of the new table has the corrected one, row.p.",
    )
    expect(
        not np.isclose(p_value, 0.1171875, atol=1e-4),
        "Only the smallest p is multiplied by 5. Two others are smaller than that of the power law.",
    )
    expect(
        np.isclose(p_value, 0.0703125, atol=1e-4),
        "Compare with five rivals on the product, ten seeds, and take row.p of the power law.",
    )
    expect(verdict == "cannot tell", "Is this p at most 0.05? What does the table say then?")
