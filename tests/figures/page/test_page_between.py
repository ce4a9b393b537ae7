"""1. Two numbers in a browser: the page computes what minigrad computes."""

import re

import numpy as np
import pytest
from browsing import edges, set_slider, text_of, words

import minigrad as mg

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_exp_n_is_that_of_minigrad(visit, kind):
    x, n = np.meshgrid(
        [-700, -5, -1, -1e-3, 0, 0.2, 0.5, 1, 1.7, np.e, 7, 40, 1e6], np.linspace(-1, 1, 21)
    )
    inside = mg.iterate.domain(x, n, kind)
    inside &= np.where(inside, n, 1) > -1  # at the edge itself, both say -inf
    pairs = [[a, b, kind] for a, b in zip(x[inside].tolist(), n[inside].tolist(), strict=True)]
    found = visit().evaluate(
        "(pairs) => pairs.map((pair) => String(minigrad.expN(...pair)))", pairs
    )
    values = np.array([float(text.replace("Infinity", "inf")) for text in found])
    assert values == pytest.approx(
        mg.iterate.exp_n(x[inside], n[inside], kind), rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize("kind", ["kneser", "abel", "linear-log", "box-cox"])
def test_oplus_is_that_of_minigrad(visit, kind):
    numbers, steps = [0.01, 0.5, 1.0, 2.0, 3.0, 7.0, 100.0, 12345.6], np.linspace(0, 1, 21)
    triples = [(x, y, n) for x in numbers for y in numbers for n in steps.tolist()]
    found = visit().evaluate(
        "([triples, kind]) => triples.map(([x, y, n]) => minigrad.oplus(x, y, n, kind)[0])",
        [triples, kind],
    )
    x, y, n = np.transpose(triples)
    with np.errstate(invalid="ignore"):  # of Box–Cox, some have no value
        expected = mg.oplus(x, y, n, kind).data
    assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_schroeders_oplus_is_that_of_minigrad(visit):
    numbers, steps = [-7.0, -3.0, -0.5, 0.3, 2.0, 3.0, 20.0], np.linspace(0, 1, 41)
    triples = [(x, y, n) for x in numbers for y in numbers for n in steps.tolist()]
    found = visit().evaluate(
        "(triples) => triples.map(([x, y, n]) => [minigrad.oplus(x, y, n, 'schroeder')].flat())",
        triples,
    )
    values = np.array([complex(*(value if len(value) == 2 else (*value, 0))) for value in found])
    x, y, n = np.transpose(triples)
    expected = mg.oplus(x, y, n, "schroeder").data
    right = np.abs(values - expected) <= 1e-6 * np.maximum(1, np.abs(expected))
    assert right.all()


def test_the_three_numbers(visit):
    page = visit("#x=2&y=3&n=0.75")
    assert [text_of(page, name) for name in ("sum", "between", "product")] == ["5", "6.293", "6"]
    first, second = (mg.iterate.exp_n(x, -0.75) for x in (2.0, 3.0))
    assert text_of(page, "how-1") == (
        "Computed so: undo n exps of both, add, and do n exps again: "
        f"exp⁽⁻ⁿ⁾(2) = {first:.4g} and exp⁽⁻ⁿ⁾(3) = {second:.4g}; their sum is {first + second:.4g} "
        f"(all rounded), and exp⁽ⁿ⁾({first + second:.4g}) = 6.293."
    )
    assert words(page, 1) == (
        "At n = 0.75, 2 ⊕ 3 = 6.293 is more than both the sum and the product. "
        "(It need not lie between: only the two ends are fixed.)"
    )
    for n, says in ((0, "is the sum"), (1, "is the product"), (0.2, "lies between")):
        set_slider(page, "n", n)
        assert words(page, 1).endswith(f"{says}{' the sum and the product' if n == 0.2 else ''}.")


def test_less_than_both_is_said_too(visit):
    assert mg.oplus(0.1, 0.5, 0.79).item() < min(0.1 + 0.5, 0.1 * 0.5)
    assert "is less than both the sum and the product" in words(visit("#x=0.1&y=0.5&n=0.79"), 1)


def as_shown(text):
    """Return the real number, or the real part, that the page shows."""
    text = text.replace("\xa0", " ").replace("−", "-").replace(",", "")
    text = re.sub(r"(?<=[\d⁰-⁹]) [-+] .*i$", "", text)
    digits, _, exponent = text.partition(" × 10")
    exponent = exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(digits) * 10.0 ** int(exponent or 0)


@pytest.mark.parametrize("kind", ["kneser", "abel", "schroeder"])
def test_the_sentence_agrees_with_the_numbers_beside_it(visit, kind):
    pairs = [(2, 7), (2, 2), (2, 3), (0.5, 3), (0.1, 0.5), (100, 1000), (1e-5, 4), (12345, 0.02)]
    pairs += [(-2, 3), (-5, -0.2)] if kind == "schroeder" else [(1, 1), (1, 5)]
    shown = visit(f"#kind={kind}").evaluate(
        """(pairs) => pairs.flatMap(([x, y]) => Array.from({ length: 101 }, (_, i) => {
            Object.assign(state, { x: String(x), y: String(y), n: String(i / 100) });
            drawNumbers();
            return ["sum", "between", "product", "words-1"].map((id) => byId(id).textContent);
        }))""",
        pairs,
    )
    kinds = set()
    for sum_, between, product, said in shown:
        if "not defined" in said:
            continue
        assert f" = {between}" in said
        low, value, high = as_shown(sum_), as_shown(between), as_shown(product)
        low, high = min(low, high), max(low, high)
        kinds.add(place := re.search(r" (lies between|is [a-z ]+ than|is the) ", said)[1])
        named = {"sum": as_shown(sum_), "product": as_shown(product)}
        if place == "lies between":
            assert low < value < high, said
        elif "both" in said:
            assert value > high if "more" in place else value < low, said
        else:
            assert value == named[re.search(r"the (sum|product)\b", said)[1]], said
        outside = "both" in said
        assert not outside or "It need not lie between" in said
    assert {"lies between", "is more than", "is the"} <= kinds


def test_almost_the_product_is_called_a_trace_more(visit):
    page = visit("#x=2&y=7&n=0.98")
    assert text_of(page, "between") == text_of(page, "product") == "14"
    assert mg.oplus(2.0, 7.0, 0.98).item() > 14
    assert "= 14 is a trace more than the product. (It need not" in words(page, 1)


def test_half_an_exp_done_twice_is_exp(visit):
    half = mg.iterate.exp_n(0.0, 0.5)
    assert mg.iterate.exp_n(half, 0.5) == pytest.approx(1)
    said = visit().locator("#half-words").text_content()
    assert f"it makes {half:.4g} of 0, and 1 of {half:.4g}; exp makes 1 of 0" in said


def test_schroeder_takes_negative_numbers_and_says_where_it_jumps(visit):
    page = visit("#x=2&y=3&n=0.5&kind=schroeder")
    assert page.locator("#between").inner_text() == "10.52 + 0.7065i"
    assert "jumps at n = 0.636, because a complex log has several values" in words(page, 1)
    assert "Gaps" not in words(page, 1)
    assert page.locator("#curve path[stroke='url(#n-colours)']").count() == 2
    page.locator("#y").fill("-3")
    assert mg.oplus(2.0, -3.0, 0.5, "schroeder").item() == pytest.approx(-3.6 + 1.662j, abs=5e-4)
    assert page.locator("#between").inner_text() == "−3.6 + 1.662i"
    assert "jumps" not in words(page, 1) and "Gaps" not in words(page, 1)
    assert page.locator("#curve path[stroke='url(#n-colours)']").count() == 1


@pytest.mark.parametrize("x, y", [(2.71828, -0.3), (50, 60), (20, 300), (2, 3), (2, -3), (7, 9)])
def test_gaps_are_said_where_the_curve_has_some(visit, x, y):
    page = visit(f"#x={x}&y={y}&kind=schroeder")
    said = words(page, 1)
    jumps = re.search(r"jumps at n = (.*?), because", said)
    jumps = re.findall(r"[\d.]+", jumps[1]) if jumps else []
    holes = page.evaluate(
        """() => [...document.querySelectorAll("#curve path[stroke='url(#n-colours)']")].map((p) =>
            [p.getPointAtLength(0).x, p.getPointAtLength(1e9).x])"""
    )
    starts, ends = zip(*holes, strict=True)
    left, right = edges(page, "curve")
    missing = [a - b for a, b in zip([*starts, right], [left, *ends], strict=True)]
    assert ("Gaps:" in said) == any(hole > 0.5 for hole in missing)
    assert ("Gaps:" in said) == ((x, y) in [(2.71828, -0.3), (50, 60), (20, 300)])
    assert len(jumps) == (1 if (x, y) == (2, 3) else len(jumps))


@pytest.mark.parametrize(
    "kind, typed, says",
    [
        (
            "kneser",
            "0",
            "This way takes positive numbers only: make x and y positive, or take another way.",
        ),
        (
            "abel",
            "-2",
            "This way takes positive numbers only: make x and y positive, or take another way.",
        ),
        ("kneser", "", "x needs a number"),
        ("schroeder", "", "x needs a number"),
        ("kneser", "1e308", "x is too large"),
        ("schroeder", "-1e308", "x is too large"),
        ("schroeder", "0", "has no value"),
        ("schroeder", "1", "has no value"),
        ("schroeder", "2.718281828", "At n ="),
        ("schroeder", "2.718281828459045", "At"),
        ("schroeder", "1e-300", "At"),
        ("abel", "1e-300", "At n ="),
        ("kneser", "1000000", "At n ="),
    ],
)
def test_every_input_gets_a_sentence(visit, kind, typed, says):
    page = visit(f"#kind={kind}")
    page.locator("#x").fill(typed)
    for n in (0, 0.37, 0.5, 0.99, 1):
        set_slider(page, "n", n)
        assert says in text_of(page, "error-1") + words(page, 1)
        assert not re.search(
            "NaN|Infinity|undefined|null", page.locator("section").first.inner_html()
        )
    wrong = not says.startswith("At")
    assert (text_of(page, "error-1") != "") == wrong and (words(page, 1) == "") == wrong
    assert page.locator("#x").get_attribute("aria-invalid") == ("true" if wrong else "false")
    assert page.locator("#y").get_attribute("aria-invalid") == "false"


def test_letters_are_no_number(visit):
    page = visit()
    page.locator("#x").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("two")
    page.keyboard.press("Backspace")
    assert "x: “tw” is no number" in text_of(page, "error-1")
    assert text_of(page, "sum") == text_of(page, "product") == "–"


def test_negative_numbers_keep_what_is_obvious_and_offer_a_way_out(visit):
    page = visit("#x=-3&y=-4")
    assert (
        text_of(page, "error-1")
        == "This way takes positive numbers only: make x and y positive, or take another way."
    )
    assert [text_of(page, name) for name in ("sum", "between", "product")] == ["−7", "–", "12"]
    page.locator("#use-complex").click()
    assert page.evaluate("document.activeElement.value") == "schroeder"
    assert not page.locator("#use-complex").is_visible() and text_of(page, "error-1") == ""
    assert "whose real part" in words(page, 1)
    page.locator("#x").fill("0")
    assert not page.locator("#use-complex").is_visible()
