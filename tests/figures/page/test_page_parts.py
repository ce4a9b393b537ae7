"""The interactive page without a browser: its parts, its tables, and what its HTML promises."""

import importlib
import json
import math
import re
import sys
from html.parser import HTMLParser
from itertools import pairwise
from types import SimpleNamespace

import pytest
from browsing import FIGURES, PAGE
from matplotlib.colors import to_hex

import minigrad as mg
from minigrad.plot.boxes import boxes_of

sys.path.insert(0, str(FIGURES / "page"))
assemble, tables, formulas = map(importlib.import_module, ("assemble", "tables", "formulas"))
sys.path.pop(0)

FORMULAS = formulas.FORMULAS
TEXT = PAGE.read_text(encoding="utf-8")
SCRIPT = assemble.script("main.js")
BY_HAND = TEXT.replace((FIGURES / "page" / "tables.json").read_text(encoding="utf-8").rstrip(), "")
IN_PAGE = json.loads(re.search(r'id="tables">(.*?)</script>', TEXT, re.DOTALL)[1])
UNITS, KINDS = ("means", "feet", "metres"), ("kneser", "abel")


class Elements(HTMLParser):
    """List the elements of a page: tag, attributes, text, and the tags around them."""

    VOID = ("meta", "link", "input", "br")

    def __init__(self, page):
        super().__init__()
        self.all, self.around = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        inside = [element.tag for element in self.around]
        element = SimpleNamespace(tag=tag, attributes=dict(attributes), text="", inside=inside)
        self.all.append(element)
        if tag not in self.VOID:
            self.around.append(element)

    def handle_endtag(self, tag):
        assert self.around.pop().tag == tag, f"{tag} is closed in the wrong place"

    def handle_data(self, data):
        for element in self.around:
            element.text += data


ELEMENTS = Elements(TEXT)
IDS = [e.attributes["id"] for e in ELEMENTS.all if "id" in e.attributes]


def elements(*tags):
    return [e for e in ELEMENTS.all if e.tag in tags]


# ---- the tables --------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_tables_are_up_to_date():
    assert not tables.is_stale(IN_PAGE, tables.tables()), (
        "run python figures/page/assemble.py --tables"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t["exp"]["tet"].__setitem__(3, t["exp"]["tet"][3] * (1 + 1e-12)),
        lambda t: t["exp"].pop("slog"),
        lambda t: t["graphs"]["line"]["boxes"][0].update(name="w7"),
        lambda t: t["graphs"].pop("tanh"),
        lambda t: t["valleys"]["feet"]["abel"].update(best=0.57),
        lambda t: t["training"]["n"].pop(),
    ],
)
def test_a_table_that_differs_is_stale(change):
    old = json.loads(json.dumps(IN_PAGE))
    change(old)
    assert tables.is_stale(old, IN_PAGE)


