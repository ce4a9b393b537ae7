"""minigrad predict: use what a training learned."""

from __future__ import annotations

import argparse
import csv
import io
import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .output import say

if TYPE_CHECKING:
    from ..train import SavedModel

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    predict = commands.add_parser(
        "predict",
        help="Predict with a trained model.",
        description="Predict with a model that train saved. Prints a CSV table, a line for "
        "each row of the file: the inputs, then the prediction, none where an input has a gap.",
    )
    predict.add_argument(
        "model", metavar="MODEL", type=Path, help="A model.npz, or the folder it lies in."
    )
    predict.add_argument(
        "file", metavar="FILE.csv", type=Path, help="A table with the columns of the model."
    )
    predict.add_argument(
        "--interval", type=_level, nargs="?", const=0.95, metavar="LEVEL",
        help="Print two more columns, between which so many of the rows that were left out in training "
        "had their target (default of LEVEL: 0.95). Stands last, or with a level: --interval=0.9.",
    )  # fmt: skip
    predict.set_defaults(run=_predict)


def _level(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no level: put --interval last, or give it one, as in --interval=0.9"
        ) from error


def _predict(options: argparse.Namespace) -> None:
    import numpy as np

    from .. import tasks, train

    folder = options.model.is_dir()
    saved = train.load_model(options.model / "model.npz" if folder else options.model)
    rows = tasks.read_table(options.file)
    x = np.column_stack(list(rows.numbers(saved.features).values()))
    refused = saved.refused(x)
    hopeless = np.asarray(refused.any(axis=1))
    if hopeless.all():
        saved.predict(x)  # which says why not
    able = np.where(hopeless[:, None], np.nan, x)
    predicted = saved.predict(able)
    rows.warn()
    _warn_of_refused(saved, x, refused, rows.lines)
    _warn_of_gaps(x, rows.lines)
    _warn_of_new_ranges(saved, able, rows.lines)
    columns = {f"predicted_{name}": predicted[:, [j]] for j, name in enumerate(saved.targets)}
    if options.interval is not None:
        margins = saved.margins(predicted, options.interval)
        columns["low"], columns["high"] = predicted - margins, predicted + margins
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*saved.features, *columns])
    for row in np.hstack([x, *columns.values()]):
        table.writerow(["" if math.isnan(value) else f"{value:.10g}" for value in row])
    say(text.getvalue().removesuffix("\n"))


def _warn_of_refused(saved: SavedModel, x: Any, refused: Any, lines: Sequence[int]) -> None:
    """Name the rows with inputs that the model cannot take."""
    import numpy as np

    from ..tasks.table import listing

    rows = [
        f"line {lines[i]}: "
        + ", ".join(f"{saved.features[j]} is {x[i, j]:g}" for j in np.flatnonzero(refused[i]))
        for i in np.flatnonzero(refused.any(axis=1)).tolist()
    ]
    if rows:
        warnings.warn(
            f"no prediction where the model cannot take an input: {listing(rows, separator='; ')}",
            stacklevel=2,
        )


def _warn_of_gaps(x: Any, lines: Sequence[int]) -> None:
    import numpy as np

    from ..tasks.table import listing

    gaps = [str(lines[i]) for i in np.flatnonzero(np.isnan(x).any(axis=1)).tolist()]
    if gaps:
        what = "line has gaps" if len(gaps) == 1 else "lines have gaps"
        warnings.warn(f"{len(gaps)} {what} and no prediction: {listing(gaps)}", stacklevel=2)


def _warn_of_new_ranges(saved: SavedModel, x: Any, lines: Sequence[int]) -> None:
    """Name the rows with inputs that lie outside of what was learned."""
    import numpy as np

    from ..tasks.table import listing

    outside, rows = saved.outside(x), []
    for i in np.flatnonzero(outside.any(axis=1)).tolist():
        cells = [
            f"{saved.features[j]} is {x[i, j]:g} ({saved.low[j]:g} to {saved.high[j]:g})"
            for j in np.flatnonzero(outside[i]).tolist()
        ]
        rows.append(f"line {lines[i]}: {', '.join(cells)}")
    if rows:
        warnings.warn(
            "predictions are guesses where an input lies outside of the range that was learned: "
            + listing(rows, separator="; "),
            stacklevel=2,
        )
