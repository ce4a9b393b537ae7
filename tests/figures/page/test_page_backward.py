"""3. Backward you can touch, in a browser."""

import importlib
import re
import sys
from datetime import datetime, timedelta

import numpy as np
import pytest
from browsing import (
    FIGURES,
    NARROW,
    PHONE,
    SPOKEN,
    TABLES,
    TABLET,
    WIDE,
    address,
    listen,
    press,
    set_slider,
    text_of,
    words,
)

from minigrad.autodiff import gradients

sys.path.insert(0, str(FIGURES / "page"))
FORMULAS = importlib.import_module("formulas").FORMULAS
sys.path.pop(0)

pytestmark = pytest.mark.slow


def shown(value):
    """Write a number as the page does, if it has neither thousands nor powers of ten."""
    return re.sub("^-", "−", f"{value:.4g}")


def boxes(name="neuron"):
    return TABLES["graphs"][name]["boxes"]


def box(name, formula="neuron"):
    return [b["name"] for b in boxes(formula)].index(name)


def starts(formula):
    return {name: float(start) for name, (start, _, _) in FORMULAS[formula].leaves.items()}


def package(formula, leaves):
    """Return values of all boxes and gradients of those that want one, by name."""
    tensors = FORMULAS[formula].tensors(**leaves)
    *_, loss = tensors.values()
    found = dict(zip(tensors, gradients(loss, list(tensors.values())), strict=True))
    wanted = set(FORMULAS[formula].learned)
    for name, tensor in tensors.items():
        if tensor.node and any(x.name in wanted for x in tensor.node.inputs if hasattr(x, "name")):
            wanted.add(name)
    values = {name: tensor.item() for name, tensor in tensors.items()}
    return values, {name: float(found[name]) for name in tensors if name in wanted}


def now(page):
    """Return the same from the page."""
    names, values, slopes = page.evaluate(
        "() => [now.boxes.map(({ name }) => name), now.values, now.gradients]"
    )
    slopes = {name: slope for name, slope in zip(names, slopes, strict=True) if slope is not None}
    return dict(zip(names, values, strict=True)), slopes


def value(page, name):
    return now(page)[0][name]


def set_leaves(page, leaves):
    page.evaluate("(leaves) => setLeaves(leaves, () => '')", list(map(float, leaves.values())))


# ---- values and gradients ----------------------------------------------------------------------


def random_leaves(formula, rng):
    """Draw numbers for which the formula has a value."""
    found = {}
    for name, (_, low, high) in FORMULAS[formula].leaves.items():
        needs_positive = name.startswith("x") and formula in ("neuron", "unit")
        found[name] = round(rng.uniform(0.05 if needs_positive else low, high), 3)
    return found


@pytest.mark.parametrize("formula", FORMULAS)
def test_values_and_gradients_are_those_of_the_package(visit, formula):
    page, rng = visit(f"#formula={formula}"), np.random.default_rng(1)
    for leaves in [starts(formula), *(random_leaves(formula, rng) for _ in range(12))]:
        set_leaves(page, leaves)
        for found, exact in zip(now(page), package(formula, leaves), strict=True):
            assert list(found) == list(exact)
            assert found == pytest.approx(exact, rel=1e-9, abs=1e-14), leaves


@pytest.mark.parametrize("n", [0, 1])
def test_gradients_at_the_ends_of_n(visit, n):
    page, leaves = visit(), starts("neuron") | {"n": n, "x1": 0.3, "w1": -0.5}
    set_leaves(page, leaves)
    for found, exact in zip(now(page), package("neuron", leaves), strict=True):
        assert found == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_arrives_at_a_box_adds_up_to_its_gradient(visit, formula):
    page = visit(f"#formula={formula}")
    carried, (_, slopes) = page.evaluate("now.carried"), now(page)
    for i, b in enumerate(boxes(formula)):
        parts = [arrow["part"] for arrow in carried if arrow["from"] == i]
        if b["name"] not in slopes:
            assert not parts and not b.get("learned")
        elif b is not boxes(formula)[-1]:
            assert sum(parts) == pytest.approx(slopes[b["name"]], rel=1e-12)


