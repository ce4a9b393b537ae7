"""Halfway between + and ×, by three bridges: exp^(n), a straight mixture, the soft exponential."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

BRIDGES = {
    "exp⁽ⁿ⁾": mg.nn.AddMul,
    "straight\nmixture": mg.nn.peers.Blend,
    "soft\nexponential": mg.nn.peers.SoftExponential,
}


def draw():
    plt.style.use("minigrad.plot.teaching")
    x = np.linspace(0.05, 4, 80)
    pairs = np.stack(np.meshgrid(x, x), axis=-1)
    maps = []
    for bridge in BRIDGES.values():
        halfway = bridge(2, 1, n=0.5)
        halfway.weight.data[:] = 1
        maps.append(halfway(pairs).data[..., 0])
    fig = mg.plot.surfaces(x, x, maps, titles=list(BRIDGES), key="result at n = ½")
    fig.suptitle("Three ways to be halfway between + and ×", x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
