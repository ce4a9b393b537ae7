"""Halfway between + and ×: how far each way is from the straight mixture of sum and product."""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

KINDS = {"Kneser": "kneser", "Abel": "abel", "Box–Cox": "box-cox", "linear-log": "linear-log"}
TITLE = "Halfway to ×, linear-log lags behind, the soft exponential runs ahead"


def halfway(peer, x):
    layer = peer(2, 1, n=0.5)
    layer.weight.data[:] = 1
    return layer(np.stack(np.meshgrid(x, x), axis=-1)).data[..., 0]


def draw():
    plt.style.use("minigrad.plot.teaching")
    x = np.linspace(0.15, 4, 80)
    maps = {name: mg.oplus(x, x[:, None], 0.5, kind).data for name, kind in KINDS.items()}
    maps["soft\nexponential"] = halfway(mg.nn.peers.SoftExponential, x)
    differences = list(maps.values()) - halfway(mg.nn.peers.Blend, x)
    key = "above or below\n½(x + y) + ½xy"
    fig = mg.plot.surfaces(x, x, differences, titles=list(maps), centre=0, key=key)
    fig.suptitle(TITLE, x=0.01, ha="left", weight="bold")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
