"""Discrete Fourier transforms: operations of `numpy.fft` under their names, and their derivatives.

A transform multiplies by a matrix F with the numbers exp(-2πi jk/n), so its rule multiplies by Fᴴ, with
exp(+2πi jk/n): that is the transform back, without the factor 1/n. Which of the two has the factor is
what `norm` says, and `OTHER_NORM` moves it to the other one. What is left are the ends. Where `n` cut
data off, the gradient is 0; where it put zeros behind them, the gradient of these is nobody's.

Transforms along several axes are transforms along one after another, and so are their derivatives.

Read next: special.py, a table of functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .autodiff import moveaxis, primitive, scatter_add
from .autodiff.declared import stands_in_for

__all__ = [
    "fft", "fft2", "fftn", "fftshift", "ifft", "ifft2", "ifftn", "ifftshift", "irfft", "irfft2",
    "irfftn", "rfft", "rfft2", "rfftn",
]  # fmt: skip

OTHER_NORM = {None: "forward", "backward": "forward", "ortho": "ortho", "forward": "backward"}


def _as_long_as(a: Any, x: Any, axis: int) -> Any:
    """Return x, with its end cut off or zeros behind it, so that it has the shape of a."""
    part = [slice(None)] * a.ndim
    part[axis] = slice(min(a.shape[axis], x.shape[axis]))
    return scatter_add(x[tuple(part)], tuple(part), a.shape)


# ---- along one axis ----------------------------------------------------------------------------


def _fft_rule(g: Any, y: Any, a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    return _as_long_as(a, ifft(g, axis=axis, norm=OTHER_NORM[norm]), axis)


def _ifft_rule(g: Any, y: Any, a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    return _as_long_as(a, fft(g, axis=axis, norm=OTHER_NORM[norm]), axis)


def _rfft_rule(g: Any, y: Any, a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    n = a.shape[axis] if n is None else n
    back = ifft(g, n, axis, OTHER_NORM[norm])  # with zeros for the frequencies that y leaves out
    return _as_long_as(a, back.real, axis)


def _irfft_rule(g: Any, y: Any, a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    n = y.shape[axis]
    k = np.arange(n // 2 + 1)
    seen = np.where((k == 0) | (2 * k == n), 1, 2)  # others stand for the frequency n - k, too
    spectrum = moveaxis(rfft(g, axis=axis, norm=OTHER_NORM[norm]), axis, -1) * seen
    return _as_long_as(a, moveaxis(spectrum, -1, axis), axis)


fft = primitive(np.fft.fft, vjps=(_fft_rule,))
ifft = primitive(np.fft.ifft, vjps=(_ifft_rule,))
rfft = primitive(np.fft.rfft, vjps=(_rfft_rule,))
irfft = primitive(np.fft.irfft, vjps=(_irfft_rule,))
fftshift = primitive(np.fft.fftshift, vjps=(lambda g, y, x, axes=None: ifftshift(g, axes),))
ifftshift = primitive(np.fft.ifftshift, vjps=(lambda g, y, x, axes=None: fftshift(g, axes),))

# ---- along one axis after another --------------------------------------------------------------

Sizes = Sequence[int] | None


def _steps(a: Any, s: Sizes, axes: Sizes) -> list[tuple[int, int]]:
    """Return n and axis of each transform, in the order of `axes`."""
    if axes is None:
        axes = range(np.ndim(a)) if s is None else range(-len(s), 0)
    s = [-1 for _ in axes] if s is None else s
    shape = np.shape(fft.accepted((a,), {})[0][0])  # of a list, too
    return [(shape[axis] if n == -1 else n, axis) for n, axis in zip(s, axes, strict=True)]


def fftn(a: Any, s: Sizes = None, axes: Sizes = None, norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.fftn`: `fft` along several axes, all unless given."""
    for n, axis in reversed(_steps(a, s, axes)):
        a = fft(a, n, axis, norm)
    return a


def ifftn(a: Any, s: Sizes = None, axes: Sizes = None, norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.ifftn`: `ifft` along several axes, all unless given."""
    for n, axis in reversed(_steps(a, s, axes)):
        a = ifft(a, n, axis, norm)
    return a


def rfftn(a: Any, s: Sizes = None, axes: Sizes = None, norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.rfftn`: `rfft` along the last axis, then `fft` along the others."""
    *others, (n, axis) = _steps(a, s, axes)
    a = rfft(a, n, axis, norm)
    for n, axis in reversed(others):
        a = fft(a, n, axis, norm)
    return a


def irfftn(a: Any, s: Sizes = None, axes: Sizes = None, norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.irfftn`: `irfft` along the last axis, after `ifft` along the others.

    Examples
    --------
    >>> x = np.arange(6.0).reshape(2, 3)
    >>> irfftn(rfftn(x), s=(2, 3), axes=(0, 1)).numpy().round(12).tolist()
    [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    """
    *others, (n, axis) = _steps(a, s, axes)
    for n_of_other, other in others:
        a = ifft(a, n_of_other, other, norm)
    return irfft(a, None if s is None else n, axis, norm)


def fft2(a: Any, s: Sizes = None, axes: Sizes = (-2, -1), norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.fft2`: `fftn` along the last two axes."""
    return fftn(a, s, axes, norm)


def ifft2(a: Any, s: Sizes = None, axes: Sizes = (-2, -1), norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.ifft2`: `ifftn` along the last two axes."""
    return ifftn(a, s, axes, norm)


def rfft2(a: Any, s: Sizes = None, axes: Sizes = (-2, -1), norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.rfft2`: `rfftn` along the last two axes."""
    return rfftn(a, s, axes, norm)


def irfft2(a: Any, s: Sizes = None, axes: Sizes = (-2, -1), norm: str | None = None) -> Any:
    """Differentiable `numpy.fft.irfft2`: `irfftn` along the last two axes."""
    return irfftn(a, s, axes, norm)


stands_in_for(np.fft, globals())