def test_a_result_of_given_numbers_alone_gets_no_gradient(visit):
    values, slopes = now(visit("#formula=unit"))
    assert [name for name in values if name not in slopes] == [
        "x1", "x2", "target", "log x1", "log x2",
    ]  # fmt: skip


# ---- stepping ----------------------------------------------------------------------------------


@pytest.mark.parametrize("formula", FORMULAS)
def test_backward_lights_one_box_after_the_other(visit, formula):
    page = visit(f"#formula={formula}&step=0")
    values, slopes = package(formula, starts(formula))
    seen, names = {words(page, "graph")}, [b["name"] for b in boxes(formula)]
    order = [i for i, b in reversed(list(enumerate(boxes(formula))))
             if b["inputs"] and b["name"] in slopes]  # fmt: skip
    last = len(order) + 1
    assert "grad" not in page.locator("#graph").text_content()
    for step, i in enumerate(order, start=1):
        page.locator("#next").click()
        assert text_of(page, "step-now") == f"step {step} of {last}"
        assert f"grad {shown(slopes[names[i]])}" in page.locator(f"#box-{i}").text_content()
        assert page.locator("#graph rect[stroke-width='3']").count() == 1
        assert page.locator(f"#box-{i} rect").get_attribute("stroke-width") == "3"
        arrows = [j for j in boxes(formula)[i]["inputs"] if names[j] in slopes]
        assert page.locator("#graph .carried").count() == len(arrows)
        seen.add(words(page, "graph"))
    page.locator("#next").click()
    page.locator("#next").click(force=True)  # there is no further
    for i, name in enumerate(names):
        text = page.locator(f"#box-{i}").text_content()
        assert name in text and shown(values[name]) in text
        assert f"grad {shown(slopes[name])}" in text if name in slopes else "grad" not in text
    assert len(seen | {words(page, "graph")}) == last + 1


def test_all_gradients_are_there_at_first_and_the_sum_is_explained(visit):
    page = visit()
    assert "n is used in two places, so its gradient is a sum: −90.32 + 68.79 = −21.53." in words(
        page, "graph"
    )
    assert "w1, w2 and n should grow; n moves towards multiplying." in words(page, "graph")
    assert all(now(page)[1][name] < 0 for name in ("w1", "w2", "n"))


@pytest.mark.parametrize(
    "n, advice", [(0.9, "w1, w2 and n should shrink; n moves towards adding"), (0.5, "grow")]
)
def test_advice_follows_the_gradients(visit, n, advice):
    page = visit()
    set_leaves(page, starts("neuron") | {"n": n})
    assert advice in words(page, "graph")


def test_slopes_are_explained(visit):
    page, (values, slopes) = visit("#step=1"), package("neuron", starts("neuron"))
    assert "If error grows a little, loss changes −2.647 times that (2 · error)" in words(
        page, "graph"
    )
    set_step = "(step) => { state.step = String(step); drawSteps(); }"
    page.evaluate(set_step, 3)
    slope = slopes["z"] / slopes["out"]
    said = words(page, "graph")
    assert (
        f"If z grows a little, out changes {slope:.4g} times that (the slope of exp⁽ⁿ⁾ there): z gets (−2.647)"
        in said
    )
    page.evaluate(set_step, 5)
    assert f"p2 changes {shown(values['u2'])} times that (the value of u2)" in words(page, "graph")


def test_two_arrows_from_one_box_are_told_apart(visit):
    page = visit("#formula=twice&step=3")
    assert words(page, "graph").endswith(
        "If the first a grows a little, a·a changes 3 times that (the value of the second): a gets "
        "1 · 3 = 3. The second a brings 3 more, which makes 4 + 3 + 3 = 10 there."
    )
    press(page, "Last")
    assert "a is used in three places, so its gradient is a sum: 4 + 3 + 3 = 10." in words(
        page, "graph"
    )


def test_boxes_say_what_computed_them(visit):
    page, signs = visit(), {}
    for i, b in enumerate(boxes()):
        signs[b["name"]] = page.locator(f"#box-{i} text").nth(1).text_content()
    assert signs["u1"] == signs["u2"] == "exp⁽⁻ⁿ⁾" and signs["out"] == "exp⁽ⁿ⁾"
    assert signs["−n"] == "−( )" and signs["error"] == "−"
    assert {signs[name] for name in FORMULAS["neuron"].leaves} == {"↔"}
    assert "2 and 7 into 14, their product. It says 12.68: error −1.323, loss 1.751." in text_of(
        page, "words-formula"
    )


