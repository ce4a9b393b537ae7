"""x ⊕ y on the way from + to ×: Kneser's overshoots, linear-log's never does, Schröder's jumps."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(10, 4.6), sharey=True)
    pairs = [(2, 7), (1.2, 6), (2, 3), (0.5, 4)]
    mg.plot.operator_paths(pairs, ax=left)
    left.set_title("Kneser: a path may\nrise above both ends")
    left.text(0, 2, "shaded: beyond\nboth ends")
    mg.plot.operator_paths(pairs, kind="linear-log", ax=middle)
    middle.set_title("linear-log: no path\never turns back")
    mg.plot.operator_paths([(2, 7), (2, 3)], kind="schroeder", ax=right)
    right.set_title("Schröder, real part:\na path may jump")
    right.text(0.61, 13.6, "2 ⊕ 3\njumps", ha="right")
    for ax in (left, middle, right):
        ax.set(xlim=(-0.07, 1.07), ylabel="x ⊕ₙ y" if ax is left else "")
        ax.set_xticks([0, 0.5, 1], ["0\nadds", "0.5", "1\nmultiplies"])
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
