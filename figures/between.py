"""Laws between a sum and a product, from 30 noisy rows; recorded in data/between.csv."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "between.csv"
MODELS = {  # the line adds, a power law multiplies
    "line": mg.plot.PLUS, "power-law": mg.plot.TIMES, "addmul": "#e42536", "box-cox": "black",
    "tanh": "#964a8b",
}  # fmt: skip
GAP = {"rho": "0", "test": "nan", "test_low": "nan", "test_high": "nan"}  # a product: not recorded


def draw():
    plt.style.use("minigrad.plot.teaching")
    rows = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
    curves = {}
    for model in MODELS:
        own = [*(row for row in rows if row["model"] == model and row["samples"] == "30"), GAP]
        rho = [float(row["rho"]) for row in own]
        curves[model] = [[float(row[c]) for row in own] for c in ("test", "test_low", "test_high")]
    fig, ax = plt.subplots(figsize=(7, 4))
    ax.set_prop_cycle(color=list(MODELS.values()))
    mg.plot.error_curves(rho, curves, ax=ax)
    for model, also in {"addmul": "power-law and ", "tanh": "line and ", "box-cox": ""}.items():
        ax.text(-0.47, curves[model][0][rho.index(-0.5)], also + model, va="center")
    ax.text(0.19, 0.73, "lines: medians of 20 draws\nbands: quartiles", transform=ax.transAxes)
    ax.set(xlabel="ρ of the law (0, a product: not recorded)", ylabel="error on new rows")
    ax.set_title("Between + and ×, Box–Cox errs least, then the neuron (addmul)")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
