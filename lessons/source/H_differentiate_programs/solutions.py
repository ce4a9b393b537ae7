"""Solutions to "Differentiate your own program"."""

import math
from collections import Counter
from itertools import pairwise

import minigrad as mg

PENDULUM = {"length": 1.0, "friction": 0.3}
DT = 0.02


# The program of the lesson, once more.
def rates(state, pendulum):
    pull = 9.81 / pendulum["length"] * mg.sin(state["angle"])
    return {"angle": state["speed"], "speed": -pull - pendulum["friction"] * state["speed"]}


def moved(state, rate, dt):
    return {name: state[name] + dt * rate[name] for name in state}


def step(state, pendulum):
    first = rates(state, pendulum)
    second = rates(moved(state, first, DT / 2), pendulum)
    third = rates(moved(state, second, DT / 2), pendulum)
    last = rates(moved(state, third, DT), pendulum)
    return {
        name: state[name] + DT / 6 * (first[name] + 2 * second[name] + 2 * third[name] + last[name])
        for name in state
    }


def swing(push, seconds=1.5, pendulum=PENDULUM):
    state = {"angle": 0.0, "speed": push}
    for _ in range(round(seconds / DT)):
        state = step(state, pendulum)
    return state["angle"]


# Exercise 1. The gradient has the names of PENDULUM. It is in radians a metre; a centimetre is a
# hundredth of a metre. A longer pendulum swings more slowly, so it is not as far on its way back, and
# the angle is larger.
gradient = mg.grad(lambda pendulum: swing(3.0, 1.0, pendulum))(PENDULUM)
degrees_per_centimetre = math.degrees(gradient["length"].item()) / 100


# Exercise 2. What is a dict is opened, and the function calls itself for each part; what is none is a
# number or an array, and moves.
def nested_step(params, gradient, lr):
    if isinstance(params, dict):
        return {name: nested_step(params[name], gradient[name], lr) for name in params}
    return params - lr * gradient


answers = {"H.1": (degrees_per_centimetre,), "H.2": (nested_step,)}
