"""What the commands share: data from a name or a file, numbers, and paragraphs."""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .._words import plain, printable
from .output import complain, finish, require_writable, say

if TYPE_CHECKING:
    from ..tasks import Task

__all__ = [
    "KIND_HELP",
    "MOST_STEPS",
    "Parser",
    "add_columns",
    "folder",
    "headline",
    "listed",
    "natural",
    "natural_to",
    "print_paragraph",
    "require_writable",
    "say",
    "task_of",
]

KIND_HELP = (
    "The way from + to ×. kneser (smooth), abel (with kinks) and schroeder (complex numbers, so inputs "
    "of any sign) use exp^(n); linear-log never turns back, and adds inputs of any sign; box-cox is "
    "the classical one (default: kneser)."
)
MOST_STEPS = 10_000_000  # a slip of the finger, and no training that ends


class Parser(argparse.ArgumentParser):
    """Answers a mistake with one sentence, not with a block of all options before it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the options are told, and end the program."""
        complain(f"minigrad: {message} ({self.prog} --help tells the options)")
        raise SystemExit(2)

    def _print_message(self, message: str, file: Any = None) -> None:
        say(message.removesuffix("\n"))  # argparse itself would be silent if that fails

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the program, behind --help or --version, which may not have been printed."""
        if message:
            complain(message)
        raise SystemExit(status if finish() or status else 1)


def add_columns(command: argparse.ArgumentParser) -> None:
    """Let a command choose columns of a file."""
    command.add_argument(
        "--target", metavar="COLUMN", help="Column to predict (default: the last)."
    )
    command.add_argument(
        "--features", metavar="A,B", help="Columns to predict from (default: all others)."
    )
    command.add_argument(
        "--without",
        metavar="A,B",
        help="Columns to leave out, such as text. A name that has a comma "
        "stands in double quotes: --without 'kind,\"town, or so\"'.",
    )
    command.add_argument(
        "--weights",
        metavar="COLUMN",
        help="Column of positive numbers: how much each row counts (default: all the same).",
    )
    command.add_argument(
        "--error",
        default="absolute",
        choices=("absolute", "relative"),
        help="Errors count in the unit of the target (absolute) or as shares of it (relative), so that "
        "10%% is the same for small and large targets (default: absolute).",
    )


def headline(name: str, n: Any) -> str:
    """Say in a title where n went; `n` has shape (steps + 1, neurons)."""
    name = plain(name)
    if n.shape[1] > 1:
        return f"{name}: {n.shape[1]} neurons"
    start, end = (f"{value:.2f}" for value in (n[0, 0], n[-1, 0]))
    return (
        f"{name}: n stays at {start}" if start == end else f"{name}: n goes from {start} to {end}"
    )


def listed(text: str) -> list[str]:
    """Split "A, B" at the comma."""
    return [part.strip() for part in text.split(",")]


def natural(text: str, least: int = 0) -> int:
    """Return a number from 0 (or another) up, for argparse."""
    if not re.fullmatch(r"\d+", text, re.ASCII) or int(text) < least:
        raise argparse.ArgumentTypeError(f"must be a whole number, {least} or more, got {text!r}")
    return int(text)


def folder(text: str) -> Path:
    """Return the path of a folder, for argparse."""
    if not text:
        raise argparse.ArgumentTypeError(
            "must be the name of a folder, or . for the one you are in"
        )
    return Path(text)


def natural_to(most: int, least: int = 0) -> Callable[[str], int]:
    """Return a function that reads a number from 0 (or another) up, but not more than so many."""

    def natural_to_most(text: str) -> int:
        number = natural(text, least)
        if number > most:
            raise argparse.ArgumentTypeError(f"must be {most:,} or less, got {number:,}")
        return number

    return natural_to_most


def task_of(options: argparse.Namespace, data: str, **of_task: Any) -> Task:
    """Read a file, or load a task with these options of its own."""
    from .. import tasks

    columns = _columns(options.features) if options.features else None
    without = _columns(options.without) if options.without else []
    path = Path(data)
    if data not in tasks.names() and (path.suffix or path.exists()):
        return tasks.Task.from_csv(
            path,
            options.target,
            features=columns,
            without=without,
            weights=options.weights,
            error=options.error,
            name=printable(path.stem),
        )
    if options.target or columns or without or options.weights:
        raise ValueError(
            "--target, --features, --without and --weights are for a CSV file, not for a task"
        )
    return tasks.load(data, error=options.error, **of_task)


def _columns(text: str) -> list[str]:
    """Split names at commas, but not within double quotes, as a CSV file does."""
    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True))]


def print_paragraph(text: str) -> None:
    """Print a paragraph, wrapped for reading."""
    width = min(88, shutil.get_terminal_size().columns)
    say(textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False))
