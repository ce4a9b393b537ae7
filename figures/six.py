"""A film: all pairs x and y with x ⊕ₙ y = 6, while n goes from 0 to 1 and back."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

DARK = dict.fromkeys(("axes.facecolor", "figure.facecolor", "savefig.facecolor"), "#0d1117")
WAY = (1 - np.cos(np.linspace(0, 2 * np.pi, 48, endpoint=False))) / 2  # there and back, gently
STILLS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw_six(ax, n, right):
    ax.clear()
    mg.plot.pairs(6, np.linspace(0, 1, 31), limit=16, label=False, ax=ax)
    plt.setp(ax.lines, alpha=0.3, linewidth=1)  # where the line comes from, and where it goes
    mg.plot.pairs(6, n, limit=16, label=False, ax=ax)
    ax.lines[-1].set_linewidth(4)
    ax.set(xticks=[0, 6], yticks=[0, 6], xlabel="", ylabel="", xlim=(0, right), ylim=(0, 6.7))
    name = {0: "x + y = 6", 1: "x · y = 6"}.get(n, f"n = {n:.2f}")
    look = {"color": mg.plot.N_COLOURS(n), "size": 12 + right, "weight": "bold", "ha": "right"}
    ax.text(0.98, 0.82, name, transform=ax.transAxes, **look)


def draw(*, dark=False):
    plt.style.use("minigrad.plot.teaching")
    plt.style.use(["dark_background", DARK] if dark else [])
    twin, axes = plt.subplots(1, len(STILLS), figsize=(10, 2.4), sharey=True)
    for ax, n in zip(axes, STILLS, strict=True):
        draw_six(ax, n, right=6.7)
    figure, ax = plt.subplots(figsize=(8, 4))
    figure.suptitle("All pairs that make 6", x=0.02, ha="left", size=16, weight="bold")
    return mg.plot.Film(twin, figure, lambda i: draw_six(ax, WAY[i].round(3), right=13.1), len(WAY))


if __name__ == "__main__":
    draw()
    plt.show()
