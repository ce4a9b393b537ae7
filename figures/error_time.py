"""Error and training time on 20 polynomials, by least squares; from data/polynomial_second.csv."""

import csv
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "polynomial_second.csv"
NUMBERS = ("test", "test_low", "test_high", "seconds")
COLOURS = {  # of the models that are drawn, as in the other figures
    "product": mg.plot.TIMES, "addmul": "#e42536", "addmul-uncoupled": "#7a21dd",
    "tanh": "#964a8b", "tanh-wide": "#9c9ca1",
}  # fmt: skip


def draw():
    plt.style.use("minigrad.plot.teaching")
    rows = [
        SimpleNamespace(model=line["model"], **{key: float(line[key]) for key in NUMBERS})
        for line in csv.DictReader(DATA.read_text(encoding="utf-8").splitlines())
        if line["model"] in COLOURS
    ]
    fig, ax = plt.subplots(figsize=(7, 4.2))
    ax.set(xlim=(0.7, 5), ylim=(6e-5, 4e-2))
    ax.set_prop_cycle(color=[COLOURS[row.model] for row in rows])
    mg.plot.error_time(rows, ax=ax)
    ax.set_ylabel("error on the points left out:\nmedian and quartiles of 20 polynomials")
    ax.set_title("In the same time, tanh-wide errs less than addmul-uncoupled")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
