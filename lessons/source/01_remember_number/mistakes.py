"""Wrong answers to "Let a number remember", and a piece of the hint that each must get."""

from typing import Any, NamedTuple


class Value(NamedTuple):
    data: float
    inputs: Any
    slopes: Any


def as_found(y):
    """List whom one meets, in the order of walk_2."""
    found = [y]
    for v in found:
        found.extend(x for x in dict.fromkeys(v.inputs) if x not in found)
    return found


def inputs_first(y):
    order = []
    for x in y.inputs:
        order += [v for v in inputs_first(x) if v not in order]
    return [*order, y]


def every_path(y):
    return [y] + [v for x in y.inputs for v in every_path(x)]


MISTAKES = {
    "1.1": [
        ((4, 12), "+ x as well"),
        ((13, 4), "other way round"),
        ((13, 13), "does not add"),
        ((1, 13), "overwrite"),
        ((2, 13), "told a 2"),
        ((4, 7), "four reports"),
        (("4", "13"), "two numbers"),
    ],
    "1.2": [
        ((lambda a, b: a.data / b.data,), "Return a Value"),
        ((lambda a, b: Value(a.data / b.data, (a.data, b.data), (0, 0)),), "themselves"),
        ((lambda a, b: Value(b.data / a.data, (a, b), (0, 0)),), "came out as 1.33"),
        ((lambda a, b: Value(a.data / b.data, (a, b), (1 / b.data,)),), "two slopes"),
        ((lambda a, b: Value(a.data / b.data, (a, b), (b.data, a.data)),), "slope for a"),
        (
            (lambda a, b: Value(a.data / b.data, (a, b), (1 / b.data, a.data / b.data**2)),),
            "does a / b grow",
        ),
        (
            (lambda a, b: Value(a.data / b.data, (a, b), (1 / b.data, -1 / b.data**2)),),
            "slope for b came out",
        ),
        ((lambda a, b: a / b,), "with a.data"),
        ((0.75,), "returns one Value"),
    ],
    "1.3": [
        ((as_found,), "an input speaks before"),
        ((inputs_first,), "turn the list round"),
        ((every_path,), "listed twice"),
        ((lambda y: list(y.inputs),), "y itself"),
        ((lambda y: [y, *dict.fromkeys(y.inputs)],), "is missing"),
        ((lambda y: sorted(as_found(y), key=lambda v: -v.birth),), "only at .inputs"),
    ],
}
