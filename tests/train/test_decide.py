"""Several starts, both ends, and snap: from a neuron in between to one that adds or multiplies."""

import numpy as np
import pytest

from minigrad import nn, tasks, train


def bits(model):
    return {name: values.tobytes() for name, values in model.state_dict().items()}


def frozen(model):
    return [not p.requires_grad for p in model.parameters()]


def mse(model, task):
    return nn.mse_loss(model(task.x), task.y).item()


# ---- snap --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "n"), [("sum", 0.2), ("product", 0.7)])
def test_snap_puts_n_to_the_nearer_end_and_refits_the_weights(name, n):
    task, neuron = tasks.load(name, features=3), nn.AddMul(3, 1, n=n, rng=0)
    snapped = train.snap(neuron, task)
    assert snapped.n.data.tolist() == [round(n)]
    assert snapped.weight.data == pytest.approx(np.ones((1, 3)), abs=1e-9)
    assert mse(snapped, task) < 1e-18


@pytest.mark.parametrize(("n", "end"), [(1.8, 1.0), (-0.9, 0.0), (3.2, 1.0)])
def test_snap_takes_an_n_beyond_times_to_times(n, end):
    task = tasks.load("product" if end else "sum")
    neuron = nn.AddMul(2, 1, kind="box-cox", n=n, bounds=None, rng=0)
    snapped = train.snap(neuron, task)
    assert snapped.n.item() == end and mse(snapped, task) < 1e-18


def test_snap_returns_a_copy_and_leaves_the_model_as_it_was():
    task, neuron = tasks.load("product"), nn.AddMul(2, 1, n=0.7, bias=True, rng=0)
    neuron.bias.requires_grad = False
    before, switches = bits(neuron), frozen(neuron)
    snapped = train.snap(neuron, task)
    assert bits(neuron) == before and frozen(neuron) == frozen(snapped) == switches
    assert not any(p is q for p in neuron.parameters() for q in snapped.parameters())
    snapped.weight.data[:] = 5.0
    assert bits(neuron) == before
    assert snapped.bias.data.tolist() == [0.0]  # frozen, so not refitted


def test_snap_with_nothing_else_to_learn_is_refused_and_gives_n_free():
    task, neuron = tasks.load("product"), nn.AddMul(2, 1, n=0.7, rng=0)
    neuron.weight.requires_grad = False
    with pytest.raises(ValueError, match="nothing to learn"):
        train.snap(neuron, task)
    assert neuron.n.requires_grad


def test_snap_puts_every_neuron_of_every_layer_to_its_own_end():
    layers = [
        nn.AddMul(2, 3, n=[0.1, 0.9, 0.45], rng=0),
        nn.AddMul(3, 2, n=([0.6, 0.3, 1.0], [0.0, 0.51]), coupled=False, rng=1),
        nn.peers.Blend(2, 1, n=0.8, rng=2),
    ]
    snapped = train.snap(nn.Sequential(*layers), tasks.load("sum"), max_evaluations=3)
    first, second, third = snapped.layers
    assert first.n.data.tolist() == [0, 1, 0] and third.n.data.tolist() == [1]
    assert second.n_in.data.tolist() == [1, 0, 1] and second.n_out.data.tolist() == [0, 1]


def test_an_n_halfway_is_put_to_the_sum():
    neuron = nn.AddMul(2, 2, n=[0.5, np.nextafter(0.5, 1)], rng=0)
    x = tasks.load("sum", samples=20).x
    snapped = train.snap(neuron, tasks.Task.from_arrays(x, x))
    assert snapped.n.data.tolist() == [0, 1]


def test_a_frozen_n_stays_where_it_is():
    neuron = nn.Sequential(nn.AddMul(2, 2, n=0.7, learn_n=False, rng=0), nn.AddMul(2, 1, n=0.7))
    first, second = train.snap(neuron, tasks.load("product"), max_evaluations=3).layers
    assert first.n.data.tolist() == [0.7, 0.7] and second.n.data.tolist() == [1]


def test_n_of_a_snapped_model_can_be_learned_again():
    task, neuron = tasks.load("product"), nn.AddMul(2, 1, n=0.4, rng=0)
    snapped = train.snap(neuron, task)
    assert snapped.n.item() == 0 and mse(snapped, task) > 1e-3
    train.fit(snapped, task, rng=0)
    assert snapped.n.item() == pytest.approx(1, abs=0.01)


