# %% [markdown]
# # A current with a speed
#
# - **You will make** a river that carries every number x to eˣ, and that shows the two derivatives of exp⁽ⁿ⁾.
# - **You will learn** why exp⁽ⁿ⁾ is a current, and how all its slopes come from one speed.
# - **You need** [lesson 8](08_halve_exponential.ipynb) and school calculus.
# - **13 minutes** to read and run, **8** for the exercises
#
# exp⁽ⁿ⁾(x) is exp, applied n times to x. A neuron that learns n by slopes needs two of them: how y =
# exp⁽ⁿ⁾(x) changes if n moves a little, written ∂y/∂n, and how it changes if x does, ∂y/∂x. One picture
# will give you both.

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## What does the speed depend on?
#
# Think of n as a time. Three travellers start at −1, 0 and 0.5, and at the time n they are at exp⁽ⁿ⁾(−1),
# exp⁽ⁿ⁾(0) and exp⁽ⁿ⁾(0.5). Then ∂y/∂n is their speed, and a difference measures it. (`mg.iterate.exp_n`
# is exp⁽ⁿ⁾ of plain numbers: Kneser's, unless you ask for Abel's, which you made in lesson 8.)


# %%
def measured_speed(x, n, kind="kneser", h=1e-5):
    return (mg.iterate.exp_n(x, n + h, kind) - mg.iterate.exp_n(x, n - h, kind)) / (2 * h)


for start in (-1.0, 0.0, 0.5):
    speeds = [measured_speed(start, n) for n in (0.25, 0.75, 1.25)]
    print(f"from {start:4}: speed", *(f"{speed:.3f}" for speed in speeds))

# %% [markdown]
# The numbers differ from row to row and from column to column. **Guess:** what settles a traveller's
# speed? Where they started, how long they have been travelling, or where they are now? We draw the speeds
# over the time, and the same speeds over the place.

# %% tags=["hide-input"]
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
n = np.linspace(0.05, 1.5, 30)
for start, marker, colour in ((-1.0, "o", "C5"), (0.0, "s", "C3"), (0.5, "^", "C2")):
    y, speed = mg.iterate.exp_n(start, n), measured_speed(start, n)
    left.plot(n, speed, marker, color=colour, markersize=4)
    left.text(1.55, speed[-1], f"from {start:g}".replace("-", "−"), color=colour, va="center")
    right.plot(y, speed, marker, color=colour, markersize=4)
left.set(xlim=(0, 1.8), xlabel="n, the time", ylabel="measured speed")
left.set_title("Over the time: three curves")
right.set(xlabel="exp⁽ⁿ⁾(x), the place")
right.set_title("Over the place: one curve")
plt.show()

# %% [markdown]
# Only the place counts. The reason is what exp⁽ⁿ⁾ was made for: n times and then h times more is n + h
# times.
#
# $$\exp^{(n+h)}(x) = \exp^{(h)}\big(\exp^{(n)}(x)\big)$$
#
# What happens in the next moment h is settled by where one is now. A family of functions with this law is
# called a *flow*. It works like a river: at every place y the water has a speed v(y), and everybody who
# passes there has that speed. The function v is called the *generator* of the flow, since it alone makes
# all the journeys. So the first of our two derivatives is
#
# $$\frac{\partial y}{\partial n} = v(y)$$
#
# ## Where does v come from?
#
# From the height ψ of lesson 8. In one unit of time one gains one in height. Per unit of distance one gains
# ψ′(y). So speed times ψ′(y) is one:
#
# $$v(y) = \frac{1}{\psi'(y)}$$
#
# Take the heights that you made, Abel's. From 0 to 1, ψ(y) = y. From 1 to e, one log leads there: ψ(y) = 1 +
# log y. **Guess:** which v does that give on the two pieces?

# %%
h = 1e-5
for y in (0.3, 0.8, 1.5, 2.5):
    slope = (mg.iterate.abel.psi(y + h) - mg.iterate.abel.psi(y - h)) / (2 * h)
    print(
        f"y = {y}: 1 / ψ′(y) = {1 / slope:.4f}, measured speed {measured_speed(y, 0.0, 'abel'):.4f}"
    )  # at the time 0 one is at y itself

# %% [markdown]
# v(y) = 1 from 0 to 1, and v(y) = y from 1 to e: there the speed is the place itself. You have computed the
# generator of a flow. minigrad has it as `mg.iterate.generator`, for Abel's ψ and for Kneser's. (Abel's v has
# a corner at 1. Kneser's has none: it comes from a ψ that is smooth everywhere, which [lesson
# F](F_build_kneser.ipynb) builds.)

