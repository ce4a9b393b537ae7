"""minigrad train | predict: train one neuron on one task, and use what it learned."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._words import nearest
from ..iterate import DEFAULT_KIND
from .common import add_columns, headline, natural, print_paragraph, task_of

if TYPE_CHECKING:
    from ..nn import Module
    from ..tasks import Task
    from ..train import History

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    train = commands.add_parser(
        "train",
        help="train one neuron and say what it found",
        description="Train one neuron, say what it found, and save the model and two pictures.",
    )
    train.add_argument("data", metavar="TASK|FILE.csv", help="a task's name, or a file of your own")
    add_columns(train)
    train.add_argument(
        "--model",
        default="addmul",
        help="addmul, the neuron between + and ×, or linear, which only adds (default: addmul)",
    )
    train.add_argument(
        "--kind",
        default=DEFAULT_KIND,
        help="construction of exp^(n): kneser, which is smooth, or abel, the paper's real one "
        f"(default: {DEFAULT_KIND})",
    )
    train.add_argument(
        "--bias",
        action=argparse.BooleanOptionalAction,
        help="a constant beside the weights (default: with measured data, which need it for their "
        "units; not with exact laws)",
    )
    train.add_argument("--seed", type=natural, default=0, help="of all random numbers (default: 0)")
    train.add_argument("--steps", type=int, default=2000, help="of training (default: 2000)")
    train.add_argument("--lr", type=float, default=0.01, help="learning rate (default: 0.01)")
    train.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for the results (default: runs/NAME)"
    )
    train.set_defaults(run=_train)

    predict = commands.add_parser(
        "predict",
        help="predict with a trained model",
        description="Predict with a model that train saved. Prints a CSV table.",
    )
    predict.add_argument("model", metavar="MODEL", type=Path, help="a model.npz")
    predict.add_argument("file", metavar="FILE.csv", type=Path, help="with the model's columns")
    predict.set_defaults(run=_predict)


def _train(options: argparse.Namespace) -> None:
    from .. import study, train

    task = task_of(options, options.data, rng=options.seed)
    model = _model(options, task)
    out = options.out or Path("runs") / task.name
    if out.exists() and not out.is_dir():
        raise ValueError(f"--out {out} is a file: name a folder")

    train.warm_start(model, task)
    before = _loss(model, task)
    history = train.fit(model, task, steps=options.steps, lr=options.lr, rng=options.seed)
    after = _loss(model, task)
    if after > 2 * before + 1e-6 * (task.y**2).mean():
        raise FloatingPointError(
            f"the loss became {after:.3g}, from {before:.3g} before: the steps are too long. Lower "
            f"lr (it is {options.lr:g}; try {options.lr / 10:g})"
        )
    found = study.findings(model, task)
    out.mkdir(parents=True, exist_ok=True)
    train.save_model(out / "model.npz", model, task)
    history.save(out / "history.npz")
    pictures = _draw(model, task, history, out)

    print_paragraph(f"{task.name}: {len(task.x)} rows. {found.paragraph()}")
    print(f"\nWrote {out}/: model.npz, history.npz, {', '.join(pictures)}")
    if task.name == "trees":
        print("Next: minigrad train delivery    (the same model, on data that add up)")
    else:
        print(f"Next: minigrad predict {out / 'model.npz'} FILE.csv")


def _loss(model: Module, task: Task) -> float:
    from ..nn import mse_loss

    return float(mse_loss(model(task.x), task.y).item())


def _model(options: argparse.Namespace, task: Task) -> Module:
    from .. import nn

    bias = task.measured if options.bias is None else options.bias
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    if options.model == "addmul":
        if options.kind == "schroeder":
            raise ValueError(
                "--kind schroeder works with complex numbers, and the report needs real ones: "
                "choose kneser or abel, or train it in Python"
            )
        return nn.AddMul(inputs, outputs, kind=options.kind, bias=bias, rng=options.seed)
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
        predicted = model(task.x).numpy() * task.y_scale
        ax = plot.observed_predicted(task.y * task.y_scale, predicted, unit=task.targets[0])
        ax.set_title(f"{task.name}: {len(task.x)} rows")
        plot.save(ax.figure, out / "observed_predicted.png")
        names.append("observed_predicted.png")
        plt.close("all")
    return names


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
