"""2. Backward, step by step, in a browser."""

import re

import pytest
from browsing import TABLES, press, text_of, words

import minigrad as mg

pytestmark = pytest.mark.slow


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
