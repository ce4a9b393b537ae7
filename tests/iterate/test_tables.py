"""The tables of Kneser's, Schröder's and the elementary functions: by definition and anew."""

import ast
import os

import pytest

from minigrad.iterate import make_tables
from minigrad.iterate.compiled import tables
from minigrad.iterate.make_tables import HALF, TABLES, mp, polynomial

EPS = mp.mpf(2) ** -52
EDGE = mp.mpf(1) / 16
KNESER = ["TET", "SLOG", "SPEED", "GENERATOR"]
SCHROEDER = ["CHI", "CHI_INV", "FIXED_POINT_PARTS"]
ELEMENTARY = {  # the function, how it comes from its table p, up to where, and the error in EPS
    "EXP": (mp.exp, lambda r, p: 1 + r + r**2 * polynomial(p, r), mp.ln2 / 2, 0.08),
    "LOG": (
        lambda s: mp.log((1 + s) / (1 - s)),
        lambda s, p: 2 * s + s**3 * polynomial(p, s**2),
        (mp.sqrt(2) - 1) ** 2,
        0.03,
    ),
    "SINE": (mp.sin, lambda x, p: x + x**3 * polynomial(p, x**2), mp.pi / 4, 0.1),
    "COSINE": (mp.cos, lambda x, p: 1 - x**2 / 2 + x**4 * polynomial(p, x**2), mp.pi / 4, 0.006),
    "ATAN": (mp.atan, lambda t, p: t + t**3 * polynomial(p, t**2), mp.tan(mp.pi / 8), 0.04),
}
NAMES = [*KNESER, *SCHROEDER, *ELEMENTARY]
C = sum(mp.mpc(part) for part in tables.FIXED_POINT_PARTS)


def between(low, high, count=60):
    """Return points across [low, high], its ends among them."""
    return [low + (high - low) * mp.mpf(i) / count for i in range(count + 1)]


def slope(series):
    return [k * a for k, a in enumerate(series)][1:]


def committed(name):
    """Return a table as numbers of mpmath, so that evaluating it rounds nothing."""
    return [mp.mpmathify(x) for x in getattr(tables, name)]


def product(x, name):
    """Return x · Σ p[k] (x - 1/2)^k for a table p, and its slope."""
    p, s = committed(name), x - HALF
    return x * polynomial(p, s), polynomial(p, s) + x * polynomial(slope(p), s)


def tet_below(t):
    """Return tet(t - 1) and its slope, from the table."""
    return product(t, "TET")


def slog_plus_1(y):
    """Return slog(y) + 1 and its slope, from the table."""
    return product(y, "SLOG")


LOW = tet_below(-EDGE)[0]  # -0.0696, where SLOG and SPEED begin


def speed(y):
    return polynomial(committed("SPEED"), y - HALF)


def v_and_derivatives(y):
    found, series = [], committed("GENERATOR")
    for _ in range(4):
        found.append(polynomial(series, y - HALF))
        series = slope(series)
    return found


# ---- made anew ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def taylor():
    return make_tables.tetration_series(13)


@pytest.mark.slow
def test_tet_made_anew_with_13_digits_is_the_committed_one(taylor):
    for t in between(-EDGE, 1 + EDGE):
        assert abs(tet_below(t)[0] - make_tables.tet(taylor, t - 1)) < 1e-13


def test_slog_made_anew_with_13_digits_is_the_committed_one(taylor):
    for y in between(LOW, 1 + EDGE):
        assert abs(slog_plus_1(y)[0] - make_tables.slog(taylor, y) - 1) < 1e-13


def test_the_generator_made_anew_with_13_digits_is_the_committed_one_in_both_tables(taylor):
    for y in between(LOW, mp.one):
        assert abs(speed(y) - make_tables.generator(taylor, y)) < 1e-13
    for y in between(-EDGE / 2, 1 + EDGE / 2):
        assert abs(v_and_derivatives(y)[0] - make_tables.generator(taylor, y)) < 1e-13


