"""Descent: steps against the gradient, each of which can be taken back.

A step may be so long that the loss after it is not a number. What was before the last step is kept
for that: parameters, gradients, and the memory of the optimizer. The step is then done again with
half the learning rate, and half of that, until the loss is finite.

Read next: checkpoint.py.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..optim import Optimizer, clip_gradients

__all__ = ["Descent"]

MOST_HALVINGS = 10  # of one step


@dataclass
class Descent:
    """One step after another.

    Attributes
    ----------
    optimizer : Optimizer
        What moves the parameters.
    loss : callable
        ``loss(*batch)`` returns the loss of a batch as a number, and adds to the gradients.
    max_norm : float
        Longest joint gradient.
    rates : list of float
        The optimizer's learning rates as they were given, one a group.
    slowdown : float
        A factor of all of them, halved whenever a step is taken back.
    """

    optimizer: Optimizer
    loss: Callable[..., float]
    max_norm: float
    slowdown: float = 1.0

    def __post_init__(self) -> None:
        self.rates: list[float] = [group["lr"] for group in self.optimizer.groups]
        self._before: Any = None  # the last step: what the optimizer remembers, share

    def finite_loss(self, batch: tuple[Any, ...], step: int) -> float:
        """Return the loss and set the gradients, after taking back the last step if need be.

        Raises
        ------
        FloatingPointError
            If loss or gradients are not finite, and there was no step yet, or no shorter one helps.
        """
        loss, first = self._loss_and_trouble(batch)
        trouble, halvings = first, 0
        while trouble:
            if self._before is None or halvings == MOST_HALVINGS:
                raise FloatingPointError(
                    f"the {first} at step {step}. Steps are too long, or inputs or first weights too "
                    f"large: lower lr (it is {self.rates[0]:g}; try {self.rates[0] / 10:g}), keep "
                    "clip_norm=1.0, divide columns by their means, or begin with smaller weights"
                )
            share = self._take_back()
            halvings += 1
            self.slowdown /= 2
            self.step(share)
            loss, trouble = self._loss_and_trouble(batch)
        if halvings:
            done = (
                f"the {first} at step {step}, so the step before was taken back and done again, "
                f"{2**halvings} times shorter; from here on lr is {self.slowdown:g} of what it was"
            )
            warnings.warn(done, RuntimeWarning, stacklevel=3)
        return loss

    def step(self, share: float) -> None:
        """Move the parameters, with this share of the full learning rate."""
        self._before = self.optimizer.remember(), share
        self.set_rates(self.slowdown * share)
        self.optimizer.step()

    def require_finite(self) -> None:
        """Raise FloatingPointError if the last step, which no loss follows, led to infinity."""
        if not all(np.isfinite(p.data).all() for p in self.optimizer.params):
            self._take_back()
            raise FloatingPointError(
                "a parameter became infinite in the last step, which was taken back. The steps are "
                f"too long: lower lr (it is {self.rates[0]:g}; try {self.rates[0] / 10:g})"
            )

    def set_rates(self, factor: float) -> None:
        """Give the optimizer its learning rates, times a factor."""
        for group, rate in zip(self.optimizer.groups, self.rates, strict=True):
            group["lr"] = rate * factor

    def _loss_and_trouble(self, batch: tuple[Any, ...]) -> tuple[float, str]:
        """Set the gradients, and shorten them; return the loss, and what is not finite, or ""."""
        self.optimizer.zero_grad()
        with np.errstate(all="ignore"):  # it is said better above
            value = self.loss(*batch)
            if not math.isfinite(value):
                return value, f"loss became {value}"
            norm = clip_gradients(self.optimizer.params, self.max_norm)
        return value, ("" if math.isfinite(norm) else f"gradient became {norm}")

    def _take_back(self) -> float:
        """Undo the last step; return the share of the full rate that it had."""
        state, share = self._before
        self.optimizer.restore(state)
        return float(share)