def test_the_weights_of_a_snapped_model_are_the_best_there_are():
    task = tasks.load("trees")
    snapped = train.snap(nn.AddMul(2, 1, n=0.3, bias=True, rng=0), task)
    columns = np.hstack([task.x, np.ones((31, 1))])
    best = np.linalg.lstsq(columns, task.y[:, 0])[0]
    assert [*snapped.weight.data[0], snapped.bias.item()] == pytest.approx(best, rel=1e-6)


def test_max_evaluations_limits_the_refit():
    task, neuron = tasks.load("product", features=3), nn.AddMul(3, 1, n=0.9, rng=0)
    one, many = (train.snap(neuron, task, max_evaluations=count) for count in (1, 200))
    assert np.array_equal(one.weight.data, neuron.weight.data) and one.n.item() == 1
    assert mse(many, task) < 1e-18 < mse(one, task)


@pytest.mark.parametrize("model", [nn.Linear(2, 1), nn.Sequential(nn.Linear(2, 1), nn.Tanh())])
def test_a_model_without_n_is_refused(model):
    with pytest.raises(ValueError, match=f"{type(model).__name__} has no n to snap"):
        train.snap(model, tasks.load("sum"))


# ---- from both ends ----------------------------------------------------------------------------


def from_one_end(model, task, end, learn):
    """Train from the best weights at one end; return loss, bits and history."""
    for n in nn.orders_of(model):
        n.data = np.full(n.shape, end)
    train.warm_start(model, task)
    history = learn(model, task)
    return mse(model, task), bits(model), history.loss.tobytes()


def briefly(model, task):
    return train.fit(model, task, steps=30, lr=0.01, rng=0, progress=False)


NEURONS = {
    "kneser": lambda: nn.AddMul(2, 1, bias=True, rng=0),
    "abel": lambda: nn.AddMul(2, 1, kind="abel", bias=True, rng=0),
    "uncoupled": lambda: nn.AddMul(2, 1, coupled=False, bias=True, rng=0),
    "blend": lambda: nn.peers.Blend(2, 1, rng=0),
    "a network": lambda: nn.Sequential(nn.AddMul(2, 2, rng=0), nn.AddMul(2, 1, rng=1)),
}


@pytest.mark.parametrize("learn", [briefly, train.least_squares], ids=["fit", "least squares"])
@pytest.mark.parametrize("make", NEURONS.values(), ids=NEURONS)
@pytest.mark.parametrize("name", ["trees", "cement"])
def test_the_better_end_is_kept_to_the_bit(name, make, learn):
    full = tasks.load(name)
    task = tasks.Task.from_arrays(full.x[:, :2], full.y)
    model = make()
    history, losses = train.from_both_ends(model, task, learn)
    twin = make()
    ends = [from_one_end(twin, task, end, learn) for end in (0.0, 1.0)]
    assert losses == [loss for loss, *_ in ends]
    first, second = losses
    kept = ends[1] if second < first * (1 - 1e-6) else ends[0]
    assert (mse(model, task), bits(model), history.loss.tobytes()) == kept


def test_without_options_it_is_fit_that_trains():
    task, neuron, twin = tasks.load("sum"), nn.AddMul(2, 1, rng=0), nn.AddMul(2, 1, rng=0)
    history, losses = train.from_both_ends(neuron, task)
    assert len(history.loss) == 2000 and len(losses) == 1  # a sum is exact, and ends the search
    assert losses[0] == mse(neuron, task) < 1e-20 and neuron.n.item() == twin.n.item() == 0


def test_an_n_that_is_held_is_the_only_start():
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, n=0.4, bias=True, learn_n=False, rng=0)
    _, losses = train.from_both_ends(neuron, task, train.least_squares)
    assert neuron.n.item() == 0.4 and losses == [mse(neuron, task)]


def test_of_several_ns_only_those_that_are_learned_are_moved():
    first = nn.AddMul(2, 2, n=0.4, learn_n=False, rng=0)
    model, starts = nn.Sequential(first, nn.AddMul(2, 1, rng=1)), []

    def look(model, task):
        starts.append([layer.n.data.tolist() for layer in model])
        return train.History(np.zeros(0), {})

    train.from_both_ends(model, tasks.load("product", samples=20), look)
    assert starts == [[[0.4, 0.4], [0.0]], [[0.4, 0.4], [1.0]]]


