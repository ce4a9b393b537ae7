"""The page is for everybody: small screens, keyboards, screen readers, chosen colours."""

import re

import numpy as np
import pytest
from browsing import (
    NARROW,
    PHONE,
    SPOKEN,
    WIDE,
    address,
    drag,
    edges,
    listen,
    set_slider,
    text_of,
)

pytestmark = pytest.mark.slow


STATES = [
    "",
    "#x=123456&y=99999&n=0.5",
    "#x=-200&y=-300&n=0.5&kind=schroeder&step=1&units=feet&valley=abel&at=0.2",
    "#x=2&y=3&kind=schroeder&n=0.7&step=3&units=metres&valley=abel&at=1&train=125",
    "#x=-1&kind=kneser&step=10&train=60&at=0.97",
    "#data=trees&done=2000",
    "#data=delivery&way=abel&start=product&done=700",
    "#data=law&law=1000000·x·z&done=2000",
    "#data=points&points=1,2;2,3;3,7;5,8;8,2&done=10",
    "#data=points",
    "#data=table&table=quite a long name of a column%09another long name%0A1e-7%092e8%0A2e-7%093e8%0A3e-7%097e8%0A4e-7%099e8",
]
PICTURES = ("map", "curve", "half", "data-picture", "climb", "ball", "race", "graph", "descent", "valley",
            "trees", "training")  # fmt: skip
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
    page.locator("#why summary").click()
    if "data=" in state and state != "#data=points":
        page.wait_for_function("() => valley")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    for picture in PICTURES:
        assert page.locator(f"#{picture}").evaluate(CUT_OFF) == [], picture


def test_nothing_goes_wrong_while_the_page_is_not_shown(visit):
    page = visit("#data=points&points=1,2;2,3;3,7;5,8;8,2&done=10")
    page.wait_for_function("() => valley")
    shown = page.locator("#data-picture").inner_html()
    page.evaluate("document.body.hidden = true; drawAll()")  # as when it is left, or in a frame
    page.evaluate("document.body.hidden = false; drawAll()")
    assert page.locator("#data-picture").inner_html() == shown


@pytest.mark.parametrize("step", range(11))
def test_text_stays_in_its_box(visit, step):
    over = """(svg) => [...svg.querySelectorAll("g")].filter((box) => {
        const frame = box.querySelector("rect").getBBox(), all = box.getBBox();
        return all.width > frame.width + 1 || all.height > frame.height + 1;
    }).map((box) => box.textContent)"""
    assert visit(f"#step={step}").locator("#graph").evaluate(over) == []


def test_the_first_screen_holds_the_first_toy(visit):
    box = visit().locator("#curve").bounding_box()
    assert box["y"] + box["height"] < WIDE["height"]


@pytest.mark.parametrize(
    "address, changed, changes",
    [
        ("", "n", "#map"),
        ("", "n", "#curve"),
        ("#step=4", "next", "#graph .carried"),
        ("#step=9", "next", "#graph .carried"),
        ("", "at", "#valley"),
        ("", "at", "#trees"),
    ],
)
@pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["phone", "narrow"])
def test_what_is_changed_and_what_it_changes_are_seen_at_once(
    visit, address, changed, changes, viewport
):
    page = visit(address or "#", viewport)
    page.locator(changes).first.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    for each in (page.locator(f"#{changed}"), page.locator(changes).first):
        box = each.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= viewport["height"]


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
    listen(page)
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
    page = visit(
        "#kind=schroeder&y=3&step=3&done=2000", forced_colors="active", color_scheme=scheme
    )
    page.wait_for_function("() => valley")
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
    assert not page.locator("#next").is_visible()


def test_the_tab_key_reaches_everything_and_shows_where_it_is(visit):
    page = visit()
    reached = []
    for _ in range(48):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => [document.activeElement.id || document.activeElement.name ||
                      document.activeElement.getAttribute("href") || document.activeElement.localName,
                      getComputedStyle(document.activeElement).outlineStyle]"""
        )
        assert focus[1] == "solid"
        reached.append(focus[0])
    assert reached == [
        "#toys", "n", "turn", "x", "y", "kind", "summary", "data", "go", "one-step", "many-steps", "again",
        *["summary"] * 3, "copy-link", "formula", "graph-box", "first", "back", "next", "last", "play",
        *(f"{kind}-{i}" for i in range(6) for kind in ("leaf", "typed")),
        "touched", "nudge", "nudge-it", "downhill", "step-down", "start-again", "units", "valley", "at",
        "train", "replay", "https://arxiv.org/abs/1604.03736", "README.md",
    ]  # fmt: skip


def reached_from(page, first, count):
    page.locator(f"#{first}").focus()
    reached = []
    for _ in range(count):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.name"))
    return reached


def test_the_tab_key_reaches_the_guess_and_what_each_source_of_data_needs(visit):
    assert reached_from(visit(""), "guess-1", 3) == ["guess-2", "guess-3", "reveal"]
    for source, needs in {
        "law": ["noise", "go"],
        "points": ["point-y", "add-point", "go"],
        "table": ["table", "go"],
    }.items():
        first = {"law": "law", "points": "point-x", "table": "example-table"}[source]
        page = visit(f"#data={source}")
        page.evaluate(
            "() => document.querySelectorAll('details').forEach((d) => { d.open = true; })"
        )
        assert reached_from(page, first, len(needs)) == needs


def test_the_tab_key_reaches_what_can_be_opened(visit):
    page = visit()
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    reached = reached_from(page, "again", 9)
    assert reached == [
        None,
        "way",
        "start",
        "rate",
        None,
        "python",
        "copy-python",
        None,
        "copy-link",
    ]


def test_the_skip_link_keeps_the_state(visit):
    page = visit("#x=3")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "toys"
    assert page.evaluate("location.hash").startswith("#x=3")
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
