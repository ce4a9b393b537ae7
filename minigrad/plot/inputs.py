"""What plots take: one thing, several by name, or plain numbers; and what they say of anything else.

Plots import no training code. They know a history, a profile or a model by what it has.

Read next: training.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["check_kind", "rows_of", "several"]

# The first whose attributes a thing has is what it is.
KINDS = {
    "model": ("named_parameters", "state_dict"),
    "profile": ("n", "loss", "best", "least", "interval"),
    "history": ("loss", "parameters"),
    "comparison": ("rows", "learners"),
    "task": ("x", "y", "x_test"),
    "film": ("twin", "frames"),
}
WANTED = {
    "history": "a history, or the numbers of one",
    "profile": "a profile",
    "comparison": "the rows of a comparison",
    "gradients": "lengths of gradients",
    "weights": "the weights and n of each layer",
}
TRAIN = "fit returns the history, as in history = mg.train.fit(model, task)"
PROFILE = "compute it from the trained model, as in profile = mg.study.profile(model, task)"
COMPARE = "compare models first, as in found = mg.study.compare(task, models)"
LENGTHS = "record them in a callback of fit, such as np.linalg.norm(weight.grad) after each step"
LAYERS = "give [layer.weight for layer in model] and [layer.n for layer in model]"
CURES = {
    ("history", "model"): TRAIN,
    ("history", "task"): TRAIN,
    ("history", "profile"): "loss_valley(profile) draws it",
    ("history", "comparison"): "comparison(found) draws it",
    ("profile", "model"): PROFILE,
    ("profile", "history"): PROFILE,
    ("profile", "task"): PROFILE,
    ("profile", "comparison"): PROFILE,
    ("comparison", "model"): COMPARE,
    ("comparison", "history"): COMPARE,
    ("comparison", "profile"): "loss_valley(profile) draws it",
    ("comparison", "task"): COMPARE,
    ("gradients", "model"): LENGTHS,
    ("gradients", "history"): LENGTHS,
    ("gradients", "profile"): "loss_valley(profile) draws it",
    ("weights", "model"): LAYERS,
    ("weights", "history"): "a history has no weights: of the trained model, " + LAYERS,
}


def kind_of(thing: Any) -> str | None:
    """Return what a thing is, as far as plots know it; None of plain numbers."""
    return next((k for k, names in KINDS.items() if all(hasattr(thing, n) for n in names)), None)


def check_kind(function: str, wanted: str, thing: Any) -> None:
    """Raise TypeError if a thing is not what is wanted, but something else that is known.

    Examples
    --------
    >>> from minigrad import nn
    >>> check_kind("migration", "history", nn.AddMul(2, 1))
    Traceback (most recent call last):
    ...
    TypeError: migration draws a history, or the numbers of one, got a model, AddMul: fit returns the
    history, as in history = mg.train.fit(model, task)
    """
    kind = kind_of(thing)
    if kind not in (None, wanted):
        what = f"a {kind}" + (f", {type(thing).__name__}" if kind == "model" else "")
        cure = CURES.get((wanted, kind))
        raise TypeError(
            f"{function} draws {WANTED[wanted]}, got {what}" + (f": {cure}" if cure else "")
        )


def rows_of(function: str, rows: Any) -> list[Any]:
    """Return the rows of a comparison, which may be given itself."""
    check_kind(function, "comparison", rows)
    found = list(getattr(rows, "rows", rows))
    for row in found:
        check_kind(function, "comparison", row)
    return found


def several(
    function: str, wanted: str, data: Any, label: str | None
) -> list[tuple[str | None, Any]]:
    """Return what is to be drawn with its labels: of one thing, of a list of them, or of a dict.

    A list of numbers, or of lists of numbers, is one thing.

    Examples
    --------
    >>> several("loss_curve", "history", {"a": [1.0, 0.5], "b": [1.0]}, None)
    [('a', [1.0, 0.5]), ('b', [1.0])]
    >>> several("loss_curve", "history", [1.0, 0.5], "a")
    [('a', [1.0, 0.5])]
    """
    found: list[tuple[str | None, Any]]
    if isinstance(data, Mapping):
        found = [(str(name), each) for name, each in data.items()]
    elif isinstance(data, list | tuple) and any(kind_of(each) for each in data):
        found = [(None, each) for each in data]
    else:
        check_kind(function, wanted, data)
        return [(label, data)]
    if not found:
        raise ValueError(f"there is nothing to draw: {function} got an empty dict")
    if label is not None:
        raise ValueError(
            f"label={label!r} names one of several: name them by a dict, such as {{{label!r}: …}}, "
            "and leave the label out"
        )
    for _, each in found:
        check_kind(function, wanted, each)
    return found
