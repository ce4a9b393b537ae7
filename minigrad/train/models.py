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

__all__ = ["SavedModel", "load_model", "save_model"]

PLAIN = (nn.AddMul, nn.Linear, nn.Monomials, nn.Product, nn.ReLU, nn.Sigmoid, nn.Tanh)
MOST_PRODUCTS = 100_000  # in a layer that a file without any numbers may ask for
LAYERS: dict[str, Any] = {layer.__name__: layer for layer in PLAIN}
LAYERS |= {name: getattr(nn.peers, name) for name in nn.peers.__all__}


@dataclass(frozen=True, eq=False)
class SavedModel:
    """A trained model with the columns and the units that it was trained on."""

    model: nn.Module
    features: tuple[str, ...]
    targets: tuple[str, ...]
    x_scale: NDArray[np.float64]
    y_scale: NDArray[np.float64]

    def predict(self, x: ArrayLike) -> NDArray[np.float64]:
        """Map inputs (N, features) to predictions (N, outputs), both in the units of the data.

        Of a complex prediction, it is the real part.
        """
        x = np.asarray(x, dtype=float)
        if x.ndim != 2 or x.shape[1] != len(self.features):
            raise ValueError(
                f"the model needs rows of {', '.join(self.features)}, shape "
                f"(N, {len(self.features)}), got shape {x.shape}"
            )
        self.model.check_inputs(x, self.features)
        with no_grad():
            return self.model(x / self.x_scale).numpy().real * self.y_scale


def save_model(path: str | PathLike[str], model: nn.Module, task: Task) -> None:
    """Write a model, its columns and their units to an npz file.

    ``requires_grad = False`` is not saved; `learn_n` is.

    Raises
    ------
    ValueError, NotImplementedError
        If the model is not made of minigrad's own layers.
    """
    name, settings = type(model).__name__, model.settings()
    _build(name, settings)  # raises if it could not be read again
    columns = {"features": task.features, "targets": task.targets}
    about = json.dumps({"model": name, "settings": settings, **columns})
    state = {f"state/{name}": values for name, values in model.state_dict().items()}
    write_npz(path, about=about, x_scale=task.x_scale, y_scale=task.y_scale, **state)


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
        columns = tuple(about["features"]), tuple(about["targets"])
        return SavedModel(model, *columns, arrays["x_scale"], arrays["y_scale"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not a model that minigrad wrote ({error!r})") from error


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