def test_a_model_without_n_starts_once_from_its_best_weights():
    task, line = tasks.load("trees"), nn.Linear(2, 1, rng=0)
    history, losses = train.from_both_ends(line, task, briefly)
    columns = np.hstack([task.x, np.ones((31, 1))])
    least = np.linalg.lstsq(columns, task.y)[1].item() / 31
    assert history.loss[0] == pytest.approx(least) and losses == [mse(line, task)]


def test_where_bounds_leave_out_an_end_the_nearest_n_is_the_start():
    neuron, begun = nn.AddMul(2, 1, n=0.5, bounds=(0.2, 0.7), rng=0), []

    def watch(model, task):
        begun.append(model.n.item())
        return train.least_squares(model, task)

    train.from_both_ends(neuron, tasks.load("trees"), watch)
    assert begun == [0.2, 0.7]


def test_snap_says_that_bounds_leave_out_the_end():
    neuron = nn.AddMul(2, 1, n=0.3, bounds=(0.2, 0.7), rng=0)
    with pytest.raises(
        ValueError, match=r"\[0.\] are not all within the bounds \[0.2, 0.7\]: choose"
    ):
        train.snap(neuron, tasks.load("sum"))


def test_without_a_start_nothing_is_trained():
    with pytest.raises(ValueError, match="there is no start"):
        train.keep_best(nn.AddMul(2, 1), tasks.load("sum"), [], train.least_squares)


@pytest.mark.parametrize("bad", [{0.0}, {1.0}, {0.0, 1.0}], ids=str)
def test_an_end_that_fails_leaves_the_other(bad):
    def fail(model, task):
        end = model.n.item()
        history = train.least_squares(model, task)
        if end in bad:
            model.weight.data[:] = np.nan
            raise FloatingPointError(f"from {end:g}")
        return history

    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, bias=True, rng=0)
    if len(bad) == 2:
        with pytest.raises(
            FloatingPointError, match="no start could be trained; the last one: from 1"
        ):
            train.from_both_ends(neuron, task, fail)
        return
    history, losses = train.from_both_ends(neuron, task, fail)
    assert [np.isinf(loss) for loss in losses] == [end in bad for end in (0.0, 1.0)]
    assert history.parameters("n")[0, 0] not in bad
    assert mse(neuron, task) == min(losses)


# ---- multistart --------------------------------------------------------------------------------


def by_hand(model, task, starts, seed, snapped=False, **options):
    """Train from every start; return loss, bits and history of each."""
    rng, ends = np.random.default_rng(seed), []
    for start in starts:
        model.reset(rng)
        for name, p in model.named_parameters():
            if start is not None and name in ("n", "n_in", "n_out"):
                p.data = np.full(p.shape, start)
        history = train.fit(model, task, rng=rng, **options)
        trained = train.snap(model, task) if snapped else model
        ends.append((mse(trained, task), bits(trained), history.loss.tobytes()))
    return ends


STARTS = [[0.0, 1.0], [1.0, 0.0], [0.3, None, 0.9], [None, None, None]]


@pytest.mark.parametrize("snapped", [False, True], ids=["as trained", "snapped"])
@pytest.mark.parametrize("starts", STARTS, ids=str)
@pytest.mark.parametrize("coupled", [True, False], ids=["coupled", "uncoupled"])
def test_the_start_with_the_least_loss_is_kept_to_the_bit(coupled, starts, snapped):
    task = tasks.load("product", features=3, samples=200)  # more rows than a batch
    task = tasks.Task.from_arrays(task.x, task.y + 0.1 * task.x[:, :1] ** 2)  # nothing is exact
    options = {"steps": 30, "lr": 0.02, "schedule": "linear"}
    neuron, twin = (nn.AddMul(3, 1, n="random", coupled=coupled, rng=0) for _ in range(2))
    history = train.multistart(neuron, task, starts=starts, snapped=snapped, rng=5, **options)
    ends = by_hand(twin, task, starts, 5, snapped, **options)
    assert len({loss for *_, loss in ends}) == len(starts)
    # Starts that snap to the same neuron have the same loss but for rounding, which the place of an
    # array in memory decides: any of them may be kept.
    least = min(loss for loss, *_ in ends)
    nearly_least = [end[1:] for end in ends if end[0] <= least * (1 + 1e-12)]
    assert mse(neuron, task) <= least * (1 + 1e-12)
    assert (bits(neuron), history.loss.tobytes()) in nearly_least


