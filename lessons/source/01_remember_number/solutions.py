"""Solutions to "Let a number remember"."""

from typing import Any, NamedTuple


class Value(NamedTuple):
    """Stands for the class of the lesson."""

    data: float
    inputs: Any
    slopes: Any


# Exercise 1. The plus speaks first: 1 to x, 1 to (x·x)·x. That speaks next: x·x is told 2, and x is
# told x·x = 4. At last x·x, which was told 2, tells x: 2 · 2 = 4, and once more 4, for its two
# places. So 1, 4, 4 and 4 arrive. The last one is 4, and the sum is 13 = 3x² + 1.
overwritten, right = 4, 1 + 4 + 4 + 4


# Exercise 2. a / b changes 1 / b times as much as a. And (1 / b)' = -1 / b².
def divide(a, b):
    return Value(a.data / b.data, (a, b), (1 / b.data, -a.data / b.data**2))


# Exercise 3. When v is put on the list, everything behind it is on it already. So all inputs stand
# before those who use them, and the other way round in the end.
def speaking_order(y):
    order, seen = [], set()

    def visit(v):
        if v not in seen:
            seen.add(v)
            for x in v.inputs:
                visit(x)
            order.append(v)

    visit(y)
    return order[::-1]


answers = {"1.1": (overwritten, right), "1.2": (divide,), "1.3": (speaking_order,)}
