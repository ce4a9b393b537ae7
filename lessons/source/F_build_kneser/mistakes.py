"""Wrong answers to "How Kneser's function is built", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg

tet, slog = mg.iterate.kneser.tet, mg.iterate.kneser.slog


def abels(x):
    return mg.iterate.exp_n(x, 0.5, "abel")


def few_newton_steps(x):
    return tet(slog(x) + 1e-6 + 0.5)


def forgot_the_step(x):
    return slog(x)


def without_slog(x):
    return tet(x + 0.5)


def with_abels_height(x):
    return tet(x - 1 + 0.5)


def half_a_log(x):
    return tet(slog(x) - 0.5)


def straight_inverse(x):
    return tet(0.6 * x - 0.5)


MISTAKES = {
    "F.1": [
        ((abels,), "not the start"),
        ((few_newton_steps,), "more steps"),
        ((forgot_the_step,), "Go on by ½"),
        ((without_slog,), "First find the z"),
        ((with_abels_height,), "which is Abel's"),
        ((half_a_log,), "half a log"),
        ((np.exp,), "whole exp"),
        ((straight_inverse,), "Check it"),
        ((1.646,), "function itself"),
    ],
    "F.2": [
        ((-0.5,), "what is s"),
        ((2,), "sign of the quotients"),
        ((0.5,), "sign of the quotients"),
        ((-2.07,), "mean of the last two"),
        ((-0.925,), "what is s"),
        ((-1,), "opposite sides"),
    ],
}
