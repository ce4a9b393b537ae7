"""Test vectors for linear-log and Box–Cox: where they are, and what is right there.

    python tests/transitions/transition_vectors.py

The points are float64 numbers, written in hex, so they are exact. Each result f (φ_n(x) or φ_n⁻¹(x),
∂f/∂x and ∂f/∂n) has 25 digits, rounded from 60 and more, and next to it its scale |f| κ_f = |f| + |x ∂f/∂x| +
|n ∂f/∂n|: a last-digit change of x and n, times the scale, is what no program can do better than. Each
formula is that of a textbook, without a thought for rounding; inverses are found by solving
φ_n(y) = z. What overflows float64 or is nan is left out.
"""

import csv
import itertools
from pathlib import Path

import mpmath
import numpy as np

FOLDER = Path(__file__).parent / "vectors"
OUTPUTS = ("y", "dx", "dn")
KINDS = ("linear-log", "box-cox")
WAYS = ("phi", "inverse")
mp = mpmath.mp.clone()
mp.dps = 400  # so that 1e-300 can be added to 1, and 60 digits of it are kept
EDGE = mp.mpf(0.01)  # the float64, where the logarithm of linear-log becomes straight
LARGEST = mp.mpf(10) ** 300
BETWEEN = [
    0.0,
    1e-300,
    1e-12,
    1e-3,
    0.2,
    0.5,
    0.8,
    0.999,
    1 - 1e-12,
    float(np.nextafter(1, 0)),
    1.0,
]
BEYOND = [-2.0, -0.3, -1e-9, 1 + 1e-12, 1.001, 1.5, 2.0, 3.0]


# ---- what is right -----------------------------------------------------------------------------


class LinearLog:
    """(1 - n)·x + n·ℓ(x), ℓ the logarithm with a tangent below EDGE."""

    @staticmethod
    def derivatives(x, n):
        """Return φ and its derivatives by x, n, xx, xn and nn."""
        straight = x < EDGE
        log = mp.log(EDGE) + (x - EDGE) / EDGE if straight else mp.log(x)
        first, second = (1 / EDGE, 0) if straight else (1 / x, -1 / x**2)
        return (1 - n) * x + n * log, 1 - n + n * first, log - x, n * second, first - 1, mp.zero

    @staticmethod
    def inverse(z, n):
        if z < LinearLog.derivatives(EDGE, n)[0]:
            return (z - n * (mp.log(EDGE) - 1)) / (1 - n + n / EDGE)
        if z > LinearLog.derivatives(LARGEST, n)[0]:
            return mp.nan
        return newton(LinearLog, EDGE, z, n)


class BoxCox:
    """(x^λ - 1)/λ + λ, λ = 1 - n."""

    @staticmethod
    def derivatives(x, n):
        """Return φ and its derivatives by x, n, xx, xn and nn."""
        exponent, log = 1 - n, mp.log(x)
        if exponent == 0:
            phi, first, second = log, log**2 / 2, log**3 / 3
        else:
            power = x**exponent
            phi = (power - 1) / exponent
            first = (power * log - phi) / exponent
            second = (power * log**2 - 2 * first) / exponent
        by_x, by_xx = x**-n, -n * x ** (-n - 1)
        return phi + exponent, by_x, -(first + 1), by_xx, -log * x**-n, second

    @staticmethod
    def inverse(z, n):
        exponent = 1 - n
        if exponent == 0:
            return mp.exp(z)
        base = 1 + exponent * (z - exponent)
        return base ** (1 / exponent) if base > 0 else mp.nan


def newton(way, y, z, n):
    """Solve φ_n(y) = z for a concave φ_n, from a y below the solution."""
    for _ in range(500):
        value, slope = way.derivatives(y, n)[:2]
        y, before = y + (z - value) / slope, y
        if abs(y - before) < abs(y) * mp.mpf(10) ** -50:
            return y
    raise ArithmeticError(f"no solution for z = {z}, n = {n}")


REFERENCES = {"linear-log": LinearLog, "box-cox": BoxCox}


def results(kind, way, x, n):
    """Return (f, ∂f/∂x, ∂f/∂n) and their scales; None where there is no f."""
    reference, x, n = REFERENCES[kind], mp.mpf(x), mp.mpf(n)
    if way == "phi":
        f, by_x, by_n, by_xx, by_xn, by_nn = reference.derivatives(x, n)
    else:
        f = reference.inverse(x, n)
        if mp.isnan(f) or f == 0:
            return None
        # With y = φ⁻¹(z): y_z = 1/φ_x and y_n = -φ_n/φ_x, differentiated once more.
        _, px, pn, pxx, pxn, pnn = reference.derivatives(f, n)
        by_x, by_n = 1 / px, -pn / px
        by_xx, by_xn = -pxx * by_x / px**2, -(pxn + pxx * by_n) / px**2
        by_nn = -(pnn + pxn * by_n) / px + pn * (pxn + pxx * by_n) / px**2
    values = f, by_x, by_n
    slopes = (by_x, by_n), (by_xx, by_xn), (by_xn, by_nn)
    scales = [
        abs(value) + abs(x * by_x) + abs(n * by_n)
        for value, (by_x, by_n) in zip(values, slopes, strict=True)
    ]
    return values, scales


# ---- where to look -----------------------------------------------------------------------------


def points(kind, way):
    """Yield x and n: large and small x, x next to 1 and to EDGE, n next to 0 and to 1, and between."""
    rng = np.random.default_rng(0)
    orders = BETWEEN + (BEYOND if kind == "box-cox" else [])
    if way == "phi":
        xs = [
            1e-200,
            1e-9,
            0.003,
            0.0099999,
            0.011,
            0.3,
            1 - 1e-9,
            1.0,
            1 + 1e-6,
            2.7,
            40.0,
            1e17,
            1e290,
        ]
        xs += [-1e5, -3.0, -1e-12, 0.0] if kind == "linear-log" else []
    else:
        xs = [
            -700.0,
            -30.0,
            -4.6,
            -1.0,
            -1e-9,
            1e-300,
            1e-9,
            0.4,
            1.0,
            1 + 1e-9,
            3.0,
            39.0,
            690.0,
            1e9,
        ]
    yield from itertools.product(xs, orders)
    for _ in range(150):
        n = rng.uniform(-1, 2) if kind == "box-cox" and rng.uniform() < 0.3 else rng.uniform(0, 1)
        yield (np.exp(rng.uniform(-6, 6)) if way == "phi" else rng.uniform(-8, 12)), n
    for size in 10.0 ** rng.uniform(-16, -2, 60):
        x = np.exp(rng.uniform(-4, 6)) if way == "phi" else rng.uniform(-4, 9)
        yield x, size
        yield x, 1 - size


def written(value):
    return mp.nstr(value, 25)


def rows(kind):
    for way in WAYS:
        for x, n in points(kind, way):
            found = results(kind, way, float(x), float(n))
            if found is None or any(abs(value) > LARGEST for value in found[0]):
                continue
            if any(0 < abs(value) < 1e-290 for value in found[0]):
                continue
            row = {"way": way, "x": float(x).hex(), "n": float(n).hex()}
            for name, value, scale in zip(OUTPUTS, *found, strict=True):
                row |= {name: written(value), f"scale_{name}": mp.nstr(scale, 12)}
            yield row


def main():
    for kind in KINDS:
        table = list(rows(kind))
        with open(FOLDER / f"{kind}.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, table[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
        print(f"{kind}: {len(table)} points")


if __name__ == "__main__":
    main()
