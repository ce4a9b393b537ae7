"""Schröder's construction once more, from its definitions, with more than 60 digits.

    χ(z) = lim cᵏ (log^(k) z - c)       χ⁻¹(w) = lim exp^(k)(c + w / cᵏ)

Slow and scalar: no series, only logs and exps, hundreds of them, each carrying its first two
derivatives along. The logarithm is the one with -1 ≤ Im log z < 2π - 1. c is the fixed point of exp
in the upper half-plane.
"""

from functools import cache

import mpmath

mp = mpmath.mp.clone()  # our own: other tests keep their number of digits
mp.dps = 160

TOO_LARGE = 1e5  # exp of this has no place in a float64, and exp of exp of this none anywhere


@cache
def _fixed_point(digits):
    return mp.findroot(lambda z: mp.exp(z) - z, mp.mpc(0.318, 1.337))


def fixed_point():
    """Return c = eᶜ, 0.318… + 1.337…i."""
    return _fixed_point(mp.dps)


def log(z):
    """Return the logarithm with -1 ≤ Im log z < 2π - 1."""
    w = mp.log(z)
    return w + 2j * mp.pi if w.imag < -1 else w


def target():
    """Return the distance from c where χ(z) = z - c to two fifths of the digits.

    The logs that lead there lose as many digits of z - c; three fifths are left.
    """
    return mp.mpf(10) ** (-mp.mpf(2) / 5 * mp.dps)


def chi(z):
    """Return χ(z), χ'(z) and χ''(z)."""
    c = fixed_point()
    z, first, second = mp.mpc(z), mp.mpc(1), mp.mpc(0)
    power = mp.mpc(1)
    while abs(z - c) > target():
        z, first, second = log(z), first / z, second / z - (first / z) ** 2
        power *= c
    return power * (z - c), power * first, power * second


def chi_inv(w):
    """Return χ⁻¹(w) and its first two derivatives; None where an exp would be out of bounds."""
    c = fixed_point()
    first, count = mp.mpc(1), 0
    while abs(w * first) > target():
        first, count = first / c, count + 1
    y, second = c + w * first, mp.mpc(0)
    for _ in range(count):
        if y.real > TOO_LARGE:
            return None
        grown = mp.exp(y)
        y, first, second = grown, grown * first, grown * (second + first**2)
    return y, first, second


def partials_and_scales(x, n):
    """Return (y, ∂y/∂x, ∂y/∂n) and their scales |f| κ_f = |f| + |x ∂f/∂x| + |n ∂f/∂n|.

    With v the generator, v(x) = c χ/χ' at x, and v(y) = c w dy/dw at y: ∂y/∂n = v(y) and
    ∂y/∂x = v(y) / v(x). The slope v' gives the second derivatives. None if y is out of bounds.
    """
    c = fixed_point()
    chi_x, first_x, second_x = chi(x)
    w = mp.exp(n * c) * chi_x
    there = chi_inv(w)
    if there is None:
        return None
    y, first_y, second_y = there
    v_x, slope_x = c * chi_x / first_x, c * (1 - chi_x * second_x / first_x**2)
    v_y, slope_y = c * w * first_y, c * (1 + w * second_y / first_y)
    dx, dn = v_y / v_x, v_y
    scales = (
        abs(y) + abs(x * dx) + abs(n * dn),
        abs(dx) * (1 + abs(x * (slope_y - slope_x) / v_x) + abs(n * slope_y)),
        abs(dn) + abs(slope_y) * (abs(x * dx) + abs(n * dn)),
    )
    return (y, dx, dn), scales
