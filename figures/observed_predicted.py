"""The timber volume of 31 felled trees, as one neuron predicts it from girth and height."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    task = mg.tasks.load("trees")
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    mg.train.fit(neuron, task, lr=0.01, rng=0)

    fig, ax = plt.subplots(figsize=(4.2, 4.2))
    predicted = neuron(task.x).numpy() * task.y_scale
    mg.plot.observed_predicted(task.y * task.y_scale, predicted, unit="volume (ft³)", ax=ax)
    ax.set_title("One neuron, 31 trees")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
