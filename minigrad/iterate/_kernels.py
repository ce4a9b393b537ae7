"""The fast form of exp^(n): one pass over the elements, compiled by Numba.

Every kernel does what the readable form of the same name in abel.py does, element by element; a
test holds the two equal. `run` prepares the arrays. Compiled code is kept on disk next to this
file, so a machine compiles once.

Read next: ../fractional.py.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numba.core import event
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LN2 = math.log(2.0)
MAX_LOGS, MAX_STEPS = 4, 10  # as in abel.py, where the steps are its logs and exps


class _Announcement(event.Listener):
    """Says once why the first call takes seconds: Numba is compiling, not hanging."""

    announced = False

    def on_start(self, compilation: Any) -> None:
        ours = compilation.data["dispatcher"].py_func.__module__ == __name__
        if ours and not self.announced:
            self.announced = True
            print("minigrad: compiling its kernels, once, a few seconds …", file=sys.stderr)

    def on_end(self, compilation: Any) -> None:
        pass


event.register("numba:compile", _Announcement())  # type: ignore[no-untyped-call]


def run(kernel: Callable[..., None], *inputs: Floats, results: int) -> list[Floats]:
    """Call a kernel with flat arrays, and give its results the shape of the inputs."""
    shape = inputs[0].shape
    outputs = [np.empty(shape) for _ in range(results)]
    # flatten copies: Numba would compile once more for arrays that are read-only or have gaps.
    kernel(*(x.flatten() for x in inputs), *(y.reshape(-1) for y in outputs))
    return outputs


@njit(cache=True, error_model="numpy")
def _take_logs(x):  # type: ignore[no-untyped-def]
    """Return the count of logarithms, the rest, and v(x)."""
    if not x >= 0.0:  # nan takes this branch too, and stays nan
        rest = math.expm1(x) if x > -LN2 else math.exp(x)
        return (0.0, rest, 1.0 / (1.0 + rest)) if x > -LN2 else (-1.0, rest, 1.0 / rest)
    count = 0.0
    v = 1.0
    while x >= 1.0 and count < MAX_LOGS:
        v *= x
        x = math.log(x)
        count += 1.0
    return count, x, v


@njit(cache=True, error_model="numpy")
def _abel(x, n):  # type: ignore[no-untyped-def]
    """Return exp^(n)(x), v of it, and v(x)."""
    count, rest, v_x = _take_logs(x)
    if n == 0.0:
        return x, v_x, v_x
    if x == np.inf:
        return x + n, x + n, np.inf
    if x != x or n != n:
        return np.nan, np.nan, v_x
    n = min(max(n, -MAX_STEPS), MAX_STEPS)
    whole = np.rint(n)
    count += whole
    rest += n - whole
    if rest >= 1.0:
        rest -= 1.0
        count += 1.0
    elif rest < 0.0 and count >= 1.0:
        rest += 1.0
        count -= 1.0
    if count < -1.0 or (count == -1.0 and rest < 0.0):
        return np.nan, np.nan, v_x
    if count == -1.0:
        return math.log(rest), 1.0 / rest, v_x
    if rest < 0.0:
        return math.log1p(rest), 1.0 / (1.0 + rest), v_x
    y, v = rest, 1.0
    while count > 0.0 and y < np.inf:
        y = math.exp(y)
        v *= y
        count -= 1.0
    return y, v, v_x


@njit(cache=True, error_model="numpy")
def abel_exp_n(x, n, y):  # type: ignore[no-untyped-def]
    for i in range(x.size):
        y[i] = _abel(x[i], n[i])[0]


@njit(cache=True, error_model="numpy")
def abel_partials(x, n, y, dx, dn):  # type: ignore[no-untyped-def]
    for i in range(x.size):
        y[i], dn[i], v_x = _abel(x[i], n[i])
        dx[i] = 1.0 if n[i] == 0.0 else dn[i] / v_x


@njit(cache=True, error_model="numpy")
def abel_generator(x, v):  # type: ignore[no-untyped-def]
    for i in range(x.size):
        v[i] = _take_logs(x[i])[2]


KERNELS = (abel_exp_n, abel_partials, abel_generator)
