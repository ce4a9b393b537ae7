"""Checkpoints: the state of a training in a file, to go on from after a crash.

A checkpoint holds the parameters, the optimizer's memory, and whatever else the training needs. It
is written aside and renamed, so the file is always a whole one, and read without executing anything.
It also says what it belongs to: loading it into another model is an error, and changes nothing.

Read next: history.py.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from os import PathLike
from typing import Any

from numpy.typing import ArrayLike, NDArray

from .._files import read_npz, write_npz
from ..nn import Module
from ..optim import Optimizer

__all__ = ["load_checkpoint", "save_checkpoint"]

FORMAT = 1  # of the file
Settings = Mapping[str, Any] | None


def save_checkpoint(
    path: str | PathLike[str],
    model: Module,
    optimizer: Optimizer | None = None,
    *,
    settings: Settings = None,
    **state: ArrayLike,
) -> None:
    """Write parameters, the optimizer's memory and other state to an npz file.

    Parameters
    ----------
    path : path
        The file; an older one is replaced only when the new one is complete.
    model : Module
        What is trained.
    optimizer : Optimizer, optional
        What trains it.
    settings : dict, optional
        What else has to be the same when the checkpoint is loaded; JSON has to be able to write it.
    **state : array_like
        Numbers or text that the training needs in order to go on.

    Examples
    --------
    >>> import tempfile
    >>> from minigrad import nn, optim
    >>> model, twin = nn.Linear(2, 1, rng=0), nn.Linear(2, 1, rng=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/line.npz", model, step=7)
    ...     state = load_checkpoint(f"{folder}/line.npz", twin)
    >>> int(state["step"]), bool((twin.weight.data == model.weight.data).all())
    (7, True)
    """
    memory = {} if optimizer is None else optimizer.state_dict()
    parts: dict[str, Any] = {"model": model.state_dict(), "optimizer": memory, "state": state}
    arrays = {f"{part}/{name}": a for part, named in parts.items() for name, a in named.items()}
    write_npz(path, about=json.dumps(_about(model, optimizer, settings)), **arrays)


def load_checkpoint(
    path: str | PathLike[str],
    model: Module,
    optimizer: Optimizer | None = None,
    *,
    settings: Settings = None,
) -> dict[str, NDArray[Any]]:
    """Put model and optimizer into the state that `save_checkpoint` wrote.

    Parameters
    ----------
    path : path
        The file.
    model, optimizer, settings
        As they were when the file was written. Without the last two, only the model is looked at.

    Returns
    -------
    dict
        The other state, by name, as arrays.

    Raises
    ------
    ValueError
        If the file is damaged, is no checkpoint, was written by another version, or belongs to
        another model, optimizer or settings. Neither the file nor the model is changed then.
    FileNotFoundError
        If there is no such file.
    """
    arrays = read_npz(path)
    here = json.loads(json.dumps(_about(model, optimizer, settings)))
    try:
        about = json.loads(str(arrays["about"]))
        there = {"format": about["format"]} | {name: about.get(name) for name in here}
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not a checkpoint that minigrad wrote") from error
    for name in here:  # what is not given is not compared
        if here[name] != there[name]:
            raise ValueError(
                f"{path} belongs to another {'version of minigrad' if name == 'format' else 'training'}"
                f": {name} is {there[name]} there and {here[name]} here. Name another file, or delete "
                "this one to start anew"
            )
    parts: dict[str, dict[str, Any]] = {"model": {}, "optimizer": {}, "state": {}}
    for key, array in arrays.items():
        part, _, name = key.partition("/")
        parts.setdefault(part, {})[name] = array
    copy.deepcopy(model).load_state_dict(parts["model"])  # raises before anything is changed
    if optimizer is not None:
        optimizer.load_state_dict(parts["optimizer"])
    model.load_state_dict(parts["model"])
    return parts["state"]


def _about(model: Module, optimizer: Optimizer | None, settings: Settings) -> dict[str, Any]:
    """Describe what a checkpoint belongs to."""
    try:
        described = json.loads(json.dumps(model.settings()))
    except (NotImplementedError, TypeError):  # a module of the user's own
        described = {name: p.shape for name, p in model.named_parameters()}
    about = {"format": FORMAT, "model": [type(model).__name__, described], **(settings or {})}
    if optimizer is not None:
        options = [
            {name: value for name, value in group.items() if name not in ("params", "lr")}
            | {"sizes": [p.size for p in group["params"]]}
            for group in optimizer.groups
        ]
        about["optimizer"] = [type(optimizer).__name__, options]
    return about
