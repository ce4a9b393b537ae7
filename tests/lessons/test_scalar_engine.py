"""The engine of lesson 1, which its readers build, agrees with minigrad's on random programs.

A program is a list of steps (operation, position of its first operand, of its second). Each step
appends a value to a list that begins with the inputs (the first is 2), so there is reuse, and there are branches that
reach nothing. The comparison is worth something only if it notices mistakes: the two that the lesson
shows, and a wrong slope, are given to it as well.
"""

import runpy
from types import SimpleNamespace

import build
import matplotlib.pyplot as plt
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

import minigrad as mg

STEPS = {
    "a + b": lambda xp, a, b, two: a + b,
    "tanh(a) * b": lambda xp, a, b, two: xp.tanh(a) * b,  # keeps powers of powers from overflowing
    "a * a": lambda xp, a, b, two: xp.tanh(a) * xp.tanh(a),
    "log(a)": lambda xp, a, b, two: xp.log(xp.tanh(a) + two),
}
numbers = st.floats(-2, 2, allow_subnormal=False)
positions = st.integers(1, 4)  # counted from the end of the list, so most steps reach the result
programs = st.tuples(
    st.lists(numbers, min_size=1, max_size=3).map(lambda inputs: [2.0, *inputs]),
    st.lists(st.tuples(st.sampled_from(sorted(STEPS)), positions, positions), max_size=25),
)


@pytest.fixture(scope="module")
def lesson():
    """Return the names that lesson 1 defines."""
    path = build.HERE / "source" / "01_remember_number" / "lesson.py"
    with pytest.MonkeyPatch.context() as patch, plt.style.context("default"):
        plt.switch_backend("agg")
        patch.setattr(plt, "show", lambda: plt.close("all"))
        return SimpleNamespace(**runpy.run_path(str(path)))


def run(program, inputs, xp):
    _, steps = program
    values = list(inputs)
    for name, i, j in steps:
        a, b = (values[-min(back, len(values))] for back in (i, j))
        values.append(STEPS[name](xp, a, b, two=values[0]))
    return values[-1]


def difference(program, lesson, backward, make):
    """Return how far results and gradients of the two engines are apart, relative to the largest."""
    values = [make(x) for x in program[0]]
    y = run(program, values, lesson)
    backward(y)
    tensors = [mg.Tensor(x, requires_grad=True) for x in program[0]]
    z = run(program, tensors, mg)
    z.backward()
    expected = [0.0 if t.grad is None else float(t.grad) for t in tensors]
    largest = max(1.0, *map(abs, expected), abs(z.item()))
    pairs = [(y.data, z.item()), *zip([v.grad for v in values], expected, strict=True)]
    return max(abs(ours - theirs) for ours, theirs in pairs) / largest


@settings(max_examples=200, deadline=None, derandomize=True)
@given(program=programs)
def test_engines_agree(lesson, program):
    assert difference(program, lesson, lesson.backward, lesson.Value) < 1e-9


def test_engines_agree_on_a_deep_computation_that_uses_its_input_at_every_step(lesson):
    program = ([2.0, 0.3, -0.7], [("tanh(a) * b", 1, 3001), ("a + b", 1, 2)] * 1500)
    assert difference(program, lesson, lesson.backward, lesson.Value) < 1e-9


def test_the_examples_of_the_text_have_the_right_gradients(lesson):
    for f, slope in ((lesson.f, 7), (lesson.g, 114)):
        x = lesson.Value(3.0)
        lesson.backward(f(x))
        assert x.grad == slope


def test_a_second_walk_starts_afresh(lesson):
    x = lesson.Value(3.0)
    y = lesson.f(x)
    lesson.backward(y)
    lesson.backward(y)
    assert x.grad == 7


def smallest_failure(lesson, backward):
    """Return the smallest program for which the engines differ; raises if there is none."""

    def is_wrong(program):
        return difference(program, lesson, backward, lesson.Value) > 1e-3

    return find(programs, is_wrong, settings=settings(derandomize=True, database=None))


def test_comparison_catches_reports_that_are_overwritten(lesson):
    _, steps = smallest_failure(lesson, lesson.walk_1)
    assert len(steps) <= 2  # such as x + x


def test_comparison_catches_those_who_speak_too_early(lesson):
    _, steps = smallest_failure(lesson, lesson.walk_2)
    assert len(steps) <= 4  # such as a + a·a, where a is x·x, as in the lesson


def test_comparison_catches_a_wrong_slope(lesson, monkeypatch):
    def swapped(a, b):
        return lesson.Value(a.data * b.data, (a, b), (a.data, b.data))

    monkeypatch.setattr(lesson.Value, "__mul__", swapped)
    assert smallest_failure(lesson, lesson.backward)[1]
