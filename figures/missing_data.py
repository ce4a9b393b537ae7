"""A sum of products whose inputs are absent at random; recorded in data/missing.csv."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "missing.csv"
MODELS = {  # the line adds, product units multiply
    "line": mg.plot.PLUS, "product": mg.plot.TIMES, "addmul": "#e42536",
    "tanh": "#964a8b", "imputed": "black",
}  # fmt: skip


def draw():
    plt.style.use("minigrad.plot.teaching")
    rows = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
    curves = {}
    for model in MODELS:
        name = "means filled in" if model == "imputed" else model
        own = [row for row in rows if row["model"] == model]
        rates = [float(row["rate"]) for row in own]
        curves[name] = [[float(row[c]) for row in own] for c in ("test", "test_low", "test_high")]
    fig, ax = plt.subplots(figsize=(7, 4))
    ax.set_prop_cycle(color=list(MODELS.values()))
    mg.plot.error_curves(rates, curves, ax=ax)
    ax.set_title("Filling in means comes nearest to the best prediction")
    ax.set_xlabel("share of inputs that are absent")
    ax.text(0.31, 0.05, "lines: medians of 10 draws\nbands: quartiles")
    ax.set_ylabel("distance from\nthe best prediction")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
