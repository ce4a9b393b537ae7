"""Errors on trees that were left out, and what a test leaves open; also from data/measured.csv."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

DATA = Path(__file__).parent / "data" / "measured.csv"
MODELS = ("addmul", "line", "power-law", "quadratic", "tanh")


def left_open(d):
    """Return the ends of the mean differences that the test, for 15 rivals, does not rule out."""
    means = d.mean() + d.std() * np.linspace(-1, 1, 201)
    return np.quantile(means[15 * mg.study.standing.sign_flips(d - means[:, None]) > 0.05], [0, 1])


def draw():
    plt.style.use("minigrad.plot.teaching")
    table = csv.DictReader(DATA.read_text(encoding="utf-8").splitlines())
    said = {line["model"]: line for line in table if line["task"] == "trees"}
    trees, models, rows = mg.tasks.load("trees"), mg.study.contenders(MODELS), []
    wrong = [mg.study.leave_out_rows(models[name], trees) for name in MODELS]
    for line, own in zip(map(said.get, MODELS), wrong, strict=True):
        low, high = wrong[0].mean() + left_open(own - wrong[0])
        row = {"verdict": line["verdict"], "seconds": float(line["seconds"]), "test": own.mean()}
        rows.append(mg.study.Row("trees", line["model"], 0, test_low=low, test_high=high, **row))
    ax = mg.plot.comparison(rows, title="31 trees cannot tell these models from addmul").axes[0]
    ax.axvline(wrong[0].mean(), color="black", linewidth=1, linestyle=":", zorder=0)
    ax.set(xlim=(0, 5), xlabel="mean error on a tree left out, ft³\nbars: left open by the test")
    return ax.figure


if __name__ == "__main__":
    draw()
    plt.show()
