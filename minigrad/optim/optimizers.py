"""Optimizers: how a gradient changes a parameter.

All of them walk against the gradient, and differ in how long each step is. Parameters may come in
*groups*, dictionaries with options of their own:

    Adam([{"params": weights}, {"params": [neuron.n], "lr": 0.01}], lr=0.03)

Read next: ../tasks/task.py, the data, then ../train/fit.py, the loop around it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autodiff import Tensor
from ..nn import Parameter
from .blocks import Blocks, Memory

__all__ = ["SGD", "Adam", "Optimizer", "RMSprop", "clip_gradients"]

Params = Iterable[Parameter] | Iterable[Mapping[str, Any]]


class Optimizer:
    """What all optimizers share: groups of parameters, a memory, and respect for bounds.

    Subclasses define `_change`, the numbers to subtract. It works element by element: parameters that
    have options and past in common are given to it as one vector (blocks.py).

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        What to learn; groups as dictionaries with "params" and options of their own.
    **options
        What holds for groups that do not say otherwise, such as `lr`.

    Raises
    ------
    ValueError
        If there are no parameters, one is given twice, or an option is unknown or out of range.
    TypeError
        If something else than Parameters is given.

    Attributes
    ----------
    groups : list of dict
        Each with its "params", a list, and the options that hold for them, such as "lr".
    lr : float
        The learning rate of the first group; setting it sets that of all.
    memory : list of dict
        What is remembered at present of each parameter's past gradients, such as their running
        mean. Arrays in it are replaced, never edited.
    """

    def __init__(self, params: Params, **options: Any) -> None:
        self.groups = [{**options, **group} for group in _groups(params)]
        self.params: list[Parameter] = [p for group in self.groups for p in group["params"]]
        if not self.params:
            raise ValueError("nothing to optimize: the list of parameters is empty")
        for p in self.params:
            if not isinstance(p, Parameter):
                raise TypeError(
                    f"an optimizer moves Parameters, got {type(p).__name__}: give "
                    "model.parameters(), or [p] for a single Parameter p"
                )
        if len(set(self.params)) < len(self.params):
            raise ValueError("a parameter is given twice: it would move twice in a step")
        for group in self.groups:
            unknown = group.keys() - options.keys() - {"params"}
            if unknown:
                raise ValueError(
                    f"{type(self).__name__} has no option {min(unknown)!r}; a group has params, "
                    f"and may have {', '.join(options)}"
                )
            self._check(**{name: value for name, value in group.items() if name != "params"})
        self._blocks = Blocks(self.groups)

    @property
    def lr(self) -> float:
        """The learning rate of the first group."""
        rate: float = self.groups[0]["lr"]
        return rate

    @lr.setter
    def lr(self, value: float) -> None:
        for group in self.groups:
            group["lr"] = value

    @property
    def memory(self) -> list[Memory]:
        """What is remembered at present of each parameter."""
        return self._blocks.memory

    @memory.setter
    def memory(self, value: list[Memory]) -> None:
        self._blocks.memory = value

    def zero_grad(self) -> None:
        """Forget the gradients, which `backward` would otherwise add to."""
        for p in self.params:
            p.grad = None

    def step(self) -> None:
        """Move every parameter that has a gradient, then put it back within its bounds.

        Raises
        ------
        ValueError
            If a graph still needs the present values; nothing is moved then.
        """
        for block in self._blocks.moving():
            group = self.groups[block.group]
            block.subtract(self._change(block.gradient(), block.memory, group))

    def remember(self) -> Any:
        """Return what `restore` needs to take back all steps from here on."""
        return [(p.data.copy(), p.grad) for p in self.params], self._blocks.remember()

    def restore(self, state: Any) -> None:
        """Bring back values, gradients and memory as they were when `remember` returned this."""
        values, memory = state
        for p, (data, gradient) in zip(self.params, values, strict=True):
            p.data, p.grad = data.copy(), gradient
        self._blocks.restore(memory)

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return the memory by name, such as ``0.mean`` for the first parameter."""
        return {
            f"{i}.{name}": np.array(value)
            for i, memory in enumerate(self.memory)
            for name, value in memory.items()
        }

    def load_state_dict(self, state: Mapping[str, ArrayLike]) -> None:
        """Set the memory from a dictionary made by `state_dict`.

        Raises
        ------
        ValueError
            If it is that of other parameters; nothing is changed then.
        """
        memory: list[Memory] = [{} for _ in self.params]
        for key, value in state.items():
            i, _, name = key.partition(".")
            array = np.array(value)
            if not (i.isdigit() and int(i) < len(memory)):
                raise ValueError(f"there is no parameter for {key!r}: it is of another optimizer")
            if array.shape not in ((), self.params[int(i)].shape):
                raise ValueError(
                    f"{key} has shape {array.shape}, its parameter {self.params[int(i)].shape}: it "
                    "is of another model"
                )
            memory[int(i)][name] = array.item() if array.dtype.kind == "i" else array
        self.memory = memory

    def _change(self, g: NDArray[Any], memory: Memory, options: Mapping[str, Any]) -> Any:
        raise NotImplementedError

    @staticmethod
    def _check(lr: float, **others: Any) -> None:
        if not (np.isfinite(lr) and lr > 0):
            raise ValueError(f"the learning rate lr must be a positive number, got {lr}")
        for name, value in others.items():
            if name == "betas" and np.shape(value) != (2,):
                raise ValueError(f"betas are two numbers, got {value}")
            if name == "eps" and not value > 0:
                raise ValueError(f"eps must be positive, got {value}")
            if name != "eps" and not all(0 <= v < 1 for v in np.atleast_1d(value)):
                raise ValueError(f"{name} must be at least 0 and below 1, got {value}")


