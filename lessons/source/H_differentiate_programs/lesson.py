# %% [markdown]
# # Differentiate your own program
#
# - **You will make** a motor that brings a pendulum to where you want it.
# - **You will learn** how a gradient goes through the loops, functions and dicts of a program, where
#   it gets lost, and where it is right but of no use.
# - **You need** [lesson 4](04_train_network.ipynb).
# - **14 minutes** to read and run, **8** for the exercises
#
# Up to here you have differentiated losses. But a loss is only a program that returns a number. So is a
# simulation.

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution
from scipy.optimize import minimize

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## A pendulum in a loop
#
# A pendulum hangs at rest, and gets a push. Where is it 1.5 seconds later? Its state is an angle (in
# radians, 0 hanging down) and a speed (in radians per second). Weight pulls it back, friction slows
# it down, and later a motor will help:

# %%
GRAVITY = 9.81  # m/s²
PENDULUM = {"length": 1.0, "friction": 0.3}  # in m, and in 1/s
DT = 0.02  # s, the time of a step


def rates(state, pendulum, motor):
    pull = GRAVITY / pendulum["length"] * math.sin(state["angle"])
    friction = pendulum["friction"] * state["speed"]
    return {"angle": state["speed"], "speed": motor - pull - friction}


print(rates({"angle": 0.5, "speed": 0.0}, PENDULUM, motor=0.0))

# %% [markdown]
# Such a rule, from a state to how fast it changes, is an *ordinary differential equation*. No formula
# solves this one, but small steps do. A step along the first rate alone would be crude, since the
# rate changes on the way. A *Runge–Kutta step* asks four times: at the start, twice in the middle, at
# the end, and takes a mean.


# %%
def moved(state, rate, dt):
    return {name: state[name] + dt * rate[name] for name in state}


def step(state, pendulum=PENDULUM, motor=0.0):
    first = rates(state, pendulum, motor)
    second = rates(moved(state, first, DT / 2), pendulum, motor)
    third = rates(moved(state, second, DT / 2), pendulum, motor)
    last = rates(moved(state, third, DT), pendulum, motor)
    mean = {name: (first[name] + 2 * second[name] + 2 * third[name] + last[name]) / 6
            for name in state}  # fmt: skip
    return moved(state, mean, DT)


def swing(push, seconds=1.5, pendulum=PENDULUM):
    state = {"angle": 0.0, "speed": push}
    for _ in range(round(seconds / DT)):
        state = step(state, pendulum)
    return state["angle"]


print(f"After a push of 3 rad/s: {math.degrees(swing(3.0)):.2f}°")

# %% [markdown]
# That is 75 steps with 300 calls of `rates`. None of it was written for an engine, yet `mg.grad`
# takes it. **Guess:** one function in it breaks the trail back to the push. Which? And will the
# engine complain?


# %%
def compare(f, at, h=1e-6):
    difference = (f(at + h) - f(at - h)) / (2 * h)
    value, slope = mg.value_and_grad(f)(at)
    print(f"angle {value.item():.4f} rad, slope {slope.item():.4f}", end=", ")
    print(f"by difference {float(difference):.4f}")


compare(swing, 3.0)

# %% [markdown]
# The angle is right, the slope is wrong, and nobody complained. `math.sin` wants a plain number, so
# Python asks the tensor for one, as you do with `float(t)`; what comes out has forgotten where it came
# from. The slope is that of a pendulum without weight. The same happens in `.item()` and `argmax`. The
# cure is one word, in one function:


# %%
def rates(state, pendulum, motor):
    pull = GRAVITY / pendulum["length"] * mg.sin(state["angle"])
    friction = pendulum["friction"] * state["speed"]
    return {"angle": state["speed"], "speed": motor - pull - friction}


def by_pendulum(pendulum):
    return swing(3.0, pendulum=pendulum)


compare(swing, 3.0)
print(mg.grad(by_pendulum)(PENDULUM), "checked:", mg.gradcheck(by_pendulum, PENDULUM))

# %% [markdown]
# Now they agree: the derivative went back in time through 75 steps. `PENDULUM` is a dict. The engine
# takes such a *nest* of dicts, lists and tuples as one argument, and returns a gradient of the same
# form. **Whatever a program does, as long as its numbers go through the engine's operations, its
# derivative is there.**
#
# ## Aim
#
# We want the pendulum at 45°, on the side of positive angles, after 1.5 seconds. Start with a push of
# 3 rad/s to that side, and go downhill. **Guess:** does descent make the push stronger or weaker?


