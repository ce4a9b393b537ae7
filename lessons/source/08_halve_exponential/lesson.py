# %% [markdown]
# # Half an exponential
#
# - **You will make** a function that gives eˣ when it is applied twice.
# - **You will learn** how counting exponentials turns "half an exp" into half a step, and why there
#   is more than one answer.
# - **You need** [lesson 0](00_explore_operations.ipynb), a little Python (functions, loops), exp
#   and log.
# - **14 minutes** to read and run, **12** for the exercises
#
# The grey curve is that function. Two steps of it lead where one step of exp does.
#
# ![The line x, the curve exp, and a grey curve between them. From 1, two dotted steps by way of the grey curve end on exp](pictures/08_halve_exponential.png)

# %%
from math import e, exp, floor, log

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## A puzzle
#
# In lesson 0, half an exp, exp⁽⁰·⁵⁾, came with the package. Now find it yourself: **which function
# f gives f(f(x)) = eˣ for every x?** Try it on paper for a minute. Here are three tries of ours.
# **Guess:** which of them comes near?


# %%
def half_inside(x):
    return np.exp(x / 2)


def average(x):
    return (x + np.exp(x)) / 2


def square(x):
    return x**2


tries = {"exp(x / 2)": half_inside, "average of x and eˣ": average, "x²": square}
for name, f in tries.items():
    print(f"{name:<20} f(f(0)) = {f(f(0.0)):.3f}   f(f(1)) = {f(f(1.0)):.3f}")
print(f"{'wanted:':<20}           {exp(0):.3f}             {exp(1):.3f}")

# %%
x = np.linspace(-1, 1.6, 100)
fig, ax = plt.subplots(figsize=(7, 3.8))
ax.plot(x, np.exp(x), color="black", linewidth=4)
for f, colour in zip(tries.values(), ("C2", "C3", "C5"), strict=True):
    ax.plot(x, f(f(x)), color=colour)
for place, text, colour in (
    ((1.63, 4.85), "eˣ, as it should be", "black"),
    ((1.63, 2.95), "f(x) = exp(x / 2)", "C2"),
    ((1.12, 5.4), "f(x) = average of x and eˣ", "C3"),
    ((1.6, 5.6), "f(x) = x²", "C5"),
):
    ax.text(*place, text, color=colour, ha="right" if place[0] < 1.5 else "left")
ax.set(xlabel="x", ylabel="f(f(x))", xlim=(-1, 2.4), ylim=(-0.5, 6))
ax.set_title("None of these is half an exp")
plt.show()

# %% [markdown]
# The average starts well and then grows too fast. Looking for a better formula is in vain: it has
# been proved that none made of +, −, ·, /, exp and log will do. We need another idea.
#
# ## How many exps high?
#
# Start on the ground, at 0, and apply exp again and again. Each time you climb one rung of a
# ladder.

# %%
rungs = [0.0]
for _ in range(4):
    rungs.append(exp(rungs[-1]))
for number, rung in enumerate(rungs):
    print(f"{number} exps high: {rung:.8g}")

# %% [markdown]
# Call the *height* of x, written ψ(x), how many exps high it is. So ψ(0) = 0, ψ(1) = 1, ψ(e) = 2.
# One exp more is one rung more, for every x:
#
# $$\psi(e^x) = \psi(x) + 1$$
#
# This is *Abel's equation*. Whoever can solve it can halve an exp: climb by a half!
#
# $$f(x) = \psi^{-1}\big(\psi(x) + \tfrac12\big)$$
#
# ψ⁻¹ is the way back: it tells which number has a given height. Two half steps make one, so
# f(f(x)) = eˣ. But what is the height of 0.7, or of 10? Between the rungs 0 and 1, the equation does
# not say. So we choose:
#
# $$\psi(x) = x \quad\text{for } 0 \le x < 1$$
#
# From there on, Abel's equation leaves no choice: take logarithms until you are below 1, count them,
# and add what is left. **Before you go on, guess:** how high is 10? And 10¹⁰⁰, a one with a hundred
# zeros?


# %%
def height(x):
    rungs = 0
    while x >= 1:
        x = log(x)
        rungs += 1
    return rungs + x


def from_height(h):
    rungs = floor(h)
    x = h - rungs
    for _ in range(rungs):
        x = exp(x)
    return x


for x in (0.7, 1, e, 10, 1e100):
    print(f"height of {x:.5g}: {height(x):.3f}, and back: {from_height(height(x)):.5g}")

# %% [markdown]
# Even 10¹⁰⁰ is not five exps high. Now half a step, twice:


# %%
def half(x):
    return from_height(height(x) + 0.5)


def show(f, *numbers):
    for x in numbers:
        print(f"x = {x:4}   f(x) = {f(x):7.4f}   f(f(x)) = {f(f(x)):8.4f}   eˣ = {exp(x):8.4f}")


show(half, -1.0, 0.0, 1.0, 2.0, 5.0)

# %% [markdown]
# It works, but for −1. Why? Negative numbers are *below* the ground. There, ψ(x) = x is not what
# Abel's equation says: one exp leads into the part from 0 to 1 where we know the height, so the
# height of x is that of eˣ, less 1. (As eˣ is above 0, no height is as low as −1.) The way back is
# a logarithm. `half` stays as it is. (`start` and `undo` are for another choice, later. Here they
# do nothing.)