def test_repeats_go_through_the_starts_again():
    task, calls = tasks.load("sum", samples=50), []
    neuron = nn.AddMul(2, 1, rng=0)
    reset = neuron.reset
    neuron.reset = lambda rng: calls.append("reset") or reset(rng)
    look = lambda step, loss: calls.append(round(neuron.n.item(), 1))  # noqa: E731
    starts = [0.2, 0.8]
    options = {"steps": 1, "lr": 1e-9, "callbacks": [look]}
    train.multistart(neuron, task, starts=starts, repeats=3, rng=0, **options)
    assert calls == ["reset", 0.2, "reset", 0.8] * 3


def test_the_first_of_equals_is_kept():
    task, neuron = tasks.load("sum", samples=50), nn.AddMul(2, 1, weight_init=(0.5, 0.0))
    history = train.multistart(neuron, task, starts=[0.0] * 3, steps=3, rng=0)
    (first, *_) = by_hand(nn.AddMul(2, 1, weight_init=(0.5, 0.0)), task, [0.0], 0, steps=3)
    assert history.loss.tobytes() == first[2]


@pytest.mark.parametrize(("less", "kept"), [(1e-5, 0.7), (1e-7, 0.3)], ids=["more", "rounding"])
def test_a_loss_that_is_less_by_rounding_is_no_better(less, kept):
    task, neuron = tasks.load("sum", samples=50), nn.AddMul(2, 1, rng=0)
    loss = lambda prediction, y: 1 - 2.5 * less * neuron.n.sum() + 0.0 * prediction.sum()  # noqa: E731
    options = {"steps": 1, "lr": 1e-12, "rng": 0, "loss": loss}
    train.multistart(neuron, task, starts=[0.3, 0.7], **options)
    assert neuron.n.item() == pytest.approx(kept)


@pytest.mark.parametrize("snapped", [False, True], ids=["as trained", "snapped"])
def test_another_way_of_training_takes_the_place_of_fit(snapped):
    task = tasks.load("trees")
    neuron, twin = (nn.AddMul(2, 1, bias=True, rng=0) for _ in range(2))
    options = {"max_evaluations": 4, "rng": 5}
    history = train.multistart(neuron, task, train=train.least_squares, snapped=snapped, **options)
    rng, ends = np.random.default_rng(5), []
    for start in (0.0, 1.0):
        twin.reset(rng)
        twin.n.data[:] = start
        by_hand = train.least_squares(twin, task, max_evaluations=4)
        trained = train.snap(twin, task) if snapped else twin
        ends.append((mse(trained, task), bits(trained), by_hand.loss.tobytes()))
    assert len(history.loss) <= 4
    assert (mse(neuron, task), bits(neuron), history.loss.tobytes()) == min(
        ends, key=lambda e: e[0]
    )


def test_a_way_of_training_of_ones_own_is_given_the_generator_and_the_options():
    task, neuron, given = tasks.load("sum"), nn.AddMul(2, 1, rng=0), []

    def by_chance(model, task, *, rng, progress, tries):
        given.append((rng, progress, tries))
        model.weight.data = rng.uniform(size=(1, 2))
        return train.History(np.zeros(1), {})

    train.multistart(neuron, task, train=by_chance, tries=7, rng=0)
    assert given == [(given[0][0], False, 7)] * 2
    assert isinstance(given[0][0], np.random.Generator)


def test_an_exact_fit_ends_the_search():
    task, neuron, steps = tasks.load("sum"), nn.AddMul(2, 1, rng=0), []
    look = lambda step, loss: steps.append(step)  # noqa: E731
    options = {"steps": 50, "snapped": True, "callbacks": [look]}
    train.multistart(neuron, task, starts=[0.0, 1.0], repeats=4, rng=0, **options)
    assert steps == list(range(50))
    assert neuron.n.item() == 0 and neuron.weight.data == pytest.approx(np.ones((1, 2)))