def test_n_says_what_it_has_so_far(visit):
    page = visit("#step=3")
    assert "so far −90.32" in page.locator(f"#box-{box('n')}").text_content()
    assert "= −90.32 so far; more will arrive" in words(page, "graph")


def test_keys_and_buttons_step(visit):
    page = visit("#step=4")
    page.locator("#graph-box").focus()
    for key, step in (("ArrowRight", 5), ("ArrowLeft", 4), ("End", 10), ("Home", 0)):
        page.keyboard.press(key)
        assert text_of(page, "step-now") == f"step {step} of 10"
    for button, step in (("last", 10), ("back", 9), ("first", 0), ("back", 0)):
        page.locator(f"#{button}").click(force=True)
        assert text_of(page, "step-now") == f"step {step} of 10"


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
            assert text_of(page, "step-now") == f"step {step} of 10"


def test_play_runs_to_the_end_and_pauses(visit):
    page = visit("#step=0", clock=True)
    page.clock.pause_at(datetime.now() + timedelta(hours=1))
    play = page.locator("#play")
    play.click()
    assert play.inner_text() == "Pause"
    assert text_of(page, "step-now") == "step 1 of 10"  # at once
    page.clock.run_for(2100)
    assert text_of(page, "step-now") == "step 2 of 10"
    play.click()
    page.clock.run_for(10_000)
    assert text_of(page, "step-now") == "step 2 of 10"
    play.click()
    page.clock.run_for(30_000)
    assert text_of(page, "step-now") == "step 10 of 10"
    assert play.inner_text() == "Play"


def test_less_motion_is_respected(visit):
    page = visit(reduced_motion="reduce")
    assert not page.locator("#play").is_visible()
    page.locator("#first").click()
    page.locator("#next").click()
    assert text_of(page, "step-now") == "step 1 of 10"


# ---- numbers to touch --------------------------------------------------------------------------


def pull(page, i, way, down=0):
    """Drag a box by so many pixels."""
    frame = page.locator(f"#box-{i} rect").bounding_box()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.3, 0.6, 1):
        page.mouse.move(x + share * way, y + share * down)
    page.mouse.up()


@pytest.mark.parametrize("formula", FORMULAS)
def test_dragging_a_box_changes_its_number_and_nothing_else(visit, formula):
    page, expected = visit(f"#formula={formula}"), starts(formula)
    page.locator("#graph-box").scroll_into_view_if_needed()
    for i, (name, (start, low, high)) in enumerate(FORMULAS[formula].leaves.items()):
        pull(page, i, 48)
        expected[name] = round(min(start + 48 / 240 * (high - low), high), 2)
        assert page.evaluate("now.leaves") == pytest.approx(list(expected.values()), abs=0.0051)
        expected[name] = page.evaluate("now.leaves")[i]
    values, slopes = package(formula, expected)
    assert now(page)[0] == pytest.approx(values, rel=1e-9)
    assert now(page)[1] == pytest.approx(slopes, rel=1e-9)
    told = "_".join(f"{x:g}" for x in expected.values())
    assert address(page)["leaves"] == told
    page.mouse.move(10, 10)  # no button is down
    assert page.evaluate("now.leaves") == list(expected.values())


def test_a_drag_ends_at_the_ends_of_the_slider(visit):
    page = visit()
    page.locator("#graph-box").scroll_into_view_if_needed()
    for way, end in ((900, 1), (-900, 0)):
        pull(page, box("n"), way)
        assert value(page, "n") == end


def test_what_is_computed_cannot_be_dragged(visit):
    page = visit("#formula=blend")
    page.locator("#graph-box").scroll_into_view_if_needed()
    for name in ("1", "1−n", "loss"):
        pull(page, box(name, "blend"), 60)
    assert "leaves" not in address(page)


