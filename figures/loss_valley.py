"""The loss along n, everything else refitted: trees want a product, deliveries lean to a sum."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(7, 3.6))
    for name in ("trees", "delivery"):
        task = mg.tasks.load(name)
        neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
        mg.train.warm_start(neuron, task)
        mg.train.fit(neuron, task, lr=0.01, rng=0)
        mg.plot.loss_valley(mg.study.profile(neuron, task), label=name, ax=ax)
    ax.set_title("Trees want a product, deliveries hardly say")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
