"""Random histories of an engine's life, beside a model that is too simple to be wrong.

The model keeps with every value its derivatives with respect to every leaf, computed forwards: each
operation applies the rules of school to whole Jacobians. So it needs no graph, no order and no
accumulation, and all that can go wrong in the engine shows: what is added twice, what is released
too early, which array is read-only when.
"""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import minigrad as mg
from minigrad import Tensor

SHAPES = [(), (2,), (3, 2)]
NUMBERS = st.integers(-3, 3).map(float)
PICKS = st.integers(0, 99)  # which of the tensors that the program holds


class Model:
    """A value with its derivatives, shape (*value.shape, *leaf.shape), by every leaf."""

    def __init__(self, value, by=None, inputs=(), *, wants=False):
        self.value = np.asarray(value, float)
        self.by = {} if by is None else by
        self.inputs = list(inputs)  # what the engine's node keeps alive and read-only
        self.wants = wants  # requires_grad
        self.released = False
        self.gradient = None


def mapped(model, f):
    """Apply f, which is linear, to each derivative: f sees the axes of the value first."""
    return {leaf: f(d) for leaf, d in model.by.items()}


def widened(d, value, leaf):
    """Give a factor of the value's shape the axes of the leaf."""
    return value.reshape(value.shape + (1,) * len(leaf.value.shape))


def added(*all_by):
    total = {}
    for by in all_by:
        for leaf, d in by.items():
            total[leaf] = total[leaf] + d if leaf in total else d
    return total


def broadcast(model, shape):
    """Return the derivatives of the value that is broadcast to a shape."""

    def f(leaf, d):
        size = leaf.value.shape
        d = d.reshape((1,) * (len(shape) - model.value.ndim) + d.shape)
        return np.broadcast_to(d, shape + size)

    return {leaf: f(leaf, d) for leaf, d in model.by.items()}


def times(factor, by):
    return {leaf: widened(d, factor, leaf) * d for leaf, d in by.items()}


def combined(name, a, b):
    """Return value and derivatives of a sum, difference or product."""
    shape = np.broadcast_shapes(a.value.shape, b.value.shape)
    p, q = np.broadcast_to(a.value, shape), np.broadcast_to(b.value, shape)
    dp, dq = broadcast(a, shape), broadcast(b, shape)
    ones = np.ones(shape)
    return {
        "add": (p + q, added(dp, dq)),
        "subtract": (p - q, added(dp, times(-ones, dq))),
        "multiply": (p * q, added(times(q, dp), times(p, dq))),
    }[name]


