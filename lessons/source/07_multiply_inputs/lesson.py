# %% [markdown]
# # A neuron that multiplies
#
# - **You will make** a neuron that multiplies, and finds a law in a table of eight planets.
# - **You will learn** how logarithms turn weights into exponents, which way a slope moves an
#   exponent, and what goes wrong at zero and below.
# - **You need** [lesson 0](00_explore_operations.ipynb), powers and logarithms, and to know what a
#   derivative is.
# - **16 minutes** to read and run, **12** for the exercises
#
# One of the two neurons below can only add, the other can only multiply.
#
# ![Periods of eight planets over their distances, on logarithmic axes. A blue curve misses most of them, a straight orange line meets all](pictures/07_multiply_inputs.png)

# %%
import warnings

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Multiply by adding
#
# A neuron turns several numbers into one: it multiplies each input by a number of its own, called a
# weight, and adds up. With the weights 2 and 1, it makes 2 · 3 + 1 · 5 = 11 of 3 and 5. (The
# neurons of lesson 4 also bend the sum; this one does not.)
#
# Now let it see logarithms instead of the inputs, and undo them at the end by exp. **Guess:** what
# do the same weights make of 3 and 5 now?

# %%
print(f"weights 1, 1: {np.exp(1 * np.log(3) + 1 * np.log(5)):.6g}")
print(f"weights 2, 1: {np.exp(2 * np.log(3) + 1 * np.log(5)):.6g}")

# %% [markdown]
# The first is 3 · 5, the second 3² · 5. A sum of logarithms is the logarithm of a product; and w ·
# log x is the logarithm of $x^w$. So
#
# $$\exp(w_1 \log x_1 + w_2 \log x_2 + b) = x_1^{w_1} \cdot x_2^{w_2} \cdot e^b$$
#
# What was a factor is now an *exponent as weight*: 2 squares its input, ½ takes the square root, −1
# divides by it, and 0 ignores it. The constant b, called the bias, makes a factor, $e^b$. A neuron
# of this kind is called a *product unit*. In the words of lesson 0, it undoes one exp, adds, and
# does one exp: n is 1. In minigrad it is called `Product`, and the ordinary neuron `Linear`.
#
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
# **Before you go on, guess.** Neptune is 30 times as far away as we are, and its year is 165 of
# ours. Which power of the distance is the period?
#
# The loss of a neuron is the mean squared difference between what it says and what was measured.
# `least_squares` finds the weights that make it least.

# %%
line = mg.nn.Linear(1, 1, rng=0)  # one input, one neuron; rng=0: the same random start every time
law = mg.nn.Product(1, 1, rng=0)  # without bias: 1 has to lead to 1, as for the Earth
for neuron in (line, law):
    mg.train.least_squares(neuron, planets)
print(f"line: period = {line.weight.item():.3f} · distance {line.bias.item():+.3f}")
print(f"law:  period = distance^{law.weight.item():.3f}")
print("\nerror of  the line (years)  the law (days)")
for name, row, period in zip(names, x, y[:, 0], strict=True):
    errors = line(row).item() - period, 365.25 * (law(row).item() - period)
    print(f"{name:<8} {errors[0]:16.2f} {errors[1]:15.2f}")

# %% [markdown]
# The exponent is 1.5. That is Kepler's third law, of 1619. It has one number to learn where the
# line has two, and misses by less than five days. What the line says of Mercury is nearly seven years
# too little: a negative year.


# %%
def draw(ax):
    distances = np.geomspace(0.3, 35, 200)[:, None]
    ax.plot(distances, line(distances).data, color=mg.plot.PLUS)
    ax.plot(distances, law(distances).data, color=mg.plot.TIMES)
    ax.plot(x, y, "o", color="black")
    ax.set(xlabel="distance from the Sun (Earth's = 1)", ylabel="period (years)")


