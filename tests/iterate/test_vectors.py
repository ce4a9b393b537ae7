"""Every construction against vectors/*.csv, which make_vectors.py wrote with 25 digits."""

import csv

import make_vectors
import numpy as np
import pytest
from abel_reference import EPS, mp
from kneser_reference import psi, psi_inv, solve
from make_vectors import FOLDER, ILL_CONDITIONED, OUTPUTS, make_row

from minigrad import iterate

# In EPS times the scale. With the kernels we measured 3.1, 4.4 and 27; the bars are 20, 20 and 50.
LIMITS = {"abel": 6, "kneser": 8, "schroeder": 40}
SUBNORMAL = 2.0**-1074  # where float64 has only absolute accuracy: two of these are allowed

every_kind = pytest.mark.parametrize("kind", LIMITS)


def load(kind):
    with open(FOLDER / f"{kind}.csv", newline="") as file:
        return list(csv.DictReader(file))


def inputs(row):
    parts = [float.fromhex(row[name]) for name in ("x", "x_re", "x_im", "n") if name in row]
    return (complex(*parts[:2]) if len(parts) == 3 else parts[0]), parts[-1]


def exact(row, name):
    """Return a result with its 25 digits, and its scale."""
    value = mp.mpf(row[name]) if name in row else mp.mpc(row[f"{name}_re"], row[f"{name}_im"])
    return value, mp.mpf(row[f"scale_{name}"])


def outcomes(kind):
    """Yield each vector, the name of a result, what we got, and what is right with its scale."""
    rows = load(kind)
    x, n = (np.array(column) for column in zip(*map(inputs, rows), strict=True))
    with np.errstate(all="ignore"):
        results = iterate.partials(x, n, kind)
    for name, column in zip(OUTPUTS, results, strict=True):
        for row, got in zip(rows, column, strict=True):
            yield row, name, got, *exact(row, name)


def as_mp(number):
    return mp.mpc(complex(number)) if np.iscomplexobj(number) else mp.mpf(float(number))


def error(got, value, scale):
    """Return the error in units of EPS times the scale."""
    if not np.isfinite(got):
        return mp.inf
    excess = abs(as_mp(got) - value) - 2 * SUBNORMAL
    if excess <= 0:
        return mp.mpf(0)
    return excess / (EPS * scale) if scale else mp.inf


@every_kind
@pytest.mark.usefixtures("form")
def test_value_and_both_partials_have_the_digits_their_condition_allows(kind):
    failures, checked = [], 0
    for row, name, got, value, scale in outcomes(kind):
        hopeless = mp.isinf(scale) or scale > abs(value) * ILL_CONDITIONED > 0
        if hopeless or not mp.isfinite(value):
            continue
        checked += 1
        units = error(got, value, scale)
        if units > LIMITS[kind]:
            x, n = inputs(row)
            failures.append((units, f"{row['group']}: x = {x!r}, n = {n!r}, {name} = {got}"))
    failures.sort(reverse=True)
    worst = "\n".join(f"{mp.nstr(units, 4)} units at {where}" for units, where in failures[:20])
    if failures:
        pytest.fail(f"{len(failures)} of {checked} are off by more:\n{worst}", pytrace=False)
    assert checked > 700


@every_kind
@pytest.mark.usefixtures("form")
def test_what_vanishes_is_0_even_where_rounding_decides_on_its_digits(kind):
    wrong = [
        (row["group"], *inputs(row), name, got)
        for row, name, got, value, scale in outcomes(kind)
        if value == 0 and mp.isinf(scale) and not abs(got) < 1e-300
    ]
    assert not wrong


@pytest.mark.parametrize("kind", ["abel", "kneser"])  # Schröder's vectors are all finite
@pytest.mark.usefixtures("form")
def test_outside_is_nan_and_what_overflows_is_infinite(kind):
    wrong, checked = [], 0
    for row, name, got, value, _ in outcomes(kind):
        checked += not mp.isfinite(value)
        if not mp.isfinite(value) and str(float(value)) != str(got):
            wrong.append((row["group"], *inputs(row), name, got))
    assert not wrong and checked > 60


# ---- the vectors themselves --------------------------------------------------------------------


def points_of(row):
    return row["group"], *inputs(row)


@every_kind
def test_some_vectors_are_what_the_references_say(kind):
    rows = load(kind)
    for i in np.random.default_rng(1).choice(len(rows), 8, replace=False):
        assert make_row(kind, *points_of(rows[i])) == rows[i]


@pytest.mark.slow
@every_kind
def test_all_vectors_are_what_the_references_say(kind):
    rows = [row for point in make_vectors.points(kind) if (row := make_row(kind, *point))]
    assert rows == load(kind)


@pytest.mark.parametrize(
    ("s", "y"),
    [
        (0.5, "0.498563287941114434679619092493133294002471864922419252"),
        (1.5, "1.64635423375119458097192403159211451820531164896904153"),
        (-0.5, "-0.696024740886084"),
    ],
)
def test_the_reference_of_kneser_has_the_known_values(s, y):
    digits = len(y.split(".")[1])
    assert abs(psi_inv(mp.mpf(s)) - mp.mpf(y)) < mp.mpf(10) ** -digits


def test_the_series_of_kneser_is_found_again_with_fewer_digits():
    coefficients, residual = solve(terms=40, modes=8, digits=50)
    assert residual < 1e-15
    x = mp.linspace(0, 1, 21)
    slog = [mp.fsum(c * (a - 0.5) ** j for j, c in enumerate(coefficients)) for a in x]
    assert max(abs(a + 1 - psi(b)) for a, b in zip(slog, x, strict=True)) < 1e-15
