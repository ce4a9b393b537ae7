"""Groups of parameters with options of their own."""

import numpy as np
import pytest

from minigrad.nn import Parameter
from minigrad.optim import SGD, Adam, RMSprop

START = [3.0, -1.0, 0.2]

OPTIONS = [
    (SGD, {"lr": 0.01}, {"lr": 0.03}),
    (SGD, {"lr": 0.01, "momentum": 0.9}, {"momentum": 0.3}),
    (SGD, {"lr": 0.01}, {"momentum": 0.5, "lr": 0.02}),
    (Adam, {"lr": 0.03}, {"lr": 0.2}),
    (Adam, {}, {"betas": (0.5, 0.8)}),
    (Adam, {"eps": 1e-3}, {"eps": 0.5, "lr": 0.1}),
    (RMSprop, {}, {"lr": 0.05}),
    (RMSprop, {"decay": 0.5}, {"decay": 0.99, "eps": 0.1}),
]


def step(optimizers, p, q):
    """Take a step of all of them on a loss in which p and q depend on each other."""
    p.zero_grad()
    q.zero_grad()
    (p * p * [1.0, 20.0, 0.1] + p * q + q * q).sum().backward()
    for optimizer in optimizers:
        optimizer.step()


@pytest.mark.parametrize(("kind", "common", "own"), OPTIONS, ids=str)
def test_groups_take_the_steps_of_separate_optimizers(kind, common, own):
    p, q, twin_p, twin_q = (Parameter(START) for _ in range(4))
    together = [kind([{"params": [p]}, {"params": [q], **own}], **common)]
    apart = [kind([twin_p], **common), kind([twin_q], **{**common, **own})]
    for _ in range(20):
        step(together, p, q)
        step(apart, twin_p, twin_q)
        assert p.data.tolist() == twin_p.data.tolist()
        assert q.data.tolist() == twin_q.data.tolist()
    assert p.data.tolist() != START != q.data.tolist()


def test_a_group_has_the_common_options_unless_it_names_its_own():
    p, q = Parameter(1.0), Parameter(2.0)
    first, second = Adam([{"params": [p]}, {"params": [q], "eps": 0.1}], lr=0.2).groups
    assert first == {"params": [p], "lr": 0.2, "betas": (0.9, 0.999), "eps": 1e-8}
    assert second == {"params": [q], "lr": 0.2, "betas": (0.9, 0.999), "eps": 0.1}


def test_parameters_without_groups_are_one_group():
    p, q = Parameter(1.0), Parameter(2.0)
    optimizer = SGD(iter([p, q]), lr=0.1)
    assert optimizer.groups == [{"params": [p, q], "lr": 0.1, "momentum": 0.0}]
    assert optimizer.params == [p, q]


def test_the_parameters_of_a_group_may_come_from_a_generator():
    p, q = Parameter(1.0), Parameter(2.0)
    optimizer = SGD([{"params": (r for r in [p, q])}], lr=0.1)
    (p + q).backward()
    optimizer.step()
    assert (p.item(), q.item()) == (0.9, 1.9)


def test_the_dictionaries_that_were_given_are_not_changed():
    given = {"params": [Parameter(1.0)]}
    SGD([given], lr=0.1).lr = 0.5
    assert given.keys() == {"params"}


def test_lr_is_that_of_the_first_group_and_setting_it_sets_all():
    optimizer = SGD([{"params": [Parameter(1.0)]}, {"params": [Parameter(1.0)], "lr": 7.0}], lr=0.1)
    assert optimizer.lr == 0.1
    optimizer.lr = 0.3
    assert [group["lr"] for group in optimizer.groups] == [0.3, 0.3]


def test_zero_grad_and_bounds_reach_every_group():
    p, q = Parameter(0.9, bounds=(0, 1)), Parameter(0.9, bounds=(0, 1))
    optimizer = SGD([{"params": [p]}, {"params": [q], "lr": 5.0}], lr=1.0)
    (-p - q).backward()
    optimizer.step()
    assert (p.item(), q.item()) == (1.0, 1.0)
    optimizer.zero_grad()
    assert p.grad is None and q.grad is None


def test_an_unknown_option_is_named_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"SGD has no option 'betas'.*params.*lr, momentum"):
        SGD([{"params": [Parameter(1.0)], "betas": (0.9, 0.99)}], lr=0.1)


