"""The bridge: exp^(n) and ⊕_n as operations that can be differentiated.

The mathematics is in iterate/, the engine in autodiff/; neither knows the other. This file declares
exp^(n) to the engine exactly as you would declare an operation of your own, with `primitive`. Its
rules are one formula seen from two sides. With v the generator and y = exp^(n)(x):

    ∂y/∂n = v(y)        ∂y/∂x = v(y) / v(x)

v is itself an operation with a rule, so derivatives of higher order need nothing more.

Read next: nn/addmul.py, the neuron made of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import iterate
from .autodiff import Tensor, primitive
from .iterate import DEFAULT_KIND

__all__ = ["exp_n", "generator", "oplus"]


def _generator_vjp(g: Any, y: Any, x: Any, kind: str = DEFAULT_KIND, order: int = 0) -> Any:
    return g * generator(x, kind, order + 1)


@primitive(vjps=(_generator_vjp,))
def generator(x: Any, kind: str = DEFAULT_KIND, order: int = 0) -> Any:
    """Differentiable `minigrad.iterate.generator`."""
    return iterate.generator(x, kind, order)


@primitive(
    vjps=(
        lambda g, y, x, n, kind=DEFAULT_KIND: g * generator(y, kind) / generator(x, kind),
        lambda g, y, x, n, kind=DEFAULT_KIND: g * generator(y, kind),
    )
)
def exp_n(x: Any, n: Any, kind: str = DEFAULT_KIND) -> Any:
    """Apply exp `n` times to `x`; differentiable in both.

    Parameters
    ----------
    x, n : Tensor or array_like
        Broadcast against each other.
    kind : {"abel"}
        The construction; see `minigrad.iterate`.

    Returns
    -------
    Tensor
        exp^(n)(x); nan outside the domain, with a RuntimeWarning. Below x = -709 the derivative
        with respect to x is nan, since v(x) = e⁻ˣ overflows.

    Examples
    --------
    >>> n = Tensor(0.5, requires_grad=True)
    >>> y = exp_n(2.0, n)
    >>> y.backward()
    >>> round(y.item(), 6), round(float(n.grad), 6)
    (3.363766, 4.080455)
    """
    return iterate.exp_n(x, n, kind)


def oplus(x: Any, y: Any, n: Any, kind: str = DEFAULT_KIND) -> Tensor:
    """Combine x and y between addition (n = 0) and multiplication (n = 1).

    x ⊕_n y = exp^(n)(exp^(-n)(x) + exp^(-n)(y)): at n = 1 this is exp(log x + log y) = x · y.
    Source: Köpp, van der Smagt & Urban, arXiv 1604.03736.

    Parameters
    ----------
    x, y, n : Tensor or array_like
        Broadcast against each other. For 0 < n ≤ 1, x and y have to be positive to be safe.
    kind : {"abel"}
        The construction; see `minigrad.iterate`.

    Examples
    --------
    >>> [round(oplus(2, 7, n).item(), 3) for n in (0, 0.5, 1)]
    [9.0, 11.8, 14.0]
    """
    n = n if np.isscalar(n) or isinstance(n, Tensor) else np.asarray(n)
    return exp_n(exp_n(x, -n, kind) + exp_n(y, -n, kind), n, kind)
