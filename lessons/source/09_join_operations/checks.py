"""Between + and ×."""

import warnings

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(n):
    """Give one number between 0 and 1."""
    expect(0 < n <= 1, "Look between 0 and 1.")
    expect(n < 0.99, "At n = 1, of course. The path is at 14 once more, on its way up.")
    kneser, abel = (mg.oplus(2.0, 7.0, n, kind).item() for kind in ("kneser", "abel"))
    expect(abs(kneser - 14) > 0.003, "That is right with Kneser's. Take Abel's, as `join` does.")
    expect(
        abs(abel - 14) < 0.05,
        f"There, 2 ⊕ 7 is {abel:.3f} with Abel's. Try another n.",
    )
    expect(
        abs(abel - 14) < 0.003,
        f"Near, but there 2 ⊕ 7 is {abel:.4f}. One more digit, please: is it to be more or less?",
    )


def exercise_2(lowest):
    """Give one number, the x above which there is a value."""
    expect(
        not np.isclose(lowest, np.log(1.5), atol=1e-3),
        "n < eˣ is right for x < 0 only, where the height is eˣ − 1. How high is a number between 0 "
        "and 1?",
    )
    expect(
        not np.isclose(lowest, np.sqrt(np.e), atol=1e-3),
        "From this number, 1.5 high, you would come down to 0. But you may go down further, nearly "
        "to −1.",
    )
    expect(not np.isclose(lowest, 1.5, atol=1e-3), "1.5 is how far you go down. From which height?")
    expect(
        abs(lowest) > 1e-3,
        "Above 0 is enough for n up to 1. Here you go down by half an exp more.",
    )
    expect(
        abs(lowest + 0.5) > 1e-3,
        "−0.5 is where the height 1 would lead. The bottom is at −1: from which height do you come there "
        "when you go down by 1.5?",
    )
    with np.errstate(invalid="ignore"):
        values = mg.oplus([lowest - 0.001, lowest + 0.001], 7.0, 1.5, "abel").data
    there = [("no" if np.isnan(value) else "a") for value in values]
    expect(
        abs(lowest - 0.5) < 1e-3,
        f"Just below {lowest:.3f} there is {there[0]} value, and just above {there[1]} value. You go "
        "down by 1.5, and have to stay above −1. How high do you have to be before?",
    )


def exercise_3(take_away):
    """Give the function take_away itself, which takes z, x and n and returns one number."""

    def value(z, x, n):
        with np.errstate(invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            return np.asarray(mg.Tensor(take_away(z, x, n)).data).item()

    at_0, at_1 = value(9.0, 2.0, 0.0), value(14.0, 2.0, 1.0)
    expect(
        not np.isclose(at_0, -7.0),
        "At n = 0 this is x − z. It should be z − x: z comes first here.",
    )
    expect(
        not np.isclose(at_0, 11.0),
        "At n = 0 this is z + x. What has to become of the + inside, to undo it?",
    )
    expect(np.isclose(at_0, 7.0), f"9 − 2 is 7, but at n = 0 this gives {at_0:.4g}.")
    expect(
        not np.isnan(at_1),
        "At n = 1 this gives nan, as −2 has no logarithm. Where do you subtract: before the exps are "
        "undone, or between undoing and doing them?",
    )
    expect(
        np.isclose(at_1, 7.0),
        f"14 / 2 is 7, but at n = 1 this gives {at_1:.4g}. Undo n exps of both, subtract, do n exps.",
    )
    y = value(12.0, 2.0, 0.5)
    back = [mg.oplus(2.0, y, 0.5, kind).item() for kind in ("abel", "kneser")]
    expect(
        np.any(np.isclose(back, 12.0)),
        f"At both ends it is right, but at n = 0.5 it gives y = {y:.4g} for z = 12 and x = 2, and "
        f"2 ⊕ y is {back[0]:.4g}. Undo n exps of both, do the inverse of adding, do n exps.",
    )
