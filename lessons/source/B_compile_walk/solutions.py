"""Solutions to "A program without an engine"."""


# Exercise 1. The slope of tanh is written with the *output*, whose name is the next one: so nothing is
# computed twice. It stands in brackets, because the backward line puts `d_v2 *` before it.
def tanh(v):
    y = f"v{len(v.recorder.lines) + 1}"
    return v.recorder.note(f"math.tanh({v.name})", (v,), (f"(1 - {y} * {y})",))


# Exercise 2. There are three operations: w · w, then times w, then plus w. Each has two inputs, and each
# input gets a report: six lines. (w is told four times, and its derivative is 3w² + 1.)
lines_for_cube = 3 * 2

# Exercise 3. b asks for a value in every round, as an if does, and .item() of d shows one. A loop with a fixed
# count and a shape ask for none, and mg.where is an operation.
refused = "bd"

answers = {"B.1": (tanh,), "B.2": (lines_for_cube,), "B.3": (refused,)}
