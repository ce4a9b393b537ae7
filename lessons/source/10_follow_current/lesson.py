# %% [markdown]
# # A current with a speed
#
# - **You will make** exp⁽ⁿ⁾ as an operation that the engine can differentiate, by rules that you
#   find.
# - **You will learn** why exp⁽ⁿ⁾ is a current, and how all its derivatives come from one speed.
# - **You need** [lesson 2](02_broadcast_arrays.ipynb), [lesson 8](08_halve_exponential.ipynb) and
#   school calculus.
# - **22 minutes** to read and run, **12** for the exercises
#
# On the way you will draw this picture of three travellers, and of somebody who tries to follow one
# of them in four steps.
#
# ![Curves that rise from −1, 0 and 1 among small arrows; dashed steps fall behind the top curve](pictures/10_follow_current.png)

# %%
import inspect
import re

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## What does the slope depend on?
#
# exp⁽ⁿ⁾(x) is exp, applied n times to x. If the engine is to walk back through y = exp⁽ⁿ⁾(x), it
# needs two derivatives: one with respect to n, while x is held still, written ∂y/∂n; and one with
# respect to x, while n is held still, ∂y/∂x. We start with n.
#
# Think of n as a time. Three travellers start at −1, 0 and 0.5, and at time n they are at
# exp⁽ⁿ⁾(−1), exp⁽ⁿ⁾(0) and exp⁽ⁿ⁾(0.5). Then ∂y/∂n is how fast they move, and a difference measures
# it. (`mg.iterate.exp_n`, as in lesson 8, computes numbers without a memory.)


# %%
def measured_speed(x, n, h=1e-5):
    return (mg.iterate.exp_n(x, n + h) - mg.iterate.exp_n(x, n - h)) / (2 * h)


for start in (-1.0, 0.0, 0.5):
    speeds = [measured_speed(start, n) for n in (0.25, 0.75, 1.25)]
    print(f"from {start:4}: speed", *(f"{speed:.3f}" for speed in speeds))

# %% [markdown]
# The numbers differ from row to row and from column to column. **Before you go on, guess:** what
# settles a traveller's speed? Where they started, how long they have been travelling, or where they
# are now? We draw the speeds over the time, and the same speeds over the place.

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
n = np.linspace(0.05, 1.5, 30)
for start, marker, colour in ((-1.0, "o", "C0"), (0.0, "s", "C1"), (0.5, "^", "C2")):
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
# Only the place counts. On the right, points of different travellers lie on one curve. The reason
# is what exp⁽ⁿ⁾ was made for: n times and then h times more is n + h times.
#
# $$\exp^{(n+h)}(x) = \exp^{(h)}\big(\exp^{(n)}(x)\big)$$
#
# What happens in the next moment h is settled by where one is now; start and time no longer matter.
# A family of functions with this law is called a *flow*. It works like a river: at every place y
# the water has a speed v(y), and whoever passes there has that speed. The function v is called the
# *generator* of the flow, since it alone makes all the journeys. So the first derivative is
#
# $$\frac{\partial y}{\partial n} = v(y)$$
#
# minigrad has v; a derivative is not believed before it is checked:

# %%
for x, n in ((-1.0, 0.75), (0.5, 0.75), (2.0, 0.5)):
    v_y = mg.iterate.generator(mg.iterate.exp_n(x, n))
    print(f"x = {x:4}, n = {n}: v(y) = {v_y:.5f}, measured {measured_speed(x, n):.5f}")

# %% [markdown]
# Where does v come from? From the height ψ of lesson 8. In one unit of time, one gains one in
# height. In one unit of way, one gains ψ′(y). So speed times ψ′(y) is one, and v(y) = 1/ψ′(y).
# (Here and below exp⁽ⁿ⁾ is Kneser's, minigrad's usual one. Its height is a little different from
# the one that you built; lesson 18 compares them.)
#
# ## Ride the current
#
# If v makes all the journeys, it has to be enough to know v. Let us travel from 1 to exp(1) = e
# without any exp: take N small steps, each of the time 1/N, and in each move by speed times time.
# The picture at the top shows this with four steps, which end below e. **Guess:** why below? And if
# you take twice as many steps, what becomes of the error: a half, a quarter, nothing?