def swipe(page, name, right, down):
    """Move a finger over a box."""
    frame, session = page.locator(f"#box-{box(name)} rect").bounding_box(), page.context
    session = session.new_cdp_session(page)
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2

    def send(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": y})
    for share in np.linspace(0.1, 1, 10):
        send("touchMove", {"x": x + share * right, "y": y + share * down})
        page.wait_for_timeout(20)
    send("touchEnd")
    page.wait_for_timeout(300)


def test_a_finger_drags_boxes_and_scrolls_the_page(visit):
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    page.locator("#graph-box").scroll_into_view_if_needed()

    down = page.evaluate("scrollY")
    swipe(page, "n", 60, 0)
    assert value(page, "n") == 0.75 and page.evaluate("scrollY") == down
    swipe(page, "n", 0, -80)
    assert value(page, "n") == 0.75 and page.evaluate("scrollY") > down + 40
    swipe(page, "−n", -60, 0)
    assert value(page, "n") == 0.75


@pytest.mark.parametrize("viewport", [WIDE, TABLET, PHONE, NARROW])
def test_the_whole_graph_is_in_sight_on_every_screen(visit, viewport):
    page = visit(viewport=viewport)
    for formula in FORMULAS:
        page.locator("#formula").select_option(formula)
        frame = page.locator("#graph-box").bounding_box()
        for i in range(len(boxes(formula))):
            box = page.locator(f"#box-{i}").bounding_box()
            assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
            assert (
                frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]
            )


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_leaf_has_a_slider_and_a_field(visit, formula):
    page, leaves = visit(f"#formula={formula}"), FORMULAS[formula].leaves
    for i, (name, (_, low, high)) in enumerate(leaves.items()):
        slider = page.get_by_role("slider", name=f"{name} in the graph", exact=True)
        slider.focus()
        for key, end in (("End", high), ("Home", low)):
            page.keyboard.press(key)
            assert page.evaluate("now.leaves")[i] == end
        slope = now(page)[1].get(name)
        trouble = page.evaluate("troubleInWords() !== ''")
        kind = "given" if name not in FORMULAS[formula].learned else "gradient"
        spoken = slider.get_attribute("aria-valuetext")
        assert spoken.startswith(f"{shown(low)}, {kind}")
        if kind == "gradient" and not trouble:
            assert spoken == f"{shown(low)}, gradient {page.evaluate('shown', slope)}"
        field = page.get_by_role("textbox", name=f"{name}, typed", exact=True)
        field.fill("1/4")
        assert page.evaluate("now.leaves")[i] == 0.25
    assert page.locator("#leaf-list input").count() == 2 * len(leaves)


@pytest.mark.parametrize("typed, read", [("3,5", 3.5), ("1/3", 1 / 3), ("−2", -2), ("1e1", 10)])
def test_numbers_are_read_as_people_type_them(visit, typed, read):
    page = visit("#formula=line")
    page.locator("#typed-2").fill(typed)
    assert value(page, "x") == read and text_of(page, "error-leaf") == ""
    assert page.locator("#typed-2").input_value() == typed  # not corrected while it is typed
    assert page.locator("#leaf-2").input_value() == f"{np.clip(read, -5, 5):.2f}".rstrip(
        "0"
    ).rstrip(".")


@pytest.mark.parametrize(
    "formula, i, typed, complaint",
    [
        ("line", 2, "x", "x: “x” is no number"),
        ("line", 2, "1/0", "x: nothing can be divided by 0"),
        ("line", 2, "1,250", "can be read in several ways"),
        ("line", 2, "", "x needs a number"),
        ("line", 2, "2e6", "x is too large to be drawn here"),
        ("neuron", 2, "1.2", "n goes from 0 to 1"),
    ],
)
def test_anything_else_is_refused_in_words(visit, formula, i, typed, complaint):
    page = visit(f"#formula={formula}")
    before, field = page.evaluate("now.leaves"), page.locator(f"#typed-{i}")
    field.fill(typed)
    assert complaint in text_of(page, "error-leaf")
    assert field.get_attribute("aria-invalid") == "true" and page.evaluate("now.leaves") == before
    page.set_viewport_size(PHONE)  # a keyboard comes up
    assert complaint in text_of(page, "error-leaf")
    field.fill("0.25")
    assert text_of(page, "error-leaf") == "" and field.get_attribute("aria-invalid") == "false"


