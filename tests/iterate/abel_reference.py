"""Abel's construction once more, from its definitions, with 60 digits.

Slow, scalar, and written independently of the package.
"""

from functools import cache

import mpmath
import numpy as np

mp = mpmath.mp.clone()  # our own: other tests keep their number of digits
mp.dps = 60

EPS = 2.0**-52
KINKS = [0.0, 1.0, np.e, np.e**np.e]


def psi(x):
    """ψ(x) = log^(k)(x) + k, with the k that brings log^(k)(x) into [0, 1)."""
    if x < 0:
        return mp.expm1(x)
    k = 0
    while x >= 1:
        x, k = mp.log(x), k + 1
    return x + k


def psi_inv(s):
    """ψ⁻¹(s) = exp^(k)(s - k), k = floor(s)."""
    if s < 0:
        return mp.log1p(s)
    k = int(mp.floor(s))
    x = s - k
    for _ in range(k):
        x = mp.exp(x)
    return x


def generator(x):
    """1 / ψ'(x), ψ' being the product of 1/log^(j)(x) for j < k, and eˣ for x < 0."""
    if x < 0:
        return mp.exp(-x)
    v = mp.mpf(1)
    while x >= 1:
        v, x = v * x, mp.log(x)
    return v


def generator_slope(x):
    """v'(x), by the product rule on v(x) = x · v(log x)."""
    if x < 0:
        return -mp.exp(-x)
    return generator(mp.log(x)) + generator_slope(mp.log(x)) if x >= 1 else mp.mpf(0)


def scales(x, n, y, dx, dn, v, slope_x, slope_y):
    """Return |f| κ_f = |f| + |x ∂f/∂x| + |n ∂f/∂n| for f = y, ∂y/∂x and ∂y/∂n.

    A change of x and n in the last digit, which is there before anything is computed, changes f by
    ε |f| κ_f. Every accuracy is therefore measured in this unit.
    """
    return (
        abs(y) + abs(x * dx) + abs(n * dn),
        abs(dx) * (1 + abs(x * (slope_y - slope_x) / v) + abs(n * slope_y)),
        abs(dn) + abs(slope_y) * (abs(x * dx) + abs(n * dn)),
    )


def sample(seed, size):
    """Return x in [-50, 50] and n in [-1, 1], many of them small, next to kinks, at the edge."""
    rng = np.random.default_rng(seed)

    def signed_powers(low, high):
        return rng.choice([-1, 1], size) * 10 ** rng.uniform(low, high, size)

    x = np.concatenate(
        [
            signed_powers(-20, np.log10(50)),
            rng.uniform(-50, 50, size),
            rng.choice(KINKS, size) + signed_powers(-18, -1),
        ]
        * 2
    )
    n = np.concatenate([rng.uniform(-1, 1, size), signed_powers(-20, 0), signed_powers(-3, 0)] * 2)
    rng.shuffle(n)
    # In the second half n puts ψ(x) + n next to an integer: to a kink, or to the domain's edge.
    half = 3 * size
    psi_x = np.array([float(psi(mp.mpf(a))) for a in x[half:]])
    whole = rng.integers(-1, 4, half)
    n[half:] = np.clip(whole - psi_x + np.tile(signed_powers(-17, -1), 3), -1, 1)
    return x, n


@cache
def partials_and_scales(seed, size):
    """Return x, n, then (y, ∂y/∂x, ∂y/∂n) and their scales, all rounded to float64.

    Left out: what is outside the domain, and what is so near its edge that changes of x or n in the
    last digits leave nothing of the result (20 ε κ ≥ 1).
    """
    rows = []
    for a, b in zip(*sample(seed, size), strict=True):
        x, n = mp.mpf(float(a)), mp.mpf(float(b))
        if psi(x) + n <= -1:
            continue
        y, v = psi_inv(psi(x) + n), generator(x)
        results = (y, generator(y) / v, generator(y))
        units = scales(x, n, *results, v, generator_slope(x), generator_slope(y))
        if 20 * EPS * units[0] < max(abs(y), 1) and 20 * EPS * units[1] < results[1]:
            rows.append([float(value) for value in (x, n, *results, *units)])
    x, n, *rest = np.array(rows).T
    return x, n, rest[:3], rest[3:]
