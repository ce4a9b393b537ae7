"""Four ways from + to ×: all pairs with x ⊕ₙ y = 12, for 21 n; the thick grey ones are halfway."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patheffects import Normal, Stroke

import minigrad as mg

KINDS = {"Kneser": "kneser", "Abel": "abel", "Box–Cox": "box-cox", "linear-log": "linear-log"}
HALO = [Stroke(linewidth=6, foreground="white"), Normal()]


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, axes = plt.subplots(1, 4, figsize=(10, 3.4), sharey=True, layout="compressed")
    for ax, (name, kind) in zip(axes, KINDS.items(), strict=True):
        mg.plot.pairs(12, np.linspace(0, 1, 21), kind=kind, limit=14, label=False, ax=ax)
        mg.plot.pairs(12, 0.5, kind=kind, limit=14, label=False, ax=ax)
        ax.set_title(name)
        halfway = ax.lines[-1]
        halfway.set(path_effects=HALO, zorder=3)
        x = np.median(halfway.get_xdata())  # there y is the same
        ax.plot(x, x, "o", color="white", markeredgecolor="#404040", zorder=3)
        name = f"n = ½:\n{x:.1f} ⊕ {x:.1f} = 12"
        ax.annotate(name, (x, x), (5.4, 10.8), va="top", arrowprops={"arrowstyle": "-"})
        ax.set(xticks=[2, 6, 10], yticks=[2, 6, 10], xlim=(1, 11), ylim=(1, 11))
        ax.label_outer()
    axes[0].text(9.4, 2.5, "+", size=18, weight="bold", color=mg.plot.PLUS)
    axes[0].text(1.6, 1.4, "×", size=18, weight="bold", color=mg.plot.TIMES)
    title = "x ⊕ₙ y = 12: halfway from + to ×, linear-log lags behind"
    fig.suptitle(title, x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
