# %% [markdown]
# # Five ways from + to ×
#
# - **You will make** four rivals of exp⁽ⁿ⁾, and a list of what each of them costs.
# - **You will learn** what one has to give up for what, and what that means for training.
# - **You need** [lesson 10](10_follow_current.ipynb), [lesson 12](12_let_neuron_decide.ipynb) and
#   [lesson 14](14_change_units.ipynb).
# - **18 minutes** to read and run, **12** for the exercises
#
# exp⁽ⁿ⁾ is not the only bridge between + and ×. Here are five, each on the way of two pairs.
#
# ![Five panels of x ⊕ y over n, for 2 and 7 and for 1.2 and 6. With exp⁽ⁿ⁾, Box–Cox and the soft exponential the lower path, whose ends are equal, makes a hump; with linear-log and the blend it is level](pictures/17_compare_bridges.png)

# %%
import csv
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Five formulas
#
# exp⁽ⁿ⁾ adds in other coordinates: x ⊕ₙ y = φₙ⁻¹(φₙ(x) + φₙ(y)) with φₙ = exp⁽⁻ⁿ⁾. Any φₙ will do
# that is x at n = 0 and log x at n = 1. (Where a formula is 0/0, its limit counts. A constant would
# not be harmless: with φ(x) = x + 1, x ⊕ y would be x + y + 1.) Four of our five are of this form.
#
# | way | formula |
# |---|---|
# | exp⁽ⁿ⁾ | φₙ(x) = exp⁽⁻ⁿ⁾(x), Kneser's or, with kinks, Abel's |
# | Box–Cox | φₙ(x) = (x^λ − 1)/λ + λ with λ = 1 − n: a power, whose exponent goes to 0 (+ λ makes it x at n = 0) |
# | linear-log | φₙ(x) = (1 − n)·x + n·log x |
# | *soft exponential* | φₙ(x) = log(1 + n·(x − n)) / n |
# | blend | x ⊕ₙ y = (1 − n)·(x + y) + n·x·y |
#
# The blend mixes the two *results*, linear-log the two *coordinates*. In minigrad, each is a
# neuron. With weights 1 it combines two numbers:

# %%
WAYS = {
    "exp⁽ⁿ⁾": mg.nn.AddMul,  # Kneser's
    "Box–Cox": partial(mg.nn.AddMul, kind="box-cox"),
    "linear-log": partial(mg.nn.AddMul, kind="linear-log"),
    "soft exponential": mg.nn.peers.SoftExponential,
    "blend": mg.nn.peers.Blend,
}
ABEL = partial(mg.nn.AddMul, kind="abel")


def combine(way, x, y, n):
    neuron = way(2, 1, n=n)
    neuron.weight.data[:] = 1
    return neuron(np.stack([x, y], axis=-1)).numpy()[..., 0]


for name, way in WAYS.items():
    values = [combine(way, 2.0, 7.0, n) for n in (0, 0.25, 0.5, 0.75, 1)]
    print(f"{name:<17} 2 ⊕ 7:", *(f"{value:6.3f}" for value in values))

# %% [markdown]
# All begin at 2 + 7 and end at 2 · 7. A harder test is 1.2 and 6, since 1.2 + 6 and 1.2 · 6 are
# both 7.2.

# %% tags=["picture", "hide-input"]
fig, axes = plt.subplots(1, 5, figsize=(12, 4), sharey=True)
grid = np.linspace(0, 1, 51)
for ax, (name, way) in zip(axes, WAYS.items(), strict=True):
    for x, y in ((2.0, 7.0), (1.2, 6.0)):
        path = [combine(way, x, y, n) for n in grid]
        if name == "exp⁽ⁿ⁾":
            ax.plot(grid, [combine(ABEL, x, y, n) for n in grid], color="C4", linewidth=1.5)
        ax.plot(grid, path, color="C5", linewidth=3)
        ax.fill_between(grid, path, np.maximum(path[0], path[-1]), color="C4", alpha=0.5,
                        where=np.array(path) > max(path[0], path[-1]) + 1e-6)  # fmt: skip
        ax.plot(0, x + y, "o", color=mg.plot.PLUS, markersize=9, clip_on=False)
        ax.plot(1, x * y, "o", color=mg.plot.TIMES, markersize=9, clip_on=False)
    ax.set_title(name.replace("soft ", "soft\n"), size=17, loc="center")
    ax.set_xticks([0, 1], ["+", "×"], size=18)
    ax.set_xlabel("n", size=15)
