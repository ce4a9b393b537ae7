"""exp applied n times, for n between -1 and 1: nine curves from log to exp."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(7, 6.4))
    mg.plot.iterates(np.linspace(-1, 1, 9), ax=ax)
    ax.set_title("Between x and exp there are exp⁽ⁿ⁾", pad=28)
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
