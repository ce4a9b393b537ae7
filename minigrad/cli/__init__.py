"""The command line: minigrad train | predict | compare | plot | lessons | info.

Commands read files, call the rooms below and print what they found; nothing is computed here. Read
train.py, predict.py, compare.py, plot.py, lessons.py, common.py.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import warnings
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor

from .._version import __version__
from . import compare, lessons, plot, predict, train

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
    """Run one command and return its exit code: 0, 1 (training failed), 2 (bad input) or 130."""
    options = _parser().parse_args(arguments)
    if options.command is None:
        print(EXAMPLES)
        return 0
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
        try:
            options.run(options)
        except (FloatingPointError, BrokenExecutor) as error:
            print(f"minigrad: {error}", file=sys.stderr)
            return 1
        except BrokenPipeError:  # the reader, such as head, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except FileNotFoundError as error:
            reason = (
                f"there is no file {error.filename}: check the path" if error.filename else error
            )
            print(f"minigrad: {reason}", file=sys.stderr)
            return 2
        except (ValueError, OSError) as error:
            print(f"minigrad: {error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            goes_on = " What is finished is kept; the same command goes on." * (
                options.command == "compare"
            )
            print(f"minigrad: interrupted.{goes_on}", file=sys.stderr)
            return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="minigrad", description="Neurons that learn whether to add or to multiply."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    train.add_to(commands)
    predict.add_to(commands)
    compare.add_to(commands)
    plot.add_to(commands)
    lessons.add_to(commands)

    info = commands.add_parser("info", help="versions, and whether the kernels are compiled")
    info.set_defaults(run=_info)
    return parser


def _info(options: argparse.Namespace) -> None:
    from .. import iterate

    print(f"minigrad    {__version__}")
    print(f"python      {platform.python_version()} on {platform.system()} {platform.machine()}")
    for package in ("numpy", "scipy", "matplotlib", "numba"):
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            version = "not installed"
        print(f"{package:<11} {version}")
    print(f"kernels     {iterate.kernel_report()}")
