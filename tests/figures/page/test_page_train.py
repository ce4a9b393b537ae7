"""2. Train it yourself, in a browser: it computes what minigrad computes, and does what it says."""

import contextlib
import io
import itertools
import re
from urllib.parse import quote

import numpy as np
import pytest
from browsing import SPOKEN, TABLES, address, listen, press, text_of
from scipy import stats

import minigrad as mg
from minigrad.study.conclusion import conclusion

pytestmark = pytest.mark.slow

KINDS = ("kneser", "abel", "linear-log")
STEPS = 2000
RANDOM = np.random.default_rng(5)


def divided(rows):
    """Return a task as the page sees it: columns divided by their means."""
    rows = np.asarray(rows, dtype=float)
    rows = rows / rows.mean(axis=0)
    return mg.tasks.Task.from_arrays(rows[:, :-1], rows[:, -1:])


def linked(rows, **more):
    """Return the address of the page with a table of one's own."""
    names = [f"x{j}" for j in range(1, len(rows[0]))] + ["y"]
    table = "\n".join("\t".join(map(str, row)) for row in [names, *rows])
    told = {"data": "table", "table": table, **more}
    return "#" + "&".join(f"{name}={quote(str(value))}" for name, value in told.items())


def near_zero():
    """Return rows some of whose values are below a hundredth of their mean, where φ is a tangent."""
    x, z = RANDOM.uniform(1, 4, (2, 30)).round(2)
    x[::4], z[1::5] = 0.01, 0.002
    y = (x + 2 * z).round(3)
    y[::7] = 0.003
    return np.column_stack([x, z, y]).tolist()


NEAR_ZERO = near_zero()


def trained(page):
    """Return the page's start, end, and loss and n before each step."""
    start, end, history = page.evaluate("() => [start, descent.p, descent.history]")
    losses, n = np.transpose(history)
    return start, end, losses, n


def in_package(task, start, kind, rate, warm):
    *w, b, n = start
    neuron = mg.nn.AddMul(task.x.shape[1], 1, kind=kind, bias=True, n=n)
    neuron.weight.data[:], neuron.bias.data[:] = [w], b
    if warm:
        neuron.weight.data[:], neuron.bias.data[:] = 0.1, 0.0
        mg.train.warm_start(neuron, task)
    history = mg.train.fit(neuron, task, lr=rate, steps=STEPS, batch_size=len(task.x))
    return neuron, history


@pytest.mark.parametrize("kind", KINDS)
def test_a_training_on_the_trees_is_that_of_the_package(visit, kind):
    page = visit(f"#way={kind}&done={STEPS}")
    start, end, losses, n = trained(page)
    neuron, history = in_package(divided(TABLES["data"]["trees"]["rows"]), start, kind, 0.01, True)
    assert len(losses) == STEPS
    assert losses == pytest.approx(history.loss, abs=1e-6)
    assert [*n, end[-1]] == pytest.approx(history.parameters("n")[:, 0], abs=1e-6)
    assert end[:-1] == pytest.approx([*neuron.weight.data[0], *neuron.bias.data], abs=1e-5)