def test_rounding_differences_of_a_training_are_forgiven():
    old = json.loads(json.dumps(IN_PAGE))
    old["training"]["n"][40] += 1e-6
    assert not tables.is_stale(old, IN_PAGE)


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the folder that the script works on, which computes the tables that are there."""
    for part in (FIGURES / "page").iterdir():
        if part.is_file():
            (tmp_path / part.name).write_bytes(part.read_bytes())
    page = tmp_path / "explore.html"
    page.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(assemble, "HERE", tmp_path)
    monkeypatch.setattr(assemble, "PAGE", page)
    monkeypatch.setattr(tables, "TABLES", tmp_path / "tables.json")
    monkeypatch.setattr(tables, "tables", lambda: IN_PAGE)
    return page


def test_the_page_is_made_of_its_parts(capsys):
    assemble.main(["--check"])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("part", ["style.css", "valley.js", "between.html", "tables.json"])
def test_a_page_that_differs_from_its_parts_is_named(copy, part):
    changed = copy.with_name(part)
    changed.write_text(changed.read_text(encoding="utf-8") + "\n.x {}", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^explore.html is not made of these parts: run python"):
        assemble.main(["--check"])
    assemble.main([])
    assemble.main(["--check"])
    assert ".x {}" in copy.read_text(encoding="utf-8")


@pytest.mark.slow
def test_old_tables_are_named_and_computed_anew(copy):
    copy.with_name("tables.json").write_text("{}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^tables.json is old: run python figures/page/assemble"):
        assemble.main(["--check", "--tables"])
    assemble.main(["--tables"])
    assemble.main(["--check", "--tables"])


def test_modules_stand_after_what_they_import():
    order = re.findall(r"^// ==== (\S+) ====$", SCRIPT, re.MULTILINE)
    assert sorted(order) == sorted(part.name for part in (FIGURES / "page").glob("*.js"))
    for name in order:
        text = (FIGURES / "page" / name).read_text(encoding="utf-8")
        assert set(assemble.IMPORT.findall(text)) <= set(order[: order.index(name)])
    assert not re.search(r"^(import|export)\b", SCRIPT, re.MULTILINE)


def test_a_circle_of_modules_and_two_of_one_name_are_refused(copy):
    valley, main = copy.with_name("valley.js"), copy.with_name("main.js")
    text = valley.read_text(encoding="utf-8")
    valley.write_text(text + "\nconst drawGraph = 2;\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^graph.js and valley.js both have a drawGraph$"):
        assemble.script(main.name)
    valley.write_text('import { x } from "./main.js";\n' + text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"circle: main.js → valley.js → main.js$"):
        assemble.script(main.name)


def test_the_coefficients_have_all_their_digits():
    from minigrad.iterate.compiled import tables as series

    assert tuple(IN_PAGE["exp"]["tet"]) == series.TET
    assert tuple(IN_PAGE["exp"]["slog"]) == series.SLOG
    assert tuple(complex(*z) for z in IN_PAGE["exp"]["chi"]) == series.CHI
    assert tuple(complex(*z) for z in IN_PAGE["exp"]["chiInverse"]) == series.CHI_INV


# ---- 3. backward -------------------------------------------------------------------------------

GRAPHS = IN_PAGE["graphs"]


def names_of(formula):
    return [b["name"] for b in GRAPHS[formula]["boxes"]]


@pytest.mark.parametrize("formula", FORMULAS)
def test_boxes_stand_in_the_order_of_the_package(formula):
    *_, loss = tensors = list(FORMULAS[formula].tensors().values())
    boxes = GRAPHS[formula]["boxes"]
    assert names_of(formula) == [tensor.name for tensor in tensors]
    assert len(boxes_of(loss)) == len(boxes)
    results = [i for i, b in enumerate(boxes) if b["inputs"]]
    assert results == sorted(
        results, key=lambda i: tensors[i].node.birth
    )  # backward: from the last
    for i, b in enumerate(boxes):
        assert all(j < i for j in b["inputs"]) and len(b["ways"]) == len(b["inputs"])
        if b["inputs"]:
            assert b["op"] == tensors[i].node.operation.__name__
            used = [x for x in tensors[i].node.inputs if isinstance(x, mg.Tensor)]
            assert [names_of(formula)[j] for j in b["inputs"]] == [x.name for x in used]


@pytest.mark.parametrize("formula", FORMULAS)
def test_numbers_that_can_be_chosen_come_first_and_start_within_their_slider(formula):
    leaves = FORMULAS[formula].leaves
    assert names_of(formula)[: len(leaves)] == list(leaves)
    for i, b in enumerate(GRAPHS[formula]["boxes"]):
        assert ("range" in b) == (i < len(leaves))
        if "range" in b:
            assert b["range"][0] <= b["start"] <= b["range"][1]
            assert b["learned"] == (b["name"] in FORMULAS[formula].learned)


def users(formula, name):
    i = names_of(formula).index(name)
    return sorted(b["name"] for b in GRAPHS[formula]["boxes"] for j in b["inputs"] if j == i)


def test_some_numbers_get_their_gradient_from_several_sides():
    assert users("neuron", "n") == ["out", "−n"]
    assert users("twice", "a") == ["a·a", "a·a", "a·b"]
    assert users("blend", "n") == ["1−n", "p2"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_compute_what_the_page_says(formula):
    def neuron(w1, w2, n, x1, x2, target):
        z = w1 * mg.iterate.exp_n(x1, -n) + w2 * mg.iterate.exp_n(x2, -n)
        return (mg.iterate.exp_n(z, n) - target) ** 2

    oracle = {
        "neuron": neuron,
        "line": lambda w, b, x, y: (w * x + b - y) ** 2,
        "unit": lambda w1, w2, x1, x2, target: (x1**w1 * x2**w2 - target) ** 2,
        "tanh": lambda w1, w2, b, x1, x2, t: (math.tanh(w1 * x1 + w2 * x2 + b) - t) ** 2,
        "twice": lambda a, b: a**2 + a * b,
        "blend": lambda n, x1, x2, t: ((1 - n) * (x1 + x2) + n * x1 * x2 - t) ** 2,
    }
    starts = [float(start) for start, _, _ in FORMULAS[formula].leaves.values()]
    *_, loss = FORMULAS[formula].tensors().values()
    assert loss.item() == pytest.approx(oracle[formula](*starts), rel=1e-12)


@pytest.mark.parametrize("formula", FORMULAS)
def test_boxes_do_not_overlap_and_lie_in_the_picture(formula):
    graph = GRAPHS[formula]
    width, height = graph["box"]
    for i, b in enumerate(graph["boxes"]):
        x, y = b["at"]
        assert 0 < x and x + width < graph["size"][0]
        assert 0 < y - height / 2 and y + height / 2 < graph["size"][1]
        for other in graph["boxes"][:i]:
            apart = abs(other["at"][0] - x) >= width, abs(other["at"][1] - y) >= height
            assert any(apart)
    assert graph["size"][0] <= 1126  # as wide as the page


@pytest.mark.parametrize("formula", FORMULAS)
def test_arrows_pass_no_box(formula):
    graph = GRAPHS[formula]
    passed = [place for b in graph["boxes"] for way in b["ways"] for place in way]
    for x, y in passed:
        for b in graph["boxes"]:
            assert b["at"][0] != x or abs(b["at"][1] - y) > graph["box"][1] / 2


# ---- 4. valleys --------------------------------------------------------------------------------


def valley(units, kind):
    return IN_PAGE["valleys"][units][kind]


def test_where_the_minima_are():
    best = {(u, k): round(valley(u, k)["best"], 2) for u in UNITS for k in KINDS}
    assert best == {
        ("means", "kneser"): 0.97,
        ("means", "abel"): 0.95,
        ("feet", "kneser"): 0.86,
        ("feet", "abel"): 0.56,
        ("metres", "kneser"): 0.98,
        ("metres", "abel"): 0.99,
    }


@pytest.mark.parametrize("end", [0, -1])
def test_a_line_and_a_power_law_do_not_depend_on_units_or_kind(end):
    errors = [
        valley(u, k)["error"] * valley(u, k)["loss"][end] ** 0.5 for u in UNITS for k in KINDS
    ]
    assert errors == pytest.approx([errors[0]] * 6, rel=1e-4)


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("kind", KINDS)
def test_weights_belong_to_their_loss(units, kind):
    task, found = tables.trees()[units].task, valley(units, kind)
    for i in (0, 37, 80, 100):
        neuron = mg.nn.AddMul(2, 1, bias=True, kind=kind, n=i / 100, rng=0)
        *weights, bias = found["weights"][i]
        neuron.weight.data[:], neuron.bias.data[:] = [weights], bias
        error = mg.nn.mse_loss(neuron(task.x), task.y).item() ** 0.5
        cubic_feet = error / tables.trees()[units].cubic_foot
        assert cubic_feet == pytest.approx(found["error"] * found["loss"][i] ** 0.5, rel=1e-3)


def test_the_training_goes_to_the_minimum():
    training = IN_PAGE["training"]
    assert training["n"][0] == 0
    assert training["n"][-1] == pytest.approx(valley("means", "kneser")["best"], abs=1e-3)
    assert training["loss"][0] == pytest.approx(valley("means", "kneser")["loss"][0], rel=1e-4)
    assert training["loss"][-1] == pytest.approx(1, abs=1e-4)


def test_the_training_never_is_below_the_valley():
    loss = valley("means", "kneser")["loss"]
    for n, trained in zip(IN_PAGE["training"]["n"], IN_PAGE["training"]["loss"], strict=True):
        assert trained > min(loss[int(100 * n)], loss[min(int(100 * n) + 1, 100)]) - 1e-4


# ---- the page ----------------------------------------------------------------------------------


def test_the_page_is_small():
    assert len(TEXT.encode()) < 210_000
    assert len(json.dumps(IN_PAGE).encode()) < 60_000


def test_the_page_asks_for_nothing():
    for word in ("src=", "@import", "url(", "fetch(", "XMLHttpRequest", "import(", "WebSocket",
                 "EventSource", "sendBeacon", "srcset", "Worker(", "<iframe", "<object"):  # fmt: skip
        assert word not in BY_HAND.replace("url(#", ""), word
    assert [e.attributes["href"] for e in elements("link")] == ["data:,"]


def test_links_lead_somewhere():
    for link in elements("a"):
        target = link.attributes["href"]
        if target.startswith("#"):
            assert target[1:] in IDS
        elif not target.startswith("https://arxiv.org/abs/"):
            assert (FIGURES / target).is_file()


def test_no_element_is_left_open_and_ids_are_unique():
    assert ELEMENTS.around == []
    assert len(IDS) == len(set(IDS))


def test_what_is_referred_to_exists():
    for e in ELEMENTS.all:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set(e.attributes.get(name, "").split()) <= set(IDS)
    asked_for = set(re.findall(r'(?:byId|say)\("([^"]+)"', BY_HAND))
    assert asked_for and asked_for <= set(IDS)


def test_every_control_has_a_label():
    labelled = {e.attributes.get("for") for e in elements("label")}
    for control in elements("input"):
        assert control.attributes.get("id") in labelled or "label" in control.inside
        if control.attributes["type"] == "radio":
            assert "fieldset" in control.inside
    assert all(button.text.strip() for button in elements("button"))
    assert len(elements("legend")) == len(elements("fieldset"))
    for picture in elements("svg"):
        assert picture.attributes["role"] == "img" and picture.attributes["aria-label"]


def test_names_of_controls_do_not_hold_values():
    sliders = [e.attributes["id"] for e in elements("input") if e.attributes["type"] == "range"]
    labels = {e.attributes["for"]: e.text for e in elements("label") if "for" in e.attributes}
    named = [labels[slider] for slider in sliders if not slider.startswith("guess-")]
    assert named == ["n", "n held at", "training step"]


def test_one_place_only_is_read_aloud():
    live = [e for e in ELEMENTS.all if "aria-live" in e.attributes or e.tag == "output"]
    status = [e for e in ELEMENTS.all if e.attributes.get("role") in ("status", "alert", "log")]
    assert live == [] and [e.attributes["id"] for e in status] == ["status"]


def test_numbers_in_sentences_are_not_typed_in():
    for e in elements("p", "h2", "h3", "span", "legend", "label", "figcaption"):
        if "footer" not in e.inside:
            assert not re.search(r"\d[.,]\d", e.text), e.text
    assert f"{len(tables.trees()['feet'].task.x)} felled trees" in TEXT


def test_landmarks_and_headings():
    assert elements("html")[0].attributes["lang"] == "en"
    assert [len(elements(tag)) for tag in ("title", "header", "main", "footer", "h1")] == [1] * 5
    levels = [int(e.tag[1]) for e in elements("h1", "h2", "h3")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert elements("a")[0].attributes["href"] == "#toys"  # the skip link comes first
    assert elements("noscript")


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text, ground):
    lighter, darker = sorted((luminance(text), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colours(scheme):
    """Return the colours of the page, by name, as they are in the light or in the dark."""
    css = (FIGURES / "page" / "style.css").read_text(encoding="utf-8")
    light, dark = css.split("prefers-color-scheme: dark")[:2]
    named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    if scheme == "dark":
        named |= re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark)
    return named


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "leaf", "lit", "given", "hover"])
def test_text_can_be_read(ground, scheme):
    named = colours(scheme)
    for name in ("ink", "faint", "gradient", "plus-ink", "times-ink", "imaginary"):
        assert contrast(named[name], named[ground]) >= 4.5, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_with_a_meaning_can_be_seen(scheme):
    named = colours(scheme)
    for name in ("edge", "ink", "gradient", "training", "imaginary", "plus", "times-ink"):
        assert contrast(named[name], named["paper"]) >= 3, name


def test_the_colours_of_plus_and_times_are_those_of_the_package():
    ends = [to_hex(mg.plot.N_COLOURS(n)) for n in (0.0, 0.5, 1.0)]
    for scheme in ("light", "dark"):
        assert [colours(scheme)[name] for name in ("plus", "between", "times")] == ends


def test_colours_are_named_in_one_place():
    parts = [p for p in (FIGURES / "page").iterdir() if p.suffix in (".js", ".html")]
    css = (FIGURES / "page" / "style.css").read_text(encoding="utf-8")
    for text in [css.split("* {")[1], *(p.read_text(encoding="utf-8") for p in parts)]:
        assert not re.search(r"#[0-9a-f]{3}([0-9a-f]{3})?\b(?!=)", text.replace("&#", "")), text


def test_the_colours_of_plus_and_times_are_used_for_nothing_else():
    means = (
        r'[^-]\.(plus|times) {|, "x \+ y", "plus|, "x · y", "times|dot\(px\(0\), py\(5\), 6|dot\(c.px\(sum\)'
        r"|linear-gradient\(90deg, var\(--plus\), var\(--between\), var\(--times\)\)"
    )
    used = [line for line in BY_HAND.splitlines() if re.search(r"var\(--(plus|times)", line)]
    assert [line for line in used if not re.search(means, line)] == []
    assert len(used) == 9
