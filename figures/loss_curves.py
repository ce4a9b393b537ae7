"""Three models learn to multiply two numbers, by the same steps."""

import matplotlib.pyplot as plt

import minigrad as mg

MODELS = {
    "line, 3 parameters": lambda: mg.nn.Linear(2, 1, rng=0),
    "tanh, 33 parameters": lambda: mg.nn.Sequential(
        mg.nn.Linear(2, 8, rng=0), mg.nn.Tanh(), mg.nn.Linear(8, 1, rng=1)
    ),
    "AddMul, 3 parameters": lambda: mg.nn.AddMul(2, 1, rng=0),
}


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, ax = plt.subplots(figsize=(8, 3.8))
    ax.set_prop_cycle(color=[mg.plot.PLUS, "#964a8b", "#e42536"])  # a line adds
    for name, model in MODELS.items():
        history = mg.train.fit(model(), mg.tasks.load("product"), rng=0)
        mg.plot.loss_curve(history, label=name, ax=ax)
    ax.set_xticks(range(0, 2001, 500))
    ax.text(0.98, 0.5, "pale: each step\nbold: median of 25", transform=ax.transAxes, ha="right")
    ax.set_title("A model that can express the law learns it to the last digit")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
