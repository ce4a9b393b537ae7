"""Measured data: five small tables from textbooks, which come with minigrad.

Read next: laws.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import Any

from .task import Task

__all__ = ["cement", "delivery", "planets", "stormer", "trees"]


def trees(rng: Any, **options: Any) -> Task:
    """Timber volume of 31 felled black cherry trees from girth (diameter) and height: a product."""
    return _read("trees", "Ryan, Joiner & Ryan, Minitab Student Handbook, 1976", **options)


def delivery(rng: Any, **options: Any) -> Task:
    """Time of 25 vending-machine visits from cases stocked and distance walked: a sum."""
    source = "Montgomery & Peck, Introduction to Linear Regression Analysis, 1982, p. 116"
    return _read("delivery", source, **options)


def stormer(rng: Any, **options: Any) -> Task:
    """Time for 100 turns of a viscometer, 23 runs, from viscosity and driving weight: a quotient."""
    return _read("stormer", "Williams, Regression Analysis, 1959", **options)


def cement(rng: Any, **options: Any) -> Task:
    """Heat that 13 cements give off while they set, from their four ingredients: a sum."""
    source = "Woods, Steinour & Starke, Industrial and Engineering Chemistry 24, 1932"
    return _read("cement", source, **options)


def planets(rng: Any, **options: Any) -> Task:
    """Orbital period of the 8 planets from the semi-major axis: Kepler's third law, a power."""
    options = {"features": ["semi_major_axis_au"], **options}  # the other column holds names
    return _read("planets", "standard astronomical values", **options)


def _read(
    name: str, source: str, *, scale: str | None = "mean", features: Sequence[str] | None = None
) -> Task:
    with as_file(files(__package__) / "data" / f"{name}.csv") as path:
        return Task.from_csv(path, scale=scale, features=features, name=name, source=source)
