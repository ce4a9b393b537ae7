"""How well do the data determine n? The profile of the loss answers.

For each n on a grid, fix it and refit everything else. Where that loss is nearly as small as at the
best n, the data cannot tell the two apart: those n form the confidence interval.

Read next: findings.py, which puts it into words.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from ..nn import Module, Parameter, count_parameters
from ..tasks import Task
from ..train import least_squares

__all__ = ["Profile", "profile"]

Floats = NDArray[np.float64]
FAR = 100.0  # stands for an infinite loss, in logarithms
FINE = 1e-4  # to which the ends of an interval are looked for


@dataclass(frozen=True, eq=False)
class Profile:
    """The loss as a function of n, everything else refitted.

    Attributes
    ----------
    n, loss : ndarray of shape (points,)
        The grid, and the mean squared error there: weighted or relative, if the task's errors are.
        Where a refit failed, there is no point.
    best, least : float
        The n of the smallest loss, not only among the grid, and that loss.
    interval : (float, float)
        The least and the largest n at which the loss is not significantly larger than at `best`;
        between two valleys it may be. An end is infinite where the grid ends before the interval does,
        and n has no bound there.
    level : float
        Confidence level of the interval.
    rows, spare : int
        Number of rows; number of targets less numbers fitted.
    rounding : float
        A loss of this size is that of an exact fit.
    parameters : dict of str to ndarray
        Of the model with the smallest loss, for its ``load_state_dict``.
    """

    n: Floats
    loss: Floats
    best: float
    least: float
    interval: tuple[float, float]
    level: float
    rows: int = 0
    spare: int = 0
    rounding: float = 0.0
    parameters: dict[str, Any] = field(default_factory=dict)

    def p_value(self, n: float) -> float:
        """Return how often a law of this n would give data that speak as much against it (F test).

        That is below 1 - `level` for every n outside the interval. It is nan if n is not within the
        grid, or if there are not more targets than numbers fitted.
        """
        if self.spare <= 0 or not self.n[0] <= n <= self.n[-1]:
            return math.nan
        loss = float(np.interp(n, self.n, self.loss))
        excess = (loss - self.least) / max(self.least + self.rounding, np.finfo(float).tiny)
        return float(stats.f.sf(max(excess, 0.0) * self.spare, 1, self.spare))


def profile(model: Module, task: Task, *, points: int = 51, level: float = 0.95) -> Profile:
    """Compute the profile of the loss along n.

    Parameters
    ----------
    model : Module
        With one parameter `n` of one element, such as a single AddMul neuron; it is not changed.
        Refits start from its parameters, so train it first.
    task : Task
        The training rows are used.
    points : int
        Size of the grid, which spans the bounds of n; where they are wider, it spans 0 to 1 and
        what is nearer to n than 1.
    level : float
        Confidence level.

    Returns
    -------
    Profile
        Loss along n, its minimum, and the interval where loss / least loss stays below
        1 + F/(N - p), F the quantile of Fisher's distribution with 1 and N - p degrees of freedom:
        of N targets and p numbers that were fitted, n and the bias too. Exact for linear models with
        normal errors, nearly so here; weights count as shares of inverse variances. If N is not more
        than p, nothing is ruled out.

    Raises
    ------
    ValueError
        If the model does not have exactly one n.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> task, neuron = tasks.load("trees"), nn.AddMul(2, 1, bias=True, rng=0)
    >>> history = train.fit(neuron, task)
    >>> result = profile(neuron, task)
    >>> round(result.best, 2), round(result.interval[0], 2), result.interval[1]
    (0.97, 0.69, 1.0)
    """
    model = copy.deepcopy(model)
    n = _only_n(model)
    start, state = n.item(), model.state_dict()
    n.requires_grad = True
    fitted = count_parameters(model)
    n.requires_grad = False

    def refit(value: float) -> float:
        n.data[...] = value
        try:
            with np.errstate(all="ignore"):
                least_squares(model, task)
        except FloatingPointError:  # the weights of a neighbour may overflow here
            return math.inf
        residual = task.weigh(model(task.x).data - task.y)
        return float(np.mean(np.abs(residual) ** 2))

    bounds = n.bounds or (-np.inf, np.inf)
    low, high = max(bounds[0], min(0.0, start - 1)), min(bounds[1], max(1.0, start + 1))
    grid = np.union1d(np.linspace(low, high, points), np.clip([0.0, 1.0, start], low, high))
    points = len(grid)
    loss = np.full(points, np.inf)
    states = [state] * points
    nearest = int(np.argmin(np.abs(grid - start)))
    # Walk away from the trained n in both directions, each refit starting from its neighbour's.
    for path in (range(nearest, points), range(nearest - 1, -1, -1)):
        model.load_state_dict(states[nearest])
        for i in path:
            loss[i] = refit(grid[i])
            states[i] = model.state_dict()

    i = int(np.argmin(loss))
    best, least = float(grid[i]), float(loss[i])
    for valley in _valleys(loss):
        model.load_state_dict(states[valley])
        around = grid[max(valley - 1, 0)], grid[min(valley + 1, points - 1)]
        found = optimize.minimize_scalar(refit, bounds=around, options={"xatol": 1e-6})
        if found.fun < least:
            i, best, least = valley, float(found.x), refit(float(found.x))
            states[i] = model.state_dict()

    floor = negligible_error(task.weigh(task.y)) ** 2
    spare = task.y.size - fitted
    limit = float(np.log1p(stats.f.ppf(level, 1, spare) / spare)) if spare > 0 else np.inf

    def beyond(loss: float) -> float:
        return min(math.log((loss + floor) / (least + floor)), FAR) - limit

    def crossing(known: dict[float, float]) -> float:
        """Look between two n, of which one is inside, for where the loss becomes too large."""
        return float(
            optimize.brentq(
                lambda n: known[n] if n in known else beyond(refit(n)), *known, xtol=FINE
            )
        )

    def end(way: Iterable[int], bound: float) -> float:
        """Walk from the end of the grid to the best n, until the loss is small enough."""
        outside: dict[float, float] = {}
        for j in way:
            here = {float(grid[j]): beyond(loss[j])}
            if here[grid[j]] <= 0:
                break
            outside = here
        else:
            here = {best: -limit}
        if not outside:
            return bound
        model.load_state_dict(states[j])
        return crossing(here | outside)

    below, above = np.flatnonzero(grid < best), np.flatnonzero(grid > best)[::-1]
    interval = end(below, bounds[0]), end(above, bounds[1])
    nothing = float(np.mean(task.weigh(task.y) ** 2))  # the loss of predicting 0
    sound = np.isfinite(loss) & (
        loss <= max(2 * nothing, least)
    )  # others are refits that got stuck
    return Profile(
        grid[sound], loss[sound], best, least, interval, level, len(task.x), spare, floor, states[i]
    )


def _valleys(loss: Floats) -> list[int]:
    """Return where the loss is not larger than beside it."""
    beside = np.pad(loss, 1, constant_values=np.inf)
    low = np.isfinite(loss) & (loss <= beside[:-2]) & (loss <= beside[2:])
    return np.flatnonzero(low).tolist()


def negligible_error(y: Floats) -> float:
    """Return the error below which a fit to `y` counts as exact, since rounding makes the rest."""
    return 1e-9 * float(np.sqrt(np.mean(y**2)))


def _only_n(model: Module) -> Parameter:
    found = model.parameters_called("n")
    if len(found) != 1 or found[0].size != 1:
        count = sum(p.size for p in found)
        raise ValueError(f"a profile needs a model with exactly one n, this one has {count}")
    return found[0]
