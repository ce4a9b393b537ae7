"""What one neuron makes of its two inputs, while it learns to multiply; as a film, too."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    neuron = mg.nn.AddMul(2, 1, rng=0)
    x = np.linspace(0.1, 4, 60)
    pairs = np.stack(np.meshgrid(x, x), axis=-1)
    steps, values, n = [], [], []

    def record(step):
        if step % 3 == 0:
            steps.append(step)
            values.append(neuron(pairs).data[..., 0])
            n.append(neuron.n.item())

    record(0)
    product, after = mg.tasks.load("product"), lambda step, loss: record(step + 1)
    mg.train.fit(neuron, product, steps=135, rng=0, callbacks=[after])
    film = mg.plot.animate(x, x, values, n, steps=steps, region=(1, 2, 1, 2))
    title = "A neuron learns to multiply: straight lines bend to hyperbolas"
    for figure in (film.figure, film.twin):
        figure.suptitle(title, x=0.01, ha="left", weight="bold")
    return film


if __name__ == "__main__":
    draw()
    plt.show()
