"""Test vectors for the three constructions: where they are, and what is right there.

    python tests/iterate/make_vectors.py             # all of vectors/{abel,kneser,schroeder}.csv
    python tests/iterate/make_vectors.py schroeder   # one of them

The points are float64 numbers, written in hex, so they are exact. Each result f (y = exp^(n)(x),
∂y/∂x and ∂y/∂n) has 25 digits, rounded from 40 or more, and next to it its scale |f| κ_f = |f| +
|x ∂f/∂x| + |n ∂f/∂n|: a last-digit change of x and n, times the scale, is what no program can do
better than. Outside the domain a result is nan; inf is what overflows float64.

Most points are where a program can go wrong: next to kinks, singular points and cuts, at the edge
of the domain, at the ends of float64, and next to n = 0 and n = ±1.
"""

import csv
import itertools
import sys
from pathlib import Path

import abel_reference
import kneser_reference
import numpy as np
import schroeder_reference

FOLDER = Path(__file__).parent / "vectors"
REFERENCES = {"abel": abel_reference, "kneser": kneser_reference, "schroeder": schroeder_reference}
ILL_CONDITIONED = 1e9  # scale / |f|, from which on nothing is asked of f
OUTPUTS = ("y", "dx", "dn")
DIGITS = 25
LARGEST, SMALLEST = float(np.finfo(float).max), 5e-324
OVERFLOW = abel_reference.mp.mpf(LARGEST) * (1 + abel_reference.mp.mpf(2) ** -54)
KINKS = abel_reference.KINKS  # also where the programs change from one level to the next
UNDERFLOW = abel_reference.mp.mpf(10) ** -400
WIDE = 400  # digits in which 5e-324 can be added to 1 and 60 digits of it are kept


# ---- what is right -----------------------------------------------------------------------------


def real_results(reference, x, n):
    """Return (y, ∂y/∂x, ∂y/∂n) and their scales, for Abel and Kneser; None outside the domain.

    Both have the same form: ψ(x) counts exponentials, ψ > -1, and exp^(n)(x) = ψ⁻¹(ψ(x) + n).
    """
    mp = reference.mp
    infinities = (mp.inf,) * 3
    with mp.workdps(WIDE):
        x, n = mp.mpf(x), mp.mpf(n)
        v_x = reference.generator(x)
        if n == 0 or n == 1 or (n == -1 and x > 0):
            y = {0: lambda x: x, 1: mp.exp, -1: mp.log}[int(n)](x)
        elif (s := reference.psi(x) + n) <= -1:
            return None
        elif s >= 5:  # ψ(float64) < 4.7
            return infinities, infinities
        else:
            y = reference.psi_inv(s)  # it may overflow float64, and ∂y/∂x be a number all the same
        v_y, slope_x, slope_y = (
            reference.generator(y),
            reference.generator_slope(x),
            reference.generator_slope(y),
        )
        results = (y, v_y / v_x, v_y)
        return results, abel_reference.scales(x, n, *results, v_x, slope_x, slope_y)


def complex_results(x, n):
    """Return (y, ∂y/∂x, ∂y/∂n) and their scales, for Schröder; None if y overflows."""
    mp = schroeder_reference.mp
    return schroeder_reference.partials_and_scales(mp.mpc(x), mp.mpf(n))


def written(value, digits=DIGITS, largest=OVERFLOW):
    """Return a real number in decimals; inf and 0 where it is far from every other float64."""
    if abs(value) > largest:
        return "inf" if value > 0 else "-inf"
    return abel_reference.mp.nstr(value, digits) if abs(value) > UNDERFLOW else "0"


def written_scale(scale, value):
    """Return a scale in decimals; inf where it says that no digit of a tiny value is right."""
    hopeless = 0 < abs(value) < UNDERFLOW and scale > abs(value) * ILL_CONDITIONED
    return "inf" if hopeless else written(scale, 12, OVERFLOW**2)


def real_row(reference, group, x, n):
    """Return one line of abel.csv or kneser.csv, as strings by column."""
    row = {"group": group, "x": float(x).hex(), "n": float(n).hex()}
    found = real_results(reference, float(x), float(n))
    for name, result, scale in zip(OUTPUTS, *(found or [[None] * 3] * 2), strict=True):
        row[name] = "nan" if found is None else written(result)
        row[f"scale_{name}"] = "nan" if found is None else written_scale(scale, result)
    return row


def complex_row(group, x, n):
    """Return one line of schroeder.csv; None if a result overflows float64."""
    x, n = complex(x), float(n)
    row = {"group": group, "real": str(int(x.imag == 0))}
    row |= {"x_re": x.real.hex(), "x_im": x.imag.hex(), "n": n.hex()}
    found = complex_results(x, n)
    if found is None:
        return None
    for name, result, scale in zip(OUTPUTS, *found, strict=True):
        row[f"{name}_re"], row[f"{name}_im"] = written(result.real), written(result.imag)
        row[f"scale_{name}"] = written_scale(scale, result)
    values = [text for name, text in row.items() if not name.startswith("scale")]
    return None if "inf" in values or "-inf" in values else row


