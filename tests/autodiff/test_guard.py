"""The guard: arrays of a live graph are read-only, and arrays of the caller are copied.

The trap itself is in test_traps.py. Here: who locks, who unlocks, and when.
"""

import copy
import pickle
from contextlib import suppress

import numpy as np
import pytest

import minigrad as mg
from minigrad import Tensor


def leaf(data):
    return Tensor(data, requires_grad=True)


def edit(x):
    x.data[...] = 5.0


def read_only():
    """Expect what NumPy says to an edit of a read-only array."""
    return pytest.raises(ValueError, match="read-only")


def test_a_saved_array_stays_read_only_while_the_graph_is_retained():
    x = leaf(2.0)
    y = x * x
    y.backward(retain_graph=True)
    with read_only():
        edit(x)
    y.backward()
    edit(x)


def test_a_released_graph_guards_nothing_even_if_a_profiler_holds_its_nodes():
    x = leaf(2.0)
    y = x * x
    node = y.node  # a thread that looks at frames, as Dask's profiler does, holds it like this
    z = x + 1  # another graph, which still needs nothing of y
    y.backward()
    with read_only():
        edit(x)
    z.backward()
    edit(x)
    del node
    edit(x)
    (x * x).backward()  # the count is not below zero
    edit(x)


def test_a_saved_array_can_be_edited_when_the_graph_was_dropped():
    x, constant = leaf([1.0, 2.0]), Tensor([3.0, 4.0])
    y = x * constant
    del y
    edit(x)
    edit(constant)


@pytest.mark.parametrize("first_to_go", [0, 1])
def test_a_saved_array_can_be_edited_when_both_graphs_that_share_it_are_gone(first_to_go):
    x = leaf([1.0, 2.0])
    losses = [(x * x).sum(), (x * 3.0).sum()]
    losses.pop(first_to_go).backward()
    with read_only():
        edit(x)
    losses.clear()
    edit(x)


def test_a_saved_array_is_read_only_after_an_operation_that_returns_its_input_itself():
    """The real part of a real array is that array, and so its guard is one for two tensors."""
    x = leaf([1.0, 2.0])
    y = x.real
    loss = (x * x).sum()
    del y
    with read_only():
        edit(x)
    del loss
    edit(x)


@pytest.mark.parametrize("view", [lambda x: x.T, lambda x: x[0], lambda x: x.reshape(-1)])
def test_a_saved_array_cannot_be_edited_through_a_view_of_it(view):
    x = leaf(np.ones((2, 2)))
    y = view(x)
    loss = (x * x).sum() + y.sum()
    with read_only():
        edit(y)
    loss.backward()
    edit(x)
    assert x.data.tolist() == [[5.0, 5.0], [5.0, 5.0]]


INDICES = {
    "array": (lambda: np.array([0, 1]), lambda i: i),
    "list": (lambda: [0, 1], lambda i: i),
    "array in a tuple": (lambda: np.array([0, 1]), lambda i: (i,)),
    "list in a tuple": (lambda: [0, 1], lambda i: (i,)),
    "mask": (lambda: np.array([1, 1, 0], dtype=bool), lambda i: i),
}


@pytest.mark.parametrize(("make", "use"), INDICES.values(), ids=INDICES)
def test_an_index_of_the_caller_can_be_edited_and_the_gradient_is_right(make, use):
    index, x = make(), leaf([1.0, 2.0, 3.0])
    y = x[use(index)].sum()
    index[0] = index[-1]
    y.backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("use", [lambda i: i, lambda i: (i,)], ids=["index", "in a tuple"])
def test_a_tensor_used_as_an_index_is_read_only_or_was_copied(use):
    index, x = Tensor([0, 1]), leaf([1.0, 2.0, 3.0])
    y = x[use(index)].sum()
    with suppress(ValueError):
        index.data[0] = 2
    y.backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]


def test_an_array_given_by_name_can_be_edited_and_the_gradient_is_right():
    index, x = np.array([0, 1]), leaf([1.0, 2.0, 3.0])
    y = mg.getitem(x, index=index).sum()
    index[:] = 2
    y.backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]


def test_unguarded_leaves_all_arrays_writable():
    x, array = leaf([1.0, 2.0]), np.array([3.0, 4.0])
    with mg.unguarded():
        y = (x * array).sum()
    edit(x)
    y.backward()
    assert x.grad.tolist() == [3.0, 4.0]


def test_new_data_between_forward_and_backward_do_not_change_the_first_derivative():
    p = leaf([1.0, 2.0])
    loss = (p * p).sum()
    p.data = p.data - 10.0
    loss.backward()
    assert p.grad.tolist() == [2.0, 4.0]


def test_new_data_between_forward_and_backward_are_an_error_if_a_graph_is_wanted():
    p = leaf([1.0, 2.0])
    loss = (p * p).sum()
    p.data = p.data - 10.0
    with pytest.raises(RuntimeError, match=r"replaced after multiply.*compute the loss again"):
        loss.backward(create_graph=True)
    assert p.grad is None


def test_old_data_that_come_back_can_be_edited_again():
    """As a line search does: try other values, then return."""
    p = leaf([1.0, 2.0])
    old = p.data
    loss = (p * p).sum()
    p.data = old + 1.0
    del loss
    p.data = old
    edit(p)


def test_old_data_that_come_back_while_a_graph_needs_them_cannot_spoil_a_gradient():
    """They are locked for the first graph, and copied for the third."""
    p = leaf([1.0, 2.0])
    old = p.data
    first = (p * p).sum()
    p.data = old + 1.0
    second = (p * p).sum()
    p.data = old
    third = (p * p).sum()
    with read_only():
        edit(p)
    del first, second
    edit(p)
    third.backward()
    assert p.grad.tolist() == [2.0, 4.0]
    edit(p)


def test_an_array_that_its_owner_made_read_only_stays_so():
    frozen = np.array([1.0, 2.0])
    frozen.setflags(write=False)
    p = leaf([3.0, 4.0])
    loss = (p * p).sum()
    p.data = frozen
    del loss
    with read_only():
        frozen[0] = 5.0


def test_an_array_that_is_the_data_of_a_result_too_cannot_spoil_a_gradient():
    """It is the result that has the lock, and gives it back; so the graph of the leaf has a copy."""
    y = leaf([1.0, 2.0]) * 2.0
    p = leaf([0.0, 0.0])
    p.data = y.numpy()
    loss = (p * p).sum()
    del y
    p.data[...] = 100.0
    loss.backward()
    assert p.grad.tolist() == [4.0, 8.0]


def test_an_array_that_its_owner_made_read_only_can_be_differentiated_twice():
    frozen = np.array([1.0, 2.0])
    frozen.setflags(write=False)
    p = leaf([0.0, 0.0])
    p.data = frozen
    (p**3).sum().backward(create_graph=True)
    assert p.grad.data.tolist() == [3.0, 12.0]


@pytest.mark.parametrize(
    "copied",
    [
        copy.deepcopy,
        lambda x: pickle.loads(pickle.dumps(x)),
        lambda x: pickle.loads(pickle.dumps(x, 5)),
    ],
    ids=["copy", "pickle", "pickle 5"],
)
def test_a_copy_of_a_leaf_knows_nothing_of_the_guards_of_the_original(copied):
    x = leaf([1.0, 2.0])
    loss = (x * x).sum()
    twin = copied(x)
    del loss
    (twin * twin).sum().backward()
    assert twin.grad.tolist() == [2.0, 4.0]
    edit(twin)
    edit(x)
