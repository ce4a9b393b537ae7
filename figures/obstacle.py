"""For which x and y is the way from + to × blocked? How far it leads back, over x and y."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(7, 5.4))
    x = np.linspace(0.02, 6, 150)
    mg.plot.obstacle(x, x, ax=ax)
    ax.set_title("Where x + y ≈ x · y, the way leads back")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