@pytest.mark.parametrize(
    "formula, name, wrong, complaint",
    [
        ("unit", "x1", -1, "log at x1 = −1 has no value. So there is no loss and no gradient."),
        ("unit", "x1", 0, "log at x1 = 0 has no value."),
        ("unit", "w2", 900, "exp at z = 1,752 is too large to be written."),
        ("neuron", "x2", -2, "exp⁽⁻ⁿ⁾ at x2 = −2 has no value."),
    ],
)
def test_where_a_function_has_no_value_it_is_said(visit, formula, name, wrong, complaint):
    page = visit(f"#formula={formula}")
    set_leaves(page, starts(formula) | {name: wrong})
    assert complaint in words(page, "graph")
    last = len(boxes(formula)) - 1
    assert page.locator(f"#box-{last}").text_content() == "loss( )²–grad –"
    for step in range(12):
        page.evaluate("(step) => { state.step = String(step); drawFormula(); }", step)
        assert "NaN" not in page.locator("section[aria-labelledby=title-3]").text_content()
        assert "Infinity" not in page.locator("section[aria-labelledby=title-3]").text_content()
    for button in ("nudge-it", "step-down"):
        assert page.locator(f"#{button}").get_attribute("aria-disabled") == "true"
        page.locator(f"#{button}").click(force=True)
    assert value(page, name) == wrong
    page.locator("#start-again").click()
    assert now(page)[0] == pytest.approx(package(formula, starts(formula))[0])


# ---- nudge -------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["-0.1", "-0.01", "0.01", "0.1"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_nudge_compares_what_was_predicted_with_what_happened(visit, formula, by):
    page = visit(f"#formula={formula}")
    page.locator("#nudge").select_option(by)
    leaves, name = starts(formula), next(iter(FORMULAS[formula].learned))
    page.locator("#touched").select_option(name)
    values, slopes = package(formula, leaves)
    predicted, goal = slopes[name] * float(by), boxes(formula)[-1]["name"]
    product = (
        f"{shown(slopes[name])} · {shown(float(by)) if float(by) > 0 else f'({shown(float(by))})'}"
    )
    assert f"{product} = {shown_by(page, predicted)}. Does it?" in text_of(page, "words-nudge")
    page.locator("#nudge-it").click()
    after = package(formula, leaves | {name: leaves[name] + float(by)})[0][goal]
    assert value(page, name) == pytest.approx(leaves[name] + float(by), rel=1e-15)
    said = text_of(page, "words-nudge")
    assert f"Predicted: {product} = {shown_by(page, predicted)}." in said
    real = page.evaluate("() => nudged.after - nudged.before")
    assert real == pytest.approx(after - values[goal], rel=1e-9)
    assert f"a change of {shown_by(page, real)}." in said
    assert (
        f"differ by {page.evaluate('(x) => shown(+x.toPrecision(2))', real - predicted)}," in said
    )
    assert "is curved" in said


def shown_by(page, number):
    return page.evaluate("(x) => shown(x)", number)


def test_where_the_result_is_straight_the_prediction_is_right(visit):
    page = visit("#formula=twice")
    set_leaves(page, {"a": 1e5, "b": 0.0})
    page.locator("#nudge-it").click()
    assert text_of(page, "words-nudge").endswith("That is what the gradient said, to four digits.")


def test_n_cannot_be_nudged_beyond_its_end(visit):
    page = visit("#formula=blend")
    page.locator("#nudge").select_option("0.1")
    set_leaves(page, starts("blend") | {"n": 0.96})
    assert "n grows by 0.04," in text_of(page, "words-nudge")
    page.locator("#nudge-it").click()
    assert value(page, "n") == 1 and "n went from 0.96 to 1." in text_of(page, "words-nudge")
    page.locator("#leaf-1").fill("3")
    assert "stays between 0 and 1: nudge it the other way" in text_of(page, "words-nudge")


