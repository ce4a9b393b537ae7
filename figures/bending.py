"""The lines of equal x ⊕ₙ y, straight for a sum, bend to the hyperbolas of a product: a film."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    return mg.plot.bending()


if __name__ == "__main__":
    draw()
    plt.show()
