"""A film: all pairs x and y with x ⊕ₙ y = 6, while n goes from 0 to 1 and back."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

DARK = dict.fromkeys(("axes.facecolor", "figure.facecolor", "savefig.facecolor"), "#0d1117")
WAY = (1 + np.cos(np.clip(np.abs(np.linspace(-4, 4, 61)) - 0.85, 0, np.pi))) / 2  # rests at 1


def draw_six(ax, n, right):
    ax.clear()
    mg.plot.pairs(6, np.linspace(0, 1, 31), limit=16, label=False, ax=ax)
    plt.setp(ax.lines, alpha=0.3, linewidth=1)  # where the line comes from, and where it goes
    mg.plot.pairs(6, n, limit=16, label=False, ax=ax)
    ax.lines[-1].set_linewidth(4)
    ax.set(xticks=[0, 6], yticks=[0, 6], xlim=(0, right), ylim=(0, 6.7))
    name = {0: "x + y = 6", 1: "x · y = 6"}.get(n.round(2), f"n = {n:.2f}")
    look = {"color": mg.plot.N_COLOURS(n), "weight": "bold", "ha": "right"}
    ax.text(0.98, 0.82, name, transform=ax.transAxes, size=14 + 0.8 * right, **look)


def draw(*, dark=False):
    plt.style.use("minigrad.plot.teaching")
    plt.style.use(["dark_background", DARK] if dark else [])
    twin, axes = plt.subplots(1, 5, figsize=(10, 2.9), sharey=True)
    for ax, n in zip(axes, np.linspace(0, 1, 5), strict=True):
        draw_six(ax, n, right=6.7)
        ax.label_outer()
    twin.suptitle("All pairs that make 6 (pale: for all n)", x=0.01, ha="left", weight="bold")
    figure, ax = plt.subplots(figsize=(8, 4))
    figure.suptitle("All pairs that make 6", x=0.02, ha="left", size=16, weight="bold")
    return mg.plot.Film(twin, figure, lambda i: draw_six(ax, WAY[i], right=15.6), len(WAY))


if __name__ == "__main__":
    draw()
    plt.show()
