"""A current carries every number x to eˣ; n is the time for which it travels: a film."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    return mg.plot.travel()


if __name__ == "__main__":
    draw()
    plt.show()
