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
SAVED = 500  # milliseconds after which the address is up to date


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


def address(page):
    page.wait_for_timeout(SAVED)
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
    texts = [page.locator(f"#{name}").inner_text() for name in ("sum", "between", "product")]
    assert texts == ["5", "6.293", "6"]
    undone = [f"{mg.iterate.exp_n(x, -0.75):.4g}" for x in (2.0, 3.0)]
    assert page.locator("#operation").inner_text() == "x ⊕ y = exp⁽ⁿ⁾({} + {})".format(*undone)
    assert words(page, 1) == "At n = 0.75, 2 ⊕ 3 = 6.293 is more than both the sum and the product."
    for n, says in ((0, "is the sum"), (1, "is the product"), (0.2, "lies between")):
        set_slider(page, "n", n)
        assert says in words(page, 1)


def test_less_than_both_is_said_too(visit):
    assert mg.oplus(0.1, 0.5, 0.79).item() < min(0.1 + 0.5, 0.1 * 0.5)
    assert "is less than both the sum and the product" in words(visit("#x=0.1&y=0.5&n=0.79"), 1)


def test_schroeder_takes_negative_numbers_and_says_where_it_jumps(visit):
    page = visit("#x=2&y=3&n=0.5&kind=schroeder")
    assert page.locator("#between").inner_text() == "10.52 + 0.7065i"
    assert "jumps at n = 0.636," in words(page, 1)
    assert page.locator("#curve path[stroke='url(#n-colours)']").count() == 2
    page.locator("#y").fill("-3")
    assert mg.oplus(2.0, -3.0, 0.5, "schroeder").item() == pytest.approx(-3.6 + 1.662j, abs=5e-4)
    assert page.locator("#between").inner_text() == "−3.6 + 1.662i"
    assert "jumps" not in words(page, 1)
    assert page.locator("#curve path[stroke='url(#n-colours)']").count() == 1