@pytest.mark.parametrize(
    "given",
    [
        [{"params": [Parameter(1.0)]}, Parameter(2.0)],
        [Parameter(2.0), {"params": [Parameter(1.0)]}],
        [{"params": [Parameter(1.0)]}, {"lr": 0.1}],
        [{"parameters": [Parameter(1.0)]}],
    ],
    ids=["a parameter last", "a parameter first", "no params", "misspelt"],
)
def test_what_is_neither_parameters_nor_groups_is_refused_with_an_example(given):
    with pytest.raises(TypeError, match=r'list of groups, each a dictionary such as.*"params"'):
        Adam(given)


@pytest.mark.parametrize(
    "arrange",
    [
        lambda p, q: [p, q, p],
        lambda p, q: [{"params": [p, p]}, {"params": [q]}],
        lambda p, q: [{"params": [p]}, {"params": [q, p]}],
    ],
    ids=["in the list", "in a group", "in two groups"],
)
def test_a_parameter_given_twice_is_refused(arrange):
    with pytest.raises(ValueError, match="given twice: it would move twice"):
        Adam(arrange(Parameter([1.0, 2.0]), Parameter([1.0, 2.0])))


def test_equal_parameters_are_not_the_same_one():
    assert len(Adam([Parameter(1.0), Parameter(1.0)]).params) == 2


@pytest.mark.parametrize("given", [[], [{"params": []}], [{"params": []}, {"params": []}]], ids=str)
def test_groups_without_parameters_are_refused(given):
    with pytest.raises(ValueError, match="nothing to optimize"):
        Adam(given)


@pytest.mark.parametrize(
    ("kind", "own", "message"),
    [
        (SGD, {"lr": 0.0}, "lr must be a positive number, got 0.0"),
        (SGD, {"lr": np.nan}, "lr must be a positive number, got nan"),
        (Adam, {"lr": -1}, "lr must be a positive number, got -1"),
        (SGD, {"momentum": 1.0}, "momentum must be at least 0 and below 1, got 1.0"),
        (Adam, {"betas": (0.9, 1.0)}, r"betas must be at least 0 and below 1, got \(0.9, 1.0\)"),
        (Adam, {"betas": (-0.1, 0.9)}, "betas must be"),
        (Adam, {"betas": (0.9, np.nan)}, "betas must be"),
        (Adam, {"eps": 0}, "eps must be positive, got 0"),
        (RMSprop, {"eps": np.nan}, "eps must be positive, got nan"),
        (RMSprop, {"decay": 1}, "decay must be at least 0 and below 1, got 1"),
    ],
    ids=str,
)
def test_a_bad_value_is_named_in_whichever_group_it_is(kind, own, message):
    groups = [{"params": [Parameter(1.0)]}, {"params": [Parameter(1.0)], **own}]
    with pytest.raises(ValueError, match=message):
        kind(groups, lr=0.1)
    with pytest.raises(ValueError, match=message):
        kind([Parameter(1.0)], **{"lr": 0.1, **own})


def test_betas_may_be_a_list_in_a_group_as_they_may_outside():
    p, q, twin_p, twin_q = (Parameter(START) for _ in range(4))
    inside = Adam([{"params": [p, q], "betas": [0.5, 0.8]}])
    outside = Adam([twin_p, twin_q], betas=[0.5, 0.8])
    for _ in range(3):
        step([inside], p, q)
        step([outside], twin_p, twin_q)
    assert p.data.tolist() == twin_p.data.tolist() and q.data.tolist() == twin_q.data.tolist()


@pytest.mark.parametrize("betas", [(0.9,), (0.9, 0.99, 0.999), 0.9], ids=str)
def test_betas_are_two_numbers(betas):
    with pytest.raises((ValueError, TypeError), match="betas"):
        Adam([{"params": [Parameter(1.0)], "betas": betas}])


@pytest.mark.parametrize(
    "arrange",
    [
        lambda p: p,  # its elements are tensors that nothing would ever move
        lambda p: [{"params": p}],
        lambda p: [p, 2.0],
        lambda p: [p.data],
        lambda p: [p[:1]],
        lambda p: [{"params": ["p"]}],
    ],
    ids=["one alone", "one alone in a group", "a number", "an array", "a tensor", "text"],
)
def test_what_is_no_list_of_parameters_never_passes_for_one(arrange):
    with pytest.raises(TypeError, match="Parameter"):
        SGD(arrange(Parameter([1.0, 2.0])), lr=0.1)
