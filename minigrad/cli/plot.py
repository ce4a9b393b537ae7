"""minigrad plot: draw a recorded training again, without training."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._words import plain
from .common import folder, headline, listed, require_writable, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..train import History

__all__ = ["add_to"]

FORMATS = ("png", "svg", "pdf")
SIZES = ("handout", "slide", "column")  # as in minigrad.plot, which takes a second to load


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    plot = commands.add_parser(
        "plot",
        help="Draw a recorded training again.",
        description="Draw where n went and how the loss fell, from a history that train saved. "
        "Nothing is trained. Of more than 50 neurons it draws how n is distributed.",
    )
    plot.add_argument(
        "history", metavar="HISTORY", type=Path, help="A history.npz, or the folder it lies in."
    )
    plot.add_argument(
        "--out",
        type=folder,
        metavar="DIR",
        help="Folder for the pictures (default: the history's).",
    )
    plot.add_argument(
        "--format", type=listed, default=["png"], help="One or more of png, svg, pdf, with commas "
        "between (default: png).",
    )  # fmt: skip
    plot.add_argument(
        "--size",
        choices=SIZES,
        default=SIZES[0],
        help="Size of the page: as large as the "
        "picture, 16:9, or 3.5 inches wide (default: handout).",
    )
    plot.add_argument(
        "--title", help="Title of the pictures (default: the name of the history's folder)."
    )
    plot.set_defaults(run=_plot)


def _plot(options: argparse.Namespace) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from .. import plot, train

    for suffix in options.format:
        if suffix not in FORMATS:
            raise ValueError(f"no format {suffix!r}: choose from {', '.join(FORMATS)}")
    path = options.history / "history.npz" if options.history.is_dir() else options.history
    if not path.exists() and Path("runs", path, "history.npz").exists():
        raise ValueError(f"there is no {path}: did you mean {Path('runs', path)}?")
    history = train.History.load(path)
    out = options.out or path.parent
    require_writable(out)
    out.mkdir(parents=True, exist_ok=True)

    with plt.style.context("minigrad.plot.teaching"):
        pictures = _draw(history, options.title or path.resolve().parent.name)
        for name, ax in pictures.items():
            for suffix in options.format:
                plot.save(ax.figure, out / f"{name}.{suffix}", size=options.size)
        plt.close("all")
    files = ", ".join(f"{name}.{suffix}" for name in pictures for suffix in options.format)
    say(f"Wrote {out}/: {files}")


def _draw(history: History, name: str) -> dict[str, Axes]:
    """Draw all that the history tells, by the names of the files."""
    from .. import plot

    pictures = {}
    if history.loss.size and not history.loss.any():
        say("The loss is 0 at every step: there is no picture of it.")
    else:
        pictures["loss"] = plot.loss_curve(history)
        pictures["loss"].set_title(f"{plain(name)}: loss of each step")
    for parameter in history.names:
        n = history.parameters(parameter)
        few = n.shape[1] <= plot.MOST_LINES
        file = ("migration" if few else "river") + parameter.removeprefix("n")  # "", "_in", "_out"
        pictures[file] = plot.migration(n) if few else plot.river(n)
        pictures[file].set_title(headline(name, n))
    return pictures
