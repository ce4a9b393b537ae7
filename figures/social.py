"""The card that others see who are sent a link to minigrad: 1280 × 640 dots."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

DARK = dict.fromkeys(("axes.facecolor", "figure.facecolor", "savefig.facecolor"), "#0d1117")


def draw():
    plt.style.use("minigrad.plot.teaching")
    plt.style.use(["dark_background", DARK])
    plt.rcParams["figure.constrained_layout.use"] = False
    fig, ax = plt.subplots(figsize=(8, 4), gridspec_kw=dict(left=0, bottom=0, right=1, top=1))
    mg.plot.pairs(6, np.linspace(0, 1, 41), limit=16, label=False, ax=ax)
    for line in list(ax.lines):  # a glow
        ax.plot(*line.get_data(), color=line.get_color(), linewidth=8, alpha=0.06, zorder=1)
    ax.text(3.3, 3.05, "x + y = 6", size=20, weight="bold", color=mg.plot.PLUS)
    ax.text(9, 0.95, "x · y = 6", size=20, weight="bold", color=mg.plot.TIMES)
    ax.text(12.6, 5, "minigrad", size=44, weight="bold", ha="right")
    ax.text(12.6, 4.35, "neurons that learn whether to add or to multiply", size=13.5, ha="right")
    ax.axis("off")
    ax.set(xlim=(0, 13), ylim=(0, 6.5))
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
