"""Schröder's function χ, its inverse, and half an exp made of them, in colours."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    fig, axes = plt.subplots(
        1, 4, figsize=(9, 3.2), width_ratios=[3, 3, 3, 2.6], layout="compressed"
    )
    z = np.linspace(-3, 3, 301) + 1j * np.linspace(-3, 3, 301)[:, None]
    schroeder = mg.iterate.schroeder
    with np.errstate(invalid="ignore"):  # at 0 and 1
        pictures = {
            "χ(z)": schroeder.chi(z),
            "χ⁻¹(z)": schroeder.chi_inv(z),
            "exp⁽½⁾(z)": schroeder.exp_n(z, 0.5),
        }
    for ax, (name, values) in zip(axes, pictures.items(), strict=False):
        mg.plot.domain_colouring(values, (-3, 3, -3, 3), ax=ax)
        ax.set_title(name)
        ax.label_outer()  # one axis of Im z is enough, and leaves room
    mg.plot.colour_key(ax=axes[3])
    fig.suptitle("Half an exp: χ, times √c, and back by χ⁻¹", x=0.01, ha="left", weight="bold")
    fig.supxlabel("c = eᶜ ≈ 0.32 + 1.34i; χ makes exp a multiplication: χ(eᶻ) = c · χ(z)")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
