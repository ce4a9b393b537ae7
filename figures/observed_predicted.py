"""The timber volume of 31 felled trees, as one neuron predicts it from girth and height."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw(*, task=None, kind="kneser"):
    plt.style.use("minigrad.plot.teaching")
    own, task = task, task or mg.tasks.load("trees")
    unit = task.targets[0] if own else "volume (ft³)"
    neuron = mg.nn.AddMul(task.x.shape[1], 1, kind=kind, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    observed, best_sum = task.y * task.y_scale, neuron(task.x).numpy() * task.y_scale
    mg.train.fit(neuron, task, lr=0.01, rng=0)
    predicted = neuron(task.x).numpy() * task.y_scale

    fig, ax = plt.subplots(figsize=(5, 5))
    mg.plot.observed_predicted(observed, predicted, unit=unit, ax=ax)
    low, high = ax.get_xlim()
    low = min(low, best_sum.min() - 0.03 * (high - low))
    ax.plot(observed, best_sum, "o", color=mg.plot.PLUS, markerfacecolor="none", zorder=1.5)
    ax.vlines(observed, best_sum, predicted, mg.plot.PLUS, alpha=0.4, linewidth=1.2, zorder=1)
    ax.set(xlim=(low, high), ylim=(low, high))
    ax.text(0.05, 0.93, "● one neuron", transform=ax.transAxes)
    ax.text(0.05, 0.87, "○ the best weighted sum", color=mg.plot.PLUS, transform=ax.transAxes)
    ax.text(0.74, 0.76, "perfect", rotation=45, rotation_mode="anchor", transform=ax.transAxes)
    ax.set_title(f"{task.name}: a neuron, and a sum" if own else "A sum is wrong at both ends")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
