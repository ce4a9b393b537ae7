"""The operations between + and ×, as maps over x and y."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw(*, kind="kneser"):
    plt.style.use("minigrad.plot.teaching")
    fig = mg.plot.operator_maps([0, 0.2, 0.4, 0.6, 0.8, 1], kind=kind)
    fig.suptitle("From + to ×: lines bend to hyperbolas", x=0.01, ha="left", weight="bold")
    if kind not in ("linear-log", "schroeder"):  # which have values everywhere
        fig.axes[5].text(1.5, -0.55, "no value", ha="center", va="center")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
