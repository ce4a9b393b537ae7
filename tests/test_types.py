"""What type checkers say to a user's script: nothing where it is right, an error where it is not."""

import subprocess
import sys

import pytest

RIGHT = """
import numpy as np

import minigrad as mg
from minigrad import Tensor, nn, where

t = mg.Tensor([1.0, 2.0], requires_grad=True)
y: Tensor = where(t > 0, mg.exp(t), 0.0)
loss: Tensor = (2 * y + np.ones(2) * t - [1.0, 2.0]).sum(axis=0, keepdims=True)
loss.backward()
clipped = t.clip(0, 1).std(axis=0)
model = nn.Sequential(nn.AddMul(2, 1, rng=0), nn.Tanh())
slope = mg.grad(lambda x: (x * x).sum())(t)
between = mg.oplus(2, 3, 0.5)


@mg.primitive(vjps=(lambda g, y, x: g * 3 * x**2,))
def cube(x: float) -> float:
    return x**3


cubed: Tensor = cube(t)
with mg.no_grad():
    product = mg.linear(t[None], np.eye(2)) @ np.eye(2)
"""
WRONG = ["import minigrad as mg\nmg.nonsense\n", "from minigrad import nonsense\n",
         "import minigrad as mg\nmg.Tensor(1.0).backwards()\n"]  # fmt: skip
CHECKERS = {
    "mypy": ["mypy", "--strict"],
    "basedpyright": ["basedpyright", "--level", "error"],
}


def checked(checker, source, folder):
    """Return the exit code of a checker, and what it printed."""
    script = folder / "script.py"
    script.write_text(source)
    command = [sys.executable, "-m", *CHECKERS[checker], str(script)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_right_script_is_clean(checker, tmp_path):
    code, said = checked(checker, RIGHT, tmp_path)
    assert code == 0, said


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("source", WRONG)
def test_a_misspelt_name_is_an_error(checker, source, tmp_path):
    code, said = checked(checker, source, tmp_path)
    assert code == 1 and ("nonsense" in said or "backwards" in said), said