@pytest.mark.parametrize(("name", "length"), [("CHI", 42), ("CHI_INV", 27)])
def test_the_tables_of_schroeder_made_anew_are_the_committed_ones(name, length):
    series = make_tables.schroeder_series()[name == "CHI_INV"]
    assert getattr(tables, name) == tuple(complex(x) for x in series[1 : length + 1])


@pytest.fixture(scope="module")
def all_anew():
    return make_tables.tables(40)


@pytest.mark.slow
def test_everything_made_anew_is_the_committed_file_bit_for_bit(all_anew):
    committed = TABLES.read_text(encoding="utf-8")
    heading, *_ = committed.partition("\n# ")
    assert make_tables.render(all_anew, heading) == committed


@pytest.mark.slow
def test_ending_the_series_costs_what_the_file_says(all_anew):
    taylor = make_tables.tetration_series(40)
    tet, slog, short, long = (all_anew[name] for name in KNESER)
    for t in between(-EDGE, 1 + EDGE, 299):
        assert abs(t * polynomial(tet, t - HALF) / make_tables.tet(taylor, t - 1) - 1) < 2e-17
    for y in between(LOW, 1 + EDGE, 299):
        exact = make_tables.slog(taylor, y) + 1
        assert abs(y * polynomial(slog, y - HALF) / exact - 1) < 2e-17
    for y in between(LOW, mp.one, 299):
        assert abs(polynomial(short, y - HALF) / make_tables.generator(taylor, y) - 1) < 5e-17
    for y in between(-EDGE / 2, 1 + EDGE / 2, 299):
        assert abs(polynomial(long, y - HALF) / make_tables.generator(taylor, y) - 1) < 1e-25
    for name, (f, assembled, end, _) in ELEMENTARY.items():
        for x in between(-end, end, 299):
            start = assembled(x, [])  # the terms that are not in the table
            rest = assembled(x, all_anew[name]) - start
            assert abs(rest / (f(x) - start) - 1) < 1e-15


# ---- Kneser: the committed numbers obey the laws -----------------------------------------------


def test_known_values():
    tet_minus_half = tet_below(HALF)[0]
    known = mp.mpf("0.498563287941114434679619092493133294002471864922419252")
    assert abs(tet_minus_half - known) < 1e-17
    assert abs(mp.exp(tet_minus_half) - make_tables.TET_HALF) < 1e-17
    assert abs(mp.log(tet_minus_half) + mp.mpf("0.696024740886084172")) < 1e-17
    slope_at_0 = mp.mpf("1.0917673512583209918")  # and at -1
    for y, tet_error, slog_error in ((mp.zero, EPS / 20, EPS / 8), (mp.one, 1.3 * EPS, 2 * EPS)):
        assert abs(tet_below(y)[1] - slope_at_0) < tet_error
        assert abs(slog_plus_1(y)[1] - 1 / slope_at_0) < slog_error
        assert abs(v_and_derivatives(y)[0] - slope_at_0) < EPS / 8
        assert abs(speed(y) - slope_at_0) < EPS / 10


def test_tet_goes_on_as_e_to_the_tet_across_the_join():
    for t in between(-EDGE, EDGE):
        assert abs(tet_below(t + 1)[0] / mp.exp(tet_below(t)[0]) - 1) < EPS / 20


def test_slog_counts_one_exp_across_the_join():
    for y in between(LOW, mp.log(1 + EDGE)):
        assert abs(slog_plus_1(mp.exp(y))[0] - slog_plus_1(y)[0] - 1) < EPS / 5


def test_slog_undoes_tet_to_all_digits_even_next_to_0():
    for t in [mp.mpf(10) ** -300, *between(-EDGE, 1 + EDGE / 2)]:
        assert abs(slog_plus_1(tet_below(t)[0])[0] / t - 1) < EPS / 4


