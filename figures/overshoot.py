"""x ⊕ y on the way from + to ×: Kneser's may rise above both ends, Schröder's may jump."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.4))
    mg.plot.operator_paths([(2, 7), (1.2, 6), (2, 3), (0.5, 4)], ax=left)
    left.set_title("Kneser: a path may\nrise above both ends")
    mg.plot.operator_paths([(2, 7), (2, 3), (2, -3)], kind="schroeder", ax=right)
    right.set_title("Schröder, real part:\nit may jump")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
