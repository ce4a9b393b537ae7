"""The second table: what no lesson needs, one line a rule as well. Skip this on a first reading.

These operations have NumPy's names and are declared as any user would do it, by `primitive` and
`elementwise`, or composed of others. NumPy's sum, norm, dot, reshape and ravel have options that are
seldom used: functions of these names take them here, and hand on all other calls to the first table.
So `minigrad.sum` is the function below, and `rules.sum` is the operation that it calls.

Three ideas save most of the rules:

- What moves elements also moves the numbers 0, 1, 2, …: so NumPy's own function tells where each
  element came from, and `moving` adds its derivative there.
- A derivative of `einsum` is an `einsum` again: output and input change places.
- Where a function is flat, as `floor` and `sign` are, its slope is 0, at its steps as well.

Read next: numpy_protocol.py, or README.md.
"""

from __future__ import annotations

import math
import string
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from . import errors, rules
from .declared import Forward, each, stands_in_for
from .numpy_protocol import values_of
from .primitive import Primitive, primitive
from .rules import absolute, concatenate, elementwise, expand_dims, moveaxis, real, sqrt, where
from .tensor import Axes, Numbers, Tensor

__all__ = [
    "abs", "acos", "acosh", "amax", "amin", "append", "arccosh", "arcsinh", "arctan2", "arctanh",
    "around", "array", "array_split", "asin", "asinh", "atan", "atan2", "atanh", "atleast_1d",
    "atleast_2d", "atleast_3d", "cbrt", "ceil", "column_stack", "concat", "conjugate", "cross",
    "deg2rad", "degrees", "diag", "diagflat", "diagonal", "diff", "dot", "dsplit", "dstack",
    "einsum", "exp2", "fabs", "fliplr", "flipud", "floor", "floor_divide", "fmax", "fmin", "fmod",
    "full", "gradient", "hsplit", "hstack", "hypot", "inner", "kron", "linspace", "log2", "log10",
    "logaddexp2", "mod", "nan_to_num", "norm", "outer", "pad", "partition", "permute_dims", "pow",
    "rad2deg", "radians", "ravel", "remainder", "repeat", "reshape", "rint", "roll", "rollaxis",
    "rot90", "round", "select", "sign", "sinc", "sort", "split", "sum", "take_along_axis", "tensordot",
    "tile", "trace", "trapezoid", "tril", "triu", "true_divide", "trunc", "vdot", "vsplit",
    "vstack",
]  # fmt: skip

# ---- elementary functions ----------------------------------------------------------------------

log2 = elementwise(np.log2, lambda y, x: 1 / (math.log(2) * x))
log10 = elementwise(np.log10, lambda y, x: 1 / (math.log(10) * x))
exp2 = elementwise(np.exp2, lambda y, x: math.log(2) * y)
logaddexp2 = elementwise(np.logaddexp2, lambda y, a, b: exp2(a - y), lambda y, a, b: exp2(b - y))
cbrt = elementwise(np.cbrt, lambda y, x: 1 / (3 * y * y))
arcsinh = elementwise(np.arcsinh, lambda y, x: 1 / sqrt(x * x + 1))
# Not sqrt(x * x - 1), which has the wrong sign left of the imaginary axis.
arccosh = elementwise(np.arccosh, lambda y, x: 1 / (sqrt(x - 1) * sqrt(x + 1)))
arctanh = elementwise(np.arctanh, lambda y, x: 1 / (1 - x * x))
arctan2 = elementwise(
    np.arctan2, lambda y, a, b: b / (a * a + b * b), lambda y, a, b: -a / (a * a + b * b)
)
degrees = elementwise(np.degrees, lambda y, x: 180 / np.pi)
radians = elementwise(np.radians, lambda y, x: np.pi / 180)