def test_the_generator_is_the_slope_of_tet():
    for t in between(mp.zero, mp.one):
        y, slope_of_tet = tet_below(t)
        assert abs(v_and_derivatives(y)[0] / slope_of_tet - 1) < 1.1 * EPS


def test_the_short_table_of_the_generator_is_the_long_one():
    for y in between(-EDGE / 2, mp.one):
        assert abs(speed(y) / v_and_derivatives(y)[0] - 1) < EPS / 5


def test_the_short_table_of_the_generator_obeys_julias_equation_across_the_join():
    for y in between(LOW, mp.zero):
        assert abs(speed(mp.exp(y)) / mp.exp(y) / speed(y) - 1) < EPS / 10


def test_the_generator_and_three_derivatives_go_on_across_the_join():
    """Julia's equation v(eʸ) = eʸ v(y), differentiated."""
    for y in between(-EDGE / 2, mp.log(1 + EDGE / 2)):
        (v0, v1, v2, v3), e = v_and_derivatives(y), mp.exp(y)
        expected = (e * v0, v0 + v1, (v1 + v2) / e, (v3 - v1) / e**2)
        for got, exact in zip(v_and_derivatives(e), expected, strict=True):
            assert abs(got - exact) < EPS


# ---- Schröder: the committed numbers obey the laws ---------------------------------------------


def chi(u):
    """Return χ(c + u)."""
    return u * polynomial(committed("CHI"), u)


def chi_inv(w):
    """Return χ⁻¹(w) - c."""
    return w * polynomial(committed("CHI_INV"), w)


def around_zero(radius):
    return [radius * mp.expjpi(mp.mpf(j) / 12 + 0.03) for j in range(24)]


def test_the_fixed_point_is_its_own_exp_to_32_digits():
    assert abs(mp.exp(C) - C) < 1e-32
    assert complex(C) == tables.FIXED_POINT_PARTS[0]


@pytest.mark.parametrize("radius", [1e-3, 0.1, 0.7])
def test_chi_inv_turns_a_product_into_an_exp(radius):
    for w in around_zero(radius):
        error = abs(mp.exp(C + chi_inv(w)) - C - chi_inv(C * w))
        assert error < EPS / 2 * abs(C * w)


@pytest.mark.parametrize("radius", [1e-3, 0.1, 0.4])
def test_chi_turns_an_exp_into_a_product(radius):
    for u in around_zero(radius):
        up = C * mp.expm1(u)
        if abs(up) <= 0.6:
            assert abs(chi(up) - C * chi(u)) < EPS / 2 * abs(u)


@pytest.mark.parametrize("radius", [1e-3, 0.1, 0.5])
def test_chi_and_chi_inv_undo_each_other(radius):
    for w in around_zero(radius):
        assert abs(chi(chi_inv(w)) - w) < EPS / 2 * radius


def test_ending_the_series_of_schroeder_costs_what_the_file_says():
    a, b = make_tables.schroeder_series()
    for table, full, radius in ((a[:43], a, 0.6), (b[:28], b, 1)):
        for z in around_zero(radius):
            assert abs(polynomial(table, z) / polynomial(full, z) - 1) < 1e-17


# ---- the elementary functions: the committed numbers against mpmath's --------------------------


@pytest.mark.parametrize("name", ELEMENTARY)
def test_elementary_functions_err_by_a_tenth_of_the_last_digit_at_most(name):
    f, assembled, end, error = ELEMENTARY[name]
    for x in between(-end, end, 61):
        assert abs(assembled(x, committed(name)) / f(x) - 1) < error * EPS


# ---- the file and the script -------------------------------------------------------------------


def test_the_file_says_all_there_is_to_say_of_each_table():
    tree = ast.parse(TABLES.read_text(encoding="utf-8"))
    assert [node.targets[0].id for node in tree.body if isinstance(node, ast.Assign)] == NAMES
    words = ast.get_docstring(tree)
    assert all(f"\n{name} " in words for name in NAMES)
    assert "python -m minigrad.iterate.make_tables" in words and "Do not edit" in words


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_tuples_of_one_type(name):
    table = getattr(tables, name)
    kind = complex if name in SCHROEDER else float
    assert type(table) is tuple and {type(x) for x in table} == {kind}