axes[0].text(0.3, 12.3, "2 ⊕ 7", size=15, ha="right")
axes[0].text(0.5, 6.5, "1.2 ⊕ 6", size=15, ha="center")
axes[0].text(0.6, 8.8, "thin: Abel", size=12, color="#707070", ha="center")
axes[0].set_ylim(6, 15)
title = "Both ends of the lower path are 7.2; grey: above both ends"
fig.suptitle(title, x=0.01, ha="left", weight="bold", size=17)
plt.show()

# %% [markdown]
# ## Could another one stay?
#
# Linear-log and the blend stay at 7.2; the others leave it and come back. (Move n yourself on [the
# page](../figures/explore.html#x=1.2&y=6&n=0.5&kind=kneser).) **Guess:** could somebody find an
# exp⁽ⁿ⁾, neither Kneser's nor Abel's, that stays?
#
# Recall lesson 10: exp⁽ⁿ⁾ is a current with a speed v > 0, and Julia's equation says that v(eˣ) =
# eˣ · v(x), or v(x) = x · v(log x). As n grows, exp⁽⁻ⁿ⁾(x) moves against the current: its derivative
# by n is −v(exp⁽⁻ⁿ⁾(x)).
#
# Now let x + y = x · y = s. (Then 1/x + 1/y = 1, so two positive numbers are both above 1.) Suppose
# that x ⊕ₙ y stays at s. Then exp⁽⁻ⁿ⁾(s) = exp⁽⁻ⁿ⁾(x) + exp⁽⁻ⁿ⁾(y) for every n, and the speeds of the
# two sides agree, too:
#
# 1. At n = 0, v(s) = v(x) + v(y).
# 2. At n = 1, v(log s) = v(log x) + v(log y). Times s = x · y, that is v(s) = y · v(x) + x · v(y).
# 3. But x and y are above 1, so the second sum is larger than the first.
#
# So nobody can. *Every* exp⁽ⁿ⁾ leaves s and comes back, and so the paths of pairs nearby turn back
# as well. The hump is the price of the law that n exps and m more are n + m exps.
#
# How fast does the path leave s at n = 0? The sum inside falls at the speed v(x) + v(y), and the exp⁽ⁿ⁾
# outside carries it up at the speed v(s).

# %%
x, y, h = 1.2, 6.0, 1e-6
for kind in ("kneser", "abel"):
    v_s, v_x, v_y = mg.iterate.generator(np.array([x * y, x, y]), kind)
    print(f"{kind:<6}: v(s) = {v_s:.3f}, first sum {v_x + v_y:.3f}, second {y * v_x + x * v_y:.3f}")
    path = mg.oplus(x, y, [-h, h], kind).numpy()
    print(f"        slope v(s) − v(x) − v(y) = {v_s - v_x - v_y:.4f}", end=", ")
    print(f"measured {(path[1] - path[0]) / (2 * h):.4f}")

# %% [markdown]
# Linear-log and the blend can stay, because they gave something up. What? Ask each way for the law
# (half of the way to log, done twice, should be log), and whether grouping matters.


# %%
PHI = {
    "exp⁽ⁿ⁾": mg.transitions.transition("kneser").phi,
    "Box–Cox": mg.transitions.transition("box-cox").phi,
    "linear-log": mg.transitions.transition("linear-log").phi,
    "soft exponential": lambda x, n: mg.log(1 + n * (x - n)) / n,
}
print(f"log 3 is {np.log(3):.3f}   half, twice   (2 ⊕ 3) ⊕ 4   2 ⊕ (3 ⊕ 4)")
for name, way in WAYS.items():
    twice = PHI[name](PHI[name](3.0, 0.5), 0.5).item() if name in PHI else np.nan
    left = combine(way, combine(way, 2.0, 3.0, 0.5), 4.0, 0.5)
    right = combine(way, 2.0, combine(way, 3.0, 4.0, 0.5), 0.5)
    print(f"{name:<17} {twice:10.3f} {left:13.3f} {right:13.3f}")

# %% [markdown]
# Only exp⁽ⁿ⁾ keeps the law; in the others, "half" is a place on a scale. With the blend even
# grouping matters: what it makes of three numbers depends on which two come first. (It has no φ,
# hence the nan.) Linear-log never turns back, as long as the weights are held: its result y solves
#
# $$(1 - n)\,(y - \text{sum}) + n\,(\log y - \log \text{product}) = 0$$
#
# so y lies between sum and product, and the larger n is, the nearer it is to the product.
#
# ## What happens to n in other units?
#
# In lesson 14, units moved n. Make all columns of the trees ten times larger. **Guess:** which of
# the first three keeps its n? (What does a factor do to a power, what to a mixture of x and log x?)

