"""Wrong answers to "A program without an engine", and a piece of the hint that each must get."""

import math


def noted(text, slope):
    def tanh(v):
        y = f"v{len(v.recorder.lines) + 1}"
        return v.recorder.note(text.format(v=v.name), (v,), (slope.format(v=v.name, y=y),))

    return tanh


def of_the_recording(v):
    return v.recorder.note(f"math.tanh({v.name})", (v,), (1 - math.tanh(v.data) ** 2,))


MISTAKES = {
    "B.1": [
        ((lambda v: None,), "Note one line"),
        ((noted("{v} * {v}", "(1 - {y} * {y})"),), "math.tanh of the name"),
        ((noted("math.tanh({v})", "(1 - {v} * {v})"),), "the name of the output"),
        ((noted("math.tanh({v})", "(1 - {y})"),), "comes out as"),
        ((noted("math.tanh({v})", "1 - {y} * {y}"),), "without brackets"),
        ((lambda v: v.recorder.note(f"math.tanh({v.name})"),), "one input"),
        ((of_the_recording,), "for ever"),
    ],
    "B.2": [
        ((7,), "does not count"),
        ((2,), "every report"),
        ((3,), "each of them has two"),
        ((4,), "The plus"),
        ((12,), "Which operations"),
    ],
    "B.3": [
        (("abd",), "unrolled"),
        (("bcd",), "shape"),
        (("b, d, e",), "operation"),
        (("d",), "rounds"),
        (("b",), "for ever"),
        (("bf",), "from a to e"),
        ((["b", "d"],), "as a text"),
    ],
}