def make_row(kind, group, x, n):
    return (
        complex_row(group, x, n) if kind == "schroeder" else real_row(REFERENCES[kind], group, x, n)
    )


# ---- where to look -----------------------------------------------------------------------------


def real_points(reference):
    """Yield (group, x, n) for Abel or Kneser."""
    mp = reference.mp
    rng = np.random.default_rng(0)

    def psi_plus_one(x):
        """Return the distance to the edge of the domain, which the steps -n may use up."""
        with mp.workdps(WIDE):
            return float(reference.psi(mp.mpf(x)) + 1)

    for x in rng.uniform(-5, 5, 20):
        yield "typical", x, rng.uniform(max(-1, -psi_plus_one(x)), 1)
    for x in rng.uniform(-30, 50, 10):
        yield "typical", x, rng.uniform(max(-1, -psi_plus_one(x)), 1)
    for kink, distance in itertools.product(KINKS, [1e-3, -1e-6, 1e-9, -1e-12, -1e-3, 1e-12]):
        x = kink + distance
        yield "next to a kink", x, rng.uniform(-0.9 * min(1, psi_plus_one(x)), 1)
    for kink, distance in itertools.product(KINKS, [1e-3, 1e-7, 1e-11]):
        for side in (1, -1):  # n carries x across the kink, and as far beyond it
            x = kink + side * distance
            way = psi_plus_one(kink) - psi_plus_one(x)
            yield "across a kink", x, 2 * way
    for x, integer in itertools.product([-0.7, 0.4, 2.0, 7.0], [1, 2, 3]):
        for distance in (1e-4, -1e-9, -1e-13):
            n = integer + distance - psi_plus_one(x)
            if abs(n) < 1.5:
                yield "to a kink", x, n
    for x, power in itertools.product([-40.0, -3.0, -0.3, 0.3, 2.0, 10.0, 1e4], [2, 3, 8, 12]):
        yield "edge of the domain", x, -psi_plus_one(x) * (1 - 10.0**-power)
    tiny = [1e-3, 1e-10, 1e-100, 1e-300, SMALLEST]
    for size, sign in itertools.product(tiny, [1, -1]):
        yield "tiny x", sign * size, 0.3
        yield "tiny x", sign * size, -0.4
    for size, sign in itertools.product(tiny[1:], [1, -1]):
        yield "tiny x and n", sign * size, -2 * sign * size
    for x in (1e2, 1e5, 1e20, 1e100, 1e300, LARGEST):
        for n in (-0.5, -1.3, -3.2, -1e-3, 1e-300):
            yield "huge x", x, n
        if x < LARGEST:
            yield "huge x", x, 1e-10
    for x in (-1e2, -700.0, -740.0, -1e5):
        for n in (1e-3, 1e-300, 0.5, 1.0, 1.7):
            yield "very negative x", x, n
    yield "very negative x", -700.0, -1e-305
    yield "very negative x", -740.0, -SMALLEST
    for size, x in itertools.product([1e-3, 1e-10, 1e-300], [-2.0, 0.4, 2.0, 20.0]):
        yield "n near 0", x, size
        yield "n near 0", x, -size
    yield "n near 0", 0.0, SMALLEST
    yield "n near 0", 5.0, -SMALLEST
    for n, x in itertools.product([0, 0.5, -0.5, 1, -1, 1 - 1e-10, 1e-10 - 1], [0.3, 2.0, 30.0]):
        yield "simple n", x, n
    for n, x in itertools.product([1 + 1e-10, -1 - 1e-10, np.nextafter(1, 0)], [1.5, 16.0]):
        yield "simple n", x, n
    for n, xs in (
        (1.5, [-4.0, 1.0, 3.0]),
        (2.5, [-1.0, 0.8]),
        (-1.5, [2.0, 15.0, 1e3]),
        (-2.2, [5.0, 40.0]),
        (-3.2, [20.0, 1e9]),
        (4.1, [-8.0]),
    ):
        for x in xs:
            yield "|n| > 1", x, n
    for x in (-700.0, -40.0, -3.0, -0.3, 0.0, 0.3, 1.0, 2.0, 16.0, 1e5, 1e300, LARGEST):
        yield "outside", x, -psi_plus_one(x) * (1 + 1e-2)
    for x in (-2.0, 0.3, 5.0, 30.0):
        yield "outside", x, -psi_plus_one(x) * (1 + 1e-12)
    for x, n in ((-1e5, -SMALLEST), (-SMALLEST, -1.0), (0.0, -1.5), (3.0, -5.0), (1e300, -1e300)):
        yield "outside", x, n
    for x, n in ((1e3, 1.0), (2.0, 3.0), (0.5, 7.0), (-3.0, 1e300), (1e300, 0.5), (LARGEST, 0.2)):
        yield "overflow", x, n
    for x, n in ((3.893877356006449e226, 0.03427490803888933), (1e300, 0.01), (LARGEST, 1e-5)):
        yield "only y overflows", x, n
    for x, n in ((1e150, 0.1), (1e250, 0.02), (1e290, 0.0153), (1e305, 3e-3)):
        yield "only y overflows", x, n


