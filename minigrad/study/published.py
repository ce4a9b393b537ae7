"""Peers by their own recipes, beside the recipe that is the same for all.

`compare` trains every peer as it trains all other models, without a regulariser. Here each is trained
as published for the Single Module Task: 50,000 steps of Adam on 128 rows, at a constant rate, with the
peer's regulariser, whose factor changes in the course of training. Shortened are

- steps, to a `share` of the 50,000, at a rate that is as many times higher: 0.2 for NAU and NMU, 0.3 for
  the iNALU. The RealNPU needs them all.
- data: 1,024 rows again and again, instead of new ones for each step.

Mistry, Farrahi & Hare, "A primer for neural arithmetic logic modules", JMLR 23, 2022, arXiv
2101.09530, and its scripts, https://github.com/bmistry4/nalm-benchmark. Read next: contenders.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autodiff import Tensor
from ..nn import Module, Sequential, mse_loss, peers
from ..optim import Adam, Optimizer
from ..tasks import Task
from ..train import History, fit
from .recipes import Recipe

__all__ = ["PUBLISHED"]

STEPS = 50_000
Factor = Callable[[float, float], float]  # of the share of steps done and the loss


def regularised(
    model: Module,
    task: Task,
    rng: np.random.Generator,
    *,
    factor: Factor,
    share: float,
    lr: float = 1e-3,
    optimizer: Callable[..., Optimizer] = Adam,
) -> History:
    """Train by `fit`, and add the peer's regulariser to the loss, times a factor."""
    strength = Tensor(0.0)  # a compiled step reads a tensor anew; a number would stay as it was
    steps = round(share * STEPS)

    def loss(prediction: Tensor, target: Any) -> Tensor:
        return mse_loss(prediction, target) + strength * penalty(model)

    def change(step: int, value: float) -> None:
        strength.data = np.array(factor((step + 1) / steps, value))

    return fit(
        model,
        task,
        optimizer=optimizer(model.parameters(), lr=lr / share),
        steps=steps,
        schedule="constant",
        clip_norm=None,
        loss=loss,
        rng=rng,
        progress=False,
        callbacks=[change],
    )


def penalty(model: Module) -> Tensor:
    """Return the regularisers of all peers in a model."""
    layers = model if isinstance(model, Sequential) else [model]
    return sum((layer.penalty() for layer in layers if isinstance(layer, peers.Peer)), Tensor(0.0))


def rising(done: float, loss: float, *, top: float) -> float:
    """Rise in a straight line from 0 to `top`, between 40 and 70 % of the steps: NAU and NMU."""
    return top * float(np.clip((done - 0.4) / 0.3, 0, 1))


def tenfold(done: float, loss: float, *, first: float, last: float) -> float:
    """Grow tenfold after each fifth of the steps, from `first` up to `last`: RealNPU."""
    return min(first * 10.0 ** int(5 * done), last)


def inalu(model: Module, task: Task, rng: np.random.Generator, *, share: float) -> History:
    """Train the iNALU: its regulariser acts from a fifth of the steps on, once the loss is below 1.

    Until then the model starts over if the loss is above 1 and did not fall in a tenth of the steps. As
    in the primer, gate and weights are trained together, by the authors in turns.
    """
    losses: list[float] = []
    acts = False

    def factor(done: float, loss: float) -> float:
        nonlocal acts
        acts = acts or (done > 0.2 and loss < 1)
        losses.append(loss)
        if not acts and len(losses) >= share * STEPS / 10:
            before, now = np.array_split(losses, 2)
            if now.mean() > 1 and before.mean() <= now.mean() + now.std():
                model.reset(rng)
            losses.clear()
        return float(acts)  # 0.05 times 20, by which `penalty` divides

    return regularised(model, task, rng, factor=factor, share=share, optimizer=ClippedAdam)


class ClippedAdam(Adam):
    """Adam on gradients whose elements are at most 0.1 in size."""

    def _change(self, g: NDArray[Any], memory: dict[str, Any], options: Mapping[str, Any]) -> Any:
        return super()._change(np.clip(g, -0.1, 0.1), memory, options)


PUBLISHED: dict[str, tuple[Callable[..., Module], Recipe]] = {
    "nau-published": (
        peers.NAU,
        partial(regularised, factor=partial(rising, top=0.01), share=0.2),
    ),
    "nmu-published": (
        peers.NMU,
        partial(regularised, factor=partial(rising, top=10.0), share=0.2),
    ),
    "inalu-published": (peers.INALU, partial(inalu, share=0.3)),
    # For products the primer grows from 1e-7 to 1e-5, Heim et al. from 1e-5 to 1e-4, which leaves errors
    # in the third and second digit. These are the primer's for division.
    "realnpu-published": (
        peers.RealNPU,
        partial(regularised, factor=partial(tenfold, first=1e-9, last=1e-7), share=1.0, lr=5e-3),
    ),
}