# %%
def same(x):
    return x


def height(x, start=same):
    if x < 0:
        return start(exp(x)) - 1  # one exp up, and one rung less
    rungs = 0
    while x >= 1:
        x, rungs = log(x), rungs + 1
    return rungs + start(x)


def from_height(h, undo=same):
    rungs = floor(h)
    x = undo(h - rungs)
    for _ in range(rungs):
        x = exp(x)
    for _ in range(-rungs):  # below the ground
        x = log(x)
    return x


# %%
show(half, -3.0, -1.0, 0.0, 2.0, 5.0)
xs = np.linspace(-3, 5, 81)
packaged = mg.iterate.exp_n(xs, 0.5, kind="abel")
print("as in minigrad:", np.allclose([half(x) for x in xs], packaged, rtol=1e-9))

# %% [markdown]
# Solved. The package has the same function as `kind="abel"`. Here is the way up and down for x = 2:

# %%
ax = mg.plot.heights(kinds="abel", journey=(2, 0.5))
ax.set_title("Up to the height of 2, half a rung more, down again")
plt.show()

# %% [markdown]
# Nothing was special about the half. Climb by any n, and you have applied exp n times; if n is
# negative, you go down: exp⁽ⁿ⁾(x) = ψ⁻¹(ψ(x) + n).
#
# One sees the two half steps among the curves, too. Go up from 1 to the grey curve; go across to the
# straight line, where f(1) is the next x; and go up again.

# %% tags=["picture"]
ax = mg.plot.iterates([0, 0.5, 1], x=np.linspace(-0.5, 3.5, 161), kind="abel")
first, second = half(1.0), half(half(1.0))
way = [(1, 1), (1, first), (first, first), (first, second), (1, second)]
ax.plot(*np.transpose(way), ":o", color="black", linewidth=2)
ax.set_title("Two half steps from 1 end on exp", pad=28)
print(f"1 -> {first:.3f} -> {second:.3f}, and e = {e:.3f}")
plt.show()

# %% [markdown]
# ## Another choice
#
# ψ(x) = x between 0 and 1 was a choice. **Guess:** does ψ(x) = x² work as well? It, too, rises from
# 0 to 1.


# %%
def square_root(h):
    return h**0.5


def other_half(x):
    return from_height(height(x, square) + 0.5, square_root)


show(other_half, -1.0, 0.0, 2.0)
xs = np.linspace(-1, 2, 601)
fig, ax = plt.subplots(figsize=(7, 4))
ax.plot(xs, [other_half(x) for x in xs], color="0.4", label="ψ(x) = x² from 0 to 1")
ax.plot(xs, [half(x) for x in xs], color="C2", linewidth=5, alpha=0.5, label="ψ(x) = x from 0 to 1")
ax.plot(xs, mg.iterate.exp_n(xs, 0.5), color="C5", linewidth=1.5, label="Kneser's")
ax.set(xlabel="x", ylabel="f(x)")
ax.legend()
ax.set_title("Three functions, each of them half an exp")
plt.show()

# %% [markdown]
# It does: every way to rise from 0 to 1 makes a half exp. But most have corners, as this one has.
# Our first choice has none, because with it the slopes agree where two pieces meet; only the
# curvature, the slope of the slope, still jumps. In 1950 Kneser found one that is smooth
# everywhere; in the picture it hardly differs from ours. minigrad uses it unless you ask for
# another. Its ψ is no short loop, but the climbing is the same. (All three obey Abel's equation.
# But from now on, "Abel's" means our first choice, ψ(x) = x from 0 to 1.)
#
# ## Your turn
#
# **Exercise 1.** Write a third of an exp: applied three times, it gives eˣ.


# %% tags=["exercise"]
def third(x):
    return ...


check("8.1", third)

# %% [markdown]
# **Exercise 2.** A half exp of your own, with f(0) = 0.3. Which `start`, rising from 0 at 0 to 1 at
# 1, makes it, and which `undo` takes it back? (For x², f(0) was 0.7071. Find out where that comes
# from.)


# %% tags=["exercise"]
def my_start(x):
    return ...


def my_undo(h):
    return ...


check("8.2", my_start, my_undo)

# %% [markdown]
# **Exercise 3.** The same puzzle for another function, this time with a formula for an answer: find
# g with g(g(x)) = x², for x > 1. (x² doubles what in x?)


# %% tags=["exercise"]
def g(x):
    return ...


check("8.3", g)

# %% [markdown]
# ## In practice
#
# `mg.iterate.exp_n(x, n)` takes arrays, and `mg.exp_n` has derivatives as well, with respect to x
# and to n. Loops that count are slow in Python; lesson [A](A_speed_loop.ipynb) makes them fast.
#
# ## New words
#
# - **height**: ψ(x), how many exps high x is; 0 at 0, 1 at 1, 2 at e.
# - **Abel's equation**: ψ(eˣ) = ψ(x) + 1; one exp more is one more of height.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): uses this ψ.
# - Hellmuth Kneser, Reelle analytische Lösungen der Gleichung φ(φ(x)) = eˣ, Journal für die reine
#   und angewandte Mathematik 187, 1950: the smooth solution.
# - `minigrad/iterate/abel.py`: the algorithm for one number, and `Ladder` for arrays.
