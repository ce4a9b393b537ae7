# %% [markdown]
# # Half an exponential
#
# - **You will make** a function that gives eˣ when it is applied twice.
# - **You will learn** how to count exponentials, and how counting turns "half an exp" into half a
#   step.
# - **You need** [lesson 0](00_explore_operations.ipynb), a little Python (functions, loops), exp
#   and log.
# - **15 minutes** to read and run, **12** for the exercises
#
# The grey curve is that function. Two steps of it lead where one step of exp does.
#
# ![The line x, the curve exp, and a grey curve between them. From 1, two dotted steps by way of the grey curve end on exp](pictures/08_halve_exponential.png)

# %%
from math import e, exp, floor, log, sqrt

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## A puzzle
#
# In lesson 0, half an exp, exp⁽⁰·⁵⁾, came with the package. Now find one yourself: **which function
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

# %% tags=["hide-input"]
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
# At 0 the average comes near, but then it grows too fast; exp(x / 2) grows too slowly, and x² is far off
# nearly everywhere. No formula is quite right: it has been proved that none made of +, −, ·, /, exp and log
# will do (see Further reading). We need another idea.
#
# ## How many exps high?
#
# Start on the ground, at 0, and apply exp again and again. Each time you climb one rung of a
# ladder.

# %%
ladder = [0.0]
for _ in range(4):
    ladder.append(exp(ladder[-1]))
for number, rung in enumerate(ladder):
    print(f"{number} exps high: {rung:.8g}")

# %% [markdown]
# Call the *height* of x, written ψ(x), how many exps high it is. So ψ(0) = 0, ψ(1) = 1, ψ(e) = 2.
# One exp more is one rung more, for every x:
#
# $$\psi(e^x) = \psi(x) + 1$$
#
# This is *Abel's equation*. If you can solve it, you can halve an exp: climb by a half!
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
# and add what is left. **Guess:** how high is 10? And 10¹⁰⁰, a one with a hundred zeros?


# %%
def height(x):
    rungs = 0
    while x >= 1:
        x, rungs = log(x), rungs + 1
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
# 10 is less than three exps high, and even 10¹⁰⁰ is less than five. Now half a step, twice:


# %%
def half(x):
    return from_height(height(x) + 0.5)


def show(f, *numbers):
    for x in numbers:
        print(f"x = {x:4}   f(x) = {f(x):7.4f}   f(f(x)) = {f(f(x)):8.4f}   eˣ = {exp(x):8.4f}")


show(half, -1.0, 0.0, 1.0, 2.0, 5.0)

# %% [markdown]
# It works, except for −1. Why? Negative numbers are *below* the ground. There, ψ(x) = x is not what
# Abel's equation says: one exp leads into the part from 0 to 1 where we know the height. So the
# height of x is that of eˣ, less 1. (As eˣ is above 0, no height is as low as −1.) The way back is
# a logarithm. `half` can stay as it is, since Python looks up `height` anew each time `half` is
# called.


# %%
def height(x):
    if x < 0:
        return exp(x) - 1  # one exp up, and one rung less
    rungs = 0
    while x >= 1:
        x, rungs = log(x), rungs + 1
    return rungs + x


def from_height(h):
    rungs = floor(h)
    x = h - rungs
    for _ in range(rungs):
        x = exp(x)
    return log(x) if rungs < 0 else x  # below the ground: one log


show(half, -3.0, -1.0, 0.0, 2.0, 5.0)
xs = np.linspace(-3, 5, 81)
packaged = mg.iterate.exp_n(xs, 0.5, kind="abel")
print("as in minigrad:", np.allclose([half(x) for x in xs], packaged, rtol=1e-9))
print(f"half an exp of 2: {half(2):.3f} here, {mg.iterate.exp_n(2.0, 0.5):.3f} in lesson 0")

# %% [markdown]
# Solved. The package has the same function as `kind="abel"`. (Lesson 0 had another number for half an exp of
# 2. Both are right: there is more than one half exp, as you will see.) Here is the way up and down for x = 2:

