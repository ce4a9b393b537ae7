"""History: what happened while a model was trained.

Read next: least_squares.py, or models.py, which saves a model.
"""

from __future__ import annotations

from os import PathLike

import numpy as np
from numpy.typing import NDArray

from .. import nn
from .._files import read_npz, write_npz

__all__ = ["History"]


class History:
    """Loss and every n, step by step.

    Attributes
    ----------
    loss : ndarray of shape (steps,)
        Mean squared error of each step's batch, before the step.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> history = train.fit(nn.AddMul(2, 1, rng=0), tasks.load("sum"), steps=5)
    >>> history.loss.shape, history.parameters("n").shape
    ((5,), (6, 1))
    """

    def __init__(
        self, loss: NDArray[np.float64], parameters: dict[str, NDArray[np.float64]]
    ) -> None:
        self.loss = loss
        self._parameters = parameters

    def parameters(self, name: str) -> NDArray[np.float64]:
        """Return the values of all parameters called `name`, in model order.

        Returns
        -------
        ndarray of shape (steps + 1, count)
            The first row is the start, the last row the end.

        Raises
        ------
        ValueError
            If no parameter of that name was recorded.
        """
        if name not in self._parameters:
            recorded = ", ".join(self._parameters) or "none: the model has no such parameter"
            raise ValueError(f"no parameter {name!r} was recorded (recorded: {recorded})")
        return self._parameters[name]

    def save(self, path: str | PathLike[str]) -> None:
        """Write the history to an npz file."""
        write_npz(
            path, loss=self.loss, **{f"parameter/{k}": v for k, v in self._parameters.items()}
        )

    @classmethod
    def load(cls, path: str | PathLike[str]) -> History:
        """Read a file written by `save`.

        Raises
        ------
        ValueError
            If the file is damaged or is not a history; the message names it.
        """
        arrays = read_npz(path)
        if "loss" not in arrays:
            raise ValueError(f"{path} is not a history that minigrad wrote")
        loss = arrays.pop("loss")
        return cls(loss, {k.removeprefix("parameter/"): v for k, v in arrays.items()})


class Recorder:
    """Collects a history while a model is trained."""

    def __init__(self, model: nn.Module) -> None:
        self._n = model.parameters_called("n")
        self._loss: list[float] = []
        self._rows: list[NDArray[np.float64]] = []

    def record(self, loss: float) -> None:
        """Add a loss, and every n that it belongs to."""
        self._loss.append(loss)
        self._rows.append(self.every_n())

    def history(self) -> History:
        """Return what was recorded, and every n as it is now."""
        rows = np.array([*self._rows, self.every_n()])
        return History(np.array(self._loss), {"n": rows} if self._n else {})

    def every_n(self) -> NDArray[np.float64]:
        """Return every n as it is now."""
        return np.concatenate([n.data.ravel() for n in self._n]) if self._n else np.empty(0)
