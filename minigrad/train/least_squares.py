"""least_squares: second-order training, for small models and few data.

Gradient descent knows the slope of the loss. Least squares knows more, because the loss is a sum of
squares: with the Jacobian J of the residuals, JᵀJ is nearly the curvature, and a few steps suffice.

Read next: decide.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ..autodiff import Tensor, gradients
from ..autodiff.rows import as_reals, gradients_by_row
from ..nn import Module, Parameter, mse_loss
from ..tasks import Task
from .history import History, Recorder
from .starts import draw_anew, free_orders, keep_best, require_ready

__all__ = ["jacobian_of", "least_squares", "warm_start"]

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
    ridge: float = 0.0,
    rng: np.random.Generator | int | None = None,
    progress: bool | None = None,
) -> History:
    """Train a model by SciPy's bounded least squares.

    Parameters
    ----------
    model : Module
        Changed in place. Parameters with ``requires_grad = False`` stay as they are.
    task : Task
        Where the data come from; all training rows are used in every step. What is minimised is the
        mean squared error, or the weighted or relative one, if the task's errors are.
    method : {"dogbox", "trf"}
        "dogbox" steps onto bounds, such as n = 1, and is the sooner there, in one neuron. In networks
        it gets stuck; "trf" keeps away from bounds, and goes on.
    restarts : int
        Number of starts. The first is from the present parameters, the others from new ones
        (`Module.reset`). The start with the least training loss is kept; an exact fit ends the
        search.
    max_evaluations : int
        Limit on evaluations of the model, for each start.
    ridge : float
        Adds ``ridge`` times the sum of squares of all numbers that are learned, biases among them, to
        the mean squared error, and so keeps them small.
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

    Where every operation keeps the rows of the data apart, as in all layers of minigrad, one walk finds
    the derivatives of all rows, and takes about as long as a step of `fit` on them. Otherwise, such as
    behind an operation of your own, it takes a walk for each parameter.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> line = nn.Linear(2, 1, rng=0)
    >>> history = least_squares(line, tasks.load("sum"))
    >>> line.weight.data.round(6)
    array([[1., 1.]])
    """
    if not ridge >= 0:
        raise ValueError(f"ridge is 0 or more, got {ridge}")
    if method not in METHODS:
        raise ValueError(f"method is {' or '.join(METHODS)}, got {method!r}")
    require_ready(model, task, restarts=restarts, max_evaluations=max_evaluations)
    rng = np.random.default_rng(rng)
    starts: list[Callable[[Module], None]] = [lambda model: None]
    starts += [lambda model: draw_anew(model, rng)] * (restarts - 1)
    descend = partial(_descend, method=method, max_evaluations=max_evaluations, ridge=ridge)
    loss = partial(_penalised, model=model, ridge=ridge) if ridge else mse_loss
    return keep_best(model, task, starts, descend, loss=loss, progress=progress)[0]


def _penalised(prediction: Tensor, target: Any, *, model: Module, ridge: float) -> Tensor:
    """Return the mean squared error and the penalty."""
    squares = [(abs(p) ** 2).sum() for p in model.parameters() if p.requires_grad]
    loss: Tensor = mse_loss(prediction, target) + ridge * sum(squares)
    return loss


def _descend(
    model: Module, task: Task, *, method: str, max_evaluations: int, ridge: float
) -> History:
    """Minimise from the present parameters.

    A penalty is a sum of squares as well: that of further residuals, √(ridge·size) times each number.
    """
    unknowns = _Unknowns([p for p in model.parameters() if p.requires_grad])
    recorder = Recorder(model)
    pull = np.sqrt(ridge * task.y.size)
    latest: tuple[bytes, Tensor] | None = None

    def wrong(vector: NDArray[np.float64]) -> Tensor:
        """Return prediction minus target; SciPy asks for the Jacobian where it has just been."""
        nonlocal latest
        if latest is None or latest[0] != vector.tobytes():
            latest = None  # frees the graph before the next one is recorded
            unknowns.put(vector)
            with np.errstate(all="ignore"):
                latest = vector.tobytes(), _difference(model, task)
        return latest[1]

    def residuals(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        values = _row(wrong(vector).data)
        if ridge:
            values = np.concatenate([values, pull * vector])
        return np.where(np.abs(values) < TOO_LARGE, values, TOO_LARGE)

    def jacobian(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        difference = wrong(vector)
        values = residuals(vector)
        with np.errstate(all="ignore"):
            recorder.record(float(np.sum(values**2)) / task.y.size)
            derivatives = jacobian_of(difference, unknowns.params)
        if ridge:
            derivatives = np.vstack([derivatives, pull * np.eye(len(vector))])
        derivatives[~np.isfinite(derivatives)] = 0.0
        return derivatives

    start = unknowns.get()
    if TOO_LARGE in residuals(start):
        raise FloatingPointError(
            "the loss is not a finite number at the start: begin with smaller weights (model.reset)"
        )
    solution = optimize.least_squares(
        residuals, start, jacobian, unknowns.bounds(), method, **PRECISE, max_nfev=max_evaluations
    )
    latest = None  # what SciPy made would keep it for a while
    unknowns.put(solution.x)
    return recorder.history()


def warm_start(model: Module, task: Task, **options: Any) -> History:
    """Hold every n where it is and fit everything else, by `least_squares` with these options.

    Returns what that returns.

    A neuron that starts at n = 0 becomes the best weighted sum. Released from there, n moves only
    if the data pull it, and not because random weights happened to push it.

    Examples
    --------
    >>> from minigrad import nn, tasks
    >>> neuron = nn.AddMul(2, 1, bias=True, rng=0)
    >>> history = warm_start(neuron, tasks.load("trees"))
    >>> neuron.n.item(), neuron.weight.data.round(2)
    (0.0, array([[2.07, 0.85]]))
    """
    held = free_orders(model)
    for n in held:
        n.requires_grad = False
    try:
        return least_squares(model, task, **options)
    finally:
        for n in held:
            n.requires_grad = True


class _Unknowns:
    """Parameters as one long vector of real numbers, as SciPy wants them."""

    def __init__(self, params: Sequence[Parameter]) -> None:
        self.params = params
        self._wide = [np.result_type(p.data, np.float64) for p in params]
        self._ends = _ends(params)

    def get(self) -> NDArray[np.float64]:
        """Return the numbers."""
        return np.concatenate([as_reals(p.data.reshape(1, -1))[0] for p in self.params])

    def put(self, vector: NDArray[np.float64]) -> None:
        """Write a vector into the parameters."""
        places = zip([0, *self._ends], self._ends, strict=False)
        for p, (start, end), wide in zip(self.params, places, self._wide, strict=True):
            numbers = vector[start:end].copy().view(wide)
            p.data = numbers.astype(p.dtype, copy=False).reshape(p.shape)

    def bounds(self) -> NDArray[np.float64]:
        """Return the smallest and the largest value of each number."""
        lengths = np.diff(self._ends, prepend=0)
        ends = [p.bounds or (-np.inf, np.inf) for p in self.params]
        return np.repeat(np.array(ends, float).T, lengths, axis=1)


def _ends(params: Sequence[Parameter]) -> list[int]:
    """Return where the numbers of each parameter end in the long vector."""
    return list(accumulate(p.size * (2 if p.dtype.kind == "c" else 1) for p in params))


def _difference(model: Module, task: Task) -> Tensor:
    """Return prediction minus target, weighed, one row for each row of the task."""
    prediction = model(task.x)
    if prediction.shape != task.y.shape:
        raise ValueError(
            f"the model returns shape {prediction.shape} and the targets have {task.y.shape}: it "
            "needs one output for each column of the targets"
        )
    return task.weigh(prediction - task.y)  # type: ignore[no-any-return]


def _row(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return a table as one row of real numbers; after all real parts come the imaginary ones."""
    values = values.reshape(-1)
    return np.concatenate([values.real, values.imag]) if values.dtype.kind == "c" else values


