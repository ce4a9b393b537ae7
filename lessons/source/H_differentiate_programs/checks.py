"""Differentiate your own program."""

from collections import Counter
from itertools import pairwise

import numpy as np
from checks import expect
from scipy.integrate import solve_ivp


def swung(length=1.0, friction=0.3, seconds=1.0):
    """Return the angle in degrees after a push of 3 rad/s."""

    def rates(_, state):
        angle, speed = state
        return speed, -9.81 / length * np.sin(angle) - friction * speed

    return np.degrees(solve_ivp(rates, (0, seconds), (0.0, 3.0), rtol=1e-9, atol=1e-11).y[0, -1])


def exercise_1(slope):
    """Give one number, in degrees per centimetre."""
    slope = float(slope)
    metre = (swung(1.001) - swung(0.999)) / 0.002
    later = (swung(1.001, seconds=1.5) - swung(0.999, seconds=1.5)) / 0.002
    by_friction = (swung(friction=0.301) - swung(friction=0.299)) / 0.002

    def near(value):
        return abs(slope - value) < 5e-3 * abs(value)

    expect(not near(metre), "That is for a metre. A centimetre is a hundredth of it.")
    expect(
        not near(np.radians(metre)),
        "That is in radians for a metre: take degrees, and a hundredth of a metre.",
    )
    expect(not near(np.radians(metre) / 100), "That is in radians. Turn it into degrees.")
    expect(
        not any(map(near, (by_friction, by_friction / 100, np.radians(by_friction)))),
        'That is by the friction. Take ["length"] of the gradient.',
    )
    expect(
        not any(map(near, (later / 100, later, np.radians(later)))),
        "That is after 1.5 seconds. `swing` takes the seconds, too.",
    )
    expect(not near(-metre / 100), "Mind the sign: does the angle rise or fall with the length?")
    expect(
        near(metre / 100),
        "Differentiate lambda pendulum: swing(3.0, 1.0, pendulum): that gives radians for a metre.",
    )


def exercise_2(step):
    """Give a function nested_step(params, gradient, lr) that returns a nest like params."""
    expect(callable(step), 'Give the function itself: check("H.2", nested_step).')
    flat, nested = {"a": np.array([1.0, 2.0])}, {"b": {"c": {"d": np.ones(2)}, "e": 3.0}, "f": 0.5}
    moved = step(flat, {"a": np.array([10.0, 20.0])}, 0.1)
    expect(isinstance(moved, dict) and "a" in moved, "A dict goes in, and a dict comes out.")
    expect(flat["a"][0] == 1.0, "Your function has changed its argument. Make a new nest.")
    expect(not np.allclose(moved["a"], [2, 4]), "That is uphill: subtract lr times the gradient.")
    expect(np.allclose(moved["a"], 0), "A plain dict came out wrong: each p becomes p - lr * g.")
    gradient = {"b": {"c": {"d": np.ones(2)}, "e": 1.0}, "f": 1.0}
    try:
        moved = step(nested, gradient, 0.5)
    except (AttributeError, TypeError):
        expect(
            False,
            "It works on a plain dict only. What is a dict calls the same function once more.",
        )
    expect(
        nested["b"]["e"] == 3.0, "Your function has changed its argument. Make new dicts inside."
    )
    try:
        leaves = [*moved["b"]["c"]["d"], moved["b"]["e"], moved["f"]]
    except (KeyError, TypeError):
        expect(False, "The result has to have the same dicts inside of dicts.")
    expect(np.allclose(leaves, [0.5, 0.5, 2.5, 0.0]), "Right on a plain dict, wrong deeper inside.")
