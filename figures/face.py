"""All pairs x and y with x ⊕ₙ y = 6, for 41 n from 0 to 1: a line bends to a hyperbola."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

DARK = dict.fromkeys(("axes.facecolor", "figure.facecolor", "savefig.facecolor"), "#0d1117")
PLUS, TIMES = mg.plot.PLUS, mg.plot.TIMES
SUMS, PRODUCTS = [(2, 4), (3, 3), (4, 2)], [(1, 6), (2, 3), (3, 2), (6, 1), (12, 0.5)]
NAMES = [(2.2, 4.1, "2 + 4"), (4.2, 2.1, "4 + 2"), (1.0, 2.75, "2 · 3"), (5.95, 1.28, "6 · 1")]


def draw(*, kind="kneser", dark=False):
    plt.style.use("minigrad.plot.teaching")
    plt.style.use(["dark_background", DARK] if dark else [])
    plt.rcParams["figure.constrained_layout.use"] = False
    fig, ax = plt.subplots(figsize=(8, 4), gridspec_kw=dict(left=0, bottom=0, right=1, top=1))
    mg.plot.pairs(6, np.linspace(0, 1, 41), limit=16, kind=kind, label=False, ax=ax)
    for points, colour in ((SUMS, PLUS), (PRODUCTS, TIMES)):
        look = {"markeredgecolor": colour, "markeredgewidth": 2.5, "zorder": 3}
        ax.plot(*np.transpose(points), "o", color=ax.get_facecolor(), markersize=8, **look)
    for x, y, name in NAMES:
        ax.text(x, y, name)
    ax.text(3.2, 3.1, "x + y = 6", size=20, weight="bold", color=PLUS)
    ax.text(8.2, 1.0, "x · y = 6", size=20, weight="bold", color=TIMES)
    ax.text(12.8, 5.5, "All pairs that make 6", size=22, weight="bold", ha="right")
    ax.text(12.8, 5, "from + to ×, a line bends to a hyperbola", size=12.5, ha="right")
    for axis in ([[0, 0], [0, 7]], [[0, 14], [0, 0]]):  # without numbers
        ax.plot(*axis, color=plt.rcParams["text.color"], linewidth=1, zorder=2.1)
    ax.axis("off")
    ax.set(xlim=(-0.3, 13.2), ylim=(-0.3, 6.45))
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
