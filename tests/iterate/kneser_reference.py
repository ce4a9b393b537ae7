"""Kneser's construction once more, from its definition, with 66 digits.

    python tests/iterate/kneser_reference.py    # rebuilds vectors/kneser_slog.txt, 1.5 minutes

slog is what counts exponentials, slog(eᶻ) = slog(z) + 1 with slog(1) = 0, and Kneser's is the one
that is holomorphic in the upper half-plane between the fixed points of exp, and looks near c like

    slog(z) = U(z) + Σ_{k≥0} t_k e^(2πik U(z)),    U(z) = log χ(z) / c

with χ of Schröder's construction. All of this is linear in slog. So slog is found without any
iteration: the Taylor coefficients about 1/2 and the t_k are the unknowns of one least-squares
problem, which asks that slog(eᶻ) - slog(z) = 1 from 0 upwards along the imaginary axis, and that
both series agree between the ends, from ih to e^(ih). The residual, 1e-66, measures the error.

tet, the inverse, is found by Newton's method. ψ = slog + 1 makes it comparable with Abel.
"""

from functools import cache
from pathlib import Path

from schroeder_reference import chi, fixed_point, mp

SERIES = Path(__file__).parent / "vectors" / "kneser_slog.txt"
DIGITS = 66
LEFT = -0.1  # both ψ and ψ⁻¹ go back to ψ's series on [LEFT, 1)


# ---- the series --------------------------------------------------------------------------------


def solve(terms, modes, digits, height=0.5):
    """Return slog's Taylor coefficients about 1/2, and the residual."""
    with mp.workdps(digits):
        c, top, radius = fixed_point(), mp.mpc(0, height), abs(mp.mpc(0.5, height))
        rows, right = [], []

        def powers(base, count):
            result = [mp.mpc(1)]
            while len(result) < count:
                result.append(result[-1] * base)
            return result

        def taylor(z):
            return powers((z - 0.5) / radius, terms)

        def nodes(start, end, count):
            steps = [mp.sin(mp.pi * (j + 0.5) / (2 * count)) ** 2 for j in range(count)]
            return [start + (end - start) * step for step in steps]

        def demand(taylor_part, mode_part, value):
            """Add a complex equation: two real ones, in which every t_k is two real unknowns."""
            factors = taylor_part + mode_part + [1j * factor for factor in mode_part]
            for part in (lambda z: z.real, lambda z: z.imag):
                rows.append([part(factor) for factor in factors])
                right.append(part(value))

        demand(taylor(mp.mpf(1)), [mp.mpc(0)] * modes, mp.mpc(0))
        for z in nodes(mp.mpc(0), top, terms * 2 // 3):
            pairs = zip(taylor(mp.exp(z)), taylor(z), strict=True)
            demand([after - before for after, before in pairs], [mp.mpc(0)] * modes, mp.mpc(1))
        between = nodes(top, mp.exp(top), terms * 4 // 5)
        logs = [mp.log(chi(z)[0]) for z in between]
        for j in range(1, len(logs)):  # let no log jump
            logs[j] += 2j * mp.pi * mp.nint((logs[j - 1] - logs[j]).imag / (2 * mp.pi))
        for z, log in zip(between, logs, strict=True):
            scaled = powers(mp.exp(2j * mp.pi * (log - logs[0]) / c), modes)
            demand(taylor(z), [-factor for factor in scaled], log / c)

        matrix, right = mp.matrix(rows), mp.matrix(right)
        solution = mp.lu_solve(matrix, right)  # least squares, as there are more rows than columns
        residual = mp.norm(matrix * solution - right, mp.inf)
        return [a / radius**j for j, a in enumerate(solution[:terms])], residual


@cache
def series():
    """Return the Taylor coefficients about 1/2, highest first, of three functions.

    They are (slog(x) + 1) / x, which keeps all digits next to 0, slog' and slog''.
    """
    slog = [mp.mpf(line) for line in SERIES.read_text().split()]
    first = [j * a for j, a in enumerate(slog)][1:]
    second = [j * a for j, a in enumerate(first)][1:]
    quotient = [slog[-1]]
    for a in slog[-2:0:-1]:
        quotient.append(a - quotient[-1] / 2)
    return quotient, first[::-1], second[::-1]


def _evaluate(which, x):
    value = mp.mpf(0)
    for coefficient in series()[which]:
        value = value * (x - 0.5) + coefficient
    return value


# ---- the functions -----------------------------------------------------------------------------


def psi(x):
    """ψ(x) = slog(x) + 1."""
    if x >= 1:
        return psi(mp.log(x)) + 1
    if x < LEFT:
        return psi(mp.exp(x)) - 1
    return _psi(x)


def _psi(x):
    return x * _evaluate(0, x)


def psi_inv(s):
    """ψ⁻¹(s) = tet(s - 1), s > -1."""
    if s >= 1:
        return mp.exp(psi_inv(s - 1))
    if s < LEFT:
        return mp.log(psi_inv(s + 1))
    y = step = mp.mpf(s)
    while abs(step) > abs(y) * mp.mpf(10) ** -DIGITS:  # and the last step has squared the error
        step = (s - _psi(y)) * generator(y)
        y += step
    return y


def generator(x):
    """v = 1 / slog', and v(eˣ) = eˣ v(x)."""
    if x >= 1:
        return x * generator(mp.log(x))
    if x < LEFT:
        return generator(mp.exp(x)) / mp.exp(x)
    return 1 / _evaluate(1, x)


def generator_slope(x):
    """v'(x)."""
    if x >= 1:
        return generator(mp.log(x)) + generator_slope(mp.log(x))
    if x < LEFT:
        return generator_slope(mp.exp(x)) - generator(x)
    return -_evaluate(2, x) * generator(x) ** 2


if __name__ == "__main__":
    coefficients, residual = solve(terms=170, modes=34, digits=200)
    SERIES.write_text("".join(f"{mp.nstr(a, DIGITS)}\n" for a in coefficients))
    print(f"{len(coefficients)} coefficients, residual {mp.nstr(residual, 3)}")