# %%
def ride(y, steps):
    places = [y]
    for _ in range(steps):
        y = y + mg.iterate.generator(y) / steps  # speed · time
        places.append(y)
    return np.array(places)


for steps in (4, 8, 16, 32, 64, 128, 256):
    arrival = ride(1.0, steps)[-1]
    print(f"{steps:3} steps: {arrival:.4f}, which is {np.e - arrival:.4f} below e")

# %% tags=["picture"]
ax = mg.plot.current([-1, 0, 1], n=np.linspace(0, 1, 101))
places = ride(1.0, 4)
ax.plot(np.linspace(0, 1, 5), places, "--o", color="C2", clip_on=False)
ax.text(0.77, 1.75, "4 steps", color="C2")
ax.set_title("The current carries every x to eˣ, in time 1")
plt.show()

# %% [markdown]
# One arrives below: during a step the water gets faster, and we keep the speed from the start of
# the step. (From −1, where it gets slower, one arrives too high; try it.) Twice as many steps halve
# the error, nearly. This is Euler's method; it is slow, and minigrad does not use it. But it shows
# that there is nothing in exp⁽ⁿ⁾ that is not in v.
#
# ## Two travellers
#
# Now the other derivative, ∂y/∂x. Two travellers start at the same time: Ann at 1, and Bob ahead of
# her, at 1.5. The same current carries both. There are two ways to say how far ahead Bob is: by the
# distance between them, or by the time that Ann needs to get to where Bob is now. **Guess:** which
# of the two stays the same on the way?

# %%
n = np.linspace(0, 1.5, 401)
ann, bob = mg.iterate.exp_n(1.0, n), mg.iterate.exp_n(1.5, n)
fig, ax = plt.subplots(figsize=(7, 4))
ax.plot(n, ann, color="C0")
ax.plot(n, bob, color="C1")
for now in (0.1, 0.55, 1.0):
    her, his = np.interp(now, n, ann), np.interp(now, n, bob)
    then = np.interp(his, ann, n)  # when Ann is where Bob is now
    ax.plot([now, now, then], [her, his, his], "o-", color="0.4", linewidth=1.5, markersize=4)
    print(f"n = {now}: Bob is ahead by the distance {his - her:.3f}, by the time {then - now:.3f}")
for words, place, turn in (("distance", (0.96, 3.05), 90), ("time", (1.16, 4.58), 0)):
    ax.text(*place, words, color="0.4", rotation=turn)
ax.text(1.52, 4.9, "Ann", color="C0")
ax.text(1.2, 5.6, "Bob", color="C1")
ax.set(xlim=(0, 1.5), ylim=(0.8, 6), xlabel="n, the time", ylabel="exp⁽ⁿ⁾(x), the place")
ax.set_title("The distance grows, the time stays the same")
plt.show()

# %% [markdown]
# The time. Ann takes the way that Bob took, and she takes it later, always by the same time.
#
# Now let Bob start only a small h ahead, at x + h. To get over the distance h at the speed v(x)
# takes the time h / v(x). By this time he stays ahead. Later they are near y, where the speed is
# v(y). **Guess:** what is the distance now? Divided by h, it is ∂y/∂x. Which of these numbers make
# the measured one?

# %%
h = 1e-5
print("   x     n     v(x)     v(y)   v(y) / v(x)   measured ∂y/∂x")
for x, n in ((-1.0, 0.75), (0.5, 0.75), (2.0, 0.5)):
    y = mg.iterate.exp_n(x, n)
    measured = (mg.iterate.exp_n(x + h, n) - mg.iterate.exp_n(x - h, n)) / (2 * h)
    v_x, v_y = mg.iterate.generator(x), mg.iterate.generator(y)
    print(f"{x:4}  {n:4}  {v_x:.5f}  {v_y:.5f}     {v_y / v_x:.5f}          {measured:.5f}")

# %% [markdown]
# Being ahead by the time h / v(x), at the speed v(y), is being ahead by the distance v(y) · h / v(x):
#
# $$\frac{\partial y}{\partial x} = \frac{v(y)}{v(x)}$$
#
# So a backward pass through exp⁽ⁿ⁾ needs v at two places and nothing else.
#
# At n = 1 we know the answer from school: y = eˣ, and its derivative is eˣ. That makes the ratio
# v(eˣ) / v(x) = eˣ, or
#
# $$v(e^x) = e^x \, v(x)$$
#
# This is Julia's equation (after Gaston Julia). Who knows v between 0 and 1 gets it everywhere
# else. Does it hold for Abel's exp⁽ⁿ⁾, too, which you built in lesson 8?