def sinc(x: Any) -> Tensor:
    """Differentiable `numpy.sinc`, sin(πx) / πx.

    Near 0, derivatives of sin(z) / z have large terms that cancel. Its power series has none, here
    1 - z²/(2·3) (1 - z²/(4·5) (1 - …)).
    """
    z = np.pi * _array(x)
    is_small = absolute(z) < 0.5
    squares, far = rules.square(where(is_small, z, 0)), where(is_small, 1, z)
    series: Any = 1
    for k in (16, 14, 12, 10, 8, 6, 4, 2):
        series = 1 - squares / (k * (k + 1)) * series
    return where(is_small, series, rules.sin(far) / far)


# ---- kinks and steps: slope 0 where hypot and fabs bend, and at steps; ties share equally ----------

hypot = elementwise(
    np.hypot, lambda y, a, b: rules._direction(a, y), lambda y, a, b: rules._direction(b, y)
)
fmax = elementwise(
    np.fmax, lambda y, a, b: rules._share(y, a, b), lambda y, a, b: rules._share(y, b, a)
)
fmin = elementwise(
    np.fmin, lambda y, a, b: rules._share(y, a, b), lambda y, a, b: rules._share(y, b, a)
)
fabs = elementwise(np.fabs, lambda y, x: sign(x))
floor = elementwise(np.floor, lambda y, x: 0)
ceil = elementwise(np.ceil, lambda y, x: 0)
rint = elementwise(np.rint, lambda y, x: 0)
trunc = elementwise(np.trunc, lambda y, x: 0)
round = primitive(np.round, vjps=(lambda g, y, x, decimals=0: 0 * g,))
floor_divide = elementwise(np.floor_divide, lambda y, a, b: 0, lambda y, a, b: 0)
mod = elementwise(np.mod, lambda y, a, b: 1, lambda y, a, b: -floor_divide(a, b))
# (a - y) / b is a whole number, but for rounding.
fmod = elementwise(np.fmod, lambda y, a, b: 1, lambda y, a, b: -rint((a - y) / b))
# x / |x|: flat for real numbers. What of g lies along y would change |x|, and sign does not see it.
sign = primitive(
    np.sign, vjps=(lambda g, y, x: rules._direction(g - y * real(g * y.conjugate()), absolute(x)),)
)


def _of_finite_parts(g: Numbers, y: Numbers, x: Numbers, *options: Any, **more: Any) -> Any:
    if x.dtype.kind != "c":
        return where(np.isfinite(x), g, 0)
    real_part = where(np.isfinite(x.real), real(g), 0)
    return real_part + 1j * where(np.isfinite(x.imag), rules.imag(g), 0)


