"""Locks: one process at a time works on a file, and a lock ends with its process, however that ends.

Skip this on a first reading. The system itself knows who has locked an open file, so a process that
was killed leaves no lock behind. Where the system cannot lock, all goes on without.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on every system
    fcntl = None  # type: ignore[assignment]

__all__ = ["alone_with", "lock"]


@contextmanager
def alone_with(path: Path, cure: str) -> Iterator[None]:
    """Hold the lock of a file or folder: another file, `.NAME.lock` beside it, or `.lock` in it.

    Raises
    ------
    ValueError
        If another process holds it; the message names that process and ends with the cure.
    """
    beside = path / ".lock" if path.is_dir() else path.with_name(f".{path.name}.lock")
    try:
        descriptor = _open_locked(beside)
    except BlockingIOError as holder:
        raise ValueError(f"another process{holder} is at work on {path}: {cure}") from None
    except OSError:  # no locks here, or nothing can be written, so there is nothing to protect
        yield
        return
    try:
        yield
    finally:
        with suppress(OSError):
            beside.unlink()  # while it is ours
        os.close(descriptor)


def lock(descriptor: int) -> None:
    """Lock an open file or folder until it is closed.

    Raises
    ------
    BlockingIOError
        If somebody else has locked it.
    OSError
        If there are no locks in this place.
    """
    if fcntl is None:
        raise OSError("this system has no locks")
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _open_locked(beside: Path) -> int:
    """Return an open lock file that is ours, or raise BlockingIOError, which says whose it is."""
    while True:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            lock(descriptor)
            if _is(descriptor, beside):  # whoever had it before has removed it, perhaps
                os.truncate(descriptor, 0)
                os.write(descriptor, str(os.getpid()).encode())
                return descriptor
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode(errors="replace")
            os.close(descriptor)
            raise BlockingIOError(f" ({holder})" if holder else "") from None
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is(descriptor: int, path: Path) -> bool:
    """Return whether an open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
