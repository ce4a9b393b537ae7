"""Let a number remember."""

from checks import expect


class Known:
    """A number that stands in for a Value, whatever that is in the notebook."""

    def __init__(self, data, inputs=()):
        self.data, self.inputs = data, inputs


def exercise_1(overwritten, right):
    """Give two numbers: what walk_1 says, and what is right."""
    expect((overwritten, right) != (13, 4), "The other way round: first what walk_1 says.")
    expect(
        abs(right - 12) > 1e-9,
        "That is right for x·x·x. There is a + x as well, which reports, too.",
    )
    expect(
        abs(right - 13) < 1e-9,
        "The right one is the derivative, 3x² + 1, at x = 2; it is the sum of four reports.",
    )
    expect(abs(overwritten - 13) > 1e-9, "walk_1 does not add the reports: `=` keeps only one.")
    expect(
        abs(overwritten - 1) > 1e-9,
        "1 is what the plus reports, and it reports first: later ones overwrite it.",
    )
    expect(
        abs(overwritten - 4) < 1e-9,
        "The last to speak is x·x. It has been told a 2. What does it tell x?",
    )


def exercise_2(divide):
    """Give a function that computes with a.data and b.data, and returns one Value."""
    a, b = Known(3.0), Known(4.0)
    y = divide(a, b)
    expect(hasattr(y, "slopes"), "Return a Value, so that the walk can go on from there.")
    expect(abs(y.data - 0.75) < 1e-9, f"3 / 4 came out as {y.data}.")
    expect(
        len(y.inputs) == 2 and y.inputs[0] is a and y.inputs[1] is b,
        "The inputs have to be a and b themselves, in this order: the walk goes on to them.",
    )
    expect(len(y.slopes) == 2, "There are two inputs, so there have to be two slopes.")
    expect(
        abs(y.slopes[0] - 0.25) < 1e-9,
        f"The slope for a came out as {y.slopes[0]:.4g} at 3 / 4. If a grows by 1, so much does "
        "a / 4 grow?",
    )
    expect(
        abs(y.slopes[1] - 0.1875) > 1e-9,
        "The slope for b has the right size. But if b grows, does a / b grow?",
    )
    expect(
        abs(y.slopes[1] + 0.1875) < 1e-9,
        f"The slope for b came out as {y.slopes[1]:.4g} at 3 / 4, but 3 / 4.001 − 3 / 4 is about "
        "−0.00019 = 0.001 · slope.",
    )


def exercise_3(speaking_order):
    """Give a function that takes a Value, looks only at .inputs, and returns a list of Values."""
    for y in graphs():
        order = list(speaking_order(y))
        behind = everything_behind(y)
        expect(y in order, "y itself is missing: it speaks, too.")
        expect(len(order) == len(set(order)), "Somebody is listed twice: remember whom you have.")
        expect(set(order) == behind, "Somebody behind y is missing, or does not belong there.")
        expect(order[0] is y, "y has to speak first. Do you turn the list round?")
        place = {v: i for i, v in enumerate(order)}
        early = [(v, x) for v in order for x in v.inputs if place[x] < place[v]]
        expect(
            not early,
            "For y = a + a·a or something longer, an input speaks before somebody who uses it. If a "
            "Value comes on the list only after everything behind it, this list is right, turned round.",
        )


def graphs():
    """Return the ends of four computations in which numbers are used again."""
    x, z = Known("x"), Known("z")
    a = Known("x·x", (x, x))
    square = Known("a·a", (a, a))
    yield Known("x + z", (x, z))
    yield Known("a + a·a", (a, square))
    yield Known("a·a + a", (square, a))
    steps = [x, a]
    for _ in range(5):
        steps.append(Known("…", (steps[-2], steps[-1])))
    yield steps[-1]


def everything_behind(y):
    found = {y}
    for x in y.inputs:
        found |= everything_behind(x)
    return found
