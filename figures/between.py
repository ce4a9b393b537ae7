"""Laws between a sum and a product, from 30 noisy rows; recorded in data/between.csv."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "between.csv"
MODELS = ("line", "tanh", "power-law", "addmul", "box-cox")
COLOURS = (mg.plot.PLUS, "#964a8b", mg.plot.TIMES, "#e42536", "black")  # + is blue, × is orange


def draw():
    plt.style.use("minigrad.plot.teaching")
    table = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4), width_ratios=[2.7, 1], sharey=True)
    curves = {}
    for at, (model, colour) in enumerate(zip(MODELS, COLOURS, strict=True)):
        own = [row for row in table if row["model"] == model and row["samples"] == "30"]
        *rows, beyond = [[float(row[c]) for c in ("test", "test_low", "test_high")] for row in own]
        curves[model.replace("box-cox", "Box–Cox")] = list(zip(*rows, strict=True))
        right.plot([at, at], beyond[1:], color=colour, linewidth=8, alpha=0.15)
        right.plot(at, beyond[0], "o", color=colour)
    left.set_prop_cycle(color=COLOURS)
    mg.plot.error_curves([0.75, 0.5, 0.25], curves, ax=left)  # 1 − ρ: + is left, as everywhere
    left.set_xticks([0, 0.25, 0.5, 0.75, 1], ["1\n+", "0.75", "0.5", "0.25", "0\n×"])
    left.set(xlim=(-0.03, 1.1), xlabel="ρ of the law; bands: quartiles", ylabel="error on new rows")
    right.set(xlim=(-1, 5), title="beyond ×: ρ = −0.5")
    right.set_xticks(range(5), curves, rotation=90)
    left.set_title("Between + and ×, Box–Cox errs least, then addmul")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
