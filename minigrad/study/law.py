"""The law that a neuron has found, as a formula in the units of the data.

A neuron sees columns that were divided by numbers, such as their means. At n = 0 and at n = 1 its
formula can be written without them: as a sum with coefficients, and as a product of powers. So can
Box–Cox at every n. For the others in between, φ stands in the formula, of columns that are divided.

Read next: effects.py, which says what the formula does.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._words import number
from ..nn import AddMul, Linear, Module
from ..tasks import Task

__all__ = ["law", "order_of", "weights_of"]

SAME_N = 0.0005  # n is printed with three digits: nearer to 0 or 1, it is printed as 0 or 1
ROUNDING = 1e-9  # a constant of this size, beside targets of size 1, is none
CODED = math.e - 1  # a column of 0 and 1 is coded as 1 and e


def order_of(model: Module) -> float:
    """Return the n of a neuron; that of a line is 0."""
    return model.n.item() if isinstance(model, AddMul) else 0.0


def weights_of(model: Module) -> tuple[NDArray[Any], Any]:
    """Return the weights and the bias of a neuron, or 0 if it has none."""
    assert isinstance(model, AddMul | Linear)
    return model.weight.data[0], 0.0 if model.bias is None else model.bias.item()


def law(model: Module, task: Task, columns: Collection[str] | None = None) -> str:
    """Write what a neuron with one output computes, in the units of the data.

    Parameters
    ----------
    model : AddMul or Linear
        With one output.
    task : Task
        What it was trained on: it knows the names of the columns, and what they were divided by.
    columns : collection of str, optional
        Those that are written out; "…" stands for the others. By default all are.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> task, neuron = tasks.load("trees"), nn.AddMul(2, 1, n=1.0, bias=True)
    >>> neuron.weight.data[:] = [[2.0, 1.0]]
    >>> law(neuron, task)
    'volume_ft3 ≈ 0.00226 · girth_in^2.000 · height_ft^1.000'
    """
    n, target = order_of(model), task.targets[0]
    chosen = [j for j, c in enumerate(task.features) if columns is None or c in columns]
    if np.iscomplexobj(weights_of(model)[0]):
        return f"{_in_coordinates(model, task, chosen)}, of which the real part is {target}"
    if abs(n) < SAME_N:
        return f"{target} ≈ {_sum(model, task, chosen)}"
    if abs(n - 1) < SAME_N and not _straightened(model, task):
        return f"{target} ≈ {_product(model, task, chosen)}"
    if isinstance(model, AddMul) and model.kind == "box-cox" and not task.coded:
        return _powers(model, task, chosen)
    return _in_coordinates(model, task, chosen)


def _straightened(model: Module, task: Task) -> bool:
    """Say whether numbers are so small that a tangent stands for their logarithm."""
    assert isinstance(model, AddMul)
    least = np.min(task.x)
    if model.kind == "linear-log":  # its predictions may be negative, too
        least = min(least, np.min(task.y))
    return bool(least < model.transition.edge)


def _sum(model: Module, task: Task, chosen: list[int]) -> str:
    weights, constant = weights_of(model)
    slopes = weights / task.x_scale
    for j, column in enumerate(task.features):
        if column in task.coded:  # w·(1 + (e - 1)·d)
            constant, slopes[j] = constant + weights[j], weights[j] * CODED
    size = task.y_scale[0]
    terms = [f"{number(slopes[j] * size, 4)}·{task.features[j]}" for j in chosen]
    return _added(
        terms, len(weights), number(constant * size, 4) if abs(constant) > ROUNDING else ""
    )


def _product(model: Module, task: Task, chosen: list[int]) -> str:
    weights, bias = weights_of(model)
    units = np.where([column in task.coded for column in task.features], 1.0, task.x_scale)
    with np.errstate(over="ignore"):
        factor = number(np.exp(bias + np.log(task.y_scale[0]) - weights @ np.log(units)))
    factors = [
        f"{number(np.exp(weights[j]), 4)}^{column}" if column in task.coded
        else f"{column}^{weights[j]:.3f}"
        for j, column in ((j, task.features[j]) for j in chosen)
    ]  # fmt: skip
    return " · ".join([factor, *factors, *["…"] * (len(chosen) < len(weights))])


def _powers(model: AddMul, task: Task, chosen: list[int]) -> str:
    """Write Box–Cox: multiply φ_n(y) = Σ w φ_n(x) + b, φ_n(x) = (x^λ - 1)/λ + λ, by λ, and solve."""
    weights, bias = weights_of(model)
    power = 1 - order_of(model)
    size = task.y_scale[0] ** power
    constant = 1 - weights.sum() + power * (power * weights.sum() + bias - power)
    slopes = weights * size / task.x_scale**power
    terms = [f"{number(slopes[j], 4)}·{task.features[j]}^{power:.3f}" for j in chosen]
    left = f"{task.targets[0]}^{power:.3f}"
    return f"{left} ≈ {_added(terms, len(weights), number(constant * size, 4))}"


def _in_coordinates(model: Module, task: Task, chosen: list[int]) -> str:
    assert isinstance(model, AddMul)
    weights, bias = weights_of(model)
    n = order_of(model)
    phi = {
        "linear-log": f"φ(x) = {1 - n:.3f}·x + {n:.3f}·log x",
        "box-cox": f"φ(x) = (x^{1 - n:.3f} - 1)/{1 - n:.3f} + {1 - n:.3f}",
    }.get(model.kind, f"φ = exp^({-n:.3f})")
    if not np.iscomplexobj(weights) and _straightened(model, task):
        phi += f", below {model.transition.edge:g} its tangent"
    terms = [f"{_weight(weights[j])}·φ({_divided(j, task)})" for j in chosen]
    unit = task.y_scale[0]
    left = f"φ({task.targets[0]}{'' if unit == 1 else f'/{number(unit, 4)}'})"
    return f"{left} ≈ {_added(terms, len(weights), _weight(bias) if bias else '')} with {phi}"


def _divided(j: int, task: Task) -> str:
    """Write a column as the neuron sees it."""
    column, unit = task.features[j], task.x_scale[j]
    if column in task.coded:
        return f"e^{column}"
    return column if unit == 1 else f"{column}/{number(unit, 4)}"


def _weight(w: Any) -> str:
    return f"({w:.3f})" if np.iscomplexobj(w) else f"{w:.3f}"


def _added(terms: list[str], count: int, constant: str) -> str:
    """Join summands; "…" stands for those that are not listed."""
    terms = [*terms, *["…"] * (len(terms) < count), *[constant] * bool(constant)]
    return " + ".join(terms).replace("+ -", "- ")
