"""Five ways from + to ×, of one form. Each is a class, and a neuron works with any of them.

kneser       exp^(-n), smooth; the default, and new here, not in the paper
abel         exp^(-n) with kinks; the paper's
schroeder    exp^(-n) of complex numbers, so negative ones too; the paper's
linear-log   a mixture of x and log x; monotone: never turns back on the way from + to ×
box-cox      powers of x; the classical one, and goes on beyond ×

Read transition.py, iterates.py, linear_log.py, box_cox.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._words import look_up
from ..autodiff import Tensor
from ..iterate import DEFAULT_KIND
from .box_cox import BoxCox
from .iterates import Abel, Kneser, Schroeder
from .linear_log import LinearLog
from .transition import EDGE, Transition

__all__ = ["EDGE", "KINDS", "Transition", "oplus", "transition"]

KINDS: dict[str, type[Transition]] = {
    way.kind: way for way in (Kneser, Abel, Schroeder, LinearLog, BoxCox)
}


def transition(kind: str = DEFAULT_KIND, edge: float = EDGE) -> Transition:
    """Return the transition of that name.

    Parameters
    ----------
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        See the table in `minigrad.transitions`.
    edge : float
        How far inside the domain layers follow the tangent.

    Raises
    ------
    ValueError
        If `kind` is unknown or `edge` is not positive.

    Examples
    --------
    >>> way = transition("box-cox")
    >>> round(way.phi(2.0, 1.0).item(), 6), way.widest
    (0.693147, (-inf, inf))
    """
    return look_up(kind, KINDS)(edge)


def oplus(x: Any, y: Any, n: Any, kind: str = DEFAULT_KIND) -> Tensor:
    """Combine x and y between addition (n = 0) and multiplication (n = 1).

    x ⊕_n y = φ_n⁻¹(φ_n(x) + φ_n(y)), where φ_0(x) = x and φ_1(x) = log x: at n = 1 this is
    exp(log x + log y) = x · y. For the default kind, φ_n = exp^(-n). Source: Köpp, van der Smagt &
    Urban, arXiv 1604.03736.

    Parameters
    ----------
    x, y, n : Tensor or array_like
        Broadcast against each other. For 0 < n ≤ 1, x and y should be positive, else the result may
        be nan; for "box-cox" it may be nan, too, if both are small. "schroeder" takes any numbers.
        So does "linear-log", but the result at n = 1 is x · y only where x, y and x · y are at least
        0.01: below, a tangent stands for the logarithm. n lies between 0 and 1 for "linear-log";
        other kinds take any n, and the result may be nan.
    kind : {"kneser", "abel", "schroeder", "linear-log", "box-cox"}
        The way from + to ×; see `minigrad.transitions`.

    Returns
    -------
    Tensor
        nan outside the domain, with a RuntimeWarning; complex for "schroeder".

    Raises
    ------
    ValueError
        If `kind` is unknown.

    Examples
    --------
    >>> [round(oplus(2, 7, n).item(), 3) for n in (0, 0.5, 1)]
    [9.0, 11.904, 14.0]
    >>> [round(oplus(2, 7, n, "linear-log").item(), 3) for n in (0, 0.5, 1)]
    [9.0, 9.399, 14.0]
    """
    way = transition(kind)
    x, y, n = (v if isinstance(v, Tensor | int | float) else np.asanyarray(v) for v in (x, y, n))
    n = n + 0.0  # unsigned integers and booleans have no minus
    return way.inverse(way.phi(x, n) + way.phi(y, n), n)
