"""Write files aside and rename them, so that a crash never leaves half a file.

Used by every room that saves something. Reading never executes anything: npz without pickle.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import math
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import ArrayLike, NDArray

from ._lock import lock

__all__ = ["naming_a_full_disk", "read_npz", "sweep", "write_aside", "write_npz"]

DIGEST = "sha256"  # the array that watches over the others
FULL = (errno.ENOSPC, errno.EDQUOT)  # no room on the disk, or none for this user


def write_aside(path: str | PathLike[str], write: Callable[[str], Any]) -> None:
    """Call `write` with the name of a temporary file in the same folder, then rename it."""
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"cannot write {path}: there is no folder {path.parent}")
    sweep(path)
    with (
        naming_a_full_disk(path),
        tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.aside-") as folder,
        _in_use(folder),
    ):
        aside = Path(folder) / path.name
        write(str(aside))
        os.replace(aside, path)


def sweep(path: str | PathLike[str]) -> None:
    """Remove what processes that were killed while they wrote this file have left beside it."""
    path = Path(path)
    for folder in path.parent.glob(glob.escape(f".{path.name}.aside-") + "????????"):
        with _in_use(folder) as free:
            if free:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def naming_a_full_disk(path: str | PathLike[str]) -> Iterator[None]:
    """Let an error for want of room on the disk say what was not written, and what helps."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise OSError(
            error.errno, f"the disk is full, so {path} was not written: make room, and try again"
        ) from error


@contextmanager
def _in_use(folder: str | PathLike[str]) -> Iterator[bool]:
    """Lock a folder, so that nobody sweeps it; yield whether that could be done."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # it is gone, or the system does not open folders
        yield False
        return
    try:
        try:
            lock(descriptor)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


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
                _require_honest(content.zip)
                arrays = {name: content[name] for name in content.files}
        except Exception as error:  # a damaged file can fail in any way, deep in zipfile
            reason = f" ({error})" if isinstance(error, _Dishonest) else ""
            raise ValueError(
                f"{path} is damaged or is not an npz file{reason}: name one that minigrad wrote"
            ) from error
    if DIGEST not in arrays:
        raise ValueError(f"{path} is not a file that minigrad wrote, or a part of it is lost")
    if str(arrays.pop(DIGEST)) != _digest(arrays):
        raise ValueError(f"{path} is damaged: its arrays are not those that were written")
    return arrays


class _Dishonest(ValueError):
    """An archive is not what it says it is."""


def _require_honest(archive: zipfile.ZipFile) -> None:
    """Raise _Dishonest, before memory is spent, if the arrays claim to be larger than they can be."""
    entries, room = archive.infolist(), os.fstat(archive.fp.fileno()).st_size  # type: ignore[union-attr]
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise _Dishonest("its arrays are compressed, as minigrad writes none")
    if sum(entry.file_size for entry in entries) > room:
        raise _Dishonest(f"its arrays claim more bytes than the {room:,} that it has")
    for entry in entries:
        with archive.open(entry) as file:
            read_header = {
                (1, 0): npy.read_array_header_1_0,
                (2, 0): npy.read_array_header_2_0,
            }[npy.read_magic(file)]
            shape, _, dtype = read_header(file)
            if dtype.hasobject:
                continue  # NumPy refuses these by itself
            if file.tell() + math.prod(shape) * dtype.itemsize != entry.file_size:
                raise _Dishonest(
                    f"{entry.filename} claims the shape {shape}, for which it is too small"
                )


def _digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return a fingerprint of arrays with their names."""
    fingerprint = hashlib.sha256()
    for name in sorted(arrays):
        array = arrays[name]
        fingerprint.update(f"{name} {array.dtype.str} {array.shape}".encode())
        fingerprint.update(array.tobytes())
    return fingerprint.hexdigest()
