"""Optimizers: how a gradient changes a parameter.

Read next: ../train/fit.py, the loop around them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..nn import Parameter

__all__ = ["SGD", "Adam", "Optimizer", "clip_gradients"]


class Optimizer:
    """What all optimizers share: the parameters, the learning rate, and respect for bounds.

    Subclasses define `_change`, the number to subtract from one parameter.
    """

    def __init__(self, params: Iterable[Parameter], lr: float) -> None:
        self.params = list(params)
        if not self.params:
            raise ValueError("nothing to optimize: the list of parameters is empty")
        if not (np.isfinite(lr) and lr > 0):
            raise ValueError(f"the learning rate lr must be a positive number, got {lr}")
        self.lr = lr

    def zero_grad(self) -> None:
        """Forget the gradients, which `backward` would otherwise add to."""
        for p in self.params:
            p.zero_grad()

    def step(self) -> None:
        """Move every parameter that has a gradient, then put it back within its bounds.

        Raises
        ------
        ValueError
            If a graph still needs the present values.
        """
        for i, p in enumerate(self.params):
            if p.grad is not None and p.requires_grad:
                change = self._change(i, p)
                try:
                    p.data -= change
                except ValueError as error:
                    if p.data.flags.writeable:
                        raise
                    raise ValueError(
                        f"cannot move {p!r}: {error}, since a graph still needs it. Call step() "
                        "after backward(), and drop what keeps the graph: losses that were not "
                        "differentiated, retain_graph, gradients made with create_graph"
                    ) from error
                if p.bounds is not None:
                    p.project()

    def _change(self, i: int, p: Parameter) -> np.ndarray:
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent: p -= lr * gradient.

    It is called stochastic, the S, where each gradient comes from a few rows of the data.

    Parameters
    ----------
    params : iterable of Parameter
        What to learn.
    lr : float
        Learning rate: how far a parameter moves for a gradient of 1.
    momentum : float
        Between 0 and 1: the share of the last change that is added to the next one.

    Examples
    --------
    >>> p = Parameter(3.0)
    >>> optimizer = SGD([p], lr=0.1)
    >>> (p * p).backward()
    >>> optimizer.step()
    >>> round(p.item(), 6)  # 3 - 0.1 · 6
    2.4
    """

    def __init__(self, params: Iterable[Parameter], lr: float, momentum: float = 0.0) -> None:
        super().__init__(params, lr)
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be at least 0 and below 1, got {momentum}")
        self.momentum = momentum
        self._velocity = [np.zeros_like(p.data) for p in self.params] if momentum else []

    def _change(self, i: int, p: Parameter) -> np.ndarray:
        change: np.ndarray = p.grad
        if self.momentum:
            change = self._velocity[i] = self.momentum * self._velocity[i] + change
        return self.lr * change


class Adam(Optimizer):
    """Gradient descent with a running mean of the gradient, divided by its running size.

    Parameters
    ----------
    params : iterable of Parameter
        What to learn.
    lr : float
        Learning rate: about how far a parameter moves in one step.
    betas : (float, float)
        Memory of the running mean of g and of g².
    eps : float
        Keeps the division finite.

    Notes
    -----
    Kingma & Ba, arXiv 1412.6980, algorithm 1.

    Examples
    --------
    >>> p = Parameter(3.0)
    >>> optimizer = Adam([p], lr=0.1)
    >>> for _ in range(200):
    ...     optimizer.zero_grad()
    ...     (p * p).backward()
    ...     optimizer.step()
    >>> abs(p.item()) < 0.01
    True
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 0.03,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(params, lr)
        self.betas = betas
        self.eps = eps
        self._steps = [0] * len(self.params)
        self._mean = [np.zeros_like(p.data) for p in self.params]
        self._square = [np.zeros_like(p.data) for p in self.params]

    def _change(self, i: int, p: Parameter) -> np.ndarray:
        b1, b2 = self.betas
        self._steps[i] += 1
        self._mean[i] = b1 * self._mean[i] + (1 - b1) * p.grad
        self._square[i] = b2 * self._square[i] + (1 - b2) * p.grad**2
        # Both running means start at 0; the divisions undo what is missing at first.
        mean = self._mean[i] / (1 - b1 ** self._steps[i])
        square = self._square[i] / (1 - b2 ** self._steps[i])
        change: np.ndarray = self.lr * mean / (np.sqrt(square) + self.eps)
        return change


def clip_gradients(params: Iterable[Parameter], max_norm: float) -> float:
    """Shorten all gradients together so that their joint Euclidean norm is at most `max_norm`.

    Returns
    -------
    float
        The norm before.

    Examples
    --------
    >>> p = Parameter([3.0, 4.0])
    >>> (p * p).sum().backward()
    >>> clip_gradients([p], max_norm=1.0), p.grad
    (10.0, array([0.6, 0.8]))
    """
    gradients = [p.grad for p in params if p.grad is not None]
    norm = float(np.sqrt(sum(np.sum(g * g) for g in gradients)))
    if norm > max_norm:
        for g in gradients:
            g *= max_norm / norm
    return norm
