"""Fractional iterates of exp: exp^(n)(x) means "apply exp n times", for every real n.

NumPy in, NumPy out; nothing in here knows of autodiff. Each construction of exp^(n) is a module
with one face: `exp_n`, `partials`, `generator`, `domain`. The functions below choose the
construction by name:

kneser     real numbers, smooth; new here, not in the paper, and the default
abel       real numbers, with kinks; simple, and the paper's
schroeder  complex numbers, so negative ones too; the paper's

Where is half an exp computed? For Abel and Kneser in `Ladder` (abel.py): kneser.py only gives it two
other curves. For Schröder in schroeder.py. The folder compiled/ computes the same faster, where Numba
is installed, and holds tables of numbers.

Read next: abel.py.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from numpy.typing import ArrayLike

from .._words import look_up
from . import abel, kneser, schroeder
from .compiled import report

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

KINDS: dict[str, ModuleType] = {"kneser": kneser, "abel": abel, "schroeder": schroeder}
DEFAULT_KIND = "kneser"


def construction(kind: str) -> ModuleType:
    """Return the module of that name, or raise ValueError that lists those there are."""
    return look_up(kind, KINDS)


def exp_n(x: ArrayLike, n: ArrayLike, kind: str = DEFAULT_KIND) -> Any:
    """Return exp^(n)(x); the `exp_n` of each construction tells its domain and special values.

    For tensors and their derivatives there is `minigrad.exp_n`.

    Parameters
    ----------
    x, n : array_like
        Real numbers, broadcast against each other; `x` may be complex for Schröder.
    kind : {"kneser", "abel", "schroeder"}
        The construction. The last returns complex numbers.

    Raises
    ------
    ValueError
        If `kind` is unknown.
    TypeError
        If `x` or `n` are numbers of another kind, or no numbers.

    Examples
    --------
    >>> exp_n(2.0, [-1, 0, 1])
    array([0.69314718, 2.        , 7.3890561 ])
    """
    return construction(kind).exp_n(x, n)


def partials(x: ArrayLike, n: ArrayLike, kind: str = DEFAULT_KIND) -> tuple[Any, Any, Any]:
    """Return exp^(n)(x), ∂/∂x and ∂/∂n in one pass; parameters as for `exp_n`."""
    results: tuple[Any, Any, Any] = construction(kind).partials(x, n)
    return results


def generator(x: ArrayLike, kind: str = DEFAULT_KIND, order: int = 0, *, n: ArrayLike = 0.0) -> Any:
    """Return the generator v(x) = ∂/∂n exp^(n)(x) at n = 0, or its derivative up to order 3.

    Parameters
    ----------
    x : array_like
        Numbers as for `exp_n`.
    kind : {"kneser", "abel", "schroeder"}
        The construction.
    order : {0, 1, 2, 3}
        Which derivative of v.
    n : array_like
        Real numbers: v, or its derivative, at exp^(n)(x) instead. Among complex numbers that is not
        the same as v of that number: it depends on the way there.

    Raises
    ------
    NotImplementedError
        If `order` is another one.
    ValueError, TypeError
        As for `exp_n`.
    """
    return construction(kind).generator(x, order, n=n)


def domain(x: ArrayLike, n: ArrayLike, kind: str = DEFAULT_KIND) -> Any:
    """Return booleans: where exp^(n)(x) is defined."""
    return construction(kind).domain(x, n)


def kernel_report() -> str:
    """Say whether the kernels are compiled, for ``minigrad info``."""
    return report([KINDS[kind].KERNEL for kind in sorted(KINDS)])
