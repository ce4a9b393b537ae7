"""A step for each number."""

import numpy as np
from checks import expect


def exercise_1(sgd_factor, adam_factor):
    """Give two numbers: the factor for SGD, and that for Adam."""
    sgd_factor, adam_factor = float(sgd_factor), float(adam_factor)
    expect((sgd_factor, adam_factor) != (1, 1000), "The other way round: which of them divides?")
    expect(
        abs(sgd_factor - 1000) < 1e-9,
        "SGD moves a number by the learning rate times its slope. What does a larger slope do?",
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


def exercise_2(first_step):
    """Give one number, such as 0.25."""
    first_step = abs(float(first_step))
    expect(
        abs(first_step - 1) > 0.005,
        "So long is the first step with the divisions. Without them, what are the two means after one "
        "slope, each starting at 0?",
    )
    expect(
        abs(first_step - 0.1) > 0.005,
        "The mean is a tenth of the slope. But the other one is too small as well.",
    )
    expect(
        abs(first_step - 100) > 0.5,
        "A tenth divided by a thousandth: Adam divides by the root of the mean of squares.",
    )
    expect(
        abs(first_step - 0.32) > 0.005, "That is the quotient upside down. The root is the divisor."
    )
    expect(
        first_step > 1,
        "The mean of squares keeps only a thousandth of the new slope, so the divisor is far too small.",
    )
    expect(
        not 0.01 <= abs(first_step - np.sqrt(10)) < 0.1,
        "Right so far. Give two digits after the point.",
    )
    expect(
        abs(first_step - np.sqrt(10)) < 0.01,
        "Take a slope g: the mean is 0.1 · g, the mean of squares 0.001 · g². Divide.",
    )


def exercise_3(momentum):
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