@pytest.mark.parametrize(("name", "n"), [("sum", 0), ("product", 1)])
def test_a_snapped_multistart_solves_a_law_whichever_start_comes_first(name, n):
    task = tasks.load(name)
    for starts in ([0.0, 1.0], [1.0, 0.0]):
        neuron = nn.AddMul(2, 1, rng=0)
        options = {"steps": 150, "rng": 0, "snapped": True}
        history = train.multistart(neuron, task, starts=starts, **options)
        assert neuron.n.item() == n and neuron.weight.data == pytest.approx(np.ones((1, 2)))
        assert neuron.n.requires_grad and len(history.loss) == 150
        assert history.parameters("n").shape == (151, 1)


def test_a_frozen_n_is_not_moved_by_a_start():
    neuron = nn.AddMul(2, 1, n=0.5, learn_n=False, rng=0)
    history = train.multistart(neuron, tasks.load("sum"), steps=5, rng=0)
    assert neuron.n.item() == 0.5 and set(history.parameters("n").ravel()) == {0.5}


def test_a_model_without_n_is_trained_from_new_weights():
    task, line = tasks.load("sum"), nn.Linear(2, 1, rng=0)
    train.multistart(line, task, steps=30, lr=0.01, rng=5)
    ends = by_hand(nn.Linear(2, 1), task, [0.0, 1.0], 5, steps=30, lr=0.01)
    assert (mse(line, task), bits(line)) == min(ends, key=lambda end: end[0])[:2]


@pytest.mark.parametrize("offset", [5.0, -5.0], ids=["above zero", "below zero"])
@pytest.mark.parametrize(("sign", "n"), [(1, 0.1), (-1, 0.7)], ids=["little n", "much n"])
def test_the_loss_that_is_given_is_the_one_that_is_compared(sign, n, offset):
    task, neuron = tasks.load("sum", samples=50), nn.AddMul(2, 1, rng=0)
    loss = lambda prediction, y: offset + sign * neuron.n.sum() + 0.0 * prediction.sum()  # noqa: E731
    options = {"steps": 5, "lr": 1e-6, "rng": 0, "loss": loss}
    train.multistart(neuron, task, starts=[0.3, 0.7, 0.1, 0.4], **options)
    assert neuron.n.item() == pytest.approx(n, abs=1e-4)


@pytest.mark.parametrize("options", [{"starts": []}, {"repeats": 0}, {"repeats": -1}], ids=str)
def test_no_start_is_refused(options):
    with pytest.raises(ValueError, match="there is no start: starts is empty, or repeats is 0"):
        train.multistart(nn.AddMul(2, 1), tasks.load("sum"), **options)


@pytest.mark.parametrize("start", [-0.1, 1.5, np.nan])
@pytest.mark.parametrize("starts", [lambda s: [s], lambda s: [0.0, s]], ids=["first", "later"])
def test_a_start_outside_the_bounds_is_refused_before_anything_is_trained(starts, start):
    neuron = nn.AddMul(2, 1, n=0.5, rng=0)
    before = bits(neuron)
    options = {"starts": starts(start), "steps": 20, "snapped": True, "rng": 0}
    with pytest.raises(ValueError, match=r"are not all within the bounds \[0.0, 1.0\]"):
        train.multistart(neuron, tasks.load("sum"), **options)
    assert bits(neuron) == before


class Fate(nn.Module):
    """A constant whose prediction becomes `bad` where it has fallen into a gap."""

    def __init__(self, starts, gap, bad=np.nan):
        self.w, self.starts, self.gap, self.bad = nn.Parameter(0.0), iter(starts), gap, bad

    def reset(self, rng=None):
        self.w.data = np.array(next(self.starts))

    def forward(self, x):
        y = self.w + 0.0 * x
        return y * self.bad if self.gap[0] < self.w.item() < self.gap[1] else y


AROUND_ZERO = tasks.Task.from_arrays([1.0, 2.0], [-0.1, 0.1])


def test_a_training_that_fails_is_passed_over():
    model = Fate([5.0, 2.0, 5.0], gap=(4.0, 6.0))
    train.multistart(model, AROUND_ZERO, starts=[None] * 3, steps=5, lr=0.1)
    assert model.w.item() == pytest.approx(1.5, abs=0.3)


