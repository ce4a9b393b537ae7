import numpy as np
import pytest

from minigrad import nn, optim


def adam_as_published(p, gradient, steps, lr, betas, eps):
    """Algorithm 1 of Kingma & Ba, arXiv 1412.6980, line by line."""
    m = v = np.zeros_like(p)
    for t in range(1, steps + 1):
        g = gradient(p)
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
        p = p - lr * m_hat / (np.sqrt(v_hat) + eps)
    return p


@pytest.mark.parametrize(
    "options",
    [
        {"lr": 0.03, "betas": (0.9, 0.999), "eps": 1e-8},
        {"lr": 0.2, "betas": (0.5, 0.8), "eps": 0.1},
    ],
    ids=["the defaults", "other options"],
)
def test_adam_takes_the_steps_of_the_published_algorithm(options):
    start, curvature = np.array([3.0, -1.0, 0.01]), np.array([1.0, 50.0, 0.1])
    p = nn.Parameter(start)
    optimizer = optim.Adam([p], **options)
    for _ in range(30):
        optimizer.zero_grad()
        (p * p * curvature).sum().backward()
        optimizer.step()
    expected = adam_as_published(start, lambda p: 2 * curvature * p, 30, **options)
    assert p.data == pytest.approx(expected, rel=1e-12)


def test_the_defaults_of_adam_are_the_published_ones():
    optimizer = optim.Adam([nn.Parameter(1.0)])
    (group,) = optimizer.groups
    assert group["betas"] == (0.9, 0.999) and group["eps"] == 1e-8


def test_parameters_do_not_leave_their_bounds():
    p = nn.Parameter([0.99, 0.01], bounds=(0, 1))
    optimizer = optim.Adam([p], lr=0.5)
    (p * [-1.0, 1.0]).sum().backward()
    optimizer.step()
    assert p.data.tolist() == [1.0, 0.0]


def test_a_parameter_without_gradient_stays():
    used, unused = nn.Parameter(1.0), nn.Parameter(1.0)
    optimizer = optim.Adam([used, unused])
    (used * used).backward()
    optimizer.step()
    assert used.item() != 1.0 and unused.item() == 1.0


def test_a_frozen_parameter_stays_even_with_an_old_gradient():
    p = nn.Parameter(1.0)
    (p * p).backward()
    p.requires_grad = False
    optim.Adam([p]).step()
    assert p.item() == 1.0


def test_zero_grad_forgets_the_gradients():
    p = nn.Parameter(1.0)
    (p * p).backward()
    optim.Adam([p]).zero_grad()
    assert p.grad is None


@pytest.mark.parametrize("lr", [0, -0.1, np.nan, np.inf])
def test_a_learning_rate_that_is_not_a_positive_number_is_refused(lr):
    with pytest.raises(ValueError, match="lr must be a positive number"):
        optim.Adam([nn.Parameter(1.0)], lr=lr)


def test_no_parameters_are_refused():
    with pytest.raises(ValueError, match="nothing to optimize"):
        optim.Adam([])


def test_long_gradients_are_shortened_together():
    p, q = nn.Parameter([3.0]), nn.Parameter([4.0, 0.0])
    ((p * p).sum() + (q * q).sum()).backward()
    assert optim.clip_gradients([p, q], max_norm=5.0) == 10.0
    assert p.grad.tolist() == [3.0] and q.grad.tolist() == [4.0, 0.0]


def test_short_gradients_are_left_alone():
    p = nn.Parameter([3.0])
    (p * p).sum().backward()
    assert optim.clip_gradients([p, nn.Parameter(1.0)], max_norm=6.0) == 6.0
    assert p.grad.tolist() == [6.0]
