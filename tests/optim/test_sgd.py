"""SGD: the plainest optimizer, with momentum if wanted."""

import numpy as np
import pytest

from minigrad.nn import Parameter
from minigrad.optim import SGD


def test_a_step_goes_against_the_gradient():
    p = Parameter([3.0, -1.0])
    (p * p).sum().backward()
    SGD([p], lr=0.1).step()
    np.testing.assert_allclose(p.data, [2.4, -0.8], rtol=1e-15)


def test_the_data_are_changed_in_place():
    p = Parameter(3.0)
    data = p.data
    (p * p).backward()
    SGD([p], lr=0.1).step()
    assert p.data is data


def test_momentum_adds_a_share_of_the_last_change():
    p = Parameter(0.0)
    optimizer = SGD([p], lr=1.0, momentum=0.5)
    positions = []
    for _ in range(3):
        optimizer.zero_grad()
        (2.0 * p).backward()  # the slope is 2 everywhere
        optimizer.step()
        positions.append(p.item())
    assert positions == [-2.0, -5.0, -8.5]  # changes of 2, 2 + 1, 2 + 1.5


def test_bounds_are_kept():
    p = Parameter(0.2, bounds=(0, 1))
    (p * 1.0).backward()
    SGD([p], lr=1.0).step()
    assert p.item() == 0.0


@pytest.mark.parametrize("momentum", [-0.1, 1.0, np.nan])
def test_momentum_is_at_least_zero_and_below_one(momentum):
    with pytest.raises(ValueError, match="momentum must be"):
        SGD([Parameter(1.0)], lr=0.1, momentum=momentum)
