"""Trained models in files, with the columns and the units that they were trained on.

Read next: ../study/, which asks what the data say about a trained model.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import nn
from .._files import read_npz, write_npz
from ..autodiff import no_grad
from ..tasks import Task
from ..tasks.coding import encode
from ..tasks.table import Table, is_frame

__all__ = ["SavedModel", "load_model", "save_model"]

PLAIN = (nn.AddMul, nn.Linear, nn.Monomials, nn.Product, nn.ReLU, nn.Sigmoid, nn.Tanh)
MOST_PRODUCTS = 100_000  # in a layer that a file without any numbers may ask for
LAYERS: dict[str, Any] = {layer.__name__: layer for layer in PLAIN}
LAYERS |= {name: getattr(nn.peers, name) for name in nn.peers.__all__}
ROUNDING = 1e-9  # by which an input may exceed the range that was learned, as a share


@dataclass(frozen=True, eq=False)
class SavedModel:
    """A trained model with the columns and the units that it was trained on.

    Attributes
    ----------
    model : Module
        The model, which sees inputs as its task had them.
    features, targets : tuple of str
        Names of the columns.
    x_scale, y_scale : ndarray
        What the columns were divided by.
    coded : tuple of str
        The features that hold only 0 and 1; see `Task`.
    low, high : ndarray of shape (features,)
        The range of each input in training, in the units of the data. Files of older versions do not
        tell it: there it is infinite.
    left_out : ndarray
        Sizes of the errors on rows that were left out, in the target's unit, or as shares of the
        target if `relative`. Empty if nobody measured them.
    relative : bool
        Whether the model was trained on relative errors.
    """

    model: nn.Module
    features: tuple[str, ...]
    targets: tuple[str, ...]
    x_scale: NDArray[np.float64]
    y_scale: NDArray[np.float64]
    coded: tuple[str, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    left_out: NDArray[np.float64]
    relative: bool

    def predict(self, x: Any) -> NDArray[np.float64]:
        """Map inputs (N, features) to predictions (N, outputs), both in the units of the data.

        Parameters
        ----------
        x : array_like or DataFrame
            Of a pandas or polars DataFrame, columns are taken by name, and others are ignored.

        Returns
        -------
        ndarray of shape (N, outputs)
            Of a complex prediction, the real part. nan in rows with a gap, which is nan in an array.

        Raises
        ------
        ValueError
            If a column is missing or holds text, or an input is one that the model cannot take.
        """
        x = self._inputs(x)
        complete = ~np.isnan(x).any(axis=1)
        x = encode(x, self.features, self.coded)
        self.model.check_inputs(x, self.features)
        predicted = np.full((len(x), len(self.targets)), np.nan)
        if complete.any():
            with no_grad():
                seen = x[complete] / self.x_scale
                predicted[complete] = self.model(seen).numpy().real * self.y_scale
        return predicted

    def outside(self, x: Any) -> NDArray[np.bool_]:
        """Say which inputs lie outside of the range that was learned: booleans (N, features).

        There a prediction is a guess. Gaps are not outside.
        """
        x = self._inputs(x)
        slack = ROUNDING * np.maximum(np.abs(self.low), np.abs(self.high))
        return np.asarray((x < self.low - slack) | (x > self.high + slack))

    def refused(self, x: Any) -> NDArray[np.bool_]:
        """Say which inputs the model cannot take: booleans (N, features).

        Of most kinds of neuron these are negative ones, and of columns of 0 and 1 all others. A row
        that has one can be predicted from by no means. Gaps are not refused.
        """
        x = self._inputs(x)
        coded = np.isin(self.features, self.coded)
        never = ((x < 0) & (not self._takes(-1.0))) | ((x == 0) & (not self._takes(0.0)))
        return np.asarray(np.where(coded, ~np.isin(x, (0.0, 1.0)) & ~np.isnan(x), never))

    def _takes(self, number: float) -> bool:
        try:
            self.model.check_inputs(np.full((1, len(self.features)), number), self.features)
        except ValueError:
            return False
        return True

    def margins(self, predicted: ArrayLike, level: float = 0.95) -> NDArray[np.float64]:
        """Return how far from each prediction the truth may be, so that it is within `level` of the time.

        It is what so many of the rows that were left out in training stayed within. Nothing is
        assumed of the errors' distribution, but that new rows are like those (*conformal* intervals;
        Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World, 2005).

        Parameters
        ----------
        predicted : array_like
            Predictions, in the units of the data.
        level : float
            Between 0 and 1.

        Raises
        ------
        ValueError
            If rows were not left out, or are too few for that level.
        """
        if not 0 < level < 1:
            raise ValueError(f"a level lies between 0 and 1, such as 0.95; got {level:g}")
        count = len(self.left_out)
        if not count:
            raise ValueError(
                "the model does not know its errors on rows left out: train it again on measured data"
            )
        rank = math.ceil(level * (count + 1))
        if rank > count:
            raise ValueError(
                f"{count} rows are too few for a level of {level:g}: take {count / (count + 1):.2f} "
                "at most"
            )
        predicted = np.asarray(predicted, dtype=float)
        margin = np.sort(self.left_out)[rank - 1]
        return np.asarray(
            margin * (np.abs(predicted) if self.relative else np.ones_like(predicted))
        )

    def _inputs(self, x: Any) -> NDArray[np.float64]:
        if is_frame(x):
            return np.column_stack(list(Table.of_frame(x).numbers(self.features).values()))
        x = np.asarray(x, dtype=float)
        if x.ndim != 2 or x.shape[1] != len(self.features):
            raise ValueError(
                f"the model needs rows of {', '.join(self.features)}, shape "
                f"(N, {len(self.features)}), got shape {x.shape}"
            )
        return x  # type: ignore[no-any-return]


def save_model(
    path: str | PathLike[str], model: nn.Module, task: Task, *, left_out: ArrayLike = ()
) -> None:
    """Write a model, its columns and their units to an npz file.

    ``requires_grad = False`` is not saved; `learn_n` is. `left_out` are sizes of errors on rows left
    out, for `SavedModel.margins`.

    Raises
    ------
    ValueError, NotImplementedError
        If the model is not made of minigrad's own layers.
    """
    name, settings = type(model).__name__, model.settings()
    _build(name, settings)  # raises if it could not be read again
    columns = {"features": task.features, "targets": task.targets, "coded": task.coded}
    about = json.dumps({"model": name, "settings": settings, **columns, "relative": task.relative})
    state = {f"state/{name}": values for name, values in model.state_dict().items()}
    x = task.in_units(task.x)
    units = {"x_scale": task.x_scale, "y_scale": task.y_scale}
    seen = {"low": x.min(axis=0), "high": x.max(axis=0), "left_out": left_out}
    write_npz(path, about=about, **units, **seen, **state)


def load_model(path: str | PathLike[str]) -> SavedModel:
    """Read a file written by `save_model`.

    Raises
    ------
    ValueError
        If the file is damaged or is not a model; the message names it.
    """
    arrays = read_npz(path)
    try:
        about = json.loads(str(arrays["about"]))
        _require_room(sum(a.size for a in arrays.values()), about["model"], about["settings"])
        model = _build(about["model"], about["settings"])
        state = {k.removeprefix("state/"): v for k, v in arrays.items() if k.startswith("state/")}
        model.load_state_dict(state)
        features, targets = tuple(about["features"]), tuple(about["targets"])
        coded = tuple(about.get("coded", ()))
        anywhere = np.full(len(features), np.inf)  # old files know nothing of the range
        low, high = arrays.get("low", -anywhere), arrays.get("high", anywhere)
        units = arrays["x_scale"], arrays["y_scale"]
        left_out = arrays.get("left_out", np.empty(0))
        relative = bool(about.get("relative", False))
        return SavedModel(model, features, targets, *units, coded, low, high, left_out, relative)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        reason = f" ({error})" if type(error) is ValueError else ""  # of ours, and not of JSON's
        raise ValueError(f"{path} is not a model that minigrad wrote{reason}") from error


def _require_room(room: int, name: str, settings: dict[str, Any]) -> None:
    """Raise ValueError, before it is built, if a layer needs more numbers than the file has."""
    if name == "Sequential":
        for layer in settings["layers"]:
            _require_room(room, *layer)
        return
    sizes = [
        settings[size] for size in ("in_features", "out_features", "degree") if size in settings
    ]
    if any(size > room for size in sizes):
        raise ValueError(f"a layer claims sizes {sizes}, and the file has {room} numbers")
    needed = math.prod(sizes)
    if "degree" in settings:  # which a layer of products has, and no numbers of its own
        needed, room = math.comb(sum(sizes), sizes[-1]), max(room, MOST_PRODUCTS)
    if needed > room:
        raise ValueError(f"a layer claims {needed} numbers, and the file has {room}")


def _build(name: str, settings: dict[str, Any]) -> nn.Module:
    """Construct a model from the name of its class and its settings."""
    if name == "Sequential":
        return nn.Sequential(*(_build(*layer) for layer in settings["layers"]))
    if name not in LAYERS:
        known = ", ".join(["Sequential", *LAYERS])
        raise ValueError(f"only {known} can be saved and loaded, not {name}")
    layer: nn.Module = LAYERS[name](**settings)
    return layer
