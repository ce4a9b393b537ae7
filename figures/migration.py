"""Two neurons start as the best weighted sum, n = 0. Only the data differ."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(7, 3.6))
    for name in ("trees", "delivery"):
        task = mg.tasks.load(name)
        neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
        mg.train.warm_start(neuron, task)
        history = mg.train.fit(neuron, task, lr=0.01, rng=0)
        mg.plot.migration(history, label=name, ax=ax)
    ax.set_title("The data decide: + or ×")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
