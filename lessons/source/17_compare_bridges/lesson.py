# %% [markdown]
# # Five ways from + to ×
#
# - **You will make** four rivals of exp⁽ⁿ⁾, and a list of what each of them costs.
# - **You will learn** what one has to give up for what, and what that means for training.
# - **You need** [lesson 10](10_follow_current.ipynb), [lesson 12](12_let_neuron_decide.ipynb) and
#   [lesson 14](14_change_units.ipynb).
# - **18 minutes** to read and run, **12** for the exercises
#
# exp⁽ⁿ⁾ is not the only bridge between + and ×. Here are five, and four questions to each: does its path turn back?
# Are two halves a whole? Does n keep its meaning in other units? And does training find it?

# %%
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
# that is x at n = 0 and log x at n = 1. Four of our five are of this form.
#
# | way | formula |
# |---|---|
# | exp⁽ⁿ⁾ | φₙ(x) = exp⁽⁻ⁿ⁾(x), Kneser's or, with kinks, Abel's |
# | Box–Cox | φₙ(x) = (x^λ − 1)/λ + λ with λ = 1 − n: a power, whose exponent goes to 0 |
# | linear-log | φₙ(x) = (1 − n)·x + n·log x |
# | *soft exponential* | φₙ(x) = log(1 + n·(x − n)) / n |
# | blend | x ⊕ₙ y = (1 − n)·(x + y) + n·x·y |
#
# Where a formula is 0/0, its limit counts. (Why + λ? Without it, φ₀(x) would be x − 1, and x ⊕ y at n = 0 would be
# x + y − 1.)
#
# The blend mixes the two *results*, linear-log the two *coordinates*. In minigrad each is a neuron with weights,
# φₙ⁻¹(w₁φₙ(x₁) + w₂φₙ(x₂)); the blend mixes w₁x₁ + w₂x₂ with $x_1^{w_1} x_2^{w_2}$. With weights 1 it combines
# two numbers:

