"""least_squares: second-order training, for small models and few data.

Gradient descent knows the slope of the loss. Least squares knows more, because the loss is a sum of
squares: with the Jacobian J of the residuals, JᵀJ is nearly the curvature, and a few steps suffice.

Read next: decide.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ..autodiff import Tensor, concatenate, gradients, no_grad
from ..nn import Module, Parameter
from ..tasks import Task
from .history import History, Recorder
from .starts import draw_anew, free_orders, keep_best, require_ready

__all__ = ["least_squares", "warm_start"]

METHODS = ("dogbox", "trf")
PRECISE = {"x_scale": "jac", "xtol": 1e-12, "ftol": 1e-12, "gtol": 1e-12}  # for SciPy
TOO_LARGE = 1e150  # stands for a residual whose square is not a number: a step there is rejected


def least_squares(
    model: Module,
    task: Task,
    *,
    method: str = "dogbox",
    restarts: int = 1,
    max_evaluations: int = 200,
    rng: np.random.Generator | int | None = None,
    progress: bool | None = None,
) -> History:
    """Train a model by SciPy's bounded least squares.

    Parameters
    ----------
    model : Module
        Changed in place. Parameters with ``requires_grad = False`` stay as they are.
    task : Task
        Where the data come from; all training rows are used in every step.
    method : {"dogbox", "trf"}
        "dogbox" steps onto bounds, such as n = 1, and is the sooner there, in one neuron. In networks
        it gets stuck; "trf" keeps away from bounds, and goes on.
    restarts : int
        Number of starts. The first is from the present parameters, the others from new ones
        (`Module.reset`). The start with the least training loss is kept; an exact fit ends the
        search.
    max_evaluations : int
        Limit on evaluations of the model, for each start.
    rng : Generator or int, optional
        Source of new initial values.
    progress : bool, optional
        Whether to show a bar if there are several starts; by default only on a terminal.

    Returns
    -------
    History
        Loss and every n, of each evaluation with a derivative, for the start that was kept.

    Raises
    ------
    ValueError
        If inputs are not positive where the model takes logarithms, nothing can be learned, or an
        option is out of range.
    FloatingPointError
        If the loss is not a finite number at every start.

    Notes
    -----
    Complex models, such as AddMul of kind "schroeder", are fitted in real and imaginary parts: those
    of the weights are the unknowns, and those of prediction minus target are the residuals.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> line = nn.Linear(2, 1, rng=0)
    >>> history = least_squares(line, tasks.load("sum"))
    >>> line.weight.data.round(6)
    array([[1., 1.]])
    """
    if method not in METHODS:
        raise ValueError(f"method is {' or '.join(METHODS)}, got {method!r}")
    require_ready(model, task, restarts=restarts, max_evaluations=max_evaluations)
    rng = np.random.default_rng(rng)
    starts: list[Callable[[Module], None]] = [lambda model: None]
    starts += [lambda model: draw_anew(model, rng)] * (restarts - 1)
    descend = partial(_descend, method=method, max_evaluations=max_evaluations)
    return keep_best(model, task, starts, descend, progress=progress)[0]


def _descend(model: Module, task: Task, *, method: str, max_evaluations: int) -> History:
    """Minimise from the present parameters."""
    free = [p for p in model.parameters() if p.requires_grad]
    recorder = Recorder(model)

    def residuals(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        _fill(free, vector)
        with no_grad(), np.errstate(all="ignore"):
            values = _residuals(model, task).data
        return np.where(np.abs(values) < TOO_LARGE, values, TOO_LARGE)

    def jacobian(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        _fill(free, vector)
        with np.errstate(all="ignore"):
            residual = _residuals(model, task)
            recorder.record(float(np.vdot(residual.data, residual.data)) / task.y.size)
            columns = _jacobian(residual, free)
        return np.where(np.isfinite(columns), columns, 0.0)

    start = np.concatenate([_real_row(p.data) for p in free])
    if TOO_LARGE in residuals(start):
        raise FloatingPointError(
            "the loss is not a finite number at the start: begin with smaller weights (model.reset)"
        )
    bounds = np.hstack(
        [np.outer(p.bounds or (-np.inf, np.inf), np.ones_like(_real_row(p.data))) for p in free]
    )
    solution = optimize.least_squares(
        residuals, start, jacobian, bounds, method, **PRECISE, max_nfev=max_evaluations
    )
    _fill(free, solution.x)
    return recorder.history()


def warm_start(model: Module, task: Task, **options: Any) -> None:
    """Hold every n where it is and fit everything else, by `least_squares` with these options.

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
    held = free_orders(model)
    for n in held:
        n.requires_grad = False
    try:
        least_squares(model, task, **options)
    finally:
        for n in held:
            n.requires_grad = True


def _residuals(model: Module, task: Task) -> Tensor:
    """Return prediction minus target as one row of real numbers."""
    prediction = model(task.x)
    if prediction.shape != task.y.shape:
        raise ValueError(
            f"the model returns shape {prediction.shape} and the targets have {task.y.shape}: it "
            "needs one output for each column of the targets"
        )
    difference = (prediction - task.y).reshape(-1)
    if difference.dtype.kind == "c":
        difference = concatenate([difference.real, difference.imag])
    return difference


def _real_row(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return the numbers of an array, or their real and imaginary parts, as one row of floats."""
    return values.astype(np.result_type(values, np.float64)).reshape(-1).view(np.float64)


def _fill(params: Sequence[Parameter], vector: NDArray[np.float64]) -> None:
    """Write one long vector into the parameters."""
    ends = np.cumsum([_real_row(p.data).size for p in params])
    for p, part in zip(params, np.split(vector, ends[:-1]), strict=True):
        precise = part.copy().view(np.result_type(p.data, np.float64))
        p.data = precise.astype(p.dtype).reshape(p.shape)


def _jacobian(residual: Tensor, params: Sequence[Parameter]) -> NDArray[np.float64]:
    """Differentiate all residuals with respect to all parameters, one column a parameter.

    Reverse mode gives Jᵀu for a vector u. That is linear in u, so differentiating it once more, by
    u, gives J, and one column at a time. This is what `minigrad.jvp` does; but here all columns share
    one graph of Jᵀu.
    """
    u = Tensor(np.zeros(residual.shape), requires_grad=True)
    columns: list[Any] = []
    for p, g in zip(params, gradients(residual, params, u, create_graph=True), strict=True):
        for index in np.ndindex(p.shape):
            parts = (g[index].real, g[index].imag) if p.dtype.kind == "c" else (g[index],)
            columns += [gradients(part, [u])[0] for part in parts]
    return np.stack(columns, axis=1)
