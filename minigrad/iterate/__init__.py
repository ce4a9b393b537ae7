"""Fractional iterates of exp: exp^(n)(x) means "apply exp n times", for every real n.

NumPy in, NumPy out; nothing in here knows of autodiff. Each construction of exp^(n) is a module
with one face: `exp_n`, `partials`, `generator`, `domain`. The functions below choose the
construction by name. There is one so far, `abel`. Read next: abel.py.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from numpy.typing import ArrayLike

from .._words import nearest
from . import abel
from ._support import kernel_report

__all__ = [
    "DEFAULT_KIND",
    "KINDS",
    "abel",
    "construction",
    "domain",
    "exp_n",
    "generator",
    "kernel_report",
    "partials",
]

KINDS: dict[str, ModuleType] = {"abel": abel}
DEFAULT_KIND = "abel"


def construction(kind: str) -> ModuleType:
    """Return the module of that name, or raise ValueError that lists those there are."""
    if kind not in KINDS:
        raise ValueError(
            f"kind {kind!r} is unknown{nearest(kind, KINDS)}; "
            f"minigrad has {', '.join(map(repr, KINDS))}"
        )
    return KINDS[kind]


def exp_n(x: ArrayLike, n: ArrayLike, kind: str = DEFAULT_KIND) -> Any:
    """Return exp^(n)(x); see `minigrad.iterate.abel.exp_n` for domain and special values.

    Parameters
    ----------
    x, n : array_like
        Real numbers, broadcast against each other.
    kind : {"abel"}
        The construction.

    Raises
    ------
    ValueError
        If `kind` is unknown.

    Examples
    --------
    >>> exp_n(2.0, [-1, 0, 1])
    array([0.69314718, 2.        , 7.3890561 ])
    """
    return construction(kind).exp_n(x, n)


def partials(x: ArrayLike, n: ArrayLike, kind: str = DEFAULT_KIND) -> tuple[Any, Any, Any]:
    """Return exp^(n)(x), ∂/∂x and ∂/∂n in one pass; parameters as for `exp_n`."""
    return construction(kind).partials(x, n)  # type: ignore[no-any-return]


def generator(x: ArrayLike, kind: str = DEFAULT_KIND, order: int = 0) -> Any:
    """Return the generator v(x) = ∂/∂n exp^(n)(x) at n = 0, or its derivative up to order 3."""
    return construction(kind).generator(x, order)


def domain(x: ArrayLike, n: ArrayLike, kind: str = DEFAULT_KIND) -> Any:
    """Return booleans: where exp^(n)(x) is defined."""
    return construction(kind).domain(x, n)
