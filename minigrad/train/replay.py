"""Loss and gradients of a batch: from a recording of the step, where that can be trusted.

A step of training is the same row of operations again and again, so `fit` has it recorded
(`minigrad.compile`), and repeats the recording, which is faster. A recording is right as long as the
model is a pure function of its inputs and its parameters. That cannot be proved, so it is tried: the
first steps, the last one, and one in a hundred between them are computed by the engine as well, and so
is the step after a callback has given the model another part. Where the numbers differ, or the model
cannot be recorded, the engine computes all steps from there on.

Read next: descent.py.
"""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..autodiff import RecordingError, Tensor, compile
from ..nn import Module, Parameter
from ..tasks.weights import times

__all__ = ["Replay"]

FIRST, ONE_IN = 3, 100  # steps that are computed in both ways


class Replay:
    """Computes the loss of a batch, and sets gradients.

    Parameters
    ----------
    model : Module
        What is trained.
    loss : callable
        ``loss(prediction, targets)`` returns a tensor of one real number.
    params : list of Parameter
        Whose gradients are compared.
    ran : str
        "compiled", or why it is not.

    Attributes
    ----------
    ran : str
        "compiled", or "eager: " and why the engine computes each step.
    due : bool
        Whether the next step is computed in both ways in any case.
    """

    def __init__(
        self,
        model: Module,
        loss: Callable[[Tensor, Any], Tensor],
        params: Sequence[Parameter],
        ran: str = "compiled",
    ) -> None:
        self._model, self._loss, self._params, self.ran = model, loss, params, ran
        self._compiled = compile(self._loss_of)
        self._steps, self.due = 0, False
        self._parts = list(_parts_of(model))

    def __call__(self, x: Any, y: Any, root: Any = None) -> float:
        """Return the loss, and add to the `.grad` of the parameters, unless the loss is not finite.

        `root` are the square roots of the rows' weights: prediction and targets are multiplied by them.
        """
        self._steps += 1
        due = self.due or self._steps <= FIRST or self._steps % ONE_IN == 0
        self.due = False
        if self.ran == "compiled" and not due:
            value = self._from_recording(self._compiled, x, y, root)
            if value is not None:
                return float(value)
        loss = self._loss_of(x, y, root)
        if not isinstance(loss, Tensor) or loss.size != 1 or loss.dtype.kind != "f":
            raise TypeError(
                f"loss(prediction, targets) returns a Tensor of one real number, got {loss!r}"
            )
        value = float(loss)
        if math.isfinite(value):
            loss.backward()
            if self.ran == "compiled":
                self._compare(value, x, y, root)
        return value

    def look(self) -> None:
        """Make the next step due if the model is not made of the same parts as before."""
        parts = list(_parts_of(self._model))
        same = len(parts) == len(self._parts) and all(map(operator.is_, parts, self._parts))
        self.due, self._parts = self.due or not same, parts

    def _loss_of(self, x: Any, y: Any, root: Any) -> Tensor:
        return self._loss(times(self._model(x), root), times(y, root))

    def _from_recording(self, repeat: Callable[..., Any], *batch: Any) -> Any:
        """Return ``repeat(*batch)``; or None, and why, if the model cannot be recorded for it."""
        try:
            return repeat(*batch)
        except RecordingError as error:
            self.ran = f"eager: {error}"
        except Exception as error:  # of any sort: if it is the model's, the engine raises it, too
            self.ran = f"eager: the model cannot be recorded: {error!r}"
        return None

    def _compare(self, value: float, *batch: Any) -> None:
        """Give up recording if it does not do what the engine has just done."""
        recorded = self._from_recording(self._compiled.value_and_gradients, *batch)
        if recorded is None:
            return
        again, tensors, gradients = recorded
        found = {id(p): g for p, g in zip(tensors, gradients, strict=True)}
        pairs = [(value, again), *((p.grad, found.get(id(p))) for p in self._params)]
        if all(map(_equal, *zip(*pairs, strict=True))):
            return
        self.ran = (
            f"eager: at step {self._steps} a recording gave another loss or other gradients, so the "
            "model depends on something besides its inputs and its parameters"
        )
        if self._steps > FIRST:
            warnings.warn(
                f"{self.ran}. Steps before it, up to {ONE_IN}, may be wrong, since they were computed "
                "from the recording: train again with compiled=False",
                RuntimeWarning,
                stacklevel=5,
            )


def _parts_of(module: Module) -> Iterator[Any]:
    """Iterate over what is in the attributes of a module, and of those inside it, and in lists."""
    for value in vars(module).values():
        yield value
        yield from value if isinstance(value, list) else ()
    for _, member in module.members():
        if isinstance(member, Module):
            yield from _parts_of(member)


def _equal(a: Any, b: Any) -> bool:
    """Whether two results are the same bits, or both missing."""
    return a is b is None if a is None or b is None else np.array_equal(a, b, equal_nan=True)
