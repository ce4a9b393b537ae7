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

    def record(step, loss):
        if step % 3 == 0:
            steps.append(step)
            values.append(neuron(pairs).data[..., 0])
            n.append(neuron.n.item())

    mg.train.fit(neuron, mg.tasks.load("product"), steps=135, rng=0, callbacks=[record])
    return mg.plot.animate(x, x, values, n, steps=steps)


if __name__ == "__main__":
    draw()
    plt.show()
