"""A program without an engine."""

import math

from checks import expect


class Recorder:
    """As in the lesson, with one line so far."""

    def __init__(self):
        self.lines, self.noted = ["v1 = w * x"], []

    def note(self, text, inputs=(), slopes=(), name=None):
        self.noted.append((text, inputs, slopes))
        v = Written("v2", self)
        self.lines.append(f"v2 = {text}")
        return v


class Written:
    """A name, with the number behind it when the program was recorded."""

    def __init__(self, name, recorder, data=None):
        self.name, self.recorder, self.data = name, recorder, data


def exercise_1(tanh):
    """Give a function of a Written that notes a line, as __mul__ does."""
    recorder = Recorder()
    v = Written("v1", recorder, 0.3)
    tanh(v)
    expect(len(recorder.noted) == 1, "Note one line: v.recorder.note(text, (v,), (slope,)).")
    text, inputs, slopes = recorder.noted[0]
    names = {"math": math, "v1": 0.5}
    value = eval(text, dict(names))
    expect(math.isclose(value, math.tanh(0.5)), "The line has to compute math.tanh of the name.")
    expect(
        len(inputs) == len(slopes) == 1 and inputs[0] is v,
        "There is one input, v, and one slope for it.",
    )
    expect(
        not isinstance(slopes[0], float),
        "That slope is a number, so the program would keep the slope of the recording for ever.",
    )
    expect(
        "v2" in slopes[0] or "tanh" in slopes[0],
        "The slope is text, which is computed later: 1 - y * y, with the name of the output for y.",
    )
    slope = eval(slopes[0], names | {"v2": value})
    expect(
        math.isclose(slope, 1 - value**2),
        f"The slope at v1 = 0.5 comes out as {slope:.4f} instead of {1 - value**2:.4f}.",
    )
    report = eval(f"d_v2 * {slopes[0]}", names | {"v2": value, "d_v2": 2.0})
    expect(
        math.isclose(report, 2 * (1 - value**2)),
        "It stands behind d_v2 * in a line: without brackets only its first part is multiplied.",
    )


def exercise_2(count):
    """Give one whole number."""
    count = int(count)
    expect(count != 7, "The first line, with = 1, does not count.")
    expect(count != 2, "Not what w is told in the end: every report of every operation is a line.")
    expect(count != 3, "There are three operations, and each of them has two inputs.")
    expect(count != 4, "The plus reports as well, to both of its inputs.")
    expect(count == 6, "Which operations are there, and how many inputs has each?")


def exercise_3(letters):
    """Give letters from a to e as a text, such as "ab"."""
    expect(isinstance(letters, str), 'Give letters as a text, such as "ab".')
    chosen = set(letters.lower()) - set(" ,")
    expect(chosen and chosen <= set("abcde"), 'Give letters from a to e, such as "ab".')
    expect(
        "a" not in chosen,
        "The loop of a asks for no value: three rounds, whatever z is. It is unrolled.",
    )
    expect(
        "c" not in chosen, "c asks for a shape, not for a value. Other shapes are recorded anew."
    )
    expect("e" not in chosen, "mg.where of e is an operation, and can be written down like others.")
    expect("b" in chosen, "How many rounds does b take? Does that depend on a value?")
    expect("d" in chosen, "d shows a value, and a recording would print the same one for ever.")