@pytest.mark.parametrize(
    "kind, typed, says",
    [
        ("kneser", "0", "exists for positive numbers only"),
        ("abel", "-2", "exists for positive numbers only"),
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
        assert says in words(page, 1)
        assert not re.search(
            "NaN|Infinity|undefined|null", page.locator("section").first.inner_html()
        )
    wrong = not says.startswith("At")
    assert page.locator("#x").get_attribute("aria-invalid") == ("true" if wrong else "false")
    assert page.locator("#y").get_attribute("aria-invalid") == "false"


def test_letters_are_no_number(visit):
    page = visit()
    page.locator("#x").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("two")
    page.keyboard.press("Backspace")
    assert "x needs a number" in words(page, 1)


# ---- 2. backward -------------------------------------------------------------------------------


def shown(value):
    return re.sub("^-", "−", f"{value:.4g}")


def test_backward_lights_one_box_after_the_other(visit):
    page, boxes = visit(), TABLES["graph"]["boxes"]
    seen = {words(page, 2)}
    assert "grad" not in page.locator("#graph").text_content()
    for step, i in enumerate(TABLES["graph"]["order"], start=1):
        page.get_by_role("button", name="Next").click()
        assert page.locator("#step-now").inner_text() == f"step {step} of 10"
        assert f"grad {shown(boxes[i]['grad'])}" in page.locator(f"#box-{i}").text_content()
        assert page.locator("#graph rect[stroke-width='3']").count() == 1
        assert page.locator(f"#box-{i} rect").get_attribute("stroke-width") == "3"
        seen.add(words(page, 2))
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()  # there is no further
    for i, box in enumerate(boxes):
        text = page.locator(f"#box-{i}").text_content()
        assert box["name"] in text and shown(box["value"]) in text
        assert (f"grad {shown(box['grad'])}" in text) if box["grad"] else ("grad" not in text)
    assert len(seen | {words(page, 2)}) == 11
    assert "−90.32 + 68.79 = −21.53" in words(page, 2)


def test_n_says_what_it_has_so_far(visit):
    page = visit("#step=3")
    i = next(i for i, box in enumerate(TABLES["graph"]["boxes"]) if box["name"] == "n")
    assert "so far −90.32" in page.locator(f"#box-{i}").text_content()
    assert "to n, where more has to arrive" in words(page, 2)


def test_keys_and_buttons_step(visit):
    page = visit("#step=4")
    page.locator("#graph-box").focus()
    for key, step in (("ArrowRight", 5), ("ArrowLeft", 4), ("ArrowLeft", 3)):
        page.keyboard.press(key)
        assert page.locator("#step-now").inner_text() == f"step {step} of 10"
    for button, step in (("Last", 10), ("Back", 9), ("First", 0), ("Back", 0)):
        page.get_by_role("button", name=button, exact=True).click()
        assert page.locator("#step-now").inner_text() == f"step {step} of 10"


def test_play_runs_to_the_end_and_pauses(visit):
    page = visit(clock=True)
    play = page.locator("#play")
    play.click()
    assert play.inner_text() == "Pause"
    page.clock.run_for(4100)
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
            assert f"The least is at n = {best:.2f};" in words(page, 3)
            places[best] = float(page.locator("#minimum circle").get_attribute("cx"))
    ordered = [places[best] for best in sorted(places)]
    assert len(places) == 6 and ordered == sorted(ordered)
    assert ordered[-1] - ordered[0] > 150


@pytest.mark.parametrize("units, kind, at", [("feet", "abel", 1), ("metres", "kneser", 0), ("metres", "abel", 0)])  # fmt: skip
def test_local_minima_are_named(visit, units, kind, at):
    page = visit(f"#units={units}&valley={kind}")
    assert f"another, local minimum at n = {at}," in words(page, 3)


def test_the_fit_at_n_is_said(visit):
    page = visit("#at=1")
    assert "volume = 0.9289 · girth^1.997 · height^1.088" in words(page, 3)
    set_slider(page, "at", 0)
    assert "volume = 2.067 · girth + 0.8546 · height − 1.922" in words(page, 3)
    set_slider(page, "at", 0.5)
    assert "exp⁽ⁿ⁾(2.043 · undo girth" in words(page, 3)


def test_the_replay_shows_the_training(visit):
    page = visit("#units=feet&valley=abel", clock=True)
    assert page.locator("#valley .trained").count() == 0
    assert "was recorded with columns divided by their means" in words(page, 4)
    page.locator("#replay").click()
    page.clock.run_for(1000)
    assert page.locator("input[name=units][value=means]").is_checked()
    assert page.locator("input[name=valley][value=kneser]").is_checked()
    assert page.locator("#valley .trained").count() == 1
    middle = page.locator("#valley .trained").get_attribute("d")
    page.clock.run_for(10_000)
    assert page.locator("#valley .trained").get_attribute("d") != middle
    assert page.locator("#replay").inner_text() == "Replay"
    assert words(page, 4).startswith("After 1999 steps: n = 0.97, loss 1.000")
    page.locator("#replay").click()  # from the start again
    page.clock.run_for(60)
    assert words(page, 4).startswith("After 0 steps")
    page.locator("input[name=units][value=metres]").check()  # a choice by hand ends it
    page.clock.run_for(1000)
    assert page.locator("input[name=units][value=metres]").is_checked()
    assert page.locator("#replay").inner_text() == "Replay"


def test_who_asks_for_less_motion_gets_a_slider_only(visit):
    page = visit(reduced_motion="reduce")
    assert not page.locator("#replay").is_visible() and not page.locator("#play").is_visible()
    assert page.locator(".still").is_visible()
    set_slider(page, "train", 40)
    assert words(page, 4).startswith("After 640 steps")
    assert not visit().locator(".still").is_visible()


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


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off(visit, state, viewport):
    page = visit(state, viewport)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    for picture in ("curve", "graph", "valley", "training"):
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
    assert page.locator("#x").input_value() == "3"


def test_pictures_say_what_they_show(visit):
    page = visit("#x=2&y=3&n=0.75&step=3&train=125")
    said = [
        page.locator(f"#{p}").get_attribute("aria-label")
        for p in ("curve", "graph", "valley", "training")
    ]
    for label, part in zip(said, ("6.293 at n = 0.75", "n is 0.5, gradient so far −90.32",
                                  "Minimum at n = 0.97", "0.97 after 1999 steps"), strict=True):  # fmt: skip
        assert part in label


def test_without_javascript_the_page_names_the_gallery(visit):
    page = visit(java_script_enabled=False)
    assert page.locator("noscript b").is_visible()
    assert page.locator("noscript a").get_attribute("href") == "README.md"
