"""The second table: what no lesson needs, one line a rule as well. Skip this on a first reading.

These operations have NumPy's names and are declared as any user would do it, by `primitive` and
`elementwise`, or composed of others.

Where a function is flat, as `floor` and `sign` are, its slope is 0, at its steps as well.

Read next: numpy_protocol.py, or README.md.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import rules
from .declared import named_after_numpy
from .primitive import primitive
from .rules import absolute, elementwise, real, sqrt, where
from .tensor import Numbers, Tensor

__all__ = [
    "abs", "acos", "acosh", "amax", "amin", "arccosh", "arcsinh", "arctan2", "arctanh", "around",
    "array", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "concat", "conjugate",
    "deg2rad", "degrees", "exp2", "fabs", "floor", "floor_divide", "fmax", "fmin", "fmod", "hypot",
    "log2", "log10", "logaddexp2", "mod", "nan_to_num", "permute_dims", "pow", "rad2deg", "radians",
    "remainder", "rint", "round", "sign", "sinc", "true_divide", "trunc",
]  # fmt: skip

# ---- elementary functions ----------------------------------------------------------------------

log2 = elementwise(np.log2, lambda y, x: 1 / (math.log(2) * x))
log10 = elementwise(np.log10, lambda y, x: 1 / (math.log(10) * x))
exp2 = elementwise(np.exp2, lambda y, x: math.log(2) * y)
logaddexp2 = elementwise(np.logaddexp2, lambda y, a, b: exp2(a - y), lambda y, a, b: exp2(b - y))
cbrt = elementwise(np.cbrt, lambda y, x: 1 / (3 * y * y))
arcsinh = elementwise(np.arcsinh, lambda y, x: 1 / sqrt(x * x + 1))
arccosh = elementwise(np.arccosh, lambda y, x: 1 / (sqrt(x - 1) * sqrt(x + 1)))  # beside cuts, too
arctanh = elementwise(np.arctanh, lambda y, x: 1 / (1 - x * x))
arctan2 = elementwise(
    np.arctan2, lambda y, a, b: b / (a * a + b * b), lambda y, a, b: -a / (a * a + b * b)
)
degrees = elementwise(np.degrees, lambda y, x: 180 / np.pi)
radians = elementwise(np.radians, lambda y, x: np.pi / 180)


def sinc(x: Any) -> Tensor:
    """Differentiable `numpy.sinc`, sin(πx) / πx; around 0 by its power series."""
    z = np.pi * _array(x)
    is_small = absolute(z) < 0.5
    squares, far = rules.square(where(is_small, z, 0)), where(is_small, 1, z)
    series: Any = 1
    for k in (16, 14, 12, 10, 8, 6, 4, 2):
        series = 1 - squares / (k * (k + 1)) * series
    return where(is_small, series, rules.sin(far) / far)


# ---- kinks and steps: slope 0 where hypot and fabs bend, and at steps; ties share equally ----------


def _cosine(y: Numbers, a: Numbers) -> Any:
    return a / where(y == 0, np.inf, y)


def _share(y: Numbers, a: Numbers, b: Numbers) -> Any:
    return (y == a) * (1 - 0.5 * (a == b))  # nothing for nan, which equals nothing


hypot = elementwise(np.hypot, lambda y, a, b: _cosine(y, a), lambda y, a, b: _cosine(y, b))
fmax = elementwise(np.fmax, lambda y, a, b: _share(y, a, b), lambda y, a, b: _share(y, b, a))
fmin = elementwise(np.fmin, lambda y, a, b: _share(y, a, b), lambda y, a, b: _share(y, b, a))
fabs = elementwise(np.fabs, lambda y, x: sign(x))
floor = elementwise(np.floor, lambda y, x: 0)
ceil = elementwise(np.ceil, lambda y, x: 0)
rint = elementwise(np.rint, lambda y, x: 0)
trunc = elementwise(np.trunc, lambda y, x: 0)
round = primitive(np.round, vjps=(lambda g, y, x, decimals=0: 0 * g,))
floor_divide = elementwise(np.floor_divide, lambda y, a, b: 0, lambda y, a, b: 0)
mod = elementwise(np.mod, lambda y, a, b: 1, lambda y, a, b: -floor_divide(a, b))
fmod = elementwise(np.fmod, lambda y, a, b: 1, lambda y, a, b: -rint((a - y) / b))
sign = primitive(  # x / |x|, which is flat for real numbers, and turns for complex ones
    np.sign,
    vjps=(lambda g, y, x: (g - y * real(g * y.conjugate())) / where(y == 0, np.inf, absolute(x)),),
)


def _of_finite_parts(g: Numbers, y: Numbers, x: Numbers, *replacements: Any, **options: Any) -> Any:
    if x.dtype.kind != "c":
        return where(np.isfinite(x), g, 0)
    real_part = where(np.isfinite(x.real), real(g), 0)
    return real_part + 1j * where(np.isfinite(x.imag), rules.imag(g), 0)


nan_to_num = primitive(np.nan_to_num, vjps=(_of_finite_parts,))

# ---- lists of arrays -----------------------------------------------------------------------------

array = primitive(np.array, vjps=(lambda g, y, x, dtype=None: g,))


def _array(x: Any) -> Any:
    """Return a list, a number or an array as operations do: a tensor, or an array within rules."""
    return x if isinstance(x, Tensor) else array(x)


# ---- names -------------------------------------------------------------------------------------

# NumPy has a second name for some: pow is its power itself, amax a function that does what max does.
abs, pow, true_divide, conjugate = rules.absolute, rules.power, rules.divide, rules.conj
acos, asin, atan, atan2 = rules.arccos, rules.arcsin, rules.arctan, arctan2
acosh, asinh, atanh = arccosh, arcsinh, arctanh
concat, permute_dims, amax, amin = rules.concatenate, rules.transpose, rules.max, rules.min
around, remainder, rad2deg, deg2rad = round, mod, degrees, radians

named_after_numpy(globals())
