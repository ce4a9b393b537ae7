"""x₁x₂ + x₃x₄, found by a network of three neurons that all started as averages."""

import copy

import matplotlib.pyplot as plt

import minigrad as mg


def draw(*, task=None, kind="kneser"):
    plt.style.use("minigrad.plot.teaching")
    own, task = task, task or mg.tasks.load("sum_of_products")
    first = mg.nn.AddMul(len(task.features), 2, kind=kind, rng=0)
    model = mg.nn.Sequential(first, mg.nn.AddMul(2, 1, kind=kind, rng=1))
    stages = [copy.deepcopy(model)]
    mg.train.fit(model, task, steps=3000, rng=0)
    stages += [model, mg.train.snap(model, task)]

    fig, axes = plt.subplots(1, 3, figsize=(9, 2.35))
    titles = (
        "At first: three sums",
        f"Trained: one n is {first.n.data.min():.2f}",
        "Snapped: x₁x₂ + x₃x₄",
    )
    titles = ("At first", "Trained", "Snapped") if own else titles
    names = {"inputs": task.features, "outputs": task.targets} if own else {"outputs": ["y"]}
    for ax, title, stage in zip(axes, titles, stages, strict=True):
        weights, n = [layer.weight for layer in stage], [layer.n for layer in stage]
        mg.plot.network(weights, n, **names, ax=ax)
        ax.set_title(title)
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
