"""A current carries every number x to eˣ; n is the time for which it travels: a film."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    film = mg.plot.travel()
    for figure in (film.figure, film.twin):
        figure.suptitle("One current carries every x to eˣ", x=0.01, ha="left", weight="bold")
    return film


if __name__ == "__main__":
    draw()
    plt.show()
