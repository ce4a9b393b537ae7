"""Five hundred random programs, real and complex, against oracles that know nothing of rules.

The oracles run the very same program on plain arrays: the complex step where every operation has a
complex derivative, differences of eighth order in extended precision where not.
"""

import numpy as np
import pytest
from central_differences import derivative, difference_gradients
from complex_step import complex_step_gradients
from programs import (
    ANALYTIC,
    KINKED,
    NOT_ANALYTIC,
    engine_gradients,
    random_program,
    relative_error,
    run,
    weights_of,
)

import minigrad as mg

BATCHES = range(10)  # of 25 programs each, so that a failure is found again quickly


def programs_of(batch, *, is_complex):
    rng = np.random.default_rng([batch, is_complex])
    return [random_program(rng, is_complex=is_complex) for _ in range(25)]


def loss_of(program):
    """Return the number that the engine differentiates, as a function of plain arrays."""

    def loss(*inputs):
        y = run(program, inputs)
        return np.sum((np.conj(weights_of(y)) * y).real)

    return loss


@pytest.mark.parametrize("batch", BATCHES)
def test_gradients_of_real_programs_agree_with_the_complex_step(batch):
    for program in programs_of(batch, is_complex=False):
        weights = weights_of(run(program, program.inputs))
        expected = complex_step_gradients(
            lambda *xs, p=program: run(p, xs), program.inputs, weights
        )
        assert relative_error(engine_gradients(program), expected) < 1e-9, program


@pytest.mark.parametrize("batch", BATCHES)
def test_gradients_of_complex_programs_agree_with_differences(batch):
    for program in programs_of(batch, is_complex=True):
        expected = difference_gradients(loss_of(program), program.inputs)
        assert relative_error(engine_gradients(program), expected) < 1e-9, program


def test_the_two_oracles_agree_with_each_other():
    """Where both apply; an oracle that is wrong by itself would otherwise go unnoticed."""
    for program in programs_of(0, is_complex=False):
        if any(name in KINKED for name, _, _ in program.steps):
            continue  # differences step over a kink
        weights = weights_of(run(program, program.inputs))
        one = complex_step_gradients(lambda *xs, p=program: run(p, xs), program.inputs, weights)
        other = difference_gradients(loss_of(program), program.inputs)
        assert relative_error(one, other) < 1e-9, program


def hessian_times_direction(program, directions):
    """Return the second derivatives along a direction, by the engine."""
    inputs = tuple(program.inputs)
    count = len(inputs)

    def gradients(*xs):
        y, pull_back = mg.vjp(lambda *ys: run(program, ys), *xs)
        parts = [mg.ravel(g) for g in pull_back(weights_of(y.data))]
        return mg.concatenate([*map(mg.real, parts), *(mg.imag(g) for g in parts)])

    assert count == len(directions)
    return mg.jvp(gradients, inputs, tuple(directions))[1].data


@pytest.mark.parametrize("is_complex", [False, True])
@pytest.mark.parametrize("batch", BATCHES[:3])
def test_second_derivatives_agree_with_differences_of_the_gradients(batch, is_complex):
    """The gradients themselves are proven above, so their differences are an oracle."""
    rng = np.random.default_rng(batch)
    for program in programs_of(batch, is_complex=is_complex):
        if any(name in KINKED for name, _, _ in program.steps):
            continue
        directions = [
            rng.standard_normal(x.shape) * (1 - 0.5j if np.iscomplexobj(x) else 1) / 4
            for x in program.inputs
        ]

        def gradients_at(t, program=program, directions=directions):
            moved = [x + t * v for x, v in zip(program.inputs, directions, strict=True)]
            parts = [g.ravel() for g in engine_gradients(program._replace(inputs=moved))]
            return np.concatenate([*(g.real for g in parts), *(g.imag for g in parts)])

        expected = derivative(gradients_at).astype(float)
        found = hessian_times_direction(program, directions)
        assert relative_error([found], [expected]) < 1e-8, program


def test_every_operation_appears_in_the_programs():
    for is_complex, names in [(False, ANALYTIC | KINKED), (True, ANALYTIC | NOT_ANALYTIC)]:
        used = {
            name
            for batch in BATCHES
            for program in programs_of(batch, is_complex=is_complex)
            for name, _, _ in program.steps
        }
        assert used == set(names)


def test_differences_are_an_oracle_to_twelve_digits():
    """At 1+2j, |z|² slopes towards 2+4j and Re z² towards 2-4j."""
    z = np.array(1 + 2j)
    for loss, expected in [
        (lambda z: np.abs(z) ** 2, 2 + 4j),
        (lambda z: (z**2).real, 2 - 4j),
        (lambda z: np.exp(z).imag, np.conj(-1j * np.exp(z))),
    ]:
        (found,) = difference_gradients(loss, [z])
        assert abs(found - expected) < 1e-12 * abs(expected)
