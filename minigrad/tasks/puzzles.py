"""Puzzles: tasks for networks rather than for one neuron.

Read next: catalogue.py.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .laws import JUDGES
from .task import Task

__all__ = ["missing", "moons", "pattern_shift"]

Floats = NDArray[np.float64]
Generator = np.random.Generator


def moons(rng: Generator, *, samples: int = 256, noise: float = 0.1) -> Task:
    """Two half circles that reach into each other, labelled 0 and 1: a task of classification.

    They are moved to where both coordinates are positive (unless the noise is large), for neurons
    that take logarithms.
    """

    def draw(rows: int) -> tuple[Floats, Floats]:
        label = rng.permutation(rows) % 2
        angle = np.pi * (rng.uniform(size=rows) + label)
        x = np.column_stack([np.cos(angle) + label, np.sin(angle) + 0.5 * label]) + 2.0
        return x + rng.normal(0, noise, x.shape), label.astype(float)

    return Task.from_arrays(*draw(samples), *draw(JUDGES), name="moons", source="drawn at random")


def pattern_shift(rng: Generator, *, length: int = 8, samples: int = 4096) -> Task:
    """Shift a signal in a circle: inputs are the signal and a one-hot shift, the target is the result.

    In Fourier space the shift is a product, so a layer that adds, one that multiplies and one that
    adds can do it, in complex numbers. The signal is uniform in [-1, 1].

    Urban & van der Smagt, arXiv 1503.05724.
    """
    if length < 2:
        raise ValueError(f"a signal that can be shifted has length 2 or more, got {length}")
    places = np.arange(length)

    def draw(rows: int) -> tuple[Floats, Floats]:
        signal = rng.uniform(-1, 1, (rows, length))
        shift = rng.integers(length, size=rows)
        shifted = np.take_along_axis(signal, (places - shift[:, None]) % length, axis=1)
        return np.hstack([signal, np.eye(length)[shift]]), shifted

    return Task.from_arrays(
        *draw(samples),
        *draw(JUDGES),
        name="pattern_shift",
        features=[f"{part}{i}" for part in ("signal", "shift") for i in places],
        targets=[f"shifted{i}" for i in places],
        source="drawn at random, after Urban & van der Smagt, arXiv 1503.05724",
    )


def missing(
    rng: Generator, *, rate: float = 0.3, samples: int = 1024, low: float = 0.5, high: float = 2.5
) -> Task:
    """x₁x₂ + x₃x₄, with every input absent at random: its place holds 1, and a mask says so.

    Each x has a mask beside it, 1 where x is there and 2 where it is absent. The best prediction then
    takes the mean of x in its place. Since x multiplies another input, this is a factor, and so a
    matter for neurons that multiply: their weight for the mask is an exponent, 2^w. Targets of the
    training rows are those of the complete inputs; targets of the test rows are the best predictions,
    so that a perfect model has no error.
    """
    if not 0 <= rate < 1:
        raise ValueError(f"rate is the share of inputs that are absent, 0 <= rate < 1, got {rate}")
    if not 0 < low < high:
        raise ValueError(f"inputs are drawn between low > 0 and high, got {low} and {high}")

    def law(x: Floats) -> Floats:
        return x[:, 0] * x[:, 1] + x[:, 2] * x[:, 3]

    def draw(rows: int) -> tuple[Floats, Floats, Floats]:
        x = rng.uniform(low, high, (rows, 4))
        absent = rng.uniform(size=x.shape) < rate
        seen = np.hstack([np.where(absent, 1.0, x), np.where(absent, 2.0, 1.0)])
        best = law(np.where(absent, (low + high) / 2, x))
        return seen, law(x), best

    x, y, _ = draw(samples)
    x_test, _, y_test = draw(JUDGES)
    masks = [f"mask{i}" for i in range(1, 5)] if rate else []  # a constant teaches nothing
    columns = 4 + len(masks)
    return Task.from_arrays(
        x[:, :columns],
        y,
        x_test[:, :columns],
        y_test,
        name="missing",
        features=["x1", "x2", "x3", "x4", *masks],
        source="drawn at random",
    )