class SGD(Optimizer):
    """Gradient descent: p -= lr * gradient.

    It is called stochastic, the S, where each gradient comes from a few rows of the data.

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        What to learn; groups as dictionaries with options of their own.
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

    def __init__(self, params: Params, lr: float, momentum: float = 0.0) -> None:
        super().__init__(params, lr=lr, momentum=momentum)

    def _change(self, g: NDArray[Any], memory: Memory, options: Mapping[str, Any]) -> Any:
        if options["momentum"]:
            g = memory["velocity"] = options["momentum"] * memory.get("velocity", 0.0) + g
        return options["lr"] * g


class RMSprop(Optimizer):
    """Gradient descent, the gradient divided by its running size.

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        What to learn; groups as dictionaries with options of their own.
    lr : float
        Learning rate: about how far a parameter moves in one step.
    decay : float
        Memory of the running mean of g².
    eps : float
        Keeps the division finite.

    Notes
    -----
    Tieleman & Hinton, lecture 6.5 of "Neural Networks for Machine Learning", 2012. For complex
    numbers, g² is |g|².

    Examples
    --------
    >>> p = Parameter(3.0)
    >>> optimizer = RMSprop([p], lr=0.1)
    >>> for _ in range(60):
    ...     optimizer.zero_grad()
    ...     (p * p).backward()
    ...     optimizer.step()
    >>> abs(p.item()) < 0.1
    True
    """

    def __init__(
        self, params: Params, lr: float = 0.01, decay: float = 0.9, eps: float = 1e-8
    ) -> None:
        super().__init__(params, lr=lr, decay=decay, eps=eps)

    def _change(self, g: NDArray[Any], memory: Memory, options: Mapping[str, Any]) -> Any:
        lr, decay, eps = options["lr"], options["decay"], options["eps"]
        square = memory["square"] = decay * memory.get("square", 0.0) + (1 - decay) * _square(g)
        return lr * g / (np.sqrt(square) + eps)


class Adam(Optimizer):
    """Gradient descent with a running mean of the gradient, divided by its running size.

    Parameters
    ----------
    params : iterable of Parameter, or of dict
        What to learn; groups as dictionaries with options of their own.
    lr : float
        Learning rate: about how far a parameter moves in one step.
    betas : (float, float)
        Memory of the running mean of g and of g².
    eps : float
        Keeps the division finite.

    Notes
    -----
    Kingma & Ba, arXiv 1412.6980, algorithm 1. For complex numbers, g² is |g|².

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
        params: Params,
        lr: float = 0.03,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(params, lr=lr, betas=betas, eps=eps)

    def _change(self, g: NDArray[Any], memory: Memory, options: Mapping[str, Any]) -> Any:
        b1, b2 = options["betas"]
        steps = memory["steps"] = memory.get("steps", 0) + 1
        mean = memory["mean"] = b1 * memory.get("mean", 0.0) + (1 - b1) * g
        square = memory["square"] = b2 * memory.get("square", 0.0) + (1 - b2) * _square(g)
        # Both running means start at 0; the divisions undo what is missing at first.
        mean, square = mean / (1 - b1**steps), square / (1 - b2**steps)
        return options["lr"] * mean / (np.sqrt(square) + options["eps"])


def clip_gradients(params: Iterable[Parameter], max_norm: float) -> float:
    """Shorten all gradients together so that their joint Euclidean norm is at most `max_norm`.

    Parameters
    ----------
    params : iterable of Parameter
        Those without a gradient are passed over.
    max_norm : float
        A positive number, or infinity to measure only.

    Returns
    -------
    float
        The norm before.

    Raises
    ------
    ValueError
        If `max_norm` is not positive.
    TypeError
        If a gradient is a Tensor, made by ``backward(create_graph=True)``.

    Examples
    --------
    >>> p = Parameter([3.0, 4.0])
    >>> (p * p).sum().backward()
    >>> clip_gradients([p], max_norm=1.0), p.grad
    (10.0, array([0.6, 0.8]))
    """
    if not max_norm > 0:
        raise ValueError(f"max_norm must be positive, got {max_norm}")
    gradients = [p.grad for p in params if p.grad is not None]
    if any(isinstance(g, Tensor) for g in gradients):
        raise TypeError("gradients made with create_graph cannot be shortened in place")
    if not gradients:
        return 0.0
    norm = float(np.sqrt(_square(np.concatenate(gradients, axis=None)).sum()))
    if norm > max_norm:
        for g in gradients:
            g *= max_norm / norm
    return norm


def _groups(params: Params) -> list[dict[str, Any]]:
    """Return a list of dictionaries, each with a list of parameters."""
    given: list[Any] = list(params)
    if isinstance(params, Mapping) or not any(isinstance(entry, Mapping) for entry in given):
        return [{"params": given}]
    for entry in given:
        if not isinstance(entry, Mapping) or "params" not in entry:
            raise TypeError(
                "params is a list of Parameters, or a list of groups, each a dictionary such as "
                f'{{"params": [...], "lr": 0.01}}; got {entry!r} among groups'
            )
    return [{**entry, "params": list(entry["params"])} for entry in given]


def _square(g: NDArray[Any]) -> NDArray[Any]:
    """Return |g|²."""
    return g.real**2 + g.imag**2 if g.dtype.kind == "c" else g**2
