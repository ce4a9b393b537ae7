"""Models predict the timber volume of trees that they have not seen; from data/measured.csv."""

import csv
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "measured.csv"
MODELS = ("addmul", "line", "power-law", "quadratic", "tanh")
NUMBERS = ("test", "test_low", "test_high", "seconds")


def draw():
    plt.style.use("minigrad.plot.teaching")
    rows, p = [], {}
    for line in csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()):
        if line["task"] == "trees" and line["model"] in MODELS:
            row = SimpleNamespace(model=line["model"], verdict=line["verdict"], impossible="")
            row.n = (float(line["n"]),) if line["n"] else ()
            vars(row).update({name: float(line[name] or "nan") for name in NUMBERS})
            rows.append(row)
            p[row.model] = f", p = {float(line['p']):.1g}" if row.verdict else ""
    fig = mg.plot.comparison(rows, unit="ft³")
    ax = fig.axes[0]
    names = [name.get_text() for name in ax.get_yticklabels()]
    ax.set_yticks(ax.get_yticks(), [name + p.get(name, "") for name in names])
    ax.set_xlabel(f"{ax.get_xlabel()};\np: of a test against addmul, for 15 rivals")
    fig.suptitle("31 trees cannot say which model is best", x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