@pytest.mark.parametrize("seed", [1, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_a_training_from_a_random_start_with_tiny_values_is_that_of_the_package(visit, kind, seed):
    page = visit(linked(NEAR_ZERO, way=kind, start="random", seed=seed, rate=0.03, done=STEPS))
    start, end, losses, n = trained(page)
    _, history = in_package(divided(NEAR_ZERO), start, kind, 0.03, False)
    assert losses == pytest.approx(history.loss, abs=1e-6)
    assert [*n, end[-1]] == pytest.approx(history.parameters("n")[:, 0], abs=1e-6)
    assert np.ptp(n) > 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_near_the_end_of_the_domain_are_those_of_differences(visit, kind):
    """The page's φ and its inverse, [value, slope by x, slope by n], also on the tangent."""
    places = [
        (x, n) for x in (0.0, 0.001, 0.005, 0.3, 1.0, 2.5) for n in (0.1, 0.37, 0.5, 0.8, 0.99)
    ]
    found = np.array(
        visit().evaluate(
            """([places, kind, h]) => {
                const { phi, inverse } = TRANSITIONS[kind];
                const slopes = (f, a, n) => [f(a, n)[1], (f(a + h, n)[0] - f(a - h, n)[0]) / 2 / h,
                                             f(a, n)[2], (f(a, n + h)[0] - f(a, n - h)[0]) / 2 / h];
                return places.map(([x, n]) => [slopes(phi, x, n), slopes(inverse, phi(x, n)[0], n)]);
            }""",
            [places, kind, 1e-6],
        )
    )
    phi, inverse = found[:, 0], found[:, 1]
    assert phi[:, 0] == pytest.approx(phi[:, 1], rel=1e-5, abs=1e-6)
    assert phi[:, 2] == pytest.approx(phi[:, 3], rel=1e-5, abs=1e-6)
    inside = np.array([x >= 0.3 for x, _ in places])  # below, the inverse does not undo the tangent
    assert inverse[inside, 0] == pytest.approx(inverse[inside, 1], rel=1e-5, abs=1e-6)
    assert inverse[inside, 2] == pytest.approx(inverse[inside, 3], rel=1e-5, abs=1e-6)


ADDRESSES = {
    "trees": f"#data=trees&done={STEPS}",
    "abel": f"#data=delivery&way=abel&start=half&done={STEPS}",
    "law": f"#data=law&way=linear-log&start=product&done={STEPS}",
    "table": linked(NEAR_ZERO[:12], done=STEPS),
    "random": linked(NEAR_ZERO, start="random", seed=3, rate=0.03, done=STEPS),
    "many rows": linked(NEAR_ZERO * 5, start="half", done=STEPS),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_same_in_python_ends_with_the_same(visit, name):
    page = visit(ADDRESSES[name])
    _, end, losses, _ = trained(page)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(page.locator("#python").text_content(), {})
    n, loss = map(float, said.getvalue().split())
    assert n == pytest.approx(end[-1], abs=1e-6)
    assert loss == pytest.approx(losses[-1], abs=1e-6)


# ---- the valley, and what is concluded ---------------------------------------------------------


def synthetic(name):
    """Return rows of which the right sentence is known."""
    random = np.random.default_rng(11)
    x, z = random.uniform(1, 4, (2, 40))
    clean = {
        "sum": 2 * x + 3 * z,
        "product": x * z,
        "between": x * np.sqrt(z) + z,
        "nothing fits": (x - z) ** 2 + 1,
        "nearly": np.sqrt(x * z) + x + z,
        "noise": 1 + 0 * x,
    }[name]
    y = clean * (
        1 + {"noise": 0.3, "between": 0.03, "nearly": 0}.get(name, 0.002) * random.normal(size=40)
    )
    return np.column_stack([x, z, y]).round(5).tolist()


EXPECTED = {
    "trees": "The data speak for a product and against a sum.",
    "delivery": None,
    "sum": "The data speak for a sum and against a product.",
    "product": "The data speak for a product and against a sum.",
    "between": "The data speak against a sum and against a product: the law is in between, at n = ",
    "nothing fits": "No law between a sum and a product fits these data well",
    "nearly": "No law between a sum and a product fits these data exactly, but that of n = ",
    "noise": "The data do not decide between a sum and a product.",
}


@pytest.mark.parametrize("kind", ["kneser", "linear-log"])
@pytest.mark.parametrize("name", EXPECTED)
def test_the_valley_and_its_sentence_are_those_of_the_report(visit, name, kind):
    measured = name in TABLES["data"]
    rows = TABLES["data"][name]["rows"] if measured else synthetic(name)
    page = visit(f"#data={name}&way={kind}" if measured else linked(rows, way=kind))
    page.wait_for_function("() => valley")
    ns, loss, best, interval, said = page.evaluate(
        "() => [valley.ns, valley.loss, valley.best, valley.interval, conclusion(valley, data, kindNow())]"
    )
    task = divided(rows)
    neuron = mg.nn.AddMul(task.x.shape[1], 1, kind=kind, bias=True, n=best["p"][-1])
    *w, b, _ = best["p"]
    neuron.weight.data[:], neuron.bias.data[:] = [w], b
    profile = mg.study.profile(neuron, task, points=41)
    assert best["p"][-1] == pytest.approx(profile.best, abs=2e-4)
    assert best["loss"] == pytest.approx(profile.least, rel=1e-6)
    assert interval == pytest.approx(profile.interval, abs=1e-3)
    known = np.isin(profile.n.round(9), np.round(ns, 9))
    there = np.isin(np.round(ns, 9), profile.n.round(9))
    # The page refits from both ends, and may find a lower place than the package; never a higher one.
    assert np.all(np.array(loss)[there] <= profile.loss[known] * (1 + 1e-5))
    assert loss[0] == pytest.approx(profile.loss[0], rel=1e-5)
    assert loss[-1] == pytest.approx(profile.loss[-1], rel=1e-5)
    assert said.startswith(EXPECTED[name] or "")
    report = conclusion(mg.study.findings(neuron, task, valley=profile))
    if "do not conclude" in said:
        for part in said.split(" (")[0].split(":"):
            assert part in report
    else:
        assert said in report


def test_fishers_tail_is_that_of_scipy(visit):
    cases = [(f, a, b) for f in (0, 1e-6, 0.1, 0.9, 1, 3.7, 20, 400, 1e5) for a in (1, 2, 3, 9, 27)
             for b in (1, 2, 3, 10, 28, 190)]  # fmt: skip
    found = visit().evaluate("(cases) => cases.map((one) => fisherTail(...one))", cases)
    expected = [stats.f.sf(*one) for one in cases]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_what_is_found_is_said_when_it_has_arrived(visit):
    page = visit(f"#done={STEPS}")
    page.wait_for_function("() => valley")
    said = text_of(page, "found")
    assert said.startswith(
        "The data speak for a product and against a sum. After 2,000 steps: n = 0.97, it nearly"
    )
    assert said.endswith(" multiplies, typical error 2.405 ft³.")


def test_who_begins_at_the_best_n_is_said_to_stay(visit):
    for data, stays in (("delivery", True), ("trees", False)):
        page = visit(f"#data={data}&done={STEPS}")
        page.wait_for_function("() => valley")
        assert ("It has stayed where it began" in text_of(page, "found")) == stays


def test_the_lines_of_the_map_have_names_that_do_not_touch(visit):
    page = visit("#data=delivery&done=2000")
    page.wait_for_function("() => valley")
    names = page.locator("#data-picture .halo")
    assert sorted(map(int, names.all_text_contents())) == [10, 20, 30, 40, 50, 60, 70]
    boxes = [name.bounding_box() for name in [*names.all(), page.get_by_text("distance (ft)")]]
    for one, other in itertools.combinations(boxes, 2):
        left, right = sorted((one, other), key=lambda box: box["x"])
        upper, lower = sorted((one, other), key=lambda box: box["y"])
        assert left["x"] + left["width"] < right["x"] or upper["y"] + 9 < lower["y"]


def test_a_warning_comes_first_and_nothing_denies_it(visit):
    page = visit(f"#data=law&law=(x-z)^2%2B1&done={STEPS}")
    page.wait_for_function("() => valley")
    said = text_of(page, "found")
    assert said.startswith("No law between a sum and a product fits these data well")
    assert "adds" not in said and "multiplies" not in said


# ---- what the visitor does ---------------------------------------------------------------------


def test_train_pause_step_and_start_over(visit):
    page = visit(clock=True)
    assert "0 of 2,000" in text_of(page, "done-now")
    press(page, "1 step")
    assert text_of(page, "done-now").startswith("1 of")
    press(page, "100 steps")
    assert text_of(page, "done-now").startswith("101 of")
    press(page, "Train")
    page.clock.run_for(300)
    so_far = page.evaluate("() => descent.done")
    assert 101 < so_far < 400
    press(page, "Pause")
    page.clock.run_for(1000)
    assert page.evaluate("() => descent.done") == so_far
    press(page, "Start over")
    assert text_of(page, "done-now").startswith("0 of")
    press(page, "Train")
    page.clock.run_for(10_000)
    assert text_of(page, "done-now").startswith("2,000 of")
    assert text_of(page, "go") == "Train"
    press(page, "Train")  # from the start again
    page.clock.run_for(100)
    assert 0 < page.evaluate("() => descent.done") < 200


def test_a_training_is_told_once_and_when_it_is_over(visit):
    page = visit(clock=True)
    listen(page)
    press(page, "Train")
    page.clock.run_for(5000)
    assert page.evaluate("told") == []
    page.clock.run_for(3000)
    (told,) = page.evaluate("told")
    assert "After 2,000 steps: n = 0.97" in told


def test_who_asks_for_less_motion_sees_the_end_at_once(visit):
    page = visit(reduced_motion="reduce")
    press(page, "Train")
    assert text_of(page, "done-now").startswith("2,000 of") and text_of(page, "go") == "Train"


def test_a_link_shows_the_trained_neuron(visit):
    page = visit(reduced_motion="reduce")
    press(page, "Train")
    assert address(page)["done"] == str(STEPS)
    end = page.evaluate("() => descent.p")
    page.reload()
    assert page.evaluate("() => descent.p") == pytest.approx(end)
    assert "After 2,000 steps" in text_of(page, "found")


def test_a_table_is_kept_in_the_link(visit):
    page = visit("#data=table")
    page.locator("#table").fill("a;b;c\n1,5;2;3\n2;3,25;5\n3;1;4\n2;2;4")
    assert page.evaluate("() => table") == {
        "names": ["a", "b", "c"],
        "rows": [[1.5, 2, 3], [2, 3.25, 5], [3, 1, 4], [2, 2, 4]],
    }
    held = page.evaluate("() => new Promise((done) => setTimeout(() => done(state.table), 600))")
    page.reload()
    assert page.evaluate("() => state.table") == held
    assert page.evaluate("() => table.rows.length") == 4


def test_a_wrong_table_leaves_nothing_to_train(visit):
    page = visit("#data=table")
    assert text_of(page, "error-data") == "" and "Paste a table" in text_of(page, "found")
    press(page, "Show me an example")
    assert text_of(page, "found").startswith(
        "12 rows are read, to predict price from width and depth."
    )
    page.locator("#table").fill("a,b\n1,2\n2,\n3,4")
    assert "Leave rows with gaps out" in text_of(page, "error-data")
    press(page, "Train")
    assert page.evaluate("() => descent") is None
    assert text_of(page, "found") == "" and not page.locator("#train-pictures").is_visible()


LAWS_FOUND = {
    "2·x + 3·z": "y = 2 · x + 3 · z",
    "3·x^2/z": "y = 3 · x^2 · z^−1",
}


@pytest.mark.parametrize("law", LAWS_FOUND)
def test_the_law_comes_back_in_its_own_units(visit, law):
    start = "sum" if "+" in law else "product"
    page = visit(f"#data=law&law={quote(law)}&noise=0&start={start}&done={STEPS}")
    page.wait_for_function("() => valley")
    assert text_of(page, "law-found").startswith(LAWS_FOUND[law])


@pytest.mark.parametrize("way", ["kneser", "linear-log"])
def test_a_law_in_between_is_written_as_it_is_computed(visit, way):
    page = visit(f"#data=law&start=half&way={way}&done=5")
    said = text_of(page, "law-found")
    size, w, x, v, z, b = (
        float(m.replace("− ", "-").replace("+ ", "").replace("−", "-"))
        for m in re.findall(r"[+−]? ?[\d.]+", said.split(", where")[0])
    )
    n, row = page.evaluate("() => [descent.p.at(-1), table.rows[0]]")
    there = page.evaluate(
        "([p, row, way]) => predict(p, row, way)", [[w, v, b, n], [row[0] / x, row[1] / z], way]
    )
    asked = page.evaluate("() => predict(descent.p, data.x[0], kindNow()) * data.scale.at(-1)")
    assert size * there == pytest.approx(asked, rel=2e-3)


def test_points_by_click_and_by_typing(visit):
    page = visit("#data=points")
    assert "4 points are needed" in text_of(page, "found")
    top = "() => byId('data-picture').getBoundingClientRect().top + scrollY"
    before = page.evaluate(top)
    picture = page.locator("#data-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    for share in (0.3, 0.5, 0.7):
        page.mouse.click(box["x"] + share * box["width"], box["y"] + (1 - share) * box["height"])
    assert "1 more point is needed" in text_of(page, "found")
    page.get_by_text("Type a point instead").click()
    before = page.evaluate(top)
    page.locator("#point-x").fill("9")
    page.locator("#point-y").fill("17/2")
    press(page, "Add point")
    assert text_of(page, "error-data") == ""
    assert page.evaluate("() => table.rows.length") == 4
    assert page.evaluate("() => table.rows.at(-1)") == [9, 8.5]
    for x, y, says in (("11", "2", "Points go from 0 to 10"), ("a", "2", "“a” is no number"),
                       ("", "2", "x needs a number")):  # fmt: skip
        page.locator("#point-x").fill(x)
        page.locator("#point-y").fill(y)
        press(page, "Add point")
        assert says in text_of(page, "error-data")
    assert page.evaluate("() => table.rows.length") == 4
    assert page.evaluate(top) == before  # it has not moved under the hand
    box = picture.bounding_box()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])  # remove one
    assert page.evaluate("() => readPoints(state.points).length") == 3
    press(page, "Remove all")
    assert "4 points are needed" in text_of(page, "found")


def test_wrong_settings_are_told(visit):
    page = visit("#start=random")
    page.locator("#settings summary").click()
    for name, text, says in (("rate", "fast", "no number"), ("rate", "0", "goes from"),
                             ("seed", "1.5", "whole number")):  # fmt: skip
        page.locator(f"#{name}").fill(text)
        assert says in text_of(page, "error-settings")
        assert text_of(page, "found") == "" and text_of(page, "done-now") == ""
        press(page, "Train")  # does nothing
        page.locator(f"#{name}").fill({"rate": "0,01", "seed": "0"}[name])
        assert text_of(page, "error-settings") == ""
    assert text_of(page, "found").startswith("Before the first step")


@pytest.mark.parametrize("source", ["data=trees", "data=points&points=1,2;2,3;3,7;5,8;8,2"])
def test_steps_that_are_too_long_are_told(visit, source):
    page = visit(f"#{source}&rate=10&start=random&seed=1", reduced_motion="reduce")
    page.wait_for_function("() => valley")
    page.evaluate(
        "() => { descent.p = descent.p.map((value, k) => (k < descent.p.length - 1 ? 1e9 : value)); }"
    )
    for button in ("1 step", "Train"):
        press(page, button)
        if button == "1 step":
            assert "the loss is no number any more: take a smaller" in text_of(page, "found")
            assert "–" in page.locator("#race").text_content()
    assert re.search("After 2,000 steps|The last step", text_of(page, "found"))


@pytest.mark.parametrize(
    "name, told",
    [
        ("product", "#data=law&law=x·z&noise=1"),
        ("between", "#data=law&law=x·z%2B3x%2B3z&noise=5&rate=0.03"),
        ("neither", "#data=law&law=(x−z)²%2B1&noise=1"),
        ("stuck", "#data=delivery&start=product&rate=3"),
    ],
)
def test_challenges_can_be_done(visit, name, told):
    page = visit(told, reduced_motion="reduce")
    page.wait_for_function("() => valley")
    assert page.locator(f"#challenge-{name} .box").text_content() == "☐"
    press(page, "Train")
    assert page.locator(f"#challenge-{name} .box").text_content() == "☑"


# ---- the guess of part 1 -----------------------------------------------------------------------


def test_a_guess_is_drawn_and_answered(visit):
    page = visit("")
    curve = page.locator("#curve")
    assert text_of(page, "between") == "?"
    box, (left, right) = curve.bounding_box(), curve.evaluate("(svg) => svg.edges")
    page.mouse.move(box["x"] + left, box["y"] + 100)
    page.mouse.down()
    for share in (0.25, 0.5, 0.75, 1):
        page.mouse.move(box["x"] + left + share * (right - left), box["y"] + 60)
    page.mouse.up()
    drawn = page.evaluate("() => guess")
    assert drawn[0] == 5 and drawn[-1] == 6
    assert np.ptp(drawn[11:-1]) < 0.01 and drawn[20] > 6.5
    press(page, "Show me")
    assert f"Dashed: your guess. At n = 0.50 you said {drawn[20]:.4g}; it is " in text_of(
        page, "guess-words"
    )
    assert text_of(page, "between") == f"{mg.oplus(2.0, 3.0, 0.5).item():.4g}"
    assert not page.locator("#guessing").is_visible()


def test_a_guess_by_the_keyboard(visit):
    page = visit("", clock=True)
    page.locator("#guess-2").fill("7.5")
    assert page.evaluate("() => guess[20]") == pytest.approx(7.5)
    press(page, "Show me")
    page.clock.run_for(SPOKEN)
    assert "you said 7.5; it is" in text_of(page, "status")


def test_who_has_drawn_nothing_has_said_nothing(visit):
    page = visit("")
    press(page, "Show me")
    said = text_of(page, "guess-words")
    assert said == "Dashed: a straight way. At n = 0.50 it would be 5.5; it is 6.075."
    assert page.evaluate("document.activeElement.id") == "n"
