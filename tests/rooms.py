"""What the tests of linalg, fft and special share: cases, and the tests of each.

A case names an operation, which the room and the library call alike, gives the inputs it is
differentiated by, and says how to call it if that takes more than the inputs.
"""

from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest
from wrong_rules import (
    bent,
    off_by_a_thousandth,
    off_by_a_thousandth_in_second_order,
    with_wrong_rule,
)

from minigrad import GradcheckError, Tensor, gradcheck
from minigrad.autodiff import gradients

SINGLE = {np.dtype(float): np.float32, np.dtype(complex): np.complex64}


def numbers(seed):
    """Return two functions of a shape, which draw real and complex numbers."""
    rng = np.random.default_rng(seed)

    def real(*shape):
        return rng.standard_normal(shape)

    return real, lambda *shape: real(*shape) + 1j * real(*shape)


class Case(NamedTuple):
    operation: str
    inputs: tuple[Any, ...]
    call: Any = lambda f, *inputs: f(*inputs)
    parts: tuple[str, ...] | None = None  # the operations with rules, if it is composed of others


class Room(NamedTuple):
    module: ModuleType
    library: ModuleType

    def function(self, case):
        return lambda *inputs: case.call(getattr(self.module, case.operation), *inputs)

    def reference(self, case):
        return lambda *inputs: case.call(getattr(self.library, case.operation), *inputs)


def names(cases):
    return [f"{case.operation}-{i}" for i, case in enumerate(cases)]


class RoomTests:
    """The tests of every room; a class of its own says whose they are."""

    room: Room
    cases: list[Case]

    def pytest_generate_tests(self, metafunc):
        if "case" in metafunc.fixturenames:
            metafunc.parametrize("case", self.cases, ids=names(self.cases))

    def tolerance(self, case):
        """The library computes values, so they are equal to the bit, unless a room says otherwise."""
        return {}

    def test_no_operation_is_left_out(self):
        assert {case.operation for case in self.cases} == set(self.room.module.__all__)

    def test_values_are_those_of_the_library(self, case):
        y = self.room.function(case)(*map(Tensor, case.inputs))
        expected = np.asarray(self.room.reference(case)(*case.inputs))
        assert (y.shape, y.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(y.data, expected, **{"rtol": 0} | self.tolerance(case))

    def test_single_precision_stays_what_it_is(self, case):
        inputs = [x.astype(SINGLE[x.dtype]) for x in map(np.asarray, case.inputs)]
        tensors = [Tensor(x, requires_grad=True) for x in inputs]
        y = self.room.function(case)(*tensors)
        assert y.dtype == np.asarray(self.room.reference(case)(*inputs)).dtype
        y.backward(gradient=np.ones(y.shape))
        assert [t.grad.dtype for t in tensors] == [x.dtype for x in inputs]

    def test_first_and_second_derivatives_agree_with_differences(self, case):
        assert gradcheck(self.room.function(case), *case.inputs)
        assert gradcheck(bent(self.room.function(case)), *case.inputs, order=2)

    def test_an_error_in_a_rule_is_noticed(self, case, monkeypatch):
        f = self.room.function(case)
        for part in (case.operation,) if case.parts is None else case.parts:
            operation = getattr(self.room.module, part)
            for which in (i for i, rule in enumerate(operation.vjps) if rule is not None):
                with monkeypatch.context() as patch:
                    wrong = with_wrong_rule(operation, which, off_by_a_thousandth)
                    patch.setattr(self.room.module, part, wrong)
                    with pytest.raises(GradcheckError, match="the derivative"):
                        gradcheck(f, *case.inputs)
                    subtly = with_wrong_rule(operation, which, off_by_a_thousandth_in_second_order)
                    patch.setattr(self.room.module, part, subtly)
                    assert gradcheck(bent(f), *case.inputs)
                    with pytest.raises(GradcheckError, match="the second derivative"):
                        gradcheck(bent(f), *case.inputs, order=2)


def waves(x, start):
    """Return numbers of the shape and dtype of x that are alike everywhere."""
    angle = start + np.arange(x.size).reshape(x.shape)
    return np.exp(1j * angle) if np.iscomplexobj(x) else np.cos(angle)


def derivatives(f, inputs):
    """Return the gradient of Σ w · f, and that of the derivative in a direction."""
    xs = [Tensor(x, requires_grad=True) for x in inputs]
    y = f(*xs)
    first = gradients(y, xs, waves(y.data, 1.0), create_graph=True)
    slope = sum((np.conj(waves(x, 2.0)) * g).real.sum() for x, g in zip(inputs, first, strict=True))
    return [g.data for g in first], gradients(slope, xs)


def derivatives_by_torch(torch, f, inputs):
    xs = [torch.tensor(x, requires_grad=True) for x in inputs]
    y = f(*xs)
    weights = torch.tensor(waves(y.detach().resolve_conj().numpy(), 1.0))
    first = torch.autograd.grad(y, xs, weights, create_graph=True)
    directions = [torch.tensor(np.conj(waves(x, 2.0))) for x in inputs]
    slope = sum((v * g).real.sum() for v, g in zip(directions, first, strict=True))
    second = torch.autograd.grad(slope, xs, materialize_grads=True)
    return ([g.detach().resolve_conj().numpy() for g in parts] for parts in (first, second))


def check_against_torch(torch, module, formula, inputs, rtol=1e-10):
    """Compare both orders of f² + f, where `formula` takes a module of minigrad, or of torch."""
    library = getattr(torch, module.__name__.split(".")[-1])
    found = derivatives(bent(lambda *xs: formula(module, *xs)), inputs)
    expected = derivatives_by_torch(torch, bent(lambda *xs: formula(library, *xs)), inputs)
    for ours, theirs in zip(found, expected, strict=True):
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol * np.max(np.abs(b)))
