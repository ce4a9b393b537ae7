"""Logs lead everything into c, the fixed point of exp; but log jumps, and so does exp^(n)."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, (left, right, key) = plt.subplots(1, 3, figsize=(10, 4.2), width_ratios=[1, 1, 0.4])
    mg.plot.orbits([5 + 3j, 4 - 2j, -2], ax=left)
    left.set(xlim=(-3, 6), ylim=(-4, 5))
    left.set_title("Logs spiral into c ≈ 0.32 + 1.34i")
    z = np.linspace(-3, 6, 401) + 1j * np.linspace(-4, 5, 401)[:, None]
    with np.errstate(invalid="ignore"):  # at 0 and 1
        values = mg.iterate.exp_n(z, 0.5, kind="schroeder")
    mg.plot.domain_colouring(values, (-3, 6, -4, 5), ax=right)
    mg.plot.cuts(ax=right)
    right.text(1.2, -0.8, "cut", ha="right")
    right.text(3.1, -1.2, "cut")
    right.set_title("Across the cuts, exp⁽½⁾ jumps")
    mg.plot.colour_key(ax=key)
    key.text(0, -8.5, "w = exp⁽½⁾(z)", ha="center")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
