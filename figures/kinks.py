"""The slope of half an exp, and the slope of the slope: Abel's has kinks, Kneser's has none."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, axes = plt.subplots(1, 2, figsize=(10, 4))
    for order, ax in enumerate(axes, start=1):
        mg.plot.derivatives(0.5, order=order, ax=ax)
    axes[0].set_title("Slope: Abel's has kinks")
    axes[1].set_title("Second derivative: Abel's jumps")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
