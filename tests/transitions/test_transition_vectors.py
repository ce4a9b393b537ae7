"""linear-log and Box–Cox against vectors/*.csv, which transition_vectors.py wrote with 25 digits."""

import csv

import numpy as np
import pytest
from transition_vectors import FOLDER, KINDS, OUTPUTS, WAYS, mp, results, rows

from minigrad import Tensor
from minigrad.transitions import transition

EPS = mp.mpf(2) ** -52
LIMITS = {"linear-log": 2, "box-cox": 2}  # in EPS times the scale; measured 1.0, 1.1; bars 4, 20

every_kind = pytest.mark.parametrize("kind", KINDS)
every_way = pytest.mark.parametrize("way", WAYS)


def load(kind, way):
    with open(FOLDER / f"{kind}.csv", newline="") as file:
        return [row for row in csv.DictReader(file) if row["way"] == way]


def ours(kind, way, x, n):
    """Return φ_n(x) or φ_n⁻¹(x), and its two slopes."""
    x, n = Tensor(x, requires_grad=True), Tensor(n, requires_grad=True)
    y = getattr(transition(kind), way)(x, n)
    y.sum().backward()
    return y.data, x.grad, n.grad


def errors(kind, way):
    """Yield the error of each result in units of EPS times its scale, and where it is."""
    table = load(kind, way)
    x, n = (np.array([float.fromhex(row[name]) for row in table]) for name in ("x", "n"))
    with np.errstate(all="ignore"):
        found = ours(kind, way, x, n)
    for name, column in zip(OUTPUTS, found, strict=True):
        for row, got, a, b in zip(table, column, x, n, strict=True):
            scale = EPS * mp.mpf(row[f"scale_{name}"])
            if not np.isfinite(got):
                yield mp.inf, f"{name}({a!r}, {b!r})"
            elif scale or mp.mpf(row[name]) != got:
                yield abs(mp.mpf(got) - mp.mpf(row[name])) / scale, f"{name}({a!r}, {b!r}) = {got}"


@every_kind
@every_way
def test_values_and_slopes_have_the_digits_their_condition_allows(kind, way):
    units = sorted(errors(kind, way), reverse=True)
    assert len(units) > 1000
    worst = [f"{mp.nstr(unit, 4)} units at {where}" for unit, where in units[:5]]
    assert units[0][0] <= LIMITS[kind], worst


@pytest.mark.slow
@every_kind
@every_way
def test_the_vectors_are_what_the_script_writes(kind, way):
    table = load(kind, way)
    anew = [row for row in rows(kind) if row["way"] == way]
    assert table == anew[: len(table)] and len(table) == len(anew)


@every_kind
def test_the_reference_is_its_own_inverse(kind):
    for x, n in [(0.5, 0.3), (7.0, 0.9), (20.0, 0.01), (3.0, 1.0)]:
        z = results(kind, "phi", x, n)[0][0]
        back = results(kind, "inverse", float(z), n)[0][0]
        assert abs(back - x) < 1e-14 * x
