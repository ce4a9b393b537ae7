"""Compute the numbers in compiled/tables.py: Kneser's and Schröder's functions as float64.

    python -m minigrad.iterate.make_tables            write compiled/tables.py anew
    python -m minigrad.iterate.make_tables --check    compare with it instead

Wanted is tet, the smooth way to repeat exp: tet(0) = 1, tet(z + 1) = e^tet(z), and a power series
with real coefficients around every point. Its inverse slog counts exponentials, as Abel's ψ does,
but without kinks. Four steps lead there:

1. Next to a fixed point c = eᶜ, exp multiplies the distance from c by c, nearly, for its slope
   there is eᶜ = c. Schröder's function χ makes that exact: χ(eᶻ) = c χ(z). So exp n times is
   χ⁻¹(cⁿ χ(z)), and F(z) = χ⁻¹(e^{cz}) satisfies F(z + 1) = e^F(z). But no real number is its own
   exp, c = 0.318… + 1.337…i, and F is not real.
2. Any θ with period 1 may be added to z, and the equation still holds. Kneser (1950) showed that
   some θ makes the result real: tet(z) = χ⁻¹(e^{c(z + θ(z))}).
3. That θ meets two conditions. High above the real axis it becomes constant, so tet is there like
   F: in θ(z) = Σ t_k e^{2πikz} no k is negative, for such a term would grow without bound. And on
   the real axis tet is real: its Taylor series has real coefficients, and below the axis tet is
   the mirror image of tet above.
4. Impose them in turn. Read θ off the Taylor series, on a line Im z = h. Drop the terms k < 0. Take
   tet on the unit circle: from θ above the line, from the old series near the real axis, mirrored
   below. The Fourier series on the circle *is* the new Taylor series. Every such pass gains 1.2
   digits. (The scheme is Sheldon Levenstein's: kneser.gp, Tetration Forum. Kneser himself used
   Riemann's mapping theorem. tests/iterate/kneser_reference.py gets there on a third way.)

mpmath does the arithmetic, here and nowhere else in the package; ``pip install mpmath`` brings it.
Read next: compiled/tables.py.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import mpmath  # type: ignore[import-untyped]

mp = mpmath.mp.clone()  # our own: the precision of other users of mpmath stays as it is
mp.dps = 60  # digits we compute with; `digits` below says how many of them come out right

Number = Any  # a real or complex number of mpmath
Series = list[Number]  # coefficients, that of power 0 first

TABLES = Path(__file__).parent / "compiled" / "tables.py"
C = mp.findroot(lambda z: mp.exp(z) - z, mp.mpc("0.318", "1.337"))
HALF = mp.mpf(1) / 2
HEIGHT = HALF / 2  # of the line; a lower one saves passes, but more modes of θ matter there
START = [mp.mpf(a) for a in ("1", "1.09", "0.27", "0.2", "0.06")]  # roughly the series of tet
TET_HALF = mp.mpf("1.64635423375119458097192403159211451820531164896904153")  # found elsewhere


def polynomial(series: Series, z: Number) -> Number:
    """Return Σ series[k] zᵏ, by Horner's rule."""
    total = mp.zero
    for coefficient in reversed(series):
        total = total * z + coefficient
    return total


def fourier(values: list[Number], modes: int) -> Series:
    """Return c_k, 0 ≤ k < modes, of f(x) = Σ c_k e^{2πikx}, given f(0), f(1/n), …, f((n-1)/n)."""
    n = len(values)
    roots = [mp.expjpi(mp.mpf(-2 * j) / n) for j in range(n)]
    return [mp.fdot((f, roots[j * k % n]) for j, f in enumerate(values)) / n for k in range(modes)]


# ---- Schröder ----------------------------------------------------------------------------------


@cache
def schroeder_series(degree: int = 80) -> tuple[Series, Series]:
    """Return a and b of χ(c + u) = Σ a_j uʲ and χ⁻¹(w) = c + Σ b_j wʲ, where a_1 = b_1 = 1.

    For a, compare the powers of u in χ(e^{c+u}) = c χ(c + u), which says Σ a_k cᵏ (eᵘ - 1)ᵏ =
    c Σ a_j uʲ. Below, ``row[k]`` is the coefficient of uʲ in (eᵘ - 1)ᵏ.

    For b, let H = χ⁻¹ - c, differentiate H(cw) = c (e^H(w) - 1), which gives
    c H'(cw) = (c + H(cw)) H'(w), and compare the powers of w.
    """
    a, b = [mp.mpc(0), mp.mpc(1)], [mp.mpc(0), mp.mpc(1)]
    row = [mp.zero, mp.one] + [mp.zero] * (degree - 1)
    for j in range(2, degree + 1):
        row = [mp.zero] + [k * (row[k] + row[k - 1]) / j for k in range(1, degree + 1)]
        a.append(sum(a[k] * C**k * row[k] for k in range(1, j)) / (C - C**j))
        b.append(sum(k * b[k] * b[j - k] * C ** (j - k) for k in range(1, j)) / (C**j - C) / j)
    return a, b