# %%
def loss(push, seconds=1.5):
    return (swing(push, seconds) - math.pi / 4) ** 2


def aim(push, steps=40, lr=1.0):
    path = [push]
    for _ in range(steps):
        push = push - lr * mg.grad(loss)(push).item()
        path.append(push)
    return np.array(path)


paths = [aim(3.0), aim(5.0, steps=6)]
for path in paths:
    at = math.degrees(swing(path[-1]).item())
    print("pushes:", *(f"{push:.2f}" for push in path[:4]), f"… {path[-1]:.2f}, to {at:.1f}°")

# %% [markdown]
# Weaker, and at last negative: after 1.5 seconds a pendulum is on its way *back*, so it has to be
# pushed to the other side. Small steps found that. Yet from 5 rad/s, the same descent is thrown far off.
# Why? Here is the loss of all pushes.

# %% tags=["hide-input"]
pushes = np.linspace(-10, 10, 20_001)  # all of them swing at once


def draw_loss(seconds, title):
    _, ax = plt.subplots(figsize=(6.5, 3.2))
    ax.semilogy(pushes, loss(pushes, seconds).numpy(), color="0.6", linewidth=1.2)
    ax.set(xlabel="push in rad/s", ylabel="loss", ylim=(1e-3, 1e3), title=title)
    return ax


def steepest(seconds):
    # Each push moves its own angle only, so the gradient of the sum holds all slopes.
    slopes = mg.grad(lambda p: swing(p, seconds).sum())(pushes[::10]).numpy()
    print(f"{seconds} s: the steepest slope of the angle is {abs(slopes).max():.0f}")


ax = draw_loss(1.5, "1.5 s: wide and narrow valleys")
for path, colour, height in ((paths[0], "C0", 4), (paths[1][:3], "C2", 20)):
    ax.plot(path, loss(path).numpy(), "o-", color=colour, markersize=5, linewidth=1)
    ax.text(path[0], height, f"from {path[0]:.0f}", color=colour, ha="center")
plt.show()
steepest(1.5)

# %% [markdown]
# Where the loss plunges to 0 is a push that works. In a narrow valley the slope is so large that a step
# leaves it. **Guess:** how does this picture look after 6 seconds instead of 1.5?

# %% tags=["hide-input"]
draw_loss(6.0, "6 s: cliffs, and a dip to get stuck in")
plt.show()
steepest(6.0)

# %% [markdown]
# The dip near −5 is a local minimum: nothing near it works. The cliffs stand where the pendulum just fails
# to go over the top: a slightly stronger push ends a turn away. There the gradient is *right*, and of little
# use, as everywhere in chaotic motion, such as that of a double pendulum. **A gradient says what a tiny step
# does, and no more.**
#
# ## A motor that is too weak
#
# Back to what gradients are good at: many numbers. A motor turns the axle. It can speed the pendulum
# up by 4 rad/s² at most, where weight pulls by up to 9.81. It gets a number for each of the 200 steps
# in 4 seconds (tanh keeps it within the limit), all 0 at first. The loss asks only for the end: upright
# (π radians) and at rest. **Guess** how it gets there, if it does.
#
# `minimize` is SciPy's; its method, BFGS, is a descent that learns the curvatures on the way. With
# `jac=True` it wants a function that returns value and gradient, and `mg.value_and_grad` makes one.

# %%
LIMIT = 4.0  # rad/s²


def ride(plan):
    states = [{"angle": 0.0, "speed": 0.0}]
    for number in plan:
        states.append(step(states[-1], motor=LIMIT * mg.tanh(number)))
    return states


def miss(plan):
    end = ride(plan)[-1]
    return (end["angle"] - math.pi) ** 2 + end["speed"] ** 2


print(f"The motor alone holds the pendulum at {math.degrees(math.asin(LIMIT / GRAVITY)):.0f}°.")
print("checked:", mg.gradcheck(miss, np.zeros(200)))
plans = {seconds: minimize(mg.value_and_grad(miss), np.zeros(round(seconds / DT)), jac=True).x
         for seconds in (3, 4)}  # fmt: skip
for seconds, plan in plans.items():
    angles = np.degrees([float(state["angle"]) for state in ride(plan)])
    print(
        f"{seconds} s: from {angles.min():.0f}° to {angles.max():.0f}°, ends at {angles[-1]:.1f}°"
    )

