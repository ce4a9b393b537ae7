"""minigrad predict: use what a training learned."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    predict = commands.add_parser(
        "predict",
        help="predict with a trained model",
        description="Predict with a model that train saved. Prints a CSV table.",
    )
    predict.add_argument("model", metavar="MODEL", type=Path, help="A model.npz.")
    predict.add_argument(
        "file", metavar="FILE.csv", type=Path, help="A table with the columns of the model."
    )
    predict.set_defaults(run=_predict)


def _predict(options: argparse.Namespace) -> None:
    import numpy as np

    from .. import tasks, train

    saved = train.load_model(options.model)
    columns = tasks.read_columns(options.file, saved.features)
    x = np.column_stack(list(columns.values()))
    predicted = saved.predict(x)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow([*saved.features, *(f"predicted_{name}" for name in saved.targets)])
    for row in np.hstack([x, predicted]):
        table.writerow([f"{value:.10g}" for value in row])