# %%
for kind in ("abel", "kneser"):
    speeds = mg.iterate.generator(np.array([0.3, 0.8, 1.5, 2.5]), kind)
    print(f"{kind:<6}: {speeds.round(4)}")

# %% [markdown]
# ## Ride the current
#
# If v makes all the journeys, it has to be enough to know v. Travel from x to eˣ without any exp: take four
# small steps, each of the time ¼, and in each move by speed times time. **Guess:** from 1, do you arrive
# below e, at e, or above? And from −1?


# %%
def ride(y, steps):
    places = [y]
    for _ in range(steps):
        y = y + mg.iterate.generator(y) / steps  # speed (Kneser's) · time
        places.append(y)
    return np.array(places)


for start in (-1.0, 0.0, 1.0):
    off = [ride(start, steps)[-1] - np.exp(start) for steps in (4, 8, 16, 128)]
    print(
        f"from {start:4}: off by", *(f"{error:7.4f}" for error in off), "after 4, 8, 16, 128 steps"
    )

# %% tags=["hide-input"]
times, heights = np.meshgrid(np.linspace(0.05, 0.95, 7), np.linspace(-0.9, 2.7, 9))
speeds = mg.iterate.generator(heights)
fig, axes = plt.subplots(1, 3, figsize=(10, 3.8), sharex=True, sharey=True)
words = "too high", "nearly right", "too low"
for ax, start, arrives in zip(axes, (-1.0, 0.0, 1.0), words, strict=True):
    ax.quiver(times, heights, np.full_like(speeds, 0.05), 0.05 * speeds, speeds, cmap="Greys", angles="xy",
              scale_units="xy", scale=0.7, clim=(-1, 3), width=0.008)  # fmt: skip
    n = np.linspace(0, 1, 101)
    ax.plot(n, mg.iterate.exp_n(start, n), color="C5", linewidth=3)
    ax.plot(np.linspace(0, 1, 5), ride(start, 4), "--o", color="C2", clip_on=False)
    ax.set(xlabel="n, the time", xticks=(0, 0.5, 1))
    ax.set_title(f"From {start:g}: {arrives}".replace("-", "−"), size=15)
axes[0].set_ylabel("the place")
axes[2].text(0.55, 1.2, "4 steps", color="C2")
axes[2].text(0.88, 2.45, "exp⁽ⁿ⁾(1)", color="C5", ha="right")
plt.show()

# %% [markdown]
# (Dark, steep arrows: fast water.) From 1 one arrives below: during a step the water gets faster, and we
# keep the speed from the start of the step. From −1, where the water gets slower, one arrives too high.
# Twice as many steps halve the error, nearly. (From 0 it falls faster. The water gets slower there, then
# faster again, and at 1 it is as fast as at 0: what was too much and what was too little cancel, nearly.)
# This is Euler's method; it is slow, and minigrad does not use it. But it shows that there is nothing in
# exp⁽ⁿ⁾ that is not in v.
#
# ## Two travellers
#
# Now the other derivative. Ann starts at 1, and Bob ahead of her, at 1.5. The same current carries both.
# There are two ways to say how far ahead Bob is: by the distance between them, or by the time that Ann
# needs to get to where Bob is now. **Guess:** which of the two stays the same on the way?

# %% tags=["picture", "hide-input"]
n = np.linspace(0, 1.5, 401)
ann, bob = mg.iterate.exp_n(1.0, n), mg.iterate.exp_n(1.5, n)
fig, ax = plt.subplots(figsize=(6.5, 4))
ax.plot(n, ann, color="C5")
ax.plot(n, bob, color="C2")
for now in (0.1, 0.55, 1.0):
    her, his = np.interp(now, n, ann), np.interp(now, n, bob)
    then = np.interp(his, ann, n)  # when Ann is where Bob is now
    ax.plot([now, now, then], [her, his, his], "o-", color="0.4", linewidth=1.5, markersize=4)
    print(f"n = {now}: Bob is ahead by the distance {his - her:.3f}, by the time {then - now:.3f}")
for text, place, turn in (("distance", (0.96, 3.05), 90), ("time", (1.13, 4.58), 0)):
    ax.text(*place, text, color="0.4", rotation=turn)
ax.text(1.52, 4.9, "Ann", color="C5")
ax.text(1.2, 5.6, "Bob", color="C2")
ax.set(xlim=(0, 1.5), ylim=(0.8, 6), xlabel="n, the time", ylabel="exp⁽ⁿ⁾(x), the place")
ax.set_title("The distance grows, the time stays the same", size=15)
plt.show()

