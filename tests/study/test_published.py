"""Peers by their own recipes: what is added to the loss, when, and that compiled steps notice."""

from functools import partial

import numpy as np
import pytest

from minigrad import Tensor, nn, study, tasks, train
from minigrad.nn import mse_loss, peers
from minigrad.study import published

NAMES = list(published.PUBLISHED)
TASK = tasks.load("single_module", samples=256, rng=100)


def new(name, rng=0):
    return published.PUBLISHED[name][0](2, 1, rng=rng)


def recipe_of(name, **options):
    """Return a recipe with few steps, at its published rate."""
    recipe = published.PUBLISHED[name][1]
    return partial(recipe, **options)


@pytest.fixture
def eager(monkeypatch):
    """Have steps computed by the engine."""
    monkeypatch.setattr(published, "fit", partial(train.fit, compiled=False))


def losses_and_weights(name, share):
    model = new(name)
    history = recipe_of(name, share=share)(model, TASK, np.random.default_rng(1))
    return history, [p.data.tolist() for p in model.parameters()]


@pytest.mark.parametrize("name", NAMES)
def test_compiled_steps_notice_that_the_factor_changes(name, request):
    compiled, weights = losses_and_weights(name, 0.01)
    request.getfixturevalue("eager")
    expected, by_the_engine = losses_and_weights(name, 0.01)
    assert (compiled.ran, expected.ran) == ("compiled", "eager: compiled=False")
    assert compiled.loss.tolist() == expected.loss.tolist() and weights == by_the_engine


def test_the_regulariser_is_added_times_its_factor():
    def loss(prediction, target, model, factor):
        return mse_loss(prediction, target) + factor * model.penalty()

    factors = [0.0, *(3.0 * k for k in range(1, 8))]  # the first step has none yet
    model, twin = new("nmu-published"), new("nmu-published")
    history = published.regularised(
        model, TASK, np.random.default_rng(1), factor=lambda done, _: 24 * done, share=8 / 50_000,
        lr=0.01 * 8 / 50_000,
    )  # fmt: skip
    rng = np.random.default_rng(1)
    adam = published.Adam(twin.parameters(), lr=0.01)
    rows = rng.permutation(len(TASK.x))
    expected = []
    for step, factor in enumerate(factors):
        if step % 2 == 0 and step:
            rows = rng.permutation(len(TASK.x))
        batch = rows[128 * (step % 2) :][:128]
        adam.zero_grad()
        value = loss(twin(TASK.x[batch]), Tensor(TASK.y[batch]), twin, factor)
        value.backward()
        adam.step()
        expected.append(value.item())
    assert history.loss == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("done", "factor"), [(0, 0), (0.4, 0), (0.5, 1 / 3), (0.55, 0.5), (0.7, 1), (1, 1)]
)
def test_factors_of_nau_and_nmu_rise_in_a_straight_line(done, factor):
    assert published.rising(done, 7.0, top=10.0) == pytest.approx(10 * factor)


@pytest.mark.parametrize(
    ("done", "factor"), [(0, 1e-9), (0.19, 1e-9), (0.2, 1e-8), (0.4, 1e-7), (0.6, 1e-7), (1, 1e-7)]
)
def test_the_factor_of_the_realnpu_grows_tenfold_up_to_its_last(done, factor):
    assert published.tenfold(done, 7.0, first=1e-9, last=1e-7) == pytest.approx(factor)


def test_of_a_network_the_peers_alone_are_regularised():
    nau = peers.NAU(2, 3, rng=0)
    model = nn.Sequential(nau, nn.Linear(3, 1, rng=0))
    assert published.penalty(model).item() == nau.penalty().item() > 0


def test_clipping_acts_on_each_element():
    p = nn.Parameter([0.0, 0.0, 0.0])
    p.grad = np.array([5.0, -0.2, 0.05])
    published.ClippedAdam([p], lr=1.0, betas=(0.0, 0.0), eps=1.0).step()
    g = np.array([0.1, -0.1, 0.05])
    assert p.data == pytest.approx(-g / (abs(g) + 1))


class Factors:
    """Stands for `regularised`: asks for the factor, at losses that are given, of a model that counts."""

    def __init__(self, losses, monkeypatch):
        self.losses, self.given, self.starts = losses, [], 0
        monkeypatch.setattr(published, "regularised", self)
        published.inalu(self, TASK, None, share=len(losses) / 50_000)

    def __call__(self, model, task, rng, *, factor, share, optimizer):
        assert optimizer is published.ClippedAdam
        steps = len(self.losses)
        for step, loss in enumerate(self.losses):
            self.given.append(factor((step + 1) / steps, loss))

    def reset(self, rng):
        self.starts += 1


def test_the_inalu_is_regularised_after_a_fifth_of_the_steps_once_the_loss_is_small(monkeypatch):
    early = Factors([0.5] * 100, monkeypatch)
    late = Factors([2.0] * 50 + [0.5] * 20 + [3.0] * 30, monkeypatch)
    assert early.given == [0.0] * 20 + [1.0] * 80
    assert late.given == [0.0] * 50 + [1.0] * 50  # it stays


@pytest.mark.parametrize(
    ("losses", "starts"),
    [
        (np.full(100, 2.0), 10),
        (np.full(100, 0.9), 0),
        (np.linspace(1000, 2, 100), 0),  # falls
        (np.r_[np.full(50, 2.0), np.full(50, 0.9)], 5),
    ],
    ids=["stuck", "small", "falling", "small in the end"],
)
def test_the_inalu_starts_over_when_a_large_loss_does_not_fall(losses, starts, monkeypatch):
    assert Factors(losses, monkeypatch).starts == starts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "operation"),
    [
        ("nau-published", "sum"),
        ("nmu-published", "product"),
        pytest.param("inalu-published", "sum", marks=pytest.mark.slow),
        pytest.param("inalu-published", "product", marks=pytest.mark.slow),
    ],
)
def test_peers_find_their_laws(name, operation):
    task = tasks.load("single_module", operation=operation, rng=100)
    contender = study.contenders([name])[name]
    rng = np.random.default_rng((100, 1))
    model = contender(task, rng)
    contender.train(model, task, rng)
    assert study.found_law(model, task)


@pytest.mark.slow
def test_the_realnpu_stays_near_its_law():
    """Its penalties keep most runs from five digits, so a test can only ask whether it stays near."""
    task = tasks.load("single_module", operation="product", rng=100)
    contender = study.contenders(["realnpu-published"])["realnpu-published"]
    rng = np.random.default_rng((100, 1))
    model = contender(task, rng)
    model.weight.data[:] = 1 + 0.3 * rng.uniform(-1, 1, model.weight.shape)
    model.g.data[:] = 1
    contender.train(model, task, rng)
    np.testing.assert_allclose(model.weight.data, 1, atol=0.005)
    np.testing.assert_allclose(model.g.data, 1, atol=0.005)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("hidden", [0, 2])
def test_they_can_be_trained_in_networks_and_on_measured_data(name, hidden):
    task = tasks.load("delivery")
    model = study.contenders([name], hidden=hidden)[name](task, np.random.default_rng(0))
    history = recipe_of(name, share=0.002)(model, task, np.random.default_rng(0))
    assert history.ran == "compiled" and np.isfinite(history.loss).all()