fig, ax = plt.subplots(figsize=(7, 3.6))
draw(ax)
ax.text(14, 90, "line", color=mg.plot.PLUS, ha="right", weight="bold")
ax.text(22, 75, "law", color=mg.plot.TIMES, weight="bold")
ax.set_title("The four inner planets hide in the corner")
plt.show()

# %% [markdown]
# On axes where equal steps multiply equally, a power is a straight line, and the exponent is its
# slope. There, one sees all planets, and how far the line is off.

# %% tags=["picture"]
fig, ax = plt.subplots(figsize=(7, 4))
draw(ax)
for name, row, period in zip(names, x, y, strict=True):
    offset = (-34, 6) if name == "Mars" else (8, -9)
    ax.annotate(name, (row[0], period[0]), offset, textcoords="offset points")
ax.text(2.1, 0.3, "adds", color=mg.plot.PLUS, weight="bold", size=14)
ax.text(0.9, 4, "multiplies", color=mg.plot.TIMES, weight="bold", size=14, ha="right")
ax.set(xscale="log", yscale="log", xlim=(0.3, 70), ylim=(0.1, 400))
for axis in (ax.xaxis, ax.yaxis):
    axis.set_major_formatter("{x:g}")
ax.set_title("Planets: a straight line in logarithms")
plt.show()

# %% [markdown]
# (We chose a table that follows a power. Where quantities add up, the line wins. In [lesson
# 12](12_let_neuron_decide.ipynb) a neuron finds out by itself which to use.)
#
# ## Which way will an exponent go?
#
# `backward` computes the derivative of the loss with respect to the weight, its slope. Training
# moves the weight the other way: downhill. Start with the exponent 1, so that the law says
# "period = distance". **Guess:** is the derivative positive or negative? And with the exponent 2?


# %%
def loss_at(exponent):
    law.weight.data[:] = exponent
    return mg.nn.mse_loss(law(x), y)


for exponent in (1.0, 2.0):
    law.weight.zero_grad()  # derivatives add up; start afresh
    loss_at(exponent).backward()
    print(f"exponent {exponent}: derivative of the loss {law.weight.grad.item():.4g}")

# %%
h = 1e-5  # to check them: move the exponent a little up and down, and see what the loss does
for exponent in (1.0, 2.0):
    change = loss_at(exponent + h).item() - loss_at(exponent - h).item()
    print(f"exponent {exponent}: checked by differences {change / (2 * h):.4g}")

# %% [markdown]
# At 1 it is negative, so the exponent will grow; at 2, positive, so it will shrink. Do all planets
# agree on that? A larger exponent makes $x^w$ larger where x > 1, and *smaller* where x < 1. At 1,
# Neptune's period is too short, and Mercury's too long. So both want a larger exponent. Only the
# Earth does not care: 1 to any power is 1.
#
# `fit` goes downhill in 500 small steps, once from 1 and once from 2.

# %%
exponents = np.linspace(0.8, 2.2, 141)
fig, ax = plt.subplots(figsize=(7, 3.6))
ax.plot(exponents, [loss_at(w).item() for w in exponents], color="C3")
for start in (1.0, 2.0):
    law.weight.data[:] = start
    mg.train.fit(law, planets, steps=500, lr=0.01, rng=0)  # lr: about how long a step is
    print(f"from exponent {start} to {law.weight.item():.3f}")
for start, tip in ((1.0, 1.14), (2.0, 1.86)):
    arrow = (tip, loss_at(tip).item()), (start, loss_at(start).item())
    ax.annotate("", *arrow, arrowprops={"arrowstyle": "-|>", "linewidth": 3, "color": "black"})
ax.text(1.05, 8e3, "from 1 it grows")
ax.text(1.95, 8e3, "from 2 it shrinks", va="top")
ax.set(yscale="log", xlabel="exponent", ylabel="loss (years²)")
ax.set_title("The sign of the slope tells the way to 1.5")
plt.show()

