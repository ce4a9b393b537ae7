"""Gradients walk back through a computation, in which one weight is used twice: a film."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    x = mg.Tensor(1.0, name="x")
    w = mg.Tensor(0.5, requires_grad=True, name="w")
    code = mg.tanh(w * x)
    decoded = w * code  # the same weight again: its two gradients add up
    loss = mg.nn.mse_loss(decoded, x)
    code.name, decoded.name, loss.name = "code", "decoded", "loss"
    loss.backward(retain_graph=True)  # without retain_graph there would be no graph left to film
    film = mg.plot.backward(loss)
    for ax in (film.figure.axes[0], film.twin.axes[0]):
        ax.set_title("Gradients walk back, and add up where they meet")
    return film


if __name__ == "__main__":
    draw()
    plt.show()
