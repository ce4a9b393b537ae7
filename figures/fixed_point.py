"""Logs lead everything into c, the fixed point of exp; but log jumps, and so does exp^(n)."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

BESIDE = {-3.65: (2.05, 2.65), -0.9: (2.85, 3.25)}  # at these heights, left and right of a cut


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, (left, right, key) = plt.subplots(1, 3, figsize=(10, 4.2), width_ratios=[1, 1, 0.4])
    mg.plot.orbits([5 + 3j, 4 - 2j, -2], ax=left)
    left.set(xlim=(-3, 6), ylim=(-4, 5))
    left.plot([0, 6 * np.cos(1)], [0, -6 * np.sin(1)], "--", color="#9c9ca1", zorder=0)
    left.text(1.6, -3.2, "cut", ha="right")
    left.set_title("Logs spiral into c ≈ 0.32 + 1.34i")
    z = np.linspace(-3, 6, 401) + 1j * np.linspace(-4, 5, 401)[:, None]
    with np.errstate(invalid="ignore"):  # at 0 and 1
        values = mg.iterate.exp_n(z, 0.5, kind="schroeder")
    mg.plot.domain_colouring(values, (-3, 6, -4, 5), ax=right)
    mg.plot.cuts(levels=2, ax=right)
    for y, both in BESIDE.items():
        for x, side in zip(both, ("right", "left"), strict=True):
            w = abs(mg.iterate.exp_n(x + 1j * y, 0.5, kind="schroeder"))
            right.plot(x, y, "o", color="black", markersize=3)
            look = {"textcoords": "offset points", "ha": side, "va": "center", "weight": "bold"}
            right.annotate(f"{w:.2g}", (x, y), (-4 if side == "right" else 4, 0), **look)
    right.set_title("Across the cuts, w = exp⁽½⁾(z) jumps")
    mg.plot.colour_key(ax=key)
    key.text(0, -8.5, "w = exp⁽½⁾(z)", ha="center")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