def chi(z: Number) -> Number:
    """Return χ(z) for Im z > 0: logarithms lead to c, near which the series is good."""
    logs = 0
    while abs(z - C) > 0.3:
        z, logs = mp.log(z), logs + 1
    return C**logs * polynomial(schroeder_series()[0], z - C)


def chi_inv(w: Number) -> Number:
    """Return χ⁻¹(w): divisions by c lead to 0, near which the series is good."""
    exps = 0
    while abs(w) > 0.5:
        w, exps = w / C, exps + 1
    z = C + polynomial(schroeder_series()[1], w)
    for _ in range(exps):
        z = mp.exp(z)
    return z


# ---- Kneser ------------------------------------------------------------------------------------


def tet(taylor: Series, z: Number) -> Number:
    """Return tet(z) from its Taylor series at 0, used only where |Re z| ≤ 1/2."""
    if mp.re(z) > HALF:
        return mp.exp(tet(taylor, z - 1))
    if mp.re(z) < -HALF:
        return mp.log(tet(taylor, z + 1))
    return polynomial(taylor, z)


def theta_modes(taylor: Series, samples: int) -> Series:
    """Return t_k e^{-2πkh}, 0 ≤ k < samples / 2: the Fourier coefficients of θ on Im z = h."""
    line = [mp.mpc(mp.mpf(j) / samples, HEIGHT) for j in range(samples)]
    theta = [mp.log(chi(tet(taylor, z)) * mp.exp(-C * z)) / C for z in line]
    return fourier(theta, samples // 2)


def one_pass(taylor: Series, digits: int) -> Series:
    """Return a better Taylor series of tet at 0.

    Its coefficients halve from one to the next, since tet is singular at -2 and nowhere nearer. The
    modes of θ shrink by e^{-2πh}, since θ is singular at the whole numbers. Hence the two lengths.
    """
    terms = 4 * (digits + 3)
    modes = theta_modes(taylor, samples=3 * digits)

    def improved(z: Number) -> Number:
        if z.imag < HEIGHT:
            return tet(taylor, z)
        theta = polynomial(modes, mp.expjpi(2 * (z - 1j * HEIGHT)))
        return chi_inv(mp.exp(C * (z + theta)))

    upper = [improved(mp.expjpi(mp.mpf(2 * j) / terms)) for j in range(terms // 2 + 1)]
    lower = [f.conjugate() for f in upper[-2:0:-1]]
    # tet(z + d) has all that was asked for, whatever d is; tet(0) = 1 says that d = 0.
    return [mp.one] + [a.real for a in fourier(upper + lower, terms)[1:]]


def tetration_series(digits: int) -> Series:
    """Return the Taylor series of tet at 0, good to `digits` ≤ 50: passes until nothing changes."""
    taylor, change, count = START, mp.inf, 0
    while change > mp.mpf(10) ** -digits:
        old, taylor, count = taylor, one_pass(taylor, digits), count + 1
        change = max(abs(p - q) for p, q in zip(old, taylor, strict=False))
        law = abs(mp.exp(tet(taylor, -HALF)) - tet(taylor, HALF))
        print(f"pass {count}: changed by {short(change)}; e^tet(-1/2) is tet(1/2) to {short(law)}")
    print(f"tet(1/2) is what was known before, to {short(abs(tet(taylor, HALF) - TET_HALF))}")
    return taylor


def slog(taylor: Series, y: Number) -> Number:
    """Return slog(y), the z with tet(z) = y, for y near [0, 1]."""
    return mp.findroot(lambda z: tet(taylor, z) - y, y - 1)


def generator(taylor: Series, y: Number) -> Number:
    """Return v(y) = tet'(slog(y)), below 1/2 by Julia's equation v(eʸ) = eʸ v(y)."""
    if y < HALF:
        return generator(taylor, mp.exp(y)) / mp.exp(y)
    slope = [k * a for k, a in enumerate(taylor)][1:]
    return polynomial(slope, slog(taylor, y))


# ---- the tables --------------------------------------------------------------------------------


def fit(
    f: Callable[[Number], Number], low: Number, high: Number, error: float, around: Number = HALF
) -> Series:
    """Return the shortest polynomial in s = x - around that is f on [low, high], but for `error`.

    f(middle + reach cos φ) = Σ c_k cos kφ is a Fourier series. Leaving terms out costs at most the
    sum of their |c_k|, because no cosine exceeds 1. What stays is a polynomial, since cos kφ is one
    in cos φ (Chebyshev's), and its values on the unit circle give its coefficients. The error is
    relative; rounding to float64 is not part of it.
    """
    middle, reach = (low + high) / 2, (high - low) / 2
    values = [f(middle + reach * mp.cospi(mp.mpf(j) / 64)) for j in range(128)]
    first, *others = fourier(values, 64)
    c = [first.real] + [2 * a.real for a in others]
    costs = [sum(abs(a) for a in c[k:]) / min(abs(v) for v in values) for k in range(64)]
    length = next(k for k, cost in enumerate(costs) if cost <= error)
    interval = f"[{short(low, 3)}, {short(high, 3)}]"
    print(f"polynomial on {interval}: degree {length - 1}, relative error {short(costs[length])}")

    def shortened(s: Number) -> Number:
        angle = mp.acos((s + around - middle) / reach)
        return mp.fsum(c[k] * mp.cos(k * angle) for k in range(length))

    circle = [shortened(mp.expjpi(mp.mpf(2 * j) / length)) for j in range(length)]
    return [a.real for a in fourier(circle, length)]


def tables(digits: int) -> dict[str, Series]:
    """Return every table by its name, not yet rounded to float64; 36 ≤ digits ≤ 50."""
    taylor = tetration_series(digits)
    a, b = schroeder_series()
    # The kernels travel on a little below 0. At the ends of an interval a polynomial's slope is far
    # less exact than its value, so the ends are kept away from 1, where slopes are wanted.
    edge = mp.mpf(1) / 16
    below = tet(taylor, -1 - edge)
    rounded = mp.mpc(complex(C))
    return {
        "TET": fit(lambda t: tet(taylor, t - 1) / t, -edge, 1 + edge, 2e-17),
        "SLOG": fit(lambda y: (slog(taylor, y) + 1) / y, below, 1 + edge, 2e-17),
        "SPEED": fit(lambda y: generator(taylor, y), below, mp.one, 5e-17),
        "GENERATOR": fit(lambda y: generator(taylor, y), -edge / 2, 1 + edge / 2, 1e-25),
        "CHI": a[1:43],
        "CHI_INV": b[1:28],
        "FIXED_POINT_PARTS": [rounded, C - rounded],
        **elementary(),
    }


def elementary() -> dict[str, Series]:
    """Return polynomials for exp, log, sine, cosine and arc tangent, from their Taylor series.

    The first terms, such as 1 + r of eʳ, are left out: they are exact, and much larger. What is
    left is small beside them, and so is its error.
    """
    terms, sign = range(80), mp.mpf(-1)
    exp = [1 / mp.factorial(k + 2) for k in terms]
    log = [2 / mp.mpf(2 * k + 3) for k in terms]
    sine = [sign ** (k + 1) / mp.factorial(2 * k + 3) for k in terms]
    cosine = [sign**k / mp.factorial(2 * k + 4) for k in terms]
    atan = [sign ** (k + 1) / mp.mpf(2 * k + 3) for k in terms]

    def shortened(series: Series, low: Number, high: Number) -> Series:
        return fit(lambda x: polynomial(series, x), low, high, 1e-15, around=mp.zero)

    return {
        "EXP": shortened(exp, -mp.ln2 / 2, mp.ln2 / 2),
        "LOG": shortened(log, mp.zero, (mp.sqrt(2) - 1) ** 4),
        "SINE": shortened(sine, mp.zero, (mp.pi / 4) ** 2),
        "COSINE": shortened(cosine, mp.zero, (mp.pi / 4) ** 2),
        "ATAN": shortened(atan, mp.zero, mp.tan(mp.pi / 8) ** 2),
    }


def render(contents: dict[str, Series], heading: str) -> str:
    """Return the text of `compiled/tables.py`, which begins with the words that stand there now."""
    text = heading
    for name, numbers in contents.items():
        kind = "complexes" if isinstance(numbers[0], mp.mpc) else "floats"
        start = ", ".join(short(x, 4) for x in numbers[:4])
        text += f'\n# {start}{", …" if len(numbers) > 4 else ""}\n{name} = {kind}("""\n'
        parts = [float(part).hex() for x in numbers for part in parts_of(x)]
        lines = [" ".join(parts[k : k + 4]) for k in range(0, len(parts), 4)]
        text += "".join(f"    {line}\n" for line in lines) + '""")\n'
    return text


def parts_of(x: Number) -> list[Number]:
    """Return the real and the imaginary part of a complex number, or the real number alone."""
    return [x.real, x.imag] if isinstance(x, mp.mpc) else [x]


def short(x: Number, digits: int = 2) -> str:
    """Return x in few digits, for people."""
    return str(mp.nstr(x, digits))


def main(arguments: list[str] | None = None) -> int:
    """Write the tables, or compare with those there are; return the exit code."""
    parser = argparse.ArgumentParser(description="Compute the numbers in compiled/tables.py.")
    option = parser.add_argument
    option("--digits", type=int, default=40, choices=range(36, 51), metavar="36..50", help="of tet")
    option("--check", action="store_true", help="compare only, and write nothing")
    options = parser.parse_args(arguments)
    committed = TABLES.read_text(encoding="utf-8")
    text = render(tables(options.digits), heading=committed[: committed.index("\n# ")])
    if not options.check:
        aside = TABLES.with_suffix(".new")
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, TABLES)  # at once, so that nobody ever imports half a file
        for kernels in ("real.py", "complex.py"):  # compiled, they hold old numbers
            TABLES.with_name(kernels).touch()
        return 0
    if committed == text:
        print(f"{TABLES.name} is what was computed, bit for bit")
        return 0
    lines = committed.splitlines(), text.splitlines()
    print(f"{TABLES.name} is not what was computed:", file=sys.stderr)
    for line in difflib.unified_diff(*lines, "committed", "computed", n=0, lineterm=""):
        print(line, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