# %% tags=["picture", "hide-input"]
times = DT * np.arange(len(angles))  # those of the ride of 4 s, the last one
fig, (top, bottom) = plt.subplots(2, 1, figsize=(9, 3.8), sharex=True, height_ratios=(2.2, 1))
top.axhline(0, color="0.8", linewidth=1)
for time, angle in zip(times[::8], np.radians(angles[::8]), strict=True):
    colour, end = plt.cm.viridis(time / 4.4), (time + 0.3 * np.sin(angle), -np.cos(angle))
    top.plot((time, end[0]), (0, end[1]), color=colour)
    top.plot(*end, "o", color=colour, markersize=9)
    top.plot(time, 0, ".", color="0.4", zorder=3)  # the axle
top.set(aspect=0.3, ylim=(-1.2, 1.2), yticks=[], title="Nobody told it to swing")
top.spines[["left", "bottom"]].set_visible(False)
top.tick_params(bottom=False)
bottom.fill_between(times[:-1], LIMIT * np.tanh(plan), step="post", color="C3", alpha=0.6)
bottom.set(xlabel="time in s", ylabel="motor, rad/s²", ylim=(-4.5, 4.5), yticks=(-4, 0, 4))
plt.show()

# %% [markdown]
# With 4 seconds it stands: to one side, further to the other, up, and at the end it brakes. Nobody
# wrote that into the program. A backward pass gives all 200 derivatives for the price of a few runs,
# as it would give two. (After 3 seconds it is at 136°. Is that too little time, or a dip? From a
# gradient you cannot tell.)
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("H.1")` shows a worked answer.
#
# **Exercise 1.** One second after a push of 3 rad/s, the pendulum is on its way back. By how many
# *degrees* does its angle then change for each *centimetre* of length? (Differentiate by `PENDULUM`.)

# %% tags=["exercise"]
degrees_per_centimetre = ...
check("H.1", degrees_per_centimetre)

# %% [markdown]
# **Exercise 2.** `mg.grad` gives a gradient of the form of its argument, such as `{"body": {"W": …, "b": …},
# "scale": …}`. Write a step of descent that moves any nest of dicts: it returns a new nest of the same form.


# %% tags=["exercise"]
def nested_step(params, gradient, lr):
    return ...


check("H.2", nested_step)

# %% [markdown]
# ## Five questions
#
# <details><summary>What can be differentiated?</summary>
#
# Every program whose numbers go through the engine's operations, with its loops, functions and dicts.
# </details>
#
# <details><summary>Where does a trail get lost?</summary>
#
# Where something takes the plain number out of a tensor: `math.sin`, `float`, `.item()`, `argmax`.
# </details>
#
# <details><summary>How do you notice?</summary>
#
# By `mg.gradcheck`, or a difference: the value is right, and nobody complains.
# </details>
#
# <details><summary>When is a right gradient of no use?</summary>
#
# Where it holds only for a tiny step, as at cliffs, in narrow valleys and in chaotic motion.
# </details>
#
# <details><summary>What do 200 derivatives cost?</summary>
#
# One backward pass, a few times the program itself, as two would.
# </details>
#
# ## In practice
#
# - Use `mg.gradcheck` on each new program: lost trails raise no error. An `if` or a `while` that
#   depends on values is fine, but the derivative is that of the way that was taken.
# - Each step of a loop is kept until the backward pass. Long loops need memory.
# - What you found is a plan. A real pendulum trembles, and has to be watched and corrected.
# - For such equations there are solvers that choose their steps. They rest on the same ideas.
#
# The picture to keep:
#
# ![A pendulum, drawn six times a second: it swings to one side, further to the other, then up, and stands on its head](pictures/H_differentiate_programs.png)
#
# ## New words
#
# - **ordinary differential equation**: a rule that gives, for each state, how fast it changes.
# - **Runge–Kutta step**: a small step in time along a mean of four rates.
# - **nest**: dicts, lists and tuples with arrays in them.
#
# ## Further reading
#
# - L. Metz and others, [Gradients are Not All You Need](https://arxiv.org/abs/2111.05803): cliffs and
#   chaos.
# - [autograd's examples](https://github.com/HIPS/autograd/tree/master/examples): more programs of
#   this kind. `minigrad/autodiff/nests.py`: how an argument may be a nest.