def test_the_number_touched_last_is_nudged(visit):
    page = visit()
    page.locator("#graph-box").scroll_into_view_if_needed()
    assert page.locator("#touched").input_value() == "n"
    pull(page, box("w1"), 20)
    assert page.locator("#touched").input_value() == "w1"
    assert text_of(page, "words-reading").startswith("The gradient ")
    assert "at w1 says: if w1 grows by 0.01, the loss " in text_of(page, "words-reading")
    set_slider(page, "leaf-1", 0.4)
    assert page.locator("#touched").input_value() == "w2"
    set_slider(page, "leaf-3", 0.4)  # x1 is given
    assert page.locator("#touched").input_value() == "w2"
    assert text_of(page, "words-nudge").startswith("w2 has the gradient")


# ---- downhill ----------------------------------------------------------------------------------


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_step_downhill_goes_against_the_gradient(visit, formula):
    page, leaves = visit(f"#formula={formula}"), starts(formula)
    rate, goal = FORMULAS[formula].rate, boxes(formula)[-1]["name"]
    assert float(page.locator("#downhill").input_value()) == rate
    for step in range(1, 9):
        values, slopes = package(formula, leaves)
        page.locator("#step-down").click()
        leaves |= {name: leaves[name] - rate * slopes[name] for name in FORMULAS[formula].learned}
        assert page.evaluate("now.leaves") == pytest.approx(list(leaves.values()), rel=1e-9)
        after = package(formula, leaves)[0][goal]
        assert after < values[goal]
        the = "the loss" if goal == "loss" else goal
        change = f"from {shown_by(page, values[goal])} to {shown_by(page, after)}."
        assert text_of(page, "words-downhill") == f"Step {step}: {the} fell {change}"
    assert page.locator("#descent circle").count() == 9
    page.locator("#start-again").click()
    assert page.evaluate("now.leaves") == list(starts(formula).values())
    assert page.locator("#descent circle").count() == 1


@pytest.mark.parametrize("typed, rate", [("0,01", 0.01), ("1/50", 0.02)])
def test_the_rate_can_be_typed(visit, typed, rate):
    page = visit("#formula=line")
    page.locator("#downhill").fill(typed)
    page.locator("#step-down").click()
    slope = package("line", starts("line"))[1]["b"]
    assert value(page, "b") == pytest.approx(1 - rate * slope, rel=1e-12)
    assert address(page)["downhill"] == typed


@pytest.mark.parametrize(
    "typed, complaint",
    [("0", "The rate must be larger than 0"), ("-1", "larger than 0"), ("fast", "is no number"),
     ("", "The rate needs a number")],
)  # fmt: skip
def test_a_rate_that_is_none_is_refused(visit, typed, complaint):
    page = visit()
    page.locator("#downhill").fill(typed)
    assert complaint in text_of(page, "error-rate")
    assert page.locator("#downhill").get_attribute("aria-invalid") == "true"
    page.locator("#step-down").click(force=True)
    assert page.evaluate("now.leaves") == list(starts("neuron").values())
    assert "downhill" not in address(page)


def test_a_step_that_is_too_long_is_named(visit):
    page = visit("#formula=line")
    page.locator("#downhill").fill("0.3")
    page.locator("#step-down").click()
    assert text_of(page, "words-downhill") == (
        "Step 1: the loss grew from 9 to 36. The step was too long: it went past the lowest place. "
        "Try a smaller rate."
    )


def test_n_stays_between_0_and_1(visit):
    page = visit("#formula=blend")
    page.locator("#downhill").fill("1")
    page.locator("#step-down").click()
    assert value(page, "n") == 1
    assert text_of(page, "words-downhill").endswith(
        "fell from 6.25 to 0. n stopped at 1, the end of its way."
    )
    page.locator("#step-down").click()
    assert "Step 2: the loss stays 0." in text_of(page, "words-downhill")


def test_a_step_that_leads_nowhere_is_not_taken(visit):
    page = visit("#formula=unit")
    page.locator("#downhill").fill("30")
    page.locator("#step-down").click()
    assert page.evaluate("now.leaves") == list(starts("unit").values())
    assert text_of(page, "words-downhill").startswith("This step would lead so far")


def test_a_number_moved_by_hand_begins_a_new_descent(visit):
    page = visit("#formula=line")
    for _ in range(3):
        page.locator("#step-down").click()
    set_slider(page, "leaf-0", -1)
    page.locator("#step-down").click()
    assert text_of(page, "words-downhill").startswith("Step 1: ")


