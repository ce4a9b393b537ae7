"""From numbers to arrays."""

import numpy as np
from checks import Hint, expect


def exercise_1(shape, axes):
    """Give two tuples of whole numbers: the shape of the product, and the axes to sum over."""
    shape = tuple(shape)
    axes = tuple(sorted(axis + 3 if axis < 0 else axis for axis in axes))  # -1: the last
    expect(len(shape) == 3, "The product has as many axes as the longer of the two shapes.")
    expect(
        shape == (5, 4, 3),
        "Write (4, 1) flush right below (5, 1, 3). On each axis, the larger size wins.",
    )
    expect(
        axes != (1,), "Axis 1 of the product has the size 4, and so had the array: not stretched."
    )
    expect(axes != (2,), "That is where it had a 1. What of the axis that it did not have at all?")
    expect(axes != (0,), "That is the axis that it did not have. Where did it have a 1?")
    expect(
        axes == (0, 2),
        "Summing has to lead from (5, 4, 3) to (4, 1): along which axes was the array repeated?",
    )


def exercise_2(matmul_rules):
    """Give a function of g, a and b that returns two arrays, in the shapes of a and b."""
    rng = np.random.default_rng(0)
    for rows, inner, columns in ((2, 3, 4), (3, 3, 3)):
        a, b = rng.standard_normal((rows, inner)), rng.standard_normal((inner, columns))
        g = rng.standard_normal((rows, columns))
        try:
            answer = matmul_rules(g, a, b)
        except ValueError:  # shapes that do not fit
            raise Hint(
                f"g of shape {g.shape} does not fit beside a of {a.shape} or b of {b.shape} like this. "
                "For a, the sum of g_ij · b_kj runs over j, the last axis of both; but @ adds up over "
                "the last axis of the left and the first of the right. What does .T do?"
            ) from None
        expect(len(answer) == 2, "Return two arrays: for a, and for b.")
        for name, x, found in (("a", a, answer[0]), ("b", b, answer[1])):
            expect(
                np.shape(found) == x.shape,
                f"For {name} of shape {x.shape}, and g of shape {g.shape}, the derivative has the "
                f"shape {np.shape(found)}. Which of g and {'b' if name == 'a' else 'a'} has to be "
                "turned by .T, and which stands on the left?",
            )
            expect(
                np.allclose(
                    found, slopes_by_trying(lambda a, b, g=g: np.sum(g * (a @ b)), a, b, x)
                ),
                f"The shape for {name} fits, but a gradient check does not: the numbers are wrong. "
                "Do they come from g and the other matrix alone?",
            )


def slopes_by_trying(f, a, b, x, h=1e-5):
    """Return the derivative of f(a, b) with respect to each element of x, which is a or b."""
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        ends = []
        for step in (h, -h):
            moved = x.copy()
            moved[place] += step
            ends.append(f(moved, b) if x is a else f(a, moved))
        slopes[place] = (ends[0] - ends[1]) / (2 * h)
    return slopes


def exercise_3(name):
    """Give the name of the wrong one, in quotes."""
    names = ["expm1", "arctan", "cosh", "reciprocal", "arcsin"]
    expect(name in names, f"Give one of the names {', '.join(names)}, in quotes.")
    expect(
        name == "expm1",
        f"mg.gradcheck(suspects[{name!r}], x) returns True, for x such as np.array([0.2, 0.7]).",
    )
