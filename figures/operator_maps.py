"""The operations between + and ×, as maps over x and y."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw(*, kind="kneser"):
    plt.style.use("minigrad.plot.teaching")
    fig = mg.plot.operator_maps([0, 0.25, 0.5, 0.75, 1], kind=kind)
    fig.suptitle("From + to ×: lines bend to hyperbolas", x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
