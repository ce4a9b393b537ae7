"""The interactive page in a browser: it computes what minigrad computes, and can be worked by anybody."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import minigrad as mg

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason=f"there is no browser: {', '.join(NAMES)}"),
]

PAGE = Path(__file__).parents[2] / "figures" / "explore.html"
TABLES = json.loads(re.search(r'id="tables">(.*?)</script>', PAGE.read_text("utf-8"), re.DOTALL)[1])
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
PHONE = {"width": 390, "height": 844}
SAVED = 500  # milliseconds after which the address is up to date
SPOKEN = 700  # milliseconds after which a screen reader is told


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Open the page with a hash; afterwards, see that nothing was asked for and nothing went wrong."""
    contexts, asked_for, went_wrong = [], [], []

    def answer(route):
        if route.request.url.split("#")[0] == PAGE.as_uri():
            return route.continue_()
        asked_for.append(route.request.url)
        return route.abort()

    def open_page(address="", viewport=WIDE, clock=False, **options):
        contexts.append(browser.new_context(viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.route("**/*", answer)
        page.on("console", lambda message: went_wrong.append(message.text))
        page.on("pageerror", lambda error: went_wrong.append(str(error)))
        if clock:
            page.clock.install()
        page.goto(PAGE.as_uri() + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked_for == []
    assert went_wrong == []


def set_slider(page, name, value):
    page.locator(f"#{name}").fill(str(value))


def words(page, number):
    return page.locator(f"#words-{number}").inner_text()


def text_of(page, name):
    return page.locator(f"#{name}").inner_text()


def press(page, name):
    """Click a button, even if it says that it does nothing now."""
    page.get_by_role("button", name=name, exact=True).click(force=True)


def drag(page, name, start, end):
    """Move the pressed mouse over a picture, from one n to another, and return the last n reached."""
    box, (left, right) = page.locator(f"#{name}").bounding_box(), edges(page, name)
    for n in (start, (start + end) / 2, end):
        page.mouse.move(box["x"] + left + n * (right - left), box["y"] + box["height"] / 2)
        if n == start:
            page.mouse.down()
    page.mouse.up()


def edges(page, name):
    return page.locator(f"#{name}").evaluate("(svg) => svg.edges")


def address(page):
    # The page's own timer, which is due after the one that saves, however busy the machine is.
    page.evaluate(f"new Promise((done) => setTimeout(done, {SAVED}))")
    pairs = page.evaluate("[...new URLSearchParams(location.hash.slice(1))]")
    return dict(pairs)


# ---- 1. two numbers ----------------------------------------------------------------------------


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


@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_oplus_is_that_of_minigrad(visit, kind):
    numbers, steps = [0.01, 0.5, 1.0, 2.0, 3.0, 7.0, 100.0, 12345.6], np.linspace(0, 1, 21)
    triples = [(x, y, n) for x in numbers for y in numbers for n in steps.tolist()]
    found = visit().evaluate(
        "([triples, kind]) => triples.map(([x, y, n]) => minigrad.oplus(x, y, n, kind))",
        [triples, kind],
    )
    x, y, n = np.transpose(triples)
    assert found == pytest.approx(mg.oplus(x, y, n, kind).data, rel=1e-9)


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
    text = re.sub(r"(?<=[\d⁰-⁹]) [−+] .*i$", "", text).replace("−", "-").replace(",", "")
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
    said = text_of(visit(), "half-words")
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
        ("kneser", "0", "This exp⁽ⁿ⁾ takes positive numbers only."),
        ("abel", "-2", "This exp⁽ⁿ⁾ takes positive numbers only."),
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
    assert "x needs a number" in text_of(page, "error-1")
    assert text_of(page, "sum") == text_of(page, "product") == "–"


def test_negative_numbers_keep_what_is_obvious_and_offer_a_way_out(visit):
    page = visit("#x=-3&y=-4")
    assert text_of(page, "error-1") == "This exp⁽ⁿ⁾ takes positive numbers only."
    assert [text_of(page, name) for name in ("sum", "between", "product")] == ["−7", "–", "12"]
    assert page.locator("#curve text", has_text="−7").count() == 1
    page.locator("#use-complex").click()
    assert page.evaluate("document.activeElement.value") == "schroeder"
    assert not page.locator("#use-complex").is_visible() and text_of(page, "error-1") == ""
    assert "whose real part" in words(page, 1)
    page.locator("#x").fill("0")
    assert not page.locator("#use-complex").is_visible()


# ---- 2. backward -------------------------------------------------------------------------------


def shown(value):
    return re.sub("^-", "−", f"{value:.4g}")


def test_backward_lights_one_box_after_the_other(visit):
    page, boxes = visit(), TABLES["graph"]["boxes"]
    seen = {words(page, 2)}
    assert "grad" not in page.locator("#graph").text_content()
    for step, i in enumerate(TABLES["graph"]["order"], start=1):
        press(page, "Next")
        assert page.locator("#step-now").inner_text() == f"step {step} of 10"
        assert f"grad {shown(boxes[i]['grad'])}" in page.locator(f"#box-{i}").text_content()
        assert page.locator("#graph rect[stroke-width='3']").count() == 1
        assert page.locator(f"#box-{i} rect").get_attribute("stroke-width") == "3"
        seen.add(words(page, 2))
    press(page, "Next")
    press(page, "Next")  # there is no further
    for i, box in enumerate(boxes):
        text = page.locator(f"#box-{i}").text_content()
        assert box["name"] in text and shown(box["value"]) in text
        assert (f"grad {shown(box['grad'])}" in text) if box["grad"] else ("grad" not in text)
    assert len(seen | {words(page, 2)}) == 11
    assert "n is used in two places, so its gradient is a sum: −90.32 + 68.79 = −21.53." in words(
        page, 2
    )
    assert "w1, n and w2 should grow; and n moves towards multiplying." in words(page, 2)
    assert all(box["grad"] < 0 for box in boxes if box["kind"] == "leaf")


def test_slopes_are_explained(visit):
    page = visit("#step=1")
    assert "If error grows a little, loss changes −2.647 times that (2 · error)" in words(page, 2)
    set_step = "(step) => { state.step = String(step); drawGraph(); }"
    page.evaluate(set_step, 3)
    h, z = 1e-6, next(b["value"] for b in TABLES["graph"]["boxes"] if b["name"] == "z")
    slope = (mg.iterate.exp_n(z + h, 0.5) - mg.iterate.exp_n(z - h, 0.5)) / (2 * h)
    assert f"If z grows a little, out changes {slope:.4g} times that: z gets (−2.647)" in words(
        page, 2
    )
    page.evaluate(set_step, 5)
    assert "p2 changes 3.316 times that (the value of u2)" in words(page, 2)


def test_boxes_say_what_computed_them(visit):
    page, signs = visit(), {}
    for i, box in enumerate(TABLES["graph"]["boxes"]):
        signs[box["name"]] = page.locator(f"#box-{i} text").nth(1).text_content()
    assert signs["u1"] == signs["u2"] == "exp⁽⁻ⁿ⁾" and signs["out"] == "exp⁽ⁿ⁾"
    assert signs["−n"] == "negate" and signs["error"] == "−"
    assert text_of(page, "says") == shown(
        next(b["value"] for b in TABLES["graph"]["boxes"] if b["name"] == "out")
    )


def test_n_says_what_it_has_so_far(visit):
    page = visit("#step=3")
    i = next(i for i, box in enumerate(TABLES["graph"]["boxes"]) if box["name"] == "n")
    assert "so far −90.32" in page.locator(f"#box-{i}").text_content()
    assert "= −90.32 so far; more will arrive" in words(page, 2)


def test_keys_and_buttons_step(visit):
    page = visit("#step=4")
    page.locator("#graph-box").focus()
    for key, step in (("ArrowRight", 5), ("ArrowLeft", 4), ("End", 10), ("Home", 0)):
        page.keyboard.press(key)
        assert page.locator("#step-now").inner_text() == f"step {step} of 10"
    for button, step in (("Last", 10), ("Back", 9), ("First", 0), ("Back", 0)):
        press(page, button)
        assert page.locator("#step-now").inner_text() == f"step {step} of 10"


@pytest.mark.parametrize("step, off", [(0, ["first", "back"]), (5, []), (10, ["next", "last"])])
def test_buttons_that_lead_nowhere_say_so(visit, step, off):
    page = visit(f"#step={step}")
    for name in ("first", "back", "next", "last"):
        button = page.locator(f"#{name}")
        assert button.get_attribute("aria-disabled") == ("true" if name in off else "false")
        dashed = button.evaluate("(button) => getComputedStyle(button).borderStyle") == "dashed"
        assert dashed == (name in off)
        if name in off:
            button.click(force=True)
            assert page.locator("#step-now").inner_text() == f"step {step} of 10"


def test_play_runs_to_the_end_and_pauses(visit):
    page = visit(clock=True)
    play = page.locator("#play")
    play.click()
    assert play.inner_text() == "Pause"
    assert page.locator("#step-now").inner_text() == "step 1 of 10"  # at once
    page.clock.run_for(2100)
    assert page.locator("#step-now").inner_text() == "step 2 of 10"
    play.click()
    page.clock.run_for(10_000)
    assert page.locator("#step-now").inner_text() == "step 2 of 10"
    play.click()
    page.clock.run_for(30_000)
    assert page.locator("#step-now").inner_text() == "step 10 of 10"
    assert play.inner_text() == "Play"


# ---- 3. valleys --------------------------------------------------------------------------------


def test_the_minimum_moves_with_the_units(visit):
    page = visit()
    places = {}
    for kind in ("kneser", "abel"):
        page.locator(f"input[name=valley][value={kind}]").check()
        for units in ("means", "feet", "metres"):
            page.locator(f"input[name=units][value={units}]").check()
            best = TABLES["valleys"][units][kind]["best"]
            assert f"The least is at n = {best:.2f}, but" in words(page, 3)
            box = page.locator("#minimum path").bounding_box()
            places[best] = box["x"] + box["width"] / 2
    ordered = [places[best] for best in sorted(places)]
    assert len(places) == 6 and ordered == sorted(ordered)
    assert ordered[-1] - ordered[0] > 150


@pytest.mark.parametrize("units, kind, at", [("feet", "abel", 1), ("metres", "kneser", 0), ("metres", "abel", 0)])  # fmt: skip
def test_local_minima_are_named(visit, units, kind, at):
    page = visit(f"#units={units}&valley={kind}")
    assert f"another, local minimum at n = {at}: training that starts there" in words(page, 3)
    assert page.locator("#valley .least").count() == 4  # three units, and this one


def test_the_fit_at_n_is_said(visit):
    page = visit("#at=1")
    assert "volume = 0.9289 · girth^1.997 · height^1.088" in words(page, 3)
    set_slider(page, "at", 0)
    assert "volume = 2.067 · girth + 0.8546 · height − 1.922" in words(page, 3)
    set_slider(page, "at", 0.5)
    assert "exp⁽ⁿ⁾( 2.043 · exp⁽⁻ⁿ⁾(girth) + 1.084" in words(page, 3)
    assert "every n from 0.69 to 1.00, the end of the scale, fits almost as well" in words(page, 3)


@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_the_takeaway_is_what_the_tables_say(visit, kind):
    page = visit(f"#valley={kind}")
    every = [units[kind] for units in TABLES["valleys"].values()]
    best = [valley["best"] for valley in every]
    said = text_of(page, "takeaway")
    assert f"moves from {min(best):.2f} to {max(best):.2f} when only the units change" in said
    for valley in every:
        product, total = (valley["error"] * valley["loss"][i] ** 0.5 for i in (-1, 0))
        assert f"(n = 1, wrong by {product:.1f} ft³) beats" in said
        assert f"(n = 0, wrong by {total:.1f} ft³)" in said
        assert product < total


def test_units_have_the_same_names_everywhere(visit):
    page = visit()
    radios = page.locator("label:has(input[name=units])").all_inner_texts()
    assert page.locator("#valley .name").all_text_contents() == [text.strip() for text in radios]


def test_valleys_differ_in_more_than_colour(visit):
    dashes = visit().evaluate(
        """() => [...document.querySelectorAll("#valley path")].filter((p) => p.getAttribute("d").length > 900)
            .map((p) => [p.getAttribute("stroke-dasharray") ?? "none", +p.getAttribute("stroke-width")])"""
    )
    dashes = [(dash, width) for dash, width in dashes if width < 10]  # not the band
    assert len(dashes) == len({dash for dash, _ in dashes}) == 3
    assert min(width for _, width in dashes) >= 1.5


CLASHES = """() => {
    const svg = document.getElementById("valley"), clashes = [];
    const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const frame = svg.getBoundingClientRect();
    const points = [...svg.querySelectorAll("path")].filter((p) => p.getAttribute("d").split("L").length > 20)
        .flatMap((p) => Array.from({ length: 400 }, (_, i) => p.getPointAtLength(p.getTotalLength() * i / 399)))
        .map(({ x, y }) => ({ left: frame.left + x - 1, right: frame.left + x + 1,
                              top: frame.top + y - 1, bottom: frame.top + y + 1 }));
    const marks = [...svg.querySelectorAll("circle, .least, .trained")].map((m) => m.getBoundingClientRect());
    const texts = [...svg.querySelectorAll("text")];
    for (const text of texts) {
        const box = text.getBoundingClientRect();
        const drawn = text.textContent.startsWith("0, adds") || /^[\\d.]+$/.test(text.textContent) ? marks : [...points, ...marks];
        const others = texts.filter((t) => t !== text).map((t) => t.getBoundingClientRect());
        if ([...drawn, ...others].some((other) => meets(box, other))) clashes.push(text.textContent);
    }
    return clashes;
}"""


@pytest.mark.parametrize("viewport", [WIDE, PHONE, NARROW], ids=["wide", "phone", "narrow"])
@pytest.mark.parametrize("units", ["means", "feet", "metres"])
@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_names_of_valleys_lie_clear_of_curves_and_marks(visit, kind, units, viewport):
    page = visit(f"#units={units}&valley={kind}&train=10", viewport)
    for at in (0, 0.1, 0.25, 0.5, 0.56, 0.8, 0.9, 1):
        set_slider(page, "at", at)
        assert page.evaluate(CLASHES) == []


def test_the_replay_shows_the_training(visit):
    page = visit(clock=True)
    page.locator("#replay").click()
    page.clock.run_for(1000)
    middle = page.locator("#valley .trained").get_attribute("d")
    page.clock.run_for(10_000)
    assert page.locator("#valley .trained").get_attribute("d") != middle
    assert page.locator("#replay").inner_text() == "Replay"
    assert words(page, 4).startswith("After 1,999 steps: n = 0.97, loss 1.000")
    page.locator("#replay").click()  # from the start again
    assert words(page, 4).startswith("After 0 steps")
    page.locator("#train").press("ArrowRight")  # a step by hand ends it
    page.clock.run_for(1000)
    assert page.locator("#replay").inner_text() == "Replay"
    assert words(page, 4).startswith("After 16 steps")


def test_the_training_leaves_my_choices_alone(visit):
    page = visit("#units=feet&valley=abel", clock=True)
    assert "in the units “divided by means”, with Kneser’s" in text_of(page, "recorded")
    assert f"every {TABLES['training']['step'][1]}th step" in text_of(page, "recorded")
    set_slider(page, "train", 40)
    page.locator("#replay").click()
    page.clock.run_for(500)
    assert page.locator("input[name=units][value=feet]").is_checked()
    assert page.locator("input[name=valley][value=abel]").is_checked()
    assert page.locator("#valley .trained").count() == 0
    page.locator("#show-valley").click()
    assert page.locator("input[name=units][value=means]").is_checked()
    assert page.locator("input[name=valley][value=kneser]").is_checked()
    assert page.locator("#valley .trained").count() == 1
    assert not page.locator("#show-valley").is_visible()
    assert page.evaluate("document.activeElement.id") == "train"


def test_who_asks_for_less_motion_steps_by_hand(visit):
    page = visit(reduced_motion="reduce")
    assert not page.locator("#replay").is_visible() and not page.locator("#play").is_visible()
    assert [still.is_visible() for still in page.locator(".still").all()] == [True, True]
    set_slider(page, "train", 40)
    assert words(page, 4).startswith("After 640 steps")
    assert not visit().locator(".still").first.is_visible()


# ---- the address -------------------------------------------------------------------------------

STATE = {"x": "3", "y": "4.5", "n": "0.25", "kind": "abel", "step": "4", "units": "feet",
         "valley": "abel", "at": "0.56", "train": "20"}  # fmt: skip


def test_what_is_chosen_is_in_the_address_and_comes_back(visit):
    page = visit()
    page.locator("#x").fill("3")
    page.locator("#y").fill("4.5")
    for name in ("n", "at"):
        set_slider(page, name, STATE[name])
    set_slider(page, "train", STATE["train"])
    for name in ("kind", "units", "valley"):
        page.locator(f"input[name={name}][value={STATE[name]}]").check()
    for _ in range(4):
        page.locator("#next").click()
    assert address(page) == STATE
    said = [words(page, number) for number in (1, 2, 3, 4)]
    page.reload()
    assert [words(page, number) for number in (1, 2, 3, 4)] == said
    assert [page.locator(f"#{name}").input_value() for name in ("x", "y", "n", "at", "train")] == [
        STATE[name] for name in ("x", "y", "n", "at", "train")
    ]


def test_a_changed_address_changes_the_page(visit):
    page = visit()
    page.evaluate("location.hash = '#x=5&step=2'")
    assert page.locator("#x").input_value() == "5"
    assert page.locator("#step-now").inner_text() == "step 2 of 10"


def test_nonsense_in_the_address_is_passed_over(visit):
    usual = visit()
    page = visit(
        "#x=abc&y=1e999&n=7&kind=<b>&step=99&units=miles&valley=&at=NaN&train=-1&z=%E0%A4%A"
    )
    for number in (1, 2, 3, 4):
        assert words(page, number) == words(usual, number)
    assert page.locator("#x").input_value() == "2" and page.locator("#y").input_value() == "7"


# ---- for everybody -----------------------------------------------------------------------------

STATES = [
    "",
    "#x=123456&y=99999&n=0.5",
    "#x=-200&y=-300&n=0.5&kind=schroeder&step=1&units=feet&valley=abel&at=0.2",
    "#x=2&y=3&kind=schroeder&n=0.7&step=3&units=metres&valley=abel&at=1&train=125",
    "#x=-1&kind=kneser&step=10&train=60&at=0.97",
]
CUT_OFF = """(svg) => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    }).map((text) => text.textContent);
}"""


@pytest.mark.parametrize("viewport", [WIDE, PHONE, NARROW], ids=["wide", "phone", "narrow"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off(visit, state, viewport):
    page = visit(state, viewport)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    for picture in ("half", "curve", "graph", "valley", "training"):
        assert page.locator(f"#{picture}").evaluate(CUT_OFF) == []


@pytest.mark.parametrize("step", range(11))
def test_text_stays_in_its_box(visit, step):
    over = """(svg) => [...svg.querySelectorAll("g")].filter((box) => {
        const frame = box.querySelector("rect").getBBox(), all = box.getBBox();
        return all.width > frame.width + 1 || all.height > frame.height + 1;
    }).map((box) => box.textContent)"""
    assert visit(f"#step={step}").locator("#graph").evaluate(over) == []


@pytest.mark.parametrize("step", range(1, 10))
def test_what_is_lit_is_in_sight_on_a_small_screen(visit, step):
    page = visit(f"#step={step}", NARROW)
    box = page.locator("#graph rect[stroke-width='3']").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"]


def test_the_first_screen_holds_the_first_toy(visit):
    box = visit().locator("#curve").bounding_box()
    assert box["y"] + box["height"] < WIDE["height"]


def test_what_is_below_a_picture_does_not_jump(visit):
    for viewport in (WIDE, PHONE):
        page, places = visit(viewport=viewport), set()
        for n in (0, 0.01, 0.5, 0.85, 0.98, 1):
            set_slider(page, "n", n)
            places.add(page.locator("#graph-box").bounding_box()["y"])
        assert len(places) == 1


def test_a_long_result_does_not_move_the_curve(visit):
    for viewport in (WIDE, PHONE, NARROW):
        page, places = visit("#x=2.71828&y=-3000&kind=schroeder", viewport), set()
        for n in (0, 0.3, 0.5, 0.69, 0.8, 1):
            set_slider(page, "n", n)
            places.add(page.locator("#curve").bounding_box()["y"])
        assert len(places) == 1


def test_a_drag_is_told_once_and_when_it_is_over(visit):
    page = visit(clock=True)
    page.evaluate(
        """() => {
            window.told = [];
            new MutationObserver(() => told.push(byId("status").textContent))
                .observe(byId("status"), { childList: true, characterData: true, subtree: true });
        }"""
    )
    for name, values, says in (
        (
            "n",
            np.linspace(0, 0.97, 20),
            "At n = 0.97, 2 ⊕ 7 = 14 is a trace more than the product.",
        ),
        (
            "at",
            np.linspace(0, 0.81, 20),
            "n 0.81: loss 1.05 times the least, which is at n = 0.97.",
        ),
        ("train", range(20, 41), "After 640 steps: n = "),
    ):
        page.evaluate("() => { told = []; }")
        for value in values:
            set_slider(page, name, round(float(value), 2))
            page.clock.run_for(50)
        assert page.evaluate("told") == []
        page.clock.run_for(SPOKEN)
        told = page.evaluate("told")
        assert len(told) == 1 and told[0].startswith(says)
        page.clock.run_for(10_000)
        assert page.evaluate("told") == told


@pytest.mark.parametrize(
    "name, label, value, says",
    [
        ("n", "n", 0.5, "0.50, x ⊕ y = 11.9"),
        ("n", "n", 0.2, "0.20, x ⊕ y = 10.04"),
        ("at", "n held at", 0.5, "0.50, loss 1.389 times the least"),
        ("at", "n held at", 1, "1.00, loss 1.002 times the least"),
        ("train", "training step", 0, "step 0, n = 0.00"),
        ("train", "training step", 125, "step 1,999, n = 0.97"),
    ],
)
def test_sliders_keep_their_name_and_say_their_value(visit, name, label, value, says):
    page = visit()
    set_slider(page, name, value)
    slider = page.get_by_role("slider", name=label, exact=True)
    assert slider.get_attribute("id") == name
    assert slider.get_attribute("aria-valuetext") == says


@pytest.mark.parametrize("name", ["n", "at", "train"])
def test_keys_move_the_sliders(visit, name):
    page = visit()
    slider = page.locator(f"#{name}")
    last = slider.get_attribute("max")
    step = float(slider.get_attribute("step"))
    slider.focus()
    for key, value in (("End", float(last)), ("ArrowLeft", float(last) - step), ("Home", 0),
                       ("ArrowRight", step)):  # fmt: skip
        page.keyboard.press(key)
        assert float(slider.input_value()) == pytest.approx(value)
    assert float(address(page)[name]) == pytest.approx(step)


@pytest.mark.parametrize("picture, name", [("curve", "n"), ("valley", "at")])
def test_a_pointer_on_a_picture_sets_n(visit, picture, name):
    page = visit()
    page.locator(f"#{picture}").scroll_into_view_if_needed()
    drag(page, picture, 0.2, 0.75)
    assert page.locator(f"#{name}").input_value() == "0.75"
    assert text_of(page, f"{name}-now") == "0.75" and address(page)[name] == "0.75"
    box = page.locator(f"#{picture}").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 50)  # no button is down
    assert page.locator(f"#{name}").input_value() == "0.75"
    drag(page, picture, 0.5, 1.04)  # beyond the end
    assert page.locator(f"#{name}").input_value() == "1"


def test_a_finger_on_a_picture_sets_n_and_still_scrolls(visit):
    page = visit("#n=0.1", PHONE, has_touch=True)
    curve = page.locator("#curve")
    curve.scroll_into_view_if_needed()
    box, (left, right) = curve.bounding_box(), edges(page, "curve")
    page.touchscreen.tap(box["x"] + left + 0.6 * (right - left), box["y"] + 100)
    assert float(page.locator("#n").input_value()) == pytest.approx(0.6, abs=0.011)
    assert curve.evaluate("(svg) => getComputedStyle(svg).touchAction") == "pan-y"


def luminance(colour):
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(*colours):
    darker, lighter = sorted(map(luminance, colours))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_text_can_be_read_in_forced_colours(visit, scheme):
    page = visit("#kind=schroeder&y=3&step=3", forced_colors="active", color_scheme=scheme)
    texts = page.evaluate(
        """() => [...document.querySelectorAll("svg text")].map((text) => [text.textContent,
            getComputedStyle(text).fill, getComputedStyle(text.closest("svg")).backgroundColor])"""
    )
    assert len(texts) > 40
    for words_, fill, ground in texts:
        assert contrast(fill, ground) >= 4.5, words_
    ink, ground = page.evaluate(
        """() => [getComputedStyle(byId("words-1")).color, getComputedStyle(document.body).backgroundColor]"""
    )
    assert contrast(ink, ground) >= 4.5
    bar = page.locator(".key i").evaluate("(bar) => getComputedStyle(bar).backgroundImage")
    assert "gradient" in bar
    kept = page.locator(".key i").evaluate("(bar) => getComputedStyle(bar).forcedColorAdjust")
    assert kept == "none"


def test_the_graph_is_printed_whole(visit):
    page = visit("#step=4", {"width": 720, "height": 1000})
    page.emulate_media(media="print")
    box = page.locator("#graph").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 720
    assert page.locator("#graph-box").evaluate("(box) => box.scrollWidth <= box.clientWidth")
    assert not page.locator("#next").is_visible()


def test_a_small_screen_is_told_to_swipe(visit):
    assert visit(viewport=PHONE).locator(".swipe").is_visible()
    assert not visit().locator(".swipe").is_visible()


def test_the_tab_key_reaches_everything_and_shows_where_it_is(visit):
    page = visit()
    reached = []
    for _ in range(18):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => [document.activeElement.id || document.activeElement.name ||
                      document.activeElement.getAttribute("href"),
                      getComputedStyle(document.activeElement).outlineStyle]"""
        )
        assert focus[1] == "solid"
        reached.append(focus[0])
    assert reached == [
        "#toys", "x", "y", "n", "kind", "first", "back", "next", "last", "play", "graph-box",
        "units", "valley", "at", "train", "replay", "https://arxiv.org/abs/1604.03736", "README.md",
    ]  # fmt: skip


def test_the_skip_link_keeps_the_state(visit):
    page = visit("#x=3")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "toys"
    assert page.evaluate("location.hash") == "#x=3"
    page.reload()
    assert page.locator("#x").input_value() == "3"


def test_pictures_say_what_they_show(visit):
    page = visit("#x=2&y=3&n=0.75&step=3&train=125")
    said = [
        page.locator(f"#{p}").get_attribute("aria-label")
        for p in ("curve", "graph", "valley", "training")
    ]
    for label, part in zip(said, ("6.293 at n = 0.75", "n is 0.5, gradient so far −90.32",
                                  "Minimum at n = 0.97", "0.97 after 1,999 steps"), strict=True):  # fmt: skip
        assert part in label


def test_without_javascript_the_page_names_the_gallery(visit):
    page = visit(java_script_enabled=False)
    assert page.locator("noscript b").is_visible()
    assert page.locator("noscript a").get_attribute("href") == "README.md"