@primitive(vjps=(_of_finite_parts,))
def nan_to_num(
    x: Numbers, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """Differentiable `numpy.nan_to_num`, which makes a copy whatever `copy` says."""
    return np.nan_to_num(x, True, nan, posinf, neginf)


# ---- lists of arrays -----------------------------------------------------------------------------

array = primitive(np.array, vjps=(lambda g, y, x, dtype=None: g,))


def _array(x: Any) -> Any:
    """Return a list, a number or an array as operations do: a tensor, or an array within rules."""
    return x if isinstance(x, Tensor) else array(x)


def _floats(x: Any) -> Any:
    """Return ``_array(x)``, with floats in the place of integers, which might overflow."""
    x = _array(x)
    return rules.astype(x, float) if x.dtype.kind in "iub" else x


def _or_several(f: Callable[[Any], Any]) -> Callable[..., Any]:
    """Let a function of one array take several, and return a tuple."""

    def each_by_itself(*arys: Any) -> Any:
        results = tuple(f(_array(x)) for x in arys)
        return results[0] if len(results) == 1 else results

    each_by_itself.__name__, each_by_itself.__doc__ = f.__name__, f.__doc__
    return each_by_itself


@_or_several
def atleast_1d(x: Any) -> Any:
    """Differentiable `numpy.atleast_1d`: one tensor, or a tuple of several."""
    return x if x.ndim else rules.reshape(x, 1)


@_or_several
def atleast_2d(x: Any) -> Any:
    """Differentiable `numpy.atleast_2d`: one tensor, or a tuple of several."""
    return x if x.ndim > 1 else rules.reshape(x, (1, x.size))


@_or_several
def atleast_3d(x: Any) -> Any:
    """Differentiable `numpy.atleast_3d`: one tensor, or a tuple of several."""
    return x if x.ndim > 2 else expand_dims(atleast_2d(x), -1)


def vstack(tup: Sequence[Any]) -> Tensor:
    """Differentiable `numpy.vstack`: rows below each other."""
    return concatenate([atleast_2d(x) for x in tup])


def hstack(tup: Sequence[Any]) -> Tensor:
    """Differentiable `numpy.hstack`: side by side."""
    tup = [atleast_1d(x) for x in tup]
    return concatenate(tup, 0 if tup and tup[0].ndim == 1 else 1)


def dstack(tup: Sequence[Any]) -> Tensor:
    """Differentiable `numpy.dstack`: along the third axis."""
    return concatenate([atleast_3d(x) for x in tup], 2)


def column_stack(tup: Sequence[Any]) -> Tensor:
    """Differentiable `numpy.column_stack`: vectors become columns."""
    tup = [_array(x) for x in tup]
    return concatenate([x if x.ndim > 1 else rules.reshape(x, (x.size, 1)) for x in tup], 1)


def append(arr: Any, values: Any, axis: int | None = None) -> Tensor:
    """Differentiable `numpy.append`."""
    return concatenate([arr, values], axis)


def _parts(divide: Callable[..., Any], x: Any, places: Any, axis: int) -> list[Tensor]:
    """Return parts of an axis; NumPy's function divides its positions."""
    x = _array(x)
    before = (slice(None),) * normalize_axis_index(axis, x.ndim)
    parts = divide(np.arange(x.shape[axis]), values_of(places))
    return [x[(*before, slice(p[0], p[-1] + 1) if p.size else slice(0, 0))] for p in parts]


def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Differentiable `numpy.array_split`: a list of tensors, some may be longer."""
    return _parts(np.array_split, ary, indices_or_sections, axis)


def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Differentiable `numpy.split`: a list of tensors.

    Examples
    --------
    >>> split([1.0, 2.0, 3.0, 4.0], 2)
    [Tensor([1., 2.]), Tensor([3., 4.])]
    """
    return _parts(np.split, ary, indices_or_sections, axis)


def vsplit(ary: Any, indices_or_sections: Any) -> list[Tensor]:
    """Differentiable `numpy.vsplit`: parts below each other."""
    return split(ary, indices_or_sections, 0)


def hsplit(ary: Any, indices_or_sections: Any) -> list[Tensor]:
    """Differentiable `numpy.hsplit`: parts side by side."""
    ary = _array(ary)
    return split(ary, indices_or_sections, 0 if ary.ndim == 1 else 1)


def dsplit(ary: Any, indices_or_sections: Any) -> list[Tensor]:
    """Differentiable `numpy.dsplit`: parts along the third axis."""
    return split(ary, indices_or_sections, 2)


def full(shape: Any, fill_value: Any) -> Tensor:
    """Differentiable `numpy.full`; NumPy's own does not ask the tensor."""
    return rules.broadcast_to(fill_value, shape)


def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Tensor:
    """Differentiable `numpy.select`: where several masks are True, the first one counts.

    Examples
    --------
    >>> x = np.array([-2.0, 0.5, 3.0])
    >>> select([x < 0, x < 1], [-x, x**2], 1.0)
    Tensor([2.  , 0.25, 1.  ])
    """
    y = default
    for mask, x in reversed(list(zip(condlist, choicelist, strict=True))):
        y = where(mask, x, y)
    return _array(y)  # type: ignore[no-any-return]


# ---- what moves elements -----------------------------------------------------------------------


def _moved_back(
    forward: Forward, g: Numbers, y: Numbers, x: Numbers, *how: Any, **options: Any
) -> Any:
    """Give elements of x numbers, let NumPy move these, and add derivatives up where they say."""
    origin = forward(np.arange(x.size).reshape(x.shape), *how, **options)
    return rules.scatter_add(g, origin, (x.size,)).reshape(x.shape)


def moving(forward: Forward) -> Primitive:
    """Declare an operation of which each element of the output is one of the input's."""
    return primitive(forward, vjps=(partial(_moved_back, forward),))


repeat = moving(np.repeat)
tile = moving(np.tile)
diagonal = moving(np.diagonal)
take_along_axis = moving(np.take_along_axis)
rollaxis = moving(np.rollaxis)
# The rest of them could be declared like this, too: their own rules are faster.
flipud = primitive(np.flipud, vjps=(lambda g, y, x: flipud(g),))
fliplr = primitive(np.fliplr, vjps=(lambda g, y, x: fliplr(g),))
rot90 = primitive(np.rot90, vjps=(lambda g, y, x, k=1, axes=(0, 1): rot90(g, -k, axes),))
roll = primitive(
    np.roll, vjps=(lambda g, y, x, shift, axis=None: roll(g, np.negative(shift), axis),)
)
tril = primitive(np.tril, vjps=(lambda g, y, x, k=0: tril(g, k),))
triu = primitive(np.triu, vjps=(lambda g, y, x, k=0: triu(g, k),))


@primitive(
    vjps=(lambda g, y, x, k=0: diagonal(g, k) if x.ndim == 1 else _moved_back(np.diag, g, y, x, k),)
)
def diag(v: Numbers, k: int = 0) -> Any:
    """Diagonal of a matrix, or the matrix that has it: differentiable `numpy.diag`."""
    return np.diag(v, k)


def diagflat(v: Any, k: int = 0) -> Tensor:
    """Differentiable `numpy.diagflat`."""
    return diag(rules.ravel(v), k)


def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """Differentiable `numpy.trace`."""
    return rules.sum(diagonal(a, offset, axis1, axis2), axis=-1)


def sort(a: Any, axis: int | None = -1) -> Tensor:
    """Differentiable `numpy.sort`; the derivative goes where the element came from.

    Elements that tie keep their order.

    Examples
    --------
    >>> sort([3.0, 1.0, 2.0])
    Tensor([1., 2., 3.])
    """
    a = _array(a)
    return take_along_axis(a, np.argsort(a, axis, kind="stable"), axis)


def partition(a: Any, kth: Any, axis: int | None = -1) -> Tensor:
    """Differentiable `numpy.partition`."""
    a = _array(a)
    return take_along_axis(a, np.argpartition(a, kth, axis), axis)


PADS = ("constant", "edge", "reflect", "symmetric", "wrap")


def pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Tensor:
    """Differentiable `numpy.pad` in the modes constant, edge, reflect, symmetric and wrap.

    Examples
    --------
    >>> pad([1.0, 2.0, 3.0], (1, 2), "reflect")
    Tensor([2., 1., 2., 3., 2., 1.])
    """
    if mode not in PADS:
        raise errors.no_rule_for_choice("pad", "mode", mode, PADS)
    if kwargs.get("reflect_type", "even") != "even":
        raise errors.no_rule_for_choice("pad", "reflect_type", "odd", ["even"])
    return _pad(array, values_of(pad_width), mode, **kwargs)


def _pad_rule(g: Numbers, y: Numbers, x: Numbers, pad_width: Any, mode: str, **options: Any) -> Any:
    if mode != "constant":
        return _moved_back(np.pad, g, y, x, pad_width, mode, **options)
    inside = np.pad(np.ones(x.shape, bool), pad_width)
    return g[inside].reshape(x.shape)


@primitive(vjps=(_pad_rule,))
def _pad(x: Numbers, pad_width: Any, mode: Any, **options: Any) -> Any:
    return np.pad(x, pad_width, mode, **options)


# ---- products ----------------------------------------------------------------------------------

LETTERS = string.ascii_uppercase + string.ascii_lowercase  # in the order in which they are sorted


def _as_text(operands: Sequence[Any]) -> Sequence[Any]:
    """Return ``einsum(a, [0, 1], b, [1], [0])`` in its other form, ``einsum("AB,B->A", a, b)``."""
    if isinstance(operands[0], str):
        return operands
    arrays, axes = operands[: len(operands) - 1 : 2], operands[1::2]
    if len(operands) % 2:
        axes = (*axes, operands[-1])
    if not all(k is ... or -len(LETTERS) <= k < len(LETTERS) for term in axes for k in term):
        raise ValueError(f"einsum: axes have numbers below {len(LETTERS)}, got {axes}")
    terms = ["".join("..." if k is ... else LETTERS[k] for k in term) for term in axes]
    inputs, output = terms[: len(arrays)], terms[len(arrays) :]
    return "->".join([",".join(inputs), *output]), *arrays


def _spelled_out(subscripts: str, arrays: Sequence[Any]) -> tuple[list[str], str]:
    """Return the letters of each array's axes and of the output's, without dots."""
    left, arrow, out = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(arrays):
        raise ValueError(f"einsum: {len(terms)} terms in {subscripts!r}, and {len(arrays)} arrays")
    if not arrow:
        out = "..." * ("..." in left)
        out += "".join(c for c in LETTERS if left.count(c) == 1)
    # How many axes the dots stand for; those of several arrays are aligned at the right.
    count = [
        x.ndim - len(t) + len("...") if "..." in t else 0
        for t, x in zip(terms, arrays, strict=True)
    ]
    dots = "".join(c for c in LETTERS if c not in subscripts)[: max(count)]
    terms = [t.replace("...", dots[len(dots) - n :]) for t, n in zip(terms, count, strict=True)]
    if dots and "..." in left and "..." not in out:
        raise ValueError(f"einsum: the output of {subscripts!r} lacks the dots that inputs have")
    for term, x in zip(terms, arrays, strict=True):
        if len(term) != x.ndim:
            raise ValueError(f"einsum: {subscripts!r} does not fit an array of shape {x.shape}")
    return terms, out.replace("...", dots)


def _distinct(x: Any, term: str) -> tuple[Any, str]:
    """Take the diagonal of axes that have the same letter; it becomes the last axis."""
    for c in sorted(set(term)):
        while term.count(c) > 1:
            first = term.index(c)
            second = term.index(c, first + 1)
            if x.shape[first] != x.shape[second]:
                raise ValueError(f"einsum: the axes {c!r} of an array of shape {x.shape} differ")
            x, term = diagonal(x, 0, first, second), term.replace(c, "", 2) + c
    return x, term


def einsum(*operands: Any, optimize: Any = False) -> Tensor:
    """Differentiable `numpy.einsum`, in both forms: with a string, or with lists of axes.

    Examples
    --------
    >>> einsum("ij,j->i", [[1.0, 2.0], [3.0, 4.0]], [1.0, 10.0])
    Tensor([21., 43.])
    """
    subscripts, *given = _as_text(operands)
    given = [_array(x) for x in given]
    terms, out = _spelled_out(subscripts, given)
    arrays, distinct = zip(*map(_distinct, given, terms), strict=True)
    return _einsum(*arrays, terms=distinct, out=out, optimize=optimize)


def _einsum_rule(
    i: int, g: Numbers, y: Numbers, *arrays: Any, terms: Sequence[str], out: str, optimize: Any
) -> Any:
    # y adds up products a · b · …, so a gets g · b · …, added up over letters that a does not have.
    others = [x.conjugate() for x in (*arrays[:i], *arrays[i + 1 :])]
    of_others = [*terms[:i], *terms[i + 1 :]]
    x, term = arrays[i], terms[i]
    axes = zip("".join([out, *of_others]), [n for z in (g, *others) for n in z.shape], strict=True)
    # The length of each letter. One that is not 1 comes last, and counts.
    length = dict(sorted(axes, key=lambda axis: axis[1] != 1))
    if any(length.get(c) != n for c, n in zip(term, x.shape, strict=True)):
        # Ones of x's shape bring in a letter that only x has, or that others have with length 1.
        others, of_others = [*others, np.ones(x.shape, x.dtype)], [*of_others, term]
    return _einsum(g, *others, terms=(out, *of_others), out=term, optimize=optimize)


@primitive(vjps=each(_einsum_rule))
def _einsum(*arrays: Any, terms: Sequence[str], out: str, optimize: Any) -> Any:
    return np.einsum(f"{','.join(terms)}->{out}", *arrays, optimize=optimize)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Tensor:
    """Differentiable `numpy.tensordot`."""
    a, b = _array(a), _array(b)
    first, second = (range(-axes, 0), range(axes)) if np.ndim(axes) == 0 else axes
    first, second = normalize_axis_tuple(first, a.ndim), normalize_axis_tuple(second, b.ndim)
    n = len(first)
    a, b = moveaxis(a, first, range(-n, 0)), moveaxis(b, second, range(n))
    rows, summed, columns = a.shape[: a.ndim - n], b.shape[:n], b.shape[n:]
    if len(second) != n or a.shape[a.ndim - n :] != summed:
        raise ValueError(f"tensordot sums over axes of shapes {a.shape[a.ndim - n :]} and {summed}")
    a = a.reshape((math.prod(rows), math.prod(summed)))
    b = b.reshape((math.prod(summed), math.prod(columns)))
    return (a @ b).reshape((*rows, *columns))  # type: ignore[no-any-return]


def inner(a: Any, b: Any) -> Tensor:
    """Differentiable `numpy.inner`: sums of products over the last axes."""
    a, b = _array(a), _array(b)
    return tensordot(a, b, (-1, -1)) if a.ndim and b.ndim else rules.multiply(a, b)


def outer(a: Any, b: Any) -> Tensor:
    """Differentiable `numpy.outer`: the products of each element with each."""
    return rules.multiply(rules.ravel(a)[:, None], rules.ravel(b))


def vdot(a: Any, b: Any) -> Tensor:
    """Differentiable `numpy.vdot`: the sum of products of all elements, those of `a` conjugated."""
    return rules.dot(rules.conj(rules.ravel(a)), rules.ravel(b))


def kron(a: Any, b: Any) -> Tensor:
    """Differentiable `numpy.kron`: a block of `b` for each element of `a`."""
    a, b = _array(a), _array(b)
    n = max(a.ndim, b.ndim)
    a, b = (x.reshape((1,) * (n - x.ndim) + x.shape) for x in (a, b))
    products = expand_dims(a, tuple(range(1, 2 * n, 2))) * expand_dims(b, tuple(range(0, 2 * n, 2)))
    return products.reshape(tuple(np.multiply(a.shape, b.shape)))


def cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Tensor:
    """Differentiable `numpy.cross` of vectors in space."""
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = moveaxis(a, axisa, -1), moveaxis(b, axisb, -1)
    if not a.shape[-1] == b.shape[-1] == 3:
        raise ValueError(f"cross of vectors of {a.shape[-1]} and {b.shape[-1]} components: give 3")
    y = roll(a, -1, -1) * roll(b, -2, -1) - roll(a, -2, -1) * roll(b, -1, -1)
    return moveaxis(y, -1, axisc)


# ---- differences and sums over a grid --------------------------------------------------------------


def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Tensor:
    """Differentiable `numpy.diff`: the differences of neighbours, `n` times.

    Examples
    --------
    >>> diff([1.0, 2.0, 4.0, 8.0], n=2)
    Tensor([1., 2.])
    """
    a = _array(a)
    if n < 1:
        if n < 0:
            raise ValueError(
                f"diff takes differences {n} times: give a number that is not negative"
            )
        return a  # type: ignore[no-any-return]
    axis = normalize_axis_index(axis, a.ndim)
    edge = [*a.shape[:axis], 1, *a.shape[axis + 1 :]]
    ends = [end if end is None else _array(end) for end in (prepend, append)]
    before, behind = (
        [] if e is None else [e if e.ndim else rules.broadcast_to(e, edge)] for e in ends
    )
    a = moveaxis(concatenate([*before, a, *behind], axis), axis, 0)
    for _ in range(n):
        a = a[1:] - a[:-1]
    return moveaxis(a, 0, axis)


def gradient(f: Any, *varargs: Any, axis: Axes = None, edge_order: int = 1) -> Any:
    """Differentiable `numpy.gradient`: a tensor for one axis, or a tuple for several.

    Spacings are numbers, or the coordinates of all points.

    Examples
    --------
    >>> gradient([0.0, 1.0, 4.0, 9.0])
    Tensor([1., 2., 4., 5.])
    """
    f = _floats(f)
    axes = normalize_axis_tuple(range(f.ndim) if axis is None else axis, f.ndim)
    spacings = varargs or (1.0,)
    if len(spacings) == 1 and not np.ndim(spacings[0]):
        spacings *= len(axes)
    if len(spacings) != len(axes):
        raise TypeError(f"gradient along {len(axes)} axes, and {len(varargs)} spacings")
    slopes = [_slope(f, h, a, edge_order) for h, a in zip(spacings, axes, strict=True)]
    return slopes[0] if len(slopes) == 1 else tuple(slopes)


def _slope(f: Any, spacing: Any, axis: int, edge_order: int) -> Tensor:
    """Return the derivative of the parabola through each point and its neighbours."""
    f, h = moveaxis(f, axis, 0), _floats(spacing)
    if edge_order not in (1, 2) or len(f) <= edge_order:
        raise ValueError(f"gradient of edge_order {edge_order} along {len(f)} points")
    h = rules.astype(h, np.result_type(f.dtype, 1.0))  # single precision stays single
    h = diff(h) if h.ndim else rules.broadcast_to(h, (len(f) - 1,))
    h = h.reshape((len(f) - 1, *(1 for _ in f.shape[1:])))
    s = (f[1:] - f[:-1]) / h
    left, right = h[:-1], h[1:]
    inside = (right * s[:-1] + left * s[1:]) / (left + right)
    first, last = s[:1], s[-1:]
    if edge_order == 2:
        bend = (s[1:] - s[:-1]) / (left + right)
        first, last = first - h[:1] * bend[:1], last + h[-1:] * bend[-1:]
    return moveaxis(concatenate([first, inside, last]), 0, axis)


def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Tensor:
    """Differentiable `numpy.trapezoid`: the area below straight lines from point to point."""
    y = _array(y)
    before = (slice(None),) * normalize_axis_index(axis, y.ndim)
    pairs = y[(*before, slice(1, None))] + y[(*before, slice(-1))]
    if x is not None:
        x = _array(x)
        along_axis = [-1 if i == len(before) else 1 for i in range(y.ndim)]
        dx = diff(x).reshape(along_axis) if x.ndim == 1 else diff(x, axis=axis)
    return rules.sum(dx * pairs / 2, axis=axis)


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, *, axis: int = 0
) -> Tensor:
    """Differentiable `numpy.linspace`."""
    start, stop = _array(start), _array(stop)
    part = np.linspace(0, 1, num, endpoint, dtype=np.result_type(start.dtype, stop.dtype, 1.0))
    part = part.reshape(num, *(1 for _ in (start + stop).shape))
    return moveaxis(start * (1 - part) + stop * part, 0, axis)