# %%
for name, way in WAYS.items():
    bias = {"bias": True} if name in ("exp⁽ⁿ⁾", "Box–Cox", "linear-log") else {}
    for factor in (1, 10):
        trees = mg.tasks.load("trees").divided_by([1 / factor] * 2, [1 / factor])
        neuron = way(2, 1, n=1.0, rng=0, **bias)
        mg.train.warm_start(neuron, trees)
        mg.train.least_squares(neuron, trees)
        loss = mg.nn.mse_loss(neuron(trees.x), trees.y).item() / factor**2
        print(f"{name:<17} times {factor:<3} n = {neuron.n.item():.4f}, loss {loss:.7f}")

# %% [markdown]
# Box–Cox: a factor before x is a factor before its power, and weights and bias undo it. Linear-log
# keeps its fit, but not its n, since n says for which sizes it adds. With exp⁽ⁿ⁾, fit and n change. The
# last two were built without a bias, so that at n = 1 nothing undoes the factor. (Without one, no way keeps its fit.)
#
# ## Does a hump hold n?
#
# The law is y = x₁x₂ with inputs from 1 to 2. Weights are right, 1, and held; n starts at 0. Of 1.5
# and 1.5, say, it makes 3 there, and should make 1.5², which is less; but a hump leads
# up first. **Guess:** in which of the five does n arrive at 1? And if the weights are free?

# %%
law = mg.tasks.load("product")
print("                  slope of the loss   n at the end,    n at the end,")
print("                  by n, at n = 0      weights held     weights free")
for name, way in WAYS.items():
    ends, slopes = [], []
    for free in (False, True):
        neuron = way(2, 1, n=0.0)
        neuron.weight.data[:] = 1
        neuron.weight.requires_grad = free
        mg.nn.mse_loss(neuron(law.x), law.y).backward()
        slopes.append(neuron.n.grad.item())
        mg.train.fit(neuron, law, steps=1000, rng=0)
        ends.append(neuron.n.item())
    print(f"{name:<17} {slopes[0]:17.2f} {ends[0]:14.3f} {ends[1]:16.3f}")

# %% [markdown]
# With exp⁽ⁿ⁾ and the soft exponential the slope is positive, so n stays at 0. With free weights all five
# arrive: a trap along one number need not be one when all may move.
#
# And in a network? A recorded table counts how many of 25 networks with two layers found
# (x₁+x₂)·(x₁+…+x₄), a hard law, after every n was rounded to 0 or 1 and the weights refitted, with
# Wilson's interval ([lesson 19](19_expose_tricks.ipynb)).

# %%
with open("../figures/data/migration.csv", encoding="utf-8") as file:
    found = {(row["part"], row["row"]): row for row in csv.DictReader(file)}
MODELS = ("kneser", "box-cox", "linear-log", "SoftExponential", "Blend")  # their names there


def share(row, column):  # of 25 trainings, with Wilson's interval
    low, high = mg.study.wilson(int(row[column]), int(row["runs"]))
    return f"{row[column]:>2} ({low:.2f} … {high:.2f})"


print("networks of two layers that found the law, of 25, by gradients, and by least squares")
for name, model in zip(WAYS, MODELS, strict=True):
    network = f"AddMul product_of_sums {model}" if model.islower() else f"{model} product_of_sums"
    print(f"{name:<17} {share(found['two', network], 'snapped')}", end="    ")
    squares = found["two", f"{network}, by least squares"]
    print(share(squares, "snapped"))

# %% [markdown]
# By gradients, the blend was as sure as exp⁽ⁿ⁾, and it is by far the simplest. By least squares, all five
# find the law in 23 of 25 or more. To find out whether it is + or ×, take the blend. The course goes on with exp⁽ⁿ⁾ all the
# same: it is the idea of the paper that we follow, and the only way in which n counts something. All prices together:
#
# | way | what it cannot do |
# |---|---|
# | exp⁽ⁿ⁾ | go straight; keep n, or its fit, in other units |
# | Box–Cox | go straight; count exps |
# | linear-log | keep n in other units; count exps; find the hard law by gradients |
# | soft exponential | go straight; count exps; find the hard law by gradients |
# | blend | combine three numbers in any grouping; count exps |
#
# ## An n for each input
#
# A *decoupled* neuron has an n for each input, and one of its own, m:
#
# $$y = \varphi_m^{-1}\big(w_1 \varphi_{n_1}(x_1) + w_2 \varphi_{n_2}(x_2) + b\big)$$
#
# In a layer of N inputs and M neurons, each neuron of the usual, coupled, kind sends each input
# through its own φₙ: N·M evaluations, and M for the results. Decoupled, an input goes through φ
# once, for all neurons: N + M.

