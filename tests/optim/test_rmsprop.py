import numpy as np
import pytest

from minigrad.nn import Parameter
from minigrad.optim import RMSprop

START, CURVATURE = np.array([3.0, -1.0, 0.01]), np.array([1.0, 50.0, 0.1])
OPTIONS = [{}, {"lr": 0.2, "decay": 0.5, "eps": 0.1}]
NAMES = ["the defaults", "other options"]


def walk(options, steps=30):
    """Return where the parameter is after each step."""
    p, places = Parameter(START), []
    optimizer = RMSprop([p], **options)
    for _ in range(steps):
        optimizer.zero_grad()
        (p * p * CURVATURE).sum().backward()
        optimizer.step()
        places.append(p.data.copy())
    return np.array(places)


@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
def test_rmsprop_takes_the_steps_of_the_published_formula(options):
    """Lecture 6.5: mean square = 0.9 mean square + 0.1 g², then divide by its root."""
    lr, decay, eps = ({"lr": 0.01, "decay": 0.9, "eps": 1e-8} | options).values()
    p, mean_square, places = START, np.zeros(3), []
    for _ in range(30):
        g = 2 * CURVATURE * p
        mean_square = decay * mean_square + (1 - decay) * g * g
        p = p - lr * g / (np.sqrt(mean_square) + eps)
        places.append(p)
    assert walk(options) == pytest.approx(np.array(places), rel=1e-12)


@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
def test_rmsprop_takes_the_steps_of_pytorch(options):
    torch = pytest.importorskip("torch")
    # There, decay is called alpha, and is 0.99 unless given; eps stands outside the root, as here.
    lr, alpha, eps = ({"lr": 0.01, "decay": 0.9, "eps": 1e-8} | options).values()
    p = torch.tensor(START, requires_grad=True)
    optimizer, places = torch.optim.RMSprop([p], lr=lr, alpha=alpha, eps=eps), []
    for _ in range(30):
        optimizer.zero_grad()
        (p * p * torch.tensor(CURVATURE)).sum().backward()
        optimizer.step()
        places.append(p.detach().numpy().copy())
    assert walk(options) == pytest.approx(np.array(places), rel=1e-12)


def test_a_step_is_as_long_for_a_steep_slope_as_for_a_flat_one():
    p = Parameter([1.0, 1.0])
    (p * [1e-3, 1e6]).sum().backward()
    RMSprop([p], lr=0.1, decay=0.75, eps=1e-12).step()
    assert p.data == pytest.approx([0.8, 0.8])  # the mean is a quarter of g², its root half of g


def test_bounds_are_kept():
    p = Parameter(0.2, bounds=(0, 1))
    (p * 1.0).backward()
    RMSprop([p], lr=1.0).step()
    assert p.item() == 0.0


@pytest.mark.parametrize("decay", [-0.1, 1.0, np.nan])
def test_decay_is_at_least_zero_and_below_one(decay):
    with pytest.raises(ValueError, match="decay must be at least 0 and below 1"):
        RMSprop([Parameter(1.0)], decay=decay)