# ---- for everybody -----------------------------------------------------------------------------

OUTSIDE = """(svg) => {
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const place = (e) => e.getBoundingClientRect(), wrong = [];
    const groups = [...svg.querySelectorAll("g")], frame = place(svg);
    for (const group of groups) {
        const box = place(group.querySelector("rect")), texts = [...group.querySelectorAll("text")];
        for (const text of texts.filter((text) => text.textContent)) {
            const { left, right, top, bottom } = place(text);
            if (left < box.left + 2 || right > box.right - 2 || top < box.top || bottom > box.bottom + 1) {
                wrong.push(["out", text.textContent]);
            }
            for (const other of texts) {
                if (other !== text && other.textContent && over(place(other), { left, right, top: top + 3, bottom: bottom - 3 })) {
                    wrong.push(["texts", text.textContent, other.textContent]);
                }
            }
        }
        for (const other of groups) {
            if (other !== group && over(place(other.querySelector("rect")), box)) wrong.push(["boxes", group.id]);
        }
        if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) {
            wrong.push(["frame", group.id]);
        }
    }
    const labels = [...svg.querySelectorAll(".carried")];
    labels.forEach((label, i) => {
        for (const group of groups) {
            if (over(place(label), place(group.querySelector("rect")))) wrong.push(["label", label.textContent, group.id]);
        }
        for (const other of labels.slice(i + 1)) if (over(place(label), place(other))) wrong.push(["labels", label.textContent]);
    });
    return wrong;
}"""


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_texts_stay_in_their_boxes_and_nothing_overlaps(visit, formula, viewport):
    page, rng = visit(f"#formula={formula}", viewport), np.random.default_rng(2)
    graph = page.locator("#graph")
    extreme = {name: 123456.789 if name == "target" else 1e-5 / 3 for name in starts(formula)}
    for leaves in (starts(formula), random_leaves(formula, rng), extreme):
        set_leaves(page, leaves)
        for step in range(page.evaluate("lastStep()") + 1):
            page.evaluate("(step) => { state.step = String(step); drawFormula(); }", step)
            assert graph.evaluate(OUTSIDE) == [], (step, leaves)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_losses_are_drawn_within_their_picture(visit, formula, viewport):
    page = visit(f"#formula={formula}", viewport)
    cut_off = """(svg) => [...svg.querySelectorAll("text, circle")].filter((text) => {
        const box = text.getBoundingClientRect(), frame = svg.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    }).map((text) => text.outerHTML)"""
    for _ in range(28):
        page.locator("#step-down").click()
        assert page.locator("#descent").evaluate(cut_off) == []
    page.locator("#downhill").fill("3")
    page.locator("#step-down").click()
    assert page.locator("#descent").evaluate(cut_off) == []


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
@pytest.mark.parametrize("formula", ["neuron", "tanh"])
def test_on_a_phone_the_graph_moves_behind_the_buttons(visit, formula, viewport):
    page, places = visit(f"#formula={formula}&step=0", viewport), set()
    page.locator("#graph-box").evaluate("(e) => e.scrollIntoView()")
    for _ in range(page.evaluate("now.visits.length")):
        page.locator("#next").click()
        visited = page.locator(f"#box-{page.evaluate('now.visits[stepNow() - 1]')}").bounding_box()
        bar = page.locator("#stepping").bounding_box()
        assert visited["y"] > 0 and visited["y"] + visited["height"] < bar["y"]
        places.add(round(page.locator("#next").bounding_box()["y"]))
    assert len(places) == 1


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_jumps_below_the_hand(visit, formula, viewport):
    page, places = visit(f"#formula={formula}", viewport), set()
    for i, (start, low, _) in enumerate(FORMULAS[formula].leaves.values()):
        for number in (low, (low + start) / 2, start):
            page.evaluate("([i, x]) => setLeaf(i, x)", [i, number])
            graph, sliders = (
                page.locator(f"#{x}").bounding_box() for x in ("graph-box", "leaf-list")
            )
            places.add((graph["y"], sliders["y"]))
    assert len(places) == 1


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_is_lit_is_in_sight_on_a_small_screen(visit, formula):
    page = visit(f"#formula={formula}&step=0", NARROW)
    for _ in range(page.evaluate("lastStep()") - 1):
        page.locator("#next").click()
        lit = page.locator("#graph rect[stroke-width='3']").bounding_box()
        assert lit["x"] >= 0 and lit["x"] + lit["width"] <= NARROW["width"]