# %%
N, M = 100, 50
layer = mg.nn.AddMul(N, M, coupled=False)
print(f"numbers n: {layer.n_in.size} inside, {layer.n_out.size} outside")
print(f"evaluations: coupled {N * M + M}, decoupled {N + M}")
print("trainings that find a sum, of 25, by themselves → after rounding and refitting, from n =")
for name, part in (("one n", "one"), ("decoupled", "uncoupled")):
    for start in ("0.0", "0.5", "1.0", "random"):
        row = found[part, f"kneser sum from n = {start}"]
        print(f"{name:<9} {start:<6}: {row['found']:>2} → {row['snapped']:>2}")

# %% [markdown]
# It is cheaper, and harder to train: what n₁ bends, m can bend back, and many wrong n fit nearly as well. From 0,
# where the answer is, rounding and refitting saves all 25; from 1, none.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("17.1")` shows a worked
# answer.
#
# **Exercise 1.** The paper of the soft exponential writes one function f(a, x) for the whole way: x
# at a = 0, for a < 0 as in our table with n = −a, and for a > 0 its inverse, f(−a, f(a, x)) = x.
# Write it for numbers a and x.


# %% tags=["exercise"]
def f(a, x):
    return ...


check("17.1", f)

# %% [markdown]
# **Exercise 2.** Write linear-log's x ⊕ₙ y for positive x and y, by the equation above and nothing
# else: y lies between sum and product, so halve this range until it is shorter than 10⁻⁹.


# %% tags=["exercise"]
def linear_log(x, y, n):
    return ...


check("17.2", linear_log)

# %% [markdown]
# **Exercise 3.** Box–Cox goes on beyond ×. Two resistors in parallel, of 3 and 6 ohms, act as one
# of 2 ohms, since 1/3 + 1/6 = 1/2. Which n adds so? (Which power is φₙ then?)

# %% tags=["exercise"]
n_of_resistors = ...  # mg.oplus(3, 6, n_of_resistors, "box-cox") is 2
check("17.3", n_of_resistors)

# %% [markdown]
# ## Five questions
#
# <details><summary>What have four of the five ways in common?</summary>
#
# They add in other coordinates, φₙ⁻¹(φₙ(x) + φₙ(y)), so grouping does not matter.
# </details>
#
# <details><summary>Why does every exp⁽ⁿ⁾ turn back where x + y = x · y?</summary>
#
# If it stayed, Julia's equation would make two sums equal that are not.
# </details>
#
# <details><summary>What does linear-log give up, and for what?</summary>
#
# The law of exps and an n that does not depend on units; for a path that never turns back.
# </details>
#
# <details><summary>With which way does n mean the same in all units?</summary>
#
# With Box–Cox, if it has a bias.
# </details>
#
# <details><summary>How many evaluations do coupled and decoupled layers take?</summary>
#
# N·M + M and N + M, for N inputs and M neurons.
# </details>
#
# ## In practice
#
# `kind=` chooses a way in `AddMul`, `mg.oplus`, `minigrad train` and `minigrad compare`. Take
# Box–Cox if n is to be compared between tables, linear-log if the path must not turn back. (Its log follows a
# tangent near 0, as in lesson 7: with plain log, sums below 0 would jump at n = 0.)
#
# ## New words
#
# - **soft exponential**: a way from log by way of x to exp, (log(1 + n(x − n)))/n on the side of
#   log.
# - **decoupled**: said of a neuron that has an n for each input and another for itself.
#
# ## Further reading
#
# - Box and Cox, An analysis of transformations, Journal of the Royal Statistical Society B 26,
#   1964.
# - Godfrey and Gashler, [A continuum among logarithmic, linear, and exponential
#   functions](https://arxiv.org/abs/1602.01321): the soft exponential.
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): exp⁽ⁿ⁾, coupled and decoupled.
# - `minigrad/transitions/`: a short file for each way.
