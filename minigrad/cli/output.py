"""What commands print, and where they write: nothing that fails there loses the work.

Skip this on a first reading. A closed pipe, a full disk or a terminal that knows no × come up only
when something is printed, which may be after hours of training.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .._words import printable

__all__ = ["complain", "finish", "give_up", "readable", "require_writable", "say", "sentence_of"]

PLAIN = dict(zip("×·–—−≈’“”ⁿ▁▂▃▄▅▆▇█", 'x*---~\'""n_.:-=+*#', strict=True))
PLAIN |= {
    "²": "^2",
    "³": "^3",
    "⁻": "-",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "∞": "inf",
    "⊕": "(+)",
    "∂": "d",
}
READABLE = "minigrad.readable"

unsaid: list[OSError] = []  # why something could not be printed; `finish` empties it


def say(text: str = "") -> None:
    """Print; if that fails, the work goes on, and `finish` tells it at the end.

    Examples
    --------
    >>> say("2 × 3")
    2 × 3
    """
    try:
        print(text, flush=True)
    except OSError as error:
        give_up(error)


def complain(text: str) -> None:
    """Print on standard error, as well as that goes."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def give_up(error: OSError) -> None:
    """Print nothing any more; remember why, unless the reader, such as head, has seen enough."""
    if not isinstance(error, BrokenPipeError):
        unsaid.append(error)
    with suppress(OSError):  # or Python would try again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def finish() -> bool:
    """Print what is left, and return whether all could be printed; if not, say so."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        give_up(error)
    reasons = {sentence_of(error) for error in unsaid}
    unsaid.clear()
    for reason in reasons:
        complain(f"minigrad: not everything could be printed ({reason}); files are not concerned")
    return not reasons


@contextmanager
def readable() -> Iterator[None]:
    """Let a terminal that does not know a character get one that it knows: x for ×.

    Where standard error is closed, as by some schedulers, what is written there goes nowhere.
    """
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")
    codecs.register_error(READABLE, _replace)
    streams = [stream for stream in (sys.stdout, sys.stderr) if hasattr(stream, "reconfigure")]
    before = [stream.errors for stream in streams]
    for stream in streams:
        stream.reconfigure(errors=READABLE)
    try:
        yield
    finally:
        for stream, errors in zip(streams, before, strict=True):
            with suppress(OSError):
                stream.reconfigure(errors=errors)


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(PLAIN.get(letter) or _plain(letter) for letter in unknown), error.end


def _plain(letter: str) -> str:
    if unicodedata.combining(letter):  # an accent on the letter before
        return ""
    name = unicodedata.name(letter, "")
    if name.startswith("GREEK"):
        return name.rpartition(" ")[2].lower()
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


def require_writable(folder: Path, option: str = "--out") -> None:
    """Try to write into a folder, so that a command that cannot fails before its work.

    A folder that is not there is made for that, and removed again: a command that fails leaves none.

    Raises
    ------
    ValueError
        If that cannot be; the message names the option, the reason and the cure.
    """
    try:
        for part in (folder, *folder.parents):
            if part.exists() and not part.is_dir():
                raise ValueError(f"{part} is a file; name a folder")
        new = [part for part in (folder, *folder.parents) if not part.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))  # as much as a disk gives at least
        for part in new:
            part.rmdir()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ValueError(
            f"{option} {printable(str(folder))}: nothing can be written there ({reason}): name another folder"
        ) from error
    except ValueError as error:  # also a name that no file can have
        raise ValueError(f"{option} {printable(str(folder))}: {error}") from error


def sentence_of(error: OSError) -> str:
    """Say what is wrong with a file, and what helps."""
    name = error.filename
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    if name is None:
        return error.strerror or str(error)
    if isinstance(error, FileNotFoundError):
        return f"there is no file {name}: check the path"
    if isinstance(error, IsADirectoryError):
        return f"{name} is a folder: name a file"
    if isinstance(error, NotADirectoryError):
        return f"there is no {name}: a part of its path is a file, not a folder"
    if isinstance(error, PermissionError):
        return f"{name} cannot be opened by you: check its permissions"
    if error.errno == errno.ENAMETOOLONG:
        return f"the name {str(name)[:40]}… is too long: choose a shorter one"
    return f"{name}: {error.strerror}"