def test_the_lengths_of_the_tables():
    lengths = [23, 23, 16, 26, 42, 27, 2, 10, 7, 6, 6, 11]
    assert [len(getattr(tables, name)) for name in NAMES] == lengths


def test_fourier_coefficients_of_a_polynomial_are_its_coefficients():
    series = [mp.mpf(a) for a in (3, -1, 4, 1, -5)]
    values = [polynomial(series, mp.expjpi(mp.mpf(2 * j) / 5)) for j in range(5)]
    for got, exact in zip(make_tables.fourier(values, 5), series, strict=True):
        assert abs(got - exact) < 1e-50


def test_fit_is_as_good_as_asked_and_no_longer_than_needed():
    for asked, degree in ((1e-4, 4), (1e-10, 8)):
        series = make_tables.fit(mp.exp, mp.mpf(0), mp.mpf(1), asked)
        errors = [abs(polynomial(series, x - HALF) / mp.exp(x) - 1) for x in between(0, 1)]
        assert max(errors) < asked and len(series) == degree + 1


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Let the script write small tables into a folder of the test."""
    third = {"TET": [mp.one / 3] * 5, "CHI": [mp.mpc(1, 2) / 3]}
    monkeypatch.setattr(make_tables, "tables", lambda digits: third)
    monkeypatch.setattr(make_tables, "TABLES", tmp_path / "tables.py")
    make_tables.TABLES.write_bytes(TABLES.read_bytes())
    assert make_tables.main([]) == 0
    return make_tables.TABLES


def test_what_the_script_writes_is_python_with_these_numbers(elsewhere):
    names = {}
    exec(elsewhere.read_text(encoding="utf-8"), names)
    assert names["TET"] == (1 / 3,) * 5 and names["CHI"] == (complex(1 / 3, 2 / 3),)
    assert "SLOG" not in names


def test_the_words_above_the_tables_stay_as_they_are(elsewhere):
    heading, *_ = TABLES.read_text(encoding="utf-8").partition("\n# ")
    elsewhere.write_text(f"# Hello.\n{heading}\n# 1.0\nTET = (1.0,)\n", encoding="utf-8")
    assert make_tables.main([]) == 0
    text = elsewhere.read_text(encoding="utf-8")
    assert text.startswith(f"# Hello.\n{heading}\n# 0.3333, ") and "1.0" not in text


def test_writing_makes_numba_compile_anew_and_leaves_nothing_else_behind(elsewhere):
    kernels = [elsewhere.with_name(name) for name in ("real.py", "complex.py")]
    for kernel in kernels:
        os.utime(kernel, (0, 0))
    for arguments, touched in ((["--check"], False), ([], True)):
        assert make_tables.main(arguments) == 0
        assert [kernel.stat().st_mtime > 0 for kernel in kernels] == [touched, touched]
    assert {*elsewhere.parent.iterdir()} == {elsewhere, *kernels}


def test_check_finds_a_changed_digit_says_which_and_writes_nothing(elsewhere, capsys):
    assert make_tables.main(["--check"]) == 0
    planted = elsewhere.read_text(encoding="utf-8").replace("555p-2", "556p-2", 1)
    elsewhere.write_text(planted, encoding="utf-8")
    capsys.readouterr()
    assert make_tables.main(["--check"]) == 1
    message = capsys.readouterr().err
    assert "0x1.5555555555556p-2" in message and "+    0x1.5555555555555p-2" in message
    assert elsewhere.read_text(encoding="utf-8") == planted


def test_too_few_digits_for_float64_are_refused(capsys):
    with pytest.raises(SystemExit):
        make_tables.main(["--digits", "20"])
    assert "--digits" in capsys.readouterr().err
