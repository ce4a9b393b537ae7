"""A sum of products from 8 to 64 noisy rows; recorded in data/little_data.csv."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "little_data.csv"
MODELS = {  # the line adds, product units multiply
    "line": mg.plot.PLUS, "product": mg.plot.TIMES, "addmul": "#e42536", "tanh": "#964a8b",
    "interactions": "black",
}  # fmt: skip
COLUMNS = ("test", "test_low", "test_high")


def draw():
    plt.style.use("minigrad.plot.teaching")
    rows = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
    fig, axes = plt.subplots(1, 2, figsize=(9, 4), sharey=True)
    for ax, noise in zip(axes, ("0.01", "0.1"), strict=True):
        curves = {}
        for model in MODELS:
            own = [row for row in rows if row["model"] == model and row["noise"] == noise]
            curves[model] = [[float(row[c]) for row in own] for c in COLUMNS]
        ax.set_ylim(2e-3, 2)
        ax.set_prop_cycle(color=list(MODELS.values()))
        mg.plot.error_curves([float(row["samples"]) for row in own], curves, ax=ax)
        ax.set(title=f"{float(noise):.0%} noise", xlabel="training rows")
    axes[0].set_ylabel("error on new rows")
    title = "From 16 or 64 rows on, what multiplies beats tanh"
    fig.suptitle(title, x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