# %%
WAYS = {
    "exp⁽ⁿ⁾": mg.nn.AddMul,  # Kneser's
    "Box–Cox": partial(mg.nn.AddMul, kind="box-cox"),
    "linear-log": partial(mg.nn.AddMul, kind="linear-log"),
    "soft exponential": mg.nn.peers.SoftExponential,  # this and the next are neurons of others
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
# both 7.2. **Guess:** which of the five stay at 7.2 on the way?

# %% tags=["picture", "hide-input"]
fig, axes = plt.subplots(1, 5, figsize=(12, 4), sharey=True)
grid = np.linspace(0, 1, 51)
for ax, (name, way) in zip(axes, WAYS.items(), strict=True):
    for x, y in ((2.0, 7.0), (1.2, 6.0)):
        path = [combine(way, x, y, n) for n in grid]
        if name == "exp⁽ⁿ⁾":
            ax.plot(grid, [combine(ABEL, x, y, n) for n in grid], color="C2", linewidth=1.5)
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
axes[0].text(0.6, 8.8, "Abel's", size=15, color="C2", ha="center")
axes[0].set(ylim=(6, 15), ylabel="x ⊕ₙ y")
title = "Both ends of the lower path are 7.2; grey: above both ends"
fig.suptitle(title, x=0.01, ha="left", weight="bold", size=17)
plt.show()

# %% [markdown]
# ## Could another one stay?
#
# Linear-log and the blend stay at 7.2; the others leave it and come back. (Move n yourself on [the
# page](../figures/explore.html#x=1.2&y=6&n=0.5&kind=kneser).) **Guess:** could somebody find an
# exp⁽ⁿ⁾, neither Kneser's nor Abel's, that stays? There are endlessly many. How could one know without trying them all?
#
# Recall lesson 10: exp⁽ⁿ⁾ is a current with a speed v > 0, and Julia's equation says that v(eˣ) =
# eˣ · v(x), or v(x) = x · v(log x). As n grows, exp⁽⁻ⁿ⁾(x) moves against the current: its derivative
# by n is −v(exp⁽⁻ⁿ⁾(x)).
#
# Now let x + y = x · y = s. (Divide by x · y: 1/x + 1/y = 1, so two positive numbers are both above 1.) Suppose
# that x ⊕ₙ y stays at s. Then exp⁽⁻ⁿ⁾(s) = exp⁽⁻ⁿ⁾(x) + exp⁽⁻ⁿ⁾(y) for every n. Two sides that are equal for every n
# have equal derivatives by n: v(exp⁽⁻ⁿ⁾(s)) = v(exp⁽⁻ⁿ⁾(x)) + v(exp⁽⁻ⁿ⁾(y)).
#
# 1. At n = 0 that is v(s) = v(x) + v(y), *the first sum*.
# 2. At n = 1 it is v(log s) = v(log x) + v(log y). Multiply by s = x · y: x · y · v(log x) is y · v(x), by Julia's
#    equation, and so v(s) = y · v(x) + x · v(y), *the second sum*.
# 3. But v(s) cannot be both: x and y are above 1, and v is above 0, so the second sum is larger than the first.
#
# So nobody can. *Every* exp⁽ⁿ⁾ leaves s and comes back, and so the paths of pairs nearby turn back as well. The hump is
# the price of the law that n exps and m more are n + m exps. Here are v(s) and both sums, and the slopes of the path at
# its ends:

# %% tags=["hide-input"]
x, y, h = 1.2, 6.0, 1e-6
for kind in ("kneser", "abel"):
    v_s, v_x, v_y = mg.iterate.generator(np.array([x * y, x, y]), kind)  # the speeds v
    print(f"{kind:<6}: v(s) = {v_s:.3f}, first sum {v_x + v_y:.3f}, second {y * v_x + x * v_y:.3f}")
    for end, total in ((0, v_x + v_y), (1, y * v_x + x * v_y)):
        path = mg.oplus(x, y, [end - h, end + h], kind).numpy()
        measured = (path[1] - path[0]) / (2 * h)
        print(f"        slope at n = {end}: {v_s - total:.4f}, measured {measured:.4f}")

# %% [markdown]
# v(s) lies between the sums. At both ends, the slope is v(s) minus the sum: the path leaves s upwards, and comes down to it.
#
# <details><summary>Why minus the sum, and is it a hump with every v?</summary>
#
# Call the sum inside u, so z = exp⁽ⁿ⁾(u). Lesson 10's two derivatives add up: z changes by v(z), as n moves, and by
# v(z)/v(u) times the change of u, which is −(v(exp⁽⁻ⁿ⁾(x)) + v(exp⁽⁻ⁿ⁾(y))). At n = 0, z is u, and the ratio is 1.
# At n = 1, u is log s, and the ratio is s, by Julia's equation. So the slope is v(s) minus the first sum, and v(s)
# minus the second. Now take any v. If v(s) is above the first sum, the path leaves s upwards. If not, it is below
# the second, and the path comes down to s. Either way it was above s: a hump.
# </details>
#
# Linear-log and the blend can stay, because they gave something up. What? Ask each way for the law
# (half of the way to log, done twice, should be log), and whether grouping matters. **Guess:** how many of the five
# keep the law?


# %%
PHI = {
    "exp⁽ⁿ⁾": mg.transitions.transition("kneser").phi,
    "Box–Cox": mg.transitions.transition("box-cox").phi,
    "linear-log": mg.transitions.transition("linear-log").phi,
    "soft exponential": lambda x, n: mg.log(1 + n * (x - n)) / n,
}
print(f"log 3 is {np.log(3):.3f}   half a log, twice   (2 ⊕ 3) ⊕ 4   2 ⊕ (3 ⊕ 4)")
for name, way in WAYS.items():
    twice = PHI[name](PHI[name](3.0, 0.5), 0.5).item() if name in PHI else np.nan
    left = combine(way, combine(way, 2.0, 3.0, 0.5), 4.0, 0.5)
    right = combine(way, 2.0, combine(way, 3.0, 4.0, 0.5), 0.5)
    print(f"{name:<17} {twice:16.3f} {left:13.3f} {right:13.3f}")

# %% [markdown]
# Only exp⁽ⁿ⁾ keeps the law; in the others, "half" is a place on a scale. (Box–Cox and the soft exponential gave it up,
# too, and have a hump: without the law one can stay, but need not.) With the blend even
# grouping matters: what it makes of three numbers depends on which two come first. (It has no φ,
# hence the nan.)
#
# Linear-log never turns back, with fixed weights: write φₙ(z) = φₙ(x) + φₙ(y) out, and its result z solves
#
# $$(1 - n)\,(z - \text{sum}) + n\,(\log z - \log \text{product}) = 0$$
#
# so the two terms have opposite signs: z lies between sum and product. The larger n is, the more
# weight has the second term, and z goes to the product.
#
# ## What happens to n in other units?
#
# In lesson 14, units moved n. The first three neurons can have a bias, which undoes a factor at n = 1. Let each make its
# own table, at n = 0.5. Then multiply all columns by 10; or only one input, and y. **Guess:** which finds its 0.5 again?
# (What does a factor do to a power, what to a mixture of x and log x?)

# %%
law = mg.tasks.load("product")
x1, x2 = law.x.T
for name in ("exp⁽ⁿ⁾", "Box–Cox", "linear-log"):
    y = combine(WAYS[name], x1, x2, 0.5)[:, None]
    for factors in ([10, 10], [10, 1]):
        scaled = mg.tasks.Task.from_arrays(law.x * factors, 10 * y)
        neuron = WAYS[name](2, 1, n=0.05, bias=True, rng=0)
        mg.train.warm_start(neuron, scaled)
        mg.train.least_squares(neuron, scaled)
        wrong_by = np.std(neuron(scaled.x).data - scaled.y) / np.std(scaled.y)
        print(f"{name:<10} x₁, x₂, y times {factors[0]}, {factors[1]:>2}, 10: ", end="")
        print(f"n = {neuron.n.item():.4f}, wrong by {wrong_by:.1%} of the spread of y")

# %% [markdown]
# Only Box–Cox: a factor before x is a factor before its power, and weights and bias undo it. Linear-log keeps its fit, but
# not its n, if all columns get the same factor. It mixes x with n/(1 − n) times log x. If x is ten times as large, so must
# n/(1 − n) be: it goes from 1 to 10, and n to 10/11. (Two inputs in two new units want two n.) exp⁽ⁿ⁾ nearly keeps its
# fit, but not its n.
#
# (In minigrad the other two have no bias. So with all columns times 10 they lose the fit already at n = 1: x₁x₂ is then
# 100 times as large, y only 10 times. With one, the soft exponential would do as linear-log does.)
#
# ## Does a hump hold n?
#
# The law is y = x₁x₂ with inputs from 1 to 2. Weights are right, 1, and held; n starts at 0, with sums. All
# products are less than the sums. So results have to fall, but a hump lets them rise first. **Guess:** in
# which of the five does n arrive at 1? And if the weights are free?


# %%
def trained(way, task, free, steps=1000):
    neuron = way(2, 1, n=0.0)
    neuron.weight.data[:] = 1
    neuron.weight.requires_grad = free
    mg.train.fit(neuron, task, steps=steps, rng=0)
    return neuron


print("                  when n leaves 0:                  n at the end, weights")
print("                  results that rise    the loss        held     free")
for name, way in WAYS.items():
    before, after = (combine(way, x1, x2, n) for n in (0, 1e-5))
    errors = [np.mean((results - x1 * x2) ** 2) for results in (before, after)]
    loss = "rises" if errors[1] > errors[0] else "falls"
    held, free = (trained(way, law, free).n.item() for free in (False, True))
    print(f"{name:<17} {np.mean(after > before):10.0%} {loss:>16} {held:13.3f} {free:8.3f}")

# %%
neuron = trained(mg.nn.AddMul, law, True, steps=20)
too_low = np.mean(neuron(law.x).data < law.y)
print("exp⁽ⁿ⁾, free, after 20 steps: weights", *neuron.weight.data.round(2), end=", ")
print(f"n = {neuron.n.item():.2f}, {too_low:.0%} of the results are too low")

# %% [markdown]
# With exp⁽ⁿ⁾ and the soft exponential, nearly all results rise first. So the loss does, and n stays at 0. The hump of
# Box–Cox is low: nearly half of its results fall at once, those of small inputs, whose errors are the largest. So the loss
# falls, too.
#
# With free weights all five arrive. With exp⁽ⁿ⁾ the weights shrink first, and the results of large inputs become too low.
# These rise fastest with n, so now the loss falls, n leaves 0, and as it grows, the weights grow back. A trap along one
# number need not be one when all may move.
#
# None of the five has everything:
#
# | way | never turns back | two halves are a whole | keeps n in other units | keeps its fit | n arrives here, weights held |
# |---|---|---|---|---|---|
# | exp⁽ⁿ⁾ | no | yes | no | nearly | no |
# | Box–Cox | no | no | yes | yes | yes |
# | linear-log | yes | no | no | if all get one factor | yes |
# | soft exponential | no | no | no bias | no bias | no |
# | blend | yes | no, nor grouping | no bias | no bias | yes |
#
# For a table of your own, take Box–Cox if you report n, linear-log if a path must not turn back, and the blend, by
# far the simplest, if only the ends matter; having no bias, it wants columns divided by their means. The course goes on with exp⁽ⁿ⁾: it
# follows the paper, and only its n counts exps.
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
# else: z lies between sum and product, so halve this range 60 times.


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
# The law of exps, that n and m more are n + m. For that, its path never turns back.
# </details>
#
# <details><summary>With which way does n mean the same in all units?</summary>
#
# With Box–Cox, if it has a bias.
# </details>
#
# <details><summary>Does a hump always hold n?</summary>
#
# No: in our table not Box–Cox's low one, and none if the weights are free.
# </details>
#
# ## In practice
#
# The first three are chosen by `kind=` in `AddMul`, `mg.oplus`, `minigrad train` and `minigrad compare`; the blend is
# `mg.nn.peers.Blend`. (Linear-log's log follows a tangent near 0, as in lesson 7: with plain log, sums below 0 would
# jump at n = 0.) The picture to keep:
#
# ![Five panels of x ⊕ y over n, for 2 and 7 and for 1.2 and 6. With exp⁽ⁿ⁾, Box–Cox and the soft exponential the lower path, whose ends are equal, makes a hump; with linear-log and the blend it is level](pictures/17_compare_bridges.png)
#
# ## New words
#
# - **soft exponential**: a way from log by way of x to exp, (log(1 + n(x − n)))/n on the side of
#   log.
#
# ## Further reading
#
# - Box and Cox, An analysis of transformations, Journal of the Royal Statistical Society B 26,
#   1964.
# - Godfrey and Gashler, [A continuum among logarithmic, linear, and exponential
#   functions](https://arxiv.org/abs/1602.01321): the soft exponential.
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): exp⁽ⁿ⁾.
# - `minigrad/transitions/`: a short file for each way.
