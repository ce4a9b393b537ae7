"""Ctrl-C, generators and threads: no lock and no mode stays behind, and no gradient is lost."""

import itertools
import sys
import threading

import numpy as np
import pytest

import minigrad as mg
from minigrad import Tensor
from minigrad.autodiff import guard
from minigrad.autodiff.modes import USUAL, current_mode, switched, thread


def leaf(data):
    return Tensor(data, requires_grad=True)


def is_recorded():
    return (leaf(1.0) * 2.0).requires_grad


# ---- an interrupt at any line ---------------------------------------------------------------------


SAFE = {switched.run.__code__, guard._lock_of_leaf.__code__, mg.autodiff.backward.add_up.__code__}


def one_step(x, w):
    y = mg.tanh(x * w + x.T)
    loss = (y * y).sum()
    with mg.no_grad(), mg.unguarded():
        x * 2.0
    mg.grad(lambda v: (v * x).sum())(w)
    loss.backward()
    del y, loss
    _ = x * w  # a graph that is dropped


def interrupted_at(k, f, *args):
    """Call f, and raise KeyboardInterrupt at the k-th line that runs in it; say whether there is one.

    Only lines of this package count, and not those of functions that have a ``finally`` or hold a
    lock of Python's: there, this test could come where Python itself looks for no interrupt.
    """
    lines = 0

    def trace(frame, event, arg):
        nonlocal lines
        code = frame.f_code
        lines += "minigrad" in code.co_filename and code not in SAFE
        if lines == k:
            raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        f(*args)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.slow
def test_an_interrupt_anywhere_leaves_no_lock_and_no_mode_behind(monkeypatch):
    swallowed = []
    monkeypatch.setattr(sys, "unraisablehook", swallowed.append)
    for k in itertools.count(1):
        x, w = leaf(np.ones((2, 2))), leaf(np.ones((2, 2)))
        if not interrupted_at(k, one_step, x, w):
            break
        x.data[...] = w.data[...] = 0.0
        assert not thread.entered and current_mode() == USUAL
    assert k > 500 and not swallowed


def test_what_a_graph_needs_is_unlocked_by_the_last_who_holds_it_and_by_no_python(monkeypatch):
    """An interrupt in a `__del__` of Python's would be swallowed, and the array locked for good."""
    x = leaf([1.0, 2.0])
    first, second = x * x, x * 3.0
    ran = []
    sys.setprofile(
        lambda frame, event, arg: ran.append(frame.f_code.co_name) if event == "call" else None
    )
    del first
    still_locked = not x.data.flags.writeable
    del second
    sys.setprofile(None)
    assert still_locked and x.data.flags.writeable
    assert not ran


# ---- generators -----------------------------------------------------------------------------------


def computing_under_no_grad():
    with mg.no_grad():
        yield is_recorded()
        yield is_recorded()


@pytest.mark.parametrize("first_to_end", [0, 1])
def test_two_generators_may_end_in_any_order(first_to_end):
    both = [computing_under_no_grad(), computing_under_no_grad()]
    assert [next(generator) for generator in both] == [False, False]
    both.pop(first_to_end).close()
    assert not is_recorded()  # the other one has not ended
    both.pop().close()
    assert is_recorded()


@mg.no_grad()
def echo():
    """Say whether it is recorded in here; send back what is sent; stop quietly at a ValueError."""
    got = yield is_recorded()
    try:
        while True:
            got = yield got, is_recorded()
    except ValueError:
        return "ended"


def test_a_decorated_generator_has_the_mode_and_its_caller_has_not():
    generator = echo()
    assert next(generator) is False and is_recorded()
    assert generator.send("word") == ("word", False) and is_recorded()
    with pytest.raises(StopIteration, match="ended"):
        generator.throw(ValueError)
    assert is_recorded()
    closed = echo()
    next(closed)
    closed.close()
    assert is_recorded()


def test_a_generator_may_be_closed_in_another_mode():
    generator = computing_under_no_grad()
    next(generator)
    mg.unguarded()(generator.close)()
    assert is_recorded() and not thread.entered


@mg.unguarded()
def two_modes():
    with mg.no_grad():
        yield is_recorded()
        yield is_recorded()


def test_a_generator_keeps_its_own_mode_under_the_one_of_its_decorator():
    assert list(two_modes()) == [False, False]


def test_one_context_may_be_entered_twice():
    context = mg.no_grad()
    with context:
        with context:
            assert not is_recorded()
        assert not is_recorded()
    assert is_recorded()


def test_one_context_may_be_entered_in_two_threads_at_once():
    context, seen = mg.no_grad(), []

    def other():
        with context:
            seen.append(is_recorded())
        seen.append(is_recorded())

    with context:
        thread_of_other = threading.Thread(target=other)
        thread_of_other.start()
        thread_of_other.join()
        assert not is_recorded()
    assert is_recorded() and seen == [False, True]


# ---- threads --------------------------------------------------------------------------------------


@pytest.fixture
def hasty_threads():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def run_in_threads(f, count=8):
    failed = []

    def guarded():
        try:
            f()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failed


@pytest.mark.usefixtures("hasty_threads")
def test_gradients_from_several_threads_add_up():
    w = leaf(np.zeros(3))

    def work():
        for _ in range(200):
            (w * np.ones(3)).sum().backward()

    run_in_threads(work)
    assert w.grad.tolist() == [1600.0] * 3
    w.data[...] = 1.0  # and nobody's lock is left


@pytest.mark.usefixtures("hasty_threads")
def test_several_threads_may_walk_one_graph():
    w = leaf(np.ones(3))
    loss = (w * w).sum()
    run_in_threads(lambda: [loss.backward(retain_graph=True) for _ in range(50)])
    assert w.grad.tolist() == [2.0 * 8 * 50] * 3
