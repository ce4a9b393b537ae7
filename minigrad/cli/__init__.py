"""The command line: minigrad train | predict | compare | plot | lessons | info.

Commands read files, call the rooms below and print what they found; nothing is computed here. Read
train.py, predict.py, compare.py, plot.py, lessons.py, common.py.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import sys
import warnings
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor

from .._version import __version__
from . import compare, lessons, plot, predict, train
from .common import Parser
from .output import complain, finish, give_up, readable, say, sentence_of

__all__ = ["main"]

EXAMPLES = """\
minigrad: neurons that learn whether to add or to multiply. Try:

  minigrad train trees                          watch a neuron leave + for × on 31 measured trees
  minigrad train FILE.csv --target COLUMN       the same on your own data
  minigrad predict runs/trees/model.npz FILE.csv
  minigrad compare trees delivery               the neuron, ordinary networks and classical models
  minigrad plot runs/trees --size slide         draw a training again, without training
  minigrad lessons                              learn how it works, in JupyterLab
  minigrad info                                 versions, and whether the kernels are compiled

minigrad COMMAND --help tells the options."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Returns
    -------
    int
        0; 1 if a training failed, memory ended or not everything could be printed; 2 for bad input;
        130 if it was interrupted.
    """
    given, passed_on = lessons.parted(sys.argv[1:] if arguments is None else arguments)
    with readable(), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "Glyph .* missing from"
        )  # a box in a picture says it, too
        warnings.showwarning = lambda message, *_: complain(f"warning: {message}")
        parser, told = _parser(), argparse.Namespace(passed_on=passed_on)
        options, unknown = parser.parse_known_args(given, told)
        if unknown:
            hint = lessons.HINT if options.command == "lessons" else ""
            parser.error(f"there is no option {' '.join(unknown)}{hint}")
        code = 0
        try:
            options.run(options)
        except BrokenPipeError as error:  # the reader, such as head, has seen enough
            give_up(error)
        except (Exception, KeyboardInterrupt) as error:
            code, reason = _verdict(error, options.command)
            complain(f"minigrad: {reason}")
        return code if finish() or code else 1


def _verdict(error: BaseException, command: str | None) -> tuple[int, str]:
    """Return the exit code and the reason of an error that users may meet; raise any other."""
    match error:
        case FloatingPointError() | BrokenExecutor():
            return 1, str(error)
        case MemoryError():
            detail = f" ({error})" if str(error) else ""
            return 1, (
                f"there is not enough memory{detail}. Ask for less: fewer rows, neurons, seeds or "
                "models at a time"
            )
        case OSError():
            return 2, sentence_of(error)
        case ValueError():
            return 2, str(error)
        case KeyboardInterrupt():
            goes_on = " What is finished is kept; the same command goes on."
            return 130, f"interrupted.{goes_on if command == 'compare' else ''}"
    raise error


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="minigrad", description="Neurons that learn whether to add or to multiply."
    )
    parser.add_argument(
        "--version", action="version", version=f"minigrad {__version__}", help="Say which it is."
    )
    parser.set_defaults(run=lambda options: say(EXAMPLES))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    train.add_to(commands)
    predict.add_to(commands)
    compare.add_to(commands)
    plot.add_to(commands)
    lessons.add_to(commands)

    info = commands.add_parser(
        "info",
        help="Tell versions, and whether the kernels are compiled.",
        description="Tell versions, and whether the kernels are compiled.",
    )
    info.set_defaults(run=_info)
    return parser


def _info(options: argparse.Namespace) -> None:
    from .. import iterate

    say(f"minigrad    {__version__}")
    say(f"python      {platform.python_version()} on {platform.system()} {platform.machine()}")
    for package in ("numpy", "scipy", "matplotlib", "numba"):
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            version = "not installed"
        say(f"{package:<11} {version}")
    say(f"kernels     {iterate.kernel_report()}")
