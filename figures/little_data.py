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
    fig, axes = plt.subplots(2, 1, figsize=(7, 6.4), sharex=True, subplot_kw={"ylim": (2e-3, 2)})
    for ax, noise, needed in zip(axes, (0.01, 0.1), (16, 64), strict=True):
        curves = {}
        for model in MODELS:
            own = [row for row in rows if row["model"] == model and float(row["noise"]) == noise]
            curves[model] = [[float(row[c]) for row in own] for c in COLUMNS]
        ax.set_prop_cycle(color=list(MODELS.values()))
        mg.plot.error_curves([float(row["samples"]) for row in own], curves, ax=ax)
        ax.set(title=f"{noise:.0%} noise: clearly from {needed} rows", ylabel="error on new rows")
    axes[1].set_xlabel("training rows")
    axes[0].text(8, 2.5e-3, "lines: medians of 10 draws\nbands: quartiles")
    axes[1].text(16, 1.3, "product: up to 450 ↑", ha="center")
    fig.suptitle("What multiplies beats tanh, given enough rows", x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
