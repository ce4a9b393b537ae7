"""minigrad compare: several models, several seeds, one answer that anyone can reproduce."""

from __future__ import annotations

import argparse
import math
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._lock import alone_with
from .._processes import processes
from .._progress import note
from .._words import nearest, plain
from ..iterate import DEFAULT_KIND
from .cluster import dask
from .common import (
    KIND_HELP,
    MOST_STEPS,
    add_columns,
    folder,
    listed,
    natural,
    natural_to,
    print_paragraph,
    require_writable,
    say,
    task_of,
)

if TYPE_CHECKING:
    from ..study import Comparison
    from ..study.recipes import Recipe

__all__ = ["add_to"]

DEFAULT_MODELS = [
    "addmul", "either", "line", "interactions", "quadratic", "power-law", "log-log", "box-cox", "tanh",
    "tanh-ridge",
]  # fmt: skip
MOST_NEURONS, MOST_SEEDS = 100_000, 100_000  # a slip of the finger, and no study that ends
PROCESSORS = os.cpu_count() or 1
MOST_WORKERS = 4 * PROCESSORS  # beyond, they only wait for one another, and fill the memory
MODELS = """\
models, each a single layer, or H neurons and weighted sums of them:
  addmul                                  between + and ×, in the way of --kind
  addmul-kneser, addmul-abel, addmul-schroeder, addmul-linear-log, addmul-box-cox
                                          the same, each in its own way
  addmul-uncoupled                        an n for each input, one for each neuron
  addmul-n=0, addmul-n=1                  with n held there: controls
  tanh, tanh-same-size, tanh-wide         ordinary: as many units, about as many
                                          parameters, twice as many units and at
                                          least 4; nothing holds them back from
                                          following noise
  product                                 product units: weights are exponents
  blend, softexponential, gated, nau, nmu, nalu, inalu, realnpu
                                          proposed by others: see nn/peers.py
  addmul-addmul                           two layers between + and ×
  linear-addmul, linear-product, linear-gated, linear-nmu, tanh-tanh
                                          behind a layer of weighted sums, for
                                          inputs of any sign
  linear-addmul-pretrained                the same, n held at 0 at first: for
                                          --recipe first
with recipes of their own, whatever --recipe is, by least squares or not at all:
  line, quadratic, quartic, interactions  polynomials, the last a line with
                                          products of two different inputs
  ridge                                   quadratic with a penalty on weights, as
                                          strong as suits rows left out in turn
  power-law, power-plus                   product of powers, and with a constant
  log-log, translog                       line and quadratic in logarithms
  box-cox                                 Box–Cox on both sides: one power of
                                          target and inputs, which is learned
  ces                                     constant elasticity of substitution
  either, either-either                   addmul and addmul-addmul with the best
                                          n of 0 and 1 for each neuron; a single
                                          one: the better of line and power law
  tanh-ridge                              tanh-wide with a penalty, chosen by
                                          leaving out a fifth of the rows
  imputed                                 quadratic, with means for what is
                                          absent, in the task missing
  zero, fourier                           predicts 0; the exact solution of
                                          pattern_shift
  nau-published, nmu-published, inalu-published, realnpu-published
                                          by gradient descent with their authors'
                                          settings: see study/published.py
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    compare = commands.add_parser(
        "compare",
        help="Compare models by errors, stability, reproducibility and time.",
        description="Train several models with several seeds, and compare them on rows they have\n"
        "not seen: a table, a figure, and a paragraph in plain words. Finished trainings\n"
        "are kept in DIR, so the same command goes on where it was stopped.",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    compare.add_argument(
        "data", nargs="+", metavar="TASK|FILE.csv", help="Names of tasks, or files of your own."
    )
    add_columns(compare)
    compare.add_argument(
        "--vary",
        metavar="OPTION=A,B",
        action="append",
        default=[],
        help="Compare at each of these values of an option that the tasks have, such as "
        "samples=16,64 or noise=0.1. May be given several times.",
    )
    compare.add_argument(
        "--models",
        metavar="A,B",
        help="Names of models, listed below, or all; the first is compared with each of the others "
        f"(default: {','.join(DEFAULT_MODELS)}).",
    )
    compare.add_argument("--kind", default=DEFAULT_KIND, help=KIND_HELP)
    compare.add_argument(
        "--hidden",
        type=natural_to(MOST_NEURONS),
        metavar="H",
        help="Neurons in a hidden layer, 0 for a single layer (default: what the task needs).",
    )
    compare.add_argument(
        "--recipe",
        default="second",
        help="second is least squares, from 6 random starts, or if there is a single n from the best "
        "weighted sum and the best product; first is gradient descent, once; decide is gradient "
        "descent from n = 0 and 1, up to ten times, n moved to the nearer of the two, then least "
        "squares (default: second).",
    )
    compare.add_argument(
        "--steps",
        type=natural_to(MOST_STEPS, least=1),
        help="Steps of gradient descent (default: 2000; decide: 3000).",
    )
    compare.add_argument(
        "--lr",
        metavar="R|MODEL=R",
        help="Learning rate of all models, or of some: 0.01 or addmul=0.01,tanh=0.1. With both, "
        "0.01,tanh=0.1, models that are not named take the first (default: 0.03).",
    )
    compare.add_argument(
        "--seeds",
        type=natural_to(MOST_SEEDS, least=1),
        default=10,
        metavar="N",
        help="Number of seeds, at least 1 (default: 10).",
    )
    compare.add_argument(
        "--first-seed", type=natural, default=0, metavar="S", help="The first seed (default: 0)."
    )
    compare.add_argument(
        "--folds",
        type=natural,
        metavar="K",
        help="Leave out rows in K groups, with each seed (default: 5; with up to 50 rows each row by "
        "itself, with the first seed only; none if the task has test data).",
    )
    compare.add_argument(
        "--workers",
        type=natural_to(MOST_WORKERS),
        metavar="W",
        default=PROCESSORS,
        help="Number of processes, 0 for this one only, at most 4 for each processor (default: one for "
        "each).",
    )
    compare.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="Address of a Dask scheduler, such as tcp://host:8786, to run on its workers instead.",
    )
    compare.add_argument(
        "--out",
        type=folder,
        metavar="DIR",
        default=Path("runs/compare"),
        help="Folder for the results, one study of each task (default: runs/compare).",
    )
    compare.add_argument(
        "--table",
        type=Path,
        metavar="FILE.csv",
        help="Where to write the table, anew each time (default: DIR/table.csv).",
    )
    compare.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> None:
    note("loading")
    from .. import study

    names = listed(options.models) if options.models else DEFAULT_MODELS
    if names == ["all"]:
        twin = f"addmul-{options.kind}"  # the same as addmul
        special = ("zero", "fourier", "imputed", "linear-addmul-pretrained", twin)
        names = [
            name
            for name in study.CONTENDERS
            if name not in special and not name.endswith("-published")
        ]
    if "linear-addmul-pretrained" in names and options.recipe != "first":
        raise ValueError(
            "linear-addmul-pretrained needs --recipe first, which can hold n for a while"
        )
    rates = _rates(options.lr)
    recipe = _recipe(options, rates.pop("", None))
    varied = _varied(options.vary)
    table = options.table or options.out / "table.csv"
    if options.table and not os.path.isdir(table.parent):
        raise ValueError(f"--table {table}: there is no folder {table.parent}")
    if os.path.isdir(table):
        raise ValueError(f"--table {table} is a folder: name a file")
    given: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {}
    for data, values in product(options.data, varied):
        note(f"reading {data}")
        task = _drawn(options, data, values)
        label = " ".join([_name(data), *(f"{name}={value}" for name, value in values.items())])
        if _file_name(label) in map(_file_name, given):
            raise ValueError(f"{data}: there are two data of the name {label!r}: rename a file")
        models = study.contenders(
            names,
            hidden=_hidden(options, data),
            recipe=recipe,
            kind=options.kind,
            rates=rates,
        )
        given[label] = values, task, models
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    require_writable(options.out)
    require_writable(table.parent, "--table")
    for place in (options.out, table.parent):
        place.mkdir(parents=True, exist_ok=True)
    compared: dict[str, Comparison] = {}
    lines = []
    alone = alone_with(options.out, "wait until it has finished, or name another folder (--out)")
    with alone, _executor(options) as executor:
        for label, (values, task, models) in given.items():
            result = study.compare(
                task,
                models,
                seeds,
                folds=options.folds,
                executor=executor,
                results=options.out / f"{_file_name(label)}.jsonl",
            )
            compared[label] = result
            lines += [{**values, **row.flat()} for row in result.rows]
            if len(varied) == 1:
                say(f"{result.table()}\n")
                print_paragraph(result.summary())
                say()
    study.write_csv(table, lines)
    if len(compared) > 1:
        say(f"{study.overview(compared)}\n")
        print_paragraph(study.tally(compared))
        say()
    note("drawing")
    pictures = [
        _draw_comparison(label, result, options.out)
        for label, result in compared.items()
        if any(math.isfinite(row.test) for row in result.rows)
    ]
    say(f"Wrote {table}, and in {options.out}/ {', '.join(['a .jsonl for each task', *pictures])}")


def _name(data: str) -> str:
    return Path(data).stem if Path(data).suffix else data


def _file_name(label: str) -> str:
    return re.sub(r"[^\w.=+-]", "-", label)


def _hidden(options: argparse.Namespace, data: str) -> int:
    """Return how many hidden neurons there are: as given, or as a task of ours needs."""
    from .. import study, tasks

    known = study.HIDDEN.get(data, 0) if data in tasks.names() else 0
    return known if options.hidden is None else int(options.hidden)


def _rates(given: str | None) -> dict[str, float]:
    """Turn "0.01,tanh=0.1" into {"": 0.01, "tanh": 0.1}; "" stands for all models."""
    rates: dict[str, float] = {}
    for text in listed(given) if given is not None else []:
        name, equals, number = text.rpartition("=")
        rate = _value(number)
        if bool(name) != bool(equals) or isinstance(rate, str) or not 0 < rate < math.inf:
            raise ValueError(f"--lr takes a positive number, or MODEL=NUMBER, got {text!r}")
        if name in rates:
            raise ValueError(f"--lr has two rates {f'of {name}' if name else 'of all models'}")
        rates[name] = rate
    return rates


def _recipe(options: argparse.Namespace, lr: float | None) -> Recipe:
    """Return how to train, with the steps and the learning rate that were given."""
    from .. import study

    if options.recipe not in study.RECIPES:
        raise ValueError(
            f"no recipe {options.recipe!r}{nearest(options.recipe, study.RECIPES)}. The recipes are "
            f"{', '.join(study.RECIPES)}"
        )
    given = {"steps": options.steps, "lr": lr}
    given = {name: value for name, value in given.items() if value is not None}
    if options.recipe == "second" and (given or options.lr):
        raise ValueError("--steps and --lr are for gradient descent: --recipe first or decide")
    recipe = study.RECIPES[options.recipe]
    return partial(recipe, **given) if given else recipe


def _varied(options: Sequence[str]) -> list[dict[str, Any]]:
    """Turn ["samples=8,16", "noise=0.1"] into every combination of values."""
    names, values = [], []
    for option in options:
        name, _, listing = option.partition("=")
        if not (name and listing):
            raise ValueError(f"--vary takes OPTION=VALUE,VALUE,…, got {option!r}")
        if name in names:
            raise ValueError(f"--vary {name} is given twice: name all its values in one")
        names.append(name)
        values.append([_value(text) for text in listing.split(",")])
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*values)]


def _value(text: str) -> int | float | str:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            pass
    return text


def _drawn(options: argparse.Namespace, data: str, values: dict[str, Any]) -> Any:
    """Return measured data, or a function that draws a task for every seed."""
    from .. import study, tasks

    if values and data not in tasks.names():
        raise ValueError(f"--vary is for tasks; {data} is a file")
    try:
        task = task_of(options, data, **values, rng=options.first_seed)
    except TypeError as error:
        asked = ", ".join(f"{name}={value}" for name, value in values.items())
        unknown = re.search(r"unexpected keyword argument ('\w+')", str(error))
        reason = f"there is no option {unknown[1]}" if unknown else "that is no value for it"
        raise ValueError(
            f"--vary {asked} is not for the task {data}: {reason}. help(minigrad.tasks.load) lists "
            "the options of each task"
        ) from error
    study.require_folds(options.folds, task)
    return task if task.measured else tasks.sampler(data, error=options.error, **values)


@contextmanager
def _executor(options: argparse.Namespace) -> Iterator[Executor | None]:
    """Yield Dask's workers, or processes of one thread each, or None for this process."""
    if options.scheduler:
        with dask(options.scheduler) as workers:
            yield workers
    elif not options.workers:
        yield None
    else:
        with processes(options.workers) as pool:
            yield pool


def _draw_comparison(label: str, result: Comparison, out: Path) -> str:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from .. import plot

    name = f"{_file_name(label)}.png"
    with plt.style.context("minigrad.plot.teaching"):
        unit = result.task.targets[0] if len(result.task.targets) == 1 else ""
        unit = f"share of {unit or 'the targets'}" if result.task.relative else unit
        figure = plot.comparison(result.rows, unit=unit, beside=next(iter(result.learners), ""))
        figure.suptitle(f"{plain(label)}: who predicts better?", x=0.02, ha="left", weight="bold")
        plot.save(figure, out / name)
        plt.close(figure)
    return name
