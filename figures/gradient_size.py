"""The length of the gradient while one neuron learns to multiply four numbers, of three sizes."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def gradient_sizes(largest):
    x = np.random.default_rng(0).uniform(1, largest, (1024, 4))
    task = mg.tasks.Task.from_arrays(x, x.prod(axis=1, keepdims=True), name="four factors")
    neuron = mg.nn.AddMul(4, 1, rng=0)
    sizes = []

    def record(step, loss):
        gradient = np.concatenate([p.grad.ravel() for p in neuron.parameters()])
        sizes.append(np.linalg.norm(gradient))

    mg.train.fit(neuron, task, steps=250, clip_norm=None, rng=0, callbacks=[record])
    return sizes


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(7, 3.6))
    sizes = {f"inputs from 1 to {largest}": gradient_sizes(largest) for largest in (2, 3, 6)}
    mg.plot.gradient_sizes(sizes, clip_norm=1.0, ax=ax)
    ax.text(0.98, 0.88, "pale: each step\nbold: median of 25", transform=ax.transAxes, ha="right")
    ax.set_title("Larger numbers, longer gradients")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
