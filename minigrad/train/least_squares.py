"""least_squares: second-order training, for small models and few data.

Gradient descent knows the slope of the loss. Least squares knows more, because the loss is a sum of
squares: with the Jacobian J of the residuals, JᵀJ is nearly the curvature, and a few steps suffice.

Read next: models.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ..autodiff import Tensor, no_grad
from ..autodiff.backward import gradients
from ..nn import Module, Parameter, mse_loss
from ..tasks import Task
from .history import History, Recorder

__all__ = ["least_squares", "warm_start"]


def least_squares(model: Module, task: Task, *, max_evaluations: int = 200) -> History:
    """Train a model by SciPy's bounded least squares (dogbox), from its present parameters.

    Parameters
    ----------
    model : Module
        Changed in place. Parameters with ``requires_grad = False`` stay as they are.
    task : Task
        Where the data come from; all training rows are used in every step.
    max_evaluations : int
        Limit on evaluations of the model.

    Returns
    -------
    History
        Loss and every n, of each evaluation with a derivative.

    Raises
    ------
    ValueError
        If inputs are not positive where the model takes logarithms, nothing can be learned, or the
        model returns complex numbers.
    FloatingPointError
        If the loss is not a finite number at the start.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> line = nn.Linear(2, 1, rng=0)
    >>> history = least_squares(line, tasks.load("sum"))
    >>> line.weight.data.round(6)
    array([[1., 1.]])
    """
    model.check_inputs(task.x * task.x_scale, task.features)
    free = [p for p in model.parameters() if p.requires_grad]
    if not free:
        raise ValueError("nothing to learn: all parameters have requires_grad=False")
    with np.errstate(all="ignore"):
        prediction = model(task.x)
        start_loss = mse_loss(prediction, task.y).item()
    if np.iscomplexobj(prediction.data):
        raise ValueError(
            "least squares needs a model with real values, and this one's are complex, as those of "
            'kind "schroeder" are: choose "kneser" or "abel", or train it with fit'
        )
    if not np.isfinite(start_loss):
        raise FloatingPointError(
            f"the loss is {start_loss} at the start: begin with smaller weights (model.reset)"
        )
    recorder = Recorder(model)

    def residuals(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        _fill(free, vector)
        with no_grad(), np.errstate(all="ignore"):
            values: NDArray[np.float64] = (model(task.x) - task.y).numpy().ravel()
        return np.where(np.isfinite(values), values, 1e150)  # a step there is rejected

    def jacobian(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        _fill(free, vector)
        with np.errstate(all="ignore"):
            residual = (model(task.x) - task.y).reshape(-1)
            recorder.record(float(np.mean(residual.data**2)))
            return _jacobian(residual, free)

    low, high = (
        np.concatenate([np.full(p.size, (p.bounds or (-np.inf, np.inf))[side]) for p in free])
        for side in (0, 1)
    )
    start = np.concatenate([p.data.ravel() for p in free])
    solution = optimize.least_squares(
        residuals,
        start,
        jac=jacobian,
        bounds=(low, high),
        method="dogbox",
        x_scale="jac",
        xtol=1e-12,
        ftol=1e-12,
        gtol=1e-12,
        max_nfev=max_evaluations,
    )
    _fill(free, solution.x)
    return recorder.history()


def warm_start(model: Module, task: Task) -> None:
    """Hold every n where it is and fit everything else, by least squares.

    A neuron that starts at n = 0 becomes the best weighted sum. Released from there, n moves only
    if the data pull it, and not because random weights happened to push it.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> neuron = nn.AddMul(2, 1, bias=True, rng=0)
    >>> warm_start(neuron, tasks.load("trees"))
    >>> neuron.n.item(), neuron.weight.data.round(2)
    (0.0, array([[2.07, 0.85]]))
    """
    held = [n for n in model.parameters_called("n") if n.requires_grad]
    for n in held:
        n.requires_grad = False
    try:
        least_squares(model, task)
    finally:
        for n in held:
            n.requires_grad = True


def _fill(params: Sequence[Parameter], vector: NDArray[np.float64]) -> None:
    """Write one long vector into the parameters."""
    ends = np.cumsum([p.size for p in params])
    for p, part in zip(params, np.split(vector, ends[:-1]), strict=True):
        p.data = part.reshape(p.shape).copy()


def _jacobian(residual: Tensor, params: Sequence[Parameter]) -> NDArray[np.float64]:
    """Differentiate all residuals with respect to all parameters, one column a parameter.

    Reverse mode gives Jᵀu for a vector u. That is linear in u, so differentiating it once more, by
    u, gives J, and one column at a time.
    """
    u = Tensor(np.zeros(residual.shape), requires_grad=True)
    columns: list[Any] = []
    for p, g in zip(params, gradients(residual, params, u, create_graph=True), strict=True):
        for index in np.ndindex(p.shape):
            columns.append(gradients(g[index], [u])[0])
    return np.stack(columns, axis=1)