# %%
x = np.array([-2.0, 0.3, 1.0, 2.5])
for kind in ("kneser", "abel"):
    v_there, v_here = mg.iterate.generator(np.exp(x), kind), mg.iterate.generator(x, kind)
    print(f"{kind:<6}: v(eˣ) {v_there.round(3)}")
    print(f"        eˣ v(x) {(np.exp(x) * v_here).round(3)}")

# %%
x = np.linspace(-1.5, 4, 300)
fig, ax = plt.subplots(figsize=(7, 3.6))
for kind, name, colour, height in (("kneser", "Kneser", "C5", 0), ("abel", "Abel", "C2", 0.35)):
    speed = mg.iterate.generator(x, kind)
    ax.plot(x, speed, color=colour)
    ax.text(4.05, speed[-1] + height, name, color=colour, va="center")
ax.set(xlim=(-1.5, 4), ylim=(0, 6), xlabel="x, the place", ylabel="v(x), the speed")
ax.set_title("Two currents; both obey Julia's equation")
plt.show()

# %% [markdown]
# Many currents bring every x to eˣ in time 1. Abel's has the speed 1 from 0 to 1, since ψ(x) = x
# there; Kneser's changes its speed more gently.
#
# ## Tell the engine
#
# minigrad's engine knows nothing of exp⁽ⁿ⁾. You declare an operation by writing `@mg.primitive(…)`
# above a function of arrays. (A line with @ hands over the function below it.) For each input it
# gets a rule, as in lesson 2, also called a *vjp*. A rule is given g, the derivative of the end
# result with respect to the output y, then y itself and the inputs. It returns the derivative of
# the end result with respect to its input. By the chain rule, that is g · ∂y/∂input. (The letters
# stand for vector-Jacobian product, which is what g · ∂y/∂input is for arrays.)
#
# Let us be hasty, and take v(y) for both. `gradcheck` compares with differences; **guess** which
# input it will complain about. (It counts from 0.)

# %%
v = mg.iterate.generator


def rounded(error):
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.4f}", str(error))


def rule_n(g, y, x, n):
    return g * v(y)


@mg.primitive(vjps=(rule_n, rule_n))  # a rule for x, a rule for n
def hasty_exp_n(x, n):
    return mg.iterate.exp_n(x, n)


x, n = np.array([-1.0, 0.5, 2.0]), np.array([[0.25], [0.75]])
try:
    mg.gradcheck(hasty_exp_n, x, n)
except mg.GradcheckError as error:
    print(rounded(error))

# %% [markdown]
# Input 0 is x. The rule for n is right, that for x forgets where the traveller started. Mend it:


# %%
def rule_x(g, y, x, n):
    return g * v(y) / v(x)


@mg.primitive(vjps=(rule_x, rule_n))
def my_exp_n(x, n):
    return mg.iterate.exp_n(x, n)


print("gradcheck:", mg.gradcheck(my_exp_n, x, n))
for name, operation in (("my_exp_n", my_exp_n), ("mg.exp_n", mg.exp_n)):
    a, b = mg.Tensor(x, requires_grad=True), mg.Tensor(n, requires_grad=True)
    operation(a, b).sum().backward()
    print(f"{name}: by x {a.grad.round(4)}, by n {b.grad.round(4).ravel()}")

# %% [markdown]
# Ours and minigrad's agree. x has three numbers and n two, so y is a table of six; that the
# gradients have the shapes of x and n again is the engine's work (lesson 2), not the rules'.
#
# ## What the package does
#
# minigrad declares its exp⁽ⁿ⁾ in the same way. Here is the piece of `minigrad/fractional.py`,
# without its type annotations. Before you read on, look for your two rules.

# %%
for part in ("_exp_n_rule_x", "_exp_n_rule_n", "_exp_n"):
    code = inspect.getsource(getattr(mg.fractional, part))
    print(re.sub(": (Any|str|_Slopes)| -> Any", "", code))

