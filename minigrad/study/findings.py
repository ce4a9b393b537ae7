"""What did the neuron find? One plain paragraph, with the numbers that support it.

The neuron is compared with the two models that it contains: the straight line (n = 0) and the power
law (n = 1). On the rows it learned from it cannot lose to either, so the fair test is on rows that
it has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..nn import AddMul, Linear, Module
from ..tasks import Task
from .leave_out import leave_out
from .profile import Profile, profile

__all__ = ["Findings", "findings"]

MOST_FOLDS = 100  # a refit for every row of a large file would take hours
NEARLY = 0.03  # errors within 3 % count as equal
SUM, PRODUCT = 0.05, 0.9  # n below and above which a neuron is called by that name


@dataclass(frozen=True)
class Findings:
    """What a trained neuron, or a straight line, says about a task.

    Attributes
    ----------
    model : Module
        The trained model.
    task : Task
        What it was trained on.
    profile : Profile or None
        The loss along n; None for a straight line.
    errors : dict of str to float
        Root mean squared error on rows that were not seen, in the target's units, of the straight
        line, the power law and the neuron (measured data); or of the model itself on the test and
        extrapolation data (exact laws).
    folds : int
        Number of groups that were left out in turn; 0 if the task has test data.
    """

    model: Module
    task: Task
    profile: Profile | None
    errors: dict[str, float]
    folds: int

    def paragraph(self) -> str:
        """Say it in plain words."""
        sentences = [self._operation(), self._formula(), self._judgement()]
        if self.task.scale == "mean":
            sentences.append(
                "For training, all columns were divided by their means; n depends on the units."
                if isinstance(self.model, AddMul)
                else "For training, all columns were divided by their means."
            )
        return " ".join(sentences)

    def _operation(self) -> str:
        if not isinstance(self.model, AddMul) or self.profile is None:
            return "A straight line was fitted."
        n, best = self.model.n.item(), self.profile.best
        low, high = self.profile.interval
        text = (
            f"The neuron started as a weighted sum and ended at n = {n:.3f}: {_operation(n)}. "
            f"The data are compatible with n from {low:.2f} to {high:.2f} "
            f"({self.profile.level:.0%} profile interval)"
            + (", so they hardly decide." if high - low > 0.5 else ".")
        )
        if abs(n - best) > 0.02:
            text += (
                f" Training stopped early or in a local minimum: the loss is least at n = "
                f"{best:.3f}. Try more steps."
            )
        return text

    def _formula(self) -> str:
        """Undo the scaling: y/ȳ = f(x/x̄) becomes a formula in the units of the columns."""
        weight, bias = _weights(self.model)
        task, target = self.task, self.task.targets[0]
        n = self.model.n.item() if isinstance(self.model, AddMul) else 0.0
        if n <= SUM:
            factors = weight * task.y_scale[0] / task.x_scale
            terms = [f"{w:.4g}·{c}" for w, c in zip(factors, task.features, strict=True)]
            constant = bias * task.y_scale[0]
            if constant:
                terms.append(f"{constant:.3g}")
            return f"{target} ≈ {' + '.join(terms)}.".replace("+ -", "- ")
        powers = [f"{c}^{w:.3f}" for w, c in zip(weight, task.features, strict=True)]
        if n >= PRODUCT:
            return (
                f"{target} is nearly proportional to {' · '.join(powers)}; the exponents are the "
                "neuron's weights."
            )
        listed = ", ".join(f"{w:.3f} ({c})" for w, c in zip(weight, task.features, strict=True))
        return f"Its weights are {listed}; they are exponents only at n = 1."

    def _judgement(self) -> str:
        if self.folds == 0:
            listed = [f"{error:.2g} on the {name} data" for name, error in self.errors.items()]
            return f"Its root mean squared error is {' and '.join(listed)}."
        how = (
            "Leaving out one row at a time"
            if self.folds == len(self.task.x)
            else f"Leaving out each row once, in {self.folds} groups"
        )
        listed = [f"the {name} by {error:.3g}" for name, error in self.errors.items()]
        text = (
            f"{how} and refitting, the predictions of {self.task.targets[0]} are wrong by (root "
            f"mean square): {', '.join(listed)}."
        )
        if "neuron" not in self.errors:
            return text
        rivals = {name: error for name, error in self.errors.items() if name != "neuron"}
        best = min(rivals, key=rivals.__getitem__)
        rounding = 1e-9 * float(np.sqrt(np.mean((self.task.y * self.task.y_scale) ** 2)))
        ratio = (self.errors["neuron"] + rounding) / (rivals[best] + rounding)
        if ratio > 1 + NEARLY:
            return f"{text} The {best} predicts better than the neuron, by {ratio - 1:.0%}."
        if ratio < 1 - NEARLY:
            return f"{text} The neuron predicts better than the {best}, by {1 - ratio:.0%}."
        return (
            f"{text} The neuron found the operation by itself and predicts as well as the {best}, "
            f"within {NEARLY:.0%}."
        )


def findings(model: Module, task: Task, *, progress: bool | None = None) -> Findings:
    """Judge a trained model with one output.

    Parameters
    ----------
    model : AddMul or Linear
        Trained on the task; it is not changed.
    task : Task
        With one target.
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> task, neuron = tasks.load("delivery"), nn.AddMul(2, 1, bias=True, rng=0)
    >>> train.warm_start(neuron, task)
    >>> history = train.fit(neuron, task, lr=0.01, rng=0)
    >>> found = findings(neuron, task)
    >>> {name: round(error, 2) for name, error in found.errors.items()}
    {'straight line': 4.29, 'power law': 5.09, 'neuron': 4.3}
    """
    if not isinstance(model, AddMul | Linear) or task.y.shape[1] != 1:
        raise ValueError("findings are for one AddMul or Linear neuron with one target")
    valley = profile(model, task) if isinstance(model, AddMul) else None
    if task.x_test is not None:
        sets = {
            "test": (task.x_test, task.y_test),
            "extrapolation": (task.x_extrapolation, task.y_extrapolation),
        }
        errors = {
            name: _error(model, task, x, y)
            for name, (x, y) in sets.items()
            if x is not None and y is not None
        }
        return Findings(model, task, valley, errors, folds=0)
    folds = min(len(task.x), MOST_FOLDS)
    models = _rivals(model, task)
    errors = {
        name: leave_out(rival, task, folds=folds, progress=progress)
        for name, rival in models.items()
    }
    return Findings(model, task, valley, errors, folds)


def _rivals(model: Module, task: Task) -> dict[str, Module]:
    count = task.x.shape[1]
    line = Linear(count, 1, rng=0)
    if not isinstance(model, AddMul):
        return {"straight line": line}
    law = AddMul(count, 1, n=1.0, bias=True, rng=0)
    law.n.requires_grad = False
    return {"straight line": line, "power law": law, "neuron": model}


def _error(model: Module, task: Task, x: NDArray[Any], y: NDArray[Any]) -> float:
    return float(np.sqrt(np.mean(((model(x).data - y) * task.y_scale) ** 2)))


def _operation(n: float) -> str:
    """Name what a neuron with this n does."""
    if n <= SUM:
        return "a sum" if n < 0.001 else "nearly a sum"
    if n >= PRODUCT:
        return "a product" if n > 0.999 else "nearly a product"
    return "between a sum and a product"


def _weights(model: Module) -> tuple[NDArray[np.float64], float]:
    assert isinstance(model, AddMul | Linear)
    return model.weight.data[0], 0.0 if model.bias is None else model.bias.item()
