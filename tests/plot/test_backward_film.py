import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist, artists
from bounding_boxes import cut_off, overlapping

from minigrad import Tensor, exp, plot
from minigrad.autodiff import gradients
from minigrad.plot.boxes import boxes_of, summary


def network():
    """Return a loss in which w is used twice, b once, and 2 and x want no gradient."""
    w = Tensor(0.5, requires_grad=True, name="w")
    b = Tensor(-1.0, requires_grad=True, name="b")
    x = Tensor([1.0, 2.0], name="x")
    hidden = exp(w * x) + b
    loss = (w * hidden - 2).sum()
    hidden.name, loss.name = "hidden", "loss"
    loss.backward(retain_graph=True)
    return loss


@pytest.fixture(scope="module")
def loss():
    return network()


@pytest.fixture(scope="module")
def film(loss):
    return plot.backward(loss)


def gradients_in(ax):
    """Return the texts of the gradients that are seen, by the number of their box."""
    texts = [text for text in ax.texts if text.get_gid().startswith("grad-")]
    return {int(t.get_gid()[5:]): t.get_text() for t in texts if t.get_visible()}


def seen(film):
    """Return what each frame shows of the gradients."""
    for frame in range(film.frames):
        film.show(frame)
        yield gradients_in(film.figure.axes[0])


def called(ax, beginning):
    """Return the artists whose gid begins so."""
    return [each for each in ax.get_children() if (each.get_gid() or "").startswith(beginning)]


def is_lit(ax, i):
    return artist(ax, f"box-{i}").width > 0.2


def test_gradients_appear_one_by_one_and_are_those_of_the_engine(film, loss):
    boxes = boxes_of(loss)
    wanted = {i for i, box in enumerate(boxes) if box.kind != "constant"}
    before = {}
    order = []
    for now in seen(film):
        assert before.items() <= now.items() and len(now) - len(before) <= 1
        order += now.keys() - before.keys()
        before = now
    assert set(order) == wanted
    derivatives = gradients(loss, [boxes[i].source for i in order])
    for i, derivative in zip(order, derivatives, strict=True):
        assert before[i] == f"grad {summary(derivative)}"


def test_the_walk_begins_at_the_loss_and_comes_to_nothing_before_all_that_uses_it(film, loss):
    boxes = boxes_of(loss)
    order = [*_first_seen(film)]
    assert boxes[order[0]].source is loss
    for at, i in enumerate(order):
        users = {j for j, box in enumerate(boxes) if i in box.inputs}
        assert users <= set(order[:at])


def _first_seen(film):
    """Yield the numbers of boxes in the order in which their gradients appear."""
    before = set()
    for now in seen(film):
        yield from now.keys() - before
        before |= now.keys()


def test_results_come_from_the_youngest_to_the_oldest_as_in_the_engine(film, loss):
    boxes = boxes_of(loss)
    births = [boxes[i].source.node.birth for i in _first_seen(film) if boxes[i].inputs]
    assert births == sorted(births, reverse=True)


def test_of_two_branches_the_younger_is_walked_first_wherever_it_is_drawn():
    x = Tensor(1.0, requires_grad=True)
    older, younger = x * 2, x * 3
    loss = younger - older  # drawn, and listed, from the first input on
    loss.backward(retain_graph=True)
    boxes = boxes_of(loss)
    walked = [id(boxes[i].source) for i in _first_seen(plot.backward(loss))]
    assert walked == [id(each) for each in (loss, younger, older, x)]


def test_a_leaf_comes_at_once_when_the_last_that_uses_it_has_been_passed(film, loss):
    names = [boxes_of(loss)[i].lines.get("name") for i in _first_seen(film)]
    assert names.index("b") == names.index("hidden") + 1
    assert names[-1] == "w"


@pytest.mark.slow
def test_the_current_box_is_lit_and_no_other(film):
    ax = film.figure.axes[0]
    before = set()
    for now in seen(film):
        lit = [i for i in range(20) if artists(ax, f"box-{i}") and is_lit(ax, i)]
        new = now.keys() - before
        if new:
            assert lit == list(new)
        assert len(lit) <= 1 and set(lit) <= now.keys()
        before |= new


def test_gradients_travel_along_the_arrows_against_them(film, loss):
    boxes, ax = boxes_of(loss), film.figure.axes[0]
    for i, box in enumerate(boxes):
        for k, j in enumerate(box.inputs):
            if boxes[j].kind == "constant":
                assert not artists(ax, f"carried-{i}-{k}")
                continue
            arrow = artist(ax, f"arrow-{i}-{k}").get_path().vertices
            dot, line = artist(ax, f"dot-{i}-{k}"), artist(ax, f"carried-{i}-{k}")
            ways = []
            for now in seen(film):
                if dot.get_visible():
                    assert i in now and j not in now
                    ways.append(dot.get_center()[0])
                    assert line.get_path().vertices[0] == pytest.approx(arrow[-1])
                    assert line.get_path().vertices[-1] == pytest.approx(dot.get_center())
                assert line.get_visible() <= (i in now)  # nothing before it has set out
                if j in now:
                    assert line.get_path().vertices[-1] == pytest.approx(arrow[0])
            assert len(ways) >= 3 and np.all(np.diff(ways) <= 1e-9)
            assert ways[0] == pytest.approx(arrow[-1][0])


