"""Between + and ×."""

import numpy as np

import minigrad as mg

from checks import expect


def exercise_1(n):
    """Give one number between 0 and 1."""
    expect(0 < n <= 1, "Look between 0 and 1.")
    expect(n < 0.95, "At n = 1, of course. The path is at 14 once more, on its way up.")
    kneser, abel = (mg.oplus(2.0, 7.0, n, kind).item() for kind in ("kneser", "abel"))
    expect(
        abs(abel - 14) < 0.05,
        f"There, 2 ⊕ 7 is {abel:.3f} with Abel's (and {kneser:.3f} with Kneser's). Try another n.",
    )


def exercise_2(n):
    """Give one number between 0 and 1."""
    expect(0 < n < 1, "It is a number between 0 and 1: how far is −0.5 above the lowest height?")
    lowest = 1 + mg.iterate.abel.psi(-0.5)
    expect(
        abs(n + mg.iterate.abel.psi(-0.5)) > 1e-3,
        "This is how far −0.5 is below 0. But one can go down as far as −1.",
    )
    expect(abs(n - 0.5) > 1e-9, "−0.5 is the number, not its height.")
    expect(
        abs(n - lowest) < 1e-3,
        f"At n = {n - 0.001:.3f} there is {'a' if n < lowest else 'no'} value, and at {n + 0.001:.3f} "
        f"there is {'one, too' if n < lowest else 'none either'}. How high is −0.5, and how far is "
        "it from there to −1?",
    )


def exercise_3(take_away):
    """Give the function take_away itself, which takes z, x and n and returns one number."""

    def value(z, x, n):
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
    expect(np.isclose(at_1, 7.0), f"14 / 2 is 7, but at n = 1 this gives {at_1:.4g}.")
    y = value(12.0, 2.0, 0.5)
    back = [mg.oplus(2.0, y, 0.5, kind).item() for kind in ("abel", "kneser")]
    expect(
        np.any(np.isclose(back, 12.0)),
        f"At both ends it is right, but at n = 0.5 it gives y = {y:.4g} for z = 12 and x = 2, and "
        f"2 ⊕ y is {back[0]:.4g}. Undo n exps of both, do the inverse of adding, do n exps.",
    )
