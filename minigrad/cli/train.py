"""minigrad train: train one neuron on one task, and say what it found."""

from __future__ import annotations

import argparse
import json
import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._files import write_aside
from .._words import nearest, number, plain
from ..iterate import DEFAULT_KIND
from .common import (
    KIND_HELP,
    MOST_STEPS,
    add_columns,
    folder,
    headline,
    natural,
    natural_to,
    task_of,
)
from .output import require_writable, say

if TYPE_CHECKING:
    from ..nn import AddMul, Module
    from ..study import Findings, Profile
    from ..tasks import Task
    from ..train import History

__all__ = ["add_to"]

RATE = 0.01
BEYOND = (-1.0, 3.0)  # bounds of n, for --beyond


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    train = commands.add_parser(
        "train",
        help="Train one neuron and say what it found.",
        description="Train one neuron, from the best weighted sum and from the best product; say what it "
        "found and how sure that is, and save the report, the model and three pictures.",
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
        type=natural_to(MOST_STEPS, least=1),
        default=2000,
        help="Steps of training, from each start (default: 2000).",
    )
    train.add_argument("--lr", type=float, default=RATE, help=f"Learning rate (default: {RATE}).")
    train.add_argument(
        "--out", type=folder, metavar="DIR", help="Folder for the results (default: runs/NAME)."
    )
    train.add_argument(
        "--beyond",
        action="store_true",
        help="Let n go beyond + and ×, from -1 to 3 (--kind box-cox only).",
    )
    train.add_argument(
        "--thorough",
        action="store_true",
        help="Take all rows for the report, and a finer profile, however long it takes (default: of "
        "large tables, a random part).",
    )
    train.add_argument(
        "--json",
        action="store_true",
        help="Print the report as JSON, and nothing else (DIR/report.txt has it in words).",
    )
    train.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> None:
    from .. import nn, study, train

    task = task_of(options, options.data, rng=options.seed)
    model = _model(options, task)
    out = options.out or Path("runs") / task.name
    require_writable(out)

    history, losses = train.from_both_ends(model, task, partial(_fit, options=options))
    how = [_which_start(history, losses)]
    valley = None
    if isinstance(model, nn.AddMul):
        valley = study.profile_of(model, task, thorough=options.thorough)
        history, finished = _finish(model, task, history, valley)
        how.append(finished)
    found = study.findings(model, task, valley=valley, thorough=options.thorough)
    report = found.report(how)
    say(json.dumps(found.as_dict(), indent=2, ensure_ascii=False) if options.json else report)

    out.mkdir(parents=True, exist_ok=True)
    write_aside(out / "report.txt", lambda aside: Path(aside).write_text(f"{report}\n", "utf-8"))
    train.save_model(out / "model.npz", model, task, left_out=found.left_out)
    history.save(out / "history.npz")
    pictures = _draw(found, history, out)
    if options.json:
        return
    say(f"\nWrote {out}/: report.txt, model.npz, history.npz, {', '.join(pictures)}")
    if task.name == "trees":
        say("Next: minigrad train delivery    (the same model, on data that add up)")
    else:
        say(f"Next: minigrad predict {out / 'model.npz'} FILE.csv")


def _finish(model: AddMul, task: Task, history: History, valley: Profile) -> tuple[History, str]:
    """Go to the least of the profile, by least squares, if the training has not arrived there."""
    from .. import study, train

    excess = study.above_least(model, task, valley)
    if excess <= study.ARRIVED:
        return history, ""
    before, ended = model.state_dict(), model.n.item()
    loss = _loss(model, task)
    model.load_state_dict(valley.parameters)
    rest = train.least_squares(model, task)
    if _loss(model, task) >= loss:  # the profile was that of some of the rows
        model.load_state_dict(before)
        return history, ""
    return history.then(rest), (
        f"Gradient descent had not arrived: at n = {ended:.3f} the error was {number(100 * excess, 2)}% above "
        "the least one, so least squares went on from there."
    )


def _fit(model: Module, task: Task, options: argparse.Namespace) -> History:
    """Train from where the model is; a training that ends much worse than it began has failed."""
    from ..train import fit

    before = _loss(model, task)
    history = fit(model, task, steps=options.steps, lr=options.lr, rng=options.seed)
    after = _loss(model, task)
    if after > 2 * before + 1e-6 * (task.weigh(task.y) ** 2).mean():
        raise FloatingPointError(
            f"the loss became {after:.3g}, from {before:.3g} before: the steps are too long. Lower "
            f"lr (it is {options.lr:g}; try {min(options.lr / 10, RATE):g})"
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

    return float(mse_loss(task.weigh(model(task.x)), task.weigh(task.y)).item())


def _model(options: argparse.Namespace, task: Task) -> Module:
    from .. import nn

    if options.beyond and options.kind != "box-cox":
        raise ValueError("--beyond is for --kind box-cox: no other kind goes beyond + and ×")
    bias = task.has_units if options.bias is None else options.bias
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    if options.model == "addmul":
        bounds = BEYOND if options.beyond else (0.0, 1.0)
        return nn.AddMul(
            inputs, outputs, kind=options.kind, bias=bias, bounds=bounds, rng=options.seed
        )
    if options.model == "linear" and options.kind != DEFAULT_KIND:
        raise ValueError("--kind is for --model addmul: a linear model only adds")
    if options.model == "linear":
        return nn.Linear(inputs, outputs, bias=bias, rng=options.seed)
    known = ("addmul", "linear")
    raise ValueError(
        f"no model {options.model!r}{nearest(options.model, known)}. "
        f"The models are {', '.join(known)}"
    )


def _draw(found: Findings, history: History, out: Path) -> list[str]:
    """Write the pictures and return their names."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from .. import plot

    task, pictures = found.task, {}
    with plt.style.context("minigrad.plot.teaching"):
        if found.profile is not None:
            pictures["migration.png"] = plot.migration(history)
            pictures["migration.png"].set_title(headline(task.name, history.parameters("n")))
            pictures["valley.png"] = plot.loss_valley(found.profile)
            pictures["valley.png"].set_title(f"{plain(task.name)}: how firmly the data say n")
        predicted = found.model(task.x).numpy().real * task.y_scale
        ax = plot.observed_predicted(task.y * task.y_scale, predicted, unit=task.targets[0])
        ax.set_title(f"{plain(task.name)}: {len(task.x):,} rows")
        pictures["observed_predicted.png"] = ax
        for name, ax in pictures.items():
            plot.save(ax.figure, out / name)
        plt.close("all")
    return list(pictures)
