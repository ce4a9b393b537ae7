"""History: what happened while a model was trained.

Read next: starts.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from .._files import read_npz, write_npz
from .._words import number
from ..nn import ORDERS, Module, orders_of

__all__ = ["History"]

Floats = NDArray[np.float64]


class History:
    """Loss and every n, step by step.

    Attributes
    ----------
    loss : ndarray of shape (steps,)
        Of `fit`, the loss of each step's batch, before the step. Of `least_squares`, the mean squared
        error on all rows, at each evaluation with a derivative.
    ran : str
        Of `fit`, how steps were computed: "compiled", or "eager: " and why (`minigrad.compile`).

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> history = train.fit(nn.AddMul(2, 1, rng=0), tasks.load("sum"), steps=5)
    >>> history.loss.shape, history.parameters("n").shape
    ((5,), (6, 1))
    """

    def __init__(self, loss: Floats, parameters: dict[str, Floats], ran: str = "") -> None:
        self.loss, self.ran = loss, ran
        self._parameters = parameters

    def __repr__(self) -> str:
        ends = {"loss": [number(value) for value in self.loss[[0, -1]]]} if self.loss.size else {}
        for name, values in self._parameters.items():
            if values.shape[1] == 1:
                ends[name] = [f"{value:.2f}" for value in values[[0, -1], 0]]
        told = "".join(f", {name} {first} -> {last}" for name, (first, last) in ends.items())
        return f"History({self.loss.size:,} steps{told})"

    @property
    def names(self) -> list[str]:
        """What `parameters` knows: of "n", "n_in" and "n_out" those that the model has."""
        return list(self._parameters)

    def parameters(self, name: str) -> Floats:
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

    def then(self, later: History) -> History:
        """Return this history, followed by that of a later training of the same model."""
        joined = {
            name: np.concatenate([values[:-1], later.parameters(name)])
            for name, values in self._parameters.items()
        }
        return History(np.concatenate([self.loss, later.loss]), joined, self.ran)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the history to an npz file."""
        named = {f"parameter/{name}": values for name, values in self._parameters.items()}
        write_npz(path, loss=self.loss, ran=np.array(self.ran), **named)

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
        loss, ran = arrays.pop("loss"), str(arrays.pop("ran", ""))
        return cls(loss, {k.removeprefix("parameter/"): v for k, v in arrays.items()}, ran)


class Recorder:
    """Collects a history while a model is trained."""

    def __init__(self, model: Module) -> None:
        self._orders = orders_of(model)
        self._counts = {n: sum(p.size for p in model.parameters_called(n)) for n in ORDERS}
        self._loss: list[float] = []
        self._rows: list[Floats] = []

    def record(self, loss: float) -> None:
        """Add a loss, and every n that it belongs to."""
        self._loss.append(loss)
        self._rows.append(self.every_n())

    def history(self, ran: str = "") -> History:
        """Return what was recorded, and every n as it is now; `ran` as in `History`."""
        rows = np.array([*self._rows, self.every_n()])
        columns = np.split(rows, np.cumsum([*self._counts.values()])[:-1], axis=1)
        named = zip(self._counts, columns, strict=True)
        return History(np.array(self._loss), {name: c for name, c in named if c.size}, ran)

    def every_n(self) -> Floats:
        """Return every n as it is now."""
        each = [n.data.ravel() for n in self._orders]
        return np.concatenate(each) if each else np.empty(0)

    def state_dict(self) -> dict[str, Floats]:
        """Return what was recorded so far."""
        return {"loss": np.array(self._loss), "rows": np.array(self._rows)}

    def load_state_dict(self, state: Mapping[str, Floats]) -> None:
        """Go on from what another one recorded."""
        self._loss, self._rows = state["loss"].tolist(), list(state["rows"])
