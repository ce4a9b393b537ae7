"""exp^(n) is a current, and n is the time for which x travels along."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(8, 4.8))
    mg.plot.current([-1, 0, 0.75, 1.5], ax=ax)
    ax.axvline(1, color="#404040", linewidth=1, linestyle=":", zorder=1)
    ax.annotate(
        "eˣ", (1, 0), (4, 6), xycoords=("data", "axes fraction"), textcoords="offset points"
    )
    ax.set_title("One current carries every x to eˣ, in time 1")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
