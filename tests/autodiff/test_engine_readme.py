"""The lines of minigrad/autodiff/README.md run, and give what the text says."""

import re
from pathlib import Path

import numpy as np
import pytest

import minigrad as mg

TEXT = (Path(mg.autodiff.__file__).parent / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"→\s+`(.+?)`", TEXT)


def test_the_step_that_is_followed_ends_as_it_says():
    names = {}
    exec(re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)[1], names)
    with pytest.raises(ValueError, match="read-only"):
        names["w"].data[0] = 0.0
    names["loss"].backward()
    assert names["w"].grad.tolist() == [2.0, 4.0]
    names["w"].data[0] = 0.0


def test_the_lines_of_the_five_questions_run():
    first, second, third, fourth, fifth = LINES
    assert eval(first, {"mg": mg}).item() == 7.0
    np.testing.assert_allclose(eval(second, {"mg": mg}), [np.cos(0.5), -np.sin(0.5)])
    assert eval(third, {"mg": mg}).data.tolist() == [[4.0], [4.0], [4.0]]
    with pytest.raises(ValueError, match="read-only"):
        exec(fourth, {"mg": mg})
    ties, kink = eval(fifth, {"mg": mg})
    assert (ties.data.tolist(), kink.item()) == ([0.0, 0.5, 0.5], 0.0)


def test_the_complex_examples_are_right():
    assert mg.grad(lambda z: abs(z) ** 2)(1 + 2j).item() == pytest.approx(2 + 4j)
    assert mg.grad(lambda z: (z * z).real)(1 + 2j).item() == 2 - 4j


def test_what_the_readme_says_to_those_who_come_from_autograd():
    x, v = np.array([0.5, 2.0]), np.array([1.0, -1.0])
    slopes = mg.grad(lambda x: mg.array([x[0], x[1] ** 2]).sum() + mg.full(2, x[0]).sum())(x)
    assert slopes.tolist() == [3.0, 4.0]
    np.testing.assert_allclose(mg.grad(lambda x: np.sin(x).sum())(x), np.cos(x))
    np.testing.assert_allclose(mg.jvp(mg.grad(lambda x: (x**3).sum()), x, v)[1], 6 * x * v)
    value, pull_back = mg.vjp(lambda x: x * x, x)
    np.testing.assert_allclose([value, *pull_back(v)], [x * x, 2 * x * v])
    square = mg.primitive(lambda x: x * x, vjps=(lambda g, y, x: g * 2 * x,))
    assert mg.gradcheck(square, x, order=2)
