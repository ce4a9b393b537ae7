"""Neurons start as the best weighted sum, n = 0. The data move n, and bend a line towards them."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def learn(task, kind):
    """Return the training, and the output along the first input, the others at their means."""
    inputs = np.tile(task.x.mean(axis=0), (11, 1))
    inputs[:, 0] = np.linspace(0.1 * task.x[:, 0].min(), 1.05 * task.x[:, 0].max(), 11)
    neuron = mg.nn.AddMul(task.x.shape[1], 1, kind=kind, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    curves, look = [neuron(inputs).data], lambda *_: curves.append(neuron(inputs).data)
    return mg.train.fit(neuron, task, lr=0.01, rng=0, callbacks=[look]), inputs[:, 0], curves


def draw(*, task=None, kind="kneser"):
    plt.style.use("minigrad.plot.teaching")
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), width_ratios=[1.25, 1])
    for each in [task] if task else [mg.tasks.load("delivery"), mg.tasks.load("trees")]:
        history, x, curves = learn(each, kind)
        mg.plot.migration(history, label=each.name, ax=left).set_title("The data decide: + or ×")
    n, unit, units = history.parameters("n")[:, 0], each.x_scale[0], each.y_scale[0]
    for i in np.abs(n - np.linspace(n[0], n[-1], 11)[:, None]).argmin(axis=1):
        right.plot(unit * x, units * curves[i], color=mg.plot.N_COLOURS(n[i]))
    right.text(unit * x[1], units * curves[0][0, 0], f"n = {n[0]:.2g}")
    right.text(unit * x[0], units * curves[-1][3, 0], f"n = {n[-1]:.2g}")
    right.plot(unit * each.x[:, 0], units * each.y, "o", color="#404040", markeredgecolor="white")
    right.axhline(0, color="#9c9ca1", linewidth=1, zorder=0)
    x, y = (name.replace("_", ", ") for name in (each.features[0], each.targets[0]))
    right.set(title="The line bends", xlabel=x, ylabel=y.replace("ft3", "ft³"))
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