# %% tags=["hide-input"]
xs = np.linspace(-2, 5, 281)
fig, ax = plt.subplots(figsize=(7, 4))
ax.plot(xs, [height(x) for x in xs], color="C2", linewidth=3)
ax.plot([0, 1, e], [0, 1, 2], "o", color="black")
low, high = height(2), height(half(2))
ax.plot([2, 2, half(2), half(2)], [-1, high, high, -1], ":", color="black")
ax.annotate("", (2, high), (2, low), arrowprops={"arrowstyle": "-|>", "lw": 2.5})
ax.text(1.9, (low + high) / 2, "half a rung up", ha="right")
ax.text(3.45, -0.75, "half an exp of 2\nis 3.36")
ax.axhline(0, color="0.8", linewidth=1, zorder=0)
ax.text(-1.9, -0.25, "below the ground", color="0.4", size=10)
ax.set_xticks([-1, 0, 1, 2, e, 4], ["−1", "0", "1", "2", "e", "4"])
ax.set_yticks([-1, 0, 1, 2], ["−1", "0", "1", "2"])
ax.set(xlim=(-2, 5), ylim=(-1, 2.6), xlabel="x", ylabel="height ψ(x), in exps")
ax.set_title("Up to the height of 2, half a rung more, down again")
plt.show()
print(f"2 is {low:.3f} high, and {half(2):.3f} is {high:.3f} high")

# %% [markdown]
# Nothing was special about the half. Climb by any n, and you have applied exp n times; if n is
# negative, you go down: exp⁽ⁿ⁾(x) = ψ⁻¹(ψ(x) + n).
#
# You see the two half steps among the curves, too. Go up from 1 to the grey curve; go across to the
# straight line, where f(1) is the next x; and go up again: there is f(f(1)). The last dotted line leads this
# height back to x = 1, where we began, and meets exp.

# %% tags=["picture", "hide-input"]
ax = mg.plot.iterates([0, 0.5, 1], x=np.linspace(-0.5, 3.5, 161), kind="abel")
first, second = half(1.0), half(half(1.0))
way = [(1, 1), (1, first), (first, first), (first, second), (1, second)]
ax.plot(*np.transpose(way), ":o", color="black", linewidth=2.5)
ax.set_title("Two half steps from 1 end on exp", pad=28)
print(f"1 -> {first:.3f} -> {second:.3f}, and e = {e:.3f}")
plt.show()

# %% [markdown]
# ## Another choice
#
# ψ(x) = x between 0 and 1 was a choice. **Guess:** does ψ(x) = x² work as well? It, too, rises from
# 0 to 1.
#
# To try it, split a height into its whole rungs and a rest. In our first choice the rest is the
# number between 0 and 1 that is left after the logarithms; now it is the square of that number.


# %%
def bend(h, curve):
    rungs = floor(h)
    return rungs + curve(h - rungs)


def other_half(x):
    h = bend(height(x), square) + 0.5  # the other height, and half a rung more
    return from_height(bend(h, sqrt))  # a square root undoes the square


show(other_half, -1.0, 0.0, 2.0)

# %% tags=["hide-input"]
xs = np.linspace(-1, 2, 601)
fig, ax = plt.subplots(figsize=(7, 4))
ax.plot(xs, [other_half(x) for x in xs], color="0.4")
ax.plot(xs, [half(x) for x in xs], color="C2", linewidth=5, alpha=0.5)
ax.plot(xs, mg.iterate.exp_n(xs, 0.5), color="C5", linewidth=1.5)
ax.text(0.9, 2.1, "ψ(x) = x² from 0 to 1", color="0.4", ha="right", va="center")
ax.text(1.2, 1.55, "ψ(x) = x from 0 to 1", color="C2")
ax.text(1.2, 1.15, "Kneser's, thin, upon it", color="C5")
ax.set(xlabel="x", ylabel="f(x)")
ax.set_title("Three functions, each of them half an exp")
plt.show()

