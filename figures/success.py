"""How often one neuron finds a law, with 25 seeds; recorded in data/migration.csv."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt

import minigrad as mg

DATA = Path(__file__).parent / "data" / "migration.csv"
PARTS = {  # as they are called in the table, and in the picture
    ("one", ""): "",
    ("ten", ""): " of two of ten inputs",
    ("bias", ""): ", with a bias",
    ("bias", ", by least squares"): ", with a bias, by least squares",
}


def draw():
    plt.style.use("minigrad.plot.teaching")
    table = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
    found = {(row["part"], row["row"]): (int(row["found"]), int(row["runs"])) for row in table}
    rates = {}
    for (part, how), words in PARTS.items():
        for law in ("sum", "product"):
            count, runs = found[part, f"kneser {law} from n = random{how}"]
            rates[f"{law}{words}"] = (count / runs, *mg.study.wilson(count, runs))
    fig, ax = plt.subplots(figsize=(8, 4))
    mg.plot.success_rates(rates, ax=ax)
    ax.set_title("A bias hides the law")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