class Machine(RuleBasedStateMachine):
    """What a program may do. It holds pairs of a tensor and a model in one list, and nowhere else."""

    def __init__(self):
        super().__init__()
        self.held = []

    def pick(self, number, accept=lambda model: True):
        """Return the pair of that number, or the next one that is accepted, or None."""
        for k in range(len(self.held)):
            pair = self.held[(number + k) % len(self.held)]
            if accept(pair[1]):
                return pair
        return None

    def hold(self, tensor, model):
        assert tensor.requires_grad == model.wants
        np.testing.assert_allclose(tensor.data, model.value, rtol=1e-12, atol=1e-12)
        self.held.append((tensor, model))

    def hold_result(self, tensor, value, by, inputs):
        wants = any(x.wants for x in inputs)
        if np.max(np.abs(value)) < 1e6:
            model = Model(value, by, inputs, wants=True) if wants else Model(value)
            self.hold(tensor, model)

    @initialize(number=NUMBERS)
    def make_the_first_leaf(self, number):
        self.make_a_leaf((3, 2), number, True)

    @rule(shape=st.sampled_from(SHAPES), number=NUMBERS, wants=st.booleans())
    def make_a_leaf(self, shape, number, wants):
        value = number + np.arange(np.prod(shape, dtype=int)).reshape(shape) / 2
        model = Model(value, wants=wants)
        if wants:
            model.by[model] = np.eye(value.size).reshape(shape + shape)
        self.hold(Tensor(value, requires_grad=wants), model)

    @rule(name=st.sampled_from(["add", "subtract", "multiply"]), i=PICKS, j=PICKS)
    def combine(self, name, i, j):
        t, a = self.pick(i)
        u, b = self.pick(j, lambda b: fit(a, b))
        self.hold_result(getattr(mg, name)(t, u), *combined(name, a, b), [a, b])

    @rule(i=PICKS)
    def bend(self, i):
        t, a = self.pick(i)
        self.hold_result(mg.sin(t), np.sin(a.value), times(np.cos(a.value), a.by), [a])

    @rule(i=PICKS, index=st.sampled_from([[0, 0, 1], [1, 0], [-1]]))
    def index(self, i, index):
        pair = self.pick(i, lambda a: a.value.ndim and len(a.value) > 1)
        if pair:
            t, a = pair
            self.hold_result(t[index], a.value[index], mapped(a, lambda d: d[index]), [a])

    @rule(i=PICKS, axis=st.sampled_from([None, 0, -1]))
    def reduce(self, i, axis):
        pair = self.pick(i, lambda a: axis is None or a.value.ndim)
        if pair:
            t, a = pair
            axes = tuple(range(a.value.ndim)) if axis is None else (axis % a.value.ndim,)
            by = mapped(a, lambda d: d.sum(axis=axes))
            self.hold_result(t.sum(axis=axis), a.value.sum(axis=axes), by, [a])

    @rule(i=PICKS)
    def compute_under_no_grad(self, i):
        t, a = self.pick(i)
        with mg.no_grad():
            self.hold(t * 2.0, Model(a.value * 2.0))

    @rule(i=PICKS)
    def compute_unguarded(self, i):
        """A result that nobody guards; it must not unlock what others guard."""
        t, _ = self.pick(i)
        with mg.unguarded():
            t * 2.0

    @rule(i=PICKS, retain=st.booleans(), weight=NUMBERS)
    def backward(self, i, retain, weight):
        t, a = self.pick(i)
        weights = weight + np.arange(t.size).reshape(t.shape)
        before = ancestors([a])
        if not a.wants or any(m.released for m in before):
            with pytest.raises(RuntimeError):
                t.backward(gradient=weights)
            return
        t.backward(gradient=weights, retain_graph=retain)
        for leaf, d in a.by.items():
            g = np.tensordot(weights, d, axes=weights.ndim)
            leaf.gradient = g if leaf.gradient is None else leaf.gradient + g
        if not retain:
            for m in before:
                m.released = bool(m.inputs)

    @rule(i=PICKS)
    def zero_grad(self, i):
        t, a = self.pick(i)
        t.zero_grad()
        a.gradient = None

    @rule(i=PICKS, number=NUMBERS)
    def edit(self, i, number):
        pair = self.pick(i, lambda a: not a.inputs)
        if not pair:
            return
        t, a = pair
        if a in locked(self.held):
            with pytest.raises(ValueError, match="read-only"):
                t.data += number
        else:
            t.data += number
            a.value = a.value + number

    @precondition(lambda self: len(self.held) > 1)
    @rule(i=PICKS)
    def drop(self, i):
        del self.held[i % len(self.held)]

    @invariant()
    def gradients_are_right(self):
        for t, a in self.held:
            if a.gradient is None:
                assert t.grad is None
            else:
                scale = 1 + np.max(np.abs(a.gradient))
                np.testing.assert_allclose(t.grad, a.gradient, rtol=0, atol=1e-11 * scale)

    @invariant()
    def what_a_graph_needs_is_read_only_and_nothing_else(self):
        needed = locked(self.held)
        for t, a in self.held:
            assert t.data.flags.writeable == (a not in needed)


def fit(a, b):
    try:
        np.broadcast_shapes(a.value.shape, b.value.shape)
    except ValueError:
        return False
    return True


def ancestors(models):
    """Return the models and all that their unreleased nodes keep."""
    found, stack = set(), list(models)
    while stack:
        m = stack.pop()
        if m not in found:
            found.add(m)
            if not m.released:
                stack.extend(m.inputs)
    return found


def locked(held):
    """Return what has to be read-only: outputs of unreleased nodes, and the leaves they use.

    A result whose own node is released may be edited although a younger node has used it: a walk
    through that node would come to the released one, and raise.
    """
    nodes = [m for m in ancestors(a for _, a in held) if m.inputs and not m.released]
    return {*nodes, *(x for m in nodes for x in m.inputs if not x.inputs)}


TestGraphs = Machine.TestCase
TestGraphs.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, derandomize=True
)
