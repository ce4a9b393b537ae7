"""The formula of a report, read as a formula, computes what the neuron computes."""

import re

import numpy as np
import pandas as pd
import pytest

from minigrad import nn, tasks, transitions
from minigrad.study.law import law


def table(*, coded=False):
    """Return a task of columns with units, the second one 0 or 1 if `coded`."""
    rng = np.random.default_rng(1)
    a, b = rng.uniform(2, 30, 40), rng.uniform(0.1, 0.4, 40)
    if coded:
        b = rng.integers(0, 2, 40).astype(float)
    task = tasks.Task.from_frame(pd.DataFrame({"a": a, "b": b, "y": 3 * a + b + 1}))
    return task, {"a": a, "b": b}


def evaluated(text, columns, kind, n):
    """Compute the right side of a formula, and undo what it does to y on the left."""
    left, right = text.split(" ≈ ")
    right = right.split(" with φ")[0]
    way = transitions.transition(kind)
    scope = {
        "__builtins__": {},
        **columns,
        "phi": lambda x: way.phi(np.asarray(x), n).data,
        "e": np.e,
    }
    code = re.sub(r"(?<=\d),(?=\d)", "", right).replace("·", "*").replace("^", "**")
    values = eval(code.replace("φ", "phi"), scope)  # our own formula
    if left.startswith("φ"):
        unit = float(left.removesuffix(")").partition("/")[2].replace(",", ""))
        return unit * way.inverse(values, n).data
    return values ** (1 / float(left.partition("^")[2] or 1))


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("n", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("kind", ["kneser", "abel", "linear-log", "box-cox"])
def test_the_formula_computes_what_the_neuron_computes(kind, n, coded):
    task, columns = table(coded=coded)
    neuron = nn.AddMul(2, 1, kind=kind, n=n, bias=True)
    neuron.weight.data[:], neuron.bias.data[:] = [[0.7, 0.45]], 0.2
    text = law(neuron, task)
    expected = neuron(task.x).data.ravel() * task.y_scale[0]
    np.testing.assert_allclose(evaluated(text, columns, kind, n), expected, rtol=5e-3)


def test_a_neuron_without_a_bias_has_no_constant():
    task = tasks.Task.from_arrays([[1.0, 2.0], [2.0, 5.0]], [1.0, 2.0])
    neuron = nn.AddMul(2, 1)
    neuron.weight.data[:] = [[1.0, -2.0]]
    assert law(neuron, task) == "y ≈ 1·x1 - 2·x2"


def test_what_is_not_written_out_is_an_ellipsis():
    task = tasks.Task.from_arrays(
        np.random.default_rng(0).uniform(1, 2, (9, 4)), np.arange(1.0, 10)
    )
    neuron = nn.AddMul(4, 1, n=1.0)
    neuron.weight.data[:] = 1.0
    assert law(neuron, task, ["x2", "x4"]) == "y ≈ 1 · x2^1.000 · x4^1.000 · …"
    neuron.n.data[:] = 0.0
    assert law(neuron, task, ["x2"]) == "y ≈ 1·x2 + …"


def test_an_input_below_the_edge_is_no_factor_of_a_product():
    """There the neuron takes a tangent instead of the logarithm."""
    task = tasks.Task.from_arrays([[0.001, 1.0], [2.0, 3.0], [1.0, 2.0]], [1.0, 2.0, 3.0])
    text = law(nn.AddMul(2, 1, n=1.0), task)
    assert text.startswith("φ(y) ≈ ") and text.endswith(
        "with φ = exp^(-1.000), below 0.01 its tangent"
    )


def test_of_a_target_of_any_sign_the_tangent_is_written_too():
    task = tasks.Task.from_arrays([[1.0], [2.0], [3.0]], [1.0, -2.0, 3.0])
    assert law(nn.AddMul(1, 1, kind="linear-log", n=0.5), task).endswith("below 0.01 its tangent")
    assert "tangent" not in law(nn.AddMul(1, 1, kind="abel", n=0.5), task)


def test_complex_weights_are_written_as_they_are():
    task = tasks.Task.from_arrays([[1.0, 2.0], [2.0, 5.0]], [1.0, 2.0])
    text = law(nn.AddMul(2, 1, kind="schroeder", n=0.5, rng=0), task)
    assert re.search(r"\(\S+[+-]\S+j\)·φ\(x1\)", text) and "the real part is y" in text