# %% [markdown]
# ## Zero and below
#
# **Guess:** what is the logarithm of 0, and what of −2?

# %%
with warnings.catch_warnings(record=True) as caught:  # keep the warnings, to print them
    warnings.simplefilter("always")
    print(np.log([2.0, 0.0, -2.0]))
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")

# %% [markdown]
# −∞ for 0; and no number at all, `nan`, for −2. Zero looks harmless, because exp(−∞) = 0 is what a
# product with 0 should be. Look at the derivative:

# %%
w = mg.Tensor(1.0, requires_grad=True)  # a number for which backward finds the derivative
with np.errstate(all="ignore"):  # no warnings this time
    power = mg.exp(w * mg.log([4.0, 1.0, 0.0]))
    mg.nn.mse_loss(power, [8.0, 1.0, 0.0]).backward()
print("values:    ", power.data.round(6))
print("derivative:", w.grad)
w.data = w.data - 0.01 * w.grad  # one small step downhill
print("the weight after one step:", w.data)

# %% [markdown]
# In the derivative, the 0 of exp meets the −∞ of log, and 0 · (−∞) is `nan`. Whatever is added to
# `nan` is `nan`: one zero among a thousand rows is enough, and no step leads back. So minigrad looks
# at a table before it trains, and refuses:

# %%
table = mg.tasks.Task.from_arrays([[4.0, 1.0], [2.0, 3.0], [0.0, 5.0]], [4.0, 6.0, 0.0])
try:
    mg.train.fit(mg.nn.Product(2, 1, rng=0), table)
except ValueError as error:
    print(str(error).split(". ")[0])  # the rest is advice

# %% [markdown]
# But where neurons feed other neurons, a zero can turn up in the middle of training. So below 0.01,
# `Product` replaces the logarithm by a straight line, its tangent there. **Guess:** what does it
# make of 5 · 0 then?

# %%
unit = mg.nn.Product(2, 1)
unit.weight.data[:] = 1  # so it says x₁ · x₂
for second in (0.1, 0.01, 0.0, -0.1):
    print(f"5 · {second}: {unit([5.0, second]).item():.3g}")

# %%
below, above = np.linspace(-0.02, 0.01, 50), np.linspace(0.01, 0.06, 200)
positive = np.linspace(0.0003, 0.06, 400)
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.plot(below, np.log(0.01) + (below - 0.01) / 0.01, color="C2", linewidth=5)
ax.plot(above, np.log(above), color="C2", linewidth=5)
ax.plot(positive, np.log(positive), color="black", linewidth=1.2)
ax.text(0.002, -7.2, "log x")
ax.text(-0.008, -5.6, "tangent at 0.01", color="C2", ha="right")
ax.set(xlabel="x", ylabel="what the unit adds up", xlim=(-0.03, 0.06), ylim=(-8, -2.5))
ax.set_title("Below 0.01 the unit follows a straight line")
plt.show()

# %% [markdown]
# No `nan`, and training goes on; but the products there are wrong. Others pay other prices: they
# multiply without logarithms, keep signs apart, or use complex numbers, where −2 has a logarithm:

# %%
print("(-2) · (-3) =", np.exp(np.log(-2 + 0j) + np.log(-3 + 0j)).real.round(6))

# %% [markdown]
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says.
#
# **Exercise 1.** A pendulum of length l swings to and fro in the time $T = 2\pi\sqrt{l / g}$.
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
# inputs, the liquid's viscosity (how thick it is) and the weight, and the time for 100 turns. Guess
# the sign of both exponents. Then train a `Product` with `bias=True`, since here a factor is needed,
# and give it to `check`.

# %% tags=["exercise"]
my_neuron = ...
check("7.3", my_neuron)

# %% [markdown]
# ## In practice
#
# For a table of positive numbers, fit a line to the logarithms: that is a product unit as well
# (with another loss, since it counts errors in per cent). Shift or leave out columns that reach
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
