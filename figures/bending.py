"""The lines of equal x ⊕ₙ y, straight for a sum, bend to the hyperbolas of a product: a film."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    film = mg.plot.bending()
    for figure in (film.figure, film.twin):
        figure.suptitle("Between + and ×, lines bend", x=0.01, ha="left", weight="bold")
    film.twin.supxlabel("On the line of 6, x ⊕ₙ y is 6; neighbouring lines are 2 apart.")
    return film


if __name__ == "__main__":
    draw()
    plt.show()
