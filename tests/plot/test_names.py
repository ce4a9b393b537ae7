"""Names of the user's in pictures are text: $ begins no formula, and an unfinished one is no error."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from minigrad import Tensor, plot
from minigrad.cli.common import headline

NAMES = [
    r"$\frac$ $_{$",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("a$b", "$x^$ $_{$", r"\$")),
]
N = np.linspace(0, 1, 5)[:, None]


def row(name):
    return SimpleNamespace(
        model=name, test=2.0, test_low=1.0, test_high=3.0, verdict="", seconds=0.1, n=(0.5,),
        impossible="",
    )  # fmt: skip


def titled(name):
    ax = plot.migration(N)
    ax.set_title(headline(name, N))
    return ax


def differentiated(name):
    loss = 2 * Tensor(1.0, name=name, **TENSORS)
    loss.backward(retain_graph=True)
    return loss


VALLEY = SimpleNamespace(n=N[:, 0], loss=1 + N[:, 0], best=0.5, least=1.0, interval=(0.4, 0.6))
MAPS = np.arange(8.0).reshape(2, 2, 2)
TENSORS = {"requires_grad": True}
DRAW = {
    "title": titled,
    "comparison": lambda name: plot.comparison([row(name), row("b")], unit=name, beside=name),
    "error_curves": lambda name: plot.error_curves([1, 2], {name: ([1, 2], [1, 2], [1, 2])}),
    "error_time": lambda name: plot.error_time([row(name)]),
    "success_rates": lambda name: plot.success_rates({name: (0.5, 0.4, 0.6)}),
    "observed_predicted": lambda name: plot.observed_predicted([1, 2], [1, 2], unit=name),
    "loss_valley": lambda name: plot.loss_valley(VALLEY, label=name),
    "migration": lambda name: plot.migration(N, label=name),
    "loss_curve": lambda name: plot.loss_curve([2.0, 1.0], label=name),
    "gradient_sizes": lambda name: plot.gradient_sizes({name: [2.0, 1.0]}),
    "network": lambda name: plot.network([[[1.0, 2.0]]], [0.5], inputs=[name, "b"], outputs=[name]),
    "graph": lambda name: plot.graph(2 * Tensor(1.0, name=name, **TENSORS)),
    "backward": lambda name: plot.backward(differentiated(name)).twin,
    "surfaces": lambda name: plot.surfaces(
        [1, 2], [1, 2], MAPS, titles=[name, name], key=name, axis_names=(name, name)
    ),
    "animate": lambda name: plot.animate([1, 2], [1, 2], MAPS, n=[0, 1], labels=(name, name, name)).twin,
}  # fmt: skip


@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_drawn_as_it_is(draw, name):
    drawn = draw(name)
    figure = drawn if isinstance(drawn, plt.Figure) else drawn.figure
    figure.draw_without_rendering()
    texts = [text for text in figure.findobj(plt.Text) if text.get_text()]
    shown = [text._preprocess_math(text.get_text()) for text in texts]
    assert not any(
        is_math and r"\mathdefault" not in text for text, is_math in shown
    )  # of powers of ten
    assert any(name in text for text, _ in shown)


def test_a_letter_that_is_not_utf_8_is_drawn_as_a_question_mark():
    ax = titled("caf\udce9")
    ax.figure.draw_without_rendering()
    assert ax.get_title().startswith("caf?: n goes from")
