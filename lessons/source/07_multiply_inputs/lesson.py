# %% [markdown]
# # A neuron that multiplies
#
# - **You will make** a neuron that multiplies, and finds a law in a table of eight planets.
# - **You will learn** how logarithms turn weights into exponents, how an exponent is learned, and
#   what goes wrong at zero and below.
# - **You need** [lesson 0](00_explore_operations.ipynb), powers and logarithms, and to know what a
#   derivative is.
# - **15 minutes** to read and run, **12** for the exercises
#
# One of the two neurons below can only add, the other can only multiply. Which of them has understood the
# planets?
#
# ![Periods of eight planets over their distances, on logarithmic axes. A blue curve misses most of them, a straight orange line meets all](pictures/07_multiply_inputs.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Multiply by adding
#
# A neuron turns several numbers into one: it multiplies each input by a number of its own, called a
# weight, and adds up. With the weights 2 and 1, it makes 2 · 3 + 1 · 5 = 11 of 3 and 5.
#
# Now let it see logarithms instead of the inputs, and undo them at the end by exp. **Guess:** what
# do the same weights make of 3 and 5 now?


# %%
def product(x, weights, bias=0.0):
    return np.exp(np.log(x) @ weights + bias)  # @ multiplies pair by pair, and adds up


for weights in ((1, 1), (2, 1), (0.5, -1)):
    print(f"weights {weights}: {product([3, 5], weights):.6g}")

# %% [markdown]
# It is 45, or 3² · 5. A sum of logarithms is the logarithm of a product, and w · log x is the
# logarithm of $x^w$. So
#
# $$\exp(w_1 \log x_1 + w_2 \log x_2 + b) = x_1^{w_1} \cdot x_2^{w_2} \cdot e^b$$
#
# What was a factor is now an *exponent as weight*: 2 squares its input, ½ takes the square root, −1
# divides by it, and 0 ignores it. The constant b, called the bias, makes a factor, $e^b$. A neuron
# of this kind is called a *product unit*. In the words of lesson 0, it undoes one exp, adds, and
# does one exp: n is 1. In minigrad it is called `Product`, which has a bias only if you say `bias=True`, and
# the ordinary neuron `Linear`:

# %%
unit = mg.nn.Product(2, 1)  # two inputs, one neuron
unit.weight.data[:] = 2, 1
print(f"Product makes {unit([3.0, 5.0]).item():.6g} of 3 and 5")

# %% [markdown]
# ## Eight planets
#
# Here is how far each planet is from the Sun (the Earth's distance is 1), and how many years it
# takes to go round.

# %%
names = "Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune".split()
planets = mg.tasks.load("planets", scale=None)  # scale=None: in the units of the table
x, y = planets.x, planets.y
for name, distance, period in zip(names, x[:, 0], y[:, 0], strict=True):
    print(f"{name:<8} {distance:6.2f} {period:7.2f}")

# %% [markdown]
# **Guess:** Neptune is 30 times as far away as we are, and its year is 165 of ours. Which power of
# the distance is the period?
#
# We let two neurons find out, one that adds and one that multiplies. The loss of a neuron is the
# mean squared difference between what it says and what was measured. `least_squares` finds the
# weights that make it least. (It is a black box until [lesson 16](16_linearise_errors.ipynb), where
# you build it.)

# %%
line = mg.nn.Linear(1, 1, rng=0)  # rng=0: it begins with the same random weights every time
law = mg.nn.Product(1, 1, rng=0)  # without bias: 1 has to lead to 1, as for the Earth
for neuron in (line, law):
    mg.train.least_squares(neuron, planets)
print(f"from Neptune alone: {np.log(y[-1, 0]) / np.log(x[-1, 0]):.3f}")
print(f"line: period = {line.weight.item():.3f} · distance {line.bias.item():+.3f}")
print(f"law:  period = distance^{law.weight.item():.3f}")
print("\ntoo much by: the line (years)  the law (days)")
for name, row, period in zip(names, x, y[:, 0], strict=True):
    excess = line(row).item() - period, 365.25 * (law(row).item() - period)
    print(f"{name:<8} {excess[0]:20.2f} {excess[1]:15.2f}")

# %% [markdown]
# The exponent is 1.5. (You can get it from one planet: $30^w = 165$, so w = log 165 / log 30.) That
# is Kepler's third law, of 1619. It has one number to learn where the line has two, and misses by
# less than five days. What the line says of Mercury is nearly seven years too little: a negative
# year.
#
# On logarithmic axes, where equal steps are equal factors, a power is a straight line, and the
# exponent is its slope. The line of the other neuron is bent there, and has no place where it is negative.


