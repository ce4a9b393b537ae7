"""Error and training time on 20 polynomials; recorded in data/polynomial_*.csv."""

import csv
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data"
TABLES = {"polynomial_second": "By least squares", "polynomial_first": "By gradient descent"}
NUMBERS = ("test", "test_low", "test_high", "seconds")
COLOURS = {  # of the models that are drawn, as in the other figures
    "product": mg.plot.TIMES, "addmul": "#e42536", "addmul-uncoupled": "#7a21dd",
    "tanh": "#964a8b", "tanh-wide": "#9c9ca1",
}  # fmt: skip


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, axes = plt.subplots(1, 2, figsize=(10, 4), sharex=True, sharey=True)
    axes[0].set(xlim=(0.2, 20), ylim=(6e-5, 4e-2))
    for ax, (table, title) in zip(axes, TABLES.items(), strict=True):
        lines = csv.DictReader((DATA / f"{table}.csv").read_text(encoding="utf-8").splitlines())
        rows = [
            SimpleNamespace(model=line["model"], **{key: float(line[key]) for key in NUMBERS})
            for line in lines
            if line["model"] in COLOURS
        ]
        ax.set_prop_cycle(color=[COLOURS[row.model] for row in rows])
        mg.plot.error_time(rows, ax=ax).set_title(title)
        ax.label_outer()
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
