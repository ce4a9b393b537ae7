"""The memory of an optimizer: what state_dict returns is enough to go on with the same bits."""

import numpy as np
import pytest

from minigrad import absolute, optim
from minigrad.nn import Parameter

OPTIMIZERS = {
    "SGD": lambda params: optim.SGD(params, lr=0.05),
    "SGD with momentum": lambda params: optim.SGD(params, lr=0.02, momentum=0.8),
    "RMSprop": lambda params: optim.RMSprop(params, lr=0.02),
    "Adam": lambda params: optim.Adam(params, lr=0.1),
}
STARTS = {
    "a number": 3.0,
    "a row": [3.0, -1.0, 0.1],
    "one row and one column": [[2.0]],
    "a complex number": 3.0 + 1.0j,
    "complex numbers": [[3.0 + 1.0j, -1.0j]],
}
every_optimizer = pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)


def steps(optimizer, params, count):
    for _ in range(count):
        optimizer.zero_grad()
        for k, p in enumerate(params):
            (absolute(p - 0.3 * k) ** 2 + absolute(p) ** 3).sum().backward()
        optimizer.step()


def bits(params):
    return [p.data.tobytes() for p in params]


@every_optimizer
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("before", [0, 1, 7])
def test_a_loaded_memory_goes_on_with_the_same_bits(before, start, make):
    params = [Parameter(start), Parameter([1.0, 2.0])]
    optimizer = make(params)
    steps(optimizer, params, before)
    twins = [Parameter(p.data) for p in params]
    twin = make(twins)
    steps(twin, twins, 2)  # a memory of its own, which has to go
    for p, q in zip(params, twins, strict=True):
        q.data = p.data.copy()
    twin.load_state_dict(optimizer.state_dict())
    for _ in range(5):
        steps(optimizer, params, 1)
        steps(twin, twins, 1)
        assert bits(params) == bits(twins)


@every_optimizer
def test_a_state_is_a_copy_when_it_is_returned_and_when_it_is_loaded(make):
    p = Parameter([1.0, 2.0])
    optimizer, twin = make([p]), make([p])
    steps(optimizer, [p], 3)
    state = optimizer.state_dict()
    kept = {name: values.copy() for name, values in state.items()}
    twin.load_state_dict(state)
    steps(optimizer, [p], 3)
    assert all(np.array_equal(state[name], values) for name, values in kept.items())
    for values in state.values():
        values[...] = 0
    assert all(np.array_equal(values, kept[k]) for k, values in twin.state_dict().items())
    assert twin.state_dict().keys() == kept.keys()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("SGD", set()),
        ("SGD with momentum", {"velocity"}),
        ("RMSprop", {"square"}),
        ("Adam", {"steps", "mean", "square"}),
    ],
)
def test_a_state_names_what_is_remembered_of_each_parameter_that_had_a_gradient(name, keys):
    used, unused, last = Parameter([1.0, 2.0]), Parameter(5.0), Parameter(6.0)
    optimizer = OPTIMIZERS[name]([used, unused, last])
    steps(optimizer, [used, last], 2)
    state = optimizer.state_dict()
    assert state.keys() == {f"{i}.{key}" for i in (0, 2) for key in keys}
    assert all(isinstance(values, np.ndarray) for values in state.values())


def test_a_parameter_that_gets_its_first_gradient_later_has_its_own_count_of_steps():
    early, late = Parameter([1.0]), Parameter([1.0])
    optimizer = OPTIMIZERS["Adam"]([early, late])
    steps(optimizer, [early], 4)
    steps(optimizer, [early, late], 2)
    state = optimizer.state_dict()
    assert (int(state["0.steps"]), int(state["1.steps"])) == (6, 2)


def test_groups_have_one_memory_for_all_parameters_in_order():
    p, q = Parameter([1.0, 2.0]), Parameter(5.0)
    optimizer = optim.SGD([{"params": [p]}, {"params": [q], "momentum": 0.5}], lr=0.01)
    steps(optimizer, [p, q], 1)
    assert optimizer.state_dict().keys() == {"1.velocity"}
