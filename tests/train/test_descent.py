"""Steps that are taken back: what follows a step that was too long."""

import math
import warnings

import numpy as np
import pytest

from minigrad import log, nn, optim, primitive, tasks, train
from minigrad.train.descent import MOST_HALVINGS

NAN, INF = math.nan, math.inf


class Cliff(nn.Module):
    """A factor for each column; beyond a limit, or where it says so, the prediction is no number.

    It remembers what it was shown: the first column of each batch, and the factors.
    """

    def __init__(self, start, limit=INF, beyond=NAN):
        self.w = nn.Parameter(start)
        self.limit, self.beyond, self.seen = limit, beyond, []

    def forward(self, x):
        self.seen.append((x[:, 0].tolist(), self.w.data.tolist()))
        y = (x * self.w).sum(axis=1, keepdims=True)
        return y + self.beyond if np.abs(self.w.data).max() > self.limit else y


@primitive(
    vjps=(lambda g, y, x, limit, slope: g * np.where(np.abs(x) > limit, slope, 1.0), None, None)
)
def pit(x, limit, slope):
    """Return x, with another slope beyond a limit."""
    return np.asarray(x) * 1.0


class Pit(Cliff):
    """Beyond the limit, it is the gradient that is no number."""

    def forward(self, x):
        self.seen.append((x[:, 0].tolist(), self.w.data.tolist()))
        return (x * pit(self.w, self.limit, self.beyond)).sum(axis=1, keepdims=True)


def task_of(rows, slopes):
    x = np.random.default_rng(0).uniform(1, 2, (rows, len(slopes)))
    return tasks.Task.from_arrays(x, x @ slopes)


def mean(prediction, y):
    """A loss whose gradient is the same everywhere: -1 for inputs of mean 1."""
    return -prediction.mean()


ONES = tasks.Task.from_arrays([[0.5], [1.5]], [1.0, 2.0])  # inputs of mean 1