# ---- the first table's operations, with options that are seldom used -----------------------------


def sum(a: Any, *how: Any, initial: Any = None, where: Any = None, **options: Any) -> Tensor:
    """Differentiable `numpy.sum`, with the options axis, keepdims, initial and where.

    Examples
    --------
    >>> sum([[1.0, 2.0], [3.0, 4.0]], axis=0, where=[[True, True], [False, True]])
    Tensor([1., 6.])
    """
    y = rules.sum(a if where is None else rules.where(where, a, 0), *how, **options)
    return y if initial is None else y + initial


def dot(a: Any, b: Any) -> Tensor:
    """Differentiable `numpy.dot` of any shapes."""
    a, b = _array(a), _array(b)
    if a.ndim and b.ndim in (1, 2):
        return rules.dot(a, b)
    return tensordot(a, b, (-1, -2)) if a.ndim and b.ndim else rules.multiply(a, b)


def reshape(a: Any, shape: Any, order: str = "C") -> Tensor:
    """Differentiable `numpy.reshape`, in the order of C or of Fortran."""
    if order == "C":
        return rules.reshape(a, shape)
    if order != "F":
        raise errors.no_rule_for_choice("reshape", "order", order, "CF")
    reverse = tuple(np.ravel(shape)[::-1].tolist())
    return rules.transpose(rules.reshape(rules.transpose(a), reverse))


