"""The bridge: exp^(n) as an operation that can be differentiated.

The mathematics is in iterate/, the engine in autodiff/; neither knows the other. This file declares
exp^(n) to the engine exactly as you would declare an operation of your own, with `primitive`. Its
rules are one formula seen from two sides. With v the generator (see iterate/abel.py) and
y = exp^(n)(x):

    ∂y/∂n = v(y)        ∂y/∂x = v(y) / v(x)

Both are operations with rules of their own, so derivatives of higher order need nothing more. y can
be differentiated four times, because iterate/ gives v and three derivatives. `generator` takes x and
n, not y: among complex numbers, y alone does not tell how it was reached. And slopes may be complex:
a rule gets g, ∂L/∂y, and multiplies by the conjugate (see autodiff/README.md). First derivatives, the
everyday case, are free: iterate/ finds both slopes on the way to y, and the forward pass keeps them.

Read next: transitions/transition.py, the ways from + to × that are made of it.
"""

from __future__ import annotations

from typing import Any

from . import iterate
from .autodiff import Tensor, primitive
from .autodiff.rows import keeps_elements_apart
from .iterate import DEFAULT_KIND

__all__ = ["exp_n", "generator", "slope"]


def _generator_rule_x(
    g: Any, v: Any, x: Any, n: Any, kind: str = DEFAULT_KIND, order: int = 0
) -> Any:
    return g * (generator(x, n, kind, order + 1) * slope(x, n, kind)).conjugate()


def _generator_rule_n(
    g: Any, v: Any, x: Any, n: Any, kind: str = DEFAULT_KIND, order: int = 0
) -> Any:
    return g * (generator(x, n, kind, order + 1) * generator(x, n, kind)).conjugate()


@primitive(vjps=(_generator_rule_x, _generator_rule_n))
def generator(x: Any, n: Any, kind: str = DEFAULT_KIND, order: int = 0) -> Any:
    """Differentiable `minigrad.iterate.generator`: v at exp^(n)(x), or a derivative of v there."""
    return iterate.generator(x, kind, order, n=n)


def _slope_rule_x(g: Any, s: Any, x: Any, n: Any, kind: str = DEFAULT_KIND) -> Any:
    # s = v(y) / v(x), so ∂s/∂x = s (v'(y) - v'(x)) / v(x).
    change = generator(x, n, kind, order=1) - generator(x, 0.0, kind, order=1)
    return g * (s * change / generator(x, 0.0, kind)).conjugate()


def _slope_rule_n(g: Any, s: Any, x: Any, n: Any, kind: str = DEFAULT_KIND) -> Any:
    return g * (s * generator(x, n, kind, order=1)).conjugate()


@primitive(vjps=(_slope_rule_x, _slope_rule_n))
def slope(x: Any, n: Any, kind: str = DEFAULT_KIND) -> Any:
    """Differentiable ∂/∂x exp^(n)(x) = v(y) / v(x), which is a number even where both overflow."""
    return iterate.partials(x, n, kind)[1]


class _Slopes:
    """∂y/∂x and ∂y/∂n, which iterate/ finds in the same pass as y: kept for the rules.

    A rule sees inputs, output and options of an operation, so they travel as an option.
    """

    by_x: Any
    by_n: Any

    def __repr__(self) -> str:  # a drawn graph shows the options of an operation
        return ""


def _exp_n_rule_x(g: Any, y: Any, x: Any, n: Any, kind: str, found: _Slopes) -> Any:
    # g is a Tensor only if this derivative is to be differentiated again (create_graph=True).
    by_x = slope(x, n, kind) if isinstance(g, Tensor) else found.by_x
    return g * by_x.conjugate()


def _exp_n_rule_n(g: Any, y: Any, x: Any, n: Any, kind: str, found: _Slopes) -> Any:
    by_n = generator(x, n, kind) if isinstance(g, Tensor) else found.by_n
    return g * by_n.conjugate()


@primitive(vjps=(_exp_n_rule_x, _exp_n_rule_n))
def _exp_n(x: Any, n: Any, kind: str, found: _Slopes) -> Any:
    y, found.by_x, found.by_n = iterate.partials(x, n, kind)
    return y


_exp_n.__name__ = "exp_n"  # what pictures and messages call it
for _operation in (generator, slope, _exp_n):  # for least squares, see autodiff/rows.py
    keeps_elements_apart(_operation)


def exp_n(x: Any, n: Any, kind: str = DEFAULT_KIND) -> Tensor:
    """Apply exp `n` times to `x`; differentiable in both, four times.

    Parameters
    ----------
    x, n : Tensor or array_like
        Broadcast against each other. `n` is real; `x` may be complex for Schröder.
    kind : {"kneser", "abel", "schroeder"}
        The construction; see `minigrad.iterate`. The last returns complex numbers.

    Returns
    -------
    Tensor
        exp^(n)(x); nan outside the domain, with a RuntimeWarning. With Abel, second derivatives
        jump at kinks, where the value from the right is taken.

    Examples
    --------
    >>> n = Tensor(0.5, requires_grad=True)
    >>> y = exp_n(2.0, n)
    >>> y.backward()
    >>> round(y.item(), 6), round(float(n.grad), 6)
    (3.431298, 4.219695)
    """
    return _exp_n(x, n, kind, _Slopes())