# %% [markdown]
# | yours | minigrad's |
# |---|---|
# | `v(y) / v(x)` and `v(y)` | `by_x` and `by_n` |
# | found by each rule, on the way back | found by `partials` together with y, on the way forward, and kept in `found` |
# | Kneser's | Kneser's or another one: `kind` |
# | real numbers | complex ones, too: `.conjugate()` is for them, and leaves real ones as they are |
#
# One thing is left: why does a rule look at whether g is a tensor? It is one only if somebody wants
# to differentiate the gradient again. **Guess:** our operation passed the check. Would it pass for
# second derivatives?

# %%
try:
    mg.gradcheck(my_exp_n, x, n, order=2)
except TypeError as error:
    print("TypeError:", str(error).partition(".")[0])

# %% [markdown]
# It would not: minigrad refuses. To differentiate twice, the engine has to differentiate the *rules*,
# so it gives them tensors that carry gradients. But our v wants plain numbers, and what it does with
# them the engine cannot see. (You could insist, with `v(y.numpy())`. Then v would be a constant for
# the engine, and the second derivative wrong. `gradcheck` finds that.)
#
# The cure is to write rules with operations of the engine. `mg.fractional.generator(x, n)` is one.
# It is v at exp⁽ⁿ⁾(x), and has rules of its own, made of v′.

# %%
v_at = mg.fractional.generator  # v at exp⁽ⁿ⁾(x); with n = 0, v at x


def seen_rule_x(g, y, x, n):
    return g * v_at(x, n) / v_at(x, 0.0)


def seen_rule_n(g, y, x, n):
    return g * v_at(x, n)


@mg.primitive(vjps=(seen_rule_x, seen_rule_n))
def seen_exp_n(x, n):
    return mg.iterate.exp_n(x, n)


print("gradcheck, second derivatives:", mg.gradcheck(seen_exp_n, x, n, order=2))

# %% [markdown]
# That is what the package's rules do when g is a tensor. (Their `slope` is v(y) / v(x) as an
# operation.) Otherwise they take the kept slopes, which cost nothing more.
#
# ## Your turn
#
# **Exercise 1.** Abel's current has the speed 1 from 0 to 1. Write `speed(x)`, which returns Abel's
# v(x) for any number x, also below 0 and far above 1, from this and Julia's equation. Use `np.exp`
# and `np.log`, and let `speed` call itself.


# %% tags=["exercise"]
def speed(x):
    return ...


check("10.1", speed)

# %% [markdown]
# **Exercise 2.** How many times do you have to apply exp to come from 2 to 10? (It is not a whole
# number.) At the place x, a small piece of way dx takes the time dx / v(x). Add up the pieces from
# 2 to 10 (with `mg.iterate.generator`), and give the time with an error below a thousandth.

# %% tags=["exercise"]
time = ...
check("10.2", time)

# %% [markdown]
# **Exercise 3.** Squaring, too, can be done a fractional number of times (lesson 8, exercise 3).
# For x > 1, take x ** (2 ** n). It is a flow. Find its v (the derivative with respect to n at
# n = 0), and declare the operation `square_n`, with rules for x and n that can be differentiated again.

# %% tags=["exercise"]
square_n = ...  # instead of this line: the rules, and a function under @mg.primitive(…)
check("10.3", square_n)

# %% [markdown]
# ## In practice
#
# `mg.exp_n` is there, so you need not declare it. For an operation of your own: write the function
# with NumPy, the rules with `mg` operations, and run `mg.gradcheck(…, order=2)` at a few points
# before you train anything. Equations that say "the speed at the place y is v(y)" are called
# differential equations; SciPy's `solve_ivp` solves them with far better steps than ours.
#
# ## New words
#
# - **flow**: a family of functions, one for each time n; applying the one for n and then the one for
#   h is applying the one for n + h.
# - **generator**: the speed v of a flow at each place; it settles the whole flow.
# - **vjp**: vector-Jacobian product, g · ∂y/∂input, which a rule returns; also the rule itself.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): Abel's exp⁽ⁿ⁾, and its derivatives.
# - SciPy's [solve_ivp](https://docs.scipy.org/doc/scipy/reference/generated/scipy.integrate.solve_ivp.html).
# - `minigrad/fractional.py`: all of the bridge between exp⁽ⁿ⁾ and the engine.
