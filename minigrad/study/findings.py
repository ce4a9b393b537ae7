"""Findings: what the neuron found, as numbers, as a report in plain words, and as JSON.

Read next: ../plot/, which draws it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ..nn import AddMul, Linear, Module
from ..tasks import Task
from .conclusion import conclusion
from .doubts import doubts
from .facts import Facts
from .in_words import report
from .law import law, order_of
from .profile import Profile

__all__ = ["Findings", "findings"]


class Findings(Facts):
    """What a trained neuron, or a straight line, says about a task: the numbers are those of `Facts`."""

    def doubts(self) -> list[str]:
        """Return reasons to doubt these findings, in sentences."""
        return doubts(self)

    def conclusion(self) -> str:
        """Return what follows, in a sentence or two."""
        return conclusion(self)

    def report(self, how: Iterable[str] = ()) -> str:
        """Return all of it in plain words and tables, of lines up to 88 characters.

        `how` are sentences on the training, which come first.
        """
        return report(self, how)

    def as_dict(self) -> dict[str, Any]:
        """Return all numbers and sentences, as JSON can write them; None where there is no number."""
        task, valley = self.task, self.profile
        about = {
            "task": task.name,
            "rows": len(task.x),
            "rows_used": self.rows,
            "features": list(task.features),
            "target": task.targets[0],
            "notes": list(task.notes),
            "divided_by": dict(zip(task.features, task.x_scale.tolist(), strict=True))
            | {task.targets[0]: task.y_scale[0].item()},
            "kind": getattr(self.model, "kind", None),
            "law": law(self.model, task),
            "n": None if valley is None else order_of(self.model),
            "n_interval": None if valley is None else list(valley.interval),
            "n_best": None if valley is None else valley.best,
            "p_sum": self.p_value(0.0),
            "p_product": self.p_value(1.0),
            "error_above_least": self.above_least,
            "effects": [_plain(asdict(effect)) for effect in self.effects],
            "relative_errors": task.relative,
            "errors": self.errors,
            "left_out_groups": self.folds,
            "left_out_errors": [asdict(rival) for rival in self.rivals],
            "explained": self.explained,
            "residual_spread": self.residual_spread,
            "largest_error": {
                "row": None if self.worst_row is None else self.worst_row + 1,
                "share": self.worst_share,
                "n_without": self.order_without,
            },
            "lack_of_fit": None if self.lack_of_fit is None else asdict(self.lack_of_fit),
            "errors_grow": list(self.growth),
            "predictions_too_low": list(self.too_low),
            "repeated_rows": self.repeated,
            "n_box_cox": self.box_cox,
            "plain_laws": self.plain_laws,
            "doubts": self.doubts(),
            "conclusion": self.conclusion(),
        }
        return _plain(about)  # type: ignore[no-any-return]


def findings(
    model: Module,
    task: Task,
    *,
    valley: Profile | None = None,
    thorough: bool = False,
    progress: bool | None = None,
) -> Findings:
    """Judge a trained model with one output.

    Parameters
    ----------
    model : AddMul or Linear
        Trained on the task; it is not changed.
    task : Task
        With one target.
    valley : Profile, optional
        The model's profile, if it is known already.
    thorough : bool
        Take all rows, and try a quadratic of however many inputs. Otherwise, of large tables, rows are
        drawn at random for the profile and for what is left out, so that the report takes about as
        long as the training.
    progress : bool, optional
        Whether to show a bar; by default only on a terminal.

    Examples
    --------
    >>> from minigrad import nn, tasks, train
    >>> task, neuron = tasks.load("delivery"), nn.AddMul(2, 1, bias=True, rng=0)
    >>> history = train.warm_start(neuron, task)
    >>> history = train.fit(neuron, task, lr=0.01, rng=0)
    >>> found = findings(neuron, task)
    >>> {rival.name: round(rival.error, 2) for rival in found.rivals[:3]}
    {'neuron': 4.29, 'line': 4.29, 'quadratic': 3.23}
    """
    if not isinstance(model, AddMul | Linear) or task.y.shape[1] != 1:
        raise ValueError("findings are for one AddMul or Linear neuron with one target")
    if isinstance(model, AddMul) and not model.coupled:
        raise ValueError("findings are for a neuron with one n: coupled=True")
    return Findings.of(model, task, valley, thorough, progress)


def _plain(thing: Any) -> Any:
    """Turn numbers into what JSON knows, complex ones into pairs, and infinite ones into None."""
    if isinstance(thing, dict):
        return {name: _plain(value) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_plain(value) for value in thing]
    if isinstance(thing, complex):
        return [thing.real, thing.imag]
    if isinstance(thing, float):
        return thing if math.isfinite(thing) else None
    return thing
