"""Two hundred neurons start from n at random: half of them see sums, half see products."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    x = np.random.default_rng(0).uniform(1, 2, (1024, 2))
    sums, products = x.sum(axis=1), x.prod(axis=1)
    y = np.column_stack([sums] * 100 + [products] * 100)
    task = mg.tasks.Task.from_arrays(x, y, name="sums and products")

    fig, axes = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True)
    for ax, bias in zip(axes, (False, True), strict=True):
        neurons = mg.nn.AddMul(2, 200, n="random", bias=bias, rng=0)
        history = mg.train.fit(neurons, task, steps=1000, clip_norm=None, rng=0)
        mg.plot.river(history, log_steps=True, ax=ax)
        for label in ax.texts:
            words = label.get_text().replace("< 0.1", "< 0.1, add")
            label.set_text(words.replace("> 0.9", "> 0.9, multiply"))
    fig.get_layout_engine().set(wspace=0.06)
    axes[0].set_title("Without a bias: all decide")
    axes[1].set_title("With a bias: most sums stay undecided")
    axes[1].set_ylabel("")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
