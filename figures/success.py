"""How often one neuron finds a law, with 25 seeds; recorded in data/migration.csv."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "migration.csv"
PARTS = {  # as they are called in the table, and in the picture
    ("one", ""): "two inputs", ("ten", ""): "ten inputs,\ntwo matter",
    ("bias", ""): "two inputs\nand a bias",
    ("bias", ", by least squares"): "the same by\nleast squares",
}  # fmt: skip


def draw():
    plt.style.use("minigrad.plot.teaching")
    table = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
    found = {(row["part"], row["row"]): (int(row["found"]), int(row["runs"])) for row in table}
    rates = {}
    for (part, how), words in PARTS.items():
        for law in ("sum", "product"):
            count, runs = found[part, f"kneser {law} from n = random{how}"]
            rates[f"{law}, {words}"] = (count / runs, *mg.study.wilson(count, runs))
    ax = mg.plot.success_rates(rates)
    ax.set_yticks(range(len(rates)), ["sum", "product"] * len(PARTS))
    ax.set_yticks([0.5, 2.5, 4.5, 6.5], PARTS.values(), minor=True)
    ax.tick_params(axis="y", which="minor", length=0, pad=65)
    ax.hlines([1.5, 3.5, 5.5], 0, 1, color="#9c9ca1", linewidth=0.8)
    ax.set_xlabel("share of 25 starts that found the law,\n95% interval")
    ax.set_title("With a bias, only least squares finds the law reliably")
    return ax.figure


if __name__ == "__main__":
    draw()
    plt.show()