def test_two_gradients_that_add_up_arrive_together(film, loss):
    boxes, ax = boxes_of(loss), film.figure.axes[0]
    (w,) = (i for i, box in enumerate(boxes) if box.lines.get("name") == "w")
    uses = [f"{i}-{k}" for i, box in enumerate(boxes) for k, j in enumerate(box.inputs) if j == w]
    assert len(uses) == 2
    for _ in seen(film):
        first, second = (artist(ax, f"dot-{use}").get_visible() for use in uses)
        assert first == second


def test_what_adds_up_is_written_when_it_has_arrived():
    a, b = (Tensor(value, requires_grad=True) for value in (3.0, 2.0))
    loss = a * a * b + a  # 3 · 2 twice, and 1
    loss.backward(retain_graph=True)
    film = plot.backward(loss)
    addends = called(film.figure.axes[0], "addend-")
    assert sorted(text.get_text() for text in addends) == ["1", "6", "6"]
    for now in seen(film):
        assert all(text.get_visible() == ("grad 13" in now.values()) for text in addends)


def test_an_arrow_that_was_travelled_points_back(film, loss):
    ax = film.figure.axes[0]
    for _ in seen(film):
        for line in called(ax, "carried-"):
            head = artist(ax, line.get_gid().replace("carried", "head"))
            assert head.get_visible() != line.get_visible()
    tips = called(ax, "tip-")
    assert tips and all(tip.get_visible() for tip in tips)  # at the end of the film


def test_all_but_the_walk_is_the_picture_of_the_graph(film, loss):
    film.show(film.frames - 1)
    still = {a.get_gid(): a for a in plot.graph(loss).get_children() if a.get_gid()}
    there = {a.get_gid(): a for a in film.figure.axes[0].get_children() if a.get_gid()}
    assert still.keys() <= there.keys()
    more = {k.split("-")[0] for k in there.keys() - still.keys()}
    assert more == {"carried", "dot", "tip", "addend"}
    for text in (t for t in still.values() if hasattr(t, "get_text")):
        assert there[text.get_gid()].get_text() == text.get_text()


def test_the_twin_shows_before_during_and_after(film, loss):
    panels = film.twin.axes
    counts = [len(gradients_in(ax)) for ax in panels]
    all_of_them = sum(box.kind != "constant" for box in boxes_of(loss))
    assert len(panels) == 5 and counts[0] == 1 and counts[-1] == all_of_them
    assert np.all(np.diff(counts) > 0)
    titles = [ax.get_title(loc="right") for ax in panels]
    assert titles == [f"step {count} of {all_of_them}" for count in counts]


def test_the_film_changes_no_gradient(loss):
    w = boxes_of(loss)[0].source
    before = w.grad.copy()
    plot.backward(loss).show(0)
    assert np.array_equal(w.grad, before)


def test_the_smallest_graph_can_be_filmed():
    x = Tensor(3.0, requires_grad=True)
    y = -x
    y.backward(retain_graph=True)
    film = plot.backward(y)
    assert len(film.twin.axes) == 2
    film.show(film.frames - 1)
    assert gradients_in(film.figure.axes[0]) == {0: "grad −1", 1: "grad 1"}


@pytest.mark.parametrize("which", ["twin", "figure"])
@pytest.mark.parametrize(
    "style", [pytest.param("default", marks=pytest.mark.slow), "minigrad.plot.teaching"]
)
def test_no_text_is_cut_off_or_covered(style, which):
    with plt.style.context(style):
        film = plot.backward(network())
        film.show(film.frames - 1)
        figure = getattr(film, which)
        assert not cut_off(figure) and not overlapping(figure)


def test_what_cannot_be_filmed_is_refused_with_a_cure():
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ValueError, match=r"call loss\.backward\(retain_graph=True\) first"):
        plot.backward((x * x).sum())
    many = x * x
    many.backward([1.0, 1.0], retain_graph=True)
    with pytest.raises(ValueError, match="not one real number"):
        plot.backward(many)
    with pytest.raises(TypeError, match="got float"):
        plot.backward(1.0)
    done = (x * x).sum()
    done.backward()
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        plot.backward(done)
    assert not plt.get_fignums()
