"""Linear algebra: operations of `numpy.linalg` under their names, and their derivatives.

Each is declared with `primitive`, as you would declare one of your own. Their rules are formulas of
matrices, and you find such a rule in two steps: ask what a small change dA does to the result, and read
off what the loss sees of it. The inverse Y = A⁻¹ changes by dY = -Y dA Y, since A Y stays 1, so the loss
changes by (ᴴ is transposed and conjugated)

    Re tr(gᴴ dY) = -Re tr(gᴴ Y dA Y) = Re tr((-Yᴴ g Yᴴ)ᴴ dA)

and -Yᴴ g Yᴴ is the gradient. As in NumPy, a matrix lies along the last two axes, and axes before them
count matrices. An operation has one output, so `slogdet` is two operations, and `eigh` is not here.

Read next: fft.py, where the way back of a transform is a transform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .autodiff import errors, norm, primitive
from .autodiff.declared import stands_in_for

__all__ = ["cholesky", "det", "inv", "norm", "pinv", "slogdet", "solve"]

if not TYPE_CHECKING:

    def __getattr__(name):
        raise errors.not_in_linalg(name)


def _adjoint(a: Any) -> Any:
    return a.conjugate().swapaxes(-1, -2)


# ---- equations and inverses --------------------------------------------------------------------


# A y = b changes by dA y + A dy = db, so dy = A⁻¹ (db - dA y).


def _solve_rule_a(g: Any, y: Any, a: Any, b: Any) -> Any:
    if b.ndim == 1:
        g, y = g[..., None], y[..., None]
    return -solve(_adjoint(a), g) @ _adjoint(y)


def _solve_rule_b(g: Any, y: Any, a: Any, b: Any) -> Any:
    if b.ndim == 1:
        return solve(_adjoint(a), g[..., None])[..., 0]
    return solve(_adjoint(a), g)


@primitive(vjps=(_solve_rule_a, _solve_rule_b))
def solve(a: Any, b: Any) -> Any:
    """Solve the linear equations a @ y = b for y; differentiable `numpy.linalg.solve`.

    Parameters
    ----------
    a : Tensor or array_like, shape (…, n, n)
        Matrices.
    b : Tensor or array_like, shape (n,) or (…, n, m)
        Right sides: one, if there is a single axis, or the columns of matrices.

    Returns
    -------
    Tensor
        Of shape (…, n) or (…, n, m).

    Raises
    ------
    numpy.linalg.LinAlgError
        If a matrix is singular.

    Notes
    -----
    The implicit function theorem needs no more than this operation. If y is a root, F(y, a) = 0,
    and moves with a so that it stays one, then ∂F/∂y dy + ∂F/∂a da = 0. So the derivative of y is
    the solution of linear equations, no matter how the root was found.

    Examples
    --------
    Kepler's equation gives the angle y of a planet at time a. How fast does y move?

    >>> from minigrad import jacobian, sin
    >>> F = lambda y, a: y - 0.5 * sin(y) - a
    >>> y = a = np.array([0.3, 2.0])
    >>> for _ in range(100):
    ...     y = a + 0.5 * np.sin(y)
    >>> slopes = -solve(jacobian(F, 0)(y, a), jacobian(F, 1)(y, a)).numpy()
    >>> np.allclose(slopes, np.diag(1 / (1 - 0.5 * np.cos(y))))  # as by hand
    True
    """
    return np.linalg.solve(a, b)


inv = primitive(np.linalg.inv, vjps=(lambda g, y, a: -_adjoint(y) @ g @ _adjoint(y),))


def _pinv_rule(g: Any, y: Any, a: Any, rcond: Any = None, *, rtol: Any = None) -> Any:
    if norm(a @ y @ a - a) > np.sqrt(np.finfo(a.dtype).eps) * norm(a):
        raise errors.pinv_has_another_rank()
    # dY = -Y dA Y + Y Yᴴ dAᴴ (1 - A Y) + (1 - Y A) dAᴴ Yᴴ Y: the first part is that of an inverse, and
    # the others are 0 if there is one.
    beside, before = _adjoint(g) @ y @ _adjoint(y), _adjoint(y) @ y @ _adjoint(g)
    return beside - a @ (y @ beside) + before - before @ y @ a - _adjoint(y) @ g @ _adjoint(y)


@primitive(vjps=(_pinv_rule,))
def pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = np._NoValue) -> Any:
    """Pseudoinverse of Moore and Penrose; differentiable `numpy.linalg.pinv` without `hermitian`.

    The derivative is that among matrices of one rank (Golub & Pereyra, SIAM J. Numer. Anal. 10,
    1973, eq. 4.12). Where the rank changes the pseudoinverse jumps, and there is none: give an
    `rcond` or `rtol` that is larger than what rounding leaves of singular values 0, and smaller than
    all others.

    Parameters
    ----------
    a : Tensor or array_like, shape (…, m, n)
        Matrices.
    rcond, rtol : float, optional
        Singular values count as 0 below this share of the largest. In `backward`, a ValueError says
        if that gave the matrix another rank.

    Returns
    -------
    Tensor
        Of shape (…, n, m).

    Examples
    --------
    >>> pinv([[3.0], [4.0]]).numpy().round(2)
    array([[0.12, 0.16]])
    """
    return np.linalg.pinv(a, rcond, hermitian, rtol=rtol)


# ---- determinants ------------------------------------------------------------------------------


def _inverse(a: Any) -> Any:
    """Return A⁻¹, by which d det A = det A · tr(A⁻¹ dA)."""
    try:
        return inv(a)
    except np.linalg.LinAlgError:
        raise errors.determinant_is_0() from None


@primitive(vjps=(lambda g, y, a: (g * y.conjugate())[..., None, None] * _adjoint(_inverse(a)),))
def det(a: Any) -> Any:
    """Return the determinant; differentiable `numpy.linalg.det` where it is not 0.

    The rule divides by the matrix. So `backward` raises LinAlgError where the determinant is 0, and
    close to that, second derivatives lose digits.

    Parameters
    ----------
    a : Tensor or array_like, shape (…, n, n)
        Matrices.

    Returns
    -------
    Tensor
        Of shape (…,).

    Examples
    --------
    >>> from minigrad import grad
    >>> grad(det)([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[ 4., -3.],
            [-2.,  1.]])
    """
    return np.linalg.det(a)


# The logarithm divides by the determinant, and its imaginary part turns the sign.


@primitive(vjps=(lambda g, y, a: g[..., None, None] * _adjoint(_inverse(a)),), joins_lists=True)
def _log_of_det(a: Any) -> Any:
    return np.linalg.slogdet(a).logabsdet


@primitive(
    vjps=(lambda g, y, a: 1j * (g * y.conjugate()).imag[..., None, None] * _adjoint(_inverse(a)),),
    joins_lists=True,
)
def _sign_of_det(a: Any) -> Any:
    return np.linalg.slogdet(a).sign


class SlogdetResult(NamedTuple):
    """Sign, or direction of a complex number, and logarithm of the absolute value."""

    sign: Any
    logabsdet: Any


def slogdet(a: Any) -> SlogdetResult:
    """Sign of the determinant, and logarithm of its absolute value, which does not overflow.

    Differentiable `numpy.linalg.slogdet`, made of two operations.

    Parameters
    ----------
    a : Tensor or array_like, shape (…, n, n)
        Matrices; a singular one has no derivative.

    Returns
    -------
    sign, logabsdet : Tensor
        A named tuple, each of shape (…,).

    Examples
    --------
    >>> sign, logabsdet = slogdet([[0.0, 1.0], [1.0, 0.0]])
    >>> sign.item(), logabsdet.item()
    (-1.0, 0.0)
    """
    return SlogdetResult(_sign_of_det(a), _log_of_det(a))


# ---- Cholesky ----------------------------------------------------------------------------------


def _cholesky_rule(g: Any, y: Any, a: Any) -> Any:
    # A = L Lᴴ, so L⁻¹ dA L⁻ᴴ = L⁻¹ dL + (L⁻¹ dL)ᴴ. The lower half of that, with half the diagonal, is
    # L⁻¹ dL; and dL is L times it. Here are these steps backwards, with y = L.
    n = y.shape[-1]
    lower_half = np.tri(n) - 0.5 * np.eye(n)
    back = inv(y)
    one_sided = _adjoint(back) @ (_adjoint(y) @ g * lower_half) @ back
    return (one_sided + _adjoint(one_sided)) / 2


@primitive(vjps=(_cholesky_rule,))
def cholesky(a: Any, /, *, upper: bool = False) -> Any:
    """Lower triangular L with L @ Lᴴ = a; differentiable `numpy.linalg.cholesky` without `upper`.

    The gradient is that of a function of symmetric (Hermitian) matrices, and is symmetric itself,
    as in PyTorch and JAX. NumPy reads the lower triangle only, and `gradcheck`, which moves each
    element by itself, would see that: check ``lambda x: cholesky((x + x.T) / 2)``.

    Parameters
    ----------
    a : Tensor or array_like, shape (…, n, n)
        Symmetric or Hermitian matrices, positive definite.

    Returns
    -------
    Tensor
        Of the same shape.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a matrix is not positive definite.

    Examples
    --------
    >>> cholesky([[4.0, 2.0], [2.0, 5.0]]).numpy()
    array([[2., 0.],
           [1., 2.]])
    """
    return np.linalg.cholesky(a, upper=upper)


stands_in_for(np.linalg, globals())