# %% tags=["picture", "hide-input"]
distances = np.geomspace(0.3, 35, 200)[:, None]
fig, ax = plt.subplots(figsize=(7, 4.2))
ax.plot(distances, line(distances).data, color=mg.plot.PLUS)
ax.plot(distances, law(distances).data, color=mg.plot.TIMES)
ax.plot(x, y, "o", color="black")
for name, row, period in zip(names, x, y, strict=True):
    offset = (-36, 6) if name == "Mars" else (8, -10)
    ax.annotate(name, (row[0], period[0]), offset, textcoords="offset points")
ax.text(2.1, 0.25, "adds", color=mg.plot.PLUS, weight="bold", size=15)
ax.text(3.2, 13, "multiplies", color=mg.plot.TIMES, weight="bold", size=15, ha="right")
ax.set(xscale="log", yscale="log", xlim=(0.3, 75), ylim=(0.1, 400))
ax.set(xlabel="distance from the Sun (Earth's = 1)", ylabel="period (years)")
for axis in (ax.xaxis, ax.yaxis):
    axis.set_major_formatter("{x:g}")
ax.set_title("A power is a straight line in logarithms")
plt.show()

# %% [markdown]
# (We chose a table that follows a power. Where quantities add up, the line wins. In [lesson
# 12](12_let_neuron_decide.ipynb) a neuron finds out by itself which to use.)
#
# ## Which way will an exponent go?
#
# Can an exponent be learned step by step? `backward` computes the derivative of the loss with
# respect to the weight: how steep the loss is there. A step goes the other way, downhill. Start with
# the exponent 1, so that the law says "period = distance". **Guess:** is the derivative positive or
# negative? And with the exponent 2?


# %%
def loss_at(exponent):
    law.weight.data[:] = exponent
    return mg.nn.mse_loss(law(x), y)


def derivative(exponent):
    law.weight.zero_grad()  # derivatives add up; start afresh
    loss_at(exponent).backward()
    return law.weight.grad.item()


h = 1e-5  # to check: move the exponent a little up and down, and see what the loss does
for w in (1.0, 2.0):
    change = loss_at(w + h).item() - loss_at(w - h).item()
    print(f"exponent {w}: derivative {derivative(w):,.0f}, by differences {change / (2 * h):,.0f}")

# %% [markdown]
# At 1 it is negative, so the exponent will grow; at 2, positive, so it will shrink. Do all planets
# agree on that? A larger exponent makes $x^w$ larger where x > 1, and *smaller* where x < 1. At 1,
# Neptune's period is too short, and Mercury's too long. So both want a larger exponent. Only the
# Earth does not care: 1 to any power is 1.

# %%
paths = {}
for start in (1.0, 2.0):
    w = start
    paths[start] = [w]
    for _ in range(300):
        w = w - 5e-7 * derivative(w)  # a step, downhill; a tiny rate, since the slopes are huge
        paths[start].append(w)
    print(f"from {start} in 300 steps to {w:.3f}")

# %% tags=["hide-input"]
exponents = np.linspace(0.85, 2.15, 141)
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.plot(exponents, [loss_at(w).item() for w in exponents], color="C3")
for path in paths.values():
    ax.plot(path[::5], [loss_at(w).item() for w in path[::5]], "o", color="black", markersize=4)
ax.text(1.0, 8e3, "from 1 it grows")
ax.text(2.0, 2e4, "from 2\nit shrinks", va="top", ha="center")
ax.set(yscale="log", ylim=(10, 5e5), xlabel="exponent", ylabel="loss (years²)")
ax.set_title("Both ways lead down to 1.5 (a dot after every 5 steps)")
plt.show()

# %% [markdown]
# (The axis of the loss is logarithmic, and hides how steep the right side is: the derivative at 2 is more
# than a hundred times that at 1, and so is the first step.)
#
# ## Zero and below
#
# What if an input is 0? Its logarithm is −∞. That looks harmless, because exp(−∞) = 0 is what a
# product with 0 should be. Here is a unit with one input and the exponent 1.5, and three rows: 4, 1
# and 0. They were measured as 7, 1 and 0, so that there is something to learn.

# %%
w = mg.Tensor(1.5, requires_grad=True)  # a number for which backward finds the derivative
with np.errstate(all="ignore"):  # no warnings, please
    power = mg.exp(w * mg.log([4.0, 1.0, 0.0]))
    mg.nn.mse_loss(power, [7.0, 1.0, 0.0]).backward()
    print("logarithms:", np.log([4.0, 1.0, 0.0, -2.0]).round(2), "(the last one is that of -2)")
print("values:    ", power.data.round(6))
print("derivative:", w.grad)

# %% [markdown]
# All three values are the powers that they should be, and the derivative is `nan`, "not a number". On the
# way back, the 0 of exp meets the −∞ of log, and 0 · (−∞) is `nan`. Whatever is added to `nan` is `nan`, so
# one zero among a thousand rows is enough, and no step leads back. (Below 0 it is worse: there the
# logarithm itself is `nan`.)
#
# So minigrad looks at a table before it trains (`fit` is the loop of [lesson 5](05_scale_steps.ipynb)), and
# refuses:

