"""Write files aside and rename them, so that a crash never leaves half a file.

Used by every room that saves something. Reading never executes anything: npz without pickle.
"""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["read_npz", "sweep", "write_aside", "write_npz"]

DIGEST = "sha256"  # the array that watches over the others


def write_aside(path: str | PathLike[str], write: Callable[[str], Any]) -> None:
    """Call `write` with the name of a temporary file in the same folder, then rename it."""
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"cannot write {path}: there is no folder {path.parent}")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.aside-") as folder:
        aside = Path(folder) / path.name
        write(str(aside))
        os.replace(aside, path)


def sweep(path: str | PathLike[str]) -> None:
    """Remove what processes that were killed while they wrote this file have left beside it."""
    path = Path(path)
    for folder in path.parent.glob(glob.escape(f".{path.name}.aside-") + "????????"):
        shutil.rmtree(folder, ignore_errors=True)


def write_npz(path: str | PathLike[str], **arrays: ArrayLike) -> None:
    """Write named arrays to a file, under exactly the name given."""
    values = {name: np.asarray(array) for name, array in arrays.items()}
    for name, array in values.items():
        if array.dtype.hasobject:
            raise TypeError(f"{name} holds Python objects; only numbers and text are written")
    values[DIGEST] = np.array(_digest(values))

    def write(aside: str) -> None:
        with open(aside, "wb") as file:
            np.savez(file, **values)  # type: ignore[arg-type]  # taken for an option

    write_aside(path, write)


def read_npz(path: str | PathLike[str]) -> dict[str, NDArray[Any]]:
    """Read all arrays of an npz file.

    Raises
    ------
    ValueError
        If the file is damaged, or minigrad did not write it; the message names it.
    """
    with open(path, "rb") as file:
        try:
            with np.load(file, allow_pickle=False) as content:
                arrays = {name: content[name] for name in content.files}
        except Exception as error:  # a damaged file can fail in any way, deep in zipfile
            reason = str(error).split(". ")[0]  # and not how to load it unsafely
            raise ValueError(f"{path} is damaged or is not an npz file ({reason})") from error
    if DIGEST not in arrays:
        raise ValueError(f"{path} is not a file that minigrad wrote, or a part of it is lost")
    if str(arrays.pop(DIGEST)) != _digest(arrays):
        raise ValueError(f"{path} is damaged: its arrays are not those that were written")
    return arrays


def _digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return a fingerprint of arrays with their names."""
    fingerprint = hashlib.sha256()
    for name in sorted(arrays):
        array = arrays[name]
        fingerprint.update(f"{name} {array.dtype.str} {array.shape}".encode())
        fingerprint.update(array.tobytes())
    return fingerprint.hexdigest()
