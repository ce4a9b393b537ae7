"""For which x and y is the way from + to × blocked? How far it leads back, and two ways that do."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

PAIRS = [(1.2, 6), (2, 3), (4, 4)]


def draw(*, kind="kneser"):
    plt.style.use("minigrad.plot.teaching")
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), width_ratios=[1.25, 1])
    fig.get_layout_engine().set(wspace=0.05)
    x = np.linspace(0.02, 7, 90)
    mg.plot.obstacle(x, x, kind=kind, ax=left)
    for x, y in PAIRS:
        left.plot(x, y, "o", color="white", markeredgecolor="black", markersize=8, zorder=3)
        look = {"textcoords": "offset points", "va": "center"}
        left.annotate(f"{x} ⊕ {y}", (x, y), (12, 5), **look)
    mg.plot.operator_paths(PAIRS, kind=kind, ax=right)
    right.set_xticks([0, 0.5, 1], ["0\nadds", "0.5", "1\nmultiplies"])
    right.set_title("three pairs; grey: overshoot")
    left.set_title(f"{kind.capitalize()}: how far it overshoots")
    left.text(0.95, 0.2, "← both ends are nearly 0")
    title = "Where x + y ≈ x · y, the way from + to × overshoots"
    fig.suptitle(title, x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