def test_the_address_keeps_formula_numbers_and_rate(visit):
    page = visit("#x=2&y=3&n=0")
    page.locator("#formula").select_option("unit")
    page.locator("#typed-1").fill("1/3")
    page.locator("#nudge").select_option("0.1")
    page.locator("#downhill").fill("0,002")
    page.locator("#back").click()
    told = address(page)
    assert told == {"formula": "unit", "leaves": f"0.5_{1 / 3!r}_2_7_14", "touched": "w2",
                    "nudge": "0.1", "downhill": "0,002", "step": "6"}  # fmt: skip
    said = [
        text_of(page, f"words-{name}")
        for name in ("formula", "graph", "reading", "nudge", "downhill")
    ]
    page.reload()
    assert said == [
        text_of(page, f"words-{name}")
        for name in ("formula", "graph", "reading", "nudge", "downhill")
    ]
    assert page.locator("#formula").input_value() == "unit"
    assert page.locator("#downhill").input_value() == "0,002"


@pytest.mark.parametrize(
    "nonsense",
    ["leaves=1_2_3", "leaves=1_2_7_2_7_14", "leaves=a_b", "leaves=1e9_1_0.5_2_7_14", "leaves=_",
     "formula=quartic", "touched=x1", "touched=<b>", "nudge=5", "downhill=-1", "downhill=x", "step=-1"],
)  # fmt: skip
def test_nonsense_in_the_address_is_passed_over(visit, nonsense):
    usual, page = visit(), visit(f"#{nonsense}")
    section = "section[aria-labelledby=title-3]"
    assert page.locator(section).inner_text() == usual.locator(section).inner_text()


def test_a_new_formula_starts_from_its_own_numbers(visit):
    page = visit("#x=2&y=3&n=0&leaves=1_1_1_2_7_14&downhill=0.5&step=3")
    page.locator("#formula").select_option("line")
    assert page.evaluate("now.leaves") == list(starts("line").values())
    assert page.locator("#downhill").input_value() == "0.05"
    assert text_of(page, "step-now") == "step 5 of 5"
    assert address(page) == {"formula": "line"}


def test_a_drag_is_told_once_and_when_it_is_over(visit):
    page = visit(clock=True)
    listen(page)
    for number in np.linspace(0.5, 0.6, 11):
        set_slider(page, "leaf-2", round(float(number), 2))
        page.clock.run_for(50)
    assert page.evaluate("told") == []
    page.clock.run_for(SPOKEN)
    loss = package("neuron", starts("neuron") | {"n": 0.6})[0]["loss"]
    assert page.evaluate("told") == [f"n is 0.6. Now the loss is {shown(loss)}."]


def test_the_tab_key_goes_through_it_in_order(visit):
    page = visit("#formula=twice&step=2")
    page.locator("#formula").focus()
    reached = ["formula"]
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == [
        "formula", "graph-box", "first", "back", "next", "last", "play", "leaf-0", "typed-0", "leaf-1",
        "typed-1", "touched", "nudge", "nudge-it", "downhill", "step-down", "start-again",
    ]  # fmt: skip


def test_the_picture_says_what_it_shows(visit):
    page = visit("#formula=twice&step=2")
    label = page.locator("#graph").get_attribute("aria-label")
    assert "How f is computed. a is 3, gradient so far 4; b is 4; a·a is 9" in label
    assert page.locator("#descent").get_attribute("aria-label") == "f after each step: 21."


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_what_can_be_set_can_be_seen_in_forced_colours(visit, scheme):
    page = visit(forced_colors="active", color_scheme=scheme)
    for name in ("formula", "typed-0", "downhill", "nudge-it"):
        ink, ground, edge = page.locator(f"#{name}").evaluate(
            "(e) => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.borderStyle]; }"
        )
        assert ink != ground and edge == "solid"
