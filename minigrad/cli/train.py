"""minigrad train: train one neuron on one task, and say what it found."""

from __future__ import annotations

import argparse
import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._words import nearest
from ..iterate import DEFAULT_KIND
from .common import KIND_HELP, add_columns, headline, natural, print_paragraph, task_of

if TYPE_CHECKING:
    from ..nn import Module
    from ..tasks import Task
    from ..train import History

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    train = commands.add_parser(
        "train",
        help="train one neuron and say what it found",
        description="Train one neuron, from the best weighted sum and from the best product; say what it "
        "found, and save the model and two pictures.",
    )
    train.add_argument(
        "data", metavar="TASK|FILE.csv", help="The name of a task, or a file of your own."
    )
    add_columns(train)
    train.add_argument(
        "--model",
        default="addmul",
        help="addmul is the neuron between + and ×; linear only adds (default: addmul).",
    )
    train.add_argument("--kind", default=DEFAULT_KIND, help=KIND_HELP)
    train.add_argument(
        "--bias",
        action=argparse.BooleanOptionalAction,
        help="Add a constant to the weights (default: for measured data, which need it for their "
        "units; not for exact laws).",
    )
    train.add_argument(
        "--seed", type=natural, default=0, help="Seed for all random numbers (default: 0)."
    )
    train.add_argument(
        "--steps",
        type=int,
        default=2000,
        help="Steps of training, from each start (default: 2000).",
    )
    train.add_argument("--lr", type=float, default=0.01, help="Learning rate (default: 0.01).")
    train.add_argument(
        "--out", type=Path, metavar="DIR", help="Folder for the results (default: runs/NAME)."
    )
    train.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> None:
    from .. import study, train

    task = task_of(options, options.data, rng=options.seed)
    model = _model(options, task)
    out = options.out or Path("runs") / task.name
    if out.exists() and not out.is_dir():
        raise ValueError(f"--out {out} is a file: name a folder")

    history, losses = train.from_both_ends(model, task, partial(_fit, options=options))
    found = study.findings(model, task)
    out.mkdir(parents=True, exist_ok=True)
    train.save_model(out / "model.npz", model, task)
    history.save(out / "history.npz")
    pictures = _draw(model, task, history, out)

    rows, which = f"{task.name}: {len(task.x)} rows.", _which_start(history, losses)
    print_paragraph(" ".join(filter(None, [rows, which, found.paragraph()])))
    print(f"\nWrote {out}/: model.npz, history.npz, {', '.join(pictures)}")
    if task.name == "trees":
        print("Next: minigrad train delivery    (the same model, on data that add up)")
    else:
        print(f"Next: minigrad predict {out / 'model.npz'} FILE.csv")


def _fit(model: Module, task: Task, options: argparse.Namespace) -> History:
    """Train from where the model is; a training that ends much worse than it began has failed."""
    from ..train import fit

    before = _loss(model, task)
    history = fit(model, task, steps=options.steps, lr=options.lr, rng=options.seed)
    after = _loss(model, task)
    if after > 2 * before + 1e-6 * (task.y**2).mean():
        raise FloatingPointError(
            f"the loss became {after:.3g}, from {before:.3g} before: the steps are too long. Lower "
            f"lr (it is {options.lr:g}; try {options.lr / 10:g})"
        )
    return history


def _which_start(history: History, losses: list[float]) -> str:
    """Say whether the training from the best sum or that from the best product was kept, and why."""
    if "n" not in history.names:
        return ""
    if len(losses) == 1:
        return "Training from the best sum led to an exact fit, so none began at the best product."
    first = history.parameters("n")[0, 0] == 0
    kept, other = losses if first else losses[::-1]
    ratio = math.sqrt(other / kept) if kept else math.inf
    if math.isinf(other):
        reason = "the other failed"
    elif ratio < 1.001:
        reason = "the other ended with the same error, to within 0.1%"
    else:
        reason = (
            f"the error of the other is {f'{ratio - 1:.1%} larger' if ratio < 2 else 'far larger'}"
        )
    return (
        "Of two trainings, from the best sum and from the best product, the "
        f"{'first' if first else 'second'} is kept; {reason}."
    )


def _loss(model: Module, task: Task) -> float:
    from ..nn import mse_loss

    return float(mse_loss(model(task.x), task.y).item())


def _model(options: argparse.Namespace, task: Task) -> Module:
    from .. import nn

    bias = task.has_units if options.bias is None else options.bias
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    if options.model == "addmul":
        return nn.AddMul(inputs, outputs, kind=options.kind, bias=bias, rng=options.seed)
    if options.model == "linear" and options.kind != DEFAULT_KIND:
        raise ValueError("--kind is for --model addmul: a linear model only adds")
    if options.model == "linear":
        return nn.Linear(inputs, outputs, bias=bias, rng=options.seed)
    known = ("addmul", "linear")
    raise ValueError(
        f"no model {options.model!r}{nearest(options.model, known)}. "
        f"The models are {', '.join(known)}"
    )


def _draw(model: Module, task: Task, history: History, out: Path) -> list[str]:
    """Write the pictures and return their names."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from .. import nn, plot

    names = []
    with plt.style.context("minigrad.plot.teaching"):
        if isinstance(model, nn.AddMul):
            ax = plot.migration(history)
            ax.set_title(headline(task.name, history.parameters("n")))
            plot.save(ax.figure, out / "migration.png")
            names.append("migration.png")
        predicted = model(task.x).numpy().real * task.y_scale
        ax = plot.observed_predicted(task.y * task.y_scale, predicted, unit=task.targets[0])
        ax.set_title(f"{task.name}: {len(task.x)} rows")
        plot.save(ax.figure, out / "observed_predicted.png")
        names.append("observed_predicted.png")
        plt.close("all")
    return names
