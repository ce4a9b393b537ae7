"""The loss valley of the trees in three units of measure, for two constructions of exp^(n)."""

import matplotlib.pyplot as plt

import minigrad as mg

MEANS = mg.tasks.load("trees")  # every column divided by its mean
FEET = mg.tasks.load("trees", scale=None)  # as measured: inches, feet, cubic feet
METRES = FEET.divided_by([1 / 2.54, 1 / 0.3048], [1 / 0.3048**3])
UNITS = {"divided by means": MEANS, "inches and feet": FEET, "cm and metres": METRES}


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, axes = plt.subplots(2, 3, figsize=(10, 5.2), sharey=True)
    for row, kind in zip(axes, ("abel", "kneser"), strict=True):
        for ax, (name, task) in zip(row, UNITS.items(), strict=True):
            neuron = mg.nn.AddMul(2, 1, kind=kind, bias=True, rng=0)
            mg.train.warm_start(neuron, task)
            mg.train.least_squares(neuron, task)
            mg.plot.loss_valley(mg.study.profile(neuron, task), ax=ax)
            ax.set_title(name if kind == "abel" else "")
            ax.set_ylabel(f"{kind.capitalize()}\nloss / least loss")
            ax.label_outer()
    key = "● best n, in its colour\n○ another minimum\nthick: 95% interval"
    axes[0, 1].text(0.98, 0.98, key, transform=axes[0, 1].transAxes, ha="right", va="top")
    title = "The best n depends on the units, Abel's more than Kneser's"
    fig.suptitle(title, x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
