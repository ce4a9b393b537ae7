"""4. The valley of the trees, in a browser."""

import importlib
import sys

import numpy as np
import pytest
from browsing import (
    FIGURES,
    NARROW,
    TABLES,
    WIDE,
    set_slider,
    text_of,
    words,
)

import minigrad as mg

sys.path.insert(0, str(FIGURES / "page"))
TREES = importlib.import_module("tables").trees()
sys.path.pop(0)

pytestmark = pytest.mark.slow


def test_the_minimum_moves_with_the_units(visit):
    page = visit()
    places = {}
    for kind in ("kneser", "abel"):
        page.locator(f"input[name=valley][value={kind}]").check()
        for units in ("means", "feet", "metres"):
            page.locator(f"input[name=units][value={units}]").check()
            best = TABLES["valleys"][units][kind]["best"]
            assert f"The least is at n = {best:.2f}, but" in text_of(page, "fit-words")
            box = page.locator("#minimum path").bounding_box()
            places[best] = box["x"] + box["width"] / 2
    ordered = [places[best] for best in sorted(places)]
    assert len(places) == 6 and ordered == sorted(ordered)
    assert ordered[-1] - ordered[0] > 150


@pytest.mark.parametrize("units, kind, at", [("feet", "abel", 1), ("metres", "kneser", 0), ("metres", "abel", 0)])  # fmt: skip
def test_local_minima_are_named(visit, units, kind, at):
    page = visit(f"#units={units}&valley={kind}")
    assert (
        f"another, local minimum at n = {at}: in these units, training that starts there"
        in text_of(page, "fit-words")
    )
    assert page.locator("#valley .least").count() == 2  # the least, and this one


def test_the_fit_at_n_is_said(visit):
    page = visit("#at=1")
    assert "volume = 0.9289 · girth^1.997 · height^1.088" in text_of(page, "fit-words")
    set_slider(page, "at", 0)
    assert "volume = 2.067 · girth + 0.8546 · height − 1.922" in text_of(page, "fit-words")
    set_slider(page, "at", 0.5)
    assert "exp⁽ⁿ⁾( 2.043 · exp⁽⁻ⁿ⁾(girth) + 1.084" in text_of(page, "fit-words")
    assert "every n from 0.69 to 1.00, the end of the scale, fits almost as well" in text_of(
        page, "fit-words"
    )


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


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
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


SHOWN = {
    "means": ("girth / mean", "volume / mean"),
    "feet": ("girth (in)", "volume (ft³)"),
    "metres": ("girth (cm)", "volume (m³)"),
}
BENT = """() => byId("bent").getAttribute("d").slice(1).split("L").map((pair) => pair.split(" ").map(Number))"""


def in_units(page, rows):
    """Return where the picture of the trees has these points, in pixels."""
    return page.evaluate("(rows) => rows.map(([x, y]) => byId('trees').places(x, y))", rows)


@pytest.mark.parametrize("units", SHOWN)
@pytest.mark.parametrize("kind", ["kneser", "abel"])
def test_the_curve_of_the_held_n_bends_through_the_trees(visit, units, kind):
    page, task = visit(f"#units={units}&valley={kind}&at=0"), TREES[units].task
    names = page.locator("#trees text").all_text_contents()
    assert SHOWN[units][0] in names and SHOWN[units][1] in names
    assert page.locator("#trees circle").count() == len(task.x)
    height, girth = task.x[:, 1].mean(), np.linspace(task.x[:, 0].min(), task.x[:, 0].max(), 7)
    for at in (0, 0.4, 1):
        set_slider(page, "at", at)
        *weights, bias = TABLES["valleys"][units][kind]["weights"][round(100 * at)]
        neuron = mg.nn.AddMul(2, 1, bias=True, kind=kind, n=at)
        neuron.weight.data[:], neuron.bias.data[:] = [weights], bias
        volume = neuron(np.column_stack([girth, np.full(7, height)])).data[:, 0]
        x, y = np.transpose(page.evaluate(BENT))
        for left, top in in_units(page, np.column_stack([girth, volume]).tolist()):
            assert np.interp(left, x, y) == pytest.approx(top, abs=1.0)
    dots = page.locator("#trees circle").evaluate_all(
        "(dots) => dots.map((dot) => [+dot.getAttribute('cx'), +dot.getAttribute('cy')])"
    )
    where = in_units(page, np.column_stack([task.x[:, 0], task.y[:, 0]]).tolist())
    assert np.array(dots) == pytest.approx(np.array(where), abs=0.2)


def test_the_picture_of_the_trees_says_what_it_shows(visit):
    page = visit("#at=0&units=feet")
    label = page.locator("#trees")
    assert "31 trees, volume (ft³) over girth (in)" in label.get_attribute("aria-label")
    assert label.get_attribute("aria-label").endswith("a straight line.")
    set_slider(page, "at", 1)
    assert label.get_attribute("aria-label").endswith("a power law.")
