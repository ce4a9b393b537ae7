"""One neuron and its loss as the engine sees them: steps, their values, and their gradients."""

import matplotlib.pyplot as plt

import minigrad as mg


def draw():
    plt.style.use("minigrad.plot.teaching")
    w1 = mg.Tensor(0.5, requires_grad=True, name="w1")
    w2 = mg.Tensor(-0.5, requires_grad=True, name="w2")
    b = mg.Tensor(-1.0, requires_grad=True, name="b")
    x1, x2 = mg.Tensor(2.0, name="x1"), mg.Tensor(-1.0, name="x2")
    target = mg.Tensor(1.0, name="target")

    prediction = mg.tanh(w1 * x1 + w2 * x2 + b)
    loss = mg.nn.mse_loss(prediction, target)
    prediction.name, loss.name = "prediction", "loss"
    loss.backward(retain_graph=True)  # without retain_graph there would be no graph left to draw

    fig, ax = plt.subplots(figsize=(10.5, 3.3))
    mg.plot.graph(loss, ax=ax)
    key = "tinted: learned, grey: given"
    ax.text(0.5, 0.02, key, transform=ax.transAxes, ha="center")
    ax.set_title("One neuron: values flow to the right, gradients back (purple)")
    return fig


if __name__ == "__main__":
    draw()
    plt.show()
