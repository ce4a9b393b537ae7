"""How many exps high is a number? To apply exp n times is to climb by n."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(8, 4.4))
    ax.set_ylim(-1.5, 3)
    mg.plot.heights(journey=(2, 0.5), ax=ax)
    ax.set_title("Half an exp: climb by one half")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