# %%
table = mg.tasks.Task.from_arrays([[4.0, 1.0], [2.0, 3.0], [0.0, 5.0]], [4.0, 6.0, 0.0])
try:
    mg.train.fit(mg.nn.Product(2, 1, rng=0), table)
except ValueError as error:
    print(str(error).split(". ")[0])  # the rest is advice

# %% [markdown]
# But where neurons feed other neurons, a zero can turn up in the middle of training. So below 0.01,
# `Product` replaces the logarithm by a straight line, its tangent there:


# %%
def safe_log(x, edge=0.01):
    tangent = np.log(edge) + (x - edge) / edge
    return np.where(x < edge, tangent, np.log(np.maximum(x, edge)))


unit.weight.data[:] = 1, 1  # so it says x₁ · x₂
for second in (0.1, 0.01, 0.0, -0.1):
    ours = np.exp(safe_log(5.0) + safe_log(second))
    print(f"5 · {second}: ours {ours:.3g}, Product {unit([5.0, second]).item():.3g}")

# %% tags=["hide-input"]
inputs, positive = np.linspace(-0.02, 0.06, 300), np.linspace(0.0003, 0.06, 400)
fig, ax = plt.subplots(figsize=(7, 3.2))
ax.plot(inputs, safe_log(inputs), color="C2", linewidth=5)
ax.plot(positive, np.log(positive), color="black", linewidth=1.2)
ax.text(0.002, -7.2, "log x")
ax.text(-0.008, -5.6, "tangent at 0.01", color="C2", ha="right")
ax.set(xlabel="x", ylabel="what the unit adds up", xlim=(-0.03, 0.06), ylim=(-8, -2.5))
ax.set_title("Below 0.01 the unit follows a straight line")
plt.show()

# %% [markdown]
# No `nan`, and training goes on; but 5 · 0 comes out as 0.0184. Other neurons multiply the inputs
# themselves, and then cannot learn an exponent such as 1.5. Or they take log |x|, and keep the signs
# apart. There is no free way past zero.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("7.1")` shows a worked
# answer.
#
# **Exercise 1.** A pendulum of length l swings back and forth in the time $T = 2\pi\sqrt{l / g}$.
# A product unit is to compute T from l and g. Which two weights does it need, `(…, …)`, and which
# bias?

# %% tags=["exercise"]
weights, bias = ..., ...
check("7.1", weights, bias)

# %% [markdown]
# **Exercise 2.** Write the derivative of $x^w$ with respect to w (not to x). Think of $x^w$ as
# $e^{w \log x}$, and check it by differences.


# %% tags=["exercise"]
def slope(x, w):
    return ...


check("7.2", slope)

# %% [markdown]
# **Exercise 3.** A weight on a string turns a drum in a liquid. `mg.tasks.load("stormer")` has two
# inputs, the liquid's viscosity (how thick it is) and the weight, and the time for 100 turns. Train
# a `Product` with `bias=True`, since here a factor is needed, and give it to `check`.

# %% tags=["exercise"]
my_neuron = ...
check("7.3", my_neuron)

# %% [markdown]
# ## Five questions
#
# <details><summary>What do the weights of a product unit do?</summary>
#
# They are exponents: each input is raised to its weight, and the results are multiplied.
# </details>
#
# <details><summary>What does its bias b do?</summary>
#
# It makes a constant factor, e to the power of b.
# </details>
#
# <details><summary>How do you recognise a power law in a plot?</summary>
#
# On two logarithmic axes its points lie on a straight line, whose slope is the exponent.
# </details>
#
# <details><summary>The loss has a negative derivative. Does the weight grow or shrink?</summary>
#
# It grows: a step goes against the derivative, downhill.
# </details>
#
# <details><summary>Why does one zero among the inputs spoil the whole derivative?</summary>
#
# On the way back 0 · (−∞) makes `nan`, and whatever is added to `nan` is `nan`.
# </details>
#
# ## In practice
#
# For a table of positive numbers, fit a line to the logarithms: that is a product unit as well
# (with another loss, since it counts differences in per cent). Shift or leave out columns that reach
# zero.
#
# ## New words
#
# - **exponent as weight**: a weight w that makes $x^w$ of its input, not w · x.
# - **product unit**: a neuron that adds weighted logarithms and takes exp of the sum, so it
#   multiplies.
#
# ## Further reading
#
# - Durbin and Rumelhart, [Product units](https://doi.org/10.1162/neco.1989.1.1.133), Neural
#   Computation 1, 1989: where they come from.
# - `minigrad/nn/layers.py`: `Product`; `minigrad/transitions/transition.py`: the tangent;
#   `minigrad/nn/peers.py`: what others do about zero and below.
