"""Whether a model found the law, and how sure a rate of successes is.

Read next: recipes.py.
"""

from __future__ import annotations

from dataclasses import replace

from scipy import stats

from ..nn import Module
from ..tasks import Task
from .errors import error

__all__ = ["found_law", "wilson"]


def found_law(model: Module, task: Task) -> bool:
    """Return whether the model's mean squared error on extrapolation is below `task.tolerance`.

    Strict: a model that only fits well where it learned fails. Of a complex prediction, the whole
    error counts, not only that of the real part.

    Raises
    ------
    ValueError
        If the task is not an exact law.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> task, line = tasks.load("sum"), nn.Linear(2, 1, rng=0)
    >>> before = found_law(line, task)
    >>> history = train.least_squares(line, task)
    >>> before, found_law(line, task)
    (False, True)
    """
    if task.tolerance is None:
        raise ValueError(f"{task.name} is not an exact law, so nobody can say who found it")
    plain = replace(task, relative=False)  # the tolerance is
    wrong = error(model, plain, "extrapolation") / float(task.y_scale[0])
    return wrong**2 < task.tolerance


def wilson(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's confidence interval for a probability.

    Parameters
    ----------
    successes, trials : int
        As counted.
    level : float
        Confidence level.

    Returns
    -------
    (float, float)
        Its ends, between 0 and 1.

    Raises
    ------
    ValueError
        If there are no trials, or more successes than trials.

    Notes
    -----
    Wilson, Journal of the American Statistical Association 22, 1927.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(25, 25)]
    [0.867, 1.0]
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError(f"a rate needs 0 <= successes <= trials, got {successes} of {trials}")
    low, high = stats.binomtest(successes, trials).proportion_ci(level, method="wilson")
    return float(low), float(high)
