"""Write files aside and rename them, so that a crash never leaves half a file.

Used by every room that saves something. Reading never executes anything: npz without pickle.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["read_npz", "write_aside", "write_npz"]


def write_aside(path: str | PathLike[str], write: Callable[[str], Any]) -> None:
    """Call `write` with the name of a temporary file in the same folder, then rename it."""
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
        aside = Path(folder) / path.name
        write(str(aside))
        os.replace(aside, path)


def write_npz(path: str | PathLike[str], **arrays: ArrayLike) -> None:
    """Write named arrays to a file, which gets the suffix .npz if it has none."""
    path = Path(path)
    values = {name: np.asarray(array) for name, array in arrays.items()}
    write_aside(
        path if path.suffix else path.with_suffix(".npz"),
        lambda aside: np.savez(aside, allow_pickle=False, **values),
    )


def read_npz(path: str | PathLike[str]) -> dict[str, NDArray[Any]]:
    """Read all arrays of an npz file.

    Raises
    ------
    ValueError
        If the file is damaged; the message names it.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (ValueError, EOFError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is damaged or is not an npz file ({error})") from error
