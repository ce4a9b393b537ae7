"""Special functions: operations of `scipy.special` under their names, one line a rule.

The table goes on where that of autodiff/rules.py ends, in the same form: ``elementwise`` takes the
function and its slope by each input, which may use other functions of the table. Such families close
themselves: the slope of every Bessel function is made of its neighbours, and `polygamma` is its own
slope with another n. So derivatives of every order come from one line each. (`gamma` and `digamma`
take complex numbers, but SciPy's `polygamma` does not, so their second derivatives are for real ones.)

This file is loaded when it is first used, since SciPy is. Read next: transitions/transition.py.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from .autodiff import Primitive, errors, exp, primitive, rules, squeeze, where
from .autodiff.declared import stands_in_for
from .autodiff.rows import keeps_elements_apart
from .autodiff.rules import elementwise
from .autodiff.tensor import Axes

__all__ = [
    "beta", "betaln", "digamma", "erf", "erfc", "erfcinv", "erfinv", "expit", "gamma", "gammaln",
    "i0", "i1", "iv", "j0", "j1", "jn", "jv", "logit", "logsumexp", "polygamma", "psi",
]  # fmt: skip

if not TYPE_CHECKING:

    def __getattr__(name):
        raise errors.not_in_special(name)


# ---- error functions: the slope of erf is a bell ------------------------------------------------

BELL = 2 / math.sqrt(math.pi)  # its height
erf = elementwise(special.erf, lambda y, x: BELL * exp(-x * x))
erfc = elementwise(special.erfc, lambda y, x: -BELL * exp(-x * x))
erfinv = elementwise(special.erfinv, lambda y, x: exp(y * y) / BELL)
erfcinv = elementwise(special.erfcinv, lambda y, x: -exp(y * y) / BELL)

# ---- gamma and its logarithmic derivatives ------------------------------------------------------

gamma = elementwise(special.gamma, lambda y, x: y * digamma(x))
gammaln = elementwise(special.gammaln, lambda y, x: digamma(x))
digamma = psi = elementwise(special.digamma, lambda y, x: polygamma(1, x))
polygamma = primitive(special.polygamma, vjps=(None, lambda g, y, n, x: g * polygamma(n + 1, x)))
betaln = elementwise(
    special.betaln,
    lambda y, a, b: digamma(a) - digamma(a + b),
    lambda y, a, b: digamma(b) - digamma(a + b),
)
beta = elementwise(
    special.beta,
    lambda y, a, b: y * (digamma(a) - digamma(a + b)),
    lambda y, a, b: y * (digamma(b) - digamma(a + b)),
)

# ---- Bessel functions; there is no rule for the order v -----------------------------------------

jv = jn = primitive(
    special.jv,
    vjps=(None, lambda g, y, v, x: g * (0.5 * (jv(v - 1, x) - jv(v + 1, x))).conjugate()),
)
iv = primitive(
    special.iv,
    vjps=(None, lambda g, y, v, x: g * (0.5 * (iv(v - 1, x) + iv(v + 1, x))).conjugate()),
)
j0 = elementwise(special.j0, lambda y, x: -j1(x))
j1 = elementwise(special.j1, lambda y, x: 0.5 * (j0(x) - jv(2, x)))
i0 = elementwise(special.i0, lambda y, x: i1(x))
i1 = elementwise(special.i1, lambda y, x: 0.5 * (i0(x) + iv(2, x)))

# ---- probabilities ------------------------------------------------------------------------------

expit = rules.sigmoid
logit = elementwise(special.logit, lambda y, x: 1 / (x * (1 - x)))


def _power(y: Any, a: Any) -> Any:
    """Return exp(a - y), which does not overflow: where b is 0, a may be large, and 0 · inf is nan."""
    return exp(where((a - y).real > 700, 700, a - y))


@primitive(
    vjps=(
        lambda g, y, a, b, axis: g * (b * _power(y, a)).conjugate(),
        lambda g, y, a, b, axis: g * (_power(y, a) * np.ones(b.shape)).conjugate(),
    ),
    joins_lists=True,
)
def _weighted_logsumexp(a: Any, b: Any, axis: Axes) -> Any:
    return special.logsumexp(a, axis, b, keepdims=True)


def logsumexp(
    a: Any, axis: Axes = None, b: Any = None, keepdims: bool = False, return_sign: bool = False
) -> Any:
    """Logarithm of the sum of b · exp(a); differentiable `scipy.special.logsumexp`.

    Parameters
    ----------
    a : Tensor or array_like
        Exponents.
    axis : int or tuple of int, optional
        What to sum over; everything, unless given.
    b : Tensor or array_like, optional
        Factors, which broadcast against `a`. The logarithm of a negative sum is nan.
    keepdims : bool
        Whether the axes stay, with length 1.
    return_sign : bool
        Not here: two outputs would be needed.

    Returns
    -------
    Tensor
        As large as `a` without these axes.

    Examples
    --------
    >>> round(logsumexp([1000.0, 1000.0], b=[0.25, 0.75]).item(), 9)
    1000.0
    """
    if return_sign:
        raise errors.no_rule_for_option("logsumexp", "return_sign")
    if b is None:
        return rules.logsumexp(a, axis, keepdims)
    y = _weighted_logsumexp(a, b, axis=axis)
    return y if keepdims else squeeze(y, axis)


stands_in_for(special, globals())
for _name in __all__:
    if isinstance(globals()[_name], Primitive):  # for least squares, see autodiff/rows.py
        keeps_elements_apart(globals()[_name])