# %% [markdown]
# The time. Ann takes the way that Bob took, and she takes it later, always by the same time.
#
# Now let Bob start only a small distance h ahead, at x + h. To get over it at the speed v(x) takes the
# time h / v(x). By this time he stays ahead. Later, near y, the speed is v(y), and that time is worth the
# distance v(y) · h / v(x). So if x moves by h, y moves by v(y)/v(x) times as much:
#
# $$\frac{\partial y}{\partial x} = \frac{v(y)}{v(x)}$$
#
# Believe it after a check:

# %%
h = 1e-5
print("   x     n   v(y) / v(x)   measured ∂y/∂x")
for x, n in ((-1.0, 0.75), (0.5, 0.75), (2.0, 0.5)):
    y = mg.iterate.exp_n(x, n)
    measured = (mg.iterate.exp_n(x + h, n) - mg.iterate.exp_n(x - h, n)) / (2 * h)
    ratio = mg.iterate.generator(y) / mg.iterate.generator(x)
    print(f"{x:4}  {n:4}     {ratio:.5f}       {measured:.5f}")

# %% [markdown]
# Both derivatives are made of v, at the place where one is and the place where one started.
#
# ## From 0 to 1, and everywhere
#
# At n = 1 we know the answer from school: y = eˣ, and its derivative is eˣ. So the ratio v(eˣ) / v(x) is eˣ,
# or
#
# $$v(e^x) = e^x \, v(x)$$
#
# This is *Julia's equation* (after Gaston Julia). It leads from v on [0, 1] to v on [1, e]: with v = 1 there,
# v(eˣ) = eˣ, which is v(y) = y, as you found. And on to the next piece, and below 0. Choose any v above 0 on
# [0, 1] that carries 0 to 1 in the time 1, as one exp does: Julia's equation gives the rest of the flow. So
# there are many ways to halve an exp. The two that we have obey it:

# %%
x = np.array([-2.0, 0.3, 1.0, 2.5])
for kind in ("abel", "kneser"):
    v_there, v_here = mg.iterate.generator(np.exp(x), kind), mg.iterate.generator(x, kind)
    print(f"{kind:<6}: v(eˣ) {v_there.round(3)}, eˣ v(x) {(np.exp(x) * v_here).round(3)}")

# %% [markdown]
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("10.1")` shows a worked answer.
#
# **Exercise 1.** Write `speed(x)`, which returns Abel's v(x) for any number x, also below 0 and far above 1,
# from v = 1 on [0, 1] and Julia's equation. Use `np.exp` and `np.log`, and let `speed` call itself.


# %% tags=["exercise"]
def speed(x):
    return ...


check("10.1", speed)

# %% [markdown]
# **Exercise 2.** How many times do you have to apply exp to come from 2 to 10? (It is not a whole number.)
# At the place x, a small distance dx takes the time dx / v(x). Add up such times from 2 to 10 (with
# `mg.iterate.generator`), and give the sum with an error below a thousandth. (So near, Abel's and Kneser's
# agree.)

# %% tags=["exercise"]
time = ...
check("10.2", time)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is a flow?</summary>
#
# A family of functions, one for each time, such that n and then h is n + h.
# </details>
#
# <details><summary>Why does the speed depend on the place alone?</summary>
#
# What happens next is exp⁽ʰ⁾ of where one is now; start and time do not enter.
# </details>
#
# <details><summary>Which distance or time between two travellers stays the same?</summary>
#
# The time that the one behind needs to get to where the other is.
# </details>
#
# <details><summary>What are the two derivatives of exp⁽ⁿ⁾?</summary>
#
# With respect to n it is v(y), with respect to x it is v(y) / v(x).
# </details>
#
# <details><summary>What does Julia's equation do?</summary>
#
# It leads from v on one piece to v on the next: v(eˣ) = eˣ v(x).
# </details>
#
# ## In practice
#
# `mg.exp_n` has these two derivatives built in; [lesson 11](11_declare_operation.ipynb) gives them to the
# engine. Equations that say "the speed at the place y is v(y)" are called differential equations; SciPy's
# `solve_ivp` solves them with far better steps than ours. The picture to keep:
#
# ![Two curves that rise, Ann's and Bob's. Between them, upright lines grow longer and level lines keep their length](pictures/10_follow_current.png)
#
# ## New words
#
# - **flow**: a family of functions, one for each time n; applying the one for n and then the one for
#   h is applying the one for n + h.
# - **generator**: the speed v of a flow at each place; it settles the whole flow.
# - **Julia's equation**: v(eˣ) = eˣ v(x), which leads from v between 0 and 1 to v everywhere.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): Abel's exp⁽ⁿ⁾, and its derivatives.
# - SciPy's [solve_ivp](https://docs.scipy.org/doc/scipy/reference/generated/scipy.integrate.solve_ivp.html).