def test_it_is_an_error_if_every_training_fails():
    model = Fate([5.0, 5.5], gap=(4.0, 6.0))
    message = "no start could be trained; the last one: the loss became nan at step 0"
    with pytest.raises(FloatingPointError, match=message) as error:
        train.multistart(model, AROUND_ZERO, starts=[None] * 2, steps=5, lr=0.1)
    assert isinstance(error.value.__cause__, FloatingPointError)


def test_if_the_only_start_fails_its_own_error_is_raised():
    model = Fate([5.0], gap=(4.0, 6.0))
    with pytest.raises(FloatingPointError, match=r"^the loss became nan at step 0"):
        train.multistart(model, AROUND_ZERO, starts=[None], steps=5, lr=0.1)


def test_it_is_an_error_if_no_training_ends_with_a_finite_loss():
    model = Fate([5.0, 5.5], gap=(4.0, 6.0))
    leave = lambda model, task, **options: train.History(np.zeros(0), {})  # noqa: E731
    with pytest.raises(FloatingPointError, match=r"after training, the loss .* is nan"):
        train.multistart(model, AROUND_ZERO, train=leave, starts=[None] * 2)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_training_whose_end_is_not_finite_on_all_rows_is_never_preferred(bad):
    class FateOfAll(Fate):
        """A batch of one row has no trouble."""

        def forward(self, x):
            return super().forward(x) if len(x) > 1 else self.w + 0.0 * x

    model = FateOfAll([3.0, 1.0], gap=(2.85, 2.95), bad=bad)
    options = {"steps": 1, "lr": 0.1, "schedule": "constant", "batch_size": 1}
    train.multistart(model, AROUND_ZERO, starts=[None] * 2, rng=0, **options)
    assert model.w.item() == pytest.approx(0.9)


class Brittle(nn.AddMul):
    """It cannot be snapped to a sum: there, its prediction is no number."""

    def forward(self, x):
        y = super().forward(x)
        return y * np.nan if self.n.item() == 0 else y


def test_a_training_that_cannot_be_snapped_is_passed_over():
    task, neuron = tasks.load("product", samples=50), Brittle(2, 1, rng=0)
    options = {"starts": [0.1, 0.9], "steps": 5, "lr": 0.001, "snapped": True, "rng": 0}
    train.multistart(neuron, task, **options)
    assert neuron.n.item() == 1


def test_a_checkpoint_which_all_starts_would_share_is_refused(tmp_path):
    neuron = nn.AddMul(2, 1, n=0.5, rng=0)
    before = bits(neuron)
    with pytest.raises(ValueError, match="share one checkpoint"):
        train.multistart(neuron, tasks.load("sum"), checkpoint=tmp_path / "run.npz")
    assert bits(neuron) == before


def test_what_is_frozen_stays_through_all_starts():
    neuron = nn.AddMul(2, 1, bias=True, rng=0)
    neuron.weight.requires_grad = False
    before = neuron.weight.data.copy()
    train.multistart(neuron, tasks.load("product"), steps=20, rng=0)
    assert np.array_equal(neuron.weight.data, before) and neuron.bias.item() != 0


def test_a_model_without_n_cannot_be_snapped_and_is_not_trained():
    line = nn.Linear(2, 1, rng=0)
    before = bits(line)
    with pytest.raises(ValueError, match="Linear has no n to snap"):
        train.multistart(line, tasks.load("sum"), snapped=True)
    assert bits(line) == before


def test_the_same_seed_gives_the_same_bits():
    def run(seed):
        neuron = nn.AddMul(2, 1, n="random", rng=0)
        options = {"starts": [None, 0.5], "steps": 20, "batch_size": 16, "rng": seed}
        history = train.multistart(neuron, tasks.load("product", samples=50), **options)
        return bits(neuron), history.loss.tobytes()

    assert run(1) == run(1) != run(2)


def test_a_bar_is_shown_only_if_asked_for(capsys):
    for progress in (None, False, True):
        neuron = nn.AddMul(2, 1, rng=0)
        options = {"steps": 2, "rng": 0, "progress": progress}
        train.multistart(neuron, tasks.load("sum", samples=20), **options)
        assert ("sum, starts" in capsys.readouterr().err) == (progress is True)
