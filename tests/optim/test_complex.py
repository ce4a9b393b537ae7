"""Complex parameters: the gradient points up, and a step does not depend on the choice of axes."""

import numpy as np
import pytest

from minigrad import absolute, optim
from minigrad.nn import Parameter

GOAL = np.array([1.0 - 2.0j, -0.5 + 0.1j, 3.0j])
START = np.array([2.0 + 1.0j, 0.0, -1.0 + 0.5j])

OPTIMIZERS = {
    "SGD": lambda params: optim.SGD(params, lr=0.05),
    "SGD with momentum": lambda params: optim.SGD(params, lr=0.02, momentum=0.8),
    "RMSprop": lambda params: optim.RMSprop(params, lr=0.02),
    "Adam": lambda params: optim.Adam(params, lr=0.1),
}
every_optimizer = pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)


def walk(make, start, goal, steps):
    """Return where the parameter is after each step towards the goal."""
    p, places = Parameter(start), []
    optimizer = make([p])
    for _ in range(steps):
        optimizer.zero_grad()
        (absolute(p - goal) ** 2).sum().backward()
        optimizer.step()
        places.append(p.data.copy())
    return np.array(places)


@every_optimizer
def test_the_distance_to_a_complex_number_is_minimised(make):
    # 0.02: RMSprop never stops, its steps are about as long as lr.
    assert np.abs(walk(make, START, GOAL, 600)[-1] - GOAL).max() < 0.02


@every_optimizer
@pytest.mark.parametrize("angle", [0.3, np.pi / 2, 2.5])
def test_a_turned_problem_is_solved_by_turned_steps(make, angle):
    turn = np.exp(1j * angle)
    plain, turned = walk(make, START, GOAL, 40), walk(make, turn * START, turn * GOAL, 40)
    assert turned == pytest.approx(turn * plain, rel=1e-9)


@every_optimizer
def test_a_problem_on_the_real_axis_is_solved_as_with_real_numbers(make):
    real = walk(make, START.real, GOAL.real, 40)
    assert walk(make, START.real + 0j, GOAL.real + 0j, 40) == pytest.approx(real, rel=1e-12)


def test_the_gradient_of_a_squared_distance_points_away_from_the_goal():
    p = Parameter(START)
    (absolute(p - GOAL) ** 2).sum().backward()
    optim.SGD([p], lr=0.5).step()
    assert p.data == pytest.approx(GOAL)


def test_the_first_step_of_adam_is_as_long_as_lr_and_straight():
    p = Parameter(3.0 + 4.0j)
    (absolute(p) ** 2).backward()
    optim.Adam([p], lr=0.5).step()
    assert p.item() == pytest.approx(2.7 + 3.6j, rel=1e-6)  # from length 5 to 4.5


@pytest.mark.parametrize("max_norm", [1.0, 30.0])
def test_clipping_shortens_complex_and_real_gradients_together(max_norm):
    p, q = Parameter([3.0 + 4.0j, 0.0]), Parameter([12.0])
    ((absolute(p) ** 2).sum() + (q * q).sum()).backward()
    assert optim.clip_gradients([p, q], max_norm) == pytest.approx(26.0)  # |(6+8i, 0, 24)|
    share = min(1.0, max_norm / 26.0)
    assert p.grad == pytest.approx(share * np.array([6.0 + 8.0j, 0.0]))
    assert q.grad == pytest.approx([share * 24.0])