def fit(model, task, **options):
    """Train, and return the history and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = train.fit(model, task, **options)
    assert all(w.category is RuntimeWarning for w in caught)
    return history, [str(w.message) for w in caught]


# ---- the step is done again, shorter -----------------------------------------------------------


def sgd(model, lr=1.0, momentum=0.0):
    return optim.SGD(model.parameters(), lr=lr, momentum=momentum)


def test_a_step_over_the_edge_is_halved_until_it_is_not():
    model = Cliff([0.0], limit=0.3)
    options = {"optimizer": sgd(model), "loss": mean, "schedule": "constant", "steps": 2}
    history, (message,) = fit(model, ONES, **options)
    tried = [w for _, (w,) in model.seen]
    assert tried[:4] == [0.0, 1.0, 0.5, 0.25]
    assert history.loss.tolist() == [0.0, -0.25]
    assert message == (
        "the loss became nan at step 1, so the step before was taken back and done again, 4 times "
        "shorter; from here on lr is 0.25 of what it was"
    )


@pytest.mark.parametrize("kind", [Cliff, Pit], ids=["the loss", "the gradient"])
@pytest.mark.parametrize("beyond", [NAN, INF, -INF], ids=str)
def test_whatever_is_not_finite_is_named(beyond, kind):
    model = kind([0.0], limit=0.6, beyond=beyond)
    options = {"optimizer": sgd(model), "loss": mean, "schedule": "constant", "steps": 2}
    history, (message,) = fit(model, ONES, **options)
    what = {Cliff: f"the loss became {-beyond}", Pit: f"the gradient became {abs(beyond)}"}[kind]
    assert message.startswith(f"{what} at step 1, so the step before was taken back")
    assert "done again, 2 times shorter; from here on lr is 0.5 of what it was" in message
    assert history.loss.tolist() == [0.0, -0.5]


def test_a_gradient_whose_square_overflows_is_taken_back():
    task, line = tasks.Task.from_arrays([1.0, 2.0], [0.0, 1.0]), nn.Linear(1, 1, bias=False)
    line.weight.data[:] = 0.0
    # After the first step, the loss is 6e307 and the square of the slope 6e308; after half of it,
    # that is 1.6e308.
    options = {"optimizer": sgd(line, lr=5e153), "schedule": "constant", "steps": 3}
    history, messages = fit(line, task, **options)
    assert messages[0].startswith("the gradient became inf at step 1")
    assert np.isfinite(history.loss).all()


def test_a_division_by_zero_is_said_once_and_taken_back():
    model = Cliff([1.0])
    loss = lambda prediction, y: log(prediction.mean())  # noqa: E731 - of 0, after the first step
    options = {"optimizer": sgd(model), "loss": loss, "schedule": "constant", "steps": 2}
    history, messages = fit(model, ONES, **options)
    assert len(messages) == 1 and messages[0].startswith("the loss became -inf at step 1")
    assert history.loss.tolist() == [0.0, math.log(0.5)]


def test_the_rate_stays_lower_and_falls_further_with_each_step_that_is_taken_back():
    model, rates = Cliff([0.0], limit=0.9), []
    optimizer = sgd(model)
    look = lambda step, loss: rates.append(optimizer.lr)  # noqa: E731
    options = {"loss": mean, "schedule": "constant", "steps": 5, "callbacks": [look]}
    _, messages = fit(model, ONES, optimizer=optimizer, **options)
    # To 1, so to 0.5; from there to 1, so to 0.75; from there to 1, so to 0.875; from there to 1,
    # to 0.9375, to 0.90625, and so to 0.890625.
    shares = [m.split("lr is ")[1].split(" of")[0] for m in messages]
    assert shares == ["0.5", "0.25", "0.125", "0.015625"]
    assert rates == [1.0, 0.5, 0.25, 0.125, 0.015625]
    assert optimizer.lr == 1.0


def test_the_warning_points_at_the_call():
    model = Cliff([0.0], limit=0.6)
    with pytest.warns(RuntimeWarning, match="step 1") as caught:
        train.fit(model, ONES, optimizer=sgd(model), loss=mean, schedule="constant", steps=2)
    assert caught[0].filename == __file__


def test_training_without_trouble_warns_of_nothing():
    model = Cliff([0.0, 0.0], limit=1e6)
    history, messages = fit(model, task_of(10, [2.0, 3.0]), lr=0.1, steps=50)
    assert not messages and len(model.seen) == len(history.loss) == 50


def test_a_step_that_was_taken_back_does_not_stop_the_model_from_learning():
    task = task_of(50, [0.5, -0.25])
    model = Cliff([0.0, 0.0], limit=1.0)
    _, messages = fit(model, task, lr=3.0, steps=1500, batch_size=16, rng=0)
    assert messages and model.w.data == pytest.approx([0.5, -0.25], abs=1e-6)


# ---- nothing is lost, and nothing is counted twice ---------------------------------------------


def by_hand(model, optimizer, loss_of, batches, share_of, max_norm, memorise):
    """Train without fit: after trouble, load what was saved, and redo the last batch from scratch.

    Returns losses, and what `memorise` said after each step.
    """
    rates = [group["lr"] for group in optimizer.groups]
    slowdown, losses, said = 1.0, [], []
    values, memory = model.state_dict(), optimizer.state_dict()

    def gradients(x, y):
        for p in model.parameters():
            p.zero_grad()
        with np.errstate(all="ignore"):
            loss = loss_of(model(x), y)
            if not math.isfinite(loss.item()):
                return loss.item(), False
            loss.backward()
            norm = optim.clip_gradients(model.parameters(), max_norm)
        return loss.item(), math.isfinite(norm)

    def step(share):
        for group, rate in zip(optimizer.groups, rates, strict=True):
            group["lr"] = rate * slowdown * share
        optimizer.step()

    for k, batch in enumerate(batches):
        loss, fine = gradients(*batch)
        while not fine:
            slowdown /= 2
            model.load_state_dict(values)
            optimizer.load_state_dict(memory)
            gradients(*batches[k - 1])
            step(share_of((k - 1) / len(batches)))
            loss, fine = gradients(*batch)
        values, memory = model.state_dict(), optimizer.state_dict()
        step(share_of(k / len(batches)))
        losses.append(loss)
        said.append(memorise(model, optimizer))
    return losses, said, slowdown


def bits_of(model, optimizer):
    state = {**model.state_dict(), **optimizer.state_dict()}
    return {name: values.tobytes() for name, values in state.items()}


def batches_of(task, size, steps, seed):
    """Return the batches that fit draws."""
    rng, batches = np.random.default_rng(seed), []
    while len(batches) < steps:
        order = rng.permutation(len(task.x)) if size < len(task.x) else np.arange(len(task.x))
        starts = range(0, len(order), size)
        batches += [(task.x[order[s : s + size]], task.y[order[s : s + size]]) for s in starts]
    return batches[:steps]


MAKERS = {
    "SGD": lambda ps: optim.SGD(ps, lr=0.8),
    "SGD with momentum": lambda ps: optim.SGD(ps, lr=0.3, momentum=0.9),
    "RMSprop": lambda ps: optim.RMSprop(ps, lr=0.4),
    "Adam": lambda ps: optim.Adam(ps, lr=0.6),
    "groups": lambda ps: optim.Adam(
        [{"params": ps[:1]}, {"params": ps[1:], "lr": 0.05, "betas": (0.5, 0.9)}], lr=0.7
    ),
}
SHARES = {
    "cosine": lambda done: (1 + math.cos(math.pi * done)) / 2,
    "constant": lambda done: 1.0,
}


class TwoCliffs(Cliff):
    """A factor for each column and one for all."""

    def __init__(self, start, limit, kind):
        super().__init__(start, limit)
        self.v, self.kind = nn.Parameter(1.0), kind

    def forward(self, x):
        return self.kind.forward(self, x) * self.v


@pytest.mark.parametrize("size", [4, 100], ids=["batches", "all rows"])
@pytest.mark.parametrize("schedule", SHARES)
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("kind", [Cliff, Pit], ids=["the loss", "the gradient"])
def test_every_bit_is_that_of_a_replay_by_hand(kind, make, schedule, size):
    task, steps = task_of(10, [0.9, 0.7]), 25
    model, twin = (TwoCliffs([0.0, 0.1], limit=1.0, kind=kind) for _ in range(2))
    optimizer, said = make(model.parameters()), []
    history, messages = fit(
        model,
        task,
        optimizer=optimizer,
        steps=steps,
        schedule=schedule,
        batch_size=size,
        clip_norm=2.0,
        rng=5,
        callbacks=[lambda step, loss: said.append((step, loss, bits_of(model, optimizer)))],
    )
    batches = batches_of(task, size, steps, seed=5)
    losses, expected, slowdown = by_hand(
        *(twin, make(twin.parameters()), nn.mse_loss, batches),
        *(SHARES[schedule], 2.0, bits_of),
    )
    assert messages and f"lr is {slowdown:g} of" in messages[-1]
    assert history.loss.tolist() == losses
    assert [bits for _, _, bits in said] == expected
    assert [(step, loss) for step, loss, _ in said] == list(enumerate(losses))
    assert np.isfinite(losses).all() and len(losses) == steps


def test_the_batch_that_was_not_finite_is_the_one_that_is_shown_again():
    task, steps = task_of(10, [0.9, 0.7]), 12
    model = Cliff([0.0, 0.1], limit=1.0)
    _, messages = fit(model, task, lr=0.6, steps=steps, batch_size=3, rng=2, schedule="constant")
    shown = [rows for rows, _ in model.seen]
    each_once = [rows for k, rows in enumerate(shown) if k == 0 or rows != shown[k - 1]]
    assert messages and len(shown) > steps
    assert each_once == [x[:, 0].tolist() for x, _ in batches_of(task, 3, steps, seed=2)]


def test_the_history_has_the_n_of_the_step_that_counts():
    class Steep(nn.AddMul):
        def forward(self, x):
            y = super().forward(x)
            return y * NAN if self.n.item() > 0.305 else y

    neuron, ends = Steep(2, 1, n=0.25, weight_init=(2.0, 0.0)), []
    look = lambda *_: ends.append(neuron.n.item())  # noqa: E731
    history, messages = fit(
        neuron,
        tasks.load("product", samples=20),
        optimizer=optim.SGD([neuron.n], lr=0.04),
        loss=lambda y, _: -y.mean(),  # n goes up, by 0.04 in each step
        schedule="constant",
        steps=3,
        callbacks=[look],
    )
    n = history.parameters("n")[:, 0]
    assert len(messages) == 1 and n[-1] == neuron.n.item()
    assert n[:3] == pytest.approx([0.25, 0.29, 0.30])
    assert ends[1] == pytest.approx(0.33)  # as a callback saw it, before the step was taken back


# ---- when nothing helps ------------------------------------------------------------------------


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
@pytest.mark.parametrize(
    ("kind", "what"), [(Cliff, "the loss became nan"), (Pit, "the gradient became nan")]
)
def test_a_start_that_is_not_finite_is_refused_with_a_cure(kind, what, schedule):
    model = kind([2.0], limit=1.0)
    with pytest.raises(
        FloatingPointError, match=rf"{what} at step 0.*lower lr \(it is 0.5; try 0.05"
    ):
        train.fit(model, ONES, lr=0.5, steps=5, schedule=schedule)
    assert len(model.seen) == 1 and model.w.data.tolist() == [2.0]


class Island(Cliff):
    """Only where it starts is the loss a number."""

    def forward(self, x):
        self.limit = INF if not self.seen else 0.0
        return super().forward(x)


def test_a_step_that_no_halving_helps_is_refused_with_a_cure():
    model, calls = Island([0.5]), []
    optimizer = sgd(model, lr=0.2)
    with pytest.raises(FloatingPointError, match=r"the loss became nan at step 1.*it is 0.2; try"):
        train.fit(model, ONES, optimizer=optimizer, steps=5, callbacks=[lambda *c: calls.append(c)])
    assert len(model.seen) == 2 + MOST_HALVINGS and len(calls) == 1
    lengths = [abs(w - 0.5) for _, (w,) in model.seen[1:]]
    assert lengths == pytest.approx(lengths[0] / 2.0 ** np.arange(MOST_HALVINGS + 1))


@pytest.mark.parametrize(
    ("halvings", "helped"), [(MOST_HALVINGS, True), (MOST_HALVINGS + 1, False)]
)
def test_ten_halvings_are_tried_and_not_eleven(halvings, helped):
    model = Cliff([0.0], limit=1.5 / 2**halvings)
    options = {"optimizer": sgd(model), "loss": mean, "schedule": "constant", "steps": 2}
    if helped:
        _, (message,) = fit(model, ONES, **options)
        assert "1024 times shorter" in message
    else:
        with pytest.raises(FloatingPointError, match="at step 1"):
            train.fit(model, ONES, **options)


def test_every_step_has_ten_halvings_of_its_own():
    class Shrinking(Cliff):
        """The edge comes nearer whenever it was passed and a finite step was found."""

        def forward(self, x):
            y = super().forward(x)
            if np.isfinite(y.data).all() and self.w.item():
                self.limit = self.w.item() * (1 + 1.5 / 2**6)
            return y

    model = Shrinking([0.0], limit=1.5 / 2**6)
    options = {"optimizer": sgd(model), "loss": mean, "schedule": "constant", "steps": 3}
    history, messages = fit(model, ONES, **options)
    assert len(messages) == 2 and "64 times shorter" in messages[0]
    assert "64 times shorter" in messages[1] and np.isfinite(history.loss).all()


@pytest.mark.parametrize("fails", [True, False], ids=["failed", "recovered"])
def test_every_group_has_its_rate_back(fails):
    model = Island([0.5]) if fails else Cliff([0.5], limit=0.7)
    other = nn.Parameter(1.0)
    optimizer = optim.SGD([{"params": [model.w], "lr": 0.9}, {"params": [other]}], lr=0.2)
    options = {"optimizer": optimizer, "steps": 3, "schedule": "constant"}
    if fails:
        with pytest.raises(FloatingPointError, match=r"it is 0\.9"):
            train.fit(model, ONES, **options)
    else:
        assert fit(model, ONES, **options)[1]
    assert [group["lr"] for group in optimizer.groups] == [0.9, 0.2]


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_a_last_step_to_infinity_is_taken_back_and_refused(momentum):
    model = Cliff([0.5])
    groups = [{"params": [model.w], "lr": 1e308}]
    optimizer = optim.SGD(groups, lr=1.0, momentum=momentum)
    loss = lambda prediction, y: -10.0 * prediction.mean()  # noqa: E731
    options = {"optimizer": optimizer, "loss": loss, "steps": 1, "clip_norm": None}
    with np.errstate(over="ignore"):
        with pytest.raises(FloatingPointError, match=r"in the last step.*lower lr \(it is 1e\+308"):
            train.fit(model, ONES, **options)
    assert model.w.data.tolist() == [0.5] and optimizer.lr == 1e308
    assert not optimizer.state_dict()
