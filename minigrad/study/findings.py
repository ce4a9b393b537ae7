"""What did the neuron find? One plain paragraph, with the numbers that support it.

The neuron is compared with the two models that it contains: the straight line (n = 0) and the power
law (n = 1). On the rows it learned from it cannot lose to either, so the fair test is on rows that
it has not seen.

Read next: ../plot/, which draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..nn import AddMul, Linear, Module
from ..tasks import Task
from .cells import Factory, number_of_groups
from .contenders import contenders
from .errors import error
from .leave_out import leave_out
from .profile import Profile, negligible_error, profile
from .standing import NEARLY

__all__ = ["Findings", "findings"]

NEAR_SUM, NEAR_PRODUCT = 0.05, 0.1  # how far from 0 and 1 a neuron is still called by that name


@dataclass(frozen=True, eq=False)
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
        Root mean squared error on rows that were not seen, in the target's units. For measured data,
        of the straight line, the power law (if all inputs are positive) and the neuron; for exact
        laws, of the model itself on the test and extrapolation data.
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
        if self._too_few_rows():
            rows, numbers = len(self.task.x), self._numbers_learned()
            sentences.insert(
                0,
                f"Only {rows} rows for {numbers} numbers to learn: believe nothing of what follows.",
            )
        if self.task.scale == "mean":
            sentences.append(
                f"For training, all columns were divided by their means{self._units()}."
            )
        return " ".join(sentences)

    def _units(self) -> str:
        """Say whether n would be another one in other units, if there is one."""
        if not isinstance(self.model, AddMul):
            return ""
        free = self.model.transition.unit_free and self.model.bias is not None
        return "; n does not depend on the units" if free else "; n depends on the units"

    def _too_few_rows(self) -> bool:
        return len(self.task.x) <= self._numbers_learned()

    def _numbers_learned(self) -> int:
        return sum(p.size for p in self.model.parameters())

    def _operation(self) -> str:
        if not isinstance(self.model, AddMul) or self.profile is None:
            return "A straight line was fitted."
        n = self.model.n.item()
        low, high = self.profile.interval
        text = f"The neuron ended at n = {n:.3f}, {_operation(n)} (0 adds, 1 multiplies)."
        if self._too_few_rows():
            return text
        text += (
            f" The data are compatible with n from {low:.2f} to {high:.2f} "
            f"({self.profile.level:.0%} profile interval)"
            + (", so they hardly decide." if high - low > 0.5 else ".")
        )
        if not low - 0.01 <= n <= high + 0.01:
            text += (
                " Training stopped early or in a local minimum: the loss is least at n = "
                f"{self.profile.best:.3f}. Try more steps."
            )
        return text

    def _formula(self) -> str:
        """Undo the scaling: y/ȳ = f(x/x̄) becomes a formula in the units of the columns."""
        weight, bias = _weights(self.model)
        task, target = self.task, self.task.targets[0]
        n = self.model.n.item() if isinstance(self.model, AddMul) else 0.0
        if np.iscomplexobj(weight):
            listed = ", ".join(f"{w:.3f} ({c})" for w, c in zip(weight, task.features, strict=True))
            return (
                f"Its weights are complex numbers, {listed}; they are exponents at n = 1. Of what it "
                "returns, the real part is the prediction."
            )
        if _is_sum(n):
            factors = weight * task.y_scale[0] / task.x_scale
            terms = [f"{w:.4g}·{c}" for w, c in zip(factors, task.features, strict=True)]
            constant = bias * task.y_scale[0]
            if constant:
                terms.append(f"{constant:.3g}")
            return f"{target} ≈ {' + '.join(terms)}.".replace("+ -", "- ")
        powers = [f"{c}^{w:.3f}" for w, c in zip(weight, task.features, strict=True)]
        if _is_product(n) and np.all(task.x > 0):
            return (
                f"{target} is nearly proportional to {' · '.join(powers)}; the exponents are the "
                "neuron's weights."
            )
        listed = ", ".join(f"{w:.3f} ({c})" for w, c in zip(weight, task.features, strict=True))
        return f"Its weights are {listed}; they are exponents only at n = 1, of positive inputs."

    def _judgement(self) -> str:
        if self.folds == 0:
            listed = [f"{wrong:.2g} on the {name} data" for name, wrong in self.errors.items()]
            return f"Its root mean squared error is {' and '.join(listed)}."
        how = (
            "Leaving out one row at a time"
            if self.folds == len(self.task.x)
            else f"Leaving out each row once, in {self.folds} groups"
        )
        listed = [f"the {name} by {wrong:.3g}" for name, wrong in self.errors.items()]
        text = (
            f"{how} and refitting, the predictions of {self.task.targets[0]} are wrong by (root "
            f"mean square): {', '.join(listed)}."
        )
        if "neuron" not in self.errors:
            return text
        if "power law" not in self.errors:
            text += " A power law takes positive inputs only, so there is none to compare."
        rivals = {name: wrong for name, wrong in self.errors.items() if name != "neuron"}
        best = min(rivals, key=rivals.__getitem__)
        floor = negligible_error(self.task.y * self.task.y_scale)
        ratio = (self.errors["neuron"] + floor) / (rivals[best] + floor)
        if ratio > 1 + NEARLY:
            return f"{text} The {best} predicts better than the neuron{_by(ratio)}."
        if ratio < 1 - NEARLY:
            return f"{text} The neuron predicts better than the {best}{_by(1 / ratio)}."
        assert isinstance(self.model, AddMul) and self.profile is not None
        n, (low, high) = self.model.n.item(), self.profile.interval
        chosen = {"straight line": _is_sum(n), "power law": _is_product(n)}[best]
        sure = high - low <= 0.5 and not self._too_few_rows()
        found = " found the operation by itself and" if chosen and sure else ""
        return f"{text} The neuron{found} predicts as well as the {best}, to within {NEARLY:.0%}."


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
    >>> history = train.warm_start(neuron, task)
    >>> history = train.fit(neuron, task, lr=0.01, rng=0)
    >>> found = findings(neuron, task)
    >>> {name: round(error, 2) for name, error in found.errors.items()}
    {'straight line': 4.29, 'power law': 5.09, 'neuron': 4.29}
    """
    if not isinstance(model, AddMul | Linear) or task.y.shape[1] != 1:
        raise ValueError("findings are for one AddMul or Linear neuron with one target")
    if isinstance(model, AddMul) and not model.coupled:
        raise ValueError("findings are for a neuron with one n: coupled=True")
    valley = profile(model, task) if isinstance(model, AddMul) else None
    if task.x_test is not None:
        errors = {"test": error(model, task, "test")}
        if task.x_extrapolation is not None:
            errors["extrapolation"] = error(model, task, "extrapolation")
        return Findings(model, task, valley, errors, folds=0)
    rivals = contenders(["line", "power-law"])
    models: dict[str, Module | Factory] = {"straight line": rivals["line"]}
    if isinstance(model, AddMul) and np.all(task.x > 0):
        models["power law"] = rivals["power-law"]
    if isinstance(model, AddMul):
        models["neuron"] = model
    errors = {name: leave_out(rival, task, progress=progress) for name, rival in models.items()}
    return Findings(model, task, valley, errors, number_of_groups(task))


def _operation(n: float) -> str:
    """Name what a neuron with this n does."""
    if _is_sum(n):
        return "a sum" if abs(n) < 0.001 else "nearly a sum"
    if _is_product(n):
        return "a product" if abs(n - 1) < 0.001 else "nearly a product"
    return (
        "beyond a sum" if n < 0 else "beyond a product" if n > 1 else "between a sum and a product"
    )


def _is_sum(n: float) -> bool:
    return abs(n) <= NEAR_SUM


def _is_product(n: float) -> bool:
    return abs(n - 1) <= NEAR_PRODUCT


def _weights(model: Module) -> tuple[NDArray[Any], Any]:
    assert isinstance(model, AddMul | Linear)
    return model.weight.data[0], 0.0 if model.bias is None else model.bias.item()


def _by(ratio: float) -> str:
    """Say how much larger one error is than another."""
    return f", whose error is {ratio - 1:.0%} larger" if ratio < 2 else " by far"
