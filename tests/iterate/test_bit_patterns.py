"""Any 64 bits are a float64. Whatever they are, the constructions answer, and answer right."""

import numpy as np
import pytest
from abel_reference import EPS, mp
from make_vectors import ILL_CONDITIONED, OUTPUTS, OVERFLOW, REFERENCES, WIDE, real_results
from test_vectors import SUBNORMAL, error, every_kind

from minigrad import iterate

SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, -5e-324, 2.2e-308, 1e308, -1e308, 1.0, -1.0]

LIMITS = {"abel": 20, "kneser": 20, "schroeder": 50}  # in EPS times the scale


def patterns(rng, size):
    """Return float64 numbers: any bits, any bits but the exponent, and special ones."""
    anything = rng.integers(0, 2**64, size, dtype=np.uint64)
    exponent = rng.integers(1023 - 8, 1023 + 4, size, dtype=np.uint64) << np.uint64(52)
    mild = anything & ~(np.uint64(0x7FF) << np.uint64(52)) | exponent
    choices = [anything.view(float), mild.view(float), rng.choice(SPECIAL, size)]
    return np.choose(rng.choice(3, size, p=[0.4, 0.5, 0.1]), choices)


def arguments(kind, seed, size):
    rng = np.random.default_rng(seed)
    x, n = patterns(rng, size), patterns(rng, size)
    if kind == "schroeder":
        x = x.astype(complex)
        x.imag = np.where(
            rng.random(size) < 0.3, rng.choice([0.0, -0.0], size), patterns(rng, size)
        )
    return x, n


@every_kind
@pytest.mark.usefixtures("form")
def test_no_bit_pattern_hangs_or_raises_and_nan_stays_nan(kind):
    x, n = arguments(kind, seed=0, size=20_000)
    with np.errstate(all="ignore"):
        y, dx, dn = iterate.partials(x, n, kind)
        v = iterate.generator(x, kind)
    assert y.shape == dx.shape == dn.shape == v.shape == x.shape
    assert np.isnan(y[np.isnan(x) | np.isnan(n)]).all()
    assert np.isnan(v[np.isnan(x)]).all()
    assert np.mean(np.isfinite(y)) > 0.2


@every_kind
def test_a_kernel_counts_what_is_nan_or_left_to_the_readable_form(kind):
    x, n = arguments(kind, seed=3, size=20_000)
    results, extreme = [np.empty_like(x) for _ in range(3)], np.empty(x.size, bool)
    count = iterate.KINDS[kind].KERNEL.compiled(x, n, *results, extreme)
    outside = np.isnan(results[0])
    assert count == np.sum(extreme | outside)
    assert np.any(outside & ~extreme) == (kind != "schroeder")


def is_at_the_edge(reference, x, n):
    """Return whether so little is left of ψ(x) + n + 1 that rounding decides on its sign."""
    with reference.mp.workdps(WIDE):
        way = reference.psi(reference.mp.mpf(x)) + 1
        return abs(way + n) * ILL_CONDITIONED < way


def wrong_results(kind, exact, got):
    """Yield what is wrong with the results at one point."""
    if exact is None:
        if not np.isnan(got[0]):
            yield "y", "should be nan"
        return
    for name, result, value, scale in zip(OUTPUTS, got, *exact, strict=True):
        if value > OVERFLOW:
            if result != np.inf:
                yield name, "should be inf"
            if mp.isinf(value):  # so far beyond float64 that nothing is known of the slopes
                return
        elif not (value and scale / abs(value) >= ILL_CONDITIONED):
            units = error(result, value, scale)
            if units > LIMITS[kind]:
                yield name, f"{mp.nstr(units, 4)} units from {mp.nstr(value, 20)}"


@pytest.mark.parametrize("kind", ["abel", pytest.param("kneser", marks=pytest.mark.slow)])
def test_bit_patterns_give_what_the_reference_gives(kind, without_kernels):
    x, n = arguments(kind, seed=1, size=500)
    with np.errstate(all="ignore"):
        fast = iterate.partials(x, n, kind)
        without_kernels()
        slow = iterate.partials(x, n, kind)
    both_forms = np.transpose([fast, slow], (2, 0, 1))
    wrong = [
        f"x = {a!r}, n = {b!r}: {name} = {got[OUTPUTS.index(name)]} {what}"
        for a, b, results in zip(x.tolist(), n.tolist(), both_forms, strict=True)
        if np.isfinite(a) and np.isfinite(b) and not is_at_the_edge(REFERENCES[kind], a, b)
        for exact in [real_results(REFERENCES[kind], a, b)]  # takes long: once for both forms
        for got in results
        for name, what in wrong_results(kind, exact, got)
    ]
    if wrong:
        pytest.fail(f"{len(wrong)} are wrong:\n" + "\n".join(wrong[:20]), pytrace=False)


def nature(y):
    """Return 0 for finite numbers, 1 for infinite ones, 2 for nan; 1 for complex inf and nan."""
    return ~np.isfinite(y) + (0 if np.iscomplexobj(y) else np.isnan(y))


def spread(kind, x, n, results, step):
    """Return of each result how steeply it changes with x and n, and whether its nature stays."""
    moved = [(x * (1 + h), n) for h in (step, -step)] + [(x, n * (1 + h)) for h in (step, -step)]
    near = [iterate.partials(*place, kind) for place in moved]
    for i, result in enumerate(results):
        others = np.array([other[i] for other in near])
        yield (
            np.sum(np.abs(others - result), axis=0) / (2 * step),
            np.all(nature(others) == nature(result), axis=0),
        )


@pytest.mark.slow
@every_kind
def test_the_two_forms_agree_on_bit_patterns(kind, without_kernels):
    x, n = arguments(kind, seed=2, size=20_000)
    with np.errstate(all="ignore"):
        fast = iterate.partials(x, n, kind)
        without_kernels()
        slow = iterate.partials(x, n, kind)
        wide = spread(kind, x, n, slow, step=2.0**-30)
        narrow = spread(kind, x, n, slow, step=2.0**-45)  # many exps of a complex number are chaos
        for name, one, other, (slope, steady), (chaos, still) in zip(
            OUTPUTS, fast, slow, wide, narrow, strict=True
        ):
            scale, size = np.abs(other) + slope, np.abs(other)
            steady &= still & ~(chaos > ILL_CONDITIONED * size)
            exps = np.maximum(1, np.abs(n))  # each of them rounds once more
            far = np.abs(one - other) > 2 * LIMITS[kind] * EPS * scale * exps + 4 * SUBNORMAL
            far &= np.isfinite(scale) & (scale * 10 < ILL_CONDITIONED * size)
            wrong = steady & (far | (nature(one) != nature(other)))
            where = [f"{a!r}, {b!r}" for a, b in zip(x[wrong], n[wrong], strict=True)]
            assert np.mean(steady) > 0.8
            assert not where, f"{name} at {len(where)} points, such as {where[:5]}"
