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


def straight_inverse(x):
    return tet(0.6 * x - 0.5)


MISTAKES = {
    "F.1": [
        ((0.25, 0.05), "wrong way round"),
        ((0.05, 0.05), "not enough"),
        ((0.25, 0.25), "another height is ahead"),
        ((0.05, 0.9), "hardly anything changes"),
        ((-9.0, -12.9), "Give two of the three heights"),
    ],
    "F.2": [
        ((abels,), "not the start"),
        ((few_newton_steps,), "more steps"),
        ((forgot_the_step,), "Go on by ½"),
        ((without_slog,), "First find the z"),
        ((with_abels_height,), "which is Abel's"),
        ((np.exp,), "whole exp"),
        ((straight_inverse,), "Check it"),
    ],
    "F.3": [
        ((-0.5,), "what is s"),
        ((2,), "sign of the quotients"),
        ((0.5,), "sign of the quotients"),
        ((-2.07,), "whole number"),
        ((-0.925,), "what is s"),
        ((-1,), "swing less"),
    ],
}