# %% [markdown]
# It does: every way to rise from 0 to 1 makes a half exp. But this one has corners, four of them in the
# picture. Look at the slopes just left and just right of two of them, and of the places where our first
# choice changes its formula:


# %%
def slopes(f, x, h=1e-6):
    return f"{(f(x) - f(x - h)) / h:.3f} left, {(f(x + h) - f(x)) / h:.3f} right"


for name, f, places in (("first choice", half, (0, 0.5, 1)), ("other choice", other_half, (0, 1))):
    for place in places:
        print(f"{name}, slope at {place:3}: {slopes(f, place)}")

# %% [markdown]
# Our first choice has no corners. But left of 0.5 it is x + ½, a straight line, and right of it
# exp(x − ½), which bends. So the slope of the slope still jumps. In 1950 Kneser found a half exp that
# is smooth everywhere; in the picture it hardly differs from ours. minigrad uses it unless you ask
# for another. Its ψ is no short loop (you build it in lesson [F](F_build_kneser.ipynb)), but the
# climbing is the same. All three obey Abel's equation; but from now on, "Abel's" means our first
# choice, ψ(x) = x from 0 to 1.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("8.1")` shows a worked
# answer.
#
# **Exercise 1.** Write a third of an exp: applied three times, it gives eˣ.


# %% tags=["exercise"]
def third(x):
    return ...


check("8.1", third)

# %% [markdown]
# **Exercise 2.** A half exp of your own, with f(0) = 0.3. Which `start`, rising from 0 at 0 to 1 at
# 1, makes it instead of `square`, and which `undo` takes it back? (For x², f(0) was 0.7071. Find out
# where that comes from.)


# %% tags=["exercise"]
def start(x):
    return ...


def undo(h):
    return ...


check("8.2", start, undo)

# %% [markdown]
# **Exercise 3.** The same puzzle for another function, this time with a formula for an answer: find
# g with g(g(x)) = x², for x > 1. (x² doubles what in x?)


# %% tags=["exercise"]
def g(x):
    return ...


check("8.3", g)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is the height of a number?</summary>
#
# How many exps lead to it from 0; in between, a choice decides.
# </details>
#
# <details><summary>What does Abel's equation say in words?</summary>
#
# One exp more is one more of height.
# </details>
#
# <details><summary>How do you apply exp n times, for any n?</summary>
#
# Find the height, add n, and go back to the number of that height.
# </details>
#
# <details><summary>Why is no height below −1?</summary>
#
# The height of x below 0 is that of eˣ less 1, and eˣ is above 0.
# </details>
#
# <details><summary>Why is there more than one half exp?</summary>
#
# Between the rungs 0 and 1 the height may rise as it likes; Abel's equation settles only the rest.
# </details>
#
# ## In practice
#
# `mg.iterate.exp_n(x, n)` takes arrays, and `mg.exp_n` has derivatives as well, with respect to x
# and to n. Loops that count are slow in Python; lesson [A](A_speed_loop.ipynb) makes them fast. And a computer
# rounds: ψ(−50) becomes −1, from where no way leads back. So the package keeps the whole steps of a height and
# the rest apart.
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
# - Joris van der Hoeven, [Transseries and Real Differential
#   Algebra](https://doi.org/10.1007/3-540-35590-1), Springer, 2006, chapter 4, exercise 10: every formula of
#   this kind grows like exp or log, applied a *whole* number of times. People [discuss it at
#   MathOverflow](https://mathoverflow.net/questions/45477).
# - Hellmuth Kneser, Reelle analytische Lösungen der Gleichung φ(φ(x)) = eˣ, Journal für die reine
#   und angewandte Mathematik 187, 1950: the smooth solution.
# - `minigrad/iterate/abel.py`: the algorithm for one number, and `Ladder` for arrays.