def jacobian_of(difference: Tensor, params: Sequence[Parameter]) -> NDArray[np.float64]:
    """Differentiate all residuals, in the order of `_row`, with respect to all parameters.

    One walk finds the derivatives of a whole column of the table, if its rows stay apart; for a
    complex table, one those of the real parts and one those of the imaginary parts.
    """
    ends = _ends(params)
    units = (1.0, 1j) if difference.dtype.kind == "c" else (1.0,)
    found = np.empty((len(units), *difference.shape, ends[-1]))
    for part, unit in enumerate(units):
        for column in range(difference.shape[1]):
            g = np.zeros(difference.shape, difference.dtype)
            g[:, column] = unit
            by_row = gradients_by_row(difference, params, g)
            if by_row is None:
                return _by_columns(difference, params)
            for gradient, start, end in zip(by_row, [0, *ends], ends, strict=False):
                found[part, :, column, start:end] = as_reals(gradient)
    return found.reshape(-1, ends[-1])


def _by_columns(difference: Tensor, params: Sequence[Parameter]) -> NDArray[np.float64]:
    """Do the same for models that mix rows, or may mix them: one walk for each parameter.

    Reverse mode gives Jᵀu for a table u. That is linear in u, so differentiating it once more, by
    u, gives J, and one column at a time. This is what `minigrad.jvp` does; but here all columns share
    one graph of Jᵀu.
    """
    u = Tensor(np.zeros(difference.shape, difference.dtype), requires_grad=True)
    columns: list[Any] = []
    for p, g in zip(params, gradients(difference, params, u, create_graph=True), strict=True):
        for index in np.ndindex(p.shape):
            parts = (g[index].real, g[index].imag) if p.dtype.kind == "c" else (g[index],)
            columns += [_row(gradients(part, [u])[0]) for part in parts]
    return np.stack(columns, axis=1)