def ravel(a: Any, order: str = "C") -> Tensor:
    """Differentiable `numpy.ravel`, in the order of C or of Fortran."""
    return rules.ravel(a) if order == "C" else reshape(a, -1, order)


def norm(x: Any, ord: Any = None, axis: Axes = None, keepdims: bool = False) -> Tensor:
    """Differentiable `numpy.linalg.norm`; for a positive `ord`, its slope is 0 where it is 0.

    Of vectors, `ord` is any number; of matrices 1, -1, inf, -inf or "fro". The norms 2, -2 and "nuc"
    of matrices are made of singular values, for which there is no rule.

    Examples
    --------
    >>> norm([[3.0, -4.0], [1.0, 1.0]], 1, axis=1)
    Tensor([7., 2.])
    """
    if ord is None and axis is None and not keepdims:
        return rules.norm(x)
    if ord is None:
        return rules.norm(x, axis=axis, keepdims=keepdims)
    x = _floats(x)
    axes = normalize_axis_tuple(range(x.ndim) if axis is None else axis, x.ndim)
    if (len(axes), ord) in ((1, 2), (2, "fro")):
        return rules.norm(x, axis=axes, keepdims=keepdims)
    if len(axes) == 1 and not isinstance(ord, str):
        return _vector_norm(absolute(x), ord, axes, keepdims)
    if len(axes) == 2 and ord in (1, -1, np.inf, -np.inf):
        first, then = axes if ord in (1, -1) else axes[::-1]
        sums = rules.sum(absolute(x), axis=first, keepdims=True)
        y = (rules.max if ord > 0 else rules.min)(sums, axis=then, keepdims=True)
        return y if keepdims else rules.squeeze(y, axes)
    if len(axes) == 2 and ord in (2, -2, "nuc"):
        raise errors.needs_singular_values(ord)
    known = ("any number",) if len(axes) == 1 else (1, -1, np.inf, -np.inf, "fro")
    raise errors.no_rule_for_choice("norm", "ord", ord, known)


def _vector_norm(size: Any, ord: float, axis: Axes, keepdims: bool) -> Tensor:
    if ord in (np.inf, -np.inf):
        return (rules.max if ord > 0 else rules.min)(size, axis=axis, keepdims=keepdims)
    if ord == 0:
        return rules.sum(sign(size), axis=axis, keepdims=keepdims)
    total = rules.sum(size**ord, axis=axis, keepdims=keepdims)
    return where(total == 0, 0, where(total == 0, 1, total) ** (1 / ord))


# ---- names -------------------------------------------------------------------------------------

# NumPy has two names for some: np.pow is np.power itself, np.amax a function that does what max does.
abs, pow, true_divide, conjugate = rules.absolute, rules.power, rules.divide, rules.conj
acos, asin, atan, atan2 = rules.arccos, rules.arcsin, rules.arctan, arctan2
acosh, asinh, atanh = arccosh, arcsinh, arctanh
concat, permute_dims, amax, amin = rules.concatenate, rules.transpose, rules.max, rules.min
around, remainder, rad2deg, deg2rad = round, mod, degrees, radians

stands_in_for(np, globals())