def arc(exps, r):
    """Return a point of a cut of χ: the ray arg z = -1, or the image of it after some exps."""
    z = r * np.exp(-1j)
    for _ in range(exps):
        z = np.exp(z)
    return z


def complex_points():
    """Yield (group, x, n) for Schröder."""
    rng = np.random.default_rng(0)

    def steps():
        return rng.uniform(-1, 1)

    for _ in range(34):
        yield "typical", complex(*rng.uniform(-4, 4, 2)), steps()
    for x in rng.uniform(-5, 5, 30):
        yield "typical real", x, steps()
    for x in rng.uniform(-40, 60, 10):
        yield "typical real", x, steps()
    for point, distance in itertools.product(KINKS, [1e-3, -1e-3, 1e-6, -1e-9, 1e-12, -1e-12]):
        yield "singular point", point + distance, steps()
    for point, distance in itertools.product(KINKS, [1e-2j, -1e-5j, 1e-9j, 1e-5 + 1e-4j]):
        yield "singular point", point + distance, steps()
    for exps, positions in ((0, [0.2, 2.0, 8.0]), (1, [0.2, 0.6, 1.1]), (2, [0.1, 0.3, 0.5])):
        for r, distance in itertools.product(positions, [1e-3, -1e-6, 1e-10, -1e-12]):
            across = 1j * (arc(exps, r + 1e-6) - arc(exps, r - 1e-6))
            yield "cut", arc(exps, r) + distance * across / abs(across), steps()
    for size, sign in itertools.product([1e-3, 1e-10, 1e-100, 1e-300, SMALLEST], [1, -1]):
        yield "tiny x", sign * size, steps()
        yield "tiny x", sign * size * (1 + 2j) if size > 1e-300 else sign * size, steps()
    for x, n in itertools.product([1e2, 1e5, 1e20, 1e100, 1e300, LARGEST], [-0.5, -1.3, -3.2]):
        yield "huge x", x, n
    for x, n in itertools.product([1e2, 1e20j, -1e100 + 1e99j, 1e300], [1e-10, -1e-3, -0.9]):
        yield "huge x", x, n
    for x, n in itertools.product([-1e2, -700.0, -740.0, -1e5], [1e-3, -0.3, 0.5, 1.0, -1.0]):
        yield "very negative x", x, n
    for size, x in itertools.product([1e-3, 1e-10, 1e-300], [-2.0, 0.4, 2.0, 20.0, 1 - 2j]):
        yield "n near 0", x, size
        yield "n near 0", x, -size
    for n, x in itertools.product([0, 0.5, -0.5, 1, -1, 1 - 1e-10, 1e-10 - 1], [-3.0, 2.0, 2 - 3j]):
        yield "simple n", x, n
    for n, x in itertools.product([1.5, 2.5, -1.5, -3.2, -2.0], [-4.0, 0.7, 3.0, -1 + 1j]):
        yield "|n| > 1", x, n
    yield from complex_points_of_any_size()


def complex_points_of_any_size():
    """Yield more of them; random numbers of their own leave those above as they are."""
    rng = np.random.default_rng(1)

    def steps(k):
        return (rng.uniform(-1, 1), rng.uniform(-2.5, 2.5), 10 ** rng.uniform(-12, 0))[k % 3]

    def turned():
        return rng.choice([1, -1, np.exp(1j * rng.uniform(-np.pi, np.pi))])

    for k in range(300):
        yield "any size", 10 ** rng.uniform(-300, 300) * turned(), steps(k)
    for k, point in itertools.product(range(15), [*KINKS[1:], np.exp(KINKS[-1])]):
        yield (
            "around a singular point",
            point * (1 + 10 ** rng.uniform(-12, 0) * turned()),
            steps(k),
        )
    yield "once wrong", complex(-1.0610727137133543e-15, -9.153707157278287e-16), 0.8663575578281659
    yield "once wrong", -1.7571096186564444e-83, 1.2347922345804137  # the slopes were nan
    yield "once wrong", 4.6694479964853297e-172, 2.167537856872913
    yield "once wrong", -2.111396376671249e-251, 1.0394393143275027  # ∂x was 0
    yield "once wrong", -4793336737930.017, 0.5380657705642844  # a subnormal result was 0
    yield "once wrong", -1.6651785765021075e223, 2.130721272289551  # 1 after an overflow was nan
    yield "once wrong", 15.15426225292926, 2.2284764135067974  # e^e^e by way of 0, 1, e, e^e


def points(kind):
    return complex_points() if kind == "schroeder" else real_points(REFERENCES[kind])


def main():
    for kind in sys.argv[1:] or REFERENCES:
        rows = [row for point in points(kind) if (row := make_row(kind, *point)) is not None]
        with open(FOLDER / f"{kind}.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{kind}: {len(rows)} points")


if __name__ == "__main__":
    main()
