"""The loss along n, everything else refitted: trees want a product, deliveries lean to a sum."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw(*, task=None, kind="kneser"):
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(7, 3.6))
    for each in [task] if task else [mg.tasks.load("trees"), mg.tasks.load("delivery")]:
        neuron = mg.nn.AddMul(each.x.shape[1], 1, kind=kind, bias=True, rng=0)
        mg.train.warm_start(neuron, each)
        mg.train.fit(neuron, each, lr=0.01, rng=0)
        mg.plot.loss_valley(mg.study.profile(neuron, each), label=each.name, ax=ax)
    title = "Trees want a product, deliveries hardly say"
    ax.text(0.5, 0.9, "thick: 95% interval of n", transform=ax.transAxes, ha="center")
    ax.set_title(f"How firmly {task.name} says n" if task else title)
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
