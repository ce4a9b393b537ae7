"""A step for each number."""

import numpy as np
from checks import expect


def exercise_1(descent_factor, adam_factor):
    """Give two numbers: the factor for gradient descent, and that for Adam."""
    descent_factor, adam_factor = float(descent_factor), float(adam_factor)
    expect(
        (descent_factor, adam_factor) != (1, 1000), "The other way round: which of them divides?"
    )
    expect(
        abs(descent_factor - 1000) < 1e-9,
        "Gradient descent moves a number by the learning rate times its slope.",
    )
    expect(adam_factor != 1000, "The mean grows a thousandfold. And what it is divided by?")
    expect(
        not np.isclose(adam_factor, 1e-3),
        "The mean of the squares grows a millionfold. Its root, which Adam divides by?",
    )
    expect(
        abs(adam_factor - 1) < 1e-9,
        "Mean and root grow by the same factor. What of their quotient?",
    )


def exercise_2(momentum):
    """Give a function of slopes and lr that returns where the number ends."""
    slopes = [1.0, 0.5, -1.0, 0.25]

    def moved(keep, share=1.0, late=False):
        x = velocity = 0.0
        for slope in slopes:
            before = velocity
            velocity = keep * velocity + share * slope
            x -= 0.1 * (before if late else velocity)
        return x

    found = float(momentum(np.array(slopes), lr=0.1))
    expect(not np.isclose(found, -moved(0.9)), "It goes uphill: x moves against the velocity.")
    expect(not np.isclose(found, moved(0.0)), "That is gradient descent: keep 0.9 of the velocity.")
    expect(
        not np.isclose(found, moved(0.9, 0.1)),
        "Adam's mean takes a tenth of the new slope; here all of it is added.",
    )
    expect(
        not np.isclose(found, moved(0.9, late=True)),
        "First the velocity takes up the slope, then x moves.",
    )
    expect(
        np.isclose(found, moved(0.9)),
        "For the slopes 1, 0.5, −1, 0.25 and lr = 0.1 it has to end at "
        f"{moved(0.9):.5f}; yours ends at {found:.5f}.",
    )
    expect(
        np.isclose(float(momentum(np.full(100, 0.001))), -0.03 * 0.001 * sum(
            (1 - 0.9**k) / 0.1 for k in range(1, 101))),
        "lr = 0.03 has to be the default.",
    )  # fmt: skip
